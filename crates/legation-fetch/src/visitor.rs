//! Requests with manners.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use legation::error::{Error, Kind};
use legation::record::Fetched;
use url::Url;

use crate::door::{Answer, Door};
use crate::robots::Robots;

/// The name by which robots.txt may speak of us.
const NAME: &str = "legation";

/// How a visitor behaves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manners {
    /// Between two requests to one host.
    pub pause: Duration,
    /// No single wait is longer: whoever asks for more is asked again in a later run.
    pub patience: Duration,
    /// How often one address is tried in a run.
    pub tries: u32,
}

impl Default for Manners {
    fn default() -> Manners {
        Manners { pause: Duration::from_secs(2), patience: Duration::from_secs(120), tries: 3 }
    }
}

/// What came of a visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Visit {
    Page(Answer, Fetched),
    /// It is as it was.
    Unchanged(Fetched),
    /// It is not there, or not for us, and why.
    Refused(Fetched, String),
    /// The server wants to be left alone for a while, and why.
    Later(Fetched, String),
}

/// The time, and waiting; tests hand in a clock that does not wait.
pub trait Clock: Send {
    fn now(&self) -> Timestamp;
    fn wait(&self, time: Duration);
}

/// The clock on the wall.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Visits addresses one after another.
pub struct Visitor {
    door: Door,
    manners: Manners,
    clock: Box<dyn Clock>,
    /// By scheme, host and port.
    robots: BTreeMap<String, Robots>,
    /// When each host may be asked next.
    next: BTreeMap<String, Timestamp>,
    /// Hosts that want to be left alone, until when.
    closed: BTreeMap<String, Timestamp>,
}

impl Visitor {
    pub fn new(door: Door, manners: Manners, clock: Box<dyn Clock>) -> Visitor {
        Visitor { door, manners, clock, robots: BTreeMap::new(), next: BTreeMap::new(), closed: BTreeMap::new() }
    }

