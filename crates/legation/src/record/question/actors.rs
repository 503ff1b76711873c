//! Who acts: everybody that stands in an event, and one actor's page.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Filter, Page};
use crate::error::{Error, Kind};
use crate::record::archive::Archive;

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
    /// First and last day of its events.
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
    /// As whom articles saw it: country, sector, office, first and last day, mentions.
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
    let ask = || -> rusqlite::Result<Page<ActorListed>> {
        let parties = counted(archive, filter)?;
        let mut all: Vec<(&String, &ActorListed)> = parties.iter().collect();
        all.sort_by(|a, b| (b.1.n_events, b.0).cmp(&(a.1.n_events, a.0)));
        let behind = |n: usize, party: &String| match &after {
            None => true,
            Some((most, last)) => (n as i64, party) < (*most, last),
        };
        let mut found: Vec<ActorListed> = all
            .into_iter()
            .filter(|(party, a)| behind(a.n_events, party))
            .take(limit + 1)
            .map(|(_, a)| a.clone())
            .collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let mut named = archive.connection.prepare_cached(
            "SELECT name, kind FROM entities WHERE entity_id IN (?1, 'state:' || ?1) ORDER BY entity_id <> ?1 LIMIT 1",
        )?;
        for actor in &mut found {
            let known = named.query_row([&actor.actor], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            (actor.name, actor.kind) = known.unwrap_or_else(|| (actor.actor.clone(), "country".to_owned()));
        }
        let next = found.last().filter(|_| more).map(|a| format!("{}~{}", a.n_events, a.actor));
        Ok(Page { rows: found, next })
    };
    ask().map_err(|e| archive.failed("asking for actors", &e))
}

/// Every party with its counts, in one pass in the order of the table's key: there an event's two
/// sides stand beside each other, while SQL would sort millions of rows to tell events apart.
fn counted(archive: &Archive, filter: &Filter) -> rusqlite::Result<BTreeMap<String, ActorListed>> {
    // Parties come from reports; those of later reports do not count as of a day.
    let sql = match filter.as_of {
        None => {
            "SELECT party, event_date, event_id, side FROM event_parties INDEXED BY sqlite_autoindex_event_parties_1
             WHERE ?1 IS NULL AND (?2 IS NULL OR event_date >= ?2) AND (?3 IS NULL OR event_date <= ?3)
             ORDER BY party, event_date, event_id, side"
        }
        Some(_) => {
            "SELECT DISTINCT k.party, k.event_date, k.event_id, k.side
             FROM reports r JOIN roles o ON o.report_id = r.report_id
             JOIN event_reports j ON j.report_id = r.report_id
             JOIN event_parties k ON k.event_id = j.event_id AND k.side = o.side
                  AND (k.party = o.country OR k.party = o.entity_id)
             WHERE r.known <= ?1 AND r.withdrawn_run IS NULL
               AND (?2 IS NULL OR k.event_date >= ?2) AND (?3 IS NULL OR k.event_date <= ?3)
             ORDER BY k.party, k.event_date, k.event_id, k.side"
        }
    };
    let mut parties: BTreeMap<String, ActorListed> = BTreeMap::new();
    let mut statement = archive.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![filter.as_of, filter.from, filter.to])?;
    let mut current = ActorListed::default();
    let mut event = String::new();
    while let Some(row) = rows.next()? {
        let (party, day) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        let (id, side) = (row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?);
        if current.actor != party {
            let done = std::mem::take(&mut current);
            if !done.actor.is_empty() {
                parties.insert(done.actor.clone(), done);
            }
            party.clone_into(&mut current.actor);
            day.clone_into(&mut current.first);
            event.clear();
        }
        if event != id {
            id.clone_into(&mut event);
            current.n_events += 1;
            day.clone_into(&mut current.last);
        }
        match side {
            "actor" => current.n_as_actor += 1,
            _ => current.n_as_recipient += 1,
        }
    }
    if !current.actor.is_empty() {
        parties.insert(current.actor.clone(), current);
    }
    Ok(parties)
}

/// One actor's page, named by country code or entity id; none where no event and no article knows it.
pub fn actor(archive: &Archive, key: &str, as_of: Option<&str>) -> Result<Option<ActorAnswer>, Error> {
    let connection = &archive.connection;
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
        let mut per_type: BTreeMap<String, usize> = BTreeMap::new();
        {
            let mut events = connection.prepare_cached(
                "SELECT e.event_type, substr(e.event_date, 1, 7), e.quad, count(*) FROM
                   (SELECT DISTINCT event_id FROM event_parties WHERE party = ?1) p
                 JOIN events e ON e.event_id = p.event_id WHERE (?2 IS NULL OR e.first_known <= ?2)
                 GROUP BY 1, 2, 3",
            )?;
            let mut rows = events.query(params![key, as_of])?;
            while let Some(row) = rows.next()? {
                let (kind, month, quad, n): (String, String, i64, i64) =
                    (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                let n = n.unsigned_abs() as usize;
                *per_type.entry(kind).or_default() += n;
                answer.n_events += n;
                if let Some(cell) = usize::try_from(quad - 1).ok().and_then(|q| {
                    if month.is_empty() { None } else { answer.months.entry(month).or_default().get_mut(q) }
                }) {
                    *cell += n;
                }
            }
        }
        if !known && answer.n_events == 0 {
            return Ok(None);
        }
        answer.types = per_type.into_iter().collect();
        answer.types.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        answer.counterparts = connection
            .prepare_cached(
                "SELECT o.party, coalesce(n.name, s.name, o.party), count(DISTINCT o.event_id), avg(e.score) FROM
                   (SELECT event_id FROM event_parties WHERE party = ?1 ORDER BY event_date DESC LIMIT 5000) p
                 JOIN events e ON e.event_id = p.event_id
                 JOIN event_parties o ON o.event_id = p.event_id AND o.party <> ?1
                 LEFT JOIN entities n ON n.entity_id = o.party
                 LEFT JOIN entities s ON s.entity_id = 'state:' || o.party
                 WHERE (?2 IS NULL OR e.first_known <= ?2) AND o.party NOT LIKE 'state:%'
                 GROUP BY o.party ORDER BY 3 DESC, o.party LIMIT ?3",
            )?
            .query_map(params![key, as_of, SHOWN as i64], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs() as usize, row.get(3)?))
            })?
            .collect::<Result<_, _>>()?;
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

/// As whom the reports of events saw an entity, in order of time.
fn seen_as(archive: &Archive, id: &str, as_of: Option<&str>) -> rusqlite::Result<Vec<SeenAs>> {
    // By the events it takes part in: an index leads there, while mentions are ordered by article.
    archive
        .connection
        .prepare_cached(
            "SELECT o.country, o.sector, o.title, min(r.known), max(r.known), count(DISTINCT r.article_id) FROM
               (SELECT DISTINCT event_id FROM event_parties WHERE party = ?1 ORDER BY event_date DESC LIMIT 5000) p
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
