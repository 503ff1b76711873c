//! Tables in, outcomes out; drafts; precedents.

use std::path::{Path, PathBuf};

use crate::{folder, run, said};

fn examples(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(path)
}

fn out(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

#[test]
fn the_worked_example_stands_side_by_side_and_the_same_on_any_threads() {
    let here = folder("negotiate-example");
    let table = examples("negotiation/south-caucasus-2025.toml");
    let table = table.to_str().expect("a path");
    let one = run(&here, &["negotiate", table, "--draws", "200", "-t", "1"]);
    assert!(one.status.success(), "{}", said(&one));
    let text = out(&one);
    for wanted in [
        "compromise",
        "expected-utility",
        "exchange",
        "mediator",
        "80 % of draws",
        "settlement range",
        "gives",
        "blank positions",
    ] {
        assert!(text.contains(wanted), "`{wanted}` is not in:\n{text}");
    }
    assert_eq!(text, out(&run(&here, &["negotiate", table, "--draws", "200", "-t", "3"])));
    let json = run(&here, &["negotiate", table, "--draws", "50", "--json", "--set", "ARM.corridor.position=0"]);
    let value: serde_json::Value = serde_json::from_str(&out(&json)).expect("JSON");
    assert_eq!(value["issues"][0]["models"][0]["model"], "compromise");
    let svg = out(&run(&here, &["negotiate", table, "--draws", "0", "--svg"]));
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    for (chart, wanted) in [("--svg=tornado", "salience"), ("--svg=rounds", "expected-utility")] {
        let svg = out(&run(&here, &["negotiate", table, "--draws", "0", chart]));
        assert!(svg.starts_with("<svg") && svg.contains(wanted) && !svg.contains("NaN"), "{chart}: {svg}");
    }
    let csv = out(&run(&here, &["negotiate", table, "--draws", "0", "--csv", "--models", "median"]));
    assert_eq!(csv.lines().count(), 4, "{csv}");
}

#[test]
fn every_citation_of_the_example_is_in_the_dispatch_it_names() {
    let text = std::fs::read_to_string(examples("negotiation/south-caucasus-2025.toml")).expect("the example");
    let mut n = 0;
    for line in text.lines() {
        for part in line.split('"').filter(|p| p.contains(".html: ")) {
            let (file, quote) = part.split_once(": ").expect("a colon");
            let page = std::fs::read_to_string(examples("dispatches").join(file)).expect("a dispatch");
            // A bracket is the writer's remark.
            let quote = quote.split(" (").next().unwrap_or(quote);
            assert!(page.contains(quote), "{file} does not say: {quote}");
            n += 1;
        }
    }
    assert!(n >= 8, "{n} citations");
}

#[test]
fn a_wrong_table_ends_with_the_place_and_the_fix() {
    let here = folder("negotiate-wrong");
    std::fs::write(here.join("t.toml"), "[[issue]]\nid = \"a\"\n[[party]]\nid = \"A\"\ncapability = 1\n[[stake]]\nparty = \"A\"\nissue = \"a\"\nposition = 50\nsalience = -1\n").expect("writable");
    let wrong = run(&here, &["negotiate", "t.toml"]);
    assert_eq!(wrong.status.code(), Some(4), "{}", said(&wrong));
    assert!(said(&wrong).contains("t.toml, line 10, column 12: a negative salience: -1"), "{}", said(&wrong));
    assert!(said(&wrong).contains("hint: use 0 to 100"), "{}", said(&wrong));
}

#[test]
fn a_draft_quotes_what_was_read_and_leaves_blanks_and_reads_again() {
    let here = folder("negotiate-draft");
    let dispatches = examples("dispatches");
    let draft = run(
        &here,
        &[
            "negotiate",
            "draft",
            "--issue",
            "transit corridor",
            "--parties",
            "AZE,ARM,USA",
            dispatches.to_str().expect("a path"),
        ],
    );
    assert!(draft.status.success(), "{}", said(&draft));
    let text = out(&draft);
    assert!(text.contains("position = \"?\"") && text.contains("party = \"USA\""), "{text}");
    assert!(text.matches("# 20").count() >= 3, "quotes with their days:\n{text}");
    std::fs::write(here.join("draft.toml"), &text).expect("writable");
    let read = run(&here, &["negotiate", "draft.toml", "--draws", "20"]);
    assert!(read.status.success(), "{}", said(&read));
}

#[test]
fn a_draft_of_the_archive_cites_rows_and_bytes_and_knows_its_day() {
    let here = folder("negotiate-archive");
    let dispatches = examples("dispatches");
    let recorded = run(&here, &["record", dispatches.to_str().expect("a path")]);
    assert!(recorded.status.success(), "{}", said(&recorded));
    let draft = |more: &[&str]| {
        let mut words = vec!["negotiate", "draft", "--issue", "transit corridor", "--parties", "AZE,ARM,USA"];
        words.extend(more);
        let done = run(&here, &words);
        assert!(done.status.success(), "{}", said(&done));
        out(&done)
    };
    let text = draft(&[]);
    assert!(text.matches("# 20").count() >= 3 && text.contains("position = \"?\""), "{text}");
    // Each piece of evidence is a row of the archive with bytes of an article, and the bytes are the quote.
    let archive = legation::record::Archive::open(&here.join("legation.sqlite")).expect("the archive");
    let mut n = 0;
    for line in text.lines().filter(|l| l.starts_with("evidence = [\"")) {
        for cited in line.split('"').filter(|p| p.contains(':')) {
            let (owner, place) = cited.split_once(' ').expect("a row and a place");
            let (article, bytes) = place.rsplit_once(':').expect("an article and bytes");
            let (start, end) = bytes.split_once('-').expect("a range");
            let quote: String = archive
                .connection()
                .query_row(
                    "SELECT quote FROM evidence WHERE owner = ?1 AND article_id = ?2 AND start = ?3 AND end = ?4",
                    [owner, article, start, end],
                    |row| row.get(0),
                )
                .expect("the evidence is there");
            let shown: String = quote.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            assert!(text.contains(&shown), "{shown}");
            n += 1;
        }
    }
    assert!(n >= 3, "{n} citations in\n{text}");
    // What was said later is not in a draft of an earlier day, and blanks stay blank.
    let early = draft(&["--as-of", "2022-12-31"]);
    assert!(!early.contains("# 2025") && early.contains("position = \"?\""), "{early}");
    std::fs::write(here.join("draft.toml"), &text).expect("writable");
    let read = run(&here, &["negotiate", "draft.toml", "--draws", "20"]);
    assert!(read.status.success(), "{}", said(&read));
}

#[test]
fn precedents_come_with_reasons_and_base_rates() {
    let here = folder("relate-precedents");
    let found = run(
        &here,
        &["relate", "precedents", "--issues", "transit,border", "--mediator", "great_power", "--war", "recent"],
    );
    let text = out(&found);
    for wanted in ["for:", "against:", "ended:", "comparable processes", "within a year"] {
        assert!(text.contains(wanted), "`{wanted}` is not in:\n{text}");
    }
    let wrong = run(&here, &["relate", "precedents", "--mediator", "wizard"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("small_state"), "{}", said(&wrong));
}
