//! `cargo xtask train names LESSONS.tsv [--cross [--errors]]`: the name finder, from gold and from a teacher's answers.
//!
//! Gold names of UNER's kind stand on few words. Over ten thousand sentences of the treebanks and of news
//! are labelled by hand (`english/names-by-hand.tsv`), as many were written for us with their names marked
//! (`english/written/`); a larger network (`english/namer.py`) that learned from those, and never saw the gold,
//! writes how likely each label is. The finder learns from all. With
//! `--cross` the gold's documents are dealt into five parts, and each is scored by a finder that never saw it;
//! `--errors` prints where it and the reference differ.

use std::collections::BTreeMap;
use std::path::Path;

use legation::parse::conllu;
use legation::parse::names::{self, Clues, Draft, LABELS, Lesson, Model, Settings};

/// Names of the reference and of ours that agree, ours, the reference's.
type Counts = (usize, usize, usize);

type Target = [f32; LABELS];

struct Sentence {
    set: String,
    document: String,
    words: Vec<String>,
    clues: Vec<Clues>,
    /// Gold labels, where there are any.
    gold: Vec<Option<usize>>,
    /// How likely the teacher finds each label; none where it was not asked.
    told: Vec<Option<Target>>,
}

/// Trains and writes, or cross-validates.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let path = arguments.first().ok_or("give the lessons that english/namer.py writes")?;
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut rows = rows(&text)?;
    by_hand(&mut rows)?;
    let number = |flag: &str, or: f32| -> f32 {
        arguments.iter().position(|a| a == flag).and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(or)
    };
    let settings = Settings {
        hidden: number("--hidden", 48.0) as usize,
        members: number("--members", 4.0) as usize,
        rounds: number("--rounds", 6.0) as usize,
        rate: number("--rate", 0.002),
        batch: number("--batch", 650.0) as usize,
        least: number("--least", 6.0) as usize,
        most: number("--most", 80_000.0) as usize,
        drop: number("--drop", 0.5),
        treeless: number("--treeless", 0.2),
        lean: number("--lean", 0.4),
        seed: 7,
    };
    let weights = Weights {
        dev: number("--dev", 3.0),
        gum: number("--gum", 1.0),
        silver: number("--silver", 0.6),
        news: number("--news", 0.5),
        hand: number("--hand", 2.0),
        written: number("--written", 1.5),
        lowered: number("--low", 1.0),
        trust: number("--trust", 0.7),
    };
    rows.extend(lowered(&rows, number("--lowered", 4.0) as usize));
    let sentences = analysed(rows)?;
    if arguments.iter().any(|a| a == "--cross") {
        let parts = number("--parts", 5.0) as usize;
        let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
        for part in 0..parts {
            let held = |s: &Sentence| s.set == "en_ewt-dev" && fold(&s.document) == part;
            let model = finder(&sentences, held, settings, &weights).model();
            score(&sentences, held, &model, "finder", &mut totals);
            if arguments.iter().any(|a| a == "--errors") {
                errors(&sentences, held, &model);
            }
            let gum = |s: &Sentence| s.set == "en_gum-open-dev";
            if part == 0 {
                score(&sentences, gum, &model, "gum", &mut totals);
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
    let model = finder(&sentences, |_| false, settings, &weights);
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
    news: f32,
    /// Of a word that was labelled by hand.
    hand: f32,
    /// Of a word in text written for us.
    written: f32,
    /// The same in small letters.
    lowered: f32,
    /// How far the teacher is believed where there is a label by hand.
    trust: f32,
}

fn fold(document: &str) -> usize {
    usize::from(blake3::hash(document.as_bytes()).as_bytes()[0]) % 5
}

/// A sentence as it is given: set, document, words, gold labels, what the teacher says.
struct Row {
    set: String,
    document: String,
    words: Vec<String>,
    gold: Vec<Option<usize>>,
    told: Vec<Option<Target>>,
}

fn rows(text: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for block in text.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let (head, body) = block.trim_start_matches('\n').split_once('\n').ok_or("a sentence without words")?;
        let (set, document) = head.trim_start_matches("# ").split_once(' ').ok_or_else(|| head.to_owned())?;
        let lines: Vec<Vec<&str>> = body.lines().map(|l| l.split('\t').collect()).collect();
        rows.push(Row {
            set: set.to_owned(),
            document: document.to_owned(),
            words: lines.iter().map(|w| w[0].to_owned()).collect(),
            gold: lines.iter().map(|w| names::label(w[1])).collect(),
            told: lines.iter().map(|w| told(&w[2..])).collect::<Result<_, String>>()?,
        });
    }
    Ok(rows)
}

/// Lets the finder look at each sentence.
fn analysed(rows: Vec<Row>) -> Result<Vec<Sentence>, String> {
    let mut given = String::new();
    for row in &rows {
        for (i, word) in row.words.iter().enumerate() {
            given.push_str(&format!("{}\t{word}\t_\t_\t_\t_\t_\t_\t_\t_\n", i + 1));
        }
        given.push('\n');
    }
    let clues = names::clues(&conllu::pretokenized(&given).map_err(|e| e.to_string())?);
    if clues.len() != rows.len() {
        return Err(format!("{} sentences given, {} analysed", rows.len(), clues.len()));
    }
    let sentence =
        |(clues, Row { set, document, words, gold, told })| Sentence { set, document, words, clues, gold, told };
    Ok(clues.into_iter().zip(rows).map(sentence).collect())
}

/// Sentences labelled by hand once more in small letters: one in so many.
fn lowered(rows: &[Row], each: usize) -> Vec<Row> {
    let labelled = rows.iter().filter(|r| r.set == HAND && r.gold.iter().any(|l| *l != Some(0)));
    let small = |row: &Row| Row {
        set: "lowered".to_owned(),
        document: row.document.clone(),
        words: row.words.iter().map(|w| w.to_lowercase()).collect(),
        gold: row.gold.clone(),
        told: vec![None; row.words.len()],
    };
    labelled.step_by(each).map(small).collect()
}

/// The set that a sentence labelled by hand belongs to from then on.
const HAND: &str = "hand";

/// Lays labels by hand (`english/names-by-hand.tsv`: set, number of the sentence in it, its words,
/// `first-end:kind` or `-`) over the sentences.
fn by_hand(rows: &mut [Row]) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("english/names-by-hand.tsv");
    let table = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut places: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let count = counts.entry(row.set.clone()).or_default();
        places.insert((row.set.clone(), *count), at);
        *count += 1;
    }
    for (n, line) in table.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
        let bad = |why: &str| format!("{} line {}: {why}", path.display(), n + 1);
        let [set, number, words, names] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(bad("no four columns"));
        };
        let number = number.parse().map_err(|_| bad("no number"))?;
        let Some(&at) = places.get(&(set.to_owned(), number)) else { continue };
        let row = &mut rows[at];
        if words.parse() != Ok(row.gold.len()) {
            return Err(bad("the lessons have another sentence here: other articles, or another tokeniser"));
        }
        HAND.clone_into(&mut row.set);
        row.gold.fill(Some(0));
        for name in names.split(' ').filter(|name| *name != "-") {
            let parts = name.split_once(':').and_then(|(span, kind)| Some((span.split_once('-')?, kind)));
            let ((first, end), kind) = parts.ok_or_else(|| bad(name))?;
            let (first, end): (usize, usize) =
                (first.parse().map_err(|_| bad(name))?, end.parse().map_err(|_| bad(name))?);
            for word in first..end {
                let label = format!("{}-{kind}", if word == first { 'B' } else { 'I' });
                *row.gold.get_mut(word).ok_or_else(|| bad(name))? =
                    Some(names::label(&label).ok_or_else(|| bad(name))?);
            }
        }
    }
    Ok(())
}

