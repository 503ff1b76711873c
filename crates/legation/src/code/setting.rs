//! What stands around an event: how many people, where, and in which contexts.

use super::date::count_word;
use super::event::{Place, Size};
use super::lexicon::Lexicon;
use super::tree;
use super::words::Sheet;
use crate::link::{EntityKind, Linked, Reference};
use crate::parse::{Document, NameKind, Relation, Upos};
use crate::plover::{EventType, mode};
use crate::span::Span;

/// Numbers that belong to the event: the dead of a killing, the crowd of a march.
pub(super) fn size(document: &Document, trigger: u32, event_type: EventType, modes: &[&str]) -> Size {
    let mut size = Size::default();
    let sentence = document.sentence_of(trigger);
    let mut last: Option<(u32, &str)> = None;
    let mut counted: Option<u32> = None;
    for t in sentence.first..sentence.end {
        let Some(n) = number(document, t) else { continue };
        // The words that say what was counted: its noun, the verbs above, and the word behind it.
        let mut near: Vec<String> = Vec::new();
        let mut at = t;
        // Whether the counted are the subject of a verb, and do what it tells.
        let mut does = false;
        for _ in 0..3 {
            let Some(head) = document.head(at) else { break };
            does = document.relation(at) == Relation::Nsubj && document.upos(head) == Upos::Verb;
            near.push(document.lemma(head).to_lowercase());
            if matches!(document.lemma(head), "claim" | "cost" | "lose" | "hack" | "club" | "beat" | "stab" | "stone") {
                // "lost their lives", "hacked to death".
                near.extend(
                    document
                        .children(head)
                        .filter(|&c| matches!(document.lemma(c), "life" | "death"))
                        .map(|_| "dead".to_owned()),
                );
            }
            if matches!(document.lemma(head), "treat" | "hospitalize" | "hospitalise") {
                near.push("injured".to_owned());
            }
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
        // Who kills or arrests is not who is counted: "three brothers shot dead six people".
        let dies = near.iter().any(|w| matches!(w.as_str(), "die" | "perish" | "lose" | "be" | "succumb"));
        let held = modes.contains(&"arrest")
            && !does
            && document.head(at) == Some(trigger)
            && matches!(document.relation(at).base(), "obj" | "nsubj")
            && !counts_things(document, t);
        let marches = event_type == EventType::Protest
            && (document.head(at) == Some(trigger) && document.relation(at).is_subject()
                || document.head(trigger) == Some(at) && document.relation(trigger) == Relation::AclRelcl)
            && !counts_things(document, t);
        let is = |words: &[&str]| near.iter().any(|w| words.contains(&w.as_str()));
        let own = |words: &[&str]| document.children(t).any(|c| words.contains(&document.lemma(c)));
        // "Thousands gathered to protest": the number belongs to another verb than the deed.
        let comes = event_type == EventType::Protest
            && is(&["gather", "take", "turn", "march", "rally", "demonstrate", "assemble", "fill", "pack"]);
        let kind = if does && !dies && !marches && !comes {
            ""
        } else if held && !own(&["dead"]) {
            "arrested"
        } else if marches {
            "crowd"
        } else if own(&["injury", "wounded", "injured"]) {
            "injured"
        } else if is(&["kill", "die", "dead", "death", "slay", "murder", "execute", "massacre", "fatality", "perish"]) {
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
                // "five women and three children": one after the other.
                let joined = document.head(t).is_some_and(|noun| {
                    document.relation(noun).base() == "conj" && document.head(noun) == counted && counted.is_some()
                });
                let slot = if injured { &mut size.injured } else { &mut size.dead };
                *slot = match *slot {
                    Some(before) if joined => Some(before.saturating_add(n)),
                    other => other.or(Some(n)),
                };
                counted = counted.or(document.head(t).filter(|_| !injured));
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

/// Whether a number counts money, time, land or votes and no people.
fn counts_things(document: &Document, t: u32) -> bool {
    let of_things = |w: u32| {
        matches!(
            document.lemma(w).to_lowercase().as_str(),
            "day"
                | "hour"
                | "week"
                | "month"
                | "year"
                | "minute"
                | "dollar"
                | "euro"
                | "million"
                | "percent"
                | "%"
                | "kilometre"
                | "kilometer"
                | "km"
                | "mile"
                | "vote"
                | "ton"
                | "tonne"
                | "vehicle"
                | "tractor"
                | "truck"
        )
    };
    document.head(t).is_some_and(of_things)
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
        || t.checked_sub(1).is_some_and(|n| {
            super::date::names_time(document.form(n)) && document.form(n).starts_with(char::is_uppercase)
        })
        // "since 6 March".
        || t + 1 < document.sentence_of(t).end
            && document.form(t + 1).starts_with(char::is_uppercase)
            && super::date::month(&document.form(t + 1).to_lowercase()).is_some();
    if !modifies || dated {
        return None;
    }
    let form_at = |k: i64| u32::try_from(i64::from(t) + k).ok().filter(|&k| (k as usize) < document.tokens.len());
    let lower = |k: i64| form_at(k).map(|k| document.form(k).to_lowercase()).unwrap_or_default();
    if lower(1) == "of" && matches!(lower(2).as_str(), "thousands" | "millions") {
        // "hundreds of thousands": counted at its second word.
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
    let factor = match (round && lower(-1) == "of", lower(-2).as_str()) {
        (true, "tens") => 10,
        (true, "hundreds") => 100,
        _ => factor,
    };
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

const LOCATIVE: [&str; 12] =
    ["in", "at", "near", "outside", "across", "along", "inside", "around", "off", "throughout", "through", "onto"];
pub(super) const SETTLEMENT: [&str; 9] =
    ["village", "town", "city", "port", "province", "region", "district", "area", "island"];

/// Nouns that a place's name stands behind: "the town of Merawi", "the airport of El Arish".
const NAMED_AFTER: [&str; 16] = [
    "village", "town", "city", "port", "province", "region", "district", "area", "island", "airport", "camp", "base",
    "crossing", "suburb", "hamlet", "outskirt",
];

/// What a place's name stands in front of: "Baku airport", "the party's Kampala headquarters".
const SITE: [&str; 30] = [
    "airport",
    "station",
    "crossing",
    "bridge",
    "harbour",
    "harbor",
    "port",
    "jail",
    "prison",
    "headquarters",
    "office",
    "home",
    "region",
    "district",
    "territory",
    "province",
    "state",
    "county",
    "city",
    "town",
    "village",
    "island",
    "quarter",
    "checkpoint",
    "corridor",
    "camp",
    "base",
    "suburb",
    "neighbourhood",
    "neighborhood",
];

/// Seats of power that a text names for the house they are.
const SEATS: [&str; 7] =
    ["Kremlin", "White House", "Elysee Palace", "Elysée Palace", "Blue House", "Downing Street", "Oval Office"];

pub(super) const SAYING: [&str; 15] = [
    "say",
    "tell",
    "report",
    "add",
    "announce",
    "write",
    "state",
    "confirm",
    "claim",
    "note",
    "warn",
    "know",
    "insist",
    "stress",
    "acknowledge",
];

/// "…, the ministry in Baku said": the place is the teller's, whatever was told.
fn of_the_teller(document: &Document, trigger: u32, place: u32) -> bool {
    let mut at = place;
    let mut subject = false;
    while let Some(head) = document.head(at) {
        // "according to a monitoring group based in Sulaymaniyah".
        if !document.governs(at, trigger)
            && document.children(at).any(|c| document.form(c).eq_ignore_ascii_case("according"))
        {
            return true;
        }
        subject |= document.relation(at) == Relation::Nsubj;
        let tells = SAYING.contains(&document.lemma(head));
        if document.relation(head) == Relation::Parataxis && (subject || tells) {
            return !document.governs(head, trigger);
        }
        // "A lawmaker in Berlin said", "said in Kabul" with what was told below.
        if tells && head != trigger && document.governs(head, trigger) && !document.governs(at, trigger) {
            return true;
        }
        at = head;
    }
    false
}

/// Whether a place stands in what an event is about: "spoke about the bridge in Mitrovica".
fn topic(document: &Document, top: u32, place: u32, event: EventType) -> bool {
    const ABOUT: [&str; 5] = ["about", "regarding", "concerning", "for", "against"];
    let talk = !matches!(
        event,
        EventType::Assault | EventType::Mobilize | EventType::Protest | EventType::Aid | EventType::Cooperate
    );
    let over = |t: u32| {
        talk && ["on", "over"].iter().any(|p| tree::case_is(document, t, p))
            && !matches!(document.lemma(t), "sideline" | "margin" | "occasion" | "visit" | "trip")
            && document.upos(t) == Upos::Noun
            && !super::date::names_time(document.form(t))
    };
    let mut at = place;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        // "the Citizens Coalition for Change" is a name.
        let inside = || document.names.iter().any(|n| n.first <= at && at < n.end && n.first <= head && head < n.end);
        if at != place && (ABOUT.iter().any(|p| tree::case_is(document, at, p)) || over(at)) && !inside() {
            return true;
        }
        at = head;
    }
    false
}

/// Where it happened, as far as the clause says: a place behind a preposition of place, the town that
/// was struck or visited or where aid and troops were sent.
pub(super) fn place(
    document: &Document,
    linked: &Linked,
    trigger: u32,
    event: EventType,
    participants: &[Span],
) -> Option<Place> {
    let sentence = document.sentence_of(trigger);
    let verbal = matches!(
        event,
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten | EventType::Sanction
    );
    let mut best: Option<(u32, Span, Option<u32>)> = None;
    // The state that the sentence puts it in, for towns of which no table knows whose they are.
    let mut land: Option<u32> = None;
    let here = |first: u32, end: u32| sentence.first <= first && end <= sentence.end;
    let linked_places = linked.mentions.iter().filter(|m| here(m.first, m.end)).filter_map(|mention| {
        let &idx = mention.entities.first()?;
        let entity = linked.entity(idx);
        let geographic = matches!(entity.kind, EntityKind::Place | EntityKind::Route)
            || entity.kind == EntityKind::State && matches!(mention.reference, Reference::Name | Reference::Metonym);
        (geographic || seat(mention.span.of(&document.text)).is_some()).then_some((
            mention.head,
            mention.span,
            Some(idx),
        ))
    });
    // Places that no table knows are places still.
    let named = document.names.iter().filter(|n| here(n.first, n.end)).filter_map(|name| {
        let head =
            (name.first..name.end).find(|&t| document.head(t).is_none_or(|h| h < name.first || h >= name.end))?;
        let known = linked.mentions.iter().filter(|m| m.span.overlaps(name.span)).any(|m| {
            m.entities
                .iter()
                .any(|&e| linked.entity(e).country.is_some() || linked.entity(e).kind == EntityKind::Region)
        });
        (!known && matches!(name.kind, NameKind::Place | NameKind::Facility)).then_some((head, name.span, None))
    });
    // "in the town of Merawi", "to Marawi": only a place stands there, whatever the finder took it for.
    let unknown = linked.mentions.iter().filter(|m| here(m.first, m.end)).filter_map(|m| {
        let &idx = m.entities.first()?;
        let entity = linked.entity(idx);
        if !entity.id.starts_with("local:") || m.reference != Reference::Name {
            return None;
        }
        let settled = document
            .head(m.head)
            .is_some_and(|noun| NAMED_AFTER.contains(&document.lemma(noun)) && tree::case_is(document, m.head, "of"));
        let sent = tree::case_is(document, m.head, "to") && matches!(event, EventType::Mobilize)
            || tree::case_is(document, m.head, "near")
            || tree::case_is(document, m.head, "in")
                && (event != EventType::Consult || entity.kind != EntityKind::Person);
        let sent = sent && entity.country.is_none();
        (settled || sent).then_some((m.head, m.span, None))
    });
    for (head, span, idx) in linked_places.chain(named).chain(unknown) {
        let locative = |token| LOCATIVE.iter().any(|p| tree::case_is(document, token, p));
        // "near the village of Sotk".
        let settlement = document.head(head).is_some_and(|noun| {
            NAMED_AFTER.contains(&document.lemma(noun))
                && tree::case_is(document, head, "of")
                && (locative(noun)
                    || document.relation(noun).base() == "obj"
                        && matches!(event, EventType::Assault | EventType::Coerce))
        });
        // "flew over the Arabian Sea".
        let sea = ["Sea", "Ocean", "Strait", "Gulf"].iter().any(|w| span.of(&document.text).contains(w));
        let sea = sea && ["over", "into"].iter().any(|p| tree::case_is(document, head, p));
        // "at Baku airport", "searched its Bishkek office".
        let site = document.head(head).is_some_and(|noun| {
            matches!(document.relation(head).base(), "compound" | "nmod" | "amod" | "appos")
                && head < noun
                && SITE.contains(&document.lemma(noun))
                && (locative(noun)
                    || document.relation(noun).base() == "obj"
                        && document.head(noun) == Some(trigger)
                        && matches!(event, EventType::Coerce | EventType::Assault | EventType::Protest))
        });
        let target = participants.iter().any(|s| s.overlaps(span));
        let town = idx.is_none_or(|e| linked.entity(e).kind == EntityKind::Place);
        let reached = town
            && (target || tree::case_is(document, head, "into") || tree::case_is(document, head, "to"))
            && matches!(event, EventType::Assault | EventType::Mobilize | EventType::Aid | EventType::Consult)
            && under(document, trigger, head);
        if !(locative(head) || settlement || site || sea || reached) || of_the_teller(document, trigger, head) {
            continue;
        }
        // Nearest in the tree wins: the trigger's own phrase, its verb's, the sentence's.
        let mut at = trigger;
        let mut distance = 0;
        while !document.governs(at, head) {
            let Some(above) = document.head(at) else { break };
            if document.relation(at) == Relation::AclRelcl || document.relation(at).base() == "ccomp" && distance > 0 {
                distance += 3;
            }
            at = above;
            distance += 1;
        }
        let of_the_other = event == EventType::Sanction
            && document.relation(head).base() == "nmod"
            && !document
                .head(head)
                .is_some_and(|noun| document.relation(noun).is_subject() || tree::case_is(document, noun, "by"));
        // "the largest order placed by the ministry in Warsaw": where an office has its seat.
        let seated = document.head(head).is_some_and(|noun| {
            document.relation(head).base() == "nmod"
                && matches!(document.lemma(noun), "ministry" | "government" | "command" | "spokesman" | "spokeswoman")
                && document.head(noun) != Some(trigger)
        });
        if seated || topic(document, at, head, event) || of_the_other || verbal && inside_content(document, at, head) {
            continue;
        }
        // A town says more than the state around it, and goes first; so does the place that no other deed's clause holds.
        let state = idx.is_some_and(|e| linked.entity(e).kind == EntityKind::State);
        let distance = distance * 2
            + u32::from(state && distance < 2) * 2
            + u32::from(target || elsewhere(document, at, head, trigger));
        land = land.or(idx.filter(|_| state && distance <= 5));
        if distance <= 5 && best.is_none_or(|b| distance < b.0) {
            best = Some((distance, span, idx));
        }
    }
    let land = || linked.entity(land?).country.clone();
    best.map(|(_, span, idx)| match idx.map(|e| linked.entity(e)) {
        Some(entity) => {
            let name = seat(span.of(&document.text)).map_or_else(|| entity.name.clone(), str::to_owned);
            Place { span, entity: idx, name, country: entity.country.clone().or_else(land) }
        }
        None => Place {
            span,
            entity: None,
            name: span.of(&document.text).to_owned(),
            country: around(document, linked, span).or_else(land),
        },
    })
}

/// The seat of power that some words name, without its article.
fn seat(words: &str) -> Option<&str> {
    let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
    SEATS.contains(&bare).then_some(bare)
}

/// Whether another clause's verb stands between a word and a place below it.
fn elsewhere(document: &Document, top: u32, place: u32, trigger: u32) -> bool {
    let mut at = place;
    while at != top {
        if matches!(document.relation(at).base(), "conj" | "advcl" | "parataxis" | "acl")
            && document.upos(at) == Upos::Verb
            && at != trigger
            && !document.governs(at, trigger)
        {
            return true;
        }
        match document.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// The country that stands in the phrase around a place: "the Colombian town of Morales", "Adré, in the
/// east of Chad".
fn around(document: &Document, linked: &Linked, place: Span) -> Option<String> {
    let mut at = document.tokens.iter().position(|t| t.span.start >= place.start)? as u32;
    // Up to the noun that the whole phrase hangs on.
    for _ in 0..4 {
        match document.head(at) {
            Some(head)
                if document.upos(head) != Upos::Verb
                    && matches!(document.relation(at).base(), "nmod" | "appos" | "compound" | "flat" | "conj") =>
            {
                at = head;
            }
            _ => break,
        }
    }
    let (first, last) = document.subtree(at);
    let mut found = None;
    for mention in linked.mentions.iter().filter(|m| first <= m.head && m.head <= last) {
        let country = mention.entities.first().and_then(|&e| linked.entity(e).country.clone());
        match (&found, country) {
            (None, Some(country)) => found = Some(country),
            (Some(one), Some(country)) if *one != country => return None,
            _ => {}
        }
    }
    found
}

/// Whether a place is an argument of the trigger, or part of one, with no other clause between.
fn under(document: &Document, trigger: u32, place: u32) -> bool {
    let mut at = place;
    for _ in 0..4 {
        match document.head(at) {
            Some(head) if head == trigger => return true,
            Some(head) if document.upos(head) != Upos::Verb => at = head,
            _ => return false,
        }
    }
    false
}

/// Whether a place stands in the clause that a verb of asking or blaming has for its content.
fn inside_content(document: &Document, top: u32, place: u32) -> bool {
    let mut at = place;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        if matches!(document.relation(at).base(), "ccomp" | "xcomp") {
            return true;
        }
        at = head;
    }
    false
}
