//! How sure a reader may be of a deed, from the words alone: its own, and those of whoever says so.
//!
//! Where several labels fit, the order is: denied, rumoured, hypothetical, expected or planned,
//! opinion, confirmed, claimed, reported (after FactBank's separation of source and polarity,
//! Saurí and Pustejovsky 2009, with voice and plan kept apart).

use super::claim::{Attributed, Certainty, Claim, SourceKind};
use super::cues::Cues;
use crate::code::{self, Event, Status};
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;

/// A certainty with its strength and the words that decided it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sure {
    pub certainty: Certainty,
    /// How strongly the text commits itself to the deed: 1 a flat statement, 0 a flat denial.
    pub strength: f32,
    pub cue: Option<Span>,
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

/// How sure a reader may be of the deed that a word names, whether or not it is coded as an event.
pub fn sure_of(document: &Document, attributed: &Attributed, token: u32) -> Sure {
    let span = document.token(token).span;
    let mut chain: Vec<&Claim> =
        attributed.claims.iter().filter(|c| c.content.iter().any(|s| s.contains(span))).collect();
    // The innermost first: it lies within the others.
    chain.sort_by_key(|c| c.content.iter().map(|s| s.len()).sum::<usize>());
    let (status, status_cue) = code::status(document, token);
    let holds = |wanted: Certainty| chain.iter().find(|c| c.certainty == wanted);
    let cue = |c: &&Claim| c.certainty_cue.or_else(|| c.cue.first().copied());
    let sure = |certainty, strength, cue| Sure { certainty, strength, cue };

    let own = status_cue.map(|s| s.of(&document.text).to_lowercase()).unwrap_or_default();
    if let Some(word) = asked(document, token) {
        return sure(Certainty::Hypothetical, 0.3, Some(document.token(word).span));
    }
    if let Some(claim) = holds(Certainty::Denied) {
        return sure(Certainty::Denied, 1.0 - claim.strength, cue(claim));
    }
    if let Some(claim) = holds(Certainty::Rumoured) {
        return sure(Certainty::Rumoured, claim.strength, cue(claim));
    }
    if let Some(word) = hearsay(document, token) {
        return sure(Certainty::Rumoured, 0.3, Some(document.token(word).span));
    }
    // A plan, wish or demand is told by its claim; only words of the deed's own clause go before it.
    let from_claim = chain.first().is_some_and(|c| status_cue.is_none_or(|s| c.cue.iter().any(|q| q.overlaps(s))));
    if let Some(word) = negative(document, token)
        && let Some(claim) = chain.first()
        && matches!(claim.certainty, Certainty::Claimed | Certainty::Confirmed)
    {
        return sure(Certainty::Denied, 1.0 - claim.strength, Some(document.token(word).span));
    }
    if let Some(word) = condition(document, token) {
        return sure(Certainty::Hypothetical, 0.2, Some(document.token(word).span));
    }
    // "discussed a possible return", "does not rule out that …": weighed, by whomever.
    let weighed = chain.first().filter(|c| {
        c.cue.iter().any(|q| {
            let words = q.of(&document.text).to_lowercase();
            WEIGHING.contains(&lemma_at(document, Some(*q)).as_str())
                || WEIGHING.iter().any(|w| words.split(' ').any(|x| x.starts_with(w.trim_end_matches('e'))))
                || words.contains("rule out")
        })
    });
    if let Some(claim) = weighed {
        return sure(Certainty::Hypothetical, 0.3, cue(claim));
    }
    if let Some(word) = expectation(document, token) {
        return sure(Certainty::Expected, 0.6, Some(document.token(word).span));
    }
    match status {
        Status::Hypothetical | Status::Possible if matches!(own.as_str(), "should" | "must" | "ought") => {
            return sure(Certainty::Opinion, 0.3, status_cue);
        }
        Status::Hypothetical | Status::Possible if !from_claim => {
            let doubt = chain.first().filter(|c| {
                matches!(c.certainty, Certainty::Planned | Certainty::Opinion | Certainty::Expected)
                    && !WEIGHS.contains(&own.as_str())
            });
            if doubt.is_none() {
                let demand = DEMANDS.contains(&lemma_at(document, status_cue).as_str());
                let label = if demand { Certainty::Opinion } else { Certainty::Hypothetical };
                return sure(label, if status == Status::Possible { 0.4 } else { 0.2 }, status_cue);
            }
        }
        _ => {}
    }
    if let Some(claim) = holds(Certainty::Hypothetical) {
        return sure(Certainty::Hypothetical, 0.3, cue(claim));
    }
    if let Some(claim) = holds(Certainty::Expected) {
        return sure(Certainty::Expected, claim.strength, cue(claim));
    }
    if let Some(word) = bound(document, token) {
        return sure(Certainty::Planned, 0.7, Some(document.token(word).span));
    }
    // "the plan is reckless": a judgement, whoever says so.
    let judges = document.children(token).any(|c| document.relation(c) == Relation::Cop)
        && Cues::builtin().polarity.get(&document.form(token).to_lowercase()).is_some_and(|w| w.abs() >= 0.4);
    if judges && !chain.is_empty() {
        return sure(Certainty::Opinion, 0.4, Some(span));
    }
    let believed = chain.first().is_some_and(|c| {
        c.certainty == Certainty::Opinion
            && matches!(c.source_kind, SourceKind::Analyst | SourceKind::Public | SourceKind::Media)
    });
    if status == Status::Planned && believed {
        return sure(Certainty::Expected, 0.5, status_cue);
    }
    if let Some(claim) = holds(Certainty::Planned) {
        return sure(Certainty::Planned, claim.strength, cue(claim));
    }
    if let Some(claim) = chain.first().filter(|c| c.certainty == Certainty::Opinion) {
        return sure(Certainty::Opinion, claim.strength, cue(claim));
    }
    if status == Status::Planned {
        return sure(Certainty::Planned, 0.7, status_cue);
    }
    match chain.first() {
        Some(claim) => sure(claim.certainty, claim.strength, cue(claim)),
        None => sure(Certainty::Reported, if status == Status::Negated { 0.0 } else { 1.0 }, status_cue),
    }
}

