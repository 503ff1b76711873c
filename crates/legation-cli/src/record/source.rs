//! What a run reads, one article at a time: pages, texts, lines, WARC records, each also gzipped.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::read::{self, Article, Published, PublishedBasis};
use legation::record::Fetched;
use legation::time::{Date, Precision};

use super::warc;
use crate::articles::{self, LONGEST_LINE};
use crate::input;

/// A gzip file may grow to so many times its size, once it is larger than [`FREE`].
const RATIO: u64 = 100;
const FREE: u64 = 256 * 1024 * 1024;

/// One article as it was handed in.
pub(super) struct Raw {
    /// For messages: "news.jsonl, line 7".
    pub place: String,
    pub what: What,
    /// The visit that gave it, to be kept once it is on the disk.
    pub fetched: Option<Fetched>,
    /// What a feed says of its day, for an article that does not say it.
    pub published: Option<Date>,
}

pub(super) enum What {
    Line(Vec<u8>),
    Page {
        bytes: Vec<u8>,
        url: Option<String>,
    },
    Failed(Error),
    /// The server says that it is as it was, or it was fetched before.
    Unchanged,
    /// A list of articles begins, or is through.
    Begin,
    End,
}

impl Raw {
    pub fn of(place: String, what: What) -> Raw {
        Raw { place, what, fetched: None, published: None }
    }

    /// Digest of the bytes and of what was handed in with them.
    pub fn digest(&self) -> Option<String> {
        let (bytes, url, kind) = match &self.what {
            What::Line(bytes) => (bytes, None, b"line"),
            What::Page { bytes, url } => (bytes, url.as_deref(), b"page"),
            What::Failed(_) | What::Unchanged | What::Begin | What::End => return None,
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind);
        hasher.update(url.unwrap_or("").as_bytes());
        hasher.update(&[0]);
        hasher.update(bytes);
        Some(hasher.finalize().to_hex().to_string())
    }

    pub fn open(self, latest: Date) -> Result<Article, Error> {
        let published = self.published.filter(|d| *d <= latest);
        let mut article = self.read(latest)?;
        if let (None, Some(date)) = (&article.published, published) {
            article.published = Some(Published {
                date,
                time: None,
                offset_minutes: None,
                precision: Precision::Day,
                basis: PublishedBasis::Given,
                evidence: date.to_string(),
            });
        }
        Ok(article)
    }

    fn read(self, latest: Date) -> Result<Article, Error> {
        match self.what {
            What::Failed(error) => Err(error),
            What::Unchanged | What::Begin | What::End => {
                Err(Error::new(Kind::Internal, "reading an article").at(self.place).because("it is none"))
            }
            What::Line(line) => articles::article(&line).map(|(_, article)| article).map_err(|(cause, hint)| {
                Error::new(Kind::Input, "reading an article").at(self.place).because(cause).hint(hint)
            }),
            What::Page { bytes, url } => {
                let origin = read::Origin { url, latest: Some(latest), ..read::Origin::default() };
                read::article(&bytes, &origin).map_err(|error| error.at(self.place))
            }
        }
    }
}

/// Hands out the articles of some files, one after the other.
pub(super) struct Source {
    files: std::vec::IntoIter<PathBuf>,
    open: Option<Open>,
}

enum Open {
    Lines { path: PathBuf, reader: Box<dyn BufRead + Send>, line: u64 },
    Warc { path: PathBuf, reader: warc::Reader },
}

impl Source {
    pub fn new(files: Vec<PathBuf>) -> Source {
        Source { files: files.into_iter(), open: None }
    }
}

impl Iterator for Source {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            match &mut self.open {
                None => {
                    let path = self.files.next()?;
                    match opened(&path) {
                        Ok(Some(open)) => self.open = Some(open),
                        Ok(None) => return Some(page(&path)),
                        Err(error) => {
                            return Some(Raw::of(path.display().to_string(), What::Failed(error)));
                        }
                    }
                }
                Some(Open::Lines { path, reader, line: number }) => {
                    let mut line = Vec::new();
                    let read = articles::next_line(reader, &mut line);
                    *number += 1;
                    let place = format!("{}, line {number}", path.display());
                    match read {
                        Ok(None) => self.open = None,
                        Err(error) => {
                            let error = input::unreadable(path, &error);
                            self.open = None;
                            return Some(Raw::of(place, What::Failed(error)));
                        }
                        Ok(Some((true, _))) if line.iter().all(u8::is_ascii_whitespace) => {}
                        Ok(Some((true, _))) => return Some(Raw::of(place, What::Line(line))),
                        Ok(Some((false, _))) => {
                            let error = Error::new(Kind::Input, "reading an article")
                                .at(place.clone())
                                .because(format!("a line of more than {} MB", LONGEST_LINE / (1024 * 1024)))
                                .hint("one article a line");
                            return Some(Raw::of(place, What::Failed(error)));
                        }
                    }
                }
                Some(Open::Warc { path, reader }) => match reader.next_page() {
                    None => self.open = None,
                    Some((number, found)) => {
                        let place = format!("{}, record {number}", path.display());
                        let what = match found {
                            Ok((bytes, url)) => What::Page { bytes, url },
                            Err(cause) => What::Failed(
                                Error::new(Kind::Input, "reading a WARC record").at(place.clone()).because(cause),
                            ),
                        };
                        return Some(Raw::of(place, what));
                    }
                },
            }
        }
    }
}

