//! Names: the longest spelling that a table knows, then what only the name finder saw.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::entity::EntityKind;
use super::families;
use super::fold::{Key, slug};
use super::knowledge::{Case, Entry, NounKind, Sense};
use super::mention::Reference;
use super::metonym;
use super::phrase::noun_ending_at;
use super::sense::{self, Choice};
use crate::parse::{NameKind, Upos};
use crate::plover::Sector;

/// A stretch of tokens that spells something the tables know.
pub(super) struct Candidate {
    pub first: u32,
    pub end: u32,
    pub hash: u64,
    pub entries: Vec<Entry>,
}

/// What the article as a whole speaks for.
#[derive(Default)]
pub(super) struct Support {
    /// Records that some spelling names beyond doubt.
    pub sure: BTreeSet<u32>,
    /// Actor codes, by how often something of theirs is named beyond doubt.
    pub countries: BTreeMap<String, usize>,
}

/// Finds every name mention of the article.
pub(super) fn find(draft: &mut Draft) {
    let mut candidates = candidates(draft);
    candidates.retain(|c| !inside_longer_name(draft, c));
    let support = support(draft, &candidates);
    let mut people = Vec::new();
    for candidate in candidates {
        if candidate.entries.iter().any(|e| e.sense == Sense::Family) {
            people.push(candidate);
        } else {
            settle(draft, &candidate, &support);
        }
    }
    finder_people(draft);
    titled_strangers(draft);
    families::settle(draft, people, &support);
    finder_rest(draft);
}

fn candidates(draft: &Draft) -> Vec<Candidate> {
    let doc = draft.doc;
    let mut found = Vec::new();
    let mut t = 0;
    while t < draft.len() {
        match longest_at(draft, t) {
            Some(candidate) => {
                t = candidate.end;
                found.push(candidate);
            }
            None => t += 1,
        }
        // A part of a word is no name of its own: "un-American" yes, "Romania" inside another no.
        while t > 0 && t < draft.len() && doc.token(t).span.start < doc.token(t - 1).span.end {
            t += 1;
        }
    }
    found
}

fn longest_at(draft: &Draft, first: u32) -> Option<Candidate> {
    let doc = draft.doc;
    let text = &doc.text;
    if !draft.form(first).starts_with(char::is_alphanumeric) {
        return None;
    }
    let (_, high) = draft.sentence_bounds(first);
    let start = doc.token(first).span.start as usize;
    let mut key = Key::new();
    let mut fed = start;
    let mut best = None;
    let mut t = first;
    while t < high {
        let end = doc.token(t).span.end as usize;
        if end <= fed && t > first {
            break;
        }
        key.feed(text.get(fed..end)?);
        fed = end;
        if key.words > draft.k.longest {
            break;
        }
        let form = draft.form(t);
        t += 1;
        // An abbreviation cut at its last point still ends there.
        if !form.ends_with(char::is_alphanumeric) && form != "." && !form.ends_with('.') {
            continue;
        }
        let Some(hash) = key.hash() else { continue };
        let spelled = &text[start..end];
        let entries: Vec<Entry> = draft.k.lookup(hash).filter(|e| shows(e.case, spelled)).copied().collect();
        if !entries.is_empty() && form != "." {
            best = Some(Candidate { first, end: t, hash, entries });
        }
    }
    best
}

/// Whether a text shows the capitals that an alias asks for.
fn shows(case: Case, text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    match case {
        Case::Any => true,
        Case::Proper => letters.next().is_none_or(|c| !c.is_lowercase()),
        Case::Acronym => {
            let count = letters.clone().count();
            letters.clone().all(|c| !c.is_lowercase()) || (count >= 4 && letters.next().is_some_and(char::is_uppercase))
        }
    }
}

