//! The `legation` command: one verb a stage, data on standard output, words on standard error.

mod articles;
mod ask;
mod attribute;
mod code;
mod desk;
mod exit;
mod explain;
mod forecast;
mod format;
mod input;
mod negotiate;
mod ordered;
mod pairs;
mod parse;
mod progress;
mod read;
mod record;
mod relate;
mod run;

use clap::{CommandFactory, Parser, Subcommand};

use exit::Exit;

/// Reads diplomatic and political news and says who did what to whom, and who says so
#[derive(Parser)]
#[command(name = "legation", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "Examples:
  legation read article.html
  legation read article.txt --json
  legation code articles.jsonl -o events.parquet
  legation explain entity Trump --on 2016-10-01

Exit codes: 0 ok, 1 failure, 2 usage, 3 some items failed, 4 input unreadable,
5 verification failed, 6 archive busy, 130 interrupted";

#[derive(Subcommand)]
enum Verb {
    /// Read articles and print the brief: who, what, says who, how sure
    Read(read::Options),
    /// Code articles in bulk: events as JSONL, CSV, Parquet and more
    Code(code::Options),
    /// Print attributions in bulk: one article a line
    Attribute(attribute::Options),
    /// Record articles in an archive, and keep it: verify, back up, export, import, rule on identity
    Record(Box<record::Options>),
    /// Find articles of the archive by their words
    Search(ask::Search),
    /// Ask the archive for events, each counted once
    Events(ask::Events),
    /// Ask the archive who says what, how surely
    Claims(ask::Claims),
    /// Ask the archive what is on the table
    Agenda(ask::Agenda),
    /// Ask the archive what was promised, and what became of it
    Commitments(ask::Commitments),
    /// Analyse text and print CoNLL-U
    Parse(parse::Options),
    /// Put parties and positions in a table and see what several models make of it
    Negotiate(negotiate::Options),
    /// Say how things stand between parties: series, channels, pillars, standing, traces; and precedents
    Relate(relate::Options),
    /// Say what a name means on a day, or what a term of the codebook means
    Explain(explain::Options),
    /// Say what comes next: train, ask, list, resolve, score, evaluate
    Forecast(forecast::Options),
    /// Open the web desk and the REST interface on one port
    Desk(desk::Options),
    /// Print the JSON Schema of `read --json`, or of the lines of `code`
    Schema {
        /// reading or event
        #[arg(default_value = "reading", value_parser = ["reading", "event"])]
        of: String,
    },
    /// Print the manual page, for `man -l -`
    Man,
    /// Print a completion script for a shell
    Completions {
        /// The shell: bash, zsh, fish, powershell, elvish
        shell: clap_complete::Shell,
    },
}

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let exit = match cli.verb {
        Verb::Read(options) => read::run(&options),
        Verb::Code(options) => code::run(&options),
        Verb::Attribute(options) => attribute::run(&options),
        Verb::Record(options) => record::run(&options),
        Verb::Search(options) => ask::search(&options),
        Verb::Events(options) => ask::events(&options),
        Verb::Claims(options) => ask::claims(&options),
        Verb::Agenda(options) => ask::agenda(&options),
        Verb::Commitments(options) => ask::commitments(&options),
        Verb::Parse(options) => parse::run(&options),
        Verb::Negotiate(options) => negotiate::run(&options),
        Verb::Relate(options) => relate::run(&options),
        Verb::Explain(options) => explain::run(&options),
        Verb::Forecast(options) => forecast::run(&options),
        Verb::Desk(options) => desk::run(&options),
        Verb::Schema { of } if of == "event" => exit::print(legation::present::line::SCHEMA),
        Verb::Schema { .. } => exit::print(legation::present::json::SCHEMA),
        Verb::Man => {
            let mut page = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut page) {
                Ok(()) => exit::print(&String::from_utf8_lossy(&page)),
                Err(_) => Exit::Failure,
            }
        }
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "legation", &mut script);
            exit::print(&String::from_utf8_lossy(&script))
        }
    };
    std::process::ExitCode::from(exit as u8)
}

/// Whether colour is wanted on standard output, by the usual variables.
pub(crate) fn colour() -> bool {
    use std::io::IsTerminal;
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    if set("NO_COLOR") || std::env::var("TERM").is_ok_and(|t| t == "dumb") {
        return false;
    }
    set("CLICOLOR_FORCE") || std::io::stdout().is_terminal()
}

/// Says an error on standard error, with its hint, and picks the exit code.
pub(crate) fn complain(error: &legation::Error) -> Exit {
    use legation::error::Kind;
    use legation::present::plain::safe;
    eprintln!("legation: {}", safe(&error.to_string()));
    if let Some(hint) = &error.hint {
        eprintln!("  hint: {}", safe(hint));
    }
    match error.kind {
        Kind::Input => Exit::Input,
        Kind::Configuration => Exit::Usage,
        Kind::Busy => Exit::Busy,
        Kind::Archive | Kind::Resource | Kind::Internal => Exit::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_and_option_is_well_formed() {
        Cli::command().debug_assert();
    }
}
