//! `legation forecast`: what comes next, from events known by a day, with a scorecard.

mod ask;
mod evaluate;
mod events;
mod folder;
mod known;
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
    /// List the questions that the archive keeps
    List(scorecard::Card),
    /// Settle questions from later events
    Resolve(scorecard::Resolve),
    /// Settle a question by hand, or declare it void; nothing said before is rewritten
    Correct(scorecard::Correct),
    /// Score what was settled: Brier, log score, skill, calibration
    Score(scorecard::Card),
    /// Print the questions and resolutions as lines
    Export(ledger::Export),
    /// Take in such lines, or the ledger file of an older legation
    Import(ledger::Import),
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
        Verb::Correct(options) => scorecard::correct(options),
        Verb::Score(options) => scorecard::score(options),
        Verb::Export(options) => ledger::export(options),
        Verb::Import(options) => ledger::import(options),
        Verb::Evaluate(options) => evaluate::run(options),
    }
}
