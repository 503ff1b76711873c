//! One round of exchanges: candidates, the best of them, and what it changes for the others.

use super::super::grid::{Cell, Grid};

/// Rounding noise of sums of weighted positions on 0–100: below it two outcomes are one.
const NOISE: f64 = 1e-9;
/// The least gain and the least move that count, as in the published program.
const LEAST: f64 = 1e-10;
/// Gains closer than this are equal: positions have fourteen digits, gains lose a few.
const TIE: f64 = 1e-11;

/// Parties, issues and positions between two rounds, and the candidates within one.
pub(super) struct Market {
    pub n_parties: usize,
    pub n_issues: usize,
    pub n_candidates: usize,
    pub n_valid: usize,
    /// Cells with the positions at the start of the round.
    cells: Vec<Option<Cell>>,
    /// Σ c s of each issue.
    weight: Vec<f64>,
    /// Its inverse: divisions are what a draw would wait for.
    per_weight: Vec<f64>,
    /// Outcomes at the start of the round.
    outcome: Vec<f64>,
    /// Where each party's supplied position stands now.
    supply: Vec<f64>,
    traded: Vec<bool>,
    candidates: Vec<Candidate>,
    /// For each party and issue, the candidates in which it supplies that issue, and demands it.
    supplies: Vec<Vec<u32>>,
    demands: Vec<Vec<u32>>,
    /// What a demander has seen others move on an issue: `seen[demander][issue][supplier]`.
    seen: Vec<f64>,
    /// The weighted sum of those moves for each demander and issue.
    shift: Vec<f64>,
    best: Tournament,
}

/// A pair of parties and issues: i demands p and supplies q, j the reverse.
///
/// Small on purpose: ten thousand draws spend their time here.
#[derive(Clone, Debug)]
struct Candidate {
    i: u16,
    j: u16,
    p: u16,
    q: u16,
    alive: bool,
    /// The outcome lies exactly on the partner's position and the move leads away from it.
    doubtful: bool,
    /// A move was cut so that the outcome does not pass the partner's position.
    cut: bool,
    /// Whether past moves went up or down, so that a reversal is seen.
    up_i: i8,
    up_j: i8,
    /// Points that i moves for one point of j, at equal gains.
    i_for_j: f64,
    /// Outcome shift for one point of j's move on p, and of i's on q.
    per_j: f64,
    per_i: f64,
    /// Gain for one point of j's move.
    gain_for_j: f64,
    /// Signed moves.
    move_i: f64,
    move_j: f64,
    /// Sums of the moves that stayed in each party's history, without the present one.
    ///
    /// When a party's supplied position changes, the published program keeps the move that it had
    /// planned until then, not the one that was made. The rule that a party moves at most 100 points
    /// upwards is checked against this history; what follows is part of the model as measured.
    history_i: f64,
    history_j: f64,
    gain: f64,
}

/// An exchange that was made.
pub(super) struct Realised {
    pub i: usize,
    pub j: usize,
    pub p: usize,
    pub q: usize,
    pub i_from: f64,
    pub i_to: f64,
    pub j_from: f64,
    pub j_to: f64,
    pub gain: f64,
    pub outcome_p: (f64, f64),
    pub outcome_q: (f64, f64),
}

/// The best candidates at a moment, best first, equals in the order of the table.
pub struct Contest {
    /// (i, issue i supplies, j, issue j supplies, gain, whether it stands on a knife's edge).
    pub tied: Vec<(usize, usize, usize, usize, f64, bool)>,
}

/// What to do with a [`Contest`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Make the first.
    First,
    /// Make the one of this index.
    Take(usize),
    /// Drop the one of this index and look again.
    Drop(usize),
}

impl Market {
    pub fn of(grid: &Grid) -> Market {
        let (n, m) = (grid.n_parties, grid.n_issues);
        let cells: Vec<Option<Cell>> = grid
            .cells
            .iter()
            // A party without pull cannot shift an outcome: it has nothing to give.
            .map(|c| c.filter(|c| c.pull() > 0.0))
            .collect();
        let mut market = Market {
            n_parties: n,
            n_issues: m,
            n_candidates: 0,
            n_valid: 0,
            cells,
            weight: vec![0.0; m],
            per_weight: vec![0.0; m],
            outcome: vec![0.0; m],
            supply: vec![0.0; n * m],
            traded: vec![false; n * m],
            candidates: Vec::new(),
            supplies: vec![Vec::new(); n * m],
            demands: vec![Vec::new(); n * m],
            seen: vec![f64::NAN; n * m * n],
            shift: vec![0.0; n * m],
            best: Tournament::default(),
        };
        for p in 0..m {
            market.weight[p] = (0..n).filter_map(|k| market.cell(k, p)).map(Cell::pull).sum();
            market.per_weight[p] = 1.0 / market.weight[p];
        }
        market
    }

