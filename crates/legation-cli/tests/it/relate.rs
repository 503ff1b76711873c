//! Relations from the command line: every verb, every shape, refusals.

use std::path::Path;

use serde_json::Value;

use crate::{folder, run, said};

#[test]
fn every_relation_prints_text_json_and_csv() {
    let here = folder("relate");
    let dispatches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let recorded = run(&here, &["record", &dispatches.display().to_string()]);
    assert!(recorded.status.success(), "{}", said(&recorded));
    let asked: [&[&str]; 7] = [
        &["relate", "series", "AZE-ARM", "--by", "month"],
        &["relate", "series", "Armenia", "--normalised", "--everything"],
        &["relate", "channels", "Azerbaijan-Armenia", "--as-of", "2024-12-31"],
        &["relate", "pillars", "arm-aze"],
        &["relate", "trace"],
        &["relate", "standing", "--by", "month", "--from", "2025-01-01"],
        &["relate", "standing", "--entities", "--ties", "cooperation"],
    ];
    for arguments in asked {
        let text = run(&here, arguments);
        assert!(text.status.success() && text.stdout.len() > 100, "{arguments:?}: {}", said(&text));
        let json = run(&here, &[arguments, &["--json"]].concat());
        let value: Value = serde_json::from_slice(&json.stdout).expect("JSON");
        assert!(value.is_object(), "{arguments:?}");
        let table = run(&here, &[arguments, &["--csv"]].concat());
        let mut reader = csv::Reader::from_reader(table.stdout.as_slice());
        let width = reader.headers().expect("a header").len();
        let rows: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
        assert!(!rows.is_empty() && rows.iter().all(|r| r.len() == width), "{arguments:?}");
        assert_eq!(run(&here, arguments).stdout, text.stdout, "{arguments:?}: the same question, other bytes");
    }
    let series = run(&here, &["relate", "series", "AZE-ARM", "--json"]);
    let series: Value = serde_json::from_slice(&series.stdout).expect("JSON");
    let event = series["changes"]["list"][0]["moved_by"][0]["events"][0].as_str();
    if let Some(event) = event {
        let spread = run(&here, &["relate", "trace", event]);
        assert!(spread.status.success(), "{}", said(&spread));
    }
    let graph = run(&here, &["relate", "network", "--format", "graphml"]);
    let text = String::from_utf8_lossy(&graph.stdout);
    assert!(text.starts_with("<?xml") && text.contains("source=\"ARM\" target=\"AZE\""));
    for (wrong, code) in [
        (["relate", "channels", "Armenia"], 2),
        (["relate", "series", "--from=yesterday"], 2),
        (["relate", "trace", "v0000"], 4),
        (["relate", "series", "--by=year"], 2),
    ] {
        assert_eq!(run(&here, &wrong).status.code(), Some(code), "{wrong:?}");
    }
}
