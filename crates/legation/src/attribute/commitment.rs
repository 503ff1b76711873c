//! Promises, threats and expectations, with deadline and condition; questions left open.

use super::claim::{Certainty, Claim, Commitment, CommitmentKind, OpenQuestion};
use crate::code::date::{self, Tense};
use crate::code::{Event, Setting};
use crate::link::Linked;
use crate::parse::{Document, Relation};
use crate::plover::EventType;
use crate::span::Span;

/// Commitments in claims, and threats among the events.
pub(super) fn find(
    document: &Document,
    linked: &Linked,
    claims: &[Claim],
    cue_tokens: &[u32],
    events: &[Event],
    setting: &Setting,
) -> Vec<Commitment> {
    let mut out = Vec::new();
    for (idx, (claim, &cue_token)) in claims.iter().zip(cue_tokens).enumerate() {
        let lemma = document.lemma(cue_token).to_lowercase();
        let kind = match claim.certainty {
            Certainty::Planned => CommitmentKind::Promise,
            Certainty::Expected
                if matches!(lemma.as_str(), "expect" | "anticipate" | "plan" | "schedule" | "intend") =>
            {
                CommitmentKind::Expectation
            }
            Certainty::Claimed if lemma == "threaten" => CommitmentKind::Threat,
            _ => continue,
        };
        let (Some(&content), Some(&cue)) = (claim.content.first(), claim.cue.first()) else { continue };
        out.push(Commitment {
            kind,
            by: claim.source_entity,
            by_span: claim.source.first().copied(),
            to: recipient(document, linked, cue_token, content, claim.source_entity),
            content,
            cue,
            deadline: deadline(document, content, cue_token, setting),
            condition: condition(document, cue_token),
            claim: Some(idx as u32),
        });
    }
    for event in events.iter().filter(|e| e.event_type == EventType::Threaten) {
        if out.iter().any(|c| c.cue.overlaps(event.trigger)) {
            continue;
        }
        out.push(Commitment {
            kind: CommitmentKind::Threat,
            by: event.actors.first().and_then(|a| a.entity),
            by_span: event.actors.first().map(|a| a.span),
            to: event.recipients.first().and_then(|r| r.entity),
            content: event.sentence,
            cue: event.trigger,
            deadline: None,
            condition: condition(document, event.trigger_token),
            claim: event.claim,
        });
    }
    out.sort_by_key(|c| c.cue.start);
    out
}

fn recipient(document: &Document, linked: &Linked, cue: u32, content: Span, source: Option<u32>) -> Option<u32> {
    let direct = document
        .children(cue)
        .filter(|&c| matches!(document.relation(c), Relation::Obj | Relation::Iobj))
        .find_map(|c| linked.at_head(c));
    direct
        .or_else(|| {
            linked.mentions.iter().find(|m| {
                content.contains(m.span) && linked.entity(m.entities[0]).kind.may_act() && Some(m.entities[0]) != source
            })
        })
        .map(|m| m.entities[0])
        .filter(|&e| Some(e) != source)
}

/// The date words of the content that lie ahead.
fn deadline(document: &Document, content: Span, cue: u32, setting: &Setting) -> Option<crate::time::Dated> {
    let sentence = document.sentence_of(cue);
    date::expressions(document, sentence.first, sentence.end, setting.published, Tense::Future)
        .into_iter()
        .map(|e| e.dated)
        .find(|d| {
            d.span.is_some_and(|s| content.contains(s)) || d.from.zip(setting.published).is_some_and(|(f, p)| f >= p)
        })
        .filter(|d| d.to.zip(setting.published).is_none_or(|(to, p)| to >= p))
}

fn condition(document: &Document, cue: u32) -> Option<Span> {
    let sentence = document.sentence_of(cue);
    (sentence.first..sentence.end)
        .filter(|&t| document.relation(t).base() == "advcl")
        .find(|&t| {
            document.children(t).any(|c| {
                document.relation(c) == Relation::Mark
                    && matches!(
                        document.form(c).to_lowercase().as_str(),
                        "if" | "unless" | "provided" | "once" | "until"
                    )
            })
        })
        .map(|t| {
            let (low, high) = document.subtree(t);
            document.span_of(low, high)
        })
}

/// Questions in the outlet's own voice, and what "remains to be seen".
pub(super) fn questions(document: &Document, linked: &Linked, claims: &[Claim]) -> Vec<OpenQuestion> {
    document
        .sentences
        .iter()
        .filter(|s| {
            let text = s.span.of(&document.text);
            let asks = text.trim_end_matches(['"', '”', '’', ')']).ends_with('?')
                || text.contains("remains to be seen")
                || text.contains("remain unanswered")
                || text.contains("remains unclear")
                || text.contains("questions remain");
            let quoted = claims.iter().any(|c| {
                c.speech != "indirect"
                    && c.content.iter().any(|span| span.contains(Span::new(s.span.end.saturating_sub(1), s.span.end)))
            });
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
