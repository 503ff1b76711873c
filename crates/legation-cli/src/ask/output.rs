//! Answers as a table for eyes, JSON lines for programs, CSV for spreadsheets.

use std::io::IsTerminal;

use legation::present::answer::Answer;
use legation::present::plain::safe;
use legation::record::question::Page;
use serde_json::json;

use crate::exit::{Exit, print};

#[derive(clap::Args)]
pub(super) struct Output {
    /// Shape: table on a terminal, else jsonl
    #[arg(long, short, value_enum)]
    format: Option<Shape>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// Aligned columns, cut to the terminal's width
    Table,
    /// One JSON object a line, with evidence
    Jsonl,
    /// RFC 4180, with a header; formulas are disarmed
    Csv,
}

impl Output {
    fn shape(&self) -> Shape {
        self.format.unwrap_or(if std::io::stdout().is_terminal() { Shape::Table } else { Shape::Jsonl })
    }
}

/// Prints a page; where there is more, says on standard error how to go on.
pub(super) fn show<T: Answer>(page: &Page<T>, output: &Output) -> Exit {
    let text = match output.shape() {
        Shape::Jsonl => page.rows.iter().map(|row| format!("{}\n", row.json())).collect(),
        Shape::Csv => match csv(&page.rows) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("legation: {error}");
                return Exit::Failure;
            }
        },
        Shape::Table => table(&page.rows),
    };
    let exit = print(&text);
    if let Some(next) = &page.next {
        eprintln!("legation: there is more: add --after '{}'", safe(next));
    }
    exit
}

/// Prints one answer in full.
pub(super) fn one<T: Answer>(answer: &T, output: &Output) -> Exit {
    match output.shape() {
        Shape::Jsonl => print(&format!("{}\n", answer.json())),
        _ => print(&format!("{:#}\n", json!(answer.json()))),
    }
}

fn csv<T: Answer>(rows: &[T]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for (n, row) in rows.iter().enumerate() {
        let cells = row.cells();
        if n == 0 {
            writer.write_record(cells.iter().map(|c| c.0))?;
        }
        writer.write_record(cells.iter().map(|(_, value)| {
            let formula = value.starts_with(['=', '+', '@', '\t', '\r'])
                || value.starts_with('-') && value.parse::<f64>().is_err();
            if formula { format!("'{value}") } else { value.clone() }
        }))?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Columns as wide as their widest cell, the last one cut to what is left of the line.
fn table<T: Answer>(rows: &[T]) -> String {
    let width = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(140_usize).max(60);
    let rows: Vec<Vec<(&str, String)>> = rows
        .iter()
        .map(|r| r.cells().into_iter().map(|(name, value)| (name, safe(&value.replace('\n', " ")))).collect())
        .collect();
    let Some(first) = rows.first() else { return String::new() };
    let length = |text: &str| text.chars().count();
    let widths: Vec<usize> = (0..first.len())
        .map(|n| {
            rows.iter()
                .filter_map(|r| r.get(n))
                .map(|c| length(&c.1))
                .max()
                .unwrap_or(0)
                .max(length(first[n].0))
                .min(36)
        })
        .collect();
    let mut out = String::new();
    let mut line = |cells: Vec<&str>| {
        let mut text = String::new();
        for (n, cell) in cells.iter().enumerate() {
            let room = if n + 1 == cells.len() { width.saturating_sub(length(&text)).max(20) } else { widths[n] };
            let cut: String = if length(cell) > room {
                cell.chars().take(room - 1).chain(['…']).collect()
            } else {
                (*cell).to_owned()
            };
            text.push_str(&cut);
            if n + 1 < cells.len() {
                text.push_str(&" ".repeat(room - length(&cut) + 2));
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(first.iter().map(|c| c.0).collect());
    for row in &rows {
        line(row.iter().map(|c| c.1.as_str()).collect());
    }
    out
}
