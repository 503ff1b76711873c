//! Logistic regression with a ridge, on standardised features, by Newton's method.

/// A fitted regression.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Logistic {
    pub mean: Vec<f64>,
    pub spread: Vec<f64>,
    /// The intercept comes last.
    pub weights: Vec<f64>,
}

impl Logistic {
    /// The log odds of a row.
    pub fn log_odds(&self, row: &[f32]) -> f64 {
        let sum: f64 = row
            .iter()
            .zip(&self.mean)
            .zip(&self.spread)
            .zip(&self.weights)
            .map(|(((x, mean), spread), w)| (f64::from(*x) - mean) / spread * w)
            .sum();
        sum + self.weights.last().copied().unwrap_or(0.0)
    }
}

/// Fits a regression; the intercept is not drawn towards zero.
pub fn fit(rows: &[&[f32]], happened: &[bool], ridge: f64, n_steps: usize) -> Logistic {
    let n = rows.first().map_or(0, |r| r.len());
    let count = rows.len().max(1) as f64;
    let mean: Vec<f64> = (0..n).map(|f| rows.iter().map(|r| f64::from(r[f])).sum::<f64>() / count).collect();
    let spread: Vec<f64> = (0..n)
        .map(|f| {
            let variance = rows.iter().map(|r| (f64::from(r[f]) - mean[f]).powi(2)).sum::<f64>() / count;
            if variance > 1e-12 { variance.sqrt() } else { 1.0 }
        })
        .collect();
    let rate = (happened.iter().filter(|y| **y).count() as f64 + 0.5) / (count + 1.0);
    let mut weights = vec![0.0; n + 1];
    weights[n] = (rate / (1.0 - rate)).ln();
    let mut x = vec![1.0; n + 1];
    let loss = |weights: &[f64]| -> f64 {
        let mut total = 0.5 * ridge * weights[..n].iter().map(|w| w * w).sum::<f64>();
        for (row, y) in rows.iter().zip(happened) {
            let z: f64 =
                weights[n] + (0..n).map(|f| (f64::from(row[f]) - mean[f]) / spread[f] * weights[f]).sum::<f64>();
            // log(1 + exp(z)) without overflow.
            total += z.max(0.0) + (-z.abs()).exp().ln_1p() - if *y { z } else { 0.0 };
        }
        total
    };
    for _ in 0..n_steps {
        let mut gradient = vec![0.0; n + 1];
        let mut hessian = vec![0.0; (n + 1) * (n + 1)];
        for (row, y) in rows.iter().zip(happened) {
            for f in 0..n {
                x[f] = (f64::from(row[f]) - mean[f]) / spread[f];
            }
            let z: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            let w = p * (1.0 - p);
            for a in 0..=n {
                gradient[a] += (f64::from(*y) - p) * x[a];
                let wa = w * x[a];
                for (h, x) in hessian[a * (n + 1)..][..=a].iter_mut().zip(&x) {
                    *h += wa * x;
                }
            }
        }
        for f in 0..n {
            gradient[f] -= ridge * weights[f];
            hessian[f * (n + 1) + f] += ridge;
        }
        hessian[(n + 1) * (n + 1) - 1] += 1e-9;
        let Some(step) = solve(&mut hessian, gradient) else { break };
        let largest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        // A full step may overshoot where the curvature is small: halve it until it helps.
        let before = loss(&weights);
        let mut scale = 1.0;
        for _ in 0..12 {
            let tried: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + scale * s).collect();
            if loss(&tried) <= before {
                weights = tried;
                break;
            }
            scale *= 0.5;
        }
        if largest < 1e-6 {
            break;
        }
    }
    Logistic { mean, spread, weights }
}

/// Solves a positive definite system, of which the lower half is given, by Cholesky's method.
fn solve(matrix: &mut [f64], mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for a in 0..n {
        for b in 0..=a {
            let dot: f64 = (0..b).map(|k| matrix[a * n + k] * matrix[b * n + k]).sum();
            let rest = matrix[a * n + b] - dot;
            if a == b {
                if rest <= 0.0 {
                    return None;
                }
                matrix[a * n + a] = rest.sqrt();
            } else {
                matrix[a * n + b] = rest / matrix[b * n + b];
            }
        }
    }
    for a in 0..n {
        let dot: f64 = (0..a).map(|k| matrix[a * n + k] * right[k]).sum();
        right[a] = (right[a] - dot) / matrix[a * n + a];
    }
    for a in (0..n).rev() {
        let dot: f64 = (a + 1..n).map(|k| matrix[k * n + a] * right[k]).sum();
        right[a] = (right[a] - dot) / matrix[a * n + a];
    }
    Some(right)
}
