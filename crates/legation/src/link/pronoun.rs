//! Pronouns, "both leaders", "the two countries", "his Armenian counterpart": from what stands before.

use super::entity::{Entity, EntityKind};
use super::linker::{Linker, head_of};
use super::mention::Reference;
use crate::parse::{Relation, Upos};

/// How many sentences back a pronoun may reach.
const REACH: usize = 3;

/// Resolves everything that refers by context alone, in text order.
pub(super) fn resolve(linker: &mut Linker) {
    let document = linker.document;
    for t in 0..document.tokens.len() as u32 {
        let form = document.form(t).to_lowercase();
        match document.upos(t) {
            Upos::Pron | Upos::Det if !inside(linker, t) => pronoun(linker, t, &form),
            Upos::Noun if form == "counterpart" || form == "counterparts" => counterpart(linker, t),
            Upos::Noun | Upos::Propn => plural_description(linker, t, &form),
            _ => {}
        }
    }
}

fn inside(linker: &Linker, t: u32) -> bool {
    linker.linked.mentions.iter().any(|m| m.first <= t && t < m.end && m.end - m.first == 1)
}

fn pronoun(linker: &mut Linker, t: u32, form: &str) {
    let document = linker.document;
    let wanted: fn(&Entity) -> bool = match form {
        "he" | "him" | "his" | "himself" => |e| e.kind == EntityKind::Person && !e.plural && e.gender != Some('f'),
        "she" | "her" | "hers" | "herself" => |e| e.kind == EntityKind::Person && !e.plural && e.gender != Some('m'),
        "it" | "its" | "itself" => {
            |e| e.kind != EntityKind::Person && e.kind != EntityKind::Region && e.kind.may_act() && !e.plural
        }
        "they" | "them" | "their" | "theirs" | "themselves" => |e| {
            e.plural
                || matches!(
                    e.kind,
                    EntityKind::Population | EntityKind::ArmedGroup | EntityKind::IntergovernmentalOrganisation
                )
        },
        _ => return,
    };
    // "it is expected that": nobody is meant.
    if document.relation(t) == Relation::Expl || form == "it" && expletive(linker, t) {
        return;
    }
    let personal = matches!(form, "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself");
    let Some((idx, reason)) = antecedent(linker, t, wanted, personal) else { return };
    linker.mention(t, t + 1, Reference::Pronoun, vec![idx], reason);
}

fn expletive(linker: &Linker, t: u32) -> bool {
    let document = linker.document;
    document.head(t).is_some_and(|verb| {
        document.relation(t).is_subject()
            && (document.children(verb).any(|c| {
                matches!(document.relation(c).base(), "ccomp" | "csubj")
                    || document.relation(c) == Relation::Xcomp && document.upos(verb) == Upos::Adj
            }) || matches!(
                document.lemma(verb),
                "time" | "rain" | "seem" | "appear" | "clear" | "likely" | "possible"
            ))
    })
}

/// The most likely entity before a pronoun: near, a subject, a parallel role, often named.
fn antecedent(linker: &Linker, t: u32, wanted: fn(&Entity) -> bool, personal: bool) -> Option<(u32, String)> {
    let document = linker.document;
    let here = document.sentences.partition_point(|s| s.end <= t);
    let clause = document.head(t);
    let possessive = document.relation(t) == Relation::NmodPoss;
    let mut best: Option<(f32, u32, u32)> = None;
    for mention in &linker.linked.mentions {
        if mention.first >= t || mention.entities.len() != 1 {
            continue;
        }
        let there = document.sentences.partition_point(|s| s.end <= mention.first);
        if here - there > REACH {
            continue;
        }
        let entity = linker.linked.entity(mention.entities[0]);
        if !wanted(entity) || mention.reference == Reference::Adjective {
            continue;
        }
        // A pronoun that is not possessive cannot mean a fellow argument of its verb.
        let head = head_of(document, mention.first, mention.end);
        if !possessive && there == here && clause.is_some() && document.head(head) == clause {
            continue;
        }
        // Nor what contains it.
        if mention.first <= t && t < mention.end {
            continue;
        }
        let mut score = -1.4 * (here - there) as f32;
        let role = document.relation(head);
        if role.is_subject() {
            score += 1.6;
        } else if matches!(role.base(), "obj" | "iobj") {
            score += 0.3;
        } else if role == Relation::NmodPoss {
            score += 0.5;
        } else if role == Relation::Conj {
            score -= 0.2;
        }
        if document.relation(t).is_subject() && role.is_subject() {
            score += 0.5;
        }
        // The main clause's subject outweighs one inside a relative clause.
        if document.head(head).is_some_and(|v| document.head(v).is_none()) {
            score += 0.4;
        }
        let count =
            linker.linked.mentions.iter().filter(|m| m.first < t && m.entities.contains(&mention.entities[0])).count();
        score += 0.25 * (count.min(6) as f32);
        if entity.known {
            score += 0.3;
        }
        score -= (t - mention.first).min(60) as f32 / 80.0;
        if best.is_none_or(|(s, ..)| score >= s) {
            best = Some((score, mention.entities[0], mention.first));
        }
    }
    let (score, idx, at) = best?;
    // Things are named by "it" far more loosely than people by "he".
    if !personal && score < 0.3 {
        return None;
    }
    Some((idx, format!("pronoun for `{}` ({score:.1})", document.form(at))))
}

