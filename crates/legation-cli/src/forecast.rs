//! `legation forecast`: what comes next, from events known by a day, with a scorecard.

mod evaluate;
mod folder;

use crate::exit::Exit;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Measure the models on a data set with a known end, by the published protocols
    Evaluate(evaluate::Options),
}

pub(crate) fn run(options: &Options) -> Exit {
    match &options.verb {
        Verb::Evaluate(options) => evaluate::run(options),
    }
}
