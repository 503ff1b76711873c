//! Pronouns: by number, gender and binding first, then by how near and how prominent.
//!
//! Only what was mentioned before is considered: a reader of news seldom waits for a name.

use super::draft::Draft;
use super::entity::EntityKind;
use super::mention::Reference;
use crate::parse::{Relation, Upos};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Man,
    Woman,
    Thing,
    Many,
}

/// Links a pronoun, if it is one and something fits.
pub(super) fn read(draft: &mut Draft, token: u32) -> bool {
    let word = draft.word(token);
    let wanted = match word.as_str() {
        "he" | "him" | "his" | "himself" => Wanted::Man,
        "she" | "her" | "hers" | "herself" => Wanted::Woman,
        "it" | "its" | "itself" => Wanted::Thing,
        "they" | "them" | "their" | "theirs" | "themselves" => Wanted::Many,
        _ => return false,
    };
    if draft.doc.upos(token) != Upos::Pron && draft.doc.upos(token) != Upos::Det {
        return false;
    }
    if word == "it" && (is_expletive(draft, token) || is_matter(draft, token)) {
        return true;
    }
    if let Some((entities, reason)) = antecedent(draft, token, &word, wanted) {
        let m = draft.mention(token, token + 1, Reference::Pronoun, entities, reason);
        draft.past.push(m);
    }
    true
}

/// "It is clear that", "made it clear that", "it is expected to".
fn is_expletive(draft: &Draft, token: u32) -> bool {
    let doc = draft.doc;
    if doc.relation(token) == Relation::Expl {
        return true;
    }
    let (_, high) = draft.sentence_bounds(token);
    let near: Vec<String> = (token + 1..(token + 8).min(high)).map(|t| draft.word(t)).collect();
    let opens = |w: &String| matches!(w.as_str(), "that" | "to" | "whether" | "how" | "if" | "what" | "why" | "when");
    let be = near.first().is_some_and(|w| {
        matches!(
            w.as_str(),
            "is" | "was"
                | "has"
                | "would"
                | "will"
                | "may"
                | "seems"
                | "appears"
                | "remains"
                | "became"
                | "be"
                | "makes"
        )
    });
    if be && near.iter().any(opens) {
        let judged = (token + 1..(token + 6).min(high)).any(|t| {
            matches!(doc.upos(t), Upos::Adj)
                || matches!(
                    draft.word(t).as_str(),
                    "telling"
                        | "expected"
                        | "reported"
                        | "said"
                        | "believed"
                        | "understood"
                        | "seems"
                        | "appears"
                        | "noted"
                        | "time"
                        | "rumoured"
                        | "rumored"
                        | "worth"
                        | "agreed"
                )
        });
        return judged;
    }
    // "made it clear that", "found it hard to": an adjective, then a clause.
    doc.relation(token).base() == "obj"
        && (token + 1 < high)
        && doc.upos(token + 1) == Upos::Adj
        && near.get(1).is_some_and(opens)
}

/// "Denied it", "called it absurd", "said little of it": what happened, and no actor.
fn is_matter(draft: &Draft, token: u32) -> bool {
    let (low, _) = draft.sentence_bounds(token);
    if token == low {
        return false;
    }
    if matches!(draft.word(token - 1).as_str(), "of" | "about") {
        return true;
    }
    // "Turkey said it would send aid": the subject of what is said may well be an actor.
    !draft.doc.relation(token).is_subject()
        && draft.doc.upos(token - 1) == Upos::Verb
        && matches!(
            draft.doc.lemma(token - 1),
            "call"
                | "deny"
                | "doubt"
                | "welcome"
                | "reject"
                | "approve"
                | "regret"
                | "say"
                | "make"
                | "describe"
                | "confirm"
                | "discuss"
                | "sign"
                | "read"
                | "find"
                | "dismiss"
                | "condemn"
                | "propose"
                | "accept"
                | "announce"
                | "ratify"
                | "implement"
                | "mean"
                | "know"
                | "believe"
                | "consider"
                | "think"
                | "predict"
                | "expect"
                | "understand"
        )
}

