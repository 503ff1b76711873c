//! Bueno de Mesquita's expected-utility model in the form that Scholz, Calbert and Smith published.

use super::compromise;
use super::grid::Grid;
use super::median;
use super::model::{About, Model, Round, Solution};

/// Rounds of challenges on each issue alone; the outcome is the mean or the median of where they end.
pub struct ExpectedUtility {
    pub options: Options,
    pub reading: Reading,
}

/// How positions after the last round become one outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    Mean,
    Median,
}

/// Switches; the default is the published replication, step by step, with its known oddities.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Options {
    /// Probability that the status quo stays if nobody challenges; 1 in all published runs.
    pub q: f64,
    pub rounds: usize,
    /// Normalise the chance to win by the two-way vote instead of by all pairs.
    pub two_way: bool,
    /// Capitulate when the rival's gain is below the own loss, as the paper means and the code cannot.
    pub capitulation: bool,
    /// Take the nearest compromise, not the lowest on the scale.
    pub nearest: bool,
    /// Stop when nobody moves; the rounds after would all be the same.
    pub stop: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { q: 1.0, rounds: 10, two_way: false, capitulation: false, nearest: false, stop: true }
    }
}

static MEAN: About = About {
    name: "expected-utility",
    title: "Expected utility (Bueno de Mesquita, Scholz's form), mean",
    formula: "E_e(i→j) = s_j [P_ij U_s + (1 − P_ij) U_f] + (1 − s_j) U_s − Q U_q; P_ij = Σ_k max(0, V_k(i,j)) / Σ_all |V|; risk from security; each takes its best offer; all move at once",
    source: "Bueno de Mesquita 1985, 1994; Scholz, Calbert and Smith 2011 (Journal of Theoretical Politics 23:4)",
    assumptions: "Parties weigh challenging each other by power and interest, with a taste for risk read off their security; issues are apart.",
    criticism: "Own risk taste is applied to everybody; salience doubles as resistance; tiny P; does not converge (it still moves after 200 rounds); the lowest compromise is preferred, so a reversed scale gives another result; no uncertainty. Worse than the plain weighted mean on DEU III.",
};

static MEDIAN: About = About {
    name: "expected-utility-median",
    title: "Expected utility (Bueno de Mesquita, Scholz's form), median",
    formula: MEAN.formula,
    source: MEAN.source,
    assumptions: MEAN.assumptions,
    criticism: MEAN.criticism,
};

impl Model for ExpectedUtility {
    fn about(&self) -> &'static About {
        match self.reading {
            Reading::Mean => &MEAN,
            Reading::Median => &MEDIAN,
        }
    }

    fn solve(&self, grid: &Grid) -> Solution {
        let mut solution = Solution::default();
        let n = grid.n_issues;
        for p in 0..n {
            let column = contenders(grid, p);
            if column.is_empty() {
                solution.outcomes.push(None);
                continue;
            }
            let contenders: Vec<Contender> = column.iter().map(|c| c.1).collect();
            let run = run(&contenders, &self.options);
            for (idx, turn) in run.turns.iter().enumerate() {
                if solution.rounds.len() <= idx {
                    let before = solution.rounds.last().cloned();
                    solution.rounds.push(before.unwrap_or_else(|| Round {
                        positions: grid.cells.iter().map(|c| c.map(|c| c.position)).collect(),
                        outcomes: (0..n).map(|p| compromise::mean(grid, p)).collect(),
                    }));
                }
                for ((k, _), x) in column.iter().zip(&turn.positions) {
                    solution.rounds[idx].positions[k * n + p] = Some(*x);
                }
                solution.rounds[idx].outcomes[p] = Some(self.read(turn));
            }
            // An issue that came to rest stays where it is in later rounds.
            if let Some(last) = run.turns.last() {
                for round in solution.rounds.iter_mut().skip(run.turns.len()) {
                    for ((k, _), x) in column.iter().zip(&last.positions) {
                        round.positions[k * n + p] = Some(*x);
                    }
                    round.outcomes[p] = Some(self.read(last));
                }
            }
            if let Some(length) = run.cycle {
                solution.notes.push(format!("issue {}: positions repeat every {length} rounds", p + 1));
            }
            solution.outcomes.push(run.turns.last().map(|t| self.read(t)));
        }
        solution
    }
}

impl ExpectedUtility {
    fn read(&self, turn: &Turn) -> f64 {
        match self.reading {
            Reading::Mean => turn.mean,
            Reading::Median => turn.median,
        }
    }
}

