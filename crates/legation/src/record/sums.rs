//! Sums of events by type, party and pair: made from events, kept by month, checked.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::counted::{self, Counted, unpacked};
use super::summary;

/// Sums over some events.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// By PLOVER type.
    pub types: BTreeMap<String, TypeSum>,
    /// By country code and by entity id.
    pub parties: BTreeMap<String, PartySum>,
    /// By pair of countries: ARM-AZE.
    pub pairs: BTreeMap<String, PairSum>,
}

/// Events of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TypeSum {
    pub n_events: i64,
    /// Of these, events in which a country takes part; an entity.
    pub n_with_countries: i64,
    pub n_with_entities: i64,
}

/// Events of a party.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PartySum {
    pub n_events: i64,
    pub n_as_actor: i64,
    pub n_as_recipient: i64,
    /// Meetings at which it received two or more others.
    pub n_hosted: i64,
}

/// Events of a pair. Scores are in millionths: sums of whole numbers are exact in any order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PairSum {
    /// The first acts on the second, the second on the first, both together.
    pub n_forward: i64,
    pub n_backward: i64,
    pub n_mutual: i64,
    /// Of all these, events of quad classes 3 and 4.
    pub n_conflict: i64,
    pub score_forward: i64,
    pub score_backward: i64,
    pub score_mutual: i64,
}

impl PairSum {
    pub fn n_events(&self) -> i64 {
        self.n_forward + self.n_backward + self.n_mutual
    }

    /// The sum of all PLOVER scores.
    pub fn score(&self) -> f64 {
        (self.score_forward + self.score_backward + self.score_mutual) as f64 / MILLION
    }
}

/// Millionths of a score.
pub const MILLION: f64 = 1e6;

/// A meeting of more parties than this is no dyad of any two.
pub(super) const MOST_PARTIES: usize = 16;

/// Whether a key names a country: entity ids have a colon.
pub fn is_country(party: &str) -> bool {
    !party.contains(':')
}

/// The countries among some parties.
pub(super) fn countries(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).filter(|p| is_country(p)).collect()
}

/// Pairs in alphabetical order, with the direction between them. `together` says that those who act do
/// so together; where nobody receives, they do in any case.
pub fn pairs_of<'a>(
    actors: &[&'a str],
    recipients: &[&'a str],
    together: bool,
) -> BTreeMap<(&'a str, &'a str), &'static str> {
    let mut out: BTreeMap<(&str, &str), &'static str> = BTreeMap::new();
    if actors.len() + recipients.len() > MOST_PARTIES {
        return out;
    }
    let mut put = |a: &'a str, b: &'a str, mutual: bool| {
        if a == b {
            return;
        }
        let (key, way) = if a < b { ((a, b), "forward") } else { ((b, a), "backward") };
        let way = if mutual { "mutual" } else { way };
        out.entry(key)
            .and_modify(|w| {
                if *w != way {
                    *w = "mutual"
                }
            })
            .or_insert(way);
    };
    for a in actors {
        recipients.iter().for_each(|b| put(a, b, false));
        if together || recipients.is_empty() {
            actors.iter().for_each(|b| put(a, b, true));
        }
    }
    out
}