/// "his Armenian counterpart": the same office in the other state.
fn counterpart(linker: &mut Linker, t: u32) {
    let document = linker.document;
    let Some(day) = linker.as_of else { return };
    let children: Vec<u32> = document.children(t).collect();
    let Some(state) = children.iter().find_map(|&c| linker.nation_word(c)) else { return };
    let Some(state) = linker.knowledge.record(state).state.clone() else { return };
    let first = children.iter().copied().filter(|&c| c < t).map(|c| document.subtree(c).0).min().unwrap_or(t);
    let owner = children
        .iter()
        .find(|&&c| document.relation(c) == Relation::NmodPoss)
        .and_then(|&c| linker.linked.mentions.iter().find(|m| m.head == c || (m.first..m.end).contains(&c)))
        .map(|m| m.entities[0])
        .or_else(|| {
            // "met with Armenian counterpart": the subject's.
            let verb = document.head(t)?;
            let subject = document.child_by(verb, Relation::is_subject)?;
            linker.linked.mentions.iter().find(|m| m.head == subject).map(|m| m.entities[0])
        });
    let Some(office) = owner.and_then(|o| linker.linked.entity(o).offices.first().map(|o| o.office.clone())) else {
        return;
    };
    let holder = linker
        .knowledge
        .holder(&state, &office, "", day)
        .or_else(|| linker.knowledge.holder(&state, "leader", "", day).filter(|_| office.starts_with("head_of")));
    let Some(person) = holder else { return };
    let idx = linker.record(person);
    let named = children.iter().any(|&c| matches!(document.relation(c), Relation::Appos | Relation::Flat));
    if !named {
        linker.mention(
            first,
            t + 1,
            Reference::Description,
            vec![idx],
            format!("the same office ({office}) in {state}"),
        );
    }
}

/// "both leaders", "the two countries", "these sides": the last two of their kind.
fn plural_description(linker: &mut Linker, t: u32, form: &str) {
    let document = linker.document;
    let people = matches!(form, "leaders" | "presidents" | "ministers" | "premiers" | "diplomats");
    let states = matches!(
        form,
        "countries"
            | "nations"
            | "states"
            | "sides"
            | "parties"
            | "neighbours"
            | "neighbors"
            | "capitals"
            | "governments"
            | "republics"
    );
    if !people && !states || inside(linker, t) {
        return;
    }
    let children: Vec<u32> = document.children(t).collect();
    let two = children
        .iter()
        .any(|&c| matches!(document.form(c).to_lowercase().as_str(), "two" | "both" | "these" | "their"));
    let definite =
        children.iter().any(|&c| matches!(document.form(c).to_lowercase().as_str(), "the" | "both" | "two" | "these"));
    // "the countries of the region" says whom it means itself.
    let other = children.iter().any(|&c| {
        c > t && document.relation(c) == Relation::Nmod
            || matches!(document.relation(c), Relation::Amod | Relation::Compound)
                && !matches!(
                    document.form(c),
                    "two" | "both" | "warring" | "neighbouring" | "neighboring" | "conflicting"
                )
    });
    if !definite || other || !(two || matches!(form, "sides" | "parties" | "leaders")) {
        return;
    }
    let mut recent: Vec<u32> = Vec::new();
    for mention in linker.linked.mentions.iter().rev().filter(|m| m.end <= t) {
        for &idx in &mention.entities {
            let entity = linker.linked.entity(idx);
            let fits = if people {
                entity.kind == EntityKind::Person && entity.known
            } else {
                entity.kind == EntityKind::State
            };
            if fits && !recent.contains(&idx) {
                recent.push(idx);
            }
        }
        if recent.len() >= 2 {
            break;
        }
    }
    if recent.len() < 2 {
        return;
    }
    recent.truncate(2);
    recent.sort_unstable();
    let first = children
        .iter()
        .copied()
        .filter(|&c| {
            c < t && !matches!(document.relation(c), Relation::Case | Relation::Punct | Relation::Cc | Relation::Mark)
        })
        .min()
        .unwrap_or(t);
    let described = linker.linked.mentions.iter().position(|m| m.head == t && m.reference == Reference::Description);
    if let Some(at) = described {
        linker.linked.mentions.remove(at);
    }
    linker.mention(first, t + 1, Reference::Description, recent, "the last two of their kind before it".to_owned());
}