/// Whether a spelling is part of somebody's name ("Jordan" in "Michael Jordan") or of a longer
/// name of an organisation that no table knows.
fn inside_longer_name(draft: &Draft, c: &Candidate) -> bool {
    let Some((kind, first, end)) = draft.finder(c.first, c.end) else { return false };
    if first >= c.first && end <= c.end {
        return false;
    }
    let doc = draft.doc;
    let personal =
        c.entries.iter().any(|e| draft.k.record(e.record).kind == EntityKind::Person && e.sense != Sense::Family);
    let family = c.entries.iter().any(|e| e.sense == Sense::Family);
    if (first..end).any(|t| draft.is_possessive(t) && t + 1 < end) {
        return false;
    }
    let proper = |t: u32| doc.upos(t) == Upos::Propn && draft.form(t).starts_with(char::is_uppercase);
    let titled = |t: u32| noun_ending_at(draft, t).is_some();
    match kind {
        NameKind::Person => {
            if personal {
                return false;
            }
            let describes = c.entries.iter().any(|e| matches!(e.sense, Sense::Adjective | Sense::Demonym));
            let follows = c.end < end && proper(c.end) && !titled(c.end) && !is_title_start(draft, c.end);
            let precedes = first < c.first && proper(c.first - 1) && !titled(c.first - 1);
            !describes && (follows || precedes && !family)
        }
        NameKind::Organisation | NameKind::Facility | NameKind::Event | NameKind::Law => {
            let state = c
                .entries
                .iter()
                .any(|e| draft.k.record(e.record).kind == EntityKind::State || e.sense == Sense::Capital);
            let body = noun_ending_at(draft, end - 1).is_some_and(|(_, noun, _)| {
                matches!(
                    noun.kind,
                    NounKind::Office | NounKind::Member | NounKind::Government | NounKind::Body | NounKind::Never
                )
            });
            let long = end - first >= 3 || (kind != NameKind::Organisation && end - first >= 2);
            (state || personal)
                && !body
                && long
                && first <= c.first
                && c.end < end
                && (c.end..end).all(|t| proper(t) || draft.form(t) == "of")
        }
        _ => false,
    }
}

/// "Iran President Raisi": the words after the state are a title, not a surname.
fn is_title_start(draft: &Draft, t: u32) -> bool {
    (t..(t + 3).min(draft.len()))
        .any(|h| noun_ending_at(draft, h).is_some_and(|(first, noun, _)| first == t && noun.kind != NounKind::Never))
}

fn support(draft: &Draft, candidates: &[Candidate]) -> Support {
    let mut support = Support::default();
    for c in candidates {
        let mut records: Vec<u32> = c.entries.iter().map(|e| e.record).collect();
        records.dedup();
        let certain = c.entries.iter().all(|e| !e.ambiguous && e.sense != Sense::Family);
        let homonym = draft.k.homonyms.iter().any(|h| h.word == c.hash);
        if let ([only], true, false) = (records.as_slice(), certain, homonym) {
            support.sure.insert(*only);
            let record = draft.k.record(*only);
            if !record.home.is_empty() {
                *support.countries.entry(record.home.to_owned()).or_insert(0) += 1;
            }
        }
    }
    support
}

/// Decides what a spelling names, and adds the mention.
fn settle(draft: &mut Draft, c: &Candidate, support: &Support) {
    match sense::choose(draft, c, support) {
        Choice::Entry(entry, reason) => link(draft, c, entry, reason),
        Choice::Nothing => {}
        Choice::Abstain(message) => {
            draft.abstain(c.first, c.end, message);
        }
    }
}

/// Adds the mention of a spelling whose meaning is settled.
pub(super) fn settle_entry(draft: &mut Draft, c: &Candidate, entry: Entry) {
    link(draft, c, entry, String::new());
}

