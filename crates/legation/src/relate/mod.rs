//! How things stand between parties, and when something like it happened before.
//!
//! What comes in: an archive with a scope (who, from when to when, as of which day), or a question
//! about a process. What goes out: series of counts with their change points, channels and their
//! silences, the agenda by pillars, who stands where and who brokers, quotes and stories as they
//! travel, the network; and comparable processes with reasons for and against each likeness.
//!
//! What is deliberately not here: any reading of news, any writing to the archive, and any forecast.
//! A likeness is a reason to look, not a prediction.

pub mod period;

mod fact;
pub use fact::{Counted, Direction, Fact, Scope, Way, Who, facts};

pub mod alert;
pub mod board;
mod change;
mod norm;
pub mod series;
pub use change::{Change, Mover, pelt};
pub use norm::{Against, Norm, Verdict};

pub mod channels;
pub mod pillars;

pub mod trace;

pub mod graph;
pub mod network;
pub mod standing;

pub mod precedents;
