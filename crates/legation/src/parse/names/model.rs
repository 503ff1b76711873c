//! The scorer of names: one hidden layer over clues and word vectors, and the best well-formed run.

use std::sync::OnceLock;

use super::super::document::NameKind;
use super::super::lexicon::Lexicon;
use super::super::multiply::Packed;
use super::super::wide::widened;
use super::clues::Clues;

/// Outside, then begin and inside for each kind, in this order.
pub(super) const KINDS: [NameKind; 7] = [
    NameKind::Person,
    NameKind::Organisation,
    NameKind::Place,
    NameKind::Group,
    NameKind::Facility,
    NameKind::Event,
    NameKind::Law,
];
pub const LABELS: usize = 1 + 2 * KINDS.len();
/// As many axes of the word vectors as the scorer looks at; the later ones say little.
pub(super) const AXES: usize = 64;
pub(super) const SLOTS: usize = 4;
/// What one step of a vector's byte is worth here: an axis then stands at about one.
pub(super) const UNIT: f32 = 1.0 / 32.0;

/// The trained scorer.
pub struct Model {
    hidden: usize,
    /// Where a clue's row begins, counted in rows.
    index: Index,
    /// `clues × hidden`, in steps of `step`.
    clues: Vec<i8>,
    step: f32,
    /// From `slots × axes` to `hidden`.
    dense: Packed,
    bias: Vec<f32>,
    /// `hidden × labels`.
    upper: Vec<f32>,
    upper_bias: Vec<f32>,
}

/// A scorer as it is trained, in single floats.
pub struct Draft {
    pub(super) hidden: usize,
    pub(super) index: Index,
    /// `clues × hidden`.
    pub(super) clues: Vec<f32>,
    /// `slots × axes × hidden`.
    pub(super) dense: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// `hidden × labels`.
    pub(super) upper: Vec<f32>,
    pub(super) upper_bias: Vec<f32>,
}

/// Rows by clue: a clue's hash is its place, or the first free one after it.
pub(super) struct Index {
    pub clues: Vec<u32>,
    /// Clue and row counted from one; zero where nothing stands. Twice as many as clues, at least.
    places: Vec<(u32, u32)>,
}

impl Index {
    /// `clues` in the order of their rows.
    pub fn of(clues: &[u32]) -> Index {
        let mut places = vec![(0, 0); (2 * clues.len()).next_power_of_two()];
        let mask = places.len() - 1;
        for (row, &clue) in clues.iter().enumerate() {
            let mut at = clue as usize & mask;
            while places[at].1 != 0 {
                at = (at + 1) & mask;
            }
            places[at] = (clue, row as u32 + 1);
        }
        Index { clues: clues.to_vec(), places }
    }

    pub fn row(&self, clue: u32) -> Option<usize> {
        let mask = self.places.len() - 1;
        let mut at = clue as usize & mask;
        loop {
            let (found, row) = self.places[at];
            match row.checked_sub(1) {
                None => return None,
                Some(row) if found == clue => return Some(row as usize),
                Some(_) => at = (at + 1) & mask,
            }
        }
    }
}

