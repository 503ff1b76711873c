//! The article while it is being linked: mentions found so far, and the entities behind them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::entity::{Entity, EntityKind};
use super::fold::{Key, slug};
use super::knowledge::{Knowledge, Sense};
use super::mention::{Linked, Mention, Reference};
use crate::error::Notice;
use crate::parse::{Document, NameKind, Upos};
use crate::plover::Sector;
use crate::span::Span;
use crate::time::Date;

pub(super) struct Draft<'a> {
    pub doc: &'a Document,
    pub k: &'a Knowledge,
    pub on: Option<Date>,
    pub entities: Vec<Entity>,
    /// Beside each entity: the id of the state it belongs to, and its record.
    pub homes: Vec<Option<String>>,
    pub records: Vec<Option<u32>>,
    pub mentions: Vec<Mention>,
    /// Beside each mention: in what sense an alias made it.
    pub senses: Vec<Option<Sense>>,
    pub notices: Vec<Notice>,
    /// Token → the name mention that covers it.
    pub at: Vec<u32>,
    /// Mentions that the reading has passed, in the order in which their heads were met.
    pub past: Vec<u32>,
    /// Token → the sentence it stands in.
    pub sentence: Vec<u32>,
    /// Folded words of the article, for cues.
    pub words: HashSet<u64>,
    keys: HashMap<String, u32>,
    names: Vec<u32>,
    /// Tokens of titles, which describe nobody else.
    covered: Vec<bool>,
}

pub(super) const NONE: u32 = u32::MAX;

