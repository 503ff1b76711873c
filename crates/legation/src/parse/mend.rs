//! Trees that no English sentence has, put right.
//!
//! The parser decides greedily: at "The union imposed sanctions on …" it may take "imposed" for an
//! attribute of "sanctions" (as in "imposed sanctions") although it has given it a subject. An
//! attribute has no subject, so the verb heads the clause and the noun is its object. So with the others:
//! each function below names the sentence that shows it.

use super::document::{Relation, Token, Upos};

/// Mends the tree of one sentence; `first` is the index of its first token in the document.
pub(super) fn tree(tokens: &mut [Token], first: u32) {
    attributes(tokens, first);
    for t in 0..tokens.len() {
        due(tokens, first, t);
        planned(tokens, first, t);
        urged(tokens, first, t);
        told_last(tokens, first, t);
        shot_dead(tokens, first, t);
    }
}

fn children(tokens: &[Token], first: u32, head: usize) -> impl Iterator<Item = usize> {
    (0..tokens.len()).filter(move |&t| t != head && tokens[t].head == first + head as u32)
}

/// "Local police shot dead ten miners": before "dead" and a noun to suffer it, "shot" is a verb.
fn shot_dead(tokens: &mut [Token], first: u32, shot: usize) {
    let dead = shot + 1;
    if &*tokens[shot].lemma != "shot"
        || tokens[shot].upos != Upos::Noun
        || tokens.get(dead).is_none_or(|t| &*t.lemma != "dead")
    {
        return;
    }
    let shooter = children(tokens, first, shot)
        .filter(|&t| t < shot && matches!(tokens[t].relation, Relation::Compound | Relation::Amod | Relation::Nsubj))
        .last();
    let Some(shooter) = shooter.filter(|&t| matches!(tokens[t].upos, Upos::Noun | Upos::Propn)) else { return };
    let before: Vec<usize> = children(tokens, first, shot).filter(|&t| t < shooter).collect();
    for t in before {
        if matches!(tokens[t].relation.base(), "compound" | "amod" | "det" | "nmod") {
            tokens[t].head = first + shooter as u32;
        }
    }
    tokens[shooter].relation = Relation::Nsubj;
    (tokens[shot].upos, tokens[shot].xpos, tokens[shot].lemma) = (Upos::Verb, "VBD", "shoot".into());
    (tokens[dead].head, tokens[dead].relation) = (first + shot as u32, Relation::Xcomp);
}

/// "The donors are due to gather": "due to" is no conjunction before a verb; "due" heads the clause.
fn due(tokens: &mut [Token], first: u32, verb: usize) {
    if tokens[verb].upos != Upos::Verb || tokens[verb].xpos != "VB" {
        return;
    }
    let own: Vec<usize> = children(tokens, first, verb).collect();
    let Some(&due) = own.iter().find(|&&t| tokens[t].relation == Relation::Mark && &*tokens[t].lemma == "due") else {
        return;
    };
    let (due_idx, verb_idx) = (first + due as u32, first + verb as u32);
    for (t, token) in tokens.iter_mut().enumerate() {
        if token.head == due_idx && token.relation == Relation::Fixed {
            (token.head, token.relation) = (verb_idx, Relation::Mark);
        } else if own.contains(&t) && t != due && (t < due || token.upos == Upos::Punct) {
            token.head = due_idx;
        }
    }
    tokens[due].head = if tokens[verb].head == verb_idx { due_idx } else { tokens[verb].head };
    tokens[due].relation = tokens[verb].relation;
    (tokens[verb].head, tokens[verb].relation) = (due_idx, Relation::Xcomp);
}

/// "The leaders are to meet": a verb has no copula; "be" helps it, and its subject is its own.
fn planned(tokens: &mut [Token], first: u32, verb: usize) {
    if tokens[verb].upos != Upos::Verb || tokens[verb].xpos != "VB" {
        return;
    }
    let own: Vec<usize> = children(tokens, first, verb).collect();
    let to = own.iter().any(|&t| tokens[t].relation == Relation::Mark && &*tokens[t].lemma == "to");
    let Some(&be) = own.iter().find(|&&t| tokens[t].relation == Relation::Cop && t < verb).filter(|_| to) else {
        return;
    };
    tokens[be].relation = Relation::Aux;
    for t in own {
        if tokens[t].relation == Relation::NsubjOuter {
            tokens[t].relation = Relation::Nsubj;
        }
    }
}

