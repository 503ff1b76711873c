//! Event lines in ICEWS's shape: twenty columns, one row a pair of source and target.
//!
//! An event without a recipient but with several actors (talks between A and B) gives a row for
//! each ordered pair, as ICEWS mirrors meetings. Only events that [`EventLine::counts`] give rows.

use super::line::{EventLine, RoleLine};
use crate::link::state_codes;
use crate::plover::{cameo, columns};

/// The columns, in the order of the Dataverse files.
pub const COLUMNS: &[&str] = columns::ICEWS;

/// The rows of an event, each in the order of [`COLUMNS`].
pub fn rows(line: &EventLine) -> Vec<Vec<String>> {
    if !line.counts() {
        return Vec::new();
    }
    let mut pairs: Vec<(&RoleLine, &RoleLine)> = Vec::new();
    if line.recipients.is_empty() {
        for (i, a) in line.actors.iter().enumerate() {
            for (j, b) in line.actors.iter().enumerate() {
                if i != j {
                    pairs.push((a, b));
                }
            }
        }
    } else {
        for a in &line.actors {
            for b in &line.recipients {
                pairs.push((a, b));
            }
        }
    }
    pairs.into_iter().map(|(source, target)| row(line, source, target)).collect()
}

fn row(line: &EventLine, source: &RoleLine, target: &RoleLine) -> Vec<String> {
    let article = line.article.clone().unwrap_or_default();
    let place = line.place.as_ref();
    let degrees = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    let city = place.filter(|p| p.precision == "place").map(|p| cell(&p.name)).unwrap_or_default();
    vec![
        number(&[&line.event_id, &source.name, &target.name]).to_string(),
        line.event_date.clone().unwrap_or_default(),
        cell(&source.name),
        sectors(source),
        country(source.country.as_deref()),
        cameo::label(&line.cameo).unwrap_or("").to_owned(),
        line.cameo.clone(),
        line.goldstein.map(|g| g.to_string()).unwrap_or_default(),
        cell(&target.name),
        sectors(target),
        country(target.country.as_deref()),
        number(&[&line.article_id]).to_string(),
        article.sentence_number.to_string(),
        cell(article.publisher.as_deref().unwrap_or("")),
        city,
        String::new(),
        String::new(),
        country(place.and_then(|p| p.country.as_deref())),
        degrees(place.and_then(|p| p.latitude)),
        degrees(place.and_then(|p| p.longitude)),
    ]
}

/// A positive 63-bit number from content, since ICEWS's ids are integers.
fn number(parts: &[&str]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    i64::from_le_bytes(first) & i64::MAX
}

fn sectors(role: &RoleLine) -> String {
    role.sector.iter().chain(&role.other_sectors).map(String::as_str).collect::<Vec<_>>().join(",")
}

fn country(code: Option<&str>) -> String {
    code.map(|code| state_codes(code).map_or(code, |c| c.name).to_owned()).unwrap_or_default()
}

fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