impl<'a> Draft<'a> {
    pub fn new(doc: &'a Document, k: &'a Knowledge, on: Option<Date>) -> Draft<'a> {
        let mut sentence = vec![0; doc.tokens.len()];
        for (i, s) in doc.sentences.iter().enumerate() {
            for t in s.first..s.end.min(doc.tokens.len() as u32) {
                sentence[t as usize] = i as u32;
            }
        }
        // Token → the name that covers it, as the name finder saw it.
        let mut names = vec![NONE; doc.tokens.len()];
        for (i, name) in doc.names.iter().enumerate() {
            for t in name.first..name.end.min(doc.tokens.len() as u32) {
                names[t as usize] = i as u32;
            }
        }
        let words = (0..doc.tokens.len() as u32).map(|t| Key::of(doc.form(t))).collect();
        Draft {
            doc,
            k,
            on,
            entities: Vec::new(),
            homes: Vec::new(),
            records: Vec::new(),
            mentions: Vec::new(),
            senses: Vec::new(),
            notices: Vec::new(),
            at: vec![NONE; doc.tokens.len()],
            past: Vec::new(),
            sentence,
            words,
            keys: HashMap::new(),
            names,
            covered: vec![false; doc.tokens.len()],
        }
    }

    pub fn len(&self) -> u32 {
        self.doc.tokens.len() as u32
    }

    /// The entity of a table's record on the article's day.
    pub fn known(&mut self, record: u32) -> u32 {
        let id = self.k.record(record).id();
        if let Some(&idx) = self.keys.get(&id) {
            return idx;
        }
        let entity = self.k.entity(record, self.on);
        let home = match entity.offices.first() {
            Some(office) => self.k.home_of(&office.of).map(|o| self.k.record(o).home.to_owned()),
            None => Some(self.k.record(record).home.to_owned()),
        };
        let home = home.filter(|h| !h.is_empty());
        let idx = self.entities.len() as u32;
        self.keys.insert(id, idx);
        self.entities.push(entity);
        self.homes.push(home.clone());
        self.records.push(Some(record));
        // A body belongs to its state, which may be named nowhere else.
        if self.entities[idx as usize].kind == EntityKind::GovernmentBody
            && let Some(state) = home.as_deref().and_then(|h| self.state(h))
        {
            self.entities[idx as usize].owner = Some(state);
        }
        idx
    }

    pub fn state(&mut self, code: &str) -> Option<u32> {
        let record = self.k.state(code)?;
        Some(self.known(record))
    }

    /// An entity that no table knows, made from its words.
    pub fn local(
        &mut self,
        id: String,
        kind: EntityKind,
        name: &str,
        home: Option<&str>,
        sector: Option<Sector>,
    ) -> u32 {
        if let Some(&idx) = self.keys.get(&id) {
            return idx;
        }
        let owner = home.and_then(|h| self.state(h));
        let entity = Entity {
            id: id.clone(),
            kind,
            name: name.to_owned(),
            known: false,
            qid: None,
            country: owner.and_then(|o| self.entities[o as usize].country.clone()),
            sector,
            other_sectors: Vec::new(),
            offices: Vec::new(),
            coordinates: None,
            gender: None,
            plural: false,
            owner,
        };
        let idx = self.entities.len() as u32;
        self.keys.insert(id, idx);
        self.entities.push(entity);
        self.homes.push(home.map(str::to_owned));
        self.records.push(None);
        idx
    }

    pub fn local_person(&mut self, name: &str) -> u32 {
        self.local(format!("local:person:{}", slug(name)), EntityKind::Person, name, None, None)
    }

    /// Adds a mention over tokens and returns its index.
    pub fn mention(&mut self, first: u32, end: u32, reference: Reference, entities: Vec<u32>, reason: String) -> u32 {
        let span = self.doc.span_of(first, end - 1);
        let head = self.head_of(first, end);
        self.mentions.push(Mention { span, first, end, head, reference, entities, reason });
        self.senses.push(None);
        self.mentions.len() as u32 - 1
    }

    /// Adds the mention of a name and remembers which tokens it covers.
    pub fn name(
        &mut self,
        first: u32,
        end: u32,
        entity: u32,
        reference: Reference,
        sense: Option<Sense>,
        reason: String,
    ) -> u32 {
        let idx = self.mention(first, end, reference, vec![entity], reason);
        self.senses[idx as usize] = sense;
        for t in first..end {
            self.at[t as usize] = idx;
        }
        idx
    }

    /// The token of a span whose governor stands outside it; the last one where several do.
    pub fn head_of(&self, first: u32, end: u32) -> u32 {
        let outside = |t: &u32| match self.doc.head(*t) {
            Some(head) => head < first || head >= end,
            None => true,
        };
        let content = |t: &u32| !matches!(self.doc.upos(*t), Upos::Punct | Upos::Det | Upos::Adp | Upos::Part);
        (first..end).rev().filter(outside).find(content).or_else(|| (first..end).rev().find(outside)).unwrap_or(end - 1)
    }

    /// What the name finder says of a span: the kind of the name that covers most of it, and the
    /// name's own tokens.
    pub fn finder(&self, first: u32, end: u32) -> Option<(NameKind, u32, u32)> {
        let name = (first..end).map(|t| self.names[t as usize]).find(|&n| n != NONE)?;
        let name = &self.doc.names[name as usize];
        Some((name.kind, name.first, name.end))
    }

    pub fn of(&self, mention: u32) -> &Mention {
        &self.mentions[mention as usize]
    }

    /// The first entity of a mention.
    pub fn who(&self, mention: u32) -> &Entity {
        &self.entities[self.mentions[mention as usize].entities[0] as usize]
    }

    /// The state that a mention's first entity belongs to.
    pub fn home(&self, mention: u32) -> Option<&str> {
        self.homes[self.mentions[mention as usize].entities[0] as usize].as_deref()
    }

    /// The name mention that covers a token.
    pub fn name_at(&self, token: u32) -> Option<u32> {
        self.at.get(token as usize).copied().filter(|&m| m != NONE)
    }

    /// The passed mention, of any kind, that ends where a token starts.
    pub fn ending_at(&self, token: u32) -> Option<u32> {
        self.past
            .iter()
            .rev()
            .take(12)
            .copied()
            .filter(|&m| self.of(m).end == token)
            .max_by_key(|&m| self.of(m).span.len())
    }

    /// Marks the words of a title as read.
    pub fn cover(&mut self, first: u32, end: u32) {
        for t in first..end {
            self.covered[t as usize] = true;
        }
    }

    pub fn is_covered(&self, token: u32) -> bool {
        self.covered[token as usize]
    }

    pub fn form(&self, token: u32) -> &'a str {
        self.doc.form(token)
    }

    /// A word in small letters.
    pub fn word(&self, token: u32) -> String {
        self.doc.form(token).to_lowercase()
    }

    pub fn is_possessive(&self, token: u32) -> bool {
        token < self.len()
            && (self.doc.token(token).xpos == "POS" || matches!(self.form(token), "'s" | "’s" | "'" | "’"))
    }

    pub fn same_sentence(&self, a: u32, b: u32) -> bool {
        self.sentence[a as usize] == self.sentence[b as usize]
    }

    pub fn sentence_bounds(&self, token: u32) -> (u32, u32) {
        let s = &self.doc.sentences[self.sentence[token as usize] as usize];
        (s.first, s.end)
    }

    /// How often each state is named, by id; ordered, so that ties fall the same way every time.
    pub fn states_named(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for m in &self.mentions {
            for &e in &m.entities {
                if let Some(home) = &self.homes[e as usize]
                    && self.entities[e as usize].kind == EntityKind::State
                {
                    *counts.entry(home.clone()).or_insert(0) += 1;
                }
            }
        }
        counts
    }

    pub fn notice(&mut self, code: &'static str, span: Span, message: String) {
        self.notices.push(Notice { room: "link", code, span: Some(span), message });
    }
}

impl Draft<'_> {
    /// Mentions in text order, longer ones first where they start together.
    pub fn finish(mut self) -> Linked {
        self.mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.reference));
        Linked { mentions: self.mentions, entities: self.entities, notices: self.notices }
    }
}
