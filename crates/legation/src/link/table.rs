//! Tables as text: tab- or comma-separated, read by column name, with errors that name the place.

use crate::error::{Error, Kind};
use crate::time::Date;

/// One row: its line number and its cells, addressed by column name.
pub(super) struct Row<'a> {
    columns: &'a [String],
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    pub fn get(&self, column: &str) -> &'a str {
        self.columns.iter().position(|c| c == column).and_then(|i| self.cells.get(i).copied()).unwrap_or("")
    }

    /// The parts of a list cell.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.get(column).split(';').map(str::trim).filter(|p| !p.is_empty())
    }
}

/// Reads the rows of a built-in table, whose shape a test guards.
pub(super) fn rows(text: &str, mut each: impl FnMut(&Row)) {
    let mut lines = text.lines();
    let columns: Vec<String> = lines.next().unwrap_or("").split('\t').map(str::to_owned).collect();
    for line in lines.filter(|l| !l.is_empty()) {
        each(&Row { columns: &columns, cells: line.split('\t').collect() });
    }
}

/// Reads a user's table: commas or tabs, with the columns that are needed, every fault named by
/// file, line and column.
pub(super) fn checked(
    file: &str,
    text: &str,
    needed: &[&str],
    mut each: impl FnMut(usize, &Row) -> Result<(), (String, String)>,
) -> Result<(), Error> {
    let fault = |line: usize, column: &str, cause: String, hint: String| {
        Error::new(Kind::Configuration, "reading the user table")
            .at(format!("{file}, line {line}, column {column}"))
            .because(cause)
            .hint(hint)
    };
    let mut lines = text.lines().enumerate();
    let Some((_, header)) = lines.next() else {
        return Err(fault(
            1,
            "1",
            "the file is empty".into(),
            format!("the first line names the columns: {}", needed.join(",")),
        ));
    };
    let mark = if header.contains('\t') { '\t' } else { ',' };
    let columns: Vec<String> = header.split(mark).map(|c| c.trim().to_owned()).collect();
    for name in needed {
        if !columns.iter().any(|c| c == name) {
            return Err(fault(
                1,
                name,
                "the column is missing".into(),
                format!("the first line names the columns: {}", needed.join(",")),
            ));
        }
    }
    for (number, line) in lines {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split(mark).map(|c| c.trim().trim_matches('"')).collect();
        if cells.len() != columns.len() {
            let cause = format!("{} cells where {} are due", cells.len(), columns.len());
            return Err(fault(
                number + 1,
                &cells.len().to_string(),
                cause,
                "separate lists inside a cell with semicolons".into(),
            ));
        }
        each(number + 1, &Row { columns: &columns, cells }).map_err(|(column, cause)| {
            fault(number + 1, &column, cause, "correct the cell and run the command again".into())
        })?;
    }
    Ok(())
}

/// A date cell: a year, a month or a day. Open cells are none; `last` takes the end of a period.
pub(super) fn date(cell: &str, last: bool) -> Option<Date> {
    let mut parts = cell.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    match (parts.next(), parts.next()) {
        (Some(month), Some(day)) => Date::new(year, month.parse().ok()?, day.parse().ok()?).ok(),
        (Some(month), None) => {
            let first = Date::new(year, month.parse().ok()?, 1).ok()?;
            Some(if last { first.last_of_month() } else { first })
        }
        _ => Date::new(year, if last { 12 } else { 1 }, if last { 31 } else { 1 }).ok(),
    }
}
