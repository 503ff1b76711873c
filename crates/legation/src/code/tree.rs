//! Reading a tree for who does what: subjects across clauses, passives, objects, prepositions.

use crate::parse::{Document, Relation, Upos};

/// How far a search climbs; deeper trees are the parser's mistakes or hostile.
const CLIMB: u32 = 8;

/// Whether a verb stands in the passive, or is a participle behind its object.
pub(super) fn passive(document: &Document, verb: u32) -> bool {
    if shattered(document, verb).is_some() {
        return false;
    }
    let mut auxiliary = false;
    let mut object = false;
    for child in document.children(verb) {
        match document.relation(child) {
            Relation::NsubjPass | Relation::AuxPass | Relation::CsubjPass | Relation::OblAgent => return true,
            Relation::Aux => auxiliary = true,
            Relation::Obj => object = true,
            _ => {}
        }
    }
    if !document.xpos_is(verb, "VBN") || auxiliary || object {
        return false;
    }
    match document.relation(verb).base() {
        "acl" | "amod" | "advcl" => true,
        "conj" => document.head(verb).is_some_and(|h| document.upos(h) == Upos::Verb && passive(document, h)),
        "xcomp" => true,
        _ => false,
    }
}

/// The logical subjects of a verb, as heads of their phrases, with those coordinated to them.
pub(super) fn subjects(document: &Document, verb: u32) -> Vec<u32> {
    if passive(document, verb) {
        return agents(document, verb);
    }
    surface(document, verb, 0).map(|s| members(document, s)).unwrap_or_default()
}

/// Whether a relative clause is tied to its noun by another word than its object: "Eritrea, *whose* troops
/// fought", "the town *where* they fought".
fn otherwise_related(document: &Document, verb: u32) -> bool {
    let form = |t: u32| document.form(t).to_lowercase();
    document.children(verb).any(|c| {
        matches!(form(c).as_str(), "where" | "when" | "why")
            || document.relation(c).is_subject() && document.children(c).any(|d| form(d) == "whose")
    })
}

/// The `by` phrases of a passive.
fn agents(document: &Document, verb: u32) -> Vec<u32> {
    let mut out = Vec::new();
    for child in document.children(verb) {
        let by = document.relation(child) == Relation::OblAgent
            || document.relation(child).base() == "obl" && case_is(document, child, "by");
        if by && !matches!(document.upos(child), Upos::Num) {
            out.extend(members(document, child));
        }
        // "shot dead by": the agent hangs on the result.
        if document.relation(child) == Relation::Xcomp && document.upos(child) == Upos::Adj && child == verb + 1 {
            out.extend(agents(document, child));
        }
    }
    out
}

/// Whether a gerund stands as a noun: "Fighting between A and B erupted", "the bombing of X".
pub(super) fn verbal_noun(document: &Document, token: u32) -> bool {
    document.upos(token) == Upos::Verb
        && document.xpos_is(token, "VBG")
        && !document.children(token).any(|c| matches!(document.relation(c).base(), "nsubj" | "aux" | "obj" | "mark"))
        && document.children(token).any(|c| {
            matches!(document.relation(c).base(), "det" | "amod") && c < token
                || document.relation(c) == Relation::NmodPoss
                || ["between", "of", "by"].iter().any(|p| case_is(document, c, p))
        })
}

