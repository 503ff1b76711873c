//! Whether an event happened: negation, modality, plans, conditions, history, and the words that say so.

use super::event::Status;
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;
use crate::time::{Date, Dated};

/// The status of a trigger, and the words that decide it.
pub(super) fn of(document: &Document, trigger: u32) -> (Status, Option<Span>) {
    let span = |t: u32| Some(document.token(t).span);
    // The trigger and the verbs and nouns that govern it, nearest first.
    let mut at = trigger;
    let mut planned = None;
    let mut ongoing = None;
    for depth in 0..6 {
        let verb_like = matches!(document.upos(at), Upos::Verb | Upos::Aux | Upos::Adj | Upos::Noun | Upos::Propn);
        if depth > 0 && verb_like {
            let lemma = document.lemma(at);
            if let Some(status) = governor(lemma, document.upos(at)) {
                if status == Status::Planned {
                    planned = planned.or(span(at));
                } else if status == Status::Ongoing {
                    ongoing = ongoing.or(span(at));
                } else {
                    return (status, span(at));
                }
            }
        }
        for child in document.children(at) {
            let form = document.form(child).to_lowercase();
            match document.relation(child) {
                Relation::Advmod
                | Relation::Det
                | Relation::Cc
                | Relation::CcPreconj
                | Relation::Aux
                | Relation::Advcl
                | Relation::Discourse
                | Relation::Mark
                    if matches!(
                        form.as_str(),
                        "not" | "n't" | "n’t" | "never" | "no" | "neither" | "nor" | "without"
                    ) =>
                {
                    if !(form == "no" && depth > 0 && document.upos(at) != Upos::Noun) {
                        return (Status::Negated, span(child));
                    }
                }
                Relation::Aux => match form.as_str() {
                    "will" | "wo" | "'ll" | "’ll" | "shall" => planned = planned.or(span(child)),
                    "may" | "might" | "could" | "can" => return (Status::Possible, span(child)),
                    "would" | "'d" | "should" | "must" | "ought" => return (Status::Hypothetical, span(child)),
                    _ => {}
                },
                Relation::Mark if matches!(form.as_str(), "if" | "unless" | "whether") => {
                    return (Status::Hypothetical, span(child));
                }
                Relation::Advmod | Relation::Amod | Relation::Obl => match form.as_str() {
                    "possibly" | "perhaps" | "maybe" | "potentially" | "possible" | "potential" | "probable" => {
                        return (Status::Possible, span(child));
                    }
                    "planned" | "upcoming" | "forthcoming" | "scheduled" | "expected" | "future" | "proposed"
                    | "imminent" => planned = planned.or(span(child)),
                    "alleged" | "so-called" | "supposed" | "hypothetical" => return (Status::Possible, span(child)),
                    "ongoing" | "continuing" | "current" => ongoing = ongoing.or(span(child)),
                    "without" => return (Status::Negated, span(child)),
                    _ => {}
                },
                // "is to visit", "are to meet".
                Relation::Case if form == "without" => return (Status::Negated, span(child)),
                _ => {}
            }
        }
        // "are to meet": a copula before an infinitive.
        if depth == 0
            && document.upos(at) == Upos::Verb
            && document.children(at).any(|c| document.form(c) == "to" && document.relation(c) == Relation::Mark)
            && document
                .children(at)
                .any(|c| document.lemma(c) == "be" && matches!(document.relation(c), Relation::Aux | Relation::Cop))
        {
            planned = planned.or(span(at));
        }
        if depth == 0
            && document.xpos_is(at, "VBG")
            && document.children(at).any(|c| document.lemma(c) == "be" && document.relation(c) == Relation::Aux)
        {
            ongoing = ongoing.or(span(at));
        }
        let Some(head) = document.head(at) else { break };
        // Only what embeds the trigger decides about it: complements, not neighbours.
        let embeds = match document.relation(at).base() {
            "xcomp" | "ccomp" | "csubj" | "acl" => true,
            "advcl" => document
                .children(at)
                .any(|c| matches!(document.form(c).to_lowercase().as_str(), "if" | "unless" | "to")),
            "obj" | "nsubj" | "obl" | "nmod" => {
                document.upos(trigger) == Upos::Noun
                    && depth <= 1
                    && matches!(document.upos(head), Upos::Verb | Upos::Noun | Upos::Adj | Upos::Propn)
            }
            "compound" => document.upos(trigger) == Upos::Noun,
            "conj" => {
                // The second of two verbs shares auxiliaries in front of the first.
                !document.children(at).any(|c| {
                    matches!(document.relation(c), Relation::Aux | Relation::AuxPass)
                        || document.relation(c).is_subject()
                })
            }
            _ => false,
        };
        if document.relation(at) == Relation::AclRelcl {
            break;
        }
        if !embeds {
            break;
        }
        at = head;
    }
    let sentence = document.sentence_of(trigger);
    let last = sentence.end - 1;
    if document.form(last) == "?" {
        return (Status::Hypothetical, span(last));
    }
    if let Some(cue) = planned {
        return (Status::Planned, Some(cue));
    }
    if let Some(cue) = ongoing {
        return (Status::Ongoing, Some(cue));
    }
    (Status::Actual, None)
}

/// What a governing word does to what it governs.
fn governor(lemma: &str, upos: Upos) -> Option<Status> {
    match lemma {
        "expect" | "plan" | "schedule" | "due" | "intend" | "prepare" | "arrange" | "slate" | "set" | "poise"
        | "aim" | "will" | "schedules" | "agree" | "promise" | "pledge" | "vow" | "offer" | "eve" | "ahead"
        | "upcoming" | "decide" | "announce_plan" | "decision" | "readiness" | "ready" | "willingness" => {
            Some(Status::Planned)
        }
        "consider" | "contemplate" | "mull" | "weigh" | "study" | "explore" | "discuss" | "possibility" | "likely"
        | "unlikely" | "possible" | "able" | "seek" | "want" | "hope" | "wish" | "prospect" | "option" | "idea"
        | "need" | "call" | "urge" | "ask" | "demand" | "propose" | "suggest" | "request" | "proposal" | "chance"
        | "threaten" | "threat" | "fear" | "allow" | "right" | "ability" | "desire" | "risk" | "would-be"
            if upos != Upos::Propn =>
        {
            Some(Status::Hypothetical)
        }
        "may" | "might" => Some(Status::Possible),
        "deny" | "fail" | "refuse" | "avoid" | "prevent" | "stop" | "cancel" | "rule" | "forget" | "lack"
        | "absence" | "refusal" | "denial" | "failure" | "avert" | "foil" | "thwart" => Some(Status::Negated),
        "begin" | "start" | "continue" | "underway" | "resume" | "keep" | "proceed" => Some(Status::Ongoing),
        _ => None,
    }
}

/// Whether a dated event lies so far back that it is history and not news.
pub(super) fn historical(dated: &Dated, published: Option<Date>) -> bool {
    match (dated.to, published) {
        (Some(to), Some(day)) => {
            to < day && (to.year() < day.year() - 1 || (day.duration_since(to).as_hours() / 24) > 300)
        }
        _ => false,
    }
}