/// "urged the premier to resign": what somebody is urged to do hangs on the urging.
fn urged(tokens: &mut [Token], first: u32, verb: usize) {
    if tokens[verb].upos != Upos::Verb || children(tokens, first, verb).any(|t| tokens[t].relation == Relation::Obj) {
        return;
    }
    let whom = children(tokens, first, verb).find(|&t| t > verb && tokens[t].relation == Relation::Iobj);
    let Some(whom) = whom else { return };
    let deed = children(tokens, first, whom).find(|&t| tokens[t].relation == Relation::Acl && tokens[t].xpos == "VB");
    let Some(deed) = deed else { return };
    tokens[whom].relation = Relation::Obj;
    tokens[deed].head = first + verb as u32;
    tokens[deed].relation = Relation::Xcomp;
}

/// "…, the ministry said.": who says so last stands beside the sentence, whatever its last clause is.
fn told_last(tokens: &mut [Token], first: u32, verb: usize) {
    const SAYING: [&str; 8] = ["say", "tell", "add", "report", "announce", "state", "declare", "confirm"];
    if !SAYING.contains(&&*tokens[verb].lemma) || !matches!(tokens[verb].xpos, "VBD" | "VBZ" | "VBP") {
        return;
    }
    let ends = tokens[verb + 1..].iter().all(|t| t.upos == Upos::Punct);
    let clause = matches!(tokens[verb].relation, Relation::Advcl | Relation::Ccomp | Relation::Acl | Relation::Conj);
    let Some(root) = tokens.iter().position(|t| t.relation == Relation::Root).filter(|&r| r < verb) else { return };
    let own: Vec<usize> = children(tokens, first, verb).collect();
    let subject = own.iter().copied().find(|&t| t < verb && tokens[t].relation == Relation::Nsubj);
    let joined = own.iter().any(|&t| matches!(tokens[t].relation, Relation::Mark | Relation::Cc | Relation::Ccomp));
    let Some(subject) = subject.filter(|_| ends && clause && !joined) else { return };
    // A comma stands right before the subject with all its words.
    let mut from = subject;
    while let Some(t) = (0..from).find(|&t| {
        let head = (tokens[t].head - first) as usize;
        (from..verb).contains(&head) && tokens[t].upos != Upos::Punct
    }) {
        from = t;
    }
    if from == 0 || !matches!(tokens[from - 1].upos, Upos::Punct) || root >= from {
        return;
    }
    tokens[verb].head = first + root as u32;
    tokens[verb].relation = Relation::Parataxis;
}

/// An attribute with a subject heads its clause.
fn attributes(tokens: &mut [Token], first: u32) {
    for verb in 0..tokens.len() {
        if tokens[verb].relation != Relation::Amod || tokens[verb].upos != Upos::Verb {
            continue;
        }
        let noun = (tokens[verb].head - first) as usize;
        let subject = (0..verb).rev().find(|&t| {
            tokens[t].head == first + verb as u32 && matches!(tokens[t].relation, Relation::Nsubj | Relation::NsubjPass)
        });
        let Some(subject) = subject.filter(|_| noun > verb) else { continue };
        let (verb_idx, noun_idx) = (first + verb as u32, first + noun as u32);
        // A noun with a preposition or a subject of its own is no object of this verb.
        let other = |t: &Token| t.head == noun_idx && matches!(t.relation.base(), "case" | "nsubj" | "cop");
        if tokens.iter().any(other) {
            continue;
        }
        // What stands before the verb or closes the sentence belongs to the clause.
        for (t, token) in tokens.iter_mut().enumerate() {
            if t != verb && t != noun && token.head == noun_idx && (t < subject || token.upos == Upos::Punct) {
                token.head = verb_idx;
            }
        }
        let root = tokens[noun].head == noun_idx;
        tokens[verb].head = if root { verb_idx } else { tokens[noun].head };
        tokens[verb].relation = tokens[noun].relation;
        tokens[noun].head = verb_idx;
        tokens[noun].relation = Relation::Obj;
    }
}
