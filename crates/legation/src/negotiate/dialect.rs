//! Tables of other tools: three dialects of comma- or tab-separated text.
//!
//! - `#A/#P/#M/#D` lines (decide-exchange-model): actors, issues, ends of scales, cells with
//!   position, salience 0–1 and power.
//! - `Actor,Capability,Position,Salience` (expected-utility replications): one issue, salience 0–1.
//! - KTAB: a first line with name, description, numbers of actors and dimensions, then
//!   `Actor,Description,Influence,Position,Salience,…`, both on 0–100.

use super::rule::Rule;
use super::table::{Interval, Issue, Party, Stake, Table};
use crate::error::{Error, Kind};

/// Reads whichever dialect the text is written in.
pub fn table(text: &str) -> Result<Table, Error> {
    let text = text.trim_start_matches('\u{feff}');
    let rows = rows(text);
    let Some(first) = rows.first() else {
        return Err(wrong(1, 1, "the table is empty".to_owned(), "give at least one line"));
    };
    let head: Vec<String> = first.cells.iter().map(|c| c.to_lowercase()).collect();
    if head[0].starts_with('#') {
        return marked(&rows);
    }
    let has = |name: &str| head.iter().position(|h| h == name);
    if let (Some(actor), Some(capability), Some(position), Some(salience)) =
        (has("actor"), has("capability"), has("position"), has("salience"))
    {
        return actors(&rows[1..], [actor, capability, position, salience]);
    }
    if rows.get(1).is_some_and(|r| r.cells[0].eq_ignore_ascii_case("actor")) {
        return ktab(&rows);
    }
    Err(wrong(
        first.line,
        1,
        "this is none of the known table forms".to_owned(),
        "start with Actor,Capability,Position,Salience, or with #A lines, or use TOML",
    ))
}

struct Row {
    line: usize,
    cells: Vec<String>,
    /// Column at which each cell starts, from 1.
    columns: Vec<usize>,
}

/// Lines cut at tabs, semicolons or commas (whichever the first line has), quotes taken off.
fn rows(text: &str) -> Vec<Row> {
    let separator = ['\t', ';', ',']
        .into_iter()
        .find(|s| text.lines().find(|l| !l.trim().is_empty()).is_some_and(|l| l.contains(*s)))
        .unwrap_or(',');
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let (mut cells, mut columns) = (Vec::new(), Vec::new());
        let (mut cell, mut start, mut quote) = (String::new(), 1, None::<char>);
        for (at, c) in line.chars().enumerate() {
            match quote {
                Some(q) if c == q => quote = None,
                Some(_) => cell.push(c),
                None if (c == '"' || c == '\'') && cell.trim().is_empty() => {
                    cell.clear();
                    quote = Some(c);
                }
                None if c == separator => {
                    cells.push(std::mem::take(&mut cell).trim().to_owned());
                    columns.push(start);
                    start = at + 2;
                }
                None => cell.push(c),
            }
        }
        cells.push(cell.trim().to_owned());
        columns.push(start);
        out.push(Row { line: n + 1, cells, columns });
    }
    out
}

impl Row {
    fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    fn wrong(&self, at: usize, cause: String, hint: &str) -> Error {
        wrong(self.line, self.columns.get(at).or(self.columns.last()).copied().unwrap_or(1), cause, hint)
    }

    fn number(&self, at: usize, what: &str) -> Result<f64, Error> {
        let text = self.cell(at);
        // A decimal comma can only stand where commas do not separate.
        let value = text.parse::<f64>().or_else(|_| text.replace(',', ".").parse::<f64>());
        value
            .ok()
            .filter(|v| v.is_finite())
            .ok_or_else(|| self.wrong(at, format!("`{text}` is no {what}"), &format!("write the {what} as a number")))
    }

    fn at_least_zero(&self, at: usize, what: &str) -> Result<f64, Error> {
        let value = self.number(at, what)?;
        if value < 0.0 {
            return Err(self.wrong(at, format!("a negative {what}: {value}"), "use 0 or more"));
        }
        Ok(value)
    }
}

