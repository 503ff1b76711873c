//! Words per second of the whole analysis and of the whole reading, on one core.

use std::time::Instant;

use legation::link::Knowledge;
use legation::{parse, read, reading};

/// Reads the sample dispatches again and again for some seconds.
pub fn run() -> Result<(), String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "html" || e == "txt") {
            let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            if let Ok(article) = read::article(&bytes, &read::Origin::default()) {
                texts.push(article);
            }
        }
    }
    texts.sort_by(|a, b| a.text.cmp(&b.text));
    let words: usize = texts.iter().map(|a| parse::document(&a.text).tokens.len()).sum();
    let time = |mut work: Box<dyn FnMut()>| {
        work();
        let start = Instant::now();
        let mut rounds = 0;
        while start.elapsed().as_secs_f64() < 3.0 {
            work();
            rounds += 1;
        }
        rounds as f64 * words as f64 / start.elapsed().as_secs_f64()
    };
    let articles = texts.clone();
    let analysis = time(Box::new(move || {
        for article in &articles {
            std::hint::black_box(parse::document(&article.text));
        }
    }));
    let articles = texts.clone();
    let whole = time(Box::new(move || {
        for article in &articles {
            std::hint::black_box(reading::of_article(article.clone(), Knowledge::builtin()));
        }
    }));
    println!(
        "speed: analysis {analysis:.0} words/s, all rooms {whole:.0} words/s, one thread ({} dispatches, {words} words)",
        texts.len()
    );
    Ok(())
}
