//! Which of several things a spelling names: context, dates, one sense an article; or nothing.

use super::draft::Draft;
use super::entity::EntityKind;
use super::fold::Key;
use super::knowledge::{Entry, Sense};
use super::names::{Candidate, Support};
use crate::parse::{NameKind, Upos};

pub(super) enum Choice {
    Entry(Entry, String),
    Nothing,
    Abstain(String),
}

pub(super) fn choose(draft: &Draft, c: &Candidate, support: &Support) -> Choice {
    let mut entries: Vec<Entry> = c.entries.iter().copied().filter(|e| e.sense != Sense::Family).collect();
    if entries.is_empty() {
        return Choice::Nothing;
    }
    if let Some(choice) = homonym(draft, c, support, &entries) {
        return choice;
    }
    grammar(draft, c, &mut entries);
    if improper(draft, c, &entries) {
        return Choice::Nothing;
    }
    let mut scored: Vec<(f32, Entry)> = entries.iter().map(|e| (score(draft, c, e, support), *e)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.record.cmp(&b.1.record)));
    let (best, entry) = scored[0];
    let words = draft.doc.span_of(c.first, c.end - 1).of(&draft.doc.text);
    if best < 20.0 {
        return Choice::Abstain(format!(
            "`{words}` may name {}; nothing else in the article says so",
            draft.k.record(entry.record).name
        ));
    }
    if let Some((second, other)) = scored.get(1)
        && best - second < 4.0
        && other.record != entry.record
        && draft.k.record(other.record).home != draft.k.record(entry.record).home
    {
        let (a, b) = (&draft.k.record(entry.record), &draft.k.record(other.record));
        return Choice::Abstain(format!("`{words}` may name {} or {}", a.id(), b.id()));
    }
    // Only a close second is worth a word.
    let rival = scored.get(1).filter(|(second, other)| best - second < 12.0 && other.record != entry.record);
    let reason = rival.map_or(String::new(), |(_, other)| {
        format!("{} rather than {}", draft.k.record(entry.record).id(), draft.k.record(other.record).id())
    });
    Choice::Entry(entry, reason)
}

