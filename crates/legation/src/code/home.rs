//! Whose the groups are that a text names without a country: "the police", "two reporters", "gunmen".

use super::event::Role;
use crate::link::Linked;
use crate::parse::Document;
use crate::plover::{EventType, Sector};

/// The one country that a sentence names, or the sentence before it where it names none.
pub(super) fn only_country(document: &Document, linked: &Linked, sentence_idx: usize) -> Option<String> {
    let named = |idx: usize| countries(document, linked, idx);
    match named(sentence_idx) {
        Named::One(country) => Some(country),
        Named::Several => None,
        Named::None => match sentence_idx.checked_sub(1).map(named) {
            Some(Named::One(country)) => Some(country),
            _ => None,
        },
    }
}

/// How many countries a sentence names.
enum Named {
    None,
    One(String),
    Several,
}

fn countries(document: &Document, linked: &Linked, sentence: usize) -> Named {
    let sentence = &document.sentences[sentence];
    let mut found: Option<String> = None;
    let from = linked.mentions.partition_point(|m| m.span.start < sentence.span.start);
    for mention in linked.mentions[from..].iter().take_while(|m| m.span.start < sentence.span.end) {
        for country in mention.entities.iter().filter_map(|&e| linked.entity(e).country.as_ref()) {
            if matches!(country.as_str(), "UNO" | "EUR" | "IGO" | "IMG" | "NGO" | "MNC") {
                continue;
            }
            if found.as_ref().is_some_and(|f| f != country) {
                return Named::Several;
            }
            found = found.or_else(|| Some(country.clone()));
        }
    }
    found.map_or(Named::None, Named::One)
}

/// Lends a country to groups that news names without one: that of the place, or the only one that the sentence (or
/// the sentence before) names. The crowd of a protest is from where it stands or against whom; gunmen, police and
/// courts act at home; those whom a state's own hands or rebels deal with, and those who are helped, are of the place or
/// the state's own.
pub(super) fn at_home(
    linked: &Linked,
    event_type: EventType,
    actors: &mut [Role],
    recipients: &mut [Role],
    there: Option<String>,
) {
    use Sector::*;
    let open = |r: &Role| r.country.is_none() && r.entity.is_none_or(|e| linked.entity(e).country.is_none());
    let people = |r: &Role| {
        matches!(r.sector, Some(Cvl | Lab | Edu | Agr | Jrn | Opp | Med | Rel | Pty | Leg | Cop | Jud | Bus | Soc))
    };
    if event_type == EventType::Protest {
        let against = recipients.iter().find_map(|r| r.country.clone());
        for role in actors.iter_mut().filter(|r| open(r) && (people(r) || r.sector == Some(Mil))) {
            role.country = there.clone().or_else(|| against.clone());
        }
        let from = actors.iter().find_map(|r| r.country.clone());
        for role in recipients.iter_mut().filter(|r| open(r) && people(r)) {
            role.country = there.clone().or_else(|| from.clone());
        }
    }
    if matches!(
        event_type,
        EventType::Coerce | EventType::Sanction | EventType::Concede | EventType::Retreat | EventType::Assault
    ) {
        // "Colombia's guerrillas freed two soldiers": those whom a state's own hands or rebels deal with are its own.
        let from = actors
            .iter()
            .filter(|a| matches!(a.sector, Some(Gov | Cop | Jud | Leg | Mil | Spy | Reb)))
            .find_map(|a| a.country.clone());
        let rebels = actors.iter().any(|a| a.sector == Some(Reb));
        let own = |r: &Role| {
            people(r)
                || r.sector == Some(Unk)
                    && r.entity.is_none()
                    && event_type != EventType::Assault
                    && r.name.split(' ').next_back().is_some_and(|w| w.starts_with(char::is_lowercase))
                || matches!(r.sector, Some(Mil))
                    && (rebels || matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Sanction))
        };
        for role in recipients.iter_mut().filter(|r| open(r) && own(r)) {
            role.country = match event_type {
                EventType::Assault if !rebels => there.clone(),
                _ => there.clone().or_else(|| from.clone()),
            };
        }
    }
    if matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Retreat | EventType::Mobilize) {
        // "Rebels attacked a police station in the Colombian town of Morales": they are of the country
        // they fight in, unless the text says otherwise.
        for role in actors.iter_mut().filter(|r| open(r)) {
            if people(role) || matches!(role.sector, Some(Reb | Prm | Crm | Mil | Cop | Uaf)) {
                role.country = there.clone();
            }
        }
    }
    // "Prosecutors freed them", "border police at Belgrade airport": a state's own hands act at home.
    for role in actors.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Cop | Jud | Leg))) {
        role.country = there.clone();
    }
    if event_type == EventType::Aid {
        for role in recipients.iter_mut().filter(|r| open(r) && people(r)) {
            role.country = there.clone();
        }
    }
    if matches!(event_type, EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten) {
        // "The opposition accused the government": both are of one country.
        let home = |roles: &[Role]| {
            roles.iter().find(|r| matches!(r.sector, Some(Gov | Leg | Cop | Jud))).and_then(|r| r.country.clone())
        };
        let (one, other) = (home(actors), home(recipients));
        for role in actors.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Opp | Pty | Lab | Leg | Jud | Cop)))
        {
            role.country = other.clone();
        }
        for role in
            recipients.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Opp | Pty | Lab | Leg | Jud | Cop)))
        {
            role.country = one.clone();
        }
    }
}
