//! The scorer of names: one hidden layer over clues and word vectors, and the best well-formed run.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::super::document::NameKind;
use super::super::lexicon::Lexicon;
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
    pub(super) hidden: usize,
    /// Where a clue's row begins, counted in rows.
    pub(super) index: HashMap<u32, u32>,
    /// `clues × hidden`.
    pub(super) clues: Vec<f32>,
    /// `slots × axes × hidden`.
    pub(super) dense: Vec<f32>,
    pub(super) bias: Vec<f32>,
    /// `hidden × labels`.
    pub(super) upper: Vec<f32>,
    pub(super) upper_bias: Vec<f32>,
}

impl Model {
    /// The scorer built into the program.
    pub(in super::super) fn builtin() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        // The file is part of the program and a test loads it: a damaged one cannot be built.
        MODEL.get_or_init(|| Model::read(legation_data::ENGLISH_NAMES).expect("the built-in name finder is whole"))
    }

    /// Reads what [`Model::bytes`] writes.
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
        if version != 1 || labels as usize != LABELS || axes as usize != AXES {
            return None;
        }
        let (hidden, n_clues) = (hidden as usize, n_clues as usize);
        let index = take(4 * n_clues)?.chunks_exact(4).map(number).zip(0..).collect();
        let mut tensor = |n: usize| -> Option<Vec<f32>> {
            let scale = f32::from_bits(number(take(4)?));
            Some(take(n)?.iter().map(|&b| f32::from(b as i8) * scale).collect())
        };
        let clues = tensor(n_clues * hidden)?;
        let dense = tensor(SLOTS * AXES * hidden)?;
        let upper = tensor(hidden * LABELS)?;
        let mut plain = |n: usize| -> Option<Vec<f32>> {
            Some(take(4 * n)?.chunks_exact(4).map(|b| f32::from_bits(number(b))).collect())
        };
        let (bias, upper_bias) = (plain(hidden)?, plain(LABELS)?);
        Some(Model { hidden, index, clues, dense, bias, upper, upper_bias })
    }

    /// The file: magic LEGN, five numbers, sorted clue hashes, three tensors of signed bytes with a scale
    /// before each (clues, vectors, upper layer), two of single floats (the biases).
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"LEGN".to_vec();
        let mut order: Vec<(u32, u32)> = self.index.iter().map(|(&hash, &row)| (hash, row)).collect();
        order.sort_unstable();
        for n in [1, self.hidden as u32, order.len() as u32, LABELS as u32, AXES as u32] {
            out.extend(n.to_le_bytes());
        }
        for (hash, _) in &order {
            out.extend(hash.to_le_bytes());
        }
        let rows: Vec<f32> = order
            .iter()
            .flat_map(|&(_, row)| &self.clues[row as usize * self.hidden..(row as usize + 1) * self.hidden])
            .copied()
            .collect();
        for tensor in [&rows, &self.dense, &self.upper] {
            let most = tensor.iter().fold(1e-9f32, |m, v| m.max(v.abs()));
            let scale = most / 127.0;
            out.extend(scale.to_bits().to_le_bytes());
            out.extend(tensor.iter().map(|v| (v / scale).round() as i8 as u8));
        }
        for value in self.bias.iter().chain(&self.upper_bias) {
            out.extend(value.to_bits().to_le_bytes());
        }
        out
    }

    /// Scores of a word's labels: the logarithms of their probabilities, but for a constant.
    pub(in super::super) fn scores(&self, clues: &Clues, lexicon: &Lexicon, hidden: &mut Vec<f32>) -> [f32; LABELS] {
        hidden.clear();
        hidden.extend_from_slice(&self.bias);
        for clue in clues.letters.iter().chain(&clues.tree) {
            if let Some(&row) = self.index.get(clue) {
                let row = row as usize * self.hidden;
                for (h, v) in hidden.iter_mut().zip(&self.clues[row..row + self.hidden]) {
                    *h += v;
                }
            }
        }
        for (slot, &row) in clues.rows.iter().enumerate() {
            let Some(vector) = lexicon.vector(row) else { continue };
            for (axis, &byte) in vector[..AXES].iter().enumerate() {
                let value = f32::from(byte as i8) * UNIT;
                let from = (slot * AXES + axis) * self.hidden;
                for (h, w) in hidden.iter_mut().zip(&self.dense[from..from + self.hidden]) {
                    *h += value * w;
                }
            }
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
    }

    /// The best well-formed labels of a sentence: first word, one past the last, kind.
    pub(in super::super) fn names(&self, clues: &[Clues], lexicon: &Lexicon) -> Vec<(usize, usize, NameKind)> {
        let mut hidden = Vec::new();
        let mut found = Vec::new();
        let mut at = 0;
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
            let scores: Vec<[f32; LABELS]> =
                clues[at..end].iter().map(|c| self.scores(c, lexicon, &mut hidden)).collect();
            spans(&best(&scores), at, &mut found);
            at = end;
        }
        found
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
        if begin % 2 == 0 {
            continue;
        }
        let start = i - 1;
        while i < labels.len() && labels[i] == begin + 1 {
            i += 1;
        }
        found.push((base + start, base + i, KINDS[begin / 2]));
    }
}
