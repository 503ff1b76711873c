//! What the features look at: the tree with its children, quotations, paragraphs, word classes.

use super::features::{mix, number};
use crate::attribute::cues::Cues;
use crate::parse::{Document, NameKind, Relation, Upos};

/// A document laid out for feature templates; every vector has one entry a token.
pub struct Scene<'a> {
    pub document: &'a Document,
    pub(super) form: Vec<u64>,
    pub(super) lemma: Vec<u64>,
    pub(super) upos: Vec<Upos>,
    pub(super) relation: Vec<Relation>,
    pub(super) head: Vec<u32>,
    /// First and last token of the subtree.
    pub(super) range: Vec<(u32, u32)>,
    pub(super) sentence: Vec<u32>,
    pub(super) paragraph: Vec<u32>,
    /// The quotation a token stands in, counted from 1; 0 outside.
    pub(super) quotation: Vec<u32>,
    pub(super) name: Vec<u8>,
    /// The word's classes in the sense table, as one number; 0 where it has none.
    pub(super) sense: Vec<[u64; 3]>,
    /// Kind of subject, complement pattern, and the coarse pattern, of each token as a predicate.
    pub(super) pattern: Vec<Pattern>,
    child_first: Vec<u32>,
    child_list: Vec<u32>,
}

/// What a predicate has around it.
#[derive(Clone, Copy, Default)]
pub(super) struct Pattern {
    /// The subject's token plus one; 0 for none. Shared subjects count.
    pub subject: u32,
    /// Whether the subject is the word's own.
    pub own: bool,
    pub subject_kind: u64,
    /// Complements with their marks, as a hash.
    pub fine: u64,
    /// Which complements there are at all, as bits.
    pub coarse: u64,
}

