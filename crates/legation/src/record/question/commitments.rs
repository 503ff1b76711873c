//! Promises, threats and expectations, and what became of them by a day.

use super::{Filter, Page, Query, cursor};
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::CommitmentRow;
use crate::record::report::{Report, Side};
use crate::record::{rows, summary};

/// A commitment with what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct CommitmentAnswer {
    pub commitment: CommitmentRow,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// "open", "kept", "broken" or "lapsed".
    pub state: &'static str,
    /// Why, in words.
    pub reason: String,
    /// The report that shows it.
    pub shown_by: Option<String>,
}

/// The commitments that a filter asks for, judged as of `day` (its `as_of`, else today).
///
/// Kept: a later report of the promised event says that it happened. Broken: later reports only deny
/// it. Lapsed: the deadline has passed and no report says either. What was promised in words that
/// hold no event can lapse, but not be kept.
pub fn commitments(archive: &Archive, filter: &Filter, today: &str) -> Result<Page<CommitmentAnswer>, Error> {
    filter.check()?;
    let after = filter.cursor()?;
    let limit = filter.limit();
    let day = filter.as_of.as_deref().unwrap_or(today);
    let ask = || -> rusqlite::Result<Page<CommitmentAnswer>> {
        let mut query = Query::new(&format!(
            "SELECT {}, a.publisher, a.url FROM commitments c JOIN articles a ON a.article_id = c.article_id",
            rows::COMMITMENT
        ));
        query.condition("c.withdrawn_run IS NULL");
        query.and_some("c.known <= ?", filter.as_of.as_deref());
        query.and_some("c.known >= ?", filter.from.as_deref());
        query.and_some("c.known <= ?", filter.to.as_deref());
        query.and_some("a.publisher = ?", filter.publisher.as_deref());
        query.and_some("(c.by_country = ? OR c.by_entity = ?)", filter.actor.as_deref());
        query.and_some("(c.to_country = ? OR c.to_entity = ?)", filter.recipient.as_deref());
        let either = "(c.by_country = ? OR c.by_entity = ? OR c.to_country = ? OR c.to_entity = ?)";
        query.and_some(either, filter.party.as_deref());
        if let Some((a, b)) = &filter.dyad {
            query.and(either, a);
            query.and(either, b);
        }
        query.before(["c.known", "c.commitment_id"], after.as_ref());
        query.end(" ORDER BY c.known DESC, c.commitment_id DESC");
        let mut statement = archive.connection.prepare_cached(&query.sql)?;
        let mut stored = statement.query(rusqlite::params_from_iter(&query.values))?;
        let mut found: Vec<CommitmentAnswer> = Vec::new();
        // What became of one is judged and not stored: a page is cut after that.
        while let Some(row) = stored.next()? {
            let mut commitment = rows::commitment(row)?;
            rows::complete_commitment(&archive.connection, &mut commitment)?;
            let (state, reason, shown_by) = judged(archive, &commitment, day)?;
            if filter.state.as_deref().is_some_and(|wanted| wanted != state) {
                continue;
            }
            if found.len() == limit {
                let next = found.last().map(|r| cursor(&r.commitment.known, &r.commitment.commitment_id));
                return Ok(Page { rows: found, next });
            }
            let (publisher, url) = (row.get(15)?, row.get(16)?);
            found.push(CommitmentAnswer { commitment, publisher, url, state, reason, shown_by });
        }
        Ok(Page { rows: found, next: None })
    };
    ask().map_err(|e| archive.failed("asking for commitments", &e))
}

fn judged(
    archive: &Archive,
    commitment: &CommitmentRow,
    day: &str,
) -> rusqlite::Result<(&'static str, String, Option<String>)> {
    let mut denied = None;
    for promised in &commitment.reports {
        let mut events =
            archive.connection.prepare_cached("SELECT event_id FROM event_reports WHERE report_id = ?1")?;
        let ids: Vec<String> = events.query_map([promised], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for id in ids {
            let reports = summary::reports_of(&archive.connection, &id, Some(day))?;
            // Where the report is of the promising itself, a later one of its kind is the promise repeated.
            let promising = reports.iter().find(|r| r.report_id == *promised && happened(r)).map(|r| &r.event_type);
            for later in &reports {
                let again = promising == Some(&later.event_type);
                if later.known <= commitment.known || later.article_id == commitment.article_id {
                    continue;
                }
                let believed = matches!(later.certainty.as_str(), "reported" | "confirmed" | "claimed");
                let by = commitment.by_country.as_deref();
                let same = by.is_none() || later.side(Side::Actor).any(|a| a.country.as_deref() == by);
                if happened(later) && believed && same && !again {
                    let late = commitment
                        .deadline_to
                        .as_deref()
                        .is_some_and(|to| later.event_date.as_deref().is_some_and(|d| d > to));
                    let reason = if late { "reported as done, after the deadline" } else { "reported as done" };
                    return Ok(("kept", reason.to_owned(), Some(later.report_id.clone())));
                }
                if later.status == "negated" && denied.is_none() {
                    denied = Some(later.report_id.clone());
                }
            }
        }
    }
    if let Some(report) = denied {
        return Ok(("broken", "reported as not done".to_owned(), Some(report)));
    }
    match &commitment.deadline_to {
        Some(to) if to.as_str() < day => Ok(("lapsed", format!("the deadline {to} passed without a report"), None)),
        Some(to) => Ok(("open", format!("due {to}"), None)),
        None => Ok(("open", "no deadline".to_owned(), None)),
    }
}

fn happened(report: &Report) -> bool {
    matches!(report.status.as_str(), "actual" | "ongoing" | "historical")
}
