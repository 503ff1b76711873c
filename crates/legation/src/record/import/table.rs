//! Tables with a header, read by name.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::{Dataset, Imported, refused, unreadable};
use crate::error::Error;

/// Where each known column stands.
pub(super) struct Header {
    columns: BTreeMap<String, usize>,
    n: usize,
}

impl Header {
    /// Reads a header; columns that must be there decide whether it is one at all.
    pub fn of(
        dataset: Dataset,
        cells: &[String],
        needed: &[&str],
        known: &[&str],
        out: &mut Imported,
    ) -> Result<Header, Error> {
        let mut columns = BTreeMap::new();
        for (n, cell) in cells.iter().enumerate() {
            let name = cell.trim().trim_start_matches('\u{feff}').trim_matches('"').to_owned();
            if name.is_empty() {
                continue;
            }
            if !known.is_empty() && !known.contains(&name.as_str()) {
                out.notice(format!("column `{name}` is not known and not read"));
            }
            columns.entry(name).or_insert(n);
        }
        for name in needed {
            if !columns.contains_key(*name) {
                return Err(refused(dataset, format!("the header has no column `{name}`")));
            }
        }
        Ok(Header { columns, n: cells.len() })
    }

    /// The cell of the first of some names that the header has.
    pub fn get<'a>(&self, cells: &'a [String], names: &[&str]) -> &'a str {
        names.iter().find_map(|name| self.columns.get(*name)).and_then(|&n| cells.get(n)).map_or("", |cell| cell.trim())
    }

    /// Whether a row fits: as many cells, save empty ones at its end.
    pub fn check(&self, cells: &mut Vec<String>) -> Result<(), String> {
        while cells.len() > self.n && cells.last().is_some_and(|c| c.trim().is_empty()) {
            cells.pop();
        }
        // Empty cells at the end may be left out; other rows are shifted, and no value of them is safe.
        let least = self.n.saturating_sub(8);
        if cells.len() > self.n || cells.len() < least {
            return Err(format!("a row of {} cells under a header of {}", cells.len(), self.n));
        }
        Ok(())
    }
}

/// One line as cells between tabs, without the quotes that some files put around every cell.
pub(super) fn tabs(input: &mut dyn BufRead) -> Result<Option<Result<Vec<String>, String>>, Error> {
    let mut line = Vec::new();
    if input.read_until(b'\n', &mut line).map_err(|e| unreadable(&e))? == 0 {
        return Ok(None);
    }
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    let Ok(line) = String::from_utf8(line) else { return Ok(Some(Err("it is not UTF-8".to_owned()))) };
    let cells = line.split('\t').map(|cell| {
        let inner = cell.strip_prefix('"').and_then(|c| c.strip_suffix('"'));
        inner.map_or_else(|| cell.to_owned(), |c| c.replace("\"\"", "\""))
    });
    Ok(Some(Ok(cells.collect())))
}

/// One record of RFC 4180: commas, quotes, line breaks within quotes. Returns its cells and lines.
pub(super) fn commas(input: &mut dyn BufRead) -> Result<Option<(Vec<String>, u64)>, Error> {
    let (mut cells, mut cell) = (Vec::new(), Vec::new());
    let (mut quoted, mut lines) = (false, 0);
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line).map_err(|e| unreadable(&e))? == 0 {
            if lines == 0 {
                return Ok(None);
            }
            break;
        }
        lines += 1;
        let mut at = 0;
        while at < line.len() {
            let byte = line[at];
            at += 1;
            match (quoted, byte) {
                (true, b'"') if line.get(at) == Some(&b'"') => {
                    cell.push(b'"');
                    at += 1;
                }
                (true, b'"') => quoted = false,
                (false, b'"') if cell.is_empty() => quoted = true,
                (false, b',') => cells.push(std::mem::take(&mut cell)),
                (false, b'\n') => {}
                (false, b'\r') if line.get(at) == Some(&b'\n') => {}
                _ => cell.push(byte),
            }
        }
        // A quote that never closes must not swallow the file.
        if !quoted || cell.len() > 1 << 20 {
            break;
        }
    }
    cells.push(cell);
    Ok(Some((cells.into_iter().map(|c| String::from_utf8_lossy(&c).into_owned()).collect(), lines)))
}