    /// Visits an address; `known` is what an earlier visit left.
    pub fn visit(&mut self, address: &str, known: Option<&Fetched>) -> Result<Visit, Error> {
        let refused = |cause: String| Error::new(Kind::Input, "fetching").at(address).because(cause);
        let url = Url::parse(address).map_err(|e| refused(e.to_string()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let kept = known.and_then(|k| k.not_before.as_deref()).and_then(|t| t.parse::<Timestamp>().ok());
        if let Some(until) = self.closed.get(&host).copied().max(kept).filter(|t| *t > self.clock.now()) {
            let cause = format!("the server asked not to be asked before {until}");
            return Ok(Visit::Later(self.later(address, known, 0, until, known.map_or(1, |k| k.failures)), cause));
        }
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let robots = self.robots(&url, &host)?;
        if !robots.allows(&path) {
            let cause = "robots.txt asks that it be not read by machines".to_owned();
            return Ok(Visit::Refused(self.noted(address, 0), cause));
        }
        let pause = self.manners.pause.max(robots.pause.unwrap_or_default());
        let mut fields: Vec<(&str, &str)> = vec![(
            "accept",
            "text/html, application/xhtml+xml, text/plain;q=0.9, application/rss+xml, application/atom+xml, \
             application/feed+json, application/xml;q=0.8, application/json;q=0.5",
        )];
        if let Some(known) = known {
            fields.extend(known.etag.as_deref().map(|v| ("if-none-match", v)));
            fields.extend(known.last_modified.as_deref().map(|v| ("if-modified-since", v)));
        }
        let mut attempt = 0;
        loop {
            self.take_turn(&host, pause);
            let answer = self.door.get(address, &fields)?;
            attempt += 1;
            let status = answer.status;
            let now = self.clock.now();
            match status {
                304 if known.is_some() => {
                    let known = known.cloned().unwrap_or_default();
                    let fetched = now.to_string();
                    return Ok(Visit::Unchanged(Fetched { fetched, status, not_before: None, failures: 0, ..known }));
                }
                200 | 203 => {
                    let (etag, last_modified) = (answer.etag.clone(), answer.last_modified.clone());
                    let fetched = Fetched { etag, last_modified, ..self.noted(address, status) };
                    return Ok(Visit::Page(answer, fetched));
                }
                429 | 500 | 502 | 503 | 504 => {
                    let asked = answer.retry_after.as_deref().and_then(|v| retry_after(v, now));
                    let wait = asked.unwrap_or_else(|| self.back_off(address, attempt));
                    if attempt < self.manners.tries && wait <= self.manners.patience {
                        self.clock.wait(wait);
                        continue;
                    }
                    let failures = known.map_or(0, |k| k.failures) + 1;
                    // A quarter of an hour, doubled with each failed run, at most a day.
                    let rest = Duration::from_secs(900 << (failures - 1).min(6)).min(Duration::from_secs(86_400));
                    let until = now.saturating_add(asked.unwrap_or(rest).min(Duration::from_secs(30 * 86_400)));
                    let until = until.unwrap_or(Timestamp::MAX);
                    self.closed.insert(host, until);
                    let cause = format!("the server answers {status}; it is left alone until {until}");
                    return Ok(Visit::Later(self.later(address, known, status, until, failures), cause));
                }
                400..=499 => {
                    let gone = matches!(status, 404 | 410);
                    let cause = if gone { "it is not there" } else { "the server refuses it" };
                    return Ok(Visit::Refused(self.noted(address, status), format!("{cause} ({status})")));
                }
                _ => return Err(refused(format!("the server answers {status}"))),
            }
        }
    }

    fn noted(&self, address: &str, status: u16) -> Fetched {
        let fetched = self.clock.now().to_string();
        Fetched { address: address.to_owned(), fetched, status, ..Fetched::default() }
    }

    fn later(&self, address: &str, known: Option<&Fetched>, status: u16, until: Timestamp, failures: u32) -> Fetched {
        Fetched {
            address: address.to_owned(),
            fetched: self.clock.now().to_string(),
            status,
            not_before: Some(until.to_string()),
            failures,
            ..known.cloned().unwrap_or_default()
        }
    }

    /// Waits until a host may be asked, and says when it may be asked next.
    fn take_turn(&mut self, host: &str, pause: Duration) {
        let now = self.clock.now();
        if let Some(next) = self.next.get(host).filter(|next| **next > now) {
            self.clock.wait(next.duration_since(now).unsigned_abs());
        }
        if let Ok(next) = self.clock.now().saturating_add(pause) {
            self.next.insert(host.to_owned(), next);
        }
    }

    /// Twice as long each time, with a share that differs from address to address.
    fn back_off(&self, address: &str, attempt: u32) -> Duration {
        let spread = address.bytes().fold(0u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b))) % 250;
        let base = self.manners.pause.max(Duration::from_secs(1)) * 2u32.saturating_pow(attempt.min(8));
        base + base * spread / 1_000
    }

    /// The wishes of a site, asked for once.
    fn robots(&mut self, url: &Url, host: &str) -> Result<Robots, Error> {
        let origin = url.origin().ascii_serialization();
        if let Some(robots) = self.robots.get(&origin) {
            return Ok(robots.clone());
        }
        let pause = self.manners.pause;
        self.take_turn(host, pause);
        let answer = self.door.get(&format!("{origin}/robots.txt"), &[])?;
        let robots = match answer.status {
            200..=299 => Robots::of(&answer.bytes, NAME),
            429 => Robots::closed(),
            400..=499 => Robots::open(),
            _ => Robots::closed(),
        };
        self.robots.insert(origin, robots.clone());
        Ok(robots)
    }
}

/// Seconds, or a date.
fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?.timestamp();
    Some(date.duration_since(now).try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-27T08:00:00Z".parse().expect("a time");
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Fri, 27 Nov 2026 08:01:00 GMT", Some(60)),
            ("Fri, 27 Nov 2026 07:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(retry_after(value, now).map(|d| d.as_secs()), seconds, "{value}");
        }
    }
}
