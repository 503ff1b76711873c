//! What a cue and its source make of a claim: certainty, kind of source, strength.

use super::claim::{Certainty, SourceKind};
use super::cues::{Class, Cue};
use super::reader::Reader;
use crate::link::EntityKind;
use crate::parse::{Relation, Upos};
use crate::plover::Sector;

/// What is put down about a claim from its cue and source.
pub(super) struct Judged {
    pub certainty: Certainty,
    pub kind: SourceKind,
    pub strength: f32,
}

/// Nouns for what was written or counted.
const DOCUMENTS: &[&str] = &[
    "report",
    "document",
    "statement",
    "poll",
    "survey",
    "study",
    "data",
    "letter",
    "memo",
    "article",
    "law",
    "communique",
    "text",
    "resolution",
    "figure",
    "statistic",
    "leaflet",
    "census",
    "record",
    "declaration",
    "transcript",
    "dossier",
    "audit",
    "briefing",
];

impl Reader<'_> {
    /// Judges a claim by its cue's line in the table and by who says it.
    pub(super) fn judge(&self, t: u32, cue: &Cue, source: Option<u32>, passive: bool) -> Judged {
        let document = self.document;
        let impersonal = passive && source.is_none();
        let mut certainty = cue.certainty;
        let kind = source.map_or(SourceKind::Anonymous, |s| self.kind_of(s));
        let hearsay = impersonal && matches!(cue.class, Class::Say | Class::Rumour | Class::Assert);
        let unnamed = kind == SourceKind::Anonymous && certainty == Certainty::Claimed && source.is_some();
        if hearsay || unnamed || kind == SourceKind::Rumour {
            certainty = Certainty::Rumoured;
        }
        if impersonal && cue.class == Class::Want {
            certainty = Certainty::Expected;
        }
        // "is considering leaving" weighs a step; "considers him a friend" judges.
        if cue.class == Class::Believe
            && document.children(t).any(|c| document.relation(c) == Relation::Xcomp && document.xpos_is(c, "VBG"))
        {
            certainty = Certainty::Hypothetical;
        }
        // "is considering sanctions", "is mulling a ban".
        let progressive = document.xpos_is(t, "VBG") && document.children(t).any(|c| document.lemma(c) == "be");
        if progressive && matches!(document.lemma(t), "consider" | "weigh" | "mull" | "contemplate" | "explore") {
            certainty = Certainty::Hypothetical;
        }
        // "may be seeking": nobody has said that he seeks it.
        let perhaps = document.children(t).any(|c| {
            document.relation(c) == Relation::Aux
                && matches!(document.form(c).to_lowercase().as_str(), "may" | "might" | "could")
        });
        if perhaps && matches!(certainty, Certainty::Planned | Certainty::Expected) {
            certainty = Certainty::Hypothetical;
        }
        // A denial of knowing, a refusal to say: the cue is negated.
        let negated = document.children(t).any(|c| {
            document.relation(c) == Relation::Advmod && matches!(document.form(c), "not" | "n't" | "n’t" | "never")
        });
        // "Neither government has confirmed": nobody did.
        let neither = source.is_some_and(|s| {
            let none = |t: u32| {
                matches!(document.form(t).to_lowercase().as_str(), "neither" | "nobody" | "none" | "no" | "no-one")
            };
            none(s) || document.children(s).any(|c| document.relation(c) == Relation::Det && none(c))
        });
        if (negated || neither) && matches!(cue.class, Class::Say | Class::Assert | Class::Confirm) {
            certainty = Certainty::Denied;
        }
        // Who rejects a plan or an offer denies nothing.
        if cue.class == Class::Deny && self.declines(t) {
            certainty = Certainty::Opinion;
        }
        Judged { certainty, kind, strength: self.strength(cue, t) }
    }

    /// Whether what is rejected is something offered or asked, not something said to be so.
    fn declines(&self, t: u32) -> bool {
        let document = self.document;
        if document.child_by(t, |r| r == Relation::Ccomp).is_some() {
            return false;
        }
        document.children(t).any(|c| {
            matches!(document.relation(c), Relation::Obj | Relation::NsubjPass)
                && matches!(
                    document.lemma(c).to_lowercase().as_str(),
                    "plan"
                        | "proposal"
                        | "offer"
                        | "deal"
                        | "bid"
                        | "request"
                        | "demand"
                        | "invitation"
                        | "ultimatum"
                        | "initiative"
                        | "amendment"
                        | "bill"
                        | "motion"
                        | "resolution"
                        | "appeal"
                        | "idea"
                        | "agreement"
                        | "mediation"
                        | "mechanism"
                        | "mission"
                        | "condition"
                        | "ceasefire"
                        | "truce"
                        | "timetable"
                        | "treaty"
                        | "budget"
                )
        })
    }

    pub(super) fn entity(&self, token: u32) -> Option<u32> {
        self.linked
            .at_head(token)
            .map(|m| m.entities[0])
            .or_else(|| self.linked.mentions.iter().find(|m| (m.first..m.end).contains(&token)).map(|m| m.entities[0]))
    }

    pub(super) fn kind_of(&self, token: u32) -> SourceKind {
        let document = self.document;
        if self.unnamed(token) {
            return SourceKind::Anonymous;
        }
        if document.upos(token) == Upos::Noun && DOCUMENTS.contains(&document.lemma(token).to_lowercase().as_str()) {
            return SourceKind::Document;
        }
        if let Some(entity) = self.entity(token) {
            let e = self.linked.entity(entity);
            let kind = match (e.kind, e.sector) {
                (EntityKind::Person, Some(Sector::Edu)) => SourceKind::Analyst,
                (EntityKind::Population, Some(Sector::Edu)) => SourceKind::Analyst,
                (EntityKind::Person, _) if e.id.starts_with("local:office") || e.id.starts_with("local:group") => {
                    SourceKind::Official
                }
                (EntityKind::Person, _) => SourceKind::Person,
                (EntityKind::State | EntityKind::GovernmentBody, _) => SourceKind::Government,
                (EntityKind::Media, _) => SourceKind::Media,
                (EntityKind::Population, _) => SourceKind::Public,
                (EntityKind::Instrument, _) => SourceKind::Document,
                _ => SourceKind::Organisation,
            };
            if kind != SourceKind::Organisation || e.known {
                return kind;
            }
        }
        match document.lemma(token).to_lowercase().as_str() {
            "rumor" | "rumour" | "gossip" | "speculation" => SourceKind::Rumour,
            "source" | "insider" => SourceKind::Anonymous,
            "official" | "diplomat" | "spokesman" | "spokeswoman" | "spokesperson" | "aide" | "officer" => {
                SourceKind::Official
            }
            "analyst" | "expert" | "scholar" | "observer" | "historian" | "researcher" => SourceKind::Analyst,
            "media" | "newspaper" | "agency" | "paper" | "journalist" | "reporter" | "outlet" | "channel" => {
                SourceKind::Media
            }
            "people" | "resident" | "voter" | "citizen" | "public" | "many" | "some" | "critic" | "supporter" => {
                SourceKind::Public
            }
            _ if matches!(document.upos(token), Upos::Propn | Upos::Pron) => SourceKind::Person,
            _ => SourceKind::Person,
        }
    }

    /// Whether a source that no table knows can hold a view: somebody, or something written.
    pub(super) fn may_hold(&self, token: u32) -> bool {
        let document = self.document;
        if document.upos(token) != Upos::Noun || self.entity(token).is_some() {
            return true;
        }
        // WordNet's files: 10 communication, 14 group, 15 place, 18 person, 23 quantity ("ten percent").
        let [first, _, second] = self.cues.sense(document.lemma(token), false);
        first == 0
            || [first, second].iter().any(|s| matches!(s, 10 | 14 | 15 | 18 | 23))
                && !matches!(document.lemma(token), "topic" | "issue" | "question" | "subject" | "theme")
    }

    /// "a diplomat who asked not to be named", "people familiar with the matter": nobody to hold to it.
    fn unnamed(&self, token: u32) -> bool {
        let document = self.document;
        if document.upos(token) == Upos::Pron {
            return false;
        }
        let marked = document.children(token).any(|c| {
            matches!(
                document.form(c).to_lowercase().as_str(),
                "anonymous" | "unnamed" | "unidentified" | "unconfirmed" | "undisclosed" | "familiar"
            )
        });
        let sentence = document.sentence_of(token).span.of(&document.text).to_lowercase();
        let asked = [
            "on condition of anonymity",
            "on the condition of anonymity",
            "not to be named",
            "not to be identified",
            "not be named",
            "familiar with the",
        ]
        .iter()
        .any(|words| sentence.contains(words));
        marked || asked && !self.linked.at_head(token).is_some_and(|m| self.linked.entity(m.entities[0]).known)
    }

    fn strength(&self, cue: &Cue, t: u32) -> f32 {
        let document = self.document;
        let mut strength = cue.strength;
        for child in document.children(t) {
            if document.relation(child) == Relation::Aux
                && matches!(document.form(child), "may" | "might" | "could" | "would")
            {
                strength *= 0.6;
            }
            if let Some(hedge) = self.cues.hedges.get(&document.form(child).to_lowercase()) {
                strength = strength.min(*hedge);
            }
        }
        strength
    }
}
