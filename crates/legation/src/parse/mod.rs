//! Text becomes sentences, tokens, trees and names.
//!
//! What comes in: any string. What goes out: a [`Document`] in the scheme of Universal Dependencies,
//! whose tokens cover every character that is not a space. It never fails: what cannot be analysed
//! is still cut into tokens.
//!
//! What is deliberately not here: politics. This room finds that "Baku" is a place name and the
//! subject of a verb; that Baku may mean a government is for `link`.

mod document;

mod tokenize;

mod sentence;

mod weights;
mod wide;

mod embed;
mod lexicon;

mod multiply;
mod network;

mod transition;

#[doc(hidden)]
pub mod names;

mod lemma;
mod mend;

mod analyse;
pub mod conllu;

pub use analyse::document;
pub use document::{Document, Name, NameKind, Relation, Sentence, Token, Upos};
