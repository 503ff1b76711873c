//! `legation code`: articles in bulk, one event a line out.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::present::json;
use legation::{link, read, reading};
use serde_json::Value;

use crate::exit::Exit;
use crate::{complain, input};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// JSONL files (`{"id", "text", "published"?, "title"?, "url"?, "publisher"?, "language"?}` a line), pages, texts or folders
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Drop events below this confidence (0 to 1)
    #[arg(long, default_value_t = 0.0)]
    min_confidence: f32,
    /// A table of your own actors (actors.csv) that extends the built-in ones
    #[arg(long, value_name = "FILE")]
    actors: Option<PathBuf>,
}

/// A line longer than this is not an article.
const LONGEST_LINE: usize = 32 * 1024 * 1024;

pub(crate) fn run(options: &Options) -> Exit {
    let knowledge = match input::knowledge(options.actors.as_deref()) {
        Ok(knowledge) => knowledge,
        Err(error) => return complain(&error),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut tally = Tally::default();
    let done = each_article(&options.inputs, &mut tally, |id, article| {
        let reading = reading::of_article(article, &knowledge);
        for event in reading.events.iter().filter(|e| e.confidence >= options.min_confidence) {
            let mut line = json::event(&reading, event);
            line["article_id"] = Value::String(id.to_owned());
            writeln!(out, "{line}")?;
        }
        Ok(())
    });
    finish(done.and_then(|()| out.flush()), &tally)
}

/// How many articles were read, and how many could not be.
#[derive(Default)]
pub(crate) struct Tally {
    pub read: usize,
    pub failed: usize,
}

/// Reports the totals on standard error and picks the exit code.
pub(crate) fn finish(done: std::io::Result<()>, tally: &Tally) -> Exit {
    match done {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Exit::Ok,
        Err(error) => {
            eprintln!("legation: writing the output: {error}");
            return Exit::Failure;
        }
        Ok(()) => {}
    }
    eprintln!("legation: {} articles read, {} skipped", tally.read, tally.failed);
    match (tally.read, tally.failed) {
        (_, 0) => Exit::Ok,
        (0, _) => Exit::Input,
        _ => Exit::Partial,
    }
}

/// Calls back for every article of the inputs; what cannot be read is named and counted.
pub(crate) fn each_article(
    inputs: &[PathBuf],
    tally: &mut Tally,
    mut each: impl FnMut(&str, read::Article) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let files = match input::files(inputs) {
        Ok(files) => files,
        Err(error) => {
            complain(&error);
            tally.failed += 1;
            return Ok(());
        }
    };
    for file in files {
        let lines =
            matches!(file.extension().and_then(|e| e.to_str()), Some("jsonl" | "ndjson")) || file == Path::new("-");
        if lines {
            jsonl(&file, tally, &mut each)?;
            continue;
        }
        let article = input::bytes(&file).and_then(|bytes| {
            read::article(&bytes, &read::Origin::default()).map_err(|mut e| {
                e.place = Some(file.display().to_string());
                e
            })
        });
        match article {
            Ok(article) => {
                tally.read += 1;
                let id = article.id.as_str().to_owned();
                each(&id, article)?;
            }
            Err(error) => {
                complain(&error);
                tally.failed += 1;
            }
        }
    }
    Ok(())
}

fn jsonl(
    file: &Path,
    tally: &mut Tally,
    each: &mut impl FnMut(&str, read::Article) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let source: Box<dyn std::io::Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        match std::fs::File::open(file) {
            Ok(opened) => Box::new(opened),
            Err(error) => {
                complain(&input::unreadable(file, &error));
                tally.failed += 1;
                return Ok(());
            }
        }
    };
    let mut reader = BufReader::new(source);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let whole = match next_line(&mut reader, &mut line) {
            Ok(None) => break,
            Ok(Some(whole)) => whole,
            Err(error) => {
                complain(&input::unreadable(file, &error));
                tally.failed += 1;
                break;
            }
        };
        if line.iter().all(u8::is_ascii_whitespace) && whole {
            continue;
        }
        let article = if whole {
            article(&line)
        } else {
            Err((format!("a line of more than {} MB", LONGEST_LINE / (1024 * 1024)), "one article a line"))
        };
        match article {
            Ok((id, article)) => {
                tally.read += 1;
                each(&id, article)?;
            }
            Err((cause, hint)) => {
                let place = format!("{}, line {number}", file.display());
                complain(&Error::new(Kind::Input, "reading an article").at(place).because(cause).hint(hint));
                tally.failed += 1;
            }
        }
    }
    Ok(())
}

/// Reads one line, keeping at most [`LONGEST_LINE`] bytes of it; false when it was longer.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
    let mut whole = true;
    let mut any = false;
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok(any.then_some(whole));
        }
        any = true;
        let end = available.iter().position(|b| *b == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        if line.len() + part.len() <= LONGEST_LINE {
            line.extend_from_slice(part);
        } else {
            whole = false;
        }
        let used = end.map_or(available.len(), |e| e + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(whole));
        }
    }
}

/// One line as an article, or what is wrong with it.
fn article(line: &[u8]) -> Result<(String, read::Article), (String, &'static str)> {
    let text = std::str::from_utf8(line)
        .map_err(|e| (format!("invalid UTF-8 at byte {}", e.valid_up_to()), "save the file as UTF-8"))?;
    let value: Value = serde_json::from_str(text).map_err(|e| (format!("not JSON: {e}"), "one JSON object a line"))?;
    let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let body =
        field("text").ok_or_else(|| ("the field `text` is missing".to_owned(), "every line needs `id` and `text`"))?;
    let published = match field("published").filter(|p| !p.is_empty()) {
        None => None,
        Some(day) => match day.get(..10).unwrap_or(&day).parse() {
            Ok(date) => Some(date),
            Err(_) => return Err((format!("`published` is not a date: {day}"), "write dates as YYYY-MM-DD")),
        },
    };
    let given = read::Given {
        title: field("title"),
        published,
        url: field("url"),
        publisher: field("publisher"),
        language: field("language"),
    };
    let article = read::given(&body, given);
    let id = match value.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => article.id.as_str().to_owned(),
    };
    Ok((id, article))
}

/// The knowledge that bulk verbs share.
pub(crate) fn builtin() -> &'static link::Knowledge {
    link::Knowledge::builtin()
}
