//! Event lines in POLECAT's shape: forty columns by name, tabs between, `None` for what is missing.
//!
//! One event is one row: several actors stand in one cell, joined with "; ". Only events that
//! [`EventLine::counts`] get a row, because POLECAT has no column for what is planned or denied.

use super::line::{EventLine, RoleLine, joined};
use crate::link::state_codes;
use crate::plover::columns;

/// The columns, in POLECAT's order.
pub const COLUMNS: &[&str] = columns::POLECAT;

/// The row of an event, in the order of [`COLUMNS`]; none for an event that does not count.
pub fn cells(line: &EventLine) -> Option<Vec<String>> {
    if !line.counts() {
        return None;
    }
    let article = line.article.clone().unwrap_or_default();
    let list = |values: &[String]| cell(&joined(values.iter().map(String::as_str)));
    let optional = |value: &Option<String>| cell(value.as_deref().unwrap_or(""));
    let degrees = |value: Option<f64>| value.map_or_else(|| "None".to_owned(), |v| v.to_string());
    let place = line.place.as_ref();
    let entity = place.and_then(|p| p.entity.as_deref()).unwrap_or("");
    let geonames = entity.strip_prefix("city:").unwrap_or("");
    let city = if entity.starts_with("city:") || entity.starts_with("place:capital-") {
        place.map_or("", |p| p.name.as_str())
    } else {
        ""
    };
    let country = place.and_then(|p| p.country.as_deref()).unwrap_or("");
    let feature = match (place, place.is_some_and(|p| p.precision == "country"), city.is_empty()) {
        (None, _, _) => "",
        (Some(_), true, _) => "PCLI",
        (Some(_), false, false) => "PPL",
        (Some(_), false, true) => "",
    };
    let mut cells = vec![
        cell(&line.event_id),
        optional(&line.event_date),
        cell(&line.event_type),
        list(&line.modes),
        line.score.to_string(),
        quad(line.quad).to_owned(),
        list(&line.contexts),
    ];
    cells.extend(side(&line.actors));
    cells.extend(side(&line.recipients));
    cells.extend([
        cell(place.map_or("", |p| &p.name)),
        cell(city),
        "None".to_owned(),
        "None".to_owned(),
        cell(state_codes(country).map_or(country, |c| c.name)),
        degrees(place.and_then(|p| p.latitude)),
        degrees(place.and_then(|p| p.longitude)),
        cell(geonames),
        cell(place.map_or("", |p| &p.span.text)),
        cell(feature),
        optional(&article.publisher),
        optional(&article.published),
        list(&article.people),
        list(&article.organizations),
        list(&article.locations),
        optional(&article.language),
        cell(&format!("legation {} {}", line.version, line.codebook)),
    ]);
    Some(cells)
}

/// The eight columns of one side of an event.
fn side(roles: &[RoleLine]) -> [String; 8] {
    let of = |value: &dyn Fn(&RoleLine) -> String| {
        let values: Vec<String> = roles.iter().map(value).collect();
        cell(&joined(values.iter().map(String::as_str)))
    };
    let country = |r: &RoleLine| r.country.clone().unwrap_or_default();
    let cow = |r: &RoleLine| state_codes(&country(r)).map(|c| c.cow.to_owned()).unwrap_or_default();
    let sectors = |r: &RoleLine| {
        let all: Vec<&str> = r.sector.iter().chain(&r.other_sectors).map(String::as_str).collect();
        all.join(", ")
    };
    [
        of(&|r| r.name.clone()),
        of(&|r| state_codes(&country(r)).map_or_else(|| country(r), |c| c.name.to_owned())),
        of(&cow),
        of(&|r| r.sector.clone().unwrap_or_default()),
        of(&sectors),
        of(&|r| r.title.clone().unwrap_or_default()),
        of(&|r| r.span.text.clone()),
        of(&|r| r.qid.clone().unwrap_or_default()),
    ]
}

fn quad(quad: u8) -> &'static str {
    match quad {
        1 => "VERBAL COOPERATION",
        2 => "MATERIAL COOPERATION",
        3 => "VERBAL CONFLICT",
        _ => "MATERIAL CONFLICT",
    }
}

/// A cell without tabs and line breaks; `None` where nothing but separators is left.
fn cell(text: &str) -> String {
    if text.chars().all(|c| c == ';' || c.is_whitespace()) {
        return "None".to_owned();
    }
    text.replace(['\t', '\n', '\r'], " ")
}
