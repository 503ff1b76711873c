//! The desk under load: pages while somebody ingests, and a dyad's series as often as it goes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use legation::record::Archive;

use crate::record::{Random, STATES, TYPES, ingest, written};

/// Pages that are asked for, each with its kind.
const KINDS: [&str; 19] = [
    "overview",
    "events",
    "events of a dyad",
    "events of a type",
    "one event",
    "one article",
    "articles",
    "search",
    "actors",
    "actor",
    "dyads",
    "dyad",
    "series",
    "series of a party",
    "changes",
    "disputed",
    "network",
    "standing",
    "sources",
];

/// `--articles N` (200,000; five events each), `--archive FILE` (one that `bench record --keep` left),
/// `--readers N` (32), `--seconds N` (30).
///
/// Readers turn a page each second, as an analyst in a hurry does; then they ask as fast as they get
/// answers. The program beside `xtask` is measured: `cargo build --release` first.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let n = number(arguments, "--articles").unwrap_or(200_000);
    let readers = number(arguments, "--readers").unwrap_or(32);
    let seconds = number(arguments, "--seconds").unwrap_or(30) as u64;
    let given = arguments.iter().position(|a| a == "--archive").and_then(|at| arguments.get(at + 1));
    // What is measured grows while it is measured: a given archive is copied.
    let path = std::env::temp_dir().join(format!("legation-desk-{}.sqlite", std::process::id()));
    match given {
        Some(given) => copied(Path::new(given), &path)?,
        None => {
            written(&mut Archive::open_or_create(&path).map_err(|e| e.to_string())?, n)?;
        }
    }
    let held = Archive::open(&path).and_then(|a| Ok((a.count("articles")?, a.count("events")?)));
    let (n_articles, n_events) = held.map_err(|e| e.to_string())?;
    println!("desk: {n_events} events of {n_articles} generated articles");
    let (mut child, address) = desk(&path)?;
    let told = costs(child.id(), &address);
    let _ = child.kill();
    let _ = child.wait();
    told?;
    // A new desk: what was asked for just now must not help those who ask next.
    let (mut child, address) = desk(&path)?;
    let done = measured(&path, &address, n_articles as usize, readers, Duration::from_secs(seconds));
    let _ = child.kill();
    let _ = child.wait();
    crate::record::remove(&path);
    done
}

/// Copies an archive to which nobody writes, with what is not yet in the main file.
fn copied(from: &Path, to: &Path) -> Result<(), String> {
    drop(Archive::open(from).map_err(|e| e.to_string())?);
    for suffix in ["", "-wal"] {
        let (from, to) = (format!("{}{suffix}", from.display()), format!("{}{suffix}", to.display()));
        if Path::new(&from).exists() {
            std::fs::copy(&from, &to).map_err(|e| format!("{to}: {e}"))?;
        }
    }
    Ok(())
}

fn number(arguments: &[String], name: &str) -> Option<usize> {
    let at = arguments.iter().position(|a| a == name)?;
    arguments.get(at + 1)?.parse().ok()
}

/// Starts the built program, and waits for its address.
fn desk(archive: &Path) -> Result<(Child, String), String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?.with_file_name("legation");
    let mut child = Command::new(&program)
        .args(["desk", "--port", "0", "--archive"])
        .arg(archive)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{}: {e}; build it with `cargo build --release`", program.display()))?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line).map_err(|e| e.to_string())?;
    }
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    if address.is_empty() { Err("the desk did not start".to_owned()) } else { Ok((child, address)) }
}

