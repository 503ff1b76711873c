//! Articles through the engine into the archive, a batch at a time.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use legation::error::{Error, Kind};
use legation::reading;
use legation::record::{Archive, Batch, Entry, Fetched, Writer, Written};
use legation::time::Date;
use serde_json::json;

use super::source::{self, Raw, Source, What};
use super::web::{self, Web};
use super::{Place, run_of, today};
use crate::exit::Exit;
use crate::{code, complain, input, ordered};

/// Articles of one transaction, unless [`PAUSE`] comes first.
const BATCH: usize = 64;
/// What was read is on the disk after so long.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(clap::Args)]
#[group(id = "ingest")]
pub(super) struct Options {
    /// Pages, texts, JSONL (as `legation code` reads it), WARC, each also gzipped; folders; patterns; addresses of pages; - for JSONL on standard input
    #[arg(required_unless_present_any = ["feed", "sitemap"])]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    web: web::Options,
    #[command(flatten)]
    place: Place,
    /// Say what would be recorded, and record nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out articles published before a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// Stop after so many inputs
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Threads; by default one for each core
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
    /// A table of your own actors that extends the built-in ones; by default actors.csv beside the archive
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
    /// Print a JSON line for each article once it is on the disk
    #[arg(long)]
    json: bool,
    /// Write messages as text or as JSON lines
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    log_format: String,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Default)]
struct Tally {
    new: u64,
    known: u64,
    recoded: u64,
    skipped: u64,
    old: u64,
    failed: u64,
}

/// What became of one input before it is written.
enum Read {
    Done,
    TooOld,
    Entry(Box<Batch>),
    Failed(Error),
    /// A list of articles begins, or is through.
    Begin,
    End,
}

/// What is handed from the reading threads to the writer.
struct Ready {
    place: String,
    read: Read,
    fetched: Option<Fetched>,
}

pub(super) fn run(options: &Options) -> Exit {
    match recorded(options) {
        Ok(tally) => finish(options, &tally),
        Err(error) => complain(&error),
    }
}

