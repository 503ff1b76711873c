//! What the tables know: records, the spellings that name them, and who held which office when.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use super::entity::EntityKind;
use super::fold::{Key, fold, skeleton};
use super::load;
use super::offices::Term;
use crate::plover::Sector;
use crate::time::Date;

/// Words of a table. Built-in tables live as long as the program; those of a user are kept as long
/// (see [`kept`]), because a program reads them once.
pub(super) type Text = &'static str;

/// Keeps made-up or user-given words for the life of the program.
pub(super) fn kept(text: String) -> Text {
    Box::leak(text.into_boxed_str())
}

/// Everything the tables say, indexed for matching.
///
/// Spellings are kept as hashes in chains, so that the built-in tables load in a few milliseconds.
#[derive(Clone)]
pub struct Knowledge {
    pub(super) records: Vec<Record>,
    pub(super) terms: Vec<Term>,
    entries: Vec<Entry>,
    aliases: Index<u32>,
    skeletons: Index<u32>,
    ids: Index<u32>,
    /// State or organisation → its terms of office.
    offices: Index<Vec<u32>>,
    bodies: Index<u32>,
    pub(super) nouns: Index<Noun>,
    pub(super) homonyms: Vec<Homonym>,
    /// The most words an alias has.
    pub(super) longest: usize,
}

type Index<T> = HashMap<u64, T, BuildHasherDefault<Already>>;

/// Keys are hashes already.
#[derive(Clone, Copy, Default)]
pub(super) struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 << 8) | u64::from(byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// One entry of the tables.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// "state", "person", "org", …: what stands before the colon of an id.
    pub family: &'static str,
    pub key: Text,
    pub kind: EntityKind,
    pub name: Text,
    pub qid: Text,
    /// PLOVER actor code.
    pub country: Text,
    /// The state that it belongs to, by id ("AZE"); a contested territory is its own home.
    pub home: Text,
    pub sector: Option<Sector>,
    /// Latitude and longitude as the table has them, read when asked for.
    pub position: (Text, Text),
    pub gender: Option<char>,
    /// The alias cell as the table has it.
    pub aliases: Text,
    pub given: Text,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// How likely news means this one among namesakes: millions of people of a city.
    pub weight: f32,
    pub source: Text,
}

/// In what sense an alias names its record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sense {
    Name,
    /// "Israeli".
    Adjective,
    /// "Azerbaijanis": the people of a state.
    Demonym,
    /// The capital of a state: a place, or its government.
    Capital,
    /// A building that stands for a government.
    Seat,
    /// A family name alone.
    Family,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub record: u32,
    pub sense: Sense,
    /// Needs context before it is believed ("IS", "Georgia").
    pub ambiguous: bool,
    pub case: Case,
    next: u32,
}

/// Which capitals the text must show before an alias is believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Case {
    /// "US": capitals throughout; longer acronyms may be written as words ("Nato").
    Acronym,
    /// "Baku": a capital at the front.
    Proper,
    /// "grain deal": any.
    Any,
}

/// What a common noun says of its referent.
#[derive(Clone, Debug)]
pub(super) struct Noun {
    pub phrase: &'static str,
    pub kind: NounKind,
    pub office: &'static str,
    pub sector: Option<Sector>,
    pub plural: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NounKind {
    /// "foreign minister": one holder at a time.
    Office,
    /// "official", "lawmaker": many at a time.
    Member,
    /// "government", "side": the state itself.
    Government,
    /// "foreign ministry", "army".
    Body,
    /// "protesters".
    Group,
    /// "country".
    State,
    Capital,
    Counterpart,
    /// "Mr", "Gen.".
    Honorific,
    /// "group", "agency", "corridor": names again what was named before.
    Kind,
    /// Looks like one of the others and is not ("national team").
    Never,
}

/// One of several things that a word may name, with words that speak for it.
#[derive(Clone, Debug)]
pub(super) struct Homonym {
    pub word: u64,
    /// The record; none when a person of that name is meant, or nothing at all.
    pub record: Option<u32>,
    pub prior: f32,
    pub cues: Vec<u64>,
}

const NONE: u32 = u32::MAX;

impl Knowledge {
    /// The tables built into the program.
    pub fn builtin() -> &'static Knowledge {
        static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
        KNOWLEDGE.get_or_init(load::builtin)
    }

