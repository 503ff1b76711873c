//! An answer to a question, from events known by a day: a chance, what it rests on, or abstention.
//!
//! Two readings are averaged in log odds. One counts past windows of the same length (climatology),
//! drawn towards what the parties' traffic of all kinds and the type's share in the world suggest.
//! The other is a rate that forgets: a Gamma posterior over exponentially weighted events, so that a
//! burst raises the chance and silence lowers it.

use std::collections::BTreeSet;

use super::pairs::{self, OnTable};
use super::question::{Happening, Question, near};
use crate::error::{Error, Kind};
use crate::time::Date;

/// Events of any kind that the parties must share before a chance is given.
pub const MIN_EVENTS: usize = 5;
/// The windows that the pooled guess weighs; the validation choice for ICEWS14 pairs (2026-11-27).
const PULL: f64 = 2.0;

/// A past event that moved the answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Driver {
    pub id: String,
    pub day: Date,
    pub words: String,
    /// How much lower the chance would be without the day's events.
    pub moved: f64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// Which model answered, and how it fared where that is known.
    pub model: String,
    /// None where history is too short to tell; `why_not` says so.
    pub probability: Option<f64>,
    pub why_not: Option<String>,
    /// 90 per cent: of the event rate's uncertainty, or of what came true where the model of pairs said the like.
    pub interval: Option<(f64, f64)>,
    /// The share of past windows of this length with such an event, pooled.
    pub base_rate: f64,
    pub n_windows: u32,
    pub n_happened: u32,
    /// Whether the last window had one: what persistence would answer.
    pub last_window: bool,
    /// The chance as of seven days before, from what was known then.
    pub week_ago: Option<f64>,
    pub first_day: Date,
    pub last_day: Date,
    pub drivers: Vec<Driver>,
}

/// Answers by the model of pairs where it can be trained and was better on days held back, else by the rates;
/// the answer says which, and why.
pub fn best(
    question: &Question,
    events: &[Happening],
    table: &[OnTable],
    as_of: Date,
    n_threads: usize,
) -> Result<Answer, Error> {
    let mut answer = answer(question, events, as_of)?;
    if answer.probability.is_none() {
        return Ok(answer);
    }
    match pairs::answer(question, events, table, as_of, n_threads) {
        Ok(by) => {
            answer.model = format!(
                "pairs, trained on the events known; on {} questions of days held back its Brier skill is {:+.3} \
                 against climatology and {:+.3} against the rates",
                by.n_held_back, by.skill, by.skill_rates
            );
            (answer.probability, answer.interval) = (Some(by.probability), Some(by.interval));
            answer.drivers = by.drivers;
            // The chance of a week ago is one of the rates: beside another model's it would mislead.
            answer.week_ago = None;
        }
        Err(why) => answer.model = format!("rates; the model of pairs was not used: {why}"),
    }
    Ok(answer)
}

/// Answers by the rates from the events known by `as_of`; what came later changes nothing.
pub fn answer(question: &Question, events: &[Happening], as_of: Date) -> Result<Answer, Error> {
    let known: Vec<&Happening> = events.iter().filter(|e| e.day <= as_of && e.known <= as_of).collect();
    let refused = |cause: String| {
        Error::new(Kind::Configuration, "answering the question").at(question.to_string()).because(cause)
    };
    let (Some(first_day), Some(last_day)) = (known.iter().map(|e| e.day).min(), known.iter().map(|e| e.day).max())
    else {
        return Err(refused(format!("no event is known by {as_of}")).hint("give a later --as-of, or more events"));
    };
    for party in question.parties() {
        let probe = Question { who: super::question::Who::One(party.to_owned()), ..question.clone() };
        if !known.iter().any(|e| probe.concerns(e)) {
            let owned: Vec<Happening> = known.iter().map(|e| (*e).clone()).collect();
            let names = near(party, &owned);
            let hint = if names.is_empty() {
                "parties are named by country code, entity id or name as coded".to_owned()
            } else {
                format!("did you mean {}?", names.join(", "))
            };
            return Err(refused(format!("`{party}` takes part in no event known by {as_of}")).hint(hint));
        }
    }
    let span = days_between(first_day, as_of);
    if span < 2 * i64::from(question.days) {
        return Err(refused(format!(
            "the events reach back {span} days, and a window of {} days must fit in at least twice",
            question.days
        ))
        .hint(format!("ask within {} days or fewer", span / 2)));
    }
    let reading = Reading::of(question, &known, as_of, span);
    let n_traffic = reading.n_traffic;
    let enough = n_traffic >= MIN_EVENTS;
    let mut drivers: Vec<Driver> = Vec::new();
    if enough {
        let whole = reading.chance();
        for (idx, day) in reading.days.iter().enumerate() {
            let mut less = reading.clone();
            less.days.remove(idx);
            let about = known.iter().filter(|e| e.day == *day && question.is_about(e));
            if let Some(event) = about.min_by(|a, b| a.id.cmp(&b.id)) {
                drivers.push(Driver {
                    id: event.id.clone(),
                    day: *day,
                    words: event.words.clone(),
                    moved: whole - less.chance(),
                });
            }
        }
        drivers.retain(|d| d.moved >= 0.0005);
        drivers.sort_by(|a, b| b.moved.total_cmp(&a.moved).then(b.day.cmp(&a.day)));
        drivers.truncate(5);
    }
    let (n_windows, n_happened) = reading.windows();
    Ok(Answer {
        model: "rates".to_owned(),
        probability: enough.then(|| reading.chance()),
        why_not: (!enough).then(|| {
            format!(
                "the parties share {n_traffic} events of any kind by {as_of}; below {MIN_EVENTS} no chance is given"
            )
        }),
        interval: enough.then(|| reading.interval()),
        base_rate: reading.climatology(),
        n_windows,
        n_happened,
        last_window: reading.days.iter().any(|d| days_between(*d, as_of) < i64::from(question.days)),
        week_ago: enough.then(|| week_ago(question, events, as_of)).flatten(),
        first_day,
        last_day,
        drivers,
    })
}

