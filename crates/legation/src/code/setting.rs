//! What stands around an event: how many people, and in which contexts.

use super::coder::Candidate;
use super::date::count_word;
use super::event::Size;
use super::lexicon::Lexicon;
use crate::parse::{Document, Relation, Upos};
use crate::plover::EventType;

/// Numbers that belong to the event: the dead of a killing, the crowd of a march.
pub(super) fn size(document: &Document, candidate: &Candidate, event_type: EventType) -> Size {
    let mut size = Size::default();
    let sentence = document.sentence_of(candidate.trigger);
    for t in sentence.first..sentence.end {
        let Some(n) = number(document, t) else { continue };
        let head = document.head(t).unwrap_or(t);
        let verb = document.head(head);
        let near = |lemmas: &[&str]| {
            lemmas.contains(&document.lemma(head))
                || verb.is_some_and(|v| lemmas.contains(&document.lemma(v)))
                || t + 1 < sentence.end && lemmas.contains(&document.form(t + 1))
        };
        match event_type {
            EventType::Assault if near(&["kill", "die", "dead", "death", "slay", "murder", "execute", "massacre"]) => {
                size.dead = size.dead.or(Some(n))
            }
            EventType::Assault | EventType::Protest if near(&["injure", "wound", "wounded", "injured", "hurt"]) => {
                size.injured = size.injured.or(Some(n))
            }
            EventType::Coerce | EventType::Protest if near(&["arrest", "detain", "jail", "imprison"]) => {
                size.arrested = size.arrested.or(Some(n))
            }
            EventType::Protest
                if near(&[
                    "people",
                    "protester",
                    "demonstrator",
                    "person",
                    "march",
                    "rally",
                    "supporter",
                    "worker",
                    "student",
                ]) =>
            {
                size.crowd = size.crowd.or(Some(n));
            }
            _ => {}
        }
    }
    size
}

/// A counted number: "12", "1,000", "two dozen", "thousands of"; never a year or a date.
fn number(document: &Document, t: u32) -> Option<u32> {
    if document.upos(t) != Upos::Num
        && !matches!(document.form(t), "dozens" | "hundreds" | "thousands" | "Dozens" | "Hundreds" | "Thousands")
    {
        return None;
    }
    let form = document.form(t).to_lowercase().replace(',', "");
    let modifies = document.relation(t) == Relation::Nummod
        || document.upos(t) == Upos::Noun
        || document.relation(t).is_subject()
        || document.relation(t) == Relation::Obj;
    if !modifies {
        return None;
    }
    let value: u64 = match form.parse::<u64>() {
        Ok(n) if (1_900..2_100).contains(&n) && document.relation(t) != Relation::Nummod => return None,
        Ok(n) => n,
        Err(_) => count_word(&form)? as u64,
    };
    // "two thousand", "three dozen".
    let factor = document
        .children(t)
        .chain(document.head(t).filter(|&h| document.upos(h) == Upos::Num))
        .find_map(|c| count_word(&document.form(c).to_lowercase()).filter(|n| *n >= 12))
        .unwrap_or(1) as u64;
    u32::try_from(value.saturating_mul(factor)).ok()
}

/// The contexts of the sentence, by the words of the context table.
pub(super) fn contexts(document: &Document, sentence_idx: usize, lexicon: &Lexicon) -> Vec<&'static str> {
    let sentence = &document.sentences[sentence_idx];
    let mut text = String::from(" ");
    for t in sentence.first..sentence.end {
        text.push_str(&document.lemma(t).to_lowercase());
        text.push(' ');
    }
    lexicon
        .contexts
        .iter()
        .filter(|(_, words)| words.iter().any(|w| text.contains(&format!(" {w} "))))
        .map(|(context, _)| *context)
        .collect()
}
