//! Looks an archive over: the file, its settings, its index, its size.

use super::archive::{Archive, SCHEMA_VERSION};
use super::{search, sums};
use crate::error::Error;

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub what: &'static str,
    pub well: bool,
    pub says: String,
}

/// Looks at the file without reading every row; `verify` does that.
pub fn doctor(archive: &Archive) -> Result<Vec<Finding>, Error> {
    let connection = &archive.connection;
    let pragma = |name: &str| -> String {
        connection
            .query_row(&format!("PRAGMA {name}"), [], |row| {
                row.get_ref(0).map(|v| match v {
                    rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                    rusqlite::types::ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned(),
                    _ => String::new(),
                })
            })
            .unwrap_or_else(|e| e.to_string())
    };
    let mut findings = Vec::new();
    let mut add = |what: &'static str, well: bool, says: String| findings.push(Finding { what, well, says });
    let version = pragma("user_version");
    add(
        "schema",
        version == SCHEMA_VERSION.to_string(),
        format!("version {version}, this legation writes {SCHEMA_VERSION}"),
    );
    let file = pragma("quick_check");
    add("file", file == "ok", file);
    let journal = pragma("journal_mode");
    add("journal", journal == "wal", journal);
    let references: Result<i64, _> =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0));
    add(
        "references",
        matches!(references, Ok(0)),
        references.map_or_else(|e| e.to_string(), |n| format!("{n} broken")),
    );
    let in_step = search::in_step(connection);
    add(
        "index",
        in_step,
        if in_step { "in step with the articles" } else { "not in step with the articles" }.to_owned(),
    );
    let counted = sums::in_step(connection).unwrap_or(false);
    add("sums", counted, if counted { "in step with the events" } else { "not in step with the events" }.to_owned());
    for table in ["articles", "reports", "events", "claims", "agenda", "commitments", "imported"] {
        match archive.count(table) {
            Ok(n) => add(table, true, n.to_string()),
            Err(e) => add(table, false, e.to_string()),
        }
    }
    Ok(findings)
}
