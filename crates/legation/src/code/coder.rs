//! The pass over an article that turns triggers and trees into events.

use std::collections::BTreeSet;

use super::date::{self, Tense};
use super::event::{Event, Place, Role, Status};
use super::lexicon::{Entry, Lexicon, TriggerKind};
use super::tree::{self, Frame};
use super::{CODEBOOK, setting, status};
use crate::error::Notice;
use crate::id::{ArticleId, EventId};
use crate::link::{EntityKind, Linked, Mention, Reference};
use crate::parse::{Document, Relation, Upos};
use crate::plover::{EventType, Sector};
use crate::time::{Date, DateBasis, Dated};

/// What a coder must know of the article beside its words.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub article: &'a ArticleId,
    pub published: Option<Date>,
}

/// The events of an article, and why some sentences gave none.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    pub events: Vec<Event>,
    pub notices: Vec<Notice>,
}

/// Codes every event of an article, in text order.
///
/// ```
/// use legation::{code, id::ArticleId, link, parse};
/// let document = parse::document("Sadat visited Israel.");
/// let day = "1977-11-20".parse().ok();
/// let linked = link::mentions(&document, day, link::Knowledge::builtin());
/// let setting = code::Setting { article: &ArticleId::of(&["example"]), published: day };
/// let coded = code::events(&document, &linked, &setting, code::Lexicon::builtin());
/// assert_eq!(coded.events[0].event_type.name(), "CONSULT");
/// ```
pub fn events(document: &Document, linked: &Linked, setting: &Setting, lexicon: &Lexicon) -> Coded {
    let mut coder =
        Coder { document, linked, setting: *setting, lexicon, consumed: BTreeSet::new(), coded: Coded::default() };
    for sentence in 0..document.sentences.len() {
        coder.sentence(sentence);
    }
    merge(&mut coder.coded.events);
    coder.coded
}

/// A trigger with the pattern that fired and the words in its places.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a> {
    pub entry: &'a Entry,
    pub trigger: u32,
    /// The object noun that made a verb this event.
    pub object: Option<u32>,
    pub actors: Vec<u32>,
    pub recipients: Vec<u32>,
    pub score: f32,
}

struct Coder<'a> {
    document: &'a Document,
    linked: &'a Linked,
    setting: Setting<'a>,
    lexicon: &'a Lexicon,
    /// Tokens that belong to an event already coded.
    consumed: BTreeSet<u32>,
    coded: Coded,
}

/// Every pattern that fires in a sentence, best for each trigger, in text order.
pub(super) fn candidates<'a>(document: &Document, first: u32, end: u32, lexicon: &'a Lexicon) -> Vec<Candidate<'a>> {
    let mut out = Vec::new();
    for t in first..end {
        match document.upos(t) {
            Upos::Verb => out.extend(verb(document, t, lexicon)),
            Upos::Noun | Upos::Propn => out.extend(noun(document, t, lexicon)),
            Upos::Adj => out.extend(adjective(document, t, lexicon)),
            _ => {}
        }
    }
    out
}

fn verb<'a>(document: &Document, t: u32, lexicon: &'a Lexicon) -> Option<Candidate<'a>> {
    let lemma = document.lemma(t).to_lowercase();
    // "a fighting force", "the attacking side": participles before nouns describe.
    if matches!(document.relation(t), Relation::Amod | Relation::Compound) {
        return None;
    }
    let frame = tree::frame(document, t);
    let mut best: Option<Candidate<'a>> = None;
    for entry in lexicon.of_lemma(&lemma).filter(|e| e.kind == TriggerKind::Verb) {
        if !entry.beside.iter().all(|word| stands_beside(document, t, word)) {
            continue;
        }
        let mut score = 1.0 + entry.beside.len() as f32;
        let mut object = None;
        if let Some((head, modifiers)) = &entry.object {
            let Some(found) = object_of(document, t, &frame, head, modifiers) else { continue };
            score += 3.0 + modifiers.len() as f32;
            object = Some(found);
        }
        let (actors, recipients, filled) = places(document, &frame, entry, object);
        score += if filled { 0.6 } else { 0.0 };
        // A bare verb whose only place is its object needs one.
        if entry.object.is_none() && entry.slots.first() == Some(&"obj") && recipients.is_empty() && !filled {
            score -= 0.7;
        }
        if best.as_ref().is_none_or(|b| score > b.score) {
            best = Some(Candidate { entry, trigger: t, object, actors, recipients, score });
        }
    }
    best
}

