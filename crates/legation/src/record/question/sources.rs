//! Where the archive's knowledge comes from: one row an outlet, with copies, languages and gaps.

use std::collections::BTreeMap;

use rusqlite::params;

use super::Filter;
use crate::error::Error;
use crate::record::archive::Archive;

/// An outlet.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SourceAnswer {
    /// None for articles whose outlet is not known.
    pub publisher: Option<String>,
    pub n_articles: usize,
    /// Articles that repeat an earlier one, of whichever outlet.
    pub n_copies: usize,
    pub first: String,
    pub last: String,
    /// Articles by month (YYYY-MM); months without any are left out.
    pub months: BTreeMap<String, usize>,
    /// Articles by language, among the archive's newest 10,000: languages stand beside the texts, and
    /// reading all of those would take seconds.
    pub languages: BTreeMap<String, usize>,
}

/// All outlets, those with most articles first.
pub fn sources(archive: &Archive, filter: &Filter) -> Result<Vec<SourceAnswer>, Error> {
    filter.check()?;
    let ask = || -> rusqlite::Result<Vec<SourceAnswer>> {
        let mut found: BTreeMap<Option<String>, SourceAnswer> = BTreeMap::new();
        let bounds = "(?1 IS NULL OR a.known <= ?1) AND (?2 IS NULL OR a.known >= ?2)
             AND (?3 IS NULL OR a.known <= ?3) AND (?4 IS NULL OR a.publisher = ?4)";
        let given = params![filter.as_of, filter.from, filter.to, filter.publisher];
        // Counted in the index of outlets and days: the rows themselves hold the texts.
        let mut statement = archive.connection.prepare_cached(&format!(
            "SELECT a.publisher, substr(a.known, 1, 7), count(*), min(a.known), max(a.known) FROM articles a
             WHERE {bounds} GROUP BY 1, 2 ORDER BY 1, 2"
        ))?;
        let mut rows = statement.query(given)?;
        while let Some(row) = rows.next()? {
            let publisher: Option<String> = row.get(0)?;
            let n = row.get::<_, i64>(2)?.unsigned_abs() as usize;
            let (first, last): (String, String) = (row.get(3)?, row.get(4)?);
            let source = found.entry(publisher.clone()).or_insert_with(|| SourceAnswer {
                publisher,
                first: first.clone(),
                ..SourceAnswer::default()
            });
            source.n_articles += n;
            source.first = source.first.clone().min(first);
            source.last = source.last.clone().max(last);
            *source.months.entry(row.get(1)?).or_default() += n;
        }
        let mut statement = archive.connection.prepare_cached(&format!(
            "SELECT a.publisher, count(*) FROM copies k JOIN articles a ON a.article_id = k.article_id
             WHERE {bounds} GROUP BY 1"
        ))?;
        let mut rows = statement.query(given)?;
        while let Some(row) = rows.next()? {
            if let Some(source) = found.get_mut(&row.get::<_, Option<String>>(0)?) {
                source.n_copies = row.get::<_, i64>(1)?.unsigned_abs() as usize;
            }
        }
        let mut statement = archive.connection.prepare_cached(&format!(
            "SELECT publisher, coalesce(language, 'unknown'), count(*) FROM
               (SELECT a.publisher, a.language FROM articles a WHERE {bounds} ORDER BY a.number DESC LIMIT 10000)
             GROUP BY 1, 2"
        ))?;
        let mut rows = statement.query(given)?;
        while let Some(row) = rows.next()? {
            if let Some(source) = found.get_mut(&row.get::<_, Option<String>>(0)?) {
                source.languages.insert(row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs() as usize);
            }
        }
        let mut found: Vec<SourceAnswer> = found.into_values().collect();
        found.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.publisher.cmp(&b.publisher)));
        Ok(found)
    };
    ask().map_err(|e| archive.failed("asking for sources", &e))
}
