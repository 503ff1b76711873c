//! `cargo xtask train names LESSONS.tsv [--cross]`: the name finder, from gold and silver.
//!
//! The treebank's training part has no gold names. A labeller that also sees what two teachers say of
//! each word, trained where gold is, writes soft labels there; the finder learns from these and from
//! gold. With `--cross` the development documents are dealt into five parts, and each is scored by a
//! labeller and a finder that never saw it.

use std::collections::BTreeMap;
use std::path::Path;

use legation::parse::conllu;
use legation::parse::names::{self, Clues, LABELS, Lesson, Model, Settings};

/// Names of the reference and of ours that agree, ours, the reference's.
type Counts = (usize, usize, usize);

struct Sentence {
    set: String,
    document: String,
    clues: Vec<Clues>,
    /// Gold labels, where there are any.
    gold: Vec<Option<usize>>,
    /// What the teachers say, as further clues.
    told: Vec<Vec<u32>>,
}

/// Trains and writes, or cross-validates.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let path = arguments.first().ok_or("give the lessons that english/silver.py writes")?;
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let sentences = read(&text)?;
    let number = |flag: &str, or: f32| -> f32 {
        arguments.iter().position(|a| a == flag).and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(or)
    };
    let settings = Settings {
        hidden: number("--hidden", 32.0) as usize,
        rounds: number("--rounds", 5.0) as usize,
        rate: number("--rate", 0.03),
        least: number("--least", 5.0) as usize,
        drop: number("--drop", 0.3),
        treeless: number("--treeless", 0.2),
        seed: 7,
    };
    let weights = Weights { dev: number("--dev", 2.0), gum: number("--gum", 1.0), silver: number("--silver", 1.0) };
    if arguments.iter().any(|a| a == "--cross") {
        let parts = number("--parts", 5.0) as usize;
        let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
        for part in 0..parts {
            let held = |s: &Sentence| s.set == "en_ewt-dev" && fold(&s.document) == part;
            let (model, labeller) = finder(&sentences, held, settings, &weights);
            score(&sentences, held, &model, false, "finder", &mut totals);
            score(&sentences, held, &labeller, true, "labeller", &mut totals);
            let gum = |s: &Sentence| s.set == "en_gum-open-dev";
            if part == 0 {
                score(&sentences, gum, &model, false, "gum", &mut totals);
            }
        }
        for (name, (hits, ours, theirs)) in totals {
            if name.starts_with("finder all") && parts == 5 {
                crate::evaluate::figures::note("names.uner-dev", 2.0 * hits as f64 / (ours + theirs).max(1) as f64);
            }
            println!(
                "{name}: P {:.2}  R {:.2}  F1 {:.2}  ({theirs} names, {parts} of 5 parts)",
                100.0 * hits as f64 / ours.max(1) as f64,
                100.0 * hits as f64 / theirs.max(1) as f64,
                200.0 * hits as f64 / (ours + theirs).max(1) as f64
            );
        }
        return Ok(());
    }
    let (model, _) = finder(&sentences, |_| false, settings, &weights);
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation-data/english/names.bin");
    let bytes = model.bytes();
    std::fs::write(&out, &bytes).map_err(|e| format!("{}: {e}", out.display()))?;
    println!("{}: {} bytes, BLAKE3 {}", out.display(), bytes.len(), blake3::hash(&bytes).to_hex());
    Ok(())
}

struct Weights {
    dev: f32,
    gum: f32,
    silver: f32,
}

fn fold(document: &str) -> usize {
    usize::from(blake3::hash(document.as_bytes()).as_bytes()[0]) % 5
}

fn read(text: &str) -> Result<Vec<Sentence>, String> {
    let mut given = String::new();
    let mut rows: Vec<(String, String, Vec<Vec<&str>>)> = Vec::new();
    for block in text.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let (head, body) = block.trim_start_matches('\n').split_once('\n').ok_or("a sentence without words")?;
        let (set, document) = head.trim_start_matches("# ").split_once(' ').ok_or_else(|| head.to_owned())?;
        let words: Vec<Vec<&str>> = body.lines().map(|l| l.split('\t').collect()).collect();
        for (i, word) in words.iter().enumerate() {
            given.push_str(&format!("{}\t{}\t_\t_\t_\t_\t_\t_\t_\t_\n", i + 1, word[0]));
        }
        given.push('\n');
        rows.push((set.to_owned(), document.to_owned(), words));
    }
    let document = conllu::pretokenized(&given).map_err(|e| e.to_string())?;
    let clues = names::clues(&document);
    if clues.len() != rows.len() {
        return Err(format!("{} sentences given, {} analysed", rows.len(), clues.len()));
    }
    let hash = |kind: u32, text: &str| {
        u32::from_le_bytes(
            *blake3::hash(format!("{kind} {text}").as_bytes()).as_bytes().first_chunk().unwrap_or(&[0; 4]),
        )
    };
    let sentence = |(clues, (set, document, words)): (Vec<Clues>, (String, String, Vec<Vec<&str>>))| Sentence {
        set,
        document,
        clues,
        gold: words.iter().map(|w| names::label(w[1])).collect(),
        told: (0..words.len())
            .map(|i| {
                let mut told = Vec::new();
                for k in -1..=1isize {
                    let Some(w) = i.checked_add_signed(k).and_then(|j| words.get(j)) else { continue };
                    told.push(hash((k + 1) as u32, w[2]));
                    told.push(hash((k + 5) as u32, w[3]));
                    told.push(hash((k + 10) as u32, w[4]));
                    if k == 0 {
                        told.push(hash(20, &format!("{} {}", w[2], w[3])));
                        told.push(hash(21, &format!("{} {}", w[2], w[4])));
                    }
                }
                told
            })
            .collect(),
    };
    Ok(clues.into_iter().zip(rows).map(sentence).collect())
}

