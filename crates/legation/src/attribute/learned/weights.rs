//! The weights of the two networks, as `cargo xtask train attribute` writes them.

use std::sync::OnceLock;

use super::features::ROWS_LOG2;
use super::network::{Network, WIDEST};

/// Everything the learned reader decides with.
#[derive(Clone, Default)]
pub struct Weights {
    /// One output: the log odds of being a cue.
    pub cue: Network,
    /// Four outputs: other, source, cue, content.
    pub span: Network,
    /// What it costs to step from one label to the next.
    pub steps: [[f32; 4]; 4],
}

impl Weights {
    /// The weights built into the program.
    pub fn builtin() -> &'static Weights {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        // The file is part of the program and a test loads it: a damaged one cannot be built.
        WEIGHTS.get_or_init(|| Weights::read(legation_data::ATTRIBUTION).expect("the built-in weights are whole"))
    }

    /// Reads what [`write`] wrote; nothing where the bytes are damaged.
    pub fn read(bytes: &[u8]) -> Option<Weights> {
        let mut input = Input { bytes, at: 0 };
        if input.take(4)? != b"LEGA" {
            return None;
        }
        let cue = input.network()?;
        let span = input.network()?;
        let mut steps = [[0.0; 4]; 4];
        for row in &mut steps {
            for step in row {
                *step = input.float()?;
            }
        }
        (input.at == bytes.len() && cue.outputs == 1 && span.outputs == 4).then_some(Weights { cue, span, steps })
    }
}

/// The bytes of the weights: rows that are all zero are skipped by counting them.
pub fn write(weights: &Weights) -> Vec<u8> {
    let mut out = b"LEGA".to_vec();
    for network in [&weights.cue, &weights.span] {
        out.extend((network.hidden as u32).to_le_bytes());
        out.extend((network.outputs as u32).to_le_bytes());
        out.extend(network.scale.to_le_bytes());
        for value in network.bias.iter().chain(&network.upper).chain(&network.upper_bias) {
            out.extend(value.to_le_bytes());
        }
        let kept: Vec<usize> = (0..1usize << ROWS_LOG2)
            .filter(|r| network.rows[r * network.hidden..(r + 1) * network.hidden].iter().any(|&v| v != 0))
            .collect();
        out.extend((kept.len() as u32).to_le_bytes());
        let mut last = 0;
        for row in kept {
            let mut skipped = row - last;
            while skipped >= 255 {
                out.push(255);
                skipped -= 255;
            }
            out.push(skipped as u8);
            last = row;
            out.extend(network.rows[row * network.hidden..(row + 1) * network.hidden].iter().map(|&v| v as u8));
        }
    }
    for step in weights.steps.iter().flatten() {
        out.extend(step.to_le_bytes());
    }
    out
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Input<'_> {
    fn take(&mut self, n: usize) -> Option<&[u8]> {
        let part = self.bytes.get(self.at..self.at.checked_add(n)?)?;
        self.at += n;
        Some(part)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn float(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn floats(&mut self, n: usize) -> Option<Vec<f32>> {
        (0..n).map(|_| self.float()).collect()
    }

    fn network(&mut self) -> Option<Network> {
        let hidden = self.number()? as usize;
        let outputs = self.number()? as usize;
        if hidden == 0 || hidden > WIDEST || outputs > 8 {
            return None;
        }
        let scale = self.float()?;
        let bias = self.floats(hidden)?;
        let upper = self.floats(hidden * outputs)?;
        let upper_bias = self.floats(outputs)?;
        let mut rows = vec![0i8; hidden << ROWS_LOG2];
        let kept = self.number()?;
        let mut row = 0usize;
        for _ in 0..kept {
            loop {
                let skipped = self.take(1)?[0];
                row += usize::from(skipped);
                if skipped < 255 {
                    break;
                }
            }
            let values: Vec<i8> = self.take(hidden)?.iter().map(|&v| v as i8).collect();
            rows.get_mut(row * hidden..(row + 1) * hidden)?.copy_from_slice(&values);
        }
        Some(Network { hidden, outputs, scale, rows, bias, upper, upper_bias })
    }
}
