//! Who can block, who is needed, and what could pass: challenge, winset and veto analysis.
//!
//! Source: Tsebelis 2002 (veto players, winset), Krehbiel 1998 (gridlock interval), Banzhaf 1965,
//! Shapley and Shubik 1954; exact on one issue with single-peaked, symmetric preferences.
//! Criticism: issues are taken one by one. On DEU III only 37 % of outcomes under majority rule that
//! differ from the status quo beat it on their own issue: packages pass what issues alone would not.
//! So this explains; it never filters what a model predicts.

use super::grid::Grid;
use super::rule::Rule;

/// What the rules of one issue allow against its status quo.
#[derive(Clone, PartialEq, Debug)]
pub struct Blocking {
    pub issue: usize,
    /// Where the status quo stands; nothing else can be said where there is none.
    pub status_quo: f64,
    /// Points that enough parties prefer to the status quo, as open intervals from low to high.
    pub winset: Vec<(f64, f64)>,
    /// Smallest coalitions that can pass something, at the best point for each.
    pub coalitions: Vec<Coalition>,
    /// Parties without which nothing passes.
    pub veto: Vec<usize>,
    /// For each party with a stake: votes, share of swings (Banzhaf), share of pivots (Shapley–Shubik).
    pub power: Vec<Power>,
}

/// Parties that together reach the quota, and the points they all prefer to the status quo.
#[derive(Clone, PartialEq, Debug)]
pub struct Coalition {
    pub parties: Vec<usize>,
    pub votes: f64,
    pub range: (f64, f64),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Power {
    pub party: usize,
    pub votes: f64,
    pub banzhaf: f64,
    pub shapley: f64,
}

/// Who stops a proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// Parties that prefer the proposal, are indifferent, prefer the status quo.
    pub supporters: Vec<usize>,
    pub indifferent: Vec<usize>,
    pub opponents: Vec<usize>,
    /// Share of votes for it.
    pub share: f64,
    pub passes: bool,
    /// Opponents whose veto alone stops it, or whose votes are missing for the quota.
    pub blockers: Vec<usize>,
}

/// Differences below this, on 0–100, are indifference.
const INDIFFERENT: f64 = 0.5;

/// What a proposal on an issue would meet, against the status quo.
pub fn verdict(grid: &Grid, issue: usize, proposal: f64) -> Option<Verdict> {
    let q = grid.status_quo[issue]?;
    let mut v = Verdict {
        supporters: Vec::new(),
        indifferent: Vec::new(),
        opponents: Vec::new(),
        share: 0.0,
        passes: false,
        blockers: Vec::new(),
    };
    let (mut total, mut yes) = (0.0, 0.0);
    for (k, cell) in grid.column(issue) {
        let gain = (cell.position - q).abs() - (cell.position - proposal).abs();
        total += grid.votes[k];
        if gain > INDIFFERENT {
            yes += grid.votes[k];
            v.supporters.push(k);
        } else if gain < -INDIFFERENT {
            v.opponents.push(k);
        } else {
            // Who loses nothing does not stand in the way of consent, but is no vote for a majority.
            v.indifferent.push(k);
        }
    }
    v.share = if total > 0.0 { yes / total } else { 0.0 };
    let vetoed: Vec<usize> = v.opponents.iter().copied().filter(|&k| grid.veto[k]).collect();
    let enough = match grid.rules[issue] {
        Rule::Consent => v.opponents.is_empty() && !v.supporters.is_empty(),
        Rule::Majority { share } => v.share >= share - 1e-12,
        Rule::Chair => v.share > 0.5 && grid.chair.is_none_or(|c| !v.opponents.contains(&c)),
    };
    v.passes = enough && vetoed.is_empty();
    if !v.passes {
        v.blockers = if vetoed.is_empty() { v.opponents.clone() } else { vetoed };
    }
    Some(v)
}

