//! Whether an event happened: negation, modality, plans, conditions, history, and the words that say so.

use super::event::Status;
use super::find;
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;
use crate::time::{Date, Dated};

/// What the words around a trigger say about its reality.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Reading {
    pub status: Status,
    pub cue: Option<Span>,
    /// "Will not": a refusal where the deed is one of cooperation.
    pub refused: bool,
    /// "Tried to": done where trying is already a deed.
    pub attempted: bool,
}

/// Reads the status of a trigger from its own words and from what embeds it.
pub(super) fn of(document: &Document, trigger: u32) -> Reading {
    let span = |t: u32| Some(document.token(t).span);
    let reading = |status, cue| Reading { status, cue, refused: false, attempted: false };
    let noun = matches!(document.upos(trigger), Upos::Noun | Upos::Propn);
    let (mut planned, mut ongoing, mut possible, mut attempted) = (None, None, None, false);
    let mut at = trigger;
    for depth in 0..7 {
        if depth > 0
            && let Some(governor) = governor(document, at)
        {
            match governor {
                Governor::Planned => planned = planned.or(span(at)),
                Governor::Ongoing => ongoing = ongoing.or(span(at)),
                Governor::Possible => possible = possible.or(span(at)),
                Governor::Hypothetical => return reading(Status::Hypothetical, span(at)),
                Governor::Negated => return reading(Status::Negated, span(at)),
                Governor::Attempted => attempted = true,
            }
        }
        let verbal = matches!(document.upos(at), Upos::Verb | Upos::Adj | Upos::Aux) || depth == 0;
        let mut not = None;
        let mut will = None;
        let mut perhaps = None;
        let mut condition = None;
        for child in document.children(at) {
            let form = document.form(child).to_lowercase();
            match form.as_str() {
                "not" | "n't" | "n’t" | "never" if child < at || depth > 0 => not = Some(child),
                "no" if document.relation(child) == Relation::Det && depth == 0 && noun => not = Some(child),
                "no" if depth == 0 && document.relation(child) == Relation::Advmod => {}
                "instead" if depth == 0 && child < at => not = Some(child),
                // "No soldier attacked".
                _ if depth == 0
                    && document.relation(child).is_subject()
                    && document.children(child).any(|d| {
                        d < child
                            && (document.relation(d) == Relation::Det && document.form(d).eq_ignore_ascii_case("no")
                                || document.form(d).eq_ignore_ascii_case("neither"))
                    }) =>
                {
                    not = Some(child);
                }
                "without" if matches!(document.relation(child), Relation::Case | Relation::Mark) && depth == 0 => {
                    not = Some(child);
                }
                "will" | "wo" | "'ll" | "’ll" | "shall" | "ll" if document.relation(child) == Relation::Aux => {
                    will = Some(child);
                }
                "would" | "'d" | "’d" if document.relation(child) == Relation::Aux => {
                    if conditioned(document, at) {
                        condition = Some(child);
                    } else {
                        will = Some(child);
                    }
                }
                "may" | "might" | "could" if document.relation(child) == Relation::Aux => perhaps = Some(child),
                "can" if document.relation(child) == Relation::Aux => perhaps = Some(child),
                "should" | "must" | "ought" if document.relation(child) == Relation::Aux => condition = Some(child),
                "if" | "unless" | "whether" if document.relation(child) == Relation::Mark => condition = Some(child),
                "possibly" | "perhaps" | "maybe" | "potentially" | "possible" | "potential" | "probable"
                | "eventual" | "alleged" | "so-called" | "supposed" | "likely"
                    if matches!(document.relation(child).base(), "advmod" | "amod") =>
                {
                    possible = possible.or(span(child));
                }
                "planned" | "upcoming" | "forthcoming" | "scheduled" | "expected" | "future" | "proposed"
                | "imminent" | "prospective" | "looming" | "impending"
                    if document.relation(child).base() == "amod" =>
                {
                    planned = planned.or(span(child));
                }
                "due" if child < at && document.relation(child) == Relation::Mark => planned = planned.or(span(child)),
                "ongoing" | "continuing" | "current" | "continued" | "persistent"
                    if document.relation(child).base() == "amod" && depth == 0 =>
                {
                    ongoing = ongoing.or(span(child));
                }
                // "the visit … has begun", where the parser made a clause of the noun's of it.
                "begun" | "started" | "continued" | "continues" | "begins" | "underway"
                    if depth == 0 && noun && document.relation(child).base() == "acl" && child > at =>
                {
                    ongoing = ongoing.or(span(child));
                }
                "currently" if verbal => ongoing = ongoing.or(span(child)),
                _ => {}
            }
        }
        if let Some(cue) = condition {
            return reading(Status::Hypothetical, span(cue));
        }
        if let Some(cue) = not {
            let refused = depth == 0 && will.is_some();
            return Reading { refused, ..reading(Status::Negated, span(cue)) };
        }
        if let Some(cue) = perhaps {
            possible = possible.or(span(cue));
        }
        if let Some(cue) = will {
            planned = planned.or(span(cue));
        }
        if depth == 0 && document.upos(at) == Upos::Verb {
            let to =
                document.children(at).find(|&c| document.relation(c) == Relation::Mark && document.form(c) == "to");
            let be = document
                .children(at)
                .any(|c| document.lemma(c) == "be" && matches!(document.relation(c), Relation::Aux | Relation::Cop));
            // "is to visit", and the headline "Premier to visit".
            let headline = document.relation(at) == Relation::Root
                || document.relation(at) == Relation::Acl
                    && document
                        .head(at)
                        .is_some_and(|h| document.relation(h) == Relation::Root && who_like(document, h));
            if let Some(to) = to
                && (be && !document.xpos_is(at, "VBN") || headline)
            {
                planned = planned.or(span(to));
            }
            if document.xpos_is(at, "VBG") {
                let aux =
                    document.children(at).find(|&c| document.lemma(c) == "be" && document.relation(c) == Relation::Aux);
                if let Some(aux) = aux {
                    // "is going to", "are preparing": the present progressive goes on.
                    ongoing = ongoing.or(span(aux).map(|s| s.cover(document.token(at).span)));
                }
            }
        }
        let Some(head) = document.head(at) else { break };
        let relation = document.relation(at);
        if relation == Relation::AclRelcl {
            break;
        }
        // Only what embeds the trigger decides about it: complements, not neighbours.
        let embeds = match relation.base() {
            "xcomp" | "csubj" => true,
            "ccomp" => !says(document, head),
            "acl" => !noun || document.upos(head) == Upos::Noun,
            "advcl" => {
                let marks = |words: &[&str]| {
                    document.children(at).any(|c| {
                        document.relation(c) == Relation::Mark
                            && words.contains(&document.form(c).to_lowercase().as_str())
                    })
                };
                if marks(&["if", "unless"]) {
                    return reading(Status::Hypothetical, span(at));
                }
                marks(&["to"])
                    && matches!(
                        governor(document, head),
                        Some(Governor::Planned | Governor::Hypothetical | Governor::Possible)
                    )
            }
            "obj" | "nsubj" | "obl" | "nmod" => {
                (document.upos(at) == Upos::Noun || document.xpos_is(at, "VBG"))
                    && depth <= 2
                    && (relation.base() != "nmod" || governor(document, head).is_some())
                    && (relation.base() != "obl"
                        || find::stages(document.lemma(head))
                        || governor(document, head).is_some())
            }
            "compound" => noun && depth == 0,
            // The second of two verbs shares the auxiliaries in front of the first.
            "conj" => !document.children(at).any(|c| {
                matches!(document.relation(c), Relation::Aux | Relation::AuxPass) || document.relation(c).is_subject()
            }),
            _ => false,
        };
        // A semicolon parts two clauses, whatever the tree says.
        if !embeds || parted(document, at, head) {
            break;
        }
        at = head;
    }
    let sentence = document.sentence_of(trigger);
    let last = sentence.end.saturating_sub(1).max(sentence.first);
    if document.form(last) == "?" && !parted(document, trigger, last) {
        return reading(Status::Hypothetical, span(last));
    }
    let mut found = match (possible, planned, ongoing) {
        (Some(cue), _, _) => reading(Status::Possible, Some(cue)),
        (None, Some(cue), _) => reading(Status::Planned, Some(cue)),
        (None, None, Some(cue)) => reading(Status::Ongoing, Some(cue)),
        (None, None, None) => reading(Status::Actual, None),
    };
    found.attempted = attempted;
    found
}

