//! Matrices: rows of numbers times weights that were laid out once for it.
//!
//! Every output is summed over its inputs from first to last, each product rounded before it is added,
//! whatever the processor can do at a time: the wide path and the plain one give the same bits.

/// Outputs that are computed side by side.
const WIDE: usize = 16;

/// Weights in panels of sixteen outputs: `panel × input × 16`, the last panel filled up with zeros.
pub(super) struct Packed {
    pub inputs: usize,
    pub outputs: usize,
    panels: Vec<f32>,
}

impl Packed {
    /// Lays out `outputs × inputs` weights.
    pub fn of(weight: &[f32], outputs: usize, inputs: usize) -> Packed {
        let mut panels = vec![0.0; outputs.div_ceil(WIDE) * inputs * WIDE];
        for (o, row) in weight.chunks_exact(inputs).enumerate().take(outputs) {
            let panel = o / WIDE * inputs * WIDE + o % WIDE;
            for (i, value) in row.iter().enumerate() {
                panels[panel + i * WIDE] = *value;
            }
        }
        Packed { inputs, outputs, panels }
    }

    /// Multiplies `rows` rows that begin `stride` numbers apart; `out` is `rows × outputs`.
    pub fn multiply(&self, input: &[f32], rows: usize, stride: usize, out: &mut [f32]) {
        assert!(out.len() >= rows * self.outputs);
        assert!(rows == 0 || input.len() >= (rows - 1) * stride + self.inputs);
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has the instructions, and the assertions give every address.
            unsafe { wide::sixteen::multiply(self, input, rows, stride, out) };
            return;
        } else if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            unsafe { wide::eight::multiply(self, input, rows, stride, out) };
            return;
        }
        self.plainly(input, rows, stride, out);
    }

    fn plainly(&self, input: &[f32], rows: usize, stride: usize, out: &mut [f32]) {
        for (p, panel) in self.panels.chunks_exact(self.inputs * WIDE).enumerate() {
            let width = WIDE.min(self.outputs - p * WIDE);
            for r in 0..rows {
                let mut sums = [0.0f32; WIDE];
                let row = &input[r * stride..][..self.inputs];
                for (x, weights) in row.iter().zip(panel.chunks_exact(WIDE)) {
                    for (sum, w) in sums.iter_mut().zip(weights) {
                        *sum += x * w;
                    }
                }
                out[r * self.outputs + p * WIDE..][..width].copy_from_slice(&sums[..width]);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::{Packed, WIDE};

    /// Writes a path as wide as some instructions allow: as [`Packed::plainly`], some numbers at a time.
    macro_rules! path {
        ($name:ident, $feature:literal, $tall:literal, $parts:literal, $zero:ident, $load:ident, $set:ident, $mul:ident, $add:ident, $store:ident) => {
            pub mod $name {
                use super::*;

                /// # Safety
                /// The processor has the instructions; `input` and `out` are as long as
                /// [`Packed::multiply`] asserts.
                #[target_feature(enable = $feature)]
                pub unsafe fn multiply(packed: &Packed, input: &[f32], rows: usize, stride: usize, out: &mut [f32]) {
                    for (p, panel) in packed.panels.chunks_exact(packed.inputs * WIDE).enumerate() {
                        let width = WIDE.min(packed.outputs - p * WIDE);
                        let mut r = 0;
                        while r < rows {
                            let input = &input[r * stride..];
                            let out = &mut out[r * packed.outputs + p * WIDE..];
                            // SAFETY: as many rows are left in both as each block takes.
                            unsafe {
                                r += match rows - r {
                                    $tall.. => block::<$tall>(input, stride, panel, out, packed.outputs, width),
                                    4.. => block::<4>(input, stride, panel, out, packed.outputs, width),
                                    2.. => block::<2>(input, stride, panel, out, packed.outputs, width),
                                    _ => block::<1>(input, stride, panel, out, packed.outputs, width),
                                }
                            }
                        }
                    }
                }

                /// `R` rows by one panel; says how many rows it did.
                ///
                /// # Safety
                /// The processor has the instructions, and `R` rows fit in `input` and `out`.
                #[target_feature(enable = $feature)]
                unsafe fn block<const R: usize>(
                    input: &[f32],
                    stride: usize,
                    panel: &[f32],
                    out: &mut [f32],
                    outputs: usize,
                    width: usize,
                ) -> usize {
                    const STEP: usize = WIDE / $parts;
                    let mut sums = [[$zero(); $parts]; R];
                    for k in 0..panel.len() / WIDE {
                        // SAFETY: `k` is below the panel's inputs, and each row has as many numbers.
                        unsafe {
                            let weights = panel.as_ptr().add(k * WIDE);
                            for part in 0..$parts {
                                let w = $load(weights.add(part * STEP));
                                for (r, sum) in sums.iter_mut().enumerate() {
                                    let x = $set(*input.as_ptr().add(r * stride + k));
                                    sum[part] = $add(sum[part], $mul(x, w));
                                }
                            }
                        }
                    }
                    for (r, sum) in sums.iter().enumerate() {
                        let mut whole = [0.0f32; WIDE];
                        for (part, s) in sum.iter().enumerate() {
                            // SAFETY: the array holds sixteen numbers.
                            unsafe { $store(whole.as_mut_ptr().add(part * STEP), *s) };
                        }
                        out[r * outputs..][..width].copy_from_slice(&whole[..width]);
                    }
                    R
                }
            }
        };
    }

    path!(
        eight,
        "avx2",
        6,
        2,
        _mm256_setzero_ps,
        _mm256_loadu_ps,
        _mm256_set1_ps,
        _mm256_mul_ps,
        _mm256_add_ps,
        _mm256_storeu_ps
    );
    path!(
        sixteen,
        "avx512f",
        12,
        1,
        _mm512_setzero_ps,
        _mm512_loadu_ps,
        _mm512_set1_ps,
        _mm512_mul_ps,
        _mm512_add_ps,
        _mm512_storeu_ps
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like none in particular, the same at each run.
    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        std::iter::repeat_with(next).take(n).collect()
    }

    #[test]
    fn the_wide_path_gives_the_bits_of_the_plain_one() {
        for (rows, inputs, outputs, stride) in [(1, 7, 3, 7), (6, 128, 51, 128), (13, 384, 384, 128), (5, 33, 16, 40)] {
            let packed = Packed::of(&numbers(outputs * inputs, 1), outputs, inputs);
            let input = numbers((rows - 1) * stride + inputs, 2);
            let (mut any, mut plain) = (vec![0.0; rows * outputs], vec![0.0; rows * outputs]);
            packed.multiply(&input, rows, stride, &mut any);
            packed.plainly(&input, rows, stride, &mut plain);
            assert_eq!(
                any.iter().map(|v| v.to_bits()).collect::<Vec<_>>(),
                plain.iter().map(|v| v.to_bits()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn products_are_sums_of_products() {
        let packed = Packed::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3, 2);
        let mut out = [0.0; 6];
        packed.multiply(&[1.0, 10.0, 100.0], 2, 1, &mut out);
        assert_eq!(out, [21.0, 43.0, 65.0, 210.0, 430.0, 650.0]);
    }
}
