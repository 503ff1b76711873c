//! A sentence whose source and target are marked in the text: `<s>Rome</s> warned <t>Carthage</t>.`

use crate::span::Span;

/// A marked sentence without its marks, and where the marked words stand in it.
///
/// A side may be marked in several pieces; the first counts. A side that is not marked is `None`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    pub text: String,
    pub source: Option<Span>,
    pub target: Option<Span>,
}

impl Marked {
    /// Takes the marks out of a sentence.
    ///
    /// ```
    /// use legation::code::Marked;
    /// let marked = Marked::of("<s>Rome</s> warned <t>Carthage</t>.");
    /// assert_eq!(marked.text, "Rome warned Carthage.");
    /// assert_eq!(marked.target.map(|s| s.of(&marked.text)), Some("Carthage"));
    /// ```
    pub fn of(sentence: &str) -> Marked {
        let mut marked = Marked { text: String::with_capacity(sentence.len()), source: None, target: None };
        let (mut source_from, mut target_from) = (None, None);
        let mut rest = sentence;
        while let Some(at) = rest.find('<') {
            marked.text.push_str(&rest[..at]);
            rest = &rest[at..];
            let here = marked.text.len();
            if let Some(after) = rest.strip_prefix("<s>") {
                source_from = source_from.or(Some(here));
                rest = after;
            } else if let Some(after) = rest.strip_prefix("</s>") {
                marked.source = marked.source.or(source_from.map(|from| Span::at(from, here)));
                rest = after;
            } else if let Some(after) = rest.strip_prefix("<t>") {
                target_from = target_from.or(Some(here));
                rest = after;
            } else if let Some(after) = rest.strip_prefix("</t>") {
                marked.target = marked.target.or(target_from.map(|from| Span::at(from, here)));
                rest = after;
            } else {
                marked.text.push('<');
                rest = &rest[1..];
            }
        }
        marked.text.push_str(rest);
        marked
    }
}
