//! Later reports of the same thing in one article join the first.

use super::event::{Event, Role};
use crate::link::{EntityKind, Linked};
use crate::parse::{Document, Relation, Upos};
use crate::plover::{EventType, Sector};

/// Joins events of one type and mode between the same parties whose days do not contradict.
pub(super) fn repeats(document: &Document, linked: &Linked, events: &mut Vec<Event>) {
    let mut kept: Vec<Event> = Vec::new();
    for event in events.drain(..) {
        if let Some(first) = kept.iter_mut().find(|k| harmed_together(document, k, &event)) {
            first.repeats.push(event.trigger);
            first.recipients.extend(event.recipients);
            continue;
        }
        if let Some(first) = kept.iter_mut().find(|k| harm_of(document, k, &event) || harming(document, k, &event)) {
            first.repeats.push(event.trigger);
            let struck = first.recipients.iter().find_map(|r| r.country.clone());
            let struck = struck.or_else(|| first.place.as_ref().and_then(|p| p.country.clone()));
            // Where the dead are soldiers, the town they died in is only a place.
            let ranked = |r: &Role| r.country.is_some() && !matches!(r.sector, None | Some(Sector::Cvl | Sector::Unk));
            if first.event_type == EventType::Assault && event.recipients.iter().any(ranked) {
                let place = first.place.as_ref().and_then(|p| p.entity);
                first.recipients.retain(|r| r.entity.is_none() || r.entity != place);
            }
            for mut role in event.recipients {
                // Whoever dies in an attack is from where it struck, unless the words say otherwise.
                let own = linked.mentions.iter().any(|m| {
                    m.span != role.span
                        && m.span.overlaps(role.span)
                        && m.entities.iter().any(|&e| linked.entity(e).country == role.country)
                });
                let crowd = role.entity.is_none_or(|e| {
                    linked.entity(e).kind == EntityKind::Population && linked.entity(e).id.starts_with("local:group")
                });
                if crowd && !own && struck.as_ref().is_some_and(|s| Some(s) != role.country.as_ref()) {
                    (role.country, role.entity) = (None, None);
                    role.name = role.span.of(&document.text).to_owned();
                }
                role.country = role.country.or_else(|| struck.clone());
                if !first.recipients.iter().any(|r| r.span == role.span) {
                    first.recipients.push(role);
                }
            }
            for mode in event.modes {
                if !first.modes.contains(&mode) {
                    first.modes.push(mode);
                }
            }
            for (mine, its) in [(&mut first.size.dead, event.size.dead), (&mut first.size.injured, event.size.injured)]
            {
                *mine = mine.or(its);
            }
            if first.place.is_none() {
                first.place = event.place;
            }
            continue;
        }
        if let Some(launch) = kept.iter_mut().find(|k| launched(document, k, &event)) {
            // "A drone launched by the rebels hit a tanker": one attack, told by its hit.
            let first = std::mem::replace(launch, event);
            launch.repeats.push(first.trigger);
            continue;
        }
        if let Some(visit) = kept.iter_mut().find(|k| for_talks(document, k, &event)) {
            // "arrived in Aqaba for talks with the king": the visit is to the king's side.
            visit.repeats.push(event.trigger);
            let mine: Vec<Option<u32>> = visit.actors.iter().map(|r| r.entity).collect();
            let others: Vec<Role> =
                event.actors.into_iter().chain(event.recipients).filter(|r| !mine.contains(&r.entity)).collect();
            if !others.is_empty() {
                visit.recipients = others;
            }
            continue;
        }
        match kept.iter_mut().find(|k| same(document, k, &event)) {
            Some(first) => {
                first.repeats.push(event.trigger);
                // The fuller report fills what the first left open.
                if first.place.is_none() {
                    first.place = event.place;
                }
                for (mine, its) in [
                    (&mut first.size.dead, event.size.dead),
                    (&mut first.size.injured, event.size.injured),
                    (&mut first.size.arrested, event.size.arrested),
                    (&mut first.size.crowd, event.size.crowd),
                ] {
                    *mine = mine.or(its);
                }
                if first.date.span.is_none() && event.date.span.is_some() {
                    first.date = event.date;
                }
            }
            None => kept.push(event),
        }
    }
    *events = kept;
}

/// "Thousands marched to demand his resignation", "to protest against the court": what a crowd came for is no deed
/// of its own, but says against whom it is.
pub(super) fn purposes(document: &Document, events: &mut Vec<Event>) {
    let mut dropped: Vec<usize> = Vec::new();
    let same_actors = |a: &Event, b: &Event| {
        a.actors.iter().map(|r| (r.entity, r.span)).eq(b.actors.iter().map(|r| (r.entity, r.span)))
    };
    for at in 0..events.len() {
        // "used their vetoes to kill the draft", "retaliated by sending home the envoys": one deed, told by its means.
        let token = events[at].trigger_token;
        let means = |other: &Event| {
            other.trigger_token != token
                && document.head(other.trigger_token) == Some(token)
                && document.relation(other.trigger_token).base() == "advcl"
                && (document.lemma(token) == "retaliate" && document.xpos_is(other.trigger_token, "VBG")
                    || other.event_type == events[at].event_type
                        && super::tree::infinitive(document, other.trigger_token))
                && same_actors(other, &events[at])
        };
        // A crowd that marches "to protest" marches: below.
        let protest = events[at].event_type == EventType::Protest;
        if !protest && events[at].recipients.is_empty() && events.iter().any(means) {
            dropped.push(at);
        }
    }
    for at in 0..events.len() {
        if events[at].event_type != EventType::Protest || !events[at].status.happened() {
            continue;
        }
        let deed = events[at].trigger_token;
        for other in 0..events.len() {
            let event = &events[other];
            let token = event.trigger_token;
            let meant = matches!(
                event.event_type,
                EventType::Request | EventType::Accuse | EventType::Reject | EventType::Coerce | EventType::Protest
            );
            let purpose = document.head(token) == Some(deed)
                && matches!(document.relation(token).base(), "advcl" | "xcomp" | "acl")
                && super::tree::infinitive(document, token);
            if other == at || !meant || !purpose {
                continue;
            }
            dropped.push(other);
            if events[at].recipients.is_empty() {
                let own: Vec<Option<u32>> = events[at].actors.iter().map(|r| r.entity).collect();
                let against: Vec<Role> =
                    event.recipients.iter().filter(|r| !own.contains(&r.entity)).cloned().collect();
                let trigger = event.trigger;
                events[at].recipients = against;
                events[at].repeats.push(trigger);
            }
        }
    }
    let mut idx = 0;
    events.retain(|_| {
        idx += 1;
        !dropped.contains(&(idx - 1))
    });
}

