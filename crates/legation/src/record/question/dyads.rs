//! Pairs of countries, those with most events first.

use rusqlite::OptionalExtension;

use super::{Filter, Of, Page, PairSum, counts};
use crate::error::{Error, Kind};
use crate::record::archive::Archive;

/// A pair of countries with how often it stands in events.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DyadListed {
    /// Two PLOVER codes in alphabetical order: ARM-AZE.
    pub pair: String,
    pub names: (String, String),
    pub n_events: usize,
    /// The first acts on the second; the second on the first; both together.
    pub n_forward: usize,
    pub n_backward: usize,
    pub n_mutual: usize,
    /// Mean PLOVER score.
    pub mean_score: f64,
    /// First and last day of its events; empty where none has a day.
    pub first: String,
    pub last: String,
}

/// All pairs; `from` and `to` bound the events' days. As of a day, events count as they were known by it.
pub fn dyads(archive: &Archive, filter: &Filter) -> Result<Page<DyadListed>, Error> {
    filter.check()?;
    let limit = filter.limit();
    let after = match &filter.after {
        None => None,
        Some(after) => Some(
            after.split_once('~').and_then(|(n, pair)| Some((n.parse::<i64>().ok()?, pair.to_owned()))).ok_or_else(
                || {
                    Error::new(Kind::Configuration, "asking for pairs")
                        .at(after.clone())
                        .because("it is no place in a list")
                },
            )?,
        ),
    };
    let span = filter.span();
    let (sums, dated) = counts::listed(archive, span)?;
    let mut all: Vec<(&String, &PairSum)> = sums.pairs.iter().filter(|(_, s)| s.n_events() > 0).collect();
    all.sort_by(|a, b| (b.1.n_events(), b.0).cmp(&(a.1.n_events(), a.0)));
    let behind = |n: i64, pair: &String| after.as_ref().is_none_or(|(most, last)| (n, pair) < (*most, last));
    let mut page: Vec<(&String, &PairSum)> =
        all.into_iter().filter(|(pair, s)| behind(s.n_events(), pair)).take(limit + 1).collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let row = |(pair, sum): (&String, &PairSum)| -> rusqlite::Result<DyadListed> {
        let (first, last) = match &dated {
            Some(days) => days.get(pair).cloned().unwrap_or_default(),
            None => counts::days(archive, Of::Pair(pair), span)?,
        };
        let (a, b) = pair.split_once('-').unwrap_or((pair, ""));
        let name = |code: &str| -> rusqlite::Result<String> {
            let mut statement = archive.connection.prepare_cached("SELECT name FROM entities WHERE entity_id = ?1")?;
            let found = statement.query_row([format!("state:{code}")], |row| row.get(0)).optional()?;
            Ok(found.unwrap_or_else(|| code.to_owned()))
        };
        Ok(DyadListed {
            names: (name(a)?, name(b)?),
            pair: pair.clone(),
            n_events: sum.n_events() as usize,
            n_forward: sum.n_forward as usize,
            n_backward: sum.n_backward as usize,
            n_mutual: sum.n_mutual as usize,
            mean_score: sum.score() / sum.n_events() as f64,
            first,
            last,
        })
    };
    let rows: Vec<DyadListed> =
        page.into_iter().map(row).collect::<Result<_, _>>().map_err(|e| archive.failed("asking for pairs", &e))?;
    let next = rows.last().filter(|_| more).map(|d| format!("{}~{}", d.n_events, d.pair));
    Ok(Page { rows, next })
}
