//! Gradient-boosted trees, over lists in which one row is right, or over yes and no.
//!
//! The loss is the negative log of the right row's share of exp(score) in its list, or of the chance
//! of what happened. Gradients are rounded to whole numbers before they are summed, so that sums are exact and do not depend on
//! the order or the number of threads.

use super::parallel;

/// How trees are grown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    pub n_trees: usize,
    pub n_leaves: usize,
    pub rate: f32,
    /// Least sum of curvature in a leaf.
    pub min_curvature: f32,
    pub ridge: f32,
    /// One list in so many is used for a tree.
    pub one_in: usize,
    pub n_threads: usize,
}

/// What the scores are to tell.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// Where each list begins and which of its rows is right; the end closes the last.
    Lists(Vec<(u32, u32)>),
    /// Whether it happened, for every row.
    YesNo(Vec<bool>),
}

/// Rows to learn from.
#[derive(Clone, PartialEq, Debug)]
pub struct Rows {
    pub n_features: usize,
    /// Row after row.
    pub features: Vec<f32>,
    /// A score that trees start from.
    pub start: Vec<f32>,
    pub target: Target,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Node {
    /// The feature looked at, or `LEAF`.
    pub feature: u16,
    /// Rows with a value up to this go to `left`.
    pub threshold: f32,
    pub left: u16,
    pub right: u16,
    pub value: f32,
}

const LEAF: u16 = u16::MAX;
const MAX_BINS: usize = 64;
const MAX_STEP: f32 = 1.5;

/// Trees whose values add up.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Trees {
    pub trees: Vec<Vec<Node>>,
}

impl Trees {
    /// The sum of the trees for one row.
    pub fn score(&self, row: &[f32]) -> f32 {
        let mut sum = 0.0;
        for tree in &self.trees {
            let mut node = &tree[0];
            while node.feature != LEAF {
                let left = row[node.feature as usize] <= node.threshold;
                node = &tree[if left { node.left } else { node.right } as usize];
            }
            sum += node.value;
        }
        sum
    }
}

/// Grows the trees one after another; `each` sees them after every tree and may stop the growth.
pub fn grow(rows: &Rows, settings: &Settings, mut each: impl FnMut(&Trees) -> bool) -> Trees {
    let n_rows = rows.start.len();
    let n_features = rows.n_features;
    let edges = parallel::map(n_features, settings.n_threads, || (), |(), f| edges(rows, f));
    let mut bins = vec![0u8; n_rows * n_features];
    for (row, bins) in bins.chunks_exact_mut(n_features).enumerate() {
        for (f, bin) in bins.iter_mut().enumerate() {
            let value = rows.features[row * n_features + f];
            *bin = edges[f].partition_point(|edge| *edge < value) as u8;
        }
    }
    let mut scores = rows.start.clone();
    let mut gradients = vec![0i64; n_rows];
    let mut trees = Trees::default();
    for tree_idx in 0..settings.n_trees {
        let used = slopes(&rows.target, &scores, tree_idx, settings.one_in, &mut gradients);
        let tree = grow_one(&bins, &edges, &gradients, used, n_features, settings);
        // Every row's score moves, also of the lists that this tree did not see.
        let chunk = 4096;
        let added = parallel::map(
            n_rows.div_ceil(chunk),
            settings.n_threads,
            || (),
            |(), c| {
                let part = c * chunk..((c + 1) * chunk).min(n_rows);
                part.map(|row| of_bins(&tree, &bins[row * n_features..][..n_features], &edges)).collect::<Vec<f32>>()
            },
        );
        for (score, add) in scores.iter_mut().zip(added.into_iter().flatten()) {
            *score += add;
        }
        trees.trees.push(tree);
        if !each(&trees) {
            break;
        }
    }
    trees
}

