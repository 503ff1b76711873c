//! Who says so, through which word, how surely; what is on the table; what was promised.
//!
//! What comes in: an analysed text, its mentions, its events. What goes out: [`Claim`]s with
//! source, cue and content as spans, [`Stance`]s, agenda items, commitments, open questions and
//! expectations; and on each event the claim that contains it.
//!
//! What is deliberately not here: whether a claim is true. Later reports may confirm or deny it;
//! this room only records who stands behind it, and with what strength.

mod agenda;
mod certainty;
mod claim;
mod commitment;
mod cues;
mod judge;
pub mod learned;
mod question;
mod reader;
mod rules;
mod stance;
mod tie;
mod voice;

pub use certainty::{Sure, certainty_of, sure_of};
pub use claim::{
    AgendaItem, Attributed, Certainty, Claim, Commitment, CommitmentKind, OpenQuestion, Position, SourceKind, Stance,
};
pub use cues::Cues;

use crate::code::{Event, Setting};
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
    let mut reader = reader::Reader { document, linked, setting, cues, claims: Vec::new(), cue_tokens: Vec::new() };
    reader.read();
    let mut claims = reader.claims;
    tie::events(document, &mut claims, events);
    tie::told(&mut claims, events);
    let stances = stance::find(document, linked, &claims, cues);
    let agenda = agenda::find(document, linked, &claims, cues.issues());
    let commitments = commitment::find(document, linked, &claims, events, setting);
    let questions = question::find(document, linked, &claims);
    let notices = voice::opinion(document, &claims, &stances, cues).into_iter().collect();
    Attributed { claims, stances, agenda, commitments, questions, notices }
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
