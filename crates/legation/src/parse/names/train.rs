//! Trains the scorer of names: stochastic descent by small batches with Adam's steps (Kingma and Ba 2015), from a seed.

use std::collections::BTreeMap;

use super::super::lexicon::Lexicon;
use super::clues::Clues;
use super::model::{AXES, Draft, Index, LABELS, SLOTS, UNIT};

/// A word to learn from: its clues, how likely each label is, and how much it counts.
pub struct Lesson {
    pub clues: Clues,
    pub target: [f32; LABELS],
    pub weight: f32,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Hidden units of each member.
    pub hidden: usize,
    /// As many scorers are trained, and their mean is taken.
    pub members: usize,
    pub rounds: usize,
    pub rate: f32,
    /// Words to a step.
    pub batch: usize,
    /// A clue that comes less often is left out.
    pub least: usize,
    /// As many clues are kept in the end.
    pub most: usize,
    /// The part of clues that is dropped at each look.
    pub drop: f32,
    /// How often tags and tree are withheld altogether.
    pub treeless: f32,
    /// What every name's score loses in the end: the text to learn from is fuller of names than text is.
    pub lean: f32,
    pub seed: u64,
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// How far Adam remembers gradients, and their squares.
const MEMORY: (f32, f32) = (0.9, 0.99);

/// A tensor that every batch touches, with its gradient and Adam's two means.
struct Dense {
    gradient: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Dense {
    fn of(n: usize) -> Dense {
        Dense { gradient: vec![0.0; n], mean: vec![0.0; n], square: vec![0.0; n] }
    }

    /// The `t`-th step, counted from one; `by` makes the gradient a mean.
    fn step(&mut self, values: &mut [f32], by: f32, rate: f32, t: i32) {
        let (m, v) = (1.0 - MEMORY.0.powi(t), 1.0 - MEMORY.1.powi(t));
        let state = self.gradient.iter_mut().zip(&mut self.mean).zip(&mut self.square);
        for (value, ((gradient, mean), square)) in values.iter_mut().zip(state) {
            let g = std::mem::take(gradient) * by;
            *mean = MEMORY.0 * *mean + (1.0 - MEMORY.0) * g;
            *square = MEMORY.1 * *square + (1.0 - MEMORY.1) * g * g;
            *value -= rate * (*mean / m) / ((*square / v).sqrt() + 1e-8);
        }
    }
}

/// Rows of which a batch touches few. A row rests until it is touched again: its squares fade by the time that
/// passed, and it takes at once what Adam's mean of gradients would give it over the next steps.
struct Sparse {
    width: usize,
    gradient: Vec<f32>,
    square: Vec<f32>,
    last: Vec<i32>,
    touched: Vec<usize>,
}

impl Sparse {
    fn of(rows: usize, width: usize) -> Sparse {
        let zero = || vec![0.0; rows * width];
        Sparse { width, gradient: zero(), square: zero(), last: vec![0; rows], touched: Vec::new() }
    }

    fn add(&mut self, row: usize, back: &[f32], by: f32) {
        self.touched.push(row);
        for (sum, g) in self.gradient[row * self.width..].iter_mut().zip(back) {
            *sum += g * by;
        }
    }

    fn step(&mut self, values: &mut [f32], by: f32, rate: f32, t: i32) {
        let v = 1.0 - MEMORY.1.powi(t);
        for row in self.touched.drain(..) {
            let gap = t - std::mem::replace(&mut self.last[row], t);
            if gap == 0 {
                continue;
            }
            let (fade, at) = (MEMORY.1.powi(gap), row * self.width..(row + 1) * self.width);
            let state = self.gradient[at.clone()].iter_mut().zip(&mut self.square[at.clone()]);
            for (value, (gradient, square)) in values[at].iter_mut().zip(state) {
                let g = std::mem::take(gradient) * by;
                *square = fade * *square + (1.0 - MEMORY.1) * g * g;
                *value -= rate * g / ((*square / v).sqrt() + 1e-8);
            }
        }
    }
}

/// Scores as probabilities.
pub fn probabilities(scores: &mut [f32; LABELS]) {
    let most = scores.iter().fold(f32::NEG_INFINITY, |m, &v| m.max(v));
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

/// Trains a scorer from several that begin differently: it scores as their mean does.
pub fn train(lessons: &[Lesson], settings: Settings) -> Draft {
    let each = |k: usize| one(lessons, Settings { seed: settings.seed + k as u64, ..settings });
    let drafts: Vec<Draft> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..settings.members).map(|k| scope.spawn(move || each(k))).collect();
        running.into_iter().map(|r| r.join().expect("training does not panic")).collect()
    });
    let mut draft = pruned(mean(drafts), lessons, settings.most);
    for bias in &mut draft.upper_bias[1..] {
        *bias -= settings.lean;
    }
    draft
}

