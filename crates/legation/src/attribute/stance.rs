//! Stance: evaluative words, whose they are, and whom they are about.

use super::claim::{Claim, Stance};
use super::cues::Cues;
use crate::link::{EntityKind, Linked};
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;

/// Finds stances sentence by sentence; a word inside a claim is its source's, else the outlet's.
pub(super) fn find(document: &Document, linked: &Linked, claims: &[Claim], cues: &Cues) -> Vec<Stance> {
    let mut out: Vec<Stance> = Vec::new();
    for sentence in &document.sentences {
        for t in sentence.first..sentence.end {
            let Some(weight) = weight(document, t, cues) else { continue };
            if weight.abs() < 0.35 {
                continue;
            }
            let span = word_span(document, t);
            let Some((target, target_span)) = target(document, linked, t) else { continue };
            let claim = claims
                .iter()
                .enumerate()
                .filter(|(_, c)| c.content.iter().any(|s| s.contains(span)))
                .min_by_key(|(_, c)| c.content.iter().map(|s| s.len()).sum::<usize>());
            let holder = claim.and_then(|(_, c)| c.source_entity);
            let holder_span = claim.and_then(|(_, c)| c.source.first().copied());
            let claim = claim.map(|(i, _)| i as u32);
            if holder == Some(target) {
                continue;
            }
            let negated = document
                .children(t)
                .chain(document.head(t))
                .any(|c| matches!(document.form(c), "not" | "n't" | "n’t" | "never"));
            let weight = if negated { -0.5 * weight } else { weight };
            match out.iter_mut().find(|s| {
                s.holder == holder
                    && s.target == Some(target)
                    && s.claim == claim
                    && sentence.span.contains(s.target_span)
            }) {
                Some(stance) => {
                    stance.cue.push(span);
                    // The mean of what was said, so that length is not strength.
                    let n = stance.cue.len() as f32;
                    stance.polarity = (stance.polarity * (n - 1.0) + weight) / n;
                }
                None => out.push(Stance {
                    holder,
                    holder_span,
                    target: Some(target),
                    target_span,
                    polarity: weight,
                    cue: vec![span],
                    claim,
                }),
            }
        }
    }
    out
}

/// The weight of a word: its own, or that of "pro-X" and "anti-X" said of somebody.
fn weight(document: &Document, t: u32, cues: &Cues) -> Option<f32> {
    let form = document.form(t).to_lowercase();
    if !matches!(document.upos(t), Upos::Adj | Upos::Noun | Upos::Adv | Upos::Verb) {
        return None;
    }
    // To be called partisan is no praise.
    if form.starts_with("pro-") || form.starts_with("anti-") {
        return Some(-0.5);
    }
    cues.polarity.get(&form).or_else(|| cues.polarity.get(&document.lemma(t).to_lowercase())).copied().or_else(|| {
        // "results-oriented" is three tokens: the compound is looked up whole.
        let joined = (t >= 2 && document.form(t - 1) == "-")
            .then(|| format!("{}-{form}", document.form(t - 2).to_lowercase()))?;
        cues.polarity.get(&joined).copied()
    })
}

fn word_span(document: &Document, t: u32) -> Span {
    if t >= 2 && document.form(t - 1) == "-" && document.token(t - 1).span.end == document.token(t).span.start {
        return document.span_of(t - 2, t);
    }
    document.token(t).span
}

