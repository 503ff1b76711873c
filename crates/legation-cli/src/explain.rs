//! `legation explain`: what a name means on a day, what a term of the codebook means, why a
//! sentence or an event was coded as it was.

use std::fmt::Write;
use std::path::PathBuf;

use legation::link::{Entity, Office, StateCodes, explain, state_codes};
use legation::plover::{EventType, codebook, mode};
use legation::present::glossary;
use legation::present::plain::safe;
use legation::time::Date;
use legation::{present, read, reading};
use serde_json::json;

use crate::articles::{Input, Mark, Source};
use crate::exit::{Exit, print};
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// `entity NAME`, `event ID`, a sentence in quotes, an event type such as AGREE, or a term such as cue
    #[arg(required = true)]
    what: Vec<String>,
    /// The articles among which `event ID` is looked for
    #[arg(long = "in", value_name = "FILE")]
    articles: Vec<PathBuf>,
    /// The day on which the name is meant, or the sentence was published (YYYY-MM-DD); needed for `entity`
    #[arg(long)]
    on: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// A table of your own actors that extends the built-in ones; by default actors.csv beside the archive
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Exit {
    if options.what[0] == "entity" && options.what.len() > 1 {
        return entity(&options.what[1..].join(" "), options);
    }
    if options.what[0] == "event" && options.what.len() == 2 {
        return event(&options.what[1], options);
    }
    let term = options.what.join(" ");
    if term.split_whitespace().count() > 2 {
        return sentence(&term, options);
    }
    if let Some(event_type) = EventType::from_name(&term.to_uppercase()) {
        return print(&describe(event_type));
    }
    if let Some(told) = codebook::explain(&term) {
        return print(&format!("{told}\n"));
    }
    match glossary::term(&term) {
        Some(term) => print(&glossary::text(&term)),
        None => {
            eprintln!("legation: `{}` is neither a term of the codebook nor in the glossary", safe(&term));
            eprintln!(
                "  hint: `legation explain entity NAME --on DATE` explains a name; modes, contexts and `settled` are terms too; event types are {}",
                EventType::ALL.map(EventType::name).join(", ")
            );
            Exit::Usage
        }
    }
}

/// A text of the user's own, sentence by sentence.
fn sentence(text: &str, options: &Options) -> Exit {
    let knowledge = match input::knowledge(input::actors(options.actors.as_deref()).as_deref()) {
        Ok(knowledge) => knowledge,
        Err(error) => return complain(&error),
    };
    // English is taken for granted: a single sentence is too little to tell a language by.
    let given = read::Given { published: options.on, language: Some("en".to_owned()), ..read::Given::default() };
    let reading = reading::of_article(read::given(text, given), &knowledge);
    let parts: Vec<String> =
        (0..reading.document.sentences.len()).map(|idx| present::explain::sentence(&reading, idx)).collect();
    print(&parts.join("\n"))
}

/// The sentence that an event was coded from, looked up by reading the articles again.
fn event(id: &str, options: &Options) -> Exit {
    if options.articles.is_empty() {
        eprintln!("legation: in which articles? an event is explained from its text");
        eprintln!("  hint: add --in FILE, the file that was coded");
        return Exit::Usage;
    }
    let knowledge = match input::knowledge(input::actors(options.actors.as_deref()).as_deref()) {
        Ok(knowledge) => knowledge,
        Err(error) => return complain(&error),
    };
    let inputs = match input::files(&options.articles) {
        Ok(files) => files.into_iter().map(Input::of).collect(),
        Err(error) => return complain(&error),
    };
    for item in Source::new(inputs, Mark::default()) {
        let place = item.place.clone();
        let article = match item.open() {
            Ok((_, article)) => article,
            Err(error) => {
                complain(&error);
                continue;
            }
        };
        let reading = reading::of_article(article, &knowledge);
        let Some(event) = reading.events.iter().find(|e| e.id.as_str() == id) else { continue };
        let before = reading.document.sentences.partition_point(|s| s.span.start <= event.sentence.start);
        let words = present::explain::sentence(&reading, before.saturating_sub(1));
        return print(&format!("{}\n\n{words}", safe(&place)));
    }
    eprintln!("legation: no event of these articles has the id `{}`", safe(id));
    eprintln!("  hint: ids change with the article's text and the coder's version; code the articles again");
    Exit::Failure
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
    if let Some(section) = codebook::explain(event_type.name()) {
        let _ = writeln!(out, "\n{}", section.replace("**", ""));
    }
    out
}

fn entity(name: &str, options: &Options) -> Exit {
    let knowledge = match input::knowledge(input::actors(options.actors.as_deref()).as_deref()) {
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
                    "sector": e.acting_sector().map(|s| s.code()),
                    "other_sectors": e.other_sectors.iter().map(|s| s.code()).collect::<Vec<_>>(),
                    "through": f.through,
                    "from": f.from.map(|d| d.to_string()),
                    "to": f.to.map(|d| d.to_string()),
                    "coordinates": e.coordinates.map(|(lat, lon)| json!([lat, lon])),
                    "codes": codes(e).map(|c| json!({
                        "iso2": c.iso2, "iso3": c.iso3, "iso_numeric": c.iso_numeric, "cow": c.cow, "gw": c.gw,
                        "fips": c.fips, "cameo": c.cameo,
                    })),
                    "qid": e.qid,
                    "offices": e.offices.iter().map(|o| json!({
                        "office": o.office, "of": o.of, "title": o.title,
                        "from": o.from.map(|d| d.to_string()), "to": o.to.map(|d| d.to_string()),
                    })).collect::<Vec<_>>(),
                    "all_offices": f.offices.iter().map(|(o, sector)| json!({
                        "office": o.office, "of": o.of, "title": o.title, "sector": sector.map(|s| s.code()),
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
        let sectors = e.acting_sector().into_iter().chain(e.other_sectors.iter().copied()).map(|s| s.code());
        let code = e.country.as_deref().into_iter().chain(sectors).collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "{}  {}  {code}  ({}), by its {}", e.name, e.kind.name(), e.id, f.through);
        let held = |o: &Office| e.offices.contains(o);
        for (o, sector) in &f.offices {
            let day = |d: Option<Date>, open: &str| d.map_or_else(|| open.to_owned(), |d| d.to_string());
            let mark = if held(o) { "*" } else { " " };
            let sector = sector.map_or("", |s| s.code());
            let (from, to) = (day(o.from, "unknown"), day(o.to, "open"));
            let _ = writeln!(out, "  {mark} {} ({}) {sector}, {from} to {to}", o.title, o.of);
        }
        if let Some(c) = codes(e) {
            let _ = writeln!(
                out,
                "    codes: ISO {} {} {}, COW {}, GW {}, FIPS {}, CAMEO {}",
                c.iso2, c.iso3, c.iso_numeric, c.cow, c.gw, c.fips, c.cameo
            );
        }
        if f.from.is_some() || f.to.is_some() {
            let day = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
            let _ = writeln!(out, "    existed: {} to {}", day(f.from), day(f.to));
        }
        if let Some(qid) = &e.qid {
            let _ = writeln!(out, "    Wikidata: {qid}");
        }
        let _ = writeln!(out, "    also: {}", f.aliases.join(", "));
        let _ = writeln!(out, "    source: {}", f.sources.join("; "));
    }
    print(&out)
}

/// The codes of a state, if it is one.
fn codes(entity: &Entity) -> Option<&'static StateCodes> {
    let state = entity.id.strip_prefix("state:")?;
    state_codes(state)
}
