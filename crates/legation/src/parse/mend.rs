//! Trees that no English sentence has, put right.
//!
//! The parser decides greedily: at "The union imposed sanctions on …" it may take "imposed" for an
//! attribute of "sanctions" (as in "imposed sanctions") although it has given it a subject. An
//! attribute has no subject, so the verb heads the clause and the noun is its object.

use super::document::{Relation, Token, Upos};

/// Mends the tree of one sentence; `first` is the index of its first token in the document.
pub(super) fn tree(tokens: &mut [Token], first: u32) {
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
