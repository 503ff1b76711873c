//! Event lines as a flat table: one row an event, lists joined with "; ".

use super::line::{EventLine, RoleLine, SpanLine, joined};

/// The columns, in order.
pub const COLUMNS: &[&str] = &[
    "article_id",
    "event_id",
    "event_type",
    "modes",
    "contexts",
    "status",
    "certainty",
    "actor_names",
    "actor_entities",
    "actor_countries",
    "actor_sectors",
    "recipient_names",
    "recipient_entities",
    "recipient_countries",
    "recipient_sectors",
    "place_name",
    "place_country",
    "place_latitude",
    "place_longitude",
    "event_date",
    "event_end_date",
    "date_precision",
    "date_basis",
    "quad",
    "score",
    "cameo",
    "goldstein",
    "dead",
    "injured",
    "arrested",
    "crowd",
    "confidence",
    "confidence_event_type",
    "confidence_actors",
    "confidence_recipients",
    "confidence_status",
    "confidence_date",
    "confidence_place",
    "claim",
    "trigger",
    "trigger_start",
    "trigger_end",
    "sentence",
    "sentence_start",
    "sentence_end",
    "reason",
    "codebook",
    "version",
    "url",
    "title",
    "publisher",
    "published",
    "language",
];

/// The cells of an event, in the order of [`COLUMNS`]; missing values are empty.
///
/// A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-` or `@`) gets an
/// apostrophe before it; numbers do not.
pub fn cells(line: &EventLine) -> Vec<String> {
    let text = |s: &str| guarded(s);
    let optional = |s: &Option<String>| s.as_deref().map(guarded).unwrap_or_default();
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let count = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let list = |l: &[String]| joined(l.iter().map(String::as_str));
    let roles = |roles: &[RoleLine], of: &dyn Fn(&RoleLine) -> &str| guarded(&joined(roles.iter().map(of)));
    let place = line.place.as_ref();
    let article = line.article.clone().unwrap_or_default();
    let span = |s: &SpanLine| [text(&s.text), s.start.to_string(), s.end.to_string()];
    let mut cells = vec![
        text(&line.article_id),
        text(&line.event_id),
        text(&line.event_type),
        list(&line.modes),
        list(&line.contexts),
        text(&line.status),
        text(&line.certainty),
    ];
    for side in [&line.actors, &line.recipients] {
        cells.push(roles(side, &|r| &r.name));
        cells.push(roles(side, &|r| r.entity.as_deref().unwrap_or("")));
        cells.push(roles(side, &|r| r.country.as_deref().unwrap_or("")));
        cells.push(roles(side, &|r| r.sector.as_deref().unwrap_or("")));
    }
    cells.extend([
        place.map(|p| text(&p.name)).unwrap_or_default(),
        place.map(|p| optional(&p.country)).unwrap_or_default(),
        number(place.and_then(|p| p.latitude)),
        number(place.and_then(|p| p.longitude)),
        optional(&line.event_date),
        optional(&line.event_end_date),
        text(&line.date_precision),
        text(&line.date_basis),
        line.quad.to_string(),
        line.score.to_string(),
        text(&line.cameo),
        number(line.goldstein),
        count(line.size.dead),
        count(line.size.injured),
        count(line.size.arrested),
        count(line.size.crowd),
        line.confidence.to_string(),
    ]);
    match line.field_confidence {
        Some(sure) => cells.extend(sure.fields().map(|(_, chance)| number(chance))),
        None => cells.extend([const { String::new() }; 6]),
    }
    cells.push(optional(&line.claim));
    cells.extend(span(&line.spans.trigger));
    cells.extend(span(&line.spans.sentence));
    cells.extend([
        text(&line.reason),
        text(&line.codebook),
        text(&line.version),
        optional(&article.url),
        optional(&article.title),
        optional(&article.publisher),
        optional(&article.published),
        optional(&article.language),
    ]);
    cells
}

fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
