//! The ledger of forecasts as people and machines read it: questions, what came of them, the scorecard.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Kind};
use crate::forecast::score;
pub use crate::record::{Asked, Driver, Forecast, Resolution};

/// A line of an exported ledger. A later resolution of a question counts instead of an earlier one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    Question(Forecast),
    Resolution(Resolution),
}

/// Reads an exported ledger line by line; `place` is where it lies, for messages.
pub fn read(place: &str, lines: impl BufRead) -> Result<Vec<Line>, Error> {
    let wrong = |n: usize, cause: String| {
        Error::new(Kind::Input, "reading the ledger")
            .at(format!("{place}:{}", n + 1))
            .because(cause)
            .hint("a line must be one that `legation forecast export` printed")
    };
    let mut out = Vec::new();
    for (n, line) in lines.lines().enumerate() {
        let line = line.map_err(|e| wrong(n, e.to_string()))?;
        if !line.trim().is_empty() {
            out.push(serde_json::from_str(&line).map_err(|e| wrong(n, e.to_string()))?);
        }
    }
    Ok(out)
}

/// The ledger as lines, each question before what came of it.
pub fn lines(ledger: &[Asked]) -> Vec<Line> {
    let mut out = Vec::new();
    for asked in ledger {
        out.push(Line::Question(asked.forecast.clone()));
        out.extend(asked.resolutions.iter().cloned().map(Line::Resolution));
    }
    out
}

/// Each question with the resolution that counts, and how many came before it.
pub fn questions(ledger: &[Asked]) -> Vec<Value> {
    let one = |a: &Asked| {
        let corrected = a.resolutions.len().saturating_sub(1);
        json!({ "question": a.forecast, "resolution": a.resolution(), "corrections": corrected })
    };
    ledger.iter().map(one).collect()
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
    /// Questions that somebody declared void: they count no more.
    pub n_void: usize,
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
    fn of(asked: &[Settled]) -> Row {
        let outcomes = |of: &dyn Fn(&Forecast, f64) -> f64| -> Vec<score::Outcome> {
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

/// A forecast that gave a chance, the chance, and whether it happened.
type Settled<'a> = (&'a Forecast, f64, bool);

/// Scores what was settled.
pub fn scorecard(ledger: &[Asked]) -> Scorecard {
    let happened = |a: &Asked| a.resolution().and_then(|r| r.happened);
    let settled: Vec<Settled> =
        ledger.iter().filter_map(|a| Some((&a.forecast, a.forecast.probability?, happened(a)?))).collect();
    let mut groups: BTreeMap<String, Vec<Settled>> = BTreeMap::new();
    for one in &settled {
        groups.entry(format!("{} {} days", one.0.kind, one.0.days)).or_default().push(*one);
    }
    let mut rows: Vec<(String, Row)> = vec![("all".to_owned(), Row::of(&settled))];
    rows.extend(groups.iter().map(|(name, list)| (name.clone(), Row::of(list))));
    Scorecard {
        rows,
        bins: score::calibration(&settled.iter().map(|(_, p, y)| (*p, *y)).collect::<Vec<_>>()),
        n_settled: settled.len(),
        n_open: ledger.iter().filter(|a| a.resolutions.is_empty()).count(),
        n_abstained: ledger.iter().filter(|a| a.forecast.probability.is_none()).count(),
        n_void: ledger.iter().filter(|a| a.resolution().is_some_and(|r| r.happened.is_none())).count(),
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
    json!({ "rows": rows, "calibration": bins, "abstained": card.n_abstained, "open": card.n_open, "void": card.n_void })
}
