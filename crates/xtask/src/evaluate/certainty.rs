//! Our own gold for certainty, and for commitments, agenda, expectations and open questions.

use std::collections::BTreeMap;

use legation::attribute::{self, CommitmentKind};
use legation::link::Knowledge;
use legation::reading::{self, Reading};
use legation::{Span, read};

const CERTAINTY: &str = include_str!("../../gold/attribute/certainty.md");
const COMMITMENTS: &str = include_str!("../../gold/attribute/commitments.md");

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..12].to_owned()
}

fn read(text: &str, published: Option<&str>) -> Reading {
    let given = read::Given {
        published: published.and_then(|d| d.parse().ok()),
        language: Some("en".to_owned()),
        ..read::Given::default()
    };
    reading::of_article(read::given(text, given), Knowledge::builtin())
}

/// Prints macro-F1 over the labels, of each half; errors of the first half only.
pub fn certainty(errors: bool) {
    let mut tables: BTreeMap<&str, BTreeMap<(String, String), usize>> = BTreeMap::new();
    let (mut label, mut half) = ("", "");
    for line in CERTAINTY.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            (label, half) = heading.split_once(' ').unwrap_or((heading, ""));
            continue;
        }
        let (Some(open), Some(close)) = (line.find("[["), line.find("]]")) else { continue };
        let text = line.replace("[[", "").replace("]]", "");
        let reading = read(&text, Some("2024-05-15"));
        let document = &reading.document;
        let place = Span::at(open, close - 2);
        let Some(token) = document.tokens.iter().position(|t| t.span.overlaps(place)) else { continue };
        let sure = attribute::sure_of(document, &reading.attributed, token as u32);
        let found = sure.certainty.name();
        for part in [half, "all"] {
            *tables.entry(part).or_default().entry((label.to_owned(), found.to_owned())).or_default() += 1;
        }
        if errors && half == "a" && found != label {
            println!("  {label} read as {found} by {:?}: {line}", sure.cue.map(|s| s.of(&document.text)));
        }
    }
    for (part, table) in &tables {
        let n: usize = table.values().sum();
        let right: usize = table.iter().filter(|((g, f), _)| g == f).map(|(_, n)| n).sum();
        let labels: Vec<&str> = attribute::Certainty::ALL.iter().map(|c| c.name()).collect();
        let of = |label: &str| {
            let hits = table.get(&(label.to_owned(), label.to_owned())).copied().unwrap_or(0);
            let gold: usize = table.iter().filter(|((g, _), _)| g == label).map(|(_, n)| n).sum();
            let found: usize = table.iter().filter(|((_, f), _)| f == label).map(|(_, n)| n).sum();
            2.0 * hits as f64 / (gold + found).max(1) as f64
        };
        let each: Vec<String> = labels.iter().map(|l| format!("{l} {:.2}", of(l))).collect();
        let macro_f1 = labels.iter().map(|l| of(l)).sum::<f64>() / labels.len() as f64;
        super::figures::note(&format!("certainty.{part}"), macro_f1);
        println!(
            "certainty, half {part}: macro-F1 {macro_f1:.3}, accuracy {:.3}, {n} sentences (gold {})  {}",
            right as f64 / n.max(1) as f64,
            digest(CERTAINTY),
            each.join("  ")
        );
    }
}

struct Item<'a> {
    kind: &'a str,
    by: Option<&'a str>,
    issue: Option<&'a str>,
    words: &'a str,
    deadline: Option<&'a str>,
}

