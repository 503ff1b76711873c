//! Who moves the result most.

use super::grid::Grid;
use super::model::Model;
use super::table::Table;

/// One bar of the tornado: what one number does to the outcome of an issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    pub party: usize,
    pub issue: usize,
    pub what: What,
    /// The outcome with the number low, and with it high.
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    Position,
    Salience,
    Capability,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            What::Position => "position",
            What::Salience => "salience",
            What::Capability => "capability",
        }
    }
}

/// How far a number is varied where the table gives a point: a tenth of the scale each way, which is
/// about what two experts differ by, and a fifth of the capability.
const STEP: f64 = 10.0;
const CAPABILITY: f64 = 0.2;

/// Varies one number after the other, the rest at their middles; the longest bars first.
pub fn tornado(table: &Table, model: &dyn Model, issue: usize) -> Vec<Bar> {
    let base = Grid::of_middles(table);
    let mut bars = Vec::new();
    let outcome = |grid: &Grid| model.outcomes(grid)[issue];
    let n = table.issues.len();
    for party in 0..table.parties.len() {
        for p in 0..n {
            let (Some(stake), Some(cell)) = (table.stake(party, p), base.cell(party, p)) else { continue };
            let around = |interval: Option<super::table::Interval>, at: f64, scale: f64| match interval {
                Some(i) if !i.is_point() => (scale * i.low, scale * i.high),
                Some(_) => ((at - STEP * scale).max(0.0), (at + STEP * scale).min(100.0 * scale)),
                None => (0.0, 100.0 * scale),
            };
            let own = &table.issues[p];
            let position = stake.position.map(|i| i.map(|x| own.to_hundred(x)));
            for (what, (low, high)) in [
                (What::Position, around(position, cell.position, 1.0)),
                (What::Salience, around(stake.salience, cell.salience, 0.01)),
            ] {
                let with = |value: f64| {
                    let mut grid = base.clone();
                    if let Some(cell) = grid.cells[party * n + p].as_mut() {
                        match what {
                            What::Position => cell.position = value,
                            _ => cell.salience = value,
                        }
                    }
                    outcome(&grid)
                };
                if let (Some(low), Some(high)) = (with(low), with(high)) {
                    bars.push(Bar { party, issue: p, what, low, high });
                }
            }
        }
        let capability = table.parties[party].capability;
        let (low, high) = if capability.is_point() {
            (capability.low * (1.0 - CAPABILITY), capability.high * (1.0 + CAPABILITY))
        } else {
            (capability.low, capability.high)
        };
        let with = |value: f64| {
            let mut grid = base.clone();
            for p in 0..n {
                if let Some(cell) = grid.cells[party * n + p].as_mut() {
                    cell.capability = value;
                }
            }
            outcome(&grid)
        };
        if let (Some(low), Some(high)) = (with(low), with(high)) {
            bars.push(Bar { party, issue, what: What::Capability, low, high });
        }
    }
    bars.sort_by(|a, b| {
        let length = |bar: &Bar| (bar.high - bar.low).abs();
        length(b).total_cmp(&length(a)).then((a.party, a.issue, a.what).cmp(&(b.party, b.issue, b.what)))
    });
    bars
}