/// The `most` clues that move the hidden units furthest, over all lessons.
fn pruned(mut draft: Draft, lessons: &[Lesson], most: usize) -> Draft {
    let h = draft.hidden;
    let mut moves = vec![0.0f32; draft.index.clues.len()];
    for clue in lessons.iter().flat_map(|l| l.clues.letters.iter().chain(&l.clues.tree)) {
        if let Some(row) = draft.index.row(*clue) {
            moves[row] += 1.0;
        }
    }
    for (m, row) in moves.iter_mut().zip(draft.clues.chunks_exact(h)) {
        *m *= row.iter().map(|v| v * v).sum::<f32>();
    }
    let mut order: Vec<usize> = (0..moves.len()).collect();
    order.sort_by(|&a, &b| moves[b].total_cmp(&moves[a]).then(a.cmp(&b)));
    order.truncate(most);
    order.sort_unstable();
    draft.clues = order.iter().flat_map(|&row| draft.clues[row * h..(row + 1) * h].iter().copied()).collect();
    draft.index = Index::of(&order.iter().map(|&row| draft.index.clues[row]).collect::<Vec<u32>>());
    draft
}

/// The hidden units of all side by side.
fn mean(drafts: Vec<Draft>) -> Draft {
    let (count, each) = (drafts.len(), drafts[0].hidden);
    let side_by_side = |of: fn(&Draft) -> &Vec<f32>| -> Vec<f32> {
        let rows = of(&drafts[0]).len() / each;
        (0..rows)
            .flat_map(|row| drafts.iter().flat_map(move |d| of(d)[row * each..(row + 1) * each].iter().copied()))
            .collect()
    };
    let share = 1.0 / count as f32;
    Draft {
        hidden: count * each,
        index: Index::of(&drafts[0].index.clues),
        clues: side_by_side(|d| &d.clues),
        dense: side_by_side(|d| &d.dense),
        bias: side_by_side(|d| &d.bias),
        upper: drafts.iter().flat_map(|d| d.upper.iter().map(|v| v * share)).collect(),
        upper_bias: (0..LABELS).map(|l| drafts.iter().map(|d| d.upper_bias[l]).sum::<f32>() * share).collect(),
    }
}

