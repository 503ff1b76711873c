//! The door and the laws of `read`: what every article keeps, and what hostile bytes cannot do.
//!
//! Pages of particular outlets are cases in `casebook/read/`.

use std::time::{Duration, Instant};

use legation::error::Kind;
use legation::read::{self, Article, Given, InputKind, MAX_BYTES, Origin, ParagraphKind};
use legation::time::{Date, Precision};
use proptest::prelude::*;

fn text(input: &str) -> Article {
    let origin = Origin { kind: InputKind::Text, ..Origin::default() };
    read::article(input.as_bytes(), &origin).expect("a text is read")
}

fn page(input: &str) -> Article {
    read::article(input.as_bytes(), &Origin::default()).expect("a page is read")
}

fn refusal(bytes: &[u8]) -> String {
    let error = read::article(bytes, &Origin::default()).expect_err("this is refused");
    assert_eq!(error.kind, Kind::Input);
    assert!(error.hint.is_some(), "a refusal says what to do: {error}");
    error.to_string()
}

/// Paragraphs lie in the text, in order, apart, not empty, with a blank line between them.
fn assert_laws(article: &Article) {
    let mut end = None;
    for paragraph in &article.paragraphs {
        let (from, to) = (paragraph.span.start as usize, paragraph.span.end as usize);
        assert!(!article.text[from..to].trim().is_empty());
        match end {
            None => assert_eq!(from, 0),
            Some(end) => assert_eq!(&article.text[end..from], "\n\n"),
        }
        end = Some(to);
    }
    assert_eq!(end.unwrap_or(0), article.text.len());
    let places = article.credits.iter().map(|c| c.at).chain(article.removed.iter().map(|r| r.at));
    for at in places {
        assert!(article.text.is_char_boundary(at as usize), "a place lies in the text");
    }
    if let Some(title) = &article.title {
        assert_eq!(title.span.expect("a title is part of the text").of(&article.text), title.value);
        assert_eq!(article.paragraphs[0].kind, ParagraphKind::Title);
    }
}

const FERRY: &str = " date 2021-03-04 + ↺ − 16 px

The state visit of the lowland president to the island republic has begun — a journey that looks like routine, but in truth closes a quarrel of twenty years.

The agenda is long: from ferries and fish to a common coastguard, and the ministers have brought their own maps.

Source: Tidal Press

According to rumours, the lowlands consider leasing the old naval base for ninety-nine years.

Source: Atlas of Harbours

What will the visit bring? To answer that, one has to wait for the evening.

Maren Holt

Tide.News
";

#[test]
fn a_text_with_furniture_comes_apart() {
    let article = text(FERRY);
    assert_laws(&article);
    let published = article.published.as_ref().expect("it is dated");
    assert_eq!((published.date, published.precision), (Date::constant(2021, 3, 4), Precision::Day));
    assert_eq!(article.byline.as_ref().map(|b| b.value.as_str()), Some("Maren Holt"));
    assert_eq!(article.publisher.as_ref().map(|p| p.value.as_str()), Some("Tide.News"));
    let credits: Vec<_> = article.credits.iter().filter_map(|c| c.source.as_deref()).collect();
    assert_eq!(credits, ["Tidal Press", "Atlas of Harbours"]);
    // What was cut can be found again in the input, word for word.
    for (cut, original) in article
        .credits
        .iter()
        .map(|c| (&c.text, c.original))
        .chain(article.removed.iter().map(|r| (&r.text, r.original)))
    {
        assert_eq!(original.expect("a text file keeps places").of(FERRY).trim(), cut);
    }
    // A credit stands behind the paragraph it followed.
    let before = &article.text[..article.credits[0].at as usize];
    assert!(before.ends_with("their own maps."), "{before}");
    assert_eq!(article.paragraphs.len(), 4);
}

#[test]
fn the_seed_article_comes_apart() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seed-article.txt");
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: {path} is not at hand");
        return;
    };
    let article = read::article(&bytes, &Origin::default()).expect("it is read");
    assert_laws(&article);
    assert_eq!(article.published.as_ref().map(|p| p.date), Some(Date::constant(2025, 8, 6)));
    assert_eq!(article.byline.as_ref().map(|b| b.value.as_str()), Some("Tural Heybatov"));
    assert_eq!(article.publisher.as_ref().map(|p| p.value.as_str()), Some("News.Az"));
    let credits: Vec<_> = article.credits.iter().filter_map(|c| c.source.as_deref()).collect();
    assert_eq!(credits, ["AzerTAg", "Britannica"]);
    assert!(!article.text.contains("16 px") && !article.text.contains("Source:"));
    assert_eq!(article.paragraphs.len(), 11);
    assert!(article.title.is_none());
}

