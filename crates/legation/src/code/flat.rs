//! Reading by position, where the tree ties nobody to a trigger: headlines, and sentences that the
//! parser broke.
//!
//! A verb line is read as dictionaries read it: the party named last before the verb acts, the one
//! named first behind it is acted on, and the line's objects must stand close by. Both parties must
//! be linked to different countries; such an event is less sure and its reason says how it was read.

use super::find::Found;
use super::lexicon::{Lexicon, Operator, Rule, Trigger};
use super::who::Who;
use crate::parse::{Document, Upos};
use crate::plover::EventType;
use crate::plover::EventType::{Agree, Aid, Concede, Consult, Cooperate, Retreat, Support};

/// How many words behind the trigger an object may stand.
const NEAR: u32 = 7;
/// How many words lie at most between the trigger and a party.
const FAR: u32 = 14;

/// The best line of a sentence that has two parties around it; none where nothing fits.
pub(super) fn best<'l>(who: &Who<'l>, first: u32, end: u32) -> Option<Found<'l>> {
    let parties: Vec<u32> = who.parties(first, end);
    if parties.len() < 2 {
        return None;
    }
    let lexicon: &'l Lexicon = who.lexicon;
    let mut best: Option<Found<'l>> = None;
    for token in first + 1..end {
        if !verblike(who.document, token) || parties.contains(&token) {
            continue;
        }
        for symbol in who.sheet.readings(who.document, token, &lexicon.vocabulary) {
            for rule in lexicon.of(symbol) {
                if let Some(found) = fill(who, rule, token, first, end, &parties)
                    && best.as_ref().is_none_or(|b| found.score > b.score)
                {
                    best = Some(found);
                }
            }
        }
    }
    best
}

/// A verb, or a word that the parser may have taken for something else.
fn verblike(document: &Document, token: u32) -> bool {
    if document.upos(token) == Upos::Verb {
        return true;
    }
    let form = document.form(token);
    let after_name = token > 0 && matches!(document.upos(token - 1), Upos::Propn | Upos::Noun | Upos::Adv | Upos::Aux);
    matches!(document.upos(token), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adp)
        && after_name
        // "Tigrayan forces": they force nobody.
        && !matches!(form, "forces" | "troops" | "talks" | "leaders" | "officials")
        && (form.ends_with("ed") || form.ends_with('s') && !form.ends_with("ss"))
}

