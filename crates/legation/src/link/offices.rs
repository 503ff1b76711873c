//! Offices from day to day: who held one, and what a person was on a given day.

use super::entity::{Entity, EntityKind, Office};
use super::fold::fold;
use super::knowledge::{Knowledge, Record, Text};
use crate::plover::Sector;
use crate::time::Date;

/// One person's time in one office.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub person: u32,
    pub office: Text,
    /// State code or organisation slug.
    pub of: Text,
    pub title: Text,
    pub sector: Option<Sector>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub source: Text,
}

impl Term {
    /// Whether the office was held on a day; an open end is still held.
    pub fn held(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

impl Knowledge {
    /// The terms of one person. Roles are loaded person by person, so they stand together.
    pub(super) fn terms(&self, person: u32) -> &[Term] {
        let start = self.terms.partition_point(|t| t.person < person);
        let end = self.terms.partition_point(|t| t.person <= person);
        &self.terms[start..end]
    }

    /// Who held an office of a state or organisation on a day. On the day of a handover it is the
    /// one who came in.
    ///
    /// The words of a title decide before the class of office does: the Iranian president is not
    /// the head of state there.
    pub(super) fn holder(&self, of: &str, office: &str, words: &str, on: Date) -> Option<u32> {
        let titled = |t: &&Term| {
            let title = fold(t.title);
            title == words || title.strip_prefix("acting ") == Some(words)
        };
        let latest = |terms: Vec<&Term>| {
            terms.into_iter().max_by_key(|t| (t.from, std::cmp::Reverse(t.person))).map(|t| t.person)
        };
        let held: Vec<&Term> = self.terms_of(of).filter(|t| t.held(on)).collect();
        let of_office = |name: &str| latest(held.iter().copied().filter(|t| t.office == name).collect());
        // "The PLO chairman", "the political chief of Hamas": one head, whatever the word.
        let head = matches!(
            words,
            "leader"
                | "chief"
                | "head"
                | "boss"
                | "chairman"
                | "chairwoman"
                | "chair"
                | "president"
                | "secretary general"
                | "political chief"
                | "political leader"
        );
        if head && self.state(of).is_none() {
            // A group's spokesmen and deputies are listed under the same office as its leader.
            let ends = ["leader", "chairman", "chief", "head", "president", "founder", "secretary general", "emir"];
            let first = |t: &&Term| {
                let title = fold(t.title);
                let second = title.starts_with("deputy") || title.starts_with("acting");
                !second && (t.office != "group_leader" || ends.iter().any(|end| title.ends_with(end)))
            };
            let exact = latest(held.iter().copied().filter(titled).collect());
            let named =
                || latest(held.iter().copied().filter(|t| first(t) && fold(t.title).ends_with(words)).collect());
            let any = || {
                let heads =
                    ["igo_head", "group_leader", "party_leader", "opposition_leader", "head_of_state", "business"];
                heads.iter().find_map(|office| {
                    latest(held.iter().copied().filter(|t| first(t) && t.office == *office).collect())
                })
            };
            return exact.or_else(named).or_else(any);
        }
        match office {
            "leader" => leading(of).iter().find_map(|office| of_office(office)),
            "head_of_state" | "head_of_government" | "monarch" | "vice_president" => {
                let exact = latest(held.iter().copied().filter(titled).collect());
                let other = || {
                    // "The president" of a country without one means nobody; a king is no president.
                    let same = of_office(office)?;
                    let is_monarch = |p: u32| self.terms(p).iter().any(|t| t.office == "monarch" && t.of == of);
                    (words != "president" || !is_monarch(same)).then_some(same)
                };
                exact.or_else(other)
            }
            "other" | "minister" | "official" | "envoy" | "ambassador" | "candidate" | "judge" | "" => {
                let mut exact = held.iter().filter(|t| titled(t));
                // Several people with one title at one time: the title alone does not say who.
                match (exact.next(), exact.next()) {
                    (Some(only), None) => Some(only.person),
                    _ => None,
                }
            }
            "opposition_leader" => {
                let mut found = held.iter().filter(|t| t.office == office);
                match (found.next(), found.next()) {
                    (Some(only), None) => Some(only.person),
                    _ => None,
                }
            }
            office => latest(held.iter().copied().filter(titled).collect()).or_else(|| of_office(office)),
        }
    }

    /// How prominent a person is on a day; nobody without an office near that day counts.
    pub(super) fn prominence(&self, person: u32, on: Option<Date>) -> i32 {
        self.terms(person)
            .iter()
            .map(|term| {
                let rank = rank(term.office);
                let Some(day) = on else { return rank };
                if term.held(day) {
                    return rank * 10;
                }
                let years = |d: Date| (i32::from(day.year()) - i32::from(d.year())).abs();
                let gap = term.to.map_or(0, years).min(term.from.map_or(99, years));
                match gap {
                    0..=8 => rank * 4,
                    9..=20 => rank,
                    _ => 0,
                }
            })
            .max()
            .unwrap_or(0)
    }

    /// Whether a person ever held such an office there, by class or by the words of the title.
    pub(super) fn ever(&self, person: u32, office: &str, words: &str, of: Option<&str>) -> bool {
        self.terms(person).iter().any(|t| {
            let place = of.is_none_or(|of| t.of == of);
            let same = t.office == office
                || (office == "leader" && rank(t.office) >= 16)
                || (office == "head_of_state" && t.office == "head_of_government" && fold(t.title) == words)
                || fold(t.title).ends_with(words);
            place && same
        })
    }

    /// The entity of a record as it stood on a day.
    pub(super) fn entity(&self, idx: u32, on: Option<Date>) -> Entity {
        let record = self.record(idx);
        let mut entity = Entity {
            id: record.id(),
            kind: record.kind,
            name: record.name.to_owned(),
            known: true,
            qid: some(record.qid),
            country: some(record.country),
            sector: record.sector,
            other_sectors: Vec::new(),
            offices: Vec::new(),
            coordinates: record.coordinates(),
            gender: record.gender,
            plural: record.kind == EntityKind::Population,
            owner: None,
        };
        // A government that is gone is a government of former officials.
        if record.kind == EntityKind::GovernmentBody && on.is_some_and(|day| record.to.is_some_and(|to| to < day)) {
            entity.sector = Some(Sector::Eli);
        }
        if record.kind == EntityKind::Person {
            self.stand(idx, record, on, &mut entity);
        }
        entity
    }

    /// Fills in what a person was on a day.
    fn stand(&self, idx: u32, record: &Record, on: Option<Date>, entity: &mut Entity) {
        let terms = self.terms(idx);
        let mut held: Vec<&Term> = match on {
            Some(day) => terms.iter().filter(|t| t.held(day)).collect(),
            // Without a day the highest office ever held is the best guess.
            None => terms.iter().max_by_key(|t| (rank(t.office), t.from)).into_iter().collect(),
        };
        held.sort_by_key(|t| (-rank(t.office), std::cmp::Reverse(t.from)));
        entity.offices = held.iter().map(|t| t.as_office()).collect();
        let mut sectors: Vec<Sector> = held.iter().filter_map(|t| self.sector_of(t)).collect();
        let mut seen = Vec::new();
        sectors.retain(|s| {
            !seen.contains(s) && {
                seen.push(*s);
                true
            }
        });
        match held.first() {
            Some(first) => {
                entity.country = self.code_of(first.of).or(entity.country.take());
                entity.sector = self.sector_of(first).or(record.sector);
            }
            None => entity.sector = on.and_then(|day| former(terms, day)).or(record.sector),
        }
        entity.other_sectors = sectors.into_iter().filter(|s| Some(*s) != entity.sector).collect();
    }

    /// An office of an organisation is coded as the organisation, without a sector.
    fn sector_of(&self, term: &Term) -> Option<Sector> {
        let between =
            |r: u32| matches!(self.record(r).kind, EntityKind::IntergovernmentalOrganisation | EntityKind::Instrument);
        term.sector.filter(|_| !self.by_id(&format!("org:{}", term.of)).is_some_and(between))
    }

    /// The actor code of an office's owner: a state's own, or an organisation's.
    pub(super) fn code_of(&self, of: &str) -> Option<String> {
        let owner = self.home_of(of)?;
        some(self.record(owner).country)
    }

    /// The state or organisation that an office belongs to.
    pub(super) fn home_of(&self, of: &str) -> Option<u32> {
        self.state(of).or_else(|| self.by_id(&format!("org:{of}"))).or_else(|| {
            // Territories are listed by their name: "abkhazia".
            self.lookup(super::fold::Key::of(of)).map(|e| e.record).find(|&r| self.record(r).kind == EntityKind::State)
        })
    }
}

impl Term {
    pub fn as_office(&self) -> Office {
        Office {
            office: self.office.to_owned(),
            of: self.of.to_owned(),
            title: self.title.to_owned(),
            from: self.from,
            to: self.to,
        }
    }
}

/// What somebody without an office is: a former official, or still of the party they led; nothing
/// before the first office that a table knows.
fn former(terms: &[Term], day: Date) -> Option<Sector> {
    let past: Vec<&Term> = terms.iter().filter(|t| t.to.is_some_and(|to| to < day)).collect();
    let official = |s: &Term| {
        !matches!(
            s.sector,
            Some(
                Sector::Opp
                    | Sector::Pty
                    | Sector::Cvl
                    | Sector::Bus
                    | Sector::Rel
                    | Sector::Reb
                    | Sector::Jrn
                    | Sector::Soc
            )
        )
    };
    if past.iter().any(|t| official(t)) {
        return Some(Sector::Eli);
    }
    past.iter().max_by_key(|t| t.to).and_then(|t| t.sector)
}

/// Offices by how likely news means them when it names somebody by family name alone.
pub(super) fn rank(office: &str) -> i32 {
    match office {
        "head_of_state" => 20,
        "head_of_government" => 19,
        "monarch" => 17,
        "heir" | "head_of_state_elect" => 16,
        "foreign_minister" => 14,
        "vice_president" | "igo_head" => 13,
        "defence_minister" | "security_adviser" => 11,
        "group_leader" | "opposition_leader" => 10,
        "deputy_head_of_government" | "economy_minister" | "interior_minister" => 9,
        "speaker" | "party_leader" | "candidate" | "envoy" | "mediator" => 8,
        "" | "family" | "first_lady" => 2,
        _ => 5,
    }
}

/// Whose office leads: the one that news calls "the leader".
///
/// The roles table has both offices for these states; where it has only a head of state, as in a
/// presidential system, the first of the others is that one anyway.
fn leading(state: &str) -> &'static [&'static str] {
    // States whose president or monarch rules although a head of government is listed.
    const PRESIDENTIAL: &[&str] = &[
        "AGO", "ARE", "AZE", "BDI", "BHR", "BLR", "CAF", "CHN", "CIV", "CMR", "COD", "COG", "CUB", "CYP", "DZA", "EGY",
        "ERI", "FRA", "GAB", "GIN", "GNQ", "GUY", "HTI", "IRN", "JOR", "KAZ", "KGZ", "KOR", "KWT", "LKA", "MAR", "MDG",
        "MLI", "MOZ", "MRT", "NAM", "NER", "OMN", "PER", "PRK", "PSE", "QAT", "ROU", "RUS", "RWA", "SAU", "SDN", "SEN",
        "SOM", "SSD", "SUN", "SWZ", "SYR", "TCD", "TGO", "TJK", "TUN", "TWN", "TZA", "UGA", "UKR", "UZB", "VNM", "YEM",
        "ZWE", "SRB", "BFA", "MNG",
    ];
    if PRESIDENTIAL.contains(&state) {
        return &["head_of_state", "monarch", "head_of_government"];
    }
    // In Turkey, the office at the top changed in 2018; the head of state led from 2014 in fact.
    if state == "TUR" {
        return &["head_of_state", "head_of_government"];
    }
    &["head_of_government", "head_of_state", "monarch", "igo_head", "party_leader", "group_leader", "opposition_leader"]
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
