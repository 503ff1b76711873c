//! A table drafted from what parties were read to say: quotes in, blanks left blank.

use super::rule::Rule;
use super::table::{Interval, Issue, Party, Stake, Table};

/// Something that a party said or did about an issue, with where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// Id of the party, as the draft calls it: a country code, or an entity id.
    pub party: String,
    pub party_name: String,
    pub quote: String,
    /// The article's id and the byte range of the quote in its text.
    pub evidence: String,
    /// The day of the article, for the reader.
    pub on: Option<String>,
}

/// A drafted table: the numbers are blank, the quotes stand beside them.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub table: Table,
    /// Quotes by party and issue, as the stakes of the table.
    pub quotes: Vec<Vec<Said>>,
}

/// Drafts a table of one issue: who was read to say what. No number is guessed from words.
///
/// Parties (id and name) are those asked for, in that order, whether or not anything was found for them; without
/// any, all that were read to say something, in the order of their ids.
pub fn draft(issue: &str, parties: &[(String, String)], said: &[Said]) -> Draft {
    let mut ids: Vec<(String, String)> = parties.to_vec();
    if ids.is_empty() {
        ids = said.iter().map(|s| (s.party.clone(), s.party_name.clone())).collect();
        ids.sort();
        ids.dedup_by(|a, b| a.0 == b.0);
    }
    let id: String = issue.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let table = Table {
        name: issue.to_owned(),
        issues: vec![Issue {
            id,
            name: issue.to_owned(),
            low: String::new(),
            high: String::new(),
            scale: (0.0, 100.0),
            status_quo: None,
            rule: Rule::Consent,
        }],
        parties: ids
            .iter()
            .map(|(id, name)| Party {
                name: name.clone(),
                id: id.clone(),
                // A placeholder that pulls like everybody else until somebody knows better.
                capability: Interval::point(1.0),
                votes: None,
                veto: false,
                chair: false,
                leverage: None,
            })
            .collect(),
        stakes: ids
            .iter()
            .map(|(id, _)| {
                let evidence = said.iter().filter(|s| s.party == *id).map(|s| s.evidence.clone()).collect();
                Some(Stake { position: None, salience: None, capability: None, evidence })
            })
            .collect(),
    };
    let quotes = ids.iter().map(|(id, _)| said.iter().filter(|s| s.party == *id).cloned().collect()).collect();
    Draft { table, quotes }
}
