//! Several at once: "both leaders", "these two countries", "the sides".

use super::draft::Draft;
use super::entity::EntityKind;
use super::mention::Reference;
use super::offices::rank;
use super::phrase::Phrase;

/// The states (or armed sides) spoken of before a token: those of this sentence or the one before
/// if they are as many as are asked for, else those that the article speaks of most.
pub(super) fn states(draft: &mut Draft, token: u32, count: usize) -> Option<Vec<u32>> {
    let wanted = count.max(2);
    let here = draft.sentence[token as usize];
    let actors = beside(draft, token);
    let opening = opening(draft);
    let aside: Vec<String> = actors.iter().filter_map(|&e| draft.homes[e as usize].clone()).collect();
    for people in [false, true] {
        // First what is named itself, then the states of the people named.
        let mut scores: Vec<(u32, f32, u32)> = Vec::new();
        let mut near: [Vec<u32>; 2] = Default::default();
        for (at, m) in draft.past.clone().into_iter().enumerate() {
            let gap = here.saturating_sub(draft.sentence[draft.of(m).first as usize]);
            let reference = draft.of(m).reference;
            if reference == Reference::Pronoun {
                continue;
            }
            for e in draft.of(m).entities.clone() {
                let seat = reference == Reference::Metonym;
                let Some(side) = side(draft, e, people || seat) else { continue };
                if actors.contains(&side) || draft.homes[side as usize].as_ref().is_some_and(|h| aside.contains(h)) {
                    continue;
                }
                let nearness = match gap {
                    0 | 1 => 1.0,
                    2 => 0.8,
                    3 | 4 => 0.6,
                    _ => 0.35,
                };
                let own = match draft.entities[e as usize].kind {
                    EntityKind::Person => 0.5,
                    _ if reference == Reference::Adjective => 0.6,
                    _ => 1.0,
                };
                // The headline and the first sentence say what the article is about.
                let lead = if draft.sentence[draft.of(m).first as usize] <= opening { 1.5 } else { 0.0 };
                match scores.iter_mut().find(|s| s.0 == side) {
                    Some(known) => (known.1, known.2) = (known.1 + nearness * own, at as u32),
                    None => scores.push((side, nearness * own + lead, at as u32)),
                }
                if let Some(sentence) = near.get_mut(gap as usize)
                    && !sentence.contains(&side)
                {
                    sentence.push(side);
                }
            }
        }
        for mut sentence in near {
            if sentence.len() == wanted || count == 0 && sentence.len() > wanted {
                sentence.truncate(3);
                return Some(sentence);
            }
        }
        if scores.len() >= wanted {
            scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.2.cmp(&a.2)));
            scores.truncate(wanted);
            scores.sort_by_key(|s| s.2);
            return Some(scores.into_iter().map(|s| s.0).collect());
        }
    }
    None
}

/// The last sentence of an article's opening: the first one, or the second behind a headline without a stop.
fn opening(draft: &Draft) -> u32 {
    let first = draft.doc.sentences.first().map_or(0, |s| s.end);
    let stopped = first.checked_sub(1).is_some_and(|t| matches!(draft.form(t), "." | "!" | "?" | "”" | "\""));
    u32::from(!stopped)
}

/// "The Kremlin urged both sides": who does something to those meant is none of them.
fn beside(draft: &Draft, token: u32) -> Vec<u32> {
    let doc = draft.doc;
    let here = draft.sentence[token as usize];
    let Some(verb) = doc.head(token) else { return Vec::new() };
    draft
        .past
        .iter()
        .rev()
        .take(40)
        .take_while(|&&m| draft.sentence[draft.of(m).first as usize] == here)
        .filter(|&&m| doc.head(draft.of(m).head) == Some(verb) && doc.relation(draft.of(m).head).is_subject())
        .flat_map(|&m| draft.of(m).entities.clone())
        .collect()
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
    let anybody = matches!(office, "people" | "ambassador" | "politician" | "envoy");
    let actors = beside(draft, phrase.head);
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
            if entity.kind != EntityKind::Person || found.contains(&e) || actors.contains(&e) {
                continue;
            }
            let said_so =
                draft.records[e as usize].is_none() && mention.span.of(&draft.doc.text).to_lowercase().contains(stem);
            let fits = said_so
                || anybody && !(stem == "men" && entity.gender == Some('f'))
                || draft.records[e as usize].is_some_and(|r| {
                    draft
                        .k
                        .terms(r)
                        .iter()
                        .filter(|t| draft.on.is_none_or(|on| t.held(on)))
                        .map(|t| super::fold::fold(t.title))
                        // A prime minister is not counted among "the ministers".
                        .any(|title| title.ends_with(stem) && (stem != "minister" || !title.contains("prime minister")))
                })
                || entity.offices.iter().any(|o| o.office == office || (office == "leader" && rank(&o.office) >= 16))
                || draft.records[e as usize].is_some_and(|r| draft.k.ever(r, office, stem, None))
                || (!entity.known && office == "leader" && !described(&entity.id));
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

/// Whether an entity is only a description ("a mediator", "a senior official"): nobody counts it among leaders.
fn described(id: &str) -> bool {
    id.starts_with("local:office") || id.starts_with("local:group")
}
