//! Asymmetric Nash bargaining over several issues at once.

use super::grid::Grid;
use super::model::{About, Model, Solution};

/// Maximises `Σ w_i log(u_i(O) − d_i)`, with `w_i` a party's capability times salience summed over the issues.
pub struct Nash {
    pub kind: Kind,
    pub loss: Loss,
}

/// What is bargained over, and what a party has if nothing is agreed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// All issues in one package; failing is as bad as the worst deal.
    Linked,
    /// A bargain for each issue; failing is as bad as the worst deal.
    Apart,
    /// A bargain for each issue; failing leaves the status quo, where the issue has one.
    StatusQuo,
}

/// How utility falls with distance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loss {
    Linear,
    Quadratic,
}

static FAILURE: About = About {
    name: "nash",
    title: "Nash bargaining (failure as the alternative)",
    formula: "max Π_i (u_i(O) − d_i)^w_i with u_i = Σ_p (s_ip / Σ_q s_iq)(1 − |x_ip − O_p|/100), w_i = Σ_p c_ip s_ip, d_i = 0",
    source: "Nash 1950; Harsanyi and Selten 1972 (asymmetric form); Schneider, Finke and Bailer 2010 on EU decisions",
    assumptions: "Utilities are comparable, a deal binds, failing is the worst for everybody, capability is bargaining power.",
    criticism: "Independence of irrelevant alternatives; disagreement and power are ambiguous; splitting a party changes the result.",
};

static APART: About = About {
    name: "nash-apart",
    title: "Nash bargaining, each issue alone",
    formula: "as `nash`, one issue at a time",
    source: FAILURE.source,
    assumptions: "As `nash`; issues are not linked.",
    criticism: "As `nash`; no packages. Yet on DEU III it errs less than the linked form.",
};

static STATUS_QUO: About = About {
    name: "nash-status-quo",
    title: "Nash bargaining (status quo as the alternative)",
    formula: "as `nash-apart`, with d_i = u_i(status quo) and gains below 0.001 counted as 0.001",
    source: "Nash 1950; the least gain is ours, since strict gains for all are impossible on one issue",
    assumptions: "As `nash`; the status quo holds if talks fail.",
    criticism: "On single issues half of all parties lose by any change: the set of deals is often empty. Measured error on DEU III is far above `nash`.",
};

impl Model for Nash {
    fn about(&self) -> &'static About {
        match self.kind {
            Kind::Linked => &FAILURE,
            Kind::Apart => &APART,
            Kind::StatusQuo => &STATUS_QUO,
        }
    }

    fn solve(&self, grid: &Grid) -> Solution {
        let each = |solve: &dyn Fn(&Grid) -> Option<f64>| Solution {
            outcomes: (0..grid.n_issues).map(|p| solve(&only(grid, p))).collect(),
            ..Solution::default()
        };
        match self.kind {
            Kind::Linked => self.bargain(grid),
            Kind::Apart => each(&|one| self.bargain(one).outcomes[0]),
            Kind::StatusQuo => each(&|one| {
                one.column(0).next()?;
                Some(Bargain::of(one, self.loss).against(one.status_quo[0]))
            }),
        }
    }
}

/// A grid of one issue alone.
fn only(grid: &Grid, issue: usize) -> Grid {
    Grid {
        n_issues: 1,
        cells: (0..grid.n_parties).map(|k| grid.cell(k, issue).copied()).collect(),
        status_quo: vec![grid.status_quo[issue]],
        rules: vec![grid.rules[issue]],
        ..grid.clone()
    }
}

impl Nash {
    fn bargain(&self, grid: &Grid) -> Solution {
        let bargain = Bargain::of(grid, self.loss);
        let mut outcomes = bargain.start();
        bargain.climb(&mut outcomes);
        let outcomes = (0..grid.n_issues).map(|p| grid.column(p).next().is_some().then_some(outcomes[p])).collect();
        Solution { outcomes, ..Solution::default() }
    }
}

struct Bargain {
    n_issues: usize,
    loss: Loss,
    parties: Vec<Stakes>,
}

struct Stakes {
    power: f64,
    /// (issue, share of salience, position).
    on: Vec<(usize, f64, f64)>,
}