/// The word that stands as subject in the sentence: the sufferer in a passive.
pub(super) fn surface(document: &Document, verb: u32, depth: u32) -> Option<u32> {
    if depth > CLIMB {
        return None;
    }
    if let Some((subject, _)) = shattered(document, verb) {
        return Some(subject);
    }
    let own = document
        .children(verb)
        .find(|&c| matches!(document.relation(c), Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter));
    if let Some(subject) = own {
        return Some(antecedent(document, subject, verb));
    }
    let Some(head) = document.head(verb) else {
        // A main verb without a subject: the name right before it was hung elsewhere.
        let sentence = document.sentence_of(verb);
        let before = (sentence.first..verb)
            .rev()
            .find(|&t| !matches!(document.upos(t), Upos::Adv | Upos::Aux | Upos::Part))
            .filter(|&t| {
                matches!(document.upos(t), Upos::Noun | Upos::Propn | Upos::Pron) && !names_time(document, t)
            })?;
        let mut at = before;
        while matches!(document.relation(at).base(), "flat" | "compound")
            && let Some(up) = document.head(at).filter(|&h| h < verb && h + 4 > at)
        {
            at = up;
        }
        return Some(at);
    };
    match document.relation(verb).base() {
        // "landed a day after signing the pact": the day signs nothing.
        "acl" | "advcl" if document.xpos_is(verb, "VBG") && names_time(document, head) => {
            surface(document, document.head(head)?, depth + 1)
        }
        "conj" => {
            if matches!(document.upos(head), Upos::Verb | Upos::Adj | Upos::Aux) {
                surface(document, head, depth + 1)
            } else {
                None
            }
        }
        // "urged Rome to leave" lends its object, "agreed to leave" its subject.
        "xcomp" => {
            if let Some(object) = controller(document, head) {
                return Some(object);
            }
            surface(document, head, depth + 1)
        }
        "advcl" => {
            if infinitive(document, verb)
                && let Some(object) = controller(document, head)
            {
                return Some(object);
            }
            if matches!(document.upos(head), Upos::Verb | Upos::Adj | Upos::Aux) {
                surface(document, head, depth + 1)
            } else {
                Some(head).filter(|&h| document.upos(h) == Upos::Noun && !infinitive(document, verb))
            }
        }
        "acl" => {
            if document.relation(verb) == Relation::AclRelcl {
                // A relative clause without its own subject word has its antecedent for one.
                return Some(head);
            }
            if infinitive(document, verb) {
                // "its decision to leave": whose decision it is.
                return possessors(document, head)
                    .first()
                    .copied()
                    .or_else(|| supporter(document, head).and_then(|v| surface(document, v, depth + 1)));
            }
            Some(head)
        }
        "amod" => Some(head),
        // "Niger expelled the envoy, closed its airspace and …": the second of three.
        "parataxis"
            if document.xpos_is(verb, "VBD")
                && document.xpos_is(head, "VBD")
                && head < verb
                && !(head..verb).any(|t| document.form(t) == ";") =>
        {
            surface(document, head, depth + 1)
        }
        "parataxis" | "ccomp" if document.xpos_is(verb, "VBG") => surface(document, head, depth + 1),
        "obl" | "nmod" | "obj" if document.xpos_is(verb, "VBG") && document.upos(head) == Upos::Verb => {
            surface(document, head, depth + 1)
        }
        _ => None,
    }
}

/// The logical objects of a verb.
pub(super) fn objects(document: &Document, verb: u32) -> Vec<u32> {
    if passive(document, verb) {
        // "was given maize": the thing stays behind, the receiver became the subject.
        let kept = document.children(verb).find(|&c| document.relation(c) == Relation::Obj && c > verb);
        return kept.or_else(|| surface(document, verb, 0)).map(|s| members(document, s)).unwrap_or_default();
    }
    if let Some((_, object)) = shattered(document, verb) {
        return object.map(|o| members(document, o)).unwrap_or_default();
    }
    let own: Vec<u32> = document.children(verb).filter(|&c| document.relation(c) == Relation::Obj).collect();
    let mut out = Vec::new();
    for object in own {
        out.extend(members(document, antecedent(document, object, verb)));
    }
    if out.is_empty() {
        // A lone indirect object is the object: "warned the neighbour against …".
        out.extend(indirect(document, verb));
    }
    if !out.is_empty() {
        return out;
    }
    if let Some(name) = named_complement(document, verb) {
        return members(document, name);
    }
    // "gave around $2 million": the sum came out as a circumstance.
    let sum = document.children(verb).find(|&c| {
        document.upos(c) == Upos::Sym
            && document.relation(c).base() == "obl"
            && !document.children(c).any(|k| document.relation(k) == Relation::Case)
    });
    if let Some(sum) = sum {
        return vec![sum];
    }
    // "the town that rebels seized": the antecedent, where the clause has a subject of its own.
    if document.relation(verb) == Relation::AclRelcl
        && let Some(head) = document.head(verb)
        && document.children(verb).any(|c| document.relation(c).is_subject() && !relative(document, c))
        && !document.children(verb).any(|c| document.relation(c).base() == "ccomp")
        && !otherwise_related(document, verb)
    {
        return vec![head];
    }
    // "dispersed an opposition rally": a bare noun behind the verb, whatever the parser calls it.
    let bare = document.children(verb).find(|&c| {
        c > verb
            && c <= verb + 6
            && matches!(document.relation(c).base(), "advmod" | "obl" | "dep" | "nmod")
            && matches!(document.upos(c), Upos::Noun | Upos::Propn)
            && !document.children(c).any(|k| matches!(document.relation(k), Relation::Case | Relation::Mark))
            && !temporal_word(document, c)
    });
    if let Some(object) = bare {
        return members(document, object);
    }
    // "attacked and destroyed the village": one object for both verbs.
    for sister in document.children(verb).filter(|&c| document.relation(c) == Relation::Conj) {
        let adjacent = sister <= verb + 3;
        if adjacent && document.upos(sister) == Upos::Verb {
            return objects(document, sister);
        }
    }
    if document.relation(verb) == Relation::Conj
        && let Some(head) = document.head(verb)
        && document.upos(head) == Upos::Verb
        && !document.children(verb).any(|c| matches!(document.relation(c).base(), "obl" | "xcomp" | "ccomp" | "nsubj"))
    {
        return document.children(head).filter(|&c| c > verb && document.relation(c) == Relation::Obj).collect();
    }
    Vec::new()
}

