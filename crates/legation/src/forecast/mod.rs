//! What comes next: probabilities for later events, from events known by a day, with a scorecard.
//!
//! What comes in: facts (who did what to whom on which day), as plain values, or an archive ([`archive`]). What
//! goes out: ranked
//! answers to "whom next?" ([`next`]), probabilities that something happens within some days
//! ([`dyad`]), each with the past events that carry it, and scores of past answers ([`score`]).
//!
//! What is deliberately not here: a clock (faces say as of which day a question is asked), reading
//! of files beyond plain text ([`load`]), and any look at a fact dated on or after the day of the
//! question: [`past::Past`] only ever holds what lies before.

pub mod fact;
pub mod groups;
pub mod load;
pub mod past;

pub mod features;
pub mod fit;
pub mod intensity;
pub mod model;
pub mod next;
pub mod recurrence;
pub mod rules;
pub mod trees;

pub mod archive;
pub mod ask;
pub mod question;

pub mod dyad;
pub mod logistic;
pub mod pairs;
pub mod windows;

pub mod rank;
pub mod score;

pub mod parallel;
