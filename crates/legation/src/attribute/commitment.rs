//! Promises, threats and expectations: who commits to what, to whom, by when, on what condition.

use super::claim::{Claim, Commitment, CommitmentKind};
use crate::code::date::{self, Tense};
use crate::code::{Event, Setting};
use crate::link::Linked;
use crate::parse::{Document, Relation, Upos};
use crate::plover::EventType;
use crate::span::Span;
use crate::time::{Date, DateBasis, Dated, Precision};

/// Verbs by which somebody binds himself to what follows.
const PROMISES: &[&str] =
    &["promise", "pledge", "vow", "swear", "guarantee", "commit", "undertake", "assure", "agree", "offer", "reassure"];
/// Words by which something is set down or awaited.
const AWAITED: &[&str] =
    &["expect", "anticipate", "schedule", "plan", "intend", "aim", "due", "set", "slate", "poise", "prepare", "decide"];

/// Commitments by their verbs, and threats among the events.
pub(super) fn find(
    document: &Document,
    linked: &Linked,
    claims: &[Claim],
    events: &[Event],
    setting: &Setting,
) -> Vec<Commitment> {
    let finder = Finder { document, linked, claims, events, setting };
    let mut out: Vec<Commitment> = Vec::new();
    for t in 0..document.tokens.len() as u32 {
        // What is promised is not awaited a second time.
        let span = document.token(t).span;
        if out.iter().any(|c| c.content.contains(span) && !c.cue.contains(span)) {
            continue;
        }
        if let Some(found) = finder.at(t) {
            out.push(found);
        }
    }
    for event in events.iter().filter(|e| e.event_type == EventType::Threaten) {
        if out.iter().any(|c| c.cue.overlaps(event.trigger) || c.content.contains(event.trigger)) {
            continue;
        }
        out.push(Commitment {
            kind: CommitmentKind::Threat,
            by: event.actors.first().and_then(|a| a.entity),
            by_span: event.actors.first().map(|a| a.span),
            to: event.recipients.first().and_then(|r| r.entity),
            content: event.sentence,
            cue: event.trigger,
            deadline: None,
            condition: finder.condition(event.trigger_token),
            claim: event.claim,
        });
    }
    out.sort_by_key(|c| c.cue.start);
    out
}

struct Finder<'a> {
    document: &'a Document,
    linked: &'a Linked,
    claims: &'a [Claim],
    events: &'a [Event],
    setting: &'a Setting<'a>,
}

