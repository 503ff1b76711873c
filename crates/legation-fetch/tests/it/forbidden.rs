//! Server-side request forgery: a canary listens on every port that is tried, and hears nothing.

use std::time::Duration;

use legation_fetch::{Door, Exempt, Limits};

use crate::{Canary, Names, Server, answer, ok};

fn limits(ports: &[u16]) -> Limits {
    let mut all = Limits { time: Duration::from_secs(3), ..Limits::default() };
    all.ports.extend(ports);
    all
}

#[test]
fn no_address_of_this_or_the_inner_net_is_asked() {
    let canary = Canary::listening();
    let port = canary.port;
    let names: Vec<(&str, &[&str])> = vec![
        ("localhost", &["127.0.0.1"]),
        ("localhost.", &["127.0.0.1"]),
        ("six.example", &["::1"]),
        ("inner.example", &["10.0.0.5"]),
        ("metadata.google.internal", &["169.254.169.254"]),
        ("mixed.example", &["93.184.216.34 127.0.0.1"]),
        ("mixed-six.example", &["2606:4700::1111 ::1"]),
        ("mapped.example", &["::ffff:127.0.0.1"]),
        ("nat.example", &["64:ff9b::7f00:1"]),
        ("unique.example", &["fd00::1"]),
        ("link.example", &["fe80::1"]),
        ("tunnel.example", &["2002:7f00:1::"]),
        ("shared.example", &["100.64.0.1"]),
        ("this.example", &["0.0.0.0"]),
        ("many.example", &["224.0.0.1"]),
        ("none.example", &[""]),
        ("127.0.0.1.nip.example", &["127.0.0.1"]),
    ];
    let door = Door::with_resolver(limits(&[port]), Vec::new(), Box::new(Names::of(&names)));
    let mut cases: Vec<String> = names.iter().map(|(name, _)| format!("http://{name}:{port}/")).collect();
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "127.0.0.1.",
        "127.127.127.127",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "①②⑦.⓪.⓪.①",
        "１２７.０.０.１",
        "127。0。0。1",
        "%31%32%37.0.0.1",
    ] {
        cases.push(format!("http://{host}:{port}/"));
        cases.push(format!("https://{host}:{port}/feed"));
    }
    cases.extend([
        format!("http://user@127.0.0.1:{port}/"),
        format!("http://user:word@localhost:{port}/"),
        format!("http://news.example@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}@news.example/"),
        format!("http:127.0.0.1:{port}"),
        format!("http:\\\\127.0.0.1:{port}\\"),
        format!("http:///127.0.0.1:{port}/"),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/_GET"),
        format!("ws://127.0.0.1:{port}/"),
        format!("dict://127.0.0.1:{port}/"),
        format!("ldap://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
        "data:text/html,hello".to_owned(),
        "javascript:alert(1)".to_owned(),
        "http://".to_owned(),
        "//127.0.0.1/".to_owned(),
        String::new(),
        "http://news.example:22/".to_owned(),
        "http://news.example:6379/".to_owned(),
        format!("http://127.0.0.1:{port}/\r\nHost: x"),
    ]);
    assert!(cases.len() >= 100, "{}", cases.len());
    for case in &cases {
        let error = door.get(case, &[]).expect_err(case);
        assert!(error.cause.is_some_and(|c| !c.is_empty()), "{case}");
    }
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(canary.reached(), 0, "somebody came");
    // It would have been heard: a host that its user names is asked.
    let exempt = vec![Exempt::of(&format!("127.0.0.1:{port}")).expect("a host")];
    let open = Door::with_resolver(limits(&[port]), exempt, Box::new(Names::of(&names)));
    assert_eq!(open.get(&format!("http://127.0.0.1:{port}/"), &[]).expect("an answer").bytes, b"secret");
    assert!(canary.reached() > 0);
    let before = canary.reached();
    assert!(open.get(&format!("http://127.0.0.2:{port}/"), &[]).is_err(), "the exception is for one host");
    assert_eq!(canary.reached(), before);
}

/// Every hop of a redirect is checked like a first request.
#[test]
fn redirects_lead_nowhere_inside() {
    let canary = Canary::listening();
    let inside = canary.port;
    let to = move |head: &str| -> Vec<u8> {
        let n: usize = head.split_whitespace().nth(1).and_then(|p| p.trim_start_matches('/').parse().ok()).unwrap_or(0);
        let places = [
            format!("http://127.0.0.2:{inside}/"),
            format!("//127.0.0.2:{inside}/"),
            format!("http://inner.example:{inside}/"),
            format!("http://[::1]:{inside}/"),
            format!("http://2130706434:{inside}/"),
            format!("http://user@127.0.0.2:{inside}/"),
            "file:///etc/passwd".to_owned(),
            format!("gopher://127.0.0.2:{inside}/"),
            format!("http://rebound.example:{inside}/"),
            "data:text/html,x".to_owned(),
            "http://127.0.0.2:22/".to_owned(),
            format!("http://169.254.169.254:{inside}/latest/meta-data"),
        ];
        let status = ["301 x", "302 x", "303 x", "307 x", "308 x"][n % 5];
        answer(status, &format!("location: {}\r\n", places[n % places.len()]), b"")
    };
    let server = Server::new(to);
    let exempt = vec![Exempt::of(&format!("127.0.0.1:{}", server.port)).expect("a host")];
    let names = Names::of(&[("inner.example", &["127.0.0.2"]), ("rebound.example", &["127.0.0.2"])]);
    let door = Door::with_resolver(limits(&[inside]), exempt, Box::new(names));
    for n in 0..12 {
        assert!(door.get(&server.url(&format!("/{n}")), &[]).is_err(), "hop {n}");
    }
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!((canary.reached(), server.asked().len()), (0, 12));
}

/// A name that answers with a good address first and a bad one later: what was checked is what is asked.
#[test]
fn a_name_is_resolved_once_for_each_request() {
    let canary = Canary::listening();
    let port = canary.port;
    // The good address leads nowhere from here; the second answer would lead to the canary.
    let names =
        Names::of(&[("rebound.example", &["192.0.0.0", "127.0.0.1"]), ("later.example", &["2001:db8::1", "::1"])]);
    let door = Door::with_resolver(limits(&[port]), Vec::new(), Box::new(names));
    for host in ["rebound.example", "later.example"] {
        for _ in 0..3 {
            assert!(door.get(&format!("http://{host}:{port}/"), &[]).is_err());
        }
    }
    // An exempt host is asked at the address that its one resolution gave, and not at a second one.
    let server = Server::new(|_| ok("text/plain", b"first"));
    let names = Names::of(&[("own.example", &["127.0.0.1", "127.0.0.9"])]);
    let exempt = vec![Exempt::of("own.example").expect("a host")];
    let door = Door::with_resolver(limits(&[]), exempt, Box::new(names));
    let url = format!("http://own.example:{}/", server.port);
    assert_eq!(door.get(&url, &[]).expect("an answer").bytes, b"first");
    assert!(door.get(&url, &[]).is_err(), "nobody listens at the second address");
    assert_eq!(canary.reached(), 0);
    assert!(server.asked()[0].to_lowercase().contains(&format!("host: own.example:{}", server.port)));
}
