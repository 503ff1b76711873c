//! `legation record`: articles into an archive, and everything that keeps one.

mod exchange;
mod ingest;
mod keep;
mod package;
mod source;
mod warc;
mod web;

use std::path::{Path, PathBuf};

use legation::record::Run;

use crate::exit::Exit;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = EXAMPLES)]
pub(crate) struct Options {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    ingest: ingest::Options,
}

const EXAMPLES: &str = "Examples:
  legation record articles.jsonl pages/ crawl.warc.gz
  legation record --archive talks.sqlite --since 2025-01-01 'pages/*.html'
  legation record https://news.example/story --feed https://post.example/rss
  legation record verify
  legation record export --with-evidence -o events.jsonl && legation record verify events.jsonl
  legation record merge v0123… v4567… --why 'both are the talks in Sofia'

The archive is legation.sqlite, unless --archive or LEGATION_ARCHIVE names another. What was recorded
stays recorded when the run is killed: repeat the command, and it goes on. An input called like a verb
is written ./verify. Only addresses that you name, and those that your feeds and sitemaps name, are asked.";

#[derive(clap::Subcommand)]
enum Verb {
    /// Recompute every digest, range and quotation, of the archive or of an export
    Verify(keep::Verify),
    /// Look the archive over: file, schema, index, sizes
    Doctor(keep::Doctor),
    /// Write a copy of the archive as of now, while others read and write
    Backup(keep::Backup),
    /// Take the words of an article out for good
    Redact(keep::Redact),
    /// Make two events one
    Merge(keep::Merge),
    /// Take reports out of their event
    Split(keep::Split),
    /// Take back the rulings of a merge or split
    Undo(keep::Undo),
    /// List the versions of a page, and what changed
    Versions(keep::Versions),
    /// Write events in a shape that others read, or the whole archive
    Export(exchange::Export),
    /// Take in events of other coders, or an exported archive
    Import(exchange::Import),
    /// Print metadata.json for Datasette
    Metadata(keep::Metadata),
}

/// Which archive.
#[derive(clap::Args, Clone)]
pub(crate) struct Place {
    /// The archive; LEGATION_ARCHIVE or legation.sqlite by default
    #[arg(long, value_name = "FILE")]
    archive: Option<PathBuf>,
}

impl Place {
    /// The archive that was named on the command line.
    pub fn named(&self) -> Option<&Path> {
        self.archive.as_deref()
    }

    pub fn path(&self) -> PathBuf {
        self.archive.clone().unwrap_or_else(usual)
    }
}

/// The archive that commands mean where none is named.
pub(crate) fn usual() -> PathBuf {
    let set = std::env::var_os("LEGATION_ARCHIVE").filter(|v| !v.is_empty()).map(PathBuf::from);
    set.unwrap_or_else(|| PathBuf::from("legation.sqlite"))
}

pub(crate) fn run(options: &Options) -> Exit {
    match &options.verb {
        None => ingest::run(&options.ingest),
        Some(Verb::Verify(options)) => keep::verify(options),
        Some(Verb::Doctor(options)) => keep::doctor(options),
        Some(Verb::Backup(options)) => keep::backup(options),
        Some(Verb::Redact(options)) => keep::redact(options),
        Some(Verb::Merge(options)) => keep::merge(options),
        Some(Verb::Split(options)) => keep::split(options),
        Some(Verb::Undo(options)) => keep::undo(options),
        Some(Verb::Versions(options)) => keep::versions(options),
        Some(Verb::Export(options)) => exchange::export(options),
        Some(Verb::Import(options)) => exchange::import(options),
        Some(Verb::Metadata(options)) => keep::metadata(options),
    }
}

/// A run that begins now.
pub(crate) fn run_of(kind: &str, settings: &str, note: &str) -> Run {
    Run {
        kind: kind.to_owned(),
        started: now().to_string(),
        settings: settings.to_owned(),
        data_digest: legation::data_digest(),
        note: note.to_owned(),
    }
}

/// The day it is, in UTC.
pub(crate) fn today() -> legation::time::Date {
    let text = now().to_string();
    // A timestamp is printed as RFC 3339: its first ten characters are the day.
    text.get(..10).and_then(|d| d.parse().ok()).unwrap_or(legation::time::Date::constant(1970, 1, 1))
}

/// The clock; SOURCE_DATE_EPOCH stands in for it where archives must come out byte for byte alike.
fn now() -> jiff::Timestamp {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok());
    set.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()).unwrap_or_else(jiff::Timestamp::now)
}