/// Verbs of weighing, by which nothing is done yet.
const WEIGHING: &[&str] =
    &["discuss", "consider", "weigh", "mull", "contemplate", "explore", "debate", "ponder", "examine"];

/// Words that leave a deed open even where somebody plans or wants it.
const WEIGHS: &[&str] = &[
    "may",
    "might",
    "could",
    "can",
    "if",
    "unless",
    "whether",
    "perhaps",
    "maybe",
    "possible",
    "possibly",
    "potential",
    "potentially",
    "?",
    "considering",
    "weighing",
    "mulling",
    "contemplating",
    "exploring",
];

/// Lemmas by which somebody asks for a deed.
const DEMANDS: &[&str] = &[
    "call",
    "urge",
    "ask",
    "demand",
    "request",
    "need",
    "appeal",
    "invite",
    "encourage",
    "want",
    "hope",
    "wish",
    "desire",
];

fn lemma_at(document: &Document, span: Option<Span>) -> String {
    let Some(span) = span else { return String::new() };
    let at = document.tokens.partition_point(|t| t.span.end <= span.start);
    document.tokens.get(at).map(|t| t.lemma.to_lowercase()).unwrap_or_default()
}

/// The words above a token through which a sentence speaks of it, nearest first.
fn above(document: &Document, token: u32) -> Vec<u32> {
    let mut out = Vec::new();
    let mut at = token;
    for _ in 0..6 {
        let relation = document.relation(at);
        if !matches!(
            relation.base(),
            "xcomp" | "ccomp" | "csubj" | "obj" | "nsubj" | "acl" | "conj" | "advcl" | "cop" | "nmod" | "aux"
        ) || relation == Relation::AclRelcl
        {
            break;
        }
        let Some(head) = document.head(at) else { break };
        out.push(head);
        at = head;
    }
    out
}

/// "whether he came": the deed is asked about.
fn asked(document: &Document, token: u32) -> Option<u32> {
    document.children(token).find(|&c| {
        document.relation(c) == Relation::Mark
            && (document.form(c).eq_ignore_ascii_case("whether")
                || document.form(c).eq_ignore_ascii_case("if") && document.relation(token) == Relation::Ccomp)
    })
}