fn wrong(line: usize, column: usize, cause: String, hint: &str) -> Error {
    Error::new(Kind::Input, "reading the table").at(format!("line {line}, column {column}")).because(cause).hint(hint)
}

fn issue(id: &str, scale: (f64, f64)) -> Issue {
    Issue {
        id: id.to_owned(),
        name: id.to_owned(),
        low: String::new(),
        high: String::new(),
        scale,
        status_quo: None,
        rule: Rule::Consent,
    }
}

fn party(id: &str, capability: f64) -> Party {
    Party {
        id: id.to_owned(),
        name: id.to_owned(),
        capability: Interval::point(capability),
        votes: None,
        veto: false,
        chair: false,
        leverage: None,
    }
}

fn marked(rows: &[Row]) -> Result<Table, Error> {
    let mut table = Table { name: String::new(), issues: Vec::new(), parties: Vec::new(), stakes: Vec::new() };
    let mut bounds: Vec<Option<(f64, f64)>> = Vec::new();
    for row in rows {
        match row.cell(0) {
            "#A" => {
                let id = row.cell(1);
                if table.party_idx(id).is_some() {
                    return Err(row.wrong(1, format!("the party `{id}` is there twice"), "remove one of the #A lines"));
                }
                table.parties.push(party(id, 0.0));
            }
            "#P" => {
                let id = row.cell(1);
                if table.issue_idx(id).is_some() {
                    return Err(row.wrong(1, format!("the issue `{id}` is there twice"), "remove one of the #P lines"));
                }
                table.issues.push(issue(id, (0.0, 100.0)));
                bounds.push(None);
            }
            "#M" => {
                let at = known(row, 1, table.issue_idx(row.cell(1)), "issue", "#P")?;
                let value = row.number(2, "end of a scale")?;
                bounds[at] = Some(bounds[at].map_or((value, value), |(a, b)| (a.min(value), b.max(value))));
                let name = row.cell(3);
                let end = &mut table.issues[at];
                if bounds[at].is_some_and(|(a, b)| a == b) { &mut end.low } else { &mut end.high }.push_str(name);
            }
            "#D" | "" => {}
            other if other.starts_with('#') => {}
            other => return Err(row.wrong(0, format!("no line starts with `{other}`"), "use #A, #P, #M or #D")),
        }
    }
    for (issue, bound) in table.issues.iter_mut().zip(&bounds) {
        if let Some((a, b)) = bound.filter(|(a, b)| a != b) {
            issue.scale = (a, b);
        }
    }
    let n = table.issues.len();
    table.stakes = vec![None; n * table.parties.len()];
    for row in rows.iter().filter(|r| r.cell(0) == "#D") {
        let who = known(row, 1, table.party_idx(row.cell(1)), "party", "#A")?;
        let what = known(row, 2, table.issue_idx(row.cell(2)), "issue", "#P")?;
        let position = row.number(3, "position")?;
        let (low, high) = table.issues[what].scale;
        if position < low || position > high {
            return Err(row.wrong(
                3,
                format!("the position {position} is off the issue's scale"),
                &format!("use {low} to {high}"),
            ));
        }
        let salience = row.at_least_zero(4, "salience")?;
        let power = row.at_least_zero(5, "power")?;
        let party = &mut table.parties[who];
        party.capability = Interval::point(party.capability.high.max(power));
        if table.stakes[who * n + what].is_some() {
            return Err(row.wrong(1, "this cell is there twice".to_owned(), "remove one of the #D lines"));
        }
        table.stakes[who * n + what] = Some(Stake {
            position: Some(Interval::point(position)),
            salience: Some(Interval::point(100.0 * salience)),
            capability: Some(Interval::point(power)),
            evidence: Vec::new(),
        });
    }
    finish(table, rows)
}

