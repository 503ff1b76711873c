//! What an analyst decides about identity: joined, parted, and taken back. Nothing is deleted.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::archive::Archive;
use super::digest::Digest;
use super::join::{Joins, event_id};
use super::report::Report;
use super::write::{Run, log};
use super::{fail, summary};
use crate::error::{Error, Kind};

/// Makes two events one, and returns its id.
pub fn merge(archive: &mut Archive, a: &str, b: &str, why: &str, run: &Run) -> Result<String, Error> {
    let (first, second) = (event(archive, a)?, event(archive, b)?);
    if first[0].report_id == second[0].report_id {
        return Err(unknown("merging events", a, "both are one event already"));
    }
    // The later event's first report hangs on the earlier event's first.
    let key =
        |reports: &[Report]| (reports[0].known.clone(), reports[0].article_id.clone(), reports[0].report_id.clone());
    let (earlier, later) = if key(&first) < key(&second) { (first, second) } else { (second, first) };
    let pair = [(earlier[0].report_id.clone(), later[0].report_id.clone())];
    decide(archive, "join", &pair, why, run, &later[..1])?;
    Ok(event_id(&earlier[0].report_id))
}

/// Takes reports out of their event; they become an event of their own.
pub fn split(archive: &mut Archive, reports: &[String], why: &str, run: &Run) -> Result<String, Error> {
    let mut inside: Vec<Report> = Vec::new();
    let mut events = BTreeSet::new();
    for id in reports {
        let found: Option<String> = archive
            .connection
            .query_row("SELECT event_id FROM event_reports WHERE report_id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(|e| archive.failed("splitting an event", &e))?;
        let found = found.ok_or_else(|| unknown("splitting an event", id, "there is no such report"))?;
        events.insert(found);
    }
    let [event_of_all] = events.iter().collect::<Vec<_>>()[..] else {
        return Err(unknown("splitting an event", &reports.join(" "), "the reports are of different events"));
    };
    let all = event(archive, event_of_all)?;
    let mut outside: Vec<Report> = Vec::new();
    for report in all {
        if reports.contains(&report.report_id) { inside.push(report) } else { outside.push(report) }
    }
    if outside.is_empty() {
        return Err(unknown("splitting an event", event_of_all, "these are all of its reports"));
    }
    let pairs: Vec<(String, String)> =
        inside.iter().flat_map(|i| outside.iter().map(move |o| (i.report_id.clone(), o.report_id.clone()))).collect();
    // Those taken out stay together, under the first of them.
    let mut again: Vec<Report> = inside.clone();
    again.extend(outside.iter().cloned());
    let kept: Vec<(String, String)> =
        inside[1..].iter().map(|r| (inside[0].report_id.clone(), r.report_id.clone())).collect();
    decide_both(archive, &[("part", &pairs), ("join", &kept)], why, run, &again)?;
    Ok(event_id(&inside[0].report_id))
}

/// Takes back every ruling of one run.
pub fn undo(archive: &mut Archive, run_id: &str, run: &Run) -> Result<usize, Error> {
    let found = || -> rusqlite::Result<(Vec<String>, BTreeSet<String>)> {
        let mut statement = archive.connection.prepare(
            "SELECT ruling_id, report_a, report_b FROM rulings WHERE run_id = ?1 AND undone_run IS NULL ORDER BY 1",
        )?;
        let mut rows = statement.query([run_id])?;
        let (mut rulings, mut reports) = (Vec::new(), BTreeSet::new());
        while let Some(row) = rows.next()? {
            rulings.push(row.get(0)?);
            reports.extend([row.get(1)?, row.get(2)?]);
        }
        Ok((rulings, reports))
    };
    let (rulings, ids) = found().map_err(|e| archive.failed("reading rulings", &e))?;
    if rulings.is_empty() {
        return Err(unknown("undoing a ruling", run_id, "there is no such run of rulings, or it was undone"));
    }
    let n = rulings.len();
    write(archive, run, |connection, run_id| {
        for ruling in &rulings {
            connection.execute("UPDATE rulings SET undone_run = ?2 WHERE ruling_id = ?1", [ruling, run_id])?;
            log(connection, run_id, "undone", "rulings", ruling, None, "taken back")?;
        }
        let mut reports = Vec::new();
        for id in &ids {
            let event: Option<String> = connection
                .query_row("SELECT event_id FROM event_reports WHERE report_id = ?1", [id], |row| row.get(0))
                .optional()?;
            if let Some(event) = event {
                reports.extend(summary::reports_of(connection, &event, None)?);
            }
        }
        Ok(reports)
    })?;
    Ok(n)
}

fn decide(
    archive: &mut Archive,
    kind: &str,
    pairs: &[(String, String)],
    why: &str,
    run: &Run,
    again: &[Report],
) -> Result<(), Error> {
    decide_both(archive, &[(kind, pairs)], why, run, again)
}

fn decide_both(
    archive: &mut Archive,
    decisions: &[(&str, &[(String, String)])],
    why: &str,
    run: &Run,
    again: &[Report],
) -> Result<(), Error> {
    write(archive, run, |connection, run_id| {
        for (kind, pairs) in decisions {
            for (a, b) in *pairs {
                let id = ruling_id(kind, a, b, why, run_id);
                // The newest word counts: what was decided about this pair before is taken back.
                connection.execute(
                    "UPDATE rulings SET undone_run = ?3 WHERE undone_run IS NULL
                     AND (report_a = ?1 AND report_b = ?2 OR report_a = ?2 AND report_b = ?1)",
                    params![a, b, run_id],
                )?;
                connection.execute(
                    "INSERT INTO rulings (ruling_id, kind, report_a, report_b, why, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![id, kind, a, b, why, run_id],
                )?;
                let word = if *kind == "join" { "joined" } else { "parted" };
                log(connection, run_id, word, "reports", b, Some(a), why)?;
            }
        }
        Ok(again.to_vec())
    })
}

/// The id of a ruling.
pub(super) fn ruling_id(kind: &str, a: &str, b: &str, why: &str, run_id: &str) -> String {
    let mut digest = Digest::of("ruling");
    digest.text(kind).text(a).text(b).text(why).text(run_id);
    digest.id('d')
}

/// One transaction: the rulings, and the events of the reports that `rule` names.
fn write(
    archive: &mut Archive,
    run: &Run,
    rule: impl FnOnce(&Connection, &str) -> rusqlite::Result<Vec<Report>>,
) -> Result<(), Error> {
    let place = archive.place.clone();
    let done = || -> rusqlite::Result<()> {
        let transaction = archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let run_id = run.begin(&transaction)?;
        let mut reports = rule(&transaction, &run_id)?;
        reports.sort_by(|a, b| a.report_id.cmp(&b.report_id));
        reports.dedup_by(|a, b| a.report_id == b.report_id);
        let affected = Joins::default().again(&transaction, &reports)?;
        summary::refresh(&transaction, &affected, &BTreeMap::new())?;
        transaction.commit()
    };
    done().map_err(|e| fail::of("writing a ruling", &place, &e))
}

/// The reports of an event that must be there.
fn event(archive: &Archive, id: &str) -> Result<Vec<Report>, Error> {
    let reports =
        summary::reports_of(&archive.connection, id, None).map_err(|e| archive.failed("reading an event", &e))?;
    if reports.is_empty() {
        return Err(unknown("reading an event", id, "there is no such event"));
    }
    Ok(reports)
}

fn unknown(doing: &str, place: &str, cause: &str) -> Error {
    Error::new(Kind::Input, doing)
        .at(place)
        .because(cause)
        .hint("`legation events` and `legation events --reports` print the ids")
}
