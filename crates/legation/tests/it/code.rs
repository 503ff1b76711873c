//! The coder: its lexicon is whole, its answers are the same twice, its dates and pairs hold.

use std::collections::BTreeSet;
use std::path::Path;

use legation::code::{self, Lexicon, Projection, Setting};
use legation::id::ArticleId;
use legation::plover::{EventType, mode};
use legation::{Span, link, parse};

fn coded(text: &str, day: Option<&str>) -> code::Coded {
    let document = parse::document(text);
    let published = day.map(|d| d.parse().expect("a date"));
    let linked = link::mentions(&document, published, link::Knowledge::builtin());
    let article = ArticleId::of(&["test"]);
    code::events(&document, &linked, &Setting { article: &article, published }, Lexicon::builtin())
}

#[test]
fn the_lexicon_is_whole() {
    let lexicon = Lexicon::read().expect("the built-in lexicon is well formed");
    assert!(lexicon.len() >= 2_500, "{} entries", lexicon.len());
    for event_type in EventType::ALL {
        assert!(lexicon.count(event_type, None) >= 50, "{} has too few entries", event_type.name());
    }
    for (event_type, mode, _) in mode::MODES {
        let by_composition = matches!(event_type, EventType::Threaten | EventType::Reject | EventType::Request);
        assert!(
            lexicon.count(event_type, Some(mode)) > 0 || by_composition,
            "{} {mode} has no entry",
            event_type.name()
        );
    }
}

#[test]
fn a_broken_line_is_named() {
    let words = "@actors = a\n@leaders = b\n@bodies = c\n@fighters = d\n@crowds = e\n";
    for (line, cause) in [
        ("[visit]\nvisit : subj > obj", "CAMEO"),
        ("[dance cameo=040]", "mode"),
        ("[- cameo=040]\nvisit : subj > obj /sometimes", "option"),
        ("[- cameo=040]\nhold + @nothing : subj > with", "class"),
    ] {
        let error = Lexicon::from_files(words, "", &[("CONSULT", line)]).expect_err(line).to_string();
        assert!(error.contains("CONSULT, line") && error.contains(cause), "{error}");
    }
}

#[test]
fn every_type_and_mode_has_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook/code");
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the casebook") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a case file");
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().take_while(|w| !w.contains('=')).collect();
            if let Some(event_type) = words.first().and_then(|w| EventType::from_name(w)) {
                seen.insert((event_type, ""));
                for word in &words[1..] {
                    if let Some(name) = mode::name(event_type, word) {
                        seen.insert((event_type, name));
                    }
                }
            }
        }
    }
    for event_type in EventType::ALL {
        assert!(seen.contains(&(event_type, "")), "no case for {}", event_type.name());
    }
    for (event_type, mode, _) in mode::MODES {
        assert!(seen.contains(&(event_type, mode)), "no case for {} {mode}", event_type.name());
    }
}

#[test]
fn the_same_text_gives_the_same_events() {
    let text = "Norway called on Iran to release the sailors. Talks between Chile and Peru ended on Tuesday. \
                Gunmen killed 12 people in Kabul, and the government imposed a curfew.";
    let once = coded(text, Some("2019-05-15"));
    let twice = coded(text, Some("2019-05-15"));
    assert_eq!(once.events, twice.events);
    assert!(once.events.len() >= 3);
    for event in &once.events {
        assert!((0.0..=1.0).contains(&event.confidence));
        assert!(!event.trigger.of(text).is_empty() && event.sentence.contains(event.trigger));
        assert!(!event.reason.is_empty());
    }
}

#[test]
fn strange_text_does_no_harm() {
    for text in [
        "",
        " ",
        "?",
        "…",
        "🦊 attacked 🐔.",
        "a\u{0301}b attacked",
        "((((((((",
        "Attack attack attack of of of by by.",
    ] {
        coded(text, None);
        let document = parse::document(text);
        code::relation(&document, Span::new(0, 0), Span::new(0, 0));
    }
}

#[test]
fn pairs_are_always_answered() {
    let text = "Rome expelled two envoys of Carthage.";
    let document = parse::document(text);
    let related = code::relation(&document, Span::new(0, 4), Span::new(14, 36));
    assert_eq!(related.event_type, EventType::Sanction);
    assert_eq!(related.project(Projection::Cameo).0, "SANCTION");
    let nothing = parse::document("Blue is a colour.");
    assert!(code::relation(&nothing, Span::new(0, 4), Span::new(10, 16)).confidence <= 0.3);
}

#[test]
fn two_codebooks_differ_where_they_should() {
    for (text, plover, cameo) in [
        ("Canada imposed sanctions on Venezuela.", "SANCTION", "COERCE"),
        ("Belgium apologized to Congo.", "CONCEDE", "SUPPORT"),
        ("A court convicted the general.", "SANCTION", "ACCUSE"),
        ("Russia withdrew its troops from Georgia.", "RETREAT", "YIELD"),
        ("The rebels declared a ceasefire.", "CONCEDE", "YIELD"),
    ] {
        let coded = coded(text, None);
        let event = coded.events.first().expect(text);
        assert_eq!(code::project(event, Projection::Plover).0, plover, "{text}");
        assert_eq!(code::project(event, Projection::Cameo).0, cameo, "{text}");
    }
}

/// The seed article, where it is at hand: it is test input and no part of the repository.
#[test]
fn the_seed_article_shows_its_events() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed-article.txt");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let coded = coded(&text, Some("2025-08-06"));
    let has = |event_type: EventType, mode: Option<&str>, status: &[code::Status], actor: &str| {
        coded.events.iter().any(|e| {
            e.event_type == event_type
                && mode.is_none_or(|m| e.modes.contains(&m))
                && status.contains(&e.status)
                && e.actors.iter().any(|r| r.name.contains(actor))
        })
    };
    use code::Status::*;
    assert!(has(EventType::Consult, Some("visit"), &[Ongoing, Actual], "Aliyev"));
    assert!(has(EventType::Agree, None, &[Planned], "Pashinyan"));
    assert!(has(EventType::Consult, Some("third-party"), &[Historical], "United States"));
    assert!(has(EventType::Coerce, None, &[Hypothetical, Possible], "United States"));
    assert!(has(EventType::Agree, None, &[Actual], "Trump"));
    // The administration was out of office by the day of the article: what it did is history.
    assert!(has(EventType::Sanction, None, &[Historical], "Biden"));
    assert!(
        coded
            .events
            .iter()
            .all(|e| !e.sentence.of(&text).contains("a bridge between") || e.trigger.of(&text) != "bridge")
    );
}
