//! Change points of a count series, and what moved them.
//!
//! The method is PELT (R. Killick, P. Fearnhead, I. A. Eckley, "Optimal detection of changepoints
//! with a linear computational cost", JASA 107, 2012): the cut into segments with the least sum of
//! costs, found exactly. A segment's cost is twice the negative Poisson log likelihood of its counts
//! at one rate, given the exposure of each period. News comes in bursts, so the penalty of a cut, 3 ln n
//! (the modified criterion of N. R. Zhang and D. O. Siegmund, Biometrics 63, 2007, less its term for
//! lengths), is multiplied by the dispersion that differences of neighbours show.

use std::collections::BTreeMap;

use super::fact::Fact;
use super::series::{Exposure, Point};
use crate::plover::EventType;

/// A day on which the rate of events changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Index of the first point of the new rate.
    pub point: usize,
    /// First day of that point, YYYY-MM-DD.
    pub day: String,
    /// Mean rate before and after, between the neighbouring changes: events a period, or events per
    /// 1,000 recorded articles where that is the exposure.
    pub before: f64,
    pub after: f64,
    /// How much the cut lowers the cost, in penalties: 1 is the least that is shown.
    pub strength: f64,
    /// Event types whose rate moved most in the change's direction, most first.
    pub moved_by: Vec<Mover>,
}

/// An event type that carries a part of a change.
#[derive(Clone, PartialEq, Debug)]
pub struct Mover {
    pub event_type: EventType,
    /// Rates in the unit of the change.
    pub before: f64,
    pub after: f64,
    /// Its part of all movement in the change's direction, 0 to 1.
    pub share: f64,
    /// Events that carry it: those after the change where more happens, those before it where less
    /// does; with most sources first, then strongest score, then nearest to the change.
    pub events: Vec<String>,
}

/// Movers and events shown of each change.
const MOVERS: usize = 4;
const EVENTS: usize = 5;
/// A rate wants this many periods with coverage.
const SHORTEST: usize = 2;

/// The changes of a series; `members` are the events of each point.
pub(super) fn changes(points: &[Point], members: &[Vec<&Fact>], exposure: Exposure) -> Vec<Change> {
    // Periods in which nothing was recorded say nothing, and are left out.
    let seen: Vec<usize> = (0..points.len()).filter(|&n| points[n].n_recorded > 0).collect();
    let counts: Vec<f64> = seen.iter().map(|&n| f64::from(points[n].n_events)).collect();
    let exposures: Vec<f64> = match exposure {
        Exposure::Periods => vec![1.0; seen.len()],
        Exposure::Articles => seen.iter().map(|&n| f64::from(points[n].n_recorded) / 1_000.0).collect(),
    };
    let (cuts, penalty) = pelt(&counts, &exposures);
    let bounds: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([counts.len()]).collect();
    let cost = Costs::of(&counts, &exposures);
    (1..bounds.len().saturating_sub(1))
        .map(|n| {
            let (low, cut, high) = (bounds[n - 1], bounds[n], bounds[n + 1]);
            let before = cost.rate(low, cut);
            let after = cost.rate(cut, high);
            let gain = cost.cost(low, high) - cost.cost(low, cut) - cost.cost(cut, high);
            let of = |low: usize, high: usize| -> Vec<&Fact> {
                seen[low..high].iter().flat_map(|&p| members[p].iter().copied()).collect()
            };
            let (earlier, later) = (of(low, cut), of(cut, high));
            let lengths = (cost.exposure(low, cut), cost.exposure(cut, high));
            Change {
                point: seen[cut],
                day: points[seen[cut]].from.clone(),
                before,
                after,
                strength: gain / penalty,
                moved_by: movers(&earlier, &later, lengths, after > before),
            }
        })
        .collect()
}

