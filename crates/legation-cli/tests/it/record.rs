//! The archive from the command line: recording, kills, busy writers, answers, exports.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{folder, legation, run, said};

/// Invented news, one article a line.
fn news(n: usize) -> String {
    let states = ["France", "Japan", "Kenya", "Brazil", "Norway", "Egypt", "India"];
    let acts = ["imposed sanctions on", "signed a trade agreement with", "expelled two envoys of", "praised"];
    let mut lines = String::new();
    for i in 0..n {
        let (a, b) = (states[i % 7], states[(i + 1 + i / 7 % 5) % 7]);
        let text = format!("{a} {} {b} on Tuesday, officials said in statement {i}.", acts[i % 4]);
        let line = json!({
            "id": i, "text": text, "published": format!("2019-05-{:02}", 1 + i % 28),
            "url": format!("https://one.example/{i}"), "publisher": "Post",
        });
        let _ = writeln!(lines, "{line}");
    }
    lines
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    String::from_utf8_lossy(bytes).lines().map(|l| serde_json::from_str(l).expect("a line is JSON")).collect()
}

#[test]
fn what_was_recorded_is_skipped_the_second_time_and_failures_are_listed() {
    let here = folder("record-again");
    std::fs::write(here.join("news.jsonl"), news(12) + "no json\n").expect("writable");
    let plan = run(&here, &["record", "news.jsonl", "--dry-run"]);
    assert_eq!(String::from_utf8_lossy(&plan.stdout).lines().count(), 12);
    assert!(!here.join("legation.sqlite").exists(), "a dry run writes nothing");
    let first = run(&here, &["record", "news.jsonl"]);
    assert_eq!(first.status.code(), Some(3), "{}", said(&first));
    assert!(said(&first).contains("12 new") && said(&first).contains("1 failed"), "{}", said(&first));
    let failures = std::fs::read(here.join("legation.sqlite.failures.jsonl")).expect("a list");
    assert!(lines(&failures)[0]["place"].as_str().is_some_and(|p| p.contains("line 13")));
    let again = run(&here, &["record", "news.jsonl", "--log-format", "json"]);
    let total =
        said(&again).lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()).find(|v| v["what"] == "total");
    assert_eq!(total.expect("a total")["skipped"], 12);
    let late =
        run(&here, &["record", "--archive", "late.sqlite", "--since", "2019-05-20", "news.jsonl", "--limit", "12"]);
    assert!(said(&late).contains("0 new") && said(&late).contains("12 too old"), "{}", said(&late));
    assert_eq!(run(&here, &["record", "verify"]).status.code(), Some(0));
}

#[test]
fn killed_runs_lose_nothing_that_was_acknowledged() {
    let n_kills: usize = std::env::var("LEGATION_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let here = folder("record-killed");
    std::fs::write(here.join("news.jsonl"), news(300)).expect("writable");
    // With the clock held still, archives can be compared byte for byte.
    let record = |archive: &str| {
        let mut command = legation();
        command.current_dir(&here).env("SOURCE_DATE_EPOCH", "1764201600");
        command.args(["record", "--archive", archive, "--json", "news.jsonl"]);
        command
    };
    let whole = record("whole.sqlite").output().expect("the command starts");
    assert!(whole.status.success(), "{}", said(&whole));
    let undisturbed = dump(&here.join("whole.sqlite"));
    let mut n_killed = 0;
    for round in 0..n_kills {
        let archive = format!("a{round}.sqlite");
        let mut child =
            record(&archive).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the command starts");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        // Some die in the middle of a batch's lines, some while the next batch is written.
        let until = 1 + round * 47 % 230;
        let pause = std::time::Duration::from_micros((round as u64 * 2_713) % 40_000);
        let mut acknowledged = BTreeSet::new();
        for line in stdout.lines().map_while(Result::ok) {
            let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
            acknowledged.insert(line["article_id"].as_str().expect("an id").to_owned());
            if acknowledged.len() == until {
                std::thread::sleep(pause);
                child.kill().expect("it can be killed");
            }
        }
        n_killed += usize::from(!child.wait().expect("it ends").success());
        let verified = run(&here, &["record", "verify", "--archive", &archive, "--json"]);
        assert_eq!(
            verified.status.code(),
            Some(0),
            "half-written after {until}: {}",
            String::from_utf8_lossy(&verified.stdout)
        );
        let there = ids(&here.join(&archive));
        assert!(acknowledged.is_subset(&there), "acknowledged articles were lost after {until}");
        let resumed = record(&archive).output().expect("the command starts");
        assert!(resumed.status.success(), "{}", said(&resumed));
        assert!(dump(&here.join(&archive)) == undisturbed, "a resumed archive is unlike an undisturbed one");
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(here.join(format!("{archive}{suffix}")));
        }
    }
    assert!(n_killed > 0, "no run was killed in time");
}

