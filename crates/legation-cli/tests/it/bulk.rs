//! Bulk runs: order, shapes, failures, kill and resume.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::{folder, legation, run, said};

/// Invented news: each article differs, and most of them hold events.
fn articles(n: usize) -> String {
    let states = ["France", "Japan", "Kenya", "Brazil", "Norway", "Egypt", "India"];
    let acts = [
        "imposed sanctions on",
        "signed a trade agreement with",
        "expelled two envoys of",
        "held talks with the foreign minister of",
        "will send food aid to",
        "denied that it had threatened",
    ];
    let mut lines = String::new();
    for i in 0..n {
        let (a, b) = (states[i % 7], states[(i + 1 + i / 7) % 7]);
        let text = format!(
            "{a} {} {b} on Tuesday, officials said. According to rumors, {b} may answer in article {i}.",
            acts[i % 6]
        );
        let day = 1 + i % 28;
        let line = serde_json::json!({ "id": format!("a{i}"), "text": text, "published": format!("2019-05-{day:02}") });
        let _ = writeln!(lines, "{line}");
    }
    lines
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn one_thread_and_many_give_the_same_bytes_in_every_shape() {
    let here = folder("threads");
    std::fs::write(here.join("news.jsonl"), articles(60)).expect("the folder is writable");
    for name in ["e.jsonl", "e.csv", "e.parquet", "e.tsv", "e.tab"] {
        let one = format!("one-{name}");
        let many = format!("many-{name}");
        assert!(run(&here, &["code", "news.jsonl", "-t", "1", "-o", &one]).status.success());
        assert!(run(&here, &["code", "news.jsonl", "-t", "5", "-o", &many]).status.success());
        let bytes = read(&here.join(&one));
        assert!(bytes.len() > 1000, "{name} has only {} bytes", bytes.len());
        assert_eq!(bytes, read(&here.join(&many)), "{name} differs between one thread and five");
    }
    let piped = run(&here, &["code", "news.jsonl"]);
    assert_eq!(piped.stdout, read(&here.join("one-e.jsonl")), "a pipe gives what a file gets");
    let left: Vec<String> = std::fs::read_dir(&here)
        .expect("the folder is there")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n.contains("partial") || n.contains("journal") || n.contains("failures") || n.contains(".new"))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[test]
fn every_line_keeps_the_published_schema() {
    let here = folder("schema");
    std::fs::write(here.join("news.jsonl"), articles(12)).expect("the folder is writable");
    let schema: serde_json::Value =
        serde_json::from_slice(&run(&here, &["schema", "event"]).stdout).expect("the schema is JSON");
    let properties = schema["properties"].as_object().expect("the schema names properties");
    let out = run(&here, &["code", "news.jsonl"]);
    let lines = String::from_utf8(out.stdout).expect("output is UTF-8");
    assert!(lines.lines().count() > 5);
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        let keys: Vec<&String> = line.as_object().expect("a line is an object").keys().collect();
        for required in schema["required"].as_array().expect("a list") {
            assert!(line.get(required.as_str().expect("a name")).is_some(), "{required} is missing in {line}");
        }
        assert!(keys.iter().all(|k| properties.contains_key(*k)), "a key outside the schema: {keys:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named_counted_and_skipped() {
    let here = folder("failures");
    let mut input =
        b"{\"id\":\"good\",\"text\":\"France expelled two envoys of Japan.\",\"published\":\"2019-05-15\"}\n".to_vec();
    input.extend(b"this is not JSON\n");
    input.extend(b"{\"id\":\"b\",\"text\":\"France met Japan.\",\"published\":\"2019-02-31\"}\n");
    input.extend(b"{\"id\":\"c\",\"text\":\"bad \xff byte\"}\n");
    input.extend(b"{\"id\":\"d\"}\n");
    // One line that is longer than any article.
    input.extend(b"{\"id\":\"e\",\"text\":\"");
    input.extend(std::iter::repeat_n(b'a', 40 * 1024 * 1024));
    input.extend(b"\"}\n\n");
    input.extend(b"{\"id\":\"last\",\"text\":\"Kenya praised Norway.\",\"published\":\"2019-05-16\"}");
    std::fs::write(here.join("news.jsonl"), input).expect("the folder is writable");
    let out = run(&here, &["code", "news.jsonl", "-o", "e.jsonl"]);
    assert_eq!(out.status.code(), Some(3), "{}", said(&out));
    let words = said(&out);
    for wanted in [
        "line 2: not JSON",
        "line 3: `published` is not a date: 2019-02-31",
        "line 4: invalid UTF-8 at byte",
        "line 5: the field `text`",
        "line 6: a line of more than 32 MB",
        "2 articles read, 5 skipped",
    ] {
        assert!(words.contains(wanted), "`{wanted}` is not in:\n{words}");
    }
    let failures = String::from_utf8(read(&here.join("e.jsonl.failures.jsonl"))).expect("the list is UTF-8");
    assert_eq!(failures.lines().count(), 5);
    let events = String::from_utf8(read(&here.join("e.jsonl"))).expect("output is UTF-8");
    assert!(events.contains("\"article_id\":\"good\"") && events.contains("\"article_id\":\"last\""));
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let here = folder("killed");
    std::fs::write(here.join("news.jsonl"), articles(2000)).expect("the folder is writable");
    assert!(run(&here, &["code", "news.jsonl", "-o", "whole.csv"]).status.success());
    let mut child = legation()
        .current_dir(&here)
        .args(["code", "news.jsonl", "-o", "killed.csv"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the command starts");
    // Killed as soon as the journal says that some of it is done.
    let begun = Instant::now();
    let journal = here.join("killed.csv.journal");
    let under_way = loop {
        let read = std::fs::read_to_string(&journal)
            .ok()
            .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
            .and_then(|j| j["tally"]["read"].as_u64())
            .unwrap_or(0);
        if read > 0 {
            break true;
        }
        if begun.elapsed() > Duration::from_secs(60) || child.try_wait().is_ok_and(|s| s.is_some()) {
            break false;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    child.kill().expect("the run can be killed");
    child.wait().expect("the killed run ends");
    assert!(under_way, "the run ended before it could be killed: give it more articles");
    assert!(!here.join("killed.csv").exists());

    let other = run(&here, &["code", "news.jsonl", "-o", "killed.csv", "--min-confidence", "0.5"]);
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    assert!(said(&other).contains("--restart"), "{}", said(&other));

    let resumed = run(&here, &["code", "news.jsonl", "-o", "killed.csv", "-t", "3"]);
    assert!(resumed.status.success(), "{}", said(&resumed));
    assert!(said(&resumed).contains("going on after"), "{}", said(&resumed));
    assert_eq!(read(&here.join("killed.csv")), read(&here.join("whole.csv")));
    assert!(!journal.exists());
}

#[test]
fn formulas_do_not_run_in_a_spreadsheet() {
    let here = folder("formula");
    let line = serde_json::json!({ "id": "=1+1", "text": "France praised Japan.", "title": "@SUM(A1)", "published": "2019-05-15" });
    std::fs::write(here.join("news.jsonl"), format!("{line}\n")).expect("the folder is writable");
    let out = run(&here, &["code", "news.jsonl", "-f", "csv"]);
    let table = String::from_utf8(out.stdout).expect("output is UTF-8");
    assert!(table.contains("\n'=1+1,") && table.contains(",'@SUM(A1),"), "{table}");
}

#[test]
fn only_what_happened_goes_into_polecat_and_icews() {
    let here = folder("counts");
    let text = "France expelled two envoys of Japan. Kenya may expel envoys of Norway. \
                According to rumors, Egypt attacked India.";
    let line = serde_json::json!({ "id": "a", "text": text, "published": "2019-05-15" });
    std::fs::write(here.join("news.jsonl"), format!("{line}\n")).expect("the folder is writable");
    let polecat = run(&here, &["code", "news.jsonl", "-f", "polecat"]);
    let table = String::from_utf8(polecat.stdout).expect("output is UTF-8");
    let rows: Vec<Vec<&str>> = table.lines().map(|l| l.split('\t').collect()).collect();
    assert!(rows.iter().all(|r| r.len() == 40), "{table}");
    assert_eq!(rows.len(), 2, "{table}");
    let at = |name: &str| rows[0].iter().position(|c| *c == name).expect("the column is there");
    assert_eq!(rows[1][at("Actor Country")], "France");
    assert_eq!(rows[1][at("Actor COW")], "220");
    assert_eq!(rows[1][at("Quad Code")], "MATERIAL CONFLICT");
    let icews = run(&here, &["code", "news.jsonl", "-f", "icews"]);
    let table = String::from_utf8(icews.stdout).expect("output is UTF-8");
    assert!(table.lines().all(|l| l.split('\t').count() == 20), "{table}");
    assert_eq!(table.lines().count(), 2, "{table}");
}
