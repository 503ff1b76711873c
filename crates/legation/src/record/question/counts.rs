//! Events to be counted, one after another or summed up, as of a day.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::counted::{self, Counted, packed};
use crate::record::summary;
use crate::record::sums::{self, Sums};

/// Whose events are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of<'a> {
    All,
    /// A country code or an entity id.
    Party(&'a str),
    /// A pair of countries as the archive writes it: ARM-AZE.
    Pair(&'a str),
}

/// Which events are counted; what is none does not restrict. Days must be such.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Span<'a> {
    /// First day of the event. Events without a day count where there is no first day.
    pub from: Option<&'a str>,
    /// Last day, inclusive.
    pub to: Option<&'a str>,
    /// Only what could be known by this day.
    pub as_of: Option<&'a str>,
    /// Only what is told as having happened, by somebody who stands behind it.
    pub happened: bool,
    /// Only what this outlet tells of.
    pub publisher: Option<&'a str>,
}

/// Events in the order of day and id, each with the side on which the party stands, or the direction
/// between the pair; with neither for all events. A party that stands on both sides comes twice.
///
/// An event that later reports changed is summed up again as it was known on the day.
pub fn counted(archive: &Archive, of: Of, span: Span, each: &mut dyn FnMut(&Counted, &str)) -> Result<(), Error> {
    let mut visit = || -> rusqlite::Result<()> {
        let (table, key, way) = match of {
            Of::All => ("event_days", None, "''"),
            Of::Party(party) => ("event_parties", Some(("party", party)), "side"),
            Of::Pair(pair) => ("event_dyads", Some(("pair", pair)), "direction"),
        };
        let mut values: Vec<Value> = Vec::new();
        let mut conditions: Vec<String> = Vec::new();
        let mut add = |condition: &str, value: &str| {
            values.push(value.to_owned().into());
            conditions.push(format!("{condition} ?{}", values.len()));
        };
        if let Some((column, key)) = key {
            add(&format!("{column} ="), key);
        }
        span.from.iter().for_each(|day| add("event_date >=", day));
        span.to.iter().for_each(|day| add("event_date <=", day));
        span.as_of.iter().for_each(|day| add("first_known <=", day));
        if span.happened && span.as_of.is_none() {
            conditions.push("happened = 1".to_owned());
        }
        if let Some(publisher) = span.publisher {
            // Words are parted by blanks, and outlets stand behind their days.
            values.push(format!(" {} ", packed(publisher)).into());
            conditions.push(format!("instr(told || ' ', ?{}) > 0", values.len()));
        }
        let wanted = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let sql = format!(
            "SELECT {way}, event_date, event_id, {} FROM {table} {wanted} ORDER BY event_date, event_id",
            counted::COLUMNS
        );
        let mut statement = archive.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&values))?;
        let mut event = Counted::default();
        while let Some(row) = rows.next()? {
            event.read(row, 1)?;
            let told_by = |event: &Counted| match span.publisher {
                // A day could be an outlet's name.
                Some(publisher) => event.told(span.as_of).iter().any(|(p, _)| p.as_deref() == Some(publisher)),
                None => true,
            };
            if !told_by(&event) {
                continue;
            }
            match span.as_of {
                Some(day) if event.last_known.as_str() > day => {
                    let Some(event) = as_known(archive, &event, day)? else { continue };
                    if (span.happened && !event.happened) || !stands(&event, of, row.get_ref(0)?.as_str()?) {
                        continue;
                    }
                    each(&event, direction(&event, of).unwrap_or(row.get_ref(0)?.as_str()?));
                }
                _ if span.happened && !event.happened => {}
                _ => each(&event, row.get_ref(0)?.as_str()?),
            }
        }
        Ok(())
    };
    visit().map_err(|e| archive.failed("counting events", &e))
}

/// An event as it was known on a day.
fn as_known(archive: &Archive, event: &Counted, day: &str) -> rusqlite::Result<Option<Counted>> {
    let told: Vec<String> = event
        .told(Some(day))
        .into_iter()
        .map(|(outlet, day)| format!("{day} {}", outlet.map_or_else(|| "%".to_owned(), |o| packed(&o))))
        .collect();
    let summary = summary::load(&archive.connection, &event.event_id, Some(day))?;
    Ok(summary.map(|(summary, _)| Counted::of(&summary, told.join(" "))))
}

/// Whether the party stood on that side then, or the pair was one.
fn stands(event: &Counted, of: Of, side: &str) -> bool {
    match of {
        Of::All => true,
        Of::Party(party) => {
            let (actors, recipients) = event.sides();
            if side == "actor" { &actors } else { &recipients }.iter().any(|p| p == party)
        }
        Of::Pair(_) => direction(event, of).is_some(),
    }
}

fn direction(event: &Counted, of: Of) -> Option<&'static str> {
    let Of::Pair(pair) = of else { return None };
    let (actors, recipients) = event.sides();
    let (actors, recipients) = (sums::countries(&actors), sums::countries(&recipients));
    let pairs = sums::pairs_of(&actors, &recipients, event.is_symmetric());
    pairs
        .into_iter()
        .find(|((a, b), _)| pair.strip_prefix(a).is_some_and(|rest| rest.strip_prefix('-') == Some(b)))
        .map(|(_, way)| way)
}

