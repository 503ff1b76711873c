//! `cargo xtask train code`: the linear model beside the lexicon, on the training half of PLV.
//!
//! First five folds say what it is worth: each row is answered by a model that has not seen it and
//! by a lexicon without the entries that only rows of its own fold support (the lexicon was tuned
//! on all of them). Then the model is trained on every row and written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use legation::Span;
use legation::code::learned::{CELLS, LABELS, Learned, cell};
use legation::code::{self, Marked, Seen};

use crate::evaluate::code::{PAIRS, Table};
use crate::evaluate::{gold, reliability};

const FOLDS: usize = 5;
const ROUNDS: usize = 14;
/// Step and shrinkage, from {0.1} and {1e-4, 1e-3}, which differ by 0.1 points, 2026-11-27.
const STEP: f32 = 0.1;
const SHRINK: f32 = 1e-4;

struct Row {
    seen: Seen,
    label: usize,
    cells: Vec<usize>,
}

/// Measures by five folds, then writes the weights; `--dry` only measures.
pub fn run(args: &[String]) -> Result<(), String> {
    let text = std::fs::read_to_string(PAIRS).map_err(|e| format!("reading {PAIRS}: {e}"))?;
    println!("data {PAIRS} blake3 {}", blake3::hash(text.as_bytes()).to_hex());
    let rows = rows(&text)?;
    let own: Vec<Row> = gold::relations()?
        .into_iter()
        .filter_map(|(text, source, target, label)| {
            let label = LABELS.iter().position(|l| *l == label)?;
            Some(row(code::seen(&legation::parse::document(&text), source, target), label))
        })
        .collect();
    println!("and {} sentences of our own, in every fold", own.len());
    let mut tables: BTreeMap<&str, (Table, Table)> = BTreeMap::new();
    let mut told = reliability::Pairs::default();
    for fold in 0..FOLDS {
        let (mut train, mut test) = (Vec::new(), Vec::new());
        for (idx, row) in rows.iter().enumerate() {
            if idx % FOLDS == fold { test.push(row) } else { train.push(row) }
        }
        let folds = train.len();
        train.extend(&own);
        let weights = fit(&train);
        train.truncate(folds);
        let bytes = Learned::write(&weights);
        let model = Learned::read(&bytes).ok_or("the weights do not read back")?;
        let supported: BTreeSet<&str> =
            train.iter().flat_map(|r| r.seen.lines.iter().map(|l| l.entry.as_str())).collect();
        for row in test {
            let sums = model.sums(&row.seen.features);
            let none = [0.0; LABELS.len()];
            let all: Vec<(f32, &str)> = row.seen.lines.iter().map(|l| (l.value, l.label)).collect();
            let kept: Vec<(f32, &str)> = row
                .seen
                .lines
                .iter()
                .filter(|l| supported.contains(l.entry.as_str()))
                .map(|l| (l.value, l.label))
                .collect();
            let gold = LABELS[row.label];
            let mut tell = |name, ranked: &[(f32, &str)], sums: &[f32; LABELS.len()]| {
                let label = LABELS[code::decide(ranked, sums, code::SHARES).0];
                let (roots, quads) = tables.entry(name).or_default();
                roots.add(gold, label);
                quads.add(quad(gold), quad(label));
            };
            tell("1 lexicon, all entries (tuned on these rows)", &all, &none);
            tell("2 lexicon, entries of other folds only", &kept, &none);
            tell("3 model alone", &[], &sums);
            tell("4 both, entries of other folds only", &kept, &sums);
            tell("5 both, all entries", &all, &sums);
            let (label, confidence) = code::decide(&kept, &sums, code::SHARES);
            told.add(confidence, label == row.label);
        }
    }
    println!(
        "five folds, {} rows                       15 labels: macro-F1 accuracy   quads: macro-F1 accuracy",
        rows.len()
    );
    for (name, (roots, quads)) in &tables {
        let ((root, right), (quad, quad_right)) = (roots.scores(), quads.scores());
        // The honest line: no entry helps that only the fold under test supports.
        if name.starts_with('4') {
            crate::evaluate::figures::note("code.plv.roots", f64::from(root));
            crate::evaluate::figures::note("code.plv.quads", f64::from(quad));
        }
        println!("{name:<48} {root:6.1}   {right:6.1}            {quad:6.1}   {quad_right:6.1}");
    }
    told.print("confidence of line 4");
    if args.iter().any(|a| a == "--dry") {
        return Ok(());
    }
    let everything: Vec<&Row> = rows.iter().chain(&own).collect();
    let bytes = Learned::write(&fit(&everything));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation-data/lexicon/relation.bin");
    std::fs::write(&path, &bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{} bytes, blake3 {}", bytes.len(), blake3::hash(&bytes).to_hex());
    Ok(())
}

fn quad(label: &str) -> &'static str {
    ["", "1", "2", "3", "4"][legation::plover::cameo::root_quad(label) as usize]
}

