//! `legation forecast export` and `import`: the ledger as lines, from one archive into another.

use std::path::PathBuf;

use legation::error::Error;
use legation::present::ledger::{self, Line};
use legation::record::{self, Archive};

use super::scorecard;
use crate::exit::{Exit, print};
use crate::record::{Place, run_of};
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
pub(crate) struct Import {
    /// A ledger: the lines of `legation forecast export`, or a file that `ask --ledger` of an older legation wrote
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(crate) fn export(options: &Export) -> Exit {
    match scorecard::read(&options.place) {
        Ok(asked) => {
            let lines = ledger::lines(&asked).into_iter().map(|line| format!("{}\n", serde_json::json!(line)));
            print(&lines.collect::<String>())
        }
        Err(error) => complain(&error),
    }
}

pub(crate) fn import(options: &Import) -> Exit {
    match imported(options) {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

fn imported(options: &Import) -> Result<String, Error> {
    let lines = ledger::read(&options.file.display().to_string(), input::lines(&options.file)?)?;
    let (mut questions, mut resolutions) = (Vec::new(), Vec::new());
    for line in lines {
        match line {
            Line::Question(forecast) => questions.push(forecast),
            Line::Resolution(resolution) => resolutions.push(resolution),
        }
    }
    let mut archive = Archive::open_or_create(&options.place.path())?;
    let run = run_of("import", "", &format!("a ledger of forecasts: {}", options.file.display()));
    let new = record::ledger(&mut archive, &questions, &resolutions, &run)?;
    Ok(format!(
        "{} questions and {} resolutions read; {} of these lines were new\n",
        questions.len(),
        resolutions.len(),
        new.len()
    ))
}