fn one(lessons: &[Lesson], settings: Settings) -> Draft {
    let lexicon = Lexicon::builtin();
    let h = settings.hidden;
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for clue in lessons.iter().flat_map(|l| l.clues.letters.iter().chain(&l.clues.tree)) {
        *counts.entry(*clue).or_default() += 1;
    }
    let kept: Vec<u32> = counts.into_iter().filter(|(_, n)| *n >= settings.least).map(|(c, _)| c).collect();
    let index = Index::of(&kept);
    let mut dice = Dice(settings.seed);
    let mut random = |n: usize, width: f32| -> Vec<f32> { (0..n).map(|_| (dice.next() - 0.5) * 2.0 * width).collect() };
    let mut model = Draft {
        hidden: h,
        index,
        clues: random(kept.len() * h, 0.05),
        dense: random(SLOTS * AXES * h, 0.1),
        bias: vec![0.0; h],
        upper: random(h * LABELS, 0.3),
        upper_bias: vec![0.0; LABELS],
    };
    let mut clues_by = Sparse::of(kept.len(), h);
    let [mut dense_by, mut bias_by, mut upper_by, mut upper_bias_by] =
        [SLOTS * AXES * h, h, h * LABELS, LABELS].map(Dense::of);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let (mut hidden, mut back, mut rows) = (vec![0.0; h], vec![0.0; h], Vec::new());
    let keep = 1.0 / (1.0 - settings.drop);
    let total = (settings.rounds * lessons.len().div_ceil(settings.batch)) as f32;
    let mut steps = 0;
    for _ in 0..settings.rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, (dice.next() * (i + 1) as f32) as usize % (i + 1));
        }
        for batch in order.chunks(settings.batch) {
            let mut weights = 0.0;
            for &at in batch {
                let lesson = &lessons[at];
                weights += lesson.weight;
                let clues = &lesson.clues;
                rows.clear();
                let tree: &[u32] = if dice.next() < settings.treeless { &[] } else { &clues.tree };
                for clue in clues.letters.iter().chain(tree) {
                    if let Some(row) = model.index.row(*clue)
                        && dice.next() >= settings.drop
                    {
                        rows.push(row * h);
                    }
                }
                hidden.copy_from_slice(&model.bias);
                for &row in &rows {
                    for (x, v) in hidden.iter_mut().zip(&model.clues[row..row + h]) {
                        *x += v * keep;
                    }
                }
                let mut vectors: [Option<&[u8]>; SLOTS] = [None; SLOTS];
                for (slot, vector) in vectors.iter_mut().enumerate() {
                    *vector = lexicon.vector(clues.rows[slot]).filter(|_| dice.next() >= settings.drop);
                    let Some(vector) = vector else { continue };
                    for (axis, &byte) in vector[..AXES].iter().enumerate() {
                        let value = f32::from(byte as i8) * UNIT * keep;
                        let from = (slot * AXES + axis) * h;
                        for (x, w) in hidden.iter_mut().zip(&model.dense[from..from + h]) {
                            *x += value * w;
                        }
                    }
                }
                // Three in ten of the hidden units are away at each look.
                for x in hidden.iter_mut() {
                    *x = if *x > 0.0 && dice.next() < 0.7 { *x / 0.7 } else { 0.0 };
                }
                let mut out = [0.0; LABELS];
                out.copy_from_slice(&model.upper_bias);
                for (x, row) in hidden.iter().zip(model.upper.chunks_exact(LABELS)) {
                    if *x > 0.0 {
                        for (o, w) in out.iter_mut().zip(row) {
                            *o += x * w;
                        }
                    }
                }
                probabilities(&mut out);
                for (o, t) in out.iter_mut().zip(&lesson.target) {
                    *o = (*o - t) * lesson.weight;
                }
                for (k, x) in hidden.iter().enumerate() {
                    back[k] = 0.0;
                    if *x > 0.0 {
                        let row = k * LABELS..(k + 1) * LABELS;
                        back[k] = model.upper[row.clone()].iter().zip(&out).map(|(w, g)| w * g).sum::<f32>() / 0.7;
                        add(&mut upper_by.gradient[row], &out, *x);
                    }
                }
                add(&mut upper_bias_by.gradient, &out, 1.0);
                add(&mut bias_by.gradient, &back, 1.0);
                for &row in &rows {
                    clues_by.add(row / h, &back, keep);
                }
                for (slot, vector) in vectors.iter().enumerate() {
                    let Some(vector) = vector else { continue };
                    for (axis, &byte) in vector[..AXES].iter().enumerate() {
                        let from = (slot * AXES + axis) * h;
                        add(&mut dense_by.gradient[from..from + h], &back, f32::from(byte as i8) * UNIT * keep);
                    }
                }
            }
            // Slow at the start, when the means say little, and ever slower towards the end.
            let rate = settings.rate * (1.0 - steps as f32 / total).max(0.02) * ((steps + 1) as f32 / 200.0).min(1.0);
            steps += 1;
            let by = 1.0 / weights.max(1.0);
            clues_by.step(&mut model.clues, by, rate, steps);
            dense_by.step(&mut model.dense, by, rate, steps);
            bias_by.step(&mut model.bias, by, rate, steps);
            upper_by.step(&mut model.upper, by, rate, steps);
            upper_bias_by.step(&mut model.upper_bias, by, rate, steps);
        }
    }
    model
}

fn add(sums: &mut [f32], gradient: &[f32], by: f32) {
    for (sum, g) in sums.iter_mut().zip(gradient) {
        *sum += g * by;
    }
}
