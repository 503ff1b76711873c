//! The lexicon: one readable file per event type, and how a line of it is read.
//!
//! `verb hold conduct + talk meeting => with between @04 sym` says: hold or conduct, with talk or
//! meeting as its object; the other party stands behind *with* or *between*; CAMEO 04; symmetric.
//! `[visit]` gives the lines below it a mode. `_` and `-` join the words of a phrase.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::error::{Error, Kind};
use crate::plover::EventType;

/// All patterns, indexed by the lemma that triggers them.
pub struct Lexicon {
    pub(super) entries: Vec<Entry>,
    by_lemma: HashMap<String, Vec<u32>>,
    /// Context → words that bring it about.
    pub(super) contexts: Vec<(&'static str, Vec<String>)>,
}

/// What kind of word triggers an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TriggerKind {
    Verb,
    Noun,
    Adjective,
}

/// One pattern.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub event_type: EventType,
    pub mode: Option<&'static str>,
    pub kind: TriggerKind,
    pub lemma: String,
    /// Particles, prepositions or modifiers that must stand beside it.
    pub beside: Vec<String>,
    /// The object it needs: head lemma and its modifiers.
    pub object: Option<(String, Vec<String>)>,
    /// Where the recipient stands, best first: "obj" or a preposition.
    pub slots: Vec<&'static str>,
    pub cameo: &'static str,
    /// All participants are actors.
    pub symmetric: bool,
    /// The subject is the recipient: to receive is to be visited.
    pub swapped: bool,
    /// File and line, for reasons.
    pub line: String,
}

impl Lexicon {
    /// The lexicon built into the program.
    pub fn builtin() -> &'static Lexicon {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        // The files are part of the program and a test reads them: a broken line cannot be built.
        LEXICON.get_or_init(|| Lexicon::read().expect("the built-in lexicon is well formed"))
    }

    /// Reads the built-in files; an error names file and line.
    pub fn read() -> Result<Lexicon, Error> {
        let mut lexicon = Lexicon { entries: Vec::new(), by_lemma: HashMap::new(), contexts: Vec::new() };
        for (name, text) in legation_data::LEXICON {
            lexicon.file(name, text)?;
        }
        for (idx, entry) in lexicon.entries.iter().enumerate() {
            lexicon.by_lemma.entry(entry.lemma.clone()).or_default().push(idx as u32);
        }
        for line in legation_data::CONTEXTS.lines().skip(1) {
            if let Some((context, words)) = line.split_once('\t') {
                lexicon.contexts.push((context, words.split(';').map(str::to_owned).collect()));
            }
        }
        Ok(lexicon)
    }

    pub(super) fn of_lemma(&self, lemma: &str) -> impl Iterator<Item = &Entry> {
        self.by_lemma.get(lemma).into_iter().flatten().map(|&i| &self.entries[i as usize])
    }

    /// How many patterns there are, each lemma with each object counted once.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn file(&mut self, name: &'static str, text: &'static str) -> Result<(), Error> {
        let fault = |line: usize, cause: &str| {
            Error::new(Kind::Resource, "reading the lexicon").at(format!("{name}.txt, line {line}")).because(cause)
        };
        let event_type =
            EventType::from_name(name).ok_or_else(|| fault(0, "the file is not named after an event type"))?;
        let mut mode = None;
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                mode = (inner != "-").then_some(inner);
                continue;
            }
            let (head, tail) = line.split_once("=>").unwrap_or((line, ""));
            let (mut cameo, mut symmetric, mut swapped, mut slots) = ("", false, false, Vec::new());
            for word in tail.split_whitespace().chain(head.split_whitespace().filter(|w| w.starts_with('@'))) {
                match word {
                    "sym" => symmetric = true,
                    "swap" => swapped = true,
                    _ if word.starts_with('@') => cameo = &word[1..],
                    slot => slots.push(slot),
                }
            }
            if cameo.is_empty() {
                return Err(fault(number + 1, "the line has no CAMEO code (@042)"));
            }
            let (words, objects) = head.split_once('+').unwrap_or((head, ""));
            let mut words = words.split_whitespace().filter(|w| !w.starts_with('@'));
            let kind = match words.next() {
                Some("verb") => TriggerKind::Verb,
                Some("noun") => TriggerKind::Noun,
                Some("adj") => TriggerKind::Adjective,
                _ => return Err(fault(number + 1, "the line begins with none of verb, noun, adj")),
            };
            let words: Vec<&str> = words.collect();
            let shared: Vec<String> = words.iter().filter_map(|w| w.strip_prefix('/')).map(str::to_owned).collect();
            let objects: Vec<&str> = objects.split_whitespace().filter(|w| !w.starts_with('@')).collect();
            for word in words.iter().filter(|w| !w.starts_with('/')) {
                let (lemma, beside) = phrase(word, kind);
                let variants: Vec<Option<(String, Vec<String>)>> = if objects.is_empty() {
                    vec![None]
                } else {
                    objects.iter().map(|o| Some(phrase(o, TriggerKind::Noun))).collect()
                };
                for object in variants {
                    let sets: Vec<Vec<String>> = if shared.is_empty() {
                        vec![beside.clone()]
                    } else {
                        shared.iter().map(|s| beside.iter().cloned().chain([s.clone()]).collect()).collect()
                    };
                    for beside in sets {
                        self.entries.push(Entry {
                            event_type,
                            mode,
                            kind,
                            lemma: lemma.clone(),
                            beside,
                            object: object.clone(),
                            slots: slots.clone(),
                            cameo,
                            symmetric,
                            swapped,
                            line: format!("{name}.txt:{}", number + 1),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

/// A phrase as its head and what stands beside it: `carry_out` → carry + out, `phone_call` → call + phone.
fn phrase(word: &str, kind: TriggerKind) -> (String, Vec<String>) {
    let mut parts: Vec<String> = word.split(['_', '-']).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    // Words that the tokeniser leaves whole.
    if parts.len() > 1 && matches!(parts[0].as_str(), "re" | "co" | "de" | "counter" | "anti") && !word.contains('_') {
        return (word.to_owned(), Vec::new());
    }
    if parts.len() == 1 {
        return (parts.remove(0), Vec::new());
    }
    match kind {
        TriggerKind::Noun => {
            let head = parts.pop().unwrap_or_default();
            (head, parts)
        }
        _ => {
            let head = parts.remove(0);
            (head, parts)
        }
    }
}
