//! Recomputes what the archive says of itself: every digest, every range, every quotation.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row};

use super::archive::Archive;
use super::copies::{self, day_number};
use super::entry::MentionRow;
use super::evidence::Evidence;
use super::sums::Months;
use super::write::Run;
use super::{join, report, rows, rulings, sketch, summary, write};
use crate::error::Error;
use crate::id::ArticleId;

/// What was checked, and what does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    pub articles: u64,
    /// Articles whose text was taken out on purpose: their words cannot be checked.
    pub redacted: u64,
    /// Claims, reports, agenda items, commitments, stances and questions.
    pub rows: u64,
    pub spans: u64,
    pub events: u64,
    pub faults: Vec<Fault>,
}

/// Something that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub table: &'static str,
    pub id: String,
    pub cause: String,
}

/// Checks every article, row, span and event of an archive.
pub fn verify(archive: &Archive) -> Result<Verified, Error> {
    let connection = &archive.connection;
    let mut check = Check { connection, out: Verified::default(), owners: BTreeSet::new() };
    // The file first: in a damaged one a later question may fail, which is a fault and no error.
    for (pragma, what) in [("integrity_check", "the file is damaged"), ("foreign_key_check", "a row refers to none")] {
        let lines: Result<Vec<String>, _> = connection
            .prepare(&format!("PRAGMA {pragma}"))
            .and_then(|mut s| s.query_map([], |row| row.get::<_, String>(0))?.collect());
        match lines {
            Ok(lines) => {
                for line in lines.into_iter().filter(|l| l != "ok").take(20) {
                    check.fault("file", &archive.place, format!("{what}: {line}"));
                }
            }
            Err(error) => check.fault("file", &archive.place, error.to_string()),
        }
    }
    let numbers: Result<Vec<i64>, _> = connection
        .prepare("SELECT number FROM articles ORDER BY number")
        .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect());
    match numbers {
        Ok(numbers) => {
            for number in numbers {
                if let Err(error) = check.article(number) {
                    check.fault("articles", &number.to_string(), error.to_string());
                }
            }
        }
        Err(error) => check.fault("articles", "", error.to_string()),
    }
    if let Err(error) = check.books() {
        check.fault("runs", "", error.to_string());
    }
    if let Err(error) = check.derived() {
        check.fault("events", "", error.to_string());
    }
    match super::forecasts::faults(connection, &mut check.out.rows) {
        Ok(faults) => check.out.faults.extend(faults),
        Err(error) => check.fault("forecasts", "", error.to_string()),
    }
    Ok(check.out)
}

struct Check<'a> {
    connection: &'a Connection,
    out: Verified,
    /// Rows of one article that evidence may belong to.
    owners: BTreeSet<String>,
}

