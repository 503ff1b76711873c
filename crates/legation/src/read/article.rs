//! The article: canonical text, what is known about it, and what was taken out of it.

use crate::error::Notice;
use crate::id::ArticleId;
use crate::span::Span;
use crate::time::{Date, Precision, Time};

/// One version of one article.
///
/// `text` is immutable: every span of every later room indexes into it. When a title is known from
/// the page or from the first line, it is the first paragraph of `text`.
#[derive(Clone, Debug)]
pub struct Article {
    pub id: ArticleId,
    pub url: Option<String>,
    pub title: Option<Stated>,
    /// Who wrote it, as printed, without "By".
    pub byline: Option<Stated>,
    /// The outlet.
    pub publisher: Option<Stated>,
    pub dateline: Option<Dateline>,
    pub published: Option<Published>,
    pub modified: Option<Published>,
    /// ISO 639-1 code of the language the text is written in, where it can be told.
    pub language: Option<String>,
    pub text: String,
    pub paragraphs: Vec<Paragraph>,
    pub credits: Vec<Credit>,
    pub removed: Vec<Removed>,
    /// BLAKE3 of the raw bytes, in hex.
    pub raw_digest: String,
    pub notices: Vec<Notice>,
}

/// A fact about the article with the place that states it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    pub value: String,
    /// Where it was found: "meta og:title", "trailing line", "first line".
    pub basis: String,
    /// Its span in `text`, where it is part of the text (a title line).
    pub span: Option<Span>,
}

/// The place (and agency) that opens a story: "BAKU, Aug. 6 (Agency) –".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dateline {
    pub place: String,
    pub agency: Option<String>,
    pub date: Option<Date>,
    pub span: Span,
}

/// When the article says it appeared, and how we know. The local day is kept as printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    pub date: Date,
    pub time: Option<Time>,
    /// Minutes east of UTC, where the page states an offset.
    pub offset_minutes: Option<i16>,
    pub precision: Precision,
    pub basis: PublishedBasis,
    /// The characters it was read from, as printed.
    pub evidence: String,
}

/// Where a publication date was read, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PublishedBasis {
    /// Handed in with the article (a JSONL field, a feed).
    Given,
    JsonLd,
    Meta,
    TimeElement,
    Url,
    /// A visible date line at the head or foot of the article.
    DateLine,
    Dateline,
    /// Only a bound: copyright year and the like.
    Weak,
}

impl PublishedBasis {
    pub fn name(self) -> &'static str {
        match self {
            PublishedBasis::Given => "given",
            PublishedBasis::JsonLd => "json-ld",
            PublishedBasis::Meta => "meta",
            PublishedBasis::TimeElement => "time-element",
            PublishedBasis::Url => "url",
            PublishedBasis::DateLine => "date-line",
            PublishedBasis::Dateline => "dateline",
            PublishedBasis::Weak => "weak",
        }
    }
}

/// One paragraph of the canonical text; paragraphs are separated by a blank line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraph {
    pub span: Span,
    pub kind: ParagraphKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParagraphKind {
    Title,
    Heading,
    Body,
    Item,
    Quotation,
}

/// A picture caption or credit, kept apart from the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    /// The line as printed: "Source: AzerTAg".
    pub text: String,
    /// Who is credited: "AzerTAg".
    pub source: Option<String>,
    /// Byte offset in the canonical text where it stood.
    pub at: u32,
    /// Its span in the decoded input, where it can be found there word for word.
    pub original: Option<Span>,
}

/// A piece of page furniture that was taken out, with its role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removed {
    pub text: String,
    pub role: Furniture,
    /// Byte offset in the canonical text where it stood.
    pub at: u32,
    pub original: Option<Span>,
}

/// What a removed piece was on its page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Furniture {
    DateLine,
    FontControl,
    ShareBar,
    CookieNotice,
    RelatedLinks,
    Navigation,
    Byline,
    SiteName,
    Counter,
    Comments,
    Subscription,
    Copyright,
    Other,
}

impl Furniture {
    pub fn name(self) -> &'static str {
        match self {
            Furniture::DateLine => "date-line",
            Furniture::FontControl => "font-control",
            Furniture::ShareBar => "share-bar",
            Furniture::CookieNotice => "cookie-notice",
            Furniture::RelatedLinks => "related-links",
            Furniture::Navigation => "navigation",
            Furniture::Byline => "byline",
            Furniture::SiteName => "site-name",
            Furniture::Counter => "counter",
            Furniture::Comments => "comments",
            Furniture::Subscription => "subscription",
            Furniture::Copyright => "copyright",
            Furniture::Other => "other",
        }
    }
}

impl ParagraphKind {
    pub fn name(self) -> &'static str {
        match self {
            ParagraphKind::Title => "title",
            ParagraphKind::Heading => "heading",
            ParagraphKind::Body => "body",
            ParagraphKind::Item => "item",
            ParagraphKind::Quotation => "quotation",
        }
    }
}
