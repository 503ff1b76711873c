//! Attribution relations as people mark them: a learned reader of who says or thinks what.
//!
//! What comes in: an analysed text. What goes out: [`Relation`]s, each a cue with its source and
//! its content as token ranges, and the evidence for it in logits. Two small networks over named
//! features of the tree decide: the first which words are cues, the second, for each cue, which
//! words around it are its source, its cue phrase and its content.
//!
//! What is deliberately not here: what a relation means. Certainty, kinds of source and nested
//! claims are the rules' part, one floor up; this folder can be retrained without touching them.

mod cue_features;
mod decode;
mod features;
mod network;
mod relation;
mod scene;
mod span_features;
mod weights;

pub use cue_features::cue;
pub use decode::{LABELS, Label, best};
pub use features::ROWS_LOG2;
pub use network::Network;
pub use relation::{Relation, decide, scores};
pub use scene::Scene;
pub use span_features::Around;
pub use weights::{Weights, write};
