//! Who says so, through which word, how surely; what is on the table; what was promised.
//!
//! What comes in: an analysed text, its mentions, its events. What goes out: [`Claim`]s with
//! source, cue and content as spans, [`Stance`]s, agenda items, commitments, open questions and
//! expectations; and on each event the claim that contains it.
//!
//! What is deliberately not here: whether a claim is true. Later reports may confirm or deny it;
//! this room only records who stands behind it, and with what strength.

mod claim;

pub use claim::{
    AgendaItem, Attributed, Certainty, Claim, Commitment, CommitmentKind, OpenQuestion, Position, SourceKind, Stance,
};
