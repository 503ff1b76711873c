//! The pass over an article that finds mentions and decides whom they mean.
//!
//! Order matters and is fixed: names from the tables, names the parser found, composed
//! descriptions, then adjectives, then pronouns and plural descriptions from what stands before
//! them.

use std::collections::BTreeMap;

use super::entity::{Entity, EntityKind};
use super::knowledge::{Knowledge, Noun, NounKind, Sense, fold};
use super::mention::{Linked, Mention, Reference};
use super::{metonym, pronoun};
use crate::parse::{Document, NameKind, Relation, Upos};
use crate::plover::Sector;
use crate::time::Date;

/// Links every mention of an article, as of the day it was published.
///
/// ```
/// use legation::{link, parse};
/// let document = parse::document("Nelson Mandela met Jimmy Carter in Pretoria.");
/// let day = "1996-05-10".parse().ok();
/// let linked = link::mentions(&document, day, link::Knowledge::builtin());
/// assert!(linked.entities.iter().any(|e| e.name == "Nelson Mandela"));
/// ```
pub fn mentions(document: &Document, as_of: Option<Date>, knowledge: &Knowledge) -> Linked {
    let mut linker = Linker {
        document,
        as_of,
        knowledge,
        taken: vec![false; document.tokens.len()],
        by_id: BTreeMap::new(),
        linked: Linked::default(),
    };
    linker.names();
    linker.found_names();
    linker.descriptions();
    linker.adjectives();
    linker.linked.mentions.sort_by_key(|m| (m.first, std::cmp::Reverse(m.end)));
    pronoun::resolve(&mut linker);
    linker.linked.mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    linker.linked
}

pub(super) struct Linker<'a> {
    pub document: &'a Document,
    pub as_of: Option<Date>,
    pub knowledge: &'a Knowledge,
    /// Tokens that already belong to a name.
    pub taken: Vec<bool>,
    pub by_id: BTreeMap<String, u32>,
    pub linked: Linked,
}

