//! What the tables know of a name, for `legation explain entity NAME --on DATE`.

use super::entity::{Entity, Office};
use super::fold::Key;
use super::knowledge::{Knowledge, Sense};
use super::table::list;
use crate::plover::Sector;
use crate::time::Date;

/// Everything known of one entity, and how it stood on a day.
#[derive(Clone, Debug)]
pub struct Explained {
    /// As it stood on the day: country, sector, offices held then.
    pub entity: Entity,
    /// Why the name leads here: "name", "family name", "capital", …
    pub through: &'static str,
    pub aliases: Vec<String>,
    /// Every office that a table knows, with its sector, in order of time.
    pub offices: Vec<(Office, Option<Sector>)>,
    /// The days between which it existed, where they are known.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub sources: Vec<String>,
}

/// Everything that a name or an id may stand for, likeliest first.
pub fn entity(name: &str, on: Date, knowledge: &Knowledge) -> Vec<Explained> {
    let mut found: Vec<(u32, &'static str, i32)> = Vec::new();
    if let Some(record) = knowledge.by_id(name) {
        found.push((record, "id", 1000));
    }
    for entry in knowledge.lookup(Key::of(name)) {
        let (through, weight) = match entry.sense {
            Sense::Name => ("name", 500),
            Sense::Adjective => ("adjective", 400),
            Sense::Demonym => ("people", 300),
            Sense::Capital => ("capital", 450),
            Sense::Seat => ("seat of government", 450),
            Sense::Family => ("family name", 100),
        };
        let weight =
            weight + knowledge.prominence(entry.record, Some(on)) + knowledge.record(entry.record).weight as i32;
        match found.iter_mut().find(|f| f.0 == entry.record) {
            Some(known) if known.2 < weight => *known = (entry.record, through, weight),
            Some(_) => {}
            None => found.push((entry.record, through, weight)),
        }
    }
    if found.is_empty() {
        found.extend(knowledge.by_bones(name).iter().map(|&r| (r, "spelling close to it", 0)));
    }
    found.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    found.into_iter().map(|(record, through, _)| explain(record, through, on, knowledge)).collect()
}

fn explain(idx: u32, through: &'static str, on: Date, knowledge: &Knowledge) -> Explained {
    let record = knowledge.record(idx);
    let mut terms: Vec<_> = knowledge.terms(idx).iter().collect();
    terms.sort_by_key(|t| (t.from, t.to));
    let mut sources: Vec<String> = Vec::new();
    for source in std::iter::once(record.source).chain(terms.iter().map(|t| t.source)) {
        for part in list(source) {
            if !sources.iter().any(|s| s == part) {
                sources.push(part.to_owned());
            }
        }
    }
    Explained {
        entity: knowledge.entity(idx, Some(on)),
        through,
        aliases: list(record.aliases).map(str::to_owned).collect(),
        offices: terms.iter().map(|t| (t.as_office(), t.sector)).collect(),
        from: record.from,
        to: record.to,
        sources,
    }
}
