//! The built-in tables become [`Knowledge`].
//!
//! Order matters in one place only: places and cities come before states, so that a capital finds
//! the place that it is.

use super::entity::EntityKind;
use super::fold::{Key, fold};
use super::knowledge::{Homonym, Knowledge, Noun, NounKind, Record, Sense, Text, kept};
use super::offices::Term;
use super::table::{date, list, rows};
use crate::plover::Sector;

pub(super) fn builtin() -> Knowledge {
    let mut k = Knowledge::empty();
    places(&mut k);
    cities(&mut k);
    states(&mut k);
    people(&mut k);
    roles(&mut k);
    government(&mut k);
    organisations(&mut k);
    instruments(&mut k);
    peoples(&mut k);
    nouns(&mut k);
    homonyms(&mut k);
    k
}

/// What else a table calls "y": a name that needs context. Some tables list the doubtful names,
/// others mark the row.
fn doubtful(cell: &str, name: &str) -> bool {
    cell == "y" || cell == "yes" || cell == "1" || list(cell).any(|a| a == name)
}

fn names<'a>(name: &'a str, aliases: &'a str) -> impl Iterator<Item = &'a str> {
    std::iter::once(name).chain(list(aliases)).filter(|n| !n.is_empty())
}

fn places(k: &mut Knowledge) {
    let wanted = ["id", "name", "kind", "aliases", "state", "lat", "lon", "ambiguous", "qid", "source"];
    rows(legation_data::PLACES, wanted, |[id, name, kind, aliases, state, lat, lon, ambiguous, qid, source]| {
        let kind = match kind {
            "corridor" | "strait" | "canal" | "pipeline" | "railway" | "crossing" | "route" | "border_crossing" => {
                EntityKind::Route
            }
            "macro_region" | "bloc_region" => EntityKind::Region,
            _ => EntityKind::Place,
        };
        // A place between several states belongs to none of them.
        let mut states = list(state);
        let home = match (states.next(), states.next()) {
            (Some(only), None) if kind != EntityKind::Region => only,
            _ => "",
        };
        let place = k.add(Record {
            qid,
            country: home,
            home,
            position: (lat, lon),
            aliases,
            weight: 2.0,
            source,
            ..Record::new("place", id, kind, name)
        });
        for alias in names(name, aliases) {
            k.alias(alias, place, Sense::Name, doubtful(ambiguous, alias));
        }
        if kind == EntityKind::Route {
            variants(k, name, place, &["corridor", "route", "road", "passage"]);
        }
    });
}

/// "The Zangezur route" for the Zangezur Corridor: news changes the last word at will.
fn variants(k: &mut Knowledge, name: &str, record: u32, words: &[&str]) {
    let folded = fold(name);
    let Some((front, last)) = folded.rsplit_once(' ') else { return };
    if !words.contains(&last) {
        return;
    }
    let Some((front, _)) = name.rsplit_once(' ').filter(|_| !front.is_empty()) else { return };
    for word in words.iter().filter(|w| **w != last) {
        k.alias(&format!("{front} {word}"), record, Sense::Name, false);
    }
}

fn cities(k: &mut Knowledge) {
    let wanted = ["id", "name", "aliases", "state", "lat", "lon", "population", "ambiguous"];
    rows(legation_data::CITIES, wanted, |[id, name, aliases, state, lat, lon, population, ambiguous]| {
        let population: f32 = population.parse().unwrap_or(0.0);
        let city = k.add(Record {
            country: state,
            home: state,
            position: (lat, lon),
            aliases,
            weight: population / 1e6,
            source: "GeoNames, CC BY 4.0",
            ..Record::new("city", id, EntityKind::Place, name)
        });
        for alias in names(name, aliases) {
            k.alias(alias, city, Sense::Name, doubtful(ambiguous, alias) || population < 300_000.0);
        }
    });
}

