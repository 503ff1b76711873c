//! `cargo xtask train attribute`: learns which words are cues and what belongs to them.
//!
//! Trained on PolNeAR's training articles (`shared/data/attribution`). With `--cross`, five times
//! on four fifths, measured on the fifth that was left out; near-duplicate stories stay together.

use std::collections::BTreeMap;

use legation::attribute::learned::{Around, Scene, Weights, cue, write};
use legation::id::ArticleId;
use legation::parse::{self, Document, Upos};
use legation::{attribute, code, link};

use super::chain;
use super::lessons::{self, Chances};
use super::sparse::{Learner, Pass, counts};
use crate::evaluate::attribute::{Score, Spans, gold};

/// The score over held-out folds at the thresholds that the engine uses, with the data's digest.
pub fn cross_validated(arguments: &[String]) -> Result<(Score, String), String> {
    let settings = Settings::of(&[]);
    let (text, digest) = crate::evaluate::attribute::training()?;
    let only = arguments.iter().position(|a| a == "--fold").and_then(|i| arguments.get(i + 1)?.parse().ok());
    let builtin = attribute::Cues::builtin();
    let mut scores = cross(&read(&text), &settings, only, &[builtin.least])?;
    Ok((scores.remove(0).1, digest))
}

/// What is tuned: on the first of the five folds, on 2026-11-27.
#[derive(Clone, Debug)]
pub struct Settings {
    hidden: usize,
    rounds: usize,
    rate: f32,
    drop: f32,
    least: u32,
    /// How much the teacher's chances weigh against what people marked.
    teacher: f32,
}

impl Settings {
    fn of(arguments: &[String]) -> Settings {
        let value =
            |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1)?.parse().ok());
        Settings {
            hidden: value("--hidden").unwrap_or(16.0) as usize,
            rounds: value("--rounds").unwrap_or(5.0) as usize,
            rate: value("--rate").unwrap_or(0.01),
            drop: value("--drop").unwrap_or(0.3),
            least: value("--least").unwrap_or(14.0) as u32,
            teacher: value("--teacher").unwrap_or(0.8),
        }
    }
}

/// An article with what people marked in it.
pub struct Marked {
    pub text: String,
    pub gold: Vec<Spans>,
    pub fold: usize,
    pub document: Document,
    /// Tokens of the articles before it.
    pub first: usize,
}