fn one(label: usize) -> [f32; LABELS] {
    let mut target = [0.0; LABELS];
    target[label] = 1.0;
    target
}

fn with_told(sentence: &Sentence, i: usize) -> Clues {
    let mut clues = sentence.clues[i].clone();
    clues.letters.extend(&sentence.told[i]);
    clues
}

/// A finder, and the labeller that made its silver, from all sentences that are not held out.
fn finder(
    sentences: &[Sentence],
    held: impl Fn(&Sentence) -> bool,
    settings: Settings,
    weights: &Weights,
) -> (Model, Model) {
    let open = |s: &Sentence| (0..s.clues.len()).filter(|&i| s.clues[i].open).collect::<Vec<_>>();
    let mut lessons = Vec::new();
    for s in sentences.iter().filter(|s| !held(s) && (s.set == "en_ewt-dev" || s.set == "en_gum-open-train")) {
        let weight = if s.set == "en_ewt-dev" { 1.0 } else { 0.3 };
        for i in open(s) {
            let Some(label) = s.gold[i] else { continue };
            lessons.push(Lesson { clues: with_told(s, i), target: one(label), weight });
        }
    }
    let labeller = names::train(&lessons, Settings { rounds: 8, drop: 0.3, least: 2, ..settings });
    let mut lessons = Vec::new();
    for s in sentences.iter().filter(|s| !held(s)) {
        for i in open(s) {
            let clues = s.clues[i].clone();
            match (s.set.as_str(), s.gold[i]) {
                ("en_ewt-dev", Some(label)) => lessons.push(Lesson { clues, target: one(label), weight: weights.dev }),
                ("en_gum-open-train", Some(label)) => {
                    lessons.push(Lesson { clues, target: one(label), weight: weights.gum })
                }
                ("en_ewt-train", _) => {
                    let mut target = names::scores(&labeller, &with_told(s, i));
                    names::probabilities(&mut target);
                    lessons.push(Lesson { clues, target, weight: weights.silver });
                }
                _ => {}
            }
        }
    }
    eprintln!("xtask: {} words to learn from", lessons.len());
    (names::train(&lessons, settings), labeller)
}

fn score(
    sentences: &[Sentence],
    which: impl Fn(&Sentence) -> bool,
    model: &Model,
    told: bool,
    name: &str,
    totals: &mut BTreeMap<String, Counts>,
) {
    for s in sentences.iter().filter(|s| which(s)) {
        let clues: Vec<Clues> =
            (0..s.clues.len()).map(|i| if told { with_told(s, i) } else { s.clues[i].clone() }).collect();
        // UNER's places hold facilities.
        let plain = |kind: &str| match kind {
            "facility" => "place".to_owned(),
            kind => kind.to_owned(),
        };
        let ours: Vec<(usize, usize, String)> =
            names::names(model, &clues).into_iter().map(|(a, z, k)| (a, z, plain(k.name()))).collect();
        let theirs: Vec<(usize, usize, String)> =
            gold_names(&s.gold).into_iter().map(|(a, z, k)| (a, z, plain(k))).collect();
        for kind in ["person", "organisation", "place", "all"] {
            let counts = |k: &str| kind == k || (kind == "all" && ["person", "organisation", "place"].contains(&k));
            let total = totals.entry(format!("{name} {kind}")).or_default();
            total.0 += ours.iter().filter(|n| counts(&n.2) && theirs.contains(n)).count();
            total.1 += ours.iter().filter(|n| counts(&n.2)).count();
            total.2 += theirs.iter().filter(|n| counts(&n.2)).count();
        }
    }
}

fn gold_names(gold: &[Option<usize>]) -> Vec<(usize, usize, &'static str)> {
    const KINDS: [&str; 7] = ["person", "organisation", "place", "group", "facility", "event", "law"];
    let (mut found, mut i) = (Vec::new(), 0);
    while i < gold.len() {
        let label = gold[i].unwrap_or(0);
        let start = i;
        i += 1;
        if label % 2 == 1 {
            while i < gold.len() && gold[i] == Some(label + 1) {
                i += 1;
            }
            found.push((start, i, KINDS[label / 2]));
        }
    }
    found
}