#[test]
fn the_same_story_as_a_page_gives_the_same_body() {
    let plain = text(FERRY);
    let body: String = plain.paragraphs.iter().map(|p| format!("<p>{}</p>\n", p.span.of(&plain.text))).collect();
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>x</title>\
         <meta property=\"og:site_name\" content=\"Tide.News\"></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/sea\">Sea</a></nav><div class=\"article\">\
         <div class=\"date\">2021-03-04</div><div class=\"font-size\">+ ↺ − 16 px</div>{body}\
         <p>Maren Holt</p></div><div class=\"related\"><ul><li><a href=\"/1\">The base that nobody wanted</a></li></ul></div>\
         <div class=\"comments\"><p>Gull: I have seen better visits than this one in my life.</p></div></body></html>"
    );
    let article = page(&html);
    assert_laws(&article);
    for paragraph in &plain.paragraphs {
        assert!(article.text.contains(paragraph.span.of(&plain.text)), "{}", article.text);
    }
    assert!(!article.text.contains("Gull") && !article.text.contains("nobody wanted"));
    assert_eq!(article.published.map(|p| p.date), plain.published.map(|p| p.date));
}

#[test]
fn a_caption_keeps_its_place() {
    let article = page(
        "<html lang=en><head><title>Dam opened</title></head><body><article><h1>Dam opened</h1>\
         <p>The dam on the border river was opened on Friday by the ministers of both of the states, who pressed one button together.</p>\
         <figure><img src=x><figcaption>The button. Photo: River Wire</figcaption></figure>\
         <p>The lake behind it will need four years to fill, and the villages that it covers have been moved to the hills on either side.</p>\
         </article></body></html>",
    );
    let credit = &article.credits[0];
    assert_eq!(credit.source.as_deref(), Some("River Wire"));
    assert!(article.text[..credit.at as usize].ends_with("together."), "at {} of {}", credit.at, article.text);
}

#[test]
fn a_given_text_is_kept_byte_for_byte() {
    let input = "  One line.\r\n\n\tAnother,\u{a0}with odd  spaces. \n";
    let article = read::given(input, Given { title: Some("T".to_owned()), ..Given::default() });
    assert_eq!(article.text, input);
    let paragraphs: Vec<_> = article.paragraphs.iter().map(|p| p.span.of(input)).collect();
    assert_eq!(paragraphs, ["One line.", "Another,\u{a0}with odd  spaces."]);
}

#[test]
fn what_is_no_article_is_refused_with_a_hint() {
    assert!(refusal(b"").contains("empty"));
    assert!(refusal(b" \n\t ").contains("empty"));
    assert!(refusal(b"%PDF-1.7 and so on").contains("PDF"));
    assert!(refusal(b"PK\x03\x04zipzip").contains("ZIP"));
    let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    refusal(&noise);
    assert!(refusal(&vec![b'a'; MAX_BYTES + 1]).contains("MB"));
    assert!(refusal(b"<html><body><nav><a href=/>Home</a></nav></body></html>").contains("no article text"));
}

#[test]
fn charsets_are_told_apart() {
    let story = "Министры двух государств встретились в понедельник в столице и договорились о границе.";
    let (bytes, _, _) = encoding_of("windows-1251").encode(story);
    let html = |charset: &str| {
        let mut page = format!("<html><head><meta charset=\"{charset}\"><title>t</title></head><body><p>").into_bytes();
        page.extend_from_slice(&bytes);
        page.extend_from_slice(b"</p></body></html>");
        page
    };
    // A page that names its charset, one that names a wrong one, and a bare text.
    for input in [html("windows-1251"), html("utf-8"), bytes.to_vec()] {
        let article = read::article(&input, &Origin::default()).expect("it is read");
        assert!(article.text.contains("встретились"), "{}", article.text);
        assert!(article.notices.iter().any(|n| n.code == "charset"));
    }
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(story.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(read::article(&wide, &Origin::default()).expect("it is read").text.contains("встретились"));
}

fn encoding_of(label: &str) -> &'static encoding_rs::Encoding {
    encoding_rs::Encoding::for_label(label.as_bytes()).expect("a known label")
}

#[test]
fn a_later_day_than_the_fetch_is_not_believed() {
    let html = "<html><head><title>Pact</title><meta name=date content=2031-01-01></head><body><h1>Pact</h1><p class=date>4 May 2020</p>\
        <p>The pact between the two coasts was signed on Monday by the ministers, who had slept on board of the ship.</p></body></html>";
    let origin = Origin { latest: Some(Date::constant(2020, 6, 1)), ..Origin::default() };
    let article = read::article(html.as_bytes(), &origin).expect("it is read");
    assert_eq!(article.published.map(|p| p.date), Some(Date::constant(2020, 5, 4)));
}

