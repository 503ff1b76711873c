//! An event: one thing that somebody did, each field with the words it rests on.

use super::confidence::{Signs, Sureness};
use crate::id::EventId;
use crate::plover::{EventType, QuadClass, Sector};
use crate::span::Span;
use crate::time::Dated;

/// Who did what to whom, as one sentence tells it.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    pub id: EventId,
    pub event_type: EventType,
    /// Modes of the type, by their PLOVER names: "visit", "multilateral".
    pub modes: Vec<&'static str>,
    /// Contexts, by their PLOVER names: "diplomatic", "military".
    pub contexts: Vec<&'static str>,
    /// Who acts. In a symmetric event (talks between A and B) all participants stand here.
    pub actors: Vec<Role>,
    pub recipients: Vec<Role>,
    pub place: Option<Place>,
    pub date: Dated,
    pub status: Status,
    /// The words that decide the status ("not", "may", "will", "in 1978"); none for a plain fact.
    pub status_cue: Option<Span>,
    pub quad: QuadClass,
    /// PLOVER score of type and mode, −10 to +10.
    pub score: f32,
    /// CAMEO code as text ("042"), as exact as the text allows.
    pub cameo: String,
    pub goldstein: Option<f32>,
    pub size: Size,
    /// The word that makes it this event.
    pub trigger: Span,
    /// The trigger's token, for the rooms that still see trees.
    pub trigger_token: u32,
    /// The sentence it stands in.
    pub sentence: Span,
    /// Index of the claim that contains it, set when `attribute` has read the article.
    pub claim: Option<u32>,
    /// Probability that type and roles are right.
    pub confidence: f32,
    /// The same for each field.
    pub sureness: Sureness,
    /// What the probabilities rest on.
    pub signs: Signs,
    /// Which lexicon line or rule fired, for a reader.
    pub reason: String,
    /// Spans of further mentions of the same event in this article.
    pub repeats: Vec<Span>,
}

/// A participant: the words, and the entity behind them where one was linked.
#[derive(Clone, PartialEq, Debug)]
pub struct Role {
    pub span: Span,
    /// Index into `Linked::entities`.
    pub entity: Option<u32>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<Sector>,
}

/// Where an event happened, as far as the text says.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub span: Span,
    pub entity: Option<u32>,
    pub name: String,
    pub country: Option<String>,
}

/// Whether the event happened, and if not, what stands between it and the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    Actual,
    Ongoing,
    Planned,
    Possible,
    Hypothetical,
    Negated,
    Historical,
}

/// Numbers that news gives with events.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
    pub dead: Option<u32>,
    pub injured: Option<u32>,
    pub arrested: Option<u32>,
    pub crowd: Option<u32>,
}

impl Status {
    pub const ALL: [Status; 7] = [
        Status::Actual,
        Status::Ongoing,
        Status::Planned,
        Status::Possible,
        Status::Hypothetical,
        Status::Negated,
        Status::Historical,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Status::Actual => "actual",
            Status::Ongoing => "ongoing",
            Status::Planned => "planned",
            Status::Possible => "possible",
            Status::Hypothetical => "hypothetical",
            Status::Negated => "negated",
            Status::Historical => "historical",
        }
    }

    /// Whether the event counts as something that happened.
    pub fn happened(self) -> bool {
        matches!(self, Status::Actual | Status::Ongoing | Status::Historical)
    }
}
