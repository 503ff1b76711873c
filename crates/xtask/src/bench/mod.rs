//! `cargo xtask bench NAME`: speed against named peers, one file a subject.

mod negotiate;

/// Runs the bench that is named; without a name, the speed of reading.
pub fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first().map(String::as_str) {
        None => crate::evaluate::speed::run(),
        Some("negotiate") => negotiate::run(),
        Some("record") => crate::record::bench(&arguments[1..]),
        Some(other) => Err(format!("`{other}` is no bench: negotiate, record")),
    }
}
