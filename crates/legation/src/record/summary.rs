//! What an event is, made from the reports that tell of it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::counted::{self, Counted};
use super::report::{self, Report, Side};
use super::sums::{self, Months};

/// An event with what its reports agree and disagree on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Summary {
    pub event_id: String,
    pub first_report: String,
    pub event_type: String,
    pub modes: Vec<String>,
    pub contexts: Vec<String>,
    pub quad: u8,
    pub score: f64,
    pub goldstein: Option<f64>,
    pub cameo: String,
    /// YYYY-MM-DD; empty where unknown.
    pub event_date: String,
    pub event_end_date: Option<String>,
    pub date_precision: String,
    pub date_basis: String,
    pub status: String,
    pub certainty: String,
    pub place_name: Option<String>,
    pub place_country: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub confidence: f64,
    pub n_reports: usize,
    pub n_articles: usize,
    /// Copies of one text count once.
    pub n_sources: usize,
    pub contradictions: Vec<Contradiction>,
    /// Certainties that it came to have; denied is one of them, and planned is told apart.
    pub n_states: usize,
    pub first_known: String,
    pub last_known: String,
    /// Parties by side: (side, country, entity, name).
    pub parties: BTreeSet<(Side, Option<String>, Option<String>, String)>,
}

/// A field on which reports of one event disagree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// "dead", "date", "place", "actor", "denial", …
    pub field: String,
    /// Each value with the report that first gives it.
    pub values: Vec<(String, String)>,
}

/// Sums up the reports of one event, which must be sorted by day, article and id; `first_of` gives
/// the first of an article's copies.
pub(super) fn of(event_id: &str, reports: &[&Report], first_of: &dyn Fn(&str) -> String) -> Option<Summary> {
    let first = reports.first()?;
    let placed = reports.iter().filter_map(|r| r.place.as_ref()).min_by_key(|p| p.precision != "place");
    let best = |of: &dyn Fn(&Report) -> (u8, String)| -> String {
        reports.iter().map(|r| of(r)).max_by_key(|(rank, _)| *rank).map(|(_, name)| name).unwrap_or_default()
    };
    let mut parties = BTreeSet::new();
    for role in reports.iter().flat_map(|r| &r.roles) {
        parties.insert((role.side, role.country.clone(), role.entity.clone(), role.name.clone()));
    }
    let articles: BTreeSet<&str> = reports.iter().map(|r| r.article_id.as_str()).collect();
    let sources: BTreeSet<String> = articles.iter().map(|a| first_of(a)).collect();
    Some(Summary {
        event_id: event_id.to_owned(),
        first_report: first.report_id.clone(),
        event_type: first.event_type.clone(),
        modes: first.modes.clone(),
        contexts: first.contexts.clone(),
        quad: first.quad,
        score: first.score,
        goldstein: first.goldstein,
        cameo: first.cameo.clone(),
        event_date: first.event_date.clone().unwrap_or_default(),
        event_end_date: first.event_end_date.clone(),
        date_precision: first.date_precision.clone(),
        date_basis: first.date_basis.clone(),
        status: best(&|r| (status_rank(&r.status), r.status.clone())),
        certainty: best(&|r| (certainty_rank(&r.certainty), r.certainty.clone())),
        place_name: placed.map(|p| p.name.clone()),
        place_country: placed.and_then(|p| p.country.clone()),
        latitude: placed.and_then(|p| p.latitude),
        longitude: placed.and_then(|p| p.longitude),
        confidence: reports.iter().map(|r| r.confidence).fold(0.0, f64::max),
        n_reports: reports.len(),
        n_articles: articles.len(),
        n_sources: sources.len(),
        contradictions: contradictions(reports),
        n_states: reports.iter().map(|r| r.state()).collect::<BTreeSet<_>>().len(),
        first_known: first.known.clone(),
        last_known: reports.iter().map(|r| r.known.as_str()).max().unwrap_or("").to_owned(),
        parties,
    })
}

/// What counts more: what happened before what is planned, and that before what did not happen.
fn status_rank(status: &str) -> u8 {
    match status {
        "actual" => 6,
        "ongoing" => 5,
        "historical" => 4,
        "planned" => 3,
        "possible" => 2,
        "negated" => 1,
        _ => 0,
    }
}

