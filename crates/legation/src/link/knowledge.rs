//! What the tables know: records, their aliases, and the offices people held from day to day.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::entity::{Entity, EntityKind, Office};
use super::table;
use crate::error::Error;
use crate::plover::Sector;
use crate::time::Date;

/// Everything the tables say, indexed for matching.
#[derive(Clone)]
pub struct Knowledge {
    pub(super) records: Vec<Record>,
    /// Folded alias → what it may stand for.
    aliases: HashMap<String, Vec<Alias>>,
    /// Folded family name → people.
    families: HashMap<String, Vec<u32>>,
    ids: HashMap<String, u32>,
    /// State → people who ever held an office of it.
    holders: HashMap<String, Vec<u32>>,
    /// Noun phrase → office, body or group.
    pub(super) nouns: HashMap<String, Noun>,
    /// The most words an alias has.
    pub(super) longest: usize,
}

/// One entry of the tables.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub id: String,
    pub kind: EntityKind,
    pub name: String,
    pub qid: Option<String>,
    pub country: Option<String>,
    pub sector: Option<Sector>,
    pub coordinates: Option<(f32, f32)>,
    pub gender: Option<char>,
    pub aliases: Vec<String>,
    /// Offices with their dates, as the table has them.
    pub offices: Vec<(Office, Option<Sector>)>,
    /// The state that a body or place belongs to, by code.
    pub state: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Population of a city, for choosing among namesakes.
    pub weight: u32,
    pub source: String,
}

/// In what sense an alias names its record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sense {
    Name,
    /// "Israeli".
    Adjective,
    /// "Azerbaijanis": the people of a state.
    Demonym,
    /// The capital of a state: a place, or its government.
    Capital,
    /// A building that stands for a government.
    Seat,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Alias {
    pub record: u32,
    pub sense: Sense,
    /// Needs context before it is believed ("IS", "Georgia").
    pub ambiguous: bool,
    /// Written in capitals: matched only by capitals.
    pub acronym: bool,
    /// Begins with a small letter: matched in any case.
    pub lower: bool,
}

/// What a common noun says of its referent.
#[derive(Clone, Debug)]
pub(super) struct Noun {
    pub kind: NounKind,
    pub office: String,
    pub sector: Option<Sector>,
    pub plural: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NounKind {
    Office,
    Body,
    Group,
    /// Looks like one of the others and is not ("national team").
    Never,
}

impl Knowledge {
    /// The tables built into the program.
    pub fn builtin() -> &'static Knowledge {
        static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
        KNOWLEDGE.get_or_init(Knowledge::load)
    }

    fn load() -> Knowledge {
        let mut k = Knowledge {
            records: Vec::with_capacity(12_000),
            aliases: HashMap::with_capacity(40_000),
            families: HashMap::with_capacity(4_000),
            ids: HashMap::with_capacity(12_000),
            holders: HashMap::new(),
            nouns: HashMap::with_capacity(400),
            longest: 1,
        };
        k.states();
        k.people();
        k.bodies();
        k.organisations();
        k.places();
        k.instruments();
        k.cities();
        table::rows(legation_data::NOUNS, |row| {
            let kind = match row.get("type") {
                "office" => NounKind::Office,
                "body" => NounKind::Body,
                "group" => NounKind::Group,
                _ => NounKind::Never,
            };
            let noun = Noun {
                kind,
                office: row.get("office").to_owned(),
                sector: Sector::from_code(row.get("sector")),
                plural: row.get("number") == "p",
            };
            let phrase = row.get("phrase");
            // The lemma of a word that comes mostly in the plural is often the plural itself.
            let plural = match phrase.strip_suffix("man") {
                Some(stem) => format!("{stem}men"),
                None if phrase.ends_with(['y']) && !phrase.ends_with("ey") => {
                    format!("{}ies", &phrase[..phrase.len() - 1])
                }
                None => format!("{phrase}s"),
            };
            k.nouns.entry(plural).or_insert_with(|| noun.clone());
            k.nouns.insert(phrase.to_owned(), noun);
        });
        k
    }