impl Check<'_> {
    fn fault(&mut self, table: &'static str, id: &str, cause: impl Into<String>) {
        self.out.faults.push(Fault { table, id: id.to_owned(), cause: cause.into() });
    }

    fn article(&mut self, number: i64) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {}, text_digest, facts_digest, address, runs_of_words, mentions_digest,
                 redacted_run IS NOT NULL FROM articles WHERE number = ?1",
            rows::ARTICLE
        ))?;
        let (row, stored) = statement.query_row([number], |row| {
            let article = rows::article(row)?;
            let stored = (
                row.get::<_, String>(13)?,
                row.get::<_, String>(14)?,
                row.get::<_, Option<String>>(15)?,
                sketch::of_bytes(row.get_ref(16)?.as_blob()?),
                row.get::<_, String>(17)?,
                row.get::<_, bool>(18)?,
            );
            Ok((article, stored))
        })?;
        let (text_digest, facts_digest, address, runs, mentions_digest, redacted) = stored;
        let id = row.article_id.clone();
        self.out.articles += 1;
        self.owners.clear();
        if redacted {
            self.out.redacted += 1;
            if !row.text.is_empty() {
                self.fault("articles", &id, "it was redacted, but has a text");
            }
            return Ok(());
        }
        if row.text_digest() != text_digest
            || ArticleId::of(&[row.url.as_deref().unwrap_or(""), &row.text]).as_str() != id
        {
            self.fault("articles", &id, "the text is not the one that was recorded");
        }
        if row.facts_digest() != facts_digest || row.address() != address {
            self.fault("articles", &id, "a fact about it is not the one that was recorded");
        }
        if row.runs_of_words() != runs {
            self.fault("articles", &id, "the runs of words are not those of the text");
        }
        if write::article_number(day_number(&row.known)) >> 36 != number >> 36 {
            self.fault("articles", &id, "its number is not of its day");
        }
        let mentions = rows::mentions(self.connection, &id)?;
        if MentionRow::digest_of(&mentions) != mentions_digest {
            self.fault("mentions", &id, "the mentions are not those that were recorded");
        }
        self.out.spans += mentions.len() as u64;
        self.coded(&id, &row.text)?;
        // Evidence that no row claims would otherwise go unseen.
        let stray: Vec<String> = self
            .connection
            .prepare_cached("SELECT DISTINCT owner FROM evidence WHERE article_id = ?1 ORDER BY 1")?
            .query_map([&id], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for owner in stray {
            if !self.owners.contains(&owner) {
                self.fault("evidence", &owner, "it belongs to no row of its article");
            }
        }
        Ok(())
    }

    /// Every row of one article's codings, also withdrawn ones.
    fn coded(&mut self, id: &str, text: &str) -> rusqlite::Result<()> {
        let connection = self.connection;
        for mut row in
            self.all(&format!("SELECT {} FROM claims c WHERE c.article_id = ?1", rows::CLAIM), id, rows::claim)?
        {
            row.evidence = report::evidence(connection, &row.claim_id)?;
            self.row("claims", &row.claim_id, row.digest(), id, text, &row.evidence);
        }
        let sql = format!("SELECT {} FROM reports r WHERE r.article_id = ?1", report::COLUMNS);
        for mut row in self.all(&sql, id, report::of_row)? {
            report::roles(connection, &mut row)?;
            row.evidence = report::evidence(connection, &row.report_id)?;
            self.row("reports", &row.report_id, row.digest(), id, text, &row.evidence);
        }
        for mut row in
            self.all(&format!("SELECT {} FROM agenda g WHERE g.article_id = ?1", rows::ITEM), id, rows::item)?
        {
            rows::complete_item(connection, &mut row)?;
            self.row("agenda", &row.item_id, row.digest(), id, text, &row.evidence);
        }
        let sql = format!("SELECT {} FROM commitments c WHERE c.article_id = ?1", rows::COMMITMENT);
        for mut row in self.all(&sql, id, rows::commitment)? {
            rows::complete_commitment(connection, &mut row)?;
            self.row("commitments", &row.commitment_id, row.digest(), id, text, &row.evidence);
        }
        let sql = format!("SELECT {} FROM stances WHERE article_id = ?1", rows::STANCE);
        for mut row in self.all(&sql, id, rows::stance)? {
            row.evidence = report::evidence(connection, &row.stance_id)?;
            self.row("stances", &row.stance_id, row.digest(), id, text, &row.evidence);
        }
        let sql = format!("SELECT {} FROM questions WHERE article_id = ?1", rows::QUESTION);
        for mut row in self.all(&sql, id, rows::question)? {
            row.evidence = report::evidence(connection, &row.question_id)?;
            self.row("questions", &row.question_id, row.digest(), id, text, &row.evidence);
        }
        Ok(())
    }

    fn all<T>(&self, sql: &str, id: &str, of: impl Fn(&Row) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map([id], |row| of(row))?.collect()
    }

    fn row(&mut self, table: &'static str, id: &str, digest: String, article: &str, text: &str, evidence: &[Evidence]) {
        self.out.rows += 1;
        self.owners.insert(id.to_owned());
        if digest != id {
            self.fault(table, id, "the row is not the one that was recorded");
        }
        for e in evidence {
            self.out.spans += 1;
            if let Some(cause) = e.fault(article, text) {
                self.fault("evidence", id, format!("{} {}: {cause}", e.field, e.position));
            }
        }
    }

    /// Who wrote, ruled and changed: ids of these rows are digests of what they say.
    fn books(&mut self) -> rusqlite::Result<()> {
        let runs: Vec<(String, String)> = self.all(
            "SELECT run_id, kind, started, settings, data_digest, note, version FROM runs WHERE '' = ?1",
            "",
            |row| {
                let run = Run {
                    kind: row.get(1)?,
                    started: row.get(2)?,
                    settings: row.get(3)?,
                    data_digest: row.get(4)?,
                    note: row.get(5)?,
                };
                Ok((row.get(0)?, run.id_of_version(row.get_ref(6)?.as_str()?)))
            },
        )?;
        let rulings: Vec<(String, String)> = self.all(
            "SELECT ruling_id, kind, report_a, report_b, why, run_id FROM rulings WHERE '' = ?1",
            "",
            |row| {
                let word = |n: usize| row.get::<_, String>(n);
                Ok((row.get(0)?, rulings::ruling_id(&word(1)?, &word(2)?, &word(3)?, &word(4)?, &word(5)?)))
            },
        )?;
        let changes: Vec<(String, String)> = self.all(
            "SELECT change_id, run_id, kind, what, row_id, other_id, why FROM change_log WHERE '' = ?1",
            "",
            |row| {
                let word = |n: usize| row.get::<_, String>(n);
                let other: Option<String> = row.get(5)?;
                let id = write::change_id(&word(1)?, &word(2)?, &word(3)?, &word(4)?, other.as_deref(), &word(6)?);
                Ok((row.get(0)?, id))
            },
        )?;
        for (table, ids) in [("runs", runs), ("rulings", rulings), ("change_log", changes)] {
            for (id, digest) in ids {
                if id != digest {
                    self.fault(table, &id, "the row is not the one that was written");
                }
            }
        }
        Ok(())
    }

    /// What is computed from the rows: copies, joined reports, events with their parties and dyads, and the
    /// index. Sources are counted from the copies.
    fn derived(&mut self) -> rusqlite::Result<()> {
        let connection = self.connection;
        for id in copies::disagreeing(connection)? {
            self.fault("copies", &id, "what it repeats is not what the articles give");
        }
        for id in join::disagreeing(connection)? {
            self.fault("event_reports", &id, "what it was joined to is not what the reports give");
        }
        let lost: Vec<String> = self.all(
            "SELECT report_id FROM reports r WHERE withdrawn_run IS NULL AND '' = ?1
             AND NOT EXISTS (SELECT 1 FROM event_reports j WHERE j.report_id = r.report_id)",
            "",
            |row| row.get(0),
        )?;
        for id in lost {
            self.fault("event_reports", &id, "the report belongs to no event");
        }
        let ids: Vec<String> =
            self.all("SELECT event_id FROM events WHERE '' = ?1 ORDER BY 1", "", |row| row.get(0))?;
        let mut months = Months::default();
        let (mut n_parties, mut n_dyads, n_events) = (0, 0, ids.len() as u64);
        for id in ids {
            self.out.events += 1;
            let same = match summary::load(connection, &id, None)? {
                Some((summary, _)) if id == join::event_id(&summary.first_report) => {
                    summary::stored_alike(connection, &summary)?
                }
                _ => None,
            };
            match same {
                Some((event, parties, dyads)) => {
                    months.add(&event, 1);
                    (n_parties, n_dyads) = (n_parties + parties, n_dyads + dyads);
                }
                None => self.fault("events", &id, "the event is not what its reports give"),
            }
        }
        for (table, n) in [("event_days", n_events), ("event_parties", n_parties), ("event_dyads", n_dyads)] {
            let held: i64 = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            if held.unsigned_abs() != n {
                self.fault(table, "", format!("it has {held} rows, the events make {n}"));
            }
        }
        let days: i64 = connection.query_row(
            "SELECT count(*) FROM (SELECT known, count(*) AS n FROM articles GROUP BY known) a
             FULL JOIN article_days d ON d.known = a.known WHERE d.n_articles IS NOT a.n",
            [],
            |row| row.get(0),
        )?;
        if days > 0 {
            self.fault("article_days", "", format!("{days} days have another number of articles"));
        }
        for month in months.differ(Months::stored(connection)?) {
            let which = if month.is_empty() { "events without a day" } else { &month };
            self.fault("month_types", which, "the month's sums are not those of its events");
        }
        let orphans: i64 = connection.query_row(
            "SELECT count(*) FROM event_reports j LEFT JOIN event_reports p ON p.report_id = j.joined_to
             WHERE j.joined_to IS NOT NULL AND p.event_id IS NOT j.event_id",
            [],
            |row| row.get(0),
        )?;
        if orphans > 0 {
            self.fault("event_reports", "", format!("{orphans} reports are joined to a report of another event"));
        }
        if !super::search::in_step(connection) {
            self.fault("search", "", "the full-text index is not in step with the articles");
        }
        Ok(())
    }
}
