//! The shared encoder: hashed embeddings, then windows of maxout with residuals.
//!
//! Rows are words; each sentence stands between rows of zeros that take part in the windows, as
//! they did in training. A word's numbers depend on its own sentence alone, so batches of any size
//! give the same bytes.

use std::cell::{Cell, RefCell};
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
        // No clearing: every number is written.
        if scratch.len() < rows * wide {
            scratch.resize(rows * wide, 0.0);
        }
        self.weight.multiply(input, rows, stride, scratch);
        let mut out = vec![0.0; rows * self.width];
        lanes::maxout(self, scratch, &mut out);
        out
    }
}

/// Encodes sentences of words: one vector a word, sentence after sentence, without the padding.
pub(super) fn encode(sentences: &[&[&str]], weights: &Weights) -> Vec<f32> {
    let width = weights.layers[0].width;
    let depth = weights.layers.len() - 1;
    let n_words: usize = sentences.iter().map(|s| s.len()).sum();

    let mut scratch = SPARE.take();
    let embedded = EMBEDDED.with_borrow_mut(|known| known.of(sentences, weights, &mut scratch));

    // Lay the sentences out between rows of zeros, with one more at either end that stays zero.
    let rows = n_words + depth * (sentences.len() + 1);
    let mut state = vec![0.0f32; (rows + 2) * width];
    let mut at = depth + 1;
    let mut from = 0;
    for sentence in sentences {
        let length = sentence.len() * width;
        state[at * width..][..length].copy_from_slice(&embedded[from..from + length]);
        from += length;
        at += sentence.len() + depth;
    }
    for layer in &weights.layers[1..] {
        let change = layer.apply(&state, rows, width, &mut scratch);
        for (value, c) in state[width..].iter_mut().zip(&change) {
            *value += c;
        }
    }
    SPARE.set(scratch);
    let mut vectors = Vec::with_capacity(n_words * width);
    let mut at = depth + 1;
    for sentence in sentences {
        vectors.extend_from_slice(&state[at * width..(at + sentence.len()) * width]);
        at += sentence.len() + depth;
    }
    vectors
}

/// Words that a thread has embedded before: most words of a text are common ones, and a word's embedding
/// depends on nothing but its letters.
#[derive(Default)]
struct Embedded {
    /// Whose embeddings these are, as an address.
    weights: usize,
    places: HashMap<Box<str>, usize>,
    /// Bytes of all words together: a stranger's word may be as long as his text.
    letters: usize,
    vectors: Vec<f32>,
}

/// As many words, and bytes of them, as are kept, about nine megabytes in all; then it begins anew.
const KEPT: usize = 16_384;
const KEPT_LETTERS: usize = 1 << 20;

thread_local! {
    static EMBEDDED: RefCell<Embedded> = RefCell::default();
    /// Room for a layer's products, and for the parser's, that the next batch takes over.
    static SPARE: Cell<Vec<f32>> = Cell::default();
    static SPARE_CACHE: Cell<Vec<f32>> = Cell::default();
}

impl Embedded {
    /// One vector a word, sentence after sentence.
    fn of(&mut self, sentences: &[&[&str]], weights: &Weights, scratch: &mut Vec<f32>) -> Vec<f32> {
        let width = weights.layers[0].width;
        let address = std::ptr::from_ref(weights) as usize;
        if self.weights != address || self.places.len() > KEPT || self.letters > KEPT_LETTERS {
            *self = Embedded { weights: address, ..Embedded::default() };
        }
        let mut fresh: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for &word in sentences.iter().flat_map(|s| s.iter()) {
            let row = match self.places.get(word) {
                Some(&row) => row,
                None => {
                    let row = self.places.len();
                    self.places.insert(word.into(), row);
                    self.letters += word.len();
                    fresh.push(word);
                    row
                }
            };
            rows.push(row);
        }
        self.vectors.extend(embed_words(&fresh, weights, scratch));
        let mut out = Vec::with_capacity(rows.len() * width);
        for row in rows {
            out.extend_from_slice(&self.vectors[row * width..(row + 1) * width]);
        }
        out
    }
}