/// Whether a particle, preposition or object word stands with a verb.
fn stands_beside(document: &Document, t: u32, word: &str) -> bool {
    document.children(t).any(|c| {
        document.form(c).eq_ignore_ascii_case(word) && document.relation(c) != Relation::Mark
            || document.relation(c).base() == "obl" && tree::case(document, c).as_deref() == Some(word)
            || document.relation(c) == Relation::Obj && document.lemma(c) == word
            || matches!(document.relation(c), Relation::Xcomp)
                && word == "to"
                && document.children(c).any(|d| document.form(d) == "to")
            || document.relation(c).base() == "advcl"
                && document
                    .children(c)
                    .any(|d| document.relation(d) == Relation::Mark && document.form(d).eq_ignore_ascii_case(word))
            || document.relation(c) == Relation::Xcomp && document.lemma(c) == word
    }) || (t + 1 < document.sentence_of(t).end
        && document.form(t + 1).eq_ignore_ascii_case(word)
        && matches!(document.upos(t + 1), Upos::Adp | Upos::Adv | Upos::Part))
}

fn object_of(document: &Document, t: u32, frame: &Frame, head: &str, modifiers: &[String]) -> Option<u32> {
    let fits = |token: u32| {
        tree::coordinated(document, token).into_iter().find(|&n| {
            let own = document.lemma(n).to_lowercase() == head || document.form(n).to_lowercase() == head;
            own && modifiers.iter().all(|m| {
                document
                    .children(n)
                    .any(|c| document.lemma(c).eq_ignore_ascii_case(m) || document.form(c).eq_ignore_ascii_case(m))
                    || n > 0 && document.form(n - 1).eq_ignore_ascii_case(m)
            })
        })
    };
    frame
        .object
        .and_then(fits)
        .or_else(|| {
            document
                .children(t)
                .filter(|&c| {
                    matches!(document.relation(c), Relation::Xcomp | Relation::Ccomp) && document.upos(c) == Upos::Noun
                })
                .find_map(fits)
        })
        .or_else(|| {
            frame
                .prepositions
                .iter()
                .filter(|(case, _)| matches!(case.as_str(), "to" | "on" | "for" | "in" | "into" | "with"))
                .filter(|_| frame.object.is_none())
                .find_map(|(_, n)| fits(*n))
        })
        // "talks were held": passive subjects are objects; "talks began": so is an unaccusative's.
        .or_else(|| frame.subject.filter(|_| frame.object.is_none()).and_then(fits))
}

/// The heads of actors and recipients of a verb, and whether a recipient's place was filled.
fn places(document: &Document, frame: &Frame, entry: &Entry, object: Option<u32>) -> (Vec<u32>, Vec<u32>, bool) {
    let mut actors: Vec<u32> =
        frame.subject.filter(|s| Some(*s) != object).map(|s| tree::coordinated(document, s)).unwrap_or_default();
    let mut recipients = Vec::new();
    let on_object = object.map(|o| tree::noun_prepositions(document, o)).unwrap_or_default();
    for slot in &entry.slots {
        let found = match *slot {
            "obj" => frame.object.filter(|o| Some(*o) != object),
            slot => frame
                .prepositions
                .iter()
                .chain(&on_object)
                .find(|(case, n)| case == slot && Some(*n) != object && !temporal(document, *n))
                .map(|(_, n)| *n),
        };
        if let Some(found) = found
            && !actors.contains(&found)
        {
            recipients = tree::coordinated(document, found);
            break;
        }
    }
    let filled = !recipients.is_empty();
    // "accepted Iran's offer", "lifted the blockade of": the object's owner is the other side.
    if recipients.is_empty()
        && let Some(object) = object
    {
        recipients = owners(document, object);
        recipients.retain(|r| !actors.contains(r));
    }
    if actors.is_empty()
        && entry.symmetric
        && let Some(object) = object
    {
        actors = owners(document, object);
    }
    if actors.is_empty() && frame.passive && entry.symmetric {
        actors = std::mem::take(&mut recipients);
    }
    if entry.swapped {
        std::mem::swap(&mut actors, &mut recipients);
    }
    (actors, recipients, filled)
}

