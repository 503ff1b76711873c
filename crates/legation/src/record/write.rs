//! Entries go in, a batch at a time: all of a batch or nothing of it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::archive::Archive;
use super::copies::{Copies, Fresh, day_number};
use super::digest::Digest;
use super::entry::{ArticleRow, Entry, MentionRow};
use super::evidence::Evidence;
use super::join::Joins;
use super::report::{self, Report};
use super::{search, sketch, summary};
use crate::error::Error;

/// What is running: written beside every row that it adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// "record", "import", "merge", "split", "undo", "redact".
    pub kind: String,
    /// When it began, UTC, as RFC 3339: the engine has no clock.
    pub started: String,
    /// Digest of everything that decides the coding.
    pub settings: String,
    pub data_digest: String,
    /// What it is for, in words.
    pub note: String,
}

/// An entry with the digest of the input it was read from.
#[derive(Clone, Debug)]
pub struct Batch {
    pub entry: Entry,
    /// BLAKE3 of the bytes and of what was handed in with them; none for what has no input to resume.
    pub input: Option<String>,
}

/// What became of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    New,
    /// The article was there, coded with the same settings.
    Known,
    /// The article was there; a newer coding added and withdrew rows.
    Recoded {
        added: usize,
        withdrawn: usize,
    },
}

/// Writes to an archive; keeps in memory what copies and reports are compared with.
pub struct Writer<'a> {
    pub(super) archive: &'a mut Archive,
    run: Run,
    run_id: String,
    begun: bool,
    copies: Copies,
    joins: Joins,
}

impl Run {
    /// The id under which its rows are found.
    pub fn id(&self) -> String {
        self.id_of_version(crate::VERSION)
    }

    /// The id that a run of this or an older legation has.
    pub(super) fn id_of_version(&self, version: &str) -> String {
        let mut digest = Digest::of("run");
        digest.text(&self.kind).text(&self.started).text(&self.settings).text(&self.data_digest).text(&self.note);
        digest.text(version);
        digest.id('u')
    }

    pub(super) fn begin(&self, connection: &Connection) -> rusqlite::Result<String> {
        let id = self.id();
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO runs (run_id, kind, started, version, codebook, data_digest, settings, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id,
                self.kind,
                self.started,
                crate::VERSION,
                crate::code::CODEBOOK,
                self.data_digest,
                self.settings,
                self.note
            ])?;
        Ok(id)
    }
}

impl<'a> Writer<'a> {
    pub fn new(archive: &'a mut Archive, run: Run) -> Writer<'a> {
        let run_id = run.id();
        Writer { archive, run, run_id, begun: false, copies: Copies::default(), joins: Joins::default() }
    }

    /// Writes a batch. When it returns without an error the batch is on the disk; with one, nothing
    /// of it is.
    pub fn write(&mut self, batch: &[Batch]) -> Result<Vec<Written>, Error> {
        let done = self.transaction(batch);
        if done.is_err() {
            // What was taken into memory is not in the file.
            (self.copies, self.joins, self.begun) = (Copies::default(), Joins::default(), false);
        }
        done.map_err(|e| self.archive.failed("writing to the archive", &e))
    }

    fn transaction(&mut self, batch: &[Batch]) -> rusqlite::Result<Vec<Written>> {
        let transaction =
            self.archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let connection: &Connection = &transaction;
        // Rows of one batch refer to each other in every direction.
        connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        if !self.begun {
            self.run.begin(connection)?;
            self.begun = true;
        }
        let sheet = Sheet { connection, run_id: &self.run_id, settings: &self.run.settings };
        let mut written = Vec::with_capacity(batch.len());
        let mut fresh_articles = Vec::new();
        let mut fresh_reports: Vec<&Report> = Vec::new();
        let mut withdrawn: Vec<Report> = Vec::new();
        let mut in_batch = BTreeSet::new();
        let mut numbers: Vec<(i64, &ArticleRow)> = Vec::new();
        for Batch { entry, input } in batch {
            let id = entry.article.article_id.as_str();
            let stored = sheet.article(id)?;
            let result = if in_batch.contains(id) {
                Written::Known
            } else if stored.is_none() {
                numbers.push((sheet.add_article(entry)?, &entry.article));
                sheet.add_rows(entry)?;
                fresh_reports.extend(&entry.reports);
                fresh_articles.push(Fresh {
                    id: id.to_owned(),
                    known: entry.article.known.clone(),
                    runs: entry.article.runs_of_words(),
                    text_digest: entry.article.text_digest(),
                    address: entry.article.address(),
                });
                Written::New
            } else if stored == Some(true) || sheet.coded_alike(id)? {
                Written::Known
            } else {
                sheet.recode(entry, &mut fresh_reports, &mut withdrawn)?
            };
            in_batch.insert(id);
            if let Some(input) = input {
                sheet.mark(input, id)?;
            }
            written.push(result);
        }
        // In rising order the index takes a batch in one piece.
        numbers.sort_by_key(|(number, _)| *number);
        for (number, article) in numbers {
            search::add(connection, number, article.title.as_deref(), &article.text)?;
        }
        let moved = self.copies.update(connection, fresh_articles)?;
        let mut affected = self.joins.update(connection, &fresh_reports, &withdrawn)?;
        for article in moved.iter().filter(|a| !in_batch.contains(a.as_str())) {
            affected.extend(events_of(connection, article)?);
        }
        let fresh: BTreeMap<&str, &Report> = fresh_reports.iter().map(|r| (r.report_id.as_str(), *r)).collect();
        summary::refresh(connection, &affected, &fresh)?;
        transaction.commit()?;
        Ok(written)
    }
}

/// The first number of a day's articles: seventeen bits of day from 1860 on, thirty-six of digest.
pub(super) fn article_number(day: i32) -> i64 {
    (i64::from(day) + 40_000).clamp(0, (1 << 17) - 1) << 36
}

/// Events that an article's reports tell of.
pub(super) fn events_of(connection: &Connection, article_id: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT j.event_id FROM reports r JOIN event_reports j ON j.report_id = r.report_id WHERE r.article_id = ?1",
    )?;
    statement.query_map([article_id], |row| row.get(0))?.collect()
}

