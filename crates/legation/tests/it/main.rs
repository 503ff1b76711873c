//! The engine's integration tests: one binary, one module per subject.

/// Markdown cases under `casebook/`: sentence in, expected coding out.
mod casebook;
/// Names, offices and references, as of a day.
mod link;
