//! `legation parse`: text in, CoNLL-U out.

use std::path::PathBuf;

use legation::parse;

use crate::exit::{Exit, print};
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A text file; `-` reads standard input
    #[arg(default_value = "-")]
    input: PathBuf,
    /// The input is CoNLL-U: keep its sentences and words, fill the other columns anew
    #[arg(long)]
    pretokenized: bool,
    /// Print CoNLL-U (the default and only form; kept for scripts that say so)
    #[arg(long)]
    conllu: bool,
}

pub(crate) fn run(options: &Options) -> Exit {
    let text = match input::bytes(&options.input) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return complain(&error),
    };
    let document = if options.pretokenized {
        match parse::conllu::pretokenized(&text) {
            Ok(document) => document,
            Err(error) => return complain(&error),
        }
    } else {
        parse::document(&text)
    };
    for notice in &document.notices {
        eprintln!("legation: {}", notice.message);
    }
    print(&parse::conllu::write(&document))
}
