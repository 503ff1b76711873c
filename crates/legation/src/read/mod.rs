//! Bytes of a web page or a text file become an [`Article`].
//!
//! What comes in: the bytes as they were saved, and what is known of where they came from. What
//! goes out: canonical text that never changes again, with title, byline, publisher, dates and
//! language beside it, and everything that was not the article (picture credits, date lines,
//! font-size controls, share bars, related links) kept apart with its place. A title that is known
//! is the first paragraph of the text. Empty, binary and oversized input, and a page without an
//! article, are errors that say so; a wrong charset, a deep page, a missing date and a language
//! other than English are notices.
//!
//! A page is the lines on which two extractors agree; a line that only one of them kept goes to
//! `removed`, or to `credits` where it is one. Codes of the notices: `charset`, `nesting-capped`,
//! `page-cut`, `extractor`, `no-date`, `ambiguous-date`, `not-english`.
//!
//! What is deliberately not here: sentences, names, politics. This room would read a cooking site.

mod article;
mod assemble;
mod date;
mod door;
mod furniture;
mod language;
mod metadata;
mod page;
mod plain;

pub use article::{
    Article, Credit, Dateline, Furniture, Paragraph, ParagraphKind, Published, PublishedBasis, Removed, Stated,
};
pub use door::{MAX_BYTES, MAX_DEPTH};

use crate::error::{Error, Kind};
use crate::id::ArticleId;
use crate::span::Span;
use crate::time::{Date, Precision};

/// Where bytes came from, as far as the caller knows.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub url: Option<String>,
    pub kind: InputKind,
    /// The day it was fetched: later dates of publication are not believed.
    pub latest: Option<Date>,
}

/// Whether the bytes are a page or a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum InputKind {
    #[default]
    Auto,
    Html,
    Text,
}

/// Reads one article from the bytes of a page or a text file.
///
/// ```
/// use legation::read;
/// let text = "Ministers meet in Tashkent\n\nThe foreign ministers of two neighbours met on Monday.\n\nRiver Post";
/// let article = read::article(text.as_bytes(), &read::Origin::default()).unwrap();
/// assert_eq!(article.title.unwrap().value, "Ministers meet in Tashkent");
/// ```
pub fn article(bytes: &[u8], origin: &Origin) -> Result<Article, Error> {
    let mut decoded = door::decode(bytes, origin.kind)?;
    let digest = blake3::hash(bytes).to_hex().to_string();
    if decoded.html {
        let mut notices = std::mem::take(&mut decoded.notices);
        let html = door::cap_depth(&decoded.text, &mut notices);
        let (lines, facts) = page::read(&html, &decoded.text, origin, notices)?;
        return nonempty(assemble::article(lines, facts, false, origin, digest));
    }
    let facts = assemble::Facts { url: origin.url.clone(), notices: decoded.notices, ..Default::default() };
    nonempty(assemble::article(plain::lines(&decoded.text), facts, true, origin, digest))
}

fn nonempty(article: Article) -> Result<Article, Error> {
    if article.text.trim().is_empty() {
        return Err(Error::new(Kind::Input, "reading the article")
            .because("nothing but page furniture was found")
            .hint("hand in the text of one article"));
    }
    Ok(article)
}

/// What a caller already knows of an article whose text is given: a line of a JSONL file.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub title: Option<String>,
    pub published: Option<Date>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub language: Option<String>,
}

/// Takes a text as it is: canonical text, byte for byte, so that the caller's offsets hold.
pub fn given(text: &str, given: Given) -> Article {
    let stated = |value: Option<String>| value.map(|value| Stated { value, basis: "given".to_owned(), span: None });
    let mut paragraphs = Vec::new();
    let base = text.as_ptr() as usize;
    for line in text.split('\n').map(str::trim).filter(|l| !l.is_empty()) {
        let start = line.as_ptr() as usize - base;
        paragraphs.push(Paragraph { span: Span::at(start, start + line.len()), kind: ParagraphKind::Body });
    }
    Article {
        id: ArticleId::of(&[given.url.as_deref().unwrap_or(""), text]),
        url: given.url,
        title: stated(given.title),
        byline: None,
        publisher: stated(given.publisher),
        dateline: None,
        published: given.published.map(|date| Published {
            date,
            time: None,
            offset_minutes: None,
            precision: Precision::Day,
            basis: PublishedBasis::Given,
            evidence: date.to_string(),
        }),
        modified: None,
        language: given.language.or_else(|| language::detect(text)),
        text: text.to_owned(),
        paragraphs,
        credits: Vec::new(),
        removed: Vec::new(),
        raw_digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
        notices: Vec::new(),
    }
}
