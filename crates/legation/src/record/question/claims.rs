//! Claims: who says what, how surely, newest first.

use super::{Filter, Page, Query, cursor};
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::ClaimRow;
use crate::record::{report, rows};

/// A claim with the article that carries it and the events inside it.
#[derive(Clone, PartialEq, Debug)]
pub struct ClaimAnswer {
    pub claim: ClaimRow,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub events: Vec<String>,
}

/// The claims that a filter asks for: `actor` is the source, `party` stands in an event inside.
pub fn claims(archive: &Archive, filter: &Filter) -> Result<Page<ClaimAnswer>, Error> {
    filter.check()?;
    let after = filter.cursor()?;
    let limit = filter.limit();
    let ask = || -> rusqlite::Result<Page<ClaimAnswer>> {
        let mut query = Query::new(&format!(
            "SELECT {}, a.publisher, a.url FROM claims c JOIN articles a ON a.article_id = c.article_id",
            rows::CLAIM
        ));
        query.condition("c.withdrawn_run IS NULL");
        query.and_some("c.known <= ?", filter.as_of.as_deref());
        query.and_some("c.known >= ?", filter.from.as_deref());
        query.and_some("c.known <= ?", filter.to.as_deref());
        query.and_some("c.certainty = ?", filter.certainty.as_deref());
        query.and_some("a.publisher = ?", filter.publisher.as_deref());
        query.and_some(
            "(c.source_entity = ? OR c.source_entity = 'state:' || ? OR EXISTS (SELECT 1 FROM mentions m
             WHERE m.article_id = c.article_id AND m.entity_id = c.source_entity AND m.country = ?))",
            filter.actor.as_deref(),
        );
        query.and_some(
            "EXISTS (SELECT 1 FROM reports r JOIN roles o ON o.report_id = r.report_id
             WHERE r.claim_id = c.claim_id AND (o.country = ? OR o.entity_id = ?))",
            filter.party.as_deref(),
        );
        if let Some((a, b)) = &filter.dyad {
            for side in [a, b] {
                query.and(
                    "EXISTS (SELECT 1 FROM reports r JOIN roles o ON o.report_id = r.report_id
                     WHERE r.claim_id = c.claim_id AND o.country = ?)",
                    side,
                );
            }
        }
        query.and_some("instr(lower(c.content), lower(?)) > 0", filter.words.as_deref());
        query.before(["c.known", "c.claim_id"], after.as_ref());
        query.end(&format!(" ORDER BY c.known DESC, c.claim_id DESC LIMIT {}", limit + 1));
        let mut statement = archive.connection.prepare_cached(&query.sql)?;
        let mut found: Vec<ClaimAnswer> = statement
            .query_map(rusqlite::params_from_iter(&query.values), |row| {
                Ok(ClaimAnswer {
                    claim: rows::claim(row)?,
                    publisher: row.get(13)?,
                    url: row.get(14)?,
                    events: Vec::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        let more = found.len() > limit;
        found.truncate(limit);
        let mut events = archive.connection.prepare_cached(
            "SELECT DISTINCT j.event_id FROM reports r JOIN event_reports j ON j.report_id = r.report_id
             WHERE r.claim_id = ?1 AND r.withdrawn_run IS NULL ORDER BY 1",
        )?;
        for row in &mut found {
            row.events = events.query_map([&row.claim.claim_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
            row.claim.evidence = report::evidence(&archive.connection, &row.claim.claim_id)?;
        }
        let next = found.last().filter(|_| more).map(|r| cursor(&r.claim.known, &r.claim.claim_id));
        Ok(Page { rows: found, next })
    };
    ask().map_err(|e| archive.failed("asking for claims", &e))
}
