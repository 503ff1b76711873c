//! What changed: the last week against the weeks before, over types and pairs of countries.

use rusqlite::params;

use super::Filter;
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::QuestionRow;
use crate::record::{report, rows};
use crate::time::Date;

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

/// Events of the last week against a norm.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// "type" or "dyad".
    pub of: &'static str,
    /// CONSULT, or ARM-AZE.
    pub what: String,
    /// Events of the seven days that end with the content clock.
    pub now: usize,
    /// Mean of the 4 and of the 52 weeks before.
    pub mean_4: f64,
    pub mean_52: f64,
    /// "increase", "decrease", "stable", "limited change" (a low base: no percentage means anything),
    /// "new" (nothing in the 52 weeks before).
    pub verdict: &'static str,
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

/// What changed in the seven days up to `last`, the strongest change first.
///
/// Events count by their day where they are reported as having happened. The guard against low
/// bases is that of ACLED's Trendfinder: with a mean of at most 2 and at most 5 now, the change is
/// "limited" whatever the percentage. A change counts from 25 % of the norm of 4 weeks.
pub fn changes(archive: &Archive, last: Date, as_of: Option<&str>) -> Result<Vec<Change>, Error> {
    let day = |back: i64| last.saturating_sub(jiff::Span::new().days(back)).to_string();
    let (first, end) = (day(53 * 7 - 1), last.to_string());
    let ask = |sql: &str, of: &'static str| -> rusqlite::Result<Vec<Change>> {
        let mut statement = archive.connection.prepare_cached(sql)?;
        let (week, month) = (day(6), day(34));
        let rows = statement.query_map(params![first, end, week, month, as_of], |row| {
            let (what, now, four, year): (String, i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(change(of, what, now.unsigned_abs() as usize, four as f64 / 4.0, year as f64 / 52.0))
        })?;
        rows.collect()
    };
    let counts = "sum(e.event_date >= ?3), sum(e.event_date >= ?4 AND e.event_date < ?3), sum(e.event_date < ?3)";
    let inside =
        "e.event_date BETWEEN ?1 AND ?2 AND e.status IN ('actual', 'ongoing') AND (?5 IS NULL OR e.first_known <= ?5)";
    let by_type = format!("SELECT e.event_type, {counts} FROM events e WHERE {inside} GROUP BY 1");
    let by_dyad = format!(
        "SELECT d.pair, {counts} FROM events e JOIN event_dyads d ON d.event_id = e.event_id WHERE {inside} GROUP BY 1"
    );
    let all = || -> rusqlite::Result<Vec<Change>> {
        let mut all = ask(&by_type, "type")?;
        all.extend(ask(&by_dyad, "dyad")?);
        Ok(all)
    };
    let mut found = all().map_err(|e| archive.failed("comparing weeks", &e))?;
    let strength = |c: &Change| (c.now as f64 - c.mean_4).abs() / (c.mean_4 + 1.0).sqrt();
    found.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| (a.of, &a.what).cmp(&(b.of, &b.what))));
    Ok(found)
}

fn change(of: &'static str, what: String, now: usize, mean_4: f64, mean_52: f64) -> Change {
    let n = now as f64;
    let verdict = if mean_4 <= 2.0 && now <= 5 {
        if mean_52 == 0.0 && now > 0 { "new" } else { "limited change" }
    } else if n > mean_4 * 1.25 {
        "increase"
    } else if n < mean_4 * 0.75 {
        "decrease"
    } else {
        "stable"
    };
    Change { of, what, now, mean_4, mean_52, verdict }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_base_is_no_change() {
        let verdict = |now, mean_4, mean_52| change("type", String::new(), now, mean_4, mean_52).verdict;
        assert_eq!(verdict(5, 1.0, 1.0), "limited change");
        assert_eq!(verdict(6, 1.0, 1.0), "increase");
        assert_eq!(verdict(3, 0.0, 0.0), "new");
        assert_eq!(verdict(0, 4.0, 4.0), "decrease");
        assert_eq!(verdict(4, 4.0, 4.0), "stable");
    }
}
