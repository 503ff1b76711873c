//! Takes the words of an article out of the archive, and leaves the facts that they were there.

use rusqlite::{Connection, OptionalExtension, params};

use super::archive::Archive;
use super::write::{CODED, Run, log};
use super::{fail, search};
use crate::error::{Error, Kind};

/// Blanks the text, title, byline, quotations and sentences of an article for good.
///
/// Ids, digests, codes and ranges stay, so that events keep their counts and a copy of the text kept
/// elsewhere can still be recognised. The article is not recorded again.
pub fn redact(archive: &mut Archive, article_id: &str, why: &str, run: &Run) -> Result<(), Error> {
    let place = archive.place.clone();
    let failed = |e: rusqlite::Error| fail::of("redacting an article", &place, &e);
    let row: Option<(i64, Option<String>, String, bool)> = archive
        .connection
        .query_row(
            "SELECT number, title, text, redacted_run IS NOT NULL FROM articles WHERE article_id = ?1",
            [article_id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()
        .map_err(failed)?;
    let Some((number, title, text, redacted)) = row else {
        return Err(Error::new(Kind::Input, "redacting an article")
            .at(article_id)
            .because("there is no such article")
            .hint("`legation search WORDS` prints the ids of articles"));
    };
    if redacted {
        return Ok(());
    }
    // Freed pages are overwritten, and the log is emptied, so that the words do not stay in the file.
    archive.connection.pragma_update(None, "secure_delete", "ON").map_err(failed)?;
    let mut done = || -> rusqlite::Result<()> {
        let transaction = archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let run_id = run.begin(&transaction)?;
        search::remove(&transaction, number, title.as_deref(), &text)?;
        blank(&transaction, article_id, &run_id)?;
        log(&transaction, &run_id, "redacted", "articles", article_id, None, why)?;
        transaction.execute_batch("INSERT INTO search (search) VALUES ('optimize')")?;
        transaction.commit()
    };
    done().map_err(failed)?;
    archive.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
}

fn blank(connection: &Connection, article_id: &str, run_id: &str) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE articles SET text = '', title = NULL, byline = NULL, furniture = '{}', runs_of_words = x'',
         redacted_run = ?2 WHERE article_id = ?1",
        params![article_id, run_id],
    )?;
    for (table, column) in CODED {
        connection.execute(
            &format!(
                "UPDATE evidence SET quote = '' WHERE owner IN (SELECT {column} FROM {table} WHERE article_id = ?1)"
            ),
            [article_id],
        )?;
    }
    for sql in [
        "UPDATE reports SET sentence = '' WHERE article_id = ?1",
        "UPDATE claims SET content = '', source = NULL WHERE article_id = ?1",
        "UPDATE agenda SET label = '', priority = NULL WHERE article_id = ?1",
        "UPDATE positions SET quote = '' WHERE item_id IN (SELECT item_id FROM agenda WHERE article_id = ?1)",
        "UPDATE commitments SET content = '', cue = '', condition = NULL WHERE article_id = ?1",
        "UPDATE questions SET content = '' WHERE article_id = ?1",
    ] {
        connection.execute(sql, [article_id])?;
    }
    Ok(())
}