fn states(k: &mut Knowledge) {
    let wanted = [
        "id",
        "name",
        "official_name",
        "qid",
        "plover",
        "capital",
        "capital_aliases",
        "demonyms",
        "adjectives",
        "aliases",
        "ambiguous",
        "lat",
        "lon",
        "valid_from",
        "valid_to",
        "contested",
        "status",
        "source",
    ];
    rows(legation_data::STATES, wanted, |cells| {
        let [
            id,
            name,
            official,
            qid,
            plover,
            capital,
            capital_aliases,
            demonyms,
            adjectives,
            aliases,
            ambiguous,
            lat,
            lon,
            from,
            to,
            contested,
            status,
            source,
        ] = cells;
        let partly = if status.is_empty() { !contested.is_empty() } else { status == "partly_recognised" };
        let state = k.add(Record {
            qid,
            country: plover,
            home: id,
            // A partly recognised entity carries its claimant's code and PRE; the states whose own
            // code PLOVER grants (Kosovo, Palestine, Taiwan) do not.
            sector: (partly && plover != id).then_some(Sector::Pre),
            position: (lat, lon),
            aliases,
            from: date(from, false),
            to: date(to, true),
            source,
            ..Record::new("state", id, EntityKind::State, name)
        });
        for alias in names(name, aliases).chain((!official.is_empty()).then_some(official)) {
            k.alias(alias, state, Sense::Name, doubtful(ambiguous, alias));
        }
        for alias in list(adjectives) {
            k.alias(alias, state, Sense::Adjective, false);
        }
        for alias in list(demonyms) {
            k.alias(alias, state, Sense::Demonym, false);
        }
        if !capital.is_empty() {
            let ended = date(to, true).is_some();
            let place = capital_place(k, id, plover, capital, ended);
            k.body(id, "capital", place);
            for alias in names(capital, capital_aliases) {
                // "Singapore", "Djibouti": the state's own name stays the state's.
                if fold(alias) != fold(name) {
                    k.alias(alias, place, Sense::Capital, false);
                }
            }
        }
    });
}

/// The place that a capital is, as "place:capital-aze": the row of the place or city tables, which
/// stays findable by its own id too, or a new record. A state that is gone has a capital of its
/// own, so that Moscow is not the Soviet Union's for ever.
fn capital_place(k: &mut Knowledge, id: &'static str, plover: &'static str, capital: &'static str, ended: bool) -> u32 {
    let key = kept(format!("capital-{}", id.to_lowercase()));
    let here =
        |r: u32, k: &Knowledge| k.record(r).kind == EntityKind::Place && [id, plover].contains(&k.record(r).home);
    let mut found: Vec<u32> = k.lookup(Key::of(capital)).map(|e| e.record).filter(|&r| here(r, k)).collect();
    found.sort_unstable();
    found.dedup();
    match found.iter().copied().max_by(|&a, &b| k.record(a).weight.total_cmp(&k.record(b).weight)) {
        Some(place) if !ended => {
            k.also_known("place", key, place);
            k.drop_alias(capital, place);
            // The same city in the other table is no rival.
            for other in found.into_iter().filter(|&o| o != place) {
                k.drop_alias(capital, other);
            }
            k.records[place as usize].home = id;
            place
        }
        _ => k.add(Record { country: plover, home: id, ..Record::new("place", key, EntityKind::Place, capital) }),
    }
}

fn people(k: &mut Knowledge) {
    let wanted = ["id", "name", "family", "given", "gender", "country", "aliases", "qid", "source"];
    rows(legation_data::PEOPLE, wanted, |[id, name, family, given, gender, country, aliases, qid, source]| {
        let person = k.add(Record {
            qid,
            country,
            home: country,
            gender: gender.chars().next(),
            aliases,
            given,
            source,
            ..Record::new("person", id, EntityKind::Person, name)
        });
        for alias in names(name, aliases) {
            // A single word is a family name in another spelling, matched with more care; so is
            // what news uses alone for people of many names ("bin Salman").
            let alone = alias == family || !alias.contains(' ');
            k.alias(alias, person, if alone { Sense::Family } else { Sense::Name }, false);
            // Bones are asked for with two names or more.
            if alias.len() >= 6 && alias.contains(' ') {
                k.bones(alias, person);
            }
        }
        if !family.is_empty() {
            k.alias(family, person, Sense::Family, false);
        }
        // News drops middle names: "Recep Tayyip Erdogan" as "Tayyip Erdogan" or "Recep Erdogan".
        let words: Vec<&str> = given.split(' ').filter(|w| !w.is_empty()).collect();
        if words.len() > 1 && !family.is_empty() && name.ends_with(family) {
            for word in words.iter().filter(|w| w.chars().count() > 2 && !w.ends_with('.')) {
                k.alias(&format!("{word} {family}"), person, Sense::Name, false);
            }
        }
    });
}

