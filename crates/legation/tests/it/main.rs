//! The engine's integration tests: one binary, one module per subject.

/// Attribution beyond single cases: laws of spans, weights, hostile text, a user's issues.
mod attribute;
/// Markdown cases under `casebook/`: sentence in, expected coding out.
mod casebook;

/// The coder: its lexicon, its determinism, both codebooks, pairs, the seed article where it is at hand.
mod code;
/// What the documents can get wrong: the import table, data cards, links.
mod documents;
/// Whom words mean: offices by day, user tables, the seed article.
mod link;
/// The analysis of English: parity with the library that trained it, laws, hostile text.
mod parse;
/// The door of `read`: laws, charsets, hostile bytes.
mod read;
/// The archive: order, resumption, copies, identity, questions as of a day, verification.
mod record;
/// Whole articles through all rooms: the sample dispatches, the article the project started from.
mod whole;
