//! Event lines as PLOVER's own JSON, one object a line, with the manual's field names.
//!
//! Required there: `id`, `date`, `actor`, `event`. Status becomes the manual's auxiliary values
//! (historical, future, hypothetical, negation) in `context`, where its worked examples put them.

use serde_json::{Value, json};

use super::line::{EventLine, RoleLine};
use crate::link::state_codes;

/// An event in PLOVER's shape; none where no date is known, since the format requires one.
pub fn object(line: &EventLine) -> Option<Value> {
    let date = line.event_date.as_deref()?;
    let article = line.article.clone().unwrap_or_default();
    let mut contexts = line.contexts.clone();
    let auxiliary = match line.status.as_str() {
        "historical" => Some("historical"),
        "planned" => Some("future"),
        "possible" | "hypothetical" => Some("hypothetical"),
        "negated" => Some("negation"),
        _ => None,
    };
    contexts.extend(auxiliary.map(str::to_owned));
    let entities = |roles: &[RoleLine]| roles.iter().map(entity).collect::<Vec<_>>();
    let place = line.place.as_ref().map(|p| {
        let country = p.country.as_deref();
        json!({
            "extracted_place": p.span.text,
            "resolved_place": p.name,
            "geonameid": p.entity.as_deref().and_then(|e| e.strip_prefix("city:")),
            "lat": p.latitude,
            "lon": p.longitude,
            "country": country.and_then(state_codes).map(|c| c.name),
            "country_code": country,
            "resolution": if p.precision == "country" { 1 } else { 3 },
        })
    });
    Some(json!({
        "id": line.event_id,
        "date": date,
        "enddate": line.event_end_date,
        "actor": entities(&line.actors),
        "recipient": entities(&line.recipients),
        "event": [line.event_type],
        "mode": line.modes,
        "context": contexts,
        "event_loc": place,
        "event_text": [line.spans.trigger.text],
        "quad_code": line.quad,
        "event_scale": line.score,
        "size": line.size,
        "text_info": {
            "sequence": article.sentence_number,
            "start": line.spans.sentence.start,
            "end": line.spans.sentence.end,
        },
        "cite_info": {
            "citation": line.article_id,
            "url": article.url,
            "title": article.title,
            "publication": article.publisher,
            "language": article.language,
            "coder": format!("legation {}", line.version),
            "codebook": line.codebook,
        },
        "comment": line.reason,
    }))
}

fn entity(role: &RoleLine) -> Value {
    json!({
        "code": role.country,
        "sector": role.sector,
        "other_sector_codes": role.other_sectors,
        "entity_text": role.span.text,
        "entity_name": role.name,
        "identifier_id": role.qid,
        "identifier_text": role.entity,
        "office": role.title,
    })
}