fn roles(k: &mut Knowledge) {
    let mut terms: Vec<Term> = Vec::with_capacity(8_000);
    let wanted = ["person", "office", "of", "title", "sector", "from", "to", "source"];
    let mut last = ("", None);
    rows(legation_data::ROLES, wanted, |[person, office, of, title, sector, from, to, source]| {
        if last.0 != person {
            last = (person, k.by_key("person", person));
        }
        let Some(idx) = last.1 else { return };
        terms.push(Term {
            person: idx,
            office,
            of,
            title,
            sector: Sector::from_code(sector),
            from: date(from, false),
            to: date(to, true),
            source,
        });
    });
    terms.sort_by_key(|t| t.person);
    for term in terms {
        k.term(term);
    }
}

fn government(k: &mut Knowledge) {
    let wanted = ["id", "state", "kind", "role", "sector", "name", "aliases", "metonym", "from", "to", "source"];
    rows(
        legation_data::GOVERNMENT,
        wanted,
        |[id, state, kind, role, sector, name, aliases, metonym, from, to, source]| {
            let seat = matches!(metonym, "y" | "yes" | "1" | "true");
            let body = k.add(Record {
                country: k.state(state).map_or(state, |s| k.record(s).country),
                home: state,
                sector: Sector::from_code(sector),
                aliases,
                from: date(from, false),
                to: date(to, true),
                source,
                ..Record::new("gov", id, EntityKind::GovernmentBody, name)
            });
            for alias in names(name, aliases) {
                // "The Azerbaijani government" is the state itself, as any other words for it are.
                if kind == "government" && alias != name && alias.ends_with(" government") {
                    continue;
                }
                // "The Trump administration" is described by whose it is; the table says as what.
                if kind == "government" && alias.ends_with(" administration") {
                    k.body(state, &fold(alias), body);
                    continue;
                }
                k.alias(alias, body, if seat { Sense::Seat } else { Sense::Name }, false);
            }
            if let Some(role) = body_role(kind, role).filter(|_| date(to, true).is_none()) {
                k.body(state, role, body);
            }
        },
    );
}

/// The kind of body in the words of the noun table, from what a government row says.
fn body_role(kind: &str, role: &str) -> Option<&'static str> {
    Some(match (kind, role) {
        ("parliament", "" | "parliament") => "parliament",
        ("ministry", "foreign") => "foreign_ministry",
        ("ministry", "defence") => "defence_ministry",
        ("ministry", "interior") => "interior_ministry",
        ("ministry", "finance") => "finance_ministry",
        ("ministry", "energy") => "energy_ministry",
        ("ministry", "justice") => "justice_ministry",
        ("ministry", "health") => "health_ministry",
        ("armed_forces", "" | "army") => "army",
        ("armed_forces", "navy") => "navy",
        ("armed_forces", "air_force") => "air_force",
        ("intelligence", "") => "security_service",
        ("central_bank", _) => "central_bank",
        ("police", "national" | "") => "police",
        _ => return None,
    })
}