fn antecedent(draft: &Draft, token: u32, word: &str, wanted: Wanted) -> Option<(Vec<u32>, String)> {
    let doc = draft.doc;
    let here = draft.sentence[token as usize];
    let possessive =
        matches!(word, "his" | "its" | "their") || (word == "her" && doc.relation(token) == Relation::NmodPoss);
    let reflexive = word.ends_with("self") || word.ends_with("selves");
    let own = token + 1 < draft.len() && draft.word(token + 1) == "own";
    let subject_here = doc.relation(token).is_subject();
    let bound = bound(draft, token, possessive || reflexive);
    let mut best: Option<(i32, u32, Vec<u32>)> = None;
    for &m in draft.past.iter().rev().take(70) {
        let mention = draft.of(m);
        if mention.end > token {
            continue;
        }
        let gap = (here - draft.sentence[mention.first as usize]) as i32;
        if gap > 3 {
            break;
        }
        let Some(entities) = fitting(draft, m, wanted) else { continue };
        if entities.iter().any(|e| bound.contains(e)) {
            continue;
        }
        // Binding: an argument beside it in the same clause is somebody else; nothing is its own
        // owner.
        let together = gap == 0 && doc.head(mention.head).is_some() && doc.head(mention.head) == doc.head(token);
        let predicate = gap == 0 && doc.head(token) == Some(mention.head) && !possessive;
        if gap == 0
            && !reflexive
            && !possessive
            && (together || predicate)
            && doc.relation(mention.head).base() != "conj"
        {
            continue;
        }
        if gap == 0 && possessive && mention.end > doc.head(token).unwrap_or(token) {
            continue;
        }
        if gap == 0
            && possessive
            && doc.governs(mention.head, token)
            && mention.reference != Reference::Pronoun
            && covers(draft, m, token)
        {
            continue;
        }
        let mut score = match gap {
            0 => 100,
            1 => 72,
            2 => 45,
            _ => 22,
        };
        let relation = doc.relation(mention.head);
        let agent = relation == Relation::OblAgent || by_agent(draft, mention.head);
        score += match relation.base() {
            "nsubj" => 32,
            "conj" => 16,
            "obj" | "iobj" => 12,
            "root" | "appos" => 8,
            _ if agent => 24,
            "nmod" if relation == Relation::NmodPoss => 8,
            _ => 0,
        };
        if subject_here && relation.is_subject() {
            score += 14;
        }
        // "Guinea, which armed the rebels, denied that it …": whoever speaks goes on speaking.
        if subject_here && gap == 0 && relation.is_subject() && clause_subject(draft, token, mention.head, false) {
            score += 24;
        }
        if (possessive || reflexive) && gap == 0 && clause_subject(draft, token, mention.head, agent) {
            score += if own || reflexive { 45 } else { 22 };
        }
        if mention.reference == Reference::Adjective {
            score -= 45;
        }
        if mention.reference == Reference::Pronoun {
            score += 10;
        }
        let entity = &draft.entities[entities[0] as usize];
        score += match (wanted, entity.kind) {
            (Wanted::Thing, EntityKind::Place | EntityKind::NamedEvent) => -28,
            (Wanted::Thing, EntityKind::Region) => -40,
            (Wanted::Thing, EntityKind::Instrument | EntityKind::Route) => things_own(draft, token) - 14,
            (Wanted::Thing, _) => -things_own(draft, token) / 2,
            (Wanted::Many, EntityKind::State) => -30,
            _ => 0,
        };
        let known = entities[0];
        let times = draft.past.iter().filter(|&&p| draft.of(p).entities.contains(&known)).count().min(6) as i32;
        score += 2 * times;
        // Nearer wins within one sentence.
        score -= ((token - mention.end) as i32 / 4).min(12);
        if best.as_ref().is_none_or(|b| score > b.0) {
            best = Some((score, m, entities));
        }
    }
    let (score, m, entities) = best?;
    if wanted == Wanted::Thing || wanted == Wanted::Many {
        // Something that is no actor may lie nearer: then nothing is said.
        if unnamed_rival(draft, token, wanted, possessive) > score {
            return None;
        }
    }
    let gap = here - draft.sentence[draft.of(m).first as usize];
    let place = match gap {
        0 => "in this sentence",
        1 => "in the sentence before",
        _ => "some sentences before",
    };
    let role = if doc.relation(draft.of(m).head).is_subject() { "subject " } else { "" };
    let words = draft.of(m).span.of(&doc.text);
    Some((entities, format!("`{word}` → `{words}`, {role}{place}")))
}

/// Whoever stands beside the pronoun in its own clause, in whatever words: somebody else.
fn bound(draft: &Draft, token: u32, free: bool) -> Vec<u32> {
    let doc = draft.doc;
    let Some(verb) = doc.head(token).filter(|_| !free) else { return Vec::new() };
    let here = draft.sentence[token as usize];
    draft
        .past
        .iter()
        .rev()
        .take(40)
        .take_while(|&&m| draft.sentence[draft.of(m).first as usize] == here)
        .filter(|&&m| {
            // "Kufuor and Mbeki saw him off": all who are joined to the subject.
            let head = draft.of(m).head;
            let first = if doc.relation(head) == Relation::Conj { doc.head(head).unwrap_or(head) } else { head };
            doc.head(first) == Some(verb) && doc.relation(first).is_subject()
        })
        .flat_map(|&m| draft.of(m).entities.clone())
        .collect()
}

