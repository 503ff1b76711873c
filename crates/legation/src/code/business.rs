//! Sentences that use the words of politics for something else: matches, markets, weather.

use super::event::Role;
use crate::link::{EntityKind, Linked};
use crate::parse::{Document, Upos};
use crate::plover::{EventType, Sector};

/// Whether a sentence plays, trades or tells of weather in the words of politics: "Spain's meeting with Italy was
/// decided by an own goal", "Seoul retreated as investors sold shares", "Cyclone Hidaya struck the coast".
pub(super) fn other_business(
    document: &Document,
    linked: &Linked,
    trigger: u32,
    event_type: EventType,
    actors: &[Role],
) -> bool {
    const PLAY: [&str; 28] = [
        "goal",
        "coach",
        "batsman",
        "batter",
        "bowler",
        "wicket",
        "innings",
        "goalkeeper",
        "midfielder",
        "crossbar",
        "penalty",
        "halftime",
        "quarter-final",
        "semi-final",
        "marathon",
        "runner",
        "race",
        "league",
        "tournament",
        "champion",
        "run",
        "ball",
        "opener",
        "testosterone",
        "doping",
        "athletics",
        "striker",
        "defender",
    ];
    const TRADE: [&str; 18] = [
        "share",
        "stock",
        "investor",
        "yen",
        "peso",
        "forint",
        "lira",
        "rouble",
        "rupee",
        "bond",
        "currency",
        "index",
        "dealer",
        "inflation",
        "rate",
        "exporter",
        "seller",
        "chipmaker",
    ];
    const WEATHER: [&str; 7] = ["Cyclone", "Hurricane", "Typhoon", "Storm", "Tropical", "Earthquake", "Typhoons"];
    let weather = |r: &Role| r.name.split(' ').next().is_some_and(|w| WEATHER.contains(&w));
    if actors.iter().all(weather) {
        return true;
    }
    use EventType::*;
    if !matches!(event_type, Retreat | Assault | Coerce | Mobilize | Concede | Threaten | Consult | Request) {
        return false;
    }
    let sentence = document.sentence_of(trigger);
    let count = |words: &[&str]| {
        let mut seen: Vec<&str> = (sentence.first..sentence.end)
            .filter(|&t| matches!(document.upos(t), Upos::Noun | Upos::Propn))
            .map(|t| document.lemma(t))
            .filter(|l| words.contains(l))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let faceless = actors.iter().all(|r| {
        matches!(r.sector, None | Some(Sector::Gov | Sector::Unk | Sector::Bus))
            && r.entity.is_none_or(|e| {
                let entity = linked.entity(e);
                matches!(entity.kind, EntityKind::State | EntityKind::Organisation | EntityKind::Company)
                    || entity.name.contains("Bank")
            })
            || r.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::Place)
    });
    // Ministers do talk about money.
    let trade = || count(&TRADE) > 1 && !matches!(event_type, Threaten | Consult | Request);
    faceless && (count(&PLAY) > 1 || trade())
}