    fn add(&mut self, record: Record) -> u32 {
        let idx = self.records.len() as u32;
        self.ids.insert(record.id.clone(), idx);
        self.records.push(record);
        idx
    }

    fn alias(&mut self, text: &str, record: u32, sense: Sense, ambiguous: bool) {
        let key = fold(text);
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.split(' ').count());
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let acronym = letters().count() <= 5 && letters().count() > 0 && letters().all(char::is_uppercase);
        let lower =
            text.starts_with(|c: char| c.is_lowercase()) && !text.starts_with("al-") && !text.starts_with("the ");
        let entry = Alias { record, sense, ambiguous, acronym, lower };
        let entries = self.aliases.entry(key).or_default();
        if !entries.iter().any(|e| e.record == record && e.sense == sense) {
            entries.push(entry);
        }
    }

    fn states(&mut self) {
        table::rows(legation_data::STATES, |row| {
            let code = row.get("id");
            let names: Vec<String> = std::iter::once(row.get("name"))
                .chain([row.get("official_name")])
                .chain(row.list("aliases"))
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect();
            let state = self.add(Record {
                id: format!("state:{code}"),
                kind: EntityKind::State,
                qid: some(row.get("qid")),
                country: some(row.get("plover")),
                aliases: names.clone(),
                state: Some(code.to_owned()),
                from: table::date(row.get("valid_from"), false),
                to: table::date(row.get("valid_to"), true),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            let ambiguous: Vec<&str> = row.list("ambiguous").collect();
            for name in &names {
                self.alias(name, state, Sense::Name, ambiguous.contains(&name.as_str()));
            }
            for word in row.list("adjectives") {
                self.alias(word, state, Sense::Adjective, false);
            }
            for word in row.list("demonyms") {
                self.alias(word, state, Sense::Demonym, false);
            }
            let capital = row.get("capital");
            if !capital.is_empty() && row.get("valid_to").is_empty() {
                let place = self.add(Record {
                    id: format!("place:capital-{}", code.to_lowercase()),
                    kind: EntityKind::Place,
                    country: some(row.get("plover")),
                    state: Some(code.to_owned()),
                    aliases: std::iter::once(capital).chain(row.list("capital_aliases")).map(str::to_owned).collect(),
                    source: row.get("source").to_owned(),
                    ..Record::named(capital)
                });
                for name in std::iter::once(capital).chain(row.list("capital_aliases")) {
                    self.alias(name, place, Sense::Capital, false);
                }
            }
        });
    }

    fn people(&mut self) {
        table::rows(legation_data::PEOPLE, |row| {
            let person = self.add(Record {
                id: format!("person:{}", row.get("id")),
                kind: EntityKind::Person,
                qid: some(row.get("qid")),
                country: some(row.get("country")),
                gender: row.get("gender").chars().next(),
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            let family = row.get("family");
            let full = |name: &str| name.split_whitespace().count() > 1;
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                // A single word is a family name in another spelling, matched with more care.
                if full(name) {
                    self.alias(name, person, Sense::Name, false);
                } else {
                    self.families.entry(fold(name)).or_default().push(person);
                }
            }
            if !family.is_empty() {
                let people = self.families.entry(fold(family)).or_default();
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        });
        table::rows(legation_data::ROLES, |row| {
            let Some(&person) = self.ids.get(&format!("person:{}", row.get("person"))) else {
                return;
            };
            let office = Office {
                office: row.get("office").to_owned(),
                of: row.get("of").to_owned(),
                title: row.get("title").to_owned(),
                from: table::date(row.get("from"), false),
                to: table::date(row.get("to"), true),
            };
            let people = self.holders.entry(office.of.clone()).or_default();
            if people.last() != Some(&person) {
                people.push(person);
            }
            self.records[person as usize].offices.push((office, Sector::from_code(row.get("sector"))));
        });
    }

    fn bodies(&mut self) {
        table::rows(legation_data::GOVERNMENT, |row| {
            let body = self.add(Record {
                id: format!("gov:{}", row.get("id")),
                kind: EntityKind::GovernmentBody,
                country: some(row.get("state")),
                state: some(row.get("state")),
                sector: Sector::from_code(row.get("sector")),
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            let sense = if row.get("metonym") == "y" { Sense::Seat } else { Sense::Name };
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                self.alias(name, body, sense, false);
            }
        });
    }

    fn organisations(&mut self) {
        table::rows(legation_data::ORGANISATIONS, |row| {
            let kind = match row.get("kind") {
                "igo" | "igo_body" | "bloc" | "court" | "peacekeeping_mission" => {
                    EntityKind::IntergovernmentalOrganisation
                }
                "mediation_format" => EntityKind::Instrument,
                "armed_group" => EntityKind::ArmedGroup,
                "party" | "movement" => EntityKind::Party,
                "company" => EntityKind::Company,
                "media" | "news_agency" => EntityKind::Media,
                _ => EntityKind::Organisation,
            };
            let organisation = self.add(Record {
                id: format!("org:{}", row.get("id")),
                kind,
                qid: some(row.get("qid")),
                country: some(row.get("code")),
                sector: Sector::from_code(row.get("sector")),
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                from: table::date(row.get("from"), false),
                to: table::date(row.get("to"), true),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            let ambiguous: Vec<&str> = row.list("ambiguous").collect();
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                self.alias(name, organisation, Sense::Name, ambiguous.contains(&name));
            }
        });
    }

    fn places(&mut self) {
        table::rows(legation_data::PLACES, |row| {
            let kind = match row.get("kind") {
                "corridor" | "strait" | "canal" | "pipeline" | "railway" | "crossing" => EntityKind::Route,
                "macro_region" => EntityKind::Region,
                _ => EntityKind::Place,
            };
            let country = row.list("state").next().filter(|_| kind != EntityKind::Route).map(str::to_owned);
            let place = self.add(Record {
                id: format!("place:{}", row.get("id")),
                kind,
                qid: some(row.get("qid")),
                country: country.clone(),
                state: country,
                coordinates: coordinates(row),
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            let ambiguous: Vec<&str> = row.list("ambiguous").collect();
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                self.alias(name, place, Sense::Name, ambiguous.contains(&name));
            }
        });
    }

    fn instruments(&mut self) {
        table::rows(legation_data::INSTRUMENTS, |row| {
            let kind = match row.get("kind") {
                "war" | "crisis" | "named_event" | "summit" | "forum" | "operation" | "election" => {
                    EntityKind::NamedEvent
                }
                _ => EntityKind::Instrument,
            };
            let instrument = self.add(Record {
                id: format!("instrument:{}", row.get("id")),
                kind,
                qid: some(row.get("qid")),
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                from: table::date(row.get("from"), false),
                to: table::date(row.get("to"), true),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                self.alias(name, instrument, Sense::Name, false);
            }
        });
    }

    fn cities(&mut self) {
        table::rows(legation_data::CITIES, |row| {
            let name = row.get("name");
            let key = fold(name);
            // A name that already stands for something better known is not taken again.
            if self.aliases.contains_key(&key) {
                return;
            }
            let city = self.add(Record {
                id: format!("city:{}", row.get("id")),
                kind: EntityKind::Place,
                country: some(row.get("state")),
                state: some(row.get("state")),
                coordinates: coordinates(row),
                weight: row.get("population").parse().unwrap_or(0),
                source: "GeoNames, CC BY 4.0".to_owned(),
                aliases: vec![name.to_owned()],
                ..Record::named(name)
            });
            let small = row.get("population").parse::<u32>().unwrap_or(0) < 400_000;
            self.alias(name, city, Sense::Name, row.get("ambiguous") == "y" || small);
        });
    }

    /// Adds a user's actors to the tables, checking every cell.
    ///
    /// The file has the columns `id,name,kind,aliases,country,sector,from,to,source`; lists inside
    /// a cell are separated by semicolons.
    pub fn with_actors(&self, file: &str, text: &str) -> Result<Knowledge, Error> {
        let mut k = self.clone();
        let needed = ["id", "name", "kind", "aliases", "country", "sector", "from", "to", "source"];
        table::checked(file, text, &needed, |_, row| {
            let wrong = |column: &str, cause: String| Err((column.to_owned(), cause));
            let id = row.get("id");
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c)) {
                return wrong("id", format!("`{id}` is not an id: letters, digits and hyphens"));
            }
            if row.get("name").is_empty() {
                return wrong("name", "the name is empty".to_owned());
            }
            let kind = match row.get("kind") {
                "person" => EntityKind::Person,
                "party" => EntityKind::Party,
                "company" => EntityKind::Company,
                "media" => EntityKind::Media,
                "armed-group" => EntityKind::ArmedGroup,
                "government-body" => EntityKind::GovernmentBody,
                "intergovernmental-organisation" => EntityKind::IntergovernmentalOrganisation,
                "organisation" => EntityKind::Organisation,
                "place" => EntityKind::Place,
                "route" => EntityKind::Route,
                "instrument" => EntityKind::Instrument,
                other => {
                    return wrong(
                        "kind",
                        format!(
                            "`{other}` is not a kind (person, party, company, media, armed-group, government-body, intergovernmental-organisation, organisation, place, route, instrument)"
                        ),
                    );
                }
            };
            let sector = match row.get("sector") {
                "" => None,
                code => match Sector::from_code(code) {
                    Some(sector) => Some(sector),
                    None => return wrong("sector", format!("`{code}` is not a PLOVER sector")),
                },
            };
            let country = row.get("country");
            if !country.is_empty() && !(country.len() == 3 && country.chars().all(|c| c.is_ascii_uppercase())) {
                return wrong("country", format!("`{country}` is not a three-letter code"));
            }
            for column in ["from", "to"] {
                if !row.get(column).is_empty() && table::date(row.get(column), false).is_none() {
                    return wrong(column, format!("`{}` is not a date (YYYY, YYYY-MM or YYYY-MM-DD)", row.get(column)));
                }
            }
            let id = if id.contains(':') { id.to_owned() } else { format!("user:{id}") };
            let record = k.add(Record {
                id,
                kind,
                country: some(country),
                sector,
                aliases: std::iter::once(row.get("name")).chain(row.list("aliases")).map(str::to_owned).collect(),
                from: table::date(row.get("from"), false),
                to: table::date(row.get("to"), true),
                source: row.get("source").to_owned(),
                ..Record::named(row.get("name"))
            });
            for name in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                // What a user says goes before what the built-in tables say.
                k.aliases.remove(&fold(name));
                k.alias(name, record, Sense::Name, false);
            }
            Ok(())
        })?;
        Ok(k)
    }

    pub(super) fn lookup(&self, key: &str) -> &[Alias] {
        self.aliases.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn family(&self, key: &str) -> &[u32] {
        self.families.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn record(&self, idx: u32) -> &Record {
        &self.records[idx as usize]
    }

    pub(super) fn by_id(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    /// Who holds an office of a state on a day, called by a title where the text gives one.
    ///
    /// "leader" is whoever leads in fact: the head of state where the presidency rules, else the
    /// head of government. A title outweighs the office: Iran's president heads its government.
    pub(super) fn holder(&self, state: &str, office: &str, title: &str, on: Date) -> Option<u32> {
        let holders: Vec<(u32, &Office)> = self
            .holders
            .get(state)
            .into_iter()
            .flatten()
            .flat_map(|&p| self.record(p).offices.iter().map(move |(o, _)| (p, o)))
            .filter(|(_, o)| o.of == state && held(o, on))
            .collect();
        let named = |wanted: &str| holders.iter().find(|(_, o)| o.office == wanted).map(|(p, _)| *p);
        let head_of_state = || named("head_of_state").or_else(|| named("monarch"));
        if !title.is_empty()
            && let Some((person, _)) =
                holders.iter().find(|(_, o)| o.title.eq_ignore_ascii_case(title) && rank(&o.office) >= 8)
        {
            return Some(*person);
        }
        match office {
            "leader" if parliamentary(state) => named("head_of_government").or_else(head_of_state),
            "leader" => head_of_state().or_else(|| named("head_of_government")),
            "head_of_state" => head_of_state(),
            "minister" | "official" | "other" | "envoy" | "ambassador" | "lawmaker" | "commander" | "expert"
            | "judge" | "activist" | "journalist" | "business" | "candidate" | "lawyer" | "cleric" => None,
            office => named(office),
        }
    }

    /// How prominent a person is on a day; nobody without an office near that day counts.
    pub(super) fn prominence(&self, person: u32, on: Option<Date>) -> i32 {
        let record = self.record(person);
        record
            .offices
            .iter()
            .map(|(office, _)| {
                let rank = rank(&office.office);
                match on {
                    None => rank,
                    Some(day) if held(office, day) => rank * 10,
                    Some(day) => {
                        let years = |d: Date| f64::from(i32::from(day.year()) - i32::from(d.year())).abs();
                        let gap = office.to.map_or(0.0, years).min(office.from.map_or(99.0, years));
                        if gap <= 12.0 { rank } else { rank / 4 }
                    }
                }
            })
            .max()
            .unwrap_or(0)
    }

    /// The entity of a record as it stood on a day.
    pub(super) fn entity(&self, idx: u32, on: Option<Date>) -> Entity {
        let record = self.record(idx);
        let mut offices: Vec<&(Office, Option<Sector>)> =
            record.offices.iter().filter(|(o, _)| on.is_some_and(|day| held(o, day))).collect();
        offices.sort_by_key(|(o, _)| -rank(&o.office));
        let mut sectors: Vec<Sector> = offices.iter().filter_map(|(_, s)| *s).collect();
        sectors.dedup();
        let mut sector = record.sector.or_else(|| sectors.first().copied());
        let mut country = record.country.clone();
        if record.kind == EntityKind::Person {
            if let Some((office, _)) = offices.first() {
                country = self.actor_code(&office.of).or(country);
            } else if sector.is_none() && !record.offices.is_empty() {
                sector = Some(match on {
                    // Without a date the highest office ever held is the best guess.
                    None => record
                        .offices
                        .iter()
                        .max_by_key(|(o, _)| rank(&o.office))
                        .and_then(|(_, s)| *s)
                        .unwrap_or(Sector::Eli),
                    Some(day) if record.offices.iter().any(|(o, _)| o.to.is_some_and(|to| to < day)) => Sector::Eli,
                    Some(_) => Sector::Pty,
                });
            }
        }
        Entity {
            id: record.id.clone(),
            kind: record.kind,
            name: record.name.clone(),
            known: true,
            qid: record.qid.clone(),
            country,
            sector,
            other_sectors: sectors.iter().copied().filter(|s| Some(*s) != sector).collect(),
            offices: offices.iter().map(|(o, _)| o.clone()).collect(),
            coordinates: record.coordinates,
            gender: record.gender,
            plural: false,
            owner: None,
        }
    }

    /// The actor code of an office's owner: a state's own, or an organisation's.
    fn actor_code(&self, of: &str) -> Option<String> {
        if let Some(&state) = self.ids.get(&format!("state:{of}")) {
            return self.record(state).country.clone();
        }
        self.ids.get(&format!("org:{of}")).and_then(|&o| self.record(o).country.clone())
    }

    pub(super) fn state_name(&self, code: &str) -> String {
        self.by_id(&format!("state:{code}")).map_or_else(|| code.to_owned(), |i| self.record(i).name.clone())
    }
}

impl Record {
    fn named(name: &str) -> Record {
        Record {
            id: String::new(),
            kind: EntityKind::Organisation,
            name: name.to_owned(),
            qid: None,
            country: None,
            sector: None,
            coordinates: None,
            gender: None,
            aliases: Vec::new(),
            offices: Vec::new(),
            state: None,
            from: None,
            to: None,
            weight: 0,
            source: String::new(),
        }
    }
}

/// Whether an office was held on a day; an open end is still held.
pub(super) fn held(office: &Office, on: Date) -> bool {
    office.from.is_none_or(|from| from <= on) && office.to.is_none_or(|to| on <= to)
}

/// Offices by how likely news means them when it names somebody by family name alone.
pub(super) fn rank(office: &str) -> i32 {
    match office {
        "head_of_state" => 20,
        "monarch" => 20,
        "head_of_government" => 19,
        "heir" | "crown_prince" => 16,
        "head_of_state_elect" => 15,
        "foreign_minister" => 14,
        "vice_president" | "igo_head" => 13,
        "defence_minister" | "security_adviser" => 11,
        "group_leader" | "opposition_leader" => 10,
        "deputy_head_of_government" | "economy_minister" | "interior_minister" => 9,
        "speaker" | "party_leader" | "candidate" | "envoy" => 8,
        "" => 0,
        _ => 5,
    }
}

/// States where the head of government leads, by the practice of news.
fn parliamentary(state: &str) -> bool {
    matches!(
        state,
        "ARM"
            | "GBR"
            | "DEU"
            | "ITA"
            | "ESP"
            | "CAN"
            | "AUS"
            | "NZL"
            | "IND"
            | "PAK"
            | "JPN"
            | "ISR"
            | "HUN"
            | "POL"
            | "CZE"
            | "SVK"
            | "GRC"
            | "NLD"
            | "BEL"
            | "SWE"
            | "NOR"
            | "DNK"
            | "FIN"
            | "EST"
            | "LVA"
            | "BGR"
            | "HRV"
            | "SVN"
            | "MKD"
            | "ALB"
            | "KOS"
            | "GEO"
            | "IRQ"
            | "ETH"
            | "BGD"
            | "NPL"
            | "THA"
            | "MYS"
            | "SGP"
            | "KHM"
            | "AUT"
            | "IRL"
            | "PRT"
            | "LUX"
            | "MLT"
            | "ISL"
            | "MNE"
            | "PNG"
            | "FJI"
            | "JAM"
            | "TTO"
            | "BHS"
            | "LBN"
            | "LBY"
            | "SRB"
    )
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn coordinates(row: &table::Row) -> Option<(f32, f32)> {
    Some((row.get("lat").parse().ok()?, row.get("lon").parse().ok()?))
}

/// A name as a key: small letters without diacritics, points or apostrophes; words by one space.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match c {
            '.' | '\'' | '’' | '‘' | '`' => {}
            c if c.is_alphanumeric() => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                if c.is_ascii() {
                    out.push(c.to_ascii_lowercase());
                } else {
                    plain(c, &mut out);
                }
            }
            _ => gap = true,
        }
    }
    if let Some(rest) = out.strip_prefix("the ") {
        return rest.to_owned();
    }
    out
}

/// A letter without its marks, for the alphabets that news transliterates from.
fn plain(c: char, out: &mut String) {
    let lower = c.to_lowercase().next().unwrap_or(c);
    let text = match lower {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ə' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' | 'į' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' | 'þ' => "t",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        'æ' => "ae",
        'œ' => "oe",
        other => {
            out.push(other);
            return;
        }
    };
    out.push_str(text);
}
