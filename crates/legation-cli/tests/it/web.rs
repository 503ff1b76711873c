//! Recording over the network, from a server on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};

use crate::{folder, legation, said};

/// Paths with what is answered: status line, fields, body.
type Pages = Arc<Mutex<BTreeMap<String, (String, String, String)>>>;

struct Server {
    port: u16,
    pages: Pages,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (pages, asked) = (Pages::default(), Arc::new(Mutex::new(Vec::new())));
        let (served, log) = (pages.clone(), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut head = String::new();
                let mut reader = BufReader::new(&stream);
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|n| n > 0) {}
                let path = head.split(' ').nth(1).unwrap_or("").to_owned();
                let found = served.lock().expect("pages").get(&path).cloned();
                let (mut status, fields, mut body) =
                    found.unwrap_or_else(|| ("404 Not Found".to_owned(), String::new(), String::new()));
                let tag = fields.split("etag: ").nth(1).and_then(|f| f.split('\r').next());
                if tag.is_some_and(|tag| head.contains(&format!("if-none-match: {tag}"))) {
                    (status, body) = ("304 Not Modified".to_owned(), String::new());
                }
                log.lock().expect("a log").push(format!("{path} {}", &status[..3]));
                let n = body.len();
                let _ = (&stream).write_all(
                    format!("HTTP/1.1 {status}\r\n{fields}content-length: {n}\r\nconnection: close\r\n\r\n{body}")
                        .as_bytes(),
                );
            }
        });
        Server { port, pages, asked }
    }

    fn put(&self, path: &str, status: &str, fields: &str, body: &str) {
        let value = (status.to_owned(), fields.to_owned(), body.to_owned());
        self.pages.lock().expect("pages").insert(path.to_owned(), value);
    }

    fn article(&self, n: usize, words: &str) {
        let body = format!(
            "<html><head><title>Envoys expelled, part {n}</title></head><body><article><h1>Envoys expelled, part {n}</h1>\
             <p>France expelled {words} envoys of Japan, the foreign ministry in Paris said in statement {n} of the week.</p>\
             <p>The ministry in Tokyo called step {n} regrettable and said that it would study its answer with care.</p>\
             </article></body></html>"
        );
        let fields = format!("content-type: text/html; charset=utf-8\r\netag: \"{n}-{words}\"\r\n");
        self.put(&format!("/{n}"), "200 OK", &fields, &body);
    }

    fn feed(&self, tag: &str, articles: &[usize]) {
        let items: String = articles
            .iter()
            .map(|n| {
                format!(
                    "<item><link>http://127.0.0.1:{}/{n}</link><pubDate>Tue, {n:02} Nov 2022 08:00:00 GMT</pubDate></item>",
                    self.port
                )
            })
            .collect();
        let body = format!("<rss version=\"2.0\"><channel><title>Post</title>{items}</channel></rss>");
        self.put("/feed", "200 OK", &format!("content-type: application/rss+xml\r\netag: \"{tag}\"\r\n"), &body);
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What was asked since the last time, without robots.txt.
    fn asked(&self) -> Vec<String> {
        let mut all = std::mem::take(&mut *self.asked.lock().expect("a log"));
        all.retain(|a| !a.starts_with("/robots.txt"));
        all
    }

    fn record(&self, here: &Path, arguments: &[&str]) -> Output {
        let host = format!("127.0.0.1:{}", self.port);
        let always = ["record", "--pause", "0", "--private-host", &host];
        legation().current_dir(here).args(always).args(arguments).output().expect("the command starts")
    }
}

#[test]
fn a_feed_is_read_once_and_then_only_what_is_new() {
    let here = folder("web-feed");
    let server = Server::new();
    server.article(1, "two");
    server.article(2, "three");
    server.feed("a", &[1, 2]);
    let feed = server.url("/feed");
    let first = server.record(&here, &["--feed", &feed]);
    assert!(first.status.success() && said(&first).contains("2 new"), "{}", said(&first));
    assert_eq!(server.asked(), ["/feed 200", "/1 200", "/2 200"]);
    let archive = legation::record::Archive::open(&here.join("legation.sqlite")).expect("it opens");
    let days: Vec<(String, String)> = archive
        .connection()
        .prepare("SELECT published, published_basis FROM articles ORDER BY 1")
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("rows");
    let given = |day: &str| (day.to_owned(), "given".to_owned());
    assert_eq!(days, [given("2022-11-01"), given("2022-11-02")], "the feed's day, where the page has none");
    drop(archive);

    let again = server.record(&here, &["--feed", &feed]);
    assert!(again.status.success() && said(&again).contains("1 done before"), "{}", said(&again));
    assert_eq!(server.asked(), ["/feed 304"]);

    // A page that fails: the feed's mark is not kept, so that the page is asked for again.
    server.feed("b", &[1, 2, 3, 4]);
    server.article(4, "five");
    server.put("/3", "503 Busy", "retry-after: 3600\r\n", "");
    let partly = server.record(&here, &["--feed", &feed]);
    assert_eq!(partly.status.code(), Some(3), "{}", said(&partly));
    assert!(said(&partly).contains("503") && said(&partly).contains("2 failed"), "{}", said(&partly));
    assert_eq!(server.asked(), ["/feed 200", "/3 503"], "the host is left alone");
    server.article(3, "four");
    let early = server.record(&here, &["--feed", &feed]);
    assert!(early.status.code() == Some(3) && server.asked() == ["/feed 200"], "{}", said(&early));
    assert_eq!(let_rests_end(&here.join("legation.sqlite")), 2);
    let third = server.record(&here, &["--feed", &feed]);
    assert!(third.status.success() && said(&third).contains("2 new"), "{}", said(&third));
    assert_eq!(server.asked(), ["/feed 200", "/3 200", "/4 200"]);
    assert_eq!(crate::run(&here, &["record", "verify"]).status.code(), Some(0));
}

