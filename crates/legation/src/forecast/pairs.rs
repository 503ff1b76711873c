//! The calibrated model of pairs, trained for one question as people ask it.
//!
//! The events known by the day are cut into windows of the question's length that end on it; every pair with
//! events enough is a lesson. The last windows are held back first: only where the model was better there than
//! the rates are is it asked, and the interval says how often what it gave such a chance came true.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{Driver, days_between};
use super::dyad::{self, Judged};
use super::question::{Happening, Question, What, Who};
use super::score;
use super::windows::Pairs;
use crate::plover::EventType;
use crate::time::Date;

/// Something that was put on the table between parties.
#[derive(Clone, PartialEq, Debug)]
pub struct OnTable {
    /// From when it was known.
    pub known: Date,
    /// The parties, by any of their names.
    pub parties: Vec<String>,
}

/// What the model of pairs answers.
#[derive(Clone, PartialEq, Debug)]
pub struct ByPairs {
    pub probability: f64,
    /// How often what was given about this chance came true in the windows held back: 90 %.
    pub interval: (f64, f64),
    pub drivers: Vec<Driver>,
    /// Questions of the windows held back, and the skill there against climatology and the rates.
    pub n_held_back: usize,
    pub skill: f64,
    pub skill_rates: f64,
}

/// Questions of held-back windows below which nothing can be said of the model.
const MIN_HELD_BACK: usize = 200;
/// Days of history that are looked at, and that a first window needs.
const REACH: i64 = 1500;
const FIRST: i64 = 60;
/// Held-back windows at most.
const WINDOWS: i64 = 4;
/// Days with events of the pair that are tried as drivers, newest first.
const TRIED: usize = 40;
/// Held-back questions that an interval is taken from: how many at most and at least, and how far their log odds
/// may lie from those of the answer.
const ALIKE: usize = 200;
const FEWEST: usize = 30;
const NEAR: f64 = 0.3;

/// Trains, checks and asks; in words why not, where it cannot.
pub fn answer(
    question: &Question,
    events: &[Happening],
    table: &[OnTable],
    as_of: Date,
    n_threads: usize,
) -> Result<ByPairs, String> {
    let (a, b, towards) = match &question.who {
        Who::Between(a, b) => (a, b, false),
        Who::Towards(a, b) => (a, b, true),
        _ => return Err("it knows pairs only".to_owned()),
    };
    let known: Vec<&Happening> = events.iter().filter(|e| e.day <= as_of && e.known <= as_of).collect();
    let first = known.iter().map(|e| e.day).filter(|d| days_between(*d, as_of) < REACH).min();
    let first = first.ok_or("there are no events")?;
    let (today, horizon) = (days_between(first, as_of) + 1, i64::from(question.days));
    // Half of the windows at least must be left to learn from.
    let n_held_back = ((today - FIRST) / horizon / 3).min(WINDOWS);
    let checked_on = (30 + horizon - 1) / horizon * horizon;
    let test_from = today - n_held_back * horizon;
    if n_held_back < 1 || test_from - checked_on < FIRST + horizon {
        return Err(format!("the events reach back {today} days, too few for windows of {horizon}"));
    }
    let (pairs, pair) = made(question, &known, table, [a, b], first, as_of, towards);
    let fit = |until: i64| {
        dyad::fit(&pairs, question.days, (until - checked_on) as u16, until as u16, n_threads)
            .ok_or("no pair has enough events".to_owned())
    };
    let class = class_of(question.what, None);
    let early = fit(test_from)?;
    let mut judged = early.test(&pairs, test_from as u16, today as u16);
    judged.retain(|j| j.class == class);
    let n = judged.len();
    if n < MIN_HELD_BACK {
        return Err(format!("only {n} held-back questions could check it; {MIN_HELD_BACK} are needed"));
    }
    let brier = |of: &dyn Fn(&Judged) -> f64| score::brier(&Judged::outcomes(&judged, of));
    let rates = |j: &Judged| share(0.5 * (odds(j.climatology) + odds(j.decayed)));
    let own = brier(&|j| j.model);
    let (skill, skill_rates) = (score::skill(own, brier(&|j| j.climatology)), score::skill(own, brier(&rates)));
    if skill <= 0.0 || skill_rates <= 0.0 {
        return Err(format!("on {n} held-back questions it was no better than the rates"));
    }
    let model = fit(today)?;
    let day = pairs.day(today as u16, question.days);
    let chance = |without: Option<u16>| day.of(pair, without).map(|cells| model.judge(&cells[class as usize]).model);
    let probability = chance(None).ok_or("the pair has too few events")?;
    let mut days: BTreeSet<u16> = BTreeSet::new();
    for side in [pair, (pair.1, pair.0)] {
        days.extend(pairs.events.get(&side).into_iter().flatten().map(|e| e.0));
    }
    let mut drivers: Vec<Driver> = Vec::new();
    for idx in days.into_iter().rev().take(TRIED) {
        let on = |e: &&&Happening| days_between(first, e.day) == i64::from(idx) && question.concerns(e);
        // What is asked about comes first, then whatever else happened between them that day.
        let event = known.iter().filter(on).min_by_key(|e| (!question.is_about(e), &e.id));
        if let (Some(event), Some(less)) = (event, chance(Some(idx))) {
            drivers.push(Driver {
                id: event.id.clone(),
                day: event.day,
                words: event.words.clone(),
                moved: probability - less,
            });
        }
    }
    drivers.retain(|d| d.moved.abs() >= 0.0005);
    drivers.sort_by(|a, b| b.moved.abs().total_cmp(&a.moved.abs()).then(b.day.cmp(&a.day)));
    drivers.truncate(5);
    Ok(ByPairs { probability, interval: interval(&judged, probability), drivers, n_held_back: n, skill, skill_rates })
}