/// A file of many articles, opened; none for a page.
fn opened(path: &Path) -> Result<Option<Open>, Error> {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (gzip, bare) = match name.strip_suffix(".gz") {
        Some(bare) => (true, bare),
        None => (false, name.as_str()),
    };
    let lines = path == Path::new("-") || bare.ends_with(".jsonl") || bare.ends_with(".ndjson");
    let warc = bare.ends_with(".warc");
    if !lines && !warc {
        return Ok(None);
    }
    let reader: Box<dyn BufRead + Send> = if path == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(path).map_err(|e| input::unreadable(path, &e))?;
        let size = file.metadata().map_or(0, |m| m.len());
        if gzip {
            let decoder = flate2::read::MultiGzDecoder::new(BufReader::with_capacity(256 * 1024, file));
            Box::new(BufReader::with_capacity(256 * 1024, Capped { inner: decoder, left: FREE.max(size * RATIO) }))
        } else {
            Box::new(BufReader::with_capacity(256 * 1024, file))
        }
    };
    Ok(Some(if lines {
        Open::Lines { path: path.to_owned(), reader, line: 0 }
    } else {
        Open::Warc { path: path.to_owned(), reader: warc::Reader::new(reader) }
    }))
}

/// Ends with an error where a gzip stream grows beyond all measure.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            std::io::Error::other(format!("it grows to more than {RATIO} times its size: not read further"))
        })?;
        Ok(n)
    }
}

fn page(path: &Path) -> Raw {
    let place = path.display().to_string();
    let what = match input::bytes(path) {
        Ok(bytes) => What::Page { bytes, url: None },
        Err(error) => What::Failed(error),
    };
    Raw::of(place, what)
}

/// The files that arguments name, sorted within each: folders with all that is below them, patterns
/// with `*` and `?` in the last part of the path.
pub(super) fn files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut out = Vec::new();
    for argument in arguments {
        let name = argument.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if argument.is_dir() {
            below(argument, 0, &mut out)?;
        } else if !argument.exists() && name.contains(['*', '?']) {
            let folder = argument.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
                .map_err(|e| input::unreadable(folder, &e))?
                .flatten()
                .map(|e| e.path())
                .filter(|p| p.is_file() && p.file_name().is_some_and(|n| fits(name.as_bytes(), n.as_encoded_bytes())))
                .collect();
            if found.is_empty() {
                return Err(Error::new(Kind::Input, "looking for inputs")
                    .at(argument.display().to_string())
                    .because("no file fits the pattern"));
            }
            found.sort();
            out.extend(found);
        } else {
            out.push(argument.clone());
        }
    }
    Ok(out)
}

fn below(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), Error> {
    // A link that points upwards would never end.
    if depth > 32 {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).map_err(|e| input::unreadable(folder, &e))?;
    let mut inside: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            below(&path, depth + 1, out)?;
        } else if path.is_file() && is_article(&path) {
            out.push(path);
        }
    }
    Ok(())
}

fn is_article(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    [".html", ".htm", ".txt", ".text", ".jsonl", ".ndjson", ".warc"].iter().any(|e| bare.ends_with(e))
        && (bare == name || !bare.ends_with("txt") && !bare.ends_with("html"))
        && !bare.ends_with(".failures.jsonl")
}

/// Whether a name fits a pattern of `*` and `?`.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, n));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    p = star + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, name, wanted) in [
            ("*.html", "a.html", true),
            ("a*b?.txt", "axxbyb1.txt", true),
            ("*.html", "a.htm", false),
            ("?", "", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), wanted, "{pattern} {name}");
        }
    }
}