fn fill<'l>(who: &Who<'l>, rule: &'l Rule, token: u32, first: u32, end: u32, parties: &[u32]) -> Option<Found<'l>> {
    let document = who.document;
    let classes = &who.lexicon.classes;
    if rule.trigger != Trigger::Verb || rule.need.clause || rule.need.event || rule.need.negated || rule.need.swap {
        return None;
    }
    let composes = !matches!(rule.then, None | Some(Operator::Refuse | Operator::Accuse | Operator::Threaten));
    if composes && rule.nouns.is_empty() && rule.mode.is_none() {
        return None;
    }
    let head = rule.heads.iter().filter(|h| h.symbol() != 0).find(|h| {
        who.sheet.readings(document, token, &who.lexicon.vocabulary).contains(&h.symbol())
            && h.parts[1..].iter().all(|&p| (token + 1..end.min(token + 5)).any(|t| who.sheet.is(t, p)))
    })?;
    let near = token + 1..end.min(token + 1 + NEAR);
    let mut noun = None;
    if !rule.nouns.is_empty() {
        for wanted in &rule.nouns {
            let fits = |t: &u32| {
                wanted.set.fit(who.sheet, document, classes, *t) > 0.0
                    && wanted.preposition.is_none_or(|p| {
                        (*t).checked_sub(3).is_some_and(|a| (a.max(token)..*t).any(|b| who.sheet.is(b, p)))
                    })
            };
            noun = noun.or_else(|| near.clone().find(fits));
        }
        noun?;
    }
    if let Some(set) = &rule.object
        && !set.any
        && (set.none || !near.clone().any(|t| set.holds(who.sheet, document, classes, t)))
    {
        return None;
    }
    let barred = |set: &Option<super::words::Set>| {
        set.as_ref().is_some_and(|s| near.clone().any(|t| s.holds(who.sheet, document, classes, t)))
    };
    if barred(&rule.no_object) || barred(&rule.unwanted) {
        return None;
    }
    if let Some(set) = &rule.subject
        && !set.any
        && !(first..token).any(|t| set.holds(who.sheet, document, classes, t))
    {
        return None;
    }
    if let Some(set) = &rule.wanted
        && !(token + 1..end).any(|t| set.holds(who.sheet, document, classes, t))
    {
        return None;
    }
    if !rule.prepositions.is_empty() && !near.clone().any(|t| rule.prepositions.iter().any(|&p| who.sheet.is(t, p))) {
        return None;
    }
    let before = *parties.iter().rev().find(|&&p| p < token && p + FAR >= token)?;
    // Another verb between a party and the trigger takes the party for itself.
    if (before + 1..token).any(|t| document.upos(t) == Upos::Verb && !document.xpos_is(t, "VBN")) {
        return None;
    }
    let after = *parties.iter().find(|&&p| p > token && p <= token + FAR && !who.same(p, before))?;
    if (token + 1..after).any(|t| document.upos(t) == Upos::Verb && document.xpos_is(t, "VBD")) {
        return None;
    }
    // "signed a treaty at the White House", "talks in Berlin": who is fired at is a party, where one meets is a place.
    if ["at", "in"].iter().any(|p| super::tree::case_is(document, after, p))
        && matches!(rule.event_type, Agree | Consult | Support | Concede | Cooperate | Aid | Retreat)
    {
        return None;
    }
    let (mut actors, mut recipients) =
        (with_neighbours(document, parties, before), with_neighbours(document, parties, after));
    actors.retain(|&t| t < token);
    if passive(document, token, first, end) {
        // "Soldiers killed on the border with B": who stands before was acted on, and B did nothing.
        if !(token + 1..after).any(|t| document.form(t).eq_ignore_ascii_case("by")) && !attacks(who, rule, token, after)
        {
            return None;
        }
        std::mem::swap(&mut actors, &mut recipients);
    }
    if rule.symmetric {
        actors.append(&mut recipients);
        actors.sort_unstable();
    }
    let score = (1.0 + 0.35 * (head.parts.len() - 1) as f32 + if noun.is_some() { 1.0 } else { 0.0 }) * rule.weight;
    (rule.weight >= 0.7).then_some(Found { token, rule, noun, actors, recipients, content: None, score })
}

/// A participle with an auxiliary before it, or with nothing behind it that it could act on.
fn passive(document: &Document, token: u32, first: u32, end: u32) -> bool {
    let auxiliary = || (first..token).rev().take(3).any(|t| document.lemma(t) == "be");
    let bare = || {
        token + 1 >= end
            || matches!(document.upos(token + 1), Upos::Adp | Upos::Sconj | Upos::Adv | Upos::Punct | Upos::Cconj)
    };
    document.xpos_is(token, "VBN") && (auxiliary() || bare())
}

/// "Soldiers were killed when B's forces fired at their post": an attack in a clause of time names who did it.
fn attacks(who: &Who, rule: &Rule, token: u32, party: u32) -> bool {
    let document = who.document;
    rule.event_type == EventType::Assault
        && (token + 1..party).any(|t| matches!(document.form(t).to_lowercase().as_str(), "when" | "as" | "after"))
        && document.relation(party).is_subject()
        && document.head(party).is_some_and(|verb| {
            matches!(
                document.lemma(verb),
                "fire" | "attack" | "shell" | "bomb" | "strike" | "raid" | "ambush" | "storm"
            )
        })
}

/// A party with those listed beside it: "Russia, Ukraine", "France and Spain".
fn with_neighbours(document: &Document, parties: &[u32], one: u32) -> Vec<u32> {
    let mut out = vec![one];
    let listed = |a: u32, b: u32| {
        b - a <= 3 && (a + 1..b).all(|t| matches!(document.form(t), "," | "and" | "&" | "the")) && b > a + 1
    };
    for &p in parties {
        let beside = out.iter().any(|&o| p > o && listed(o, p) || p < o && listed(p, o));
        if beside {
            out.push(p);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
