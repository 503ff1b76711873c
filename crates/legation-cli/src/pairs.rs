//! `legation code --pairs`: the relation from a marked source to a marked target, one row a line.

use std::io::{BufRead, Write};
use std::path::Path;

use legation::code::{self, Marked, Projection};
use legation::error::{Error, Kind};
use legation::{Span, parse};
use serde_json::json;

use crate::exit::Exit;
use crate::run::{Tally, Trouble, finish};
use crate::{complain, input};

/// Answers every row of a table with the columns `id` and `marked_sentence`.
pub(crate) fn run(path: &Path, projection: Projection) -> Exit {
    let mut tally = Tally::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let done = input::lines(path)
        .map_err(Trouble::Said)
        .and_then(|reader| answer(path, reader, projection, &mut tally, &mut out))
        .and_then(|()| Ok(out.flush()?));
    finish(done.map(|()| tally), "rows")
}

fn answer(
    path: &Path,
    reader: impl BufRead,
    projection: Projection,
    tally: &mut Tally,
    out: &mut impl Write,
) -> Result<(), Trouble> {
    let failed = |number: usize, cause: String, hint: &'static str| {
        let place = format!("{}, line {number}", path.display());
        Error::new(Kind::Input, "reading the pairs").at(place).because(cause).hint(hint)
    };
    let mut columns = None;
    for (idx, line) in reader.split(b'\n').enumerate() {
        let number = idx + 1;
        let line = line.map_err(|e| Trouble::Said(input::unreadable(path, &e)))?;
        let Ok(line) = std::str::from_utf8(&line) else {
            complain(&failed(number, "invalid UTF-8".to_owned(), "save the file as UTF-8"));
            tally.failed += 1;
            continue;
        };
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if number == 1 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let cells: Vec<String> = line.split('\t').map(cell).collect();
        let Some((id, sentence)) = columns else {
            let column = |name: &str| {
                cells.iter().position(|c| c == name).ok_or_else(|| {
                    let hint = "the first line names the columns, with tabs between: id, marked_sentence";
                    Trouble::Said(failed(number, format!("there is no column `{name}`"), hint))
                })
            };
            columns = Some((column("id")?, column("marked_sentence")?));
            continue;
        };
        if line.trim().is_empty() {
            continue;
        }
        let marked = cells.get(sentence).map(|s| Marked::of(s));
        let (Some(id), Some(marked)) = (cells.get(id), marked) else {
            complain(&failed(number, "the row has too few columns".to_owned(), "one row a line, tabs between"));
            tally.failed += 1;
            continue;
        };
        if marked.source.is_none() && marked.target.is_none() {
            let hint = "mark the parties: <s>source</s> and <t>target</t>";
            complain(&failed(number, "nothing is marked".to_owned(), hint));
            tally.failed += 1;
            continue;
        }
        let document = parse::document(&marked.text);
        // A side without marks is nowhere: no word lies in it.
        let nowhere = Span::new(0, 0);
        let related = code::relation(&document, marked.source.unwrap_or(nowhere), marked.target.unwrap_or(nowhere));
        let (label, quad) = related.project(projection);
        let (root, _) = related.project(Projection::Cameo);
        let confidence = (f64::from(related.confidence) * 10_000.0).round() / 10_000.0;
        let answer = json!({
            "id": id,
            "event_type": label,
            "modes": related.modes,
            "cameo_root": root,
            "cameo": related.cameo,
            "quad": quad as u8,
            "confidence": confidence,
            "reason": related.reason,
            "projection": projection.name(),
            "codebook": code::CODEBOOK,
        });
        writeln!(out, "{answer}")?;
        tally.read += 1;
        tally.lines += 1;
    }
    Ok(())
}

/// A cell without the quotes that spreadsheets and R put around text with quotes in it.
fn cell(raw: &str) -> String {
    let inner = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => raw.to_owned(),
    }
}
