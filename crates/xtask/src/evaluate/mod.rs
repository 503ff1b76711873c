//! `cargo xtask evaluate`: every figure with the digest of the data it was measured on.

pub(crate) mod attribute;
mod certainty;
pub mod code;
pub mod figures;
mod forecast;
pub mod gold;
mod link;
mod negotiate;
mod parse;
mod precedents;
mod raw;
pub mod reliability;
pub mod sureness;

use std::path::{Path, PathBuf};

/// One evaluation with the words behind its name.
type Evaluation = fn(&[String]) -> Result<(), String>;

/// Every evaluation by its name, in reading order.
const EVALUATIONS: &[(&str, Evaluation)] = &[
    ("parse", |rest| parse::run().and_then(|()| raw::run(flag(rest, "--errors")))),
    ("names", |_| parse::names()),
    ("link", link::run),
    ("code", code::run),
    ("attribute", attribute::run),
    ("certainty", |rest| {
        certainty::certainty(flag(rest, "--errors"));
        Ok(())
    }),
    ("commitments", |rest| {
        certainty::commitments(flag(rest, "--errors"));
        Ok(())
    }),
    ("copies", crate::record::copies),
    ("identity", crate::record::identity),
    ("faults", crate::record::faults),
    ("kills", crate::record::kills),
    ("negotiate", |_| negotiate::run_all()),
    ("forecast", |rest| match rest.first() {
        Some(set) => forecast::run(set),
        None => forecast::run("icews14").and_then(|()| forecast::run("icews18")),
    }),
    ("precedents", |rest| precedents::run(flag(rest, "--errors"))),
    ("speed", |_| crate::bench::speed::run()),
];

/// Runs the evaluation that is named, or all; says which data is not at hand, and fails where a
/// figure fell below its floor.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let what = arguments.first().map_or("all", String::as_str);
    if what == "all" {
        for (name, evaluation) in EVALUATIONS {
            if let Err(message) = evaluation(&[]) {
                println!("{name}: not measured: {message}");
            }
        }
    } else if let Some((_, evaluation)) = EVALUATIONS.iter().find(|(name, _)| *name == what) {
        evaluation(&arguments[1..])?;
    } else {
        let names: Vec<&str> = EVALUATIONS.iter().map(|(name, _)| *name).collect();
        return Err(format!("`{what}` is no evaluation: {}, all", names.join(", ")));
    }
    figures::hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../floors.json"))
}

fn flag(arguments: &[String], name: &str) -> bool {
    arguments.iter().any(|a| a == name)
}

/// The development data beside the checkout.
pub fn data(file: &str) -> Result<PathBuf, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(file);
    if path.is_file() { Ok(path) } else { Err(format!("{file} is not at hand (looked in ../shared/data)")) }
}

/// The text of a gzip file and the short digest of its bytes.
fn gzip(file: &str) -> Result<(String, String), String> {
    let path = data(file)?;
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let digest = blake3::hash(&bytes).to_hex()[..12].to_owned();
    // gzip is on every machine that makes figures; a decoder of our own would only serve this.
    let output = std::process::Command::new("gzip").arg("-dc").arg(&path).output().map_err(|e| format!("gzip: {e}"))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), digest))
}