/// The slopes and curvatures of the rows that a tree is grown on, and which rows these are.
fn slopes(target: &Target, scores: &[f32], tree_idx: usize, one_in: usize, gradients: &mut [i64]) -> Vec<u32> {
    let mut used: Vec<u32> = Vec::new();
    let salt = |row: usize| row as u64 + ((tree_idx as u64) << 32);
    match target {
        Target::Lists(lists) => {
            for (idx, pair) in lists.windows(2).enumerate() {
                if !(idx + tree_idx).is_multiple_of(one_in) {
                    continue;
                }
                let (start, end) = (pair[0].0 as usize, pair[1].0 as usize);
                let right = start + pair[0].1 as usize;
                let most = scores[start..end].iter().copied().fold(f32::MIN, f32::max);
                let total: f32 = scores[start..end].iter().map(|s| (s - most).exp()).sum();
                for row in start..end {
                    let p = (scores[row] - most).exp() / total;
                    let g = if row == right { 1.0 - p } else { -p };
                    gradients[row] = pack(g, p * (1.0 - p), salt(row));
                }
                used.extend(start as u32..end as u32);
            }
        }
        Target::YesNo(happened) => {
            for (row, happened) in happened.iter().enumerate() {
                if !(row + tree_idx).is_multiple_of(one_in) {
                    continue;
                }
                let p = 1.0 / (1.0 + (-scores[row]).exp());
                let g = if *happened { 1.0 - p } else { -p };
                gradients[row] = pack(g, p * (1.0 - p), salt(row));
                used.push(row as u32);
            }
        }
    }
    used
}

fn of_bins(tree: &[Node], bins: &[u8], edges: &[Vec<f32>]) -> f32 {
    let mut node = &tree[0];
    while node.feature != LEAF {
        let f = node.feature as usize;
        let left = (bins[f] as usize) < edges[f].len() && edges[f][bins[f] as usize] <= node.threshold;
        node = &tree[if left { node.left } else { node.right } as usize];
    }
    node.value
}

/// Gradient and curvature in one number: their sums are the sums of both. Rounding goes up or down
/// by a hash of the row, so that small values survive on average.
fn pack(g: f32, h: f32, salt: u64) -> i64 {
    let mut x = salt.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 32;
    x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let noise = |bits: u64| (bits & 0xFFFF) as f32 / 65536.0;
    let g = (g * G_SCALE + noise(x >> 16)).floor() as i64;
    let h = (h * H_SCALE + noise(x >> 40)).floor() as i64;
    (g << 32) + h
}

const G_SCALE: f32 = 512.0;
const H_SCALE: f32 = 512.0;

/// A packed sum as gradient and curvature.
fn unpack(sum: i64) -> (f32, f32) {
    let h = sum & 0xFFFF_FFFF;
    let g = (sum - h) >> 32;
    (g as f32 / G_SCALE, h as f32 / H_SCALE)
}

/// Upper edges of the bins of a feature, from a sample of rows; the last bin has none.
fn edges(rows: &Rows, feature: usize) -> Vec<f32> {
    let n_rows = rows.start.len();
    let step = n_rows.div_ceil(100_000).max(1);
    let mut values: Vec<f32> =
        (0..n_rows).step_by(step).map(|r| rows.features[r * rows.n_features + feature]).collect();
    values.sort_by(f32::total_cmp);
    let mut distinct = values.clone();
    distinct.dedup();
    let mut out = if distinct.len() <= MAX_BINS {
        distinct
    } else {
        let mut cuts: Vec<f32> = (1..MAX_BINS).map(|b| values[b * values.len() / MAX_BINS]).collect();
        cuts.dedup();
        cuts
    };
    out.truncate(MAX_BINS - 1);
    out
}

struct Leaf {
    node: usize,
    rows: Vec<u32>,
    sums: Vec<i64>,
    total: i64,
    best: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f32,
    feature: usize,
    bin: usize,
}

