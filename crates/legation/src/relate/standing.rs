//! Who stands where: attention, weight, and who comes between others, window by window.
//!
//! Betweenness is Brandes' (J. Math. Sociology 25, 2001) on distances that shrink with the number of
//! events; constraint is Burt's (Structural Holes, 1992); the five roles of a broker between blocs
//! are Gould's and Fernandez's (Sociological Methodology 19, 1989).

use std::collections::BTreeMap;

use super::fact::Scope;
use super::graph::{self, Roles, Ties};
use super::network::{self, Network, Nodes, Window};
use super::period::{self, Period};
use super::series;
use crate::error::{Error, Kind};
use crate::record::Archive;

/// What standing is computed on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    pub scope: Scope,
    /// Windows of this length; none makes one window of all.
    pub by: Option<Period>,
    /// Which events tie two parties.
    pub ties: Ties,
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
    let mut windows = windows(options.by, low, high)?;
    for event in network::events(archive, &scope, options.nodes)? {
        let Some(day) = event.day else { continue };
        let n = windows.partition_point(|w| w.from <= day);
        if n > 0 {
            windows[n - 1].events.push(event);
        }
    }
    let blocs = options.blocs.clone().unwrap_or_else(regions);
    Ok(windows
        .iter()
        .map(|window| {
            let network = window.graph();
            Standings {
                from: period::text(window.from),
                to: period::text(window.to),
                n_events: network.n_events,
                parties: parties(&network, window, options.ties, &blocs),
            }
        })
        .collect())
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

fn windows(by: Option<Period>, low: i32, high: i32) -> Result<Vec<Window>, Error> {
    let Some(by) = by else { return Ok(vec![Window { from: low, to: high, events: Vec::new() }]) };
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
        out.push(Window { from: start.max(low), to: (next - 1).min(high), events: Vec::new() });
        start = next;
    }
    Ok(out)
}

fn parties(network: &Network, window: &Window, ties: Ties, blocs: &BTreeMap<String, String>) -> Vec<Standing> {
    let graph = graph::Graph::of(network, ties);
    let bloc = |id: &str| {
        let code = id.strip_prefix("state:").unwrap_or(id);
        blocs.get(code).cloned().unwrap_or_else(|| code.to_owned())
    };
    let names: Vec<String> = network.nodes.iter().map(|n| bloc(&n.id)).collect();
    let betweenness = graph.betweenness();
    let roles = graph.roles(&names);
    let mut hosted: BTreeMap<&str, u32> = BTreeMap::new();
    for event in window.events.iter().filter(|e| e.symmetric && e.quad <= 2 && e.actors.len() >= 2) {
        for host in event.recipients.iter().filter(|r| !event.actors.contains(r)) {
            *hosted.entry(host).or_default() += 1;
        }
    }
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
            n_hosted: hosted.get(node.id.as_str()).copied().unwrap_or(0),
        })
        .collect();
    out.sort_by(|a, b| b.n_events.cmp(&a.n_events).then_with(|| a.id.cmp(&b.id)));
    out
}
