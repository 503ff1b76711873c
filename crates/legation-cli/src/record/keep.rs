//! Keeping an archive: checking it, copying it, ruling on it.

use std::io::Read;
use std::path::{Path, PathBuf};

use legation::error::Error;
use legation::present::plain::safe;
use legation::record::{self, Archive, Change, Fault};
use serde_json::{Value, json};

use super::{Place, package, run_of};
use crate::exit::{Exit, print};
use crate::{complain, input};

#[derive(clap::Args)]
#[command(
    after_help = "An export is one that `record export --with-evidence` or `--format archive` wrote. With an export and
--archive, its quotations are also compared with the archive's texts. Exit code 5 where something does not hold."
)]
pub(super) struct Verify {
    /// An export to check instead of an archive
    export: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Print what was checked and what does not hold as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn verify(options: &Verify) -> Exit {
    let checked = match &options.export {
        None => verified(&options.place.path()),
        Some(export) => match kind_of(export) {
            Ok(What::Archive) => verified(export),
            Ok(What::Dump) => dumped(export),
            Ok(What::Export) => exported(export, &options.place),
            Err(error) => Err(error),
        },
    };
    let (counted, words, faults) = match checked {
        Ok(checked) => checked,
        Err(error) => return complain(&error),
    };
    let n = faults.len();
    if options.json {
        let mut all = counted;
        all["faults"] =
            faults.iter().map(|f| json!({ "table": f.table, "id": f.id, "cause": f.cause })).collect::<Vec<_>>().into();
        print(&format!("{all}\n"));
    } else {
        let mut text = String::new();
        for fault in &faults {
            text.push_str(&safe(&format!("{} {}: {}", fault.table, fault.id, fault.cause)));
            text.push('\n');
        }
        print(&text);
        eprintln!("legation: {words} checked: {n} faults");
    }
    if n == 0 { Exit::Ok } else { Exit::Unverified }
}

/// Numbers for machines, the same in words, and what does not hold.
type Checked = (Value, String, Vec<Fault>);

fn verified(path: &Path) -> Result<Checked, Error> {
    let v = Archive::open(path).and_then(|a| record::verify(&a))?;
    let counted = json!({
        "articles": v.articles, "redacted": v.redacted, "rows": v.rows, "spans": v.spans, "events": v.events,
    });
    let words = format!(
        "{} articles ({} redacted), {} rows, {} spans, {} events",
        v.articles, v.redacted, v.rows, v.spans, v.events
    );
    Ok((counted, words, v.faults))
}

fn dumped(path: &Path) -> Result<Checked, Error> {
    let (rows, faults) = record::verify_dump(&mut *input::lines(path)?)?;
    Ok((json!({ "rows": rows }), format!("{rows} rows"), faults))
}

fn exported(path: &Path, place: &Place) -> Result<Checked, Error> {
    let archive = place.named().map(Archive::open).transpose()?;
    let c = package::check(path, archive.as_ref())?;
    let counted = json!({ "rows": c.rows, "redacted": c.redacted, "spans": c.spans });
    Ok((counted, format!("{} rows ({} redacted), {} spans", c.rows, c.redacted, c.spans), c.faults))
}

enum What {
    Archive,
    Dump,
    Export,
}

/// Told by the first bytes.
fn kind_of(path: &Path) -> Result<What, Error> {
    let mut first = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| input::unreadable(path, &e))?;
    file.take(20).read_to_end(&mut first).map_err(|e| input::unreadable(path, &e))?;
    let descriptor = package::beside(path, package::PACKAGE).exists();
    Ok(match first {
        _ if descriptor => What::Export,
        first if first.starts_with(b"SQLite format 3\0") => What::Archive,
        first if first.starts_with(b"{\"legation_archive\"") => What::Dump,
        _ => What::Export,
    })
}

#[derive(clap::Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    place: Place,
    /// Bring the schema up to date and rebuild the full-text index where it is not in step
    #[arg(long)]
    upgrade: bool,
}

pub(super) fn doctor(options: &Doctor) -> Exit {
    let path = options.place.path();
    let archive = if options.upgrade && path.is_file() { Archive::open_or_create(&path) } else { Archive::open(&path) };
    let archive = match archive {
        Ok(archive) => archive,
        Err(error) => return complain(&error),
    };
    archive.notices.iter().for_each(|n| eprintln!("legation: {n}"));
    let findings = match record::doctor(&archive) {
        Ok(findings) => findings,
        Err(error) => return complain(&error),
    };
    let mut text = String::new();
    for f in &findings {
        text.push_str(&format!("{:4} {:12} {}\n", if f.well { "ok" } else { "BAD" }, f.what, safe(&f.says)));
    }
    let said = print(&text);
    if findings.iter().all(|f| f.well) { said } else { Exit::Unverified }
}