/// A denial outweighs a rumour; a report in the outlet's own voice outweighs a denial.
fn certainty_rank(certainty: &str) -> u8 {
    match certainty {
        "confirmed" => 8,
        "reported" => 7,
        "claimed" => 6,
        "denied" => 5,
        "planned" => 4,
        "expected" => 3,
        "rumoured" => 2,
        "hypothetical" => 1,
        _ => 0,
    }
}

fn contradictions(reports: &[&Report]) -> Vec<Contradiction> {
    if reports.len() < 2 {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut compare = |field: &str, value: &dyn Fn(&Report) -> Option<String>| {
        let mut values: Vec<(String, String)> = Vec::new();
        for report in reports {
            if let Some(value) = value(report)
                && !values.iter().any(|(v, _)| *v == value)
            {
                values.push((value, report.report_id.clone()));
            }
        }
        if values.len() > 1 {
            out.push(Contradiction { field: field.to_owned(), values });
        }
    };
    let number = |n: Option<u32>| n.map(|n| n.to_string());
    compare("dead", &|r| number(r.dead));
    compare("injured", &|r| number(r.injured));
    compare("arrested", &|r| number(r.arrested));
    compare("crowd", &|r| number(r.crowd));
    let exact = |r: &Report| {
        matches!(r.date_basis.as_str(), "stated" | "resolved") && matches!(r.date_precision.as_str(), "day" | "minute")
    };
    compare("date", &|r| r.event_date.clone().filter(|_| exact(r)));
    compare("place", &|r| r.place.as_ref().filter(|p| p.precision == "place").map(|p| p.name.clone()));
    if !matches!(reports[0].event_type.as_str(), "AGREE" | "CONSULT" | "COOPERATE") {
        compare("actor", &|r| r.side(Side::Actor).next().and_then(|a| a.country.clone()));
    }
    compare("denial", &|r| {
        let denied = r.status == "negated" || r.certainty == "denied";
        let told = matches!(r.status.as_str(), "actual" | "ongoing" | "historical");
        (denied || told).then(|| if denied { "denied" } else { "told" }.to_owned())
    });
    out
}

/// The reports of an event, sorted by day, article and id; only those known by a day, where one is given.
pub(super) fn reports_of(
    connection: &Connection,
    event_id: &str,
    as_of: Option<&str>,
) -> rusqlite::Result<Vec<Report>> {
    let sql = format!(
        "SELECT {} FROM event_reports j JOIN reports r ON r.report_id = j.report_id
         WHERE j.event_id = ?1 AND (?2 IS NULL OR r.known <= ?2) AND r.withdrawn_run IS NULL
         ORDER BY r.known, r.article_id, r.report_id",
        report::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut reports: Vec<Report> =
        statement.query_map(params![event_id, as_of], report::of_row)?.collect::<Result<_, _>>()?;
    for report in &mut reports {
        report::roles(connection, report)?;
    }
    Ok(reports)
}

/// The first of an article's copies; itself where it is none.
pub(super) fn first_of(connection: &Connection, article_id: &str) -> rusqlite::Result<String> {
    let found: Option<String> = connection
        .prepare_cached("SELECT first_id FROM copies WHERE article_id = ?1")?
        .query_row([article_id], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_else(|| article_id.to_owned()))
}

/// Sums up one event from the tables, as far as it was known on a day.
pub(super) fn load(
    connection: &Connection,
    event_id: &str,
    as_of: Option<&str>,
) -> rusqlite::Result<Option<(Summary, Vec<Report>)>> {
    let reports = reports_of(connection, event_id, as_of)?;
    let refs: Vec<&Report> = reports.iter().collect();
    let mut firsts = BTreeMap::new();
    for report in &reports {
        firsts.insert(report.article_id.clone(), first_of(connection, &report.article_id)?);
    }
    let summary = of(event_id, &refs, &|a| firsts.get(a).cloned().unwrap_or_else(|| a.to_owned()));
    Ok(summary.map(|s| (s, reports)))
}

/// Writes the rows of events anew. `fresh` holds reports of this batch: an event of one such report
/// needs no question to the tables.
pub(super) fn refresh(
    connection: &Connection,
    events: &BTreeSet<String>,
    fresh: &BTreeMap<&str, &Report>,
) -> rusqlite::Result<()> {
    let mut members = connection.prepare_cached("SELECT report_id FROM event_reports WHERE event_id = ?1")?;
    let mut months = Months::default();
    for event_id in events {
        let ids: Vec<String> = members.query_map([event_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        sums::take_out(connection, event_id, &mut months)?;
        connection.prepare_cached("DELETE FROM events WHERE event_id = ?1")?.execute([event_id])?;
        let single = match ids.as_slice() {
            [] => continue,
            [one] => fresh.get(one.as_str()),
            _ => None,
        };
        let summary = match single {
            Some(report) => {
                let first = first_of(connection, &report.article_id)?;
                of(event_id, &[report], &|_| first.clone())
            }
            None => load(connection, event_id, None)?.map(|(summary, _)| summary),
        };
        if let Some(summary) = summary {
            write(connection, &summary)?;
            let told = counted::told_of(connection, event_id)?;
            sums::put_in(connection, &Counted::of(&summary, told), &mut months)?;
        }
    }
    months.write(connection)
}

fn write(connection: &Connection, s: &Summary) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO events (event_id, first_report, event_type, quad, score, event_date, status, certainty,
             place_name, place_country, confidence, n_reports, n_articles, n_sources, n_contradictions, first_known,
             last_known) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            s.event_id,
            s.first_report,
            s.event_type,
            s.quad,
            s.score,
            s.event_date,
            s.status,
            s.certainty,
            s.place_name,
            s.place_country,
            s.confidence,
            s.n_reports as i64,
            s.n_articles as i64,
            s.n_sources as i64,
            s.contradictions.len() as i64,
            s.first_known,
            s.last_known,
        ])?;
    Ok(())
}

impl Summary {
    /// Pairs of countries in it, with the direction between them.
    pub fn dyads(&self) -> BTreeMap<String, &'static str> {
        let of = |side: Side| -> Vec<&str> {
            let all: BTreeSet<&str> =
                self.parties.iter().filter(|p| p.0 == side).filter_map(|p| p.1.as_deref()).collect();
            all.into_iter().collect()
        };
        let symmetric = matches!(self.event_type.as_str(), "AGREE" | "CONSULT" | "COOPERATE");
        let pairs = sums::pairs_of(&of(Side::Actor), &of(Side::Recipient), symmetric);
        pairs.into_iter().map(|((a, b), way)| (format!("{a}-{b}"), way)).collect()
    }
}

