//! CoNLL-U out, and CoNLL-U in for scoring on given tokens.

use std::fmt::Write;

use super::document::Document;
use super::{analyse, sentence};
use crate::error::{Error, Kind, Notice};
use crate::span::Span;

/// Given sentences may be longer than those that the rules make, yet not without end.
const LONGEST_GIVEN: usize = 2 * sentence::LONGEST;

/// Writes a document as CoNLL-U, with names in the last column.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    // Names are in text order and do not overlap, so one cursor serves the whole document.
    let mut names = document.names.iter().peekable();
    for (n, sentence) in document.sentences.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}", n + 1);
        let text = sentence.span.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "# text = {text}");
        for t in sentence.first..sentence.end {
            let token = document.token(t);
            let head = document.head(t).map_or(0, |h| h - sentence.first + 1);
            let mut misc = Vec::new();
            while names.next_if(|name| name.end <= t).is_some() {}
            if let Some(name) = names.peek().filter(|name| name.first <= t) {
                let place = if name.first == t { "B" } else { "I" };
                misc.push(format!("Name={place}-{}", name.kind.name()));
            }
            if t + 1 < sentence.end && document.token(t + 1).span.start == token.span.end {
                misc.push("SpaceAfter=No".to_owned());
            }
            let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
            let form = document.form(t);
            let _ = writeln!(
                out,
                "{}\t{form}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{misc}",
                t - sentence.first + 1,
                token.lemma,
                token.upos.name(),
                token.xpos,
                token.features,
                token.relation.name(),
            );
        }
        out.push('\n');
    }
    out
}

/// Analyses CoNLL-U with its own sentences and words: other columns are read past and filled anew.
///
/// Errors name the line that is not CoNLL-U. A sentence that no language has is cut, with a notice.
///
/// ```
/// let given = "1\tTalks\t_\t_\t_\t_\t_\t_\t_\t_\n2\tresumed\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
/// let document = legation::parse::conllu::pretokenized(given)?;
/// assert_eq!(document.lemma(1), "resume");
/// # Ok::<(), legation::error::Error>(())
/// ```
pub fn pretokenized(conllu: &str) -> Result<Document, Error> {
    let mut text = String::new();
    let (mut words, mut bounds) = (Vec::new(), Vec::new());
    let mut notices = Vec::new();
    for (number, line) in conllu.lines().enumerate() {
        if line.trim().is_empty() {
            if bounds.last().copied().unwrap_or(0) < words.len() {
                bounds.push(words.len());
                text.push('\n');
            }
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != 10 {
            return Err(Error::new(Kind::Input, "reading CoNLL-U")
                .at(format!("line {}", number + 1))
                .because(format!("{} columns where 10 are due", columns.len()))
                .hint("columns are separated by single tabs"));
        }
        // Ranges are spelling, dotted ids are empty nodes: neither is a word.
        if !columns[0].bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        if words.len() - bounds.last().copied().unwrap_or(0) >= LONGEST_GIVEN {
            bounds.push(words.len());
            notices.push(Notice {
                room: "parse",
                code: "sentence-cut",
                span: words.last().copied(),
                message: format!("line {}: a sentence of more than {LONGEST_GIVEN} words was cut", number + 1),
            });
        }
        let start = text.len();
        text.push_str(columns[1]);
        words.push(Span::at(start, text.len()));
        text.push(' ');
    }
    if bounds.last().copied().unwrap_or(0) < words.len() {
        bounds.push(words.len());
    }
    Ok(analyse::analyse(text, words, &bounds, notices))
}
