//! Relations over time, for terminals, tables and machines: one file a subject.
//!
//! Every view has `json` (everything), `text` (what an officer reads) and `table` (header and rows).

pub mod alerts;
pub mod board;
pub mod channels;
pub mod network;
pub mod pillars;
pub mod series;
pub mod standing;
pub mod trace;

use serde_json::{Value, json};

use crate::relate::{Counted, Scope, Way, series as series_of};

/// Rows for a spreadsheet, the header first.
pub type Table = Vec<Vec<String>>;

/// A scope as a machine reads it.
pub fn scope(scope: &Scope) -> Value {
    json!({
        "label": series_of::label(scope),
        "way": match scope.way { Way::Either => "either", Way::Forward => "forward", Way::Backward => "backward" },
        "counted": match scope.counted { Counted::Happened => "happened", Counted::Everything => "everything" },
        "as_of": scope.as_of, "from": scope.from, "to": scope.to, "publisher": scope.publisher,
    })
}

/// RFC 4180, with formulas disarmed.
pub fn csv(table: &Table) -> String {
    let mut out = String::new();
    for row in table {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// A number with at most four decimals: what machines of all makes agree on.
pub(super) fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e4).round() / 1e4;
    // No machine prints minus zero.
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn optional(number: Option<f64>) -> Option<f64> {
    number.map(rounded)
}

fn cell(number: Option<f64>) -> String {
    number.map(|n| rounded(n).to_string()).unwrap_or_default()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}