/// A name that the parser took for a predicate: "called the minister Lavrov to …".
fn named_complement(document: &Document, verb: u32) -> Option<u32> {
    document
        .children(verb)
        .find(|&c| c > verb && document.relation(c) == Relation::Xcomp && document.upos(c) == Upos::Propn)
}

/// The indirect objects of a verb: "gave the ministry a list".
pub(super) fn indirect(document: &Document, verb: u32) -> Vec<u32> {
    let mut out = Vec::new();
    if passive(document, verb)
        && document.children(verb).any(|c| document.relation(c) == Relation::Obj && c > verb)
        && let Some(subject) = surface(document, verb, 0)
    {
        return members(document, subject);
    }
    for child in document.children(verb).filter(|&c| document.relation(c) == Relation::Iobj) {
        out.extend(members(document, child));
    }
    // "promised Putin his full support": of two objects the first receives.
    let mut objects = document.children(verb).filter(|&c| document.relation(c) == Relation::Obj);
    if out.is_empty()
        && let (Some(first), Some(_), None) = (objects.next(), objects.next(), objects.next())
        && document.upos(first) == Upos::Propn
    {
        out.extend(members(document, first));
    }
    out
}

/// The phrases that a preposition ties to a word: "talks *with* Rome", "attack *on* the port".
pub(super) fn prepositional(document: &Document, head: u32, wanted: impl Fn(u32) -> bool + Copy) -> Vec<u32> {
    let mut out = Vec::new();
    for child in document.children(head) {
        if !matches!(document.relation(child).base(), "obl" | "nmod" | "advmod" | "advcl" | "acl" | "xcomp" | "conj") {
            continue;
        }
        let marked = document
            .children(child)
            .any(|c| matches!(document.relation(c).base(), "case" | "mark") && c < child && wanted(c));
        if marked
            && (document.relation(child).base() != "conj" || nominal(document, child))
            && !temporal(document, child)
        {
            if document.upos(child) == Upos::Verb && document.relation(child).base() != "obl" {
                continue;
            }
            out.extend(members(document, child));
        }
    }
    out
}

/// Possessors: "Rome's attack", "its attack".
pub(super) fn possessors(document: &Document, noun: u32) -> Vec<u32> {
    let mut out = Vec::new();
    for child in document.children(noun).filter(|&c| document.relation(c) == Relation::NmodPoss) {
        if !temporal(document, child) {
            out.extend(members(document, child));
        }
    }
    out
}

/// Adjectives and nouns in front of a noun: "Roman attack", "rebel attack".
pub(super) fn modifiers(document: &Document, noun: u32) -> Vec<u32> {
    let mut out = Vec::new();
    for child in document.children(noun) {
        if child < noun
            && matches!(document.relation(child).base(), "amod" | "compound" | "nmod")
            && document.relation(child) != Relation::NmodPoss
            && !(child + 1..noun).any(|t| document.upos(t) == Upos::Adj && mistaken(document, t))
            && !document.children(child).any(|c| document.relation(c) == Relation::Case)
        {
            out.push(child);
            out.extend(
                document
                    .children(child)
                    .filter(|&c| matches!(document.relation(c).base(), "conj" | "compound" | "amod") && c < noun),
            );
        }
    }
    out
}

/// A word and the words coordinated with it.
pub(super) fn members(document: &Document, token: u32) -> Vec<u32> {
    let mut out = vec![token];
    for child in document.children(token) {
        let verb_lost = document.children(child).any(|c| c < child && document.xpos_is(c, "VBD"));
        if document.relation(child) == Relation::Conj && child > token && nominal(document, child) && !verb_lost {
            out.extend(members(document, child));
        }
    }
    out
}

