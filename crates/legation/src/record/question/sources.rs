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
    /// Articles by language.
    pub languages: BTreeMap<String, usize>,
}

/// All outlets, those with most articles first.
pub fn sources(archive: &Archive, filter: &Filter) -> Result<Vec<SourceAnswer>, Error> {
    filter.check()?;
    let ask = || -> rusqlite::Result<Vec<SourceAnswer>> {
        let mut found: BTreeMap<Option<String>, SourceAnswer> = BTreeMap::new();
        let mut statement = archive.connection.prepare_cached(
            "SELECT a.publisher, substr(a.known, 1, 7), coalesce(a.language, ''), count(*), min(a.known), max(a.known),
             sum(EXISTS (SELECT 1 FROM copies k WHERE k.article_id = a.article_id)) FROM articles a
             WHERE (?1 IS NULL OR a.known <= ?1) AND (?2 IS NULL OR a.known >= ?2) AND (?3 IS NULL OR a.known <= ?3)
               AND (?4 IS NULL OR a.publisher = ?4)
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )?;
        let mut rows = statement.query(params![filter.as_of, filter.from, filter.to, filter.publisher])?;
        while let Some(row) = rows.next()? {
            let publisher: Option<String> = row.get(0)?;
            let (month, language): (String, String) = (row.get(1)?, row.get(2)?);
            let n = row.get::<_, i64>(3)?.unsigned_abs() as usize;
            let (first, last): (String, String) = (row.get(4)?, row.get(5)?);
            let source = found.entry(publisher.clone()).or_insert_with(|| SourceAnswer {
                publisher,
                first: first.clone(),
                ..SourceAnswer::default()
            });
            source.n_articles += n;
            source.n_copies += row.get::<_, i64>(6)?.unsigned_abs() as usize;
            source.first = source.first.clone().min(first);
            source.last = source.last.clone().max(last);
            *source.months.entry(month).or_default() += n;
            *source.languages.entry(if language.is_empty() { "unknown".to_owned() } else { language }).or_default() +=
                n;
        }
        let mut found: Vec<SourceAnswer> = found.into_values().collect();
        found.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.publisher.cmp(&b.publisher)));
        Ok(found)
    };
    ask().map_err(|e| archive.failed("asking for sources", &e))
}