/// Everything about one issue; nothing where it has no status quo or no party.
pub fn analyse(grid: &Grid, issue: usize) -> Option<Blocking> {
    let q = grid.status_quo[issue]?;
    let parties: Vec<usize> = grid.column(issue).map(|c| c.0).collect();
    if parties.is_empty() {
        return None;
    }
    let votes: Vec<f64> = parties.iter().map(|&k| grid.votes[k]).collect();
    let veto: Vec<bool> = parties.iter().map(|&k| must(grid, issue, k)).collect();
    let quota = Quota { total: votes.iter().sum(), rule: grid.rules[issue] };
    let power = power(&parties, &votes, &veto, &quota);
    Some(Blocking {
        issue,
        status_quo: q,
        winset: winset(grid, issue, q),
        coalitions: coalitions(grid, issue, q, &parties, &votes, &veto, &quota),
        veto: (0..parties.len())
            .filter(|&a| veto[a] || !quota.reached(quota.total - votes[a]))
            .map(|a| parties[a])
            .collect(),
        power,
    })
}

/// The points at which a proposal passes, by a sweep over the 2n endpoints of `(q, 2x − q)`.
fn winset(grid: &Grid, issue: usize, q: f64) -> Vec<(f64, f64)> {
    let mut ends: Vec<f64> = vec![0.0, 100.0, q];
    for (_, cell) in grid.column(issue) {
        let far = 2.0 * cell.position - q;
        // A hair inside, where the party is just better off.
        for e in [far, far - INDIFFERENT, far + INDIFFERENT, q - INDIFFERENT, q + INDIFFERENT] {
            if (0.0..=100.0).contains(&e) {
                ends.push(e);
            }
        }
    }
    ends.sort_by(f64::total_cmp);
    ends.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    let mut out: Vec<(f64, f64)> = Vec::new();
    for pair in ends.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        if verdict(grid, issue, middle).is_some_and(|v| v.passes) {
            match out.last_mut() {
                Some(last) if (last.1 - pair[0]).abs() < 1e-9 => last.1 = pair[1],
                _ => out.push((pair[0], pair[1])),
            }
        }
    }
    out
}

struct Quota {
    total: f64,
    rule: Rule,
}

impl Quota {
    fn reached(&self, votes: f64) -> bool {
        let share = votes / self.total.max(f64::MIN_POSITIVE);
        match self.rule {
            Rule::Chair => share > 0.5 + 1e-12,
            rule => share >= rule.share() - 1e-12,
        }
    }
}

fn must(grid: &Grid, issue: usize, party: usize) -> bool {
    grid.veto[party]
        || matches!(grid.rules[issue], Rule::Consent)
        || matches!(grid.rules[issue], Rule::Chair) && grid.chair == Some(party)
}

