//! `legation attribute`: articles in bulk, one line of attributions an article.

use std::io::Write;
use std::path::PathBuf;

use legation::link::Knowledge;
use legation::present::json;
use legation::read::Article;
use legation::reading;

use crate::articles::Input;
use crate::code::n_threads;
use crate::exit::Exit;
use crate::run::{self, Trouble};
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A JSONL file of articles: `{"id", "text"}` a line
    #[arg(long, value_name = "FILE")]
    jsonl: Vec<PathBuf>,
    /// Pages, texts, folders or JSONL files
    inputs: Vec<PathBuf>,
    /// Threads; by default one for each core
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
}

pub(crate) fn run(options: &Options) -> Exit {
    // What --jsonl names is read line by line whatever its name ends in.
    let mut inputs: Vec<Input> = options.jsonl.iter().map(|path| Input { path: path.clone(), lines: true }).collect();
    if inputs.is_empty() && options.inputs.is_empty() {
        eprintln!("legation: nothing to read: give --jsonl FILE or some files");
        return Exit::Usage;
    }
    match input::files(&options.inputs) {
        Ok(files) => inputs.extend(files.into_iter().map(Input::of)),
        Err(error) => return complain(&error),
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let lines = |id: &str, article: Article| {
        let reading = reading::of_article(article, Knowledge::builtin());
        (format!("{}\n", json::attributions(id, &reading)).into_bytes(), 1)
    };
    let done = run::stream(&inputs, n_threads(options.threads), lines, |bytes| Ok(out.write_all(bytes)?));
    run::finish(done.and_then(|tally| out.flush().map(|()| tally).map_err(Trouble::from)), "articles")
}
