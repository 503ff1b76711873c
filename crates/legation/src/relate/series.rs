//! Counts of events over time, with the archive's own coverage beside them.
//!
//! Events are counted, never articles. A period without events is either a silence (articles were
//! recorded, none tells of one) or a hole (nothing was recorded): the two are kept apart.

use std::collections::BTreeMap;

use super::change::{self, Change};
use super::fact::{self, Counted, Fact, Scope, Way, Who};
use super::norm::{self, Norm};
use super::period::{self, Period};
use crate::error::{Error, Kind};
use crate::record::Archive;

/// What a series is made of.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    pub scope: Scope,
    pub period: Period,
    pub exposure: Exposure,
}

/// What a rate is a rate of, for change points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Exposure {
    /// Events a period; periods without any recorded article say nothing.
    #[default]
    Periods,
    /// Events an article recorded: a change of coverage is no change of politics.
    Articles,
}

/// A scope's events, period by period.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    pub scope: Scope,
    pub period: Period,
    pub exposure: Exposure,
    /// Day to which the answer looks, YYYY-MM-DD: as asked, else the last recorded one.
    pub until: String,
    pub points: Vec<Point>,
    /// All events of the scope: those in the points and those in the three numbers below.
    pub n_events: usize,
    /// Events without a date.
    pub n_undated: usize,
    /// Events whose date is too coarse for one period ("in 2019").
    pub n_imprecise: usize,
    /// Events dated before the first or after the last point.
    pub n_outside: usize,
    pub changes: Vec<Change>,
    /// The last whole period against the four weeks and the year before it.
    pub norm: Option<Norm>,
}

/// One period of a series.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, inclusive.
    pub to: String,
    pub n_events: u32,
    /// Events of quad classes 1 to 4.
    pub quad: [u32; 4],
    /// Sum of PLOVER scores, each −10 to 10.
    pub score_sum: f64,
    /// None where there is no event.
    pub score_mean: Option<f64>,
    /// Sum of Goldstein values over the events that have one.
    pub goldstein_sum: f64,
    pub goldstein_mean: Option<f64>,
    /// Independent sources of each event, added up.
    pub n_sources: u32,
    /// Articles recorded whose day is in the period, about whatever.
    pub n_recorded: u32,
    /// Events per 1,000 recorded articles; none where none was recorded.
    pub per_thousand: Option<f64>,
    pub coverage: Coverage,
}

/// What an empty period means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coverage {
    /// There are events.
    Events,
    /// Articles were recorded, and none tells of an event.
    Silence,
    /// No article of the period was recorded: nothing can be said.
    NothingRecorded,
}

/// More points than this are no series that anybody reads.
const MOST_POINTS: usize = 20_000;

/// The series of a scope.
pub fn series(archive: &Archive, options: &Options) -> Result<Series, Error> {
    of_facts(archive, options, &fact::facts(archive, &options.scope)?)
}

/// The series of a scope, and how many of its events each outlet tells of.
pub fn with_outlets(archive: &Archive, options: &Options) -> Result<(Series, Vec<Outlet>), Error> {
    let facts = fact::facts(archive, &options.scope)?;
    Ok((of_facts(archive, options, &facts)?, tellers(&facts)))
}

