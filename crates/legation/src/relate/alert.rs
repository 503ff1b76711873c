//! Kept questions with their answers: what is out of the ordinary as of a day.

use super::fact::{self, Fact, Scope, Who};
use super::norm::{self, Against};
use super::period;
use super::series;
use crate::error::Error;
use crate::record::{self, Alert, Archive, Condition};

/// An alert with its answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    pub alert: Alert,
    /// First and last day that are counted, YYYY-MM-DD; empty where nothing is recorded.
    pub from: String,
    pub to: String,
    /// Events of these days, told as having happened by somebody who stands behind it.
    pub n_events: u32,
    /// Articles recorded in these days, about whatever: without any, a silence says nothing.
    pub n_recorded: u32,
    /// Against as many days before, again and again for a year, where anything was recorded.
    pub norm: Against,
    pub raised: bool,
    /// The newest of the events.
    pub events: Vec<String>,
}

/// Events that are named.
const NAMED: usize = 20;

/// The alerts that the archive keeps, answered as of a day; those that are raised first.
pub fn answers(archive: &Archive, as_of: Option<&str>) -> Result<Vec<Answered>, Error> {
    let mut out = Vec::new();
    for alert in record::alerts(archive)? {
        out.push(answer(archive, &alert, as_of)?);
    }
    out.sort_by_key(|a| !a.raised);
    Ok(out)
}

/// The answer to one alert.
pub fn answer(archive: &Archive, alert: &Alert, as_of: Option<&str>) -> Result<Answered, Error> {
    let who = match alert.who.split_once('-') {
        _ if alert.who == "all" => Who::All,
        Some((a, b)) if !alert.who.contains(':') => Who::Dyad(a.to_owned(), b.to_owned()),
        _ => Who::Party(alert.who.clone()),
    };
    let (_, last) = series::recorded(archive, as_of)?;
    let Some(last) = last else {
        let norm = norm::against(None, &[], 0);
        let (from, to) = (String::new(), String::new());
        return Ok(Answered {
            alert: alert.clone(),
            from,
            to,
            n_events: 0,
            n_recorded: 0,
            norm,
            raised: false,
            events: Vec::new(),
        });
    };
    let days = i32::try_from(alert.days).unwrap_or(366).max(1);
    // Whole runs of days, the last one now, for a year and at least four before.
    let n_before = (364 / days).max(4);
    let start = last - days * (n_before + 1) + 1;
    let scope = Scope {
        who,
        as_of: as_of.map(str::to_owned),
        from: Some(period::text(start)),
        to: Some(period::text(last)),
        ..Scope::default()
    };
    let mut facts = fact::facts(archive, &scope)?;
    facts.retain(|f| alert.types.is_empty() || alert.types.iter().any(|t| t == f.event_type.name()));
    let run_of = |day: i32| ((day - start) / days) as usize;
    let mut counts = vec![0u32; n_before as usize + 1];
    facts.iter().filter_map(|f| f.day).for_each(|day| counts[run_of(day)] += 1);
    let all: Vec<i32> = (start..=last).collect();
    let volume = series::volume(archive, as_of, &all, period::Period::Day)?;
    let recorded: Vec<u32> = volume.chunks(days as usize).map(|run| run.iter().sum()).collect();
    let covered: Vec<Option<u32>> =
        counts.iter().zip(&recorded).map(|(n, recorded)| (*recorded > 0).then_some(*n)).collect();
    let (now, before) = (covered[n_before as usize], &covered[..n_before as usize]);
    let norm = norm::against(now, before, before.len());
    let n_events = counts[n_before as usize];
    let raised = match alert.condition {
        Condition::AtLeast(n) => n_events >= n,
        Condition::AtMost(n) => now.is_some() && n_events <= n,
        Condition::Unusual(chance) => norm.chance.is_some_and(|c| c < chance),
    };
    let newest = |f: &&Fact| f.day.is_some_and(|day| run_of(day) == n_before as usize);
    Ok(Answered {
        alert: alert.clone(),
        from: period::text(last - days + 1),
        to: period::text(last),
        n_events,
        n_recorded: recorded[n_before as usize],
        norm,
        raised,
        events: facts.iter().rev().filter(newest).take(NAMED).map(|f| f.event_id.clone()).collect(),
    })
}