/// Processor time of pages that nobody asked for before: on a busy machine it stays what it is, while
/// times of day do not. Said where the system tells it.
fn costs(process: u32, address: &str) -> Result<(), String> {
    // Hundredths of a second, in the fourteenth and fifteenth field; names may have blanks.
    let spent = || -> Option<f64> {
        let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) * 10.0)
    };
    // The sums that the desk makes by itself at first are not those that are asked for.
    std::thread::sleep(Duration::from_secs(6));
    let mut connection = Connection::open(address)?;
    type Target = fn(usize) -> String;
    let pages: [(&str, Target); 8] = [
        ("actor", |i| format!("/actors/{}.json", STATES[i])),
        ("dyad", |i| format!("/dyads/{}-{}.json", STATES[i], STATES[39 - i])),
        ("series of a pair", |i| format!("/series.json?dyad={},{}&by=week", STATES[i], STATES[39 - i])),
        ("series of a party", |i| format!("/series.json?party={}&by=month", STATES[i])),
        ("network of three months", |i| format!("/network.json?from=2019-10-{:02}", i + 1)),
        ("dyads", |i| format!("/dyads.json?limit={}", i + 10)),
        ("actors", |i| format!("/actors.json?limit={}", i + 10)),
        ("changes", |i| format!("/changes.json?limit={}", i + 10)),
    ];
    for (name, target) in pages {
        let before = spent();
        for i in 0..15 {
            connection.get(&target(i))?;
        }
        if let (Some(before), Some(after)) = (before, spent()) {
            println!("  {name}: {:.1} ms of processor time a page made afresh", (after - before) / 15.0);
        }
    }
    Ok(())
}

fn measured(path: &Path, address: &str, n: usize, readers: usize, time: Duration) -> Result<(), String> {
    let mut connection = Connection::open(address)?;
    let list = |target: &str, connection: &mut Connection| -> Result<serde_json::Value, String> {
        serde_json::from_slice(&connection.get(target)?).map_err(|e| format!("{target}: {e}"))
    };
    let ids = |value: &serde_json::Value, field: &str| -> Vec<String> {
        let rows = value["rows"].as_array().into_iter().flatten();
        rows.filter_map(|row| row[field].as_str().map(str::to_owned)).collect()
    };
    let events = ids(&list("/events.json?limit=500&to=2015-06-30", &mut connection)?, "event_id");
    let articles = ids(&list("/articles.json?limit=500&to=2015-06-30", &mut connection)?, "article_id");
    for (name, think) in [("a page a second", Duration::from_secs(1)), ("as fast as answers come", Duration::ZERO)] {
        let stop = AtomicBool::new(false);
        let (times, ingested) = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut archive = Archive::open_or_create(path).map_err(|e| e.to_string())?;
                ingest(&mut archive, n, &stop)
            });
            let handles: Vec<_> = (0..readers)
                .map(|reader| {
                    let (events, articles) = (&events, &articles);
                    scope.spawn(move || read(address, reader, think, time, events, articles))
                })
                .collect();
            let read: Vec<_> = handles.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            // The writer stops also where a reader failed, or the bench would wait for it for ever.
            stop.store(true, Ordering::Relaxed);
            let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for done in read {
                for (kind, took) in done.unwrap_or_else(|_| Err("a reader failed".to_owned()))? {
                    times.entry(kind).or_default().push(took);
                }
            }
            let ingested = writer.join().unwrap_or_else(|_| Err("the writer failed".to_owned()))?;
            Ok::<_, String>((times, ingested))
        })?;
        println!(
            "{readers} readers, {name}, while one ingests ({:.0} articles/s):",
            ingested as f64 / time.as_secs_f64()
        );
        let mut worst: (f64, &str) = (0.0, "");
        for (kind, mut took) in times {
            took.sort_by(f64::total_cmp);
            // A page that was refused, or not ready in time, took for ever.
            let refused = took.iter().filter(|t| t.is_infinite()).count();
            let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
            println!(
                "  {kind}: p50 {:.1} ms, p95 {:.1} ms, worst {:.1} ms ({} pages, {refused} refused)",
                at(0.5),
                at(0.95),
                at(1.0),
                took.len()
            );
            if at(0.95) > worst.0 {
                worst = (at(0.95), kind);
            }
        }
        println!("  slowest p95: {:.1} ms ({})", worst.0, worst.1);
    }
    repeated(address, "/series.json?dyad=ARM,AZE&by=month", Duration::from_secs(5))?;
    repeated(address, "/dyads/ARM-AZE.json", Duration::from_secs(5))
}

