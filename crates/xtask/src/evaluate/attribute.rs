//! How well attributions are found: who says or thinks what, against PolNeAR's training articles.
//!
//! Tokens are runs of letters, digits and underscores; punctuation costs nothing. A role's tokens
//! are compared as sets. Attributions are aligned one to one, greedily, by the overlap of their
//! contents plus a half where their cues touch. Strict: all three roles equal. Lenient: content F1
//! of at least a half, cues touch, sources touch or both are empty.

use std::collections::BTreeSet;

use legation::link::Knowledge;
use legation::{read, reading};
use serde_json::Value;

use super::gzip;

/// Articles of the training split; its card beside it says what may be done with it.
const TRAIN: &str = "attribution/polnear-train.jsonl.gz";

/// Cues that every reader of news knows; the others are the long tail of attitudes.
const COMMON: &[&str] = &[
    "said",
    "says",
    "say",
    "told",
    "tells",
    "according to",
    "added",
    "wrote",
    "writes",
    "asked",
    "tweeted",
    "noted",
    "argued",
    "announced",
    "saying",
    "claimed",
    "called",
    "explained",
    "replied",
    "reported",
];

/// Prints the table over five folds of the training articles, each read with weights that never saw
/// it; `--fold K` one of them only; `--file PATH` reads other articles with the built-in weights, of
/// which `--errors N` prints what the first N miss and invent. Then our own gold, and the time.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    let Some(path) = value("--file") else {
        let (total, digest) = crate::train::attribute::cross_validated(arguments)?;
        println!("attribute {TRAIN}: five folds, {} gold, {} found (data {digest})", total.n_gold, total.n_found);
        total.print();
        if value("--fold").is_none() {
            total.note();
        }
        super::certainty::certainty(false);
        super::certainty::commitments(false);
        return time();
    };
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let digest = blake3::hash(text.as_bytes()).to_hex()[..12].to_owned();
    let n_errors: usize = value("--errors").and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut total = Score::default();
    let mut n_changed = 0;
    for (i, line) in text.lines().enumerate() {
        match article(line) {
            Some((text, gold, found)) => total.add(&text, &gold, &found, i < n_errors),
            None => n_changed += 1,
        }
    }
    println!("attribute {path}: {} gold, {} found (data {digest})", total.n_gold, total.n_found);
    if n_changed > 0 {
        println!("  {n_changed} lines could not be read or their text was changed: they are not counted");
    }
    total.print();
    Ok(())
}

/// How much of the whole pipeline's time attribution takes, on the training articles.
fn time() -> Result<(), String> {
    use std::time::{Duration, Instant};
    let (text, _) = training()?;
    let texts: Vec<String> = text.lines().step_by(14).filter_map(|line| Some(gold(line)?.0)).collect();
    let (mut all, mut own) = (Duration::ZERO, Duration::ZERO);
    for text in &texts {
        let begun = Instant::now();
        let article = read::given(text, read::Given::default());
        let document = legation::parse::document(&article.text);
        let linked = legation::link::mentions(&document, None, Knowledge::builtin());
        let setting = legation::code::Setting { article: &article.id, published: None };
        let mut coded = legation::code::events(&document, &linked, &setting, legation::code::Lexicon::builtin());
        let before = Instant::now();
        let cues = legation::attribute::Cues::builtin();
        std::hint::black_box(legation::attribute::claims(&document, &linked, &mut coded.events, &setting, cues));
        // The first article reads the tables in.
        if text.as_ptr() != texts[0].as_ptr() {
            own += before.elapsed();
            all += begun.elapsed();
        }
    }
    println!(
        "attribute time: {:.1} % of the whole pipeline ({} articles, one thread)",
        100.0 * own.as_secs_f64() / all.as_secs_f64().max(1e-9),
        texts.len().saturating_sub(1)
    );
    Ok(())
}

/// The training split and its digest.
pub(crate) fn training() -> Result<(String, String), String> {
    gzip(TRAIN)
}

/// The spans of one attribution, in bytes.
#[derive(Clone, Default)]
pub(crate) struct Spans {
    pub roles: [Vec<(usize, usize)>; 3],
}

impl Spans {
    pub(crate) fn of(claim: &legation::attribute::Claim) -> Spans {
        let pairs = |spans: &[legation::Span]| spans.iter().map(|s| (s.start as usize, s.end as usize)).collect();
        Spans { roles: [pairs(&claim.source), pairs(&claim.cue), pairs(&claim.content)] }
    }
}

const ROLES: [&str; 3] = ["source", "cue", "content"];