impl<'a> Scene<'a> {
    /// Lays out a document; linear in its tokens, but for the depth of its trees.
    pub fn of(document: &'a Document) -> Scene<'a> {
        let n = document.tokens.len();
        let mut scene = Scene {
            document,
            form: (0..n as u32).map(|t| number(document.form(t))).collect(),
            lemma: (0..n as u32).map(|t| number(document.lemma(t))).collect(),
            upos: document.tokens.iter().map(|t| t.upos).collect(),
            relation: document.tokens.iter().map(|t| t.relation).collect(),
            head: document.tokens.iter().map(|t| t.head).collect(),
            range: (0..n as u32).map(|t| (t, t)).collect(),
            sentence: vec![0; n],
            paragraph: vec![0; n],
            quotation: vec![0; n],
            name: vec![0; n],
            sense: vec![[0; 3]; n],
            pattern: vec![Pattern::default(); n],
            child_first: vec![0; n + 1],
            child_list: vec![0; n],
        };
        scene.lay_children();
        scene.lay_ranges();
        scene.lay_paragraphs();
        scene.lay_quotations();
        for name in &document.names {
            let kind = match name.kind {
                NameKind::Person => 1,
                NameKind::Organisation => 2,
                NameKind::Group => 3,
                _ => 4,
            };
            scene.name[name.first as usize..name.end as usize].fill(kind);
        }
        let cues = Cues::builtin();
        for t in 0..n {
            if matches!(scene.upos[t], Upos::Verb | Upos::Noun | Upos::Adj) {
                scene.sense[t] = cues.sense(document.lemma(t as u32), scene.upos[t] == Upos::Verb);
            }
        }
        for t in 0..n as u32 {
            if matches!(scene.upos[t as usize], Upos::Verb | Upos::Noun | Upos::Adj | Upos::Aux) {
                scene.pattern[t as usize] = scene.read_pattern(t);
            }
        }
        scene
    }

    pub(super) fn children(&self, t: u32) -> &[u32] {
        &self.child_list[self.child_first[t as usize] as usize..self.child_first[t as usize + 1] as usize]
    }

    pub(super) fn len(&self) -> u32 {
        self.form.len() as u32
    }

    pub(super) fn is_root(&self, t: u32) -> bool {
        self.head[t as usize] == t
    }

    /// The written form's number, or a border mark outside the text.
    pub(super) fn form_at(&self, t: i64) -> u64 {
        usize::try_from(t).ok().and_then(|t| self.form.get(t)).copied().unwrap_or(1)
    }

    pub(super) fn upos_at(&self, t: i64) -> u64 {
        usize::try_from(t).ok().and_then(|t| self.upos.get(t)).map_or(99, |&u| u as u64)
    }

    pub(super) fn is_punct(&self, t: u32) -> bool {
        !self.document.form(t).chars().any(char::is_alphanumeric)
    }

    fn lay_children(&mut self) {
        let n = self.head.len();
        for t in 0..n {
            if self.head[t] as usize != t {
                self.child_first[self.head[t] as usize + 1] += 1;
            }
        }
        for t in 0..n {
            self.child_first[t + 1] += self.child_first[t];
        }
        let mut next = self.child_first.clone();
        for t in 0..n {
            let head = self.head[t] as usize;
            if head != t {
                self.child_list[next[head] as usize] = t as u32;
                next[head] += 1;
            }
        }
    }

    fn lay_ranges(&mut self) {
        for t in 0..self.head.len() {
            let mut at = t;
            // A tree has no cycle; the cap guards against one all the same.
            for _ in 0..256 {
                let range = &mut self.range[at];
                *range = (range.0.min(t as u32), range.1.max(t as u32));
                let head = self.head[at] as usize;
                if head == at {
                    break;
                }
                at = head;
            }
        }
    }

    fn lay_paragraphs(&mut self) {
        let (mut paragraph, mut end) = (0, 0usize);
        for (s, sentence) in self.document.sentences.iter().enumerate() {
            let start = sentence.span.start as usize;
            if s > 0 && self.document.text.get(end..start).is_some_and(|gap| gap.contains(['\n', '\r'])) {
                paragraph += 1;
            }
            end = sentence.span.end as usize;
            for t in sentence.first..sentence.end {
                self.sentence[t as usize] = s as u32;
                self.paragraph[t as usize] = paragraph;
            }
        }
    }

    /// Quotations end with their paragraph at the latest, unless the next opens without a close.
    fn lay_quotations(&mut self) {
        let (mut open, mut count, mut paragraph) = (false, 0, 0);
        for t in 0..self.form.len() {
            if self.paragraph[t] != paragraph {
                (open, paragraph) = (false, self.paragraph[t]);
            }
            let mark = match self.document.form(t as u32) {
                "“" | "``" | "«" => Some(true),
                "”" | "»" => Some(false),
                "\"" | "''" => Some(!open),
                _ => None,
            };
            match mark {
                Some(true) => {
                    if !open {
                        count += 1;
                    }
                    open = true;
                }
                Some(false) => open = false,
                None => {}
            }
            if open && mark.is_none() {
                self.quotation[t] = count;
            }
        }
    }

    /// The subject of a predicate: its own, or that of the predicate it hangs on.
    fn subject(&self, t: u32) -> Option<(u32, bool)> {
        let own = |t: u32| {
            self.children(t).iter().copied().find(|&c| matches!(self.relation[c as usize].base(), "nsubj" | "csubj"))
        };
        if let Some(subject) = own(t) {
            return Some((subject, true));
        }
        let mut at = t;
        for _ in 0..4 {
            match self.relation[at as usize].base() {
                "conj" | "xcomp" | "advcl" | "ccomp" | "cop" | "aux" if !self.is_root(at) => {
                    at = self.head[at as usize];
                    if let Some(subject) = own(at) {
                        return Some((subject, false));
                    }
                }
                "acl" => return Some((self.head[at as usize], false)),
                _ => break,
            }
        }
        self.children(t).iter().copied().find(|&c| self.relation[c as usize] == Relation::NmodPoss).map(|c| (c, false))
    }

    fn read_pattern(&self, t: u32) -> Pattern {
        let subject = self.subject(t);
        let subject_kind = subject.map_or(0, |(s, _)| match self.upos[s as usize] {
            Upos::Pron => mix(1, self.lemma[s as usize]),
            Upos::Propn => 2 + u64::from(self.name[s as usize]),
            Upos::Noun => 20 + self.sense[s as usize][0],
            _ => 10,
        });
        let (mut fine, mut coarse) = (subject.map_or(0, |s| 1 + u64::from(s.1)), 0u64);
        coarse |= u64::from(subject.is_some());
        for &c in self.children(t) {
            let after = c > t;
            let bit = match self.relation[c as usize] {
                Relation::Ccomp => 1,
                Relation::Xcomp => 2,
                Relation::Obj => 3,
                Relation::Iobj => 4,
                Relation::Parataxis => 5,
                Relation::AuxPass | Relation::NsubjPass => 6,
                Relation::Obl | Relation::Nmod | Relation::OblAgent => 7,
                Relation::Cop => 8,
                Relation::Acl => 9,
                Relation::Expl => 10,
                Relation::Csubj => 11,
                Relation::Advcl => 12,
                Relation::CompoundPrt => 13,
                Relation::Mark => 14,
                _ => continue,
            };
            coarse |= 1 << bit;
            let mut detail = mix(bit, u64::from(after));
            if matches!(bit, 1 | 2 | 7 | 9 | 12) {
                for &d in self.children(c) {
                    if matches!(self.relation[d as usize], Relation::Mark | Relation::Case) {
                        detail = mix(detail, self.form[d as usize]);
                        break;
                    }
                }
            } else if matches!(bit, 13 | 14) {
                detail = mix(detail, self.form[c as usize]);
            } else if bit == 3 {
                detail = mix(detail, u64::from(self.upos[c as usize] == Upos::Pron));
            }
            fine = fine.wrapping_add(mix(detail, 7));
        }
        let (subject, own) = subject.map_or((0, false), |(s, own)| (s + 1, own));
        Pattern { subject, own, subject_kind, fine, coarse }
    }
}