/// Where a count series is best cut (first index of each new segment), and the penalty of a cut.
pub fn pelt(counts: &[f64], exposures: &[f64]) -> (Vec<usize>, f64) {
    let n = counts.len();
    let penalty = 3.0 * (n.max(2) as f64).ln() * dispersion(counts, exposures);
    if n < 2 * SHORTEST {
        return (Vec::new(), penalty);
    }
    let costs = Costs::of(counts, exposures);
    let mut best = vec![f64::INFINITY; n + 1];
    best[0] = -penalty;
    let mut last = vec![0; n + 1];
    // Starts of the last segment, each with the end from which on it cannot win any more.
    let mut candidates = vec![(0, usize::MAX)];
    for end in SHORTEST..=n {
        candidates.retain(|(_, beaten_from)| end < *beaten_from);
        let (mut least, mut from) = (f64::INFINITY, 0);
        for &(start, _) in candidates.iter().filter(|(start, _)| end - start >= SHORTEST) {
            let total = best[start] + costs.cost(start, end) + penalty;
            if total < least {
                (least, from) = (total, start);
            }
        }
        (best[end], last[end]) = (least, from);
        // A start that a cut here would beat is beaten wherever there is room for that cut.
        for (start, beaten_from) in candidates.iter_mut().filter(|(start, _)| end - start >= SHORTEST) {
            if best[*start] + costs.cost(*start, end) > least {
                *beaten_from = (*beaten_from).min(end + SHORTEST);
            }
        }
        candidates.push((end, usize::MAX));
    }
    let mut cuts = Vec::new();
    let mut at = n;
    while last[at] > 0 {
        at = last[at];
        cuts.push(at);
    }
    cuts.reverse();
    (cuts, penalty)
}

/// How much more than a Poisson count its neighbours differ, at least 1.
///
/// Neighbours are compared, so that the changes that are looked for do not count as noise.
fn dispersion(counts: &[f64], exposures: &[f64]) -> f64 {
    let (mut squares, mut n, mut events, mut time) = (0.0, 0.0, 0.0, 0.0);
    let rate = |i: usize| counts[i] / exposures[i].max(1e-9);
    for i in 1..counts.len() {
        // For a Poisson count the variance of the difference of two rates is rate (1/e + 1/f).
        let weight = 1.0 / exposures[i - 1].max(1e-9) + 1.0 / exposures[i].max(1e-9);
        squares += (rate(i) - rate(i - 1)).powi(2) / weight;
        n += 1.0;
    }
    for i in 0..counts.len() {
        events += counts[i];
        time += exposures[i];
    }
    if n == 0.0 || events == 0.0 { 1.0 } else { (squares / n / (events / time)).max(1.0) }
}

/// Sums from the start, so that any segment's cost takes a moment.
struct Costs {
    counts: Vec<f64>,
    exposures: Vec<f64>,
}

impl Costs {
    fn of(counts: &[f64], exposures: &[f64]) -> Costs {
        let sums = |values: &[f64]| {
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(values.iter().map(|v| {
                    sum += v;
                    sum
                }))
                .collect()
        };
        Costs { counts: sums(counts), exposures: sums(exposures) }
    }

    fn exposure(&self, low: usize, high: usize) -> f64 {
        self.exposures[high] - self.exposures[low]
    }

    fn rate(&self, low: usize, high: usize) -> f64 {
        (self.counts[high] - self.counts[low]) / self.exposure(low, high).max(1e-9)
    }

    /// Twice the negative log likelihood at the segment's own rate, less what no cut changes.
    fn cost(&self, low: usize, high: usize) -> f64 {
        let n = self.counts[high] - self.counts[low];
        if n <= 0.0 { 0.0 } else { 2.0 * n * (1.0 - self.rate(low, high).ln()) }
    }
}

