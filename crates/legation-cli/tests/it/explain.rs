//! Explanations of sentences and events.

use crate::{folder, run, said};

#[test]
fn a_sentence_shows_what_fired_and_what_did_not() {
    let here = folder("explain-sentence");
    let out = run(&here, &["explain", "France expelled two envoys of Japan after a raid.", "--on", "2019-05-15"]);
    let text = String::from_utf8(out.stdout).expect("output is UTF-8");
    for wanted in ["TREE", "nsubj", "France = France [FRA", "SANCTION expel", "SANCTION.txt line", "“raid”  not coded"]
    {
        assert!(text.contains(wanted), "`{wanted}` is not in:\n{text}");
    }
}

#[test]
fn an_event_is_found_again_by_its_id() {
    let here = folder("explain-event");
    let line = serde_json::json!({ "id": "a", "text": "France praised Japan. Kenya expelled envoys of Norway.", "published": "2019-05-15" });
    std::fs::write(here.join("news.jsonl"), format!("{line}\n")).expect("the folder is writable");
    let coded = run(&here, &["code", "news.jsonl"]);
    let last = String::from_utf8(coded.stdout).expect("output is UTF-8");
    let event: serde_json::Value =
        serde_json::from_str(last.lines().last().expect("an event")).expect("a line is JSON");
    let id = event["event_id"].as_str().expect("an id");
    let out = run(&here, &["explain", "event", id, "--in", "news.jsonl"]);
    let text = String::from_utf8(out.stdout.clone()).expect("output is UTF-8");
    assert!(text.contains("Kenya expelled envoys of Norway.") && text.contains(id), "{text}");
    assert!(text.starts_with("news.jsonl, line 1"), "{text}");
    let none = run(&here, &["explain", "event", "e0", "--in", "news.jsonl"]);
    assert_eq!(none.status.code(), Some(1), "{}", said(&none));
}

#[test]
fn terms_in_public_use_are_explained_and_others_refused() {
    let here = folder("explain-term");
    let out = run(&here, &["explain", "quad-class"]);
    let text = String::from_utf8(out.stdout).expect("output is UTF-8");
    assert!(text.starts_with("quad class (also: quad)\n"), "{text}");
    let none = run(&here, &["explain", "frobnication"]);
    assert_eq!(none.status.code(), Some(2), "{}", said(&none));
}

#[test]
fn the_manual_page_names_every_verb() {
    let here = folder("manual-page");
    let out = run(&here, &["man"]);
    let page = String::from_utf8(out.stdout).expect("output is UTF-8");
    for verb in ["read", "code", "attribute", "parse", "explain", "schema"] {
        assert!(page.contains(&format!("legation\\-{verb}(1)")), "{verb} is not in the page");
    }
}
