//! A network over sparse features: table rows are summed, rectified, and weighed into scores.
//!
//! The rows are small whole numbers, so the sum is exact whatever the order, and the scores are
//! the same on every machine up to one multiplication by the scale.

/// One hidden layer over hashed features.
#[derive(Clone, Default)]
pub struct Network {
    pub hidden: usize,
    pub outputs: usize,
    /// What one unit of a row is worth.
    pub scale: f32,
    /// `2^ROWS_LOG2 × hidden`.
    pub rows: Vec<i8>,
    pub bias: Vec<f32>,
    /// `outputs × hidden`.
    pub upper: Vec<f32>,
    pub upper_bias: Vec<f32>,
}

/// The widest hidden layer that the sum below has room for.
pub const WIDEST: usize = 64;

impl Network {
    /// The score of each output for the rows of one example.
    pub fn scores(&self, rows: &[u32], out: &mut Vec<f32>) {
        let mut sum = [0i32; WIDEST];
        let width = self.hidden.min(WIDEST);
        for &row in rows {
            let from = row as usize * width;
            let Some(values) = self.rows.get(from..from + width) else { continue };
            for (sum, &value) in sum[..width].iter_mut().zip(values) {
                *sum += i32::from(value);
            }
        }
        out.clear();
        out.extend(self.upper.chunks_exact(width).zip(&self.upper_bias).map(|(weights, &bias)| {
            let mut score = bias;
            for ((&sum, &own), &weight) in sum[..width].iter().zip(&self.bias).zip(weights) {
                score += (sum as f32 * self.scale + own).max(0.0) * weight;
            }
            score
        }));
    }
}
