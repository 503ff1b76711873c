//! Explanations of sentences, events and entities.

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

#[test]
fn an_entity_is_explained_as_of_a_day() {
    let here = folder("explain-entity");
    let out = run(&here, &["explain", "entity", "Donald", "Trump", "--on", "2016-10-01", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&out.stdout).expect("output is JSON");
    let trump = &found[0];
    assert_eq!(trump["id"], "person:donald-trump");
    assert_eq!((&trump["country"], &trump["sector"], &trump["kind"]), (&"USA".into(), &"PTY".into(), &"person".into()));
    assert!(trump["all_offices"].as_array().is_some_and(|o| o.len() >= 3), "{trump}");
    assert!(!trump["aliases"].as_array().expect("a list").is_empty() && trump["sources"][0].is_string());
    let out = run(&here, &["explain", "entity", "Germany", "--on", "2016-10-01"]);
    let text = String::from_utf8(out.stdout).expect("output is UTF-8");
    assert!(text.contains("COW 255, GW 260, FIPS GM") && text.contains("DEU GOV"), "{text}");
    let none = run(&here, &["explain", "entity", "Nobody At All", "--on", "2016-10-01"]);
    assert_eq!(none.status.code(), Some(1), "{}", said(&none));
}

#[test]
fn a_users_party_is_known_to_the_next_command() {
    let here = folder("explain-actors");
    let head = "id,name,kind,aliases,country,sector,from,to,source\n";
    let row = "orchard-league,Orchard League,party,The Orchardists;OLG,AZE,OPP,2024,,our desk\n";
    std::fs::write(here.join("actors.csv"), format!("{head}{row}")).expect("the folder is writable");
    let out = run(&here, &["explain", "entity", "OLG", "--on", "2025-08-06", "--actors", "actors.csv", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&out.stdout).expect("output is JSON");
    assert_eq!((&found[0]["id"], &found[0]["sector"]), (&"user:orchard-league".into(), &"OPP".into()));
    // Beside an archive the table needs no word: recording makes one, and every command reads it.
    assert_eq!(
        run(&here, &["explain", "entity", "OLG", "--on", "2025-08-06"]).status.code(),
        Some(1),
        "no archive yet"
    );
    let news = "The Orchard League condemned the government of Azerbaijan on Monday.\n";
    std::fs::write(here.join("news.txt"), news).expect("writable");
    let recorded = run(&here, &["record", "news.txt"]);
    assert!(recorded.status.success(), "{}", said(&recorded));
    let events = String::from_utf8(run(&here, &["events", "--format", "jsonl"]).stdout).expect("output is UTF-8");
    assert!(events.contains("user:orchard-league"), "{events}");
    let out = run(&here, &["explain", "entity", "OLG", "--on", "2025-08-06"]);
    assert!(out.status.success(), "{}", said(&out));
    // A wrong cell is refused with its place, before anything else is done.
    std::fs::write(here.join("broken.csv"), format!("{head}{row}b,B,party,,AZE,XYZ,,,x\n")).expect("writable");
    let out = run(&here, &["explain", "entity", "OLG", "--on", "2025-08-06", "--actors", "broken.csv"]);
    assert_ne!(out.status.code(), Some(0));
    assert!(out.stdout.is_empty() && said(&out).contains("broken.csv, line 3, column sector"), "{}", said(&out));
}
