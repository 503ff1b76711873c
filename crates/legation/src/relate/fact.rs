//! Events as series and graphs count them: a few plain fields each, as of a day.
//!
//! The tables of the archive know all days. An event whose reports were all known by then is taken
//! from them as it stands; one that later reports changed is summed up again from the earlier ones.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::period;
use crate::error::{Error, Kind};
use crate::plover::EventType;
use crate::record::question::{self, Summary};
use crate::record::{Archive, Side};

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
}

/// The events of a scope, in the order of day and id, undated ones first.
pub fn facts(archive: &Archive, scope: &Scope) -> Result<Vec<Fact>, Error> {
    check(scope)?;
    let raw = rows(archive, scope).map_err(|e| archive.failed("counting events", &e))?;
    let mut out = Vec::with_capacity(raw.len());
    let mut seen_twice = false;
    for Row { fact, certain } in raw {
        let fact = if certain { Some(fact) } else { again(archive, scope, fact)? };
        let Some(fact) = fact else { continue };
        if scope.counted == Counted::Happened && !fact.happened {
            continue;
        }
        seen_twice |= out.last().is_some_and(|last: &Fact| last.event_id == fact.event_id);
        out.push(fact);
    }
    if seen_twice {
        // A party that stands on both sides has a row for each.
        out.dedup_by(|later, first| {
            let same = later.event_id == first.event_id;
            if same && later.direction != first.direction {
                first.direction = Direction::Mutual;
            }
            same
        });
    }
    out.retain(|f| match scope.way {
        Way::Either => true,
        Way::Forward => f.direction != Direction::Backward,
        Way::Backward => f.direction != Direction::Forward,
    });
    Ok(out)
}

struct Row {
    fact: Fact,
    /// No report came after the day that is asked about.
    certain: bool,
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

fn rows(archive: &Archive, scope: &Scope) -> rusqlite::Result<Vec<Row>> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions: Vec<String> = Vec::new();
    let mut add = |condition: &str, value: &str| {
        values.push(value.to_owned().into());
        conditions.push(condition.replace('?', &format!("?{}", values.len())));
    };
    let (lead, which, forward) = match &scope.who {
        Who::All => ("events e", "''", true),
        Who::Party(party) => {
            add("d.party = ?", party);
            ("event_parties d CROSS JOIN events e ON e.event_id = d.event_id", "d.side", true)
        }
        Who::Dyad(a, b) => {
            let (pair, forward) = pair(a, b);
            add("d.pair = ?", &pair);
            ("event_dyads d CROSS JOIN events e ON e.event_id = d.event_id", "d.direction", forward)
        }
    };
    let date = if scope.who == Who::All { "e.event_date" } else { "d.event_date" };
    let id = if scope.who == Who::All { "e.event_id" } else { "d.event_id" };
    if let Some(from) = &scope.from {
        add(&format!("{date} >= ?"), from);
    }
    if let Some(to) = &scope.to {
        add(&format!("{date} <= ?"), to);
    }
    if let Some(day) = &scope.as_of {
        add("e.first_known <= ?", day);
    }
    if let Some(publisher) = &scope.publisher {
        let by = scope.as_of.as_deref().unwrap_or("9999-12-31");
        // Days were checked: nothing but digits and hyphens goes into the statement.
        add(
            &format!(
                "EXISTS (SELECT 1 FROM event_reports j JOIN reports p ON p.report_id = j.report_id
                 JOIN articles a ON a.article_id = p.article_id
                 WHERE j.event_id = {id} AND a.publisher = ? AND p.known <= '{by}')"
            ),
            publisher,
        );
    }
    let wanted = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    let sql = format!(
        "SELECT {id}, {date}, e.event_type, e.quad, e.score, e.status, e.certainty, e.n_sources, e.n_articles,
         e.last_known, r.goldstein, r.date_precision, {which}
         FROM {lead} CROSS JOIN reports r ON r.report_id = e.first_report {wanted} ORDER BY {date}, {id}"
    );
    let mut statement = archive.connection().prepare_cached(&sql)?;
    let mut found = statement.query(rusqlite::params_from_iter(&values))?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        let certain = match &scope.as_of {
            None => true,
            Some(day) => row.get_ref(9)?.as_str()? <= day.as_str(),
        };
        let direction = match (row.get_ref(12)?.as_str()?, forward) {
            ("mutual" | "", _) => Direction::Mutual,
            ("forward", true) | ("backward", false) | ("actor", _) => Direction::Forward,
            _ => Direction::Backward,
        };
        let fact = Fact {
            event_id: row.get(0)?,
            day: period::day(row.get_ref(1)?.as_str()?),
            precision: precision(row.get_ref(11)?.as_str()?),
            event_type: EventType::from_name(row.get_ref(2)?.as_str()?).unwrap_or(EventType::Consult),
            quad: row.get(3)?,
            score: row.get(4)?,
            goldstein: row.get(10)?,
            direction,
            n_sources: row.get(7)?,
            n_articles: row.get(8)?,
            happened: happened(row.get_ref(5)?.as_str()?, row.get_ref(6)?.as_str()?),
        };
        out.push(Row { fact, certain });
    }
    Ok(out)
}

/// The fact as it was known on the day: later reports may have changed it, or brought the party in.
fn again(archive: &Archive, scope: &Scope, fact: Fact) -> Result<Option<Fact>, Error> {
    let Some(summary) = question::summary(archive, &fact.event_id, scope.as_of.as_deref())? else { return Ok(None) };
    let Some(direction) = direction(&summary, &scope.who) else { return Ok(None) };
    Ok(Some(Fact {
        direction,
        n_sources: summary.n_sources as u32,
        n_articles: summary.n_articles as u32,
        happened: happened(&summary.status, &summary.certainty),
        ..fact
    }))
}

fn direction(summary: &Summary, who: &Who) -> Option<Direction> {
    match who {
        Who::All => Some(Direction::Mutual),
        Who::Party(party) => {
            let sides: BTreeSet<Side> = summary
                .parties
                .iter()
                .filter(|p| p.1.as_deref() == Some(party) || p.2.as_deref() == Some(party))
                .map(|p| p.0)
                .collect();
            match (sides.contains(&Side::Actor), sides.contains(&Side::Recipient)) {
                (true, true) => Some(Direction::Mutual),
                (true, false) => Some(Direction::Forward),
                (false, true) => Some(Direction::Backward),
                (false, false) => None,
            }
        }
        Who::Dyad(a, b) => {
            let (pair, forward) = pair(a, b);
            match (*summary.dyads().get(&pair)?, forward) {
                ("mutual", _) => Some(Direction::Mutual),
                ("forward", true) | ("backward", false) => Some(Direction::Forward),
                _ => Some(Direction::Backward),
            }
        }
    }
}

pub(super) fn happened(status: &str, certainty: &str) -> bool {
    matches!(status, "actual" | "ongoing" | "historical") && matches!(certainty, "reported" | "confirmed" | "claimed")
}

fn precision(name: &str) -> &'static str {
    ["day", "minute", "week", "month", "season", "year", "decade"].into_iter().find(|p| *p == name).unwrap_or("day")
}
