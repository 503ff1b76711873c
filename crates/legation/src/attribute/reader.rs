//! Claims from two readers: the learned one finds relations and their spans, the rules add what
//! only they know (nested claims, rumours, headings) and judge them all.

use super::claim::{Certainty, Claim, SourceKind};
use super::cues::{Class, Cue, Cues};
use super::judge::Judged;
use super::learned::{self, Scene};
use super::tie::speech;
use crate::code::Setting;
use crate::id::ClaimId;
use crate::link::Linked;
use crate::parse::{Document, Relation, Upos};
use crate::span::Span;

pub(super) struct Reader<'a> {
    pub document: &'a Document,
    pub linked: &'a Linked,
    pub setting: &'a Setting<'a>,
    pub cues: &'a Cues,
    pub claims: Vec<Claim>,
    /// Head token of each claim's cue, beside `claims`.
    pub cue_tokens: Vec<u32>,
}

/// The log odds at which the rules' word on somebody known is enough. Chosen on the first fold of PolNeAR's training
/// articles, from -5.5 to -4, 2026-11-27.
const RULED: f32 = -4.5;

/// The log odds from which a cue needs nobody who can be seen to hold it: even.
const SURE: f32 = 0.0;

/// Verbs whose passive subject hears what is said.
const TELLING: [&str; 5] = ["tell", "inform", "brief", "notify", "advise"];