/// What the teacher says of a word: `-` where it is sure that it is in no name, else the chances of labels;
/// of several teachers the mean.
fn told(columns: &[&str]) -> Result<Option<Target>, String> {
    if columns == ["-"] {
        return Ok(Some(one(0)));
    }
    if columns.is_empty() {
        return Ok(None);
    }
    let mut target = [0.0; LABELS];
    for pair in columns.iter().flat_map(|column| column.split(',')) {
        let bad = || format!("no label and chance: `{pair}`");
        let (label, chance) = pair.split_once(':').ok_or_else(bad)?;
        target[names::label(label).ok_or_else(bad)?] += chance.parse::<f32>().map_err(|_| bad())?;
    }
    Ok(Some(target.map(|sum| sum / columns.len() as f32)))
}

fn one(label: usize) -> [f32; LABELS] {
    let mut target = [0.0; LABELS];
    target[label] = 1.0;
    target
}

/// A finder from all sentences that are not held out.
fn finder(sentences: &[Sentence], held: impl Fn(&Sentence) -> bool, settings: Settings, weights: &Weights) -> Draft {
    let mut lessons = Vec::new();
    for s in sentences.iter().filter(|s| !held(s)) {
        for i in (0..s.clues.len()).filter(|&i| s.clues[i].open) {
            let (target, weight) = match (s.set.as_str(), s.gold[i], &s.told[i]) {
                ("en_ewt-dev", Some(label), _) => (one(label), weights.dev),
                (set @ (HAND | "written"), Some(label), told) => {
                    let gold = one(label);
                    let told = told.unwrap_or(gold);
                    let target = std::array::from_fn(|l| (1.0 - weights.trust) * gold[l] + weights.trust * told[l]);
                    (target, if set == HAND { weights.hand } else { weights.written })
                }
                ("lowered", Some(label), _) => (one(label), weights.lowered),
                ("en_gum-open-train", Some(label), _) => (one(label), weights.gum),
                ("en_ewt-train", _, Some(told)) => (*told, weights.silver),
                ("polnear", _, Some(told)) => (*told, weights.news),
                _ => continue,
            };
            if weight > 0.0 {
                lessons.push(Lesson { clues: s.clues[i].clone(), target, weight });
            }
        }
    }
    eprintln!("xtask: {} words to learn from", lessons.len());
    names::train(&lessons, settings)
}

