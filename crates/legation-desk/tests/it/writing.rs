use std::net::SocketAddr;

use legation_desk::{Desk, Settings, Token};
use serde_json::{Value, json};

use super::{Answer, Running, TOKEN};

fn post(desk: &Running, target: &str, headers: &str, body: &str) -> Answer {
    let request = format!(
        "POST {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        desk.address,
        body.len()
    );
    desk.send(request.as_bytes()).expect("an answer")
}

fn bearer() -> String {
    format!("authorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\n")
}

#[test]
fn two_events_are_joined_and_parted_again() {
    let desk = Running::start("rulings", |s| s.token = Some(Token::new(TOKEN).expect("a token")));
    let events = || desk.get("/events.json").json()["rows"].as_array().expect("rows").clone();
    let before = events();
    let ids: Vec<&str> = before.iter().map(|e| e["event_id"].as_str().expect("an id")).collect();
    let merge = json!({ "one": ids[0], "other": ids[1], "why": "a test" }).to_string();
    let done = post(&desk, "/rulings/merge", &bearer(), &merge);
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(events().len(), before.len() - 1, "the next question sees it");
    let again = post(&desk, "/rulings/merge", &bearer(), &merge);
    assert_eq!(again.status, 409, "{}", again.text());
    let undo = json!({ "run": done.json()["run"] }).to_string();
    assert_eq!(post(&desk, "/rulings/undo", &bearer(), &undo).status, 200);
    assert_eq!(events(), before);
    drop(legation::record::Archive::open_or_create(&desk.archive).expect("the lock was given back"));
}

#[test]
fn nobody_else_writes() {
    let desk = Running::shared();
    let ids: Vec<Value> = desk.get("/events.json?limit=2").json()["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|e| e["event_id"].clone())
        .collect();
    let body = json!({ "one": ids[0], "other": ids[1], "why": "a test" }).to_string();
    let json = "content-type: application/json\r\n";
    let basic = "authorization: Basic eDowMTIzNDU2Nzg5YWJjZGVmLW9mLWEtdGVzdA==\r\n";
    let cases: [(&str, String, u16); 13] = [
        ("no token", json.to_owned(), 401),
        ("a wrong token", format!("authorization: Bearer wrong\r\n{json}"), 401),
        ("part of the token", format!("authorization: Bearer {}\r\n{json}", &TOKEN[..20]), 401),
        ("the token and more", format!("authorization: Bearer {TOKEN}x\r\n{json}"), 401),
        ("the token as password, which browsers send by themselves", format!("{basic}{json}"), 401),
        ("the token as a cookie", format!("cookie: token={TOKEN}\r\n{json}"), 401),
        ("another scheme", format!("authorization: Token {TOKEN}\r\n{json}"), 401),
        ("a form", format!("authorization: Bearer {TOKEN}\r\ncontent-type: text/plain\r\n"), 415),
        ("no type", format!("authorization: Bearer {TOKEN}\r\n"), 415),
        ("another site's page", format!("{}origin: https://evil.example\r\n", bearer()), 403),
        ("a page without origin", format!("{}origin: null\r\n", bearer()), 403),
        ("another site's fetch", format!("{}sec-fetch-site: cross-site\r\n", bearer()), 403),
        ("a neighbour's fetch", format!("{}sec-fetch-site: same-site\r\n", bearer()), 403),
    ];
    for (name, headers, status) in &cases {
        let answer = post(desk, "/rulings/merge", headers, &body);
        assert_eq!(answer.status, *status, "{name}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{name}");
    }
    assert_eq!(post(desk, &format!("/rulings/merge?token={TOKEN}"), json, &body).status, 401);
    for (name, body, status) in [
        ("no JSON", "{".to_owned(), 400),
        ("nothing", String::new(), 400),
        ("a list", "[]".to_owned(), 400),
        ("no reason", json!({ "one": "a", "other": "b" }).to_string(), 400),
        ("no such event", json!({ "one": "a", "other": "b", "why": "c" }).to_string(), 409),
        ("another type", json!({ "one": 1, "other": 2, "why": 3 }).to_string(), 400),
        ("a long reason", json!({ "one": "a", "other": "b", "why": "c".repeat(3_000) }).to_string(), 400),
        ("deep", format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), 400),
        ("large", format!("\"{}\"", "a".repeat(100_000)), 413),
        ("not UTF-8", "{\"one\": \"\u{fffd}\"".to_owned(), 400),
    ] {
        let answer = post(desk, "/rulings/merge", &bearer(), &body);
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
    }
    assert_eq!(desk.get("/metrics").status, 200, "it is still there");
}

#[test]
fn a_desk_that_others_reach_needs_a_token_for_everything() {
    let open = |token: Option<&str>| {
        let mut settings = Settings::new(super::archive("public"), SocketAddr::from(([0, 0, 0, 0], 0)));
        settings.token = token.map(|t| Token::new(t).expect("a token"));
        Desk::open(settings)
    };
    let refused = open(None).err().expect("it is not opened without a token");
    assert!(refused.hint.is_some_and(|h| h.contains("LEGATION_TOKEN")));
    let desk = Running::start("open", |s| {
        s.address = SocketAddr::from(([0, 0, 0, 0], 0));
        s.token = Some(Token::new(TOKEN).expect("a token"));
    });
    let local = Running { address: SocketAddr::from(([127, 0, 0, 1], desk.address.port())), ..desk };
    assert_eq!(local.get("/healthz").status, 200);
    for target in ["/events.json", "/", "/metrics", "/openapi.json", "/readyz"] {
        let answer = local.get(target);
        assert_eq!(answer.status, 401, "{target}");
        assert!(answer.header("www-authenticate").starts_with("Basic"), "{target}");
        assert_eq!(local.get_with(target, &format!("authorization: Bearer {TOKEN}\r\n")).status, 200, "{target}");
    }
    // "x" and the token, as a browser sends them.
    let basic = "authorization: Basic eDowMTIzNDU2Nzg5YWJjZGVmLW9mLWEtdGVzdA==\r\n";
    assert_eq!(local.get_with("/events.json", basic).status, 200);
}

#[test]
fn a_desk_without_a_token_only_reads() {
    let desk = Running::start("reads", |_| {});
    let answer = post(&desk, "/rulings/merge", &bearer(), "{}");
    assert_eq!(answer.status, 403, "{}", answer.text());
}
