//! A small linear model beside the lexicon: what the words of a sentence say of two marked parties.
//!
//! It is a softmax over hashed features (words, pairs of words, the words on the path between the
//! parties), trained by `cargo xtask train code`; its weights are bytes of a quarter megabyte in
//! `legation-data/lexicon/relation.bin`. The lexicon stays the first source: [`super::relation`] adds
//! both up, so the model decides where no line fits or a weak one does. Its strongest features are
//! shown as the reason.

use std::collections::BTreeSet;

use super::lexicon::Lexicon;
use super::words::Sheet;
use crate::parse::{Document, Relation, Upos};

/// The fifteen labels of CAMEO's roots, in the order of the weights.
pub const LABELS: [&str; 15] = [
    "ACCUSE",
    "AGREE",
    "AID",
    "ASSAULT",
    "COERCE",
    "CONSULT",
    "COOPERATE",
    "MOBILIZE",
    "PROTEST",
    "REJECT",
    "REQUEST",
    "SANCTION",
    "SUPPORT",
    "THREATEN",
    "YIELD",
];

/// How many cells the features are hashed into, for each label.
pub const CELLS: usize = 1 << 14;

const MAGIC: &[u8; 8] = b"LEGREL1\n";

/// Weights as they stand in the file.
#[derive(Clone, Copy, Debug)]
pub struct Learned<'w> {
    scale: f32,
    cells: &'w [u8],
}

impl Learned<'static> {
    /// The model built into the program.
    pub fn builtin() -> Option<Learned<'static>> {
        Learned::read(legation_data::RELATION_WEIGHTS)
    }
}

impl<'w> Learned<'w> {
    /// Reads a weights file; nothing where it is none.
    pub fn read(bytes: &'w [u8]) -> Option<Learned<'w>> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (scale, cells) = rest.split_first_chunk::<4>()?;
        (cells.len() == CELLS * LABELS.len()).then_some(Learned { scale: f32::from_le_bytes(*scale), cells })
    }

    /// The file of a model: one byte a weight.
    pub fn write(weights: &[f32]) -> Vec<u8> {
        let largest = weights.iter().fold(1e-6_f32, |a, w| a.max(w.abs()));
        let scale = largest / 127.0;
        let mut out = MAGIC.to_vec();
        out.extend(scale.to_le_bytes());
        out.extend(weights.iter().map(|w| (w / scale).round() as i8 as u8));
        out
    }

    fn weight(&self, feature: &str, label: usize) -> f32 {
        f32::from(self.cells[cell(feature) * LABELS.len() + label] as i8) * self.scale
    }

    /// The sum of the features' weights for each label.
    pub fn sums(&self, features: &[String]) -> [f32; LABELS.len()] {
        let mut out = [0.0; LABELS.len()];
        for feature in features {
            let at = cell(feature) * LABELS.len();
            for (sum, &byte) in out.iter_mut().zip(&self.cells[at..at + LABELS.len()]) {
                *sum += f32::from(byte as i8) * self.scale;
            }
        }
        out
    }

    /// The features that speak loudest for a label.
    pub fn loudest(&self, features: &[String], label: usize) -> Vec<String> {
        let mut told: Vec<(f32, &String)> = features.iter().map(|f| (self.weight(f, label), f)).collect();
        told.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        told.into_iter().take(3).filter(|(w, _)| *w > 0.0).map(|(w, f)| format!("{f} {w:+.2}")).collect()
    }
}

/// The cell of a feature: FNV-1a, so that every machine agrees.
pub fn cell(feature: &str) -> usize {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in feature.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    ((hash >> 17) as usize) % CELLS
}