    /// How many spellings and records it holds.
    pub fn size(&self) -> (usize, usize) {
        (self.entries.len(), self.records.len())
    }

    pub(super) fn empty() -> Knowledge {
        Knowledge {
            records: Vec::with_capacity(24_000),
            terms: Vec::with_capacity(8_000),
            entries: Vec::with_capacity(80_000),
            aliases: HashMap::with_capacity_and_hasher(60_000, BuildHasherDefault::default()),
            skeletons: HashMap::with_capacity_and_hasher(8_000, BuildHasherDefault::default()),
            ids: HashMap::with_capacity_and_hasher(24_000, BuildHasherDefault::default()),
            offices: HashMap::with_capacity_and_hasher(400, BuildHasherDefault::default()),
            bodies: HashMap::with_capacity_and_hasher(400, BuildHasherDefault::default()),
            nouns: HashMap::with_capacity_and_hasher(600, BuildHasherDefault::default()),
            homonyms: Vec::new(),
            longest: 1,
        }
    }

    pub(super) fn add(&mut self, record: Record) -> u32 {
        let idx = self.records.len() as u32;
        self.ids.insert(id_key(record.family, record.key), idx);
        self.records.push(record);
        idx
    }

    /// Gives a record another id, by which it goes from now on.
    pub(super) fn also_known(&mut self, family: &'static str, key: Text, idx: u32) {
        self.ids.insert(id_key(family, key), idx);
        let record = &mut self.records[idx as usize];
        (record.family, record.key) = (family, key);
    }

    /// Lets a spelling name a record.
    pub(super) fn alias(&mut self, text: &str, record: u32, sense: Sense, ambiguous: bool) {
        let mut key = Key::new();
        key.feed(super::fold::bare(text));
        let Some(hash) = key.hash() else { return };
        self.longest = self.longest.max(key.words);
        let first = self.aliases.get(&hash).copied().unwrap_or(NONE);
        let mut at = first;
        while at != NONE {
            let entry = &self.entries[at as usize];
            if entry.record == record && (entry.sense == sense || sense == Sense::Family) {
                return;
            }
            at = entry.next;
        }
        let entry = Entry { record, sense, ambiguous, case: case_of(text), next: first };
        self.aliases.insert(hash, self.entries.len() as u32);
        self.entries.push(entry);
    }

    /// Takes a spelling away from one record.
    pub(super) fn drop_alias(&mut self, text: &str, record: u32) {
        let hash = Key::of(text);
        let mut at = self.aliases.get(&hash).copied().unwrap_or(NONE);
        let mut before = NONE;
        while let Some(entry) = self.entries.get(at as usize).copied() {
            if entry.record == record {
                match self.entries.get_mut(before as usize) {
                    Some(previous) => previous.next = entry.next,
                    None => {
                        self.aliases.insert(hash, entry.next);
                    }
                }
            } else {
                before = at;
            }
            at = entry.next;
        }
    }

    /// Takes a spelling away from everything that it named, for tables that override others.
    pub(super) fn forget(&mut self, text: &str) {
        self.aliases.remove(&Key::of(text));
    }

    /// Lets the bones of a person's name find the person.
    pub(super) fn bones(&mut self, text: &str, record: u32) {
        let hash = skeleton(text);
        let first = self.skeletons.get(&hash).copied().unwrap_or(NONE);
        if self.entries.get(first as usize).is_some_and(|e| e.record == record) {
            return;
        }
        let entry = Entry { record, sense: Sense::Name, ambiguous: false, case: Case::Any, next: first };
        self.skeletons.insert(hash, self.entries.len() as u32);
        self.entries.push(entry);
    }

    pub(super) fn term(&mut self, term: Term) {
        let idx = self.terms.len() as u32;
        self.offices.entry(Key::of(term.of)).or_default().push(idx);
        self.terms.push(term);
    }

    pub(super) fn body(&mut self, state: &str, role: &str, record: u32) {
        self.bodies.entry(id_key(state, role)).or_insert(record);
    }

