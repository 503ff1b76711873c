//! The compromise model: the mean of positions, each weighted by capability times salience.

use super::grid::Grid;
use super::model::{About, Model, Solution};

/// `O = Σ c s x / Σ c s`, issue by issue.
pub struct Compromise;

/// The plain mean of positions, the yardstick of every weighting.
pub struct PlainMean;

static COMPROMISE: About = About {
    name: "compromise",
    title: "Compromise (weighted mean)",
    formula: "O_p = Σ_k c_kp s_kp x_kp / Σ_k c_kp s_kp",
    source: "Van den Bos 1991; Achen in Thomson, Stokman, Achen and König (eds) 2006, ch. 10; the first-order form of asymmetric Nash bargaining when failure is far worse than any deal",
    assumptions: "Everybody prefers some deal to none; each pulls with capability times salience; issues are apart.",
    criticism: "Invents outcomes that nobody proposes on yes-or-no issues; no reference point, no veto; moved by how extremes are coded; salience and influence are hard to code apart.",
};

static PLAIN: About = About {
    name: "mean",
    title: "Plain mean",
    formula: "O_p = Σ_k x_kp / n",
    source: "yardstick",
    assumptions: "Every party counts alike.",
    criticism: "Ignores power and interest; on DEU III that costs 0.7 points.",
};

impl Model for Compromise {
    fn about(&self) -> &'static About {
        &COMPROMISE
    }

    fn solve(&self, grid: &Grid) -> Solution {
        let mut notes = Vec::new();
        for p in 0..grid.n_issues {
            if grid.column(p).next().is_some() && denominator(grid, p) == 0.0 {
                notes.push(format!("issue {}: nobody's capability times salience is above 0; plain mean", p + 1));
            }
        }
        Solution { outcomes: self.outcomes(grid), notes, ..Solution::default() }
    }

    fn outcomes(&self, grid: &Grid) -> Vec<Option<f64>> {
        (0..grid.n_issues).map(|p| mean(grid, p)).collect()
    }
}

impl Model for PlainMean {
    fn about(&self) -> &'static About {
        &PLAIN
    }

    fn solve(&self, grid: &Grid) -> Solution {
        Solution { outcomes: (0..grid.n_issues).map(|p| plain(grid, p)).collect(), ..Solution::default() }
    }
}

/// `Σ c s` of an issue.
pub(super) fn denominator(grid: &Grid, issue: usize) -> f64 {
    grid.column(issue).map(|(_, c)| c.pull()).sum()
}

/// The weighted mean; the plain mean where all weights are 0, nothing where nobody has a position.
pub(super) fn mean(grid: &Grid, issue: usize) -> Option<f64> {
    let d = denominator(grid, issue);
    if d == 0.0 {
        return plain(grid, issue);
    }
    Some(grid.column(issue).map(|(_, c)| c.pull() * c.position).sum::<f64>() / d)
}

fn plain(grid: &Grid, issue: usize) -> Option<f64> {
    let n = grid.column(issue).count();
    (n > 0).then(|| grid.column(issue).map(|(_, c)| c.position).sum::<f64>() / n as f64)
}

/// How far the outcome moves when one party moves by one point, and when its salience rises by 0.1:
/// `∂O/∂x = c s / D` and `∂O/∂s = c (x − O) / D`.
pub fn pulls(grid: &Grid, issue: usize) -> Vec<(usize, f64, f64)> {
    let (d, Some(o)) = (denominator(grid, issue), mean(grid, issue)) else { return Vec::new() };
    if d == 0.0 {
        return Vec::new();
    }
    grid.column(issue).map(|(k, c)| (k, c.pull() / d, 0.1 * c.capability * (c.position - o) / d)).collect()
}
