//! How claims lie in each other, and which events lie in them.

use super::claim::{Certainty, Claim};
use super::reader::Reader;
use crate::code::Event;
use crate::parse::{Document, Relation};
use crate::span::Span;

impl Reader<'_> {
    /// A claim inside another's content is within it; the innermost counts.
    pub(super) fn nest(&mut self) {
        for i in 0..self.claims.len() {
            let Some(cue) = self.claims[i].cue.first().copied() else { continue };
            let outer = (0..self.claims.len())
                .filter(|&j| j != i && self.claims[j].content.iter().any(|c| c.contains(cue)))
                .min_by_key(|&j| self.claims[j].content.iter().map(|c| c.len()).sum::<usize>());
            self.claims[i].within = outer.map(|j| j as u32);
        }
        // Two claims cannot contain each other.
        for i in 0..self.claims.len() {
            let mut at = self.claims[i].within;
            for _ in 0..self.claims.len() {
                match at {
                    Some(j) if j as usize == i => {
                        self.claims[i].within = None;
                        break;
                    }
                    Some(j) => at = self.claims[j as usize].within,
                    None => break,
                }
            }
        }
    }
}

/// "direct", "mixed" or "indirect", by how much of the content stands in quotation marks.
pub(super) fn speech(text: &str, content: &[Span]) -> &'static str {
    let joined: String = content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ");
    let quotes = joined.chars().filter(|c| matches!(c, '"' | '“' | '”')).count();
    let trimmed = joined.trim();
    if quotes == 0 {
        "indirect"
    } else if trimmed.starts_with(['"', '“']) && (trimmed.ends_with(['"', '”']) || quotes == 1) {
        "direct"
    } else {
        "mixed"
    }
}

/// Ties each event to the innermost claim that contains it, and refines its status.
pub(super) fn events(document: &Document, claims: &mut [Claim], events: &mut [Event]) {
    use crate::code::Status;
    for (idx, event) in events.iter_mut().enumerate() {
        let inner = (0..claims.len())
            .filter(|&c| claims[c].puts_forward && claims[c].content.iter().any(|s| s.contains(event.trigger)))
            .filter(|&c| claims[c].certainty != Certainty::Denied || !beside(document, &claims[c], event))
            .min_by_key(|&c| claims[c].content.iter().map(|s| s.len()).sum::<usize>());
        let Some(inner) = inner else { continue };
        event.claim = Some(inner as u32);
        let mut at = Some(inner as u32);
        let mut chain = Vec::new();
        while let Some(c) = at {
            if chain.contains(&c) {
                break;
            }
            chain.push(c);
            at = claims[c as usize].within;
        }
        claims[inner].events.push(idx as u32);
        for c in chain {
            let claim = &claims[c as usize];
            let plain = matches!(event.status, Status::Actual | Status::Ongoing);
            let refined = match claim.certainty {
                Certainty::Rumoured if plain => Some(Status::Possible),
                Certainty::Denied if plain && claim.strength > 0.5 => Some(Status::Negated),
                Certainty::Expected | Certainty::Planned if plain => Some(Status::Planned),
                Certainty::Hypothetical if plain => Some(Status::Hypothetical),
                _ => None,
            };
            if let Some(status) = refined {
                event.status = status;
                event.status_cue = claim.cue.first().copied();
            }
        }
    }
}

/// Whether an event is only told beside what a claim denies: "denied that Turkey, *which hosts the talks*,
/// had sent troops" leaves the talks standing.
fn beside(document: &Document, claim: &Claim, event: &Event) -> bool {
    let inside = |t: u32| claim.content.iter().any(|s| s.contains(document.token(t).span));
    let mut at = event.trigger_token;
    for _ in 0..document.tokens.len() {
        let Some(head) = document.head(at) else { return false };
        if document.relation(at) == Relation::AclRelcl {
            return inside(head);
        }
        if !inside(head) {
            return false;
        }
        at = head;
    }
    false
}

/// Takes back from being put forward what says nothing of the world that could be true or false: a deed that an
/// event tells by itself ("asked Canada to withdraw" is a REQUEST), and what is only open.
pub(super) fn told(claims: &mut [Claim], events: &[Event]) {
    // "has not been announced": nobody denies it.
    for claim in claims.iter_mut().filter(|c| c.certainty == Certainty::Denied && c.source.is_empty()) {
        claim.puts_forward = false;
    }
    for claim in claims.iter_mut().filter(|c| c.certainty == Certainty::Opinion) {
        if events.iter().any(|e| claim.cue.iter().any(|c| c.overlaps(e.trigger))) {
            claim.puts_forward = false;
        }
    }
}
