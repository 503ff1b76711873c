//! `legation explain`: what a name means on a day, what a term of the codebook means.

use std::fmt::Write;
use std::path::PathBuf;

use legation::link::explain;
use legation::plover::{EventType, mode};
use legation::present::plain::safe;
use legation::time::Date;
use serde_json::json;

use crate::exit::{Exit, print};
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// `entity NAME`, or an event type such as AGREE
    #[arg(required = true)]
    what: Vec<String>,
    /// The day on which the name is meant (YYYY-MM-DD); needed for `entity`
    #[arg(long)]
    on: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// A table of your own actors (actors.csv) that extends the built-in ones
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Exit {
    if options.what[0] == "entity" && options.what.len() > 1 {
        return entity(&options.what[1..].join(" "), options);
    }
    let term = options.what.join(" ");
    match EventType::from_name(&term.to_uppercase()) {
        Some(event_type) => print(&describe(event_type)),
        None => {
            eprintln!("legation: `{}` is not a term of the codebook", safe(&term));
            eprintln!(
                "  hint: `legation explain entity NAME --on DATE` explains a name; event types are {}",
                EventType::ALL.map(EventType::name).join(", ")
            );
            Exit::Usage
        }
    }
}

fn describe(event_type: EventType) -> String {
    let mut out = format!(
        "{}  quad class {} · score {:+} · recipient {}\n",
        event_type.name(),
        event_type.quad() as u8,
        event_type.score(),
        if event_type.needs_recipient() { "needed" } else { "optional" }
    );
    let modes: Vec<String> = mode::MODES
        .iter()
        .filter(|(t, ..)| *t == event_type)
        .map(|(_, name, score)| score.map_or_else(|| (*name).to_owned(), |s| format!("{name} ({s:+})")))
        .collect();
    if !modes.is_empty() {
        let _ = writeln!(out, "modes: {}", modes.join(", "));
    }
    out
}

fn entity(name: &str, options: &Options) -> Exit {
    let knowledge = match input::knowledge(options.actors.as_deref()) {
        Ok(knowledge) => knowledge,
        Err(error) => return complain(&error),
    };
    let Some(on) = options.on else {
        eprintln!("legation: on which day? offices change");
        eprintln!("  hint: add --on YYYY-MM-DD");
        return Exit::Usage;
    };
    let found = explain::entity(name, on, &knowledge);
    if found.is_empty() {
        eprintln!("legation: no table knows `{}`", safe(name));
        eprintln!("  hint: check the spelling, or add it to a table of your own (--actors FILE)");
        return Exit::Failure;
    }
    if options.json {
        let list: Vec<_> = found
            .iter()
            .map(|f| {
                let e = &f.entity;
                json!({
                    "id": e.id,
                    "name": e.name,
                    "kind": e.kind.name(),
                    "country": e.country,
                    "sector": e.sector.map(|s| s.code()),
                    "qid": e.qid,
                    "offices": e.offices.iter().map(|o| json!({
                        "office": o.office, "of": o.of, "title": o.title,
                        "from": o.from.map(|d| d.to_string()), "to": o.to.map(|d| d.to_string()),
                    })).collect::<Vec<_>>(),
                    "aliases": f.aliases,
                    "sources": f.sources,
                })
            })
            .collect();
        return print(&format!("{}\n", json!(list)));
    }
    let mut out = String::new();
    for f in &found {
        let e = &f.entity;
        let code =
            [e.country.as_deref(), e.sector.map(|s| s.code())].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "{}  {}  {code}  ({})", e.name, e.kind.name(), e.id);
        for o in &e.offices {
            let until = o.to.map_or_else(|| "open".to_owned(), |d| d.to_string());
            let _ = writeln!(
                out,
                "    {} ({}), {} to {until}",
                o.title,
                o.of,
                o.from.map_or_else(|| "unknown".to_owned(), |d| d.to_string())
            );
        }
        let _ = writeln!(out, "    also: {}", f.aliases.join(", "));
        let _ = writeln!(out, "    source: {}", f.sources.join("; "));
    }
    print(&out)
}
