//! The last period against what is usual: the rule of ACLED's Trendfinder, with its guard for low counts.

use super::period::Period;
use super::series::Point;

/// A period against the mean of those before it.
#[derive(Clone, PartialEq, Debug)]
pub struct Norm {
    /// First day of the period that is compared, YYYY-MM-DD.
    pub from: String,
    /// Events in it.
    pub now: u32,
    /// Against the last four weeks (for months: the month before).
    pub short: Against,
    /// Against the last 52 weeks (for months: twelve months).
    pub long: Against,
}

/// One comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Against {
    /// Periods behind the mean: those with recorded articles.
    pub n_periods: usize,
    /// Mean events a period; none where no period before has a recorded article.
    pub mean: Option<f64>,
    /// Change in per cent of the mean; none where the mean is 0 or unknown.
    pub percent: Option<f64>,
    pub verdict: Verdict,
    /// How often a period as far from the mean, or farther on the same side, comes although nothing
    /// changed: the rate of false alarms, 0 to 1.
    pub chance: Option<f64>,
}

/// What a change is called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// More than 25 % up.
    StrongRise,
    /// 10 to 25 % up.
    Rise,
    /// Within 10 %.
    Steady,
    /// 10 to 25 % down.
    Fall,
    /// More than 25 % down.
    StrongFall,
    /// A mean of at most 2 and at most 5 now: per cents would shout.
    Limited,
    /// Nothing was recorded before, or nothing now: there is no norm.
    NoNorm,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::StrongRise => "strong rise",
            Verdict::Rise => "rise",
            Verdict::Steady => "steady",
            Verdict::Fall => "fall",
            Verdict::StrongFall => "strong fall",
            Verdict::Limited => "limited change",
            Verdict::NoNorm => "no norm",
        }
    }
}

/// The last of some whole points against those before it.
pub(super) fn of(points: &[Point], period: Period) -> Option<Norm> {
    let (last, before) = points.split_last()?;
    let counts: Vec<Option<u32>> = before.iter().map(|p| (p.n_recorded > 0).then_some(p.n_events)).collect();
    let now = (last.n_recorded > 0).then_some(last.n_events);
    Some(Norm {
        from: last.from.clone(),
        now: last.n_events,
        short: against(now, &counts, period.in_four_weeks()),
        long: against(now, &counts, period.in_a_year()),
    })
}

/// A count against the last of those before it; none stands for a period without articles.
pub(super) fn against(now: Option<u32>, before: &[Option<u32>], n: usize) -> Against {
    let last: Vec<u32> = before[before.len().saturating_sub(n)..].iter().flatten().copied().collect();
    let sum: u32 = last.iter().sum();
    let mean = (!last.is_empty()).then(|| f64::from(sum) / last.len() as f64);
    let (verdict, percent) = match (now, mean) {
        (Some(now), Some(mean)) => {
            let percent = (mean > 0.0).then(|| 100.0 * (f64::from(now) - mean) / mean);
            (verdict(now, mean, percent), percent)
        }
        _ => (Verdict::NoNorm, None),
    };
    let chance = match (now, mean) {
        (Some(now), Some(mean)) => Some(chance(now, sum, last.len(), f64::from(now) >= mean)),
        _ => None,
    };
    Against { n_periods: last.len(), mean, percent, verdict, chance }
}

fn verdict(now: u32, mean: f64, percent: Option<f64>) -> Verdict {
    if mean <= 2.0 && now <= 5 {
        return Verdict::Limited;
    }
    match percent {
        None => Verdict::StrongRise,
        Some(p) if p > 25.0 => Verdict::StrongRise,
        Some(p) if p >= 10.0 => Verdict::Rise,
        Some(p) if p > -10.0 => Verdict::Steady,
        Some(p) if p >= -25.0 => Verdict::Fall,
        Some(_) => Verdict::StrongFall,
    }
}

/// The chance of a count at least so far out on its side, where `sum` came in `n` periods at the
/// same unknown rate: a negative binomial (Poisson counts, Jeffreys' prior of the rate).
fn chance(now: u32, sum: u32, n: usize, above: bool) -> f64 {
    let (shape, stay) = (f64::from(sum) + 0.5, n as f64 / (n as f64 + 1.0));
    // In logs: with many events the first terms are too small for a number.
    let mut log = shape * stay.ln();
    let mut at_most = 0.0;
    let mut below = 0.0;
    for k in 0..=now {
        if k == now {
            below = at_most;
        }
        at_most += log.exp();
        log += ((f64::from(k) + shape) / (f64::from(k) + 1.0) * (1.0 - stay)).ln();
    }
    if above { (1.0 - below).clamp(0.0, 1.0) } else { at_most.min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_counts_do_not_shout_and_gaps_are_no_zeros() {
        let some = |n: u32| vec![Some(n); 52];
        let of = |now, before: &[Option<u32>]| against(now, before, 52).verdict;
        assert_eq!(of(Some(5), &some(2)), Verdict::Limited);
        assert_eq!(of(Some(6), &some(2)), Verdict::StrongRise);
        assert_eq!(of(Some(5), &some(3)), Verdict::StrongRise);
        assert_eq!(of(Some(9), &some(10)), Verdict::Fall);
        assert_eq!(of(Some(11), &some(10)), Verdict::Rise);
        assert_eq!(of(Some(10), &some(10)), Verdict::Steady);
        assert_eq!(of(Some(7), &some(10)), Verdict::StrongFall);
        assert_eq!(of(Some(9), &[Some(0); 4]), Verdict::StrongRise);
        assert_eq!(of(Some(9), &[None; 52]), Verdict::NoNorm);
        assert_eq!(of(None, &some(9)), Verdict::NoNorm);
        let gaps = [Some(10), None, None, Some(12)];
        assert_eq!(against(Some(11), &gaps, 4).mean, Some(11.0));
    }

    #[test]
    fn chances_are_those_of_the_negative_binomial() {
        // From log gammas in Python, to twelve digits: shape 520.5, probability 52/53.
        assert!((chance(15, 520, 52, true) - 0.085_948_974_525).abs() < 1e-9);
        assert!((chance(4, 520, 52, false) - 0.030_162_488_028).abs() < 1e-9);
        assert!(chance(10, 520, 52, true) > 0.5);
        assert!(chance(60, 520, 52, true) < 1e-9);
        let all: f64 =
            (0..200).map(|k| chance(k, 13, 4, false) - if k > 0 { chance(k - 1, 13, 4, false) } else { 0.0 }).sum();
        assert!((all - 1.0).abs() < 1e-9);
    }
}
