//! A table written as TOML, checked with line, column and fix.
//!
//! ```toml
//! [table]
//! name = "Canal tolls"
//! rule = "majority"            # consent (default), majority, chair
//! quota = 0.7                  # share of votes, for majority
//!
//! [[issue]]
//! id = "toll"
//! name = "Toll for a passage"
//! low = "free"                 # what 0 means
//! high = "as today"            # what 100 means
//! scale = [0, 100]             # the ends in your own numbers
//! status_quo = 100
//!
//! [[party]]
//! id = "NOR"
//! name = "Northland"
//! capability = [30, 40]        # a number or a range
//! veto = true                  # also: votes, chair, leverage (of a mediator, 0 to 1)
//!
//! [[stake]]
//! party = "NOR"
//! issue = "toll"
//! position = 20                # a number, a range, or "?" for a blank
//! salience = [60, 90]
//! evidence = ["e0123…"]
//! ```

use std::ops::Range;

use toml_edit::{Item, Value};

use super::rule::Rule;
use super::table::{Interval, Issue, Party, Stake, Table};
use crate::error::{Error, Kind};

/// Reads a table; the first thing that is wrong comes back with its place and a fix.
pub fn table(text: &str) -> Result<Table, Error> {
    let source = Source { text };
    let document = toml_edit::Document::parse(text).map_err(|e| {
        source.error(
            e.span().unwrap_or(0..0),
            e.message().trim().to_owned(),
            "see the form in `legation negotiate --help`",
        )
    })?;
    let root = document.as_table();
    for (key, item) in root.iter() {
        if !["table", "issue", "party", "stake"].contains(&key) {
            let at = root.key(key).and_then(|k| k.span()).or(item.span()).unwrap_or(0..0);
            return Err(source.error(
                at,
                format!("nothing is called `{key}`"),
                "use [table], [[issue]], [[party]], [[stake]]",
            ));
        }
    }
    let mut table = Table { name: String::new(), issues: Vec::new(), parties: Vec::new(), stakes: Vec::new() };
    let mut rule = Rule::Consent;
    if let Some(head) = root.get("table") {
        let head = Entry::of(&source, head, "table")?;
        head.only(&["name", "rule", "quota", "note", "date"])?;
        table.name = head.text("name")?.unwrap_or_default();
        rule = head.rule()?.unwrap_or(Rule::Consent);
    }
    for entry in entries(&source, root.get("issue"), "issue")? {
        entry.only(&["id", "name", "low", "high", "scale", "status_quo", "rule", "quota", "note"])?;
        let id = entry.required("id")?;
        if table.issue_idx(&id).is_some() {
            return Err(entry.wrong(
                "id",
                format!("the issue `{id}` is there twice"),
                "give each issue an id of its own, or remove one",
            ));
        }
        let scale = entry.scale()?;
        let status_quo = match entry.number("status_quo", scale)? {
            Some(i) if !i.is_point() => {
                return Err(entry.wrong(
                    "status_quo",
                    "a status quo is one number".to_owned(),
                    "write the point that holds now",
                ));
            }
            other => other.map(|i| i.low),
        };
        table.issues.push(Issue {
            name: entry.text("name")?.unwrap_or_else(|| id.clone()),
            low: entry.text("low")?.unwrap_or_default(),
            high: entry.text("high")?.unwrap_or_default(),
            scale,
            status_quo,
            rule: entry.rule()?.unwrap_or(rule),
            id,
        });
    }
    for entry in entries(&source, root.get("party"), "party")? {
        entry.only(&["id", "name", "capability", "votes", "veto", "chair", "leverage", "note"])?;
        let id = entry.required("id")?;
        if table.party_idx(&id).is_some() {
            return Err(entry.wrong(
                "id",
                format!("the party `{id}` is there twice"),
                "give each party an id of its own, or remove one",
            ));
        }
        let Some(capability) = entry.number("capability", (0.0, f64::INFINITY))? else {
            return Err(entry.wrong(
                "id",
                format!("the party `{id}` has no capability"),
                "add `capability = 10`, or a range, in a unit that all parties share",
            ));
        };
        let votes = entry.number("votes", (0.0, f64::INFINITY))?.map(Interval::middle);
        let leverage = entry.number("leverage", (0.0, 1.0))?.map(Interval::middle);
        table.parties.push(Party {
            name: entry.text("name")?.unwrap_or_else(|| id.clone()),
            capability,
            votes,
            veto: entry.flag("veto")?,
            chair: entry.flag("chair")?,
            leverage,
            id,
        });
    }
    let all = source.whole();
    if table.issues.is_empty() {
        return Err(source.error(all, "the table has no issue".to_owned(), "add an [[issue]] with an id"));
    }
    if table.parties.is_empty() {
        return Err(source.error(
            all,
            "the table has no party".to_owned(),
            "add a [[party]] with an id and a capability",
        ));
    }
    table.stakes = vec![None; table.issues.len() * table.parties.len()];
    for entry in entries(&source, root.get("stake"), "stake")? {
        entry.only(&["party", "issue", "position", "salience", "capability", "evidence", "quote", "note"])?;
        let who = entry.required("party")?;
        let what = entry.required("issue")?;
        let Some(party) = table.party_idx(&who) else {
            let known = table.parties.iter().map(|p| p.id.as_str());
            return Err(entry.wrong(
                "party",
                format!("the party `{who}` is missing from the table"),
                &nearest(&who, known, "party"),
            ));
        };
        let Some(issue) = table.issue_idx(&what) else {
            let known = table.issues.iter().map(|i| i.id.as_str());
            return Err(entry.wrong(
                "issue",
                format!("the issue `{what}` is missing from the table"),
                &nearest(&what, known, "issue"),
            ));
        };
        let at = party * table.issues.len() + issue;
        if table.stakes[at].is_some() {
            return Err(entry.wrong(
                "party",
                format!("the stake of `{who}` in `{what}` is there twice"),
                "keep one of them",
            ));
        }
        let (low, high) = table.issues[issue].scale;
        table.stakes[at] = Some(Stake {
            position: entry.number("position", (low.min(high), low.max(high)))?,
            salience: entry.number("salience", (0.0, 100.0))?,
            capability: entry.number("capability", (0.0, f64::INFINITY))?,
            evidence: entry.texts("evidence")?,
        });
    }
    Ok(table)
}

