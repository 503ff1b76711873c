//! Questions that an article leaves open.

use super::claim::{Claim, OpenQuestion};
use crate::link::Linked;
use crate::parse::Document;
use crate::span::Span;

/// Phrases that leave something open without a question mark.
const OPEN: &[&str] = &[
    "remains to be seen",
    "remain to be seen",
    "remain unanswered",
    "remains unclear",
    "remain unclear",
    "is unclear",
    "remains unknown",
    "questions remain",
    "open question",
    "is not known",
    "is not yet known",
    "nobody knows",
    "no one knows",
    "has not been announced",
    "has not been decided",
    "have not been announced",
    "have to wait",
];

/// Questions in the outlet's own voice, and what it calls open.
pub(super) fn find(document: &Document, linked: &Linked, claims: &[Claim]) -> Vec<OpenQuestion> {
    document
        .sentences
        .iter()
        .filter(|s| {
            let asks = open(s.span.of(&document.text));
            let end = Span::new(s.span.end.saturating_sub(1), s.span.end);
            let quoted =
                claims.iter().any(|c| c.speech != "indirect" && c.content.iter().any(|span| span.contains(end)));
            asks && !quoted
        })
        .map(|s| {
            let mut about: Vec<u32> = Vec::new();
            for mention in linked.mentions.iter().filter(|m| s.first <= m.first && m.end <= s.end) {
                for &e in &mention.entities {
                    if !about.contains(&e) {
                        about.push(e);
                    }
                }
            }
            OpenQuestion { span: s.span, about }
        })
        .collect()
}

/// Whether a sentence asks, or calls something open.
pub(super) fn open(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    sentence.trim_end_matches(['"', '”', '’', ')']).ends_with('?') || OPEN.iter().any(|phrase| lower.contains(phrase))
}
