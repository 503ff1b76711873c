//! The command as its users run it: arguments in, bytes and exit codes out.

/// Bulk runs: order, shapes, failures, kill and resume.
mod bulk;
/// Why something was coded.
mod explain;
/// Questions, the ledger in the archive, the scorecard.
mod forecast;
/// Tables, drafts, precedents.
mod negotiate;
/// Answers for marked sources and targets.
mod pairs;
/// The archive: recording, kills, busy writers, answers, exports.
mod record;
/// Series, channels, pillars, traces, standing, network.
mod relate;
/// The archive opened by programs of others.
mod smoke;
/// Traps into which other programs fell.
mod traps;
/// Recording over the network.
mod web;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The built command.
fn legation() -> Command {
    Command::new(env!("CARGO_BIN_EXE_legation"))
}

/// Runs the command with some arguments in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    legation().current_dir(folder).args(arguments).output().expect("the command starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("an old test folder goes");
    }
    std::fs::create_dir_all(&path).expect("a test folder can be made");
    path
}
