//! Invented news for runs that are disturbed on purpose.

use legation::link::Knowledge;
use legation::record::Entry;
use legation::time::Date;
use legation::{read, reading};

/// The day on which it is recorded, everywhere: archives can be compared byte for byte.
pub const RECORDED: Date = Date::constant(2026, 11, 27);

/// The text, day and address of one article; a seventh are copies of the article before.
pub fn article(i: usize) -> (String, Date, String) {
    const STATES: [&str; 7] = ["France", "Japan", "Kenya", "Brazil", "Norway", "Egypt", "India"];
    const ACTS: [&str; 5] =
        ["imposed sanctions on", "signed a trade agreement with", "expelled two envoys of", "praised", "accused"];
    let told = if i % 7 == 6 { i - 1 } else { i };
    let (a, b) = (STATES[told % 7], STATES[(told + 1 + told / 7 % 5) % 7]);
    let text = format!(
        "{a} {} {b} on Tuesday, officials said in statement {told} to reporters who had waited for the answer in the \
         corridor. A spokesman of {b} called step number {told} regrettable and said that his government would answer \
         within {} days.",
        ACTS[told % 5],
        2 + told % 40
    );
    (text, Date::constant(2019, 5, 1 + (i % 28) as i8), format!("https://p{}.example/{i}", i % 9))
}

/// The same as the archive takes it.
pub fn entry(i: usize) -> Entry {
    let (text, day, url) = article(i);
    let given = read::Given {
        url: Some(url),
        published: Some(day),
        publisher: Some(format!("p{}", i % 9)),
        ..read::Given::default()
    };
    Entry::of(&reading::of_article(read::given(&text, given), Knowledge::builtin()), RECORDED)
}

/// The same as `legation record` takes it: one JSON object a line.
pub fn lines(n: usize) -> String {
    let line = |i| {
        let (text, day, url) = article(i);
        let publisher = format!("p{}", i % 9);
        serde_json::json!({ "text": text, "published": day.to_string(), "url": url, "publisher": publisher })
            .to_string()
    };
    (0..n).map(line).collect::<Vec<_>>().join("\n") + "\n"
}