impl Linker<'_> {
    /// Adds an entity, or finds the one with the same id.
    pub fn entity(&mut self, entity: Entity) -> u32 {
        if let Some(&idx) = self.by_id.get(&entity.id) {
            return idx;
        }
        let idx = self.linked.entities.len() as u32;
        self.by_id.insert(entity.id.clone(), idx);
        self.linked.entities.push(entity);
        idx
    }

    pub fn record(&mut self, idx: u32) -> u32 {
        let entity = self.knowledge.entity(idx, self.as_of);
        self.entity(entity)
    }

    pub fn state(&mut self, code: &str) -> Option<u32> {
        let record = self.knowledge.by_id(&format!("state:{code}"))?;
        Some(self.record(record))
    }

    /// Adds a mention of the tokens `first..end`; its head is the token whose governor lies outside.
    pub fn mention(&mut self, first: u32, end: u32, reference: Reference, entities: Vec<u32>, reason: String) {
        let head = head_of(self.document, first, end);
        self.linked.mentions.push(Mention {
            span: self.document.span_of(first, end - 1),
            first,
            end,
            head,
            reference,
            entities,
            reason,
        });
    }

    fn take(&mut self, first: u32, end: u32) {
        for t in first..end {
            self.taken[t as usize] = true;
        }
    }

    /// The folded key of the words `first..end`; nothing where a mark interrupts the name.
    fn key(&self, first: u32, end: u32) -> String {
        let words: Vec<&str> = (first..end).map(|t| self.document.form(t)).collect();
        fold(&words.join(" "))
    }

    /// Longest names from the tables.
    fn names(&mut self) {
        let n = self.document.tokens.len() as u32;
        let mut t = 0;
        while t < n {
            t += self.name_at(t).max(1);
        }
    }

    /// Links the longest table name that starts at a token; returns how many tokens it took.
    fn name_at(&mut self, t: u32) -> u32 {
        let document = self.document;
        let form = document.form(t);
        let capital = form.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let sentence = document.sentence_of(t);
        let last = sentence.end.min(t + self.knowledge.longest as u32 + 4);
        // Ordinary small words start no name, except the few aliases written small.
        if !capital && !matches!(document.upos(t), Upos::Propn | Upos::Adj | Upos::Noun | Upos::Det) {
            return 0;
        }
        for end in (t + 1..=last).rev() {
            let closing = document.form(end - 1);
            if document.upos(end - 1) == Upos::Punct || closing == "'s" || closing == "’s" {
                continue;
            }
            let key = self.key(t, end);
            let found: Vec<_> =
                self.knowledge.lookup(&key).iter().copied().filter(|alias| self.written_so(alias, t, end)).collect();
            if let Some(length) = self.decide(t, end, &found) {
                return length;
            }
            if end == t + 1 && capital {
                return self.family_name(t);
            }
        }
        0
    }

    fn written_so(&self, alias: &super::knowledge::Alias, first: u32, end: u32) -> bool {
        let words = || (first..end).map(|t| self.document.form(t));
        let letters = || words().flat_map(str::chars).filter(|c| c.is_alphabetic());
        if alias.acronym {
            return letters().all(char::is_uppercase);
        }
        if alias.lower {
            return true;
        }
        // A name has a capital somewhere in its first content word.
        words().find(|w| *w != "the" && *w != "The").is_some_and(|w| {
            w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || w.starts_with("al")
                || w.starts_with("el")
        })
    }

    /// Chooses among what a name may stand for and records the mention.
    fn decide(&mut self, t: u32, end: u32, found: &[super::knowledge::Alias]) -> Option<u32> {
        let document = self.document;
        let mut found: Vec<_> = found.to_vec();
        // Records that did not exist on the day are history; they stay unless another candidate fits.
        if found.len() > 1
            && let Some(day) = self.as_of
        {
            let fits: Vec<_> = found
                .iter()
                .copied()
                .filter(|a| {
                    let r = self.knowledge.record(a.record);
                    r.from.is_none_or(|f| f <= day) && r.to.is_none_or(|to| day <= to)
                })
                .collect();
            if !fits.is_empty() {
                found = fits;
            }
        }
        let single = end - t == 1;
        let name = document.names.iter().find(|n| n.first <= t && end <= n.end);
        let label = name.map(|n| n.kind);
        if single {
            // "Jordan" inside "Michael Jordan" is part of a person's name.
            if let Some(name) = name
                && name.kind == NameKind::Person
                && name.end - name.first > 1
                && (name.first < t
                    && document.upos(t - 1) == Upos::Propn
                    && !self.taken[t as usize - 1]
                    && document.form(t - 1).chars().all(|c| c.is_alphabetic() || c == '.')
                    || t + 1 < name.end && document.upos(t + 1) == Upos::Propn)
                && found.iter().all(|a| matches!(a.sense, Sense::Name | Sense::Capital))
                && !self.titled(name.first, t)
            {
                return None;
            }
            found.retain(|a| self.believable(a, t, label));
        }
        // People before states before places, by sense; ties by the order of the tables.
        let adjectival = matches!(document.relation(t), Relation::Amod | Relation::Compound | Relation::NmodDesc)
            && document.head(t).is_some_and(|h| h > t);
        let order = |a: &super::knowledge::Alias| match a.sense {
            Sense::Adjective if single && (document.upos(t) == Upos::Adj || adjectival) => 0,
            Sense::Name => 1,
            Sense::Seat => 1,
            Sense::Capital => 2,
            Sense::Demonym => 3,
            Sense::Adjective => 4,
        };
        found.sort_by_key(order);
        let alias = *found.first()?;
        let record = self.knowledge.record(alias.record).clone();
        let words = document.span_of(t, end - 1).of(&document.text).to_owned();
        // "the Israeli leader" is a description, not "the Israeli" and a leader.
        let article = document.form(t).eq_ignore_ascii_case("the");
        match alias.sense {
            // Adjectives wait: they may be part of a title or a description.
            Sense::Adjective => return None,
            Sense::Demonym if article => return None,
            Sense::Demonym => {
                let mut people = self.knowledge.entity(alias.record, self.as_of);
                people.id = format!("people:{}", record.state.as_deref().unwrap_or(""));
                people.kind = EntityKind::Population;
                people.name = format!("people of {}", record.name);
                people.sector = Some(Sector::Cvl);
                people.plural = true;
                people.coordinates = None;
                let idx = self.entity(people);
                self.mention(t, end, Reference::Name, vec![idx], format!("people of {}", record.id));
            }
            Sense::Capital => {
                let state = record.state.clone().unwrap_or_default();
                if metonym::acts(document, t, end)
                    && let Some(idx) = self.state(&state)
                {
                    let reason = format!(
                        "`{words}`, the capital, stands for the government of {}",
                        self.knowledge.state_name(&state)
                    );
                    self.mention(t, end, Reference::Metonym, vec![idx], reason);
                } else {
                    let idx = self.record(alias.record);
                    self.mention(t, end, Reference::Name, vec![idx], format!("place `{words}`"));
                }
            }
            Sense::Seat => {
                let idx = self.record(alias.record);
                self.own(idx, record.state.as_deref());
                self.mention(t, end, Reference::Metonym, vec![idx], format!("`{words}` stands for {}", record.id));
            }
            Sense::Name => {
                let idx = self.record(alias.record);
                if record.kind == EntityKind::GovernmentBody {
                    self.own(idx, record.state.as_deref());
                }
                let first = if record.kind == EntityKind::Person { self.title_before(t) } else { t };
                let reason = format!("alias `{words}`");
                let reference = if first < t { Reference::Title } else { Reference::Name };
                self.mention(first, end, reference, vec![idx], reason);
                self.take(first, end);
            }
        }
        self.take(t, end);
        Some(end - t)
    }

    fn own(&mut self, idx: u32, state: Option<&str>) {
        if self.linked.entities[idx as usize].owner.is_none()
            && let Some(owner) = state.and_then(|code| self.state(code))
        {
            self.linked.entities[idx as usize].owner = Some(owner);
        }
    }

    /// Whether a one-word alias is believed where it stands.
    fn believable(&self, alias: &super::knowledge::Alias, t: u32, label: Option<NameKind>) -> bool {
        let document = self.document;
        let record = self.knowledge.record(alias.record);
        let form = document.form(t);
        let upos = document.upos(t);
        if alias.sense == Sense::Adjective || alias.sense == Sense::Demonym {
            return form.starts_with(char::is_uppercase) || form == "U.S." || form == "US";
        }
        // "us", "may", "who" in capitals at the head of a headline are still words.
        if matches!(
            upos,
            Upos::Pron | Upos::Aux | Upos::Verb | Upos::Adp | Upos::Sconj | Upos::Cconj | Upos::Det | Upos::Adv
        ) && alias.acronym
            && form.len() <= 3
            && !form.contains('.')
        {
            return form == "US" || label.is_some();
        }
        if record.kind == EntityKind::Person {
            return true;
        }
        if alias.ambiguous {
            return match record.kind {
                EntityKind::State => match form {
                    "Georgia" => !self.american_neighbourhood(t) && label != Some(NameKind::Person),
                    "Chad" | "Jordan" => label != Some(NameKind::Person),
                    "Turkey" => upos == Upos::Propn || label.is_some(),
                    _ => true,
                },
                EntityKind::Place => label == Some(NameKind::Place) || self.locative(t),
                EntityKind::Media => {
                    matches!(label, Some(NameKind::Organisation))
                        || document
                            .head(t)
                            .is_some_and(|h| matches!(document.lemma(h), "report" | "say" | "tell" | "quote" | "cite"))
                }
                _ => {
                    label == Some(NameKind::Organisation)
                        || upos == Upos::Propn && form.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
                }
            };
        }
        if record.id.starts_with("city:") {
            return label == Some(NameKind::Place) || self.locative(t);
        }
        true
    }

    /// Whether the article speaks of the United States' own regions near this word.
    fn american_neighbourhood(&self, t: u32) -> bool {
        let sentence = self.document.sentence_of(t);
        (sentence.first..sentence.end).any(|i| {
            matches!(
                self.document.form(i),
                "Atlanta"
                    | "Savannah"
                    | "Republican"
                    | "Democrat"
                    | "Republicans"
                    | "Democrats"
                    | "Florida"
                    | "Alabama"
                    | "Carolina"
                    | "Texas"
                    | "Ohio"
                    | "Michigan"
                    | "Arizona"
                    | "Pennsylvania"
                    | "Senate"
                    | "Kemp"
                    | "Tennessee"
                    | "Virginia"
                    | "county"
                    | "County"
            )
        })
    }

    fn locative(&self, t: u32) -> bool {
        self.document.child_by(t, |r| r == Relation::Case).is_some_and(|c| {
            matches!(
                self.document.form(c),
                "in" | "In" | "at" | "At" | "near" | "from" | "to" | "outside" | "around" | "across"
            )
        })
    }

    /// Whether title words stand directly before a token, from `first` on.
    fn titled(&self, first: u32, t: u32) -> bool {
        first < t && (first..t).any(|i| self.noun(i, t).is_some())
    }

    /// Where the title before a name begins: "Armenian Prime Minister", "former U.S. President".
    pub fn title_before(&self, t: u32) -> u32 {
        let document = self.document;
        let start = document.sentence_of(t).first;
        let mut first = t;
        // A title is at most eight words; it must hold an office noun.
        let mut office_seen = false;
        for length in 1..=8u32 {
            let Some(at) = t.checked_sub(length).filter(|at| *at >= start) else { break };
            if self.taken[at as usize] && !matches!(document.upos(at), Upos::Propn | Upos::Adj) {
                break;
            }
            let form = document.form(at);
            let lower = form.to_lowercase();
            let office = (1..=3u32).any(|k| {
                at + k <= t
                    && self.knowledge.nouns.get(&self.phrase(at, at + k)).is_some_and(|n| n.kind == NounKind::Office)
            });
            let before = matches!(
                lower.as_str(),
                "former"
                    | "then"
                    | "ex"
                    | "acting"
                    | "late"
                    | "deputy"
                    | "senior"
                    | "chief"
                    | "top"
                    | "vice"
                    | "first"
                    | "special"
                    | "-"
                    | "mr."
                    | "mr"
                    | "mrs."
                    | "ms."
                    | "dr."
                    | "gen."
                    | "sen."
                    | "rep."
                    | "lt."
                    | "col."
                    | "general"
                    | "prime"
                    | "foreign"
                    | "defense"
                    | "defence"
                    | "interior"
                    | "national"
                    | "security"
                    | "presidential"
                    | "political"
                    | "state"
                    | "of"
            );
            let nation = self.nation_word(at).is_some();
            let title = matches!(
                lower.as_str(),
                "mr."
                    | "mr"
                    | "mrs."
                    | "ms."
                    | "dr."
                    | "gen."
                    | "sen."
                    | "rep."
                    | "lt."
                    | "col."
                    | "sir"
                    | "lord"
                    | "pope"
                    | "sheikh"
                    | "ayatollah"
            );
            if office || title {
                office_seen = true;
                first = at;
            } else if (before && lower != "of") || nation {
                if office_seen || before {
                    first = at;
                }
            } else {
                break;
            }
        }
        if !office_seen {
            return t;
        }
        // A title opens with a word of its own, never with a stray mark.
        while first < t && (document.upos(first) == Upos::Punct || document.form(first) == "-") {
            first += 1;
        }
        first
    }

    /// The state that a word names as name or adjective: "Armenian", "U.S.", "Iran".
    pub fn nation_word(&self, t: u32) -> Option<u32> {
        let document = self.document;
        let form = document.form(t);
        if !form.starts_with(char::is_uppercase) {
            return None;
        }
        let aliases = self.knowledge.lookup(&fold(form));
        let acronym = form.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        aliases
            .iter()
            .filter(|a| matches!(a.sense, Sense::Adjective | Sense::Name) && (!a.acronym || acronym))
            .map(|a| a.record)
            .find(|&r| self.knowledge.record(r).kind == EntityKind::State)
    }

    /// Words as a phrase of the noun table: lemmas of nouns, small forms of the rest.
    fn phrase(&self, first: u32, end: u32) -> String {
        let mut out = String::new();
        for t in first..end {
            if !out.is_empty() {
                out.push(' ');
            }
            let word = if self.document.upos(t) == Upos::Noun { self.document.lemma(t) } else { self.document.form(t) };
            out.push_str(&word.to_lowercase());
        }
        out
    }

    /// The longest noun phrase of the table that covers a token within a sentence, before `limit`.
    pub fn noun(&self, t: u32, limit: u32) -> Option<(u32, u32, &Noun)> {
        let end_limit = limit.min(self.document.sentence_of(t).end);
        (1..=4u32)
            .rev()
            .filter(|k| t + k <= end_limit)
            .find_map(|k| self.knowledge.nouns.get(&self.phrase(t, t + k)).map(|n| (t, t + k, n)))
    }

    /// A capitalised word that is a known family name.
    fn family_name(&mut self, t: u32) -> u32 {
        let document = self.document;
        if document.upos(t) != Upos::Propn || self.taken[t as usize] {
            return 0;
        }
        let key = fold(document.form(t));
        let candidates: Vec<u32> = self.knowledge.family(&key).to_vec();
        if candidates.is_empty() {
            return 0;
        }
        let name = document.names.iter().find(|n| n.first <= t && t < n.end);
        // A given name before it that fits nobody means somebody else.
        let before = t.checked_sub(1).filter(|b| {
            *b >= document.sentence_of(t).first
                && document.upos(*b) == Upos::Propn
                && !self.taken[*b as usize]
                && self.noun_word(*b).is_none()
                && self.nation_word(*b).is_none()
                && document.form(*b).chars().next().is_some_and(char::is_uppercase)
                && (document.head(*b) == Some(t) || document.head(t) == Some(*b))
        });
        let after = (t + 1 < document.sentence_of(t).end
            && document.upos(t + 1) == Upos::Propn
            && (document.head(t + 1) == Some(t) || document.head(t) == Some(t + 1)))
        .then_some(t + 1)
        .filter(|a| document.form(*a).chars().any(char::is_lowercase) && self.noun_word(*a).is_none());
        if before.is_some() || after.is_some() {
            return 0;
        }
        if name.is_some_and(|n| {
            matches!(n.kind, NameKind::Place | NameKind::Facility | NameKind::Law) && n.end - n.first > 1
        }) {
            return 0;
        }
        let first = self.title_before(t);
        // Somebody the article has already named in full goes first.
        let named: Vec<u32> =
            candidates.iter().copied().filter(|&c| self.by_id.contains_key(&self.knowledge.record(c).id)).collect();
        let title_state =
            (first..t).find_map(|i| self.nation_word(i)).and_then(|r| self.knowledge.record(r).state.clone());
        let office = (first..t).find_map(|i| self.noun(i, t)).map(|(_, _, n)| n.office.clone());
        let score = |c: u32| {
            let record = self.knowledge.record(c);
            let mut score = self.knowledge.prominence(c, self.as_of);
            if let Some(state) = &title_state {
                score += if record.country.as_ref() == Some(state) || record.offices.iter().any(|(o, _)| o.of == *state)
                {
                    500
                } else {
                    -500
                };
            }
            if let Some(office) = &office
                && record.offices.iter().any(|(o, _)| {
                    (o.office == *office
                        || office == "leader"
                        || (office == "minister" && o.office.ends_with("minister"))
                        || (office == "head_of_state" && o.office == "head_of_state_elect"))
                        && self.as_of.is_none_or(|day| super::knowledge::held(o, day))
                })
            {
                score += 300;
            }
            score
        };
        // Of two people of one name, the one named in full in the same article.
        let later: Vec<u32> = candidates.iter().copied().filter(|&c| self.named_in_full(c)).collect();
        let pool = if !named.is_empty() && title_state.is_none() {
            named.clone()
        } else if !later.is_empty() {
            later
        } else {
            candidates
        };
        let Some(best) = pool.into_iter().max_by_key(|&c| (score(c), std::cmp::Reverse(c))) else {
            return 0;
        };
        let points = score(best);
        let certain = !named.is_empty() && named.contains(&best) || self.named_in_full(best);
        // Without office near the day, and never named in full, a family name is anybody's.
        let person = name.is_none_or(|n| n.kind == NameKind::Person) || first < t;
        if !certain
            && (points < 80 && self.as_of.is_some()
                || points < 14
                || !person && points < if self.as_of.is_some() { 130 } else { 19 })
        {
            return 0;
        }
        let idx = self.record(best);
        let reason = format!(
            "family name `{}`, {}",
            document.form(t),
            if certain { "named in full in the article" } else { "by office and date" }
        );
        let reference = if first < t { Reference::Title } else { Reference::Name };
        self.mention(first, t + 1, reference, vec![idx], reason);
        self.take(first, t + 1);
        1
    }

    fn noun_word(&self, t: u32) -> Option<&Noun> {
        self.knowledge.nouns.get(&self.phrase(t, t + 1))
    }

    fn named_in_full(&self, record: u32) -> bool {
        let text = &self.document.text;
        self.knowledge.record(record).aliases.iter().any(|a| a.contains(' ') && text.contains(a.as_str()))
    }

    /// Names the parser found that no table holds: local entities.
    fn found_names(&mut self) {
        let document = self.document;
        for name in &document.names {
            if (name.first..name.end).any(|t| self.taken[t as usize]) {
                continue;
            }
            let mut first = name.first;
            // Title words and nationalities at the front belong to the description, not the name.
            while first + 1 < name.end
                && (self.noun_word(first).is_some()
                    || self.nation_word(first).is_some()
                    || document.upos(first) == Upos::Det)
            {
                first += 1;
            }
            let words = document.span_of(first, name.end - 1).of(&document.text).to_owned();
            if words.chars().filter(|c| c.is_alphabetic()).count() < 2 {
                continue;
            }
            if first + 1 == name.end
                && let Some(state) = self.nation_word(first)
            {
                // A state whose name modifies a noun: "U.S. administrations".
                let modifies =
                    document.head(first).is_some_and(|h| h > first) && document.relation(first).base() != "nsubj";
                if !modifies {
                    let idx = self.record(state);
                    self.mention(first, name.end, Reference::Name, vec![idx], "name of a state".to_owned());
                    self.take(first, name.end);
                }
                continue;
            }
            let kind = match name.kind {
                NameKind::Person => EntityKind::Person,
                NameKind::Organisation => EntityKind::Organisation,
                NameKind::Place | NameKind::Facility => EntityKind::Place,
                NameKind::Group => EntityKind::Population,
                NameKind::Event => EntityKind::NamedEvent,
                NameKind::Law => EntityKind::Instrument,
            };
            if kind == EntityKind::Population && self.nation_word(first).is_some() {
                continue;
            }
            let start = if kind == EntityKind::Person { self.title_before(first) } else { first };
            let existing = self.same_local(&words, kind);
            let idx = existing.unwrap_or_else(|| {
                let mut entity = local(kind, &words);
                let (country, sector) = self.description_of(start, first, name.end);
                entity.country = country;
                entity.sector = sector;
                self.entity(entity)
            });
            let reason = if existing.is_some() {
                "part of a name given before".to_owned()
            } else {
                format!("name found by the parser ({})", name.kind.name())
            };
            let reference = if start < first { Reference::Title } else { Reference::Name };
            self.mention(start, name.end, reference, vec![idx], reason);
            self.take(start, name.end);
        }
    }

    /// A person or body named before in full, when this is the last part of its name.
    fn same_local(&self, words: &str, kind: EntityKind) -> Option<u32> {
        let key = fold(words);
        self.linked
            .entities
            .iter()
            .position(|e| {
                e.kind == kind && {
                    let full = fold(&e.name);
                    full == key || (full.ends_with(&format!(" {key}")) && kind == EntityKind::Person)
                }
            })
            .map(|i| i as u32)
    }

    /// Country and sector of a local name from its title or its apposition.
    fn description_of(&self, start: u32, first: u32, end: u32) -> (Option<String>, Option<Sector>) {
        let document = self.document;
        let mut country =
            (start..first).find_map(|t| self.nation_word(t)).and_then(|r| self.knowledge.record(r).country.clone());
        let mut sector = (start..first).filter_map(|t| self.noun(t, first)).filter_map(|(_, _, n)| n.sector).next();
        let head = head_of(document, first, end);
        for child in document.children(head).filter(|&c| document.relation(c) == Relation::Appos) {
            let (low, high) = document.subtree(child);
            let nouns = (low..=high).find_map(|t| self.noun(t, high + 1)).and_then(|(_, _, n)| n.sector);
            sector = sector.or(nouns);
            country = country.or_else(|| {
                (low..=high).find_map(|t| self.nation_word(t)).and_then(|r| self.knowledge.record(r).country.clone())
            });
        }
        (country, sector)
    }

    /// Common-noun phrases that refer to an actor: "the Azerbaijani leader", "Iran's parliament".
    fn descriptions(&mut self) {
        let document = self.document;
        let n = document.tokens.len() as u32;
        let mut t = 0;
        while t < n {
            if self.taken[t as usize] || !matches!(document.upos(t), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb)
            {
                t += 1;
                continue;
            }
            let Some((first, end, noun)) = self.noun(t, n) else {
                t += 1;
                continue;
            };
            let noun = noun.clone();
            let head = head_of(document, first, end);
            if noun.kind == NounKind::Never
                || (first..end).any(|i| self.taken[i as usize])
                || !matches!(document.upos(head), Upos::Noun | Upos::Propn)
            {
                t = end.max(t + 1);
                continue;
            }
            // "trade union members", "security council vote": a modifier is not the referent.
            let modifier = matches!(document.relation(head), Relation::Compound | Relation::Amod | Relation::Flat)
                && document.head(head).is_some_and(|h| h >= end && document.upos(h) != Upos::Propn);
            if !modifier {
                self.description(first, end, head, &noun);
            }
            t = end.max(t + 1);
        }
    }

    fn description(&mut self, first: u32, end: u32, head: u32, noun: &Noun) {
        let document = self.document;
        let plural = noun.plural && document.lemma(head) != document.form(head).to_lowercase()
            || document.has(head, "Number=Plur");
        let owner = self.owner(head, first);
        let mut low = first;
        for child in document.children(head).filter(|&c| c < first) {
            if matches!(document.relation(child).base(), "det" | "amod" | "compound" | "nmod" | "nummod") {
                low = low.min(document.subtree(child).0);
            }
        }
        let low = low.max(document.sentence_of(head).first);
        let (owner_entity, high) = match owner {
            Some((entity, tokens_end)) => (Some(entity), tokens_end.max(end)),
            None => (None, end),
        };
        let state = owner_entity.and_then(|o| {
            let e = &self.linked.entities[o as usize];
            (e.kind == EntityKind::State).then(|| e.id.trim_start_matches("state:").to_owned())
        });
        let country = owner_entity.and_then(|o| self.linked.entities[o as usize].country.clone());
        let words = document.span_of(low, high - 1).of(&document.text).to_owned();
        match noun.kind {
            NounKind::Office if !plural => {
                let dated = self.as_of.and_then(|day| {
                    self.knowledge.holder(state.as_deref()?, &noun.office, &self.phrase(first, end), day)
                });
                // "former president", "a senior official" name nobody the tables could know.
                let past = (low..first).any(|t| matches!(document.form(t), "former" | "then" | "ex" | "late"));
                let definite = !(low..first).any(|t| {
                    matches!(
                        document.form(t),
                        "a" | "an"
                            | "A"
                            | "An"
                            | "another"
                            | "any"
                            | "every"
                            | "no"
                            | "senior"
                            | "next"
                            | "new"
                            | "future"
                    )
                });
                if let Some(person) = dated.filter(|_| !past && definite) {
                    let idx = self.record(person);
                    let reason = format!(
                        "{} {} on {}",
                        state.unwrap_or_default(),
                        noun.office,
                        self.as_of.map(|d| d.to_string()).unwrap_or_default()
                    );
                    self.mention(low, high, Reference::Description, vec![idx], reason);
                    return;
                }
                if state.is_none()
                    && owner_entity.is_none()
                    && definite
                    && !past
                    && let Some(idx) = self.article_holder(&noun.office)
                {
                    self.mention(
                        low,
                        high,
                        Reference::Description,
                        vec![idx],
                        format!("the {} named in the article", noun.office.replace('_', " ")),
                    );
                    return;
                }
                // "a regional leader" says what somebody is, not who.
                if owner_entity.is_none() && !definite && noun.office == "leader" {
                    return;
                }
                let mut entity = local(EntityKind::Person, &words);
                entity.id =
                    format!("local:office:{}:{}", country.as_deref().unwrap_or("-").to_lowercase(), noun.office);
                entity.country = country;
                entity.sector = if past { Some(Sector::Eli) } else { noun.sector };
                entity.owner = owner_entity;
                let idx = self.entity(entity);
                self.mention(
                    low,
                    high,
                    Reference::Description,
                    vec![idx],
                    format!("{} without a name", noun.office.replace('_', " ")),
                );
            }
            _ => {
                // "talks team", "rival side" without an owner refer to nobody who could be coded.
                let vague = matches!(noun.office.as_str(), "government" | "ministry" | "embassy" | "party")
                    && owner_entity.is_none()
                    && matches!(
                        document.lemma(head),
                        "team" | "side" | "leadership" | "state" | "mission" | "authority" | "delegation"
                    );
                if vague {
                    return;
                }
                let kind = match noun.kind {
                    NounKind::Office => EntityKind::Person,
                    NounKind::Body => EntityKind::GovernmentBody,
                    _ if noun.sector == Some(Sector::Reb) || noun.sector == Some(Sector::Uaf) => EntityKind::ArmedGroup,
                    _ if noun.sector == Some(Sector::Jrn) => EntityKind::Media,
                    _ => EntityKind::Population,
                };
                let person_owner =
                    owner_entity.filter(|&o| self.linked.entities[o as usize].kind == EntityKind::Person);
                let mut entity = local(kind, &words);
                let suffix =
                    if noun.kind == NounKind::Office { format!("{}s", noun.office) } else { noun.office.clone() };
                entity.id = format!(
                    "local:{}:{}:{suffix}",
                    if kind == EntityKind::GovernmentBody { "body" } else { "group" },
                    country.as_deref().unwrap_or("-").to_lowercase()
                );
                if let Some(person) = person_owner {
                    entity.id = format!("{}:of:{}", entity.id, self.linked.entities[person as usize].id);
                    entity.sector = self.linked.entities[person as usize].sector;
                }
                entity.country = country;
                entity.sector = entity.sector.or(noun.sector);
                entity.plural = plural || noun.plural;
                entity.owner = owner_entity;
                let idx = self.entity(entity);
                self.mention(
                    low,
                    high,
                    Reference::Description,
                    vec![idx],
                    format!("{} by its noun", noun.office.replace('_', " ")),
                );
            }
        }
    }

    /// Whose president, army or parliament: adjective, possessive, or "of X". Also where it ends.
    fn owner(&mut self, head: u32, first: u32) -> Option<(u32, u32)> {
        let document = self.document;
        let children: Vec<u32> = document.children(head).collect();
        for &child in &children {
            let base = document.relation(child).base();
            if child < first && matches!(base, "amod" | "compound" | "nmod" | "det") {
                if let Some(state) = self.nation_word(child) {
                    return Some((self.record(state), first));
                }
                // "the United States president": a name of several words, already linked.
                if let Some(idx) = self.linked_at(child) {
                    return Some((idx, first));
                }
            }
            if child > head && base == "nmod" {
                let case = document.child_by(child, |r| r == Relation::Case).map(|c| document.form(c).to_lowercase());
                if matches!(case.as_deref(), Some("of" | "in" | "from")) {
                    if let Some(idx) = self.linked_at(child) {
                        let (_, high) = document.subtree(child);
                        let own = (child..=high)
                            .take_while(|&t| !matches!(document.form(t), "," | "who" | "which"))
                            .last()
                            .unwrap_or(child);
                        let _ = own;
                        if case.as_deref() == Some("of") || self.linked.entities[idx as usize].kind == EntityKind::State
                        {
                            return Some((idx, child + 1));
                        }
                    }
                    if let Some(state) = self.nation_word(child)
                        && case.as_deref() == Some("of")
                    {
                        return Some((self.record(state), child + 1));
                    }
                }
            }
        }
        None
    }

    /// The first entity of the mention whose head is this token.
    fn linked_at(&self, token: u32) -> Option<u32> {
        self.linked
            .mentions
            .iter()
            .find(|m| m.head == token || (m.first..m.end).contains(&token))
            .map(|m| m.entities[0])
    }

    /// The person named in the article who holds an office of this kind, when there is just one.
    fn article_holder(&self, office: &str) -> Option<u32> {
        let wanted: &[&str] = match office {
            "leader" => &["head_of_state", "head_of_government"],
            "minister" => &["foreign_minister", "defence_minister", "interior_minister", "economy_minister"],
            "official" | "lawmaker" | "expert" | "journalist" | "activist" | "business" | "judge" | "commander"
            | "other" | "lawyer" | "cleric" => return None,
            "head_of_state" => &["head_of_state"],
            _ => return self.article_holder_of(&[office]),
        };
        self.article_holder_of(wanted)
    }

    fn article_holder_of(&self, offices: &[&str]) -> Option<u32> {
        let mut holders = self
            .linked
            .entities
            .iter()
            .enumerate()
            .filter(|(_, e)| e.offices.iter().any(|o| offices.contains(&o.office.as_str())));
        let first = holders.next()?;
        holders.next().is_none().then_some(first.0 as u32)
    }

    /// Adjectives of nations outside titles: "Israeli strikes", "U.S. policy".
    fn adjectives(&mut self) {
        let document = self.document;
        for t in 0..document.tokens.len() as u32 {
            if self.taken[t as usize] {
                continue;
            }
            let Some(record) = self.nation_word(t) else { continue };
            let aliases = self.knowledge.lookup(&fold(document.form(t)));
            if !aliases.iter().any(|a| a.sense == Sense::Adjective) {
                continue;
            }
            // "Chinese" as a noun is a people or a tongue; only modifiers name the state.
            let modifies = document.head(t).is_some_and(|h| h > t || document.relation(t) == Relation::Conj);
            if !modifies {
                continue;
            }
            let idx = self.record(record);
            self.mention(t, t + 1, Reference::Adjective, vec![idx], format!("adjective `{}`", document.form(t)));
        }
    }
}

/// The token of a run whose governor lies outside it; the last of several.
pub(super) fn head_of(document: &Document, first: u32, end: u32) -> u32 {
    (first..end)
        .find(|&t| document.head(t).is_none_or(|h| h < first || h >= end) && document.upos(t) != Upos::Punct)
        .unwrap_or(end - 1)
}

/// An entity that only this article knows.
pub(super) fn local(kind: EntityKind, name: &str) -> Entity {
    let slug: String = fold(name).replace(' ', "-").chars().take(60).collect();
    Entity {
        id: format!("local:{}:{slug}", kind.name()),
        kind,
        name: name.to_owned(),
        known: false,
        qid: None,
        country: None,
        sector: None,
        other_sectors: Vec::new(),
        offices: Vec::new(),
        coordinates: None,
        gender: None,
        plural: false,
        owner: None,
    }
}
