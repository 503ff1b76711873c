//! `legation code`: articles in bulk, events out in the shape that the next tool reads.

use std::path::{Path, PathBuf};

use legation::code::{CODEBOOK, Projection};
use legation::error::{Error, Kind};
use legation::link::Knowledge;
use legation::present::line;
use legation::read::Article;
use legation::reading;

use crate::articles::Input;
use crate::exit::Exit;
use crate::format::{Format, Sink};
use crate::run::{self, Files, Tally, Trouble};
use crate::{complain, input, pairs};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// JSONL files (`{"id", "text", "published"?, "title"?, "url"?, "publisher"?, "language"?}` a line), pages, texts, folders, or - for JSONL on standard input
    #[arg(required_unless_present = "pairs")]
    inputs: Vec<PathBuf>,
    /// Write to a file; a run that was stopped goes on where it stopped
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Shape of the output; by default what the name of --output asks for, else jsonl
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Drop events below this confidence (0 to 1)
    #[arg(long, default_value_t = 0.0, value_name = "P")]
    min_confidence: f32,
    /// Threads; by default one for each core
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
    /// Forget an unfinished run and begin afresh
    #[arg(long, requires = "output")]
    restart: bool,
    /// A table of your own actors that extends the built-in ones; by default actors.csv beside the archive
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
    /// Instead: for each row of a table with the columns id and marked_sentence, the relation from <s>source</s> to <t>target</t>
    #[arg(long, value_name = "FILE.tsv", conflicts_with_all = ["inputs", "output", "format"])]
    pairs: Option<PathBuf>,
    /// Codebook of --pairs: plover-2.0 (sixteen types) or cameo (fifteen roots)
    #[arg(long, default_value = "plover-2.0", value_parser = projection)]
    projection: Projection,
}

const EXAMPLES: &str = "Examples:
  legation code articles.jsonl > events.jsonl
  legation code articles.jsonl -o events.parquet
  legation code pages/ --format csv -o events.csv --min-confidence 0.6
  legation code --pairs pairs.tsv --projection cameo

polecat and icews have no column for status or certainty: only what the text reports as done is
written there. Articles that cannot be read are named, counted and left out (exit code 3), and with
--output listed in FILE.failures.jsonl.";

fn projection(name: &str) -> Result<Projection, String> {
    Projection::from_name(name).ok_or_else(|| "one of plover-2.0, cameo".to_owned())
}

pub(crate) fn run(options: &Options) -> Exit {
    if let Some(path) = &options.pairs {
        return pairs::run(path, options.projection);
    }
    if !(0.0..=1.0).contains(&options.min_confidence) {
        eprintln!("legation: --min-confidence is a probability: 0 to 1");
        return Exit::Usage;
    }
    let knowledge = match input::knowledge(input::actors(options.actors.as_deref()).as_deref()) {
        Ok(knowledge) => knowledge,
        Err(error) => return complain(&error),
    };
    let inputs: Vec<Input> = match input::files(&options.inputs) {
        Ok(files) => files.into_iter().map(Input::of).collect(),
        Err(error) => return complain(&error),
    };
    run::finish(coded(options, &inputs, &knowledge), "articles")
}

fn coded(options: &Options, inputs: &[Input], knowledge: &Knowledge) -> Result<Tally, Trouble> {
    let n_threads = n_threads(options.threads);
    let lines = |id: &str, article: Article| lines(id, article, knowledge, options.min_confidence);
    let Some(output) = &options.output else {
        let format = options.format.unwrap_or(Format::Jsonl);
        let mut sink = Sink::new(format, std::io::BufWriter::new(std::io::stdout()))?;
        let tally = run::stream(inputs, n_threads, lines, |bytes| sink.write(bytes))?;
        sink.finish()?;
        return Ok(tally);
    };
    let format = options.format.or_else(|| Format::of_path(output)).ok_or_else(|| {
        Trouble::Said(
            Error::new(Kind::Configuration, "choosing the output's format")
                .at(output.display().to_string())
                .because("its name does not say")
                .hint("add --format, or end the name in .jsonl, .csv, .parquet, .tsv (POLECAT) or .tab (ICEWS)"),
        )
    })?;
    let files = Files::of(output);
    let fingerprint = fingerprint(options, inputs)?;
    let tally = run::into_partial(&files, inputs, n_threads, &fingerprint, options.restart, lines)?;
    if format == Format::Jsonl {
        std::fs::rename(&files.partial, &files.output)?;
    } else {
        let mut fresh = files.output.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = PathBuf::from(fresh);
        let file = std::fs::File::create(&fresh)?;
        let mut sink = Sink::new(format, std::io::BufWriter::new(&file))?;
        sink.write_all(&mut std::io::BufReader::new(std::fs::File::open(&files.partial)?))?;
        sink.finish()?;
        file.sync_all()?;
        std::fs::rename(&fresh, &files.output)?;
    }
    files.tidy();
    Ok(tally)
}

/// The event lines of an article, and how many they are.
fn lines(id: &str, article: Article, knowledge: &Knowledge, min_confidence: f32) -> (Vec<u8>, u64) {
    let mut reading = reading::of_article(article, knowledge);
    reading.events.retain(|event| event.confidence >= min_confidence);
    let (mut bytes, mut n_lines) = (Vec::new(), 0);
    for line in line::of_reading(&reading, id) {
        // Writing a line of strings and numbers into memory does not fail.
        if serde_json::to_writer(&mut bytes, &line).is_ok() {
            bytes.push(b'\n');
            n_lines += 1;
        }
    }
    (bytes, n_lines)
}

/// A digest of everything that decides the output: version, data, settings, inputs and their sizes.
fn fingerprint(options: &Options, inputs: &[Input]) -> Result<String, Trouble> {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    add(legation::VERSION.as_bytes());
    add(CODEBOOK.as_bytes());
    add(legation::data_digest().as_bytes());
    add(&options.min_confidence.to_le_bytes());
    if let Some(actors) = &input::actors(options.actors.as_deref()) {
        add(&std::fs::read(actors)?);
    }
    for Input { path, .. } in inputs {
        if path == Path::new("-") {
            return Err(Trouble::Said(
                Error::new(Kind::Configuration, "writing to a file that a stopped run can go on with")
                    .because("standard input cannot be read twice")
                    .hint("name the input file, or send the output to standard output"),
            ));
        }
        add(path.as_os_str().as_encoded_bytes());
        add(&std::fs::metadata(path).map_or(0, |m| m.len()).to_le_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// As many as were asked for, or one for each core.
pub(crate) fn n_threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).clamp(1, 256)
}
