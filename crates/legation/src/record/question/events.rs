//! Events, newest first, each with what its reports agree and disagree on.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension;

use super::{Filter, Page, Query, cursor, happened};
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::report::{self, Report, Side};
use crate::record::summary::{self, Summary, pair};

/// An event with its reports.
#[derive(Clone, PartialEq, Debug)]
pub struct EventAnswer {
    pub summary: Summary,
    /// In the order of day, article and id; with roles, without evidence.
    pub reports: Vec<Report>,
}

/// A certainty that an event came to have, with the report that first gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    pub known: String,
    pub certainty: String,
    pub status: String,
    pub report_id: String,
    pub article_id: String,
    pub sentence: String,
}

impl EventAnswer {
    /// How it came to be known: rumoured, denied, confirmed, each with the first report that says so.
    pub fn states(&self) -> Vec<State> {
        let mut seen = BTreeSet::new();
        self.reports
            .iter()
            .filter(|r| seen.insert(r.state()))
            .map(|r| State {
                known: r.known.clone(),
                certainty: if r.status == "negated" { "denied".to_owned() } else { r.certainty.clone() },
                status: r.status.clone(),
                report_id: r.report_id.clone(),
                article_id: r.article_id.clone(),
                sentence: r.sentence.clone(),
            })
            .collect()
    }
}

/// The events that a filter asks for.
pub fn events(archive: &Archive, filter: &Filter) -> Result<Page<EventAnswer>, Error> {
    filter.check()?;
    let mut from = filter.cursor()?;
    let limit = filter.limit();
    let mut rows: Vec<EventAnswer> = Vec::new();
    loop {
        let wanted = limit + 1 - rows.len();
        let keys =
            keys(archive, filter, from.as_ref(), wanted * 2).map_err(|e| archive.failed("asking for events", &e))?;
        let last = keys.last().cloned();
        for (_, id) in &keys {
            let loaded = summary::load(&archive.connection, id, filter.as_of.as_deref())
                .map_err(|e| archive.failed("reading an event", &e))?;
            let Some((summary, reports)) = loaded else { continue };
            // The tables know all days; what was known by then is checked again.
            if filter.as_of.is_some() && !matches(&summary, filter) {
                continue;
            }
            if rows.len() == limit {
                let last: &EventAnswer = &rows[limit - 1];
                let next = Some(cursor(&last.summary.event_date, &last.summary.event_id));
                return Ok(Page { rows, next });
            }
            rows.push(EventAnswer { summary, reports });
        }
        match last {
            Some(last) if keys.len() == wanted * 2 => from = Some(last),
            _ => return Ok(Page { rows, next: None }),
        }
    }
}

/// One event with its evidence, as of a day; none where it was not known.
pub fn event(archive: &Archive, id: &str, as_of: Option<&str>) -> Result<Option<EventAnswer>, Error> {
    let load = || -> rusqlite::Result<Option<EventAnswer>> {
        let Some((summary, mut reports)) = summary::load(&archive.connection, id, as_of)? else { return Ok(None) };
        for report in &mut reports {
            report.evidence = report::evidence(&archive.connection, &report.report_id)?;
        }
        Ok(Some(EventAnswer { summary, reports }))
    };
    load().map_err(|e| archive.failed("reading an event", &e))
}

/// The event that an id names: its own, or that which `read` and `code` print for one of its reports.
pub fn event_id(archive: &Archive, id: &str) -> Result<Option<String>, Error> {
    let found = |sql: &str| archive.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional();
    let ask = || -> rusqlite::Result<Option<String>> {
        match found("SELECT event_id FROM events WHERE event_id = ?1")? {
            Some(id) => Ok(Some(id)),
            None => found(
                "SELECT j.event_id FROM reports r JOIN event_reports j ON j.report_id = r.report_id
                 WHERE r.coded_id = ?1 ORDER BY r.known, r.report_id LIMIT 1",
            ),
        }
    };
    ask().map_err(|e| archive.failed("looking for an event", &e))
}

/// What one event was as of a day, without its reports; none where it was not known.
pub fn summary(archive: &Archive, id: &str, as_of: Option<&str>) -> Result<Option<Summary>, Error> {
    summary::load(&archive.connection, id, as_of)
        .map(|found| found.map(|(summary, _)| summary))
        .map_err(|e| archive.failed("reading an event", &e))
}