impl Model {
    /// The scorer built into the program.
    pub(in super::super) fn builtin() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        // The file is part of the program and a test loads it: a damaged one cannot be built.
        MODEL.get_or_init(|| Model::read(legation_data::ENGLISH_NAMES).expect("the built-in name finder is whole"))
    }

    /// Reads what [`Draft::bytes`] writes.
    pub(in super::super) fn read(bytes: &[u8]) -> Option<Model> {
        let mut bytes = bytes.strip_prefix(b"LEGN")?;
        let mut take = |n: usize| -> Option<&[u8]> {
            let (first, rest) = bytes.split_at_checked(n)?;
            bytes = rest;
            Some(first)
        };
        let number = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        let head: Vec<u32> = take(20)?.chunks_exact(4).map(number).collect();
        let [version, hidden, n_clues, labels, axes] = head[..].try_into().ok()?;
        if version != 2 || labels as usize != LABELS || axes as usize != AXES {
            return None;
        }
        let (hidden, n_clues) = (hidden as usize, n_clues as usize);
        let index = Index::of(&take(4 * n_clues)?.chunks_exact(4).map(number).collect::<Vec<u32>>());
        let mut tensor = |n: usize| -> Option<(&[u8], f32)> {
            let step = f32::from_bits(number(take(4)?));
            Some((take(n)?, step))
        };
        let inputs = SLOTS * AXES;
        let (rows, step) = tensor(n_clues * (1 + hidden.div_ceil(2)))?;
        let clues = rows.chunks_exact(1 + hidden.div_ceil(2)).flat_map(|row| unpacked(row, hidden)).collect();
        let (dense, dense_step) = tensor(inputs * hidden)?;
        let (upper, upper_step) = tensor(hidden * LABELS)?;
        let upper = upper.iter().map(|&b| f32::from(b as i8) * upper_step).collect();
        let turned: Vec<f32> = (0..hidden)
            .flat_map(|h| (0..inputs).map(move |i| f32::from(dense[i * hidden + h] as i8) * dense_step))
            .collect();
        let dense = Packed::of(&turned, hidden, inputs);
        let mut plain = |n: usize| -> Option<Vec<f32>> {
            Some(take(4 * n)?.chunks_exact(4).map(|b| f32::from_bits(number(b))).collect())
        };
        let (bias, upper_bias) = (plain(hidden)?, plain(LABELS)?);
        Some(Model { hidden, index, clues, step, dense, bias, upper, upper_bias })
    }

    /// Scores of the labels of some words, in their order: the logarithms of their probabilities, but
    /// for a constant.
    fn scores(&self, words: &[&Clues], lexicon: &Lexicon, scratch: &mut Scratch) -> Vec<[f32; LABELS]> {
        let inputs = SLOTS * AXES;
        scratch.vectors.clear();
        scratch.vectors.resize(words.len() * inputs, 0.0);
        for (clues, row) in words.iter().zip(scratch.vectors.chunks_exact_mut(inputs)) {
            for (slot, &at) in clues.rows.iter().enumerate() {
                let Some(vector) = lexicon.vector(at) else { continue };
                for (value, &byte) in row[slot * AXES..(slot + 1) * AXES].iter_mut().zip(vector) {
                    *value = f32::from(byte as i8) * UNIT;
                }
            }
        }
        scratch.hidden.clear();
        scratch.hidden.resize(words.len() * self.hidden, 0.0);
        self.dense.multiply(&scratch.vectors, words.len(), inputs, &mut scratch.hidden);
        let score = |(clues, hidden): (&&Clues, &mut [f32])| {
            // Sums of signed bytes: a word has far fewer clues than sixteen bits can hold.
            scratch.sums.clear();
            scratch.sums.resize(self.hidden, 0);
            let rows = clues.letters.iter().chain(&clues.tree).filter_map(|clue| self.index.row(*clue));
            add(rows.map(|row| &self.clues[row * self.hidden..(row + 1) * self.hidden]), &mut scratch.sums);
            for ((h, sum), bias) in hidden.iter_mut().zip(&scratch.sums).zip(&self.bias) {
                *h += f32::from(*sum) * self.step + bias;
            }
            let mut out = [0.0; LABELS];
            out.copy_from_slice(&self.upper_bias);
            for (h, row) in hidden.iter().zip(self.upper.chunks_exact(LABELS)) {
                if *h > 0.0 {
                    for (o, w) in out.iter_mut().zip(row) {
                        *o += h * w;
                    }
                }
            }
            out
        };
        words.iter().zip(scratch.hidden.chunks_exact_mut(self.hidden)).map(score).collect()
    }

    /// The best well-formed labels of a sentence: first word, one past the last, kind.
    pub(in super::super) fn names(&self, clues: &[Clues], lexicon: &Lexicon) -> Vec<(usize, usize, NameKind)> {
        let mut found = Vec::new();
        let open: Vec<&Clues> = clues.iter().filter(|c| c.open).collect();
        if open.is_empty() {
            return found;
        }
        let scores = SCRATCH.with_borrow_mut(|scratch| self.scores(&open, lexicon, scratch));
        let (mut at, mut scored) = (0, 0);
        // Words between open ones are outside for sure, so each stretch is decoded by itself.
        while at < clues.len() {
            if !clues[at].open {
                at += 1;
                continue;
            }
            let mut end = at;
            while end < clues.len() && clues[end].open {
                end += 1;
            }
            spans(&best(&scores[scored..scored + end - at]), at, &mut found);
            scored += end - at;
            at = end;
        }
        found
    }
}

widened! {
    fn add<'a>(rows: impl Iterator<Item = &'a [i8]>, sums: &mut [i16]) {
        for row in rows {
            for (sum, v) in sums.iter_mut().zip(row) {
                *sum += i16::from(*v);
            }
        }
    }
}

