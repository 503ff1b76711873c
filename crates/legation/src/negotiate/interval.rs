//! How far the truth may lie from a forecast, learned from decisions whose outcome is known.
//!
//! The outcome of an issue is taken to be drawn from a mixture: with one share it is somewhere about
//! the compromise, with another it is what one of the parties wanted (64 % of DEU III outcomes
//! coincide with some position), and with a rest it may be anything. The interval is the shortest
//! stretch of the scale that holds a given part of that mixture; the part is set so that four in five
//! known outcomes fell inside.

use super::compromise;
use super::grid::Grid;

/// The mixture's numbers and the part of it that an 80 % interval holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shape {
    /// Share of the mixture about the compromise, and how wide that share is, in points.
    pub about: f64,
    pub width: f64,
    /// Share that may be anything.
    pub anything: f64,
    /// Exponent of a party's pull as the weight of its own position.
    pub pull: f64,
    /// Width of the share about a position.
    pub near: f64,
    /// The part of the mixture that the interval holds.
    pub part: f64,
}

/// Chosen on DEU III (353 issues, 137 proposals) on 2026-11-27 among widths 15–25, shares 0.3–0.8 and
/// exponents 0.5–1. Coverage is measured with shape and part chosen anew in every fold.
pub const DEU: Shape = Shape { about: 0.6, width: 20.0, anything: 0.08, pull: 0.5, near: 3.0, part: 0.83 };

/// Parts that are tried when a shape is fitted.
pub(super) fn parts() -> impl Iterator<Item = f64> {
    (0..=46).map(|n| 0.50 + 0.01 * f64::from(n))
}

/// The mixture of one issue on the points 0, 1, … 100.
pub fn mixture(grid: &Grid, issue: usize, shape: &Shape) -> Option<Vec<f64>> {
    let mean = compromise::mean(grid, issue)?;
    let mut density = vec![shape.anything / 101.0; 101];
    let bell = |density: &mut [f64], at: f64, width: f64, share: f64| {
        let k: Vec<f64> = (0..101).map(|x| (-0.5 * ((f64::from(x) - at) / width).powi(2)).exp()).collect();
        let sum: f64 = k.iter().sum();
        density.iter_mut().zip(&k).for_each(|(d, k)| *d += share * k / sum);
    };
    bell(&mut density, mean, shape.width, shape.about);
    let weights: Vec<(f64, f64)> =
        grid.column(issue).map(|(_, c)| (c.position, c.pull().max(1e-6).powf(shape.pull))).collect();
    let total: f64 = weights.iter().map(|w| w.1).sum();
    for (x, w) in weights {
        bell(&mut density, x, shape.near, (1.0 - shape.about - shape.anything) * w / total);
    }
    Some(density)
}

/// The shortest stretch that holds a part of a mixture, the lowest of equals.
pub fn shortest(density: &[f64], part: f64) -> (f64, f64) {
    let total: f64 = density.iter().sum();
    let wanted = part * total - 1e-12;
    let (mut best, mut sum, mut end) = ((0, density.len() - 1), 0.0, 0);
    for start in 0..density.len() {
        while sum < wanted && end < density.len() {
            sum += density[end];
            end += 1;
        }
        if sum < wanted {
            break;
        }
        if end - 1 - start < best.1 - best.0 {
            best = (start, end - 1);
        }
        sum -= density[start];
    }
    (best.0 as f64, best.1 as f64)
}

/// The 80 % interval of an issue as decisions of the European Union would have it.
///
/// For other tables it is a rough guide: two parties who bargain under arms are not a Council vote.
pub fn eighty(grid: &Grid, issue: usize) -> Option<(f64, f64)> {
    mixture(grid, issue, &DEU).map(|d| shortest(&d, DEU.part))
}