fn parted(document: &Document, a: u32, b: u32) -> bool {
    (a.min(b)..a.max(b)).any(|t| document.form(t) == ";")
}

/// In a headline "Premier to visit Rome" the parser may hang the verb on the noun.
fn who_like(document: &Document, token: u32) -> bool {
    document.upos(token) == Upos::Propn
}

/// Verbs of saying: what they report keeps its own status.
fn says(document: &Document, verb: u32) -> bool {
    matches!(
        document.lemma(verb),
        "say"
            | "tell"
            | "report"
            | "announce"
            | "state"
            | "declare"
            | "add"
            | "note"
            | "explain"
            | "claim"
            | "confirm"
            | "know"
            | "show"
            | "reveal"
            | "write"
            | "stress"
            | "warn"
            | "believe"
            | "think"
            | "acknowledge"
            | "insist"
            | "argue"
            | "recall"
            | "mean"
            | "reiterate"
            | "admit"
            | "indicate"
    )
}

/// Whether a clause with "would" hangs on a condition: an if-clause at hand, or no speaker to
/// report a plan.
fn conditioned(document: &Document, verb: u32) -> bool {
    let clause = |t: u32| {
        document.children(t).any(|c| {
            document.relation(c).base() == "advcl"
                && document.children(c).any(|m| {
                    document.relation(m) == Relation::Mark
                        && matches!(document.form(m).to_lowercase().as_str(), "if" | "unless")
                })
        })
    };
    if clause(verb) {
        return true;
    }
    let mut at = verb;
    for _ in 0..4 {
        let Some(head) = document.head(at) else { break };
        if says(document, head)
            || matches!(
                document.lemma(head),
                "promise" | "agree" | "decide" | "pledge" | "vow" | "deny" | "expect" | "hope"
            )
        {
            return false;
        }
        at = head;
    }
    // A second clause of reported speech: "… said. He would also visit …" is left as a plan.
    false
}

