//! Whether A does something of a class to B within some days: references, and a calibrated model.
//!
//! The protocol is that of `reference/forecasting.md`, 6c. The references are the climatology of the
//! pair (drawn towards the class's rate), persistence, a decayed rate, and an exponentially weighted moving
//! average of past windows. The model is a logistic
//! regression for each class, averaged in log odds with trees over all classes; both know the pair's
//! own and reversed history, each side's dealings with everybody, the third parties that both deal with,
//! what was put on the table between them, and the world's pace.

use super::logistic::{self, Logistic};
use super::score::Outcome;
use super::trees::{self, Rows, Target, Trees};
use super::windows::{ALPHAS, Cell, Pairs};

/// Days of history that a first training origin needs.
const FIRST_ORIGIN: u16 = 60;
/// Strengths of the pull towards the class's rate that are tried on the validation origins.
const PULLS: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// What a question was answered with by each model, and what happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    pub pair: (u32, u32),
    pub class: u8,
    pub happened: bool,
    pub climatology: f64,
    pub persistence: f64,
    pub decayed: f64,
    pub moving: f64,
    pub model: f64,
}

impl Judged {
    /// Answers of one kind as outcomes to score.
    pub fn outcomes(judged: &[Judged], of: impl Fn(&Judged) -> f64) -> Vec<Outcome> {
        judged.iter().map(|j| (of(j), j.happened)).collect()
    }
}

/// A fitted model of pairs for one horizon.
#[derive(Clone, PartialEq, Debug)]
pub struct Dyads {
    pub horizon: u16,
    /// The rate of each class over eligible pairs, and the pull towards it.
    pub rates: [f64; 4],
    pub pull: f64,
    /// Which of [`ALPHAS`] the moving average goes by.
    pub alpha: usize,
    /// P(happens | happened in the last window), P(happens | did not), by class.
    pub persistence: [[f64; 2]; 4],
    pub logistic: Vec<Logistic>,
    pub trees: Trees,
}

/// The origins before `until` at which the whole window is known.
fn origins(until: u16, horizon: u16) -> Vec<u16> {
    let mut out: Vec<u16> =
        (1..).map_while(|k| until.checked_sub(k * horizon)).take_while(|t| *t >= FIRST_ORIGIN).collect();
    out.reverse();
    out
}

/// Fits on windows that ended by `until`; `pull` is chosen on those between `valid_from` and `until`.
pub fn fit(pairs: &Pairs, horizon: u16, valid_from: u16, until: u16, n_threads: usize) -> Option<Dyads> {
    let train = origins(valid_from, horizon);
    let valid: Vec<u16> = (0..).map(|k| valid_from + k * horizon).take_while(|t| t + horizon <= until).collect();
    let cells = |list: &[u16]| list.iter().flat_map(|t| pairs.cells(*t, horizon)).collect::<Vec<Cell>>();
    let recent = cells(&train[train.len().saturating_sub(3)..]);
    let valid_cells = cells(&valid);
    // Windows to learn from may overlap: three times the lessons of a long horizon.
    let step = (horizon / 3).max(7);
    let lessons: Vec<u16> = (0..)
        .map_while(|k: u16| until.checked_sub(horizon)?.checked_sub(k * step))
        .take_while(|t| *t >= FIRST_ORIGIN)
        .take(LESSONS)
        .collect();
    let learn = cells(&lessons);
    if learn.iter().all(|c| !c.happened) {
        return None;
    }
    let known: Vec<&Cell> = recent.iter().chain(&valid_cells).collect();
    let rate = |of: &dyn Fn(&Cell) -> bool| {
        let chosen = known.iter().filter(|c| of(c));
        let (n, yes) = chosen.fold((0.0, 0.0), |(n, yes), c| (n + 1.0, yes + f64::from(c.happened)));
        (yes + 0.5) / (n + 1.0)
    };
    let rates = std::array::from_fn(|q| rate(&|c| c.class as usize == q));
    let persistence =
        std::array::from_fn(|q| [true, false].map(|l| rate(&|c| c.class as usize == q && c.last_window == l)));
    let judge = if valid_cells.is_empty() { &recent } else { &valid_cells };
    let brier = |pull: f64| -> f64 {
        judge.iter().map(|c| (climatology(c, &rates, pull) - f64::from(c.happened)).powi(2)).sum()
    };
    let moved = |alpha: usize| -> f64 {
        judge.iter().map(|c| (moving(c, &rates, alpha) - f64::from(c.happened)).powi(2)).sum()
    };
    let alpha = (0..ALPHAS.len()).min_by(|a, b| moved(*a).total_cmp(&moved(*b))).unwrap_or(0);
    let pull = PULLS.into_iter().min_by(|a, b| brier(*a).total_cmp(&brier(*b))).unwrap_or(1.0);
    let logistic = super::parallel::map(
        4,
        n_threads,
        || (),
        |(), q| {
            let own: Vec<&Cell> = learn.iter().filter(|c| c.class as usize == q).collect();
            let rows: Vec<&[f32]> = own.iter().map(|c| c.features.as_slice()).collect();
            let happened: Vec<bool> = own.iter().map(|c| c.happened).collect();
            logistic::fit(&rows, &happened, RIDGE, 8)
        },
    );
    let mut model = Dyads { horizon, rates, pull, alpha, persistence, logistic, trees: Trees::default() };
    let rows: Vec<Vec<f32>> = learn.iter().map(row).collect();
    let rows = Rows {
        n_features: rows.first().map_or(0, Vec::len),
        features: rows.concat(),
        start: learn.iter().map(|c| odds(climatology(c, &rates, pull)) as f32).collect(),
        target: Target::YesNo(learn.iter().map(|c| c.happened).collect()),
    };
    model.trees = trees::grow(&rows, &TREES(n_threads), |_| true);
    Some(model)
}

