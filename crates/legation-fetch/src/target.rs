//! What an address asks for, once it is clear that it may be asked at all.

use std::net::IpAddr;

use url::{Host, Url};

/// A host of one's own net that may be asked although its address is private: named by a person, exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exempt {
    host: String,
    /// Any port where none is named.
    port: Option<u16>,
}

impl Exempt {
    /// From `host` or `host:port`; none where it is neither.
    ///
    /// ```
    /// use legation_fetch::Exempt;
    /// assert!(Exempt::of("news.internal:8080").is_some());
    /// assert!(Exempt::of("http://news.internal/").is_none());
    /// ```
    pub fn of(text: &str) -> Option<Exempt> {
        let url = Url::parse(&format!("http://{text}/")).ok()?;
        let plain = url.path() == "/" && url.username().is_empty() && !text.contains(['/', '@', '?', '#']);
        let port = text.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        plain.then(|| url.host_str().map(str::to_owned)).flatten().map(|host| Exempt { host, port })
    }

    fn covers(&self, host: &str, port: u16) -> bool {
        self.host == host && self.port.is_none_or(|p| p == port)
    }
}

/// A host and port that may be asked, if its addresses may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Target {
    pub host: Host<String>,
    pub port: u16,
    pub exempt: bool,
}

/// Checks scheme, user words, host and port.
pub(crate) fn target(url: &Url, ports: &[u16], exempt: &[Exempt]) -> Result<Target, String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{}: is not fetched, only http and https are", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address with a user's name in it is not asked".to_owned());
    }
    let host = url.host().ok_or("it names no host")?.to_owned();
    let port = url.port_or_known_default().ok_or("it names no port")?;
    let name = url.host_str().unwrap_or_default();
    let is_exempt = exempt.iter().any(|e| e.covers(name, port));
    if !is_exempt && !ports.contains(&port) {
        let known: Vec<String> = ports.iter().map(u16::to_string).collect();
        return Err(format!("port {port} is not asked, only {}", known.join(", ")));
    }
    Ok(Target { host, port, exempt: is_exempt })
}

/// The address that a URL spells out; none for a name.
pub(crate) fn literal(host: &Host<String>) -> Option<IpAddr> {
    match host {
        Host::Domain(_) => None,
        Host::Ipv4(four) => Some(IpAddr::V4(*four)),
        Host::Ipv6(six) => Some(IpAddr::V6(*six)),
    }
}