impl Sums {
    /// Adds an event, or takes it out again with −1.
    pub(super) fn add(&mut self, event: &Counted, sign: i64) {
        let (actors, recipients) = event.packed_sides();
        let (actors, recipients) = (words(actors), words(recipients));
        let mut kind = TypeSum { n_events: sign, ..TypeSum::default() };
        for countries in [true, false] {
            let (actors, recipients) = (of_kind(&actors, countries), of_kind(&recipients, countries));
            if actors.is_empty() && recipients.is_empty() {
                continue;
            }
            let n_with = if countries { &mut kind.n_with_countries } else { &mut kind.n_with_entities };
            *n_with += sign;
            let is_meeting = event.is_symmetric() && event.quad <= 2 && actors.len() >= 2;
            for actor in &actors {
                with(&mut self.parties, actor, |sum| {
                    sum.n_events += sign;
                    sum.n_as_actor += sign;
                });
            }
            for recipient in &recipients {
                let acts = actors.contains(recipient);
                with(&mut self.parties, recipient, |sum| {
                    sum.n_as_recipient += sign;
                    sum.n_events += if acts { 0 } else { sign };
                    sum.n_hosted += if is_meeting && !acts { sign } else { 0 };
                });
            }
            if countries {
                let mut name = String::with_capacity(8);
                for ((a, b), way) in pairs_of(&actors, &recipients, event.is_symmetric()) {
                    name.clear();
                    name.extend([a, "-", b]);
                    with(&mut self.pairs, &name, |sum| sum.add(event, way, sign));
                }
            }
        }
        with(&mut self.types, &event.event_type, |sum| sum.merge(&kind));
    }

    pub(super) fn merge(&mut self, other: &Sums) {
        other.types.iter().for_each(|(key, sum)| with(&mut self.types, key, |own| own.merge(sum)));
        other.parties.iter().for_each(|(key, sum)| with(&mut self.parties, key, |own| own.merge(sum)));
        other.pairs.iter().for_each(|(key, sum)| with(&mut self.pairs, key, |own| own.merge(sum)));
    }

    /// Without what adds up to nothing.
    fn whole(mut self) -> Sums {
        self.types.retain(|_, s| *s != TypeSum::default());
        self.parties.retain(|_, s| *s != PartySum::default());
        self.pairs.retain(|_, s| *s != PairSum::default());
        self
    }
}

/// Changes the sum of a key; only a new key costs a copy of it.
fn with<T: Default>(map: &mut BTreeMap<String, T>, key: &str, change: impl FnOnce(&mut T)) {
    match map.get_mut(key) {
        Some(sum) => change(sum),
        None => {
            let mut sum = T::default();
            change(&mut sum);
            map.insert(key.to_owned(), sum);
        }
    }
}

fn words(side: &str) -> Vec<Cow<'_, str>> {
    let word = |w| if str::contains(w, '%') { Cow::Owned(unpacked(w)) } else { Cow::Borrowed(w) };
    side.split(' ').filter(|w| !w.is_empty()).map(word).collect()
}

