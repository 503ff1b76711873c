//! Trees and mentions become events: who did what to whom, when and where.
//!
//! What comes in: an analysed text, its mentions, the day it was published, and the lexicon (one
//! readable file per event type in `legation-data/lexicon`). What goes out: [`Event`]s with a span
//! and a reason for each field; or, for a sentence with two marked parties, their [`relation`].
//!
//! What is deliberately not here: who says so. An event inside "analysts say …" is coded here like
//! any other; `attribute` ties it to a claim and decides how sure it is.

mod business;
mod coder;
mod compose;
pub mod confidence;
pub mod date;
mod event;
mod explain;
mod find;
mod flat;
mod home;
pub mod learned;
mod lexicon;
mod marked;
mod merge;
mod project;
mod relation;
mod setting;
mod status;
mod tree;
mod when;
mod who;
mod words;

pub use coder::{Coded, Setting, events, subjects};
pub use event::{Event, Place, Role, Size, Status};
pub use explain::{Considered, Fit, Verdict, considered};
pub use lexicon::Lexicon;
pub use marked::Marked;
pub use project::{Projection, project};
pub use relation::{Line, Related, SHARES, Seen, Shares, decide, relation, seen};

/// What the words around a token say of the reality of its deed, and the word that says so.
pub fn status(document: &crate::parse::Document, token: u32) -> (Status, Option<crate::Span>) {
    let reading = status::of(document, token);
    (reading.status, reading.cue)
}

/// The version of the codebook that events are coded by.
pub const CODEBOOK: &str = "plover-2.0+legation.1";