fn movers(earlier: &[&Fact], later: &[&Fact], lengths: (f64, f64), rises: bool) -> Vec<Mover> {
    let mut rates: BTreeMap<EventType, (f64, f64)> = BTreeMap::new();
    for fact in earlier {
        rates.entry(fact.event_type).or_default().0 += 1.0 / lengths.0.max(1e-9);
    }
    for fact in later {
        rates.entry(fact.event_type).or_default().1 += 1.0 / lengths.1.max(1e-9);
    }
    let moved = |(before, after): (f64, f64)| if rises { after - before } else { before - after };
    let all: f64 = rates.values().map(|r| moved(*r).max(0.0)).sum();
    let mut out: Vec<Mover> = rates
        .into_iter()
        .filter(|(_, r)| moved(*r) > 0.0)
        .map(|(event_type, (before, after))| {
            // The side on which it happens more, from the change outwards.
            let mut events: Vec<(usize, &Fact)> = if rises {
                later.iter().copied().enumerate().collect()
            } else {
                earlier.iter().rev().copied().enumerate().collect()
            };
            events.retain(|(_, f)| f.event_type == event_type);
            events.sort_by(|(n, a), (m, b)| {
                b.n_sources
                    .cmp(&a.n_sources)
                    .then_with(|| b.score.abs().total_cmp(&a.score.abs()))
                    .then_with(|| n.cmp(m))
            });
            Mover {
                event_type,
                before,
                after,
                share: moved((before, after)) / all,
                events: events.iter().take(EVENTS).map(|(_, f)| f.event_id.clone()).collect(),
            }
        })
        .collect();
    out.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.event_type.cmp(&b.event_type)));
    out.truncate(MOVERS);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least cost over all cuts, by trying every last cut: what PELT must equal.
    fn exact(counts: &[f64], exposures: &[f64]) -> f64 {
        let (_, penalty) = pelt(counts, exposures);
        let costs = Costs::of(counts, exposures);
        let mut best = vec![f64::INFINITY; counts.len() + 1];
        best[0] = -penalty;
        for end in SHORTEST..=counts.len() {
            for start in 0..=end - SHORTEST {
                best[end] = f64::min(best[end], best[start] + costs.cost(start, end) + penalty);
            }
        }
        best[counts.len()]
    }

    fn cost_of(cuts: &[usize], counts: &[f64], exposures: &[f64], penalty: f64) -> f64 {
        let costs = Costs::of(counts, exposures);
        let bounds: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([counts.len()]).collect();
        bounds.windows(2).map(|w| costs.cost(w[0], w[1])).sum::<f64>() + penalty * cuts.len() as f64
    }

    struct Random(u64);

    impl Random {
        fn unit(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        }

        fn poisson(&mut self, rate: f64) -> f64 {
            let (limit, mut product, mut n) = ((-rate).exp(), 1.0, -1.0);
            while product > limit {
                product *= self.unit();
                n += 1.0;
            }
            n
        }
    }

    #[test]
    fn the_pruned_search_finds_what_the_full_search_finds() {
        let mut random = Random(3);
        for round in 0..200 {
            let n = 2 + round % 40;
            let jump = random.unit() * 8.0;
            let counts: Vec<f64> = (0..n).map(|i| random.poisson(if i % 13 < 6 { 0.7 } else { 0.7 + jump })).collect();
            let exposures: Vec<f64> = (0..n).map(|_| if round % 2 == 0 { 1.0 } else { 0.5 + random.unit() }).collect();
            let (cuts, penalty) = pelt(&counts, &exposures);
            if n < 2 * SHORTEST {
                assert!(cuts.is_empty());
                continue;
            }
            let (found, least) = (cost_of(&cuts, &counts, &exposures, penalty), exact(&counts, &exposures));
            assert!((found - least).abs() < 1e-9, "{counts:?}: {cuts:?} costs {found}, the best {least}");
        }
    }

    /// The figures of ARCHITECTURE: false alarms on steady series, and steps that are found.
    #[test]
    fn steady_series_seldom_alarm_and_clear_steps_are_found() {
        let mut random = Random(11);
        let mut alarms = 0;
        for round in 0..600 {
            let rate = [0.3, 2.0, 12.0][round % 3];
            let counts: Vec<f64> = (0..104).map(|_| random.poisson(rate)).collect();
            alarms += usize::from(!pelt(&counts, &[1.0; 104]).0.is_empty());
        }
        assert!(alarms <= 30, "{alarms} of 600 steady series have a change");
        let mut found = 0;
        for _ in 0..200 {
            let counts: Vec<f64> = (0..104).map(|i| random.poisson(if i < 60 { 2.0 } else { 6.0 })).collect();
            let cuts = pelt(&counts, &[1.0; 104]).0;
            found += usize::from(cuts.len() == 1 && cuts[0].abs_diff(60) <= 2);
        }
        assert!(found >= 180, "{found} of 200 steps were found");
    }
}
