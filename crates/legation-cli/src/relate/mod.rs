//! `legation relate`: how things stand between parties, and when something like it happened before.

mod alerts;
mod precedents;
mod relations;

use crate::exit::Exit;

#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Count a dyad's, a party's or all events over time, with change points and the norm
    Series(relations::Series),
    /// Compare the last seven days with the weeks before, over event types and all pairs of countries
    Changes(relations::Changes),
    /// List the questions that are kept, with their answers; keep one, or take one out
    Alerts(alerts::Alerts),
    /// Say how two countries are in touch: who last met whom, how often, silent since when
    Channels(relations::Channels),
    /// Group what is on the table between parties, over time
    Pillars(relations::Pillars),
    /// Follow a quote (claim id), an event or an article from outlet to outlet; without an id, list quotes
    Trace(relations::Trace),
    /// Say who is talked of, who is tied to many, who stands between others
    Standing(relations::Standing),
    /// Write the network of a window: GraphML, JSON or CSV
    Network(relations::Network),
    /// Find comparable mediated processes, with reasons for and against, and base rates
    Precedents(precedents::Precedents),
}

pub(crate) fn run(options: &Options) -> Exit {
    match &options.verb {
        Verb::Series(asked) => relations::series(asked),
        Verb::Changes(asked) => relations::changes(asked),
        Verb::Alerts(asked) => alerts::run(asked),
        Verb::Channels(asked) => relations::channels(asked),
        Verb::Pillars(asked) => relations::pillars(asked),
        Verb::Trace(asked) => relations::trace(asked),
        Verb::Standing(asked) => relations::standing(asked),
        Verb::Network(asked) => relations::network(asked),
        Verb::Precedents(asked) => precedents::run(asked),
    }
}
