//! The features by which a word near a cue is judged: source, cue phrase, content, or none of it.

use super::features::{Collector, mix, step};
use super::scene::Scene;
use crate::parse::{Relation, Upos};

/// The words near one cue, and what is known of the cue itself.
pub struct Around<'a> {
    scene: &'a Scene<'a>,
    pub cue: u32,
    /// The words that are asked about, in text order; punctuation is left out.
    pub tokens: Vec<u32>,
    /// The cue and its ancestors, with a hash of the relations on the way up to each.
    above: Vec<(u32, u64)>,
    /// The cues of the document, this one among them, in text order.
    cues: &'a [u32],
    marks: Marks,
}

/// Counts of punctuation up to each token of the window, so that "between" is a subtraction.
struct Marks {
    first: u32,
    commas: Vec<u32>,
    quotes: Vec<u32>,
    others: Vec<u32>,
}

impl Marks {
    fn between(&self, counts: &[u32], a: u32, b: u32) -> u32 {
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        let at = |t: u32| counts[(t - self.first) as usize];
        at(b) - at(a)
    }
}

/// Sentences before and after the cue's own that are looked at, where they hold quotations.
const REACH: (u32, u32) = (4, 8);

impl<'a> Around<'a> {
    pub fn of(scene: &'a Scene<'a>, cue: u32, cues: &'a [u32]) -> Around<'a> {
        let own = scene.sentence[cue as usize];
        let paragraph = scene.paragraph[cue as usize];
        let sentences = &scene.document.sentences;
        let mut tokens = Vec::new();
        let (low, high) = (own.saturating_sub(REACH.0), (own + REACH.1).min(sentences.len() as u32 - 1));
        let mut ends = (u32::MAX, 0);
        for s in low..=high {
            let sentence = &sentences[s as usize];
            let near = scene.paragraph[sentence.first as usize] == paragraph;
            let quotes = s == own || near && (sentence.first..sentence.end).any(|t| scene.quotation[t as usize] > 0);
            if !quotes {
                continue;
            }
            ends = (ends.0.min(sentence.first), ends.1.max(sentence.end));
            tokens.extend((sentence.first..sentence.end).filter(|&t| !scene.is_punct(t) || t == cue));
        }
        let mut above = vec![(cue, 3)];
        while let Some(&(t, hash)) = above.last()
            && !scene.is_root(t)
            && above.len() < 12
        {
            above.push((scene.head[t as usize], mix(hash, scene.relation[t as usize] as u64)));
        }
        let marks = Marks::of(scene, ends.0, ends.1);
        Around { scene, cue, tokens, above, cues, marks }
    }

    /// The feature rows of the word at a place in `tokens`.
    pub fn rows(&self, place: usize, rows: &mut Vec<u32>) {
        rows.clear();
        let scene = self.scene;
        let mut out = Collector { rows };
        let (t, c) = (self.tokens[place], self.cue);
        let (i, k) = (t as usize, c as usize);
        let side = match t.cmp(&c) {
            std::cmp::Ordering::Less => 0u64,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Greater => 2,
        };
        let at = i64::from(t);
        let lemma_c = scene.lemma[k];
        let pattern = scene.pattern[k];
        let sense_c = scene.sense[k];
        let (lemma, upos, relation) = (scene.lemma[i], scene.upos[i] as u64, scene.relation[i] as u64);
        let apart = i64::from(scene.sentence[i]) - i64::from(scene.sentence[k]);
        let same = apart == 0;
        let offset = apart.clamp(-3, 3) as u64;
        let distance = t.abs_diff(c);
        let gap = if same { step(distance) } else { 20 };

        out.add(100, &[side, offset]);
        out.add(101, &[lemma, side, u64::from(same)]);
        out.add(102, &[upos, relation, side, u64::from(same)]);
        out.add(103, &[gap, side, upos]);
        out.add(104, &[gap, side, lemma_c]);

        // Quotations.
        let (quote, quote_c) = (scene.quotation[i], scene.quotation[k]);
        let any = u64::from((0..self.tokens.len()).any(|p| scene.quotation[self.tokens[p] as usize] > 0));
        let state = u64::from(quote > 0) + 2 * u64::from(quote_c > 0) + 4 * u64::from(quote == quote_c) + 8 * any;
        let quotes = self.marks.between(&self.marks.quotes, t, c).min(6) as u64;
        out.add(105, &[state, side, offset]);
        out.add(106, &[state, side, lemma_c]);
        out.add(107, &[state, side, quotes, u64::from(same)]);
        out.add(108, &[state, side, pattern.coarse, u64::from(same)]);

        // Neighbours.
        let (before, after) = (scene.form_at(at - 1), scene.form_at(at + 1));
        out.add(109, &[before, side, upos]);
        out.add(110, &[after, side, upos]);
        out.add(111, &[scene.upos_at(at - 1), scene.upos_at(at + 1), upos, side]);
        out.add(112, &[before, lemma, u64::from(distance < 6)]);
        out.add(113, &[lemma, after, u64::from(distance < 6)]);

        // Other cues.
        let (low, high) = (t.min(c), t.max(c));
        let first = self.cues.partition_point(|&x| x <= low);
        let others = self.cues[first..].iter().take_while(|&&x| x < high).count().min(3) as u64;
        let is_cue = u64::from(t != c && self.cues.binary_search(&t).is_ok());
        out.add(114, &[others, side, state, u64::from(same)]);
        out.add(115, &[others, is_cue, side, upos]);

        let commas = self.marks.between(&self.marks.commas, t, c).min(4) as u64;
        let breaks = self.marks.between(&self.marks.others, t, c).min(3) as u64;
        out.add(116, &[commas, breaks, side, u64::from(same)]);

        if !same {
            out.add(117, &[state, quotes, others, side, offset]);
            out.add(118, &[lemma, state, side]);
            out.add(119, &[pattern.coarse, relation_of(scene, c), side, state]);
            return;
        }
        // The way from the cue to the word: up to where the ways meet, then down.
        let mut down = [0u64; 8];
        let (mut n, mut at, mut branch, mut crossed, mut nearest) = (0usize, t, t, 0u64, 0u64);
        let meeting = loop {
            if let Some(k) = self.above.iter().position(|a| a.0 == at) {
                break Some(k);
            }
            if nearest == 0 && at != t && self.cues.binary_search(&at).is_ok() {
                nearest = 1 + crossed;
            }
            if n < 8 {
                down[n] = scene.relation[at as usize] as u64;
            }
            crossed |= match scene.relation[at as usize].base() {
                "acl" => 1,
                "advcl" => 2,
                "appos" => 4,
                "conj" => 8,
                "parataxis" => 16,
                "ccomp" => 32,
                "xcomp" => 64,
                "obl" | "nmod" => 128,
                _ => 0,
            };
            branch = at;
            n += 1;
            if scene.is_root(at) || n > 40 {
                break None;
            }
            at = scene.head[at as usize];
        };
        let up = meeting.map_or(30, |k| k as u64);
        let up_hash = meeting.map_or(5, |k| self.above[k].1);
        let mut path = up_hash;
        for &r in down[..n.min(8)].iter().rev() {
            path = mix(path, r + 200);
        }
        path = mix(path, n.min(8) as u64);
        let b = branch as usize;
        let branch_relation = if n == 0 { 97 } else { scene.relation[b] as u64 };
        let small = scene
            .children(branch)
            .iter()
            .find(|&&d| matches!(scene.relation[d as usize], Relation::Case | Relation::Mark))
            .map_or(0, |&d| scene.form[d as usize]);
        let branch_side = u64::from(branch > c) + 2 * u64::from(n == 0);
        let tip = if n > 0 { down[0] } else { 96 };
        let second = if n > 1 { down[1] } else { 96 };
        let subject = u64::from(
            pattern.subject > 0 && {
                let s = pattern.subject - 1;
                let (low, high) = scene.range[s as usize];
                low <= t && t <= high
            },
        );
        let is_subject = u64::from(pattern.subject == t + 1);

        out.add(120, &[path]);
        out.add(121, &[path, lemma_c]);
        out.add(122, &[path, pattern.coarse]);
        out.add(123, &[path, lemma]);
        out.add(124, &[path, side, state]);
        out.add(125, &[up_hash, branch_relation, branch_side]);
        out.add(126, &[up, branch_relation, branch_side, small, lemma_c]);
        out.add(127, &[up_hash, branch_relation, branch_side, small, pattern.coarse]);
        out.add(128, &[up, branch_relation, branch_side, pattern.fine]);
        out.add(129, &[up, branch_relation, branch_side, sense_c[0], sense_c[1]]);
        out.add(130, &[up, branch_relation, tip, second, n.min(5) as u64]);
        out.add(131, &[up, branch_relation, branch_side, crossed]);
        out.add(132, &[up, branch_relation, branch_side, crossed, lemma_c]);
        out.add(133, &[scene.lemma[b], branch_relation, up, branch_side]);
        out.add(134, &[scene.upos[b] as u64, branch_relation, up, branch_side, scene.upos[k] as u64]);
        out.add(135, &[branch_relation, up, commas, breaks, side]);
        out.add(136, &[subject, is_subject, u64::from(pattern.own), side, upos]);
        out.add(137, &[subject, crossed, tip, u64::from(pattern.own)]);
        out.add(138, &[nearest, others, side, branch_relation]);
        out.add(139, &[u64::from(scene.name[i]), subject, branch_relation, up]);
        out.add(140, &[scene.relation[k] as u64, scene.upos[k] as u64, path]);
        let exact = (i64::from(t) - i64::from(c)).clamp(-7, 7) as u64;
        out.add(141, &[exact, lemma, scene.upos[k] as u64]);
        out.add(142, &[exact, relation, upos]);
        if distance < 5 {
            out.add(143, &[exact, lemma, lemma_c]);
        }
        out.add(144, &[lemma, relation, up, n.min(3) as u64]);
        let (low, high) = scene.range[b];
        out.add(145, &[u64::from(t == low), u64::from(t == high), step(high - low), branch_relation, up]);
        // How deep inside a trailing modifier: what annotators cut off.
        let mut modifier = 0;
        let mut at = t;
        for _ in 0..n.min(12) {
            let r = scene.relation[at as usize];
            if matches!(r.base(), "acl" | "advcl" | "appos" | "parataxis" | "obl") || r == Relation::NmodUnmarked {
                let small = scene
                    .children(at)
                    .iter()
                    .find(|&&d| matches!(scene.relation[d as usize], Relation::Case | Relation::Mark))
                    .map_or(0, |&d| scene.form[d as usize]);
                let comma = u64::from(
                    scene.range[at as usize].0 > 0 && scene.document.form(scene.range[at as usize].0 - 1) == ",",
                );
                modifier = mix(mix(r as u64, small), comma);
                out.add(146, &[modifier, branch_relation, up]);
                out.add(147, &[r as u64, comma, u64::from(at == branch), branch_relation, side]);
            }
            at = scene.head[at as usize];
        }
        out.add(148, &[modifier, u64::from(quote > 0), side]);
        if scene.upos[i] == Upos::Adp || scene.upos[i] == Upos::Part || scene.upos[i] == Upos::Sconj {
            out.add(149, &[lemma, lemma_c, branch_relation]);
            out.add(150, &[lemma, branch_relation, pattern.coarse, u64::from(distance)]);
        }
    }
}

fn relation_of(scene: &Scene, t: u32) -> u64 {
    scene.relation[t as usize] as u64
}

impl Marks {
    fn of(scene: &Scene, first: u32, end: u32) -> Marks {
        let mut marks = Marks { first, commas: Vec::new(), quotes: Vec::new(), others: Vec::new() };
        let (mut commas, mut quotes, mut others) = (0, 0, 0);
        for t in first..end.min(scene.len()) {
            match scene.document.form(t) {
                "," => commas += 1,
                "\"" | "“" | "”" | "``" | "''" => quotes += 1,
                ":" | ";" | "—" | "–" | "--" | "." | "?" | "!" | "(" | ")" => others += 1,
                _ => {}
            }
            marks.commas.push(commas);
            marks.quotes.push(quotes);
            marks.others.push(others);
        }
        marks
    }
}
