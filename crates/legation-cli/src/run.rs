//! Bulk runs: every article of the inputs through the engine, what failed named and counted, and
//! an output file that a killed run can go on with.
//!
//! Beside an output file `events.parquet` a run keeps `events.parquet.partial` (the event lines so
//! far), `events.parquet.journal` (how far it came, and with which settings) and
//! `events.parquet.failures.jsonl`. The first two go when the run is whole.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use legation::error::{Error, Kind};
use legation::read::Article;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::articles::{Input, Item, Mark, Source};
use crate::complain;
use crate::exit::Exit;
use crate::ordered;
use crate::progress::Progress;

/// How often a run writes down how far it came.
const CHECKPOINT: Duration = Duration::from_secs(1);

/// What a run has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub read: u64,
    pub failed: u64,
    /// Lines printed: events, or articles with their attributions.
    pub lines: u64,
}

/// How a run ended short of its end.
pub(crate) enum Trouble {
    /// Something that the user can mend.
    Said(Error),
    /// The output could not be written.
    Output(std::io::Error),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Output(error)
    }
}

/// What one article gives: its lines, or why it could not be read.
type Done = (Mark, u64, Result<(Vec<u8>, u64), Error>);

/// Reads every article from a mark on; `lines` turns an article into printed lines and their
/// number, `each` takes them in order.
fn articles(
    inputs: &[Input],
    from: Mark,
    n_threads: usize,
    lines: impl Fn(&str, Article) -> (Vec<u8>, u64) + Sync,
    each: impl FnMut(Done) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let work = |item: Item| -> Done {
        let (after, n_bytes, place) = (item.after, item.n_bytes, item.place.clone());
        // A defect of ours in one article must not cost the run.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            item.open().map(|(id, article)| lines(&id, article))
        }));
        let done = done.unwrap_or_else(|_| {
            Err(Error::new(Kind::Internal, "reading an article")
                .at(place)
                .because("a defect of legation")
                .hint("please report it with this article"))
        });
        (after, n_bytes, done)
    };
    ordered::run(n_threads, Source::new(inputs.to_vec(), from), work, each)
}

/// Runs over the inputs and hands the lines to `print`, in order.
pub(crate) fn stream(
    inputs: &[Input],
    n_threads: usize,
    lines: impl Fn(&str, Article) -> (Vec<u8>, u64) + Sync,
    mut print: impl FnMut(&[u8]) -> Result<(), Trouble>,
) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    let mut progress = Progress::over(inputs, 0);
    articles(inputs, Mark::default(), n_threads, lines, |(_, n_bytes, done)| {
        match done {
            Ok((bytes, n_lines)) => {
                print(&bytes)?;
                tally.read += 1;
                tally.lines += n_lines;
            }
            Err(error) => {
                progress.say(|| complain(&error));
                tally.failed += 1;
            }
        }
        progress.advance(n_bytes, &tally);
        Ok(())
    })?;
    progress.finish();
    Ok(tally)
}

/// How far a run came, written down beside its output.
#[derive(Serialize, Deserialize)]
struct Journal {
    /// Digest of everything that decides the output's bytes.
    fingerprint: String,
    mark: Mark,
    partial_bytes: u64,
    failure_bytes: u64,
    input_bytes: u64,
    tally: Tally,
}

/// The files of a run that writes to `output`.
pub(crate) struct Files {
    pub output: PathBuf,
    pub partial: PathBuf,
    pub journal: PathBuf,
    pub failures: PathBuf,
}

