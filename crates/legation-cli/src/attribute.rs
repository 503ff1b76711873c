//! `legation attribute`: articles in bulk, one line of attributions an article.

use std::io::Write;
use std::path::PathBuf;

use legation::present::json;
use legation::reading;

use crate::code::{Tally, builtin, each_article, finish};
use crate::exit::Exit;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A JSONL file of articles: `{"id", "text"}` a line
    #[arg(long, value_name = "FILE")]
    jsonl: Vec<PathBuf>,
    /// Pages, texts, folders or JSONL files
    inputs: Vec<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Exit {
    let inputs: Vec<PathBuf> = options.jsonl.iter().chain(&options.inputs).cloned().collect();
    if inputs.is_empty() {
        eprintln!("legation: nothing to read: give --jsonl FILE or some files");
        return Exit::Usage;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut tally = Tally::default();
    let done = each_article(&inputs, &mut tally, |id, article| {
        let reading = reading::of_article(article, builtin());
        writeln!(out, "{}", json::attributions(id, &reading))
    });
    finish(done.and_then(|()| out.flush()), &tally)
}