/// Where in the text something stands.
struct Source<'a> {
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, at: Range<usize>, cause: String, hint: &str) -> Error {
        let before = self.text.get(..at.start.min(self.text.len())).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Error::new(Kind::Input, "reading the table")
            .at(format!("line {line}, column {column}"))
            .because(cause)
            .hint(hint)
    }

    fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }
}

/// One table of the document, with what it is called in messages.
struct Entry<'a> {
    source: &'a Source<'a>,
    table: &'a dyn toml_edit::TableLike,
    kind: &'static str,
    span: Range<usize>,
}

fn entries<'a>(source: &'a Source<'a>, item: Option<&'a Item>, kind: &'static str) -> Result<Vec<Entry<'a>>, Error> {
    match item {
        None => Ok(Vec::new()),
        Some(Item::ArrayOfTables(list)) => {
            Ok(list.iter().map(|table| Entry { source, table, kind, span: table.span().unwrap_or(0..0) }).collect())
        }
        Some(other) => Err(source.error(
            other.span().unwrap_or(0..0),
            format!("`{kind}` is a list"),
            &format!("write [[{kind}]] with two brackets on each side"),
        )),
    }
}

impl<'a> Entry<'a> {
    fn of(source: &'a Source<'a>, item: &'a Item, kind: &'static str) -> Result<Entry<'a>, Error> {
        let span = item.span().unwrap_or(0..0);
        match item.as_table_like() {
            Some(table) => Ok(Entry { source, table, kind, span }),
            None => Err(source.error(span, format!("`{kind}` is a section"), &format!("write [{kind}]"))),
        }
    }

    fn span_of(&self, key: &str) -> Range<usize> {
        self.table
            .get(key)
            .and_then(Item::span)
            .or_else(|| self.table.get_key_value(key).and_then(|(k, _)| k.span()))
            .unwrap_or(self.span.clone())
    }

    fn wrong(&self, key: &str, cause: String, hint: &str) -> Error {
        self.source.error(self.span_of(key), cause, hint)
    }

    fn only(&self, known: &[&str]) -> Result<(), Error> {
        for (key, _) in self.table.iter() {
            if !known.contains(&key) {
                let at = self.table.get_key_value(key).and_then(|(k, _)| k.span()).unwrap_or(self.span_of(key));
                let hint = nearest(key, known.iter().copied(), "key");
                return Err(self.source.error(at, format!("a {} has no `{key}`", self.kind), &hint));
            }
        }
        Ok(())
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.table.get(key).and_then(Item::as_value)
    }

    fn text(&self, key: &str) -> Result<Option<String>, Error> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.value().clone())),
            Some(_) => Err(self.wrong(key, format!("`{key}` is a text"), "put it in quotation marks")),
        }
    }

    fn required(&self, key: &str) -> Result<String, Error> {
        self.text(key)?.filter(|t| !t.is_empty()).ok_or_else(|| {
            self.wrong(key, format!("this {} has no `{key}`", self.kind), &format!("add `{key} = \"…\"`"))
        })
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, Error> {
        let wrong = || self.wrong(key, format!("`{key}` is a list of texts"), "write [\"one\", \"two\"]");
        match self.value(key) {
            None => Ok(Vec::new()),
            Some(Value::String(s)) => Ok(vec![s.value().clone()]),
            Some(Value::Array(list)) => list.iter().map(|v| v.as_str().map(str::to_owned).ok_or_else(wrong)).collect(),
            Some(_) => Err(wrong()),
        }
    }

    fn flag(&self, key: &str) -> Result<bool, Error> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Boolean(b)) => Ok(*b.value()),
            Some(_) => Err(self.wrong(
                key,
                format!("`{key}` is true or false"),
                "write true or false, without quotation marks",
            )),
        }
    }

    /// A number or a range within bounds; "?" is a blank.
    fn number(&self, key: &str, (low, high): (f64, f64)) -> Result<Option<Interval>, Error> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let interval = match value {
            Value::String(s) if s.value().trim() == "?" || s.value().trim().is_empty() => return Ok(None),
            Value::Array(list) if list.len() == 2 => {
                let (Some(a), Some(b)) = (list.get(0).and_then(float), list.get(1).and_then(float)) else {
                    return Err(self.wrong(key, format!("`{key}` is no range of numbers"), "write [30, 50]"));
                };
                if a > b {
                    return Err(self.wrong(
                        key,
                        format!("the range of `{key}` runs from {a} down to {b}"),
                        &format!("write [{b}, {a}]"),
                    ));
                }
                Interval { low: a, high: b }
            }
            other => match float(other) {
                Some(v) => Interval::point(v),
                None => {
                    return Err(self.wrong(
                        key,
                        format!("`{key}` is no number"),
                        "write 40, [30, 50] for a range, or \"?\" for a blank",
                    ));
                }
            },
        };
        if interval.low < low || interval.high > high {
            let off = if interval.low < low { interval.low } else { interval.high };
            let (cause, hint) = if key == "position" || key == "status_quo" {
                (
                    format!("the {} {off} is off the issue's scale", key.replace('_', " ")),
                    format!("use {low} to {high}, or change the issue's scale"),
                )
            } else if off < 0.0 {
                (
                    format!("a negative {key}: {off}"),
                    if high.is_finite() { format!("use {low} to {high}") } else { "use 0 or more".to_owned() },
                )
            } else {
                (format!("the {key} {off} is too high"), format!("use {low} to {high}"))
            };
            return Err(self.wrong(key, cause, &hint));
        }
        Ok(Some(interval))
    }

    fn scale(&self) -> Result<(f64, f64), Error> {
        let wrong =
            |cause: &str| Err(self.wrong("scale", cause.to_owned(), "write scale = [0, 100], the low end first"));
        match self.value("scale") {
            None => Ok((0.0, 100.0)),
            Some(Value::Array(list)) if list.len() == 2 => {
                match (list.get(0).and_then(float), list.get(1).and_then(float)) {
                    (Some(a), Some(b)) if a != b => Ok((a, b)),
                    (Some(_), Some(_)) => wrong("the scale's ends are equal"),
                    _ => wrong("the scale's ends are no numbers"),
                }
            }
            Some(_) => wrong("a scale has two ends"),
        }
    }

    fn rule(&self) -> Result<Option<Rule>, Error> {
        let quota = self.number("quota", (0.0, 1.0))?.map(Interval::middle);
        match self.text("rule")?.as_deref() {
            None if quota.is_some() => Ok(quota.map(|share| Rule::Majority { share })),
            None => Ok(None),
            Some("consent" | "unanimity") => Ok(Some(Rule::Consent)),
            Some("majority") => Ok(Some(Rule::Majority { share: quota.unwrap_or(0.5 + 1e-9) })),
            Some("chair") => Ok(Some(Rule::Chair)),
            Some(other) => {
                Err(self.wrong("rule", format!("no rule is called `{other}`"), "use consent, majority or chair"))
            }
        }
    }
}

fn float(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|i| i as f64)).filter(|v| v.is_finite())
}

/// "did you mean": the known word that shares most, else all of them.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>, kind: &str) -> String {
    let known: Vec<&str> = known.collect();
    let distance = |other: &str| -> usize {
        let (a, b): (Vec<char>, Vec<char>) =
            (word.to_lowercase().chars().collect(), other.to_lowercase().chars().collect());
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut last = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let cost = last + usize::from(x != y);
                last = row[j + 1];
                row[j + 1] = cost.min(last + 1).min(row[j] + 1);
            }
        }
        row[b.len()]
    };
    match known.iter().map(|k| (distance(k), *k)).min() {
        Some((d, best)) if d <= 2 && d < best.chars().count() => format!("did you mean `{best}`?"),
        _ if kind == "party" || kind == "issue" => {
            format!("add a [[{kind}]] with this id, or use one of: {}", known.join(", "))
        }
        _ => format!("known: {}", known.join(", ")),
    }
}