    pub fn cell(&self, party: usize, issue: usize) -> Option<&Cell> {
        self.cells[party * self.n_issues + issue].as_ref()
    }

    fn mean(&self, issue: usize, position: impl Fn(usize, &Cell) -> f64) -> Option<f64> {
        let mut sum = 0.0;
        let mut any = false;
        for k in 0..self.n_parties {
            if let Some(cell) = self.cell(k, issue) {
                sum += cell.pull() * position(k, cell);
                any = true;
            }
        }
        any.then(|| sum / self.weight[issue])
    }

    pub fn start_outcomes(&self) -> Vec<Option<f64>> {
        (0..self.n_issues).map(|p| self.mean(p, |_, c| c.position)).collect()
    }

    pub fn outcomes(&self) -> Vec<Option<f64>> {
        (0..self.n_issues).map(|p| self.mean(p, |k, _| self.supply[k * self.n_issues + p])).collect()
    }

    /// Positions after the exchanges of this round.
    pub fn voting(&self) -> Vec<Option<f64>> {
        self.cells.iter().zip(&self.supply).map(|(c, x)| c.map(|_| *x)).collect()
    }

    pub fn start(&self) -> Vec<Option<f64>> {
        self.cells.iter().map(|c| c.map(|c| c.position)).collect()
    }

    /// Makes every exchange of a round, the best first.
    pub fn round(&mut self, mut choose: Option<&mut dyn FnMut(&Contest) -> Choice>) -> Vec<Realised> {
        self.open();
        let mut realised = Vec::new();
        while let Some(first) = self.best.top() {
            let picked = match choose.as_deref_mut() {
                None => first,
                Some(choose) => match self.pick(first, choose) {
                    Some(picked) => picked,
                    None => continue,
                },
            };
            let done = self.realise(picked);
            realised.push(done);
        }
        realised
    }

    /// The candidate to realise, or nothing where one was dropped instead.
    fn pick(&mut self, first: usize, choose: &mut dyn FnMut(&Contest) -> Choice) -> Option<usize> {
        let close = |c: &Candidate, top: f64| c.alive && (c.gain - top).abs() <= TIE;
        let top = self.candidates[first].gain;
        // Ties are rare; the list is only made where somebody may look at it.
        let tied: Vec<usize> = self.best.ties(first, |idx| close(&self.candidates[idx], top));
        let contest = Contest {
            tied: tied
                .iter()
                .map(|&idx| {
                    let c = &self.candidates[idx];
                    (c.i as usize, c.q as usize, c.j as usize, c.p as usize, c.gain, c.doubtful)
                })
                .collect(),
        };
        match choose(&contest) {
            Choice::First => Some(first),
            Choice::Take(n) => Some(tied[n]),
            Choice::Drop(n) => {
                self.candidates[tied[n]].alive = false;
                self.best.set(tied[n], f64::NEG_INFINITY);
                None
            }
        }
    }

    /// Finds all candidates from the positions at the start of the round.
    fn open(&mut self) {
        let (n, m) = (self.n_parties, self.n_issues);
        for p in 0..m {
            self.outcome[p] = self.mean(p, |_, c| c.position).unwrap_or(0.0);
        }
        for (x, cell) in self.supply.iter_mut().zip(&self.cells) {
            *x = cell.map_or(0.0, |c| c.position);
        }
        self.traded.fill(false);
        self.seen.fill(f64::NAN);
        self.shift.fill(0.0);
        self.candidates.clear();
        self.supplies.iter_mut().for_each(Vec::clear);
        self.demands.iter_mut().for_each(Vec::clear);
        let mut groups: [Vec<usize>; 4] = Default::default();
        for p in 0..m {
            for q in p + 1..m {
                groups.iter_mut().for_each(Vec::clear);
                for k in 0..n {
                    if let (Some(a), Some(b)) = (self.cell(k, p), self.cell(k, q)) {
                        let left = (a.position <= self.outcome[p], b.position <= self.outcome[q]);
                        groups[usize::from(left.0) + 2 * usize::from(left.1)].push(k);
                    }
                }
                for (a, b) in [(0, 3), (1, 2)] {
                    for &x in &groups[a] {
                        for &y in &groups[b] {
                            self.add(x, y, p, q);
                        }
                    }
                }
            }
        }
        self.n_candidates = self.candidates.len();
        for idx in 0..self.candidates.len() {
            self.recompute(idx);
        }
        self.n_valid = self.candidates.iter().filter(|c| c.alive).count();
        for (idx, c) in self.candidates.iter().enumerate().filter(|(_, c)| c.alive) {
            let (i, j, p, q) = (c.i as usize, c.j as usize, c.p as usize, c.q as usize);
            self.supplies[i * m + q].push(idx as u32);
            self.supplies[j * m + p].push(idx as u32);
            self.demands[i * m + p].push(idx as u32);
            self.demands[j * m + q].push(idx as u32);
        }
        let gains = self.candidates.iter().map(|c| if c.alive { key(c.gain) } else { f64::NEG_INFINITY });
        self.best = Tournament::of(gains);
    }

