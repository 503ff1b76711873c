//! `cargo xtask bench`: speed, against named peers where there are any; one file a subject.

mod desk;
mod negotiate;
mod parse;
pub mod speed;

/// Runs the bench that is named, or all of them.
pub fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map_or("all", String::as_str) {
        "parse" => parse::run(),
        "speed" => speed::run(),
        "negotiate" => negotiate::run(),
        "desk" => desk::run(&arguments[1..]),
        "record" => crate::record::bench(&arguments[1..]),
        "all" => {
            parse::run()?;
            speed::run()?;
            negotiate::run()?;
            crate::record::bench(&[])?;
            desk::run(&[])
        }
        other => Err(format!("`{other}` is no bench: parse, speed, negotiate, record, desk, all")),
    }
}
