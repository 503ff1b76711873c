//! What-if edits: `party.issue.position=40`, `party.capability=80`, `issue.status-quo=10`.

use super::table::{Interval, Stake, Table};
use crate::error::{Error, Kind};

/// Changes one number of a table; says which names exist when one does not.
pub fn set(table: &mut Table, text: &str) -> Result<(), Error> {
    let wrong = |cause: String, hint: String| {
        Error::new(Kind::Configuration, "changing the table").at(text.to_owned()).because(cause).hint(hint)
    };
    let form = "write party.issue.position=40, party.issue.salience=20..60, party.capability=80 or issue.status-quo=10";
    let Some((path, value)) = text.split_once('=') else {
        return Err(wrong("there is no `=`".to_owned(), form.to_owned()));
    };
    let value = number(value).ok_or_else(|| {
        wrong(format!("`{value}` is neither a number nor a range"), "write 40, or 30..50 for a range".to_owned())
    })?;
    let parts: Vec<&str> = path.trim().split('.').map(str::trim).collect();
    let party = |table: &Table, id: &str| {
        table.party_idx(id).ok_or_else(|| {
            let known: Vec<&str> = table.parties.iter().map(|p| p.id.as_str()).collect();
            wrong(format!("no party `{id}`"), format!("parties: {}", known.join(", ")))
        })
    };
    let issue = |table: &Table, id: &str| {
        table.issue_idx(id).ok_or_else(|| {
            let known: Vec<&str> = table.issues.iter().map(|i| i.id.as_str()).collect();
            wrong(format!("no issue `{id}`"), format!("issues: {}", known.join(", ")))
        })
    };
    let off = |low: f64, high: f64| {
        (value.low < low || value.high > high)
            .then(|| wrong(format!("{} is off the scale", value.low.min(value.high)), format!("{low} to {high}")))
    };
    match parts[..] {
        [who, "capability"] => {
            let at = party(table, who)?;
            if value.low < 0.0 {
                return Err(wrong("a capability cannot be negative".to_owned(), "0 or more".to_owned()));
            }
            table.parties[at].capability = value;
        }
        [who, "leverage"] => {
            let at = party(table, who)?;
            if let Some(error) = off(0.0, 1.0) {
                return Err(error);
            }
            table.parties[at].leverage = Some(value.middle());
        }
        [what, "status-quo" | "status_quo"] => {
            let at = issue(table, what)?;
            let (low, high) = table.issues[at].scale;
            if let Some(error) = off(low.min(high), low.max(high)) {
                return Err(error);
            }
            table.issues[at].status_quo = Some(value.middle());
        }
        [who, what, field @ ("position" | "salience")] => {
            let (party, issue) = (party(table, who)?, issue(table, what)?);
            let (low, high) = if field == "position" { table.issues[issue].scale } else { (0.0, 100.0) };
            if let Some(error) = off(low.min(high), low.max(high)) {
                return Err(error);
            }
            let n = table.issues.len();
            let stake = table.stakes[party * n + issue].get_or_insert_with(Stake::default);
            if field == "position" {
                stake.position = Some(value);
            } else {
                stake.salience = Some(value);
            }
        }
        _ => return Err(wrong(format!("`{path}` names nothing"), form.to_owned())),
    }
    Ok(())
}

/// `40` or `30..50`.
fn number(text: &str) -> Option<Interval> {
    let one = |t: &str| t.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    match text.split_once("..") {
        Some((low, high)) => {
            let (low, high) = (one(low)?, one(high)?);
            (low <= high).then_some(Interval { low, high })
        }
        None => Some(Interval::point(one(text)?)),
    }
}
