//! A server that sends too much, too slowly, for ever, or what it did not promise.

use std::io::Write;
use std::time::{Duration, Instant};

use legation_fetch::Limits;

use crate::{Server, answer, ok};

fn small() -> Limits {
    Limits { bytes: 100_000, unpacked: 2_000_000, time: Duration::from_secs(2), hops: 3, ..Limits::default() }
}

#[test]
fn too_much_too_slow_and_in_circles() {
    let packed = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&vec![b'a'; 50_000_000]).expect("packed");
        gzip.finish().expect("packed")
    };
    assert!(packed.len() < 100_000);
    let fine = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(b"a page").expect("packed");
        gzip.finish().expect("packed")
    };
    let server = Server::new(move |head| {
        let path = head.split_whitespace().nth(1).unwrap_or("");
        match path {
            "/fine" => answer(
                "200 OK",
                "content-type: text/html; charset=utf-8\r\ncontent-encoding: gzip\r\netag: \"a\"\r\n",
                &fine,
            ),
            "/promised" => b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nx".to_vec(),
            "/endless" => {
                let mut out = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
                out.resize(1_000_000, b'a');
                out
            }
            "/bomb" => answer("200 OK", "content-encoding: gzip\r\n", &packed),
            "/liar" => answer("200 OK", "content-encoding: gzip\r\n", b"not packed at all"),
            "/brotli" => answer("200 OK", "content-encoding: br\r\n", b"xx"),
            "/short" => b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\nconnection: close\r\n\r\nshort".to_vec(),
            "/header" => format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(200_000)).into_bytes(),
            "/nonsense" => b"\x00\xff\x00 what is this\r\n\r\n".to_vec(),
            "/slow" => {
                std::thread::sleep(Duration::from_secs(8));
                ok("text/html", b"late")
            }
            "/hop3" => ok("text/html", b"there"),
            _ if path.starts_with("/hop") => {
                let n: u32 = path[4..].parse().unwrap_or(0);
                answer("302 x", &format!("location: /hop{}\r\n", n + 1), b"")
            }
            "/circle" => answer("301 x", "location: /circle\r\n", b""),
            "/lost" => answer("302 x", "", b""),
            _ => answer("404 x", "", b""),
        }
    });
    let door = server.door(small());
    let page = door.get(&server.url("/fine"), &[]).expect("an answer");
    assert_eq!((page.bytes.as_slice(), page.content_type.as_str()), (&b"a page"[..], "text/html"));
    assert_eq!(page.etag.as_deref(), Some("\"a\""));
    assert_eq!(door.get(&server.url("/hop0"), &[]).expect("three hops").bytes, b"there");
    assert_eq!(door.get(&server.url("/lost"), &[]).expect("an answer").status, 302);
    for (path, cause) in [
        ("/promised", "larger"),
        ("/endless", "larger"),
        ("/bomb", "grows"),
        ("/liar", "unpacked"),
        ("/brotli", "packed as br"),
        ("/short", ""),
        ("/header", ""),
        ("/nonsense", ""),
        ("/slow", ""),
        ("/circle", "on and on"),
    ] {
        let started = Instant::now();
        let error = door.get(&server.url(path), &[]).expect_err(path);
        assert!(error.cause.as_deref().is_some_and(|c| c.contains(cause)), "{path}: {error}");
        assert!(started.elapsed() < Duration::from_secs(6), "{path} took {:?}", started.elapsed());
    }
    let asked = server.asked();
    assert!(
        asked[0].to_lowercase().contains("user-agent: legation/")
            && asked[0].to_lowercase().contains("accept-encoding: gzip")
    );
}
