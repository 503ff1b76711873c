//! What is on the table: issues named in agenda frames, with parties and priority.

use super::claim::{AgendaItem, Claim, Position};
use crate::error::{Error, Kind};
use crate::link::{EntityKind, Linked};
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;

/// An issue of the taxonomy with the words that name it.
#[derive(Clone, Debug)]
pub(super) struct Issue {
    id: String,
    words: Vec<String>,
}

/// The issues of a table with the columns `id` and `words` (parted by semicolons) among others.
pub(super) fn taxonomy(file: &str, text: &str) -> Result<Vec<Issue>, Error> {
    let fault = |cause: String| {
        Err(Error::new(Kind::Configuration, "reading the table of issues").at(file.to_owned()).because(cause).hint(
            "its first line names tab-separated columns, `id` and `words` among them; words are parted by semicolons",
        ))
    };
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    let header: Vec<&str> = lines.next().map_or("", |(_, l)| l).split('\t').collect();
    let column = |name: &str| header.iter().position(|c| c.trim() == name);
    let (Some(id), Some(words)) = (column("id"), column("words")) else {
        return fault("it has no columns `id` and `words`".to_owned());
    };
    let mut out = Vec::new();
    for (n, line) in lines {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (Some(id), Some(words)) = (cells.get(id), cells.get(words)) else {
            return fault(format!("line {} has {} cells", n + 1, cells.len()));
        };
        let words: Vec<String> = words.split(';').map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect();
        if id.is_empty() || words.is_empty() {
            return fault(format!("line {} names no issue or no words", n + 1));
        }
        out.push(Issue { id: (*id).to_owned(), words });
    }
    Ok(out)
}

/// Finds agenda items in sentences that speak of an agenda, topics, pillars or talks about something.
pub(super) fn find(document: &Document, linked: &Linked, claims: &[Claim], issues: &[Issue]) -> Vec<AgendaItem> {
    let mut out: Vec<AgendaItem> = Vec::new();
    for (idx, sentence) in document.sentences.iter().enumerate() {
        let Some((frame, priority, (first, end))) = frame(document, sentence.first, sentence.end) else { continue };
        let parties = parties(document, linked, idx);
        let mut add = |issue: &str, span: Span, entity: Option<u32>| {
            if out.iter().any(|a| {
                a.span.overlaps(span) || a.issue == issue && a.entity == entity && sentence.span.contains(a.span)
            }) {
                return;
            }
            let priority = priority.then(|| document.token(frame).span);
            out.push(AgendaItem {
                issue: issue.to_owned(),
                label: span.of(&document.text).to_owned(),
                span,
                entity,
                parties: parties.clone(),
                positions: Vec::new(),
                priority,
            });
        };
        // Named items first: a corridor, a statute, a mechanism.
        for mention in linked.mentions.iter().filter(|m| first <= m.first && m.end <= end) {
            let entity = mention.entities[0];
            if matches!(linked.entity(entity).kind, EntityKind::Route | EntityKind::Instrument) {
                let span = phrase(document, mention.head);
                let words = span.of(&document.text).to_lowercase();
                let issue = match linked.entity(entity).kind {
                    EntityKind::Route => "transit_corridor",
                    _ if linked.entity(entity).id.starts_with("org:") => "mediator_mechanism",
                    _ if words.contains("constitution") => "constitution",
                    _ if words.contains("section") || words.contains("act") => "sanctions_statute",
                    _ => "peace",
                };
                add(issue, span, Some(entity));
            }
        }
        let mut t = first;
        while t < end {
            match issue_at(document, t, end, issues) {
                Some((issue, last)) if t != frame => {
                    let head =
                        (t..last).find(|&i| document.head(i).is_none_or(|h| h < t || h >= last)).unwrap_or(last - 1);
                    // "a security council" or a verb is not an item.
                    if matches!(document.upos(head), Upos::Noun | Upos::Propn | Upos::Adj) {
                        add(issue, label(document, t, last, head), None);
                    }
                    t = last;
                }
                _ => t += 1,
            }
        }
    }
    positions(document, linked, claims, &mut out);
    out
}

/// The word that makes a sentence about an agenda, whether it calls the items a priority, and the
/// tokens among which they stand.
fn frame(document: &Document, first: u32, end: u32) -> Option<(u32, bool, (u32, u32))> {
    let about = |t: u32, cases: &[&str]| {
        document.children(t).find(|&c| {
            matches!(document.relation(c).base(), "obl" | "nmod")
                && super::case(document, c).is_some_and(|w| cases.contains(&w.as_str()))
        })
    };
    for t in first..end {
        let lemma = document.lemma(t).to_lowercase();
        let noun = matches!(document.upos(t), Upos::Noun | Upos::Propn);
        let found = match lemma.as_str() {
            "agenda" if noun => Some(false),
            "priority" | "pillar" | "cornerstone" | "focus" if noun => Some(true),
            "topic" | "theme" if noun => Some(
                (first..t)
                    .any(|i| matches!(document.form(i).to_lowercase().as_str(), "priority" | "key" | "main" | "top")),
            ),
            "issue" if noun => {
                let key = document.children(t).any(|c| {
                    matches!(
                        document.form(c).to_lowercase().as_str(),
                        "key" | "main" | "outstanding" | "contentious" | "core" | "central" | "remaining"
                    )
                });
                key.then_some(true)
            }
            "discuss" | "negotiate" if document.upos(t) == Upos::Verb => Some(false),
            "focus" | "center" | "centre" | "concentrate" | "touch" | "turn" | "talk" | "speak" | "confer"
                if document.upos(t) == Upos::Verb =>
            {
                about(t, &["on", "upon", "around", "to", "about", "over"]).map(|_| false)
            }
            "talk" | "negotiation" | "consultation" | "dialogue" | "discussion" | "conversation" if noun => {
                // Only what the talks are about is on the table.
                let Some(c) = about(t, &["on", "about", "over", "regarding"]) else { continue };
                let (low, high) = document.subtree(c);
                return Some((t, false, (low, high + 1)));
            }
            "table" if noun => {
                (t >= 2 && document.form(t - 1) == "the" && document.form(t - 2) == "on").then_some(false)
            }
            _ => None,
        };
        if let Some(priority) = found {
            // "an external agenda to be imposed" names no item.
            let imposed = lemma == "agenda"
                && document
                    .children(t)
                    .any(|c| matches!(document.form(c), "external" | "hidden" | "foreign" | "political" | "own"));
            if !imposed {
                // What a verb of talking does not govern is not talked about.
                let range = if document.upos(t) == Upos::Verb { (t, end) } else { (first, end) };
                return Some((t, priority, range));
            }
        }
    }
    None
}

