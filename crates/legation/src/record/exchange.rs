//! The whole archive as JSON lines, and back: every row of every table that is not made from others, exactly.

use std::io::{BufRead, Write};

use rusqlite::types::{Value as Cell, ValueRef};
use serde_json::{Map, Value, json};

use super::archive::{Archive, SCHEMA_VERSION};
use super::verify::Fault;
use super::{fail, search, sums};
use crate::error::{Error, Kind};

/// Tables in an order in which rows refer backwards, as far as they can.
const TABLES: [&str; 27] = [
    "meta",
    "runs",
    "articles",
    "inputs",
    "recoded",
    "copies",
    "entities",
    "mentions",
    "claims",
    "reports",
    "roles",
    "evidence",
    "agenda",
    "positions",
    "commitments",
    "commitment_reports",
    "stances",
    "questions",
    "events",
    "event_reports",
    "rulings",
    "change_log",
    "alerts",
    "forecasts",
    "forecast_drivers",
    "resolutions",
    "fetched",
];

/// Tables that are made anew from the others; version 1 wrote them too.
const MADE: [&str; 2] = ["event_parties", "event_dyads"];

/// Writes every row as a line, and a last line with the digest of all before it.
///
/// Events of other coders (`imported`) are left to their own files, and what is counted of events is made
/// anew on the way back.
pub fn dump(archive: &Archive, out: &mut dyn Write) -> Result<u64, Error> {
    let mut hasher = blake3::Hasher::new();
    let mut n_rows = 0;
    let failed = |e: rusqlite::Error| archive.failed("exporting the archive", &e);
    let unwritable = |e: std::io::Error| Error::new(Kind::Input, "writing the export").because(e.to_string());
    let mut line = |value: &Value, hasher: &mut blake3::Hasher| -> Result<(), Error> {
        let text = format!("{value}\n");
        hasher.update(text.as_bytes());
        out.write_all(text.as_bytes()).map_err(unwritable)
    };
    line(&json!({ "legation_archive": SCHEMA_VERSION }), &mut hasher)?;
    for table in TABLES {
        let mut statement =
            archive.connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).map_err(failed)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let mut cells = Map::new();
            for (n, name) in names.iter().enumerate() {
                cells.insert(name.clone(), json_of(row.get_ref(n).map_err(failed)?));
            }
            line(&json!({ "table": table, "row": cells }), &mut hasher)?;
            n_rows += 1;
        }
    }
    let end = json!({ "rows": n_rows, "blake3": hasher.finalize().to_hex().as_str() });
    out.write_all(format!("{end}\n").as_bytes()).map_err(unwritable)?;
    Ok(n_rows)
}

/// Fills an empty archive from what [`dump`] wrote; with any changed byte nothing is taken in.
pub fn restore(archive: &mut Archive, input: &mut dyn BufRead) -> Result<u64, Error> {
    if archive.count("articles")? > 0 || archive.count("runs")? > 0 {
        return Err(refused("the archive is not empty").hint("import into a new file: --archive NEW"));
    }
    let place = archive.place.clone();
    let failed = |e: rusqlite::Error| fail::of("importing an archive", &place, &e);
    let transaction = archive.connection.transaction().map_err(failed)?;
    transaction.execute_batch("PRAGMA defer_foreign_keys = ON").map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let (mut n_rows, mut n_lines, mut ended) = (0u64, 0u64, false);
    let mut line = Vec::new();
    loop {
        line.clear();
        let n = input.read_until(b'\n', &mut line).map_err(|e| refused(e.to_string()))?;
        if n == 0 {
            break;
        }
        n_lines += 1;
        if ended {
            return Err(refused("there are lines after the last"));
        }
        let value: Value =
            serde_json::from_slice(&line).map_err(|e| refused(format!("line {n_lines} is not JSON: {e}")))?;
        if let Some(digest) = value.get("blake3").and_then(Value::as_str) {
            let expected = json!({ "rows": n_rows, "blake3": hasher.finalize().to_hex().as_str() });
            if digest != hasher.finalize().to_hex().as_str() || line != format!("{expected}\n").into_bytes() {
                return Err(refused("its digest does not hold: a line was changed or lost"));
            }
            ended = true;
            continue;
        }
        hasher.update(&line);
        if n_lines == 1 {
            let version = value.get("legation_archive").and_then(Value::as_u64).unwrap_or(0);
            if !(1..=u64::from(SCHEMA_VERSION)).contains(&version) {
                return Err(refused("it is no export of an archive, or of a newer one"));
            }
            continue;
        }
        let made = value.get("table").and_then(Value::as_str).is_some_and(|t| MADE.contains(&t));
        if !made {
            insert(&transaction, &value).map_err(|e| e.at(format!("line {n_lines}")))?;
        }
        n_rows += 1;
    }
    if !ended {
        return Err(refused("the last line is missing: the file was cut off"));
    }
    sums::rebuild(&transaction).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    search::rebuild(&mut archive.connection).map_err(failed)?;
    Ok(n_rows)
}

