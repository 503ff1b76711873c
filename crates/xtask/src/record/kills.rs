//! Ingests that are killed at random points: what was acknowledged, what is half-written, what a
//! resumed run gives.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use legation::record::{self, Archive};
use serde_json::Value;

use super::bench::option;
use super::{Random, news, remove};

const ARTICLES: usize = 240;

/// `--kills N` (200): SIGKILL at a random acknowledgement or moment; every run is resumed and compared
/// with one that nobody disturbed.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let n_kills = option(arguments, "--kills").unwrap_or(200);
    let command = std::env::current_exe().map_err(|e| e.to_string())?.with_file_name("legation");
    if !command.is_file() {
        return Err(format!("{} is missing: cargo build --release -p legation-cli -p xtask", command.display()));
    }
    let here = std::env::temp_dir().join(format!("legation-kills-{}", std::process::id()));
    std::fs::create_dir_all(&here).map_err(|e| e.to_string())?;
    let done = killed(&command, &here, n_kills);
    let _ = std::fs::remove_dir_all(&here);
    done
}

fn killed(command: &Path, here: &Path, n_kills: usize) -> Result<(), String> {
    std::fs::write(here.join("news.jsonl"), news::lines(ARTICLES)).map_err(|e| e.to_string())?;
    let whole = here.join("whole.sqlite");
    let started = Instant::now();
    ingest(command, here, &whole, None)?;
    let time = started.elapsed();
    let undisturbed = dump(&whole)?;
    let mut random = Random::new(41);
    let (mut killed, mut lost, mut half_written, mut unlike, mut slowest) = (0, 0, 0, 0, Duration::ZERO);
    for round in 0.. {
        if killed >= n_kills {
            break;
        }
        let path = here.join(format!("a{round}.sqlite"));
        let mut acknowledged = BTreeSet::new();
        // Resumed runs are killed too.
        for _ in 0..1 + random.below(3) {
            let when = match random.below(2) {
                0 => When::Acknowledged(1 + random.below(ARTICLES), Duration::from_micros(random.below(40_000) as u64)),
                _ => When::After(time.mul_f64(random.below(1_000) as f64 / 1_000.0)),
            };
            let (ids, was_killed) = ingest(command, here, &path, Some(when))?;
            acknowledged.extend(ids);
            killed += usize::from(was_killed);
            if !path.is_file() {
                lost += acknowledged.len();
                continue;
            }
            let started = Instant::now();
            // The first to open it afterwards is a writer, as in a resumed run.
            let archive = Archive::open_or_create(&path).map_err(|e| e.to_string())?;
            slowest = slowest.max(started.elapsed());
            let verified = record::verify(&archive).map_err(|e| e.to_string())?;
            half_written += usize::from(!verified.faults.is_empty());
            lost += acknowledged.difference(&ids_of(&archive)?).count();
        }
        ingest(command, here, &path, None)?;
        unlike += usize::from(dump(&path)? != undisturbed);
        eprintln!("kills: {killed} of {n_kills}");
        remove(&path);
    }
    println!(
        "kills: {killed} kills at random points of an ingest of {ARTICLES} articles: {lost} acknowledged articles lost, \
         {half_written} archives half-written, {unlike} resumed archives unlike an undisturbed one; opened again in \
         at most {:.0} ms",
        slowest.as_secs_f64() * 1e3
    );
    if lost + half_written + unlike > 0 { Err("a kill did harm".to_owned()) } else { Ok(()) }
}

/// When a run is killed.
enum When {
    /// So long after so many articles were acknowledged.
    Acknowledged(usize, Duration),
    After(Duration),
}

/// Runs an ingest; returns what it acknowledged, and whether it was killed in time.
fn ingest(command: &Path, here: &Path, archive: &Path, when: Option<When>) -> Result<(BTreeSet<String>, bool), String> {
    let mut child = Command::new(command)
        .current_dir(here)
        .env("SOURCE_DATE_EPOCH", "1764201600")
        .args(["record", "--json", "--quiet", "news.jsonl", "--archive"])
        .arg(archive)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())?;
    let stdout = child.stdout.take().ok_or("no pipe")?;
    let mut acknowledged = BTreeSet::new();
    if let Some(When::After(time)) = when {
        std::thread::sleep(time);
        let _ = child.kill();
    }
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        // The last line may be cut off: then it was not acknowledged.
        let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
        acknowledged.extend(line["article_id"].as_str().map(str::to_owned));
        if let Some(When::Acknowledged(n, pause)) = when
            && acknowledged.len() == n
        {
            std::thread::sleep(pause);
            let _ = child.kill();
        }
    }
    let ended = child.wait().map_err(|e| e.to_string())?;
    match (&when, ended.success()) {
        (None, false) => Err(format!("an undisturbed run ended with {ended}")),
        (_, success) => Ok((acknowledged, !success)),
    }
}

fn ids_of(archive: &Archive) -> Result<BTreeSet<String>, String> {
    let mut statement = archive.connection().prepare("SELECT article_id FROM articles").map_err(|e| e.to_string())?;
    let ids = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
    ids.map_err(|e| e.to_string())
}

fn dump(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    Archive::open(path).and_then(|a| record::dump(&a, &mut bytes)).map_err(|e| e.to_string())?;
    Ok(bytes)
}
