//! Traps into which other programs fell, as far as they are a matter of the command.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::{folder, run, said};

/// Two invented articles as files in a folder, made in this order.
fn articles(folder: &Path, names: [&str; 2]) {
    std::fs::create_dir_all(folder).expect("a folder");
    for name in names {
        let other = if name < "b" { "Japan" } else { "Kenya" };
        let text = format!(
            "Envoys expelled\n\nFrance expelled two envoys of {other} on 14 May 2019, the ministry in Paris said.\n\n\
             France held talks with Norway on 15 May 2019, the ministry said.\n\nRiver Post, 16 May 2019\n"
        );
        std::fs::write(folder.join(name), text).expect("writable");
    }
}

fn json_lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    text.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
}

/// The order in which a file system lists a folder changes nothing.
#[test]
fn folders_are_read_in_the_order_of_names() {
    let here = folder("traps-order");
    articles(&here.join("one"), ["a.txt", "b.txt"]);
    articles(&here.join("two"), ["b.txt", "a.txt"]);
    let listed = |name: &str| {
        let out = run(&here, &["record", "--dry-run", name]);
        String::from_utf8_lossy(&out.stdout).replace(name, "")
    };
    let one = listed("one");
    assert!(one.lines().count() == 2 && one.find("a.txt") < one.find("b.txt"), "{one}");
    assert_eq!(one, listed("two"));
}

/// A done marker holds for the settings that it was made with.
#[test]
fn other_settings_code_anew() {
    let here = folder("traps-settings");
    articles(&here.join("in"), ["a.txt", "b.txt"]);
    std::fs::write(
        here.join("mine.csv"),
        "id,name,kind,aliases,country,sector,from,to,source\nxyzzy,Xyzzy Works,company,,FRA,BUS,,,test\n",
    )
    .expect("writable");
    assert!(said(&run(&here, &["record", "in"])).contains("2 new"));
    assert!(said(&run(&here, &["record", "in"])).contains("2 done before"));
    let other = run(&here, &["record", "in", "--actors", "mine.csv"]);
    assert!(said(&other).contains("2 coded anew"), "{}", said(&other));
    assert!(said(&run(&here, &["record", "in", "--actors", "mine.csv"])).contains("2 done before"));
}

/// What is written is counted, also where it is nothing; data is data and words are words.
#[test]
fn nothing_is_called_nothing_and_standard_output_holds_data_only() {
    let here = folder("traps-output");
    articles(&here.join("in"), ["a.txt", "b.txt"]);
    let recorded = run(&here, &["record", "in", "--json"]);
    assert_eq!(json_lines(&recorded.stdout).len(), 2);
    let none = run(&here, &["record", "export", "--from", "2050-01-01", "-o", "none.jsonl"]);
    assert!(none.status.success() && said(&none).contains("0 rows"), "{}", said(&none));
    assert!(none.stdout.is_empty() && std::fs::read(here.join("none.jsonl")).expect("a file").is_empty());
    let some = run(&here, &["record", "export", "-o", "some.jsonl"]);
    let n = json_lines(&std::fs::read(here.join("some.jsonl")).expect("a file")).len();
    assert!(n > 2 && said(&some).contains(&format!("{n} rows")), "{}", said(&some));
    for verb in [&["events"][..], &["claims"], &["agenda"], &["commitments"], &["search", "envoys"]] {
        let out = run(&here, verb);
        assert!(out.status.success(), "{}", said(&out));
        json_lines(&out.stdout);
    }
}

/// The same events in every shape; codes are text in all of them.
#[test]
fn no_shape_loses_an_event_or_a_nought() {
    let here = folder("traps-shapes");
    articles(&here.join("in"), ["a.txt", "b.txt"]);
    assert!(run(&here, &["record", "in"]).status.success());
    for name in ["e.jsonl", "e.csv", "e.tsv"] {
        assert!(run(&here, &["record", "export", "-o", name]).status.success(), "{name}");
    }
    let read = |name: &str| std::fs::read(here.join(name)).expect("an export");
    let lines = json_lines(&read("e.jsonl"));
    let ids: BTreeSet<String> = lines.iter().filter_map(|l| l["event_id"].as_str().map(str::to_owned)).collect();
    let codes: BTreeSet<String> = lines.iter().filter_map(|l| l["cameo"].as_str().map(str::to_owned)).collect();
    assert!(codes.iter().any(|c| c.starts_with('0')), "{codes:?}");
    let bytes = read("e.csv");
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    let header = table.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no {name}"));
    let rows: Vec<csv::StringRecord> = table.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.iter().map(|r| r[at("event_id")].to_owned()).collect::<BTreeSet<_>>(), ids);
    assert_eq!(rows.iter().map(|r| r[at("cameo")].to_owned()).collect::<BTreeSet<_>>(), codes);
    let package: Value = serde_json::from_slice(&read("e.csv.datapackage.json")).expect("JSON");
    let fields = package["resources"][0]["schema"]["fields"].as_array().expect("fields").clone();
    assert!(fields.iter().any(|f| f["name"] == "cameo" && f["type"] == "string"), "{fields:?}");
    // POLECAT's shape holds what happened on a known day, and each of that once.
    let polecat = String::from_utf8(read("e.tsv")).expect("UTF-8");
    let one_of = |line: &Value, key: &str, words: &[&str]| line[key].as_str().is_some_and(|w| words.contains(&w));
    let told = |l: &&Value| {
        one_of(l, "status", &["actual", "ongoing"])
            && one_of(l, "certainty", &["reported", "claimed", "confirmed"])
            && l["event_date"].is_string()
    };
    let told = lines.iter().filter(told).count();
    assert!(told >= 3, "{lines:?}");
    assert_eq!(polecat.lines().count() - 1, told, "{polecat}");
    let strays = std::fs::read_dir(&here)
        .expect("a folder")
        .flatten()
        .filter(|e| e.path().to_string_lossy().contains("partial"));
    assert_eq!(strays.count(), 0, "nothing half-written lies about");
}
