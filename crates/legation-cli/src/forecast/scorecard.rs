//! `legation forecast list`, `resolve` and `score`: what was asked, what came of it, how good it was.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use legation::error::{Error, Kind};
use legation::forecast::question::Question;
use legation::forecast::score;
use legation::present::plain::safe;
use legation::time::Date;
use serde_json::json;

use super::events;
use super::ledger::{self, Asked, Ledger, Line, Resolution};
use crate::complain;
use crate::exit::{Exit, print};

#[derive(clap::Args)]
pub(crate) struct Card {
    /// The ledger that `ask` wrote to
    #[arg(long, value_name = "FILE")]
    ledger: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct Resolve {
    /// The ledger that `ask` wrote to; resolutions are added at its end
    #[arg(long, value_name = "FILE")]
    ledger: PathBuf,
    /// Events up to the day of resolution
    #[arg(long, short, value_name = "FILE", required = true)]
    events: Vec<PathBuf>,
    /// The day of resolution; events known later are not looked at
    #[arg(long, value_name = "DATE")]
    as_of: Date,
}

fn shown(done: Result<String, Error>) -> Exit {
    match done {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

pub(crate) fn list(options: &Card) -> Exit {
    shown(ledger::read(&options.ledger).map(|ledger| {
        if options.json {
            let rows: Vec<_> = ledger
                .asked
                .iter()
                .map(|a| json!({ "question": a, "resolution": ledger.resolved.get(&a.id) }))
                .collect();
            return format!("{}\n", json!(rows));
        }
        let mut out = String::new();
        for a in &ledger.asked {
            let state = match ledger.resolved.get(&a.id) {
                Some(r) => {
                    if r.happened {
                        "yes"
                    } else {
                        "no"
                    }
                }
                None => "open",
            };
            let chance = a.probability.map_or("  – ".to_owned(), |p| format!("{:>3.0} %", p * 100.0));
            let _ =
                writeln!(out, "{}  {state:4}  {chance}  {} until {}  {}", a.id, a.as_of, a.deadline, safe(&a.question));
        }
        out
    }))
}

pub(crate) fn resolve(options: &Resolve) -> Exit {
    shown(resolved(options))
}

fn resolved(options: &Resolve) -> Result<String, Error> {
    let ledger = ledger::read(&options.ledger)?;
    let (known, digest) = events::read(&options.events)?;
    let known: Vec<_> = known.into_iter().filter(|e| e.known <= options.as_of && e.day <= options.as_of).collect();
    let reach = known.iter().map(|e| e.known).max();
    let mut out = String::new();
    for asked in &ledger.asked {
        let damaged =
            |_| Error::new(Kind::Input, "reading the ledger").at(asked.id.clone()).because("a date cannot be read");
        let from: Date = asked.as_of.parse().map_err(damaged)?;
        let deadline: Date = asked.deadline.parse().map_err(damaged)?;
        let question = Question::parse(&asked.question)?;
        let hits: Vec<String> = known
            .iter()
            .filter(|e| e.day > from && e.day <= deadline && question.is_about(e))
            .map(|e| e.id.clone())
            .collect();
        let happened = !hits.is_empty();
        let settled = happened || options.as_of > deadline && reach.is_some_and(|r| r > deadline);
        if !settled {
            let why = match reach {
                _ if options.as_of <= deadline => format!("open until {deadline}"),
                Some(reach) => format!("open: the events reach only to {reach}"),
                None => "open: there are no events".to_owned(),
            };
            let _ = writeln!(out, "{}  {why}  {}", asked.id, safe(&asked.question));
            continue;
        }
        let resolution = Resolution {
            id: asked.id.clone(),
            happened,
            as_of: options.as_of.to_string(),
            events: hits,
            data: digest.clone(),
        };
        let word = if happened { "yes" } else { "no" };
        let earlier = ledger.resolved.get(&asked.id);
        if earlier.is_none_or(|e| e.happened != happened || e.events != resolution.events) {
            let note = if earlier.is_some() { " (corrects an earlier line, which stays)" } else { "" };
            let _ = writeln!(out, "{}  {word}{note}  {}", asked.id, safe(&asked.question));
            ledger::append(&options.ledger, &Line::Resolution(resolution))?;
        } else {
            let _ = writeln!(out, "{}  {word}, as before  {}", asked.id, safe(&asked.question));
        }
    }
    Ok(out)
}

/// One row of the scorecard.
struct Row {
    n: usize,
    brier: f64,
    log_loss: f64,
    climatology: f64,
    persistence: f64,
    error: f64,
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
            error: score::calibration_error(&own),
        }
    }
}

pub(crate) fn score(options: &Card) -> Exit {
    shown(ledger::read(&options.ledger).map(|ledger| scored(&ledger, options.json)))
}

fn scored(ledger: &Ledger, as_json: bool) -> String {
    let settled: Vec<(&Asked, f64, bool)> =
        ledger.asked.iter().filter_map(|a| Some((a, a.probability?, ledger.resolved.get(&a.id)?.happened))).collect();
    let mut groups: BTreeMap<String, Vec<(&Asked, f64, bool)>> = BTreeMap::new();
    for one in &settled {
        groups.entry(format!("{} {} days", one.0.kind, one.0.days)).or_default().push(*one);
    }
    let mut rows: Vec<(String, Row)> = vec![("all".to_owned(), Row::of(&settled))];
    rows.extend(groups.iter().map(|(name, list)| (name.clone(), Row::of(list))));
    let bins = score::calibration(&settled.iter().map(|(_, p, y)| (*p, *y)).collect::<Vec<_>>());
    let abstained = ledger.asked.iter().filter(|a| a.probability.is_none()).count();
    let open = ledger.asked.iter().filter(|a| !ledger.resolved.contains_key(&a.id)).count();
    let skill = |r: &Row, reference: f64| score::skill(r.brier, reference);
    if as_json {
        let rows: Vec<_> = rows
            .iter()
            .filter(|(_, r)| r.n > 0)
            .map(|(name, r)| {
                json!({
                    "group": name, "n": r.n, "brier": r.brier, "log_loss": r.log_loss,
                    "skill_climatology": skill(r, r.climatology), "skill_persistence": skill(r, r.persistence),
                    "calibration_error": r.error,
                })
            })
            .collect();
        let bins: Vec<_> = bins
            .iter()
            .filter(|b| b.n > 0)
            .map(|b| json!({ "n": b.n, "stated": b.mean_stated, "happened": b.share_happened }))
            .collect();
        return format!("{}\n", json!({ "rows": rows, "calibration": bins, "abstained": abstained, "open": open }));
    }
    let mut out = format!("{} settled, {open} open, {abstained} without a chance\n", settled.len());
    if settled.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{:24} {:>5} {:>7} {:>8} {:>8} {:>8}", "", "n", "Brier", "log loss", "vs clim", "vs pers");
    for (name, r) in &rows {
        let _ = writeln!(
            out,
            "{name:24} {:>5} {:>7.4} {:>8.4} {:>+8.3} {:>+8.3}",
            r.n,
            r.brier,
            r.log_loss,
            skill(r, r.climatology),
            skill(r, r.persistence)
        );
    }
    let _ = writeln!(out, "calibration error {:.3}; stated against happened:", rows[0].1.error);
    for b in bins.iter().filter(|b| b.n > 0) {
        let _ = writeln!(out, "  stated {:.2}  happened {:.2}  n {}", b.mean_stated, b.share_happened, b.n);
    }
    out
}