/// Day and id of events, newest first.
fn keys(
    archive: &Archive,
    filter: &Filter,
    after: Option<&(String, String)>,
    limit: usize,
) -> rusqlite::Result<Vec<(String, String)>> {
    // The narrowest list leads; the others are asked about each of its events.
    let one_side = filter.actor.as_deref().or(filter.recipient.as_deref()).or(filter.party.as_deref());
    let dyad = filter.dyad.as_ref().map(|(a, b)| pair(a, b));
    let (table, lead) = match (&dyad, one_side) {
        (Some(_), _) => ("event_dyads", "d"),
        (None, Some(_)) => ("event_parties", "d"),
        // A partial index leads to those that are disputed.
        (None, None) if filter.disputed => ("event_days", "d"),
        (None, None) => ("events", "e"),
    };
    let needs_event = lead == "d"
        && (filter.as_of.is_some()
            || filter.event_type.is_some()
            || filter.certainty.is_some()
            || filter.status.is_some()
            || filter.contradicted
            || filter.min_sources > 1);
    // What happened stands beside the key of parties and pairs.
    let mut query = Query::new(&format!(
        "SELECT {lead}.event_date, {lead}.event_id FROM {table} {lead}{}",
        if needs_event { " CROSS JOIN events e ON e.event_id = d.event_id" } else { "" }
    ));
    let side = |condition: &str| {
        format!(
            "EXISTS (SELECT 1 FROM event_parties p WHERE {condition}
             AND p.event_date = {lead}.event_date AND p.event_id = {lead}.event_id)"
        )
    };
    if let Some(pair) = &dyad {
        query.and("d.pair = ?", pair);
    } else if let Some(first) = one_side {
        query.and("d.party = ?", first);
        if filter.actor.is_some() {
            query.condition("d.side = 'actor'");
        } else if filter.recipient.is_some() {
            query.condition("d.side = 'recipient'");
        } else {
            // An event in which it stands on both sides comes once.
            query.condition(
                "(d.side = 'actor' OR NOT EXISTS (SELECT 1 FROM event_parties o WHERE o.party = d.party
                 AND o.event_date = d.event_date AND o.event_id = d.event_id AND o.side = 'actor'))",
            );
        }
    }
    if dyad.is_some() {
        query.and_some(&side("p.side = 'actor' AND p.party = ?"), filter.actor.as_deref());
    }
    if dyad.is_some() || filter.actor.is_some() {
        query.and_some(&side("p.side = 'recipient' AND p.party = ?"), filter.recipient.as_deref());
    }
    if dyad.is_some() || filter.actor.is_some() || filter.recipient.is_some() {
        query.and_some(&side("p.party = ?"), filter.party.as_deref());
    }
    query.and_some("e.event_type = ?", filter.event_type.as_deref());
    query.and_some("e.first_known <= ?", filter.as_of.as_deref());
    if filter.as_of.is_none() {
        query.and_some("e.certainty = ?", filter.certainty.as_deref());
        query.and_some("e.status = ?", filter.status.as_deref());
        if filter.happened {
            match lead {
                "d" => query.condition("d.happened = 1"),
                _ => query.condition(
                    "e.status IN ('actual', 'ongoing', 'historical')
                     AND e.certainty IN ('reported', 'confirmed', 'claimed')",
                ),
            };
        }
        if filter.disputed {
            query.condition(&format!("{lead}.disputed = 1"));
        }
        if filter.contradicted {
            query.condition("e.n_contradictions > 0");
        }
        if filter.min_sources > 1 {
            query.condition(&format!("e.n_sources >= {}", filter.min_sources));
        }
    }
    query.and_some(&format!("{lead}.event_date >= ?"), filter.from.as_deref());
    query.and_some(&format!("{lead}.event_date <= ?"), filter.to.as_deref());
    if let Some(publisher) = &filter.publisher {
        let known = filter.as_of.as_deref().map(|d| format!(" AND r.known <= '{d}'")).unwrap_or_default();
        query.and(
            &format!(
                "EXISTS (SELECT 1 FROM event_reports j JOIN reports r ON r.report_id = j.report_id
                 JOIN articles a ON a.article_id = r.article_id
                 WHERE j.event_id = {lead}.event_id AND a.publisher = ?{known})"
            ),
            publisher,
        );
    }
    query.before([&format!("{lead}.event_date"), &format!("{lead}.event_id")], after);
    query.end(&format!(" ORDER BY {lead}.event_date DESC, {lead}.event_id DESC LIMIT {limit}"));
    let mut statement = archive.connection.prepare_cached(&query.sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(&query.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Whether an event, as it was known then, is what the filter asks for.
fn matches(summary: &Summary, filter: &Filter) -> bool {
    let has = |key: &str, side: Option<Side>| {
        summary.parties.iter().any(|(s, country, entity, _)| {
            side.is_none_or(|side| side == *s) && (country.as_deref() == Some(key) || entity.as_deref() == Some(key))
        })
    };
    let wanted = |key: &Option<String>, side| key.as_deref().is_none_or(|key| has(key, side));
    wanted(&filter.actor, Some(Side::Actor))
        && wanted(&filter.recipient, Some(Side::Recipient))
        && wanted(&filter.party, None)
        && filter.dyad.as_ref().is_none_or(|(a, b)| summary.dyads().contains_key(&pair(a, b)))
        && filter.certainty.as_ref().is_none_or(|c| *c == summary.certainty)
        && filter.status.as_ref().is_none_or(|s| *s == summary.status)
        && (!filter.disputed
            || summary.n_states > 1
            || matches!(summary.certainty.as_str(), "rumoured" | "denied" | "confirmed"))
        && (!filter.happened || happened(&summary.status, &summary.certainty))
        && (!filter.contradicted || !summary.contradictions.is_empty())
        && summary.n_sources >= filter.min_sources
}
