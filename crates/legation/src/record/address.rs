//! Addresses of pages made comparable, so that versions of one page are known as such.

/// The address without what does not name the page: fragment, tracking words, default port, the
/// host's capitals, a closing slash.
///
/// ```
/// use legation::record::canonical;
/// assert_eq!(canonical("HTTPS://News.Example:443/a/?utm_source=x&id=7#top"), "https://news.example/a?id=7");
/// ```
pub fn canonical(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or("");
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let scheme = scheme.to_ascii_lowercase();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.to_ascii_lowercase();
    let port = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(port).unwrap_or(&host);
    let path = path.trim_end_matches('/');
    let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !tracks(pair)).collect();
    let mut out = format!("{scheme}://{host}");
    if !path.is_empty() {
        out.push('/');
        out.push_str(path);
    }
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query.join("&"));
    }
    out
}

fn tracks(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
    name.starts_with("utm_")
        || matches!(name.as_str(), "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "igshid" | "cmpid" | "ocid" | "smid")
}