fn of_facts(archive: &Archive, options: &Options, facts: &[Fact]) -> Result<Series, Error> {
    let (first, last) = recorded(archive, options.scope.as_of.as_deref())?;
    let scope = &options.scope;
    let bound = |name, day: &Option<String>| period::given(name, day.as_deref());
    let as_of = bound("as-of", &scope.as_of)?;
    let (from, to) = (bound("from", &scope.from)?, bound("to", &scope.to)?);
    let until = as_of.or(last).unwrap_or(0);
    let mut series = Series {
        scope: scope.clone(),
        period: options.period,
        exposure: options.exposure,
        until: period::text(to.map_or(until, |to| to.min(until))),
        points: Vec::new(),
        n_events: facts.len(),
        n_undated: 0,
        n_imprecise: 0,
        n_outside: 0,
        changes: Vec::new(),
        norm: None,
    };
    // Without a wish the series spans what the archive's articles span.
    let (Some(low), Some(high)) = (from.or(first), to.or(Some(until)).filter(|_| last.is_some() || to.is_some()))
    else {
        series.n_undated = facts.iter().filter(|f| f.day.is_none()).count();
        series.n_outside = facts.len() - series.n_undated;
        return Ok(series);
    };
    let starts = starts(options.period, low, high)?;
    let mut members: Vec<Vec<&Fact>> = vec![Vec::new(); starts.len()];
    for fact in facts {
        let Some(day) = fact.day else {
            series.n_undated += 1;
            continue;
        };
        if !options.period.can_place(fact.precision) {
            series.n_imprecise += 1;
        } else if day < low || day > high {
            series.n_outside += 1;
        } else {
            members[starts.partition_point(|s| *s <= day) - 1].push(fact);
        }
    }
    let volume = volume(archive, scope.as_of.as_deref(), &starts, options.period)?;
    for (n, &start) in starts.iter().enumerate() {
        let end = options.period.next(start) - 1;
        series.points.push(point(start.max(low), end.min(high), &members[n], volume[n]));
    }
    series.changes = change::changes(&series.points, &members, options.exposure);
    // A period that is not over is no period to compare.
    let whole = starts.iter().filter(|s| options.period.next(**s) - 1 <= until.min(high)).count();
    series.norm = norm::of(&series.points[..whole], options.period);
    Ok(series)
}

/// How many events of a scope each outlet tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlet {
    /// None where articles name no publisher.
    pub publisher: Option<String>,
    pub n_events: u32,
    /// Of those, events that nobody else tells of.
    pub n_alone: u32,
    /// Of those, events that it told first (by day; ties count for all).
    pub n_first: u32,
    /// Events of quad classes 1 to 4.
    pub quad: [u32; 4],
}

/// The outlets that tell of a scope's events, those with most events first.
pub fn outlets(archive: &Archive, scope: &Scope) -> Result<Vec<Outlet>, Error> {
    Ok(tellers(&fact::facts(archive, scope)?))
}

/// How many of some events each outlet tells of.
fn tellers(facts: &[Fact]) -> Vec<Outlet> {
    let mut outlets: BTreeMap<Option<&str>, Outlet> = BTreeMap::new();
    for fact in facts {
        let first = fact.told.iter().map(|t| &t.1).min();
        for (publisher, known) in &fact.told {
            let outlet = outlets.entry(publisher.as_deref()).or_insert_with(|| Outlet {
                publisher: publisher.clone(),
                n_events: 0,
                n_alone: 0,
                n_first: 0,
                quad: [0; 4],
            });
            outlet.n_events += 1;
            outlet.n_alone += u32::from(fact.told.len() == 1);
            outlet.n_first += u32::from(first == Some(known));
            outlet.quad[quad_idx(fact)] += 1;
        }
    }
    let mut outlets: Vec<Outlet> = outlets.into_values().collect();
    outlets.sort_by(|a, b| b.n_events.cmp(&a.n_events).then_with(|| a.publisher.cmp(&b.publisher)));
    outlets
}

/// A scope as people write it: AZE-ARM, person:ilham-aliyev, all.
pub fn label(scope: &Scope) -> String {
    match (&scope.who, scope.way) {
        (Who::All, _) => "all".to_owned(),
        (Who::Party(party), Way::Either) => party.clone(),
        (Who::Party(party), Way::Forward) => format!("{party} acting"),
        (Who::Party(party), Way::Backward) => format!("{party} acted upon"),
        (Who::Dyad(a, b), Way::Either) => format!("{a}-{b}"),
        (Who::Dyad(a, b), Way::Forward) => format!("{a} to {b}"),
        (Who::Dyad(a, b), Way::Backward) => format!("{b} to {a}"),
    }
}

