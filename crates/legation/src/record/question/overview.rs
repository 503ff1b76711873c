//! What an archive holds, and what its articles leave open.

use rusqlite::params;

use super::Filter;
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::QuestionRow;
use crate::record::{report, rows};

/// What the archive holds and how fresh it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    pub n_articles: u64,
    pub n_events: u64,
    pub n_claims: u64,
    pub n_publishers: u64,
    /// First and last day of the articles; empty where there are none.
    pub first: String,
    pub last: String,
    /// Changes whenever anything is written: a digest of runs and counts, to cite a view by.
    pub digest: String,
}

/// Counts of the whole archive.
pub fn holdings(archive: &Archive, as_of: Option<&str>) -> Result<Holdings, Error> {
    let connection = &archive.connection;
    let ask = || -> rusqlite::Result<Holdings> {
        let count = |sql: &str| -> rusqlite::Result<u64> {
            connection.prepare_cached(sql)?.query_row([as_of], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        };
        let edge = |sql: &str| -> rusqlite::Result<String> {
            Ok(connection
                .prepare_cached(sql)?
                .query_row([as_of], |row| row.get::<_, Option<String>>(0))?
                .unwrap_or_default())
        };
        let whole = |table: &str| -> rusqlite::Result<u64> {
            connection
                .prepare_cached(&format!("SELECT count(*) FROM {table}"))?
                .query_row([], |row| row.get::<_, i64>(0))
                .map(i64::unsigned_abs)
        };
        let mut digest = blake3::Hasher::new();
        let mut runs = connection.prepare_cached("SELECT run_id FROM runs ORDER BY 1")?;
        let mut rows = runs.query([])?;
        while let Some(row) = rows.next()? {
            digest.update(row.get_ref(0)?.as_str()?.as_bytes());
        }
        let mut counts = Vec::new();
        for table in ["articles", "events", "claims", "change_log", "rulings"] {
            let n = whole(table)?;
            digest.update(&n.to_le_bytes());
            counts.push(n);
        }
        Ok(Holdings {
            n_articles: match as_of {
                None => counts[0],
                Some(_) => count("SELECT count(*) FROM articles WHERE known <= ?1")?,
            },
            n_events: match as_of {
                None => counts[1],
                Some(_) => count("SELECT count(*) FROM events WHERE first_known <= ?1")?,
            },
            n_claims: match as_of {
                None => counts[2],
                Some(_) => count("SELECT count(*) FROM claims WHERE known <= ?1 AND withdrawn_run IS NULL")?,
            },
            n_publishers: count("SELECT count(DISTINCT publisher) FROM articles WHERE ?1 IS NULL OR known <= ?1")?,
            first: edge("SELECT min(known) FROM articles WHERE ?1 IS NULL OR known <= ?1")?,
            last: edge("SELECT max(known) FROM articles WHERE ?1 IS NULL OR known <= ?1")?,
            digest: digest.finalize().to_hex()[..16].to_owned(),
        })
    };
    ask().map_err(|e| archive.failed("counting", &e))
}

/// Questions that articles leave open, newest first.
pub fn open_questions(archive: &Archive, filter: &Filter) -> Result<Vec<QuestionRow>, Error> {
    filter.check()?;
    let ask = || -> rusqlite::Result<Vec<QuestionRow>> {
        let mut found: Vec<QuestionRow> = archive
            .connection
            .prepare_cached(&format!(
                "SELECT {} FROM articles a CROSS JOIN questions q ON q.article_id = a.article_id
                 WHERE withdrawn_run IS NULL AND (?1 IS NULL OR a.known <= ?1)
                 ORDER BY a.known DESC, a.article_id DESC, question_id LIMIT ?2",
                rows::QUESTION.replace("article_id", "q.article_id").replace("known", "q.known")
            ))?
            .query_map(params![filter.as_of, filter.limit() as i64], rows::question)?
            .collect::<Result<_, _>>()?;
        for row in &mut found {
            row.evidence = report::evidence(&archive.connection, &row.question_id)?;
        }
        Ok(found)
    };
    ask().map_err(|e| archive.failed("asking for open questions", &e))
}
