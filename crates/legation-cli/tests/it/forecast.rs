//! Questions of an archive: asked, settled, corrected, scored; refused where nothing can be said.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{folder, run, said};

/// A folder with an archive of the sample dispatches.
fn recorded(name: &str) -> PathBuf {
    let here = folder(name);
    let dispatches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let done = run(&here, &["record", dispatches.to_str().expect("a path")]);
    assert!(done.status.success(), "{}", said(&done));
    here
}

fn out(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const AGREE: &str = "AZE-ARM AGREE within 90 days";

#[test]
fn a_question_is_kept_settled_corrected_and_scored() {
    let here = recorded("forecast-ledger");
    let ask = |question: &str, more: &[&str]| {
        let mut words = vec!["forecast", "ask", question, "--as-of", "2024-12-31"];
        words.extend(more);
        run(&here, &words)
    };
    let dry = ask(AGREE, &["--dry-run"]);
    assert!(out(&dry).contains("base rate") && out(&dry).contains("moved by"), "{}{}", out(&dry), said(&dry));
    assert!(out(&dry).contains("model: rates; the model of pairs was not used:"), "{}", out(&dry));
    assert_eq!(out(&run(&here, &["forecast", "list"])), "", "a dry run keeps nothing");
    let (first, second) = (ask(AGREE, &["--json"]), ask(AGREE, &["--json", "-t", "3"]));
    assert_eq!(first.stdout, second.stdout, "two runs, the same bytes");
    assert!(said(&second).contains("stands in the archive already"));
    let asked: Value = serde_json::from_slice(&first.stdout).expect("JSON");
    let id = asked["id"].as_str().expect("an id");
    assert!(ask("AZE-ARM Q4 within 90 days", &[]).status.success());
    let early = out(&run(&here, &["forecast", "resolve", "--as-of", "2025-01-31"]));
    assert!(early.lines().all(|l| l.contains("open until 2025-03-31")), "{early}");
    let settled = out(&run(&here, &["forecast", "resolve", "--as-of", "2025-12-31"]));
    assert_eq!(settled.lines().count(), 2, "{settled}");
    assert_eq!(settled.lines().filter(|l| l.contains("  yes  ") || l.contains("  no  ")).count(), 2, "{settled}");
    let before = out(&run(&here, &["forecast", "export"]));
    let corrected = run(&here, &["forecast", "correct", id, "void", "--why", "the treaty's text was meant"]);
    assert!(out(&corrected).contains("what was said before stays"), "{}", said(&corrected));
    let after = out(&run(&here, &["forecast", "export"]));
    assert!(before.lines().all(|line| after.lines().any(|l| l == line)), "nothing is rewritten");
    assert_eq!(after.lines().count(), before.lines().count() + 1);
    // What a person settled stays settled, and counts no more where it is void.
    assert!(out(&run(&here, &["forecast", "resolve", "--as-of", "2025-12-31"])).contains("void, by hand"));
    let score: Value = serde_json::from_slice(&run(&here, &["forecast", "score", "--json"]).stdout).expect("JSON");
    assert_eq!((&score["rows"][0]["n"], &score["void"]), (&1.into(), &1.into()), "{score}");
    // The ledger moves to another archive and back without a changed byte.
    std::fs::write(here.join("ledger.jsonl"), &after).expect("writable");
    let moved = run(&here, &["forecast", "import", "ledger.jsonl", "--archive", "other.sqlite"]);
    assert!(moved.status.success(), "{}", said(&moved));
    assert_eq!(out(&run(&here, &["forecast", "export", "--archive", "other.sqlite"])), after);
    assert!(run(&here, &["record", "verify"]).status.success());
}

#[test]
fn a_ledger_file_of_an_older_legation_is_taken_in_once() {
    let here = folder("forecast-import");
    let old = r#"{"line":"question","id":"q0123456789ab","question":"ALA <> BEL AGREE within 30 days","kind":"AGREE","days":30,"as_of":"2030-01-31","deadline":"2030-03-02","rule":"yes if so","probability":0.25,"why_not":null,"interval":[0.1,0.4],"base_rate":0.2,"last_window":false,"drivers":[{"event_id":"e1","day":"2030-01-02","moved":0.01,"words":"They signed."}],"data":"d","version":"0.1.0"}
{"line":"resolution","id":"q0123456789ab","happened":false,"as_of":"2030-04-01","events":[],"data":"d"}
{"line":"resolution","id":"q0123456789ab","happened":true,"as_of":"2030-05-01","events":["e2"],"data":"d2"}
"#;
    std::fs::write(here.join("old.jsonl"), old).expect("writable");
    let first = run(&here, &["forecast", "import", "old.jsonl"]);
    assert!(out(&first).contains("1 questions and 2 resolutions read; 3"), "{}{}", out(&first), said(&first));
    let list: Value = serde_json::from_slice(&run(&here, &["forecast", "list", "--json"]).stdout).expect("JSON");
    assert_eq!((&list[0]["resolution"]["happened"], &list[0]["corrections"]), (&true.into(), &1.into()));
    assert_eq!(list[0]["question"]["drivers"][0]["words"], "They signed.");
    std::fs::write(here.join("bad.jsonl"), "{\"line\":\"question\"}\n").expect("writable");
    let bad = run(&here, &["forecast", "import", "bad.jsonl"]);
    assert_eq!(bad.status.code(), Some(4), "{}", said(&bad));
    assert!(said(&bad).contains("bad.jsonl:1"), "{}", said(&bad));
}

#[test]
fn what_nobody_can_answer_is_refused_with_a_reason() {
    let here = recorded("forecast-refused");
    let refused = |question: &str, wanted: &str| {
        let done = run(&here, &["forecast", "ask", question, "--as-of", "2024-12-31"]);
        assert!(!done.status.success());
        assert!(said(&done).contains(wanted), "{}", said(&done));
    };
    refused("AZX-ARM AGREE within 90 days", "`AZX` takes part in no event known by 2024-12-31");
    refused("AZE-ARM DANCE within 90 days", "neither a PLOVER type");
    refused("AZE-ARM AGREE within 400 days", "1 to 365 days");
    let early = run(&here, &["forecast", "ask", AGREE, "--as-of", "2020-11-30"]);
    assert!(said(&early).contains("at least twice"), "{}", said(&early));
    assert_eq!(out(&run(&here, &["forecast", "list"])), "", "a refused question is not kept");
    let unknown = run(&here, &["forecast", "correct", "q0", "yes", "--why", "so"]);
    assert!(said(&unknown).contains("no such forecast"), "{}", said(&unknown));
}