fn temporal(document: &Document, n: u32) -> bool {
    matches!(
        document.form(n),
        "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "today"
            | "yesterday"
            | "week"
            | "month"
            | "year"
            | "days"
            | "weeks"
    )
}

/// Possessors and adjectives of a noun.
fn owners(document: &Document, noun: u32) -> Vec<u32> {
    let mut out = Vec::new();
    for child in document.children(noun) {
        let relation = document.relation(child);
        if relation == Relation::NmodPoss
            || (matches!(relation, Relation::Amod | Relation::Compound | Relation::NmodDesc)
                && document.form(child).starts_with(char::is_uppercase))
        {
            out.extend(tree::coordinated(document, child));
        }
    }
    out
}

fn noun<'a>(document: &Document, t: u32, lexicon: &'a Lexicon) -> Option<Candidate<'a>> {
    let lemma = document.lemma(t).to_lowercase();
    if document.upos(t) == Upos::Propn
        && document.form(t).starts_with(char::is_uppercase)
        && document.relation(t) != Relation::Root
    {
        return None;
    }
    // "attack helicopter", "visit programme": a modifier names a kind of thing.
    if matches!(document.relation(t), Relation::Compound) {
        return None;
    }
    let mut prepositions = tree::noun_prepositions(document, t);
    // "the visit of the president to the capital": a later phrase often hangs on the name before it.
    for (_, inner) in prepositions.clone() {
        prepositions.extend(tree::noun_prepositions(document, inner).into_iter().filter(|(case, _)| case != "of"));
    }
    let mut best: Option<Candidate<'a>> = None;
    for entry in lexicon.of_lemma(&lemma).filter(|e| e.kind == TriggerKind::Noun) {
        let modified = entry.beside.iter().all(|m| {
            document
                .children(t)
                .any(|c| document.lemma(c).eq_ignore_ascii_case(m) || document.form(c).eq_ignore_ascii_case(m))
                || t > 0 && document.form(t - 1).eq_ignore_ascii_case(m)
        });
        if !modified {
            continue;
        }
        let mut score = 0.6 + entry.beside.len() as f32;
        let mut recipients = Vec::new();
        let mut used = None;
        for slot in &entry.slots {
            if let Some((case, n)) = prepositions.iter().find(|(case, n)| case == slot && !temporal(document, *n)) {
                recipients = tree::coordinated(document, *n);
                used = Some(case.clone());
                break;
            }
        }
        let mut actors = Vec::new();
        for case in ["by", "of", "from", "between", "among"] {
            if used.as_deref() == Some(case) {
                continue;
            }
            if let Some((_, n)) = prepositions.iter().find(|(c, _)| c == case) {
                actors.extend(tree::coordinated(document, *n));
                break;
            }
        }
        for owner in owners(document, t) {
            if !actors.contains(&owner) && !recipients.contains(&owner) {
                actors.push(owner);
            }
        }
        // "carried out the attack", "began its visit": the subject of a light verb acts.
        if actors.is_empty() {
            actors.extend(light_subject(document, t));
        }
        if entry.symmetric {
            actors.append(&mut recipients);
            actors.extend(participants(document, t));
            actors.sort_unstable();
            actors.dedup();
        }
        score += 0.3 * f32::from(u8::from(!recipients.is_empty())) + 0.3 * f32::from(u8::from(!actors.is_empty()));
        if best.as_ref().is_none_or(|b| score > b.score) {
            best = Some(Candidate { entry, trigger: t, object: None, actors, recipients, score });
        }
    }
    best
}

/// Who takes part in a meeting that the sentence speaks of: "talks …, with the premier attending".
fn participants(document: &Document, noun: u32) -> Vec<u32> {
    let sentence = document.sentence_of(noun);
    let mut out = Vec::new();
    // Only when the meeting is the sentence's own subject: elsewhere the others do something else.
    if !document.relation(noun).is_subject() {
        return out;
    }
    for verb in noun + 1..sentence.end {
        if document.upos(verb) == Upos::Verb && matches!(document.lemma(verb), "participate" | "attend" | "join") {
            let subject = document.children(verb).find(|&c| document.relation(c).is_subject());
            out.extend(subject.into_iter().flat_map(|s| tree::coordinated(document, s)));
        }
    }
    let Some(verb) = document.head(noun) else { return out };
    for v in std::iter::once(verb).chain(document.children(verb).filter(|&c| document.relation(c) == Relation::Xcomp)) {
        for child in document.children(v).filter(|&c| document.relation(c).base() == "obl") {
            if matches!(tree::case(document, child).as_deref(), Some("with" | "between")) && !temporal(document, child)
            {
                out.extend(tree::coordinated(document, child));
            }
        }
    }
    out
}

