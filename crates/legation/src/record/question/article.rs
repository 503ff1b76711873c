//! One article with everything that was read from it, and the list of articles.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row};

use super::{Filter, Page, Query, cursor};
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::{
    AgendaRow, ArticleRow, ClaimRow, CommitmentRow, EntityRow, MentionRow, QuestionRow, StanceRow,
};
use crate::record::report::{self, Report};
use crate::record::rows;

/// An article as a list shows it, without its text.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ArticleListed {
    pub article_id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub agency: Option<String>,
    pub url: Option<String>,
    /// Day of publication, where the article tells it.
    pub published: Option<String>,
    pub known: String,
    pub language: Option<String>,
    /// Length of the text in bytes.
    pub n_bytes: usize,
    pub n_reports: usize,
    pub n_claims: usize,
    /// The earlier article that it repeats, and how: "same-text", "version", ….
    pub copy_of: Option<(String, String)>,
}

/// An article with all its rows, each with the words it rests on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ArticleAnswer {
    pub article: ArticleRow,
    pub redacted: bool,
    pub mentions: Vec<MentionRow>,
    /// Whoever the mentions mean, by id.
    pub entities: BTreeMap<String, EntityRow>,
    pub reports: Vec<Report>,
    /// The event that each report tells of, in the order of the reports.
    pub events: Vec<Option<String>>,
    pub claims: Vec<ClaimRow>,
    pub agenda: Vec<AgendaRow>,
    pub commitments: Vec<CommitmentRow>,
    pub stances: Vec<StanceRow>,
    pub questions: Vec<QuestionRow>,
    pub copy_of: Option<(String, String)>,
    /// Later articles that repeat this one: id, publisher, day, kind of copy.
    pub copies: Vec<(String, Option<String>, String, String)>,
}

const LISTED: &str = "SELECT a.article_id, a.title, a.byline, a.publisher, a.agency, a.url, a.known, a.language,
     length(CAST(a.text AS BLOB)),
     (SELECT count(*) FROM reports r WHERE r.article_id = a.article_id AND r.withdrawn_run IS NULL),
     (SELECT count(*) FROM claims c WHERE c.article_id = a.article_id AND c.withdrawn_run IS NULL),
     (SELECT copy_of || ' ' || kind FROM copies k WHERE k.article_id = a.article_id), a.published
     FROM articles a";

/// One article as a list shows it.
pub fn listed(archive: &Archive, id: &str) -> Result<Option<ArticleListed>, Error> {
    archive
        .connection
        .prepare_cached(&format!("{LISTED} WHERE a.article_id = ?1"))
        .and_then(|mut statement| statement.query_row([id], of_row).optional())
        .map_err(|e| archive.failed("reading an article", &e))
}

/// The articles that a filter asks for, newest first.
pub fn articles(archive: &Archive, filter: &Filter) -> Result<Page<ArticleListed>, Error> {
    filter.check()?;
    let after = filter.cursor()?;
    let limit = filter.limit();
    let ask = || -> rusqlite::Result<Page<ArticleListed>> {
        let mut query = Query::new(LISTED);
        query.and_some("a.known <= ?", filter.as_of.as_deref());
        query.and_some("a.known >= ?", filter.from.as_deref());
        query.and_some("a.known <= ?", filter.to.as_deref());
        query.and_some("a.publisher = ?", filter.publisher.as_deref());
        query.before(["a.known", "a.article_id"], after.as_ref());
        query.end(&format!(" ORDER BY a.known DESC, a.article_id DESC LIMIT {}", limit + 1));
        let mut statement = archive.connection.prepare_cached(&query.sql)?;
        let mut found: Vec<ArticleListed> =
            statement.query_map(rusqlite::params_from_iter(&query.values), of_row)?.collect::<Result<_, _>>()?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|a| cursor(&a.known, &a.article_id));
        Ok(Page { rows: found, next })
    };
    ask().map_err(|e| archive.failed("asking for articles", &e))
}

