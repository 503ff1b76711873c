//! Ten thousand draws: what the outcome may be, given what the table does not know.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::grid::Grid;
use super::model::Model;
use super::random::Random;
use super::table::Table;

/// How many draws, from which seed, on how many threads; the threads never change a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draws {
    pub n: usize,
    pub seed: u64,
    pub threads: usize,
}

/// The distribution of one outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    /// 10th, 50th and 90th percentile, and the mean.
    pub p10: f64,
    pub median: f64,
    pub p90: f64,
    pub mean: f64,
    /// How many draws fell in each of 20 bins of five points.
    pub bins: [u32; 20],
}

/// The outcomes of a model over draws, one spread an issue.
pub fn spreads(table: &Table, model: &dyn Model, draws: Draws) -> Vec<Option<Spread>> {
    let outcomes = all(table, model, draws);
    (0..table.issues.len())
        .map(|p| {
            let values: Vec<f64> = outcomes.iter().filter_map(|o| o[p]).collect();
            spread(values)
        })
        .collect()
}

/// The outcomes of every draw, in the order of the draws.
pub fn all(table: &Table, model: &dyn Model, draws: Draws) -> Vec<Vec<Option<f64>>> {
    each(draws, |draw| {
        let grid = Grid::draw(table, &mut Random::new(draws.seed, draw as u64));
        model.outcomes(&grid)
    })
}

/// Calls `work` for every draw on some threads, and gives the results in order.
pub fn each<T: Send>(draws: Draws, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = draws.threads.clamp(1, 256);
    if threads == 1 {
        return (0..draws.n).map(work).collect();
    }
    // Blocks are handed out as threads come free; each remembers where it belongs.
    const BLOCK: usize = 64;
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<T>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let from = next.fetch_add(BLOCK, Ordering::Relaxed);
                    if from >= draws.n {
                        return;
                    }
                    let block: Vec<T> = (from..(from + BLOCK).min(draws.n)).map(&work).collect();
                    done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((from, block));
                }
            });
        }
    });
    let mut blocks = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    blocks.sort_by_key(|b| b.0);
    blocks.into_iter().flat_map(|b| b.1).collect()
}

fn spread(mut values: Vec<f64>) -> Option<Spread> {
    if values.is_empty() {
        return None;
    }
    let mut bins = [0; 20];
    for v in &values {
        bins[((v / 5.0) as usize).min(19)] += 1;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_by(f64::total_cmp);
    let at = |share: f64| quantile(&values, share);
    Some(Spread { p10: at(0.1), median: at(0.5), p90: at(0.9), mean, bins })
}

/// A quantile of sorted values, between neighbours by proportion.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share.clamp(0.0, 1.0) * last as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(last);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}
