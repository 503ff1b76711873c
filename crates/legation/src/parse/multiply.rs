//! Matrices: rows of numbers times weights that were laid out once for it, in whole numbers.
//!
//! A row is rounded to whole numbers of its own scale, a weight to those of its output's, and the sums of
//! their products are exact: every path gives the same bits, however wide the processor. Eleven bits a side
//! are as good here as single floats (`ARCHITECTURE.md`, "Parsing").

/// Outputs that are computed side by side.
const WIDE: usize = 16;
/// The largest whole number of a row, and of a weight: 1,024 products of such stay below 2³¹.
const ROW: f32 = 2047.0;
const WEIGHT: f32 = 1023.0;
const LONGEST: usize = 1024;

/// Weights in pairs of panels of sixteen outputs: `panel × pair of inputs × 16 × 2`, filled up with zeros.
pub(super) struct Packed {
    pub inputs: usize,
    pub outputs: usize,
    /// Pairs of inputs.
    pairs: usize,
    panels: Vec<i16>,
    /// What one step of an output's weights is worth.
    scales: Vec<f32>,
}

impl Packed {
    /// Lays out `outputs × inputs` weights.
    pub fn of(weight: &[f32], outputs: usize, inputs: usize) -> Packed {
        assert!(inputs <= LONGEST);
        let pairs = inputs.div_ceil(2);
        let n_panels = outputs.div_ceil(2 * WIDE) * 2;
        let mut panels = vec![0; n_panels * pairs * WIDE * 2];
        let mut scales = vec![0.0; n_panels * WIDE];
        for (o, row) in weight.chunks_exact(inputs).enumerate().take(outputs) {
            let (scale, back) = scale(row, WEIGHT);
            scales[o] = scale;
            let panel = o / WIDE * pairs * WIDE * 2 + o % WIDE * 2;
            for (i, value) in row.iter().enumerate() {
                panels[panel + i / 2 * WIDE * 2 + i % 2] = whole(*value, back);
            }
        }
        Packed { inputs, outputs, pairs, panels, scales }
    }

    /// Multiplies `rows` rows that begin `stride` numbers apart; `out` is `rows × outputs`.
    pub fn multiply(&self, input: &[f32], rows: usize, stride: usize, out: &mut [f32]) {
        assert!(out.len() >= rows * self.outputs);
        assert!(rows == 0 || input.len() >= (rows - 1) * stride + self.inputs);
        SCRATCH.with_borrow_mut(|scratch| {
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx512vnni") && std::arch::is_x86_feature_detected!("avx512bw") {
                // SAFETY: the processor has the instructions, and the assertions give every address.
                unsafe { wide::sixteen::multiply(self, scratch, input, rows, stride, out) };
                return;
            } else if std::arch::is_x86_feature_detected!("avx2") {
                // SAFETY: as above.
                unsafe { wide::eight::multiply(self, scratch, input, rows, stride, out) };
                return;
            }
            self.plainly(scratch, input, rows, stride, out);
        });
    }

    fn plainly(&self, rounded: &mut Rounded, input: &[f32], rows: usize, stride: usize, out: &mut [f32]) {
        rounded.round(self, input, rows, stride);
        for (p, panel) in self.panels.chunks_exact(self.pairs * WIDE * 2).enumerate() {
            for r in 0..rows {
                let mut sums = [0i32; WIDE];
                let row = &rounded.values[r * self.pairs * 2..][..self.pairs * 2];
                for (x, weights) in row.chunks_exact(2).zip(panel.chunks_exact(WIDE * 2)) {
                    for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                        *sum += i32::from(x[0]) * i32::from(w[0]) + i32::from(x[1]) * i32::from(w[1]);
                    }
                }
                self.write(&sums, p, rounded.scales[r], &mut out[r * self.outputs..][..self.outputs]);
            }
        }
    }

    /// One panel's sums of one row, as numbers.
    #[inline(always)]
    fn write(&self, sums: &[i32; WIDE], panel: usize, scale: f32, out: &mut [f32]) {
        let from = panel * WIDE;
        let Some(weights) = self.scales[from..].first_chunk::<WIDE>() else { return };
        // Into an array first: a loop of known length takes wide registers.
        let mut values = [0.0f32; WIDE];
        for (value, (sum, weight)) in values.iter_mut().zip(sums.iter().zip(weights)) {
            *value = *sum as f32 * (scale * weight);
        }
        match out.get_mut(from..from + WIDE) {
            Some(out) => out.copy_from_slice(&values),
            // The last panel is seldom full, and the one that only makes up the pair has no place.
            None => out.iter_mut().skip(from).zip(values).for_each(|(out, value)| *out = value),
        }
    }
}

/// Rows as whole numbers, each with what one step of it is worth.
#[derive(Default)]
struct Rounded {
    values: Vec<i16>,
    scales: Vec<f32>,
}