/// The "if" or "unless" of a clause that a deed depends on, or the "would have" of one that never was.
fn condition(document: &Document, token: u32) -> Option<u32> {
    let marked = document.children(token).filter(|&c| document.relation(c).base() == "advcl").find_map(|c| {
        document.children(c).find(|&d| {
            document.relation(d) == Relation::Mark
                && matches!(document.form(d).to_lowercase().as_str(), "if" | "unless" | "provided")
        })
    });
    marked.or_else(|| {
        let would = document.children(token).find(|&c| document.form(c).eq_ignore_ascii_case("would"))?;
        document.children(token).any(|c| document.form(c) == "have").then_some(would)
    })
}

/// The verb by which the doer binds himself: "agreed to build", "committed to invest".
fn bound(document: &Document, token: u32) -> Option<u32> {
    let head = document.head(token)?;
    let to = document.children(token).any(|c| document.relation(c) == Relation::Mark && document.form(c) == "to");
    (to && matches!(document.relation(token).base(), "xcomp" | "advcl" | "acl" | "ccomp")
        && matches!(
            document.lemma(head),
            "agree" | "commit" | "undertake" | "decide" | "offer" | "resolve" | "agreement" | "accord" | "decision"
        ))
    .then_some(head)
}

/// "There are rumors that …", "word has it that …": nobody stands behind it.
fn hearsay(document: &Document, token: u32) -> Option<u32> {
    above(document, token).into_iter().find(|&t| {
        let lemma = document.lemma(t).to_lowercase();
        let noun = matches!(document.upos(t), Upos::Noun | Upos::Propn);
        let murmur =
            |lemma: &str| matches!(lemma, "rumor" | "rumour" | "speculation" | "gossip" | "hearsay" | "whisper");
        let talk = lemma == "talk"
            && document
                .children(t)
                .chain(document.head(t))
                .any(|c| document.lemma(c) == "be" || document.relation(c) == Relation::Expl);
        let unverified = noun && matches!(lemma.as_str(), "report" | "claim") && {
            let sentence = document.sentence_of(t).span.of(&document.text).to_lowercase();
            ["not be verified", "not be confirmed", "unconfirmed", "unverified"].iter().any(|w| sentence.contains(w))
        };
        let has_it = lemma == "have"
            && document.children(t).any(|c| document.form(c) == "it")
            && document.children(t).any(|c| {
                matches!(document.lemma(c).to_lowercase().as_str(), "word" | "rumor" | "rumour" | "legend" | "gossip")
            });
        // "It is rumored that …", "rumors spread that …".
        let spread = document
            .children(t)
            .any(|c| document.relation(c).is_subject() && murmur(&document.lemma(c).to_lowercase()));
        let rumored = matches!(document.form(t).to_lowercase().as_str(), "rumored" | "rumoured");
        noun && (murmur(&lemma) || talk || unverified) || has_it || spread || rumored
    })
}

/// "is likely to", "will probably", "is due to": what circumstances or others expect.
fn expectation(document: &Document, token: u32) -> Option<u32> {
    let words = |t: u32| matches!(document.form(t).to_lowercase().as_str(), "probably" | "likely");
    if let Some(word) = document.children(token).find(|&c| document.relation(c).base() == "advmod" && words(c)) {
        return Some(word);
    }
    above(document, token).into_iter().find(|&t| {
        let passive = document
            .children(t)
            .any(|c| matches!(document.relation(c), Relation::AuxPass | Relation::NsubjPass | Relation::Aux));
        match document.lemma(t).to_lowercase().as_str() {
            "likely" => true,
            "expect" | "anticipate" | "forecast" | "project" | "predict" => passive || document.upos(t) != Upos::Noun,
            _ => {
                document.upos(t) == Upos::Noun && matches!(document.lemma(t), "forecast" | "expectation" | "prediction")
            }
        }
    })
}

/// A negation of the deed's own: "not", "never", "no", "neither side".
fn negative(document: &Document, token: u32) -> Option<u32> {
    let is = |t: u32| {
        matches!(
            document.form(t).to_lowercase().as_str(),
            "not" | "n't" | "n’t" | "never" | "no" | "none" | "neither" | "nobody" | "nor"
        )
    };
    let own = document.children(token).find(|&c| is(c));
    own.or_else(|| {
        document
            .children(token)
            .filter(|&c| document.relation(c).is_subject())
            .find_map(|c| if is(c) { Some(c) } else { document.children(c).find(|&d| is(d)) })
    })
    .or_else(|| {
        // "no order was given", "no secret agreement": the noun bears it.
        document.children(token).find(|&c| document.relation(c) == Relation::Det && is(c))
    })
}
