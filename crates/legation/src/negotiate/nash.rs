//! Asymmetric Nash bargaining over several issues at once.

use super::grid::Grid;
use super::model::{About, Model, Solution};

/// Maximises `Σ w_i log(u_i(O) − d_i)`, with `w_i` a party's capability times salience summed over the issues.
pub struct Nash {
    pub disagreement: Disagreement,
    pub loss: Loss,
    pub scope: Scope,
}

/// Whether issues are one package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// One bargain over all issues: a loss here is weighed against a gain there.
    Together,
    /// A bargain for each issue.
    Apart,
}

/// What a party has if nothing is agreed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disagreement {
    /// Nothing: utility 0, as bad as the worst deal.
    Failure,
    /// The status quo where the issue has one; relaxed alike for all until a deal exists.
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
    formula: "as `nash`, with d_i = u_i(status quo) − δ, δ ≥ 0 the least that lets some deal suit all",
    source: "Nash 1950; the relaxation δ is ours",
    assumptions: "As `nash`; the status quo holds if talks fail.",
    criticism: "On single issues half of all parties lose by any change: the set of deals is often empty. Measured error on DEU III is far above `nash`.",
};

impl Model for Nash {
    fn about(&self) -> &'static About {
        match (self.disagreement, self.scope) {
            (Disagreement::Failure, Scope::Together) => &FAILURE,
            (Disagreement::Failure, Scope::Apart) => &APART,
            (Disagreement::StatusQuo, _) => &STATUS_QUO,
        }
    }

    fn solve(&self, grid: &Grid) -> Solution {
        match self.scope {
            Scope::Together => self.bargain(grid),
            Scope::Apart => {
                let mut all = Solution::default();
                for p in 0..grid.n_issues {
                    let one = self.bargain(&only(grid, p));
                    all.outcomes.push(one.outcomes[0]);
                    all.notes.extend(one.notes.into_iter().map(|n| format!("issue {}: {n}", p + 1)));
                }
                all
            }
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
        let (floor, mut notes) = match self.disagreement {
            Disagreement::Failure => (vec![0.0; bargain.parties.len()], Vec::new()),
            Disagreement::StatusQuo => bargain.relaxed_status_quo(&grid.status_quo),
        };
        let mut outcomes = bargain.start();
        bargain.climb(&mut outcomes, &floor);
        let outcomes = (0..grid.n_issues).map(|p| grid.column(p).next().is_some().then_some(outcomes[p])).collect();
        notes.dedup();
        Solution { outcomes, notes, ..Solution::default() }
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
    fn climb(&self, outcome: &mut [f64], floor: &[f64]) {
        let mut gains: Vec<f64> = self.parties.iter().zip(floor).map(|(s, d)| self.utility(s, outcome) - d).collect();
        for _ in 0..200 {
            let mut moved: f64 = 0.0;
            for p in 0..self.n_issues {
                let stakes: Vec<(usize, f64, f64)> = self
                    .parties
                    .iter()
                    .enumerate()
                    .filter_map(|(k, s)| s.on.iter().find(|c| c.0 == p).map(|c| (k, c.1, c.2)))
                    .collect();
                if stakes.is_empty() {
                    continue;
                }
                let before = outcome[p];
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
                outcome[p] = after;
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

    /// Each party's utility of the status quo, lowered alike for all until some deal suits all.
    fn relaxed_status_quo(&self, status_quo: &[Option<f64>]) -> (Vec<f64>, Vec<String>) {
        // An issue without a status quo gives nothing if talks fail.
        let floor: Vec<f64> = self
            .parties
            .iter()
            .map(|s| s.on.iter().map(|&(p, share, x)| status_quo[p].map_or(0.0, |q| share * self.value(x, q))).sum())
            .collect();
        // The deal that is best for the worst off, by a log-sum of steeply weighted gains.
        let mut outcome = self.start();
        let worst = |outcome: &[f64]| -> f64 {
            self.parties.iter().zip(&floor).map(|(s, d)| self.utility(s, outcome) - d).fold(f64::INFINITY, f64::min)
        };
        let mut step = 25.0;
        let mut best = worst(&outcome);
        while step > 0.01 {
            let mut better = false;
            for p in 0..self.n_issues {
                for direction in [-step, step] {
                    let before = outcome[p];
                    outcome[p] = (before + direction).clamp(0.0, 100.0);
                    let now = worst(&outcome);
                    if now > best + 1e-12 {
                        best = now;
                        better = true;
                    } else {
                        outcome[p] = before;
                    }
                }
            }
            if !better {
                step *= 0.5;
            }
        }
        if best > 1e-6 || !best.is_finite() {
            return (floor, Vec::new());
        }
        let delta = 1e-3 - best;
        let note = format!("no deal suits everybody better than the status quo; all lower their claim by {delta:.3}");
        (floor.iter().map(|d| d - delta).collect(), vec![note])
    }
}
