//! Articles from bytes to brief.

use std::path::Path;

use legation::attribute::{self, Certainty};
use legation::code::Status;
use legation::plover::{EventType, Sector};
use legation::read::Origin;
use legation::reading::{self, Reading};
use legation::{Span, present};

fn read(bytes: &[u8]) -> Reading {
    reading::of_bytes(bytes, &Origin::default()).expect("the article is readable")
}

/// The article the project started from, where it is at hand; it never enters the repository.
fn seed() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed-article.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("the seed article is not at hand: nothing checked");
    }
    text
}

fn check_seed(reading: &Reading) {
    let a = &reading.article;
    let linked = &reading.linked;
    assert_eq!(a.published.as_ref().map(|p| p.date.to_string()).as_deref(), Some("2025-08-06"));
    assert_eq!(a.byline.as_ref().map(|b| b.value.as_str()), Some("Tural Heybatov"));
    assert_eq!(a.publisher.as_ref().map(|p| p.value.as_str()), Some("News.Az"));
    for source in ["AzerTAg", "Britannica"] {
        assert!(a.credits.iter().any(|c| c.source.as_deref() == Some(source)), "{source} is no credit");
    }
    assert!(!a.text.contains("Source:") && !a.text.contains("16 px"));

    let entity =
        |name: &str| linked.entities.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("{name} is not linked"));
    for (name, country, sector) in [
        ("Ilham Aliyev", "AZE", Some(Sector::Gov)),
        ("Donald Trump", "USA", Some(Sector::Gov)),
        ("Nikol Pashinyan", "ARM", Some(Sector::Gov)),
        ("Joe Biden", "USA", Some(Sector::Eli)),
        ("Azerbaijan", "AZE", None),
        ("Armenia", "ARM", None),
        ("United States", "USA", None),
        ("Egypt", "EGY", None),
        ("Israel", "ISR", None),
    ] {
        let found = entity(name);
        assert_eq!((found.country.as_deref(), found.sector), (Some(country), sector), "{name}");
    }
    for name in ["OSCE Minsk Group", "Zangezur Corridor", "Section 907", "Shusha Media Forum", "Camp David Accords"] {
        assert!(entity(name).known, "{name}");
    }
    let means = |words: &str, name: &str| {
        linked
            .mentions
            .iter()
            .any(|m| m.span.of(&a.text) == words && m.entities.iter().any(|&e| linked.entity(e).name == name))
    };
    assert!(means("the Azerbaijani leader", "Ilham Aliyev") || means("Azerbaijani leader", "Ilham Aliyev"));
    assert!(means("Baku", "Azerbaijan"), "Baku is a government where it acts");
    assert!(means("Washington", "United States") && means("Washington", "Washington"), "Washington is both");

    let said = |e: &legation::code::Event| e.sentence.of(&a.text).to_owned();
    let visit = reading.events.iter().find(|e| e.event_type == EventType::Consult && e.modes.contains(&"visit"));
    let visit = visit.expect("the visit is an event");
    assert!(
        visit.status.happened()
            && visit.actors[0].name == "Ilham Aliyev"
            && visit.recipients[0].name == "United States"
    );
    let talks =
        reading.events.iter().find(|e| said(e).starts_with("Important consultations")).expect("the consultations");
    assert_eq!(talks.status, Status::Planned);
    let mediation = reading.events.iter().find(|e| e.status == Status::Historical && e.modes.contains(&"third-party"));
    let mediation = mediation.expect("the mediation of 1978 is history");
    assert_eq!(mediation.actors[0].name, "United States");
    assert_eq!(mediation.date.from.map(|d| d.year()), Some(1978));
    for event in reading.events.iter().filter(|e| said(e).starts_with("According to rumors")) {
        assert!(!event.status.happened(), "a rumour is no event");
        assert_eq!(attribute::certainty_of(event, &reading.attributed), Certainty::Rumoured);
    }

    assert!(reading.notices().any(|n| n.code == "opinion-piece"), "it is a commentary");
    let claims = &reading.attributed.claims;
    assert!(
        claims.iter().any(|c| c.certainty == Certainty::Rumoured
            && c.content.iter().any(|s| s.of(&a.text).contains("taking control")))
    );
    assert!(claims.iter().any(|c| c.cue[0].of(&a.text) == "According to"
        && c.source_entity.is_some_and(|e| linked.entity(e).name == "Ilham Aliyev")));
    let perception =
        claims.iter().position(|c| c.cue[0].of(&a.text).contains("perceived")).expect("the perception in Baku");
    assert_eq!(claims[perception].source_entity.map(|e| linked.entity(e).name.as_str()), Some("Azerbaijan"));
    let stance = reading.attributed.stances.iter().find(|s| s.claim == Some(perception as u32)).expect("its stance");
    assert!(stance.polarity < 0.0 && stance.holder.is_some_and(|h| linked.entity(h).name == "Azerbaijan"));

    let issues: Vec<&str> = reading.attributed.agenda.iter().map(|i| i.issue.as_str()).collect();
    for issue in
        ["energy", "infrastructure", "defence", "digital", "transit_corridor", "constitution", "mediator_mechanism"]
    {
        assert!(issues.contains(&issue), "{issue} is not on the table: {issues:?}");
    }
    assert!(reading.attributed.questions.iter().any(|q| q.span.of(&a.text) == "What results will the visit bring?"));
}

