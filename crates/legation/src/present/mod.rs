//! Readings become what people and machines look at: the brief, JSON, a page.
//!
//! What comes in: a [`Reading`](crate::reading::Reading). What goes out: text for a terminal, JSON
//! by a published schema, one self-contained HTML page; and events as lines, which become tables in
//! our own shape ([`csv`]) and in those that the field's scripts read ([`polecat`], [`icews`],
//! [`plover_json`]).
//!
//! What is deliberately not here: judgement. Nothing is dropped, renamed or softened on the way out.

pub mod answer;
pub mod brief;
pub mod desk;
pub mod explain;
pub mod glossary;
pub mod json;
pub mod page;

pub mod line;
pub mod witness;

pub mod csv;
pub mod icews;
pub mod plover_json;
pub mod polecat;

pub mod plain;

pub mod bargain;
pub mod ledger;
pub mod precedents;
pub mod relation;
