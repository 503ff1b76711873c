//! Measures of a sparse graph: betweenness, constraint, brokerage.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::network::Network;

/// Which events tie two parties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ties {
    #[default]
    All,
    /// Quad classes 1 and 2.
    Cooperation,
    /// Quad classes 3 and 4.
    Conflict,
}

/// Pairs (sender, receiver) that a party stands between although they have no direct tie, by the
/// blocs of the three (Gould and Fernandez 1989).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    /// All three in one bloc.
    pub coordinator: u32,
    /// The two in one bloc, the broker in another.
    pub consultant: u32,
    /// The broker lets into its own bloc what comes from another.
    pub gatekeeper: u32,
    /// The broker carries out what comes from its own bloc.
    pub representative: u32,
    /// Three blocs.
    pub liaison: u32,
}

impl Roles {
    pub fn total(&self) -> u32 {
        self.coordinator + self.consultant + self.gatekeeper + self.representative + self.liaison
    }

    /// Those roles in which the two come from different blocs.
    pub fn between_blocs(&self) -> u32 {
        self.gatekeeper + self.representative + self.liaison
    }
}

/// Ties that are followed at most, and the fewest sources of an estimate: a network of two hundred
/// countries with every tie takes 8 million and is exact; 20 million take about two seconds.
const WORK: usize = 20_000_000;
const FEWEST: usize = 64;

/// A graph with weights in both directions.
pub struct Graph {
    /// Weight of what ties a node to each neighbour, whichever way.
    ties: Vec<BTreeMap<usize, f64>>,
    /// Sum of the weights of each node's ties.
    weights: Vec<f64>,
    /// Nodes on which each node acts.
    acts_on: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// The ties of a network: weights are numbers of events.
    pub fn of(network: &Network, ties: Ties) -> Graph {
        let edges = network.edges.iter().map(|e| {
            let weight = match ties {
                Ties::All => e.n_events(),
                Ties::Cooperation => e.n_cooperation,
                Ties::Conflict => e.n_conflict,
            };
            let both = e.n_mutual > 0;
            (e.from, e.to, f64::from(weight), both || e.n_forward > 0, both || e.n_backward > 0)
        });
        Graph::new(network.nodes.len(), edges)
    }

    /// A graph of edges (a, b, weight, a acts on b, b acts on a); edges without weight are none.
    pub fn new(n: usize, edges: impl Iterator<Item = (usize, usize, f64, bool, bool)>) -> Graph {
        let mut graph =
            Graph { ties: vec![BTreeMap::new(); n], weights: vec![0.0; n], acts_on: vec![BTreeSet::new(); n] };
        for (a, b, weight, forward, backward) in edges.filter(|e| e.2 > 0.0 && e.0 != e.1) {
            graph.ties[a].insert(b, weight);
            graph.ties[b].insert(a, weight);
            if forward {
                graph.acts_on[a].insert(b);
            }
            if backward {
                graph.acts_on[b].insert(a);
            }
        }
        graph.weights = graph.ties.iter().map(|t| t.values().sum()).collect();
        graph
    }

    pub fn neighbours(&self, n: usize) -> &BTreeMap<usize, f64> {
        &self.ties[n]
    }

    /// Sum of the weights of a node's ties.
    pub fn weight(&self, n: usize) -> f64 {
        self.weights[n]
    }

    /// Betweenness of every node, as a share of the pairs of others; a tie's length is one over its
    /// weight, and the tie itself has no direction.
    pub fn betweenness(&self) -> Vec<f64> {
        self.betweenness_from(&(0..self.ties.len()).collect::<Vec<_>>())
    }

    /// Nodes from which ways are counted so that it takes a second or two: all of them in a graph of
    /// ordinary size, else some drawn with a fixed seed (U. Brandes and C. Pich, Int. J. Bifurcation and
    /// Chaos 17, 2007). The number is none where they are all.
    pub fn sources(&self) -> (Vec<usize>, Option<usize>) {
        let n = self.ties.len();
        let work = n + self.ties.iter().map(BTreeMap::len).sum::<usize>();
        let most = (WORK / work.max(1)).max(FEWEST);
        let mut all: Vec<usize> = (0..n).collect();
        if n <= most {
            return (all, None);
        }
        let mut state = 1u64;
        for at in 0..most {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            all.swap(at, at + (state >> 33) as usize % (n - at));
        }
        all.truncate(most);
        all.sort_unstable();
        (all, Some(most))
    }