/// The smallest coalitions on each side of the status quo that reach the quota and want the same
/// direction. Up to 20 parties a side are enumerated; beyond that, those with most votes first.
fn coalitions(
    grid: &Grid,
    issue: usize,
    q: f64,
    parties: &[usize],
    votes: &[f64],
    veto: &[bool],
    quota: &Quota,
) -> Vec<Coalition> {
    let position = |a: usize| grid.cell(parties[a], issue).map_or(q, |c| c.position);
    let mut out: Vec<Coalition> = Vec::new();
    for up in [false, true] {
        let mut side: Vec<usize> = (0..parties.len())
            .filter(|&a| if up { position(a) > q + INDIFFERENT } else { position(a) < q - INDIFFERENT })
            .collect();
        side.sort_by(|&a, &b| votes[b].total_cmp(&votes[a]).then(a.cmp(&b)));
        // Whom the rules require must be on this side, or nothing passes there.
        if (0..parties.len()).any(|a| veto[a] && !side.contains(&a)) {
            continue;
        }
        // Those whom the rules require are in every coalition; only the others vary.
        let required: Vec<usize> = side.iter().copied().filter(|&a| veto[a]).collect();
        side.retain(|&a| !veto[a]);
        side.truncate(20);
        let mut found: Vec<u32> = Vec::new();
        let mut by_size: Vec<u32> = (u32::from(required.is_empty())..1u32 << side.len()).collect();
        by_size.sort_by_key(|set| set.count_ones());
        for set in by_size {
            if found.iter().any(|f| f & set == *f) {
                continue;
            }
            let mut members = required.clone();
            members.extend((0..side.len()).filter(|b| set >> b & 1 == 1).map(|b| side[b]));
            let sum: f64 = members.iter().map(|&a| votes[a]).sum();
            if quota.reached(sum) {
                found.push(set);
                // What all of them prefer ends at the reflection of the one nearest to the status quo.
                let near = members.iter().map(|&a| (position(a) - q).abs()).fold(f64::INFINITY, f64::min);
                let far = (if up { q + 2.0 * near } else { q - 2.0 * near }).clamp(0.0, 100.0);
                out.push(Coalition {
                    parties: members.iter().map(|&a| parties[a]).collect(),
                    votes: sum,
                    range: if up { (q, far) } else { (far, q) },
                });
                if found.len() >= 12 {
                    break;
                }
            }
        }
    }
    out.sort_by(|a, b| a.parties.len().cmp(&b.parties.len()).then(b.votes.total_cmp(&a.votes)));
    out
}

/// Swings and pivots. Exact for up to 18 parties; above, votes stand in for both.
fn power(parties: &[usize], votes: &[f64], veto: &[bool], quota: &Quota) -> Vec<Power> {
    let n = parties.len();
    let share = |a: usize| votes[a] / quota.total.max(f64::MIN_POSITIVE);
    if n > 18 {
        return (0..n)
            .map(|a| Power { party: parties[a], votes: votes[a], banzhaf: share(a), shapley: share(a) })
            .collect();
    }
    let needed: u32 = (0..n).filter(|&a| veto[a]).map(|a| 1 << a).sum();
    let size = 1usize << n;
    let mut sums = vec![0.0; size];
    for set in 1..size {
        let low = set.trailing_zeros() as usize;
        sums[set] = sums[set & (set - 1)] + votes[low];
    }
    let wins = |set: usize| set as u32 & needed == needed && quota.reached(sums[set]);
    // |S|! (n − |S| − 1)! / n!
    let mut weight = vec![0.0; n];
    for (s, w) in weight.iter_mut().enumerate() {
        let mut v = 1.0 / n as f64;
        for t in 0..s {
            v *= (t + 1) as f64 / (n - 1 - t) as f64;
        }
        *w = v;
    }
    let (mut swings, mut pivots) = (vec![0.0; n], vec![0.0; n]);
    for set in 0..size {
        if wins(set) {
            continue;
        }
        for a in (0..n).filter(|a| set >> a & 1 == 0) {
            if wins(set | 1 << a) {
                swings[a] += 1.0;
                pivots[a] += weight[set.count_ones() as usize];
            }
        }
    }
    let total: f64 = swings.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    (0..n)
        .map(|a| Power { party: parties[a], votes: votes[a], banzhaf: swings[a] / total, shapley: pivots[a] })
        .collect()
}

/// The settlement range of an issue: where all parties with a veto are at least as well off as now.
///
/// With consent of all this is what bargaining theory calls the zone of possible agreement.
pub fn settlement_range(grid: &Grid, issue: usize) -> Option<(f64, f64)> {
    let q = grid.status_quo[issue]?;
    let (mut low, mut high): (f64, f64) = (0.0, 100.0);
    for (k, cell) in grid.column(issue) {
        if must(grid, issue, k) {
            let far = 2.0 * cell.position - q;
            low = low.max(q.min(far));
            high = high.min(q.max(far));
        }
    }
    (low <= high).then_some((low.max(0.0), high.min(100.0)))
}