/// The subject of a verb that says little more than that its object takes place.
fn light_subject(document: &Document, noun: u32) -> Vec<u32> {
    let Some(verb) = document.head(noun) else { return Vec::new() };
    let light = matches!(
        document.lemma(verb),
        "have"
            | "hold"
            | "make"
            | "give"
            | "take"
            | "conduct"
            | "carry"
            | "launch"
            | "begin"
            | "start"
            | "continue"
            | "stage"
            | "mount"
            | "resume"
            | "end"
            | "lead"
            | "undertake"
            | "perform"
            | "do"
            | "pay"
            | "plan"
            | "prepare"
            | "open"
            | "wage"
            | "issue"
            | "commit"
    );
    if !light || document.relation(noun) != Relation::Obj {
        return Vec::new();
    }
    tree::frame(document, verb).subject.map(|s| tree::coordinated(document, s)).unwrap_or_default()
}

fn adjective<'a>(document: &Document, t: u32, lexicon: &'a Lexicon) -> Option<Candidate<'a>> {
    let lemma = document.lemma(t).to_lowercase();
    let entry = lexicon.of_lemma(&lemma).find(|e| e.kind == TriggerKind::Adjective)?;
    let complement = document
        .children(t)
        .find(|&c| document.relation(c) == Relation::Xcomp || document.relation(c).base() == "advcl")?;
    let subject = document.children(t).find(|&c| document.relation(c).is_subject())?;
    let frame = tree::frame(document, complement);
    let recipients = entry
        .slots
        .iter()
        .find_map(|slot| frame.prepositions.iter().find(|(case, _)| case == slot).map(|(_, n)| *n))
        .or(frame.object)
        .map(|n| tree::coordinated(document, n))
        .unwrap_or_default();
    Some(Candidate {
        entry,
        trigger: t,
        object: None,
        actors: tree::coordinated(document, subject),
        recipients,
        score: 1.0,
    })
}

