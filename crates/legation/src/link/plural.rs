//! Several at once: "both leaders", "these two countries", "the sides".

use super::draft::Draft;
use super::entity::EntityKind;
use super::offices::rank;
use super::phrase::Phrase;

/// The states (or armed sides) spoken of before a token: those of the nearest sentence that names
/// as many as are asked for, else the nearest ones together.
pub(super) fn states(draft: &mut Draft, token: u32, count: usize) -> Option<Vec<u32>> {
    let wanted = count.max(2);
    let here = draft.sentence[token as usize];
    let mut all: Vec<u32> = Vec::new();
    for pass in 0..2 {
        // First what is named itself, then the states of the people named.
        all.clear();
        let mut in_sentence: Vec<u32> = Vec::new();
        let mut sentence = here;
        let past: Vec<u32> = draft.past.iter().rev().take(80).copied().collect();
        for m in past {
            let at = draft.sentence[draft.of(m).first as usize];
            if at != sentence {
                if in_sentence.len() >= wanted {
                    break;
                }
                if here - at > 4 {
                    break;
                }
                in_sentence.clear();
                sentence = at;
            }
            for e in draft.of(m).entities.clone() {
                let Some(side) = side(draft, e, pass > 0) else { continue };
                if !in_sentence.contains(&side) {
                    in_sentence.push(side);
                }
                if !all.contains(&side) {
                    all.push(side);
                }
            }
        }
        let mut found = if in_sentence.len() >= wanted { in_sentence } else { all.clone() };
        if found.len() >= wanted {
            // Without a number, "the sides" are all of one sentence; with one, the nearest.
            let keep = if count == 0 { found.len().min(3) } else { wanted };
            found.truncate(keep);
            found.reverse();
            return Some(found);
        }
    }
    None
}

/// The side that an entity stands for: its state, or an armed group that talks for itself.
fn side(draft: &mut Draft, entity: u32, people: bool) -> Option<u32> {
    let kind = draft.entities[entity as usize].kind;
    match kind {
        EntityKind::State | EntityKind::ArmedGroup => draft.entities[entity as usize].known.then_some(entity),
        EntityKind::Person | EntityKind::GovernmentBody if people => {
            let home = draft.homes[entity as usize].clone()?;
            draft.state(&home)
        }
        _ => None,
    }
}

/// "of the two countries", "of both states" to the right of a phrase.
pub(super) fn states_ahead(draft: &mut Draft, from: u32) -> Option<Vec<u32>> {
    let mut count = 0;
    for t in from..(from + 4).min(draft.len()) {
        match draft.word(t).as_str() {
            "the" | "these" => {}
            "two" | "both" => count = 2,
            "three" => count = 3,
            "countries" | "states" | "nations" | "sides" | "neighbours" | "neighbors" | "republics" => {
                return states(draft, from, count.max(2));
            }
            _ => return None,
        }
    }
    None
}

/// The leaders or ministers spoken of: "both leaders", "the two presidents", "the ministers".
pub(super) fn people(draft: &mut Draft, phrase: &Phrase, said: &str) -> Option<(Vec<u32>, String)> {
    let wanted = phrase.count.max(2);
    let office = phrase.noun.office;
    let stem = said.strip_suffix('s').unwrap_or(said);
    let here = draft.sentence[phrase.head as usize];
    let mut found: Vec<u32> = Vec::new();
    for &m in draft.past.iter().rev().take(80) {
        let mention = draft.of(m);
        if here - draft.sentence[mention.first as usize] > 4 && found.len() < wanted {
            break;
        }
        if found.len() >= wanted && draft.sentence[mention.first as usize] != here && phrase.count == 0 {
            break;
        }
        for &e in mention.entities.iter().rev() {
            let entity = &draft.entities[e as usize];
            if entity.kind != EntityKind::Person || found.contains(&e) {
                continue;
            }
            let said_so =
                draft.records[e as usize].is_none() && mention.span.of(&draft.doc.text).to_lowercase().contains(stem);
            let fits = said_so
                || draft.records[e as usize].is_some_and(|r| {
                    draft
                        .k
                        .terms(r)
                        .iter()
                        .any(|t| draft.on.is_none_or(|on| t.held(on)) && super::fold::fold(t.title).ends_with(stem))
                })
                || entity.offices.iter().any(|o| o.office == office || (office == "leader" && rank(&o.office) >= 16))
                || draft.records[e as usize].is_some_and(|r| draft.k.ever(r, office, stem, None))
                || (!entity.known && office == "leader");
            if fits {
                found.push(e);
            }
        }
    }
    if found.len() < wanted {
        // Nobody named: the holders in the states spoken of.
        if !matches!(
            office,
            "head_of_state" | "head_of_government" | "leader" | "foreign_minister" | "defence_minister"
        ) {
            return None;
        }
        let states = states(draft, phrase.head, phrase.count)?;
        let on = draft.on?;
        let mut holders = Vec::new();
        for s in states {
            let of = draft.homes[s as usize].clone()?;
            let record = draft.k.holder(&of, office, stem, on)?;
            holders.push(draft.known(record));
        }
        return Some((holders, format!("{office} of the states spoken of")));
    }
    if phrase.count > 0 {
        found.truncate(wanted);
    }
    found.reverse();
    Some((found, "those named before".to_owned()))
}
