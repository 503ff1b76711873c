//! What stands around an event: how many people, where, and in which contexts.

use super::date::count_word;
use super::event::{Place, Size};
use super::lexicon::Lexicon;
use super::tree;
use super::words::Sheet;
use crate::link::{EntityKind, Linked, Reference};
use crate::parse::{Document, Relation, Upos};
use crate::plover::{EventType, mode};

/// Numbers that belong to the event: the dead of a killing, the crowd of a march.
pub(super) fn size(document: &Document, trigger: u32, event_type: EventType) -> Size {
    let mut size = Size::default();
    let sentence = document.sentence_of(trigger);
    let mut last: Option<(u32, &str)> = None;
    for t in sentence.first..sentence.end {
        let Some(n) = number(document, t) else { continue };
        // The words that say what was counted: its noun, the verbs above, and the word behind it.
        let mut near: Vec<String> = Vec::new();
        let mut at = t;
        for _ in 0..3 {
            let Some(head) = document.head(at) else { break };
            near.push(document.lemma(head).to_lowercase());
            near.extend(
                document
                    .children(head)
                    .filter(|&c| {
                        document.relation(c).base() == "xcomp"
                            || document.upos(c) == Upos::Adj
                            || document.relation(c).base() == "amod"
                    })
                    .map(|c| document.lemma(c).to_lowercase()),
            );
            if document.upos(head) == Upos::Verb {
                break;
            }
            at = head;
        }
        if t + 1 < sentence.end {
            near.push(document.form(t + 1).to_lowercase());
        }
        near.extend(document.children(t).map(|c| document.lemma(c).to_lowercase()));
        let is = |words: &[&str]| near.iter().any(|w| words.contains(&w.as_str()));
        let kind =
            if is(&["kill", "die", "dead", "death", "slay", "murder", "execute", "massacre", "fatality", "perish"]) {
                "dead"
            } else if is(&["injure", "wound", "wounded", "injured", "hurt", "injury", "maim"]) {
                "injured"
            } else if is(&["arrest", "detain", "jail", "imprison", "arrested", "detention", "detained"]) {
                "arrested"
            } else if is(&[
                "people",
                "protester",
                "demonstrator",
                "person",
                "march",
                "rally",
                "supporter",
                "worker",
                "student",
                "protest",
                "demonstrate",
                "gather",
                "take",
                "activist",
                "farmer",
                "teacher",
                "resident",
                "crowd",
                "strike",
                "turn",
            ]) && event_type == EventType::Protest
            {
                "crowd"
            } else {
                ""
            };
        match (kind, event_type) {
            ("dead", EventType::Assault | EventType::Protest | EventType::Coerce) => {
                // "killed 12 people and wounded 30": the second number has its own verb.
                let injured = near.iter().any(|w| matches!(w.as_str(), "injured" | "wounded" | "injure" | "wound"))
                    && last.is_some_and(|(_, k)| k == "dead");
                let slot = if injured { &mut size.injured } else { &mut size.dead };
                *slot = slot.or(Some(n));
            }
            ("injured", EventType::Assault | EventType::Protest | EventType::Coerce) => {
                size.injured = size.injured.or(Some(n));
            }
            ("arrested", EventType::Coerce | EventType::Protest | EventType::Assault) => {
                size.arrested = size.arrested.or(Some(n));
            }
            ("crowd", EventType::Protest) => size.crowd = size.crowd.or(Some(n)),
            _ => {}
        }
        if !kind.is_empty() {
            last = Some((n, kind));
        }
    }
    size
}

/// A counted number: "12", "1,000", "two dozen", "thousands of"; never a year or a date.
fn number(document: &Document, t: u32) -> Option<u32> {
    let form = document.form(t).to_lowercase().replace(',', "");
    let round = matches!(form.as_str(), "dozens" | "hundreds" | "thousands");
    if document.upos(t) != Upos::Num && !round {
        return None;
    }
    let modifies = matches!(document.relation(t).base(), "nummod" | "nsubj" | "obj" | "conj" | "obl" | "nmod" | "root")
        || document.upos(t) == Upos::Noun;
    // "2025", "Aug. 6", "section 907" count nothing.
    let dated = document.head(t).is_some_and(|h| super::date::names_time(document.form(h)))
        || tree::case_is(document, t, "in") && form.len() == 4
        || t > 0
            && super::date::names_time(document.form(t - 1))
            && document.form(t - 1).starts_with(char::is_uppercase);
    if !modifies || dated {
        return None;
    }
    let value: u64 = match form.parse::<u64>() {
        Ok(n) if (1_900..2_100).contains(&n) && document.relation(t) != Relation::Nummod => return None,
        Ok(n) => n,
        Err(_) => count_word(&form)? as u64,
    };
    // "two thousand", "three dozen", "tens of thousands".
    let factor = document
        .children(t)
        .chain(document.head(t).filter(|&h| document.upos(h) == Upos::Num && !round))
        .find_map(|c| count_word(&document.form(c).to_lowercase()).filter(|n| *n >= 12))
        .unwrap_or(1) as u64;
    u32::try_from(value.saturating_mul(factor)).ok()
}

