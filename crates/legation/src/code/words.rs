//! Words as the lexicon compares them: normal forms, numbered; phrases; sets of both.

use std::collections::HashMap;

use crate::link::{EntityKind, Linked};
use crate::parse::{Document, Upos};

/// The number of a normal form. Zero stands for every word that the lexicon does not know.
pub(super) type Symbol = u32;

/// The normal forms that the lexicon knows.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<Box<str>, Symbol>,
}

impl Vocabulary {
    pub(super) fn learn(&mut self, word: &str) -> Symbol {
        let normal = normal(word);
        let next = self.numbers.len() as Symbol + 1;
        *self.numbers.entry(normal.into()).or_insert(next)
    }

    pub(super) fn find(&self, word: &str) -> Symbol {
        self.numbers.get(normal(word).as_str()).copied().unwrap_or(0)
    }
}

/// The form under which words are compared: lower case, one spelling for -ise and -ize, -our and
/// -or, -ence and -ense, no plural s. It need not be a word; both sides go through it.
fn normal(word: &str) -> String {
    let mut word = word.to_lowercase().replace(['’', '‘'], "'");
    if word.len() > 4
        && let Some(stem) = word.strip_suffix("ies")
    {
        word = format!("{stem}y");
    }
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    for (british, american) in [("isation", "ization"), ("ise", "ize"), ("yse", "yze"), ("our", "or"), ("ence", "ense")]
    {
        if let Some(stem) = word.strip_suffix(british) {
            word = format!("{stem}{american}");
            break;
        }
    }
    match word.as_str() {
        "programme" => "program".to_owned(),
        "centre" => "center".to_owned(),
        _ => word,
    }
}

/// A phrase: words in sequence, one of which governs the others in a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Phrase {
    pub parts: Vec<Symbol>,
    pub head: usize,
}

impl Phrase {
    /// Reads `state_of_emergency` or `air-strike`; a single word is a phrase of one.
    pub(super) fn read(text: &str, vocabulary: &mut Vocabulary, verbal: bool) -> Phrase {
        let parts: Vec<&str> = text.split(['_', '-']).filter(|p| !p.is_empty()).collect();
        let preposition = parts.iter().skip(1).position(|p| PREPOSITIONS.contains(p));
        let head = match preposition {
            _ if verbal => 0,
            Some(at) => at,
            None => parts.len().saturating_sub(1),
        };
        Phrase { parts: parts.iter().map(|p| vocabulary.learn(p)).collect(), head }
    }

    pub(super) fn symbol(&self) -> Symbol {
        self.parts.get(self.head).copied().unwrap_or(0)
    }

    /// Whether the phrase stands at `token` (its head), word by word; hyphens and articles between
    /// the words do not count.
    pub(super) fn stands_at(&self, sheet: &Sheet, document: &Document, token: u32) -> bool {
        if !sheet.is(token, self.symbol()) {
            return false;
        }
        if self.parts.len() == 1 {
            return true;
        }
        let sentence = document.sentence_of(token);
        let mut at = token;
        for &part in self.parts[..self.head].iter().rev() {
            let mut found = false;
            while at > sentence.first {
                at -= 1;
                if sheet.is(at, part) {
                    found = true;
                    break;
                }
                if !matches!(document.form(at), "-" | "–") {
                    break;
                }
            }
            if !found {
                return false;
            }
        }
        let mut at = token;
        for &part in &self.parts[self.head + 1..] {
            let mut found = false;
            while at + 1 < sentence.end {
                at += 1;
                if sheet.is(at, part) {
                    found = true;
                    break;
                }
                if !matches!(document.form(at), "-" | "–") && document.upos(at) != Upos::Det {
                    break;
                }
            }
            if !found {
                return false;
            }
        }
        true
    }
}

const PREPOSITIONS: &[&str] = &["of", "in", "for", "to", "on", "by", "with", "at", "from", "against"];

/// A set of words and phrases, and the built-in kinds `:any`, `:person`, `:country`, `:none`.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    /// Sorted.
    pub words: Vec<Symbol>,
    pub phrases: Vec<Phrase>,
    /// Indices into the lexicon's classes.
    pub classes: Vec<u16>,
    pub any: bool,
    pub none: bool,
    pub person: bool,
    pub country: bool,
}

impl Set {
    /// Whether the word or phrase with its head at `token` is in the set.
    pub(super) fn holds(&self, sheet: &Sheet, document: &Document, classes: &[Set], token: u32) -> bool {
        let symbol = sheet.symbol(token);
        (symbol != 0 && self.words.binary_search(&symbol).is_ok())
            || sheet.other(token).is_some_and(|s| self.words.binary_search(&s).is_ok())
            || self.phrases.iter().any(|p| p.stands_at(sheet, document, token))
            || self.classes.iter().any(|&c| classes[c as usize].holds(sheet, document, classes, token))
            || (self.person && sheet.person(token))
            || (self.country && sheet.place(token))
    }
}

impl Set {
    /// How well a token fits: 0 not at all, 1 a word, more for a phrase.
    pub(super) fn fit(&self, sheet: &Sheet, document: &Document, classes: &[Set], token: u32) -> f32 {
        let phrase = self.phrases.iter().any(|p| p.stands_at(sheet, document, token))
            || self
                .classes
                .iter()
                .any(|&c| classes[c as usize].phrases.iter().any(|p| p.stands_at(sheet, document, token)));
        match self.holds(sheet, document, classes, token) {
            true => 1.0 + 0.3 * f32::from(u8::from(phrase)),
            false => 0.0,
        }
    }
}