/// Prints F1 over items, of each half; errors of the first half only.
pub fn commitments(errors: bool) {
    let mut sums: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for block in COMMITMENTS.split("\n## ").skip(1) {
        let mut lines = block.lines();
        let heading: Vec<&str> = lines.next().unwrap_or("").split(' ').collect();
        let [id, half, published] = heading[..] else { continue };
        let (items, text): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.starts_with("- "));
        let text = text.join("\n").trim().to_owned();
        let items: Vec<Item> = items
            .iter()
            .map(|l| {
                let cells: Vec<&str> = l[2..].split('|').map(str::trim).collect();
                let cell = |i: usize| cells.get(i).copied().filter(|c| !c.is_empty() && *c != "-");
                match cells[0] {
                    "agenda" => Item { kind: "agenda", by: None, issue: cell(1), words: cells[2], deadline: None },
                    "question" => Item { kind: "question", by: None, issue: None, words: cells[1], deadline: None },
                    kind => Item { kind, by: cell(1), issue: None, words: cells[2], deadline: cell(3) },
                }
            })
            .collect();
        let reading = read(&text, Some(published));
        let found = found(&reading);
        let mut used = vec![false; found.len()];
        let mut hits: Vec<(&str, bool)> = Vec::new();
        for item in &items {
            let places: Vec<Span> = text.match_indices(item.words).map(|(a, w)| Span::at(a, a + w.len())).collect();
            let hit = found.iter().enumerate().position(|(i, f)| !used[i] && places.iter().any(|&at| f.fits(item, at)));
            if let Some(i) = hit {
                used[i] = true;
            } else if errors && half == "a" {
                println!(
                    "  {id} missed {} {:?} `{}` {:?}",
                    item.kind,
                    item.by.or(item.issue),
                    item.words,
                    item.deadline
                );
            }
            hits.push((item.kind, hit.is_some()));
        }
        for part in [half, "all"] {
            for &(kind, hit) in &hits {
                for key in [part.to_owned(), format!("{part} {kind}")] {
                    let counts = sums.entry(key).or_default();
                    counts[0] += usize::from(hit);
                    counts[2] += 1;
                }
            }
            for f in &found {
                for key in [part.to_owned(), format!("{part} {}", f.kind)] {
                    sums.entry(key).or_default()[1] += 1;
                }
            }
        }
        if errors && half == "a" {
            for (f, _) in found.iter().zip(&used).filter(|(_, used)| !**used) {
                println!(
                    "  {id} invented {} {} by {:?} `{}` {:?}",
                    f.kind,
                    f.issue,
                    f.by,
                    f.span.of(&text),
                    f.deadline
                );
            }
        }
    }
    for (part, [hits, found, gold]) in &sums {
        let (p, r) = (*hits as f64 / (*found).max(1) as f64, *hits as f64 / (*gold).max(1) as f64);
        let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        super::figures::note(&format!("commitments.{}", part.replace(' ', ".")), f);
        println!(
            "commitments and agenda, {part}: F1 {f:.3}  P {p:.3}  R {r:.3}  ({gold} items, {found} found, gold {})",
            digest(COMMITMENTS)
        );
    }
}

struct Found {
    kind: &'static str,
    issue: String,
    by: Vec<String>,
    span: Span,
    deadline: Option<String>,
}

fn found(reading: &Reading) -> Vec<Found> {
    let text = &reading.article.text;
    let attributed = &reading.attributed;
    let mut out = Vec::new();
    for c in &attributed.commitments {
        let kind = match c.kind {
            CommitmentKind::Promise => "promise",
            CommitmentKind::Threat => "threat",
            CommitmentKind::Expectation => "expectation",
        };
        let by = c.by.map(|e| reading.linked.entity(e).name.clone());
        out.push(Found {
            kind,
            issue: String::new(),
            by: by.into_iter().chain(c.by_span.map(|s| s.of(text).to_owned())).collect(),
            span: c.content,
            deadline: c.deadline.as_ref().and_then(|d| d.to).map(|d| d.to_string()),
        });
    }
    for a in &attributed.agenda {
        out.push(Found { kind: "agenda", issue: a.issue.clone(), by: Vec::new(), span: a.span, deadline: None });
    }
    for q in &attributed.questions {
        out.push(Found { kind: "question", issue: String::new(), by: Vec::new(), span: q.span, deadline: None });
    }
    out
}

impl Found {
    /// The same kind about the same words, by the same one, with the same last day.
    fn fits(&self, item: &Item, at: Span) -> bool {
        self.kind == item.kind
            && self.span.overlaps(at)
            && item.issue.is_none_or(|i| self.issue == i)
            && item.by.is_none_or(|by| self.by.iter().any(|b| b == by || b.contains(by)))
            && item.deadline.is_none_or(|d| self.deadline.as_deref() == Some(d))
    }
}
