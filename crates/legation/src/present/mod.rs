//! Readings become what people and machines look at: the brief, JSON, a page.
//!
//! What comes in: a [`Reading`](crate::reading::Reading). What goes out: text for a terminal, JSON
//! by a published schema, one self-contained HTML page.
//!
//! What is deliberately not here: judgement. Nothing is dropped, renamed or softened on the way out.

pub mod brief;
pub mod json;
pub mod page;
pub mod plain;
