//! `legation forecast`: what comes next, from events known by a day, with a scorecard.

mod ask;
mod evaluate;
mod events;
mod folder;
mod ledger;
mod scorecard;
mod train;

use crate::exit::Exit;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Train a model of next events on a folder of facts
    Train(train::Train),
    /// Say whom an actor turns to next, and which past events carry each answer
    Next(train::Ask),
    /// Give the chance of an event within some days, with base rate and drivers
    Ask(ask::Options),
    /// List the questions of a ledger
    List(scorecard::Card),
    /// Settle the questions of a ledger from later events
    Resolve(scorecard::Resolve),
    /// Score the settled questions of a ledger: Brier, log score, skill, calibration
    Score(scorecard::Card),
    /// Measure the models on a data set with a known end, by the published protocols
    Evaluate(evaluate::Options),
}

pub(crate) fn run(options: &Options) -> Exit {
    match &options.verb {
        Verb::Train(options) => train::train(options),
        Verb::Next(options) => train::next(options),
        Verb::Ask(options) => ask::run(options),
        Verb::List(options) => scorecard::list(options),
        Verb::Resolve(options) => scorecard::resolve(options),
        Verb::Score(options) => scorecard::score(options),
        Verb::Evaluate(options) => evaluate::run(options),
    }
}