fn of_kind<'a>(all: &'a [Cow<'_, str>], countries: bool) -> Vec<&'a str> {
    all.iter().map(AsRef::as_ref).filter(|p| is_country(p) == countries).collect()
}

impl TypeSum {
    fn merge(&mut self, other: &TypeSum) {
        self.n_events += other.n_events;
        self.n_with_countries += other.n_with_countries;
        self.n_with_entities += other.n_with_entities;
    }
}

impl PartySum {
    pub(super) fn merge(&mut self, other: &PartySum) {
        self.n_events += other.n_events;
        self.n_as_actor += other.n_as_actor;
        self.n_as_recipient += other.n_as_recipient;
        self.n_hosted += other.n_hosted;
    }
}

impl PairSum {
    /// Adds an event that points this way.
    pub fn add(&mut self, event: &Counted, way: &str, sign: i64) {
        let score = sign * (event.score * MILLION).round() as i64;
        let (n, sum) = match way {
            "forward" => (&mut self.n_forward, &mut self.score_forward),
            "backward" => (&mut self.n_backward, &mut self.score_backward),
            _ => (&mut self.n_mutual, &mut self.score_mutual),
        };
        *n += sign;
        *sum += score;
        self.n_conflict += if event.quad > 2 { sign } else { 0 };
    }

    pub(super) fn merge(&mut self, other: &PairSum) {
        self.n_forward += other.n_forward;
        self.n_backward += other.n_backward;
        self.n_mutual += other.n_mutual;
        self.n_conflict += other.n_conflict;
        self.score_forward += other.score_forward;
        self.score_backward += other.score_backward;
        self.score_mutual += other.score_mutual;
    }
}

/// Sums by month and by whether what they count happened: what the tables hold, or what is to be added
/// to them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Months(BTreeMap<(String, bool), Sums>);

/// The month of a day: its first seven letters.
pub(super) fn month(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}

impl Months {
    pub fn add(&mut self, event: &Counted, sign: i64) {
        let key = (month(&event.event_date).to_owned(), event.happened);
        self.0.entry(key).or_default().add(event, sign);
    }

    /// Adds these sums to those of the tables; what then is nothing goes.
    pub fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut kind = connection.prepare_cached(
            "INSERT INTO month_types VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
             n_events = n_events + excluded.n_events, n_with_countries = n_with_countries + excluded.n_with_countries,
             n_with_entities = n_with_entities + excluded.n_with_entities",
        )?;
        let mut party = connection.prepare_cached(
            "INSERT INTO month_parties VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET
             n_events = n_events + excluded.n_events, n_as_actor = n_as_actor + excluded.n_as_actor,
             n_as_recipient = n_as_recipient + excluded.n_as_recipient, n_hosted = n_hosted + excluded.n_hosted",
        )?;
        let mut pair = connection.prepare_cached(
            "INSERT INTO month_pairs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO UPDATE SET
             n_forward = n_forward + excluded.n_forward, n_backward = n_backward + excluded.n_backward,
             n_mutual = n_mutual + excluded.n_mutual, n_conflict = n_conflict + excluded.n_conflict,
             score_forward = score_forward + excluded.score_forward,
             score_backward = score_backward + excluded.score_backward,
             score_mutual = score_mutual + excluded.score_mutual",
        )?;
        for ((month, happened), sums) in &self.0 {
            for (key, s) in &sums.types {
                kind.execute(params![month, happened, key, s.n_events, s.n_with_countries, s.n_with_entities])?;
            }
            for (key, s) in &sums.parties {
                party.execute(params![month, happened, key, s.n_events, s.n_as_actor, s.n_as_recipient, s.n_hosted])?;
            }
            for (key, s) in &sums.pairs {
                pair.execute(params![
                    month,
                    happened,
                    key,
                    s.n_forward,
                    s.n_backward,
                    s.n_mutual,
                    s.n_conflict,
                    s.score_forward,
                    s.score_backward,
                    s.score_mutual
                ])?;
            }
            for sql in [
                "DELETE FROM month_types WHERE month = ?1 AND happened = ?2 AND n_events = 0",
                "DELETE FROM month_parties WHERE month = ?1 AND happened = ?2 AND n_events = 0",
                "DELETE FROM month_pairs WHERE month = ?1 AND happened = ?2 AND n_forward + n_backward + n_mutual = 0",
            ] {
                connection.prepare_cached(sql)?.execute(params![month, happened])?;
            }
        }
        Ok(())
    }

    /// What the tables hold.
    pub fn stored(connection: &Connection) -> rusqlite::Result<Months> {
        let mut months = Months::default();
        let mut names = connection.prepare("SELECT DISTINCT month, happened FROM month_types")?;
        let mut rows = names.query([])?;
        while let Some(row) = rows.next()? {
            months.0.insert((row.get(0)?, row.get(1)?), Sums::default());
        }
        // A month without events has no row of types, but a damaged file may have others.
        for sql in
            ["SELECT DISTINCT month, happened FROM month_parties", "SELECT DISTINCT month, happened FROM month_pairs"]
        {
            let mut names = connection.prepare(sql)?;
            let mut rows = names.query([])?;
            while let Some(row) = rows.next()? {
                months.0.entry((row.get(0)?, row.get(1)?)).or_default();
            }
        }
        for ((month, happened), sums) in &mut months.0 {
            *sums = stored(connection, month, month, Some(*happened))?;
        }
        Ok(months)
    }

    /// Months in which two differ, as text.
    pub fn differ(self, other: Months) -> Vec<String> {
        let whole = |months: Months| -> BTreeMap<(String, bool), Sums> {
            months.0.into_iter().map(|(k, s)| (k, s.whole())).filter(|(_, s)| *s != Sums::default()).collect()
        };
        let (one, two) = (whole(self), whole(other));
        let all: BTreeSet<&(String, bool)> = one.keys().chain(two.keys()).collect();
        all.into_iter().filter(|k| one.get(*k) != two.get(*k)).map(|(month, _)| month.clone()).collect()
    }
}

