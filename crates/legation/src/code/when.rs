//! When an event happened: which of the date words of a text are its own.
//!
//! What a date word means stands in `date`; here is what it belongs to.

use super::date::{self, Tense};
use super::setting;
use crate::parse::{Document, Relation, Upos};
use crate::time::{Date, DateBasis, Dated};

/// When it happened: date words of its own clause first, then of the sentence, then what "at that
/// time" goes back to.
pub(super) fn when(
    document: &Document,
    trigger: u32,
    sentence_idx: usize,
    tense: Tense,
    published: Option<Date>,
) -> Dated {
    let sentence = &document.sentences[sentence_idx];
    let expressions = date::expressions(document, sentence.first, sentence.end, published, tense);
    if let Some((clause, mark)) = marked_clause(document, trigger)
        && !expressions.iter().any(|e| document.governs(clause, e.first))
    {
        let told = expressions.iter().min_by_key(|e| e.first.abs_diff(clause));
        // "Twenty-five years after warplanes had bombed the city, the envoy came."
        if let Some(day) = told.and_then(|e| e.dated.from).or(published)
            && let Some((first, mut dated)) = date::years_off(document, mark, day)
        {
            dated.span = Some(document.span_of(first, mark));
            return dated;
        }
        // "Two days after soldiers had shot him, the government banned rallies on Friday."
        let day = told.map_or(published, |e| e.dated.from.filter(|_| e.dated.from == e.dated.to));
        if let Some(day) = day
            && let Some(days) = date::offset(document, mark)
        {
            let day = day.saturating_add(jiff::ToSpan::days(days));
            return Dated {
                from: Some(day),
                to: Some(day),
                precision: crate::time::Precision::Day,
                basis: DateBasis::Resolved,
                span: Some(document.span_of(document.subtree(clause).0, clause)),
            };
        }
    }
    // The nearest expression that hangs on the trigger or on what embeds it.
    let mut at = trigger;
    for step in 0..6 {
        let own = expressions
            .iter()
            .filter(|e| {
                document.governs(at, e.first) && !date::bounds(document, e.first) && !behind(document, at, e.first)
            })
            .filter(|e| !date::names_paper(document, e, trigger))
            .filter(|e| step > 0 || !between_clauses(document, at, e.first))
            .filter(|e| tense == Tense::Past || !told(document, at, e.first))
            .min_by_key(|e| (between_clauses(document, at, e.first), e.dated.to.is_none(), e.first.abs_diff(trigger)));
        if let Some(found) = own {
            return date::lasting(document, found, published);
        }
        match document.head(at) {
            // When it was said tells nothing of when it will be.
            Some(head)
                if tense == Tense::Future
                    && document.relation(at) == Relation::Ccomp
                    && setting::SAYING.contains(&document.lemma(head)) =>
            {
                break;
            }
            Some(head) if document.relation(at) != Relation::AclRelcl => at = head,
            _ => break,
        }
    }
    if let Some(dated) = back_reference(document, sentence_idx, published, tense) {
        return dated;
    }
    if let Some(dated) = goes_on(document, sentence_idx, published, tense) {
        return dated;
    }
    if let Some(then) =
        document.children(trigger).find(|&c| c < trigger && document.form(c).eq_ignore_ascii_case("then"))
        && let Some(day) = date::last(document, sentence.first, published, 1)
    {
        // "Troops then shot dead six of the attackers."
        return Dated {
            from: Some(day),
            to: Some(day),
            precision: crate::time::Precision::Day,
            basis: DateBasis::Resolved,
            span: Some(document.token(then).span),
        };
    }
    match published {
        Some(day) if tense == Tense::Past => Dated::published(day),
        _ => Dated::UNKNOWN,
    }
}

/// The nearest clause that holds a trigger and has "after" or "before" in front, and that word.
fn marked_clause(document: &Document, trigger: u32) -> Option<(u32, u32)> {
    let mut at = trigger;
    loop {
        let relation = document.relation(at).base();
        if matches!(relation, "advcl" | "acl") {
            let mark = document
                .children(at)
                .find(|&c| c < at && matches!(document.relation(c), Relation::Mark | Relation::Case));
            let limits = |m: &u32| matches!(document.form(*m).to_lowercase().as_str(), "after" | "before");
            if let Some(mark) = mark.filter(limits) {
                return Some((at, mark));
            }
            if relation == "advcl" {
                return None;
            }
        }
        if matches!(relation, "ccomp" | "parataxis") {
            return None;
        }
        at = document.head(at)?;
    }
}