fn link(draft: &mut Draft, c: &Candidate, entry: Entry, why: String) {
    if let Some((body, first)) = elsewhere(draft, c, entry) {
        let entity = draft.known(body.record);
        let m = draft.mention(first, c.end, Reference::Name, vec![entity], "chamber of the state before it".to_owned());
        for t in c.first..c.end {
            draft.at[t as usize] = m;
        }
        return;
    }
    let record = draft.k.record(entry.record);
    let words = draft.doc.span_of(c.first, c.end - 1).of(&draft.doc.text).to_owned();
    let reason =
        |kind: &str| if why.is_empty() { format!("{kind} `{words}`") } else { format!("{kind} `{words}`: {why}") };
    let home = record.home;
    let bare_first = c.first;
    let c =
        &Candidate { first: with_article(draft, c, entry, record.kind), end: c.end, hash: c.hash, entries: Vec::new() };
    match entry.sense {
        Sense::Adjective => {
            let entity = draft.known(entry.record);
            draft.name(c.first, c.end, entity, Reference::Adjective, Some(entry.sense), reason("adjective"));
        }
        Sense::Demonym => {
            let state = draft.known(entry.record);
            let country = draft.entities[state as usize].country.clone();
            let id = format!("people:{}", record.key.to_lowercase());
            let name = if words.ends_with('s') || words.ends_with("ese") { words.clone() } else { format!("{words}s") };
            let people = draft.local(id, EntityKind::Population, &name, Some(home), Some(Sector::Cvl));
            draft.entities[people as usize].country = country;
            draft.entities[people as usize].plural = true;
            draft.name(c.first, c.end, people, Reference::Name, Some(entry.sense), reason("people of a state"));
        }
        Sense::Capital | Sense::Seat => {
            let building = entry.sense == Sense::Seat;
            let verdict = metonym::verdict(draft, bare_first, c.end, building);
            let verdict = if building { verdict } else { metonym::by_article(draft, bare_first, c.end, verdict) };
            let state = draft.k.state(home).filter(|&s| draft.k.record(s).exists(draft.on) || building);
            match state.filter(|_| verdict.government) {
                Some(state) => {
                    // A palace stands for the body that sits there, a capital for the state.
                    let entity = match building {
                        true => draft.known(entry.record),
                        false => metonym::elsewhere(draft, home).unwrap_or_else(|| draft.known(state)),
                    };
                    let kind = if building { "seat of government" } else { "capital for its government" };
                    let text = format!("{kind} `{words}`: {}", verdict.because);
                    draft.name(c.first, c.end, entity, Reference::Metonym, Some(entry.sense), text);
                }
                None => {
                    let entity = draft.known(entry.record);
                    let text = format!("place `{words}`: {}", verdict.because);
                    draft.name(c.first, c.end, entity, Reference::Name, Some(entry.sense), text);
                }
            }
        }
        Sense::Name | Sense::Family => {
            // "Western politicians": a region's adjective is listed among its names.
            let adjective = record.kind == EntityKind::Region && draft.doc.upos(c.end - 1) == Upos::Adj;
            let reference = if adjective { Reference::Adjective } else { Reference::Name };
            let entity = draft.known(entry.record);
            draft.name(c.first, c.end, entity, reference, Some(entry.sense), reason("alias"));
            if record.kind == EntityKind::GovernmentBody {
                owner_inside(draft, c, home);
            }
        }
    }
}

/// "Nigeria's Senate" is not the American one: a chamber belongs to the state that stands before it,
/// or else to the one that the article is about. Also where the mention then starts.
fn elsewhere(draft: &Draft, c: &Candidate, entry: Entry) -> Option<(Entry, u32)> {
    let record = draft.k.record(entry.record);
    if record.kind != EntityKind::GovernmentBody || record.sector != Some(Sector::Leg) || c.end - c.first > 1 {
        return None;
    }
    let before = c.first.checked_sub(1).filter(|&t| draft.same_sentence(t, c.first));
    let owner = before.map(|t| if draft.is_possessive(t) && t > 0 { t - 1 } else { t }).and_then(|t| draft.name_at(t));
    let home = owner.and_then(|m| draft.home(m)).filter(|h| *h != record.home)?;
    let body = draft.k.body_of(home, "parliament")?;
    Some((entry.naming(body), owner.map_or(c.first, |m| draft.of(m).first)))
}

