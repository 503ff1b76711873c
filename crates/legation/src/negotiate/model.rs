//! What every model takes and gives.

use super::grid::Grid;

/// A model of how positions become an outcome.
pub trait Model: Sync {
    fn about(&self) -> &'static About;

    /// Everything the model finds.
    fn solve(&self, grid: &Grid) -> Solution;

    /// The outcomes alone, for ten thousand draws.
    fn outcomes(&self, grid: &Grid) -> Vec<Option<f64>> {
        self.solve(grid).outcomes
    }
}

/// What a reader must know before believing a model.
#[derive(Debug)]
pub struct About {
    /// The word by which commands name it.
    pub name: &'static str,
    pub title: &'static str,
    pub formula: &'static str,
    pub source: &'static str,
    pub assumptions: &'static str,
    pub criticism: &'static str,
}

/// What a model predicts for a negotiation, on 0–100.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Solution {
    /// For each issue; nothing where nobody has a position.
    pub outcomes: Vec<Option<f64>>,
    /// For each issue, the interval of equally good outcomes, where there is one.
    pub ties: Vec<Option<(f64, f64)>>,
    /// Positions at the end of each round, where the model has rounds: `positions[party * n_issues + issue]`.
    pub rounds: Vec<Round>,
    pub exchanges: Vec<Exchange>,
    /// What a reader should know: an issue without weights, a cycle, a rule that could not be met.
    pub notes: Vec<String>,
}

/// The state after a round.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Round {
    pub positions: Vec<Option<f64>>,
    pub outcomes: Vec<Option<f64>>,
}

/// Two parties trade: each moves on the issue that it supplies, towards the other.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// From 1.
    pub round: usize,
    pub gives: Move,
    pub takes: Move,
    /// What each of the two gains: salience times shift of the outcome.
    pub gain: f64,
    /// What third parties gain or lose by it, in the same unit, losers first.
    pub externalities: Vec<(usize, f64)>,
}

/// One party's move on one issue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Move {
    pub party: usize,
    pub issue: usize,
    pub from: f64,
    pub to: f64,
}
