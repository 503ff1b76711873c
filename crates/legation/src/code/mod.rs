//! Trees and mentions become events: who did what to whom, when and where.
//!
//! What comes in: an analysed text, its mentions, the day it was published, and the lexicon (one
//! readable file per event type in `legation-data/lexicon`). What goes out: [`Event`]s with a span
//! and a reason for each field.
//!
//! What is deliberately not here: who says so. An event inside "analysts say …" is coded here like
//! any other; `attribute` ties it to a claim and decides how sure it is.

mod coder;
pub mod date;
mod event;
mod lexicon;
mod setting;
mod status;
mod tree;

pub use coder::{Coded, Setting, events};
pub use event::{Event, Place, Role, Size, Status};
pub use lexicon::Lexicon;

/// The version of the codebook that events are coded by.
pub const CODEBOOK: &str = "plover-2.0+legation.1";
