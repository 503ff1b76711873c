//! What the tables know of a name on a day: `legation explain entity NAME --on DATE`.

use super::entity::Entity;
use super::knowledge::{Knowledge, fold};
use crate::time::Date;

/// An entry of the tables with its standing on a day, its aliases and its source.
#[derive(Clone, Debug)]
pub struct Explained {
    pub entity: Entity,
    pub aliases: Vec<String>,
    pub source: String,
}

/// Everything a name may stand for, best known first; family names find people.
pub fn entity(name: &str, on: Option<Date>, knowledge: &Knowledge) -> Vec<Explained> {
    let key = fold(name);
    let mut found: Vec<u32> = knowledge.lookup(&key).iter().map(|a| a.record).collect();
    for &person in knowledge.family(&key) {
        if !found.contains(&person) {
            found.push(person);
        }
    }
    found.sort_by_key(|&r| (-knowledge.prominence(r, on), std::cmp::Reverse(knowledge.record(r).weight), r));
    found.dedup();
    found
        .into_iter()
        .map(|r| {
            let record = knowledge.record(r);
            Explained {
                entity: knowledge.entity(r, on),
                aliases: record.aliases.clone(),
                source: record.source.clone(),
            }
        })
        .collect()
}
