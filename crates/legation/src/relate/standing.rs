//! Who stands where: attention, weight, and who comes between others, window by window.
//!
//! Betweenness is Brandes' (J. Math. Sociology 25, 2001) on distances that shrink with the number of
//! events; constraint is Burt's (Structural Holes, 1992); the five roles of a broker between blocs
//! are Gould's and Fernandez's (Sociological Methodology 19, 1989).

use std::collections::BTreeMap;

use super::fact::{Scope, Who};
use super::graph::{self, Roles};
use super::network::{self, Network, Nodes, Ties};
use super::period::{self, Period};
use super::series;
use crate::error::{Error, Kind};
use crate::record::Archive;
use crate::record::question::{self, Counted, Of};

/// What standing is computed on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    pub scope: Scope,
    /// Windows of this length; none makes one window of all.
    pub by: Option<Period>,
    /// Which events tie two parties.
    pub ties: graph::Ties,
    pub nodes: Nodes,
    /// Bloc by code; parties that are not in it are a bloc of their own. None takes the regions of
    /// the United Nations' geoscheme.
    pub blocs: Option<BTreeMap<String, String>>,
}

/// Everybody's standing in one window.
#[derive(Clone, PartialEq, Debug)]
pub struct Standings {
    /// First and last day, YYYY-MM-DD.
    pub from: String,
    pub to: String,
    pub n_events: u32,
    /// In a very large network betweenness is estimated from the ways of so many parties.
    pub estimated_from: Option<usize>,
    /// Highest attention first.
    pub parties: Vec<Standing>,
}

/// One party's standing.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// PLOVER code or entity id.
    pub id: String,
    pub bloc: String,
    /// Events in which it takes part.
    pub n_events: u32,
    /// Share of all events of the window, 0 to 1; shares add up to more than 1, since events have
    /// several parties.
    pub attention: f64,
    /// Events that tie it to others, once for each other party.
    pub weight: u32,
    /// Others to whom it is tied.
    pub n_neighbours: usize,
    /// Share of the shortest ways between two others that lead through it, 0 to 1.
    pub betweenness: f64,
    /// Burt's constraint: high where its neighbours are tied to one another; none without neighbours.
    pub constraint: Option<f64>,
    /// Pairs of others without a direct tie for whom it stands between, by role.
    pub roles: Roles,
    /// Meetings at which it received two or more other parties.
    pub n_hosted: u32,
}

/// More windows than this nobody compares.
const MOST_WINDOWS: usize = 520;

/// Standing in each window, earliest first.
pub fn standing(archive: &Archive, options: &Options) -> Result<Vec<Standings>, Error> {
    let scope = &options.scope;
    let (first, last) = series::recorded(archive, scope.as_of.as_deref())?;
    let given = |name, day: &Option<String>| period::given(name, day.as_deref());
    let low = given("from", &scope.from)?.or(first);
    let high = given("to", &scope.to)?.or(given("as-of", &scope.as_of)?).or(last);
    let (Some(low), Some(high)) = (low, high) else { return Ok(Vec::new()) };
    // Without a wish only what the archive's articles span: who met in 1978 is no standing of today.
    let scope = Scope { from: Some(period::text(low)), to: Some(period::text(high)), ..scope.clone() };
    let windows = windows(options.by, low, high)?;
    network::check(&scope)?;
    let blocs = options.blocs.clone().unwrap_or_else(regions);
    let made = |(from, to): &(i32, i32), network: &Network| {
        let (parties, estimated_from) = parties(network, options.ties, &blocs);
        let (from, to) = (period::text(*from), period::text(*to));
        Standings { from, to, n_events: network.n_events, estimated_from, parties }
    };
    // Whole months stand ready: no event is read for them.
    let is_ready = matches!(options.by, None | Some(Period::Month));
    if is_ready && scope.who == Who::All && options.nodes == Nodes::Countries {
        return windows
            .iter()
            .map(|window| {
                let (from, to) = (Some(period::text(window.0)), Some(period::text(window.1)));
                Ok(made(window, &network::unnamed(archive, &Scope { from, to, ..scope.clone() }, options.nodes)?))
            })
            .collect();
    }
    if windows.len() == 1 {
        return Ok(vec![made(&windows[0], &network::unnamed(archive, &scope, options.nodes)?)]);
    }
    // Events come in the order of days: one window is filled after the other.
    let mut out = Vec::with_capacity(windows.len());
    let mut ties = Ties::new(options.nodes);
    let near = near(&scope, options.nodes);
    let add = |event: &Counted, ties: &mut Ties, out: &mut Vec<Standings>| {
        let Some(day) = period::day(&event.event_date) else { return };
        while out.len() + 1 < windows.len() && windows[out.len()].1 < day {
            let full = std::mem::replace(ties, Ties::new(options.nodes));
            out.push(made(&windows[out.len()], &full.network()));
        }
        if near(event) {
            ties.add(event);
        }
    };
    question::counted(archive, Of::All, network::span(&scope), &mut |event, _| add(event, &mut ties, &mut out))?;
    for window in windows.iter().skip(out.len()) {
        let full = std::mem::replace(&mut ties, Ties::new(options.nodes));
        out.push(made(window, &full.network()));
    }
    Ok(out)
}

