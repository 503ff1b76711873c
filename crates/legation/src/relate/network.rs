//! Who deals with whom in a window of time: a signed, directed, weighted graph.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{self, Scope, Who};
use crate::error::{Error, Kind};
use crate::record::Archive;
use crate::record::question::{self, Counted, MILLION, Of, PairSum, Span, Sums};

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
    /// Meetings at which it received two or more other parties.
    pub n_hosted: u32,
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
///
/// Everybody's network of countries is added up from whole months that stand ready; a network of
/// entities, a neighbourhood, and the past as of a day are added up from the events.
pub fn network(archive: &Archive, scope: &Scope, nodes: Nodes) -> Result<Network, Error> {
    named(archive, unnamed(archive, scope, nodes)?, nodes)
}

/// The network with ids in the place of names.
pub(super) fn unnamed(archive: &Archive, scope: &Scope, nodes: Nodes) -> Result<Network, Error> {
    check(scope)?;
    let span = span(scope);
    if scope.who == Who::All && nodes == Nodes::Countries {
        return Ok(of_sums(&question::sums(archive, span)?));
    }
    let mut ties = Ties::new(nodes);
    let is_node = |party: &str| question::is_country(party) == (nodes == Nodes::Countries);
    match &scope.who {
        Who::All => question::counted(archive, Of::All, span, &mut |event, _| ties.add(event))?,
        Who::Party(party) if is_node(party) => {
            let mut last = String::new();
            question::counted(archive, Of::Party(party), span, &mut |event, _| {
                // A party that stands on both sides comes twice, one behind the other.
                if last != event.event_id {
                    last.clone_from(&event.event_id);
                    ties.add(event);
                }
            })?;
        }
        Who::Dyad(a, b) if is_node(a) => {
            let mut seen = BTreeSet::new();
            for party in [a, b] {
                question::counted(archive, Of::Party(party), span, &mut |event, _| {
                    if seen.insert(event.event_id.clone()) {
                        ties.add(event);
                    }
                })?;
            }
        }
        Who::Party(_) | Who::Dyad(..) => {}
    }
    Ok(ties.network())
}

pub(super) fn check(scope: &Scope) -> Result<(), Error> {
    fact::check(scope)?;
    match scope.publisher {
        None => Ok(()),
        Some(_) => Err(Error::new(Kind::Configuration, "drawing the network")
            .because("a network of one outlet is not made")
            .hint("leave --publisher out")),
    }
}

/// The days of a scope; events without a day are in no window.
pub(super) fn span(scope: &Scope) -> Span<'_> {
    let span = scope.span();
    Span { from: span.from.or(Some("0000-01-01")), ..span }
}

/// Who is tied to whom, event by event.
pub(super) struct Ties {
    nodes: Nodes,
    n_events: u32,
    parties: BTreeMap<String, (u32, u32)>,
    pairs: BTreeMap<(String, String), PairSum>,
}

impl Ties {
    pub fn new(nodes: Nodes) -> Ties {
        Ties { nodes, n_events: 0, parties: BTreeMap::new(), pairs: BTreeMap::new() }
    }

    pub fn add(&mut self, event: &Counted) {
        let (actors, recipients) = event.sides();
        let wanted = |p: &&str| question::is_country(p) == (self.nodes == Nodes::Countries);
        let actors: Vec<&str> = actors.iter().map(String::as_str).filter(wanted).collect();
        let recipients: Vec<&str> = recipients.iter().map(String::as_str).filter(wanted).collect();
        if actors.is_empty() && recipients.is_empty() {
            return;
        }
        self.n_events += 1;
        let is_meeting = event.is_symmetric() && event.quad <= 2 && actors.len() >= 2;
        let only_receive: Vec<&str> = recipients.iter().copied().filter(|r| !actors.contains(r)).collect();
        for party in &actors {
            self.parties.entry((*party).to_owned()).or_default().0 += 1;
        }
        for party in only_receive {
            let counts = self.parties.entry(party.to_owned()).or_default();
            (counts.0, counts.1) = (counts.0 + 1, counts.1 + u32::from(is_meeting));
        }
        for ((a, b), way) in question::pairs_of(&actors, &recipients, event.is_symmetric()) {
            self.pairs.entry((a.to_owned(), b.to_owned())).or_default().add(event, way, 1);
        }
    }

    pub fn network(self) -> Network {
        let parties: Vec<(String, (u32, u32))> = self.parties.into_iter().collect();
        let edges = self.pairs.iter().map(|((a, b), sum)| ((a.as_str(), b.as_str()), sum));
        of(parties, edges, self.n_events)
    }
}

/// The network of countries that sums make.
pub(super) fn of_sums(sums: &Sums) -> Network {
    let countries = sums.parties.iter().filter(|(p, s)| question::is_country(p) && s.n_events > 0);
    let parties = countries.map(|(p, s)| (p.clone(), (s.n_events as u32, s.n_hosted as u32))).collect();
    let edges = sums.pairs.iter().filter(|(_, s)| s.n_events() > 0).filter_map(|(p, s)| Some((p.split_once('-')?, s)));
    of(parties, edges, sums.types.values().map(|t| t.n_with_countries as u32).sum())
}

fn of<'a>(
    parties: Vec<(String, (u32, u32))>,
    pairs: impl Iterator<Item = ((&'a str, &'a str), &'a PairSum)>,
    n_events: u32,
) -> Network {
    let at: BTreeMap<&str, usize> = parties.iter().enumerate().map(|(n, (id, _))| (id.as_str(), n)).collect();
    let mut edges: Vec<Edge> = pairs
        .filter_map(|((a, b), sum)| {
            let score = |millionths: i64| millionths as f64 / MILLION;
            Some(Edge {
                from: *at.get(a)?,
                to: *at.get(b)?,
                n_forward: sum.n_forward as u32,
                n_backward: sum.n_backward as u32,
                n_mutual: sum.n_mutual as u32,
                n_cooperation: (sum.n_events() - sum.n_conflict) as u32,
                n_conflict: sum.n_conflict as u32,
                score_forward: score(sum.score_forward),
                score_backward: score(sum.score_backward),
                score_mutual: score(sum.score_mutual),
            })
        })
        .collect();
    edges.sort_by_key(|e| (e.from, e.to));
    let node = |(id, (n_events, n_hosted)): (String, (u32, u32))| Node { name: id.clone(), id, n_events, n_hosted };
    Network { edges, nodes: parties.into_iter().map(node).collect(), n_events }
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