/// Words that the homonym table lists: the meaning for which more of the article speaks.
fn homonym(draft: &Draft, c: &Candidate, support: &Support, entries: &[Entry]) -> Option<Choice> {
    let meanings: Vec<_> = draft.k.homonyms.iter().filter(|h| h.word == c.hash).collect();
    if meanings.is_empty() {
        return None;
    }
    let words = draft.doc.span_of(c.first, c.end - 1).of(&draft.doc.text);
    let (low, high) = draft.sentence_bounds(c.first);
    let near: Vec<u64> =
        (low..high).filter(|t| !(c.first..c.end).contains(t)).map(|t| Key::of(draft.form(t))).collect();
    let mut scored: Vec<(f32, usize)> = meanings
        .iter()
        .enumerate()
        .map(|(i, h)| {
            let cues = h.cues.iter().filter(|cue| draft.words.contains(cue)).count() as f32;
            let close = h.cues.iter().filter(|cue| near.contains(cue)).count() as f32;
            let named = h.record.is_some_and(|r| support.sure.contains(&r)) as u8 as f32;
            // Somebody of that state is named: "Congolese" in an article on Sassou.
            let state = h.record.map(|r| draft.k.record(r)).filter(|r| r.kind == EntityKind::State);
            let spoken = state.is_some_and(|s| support.countries.contains_key(s.home)) as u8 as f32;
            (h.prior + cues + close + 4.0 * named + 3.0 * spoken, i)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (best, at) = scored[0];
    // A meaning that is no record must be spoken for, or the other spellings decide.
    if meanings[at].record.is_none() && best < 2.0 {
        return None;
    }
    let finder = draft.finder(c.first, c.end).map(|(kind, _, _)| kind);
    if let Some(&(second, _)) = scored.get(1)
        && best - second < 1.0
    {
        return Some(Choice::Abstain(format!("`{words}` has several meanings that fit this article")));
    }
    let Some(record) = meanings[at].record else {
        return Some(Choice::Nothing);
    };
    // One meaning alone in the table needs something that speaks for it.
    let alone = meanings.len() == 1;
    if alone && best < 3.0 && finder != Some(NameKind::Organisation) {
        return Some(Choice::Abstain(format!(
            "`{words}` may name {}; nothing else in the article says so",
            draft.k.record(record).name
        )));
    }
    let sense = entries.iter().find(|e| e.record == record).copied();
    let like = |senses: &[Sense]| entries.iter().find(|e| senses.contains(&e.sense)).copied();
    let entry = sense.or_else(|| {
        // The chosen record may lack that spelling in its own row ("Congolese" for Congo-Brazzaville).
        let model = like(&[Sense::Adjective]).or_else(|| like(&[Sense::Name]))?;
        Some(model.naming(record))
    })?;
    let mut chosen = vec![entry];
    if let Some(other) = entries.iter().find(|e| e.record == entry.record && e.sense != entry.sense) {
        chosen.push(*other);
        grammar(draft, c, &mut chosen);
    }
    Some(Choice::Entry(chosen[0], format!("{} by {} words of the article", draft.k.record(record).id(), best as u32)))
}

/// An adjective and a people may share a spelling ("Azerbaijani", "Chinese"): the words around
/// tell which it is.
fn grammar(draft: &Draft, c: &Candidate, entries: &mut Vec<Entry>) {
    let has = |entries: &[Entry], sense| entries.iter().any(|e| e.sense == sense);
    if !has(entries, Sense::Demonym) && !has(entries, Sense::Adjective) {
        return;
    }
    let last = c.end - 1;
    let doc = draft.doc;
    let next = (c.end < draft.len() && draft.same_sentence(last, c.end)).then_some(c.end);
    let modifies = next.is_some_and(|n| {
        matches!(doc.upos(n), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
            || matches!(draft.form(n), "-" | "–" | "and" | ",")
                && matches!(doc.relation(last).base(), "amod" | "compound")
    });
    let plural = matches!(doc.token(last).xpos, "NNS" | "NNPS")
        || (has(entries, Sense::Demonym) && !has(entries, Sense::Adjective));
    let counted = c.first > 0
        && matches!(
            draft.word(c.first - 1).as_str(),
            "a" | "an" | "two" | "three" | "some" | "many" | "young" | "ordinary" | "ethnic"
        );
    let name = entries.iter().any(|e| e.sense == Sense::Name);
    let keep = if name && !modifies && !plural {
        // "US", "U.S.": the state itself unless it stands before a noun.
        Sense::Name
    } else if (plural || counted) && !modifies && has(entries, Sense::Demonym) {
        Sense::Demonym
    } else if has(entries, Sense::Adjective) {
        Sense::Adjective
    } else {
        Sense::Demonym
    };
    entries.retain(|e| e.sense == keep || !matches!(e.sense, Sense::Adjective | Sense::Demonym | Sense::Name));
}

/// Whether a single word is not the name that it spells: a common word with a capital ("Nice"), or
/// a part of somebody's name.
fn improper(draft: &Draft, c: &Candidate, entries: &[Entry]) -> bool {
    let doc = draft.doc;
    if c.end - c.first > 1 {
        return false;
    }
    let kind = |e: &Entry| draft.k.record(e.record).kind;
    let minor = entries.iter().all(|e| {
        matches!(
            kind(e),
            EntityKind::Company | EntityKind::Media | EntityKind::Place | EntityKind::Party | EntityKind::Population
        ) && e.sense == Sense::Name
    });
    if !minor || draft.form(c.first).chars().all(|ch| !ch.is_lowercase()) {
        return false;
    }
    if doc.upos(c.first) != Upos::Propn && draft.finder(c.first, c.end).is_none() {
        let upos = doc.upos(c.first);
        let people = entries.iter().any(|e| kind(e) == EntityKind::Population);
        if !people || !matches!(upos, Upos::Noun | Upos::Adj) {
            return true;
        }
    }
    // A place inside a longer proper name that nobody knows ("Victoria Nuland").
    let beside = |t: u32| {
        t < draft.len()
            && draft.same_sentence(c.first, t)
            && doc.upos(t) == Upos::Propn
            && matches!(doc.relation(t).base(), "flat" | "compound")
            && draft.form(t).starts_with(char::is_uppercase)
    };
    let person = draft.finder(c.first, c.end).is_some_and(|(k, a, b)| k == NameKind::Person && b - a > 1);
    person && (beside(c.end) || (c.first > 0 && beside(c.first - 1)))
}

fn score(draft: &Draft, c: &Candidate, e: &Entry, support: &Support) -> f32 {
    let record = draft.k.record(e.record);
    let base = match (e.sense, record.kind) {
        (Sense::Adjective | Sense::Demonym, _) => 50.0,
        (Sense::Capital, _) => 46.0,
        (Sense::Seat, _) => 46.0,
        (_, EntityKind::State) => 52.0,
        (_, EntityKind::Person) => 45.0 + draft.k.prominence(e.record, draft.on) as f32 / 20.0,
        (_, EntityKind::GovernmentBody) => 45.0,
        (_, EntityKind::IntergovernmentalOrganisation) => 46.0,
        (_, EntityKind::Instrument | EntityKind::NamedEvent | EntityKind::Route) => 43.0,
        (_, EntityKind::ArmedGroup | EntityKind::Party) => 42.0,
        (_, EntityKind::Region | EntityKind::Population) => 41.0,
        (_, EntityKind::Media | EntityKind::Company | EntityKind::Organisation) => 38.0,
        (_, EntityKind::Place) => 30.0 + record.weight.min(12.0),
    };
    let mut score = base;
    if support.sure.contains(&e.record) {
        score += 20.0;
    }
    if !record.home.is_empty() && support.countries.contains_key(record.home) {
        score += 12.0;
    }
    if !record.exists(draft.on) {
        score -= 8.0;
    }
    if e.sense == Sense::Capital
        && let Some(state) = draft.k.state(record.home).map(|s| draft.k.record(s))
        && state.to.is_some()
        && draft.on.is_some()
        && state.exists(draft.on)
    {
        // While it lasted, the state that is gone now was the one in that city.
        score += 8.0;
    }
    if e.sense == Sense::Capital
        && let Some(state) = draft.k.state(record.home).map(|s| draft.k.record(s))
        && (!state.exists(draft.on) || draft.on.is_none() && state.to.is_some())
    {
        // The capital of a state that is gone, or not there yet.
        score -= 25.0;
    }
    let finder = draft.finder(c.first, c.end).map(|(kind, _, _)| kind);
    let agrees = match finder {
        Some(NameKind::Person) => {
            // The finder knows no plurals: "Libyans" are no person.
            matches!(record.kind, EntityKind::Person) || e.sense == Sense::Demonym && draft.form(c.first).ends_with('s')
        }
        Some(NameKind::Place | NameKind::Facility) => {
            matches!(record.kind, EntityKind::State | EntityKind::Place | EntityKind::Route | EntityKind::Region)
        }
        Some(NameKind::Organisation) => {
            !matches!(record.kind, EntityKind::Person | EntityKind::Place | EntityKind::Population)
        }
        Some(NameKind::Group) => {
            matches!(e.sense, Sense::Adjective | Sense::Demonym)
                || matches!(record.kind, EntityKind::Population | EntityKind::Party)
        }
        Some(NameKind::Law) => record.kind == EntityKind::Instrument,
        Some(NameKind::Event) => record.kind == EntityKind::NamedEvent,
        None => false,
    };
    if agrees {
        score += 8.0;
    } else if finder.is_some() && e.ambiguous {
        score -= 6.0;
    }
    if e.ambiguous {
        // A place after "in" is a place, even a small one, if its country is spoken of.
        let placed =
            c.first > 0 && matches!(draft.word(c.first - 1).as_str(), "in" | "near" | "at" | "from" | "to" | "of");
        score -= if placed && record.kind == EntityKind::Place { 14.0 } else { 26.0 };
    }
    score
}
