//! What a mediator with leverage can move.

use super::compromise::{denominator, mean};
use super::grid::Grid;
use super::model::{About, Model, Round, Solution};

/// The weighted mean after the mediator has pulled each party towards the point it proposes.
///
/// The proposal is the point that the parties' own bargaining would reach, drawn towards the
/// mediator's position by its leverage; then each party closes part of its gap to the proposal: the
/// share is the leverage, lessened by how much the party cares. A mediator without a position of its
/// own proposes what the parties would have reached, and only narrows the gap.
pub struct Mediated;

static ABOUT: About = About {
    name: "mediator",
    title: "Mediated compromise",
    formula: "m = O + λ (x_m − O); x'_k = x_k + λ (1 − s_k/2)(m − x_k); O' = Σ c s x' / Σ c s, the mediator left out of the sums",
    source: "ours, after Touval and Zartman 1985 (leverage), Smith and Stam 2003 (a mediator who is believed), Beardsley 2011; λ is the user's estimate, not a measured quantity",
    assumptions: "One mediator; leverage works alike on all, less on what a party cares for most; parties bargain among themselves as in the compromise model.",
    criticism: "Leverage has no agreed measure; no fit to data was made (no public data hold a mediator's leverage and an outcome on a scale). Use it to ask how much leverage would be needed, not to predict.",
};

impl Model for Mediated {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn solve(&self, grid: &Grid) -> Solution {
        let mut solution = Solution::default();
        let Some((mediator, leverage)) = grid.leverage.iter().enumerate().find_map(|(k, l)| l.map(|l| (k, l))) else {
            solution.outcomes = (0..grid.n_issues).map(|p| mean(grid, p)).collect();
            solution.notes.push("no party has leverage: the plain compromise".to_owned());
            return solution;
        };
        let mut apart = grid.clone();
        for p in 0..grid.n_issues {
            apart.cells[mediator * grid.n_issues + p] = None;
        }
        let mut positions: Vec<Option<f64>> = grid.cells.iter().map(|c| c.map(|c| c.position)).collect();
        for p in 0..grid.n_issues {
            let Some(o) = mean(&apart, p) else {
                solution.outcomes.push(mean(grid, p));
                continue;
            };
            let own = grid.cell(mediator, p).map_or(o, |c| c.position);
            let proposal = o + leverage * (own - o);
            let (mut sum, d) = (0.0, denominator(&apart, p));
            for (k, cell) in apart.column(p) {
                let x = cell.position + leverage * (1.0 - 0.5 * cell.salience) * (proposal - cell.position);
                positions[k * grid.n_issues + p] = Some(x);
                sum += cell.pull() * x;
            }
            solution.outcomes.push(Some(if d > 0.0 { sum / d } else { proposal }));
        }
        solution.rounds.push(Round { positions, outcomes: solution.outcomes.clone() });
        solution
    }
}

/// The least leverage with which the mediated outcome of an issue comes within `near` points of a
/// wanted point, or nothing where no leverage does it.
pub fn leverage_needed(grid: &Grid, issue: usize, wanted: f64, near: f64) -> Option<f64> {
    let mediator = grid.leverage.iter().position(Option::is_some)?;
    (0..=100).map(|step| f64::from(step) / 100.0).find(|&leverage| {
        let mut trial = grid.clone();
        trial.leverage[mediator] = Some(leverage);
        Mediated.outcomes(&trial)[issue].is_some_and(|o| (o - wanted).abs() <= near)
    })
}