/// What is seen of a sentence with two marked parties, each feature once, in order.
pub(super) fn features(document: &Document, sheet: &Sheet, lexicon: &Lexicon, from: &[u32], to: &[u32]) -> Vec<String> {
    let mut out: BTreeSet<String> = BTreeSet::new();
    out.insert("bias".to_owned());
    let n = document.tokens.len() as u32;
    let lemma = |t: u32| document.lemma(t).to_lowercase();
    // What the lexicon has a word for, whether or not a line fits here.
    let meant_for = |t: u32| {
        let lines = lexicon.of(sheet.symbol(t)).filter(|r| r.weight >= 0.7);
        let types: BTreeSet<&'static str> = lines.map(|r| r.event_type.name()).collect();
        if types.len() <= 3 { types } else { BTreeSet::new() }
    };
    // The sentence with the parties masked, so that names teach nothing.
    let mut words: Vec<(String, Option<u32>)> = Vec::new();
    for t in 0..n {
        let mask = if from.contains(&t) {
            "S"
        } else if to.contains(&t) {
            "T"
        } else {
            ""
        };
        if !mask.is_empty() {
            if words.last().is_none_or(|w| w.0 != mask) {
                words.push((mask.to_owned(), None));
            }
            if matches!(document.upos(t), Upos::Noun | Upos::Verb) {
                out.insert(format!("in{mask} {}", lemma(t)));
            }
        } else if matches!(document.upos(t), Upos::Propn | Upos::Num) {
            let sort = if document.upos(t) == Upos::Num { "0" } else { "N" };
            if words.last().is_none_or(|w| w.0 != sort) {
                words.push((sort.to_owned(), None));
            }
        } else if !matches!(document.upos(t), Upos::Punct) {
            words.push((lemma(t), Some(t)));
        }
    }
    let place = |mask: &str| words.iter().position(|w| w.0 == mask);
    let (source, target) = (place("S"), place("T"));
    for (idx, (word, token)) in words.iter().enumerate() {
        let content =
            token.is_some_and(|t| matches!(document.upos(t), Upos::Verb | Upos::Noun | Upos::Adj | Upos::Adv));
        if content {
            out.insert(format!("w {word}"));
            if let (Some(s), Some(t)) = (source, target)
                && (s.min(t)..s.max(t)).contains(&idx)
            {
                out.insert(format!("between {word}"));
                out.extend(token.iter().flat_map(|&t| meant_for(t)).map(|name| format!("between for {name}")));
            }
        }
        if let Some((next, _)) = words.get(idx + 1) {
            out.insert(format!("{word} {next}"));
        }
    }
    if let (Some(s), Some(t)) = (source, target) {
        out.insert(if s < t { "S first" } else { "T first" }.to_owned());
    }
    // The path in the tree between the parties, and the words that govern them.
    let (source, target) = (head(document, from), head(document, to));
    for (mark, token) in [("S", source), ("T", target)] {
        let Some(token) = token else { continue };
        let case = document.children(token).find(|&c| document.relation(c) == Relation::Case).map(lemma);
        if let Some(governor) = document.head(token) {
            let relation = document.relation(token).base();
            out.insert(format!("{mark} under {} {relation}", lemma(governor)));
            out.insert(format!("{mark} under {} {}", lemma(governor), case.unwrap_or_default()));
            if let Some(above) = document.head(governor) {
                out.insert(format!("{mark} below {}", lemma(above)));
            }
        }
    }
    if let (Some(a), Some(b)) = (source, target) {
        for t in path(document, a, b) {
            out.insert(format!("path {}", lemma(t)));
            out.extend(meant_for(t).into_iter().map(|name| format!("path for {name}")));
            for c in document.children(t) {
                let form = document.form(c).to_lowercase();
                if matches!(document.relation(c).base(), "aux" | "advmod" | "mark" | "compound") && form.len() < 12 {
                    out.insert(format!("path {} + {form}", lemma(t)));
                    if document.relation(c).base() == "aux" || matches!(form.as_str(), "not" | "n't" | "never") {
                        out.insert(format!("aux {form}"));
                    }
                }
            }
        }
    }
    out.into_iter().collect()
}

/// The word of a marked span that hangs outside it.
fn head(document: &Document, span: &[u32]) -> Option<u32> {
    span.iter()
        .copied()
        .find(|&t| document.head(t).is_none_or(|h| !span.contains(&h)) && document.upos(t) != Upos::Punct)
}

/// The words above two words up to where they meet, that word with them.
fn path(document: &Document, a: u32, b: u32) -> Vec<u32> {
    let climb = |from: u32| {
        let mut out = Vec::new();
        let mut at = from;
        while let Some(up) = document.head(at) {
            out.push(up);
            at = up;
            if out.len() > 12 {
                break;
            }
        }
        out
    };
    let (left, right) = (climb(a), climb(b));
    let meet = left.iter().position(|t| right.contains(t));
    let mut out: Vec<u32> = match meet {
        Some(at) => left[..=at].to_vec(),
        None => left,
    };
    for t in right {
        if out.contains(&t) {
            break;
        }
        out.push(t);
    }
    out
}