/// Days that lessons are taken from at most, newest first: the older ones add little.
const LESSONS: usize = 28;
/// These and the overlap of lessons were chosen on the validation months of ICEWS14 and ICEWS18 (2026-11-27), among 1
/// to 4 lessons a window, 90 to 200 trees, ridges of 20 and 60 and curvatures of 20 to 60.
const RIDGE: f64 = 20.0;
const TREES: fn(usize) -> trees::Settings = |n_threads| trees::Settings {
    n_trees: 140,
    n_leaves: 16,
    rate: 0.06,
    min_curvature: 20.0,
    ridge: 10.0,
    one_in: 2,
    n_threads,
};

/// A cell as the trees see it: its class besides its features.
fn row(cell: &Cell) -> Vec<f32> {
    let mut row = cell.features.clone();
    row.push(f32::from(cell.class));
    row
}

fn odds(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

fn climatology(c: &Cell, rates: &[f64; 4], pull: f64) -> f64 {
    (f64::from(c.n_happened) + pull * rates[c.class as usize]) / (f64::from(c.n_windows) + pull)
}

/// The share of windows with an event, each older one counting less; the class's rate stands before them all.
fn moving(c: &Cell, rates: &[f64; 4], alpha: usize) -> f64 {
    c.moving[alpha] + (1.0 - ALPHAS[alpha]).powi(c.n_windows as i32) * rates[c.class as usize]
}

impl Dyads {
    pub fn judge(&self, cell: &Cell) -> Judged {
        let class = cell.class as usize;
        let climatology = climatology(cell, &self.rates, self.pull);
        let by_regression = self.logistic[class].log_odds(&cell.features);
        let by_trees = odds(climatology) + f64::from(self.trees.score(&row(cell)));
        let z = 0.5 * (by_regression + by_trees);
        Judged {
            pair: cell.pair,
            class: cell.class,
            happened: cell.happened,
            climatology,
            persistence: self.persistence[class][usize::from(!cell.last_window)],
            decayed: {
                // Events a day, with a half-life of 90 days.
                let count = f64::from(cell.features[4 * 3].exp() - 1.0);
                let rate = count * std::f64::consts::LN_2 / 90.0;
                1.0 - (-rate * f64::from(self.horizon)).exp()
            },
            moving: moving(cell, &self.rates, self.alpha),
            model: 1.0 / (1.0 + (-z).exp()),
        }
    }

    /// Judges all questions of the origins from `from` on whose windows end by `to`.
    pub fn test(&self, pairs: &Pairs, from: u16, to: u16) -> Vec<Judged> {
        let origins = (0..).map(|k| from + k * self.horizon).take_while(|t| t + self.horizon <= to);
        origins.flat_map(|t| pairs.cells(t, self.horizon)).map(|c| self.judge(&c)).collect()
    }
}