    fn add(&mut self, x: usize, y: usize, p: usize, q: usize) {
        let salience = |k: usize, issue: usize| self.cell(k, issue).map_or(0.0, |c| c.salience);
        let (xp, xq, yp, yq) = (salience(x, p), salience(x, q), salience(y, p), salience(y, q));
        let (i, j, ip, iq, jp, jq) = if xp / xq < yp / yq { (y, x, yp, yq, xp, xq) } else { (x, y, xp, xq, yp, yq) };
        // ΔO_q / ΔO_p for equal gains.
        let ratio = (ip + jp) / (iq + jq);
        let pull = |k: usize, issue: usize| self.cell(k, issue).map_or(0.0, Cell::pull);
        let (per_j, per_i) = (pull(j, p) / self.weight[p], pull(i, q) / self.weight[q]);
        let candidate = Candidate {
            i: i as u16,
            j: j as u16,
            p: p as u16,
            q: q as u16,
            alive: true,
            doubtful: false,
            cut: false,
            up_i: 0,
            up_j: 0,
            i_for_j: ratio * per_j / per_i,
            per_j,
            per_i,
            gain_for_j: (ip - iq * ratio).abs() * per_j,
            move_i: 0.0,
            move_j: 0.0,
            history_i: 0.0,
            history_j: 0.0,
            gain: 0.0,
        };
        self.candidates.push(candidate);
    }

    /// Plans the moves of a candidate from where things stand, and whether they are allowed.
    fn recompute(&mut self, idx: usize) {
        let m = self.n_issues;
        let c = &self.candidates[idx];
        let (i, j, p, q) = (c.i as usize, c.j as usize, c.p as usize, c.q as usize);
        let (xi, xj) = (self.supply[i * m + q], self.supply[j * m + p]);
        let wants = |k: usize, issue: usize| self.cells[k * m + issue].map_or(0.0, |c| c.position);
        let (ti, tj) = (wants(j, q), wants(i, p));
        let (limit_i, limit_j) = ((ti - xi).abs(), (tj - xj).abs());
        // First j goes all the way; if i had to go too far for it, i goes all the way instead.
        let mut move_j = limit_j;
        let mut move_i = move_j * c.i_for_j;
        if move_i > limit_i {
            move_i = limit_i;
            move_j = move_i / c.i_for_j;
        }
        let (sign_i, sign_j) = (if xi > ti { -1.0 } else { 1.0 }, if xj > tj { -1.0 } else { 1.0 });
        let mut alive = move_j * c.gain_for_j >= LEAST && c.allows(xi, sign_i * move_i, xj, sign_j * move_j);
        let (mut doubtful, mut cut) = (false, false);
        if alive {
            // No overshoot: the outcome of an issue may not pass the point that the partner wants.
            let before_q = self.outcome_seen(j, q, i, xi);
            match overshoot(before_q, before_q + sign_i * move_i * c.per_i, ti) {
                Overshoot::No => {}
                Overshoot::Edge => doubtful = true,
                Overshoot::At => {
                    cut = true;
                    move_i = (ti - before_q).abs() / c.per_i;
                    move_j = move_i / c.i_for_j;
                }
            }
            let before_p = self.outcome_seen(i, p, j, xj);
            match overshoot(before_p, before_p + sign_j * move_j * c.per_j, tj) {
                Overshoot::No => {}
                Overshoot::Edge => doubtful = true,
                Overshoot::At => {
                    cut = true;
                    move_j = (tj - before_p).abs() / c.per_j;
                    move_i = move_j * c.i_for_j;
                }
            }
            alive = !cut || c.allows(xi, sign_i * move_i, xj, sign_j * move_j);
        }
        let c = &mut self.candidates[idx];
        c.move_i = sign_i * move_i;
        c.move_j = sign_j * move_j;
        c.gain = move_j * c.gain_for_j;
        c.alive = alive;
        c.doubtful = doubtful;
        c.cut = cut;
    }

