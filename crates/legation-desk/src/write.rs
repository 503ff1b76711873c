//! The few things that may be written: rulings on which reports tell of one event.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::StatusCode;
use hyper::body::Incoming;
use legation::error::Error;
use legation::record::{self, Archive, Run};
use serde_json::{Value, json};

use crate::problem::Problem;

/// The largest body that is read.
pub const MAX_BODY: usize = 64 * 1024;

/// Addresses that take a POST, with what each does and the fields that its body needs.
pub const WRITES: [(&str, &str, &[(&str, &str)]); 3] = [
    (
        "/rulings/merge",
        "Makes two events one; nothing is deleted, and `/rulings/undo` takes it back",
        &[("one", "string"), ("other", "string"), ("why", "string")],
    ),
    (
        "/rulings/split",
        "Takes reports out of their event; they become an event of their own",
        &[("reports", "array"), ("why", "string")],
    ),
    ("/rulings/undo", "Takes back every ruling of one run", &[("run", "string")]),
];

/// A request's body, if it comes in time, is no larger than allowed, and is JSON.
pub(crate) async fn body(incoming: Incoming, limit: Duration) -> Result<Value, Problem> {
    let read = tokio::time::timeout(limit, Limited::new(incoming, MAX_BODY).collect()).await;
    let bytes = match read {
        Err(_) => return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time").close()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is larger than {MAX_BODY} bytes"),
            )
            .close());
        }
        Ok(Err(_)) => return Err(Problem::bad("the body broke off").close()),
        Ok(Ok(collected)) => collected.to_bytes(),
    };
    // serde_json stops at 128 levels, so that deep nesting is an error and no overflow.
    serde_json::from_slice(&bytes).map_err(|e| Problem::bad(format!("the body is no JSON: {e}")))
}

/// Does what was asked.
pub(crate) fn write(path: &str, body: &Value, archive: &std::path::Path, started: String) -> Result<Value, Problem> {
    let text = |name: &str| -> Result<String, Problem> {
        let value = body.get(name).and_then(Value::as_str).map(str::trim).filter(|v| !v.is_empty());
        let value = value.ok_or_else(|| Problem::bad(format!("the body needs a text `{name}`")))?;
        if value.len() > 2_000 {
            return Err(Problem::bad(format!("`{name}` is longer than 2000 bytes")));
        }
        Ok(value.to_owned())
    };
    let run = |kind: &str, note: &str| Run {
        kind: kind.to_owned(),
        started: started.clone(),
        settings: String::new(),
        data_digest: legation::data_digest(),
        note: note.to_owned(),
    };
    let open = || -> Result<Archive, Error> { Archive::open_or_create(archive) };
    let conflict = |error: Error| match error.kind {
        // What is not there, or is one already, is no fault of the request's form.
        legation::error::Kind::Input => {
            Problem { hint: error.hint.clone(), ..Problem::new(StatusCode::CONFLICT, error.to_string()) }
        }
        _ => Problem::from(error),
    };
    match path {
        "/rulings/merge" => {
            let (one, other, why) = (text("one")?, text("other")?, text("why")?);
            let run = run("merge", &why);
            let event = record::merge(&mut open()?, &one, &other, &why, &run).map_err(conflict)?;
            Ok(json!({ "event": event, "run": run.id() }))
        }
        "/rulings/split" => {
            let why = text("why")?;
            let reports: Option<Vec<String>> = body
                .get("reports")
                .and_then(Value::as_array)
                .filter(|list| (1..=100).contains(&list.len()))
                .and_then(|list| list.iter().map(|r| r.as_str().map(str::to_owned)).collect());
            let reports = reports.ok_or_else(|| Problem::bad("the body needs 1 to 100 ids as `reports`"))?;
            let run = run("split", &why);
            let event = record::split(&mut open()?, &reports, &why, &run).map_err(conflict)?;
            Ok(json!({ "event": event, "run": run.id() }))
        }
        "/rulings/undo" => {
            let of = text("run")?;
            let run = run("undo", &of);
            let n = record::undo(&mut open()?, &of, &run).map_err(conflict)?;
            Ok(json!({ "undone": n, "run": run.id() }))
        }
        _ => Err(Problem::missing("nothing is written here")),
    }
}
