//! The bytes that Legation reads with, each beside a card that says where it came from.
//!
//! What is here: tables as text, exactly as they stand in the tree, and the English weights.
//!
//! What is not here: any reading of them. The engine parses tables; this crate only carries them,
//! so that a new table never recompiles more than this file.

/// The English weights; `english/CARD.md` says what they are and how good.
pub const ENGLISH_WEIGHTS: &[u8] = include_bytes!("../english/weights.bin");