/// Who contends on an issue: whoever has a position and pulls at all.
///
/// A party without capability or interest can neither challenge nor resist; left in, its position would
/// still stretch the range by which all distances are measured. Where nobody pulls, all are kept.
fn contenders(grid: &Grid, issue: usize) -> Vec<(usize, Contender)> {
    let all = grid.column(issue);
    let pulls = all.clone().any(|(_, c)| c.pull() > 0.0);
    all.filter(|(_, c)| !pulls || c.pull() > 0.0)
        .map(|(k, c)| (k, Contender { capability: c.capability, salience: c.salience, position: c.position }))
        .collect()
}

/// One party on the one issue of a run; positions on any scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Contender {
    pub capability: f64,
    pub salience: f64,
    pub position: f64,
}

/// All rounds of one issue.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Run {
    pub turns: Vec<Turn>,
    /// The length of the first cycle that was seen.
    pub cycle: Option<usize>,
}

/// One round of one issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    /// The sum of what each expects from the others' challenges, at neutral risk.
    pub danger: Vec<f64>,
    /// Exponents of risk, ½ (seeks it) to 2 (shuns it).
    pub risk: Vec<f64>,
    /// The offer that each mover took.
    pub offers: Vec<Offer>,
    pub positions: Vec<f64>,
    pub median: f64,
    pub mean: f64,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Offer {
    pub to: usize,
    pub from: usize,
    pub kind: OfferKind,
    /// What the receiver expects from challenging, and from being challenged.
    pub own: f64,
    pub other: f64,
    pub target: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfferKind {
    Confrontation,
    Compromise,
    Capitulation,
}

impl OfferKind {
    pub fn name(self) -> &'static str {
        match self {
            OfferKind::Confrontation => "confrontation",
            OfferKind::Compromise => "compromise",
            OfferKind::Capitulation => "capitulation",
        }
    }
}

/// Runs the rounds of one issue.
pub fn run(start: &[Contender], options: &Options) -> Run {
    let (low, high) =
        start.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), c| (a.min(c.position), b.max(c.position)));
    // The range is fixed at the start for all rounds, as in the replication.
    let range = high - low;
    let mut now = start.to_vec();
    let mut run = Run::default();
    for _ in 0..options.rounds.max(1) {
        let turn = if range > 0.0 { turn(&now, range, options) } else { at_rest(&now) };
        let moved = now.iter().zip(&turn.positions).any(|(c, x)| (c.position - x).abs() > 1e-9 * range);
        let earlier = run.turns.iter().rposition(|t| same(&t.positions, &turn.positions, range));
        now.iter_mut().zip(&turn.positions).for_each(|(c, x)| c.position = *x);
        let n = run.turns.len();
        run.turns.push(turn);
        if options.stop && !moved {
            break;
        }
        // A cycle is told, not cut short: where it stands at the last round is the published answer.
        if let Some(earlier) = earlier {
            run.cycle.get_or_insert(n - earlier);
        }
    }
    run
}

fn same(a: &[f64], b: &[f64], range: f64) -> bool {
    a.iter().zip(b).all(|(x, y)| (x - y).abs() <= 1e-9 * range)
}

fn at_rest(now: &[Contender]) -> Turn {
    let positions: Vec<f64> = now.iter().map(|c| c.position).collect();
    Turn {
        danger: vec![0.0; now.len()],
        risk: vec![1.0; now.len()],
        offers: Vec::new(),
        median: positions[0],
        mean: positions[0],
        positions,
    }
}

/// One round: security at neutral risk, risk from security, offers, and everybody's best of them.
fn turn(now: &[Contender], range: f64, options: &Options) -> Turn {
    let n = now.len();
    let ones = vec![1.0; n];
    let neutral = Chances::of(now, range, &ones, options.two_way);
    let danger: Vec<f64> = (0..n)
        .map(|i| (0..n).filter(|&j| j != i).map(|j| neutral.expects(now, range, 1.0, j, i, options.q)).sum())
        .collect();
    let most = danger.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = danger.iter().copied().fold(f64::INFINITY, f64::min);
    let risk: Vec<f64> = danger
        .iter()
        .map(|d| {
            // Equal security leaves the published formula without a value; nobody is bolder then.
            if most == least {
                return 1.0;
            }
            let a = (2.0 * d - most - least) / (most - least);
            (1.0 - a / 3.0) / (1.0 + a / 3.0)
        })
        .collect();
    let chances = Chances::of(now, range, &risk, options.two_way);
    let mut positions: Vec<f64> = now.iter().map(|c| c.position).collect();
    let mut taken = Vec::new();
    for (i, position) in positions.iter_mut().enumerate() {
        if let Some(offer) = best_offer(now, range, &chances, &risk, i, options) {
            *position = offer.target;
            taken.push(offer);
        }
    }
    let pulls: Vec<f64> = now.iter().map(|c| c.capability * c.salience).collect();
    let total: f64 = pulls.iter().sum();
    let mean = positions.iter().zip(&pulls).map(|(x, w)| x * w).sum::<f64>() / total;
    let median = occupied_median(&positions, &pulls);
    Turn { danger, risk, offers: taken, positions, median, mean }
}