fn week_ago(question: &Question, events: &[Happening], as_of: Date) -> Option<f64> {
    let then = as_of.checked_sub(jiff::Span::new().days(7)).ok()?;
    let known: Vec<&Happening> = events.iter().filter(|e| e.day <= then && e.known <= then).collect();
    let span = days_between(known.iter().map(|e| e.day).min()?, then);
    (span >= 2 * i64::from(question.days)).then(|| Reading::of(question, &known, then, span).chance())
}

/// Days from one to the other.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// What the history says, reduced to days.
#[derive(Clone)]
struct Reading {
    /// Days with an event that is asked about.
    days: Vec<Date>,
    as_of: Date,
    span: f64,
    horizon: f64,
    n_traffic: usize,
    /// Events a day that traffic of all kinds and the type's share in the world suggest.
    pooled_rate: f64,
}

impl Reading {
    fn of(question: &Question, known: &[&Happening], as_of: Date, span: i64) -> Reading {
        let days: BTreeSet<Date> = known.iter().filter(|e| question.is_about(e)).map(|e| e.day).collect();
        // Several reports of one event count once.
        let key = |e: &Happening| (e.day, e.event_type, e.actors.clone(), e.recipients.clone());
        let all: BTreeSet<_> = known.iter().map(|e| key(e)).collect();
        let traffic: BTreeSet<_> =
            known.iter().filter(|e| question.concerns(e)).map(|e| (e.day, e.event_type)).collect();
        let anybody = Question { who: super::question::Who::World, ..question.clone() };
        let of_kind: BTreeSet<_> = known.iter().filter(|e| anybody.is_about(e)).map(|e| key(e)).collect();
        let share = (of_kind.len() as f64 + 0.5) / (all.len() as f64 + 1.0);
        Reading {
            days: days.into_iter().collect(),
            as_of,
            span: span as f64,
            horizon: f64::from(question.days),
            n_traffic: traffic.len(),
            pooled_rate: (traffic.len() as f64 + 0.5) / span as f64 * share,
        }
    }

    /// Windows of the horizon's length that end at `as_of`, and those with an event.
    fn windows(&self) -> (u32, u32) {
        let n = (self.span / self.horizon).floor() as i64;
        let window = |d: &Date| days_between(*d, self.as_of) / self.horizon as i64;
        let hit: BTreeSet<i64> = self.days.iter().map(window).filter(|w| *w < n).collect();
        (n as u32, hit.len() as u32)
    }

    fn climatology(&self) -> f64 {
        let (n, k) = self.windows();
        let pooled = 1.0 - (-self.pooled_rate * self.horizon).exp();
        (f64::from(k) + PULL * pooled) / (f64::from(n) + PULL)
    }

    /// The Gamma posterior of the rate: shape, and days of exposure.
    fn posterior(&self) -> (f64, f64) {
        let half_life = (2.0 * self.horizon).max(90.0);
        let weight = |age: f64| (-age / half_life).exp2();
        let count: f64 = self.days.iter().map(|d| weight(days_between(*d, self.as_of) as f64)).sum();
        let exposure = half_life / std::f64::consts::LN_2 * (1.0 - weight(self.span));
        let pull = PULL * self.horizon;
        (count + self.pooled_rate * pull, exposure + pull)
    }

    fn chance(&self) -> f64 {
        let (shape, exposure) = self.posterior();
        let forgetting = 1.0 - (exposure / (exposure + self.horizon)).powf(shape);
        let odds = |p: f64| {
            let p = p.clamp(1e-4, 1.0 - 1e-4);
            (p / (1.0 - p)).ln()
        };
        let z = 0.5 * (odds(self.climatology()) + odds(forgetting));
        1.0 / (1.0 + (-z).exp())
    }

    /// The chances at the rate's 5 and 95 per cent points, widened to hold the chance itself.
    fn interval(&self) -> (f64, f64) {
        let (shape, exposure) = self.posterior();
        let chance = |z: f64| 1.0 - (-gamma_point(shape, z) / exposure * self.horizon).exp();
        let p = self.chance();
        (chance(-1.645).min(p), chance(1.645).max(p))
    }
}

/// The point of a Gamma distribution with unit rate that a normal deviate stands for
/// (Wilson and Hilferty's cube root).
fn gamma_point(shape: f64, z: f64) -> f64 {
    let shape = shape.max(0.05);
    let c = 1.0 / (9.0 * shape);
    shape * (1.0 - c + z * c.sqrt()).max(0.0).powi(3)
}
