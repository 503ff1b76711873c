//! The engine's integration tests: one binary, one module per subject.

mod link;
