//! How long the tables take to load, how much they hold, and how fast a parsed text is linked.

use std::time::Duration;

use legation::link::{self, Knowledge};
use legation::{parse, read};

/// Times the first loading, then links the sample dispatches again and again.
pub fn run() -> Result<(), String> {
    let begun = busy();
    let k = Knowledge::builtin();
    let load = (busy() - begun).as_secs_f64() * 1000.0;
    let (aliases, records) = k.size();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "html" || e == "txt") {
            let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            if let Ok(article) = read::article(&bytes, &read::Origin::default()) {
                documents.push((parse::document(&article.text), article.published.map(|p| p.date)));
            }
        }
    }
    let words: usize = documents.iter().map(|d| d.0.tokens.len()).sum();
    let time = |work: &dyn Fn()| {
        work();
        let start = busy();
        let mut rounds = 0;
        while (busy() - start).as_secs_f64() < 3.0 {
            work();
            rounds += 1;
        }
        rounds as f64 * words as f64 / (busy() - start).as_secs_f64()
    };
    let linking = time(&|| {
        for (document, on) in &documents {
            std::hint::black_box(link::mentions(document, *on, k));
        }
    });
    println!("link pace: tables load in {load:.1} ms: {aliases} spellings of {records} records");
    println!("  {linking:.0} words/s for the whole room, one core ({words} words)");
    Ok(())
}

/// How long this thread has run, others of the machine left out where the system tells; else the
/// time of day.
fn busy() -> Duration {
    static BEGUN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let begun = *BEGUN.get_or_init(std::time::Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|t| t.split(' ').next().and_then(|n| n.parse().ok()));
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}