/// "Iranian" in "the Iranian parliament": the state stays mentioned inside the name of its body.
fn owner_inside(draft: &mut Draft, c: &Candidate, home: &str) {
    let first = if draft.word(c.first) == "the" { c.first + 1 } else { c.first };
    let Some(state) = draft.k.state(home).filter(|_| first + 1 < c.end) else { return };
    let hash = Key::of(draft.form(first));
    let named = |e: &&Entry| e.record == state && matches!(e.sense, Sense::Adjective | Sense::Name);
    let Some(sense) = draft.k.lookup(hash).find(named).map(|e| e.sense) else { return };
    let entity = draft.known(state);
    let m = draft.mention(
        first,
        first + 1,
        Reference::Adjective,
        vec![entity],
        "state inside the name of its body".to_owned(),
    );
    draft.senses[m as usize] = Some(sense);
}

/// "The Kremlin", "the West": the article is part of the mention unless it belongs to a noun that
/// the name modifies ("the EU officials") or the name is a person's or an adjective.
fn with_article(draft: &Draft, c: &Candidate, entry: Entry, kind: EntityKind) -> u32 {
    let Some(before) = c.first.checked_sub(1) else { return c.first };
    let bare = kind == EntityKind::Person || matches!(entry.sense, Sense::Adjective | Sense::Demonym);
    let relation = draft.doc.relation(draft.head_of(c.first, c.end)).base();
    let modifies = matches!(relation, "compound" | "amod")
        && c.end < draft.len()
        && draft.doc.upos(c.end) != Upos::Punct
        && !draft.is_possessive(c.end);
    let article = draft.form(before).eq_ignore_ascii_case("the")
        && draft.same_sentence(before, c.first)
        && draft.name_at(before).is_none();
    if article && !bare && !modifies { before } else { c.first }
}

/// People whom only the name finder saw, with two names or more.
fn finder_people(draft: &mut Draft) {
    for i in 0..draft.doc.names.len() {
        let name = &draft.doc.names[i];
        if name.kind != NameKind::Person || name.end > draft.len() {
            continue;
        }
        let Some((first, end)) = trimmed(draft, name.first, name.end) else { continue };
        if end - first < 2 || (first..end).any(|t| draft.name_at(t).is_some()) || is_all_title(draft, first, end) {
            continue;
        }
        let words = draft.doc.span_of(first, end - 1).of(&draft.doc.text).to_owned();
        if !words.starts_with(char::is_uppercase) || end - first > 5 {
            continue;
        }
        // The same person in another transliteration.
        let same = match draft.k.by_bones(&words)[..] {
            [only] => Some(only),
            _ => None,
        };
        match same {
            Some(record) => {
                let entity = draft.known(record);
                draft.name(
                    first,
                    end,
                    entity,
                    Reference::Name,
                    Some(Sense::Name),
                    format!("spelling close to `{}`", draft.k.record(record).name),
                );
            }
            None => {
                let entity = draft.local_person(&words);
                draft.name(first, end, entity, Reference::Name, None, "person by the name finder".to_owned());
            }
        }
    }
}

/// "Madam Speaker", "Vice President": a title and nobody's name.
fn is_all_title(draft: &Draft, first: u32, end: u32) -> bool {
    let Some((from, noun, _)) = noun_ending_at(draft, end - 1) else { return false };
    let title = matches!(noun.kind, NounKind::Office | NounKind::Member);
    let honorific = |t: u32| {
        draft.form(t) == "." || noun_ending_at(draft, t).is_some_and(|(_, n, _)| n.kind == NounKind::Honorific)
    };
    title && (from <= first || (first..from).all(honorific))
}

/// People whom only a title gives away: "Deputy Foreign Minister Jane Doe".
fn titled_strangers(draft: &mut Draft) {
    let doc = draft.doc;
    for t in 0..draft.len() {
        let Some(phrase) = families::title_ending_at(draft, t) else { continue };
        let office = matches!(phrase.noun.kind, NounKind::Office | NounKind::Member | NounKind::Honorific);
        let (_, high) = draft.sentence_bounds(t);
        let first = if t + 1 < high && draft.form(t + 1) == "." { t + 2 } else { t + 1 };
        let is_name = |t: u32| {
            t < high
                && draft.name_at(t).is_none()
                && doc.upos(t) == Upos::Propn
                && draft.form(t).starts_with(char::is_uppercase)
                && draft.form(t).chars().count() > 1
                && noun_ending_at(draft, t).is_none()
        };
        let mut end = first;
        while is_name(end) && end - first < 4 {
            end += 1;
        }
        // A family name alone may be somebody the tables know.
        if !office || end - first < 2 {
            continue;
        }
        let words = doc.span_of(first, end - 1).of(&doc.text).to_owned();
        let entity = match draft.k.by_bones(&words)[..] {
            [only] => draft.known(only),
            _ => draft.local_person(&words),
        };
        draft.name(first, end, entity, Reference::Name, None, "person by the title before".to_owned());
    }
}