/// The entities of a mention, if a pronoun of that number and gender may stand for them.
fn fitting(draft: &Draft, m: u32, wanted: Wanted) -> Option<Vec<u32>> {
    let mention = draft.of(m);
    let entity = &draft.entities[mention.entities[0] as usize];
    let single = mention.entities.len() == 1;
    let fits = match wanted {
        Wanted::Man => single && entity.kind == EntityKind::Person && entity.gender != Some('f'),
        Wanted::Woman => single && entity.kind == EntityKind::Person && entity.gender != Some('m'),
        Wanted::Thing => single && entity.kind != EntityKind::Person && !entity.plural,
        Wanted::Many => {
            if !single || entity.plural || matches!(entity.kind, EntityKind::ArmedGroup | EntityKind::Population) {
                return Some(mention.entities.clone());
            }
            // "Aliyev and Trump … they": those joined by "and".
            let joined = conjoined(draft, m);
            return (joined.len() > 1).then_some(joined);
        }
    };
    fits.then(|| mention.entities.clone())
}

fn conjoined(draft: &Draft, m: u32) -> Vec<u32> {
    let head = draft.of(m).head;
    let mut found = draft.of(m).entities.clone();
    for &other in draft.past.iter().rev().take(40) {
        let o = draft.of(other);
        if other != m && draft.doc.relation(o.head) == Relation::Conj && draft.doc.head(o.head) == Some(head) {
            for &e in &o.entities {
                if !found.contains(&e) {
                    found.push(e);
                }
            }
        }
    }
    found
}

fn covers(draft: &Draft, m: u32, token: u32) -> bool {
    let mention = draft.of(m);
    (mention.first..mention.end).contains(&token) || draft.doc.head(token) == Some(mention.head)
}

fn by_agent(draft: &Draft, head: u32) -> bool {
    let doc = draft.doc;
    doc.relation(head).base() == "obl" && doc.children(head).any(|c| draft.form(c) == "by")
}

/// Whether a mention is the subject or agent of a clause that contains the token.
fn clause_subject(draft: &Draft, token: u32, head: u32, agent: bool) -> bool {
    let doc = draft.doc;
    let Some(verb) = doc.head(head) else { return false };
    (doc.relation(head).is_subject() || agent) && doc.governs(verb, token)
}

/// Nouns that routes and treaties have rather than states: "its importance", "its provisions".
fn things_own(draft: &Draft, token: u32) -> i32 {
    let Some(head) = draft.doc.head(token) else { return 0 };
    let noun = draft.doc.lemma(head).to_lowercase();
    let thing = matches!(
        noun.as_str(),
        "importance"
            | "significance"
            | "provision"
            | "text"
            | "construction"
            | "opening"
            | "length"
            | "terms"
            | "term"
            | "signing"
            | "ratification"
            | "implementation"
            | "dissolution"
            | "operation"
            | "status"
            | "repeal"
            | "route"
            | "article"
            | "value"
    );
    if thing { 60 } else { 0 }
}

/// How strongly a common noun that names no actor asks for the pronoun.
fn unnamed_rival(draft: &Draft, token: u32, wanted: Wanted, possessive: bool) -> i32 {
    let doc = draft.doc;
    let here = draft.sentence[token as usize];
    let from = doc.sentences[here.saturating_sub(1) as usize].first;
    let mut best = 0;
    for t in from..token {
        let plural = matches!(doc.token(t).xpos, "NNS" | "NNPS");
        if doc.upos(t) != Upos::Noun || plural != (wanted == Wanted::Many) || draft.name_at(t).is_some() {
            continue;
        }
        if draft.past.iter().rev().take(40).any(|&m| draft.of(m).head == t) {
            continue;
        }
        let same = draft.sentence[t as usize] == here;
        if same && (doc.head(t) == doc.head(token) || doc.governs(t, token)) {
            continue;
        }
        let mut score = if same { 84 } else { 56 };
        score += match doc.relation(t).base() {
            "nsubj" => 30,
            "obj" => 12,
            _ => -30,
        };
        if doc.relation(token).is_subject() && doc.relation(t).is_subject() {
            score += 12;
        }
        if possessive {
            score -= 14;
        }
        score -= ((token - t) as i32 / 4).min(12);
        best = best.max(score);
    }
    best
}
