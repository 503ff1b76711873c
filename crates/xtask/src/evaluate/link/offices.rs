//! Who held an office on a day: the questions of `crates/legation/tests/data/offices.tsv`.

use legation::link::{self, Knowledge};
use legation::parse;

use super::{said, share, standing_for};

/// Asks every question in a sentence of its own and prints the wrong answers.
pub fn run() -> Result<(), String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation/tests/data/offices.tsv");
    let table = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (mut asked, mut right) = (0, 0);
    for line in table.lines().skip(1) {
        let [on, words, person] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("not three cells: {line}"));
        };
        let date = on.parse().map_err(|e| format!("{on}: {e}"))?;
        let text = format!("On that day {words} spoke to reporters.");
        let linked = link::mentions(&parse::document(&text), Some(date), Knowledge::builtin());
        let found = standing_for(&linked, &text, 12, 12 + words.len());
        let (got, ..) = found.map(|m| said(&linked, m)).unwrap_or_default();
        asked += 1;
        if got == format!("person:{person}") {
            right += 1;
        } else {
            println!("  wrong: {on} {words}: {got}, not {person}");
        }
    }
    let digest = blake3::hash(table.as_bytes()).to_hex()[..12].to_owned();
    println!("link offices: right {} (data {digest})", share(right, asked));
    Ok(())
}
