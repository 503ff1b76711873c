//! Who acts: everybody that stands in an event, and one actor's page.

use std::collections::{BTreeMap, VecDeque};

use rusqlite::{OptionalExtension, params};

use super::{Filter, MILLION, Of, Page, PartySum, Span, counts};
use crate::error::{Error, Kind};
use crate::record::archive::Archive;
use crate::record::counted::{self, Counted};

/// An actor with how often it stands in events.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ActorListed {
    /// PLOVER country code, or entity id.
    pub actor: String,
    pub name: String,
    pub kind: String,
    pub n_events: usize,
    pub n_as_actor: usize,
    pub n_as_recipient: usize,
    /// First and last day of its events; empty where none has a day.
    pub first: String,
    pub last: String,
}

/// One actor, and what the archive holds of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ActorAnswer {
    pub actor: String,
    pub entity_id: Option<String>,
    pub name: String,
    pub kind: String,
    pub qid: Option<String>,
    pub n_events: usize,
    /// As whom the articles of its newest 2,000 events saw it: country, sector, office, first and last day.
    pub seen_as: Vec<SeenAs>,
    /// Events by type, most first.
    pub types: Vec<(String, usize)>,
    /// Events by month (YYYY-MM), quad class 1 to 4 each.
    pub months: BTreeMap<String, [usize; 4]>,
    /// With whom, in its newest 5,000 events: party, name, events, mean PLOVER score; most events first.
    pub counterparts: Vec<(String, String, usize, f64)>,
    /// How it is said to feel, and how others feel: holder, target, mean polarity, number.
    pub stances: Vec<(String, String, f64, usize)>,
}

/// One way in which articles saw an actor.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SeenAs {
    pub country: Option<String>,
    pub sector: Option<String>,
    pub office: Option<String>,
    pub first: String,
    pub last: String,
    pub n_articles: usize,
}

/// Rows of an actor's page that a list shows at most.
const SHOWN: usize = 30;

