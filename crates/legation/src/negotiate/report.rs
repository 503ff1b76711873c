//! Everything that a reader is shown about one table, reckoned once.

use std::collections::BTreeMap;

use super::blocking::{self, Blocking, Verdict};
use super::draws::{self, Draws, Spread};
use super::exchange::EqualGain;
use super::grid::Grid;
use super::interval;
use super::model::{About, Exchange, Model, Solution};
use super::random::Random;
use super::sensitivity::{self, Bar};
use super::skill;
use super::table::Table;

/// A table with what the models say of it.
pub struct Report<'a> {
    pub table: &'a Table,
    pub draws: Draws,
    pub models: Vec<Row>,
    /// For each issue, the members' outcomes weighted by their measured skill.
    pub ensemble: Vec<Option<f64>>,
    /// For each issue, where four in five European decisions with such positions fell.
    pub likely: Vec<Option<(f64, f64)>>,
    /// For each issue, whose number moves the compromise most.
    pub tornado: Vec<Vec<Bar>>,
    pub blocking: Vec<Option<Blocking>>,
    /// What the ensemble's outcome would meet if it were proposed.
    pub verdicts: Vec<Option<Verdict>>,
    pub settlement: Vec<Option<(f64, f64)>>,
    pub exchanges: Vec<Traded>,
    /// For each issue and party, the share of draws in which it blocks the ensemble's outcome.
    pub blocks: Vec<Vec<(usize, f64)>>,
}

/// One model's answer.
pub struct Row {
    pub about: &'static About,
    pub solution: Solution,
    /// Over draws, where the table has anything to draw.
    pub spreads: Vec<Option<Spread>>,
}

/// An exchange at the table's middles, and how often it is made over draws.
pub struct Traded {
    pub exchange: Exchange,
    pub share: f64,
}

/// Draws in which exchanges and blockers are counted: each tells of one in a few hundred.
const COUNTED: usize = 400;

/// Runs the models on a table; `models` in the order in which they are shown.
pub fn report<'a>(table: &'a Table, models: &[Box<dyn Model>], draws: Draws) -> Report<'a> {
    let grid = Grid::of_middles(table);
    let uncertain = table.is_uncertain() && draws.n > 0;
    let rows: Vec<Row> = models
        .iter()
        .map(|model| Row {
            about: model.about(),
            solution: model.solve(&grid),
            spreads: if uncertain { draws::spreads(table, model.as_ref(), draws) } else { Vec::new() },
        })
        .collect();
    let n = table.issues.len();
    let of = |name: &str, p: usize| rows.iter().find(|r| r.about.name == name).and_then(|r| r.solution.outcomes[p]);
    let ensemble: Vec<Option<f64>> = (0..n).map(|p| skill::ensemble(|name| of(name, p))).collect();
    let verdict = |grid: &Grid, p: usize| ensemble[p].and_then(|o| blocking::verdict(grid, p, o));
    let counted = if uncertain { draws.n.min(COUNTED) } else { 1 };
    let trial = |draw: usize| {
        if uncertain { Grid::draw(table, &mut Random::new(draws.seed, draw as u64)) } else { grid.clone() }
    };
    let trials = draws::each(Draws { n: counted, ..draws }, |draw| {
        let grid = trial(draw);
        let traded: Vec<Key> = EqualGain { rounds: 1 }.solve(&grid).exchanges.iter().map(key).collect();
        let blockers: Vec<Vec<usize>> = (0..n).map(|p| verdict(&grid, p).map_or(Vec::new(), |v| v.blockers)).collect();
        (traded, blockers)
    });
    let mut made: BTreeMap<Key, usize> = BTreeMap::new();
    let mut blocked: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); n];
    for (traded, blockers) in &trials {
        for key in traded {
            *made.entry(*key).or_default() += 1;
        }
        for (p, list) in blockers.iter().enumerate() {
            for &k in list {
                *blocked[p].entry(k).or_default() += 1;
            }
        }
    }
    let share = |count: usize| count as f64 / counted as f64;
    let exchanges = EqualGain { rounds: 1 }
        .solve(&grid)
        .exchanges
        .into_iter()
        .map(|exchange| Traded { share: share(made.get(&key(&exchange)).copied().unwrap_or(0)), exchange })
        .collect();
    Report {
        table,
        draws,
        likely: (0..n).map(|p| interval::eighty(&grid, p)).collect(),
        tornado: (0..n).map(|p| sensitivity::tornado(table, &super::compromise::Compromise, p)).collect(),
        blocking: (0..n).map(|p| blocking::analyse(&grid, p)).collect(),
        verdicts: (0..n).map(|p| verdict(&grid, p)).collect(),
        settlement: (0..n).map(|p| blocking::settlement_range(&grid, p)).collect(),
        blocks: blocked.into_iter().map(|b| b.into_iter().map(|(k, c)| (k, share(c))).collect()).collect(),
        models: rows,
        ensemble,
        exchanges,
    }
}

/// Who gives what to whom for what, without how much.
type Key = (usize, usize, usize, usize);

fn key(e: &Exchange) -> Key {
    (e.gives.party, e.gives.issue, e.takes.party, e.takes.issue)
}
