//! Who says so, through which word, how surely; what is on the table; what was promised.
//!
//! What comes in: an analysed text, its mentions, its events. What goes out: [`Claim`]s with
//! source, cue and content as spans, [`Stance`]s, agenda items, commitments, open questions and
//! expectations; and on each event the claim that contains it.
//!
//! What is deliberately not here: whether a claim is true. Later reports may confirm or deny it;
//! this room only records who stands behind it, and with what strength.

mod agenda;
mod claim;
mod commitment;
mod cues;
mod relations;
mod stance;

pub use claim::{
    AgendaItem, Attributed, Certainty, Claim, Commitment, CommitmentKind, OpenQuestion, Position, SourceKind, Stance,
};
pub use cues::Cues;

use crate::code::{Event, Setting, Status};
use crate::link::Linked;
use crate::parse::{Document, Relation, Upos};

/// Finds who says what in an article, and ties its events to the claims that contain them.
///
/// ```
/// use legation::{attribute, code, id::ArticleId, link, parse};
/// let document = parse::document("The treaty had failed, the envoy said.");
/// let linked = link::mentions(&document, None, link::Knowledge::builtin());
/// let article = ArticleId::of(&["example"]);
/// let setting = code::Setting { article: &article, published: None };
/// let found = attribute::claims(&document, &linked, &mut [], &setting, attribute::Cues::builtin());
/// assert_eq!(found.claims[0].cue[0].of(&document.text), "said");
/// ```
pub fn claims(
    document: &Document,
    linked: &Linked,
    events: &mut [Event],
    setting: &Setting,
    cues: &Cues,
) -> Attributed {
    let mut reader = relations::Reader { document, linked, setting, cues, claims: Vec::new(), cue_tokens: Vec::new() };
    reader.read();
    let (mut claims, cue_tokens) = (reader.claims, reader.cue_tokens);
    relations::tie(&mut claims, events);
    let stances = stance::find(document, linked, &claims, cues);
    let agenda = agenda::find(document, linked, &claims);
    let commitments = commitment::find(document, linked, &claims, &cue_tokens, events, setting);
    let questions = commitment::questions(document, linked, &claims);
    Attributed { claims, stances, agenda, commitments, questions, notices: Vec::new() }
}

/// How sure a reader may be of an event: by the claim that contains it, else by its own words.
pub fn certainty_of(event: &Event, attributed: &Attributed) -> Certainty {
    let claimed = event.claim.map(|c| attributed.claims[c as usize].certainty);
    // A rumour stays one, whatever is said inside it.
    let mut at = event.claim;
    for _ in 0..attributed.claims.len() {
        let Some(claim) = at.map(|c| &attributed.claims[c as usize]) else { break };
        if claim.certainty == Certainty::Rumoured {
            return Certainty::Rumoured;
        }
        at = claim.within;
    }
    match (claimed, event.status) {
        (Some(Certainty::Denied), _) => Certainty::Denied,
        (Some(Certainty::Rumoured), _) => Certainty::Rumoured,
        (_, Status::Hypothetical | Status::Possible) => Certainty::Hypothetical,
        (Some(certainty), _) => certainty,
        (None, Status::Planned) => Certainty::Planned,
        (None, _) => Certainty::Reported,
    }
}

/// The preposition of a noun, in small letters.
fn case(document: &Document, noun: u32) -> Option<String> {
    document
        .children(noun)
        .filter(|&c| document.relation(c) == Relation::Case)
        .map(|c| document.form(c).to_lowercase())
        .find(|form| !matches!(form.as_str(), "'s" | "’s" | "'" | "’"))
}

/// The subject of a verb, its own or the one it shares with the verb above it.
fn subject(document: &Document, verb: u32, depth: usize) -> Option<u32> {
    let own = document
        .children(verb)
        .find(|&c| matches!(document.relation(c), Relation::Nsubj | Relation::NsubjOuter | Relation::NsubjPass));
    if let Some(own) = own {
        return Some(antecedent(document, own));
    }
    let head = document.head(verb).filter(|_| depth < 4)?;
    match document.relation(verb) {
        Relation::Conj | Relation::Xcomp | Relation::Advcl if document.upos(head) != Upos::Noun => {
            subject(document, head, depth + 1)
        }
        Relation::Acl if !document.xpos_is(verb, "VBN") => Some(head),
        _ => None,
    }
}

/// A relative pronoun's noun; any other word is itself.
fn antecedent(document: &Document, token: u32) -> u32 {
    if !matches!(document.form(token).to_lowercase().as_str(), "who" | "which" | "that") {
        return token;
    }
    let mut at = token;
    for _ in 0..6 {
        let Some(head) = document.head(at) else { break };
        if document.relation(at) == Relation::AclRelcl {
            return head;
        }
        at = head;
    }
    token
}
