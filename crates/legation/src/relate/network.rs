//! Who deals with whom in a window of time: a signed, directed, weighted graph.

use std::collections::BTreeMap;

use super::fact::{self, Counted, Scope, Who};
use super::period;
use crate::error::{Error, Kind};
use crate::record::question;
use crate::record::{Archive, Side};

/// What the nodes are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Nodes {
    /// PLOVER codes of countries and of organisations that have one.
    #[default]
    Countries,
    /// Entities: states, persons, bodies, groups, by their ids.
    Entities,
}

/// The graph of a window.
#[derive(Clone, PartialEq, Debug)]
pub struct Network {
    /// Codes or ids, sorted; edges name them by index.
    pub nodes: Vec<Node>,
    /// By `from`, then `to`; `from` < `to`.
    pub edges: Vec<Edge>,
    /// Events of the window that count, also those of one party only.
    pub n_events: u32,
}

/// A party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// PLOVER code or entity id.
    pub id: String,
    /// Name in the archive where it is an entity, else the code.
    pub name: String,
    /// Events in which it takes part, alone or with others.
    pub n_events: u32,
}

/// What passes between two parties. An event among more than two is in the edge of each pair.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// `from` acts on `to`, `to` on `from`, both together: their sum is all events of the pair.
    pub n_forward: u32,
    pub n_backward: u32,
    pub n_mutual: u32,
    /// Events of quad classes 1 and 2, and of 3 and 4.
    pub n_cooperation: u32,
    pub n_conflict: u32,
    /// Sums of PLOVER scores by direction; what both do together is in the third.
    pub score_forward: f64,
    pub score_backward: f64,
    pub score_mutual: f64,
}

impl Edge {
    pub fn n_events(&self) -> u32 {
        self.n_forward + self.n_backward + self.n_mutual
    }

    /// Sum of all scores: its sign is the edge's sign.
    pub fn score(&self) -> f64 {
        self.score_forward + self.score_backward + self.score_mutual
    }
}

/// The network of a scope's events; the scope is everybody's, or a party's or dyad's neighbourhood.
pub fn network(archive: &Archive, scope: &Scope, nodes: Nodes) -> Result<Network, Error> {
    let window = Window { from: 0, to: 0, events: events(archive, scope, nodes)? };
    named(archive, window.graph(), nodes)
}

/// Parties of the events of a span of days.
pub(super) struct Window {
    pub from: i32,
    pub to: i32,
    pub events: Vec<Event>,
}

/// An event as an edge or several.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Event {
    /// Days since 1970-01-01.
    pub day: Option<i32>,
    pub quad: u8,
    pub score: f64,
    pub symmetric: bool,
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
}

/// A meeting of more parties than this is no dyad of any two (as `record` has it).
const MOST_PARTIES: usize = 16;

impl Window {
    pub fn graph(&self) -> Network {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let mut edges: BTreeMap<(&str, &str), Edge> = BTreeMap::new();
        for event in &self.events {
            let mut all: Vec<&str> = event.actors.iter().chain(&event.recipients).map(String::as_str).collect();
            all.sort_unstable();
            all.dedup();
            all.iter().for_each(|party| *counts.entry(party).or_default() += 1);
            if event.actors.len() + event.recipients.len() > MOST_PARTIES {
                continue;
            }
            for (pair, way) in event.pairs() {
                let edge = edges.entry(pair).or_default();
                match way {
                    Some(true) => {
                        (edge.n_forward, edge.score_forward) = (edge.n_forward + 1, edge.score_forward + event.score)
                    }
                    Some(false) => {
                        (edge.n_backward, edge.score_backward) =
                            (edge.n_backward + 1, edge.score_backward + event.score);
                    }
                    None => (edge.n_mutual, edge.score_mutual) = (edge.n_mutual + 1, edge.score_mutual + event.score),
                }
                if event.quad <= 2 {
                    edge.n_cooperation += 1;
                } else {
                    edge.n_conflict += 1;
                }
            }
        }
        let at: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(n, id)| (*id, n)).collect();
        Network {
            edges: edges.into_iter().map(|((a, b), edge)| Edge { from: at[a], to: at[b], ..edge }).collect(),
            nodes: counts
                .into_iter()
                .map(|(id, n_events)| Node { id: id.to_owned(), name: id.to_owned(), n_events })
                .collect(),
            n_events: self.events.len() as u32,
        }
    }
}

impl Event {
    /// Pairs in alphabetical order, with whether the first acts on the second; none where both act.
    fn pairs(&self) -> BTreeMap<(&str, &str), Option<bool>> {
        let mut out: BTreeMap<(&str, &str), Option<bool>> = BTreeMap::new();
        let mut put = |a, b, mutual: bool| {
            if a == b {
                return;
            }
            let (key, forward) = if a < b { ((a, b), true) } else { ((b, a), false) };
            let way = (!mutual).then_some(forward);
            out.entry(key)
                .and_modify(|w| {
                    if *w != way {
                        *w = None
                    }
                })
                .or_insert(way);
        };
        for a in &self.actors {
            self.recipients.iter().for_each(|b| put(a.as_str(), b.as_str(), false));
            if self.symmetric || self.recipients.is_empty() {
                self.actors.iter().for_each(|b| put(a.as_str(), b.as_str(), true));
            }
        }
        out
    }
}