/// The taxonomy entry whose words begin at a token, longest first.
fn issue_at<'i>(document: &Document, t: u32, end: u32, issues: &'i [Issue]) -> Option<(&'i str, u32)> {
    let word = |i: u32| {
        let lemma = document.lemma(i).to_lowercase();
        (document.form(i).to_lowercase(), lemma)
    };
    let mut best: Option<(&str, u32)> = None;
    for issue in issues {
        for phrase in &issue.words {
            let parts: Vec<&str> = phrase.split([' ', '-']).collect();
            let length = parts.len() as u32;
            if t + length > end || best.is_some_and(|(_, e)| e >= t + length) {
                continue;
            }
            let fits = parts.iter().enumerate().all(|(k, part)| {
                let (form, lemma) = word(t + k as u32);
                form == *part || lemma == *part
            });
            if fits {
                best = Some((issue.id.as_str(), t + length));
            }
        }
    }
    best
}

/// The item as the text names it: the matched words with their noun phrase.
fn label(document: &Document, first: u32, end: u32, head: u32) -> Span {
    // A modifier ("energy initiatives") is shown with its noun.
    let top = if matches!(document.relation(head), Relation::Compound | Relation::Amod) {
        document.head(head).unwrap_or(head)
    } else {
        head
    };
    let (mut low, mut high) = (first, end - 1);
    if top >= end && top - end < 6 {
        high = top;
    }
    for child in document.children(top) {
        if matches!(document.relation(child), Relation::Amod | Relation::Compound)
            && child < low
            && low - child <= 3
            && document.relation(head) != Relation::Conj
        {
            low = child;
        }
    }
    // A list member keeps its own words only.
    if (low..=high).any(|t| matches!(document.form(t), "," | "and" | "or")) {
        return document.span_of(first, end - 1);
    }
    document.span_of(low, high)
}

/// A noun with what stands before and behind it, up to the next list member.
fn phrase(document: &Document, head: u32) -> Span {
    // "the dissolution of the mechanism": the governing noun is part of the item.
    let mut top = head;
    if document.relation(head) == Relation::Nmod
        && let Some(governor) = document.head(head)
        && document.upos(governor) == Upos::Noun
        && super::case(document, head).is_some_and(|c| matches!(c.as_str(), "of" | "for" | "on"))
        && governor < head
    {
        top = governor;
    }
    let (mut low, mut high) = (top, head);
    for child in document.children(top).chain(document.children(head)) {
        if matches!(
            document.relation(child),
            Relation::Conj | Relation::Cc | Relation::Punct | Relation::Case | Relation::Acl | Relation::AclRelcl
        ) && child != head
        {
            continue;
        }
        if document.relation(child).is_subject() || document.relation(child) == Relation::Cop {
            continue;
        }
        let (a, b) = document.subtree(child);
        if document.children(child).any(|c| document.relation(c) == Relation::Conj) && child != head {
            continue;
        }
        low = low.min(a);
        if child != head {
            high = high.max(if b > head + 4 { head } else { b });
        }
    }
    document.span_of(low.min(top), high.max(head))
}

/// The governments between which the table stands: of this sentence, else of those before it.
fn parties(document: &Document, linked: &Linked, idx: usize) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut at = idx as i64;
    while at >= 0 && at >= idx as i64 - 2 && out.len() < 2 {
        let s = &document.sentences[at as usize];
        for mention in linked.mentions.iter().filter(|m| s.first <= m.first && m.end <= s.end) {
            for &entity in &mention.entities {
                let e = linked.entity(entity);
                let state = match e.kind {
                    EntityKind::State => Some(entity),
                    EntityKind::Person | EntityKind::GovernmentBody => linked
                        .entities
                        .iter()
                        .position(|s| s.kind == EntityKind::State && s.country.is_some() && s.country == e.country)
                        .map(|i| i as u32),
                    _ => None,
                };
                if let Some(state) = state
                    && !out.contains(&state)
                {
                    out.push(state);
                }
            }
        }
        at -= 1;
    }
    out
}

/// Claims in which a party wants or refuses something about an item.
fn positions(document: &Document, linked: &Linked, claims: &[Claim], items: &mut [AgendaItem]) {
    for claim in claims {
        let Some(source) = claim.source_entity else { continue };
        if !matches!(linked.entity(source).kind, EntityKind::State | EntityKind::Person | EntityKind::GovernmentBody) {
            continue;
        }
        for item in items.iter_mut() {
            let named = item.entity.is_some_and(|e| {
                linked
                    .mentions
                    .iter()
                    .any(|m| m.entities.contains(&e) && claim.content.iter().any(|c| c.contains(m.span)))
            });
            if named && let Some(&quote) = claim.content.first() {
                let _ = document;
                item.positions.push(Position { party: Some(source), quote });
            }
        }
    }
}
