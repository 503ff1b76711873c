//! What a desk is started with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use legation::error::{Error, Kind};

use crate::token::Token;

/// What a desk is started with; limits are fields so that tests need not wait.
#[derive(Clone, Debug)]
pub struct Settings {
    pub archive: PathBuf,
    pub address: SocketAddr,
    /// Names besides the address itself under which the desk may be called.
    pub hosts: Vec<String>,
    /// Needed for writing, and for everything where the address is not this machine's own.
    pub token: Option<Token>,
    /// A folder of negotiation tables.
    pub negotiations: Option<PathBuf>,
    /// Time for a request's head.
    pub head_time: Duration,
    /// Time without a byte in either direction.
    pub idle_time: Duration,
    /// Time for a request's body.
    pub body_time: Duration,
    /// Time for an answer.
    pub answer_time: Duration,
    pub max_connections: usize,
    /// Connections to the archive that read beside one another.
    pub readers: usize,
    /// Sums that one client may ask to be made afresh in a minute; none does not limit.
    pub sums_a_minute: Option<u32>,
}

impl Settings {
    /// The usual limits for an archive.
    pub fn new(archive: PathBuf, address: SocketAddr) -> Settings {
        Settings {
            archive,
            address,
            hosts: Vec::new(),
            token: None,
            negotiations: None,
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            body_time: Duration::from_secs(10),
            answer_time: Duration::from_secs(10),
            max_connections: 512,
            readers: std::thread::available_parallelism().map_or(4, |n| n.get() * 2).clamp(4, 16),
            // Whoever sits at this machine may use all of it.
            sums_a_minute: (!address.ip().is_loopback()).then_some(300),
        }
    }

    /// Whether only this machine can reach the desk.
    pub fn is_private(&self) -> bool {
        self.address.ip().is_loopback()
    }

    /// Refuses to stand open to a network.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_private() || self.token.is_some() {
            return Ok(());
        }
        Err(Error::new(Kind::Configuration, "opening the desk")
            .at(self.address.to_string())
            .because("others could reach it, and there is no token")
            .hint("put a secret into LEGATION_TOKEN or a file for --token-file, or bind 127.0.0.1"))
    }

    /// The values of `Host` that are answered, lower case: against pages that point their name here.
    pub(crate) fn host_names(&self, bound: SocketAddr) -> Vec<String> {
        let port = bound.port();
        let mut names: Vec<String> = vec![bound.ip().to_string(), "localhost".to_owned()];
        if bound.is_ipv6() {
            names[0] = format!("[{}]", bound.ip());
        }
        if bound.ip().is_unspecified() {
            names.extend(["127.0.0.1".to_owned(), "[::1]".to_owned()]);
        }
        let mut all: Vec<String> = Vec::new();
        for name in names {
            all.push(format!("{name}:{port}"));
            if port == 80 {
                all.push(name);
            }
        }
        for host in &self.hosts {
            let host = host.to_lowercase();
            all.push(format!("{host}:{port}"));
            // A proxy in front is called without our port.
            all.push(host);
        }
        all
    }
}