#[derive(clap::Args)]
pub(super) struct Backup {
    /// The new file
    to: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(super) fn backup(options: &Backup) -> Exit {
    said(
        Archive::open(&options.place.path())
            .and_then(|a| a.backup(&options.to))
            .map(|()| format!("{}\n", options.to.display())),
    )
}

#[derive(clap::Args)]
pub(super) struct Redact {
    /// Id of the article
    article: String,
    /// The reason, for the change log
    #[arg(long)]
    why: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn redact(options: &Redact) -> Exit {
    let run = run_of("redact", "", &options.why);
    said(writing(&options.place).and_then(|mut a| {
        record::redact(&mut a, &options.article, &options.why, &run).map(|()| format!("{}\n", options.article))
    }))
}

#[derive(clap::Args)]
pub(super) struct Merge {
    /// Id of one event
    one: String,
    /// Id of the other
    other: String,
    /// The reason, for the change log
    #[arg(long)]
    why: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn merge(options: &Merge) -> Exit {
    let run = run_of("merge", "", &options.why);
    said(writing(&options.place).and_then(|mut a| {
        let event = record::merge(&mut a, &options.one, &options.other, &options.why, &run)?;
        Ok(format!("{}\n", json!({ "event": event, "run": run.id() })))
    }))
}

#[derive(clap::Args)]
pub(super) struct Split {
    /// Ids of the reports that are to be an event of their own
    #[arg(required = true)]
    reports: Vec<String>,
    /// The reason, for the change log
    #[arg(long)]
    why: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn split(options: &Split) -> Exit {
    let run = run_of("split", "", &options.why);
    said(writing(&options.place).and_then(|mut a| {
        let event = record::split(&mut a, &options.reports, &options.why, &run)?;
        Ok(format!("{}\n", json!({ "event": event, "run": run.id() })))
    }))
}

#[derive(clap::Args)]
pub(super) struct Undo {
    /// Id of the run of a merge or split
    run: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn undo(options: &Undo) -> Exit {
    let run = run_of("undo", "", &options.run);
    said(
        writing(&options.place).and_then(|mut a| {
            record::undo(&mut a, &options.run, &run).map(|n| format!("{}\n", json!({ "undone": n })))
        }),
    )
}

#[derive(clap::Args)]
pub(super) struct Versions {
    /// Address of the page, or id of one of its articles
    page: String,
    /// Show what changed from each version to the next
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) fn versions(options: &Versions) -> Exit {
    let listed = || -> Result<String, legation::Error> {
        let archive = Archive::open(&options.place.path())?;
        let versions = record::versions(&archive, &options.page)?;
        let mut text = String::new();
        for (n, version) in versions.iter().enumerate() {
            let title = safe(version.title.as_deref().unwrap_or(""));
            text.push_str(&format!("{} {} {} bytes  {title}\n", version.known, version.article_id, version.n_bytes));
            if let (true, Some(next)) = (options.diff, versions.get(n + 1)) {
                for change in record::diff(&archive, &version.article_id, &next.article_id)? {
                    let (sign, words) = match &change {
                        Change::Kept(_) => continue,
                        Change::Removed(words) => ('-', words),
                        Change::Added(words) => ('+', words),
                    };
                    text.push_str(&format!("  {sign} {}\n", safe(words)));
                }
            }
        }
        Ok(text)
    };
    said(listed())
}

#[derive(clap::Args)]
pub(super) struct Metadata {
    #[command(flatten)]
    place: Place,
}

pub(super) fn metadata(options: &Metadata) -> Exit {
    let path = options.place.path();
    let name = path.file_stem().map_or_else(|| "legation".to_owned(), |n| n.to_string_lossy().into_owned());
    print(&format!("{:#}\n", record::metadata(&name)))
}

fn writing(place: &Place) -> Result<Archive, legation::Error> {
    let path = place.path();
    // A ruling needs an archive; a new empty one would only hide a mistyped path.
    drop(Archive::open(&path)?);
    Archive::open_or_create(&path)
}

fn said(done: Result<String, legation::Error>) -> Exit {
    match done {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}
