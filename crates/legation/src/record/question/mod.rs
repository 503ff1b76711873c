//! Questions to an archive, each as of a day.
//!
//! What comes in: a [`Filter`]. What goes out: a [`Page`] of rows, newest first, with the words that
//! ask for the next page. With `as_of` only articles that a reader could know by that day count:
//! later ones change nothing, not even how events are joined.
//!
//! What is deliberately not here: sums over time, which are `relate`'s.

mod actors;
mod agenda;
mod article;
mod articles;
mod claims;
mod commitments;
mod counts;
mod dyads;
mod events;
mod overview;
mod sources;

pub use actors::{ActorAnswer, ActorListed, SeenAs, actor, actors};
pub use agenda::{AgendaAnswer, Issue, agenda, issues};
pub use article::{ArticleAnswer, ArticleListed, article, articles, listed};
pub use articles::{Found, first_of_copies, search};
pub use claims::{ClaimAnswer, claims};
pub use commitments::{CommitmentAnswer, commitments};
pub use counts::{Of, Span, counted, sums};
pub use dyads::{DyadListed, dyads};
pub use events::{EventAnswer, State, event, event_id, events, summary};
pub use overview::{Holdings, holdings, open_questions};
pub use sources::{SourceAnswer, sources};

pub use super::counted::{Counted, happened};
pub use super::summary::{Contradiction, Summary};
pub use super::sums::{MILLION, PairSum, PartySum, Sums, TypeSum, is_country, pairs_of};

use super::archive::Archive;
use crate::error::{Error, Kind};

/// Which rows are wanted; what is left empty does not restrict.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    /// Only what could be known by this day, YYYY-MM-DD.
    pub as_of: Option<String>,
    /// First day: of the event, else of the article.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
    /// Acts: a PLOVER country code or an entity id. For claims the source, for commitments who promises.
    pub actor: Option<String>,
    /// Receives.
    pub recipient: Option<String>,
    /// Takes part on either side.
    pub party: Option<String>,
    /// Two countries, in either direction.
    pub dyad: Option<(String, String)>,
    pub event_type: Option<String>,
    pub certainty: Option<String>,
    pub status: Option<String>,
    /// What became of a commitment: "open", "kept", "broken", "lapsed".
    pub state: Option<String>,
    pub publisher: Option<String>,
    /// Issue of an agenda item.
    pub issue: Option<String>,
    /// At least so many independent sources.
    pub min_sources: usize,
    /// Only where reports disagree.
    pub contradicted: bool,
    /// Only events that are told as having happened, by somebody who stands behind it.
    pub happened: bool,
    /// Only events that are rumoured, denied or confirmed, or told with changing certainty.
    pub disputed: bool,
    /// Words to look for.
    pub words: Option<String>,
    /// Rows of a page; none asks for 50.
    pub limit: Option<usize>,
    /// What the page before gave as `next`.
    pub after: Option<String>,
}

/// Some rows, and how to ask for more.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// To be handed in as `after`; none on the last page.
    pub next: Option<String>,
}

impl Filter {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, 100_000)
    }

    /// Its days, for what is counted.
    fn span(&self) -> Span<'_> {
        let (from, to, as_of) = (self.from.as_deref(), self.to.as_deref(), self.as_of.as_deref());
        Span { from, to, as_of, happened: self.happened, publisher: None }
    }

    /// Checks days, so that a mistyped one does not silently give nothing.
    fn check(&self) -> Result<(), Error> {
        for (name, day) in [("as-of", &self.as_of), ("from", &self.from), ("to", &self.to)] {
            if let Some(day) = day
                && (day.len() != 10 || day.parse::<crate::time::Date>().is_err())
            {
                return Err(Error::new(Kind::Configuration, "asking the archive")
                    .at(format!("--{name} {day}"))
                    .because("it is no day")
                    .hint("write days as YYYY-MM-DD"));
            }
        }
        Ok(())
    }

    /// The key after which the page begins: day and id.
    fn cursor(&self) -> Result<Option<(String, String)>, Error> {
        let Some(after) = &self.after else { return Ok(None) };
        match after.split_once('~') {
            Some((day, id)) if !id.is_empty() => Ok(Some((day.to_owned(), id.to_owned()))),
            _ => Err(Error::new(Kind::Configuration, "asking the archive")
                .at(format!("--after {after}"))
                .because("it is no place in a list")
                .hint("hand in what the page before gave as `next`")),
        }
    }
}