#[test]
fn dates_are_read_in_many_manners() {
    let day = Date::constant(2018, 8, 6);
    for printed in [
        "6 August 2018",
        "August 6, 2018",
        "Aug. 6, 2018 10:20 a.m.",
        "Mon, 06 Aug 2018 10:20:00 GMT",
        "6th of August 2018",
        "Mon Aug 6 10:20:00 2018",
        "2018-08-06T23:30:00-07:00",
        "20180806",
        "2018/08/06",
        "06.08.2018",
        "06.08.18",
        "6 août 2018",
        "6. August 2018",
        "6 de agosto de 2018",
        "6 agosto 2018",
        "6 августа 2018 г.",
        "6 Ağustos 2018",
        "6 avqust 2018",
        "6 серпня 2018",
        "6 أغسطس 2018",
        "2018年8月6日",
        "1533513600",
        "1533513600000",
        "2018.08.06. 10:20",
    ] {
        let html = format!(
            "<html lang=en><head><title>x</title><meta name=date content=\"{printed}\"></head><body><p>The two \
             governments signed the treaty in the old town hall and went home by different doors.</p></body></html>"
        );
        assert_eq!(page(&html).published.map(|p| p.date), Some(day), "{printed}");
    }
    for printed in
        ["31 February 2018", "2018-13-01", "12 March", "1066-10-14", "page 3 of 2018", "0000-00-00", "99999999"]
    {
        let html = format!(
            "<html lang=en><head><title>x</title><meta name=date content=\"{printed}\"></head><body><p>The two \
             governments signed the treaty in the old town hall and went home by different doors.</p></body></html>"
        );
        assert_eq!(page(&html).published.map(|p| p.date), None, "{printed}");
    }
}

#[test]
fn an_ambiguous_day_in_the_future_is_the_other_day() {
    let html = "<html lang=en-US><head><title>x</title><meta name=date content=\"12/05/2020\"></head><body><p>The two \
        governments signed the treaty in the old town hall and went home by different doors.</p></body></html>";
    let origin = Origin { latest: Some(Date::constant(2020, 6, 1)), ..Origin::default() };
    let article = read::article(html.as_bytes(), &origin).expect("it is read");
    assert_eq!(article.published.map(|p| p.date), Some(Date::constant(2020, 5, 12)));
}

/// Reads hostile bytes; nothing matters but that an answer comes, and soon.
fn hostile(name: &str, input: &str) {
    let start = Instant::now();
    let answer = read::article(input.as_bytes(), &Origin { kind: InputKind::Html, ..Origin::default() });
    let took = start.elapsed();
    println!(
        "{name}: {} kB, {took:?}, {}",
        input.len() / 1000,
        answer.as_ref().map_or_else(|e| e.to_string(), |a| format!("{} bytes", a.text.len()))
    );
    // Quadratic time would be minutes here.
    assert!(took < Duration::from_secs(20), "{name} took {took:?}");
}

#[test]
fn hostile_pages_are_answered_soon() {
    let story =
        "<p>The ministers of the two states met on Monday and agreed to meet again before the winter comes.</p>";
    let n = 200_000;
    hostile("nested div", &("<div>".repeat(n) + story));
    hostile("as large as the door lets in", &("<div>".repeat(4_000_000) + story));
    hostile("nested lists", &("<ul><li>".repeat(n) + story));
    hostile("crossed tags", &("<b><a>".repeat(n) + story));
    hostile("nested tables", &("<table><tr><td>".repeat(n / 4) + story));
    hostile("open comment", &format!("{story}<!-- {}", "-- ".repeat(n)));
    hostile("many open comments", &format!("{story}{}", "<!--".repeat(n)));
    hostile("open script", &format!("{story}<script>{}", "</scrip".repeat(n)));
    hostile("many scripts", &format!("{story}{}", "<script>".repeat(n)));
    hostile("closed by others", &("<div></x>".repeat(n) + story));
    hostile("closed in quotes", &("<div a=\"></div>\">".repeat(n) + story));
    hostile("self-closed", &("<div/>".repeat(n) + story));
    hostile("vectors", &format!("<svg>{}{story}", "<g>".repeat(n)));
    hostile("blocks in formats", &("<b><div></b>".repeat(n) + story));
    hostile("angles", &"<".repeat(n * 5));
    hostile("open tags", &"<a ".repeat(n));
    hostile("attributes", &format!("<div {}>{story}", "a=b ".repeat(n)));
    hostile(
        "distinct attributes",
        &format!("<div {}>{story}</div>", (0..20_000).map(|i| format!("a{i}=b ")).collect::<String>()),
    );
    hostile("one long attribute", &format!("<div title=\"{}\">{story}", "x".repeat(n * 5)));
    hostile("open formats", &((0..2_000).map(|i| format!("<b id={i}>")).collect::<String>() + &"<p>x".repeat(20_000)));
    hostile("paragraphs", &story.repeat(10_000));
    hostile("entities", &format!("<p>{}</p>", "&amp;&lt;&#x;".repeat(n)));
    hostile("broken json-ld", &format!("<script type=\"application/ld+json\">{}</script>{story}", "[".repeat(n)));
    hostile("links", &format!("{story}{}", "<a href=x>a story of another day</a> ".repeat(20_000)));
}