impl Coder<'_> {
    fn sentence(&mut self, idx: usize) {
        let sentence = &self.document.sentences[idx];
        let candidates = candidates(self.document, sentence.first, sentence.end, self.lexicon);
        let before = self.coded.events.len();
        // What a promise, demand or threat is about is not an event of its own.
        let mut absorbed: BTreeSet<u32> = BTreeSet::new();
        for candidate in &candidates {
            if governs_content(candidate) {
                for t in sentence.first..sentence.end {
                    if t != candidate.trigger && self.content_of(candidate, t) {
                        absorbed.insert(t);
                    }
                }
            }
            absorbed.extend(candidate.object);
        }
        let mut actors_seen = false;
        for candidate in &candidates {
            if absorbed.contains(&candidate.trigger) || self.consumed.contains(&candidate.trigger) {
                continue;
            }
            let content = candidates.iter().find(|c| {
                c.trigger != candidate.trigger && governs_content(candidate) && self.content_of(candidate, c.trigger)
            });
            if let Some(event) = self.event(candidate, content, idx) {
                self.coded.events.push(event);
            }
            actors_seen = true;
        }
        if !candidates.is_empty() && self.coded.events.len() == before && !actors_seen {
            let message = "the sentence has triggers, but none with an actor that could be named".to_owned();
            self.coded.notices.push(Notice { room: "code", code: "no-actor", span: Some(sentence.span), message });
        }
    }

    /// Whether a token lies in the clause that a governing event is about.
    fn content_of(&self, candidate: &Candidate, t: u32) -> bool {
        let document = self.document;
        let mut at = t;
        while let Some(head) = document.head(at) {
            if head == candidate.trigger || Some(head) == candidate.object {
                return matches!(
                    document.relation(at).base(),
                    "xcomp" | "ccomp" | "acl" | "advcl" | "obj" | "obl" | "nmod" | "csubj"
                ) && document.relation(at) != Relation::AclRelcl
                    && !(document.relation(at).base() == "advcl"
                        && document.children(at).any(|c| {
                            document.relation(c) == Relation::Mark
                                && matches!(
                                    document.form(c).to_lowercase().as_str(),
                                    "after"
                                        | "before"
                                        | "while"
                                        | "as"
                                        | "since"
                                        | "because"
                                        | "when"
                                        | "although"
                                        | "though"
                                        | "until"
                                        | "if"
                                        | "by"
                                )
                        }));
            }
            at = head;
        }
        false
    }

    fn event(&mut self, candidate: &Candidate, content: Option<&Candidate>, sentence_idx: usize) -> Option<Event> {
        let document = self.document;
        let entry = candidate.entry;
        let trigger = candidate.trigger;
        let mut actors = self.roles(&candidate.actors, true);
        let mut recipients = self.roles(&candidate.recipients, entry.swapped);
        // The other side of a promise or demand may stand only in its content: "vowed to attack X".
        if recipients.is_empty()
            && let Some(content) = content
        {
            recipients = self.roles(&content.recipients, false);
            if content.entry.symmetric {
                recipients.extend(self.roles(&content.actors, false));
            }
        }
        recipients.retain(|r| !actors.iter().any(|a| same(a, r)));
        if entry.symmetric {
            for r in std::mem::take(&mut recipients) {
                if !actors.iter().any(|a| same(a, &r)) {
                    actors.push(r);
                }
            }
        }
        // Deeds need doers; deeds without a known doer need a known sufferer.
        let nameable = |roles: &[Role]| {
            roles.iter().any(|r| {
                r.country.is_some()
                    || r.sector.is_some()
                    || r.entity.is_some_and(|e| self.linked.entity(e).kind != EntityKind::Place)
            })
        };
        if !nameable(&actors) {
            return None;
        }
        if entry.kind == TriggerKind::Noun {
            let parties = actors.len() + recipients.len();
            // One party and a place make a meeting or a visit; other nouns need both sides.
            let meeting =
                entry.event_type == EventType::Consult && parties == 1 && self.place(trigger, sentence_idx).is_some();
            if parties < 2 && !meeting {
                return None;
            }
        } else if !entry.symmetric && entry.object.is_none() && recipients.is_empty() && !stands_alone(entry) {
            return None;
        }
        if entry.symmetric && actors.len() < 2 && entry.object.is_none() && entry.kind != TriggerKind::Noun {
            return None;
        }
        if entry.event_type.needs_recipient() && recipients.is_empty() && !entry.symmetric && entry.object.is_none() {
            return None;
        }

        let (mut status, mut status_cue) = status::of(document, trigger);
        let published = self.setting.published;
        let tense = if matches!(status, Status::Planned | Status::Possible | Status::Hypothetical) {
            Tense::Future
        } else {
            Tense::Past
        };
        let date = self.date(trigger, sentence_idx, tense, published);
        if matches!(status, Status::Actual | Status::Ongoing) && status::historical(&date, published) {
            status = Status::Historical;
            status_cue = date.span;
        } else if matches!(status, Status::Actual | Status::Ongoing)
            && let (Some(from), Some(day)) = (date.from, published)
            && from > day
            && date.basis != DateBasis::Published
        {
            status = Status::Planned;
            status_cue = date.span;
        }
        // What a government did that is no longer in office was done while it was.
        let mut date = date;
        let former = !actors.is_empty() && actors.iter().all(|a| a.sector == Some(Sector::Eli));
        if former
            && status == Status::Actual
            && date.basis == DateBasis::Published
            && !matches!(event_type_of(candidate), EventType::Accuse | EventType::Support | EventType::Request)
        {
            status = Status::Historical;
            status_cue = actors.first().map(|a| a.span);
            date = Dated::UNKNOWN;
        }

        // Composition: what is promised, announced or planned is not yet done.
        let mut event_type = entry.event_type;
        let mut mode = entry.mode;
        let mut reason = format!("{} at {}", words(entry), entry.line);
        if let Some(content) = content {
            let inner = content.entry;
            mode = content_mode(event_type, inner).or(mode);
            if event_type == EventType::Agree && inner.event_type == EventType::Retreat {
                event_type = EventType::Concede;
                mode = None;
            } else if event_type == EventType::Agree
                && matches!(inner.event_type, EventType::Assault | EventType::Coerce | EventType::Sanction)
                && matches!(entry.lemma.as_str(), "vow" | "pledge" | "promise")
            {
                event_type = EventType::Threaten;
            } else if event_type == EventType::Reject && inner.event_type == EventType::Retreat {
                mode = Some("yield");
            }
            reason.push_str(&format!("; about {} ({})", inner.event_type.name(), document.form(content.trigger)));
        }
        if status == Status::Planned {
            let future = match event_type {
                EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid => {
                    Some(EventType::Agree)
                }
                EventType::Retreat => Some(EventType::Concede),
                _ => None,
            };
            if let Some(future) = future {
                let inner = mode.map(|m| format!(" {m}")).unwrap_or_default();
                reason.push_str(&format!("; planned {}{inner} is {}", event_type.name(), future.name()));
                event_type = future;
                mode = None;
            }
        }
        let modes: Vec<&'static str> =
            mode.into_iter().filter(|m| crate::plover::mode::score(event_type, m).is_some()).collect();
        let score = modes
            .first()
            .and_then(|m| crate::plover::mode::score(event_type, m))
            .flatten()
            .unwrap_or_else(|| event_type.score());
        let sentence = document.sentences[sentence_idx].span;
        let size = setting::size(document, candidate, event_type);
        let contexts = setting::contexts(document, sentence_idx, self.lexicon);
        let place = self.place(trigger, sentence_idx);
        let known = |roles: &[Role]| roles.iter().any(|r| r.country.is_some());
        let confidence = confidence(candidate, known(&actors), known(&recipients) || entry.symmetric);
        let id = EventId::of(&[
            self.setting.article.as_str(),
            &format!("{}-{}", document.token(trigger).span.start, document.token(trigger).span.end),
            event_type.name(),
            mode.unwrap_or(""),
            &actors.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join("|"),
            &recipients.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join("|"),
            CODEBOOK,
        ]);
        let mut span = document.token(trigger).span;
        if let Some(object) = candidate.object {
            let o = document.token(object).span;
            if o.start > span.start && (o.end - span.start) < 60 {
                span = span.cover(o);
            }
        }
        self.consumed.insert(trigger);
        Some(Event {
            id,
            event_type,
            modes,
            contexts,
            actors,
            recipients,
            place,
            date,
            status,
            status_cue,
            quad: event_type.quad(),
            score,
            cameo: cameo(event_type, entry),
            goldstein: crate::plover::cameo::goldstein(&cameo(event_type, entry)),
            size,
            trigger: span,
            trigger_token: trigger,
            sentence,
            claim: None,
            confidence,
            reason,
            repeats: Vec::new(),
        })
    }

    /// The participants that some words stand for.
    fn roles(&self, heads: &[u32], may_be_place: bool) -> Vec<Role> {
        let mut out: Vec<Role> = Vec::new();
        for &head in heads {
            for role in self.role(head, may_be_place) {
                if !out.iter().any(|r| same(r, &role)) {
                    out.push(role);
                }
            }
        }
        out
    }

    fn role(&self, head: u32, acting: bool) -> Vec<Role> {
        let mut found: Vec<&Mention> = self
            .linked
            .mentions
            .iter()
            .filter(|m| {
                m.head == head || (m.first..m.end).contains(&head) && self.document.relation(head).base() == "flat"
            })
            .collect();
        found.sort_by_key(|m| std::cmp::Reverse(m.span.len()));
        for mention in found {
            let roles: Vec<Role> = mention
                .entities
                .iter()
                .filter(|&&e| {
                    let kind = self.linked.entity(e).kind;
                    kind.may_act() || kind == EntityKind::Place && !acting
                })
                .map(|&e| self.role_of(mention, e))
                .collect();
            if !roles.is_empty() {
                return roles;
            }
        }
        // "the decision of Rome", "Iran's programme", "Israeli policy": whose it is.
        if !matches!(self.document.upos(head), Upos::Noun | Upos::Propn) {
            return Vec::new();
        }
        let mut near = owners(self.document, head);
        for (case, n) in tree::noun_prepositions(self.document, head) {
            if matches!(case.as_str(), "of" | "by" | "from")
                || !acting && matches!(case.as_str(), "in" | "on" | "against" | "with")
            {
                near.push(n);
            }
        }
        for token in near {
            let mention = self.linked.mentions.iter().filter(|m| m.head == token).max_by_key(|m| m.span.len());
            if let Some(mention) = mention {
                let roles: Vec<Role> = mention
                    .entities
                    .iter()
                    .filter(|&&e| {
                        self.linked.entity(e).kind.may_act()
                            || !acting && self.linked.entity(e).kind == EntityKind::Place
                    })
                    .map(|&e| self.role_of(mention, e))
                    .collect();
                if !roles.is_empty() {
                    return roles;
                }
            }
        }
        Vec::new()
    }

    fn role_of(&self, mention: &Mention, entity: u32) -> Role {
        let e = self.linked.entity(entity);
        let sector = match e.kind {
            // A state that acts is its government (PLOVER).
            EntityKind::State => Some(Sector::Gov),
            _ => e.sector,
        };
        Role { span: mention.span, entity: Some(entity), name: e.name.clone(), country: e.country.clone(), sector }
    }

    /// When it happened: date words of its own clause first, then of the sentence.
    fn date(&self, trigger: u32, sentence_idx: usize, tense: Tense, published: Option<Date>) -> Dated {
        let document = self.document;
        let sentence = &document.sentences[sentence_idx];
        let found = date::expressions(document, sentence.first, sentence.end, published, tense);
        let own = found.iter().find(|e| document.governs(trigger, e.first)).or_else(|| {
            // The clause of a nominal event is its verb's.
            let verb = document.head(trigger)?;
            found.iter().find(|e| document.governs(verb, e.first))
        });
        if let Some(found) = own.or_else(|| found.first().filter(|_| found.len() == 1)) {
            return found.dated.clone();
        }
        // "At that time" goes back to the date of the sentence before.
        let back = (sentence.first..sentence.end.min(sentence.first + 6)).find(|&t| {
            matches!(document.form(t), "that" | "the") && t + 1 < sentence.end && document.form(t + 1) == "time"
                || matches!(document.form(t), "then" | "Then") && t == sentence.first
        });
        if let Some(t) = back {
            for earlier in (sentence_idx.saturating_sub(2)..sentence_idx).rev() {
                let s = &document.sentences[earlier];
                if let Some(found) = date::expressions(document, s.first, s.end, published, tense).last() {
                    let mut dated = found.dated.clone();
                    dated.basis = DateBasis::Resolved;
                    dated.span = Some(document.span_of(t, (t + 1).min(sentence.end - 1)));
                    return dated;
                }
            }
        }
        match published {
            Some(day) if tense == Tense::Past => Dated::published(day),
            _ => Dated::UNKNOWN,
        }
    }

    /// Where it happened, as far as the clause says.
    fn place(&self, trigger: u32, sentence_idx: usize) -> Option<Place> {
        let document = self.document;
        let sentence = &document.sentences[sentence_idx];
        let verb =
            if document.upos(trigger) == Upos::Verb { trigger } else { document.head(trigger).unwrap_or(trigger) };
        self.linked
            .mentions
            .iter()
            .filter(|m| sentence.first <= m.first && m.end <= sentence.end)
            .filter(|m| {
                let entity = self.linked.entity(m.entities[0]);
                let locative = matches!(
                    tree::case(document, m.head).as_deref(),
                    Some("in" | "at" | "near" | "on" | "outside" | "across" | "along" | "inside")
                );
                let clause = document.governs(verb, m.head);
                locative
                    && clause
                    && (matches!(entity.kind, EntityKind::Place | EntityKind::Route)
                        || entity.kind == EntityKind::State && m.reference == Reference::Name)
            })
            .map(|m| {
                let entity = self.linked.entity(m.entities[0]);
                Place {
                    span: m.span,
                    entity: Some(m.entities[0]),
                    name: entity.name.clone(),
                    country: entity.country.clone(),
                }
            })
            .next()
    }
}