/// The events of a scope with their parties, in the order of day and id.
pub(super) fn events(archive: &Archive, scope: &Scope, nodes: Nodes) -> Result<Vec<Event>, Error> {
    fact::check(scope)?;
    if scope.publisher.is_some() {
        return Err(Error::new(Kind::Configuration, "drawing the network")
            .because("a network of one outlet is not made")
            .hint("leave --publisher out"));
    }
    let wanted = |party: &str| match nodes {
        Nodes::Countries => !party.contains(':'),
        Nodes::Entities => party.contains(':'),
    };
    let mut late = Vec::new();
    let mut out: Vec<(String, Event)> = Vec::new();
    let mut ask = || -> rusqlite::Result<()> {
        let mut statement = archive.connection().prepare_cached(
            "SELECT event_id, event_date, event_type, quad, score, status, certainty, last_known FROM events
             WHERE event_date >= ?1 AND event_date <= ?2 AND first_known <= ?3 ORDER BY event_date, event_id",
        )?;
        let mut parties = archive
            .connection()
            .prepare_cached("SELECT party, side FROM event_parties WHERE event_id = ?1 ORDER BY party")?;
        let day = |day: &Option<String>, other: &str| day.clone().unwrap_or_else(|| other.to_owned());
        let as_of = day(&scope.as_of, "9999-12-31");
        let mut rows = statement.query([day(&scope.from, "0"), day(&scope.to, "9999-12-31"), as_of.clone()])?;
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str()?;
            let mut event = Event {
                day: period::day(row.get_ref(1)?.as_str()?),
                quad: row.get(3)?,
                score: row.get(4)?,
                symmetric: matches!(row.get_ref(2)?.as_str()?, "AGREE" | "CONSULT" | "COOPERATE"),
                actors: Vec::new(),
                recipients: Vec::new(),
            };
            if row.get_ref(7)?.as_str()? > as_of.as_str() {
                late.push(out.len());
            } else {
                let happened = fact::happened(row.get_ref(5)?.as_str()?, row.get_ref(6)?.as_str()?);
                if scope.counted == Counted::Happened && !happened {
                    continue;
                }
                let mut found = parties.query([id])?;
                while let Some(party) = found.next()? {
                    let name = party.get_ref(0)?.as_str()?;
                    if wanted(name) {
                        let side = party.get_ref(1)?.as_str()?;
                        if side == "actor" { &mut event.actors } else { &mut event.recipients }.push(name.to_owned());
                    }
                }
            }
            out.push((id.to_owned(), event));
        }
        Ok(())
    };
    ask().map_err(|e| archive.failed("drawing the network", &e))?;
    for n in late {
        let (id, event) = &mut out[n];
        let Some(summary) = question::summary(archive, id, scope.as_of.as_deref())? else { continue };
        if scope.counted == Counted::Happened && !fact::happened(&summary.status, &summary.certainty) {
            continue;
        }
        let of = |side: Side| -> Vec<String> {
            let keys = summary.parties.iter().filter(|p| p.0 == side).flat_map(|p| [&p.1, &p.2]).flatten();
            let mut keys: Vec<String> = keys.filter(|k| wanted(k)).cloned().collect();
            keys.sort();
            keys.dedup();
            keys
        };
        (event.actors, event.recipients) = (of(Side::Actor), of(Side::Recipient));
    }
    let near = |event: &Event| {
        let has = |party: &String| event.actors.contains(party) || event.recipients.contains(party);
        match &scope.who {
            Who::All => true,
            Who::Party(party) => has(party),
            Who::Dyad(a, b) => has(a) || has(b),
        }
    };
    Ok(out
        .into_iter()
        .map(|(_, event)| event)
        .filter(|e| !(e.actors.is_empty() && e.recipients.is_empty()) && near(e))
        .collect())
}

/// Puts names in the place of entity ids.
fn named(archive: &Archive, mut network: Network, nodes: Nodes) -> Result<Network, Error> {
    if nodes == Nodes::Countries {
        return Ok(network);
    }
    let ask = |id: &str| {
        let mut statement = archive.connection().prepare_cached("SELECT name FROM entities WHERE entity_id = ?1")?;
        statement.query_row([id], |row| row.get::<_, String>(0))
    };
    for node in &mut network.nodes {
        match ask(&node.id) {
            Ok(name) => node.name = name,
            Err(rusqlite::Error::QueryReturnedNoRows) => {}
            Err(error) => return Err(archive.failed("reading names", &error)),
        }
    }
    Ok(network)
}
