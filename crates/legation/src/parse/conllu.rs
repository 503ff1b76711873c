//! CoNLL-U out, and CoNLL-U in for scoring on given tokens.

use std::fmt::Write;

use super::analyse;
use super::document::Document;
use crate::error::{Error, Kind};
use crate::span::Span;

/// Writes a document as CoNLL-U, with names in the last column.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    for (n, sentence) in document.sentences.iter().enumerate() {
        let _ = writeln!(out, "# sent_id = {}", n + 1);
        let text = sentence.span.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "# text = {text}");
        for t in sentence.first..sentence.end {
            let token = document.token(t);
            let head = document.head(t).map_or(0, |h| h - sentence.first + 1);
            let mut misc = Vec::new();
            if let Some(name) = document.names.iter().find(|name| (name.first..name.end).contains(&t)) {
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
/// Errors name the line that is not CoNLL-U.
pub fn pretokenized(conllu: &str) -> Result<Document, Error> {
    let mut text = String::new();
    let (mut words, mut bounds) = (Vec::new(), Vec::new());
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
        let start = text.len();
        text.push_str(columns[1]);
        words.push(Span::at(start, text.len()));
        text.push(' ');
    }
    if bounds.last().copied().unwrap_or(0) < words.len() {
        bounds.push(words.len());
    }
    Ok(analyse::analyse(text, words, &bounds, Vec::new()))
}
