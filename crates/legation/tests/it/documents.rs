//! The documents say what the code does.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a source folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

const ROOMS: [&str; 9] = ["plover", "read", "parse", "link", "code", "attribute", "reading", "record", "present"];

#[test]
fn rooms_import_only_what_the_table_of_architecture_allows() {
    let architecture = text("ARCHITECTURE.md");
    let src = root().join("crates/legation/src");
    for room in ROOMS {
        let row = architecture
            .lines()
            .find(|l| l.starts_with(&format!("| `{room}` |")))
            .unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for the room `{room}`"));
        let allowed = row.split('|').nth(3).unwrap_or("");
        let mut files = Vec::new();
        if src.join(room).is_dir() {
            sources(&src.join(room), &mut files);
        } else {
            files.push(src.join(format!("{room}.rs")));
        }
        for file in files {
            let code: String = std::fs::read_to_string(&file)
                .expect("a source file")
                .lines()
                .filter(|l| !l.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            for other in ROOMS.into_iter().filter(|o| *o != room) {
                let imports = code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{other};"));
                let may = allowed.contains("every room") || allowed.split([',', ' ']).any(|w| w == other);
                assert!(!imports || may, "{} imports `{other}`, which the table does not allow", file.display());
            }
        }
    }
}

#[test]
fn only_present_and_record_serialize() {
    let src = root().join("crates/legation/src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    for file in files.iter().filter(|f| !f.starts_with(src.join("present")) && !f.starts_with(src.join("record"))) {
        let code = std::fs::read_to_string(file).expect("a source file");
        assert!(!code.contains("Serialize"), "{} serializes", file.display());
    }
}

#[test]
fn every_data_file_has_a_card() {
    let data = root().join("crates/legation-data");
    for folder in ["knowledge", "english", "lexicon", "cues"] {
        let cards: String = std::fs::read_dir(data.join(folder))
            .expect("a data folder")
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().to_lowercase().ends_with("card.md"))
            .map(|e| std::fs::read_to_string(e.path()).expect("a card"))
            .collect();
        for entry in std::fs::read_dir(data.join(folder)).expect("a data folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") || name.contains("LICENSE") {
                continue;
            }
            let stem = name.split('.').next().unwrap_or(&name);
            let named = cards.contains(&name)
                || cards.contains(&format!("`{stem}`"))
                || data.join(folder).join(format!("{stem}.card.md")).is_file();
            assert!(
                named || folder == "lexicon" && cards.contains("one file per event type"),
                "{folder}/{name} has no card"
            );
        }
    }
}

#[test]
fn the_readme_names_the_two_commands_and_files_that_exist() {
    let readme = text("README.md");
    for command in ["make demo", "make test"] {
        assert!(readme.contains(command));
    }
    for file in [
        "ARCHITECTURE.md",
        "CITATION.cff",
        "casebook/README.md",
        "crates/legation-data/english/CARD.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
    let makefile = text("Makefile");
    for target in ["build", "demo", "test", "lint", "bench", "evaluate"] {
        assert!(makefile.contains(&format!("\n{target}:")), "the Makefile has no target `{target}`");
    }
}

#[test]
fn the_schema_is_json_and_covers_what_a_reading_prints() {
    let schema: serde_json::Value = serde_json::from_str(legation::present::json::SCHEMA).expect("the schema is JSON");
    let text = "The foreign minister of Chile visited Peru on Monday.\n\nThe talks failed, an aide said.";
    let reading = legation::reading::of_bytes(text.as_bytes(), &legation::read::Origin::default()).expect("a text");
    let json = legation::present::json::reading(&reading);
    check(&json, &schema, &schema, "");
}

/// Checks required keys, closed vocabularies and array items of a value against its schema.
fn check(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(path) => root.pointer(path.trim_start_matches('#')).expect("a reference inside the schema"),
        None => schema,
    };
    if let Some(required) = schema["required"].as_array()
        && value.is_object()
    {
        for key in required.iter().filter_map(|k| k.as_str()) {
            assert!(value.get(key).is_some(), "{at} lacks `{key}`");
        }
        for (key, inner) in value.as_object().expect("an object") {
            let known = &schema["properties"][key];
            assert!(!known.is_null(), "the schema does not know `{at}/{key}`");
            check(inner, known, root, &format!("{at}/{key}"));
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is not in the vocabulary");
    }
    if let (Some(items), true) = (value.as_array(), schema["items"].is_object()) {
        for item in items {
            check(item, &schema["items"], root, at);
        }
    }
}

/// A table that is not in the list would not change the digest that outputs carry.
#[test]
fn every_data_file_is_in_the_digest() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../legation-data");
    let mut there = Vec::new();
    for room in ["attribution", "english", "knowledge", "lexicon", "cues"] {
        for entry in std::fs::read_dir(folder.join(room)).expect("the data folder is there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.ends_with(".md") && !name.contains("LICENSE") {
                there.push(format!("{room}/{name}"));
            }
        }
    }
    let lexicon = legation_data::LEXICON.iter().map(|(name, _)| format!("lexicon/{name}.txt"));
    let mut listed: Vec<String> =
        legation_data::FILES.iter().map(|(name, _)| (*name).to_owned()).chain(lexicon).collect();
    there.sort();
    listed.sort();
    assert_eq!(there, listed);
}