fn dump(archive: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let archive = legation::record::Archive::open(archive).expect("it opens");
    legation::record::dump(&archive, &mut bytes).expect("exported");
    bytes
}

fn ids(archive: &Path) -> BTreeSet<String> {
    let archive = legation::record::Archive::open(archive).expect("it opens");
    let mut statement = archive.connection().prepare("SELECT article_id FROM articles").expect("a table");
    let ids = statement.query_map([], |row| row.get(0)).expect("rows");
    ids.collect::<Result<_, _>>().expect("ids")
}

#[test]
fn a_second_writer_is_told_that_the_archive_is_busy() {
    let here = folder("record-busy");
    std::fs::write(here.join("news.jsonl"), news(3)).expect("writable");
    let mut first = legation()
        .current_dir(&here)
        .args(["record", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let mut input = first.stdin.take().expect("a pipe");
    // Enough for a batch, so that the archive is there and held.
    input.write_all(news(64).as_bytes()).expect("written");
    let mut line = String::new();
    BufReader::new(first.stdout.take().expect("a pipe")).read_line(&mut line).expect("an acknowledgement");
    let second = run(&here, &["record", "news.jsonl"]);
    assert_eq!(second.status.code(), Some(6), "{}", said(&second));
    assert!(said(&second).contains("another process writes"), "{}", said(&second));
    let reader = run(&here, &["events", "--limit", "1"]);
    assert!(reader.status.success(), "readers are not held up: {}", said(&reader));
    drop(input);
    assert!(first.wait().expect("it ends").success());
}

#[test]
fn pages_come_out_of_warc_files_and_gzip() {
    let here = folder("record-warc");
    let page = "<html><head><title>Envoys expelled</title></head><body><article><h1>Envoys expelled</h1>\
                <p>France expelled two envoys of Japan on 14 May 2019, the foreign ministry in Paris said in a statement.</p>\
                <p>The ministry in Tokyo called the step regrettable and said that it would study its answer with care.</p>\
                </article></body></html>";
    let record = |kind: &str, url: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let response = |kind: &str, body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n",
        page.len()
    );
    let mut warc = record("warcinfo", "", "software: test");
    warc += &record("response", "https://one.example/a", &response("text/html; charset=utf-8", page));
    warc += &record("response", "https://one.example/p.png", &response("image/png", "png"));
    warc += &record("response", "https://two.example/b", &chunked);
    std::fs::write(here.join("crawl.warc"), &warc).expect("writable");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(warc.as_bytes()).expect("packed");
    std::fs::write(here.join("crawl.warc.gz"), gzip.finish().expect("packed")).expect("writable");
    let out = run(&here, &["record", "crawl.warc"]);
    assert!(out.status.success() && said(&out).contains("2 new"), "{}", said(&out));
    let again = run(&here, &["record", "crawl.warc.gz"]);
    assert!(said(&again).contains("2 done before"), "the same pages, packed: {}", said(&again));
    let events = lines(&run(&here, &["events", "--dyad", "France,Japan", "--type", "sanction"]).stdout);
    assert_eq!(
        (events.len(), events[0]["n_articles"].as_u64(), events[0]["n_sources"].as_u64()),
        (1, Some(2), Some(1))
    );
    std::fs::write(here.join("cut.warc"), &warc[..warc.len() / 2]).expect("writable");
    let cut = run(&here, &["record", "--archive", "cut.sqlite", "cut.warc"]);
    assert!(said(&cut).contains("1 failed"), "a file cut off is named: {}", said(&cut));
}

#[test]
fn answers_come_as_lines_tables_and_csv() {
    let here = folder("record-answers");
    let dispatches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let out = run(&here, &["record", &dispatches.display().to_string()]);
    assert!(out.status.success() && said(&out).contains("40 new"), "{}", said(&out));
    let events = run(&here, &["events", "--dyad", "ARM,AZE", "--limit", "2"]);
    let rows = lines(&events.stdout);
    assert!(rows.len() == 2 && said(&events).contains("--after"), "{}", said(&events));
    for row in &rows {
        assert!(row["reports"][0]["sentence"].is_string() && row["n_sources"].as_u64() >= Some(1));
    }
    let csv = run(&here, &["events", "--format", "csv"]);
    let text = String::from_utf8_lossy(&csv.stdout).into_owned();
    assert!(text.starts_with("event_id,date,type,") && text.contains("\r\n"), "{text}");
    let table = run(&here, &["claims", "--certainty", "denied", "--format", "table"]);
    assert!(String::from_utf8_lossy(&table.stdout).starts_with("claim_id"));
    for verb in ["claims", "agenda", "commitments"] {
        assert!(!lines(&run(&here, &[verb]).stdout).is_empty(), "{verb}");
    }
    let history = lines(&run(&here, &["agenda", "--history"]).stdout);
    assert!(history[0]["first_known"].is_string(), "{history:?}");
    let found = lines(&run(&here, &["search", "Lachin", "-Sofia"]).stdout);
    assert!(!found.is_empty() && found.iter().all(|f| f["passage"].as_str().is_some_and(|p| p.contains("Lachin"))));
    let early = lines(&run(&here, &["events", "--as-of", "2020-12-31", "--limit", "500"]).stdout);
    assert!(!early.is_empty() && early.iter().all(|e| e["last_known"].as_str() <= Some("2020-12-31")));
    for (arguments, code) in [
        (&["events", "--as-of", "yesterday"][..], 2),
        (&["events", "--archive", "none.sqlite"][..], 4),
        (&["events", "v000"][..], 4),
        (&["search", "--", "-"][..], 2),
    ] {
        assert_eq!(run(&here, arguments).status.code(), Some(code), "{arguments:?}");
    }
    let metadata: Value = serde_json::from_slice(&run(&here, &["record", "metadata"]).stdout).expect("JSON");
    assert!(metadata["databases"]["legation"]["tables"]["events"]["columns"]["n_sources"].is_string());
}

#[test]
fn exports_are_whole_and_come_back() {
    let here = folder("record-export");
    std::fs::write(here.join("news.jsonl"), news(40)).expect("writable");
    assert!(run(&here, &["record", "news.jsonl"]).status.success());
    for name in ["e.jsonl", "e.csv", "e.parquet", "e.tsv", "e.tab"] {
        let out = run(&here, &["record", "export", "-o", name]);
        assert!(out.status.success(), "{name}: {}", said(&out));
        let package: Value = serde_json::from_slice(
            &std::fs::read(here.join(format!("{name}.datapackage.json"))).expect("a descriptor"),
        )
        .expect("JSON");
        assert_eq!(package["resources"][0]["path"], name);
        assert_eq!(run(&here, &["record", "export", "-o", name]).status.code(), Some(4), "nothing is overwritten");
    }
    // Theirs come back as theirs.
    for (dataset, file) in [("polecat", "e.tsv"), ("icews", "e.tab")] {
        let out = run(&here, &["record", "import", dataset, file, "--archive", "foreign.sqlite"]);
        let answer = &lines(&out.stdout)[0];
        assert!(answer["added"].as_u64() > Some(10) && answer["failed"] == 0, "{answer}");
    }
    // With their evidence, checked alone and against the archive; a changed word is named.
    assert!(run(&here, &["record", "export", "--with-evidence", "-o", "w.jsonl"]).status.success());
    for arguments in
        [&["record", "verify", "w.jsonl"][..], &["record", "verify", "w.jsonl", "--archive", "legation.sqlite"]]
    {
        let out = run(&here, arguments);
        assert!(out.status.success() && said(&out).contains(": 0 faults"), "{}", said(&out));
    }
    let text = std::fs::read_to_string(here.join("w.jsonl")).expect("the export");
    std::fs::write(here.join("w.jsonl"), text.replacen("envoys", "spoons", 1)).expect("writable");
    let out = run(&here, &["record", "verify", "w.jsonl", "--json"]);
    assert_eq!(out.status.code(), Some(5));
    let faults = lines(&out.stdout)[0]["faults"].clone();
    assert!(faults.as_array().is_some_and(|f| f.iter().any(|f| f["table"] == "rows")), "{faults}");
    assert_eq!(run(&here, &["record", "verify", "e.jsonl"]).status.code(), Some(4), "it was made without evidence");
    assert!(run(&here, &["record", "export", "--format", "archive", "-o", "all.jsonl"]).status.success());
    assert_eq!(run(&here, &["record", "verify", "all.jsonl"]).status.code(), Some(0));
    assert_eq!(run(&here, &["record", "verify", "legation.sqlite"]).status.code(), Some(0));
    let taken = run(&here, &["record", "import", "archive", "all.jsonl", "--archive", "copy.sqlite"]);
    assert!(taken.status.success(), "{}", said(&taken));
    assert_eq!(run(&here, &["record", "verify", "--archive", "copy.sqlite"]).status.code(), Some(0));
    assert_eq!(run(&here, &["events"]).stdout, run(&here, &["events", "--archive", "copy.sqlite"]).stdout);
    let graph = run(&here, &["record", "export", "--format", "tkg", "-o", "graph"]);
    assert!(graph.status.success(), "{}", said(&graph));
    let days = |name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(here.join("graph").join(name)).expect("a split");
        text.lines().filter_map(|l| l.split('\t').nth(3)).map(str::to_owned).collect()
    };
    let (train, valid, test) = (days("train.txt"), days("valid.txt"), days("test.txt"));
    assert!(!train.is_empty() && !test.is_empty());
    assert!(train.iter().max() < valid.iter().chain(&test).min(), "no day is in two splits");
}