/// Everybody that stands in an event, most events first; `from` and `to` bound the events' days.
pub fn actors(archive: &Archive, filter: &Filter) -> Result<Page<ActorListed>, Error> {
    filter.check()?;
    let limit = filter.limit();
    let after: Option<(i64, String)> = match &filter.after {
        None => None,
        Some(after) => Some(
            after.split_once('~').and_then(|(n, key)| Some((n.parse().ok()?, key.to_owned()))).ok_or_else(|| {
                Error::new(Kind::Configuration, "asking for actors")
                    .at(after.clone())
                    .because("it is no place in a list")
            })?,
        ),
    };
    let span = filter.span();
    let (sums, dated) = counts::listed(archive, span)?;
    let mut all: Vec<(&String, &PartySum)> = sums.parties.iter().filter(|(_, s)| s.n_events > 0).collect();
    all.sort_by(|a, b| (b.1.n_events, b.0).cmp(&(a.1.n_events, a.0)));
    let behind = |n: i64, party: &String| after.as_ref().is_none_or(|(most, last)| (n, party) < (*most, last));
    let mut page: Vec<(&String, &PartySum)> =
        all.into_iter().filter(|(party, s)| behind(s.n_events, party)).take(limit + 1).collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let row = |(party, sum): (&String, &PartySum)| -> rusqlite::Result<ActorListed> {
        let (first, last) = match &dated {
            Some(days) => days.get(party).cloned().unwrap_or_default(),
            None => counts::days(archive, Of::Party(party), span)?,
        };
        let mut named = archive.connection.prepare_cached(
            "SELECT name, kind FROM entities WHERE entity_id IN (?1, 'state:' || ?1) ORDER BY entity_id <> ?1 LIMIT 1",
        )?;
        let known = named.query_row([party], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (name, kind) = known.unwrap_or_else(|| (party.clone(), "country".to_owned()));
        Ok(ActorListed {
            actor: party.clone(),
            name,
            kind,
            n_events: sum.n_events as usize,
            n_as_actor: sum.n_as_actor as usize,
            n_as_recipient: sum.n_as_recipient as usize,
            first,
            last,
        })
    };
    let rows: Vec<ActorListed> =
        page.into_iter().map(row).collect::<Result<_, _>>().map_err(|e| archive.failed("asking for actors", &e))?;
    let next = rows.last().filter(|_| more).map(|a| format!("{}~{}", a.n_events, a.actor));
    Ok(Page { rows, next })
}

/// One actor's page, named by country code or entity id; none where no event and no article knows it.
pub fn actor(archive: &Archive, key: &str, as_of: Option<&str>) -> Result<Option<ActorAnswer>, Error> {
    let connection = &archive.connection;
    let events = events(archive, key, as_of)?;
    let load = || -> rusqlite::Result<Option<ActorAnswer>> {
        let entity = connection
            .prepare_cached(
                "SELECT entity_id, name, kind, qid FROM entities WHERE entity_id IN (?1, 'state:' || ?1) LIMIT 1",
            )?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let mut answer = ActorAnswer { actor: key.to_owned(), ..ActorAnswer::default() };
        let known = entity.is_some();
        if let Some((id, name, kind, qid)) = entity {
            answer.entity_id = Some(id);
            (answer.name, answer.kind, answer.qid) = (name, kind, qid);
        } else {
            key.clone_into(&mut answer.name);
            "country".clone_into(&mut answer.kind);
        }
        (answer.n_events, answer.months) = (events.n, events.months.clone());
        if !known && answer.n_events == 0 {
            return Ok(None);
        }
        answer.types = events.types.clone().into_iter().collect();
        answer.types.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        answer.counterparts = counterparts(archive, key, &events.newest)?;
        let id = answer.entity_id.clone().unwrap_or_else(|| key.to_owned());
        answer.seen_as = seen_as(archive, &id, as_of)?;
        answer.stances = connection
            .prepare_cached(
                "SELECT coalesce(holder, 'outlet'), coalesce(target, ''), avg(polarity), count(*) FROM stances
                 WHERE (holder = ?1 OR target = ?1) AND withdrawn_run IS NULL AND (?2 IS NULL OR known <= ?2)
                 GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT ?3",
            )?
            .query_map(params![id, as_of, SHOWN as i64], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?.unsigned_abs() as usize))
            })?
            .collect::<Result<_, _>>()?;
        Ok(Some(answer))
    };
    load().map_err(|e| archive.failed("reading an actor", &e))
}

/// What one party's events add up to.
#[derive(Default)]
struct Events {
    n: usize,
    types: BTreeMap<String, usize>,
    months: BTreeMap<String, [usize; 4]>,
    /// Score and parties of the newest.
    newest: VecDeque<(f64, Vec<String>)>,
}

impl Events {
    fn add(&mut self, day: &str, event_type: &str, quad: u8) {
        self.n += 1;
        match self.types.get_mut(event_type) {
            Some(n) => *n += 1,
            None => drop(self.types.insert(event_type.to_owned(), 1)),
        }
        let Some(month) = day.get(..7) else { return };
        if !self.months.contains_key(month) {
            self.months.insert(month.to_owned(), [0; 4]);
        }
        let cell = self.months.get_mut(month).and_then(|m| m.get_mut(usize::from(quad).wrapping_sub(1)));
        cell.into_iter().for_each(|n| *n += 1);
    }

    fn with(&mut self, event: &Counted) {
        let (mut parties, recipients) = event.sides();
        parties.extend(recipients);
        parties.sort();
        parties.dedup();
        self.newest.push_back((event.score, parties));
        if self.newest.len() > NEWEST {
            self.newest.pop_front();
        }
    }
}

/// Events of which the parties are compared.
const NEWEST: usize = 5_000;