/// "The strike killed twelve": the killing is what the strike did.
fn harm_of(document: &Document, a: &Event, b: &Event) -> bool {
    a.event_type == EventType::Assault
        && b.event_type == EventType::Assault
        && a.sentence == b.sentence
        && a.trigger_token != b.trigger_token
        && matches!(
            document.lemma(b.trigger_token),
            "kill"
                | "wound"
                | "injure"
                | "hurt"
                | "destroy"
                | "hit"
                | "strike"
                | "damage"
                | "cost"
                | "claim"
                | "wipe"
                | "leave"
                | "end"
                | "take"
        )
        && matches!(document.upos(a.trigger_token), Upos::Noun | Upos::Propn)
        && (super::tree::surface(document, b.trigger_token, 0) == Some(a.trigger_token)
            || super::tree::subjects(document, b.trigger_token).contains(&a.trigger_token))
}

/// "Gunmen attacked the village, killing eighteen people": the killing is what the attack did.
fn harming(document: &Document, a: &Event, b: &Event) -> bool {
    let hangs = document.head(b.trigger_token) == Some(a.trigger_token)
        || document.head(b.trigger_token).is_some_and(|h| {
            document.head(h) == Some(a.trigger_token) && document.relation(b.trigger_token) == Relation::Conj
        });
    let clause = |t: u32| matches!(document.relation(t).base(), "advcl" | "conj" | "acl");
    matches!(a.event_type, EventType::Assault | EventType::Protest)
        && b.event_type == EventType::Assault
        && a.sentence == b.sentence
        && a.trigger_token < b.trigger_token
        && a.status == b.status
        && document.xpos_is(b.trigger_token, "VBG")
        && clause(b.trigger_token)
        && hangs
        && matches!(document.lemma(b.trigger_token), "kill" | "wound" | "injure" | "hurt" | "maim" | "leave")
}

/// "A drone launched by the rebels hit a tanker": the launch hangs on what hit.
fn launched(document: &Document, a: &Event, b: &Event) -> bool {
    a.event_type == EventType::Assault
        && b.event_type == EventType::Assault
        && a.sentence == b.sentence
        && document.relation(a.trigger_token).base() == "acl"
        && document
            .head(a.trigger_token)
            .is_some_and(|noun| document.relation(noun).is_subject() && document.head(noun) == Some(b.trigger_token))
}

/// "arrived for talks with the king": the talks are what the visit is for.
fn for_talks(document: &Document, a: &Event, b: &Event) -> bool {
    a.event_type == EventType::Consult
        && b.event_type == EventType::Consult
        && a.sentence == b.sentence
        && a.modes.contains(&"visit")
        && a.status == b.status
        && document.upos(b.trigger_token) == Upos::Noun
        && super::tree::case_is(document, b.trigger_token, "for")
        && document.governs(a.trigger_token, b.trigger_token)
}

/// "Killed twelve and wounded thirty" is one attack.
fn harmed_together(document: &Document, a: &Event, b: &Event) -> bool {
    let harms = |e: &Event| {
        matches!(document.lemma(e.trigger_token), "kill" | "wound" | "injure" | "hurt" | "maim" | "murder" | "slay")
    };
    let actors = |e: &Event| e.actors.iter().map(|r| r.span).collect::<Vec<_>>();
    a.event_type == EventType::Assault
        && b.event_type == EventType::Assault
        && a.sentence == b.sentence
        && a.status == b.status
        && harms(a)
        && harms(b)
        && actors(a) == actors(b)
}

fn same(document: &Document, a: &Event, b: &Event) -> bool {
    // Words repeat themselves ("said", "condemned"); meetings, visits and deeds are told again.
    let telling = !matches!(
        a.event_type,
        EventType::Request | EventType::Accuse | EventType::Support | EventType::Threaten | EventType::Reject
    );
    let parties = |e: &Event| {
        let mut actors: Vec<Option<u32>> = e.actors.iter().map(|r| r.entity).collect();
        let mut recipients: Vec<Option<u32>> = e.recipients.iter().map(|r| r.entity).collect();
        actors.sort_unstable();
        recipients.sort_unstable();
        (actors, recipients)
    };
    let linked = a.actors.iter().chain(&a.recipients).all(|r| r.entity.is_some());
    let days = a.date.span.is_none() || b.date.span.is_none() || a.date.from == b.date.from;
    let status = a.status == b.status || a.status.happened() && b.status.happened();
    a.event_type == b.event_type
        && a.modes == b.modes
        && linked
        && (telling || a.sentence == b.sentence)
        && days
        && status
        && parties(a) == parties(b)
        && (a.size.dead.is_none() || b.size.dead.is_none() || a.size.dead == b.size.dead)
        && document.sentence_of(a.trigger_token).first <= b.trigger_token
}
