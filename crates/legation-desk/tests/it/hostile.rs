use super::{Answer, Running};

/// What comes back must be a refusal in the right form, or a closed connection; never data.
fn refused(case: &str, answer: Option<Answer>, wanted: &[u16]) {
    let Some(answer) = answer else { return };
    assert!(wanted.contains(&answer.status), "{case:.120}: {} {}", answer.status, answer.text());
    // hyper's own refusals of what is no HTTP have no body.
    if !answer.body.is_empty() {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{case:.120}");
        assert_eq!(answer.json()["status"], answer.status, "{case:.120}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{case:.120}");
    }
}

#[test]
fn no_path_leads_out_of_the_desk() {
    let desk = Running::shared();
    let mut n = 0;
    let dots = [
        "..",
        "%2e%2e",
        ".%2e",
        "%2e.",
        "..%00",
        "%c0%ae%c0%ae",
        "%e0%80%ae%e0%80%ae",
        "..%5c",
        "..%255c",
        "%uff0e%uff0e",
    ];
    let slashes = ["/", "%2f", "%5c", "%c0%af", "%252f"];
    for dot in dots {
        for slash in slashes {
            let up = format!("{dot}{slash}").repeat(6);
            for target in
                [format!("/{up}etc/passwd"), format!("/assets/{up}etc/passwd"), format!("/articles/{up}x.json")]
            {
                let answer = desk.get(&target);
                assert!(matches!(answer.status, 400 | 404), "{target}: {}", answer.status);
                assert!(!answer.text().contains("root:"), "{target}");
                n += 1;
            }
        }
    }
    for target in [
        "/%00",
        "/events.json%00.html",
        "/events%0d%0aset-cookie:x=1.json",
        "/events.json?q=%ff",
        "//events.json",
        "/events/",
        "/./events.json",
        "/events/../articles.json",
        "/assets//index.html",
        "/index.html/x",
        "/C:/x",
        "/events.json/..%2f",
        "/negotiations/..%2f..%2fCargo.json",
        "/negotiations/%2fetc%2fpasswd.json",
        "/negotiations/..json",
        "/proc/self/environ",
        "/.git/config",
        "/a.sqlite",
        "/legation.sqlite",
        "/server-status",
    ] {
        let answer = desk.get(target);
        assert!(matches!(answer.status, 400 | 404), "{target}: {} {}", answer.status, answer.text());
        assert_eq!(answer.header("set-cookie"), "", "{target}");
        n += 1;
    }
    assert!(n >= 160, "{n}");
}

#[test]
fn only_our_own_names_are_answered() {
    let desk = Running::shared();
    let port = desk.address.port();
    let send = |target: &str, hosts: &str| {
        desk.send(format!("GET {target} HTTP/1.1\r\n{hosts}connection: close\r\n\r\n").as_bytes())
    };
    for good in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("LOCALHOST:{port}")] {
        assert_eq!(send("/events.json", &format!("host: {good}\r\n")).map(|a| a.status), Some(200), "{good}");
    }
    let mut bad: Vec<String> = [
        "evil.example",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "",
        " ",
        "localhost.evil.example",
        "127.1",
        "0x7f000001",
        "2130706433",
        "[::1]",
        "127.0.0.1:",
        "user@127.0.0.1",
        "127.0.0.1.nip.io",
        "0.0.0.0",
        "*",
    ]
    .iter()
    .flat_map(|h| [(*h).to_owned(), format!("{h}:{port}")])
    .filter(|h| *h != format!("127.0.0.1:{port}") && *h != format!("localhost:{port}"))
    .collect();
    bad.push(format!("127.0.0.1:{port}, evil.example"));
    bad.push(format!("evil.example#127.0.0.1:{port}"));
    bad.push(format!("127.0.0.1:{port}/x"));
    for host in &bad {
        refused(host, send("/events.json", &format!("host: {host}\r\n")), &[400, 421]);
    }
    refused("no host", send("/events.json", ""), &[400]);
    refused("two hosts", send("/events.json", &format!("host: 127.0.0.1:{port}\r\nhost: evil.example\r\n")), &[400]);
    let other = send("http://evil.example/events.json", &format!("host: 127.0.0.1:{port}\r\n"));
    refused("an absolute address elsewhere", other, &[400, 421]);
    assert!(bad.len() >= 30, "{}", bad.len());
}

