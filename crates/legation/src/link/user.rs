//! Tables checked cell by cell: a user's actors, which override and extend ours, and our own.

use super::entity::EntityKind;
use super::knowledge::{Knowledge, Record, Sense, kept};
use super::table::{Cell, Checked, Row, check, date, list};
use crate::error::Error;
use crate::plover::Sector;

const KINDS: &[&str] = &[
    "person",
    "party",
    "company",
    "media",
    "armed-group",
    "government-body",
    "intergovernmental-organisation",
    "organisation",
    "population",
    "place",
    "route",
    "instrument",
    "named-event",
    "region",
];

const ACTORS: &[(&str, Cell)] = &[
    ("id", Cell::Id),
    ("name", Cell::Words),
    ("kind", Cell::OneOf(KINDS)),
    ("aliases", Cell::List),
    ("country", Cell::Code),
    ("sector", Cell::Sector),
    ("from", Cell::Date),
    ("to", Cell::Date),
    ("source", Cell::Free),
];

impl Knowledge {
    /// These tables with a user's own laid over them.
    ///
    /// Each file is a name and a text with the columns `id,name,kind,aliases,country,sector,from,
    /// to,source`. Lists inside a cell are parted by semicolons. A spelling that a user gives to an
    /// actor names that actor alone; ids of ours (`org:hamas`) are replaced.
    pub fn with_user_tables(&self, files: &[(&str, &str)]) -> Result<Knowledge, Error> {
        let mut k = self.clone();
        for (file, text) in files {
            let table = check(file, text, ACTORS)?;
            for row in table.rows() {
                actor(&mut k, &row);
            }
        }
        Ok(k)
    }
}

fn actor(k: &mut Knowledge, row: &Row) {
    let cell = |column: &str| row.get(column);
    let kind = match cell("kind") {
        "person" => EntityKind::Person,
        "party" => EntityKind::Party,
        "company" => EntityKind::Company,
        "media" => EntityKind::Media,
        "armed-group" => EntityKind::ArmedGroup,
        "government-body" => EntityKind::GovernmentBody,
        "intergovernmental-organisation" => EntityKind::IntergovernmentalOrganisation,
        "population" => EntityKind::Population,
        "place" => EntityKind::Place,
        "route" => EntityKind::Route,
        "instrument" => EntityKind::Instrument,
        "named-event" => EntityKind::NamedEvent,
        "region" => EntityKind::Region,
        _ => EntityKind::Organisation,
    };
    let country = kept(cell("country").to_owned());
    let replaced = k.by_id(cell("id"));
    let (family, key) = match replaced {
        Some(idx) => (k.record(idx).family, k.record(idx).key),
        None => ("user", kept(cell("id").rsplit(':').next().unwrap_or_default().to_owned())),
    };
    let record = Record {
        home: if k.state(country).is_some() { country } else { "" },
        country,
        sector: Sector::from_code(cell("sector")),
        aliases: kept(cell("aliases").to_owned()),
        from: date(cell("from"), false),
        to: date(cell("to"), true),
        source: kept(cell("source").to_owned()),
        ..Record::new(family, key, kind, kept(cell("name").to_owned()))
    };
    let idx = match replaced {
        Some(idx) => {
            k.records[idx as usize] = record;
            idx
        }
        None => k.add(record),
    };
    for name in std::iter::once(cell("name")).chain(list(cell("aliases"))) {
        k.forget(name);
        k.alias(name, idx, Sense::Name, false);
    }
}

