//! The engine's integration tests: one binary, one module per subject.

/// Attribution beyond single cases: laws of spans, weights, hostile text, a user's issues.
mod attribute;
/// Markdown cases under `casebook/`: sentence in, expected coding out.
mod casebook;

/// The coder: its lexicon, its determinism, both codebooks, pairs, the seed article where it is at hand.
mod code;
/// What the documents can get wrong: the import table, data cards, links.
mod documents;
/// What comes next: the protocol's unit checks in small, laws, refusals.
mod forecast;
/// Files of other coders: GDELT, ICEWS, POLECAT, ACLED, PLOVER, with their traps.
mod import;
/// Whom words mean: offices by day, user tables, the seed article.
mod link;
/// Negotiation: tables, models, laws, draws.
mod negotiate;
/// The analysis of English: parity with the library that trained it, laws, hostile text.
mod parse;
/// Comparable processes: the library, likeness, base rates.
mod precedents;
/// The door of `read`: laws, charsets, hostile bytes.
mod read;
/// The archive: order, resumption, copies, identity, questions as of a day, verification.
mod record;
/// Series, channels, pillars, standing, tracing, network: laws and known answers.
mod relate;
/// Sums that stand ready: equal to a plain count whatever happened to the archive, found where changed.
mod sums;
/// Whole articles through all rooms: the sample dispatches, the article the project started from.
mod whole;