fn best_offer(
    now: &[Contender],
    range: f64,
    chances: &Chances,
    risk: &[f64],
    i: usize,
    options: &Options,
) -> Option<Offer> {
    let x = now[i].position;
    let mut best: Option<(Offer, f64)> = None;
    for j in (0..now.len()).filter(|&j| now[j].position != x) {
        let own = chances.expects(now, range, risk[i], i, j, options.q);
        let other = chances.expects(now, range, risk[i], j, i, options.q);
        let y = now[j].position;
        let (kind, target) = if other > own && own > 0.0 {
            (OfferKind::Confrontation, y)
        } else if other > 0.0 && own < 0.0 && other > own.abs() {
            (OfferKind::Compromise, x + (y - x) * (own / other).abs())
        } else if options.capitulation && other > 0.0 && own < 0.0 && other < own.abs() {
            (OfferKind::Capitulation, y)
        } else {
            continue;
        };
        let rank = match kind {
            OfferKind::Compromise if !options.nearest => (own.abs() * x + other.abs() * y) / (own.abs() + other.abs()),
            _ => (x - target).abs(),
        };
        let offer = Offer { to: i, from: j, kind, own, other, target };
        let wins = best.as_ref().is_none_or(|(b, r)| {
            let (a, b) = (kind as u8, b.kind as u8);
            a < b || a == b && rank < *r
        });
        if wins {
            best = Some((offer, rank));
        }
    }
    best.map(|b| b.0)
}

/// The chance that i beats j, for all pairs.
struct Chances {
    n: usize,
    won: Vec<f64>,
}

impl Chances {
    /// Votes of all k between all pairs, in one pass of n³/2 sums.
    ///
    /// The replication recounts the denominator for each pair, which costs it n⁶; it is the same sum.
    fn of(now: &[Contender], range: f64, risk: &[f64], two_way: bool) -> Chances {
        let n = now.len();
        // far[a][k] = c_k s_k d(k, a)^r_k
        let mut far = vec![0.0; n * n];
        for (a, at) in now.iter().enumerate() {
            for (k, voter) in now.iter().enumerate() {
                let d = (voter.position - at.position).abs() / range;
                let d = if risk[k] == 1.0 { d } else { libm_pow(d, risk[k]) };
                far[a * n + k] = voter.capability * voter.salience * d;
            }
        }
        let mut won = vec![0.0; n * n];
        let mut all = 0.0;
        for i in 0..n {
            for j in i + 1..n {
                if now[i].position == now[j].position {
                    continue;
                }
                let (mut plus, mut minus) = (0.0, 0.0);
                for (b, a) in far[j * n..(j + 1) * n].iter().zip(&far[i * n..(i + 1) * n]) {
                    let vote = b - a;
                    plus += vote.max(0.0);
                    minus += (-vote).max(0.0);
                }
                won[i * n + j] = plus;
                won[j * n + i] = minus;
                all += 2.0 * (plus + minus);
            }
        }
        for i in 0..n {
            for j in i + 1..n {
                let total = if two_way { won[i * n + j] + won[j * n + i] } else { all };
                if total > 0.0 {
                    won[i * n + j] /= total;
                    won[j * n + i] /= total;
                }
            }
        }
        Chances { n, won }
    }

    /// What an evaluator of exponent `r` expects when i challenges j.
    fn expects(&self, now: &[Contender], range: f64, r: f64, i: usize, j: usize, q: f64) -> f64 {
        let d = (now[i].position - now[j].position).abs() / range;
        let power = |base: f64| if r == 1.0 { base } else { libm_pow(base, r) };
        let success = 2.0 - 4.0 * power(0.5 - 0.5 * d);
        let failure = 2.0 - 4.0 * power(0.5 + 0.5 * d);
        let stays = 2.0 - 4.0 * power(0.5);
        let (p, s) = (self.won[i * self.n + j], now[j].salience);
        s * (p * success + (1.0 - p) * failure) + (1.0 - s) * success - q * stays
    }
}

/// `powf` with the one case that rounding can push out of its domain.
fn libm_pow(base: f64, exponent: f64) -> f64 {
    base.max(0.0).powf(exponent)
}

/// The replication's median: the occupied position with the least weighted distance to all.
///
/// It knocks positions out one after the other; the first of equals in the order of the scale stays.
pub fn occupied_median(positions: &[f64], weights: &[f64]) -> f64 {
    let mut votes: Vec<(f64, f64)> = positions.iter().copied().zip(weights.iter().copied()).collect();
    if weights.iter().all(|w| *w == 0.0) {
        votes.iter_mut().for_each(|v| v.1 = 1.0);
    }
    median::of(&mut votes).map_or(f64::NAN, |(low, _)| low)
}
