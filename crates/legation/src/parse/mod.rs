//! Text becomes sentences, tokens, trees and names.
//!
//! What comes in: any string. What goes out: a [`Document`] in the scheme of Universal Dependencies,
//! whose spans tile the text. It never fails: what cannot be analysed is still cut into tokens.
//!
//! What is deliberately not here: politics. This room finds that "Baku" is a place name and the
//! subject of a verb; that Baku may mean a government is for `link`.

mod document;

pub use document::{Document, Name, NameKind, Relation, Sentence, Token, Upos};