/// One reader: pages of all kinds in turn, from a place of its own.
fn read(
    address: &str,
    reader: usize,
    think: Duration,
    time: Duration,
    events: &[String],
    articles: &[String],
) -> Result<Vec<(&'static str, f64)>, String> {
    let mut random = Random::new(100 + reader as u64);
    let mut connection = Connection::open(address)?;
    let started = Instant::now();
    let mut times = Vec::new();
    // Readers do not all turn their pages at the same moment.
    std::thread::sleep(think.mul_f64(reader as f64 / 32.0));
    while started.elapsed() < time {
        let kind = KINDS[random.below(KINDS.len())];
        let (a, b) = (random.below(40), random.below(39));
        let (a, b) = (STATES[a], STATES[if b == a { 39 } else { b }]);
        let target = match kind {
            "overview" => "/overview.json".to_owned(),
            "events" => "/events.json".to_owned(),
            "events of a dyad" => format!("/events.json?dyad={a},{b}"),
            "events of a type" => format!("/events.json?type={}&party={a}", random.pick(&TYPES)),
            "one event" => format!("/events/{}.json", random.pick(events)),
            "one article" => format!("/articles/{}.json", random.pick(articles)),
            "articles" => format!("/articles.json?publisher=p{}", random.below(200)),
            "search" => format!("/search.json?q=w{}x", random.below(4_000)),
            "actors" => "/actors.json".to_owned(),
            "actor" => format!("/actors/{a}.json"),
            "dyads" => "/dyads.json".to_owned(),
            "dyad" => format!("/dyads/{a}-{b}.json"),
            "series" => format!("/series.json?dyad={a},{b}&by=week"),
            "series of a party" => format!("/series.json?party={a}&by=month"),
            "changes" => "/changes.json".to_owned(),
            "disputed" => "/events.json?disputed=true".to_owned(),
            "network" => "/network.json?from=2019-10-01".to_owned(),
            "standing" => "/standing.json?from=2019-10-01".to_owned(),
            _ => "/sources.json".to_owned(),
        };
        let asked = Instant::now();
        let answered = connection.get(&target);
        let took = asked.elapsed();
        match answered {
            Ok(_) => times.push((kind, took.as_secs_f64() * 1e3)),
            Err(problem) if problem.contains("503") => times.push((kind, f64::INFINITY)),
            Err(other) => return Err(other),
        }
        std::thread::sleep(think.saturating_sub(took));
    }
    Ok(times)
}

/// Eight connections that ask for one address, each as soon as it has its answer.
fn repeated(address: &str, target: &str, time: Duration) -> Result<(), String> {
    let counts: Vec<Result<usize, String>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(move || {
                    let mut connection = Connection::open(address)?;
                    let started = Instant::now();
                    let mut n = 0;
                    while started.elapsed() < time {
                        connection.get(target)?;
                        n += 1;
                    }
                    Ok(n)
                })
            })
            .collect();
        handles.into_iter().map(|h| h.join().unwrap_or_else(|_| Err("a reader failed".to_owned()))).collect()
    });
    let n: usize = counts.into_iter().sum::<Result<usize, String>>()?;
    println!("{target}: {:.0} requests/s over 8 connections, nobody writing (own loop)", n as f64 / time.as_secs_f64());
    Ok(())
}

/// A connection that is kept, as a browser keeps it.
struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Result<Connection, String> {
        let stream = TcpStream::connect(address).map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Connection { address: address.to_owned(), stream: BufReader::with_capacity(1 << 16, stream) })
    }

    fn get(&mut self, target: &str) -> Result<Vec<u8>, String> {
        let failed = |e: std::io::Error| format!("{target}: {e}");
        let head = format!("GET {target} HTTP/1.1\r\nhost: {}\r\naccept-encoding: gzip\r\n\r\n", self.address);
        // The first question needs plain bytes; readers take them as browsers do.
        let head = if target.contains("limit=500") { head.replace("accept-encoding: gzip\r\n", "") } else { head };
        self.stream.get_mut().write_all(head.as_bytes()).map_err(failed)?;
        let (mut status, mut length, mut line) = (String::new(), 0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line).map_err(failed)?;
            match line.trim_end() {
                "" => break,
                text if status.is_empty() => status = text.to_owned(),
                text => {
                    if let Some(n) = text.strip_prefix("content-length: ") {
                        length = n.parse().map_err(|_| format!("{target}: {text}"))?;
                    }
                }
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(failed)?;
        if status.contains(" 200 ") {
            Ok(body)
        } else {
            Err(format!("{target}: {status} {}", String::from_utf8_lossy(&body)))
        }
    }
}