/// The tables that carry rows of one article's coding, with their id columns.
pub(super) const CODED: [(&str, &str); 6] = [
    ("claims", "claim_id"),
    ("reports", "report_id"),
    ("agenda", "item_id"),
    ("commitments", "commitment_id"),
    ("stances", "stance_id"),
    ("questions", "question_id"),
];

/// The open transaction with the run that writes in it.
struct Sheet<'a> {
    connection: &'a Connection,
    run_id: &'a str,
    settings: &'a str,
}

impl Sheet<'_> {
    /// Whether an article is there, and if so whether it was redacted.
    fn article(&self, id: &str) -> rusqlite::Result<Option<bool>> {
        self.connection
            .prepare_cached("SELECT redacted_run IS NOT NULL FROM articles WHERE article_id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()
    }

    /// Whether its newest coding was made with these settings.
    fn coded_alike(&self, id: &str) -> rusqlite::Result<bool> {
        let settings: String = self
            .connection
            .prepare_cached(
                "SELECT u.settings FROM articles a LEFT JOIN recoded n ON n.article_id = a.article_id
                 JOIN runs u ON u.run_id = coalesce(n.run_id, a.run_id) WHERE a.article_id = ?1",
            )?
            .query_row([id], |row| row.get(0))?;
        Ok(settings == self.settings)
    }

    fn mark(&self, input: &str, id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO inputs (input_digest, settings, article_id) VALUES (?1, ?2, ?3)")?
            .execute([input, self.settings, id])
            .map(|_| ())
    }

    /// Writes the article's row and its mentions, and returns its number.
    fn add_article(&self, entry: &Entry) -> rusqlite::Result<i64> {
        let a = &entry.article;
        let number = self.number(a)?;
        self.connection
            .prepare_cached(
                "INSERT INTO articles (number, article_id, url, address, title, byline, publisher, agency, published,
                 published_basis, known, language, text, text_digest, raw_digest, facts_digest, furniture,
                 runs_of_words, mentions_digest, run_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            )?
            .execute(params![
                number,
                a.article_id,
                a.url,
                a.address(),
                a.title,
                a.byline,
                a.publisher,
                a.agency,
                a.published,
                a.published_basis,
                a.known,
                a.language,
                a.text,
                a.text_digest(),
                a.raw_digest,
                a.facts_digest(),
                a.furniture,
                sketch::to_bytes(&a.runs_of_words()),
                MentionRow::digest_of(&entry.mentions),
                self.run_id,
            ])?;
        self.add_mentions(entry)?;
        Ok(number)
    }

    /// The article's day and digest: no more bits than JavaScript can count.
    fn number(&self, a: &ArticleRow) -> rusqlite::Result<i64> {
        let day = article_number(day_number(&a.known));
        let digest = a.article_id.get(1..10).and_then(|d| i64::from_str_radix(d, 16).ok()).unwrap_or(0);
        let mut number = day | digest;
        let mut taken = self.connection.prepare_cached("SELECT 1 FROM articles WHERE number = ?1")?;
        while taken.query_row([number], |_| Ok(())).optional()?.is_some() {
            number += 1;
        }
        Ok(number)
    }

    fn add_mentions(&self, entry: &Entry) -> rusqlite::Result<()> {
        let mut entity = self.connection.prepare_cached(
            "INSERT INTO entities (entity_id, kind, name, qid) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (entity_id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
             qid = coalesce(qid, excluded.qid) WHERE excluded.name < name",
        )?;
        for e in &entry.entities {
            entity.execute(params![e.entity_id, e.kind, e.name, e.qid])?;
        }
        let mut mention = self.connection.prepare_cached(
            "INSERT INTO mentions (article_id, start, end, entity_id, reference, country, sector, office, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for m in &entry.mentions {
            mention.execute(params![
                entry.article.article_id,
                m.span.start,
                m.span.end,
                m.entity_id,
                m.reference,
                m.country,
                m.sector,
                m.office,
                m.reason
            ])?;
        }
        Ok(())
    }

    fn evidence(&self, owner: &str, article_id: &str, evidence: &[Evidence]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO evidence (owner, field, position, article_id, start, end, quote, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for e in evidence {
            statement.execute(params![
                owner,
                e.field,
                e.position,
                article_id,
                e.span.start,
                e.span.end,
                e.quote,
                e.digest
            ])?;
        }
        Ok(())
    }

    /// Adds the rows of a coding that are not there yet, and says which these are.
    fn add_rows(&self, entry: &Entry) -> rusqlite::Result<BTreeSet<String>> {
        let mut added = BTreeSet::new();
        for row in &entry.claims {
            if self.is_new("claims", "claim_id", &row.claim_id, &mut added)? {
                self.connection
                    .prepare_cached(
                        "INSERT INTO claims (claim_id, coded_id, article_id, source, source_entity, source_kind,
                         certainty, strength, speech, within, content, reason, known, added_run)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                    )?
                    .execute(params![
                        row.claim_id,
                        row.coded_id,
                        row.article_id,
                        row.source,
                        row.source_entity,
                        row.source_kind,
                        row.certainty,
                        row.strength,
                        row.speech,
                        row.within,
                        row.content,
                        row.reason,
                        row.known,
                        self.run_id
                    ])?;
                self.evidence(&row.claim_id, &row.article_id, &row.evidence)?;
            }
        }
        for report in &entry.reports {
            if self.is_new("reports", "report_id", &report.report_id, &mut added)? {
                self.add_report(report)?;
            }
        }
        for row in &entry.agenda {
            if self.is_new("agenda", "item_id", &row.item_id, &mut added)? {
                self.connection
                    .prepare_cached(
                        "INSERT INTO agenda (item_id, article_id, issue, label, entity_id, parties, countries, priority,
                         known, added_run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    )?
                    .execute(params![
                        row.item_id,
                        row.article_id,
                        row.issue,
                        row.label,
                        row.entity_id,
                        row.parties.join(";"),
                        row.countries.join(";"),
                        row.priority,
                        row.known,
                        self.run_id
                    ])?;
                for (n, (party, country, quote)) in row.positions.iter().enumerate() {
                    self.connection
                        .prepare_cached(
                            "INSERT INTO positions (item_id, position, party, country, quote) VALUES (?1, ?2, ?3, ?4, ?5)",
                        )?
                        .execute(params![row.item_id, n as i64, party, country, quote])?;
                }
                self.evidence(&row.item_id, &row.article_id, &row.evidence)?;
            }
        }
        for row in &entry.commitments {
            if self.is_new("commitments", "commitment_id", &row.commitment_id, &mut added)? {
                self.connection
                    .prepare_cached(
                        "INSERT INTO commitments (commitment_id, article_id, kind, by_entity, by_country, to_entity,
                         to_country, content, cue, deadline_from, deadline_to, deadline_precision, condition, claim_id,
                         known, added_run)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                    )?
                    .execute(params![
                        row.commitment_id,
                        row.article_id,
                        row.kind,
                        row.by_entity,
                        row.by_country,
                        row.to_entity,
                        row.to_country,
                        row.content,
                        row.cue,
                        row.deadline_from,
                        row.deadline_to,
                        row.deadline_precision,
                        row.condition,
                        row.claim_id,
                        row.known,
                        self.run_id
                    ])?;
                for report in &row.reports {
                    self.connection
                        .prepare_cached("INSERT INTO commitment_reports (commitment_id, report_id) VALUES (?1, ?2)")?
                        .execute([&row.commitment_id, report])?;
                }
                self.evidence(&row.commitment_id, &row.article_id, &row.evidence)?;
            }
        }
        for row in &entry.stances {
            if self.is_new("stances", "stance_id", &row.stance_id, &mut added)? {
                self.connection
                    .prepare_cached(
                        "INSERT INTO stances (stance_id, article_id, holder, target, polarity, claim_id, known, added_run)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    )?
                    .execute(params![
                        row.stance_id,
                        row.article_id,
                        row.holder,
                        row.target,
                        row.polarity,
                        row.claim_id,
                        row.known,
                        self.run_id
                    ])?;
                self.evidence(&row.stance_id, &row.article_id, &row.evidence)?;
            }
        }
        for row in &entry.questions {
            if self.is_new("questions", "question_id", &row.question_id, &mut added)? {
                self.connection
                    .prepare_cached(
                        "INSERT INTO questions (question_id, article_id, content, about, known, added_run)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    )?
                    .execute(params![
                        row.question_id,
                        row.article_id,
                        row.content,
                        row.about.join(";"),
                        row.known,
                        self.run_id
                    ])?;
                self.evidence(&row.question_id, &row.article_id, &row.evidence)?;
            }
        }
        Ok(added)
    }

    /// Whether a row must be written; one that was withdrawn once is given again instead.
    fn is_new(&self, table: &str, column: &str, id: &str, added: &mut BTreeSet<String>) -> rusqlite::Result<bool> {
        let withdrawn: Option<bool> = self
            .connection
            .prepare_cached(&format!("SELECT withdrawn_run IS NOT NULL FROM {table} WHERE {column} = ?1"))?
            .query_row([id], |row| row.get(0))
            .optional()?;
        match withdrawn {
            Some(false) => return Ok(false),
            Some(true) => {
                self.connection
                    .prepare_cached(&format!("UPDATE {table} SET withdrawn_run = NULL WHERE {column} = ?1"))?
                    .execute([id])?;
            }
            None => {}
        }
        added.insert(id.to_owned());
        Ok(withdrawn.is_none())
    }

    fn add_report(&self, r: &Report) -> rusqlite::Result<()> {
        let place = r.place.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO reports (report_id, coded_id, article_id, event_type, modes, contexts, status, certainty,
                 event_date, event_end_date, date_precision, date_basis, place_entity, place_name, place_country,
                 place_precision, latitude, longitude, quad, score, cameo, goldstein, dead, injured, arrested, crowd,
                 confidence, claim_id, sentence_number, sentence, reason, codebook, version, known, added_run)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)",
            )?
            .execute(params![
                r.report_id,
                r.coded_id,
                r.article_id,
                r.event_type,
                r.modes.join(";"),
                r.contexts.join(";"),
                r.status,
                r.certainty,
                r.event_date,
                r.event_end_date,
                r.date_precision,
                r.date_basis,
                place.and_then(|p| p.entity.as_deref()),
                place.map(|p| p.name.as_str()),
                place.and_then(|p| p.country.as_deref()),
                place.map(|p| p.precision.as_str()),
                place.and_then(|p| p.latitude),
                place.and_then(|p| p.longitude),
                r.quad,
                r.score,
                r.cameo,
                r.goldstein,
                r.dead,
                r.injured,
                r.arrested,
                r.crowd,
                r.confidence,
                r.claim_id,
                r.sentence_number,
                r.sentence,
                r.reason,
                r.codebook,
                r.version,
                r.known,
                self.run_id,
            ])?;
        let mut role = self.connection.prepare_cached(
            "INSERT INTO roles (report_id, side, position, entity_id, name, country, sector, other_sectors, title, qid)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for u in &r.roles {
            role.execute(params![
                r.report_id,
                u.side.name(),
                u.position,
                u.entity,
                u.name,
                u.country,
                u.sector,
                u.other_sectors.join(";"),
                u.title,
                u.qid
            ])?;
        }
        self.evidence(&r.report_id, &r.article_id, &r.evidence)
    }

    /// Puts a newer coding of an article in the place of the older one, and writes down what changed.
    fn recode<'e>(
        &self,
        entry: &'e Entry,
        fresh: &mut Vec<&'e Report>,
        withdrawn: &mut Vec<Report>,
    ) -> rusqlite::Result<Written> {
        let article_id = entry.article.article_id.as_str();
        let mut before: Vec<(&str, &str, String, Option<String>)> = Vec::new();
        for (table, column) in CODED {
            let coded = if matches!(table, "claims" | "reports") { "coded_id" } else { "NULL" };
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT {column}, {coded} FROM {table} WHERE article_id = ?1 AND withdrawn_run IS NULL ORDER BY 1"
            ))?;
            let rows = statement.query_map([article_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for row in rows {
                let (id, coded): (String, Option<String>) = row?;
                before.push((table, column, id, coded));
            }
        }
        let added = self.add_rows(entry)?;
        let mut now: BTreeSet<&str> = BTreeSet::new();
        now.extend(entry.claims.iter().map(|r| r.claim_id.as_str()));
        now.extend(entry.reports.iter().map(|r| r.report_id.as_str()));
        now.extend(entry.agenda.iter().map(|r| r.item_id.as_str()));
        now.extend(entry.commitments.iter().map(|r| r.commitment_id.as_str()));
        now.extend(entry.stances.iter().map(|r| r.stance_id.as_str()));
        now.extend(entry.questions.iter().map(|r| r.question_id.as_str()));
        // A row of the same evidence with other content is a change, not a loss.
        let successors: BTreeMap<&str, &str> = entry
            .reports
            .iter()
            .map(|r| (r.coded_id.as_str(), r.report_id.as_str()))
            .chain(entry.claims.iter().map(|c| (c.coded_id.as_str(), c.claim_id.as_str())))
            .filter(|(_, id)| added.contains(*id))
            .collect();
        let mut replaced = BTreeSet::new();
        let mut n_withdrawn = 0;
        for (table, column, id, coded) in &before {
            if now.contains(id.as_str()) {
                continue;
            }
            n_withdrawn += 1;
            if *table == "reports" {
                let sql = format!("SELECT {} FROM reports r WHERE r.report_id = ?1", report::COLUMNS);
                withdrawn.push(self.connection.prepare_cached(&sql)?.query_row([id], report::of_row)?);
            }
            self.connection
                .prepare_cached(&format!("UPDATE {table} SET withdrawn_run = ?2 WHERE {column} = ?1"))?
                .execute([id, self.run_id])?;
            match coded.as_deref().and_then(|c| successors.get(c)) {
                Some(successor) => {
                    replaced.insert((*successor).to_owned());
                    self.log("changed", table, id, Some(successor), "a newer coding reads the same words otherwise")?;
                }
                None => self.log("withdrawn", table, id, None, "a newer coding no longer gives it")?,
            }
        }
        for id in added.iter().filter(|id| !replaced.contains(*id)) {
            let table = table_of(id);
            self.log("added", table, id, None, "a newer coding gives it")?;
        }
        self.connection.prepare_cached("DELETE FROM mentions WHERE article_id = ?1")?.execute([article_id])?;
        self.add_mentions(entry)?;
        self.connection
            .prepare_cached("UPDATE articles SET mentions_digest = ?2 WHERE article_id = ?1")?
            .execute([article_id, &MentionRow::digest_of(&entry.mentions)])?;
        self.connection
            .prepare_cached("INSERT INTO recoded (article_id, run_id) VALUES (?1, ?2) ON CONFLICT (article_id) DO UPDATE SET run_id = ?2")?
            .execute([article_id, self.run_id])?;
        fresh.extend(entry.reports.iter().filter(|r| added.contains(&r.report_id)));
        Ok(Written::Recoded { added: added.len(), withdrawn: n_withdrawn })
    }

    fn log(&self, kind: &str, what: &str, row: &str, other: Option<&str>, why: &str) -> rusqlite::Result<()> {
        log(self.connection, self.run_id, kind, what, row, other, why)
    }
}

/// Writes a line of the change log.
pub(super) fn log(
    connection: &Connection,
    run_id: &str,
    kind: &str,
    what: &str,
    row: &str,
    other: Option<&str>,
    why: &str,
) -> rusqlite::Result<()> {
    let id = change_id(run_id, kind, what, row, other, why);
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO change_log (change_id, run_id, kind, what, row_id, other_id, why)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![id, run_id, kind, what, row, other, why])
        .map(|_| ())
}

/// The id of a line of the change log.
pub(super) fn change_id(run_id: &str, kind: &str, what: &str, row: &str, other: Option<&str>, why: &str) -> String {
    let mut digest = Digest::of("change");
    digest.text(run_id).text(kind).text(what).text(row).optional(other).text(why);
    digest.id('h')
}

/// The table whose ids begin with this letter.
fn table_of(id: &str) -> &'static str {
    match id.as_bytes().first() {
        Some(b'c') => "claims",
        Some(b'r') => "reports",
        Some(b'g') => "agenda",
        Some(b'p') => "commitments",
        Some(b's') => "stances",
        _ => "questions",
    }
}