/// Whether an event belongs to the neighbourhood that a scope names.
fn near(scope: &Scope, nodes: Nodes) -> impl Fn(&Counted) -> bool {
    let names: Option<Vec<String>> = match &scope.who {
        Who::All => None,
        Who::Party(party) => Some(vec![party.clone()]),
        Who::Dyad(a, b) => Some(vec![a.clone(), b.clone()]),
    };
    move |event| {
        let Some(names) = &names else { return true };
        let (actors, recipients) = event.sides();
        names.iter().any(|name| {
            question::is_country(name) == (nodes == Nodes::Countries)
                && (actors.contains(name) || recipients.contains(name))
        })
    }
}

/// The region of each country by its PLOVER code, after the geoscheme of the United Nations.
pub fn regions() -> BTreeMap<String, String> {
    let mut lines = legation_data::STATES.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| header.iter().position(|c| *c == name).unwrap_or(usize::MAX);
    let (code, iso, region) = (column("plover"), column("iso3"), column("region"));
    let mut out = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |n: usize| cells.get(n).copied().unwrap_or("");
        // A territory that is coded to another state does not move that state.
        if !cell(code).is_empty() && !cell(region).is_empty() && (cell(code) == cell(iso) || cell(iso).is_empty()) {
            out.entry(cell(code).to_owned()).or_insert_with(|| cell(region).to_owned());
        }
        if cell(code) == cell(iso) {
            out.insert(cell(code).to_owned(), cell(region).to_owned());
        }
    }
    out
}

/// First and last day of each window.
fn windows(by: Option<Period>, low: i32, high: i32) -> Result<Vec<(i32, i32)>, Error> {
    let Some(by) = by else { return Ok(vec![(low, high)]) };
    let mut out = Vec::new();
    let mut start = by.start(low);
    while start <= high {
        if out.len() == MOST_WINDOWS {
            return Err(Error::new(Kind::Configuration, "looking at standing")
                .at(format!("{} to {}", period::text(low), period::text(high)))
                .because(format!("that is more than {MOST_WINDOWS} windows"))
                .hint("ask for longer windows or a shorter time"));
        }
        let next = by.next(start);
        out.push((start.max(low), (next - 1).min(high)));
        start = next;
    }
    Ok(out)
}

fn parties(network: &Network, ties: graph::Ties, blocs: &BTreeMap<String, String>) -> (Vec<Standing>, Option<usize>) {
    let graph = graph::Graph::of(network, ties);
    let bloc = |id: &str| {
        let code = id.strip_prefix("state:").unwrap_or(id);
        blocs.get(code).cloned().unwrap_or_else(|| code.to_owned())
    };
    let names: Vec<String> = network.nodes.iter().map(|n| bloc(&n.id)).collect();
    let (sources, estimated_from) = graph.sources();
    let betweenness = graph.betweenness_from(&sources);
    let roles = graph.roles(&names);
    let mut out: Vec<Standing> = network
        .nodes
        .iter()
        .enumerate()
        .map(|(n, node)| Standing {
            id: node.id.clone(),
            bloc: names[n].clone(),
            n_events: node.n_events,
            attention: f64::from(node.n_events) / f64::from(network.n_events.max(1)),
            weight: graph.weight(n) as u32,
            n_neighbours: graph.neighbours(n).len(),
            betweenness: betweenness[n],
            constraint: graph.constraint(n),
            roles: roles[n],
            n_hosted: node.n_hosted,
        })
        .collect();
    out.sort_by(|a, b| b.n_events.cmp(&a.n_events).then_with(|| a.id.cmp(&b.id)));
    (out, estimated_from)
}
