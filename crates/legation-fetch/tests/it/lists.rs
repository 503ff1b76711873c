//! Feeds and sitemaps: every shape, and hostile ones.

use std::io::Write;
use std::time::{Duration, Instant};

use legation_fetch::{feed, sitemap};

const AT: &str = "https://post.example/news/feed.xml";

#[test]
fn four_kinds_of_feed_name_the_same_article() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><link>https://post.example/</link>
        <item><title>A &amp; B</title><link>https://post.example/1?a=1&amp;b=2</link>
        <pubDate>Fri, 27 Nov 2026 08:00:00 +0200</pubDate></item>
        <item><guid isPermaLink="true">https://post.example/2</guid></item>
        <item><title>no address</title></item>
        <item><link>https://post.example/1?a=1&amp;b=2</link></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><id>x</id><updated>2026-11-27T08:00:00Z</updated>
        <entry><title>A</title><id>urn:1</id><link rel="self" href="https://post.example/api/1"/>
        <link rel="alternate" href="https://post.example/1?a=1&amp;b=2"/><published>2026-11-27T06:00:00Z</published>
        <updated>2026-11-28T06:00:00Z</updated></entry></feed>"#;
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Post</title><link>https://post.example/</link>
        <description>d</description></channel><item rdf:about="https://post.example/1?a=1&amp;b=2"><title>A</title>
        <link>https://post.example/1?a=1&amp;b=2</link><dc:date>2026-11-27T06:00:00Z</dc:date></item></rdf:RDF>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Post","items":[{"id":"1",
        "url":"https://post.example/1?a=1&b=2","content_text":"x","date_published":"2026-11-27T06:00:00Z"}]}"#;
    for text in [rss, atom, rdf, json] {
        let items = feed(text.as_bytes(), AT).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert_eq!(items[0].url, "https://post.example/1?a=1&b=2", "{text}");
        assert_eq!(items[0].published.as_deref(), Some("2026-11-27"), "{text}");
    }
    let items = feed(rss.as_bytes(), AT).expect("a feed");
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(items[1].url, "https://post.example/2");
}

#[test]
fn sitemaps_name_pages_and_sitemaps_of_their_own_host() {
    let pages = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc> https://post.example/a?x=1&amp;y=2 </loc><lastmod>2026-11-26T10:00:00Z</lastmod>
        <image:image><image:loc>https://post.example/p.png</image:loc></image:image>
        <news:news><news:publication_date>2026-11-25</news:publication_date></news:news></url>
        <url><loc>https://www.post.example/b</loc></url><url><loc>https://other.example/c</loc></url>
        <url><loc>file:///etc/passwd</loc></url><url></url></urlset>"#;
    let found = sitemap(pages.as_bytes(), "https://post.example/sitemap.xml").expect("a sitemap");
    assert_eq!((found.pages.len(), found.foreign), (2, 2), "{found:?}");
    assert_eq!(found.pages[0].url, "https://post.example/a?x=1&y=2");
    assert_eq!(found.pages[0].updated.as_deref(), Some("2026-11-26"));
    assert_eq!(found.pages[0].published.as_deref(), Some("2026-11-25"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(pages.as_bytes()).expect("packed");
    let packed = gzip.finish().expect("packed");
    assert_eq!(sitemap(&packed, "https://post.example/sitemap.xml.gz").expect("a sitemap"), found);
    let index = "<sitemapindex><sitemap><loc>https://post.example/1.xml</loc><lastmod>2026-11-01</lastmod></sitemap></sitemapindex>";
    let found = sitemap(index.as_bytes(), "https://post.example/").expect("an index");
    assert_eq!((found.sitemaps.len(), found.pages.len()), (1, 0));
    let lines =
        sitemap(b"https://post.example/a\nnot one\nhttps://post.example/b\n", "https://post.example/").expect("lines");
    assert_eq!(lines.pages.len(), 2);
}

#[test]
fn hostile_lists_are_refused_or_read_and_never_slow() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
        <rss version="2.0"><channel><title>&lol2;</title></channel></rss>"#;
    let outside = r#"<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://post.example/&f;</loc></url></urlset>"#;
    let deep = format!("<urlset>{}", "<url>".repeat(100_000));
    let deep_feed = format!("<rss version=\"2.0\"><channel>{}", "<item>".repeat(50_000));
    let names: String = (0..20_000).map(|i| format!(" xmlns:n{i}=\"u{i}\"")).collect();
    let spaces = format!("<urlset{names}><url><loc>https://post.example/a</loc></url></urlset>");
    let same = format!("<urlset{}></urlset>", " a=\"1\"".repeat(20_000));
    let cut = "<rss version=\"2.0\"><channel><item><link>https://post.ex";
    let long = format!("<urlset><url><loc>https://post.example/{}</loc></url></urlset>", "a".repeat(5_000_000));
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b'a'; 200_000_000]).expect("packed");
        gzip.finish().expect("packed")
    };
    let mut all: Vec<Vec<u8>> =
        [laughs, outside, &deep, &deep_feed, &spaces, &same, cut, &long].map(|t| t.as_bytes().to_vec()).into();
    all.extend([bomb, vec![0xff; 10_000], Vec::new(), b"{".to_vec(), b"{}".to_vec(), b"<".to_vec()]);
    for bytes in &all {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let started = Instant::now();
        let _ = feed(bytes, AT);
        let _ = sitemap(bytes, AT);
        assert!(started.elapsed() < Duration::from_secs(5), "{shown} took {:?}", started.elapsed());
    }
    for refused in [laughs, outside] {
        assert!(feed(refused.as_bytes(), AT).is_err() && sitemap(refused.as_bytes(), AT).is_err());
    }
    let mut seed = 5u64;
    for _ in 0..300 {
        let mut text =
            b"<urlset><url><loc>https://post.example/a</loc><lastmod>2026-11-01</lastmod></url></urlset>".to_vec();
        for _ in 0..4 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (seed >> 33) as usize % text.len();
            text[at] = (seed >> 20) as u8;
        }
        let _ = feed(&text, AT);
        let _ = sitemap(&text, AT);
    }
}
