//! One request at a time, and only to addresses that were checked.

use std::fmt;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use legation::error::{Error, Kind};
use ureq::http::{HeaderMap, Response, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::{Host, Url};

use crate::address::is_public;
use crate::resolve::{Resolve, System};
use crate::target::{Exempt, literal, target};

/// What is too much.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// Bytes over the wire.
    pub bytes: u64,
    /// Bytes after unpacking.
    pub unpacked: u64,
    /// How often its size a body may grow on unpacking, beyond the first megabyte.
    pub ratio: u64,
    /// For a request with all its hops.
    pub time: Duration,
    pub hops: usize,
    pub ports: Vec<u16>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 20 << 20,
            unpacked: 64 << 20,
            ratio: 100,
            time: Duration::from_secs(30),
            hops: 5,
            ports: vec![80, 443, 8080, 8443],
        }
    }
}

/// What a server answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Where the bytes came from, after all hops.
    pub url: String,
    pub status: u16,
    /// Unpacked.
    pub bytes: Vec<u8>,
    /// In lower case, without parameters.
    pub content_type: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub retry_after: Option<String>,
}

/// The way out.
pub struct Door {
    limits: Limits,
    resolver: Box<dyn Resolve>,
    exempt: Vec<Exempt>,
    agent_name: String,
}

impl Door {
    /// A door that resolves names as the system does.
    pub fn new(limits: Limits, exempt: Vec<Exempt>) -> Door {
        Door::with_resolver(limits, exempt, Box::new(System))
    }

    /// A door with a resolver of its own, for tests and for nets with other names.
    pub fn with_resolver(limits: Limits, exempt: Vec<Exempt>, resolver: Box<dyn Resolve>) -> Door {
        let agent_name = format!("legation/{} (reads news for a local archive)", legation::VERSION);
        Door { limits, resolver, exempt, agent_name }
    }

    /// Asks for an address, with further header fields; whatever status comes back is an answer.
    pub fn get(&self, address: &str, fields: &[(&str, &str)]) -> Result<Answer, Error> {
        let refused = |cause: String| Error::new(Kind::Input, "fetching").at(address).because(cause);
        let until = Instant::now() + self.limits.time;
        let mut url = Url::parse(address).map_err(|e| refused(e.to_string()))?;
        url.set_fragment(None);
        for hop in 0..=self.limits.hops {
            // What holds for the first page does not hold for the one that it leads to.
            let fields = if hop == 0 { fields } else { &[] };
            let response = self.once(&url, fields, until).map_err(refused)?;
            let Some(next) = leads_to(&response) else {
                return self.answer(&url, response).map_err(refused);
            };
            let next = url.join(&next).map_err(|e| refused(format!("it leads nowhere: {e}")))?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(refused(format!("it leads from https to {}:", next.scheme())));
            }
            url = next;
            url.set_fragment(None);
        }
        Err(refused(format!("it leads on and on, more than {} times", self.limits.hops)))
    }

    /// One hop: the name is resolved, all its addresses are checked, and one of them is asked.
    fn once(&self, url: &Url, fields: &[(&str, &str)], until: Instant) -> Result<Response<Body>, String> {
        let target = target(url, &self.limits.ports, &self.exempt)?;
        let left = || until.checked_duration_since(Instant::now()).ok_or("it took too long");
        let addresses: Vec<IpAddr> = match (&target.host, literal(&target.host)) {
            (_, Some(address)) => vec![address],
            (Host::Domain(name), _) => self.resolver.resolve(name, left()?)?,
            _ => Vec::new(),
        };
        if addresses.is_empty() {
            return Err("the name has no address".to_owned());
        }
        // One bad address spoils the name: the next answer might give only that.
        if let Some(bad) = addresses.iter().find(|a| !target.exempt && !is_public(**a)) {
            return Err(format!("{bad} is no address of the open internet"));
        }
        let checked = Checked(addresses.iter().map(|a| SocketAddr::new(*a, target.port)).collect());
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A proxy would resolve names by itself.
            .proxy(None)
            .max_idle_connections(0)
            .timeout_global(Some(left()?))
            .timeout_connect(Some(Duration::from_secs(10)))
            .user_agent(self.agent_name.as_str())
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), checked);
        let mut request = agent.get(url.as_str()).header("accept-encoding", "gzip");
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        request.call().map_err(|e| e.to_string())
    }

    fn answer(&self, url: &Url, mut response: Response<Body>) -> Result<Answer, String> {
        let headers = response.headers().clone();
        let field = |name: &str| text(&headers, name);
        let limits = &self.limits;
        let too_large = || format!("it is larger than {} MB", limits.bytes >> 20);
        if field("content-length").and_then(|l| l.parse::<u64>().ok()).is_some_and(|l| l > limits.bytes) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        let mut body = response.body_mut().as_reader().take(limits.bytes + 1);
        body.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        if bytes.len() as u64 > limits.bytes {
            return Err(too_large());
        }
        let packed = field("content-encoding").map(|e| e.to_ascii_lowercase()).unwrap_or_default();
        match packed.as_str() {
            "" | "identity" => {}
            "gzip" | "x-gzip" => bytes = unpacked(&bytes, limits)?,
            other => return Err(format!("it is packed as {other}, which was not asked for")),
        }
        let content_type = field("content-type").unwrap_or_default();
        Ok(Answer {
            url: url.as_str().to_owned(),
            status: response.status().as_u16(),
            content_type: content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase(),
            etag: field("etag"),
            last_modified: field("last-modified"),
            retry_after: field("retry-after"),
            bytes,
        })
    }
}

/// Unpacks gzip, as far as the limits allow.
pub(crate) fn unpacked(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, String> {
    let most = limits.unpacked.min((1 << 20) + limits.ratio * bytes.len() as u64);
    let mut out = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes).take(most + 1);
    decoder.read_to_end(&mut out).map_err(|e| format!("it cannot be unpacked: {e}"))?;
    if out.len() as u64 > most {
        return Err(format!("it grows beyond {most} bytes when it is unpacked"));
    }
    Ok(out)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
}

fn leads_to(response: &Response<Body>) -> Option<String> {
    matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308)
        .then(|| text(response.headers(), "location"))
        .flatten()
}

/// Hands the client the addresses that were checked, and no others: it never asks for a name itself.
struct Checked(Vec<SocketAddr>);

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

impl Resolver for Checked {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut all = self.empty();
        for address in self.0.iter().take(16) {
            all.push(*address);
        }
        Ok(all)
    }
}