/// The sums that the tables hold for some months, both inclusive.
pub(super) fn stored(
    connection: &Connection,
    first: &str,
    last: &str,
    happened: Option<bool>,
) -> rusqlite::Result<Sums> {
    let mut sums = Sums::default();
    let asked = params![first, last, happened];
    let wanted = "month >= ?1 AND month <= ?2 AND (?3 IS NULL OR happened = ?3)";
    let mut statement = connection.prepare_cached(&format!(
        "SELECT event_type, n_events, n_with_countries, n_with_entities FROM month_types WHERE {wanted}"
    ))?;
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        let sum = TypeSum { n_events: row.get(1)?, n_with_countries: row.get(2)?, n_with_entities: row.get(3)? };
        with(&mut sums.types, row.get_ref(0)?.as_str()?, |own| own.merge(&sum));
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT party, n_events, n_as_actor, n_as_recipient, n_hosted FROM month_parties WHERE {wanted}"
    ))?;
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        let sum = PartySum {
            n_events: row.get(1)?,
            n_as_actor: row.get(2)?,
            n_as_recipient: row.get(3)?,
            n_hosted: row.get(4)?,
        };
        with(&mut sums.parties, row.get_ref(0)?.as_str()?, |own| own.merge(&sum));
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT pair, n_forward, n_backward, n_mutual, n_conflict, score_forward, score_backward, score_mutual
         FROM month_pairs WHERE {wanted}"
    ))?;
    let mut rows = statement.query(asked)?;
    while let Some(row) = rows.next()? {
        let sum = PairSum {
            n_forward: row.get(1)?,
            n_backward: row.get(2)?,
            n_mutual: row.get(3)?,
            n_conflict: row.get(4)?,
            score_forward: row.get(5)?,
            score_backward: row.get(6)?,
            score_mutual: row.get(7)?,
        };
        with(&mut sums.pairs, row.get_ref(0)?.as_str()?, |own| own.merge(&sum));
    }
    Ok(sums)
}

/// Takes an event's rows out of the tables, where it has any, and its part out of the sums.
pub(super) fn take_out(connection: &Connection, event_id: &str, months: &mut Months) -> rusqlite::Result<()> {
    let day: Option<String> = connection
        .prepare_cached("SELECT event_date FROM events WHERE event_id = ?1")?
        .query_row([event_id], |row| row.get(0))
        .optional()?;
    let Some(day) = day else { return Ok(()) };
    let Some(event) = stored_event(connection, &day, event_id)? else { return Ok(()) };
    months.add(&event, -1);
    connection
        .prepare_cached("DELETE FROM event_days WHERE event_date = ?1 AND event_id = ?2")?
        .execute([&day, event_id])?;
    let (parties, dyads) = keys(&event);
    let mut party = connection.prepare_cached(
        "DELETE FROM event_parties WHERE party = ?1 AND event_date = ?2 AND event_id = ?3 AND side = ?4",
    )?;
    for (key, side) in parties {
        party.execute([&key, &day, event_id, side])?;
    }
    let mut dyad =
        connection.prepare_cached("DELETE FROM event_dyads WHERE pair = ?1 AND event_date = ?2 AND event_id = ?3")?;
    for (pair, _) in dyads {
        dyad.execute([&pair, &day, event_id])?;
    }
    Ok(())
}

/// The keys under which an event stands: party and side, pair and direction.
fn keys(event: &Counted) -> (Vec<(String, &'static str)>, Vec<(String, &'static str)>) {
    let (actors, recipients) = event.sides();
    let pairs = pairs_of(&countries(&actors), &countries(&recipients), event.is_symmetric());
    let pairs = pairs.into_iter().map(|((a, b), way)| (format!("{a}-{b}"), way)).collect();
    let actors = actors.into_iter().map(|p| (p, "actor"));
    (actors.chain(recipients.into_iter().map(|p| (p, "recipient"))).collect(), pairs)
}