/// Events by pair and day, and the pair that is asked about.
fn made(
    question: &Question,
    known: &[&Happening],
    table: &[OnTable],
    asked: [&str; 2],
    first: Date,
    as_of: Date,
    towards: bool,
) -> (Pairs, (u32, u32)) {
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    let mut id = |labels: &[String]| -> Option<u32> {
        // Whoever is asked about goes by that name, everybody else by the first that they have.
        let asked = asked.iter().find(|a| labels.iter().any(|l| l.eq_ignore_ascii_case(a)));
        let name = asked.map(|a| a.to_lowercase()).or_else(|| labels.first().map(|l| l.to_lowercase()))?;
        let next = ids.len() as u32;
        Some(*ids.entry(name).or_insert(next))
    };
    let [a, b] = asked.map(|name| id(&[name.to_owned()]).unwrap_or_default());
    let mut pairs = Pairs::default();
    let ordered = |x: u32, y: u32| if towards || x < y { (x, y) } else { (y, x) };
    for event in known.iter().filter(|e| e.day >= first) {
        let day = days_between(first, event.day) as u16;
        let class = class_of(question.what, Some(event.event_type));
        let actors: Vec<u32> = event.actors.iter().filter_map(|l| id(l)).collect();
        let recipients: Vec<u32> = event.recipients.iter().filter_map(|l| id(l)).collect();
        let mut between: BTreeSet<(u32, u32)> = BTreeSet::new();
        for x in &actors {
            // Without a recipient all that act do so together.
            let others = if recipients.is_empty() { &actors } else { &recipients };
            between.extend(others.iter().filter(|y| *y != x).map(|y| ordered(*x, *y)));
        }
        for pair in between {
            pairs.events.entry(pair).or_default().push((day, class));
        }
    }
    for item in table.iter().filter(|t| t.known >= first && t.known <= as_of) {
        let day = days_between(first, item.known) as u16;
        let parties: BTreeSet<u32> = item.parties.iter().filter_map(|p| id(std::slice::from_ref(p))).collect();
        for x in &parties {
            for y in parties.iter().filter(|y| *y != x) {
                pairs.announced.entry((*x, *y)).or_default().push(day);
            }
        }
    }
    pairs.events.values_mut().for_each(|list| list.sort_unstable());
    pairs.announced.values_mut().for_each(|list| list.sort_unstable());
    pairs.n_entities = ids.len();
    pairs.n_days = (days_between(first, as_of) + 1) as u16;
    (pairs, ordered(a, b))
}

/// The class that the model keeps an event in; without one, the class that is asked about.
///
/// A quad class is a class. A type has one of its own, beside the rest of its quad class, other cooperation
/// and other conflict.
fn class_of(what: What, event_type: Option<EventType>) -> u8 {
    let Some(event_type) = event_type else {
        return match what {
            What::Quad(quad) => quad as u8 - 1,
            What::Any | What::Type(_) => 0,
        };
    };
    let quad = event_type.quad();
    match what {
        What::Any => 0,
        What::Quad(_) => quad as u8 - 1,
        What::Type(asked) if event_type == asked => 0,
        What::Type(asked) if quad == asked.quad() => 1,
        What::Type(_) => 2 + u8::from(quad as u8 > 2),
    }
}

fn odds(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

fn share(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// Wilson's 90 % interval of how often the held-back questions of about the same chance came true, widened to
/// hold the chance itself.
fn interval(judged: &[Judged], p: f64) -> (f64, f64) {
    let mut near: Vec<(f64, bool)> = judged.iter().map(|j| ((odds(j.model) - odds(p)).abs(), j.happened)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Where few were given such a chance, those of another chance are no witnesses; a handful is needed all the same.
    let alike = near.partition_point(|n| n.0 <= NEAR);
    near.truncate(alike.clamp(FEWEST, ALIKE));
    let n = near.len().max(1) as f64;
    let share = near.iter().filter(|j| j.1).count() as f64 / n;
    let z = 1.645f64;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0).min(p), (middle + half).min(1.0).max(p))
}
