use serde_json::Value;

use super::Running;
use legation_desk::route::{PARAMETERS, ROUTES, Route};

/// An address of each route that has something to show.
fn address(route: &Route) -> String {
    let desk = Running::shared();
    let first = |list: &str, field: &str| -> String {
        desk.get(list).json()["rows"][0][field].as_str().expect("there is one").to_owned()
    };
    let id = match route.path {
        "/events/{id}" => first("/events.json", "event_id"),
        "/events/{id}/spread" => first("/events.json", "event_id"),
        "/articles/{id}" | "/articles/{id}/spread" => first("/articles.json", "article_id"),
        "/quotes/{id}" => {
            let quotes = desk.get("/quotes.json").json();
            quotes["rows"][0]["tellings"][0]["claim_id"].as_str().expect("a quote").to_owned()
        }
        "/articles/{id}/versions" => first("/articles.json?publisher=The%20Harbour%20Times", "article_id"),
        "/actors/{id}" => "CHL".to_owned(),
        "/dyads/{id}" => "CHL-PER".to_owned(),
        "/explain/{id}" => "quad-class".to_owned(),
        "/negotiations/{id}" => "south-caucasus-2025".to_owned(),
        path if path.contains("{id}") => panic!("{path}: the test needs an id for it"),
        _ => String::new(),
    };
    route.path.replace("{id}", &id)
}

