//! `legation forecast ask`: a chance, its base rate, what moved it; and a line in the ledger.

use std::fmt::Write as _;

use legation::error::Error;
use legation::forecast::ask::{self, Answer};
use legation::forecast::question::{Question, what_name};
use legation::present::plain::safe;
use legation::record::{self, Archive, Driver, Forecast};
use legation::time::Date;

use super::known::Source;
use crate::code::n_threads;
use crate::complain;
use crate::exit::{Exit, print};
use crate::record::run_of;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// `AZE-ARM AGREE within 90 days`; `A > B` is directed, `*` the world, Q1 to Q4 are quad classes
    question: String,
    #[command(flatten)]
    source: Source,
    /// The day that the question is asked on, by default the last that the events know; what was known later is
    /// not looked at
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Only answer: the archive does not keep the question
    #[arg(long)]
    dry_run: bool,
    /// Print the ledger's line instead of words
    #[arg(long)]
    json: bool,
    /// Threads; by default one for each core, and never a different byte
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
}

pub(crate) fn run(options: &Options) -> Exit {
    match asked(options) {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

fn asked(options: &Options) -> Result<String, Error> {
    let question = Question::parse(&options.question)?;
    let known = options.source.known(options.as_of)?;
    let as_of = known.as_of;
    let answer = ask::best(&question, &known.events, &known.table, as_of, n_threads(options.threads))?;
    let deadline = as_of.saturating_add(jiff::Span::new().days(i64::from(question.days)));
    let asked = forecast(&question, &answer, as_of, deadline, &known.digest);
    // Events of files leave no trace in an archive unless one is named for it.
    if !options.dry_run && (options.source.is_archive() || options.source.place.named().is_some()) {
        let mut kept = asked.clone();
        if options.source.is_archive() {
            // The archive has the events themselves, and may have to take their words out one day.
            kept.drivers.iter_mut().for_each(|d| d.words.clear());
        }
        let mut archive = Archive::open_or_create(&options.source.place.path())?;
        let run = run_of("forecast", &asked.data, &asked.question);
        if record::ledger(&mut archive, &[kept], &[], &run)?.is_empty() {
            eprintln!("legation: {} stands in the archive already", asked.id);
        }
    }
    if options.json {
        return Ok(format!("{}\n", serde_json::json!(asked)));
    }
    Ok(words(&asked, &answer))
}

fn forecast(question: &Question, answer: &Answer, as_of: Date, deadline: Date, digest: &str) -> Forecast {
    let round = |p: f64| (p * 10_000.0).round() / 10_000.0;
    let (text, as_of_text) = (question.to_string(), as_of.to_string());
    let mut hasher = blake3::Hasher::new();
    for part in [text.as_str(), &as_of_text, digest, &answer.model, legation::VERSION] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    Forecast {
        id: format!("q{}", &hasher.finalize().to_hex()[..12]),
        question: text,
        kind: what_name(question.what),
        days: question.days,
        as_of: as_of_text,
        deadline: deadline.to_string(),
        rule: question.rule(as_of, deadline),
        probability: answer.probability.map(round),
        why_not: answer.why_not.clone(),
        interval: answer.interval.map(|(a, b)| (round(a), round(b))),
        base_rate: round(answer.base_rate),
        last_window: answer.last_window,
        drivers: answer
            .drivers
            .iter()
            .map(|d| Driver {
                event_id: d.id.clone(),
                day: d.day.to_string(),
                moved: round(d.moved),
                words: d.words.clone(),
            })
            .collect(),
        model: answer.model.clone(),
        data: digest.to_owned(),
        version: legation::VERSION.to_owned(),
    }
}

fn words(asked: &Forecast, answer: &Answer) -> String {
    let mut out = String::new();
    let percent = |p: f64| if p > 0.0 && p < 0.01 { "< 1 %".to_owned() } else { format!("{:.0} %", p * 100.0) };
    let _ = writeln!(out, "{}  ({}, as of {})", safe(&asked.question), asked.id, asked.as_of);
    match (asked.probability, asked.interval) {
        (Some(p), Some((low, high))) => {
            let week = answer.week_ago.map_or(String::new(), |w| format!(", a week ago {}", percent(w)));
            let _ = writeln!(out, "  {} (90 %: {} to {}){week}", percent(p), percent(low), percent(high));
        }
        _ => {
            let _ = writeln!(out, "  no chance given: {}", asked.why_not.as_deref().unwrap_or(""));
        }
    }
    let _ = writeln!(
        out,
        "  base rate {}: {} of {} past windows of {} days, drawn towards the parties' traffic; last window: {}",
        percent(asked.base_rate),
        answer.n_happened,
        answer.n_windows,
        asked.days,
        if asked.last_window { "yes" } else { "no" }
    );
    let _ = writeln!(out, "  model: {}", safe(&asked.model));
    if !asked.drivers.is_empty() {
        let _ = writeln!(out, "  moved by:");
    }
    for driver in &asked.drivers {
        let _ = writeln!(
            out,
            "    {:+.1} points  {}  {}  {}",
            driver.moved * 100.0,
            driver.day,
            driver.event_id,
            safe(&driver.words)
        );
    }
    let _ = writeln!(out, "  settled: {}", safe(&asked.rule));
    // Silence of the files is not silence of the world: say how old the newest event is.
    let _ = writeln!(
        out,
        "  events from {} to {} (the newest {} days before the question), data {}",
        answer.first_day,
        answer.last_day,
        asked.as_of.parse().map_or(0, |day: Date| ask::days_between(answer.last_day, day)),
        asked.data
    );
    out
}
