//! How things stand between parties, and when something like it happened before.
//!
//! What comes in: a question about a process, in structural features. What goes out: comparable
//! processes from the library, with reasons for and against each likeness and how each ended; and
//! base rates over those that are comparable.
//!
//! What is deliberately not here: any reading of news, and any forecast. A likeness is a reason to
//! look, not a prediction.

pub mod precedents;