pub(super) fn nominal(document: &Document, token: u32) -> bool {
    matches!(
        document.upos(token),
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::X | Upos::Adj | Upos::Sym | Upos::Det
    )
}

/// What a relative pronoun stands for; other words stand for themselves.
pub(super) fn antecedent(document: &Document, token: u32, verb: u32) -> u32 {
    if !relative(document, token) {
        return token;
    }
    let mut at = verb;
    for _ in 0..CLIMB {
        let Some(head) = document.head(at) else { return token };
        if matches!(document.relation(at), Relation::AclRelcl | Relation::Acl) {
            return head;
        }
        at = head;
    }
    token
}

fn relative(document: &Document, token: u32) -> bool {
    matches!(document.upos(token), Upos::Pron | Upos::Det | Upos::Sconj)
        && matches!(document.form(token).to_lowercase().as_str(), "who" | "which" | "that" | "whom")
}

/// The object of a verb that lends its object to its infinitive: "urged Rome to leave".
fn controller(document: &Document, verb: u32) -> Option<u32> {
    if !matches!(document.upos(verb), Upos::Verb) {
        return None;
    }
    if passive(document, verb) {
        // "was urged to leave": the surface subject is the object.
        return surface(document, verb, 1);
    }
    if matches!(document.lemma(verb), "promise" | "threaten" | "vow" | "use" | "need" | "hold") {
        return None;
    }
    let object = document.children(verb).find(|&c| matches!(document.relation(c), Relation::Obj | Relation::Iobj));
    object.map(|o| antecedent(document, o, verb)).or_else(|| {
        // "called on Rome to leave".
        matches!(document.lemma(verb), "call" | "appeal" | "rely" | "push" | "press" | "plead" | "ask").then(|| {
            document.children(verb).find(|&c| {
                document.relation(c).base() == "obl"
                    && (case_is(document, c, "on")
                        || case_is(document, c, "upon")
                        || case_is(document, c, "to")
                        || case_is(document, c, "for")
                        || case_is(document, c, "with"))
            })
        })?
    })
}

pub(super) fn infinitive(document: &Document, verb: u32) -> bool {
    document
        .children(verb)
        .any(|c| document.relation(c) == Relation::Mark && document.form(c).eq_ignore_ascii_case("to"))
}

/// The verb of which a noun is subject, object or a prepositional phrase.
pub(super) fn supporter(document: &Document, noun: u32) -> Option<u32> {
    let mut at = noun;
    for _ in 0..3 {
        let head = document.head(at)?;
        match document.relation(at).base() {
            "conj" | "nmod" | "compound" | "appos" => at = head,
            "obj" | "nsubj" | "obl" | "xcomp" if matches!(document.upos(head), Upos::Verb | Upos::Adj | Upos::Aux) => {
                return Some(head);
            }
            "acl" => return Some(head),
            _ => return None,
        }
    }
    None
}

/// Whether a verb came out as a noun or an adjective: "Rome vetoed a draft" with an unknown word,
/// "Rome trained soldiers" with a participle for its only verb.
pub(super) fn mistaken(document: &Document, token: u32) -> bool {
    (document.form(token).ends_with("ed") || super::words::irregular(document.form(token)).is_some())
        && (document.upos(token) == Upos::Noun && document.lemma(token) == document.form(token)
            || document.upos(token) == Upos::Adj && verbless(document, token))
        || headline(document, token)
}

/// Whether a noun is the verb of a headline: "Israel strikes southern Lebanon", "China slams US".
fn headline(document: &Document, token: u32) -> bool {
    let form = document.form(token);
    if !matches!(document.upos(token), Upos::Noun | Upos::Propn) || !form.ends_with('s') || form.ends_with("ss") {
        return false;
    }
    let sentence = document.sentence_of(token);
    token > sentence.first
        && token + 1 < sentence.end
        && document.form(sentence.end - 1) != "."
        && matches!(document.upos(token - 1), Upos::Noun | Upos::Propn)
        && matches!(document.upos(token + 1), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Num)
        && !(sentence.first..sentence.end).any(|t| ["VBD", "VBZ", "MD"].iter().any(|x| document.xpos_is(t, x)))
}

/// Whether a word has a subject and an object like a verb, whatever its tag.
pub(super) fn argued(document: &Document, token: u32) -> bool {
    document.child_by(token, |r| r == Relation::Nsubj).is_some()
        && document.child_by(token, |r| r == Relation::Obj).is_some()
}