#[test]
fn forwarding_headers_change_no_byte() {
    let desk = Running::shared();
    let plain = desk.get("/events.json");
    for header in [
        "x-forwarded-for: 10.0.0.1",
        "x-forwarded-host: evil.example",
        "x-forwarded-proto: https",
        "x-forwarded-port: 1",
        "x-forwarded-prefix: /evil",
        "forwarded: for=10.0.0.1;host=evil.example;proto=https",
        "x-real-ip: 10.0.0.1",
        "x-original-url: /metrics",
        "x-rewrite-url: /metrics",
        "x-http-method-override: POST",
        "x-host: evil.example",
        "x-forwarded-server: evil.example",
        "x-method-override: DELETE",
        "true-client-ip: 127.0.0.1",
        "x-client-ip: 127.0.0.1",
        "via: 1.1 evil.example",
        "cf-connecting-ip: 1.1.1.1",
        "origin: https://evil.example",
        "referer: https://evil.example/",
        "cookie: token=0123456789abcdef-of-a-test",
        "range: bytes=0-0",
        "range: bytes=0-0,1-1,2-2",
        "if-range: x",
        "te: trailers",
        "accept-encoding: identity",
    ] {
        let answer = desk.get_with("/events.json", &format!("{header}\r\n"));
        assert_eq!((answer.status, &answer.body), (200, &plain.body), "{header}");
        let mut headers = answer.headers.clone();
        let mut before = plain.headers.clone();
        headers.remove("date");
        before.remove("date");
        assert_eq!(headers, before, "{header}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[test]
fn only_questions_are_answered_and_only_small_ones() {
    let desk = Running::shared();
    let host = format!("host: {}\r\nconnection: close\r\n", desk.address);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETT", "DEBUG"] {
        let answer = desk.send(format!("{method} /events.json HTTP/1.1\r\n{host}\r\n").as_bytes());
        refused(method, answer, &[400, 405]);
    }
    let posted = desk.send(format!("POST /events.json HTTP/1.1\r\n{host}content-length: 0\r\n\r\n").as_bytes());
    assert_eq!(posted.map(|a| (a.status, a.header("allow").to_owned())), Some((405, "GET, HEAD".to_owned())));
    let large = [
        (format!("/events.json?q={}", "a".repeat(5_000)), 414),
        (format!("/{}", "a".repeat(10_000)), 414),
        (format!("/search.json?q={}", "a".repeat(1_500)), 400),
        (format!("/events.json?{}", (0..60).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&")), 400),
        ("/events.json?limit=1&limit=2".to_owned(), 400),
        ("/events.json?limit=0".to_owned(), 400),
        ("/events.json?limit=100000".to_owned(), 400),
        ("/events.json?limit=-1".to_owned(), 400),
        ("/events.json?limit=99999999999999999999".to_owned(), 400),
        ("/events.json?after=x".to_owned(), 400),
        ("/actors.json?after=x~y".to_owned(), 400),
        ("/events.json?as_of=2024-02-30".to_owned(), 400),
        ("/events.json?dyad=ARM".to_owned(), 400),
        ("/dyads/ARM.json".to_owned(), 404),
        ("/dyads/ARM-ARM.json".to_owned(), 404),
        ("/negotiations/south-caucasus-2025.json?draws=10000000".to_owned(), 400),
        ("/negotiations/south-caucasus-2025.json?set=x".to_owned(), 400),
        ("/search.json?q=***".to_owned(), 400),
        ("/events.json?token=0123456789abcdef-of-a-test".to_owned(), 400),
    ];
    for (target, status) in &large {
        refused(target, Some(desk.get(target)), &[*status]);
    }
    let headers = [
        format!("x: {}\r\n", "a".repeat(20_000)),
        (0..90).map(|n| format!("x-{n}: {}\r\n", "a".repeat(300))).collect(),
        (0..200).map(|n| format!("x-{n}: 1\r\n")).collect(),
        format!("x: {}\r\n", "a".repeat(100_000)),
        format!("{}: 1\r\n", "a".repeat(70_000)),
    ];
    for header in &headers {
        refused(header, desk.send(format!("GET /events.json HTTP/1.1\r\n{host}{header}\r\n").as_bytes()), &[431]);
    }
    let endless = format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(200_000));
    refused("endless", desk.send(endless.as_bytes()), &[414, 431]);
}

#[test]
fn no_second_request_hides_in_a_first() {
    let desk = Running::shared();
    let host = format!("host: {}\r\n", desk.address);
    let hidden = format!("GET /metrics HTTP/1.1\r\n{host}connection: close\r\n\r\n");
    let cases = [
        format!("GET /events.json HTTP/1.1\r\n{host}content-length: {}\r\n\r\n{hidden}", hidden.len()),
        format!("GET /events.json HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!(
            "POST /events.json HTTP/1.1\r\n{host}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
        ),
        format!("POST /events.json HTTP/1.1\r\n{host}content-length: 0\r\ncontent-length: 44\r\n\r\n{hidden}"),
        format!(
            "POST /events.json HTTP/1.1\r\n{host}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n{hidden}"
        ),
        format!("POST /events.json HTTP/1.1\r\n{host}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("POST /events.json HTTP/1.1\r\n{host}transfer-encoding : chunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("POST /events.json HTTP/1.1\r\n{host}content-length: +5\r\n\r\n{hidden}"),
        format!("POST /events.json HTTP/1.1\r\n{host}content-length: 5 \r\n 5\r\n\r\n{hidden}"),
        format!("POST /events.json HTTP/1.1\r\n{host}content-length: 0x5\r\n\r\n{hidden}"),
        format!("POST /events.json HTTP/1.1\r\n{host}content-length: 5, 5\r\n\r\n{hidden}"),
        format!("GET /events.json HTTP/1.1\r\n{host}expect: 100-continue\r\n\r\n{hidden}"),
        format!("GET /events.json HTTP/1.1\r\n{host}x: a\rb: c\r\n\r\n"),
        format!("GET /events.json HTTP/1.1\r\n{host}x\0: a\r\n\r\n"),
        format!("GET /events.json HTTP/1.1\r\n x: a\r\n{host}\r\n"),
        format!("GET /events.json HTTP/9.9\r\n{host}\r\n"),
        format!("GET  /events.json HTTP/1.1\r\n{host}\r\n"),
        format!("GET /events.json\t HTTP/1.1\r\n{host}\r\n"),
        "GET /events.json\r\n".to_owned(),
        "\0\0\0\0".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned(),
    ];
    for case in &cases {
        let answer = desk.send(case.as_bytes());
        if let Some(answer) = &answer {
            let text = answer.text();
            assert!(!text.contains("legation_connections"), "{case:?}: the hidden request was answered: {text}");
        }
        refused(case, answer, &[400, 405, 417, 431, 501, 505]);
    }
}