/// The first layer over hashed embeddings and word vectors.
fn embed_words(words: &[&str], weights: &Weights, scratch: &mut Vec<f32>) -> Vec<f32> {
    let lexicon = Lexicon::builtin();
    let width = weights.layers[0].width;
    let tables = weights.embeddings.len() * width;
    let joined = tables + width;
    let mut input = vec![0.0f32; words.len() * joined];
    let mut rows = Vec::with_capacity(words.len());
    for (word, out) in words.iter().zip(input.chunks_exact_mut(joined)) {
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
    weights.layers[0].apply(&input, words.len(), joined, scratch)
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
        let mut cached = SPARE_CACHE.take();
        if cached.len() < words * wide {
            cached.resize(words * wide, 0.0);
        }
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

impl Drop for Prepared<'_> {
    fn drop(&mut self) {
        SPARE_CACHE.set(std::mem::take(&mut self.cached));
    }
}

impl Prepared<'_> {
    /// Scores every transition for a state given by the words in its feature slots.
    pub fn scores(&mut self, slots: &[Option<usize>]) -> &[f32] {
        let scorer = self.scorer;
        let wide = scorer.hidden * scorer.pieces;
        let parts = slots.iter().enumerate().map(|(feature, slot)| match slot {
            Some(word) => &self.cached[(word * scorer.features + feature) * wide..][..wide],
            None => &scorer.pad[feature * wide..][..wide],
        });
        lanes::gather(parts, &scorer.lower_bias, &mut self.sum, &mut self.hidden);
        scorer.upper.weight.multiply(&self.hidden, 1, scorer.hidden, &mut self.scores);
        for (score, bias) in self.scores.iter_mut().zip(&scorer.upper.bias) {
            *score += bias;
        }
        &self.scores
    }
}

/// The arithmetic between the matrices, compiled for plain and for wide registers: the same operations in
/// the same order, so the same bits.
mod lanes {
    use super::super::wide::widened;
    use super::Maxout;

    widened! {
        /// The largest of each unit's pieces, then layer norm, row by row.
        fn maxout(layer: &Maxout, values: &[f32], out: &mut [f32]) {
            for (row, values) in out.chunks_exact_mut(layer.width).zip(values.chunks_exact(layer.width * layer.pieces)) {
                largest(values, &layer.bias, row);
                normalise(row, &layer.gain, &layer.shift);
            }
        }
    }

    widened! {
        /// Sums up the parts, then takes the largest of each unit's pieces.
        fn gather<'a>(parts: impl Iterator<Item = &'a [f32]>, bias: &[f32], sum: &mut [f32], hidden: &mut [f32]) {
            sum.fill(0.0);
            for part in parts {
                for (sum, value) in sum.iter_mut().zip(part) {
                    *sum += value;
                }
            }
            largest(sum, bias, hidden);
        }
    }

    #[inline(always)]
    fn normalise(row: &mut [f32], gain: &[f32], shift: &[f32]) {
        let n = row.len() as f32;
        let mean = sum(row, |v| v) / n;
        let variance = sum(row, |v| (v - mean) * (v - mean)) / n + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
            *value = (*value - mean) * scale * gain + shift;
        }
    }

    /// Of each unit's pieces, with their biases, the largest.
    #[inline(always)]
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
    #[inline(always)]
    fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
        let mut lanes = [0.0f32; 8];
        let mut eights = values.chunks_exact(8);
        for eight in &mut eights {
            for (lane, value) in lanes.iter_mut().zip(eight) {
                *lane += of(*value);
            }
        }
        for (lane, value) in lanes.iter_mut().zip(eights.remainder()) {
            *lane += of(*value);
        }
        lanes.iter().sum()
    }
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
