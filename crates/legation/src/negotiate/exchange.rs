//! The equal-gain exchange model: parties trade moves on one issue for moves on another.

use super::compromise;
use super::grid::Grid;
use super::model::{About, Exchange, Model, Move, Round, Solution};

mod round;

pub use round::{Choice, Contest};
use round::{Market, Realised};

/// Bilateral exchanges of equal gain, the best first, for a number of rounds.
pub struct EqualGain {
    pub rounds: usize,
}

static ABOUT: About = About {
    name: "exchange",
    title: "Equal-gain exchange",
    formula: "i and j on opposite sides of both outcomes trade: j moves on p, i on q, with ΔO_q = ΔO_p (s_ip + s_jp)/(s_iq + s_jq); gain g = s_ip ΔO_p − s_iq ΔO_q; the best exchange first, others recomputed",
    source: "Stokman and van Oosten 1994; Dijkstra, van Assen and Stokman 2008; behaviour as in the open program decide-exchange-model (reimplemented from its described and observed behaviour)",
    assumptions: "Two parties can shift positions for each other's sake; equal gains; the outcome is the weighted mean of the shifted positions.",
    criticism: "Ignores what third parties lose; does not converge; drives outcomes to extremes; gains are compared between persons. Less accurate on DEU III than the weighted mean it starts from.",
};

impl Model for EqualGain {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn solve(&self, grid: &Grid) -> Solution {
        let mut solution = Solution::default();
        self.run(grid, |market, realised| {
            solution.rounds.push(Round { positions: market.voting(), outcomes: market.outcomes() });
            for r in realised {
                solution.exchanges.push(exchange(market, solution.rounds.len(), r));
            }
        });
        solution.outcomes = match solution.rounds.last() {
            Some(last) => last.outcomes.clone(),
            None => (0..grid.n_issues).map(|p| compromise::mean(grid, p)).collect(),
        };
        if grid.n_issues < 2 {
            solution.notes.push("one issue alone leaves nothing to exchange".to_owned());
        }
        solution
    }

    fn outcomes(&self, grid: &Grid) -> Vec<Option<f64>> {
        let mut outcomes = (0..grid.n_issues).map(|p| compromise::mean(grid, p)).collect();
        self.run(grid, |market, _| outcomes = market.outcomes());
        outcomes
    }
}

impl EqualGain {
    /// Runs all rounds and shows each.
    fn run(&self, grid: &Grid, mut each: impl FnMut(&Market, &[Realised])) {
        let mut market = Market::of(grid);
        for _ in 0..self.rounds {
            let realised = market.round(None);
            each(&market, &realised);
            market.settle();
        }
    }
}

/// One round as a test against a published run sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    pub n_candidates: usize,
    pub n_valid: usize,
    pub outcomes_before: Vec<Option<f64>>,
    pub exchanges: Vec<Exchange>,
    pub voting: Vec<Option<f64>>,
    pub outcomes: Vec<Option<f64>>,
    pub next_start: Vec<Option<f64>>,
}

/// Runs rounds with a hand on ties, and keeps everything.
///
/// Exchanges of exactly equal gain, and moves away from a point on which the outcome lies exactly,
/// are decided in the published program by rounding in the 28th decimal; a test has to tell us which.
pub fn traced(grid: &Grid, rounds: usize, choose: &mut dyn FnMut(usize, &Contest) -> Choice) -> Vec<Trace> {
    let mut market = Market::of(grid);
    let mut out = Vec::new();
    for round in 0..rounds {
        let outcomes_before = market.start_outcomes();
        let realised = market.round(Some(&mut |contest: &Contest| choose(round, contest)));
        let exchanges = realised.iter().map(|r| exchange(&market, round + 1, r)).collect();
        let (voting, outcomes) = (market.voting(), market.outcomes());
        let (n_candidates, n_valid) = (market.n_candidates, market.n_valid);
        market.settle();
        out.push(Trace {
            n_candidates,
            n_valid,
            outcomes_before,
            exchanges,
            voting,
            outcomes,
            next_start: market.start(),
        });
    }
    out
}

fn exchange(market: &Market, round: usize, r: &Realised) -> Exchange {
    let mut externalities: Vec<(usize, f64)> = (0..market.n_parties)
        .filter(|k| *k != r.i && *k != r.j)
        .filter_map(|k| {
            let (p, q) = (market.cell(k, r.p)?, market.cell(k, r.q)?);
            let nearer = |x: f64, (before, after): (f64, f64)| (before - x).abs() - (after - x).abs();
            Some((k, p.salience * nearer(p.position, r.outcome_p) + q.salience * nearer(q.position, r.outcome_q)))
        })
        .collect();
    externalities.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    Exchange {
        round,
        gives: Move { party: r.i, issue: r.q, from: r.i_from, to: r.i_to },
        takes: Move { party: r.j, issue: r.p, from: r.j_from, to: r.j_to },
        gain: r.gain,
        externalities,
    }
}
