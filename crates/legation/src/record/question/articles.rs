//! Articles by their words.

use super::{Filter, Page, cursor};
use crate::error::{Error, Kind};
use crate::record::archive::Archive;
use crate::record::copies::day_number;
use crate::record::search;
use crate::record::summary;
use crate::record::write::article_number;

/// An article that holds the words.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub article_id: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub known: String,
    /// The words around the first hit.
    pub passage: String,
    /// The earlier article that it repeats, where it does.
    pub copy_of: Option<String>,
}

/// Articles that hold the filter's words, the newest first.
///
/// Newest first rather than by a rank: a rank of the whole archive changes with every article, and
/// then neither pages nor `as_of` could be kept.
pub fn search(archive: &Archive, filter: &Filter) -> Result<Page<Found>, Error> {
    filter.check()?;
    let words = filter.words.as_deref().unwrap_or("");
    let Some(query) = search::query(words) else {
        return Err(Error::new(Kind::Configuration, "searching")
            .at(words)
            .because("there is no word to look for")
            .hint("for example: legation search 'corridor \"peace treaty\" -football'"));
    };
    let after = match filter.cursor()? {
        None => None,
        Some((_, number)) => Some(number.parse::<i64>().map_err(|_| {
            Error::new(Kind::Configuration, "searching").at(number).because("it is no place in a list of articles")
        })?),
    };
    let limit = filter.limit();
    let ask = || -> rusqlite::Result<Page<Found>> {
        let mut sql = super::Query::new(
            "SELECT a.article_id, a.title, a.publisher, a.url, a.known, a.text, c.copy_of, a.number
             FROM search s CROSS JOIN articles a ON a.number = s.rowid
             LEFT JOIN copies c ON c.article_id = a.article_id",
        );
        sql.and("s.search MATCH ?", &query);
        // Numbers of articles are in the order of days, so that days are ranges of the index.
        let first = |day: &str| article_number(day_number(day));
        if let Some(from) = &filter.from {
            sql.condition(&format!("s.rowid >= {}", first(from)));
        }
        for to in [&filter.as_of, &filter.to].into_iter().flatten() {
            sql.condition(&format!("s.rowid < {}", article_number(day_number(to) + 1)));
        }
        if let Some(after) = after {
            sql.condition(&format!("s.rowid < {after}"));
        }
        sql.and_some("a.publisher = ?", filter.publisher.as_deref());
        sql.end(&format!(" ORDER BY s.rowid DESC LIMIT {}", limit + 1));
        let mut statement = archive.connection.prepare_cached(&sql.sql)?;
        let mut rows: Vec<(i64, Found)> = statement
            .query_map(rusqlite::params_from_iter(&sql.values), |row| {
                let found = Found {
                    article_id: row.get(0)?,
                    title: row.get(1)?,
                    publisher: row.get(2)?,
                    url: row.get(3)?,
                    known: row.get(4)?,
                    passage: passage(row.get_ref(5)?.as_str()?, &query),
                    copy_of: row.get(6)?,
                };
                Ok((row.get(7)?, found))
            })?
            .collect::<Result<_, _>>()?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(number, r)| cursor(&r.known, &number.to_string()));
        Ok(Page { rows: rows.into_iter().map(|(_, found)| found).collect(), next })
    };
    ask().map_err(|e| archive.failed("searching", &e))
}

/// The first of an article's copies: itself where it repeats none. Its independent source, that is.
pub fn first_of_copies(archive: &Archive, article_id: &str) -> Result<String, Error> {
    summary::first_of(&archive.connection, article_id).map_err(|e| archive.failed("looking for copies", &e))
}

/// Some words either side of the first word of the query that the text holds.
fn passage(text: &str, query: &str) -> String {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.len() > 1 && !matches!(*w, "AND" | "OR" | "NOT"))
        .map(str::to_lowercase)
        .collect();
    let hit = text
        .split_word_starts()
        .find(|(_, word)| {
            let folded = search::plain(word).to_lowercase();
            words.iter().any(|w| folded.starts_with(w.as_str()))
        })
        .map_or(0, |(at, _)| at);
    let from = text[..hit].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let from = text[from..hit].find(char::is_whitespace).filter(|_| from > 0).map_or(from, |at| from + at + 1);
    let to = text[hit..].char_indices().nth(140).map_or(text.len(), |(at, _)| hit + at);
    let lead = if from > 0 { "… " } else { "" };
    let tail = if to < text.len() { " …" } else { "" };
    format!("{lead}{}{tail}", text[from..to].split_whitespace().collect::<Vec<_>>().join(" "))
}

trait Words {
    fn split_word_starts(&self) -> impl Iterator<Item = (usize, &str)>;
}

impl Words for str {
    /// Words with the byte they start at.
    fn split_word_starts(&self) -> impl Iterator<Item = (usize, &str)> {
        let base = self.as_ptr() as usize;
        self.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(move |w| (w.as_ptr() as usize - base, w))
    }
}
