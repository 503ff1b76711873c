//! How words and stories travel: quotes with who repeats whom, and the outlets of one event or text.

use legation::present::relation;
use legation::record::{Archive, question};
use legation::relate::{Scope, Who, trace};

use super::{JSON, TABLE};
use crate::answer::Data;
use crate::ask::{Ask, Shape};
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

const FAMILY: &[(&str, &str)] =
    &[("n_sources", "integer"), ("n_publishers", "integer"), ("speakers", "array"), ("tellings", "array")];

const SPREAD: &[(&str, &str)] =
    &[("n_sources", "integer"), ("n_publishers", "integer"), ("reach", "array"), ("prints", "array")];

pub(crate) const QUOTES: Route = Route {
    path: "/quotes",
    about: "Quotes with everybody who prints them: first seen, copies, cuts, changed words, who repeats whom",
    parameters: &["after", "as_of", "from", "limit", "party", "publisher", "to"],
    shapes: TABLE,
    is_list: true,
    fields: FAMILY,
    good_for: 10,
    answer: quotes,
};

fn quotes(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let who = match ask.get("party") {
        Some(party) => Who::Party(question::party(archive, party)?),
        None => Who::All,
    };
    let scope = Scope {
        who,
        as_of: ask.text("as_of"),
        from: ask.text("from"),
        to: ask.text("to"),
        publisher: ask.text("publisher"),
        ..Scope::default()
    };
    let mut found = trace::quotes(archive, &scope)?;
    // A family is known by its first telling: its place in the list is found anew.
    let key = |family: &trace::Family| family.tellings.first().map(|t| t.claim_id.clone()).unwrap_or_default();
    if let Some(after) = ask.get("after") {
        let at = found.iter().position(|f| key(f) == after);
        let at = at.ok_or_else(|| Problem::bad(format!("after={after} is no place in this list")))?;
        found.drain(..=at);
    }
    let limit = ask.limit()?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(key);
    if ask.shape == Shape::Csv {
        let table = relation::trace::table(&found);
        return Ok(Data::Table { bytes: relation::csv(&table).into_bytes(), next });
    }
    Ok(Data::Rows { rows: found.iter().map(relation::trace::family).collect(), cells: Vec::new(), next })
}

pub(crate) const QUOTE: Route = Route {
    path: "/quotes/{id}",
    about: "One quote, named by a claim that holds it, with everybody who prints it",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: FAMILY,
    good_for: 2,
    answer: |archive, ask, _| match trace::quote(archive, &ask.id, ask.get("as_of"))? {
        Some(family) => Ok(Data::One(relation::trace::family(&family))),
        None => Err(Problem::missing(format!("no claim {} holds quoted words", ask.id))),
    },
};

pub(crate) const EVENT_SPREAD: Route = Route {
    path: "/events/{id}/spread",
    about: "The outlets that tell of one event, in the order of days",
    parameters: &["as_of"],
    shapes: TABLE,
    is_list: false,
    fields: SPREAD,
    good_for: 2,
    answer: |archive, ask, _| spread(ask, trace::event(archive, &ask.id, ask.get("as_of"))?),
};

pub(crate) const ARTICLE_SPREAD: Route = Route {
    path: "/articles/{id}/spread",
    about: "The outlets that print one text, in whole or in part, in the order of days",
    parameters: &["as_of"],
    shapes: TABLE,
    is_list: false,
    fields: SPREAD,
    good_for: 2,
    answer: |archive, ask, _| spread(ask, trace::article(archive, &ask.id, ask.get("as_of"))?),
};

fn spread(ask: &Ask, found: Option<trace::Spread>) -> Result<Data, Problem> {
    let found = found.ok_or_else(|| Problem::missing(format!("there is no {} in the archive", ask.id)))?;
    if ask.shape == Shape::Csv {
        let table = relation::trace::spread_table(&found);
        return Ok(Data::Table { bytes: relation::csv(&table).into_bytes(), next: None });
    }
    Ok(Data::One(relation::trace::spread(&found)))
}
