//! The articles of a bulk run: where each begins, and what is wrong with those that cannot be read.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::read;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::input;

/// A line longer than this is not an article.
pub(crate) const LONGEST_LINE: usize = 32 * 1024 * 1024;

/// A file of articles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Input {
    pub path: PathBuf,
    /// One article a line, as JSON; else the file is one article.
    pub lines: bool,
}

impl Input {
    /// Told by its name: `.jsonl`, `.ndjson` and standard input hold lines.
    pub fn of(path: PathBuf) -> Input {
        let lines =
            path == Path::new("-") || matches!(path.extension().and_then(|e| e.to_str()), Some("jsonl" | "ndjson"));
        Input { path, lines }
    }
}

/// A place between two articles, from which a run can go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Index of the input.
    pub input: usize,
    /// Byte offset into it.
    pub offset: u64,
    /// Lines before that offset.
    pub line: u64,
}

/// One article that waits to be read.
pub(crate) struct Item {
    /// For messages: "news.jsonl, line 7".
    pub place: String,
    /// Where the next item begins.
    pub after: Mark,
    /// Bytes of input that it takes up, for the progress bar.
    pub n_bytes: u64,
    work: Work,
}

enum Work {
    Line(Vec<u8>),
    File(PathBuf),
    Failed(Error),
}

/// Hands out the items of some inputs, one after the other.
pub(crate) struct Source {
    inputs: Vec<Input>,
    at: Mark,
    reader: Option<Box<dyn BufRead + Send>>,
}

impl Source {
    /// Starts at a mark; [`Mark::default`] is the beginning.
    pub fn new(inputs: Vec<Input>, from: Mark) -> Source {
        Source { inputs, at: from, reader: None }
    }

    fn next_input(&mut self) {
        self.at = Mark { input: self.at.input + 1, ..Mark::default() };
        self.reader = None;
    }

    fn failed(&mut self, path: &Path, error: Error) -> Item {
        self.next_input();
        Item { place: path.display().to_string(), after: self.at, n_bytes: 0, work: Work::Failed(error) }
    }
}

impl Iterator for Source {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let Input { path, lines } = self.inputs.get(self.at.input)?.clone();
            if !lines {
                let n_bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
                self.next_input();
                let place = path.display().to_string();
                return Some(Item { place, after: self.at, n_bytes, work: Work::File(path) });
            }
            if self.reader.is_none() {
                match opened(&path, self.at.offset) {
                    Ok(reader) => self.reader = Some(reader),
                    Err(error) => return Some(self.failed(&path, input::unreadable(&path, &error))),
                }
            }
            let reader = self.reader.as_mut()?;
            let mut line = Vec::new();
            match next_line(reader, &mut line) {
                Err(error) => return Some(self.failed(&path, input::unreadable(&path, &error))),
                Ok(None) => self.next_input(),
                Ok(Some((whole, n_bytes))) => {
                    self.at.offset += n_bytes;
                    self.at.line += 1;
                    if whole && line.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    let place = format!("{}, line {}", path.display(), self.at.line);
                    let work = if whole {
                        Work::Line(line)
                    } else {
                        let cause = format!("a line of more than {} MB", LONGEST_LINE / (1024 * 1024));
                        Work::Failed(
                            Error::new(Kind::Input, "reading an article")
                                .at(place.clone())
                                .because(cause)
                                .hint("one article a line"),
                        )
                    };
                    return Some(Item { place, after: self.at, n_bytes, work });
                }
            }
        }
    }
}

impl Item {
    /// The article and the id that its input gave it.
    pub fn open(self) -> Result<(String, read::Article), Error> {
        match self.work {
            Work::Failed(error) => Err(error),
            Work::Line(line) => article(&line).map_err(|(cause, hint)| {
                Error::new(Kind::Input, "reading an article").at(self.place).because(cause).hint(hint)
            }),
            Work::File(path) => {
                let bytes = input::bytes(&path)?;
                let article = read::article(&bytes, &read::Origin::default()).map_err(|error| error.at(self.place))?;
                Ok((article.id.as_str().to_owned(), article))
            }
        }
    }
}

fn opened(path: &Path, offset: u64) -> std::io::Result<Box<dyn BufRead + Send>> {
    let source: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let mut file = std::fs::File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        Box::new(file)
    };
    Ok(Box::new(BufReader::with_capacity(256 * 1024, source)))
}

/// Reads one line, keeping at most [`LONGEST_LINE`] bytes of it: whether it was kept whole, and how
/// many bytes it took.
pub(crate) fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<(bool, u64)>> {
    let mut whole = true;
    let mut n_bytes = 0;
    loop {
        let available = reader.fill_buf()?;
        if available.is_empty() {
            return Ok((n_bytes > 0).then_some((whole, n_bytes)));
        }
        let end = available.iter().position(|b| *b == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        if line.len() + part.len() <= LONGEST_LINE {
            line.extend_from_slice(part);
        } else {
            whole = false;
            line.clear();
        }
        let used = end.map_or(available.len(), |e| e + 1);
        reader.consume(used);
        n_bytes += used as u64;
        if end.is_some() {
            return Ok(Some((whole, n_bytes)));
        }
    }
}

/// One line as an article, or what is wrong with it.
pub(crate) fn article(line: &[u8]) -> Result<(String, read::Article), (String, &'static str)> {
    let text = std::str::from_utf8(line)
        .map_err(|e| (format!("invalid UTF-8 at byte {}", e.valid_up_to()), "save the file as UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
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
