//! What is new, and where it comes from.

use legation::present::answer::Answer;
use legation::present::{desk, relation};
use legation::record::Archive;
use legation::record::question::{self, Filter};
use legation::relate::{Scope, board};
use legation::time::Date;
use serde_json::{Value, json};

use super::{JSON, TABLE};
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const OVERVIEW: Route = Route {
    path: "/overview",
    about: "What the archive holds, what changed in its last week against the norm, and what is new",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: &[
        ("holdings", "object"),
        ("version", "string"),
        ("data_digest", "string"),
        ("week", "array"),
        ("changes", "array"),
        ("events", "array"),
        ("claims", "array"),
        ("questions", "array"),
        ("commitments", "array"),
    ],
    good_for: 10,
    answer: overview,
};

fn overview(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let as_of = ask.text("as_of");
    let holdings = question::holdings(archive, as_of.as_deref())?;
    let newest = |limit: usize| Filter { as_of: as_of.clone(), limit: Some(limit), ..Filter::default() };
    // The desk's clock is that of its content: an archive that ends in May has its week in May.
    let last: Option<Date> = holdings.last.parse().ok();
    let mut changes = board::board(archive, &Scope { as_of: as_of.clone(), ..Scope::default() })?;
    changes.lines.truncate(40);
    // Dates far ahead belong to plans; what is new has happened by the last day.
    let events = question::events(archive, &Filter { to: last.map(|d| d.to_string()), ..newest(10) })?;
    let claims = question::claims(archive, &newest(10))?;
    let commitments = question::commitments(archive, &newest(10), &ask.today)?;
    fn json_of<T: Answer>(rows: &[T]) -> Vec<Value> {
        rows.iter().map(Answer::json).collect()
    }
    Ok(Data::One(json!({
        "holdings": desk::holdings(&holdings),
        "version": legation::VERSION,
        "data_digest": digest(),
        "week": relation::board::week(&changes),
        "changes": json_of(&changes.lines),
        "events": json_of(&events.rows),
        "claims": json_of(&claims.rows),
        "questions": question::open_questions(archive, &newest(10))?.iter().map(desk::question).collect::<Vec<_>>(),
        "commitments": json_of(&commitments.rows),
    })))
}

/// The digest of weights and tables, which takes a moment to make and never changes.
fn digest() -> &'static str {
    static DIGEST: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    DIGEST.get_or_init(legation::data_digest)
}

pub(crate) const TIMELINE: Route = Route {
    path: "/timeline",
    about: "Events, claims and agenda items of some days, each newest first, for one axis",
    parameters: &["as_of", "dyad", "from", "limit", "party", "publisher", "to"],
    shapes: JSON,
    is_list: false,
    fields: &[("events", "object"), ("claims", "object"), ("agenda", "object")],
    good_for: 0,
    answer: timeline,
};

fn timeline(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let filter = ask.filter(archive)?;
    fn lane<T: Answer>(page: &question::Page<T>) -> Value {
        json!({ "rows": page.rows.iter().map(Answer::json).collect::<Vec<_>>(), "next": page.next })
    }
    Ok(Data::One(json!({
        "events": lane(&question::events(archive, &filter)?),
        "claims": lane(&question::claims(archive, &filter)?),
        "agenda": lane(&question::agenda(archive, &filter)?),
    })))
}

pub(crate) const SOURCES: Route = Route {
    path: "/sources",
    about: "Outlets with their articles by month, copies and languages",
    parameters: &["as_of", "from", "publisher", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("publisher", "string?"),
        ("n_articles", "integer"),
        ("n_copies", "integer"),
        ("first", "string"),
        ("last", "string"),
        ("months", "object"),
        ("languages", "object"),
    ],
    good_for: 10,
    answer: |archive, ask, _| Ok(Data::list(&question::sources(archive, &ask.filter(archive)?)?)),
};
