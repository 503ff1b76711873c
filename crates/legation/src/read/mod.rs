//! Bytes of a web page or a text file become an [`Article`].
//!
//! What comes in: the bytes as they were saved, and what is known of where they came from. What
//! goes out: canonical text that never changes again, with title, byline, publisher, dates and
//! language beside it, and everything that was not the article (picture credits, date lines,
//! font-size controls, share bars, related links) kept apart with its place.
//!
//! What is deliberately not here: sentences, names, politics. This room would read a cooking site.

mod article;

pub use article::{
    Article, Credit, Dateline, Furniture, Paragraph, ParagraphKind, Published, PublishedBasis,
    Removed, Stated,
};