fn organisations(k: &mut Knowledge) {
    let wanted = ["id", "name", "kind", "aliases", "ambiguous", "code", "sector", "qid", "from", "to", "source"];
    rows(
        legation_data::ORGANISATIONS,
        wanted,
        |[id, name, kind, aliases, ambiguous, code, sector, qid, from, to, source]| {
            let kind = match kind {
                "igo" | "igo_body" | "bloc" | "court" | "peacekeeping_mission" | "bank" | "eu_body" | "un_body" => {
                    EntityKind::IntergovernmentalOrganisation
                }
                "mediation_format" => EntityKind::Instrument,
                "armed_group" => EntityKind::ArmedGroup,
                "party" | "movement" => EntityKind::Party,
                "company" => EntityKind::Company,
                "media" | "news_agency" => EntityKind::Media,
                _ => EntityKind::Organisation,
            };
            let country = code.split([' ', ';']).next().unwrap_or("");
            let national = k.state(country).is_some();
            let organisation = k.add(Record {
                qid,
                country,
                home: if national { country } else { "" },
                sector: Sector::from_code(sector),
                aliases,
                from: date(from, false),
                to: date(to, true),
                source,
                ..Record::new("org", id, kind, name)
            });
            for alias in names(name, aliases) {
                k.alias(alias, organisation, Sense::Name, doubtful(ambiguous, alias));
            }
        },
    );
}

fn instruments(k: &mut Knowledge) {
    let wanted = ["id", "name", "kind", "aliases", "ambiguous", "from", "to", "qid", "source"];
    rows(legation_data::INSTRUMENTS, wanted, |[id, name, kind, aliases, ambiguous, from, to, qid, source]| {
        let kind = match kind {
            "war" | "crisis" | "named_event" | "event" | "summit" | "forum" | "operation" | "election"
            | "conference" => EntityKind::NamedEvent,
            _ => EntityKind::Instrument,
        };
        let instrument = k.add(Record {
            qid,
            aliases,
            from: date(from, false),
            to: date(to, true),
            source,
            ..Record::new("instrument", id, kind, name)
        });
        for alias in names(name, aliases) {
            k.alias(alias, instrument, Sense::Name, doubtful(ambiguous, alias));
        }
        if kind == EntityKind::Instrument {
            variants(k, name, instrument, &["agreement", "accord", "accords", "agreements", "deal", "pact"]);
        }
    });
}

fn peoples(k: &mut Knowledge) {
    let wanted = ["id", "name", "aliases", "kind", "country", "source"];
    rows(legation_data::PEOPLES, wanted, |[id, name, aliases, _, country, source]| {
        let mut countries = list(country);
        let home = match (countries.next(), countries.next()) {
            (Some(only), None) => only,
            _ => "",
        };
        let people = k.add(Record {
            country: home,
            home,
            sector: Some(Sector::Cvl),
            aliases,
            source,
            ..Record::new("people", id, EntityKind::Population, name)
        });
        for alias in names(name, aliases) {
            k.alias(alias, people, Sense::Name, false);
        }
    });
}

fn nouns(k: &mut Knowledge) {
    rows(
        legation_data::NOUNS,
        ["phrase", "type", "office", "sector", "number"],
        |[phrase, kind, office, sector, number]| {
            let kind = match kind {
                "office" => NounKind::Office,
                "member" => NounKind::Member,
                "government" => NounKind::Government,
                "body" => NounKind::Body,
                "group" => NounKind::Group,
                "state" => NounKind::State,
                "capital" => NounKind::Capital,
                "counterpart" => NounKind::Counterpart,
                "honorific" => NounKind::Honorific,
                "kind" => NounKind::Kind,
                _ => NounKind::Never,
            };
            k.noun(Noun { phrase, kind, office, sector: Sector::from_code(sector), plural: number == "p" });
        },
    );
}

fn homonyms(k: &mut Knowledge) {
    let wanted = ["word", "id", "kind", "name", "country", "prior", "cues"];
    rows(legation_data::HOMONYMS, wanted, |[word, id, kind, name, country, prior, cues]| {
        let record = k.by_id(id).or_else(|| {
            let key = id.strip_prefix("place:").filter(|_| kind == "place")?;
            let home: Text = country;
            Some(k.add(Record {
                country: home,
                home,
                weight: 1.0,
                source: "homonyms.tsv",
                ..Record::new("place", key, EntityKind::Place, name)
            }))
        });
        let cues = list(cues).map(Key::of).collect();
        k.homonyms.push(Homonym { word: Key::of(word), record, prior: prior.parse().unwrap_or(0.0), cues });
    });
}
