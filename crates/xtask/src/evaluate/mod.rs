//! `cargo xtask evaluate`: every figure with the digest of the data it was measured on.

mod attribute;
mod code;
mod parse;
mod raw;

use std::path::{Path, PathBuf};

/// Runs the evaluations that are named, or all; says which data is not at hand.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let what = arguments.first().map_or("all", String::as_str);
    match what {
        "attribute" => attribute::run(&arguments[1..]),
        "code" => code::run(&arguments[1..]),
        "parse" => parse::run().and_then(|()| raw::run(arguments.iter().any(|a| a == "--errors"))),
        "names" => parse::names(),
        "speed" => crate::bench::speed::run(),
        "all" => {
            for done in [
                parse::run(),
                raw::run(false),
                parse::names(),
                code::run(&[]),
                attribute::run(&[]),
                crate::bench::speed::run(),
            ] {
                if let Err(message) = done {
                    println!("not measured: {message}");
                }
            }
            Ok(())
        }
        other => Err(format!("`{other}` is no evaluation: attribute, code, parse, names, speed, all")),
    }
}

/// The development data beside the checkout.
fn data(file: &str) -> Result<PathBuf, String> {
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
