//! `legation forecast train` and `next`: a model of whom an actor turns to next, kept in a file.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use legation::error::{Error, Kind};
use legation::forecast::fact::Facts;
use legation::forecast::model::{self, Trained};
use legation::forecast::next::{self, Settings};
use legation::forecast::past::Past;
use legation::forecast::{groups, score};
use legation::present::plain::safe;

use super::folder;
use crate::code::n_threads;
use crate::exit::{Exit, print};
use crate::{complain, input};

/// Days that are kept back to calibrate stated chances on; then the model is trained again on all.
const HELD_BACK: u16 = 30;

#[derive(clap::Args)]
pub(crate) struct Train {
    /// A folder in `id` format
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The model file
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Facts before this day teach it, counted from the first; by default all
    #[arg(long, value_name = "DAY")]
    until: Option<u16>,
    /// Threads; the model is the same for any number
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
}

#[derive(clap::Args)]
pub(crate) struct Ask {
    /// The model file
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// A folder in `id` format with the same dictionaries; its facts may reach further than the model's
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Who acts, as in the dictionary
    subject: String,
    /// What is done, as in the dictionary
    relation: String,
    /// Ask who does it to SUBJECT instead
    #[arg(long)]
    backwards: bool,
    /// The day asked about, counted from the first; by default the one after the last
    #[arg(long, value_name = "DAY")]
    day: Option<u16>,
    /// How many answers
    #[arg(long, short, default_value_t = 5)]
    n: usize,
}

pub(crate) fn train(options: &Train) -> Exit {
    match trained(options) {
        Ok(()) => Exit::Ok,
        Err(error) => complain(&error),
    }
}

fn trained(options: &Train) -> Result<(), Error> {
    let (parts, data) = folder::parts(&options.data)?;
    let facts = &parts.facts;
    let until = options.until.unwrap_or(facts.n_days()).min(facts.n_days());
    let threads = n_threads(options.threads);
    let n_facts = facts.between(0, until).len();
    if until <= 2 * HELD_BACK {
        return Err(Error::new(Kind::Input, "training")
            .at(options.data.display().to_string())
            .because(format!("{until} days of facts are too few; {} are needed", 2 * HELD_BACK + 1)));
    }
    let settings = Settings::for_facts(n_facts, threads);
    let say = |words: &str| eprintln!("legation: {words}");
    let first = until - HELD_BACK;
    let early = next::train(facts, first, &settings, say);
    say("calibrating on the last days");
    let mut past = Past::new(facts, groups::of(facts, facts.between(0, first)));
    let ranked = early.ranks(facts, &mut past, first, until, threads);
    let mut model = next::train(facts, until, &settings, say);
    model.calibration = next::calibrate(&ranked, early.calibration);
    let stated: Vec<_> = ranked.iter().map(|r| (r.stated, r.hit)).collect();
    eprintln!(
        "legation: held-back days: calibration error {:.4} before calibrating",
        score::calibration_error(&stated)
    );
    let bytes = model::write(&Trained { model, data, until });
    let mut fresh = options.output.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    std::fs::write(&fresh, &bytes).and_then(|()| std::fs::rename(&fresh, &options.output)).map_err(|e| {
        Error::new(Kind::Input, "writing the model").at(options.output.display().to_string()).because(e.to_string())
    })?;
    eprintln!("legation: {} · {}", options.output.display(), &blake3::hash(&bytes).to_hex()[..12]);
    Ok(())
}

pub(crate) fn next(options: &Ask) -> Exit {
    match answered(options) {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}

fn answered(options: &Ask) -> Result<String, Error> {
    let bytes = std::fs::read(&options.model).map_err(|e| input::unreadable(&options.model, &e))?;
    let trained = model::read(&bytes).map_err(|e| e.at(options.model.display().to_string()))?;
    let (parts, data) = folder::parts(&options.data)?;
    let facts = &parts.facts;
    if trained.model.intensity.n != 2 * facts.n_relations() {
        return Err(Error::new(Kind::Input, "reading the model")
            .at(options.model.display().to_string())
            .because("it was trained on other relations than the folder has"));
    }
    let subject = place(&options.subject, facts.entities.iter().map(String::as_str), "an entity")? as u32;
    let relation = place(&options.relation, facts.relations.iter().map(|r| r.name.as_str()), "a relation")? as u16;
    let n = facts.n_relations() as u16;
    let relation = if options.backwards { relation + n } else { relation };
    let day = options.day.unwrap_or(facts.n_days());
    if day > facts.n_days() {
        return Err(Error::new(Kind::Configuration, "answering the question")
            .because(format!("the facts end on day {}; only the next day can be asked about", facts.n_days() - 1))
            .hint("a question about later days is one for `legation forecast ask`"));
    }
    let known = facts.between(0, trained.until.min(day));
    let mut past = Past::new(facts, groups::of(facts, known));
    past.advance(facts.between(0, day.saturating_sub(1)), day.saturating_sub(1));
    // What a daily update costs: one more day's facts, with the weights as they are.
    let last = facts.between(day.saturating_sub(1), day);
    let start = Instant::now();
    past.advance(last, day);
    eprintln!(
        "legation: {} facts of the last day taken in within {:.1} ms",
        last.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    let mut out = String::new();
    let _ = writeln!(out, "day {day} · model of day {} on data {} · facts {data}", trained.until, trained.data);
    for answer in trained.model.answers(&past, subject, relation).into_iter().take(options.n) {
        let _ = writeln!(out, "{:>5.1} %  {}", answer.chance * 100.0, safe(&facts.entities[answer.object as usize]));
        for (event, share) in trained.model.intensity.drivers(&past, subject, relation, answer.object, 3) {
            let _ =
                writeln!(out, "         {:>3.0} %  day {}  {}", share * 100.0, event.day, what(facts, event.relation));
        }
    }
    Ok(out)
}

fn what(facts: &Facts, relation: u16) -> String {
    let n = facts.n_relations();
    let name = |r: usize| safe(&facts.relations[r].name);
    if (relation as usize) < n {
        name(relation as usize).to_string()
    } else {
        format!("{} (towards the subject)", name(relation as usize - n))
    }
}

/// The place of a name in a dictionary; blanks and underscores are one.
fn place<'a>(name: &str, names: impl Iterator<Item = &'a str>, what: &str) -> Result<usize, Error> {
    let fold = |n: &str| n.replace('_', " ").to_lowercase();
    let wanted = fold(name);
    let mut near = Vec::new();
    for (idx, known) in names.enumerate() {
        let folded = fold(known);
        if folded == wanted {
            return Ok(idx);
        }
        if near.len() < 5 && folded.contains(&wanted) {
            near.push(known.to_owned());
        }
    }
    let error = Error::new(Kind::Configuration, "answering the question")
        .because(format!("`{name}` is not {what} of the data"));
    Err(if near.is_empty() { error } else { error.hint(format!("did you mean {}?", near.join(", "))) })
}
