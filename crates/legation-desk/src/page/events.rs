//! Events: the list, one event, the map.

use legation::code::CODEBOOK;
use legation::present::answer::Answer;
use legation::present::line::{self, ArticleLine};
use legation::record::Archive;
use legation::record::question::{self, EventAnswer};
use legation_parquet::EventWriter;
use serde_json::{Value, json};

use super::JSON;
use crate::answer::Data;
use crate::ask::{Ask, Shape};
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

const FIELDS: &[(&str, &str)] = &[
    ("event_id", "string"),
    ("event_type", "string"),
    ("modes", "array"),
    ("event_date", "string?"),
    ("event_end_date", "string?"),
    ("date_basis", "string"),
    ("status", "string"),
    ("certainty", "string"),
    ("actors", "array"),
    ("recipients", "array"),
    ("place", "object?"),
    ("quad", "integer"),
    ("score", "number"),
    ("cameo", "string"),
    ("goldstein", "number?"),
    ("confidence", "number"),
    ("n_reports", "integer"),
    ("n_articles", "integer"),
    ("n_sources", "integer"),
    ("first_known", "string"),
    ("last_known", "string"),
    ("contradictions", "array"),
    ("states", "array"),
    ("reports", "array"),
];

pub(crate) const EVENTS: Route = Route {
    path: "/events",
    about: "Events, each once, newest first, with what their reports agree and disagree on",
    parameters: FILTERS,
    shapes: &[Shape::Json, Shape::Csv, Shape::Parquet],
    is_list: true,
    fields: FIELDS,
    good_for: 0,
    answer: events,
};

const FILTERS: &[&str] = &[
    "actor",
    "after",
    "as_of",
    "certainty",
    "contradicted",
    "counted",
    "disputed",
    "dyad",
    "from",
    "limit",
    "min_sources",
    "party",
    "publisher",
    "recipient",
    "status",
    "to",
    "type",
];

fn events(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let page = question::events(archive, &ask.filter(archive)?)?;
    if ask.shape == Shape::Parquet {
        return parquet(archive, &page.rows, ask).map(|bytes| Data::Table { bytes, next: page.next });
    }
    Ok(Data::page(&page))
}

/// Events in the columns of `legation record export`, each told by its first report.
fn parquet(archive: &Archive, events: &[EventAnswer], ask: &Ask) -> Result<Vec<u8>, Problem> {
    let failed = |_| Problem::new(hyper::StatusCode::INTERNAL_SERVER_ERROR, "the table cannot be written");
    let mut bytes = Vec::new();
    let mut writer =
        EventWriter::new(&mut bytes, &[("codebook", CODEBOOK), ("coder", legation::VERSION)]).map_err(failed)?;
    for event in events {
        let full = question::event(archive, &event.summary.event_id, ask.get("as_of"))?;
        let Some(report) = full.as_ref().and_then(|f| f.reports.first()) else { continue };
        let article = question::listed(archive, &report.article_id)?.unwrap_or_default();
        let facts = ArticleLine {
            id: article.article_id,
            url: article.url,
            title: article.title,
            publisher: article.publisher,
            published: article.published,
            language: article.language,
            ..ArticleLine::default()
        };
        writer.write(line::of_report(report, &event.summary.event_id, facts)).map_err(failed)?;
    }
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

pub(crate) const EVENT: Route = Route {
    path: "/events/{id}",
    about: "One event with its reports and the words that each field rests on",
    parameters: &["as_of"],
    shapes: JSON,
    is_list: false,
    fields: FIELDS,
    good_for: 0,
    answer: event,
};

fn event(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    // Forecasts and coded lines name an event by one of its reports.
    let id = question::event_id(archive, &ask.id)?.unwrap_or_else(|| ask.id.clone());
    match question::event(archive, &id, ask.get("as_of"))? {
        Some(event) => Ok(Data::One(event.json())),
        None => Err(Problem::missing(format!("there is no event {}", ask.id))),
    }
}

pub(crate) const MAP: Route = Route {
    path: "/map",
    about: "Events with a place as GeoJSON; what is known of a country only has no point, but its country",
    parameters: FILTERS,
    shapes: &[Shape::Json, Shape::Geojson],
    is_list: false,
    fields: &[("type", "string"), ("features", "array"), ("next", "string?")],
    good_for: 0,
    answer: map,
};

fn map(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let page = question::events(archive, &ask.filter(archive)?)?;
    let features: Vec<Value> = page.rows.iter().filter_map(feature).collect();
    Ok(Data::One(json!({ "type": "FeatureCollection", "features": features, "next": page.next })))
}

/// A feature of GeoJSON: longitude first. A country is no point: pins in its middle would lie.
fn feature(event: &EventAnswer) -> Option<Value> {
    let s = &event.summary;
    let placed = event.reports.iter().filter_map(|r| r.place.as_ref()).min_by_key(|p| p.precision != "place")?;
    let point = match (placed.precision.as_str(), placed.latitude, placed.longitude) {
        ("place", Some(latitude), Some(longitude)) => json!({ "type": "Point", "coordinates": [longitude, latitude] }),
        _ => Value::Null,
    };
    Some(json!({
        "type": "Feature",
        "id": s.event_id,
        "geometry": point,
        "properties": {
            "event_id": s.event_id, "event_type": s.event_type, "event_date": s.event_date, "status": s.status,
            "certainty": s.certainty, "quad": s.quad, "score": s.score, "n_sources": s.n_sources,
            "place": placed.name, "country": placed.country, "precision": placed.precision,
            "sentence": event.reports.first().map(|r| r.sentence.as_str()),
        },
    }))
}
