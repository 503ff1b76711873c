//! Tables as text, read by column name, with errors that name file, line and column.

use std::borrow::Cow;

use crate::error::{Error, Kind};
use crate::plover::Sector;
use crate::time::Date;

/// Runs over the rows of a built-in table, handing over the cells of the wanted columns.
///
/// The shape of built-in tables is guarded by a test, so a missing column reads as empty here.
pub(super) fn rows<const N: usize>(text: &'static str, wanted: [&str; N], mut each: impl FnMut([&'static str; N])) {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or("");
    let n_columns = header.split('\t').count();
    // For each column of the file, where its cell belongs among the wanted ones.
    let mut targets = vec![usize::MAX; n_columns];
    for (at, name) in header.split('\t').enumerate() {
        if let Some(target) = wanted.iter().position(|w| *w == name) {
            targets[at] = target;
        }
    }
    for line in lines {
        if line.is_empty() {
            continue;
        }
        let mut cells = [""; N];
        for (at, cell) in line.split('\t').enumerate() {
            if let Some(&target) = targets.get(at)
                && target != usize::MAX
            {
                cells[target] = cell;
            }
        }
        each(cells);
    }
}

/// The parts of a list cell.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|p| !p.is_empty())
}

/// A date cell: a year, a month or a day; `last` takes the end of a period. Open cells are none.
pub(super) fn date(cell: &str, last: bool) -> Option<Date> {
    if cell.is_empty() {
        return None;
    }
    let mut parts = cell.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    match (parts.next(), parts.next(), parts.next()) {
        (Some(month), Some(day), None) => Date::new(year, month.parse().ok()?, day.parse().ok()?).ok(),
        (Some(month), None, None) => {
            let first = Date::new(year, month.parse().ok()?, 1).ok()?;
            Some(if last { first.last_of_month() } else { first })
        }
        (None, None, None) => Date::new(year, if last { 12 } else { 1 }, if last { 31 } else { 1 }).ok(),
        _ => None,
    }
}

/// What a cell of a column must look like.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell {
    /// Letters, digits, hyphens, points, colons and underscores; unique in its table.
    Id,
    /// Anything but nothing.
    Words,
    /// Anything.
    Free,
    /// Parts with semicolons between, none of them empty.
    List,
    Date,
    /// A three-letter actor code, or nothing.
    Code,
    Sector,
    Qid,
    Number,
    OneOf(&'static [&'static str]),
}

/// A table whose every cell has been checked.
pub(super) struct Checked {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One row of a checked table.
pub(super) struct Row<'a> {
    table: &'a Checked,
    cells: &'a [String],
}

impl Checked {
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

impl<'a> Row<'a> {
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.columns.iter().position(|c| c == column);
        at.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }
}

/// Reads a table, a user's or ours, and refuses the first cell that cannot be right.
///
/// Tabs or commas part the cells; with commas, a cell may stand in double quotes. Further columns
/// than the needed ones are welcome and ignored.
pub(super) fn check(file: &str, text: &str, shape: &[(&str, Cell)]) -> Result<Checked, Error> {
    let needed = || shape.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate();
    let header = lines.next().map_or("", |(_, line)| line);
    if header.trim().is_empty() {
        return Err(fault(
            file,
            1,
            "1",
            "the file is empty".into(),
            format!("the first line names the columns: {}", needed()),
        ));
    }
    let mark = if header.contains('\t') { '\t' } else { ',' };
    let columns: Vec<String> = cells(header, mark).into_iter().map(Cow::into_owned).collect();
    for (name, _) in shape {
        if !columns.iter().any(|c| c == name) {
            let hint = format!("the first line names the columns: {}", needed());
            return Err(fault(file, 1, name, "the column is missing".into(), hint));
        }
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut ids: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (number, line) in lines {
        let line_number = number + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let row: Vec<String> = cells(line, mark).into_iter().map(Cow::into_owned).collect();
        if row.len() != columns.len() {
            let column = columns.get(row.len()).map_or("beyond the last", String::as_str);
            let cause = format!("{} cells where {} are due", row.len(), columns.len());
            let hint = "part the members of a list with semicolons, and put a cell that holds a comma in double quotes";
            return Err(fault(file, line_number, column, cause, hint.into()));
        }
        for (name, cell) in shape {
            let at = columns.iter().position(|c| c == name).unwrap_or(0);
            if let Err(cause) = fits(&row[at], *cell) {
                return Err(fault(file, line_number, name, cause, "correct the cell and run the command again".into()));
            }
            if matches!(cell, Cell::Id)
                && let Some(before) = ids.insert(row[at].clone(), line_number)
            {
                let cause = format!("`{}` stands on line {before} already", row[at]);
                return Err(fault(file, line_number, name, cause, "give each row an id of its own".into()));
            }
        }
        rows.push(row);
    }
    Ok(Checked { columns, rows })
}

fn fault(file: &str, line: usize, column: &str, cause: String, hint: String) -> Error {
    Error::new(Kind::Configuration, "reading a knowledge table")
        .at(format!("{file}, line {line}, column {column}"))
        .because(cause)
        .hint(hint)
}

fn fits(text: &str, cell: Cell) -> Result<(), String> {
    let good = match cell {
        Cell::Free => true,
        Cell::Id => !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-:_.".contains(c)),
        Cell::Words => !text.trim().is_empty(),
        Cell::List => text.is_empty() || text.split(';').all(|p| !p.trim().is_empty()),
        Cell::Date => text.is_empty() || date(text, false).is_some(),
        Cell::Code => text.is_empty() || (text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())),
        Cell::Sector => text.is_empty() || Sector::from_code(text).is_some(),
        Cell::Qid => {
            text.is_empty()
                || (text.starts_with('Q') && text.len() > 1 && text[1..].bytes().all(|b| b.is_ascii_digit()))
        }
        Cell::Number => text.is_empty() || text.parse::<f64>().is_ok(),
        Cell::OneOf(words) => words.contains(&text),
    };
    if good {
        return Ok(());
    }
    Err(match cell {
        Cell::Id => format!("`{text}` is not an id (letters, digits, hyphens)"),
        Cell::Words => "the cell is empty".to_owned(),
        Cell::List => format!("`{text}` has an empty part"),
        Cell::Date => format!("`{text}` is not a date (YYYY, YYYY-MM or YYYY-MM-DD)"),
        Cell::Code => format!("`{text}` is not a code of three capital letters"),
        Cell::Sector => format!("`{text}` is not a PLOVER sector"),
        Cell::Qid => format!("`{text}` is not a Wikidata id (Q and digits)"),
        Cell::Number => format!("`{text}` is not a number"),
        Cell::OneOf(words) => format!("`{text}` is none of {}", words.join(", ")),
        Cell::Free => String::new(),
    })
}

/// The cells of a line; with commas as marks, quotes guard a cell and a doubled quote is a quote.
fn cells(line: &str, mark: char) -> Vec<Cow<'_, str>> {
    if mark == '\t' || !line.contains('"') {
        return line.split(mark).map(|c| Cow::Borrowed(c.trim())).collect();
    }
    let mut found = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == mark && !quoted => found.push(Cow::Owned(std::mem::take(&mut cell).trim().to_owned())),
            c => cell.push(c),
        }
    }
    found.push(Cow::Owned(cell.trim().to_owned()));
    found
}
