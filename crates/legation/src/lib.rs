//! Reads diplomatic and political news the way a desk officer does.
//!
//! The rooms stand in reading order: [`read`] → [`parse`] → [`link`] → [`code`] → [`attribute`] →
//! [`present`]. Each room's first page says what comes in, what goes out and what is deliberately
//! not there; `ARCHITECTURE.md` holds the table of who may import whom, and a test reads it.
//!
//! The engine sees no network, clock, environment, home folder or terminal: faces hand the world in.

pub mod error;
pub mod id;
pub mod span;
pub mod time;

pub mod attribute;
pub mod code;
pub mod link;
pub mod parse;
pub mod plover;
pub mod present;
pub mod read;
pub mod reading;
pub mod record;

pub use error::{Error, Notice};
pub use span::Span;

/// The version of the engine that coded something.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A BLAKE3 digest of the weights and tables that this engine reads with, in hex.
///
/// Two engines of one [`VERSION`] and one digest give the same bytes for the same input.
pub fn data_digest() -> String {
    let mut hasher = blake3::Hasher::new();
    let lexicon = legation_data::LEXICON.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in legation_data::FILES.iter().copied().chain(lexicon) {
        hasher.update(name.as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().to_hex().to_string()
}
