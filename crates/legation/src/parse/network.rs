//! The shared encoder: hashed embeddings, then windows of maxout with residuals.
//!
//! Rows are words; each sentence stands between rows of zeros that take part in the windows, as
//! they did in training. A word's numbers depend on its own sentence alone, so batches of any size
//! give the same bytes.

use std::collections::HashMap;

use super::embed;
use super::lexicon::Lexicon;
use super::weights::{Dense, Maxout, Scorer, Weights};

impl Dense {
    /// `rows × outputs` scores, bias added.
    pub fn apply(&self, input: &[f32], rows: usize) -> Vec<f32> {
        let mut out = vec![0.0; rows * self.outputs];
        self.weight.multiply(input, rows, self.weight.inputs, &mut out);
        for row in out.chunks_exact_mut(self.outputs) {
            for (value, bias) in row.iter_mut().zip(&self.bias) {
                *value += bias;
            }
        }
        out
    }
}

impl Maxout {
    /// Rows that begin `stride` numbers apart, so that a window is a row with its neighbours' numbers.
    fn apply(&self, input: &[f32], rows: usize, stride: usize, scratch: &mut Vec<f32>) -> Vec<f32> {
        let wide = self.width * self.pieces;
        scratch.clear();
        scratch.resize(rows * wide, 0.0);
        self.weight.multiply(input, rows, stride, scratch);
        let mut out = vec![0.0; rows * self.width];
        for (row, values) in out.chunks_exact_mut(self.width).zip(scratch.chunks_exact(wide)) {
            largest(values, &self.bias, row);
            self.normalise(row);
        }
        out
    }

    fn normalise(&self, row: &mut [f32]) {
        let n = row.len() as f32;
        let mean = sum(row.iter().copied()) / n;
        let variance = sum(row.iter().map(|v| (v - mean) * (v - mean))) / n + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(&self.gain).zip(&self.shift) {
            *value = (*value - mean) * scale * gain + shift;
        }
    }
}

/// Encodes sentences of words: one vector a word, sentence after sentence, without the padding.
pub(super) fn encode(sentences: &[&[&str]], weights: &Weights) -> Vec<f32> {
    let width = weights.layers[0].width;
    let depth = weights.layers.len() - 1;
    let n_words: usize = sentences.iter().map(|s| s.len()).sum();

    // A word that comes twice is embedded once; the map is only looked up, never walked.
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut distinct: Vec<&str> = Vec::new();
    for &word in sentences.iter().flat_map(|s| s.iter()) {
        known.entry(word).or_insert_with(|| {
            distinct.push(word);
            distinct.len() - 1
        });
    }
    let lexicon = Lexicon::builtin();
    let tables = weights.embeddings.len() * width;
    let joined = tables + width;
    let mut input = vec![0.0f32; distinct.len() * joined];
    let mut rows = Vec::with_capacity(distinct.len());
    for (word, out) in distinct.iter().zip(input.chunks_exact_mut(joined)) {
        let known = embed::known(word, weights, lexicon);
        for ((table, id), part) in weights.embeddings.iter().zip(known.ids).zip(out.chunks_exact_mut(width)) {
            for row in embed::rows(id, table) {
                let vector = &table.values[row * table.width..(row + 1) * table.width];
                for (value, v) in part.iter_mut().zip(vector) {
                    *value += v;
                }
            }
        }
        rows.push(known.row);
    }
    let projected = project(&rows, weights, lexicon);
    for (out, vector) in input.chunks_exact_mut(joined).zip(projected.chunks_exact(width)) {
        out[tables..].copy_from_slice(vector);
    }
    let mut scratch = Vec::new();
    let embedded = weights.layers[0].apply(&input, distinct.len(), joined, &mut scratch);

    // Lay the sentences out between rows of zeros, with one more at either end that stays zero.
    let rows = n_words + depth * (sentences.len() + 1);
    let mut state = vec![0.0f32; (rows + 2) * width];
    let mut at = depth + 1;
    for sentence in sentences {
        for word in *sentence {
            let from = known[word] * width;
            state[at * width..(at + 1) * width].copy_from_slice(&embedded[from..from + width]);
            at += 1;
        }
        at += depth;
    }
    for layer in &weights.layers[1..] {
        let change = layer.apply(&state, rows, width, &mut scratch);
        for (value, c) in state[width..].iter_mut().zip(&change) {
            *value += c;
        }
    }
    let mut vectors = Vec::with_capacity(n_words * width);
    let mut at = depth + 1;
    for sentence in sentences {
        vectors.extend_from_slice(&state[at * width..(at + sentence.len()) * width]);
        at += sentence.len() + depth;
    }
    vectors
}