/// What must be asked so that there is an answer at all.
fn needed(route: &Route) -> &'static str {
    match route.path {
        "/search" => "q=railway",
        "/channels" => "dyad=CHL,PER",
        "/precedents" => "like=washington-2025",
        _ => "",
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind.trim_end_matches('?') {
        "any" => true,
        _ if value.is_null() => kind.ends_with('?'),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn every_route_answers_with_the_fields_that_its_description_names() {
    let desk = Running::shared();
    let mut n_rows = 0;
    for route in ROUTES {
        let target = format!("{}.json?{}", address(route), needed(route));
        let answer = desk.get(&target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json", "{target}");
        let value = answer.json();
        let things: Vec<&Value> =
            if route.is_list { value["rows"].as_array().expect("rows").iter().collect() } else { vec![&value] };
        n_rows += things.len();
        for thing in things {
            for (name, kind) in route.fields {
                let field = thing.get(name).unwrap_or_else(|| panic!("{target}: {name} is missing in {thing}"));
                assert!(is(field, kind), "{target}: {name} is no {kind}: {field}");
            }
            // Agenda has two kinds of rows; everything else has what is described, and nothing besides.
            if route.path != "/agenda" {
                let named = |k: &String| route.fields.iter().any(|(name, _)| name == k);
                let more: Vec<_> = thing.as_object().expect("an object").keys().filter(|k| !named(k)).collect();
                assert!(more.is_empty(), "{target}: not described: {more:?}");
            }
        }
    }
    assert!(n_rows > 40, "the routes have something to show: {n_rows}");
}

#[test]
fn every_parameter_of_the_description_is_taken_and_no_other() {
    let desk = Running::shared();
    for route in ROUTES {
        let address = address(route);
        for name in route.parameters {
            let (_, kind, _) =
                PARAMETERS.iter().find(|p| p.0 == *name).unwrap_or_else(|| panic!("{name} has no words"));
            let value = match (*name, *kind) {
                ("after", _) => continue,
                ("dyad", _) => "CHL,PER",
                ("way", _) => "forward",
                ("ties", _) => "conflict",
                ("counted", _) => "everything",
                ("exposure", _) => "articles",
                ("nodes", _) => "entities",
                ("set", _) => "AZE.capability=60",
                ("state", _) => "open",
                ("q", _) => "railway",
                ("like", _) => "washington-2025",
                ("by", _) if route.parameters.contains(&"recipient") => "Chile",
                ("by", _) => "month",
                ("issues", _) => "transit",
                ("kind", _) => "interstate",
                ("mediator", _) => "great_power",
                ("leverage", _) => "high",
                ("war", _) => "recent",
                ("power", _) => "unequal",
                ("guarantee", _) => "none",
                ("sequence", _) => "step_by_step",
                (_, "date") => "2024-03-06",
                (_, "integer") => "3",
                (_, "boolean") => "true",
                _ => "Chile",
            };
            let needed = needed(route);
            let asks_it = needed.starts_with(&format!("{name}="));
            let query = if asks_it { format!("{name}={value}") } else { format!("{needed}&{name}={value}") };
            let target = format!("{address}.json?{query}");
            let answer = desk.get(&target);
            // An article or event that was not known on the day is not there.
            let early = *name == "as_of" && answer.status == 404;
            assert!(answer.status == 200 || early, "{target}: {}", answer.text());
            assert!(*kind != "date" || desk.get(&target.replace("2024-03-06", "2024-02-31")).status == 400, "{target}");
        }
        let target = format!("{address}.json?{}&unheard=1", needed(route));
        let answer = desk.get(&target);
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[test]
fn the_description_names_every_address_and_nothing_else() {
    let desk = Running::shared();
    let description = desk.get("/openapi.json").json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().expect("paths");
    let n_shapes: usize = ROUTES.iter().map(|r| r.shapes.len()).sum();
    assert_eq!(paths.len(), n_shapes + 3 + 3, "routes, three writes, three about the desk itself");
    let mut names = std::collections::BTreeSet::new();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            let name = operation["operationId"].as_str().expect("an id").to_owned();
            assert!(names.insert(name.clone()), "{name} stands there twice");
            if method == "get" && !path.contains('{') {
                let needed = ROUTES.iter().find(|r| path.starts_with(&format!("{}.", r.path))).map_or("", needed);
                assert_eq!(desk.get(&format!("{path}?{needed}")).status, 200, "{path}");
            }
        }
    }
}

#[test]
fn pages_of_a_list_follow_each_other_to_the_end() {
    let desk = Running::shared();
    for list in ["/events", "/claims", "/articles", "/actors", "/dyads"] {
        let all = desk.get(&format!("{list}.json?limit=1000")).json();
        let all = all["rows"].as_array().expect("rows").clone();
        assert!(all.len() > 1, "{list} is long enough to tell");
        let mut next = Some(format!("{list}.json?limit=1"));
        let mut seen: Vec<Value> = Vec::new();
        while let Some(target) = next {
            let answer = desk.get(&target);
            let page = answer.json();
            seen.extend(page["rows"].as_array().expect("rows").iter().cloned());
            next = page["links"]["next"].as_str().map(str::to_owned);
            let link = answer.header("link");
            assert_eq!(link.is_empty(), next.is_none(), "{target}");
            assert!(next.as_ref().is_none_or(|n| link == format!("<{n}>; rel=\"next\"")), "{link}");
        }
        assert_eq!(seen, all, "{list}");
    }
}

#[test]
fn an_answer_that_did_not_change_is_not_sent_again() {
    let desk = Running::shared();
    let first = desk.get("/events.json");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 10, "{tag}");
    let again = desk.get_with("/events.json", &format!("if-none-match: \"x\", {tag}\r\n"));
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()));
    let packed = desk.get_with("/events.json", "accept-encoding: br, gzip;q=0.8\r\n");
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), tag, "other bytes have another tag");
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut plain).expect("gzip");
    assert_eq!(plain, first.body);
    assert_eq!(desk.get_with("/events.json", "accept-encoding: gzip;q=0\r\n").header("content-encoding"), "");
    let head = desk
        .send(format!("HEAD /events.json HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", desk.address).as_bytes())
        .expect("an answer");
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, tag.as_str()));
    assert_eq!(head.header("content-length"), first.body.len().to_string());
}

