//! The shared encoder: hashed embeddings, then windows of maxout with residuals.
//!
//! Rows are words; each sentence stands between rows of zeros that take part in the windows, as
//! they did in training. A word's numbers depend on its own sentence alone, so batches of any size
//! give the same bytes.

use std::collections::HashMap;

use super::embed;
use super::lexicon::Lexicon;
use super::weights::{Dense, Maxout, Scorer, Weights};

/// Multiplies `rows × inputs` by the transpose of `outputs × inputs` into `rows × outputs`.
fn multiply(input: &[f32], rows: usize, inputs: usize, weight: &[f32], outputs: usize, out: &mut [f32]) {
    assert!(input.len() >= rows * inputs && weight.len() >= outputs * inputs && out.len() >= rows * outputs);
    // SAFETY: the assertion above gives every address that the strides below can reach.
    unsafe {
        matrixmultiply::sgemm(
            rows,
            inputs,
            outputs,
            1.0,
            input.as_ptr(),
            inputs as isize,
            1,
            weight.as_ptr(),
            1,
            inputs as isize,
            0.0,
            out.as_mut_ptr(),
            outputs as isize,
            1,
        );
    }
}

impl Dense {
    /// `rows × outputs` scores, bias added.
    pub fn apply(&self, input: &[f32], rows: usize) -> Vec<f32> {
        let mut out = vec![0.0; rows * self.outputs];
        multiply(input, rows, self.inputs, &self.weight, self.outputs, &mut out);
        for row in out.chunks_exact_mut(self.outputs) {
            for (value, bias) in row.iter_mut().zip(&self.bias) {
                *value += bias;
            }
        }
        out
    }
}

impl Maxout {
    fn apply(&self, input: &[f32], rows: usize, scratch: &mut Vec<f32>) -> Vec<f32> {
        let wide = self.width * self.pieces;
        scratch.clear();
        scratch.resize(rows * wide, 0.0);
        multiply(input, rows, self.inputs, &self.weight, wide, scratch);
        let mut out = vec![0.0; rows * self.width];
        for (row, values) in out.chunks_exact_mut(self.width).zip(scratch.chunks_exact(wide)) {
            let pieces = values.chunks_exact(self.pieces).zip(self.bias.chunks_exact(self.pieces));
            for (value, (pieces, bias)) in row.iter_mut().zip(pieces) {
                *value = pieces.iter().zip(bias).map(|(v, b)| v + b).fold(f32::NEG_INFINITY, f32::max);
            }
            self.normalise(row);
        }
        out
    }

    fn normalise(&self, row: &mut [f32]) {
        let n = row.len() as f32;
        let mean = row.iter().sum::<f32>() / n;
        let variance = row.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n + 1e-8;
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
    let embedded = weights.layers[0].apply(&input, distinct.len(), &mut scratch);

    // Lay the sentences out between rows of zeros.
    let rows = n_words + depth * (sentences.len() + 1);
    let mut state = vec![0.0f32; rows * width];
    let mut at = depth;
    for sentence in sentences {
        for word in *sentence {
            let from = known[word] * width;
            state[at * width..(at + 1) * width].copy_from_slice(&embedded[from..from + width]);
            at += 1;
        }
        at += depth;
    }
    let mut window = vec![0.0f32; rows * 3 * width];
    for layer in &weights.layers[1..] {
        for r in 0..rows {
            let out = &mut window[r * 3 * width..(r + 1) * 3 * width];
            out.fill(0.0);
            if r > 0 {
                out[..width].copy_from_slice(&state[(r - 1) * width..r * width]);
            }
            out[width..2 * width].copy_from_slice(&state[r * width..(r + 1) * width]);
            if r + 1 < rows {
                out[2 * width..].copy_from_slice(&state[(r + 1) * width..(r + 2) * width]);
            }
        }
        let change = layer.apply(&window, rows, &mut scratch);
        for (value, c) in state.iter_mut().zip(&change) {
            *value += c;
        }
    }
    let mut vectors = Vec::with_capacity(n_words * width);
    let mut at = depth;
    for sentence in sentences {
        vectors.extend_from_slice(&state[at * width..(at + sentence.len()) * width]);
        at += sentence.len() + depth;
    }
    vectors
}

/// Word vectors in the encoder's width; zeros for words that have none.
fn project(rows: &[u16], weights: &Weights, lexicon: &Lexicon) -> Vec<f32> {
    let wide = weights.vectors.inputs;
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
    /// `words × features × hidden × pieces`.
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
        multiply(&projected, words, self.input.outputs, &self.lower, wide, &mut cached);
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
        for (i, hidden) in self.hidden.iter_mut().enumerate() {
            let mut best = f32::NEG_INFINITY;
            for p in i * scorer.pieces..(i + 1) * scorer.pieces {
                best = best.max(self.sum[p] + scorer.lower_bias[p]);
            }
            *hidden = best;
        }
        let inputs = scorer.upper.inputs;
        for (o, score) in self.scores.iter_mut().enumerate() {
            let row = &scorer.upper.weight[o * inputs..(o + 1) * inputs];
            *score = dot(row, &self.hidden) + scorer.upper.bias[o];
        }
        &self.scores
    }
}

/// A dot product in eight lanes, so that the compiler may use wide registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let tail: f32 = chunks_a.remainder().iter().zip(chunks_b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in chunks_a.zip(chunks_b) {
        for i in 0..8 {
            lanes[i] += x[i] * y[i];
        }
    }
    lanes.iter().sum::<f32>() + tail
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