impl Finder<'_> {
    /// The commitment whose verb stands at a token.
    fn at(&self, t: u32) -> Option<Commitment> {
        let document = self.document;
        if !matches!(document.upos(t), Upos::Verb | Upos::Adj) || self.undone(t) {
            return None;
        }
        let lemma = document.lemma(t).to_lowercase();
        let doer = super::subject(document, t, 0);
        if PROMISES.contains(&lemma.as_str()) && document.upos(t) == Upos::Verb {
            // "agreed on a timetable" and "agreed that it rains" bind nobody to a deed.
            let clausal = matches!(lemma.as_str(), "agree" | "offer" | "commit");
            let (low, high) = self.complement(t, !clausal || lemma == "commit")?;
            return Some(self.made(CommitmentKind::Promise, t, doer?, low, high));
        }
        if lemma == "threaten" {
            let (low, high) = self.complement(t, false)?;
            return Some(self.made(CommitmentKind::Threat, t, doer?, low, high));
        }
        if lemma == "warn" {
            // "warned that it would strike": the one who warns is the one who will do it.
            let clause = document.child_by(t, |r| r == Relation::Ccomp)?;
            let own = self.modal(clause).is_some() && self.own_subject(clause, doer?);
            let (low, high) = document.subtree(clause);
            return own.then(|| self.made(CommitmentKind::Threat, t, doer.unwrap_or(t), low, high));
        }
        if AWAITED.contains(&lemma.as_str()) && (document.upos(t) == Upos::Verb || lemma == "due") {
            return self.awaited(t, doer);
        }
        self.coming(t)
    }

    /// "is expected to sign", "is scheduled for Monday", "plan to send".
    fn awaited(&self, t: u32, doer: Option<u32>) -> Option<Commitment> {
        let document = self.document;
        let passive = document.children(t).any(|c| {
            matches!(document.relation(c), Relation::AuxPass | Relation::NsubjPass | Relation::Cop)
                || document.relation(c) == Relation::Aux && document.lemma(c) == "be"
        });
        if let Some(clause) = document.child_by(t, |r| matches!(r, Relation::Xcomp | Relation::Ccomp)) {
            let (low, high) = document.subtree(clause);
            // "expects Germany to send": Germany will do it.
            let object =
                document.children(t).find(|&c| document.relation(c) == Relation::Obj && c < clause && !passive);
            let by = document.children(clause).find(|&c| document.relation(c).is_subject()).or(object).or(doer);
            return Some(self.made(CommitmentKind::Expectation, t, by?, low, high));
        }
        // "is expected in January": the thing itself is awaited.
        let dated = document.children(t).any(|c| document.relation(c).base() == "obl");
        let (_, high) = document.subtree(t);
        (passive && dated).then(|| doer.map(|d| self.made(CommitmentKind::Expectation, t, d, t, high))).flatten()
    }

    /// "will visit", "is to visit": in the outlet's voice or in somebody's mouth.
    fn coming(&self, t: u32) -> Option<Commitment> {
        let document = self.document;
        let modal = self.modal(t).or_else(|| {
            let be =
                document.children(t).find(|&c| document.lemma(c) == "be" && document.relation(c).base() == "aux")?;
            let to = document.children(t).any(|c| document.form(c) == "to" && c > be && c < t);
            to.then_some(be)
        });
        // "is to host": the parser may make "is" the head.
        let above = document.head(t).filter(|&h| {
            document.relation(t) == Relation::Xcomp
                && document.lemma(h) == "be"
                && document.children(t).any(|c| document.form(c) == "to")
        });
        let modal = modal.or(above)?;
        // "will not attend" commits nobody to a deed; the event says that it is refused.
        let refused = document.children(t).any(|c| {
            document.relation(c) == Relation::Advmod
                && matches!(document.form(c).to_lowercase().as_str(), "not" | "n't" | "n’t" | "never" | "no")
        });
        if refused && self.events.iter().any(|e| e.event_type == EventType::Reject && e.trigger_token == t) {
            return None;
        }
        if self.condition(t).is_some() || super::question::open(document.sentence_of(t).span.of(&document.text)) {
            return None;
        }
        let doer = document
            .children(t)
            .chain(above.into_iter().flat_map(|h| document.children(h)))
            .find(|&c| document.relation(c).is_subject())?;
        let form = document.form(doer).to_lowercase();
        if matches!(form.as_str(), "what" | "who" | "it" if self.linked.at_head(doer).is_none()) {
            return None;
        }
        let (low, high) = (modal.min(t), document.subtree(t).1);
        let span = document.token(t).span;
        let claim = self
            .claims
            .iter()
            .filter(|c| c.content.iter().any(|s| s.contains(span)))
            .min_by_key(|c| c.content.iter().map(|s| s.len()).sum::<usize>());
        let own = claim.is_some_and(|c| {
            matches!(form.as_str(), "we" | "i")
                || c.source_entity.is_some() && c.source_entity == self.entity(doer)
                || matches!(form.as_str(), "it" | "they" | "he" | "she") && self.entity(doer).is_none()
        });
        if own && let Some(claim) = claim {
            let mut made = self.made(CommitmentKind::Promise, t, doer, low, high);
            (made.by, made.by_span) = (claim.source_entity, claim.source.first().copied());
            return Some(made);
        }
        let opinion = claim.is_some_and(|c| c.certainty == super::Certainty::Opinion);
        (!opinion && document.upos(t) == Upos::Verb).then(|| self.made(CommitmentKind::Expectation, t, doer, low, high))
    }

    fn made(&self, kind: CommitmentKind, t: u32, doer: u32, low: u32, high: u32) -> Commitment {
        let document = self.document;
        // "it", "which": the words that the reader of a list can understand.
        let doer = super::antecedent(document, doer);
        let content = trimmed(document, low, high);
        let cue = document.token(t).span;
        let by = self.entity(doer);
        Commitment {
            kind,
            by,
            by_span: Some(self.phrase(doer)),
            to: self.recipient(t, content, by),
            content,
            cue,
            deadline: self.deadline(content, t, low, high),
            condition: self.condition(t),
            claim: self.claims.iter().position(|c| c.cue.iter().any(|q| q.overlaps(cue))).map(|i| i as u32),
        }
    }

    /// A negated or merely weighed commitment is none.
    fn undone(&self, t: u32) -> bool {
        let document = self.document;
        document.children(t).any(|c| {
            matches!(
                document.form(c).to_lowercase().as_str(),
                "not" | "n't" | "n’t" | "never" | "may" | "might" | "could"
            ) && matches!(document.relation(c).base(), "advmod" | "aux")
        }) && self.modal(t).is_none()
    }

    fn complement(&self, t: u32, objects: bool) -> Option<(u32, u32)> {
        let document = self.document;
        let clause = document.child_by(t, |r| matches!(r, Relation::Xcomp | Relation::Ccomp)).or_else(|| {
            document.children(t).find(|&c| {
                // "committed itself to pay": the parser may hang the clause as an adverbial.
                document.relation(c) == Relation::Advcl
                    && c > t
                    && document.children(c).any(|d| document.relation(d) == Relation::Mark && document.form(d) == "to")
            })
        });
        let object = || {
            document
                .child_by(t, |r| r == Relation::Obj)
                .filter(|&o| objects && matches!(document.upos(o), Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj))
        };
        let head = clause.or_else(object)?;
        let (mut low, high) = document.subtree(head);
        // The object of "assured donors that …" is not part of what was promised.
        if low < t {
            low = head;
        }
        Some((low, high))
    }

    /// "will" or "would" on a verb.
    fn modal(&self, t: u32) -> Option<u32> {
        let document = self.document;
        document.children(t).find(|&c| {
            document.relation(c) == Relation::Aux
                && matches!(document.form(c).to_lowercase().as_str(), "will" | "would" | "shall" | "'ll" | "’ll" | "wo")
        })
    }

    fn own_subject(&self, clause: u32, doer: u32) -> bool {
        let document = self.document;
        document.children(clause).filter(|&c| document.relation(c).is_subject()).any(|s| {
            matches!(document.form(s).to_lowercase().as_str(), "it" | "they" | "he" | "she" | "we" | "i")
                || self.entity(s).is_some() && self.entity(s) == self.entity(doer)
                || document.children(s).any(|c| {
                    matches!(document.form(c).to_lowercase().as_str(), "its" | "their" | "his" | "her" | "our" | "my")
                })
        })
    }

    fn entity(&self, token: u32) -> Option<u32> {
        self.linked.at_head(token).map(|m| m.entities[0])
    }

    /// A noun phrase without what follows it.
    fn phrase(&self, head: u32) -> Span {
        let document = self.document;
        let (mut low, mut high) = (head, head);
        for child in document.children(head) {
            if matches!(
                document.relation(child).base(),
                "det" | "amod" | "compound" | "nmod" | "nummod" | "flat" | "conj"
            ) && document.relation(child) != Relation::NmodUnmarked
            {
                let (a, b) = document.subtree(child);
                (low, high) = (low.min(a), high.max(b));
            }
        }
        document.span_of(low, high)
    }

    fn recipient(&self, cue: u32, content: Span, source: Option<u32>) -> Option<u32> {
        let document = self.document;
        let direct = document
            .children(cue)
            .filter(|&c| matches!(document.relation(c), Relation::Obj | Relation::Iobj))
            .find_map(|c| self.linked.at_head(c));
        direct
            .or_else(|| {
                self.linked.mentions.iter().find(|m| {
                    content.contains(m.span)
                        && self.linked.entity(m.entities[0]).kind.may_act()
                        && Some(m.entities[0]) != source
                })
            })
            .map(|m| m.entities[0])
            .filter(|&e| Some(e) != source)
    }

    /// The date words of the content that lie ahead; "within thirty days" counts from publication.
    fn deadline(&self, content: Span, cue: u32, low: u32, high: u32) -> Option<Dated> {
        let document = self.document;
        let published = self.setting.published;
        let sentence = document.sentence_of(low);
        let ahead = |d: &Dated| d.to.zip(published).is_none_or(|(to, p)| to >= p);
        let to_day = |first: u32, last: u32, to: Option<Date>| {
            Some(Dated {
                from: published,
                to: Some(to?),
                precision: Precision::Day,
                basis: DateBasis::Resolved,
                span: Some(document.span_of(first, last)),
            })
        };
        // "within thirty days", "by the end of the year": counted from the day of publication.
        let counted = || {
            let from = published?;
            let form = |t: u32| if t <= high { document.form(t).to_lowercase() } else { String::new() };
            (low..=high).find_map(|t| {
                if form(t) == "within" {
                    let n: i64 = form(t + 1).parse().ok().filter(|n| (1..1000).contains(n))?;
                    let length = match document.lemma((t + 2).min(high)) {
                        "day" => jiff::Span::new().days(n),
                        "week" => jiff::Span::new().weeks(n),
                        "month" => jiff::Span::new().months(n),
                        "year" => jiff::Span::new().years(n),
                        _ => return None,
                    };
                    return to_day(t, t + 2, from.checked_add(length).ok());
                }
                let of = |word: &str| form(t + 3) == word || form(t + 2) == "this" && form(t + 3) == word;
                if form(t) == "end" && form(t + 1) == "of" {
                    let to = match () {
                        () if of("year") => Date::new(from.year(), 12, 31).ok(),
                        () if of("month") => Some(from.last_of_month()),
                        () => None,
                    };
                    return to_day(t, t + 3, to);
                }
                None
            })
        };
        // "promised an answer by Thursday": the day hangs on the verb.
        let after = |d: &Dated| {
            d.span.is_some_and(|s| {
                let at = document.tokens.partition_point(|t| t.span.end <= s.start) as u32;
                at > cue + 1
                    && matches!(document.form(at - 1).to_lowercase().as_str(), "by" | "before" | "until")
                    && document.governs(cue, at)
            })
        };
        date::expressions(document, sentence.first, sentence.end, published, Tense::Future)
            .into_iter()
            .map(|e| e.dated)
            .filter(|d| d.to.is_some())
            .find(|d| (d.span.is_some_and(|s| content.contains(s)) || after(d)) && ahead(d))
            .or_else(counted)
    }

    fn condition(&self, cue: u32) -> Option<Span> {
        let document = self.document;
        let sentence = document.sentence_of(cue);
        (sentence.first..sentence.end)
            .filter(|&t| document.relation(t).base() == "advcl")
            .find(|&t| {
                document.children(t).any(|c| {
                    document.relation(c) == Relation::Mark
                        && matches!(
                            document.form(c).to_lowercase().as_str(),
                            "if" | "unless" | "provided" | "once" | "until"
                        )
                })
            })
            .map(|t| {
                let (low, high) = document.subtree(t);
                document.span_of(low, high)
            })
    }
}

/// A range without the marks at its ends.
fn trimmed(document: &Document, mut low: u32, mut high: u32) -> Span {
    let loose = |t: u32| !document.form(t).chars().any(char::is_alphanumeric);
    while low < high && loose(low) {
        low += 1;
    }
    while high > low && loose(high) {
        high -= 1;
    }
    document.span_of(low, high)
}