    /// Betweenness as far as the ways from some nodes tell: an estimate where these are not all.
    pub fn betweenness_from(&self, sources: &[usize]) -> Vec<f64> {
        let n = self.ties.len();
        let mut out = vec![0.0; n];
        for &source in sources.iter().filter(|s| **s < n) {
            let mut length = vec![f64::INFINITY; n];
            let mut ways = vec![0.0; n];
            let mut before: Vec<Vec<usize>> = vec![Vec::new(); n];
            let mut order = Vec::new();
            let mut done = vec![false; n];
            let mut queue = BinaryHeap::from([Reverse((Length(0.0), source))]);
            (length[source], ways[source]) = (0.0, 1.0);
            while let Some(Reverse((Length(so_far), node))) = queue.pop() {
                if done[node] || so_far > length[node] {
                    continue;
                }
                done[node] = true;
                order.push(node);
                for (&next, &weight) in &self.ties[node] {
                    let there = so_far + 1.0 / weight;
                    // Sums of fractions differ in their last bits where the ways are equally long.
                    if there < length[next] - 1e-9 {
                        length[next] = there;
                        ways[next] = ways[node];
                        before[next] = vec![node];
                        queue.push(Reverse((Length(there), next)));
                    } else if there <= length[next] + 1e-9 && !done[next] {
                        ways[next] += ways[node];
                        before[next].push(node);
                    }
                }
            }
            let mut share = vec![0.0; n];
            for &node in order.iter().rev() {
                for &earlier in &before[node] {
                    share[earlier] += ways[earlier] / ways[node] * (1.0 + share[node]);
                }
                if node != source {
                    out[node] += share[node];
                }
            }
        }
        // Every pair was counted from both ends; with fewer sources, from as many of all ends.
        let drawn = sources.len() as f64 / n.max(1) as f64;
        let pairs = n.saturating_sub(1) as f64 * n.saturating_sub(2) as f64 * drawn;
        out.iter().map(|b| if pairs > 0.0 { b / pairs } else { 0.0 }).collect()
    }

    /// Burt's constraint of a node; none without neighbours.
    pub fn constraint(&self, n: usize) -> Option<f64> {
        let share = |a: usize, b: usize| self.ties[a].get(&b).map_or(0.0, |w| w / self.weight(a));
        let around = &self.ties[n];
        (!around.is_empty()).then(|| {
            around
                .keys()
                .map(|&j| {
                    let through: f64 = around.keys().filter(|q| **q != j).map(|&q| share(n, q) * share(q, j)).sum();
                    (share(n, j) + through).powi(2)
                })
                .sum()
        })
    }

    /// The pairs that each node stands between: a acts on it, it acts on b, a does not act on b.
    pub fn roles(&self, blocs: &[String]) -> Vec<Roles> {
        let mut senders: Vec<Vec<usize>> = vec![Vec::new(); self.acts_on.len()];
        for (a, to) in self.acts_on.iter().enumerate() {
            to.iter().for_each(|&b| senders[b].push(a));
        }
        (0..self.acts_on.len())
            .map(|broker| {
                let mut roles = Roles::default();
                for &a in &senders[broker] {
                    for &b in self.acts_on[broker].iter().filter(|b| **b != a && !self.acts_on[a].contains(b)) {
                        let (from, own, to) = (&blocs[a], &blocs[broker], &blocs[b]);
                        let role = match (from == own, own == to, from == to) {
                            (true, true, _) => &mut roles.coordinator,
                            (false, false, true) => &mut roles.consultant,
                            (false, true, _) => &mut roles.gatekeeper,
                            (true, false, _) => &mut roles.representative,
                            (false, false, false) => &mut roles.liaison,
                        };
                        *role += 1;
                    }
                }
                roles
            })
            .collect()
    }
}

/// A length that can be ordered.
#[derive(PartialEq)]
struct Length(f64);

impl Eq for Length {}

impl PartialOrd for Length {
    fn partial_cmp(&self, other: &Length) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Length {
    fn cmp(&self, other: &Length) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