#[test]
fn shapes_are_chosen_by_the_address_or_by_accept() {
    let desk = Running::shared();
    let csv = desk.get("/claims.csv?limit=3");
    assert!(csv.text().starts_with("claim_id,known,certainty,"), "{}", csv.text());
    assert_eq!(desk.get_with("/claims?limit=3", "accept: text/csv\r\n").body, csv.body);
    assert!(desk.get("/events.parquet").body.starts_with(b"PAR1"));
    assert!(desk.get("/network.graphml").text().contains("<graphml"));
    let map = desk.get("/map.geojson").json();
    assert_eq!(map["type"], "FeatureCollection");
    let page = desk.get_with("/events?type=CONSULT", "accept: text/html,*/*;q=0.8\r\n");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(desk.get_with("/", "accept: text/html\r\n").status, 200);
    assert_eq!(desk.get_with("/nowhere/at/all", "accept: text/html\r\n").status, 404);
    assert_eq!(desk.get_with("/claims", "accept: image/png\r\n").status, 406);
    assert_eq!(desk.get("/claims.parquet").status, 404);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(page.header(name), value);
    }
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[test]
fn an_article_has_ranges_that_hold_its_words_and_versions_that_differ() {
    let desk = Running::shared();
    let rows = desk.get("/articles.json").json();
    let mut n_spans = 0;
    for row in rows["rows"].as_array().expect("rows") {
        let page = desk.get(&format!("/articles/{}.json", row["article_id"].as_str().expect("an id"))).json();
        let text = page["text"].as_str().expect("text");
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut check = |span: &Value| {
            let at = |name: &str| span[name].as_u64().expect("a number") as usize;
            let words = &text[at("start")..at("end")];
            assert_eq!(String::from_utf16(&units[at("start16")..at("end16")]).expect("whole"), words);
            assert!(span.get("text").is_none_or(|t| t == words), "{span}");
            n_spans += 1;
        };
        page["mentions"].as_array().expect("mentions").iter().for_each(&mut check);
        for owner in ["reports", "claims", "agenda", "commitments"] {
            for thing in page[owner].as_array().expect("a list") {
                let evidence = thing["evidence"].as_object().expect("evidence");
                evidence.values().flat_map(|v| v.as_array().expect("spans")).for_each(&mut check);
            }
        }
    }
    assert!(n_spans > 60, "{n_spans}");
    let rows = desk.get("/articles.json?publisher=The+Harbour+Times").json();
    let id = rows["rows"][0]["article_id"].as_str().expect("an id").to_owned();
    let versions = desk.get(&format!("/articles/{id}/versions.json")).json();
    let versions = versions["versions"].as_array().expect("versions");
    assert_eq!(versions.len(), 2);
    let changes = versions[1]["changes"].to_string();
    assert!(changes.contains("\"added\":\"Chile will open the northern port by 1 July 2024"), "{changes}");
}

#[test]
fn a_day_that_is_asked_for_hides_what_came_later() {
    let desk = Running::shared();
    for list in ["/events", "/claims", "/articles", "/actors", "/dyads", "/sources"] {
        let count =
            |query: &str| desk.get(&format!("{list}.json?{query}")).json()["rows"].as_array().map_or(0, Vec::len);
        assert_eq!(count("as_of=2024-03-03"), 0, "{list}");
        assert!(count("as_of=2024-03-04") > 0 || list == "/dyads", "{list}");
        assert_eq!(count("as_of=2024-03-07"), count(""), "{list}");
    }
    let early = desk.get("/overview.json?as_of=2024-03-05").json();
    assert_eq!((&early["holdings"]["n_articles"], &early["holdings"]["last"]), (&2.into(), &"2024-03-05".into()));
}

#[test]
fn the_desk_tells_about_itself() {
    let desk = Running::shared();
    assert_eq!(desk.get("/healthz").text(), "ok\n");
    assert_eq!(desk.get("/readyz").text(), "ready\n");
    let metrics = desk.get("/metrics").text();
    assert!(metrics.contains("# TYPE legation_answer_seconds histogram"), "{metrics}");
    assert!(metrics.lines().any(|l| l.starts_with("legation_answers_total{status=\"2xx\"} ")), "{metrics}");
}
