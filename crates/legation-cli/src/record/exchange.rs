//! Out of the archive and into it: events in the shapes that others read, the archive itself, and
//! the events of other coders.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::present::line::{self, ArticleLine};
use legation::present::witness;
use legation::record::import::{self, Dataset};
use legation::record::question::{self, EventAnswer, Filter};
use legation::record::{self, Archive};
use serde_json::json;

use super::{Place, package, run_of};
use crate::exit::{Exit, print};
use crate::format::{Format, Sink};
use crate::run::Trouble;
use crate::{complain, input};

#[derive(clap::Args)]
pub(super) struct Export {
    /// The new file; a folder for tkg
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Shape; by default what the name of --output asks for
    #[arg(long, short, value_enum)]
    format: Option<Shape>,
    /// Only what could be known by a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// First day of the event
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Last day of the event, inclusive
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// Write FILE.evidence.jsonl beside it: range, quotation, context and digest of every field's words
    #[arg(long)]
    with_evidence: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// One event a line, by the schema that `legation schema event` prints
    Jsonl,
    Csv,
    Parquet,
    PloverJson,
    Polecat,
    Icews,
    /// Quadruples of subject, relation, object and day, split by time
    Tkg,
    /// Every row of the archive; `record import archive` takes it back
    Archive,
}

impl Shape {
    fn events(self) -> Option<Format> {
        Some(match self {
            Shape::Jsonl => Format::Jsonl,
            Shape::Csv => Format::Csv,
            Shape::Parquet => Format::Parquet,
            Shape::PloverJson => Format::PloverJson,
            Shape::Polecat => Format::Polecat,
            Shape::Icews => Format::Icews,
            Shape::Tkg | Shape::Archive => return None,
        })
    }
}

pub(super) fn export(options: &Export) -> Exit {
    match exported(options) {
        Ok(n) => {
            eprintln!("legation: {n} rows in {}", options.output.display());
            Exit::Ok
        }
        Err(error) => complain(&error),
    }
}

fn exported(options: &Export) -> Result<u64, Error> {
    let shape = match (options.format, Format::of_path(&options.output)) {
        (Some(shape), _) => shape,
        (None, Some(Format::Jsonl)) => Shape::Jsonl,
        (None, Some(Format::Csv)) => Shape::Csv,
        (None, Some(Format::Parquet)) => Shape::Parquet,
        (None, Some(Format::Polecat)) => Shape::Polecat,
        (None, Some(Format::Icews)) => Shape::Icews,
        _ => {
            return Err(Error::new(Kind::Configuration, "choosing the export's shape")
                .at(options.output.display().to_string())
                .because("its name does not say")
                .hint("add --format"));
        }
    };
    let archive = Archive::open(&options.place.path())?;
    if options.output.exists() {
        return Err(unwritable(&options.output, "it exists already").hint("name a new file"));
    }
    match shape {
        _ if options.with_evidence && shape.events().is_none() => {
            Err(Error::new(Kind::Configuration, "choosing the export's shape")
                .at("--with-evidence")
                .because("tkg has no words, and archive has them all")
                .hint("leave --with-evidence out"))
        }
        Shape::Archive => written(&options.output, |out| record::dump(&archive, out)),
        Shape::Tkg => quadruples(&archive, options),
        _ => events(&archive, options, shape.events().unwrap_or(Format::Jsonl)),
    }
}

