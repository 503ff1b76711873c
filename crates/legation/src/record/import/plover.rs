//! PLOVER events: one JSON object a line, in the manual's shape or that of its worked example.

use std::io::BufRead;

use serde_json::Value;

use super::{Foreign, Imported, Read, day, places, some, unreadable};
use crate::error::Error;
use crate::plover::EventType;

pub(super) fn read(
    input: &mut dyn BufRead,
    out: &mut Imported,
    each: &mut dyn FnMut(u64, Read, &mut Imported) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut number = 0;
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line).map_err(|e| unreadable(&e))? == 0 {
            return Ok(());
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read =
            serde_json::from_slice::<Value>(&line).map_err(|e| format!("it is not JSON: {e}")).and_then(|v| event(&v));
        each(number, read, out)?;
    }
}

fn event(value: &Value) -> Read {
    let text = |v: &Value| match v {
        Value::String(s) => some(s),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    let first = |name: &str| match value.get(name) {
        Some(Value::Array(all)) => all.first().cloned().unwrap_or(Value::Null),
        Some(other) => other.clone(),
        None => Value::Null,
    };
    let key = value.get("id").and_then(text).ok_or_else(|| "it has no id".to_owned())?;
    let date = value.get("date").and_then(text).and_then(|d| day(&d)).ok_or_else(|| "it has no day".to_owned())?;
    let party = |names: [&str; 2]| names.iter().map(|n| first(n)).find(|v| !v.is_null()).unwrap_or(Value::Null);
    let (actor, recipient) = (party(["actor", "source"]), party(["recipient", "target"]));
    let field = |v: &Value, names: &[&str]| names.iter().find_map(|n| v.get(n).and_then(text));
    let name = |v: &Value| field(v, &["entity_name", "entity_text", "raw_text"]).or_else(|| v.as_str().and_then(some));
    let code = |v: &Value| field(v, &["code", "country_code", "country"]);
    let country = |v: &Value| {
        let code = code(v)?;
        Some(places::of_alpha3(&code).map_or(code, str::to_owned))
    };
    let event_type = text(&first("event")).map(|t| t.to_uppercase());
    let place = first("event_loc");
    let number = |v: &Value, n: &str| v.get(n).and_then(Value::as_f64).filter(|n| n.is_finite());
    let modes: Vec<String> = match value.get("mode") {
        Some(Value::Array(all)) => all.iter().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    };
    Ok(Foreign {
        key,
        event_date: date,
        actor_name: name(&actor),
        actor_country: country(&actor),
        actor_code: code(&actor),
        recipient_name: name(&recipient),
        recipient_country: country(&recipient),
        recipient_code: code(&recipient),
        event_type: event_type.clone().filter(|t| EventType::from_name(t).is_some()),
        event_code: event_type,
        modes: some(&modes.join(";")),
        quad: value.get("quad_code").and_then(Value::as_u64).and_then(|q| u8::try_from(q).ok()),
        score: number(value, "event_scale"),
        place_name: field(&place, &["resolved_place", "extracted_place"]),
        place_country: field(&place, &["country_code", "country"]),
        latitude: number(&place, "lat"),
        longitude: number(&place, "lon"),
        n_reports: None,
        url: value.pointer("/cite_info/url").and_then(text).or_else(|| value.get("link").and_then(text)),
    })
}