fn recorded(options: &Options) -> Result<Tally, Error> {
    let knowledge = input::knowledge(actors(options).as_deref())?;
    let (addresses, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        options.inputs.iter().cloned().partition(|i| web::is_address(i));
    let addresses: Vec<String> = addresses.iter().map(|a| a.display().to_string()).collect();
    let files = source::files(&paths)?;
    let settings = settings(options)?;
    let path = options.place.path();
    let today = today();
    if options.dry_run {
        return planned(options, files, addresses, &settings);
    }
    let mut archive = Archive::open_or_create(&path)?;
    archive.notices.iter().for_each(|n| say(options, "notice", n));
    let done = archive.done(&settings)?;
    let raws = Source::new(files).chain(web(options, addresses, Some(&archive))?.into_iter().flatten());
    let inputs = options.inputs.iter().map(|p| p.display().to_string());
    let note = inputs.chain(options.web.feed.clone()).chain(options.web.sitemap.clone()).collect::<Vec<_>>().join(" ");
    let mut writer = Writer::new(&mut archive, run_of("record", &settings, &note));
    let work = |mut raw: Raw| -> Ready {
        let (place, fetched) = (raw.place.clone(), raw.fetched.take());
        let digest = raw.digest();
        let known = digest.as_deref().is_some_and(|d| is_done(&done, d));
        let at_once = match raw.what {
            _ if known => Some(Read::Done),
            What::Unchanged => Some(Read::Done),
            What::Begin => Some(Read::Begin),
            What::End => Some(Read::End),
            _ => None,
        };
        if let Some(read) = at_once {
            return Ready { place, read, fetched };
        }
        // A defect of ours in one article must not cost the run.
        let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let article = raw.open(today)?;
            let early = article.published.as_ref().zip(options.since).is_some_and(|(p, since)| p.date < since);
            if early {
                return Ok(Read::TooOld);
            }
            let entry = Entry::of(&reading::of_article(article, &knowledge), today);
            Ok(Read::Entry(Box::new(Batch { entry, input: digest })))
        }));
        let read = read.unwrap_or_else(|_| {
            Err(Error::new(Kind::Internal, "reading an article")
                .at(place.clone())
                .because("a defect of legation")
                .hint("please report it with this article"))
        });
        Ready { place, read: read.unwrap_or_else(Read::Failed), fetched }
    };
    let mut tally = Tally::default();
    let mut failures = Failures::new(&path);
    let mut waiting: Vec<Batch> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    let mut visits: Vec<Fetched> = Vec::new();
    // Failures before each list that is open.
    let mut lists: Vec<u64> = Vec::new();
    let mut last = Instant::now();
    let mut shown = Instant::now();
    let limit = options.limit.unwrap_or(usize::MAX);
    let mut flush = |waiting: &mut Vec<Batch>,
                     places: &mut Vec<String>,
                     visits: &mut Vec<Fetched>,
                     tally: &mut Tally|
     -> Result<(), Error> {
        let written = if waiting.is_empty() { Vec::new() } else { writer.write(waiting)? };
        for ((batch, place), written) in waiting.drain(..).zip(places.drain(..)).zip(written) {
            let word = match written {
                Written::New => {
                    tally.new += 1;
                    "new"
                }
                Written::Known => {
                    tally.known += 1;
                    "known"
                }
                Written::Recoded { .. } => {
                    tally.recoded += 1;
                    "recoded"
                }
            };
            if options.json {
                let id = &batch.entry.article.article_id;
                acknowledge(&json!({ "article_id": id, "result": word, "place": place }).to_string())?;
            }
        }
        // Only now: what is noted is not asked for again.
        if !visits.is_empty() {
            writer.note(visits)?;
            visits.clear();
        }
        Ok(())
    };
    ordered::run(code::n_threads(options.threads), raws.take(limit), work, |ready| {
        let Ready { place, read, mut fetched } = ready;
        match read {
            Read::Done => tally.skipped += 1,
            Read::TooOld => tally.old += 1,
            Read::Failed(error) => {
                tally.failed += 1;
                failures.add(&place, &error)?;
                say(options, "failed", &error.to_string());
            }
            Read::Entry(batch) => {
                waiting.push(*batch);
                places.push(place);
            }
            Read::Begin => lists.push(tally.failed),
            // A list of which a page failed is read whole the next time.
            Read::End if lists.pop() != Some(tally.failed) => fetched = None,
            Read::End => {}
        }
        visits.extend(fetched);
        if waiting.len() >= BATCH || last.elapsed() >= PAUSE {
            flush(&mut waiting, &mut places, &mut visits, &mut tally)?;
            last = Instant::now();
        }
        if shown.elapsed() >= Duration::from_secs(1) {
            progress(options, &tally);
            shown = Instant::now();
        }
        Ok::<(), Error>(())
    })?;
    flush(&mut waiting, &mut places, &mut visits, &mut tally)?;
    failures.close();
    Ok(tally)
}

/// Reads without writing: what is new, known and unreadable.
fn planned(options: &Options, files: Vec<PathBuf>, addresses: Vec<String>, settings: &str) -> Result<Tally, Error> {
    let path = options.place.path();
    let archive = if path.is_file() { Some(Archive::open(&path)?) } else { None };
    let done = archive.as_ref().map_or(Ok(Vec::new()), |a| a.done(settings))?;
    let mut tally = Tally::default();
    let raws = Source::new(files).chain(web(options, addresses, archive.as_ref())?.into_iter().flatten());
    for raw in raws.take(options.limit.unwrap_or(usize::MAX)) {
        let place = raw.place.clone();
        if matches!(raw.what, What::Begin | What::End) {
            continue;
        }
        if matches!(raw.what, What::Unchanged) || raw.digest().as_deref().is_some_and(|d| is_done(&done, d)) {
            tally.skipped += 1;
            continue;
        }
        let article = match raw.open(today()) {
            Ok(article) => article,
            Err(error) => {
                tally.failed += 1;
                say(options, "failed", &error.to_string());
                continue;
            }
        };
        let date = article.published.as_ref().map(|p| p.date);
        if date.zip(options.since).is_some_and(|(date, since)| date < since) {
            tally.old += 1;
            continue;
        }
        tally.new += 1;
        let title = article.title.as_ref().map_or("", |t| t.value.as_str());
        let date = date.map_or_else(|| "no date".to_owned(), |d| d.to_string());
        acknowledge(&format!("{place}: {date}, {}", legation::present::plain::safe(title)))?;
    }
    Ok(tally)
}