/// Whether what an event is about belongs to it: promises, refusals, demands, threats, charges.
fn governs_content(candidate: &Candidate) -> bool {
    matches!(
        candidate.entry.event_type,
        EventType::Agree | EventType::Reject | EventType::Request | EventType::Threaten | EventType::Accuse
    ) || candidate.entry.event_type == EventType::Concede && candidate.entry.object.is_none()
        || candidate.entry.event_type == EventType::Support
            && candidate.entry.object.is_none()
            && candidate.entry.kind == TriggerKind::Verb
}

/// Verbs whose event is whole without an other side.
fn stands_alone(entry: &Entry) -> bool {
    matches!(
        entry.event_type,
        EventType::Retreat
            | EventType::Protest
            | EventType::Mobilize
            | EventType::Concede
            | EventType::Agree
            | EventType::Reject
    ) && !matches!(
        entry.lemma.as_str(),
        "leave"
            | "deny"
            | "break"
            | "accept"
            | "admit"
            | "allow"
            | "let"
            | "permit"
            | "concede"
            | "regret"
            | "hope"
            | "aim"
            | "decline"
            | "resist"
            | "return"
            | "test"
            | "strike"
    )
}

fn event_type_of(candidate: &Candidate) -> EventType {
    candidate.entry.event_type
}

