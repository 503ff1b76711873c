//! `cargo xtask train names LESSONS.tsv [--cross]`: the name finder, from gold and from a teacher's answers.
//!
//! Gold names of UNER's kind stand on few words. Over ten thousand sentences of the treebanks and of news
//! are labelled by hand (`english/names-by-hand.tsv`); over the rest a larger network
//! (`english/teacher.py`), tuned on the gold, writes how likely each label is. The finder learns from all
//! three. The development documents are dealt into five parts, and there is a teacher for each that never
//! saw it: with `--cross` each part is scored by a finder whose gold and teacher never saw it.

use std::collections::BTreeMap;
use std::path::Path;

use legation::parse::conllu;
use legation::parse::names::{self, Clues, Draft, LABELS, Lesson, Model, Settings};

/// Names of the reference and of ours that agree, ours, the reference's.
type Counts = (usize, usize, usize);

/// A teacher for each part of the development documents.
const TEACHERS: usize = 5;
type Target = [f32; LABELS];

struct Sentence {
    set: String,
    document: String,
    clues: Vec<Clues>,
    /// Gold labels, where there are any.
    gold: Vec<Option<usize>>,
    /// How likely each teacher finds each label; none where nobody was asked.
    told: Vec<Option<[Target; TEACHERS]>>,
}

/// Trains and writes, or cross-validates.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let path = arguments.first().ok_or("give the lessons that english/answers.py writes")?;
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut sentences = read(&text)?;
    by_hand(&mut sentences)?;
    let number = |flag: &str, or: f32| -> f32 {
        arguments.iter().position(|a| a == flag).and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(or)
    };
    let settings = Settings {
        hidden: number("--hidden", 96.0) as usize,
        rounds: number("--rounds", 8.0) as usize,
        rate: number("--rate", 0.03),
        least: number("--least", 6.0) as usize,
        drop: number("--drop", 0.5),
        treeless: number("--treeless", 0.2),
        seed: 7,
    };
    let weights = Weights {
        dev: number("--dev", 3.0),
        gum: number("--gum", 1.0),
        silver: number("--silver", 0.3),
        news: number("--news", 0.2),
        hand: number("--hand", 2.0),
    };
    if arguments.iter().any(|a| a == "--cross") {
        let parts = number("--parts", 5.0) as usize;
        let mut totals: BTreeMap<String, Counts> = BTreeMap::new();
        for part in 0..parts {
            let held = |s: &Sentence| s.set == "en_ewt-dev" && fold(&s.document) == part;
            let model = finder(&sentences, held, Some(part), settings, &weights).model();
            score(&sentences, held, &model, "finder", &mut totals);
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
    let model = finder(&sentences, |_| false, None, settings, &weights);
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
    let sentence = |(clues, (set, document, words)): (Vec<Clues>, (String, String, Vec<Vec<&str>>))| {
        let told = words.iter().map(|w| told(&w[2..])).collect::<Result<_, String>>()?;
        Ok(Sentence { set, document, clues, gold: words.iter().map(|w| names::label(w[1])).collect(), told })
    };
    clues.into_iter().zip(rows).map(sentence).collect()
}

/// Lays labels by hand (`english/names-by-hand.tsv`: set, number of the sentence in it, its words,
/// `first-end:kind` or `-`) over the sentences.
fn by_hand(sentences: &mut [Sentence]) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("english/names-by-hand.tsv");
    let table = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut places: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let count = counts.entry(sentence.set.clone()).or_default();
        places.insert((sentence.set.clone(), *count), at);
        *count += 1;
    }
    for (n, line) in table.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
        let bad = |why: &str| format!("{} line {}: {why}", path.display(), n + 1);
        let [set, number, words, names] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(bad("no four columns"));
        };
        let number = number.parse().map_err(|_| bad("no number"))?;
        let Some(&at) = places.get(&(set.to_owned(), number)) else { continue };
        let sentence = &mut sentences[at];
        if words.parse() != Ok(sentence.gold.len()) {
            return Err(bad("the lessons have another sentence here: other articles, or another tokeniser"));
        }
        sentence.gold.fill(Some(0));
        for name in names.split(' ').filter(|name| *name != "-") {
            let parts = name.split_once(':').and_then(|(span, kind)| Some((span.split_once('-')?, kind)));
            let ((first, end), kind) = parts.ok_or_else(|| bad(name))?;
            let (first, end): (usize, usize) =
                (first.parse().map_err(|_| bad(name))?, end.parse().map_err(|_| bad(name))?);
            for word in first..end {
                let label = format!("{}-{kind}", if word == first { 'B' } else { 'I' });
                *sentence.gold.get_mut(word).ok_or_else(|| bad(name))? =
                    Some(names::label(&label).ok_or_else(|| bad(name))?);
            }
        }
    }
    Ok(())
}

/// What the teachers say of a word: `-` where all are sure that it is in no name, else a list for each.
fn told(columns: &[&str]) -> Result<Option<[Target; TEACHERS]>, String> {
    if columns == ["-"] {
        return Ok(Some([one(0); TEACHERS]));
    }
    if columns.is_empty() {
        return Ok(None);
    }
    let mut targets = [[0.0; LABELS]; TEACHERS];
    for (target, column) in targets.iter_mut().zip(columns) {
        for pair in column.split(',') {
            let bad = || format!("no label and chance: `{pair}`");
            let (label, chance) = pair.split_once(':').ok_or_else(bad)?;
            target[names::label(label).ok_or_else(bad)?] = chance.parse().map_err(|_| bad())?;
        }
    }
    Ok(Some(targets))
}

fn one(label: usize) -> [f32; LABELS] {
    let mut target = [0.0; LABELS];
    target[label] = 1.0;
    target
}

/// The mean of the teachers' answers, or one teacher's.
fn answer(told: &[Target; TEACHERS], teacher: Option<usize>) -> Target {
    if let Some(k) = teacher {
        return told[k];
    }
    std::array::from_fn(|label| told.iter().map(|t| t[label]).sum::<f32>() / TEACHERS as f32)
}

/// A finder from all sentences that are not held out, and from the teacher that never saw those.
fn finder(
    sentences: &[Sentence],
    held: impl Fn(&Sentence) -> bool,
    teacher: Option<usize>,
    settings: Settings,
    weights: &Weights,
) -> Draft {
    let mut lessons = Vec::new();
    for s in sentences.iter().filter(|s| !held(s)) {
        for i in (0..s.clues.len()).filter(|&i| s.clues[i].open) {
            let (target, weight) = match (s.set.as_str(), s.gold[i], &s.told[i]) {
                ("en_ewt-dev", Some(label), _) => (one(label), weights.dev),
                ("en_gum-open-train", Some(label), _) => (one(label), weights.gum),
                ("en_ewt-train" | "polnear", Some(label), _) => (one(label), weights.hand),
                ("en_ewt-train", _, Some(told)) => (answer(told, teacher), weights.silver),
                ("polnear", _, Some(told)) => (answer(told, teacher), weights.news),
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

fn score(
    sentences: &[Sentence],
    which: impl Fn(&Sentence) -> bool,
    model: &Model,
    name: &str,
    totals: &mut BTreeMap<String, Counts>,
) {
    for s in sentences.iter().filter(|s| which(s)) {
        // UNER's places hold facilities.
        let plain = |kind: &str| match kind {
            "facility" => "place".to_owned(),
            kind => kind.to_owned(),
        };
        let ours: Vec<(usize, usize, String)> =
            names::names(model, &s.clues).into_iter().map(|(a, z, k)| (a, z, plain(k.name()))).collect();
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