pub fn run(arguments: &[String]) -> Result<(), String> {
    let settings = Settings::of(arguments);
    let (text, digest) = crate::evaluate::attribute::training()?;
    let articles = read(&text);
    println!("train attribute: {} articles (data {digest}), {settings:?}", articles.len());
    if let Some(folder) = arguments.iter().position(|a| a == "--lessons").and_then(|i| arguments.get(i + 1)) {
        return lessons::write(&articles, std::path::Path::new(folder));
    }
    if arguments.iter().any(|a| a == "--cross") {
        let only: Option<usize> =
            arguments.iter().position(|a| a == "--fold").and_then(|i| arguments.get(i + 1)?.parse().ok());
        for (least, score) in cross(&articles, &settings, only, TRIED)? {
            println!("least {least:+.1}  {}", score.line());
            if least == attribute::Cues::builtin().least {
                score.print();
            }
        }
        return Ok(());
    }
    let all: Vec<&Marked> = articles.iter().collect();
    let chances = Chances::read(&articles)?;
    let weights = learn(&all, &settings, &chances, 5);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation-data/attribution/weights.bin");
    let bytes = write(&weights);
    println!("{} bytes, BLAKE3 {}", bytes.len(), blake3::hash(&bytes).to_hex());
    std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// Parses the articles and deals them out to five folds, near-duplicates together.
pub fn read(text: &str) -> Vec<Marked> {
    let lines: Vec<&str> = text.lines().collect();
    let mut articles: Vec<Marked> = lines
        .iter()
        .filter_map(|line| {
            let (text, gold) = gold(line)?;
            let document = parse::document(&text);
            Some(Marked { text, gold, fold: 0, document, first: 0 })
        })
        .collect();
    let mut first = 0;
    for article in &mut articles {
        article.first = first;
        first += article.document.tokens.len();
    }
    let groups = groups(&articles);
    for (article, group) in articles.iter_mut().zip(groups) {
        article.fold = group % 5;
    }
    articles
}

/// The number of the first article that each shares a quarter of its rare five-word runs with.
fn groups(articles: &[Marked]) -> Vec<usize> {
    let mut runs: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut sizes = vec![0usize; articles.len()];
    for (i, article) in articles.iter().enumerate() {
        let words: Vec<String> = article.text.split_whitespace().map(str::to_lowercase).collect();
        for run in words.windows(5) {
            let hash = blake3::hash(run.join(" ").as_bytes());
            let hash = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap_or_default());
            if hash % 4 == 0 {
                let list = runs.entry(hash).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                    sizes[i] += 1;
                }
            }
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for list in runs.values().filter(|l| l.len() <= 20) {
        for (k, &a) in list.iter().enumerate() {
            for &b in &list[k + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut group: Vec<usize> = (0..articles.len()).collect();
    for ((a, b), n) in shared {
        if n * 4 >= sizes[a].min(sizes[b]) && n > 2 {
            let (low, high) = (group[a].min(group[b]), group[a].max(group[b]));
            group.iter_mut().filter(|g| **g == high).for_each(|g| *g = low);
        }
    }
    group
}

/// The thresholds that are tried.
const TRIED: &[f32] = &[-1.5, -1.3, -1.1, -0.9, -0.7];

/// Learns on four fifths and reads the fifth that was left out, five times, through all rooms.
fn cross(
    articles: &[Marked],
    settings: &Settings,
    only: Option<usize>,
    tried: &[f32],
) -> Result<Vec<(f32, Score)>, String> {
    let mut scores: Vec<(f32, Score)> = tried.iter().map(|&t| (t, Score::default())).collect();
    let chances = Chances::read(articles)?;
    for fold in (0..5).filter(|f| only.is_none_or(|o| o == *f)) {
        let (held, rest): (Vec<&Marked>, Vec<&Marked>) = articles.iter().partition(|a| a.fold == fold);
        let bytes = write(&learn(&rest, settings, &chances, fold));
        println!("fold {fold}: {} articles held out, weights of {} bytes", held.len(), bytes.len());
        let mut cues = attribute::Cues::with(Weights::read(&bytes).ok_or("the weights do not read back")?);
        for article in held {
            let id = ArticleId::of(&["held out"]);
            let setting = code::Setting { article: &id, published: None };
            let linked = link::mentions(&article.document, None, link::Knowledge::builtin());
            for (least, score) in &mut scores {
                cues.least = *least;
                let found = attribute::claims(&article.document, &linked, &mut [], &setting, &cues);
                let spans: Vec<Spans> = found.claims.iter().filter(|c| c.within.is_none()).map(Spans::of).collect();
                score.add(&article.text, &article.gold, &spans, false);
            }
        }
    }
    Ok(scores)
}

/// The cue's head and every token's label for one attribution.
struct Sequence {
    place: usize,
    rows: Vec<Vec<u32>>,
    labels: Vec<usize>,
}

/// Learns both networks; cues from what people marked and from the chances that a teacher gives in `row`.
fn learn(articles: &[&Marked], settings: &Settings, chances: &Chances, row: usize) -> Weights {
    let mut words: Vec<(Vec<u32>, f32)> = Vec::new();
    let mut sequences: Vec<Sequence> = Vec::new();
    let (mut outside, mut inside) = (0usize, 0usize);
    for article in articles {
        let document = &article.document;
        let scene = Scene::of(document);
        let tokens = |spans: &[(usize, usize)]| tokens_of(document, spans);
        let mut heads: BTreeMap<u32, &Spans> = BTreeMap::new();
        for spans in &article.gold {
            if let Some(head) = cue_head(document, &tokens(&spans.roles[1])) {
                heads.entry(head).or_insert(spans);
            }
        }
        let mut rows = Vec::new();
        for t in 0..document.tokens.len() as u32 {
            if cue(&scene, t, &mut rows) {
                let marked = f32::from(u8::from(heads.contains_key(&t)));
                let taught = chances.of(row, article.first + t as usize);
                words.push((rows.clone(), marked + settings.teacher * (taught - marked)));
            }
        }
        let cues: Vec<u32> = heads.keys().copied().collect();
        for (&head, spans) in &heads {
            let around = Around::of(&scene, head, &cues);
            let Some(place) = around.tokens.iter().position(|&t| t == head) else { continue };
            let mut labels = vec![0usize; around.tokens.len()];
            for (role, spans) in [1usize, 3, 2].into_iter().zip([&spans.roles[0], &spans.roles[2], &spans.roles[1]]) {
                for t in tokens(spans) {
                    match around.tokens.binary_search(&t) {
                        Ok(at) => {
                            labels[at] = role;
                            inside += 1;
                        }
                        Err(_) if document.form(t).chars().any(char::is_alphanumeric) => outside += 1,
                        Err(_) => {}
                    }
                }
            }
            labels[place] = 2;
            let rows = (0..around.tokens.len())
                .map(|at| {
                    let mut rows = Vec::new();
                    around.rows(at, &mut rows);
                    rows
                })
                .collect();
            sequences.push(Sequence { place, rows, labels });
        }
    }
    let pairs: usize = sequences.iter().map(|s| s.rows.len()).sum();
    eprintln!(
        "{} words, {} cues, {pairs} words around them, {} of marked words out of reach",
        words.len(),
        sequences.len(),
        outside as f32 / (inside + outside).max(1) as f32
    );
    let cue = learn_cues(&words, settings);
    let (span, steps) = learn_spans(&sequences, settings);
    Weights { cue, span, steps }
}

fn learn_cues(words: &[(Vec<u32>, f32)], settings: &Settings) -> legation::attribute::learned::Network {
    let counts = counts(words.iter().map(|w| w.0.as_slice()));
    let mut learner = Learner::new(settings.hidden, 1, settings.drop, &counts, settings.least);
    let mut order: Vec<usize> = (0..words.len()).collect();
    let mut pass = Pass::default();
    for round in 0..settings.rounds {
        let rate = settings.rate * (1.0 - round as f32 / settings.rounds as f32);
        learner.random.shuffle(&mut order);
        let mut loss = 0.0f64;
        for &i in &order {
            let (rows, wanted) = &words[i];
            learner.up(rows, &mut pass);
            let probability = 1.0 / (1.0 + (-pass.scores[0]).exp());
            loss -=
                f64::from(wanted * probability.max(1e-7).ln() + (1.0 - wanted) * (1.0 - probability).max(1e-7).ln());
            let gradient = probability - wanted;
            if gradient.abs() > 1e-3 {
                learner.down(&pass, &[gradient], rate);
            }
        }
        eprintln!("  cues, round {round}: loss {:.4}", loss / words.len() as f64);
    }
    learner.finish()
}

fn learn_spans(sequences: &[Sequence], settings: &Settings) -> (legation::attribute::learned::Network, [[f32; 4]; 4]) {
    let counts = counts(sequences.iter().flat_map(|s| s.rows.iter().map(Vec::as_slice)));
    let mut learner = Learner::new(settings.hidden, 4, settings.drop, &counts, settings.least);
    let mut steps = [[0.0f32; 4]; 4];
    let mut seen = [[0.0f32; 4]; 4];
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    let mut passes: Vec<Pass> = vec![Pass::default(); 4_000];
    let mut gradient = Vec::new();
    for round in 0..settings.rounds {
        let rate = settings.rate * (1.0 - round as f32 / settings.rounds as f32);
        learner.random.shuffle(&mut order);
        let (mut loss, mut n) = (0.0f64, 0usize);
        for &i in &order {
            let sequence = &sequences[i];
            let mut scores = Vec::with_capacity(sequence.rows.len());
            for (rows, pass) in sequence.rows.iter().zip(&mut passes) {
                learner.up(rows, pass);
                scores.push([pass.scores[0], pass.scores[1], pass.scores[2], pass.scores[3]]);
            }
            let mut step_gradient = [[0.0f32; 4]; 4];
            let length = scores.len().min(passes.len());
            loss += f64::from(chain::gradient(
                &scores[..length],
                &steps,
                &sequence.labels[..length],
                sequence.place,
                &mut gradient,
                &mut step_gradient,
            ));
            n += length;
            for (pass, gradient) in passes.iter().zip(&gradient) {
                if gradient.iter().any(|g| g.abs() > 2e-3) {
                    learner.down(pass, gradient, rate);
                }
            }
            for a in 0..4 {
                for b in 0..4 {
                    let g = step_gradient[a][b];
                    seen[a][b] += g * g;
                    steps[a][b] -= rate * g / (seen[a][b].sqrt() + 1e-4);
                }
            }
        }
        eprintln!("  spans, round {round}: loss {:.4}", loss / n.max(1) as f64);
    }
    (learner.finish(), steps)
}

/// The tokens that some spans touch.
pub fn tokens_of(document: &Document, spans: &[(usize, usize)]) -> Vec<u32> {
    let mut out = Vec::new();
    for &(from, to) in spans {
        let first = document.tokens.partition_point(|t| t.span.end as usize <= from);
        out.extend(
            (first..document.tokens.len())
                .take_while(|&t| (document.tokens[t].span.start as usize) < to)
                .map(|t| t as u32),
        );
    }
    out
}

/// The word of a cue phrase that the others hang on.
pub fn cue_head(document: &Document, tokens: &[u32]) -> Option<u32> {
    let top: Vec<u32> = tokens
        .iter()
        .copied()
        .filter(|&t| document.form(t).chars().any(char::is_alphanumeric))
        .filter(|&t| document.head(t).is_none_or(|h| !tokens.contains(&h)))
        .collect();
    let rank = |t: u32| match document.upos(t) {
        _ if document.form(t).eq_ignore_ascii_case("according") => 0,
        Upos::Verb => 1,
        Upos::Noun => 2,
        Upos::Adj | Upos::Propn => 3,
        Upos::Adp | Upos::Aux | Upos::Adv => 4,
        _ => 5,
    };
    top.into_iter().min_by_key(|&t| (rank(t), t))
}