/// A line's text and the attributions that people marked in it.
pub(crate) fn gold(line: &str) -> Option<(String, Vec<Spans>)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = value["text"].as_str()?.to_owned();
    // Offsets of the data are code points.
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let gold = value["attributions"]
        .as_array()?
        .iter()
        .map(|attribution| {
            let mut spans = Spans::default();
            for (role, name) in ROLES.iter().enumerate() {
                for span in attribution[*name].as_array().into_iter().flatten() {
                    let at = |i: usize| span[i].as_u64().and_then(|c| bytes.get(c as usize)).copied();
                    if let (Some(from), Some(to)) = (at(0), at(1)) {
                        spans.roles[role].push((from, to));
                    }
                }
            }
            spans
        })
        .collect();
    Some((text, gold))
}

/// A line's text, the attributions that people marked, and those that we find.
fn article(line: &str) -> Option<(String, Vec<Spans>, Vec<Spans>)> {
    let (text, gold) = gold(line)?;
    let reading = reading::of_article(read::given(&text, read::Given::default()), Knowledge::builtin());
    // Outermost claims, as `legation attribute` prints them; nested ones stand under them.
    let found = reading.attributed.claims.iter().filter(|c| c.within.is_none()).map(Spans::of).collect();
    (reading.article.text == text).then_some((text, gold, found))
}

type Tokens = BTreeSet<usize>;

/// Counts that add up over articles: hits, found, gold.
type Counts = [usize; 3];

#[derive(Default)]
pub(crate) struct Score {
    pub n_gold: usize,
    pub n_found: usize,
    token: [Counts; 3],
    exact: [Counts; 3],
    linked: [Counts; 3],
    strict: usize,
    lenient: usize,
    /// By kind of gold attribution: its name, how many, content found, all of lenient.
    kinds: [(usize, usize, usize); 7],
}

const KINDS: [&str; 7] =
    ["common cue", "other cue", "wholly quoted", "partly quoted", "indirect", "with source", "without source"];