/// Word vectors in the encoder's width; zeros for words that have none.
fn project(rows: &[u16], weights: &Weights, lexicon: &Lexicon) -> Vec<f32> {
    let wide = weights.vectors.weight.inputs;
    let mut vectors = vec![0.0f32; rows.len() * wide];
    for (&row, out) in rows.iter().zip(vectors.chunks_exact_mut(wide)) {
        if let Some(vector) = lexicon.vector(row) {
            for (value, &byte) in out.iter_mut().zip(vector) {
                *value = f32::from(byte as i8) * lexicon.scale;
            }
        }
    }
    weights.vectors.apply(&vectors, rows.len())
}

/// What a transition scorer knows of each word before the first step.
pub(super) struct Prepared<'a> {
    scorer: &'a Scorer,
    /// `words × features × pieces × hidden`.
    cached: Vec<f32>,
    sum: Vec<f32>,
    hidden: Vec<f32>,
    scores: Vec<f32>,
}

impl Scorer {
    /// Multiplies the word vectors into every feature slot at once.
    pub fn prepare(&self, vectors: &[f32], words: usize) -> Prepared<'_> {
        let projected = self.input.apply(vectors, words);
        let wide = self.features * self.hidden * self.pieces;
        let mut cached = vec![0.0; words * wide];
        self.lower.multiply(&projected, words, self.input.outputs, &mut cached);
        Prepared {
            scorer: self,
            cached,
            sum: vec![0.0; self.hidden * self.pieces],
            hidden: vec![0.0; self.hidden],
            scores: vec![0.0; self.upper.outputs],
        }
    }
}

impl Prepared<'_> {
    /// Scores every transition for a state given by the words in its feature slots.
    pub fn scores(&mut self, slots: &[Option<usize>]) -> &[f32] {
        let scorer = self.scorer;
        let wide = scorer.hidden * scorer.pieces;
        self.sum.fill(0.0);
        for (feature, slot) in slots.iter().enumerate() {
            let part = match slot {
                Some(word) => {
                    let from = (word * scorer.features + feature) * wide;
                    &self.cached[from..from + wide]
                }
                None => &scorer.pad[feature * wide..(feature + 1) * wide],
            };
            for (sum, value) in self.sum.iter_mut().zip(part) {
                *sum += value;
            }
        }
        largest(&self.sum, &scorer.lower_bias, &mut self.hidden);
        scorer.upper.weight.multiply(&self.hidden, 1, scorer.hidden, &mut self.scores);
        for (score, bias) in self.scores.iter_mut().zip(&scorer.upper.bias) {
            *score += bias;
        }
        &self.scores
    }
}

/// Of each unit's pieces, with their biases, the largest.
fn largest(values: &[f32], bias: &[f32], out: &mut [f32]) {
    let units = out.len();
    out.fill(f32::NEG_INFINITY);
    for (values, bias) in values.chunks_exact(units).zip(bias.chunks_exact(units)) {
        for ((out, v), b) in out.iter_mut().zip(values).zip(bias) {
            let value = v + b;
            *out = if value > *out { value } else { *out };
        }
    }
}

/// A sum in eight lanes, so that the compiler may use wide registers.
fn sum(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (i, value) in values.enumerate() {
        lanes[i % 8] += value;
    }
    lanes.iter().sum()
}

/// The index of the largest value; the first of equals.
pub(super) fn arg_max(values: &[f32]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}