/// The mode that the content gives a demand, refusal or threat.
fn content_mode(outer: EventType, inner: &Entry) -> Option<&'static str> {
    use EventType::*;
    match outer {
        Request | Reject => Some(match inner.event_type {
            Aid | Cooperate | Support => "assist",
            Consult => "meet",
            Retreat | Concede => "yield",
            _ => return (outer == Request).then_some("change"),
        }),
        Threaten => Some(match inner.event_type {
            Assault => "violence",
            Sanction => match inner.mode {
                Some("expel") => "expel",
                _ => "restrict",
            },
            Coerce => match inner.mode {
                Some("arrest") => "arrest",
                _ => "restrict",
            },
            Mobilize => "violence",
            Retreat => "relations",
            _ => return None,
        }),
        _ => None,
    }
}

fn words(entry: &Entry) -> String {
    let mut out = entry.lemma.clone();
    for word in &entry.beside {
        out.push(' ');
        out.push_str(word);
    }
    if let Some((head, modifiers)) = &entry.object {
        out.push_str(" + ");
        for word in modifiers {
            out.push_str(word);
            out.push(' ');
        }
        out.push_str(head);
    }
    format!("pattern `{out}`")
}

fn cameo(event_type: EventType, entry: &Entry) -> String {
    if event_type == entry.event_type {
        return entry.cameo.to_owned();
    }
    match event_type {
        EventType::Agree => "03",
        EventType::Concede => "08",
        EventType::Threaten => "13",
        _ => entry.cameo,
    }
    .to_owned()
}

