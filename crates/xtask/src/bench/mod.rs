//! `cargo xtask bench`: speed, against named peers where there are any; one file a subject.

mod desk;
mod negotiate;
mod parse;
mod relate;
pub mod speed;

/// Runs the bench that is named, or all of them.
pub fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map_or("all", String::as_str) {
        "parse" => parse::run(),
        "speed" => speed::run(),
        "negotiate" => negotiate::run(),
        "relate" => relate::run(&arguments[1..]),
        "desk" => desk::run(&arguments[1..]),
        "record" => crate::record::bench(&arguments[1..]),
        "all" => {
            parse::run()?;
            speed::run()?;
            negotiate::run()?;
            crate::record::bench(&[])?;
            relate::run(&[])?;
            desk::run(&[])
        }
        other => Err(format!("`{other}` is no bench: parse, speed, negotiate, record, relate, desk, all")),
    }
}