/// Whom an evaluative word is about: what it modifies, is predicated of, or belongs to.
fn target(document: &Document, linked: &Linked, t: u32) -> Option<(u32, Span)> {
    let of_noun = |noun: u32| -> Option<(u32, Span)> {
        let own = |token: u32| {
            linked
                .mentions
                .iter()
                .filter(|m| m.head == token && m.entities.len() == 1)
                .max_by_key(|m| m.span.len())
                .filter(|m| {
                    !matches!(
                        linked.entity(m.entities[0]).kind,
                        EntityKind::Place | EntityKind::Region | EntityKind::NamedEvent
                    )
                })
                .map(|m| (m.entities[0], m.span))
        };
        own(noun).or_else(|| {
            document
                .children(noun)
                .filter(|&c| {
                    matches!(document.relation(c).base(), "nmod" | "amod" | "compound")
                        && super::case(document, c).is_none_or(|p| matches!(p.as_str(), "of" | "by" | "from"))
                })
                .find_map(own)
                .or_else(|| {
                    // "whose policies": the noun that the clause describes.
                    let whose = document.children(noun).find(|&c| document.form(c).eq_ignore_ascii_case("whose"))?;
                    let mut at = whose;
                    for _ in 0..6 {
                        let head = document.head(at)?;
                        if document.relation(at) == Relation::AclRelcl {
                            // The clause often hangs on the noun before the one it describes.
                            let near =
                                document.children(head).filter(|&c| document.relation(c).base() == "nmod" && c < noun);
                            return own(head).or_else(|| near.into_iter().find_map(own));
                        }
                        at = head;
                    }
                    None
                })
        })
    };
    let mut at = t;
    for _ in 0..4 {
        match document.relation(at) {
            Relation::Amod => {
                let noun = document.head(at)?;
                // "called X a reliable partner", "X is a dangerous neighbor": the noun is said of somebody.
                let said_of = document.children(noun).find(|&c| document.relation(c).is_subject()).or_else(|| {
                    let verb = document.head(noun).filter(|_| {
                        matches!(document.relation(noun), Relation::Xcomp | Relation::Obj | Relation::Ccomp)
                    })?;
                    document
                        .children(verb)
                        .find(|&c| matches!(document.relation(c), Relation::Obj | Relation::Iobj) && c < noun)
                });
                if let Some(found) = said_of.and_then(|c| of_noun(super::antecedent(document, c))) {
                    return Some(found);
                }
                return of_noun(noun).or_else(|| clause_subject(document, linked, document.head(at)?));
            }
            Relation::Conj => at = document.head(at)?,
            Relation::Obl
            | Relation::Xcomp
            | Relation::Advcl
            | Relation::Obj
            | Relation::Root
            | Relation::Ccomp
            | Relation::AclRelcl
            | Relation::Nmod
            | Relation::Advmod => {
                if document.upos(at) == Upos::Noun
                    && let Some(found) = of_noun(at)
                {
                    return Some(found);
                }
                // "seen as a results-oriented leader": the one who is seen so.
                if matches!(document.relation(at), Relation::Obl | Relation::Xcomp | Relation::Advcl)
                    && document.children(at).any(|c| document.form(c) == "as")
                    && let Some(verb) = document.head(at)
                    && let Some(object) = document
                        .children(verb)
                        .find(|&c| matches!(document.relation(c), Relation::Obj | Relation::NsubjPass))
                {
                    return of_noun(super::antecedent(document, object));
                }
                // "called Russia an aggressor": the one who is called so.
                if document.upos(at) == Upos::Noun
                    && matches!(document.relation(at), Relation::Xcomp | Relation::Obj)
                    && let Some(verb) = document.head(at)
                    && let Some(object) = document
                        .children(verb)
                        .find(|&c| matches!(document.relation(c), Relation::Obj | Relation::Iobj) && c < at)
                    && let Some(found) = of_noun(object)
                {
                    return Some(found);
                }
                let verb = if document.children(at).any(|c| document.relation(c).is_subject()) {
                    at
                } else {
                    document.head(at)?
                };
                let subject = document.children(verb).find(|&c| document.relation(c).is_subject())?;
                return of_noun(super::antecedent(document, subject));
            }
            _ => return None,
        }
    }
    None
}

fn clause_subject(document: &Document, linked: &Linked, noun: u32) -> Option<(u32, Span)> {
    let mut at = noun;
    for _ in 0..4 {
        let head = document.head(at)?;
        if matches!(document.upos(head), Upos::Verb | Upos::Aux) {
            let subject = super::subject(document, head, 0)?;
            return linked
                .at_head(subject)
                .filter(|m| m.entities.len() == 1 && linked.entity(m.entities[0]).kind.may_act())
                .map(|m| (m.entities[0], m.span));
        }
        at = head;
    }
    None
}
