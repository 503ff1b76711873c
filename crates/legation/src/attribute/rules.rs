//! Attribution relations by rule: for each cue its source and its content, in one sentence.

use super::claim::{Certainty, SourceKind};
use super::cues::{Class, Cue};
use super::judge::Judged;
use super::reader::Reader;
use crate::link::Reference;
use crate::parse::{Relation, Upos};
use crate::span::Span;

impl Reader<'_> {
    pub(super) fn verb(&mut self, t: u32) {
        let document = self.document;
        let Some(cue) = self.line(t) else { return };
        if matches!(document.relation(t), Relation::Amod | Relation::Compound) {
            return;
        }
        let passive = self.passive(t);
        let mut content = self.content(t, &cue, passive);
        if content.is_empty() {
            return;
        }
        let source = self.source(t, passive);
        // "was convicted", "is called the Palace": passives without an agent report nothing, except
        // expectation and perception.
        let impersonal = passive && source.is_none();
        if impersonal
            && !matches!(
                cue.class,
                Class::Want | Class::Believe | Class::Say | Class::Rumour | Class::Find | Class::Assert
            )
        {
            return;
        }
        let expletive = source.is_some_and(|s| {
            document.form(s).eq_ignore_ascii_case("it") && document.relation(s) != Relation::NsubjPass
        }) || document.children(t).any(|c| document.relation(c) == Relation::Expl);
        // "it promised" is somebody's "it".
        if expletive && !passive && cue.class != Class::Promise {
            return;
        }
        // Active verbs without a subject are fragments of something else, quotations excepted.
        if source.is_none() && !passive && !content.iter().any(|c| c.of(&document.text).starts_with(['"', '“'])) {
            return;
        }
        let source_token = source;
        let Judged { mut certainty, mut kind, strength } = self.judge(t, &cue, source, passive);
        // "Aliyev has made it clear that he sees …": perception in somebody's head is a claim about
        // himself.
        let mut sources: Vec<Span> = source_token.map(|s| self.phrase(s)).into_iter().collect();
        let mut entity = source_token.and_then(|s| self.entity(s));
        if passive
            && sources.is_empty()
            && let Some((span, state)) = self.perceived_in(t)
        {
            sources.push(span);
            entity = Some(state);
            kind = SourceKind::Government;
            certainty = Certainty::Opinion;
        }
        // Content that opens a quotation runs to its end.
        for span in &mut content {
            *span = self.grow(*span, t);
        }
        let cue_spans = vec![self.cue_span(t, &cue)];
        content.retain(|c| !cue_spans.iter().any(|q| q.contains(*c)));
        if content.is_empty() {
            return;
        }
        let reason = format!("cue `{}` ({:?})", document.form(t), cue.class).to_lowercase();
        self.push(t, sources, cue_spans, content, entity, kind, certainty, strength, reason);
    }

    pub(super) fn beside(&self, t: u32, word: &str) -> bool {
        self.document.children(t).any(|c| {
            self.document.form(c).eq_ignore_ascii_case(word)
                || self.document.children(c).any(|d| {
                    self.document.relation(d) == Relation::Case && self.document.form(d).eq_ignore_ascii_case(word)
                })
        }) || (1..=2)
            .any(|k| t + k < self.document.sentence_of(t).end && self.document.form(t + k).eq_ignore_ascii_case(word))
    }

    /// What is said: a clause, the text around an inserted cue, or an object.
    fn content(&self, t: u32, cue: &Cue, passive: bool) -> Vec<Span> {
        let document = self.document;
        let children: Vec<u32> = document.children(t).collect();
        if let Some(clause) = children.iter().copied().find(|&c| document.relation(c) == Relation::Ccomp) {
            let (low, high) = document.subtree(clause);
            // The cue inserted in its own content: "The talks, he said, had failed."
            if low < t && t < high {
                return self.around(t, low, high);
            }
            return vec![self.trimmed(low, high)];
        }
        // "made it clear that": the clause hangs on the adjective.
        if let Some(clause) = children
            .iter()
            .filter(|&&c| document.relation(c) == Relation::Xcomp && document.upos(c) == Upos::Adj)
            .find_map(|&c| {
                document.children(c).find(|&d| matches!(document.relation(d), Relation::Ccomp | Relation::Csubj))
            })
        {
            let (low, high) = document.subtree(clause);
            return vec![self.trimmed(low, high)];
        }
        // "The talks failed, he said": the cue is a parenthesis of its content.
        if document.relation(t) == Relation::Parataxis
            && let Some(head) = document.head(t)
            && matches!(
                cue.class,
                Class::Say
                    | Class::Assert
                    | Class::Believe
                    | Class::Warn
                    | Class::Confirm
                    | Class::Promise
                    | Class::Know
            )
        {
            let sentence = document.sentence_of(t);
            let (low, high) = document.subtree(t);
            let mut out = Vec::new();
            if sentence.first < low {
                out.push(self.trimmed(sentence.first, low - 1));
            }
            if high + 1 < sentence.end {
                out.push(self.trimmed(high + 1, sentence.end - 1));
            }
            out.retain(|s| s.of(&document.text).chars().any(char::is_alphabetic));
            let _ = head;
            return out;
        }
        if let Some(clause) = children.iter().copied().find(|&c| {
            document.relation(c) == Relation::Parataxis
                && c > t
                && matches!(cue.class, Class::Say | Class::Assert | Class::Warn)
        }) {
            let (low, high) = document.subtree(clause);
            return vec![self.trimmed(low, high)];
        }
        if let Some(clause) = children.iter().copied().find(|&c| document.relation(c) == Relation::Xcomp) {
            let plain = matches!(
                cue.class,
                Class::Want
                    | Class::Promise
                    | Class::Demand
                    | Class::Believe
                    | Class::Warn
                    | Class::Evaluate
                    | Class::Stand
                    | Class::Assert
                    | Class::Find
            ) || passive && matches!(cue.class, Class::Say);
            if plain {
                let (mut low, high) = document.subtree(clause);
                // "considers him a friend": the object belongs to what is thought.
                if matches!(cue.class, Class::Believe | Class::Evaluate | Class::Find | Class::Want | Class::Demand)
                    && let Some(object) = children.iter().copied().find(|&c| document.relation(c) == Relation::Obj)
                {
                    low = low.min(document.subtree(object).0);
                }
                return vec![self.trimmed(low, high)];
            }
        }
        // "is perceived as unbalanced".
        if passive
            && cue.class == Class::Believe
            && let Some(phrase) = children.iter().copied().find(|&c| {
                matches!(document.relation(c).base(), "obl" | "advcl" | "xcomp")
                    && document.children(c).any(|d| document.form(d) == "as")
            })
        {
            let (low, high) = document.subtree(phrase);
            return vec![self.trimmed(low, high)];
        }
        if cue.class == Class::Believe
            && !passive
            && let Some(object) = children.iter().copied().find(|&c| document.relation(c) == Relation::Obj)
            && let Some(phrase) = children.iter().copied().find(|&c| {
                matches!(document.relation(c).base(), "obl" | "advcl")
                    && document.children(c).any(|d| document.form(d) == "as")
            })
        {
            let (low, _) = document.subtree(object);
            let (_, high) = document.subtree(phrase);
            return vec![self.trimmed(low.min(high), high)];
        }
        if cue.class.takes_object()
            && !passive
            && let Some(object) = children.iter().copied().find(|&c| document.relation(c) == Relation::Obj)
            && !(cue.class == Class::Want && document.upos(object) != Upos::Noun)
        {
            let (low, high) = document.subtree(object);
            return vec![self.trimmed(low, high)];
        }
        if matches!(cue.class, Class::Demand)
            && let Some(object) = children.iter().copied().find(|&c| {
                document.relation(c).base() == "obl" && crate::attribute::case(document, c).as_deref() == Some("for")
            })
        {
            let (low, high) = document.subtree(object);
            return vec![self.trimmed(low + u32::from(low < high), high)];
        }
        // A quotation next to a saying word, however the tree hangs it.
        if matches!(cue.class, Class::Say | Class::Assert | Class::Warn | Class::Evaluate)
            && let Some(span) = self.quotation_near(t)
        {
            return vec![span];
        }
        Vec::new()
    }

    /// The parts of `low..=high` before and after a cue's own clause.
    fn around(&self, t: u32, low: u32, high: u32) -> Vec<Span> {
        let document = self.document;
        let own: Vec<u32> = document
            .children(t)
            .filter(|&c| document.relation(c).is_subject() || matches!(document.relation(c), Relation::Aux))
            .collect();
        let first = own.iter().map(|&c| document.subtree(c).0).min().unwrap_or(t).min(t);
        let last = own.iter().map(|&c| document.subtree(c).1).max().unwrap_or(t).max(t);
        let mut out = Vec::new();
        if low < first {
            out.push(self.trimmed(low, first - 1));
        }
        if last < high {
            out.push(self.trimmed(last + 1, high));
        }
        out
    }

    /// A token range as a span, without commas and stops at its ends; quotation marks stay.
    fn trimmed(&self, mut low: u32, mut high: u32) -> Span {
        let document = self.document;
        let loose = |t: u32| matches!(document.form(t), "," | "." | ";" | ":" | "—" | "–" | "-" | "--");
        while low < high && loose(low) {
            low += 1;
        }
        while high > low && loose(high) {
            high -= 1;
        }
        document.span_of(low, high)
    }

    /// Grows a content span to the quotation that it touches, within the sentence.
    fn grow(&self, span: Span, cue: u32) -> Span {
        let document = self.document;
        let sentence = document.sentence_of(cue);
        let text = &document.text;
        let quote = |c: &str| matches!(c, "\"" | "“" | "”" | "``" | "''");
        let mut out = span;
        for t in sentence.first..sentence.end {
            let token = document.token(t).span;
            if !quote(document.form(t)) {
                continue;
            }
            // A mark directly before or after, with nothing but punctuation between.
            let between = |a: u32, b: u32| {
                text.get(a as usize..b as usize).is_some_and(|s| s.chars().all(|c| !c.is_alphanumeric()))
            };
            if token.end <= out.start && between(token.end, out.start) && document.form(t) != "”" {
                out.start = token.start;
            } else if token.start >= out.end && between(out.end, token.start) && document.form(t) != "“" {
                out.end = token.end;
            }
        }
        out
    }

    fn quotation_near(&self, t: u32) -> Option<Span> {
        let document = self.document;
        let sentence = document.sentence_of(t);
        let opens: Vec<u32> =
            (sentence.first..sentence.end).filter(|&i| matches!(document.form(i), "\"" | "“" | "``")).collect();
        let open = *opens.first()?;
        let close = (open + 1..sentence.end).find(|&i| matches!(document.form(i), "\"" | "”" | "''"));
        let last = close.unwrap_or(sentence.end - 1);
        if (open..=last).contains(&t) || last <= open + 1 {
            return None;
        }
        Some(document.span_of(open, last))
    }

    fn source(&self, t: u32, passive: bool) -> Option<u32> {
        let document = self.document;
        if passive {
            return document.children(t).find(|&c| {
                document.relation(c) == Relation::OblAgent
                    || document.relation(c).base() == "obl" && super::case(document, c).as_deref() == Some("by")
            });
        }
        super::subject(document, t, 0)
    }

    /// "perceived in Baku": the government in whose capital something is felt.
    fn perceived_in(&self, t: u32) -> Option<(Span, u32)> {
        let document = self.document;
        document.children(t).filter(|&c| document.relation(c).base() == "obl").find_map(|c| {
            let mention = self.linked.mentions.iter().find(|m| m.head == c && m.reference == Reference::Metonym)?;
            Some((mention.span, mention.entities[0]))
        })
    }

    /// The whole noun phrase of a source, without relative clauses and appositions.
    fn phrase(&self, head: u32) -> Span {
        let document = self.document;
        let (mut low, mut high) = (head, head);
        for child in document.children(head) {
            let keeps = !matches!(
                document.relation(child).base(),
                "acl" | "advcl" | "parataxis" | "punct" | "appos" | "case" | "mark" | "cop" | "nsubj" | "aux"
            );
            if keeps {
                let (a, b) = document.subtree(child);
                low = low.min(a);
                high = high.max(b);
            }
        }
        // A possessive mark after the head belongs to what follows.
        document.span_of(low, high)
    }

    /// The cue with its auxiliaries, negation and particles.
    fn cue_span(&self, t: u32, cue: &Cue) -> Span {
        let document = self.document;
        let mut low = t;
        let mut high = t;
        for child in document.children(t) {
            let relation = document.relation(child);
            let own = matches!(relation, Relation::Aux | Relation::AuxPass | Relation::CompoundPrt)
                || relation == Relation::Advmod && child < t && t - child <= 2
                || cue.beside.iter().any(|w| document.form(child).eq_ignore_ascii_case(w));
            if own && (child < t && t - child <= 4 || child > t && child - t <= 3) {
                low = low.min(child);
                high = high.max(child);
            }
        }
        document.span_of(low, high)
    }

    /// "According to X, …".
    pub(super) fn according(&mut self, t: u32) {
        let document = self.document;
        if !document.form(t).eq_ignore_ascii_case("according")
            || t + 2 >= document.sentence_of(t).end
            || document.form(t + 1) != "to"
        {
            return;
        }
        let sentence = document.sentence_of(t);
        // The source is the noun that "according to" marks, or the next noun.
        let head = document
            .head(t)
            .filter(|&h| {
                h > t && matches!(document.upos(h), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num)
            })
            .or_else(|| {
                (t + 2..sentence.end).find(|&i| {
                    matches!(document.upos(i), Upos::Noun | Upos::Propn | Upos::Pron)
                        && !document.head(i).is_some_and(|h| {
                            h > i
                                && h < i + 4
                                && matches!(
                                    document.relation(i),
                                    Relation::Compound | Relation::Amod | Relation::NmodPoss
                                )
                        })
                })
            });
        let Some(head) = head else { return };
        let source = self.phrase(head);
        let last = (t..sentence.end).rfind(|&i| document.token(i).span.end <= source.end).unwrap_or(head);
        let mut content = Vec::new();
        if sentence.first < t {
            content.push(self.trimmed(sentence.first, t - 1));
        }
        let next = last + 1;
        if next + 1 < sentence.end && (sentence.first == t || document.form(next) == ",") {
            content.push(self.trimmed(next, sentence.end - 1));
        }
        content.retain(|c| c.of(&document.text).chars().any(char::is_alphabetic));
        if content.is_empty() {
            return;
        }
        let kind = self.kind_of(head);
        let certainty = match kind {
            SourceKind::Rumour | SourceKind::Anonymous => Certainty::Rumoured,
            _ => Certainty::Claimed,
        };
        let entity = self.entity(head);
        let strength = if certainty == Certainty::Rumoured { 0.25 } else { 0.8 };
        let cue = vec![document.span_of(t, t + 1)];
        self.push(t, vec![source], cue, content, entity, kind, certainty, strength, "according to".to_owned());
    }

    /// "reportedly", "allegedly": somebody says so, nobody is named.
    pub(super) fn hedge(&mut self, t: u32) {
        let document = self.document;
        let Some(&strength) = self.cues.hedges.get(&document.form(t).to_lowercase()) else { return };
        let head = document.head(t).unwrap_or(t);
        let (low, high) = document.subtree(head);
        if low == high || document.upos(t) != Upos::Adv {
            return;
        }
        let mut content = Vec::new();
        if low < t {
            content.push(self.trimmed(low, t - 1));
        }
        if t < high {
            content.push(self.trimmed(t + 1, high));
        }
        let cue = vec![document.token(t).span];
        self.push(
            t,
            Vec::new(),
            cue,
            content,
            None,
            SourceKind::Anonymous,
            Certainty::Rumoured,
            strength,
            format!("hedge `{}`", document.form(t)),
        );
    }

    /// "Minister: talks have failed" as a heading of its own.
    pub(super) fn heading(&mut self, idx: usize) {
        let document = self.document;
        let sentence = &document.sentences[idx];
        let ends_open = !matches!(document.form(sentence.end - 1), "." | "!" | "?" | "\"" | "”");
        if !ends_open || sentence.end - sentence.first < 5 || sentence.end - sentence.first > 25 {
            return;
        }
        let Some(colon) = (sentence.first + 1..sentence.end.min(sentence.first + 6)).find(|&t| document.form(t) == ":")
        else {
            return;
        };
        let head = (sentence.first..colon).rev().find(|&t| matches!(document.upos(t), Upos::Noun | Upos::Propn));
        let Some(head) = head else { return };
        let entity = self.entity(head);
        if entity.is_none() && !document.names.iter().any(|n| (n.first..n.end).contains(&head)) {
            return;
        }
        if colon + 2 >= sentence.end {
            return;
        }
        // "Northland and Southland: a turning point" names a topic; nobody speaks.
        let several = (sentence.first..colon).any(|t| document.upos(t) == Upos::Cconj);
        let clause = (colon + 1..sentence.end).any(|t| matches!(document.upos(t), Upos::Verb | Upos::Aux));
        if several && !clause {
            return;
        }
        let source = self.trimmed(sentence.first, colon - 1);
        let content = self.trimmed(colon + 1, sentence.end - 1);
        let kind = self.kind_of(head);
        self.push(
            colon,
            vec![source],
            vec![document.token(colon).span],
            vec![content],
            entity,
            kind,
            Certainty::Claimed,
            0.8,
            "heading with a colon".to_owned(),
        );
    }
}
