//! The web page's files, which the build packed; a plain page where there are none.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::reply::Ready;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What stands in for the page where `make web` was not run before the build.
const PLAIN: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Legation</title></head>
<body><h1>The desk's data is here, its pages are not</h1>
<p>This program was built before its web pages. Run <code>make web</code>, then <code>make build</code>.</p>
<p>The data is at <a href=\"/overview.json\">/overview.json</a>, <a href=\"/events.json\">/events.json</a>,
<a href=\"/articles.json\">/articles.json</a>; all addresses are in <a href=\"/openapi.json\">/openapi.json</a>.</p>
</body></html>
";

fn all() -> &'static BTreeMap<&'static str, Ready> {
    static ALL: OnceLock<BTreeMap<&'static str, Ready>> = OnceLock::new();
    ALL.get_or_init(|| {
        FILES.iter().filter_map(|(name, bytes)| Some((*name, Ready::packed(media_type(name)?, bytes)))).collect()
    })
}

/// A file by its path, and how long it may be kept.
pub(crate) fn file(path: &str) -> Option<(&'static Ready, &'static str)> {
    let ready = all().get(path.trim_start_matches('/'))?;
    // Names in assets/ hold a digest of their content.
    let keep = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    Some((ready, keep))
}

/// The page that shows every address that has one.
pub(crate) fn page() -> &'static Ready {
    static FALLBACK: OnceLock<Ready> = OnceLock::new();
    all()
        .get("index.html")
        .unwrap_or_else(|| FALLBACK.get_or_init(|| Ready::new("text/html; charset=utf-8", PLAIN.into(), None)))
}

/// Types are never guessed from content; files of other kinds are not served.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