/// UNER's kinds: its places hold facilities.
fn plain(kind: &str) -> &str {
    if kind == "facility" { "place" } else { kind }
}

/// The names that the finder sees in a sentence, and the reference's.
fn both<'a>(s: &Sentence, model: &Model) -> [Vec<(usize, usize, &'a str)>; 2] {
    let of_uner = |n: &(usize, usize, &str)| ["person", "organisation", "place"].contains(&n.2);
    let ours = names::names(model, &s.clues).into_iter().map(|(a, z, k)| (a, z, plain(k.name())));
    let theirs = gold_names(&s.gold).into_iter().map(|(a, z, k)| (a, z, plain(k)));
    [ours.filter(of_uner).collect(), theirs.filter(of_uner).collect()]
}

fn score(
    sentences: &[Sentence],
    which: impl Fn(&Sentence) -> bool,
    model: &Model,
    name: &str,
    totals: &mut BTreeMap<String, Counts>,
) {
    for s in sentences.iter().filter(|s| which(s)) {
        let [ours, theirs] = both(s, model);
        for kind in ["person", "organisation", "place", "all"] {
            let counts = |k: &str| kind == k || kind == "all";
            let total = totals.entry(format!("{name} {kind}")).or_default();
            total.0 += ours.iter().filter(|n| counts(n.2) && theirs.contains(n)).count();
            total.1 += ours.iter().filter(|n| counts(n.2)).count();
            total.2 += theirs.iter().filter(|n| counts(n.2)).count();
        }
    }
}

/// Prints the sentences where finder and reference differ, `-` before what is missed and `+` before what is
/// too many.
fn errors(sentences: &[Sentence], which: impl Fn(&Sentence) -> bool, model: &Model) {
    for s in sentences.iter().filter(|s| which(s)) {
        let [ours, theirs] = both(s, model);
        let show = |sign: char, names: &[(usize, usize, &str)], others: &[(usize, usize, &str)]| {
            for &(from, to, kind) in names.iter().filter(|n| !others.contains(n)) {
                println!("  {sign} {kind}: {}", s.words[from..to].join(" "));
            }
        };
        if ours != theirs {
            println!("{}", s.words.join(" "));
            show('-', &theirs, &ours);
            show('+', &ours, &theirs);
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