impl Reader<'_> {
    pub fn read(&mut self) {
        for idx in 0..self.document.sentences.len() {
            let sentence = self.document.sentences[idx].clone();
            for t in sentence.first..sentence.end {
                if self.document.upos(t) == Upos::Verb {
                    self.verb(t);
                }
                self.according(t);
                self.hedge(t);
            }
            self.heading(idx);
        }
        self.learned();
        self.order();
        for idx in 0..self.document.sentences.len() {
            self.free_quotation(idx);
        }
        self.name();
        self.nest();
    }

    pub(super) fn push(
        &mut self,
        token: u32,
        source: Vec<Span>,
        cue: Vec<Span>,
        content: Vec<Span>,
        source_entity: Option<u32>,
        source_kind: SourceKind,
        certainty: Certainty,
        strength: f32,
        reason: String,
    ) {
        self.cue_tokens.push(token);
        self.claims.push(Claim {
            id: ClaimId::of(&[]),
            source,
            cue,
            content,
            source_entity,
            source_kind,
            certainty,
            certainty_cue: None,
            strength,
            speech: "indirect",
            within: None,
            puts_forward: true,
            events: Vec::new(),
            reason,
        });
    }

    /// Lets the learned reader draw the spans, adds what the rules missed, and drops what neither
    /// it nor the company of another claim supports.
    fn learned(&mut self) {
        let scene = Scene::of(self.document);
        let scores = learned::scores(&scene, self.cues.weights());
        let cues: Vec<(u32, f32)> =
            (0u32..).zip(&scores).filter(|(_, s)| **s >= self.cues.least).map(|(t, s)| (t, *s)).collect();
        let relations = learned::decide(&scene, self.cues.weights(), &cues);
        let mut supported = vec![false; self.claims.len()];
        for relation in &relations {
            let spans = |ranges: &[(u32, u32)]| -> Vec<Span> {
                ranges.iter().map(|&(a, b)| self.document.span_of(a, b)).collect()
            };
            let mut content: Vec<Span> = relation.content.iter().map(|&(a, b)| self.with_marks(a, b)).collect();
            // Of a source in pieces only the piece with the subject is meant.
            let subject = super::subject(self.document, relation.head, 0);
            let piece = relation
                .source
                .iter()
                .find(|(a, b)| subject.is_some_and(|s| (*a..=*b).contains(&s)))
                .or(relation.source.first());
            // "Reporters were told": they only listened.
            let told = TELLING.contains(&self.document.lemma(relation.head)) && self.passive(relation.head);
            let mut piece = piece.copied().filter(|_| !told);
            // "“The war is over,” declared the marshal": behind a quotation and its verb stands who said it.
            if piece.is_none()
                && !told
                && let Some(said_by) = subject.or_else(|| self.inverted(relation.head)).filter(|&s| s > relation.head)
                && relation.head.checked_sub(1).is_some_and(|t| matches!(self.document.form(t), "”" | "\"" | "''"))
            {
                let (a, b) = self.document.subtree(said_by);
                let span = self.document.span_of(a, b);
                content.retain(|c| !c.overlaps(span));
                piece = Some((a, b));
            }
            // "The talks, the envoy said, have failed": the source stands between commas.
            if let Some((a, b)) = piece
                && let Some(comma) = (a + 1..b).rev().find(|&t| self.document.form(t) == ",")
                && relation.cue.iter().any(|c| {
                    c.0 == b + 1
                        && (c.1 as usize + 1) < self.document.tokens.len()
                        && self.document.form(c.1 + 1) == ","
                })
            {
                content.push(self.document.span_of(a, comma - 1));
                content.sort();
                piece = Some((comma + 1, b));
            }
            let piece = piece.map(|(a, b)| (self.behind_dateline(a, b), b));
            let (source, cue) = (spans(piece.as_slice()), spans(&relation.cue));
            let head = piece.map(|(a, b)| self.top(a, b));
            // "It is believed": nobody.
            let nobody = piece.is_some_and(|(a, b)| a == b && self.document.form(a).eq_ignore_ascii_case("it"))
                && (self.passive(relation.head)
                    || self
                        .document
                        .children(relation.head)
                        .any(|c| self.document.lemma(c) == "be" || self.document.relation(c) == Relation::Expl)
                        && self
                            .document
                            .children(relation.head)
                            .any(|c| matches!(self.document.relation(c), Relation::Ccomp | Relation::Csubj)));
            let (source, head) = if nobody { (Vec::new(), None) } else { (source, head) };
            // "rejected claims that …" may be one cue of two words.
            let known = self.cue_tokens.iter().position(|&t| t == relation.head).or_else(|| {
                self.cue_tokens.iter().position(|&t| {
                    self.document.upos(t) == Upos::Verb && relation.cue.iter().any(|&(a, b)| (a..=b).contains(&t))
                })
            });
            if let Some(at) = known {
                supported[at] = true;
                // "perceived in Baku as …": what the rules know to be the source is no content.
                let own = self.claims[at].source.iter().any(|s| content.iter().any(|c| c.contains(*s)));
                // Nothing of what a rumour says may fall out of it.
                let length = |spans: &[Span]| spans.iter().map(|s| s.len()).sum::<usize>();
                let rumour = self.claims[at].certainty == Certainty::Rumoured
                    && length(&content) < length(&self.claims[at].content);
                if content.is_empty() || own && head.is_none() || rumour {
                    continue;
                }
                let bare = self.claims[at].source.is_empty();
                // "policies perceived as unbalanced": the rules see the quality, the reader its bearer.
                let mut content = content;
                if !self.claims[at].content.iter().any(|c| content.iter().any(|own| own.overlaps(*c))) {
                    content.extend(self.claims[at].content.iter().filter(|c| !cue.iter().any(|q| q.overlaps(**c))));
                    content.sort();
                }
                self.claims[at].content = content;
                if let Some(head) = head {
                    self.claims[at].source = source;
                    let head = super::antecedent(self.document, head);
                    let entity = self.entity(head);
                    if bare || entity.is_some() && entity != self.claims[at].source_entity {
                        let t = self.cue_tokens[at];
                        let kind = self.kind_of(head);
                        let rejudged = self.line(t).filter(|_| bare).map(|l| self.judge(t, &l, Some(head), false));
                        let claim = &mut self.claims[at];
                        (claim.source_entity, claim.source_kind) = (entity, kind);
                        if let Some(judged) = rejudged {
                            claim.certainty = judged.certainty;
                        }
                    }
                }
                if !self.claims[at].source.iter().any(|s| cue.iter().any(|q| q.overlaps(*s))) {
                    self.claims[at].cue = cue;
                }
                continue;
            }
            // "It is clear that …" is nobody's.
            let nobodys = head.is_none()
                && (self.document.upos(relation.head) == Upos::Adj || nobody && !self.passive(relation.head));
            if content.is_empty() || nobodys || relation.score < self.cues.least {
                continue;
            }
            self.add(relation.head, relation.score, head, source, cue, content);
            supported.resize(self.claims.len(), true);
        }
        // A ruled claim that the learned reader does not see stands when another claim holds it, when it is a hedge
        // or a heading, or when somebody known says so and the learned reader is not set against it.
        let keep: Vec<bool> = (0..self.claims.len())
            .map(|i| {
                supported[i]
                    || self.document.upos(self.cue_tokens[i]) != Upos::Verb
                    || scores[self.cue_tokens[i] as usize] >= RULED && self.claims[i].source_entity.is_some()
                    || self.claims[i].cue.first().is_some_and(|&cue| {
                        (0..self.claims.len())
                            .any(|j| supported[j] && self.claims[j].content.iter().any(|c| c.contains(cue)))
                    })
            })
            .collect();
        let mut at = keep.iter();
        self.claims.retain(|_| at.next().copied().unwrap_or(true));
        let mut at = keep.iter();
        self.cue_tokens.retain(|_| at.next().copied().unwrap_or(true));
    }

    /// A claim that only the learned reader found.
    fn add(&mut self, t: u32, score: f32, head: Option<u32>, source: Vec<Span>, cue: Vec<Span>, content: Vec<Span>) {
        let document = self.document;
        // "…, underscoring its importance": the deed does, nobody says so.
        let aside = document.xpos_is(t, "VBG")
            && document.relation(t) == Relation::Advcl
            && matches!(document.lemma(t), "underscore" | "underline" | "highlight" | "signal" | "reflect" | "mark")
            && !document.children(t).any(|c| document.relation(c).is_subject());
        if aside {
            return;
        }
        let passive = self.passive(t);
        let line = self.line(t);
        let clause = document.children(t).any(|c| {
            matches!(document.relation(c), Relation::Ccomp | Relation::Parataxis)
                || document.relation(c) == Relation::Acl && document.upos(t) == Upos::Noun
        }) || matches!(document.relation(t), Relation::Parataxis)
            || content.iter().any(|c| c.of(&document.text).contains(['"', '“']));
        // What no table knows and nobody can be seen to hold is a claim only where the network is sure of it.
        let held = head.is_some_and(|h| self.may_hold(super::antecedent(document, h)));
        if line.is_none() && !clause && !held && score < SURE {
            return;
        }
        let (line, puts_forward) = match line {
            Some(line) => {
                let judges = matches!(line.class, Class::Evaluate | Class::Stand | Class::Know);
                let forward = clause || !judges;
                (line, forward)
            }
            None => (self.unlisted(t, clause), clause),
        };
        let head = head.map(|h| super::antecedent(document, h));
        let Judged { certainty, kind, strength } = self.judge(t, &line, head, passive);
        let entity = head.and_then(|h| self.entity(h));
        let reason = format!("learned cue `{}` ({score:+.1})", document.form(t)).to_lowercase();
        self.push(t, source, cue, content, entity, kind, certainty, strength, reason);
        if let Some(claim) = self.claims.last_mut() {
            claim.puts_forward = puts_forward;
        }
    }

    /// The table's line for a cue, with the words that must stand beside it.
    pub(super) fn line(&self, t: u32) -> Option<Cue> {
        let lemma = self.document.lemma(t).to_lowercase();
        self.cues.verb(&lemma).iter().find(|c| c.beside.iter().all(|w| self.beside(t, w))).cloned()
    }

    /// Who said it, where the parser takes the speaker behind the verb for its object: what was said
    /// stands before the verb already.
    fn inverted(&self, verb: u32) -> Option<u32> {
        let child = |relation: Relation| self.document.children(verb).find(|&c| self.document.relation(c) == relation);
        child(Relation::Ccomp).filter(|&c| c < verb).and(child(Relation::Obj))
    }

    pub(super) fn passive(&self, t: u32) -> bool {
        let document = self.document;
        document.children(t).any(|c| matches!(document.relation(c), Relation::AuxPass | Relation::NsubjPass))
            || document.relation(t) == Relation::Acl && document.xpos_is(t, "VBN")
    }

    /// What a cue without a line in the table does, by its word class: it never changes what an
    /// event's own words say of it.
    fn unlisted(&self, t: u32, clause: bool) -> Cue {
        let document = self.document;
        let [first, _, second] = self.cues.sense(document.lemma(t), document.upos(t) == Upos::Verb);
        // WordNet's files: 31 and 9 cognition, 37 and 12 feeling, 39 perception, 32 and 10 communication.
        let (class, certainty, strength) = match (first, second) {
            (31 | 37 | 9 | 12, _) => (Class::Believe, Certainty::Opinion, 0.5),
            (32 | 10, _) | (_, 32 | 10) if clause => (Class::Say, Certainty::Claimed, 0.7),
            _ if clause => (Class::Find, Certainty::Claimed, 0.6),
            _ => (Class::Stand, Certainty::Opinion, 0.5),
        };
        Cue { class, certainty, strength, beside: Vec::new() }
    }

    /// The word of a range that the others hang on: a noun or pronoun where there is one.
    fn top(&self, low: u32, high: u32) -> u32 {
        let document = self.document;
        let outside = |t: u32| document.head(t).is_none_or(|h| h < low || h > high);
        let nominal = |t: u32| matches!(document.upos(t), Upos::Noun | Upos::Propn | Upos::Pron);
        (low..=high)
            .find(|&t| nominal(t) && outside(t))
            .or_else(|| (low..=high).rev().find(|&t| nominal(t)))
            .or_else(|| (low..=high).find(|&t| outside(t)))
            .unwrap_or(low)
    }

    /// Where a source begins behind a dateline: "BAKU, Nov. 16 (Agency) – Azerbaijan".
    fn behind_dateline(&self, low: u32, high: u32) -> u32 {
        let document = self.document;
        let shouted = document.form(low).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if !shouted || document.sentence_of(low).first != low {
            return low;
        }
        let dash = (low + 1..high).find(|&t| matches!(document.form(t), "–" | "—" | "-" | "--"));
        dash.filter(|&d| d - low < 16).map_or(low, |d| d + 1)
    }

    /// A token range as a span, with the quotation marks and the stop that belong to it.
    fn with_marks(&self, low: u32, high: u32) -> Span {
        let document = self.document;
        let sentence = document.sentence_of(low);
        let mark = |t: u32| matches!(document.form(t), "\"" | "“" | "”" | "``" | "''");
        let (mut first, mut last) = (low, high);
        if low > sentence.first && mark(low - 1) && document.form(low - 1) != "”" {
            first = low - 1;
        }
        let end = document.sentence_of(high).end;
        let stop = u32::from(high + 1 < end && matches!(document.form(high + 1), "," | "." | "?" | "!" | "…"));
        if high + stop + 1 < end && mark(high + stop + 1) && document.form(high + stop + 1) != "“" {
            last = high + stop + 1;
        }
        document.span_of(first, last)
    }

    /// A quotation that no claim holds continues the one before it in its paragraph.
    fn free_quotation(&mut self, idx: usize) {
        let document = self.document;
        let sentence = &document.sentences[idx];
        let span = sentence.span;
        let taken = |c: &Claim| c.content.iter().chain(&c.cue).any(|s| s.overlaps(span));
        if self.claims.iter().any(taken) {
            return;
        }
        let start = document.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let opens = span.of(&document.text).starts_with(['“', '"']);
        let earlier = &document.text[start..span.start as usize];
        let open_before = earlier.matches('“').count() > earlier.matches('”').count()
            || !earlier.contains('“') && earlier.matches('"').count() % 2 == 1;
        if !opens && !open_before {
            return;
        }
        let end = |c: &Claim| c.content.iter().chain(&c.cue).map(|s| s.end).max().unwrap_or(0);
        let Some(last) = (0..self.claims.len())
            .filter(|&i| end(&self.claims[i]) <= span.start)
            .max_by_key(|&i| (end(&self.claims[i]), std::cmp::Reverse(self.claims[i].cue.first().map(|c| c.start))))
        else {
            return;
        };
        let claim = &mut self.claims[last];
        let near = end(claim);
        let gap = document.sentences[..idx].iter().filter(|s| s.span.start > near).count();
        let quoted = claim.content.iter().any(|c| c.of(&document.text).contains(['"', '“']));
        if gap > 0 || !quoted && !opens {
            return;
        }
        claim.content.push(span);
    }

    /// Claims in text order.
    fn order(&mut self) {
        let mut both: Vec<(u32, Claim)> = self.cue_tokens.drain(..).zip(self.claims.drain(..)).collect();
        both.sort_by_key(|(t, c)| (c.cue.first().map_or(0, |s| s.start), *t));
        (self.cue_tokens, self.claims) = both.into_iter().unzip();
    }

    /// Ids and manner of speech, once the spans are settled.
    fn name(&mut self) {
        let joined =
            |spans: &[Span]| spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect::<Vec<_>>().join(",");
        for claim in &mut self.claims {
            claim.id = ClaimId::of(&[
                self.setting.article.as_str(),
                &joined(&claim.source),
                &joined(&claim.cue),
                &joined(&claim.content),
            ]);
            claim.speech = speech(&self.document.text, &claim.content);
        }
    }
}
