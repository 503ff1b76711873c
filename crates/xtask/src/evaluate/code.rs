//! How well the coder labels the relation between two marked parties: macro-F1 over the 15-label
//! root scheme and over the four quad classes, on the development half of the PLV set.

use std::collections::BTreeMap;
use std::path::Path;

use legation::Span;
use legation::code::{self, Marked, Projection};

/// Where the development data lies, beside the repository; it is not part of it.
const PAIRS: &str = "../shared/data/events/plv_train.tsv";

/// Prints the tables of our own gold and of the pairs. `--errors` adds each wrong row, `--gold` and
/// `--pairs` measure one of the two, `--file PATH` reads other pairs.
pub fn run(args: &[String]) -> Result<(), String> {
    let only = |flag: &str| args.iter().any(|a| a == flag);
    if !only("--pairs") {
        super::gold::run(only("--errors"))?;
    }
    if only("--gold") {
        return Ok(());
    }
    let path = args.iter().position(|a| a == "--file").and_then(|i| args.get(i + 1)).map_or(PAIRS, String::as_str);
    if !Path::new(path).exists() {
        println!("{path} is not at hand; nothing measured");
        return Ok(());
    }
    let bytes = std::fs::read(path).map_err(|e| format!("reading {path}: {e}"))?;
    let text = String::from_utf8(bytes.clone()).map_err(|e| format!("reading {path}: {e}"))?;
    let errors = args.iter().any(|a| a == "--errors");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column =
        |name: &str| header.iter().position(|h| *h == name).ok_or_else(|| format!("{path} has no column `{name}`"));
    let (marked, root, quad) = (column("marked_sentence")?, column("gold_root")?, column("gold_quad")?);
    let (mut roots, mut quads) = (Table::default(), Table::default());
    let start = std::time::Instant::now();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(sentence), Some(gold), Some(gold_quad)) = (cells.get(marked), cells.get(root), cells.get(quad))
        else {
            continue;
        };
        let marked = Marked::of(&sentence.trim().trim_matches('"').replace("\"\"", "\""));
        let document = legation::parse::document(&marked.text);
        // A side that the data leaves unmarked is nowhere.
        let nowhere = Span::new(0, 0);
        let related = code::relation(&document, marked.source.unwrap_or(nowhere), marked.target.unwrap_or(nowhere));
        let (label, class) = related.project(Projection::Cameo);
        let class = (class as u8).to_string();
        roots.add(gold, label);
        quads.add(gold_quad, &class);
        if errors && *gold != label {
            println!("{gold} -> {label} | {} | {sentence}", related.reason);
        }
    }
    println!("data {path} blake3 {}", blake3::hash(&bytes).to_hex());
    println!("rows {}   {:.1} s", roots.rows, start.elapsed().as_secs_f32());
    roots.print("root, 15 labels");
    quads.print("quad class");
    println!("anchors: Universal PETRARCH 54.9, linear SVM 72.0 (root, held-out half)");
    Ok(())
}

#[derive(Default)]
struct Table {
    rows: usize,
    right: usize,
    /// Gold label → (hits, gold count, answer count).
    labels: BTreeMap<String, (usize, usize, usize)>,
}

impl Table {
    fn add(&mut self, gold: &str, answer: &str) {
        self.rows += 1;
        self.labels.entry(gold.to_owned()).or_default().1 += 1;
        self.labels.entry(answer.to_owned()).or_default().2 += 1;
        if gold == answer {
            self.right += 1;
            self.labels.entry(gold.to_owned()).or_default().0 += 1;
        }
    }

    fn print(&self, title: &str) {
        let mut sum = 0.0;
        let mut n = 0;
        println!("{title}");
        for (label, (hits, gold, answers)) in &self.labels {
            let f1 = 2.0 * *hits as f32 / (gold + answers).max(1) as f32;
            if *gold > 0 {
                sum += f1;
                n += 1;
            }
            println!("  {label:<10} F1 {:5.1}   gold {gold:4}   answered {answers:4}", 100.0 * f1);
        }
        println!(
            "  macro-F1 {:.1}   accuracy {:.1}",
            100.0 * sum / n.max(1) as f32,
            100.0 * self.right as f32 / self.rows.max(1) as f32
        );
    }
}
