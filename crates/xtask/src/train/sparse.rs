//! Learns a network over sparse features: AdaGrad, with features left out at random.

use legation::attribute::learned::{Network, ROWS_LOG2};

/// How many table rows there are; the engine hashes into as many.
const N_ROWS: usize = 1 << ROWS_LOG2;

/// A network while it learns.
pub struct Learner {
    hidden: usize,
    outputs: usize,
    rows: Vec<f32>,
    rows_seen: Vec<f32>,
    bias: Vec<f32>,
    bias_seen: Vec<f32>,
    upper: Vec<f32>,
    upper_seen: Vec<f32>,
    upper_bias: Vec<f32>,
    upper_bias_seen: Vec<f32>,
    /// Rows seen often enough to be learned; the others stay zero.
    known: Vec<bool>,
    pub random: Random,
    pub drop: f32,
}

/// What one example looked like on the way up.
#[derive(Default, Clone)]
pub struct Pass {
    rows: Vec<u32>,
    hidden: Vec<f32>,
    pub scores: Vec<f32>,
}

impl Learner {
    pub fn new(hidden: usize, outputs: usize, drop: f32, counts: &[u32], least: u32) -> Learner {
        let mut random = Random(0x1234_5678_9abc_def1);
        let known: Vec<bool> = counts.iter().map(|&c| c >= least).collect();
        let mut rows = vec![0.0; N_ROWS * hidden];
        for (row, values) in rows.chunks_exact_mut(hidden).enumerate() {
            if known[row] {
                values.iter_mut().for_each(|v| *v = (random.unit() - 0.5) * 0.1);
            }
        }
        let upper = (0..hidden * outputs).map(|_| (random.unit() - 0.5) * 0.6).collect();
        Learner {
            hidden,
            outputs,
            rows,
            rows_seen: vec![0.0; N_ROWS * hidden],
            bias: vec![0.0; hidden],
            bias_seen: vec![0.0; hidden],
            upper,
            upper_seen: vec![0.0; hidden * outputs],
            upper_bias: vec![0.0; outputs],
            upper_bias_seen: vec![0.0; outputs],
            known,
            random,
            drop,
        }
    }

    /// Scores an example, some of its features left out.
    pub fn up(&mut self, rows: &[u32], pass: &mut Pass) {
        pass.rows.clear();
        for &row in rows {
            if self.known[row as usize] && self.random.unit() >= self.drop {
                pass.rows.push(row);
            }
        }
        let keep = 1.0 / (1.0 - self.drop);
        pass.hidden.clear();
        pass.hidden.extend_from_slice(&self.bias);
        for &row in &pass.rows {
            let from = row as usize * self.hidden;
            for (sum, value) in pass.hidden.iter_mut().zip(&self.rows[from..from + self.hidden]) {
                *sum += value * keep;
            }
        }
        pass.scores.clear();
        for (weights, bias) in self.upper.chunks_exact(self.hidden).zip(&self.upper_bias) {
            let score: f32 = weights.iter().zip(&pass.hidden).map(|(w, h)| w * h.max(0.0)).sum();
            pass.scores.push(score + bias);
        }
    }

    /// Moves the weights against the gradient of the scores.
    pub fn down(&mut self, pass: &Pass, gradient: &[f32], rate: f32) {
        let mut below = vec![0.0f32; self.hidden];
        for (o, &g) in gradient.iter().enumerate() {
            let range = o * self.hidden..(o + 1) * self.hidden;
            for (h, w) in range.clone().enumerate() {
                below[h] += g * self.upper[w];
            }
            for (h, w) in range.enumerate() {
                step(&mut self.upper[w], &mut self.upper_seen[w], g * pass.hidden[h].max(0.0), rate);
            }
            step(&mut self.upper_bias[o], &mut self.upper_bias_seen[o], g, rate);
        }
        for (h, value) in below.iter_mut().enumerate() {
            if pass.hidden[h] <= 0.0 {
                *value = 0.0;
            }
            step(&mut self.bias[h], &mut self.bias_seen[h], *value, rate);
        }
        for &row in &pass.rows {
            let from = row as usize * self.hidden;
            let (values, seen) =
                (&mut self.rows[from..from + self.hidden], &mut self.rows_seen[from..from + self.hidden]);
            for ((value, seen), &g) in values.iter_mut().zip(seen).zip(&below) {
                *seen += g * g;
                *value -= rate * g / (seen.sqrt() + 1e-4);
            }
        }
    }

    /// The network in the engine's small whole numbers.
    pub fn finish(&self) -> Network {
        // One value in two thousand may be cut off; the others keep a finer grain.
        let mut sizes: Vec<f32> = self
            .rows
            .chunks_exact(self.hidden)
            .zip(&self.known)
            .filter(|(_, k)| **k)
            .flat_map(|(r, _)| r.iter().map(|v| v.abs()))
            .collect();
        let at = sizes.len() - 1 - sizes.len() / 2000;
        let (_, high, _) = sizes.select_nth_unstable_by(at, f32::total_cmp);
        let scale = (*high / 127.0).max(1e-6);
        let rows: Vec<i8> = self
            .rows
            .chunks_exact(self.hidden)
            .zip(&self.known)
            .flat_map(|(row, &known)| {
                row.iter().map(move |v| if known { (v / scale).round().clamp(-127.0, 127.0) as i8 } else { 0 })
            })
            .collect();
        Network {
            hidden: self.hidden,
            outputs: self.outputs,
            scale,
            rows,
            bias: self.bias.clone(),
            upper: self.upper.clone(),
            upper_bias: self.upper_bias.clone(),
        }
    }
}

fn step(value: &mut f32, seen: &mut f32, gradient: f32, rate: f32) {
    *seen += gradient * gradient;
    *value -= rate * gradient / (seen.sqrt() + 1e-4);
}

/// How often each row occurs.
pub fn counts<'a>(examples: impl Iterator<Item = &'a [u32]>) -> Vec<u32> {
    let mut counts = vec![0; N_ROWS];
    for rows in examples {
        for &row in rows {
            counts[row as usize] += 1;
        }
    }
    counts
}

/// Numbers that look random and are the same every time (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}