fn events(archive: &Archive, key: &str, as_of: Option<&str>) -> Result<Events, Error> {
    let mut events = Events::default();
    if as_of.is_some() {
        let mut last = String::new();
        counts::counted(archive, Of::Party(key), Span { as_of, ..Span::default() }, &mut |event, _| {
            // An event in which it stands on both sides comes twice, one behind the other.
            if event.event_id != last {
                last.clone_from(&event.event_id);
                events.add(&event.event_date, &event.event_type, event.quad);
                events.with(event);
            }
        })?;
        return Ok(events);
    }
    let mut read = || -> rusqlite::Result<()> {
        // Few columns of many rows: a great power stands in half of all events.
        let mut statement = archive.connection.prepare_cached(
            "SELECT event_id, event_date, event_type, quad FROM event_parties WHERE party = ?1
             ORDER BY event_date, event_id",
        )?;
        let mut rows = statement.query([key])?;
        let mut last = String::new();
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str()?;
            if id != last {
                last.clear();
                last.push_str(id);
                events.add(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?, row.get(3)?);
            }
        }
        let mut statement = archive.connection.prepare_cached(&format!(
            "SELECT event_date, event_id, {} FROM event_parties WHERE party = ?1
             ORDER BY event_date DESC, event_id DESC LIMIT ?2",
            counted::COLUMNS
        ))?;
        let mut rows = statement.query(params![key, 2 * NEWEST as i64])?;
        let mut event = Counted::default();
        last.clear();
        while let Some(row) = rows.next()? {
            if events.newest.len() == NEWEST {
                break;
            }
            event.read(row, 0)?;
            if event.event_id != last {
                last.clone_from(&event.event_id);
                events.with(&event);
            }
        }
        Ok(())
    };
    read().map_err(|e| archive.failed("reading an actor", &e))?;
    Ok(events)
}

/// With whom a party stands in its newest events; states by their codes.
fn counterparts(
    archive: &Archive,
    key: &str,
    newest: &VecDeque<(f64, Vec<String>)>,
) -> rusqlite::Result<Vec<(String, String, usize, f64)>> {
    let mut met: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for (score, parties) in newest {
        for other in parties.iter().filter(|p| *p != key && !p.starts_with("state:")) {
            let sum = met.entry(other).or_default();
            // In millionths, so that the order of adding does not matter.
            (sum.0, sum.1) = (sum.0 + 1, sum.1 + (score * MILLION).round() as i64);
        }
    }
    let mut met: Vec<(&str, (usize, i64))> = met.into_iter().collect();
    met.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    met.truncate(SHOWN);
    let mut named = archive.connection.prepare_cached(
        "SELECT name FROM entities WHERE entity_id IN (?1, 'state:' || ?1) ORDER BY entity_id <> ?1 LIMIT 1",
    )?;
    met.into_iter()
        .map(|(other, (n, sum))| {
            let name: Option<String> = named.query_row([other], |row| row.get(0)).optional()?;
            Ok((other.to_owned(), name.unwrap_or_else(|| other.to_owned()), n, sum as f64 / MILLION / n as f64))
        })
        .collect()
}

/// As whom the reports of its newest events saw an entity, in order of time.
fn seen_as(archive: &Archive, id: &str, as_of: Option<&str>) -> rusqlite::Result<Vec<SeenAs>> {
    // By the events it takes part in: an index leads there, while mentions are ordered by article.
    archive
        .connection
        .prepare_cached(
            "SELECT o.country, o.sector, o.title, min(r.known), max(r.known), count(DISTINCT r.article_id) FROM
               (SELECT DISTINCT event_id FROM event_parties WHERE party = ?1 ORDER BY event_date DESC LIMIT 2000) p
             JOIN event_reports j ON j.event_id = p.event_id
             JOIN reports r ON r.report_id = j.report_id AND r.withdrawn_run IS NULL AND (?2 IS NULL OR r.known <= ?2)
             JOIN roles o ON o.report_id = r.report_id AND o.entity_id = ?1
             GROUP BY 1, 2, 3 ORDER BY 4, 1, 2, 3 LIMIT 100",
        )?
        .query_map(params![id, as_of], |row| {
            Ok(SeenAs {
                country: row.get(0)?,
                sector: row.get(1)?,
                office: row.get(2)?,
                first: row.get(3)?,
                last: row.get(4)?,
                n_articles: row.get::<_, i64>(5)?.unsigned_abs() as usize,
            })
        })?
        .collect()
}
