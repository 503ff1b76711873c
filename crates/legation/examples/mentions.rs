//! Prints the mentions of a text, for eyes: `cargo run --example mentions -- 2025-08-06 < text`.

use std::io::Read;

use legation::link::{self, Knowledge};

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap_or_default();
    let on = std::env::args().nth(1).and_then(|d| d.parse().ok());
    let start = std::time::Instant::now();
    let knowledge = Knowledge::builtin();
    eprintln!("load {:?} {:?}", start.elapsed(), knowledge.size());
    let document = legation::parse::document(&text);
    let start = std::time::Instant::now();
    let linked = link::mentions(&document, on, knowledge);
    eprintln!("link {:?} for {} tokens", start.elapsed(), document.tokens.len());
    for m in &linked.mentions {
        let who: Vec<String> = m
            .entities
            .iter()
            .map(|&e| {
                let e = linked.entity(e);
                format!(
                    "{} {}{}",
                    e.id,
                    e.country.as_deref().unwrap_or("-"),
                    e.acting_sector().map_or(String::new(), |s| format!(" {}", s.code()))
                )
            })
            .collect();
        println!(
            "{:<45} {:<11} {}   ({})",
            m.span.of(&text).replace('\n', " "),
            m.reference.name(),
            who.join(" + "),
            m.reason
        );
    }
    for n in &linked.notices {
        println!("! {} {}", n.code, n.message);
    }
}