fn known(row: &Row, at: usize, found: Option<usize>, kind: &str, mark: &str) -> Result<usize, Error> {
    found.ok_or_else(|| {
        row.wrong(
            at,
            format!("the {kind} `{}` is missing from the table", row.cell(at)),
            &format!("add a {mark} line for it"),
        )
    })
}

fn actors(rows: &[Row], [actor, capability, position, salience]: [usize; 4]) -> Result<Table, Error> {
    let mut table = Table { name: String::new(), issues: Vec::new(), parties: Vec::new(), stakes: Vec::new() };
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for row in rows {
        let id = row.cell(actor);
        if table.party_idx(id).is_some() {
            return Err(row.wrong(actor, format!("the party `{id}` is there twice"), "remove one of the lines"));
        }
        let x = row.number(position, "position")?;
        let s = row.at_least_zero(salience, "salience")?;
        if s > 1.0 {
            return Err(row.wrong(salience, format!("the salience {s} is above 1"), "use 0 to 1 in this form"));
        }
        (low, high) = (low.min(x), high.max(x));
        table.parties.push(party(id, row.at_least_zero(capability, "capability")?));
        table.stakes.push(Some(Stake {
            position: Some(Interval::point(x)),
            salience: Some(Interval::point(100.0 * s)),
            capability: None,
            evidence: Vec::new(),
        }));
    }
    // This form names no ends: the outermost positions are the scale.
    let scale = if low < high { (low, high) } else { (low.min(0.0), low.max(0.0) + 100.0) };
    table.issues.push(issue("issue", scale));
    finish(table, rows)
}

fn ktab(rows: &[Row]) -> Result<Table, Error> {
    let head = &rows[0];
    let n_issues = head.number(3, "number of dimensions")? as usize;
    let titles = &rows[1];
    let name = head.cell(0).trim().to_owned();
    let mut table = Table { name, issues: Vec::new(), parties: Vec::new(), stakes: Vec::new() };
    if n_issues == 0 || titles.cells.len() < 3 + 2 * n_issues {
        return Err(titles.wrong(
            0,
            format!("{n_issues} dimensions need {} columns", 3 + 2 * n_issues),
            "give a position and a salience column for each dimension",
        ));
    }
    for p in 0..n_issues {
        let id = titles.cell(3 + 2 * p).to_owned();
        let id = if id.is_empty() { format!("dimension-{}", p + 1) } else { id };
        if table.issue_idx(&id).is_some() {
            return Err(titles.wrong(
                3 + 2 * p,
                format!("the issue `{id}` is there twice"),
                "rename one of the columns",
            ));
        }
        table.issues.push(issue(&id, (0.0, 100.0)));
    }
    for row in &rows[2..] {
        let id = row.cell(0);
        if table.party_idx(id).is_some() {
            return Err(row.wrong(0, format!("the party `{id}` is there twice"), "remove one of the lines"));
        }
        let mut new = party(id, row.at_least_zero(2, "influence")?);
        if !row.cell(1).is_empty() {
            new.name = row.cell(1).to_owned();
        }
        table.parties.push(new);
        for p in 0..n_issues {
            let x = row.number(3 + 2 * p, "position")?;
            if !(0.0..=100.0).contains(&x) {
                return Err(row.wrong(3 + 2 * p, format!("the position {x} is off the issue's scale"), "use 0 to 100"));
            }
            let s = row.at_least_zero(4 + 2 * p, "salience")?;
            table.stakes.push(Some(Stake {
                position: Some(Interval::point(x)),
                salience: Some(Interval::point(s.min(100.0))),
                capability: None,
                evidence: Vec::new(),
            }));
        }
    }
    finish(table, rows)
}

fn finish(table: Table, rows: &[Row]) -> Result<Table, Error> {
    let line = rows.last().map_or(1, |r| r.line);
    if table.issues.is_empty() {
        return Err(wrong(line, 1, "the table has no issue".to_owned(), "add a #P line"));
    }
    if table.parties.is_empty() {
        return Err(wrong(line, 1, "the table has no party".to_owned(), "add a line for each party"));
    }
    Ok(table)
}
