//! Words into sentences, by rules for news prose.
//!
//! The trained parser can break sentences too, but on news a paragraph's full stops are the better
//! witness; the parser is told where sentences begin.

use super::tokenize;
use crate::span::Span;

/// A sentence longer than this is cut, so that hostile text costs linear time.
pub(super) const LONGEST: usize = 220;

/// The ends of the sentences of one paragraph, as indices one past the last word.
pub(super) fn ends(text: &str, words: &[Span]) -> (Vec<usize>, bool) {
    let mut ends = Vec::new();
    let mut start = 0;
    let mut cut = false;
    let form = |i: usize| words[i].of(text);
    let mut i = 0;
    while i < words.len() {
        if i + 1 - start >= LONGEST {
            ends.push(i + 1);
            start = i + 1;
            i += 1;
            cut = true;
            continue;
        }
        if stops(form(i)) && i + 1 < words.len() {
            // Closing quotes and brackets belong to the sentence that they close.
            let mut end = i + 1;
            while end < words.len() && closes(form(end)) && touches(words, end) {
                end += 1;
            }
            end = past_note(text, words, end);
            if end < words.len() && begins(text, words, i, end) {
                ends.push(end);
                start = end;
            }
            i = end;
            continue;
        }
        i += 1;
    }
    if start < words.len() {
        ends.push(words.len());
    }
    (ends, cut)
}

/// The length of the dateline that a paragraph opens with, its dash included:
/// "BAKU, Nov. 16 (Agency) –", "WASHINGTON (Wire) -", "NEW YORK —".
pub(super) fn dateline(text: &str, words: &[Span]) -> Option<usize> {
    const LONGEST: usize = 18;
    let form = |i: usize| words[i].of(text);
    let shouted = |word: &str| word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || ".-'’".contains(c));
    let place = (0..words.len().min(4)).take_while(|&i| shouted(form(i))).count();
    if place == 0 || form(0).chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let dash = (place..words.len().min(LONGEST)).find(|&i| matches!(form(i), "–" | "—" | "--" | "-"))?;
    let between = &words[place..dash];
    let follows = words.get(dash + 1).is_some_and(|w| {
        w.of(text).starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"' | '‘' | '\''))
    });
    // Without an agency or a day only a long name is believed: "NATO – the alliance" is no dateline.
    let marked = between.iter().any(|w| matches!(w.of(text), "(" | "/")) || between.iter().any(|w| month(w.of(text)));
    let long = form(0).chars().count() > 4 || place > 1;
    let plain = between.iter().all(|w| {
        let word = w.of(text);
        matches!(word, "," | "(" | ")" | "/" | "." | "and" | "the" | "of")
            || word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
    });
    (follows && plain && (marked || long)).then_some(dash + 1)
}

fn month(word: &str) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    word.get(..3).is_some_and(|start| MONTHS.contains(&start))
}

/// Whether a word can end a sentence.
fn stops(word: &str) -> bool {
    word.ends_with(['.', '!', '?', '…', '。']) || word == "?\"" || word == ".\""
}

fn closes(word: &str) -> bool {
    matches!(word, "\"" | "”" | "'" | "’" | "''" | ")" | "]" | "»" | "“")
}

/// Past a note's number that stands at the stop without a space: `… in 1805.[6]`.
fn past_note(text: &str, words: &[Span], mut end: usize) -> usize {
    let form = |i: usize| words[i].of(text);
    while end + 2 < words.len()
        && form(end) == "["
        && form(end + 1).bytes().all(|b| b.is_ascii_digit())
        && form(end + 2) == "]"
        && (end..end + 3).all(|i| touches(words, i))
    {
        end += 3;
    }
    end
}

fn touches(words: &[Span], i: usize) -> bool {
    words[i - 1].end == words[i].start
}

/// Whether the word at `next` may begin a sentence after the stop at `stop`.
fn begins(text: &str, words: &[Span], stop: usize, next: usize) -> bool {
    let mut at = next;
    while at < words.len()
        && matches!(words[at].of(text), "\"" | "“" | "‘" | "'" | "``" | "(" | "[" | "-" | "–" | "—" | "•" | "«")
    {
        at += 1;
    }
    let Some(first) = words.get(at).map(|w| w.of(text)) else { return true };
    let stop_word = words[stop].of(text);
    let capital = first.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let quoted = next > stop + 1;
    if matches!(stop_word, "." | "!" | "?" | "。") || stop_word.starts_with(['!', '?']) {
        if stop_word == "." {
            // No sentence opens with a mark that closes or separates.
            if first.starts_with([',', ';', ':', ')', ']', '.', '…', '?', '!', '/']) {
                return false;
            }
            return capital
                || at > next
                || !first.starts_with(char::is_alphabetic)
                || first == "eBay"
                || first == "iPhone";
        }
        // `"Never!" Smith said`: a quotation with its mark goes on when a speaker follows.
        if quoted && capital && speaker_follows(text, words, at) {
            return false;
        }
        return capital || at > next;
    }
    if stop_word.ends_with('…') || (stop_word.starts_with('.') && stop_word.len() > 1) {
        return capital;
    }
    // An abbreviation: the next word must be one that opens sentences.
    if !capital {
        return false;
    }
    let stem = stop_word.trim_end_matches('.');
    let initial = stem.chars().count() == 1;
    let title = matches!(
        stem,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Prof"
            | "Gen"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Capt"
            | "Maj"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Rev"
            | "St"
            | "Mt"
            | "Messrs"
            | "Adm"
    );
    if initial || title || !tokenize::abbreviation(stop_word, "X") {
        return false;
    }
    OPENERS.binary_search(&first).is_ok()
}

fn speaker_follows(text: &str, words: &[Span], from: usize) -> bool {
    words[from..].iter().take(5).any(|w| {
        matches!(
            w.of(text),
            "said"
                | "says"
                | "asked"
                | "told"
                | "added"
                | "wrote"
                | "replied"
                | "shouted"
                | "warned"
                | "declared"
                | "insisted"
        )
    })
}

/// Words that open sentences and rarely follow an abbreviation inside one. Sorted.
const OPENERS: &[&str] = &[
    "A",
    "About",
    "According",
    "After",
    "All",
    "Although",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Despite",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Following",
    "For",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "It",
    "Its",
    "Last",
    "Later",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "Moreover",
    "No",
    "Not",
    "Nothing",
    "Now",
    "On",
    "Once",
    "One",
    "Only",
    "Our",
    "Others",
    "She",
    "Since",
    "So",
    "Some",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Through",
    "Thus",
    "To",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "Whether",
    "While",
    "Who",
    "Why",
    "With",
    "Yet",
    "You",
];
