//! Actors: the list, and one actor with its roles over time.

use legation::link;
use legation::present::desk;
use legation::record::Archive;
use legation::record::question;
use legation::time::Date;
use serde_json::{Value, json};

use super::{JSON, TABLE};
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const ACTORS: Route = Route {
    path: "/actors",
    about: "Everybody that stands in an event, most events first",
    parameters: &["after", "as_of", "counted", "from", "limit", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("actor", "string"),
        ("name", "string"),
        ("kind", "string"),
        ("n_events", "integer"),
        ("n_as_actor", "integer"),
        ("n_as_recipient", "integer"),
        ("first", "string?"),
        ("last", "string?"),
    ],
    good_for: 10,
    answer: |archive, ask, _| Ok(Data::page(&question::actors(archive, &ask.filter(archive)?)?)),
};

pub(crate) const ACTOR: Route = Route {
    path: "/actors/{id}",
    about: "One actor: offices over time, as whom articles saw it, its events by month and type, with whom",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: &[
        ("actor", "string"),
        ("entity", "string?"),
        ("name", "string"),
        ("kind", "string"),
        ("qid", "string?"),
        ("n_events", "integer"),
        ("seen_as", "array"),
        ("types", "array"),
        ("months", "array"),
        ("counterparts", "array"),
        ("stances", "array"),
        ("offices", "array"),
        ("aliases", "array"),
        ("sources", "array"),
    ],
    good_for: 5,
    answer: actor,
};

fn actor(archive: &Archive, ask: &Ask, world: &World) -> Result<Data, Problem> {
    let key = question::party(archive, &ask.id)?;
    let Some(found) = question::actor(archive, &key, ask.get("as_of"))? else {
        return Err(Problem::missing(format!("nobody called {} is in the archive", ask.id)));
    };
    let mut page = desk::actor(&found);
    // What the tables know of it is not the archive's knowledge, and stands apart.
    let id = found.entity_id.clone().unwrap_or(key);
    let day = ask.get("as_of").unwrap_or(&ask.today).parse().unwrap_or(Date::constant(1970, 1, 1));
    let known = link::explain::entity(&id, day, world.knowledge);
    let known = known.into_iter().find(|e| e.entity.id == id);
    let text = |day: Option<Date>| day.map(|d| d.to_string());
    let offices: Vec<Value> = known
        .iter()
        .flat_map(|e| &e.offices)
        .map(|(office, sector)| {
            json!({
                "office": office.office, "of": office.of, "title": office.title, "sector": sector.map(|s| s.code()),
                "from": text(office.from), "to": text(office.to),
                "held": known.iter().any(|e| e.entity.offices.contains(office)),
            })
        })
        .collect();
    page["offices"] = json!(offices);
    page["aliases"] = json!(known.as_ref().map(|e| e.aliases.clone()).unwrap_or_default());
    page["sources"] = json!(known.map(|e| e.sources).unwrap_or_default());
    Ok(Data::One(page))
}
