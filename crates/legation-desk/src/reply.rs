//! Bytes with their type, tag and compressed form, and the headers that every answer carries.

use std::io::Write;
use std::sync::OnceLock;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use crate::problem::Problem;

/// A response with a whole body.
pub(crate) type Reply = Response<Full<Bytes>>;

/// An answer that is ready to go out any number of times.
pub(crate) struct Ready {
    pub media_type: &'static str,
    pub body: Bytes,
    /// The next page's address, for the `Link` header.
    pub next: Option<String>,
    tag: String,
    gzip: OnceLock<Option<Bytes>>,
}

impl Ready {
    pub fn new(media_type: &'static str, body: Vec<u8>, next: Option<String>) -> Ready {
        let tag = blake3::hash(&body).to_hex()[..20].to_owned();
        Ready { media_type, body: body.into(), next, tag, gzip: OnceLock::new() }
    }

    /// A file that was packed when the program was built.
    pub fn packed(media_type: &'static str, packed: &'static [u8]) -> Ready {
        let mut body = Vec::new();
        // The build wrote it: a file that cannot be unpacked is empty, and a test would show it.
        let _ = std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut body);
        let ready = Ready::new(media_type, body, None);
        let _ = ready.gzip.set(Some(Bytes::from_static(packed)));
        ready
    }

    pub fn n_bytes(&self) -> usize {
        // Its compressed form is counted as if it were a third.
        self.body.len() + self.body.len() / 3
    }

    fn gzip(&self) -> Option<&Bytes> {
        let make = || {
            let pays = self.body.len() > 1_024 && !self.media_type.contains("parquet");
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let packed = pays.then(|| encoder.write_all(&self.body).and_then(|()| encoder.finish()))?;
            packed.ok().map(Bytes::from)
        };
        self.gzip.get_or_init(make).as_ref()
    }

    /// The response to a request with these headers: whole, compressed, or "not modified".
    pub fn reply(&self, asked: &HeaderMap, cache_control: &'static str) -> Reply {
        let header = |name: &str| asked.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        let takes_gzip = header("accept-encoding").split(',').any(|e| {
            let mut parts = e.split(';').map(str::trim);
            parts.next() == Some("gzip") && !parts.any(|p| matches!(p, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        });
        let packed = if takes_gzip { self.gzip() } else { None };
        let tag = format!("\"{}{}\"", self.tag, if packed.is_some() { "-gz" } else { "" });
        let known = header("if-none-match").split(',').map(str::trim).any(|t| t == "*" || t == tag);
        let body = match packed {
            _ if known => Bytes::new(),
            Some(packed) => packed.clone(),
            None => self.body.clone(),
        };
        let mut reply = Response::new(Full::new(body));
        if known {
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = reply.headers_mut();
        put(headers, "etag", &tag);
        put(headers, "cache-control", cache_control);
        put(headers, "vary", "accept, accept-encoding");
        if !known {
            put(headers, "content-type", self.media_type);
            if packed.is_some() {
                put(headers, "content-encoding", "gzip");
            }
            if let Some(next) = &self.next {
                put(headers, "link", &format!("<{next}>; rel=\"next\""));
            }
        }
        reply
    }
}

/// A problem as a response.
pub(crate) fn problem(problem: &Problem) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(format!("{}\n", problem.json()))));
    *reply.status_mut() = problem.status;
    let headers = reply.headers_mut();
    put(headers, "content-type", "application/problem+json");
    put(headers, "cache-control", "no-store");
    for (name, value) in &problem.headers {
        put(headers, name, value);
    }
    if problem.close {
        put(headers, "connection", "close");
    }
    reply
}

/// Headers of every answer, whatever it is.
///
/// Nothing may be loaded but from here, no script may stand in a page, and no frame may hold it: what
/// strangers wrote is shown, never run.
pub(crate) fn harden(reply: &mut Reply) {
    let headers = reply.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types svelte-trusted-html 'allow-duplicates'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "geolocation=(), camera=(), microphone=()"),
        ("accept-ranges", "none"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// Sets a header; what cannot stand in one is left out.
pub(crate) fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
