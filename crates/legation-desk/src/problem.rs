//! What went wrong, as RFC 9457 says it.

use hyper::StatusCode;
use legation::error::{Error, Kind};
use serde_json::{Value, json};

/// An answer that is no answer.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub status: StatusCode,
    pub detail: String,
    pub hint: Option<String>,
    /// Further headers: Allow, Retry-After, WWW-Authenticate.
    pub headers: Vec<(&'static str, String)>,
    /// Whether the connection may not be used again, since it is unclear where the request ends.
    pub close: bool,
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), hint: None, headers: Vec::new(), close: false }
    }

    pub fn bad(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    pub fn missing(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Problem {
        self.headers.push((name, value.into()));
        self
    }

    pub fn close(mut self) -> Problem {
        self.close = true;
        self
    }

    pub fn json(&self) -> Value {
        let mut value = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(hint) = &self.hint {
            value["hint"] = json!(hint);
        }
        value
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        let status = match error.kind {
            Kind::Input | Kind::Configuration => StatusCode::BAD_REQUEST,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Archive | Kind::Resource | Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        // Where a file of ours lies is nobody's business; what the asker wrote is.
        let detail = match error.kind {
            Kind::Input | Kind::Configuration => error.to_string(),
            _ => format!("{}{}", error.doing, error.cause.as_ref().map_or(String::new(), |c| format!(": {c}"))),
        };
        let problem = Problem { hint: error.hint.clone(), ..Problem::new(status, detail) };
        if error.kind == Kind::Busy { problem.header("retry-after", "2") } else { problem }
    }
}