/// Whether a date below a word is that of the telling: "…, a professor said on New Year's Day".
fn told(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        if document.relation(at) == Relation::Parataxis && setting::SAYING.contains(&document.lemma(at)) {
            return true;
        }
        at = head;
    }
    false
}

/// Whether a date only tells when something else is: "before the elections in May".
fn behind(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        let case = |w: u32| matches!(document.relation(w), Relation::Case | Relation::Mark);
        let limits =
            |w: u32| matches!(document.form(w).to_lowercase().as_str(), "before" | "after" | "until" | "ahead");
        if at != token
            && document.upos(at) != Upos::Verb
            && document.children(at).any(|c| c < at && case(c) && limits(c))
        {
            return true;
        }
        at = head;
    }
    false
}

/// Whether another clause's verb stands between a word and the date below it.
fn between_clauses(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while at != top {
        // "Speaking in Vienna on Monday, the minister rejected …", "the minister, speaking …, rejected": one and the
        // same hour.
        let of_subject = document.relation(at) == Relation::Acl
            && document.head(at).is_some_and(|n| document.relation(n).is_subject() && document.head(n) == Some(top));
        let framing = (document.relation(at) == Relation::Advcl && document.head(at) == Some(top) || of_subject)
            && at < top
            && document.xpos_is(at, "VBG")
            && matches!(
                document.lemma(at),
                "speak" | "address" | "visit" | "talk" | "attend" | "tour" | "write" | "meet"
            );
        if !framing && matches!(document.relation(at).base(), "acl" | "advcl" | "ccomp" | "parataxis") {
            return true;
        }
        match document.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// The day of the sentence before, where a sentence plainly tells on: "There he lauded his counterpart", "The two
/// sides withdrew", "Within hours the ministry called in the ambassador".
fn goes_on(document: &Document, sentence_idx: usize, published: Option<Date>, tense: Tense) -> Option<Dated> {
    if tense != Tense::Past {
        return None;
    }
    let sentence = &document.sentences[sentence_idx];
    let before = &document.sentences[sentence_idx.checked_sub(1)?];
    let form = |k: u32| {
        let t = sentence.first + k;
        if t < sentence.end { document.form(t).to_lowercase() } else { String::new() }
    };
    let (first, second) = (form(0), form(1));
    let anaphoric = matches!(first.as_str(), "there" | "he" | "she" | "they" | "both" | "it")
        || matches!(
            (first.as_str(), second.as_str()),
            ("within", "hours")
                | ("hours", "later")
                | ("the", "two" | "ministry" | "pair" | "latter" | "group" | "sides")
                | ("over", "coffee" | "lunch" | "dinner")
                | ("in", "return" | "turn")
        );
    // A sentence in the present tense tells of now.
    let past = document.xpos_is(sentence.root, "VBD");
    if !anaphoric || !past || before.first < setting::paragraph(document, sentence_idx).0 {
        return None;
    }
    let dates = date::expressions(document, before.first, before.end, published, tense);
    let days: Vec<_> = dates.iter().filter(|e| e.dated.to.is_some()).collect();
    let [only] = days.as_slice() else { return None };
    let recent = only
        .dated
        .to
        .zip(published)
        .is_some_and(|(to, day)| to <= day && to.saturating_add(jiff::ToSpan::days(14)) >= day);
    if !recent || only.dated.from != only.dated.to {
        return None;
    }
    Some(Dated { basis: DateBasis::Resolved, ..only.dated.clone() })
}

/// "At that time" goes back to the last date of the sentences before it in the paragraph.
fn back_reference(document: &Document, sentence_idx: usize, published: Option<Date>, tense: Tense) -> Option<Dated> {
    let sentence = &document.sentences[sentence_idx];
    let cue = (sentence.first..sentence.end.min(sentence.first + 8)).find_map(|t| {
        let form = document.form(t).to_lowercase();
        let next = if t + 1 < sentence.end { document.form(t + 1).to_lowercase() } else { Default::default() };
        match (form.as_str(), next.as_str()) {
            ("that" | "the" | "this", "time" | "year" | "day" | "month" | "point") => Some((t, t + 1)),
            ("then", _) if t == sentence.first => Some((t, t)),
            _ => None,
        }
    })?;
    let (paragraph, _) = setting::paragraph(document, sentence_idx);
    for earlier in document.sentences[..sentence_idx].iter().rev().take_while(|s| s.first >= paragraph) {
        let dates = date::expressions(document, earlier.first, earlier.end, published, tense);
        if let Some(found) = dates.iter().rfind(|e| e.dated.to.is_some()) {
            let mut dated = found.dated.clone();
            dated.basis = DateBasis::Resolved;
            dated.span = Some(document.span_of(cue.0, cue.1));
            return Some(dated);
        }
    }
    None
}