thread_local! {
    static SCRATCH: std::cell::RefCell<Rounded> = std::cell::RefCell::default();
}

impl Rounded {
    /// Inlined, so that each path rounds with the instructions it has.
    #[inline(always)]
    fn round(&mut self, packed: &Packed, input: &[f32], rows: usize, stride: usize) {
        let wide = packed.pairs * 2;
        // No clearing: each row writes all its numbers, and the odd one out stays zero.
        if self.values.len() < rows * wide {
            self.values.resize(rows * wide, 0);
        }
        self.scales.clear();
        for (r, out) in self.values.chunks_exact_mut(wide).take(rows).enumerate() {
            let row = &input[r * stride..][..packed.inputs];
            let (scale, back) = scale(row, ROW);
            self.scales.push(scale);
            for (out, value) in out.iter_mut().zip(row) {
                *out = whole(*value, back);
            }
            if let Some(odd) = out.get_mut(packed.inputs) {
                *odd = 0;
            }
        }
    }
}

/// What one step is worth where the largest number takes `most` of them, and the other way round.
#[inline(always)]
fn scale(row: &[f32], most: f32) -> (f32, f32) {
    let mut lanes = [0.0f32; WIDE];
    let mut chunks = row.chunks_exact(WIDE);
    for chunk in &mut chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    let largest = lanes.iter().chain(chunks.remainder()).fold(0.0f32, |m, v| m.max(v.abs()));
    // Numbers so small that their inverse has no float are nothing.
    if largest < 1e-30 { (0.0, 0.0) } else { (largest / most, most / largest) }
}

