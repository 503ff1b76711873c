//! The engine's integration tests: one binary, one module per subject.

/// Markdown cases under `casebook/`: sentence in, expected coding out.
mod casebook;
/// Whom words mean: offices by day, user tables, the seed article.
mod link;
