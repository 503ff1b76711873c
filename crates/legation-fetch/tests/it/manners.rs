//! A visitor on a clock that does not wait.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use legation_fetch::{Clock, Limits, Manners, Visit, Visitor};

use crate::{Server, answer, ok};

/// Time goes on only where somebody waits; the waits are written down.
#[derive(Clone)]
struct Still {
    now: Arc<Mutex<Timestamp>>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Still {
    fn new() -> Still {
        let now = "2026-11-27T08:00:00Z".parse().expect("a time");
        Still { now: Arc::new(Mutex::new(now)), waits: Arc::default() }
    }

    fn waited(&self) -> Duration {
        self.waits.lock().expect("waits").iter().sum()
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        *self.now.lock().expect("a time")
    }

    fn wait(&self, time: Duration) {
        self.waits.lock().expect("waits").push(time);
        let mut now = self.now.lock().expect("a time");
        *now = now.saturating_add(time).expect("a later time");
    }
}

fn visitor(server: &Server, clock: &Still) -> Visitor {
    Visitor::new(server.door(Limits::default()), Manners::default(), Box::new(clock.clone()))
}

fn path(head: &str) -> String {
    head.split_whitespace().nth(1).unwrap_or("").to_owned()
}

#[test]
fn robots_are_obeyed_and_hosts_get_their_pause() {
    let server = Server::new(|head| match path(head).as_str() {
        "/robots.txt" => ok("text/plain", b"User-agent: *\nDisallow: /private\nCrawl-delay: 5\n"),
        _ => ok("text/html", b"page"),
    });
    let clock = Still::new();
    let mut visitor = visitor(&server, &clock);
    assert!(matches!(visitor.visit(&server.url("/a"), None), Ok(Visit::Page(..))));
    let refused = visitor.visit(&server.url("/private/1"), None);
    assert!(matches!(&refused, Ok(Visit::Refused(_, cause)) if cause.contains("robots.txt")), "{refused:?}");
    assert!(matches!(visitor.visit(&server.url("/b"), None), Ok(Visit::Page(..))));
    let paths: Vec<String> = server.asked().iter().map(|h| path(h)).collect();
    assert_eq!(paths, ["/robots.txt", "/a", "/b"], "asked once, and never for what is private");
    assert_eq!(clock.waited(), Duration::from_secs(2 + 5), "our own pause before it is known, then the site's");
}

#[test]
fn a_site_whose_wishes_cannot_be_known_is_left_alone() {
    let server = Server::new(|head| match path(head).as_str() {
        "/robots.txt" => answer("503 x", "", b""),
        _ => ok("text/html", b"page"),
    });
    let refused = visitor(&server, &Still::new()).visit(&server.url("/a"), None);
    assert!(matches!(&refused, Ok(Visit::Refused(_, cause)) if cause.contains("robots.txt")), "{refused:?}");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_is_unchanged_is_not_sent_again() {
    let server = Server::new(|head| {
        let lower = head.to_lowercase();
        match path(head).as_str() {
            "/robots.txt" => answer("404 x", "", b""),
            _ if lower.contains("if-none-match: \"one\"") && lower.contains("if-modified-since: thu, 26 nov 2026") => {
                answer("304 x", "", b"")
            }
            _ => answer("200 OK", "etag: \"one\"\r\nlast-modified: Thu, 26 Nov 2026 08:00:00 GMT\r\n", b"page"),
        }
    });
    let clock = Still::new();
    let mut visitor = visitor(&server, &clock);
    let Ok(Visit::Page(_, fetched)) = visitor.visit(&server.url("/a"), None) else { panic!("a page") };
    assert_eq!(fetched.etag.as_deref(), Some("\"one\""));
    let Ok(Visit::Unchanged(again)) = visitor.visit(&server.url("/a"), Some(&fetched)) else { panic!("unchanged") };
    assert_eq!((again.etag, again.failures), (fetched.etag, 0));
}

#[test]
fn retry_after_and_back_off() {
    let n = Arc::new(AtomicUsize::new(0));
    let count = n.clone();
    let server = Server::new(move |head| match path(head).as_str() {
        "/robots.txt" => answer("404 x", "", b""),
        "/busy" if count.fetch_add(1, Ordering::SeqCst) == 0 => answer("429 x", "retry-after: 30\r\n", b""),
        "/busy" => ok("text/html", b"page"),
        "/long" => answer("503 x", "retry-after: 86400\r\n", b""),
        "/broken" => answer("500 x", "", b""),
        "/gone" => answer("410 x", "", b""),
        _ => ok("text/html", b"page"),
    });
    let clock = Still::new();
    let mut first = visitor(&server, &clock);
    assert!(matches!(first.visit(&server.url("/busy"), None), Ok(Visit::Page(..))));
    assert!(clock.waited() >= Duration::from_secs(30), "{:?}", clock.waited());
    assert!(matches!(first.visit(&server.url("/gone"), None), Ok(Visit::Refused(f, _)) if f.status == 410));

    // Tried three times, longer and longer apart, then left for another run.
    let clock = Still::new();
    let mut second = visitor(&server, &clock);
    let before = server.asked().len();
    let Ok(Visit::Later(fetched, _)) = second.visit(&server.url("/broken"), None) else { panic!("later") };
    assert_eq!(server.asked().len() - before, 1 + 3);
    assert_eq!((fetched.failures, fetched.status), (1, 500));
    let waits = clock.waits.lock().expect("waits").clone();
    assert!(waits.iter().max() >= Some(&Duration::from_secs(8)), "{waits:?}");
    // The host is not asked again in this run, nor in the next one too early.
    let before = server.asked().len();
    assert!(matches!(second.visit(&server.url("/fine"), None), Ok(Visit::Later(..))));
    assert!(matches!(visitor(&server, &clock).visit(&server.url("/broken"), Some(&fetched)), Ok(Visit::Later(..))));
    assert_eq!(server.asked().len(), before);
    let late = Still::new();
    late.wait(Duration::from_secs(3_600));
    let Ok(Visit::Later(again, _)) = visitor(&server, &late).visit(&server.url("/broken"), Some(&fetched)) else {
        panic!("later")
    };
    assert_eq!(again.failures, 2);

    // A server that asks for a day is not waited for.
    let clock = Still::new();
    let Ok(Visit::Later(fetched, cause)) = visitor(&server, &clock).visit(&server.url("/long"), None) else {
        panic!("later")
    };
    assert!(clock.waited() < Duration::from_secs(10) && cause.contains("503"));
    assert!(fetched.not_before.is_some_and(|t| t.starts_with("2026-11-28T08:00")));
}
