//! The lexicon: one readable file per event type, and how a line of it is read.
//!
//! `hold conduct + @talks : subj <> with between` says: to hold or conduct talks; the subject and
//! whoever stands behind *with* or *between* take part alike (`<>`; `>` sets actors against
//! recipients). `n:` begins a nominal event, `a:` an adjective. `_` joins the words of a phrase,
//! `@name` is a class from `words.txt`, `on:alert` is a noun behind a preposition. A header
//! `[mode cameo=042 context=diplomatic]` holds for the lines below it, and options behind ` /`
//! narrow a line or say what follows from it; `Rule` lists them all.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::{Phrase, Set, Symbol, Vocabulary};
use crate::error::{Error, Kind};
use crate::plover::{EventType, mode};

/// All patterns, indexed by the word that triggers them.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) rules: Vec<Rule>,
    pub(super) vocabulary: Vocabulary,
    pub(super) classes: Vec<Set>,
    class_names: HashMap<String, u16>,
    by_head: HashMap<Symbol, Vec<u32>>,
    /// Context and the words that show it.
    pub(super) contexts: Vec<(&'static str, Set)>,
    pub(super) known: Known,
    entries: usize,
}

/// Classes and words that the matcher itself asks for.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub actors: u16,
    pub leaders: u16,
    pub bodies: u16,
    pub fighters: u16,
    pub crowds: u16,
}

/// What kind of word triggers a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trigger {
    Verb,
    Noun,
    Adjective,
}

/// One line of a file.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub event_type: EventType,
    pub mode: Option<&'static str>,
    pub trigger: Trigger,
    pub heads: Vec<Phrase>,
    /// The object that completes the trigger, or nouns behind a preposition.
    pub nouns: Vec<Noun>,
    pub actor: Vec<Slot>,
    pub recipient: Vec<Slot>,
    pub symmetric: bool,
    pub cameo: &'static str,
    pub context: Option<&'static str>,
    /// 0 to 1: how often the line is right where it matches.
    pub weight: f32,
    /// Some word below the trigger is in the set.
    pub wanted: Option<Set>,
    /// No object or modifier is in the set.
    pub unwanted: Option<Set>,
    pub subject: Option<Set>,
    pub no_subject: Option<Set>,
    pub object: Option<Set>,
    pub no_object: Option<Set>,
    /// A nominal event counts only under one of these verbs, or with two participants.
    pub support: Option<Set>,
    /// One of these prepositions must stand below the trigger.
    pub prepositions: Vec<Symbol>,
    pub need: Need,
    /// What the complement of the trigger makes of it.
    pub then: Option<Operator>,
    pub file: &'static str,
    pub line: u32,
}

/// A noun that completes a verb: as its object, or behind a preposition.
#[derive(Clone, Debug)]
pub(super) struct Noun {
    pub preposition: Option<Symbol>,
    pub set: Set,
    /// 0 to 0.25: how much a short list of nouns says over a long one.
    pub precision: f32,
}

/// Where a participant stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    Subject,
    Object,
    Indirect,
    /// The subject of the complement clause: "demanded that Rome leave".
    Content,
    Possessor,
    /// An adjective or a compound: "Israeli strikes", "Taliban attack".
    Modifier,
    Preposition(Symbol),
}

/// What a line asks for besides its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Need {
    pub recipient: bool,
    pub actor: bool,
    pub two: bool,
    pub clause: bool,
    pub no_clause: bool,
    pub object: bool,
    /// The content must be an event of its own.
    pub event: bool,
    pub plain_object: bool,
    pub negated: bool,
    /// The phrase at the object is the actor, the subject the recipient.
    pub swap: bool,
}

