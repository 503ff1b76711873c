//! The descriptor beside an export (Frictionless), sealed where the export carries its evidence, and the
//! check of both.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::present::witness::Witness;
use legation::record::{Archive, Fault};
use serde_json::{Value, json};

use super::exchange::unwritable;
use crate::format::Format;
use crate::input;

/// Ends of the names of the files beside an export.
pub(super) const EVIDENCE: &str = ".evidence.jsonl";
pub(super) const PACKAGE: &str = ".datapackage.json";
const SEAL: &str = "\"seal\": \"blake3:";
const DIGITS: usize = 64;

/// The file of that ending beside an export.
pub(super) fn beside(export: &Path, ending: &str) -> PathBuf {
    let mut name = export.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Writes the descriptor; it names the evidence, and is sealed, where there is evidence.
pub(super) fn describe(export: &Path, format: Format, n: u64, with_evidence: bool) -> Result<(), Error> {
    let failed = |e: std::io::Error| unwritable(export, &e.to_string());
    let mut rows = resource(export, n)?;
    if format == Format::Csv {
        let fields: Vec<_> = legation::present::csv::COLUMNS
            .iter()
            .map(|c| {
                // CAMEO codes are text: 042 is not 42.
                let kind = match *c {
                    c if c.starts_with("confidence") => "number",
                    "score" | "goldstein" | "place_latitude" | "place_longitude" => "number",
                    "quad" | "dead" | "injured" | "arrested" | "crowd" => "integer",
                    "event_date" | "event_end_date" | "published" => "date",
                    _ => "string",
                };
                json!({ "name": c, "type": kind })
            })
            .collect();
        rows["schema"] = json!({ "fields": fields });
    }
    let mut package = json!({
        "name": "legation-export",
        "profile": "data-package",
        "legation": { "version": legation::VERSION, "codebook": legation::code::CODEBOOK },
        "resources": [rows],
    });
    if with_evidence {
        let evidence = resource(&beside(export, EVIDENCE), n)?;
        if let Some(list) = package["resources"].as_array_mut() {
            list.push(evidence);
        }
        package["seal"] = json!(format!("blake3:{}", "0".repeat(DIGITS)));
    }
    let mut text = format!("{package:#}\n");
    if with_evidence && let Some(seal) = seal_of(&text) {
        text = text.replace(&"0".repeat(DIGITS), &seal);
    }
    std::fs::write(beside(export, PACKAGE), text).map_err(failed)
}

fn resource(path: &Path, n: u64) -> Result<Value, Error> {
    let (hash, bytes) = hash(path).map_err(|e| unwritable(path, &e.to_string()))?;
    Ok(json!({
        "name": path.file_stem().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default(),
        "path": path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        "bytes": bytes,
        "hash": hash,
        "rows": n,
        "encoding": "utf-8",
    }))
}

fn hash(path: &Path) -> std::io::Result<(String, u64)> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok((format!("blake3:{}", hasher.finalize().to_hex()), hasher.count()))
}

/// The digest of a descriptor with noughts where its seal stands; none where it has no seal.
fn seal_of(text: &str) -> Option<String> {
    let at = text.rfind(SEAL)? + SEAL.len();
    let (before, rest) = (text.get(..at)?, text.get(at + DIGITS..)?);
    Some(blake3::hash(format!("{before}{}{rest}", "0".repeat(DIGITS)).as_bytes()).to_hex().to_string())
}

/// What was checked of an export, and what does not hold.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub rows: u64,
    pub spans: u64,
    pub redacted: u64,
    pub faults: Vec<Fault>,
}

impl Checked {
    fn fault(&mut self, table: &'static str, id: impl Into<String>, cause: impl Into<String>) {
        self.faults.push(Fault { table, id: id.into(), cause: cause.into() });
    }
}

