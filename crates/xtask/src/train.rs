//! `cargo xtask train english`: trains the weights with spaCy and writes them in our own format.
//!
//! Python is a tool of the workshop, never of the product: the scripts stand in
//! `crates/xtask/english/`, pinned, and run in an environment of their own.

pub mod attribute;
mod chain;
mod sparse;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes the environment, converts the treebanks, trains, exports. Resumes where files are there.
pub fn english(arguments: &[String]) -> Result<(), String> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("english");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = arguments.first().map_or_else(|| root.join("../shared/data/ud"), PathBuf::from);
    if !data.join("en_ewt-train.conllu.gz").is_file() {
        return Err(format!("no treebanks in {}: give their folder as an argument", data.display()));
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).ok_or("HOME is not set")?;
    let work = home.join(".cache/legation/train");
    let python = work.join("venv/bin/python");
    std::fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    if !python.is_file() {
        run(Command::new("python3").args(["-m", "venv"]).arg(work.join("venv")))?;
        run(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(scripts.join("requirements.txt")))?;
    }
    if !work.join("train.spacy").is_file() {
        run(Command::new(&python).arg(scripts.join("convert.py")).arg(&data).arg(&work))?;
    }
    let reader = scripts.join("reader.py");
    run(Command::new(&python)
        .args(["-m", "spacy", "init", "fill-config"])
        .arg(scripts.join("config.cfg"))
        .arg(work.join("full.cfg"))
        .arg("--code")
        .arg(&reader))?;
    run(Command::new(&python)
        .current_dir(&work)
        .env("OMP_NUM_THREADS", "1")
        .args(["-m", "spacy", "train", "full.cfg", "--output", "out", "--code"])
        .arg(&reader))?;
    // The last checkpoint, not spaCy's "best": its score weighs silver names against trees, and the
    // last one has the better trees.
    run(Command::new(&python)
        .env("PYTHONPATH", &scripts)
        .arg(scripts.join("export.py"))
        .arg(work.join("out/model-last"))
        .arg(&data)
        .arg(root.join("crates/legation-data/english/weights.bin"))
        .arg(scripts.join("parity-sentences.txt"))
        .arg(root.join("crates/legation/tests/it/parity.txt")))
}

fn run(command: &mut Command) -> Result<(), String> {
    eprintln!("xtask: {command:?}");
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}
