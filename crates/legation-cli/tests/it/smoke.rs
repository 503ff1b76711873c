//! The archive of the sample dispatches, opened by the programs of others: Python's sqlite3 and Datasette.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{folder, run, said};

/// A Python with Datasette, made once beside the build; why there is none, else.
fn python() -> Result<PathBuf, String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("datasette-0.65");
    let python = home.join("bin/python");
    let works = |python: &Path| {
        Command::new(python).args(["-c", "import datasette"]).output().is_ok_and(|o| o.status.success())
    };
    if works(&python) {
        return Ok(python);
    }
    let step = |command: &mut Command| -> Result<(), String> {
        let out = command.output().map_err(|e| e.to_string())?;
        let last = String::from_utf8_lossy(&out.stderr).lines().last().unwrap_or("").to_owned();
        if out.status.success() { Ok(()) } else { Err(last) }
    };
    step(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))
        .map_err(|e| format!("python3 -m venv: {e}"))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"];
    step(Command::new(&python).args(pip).arg("datasette==0.65.*"))
        .map_err(|e| format!("pip install datasette: {e}"))?;
    if works(&python) { Ok(python) } else { Err("datasette does not start".to_owned()) }
}

#[test]
fn python_and_datasette_open_the_archive_as_it_is() {
    let here = folder("smoke");
    let dispatches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let out = run(&here, &["record", &dispatches.display().to_string()]);
    assert!(out.status.success(), "{}", said(&out));
    let metadata = run(&here, &["record", "metadata"]);
    std::fs::write(here.join("metadata.json"), &metadata.stdout).expect("writable");
    // SQLite of another build, through Python's own module.
    let script = "import sqlite3, json
c = sqlite3.connect('file:legation.sqlite?mode=ro', uri=True)
print(json.dumps([
  c.execute('PRAGMA integrity_check').fetchone()[0],
  c.execute('SELECT count(*) FROM articles').fetchone()[0],
  c.execute(\"SELECT count(*) FROM event_dyads WHERE pair = 'ARM-AZE'\").fetchone()[0],
  c.execute(\"SELECT count(*) FROM articles a JOIN search s ON s.rowid = a.number WHERE search MATCH 'Lachin'\").fetchone()[0],
  sum(1 for q, t, s, e in c.execute('SELECT v.quote, a.text, v.start, v.end FROM evidence v JOIN articles a USING (article_id)')
      if t.encode()[s:e].decode() != q)]))";
    match Command::new("python3").current_dir(&here).args(["-c", script]).output() {
        Err(error) => eprintln!("skipped: python3 does not start ({error})"),
        Ok(out) => {
            let found: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(&out)));
            assert_eq!((&found[0], &found[1], &found[4]), (&"ok".into(), &40.into(), &0.into()), "{found}");
            assert!(found[2].as_u64() > Some(10) && found[3].as_u64() > Some(0), "{found}");
        }
    }
    let python = match python() {
        Ok(python) => python,
        Err(cause) => return eprintln!("skipped: Datasette cannot be had here ({cause})"),
    };
    let get = |path: &str| -> Value {
        let arguments = ["-m", "datasette", "legation.sqlite", "--metadata", "metadata.json", "--get", path];
        let out = Command::new(&python).current_dir(&here).args(arguments).output().expect("it starts");
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{path}: {e}: {}", said(&out)))
    };
    let events = get("/legation/events.json?_shape=objects&_size=5&_sort_desc=event_date");
    assert_eq!(events["rows"].as_array().map(Vec::len), Some(5), "{events}");
    let joined = get(
        "/legation.json?_shape=array&sql=select+e.event_id,r.sentence+from+events+e+join+event_reports+j+using(event_id)\
         +join+reports+r+using(report_id)+where+e.n_sources+%3E+1",
    );
    assert!(joined.as_array().is_some_and(|rows| !rows.is_empty() && rows[0]["sentence"].is_string()), "{joined}");
    let found = get("/legation/articles.json?_shape=array&_search=Lachin");
    assert!(found.as_array().is_some_and(|rows| !rows.is_empty()), "full text by the metadata's fts_table: {found}");
    let described = get("/-/metadata.json");
    assert!(described["databases"]["legation"]["tables"]["events"]["columns"]["n_sources"].is_string(), "{described}");
}
