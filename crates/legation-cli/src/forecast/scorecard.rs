//! `legation forecast list`, `resolve`, `correct` and `score`: what was asked, what came of it, how good it was.

use std::fmt::Write as _;

use legation::error::{Error, Kind};
use legation::forecast::question::Question;
use legation::forecast::score;
use legation::present::ledger::{self as view, Scorecard};
use legation::present::plain::safe;
use legation::record::{self, Archive, Asked, Resolution};
use legation::time::Date;
use serde_json::json;

use super::known::Source;
use crate::complain;
use crate::exit::{Exit, print};
use crate::record::{Place, run_of, today};

#[derive(clap::Args)]
pub(crate) struct Card {
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct Resolve {
    #[command(flatten)]
    source: Source,
    /// The day of resolution, by default the last that the events know; what was known later is not looked at
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

#[derive(clap::Args)]
pub(crate) struct Correct {
    /// Id of the forecast
    id: String,
    /// What came of it; a void question counts no more
    #[arg(value_parser = ["yes", "no", "void"])]
    outcome: String,
    /// The reason, for the ledger
    #[arg(long)]
    why: String,
    #[command(flatten)]
    place: Place,
}

fn shown(done: Result<String, Error>) -> Exit {
    match done {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

/// The ledger of an archive.
pub(super) fn read(place: &Place) -> Result<Vec<Asked>, Error> {
    record::forecasts(&Archive::open(&place.path())?)
}

fn word(happened: Option<bool>) -> &'static str {
    match happened {
        Some(true) => "yes",
        Some(false) => "no",
        None => "void",
    }
}

pub(crate) fn list(options: &Card) -> Exit {
    shown(read(&options.place).map(|ledger| {
        if options.json {
            return format!("{}\n", json!(view::questions(&ledger)));
        }
        let mut out = String::new();
        for Asked { forecast: a, resolutions } in &ledger {
            let state = resolutions.last().map_or("open", |r| word(r.happened));
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
    let ledger = read(&options.source.place)?;
    let known = options.source.known(options.as_of)?;
    let (as_of, digest) = (known.as_of, &known.digest);
    let events: Vec<_> = known.events.iter().filter(|e| e.known <= as_of && e.day <= as_of).collect();
    let reach = events.iter().map(|e| e.known).max();
    let mut out = String::new();
    let mut settled = Vec::new();
    for asked in &ledger {
        let forecast = &asked.forecast;
        let damaged =
            |_| Error::new(Kind::Input, "reading the ledger").at(forecast.id.clone()).because("a date cannot be read");
        let from: Date = forecast.as_of.parse().map_err(damaged)?;
        let deadline: Date = forecast.deadline.parse().map_err(damaged)?;
        let question = Question::parse(&forecast.question)?;
        let mut say = |words: &str| writeln!(out, "{}  {words}  {}", forecast.id, safe(&forecast.question));
        // Whom a person settled, no machine settles anew.
        if let Some(by_hand) = asked.resolution().filter(|r| !r.why.is_empty()) {
            let _ = say(&format!("{}, by hand: {}", word(by_hand.happened), safe(&by_hand.why)));
            continue;
        }
        let hits: Vec<String> = events
            .iter()
            .filter(|e| e.day > from && e.day <= deadline && question.is_about(e))
            .map(|e| e.id.clone())
            .collect();
        let happened = !hits.is_empty();
        let is_over = as_of > deadline && reach.is_some_and(|r| r > deadline);
        if !happened && !is_over {
            let _ = match reach {
                _ if as_of <= deadline => say(&format!("open until {deadline}")),
                Some(reach) => say(&format!("open: the events reach only to {reach}")),
                None => say("open: there are no events"),
            };
            continue;
        }
        let resolution = Resolution {
            id: forecast.id.clone(),
            happened: Some(happened),
            as_of: as_of.to_string(),
            events: hits,
            data: digest.clone(),
            why: String::new(),
        };
        let note = match asked.resolution() {
            Some(e) if e.happened == resolution.happened && e.events == resolution.events => ", as before",
            Some(_) => " (corrects an earlier resolution, which stays)",
            None => "",
        };
        let _ = say(&format!("{}{note}", word(Some(happened))));
        settled.push(resolution);
    }
    if !settled.is_empty() {
        let mut archive = Archive::open_or_create(&options.source.place.path())?;
        record::ledger(&mut archive, &[], &settled, &run_of("resolve", digest, ""))?;
    }
    Ok(out)
}

pub(crate) fn correct(options: &Correct) -> Exit {
    let happened = match options.outcome.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let resolution = Resolution {
        id: options.id.clone(),
        happened,
        as_of: today().to_string(),
        why: options.why.clone(),
        ..Resolution::default()
    };
    if options.why.trim().is_empty() {
        return complain(
            &Error::new(Kind::Configuration, "correcting a resolution")
                .because("no reason is given")
                .hint("--why WORDS"),
        );
    }
    shown(Archive::open_or_create(&options.place.path()).and_then(|mut archive| {
        let run = run_of("correct", "", &options.why);
        let new = record::ledger(&mut archive, &[], &[resolution], &run)?;
        let note = if new.is_empty() { ", as before" } else { "; what was said before stays" };
        Ok(format!("{}  {}{note}\n", safe(&options.id), word(happened)))
    }))
}

pub(crate) fn score(options: &Card) -> Exit {
    shown(read(&options.place).map(|ledger| {
        let card = view::scorecard(&ledger);
        if options.json { format!("{}\n", view::score_json(&card)) } else { scored(&card) }
    }))
}

fn scored(card: &Scorecard) -> String {
    let skill = |r: &view::Row, reference: f64| score::skill(r.brier, reference);
    let mut out = format!(
        "{} settled, {} open, {} without a chance, {} void\n",
        card.n_settled, card.n_open, card.n_abstained, card.n_void
    );
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
