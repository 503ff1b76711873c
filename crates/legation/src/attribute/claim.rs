//! Claims, stances, agenda items, commitments and open questions: the values of this room.

use crate::error::Notice;
use crate::id::ClaimId;
use crate::span::Span;
use crate::time::Dated;

/// Everything this room finds in one article, in text order.
#[derive(Clone, Debug, Default)]
pub struct Attributed {
    pub claims: Vec<Claim>,
    pub stances: Vec<Stance>,
    pub agenda: Vec<AgendaItem>,
    pub commitments: Vec<Commitment>,
    pub questions: Vec<OpenQuestion>,
    pub notices: Vec<Notice>,
}

/// A proposition with the one who stands behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    pub id: ClaimId,
    /// Spans of the source; empty when nobody is named ("it is expected that …").
    pub source: Vec<Span>,
    /// Spans of the words that report: "said", "according to", "is perceived".
    pub cue: Vec<Span>,
    /// Spans of what is said; several when a cue interrupts it.
    pub content: Vec<Span>,
    /// Index into `Linked::entities` of the source, where it is resolved.
    pub source_entity: Option<u32>,
    pub source_kind: SourceKind,
    pub certainty: Certainty,
    /// The word that decides the certainty, where it is not the cue itself.
    pub certainty_cue: Option<Span>,
    /// How strongly the source commits itself, from 0 (a guess) to 1 (a flat statement).
    pub strength: f32,
    /// Whether the content stands in quotation marks: "direct", "mixed" or "indirect".
    pub speech: &'static str,
    /// Index of the claim that contains this one (A says that B promised).
    pub within: Option<u32>,
    /// Whether the content is put forward as something that happened, holds or should: what
    /// somebody only condemns, backs or acts upon is not, and events in it stay what they are.
    pub puts_forward: bool,
    /// Indices of the events inside the content.
    pub events: Vec<u32>,
    /// Why: the rule or the cue's line.
    pub reason: String,
}

/// What sort of source stands behind a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SourceKind {
    Person,
    Government,
    Official,
    Analyst,
    Media,
    Document,
    Organisation,
    Public,
    Anonymous,
    Rumour,
    /// The outlet itself.
    Outlet,
}

/// How sure a reader may be of a claim or event, from the words alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Certainty {
    /// The outlet states it in its own voice.
    Reported,
    Claimed,
    Denied,
    Confirmed,
    Rumoured,
    Expected,
    Planned,
    Hypothetical,
    Opinion,
}

/// How a holder is said to feel about a target.
#[derive(Clone, PartialEq, Debug)]
pub struct Stance {
    /// Index into `Linked::entities`; none when the outlet itself is the holder.
    pub holder: Option<u32>,
    pub holder_span: Option<Span>,
    pub target: Option<u32>,
    pub target_span: Span,
    /// −1 (against) to +1 (for).
    pub polarity: f32,
    /// The evaluative words.
    pub cue: Vec<Span>,
    pub claim: Option<u32>,
}

/// Something on the table between parties.
#[derive(Clone, PartialEq, Debug)]
pub struct AgendaItem {
    /// Id in the taxonomy (`legation-data/knowledge/issues.tsv`), or "named" for a named item.
    pub issue: String,
    /// As the text names it: "the prospects for the Zangezur Corridor".
    pub label: String,
    pub span: Span,
    /// Index of the named item (corridor, statute, mechanism), where it is one.
    pub entity: Option<u32>,
    /// Indices of the parties.
    pub parties: Vec<u32>,
    pub positions: Vec<Position>,
    /// Whether the text calls it a priority, with the words that do.
    pub priority: Option<Span>,
}

/// What one party wants on an agenda item, in its words.
#[derive(Clone, PartialEq, Debug)]
pub struct Position {
    pub party: Option<u32>,
    pub quote: Span,
}

/// A promise or threat with its deadline and condition.
#[derive(Clone, PartialEq, Debug)]
pub struct Commitment {
    pub kind: CommitmentKind,
    pub by: Option<u32>,
    pub by_span: Option<Span>,
    pub to: Option<u32>,
    pub content: Span,
    pub cue: Span,
    pub deadline: Option<Dated>,
    pub condition: Option<Span>,
    pub claim: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CommitmentKind {
    Promise,
    Threat,
    /// Something expected by others, dated, that later articles can settle.
    Expectation,
}

/// A question that the article leaves open.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenQuestion {
    pub span: Span,
    /// Entities that the question is about.
    pub about: Vec<u32>,
}

impl Certainty {
    pub const ALL: [Certainty; 9] = [
        Certainty::Reported,
        Certainty::Claimed,
        Certainty::Denied,
        Certainty::Confirmed,
        Certainty::Rumoured,
        Certainty::Expected,
        Certainty::Planned,
        Certainty::Hypothetical,
        Certainty::Opinion,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Certainty::Reported => "reported",
            Certainty::Claimed => "claimed",
            Certainty::Denied => "denied",
            Certainty::Confirmed => "confirmed",
            Certainty::Rumoured => "rumoured",
            Certainty::Expected => "expected",
            Certainty::Planned => "planned",
            Certainty::Hypothetical => "hypothetical",
            Certainty::Opinion => "opinion",
        }
    }
}

impl SourceKind {
    pub fn name(self) -> &'static str {
        match self {
            SourceKind::Person => "person",
            SourceKind::Government => "government",
            SourceKind::Official => "official",
            SourceKind::Analyst => "analyst",
            SourceKind::Media => "media",
            SourceKind::Document => "document",
            SourceKind::Organisation => "organisation",
            SourceKind::Public => "public",
            SourceKind::Anonymous => "anonymous",
            SourceKind::Rumour => "rumour",
            SourceKind::Outlet => "outlet",
        }
    }
}

impl CommitmentKind {
    pub fn name(self) -> &'static str {
        match self {
            CommitmentKind::Promise => "promise",
            CommitmentKind::Threat => "threat",
            CommitmentKind::Expectation => "expectation",
        }
    }
}
