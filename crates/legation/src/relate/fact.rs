//! Events as series count them: a few plain fields each, as of a day.

use super::period;
use crate::error::{Error, Kind};
use crate::plover::EventType;
use crate::record::Archive;
use crate::record::question::{self, Of, Span};

/// Whose events.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Who {
    /// Everybody's.
    #[default]
    All,
    /// One party: a PLOVER country code or an entity id.
    Party(String),
    /// Two countries, by PLOVER code.
    Dyad(String, String),
}

/// Which way an event must point.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Way {
    #[default]
    Either,
    /// The first acts on the second (a single party: it acts). What both do together counts.
    Forward,
    /// The second acts on the first (a single party: it is acted upon). What both do together counts.
    Backward,
}

/// Which events count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Counted {
    /// What is told as having happened: status actual, ongoing or historical, and somebody stands
    /// behind it (reported, confirmed or claimed).
    #[default]
    Happened,
    /// Planned, rumoured, denied and hypothetical events as well.
    Everything,
}

/// Which events are wanted; what is left empty does not restrict.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    pub who: Who,
    pub way: Way,
    pub counted: Counted,
    /// Only what could be known by this day, YYYY-MM-DD.
    pub as_of: Option<String>,
    /// First day of the event.
    pub from: Option<String>,
    /// Last day of the event, inclusive.
    pub to: Option<String>,
    /// Only events that this outlet tells of.
    pub publisher: Option<String>,
}

/// Who acts on whom, seen from the first party.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Direction {
    Forward,
    Backward,
    Mutual,
}

/// One event with what is counted of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    pub event_id: String,
    /// First day, in days since 1970-01-01; none where unknown.
    pub day: Option<i32>,
    /// decade, year, season, month, week, day, minute.
    pub precision: &'static str,
    pub event_type: EventType,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER score, −10 to 10.
    pub score: f64,
    /// −10 to 10.
    pub goldstein: Option<f64>,
    pub direction: Direction,
    /// Copies of one text count once.
    pub n_sources: u32,
    pub n_articles: u32,
    /// Told as having happened, by somebody who stands behind it.
    pub happened: bool,
    /// The outlets that tell of it, each with the day on which it first did.
    pub told: Vec<(Option<String>, String)>,
}

/// The events of a scope, in the order of day and id, undated ones first.
pub fn facts(archive: &Archive, scope: &Scope) -> Result<Vec<Fact>, Error> {
    check(scope)?;
    let pair = scope.pair();
    let (of, forward) = match (&scope.who, &pair) {
        (Who::Dyad(..), Some((pair, forward))) => (Of::Pair(pair), *forward),
        (Who::Party(party), _) => (Of::Party(party), true),
        _ => (Of::All, true),
    };
    let mut out: Vec<Fact> = Vec::new();
    question::counted(archive, of, scope.span(), &mut |event, way| {
        let direction = match (way, forward) {
            ("mutual" | "", _) => Direction::Mutual,
            ("forward", true) | ("backward", false) | ("actor", _) => Direction::Forward,
            _ => Direction::Backward,
        };
        // A party that stands on both sides has a row for each.
        match out.last_mut() {
            Some(last) if last.event_id == event.event_id => {
                if last.direction != direction {
                    last.direction = Direction::Mutual;
                }
            }
            _ => out.push(fact(event, direction, scope.as_of.as_deref())),
        }
    })?;
    out.retain(|f| match scope.way {
        Way::Either => true,
        Way::Forward => f.direction != Direction::Backward,
        Way::Backward => f.direction != Direction::Forward,
    });
    Ok(out)
}

fn fact(event: &question::Counted, direction: Direction, as_of: Option<&str>) -> Fact {
    Fact {
        event_id: event.event_id.clone(),
        day: period::day(&event.event_date),
        precision: precision(&event.date_precision),
        event_type: EventType::from_name(&event.event_type).unwrap_or(EventType::Consult),
        quad: event.quad,
        score: event.score,
        goldstein: event.goldstein,
        direction,
        n_sources: event.n_sources,
        n_articles: event.n_articles,
        happened: event.happened,
        told: event.told(as_of).into_iter().map(|(outlet, day)| (outlet, day.to_owned())).collect(),
    }
}

impl Scope {
    /// Its pair as the archive writes it, and whether the first is the alphabetical first.
    fn pair(&self) -> Option<(String, bool)> {
        match &self.who {
            Who::Dyad(a, b) => Some(pair(a, b)),
            _ => None,
        }
    }

    /// Its days, for what is counted.
    pub(super) fn span(&self) -> Span<'_> {
        Span {
            from: self.from.as_deref(),
            to: self.to.as_deref(),
            as_of: self.as_of.as_deref(),
            happened: self.counted == Counted::Happened,
            publisher: self.publisher.as_deref(),
        }
    }
}

pub(super) fn check(scope: &Scope) -> Result<(), Error> {
    for (name, day) in [("as-of", &scope.as_of), ("from", &scope.from), ("to", &scope.to)] {
        period::given(name, day.as_deref())?;
    }
    if let Who::Dyad(a, b) = &scope.who
        && (a == b || [a, b].iter().any(|c| c.is_empty() || c.contains([':', '-'])))
    {
        return Err(Error::new(Kind::Configuration, "asking the archive")
            .at(format!("{a} and {b}"))
            .because("a dyad is two different countries")
            .hint("write PLOVER codes, which are ISO 3166 alpha-3 for most states: AZE-ARM"));
    }
    Ok(())
}

/// The pair as the archive writes it, and whether the first is the alphabetical first.
pub(super) fn pair(a: &str, b: &str) -> (String, bool) {
    if a <= b { (format!("{a}-{b}"), true) } else { (format!("{b}-{a}"), false) }
}

fn precision(name: &str) -> &'static str {
    ["day", "minute", "week", "month", "season", "year", "decade"].into_iter().find(|p| *p == name).unwrap_or("day")
}
