//! The whole analysis: words, sentences, vectors, tags, trees, names.

use std::sync::OnceLock;

use super::document::{Document, Name, Relation, Sentence, Token};
use super::lexicon::Lexicon;
use super::weights::Weights;
use super::{lemma, mend, names, network, sentence, tokenize, transition};
use crate::error::Notice;
use crate::span::Span;

/// Sentences are analysed in batches of about this many words, whose numbers fit into the processor's
/// second cache.
const BATCH: usize = 120;

/// Analyses a text. It never fails: every character that is not a space is in some token.
///
/// ```
/// let document = legation::parse::document("The minister arrived. She met her counterpart.");
/// assert_eq!(document.sentences.len(), 2);
/// assert_eq!(document.form(1), "minister");
/// ```
pub fn document(text: &str) -> Document {
    let mut words = Vec::new();
    let mut bounds = Vec::new();
    let mut datelines = Vec::new();
    let mut notices = Vec::new();
    for (from, paragraph) in paragraphs(text) {
        let first = words.len();
        tokenize::words(paragraph, from, &mut words);
        // A dateline is no part of the clause behind it: it is read by itself and then hung on.
        let first = match sentence::dateline(text, &words[first..]) {
            Some(length) => {
                bounds.push(first + length);
                datelines.push((first + length) as u32);
                first + length
            }
            None => first,
        };
        let (ends, cut) = sentence::ends(text, &words[first..]);
        if cut {
            notices.push(Notice {
                room: "parse",
                code: "sentence-cut",
                span: Some(Span::at(from, from + paragraph.len())),
                message: format!("a sentence of more than {} words was cut", sentence::LONGEST),
            });
        }
        bounds.extend(ends.into_iter().map(|end| first + end));
    }
    let mut document = analyse(text.to_owned(), words, &bounds, notices);
    hang(&mut document, &datelines);
    document
}

/// Hangs each dateline (its end is given) on the root of the sentence behind it.
fn hang(document: &mut Document, datelines: &[u32]) {
    let mut ends = datelines.iter().peekable();
    let sentences = std::mem::take(&mut document.sentences);
    for sentence in sentences {
        let before = document.sentences.last_mut().filter(|s| ends.next_if(|&&end| end == s.end).is_some());
        match before {
            Some(line) => {
                let top = &mut document.tokens[line.root as usize];
                (top.head, top.relation) = (sentence.root, Relation::Parataxis);
                *line = Sentence { span: line.span.cover(sentence.span), first: line.first, ..sentence };
            }
            None => document.sentences.push(sentence),
        }
    }
}

/// Paragraphs are lines: news pages do not wrap their text.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .filter(|line| !line.trim().is_empty())
        .map(move |line| (line.as_ptr() as usize - base, line))
}

/// Analyses given words in given sentences: `bounds` are the indices one past each last word.
pub(super) fn analyse(text: String, words: Vec<Span>, bounds: &[usize], notices: Vec<Notice>) -> Document {
    let weights = Weights::builtin();
    let moves = system(weights);
    let mut document = Document { text, notices, ..Document::default() };
    let mut ranges = Vec::with_capacity(bounds.len());
    let mut from = 0;
    for &to in bounds {
        if from < to {
            ranges.push((from, to));
        }
        from = to;
    }
    let mut at = 0;
    while at < ranges.len() {
        let mut end = at;
        let mut count = 0;
        while end < ranges.len() && (end == at || count < BATCH) {
            count += ranges[end].1 - ranges[end].0;
            end += 1;
        }
        batch(&mut document, &words, &ranges[at..end], weights, moves);
        at = end;
    }
    document
}

fn system(weights: &'static Weights) -> &'static transition::Moves {
    static SYSTEM: OnceLock<transition::Moves> = OnceLock::new();
    SYSTEM.get_or_init(|| transition::Moves::of(&weights.parser.moves))
}

fn batch(
    document: &mut Document,
    words: &[Span],
    ranges: &[(usize, usize)],
    weights: &'static Weights,
    moves: &transition::Moves,
) {
    let forms: Vec<Vec<&str>> =
        ranges.iter().map(|&(from, to)| words[from..to].iter().map(|w| w.of(&document.text)).collect()).collect();
    let slices: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
    let vectors = network::encode(&slices, weights);
    let count: usize = slices.iter().map(|s| s.len()).sum();
    let morphology = weights.morphology.apply(&vectors, count);
    let tags = weights.tagger.apply(&vectors, count);
    let mut parser = weights.parser.prepare(&vectors, count);
    let finder = names::Model::builtin();
    let lexicon = Lexicon::builtin();

    let (mut tokens, mut sentences, mut found) = (Vec::with_capacity(count), Vec::new(), Vec::new());
    let base = document.tokens.len();
    let mut offset = 0;
    for (&(from, to), forms) in ranges.iter().zip(&forms) {
        let length = to - from;
        let tree = transition::parse(&mut parser, moves, offset, length);
        let first = (base + offset) as u32;
        for i in 0..length {
            let row = offset + i;
            let label = network::arg_max(&morphology[row * weights.morphology.outputs..][..weights.morphology.outputs]);
            let tag = network::arg_max(&tags[row * weights.tagger.outputs..][..weights.tagger.outputs]);
            let (upos, features) = weights.morph_labels[label];
            let xpos = weights.tags[tag];
            tokens.push(Token {
                span: words[from + i],
                lemma: lemma::lemma(forms[i], upos, xpos, weights),
                upos,
                xpos,
                features,
                head: first + tree.heads[i] as u32,
                relation: tree.relations[i],
            });
        }
        mend::tree(&mut tokens[offset..], first);
        let root = (0..length).find(|&i| tokens[offset + i].relation == Relation::Root).unwrap_or(0) as u32 + first;
        for (start, end, kind) in names::find(finder, forms, &tokens[offset..], first, lexicon) {
            found.push(Name {
                span: words[from + start].cover(words[from + end - 1]),
                first: first + start as u32,
                end: first + end as u32,
                kind,
            });
        }
        sentences.push(Sentence { span: words[from].cover(words[to - 1]), first, end: first + length as u32, root });
        offset += length;
    }
    drop(forms);
    document.tokens.extend(tokens);
    document.sentences.extend(sentences);
    document.names.extend(found);
}