/// What the tables count of an event.
pub(super) fn stored_event(connection: &Connection, day: &str, event_id: &str) -> rusqlite::Result<Option<Counted>> {
    let sql = format!(
        "SELECT event_date, event_id, {} FROM event_days WHERE event_date = ?1 AND event_id = ?2",
        counted::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([day, event_id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut event = Counted::default();
    event.read(row, 0)?;
    Ok(Some(event))
}

/// Writes an event's rows, and adds its part to the sums.
pub(super) fn put_in(connection: &Connection, event: &Counted, months: &mut Months) -> rusqlite::Result<()> {
    event.write(connection, "event_days", &[])?;
    let (parties, dyads) = keys(event);
    for (party, side) in &parties {
        event.write(connection, "event_parties", &[("party", party), ("side", side)])?;
    }
    for (pair, way) in &dyads {
        event.write(connection, "event_dyads", &[("pair", pair), ("direction", way)])?;
    }
    months.add(event, 1);
    Ok(())
}

/// How many rows an event has by party and by pair, where the tables hold it as it is to be counted.
pub(super) fn stored_alike(connection: &Connection, event: &Counted) -> rusqlite::Result<Option<(u64, u64)>> {
    if stored_event(connection, &event.event_date, &event.event_id)?.as_ref() != Some(event) {
        return Ok(None);
    }
    let holds = |sql: &str, key: &[&str]| -> rusqlite::Result<bool> {
        let sql = format!("SELECT event_date, event_id, {} FROM {sql}", counted::COLUMNS);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(key))?;
        let mut found = Counted::default();
        Ok(match rows.next()? {
            Some(row) => {
                found.read(row, 0)?;
                found == *event
            }
            None => false,
        })
    };
    let (parties, dyads) = keys(event);
    let (day, id) = (event.event_date.as_str(), event.event_id.as_str());
    for (party, side) in &parties {
        let sql = "event_parties WHERE party = ?1 AND event_date = ?2 AND event_id = ?3 AND side = ?4";
        if !holds(sql, &[party, day, id, side])? {
            return Ok(None);
        }
    }
    for (pair, way) in &dyads {
        let sql = "event_dyads WHERE pair = ?1 AND event_date = ?2 AND event_id = ?3 AND direction = ?4";
        if !holds(sql, &[pair, day, id, way])? {
            return Ok(None);
        }
    }
    Ok(Some((parties.len() as u64, dyads.len() as u64)))
}

/// Makes everything that is counted anew from the reports.
pub(super) fn rebuild(connection: &Connection) -> rusqlite::Result<()> {
    for table in ["event_days", "event_parties", "event_dyads", "month_types", "month_parties", "month_pairs"] {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    connection.execute_batch(
        "DELETE FROM article_days;
         INSERT INTO article_days SELECT known, count(*) FROM articles GROUP BY known ORDER BY known",
    )?;
    let mut months = Months::default();
    let mut events = connection.prepare("SELECT event_id FROM events ORDER BY event_date, event_id")?;
    let mut rows = events.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(0)?.as_str()?;
        if let Some((summary, _)) = summary::load(connection, id, None)? {
            put_in(connection, &Counted::of(&summary, counted::told_of(connection, id)?), &mut months)?;
        }
    }
    months.write(connection)
}

/// Whether as many events and articles are counted as there are: a quick look, where `verify` makes all anew.
pub(super) fn in_step(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT (SELECT count(*) FROM events) = (SELECT coalesce(sum(n_events), 0) FROM month_types)
         AND (SELECT count(*) FROM articles) = (SELECT coalesce(sum(n_articles), 0) FROM article_days)",
        [],
        |row| row.get(0),
    )
}
