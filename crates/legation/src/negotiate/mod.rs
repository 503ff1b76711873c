//! What is on the table, and what bargain is likely.
//!
//! What comes in: a [`Table`] of parties, issues, positions, salience and influence, from TOML
//! ([`toml`]) or from the tables of other tools ([`dialect`]); each position may name its evidence.
//!
//! What goes out: for each issue and [`Model`] an outcome, with the rounds, exchanges, blockers and
//! coalitions behind it; over [`draws`] its distribution; and how wrong each model has been on
//! decisions whose outcome is known ([`skill`]).
//!
//! What is deliberately not here: a verdict. Models stand side by side with their measured error;
//! none of them knows what was not put on the table. No number is read from news: [`draft`] quotes what
//! the archive holds of an issue ([`said`]) and leaves blanks blank; `present` shows.

mod grid;
mod model;
mod random;
mod rule;
mod table;

pub mod dialect;
pub mod draft;
pub mod said;
pub mod toml;

pub mod blocking;
pub mod compromise;
pub mod exchange;
pub mod expected_utility;
pub mod median;
pub mod mediator;
pub mod nash;

pub mod draws;
pub mod edit;
pub mod interval;
pub mod report;
pub mod sensitivity;

pub mod deu;
pub mod skill;

pub use grid::{Cell, Grid};
pub use model::{About, Exchange, Model, Move, Round, Solution};
pub use random::Random;
pub use rule::Rule;
pub use table::{Interval, Issue, Party, Stake, Table};

/// The models in the order in which they are shown.
pub fn models() -> Vec<Box<dyn Model>> {
    use expected_utility::{ExpectedUtility, Options, Reading};
    use nash::{Kind, Loss, Nash};
    vec![
        Box::new(compromise::Compromise),
        Box::new(compromise::PlainMean),
        Box::new(median::Median),
        Box::new(Nash { kind: Kind::Linked, loss: Loss::Linear }),
        Box::new(Nash { kind: Kind::Apart, loss: Loss::Linear }),
        Box::new(Nash { kind: Kind::StatusQuo, loss: Loss::Linear }),
        Box::new(ExpectedUtility { options: Options::default(), reading: Reading::Mean }),
        Box::new(ExpectedUtility { options: Options::default(), reading: Reading::Median }),
        Box::new(exchange::EqualGain { rounds: 1 }),
        Box::new(mediator::Mediated),
    ]
}