fn rows(text: &str) -> Result<Vec<Row>, String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).ok_or_else(|| format!("no column `{name}`"));
    let (marked, root) = (column("marked_sentence")?, column("gold_root")?);
    let mut out = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(sentence), Some(gold)) = (cells.get(marked), cells.get(root)) else { continue };
        let Some(label) = LABELS.iter().position(|l| l == gold) else { continue };
        let marked = Marked::of(&sentence.trim().trim_matches('"').replace("\"\"", "\""));
        let document = legation::parse::document(&marked.text);
        let nowhere = Span::new(0, 0);
        let seen = code::seen(&document, marked.source.unwrap_or(nowhere), marked.target.unwrap_or(nowhere));
        out.push(row(seen, label));
    }
    Ok(out)
}

fn row(seen: Seen, label: usize) -> Row {
    let cells = seen.features.iter().map(|f| cell(f)).collect();
    Row { seen, label, cells }
}

/// The mean of several trainings, each on a walk of its own through the rows: with a thousand rows the order alone
/// moves the figures by a point.
fn fit(rows: &[&Row]) -> Vec<f32> {
    let mut mean = vec![0.0_f32; CELLS * LABELS.len()];
    for stride in STRIDES {
        for (sum, weight) in mean.iter_mut().zip(walk(rows, stride)) {
            *sum += weight / STRIDES.len() as f32;
        }
    }
    mean
}

/// Steps through the rows, prime to any number of them that is likely.
const STRIDES: [usize; 5] = [379, 211, 547, 863, 1_289];

/// A softmax trained row by row in a fixed order, with a step of its own for each weight (AdaGrad).
fn walk(rows: &[&Row], stride: usize) -> Vec<f32> {
    let n = LABELS.len();
    let mut weights = vec![0.0_f32; CELLS * n];
    let mut squares = vec![1e-3_f32; CELLS * n];
    let mut counts = vec![0.0_f32; n];
    for row in rows {
        counts[row.label] += 1.0;
    }
    let mean = rows.len() as f32 / n as f32;
    for round in 0..ROUNDS {
        for turn in 0..rows.len() {
            // A fixed walk through the rows, another in each round.
            let row = rows[(turn * stride + round * 61) % rows.len()];
            let mut logits = vec![0.0_f32; n];
            for &c in &row.cells {
                for (l, w) in logits.iter_mut().zip(&weights[c * n..c * n + n]) {
                    *l += w;
                }
            }
            let top = logits.iter().copied().fold(f32::MIN, f32::max);
            let exps: Vec<f32> = logits.iter().map(|l| (l - top).exp()).collect();
            let total: f32 = exps.iter().sum();
            // Rare labels count more, by the root of how rare: macro-F1 is what is measured.
            let importance = (mean / counts[row.label]).sqrt().clamp(0.5, 2.5);
            for (label, e) in exps.iter().enumerate() {
                let gradient = importance * (e / total - f32::from(u8::from(label == row.label)));
                for &c in &row.cells {
                    let at = c * n + label;
                    let g = gradient + SHRINK * weights[at];
                    squares[at] += g * g;
                    weights[at] -= STEP * g / squares[at].sqrt();
                }
            }
        }
    }
    weights
}
