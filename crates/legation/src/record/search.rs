//! The full-text index: made from the articles, checked on opening, rebuilt where it is not in step.

use rusqlite::{Connection, OptionalExtension, params};

/// The index keeps no text of its own; its row numbers are `articles.number`.
const CREATE: &str = "CREATE VIRTUAL TABLE search USING fts5(title, text, content='', \
     tokenize=\"unicode61 remove_diacritics 2\")";

/// Whether there is no index at all.
pub(super) fn missing(connection: &Connection) -> bool {
    connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'search'", [], |_| Ok(()))
        .optional()
        .is_ok_and(|found| found.is_none())
}

/// Whether every article is in the index, and nothing else.
pub(super) fn in_step(connection: &Connection) -> bool {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let articles = count("SELECT count(*) FROM articles WHERE redacted_run IS NULL");
    let indexed = count("SELECT count(*) FROM search_docsize");
    // A question that must touch the index: a damaged one fails here.
    let works = count("SELECT count(*) FROM search WHERE search MATCH 'zzqx'");
    matches!((articles, indexed, works), (Ok(a), Ok(i), Ok(_)) if a == i)
}

/// Makes the index anew from the articles.
pub(super) fn rebuild(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch("DROP TABLE IF EXISTS search")?;
    transaction.execute_batch(CREATE)?;
    {
        let mut articles = transaction
            .prepare("SELECT number, title, text FROM articles WHERE redacted_run IS NULL ORDER BY number")?;
        let mut rows = articles.query([])?;
        while let Some(row) = rows.next()? {
            let title: Option<String> = row.get(1)?;
            let text: String = row.get(2)?;
            add(&transaction, row.get(0)?, title.as_deref(), &text)?;
        }
    }
    transaction.commit()
}

pub(super) fn add(connection: &Connection, number: i64, title: Option<&str>, text: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![number, plain(title.unwrap_or("")), plain(text)])
        .map(|_| ())
}

/// Takes an article out; its words must be handed in, since the index does not keep them.
pub(super) fn remove(connection: &Connection, number: i64, title: Option<&str>, text: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?
        .execute(params![number, plain(title.unwrap_or("")), plain(text)])
        .map(|_| ())
}

/// Letters that the tokenizer does not fold by itself: Əliyev is found as Eliyev and Aliyev's
/// Turkish ı as i.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ə' | 'Ə' => out.push('e'),
            'ı' | 'İ' => out.push('i'),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'þ' | 'Þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
    out
}

/// A user's words as a query that cannot fail: phrases in quotes, words, `-` to leave out, `OR`
/// between alternatives, `*` for the beginning of a word.
///
/// None where nothing is asked for.
pub(super) fn query(words: &str) -> Option<String> {
    let mut wanted = String::new();
    let mut unwanted = Vec::new();
    let mut rest = plain(words);
    let mut or = false;
    while !rest.trim_start().is_empty() {
        let text = rest.trim_start().to_owned();
        let minus = text.starts_with('-') && text.len() > 1;
        let body = if minus { &text[1..] } else { &text[..] };
        let (term, after) = match body.strip_prefix('"') {
            Some(phrase) => phrase.split_once('"').unwrap_or((phrase, "")),
            None => body.split_once(char::is_whitespace).unwrap_or((body, "")),
        };
        let quoted = body.starts_with('"');
        rest = after.to_owned();
        if !quoted && !minus && term == "OR" {
            or = !wanted.is_empty();
            continue;
        }
        let prefix = !quoted && term.ends_with('*');
        let term: String = term.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let term = term.split_whitespace().collect::<Vec<_>>().join(" ");
        if term.is_empty() {
            continue;
        }
        let term = format!("\"{term}\"{}", if prefix { "*" } else { "" });
        if minus {
            unwanted.push(term);
        } else {
            if !wanted.is_empty() {
                wanted.push_str(if or { " OR " } else { " AND " });
            }
            or = false;
            wanted.push_str(&term);
        }
    }
    if wanted.is_empty() {
        return None;
    }
    Some(match unwanted.is_empty() {
        true => wanted,
        false => format!("({wanted}) NOT ({})", unwanted.join(" OR ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_words_make_a_query() {
        assert_eq!(
            query("peace \"Lachin corridor\" -war").as_deref(),
            Some("(\"peace\" AND \"Lachin corridor\") NOT (\"war\")")
        );
        assert_eq!(query("a OR b*").as_deref(), Some("\"a\" OR \"b\"*"));
        assert_eq!(query("Əliyev").as_deref(), Some("\"eliyev\""));
        for nothing in ["", " ", "-", "\"\"", "OR", "-war", "***"] {
            assert_eq!(query(nothing), None, "{nothing:?}");
        }
        let connection = Connection::open_in_memory().expect("memory");
        connection.execute_batch(CREATE).expect("an index");
        for hostile in
            ["\"", "NEAR(", "a AND", "title: x", "^a", "(((", "a\" OR \"b", "{x}", "NOT", "-\"a b", "a OR OR b"]
        {
            let Some(query) = query(hostile) else { continue };
            connection
                .query_row("SELECT count(*) FROM search WHERE search MATCH ?1", [&query], |row| row.get::<_, i64>(0))
                .unwrap_or_else(|e| panic!("{hostile:?} as {query}: {e}"));
        }
    }
}
