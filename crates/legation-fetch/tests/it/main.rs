//! The door against servers on this machine; no name is ever asked of the net.

/// Whom the door does not ask, with a canary that listens.
mod forbidden;
/// Sizes, times, hops, unpacking.
mod limits;
/// Feeds and sitemaps, also hostile ones.
mod lists;
/// robots.txt, pauses, Retry-After, conditional requests.
mod manners;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use legation_fetch::{Door, Exempt, Limits, Resolve};

/// A server that answers each path with fixed bytes, and writes down what it was asked.
pub struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

type Reply = Arc<dyn Fn(&str) -> Vec<u8> + Send + Sync>;

impl Server {
    /// `reply` gets the whole head of a request.
    pub fn new(reply: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, reply): (_, Reply) = (asked.clone(), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, reply) = (log.clone(), reply.clone());
                std::thread::spawn(move || {
                    let mut head = String::new();
                    let mut reader = BufReader::new(&stream);
                    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|n| n > 0) {}
                    log.lock().expect("a log").push(head.clone());
                    let _ = (&stream).write_all(&reply(&head));
                });
            }
        });
        Server { port, asked }
    }

    /// Heads of the requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a log").clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A door that may ask this server.
    pub fn door(&self, limits: Limits) -> Door {
        let exempt = Exempt::of(&format!("127.0.0.1:{}", self.port)).expect("a host");
        Door::with_resolver(limits, vec![exempt], Box::new(Names::default()))
    }
}

/// An answer with a length.
pub fn ok(content_type: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("content-type: {content_type}\r\n"), body)
}

pub fn answer(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut out =
        format!("HTTP/1.1 {status}\r\n{fields}content-length: {length}\r\nconnection: close\r\n\r\n").into_bytes();
    out.extend_from_slice(body);
    out
}

/// Listens and counts whoever comes.
pub struct Canary {
    pub port: u16,
    reached: Arc<AtomicUsize>,
}

impl Canary {
    pub fn listening() -> Canary {
        let listener = TcpListener::bind(("0.0.0.0", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let reached = Arc::new(AtomicUsize::new(0));
        let count = reached.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                let _ = stream.read(&mut [0; 512]);
                let _ = stream.write_all(&ok("text/html", b"secret"));
            }
        });
        // The same port where there is IPv6.
        if let Ok(listener) = TcpListener::bind(("::1", port)) {
            let count = reached.clone();
            std::thread::spawn(move || {
                for _ in listener.incoming().flatten() {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Canary { port, reached }
    }

    pub fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }
}

/// A resolver that knows some names; each answer of a name is given once, the last for ever.
#[derive(Default)]
pub struct Names(pub Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>);

impl Names {
    pub fn of(names: &[(&str, &[&str])]) -> Names {
        let all = names.iter().map(|(name, answers)| {
            let each = |answer: &&str| -> Vec<IpAddr> {
                answer.split_whitespace().map(|a| a.parse().expect("an address")).collect()
            };
            ((*name).to_owned(), answers.iter().map(each).collect())
        });
        Names(Mutex::new(all.collect()))
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str, _: Duration) -> Result<Vec<IpAddr>, String> {
        let mut names = self.0.lock().expect("names");
        let answers = names.get_mut(host).ok_or("no such name")?;
        Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    }
}
