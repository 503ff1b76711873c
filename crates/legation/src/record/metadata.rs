//! `metadata.json` for Datasette, made from the comments of the schema.

use serde_json::{Map, Value, json};

use super::archive::MIGRATIONS;

/// What Datasette shows beside tables and columns: `datasette archive.sqlite --metadata metadata.json`.
///
/// ```
/// let metadata = legation::record::metadata("legation");
/// let column = &metadata["databases"]["legation"]["tables"]["reports"]["columns"]["goldstein"];
/// assert_eq!(column, "-10 to 10");
/// ```
pub fn metadata(database: &str) -> Value {
    let mut tables = Map::new();
    for (table, about, columns) in MIGRATIONS.iter().flat_map(|m| tables_of(m.script)) {
        let columns: Map<String, Value> =
            columns.into_iter().map(|(name, about)| (name.to_owned(), json!(about))).collect();
        let mut facts = json!({ "description": about, "columns": columns });
        if table == "articles" {
            facts["fts_table"] = json!("search");
            facts["fts_pk"] = json!("number");
            facts["label_column"] = json!("title");
        }
        tables.insert(table.to_owned(), facts);
    }
    json!({
        "title": "An archive of legation",
        "description": "Events counted once, with the reports and the words they rest on",
        "databases": { database: { "tables": tables } },
    })
}

/// Tables with their own comment and each column's, as the schema's script writes them.
fn tables_of(script: &str) -> Vec<(&str, &str, Vec<(&str, &str)>)> {
    let mut out: Vec<(&str, &str, Vec<(&str, &str)>)> = Vec::new();
    let mut inside = false;
    for line in script.lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("CREATE TABLE ").and_then(|l| l.strip_suffix(" (")) {
            out.push((name, "", Vec::new()));
            inside = true;
        } else if line.starts_with(')') {
            inside = false;
        } else if let (true, Some(table)) = (inside, out.last_mut()) {
            if let Some(about) = line.strip_prefix("-- ") {
                table.1 = about;
            } else if let Some((column, about)) = line.split_once(" -- ") {
                table.2.push((column.split(' ').next().unwrap_or(""), about));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_documented() {
        let connection = rusqlite::Connection::open_in_memory().expect("memory");
        // What a later script makes anew stands there with its newest columns.
        let mut tables = std::collections::BTreeMap::new();
        for migration in MIGRATIONS {
            connection.execute_batch(migration.script).expect("the schema is SQL");
            tables.extend(
                tables_of(migration.script).into_iter().map(|(table, about, columns)| (table, (about, columns))),
            );
        }
        let names: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .expect("tables");
        assert_eq!(names.len(), tables.len());
        for (table, (about, columns)) in tables {
            assert!(!about.is_empty(), "{table} is not documented");
            let real: Vec<String> = connection
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))
                .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
                .expect("columns");
            assert_eq!(columns.iter().map(|c| c.0).collect::<Vec<_>>(), real, "{table}");
        }
    }
}