/// What is read over the network; nothing where nothing is asked for.
fn web(options: &Options, addresses: Vec<String>, archive: Option<&Archive>) -> Result<Option<Web>, Error> {
    let asked = &options.web;
    if addresses.is_empty() && asked.feed.is_empty() && asked.sitemap.is_empty() {
        return Ok(None);
    }
    let known = archive.map_or(Ok(BTreeMap::new()), Archive::fetched)?;
    Web::new(asked, addresses.into_iter(), options.since, known).map(Some)
}

fn is_done(done: &[u64], digest: &str) -> bool {
    digest.get(..16).and_then(|d| u64::from_str_radix(d, 16).ok()).is_some_and(|d| done.binary_search(&d).is_ok())
}

/// The table of the user's actors: the one given, or the one in the archive's folder.
fn actors(options: &Options) -> Option<PathBuf> {
    options.actors.clone().or_else(|| input::actors_beside(&options.place.path()))
}

/// A digest of everything that decides the coding: version, codebook, data, the user's actors.
fn settings(options: &Options) -> Result<String, Error> {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    add(legation::VERSION.as_bytes());
    add(legation::code::CODEBOOK.as_bytes());
    add(legation::data_digest().as_bytes());
    if let Some(actors) = &actors(options) {
        add(&std::fs::read(actors).map_err(|e| input::unreadable(actors, &e))?);
    }
    Ok(hasher.finalize().to_hex().as_str()[..32].to_owned())
}

/// Prints a line of data; a reader that has gone away ends nothing.
fn acknowledge(line: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::Internal, "writing the output").because(e.to_string()))
        }
        _ => Ok(()),
    }
}

fn say(options: &Options, what: &str, words: &str) {
    if options.quiet && what != "failed" {
        return;
    }
    if options.log_format == "json" {
        eprintln!(
            "{}",
            json!({ "level": if what == "failed" { "error" } else { "info" }, "what": what, "message": words })
        );
    } else {
        eprintln!("legation: {}", legation::present::plain::safe(words));
    }
}

fn progress(options: &Options, tally: &Tally) {
    use std::io::IsTerminal;
    if options.log_format == "json" || std::io::stderr().is_terminal() {
        let read = tally.new + tally.known + tally.recoded + tally.skipped + tally.old + tally.failed;
        say(options, "progress", &format!("{read} read, {} new, {} failed", tally.new, tally.failed));
    }
}

fn finish(options: &Options, tally: &Tally) -> Exit {
    let Tally { new, known, recoded, skipped, old, failed } = tally;
    if options.log_format == "json" {
        eprintln!(
            "{}",
            json!({ "level": "info", "what": "total", "new": new, "known": known, "recoded": recoded,
                    "skipped": skipped, "too_old": old, "failed": failed, "dry_run": options.dry_run })
        );
    } else if !options.quiet {
        let would = if options.dry_run { " would be" } else { "" };
        eprintln!(
            "legation: {new}{would} new, {known} known, {recoded} coded anew, {skipped} done before, {old} too old, {failed} failed"
        );
    }
    match (new + known + recoded + skipped + old, *failed) {
        (_, 0) => Exit::Ok,
        (0, _) => Exit::Input,
        _ => Exit::Partial,
    }
}

/// What failed, one JSON object a line, beside the archive; no file where nothing did.
struct Failures {
    path: PathBuf,
    file: Option<std::fs::File>,
}

impl Failures {
    fn new(archive: &std::path::Path) -> Failures {
        let mut name = archive.as_os_str().to_owned();
        name.push(".failures.jsonl");
        Failures { path: PathBuf::from(name), file: None }
    }

    fn add(&mut self, place: &str, error: &Error) -> Result<(), Error> {
        let failed =
            |e: std::io::Error| Error::new(Kind::Internal, "writing the list of failures").because(e.to_string());
        if self.file.is_none() {
            self.file = Some(std::fs::File::create(&self.path).map_err(failed)?);
        }
        let line = json!({ "place": place, "doing": error.doing, "cause": error.cause, "hint": error.hint });
        self.file.as_mut().map_or(Ok(()), |f| writeln!(f, "{line}")).map_err(failed)
    }

    /// An old list goes when a run had no failures.
    fn close(self) {
        if self.file.is_none() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