fn of_row(row: &Row) -> rusqlite::Result<ArticleListed> {
    Ok(ArticleListed {
        article_id: row.get(0)?,
        title: row.get(1)?,
        byline: row.get(2)?,
        publisher: row.get(3)?,
        agency: row.get(4)?,
        url: row.get(5)?,
        known: row.get(6)?,
        language: row.get(7)?,
        n_bytes: row.get::<_, i64>(8)?.unsigned_abs() as usize,
        n_reports: row.get::<_, i64>(9)?.unsigned_abs() as usize,
        n_claims: row.get::<_, i64>(10)?.unsigned_abs() as usize,
        copy_of: row.get::<_, Option<String>>(11)?.as_deref().and_then(|pair| pair.split_once(' ')).map(owned),
        published: row.get(12)?,
    })
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

/// One article with everything that was read from it; none where it was not known by the day.
pub fn article(archive: &Archive, id: &str, as_of: Option<&str>) -> Result<Option<ArticleAnswer>, Error> {
    let connection = &archive.connection;
    let load = || -> rusqlite::Result<Option<ArticleAnswer>> {
        let found = connection
            .prepare_cached(&format!(
                "SELECT {}, redacted_run IS NOT NULL FROM articles
                     WHERE article_id = ?1 AND (?2 IS NULL OR known <= ?2)",
                rows::ARTICLE
            ))?
            .query_row(rusqlite::params![id, as_of], |row| {
                let article = rows::article(row)?;
                Ok((article, row.get::<_, bool>(13)?))
            })
            .optional()?;
        let Some((article, redacted)) = found else { return Ok(None) };
        let mut answer = ArticleAnswer { article, redacted, ..ArticleAnswer::default() };
        answer.mentions = rows::mentions(connection, id)?;
        answer.claims = listing(archive, "claims c", rows::CLAIM, "c.claim_id", id, rows::claim)?;
        answer.agenda = listing(archive, "agenda g", rows::ITEM, "g.item_id", id, rows::item)?;
        answer.commitments =
            listing(archive, "commitments c", rows::COMMITMENT, "c.commitment_id", id, rows::commitment)?;
        answer.stances = listing(archive, "stances", rows::STANCE, "stance_id", id, rows::stance)?;
        answer.questions = listing(archive, "questions", rows::QUESTION, "question_id", id, rows::question)?;
        answer.reports = listing(archive, "reports r", report::COLUMNS, "r.report_id", id, report::of_row)?;
        for claim in &mut answer.claims {
            claim.evidence = report::evidence(connection, &claim.claim_id)?;
        }
        for item in &mut answer.agenda {
            rows::complete_item(connection, item)?;
        }
        for commitment in &mut answer.commitments {
            rows::complete_commitment(connection, commitment)?;
        }
        for stance in &mut answer.stances {
            stance.evidence = report::evidence(connection, &stance.stance_id)?;
        }
        for question in &mut answer.questions {
            question.evidence = report::evidence(connection, &question.question_id)?;
        }
        let mut event = connection.prepare_cached("SELECT event_id FROM event_reports WHERE report_id = ?1")?;
        for told in &mut answer.reports {
            report::roles(connection, told)?;
            told.evidence = report::evidence(connection, &told.report_id)?;
            answer.events.push(event.query_row([&told.report_id], |row| row.get(0)).optional()?);
        }
        let mut entity =
            connection.prepare_cached("SELECT entity_id, kind, name, qid FROM entities WHERE entity_id = ?1")?;
        let roles = answer.reports.iter().flat_map(|r| &r.roles).filter_map(|r| r.entity.clone());
        let held = answer.stances.iter().flat_map(|s| [s.holder.clone(), s.target.clone()]).flatten();
        let said = answer.claims.iter().filter_map(|c| c.source_entity.clone());
        let wanted: std::collections::BTreeSet<String> =
            answer.mentions.iter().map(|m| m.entity_id.clone()).chain(roles).chain(held).chain(said).collect();
        for id in wanted {
            let found = entity
                .query_row([&id], |row| {
                    Ok(EntityRow { entity_id: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, qid: row.get(3)? })
                })
                .optional()?;
            answer.entities.extend(found.map(|e| (id, e)));
        }
        answer.copy_of = connection
            .prepare_cached("SELECT copy_of, kind FROM copies WHERE article_id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        answer.copies = connection
            .prepare_cached(
                "SELECT a.article_id, a.publisher, a.known, k.kind FROM copies k
                 JOIN articles a ON a.article_id = k.article_id
                 WHERE k.copy_of = ?1 AND (?2 IS NULL OR a.known <= ?2) ORDER BY a.known, a.article_id LIMIT 200",
            )?
            .query_map(rusqlite::params![id, as_of], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<Result<_, _>>()?;
        Ok(Some(answer))
    };
    load().map_err(|e| archive.failed("reading an article", &e))
}

/// The standing rows of one article in one table.
fn listing<T>(
    archive: &Archive,
    table: &str,
    columns: &str,
    key: &str,
    article_id: &str,
    read: fn(&Row) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    archive
        .connection
        .prepare_cached(&format!(
            "SELECT {columns} FROM {table} WHERE article_id = ?1 AND withdrawn_run IS NULL ORDER BY {key}"
        ))?
        .query_map([article_id], read)?
        .collect()
}