/// The pair of two countries as `event_dyads` writes it.
pub(super) fn pair(a: &str, b: &str) -> String {
    if a <= b { format!("{a}-{b}") } else { format!("{b}-{a}") }
}

/// What is counted of a summary, with its numbers of rows by party and by pair, where the tables hold all
/// that it says.
pub(super) fn stored_alike(connection: &Connection, s: &Summary) -> rusqlite::Result<Option<(Counted, u64, u64)>> {
    let row = connection
        .prepare_cached(
            "SELECT event_type, quad, score, event_date, status, certainty, place_name, place_country, confidence,
             n_reports, n_articles, n_sources, n_contradictions, first_known, last_known, first_report
             FROM events WHERE event_id = ?1",
        )?
        .query_row([&s.event_id], |row| {
            Ok(row.get::<_, String>(0)? == s.event_type
                && row.get::<_, u8>(1)? == s.quad
                && row.get::<_, f64>(2)? == s.score
                && row.get::<_, String>(3)? == s.event_date
                && row.get::<_, String>(4)? == s.status
                && row.get::<_, String>(5)? == s.certainty
                && row.get::<_, Option<String>>(6)? == s.place_name
                && row.get::<_, Option<String>>(7)? == s.place_country
                && row.get::<_, f64>(8)? == s.confidence
                && row.get::<_, i64>(9)? == s.n_reports as i64
                && row.get::<_, i64>(10)? == s.n_articles as i64
                && row.get::<_, i64>(11)? == s.n_sources as i64
                && row.get::<_, i64>(12)? == s.contradictions.len() as i64
                && row.get::<_, String>(13)? == s.first_known
                && row.get::<_, String>(14)? == s.last_known
                && row.get::<_, String>(15)? == s.first_report)
        })?;
    let event = Counted::of(s, counted::told_of(connection, &s.event_id)?);
    let rows = if row { sums::stored_alike(connection, &event)? } else { None };
    Ok(rows.map(|(parties, dyads)| (event, parties, dyads)))
}
