//! Comparable processes, and how they ended.

use legation::present::precedents;
use legation::record::Archive;
use legation::relate::precedents::{Library, Query, base_rates};

use super::JSON;
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const PRECEDENTS: Route = Route {
    path: "/precedents",
    about: "Comparable mediated processes, with reasons for and against, and base rates",
    parameters: &[
        "comparable",
        "guarantee",
        "issues",
        "kind",
        "leverage",
        "like",
        "limit",
        "mediator",
        "power",
        "sequence",
        "war",
    ],
    shapes: JSON,
    is_list: false,
    fields: &[("precedents", "array"), ("base_rates", "object"), ("known", "object")],
    good_for: 3_600,
    answer: found,
};

const FEATURES: [&str; 7] = ["kind", "mediator", "leverage", "war", "power", "guarantee", "sequence"];

fn found(_: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let library = Library::builtin();
    let mut query = match ask.get("like") {
        None => Query::default(),
        Some(id) => Query::like(library.get(id).ok_or_else(|| {
            let ids: Vec<&str> = library.processes.iter().map(|p| p.id.as_str()).collect();
            Problem::missing(format!("no process is called {id}")).hint(format!("processes: {}", ids.join(", ")))
        })?),
    };
    if let Some(issues) = ask.get("issues") {
        query.issues = issues.split(',').map(|i| i.trim().to_owned()).collect();
    }
    for feature in FEATURES {
        if let Some(value) = ask.get(feature) {
            query.features.insert(feature.to_owned(), value.to_owned());
        }
    }
    let words = |feature: &str, value: &str| -> Result<(), Problem> {
        let known = library.words(feature);
        if known.iter().any(|k| k == value) {
            return Ok(());
        }
        Err(Problem::bad(format!("no process has {feature} {value}")).hint(format!("known: {}", known.join(", "))))
    };
    query.issues.iter().try_for_each(|issue| words("issues", issue))?;
    query.features.iter().try_for_each(|(feature, value)| words(feature, value))?;
    let all = library.search(&query);
    let rates = base_rates(all.iter().take(ask.number("comparable")?.unwrap_or(15)).map(|l| l.process));
    let shown = &all[..ask.limit()?.min(all.len())];
    let mut value = precedents::json(shown, &rates);
    // What may be asked, so that a page can offer it.
    value["known"] = FEATURES
        .into_iter()
        .chain(["issues"])
        .map(|feature| (feature.to_owned(), serde_json::json!(library.words(feature))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    Ok(Data::One(value))
}
