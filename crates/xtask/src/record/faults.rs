//! Ingests on a disk that fails: at every write, in four ways.

use std::collections::BTreeSet;
use std::path::Path;

use legation::error::{Error, Kind};
use legation::record::{self, Archive, Batch, Entry, Writer};

use super::faulty::{self, Failure};
use super::{news, remove, run_now};

const ARTICLES: usize = 12;
const BATCH: usize = 4;

/// Every point of a small ingest at which something is written, each failing once in each way.
pub fn run(_: &[String]) -> Result<(), String> {
    let entries: Vec<Entry> = (0..ARTICLES).map(news::entry).collect();
    for failure in Failure::ALL {
        let tally = every(failure, &entries, 1)?;
        println!(
            "faults: {}: {} points of an ingest of {ARTICLES} articles: {} ended with a clear error, {} went on unharmed; \
             0 acknowledged articles lost, 0 batches half-written, all resumed to the bytes of an undisturbed run",
            failure.name(),
            tally.points,
            tally.refused,
            tally.points - tally.refused
        );
    }
    Ok(())
}

/// How many points failed, and at how many of them the run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Tally {
    points: u64,
    refused: u64,
}

/// Lets each `step`th write fail, each in a run of its own, until a run has fewer writes.
fn every(failure: Failure, entries: &[Entry], step: u64) -> Result<Tally, String> {
    faulty::install();
    let path = std::env::temp_dir().join(format!("{}-{}.sqlite", faulty::WATCHED, std::process::id()));
    remove(&path);
    ingest(&path, entries).1.map_err(|e| e.to_string())?;
    let undisturbed = dump(&path)?;
    let mut tally = Tally::default();
    for at in (1..).step_by(step.max(1) as usize) {
        remove(&path);
        faulty::arm(failure, at);
        let (acknowledged, ended) = ingest(&path, entries);
        let struck = faulty::disarm();
        let fail = |what: &str| Err(format!("{} at write {at}: {what}", failure.name()));
        if !struck {
            ended.map_err(|e| e.to_string())?;
            break;
        }
        tally.points += 1;
        if let Err(error) = ended {
            tally.refused += 1;
            if !is_clear(&error) {
                return fail(&format!("the error is not clear: {error:?}"));
            }
        } else if acknowledged.len() != entries.len() {
            return fail("neither an error nor all articles");
        }
        let archive = Archive::open_or_create(&path).map_err(|e| format!("{} at write {at}: {e}", failure.name()))?;
        let verified = record::verify(&archive).map_err(|e| e.to_string())?;
        if !verified.faults.is_empty() {
            return fail(&format!("half-written: {:?}", verified.faults));
        }
        let there = ids(&archive)?;
        if !acknowledged.is_subset(&there) {
            return fail("acknowledged articles are lost");
        }
        for batch in entries.chunks(BATCH) {
            let n = batch.iter().filter(|e| there.contains(&e.article.article_id)).count();
            if n != 0 && n != batch.len() {
                return fail("a batch is half-written");
            }
        }
        drop(archive);
        ingest(&path, entries).1.map_err(|e| format!("{} at write {at}: not resumed: {e}", failure.name()))?;
        if dump(&path)? != undisturbed {
            return fail("the resumed archive is unlike an undisturbed one");
        }
    }
    remove(&path);
    Ok(tally)
}

/// Says where, why and, for what its user can mend, what to do.
fn is_clear(error: &Error) -> bool {
    let said = |words: &Option<String>| words.as_ref().is_some_and(|w| !w.is_empty());
    error.kind == Kind::Archive && said(&error.place) && said(&error.cause) && said(&error.hint)
}

/// Writes batch by batch; the ids of acknowledged articles, and how it ended.
fn ingest(path: &Path, entries: &[Entry]) -> (BTreeSet<String>, Result<(), Error>) {
    let mut acknowledged = BTreeSet::new();
    let mut write = || -> Result<(), Error> {
        let mut archive = Archive::open_or_create(path)?;
        let mut writer = Writer::new(&mut archive, run_now());
        for chunk in entries.chunks(BATCH) {
            let input = |e: &Entry| Some(blake3::hash(e.article.text.as_bytes()).to_hex().to_string());
            let batch: Vec<Batch> = chunk.iter().map(|e| Batch { entry: e.clone(), input: input(e) }).collect();
            writer.write(&batch)?;
            acknowledged.extend(chunk.iter().map(|e| e.article.article_id.clone()));
        }
        Ok(())
    };
    let ended = write();
    (acknowledged, ended)
}

fn ids(archive: &Archive) -> Result<BTreeSet<String>, String> {
    let mut statement = archive.connection().prepare("SELECT article_id FROM articles").map_err(|e| e.to_string())?;
    statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(|e| e.to_string())
}

fn dump(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    Archive::open(path).and_then(|a| record::dump(&a, &mut bytes)).map_err(|e| e.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo xtask evaluate faults` takes every point; here it is one in nineteen.
    #[test]
    fn a_failing_disk_loses_nothing() {
        let entries: Vec<Entry> = (0..ARTICLES).map(news::entry).collect();
        for failure in Failure::ALL {
            let tally = every(failure, &entries, 19).expect("no harm");
            assert!(tally.points >= 4 && tally.refused >= 3, "{failure:?}: {tally:?}");
        }
    }
}