/// What a scope counts, in words.
pub fn counted(scope: &Scope) -> &'static str {
    match scope.counted {
        Counted::Happened => "events told as having happened",
        Counted::Everything => "all events: also planned, rumoured, denied, hypothetical",
    }
}

fn starts(period: Period, low: i32, high: i32) -> Result<Vec<i32>, Error> {
    let mut starts = Vec::new();
    let mut start = period.start(low);
    while start <= high {
        if starts.len() == MOST_POINTS {
            return Err(Error::new(Kind::Configuration, "making a series")
                .at(format!("{} to {}", period::text(low), period::text(high)))
                .because(format!("it would have more than {MOST_POINTS} points"))
                .hint("ask for longer periods or a shorter time"));
        }
        starts.push(start);
        start = period.next(start);
    }
    Ok(starts)
}

fn point(from: i32, to: i32, members: &[&Fact], n_recorded: u32) -> Point {
    let n_events = members.len() as u32;
    let mut quad = [0; 4];
    members.iter().for_each(|f| quad[quad_idx(f)] += 1);
    let score_sum: f64 = members.iter().map(|f| f.score).sum();
    let known: Vec<f64> = members.iter().filter_map(|f| f.goldstein).collect();
    let goldstein_sum: f64 = known.iter().sum();
    let mean = |sum: f64, n: usize| (n > 0).then(|| sum / n as f64);
    Point {
        from: period::text(from),
        to: period::text(to),
        n_events,
        quad,
        score_sum,
        score_mean: mean(score_sum, members.len()),
        goldstein_sum,
        goldstein_mean: mean(goldstein_sum, known.len()),
        n_sources: members.iter().map(|f| f.n_sources).sum(),
        n_recorded,
        per_thousand: (n_recorded > 0).then(|| 1_000.0 * f64::from(n_events) / f64::from(n_recorded)),
        coverage: match (n_events, n_recorded) {
            (0, 0) => Coverage::NothingRecorded,
            (0, _) => Coverage::Silence,
            _ => Coverage::Events,
        },
    }
}

pub(super) fn quad_idx(fact: &Fact) -> usize {
    usize::from(fact.quad.clamp(1, 4)) - 1
}

/// The first and last day of the archive's articles, as far as known by a day.
pub(super) fn recorded(archive: &Archive, as_of: Option<&str>) -> Result<(Option<i32>, Option<i32>), Error> {
    let ask = |what: &str| {
        archive
            .connection()
            .prepare_cached(&format!("SELECT {what}(known) FROM articles WHERE known <= ?1"))?
            .query_row([as_of.unwrap_or("9999-12-31")], |row| row.get::<_, Option<String>>(0))
    };
    let both = || Ok((ask("min")?, ask("max")?));
    let (first, last) = both().map_err(|e| archive.failed("counting articles", &e))?;
    Ok((first.and_then(|d| period::day(&d)), last.and_then(|d| period::day(&d))))
}

/// Articles recorded in each period.
pub(super) fn volume(
    archive: &Archive,
    as_of: Option<&str>,
    starts: &[i32],
    period: Period,
) -> Result<Vec<u32>, Error> {
    let mut out = vec![0; starts.len()];
    let (Some(&first), Some(&last)) = (starts.first(), starts.last()) else { return Ok(out) };
    let last = period::text(period.next(last) - 1);
    let to = as_of.filter(|d| *d < last.as_str()).unwrap_or(&last);
    let mut ask = || -> rusqlite::Result<()> {
        let mut statement = archive.connection().prepare_cached(
            "SELECT known, n_articles FROM article_days WHERE known >= ?1 AND known <= ?2 ORDER BY known",
        )?;
        let mut rows = statement.query([period::text(first).as_str(), to])?;
        while let Some(row) = rows.next()? {
            if let Some(day) = period::day(row.get_ref(0)?.as_str()?) {
                out[starts.partition_point(|s| *s <= day) - 1] += row.get::<_, u32>(1)?;
            }
        }
        Ok(())
    };
    ask().map_err(|e| archive.failed("counting articles", &e))?;
    Ok(out)
}
