//! The engine's integration tests: one binary, one module per subject.

/// Markdown cases under `casebook/`: sentence in, expected coding out.
mod casebook;

/// The coder: its lexicon, its determinism, both codebooks, pairs, the seed article where it is at hand.
mod code;