fn cursor(day: &str, id: &str) -> String {
    format!("{day}~{id}")
}

/// A statement that grows condition by condition.
struct Query {
    sql: String,
    values: Vec<rusqlite::types::Value>,
    conditions: usize,
}

impl Query {
    fn new(sql: &str) -> Query {
        Query { sql: sql.to_owned(), values: Vec::new(), conditions: 0 }
    }

    /// Adds a condition; `?` stands for the value, as often as it is there.
    fn and(&mut self, condition: &str, value: &str) -> &mut Query {
        self.values.push(value.to_owned().into());
        let place = format!("?{}", self.values.len());
        self.condition(&condition.replace('?', &place))
    }

    fn and_some(&mut self, condition: &str, value: Option<&str>) -> &mut Query {
        if let Some(value) = value {
            self.and(condition, value);
        }
        self
    }

    fn condition(&mut self, condition: &str) -> &mut Query {
        self.sql.push_str(if self.conditions == 0 { " WHERE " } else { " AND " });
        self.sql.push_str(condition);
        self.conditions += 1;
        self
    }

    /// Before a key, in falling order.
    fn before(&mut self, columns: [&str; 2], cursor: Option<&(String, String)>) -> &mut Query {
        if let Some((day, id)) = cursor {
            self.values.push(day.clone().into());
            self.values.push(id.clone().into());
            let n = self.values.len();
            self.condition(&format!("({}, {}) < (?{}, ?{n})", columns[0], columns[1], n - 1));
        }
        self
    }

    fn end(&mut self, tail: &str) -> &mut Query {
        self.sql.push_str(tail);
        self
    }
}

/// Keys under which a party that a user names is kept: its code or id as given, else every entity
/// of that name.
///
/// Where nothing has that name, the word itself comes back, and the answer will be empty.
pub fn party(archive: &Archive, words: &str) -> Result<String, Error> {
    let known = |sql: &str, value: &str| {
        use rusqlite::OptionalExtension;
        archive.connection.query_row(sql, [value], |row| row.get::<_, String>(0)).optional()
    };
    let found = || -> rusqlite::Result<Option<String>> {
        for key in [words.to_owned(), words.to_uppercase()] {
            if let Some(key) = known("SELECT party FROM event_parties WHERE party = ?1 LIMIT 1", &key)? {
                return Ok(Some(key));
            }
        }
        let entity = known(
            "SELECT entity_id FROM entities WHERE name = ?1 COLLATE NOCASE ORDER BY kind <> 'state', entity_id LIMIT 1",
            words,
        )?;
        Ok(entity)
    };
    let key = found().map_err(|e| archive.failed("looking for a party", &e))?.unwrap_or_else(|| words.to_owned());
    Ok(key.strip_prefix("state:").map(str::to_owned).unwrap_or(key))
}

/// The name of a party that is kept under a country code or an entity id; the key where it has none.
pub fn name(archive: &Archive, key: &str) -> Result<String, Error> {
    use rusqlite::OptionalExtension;
    archive
        .connection
        .prepare_cached("SELECT name FROM entities WHERE entity_id IN (?1, 'state:' || ?1) LIMIT 1")
        .and_then(|mut statement| statement.query_row([key], |row| row.get(0)).optional())
        .map(|found| found.unwrap_or_else(|| key.to_owned()))
        .map_err(|e| archive.failed("looking for a party", &e))
}