fn grow_one(
    bins: &[u8],
    edges: &[Vec<f32>],
    gradients: &[i64],
    rows: Vec<u32>,
    n_features: usize,
    settings: &Settings,
) -> Vec<Node> {
    let value = |total: i64| {
        let (g, h) = unpack(total);
        // Right rows with next to no share have a slope without curvature: no step may be long.
        settings.rate * (g / (h + settings.ridge)).clamp(-MAX_STEP, MAX_STEP)
    };
    let leaf = |node: usize, rows: Vec<u32>, sums: Vec<i64>| {
        let total = rows.iter().map(|r| gradients[*r as usize]).sum();
        let best = best_split(&sums, total, n_features, edges, settings);
        Leaf { node, rows, sums, total, best }
    };
    let sums = histogram(bins, gradients, &rows, n_features, settings.n_threads);
    let root = leaf(0, rows, sums);
    let mut nodes = vec![Node { feature: LEAF, threshold: 0.0, left: 0, right: 0, value: value(root.total) }];
    let mut leaves = vec![root];
    while leaves.len() < settings.n_leaves {
        let Some((at, split)) = leaves
            .iter()
            .enumerate()
            .filter_map(|(at, l)| l.best.map(|b| (at, b)))
            .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain).then(b.0.cmp(&a.0)))
        else {
            break;
        };
        let parent = leaves.swap_remove(at);
        let (left, right): (Vec<u32>, Vec<u32>) =
            parent.rows.iter().partition(|r| bins[**r as usize * n_features + split.feature] as usize <= split.bin);
        // The smaller child is summed; the other is what remains.
        let small = if left.len() <= right.len() { &left } else { &right };
        let small_sums = histogram(bins, gradients, small, n_features, settings.n_threads);
        let mut rest = parent.sums;
        for (sum, part) in rest.iter_mut().zip(&small_sums) {
            *sum -= part;
        }
        let (left_sums, right_sums) = if left.len() <= right.len() { (small_sums, rest) } else { (rest, small_sums) };
        let first = nodes.len();
        for (node, rows, sums) in [(first, left, left_sums), (first + 1, right, right_sums)] {
            let child = leaf(node, rows, sums);
            nodes.push(Node { feature: LEAF, threshold: 0.0, left: 0, right: 0, value: value(child.total) });
            leaves.push(child);
        }
        nodes[parent.node] = Node {
            feature: split.feature as u16,
            threshold: edges[split.feature][split.bin],
            left: first as u16,
            right: first as u16 + 1,
            value: 0.0,
        };
    }
    nodes
}

fn histogram(bins: &[u8], gradients: &[i64], rows: &[u32], n_features: usize, n_threads: usize) -> Vec<i64> {
    let n_threads = if rows.len() < 20_000 { 1 } else { n_threads };
    let parts = n_threads.min(n_features).max(1);
    let width = n_features.div_ceil(parts);
    let sums = parallel::map(
        parts,
        n_threads,
        || (),
        |(), part| {
            let columns = (part * width).min(n_features)..((part + 1) * width).min(n_features);
            let mut sums = vec![[0i64; MAX_BINS]; columns.len()];
            for &row in rows {
                let gradient = gradients[row as usize];
                let bins = &bins[row as usize * n_features..][columns.clone()];
                for (sum, bin) in sums.iter_mut().zip(bins) {
                    sum[*bin as usize & (MAX_BINS - 1)] += gradient;
                }
            }
            sums
        },
    );
    sums.into_iter().flatten().flatten().collect()
}

fn best_split(sums: &[i64], total: i64, n_features: usize, edges: &[Vec<f32>], settings: &Settings) -> Option<Split> {
    let quality = |g: f32, h: f32| g * g / (h + settings.ridge);
    let (g_all, h_all) = unpack(total);
    let mut best: Option<Split> = None;
    for feature in 0..n_features {
        let mut left = 0i64;
        for bin in 0..edges[feature].len() {
            left += sums[feature * MAX_BINS + bin];
            let (g, h) = unpack(left);
            if h < settings.min_curvature || h_all - h < settings.min_curvature {
                continue;
            }
            let gain = quality(g, h) + quality(g_all - g, h_all - h) - quality(g_all, h_all);
            if gain > best.map_or(1e-3, |b| b.gain) {
                best = Some(Split { gain, feature, bin });
            }
        }
    }
    best
}
