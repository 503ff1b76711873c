//! Scores of probabilities: Brier, logarithmic, skill against a reference, calibration.

/// A probability that was stated, and what happened.
pub type Outcome = (f64, bool);

/// A bin of the calibration table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bin {
    pub n: usize,
    pub mean_stated: f64,
    pub share_happened: f64,
}

/// The mean squared error of the probabilities.
///
/// ```
/// use legation::forecast::score;
/// assert_eq!(score::brier(&[(1.0, true), (0.5, false)]), 0.125);
/// ```
pub fn brier(outcomes: &[Outcome]) -> f64 {
    mean(outcomes, |p, y| (p - f64::from(y)).powi(2))
}

/// The mean negative log of the probability of what happened, clipped to [1e-4, 1 − 1e-4].
pub fn log_loss(outcomes: &[Outcome]) -> f64 {
    mean(outcomes, |p, y| {
        let p = p.clamp(1e-4, 1.0 - 1e-4);
        -(if y { p } else { 1.0 - p }).ln()
    })
}

/// How much smaller the Brier score is than a reference's: 1 is perfect, 0 no better.
pub fn skill(brier: f64, reference: f64) -> f64 {
    if reference > 0.0 { 1.0 - brier / reference } else { 0.0 }
}

/// Ten bins of equal width.
pub fn calibration(outcomes: &[Outcome]) -> Vec<Bin> {
    let mut sums = [(0usize, 0f64, 0f64); 10];
    for (p, y) in outcomes {
        let bin = &mut sums[((p * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += p;
        bin.2 += f64::from(*y);
    }
    sums.iter()
        .map(|(n, p, y)| Bin { n: *n, mean_stated: p / (*n).max(1) as f64, share_happened: y / (*n).max(1) as f64 })
        .collect()
}

/// The expected calibration error over ten bins.
pub fn calibration_error(outcomes: &[Outcome]) -> f64 {
    let gap = |b: &Bin| b.n as f64 * (b.mean_stated - b.share_happened).abs();
    calibration(outcomes).iter().map(gap).sum::<f64>() / outcomes.len().max(1) as f64
}

/// The chance that something that happened was given more than something that did not.
pub fn auc(outcomes: &[Outcome]) -> f64 {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut at, mut rank_sum, mut n_yes) = (0, 0f64, 0f64);
    while at < sorted.len() {
        let end = at + sorted[at..].partition_point(|o| o.0 <= sorted[at].0);
        let yes = sorted[at..end].iter().filter(|o| o.1).count() as f64;
        rank_sum += yes * (at + 1 + end) as f64 / 2.0;
        n_yes += yes;
        at = end;
    }
    let n_no = sorted.len() as f64 - n_yes;
    if n_yes * n_no > 0.0 { (rank_sum - n_yes * (n_yes + 1.0) / 2.0) / (n_yes * n_no) } else { f64::NAN }
}

fn mean(outcomes: &[Outcome], loss: impl Fn(f64, bool) -> f64) -> f64 {
    outcomes.iter().map(|(p, y)| loss(*p, *y)).sum::<f64>() / outcomes.len().max(1) as f64
}
