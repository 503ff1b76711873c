//! Answers for marked sources and targets.

use crate::{folder, run, said};

#[test]
fn each_row_gets_an_answer_in_both_codebooks() {
    let here = folder("pairs");
    let table = "id\tsource\tmarked_sentence\n\
        1\tRome\t<s>Rome</s> expelled two envoys of <t>Carthage</t>.\n\
        2\tRome\t<s>Rome</s> withdrew its troops from <t>Carthage</t>.\n\
        q\tRome\t\"<s>Rome</s> said: \"\"We will attack <t>Carthage</t>.\"\"\"\n\
        bad\tRome\tno marks at all\n";
    std::fs::write(here.join("pairs.tsv"), table).expect("the folder is writable");
    let answers = |projection: &str| -> Vec<serde_json::Value> {
        let out = run(&here, &["code", "--pairs", "pairs.tsv", "--projection", projection]);
        assert_eq!(out.status.code(), Some(3), "{}", said(&out));
        assert!(said(&out).contains("line 5: nothing is marked"), "{}", said(&out));
        let text = String::from_utf8(out.stdout).expect("output is UTF-8");
        text.lines().map(|l| serde_json::from_str(l).expect("a line is JSON")).collect()
    };
    let plover = answers("plover-2.0");
    let cameo = answers("cameo");
    assert_eq!(plover.len(), 3);
    assert_eq!((plover[0]["id"].as_str(), plover[0]["event_type"].as_str()), (Some("1"), Some("SANCTION")));
    assert_eq!(plover[1]["event_type"], "RETREAT");
    assert_eq!(cameo[1]["event_type"], "YIELD");
    assert_eq!(plover[1]["cameo_root"], "YIELD");
    assert_eq!(plover[2]["event_type"], "THREATEN");
    for line in plover.iter().chain(&cameo) {
        for key in ["modes", "quad", "confidence", "reason"] {
            assert!(line.get(key).is_some(), "{key} is missing in {line}");
        }
    }
}

#[test]
fn a_table_without_the_columns_is_refused_with_the_fix() {
    let here = folder("pairs-columns");
    std::fs::write(here.join("pairs.tsv"), "id\ttext\n1\tRome fell.\n").expect("the folder is writable");
    let out = run(&here, &["code", "--pairs", "pairs.tsv"]);
    assert_eq!(out.status.code(), Some(4));
    assert!(said(&out).contains("there is no column `marked_sentence`"), "{}", said(&out));
}