/// The nearest whole number, even ones first, of a number below 2²² steps: adding 1.5 × 2²³ leaves no
/// room for fractions.
#[inline(always)]
fn whole(value: f32, back: f32) -> i16 {
    const MAGIC: f32 = 12_582_912.0;
    (value * back + MAGIC).to_bits() as i16
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::{Packed, Rounded, WIDE};

    /// Writes a path as wide as some instructions allow: as [`Packed::plainly`], some numbers at a time.
    macro_rules! path {
        ($name:ident, $feature:literal, $tall:literal, $chains:literal, $parts:literal, $join:ident, $zero:ident, $load:ident, $set:ident, $store:ident, |$sum:ident, $x:ident, $w:ident| $add:expr) => {
            pub mod $name {
                use super::*;

                /// # Safety
                /// The processor has the instructions; `input` and `out` are as long as [`Packed::multiply`]
                /// asserts.
                #[target_feature(enable = $feature)]
                pub unsafe fn multiply(
                    packed: &Packed,
                    rounded: &mut Rounded,
                    input: &[f32],
                    rows: usize,
                    stride: usize,
                    out: &mut [f32],
                ) {
                    rounded.round(packed, input, rows, stride);
                    for (p, panels) in packed.panels.chunks_exact(2 * packed.pairs * WIDE * 2).enumerate() {
                        let mut r = 0;
                        while r < rows {
                            // SAFETY: as many rows are left as each block takes.
                            unsafe {
                                r += match rows - r {
                                    left if left >= $tall => block::<$tall, 1>(packed, rounded, r, panels, 2 * p, out),
                                    // One row alone would wait for each sum: it has several that are joined.
                                    _ => block::<1, $chains>(packed, rounded, r, panels, 2 * p, out),
                                }
                            }
                        }
                    }
                }

                /// `R` rows by two panels, in `C` interleaved sums; says how many rows it did.
                ///
                /// # Safety
                /// The processor has the instructions, and `R` rows from `first` are there.
                #[target_feature(enable = $feature)]
                unsafe fn block<const R: usize, const C: usize>(
                    packed: &Packed,
                    rounded: &Rounded,
                    first: usize,
                    panels: &[i16],
                    panel: usize,
                    out: &mut [f32],
                ) -> usize {
                    const STEP: usize = 2 * WIDE / $parts;
                    let pairs = packed.pairs;
                    let mut chains = [[[[$zero(); $parts]; 2]; R]; C];
                    // SAFETY: `first + R` rows of `pairs` pairs, and two panels of as many.
                    unsafe {
                        let rows = rounded.values.as_ptr().add(first * pairs * 2);
                        let mut k = 0;
                        while k < pairs {
                            for sums in chains.iter_mut().take(pairs - k) {
                                let mut weights = [[$zero(); $parts]; 2];
                                for half in 0..2 {
                                    let from = panels.as_ptr().add((half * pairs + k) * WIDE * 2);
                                    for part in 0..$parts {
                                        weights[half][part] = $load(from.add(part * STEP).cast());
                                    }
                                }
                                for (r, sums) in sums.iter_mut().enumerate() {
                                    let $x = $set(rows.add((r * pairs + k) * 2).cast::<i32>().read_unaligned());
                                    for (sums, weights) in sums.iter_mut().zip(&weights) {
                                        for (sum, w) in sums.iter_mut().zip(weights) {
                                            let ($sum, $w) = (*sum, *w);
                                            *sum = $add;
                                        }
                                    }
                                }
                                k += 1;
                            }
                        }
                    }
                    let (first_chain, others) = chains.split_first_mut().expect("there is a chain");
                    for chain in others {
                        for (a, b) in first_chain.iter_mut().flatten().flatten().zip(chain.iter().flatten().flatten()) {
                            *a = $join(*a, *b);
                        }
                    }
                    for (r, sums) in first_chain.iter().enumerate() {
                        let out = &mut out[(first + r) * packed.outputs..][..packed.outputs];
                        for (half, sums) in sums.iter().enumerate() {
                            let mut whole = [0i32; WIDE];
                            for (part, sum) in sums.iter().enumerate() {
                                // SAFETY: the array holds sixteen numbers.
                                unsafe { $store(whole.as_mut_ptr().add(part * WIDE / $parts).cast(), *sum) };
                            }
                            packed.write(&whole, panel + half, rounded.scales[first + r], out);
                        }
                    }
                    R
                }
            }
        };
    }

    path!(
        eight,
        "avx2",
        2,
        2,
        2,
        _mm256_add_epi32,
        _mm256_setzero_si256,
        _mm256_loadu_si256,
        _mm256_set1_epi32,
        _mm256_storeu_si256,
        |sum, x, w| _mm256_add_epi32(sum, _mm256_madd_epi16(x, w))
    );
    path!(
        sixteen,
        "avx512f,avx512bw,avx512vnni",
        8,
        4,
        1,
        _mm512_add_epi32,
        _mm512_setzero_si512,
        _mm512_loadu_si512,
        _mm512_set1_epi32,
        _mm512_storeu_si512,
        |sum, x, w| _mm512_dpwssd_epi32(sum, x, w)
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

    /// Every path the processor can walk, by name.
    fn paths(packed: &Packed, input: &[f32], rows: usize, stride: usize) -> Vec<(&'static str, Vec<u32>)> {
        let bits = |walk: &mut dyn FnMut(&mut [f32])| {
            let mut out = vec![0.0; rows * packed.outputs];
            walk(&mut out);
            out.iter().map(|v| v.to_bits()).collect::<Vec<_>>()
        };
        let mut rounded = Rounded::default();
        let mut all = vec![("plain", bits(&mut |out| packed.plainly(&mut rounded, input, rows, stride, out)))];
        all.push(("chosen", bits(&mut |out| packed.multiply(input, rows, stride, out))));
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the instructions, and the lengths are those of `multiply`.
            let walk = &mut |out: &mut [f32]| unsafe {
                wide::eight::multiply(packed, &mut rounded, input, rows, stride, out);
            };
            all.push(("avx2", bits(walk)));
        }
        all
    }

    #[test]
    fn every_path_gives_the_bits_of_the_plain_one() {
        for (rows, inputs, outputs, stride) in
            [(1, 7, 3, 7), (6, 128, 51, 128), (13, 384, 384, 128), (5, 33, 16, 40), (9, 1024, 65, 1024)]
        {
            let packed = Packed::of(&numbers(outputs * inputs, 1), outputs, inputs);
            let all = paths(&packed, &numbers((rows - 1) * stride + inputs, 2), rows, stride);
            for (name, bits) in &all {
                assert_eq!(bits, &all[0].1, "{name} {rows} {inputs} {outputs} {stride}");
            }
        }
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        let packed = Packed::of(&vec![3.0; 16 * LONGEST], 16, LONGEST);
        for (name, bits) in paths(&packed, &vec![-5.0; LONGEST], 1, LONGEST) {
            let value = f32::from_bits(bits[0]);
            assert!((value + 15.0 * LONGEST as f32).abs() < 1.0, "{name}: {value}");
        }
    }

    #[test]
    fn products_are_close_to_those_of_floats() {
        let (rows, inputs, outputs) = (4, 384, 40);
        let (weight, input) = (numbers(outputs * inputs, 3), numbers(rows * inputs, 4));
        let packed = Packed::of(&weight, outputs, inputs);
        let mut out = vec![0.0; rows * outputs];
        packed.multiply(&input, rows, inputs, &mut out);
        for (r, row) in input.chunks_exact(inputs).enumerate() {
            for (o, weights) in weight.chunks_exact(inputs).enumerate() {
                let exact: f64 = row.iter().zip(weights).map(|(x, w)| f64::from(*x) * f64::from(*w)).sum();
                assert!((f64::from(out[r * outputs + o]) - exact).abs() < 0.01);
            }
        }
    }

    #[test]
    fn a_row_of_zeros_gives_zeros() {
        let packed = Packed::of(&numbers(64, 5), 8, 8);
        let mut out = [1.0; 8];
        packed.multiply(&[0.0; 8], 1, 8, &mut out);
        assert_eq!(out, [0.0; 8]);
    }
}