/// The tokens of a document as symbols, with what names say about them.
#[derive(Debug)]
pub(super) struct Sheet {
    symbols: Vec<Symbol>,
    /// The symbol of the written form, where it differs from the lemma's.
    others: Vec<Symbol>,
    persons: Vec<bool>,
    places: Vec<bool>,
}

impl Sheet {
    pub(super) fn of(document: &Document, vocabulary: &Vocabulary) -> Sheet {
        let n = document.tokens.len();
        let mut sheet =
            Sheet { symbols: vec![0; n], others: vec![0; n], persons: vec![false; n], places: vec![false; n] };
        for t in 0..n {
            let token = t as u32;
            let form = document.form(token);
            sheet.symbols[t] = vocabulary.find(document.lemma(token));
            let other = vocabulary.find(form);
            if other != sheet.symbols[t] {
                sheet.others[t] = other;
            }
            if sheet.symbols[t] == 0
                && let Some(verb) = irregular(form)
            {
                sheet.symbols[t] = vocabulary.find(verb);
            }
            if sheet.symbols[t] == 0 {
                sheet.symbols[t] = match document.upos(token) {
                    // A verb whose lemma came out wrong: undo the ending until a known word is left.
                    Upos::Verb => stems(form).map(|s| vocabulary.find(&s)).find(|&s| s != 0).unwrap_or(other),
                    Upos::Noun | Upos::Adj if other == 0 && form.ends_with("ed") => {
                        stems(form).map(|s| vocabulary.find(&s)).find(|&s| s != 0).unwrap_or(other)
                    }
                    _ => other,
                };
            }
        }
        for name in &document.names {
            for t in name.first..name.end.min(n as u32) {
                use crate::parse::NameKind;
                match name.kind {
                    NameKind::Person => sheet.persons[t as usize] = true,
                    NameKind::Place | NameKind::Group => sheet.places[t as usize] = true,
                    _ => {}
                }
            }
        }
        sheet
    }

    /// Takes over what linking knows: a person or a place that the name finder missed.
    pub(super) fn mark(&mut self, linked: &Linked) {
        for mention in &linked.mentions {
            let head = mention.head as usize;
            for &idx in &mention.entities {
                match linked.entity(idx).kind {
                    EntityKind::Person => self.persons[head] = true,
                    EntityKind::State | EntityKind::Place => self.places[head] = true,
                    _ => {}
                }
            }
        }
    }

    pub(super) fn symbol(&self, token: u32) -> Symbol {
        self.symbols[token as usize]
    }

    pub(super) fn other(&self, token: u32) -> Option<Symbol> {
        Some(self.others[token as usize]).filter(|&s| s != 0)
    }

    /// Everything that a word may be if it is a verb, whatever the parser took it for.
    pub(super) fn readings(&self, document: &Document, token: u32, vocabulary: &Vocabulary) -> Vec<Symbol> {
        let form = document.form(token);
        let mut out = vec![self.symbols[token as usize], self.others[token as usize]];
        if document.upos(token) != Upos::Verb {
            out.extend(irregular(form).map(|v| vocabulary.find(v)));
            out.extend(stems(form).map(|s| vocabulary.find(&s)));
        }
        out.retain(|&s| s != 0);
        out.sort_unstable();
        out.dedup();
        out
    }

    pub(super) fn is(&self, token: u32, symbol: Symbol) -> bool {
        symbol != 0 && (self.symbols[token as usize] == symbol || self.others[token as usize] == symbol)
    }

    pub(super) fn person(&self, token: u32) -> bool {
        self.persons[token as usize]
    }

    pub(super) fn place(&self, token: u32) -> bool {
        self.places[token as usize]
    }
}

/// The dictionary form of an irregular past, for when the parser saw no verb.
pub(super) fn irregular(form: &str) -> Option<&'static str> {
    Some(match form {
        "withdrew" => "withdraw",
        "overthrew" => "overthrow",
        "fought" => "fight",
        "met" => "meet",
        "held" => "hold",
        "sent" => "send",
        "struck" => "strike",
        "shot" => "shoot",
        "broke" => "break",
        "began" => "begin",
        "gave" => "give",
        "took" => "take",
        "seized" => "seize",
        "lent" => "lend",
        "swore" => "swear",
        "sought" => "seek",
        "forbade" => "forbid",
        "forgave" => "forgive",
        "froze" => "freeze",
        "beat" => "beat",
        "quit" => "quit",
        "cut" => "cut",
        "shut" => "shut",
        "withheld" => "withhold",
        "overran" => "overrun",
        "spoke" => "speak",
        "slew" => "slay",
        "bought" => "buy",
        "sold" => "sell",
        "led" => "lead",
        "left" => "leave",
        "fled" => "flee",
        _ => return None,
    })
}

/// Candidates for the dictionary form of an inflected verb, likeliest first.
fn stems(form: &str) -> impl Iterator<Item = String> {
    let form = form.to_lowercase();
    let mut out = Vec::new();
    for ending in ["ied", "ies", "ed", "ing", "es", "s", "d"] {
        if let Some(stem) = form.strip_suffix(ending).filter(|s| s.chars().count() > 1) {
            if ending.starts_with('i') && ending != "ing" {
                out.push(format!("{stem}y"));
                continue;
            }
            out.push(stem.to_owned());
            out.push(format!("{stem}e"));
            let mut letters = stem.chars().rev();
            if let (Some(a), Some(b)) = (letters.next(), letters.next())
                && a == b
            {
                out.push(stem[..stem.len() - a.len_utf8()].to_owned());
            }
        }
    }
    out.into_iter()
}