impl Score {
    pub(crate) fn add(&mut self, text: &str, gold: &[Spans], found: &[Spans], show: bool) {
        let words = words(text);
        let sets = |all: &[Spans]| -> Vec<[Tokens; 3]> {
            all.iter().map(|s| [0, 1, 2].map(|r| tokens(&words, &s.roles[r]))).collect()
        };
        let (g, f) = (sets(gold), sets(found));
        self.n_gold += g.len();
        self.n_found += f.len();
        for role in 0..3 {
            let all = |sets: &[[Tokens; 3]]| -> Tokens { sets.iter().flat_map(|s| s[role].iter().copied()).collect() };
            let (gs, fs) = (all(&g), all(&f));
            add(&mut self.token[role], gs.intersection(&fs).count(), fs.len(), gs.len());
            let distinct = |sets: &[[Tokens; 3]]| -> BTreeSet<Tokens> {
                sets.iter().map(|s| s[role].clone()).filter(|s| !s.is_empty()).collect()
            };
            let (gs, fs) = (distinct(&g), distinct(&f));
            add(&mut self.exact[role], gs.intersection(&fs).count(), fs.len(), gs.len());
            self.linked[role][1] += f.iter().map(|s| s[role].len()).sum::<usize>();
            self.linked[role][2] += g.iter().map(|s| s[role].len()).sum::<usize>();
        }
        let mut pairs = Vec::new();
        for (i, x) in g.iter().enumerate() {
            for (j, y) in f.iter().enumerate() {
                let shared = x[2].intersection(&y[2]).count();
                let cues = x[1].intersection(&y[1]).count();
                if shared == 0 && cues == 0 {
                    continue;
                }
                let union = x[2].union(&y[2]).count().max(1);
                pairs.push((shared as f64 / union as f64 + if cues > 0 { 0.5 } else { 0.0 }, i, j));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
        let (mut used_g, mut used_f) = (vec![None; g.len()], vec![false; f.len()]);
        for (_, i, j) in pairs {
            if used_g[i].is_some() || used_f[j] {
                continue;
            }
            (used_g[i], used_f[j]) = (Some(j), true);
            let (x, y) = (&g[i], &f[j]);
            for role in 0..3 {
                self.linked[role][0] += x[role].intersection(&y[role]).count();
            }
            self.strict += usize::from(x == y);
            self.lenient += usize::from(lenient(x, y));
        }
        for (i, x) in g.iter().enumerate() {
            let partner = used_g[i].map(|j| &f[j]);
            let content = partner.is_some_and(|y| content_f1(x, y) >= 0.5);
            let all = partner.is_some_and(|y| lenient(x, y));
            let said: String = slices(text, &gold[i].roles[1]).to_lowercase();
            let quoted = quoted(text, &gold[i].roles[2]);
            let kinds = [
                if COMMON.contains(&said.trim()) { 0 } else { 1 },
                match quoted {
                    q if q > 0.95 => 2,
                    q if q > 0.0 => 3,
                    _ => 4,
                },
                if x[0].is_empty() { 6 } else { 5 },
            ];
            for kind in kinds {
                let (n, c, a) = &mut self.kinds[kind];
                (*n, *c, *a) = (*n + 1, *c + usize::from(content), *a + usize::from(all));
            }
        }
        if show {
            let line = |mark: &str, s: &Spans| {
                let [source, cue, content] = [0, 1, 2].map(|r| slices(text, &s.roles[r]).replace('\n', " "));
                println!("{mark} [{source}] <{cue}> {content}");
            };
            for (i, x) in gold.iter().enumerate() {
                match used_g[i] {
                    Some(j) if lenient(&g[i], &f[j]) => {}
                    Some(j) => {
                        line("gold ", x);
                        line("  our", &found[j]);
                    }
                    None => line("miss ", x),
                }
            }
            for (j, y) in found.iter().enumerate() {
                if !used_f[j] {
                    line("extra", y);
                }
            }
        }
    }

    /// The six figures with a floor, on one line.
    pub(crate) fn line(&self) -> String {
        let f = |c: Counts| prf(c)[2];
        format!(
            "source {:.3}  cue {:.3}  content {:.3}  lenient {:.3}  strict {:.3}  found {}",
            f(self.token[0]),
            f(self.token[1]),
            f(self.token[2]),
            f([self.lenient, self.n_found, self.n_gold]),
            f([self.strict, self.n_found, self.n_gold]),
            self.n_found
        )
    }

    /// Notes the figures that have floors.
    fn note(&self) {
        for (role, name) in ROLES.iter().enumerate() {
            super::figures::note(&format!("attribute.token.{name}"), prf(self.token[role])[2]);
        }
        for (name, n) in [("strict", self.strict), ("lenient", self.lenient)] {
            super::figures::note(&format!("attribute.{name}"), prf([n, self.n_found, self.n_gold])[2]);
        }
    }

    pub(crate) fn print(&self) {
        for (role, name) in ROLES.iter().enumerate() {
            let show = |c: Counts| {
                let [p, r, f] = prf(c);
                format!("P {p:.3} R {r:.3} F {f:.3}")
            };
            println!(
                "  {:<8} token {}   exact {}   linked {}",
                name,
                show(self.token[role]),
                show(self.exact[role]),
                show(self.linked[role])
            );
        }
        for (name, n) in [("strict", self.strict), ("lenient", self.lenient)] {
            let [p, r, f] = prf([n, self.n_found, self.n_gold]);
            println!("  {name:<8} P {p:.3} R {r:.3} F {f:.3}");
        }
        for (name, (n, content, all)) in KINDS.iter().zip(&self.kinds) {
            let share = |k: usize| k as f64 / (*n).max(1) as f64;
            println!("  recall, {name:<14} content {:.3}   lenient {:.3}   ({n})", share(*content), share(*all));
        }
        println!(
            "  peers on dev: rules over spaCy's parses .68/.55/.72, lenient .61, strict .39; two people .80/.70/.91, strict .60"
        );
    }
}

fn add(counts: &mut Counts, hits: usize, found: usize, gold: usize) {
    counts[0] += hits;
    counts[1] += found;
    counts[2] += gold;
}

fn prf([hits, found, gold]: Counts) -> [f64; 3] {
    let p = hits as f64 / found.max(1) as f64;
    let r = hits as f64 / gold.max(1) as f64;
    [p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }]
}

fn content_f1(x: &[Tokens; 3], y: &[Tokens; 3]) -> f64 {
    2.0 * x[2].intersection(&y[2]).count() as f64 / (x[2].len() + y[2].len()).max(1) as f64
}

fn lenient(x: &[Tokens; 3], y: &[Tokens; 3]) -> bool {
    let touch = |role: usize| x[role].intersection(&y[role]).next().is_some();
    content_f1(x, y) >= 0.5 && touch(1) && (touch(0) || x[0].is_empty() && y[0].is_empty())
}

/// The words of a text: runs of letters, digits and underscores.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '_', from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                out.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    out
}

fn tokens(words: &[(usize, usize)], spans: &[(usize, usize)]) -> Tokens {
    let mut out = Tokens::new();
    for &(from, to) in spans {
        let first = words.partition_point(|w| w.1 <= from);
        out.extend((first..words.len()).take_while(|&w| words[w].0 < to));
    }
    out
}

fn slices(text: &str, spans: &[(usize, usize)]) -> String {
    spans.iter().filter_map(|&(a, b)| text.get(a..b)).collect::<Vec<_>>().join(" … ")
}

/// The share of a content's characters that stand in quotation marks.
fn quoted(text: &str, spans: &[(usize, usize)]) -> f64 {
    let (mut inside, mut all, mut open) = (0, 0, false);
    for &(from, to) in spans {
        for c in text.get(from..to).unwrap_or("").chars() {
            match c {
                '“' => open = true,
                '”' => open = false,
                '"' => open = !open,
                c if c.is_alphanumeric() => {
                    all += 1;
                    inside += usize::from(open);
                }
                _ => {}
            }
        }
        open = false;
    }
    inside as f64 / f64::max(all as f64, 1.0)
}