/// Whether a full sentence has no finite verb: then its participle is one.
fn verbless(document: &Document, token: u32) -> bool {
    let sentence = document.sentence_of(token);
    document.form(sentence.end - 1) == "."
        && !(sentence.first..sentence.end)
            .any(|t| t != token && ["VBD", "VBZ", "VBP", "MD"].iter().any(|x| document.xpos_is(t, x)))
}

/// Subject and object of a verb that the parser took for a modifier of its object: "Japan on Friday
/// lifted sanctions" with *lifted* as a participle in front of its noun. Nothing where the tree is
/// sound.
fn shattered(document: &Document, verb: u32) -> Option<(u32, Option<u32>)> {
    let before = verb.checked_sub(1)?;
    let sentence = document.sentence_of(verb);
    if before < sentence.first {
        return None;
    }
    // "threatened to break ties": the infinitive came out as a modifier of its object.
    if document.upos(verb) == Upos::Verb
        && document.xpos_is(verb, "VB")
        && document.relation(verb).base() == "amod"
        && document.form(before) == "to"
        && let Some(object) = document.head(verb).filter(|&h| h > verb)
    {
        let subject = surface(document, document.head(object)?, 1)?;
        return Some((subject, Some(object)));
    }
    // "killed 12 people and wounded 30 others": so did a second verb.
    if document.upos(verb) == Upos::Verb
        && document.xpos_is(verb, "VBD")
        && document.relation(verb).base() == "amod"
        && document.upos(before) == Upos::Cconj
        && let Some(object) = document.head(verb).filter(|&h| h > verb)
    {
        let earlier = (sentence.first..before).rev().find(|&t| document.upos(t) == Upos::Verb)?;
        return Some((surface(document, earlier, 1)?, Some(object)));
    }
    let participle = document.upos(verb) == Upos::Verb
        && matches!(document.relation(verb).base(), "amod" | "compound" | "acl")
        && (document.xpos_is(verb, "VBD")
            || document.xpos_is(verb, "VBN")
            || document.xpos_is(verb, "JJ") && document.form(verb).ends_with("ed"))
        && !document.children(verb).any(|c| matches!(document.relation(c).base(), "aux" | "nsubj"));
    let head = document.head(verb);
    let object = if mistaken(document, verb) {
        let mut at = (verb + 1..sentence.end)
            .find(|&t| nominal(document, t) && document.upos(t) != Upos::Det)
            .filter(|&t| (verb + 1..t).all(|b| document.upos(b) != Upos::Adp));
        while let Some(t) = at
            && matches!(document.relation(t).base(), "compound" | "amod" | "nummod" | "nmod")
            && let Some(head) = document.head(t).filter(|&h| h > t)
        {
            at = Some(head);
        }
        at
    } else if participle && document.relation(verb).base() != "acl" && head.is_some_and(|h| h > verb) {
        head
    } else if participle
        && head.is_some_and(|h| h < verb && document.relation(h) == Relation::Root)
        && document.relation(verb) != Relation::AclRelcl
        && !document.children(verb).any(|c| case_is(document, c, "by") && !means(document, c))
        && verbless(document, verb)
    {
        // The parser saw a noun with a participle where there is a sentence.
        return head.map(|h| {
            (
                h,
                document
                    .children(verb)
                    .find(|&c| document.relation(c) == Relation::Obj)
                    .or_else(|| named_complement(document, verb)),
            )
        });
    } else {
        return None;
    };
    // A noun or a time must stand right before it: "the lifted ban" is sound.
    if !namelike(document, before) && document.upos(before) != Upos::Adv {
        return None;
    }
    let subject = (sentence.first..verb).rev().find(|&t| {
        namelike(document, t) && !names_time(document, t) && !(t > sentence.first && document.upos(t - 1) == Upos::Adp)
    })?;
    let first = match document.relation(subject).base() {
        "conj" => document.head(subject).filter(|&h| h < subject).unwrap_or(subject),
        _ => subject,
    };
    Some((first, object))
}

/// "by telephone", "by sea": a means and no agent.
fn means(document: &Document, token: u32) -> bool {
    matches!(
        document.lemma(token),
        "phone" | "telephone" | "video" | "force" | "sea" | "air" | "land" | "train" | "letter"
    )
}

