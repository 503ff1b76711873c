//! `cargo xtask bench`: speed, against named peers where there are any.

mod parse;
pub mod speed;

/// Runs the bench that is named, or all.
pub fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map_or("all", String::as_str) {
        "parse" => parse::run(),
        "speed" => speed::run(),
        "all" => parse::run().and_then(|()| speed::run()),
        other => Err(format!("`{other}` is no bench: parse, speed")),
    }
}
