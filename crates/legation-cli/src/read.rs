//! `legation read`: articles in, briefs out.

use std::path::PathBuf;

use legation::present::{brief, json, page};
use legation::{link, read, reading};

use crate::exit::{Exit, print};
use crate::{colour, complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Saved pages, text files or folders of them; `-` reads standard input
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Print JSON, one object an article (see `legation schema`)
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Print one self-contained HTML page with highlights
    #[arg(long)]
    html: bool,
    /// Columns of the brief; the terminal's width by default
    #[arg(long)]
    width: Option<usize>,
    /// The page's address, where it is known
    #[arg(long)]
    url: Option<String>,
    /// A table of your own actors that extends the built-in ones; by default actors.csv beside the archive
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
    /// A table of your own issues (issues.tsv: id, words) that extends the agenda's taxonomy
    #[arg(long, value_name = "FILE")]
    issues: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Exit {
    let files = match input::files(&options.inputs) {
        Ok(files) => files,
        Err(error) => return complain(&error),
    };
    let owned;
    let knowledge = match input::actors(options.actors.as_deref()) {
        None => link::Knowledge::builtin(),
        Some(path) => match input::knowledge(Some(&path)) {
            Ok(knowledge) => {
                owned = knowledge;
                &owned
            }
            Err(error) => return complain(&error),
        },
    };
    let cues = match options.issues.as_deref().map(input::issues).transpose() {
        Ok(cues) => cues,
        Err(error) => return complain(&error),
    };
    let cues = cues.as_ref().unwrap_or_else(|| legation::attribute::Cues::builtin());
    if options.html && files.len() > 1 {
        eprintln!("legation: --html makes one page: give one article");
        return Exit::Usage;
    }
    let width = options.width.or_else(|| std::env::var("COLUMNS").ok()?.parse().ok()).unwrap_or(100).clamp(40, 200);
    let style = brief::Style { width, colour: colour() };
    let (mut failed, mut worst) = (0, Exit::Ok);
    for (n, file) in files.iter().enumerate() {
        let origin = read::Origin { url: options.url.clone(), ..read::Origin::default() };
        let article = input::bytes(file).and_then(|bytes| read::article(&bytes, &origin).map_err(|e| placed(e, file)));
        let reading = match article {
            Ok(article) => reading::of_article_with(article, knowledge, cues),
            Err(error) => {
                worst = complain(&error);
                failed += 1;
                continue;
            }
        };
        for notice in reading.article.notices.iter().filter(|n| n.code != "no-date") {
            eprintln!("legation: {}: {}", file.display(), notice.message);
        }
        let text = if options.json {
            format!("{}\n", json::reading(&reading))
        } else if options.html {
            page::html(&reading)
        } else {
            let rule = if n == 0 { String::new() } else { format!("\n{}\n\n", "─".repeat(width.min(60))) };
            format!("{rule}{}", brief::text(&reading, style))
        };
        if print(&text) != Exit::Ok {
            return Exit::Failure;
        }
    }
    match failed {
        0 => Exit::Ok,
        n if n == files.len() => worst,
        _ => Exit::Partial,
    }
}

fn placed(mut error: legation::Error, file: &std::path::Path) -> legation::Error {
    error.place = Some(file.display().to_string());
    error
}