#[test]
fn a_typical_page_is_read_quickly() {
    let story = "<p>The ministers of the two states met on Monday and agreed to meet again before the winter comes, \
        because the <a href=\"/x?a=1&amp;b=2\">talks about the river</a> had not been finished in the time they had.</p>\n";
    let teaser = "<div class=\"teaser\"><div class=\"inner\"><a class=\"link link--teaser\" href=\"/news/story-of-another-day\">\
        <img src=\"/img/1.jpg\" alt=\"\"><h3>A story of another day</h3></a><span class=\"t\">3 May 2019</span></div></div>\n";
    let script = format!("<script>{}</script>", "var x = {a: 1, b: [2, 3]};\n".repeat(1_500));
    let html = format!(
        "<html lang=en><head><title>River talks</title>{script}<meta name=date content=2020-02-03></head><body>\
         <nav>{}</nav><article><h1>River talks</h1>{}</article><aside class=related>{}</aside></body></html>",
        "<a href=/>Section</a> ".repeat(60),
        story.repeat(30),
        teaser.repeat(420)
    );
    let start = Instant::now();
    let mut article = page(&html);
    for _ in 0..4 {
        article = page(&html);
    }
    println!("{} kB: {:?} each of five", html.len() / 1000, start.elapsed() / 5);
    assert_laws(&article);
    assert!(!article.text.contains("another day"));
}

#[test]
fn thirty_megabytes_of_nested_elements_are_refused_at_once() {
    let start = Instant::now();
    assert!(refusal("<div>".repeat(6 << 20).as_bytes()).contains("MB"));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn odd_line_files_take_linear_time() {
    for unit in ["\"", "(", "a a a ", "1 ", "Jan 1 ", "Source: ", "\n", "x\n\n", "- \n", "2020-"] {
        let input = unit.repeat((1 << 20) / unit.len());
        let start = Instant::now();
        let _ = read::article(input.as_bytes(), &Origin { kind: InputKind::Text, ..Origin::default() });
        let took = start.elapsed();
        println!("{unit:?}: {took:?}");
        assert!(took < Duration::from_secs(10), "{unit:?} took {took:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for kind in [InputKind::Auto, InputKind::Html, InputKind::Text] {
            if let Ok(article) = read::article(&bytes, &Origin { kind, ..Origin::default() }) {
                assert_laws(&article);
            }
        }
    }

    #[test]
    fn no_markup_panics(pieces in proptest::collection::vec("<(p|div|h1|ul|li|article|time datetime=\"2020-01-0[0-9]\"|table|b|/p|/div|/li|script|!--)>|[A-Za-z ,.éЖ]{0,60}|[0-9/.: ]{0,12}|Source: [A-Z]{3}", 0..60)) {
        let html = pieces.concat();
        if let Ok(article) = read::article(html.as_bytes(), &Origin { kind: InputKind::Html, ..Origin::default() }) {
            assert_laws(&article);
        }
    }

    #[test]
    fn reading_a_text_again_changes_nothing(lines in proptest::collection::vec("[a-zA-Z][a-z ,’—é]{20,120}[.]", 1..12)) {
        let once = text(&lines.join("\n\n"));
        assert_laws(&once);
        let twice = text(&once.text);
        prop_assert_eq!(&once.text, &twice.text);
        prop_assert_eq!(once.paragraphs, twice.paragraphs);
    }

    #[test]
    fn any_lines_obey_the_laws(lines in proptest::collection::vec("(Source: |By |Photo: |- |© |Read also: )?.{0,80}", 0..20)) {
        if let Ok(article) = read::article(lines.join("\n").as_bytes(), &Origin { kind: InputKind::Text, ..Origin::default() }) {
            assert_laws(&article);
        }
    }
}