/// Events in one shape, with a descriptor beside the file, and what they rest on where that is asked for.
fn events(archive: &Archive, options: &Export, format: Format) -> Result<u64, Error> {
    let output = &options.output;
    let failed = |t: Trouble| match t {
        Trouble::Said(error) => error,
        Trouble::Output(error) => unwritable(output, &error.to_string()),
    };
    let beside = package::beside(output, package::EVIDENCE);
    let rows = |out: &mut BufWriter<File>, mut witnesses: Option<&mut BufWriter<File>>| -> Result<u64, Error> {
        let mut sink = Sink::new(format, out).map_err(failed)?;
        let mut n = 0;
        for_each(archive, options, |event| {
            let id = &event.summary.event_id;
            let full = question::event(archive, id, options.as_of.as_deref())?;
            let report = full.as_ref().map_or(&event.reports[0], |f| &f.reports[0]);
            let (article, text) = facts(archive, &report.article_id)?;
            let line = line::of_report(report, id, article);
            let row = serde_json::to_string(&line).map_err(|e| unwritable(output, &e.to_string()))? + "\n";
            sink.write(row.as_bytes()).map_err(failed)?;
            if let Some(out) = &mut witnesses {
                let row = (format == Format::Jsonl).then_some(row.as_bytes());
                let line = witness::of(id, report, &text, row).line();
                writeln!(out, "{line}").map_err(|e| unwritable(&beside, &e.to_string()))?;
            }
            n += 1;
            Ok(())
        })?;
        sink.finish().map_err(failed)?;
        Ok(n)
    };
    let n = if options.with_evidence {
        // The descriptor, which names both, comes last: without it neither counts.
        let mut n = 0;
        written(&beside, |witnesses| {
            n = written(output, |out| rows(out, Some(witnesses)))?;
            Ok(n)
        })?;
        n
    } else {
        written(output, |out| rows(out, None))?
    };
    package::describe(output, format, n, options.with_evidence)?;
    Ok(n)
}