/// The contexts that the event's sentence shows by one word, its paragraph by two.
pub(super) fn contexts(
    document: &Document,
    sheet: &Sheet,
    lexicon: &Lexicon,
    sentence_idx: usize,
    own: Option<&'static str>,
) -> Vec<&'static str> {
    let sentence = &document.sentences[sentence_idx];
    let (from, to) = paragraph(document, sentence_idx);
    let mut out = Vec::new();
    for (name, set) in &lexicon.contexts {
        let held = |first: u32, end: u32| {
            let mut count = 0;
            let mut before = 0;
            for t in first..end {
                if set.holds(sheet, document, &lexicon.classes, t) && sheet.symbol(t) != before {
                    before = sheet.symbol(t);
                    count += 1;
                }
            }
            count
        };
        let shown = held(sentence.first, sentence.end) >= 1 || held(from, to) >= 3;
        if shown || own == Some(*name) {
            out.extend(mode::CONTEXTS.iter().copied().find(|c| c == name));
        }
    }
    // The manual: crime is not added where a narrower one applies, except beside cyber.
    if out.iter().any(|c| matches!(*c, "trafficking" | "corruption" | "illegal_drugs")) && !out.contains(&"cyber") {
        out.retain(|c| *c != "crime");
    }
    out
}

/// First token and end of the paragraph (the line) that a sentence belongs to.
pub(super) fn paragraph(document: &Document, sentence_idx: usize) -> (u32, u32) {
    let breaks = |a: usize, b: usize| {
        let gap = (document.sentences[a].span.end as usize, document.sentences[b].span.start as usize);
        document.text.get(gap.0..gap.1).is_some_and(|s| s.contains('\n'))
    };
    let mut first = sentence_idx;
    while first > 0 && !breaks(first - 1, first) {
        first -= 1;
    }
    let mut last = sentence_idx;
    while last + 1 < document.sentences.len() && !breaks(last, last + 1) {
        last += 1;
    }
    (document.sentences[first].first, document.sentences[last].end)
}

const LOCATIVE: [&str; 10] =
    ["in", "at", "near", "outside", "across", "along", "inside", "around", "off", "throughout"];
const SETTLEMENT: [&str; 9] = ["village", "town", "city", "port", "province", "region", "district", "area", "island"];

/// "…, the ministry in Baku said": the place is the teller's, whatever was told.
fn of_the_teller(document: &Document, trigger: u32, place: u32) -> bool {
    let mut at = place;
    while let Some(head) = document.head(at) {
        if document.relation(at) == Relation::Nsubj && document.relation(head) == Relation::Parataxis {
            return !document.governs(head, trigger);
        }
        at = head;
    }
    false
}

/// Where it happened, as far as the clause says: a place behind a preposition of place.
pub(super) fn place(
    document: &Document,
    linked: &Linked,
    trigger: u32,
    participants: &[crate::span::Span],
) -> Option<Place> {
    let sentence = document.sentence_of(trigger);
    let mut best: Option<(u32, &crate::link::Mention, u32)> = None;
    for mention in linked.mentions.iter().filter(|m| sentence.first <= m.first && m.end <= sentence.end) {
        let Some(&idx) = mention.entities.first() else { continue };
        let entity = linked.entity(idx);
        let geographic = matches!(entity.kind, EntityKind::Place | EntityKind::Route)
            || entity.kind == EntityKind::State && matches!(mention.reference, Reference::Name | Reference::Metonym);
        let locative = |token| LOCATIVE.iter().any(|p| tree::case_is(document, token, p));
        // "near the village of Sotk".
        let settlement = document.head(mention.head).is_some_and(|noun| {
            SETTLEMENT.contains(&document.lemma(noun)) && tree::case_is(document, mention.head, "of") && locative(noun)
        });
        if !geographic || !(locative(mention.head) || settlement) || of_the_teller(document, trigger, mention.head) {
            continue;
        }
        // Nearest in the tree wins: the trigger's own phrase, its verb's, the sentence's.
        let mut at = trigger;
        let mut distance = 0;
        while !document.governs(at, mention.head) {
            let Some(head) = document.head(at) else { break };
            if document.relation(at) == Relation::AclRelcl || document.relation(at).base() == "ccomp" && distance > 0 {
                distance += 3;
            }
            at = head;
            distance += 1;
        }
        let target = participants.iter().any(|s| s.overlaps(mention.span));
        let distance = distance * 2 + u32::from(target);
        if distance <= 5 && best.is_none_or(|b| distance < b.0) {
            best = Some((distance, mention, idx));
        }
    }
    best.map(|(_, mention, idx)| {
        let entity = linked.entity(idx);
        Place { span: mention.span, entity: Some(idx), name: entity.name.clone(), country: entity.country.clone() }
    })
}