/// A row of clues in its file: how many steps one is worth, then four bits a unit, counted from eight.
fn packed(row: &[f32], step: f32, out: &mut Vec<u8>) {
    let nearest = |v: f32, worth: u8| (v / (step * f32::from(worth))).round().clamp(-7.0, 7.0);
    let miss =
        |worth: u8| -> f32 { row.iter().map(|&v| (v - nearest(v, worth) * step * f32::from(worth)).powi(2)).sum() };
    // Seven times eighteen still fits into a signed byte.
    let worth = (1..=18).min_by(|&a, &b| miss(a).total_cmp(&miss(b))).unwrap_or(1);
    out.push(worth);
    for pair in row.chunks(2) {
        let [low, high] = [0, 1].map(|k| (pair.get(k).map_or(0.0, |&v| nearest(v, worth)) + 8.0) as u8);
        out.push(low | high << 4);
    }
}

/// The bytes of a packed row.
fn unpacked(row: &[u8], hidden: usize) -> impl Iterator<Item = i8> {
    let worth = row[0] as i8;
    (0..hidden).map(move |i| ((row[1 + i / 2] >> (4 * (i % 2)) & 15) as i8 - 8).wrapping_mul(worth))
}

/// Memory that is used again and again.
#[derive(Default)]
struct Scratch {
    vectors: Vec<f32>,
    hidden: Vec<f32>,
    sums: Vec<i16>,
}

thread_local! {
    static SCRATCH: std::cell::RefCell<Scratch> = std::cell::RefCell::default();
}

impl Draft {
    /// The scorer, rounded as its file is.
    pub fn model(&self) -> Model {
        Model::read(&self.bytes()).expect("a file just written can be read")
    }

    /// The file: magic LEGN, five numbers, sorted clue hashes, three tensors with a scale before each (clues
    /// in four bits, then vectors and upper layer in signed bytes), two of single floats (the biases).
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"LEGN".to_vec();
        let order = &self.index.clues;
        for n in [2, self.hidden as u32, order.len() as u32, LABELS as u32, AXES as u32] {
            out.extend(n.to_le_bytes());
        }
        for hash in order {
            out.extend(hash.to_le_bytes());
        }
        let most = |tensor: &[f32]| tensor.iter().fold(1e-9f32, |m, v| m.max(v.abs()));
        let step = most(&self.clues) / 126.0;
        out.extend(step.to_bits().to_le_bytes());
        for row in self.clues.chunks_exact(self.hidden) {
            packed(row, step, &mut out);
        }
        for tensor in [&self.dense, &self.upper] {
            let scale = most(tensor) / 127.0;
            out.extend(scale.to_bits().to_le_bytes());
            out.extend(tensor.iter().map(|v| (v / scale).round() as i8 as u8));
        }
        for value in self.bias.iter().chain(&self.upper_bias) {
            out.extend(value.to_bits().to_le_bytes());
        }
        out
    }
}

/// The likeliest labels of which no inside follows anything but its own kind (Viterbi).
pub(super) fn best(scores: &[[f32; LABELS]]) -> Vec<usize> {
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(scores.len());
    let mut sum = [f32::NEG_INFINITY; LABELS];
    for (i, row) in scores.iter().enumerate() {
        let before = sum;
        let (mut top, mut top_at) = (0.0, 0);
        if i > 0 {
            top = f32::NEG_INFINITY;
            for (label, &score) in before.iter().enumerate() {
                if score > top {
                    (top, top_at) = (score, label);
                }
            }
        }
        let mut from = [0u8; LABELS];
        for label in 0..LABELS {
            let inside = label > 0 && label % 2 == 0;
            let (score, place) = match (inside, i) {
                (false, _) => (top, top_at),
                (true, 0) => (f32::NEG_INFINITY, 0),
                (true, _) if before[label - 1] >= before[label] => (before[label - 1], label - 1),
                (true, _) => (before[label], label),
            };
            sum[label] = score + row[label];
            from[label] = place as u8;
        }
        back.push(from);
    }
    let mut label = super::super::network::arg_max(&sum);
    let mut out = vec![0; scores.len()];
    for i in (0..scores.len()).rev() {
        out[i] = label;
        label = usize::from(back[i][label]);
    }
    out
}

/// Labels as spans, counted from `base`.
pub(super) fn spans(labels: &[usize], base: usize, found: &mut Vec<(usize, usize, NameKind)>) {
    let mut i = 0;
    while i < labels.len() {
        let begin = labels[i];
        i += 1;
        if begin.is_multiple_of(2) {
            continue;
        }
        let start = i - 1;
        while i < labels.len() && labels[i] == begin + 1 {
            i += 1;
        }
        found.push((base + start, base + i, KINDS[begin / 2]));
    }
}
