//! The outlet's own voice: whether an article judges and demands where it should report.

use super::claim::{Claim, Stance};
use super::cues::Cues;
use crate::error::Notice;
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;

/// A share of own-voice sentences that judge, from which an article is called an opinion piece.
/// Chosen by us on the sample dispatches (all below 0.13) and a commentary (0.3), 2026-11-27.
const SHARE: f32 = 0.2;

/// A notice where the outlet judges, demands or speaks as "we" in many of its own sentences.
pub(super) fn opinion(document: &Document, claims: &[Claim], stances: &[Stance], cues: &Cues) -> Option<Notice> {
    let said = |span: Span| claims.iter().any(|c| c.puts_forward && c.content.iter().any(|s| s.contains(span)));
    let (mut own, mut judging, mut first) = (0usize, 0usize, None);
    for sentence in &document.sentences {
        if said(sentence.span) || sentence.end - sentence.first < 5 {
            continue;
        }
        own += 1;
        let strong = (sentence.first..sentence.end).any(|t| {
            let span = document.token(t).span;
            let form = document.form(t).to_lowercase();
            let judges = document.upos(t) == Upos::Adj && cues.polarity.get(&form).is_some_and(|w| w.abs() >= 0.5);
            let demands = document.relation(t) == Relation::Aux && matches!(form.as_str(), "must" | "should" | "ought");
            let speaks = document.upos(t) == Upos::Pron && matches!(form.as_str(), "we" | "us" | "i");
            let stance = stances.iter().any(|s| s.claim.is_none() && s.polarity.abs() >= 0.4 && s.cue.contains(&span));
            (judges || demands || speaks || stance) && !said(span)
        });
        if strong {
            judging += 1;
            first = first.or(Some(sentence.span));
        }
    }
    (judging >= 3 && judging as f32 >= SHARE * own as f32).then(|| Notice {
        room: "attribute",
        code: "opinion-piece",
        span: first,
        message: format!("reads as an opinion piece: {judging} of {own} sentences in its own voice judge or demand"),
    })
}