/// Checks an export that was made with its evidence: the seal of the descriptor, the bytes of both files,
/// every row, every quotation; against the archive's texts too, where an archive is given.
pub(super) fn check(export: &Path, archive: Option<&Archive>) -> Result<Checked, Error> {
    let mut out = Checked::default();
    let path = beside(export, PACKAGE);
    let shown = path.display().to_string();
    let bytes = std::fs::read(&path).map_err(|e| {
        input::unreadable(&path, &e).hint("an export can be checked with the descriptor that lies beside it")
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let written = text.rfind(SEAL).and_then(|at| text.get(at + SEAL.len()..at + SEAL.len() + DIGITS));
    if written.is_none() && !beside(export, EVIDENCE).exists() {
        return Err(Error::new(Kind::Input, "checking an export")
            .at(export.display().to_string())
            .because("it was made without its evidence")
            .hint("make it again: legation record export --with-evidence"));
    }
    if written.is_none() || written != seal_of(&text).as_deref() {
        out.fault("descriptor", &shown, "its seal does not hold: it was changed");
    }
    let package: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    for file in [export.to_owned(), beside(export, EVIDENCE)] {
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let listed = package["resources"].as_array().and_then(|all| all.iter().find(|r| r["path"] == name.as_str()));
        match (listed, hash(&file)) {
            (None, _) => out.fault("descriptor", &name, "the descriptor does not name it"),
            (_, Err(error)) => out.fault("file", &name, error.to_string()),
            (Some(listed), Ok((hash, bytes))) if listed["hash"] != hash.as_str() || listed["bytes"] != bytes => {
                out.fault("file", &name, "its bytes are not those that were written");
            }
            _ => {}
        }
    }
    witnesses(export, archive, &mut out)?;
    Ok(out)
}

/// The lines of the evidence one by one, beside the lines of the export where it has one an event.
fn witnesses(export: &Path, archive: Option<&Archive>, out: &mut Checked) -> Result<(), Error> {
    let path = beside(export, EVIDENCE);
    let Ok(file) = File::open(&path) else { return Ok(()) };
    let mut rows = BufReader::new(File::open(export).map_err(|e| input::unreadable(export, &e))?);
    let mut lines = BufReader::new(file);
    let (mut line, mut row) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|e| input::unreadable(&path, &e))? == 0 {
            return Ok(());
        }
        out.rows += 1;
        let place = format!("line {}", out.rows);
        let text = std::str::from_utf8(&line).ok().and_then(|l| l.strip_suffix('\n'));
        let Some(witness) = text.and_then(Witness::of_line) else {
            out.fault("evidence", place, "the line is not the one that was written");
            // Rows and lines go in step.
            row.clear();
            rows.read_until(b'\n', &mut row).map_err(|e| input::unreadable(export, &e))?;
            continue;
        };
        out.spans += witness.evidence.len() as u64;
        out.redacted += u64::from(witness.redacted);
        for cause in witness.faults() {
            out.fault("evidence", format!("{} {place}", witness.event_id), cause);
        }
        if let Some(wanted) = &witness.row_blake3 {
            row.clear();
            rows.read_until(b'\n', &mut row).map_err(|e| input::unreadable(export, &e))?;
            if blake3::hash(&row).to_hex().as_str() != wanted {
                out.fault("rows", format!("{} {place}", witness.event_id), "the row is not the one that was written");
            }
        }
        if let Some(archive) = archive.filter(|_| !witness.redacted) {
            in_archive(archive, &witness, out)?;
        }
    }
}

fn in_archive(archive: &Archive, witness: &Witness, out: &mut Checked) -> Result<(), Error> {
    let text: Result<String, _> = archive.connection().query_row(
        "SELECT text FROM articles WHERE article_id = ?1",
        [&witness.article_id],
        |row| row.get(0),
    );
    let Ok(text) = text else {
        out.fault("archive", &witness.article_id, "the archive has no such article");
        return Ok(());
    };
    for words in &witness.evidence {
        if let Some(cause) = words.evidence().fault(&witness.article_id, &text) {
            out.fault("archive", &witness.event_id, format!("{} {}: {cause}", words.field, words.position));
        }
    }
    Ok(())
}
