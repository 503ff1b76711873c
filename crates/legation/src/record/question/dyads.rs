//! Pairs of countries, those with most events first.

use rusqlite::params;

use super::{Filter, Page};
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
    pub first: String,
    pub last: String,
}

/// All pairs; `from` and `to` bound the events' days. As of a day, events count that were known by it.
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
    let ask = || -> rusqlite::Result<Page<DyadListed>> {
        let (n, pair) = after.clone().map_or((None, None), |(n, pair)| (Some(n), Some(pair)));
        let mut found: Vec<DyadListed> = archive
            .connection
            .prepare_cached(
                // Scores stand in another table: they are looked up for the pairs of this page only.
                "SELECT g.pair, coalesce(a.name, substr(g.pair, 1, instr(g.pair, '-') - 1)),
                   coalesce(b.name, substr(g.pair, instr(g.pair, '-') + 1)), g.n, g.f, g.b, g.m,
                   (SELECT avg(e.score) FROM event_dyads x JOIN events e ON e.event_id = x.event_id
                    WHERE x.pair = g.pair AND (?1 IS NULL OR e.first_known <= ?1)
                      AND (?2 IS NULL OR x.event_date >= ?2) AND (?3 IS NULL OR x.event_date <= ?3)),
                   g.first, g.last
                 FROM (SELECT d.pair, count(*) AS n, sum(d.direction = 'forward') AS f,
                         sum(d.direction = 'backward') AS b, sum(d.direction = 'mutual') AS m,
                         min(d.event_date) AS first, max(d.event_date) AS last
                       FROM event_dyads d NOT INDEXED
                       WHERE (?1 IS NULL OR (SELECT first_known FROM events e WHERE e.event_id = d.event_id) <= ?1)
                         AND (?2 IS NULL OR d.event_date >= ?2) AND (?3 IS NULL OR d.event_date <= ?3)
                       GROUP BY d.pair
                       HAVING ?4 IS NULL OR (n, d.pair) < (?4, ?5) ORDER BY n DESC, d.pair DESC LIMIT ?6) g
                 LEFT JOIN entities a ON a.entity_id = 'state:' || substr(g.pair, 1, instr(g.pair, '-') - 1)
                 LEFT JOIN entities b ON b.entity_id = 'state:' || substr(g.pair, instr(g.pair, '-') + 1)
                 ORDER BY g.n DESC, g.pair DESC",
            )?
            .query_map(params![filter.as_of, filter.from, filter.to, n, pair, limit as i64 + 1], |row| {
                let count = |at: usize| row.get::<_, i64>(at).map(|n| n.unsigned_abs() as usize);
                Ok(DyadListed {
                    pair: row.get(0)?,
                    names: (row.get(1)?, row.get(2)?),
                    n_events: count(3)?,
                    n_forward: count(4)?,
                    n_backward: count(5)?,
                    n_mutual: count(6)?,
                    mean_score: row.get(7)?,
                    first: row.get(8)?,
                    last: row.get(9)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|d| format!("{}~{}", d.n_events, d.pair));
        Ok(Page { rows: found, next })
    };
    ask().map_err(|e| archive.failed("asking for pairs", &e))
}