#[test]
fn the_seed_article_reads_as_a_desk_officer_would() {
    let Some(text) = seed() else { return };
    check_seed(&read(text.as_bytes()));
}

#[test]
fn the_seed_article_in_a_page_reads_the_same() {
    let Some(text) = seed() else { return };
    let mut body = String::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let line = line.trim();
        let line = line.replace('&', "&amp;").replace('<', "&lt;");
        match line.as_str() {
            l if l.starts_with("date ") => body.push_str(&format!(
                "<div class=\"news-date\">{l}</div>\n<div class=\"share\">Share: Facebook Twitter</div>\n"
            )),
            l if l.starts_with("Source:") => body.push_str(&format!("<p><em>{l}</em></p>\n")),
            l => body.push_str(&format!("<p>{l}</p>\n")),
        }
    }
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>News.Az</title></head><body>\
         <nav class=\"menu\"><a href=\"/\">Home</a> <a href=\"/politics\">Politics</a> <a href=\"/economy\">Economy</a></nav>\
         <main><article>{body}</article></main>\
         <aside class=\"related\"><h3>Related</h3><ul><li><a href=\"/1\">Another story, 1 January 2020</a></li></ul></aside>\
         <section class=\"comments\"><h3>Comments</h3><p>Well written!</p></section></body></html>"
    );
    let reading = read(page.as_bytes());
    assert!(!reading.article.text.contains("Another story") && !reading.article.text.contains("Well written"));
    check_seed(&reading);
}

#[test]
fn every_dispatch_reads_twice_to_the_same_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the dispatches").flatten().map(|e| e.path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "html" || e == "txt"));
    files.sort();
    assert_eq!(files.len(), 40);
    for file in files {
        let bytes = std::fs::read(&file).expect("a dispatch");
        let (first, second) = (read(&bytes), read(&bytes));
        let json = present::json::reading(&first).to_string();
        assert_eq!(json, present::json::reading(&second).to_string(), "{}", file.display());
        assert!(first.article.published.is_some(), "{} has no date", file.display());
        let found = first.events.len() + first.attributed.claims.len();
        assert!(found > 1, "{} has neither events nor claims", file.display());
        check_spans(&first);
        let page = present::page::html(&first);
        assert!(!page.contains("<script>{") && page.contains("</html>"));
    }
}

/// Every span lies in the text, on character borders.
fn check_spans(reading: &Reading) {
    let text = &reading.article.text;
    let whole = |span: Span| assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    reading.document.tokens.iter().for_each(|t| whole(t.span));
    reading.linked.mentions.iter().for_each(|m| whole(m.span));
    for event in &reading.events {
        whole(event.trigger);
        whole(event.sentence);
        event.actors.iter().chain(&event.recipients).for_each(|r| whole(r.span));
    }
    for claim in &reading.attributed.claims {
        claim.source.iter().chain(&claim.cue).chain(&claim.content).for_each(|s| whole(*s));
    }
}

#[test]
fn strangers_text_does_not_run_on_a_page_or_a_terminal() {
    let text = "<script>alert(1)</script> The minister of \u{1b}[31mChile\u{1b}[0m visited Peru on Monday, \"><img src=x onerror=alert(2)> an aide said.";
    let reading = read(text.as_bytes());
    let page = present::page::html(&reading);
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
    let brief = present::brief::text(&reading, present::brief::Style::default());
    assert!(!brief.contains('\u{1b}'));
}

#[test]
fn what_is_not_an_article_is_refused_clearly() {
    for (bytes, cause) in [
        (&b""[..], "empty"),
        (&b"  \n "[..], "empty"),
        (&b"%PDF-1.7 ..."[..], "a PDF file"),
        (&b"\x7fELF\x02\x01\x01\x00\x00\x00"[..], "a program"),
        (&b"{\"id\": \"a\", \"text\": \"The minister left.\"}\n"[..], "lines of JSON"),
    ] {
        let error = reading::of_bytes(bytes, &Origin::default()).expect_err("it is not an article");
        assert!(error.to_string().contains(cause), "{error}");
        assert!(error.hint.is_some());
    }
}

#[test]
fn thirty_megabytes_of_nested_elements_are_refused() {
    let page = "<div>".repeat(6 * 1024 * 1024);
    let error = reading::of_bytes(page.as_bytes(), &Origin::default()).expect_err("too large");
    assert!(error.to_string().contains("MB"), "{error}");
}

/// Whoever is named in an event is named by words: each role's words touch a mention of its entity.
#[test]
fn nobody_is_cited_without_words_that_name_him() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut n_roles = 0;
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the dispatches").flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "html")) {
        let reading = read(&std::fs::read(path).expect("a dispatch"));
        for event in &reading.events {
            for role in event.actors.iter().chain(&event.recipients) {
                let Some(entity) = role.entity else { continue };
                let named =
                    reading.linked.mentions.iter().any(|m| m.span.overlaps(role.span) && m.entities.contains(&entity));
                assert!(named, "{}: {} by {:?}", path.display(), role.name, role.span.of(&reading.article.text));
                n_roles += 1;
            }
        }
    }
    assert!(n_roles > 200, "{n_roles} roles");
}
