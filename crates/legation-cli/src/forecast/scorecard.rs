//! `legation forecast list`, `resolve` and `score`: what was asked, what came of it, how good it was.

use std::fmt::Write as _;
use std::path::PathBuf;

use legation::error::{Error, Kind};
use legation::forecast::question::Question;
use legation::forecast::score;
use legation::present::ledger::{self as view, Scorecard};
use legation::present::plain::safe;
use legation::time::Date;
use serde_json::json;

use super::events;
use super::ledger::{self, Line, Resolution};
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
            return format!("{}\n", json!(view::questions(&ledger)));
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

pub(crate) fn score(options: &Card) -> Exit {
    shown(ledger::read(&options.ledger).map(|ledger| {
        let card = view::scorecard(&ledger);
        if options.json { format!("{}\n", view::score_json(&card)) } else { scored(&card) }
    }))
}

fn scored(card: &Scorecard) -> String {
    let skill = |r: &view::Row, reference: f64| score::skill(r.brier, reference);
    let mut out = format!("{} settled, {} open, {} without a chance\n", card.n_settled, card.n_open, card.n_abstained);
    if card.n_settled == 0 {
        return out;
    }
    let _ = writeln!(out, "{:24} {:>5} {:>7} {:>8} {:>8} {:>8}", "", "n", "Brier", "log loss", "vs clim", "vs pers");
    for (name, r) in &card.rows {
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
    let _ = writeln!(out, "calibration error {:.3}; stated against happened:", card.rows[0].1.calibration_error);
    for b in card.bins.iter().filter(|b| b.n > 0) {
        let _ = writeln!(out, "  stated {:.2}  happened {:.2}  n {}", b.mean_stated, b.share_happened, b.n);
    }
    out
}
