//! What changed: the last seven days against the weeks before, over event types and pairs of countries.
//!
//! The rule is that of a series' norm, with its guard for low counts; a week without recorded articles
//! is a hole and no zero.

use std::collections::BTreeMap;

use super::fact::{Counted, Scope, Who};
use super::norm::{self, Against, Verdict};
use super::period;
use super::series;
use crate::error::{Error, Kind};
use crate::record::Archive;
use crate::record::question::{self, Of, Span};

/// The week, and what of it is out of the ordinary.
#[derive(Clone, PartialEq, Debug)]
pub struct Board {
    /// First and last day of the week, YYYY-MM-DD; empty where nothing is recorded.
    pub from: String,
    pub to: String,
    /// Articles recorded in the week, and in a usual one of the 52 before.
    pub n_recorded: u32,
    pub usually_recorded: f64,
    /// The least likely change first.
    pub lines: Vec<Line>,
}

/// A type or a pair with its week.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub of: What,
    /// CONSULT, or ARM-AZE.
    pub what: String,
    /// Events of the week.
    pub now: u32,
    /// Against the four weeks before, and against 52.
    pub short: Against,
    pub long: Against,
}

/// What a line counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    Type,
    Dyad,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            What::Type => "type",
            What::Dyad => "dyad",
        }
    }
}

impl Line {
    /// In one word: "increase", "decrease", "stable", "limited change" (a low base: no percentage means
    /// anything), "new" (nothing in the weeks before), "no norm" (nothing was recorded before, or nothing
    /// now). A change counts from 25 % of the mean of four weeks; where none of these has an article, of 52.
    pub fn verdict(&self) -> &'static str {
        match self.against() {
            _ if self.long.mean == Some(0.0) && self.now > 0 => "new",
            Verdict::StrongRise => "increase",
            Verdict::StrongFall => "decrease",
            Verdict::Rise | Verdict::Steady | Verdict::Fall => "stable",
            Verdict::Limited => "limited change",
            Verdict::NoNorm => "no norm",
        }
    }

    /// Whether it says that something changed: what is new on a low base does not.
    pub fn is_change(&self) -> bool {
        self.against() != Verdict::Limited && matches!(self.verdict(), "increase" | "decrease" | "new")
    }

    fn against(&self) -> Verdict {
        if self.short.verdict == Verdict::NoNorm { self.long.verdict } else { self.short.verdict }
    }
}

/// Weeks behind the long norm, and behind the short.
const LONG: usize = 52;
const SHORT: usize = 4;

/// The board of the seven days that end with the scope's last day: `to`, else the last
/// recorded one that could be known. `from` has no meaning here; a party leaves the pairs in which it stands.
pub fn board(archive: &Archive, scope: &Scope) -> Result<Board, Error> {
    super::fact::check(scope)?;
    if matches!(scope.who, Who::Dyad(..)) || scope.publisher.is_some() || scope.from.is_some() {
        return Err(Error::new(Kind::Configuration, "comparing weeks")
            .because("the board compares the pairs of everybody or of one party, told by whatever outlet")
            .hint("one pair has its series: `legation relate series AZE-ARM`"));
    }
    let (_, recorded) = series::recorded(archive, scope.as_of.as_deref())?;
    let given = |name, day: &Option<String>| period::given(name, day.as_deref());
    let last = given("to", &scope.to)?.or(recorded);
    let empty =
        Board { from: String::new(), to: String::new(), n_recorded: 0, usually_recorded: 0.0, lines: Vec::new() };
    let Some(last) = last else { return Ok(empty) };
    let start = last - 7 * (LONG as i32 + 1) + 1;
    let starts: Vec<i32> = (0..=LONG as i32).map(|week| start + 7 * week).collect();
    let recorded = volumes(archive, scope.as_of.as_deref(), &starts)?;
    let (from, to) = (period::text(start), period::text(last));
    let span = Span {
        from: Some(&from),
        to: Some(&to),
        as_of: scope.as_of.as_deref(),
        happened: scope.counted == Counted::Happened,
        publisher: None,
    };
    let of = match &scope.who {
        Who::Party(party) => Of::Party(party),
        _ => Of::All,
    };
    let mut weeks: BTreeMap<What, BTreeMap<String, [u32; LONG + 1]>> = BTreeMap::new();
    let (mut seen, mut pair) = (String::new(), String::new());
    question::counted(archive, of, span, &mut |event, _| {
        // A party that stands on both sides comes twice, one behind the other.
        if seen == event.event_id {
            return;
        }
        seen.clone_from(&event.event_id);
        let Some(day) = period::day(&event.event_date) else { return };
        // A date known to the month only belongs to no week.
        if !matches!(event.date_precision.as_str(), "day" | "minute" | "week") {
            return;
        }
        let week = ((day - start) / 7).clamp(0, LONG as i32) as usize;
        let mut add = |what: What, key: &str| {
            let lines = weeks.entry(what).or_default();
            match lines.get_mut(key) {
                Some(counts) => counts[week] += 1,
                None => lines.entry(key.to_owned()).or_insert([0; LONG + 1])[week] = 1,
            }
        };
        add(What::Type, &event.event_type);
        let (actors, recipients) = event.sides();
        fn countries(all: &[String]) -> Vec<&str> {
            all.iter().map(String::as_str).filter(|p| question::is_country(p)).collect()
        }
        let (actors, recipients) = (countries(&actors), countries(&recipients));
        for ((a, b), _) in question::pairs_of(&actors, &recipients, event.is_symmetric()) {
            if !matches!(&scope.who, Who::Party(p) if question::is_country(p) && p != a && p != b) {
                pair.clear();
                pair.extend([a, "-", b]);
                add(What::Dyad, &pair);
            }
        }
    })?;
    let covered: Vec<bool> = recorded.iter().map(|n| *n > 0).collect();
    let mut lines: Vec<Line> = weeks
        .into_iter()
        .flat_map(|(of, lines)| lines.into_iter().map(move |(what, counts)| (of, what, counts)))
        .map(|(of, what, counts)| {
            let all: Vec<Option<u32>> = counts.iter().zip(&covered).map(|(n, c)| c.then_some(*n)).collect();
            let (now, before) = (all[LONG], &all[..LONG]);
            let (short, long) = (norm::against(now, before, SHORT), norm::against(now, before, LONG));
            Line { of, what, now: counts[LONG], short, long }
        })
        .collect();
    // What chance hardly ever brings comes first; a low base behind all others.
    let chance = |l: &Line| l.long.chance.unwrap_or(1.0);
    lines.sort_by(|a, b| {
        (b.is_change().cmp(&a.is_change()))
            .then_with(|| chance(a).total_cmp(&chance(b)))
            .then_with(|| b.now.cmp(&a.now))
            .then_with(|| (a.of, &a.what).cmp(&(b.of, &b.what)))
    });
    let usual: Vec<u32> = recorded[..LONG].iter().copied().filter(|n| *n > 0).collect();
    Ok(Board {
        from: period::text(last - 6),
        to,
        n_recorded: recorded[LONG],
        usually_recorded: usual.iter().sum::<u32>() as f64 / usual.len().max(1) as f64,
        lines,
    })
}

/// Articles recorded in each of some runs of seven days.
fn volumes(archive: &Archive, as_of: Option<&str>, starts: &[i32]) -> Result<Vec<u32>, Error> {
    let days: Vec<i32> = starts.iter().flat_map(|start| *start..*start + 7).collect();
    let by_day = series::volume(archive, as_of, &days, period::Period::Day)?;
    Ok(by_day.chunks(7).map(|week| week.iter().sum()).collect())
}