/// Checks what [`dump`] wrote without taking it in: how many rows there are, and what does not hold.
pub fn verify_dump(input: &mut dyn BufRead) -> Result<(u64, Vec<Fault>), Error> {
    let mut hasher = blake3::Hasher::new();
    let (mut n_lines, mut ended) = (0u64, false);
    let mut line = Vec::new();
    let fault = |cause: &str| Fault { table: "export", id: String::new(), cause: cause.to_owned() };
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line).map_err(|e| refused(e.to_string()))? == 0 {
            break;
        }
        if ended {
            return Ok((n_lines, vec![fault("there are lines after the last")]));
        }
        // The last line is told by its content alone, so that a changed one is a line like others.
        if line.starts_with(b"{\"rows\":") {
            let digest = hasher.finalize().to_hex();
            let expected = json!({ "rows": n_lines.saturating_sub(1), "blake3": digest.as_str() });
            if line == format!("{expected}\n").into_bytes() {
                ended = true;
                continue;
            }
        }
        hasher.update(&line);
        n_lines += 1;
    }
    let faults = if ended { Vec::new() } else { vec![fault("its digest does not hold: a line was changed or lost")] };
    Ok((n_lines.saturating_sub(1), faults))
}

fn insert(connection: &rusqlite::Connection, value: &Value) -> Result<(), Error> {
    let table = value.get("table").and_then(Value::as_str).filter(|t| TABLES.contains(t));
    let (Some(table), Some(cells)) = (table, value.get("row").and_then(Value::as_object)) else {
        return Err(refused("a line is no row"));
    };
    let name_is_plain = |name: &String| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if cells.is_empty() || !cells.keys().all(name_is_plain) {
        return Err(refused("a row has a column of an impossible name"));
    }
    let names: Vec<String> = cells.keys().map(|k| format!("\"{k}\"")).collect();
    let places: Vec<String> = (1..=cells.len()).map(|n| format!("?{n}")).collect();
    let values: Option<Vec<Cell>> = cells.values().map(cell_of).collect();
    let values = values.ok_or_else(|| refused("a row has a value of no kind"))?;
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    connection
        .prepare_cached(&sql)
        .and_then(|mut s| s.execute(rusqlite::params_from_iter(values)))
        .map(|_| ())
        .map_err(|e| refused(e.to_string()))
}

/// Floats go as text, because JSON readers may round them; bytes as hex.
fn json_of(cell: ValueRef) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => json!(n),
        ValueRef::Real(n) => json!({ "real": format!("{n:?}") }),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => {
            json!({ "hex": bytes.iter().map(|b| format!("{b:02x}")).collect::<String>() })
        }
    }
}

fn cell_of(value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Null,
        Value::Number(n) => Cell::Integer(n.as_i64()?),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Object(map) => match (map.get("real"), map.get("hex")) {
            (Some(Value::String(n)), None) => Cell::Real(n.parse().ok()?),
            (None, Some(Value::String(hex))) if hex.len().is_multiple_of(2) && hex.is_ascii() => Cell::Blob(
                (0..hex.len() / 2)
                    .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).ok())
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        },
        _ => return None,
    })
}

fn refused(cause: impl Into<String>) -> Error {
    Error::new(Kind::Input, "importing an archive").because(cause)
}