    pub(super) fn noun(&mut self, noun: Noun) {
        let mut key = Key::new();
        key.feed(noun.phrase);
        if let Some(hash) = key.hash() {
            self.nouns.insert(hash, noun);
        }
    }

    pub(super) fn lookup(&self, hash: u64) -> impl Iterator<Item = &Entry> {
        self.chain(self.aliases.get(&hash).copied())
    }

    /// People whose names have the same bones.
    pub(super) fn by_bones(&self, text: &str) -> Vec<u32> {
        let mut people: Vec<u32> = self.chain(self.skeletons.get(&skeleton(text)).copied()).map(|e| e.record).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    fn chain(&self, first: Option<u32>) -> impl Iterator<Item = &Entry> {
        let mut at = first.unwrap_or(NONE);
        std::iter::from_fn(move || {
            let entry = self.entries.get(at as usize)?;
            at = entry.next;
            Some(entry)
        })
    }

    pub(super) fn by_id(&self, id: &str) -> Option<u32> {
        let (family, key) = id.split_once(':')?;
        self.ids.get(&id_key(family, key)).copied()
    }

    pub(super) fn by_key(&self, family: &str, key: &str) -> Option<u32> {
        self.ids.get(&id_key(family, key)).copied()
    }

    pub(super) fn state(&self, code: &str) -> Option<u32> {
        self.ids.get(&id_key("state", code)).copied()
    }

    /// The ministry, parliament or army of a state, where a table names it.
    pub(super) fn body_of(&self, state: &str, role: &str) -> Option<u32> {
        self.bodies.get(&id_key(state, role)).copied()
    }

    /// The terms of office in a state or organisation, in the table's order.
    pub(super) fn terms_of(&self, of: &str) -> impl Iterator<Item = &Term> {
        self.offices.get(&Key::of(of)).into_iter().flatten().map(|&i| &self.terms[i as usize])
    }

    pub(super) fn record(&self, idx: u32) -> &Record {
        &self.records[idx as usize]
    }

    pub(super) fn state_name(&self, code: &str) -> String {
        self.state(code).map_or_else(|| code.to_owned(), |i| self.record(i).name.to_owned())
    }
}

impl Entry {
    /// The same spelling for another record.
    pub fn naming(self, record: u32) -> Entry {
        Entry { record, ..self }
    }
}

impl Record {
    pub fn new(family: &'static str, key: Text, kind: EntityKind, name: Text) -> Record {
        Record {
            family,
            key,
            kind,
            name,
            qid: "",
            country: "",
            home: "",
            sector: None,
            position: ("", ""),
            gender: None,
            aliases: "",
            given: "",
            from: None,
            to: None,
            weight: 0.0,
            source: "",
        }
    }

    pub fn id(&self) -> String {
        format!("{}:{}", self.family, self.key)
    }

    pub fn coordinates(&self) -> Option<(f32, f32)> {
        Some((self.position.0.parse().ok()?, self.position.1.parse().ok()?))
    }

    /// Whether it existed on a day; without a day, always.
    pub fn exists(&self, on: Option<Date>) -> bool {
        on.is_none_or(|day| self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to))
    }
}

fn id_key(family: &str, key: &str) -> u64 {
    let mut hash = Key::new();
    hash.feed(family);
    hash.feed(":");
    // Ids keep their hyphens apart from words: "a-b" and "a b" do not both occur in one family.
    hash.feed(key);
    hash.hash().unwrap_or(0)
}

fn case_of(text: &str) -> Case {
    let text = super::fold::bare(text);
    // "Baku": the common shape, settled by its first two letters.
    if let [b'A'..=b'Z', b'a'..=b'z', ..] = text.as_bytes() {
        return Case::Proper;
    }
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let count = letters.clone().count();
    if count == 0 {
        return Case::Any;
    }
    if count <= 7 && letters.clone().all(char::is_uppercase) {
        return Case::Acronym;
    }
    match letters.next() {
        Some(c) if c.is_lowercase() && !fold(text).starts_with("al ") => Case::Any,
        _ => Case::Proper,
    }
}
