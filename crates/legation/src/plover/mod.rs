//! The vocabulary of PLOVER 2.0, as the rest of the house speaks it.
//!
//! What comes in: nothing. What goes out: event types with their quad class and score, modes,
//! contexts, sectors, and the bridge to CAMEO codes in [`cameo`].
//!
//! What is deliberately not here: any sentence, any lexicon. A word list that finds AGREE in text
//! belongs to `code`; this room only knows that AGREE is verbal cooperation.

pub mod cameo;
mod cameo_label;
pub mod codebook;
pub mod columns;
pub mod event_type;
pub mod mode;
pub mod sector;

pub use event_type::{EventType, QuadClass};
pub use sector::Sector;