    /// After a demander saw others move on an issue: whether the plan of a candidate stays as it is.
    ///
    /// Only the guard against overshooting looks at what was seen. A plan that the guard did not touch
    /// before, and does not touch now, is the same plan.
    fn undisturbed(&self, idx: usize, issue: usize) -> bool {
        let m = self.n_issues;
        let c = &self.candidates[idx];
        if c.cut || c.doubtful {
            return false;
        }
        let (i, j, p, q) = (c.i as usize, c.j as usize, c.p as usize, c.q as usize);
        let wants = |k: usize, issue: usize| self.cells[k * m + issue].map_or(0.0, |c| c.position);
        let (before, step, point) = if issue == q {
            (self.outcome_seen(j, q, i, self.supply[i * m + q]), c.move_i * c.per_i, wants(j, q))
        } else {
            (self.outcome_seen(i, p, j, self.supply[j * m + p]), c.move_j * c.per_j, wants(i, p))
        };
        matches!(overshoot(before, before + step, point), Overshoot::No)
    }

    /// The outcome of an issue as its demander sees it, with the supplier at `x`.
    fn outcome_seen(&self, demander: usize, issue: usize, supplier: usize, x: f64) -> f64 {
        let m = self.n_issues;
        let at = demander * m + issue;
        let Some(cell) = self.cells[supplier * m + issue] else { return self.outcome[issue] };
        let own = self.seen[at * self.n_parties + supplier];
        let own = if own.is_nan() { 0.0 } else { own - cell.position };
        let shift = self.shift[at] + cell.pull() * (x - cell.position - own);
        self.outcome[issue] + shift * self.per_weight[issue]
    }

    fn realise(&mut self, idx: usize) -> Realised {
        let m = self.n_issues;
        let c = self.candidates[idx].clone();
        let (i, j, p, q) = (c.i as usize, c.j as usize, c.p as usize, c.q as usize);
        let (xi, xj) = (self.supply[i * m + q], self.supply[j * m + p]);
        let (yi, yj) = (within(xi + c.move_i), within(xj + c.move_j));
        let (before_q, before_p) = (self.outcome_seen(j, q, i, xi), self.outcome_seen(i, p, j, xj));
        self.candidates[idx].alive = false;
        self.best.set(idx, f64::NEG_INFINITY);
        self.supply[i * m + q] = yi;
        self.supply[j * m + p] = yj;
        self.traded[i * m + q] = true;
        self.traded[j * m + p] = true;
        self.see(j, q, i, yi);
        self.see(i, p, j, yj);
        // Those in which a party supplies the same issue keep the move that they had planned.
        for (party, issue) in [(i, q), (j, p)] {
            let mut list = std::mem::take(&mut self.supplies[party * m + issue]);
            list.retain(|&idx| self.candidates[idx as usize].alive);
            for &idx in &list {
                let c = &mut self.candidates[idx as usize];
                if c.i as usize == party && c.q as usize == issue {
                    c.history_i += c.move_i;
                    c.up_i = direction(c.up_i, c.move_i);
                } else {
                    c.history_j += c.move_j;
                    c.up_j = direction(c.up_j, c.move_j);
                }
                self.refresh(idx as usize);
            }
            self.supplies[party * m + issue] = list;
        }
        for (party, issue) in [(i, p), (j, q)] {
            let mut list = std::mem::take(&mut self.demands[party * m + issue]);
            list.retain(|&idx| self.candidates[idx as usize].alive);
            for &idx in &list {
                if !self.undisturbed(idx as usize, issue) {
                    self.refresh(idx as usize);
                }
            }
            self.demands[party * m + issue] = list;
        }
        Realised {
            i,
            j,
            p,
            q,
            i_from: xi,
            i_to: yi,
            j_from: xj,
            j_to: yj,
            gain: c.gain,
            outcome_p: (before_p, before_p + c.move_j * c.per_j),
            outcome_q: (before_q, before_q + c.move_i * c.per_i),
        }
    }

    fn refresh(&mut self, idx: usize) {
        if !self.candidates[idx].alive {
            return;
        }
        let before = self.candidates[idx].gain;
        self.recompute(idx);
        let c = &self.candidates[idx];
        if !c.alive {
            self.best.set(idx, f64::NEG_INFINITY);
        } else if c.gain != before {
            self.best.set(idx, key(c.gain));
        }
    }