impl Files {
    pub fn of(output: &Path) -> Files {
        let beside = |suffix: &str| {
            let mut name = output.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        Files {
            output: output.to_owned(),
            partial: beside(".partial"),
            journal: beside(".journal"),
            failures: beside(".failures.jsonl"),
        }
    }

    /// Removes what only an unfinished run needs.
    pub fn tidy(&self) {
        for path in [&self.partial, &self.journal] {
            // What is not there need not go.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Runs over the inputs into `files.partial`, going on where an earlier run with the same
/// fingerprint was stopped; the caller turns the partial file into the output.
pub(crate) fn into_partial(
    files: &Files,
    inputs: &[Input],
    n_threads: usize,
    fingerprint: &str,
    restart: bool,
    lines: impl Fn(&str, Article) -> (Vec<u8>, u64) + Sync,
) -> Result<Tally, Trouble> {
    let earlier = if restart { None } else { earlier(files, fingerprint)? };
    let (mark, partial_bytes, failure_bytes, input_bytes, mut tally) = match &earlier {
        Some(j) => {
            eprintln!("legation: going on after {} articles of an unfinished run", j.tally.read + j.tally.failed);
            (j.mark, j.partial_bytes, j.failure_bytes, j.input_bytes, j.tally)
        }
        None => (Mark::default(), 0, 0, 0, Tally::default()),
    };
    let mut partial = Growing::open(&files.partial, partial_bytes)?;
    let mut failures = Growing::open(&files.failures, failure_bytes)?;
    let mut progress = Progress::over(inputs, input_bytes);
    let mut journal =
        Journal { fingerprint: fingerprint.to_owned(), mark, partial_bytes, failure_bytes, input_bytes, tally };
    save(files, &journal)?;
    let mut saved = Instant::now();
    articles(inputs, mark, n_threads, lines, |(after, n_bytes, done)| {
        match done {
            Ok((bytes, n_lines)) => {
                partial.write(&bytes)?;
                tally.read += 1;
                tally.lines += n_lines;
            }
            Err(error) => {
                let line = json!({
                    "place": error.place,
                    "doing": error.doing,
                    "cause": error.cause,
                    "hint": error.hint,
                });
                failures.write(format!("{line}\n").as_bytes())?;
                progress.say(|| complain(&error));
                tally.failed += 1;
            }
        }
        progress.advance(n_bytes, &tally);
        journal.input_bytes += n_bytes;
        if saved.elapsed() >= CHECKPOINT {
            (journal.mark, journal.tally) = (after, tally);
            journal.partial_bytes = partial.settle()?;
            journal.failure_bytes = failures.settle()?;
            save(files, &journal)?;
            saved = Instant::now();
        }
        Ok(())
    })?;
    progress.finish();
    partial.settle()?;
    if failures.settle()? == 0 {
        let _ = std::fs::remove_file(&files.failures);
    }
    Ok(tally)
}

/// The journal of an unfinished run, if there is one that this run may go on with.
fn earlier(files: &Files, fingerprint: &str) -> Result<Option<Journal>, Trouble> {
    let Ok(text) = std::fs::read_to_string(&files.journal) else { return Ok(None) };
    let trouble = |cause: &str| {
        Trouble::Said(
            Error::new(Kind::Configuration, "going on with an unfinished run")
                .at(files.journal.display().to_string())
                .because(cause)
                .hint("repeat the command as it was, or start afresh with --restart"),
        )
    };
    let journal: Journal = serde_json::from_str(&text).map_err(|_| trouble("the journal is damaged"))?;
    if journal.fingerprint != fingerprint {
        return Err(trouble("it was begun with other inputs, settings or another version"));
    }
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
    if length(&files.partial) < journal.partial_bytes || length(&files.failures) < journal.failure_bytes {
        return Err(trouble("its partial output is shorter than the journal says"));
    }
    Ok(Some(journal))
}

/// Replaces the journal in one step, so that a kill leaves the old one or the new one.
fn save(files: &Files, journal: &Journal) -> Result<(), Trouble> {
    let mut fresh = files.journal.as_os_str().to_owned();
    fresh.push(".new");
    let text = serde_json::to_string(journal).map_err(std::io::Error::from)?;
    let mut file = File::create(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, &files.journal)?;
    Ok(())
}

/// A file that grows from a known length; what stood beyond that length is cut off.
struct Growing {
    file: BufWriter<File>,
    length: u64,
}

impl Growing {
    fn open(path: &Path, length: u64) -> Result<Growing, Trouble> {
        let shown = |e: std::io::Error| {
            Trouble::Said(
                Error::new(Kind::Input, "opening the output")
                    .at(path.display().to_string())
                    .because(e.to_string())
                    .hint("the folder of the output must exist and be writable"),
            )
        };
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(shown)?;
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        Ok(Growing { file: BufWriter::with_capacity(256 * 1024, file), length })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Waits until everything written is on the disk, and says how much that is.
    fn settle(&mut self) -> Result<u64, Trouble> {
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        Ok(self.length)
    }
}

/// Reports the totals on standard error and picks the exit code.
pub(crate) fn finish(done: Result<Tally, Trouble>, things: &str) -> Exit {
    let tally = match done {
        Ok(tally) => tally,
        Err(Trouble::Said(error)) => return complain(&error),
        Err(Trouble::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => return Exit::Ok,
        Err(Trouble::Output(error)) => {
            eprintln!("legation: writing the output: {error}");
            return Exit::Failure;
        }
    };
    eprintln!("legation: {} {things} read, {} skipped, {} lines out", tally.read, tally.failed, tally.lines);
    match (tally.read, tally.failed) {
        (_, 0) => Exit::Ok,
        (0, _) => Exit::Input,
        _ => Exit::Partial,
    }
}