/// What a governing word does to what it governs.
enum Governor {
    Planned,
    Ongoing,
    Possible,
    Hypothetical,
    Negated,
    Attempted,
}

fn governor(document: &Document, token: u32) -> Option<Governor> {
    if document.upos(token) == Upos::Propn {
        return None;
    }
    Some(match document.lemma(token) {
        "expect" | "plan" | "schedule" | "due" | "intend" | "arrange" | "slate" | "set" | "poise" | "prepare"
        | "ready" | "propose" | "promise" | "pledge" | "agree" | "offer" | "preparation" | "upcoming" | "eve"
        | "vow" | "intention" | "deadline" | "timetable" | "timeline" => {
            // A plan that is carried out by the governing verb itself is told by the lexicon.
            Governor::Planned
        }
        "go" if document.xpos_is(token, "VBG") => Governor::Planned,
        "possibility" | "likely" | "possible" | "prospect" | "option" | "chance" | "risk" | "likelihood"
        | "explore" | "seek" | "want" | "hope" | "wish" | "aim" | "able" | "bid" | "ability" | "speculate"
        | "rumor" | "fear" | "potential" | "idea" | "desire" | "eager" | "willing" | "suspect" => Governor::Possible,
        "unlikely" | "consider" | "contemplate" | "mull" | "weigh" | "call" | "urge" | "ask" | "demand" | "request"
        | "need" | "threaten" | "threat" | "right" | "allow" | "suggest" | "proposal" | "discuss" | "would"
        | "imagine" | "suppose" | "dream" | "appeal" | "invite" | "encourage" => Governor::Hypothetical,
        "deny" | "fail" | "avoid" | "prevent" | "forget" | "lack" | "absence" | "denial" | "failure" | "avert"
        | "foil" | "thwart" | "refuse" | "refusal" | "refrain" | "decline" | "forgo" | "bar" | "rule" => {
            Governor::Negated
        }
        "begin" | "start" | "continue" | "underway" | "resume" | "keep" | "proceed" | "ongoing" => Governor::Ongoing,
        "try" | "attempt" | "effort" | "strive" | "struggle" => Governor::Attempted,
        _ => return None,
    })
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
