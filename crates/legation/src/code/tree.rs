//! Reading a tree for who does what: subjects across clauses, passives, objects, prepositions.

use crate::parse::{Document, Relation, Upos};

/// The words that fill a predicate's places, as heads of their phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub subject: Option<u32>,
    pub object: Option<u32>,
    pub passive: bool,
    /// Prepositional dependents: preposition, head.
    pub prepositions: Vec<(String, u32)>,
}

/// The frame of a verb, with what it inherits from the clauses above it.
pub(super) fn frame(document: &Document, verb: u32) -> Frame {
    let mut frame = Frame::default();
    let mut agent = None;
    for child in document.children(verb) {
        match document.relation(child) {
            Relation::Nsubj | Relation::NsubjOuter => frame.subject = frame.subject.or(Some(child)),
            Relation::NsubjPass => {
                frame.passive = true;
                frame.object = frame.object.or(Some(child));
            }
            Relation::AuxPass => frame.passive = true,
            Relation::Obj => frame.object = frame.object.or(Some(child)),
            Relation::OblAgent => agent = Some(child),
            Relation::Iobj => frame.prepositions.push(("to".to_owned(), child)),
            relation if matches!(relation.base(), "obl" | "nmod") => {
                if let Some(case) = case(document, child) {
                    if case == "by" && agent.is_none() && (frame.passive || participle(document, verb)) {
                        agent = Some(child);
                    }
                    frame.prepositions.push((case, child));
                }
            }
            _ => {}
        }
    }
    let relation = document.relation(verb);
    let head = document.head(verb);
    // A participle after its noun: "sanctions imposed by Rome", "troops shelling the town".
    if matches!(relation, Relation::Acl)
        && let Some(noun) = head
    {
        if document.xpos_is(verb, "VBN") {
            frame.passive = true;
            frame.object = frame.object.or(Some(noun));
        } else if frame.subject.is_none() && !document.has(verb, "VerbForm=Inf") {
            frame.subject = Some(noun);
        }
    }
    if frame.passive {
        frame.subject = agent;
    }
    for place in [&mut frame.subject, &mut frame.object] {
        if let Some(token) = *place {
            *place = Some(antecedent(document, token));
        }
    }
    if frame.subject.is_none() && !frame.passive {
        frame.subject = inherited(document, verb, 0);
    } else if frame.passive && frame.object.is_none() {
        frame.object = inherited(document, verb, 0).filter(|_| matches!(relation, Relation::Conj | Relation::Xcomp));
    }
    frame
}

fn participle(document: &Document, verb: u32) -> bool {
    document.xpos_is(verb, "VBN")
}

/// A relative pronoun's noun; any other word is itself.
pub(super) fn antecedent(document: &Document, token: u32) -> u32 {
    if matches!(document.form(token).to_lowercase().as_str(), "who" | "which" | "that" | "whom")
        && matches!(document.upos(token), Upos::Pron | Upos::Det | Upos::Sconj)
    {
        let mut at = token;
        for _ in 0..6 {
            let Some(head) = document.head(at) else { break };
            if matches!(document.relation(at), Relation::AclRelcl | Relation::Acl) {
                return head;
            }
            at = head;
        }
    }
    token
}

/// The subject that a clause without its own takes from above.
fn inherited(document: &Document, verb: u32, depth: usize) -> Option<u32> {
    if depth > 5 {
        return None;
    }
    let head = document.head(verb)?;
    let own = |v: u32| {
        document
            .children(v)
            .find(|&c| matches!(document.relation(c), Relation::Nsubj | Relation::NsubjOuter))
            .or_else(|| document.children(v).find(|&c| document.relation(c) == Relation::NsubjPass))
    };
    match document.relation(verb) {
        Relation::Conj | Relation::Parataxis
            if matches!(document.upos(head), Upos::Verb | Upos::Aux | Upos::Adj | Upos::Noun) =>
        {
            // The second of two passives keeps the patient, the second of two actives the agent.
            let active = document.children(head).find(|&c| matches!(document.relation(c), Relation::Nsubj));
            let agentless = document.children(head).any(|c| document.relation(c) == Relation::AuxPass);
            if agentless
                && active.is_none()
                && document.children(verb).all(|c| document.relation(c) != Relation::AuxPass)
                && document.relation(verb) == Relation::Conj
            {
                return own(head).map(|s| antecedent(document, s));
            }
            active.map(|s| antecedent(document, s)).or_else(|| {
                let passive_or_above = inherited(document, head, depth + 1);
                passive_or_above.or_else(|| own(head).map(|s| antecedent(document, s)))
            })
        }
        Relation::Xcomp | Relation::Advcl | Relation::Ccomp | Relation::Csubj | Relation::Advmod => {
            // "urged them to leave": the object leaves.
            let object = document.children(head).find(|&c| document.relation(c) == Relation::Obj);
            if document.relation(verb) == Relation::Xcomp
                && let Some(object) = object
                && !matches!(document.lemma(head), "promise" | "threaten" | "use" | "have" | "take" | "make_sure")
            {
                return Some(antecedent(document, object));
            }
            if document.relation(verb) == Relation::Ccomp
                && document.children(verb).any(|c| document.relation(c) == Relation::Mark && document.form(c) == "that")
            {
                return None;
            }
            own(head).map(|s| antecedent(document, s)).or_else(|| inherited(document, head, depth + 1))
        }
        // "its decision to invade": the noun's owner.
        Relation::Acl | Relation::AclRelcl
            if document.upos(head) == Upos::Noun
                && !document.xpos_is(verb, "VBG")
                && document.relation(verb) == Relation::Acl =>
        {
            document.children(head).find(|&c| document.relation(c) == Relation::NmodPoss).or_else(|| {
                let above = document.head(head)?;
                (document.relation(head) == Relation::Obj)
                    .then(|| own(above))
                    .flatten()
                    .map(|s| antecedent(document, s))
            })
        }
        _ => None,
    }
}

/// The preposition of a noun, small letters; "because of" and the like give their first word.
pub(super) fn case(document: &Document, noun: u32) -> Option<String> {
    document
        .children(noun)
        .filter(|&c| document.relation(c) == Relation::Case)
        .map(|c| document.form(c).to_lowercase())
        .find(|form| !matches!(form.as_str(), "'s" | "’s" | "'" | "’"))
}

/// A noun's prepositional dependents.
pub(super) fn noun_prepositions(document: &Document, noun: u32) -> Vec<(String, u32)> {
    document
        .children(noun)
        .filter(|&c| {
            matches!(document.relation(c).base(), "nmod" | "obl") && document.relation(c) != Relation::NmodPoss
        })
        .filter_map(|c| Some((case(document, c)?, c)))
        .collect()
}

/// A word and those coordinated with it.
pub(super) fn coordinated(document: &Document, token: u32) -> Vec<u32> {
    let mut out = vec![token];
    let mut at = 0;
    while at < out.len() {
        let head = out[at];
        out.extend(document.children(head).filter(|&c| {
            document.relation(c) == Relation::Conj
                && matches!(document.upos(c), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj)
        }));
        at += 1;
    }
    out.sort_unstable();
    out
}