/// Checks every built-in table cell by cell, sorted order and references included; a test calls it.
pub fn check_builtin() -> Result<(), Error> {
    use legation_data as data;
    let person = |column| (column, Cell::Words);
    let dated = [("from", Cell::Date), ("to", Cell::Date)];
    let states = check(
        "states.tsv",
        data::STATES,
        &[
            ("id", Cell::Id),
            ("name", Cell::Words),
            ("plover", Cell::Code),
            ("qid", Cell::Qid),
            ("demonyms", Cell::List),
            ("adjectives", Cell::List),
            ("aliases", Cell::List),
            ("valid_from", Cell::Date),
            ("valid_to", Cell::Date),
        ],
    )?;
    let people = check(
        "people.tsv",
        data::PEOPLE,
        &[
            ("id", Cell::Id),
            person("name"),
            ("gender", Cell::OneOf(&["m", "f", ""])),
            ("country", Cell::Code),
            ("aliases", Cell::List),
            ("qid", Cell::Qid),
        ],
    )?;
    let roles = check(
        "roles.tsv",
        data::ROLES,
        &[
            person("person"),
            person("office"),
            person("of"),
            person("title"),
            ("sector", Cell::Sector),
            dated[0],
            dated[1],
        ],
    )?;
    let organisations = check(
        "organisations.tsv",
        data::ORGANISATIONS,
        &[
            ("id", Cell::Id),
            person("name"),
            person("kind"),
            ("aliases", Cell::List),
            ("code", Cell::Code),
            ("sector", Cell::Sector),
            ("qid", Cell::Qid),
            dated[0],
            dated[1],
        ],
    )?;
    check(
        "government.tsv",
        data::GOVERNMENT,
        &[
            ("id", Cell::Id),
            ("state", Cell::Code),
            person("kind"),
            ("sector", Cell::Sector),
            person("name"),
            ("aliases", Cell::List),
            dated[0],
            dated[1],
        ],
    )?;
    let place =
        [("id", Cell::Id), person("name"), ("aliases", Cell::List), ("lat", Cell::Number), ("lon", Cell::Number)];
    check("places.tsv", data::PLACES, &place)?;
    check("cities.tsv", data::CITIES, &place)?;
    check(
        "instruments.tsv",
        data::INSTRUMENTS,
        &[
            ("id", Cell::Id),
            person("name"),
            person("kind"),
            ("aliases", Cell::List),
            ("qid", Cell::Qid),
            dated[0],
            dated[1],
        ],
    )?;
    check("peoples.tsv", data::PEOPLES, &[("id", Cell::Id), person("name"), ("aliases", Cell::List)])?;
    check(
        "nouns.tsv",
        data::NOUNS,
        &[person("phrase"), person("type"), ("sector", Cell::Sector), ("number", Cell::OneOf(&["s", "p"]))],
    )?;
    check("homonyms.tsv", data::HOMONYMS, &[person("word"), ("prior", Cell::Number), ("cues", Cell::List)])?;
    for (file, table) in [("states.tsv", &states), ("people.tsv", &people), ("organisations.tsv", &organisations)] {
        sorted(file, table)?;
    }
    references(&people, &roles)
}

/// Rows by id in byte order: a diff of a table then shows what changed and nothing else.
fn sorted(file: &str, table: &Checked) -> Result<(), Error> {
    let ids: Vec<String> = table.rows().map(|row| row.get("id").to_owned()).collect();
    match ids.windows(2).position(|pair| pair[0] > pair[1]) {
        None => Ok(()),
        Some(at) => Err(Error::new(crate::error::Kind::Resource, "checking a knowledge table")
            .at(format!("{file}, row {}, column id", at + 2))
            .because(format!("`{}` stands before `{}`", ids[at], ids[at + 1]))),
    }
}

/// Every role is somebody's.
fn references(people: &Checked, roles: &Checked) -> Result<(), Error> {
    let known: std::collections::BTreeSet<String> = people.rows().map(|row| row.get("id").to_owned()).collect();
    match roles.rows().position(|row| !known.contains(row.get("person"))) {
        None => Ok(()),
        Some(at) => Err(Error::new(crate::error::Kind::Resource, "checking a knowledge table")
            .at(format!("roles.tsv, row {}, column person", at + 2))
            .because("no such person in people.tsv")),
    }
}