/// Every event of the filter, a page at a time.
fn for_each(
    archive: &Archive,
    options: &Export,
    mut each: impl FnMut(EventAnswer) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = None;
    loop {
        let filter = Filter {
            as_of: options.as_of.clone(),
            from: options.from.clone(),
            to: options.to.clone(),
            limit: Some(500),
            after,
            ..Filter::default()
        };
        let page = question::events(archive, &filter)?;
        for event in page.rows {
            each(event)?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// What a line says about its article, and the article's text.
fn facts(archive: &Archive, article_id: &str) -> Result<(ArticleLine, String), Error> {
    let found = archive.connection().query_row(
        "SELECT url, title, publisher, published, language, text FROM articles WHERE article_id = ?1",
        [article_id],
        |row| {
            let line = ArticleLine {
                id: article_id.to_owned(),
                url: row.get(0)?,
                title: row.get(1)?,
                publisher: row.get(2)?,
                published: row.get(3)?,
                language: row.get(4)?,
                ..ArticleLine::default()
            };
            Ok((line, row.get(5)?))
        },
    );
    found.map_err(|e| Error::new(Kind::Archive, "reading an article").at(article_id).because(e.to_string()))
}

/// Writes a file whole or not at all.
fn written(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<u64, Error>) -> Result<u64, Error> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let failed = |e: std::io::Error| unwritable(path, &e.to_string());
    let mut out = BufWriter::new(File::create(&partial).map_err(failed)?);
    let done = write(&mut out);
    let settled = done.and_then(|n| {
        out.flush()
            .and_then(|()| out.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&partial, path))
            .map_err(failed)?;
        Ok(n)
    });
    if settled.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    settled
}

/// Quadruples for temporal knowledge graphs, as ICEWS14 and its kin are laid out.
///
/// The splits are cut between days, 80:10:10 by number, and an event that became known only after
/// its split's last day is left out of it: a model never trains on hindsight.
fn quadruples(archive: &Archive, options: &Export) -> Result<u64, Error> {
    let mut facts: Vec<(String, String, String, String, String)> = Vec::new();
    for_each(archive, options, |event| {
        let s = &event.summary;
        let told = matches!(s.status.as_str(), "actual" | "ongoing")
            && matches!(s.certainty.as_str(), "reported" | "confirmed" | "claimed");
        if told && !s.event_date.is_empty() {
            for (pair, way) in s.dyads() {
                let Some((a, b)) = pair.split_once('-') else { continue };
                let mut add = |x: &str, y: &str| {
                    facts.push((
                        s.event_date.clone(),
                        x.to_owned(),
                        s.event_type.clone(),
                        y.to_owned(),
                        s.first_known.clone(),
                    ));
                };
                if way != "backward" {
                    add(a, b);
                }
                if way != "forward" {
                    add(b, a);
                }
            }
        }
        Ok(())
    })?;
    facts.sort();
    let boundary = |share: usize| facts.get(facts.len() * share / 10).map(|f| f.0.clone());
    let (first, second) = (boundary(8), boundary(9));
    let number = |words: &mut dyn Iterator<Item = &String>| -> BTreeMap<String, usize> {
        let mut all: Vec<&String> = words.collect();
        all.sort();
        all.dedup();
        all.into_iter().enumerate().map(|(n, w)| (w.clone(), n)).collect()
    };
    let entities = number(&mut facts.iter().flat_map(|f| [&f.1, &f.3]));
    let relations = number(&mut facts.iter().map(|f| &f.2));
    let mut files: BTreeMap<&str, String> = ["train.txt", "valid.txt", "test.txt"].map(|n| (n, String::new())).into();
    let mut n = 0;
    for (day, subject, relation, object, known) in &facts {
        let (name, end) = match (&first, &second) {
            (Some(first), _) if day < first => ("train.txt", Some(first)),
            (_, Some(second)) if day < second => ("valid.txt", Some(second)),
            _ => ("test.txt", None),
        };
        if end.is_some_and(|end| known >= end) {
            continue;
        }
        if let Some(text) = files.get_mut(name) {
            text.push_str(&format!("{}\t{}\t{}\t{day}\n", entities[subject], relations[relation], entities[object]));
            n += 1;
        }
    }
    let failed = |e: std::io::Error| unwritable(&options.output, &e.to_string());
    std::fs::create_dir_all(&options.output).map_err(failed)?;
    let list = |all: &BTreeMap<String, usize>| all.iter().map(|(w, n)| format!("{w}\t{n}\n")).collect::<String>();
    files.insert("entity2id.txt", list(&entities));
    files.insert("relation2id.txt", list(&relations));
    files.insert("stat.txt", format!("{}\t{}\n", entities.len(), relations.len()));
    for (name, text) in files {
        std::fs::write(options.output.join(name), text).map_err(failed)?;
    }
    Ok(n)
}

pub(super) fn unwritable(path: &Path, cause: &str) -> Error {
    Error::new(Kind::Input, "writing the export").at(path.display().to_string()).because(cause)
}

#[derive(clap::Args)]
#[command(
    after_help = "GDELT 1.0 (57 and 58 columns) and 2.0 (61), ICEWS, POLECAT, ACLED and PLOVER files are read by the
names of their columns; .gz is unpacked. Rows that cannot be read are counted and named (exit code 3)."
)]
pub(super) struct Import {
    /// gdelt, icews, polecat, acled, plover; archive for what `record export --format archive` wrote
    #[arg(value_parser = ["gdelt", "icews", "polecat", "acled", "plover", "archive"])]
    dataset: String,
    file: PathBuf,
    /// Name under which the rows are kept; by default the data set's
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) fn import(options: &Import) -> Exit {
    let opened = || -> Result<Box<dyn BufRead>, Error> {
        let file = File::open(&options.file).map_err(|e| input::unreadable(&options.file, &e))?;
        let file = BufReader::with_capacity(1 << 20, file);
        let gzip = options.file.extension().is_some_and(|e| e == "gz");
        Ok(if gzip { Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file))) } else { Box::new(file) })
    };
    let done = || -> Result<Exit, Error> {
        let mut reader = opened()?;
        let mut archive = Archive::open_or_create(&options.place.path())?;
        let Some(dataset) = Dataset::ALL.into_iter().find(|d| d.name() == options.dataset) else {
            let n = record::restore(&mut archive, &mut reader)?;
            eprintln!("legation: {n} rows taken in");
            return Ok(Exit::Ok);
        };
        let name = options.name.as_deref().unwrap_or(dataset.name());
        let run = run_of("import", "", &options.file.display().to_string());
        let imported = import::import(&mut archive, dataset, name, &mut reader, &run).map_err(|e| match e.place {
            None => e.at(options.file.display().to_string()),
            Some(_) => e,
        })?;
        let said = json!({
            "rows": imported.rows, "added": imported.added, "duplicates": imported.duplicates,
            "failed": imported.failed, "notices": imported.notices,
            "failures": imported.failures.iter().map(|(line, cause)| json!({ "line": line, "cause": cause }))
                .collect::<Vec<_>>(),
        });
        print(&format!("{said}\n"));
        Ok(match (imported.failed, imported.rows) {
            (0, _) => Exit::Ok,
            (failed, rows) if failed == rows => Exit::Input,
            _ => Exit::Partial,
        })
    };
    done().unwrap_or_else(|error| complain(&error))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use legation::record::{Batch, Entry, Writer};
    use legation::time::Date;
    use legation::{read, reading};

    use super::super::package;
    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        export: Export,
    }

    /// A file lies at its place when it is whole, and not before.
    #[test]
    fn a_broken_export_leaves_nothing() {
        let path = std::env::temp_dir().join(format!("legation-broken-{}.jsonl", std::process::id()));
        let broken = written(&path, |out| {
            out.write_all(b"half a row").map_err(|e| unwritable(&path, &e.to_string()))?;
            out.flush().map_err(|e| unwritable(&path, &e.to_string()))?;
            assert!(!path.exists(), "it is not there before it is whole");
            Err(unwritable(&path, "a test"))
        });
        assert!(broken.is_err() && !path.exists());
        assert!(!package::beside(&path, ".partial").exists());
    }

    /// An export of invented news in every shape that carries evidence; each flipped bit is found.
    #[test]
    fn any_flipped_bit_of_an_export_is_found() {
        let n_flips: u64 = std::env::var("LEGATION_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
        let here = std::env::temp_dir().join(format!("legation-export-{}", std::process::id()));
        std::fs::create_dir_all(&here).expect("a test folder");
        let path = here.join("a.sqlite");
        let text =
            "France expelled two envoys of Japan on 14 May 2019, the ministry in Paris said. Kenya praised Norway.";
        let given = read::Given { published: Some(Date::constant(2019, 5, 15)), ..read::Given::default() };
        let article = read::given(text, given);
        let entry = Entry::of(
            &reading::of_article(article, legation::link::Knowledge::builtin()),
            Date::constant(2026, 11, 27),
        );
        let mut archive = Archive::open_or_create(&path).expect("an archive");
        Writer::new(&mut archive, run_of("record", "s", "test"))
            .write(&[Batch { entry, input: None }])
            .expect("written");
        let mut seed = 3u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below.max(1)
        };
        for name in ["e.jsonl", "e.csv", "e.parquet", "e.tsv"] {
            let file = here.join(name);
            let arguments = [
                "export".as_ref(),
                "--with-evidence".as_ref(),
                "--archive".as_ref(),
                path.as_os_str(),
                "-o".as_ref(),
                file.as_os_str(),
            ];
            let n = exported(&Command::parse_from(arguments).export).expect("exported");
            let checked = package::check(&file, Some(&archive)).expect("checked");
            assert!(checked.faults.is_empty() && checked.rows == n && checked.spans > 5, "{checked:?}");
            let files =
                [file.clone(), package::beside(&file, package::EVIDENCE), package::beside(&file, package::PACKAGE)];
            for _ in 0..n_flips / 4 {
                let one = &files[random(3)];
                let whole = std::fs::read(one).expect("there");
                let mut flipped = whole.clone();
                let at = random(whole.len());
                flipped[at] ^= 1 << random(8);
                std::fs::write(one, &flipped).expect("writable");
                let checked = package::check(&file, None).expect("checked");
                assert!(!checked.faults.is_empty(), "byte {at} of {} was changed unseen", one.display());
                std::fs::write(one, &whole).expect("writable");
            }
            // Lost tails and lost files.
            for one in &files {
                let whole = std::fs::read(one).expect("there");
                std::fs::write(one, &whole[..whole.len() / 2]).expect("writable");
                assert!(!package::check(&file, None).expect("checked").faults.is_empty(), "{} cut", one.display());
                std::fs::remove_file(one).expect("it goes");
                assert!(package::check(&file, None).map_or(true, |c| !c.faults.is_empty()), "{} lost", one.display());
                std::fs::write(one, &whole).expect("writable");
            }
        }
        std::fs::remove_dir_all(here).expect("the folder goes");
    }
}