/// How a trigger composes with what its complement says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Agree,
    Intend,
    Allow,
    Support,
    Request,
    Must,
    Refuse,
    Deny,
    Threaten,
    Accuse,
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
        Lexicon::from_files(legation_data::WORDS, legation_data::CONTEXTS, legation_data::LEXICON)
    }

    /// Reads classes, contexts and one text per event type.
    pub fn from_files(
        words: &'static str,
        contexts: &'static str,
        files: &[(&'static str, &'static str)],
    ) -> Result<Lexicon, Error> {
        let mut lexicon = Lexicon {
            rules: Vec::with_capacity(1_500),
            vocabulary: Vocabulary::default(),
            classes: Vec::new(),
            class_names: HashMap::new(),
            by_head: HashMap::new(),
            contexts: Vec::new(),
            known: Known::default(),
            entries: 0,
        };
        for (number, line) in lines(words) {
            let fault = |cause: String| fault("words.txt", number, cause);
            let (name, members) = line
                .strip_prefix('@')
                .and_then(|l| l.split_once('='))
                .ok_or_else(|| fault("a class is written `@name = words`".to_owned()))?;
            let set = lexicon.set(members).map_err(fault)?;
            lexicon.class_names.insert(name.trim().to_owned(), lexicon.classes.len() as u16);
            lexicon.classes.push(set);
        }
        for (place, name) in [(0, "actors"), (1, "leaders"), (2, "bodies"), (3, "fighters"), (4, "crowds")] {
            let class = lexicon.class(name).map_err(|cause| fault("words.txt", 0, cause))?;
            let known = &mut lexicon.known;
            *[&mut known.actors, &mut known.leaders, &mut known.bodies, &mut known.fighters, &mut known.crowds]
                [place as usize] = class;
        }
        for (number, line) in lines(contexts) {
            let (name, members) = line
                .split_once(':')
                .ok_or_else(|| fault("contexts.txt", number, "a context is written `name: words`".to_owned()))?;
            let set = lexicon.set(members).map_err(|cause| fault("contexts.txt", number, cause))?;
            lexicon.contexts.push((name, set));
        }
        for &(name, text) in files {
            lexicon.file(name, text)?;
        }
        for (idx, rule) in lexicon.rules.iter().enumerate() {
            lexicon.entries += rule.heads.len() * rule.breadth(&lexicon.classes);
            for head in &rule.heads {
                let list = lexicon.by_head.entry(head.symbol()).or_default();
                if list.last() != Some(&(idx as u32)) {
                    list.push(idx as u32);
                }
            }
        }
        Ok(lexicon)
    }

    /// How many entries there are: each trigger with each of its objects counted once.
    pub fn len(&self) -> usize {
        self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// How many entries a type has, and a mode of it.
    pub fn count(&self, event_type: EventType, mode: Option<&str>) -> usize {
        self.rules
            .iter()
            .filter(|r| r.event_type == event_type && (mode.is_none() || r.mode == mode))
            .map(|r| r.heads.len() * r.breadth(&self.classes))
            .sum()
    }

    pub(super) fn of(&self, symbol: Symbol) -> impl Iterator<Item = &Rule> {
        self.by_head.get(&symbol).into_iter().flatten().map(|&idx| &self.rules[idx as usize])
    }

    fn file(&mut self, name: &'static str, text: &'static str) -> Result<(), Error> {
        let event_type = EventType::from_name(name)
            .ok_or_else(|| fault(name, 0, "the file is not named after an event type".to_owned()))?;
        let (mut section, mut cameo, mut context) = (None, "", None);
        for (number, line) in lines(text) {
            let fault = |cause: String| fault(name, number, cause);
            if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                let mut words = inner.split_whitespace();
                let mode_name = words.next().unwrap_or("-");
                section = match mode_name {
                    "-" => None,
                    _ => Some(
                        mode::name(event_type, mode_name)
                            .ok_or_else(|| fault(format!("{name} has no mode `{mode_name}`")))?,
                    ),
                };
                (cameo, context) = ("", None);
                for word in words {
                    match word.split_once('=') {
                        Some(("cameo", code)) => cameo = code,
                        Some(("context", name)) => context = Some(name),
                        _ => return Err(fault(format!("`{word}` is neither cameo= nor context="))),
                    }
                }
                continue;
            }
            let mut rule = self.rule(line, event_type).map_err(fault)?;
            rule.mode = rule.mode.or(section);
            rule.context = rule.context.or(context);
            if rule.cameo.is_empty() {
                rule.cameo = cameo;
            }
            if rule.cameo.len() < 2 {
                return Err(fault("neither the line nor its section has a CAMEO code".to_owned()));
            }
            (rule.file, rule.line) = (name, number);
            self.rules.push(rule);
        }
        Ok(())
    }

    fn rule(&mut self, line: &'static str, event_type: EventType) -> Result<Rule, String> {
        let mut parts = line.split(" /");
        let body = parts.next().unwrap_or("");
        let (trigger, body) = if let Some(rest) = body.strip_prefix("n:") {
            (Trigger::Noun, rest)
        } else if let Some(rest) = body.strip_prefix("a:") {
            (Trigger::Adjective, rest)
        } else {
            (Trigger::Verb, body)
        };
        let (pattern, slots) = match body.split_once(" :") {
            Some((pattern, slots)) => (pattern, slots),
            None => (body, ""),
        };
        let (heads, nouns) = match pattern.split_once(" + ") {
            Some((heads, nouns)) => (heads, nouns),
            None => (pattern, ""),
        };
        let verbal = trigger != Trigger::Noun;
        let mut head_phrases = Vec::new();
        for word in heads.split_whitespace() {
            if let Some(class) = word.strip_prefix('@') {
                let class = self.class(class)?;
                let set = self.classes[class as usize].clone();
                head_phrases.extend(set.words.iter().map(|&w| Phrase { parts: vec![w], head: 0 }));
                head_phrases.extend(set.phrases);
            } else {
                head_phrases.push(Phrase::read(word, &mut self.vocabulary, verbal));
            }
        }
        if head_phrases.is_empty() {
            return Err("the line has no trigger".to_owned());
        }
        let (actor, recipient, symmetric) = match (slots.split_once("<>"), slots.split_once('>')) {
            (Some((a, r)), _) => (self.slots(a)?, self.slots(r)?, true),
            (None, Some((a, r))) => (self.slots(a)?, self.slots(r)?, false),
            (None, None) => (self.slots(slots)?, Vec::new(), false),
        };
        let mut rule = Rule {
            event_type,
            mode: None,
            trigger,
            heads: head_phrases,
            nouns: self.nouns(nouns)?,
            actor,
            recipient,
            symmetric,
            cameo: "",
            context: None,
            weight: 1.0,
            wanted: None,
            unwanted: None,
            subject: None,
            no_subject: None,
            object: None,
            no_object: None,
            support: None,
            prepositions: Vec::new(),
            need: Need::default(),
            then: None,
            file: "",
            line: 0,
        };
        for option in parts {
            self.option(option, &mut rule)?;
        }
        Ok(rule)
    }

    fn option(&mut self, option: &'static str, rule: &mut Rule) -> Result<(), String> {
        let (name, value) = option.trim().split_once(' ').unwrap_or((option.trim(), ""));
        let value = value.trim();
        match name {
            "if" => rule.wanted = Some(self.set(value)?),
            "not" => rule.unwanted = Some(self.set(value)?),
            "subj" => rule.subject = Some(self.set(value)?),
            "notsubj" => rule.no_subject = Some(self.set(value)?),
            "obj" => rule.object = Some(self.set(value)?),
            "notobj" => rule.no_object = Some(self.set(value)?),
            "support" => rule.support = Some(self.set(value)?),
            "prep" => rule.prepositions = value.split_whitespace().map(|w| self.vocabulary.learn(w)).collect(),
            "w" => rule.weight = value.parse().map_err(|_| format!("`{value}` is not a weight"))?,
            "cameo" => rule.cameo = value,
            "ctx" => rule.context = Some(value),
            "mode" => {
                rule.mode =
                    Some(mode::name(rule.event_type, value).ok_or_else(|| format!("there is no mode `{value}`"))?);
            }
            "swap" => rule.need.swap = true,
            "negated" => rule.need.negated = true,
            "no" => match value {
                "clause" => rule.need.no_clause = true,
                "attribute" => rule.need.plain_object = true,
                _ => return Err(format!("`/no {value}` is not known")),
            },
            "need" => match value {
                "recipient" => rule.need.recipient = true,
                "actor" => rule.need.actor = true,
                "symmetric" => rule.need.two = true,
                "clause" => rule.need.clause = true,
                "obj" => rule.need.object = true,
                "event" => rule.need.event = true,
                _ => return Err(format!("`/need {value}` is not known")),
            },
            "then" => {
                rule.then = Some(match value {
                    "agree" => Operator::Agree,
                    "intend" => Operator::Intend,
                    "allow" => Operator::Allow,
                    "support" => Operator::Support,
                    "request" => Operator::Request,
                    "must" => Operator::Must,
                    "refuse" => Operator::Refuse,
                    "deny" => Operator::Deny,
                    "threaten" => Operator::Threaten,
                    "accuse" => Operator::Accuse,
                    _ => return Err(format!("`/then {value}` is not known")),
                });
            }
            _ => return Err(format!("`/{name}` is not an option")),
        }
        Ok(())
    }

    fn slots(&mut self, text: &str) -> Result<Vec<Slot>, String> {
        text.split_whitespace()
            .map(|word| {
                Ok(match word {
                    "subj" => Slot::Subject,
                    "obj" => Slot::Object,
                    "iobj" => Slot::Indirect,
                    "that" => Slot::Content,
                    "poss" => Slot::Possessor,
                    "adj" => Slot::Modifier,
                    _ if word.chars().all(|c| c.is_ascii_lowercase() || c == '_') => {
                        Slot::Preposition(self.vocabulary.learn(word))
                    }
                    _ => return Err(format!("`{word}` is not a slot")),
                })
            })
            .collect()
    }

    /// Objects together, and one list for each preposition.
    fn nouns(&mut self, text: &str) -> Result<Vec<Noun>, String> {
        let mut groups: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
        for word in text.split_whitespace() {
            let (preposition, word) = match word.split_once(':') {
                Some(("", _)) | None => (None, word),
                Some((preposition, word)) => (Some(preposition), word),
            };
            match groups.iter_mut().find(|g| g.0 == preposition) {
                Some(group) => group.1.push(word),
                None => groups.push((preposition, vec![word])),
            }
        }
        groups
            .into_iter()
            .map(|(preposition, words)| {
                let set = self.set(&words.join(" "))?;
                let precision = 0.25 * (1.0 - breadth(&set, &self.classes).min(100) as f32 / 100.0);
                Ok(Noun { preposition: preposition.map(|p| self.vocabulary.learn(p)), set, precision })
            })
            .collect()
    }

    fn set(&mut self, text: &str) -> Result<Set, String> {
        let mut set = Set::default();
        for word in text.split_whitespace() {
            match word {
                ":any" => set.any = true,
                ":none" => set.none = true,
                ":person" => set.person = true,
                ":country" => set.country = true,
                _ if word.starts_with('@') => set.classes.push(self.class(&word[1..])?),
                _ if word.contains(':') => return Err(format!("`{word}` is no word")),
                _ => {
                    let phrase = Phrase::read(word, &mut self.vocabulary, false);
                    match phrase.parts.as_slice() {
                        [one] => set.words.push(*one),
                        _ => set.phrases.push(phrase),
                    }
                }
            }
        }
        set.words.sort_unstable();
        set.words.dedup();
        Ok(set)
    }

    fn class(&self, name: &str) -> Result<u16, String> {
        self.class_names.get(name).copied().ok_or_else(|| format!("there is no class `@{name}`"))
    }
}

impl Rule {
    /// How many objects the rule pairs each trigger with; one where it needs none.
    fn breadth(&self, classes: &[Set]) -> usize {
        self.nouns.iter().map(|n| breadth(&n.set, classes)).sum::<usize>().max(1)
    }
}

/// How many words and phrases a set holds.
fn breadth(set: &Set, classes: &[Set]) -> usize {
    set.words.len()
        + set.phrases.len()
        + set.classes.iter().map(|&c| breadth(&classes[c as usize], classes)).sum::<usize>()
}

/// Lines that say something, with their numbers; comments begin with `#`.
fn lines(text: &'static str) -> impl Iterator<Item = (u32, &'static str)> {
    text.lines().enumerate().filter_map(|(idx, line)| {
        let line = line.split('#').next().unwrap_or("").trim();
        (!line.is_empty()).then_some((idx as u32 + 1, line))
    })
}

fn fault(file: &str, line: u32, cause: String) -> Error {
    Error::new(Kind::Resource, "reading the lexicon").at(format!("{file}, line {line}")).because(cause)
}
