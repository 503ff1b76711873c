//! What every request is checked for before anybody looks at what it wants.

use hyper::header::{HeaderMap, HeaderName};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

use crate::problem::Problem;
use crate::settings::Settings;

/// The longest address, and the largest head, that are read.
const MAX_TARGET: usize = 4_096;
const MAX_HEAD: usize = 16_384;

/// The checks that need only the head: its size, its host, its method, its body's framing.
///
/// Headers that say for whom a request was forwarded are not read: anybody can write them.
pub(crate) fn check(parts: &Parts, settings: &Settings, hosts: &[String]) -> Result<(), Problem> {
    let target = parts.uri.path_and_query().map_or(0, |t| t.as_str().len());
    if target > MAX_TARGET {
        return Err(
            Problem::new(StatusCode::URI_TOO_LONG, format!("the address is longer than {MAX_TARGET} bytes")).close()
        );
    }
    let head: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if head > MAX_HEAD {
        return Err(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            format!("the headers are longer than {MAX_HEAD} bytes"),
        )
        .close());
    }
    host(parts, hosts)?;
    if !matches!(parts.method, Method::GET | Method::HEAD | Method::POST) {
        return Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{} is not answered here", parts.method.as_str()),
        )
        .header("allow", "GET, HEAD, POST")
        .close());
    }
    framing(parts)?;
    if !settings.is_private() && parts.uri.path() != "/healthz" {
        let token = settings.token.as_ref().ok_or_else(|| unknown("the desk has no token"))?;
        if !offered(&parts.headers, true).is_some_and(|secret| token.is(&secret)) {
            return Err(unknown("the desk's token is needed"));
        }
    }
    Ok(())
}

/// One host, and one of ours: a page elsewhere that points its own name at this address gets nothing.
fn host(parts: &Parts, hosts: &[String]) -> Result<(), Problem> {
    let wrong = || {
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "the desk does not answer under this name")
            .hint("open the address that `legation desk` printed, or start it with --host NAME")
            .close()
    };
    let mut given = parts.headers.get_all("host").iter();
    let host = given.next().ok_or_else(|| Problem::bad("the request names no host").close())?;
    if given.next().is_some() {
        return Err(Problem::bad("the request names several hosts").close());
    }
    let host = host.to_str().map_err(|_| wrong())?.to_ascii_lowercase();
    if !hosts.contains(&host) {
        return Err(wrong());
    }
    // An absolute address must not say otherwise.
    match parts.uri.authority() {
        Some(authority) if authority.as_str().to_ascii_lowercase() != host => Err(wrong()),
        _ => Ok(()),
    }
}

/// Where the body ends must be beyond doubt, or what follows could be read as another request.
fn framing(parts: &Parts) -> Result<(), Problem> {
    let headers = &parts.headers;
    let chunked = headers.contains_key("transfer-encoding");
    let lengths: Vec<_> = headers.get_all("content-length").iter().collect();
    if lengths.len() > 1 || (chunked && !lengths.is_empty()) {
        return Err(Problem::bad("it is unclear where the request ends").close());
    }
    let empty = lengths.first().is_none_or(|l| l.as_bytes() == b"0");
    if parts.method != Method::POST && (chunked || !empty) {
        return Err(Problem::bad("a question carries no body").close());
    }
    for name in ["upgrade", "expect"] {
        if headers.contains_key(HeaderName::from_static(name)) && name == "expect" {
            return Err(Problem::new(StatusCode::EXPECTATION_FAILED, "nothing is to be expected here").close());
        }
    }
    Ok(())
}

fn unknown(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail)
        .hint("send `Authorization: Bearer TOKEN`, or the token as password")
        .header("www-authenticate", "Basic realm=\"Legation\", charset=\"UTF-8\"")
}

/// The secret that a request offers: as a bearer, or as the password that a browser asks for.
fn offered(headers: &HeaderMap, password_too: bool) -> Option<String> {
    let value = headers.get("authorization")?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if password_too && scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(base64(rest.trim())?).ok()?;
        return pair.split_once(':').map(|(_, password)| password.to_owned());
    }
    None
}

/// Whether a request may write: with the token as a bearer, which no other site's page can send, as
/// JSON, and not from another site.
pub(crate) fn may_write(parts: &Parts, settings: &Settings) -> Result<(), Problem> {
    let Some(token) = &settings.token else {
        return Err(Problem::new(StatusCode::FORBIDDEN, "the desk only reads")
            .hint("start it with LEGATION_TOKEN or --token-file to allow writing"));
    };
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    if header("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "another site's page may not write here"));
    }
    let host = header("host").unwrap_or("");
    if header("origin").is_some_and(|o| o.strip_prefix("http://").or(o.strip_prefix("https://")) != Some(host)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "another site's page may not write here"));
    }
    if !offered(&parts.headers, false).is_some_and(|secret| token.is(&secret)) {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "writing needs the desk's token")
            .hint("send `Authorization: Bearer TOKEN`")
            .header("www-authenticate", "Bearer realm=\"Legation\""));
    }
    let media = header("content-type").and_then(|t| t.split(';').next()).unwrap_or("").trim();
    if !media.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "what is written comes as application/json"));
    }
    Ok(())
}

/// Bytes of a base-64 text.
fn base64(text: &str) -> Option<Vec<u8>> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut held, mut n_bits) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        held = (held << 6) | SIGNS.iter().position(|&s| s == byte)? as u32;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            out.push((held >> n_bits) as u8);
            held &= (1 << n_bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("YW55OnNlY3JldA==").as_deref(), Some("any:secret".as_bytes()));
        assert_eq!(base64("!"), None);
    }
}