impl Bargain {
    fn of(grid: &Grid, loss: Loss) -> Bargain {
        let mut parties = Vec::new();
        for k in 0..grid.n_parties {
            let cells: Vec<(usize, f64, f64, f64)> = (0..grid.n_issues)
                .filter_map(|p| grid.cell(k, p).map(|c| (p, c.salience, c.position, c.capability)))
                .collect();
            let sum: f64 = cells.iter().map(|c| c.1).sum();
            if sum <= 0.0 {
                continue;
            }
            // On one issue this is capability times salience, whose limit is the compromise.
            let power = cells.iter().map(|c| c.1 * c.3).sum::<f64>();
            if power > 0.0 {
                parties.push(Stakes { power, on: cells.iter().map(|c| (c.0, c.1 / sum, c.2)).collect() });
            }
        }
        Bargain { n_issues: grid.n_issues, loss, parties }
    }

    /// The weighted means, where every party with a stake has some utility.
    fn start(&self) -> Vec<f64> {
        let (mut top, mut bottom) = (vec![0.0; self.n_issues], vec![0.0; self.n_issues]);
        for party in &self.parties {
            for &(p, share, x) in &party.on {
                top[p] += party.power * share * x;
                bottom[p] += party.power * share;
            }
        }
        top.iter().zip(&bottom).map(|(t, b)| if *b > 0.0 { t / b } else { 50.0 }).collect()
    }

    fn utility(&self, party: &Stakes, outcome: &[f64]) -> f64 {
        party.on.iter().map(|&(p, share, x)| share * self.value(x, outcome[p])).sum()
    }

    fn value(&self, x: f64, o: f64) -> f64 {
        let d = (x - o).abs() / 100.0;
        match self.loss {
            Loss::Linear => 1.0 - d,
            Loss::Quadratic => 1.0 - d * d,
        }
    }

    fn slope(&self, x: f64, o: f64) -> f64 {
        match self.loss {
            Loss::Linear if x == o => 0.0,
            Loss::Linear => (x - o).signum() / 100.0,
            Loss::Quadratic => 2.0 * (x - o) / 10_000.0,
        }
    }

    /// Coordinate ascent. The objective is concave and its kinks lie along the axes, so that a point
    /// that is best in each issue is best in all.
    fn climb(&self, outcome: &mut [f64]) {
        let mut gains: Vec<f64> = self.parties.iter().map(|s| self.utility(s, outcome)).collect();
        for _ in 0..200 {
            let mut moved: f64 = 0.0;
            for (p, place) in outcome.iter_mut().enumerate() {
                let stakes: Vec<(usize, f64, f64)> = self
                    .parties
                    .iter()
                    .enumerate()
                    .filter_map(|(k, s)| s.on.iter().find(|c| c.0 == p).map(|c| (k, c.1, c.2)))
                    .collect();
                if stakes.is_empty() {
                    continue;
                }
                let before = *place;
                let rest: Vec<f64> =
                    stakes.iter().map(|&(k, share, x)| gains[k] - share * self.value(x, before)).collect();
                let slope = |o: f64| -> f64 {
                    let mut sum = 0.0;
                    for (&(k, share, x), rest) in stakes.iter().zip(&rest) {
                        let gain = rest + share * self.value(x, o);
                        // Below the floor nothing may be: such a point is left at once.
                        let gain = gain.max(1e-9);
                        sum += self.parties[k].power * share * self.slope(x, o) / gain;
                    }
                    sum
                };
                let (mut low, mut high) = (0.0, 100.0);
                for _ in 0..44 {
                    let middle = 0.5 * (low + high);
                    if slope(middle) > 0.0 {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                let after = 0.5 * (low + high);
                *place = after;
                for (&(k, share, x), rest) in stakes.iter().zip(&rest) {
                    gains[k] = rest + share * self.value(x, after);
                }
                moved = moved.max((after - before).abs());
            }
            if moved < 1e-9 {
                break;
            }
        }
    }

    /// The best point of one issue when the status quo is what a party has without a deal.
    ///
    /// On one issue somebody always loses by a change, so that the product of gains is nowhere above 0.
    /// A loser's gain is therefore counted as [`LEAST_GAIN`]: it pulls hard against, but cannot forbid.
    /// That is not concave; the points are searched.
    fn against(&self, status_quo: Option<f64>) -> f64 {
        let mut best = (f64::NEG_INFINITY, 50.0);
        for step in 0..=200 {
            let o = [0.5 * f64::from(step)];
            let sum: f64 = self
                .parties
                .iter()
                .map(|s| {
                    let floor = status_quo.map_or(0.0, |q| self.utility(s, &[q]));
                    s.power * (self.utility(s, &o) - floor).max(LEAST_GAIN).ln()
                })
                .sum();
            if sum > best.0 + 1e-12 {
                best = (sum, o[0]);
            }
        }
        best.1
    }
}

/// Of utility 0–1. Between 1e-9 and 1e-2 the error on DEU III moves by half a point (2026-11-27).
const LEAST_GAIN: f64 = 1e-3;
