//! Articles: the list, one article with its spans, its versions, the search.

use legation::present::desk;
use legation::record::Archive;
use legation::record::{self, question};
use serde_json::json;

use super::{JSON, TABLE};
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const ARTICLES: Route = Route {
    path: "/articles",
    about: "Articles, newest first, without their text",
    parameters: &["after", "as_of", "from", "limit", "publisher", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("article_id", "string"),
        ("title", "string?"),
        ("byline", "string?"),
        ("publisher", "string?"),
        ("agency", "string?"),
        ("url", "string?"),
        ("published", "string?"),
        ("known", "string"),
        ("language", "string?"),
        ("n_bytes", "integer"),
        ("n_reports", "integer"),
        ("n_claims", "integer"),
        ("copy_of", "object?"),
    ],
    good_for: 0,
    answer: |archive, ask, _| Ok(Data::page(&question::articles(archive, &ask.filter(archive)?)?)),
};

pub(crate) const ARTICLE: Route = Route {
    path: "/articles/{id}",
    about: "One article: its text, and the ranges of entities, events, claims, agenda and promises in it",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: &[
        ("article_id", "string"),
        ("url", "string?"),
        ("title", "string?"),
        ("byline", "string?"),
        ("publisher", "string?"),
        ("agency", "string?"),
        ("published", "string?"),
        ("published_basis", "string?"),
        ("known", "string"),
        ("language", "string?"),
        ("raw_digest", "string"),
        ("redacted", "boolean"),
        ("text", "string"),
        ("furniture", "any"),
        ("copy_of", "object?"),
        ("copies", "array"),
        ("entities", "object"),
        ("mentions", "array"),
        ("reports", "array"),
        ("claims", "array"),
        ("agenda", "array"),
        ("commitments", "array"),
        ("stances", "array"),
        ("questions", "array"),
    ],
    good_for: 0,
    answer: article,
};

fn article(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    match question::article(archive, &ask.id, ask.get("as_of"))? {
        Some(article) => Ok(Data::One(desk::article(&article))),
        None => Err(Problem::missing(format!("there is no article {}", ask.id))),
    }
}

pub(crate) const VERSIONS: Route = Route {
    path: "/articles/{id}/versions",
    about: "The versions of an article's page, earliest first, and what changed from each to the next",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: &[("article_id", "string"), ("versions", "array")],
    good_for: 0,
    answer: versions,
};

fn versions(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    if question::article(archive, &ask.id, ask.get("as_of"))?.is_none() {
        return Err(Problem::missing(format!("there is no article {}", ask.id)));
    }
    let mut versions = record::versions(archive, &ask.id)?;
    versions.retain(|v| ask.get("as_of").is_none_or(|day| v.known.as_str() <= day));
    // A page that changed a thousand times is compared at its latest twenty.
    let surplus = versions.len().saturating_sub(20);
    versions.drain(..surplus);
    let edits: Vec<_> = versions
        .windows(2)
        .map(|pair| record::diff(archive, &pair[0].article_id, &pair[1].article_id))
        .collect::<Result<_, _>>()?;
    Ok(Data::One(json!({ "article_id": ask.id, "versions": desk::versions(&versions, &edits) })))
}

pub(crate) const SEARCH: Route = Route {
    path: "/search",
    about: "Articles that hold some words, newest first",
    parameters: &["after", "as_of", "from", "limit", "publisher", "q", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("article_id", "string"),
        ("known", "string"),
        ("title", "string?"),
        ("publisher", "string?"),
        ("url", "string?"),
        ("passage", "string"),
        ("copy_of", "string?"),
    ],
    good_for: 0,
    answer: |archive, ask, _| Ok(Data::page(&question::search(archive, &ask.filter(archive)?)?)),
};
