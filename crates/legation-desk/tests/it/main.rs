//! The desk as its users call it.