    /// A demander notes where a supplier has gone; of several moves it keeps the least.
    fn see(&mut self, demander: usize, issue: usize, supplier: usize, y: f64) {
        let at = demander * self.n_issues + issue;
        let Some(cell) = self.cells[supplier * self.n_issues + issue] else { return };
        let seen = &mut self.seen[at * self.n_parties + supplier];
        let old = if seen.is_nan() { None } else { Some(*seen) };
        let new = match old {
            None => y,
            Some(old) if cell.position <= old => old.min(y),
            Some(old) => old.max(y),
        };
        self.shift[at] += cell.pull() * (new - old.unwrap_or(cell.position));
        *seen = new;
    }

    /// Positions at the start of the next round: who cares less follows his votes further.
    pub fn settle(&mut self) {
        for (idx, cell) in self.cells.iter_mut().enumerate() {
            if let Some(cell) = cell
                && self.traded[idx]
            {
                let follow = 0.4 * (1.0 - cell.salience) + 0.1;
                cell.position = within(follow * self.supply[idx] + (1.0 - follow) * cell.position);
            }
        }
    }
}

impl Candidate {
    /// Whether both moves stay on the scale, count, go on in one direction and not too far.
    fn allows(&self, xi: f64, move_i: f64, xj: f64, move_j: f64) -> bool {
        let fine = |x: f64, step: f64, history: f64, up: i8| {
            step.abs() > LEAST
                && step.abs() <= 100.0 + NOISE
                && (-NOISE..=100.0 + NOISE).contains(&(x + step))
                && history + step <= 100.0 + NOISE
                && (up == 0 || (up > 0) == (step > 0.0))
        };
        fine(xi, move_i, self.history_i, self.up_i) && fine(xj, move_j, self.history_j, self.up_j)
    }
}

fn direction(before: i8, step: f64) -> i8 {
    if before != 0 {
        before
    } else if step > 0.0 {
        1
    } else {
        -1
    }
}

/// A position pushed off the scale by rounding alone is put back on it.
fn within(x: f64) -> f64 {
    x.clamp(0.0, 100.0)
}

enum Overshoot {
    No,
    /// The outcome lies on the point already, and the move leads away.
    Edge,
    /// The move would carry the outcome over the point.
    At,
}

fn overshoot(before: f64, after: f64, point: f64) -> Overshoot {
    if (point - before).abs() < NOISE {
        return Overshoot::Edge;
    }
    if (before < point && point < after) || (after < point && point < before) { Overshoot::At } else { Overshoot::No }
}

/// Equal gains compare equal, whatever order their parts were summed in.
fn key(gain: f64) -> f64 {
    (gain * 1e11).round()
}

/// The highest of many changing numbers, the leftmost of equals.
#[derive(Default)]
struct Tournament {
    n: usize,
    leaves: usize,
    keys: Vec<f64>,
}

impl Tournament {
    fn of(keys: impl Iterator<Item = f64>) -> Tournament {
        let own: Vec<f64> = keys.collect();
        let leaves = own.len().next_power_of_two();
        let mut tree = vec![f64::NEG_INFINITY; 2 * leaves];
        tree[leaves..leaves + own.len()].copy_from_slice(&own);
        for at in (1..leaves).rev() {
            tree[at] = tree[2 * at].max(tree[2 * at + 1]);
        }
        Tournament { n: own.len(), leaves, keys: tree }
    }

    fn top(&self) -> Option<usize> {
        if self.n == 0 || self.keys[1] == f64::NEG_INFINITY {
            return None;
        }
        let mut at = 1;
        while at < self.leaves {
            at = if self.keys[2 * at] == self.keys[at] { 2 * at } else { 2 * at + 1 };
        }
        Some(at - self.leaves)
    }

    /// The indices, from the left, of keys next to the highest that also pass a test.
    fn ties(&self, first: usize, close: impl Fn(usize) -> bool) -> Vec<usize> {
        let top = self.keys[self.leaves + first];
        let mut out = Vec::new();
        let mut stack = vec![1];
        while let Some(at) = stack.pop() {
            if self.keys[at] < top - 2.0 {
                continue;
            }
            if at >= self.leaves {
                if close(at - self.leaves) {
                    out.push(at - self.leaves);
                }
            } else {
                stack.push(2 * at + 1);
                stack.push(2 * at);
            }
        }
        out
    }

    fn set(&mut self, idx: usize, key: f64) {
        let mut at = self.leaves + idx;
        self.keys[at] = key;
        while at > 1 {
            at /= 2;
            let now = self.keys[2 * at].max(self.keys[2 * at + 1]);
            if self.keys[at] == now {
                break;
            }
            self.keys[at] = now;
        }
    }
}