/// Lets the rest of all addresses end, and says of how many.
fn let_rests_end(archive: &Path) -> usize {
    let archive = legation::record::Archive::open_or_create(archive).expect("it opens");
    archive
        .connection()
        .execute("UPDATE fetched SET not_before = '2000-01-01T00:00:00Z' WHERE not_before IS NOT NULL", [])
        .expect("an update")
}

#[test]
fn a_page_is_asked_again_and_a_changed_one_is_a_version() {
    let here = folder("web-page");
    let server = Server::new();
    server.article(7, "two");
    let url = server.url("/7");
    assert!(said(&server.record(&here, &[&url])).contains("1 new"));
    let same = server.record(&here, &[&url]);
    assert!(said(&same).contains("1 done before"), "{}", said(&same));
    server.article(7, "three");
    let changed = server.record(&here, &[&url]);
    assert!(said(&changed).contains("1 new"), "{}", said(&changed));
    assert_eq!(server.asked(), ["/7 200", "/7 304", "/7 200"]);
    let versions = crate::run(&here, &["record", "versions", &url, "--diff"]);
    let text = String::from_utf8_lossy(&versions.stdout).into_owned();
    assert!(text.contains("three envoys") && text.contains("two envoys"), "{text}");
}

#[test]
fn sitemaps_captchas_pictures_and_wishes() {
    let here = folder("web-sitemap");
    let server = Server::new();
    server.article(1, "two");
    server.article(2, "three");
    server.put("/3", "200 OK", "content-type: image/png\r\n", "png");
    server.put(
        "/4",
        "200 OK",
        "content-type: text/html\r\n",
        "<title>Just a moment...</title><p>Prove that you are a person.",
    );
    server.article(5, "six");
    server.put("/robots.txt", "200 OK", "content-type: text/plain\r\n", "User-agent: *\nDisallow: /5\n");
    let loc = |path: &str, day: &str| format!("<url><loc>{}</loc><lastmod>{day}</lastmod></url>", server.url(path));
    let pages =
        [("/1", "2022-11-20"), ("/2", "2020-01-01"), ("/3", "2022-11-21"), ("/4", "2022-11-21"), ("/5", "2022-11-22")];
    let body: String = pages.iter().map(|(path, day)| loc(path, day)).collect();
    server.put("/pages.xml", "200 OK", "content-type: application/xml\r\n", &format!("<urlset>{body}</urlset>"));
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", server.url("/pages.xml"));
    server.put("/sitemap.xml", "200 OK", "content-type: application/xml\r\n", &index);
    let out = server.record(&here, &["--sitemap", &server.url("/sitemap.xml"), "--since", "2022-11-01"]);
    assert_eq!(out.status.code(), Some(3), "{}", said(&out));
    let words = said(&out);
    assert!(words.contains("1 new") && words.contains("3 failed"), "{words}");
    for cause in ["image/png", "a person reads", "robots.txt"] {
        assert!(words.contains(cause), "{cause}: {words}");
    }
    assert_eq!(server.asked(), ["/sitemap.xml 200", "/pages.xml 200", "/1 200", "/3 200", "/4 200"]);
    let failures = std::fs::read_to_string(here.join("legation.sqlite.failures.jsonl")).expect("a list");
    assert_eq!(failures.lines().count(), 3);
}

/// Nothing inside is asked unless its user names it, whatever a feed says.
#[test]
fn a_feed_leads_nowhere_inside() {
    let here = folder("web-inside");
    let server = Server::new();
    server.article(1, "two");
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>x</title><item><link>{}</link></item><item><link>http://127.0.0.2:{}/1</link></item>\
         <item><link>http://169.254.169.254/latest</link></item><item><link>file:///etc/passwd</link></item></channel></rss>",
        server.url("/1"),
        server.port
    );
    std::fs::write(here.join("feed.xml"), feed).expect("writable");
    let out = crate::run(&here, &["record", "--pause", "0", "--feed", "feed.xml"]);
    assert_eq!(out.status.code(), Some(4), "{}", said(&out));
    assert!(
        said(&out).contains("no address of the open internet") || said(&out).contains("is not asked"),
        "{}",
        said(&out)
    );
    assert!(server.asked().is_empty());
    for (arguments, code) in
        [(&["record"][..], 2), (&["record", "--feed", "none.xml"][..], 4), (&["record", "https://127.0.0.1/"][..], 4)]
    {
        let out = crate::run(&here, arguments);
        assert_eq!(out.status.code(), Some(code), "{arguments:?}: {}", said(&out));
    }
}