/// A name without articles, titles, adjectives of states and possessive endings.
pub(super) fn trimmed(draft: &Draft, mut first: u32, mut end: u32) -> Option<(u32, u32)> {
    while end > first && (draft.is_possessive(end - 1) || matches!(draft.form(end - 1), "." | "," | "”" | "\"")) {
        end -= 1;
    }
    // A title inside the span ends before the name starts.
    let mut t = first;
    while t < end {
        let title = noun_ending_at(draft, t).is_some_and(|(_, noun, _)| {
            matches!(
                noun.kind,
                NounKind::Office | NounKind::Member | NounKind::Honorific | NounKind::Body | NounKind::Government
            )
        });
        if ((title || draft.name_at(t).is_some()) && t + 1 < end) || matches!(draft.word(t).as_str(), "the" | "a") {
            first = t + 1;
            if first < end && draft.form(first) == "." {
                first += 1;
            }
        }
        t += 1;
    }
    (first < end).then_some((first, end))
}

/// Organisations, places, laws and events that no table knows.
fn finder_rest(draft: &mut Draft) {
    for i in 0..draft.doc.names.len() {
        let name = draft.doc.names[i].clone();
        if name.end > draft.len() || (name.first..name.end).any(|t| draft.name_at(t).is_some() || draft.is_covered(t)) {
            continue;
        }
        let (mut first, mut end) = (name.first, name.end);
        while end > first && (draft.is_possessive(end - 1) || !draft.form(end - 1).ends_with(char::is_alphanumeric)) {
            end -= 1;
        }
        while first < end && matches!(draft.word(first).as_str(), "the" | "a" | "an") {
            first += 1;
        }
        if first >= end {
            continue;
        }
        let words = draft.doc.span_of(first, end - 1).of(&draft.doc.text).to_owned();
        let capital = words.starts_with(char::is_uppercase);
        let proper = (first..end).any(|t| draft.doc.upos(t) == Upos::Propn);
        let described = noun_ending_at(draft, end - 1).is_some_and(|(a, noun, _)| {
            noun.kind != NounKind::Kind && (a == first || !matches!(noun.kind, NounKind::Group))
        });
        if !capital || !proper || words.chars().count() < 3 {
            continue;
        }
        let (family, kind) = match name.kind {
            NameKind::Person => {
                // A single name is somebody only where a title says so; the finder often errs.
                let single = end - first == 1;
                let titled = first > 0
                    && noun_ending_at(draft, first - 1).is_some_and(|(_, n, plural)| {
                        !plural && matches!(n.kind, NounKind::Office | NounKind::Member | NounKind::Honorific)
                    });
                if described || (single && !titled && noun_like(draft, first)) {
                    continue;
                }
                ("person", EntityKind::Person)
            }
            _ if described => continue,
            NameKind::Organisation => ("organisation", EntityKind::Organisation),
            NameKind::Place | NameKind::Facility => ("place", EntityKind::Place),
            NameKind::Event => ("event", EntityKind::NamedEvent),
            NameKind::Law => ("instrument", EntityKind::Instrument),
            NameKind::Group => continue,
        };
        let entity = draft.local(format!("local:{family}:{}", slug(&words)), kind, &words, None, None);
        draft.name(first, end, entity, Reference::Name, None, format!("{family} by the name finder"));
    }
}

/// Whether a capital may stand there only because a sentence starts.
fn noun_like(draft: &Draft, t: u32) -> bool {
    let (low, _) = draft.sentence_bounds(t);
    t == low && draft.doc.upos(t) != Upos::Propn
}
