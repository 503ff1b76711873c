//! One sentence with a marked source and target: what the one does to the other. It always answers.

use super::coder::{self, Draft};
use super::lexicon::Lexicon;
use super::project::{self, Projection};
use super::tree;
use super::who::Who;
use super::words::Sheet;
use crate::parse::{Document, Relation, Upos};
use crate::plover::{EventType, QuadClass, cameo};
use crate::span::Span;

/// The relation between two marked spans.
#[derive(Clone, PartialEq, Debug)]
pub struct Related {
    pub event_type: EventType,
    pub modes: Vec<&'static str>,
    pub cameo: String,
    pub quad: QuadClass,
    /// A prior between 0 and 1; low where nothing fitted and the answer is a guess.
    pub confidence: f32,
    pub reason: String,
}

impl Related {
    /// Label and quad class under a codebook.
    pub fn project(&self, projection: Projection) -> (&'static str, QuadClass) {
        project::label(self.event_type, &self.cameo, projection)
    }
}

/// The likeliest relation from `source` to `target` in a text.
///
/// ```
/// use legation::{Span, code, parse};
/// let document = parse::document("Rome expelled two envoys of Carthage.");
/// let related = code::relation(&document, Span::new(0, 4), Span::new(14, 37));
/// assert_eq!(related.event_type.name(), "SANCTION");
/// ```
pub fn relation(document: &Document, source: Span, target: Span) -> Related {
    let lexicon = Lexicon::builtin();
    let sheet = Sheet::of(document, &lexicon.vocabulary);
    let who = Who::new(document, &sheet, lexicon, None);
    let marked = |span: Span| -> Vec<u32> {
        (0..document.tokens.len() as u32).filter(|&t| document.token(t).span.overlaps(span)).collect()
    };
    let (from, to) = (marked(source), marked(target));
    let mut best: Option<(f32, Draft)> = None;
    for sentence in &document.sentences {
        for draft in coder::drafts(&who, sentence.first, sentence.end) {
            let value = fit(document, &draft, &from, &to);
            if best.as_ref().is_none_or(|b| value > b.0) {
                best = Some((value, draft));
            }
        }
    }
    match best {
        Some((value, draft)) => Related {
            event_type: draft.composed.event_type,
            modes: draft.composed.modes.clone(),
            cameo: draft.composed.cameo.clone(),
            quad: draft.composed.event_type.quad(),
            confidence: (0.25 + value / 8.0).clamp(0.1, 0.95),
            reason: format!(
                "`{}` ({}, line {}){}",
                document.lemma(draft.found.token),
                draft.found.rule.file,
                draft.found.rule.line,
                draft.composed.note.as_ref().map(|n| format!("; {n}")).unwrap_or_default()
            ),
        },
        None => guess(),
    }
}

/// How well a draft ties the source to the target.
fn fit(document: &Document, draft: &Draft, from: &[u32], to: &[u32]) -> f32 {
    let found = &draft.found;
    let inside = |marked: &[u32], t: u32| marked.contains(&t);
    let mut value = found.score.min(4.0) * 0.5;
    let actor = draft.actors.iter().any(|&t| inside(from, t));
    let recipient = draft.recipients.iter().any(|&t| inside(to, t));
    let symmetric = found.rule.symmetric && draft.actors.iter().any(|&t| inside(to, t));
    value += 2.0 * f32::from(u8::from(actor)) + 1.5 * f32::from(u8::from(recipient || symmetric));
    // Who visits and who hosts, who agrees and with whom: cooperation has both directions.
    if !actor
        && matches!(draft.composed.event_type, EventType::Consult | EventType::Agree | EventType::Cooperate)
        && draft.actors.iter().any(|&t| inside(to, t))
        && draft.recipients.iter().any(|&t| inside(from, t))
    {
        value += 3.5;
    }
    let (first, last) = document.subtree(found.token);
    let below = |marked: &[u32]| marked.iter().any(|&t| first <= t && t <= last);
    value += 0.4 * f32::from(u8::from(below(from))) + 0.6 * f32::from(u8::from(below(to)));
    // The clause that has the source for its subject says what the source does.
    if !actor
        && document.upos(found.token) == Upos::Verb
        && tree::surface(document, found.token, 0).is_some_and(|s| inside(from, s))
    {
        value += 1.2;
    }
    if draft.actors.iter().any(|&t| inside(to, t)) && !found.rule.symmetric {
        value -= 1.0;
    }
    // Verbs tell; nouns are often told of.
    if document.upos(found.token) != Upos::Verb && document.upos(found.token) != Upos::Adj {
        value -= 0.5;
    }
    // A trigger inside a marked span describes the party, not the relation.
    if inside(from, found.token) {
        value -= 2.0;
    }
    if inside(to, found.token) {
        value -= 1.6;
    }
    // Clauses of circumstance and relative clauses come second.
    let mut at = found.token;
    for _ in 0..10 {
        match document.relation(at) {
            Relation::AclRelcl => value -= 0.9,
            r if r.base() == "advcl" => value -= 0.6,
            r if r.base() == "acl" => value -= 0.4,
            r if r.base() == "conj" => value -= 0.15,
            r if r.base() == "nmod" || r.base() == "obl" => value -= 0.3,
            _ => {}
        }
        match document.head(at) {
            Some(head) => at = head,
            None => break,
        }
    }
    value
}

/// Nothing in the lexicon fitted: the commonest of the fifteen labels in news stands in.
fn guess() -> Related {
    Related {
        event_type: EventType::Reject,
        modes: Vec::new(),
        cameo: cameo::bare_code(EventType::Reject).to_owned(),
        quad: EventType::Reject.quad(),
        confidence: 0.05,
        reason: "no lexicon line fits; a guess".to_owned(),
    }
}