/// A noun, or a name at the head of a sentence that the parser took for an adjective.
fn namelike(document: &Document, token: u32) -> bool {
    matches!(document.upos(token), Upos::Noun | Upos::Propn | Upos::Pron)
        || document.upos(token) == Upos::Adj
            && document.form(token).starts_with(char::is_uppercase)
            && document.sentence_of(token).first == token
}

/// The phrase right behind a noun and a preposition, by position alone, for trees that cut it off.
pub(super) fn behind_by_position(document: &Document, noun: u32, wanted: impl Fn(u32) -> bool) -> Option<u32> {
    let sentence = document.sentence_of(noun);
    let preposition = noun + 1;
    if preposition + 1 >= sentence.end || !wanted(preposition) {
        return None;
    }
    let mut at = (preposition + 1..sentence.end.min(preposition + 8))
        .find(|&t| matches!(document.upos(t), Upos::Noun | Upos::Propn | Upos::Pron))?;
    while let Some(head) = document.head(at).filter(|&h| h > at && h < at + 5)
        && matches!(document.relation(at).base(), "compound" | "amod" | "nmod" | "nummod" | "flat")
    {
        at = head;
    }
    (!names_time(document, at)).then_some(at)
}

/// "last week", "this year": a bare noun that says when.
fn temporal_word(document: &Document, token: u32) -> bool {
    names_time(document, token)
        || document.relation(token) != Relation::Advmod && temporal(document, token) && {
            let (first, last) = document.subtree(token);
            (first..=last).any(|t| names_time(document, t) || matches!(document.upos(t), Upos::Num))
        }
}

fn names_time(document: &Document, token: u32) -> bool {
    super::date::names_time(document.form(token))
}

pub(super) fn case_is(document: &Document, token: u32, word: &str) -> bool {
    document
        .children(token)
        .any(|c| document.relation(c) == Relation::Case && document.form(c).eq_ignore_ascii_case(word))
}

/// Whether a phrase names a time: "on Tuesday", "last week".
pub(super) fn temporal(document: &Document, token: u32) -> bool {
    matches!(document.relation(token), Relation::OblTmod | Relation::NmodTmod | Relation::OblUnmarked)
        || super::date::names_time(document.form(token))
}

/// The clause that completes a verb, adjective or noun.
pub(super) fn complement(document: &Document, token: u32) -> Option<u32> {
    let by = |wanted: &[&str]| {
        document.children(token).find(|&c| {
            wanted.contains(&document.relation(c).base())
                && (c > token || document.relation(c).base() == "ccomp")
                && (matches!(document.upos(c), Upos::Verb | Upos::Adj | Upos::Noun | Upos::Aux)
                    || document.relation(c).base() == "ccomp")
        })
    };
    by(&["xcomp", "ccomp"])
        .filter(|&c| !(document.relation(c).base() == "xcomp" && matches!(document.upos(c), Upos::Adj)))
        .or_else(|| {
            document.children(token).find(|&c| {
                c > token
                    && matches!(document.relation(c).base(), "advcl" | "acl")
                    && document.relation(c) != Relation::AclRelcl
                    && document.upos(c) == Upos::Verb
                    && (infinitive(document, c)
                        || document.children(c).any(|m| {
                            document.relation(m) == Relation::Mark
                                && matches!(document.form(m), "that" | "of" | "from" | "for" | "against" | "into")
                        }))
            })
        })
        .or_else(|| {
            // "accused of attacking": a gerund behind a preposition.
            document
                .children(token)
                .find(|&c| c > token && document.relation(c).base() == "obl" && document.xpos_is(c, "VBG"))
        })
        .or_else(|| {
            document
                .children(token)
                .filter(|&c| c > token && matches!(document.relation(c).base(), "obj" | "obl"))
                .flat_map(|o| document.children(o).collect::<Vec<_>>())
                .find(|&c| {
                    document.xpos_is(c, "VB")
                        && c > token
                        && document.relation(c).base() == "amod"
                        && document.form(c - 1) == "to"
                })
        })
        .or_else(|| {
            // The infinitive sometimes hangs on the object: "urged Rome to leave".
            document
                .children(token)
                .filter(|&c| c > token && matches!(document.relation(c).base(), "obj" | "obl"))
                .flat_map(|o| document.children(o).collect::<Vec<_>>())
                .find(|&c| {
                    document.relation(c) == Relation::Acl
                        && (infinitive(document, c)
                            || document.xpos_is(c, "VBG")
                                && document.children(c).any(|m| {
                                    document.relation(m) == Relation::Mark
                                        && matches!(document.form(m), "of" | "for" | "from")
                                }))
                })
        })
}
