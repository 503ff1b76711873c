//! A table as the numbers that models reckon with: positions on 0–100, salience on 0–1.

use super::random::Random;
use super::rule::Rule;
use super::table::{Interval, Table};

/// One party's numbers on one issue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cell {
    /// 0–100.
    pub position: f64,
    /// 0–1.
    pub salience: f64,
    pub capability: f64,
}

impl Cell {
    /// Capability times salience: how hard the party pulls on this issue.
    pub fn pull(&self) -> f64 {
        self.capability * self.salience
    }
}

/// The numbers of a negotiation, every cell a point.
#[derive(Clone, PartialEq, Debug)]
pub struct Grid {
    pub n_parties: usize,
    pub n_issues: usize,
    /// Party by party; nothing where the party has no position.
    pub cells: Vec<Option<Cell>>,
    /// For each issue, what holds if nothing is agreed.
    pub status_quo: Vec<Option<f64>>,
    pub rules: Vec<Rule>,
    /// Votes of each party.
    pub votes: Vec<f64>,
    pub veto: Vec<bool>,
    pub chair: Option<usize>,
    /// Leverage of each party that mediates.
    pub leverage: Vec<Option<f64>>,
}

impl Grid {
    pub fn cell(&self, party: usize, issue: usize) -> Option<&Cell> {
        self.cells[party * self.n_issues + issue].as_ref()
    }

    /// The parties with a position on an issue, with their numbers.
    pub fn column(&self, issue: usize) -> impl Iterator<Item = (usize, &Cell)> + Clone {
        (0..self.n_parties).filter_map(move |p| self.cell(p, issue).map(|c| (p, c)))
    }

    /// The table with intervals at their middles; blank positions leave the party out of the issue.
    pub fn of_middles(table: &Table) -> Grid {
        Grid::with(table, &mut |interval, _| interval.map(Interval::middle))
    }

    /// One draw: intervals uniformly, blank positions anywhere on the scale, blank salience 0–100.
    ///
    /// A blank says that nothing is known, so the draw lets it be anything: results widen honestly.
    pub fn draw(table: &Table, random: &mut Random) -> Grid {
        Grid::with(table, &mut |interval, whole| {
            let i = interval.unwrap_or(whole);
            Some(if i.is_point() { i.low } else { random.between(i.low, i.high) })
        })
    }

    fn with(table: &Table, pick: &mut dyn FnMut(Option<Interval>, Interval) -> Option<f64>) -> Grid {
        let hundred = Interval { low: 0.0, high: 100.0 };
        let capability: Vec<f64> =
            table.parties.iter().map(|p| pick(Some(p.capability), hundred).unwrap_or(0.0)).collect();
        let n_issues = table.issues.len();
        let mut cells = Vec::with_capacity(table.stakes.len());
        for (idx, stake) in table.stakes.iter().enumerate() {
            let (party, issue) = (idx / n_issues, &table.issues[idx % n_issues]);
            cells.push(stake.as_ref().and_then(|stake| {
                let own = stake.capability.and_then(|c| pick(Some(c), hundred));
                let position = pick(stake.position.map(|i| i.map(|x| issue.to_hundred(x))), hundred)?;
                // A stake whose weight nobody gave counts at the middle, which says nothing either way.
                let salience = pick(stake.salience, hundred).unwrap_or(50.0) / 100.0;
                Some(Cell { position, salience, capability: own.unwrap_or(capability[party]) })
            }));
        }
        Grid {
            n_parties: table.parties.len(),
            n_issues,
            cells,
            status_quo: table.issues.iter().map(|i| i.status_quo.map(|q| i.to_hundred(q))).collect(),
            rules: table.issues.iter().map(|i| i.rule).collect(),
            votes: table.parties.iter().zip(&capability).map(|(p, c)| p.votes.unwrap_or(*c)).collect(),
            veto: table.parties.iter().map(|p| p.veto).collect(),
            chair: table.parties.iter().position(|p| p.chair),
            leverage: table.parties.iter().map(|p| p.leverage).collect(),
        }
    }
}
