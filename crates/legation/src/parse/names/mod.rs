//! The name finder: clues of each word, a small scorer over them, the best well-formed labels.
//!
//! The trainer stands beside the model; `cargo xtask train names` calls it.

mod clues;
mod model;
mod train;

pub use clues::Clues;
pub use model::{Draft, LABELS, Model};
pub use train::{Lesson, Settings, probabilities, train};

use super::document::{Document, NameKind, Token};
use super::lexicon::Lexicon;

/// The clues of each sentence of a document, as the finder sees them.
pub fn clues(document: &Document) -> Vec<Vec<Clues>> {
    let lexicon = Lexicon::builtin();
    document
        .sentences
        .iter()
        .map(|s| {
            let forms: Vec<&str> = (s.first..s.end).map(|t| document.form(t)).collect();
            clues::of_sentence(&forms, &document.tokens[s.first as usize..s.end as usize], s.first, lexicon)
        })
        .collect()
}

/// The names of one sentence as it is analysed: first word, one past the last, kind.
pub(super) fn find(
    model: &Model,
    forms: &[&str],
    tokens: &[Token],
    first: u32,
    lexicon: &Lexicon,
) -> Vec<(usize, usize, NameKind)> {
    model.names(&clues::of_sentence(forms, tokens, first, lexicon), lexicon)
}

/// The names among the words of one sentence.
pub fn names(model: &Model, clues: &[Clues]) -> Vec<(usize, usize, NameKind)> {
    model.names(clues, Lexicon::builtin())
}

/// The number of a label as it is written: `O`, `B-person`, `I-place`.
pub fn label(text: &str) -> Option<usize> {
    let Some((place, name)) = text.split_once('-') else { return (text == "O").then_some(0) };
    let kind = model::KINDS.iter().position(|k| k.name() == name)?;
    Some(1 + 2 * kind + usize::from(place == "I"))
}
