//! Trains the scorer of names: plain stochastic descent with AdaGrad steps, from a seed.

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
    /// A clue that comes less often is left out.
    pub least: usize,
    /// As many clues are kept in the end.
    pub most: usize,
    /// The part of clues that is dropped at each look.
    pub drop: f32,
    /// How often tags and tree are withheld altogether.
    pub treeless: f32,
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

/// One step of AdaGrad on a stretch of parameters.
fn step(values: &mut [f32], sums: &mut [f32], gradient: &[f32], by: f32, rate: f32) {
    for ((value, sum), g) in values.iter_mut().zip(sums).zip(gradient) {
        let g = g * by;
        *sum += g * g;
        *value -= rate * g / sum.sqrt();
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
    pruned(mean(drafts), lessons, settings.most)
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
    const START: f32 = 1e-2;
    let mut sums = (
        vec![START; model.clues.len()],
        vec![START; model.dense.len()],
        vec![START; h],
        vec![START; model.upper.len()],
        vec![START; LABELS],
    );
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let (mut hidden, mut back, mut rows) = (vec![0.0; h], vec![0.0; h], Vec::new());
    let keep = 1.0 / (1.0 - settings.drop);
    let total = (settings.rounds * lessons.len()) as f32;
    let mut seen = 0;
    for _ in 0..settings.rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, (dice.next() * (i + 1) as f32) as usize % (i + 1));
        }
        for &at in &order {
            let lesson = &lessons[at];
            let rate = settings.rate * (1.0 - 0.95 * seen as f32 / total);
            seen += 1;
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
            // Half of the hidden units are away at each look.
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
                let row = &mut model.upper[k * LABELS..(k + 1) * LABELS];
                if *x > 0.0 {
                    back[k] = row.iter().zip(&out).map(|(w, g)| w * g).sum::<f32>() / 0.7;
                    step(row, &mut sums.3[k * LABELS..(k + 1) * LABELS], &out, *x, rate);
                } else {
                    back[k] = 0.0;
                }
            }
            step(&mut model.upper_bias, &mut sums.4, &out, 1.0, rate);
            step(&mut model.bias, &mut sums.2, &back, 1.0, rate);
            for &row in &rows {
                step(&mut model.clues[row..row + h], &mut sums.0[row..row + h], &back, keep, rate);
            }
            for (slot, vector) in vectors.iter().enumerate() {
                let Some(vector) = vector else { continue };
                for (axis, &byte) in vector[..AXES].iter().enumerate() {
                    let value = f32::from(byte as i8) * UNIT * keep;
                    let from = (slot * AXES + axis) * h;
                    step(&mut model.dense[from..from + h], &mut sums.1[from..from + h], &back, value, rate);
                }
            }
        }
    }
    model
}
