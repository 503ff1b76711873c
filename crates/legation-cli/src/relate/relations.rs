//! Questions about relations over time: series, channels, standing, network.

use std::collections::BTreeMap;
use std::path::PathBuf;

use legation::error::{Error, Kind};
use legation::present::relation::{self, Table};
use legation::record::{Archive, question};
use legation::relate::period::Period;
use legation::relate::{self, Counted, Scope, Way, Who, graph::Ties, network::Nodes};
use serde_json::Value;

use crate::complain;
use crate::exit::{Exit, print};
use crate::record::Place;

/// Which part of the archive.
#[derive(clap::Args)]
pub(super) struct Narrow {
    #[command(flatten)]
    place: Place,
    /// Only what could be known by a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Last day, inclusive
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// Count planned, rumoured, denied and hypothetical events as well
    #[arg(long)]
    everything: bool,
}

/// How the answer looks.
#[derive(clap::Args)]
pub(super) struct Look {
    /// Everything, as one JSON object
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Rows for a spreadsheet; formulas are disarmed
    #[arg(long)]
    csv: bool,
}

#[derive(clap::Args)]
pub(super) struct Series {
    /// Two countries (AZE-ARM), one party (AZE, Armenia, person:ilham-aliyev), or all
    #[arg(default_value = "all")]
    who: String,
    /// Only what the first does to the second, or a single party does; joint acts count both ways
    #[arg(long)]
    directed: bool,
    #[arg(long, default_value = "week", value_parser = ["day", "week", "month"])]
    by: String,
    /// Look for changes in events per recorded article rather than per period
    #[arg(long)]
    normalised: bool,
    /// Only events that an outlet tells of
    #[arg(long)]
    publisher: Option<String>,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Changes {
    /// Only pairs in which a party stands: a country code, an entity id or a name
    #[arg(default_value = "all")]
    who: String,
    /// Lines shown
    #[arg(short, default_value_t = 30)]
    n: usize,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Channels {
    /// Two countries: AZE-ARM
    dyad: String,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Pillars {
    /// Two countries (AZE-ARM), one party, or all
    #[arg(default_value = "all")]
    who: String,
    #[arg(long, default_value = "month", value_parser = ["day", "week", "month"])]
    by: String,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Trace {
    /// A claim (c…), an event (v…) or an article (a…), as other verbs print them
    id: Option<String>,
    /// Only quotes of a speaker: a country code, an entity id or a name
    #[arg(long, conflicts_with = "id")]
    speaker: Option<String>,
    /// Only quotes that an outlet prints
    #[arg(long, conflicts_with = "id")]
    publisher: Option<String>,
    /// Quotes shown
    #[arg(short, default_value_t = 20)]
    n: usize,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Standing {
    /// A window each; without it one window of all
    #[arg(long, value_parser = ["day", "week", "month"])]
    by: Option<String>,
    /// Which events tie two parties
    #[arg(long, default_value = "all", value_parser = ["all", "cooperation", "conflict"])]
    ties: String,
    /// Persons, bodies and groups rather than countries
    #[arg(long)]
    entities: bool,
    /// Blocs of your own: a tab-separated file of code and bloc; by default the regions of the United Nations
    #[arg(long, value_name = "FILE")]
    blocs: Option<PathBuf>,
    /// Parties shown of each window
    #[arg(short, default_value_t = 15)]
    n: usize,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Args)]
pub(super) struct Network {
    /// Only events in which a country or one of two takes part
    #[arg(default_value = "all")]
    who: String,
    /// Persons, bodies and groups rather than countries
    #[arg(long)]
    entities: bool,
    #[arg(long, short, default_value = "graphml", value_parser = ["graphml", "json", "csv"])]
    format: String,
    #[command(flatten)]
    narrow: Narrow,
}

pub(super) fn series(asked: &Series) -> Exit {
    ask(&asked.narrow, |archive| {
        let scope = Scope {
            who: who(archive, &asked.who)?,
            way: if asked.directed { Way::Forward } else { Way::Either },
            publisher: asked.publisher.clone(),
            ..asked.narrow.scope()
        };
        let exposure =
            if asked.normalised { relate::series::Exposure::Articles } else { relate::series::Exposure::Periods };
        let options = relate::series::Options { scope, period: period(&asked.by), exposure };
        let (series, outlets) = relate::series::with_outlets(archive, &options)?;
        use relation::series::{json, table, text};
        Ok(asked.look.show(|| json(&series, &outlets), || table(&series), || text(&series, &outlets)))
    })
}

pub(super) fn changes(asked: &Changes) -> Exit {
    ask(&asked.narrow, |archive| {
        let scope = Scope { who: who(archive, &asked.who)?, ..asked.narrow.scope() };
        let board = relate::board::board(archive, &scope)?;
        use relation::board::{json, table, text};
        Ok(asked.look.show(|| json(&board), || table(&board), || text(&board, asked.n)))
    })
}

pub(super) fn channels(asked: &Channels) -> Exit {
    ask(&asked.narrow, |archive| {
        let scope = Scope { who: who(archive, &asked.dyad)?, ..asked.narrow.scope() };
        let channels = relate::channels::channels(archive, &scope)?;
        use relation::channels::{json, table, text};
        Ok(asked.look.show(|| json(&channels), || table(&channels), || text(&channels)))
    })
}

pub(super) fn pillars(asked: &Pillars) -> Exit {
    ask(&asked.narrow, |archive| {
        let scope = Scope { who: who(archive, &asked.who)?, ..asked.narrow.scope() };
        let pillars = relate::pillars::pillars(archive, &scope, period(&asked.by))?;
        use relation::pillars::{json, table, text};
        Ok(asked.look.show(|| json(&pillars), || table(&pillars), || text(&pillars)))
    })
}

pub(super) fn trace(asked: &Trace) -> Exit {
    ask(&asked.narrow, |archive| {
        use relation::trace::{families, spread, spread_table, spread_text, table, text};
        let as_of = asked.narrow.as_of.as_deref();
        let Some(id) = &asked.id else {
            let speaker = asked.speaker.as_ref().map(|s| question::party(archive, s)).transpose()?;
            let scope = Scope {
                who: speaker.map_or(Who::All, Who::Party),
                publisher: asked.publisher.clone(),
                ..asked.narrow.scope()
            };
            let found = relate::trace::quotes(archive, &scope)?;
            return Ok(asked.look.show(|| families(&found), || table(&found), || text(&found, asked.n)));
        };
        let missing = || {
            Error::new(Kind::Input, "following a story")
                .at(id.clone())
                .because("there is no such quote, event or article")
                .hint("`legation claims`, `legation events` and `legation search` print ids; only quoted words can be followed")
        };
        if id.starts_with('c') {
            let found = vec![relate::trace::quote(archive, id, as_of)?.ok_or_else(missing)?];
            return Ok(asked.look.show(|| families(&found), || table(&found), || text(&found, 1)));
        }
        let found = match id.as_bytes().first() {
            Some(b'v') => relate::trace::event(archive, id, as_of)?,
            Some(b'a') => relate::trace::article(archive, id, as_of)?,
            _ => None,
        };
        let found = found.ok_or_else(missing)?;
        Ok(asked.look.show(|| spread(&found), || spread_table(&found), || spread_text(&found)))
    })
}

pub(super) fn standing(asked: &Standing) -> Exit {
    ask(&asked.narrow, |archive| {
        let options = relate::standing::Options {
            scope: asked.narrow.scope(),
            by: asked.by.as_deref().map(period),
            ties: match asked.ties.as_str() {
                "cooperation" => Ties::Cooperation,
                "conflict" => Ties::Conflict,
                _ => Ties::All,
            },
            nodes: nodes(asked.entities),
            blocs: asked.blocs.as_ref().map(blocs).transpose()?,
        };
        let windows = relate::standing::standing(archive, &options)?;
        use relation::standing::{json, table, text};
        Ok(asked.look.show(|| json(&windows), || table(&windows), || text(&windows, asked.n)))
    })
}

pub(super) fn network(asked: &Network) -> Exit {
    ask(&asked.narrow, |archive| {
        let scope = Scope { who: who(archive, &asked.who)?, ..asked.narrow.scope() };
        let network = relate::network::network(archive, &scope, nodes(asked.entities))?;
        use relation::network::{graphml, json, table};
        Ok(match asked.format.as_str() {
            "json" => format!("{:#}\n", json(&network)),
            "csv" => relation::csv(&table(&network)),
            _ => graphml(&network),
        })
    })
}

/// Opens the archive, asks, prints.
pub(super) fn ask(narrow: &Narrow, question: impl FnOnce(&Archive) -> Result<String, Error>) -> Exit {
    let answered = Archive::open(&narrow.place.path()).and_then(|archive| {
        archive.notices.iter().for_each(|n| eprintln!("legation: {n}"));
        question(&archive)
    });
    match answered {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

impl Narrow {
    pub(super) fn scope(&self) -> Scope {
        Scope {
            counted: if self.everything { Counted::Everything } else { Counted::Happened },
            as_of: self.as_of.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            ..Scope::default()
        }
    }
}

impl Look {
    pub(super) fn show(
        &self,
        json: impl FnOnce() -> Value,
        table: impl FnOnce() -> Table,
        text: impl FnOnce() -> String,
    ) -> String {
        if self.json {
            format!("{:#}\n", json())
        } else if self.csv {
            relation::csv(&table())
        } else {
            text()
        }
    }
}

/// A dyad, a party or all, by code, id or name.
pub(super) fn who(archive: &Archive, words: &str) -> Result<Who, Error> {
    if words.eq_ignore_ascii_case("all") {
        return Ok(Who::All);
    }
    let party = |words: &str| question::party(archive, words.trim());
    // A name may have a hyphen (Guinea-Bissau, person:kim-jong-un): two codes or names must be known.
    for (at, _) in words.match_indices(['-', ',']) {
        let (a, b) = (party(&words[..at])?, party(&words[at + 1..])?);
        let code = |party: &str| party.len() == 3 && party.bytes().all(|b| b.is_ascii_uppercase());
        if code(&a) && code(&b) {
            return Ok(Who::Dyad(a, b));
        }
    }
    let codes: Vec<&str> = words.split(['-', ',']).collect();
    match codes[..] {
        [a, b] if [a, b].iter().all(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_alphabetic())) => {
            Ok(Who::Dyad(a.to_uppercase(), b.to_uppercase()))
        }
        _ => Ok(Who::Party(party(words)?)),
    }
}

fn period(name: &str) -> Period {
    Period::from_name(name).unwrap_or_default()
}

fn nodes(entities: bool) -> Nodes {
    if entities { Nodes::Entities } else { Nodes::Countries }
}

fn blocs(path: &PathBuf) -> Result<BTreeMap<String, String>, Error> {
    let wrong = |cause: String| {
        Error::new(Kind::Configuration, "reading the table of blocs")
            .at(path.display().to_string())
            .because(cause)
            .hint("one party a line: code, a tab, its bloc")
    };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    let mut out = BTreeMap::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let (code, bloc) = line.split_once('\t').ok_or_else(|| wrong(format!("line {} has no tab", n + 1)))?;
        out.insert(code.trim().to_owned(), bloc.trim().to_owned());
    }
    Ok(out)
}