/// Sums over all events of some days. Those of whole months stand ready; what could be known by an
/// earlier day is added up from the events.
pub fn sums(archive: &Archive, span: Span) -> Result<Sums, Error> {
    let failed = |e: rusqlite::Error| archive.failed("adding up events", &e);
    let mut out = Sums::default();
    // A day after which nothing was known asks for all that is known.
    let past = match span.as_of {
        None => false,
        Some(day) => later_than(archive, day).map_err(failed)?,
    };
    if past || span.publisher.is_some() {
        counted(archive, Of::All, span, &mut |event, _| out.add(event, 1))?;
        return Ok(out);
    }
    let (months, days) = cut(span.from, span.to);
    if let Some((first, last)) = months {
        out = sums::stored(&archive.connection, &first, &last, span.happened.then_some(true)).map_err(failed)?;
    }
    for (from, to) in days {
        let span = Span { from: Some(&from), to: Some(&to), as_of: None, ..span };
        counted(archive, Of::All, span, &mut |event, _| out.add(event, 1))?;
    }
    Ok(out)
}

/// First and last day by party and by pair; events without a day have none.
pub(super) type Days = BTreeMap<String, (String, String)>;

/// Sums for a list of parties or pairs, with their days where these do not stand in the tables: as of a
/// day before the last, when some of the events were not known, or not with these parties.
pub(super) fn listed(archive: &Archive, span: Span) -> Result<(Sums, Option<Days>), Error> {
    let past = span.as_of.is_some_and(|day| later_than(archive, day).unwrap_or(true));
    if !past {
        return sums(archive, Span { as_of: None, ..span }).map(|s| (s, None));
    }
    let (mut out, mut days) = (Sums::default(), Days::new());
    counted(archive, Of::All, span, &mut |event, _| {
        let mut one = Sums::default();
        one.add(event, 1);
        out.merge(&one);
        if event.event_date.is_empty() {
            return;
        }
        for key in one.parties.keys().chain(one.pairs.keys()) {
            let day = &event.event_date;
            // Events come in the order of days.
            days.entry(key.clone()).or_insert_with(|| (day.clone(), day.clone())).1.clone_from(day);
        }
    })?;
    Ok((out, Some(days)))
}

/// The first and last day of a party's or pair's events, as the tables have them; empty where no event
/// has a day.
pub(super) fn days(archive: &Archive, of: Of, span: Span) -> rusqlite::Result<(String, String)> {
    let (table, column, key) = match of {
        Of::All => return Ok((String::new(), String::new())),
        Of::Party(party) => ("event_parties", "party", party),
        Of::Pair(pair) => ("event_dyads", "pair", pair),
    };
    let (from, to) = (span.from.unwrap_or("0"), span.to.unwrap_or("9999-12-31"));
    let ask = |order: &str| {
        archive
            .connection
            .prepare_cached(&format!(
                "SELECT event_date FROM {table} WHERE {column} = ?1 AND event_date >= ?2 AND event_date <= ?3
                 ORDER BY event_date {order} LIMIT 1"
            ))?
            .query_row([key, from, to], |row| row.get::<_, String>(0))
            .optional()
    };
    Ok((ask("ASC")?.unwrap_or_default(), ask("DESC")?.unwrap_or_default()))
}

/// Whether anything became known after a day.
fn later_than(archive: &Archive, day: &str) -> rusqlite::Result<bool> {
    let newest: Option<String> =
        archive.connection.prepare_cached("SELECT max(known) FROM articles")?.query_row([], |row| row.get(0))?;
    Ok(newest.is_some_and(|newest| newest.as_str() > day))
}

/// The whole months between two days, first and last, and the days around them.
fn cut(from: Option<&str>, to: Option<&str>) -> (Option<(String, String)>, Vec<(String, String)>) {
    // Texts are in the order of days, and no month has a day 32.
    let (low, high) = (from.unwrap_or(""), to.unwrap_or("9999-12-31"));
    if low > high {
        return (None, Vec::new());
    }
    let whole_first = low.is_empty() || low.ends_with("-01");
    let last_day = |day: &str| day.parse::<crate::time::Date>().is_ok_and(|d| d.day() == d.days_in_month());
    let whole_last = last_day(high);
    let (first, last) = (sums::month(low), sums::month(high));
    if first == last && !(whole_first && whole_last) {
        return (None, vec![(low.to_owned(), high.to_owned())]);
    }
    let mut days = Vec::new();
    if !whole_first {
        days.push((low.to_owned(), format!("{first}-31")));
    }
    // Behind a month and before the next one in the order of texts.
    let first = if whole_first { first.to_owned() } else { format!("{first}~") };
    let last = if whole_last {
        last.to_owned()
    } else {
        days.push((format!("{last}-01"), high.to_owned()));
        before(last)
    };
    ((first <= last).then_some((first, last)), days)
}

/// The month before a month.
fn before(month: &str) -> String {
    let first = format!("{month}-01").parse::<crate::time::Date>().ok();
    let day = first.and_then(|d| d.yesterday().ok()).map(|d| d.to_string()).unwrap_or_default();
    sums::month(&day).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_days_cover_a_span_once() {
        let mut all: Vec<String> = vec![String::new()];
        let mut day = crate::time::Date::constant(2019, 11, 20);
        while day < crate::time::Date::constant(2020, 4, 10) {
            all.push(day.to_string());
            day = day.tomorrow().expect("a day");
        }
        let bounds: Vec<Option<&str>> =
            std::iter::once(None).chain(all[1..].iter().map(|d| Some(d.as_str()))).collect();
        for from in &bounds {
            for to in &bounds {
                let (months, days) = cut(*from, *to);
                for day in &all {
                    let wanted = from.is_none_or(|f| day.as_str() >= f) && to.is_none_or(|t| day.as_str() <= t);
                    let month = sums::month(day);
                    let in_months = months.iter().filter(|(a, b)| month >= a.as_str() && month <= b.as_str()).count();
                    let in_days = days.iter().filter(|(a, b)| day >= a && day <= b).count();
                    assert_eq!(
                        in_months + in_days,
                        usize::from(wanted),
                        "{from:?} {to:?} {day:?}: {months:?} {days:?}"
                    );
                }
            }
        }
    }
}
