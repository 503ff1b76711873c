//! The ledger: questions, resolutions and notes, one JSON line each, only ever appended.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Kind};
use crate::forecast::score;

/// A line of the ledger. What was said once stays; a later resolution of a question counts instead
/// of an earlier one, and both stand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    Question(Asked),
    Resolution(Resolution),
}

/// A question with what was answered, and when from what.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub id: String,
    pub question: String,
    /// AGREE, Q4, ANY: how the scorecard groups.
    pub kind: String,
    pub days: u16,
    pub as_of: String,
    /// The last day that counts.
    pub deadline: String,
    pub rule: String,
    /// Nothing where the model abstained.
    pub probability: Option<f64>,
    pub why_not: Option<String>,
    pub interval: Option<(f64, f64)>,
    /// The climatology of the parties.
    pub base_rate: f64,
    /// Persistence: whether the last window had such an event.
    pub last_window: bool,
    pub drivers: Vec<DriverLine>,
    pub data: String,
    pub version: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DriverLine {
    pub event_id: String,
    pub day: String,
    pub moved: f64,
    pub words: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Resolution {
    pub id: String,
    pub happened: bool,
    /// The day on which it was settled, from events known by then.
    pub as_of: String,
    /// The events that settle it.
    pub events: Vec<String>,
    pub data: String,
}

/// Questions in the order they were asked, each with the resolution that counts.
#[derive(Default)]
pub struct Ledger {
    pub asked: Vec<Asked>,
    pub resolved: BTreeMap<String, Resolution>,
}

/// Reads a ledger line by line; `place` is where it lies, for messages.
pub fn read(place: &str, lines: impl BufRead) -> Result<Ledger, Error> {
    let mut ledger = Ledger::default();
    let wrong = |n: usize, cause: String| {
        Error::new(Kind::Input, "reading the ledger").at(format!("{place}:{}", n + 1)).because(cause)
    };
    for (n, line) in lines.lines().enumerate() {
        let line = line.map_err(|e| wrong(n, e.to_string()))?;
        match serde_json::from_str(&line).map_err(|e| wrong(n, e.to_string()))? {
            Line::Question(asked) if !ledger.asked.iter().any(|a| a.id == asked.id) => ledger.asked.push(asked),
            Line::Question(_) => {}
            Line::Resolution(resolution) => {
                ledger.resolved.insert(resolution.id.clone(), resolution);
            }
        }
    }
    Ok(ledger)
}

/// Each question with the resolution that counts.
pub fn questions(ledger: &Ledger) -> Vec<Value> {
    let resolution = |a: &Asked| ledger.resolved.get(&a.id);
    ledger.asked.iter().map(|a| json!({ "question": a, "resolution": resolution(a) })).collect()
}

/// How good the settled questions were.
pub struct Scorecard {
    /// All of them first, then by kind and length.
    pub rows: Vec<(String, Row)>,
    pub bins: Vec<score::Bin>,
    pub n_settled: usize,
    pub n_open: usize,
    /// Questions to which no chance was given.
    pub n_abstained: usize,
}

/// One row of the scorecard.
pub struct Row {
    pub n: usize,
    pub brier: f64,
    pub log_loss: f64,
    /// Brier scores of always stating the base rate, and of saying what the last window had.
    pub climatology: f64,
    pub persistence: f64,
    pub calibration_error: f64,
}

impl Row {
    fn of(asked: &[(&Asked, f64, bool)]) -> Row {
        let outcomes = |of: &dyn Fn(&Asked, f64) -> f64| -> Vec<score::Outcome> {
            asked.iter().map(|(a, p, y)| (of(a, *p), *y)).collect()
        };
        let own = outcomes(&|_, p| p);
        Row {
            n: own.len(),
            brier: score::brier(&own),
            log_loss: score::log_loss(&own),
            climatology: score::brier(&outcomes(&|a, _| a.base_rate)),
            persistence: score::brier(&outcomes(&|a, _| f64::from(a.last_window))),
            calibration_error: score::calibration_error(&own),
        }
    }
}

/// Scores what was settled.
pub fn scorecard(ledger: &Ledger) -> Scorecard {
    let settled: Vec<(&Asked, f64, bool)> =
        ledger.asked.iter().filter_map(|a| Some((a, a.probability?, ledger.resolved.get(&a.id)?.happened))).collect();
    let mut groups: BTreeMap<String, Vec<(&Asked, f64, bool)>> = BTreeMap::new();
    for one in &settled {
        groups.entry(format!("{} {} days", one.0.kind, one.0.days)).or_default().push(*one);
    }
    let mut rows: Vec<(String, Row)> = vec![("all".to_owned(), Row::of(&settled))];
    rows.extend(groups.iter().map(|(name, list)| (name.clone(), Row::of(list))));
    Scorecard {
        rows,
        bins: score::calibration(&settled.iter().map(|(_, p, y)| (*p, *y)).collect::<Vec<_>>()),
        n_settled: settled.len(),
        n_open: ledger.asked.iter().filter(|a| !ledger.resolved.contains_key(&a.id)).count(),
        n_abstained: ledger.asked.iter().filter(|a| a.probability.is_none()).count(),
    }
}

/// The scorecard as a machine reads it.
pub fn score_json(card: &Scorecard) -> Value {
    let rows: Vec<Value> = card
        .rows
        .iter()
        .filter(|(_, r)| r.n > 0)
        .map(|(name, r)| {
            json!({
                "group": name, "n": r.n, "brier": r.brier, "log_loss": r.log_loss,
                "skill_climatology": score::skill(r.brier, r.climatology),
                "skill_persistence": score::skill(r.brier, r.persistence),
                "calibration_error": r.calibration_error,
            })
        })
        .collect();
    let bins: Vec<Value> = card
        .bins
        .iter()
        .filter(|b| b.n > 0)
        .map(|b| json!({ "n": b.n, "stated": b.mean_stated, "happened": b.share_happened }))
        .collect();
    json!({ "rows": rows, "calibration": bins, "abstained": card.n_abstained, "open": card.n_open })
}
