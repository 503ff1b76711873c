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

pub use error::{Error, Notice};
pub use span::Span;

/// The version of the engine that coded something.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
