//! Which lexicon lines fitted which words of a sentence, and what became of each.

use super::coder::{self, Setting};
use super::find;
use super::lexicon::Lexicon;
use super::who::Who;
use super::words::Sheet;
use crate::link::Linked;
use crate::parse::Document;
use crate::plover::EventType;
use crate::span::Span;

/// A word that some lexicon line fits.
#[derive(Clone, PartialEq, Debug)]
pub struct Considered {
    pub trigger: Span,
    /// The lines that fit, best first.
    pub lines: Vec<Fit>,
    pub verdict: Verdict,
}

/// A lexicon line that fits a word.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    pub event_type: EventType,
    /// File and line of `legation-data/lexicon`.
    pub file: &'static str,
    pub line: u32,
    /// How specific the line is; the highest wins.
    pub score: f32,
}

/// What became of a word that a line fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// An event was coded from it.
    Coded,
    /// Nobody is named who does it, or the parties that the type needs are missing.
    NoParties,
    /// Another word of the sentence tells the same event, or it stands inside a name.
    ToldElsewhere,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Coded => "coded",
            Verdict::NoParties => "not coded: the parties that it needs are not named",
            Verdict::ToldElsewhere => "not coded: another word tells it, or it stands in a name",
        }
    }
}

/// Every word of some tokens that a lexicon line fits, in text order.
///
/// ```
/// use legation::code::{self, Verdict};
/// use legation::{id::ArticleId, link, parse};
/// let document = parse::document("France condemned the attack on Egypt.");
/// let linked = link::mentions(&document, None, link::Knowledge::builtin());
/// let article = ArticleId::of(&["example"]);
/// let setting = code::Setting { article: &article, published: None };
/// let words = code::considered(&document, &linked, &setting, code::Lexicon::builtin(), 0);
/// assert_eq!(words[0].trigger.of(&document.text), "condemned");
/// assert_eq!(words[0].verdict, Verdict::Coded);
/// ```
pub fn considered(
    document: &Document,
    linked: &Linked,
    setting: &Setting,
    lexicon: &Lexicon,
    sentence_idx: usize,
) -> Vec<Considered> {
    let Some(sentence) = document.sentences.get(sentence_idx) else { return Vec::new() };
    let sheet = Sheet::of(document, &lexicon.vocabulary);
    let who = Who::new(document, &sheet, lexicon, Some(linked));
    let drafts = coder::drafts(&who, sentence.first, sentence.end);
    let events = coder::events(document, linked, setting, lexicon).events;
    let mut out = Vec::new();
    for token in sentence.first..sentence.end {
        let mut lines: Vec<Fit> = find::all(&who, token)
            .into_iter()
            .map(|found| Fit {
                event_type: found.rule.event_type,
                file: found.rule.file,
                line: found.rule.line,
                score: found.score,
            })
            .collect();
        if lines.is_empty() {
            continue;
        }
        lines.sort_by(|a, b| b.score.total_cmp(&a.score));
        let trigger = document.token(token).span;
        let told = |e: &crate::code::Event| e.trigger_token == token || e.repeats.iter().any(|r| r.overlaps(trigger));
        let verdict = if events.iter().any(told) {
            Verdict::Coded
        } else if drafts.iter().any(|d| d.found.token == token) {
            Verdict::NoParties
        } else {
            Verdict::ToldElsewhere
        };
        out.push(Considered { trigger, lines, verdict });
    }
    out
}
