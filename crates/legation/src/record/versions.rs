//! Versions of one page over time, and what changed between two of them.

use rusqlite::OptionalExtension;

use super::address::canonical;
use super::archive::Archive;
use crate::error::{Error, Kind};

/// One version of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    pub article_id: String,
    pub known: String,
    pub title: Option<String>,
    pub n_bytes: usize,
}

/// A sentence that one version has and the other has not, or that both have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    Kept(String),
    Removed(String),
    Added(String),
}

/// The versions of a page, earliest first; the page is named by its address or by an article's id.
pub fn versions(archive: &Archive, page: &str) -> Result<Vec<Version>, Error> {
    let ask = || -> rusqlite::Result<Vec<Version>> {
        let address: Option<Option<String>> = archive
            .connection
            .query_row("SELECT address FROM articles WHERE article_id = ?1", [page], |row| row.get(0))
            .optional()?;
        let address = address.flatten().unwrap_or_else(|| canonical(page));
        archive
            .connection
            .prepare_cached(
                "SELECT article_id, known, title, length(CAST(text AS BLOB)) FROM articles
                 WHERE address = ?1 OR article_id = ?2 ORDER BY known, article_id",
            )?
            .query_map([&address, page], |row| {
                Ok(Version {
                    article_id: row.get(0)?,
                    known: row.get(1)?,
                    title: row.get(2)?,
                    n_bytes: row.get::<_, i64>(3)?.unsigned_abs() as usize,
                })
            })?
            .collect()
    };
    ask().map_err(|e| archive.failed("reading versions", &e))
}

/// What changed from one article's text to another's, sentence by sentence.
pub fn diff(archive: &Archive, from: &str, to: &str) -> Result<Vec<Change>, Error> {
    let text = |id: &str| -> Result<String, Error> {
        archive
            .connection
            .query_row("SELECT text FROM articles WHERE article_id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(|e| archive.failed("reading an article", &e))?
            .ok_or_else(|| Error::new(Kind::Input, "comparing versions").at(id).because("there is no such article"))
    };
    Ok(changes(&text(from)?, &text(to)?))
}

/// A text cut behind full stops and at line ends.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let mut rest = line;
        while let Some(at) = rest.find(". ") {
            out.push(&rest[..=at]);
            rest = rest[at + 2..].trim_start();
        }
        if !rest.is_empty() {
            out.push(rest);
        }
    }
    out
}

/// The longest common list of sentences stays; the rest was removed or added.
fn changes(from: &str, to: &str) -> Vec<Change> {
    let (a, b) = (pieces(from), pieces(to));
    // Texts of two thousand sentences are no articles; their middle is shown as replaced.
    if a.len().saturating_mul(b.len()) > 4_000_000 {
        let removed = a.iter().map(|s| Change::Removed((*s).to_owned()));
        return removed.chain(b.iter().map(|s| Change::Added((*s).to_owned()))).collect();
    }
    let mut common = vec![vec![0u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.push(Change::Kept(a[i].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            out.push(Change::Removed(a[i].to_owned()));
            i += 1;
        } else {
            out.push(Change::Added(b[j].to_owned()));
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_number_is_one_sentence_out_and_one_in() {
        let changed = changes("Talks opened. Two died.\n\nThe end.", "Talks opened. Three died.\n\nThe end.");
        assert_eq!(
            changed,
            [
                Change::Kept("Talks opened.".to_owned()),
                Change::Removed("Two died.".to_owned()),
                Change::Added("Three died.".to_owned()),
                Change::Kept("The end.".to_owned()),
            ]
        );
    }
}