/// A first, uncalibrated guess: patterns with an object are surer than bare verbs, verbs than nouns.
fn confidence(candidate: &Candidate, actor_known: bool, recipient_known: bool) -> f32 {
    let base = match (candidate.entry.kind, candidate.entry.object.is_some()) {
        (TriggerKind::Verb, true) => 0.72,
        (TriggerKind::Verb, false) => 0.6,
        (TriggerKind::Noun, _) => 0.5,
        (TriggerKind::Adjective, _) => 0.5,
    };
    let known = 0.1 * f32::from(u8::from(actor_known)) + 0.1 * f32::from(u8::from(recipient_known));
    (base + known + 0.03 * candidate.entry.beside.len().min(2) as f32).min(0.95)
}

fn same(a: &Role, b: &Role) -> bool {
    match (a.entity, b.entity) {
        (Some(x), Some(y)) => x == y,
        _ => a.span == b.span,
    }
}

/// Joins later reports of the same thing in one article to the first.
fn merge(events: &mut Vec<Event>) {
    let key = |e: &Event| -> (EventType, Vec<Option<u32>>, Vec<Option<u32>>) {
        let mut actors: Vec<_> = e.actors.iter().map(|r| r.entity).collect();
        let mut recipients: Vec<_> = e.recipients.iter().map(|r| r.entity).collect();
        actors.sort_unstable();
        recipients.sort_unstable();
        (e.event_type, actors, recipients)
    };
    let mut kept: Vec<Event> = Vec::new();
    for event in events.drain(..) {
        let whole = event.actors.iter().chain(&event.recipients).all(|r| r.entity.is_some());
        let twin = kept.iter_mut().find(|k| {
            whole
                && key(k) == key(&event)
                && (k.status == event.status || k.status.happened() && event.status.happened())
                && k.modes == event.modes
                && (k.date.span.is_none() || event.date.span.is_none() || k.date.from == event.date.from)
                && matches!(
                    event.event_type,
                    EventType::Consult | EventType::Agree | EventType::Assault | EventType::Sanction
                )
        });
        match twin {
            Some(first) => first.repeats.push(event.trigger),
            None => kept.push(event),
        }
    }
    *events = kept;
}
