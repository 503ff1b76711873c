//! The words a field rests on, with a digest that breaks when article, range, words or context change.

use super::digest::Digest;
use crate::span::Span;

/// Characters either side that the digest covers.
const CONTEXT: usize = 32;

/// One span of one row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Which field rests on it: "trigger", "actor", "cue".
    pub field: String,
    /// Order among several of one field, from 0.
    pub position: u32,
    pub span: Span,
    /// The words.
    pub quote: String,
    /// Digest of article, range, words and 32 characters either side.
    pub digest: String,
}

impl Evidence {
    pub(super) fn new(article_id: &str, text: &str, field: &str, position: usize, span: Span) -> Evidence {
        Evidence {
            field: field.to_owned(),
            position: position as u32,
            span,
            quote: span.of(text).to_owned(),
            digest: digest(article_id, text, span),
        }
    }

    /// What is wrong with it, when it is checked against the article's text.
    pub fn fault(&self, article_id: &str, text: &str) -> Option<&'static str> {
        let Some(words) = text.get(self.span.start as usize..self.span.end as usize) else {
            return Some("the range does not lie in the text");
        };
        if words != self.quote {
            return Some("the words are not those of the text");
        }
        (digest(article_id, text, self.span) != self.digest).then_some("the words around it have changed")
    }

    /// The 32 characters either side, as far as the text has them.
    pub fn around<'t>(&self, text: &'t str) -> (&'t str, &'t str) {
        context(text, self.span)
    }

    /// Whether the digest is that of its range, its words and what stood around them: what can be checked
    /// of an export without the article.
    pub fn holds(&self, article_id: &str, before: &str, after: &str) -> bool {
        let n_bytes = self.span.end.checked_sub(self.span.start);
        n_bytes == Some(self.quote.len() as u32)
            && sealed(article_id, self.span, &self.quote, before, after) == self.digest
    }

    pub(super) fn feed(&self, digest: &mut Digest) {
        digest.text(&self.field).integer(i64::from(self.position));
        digest.integer(i64::from(self.span.start)).integer(i64::from(self.span.end));
        digest.text(&self.quote).text(&self.digest);
    }
}

/// The characters before and after a span, as exports print them.
fn context(text: &str, span: Span) -> (&str, &str) {
    let (start, end) = (span.start as usize, span.end as usize);
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return ("", "") };
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    (&before[from..], &after[..to])
}

fn digest(article_id: &str, text: &str, span: Span) -> String {
    let (before, after) = context(text, span);
    sealed(article_id, span, span.of(text), before, after)
}

fn sealed(article_id: &str, span: Span, words: &str, before: &str, after: &str) -> String {
    let mut digest = Digest::of("evidence");
    digest.text(article_id).integer(i64::from(span.start)).integer(i64::from(span.end));
    digest.text(words).text(before).text(after);
    digest.id('w')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_neighbour_breaks_the_digest() {
        let text = "Été: Baku hosted talks on the river.";
        let span = Span::at(text.find("Baku").expect("it is there"), text.find(" hosted").expect("it is there"));
        let evidence = Evidence::new("a1", text, "actor", 0, span);
        assert_eq!(evidence.fault("a1", text), None);
        assert!(evidence.fault("a2", text).is_some());
        assert!(evidence.fault("a1", &text.replace("talks", "walks")).is_some());
        assert!(evidence.fault("a1", "Baku").is_some());
        let (before, after) = evidence.around(text);
        assert_eq!((before, after), ("Été: ", " hosted talks on the river."));
        assert!(evidence.holds("a1", before, after));
        assert!(!evidence.holds("a1", before, " hosted walks on the river.") && !evidence.holds("a2", before, after));
    }
}
