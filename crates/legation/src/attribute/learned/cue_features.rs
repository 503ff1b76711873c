//! The features by which a word is judged to be a cue or not.

use super::features::{Collector, mix, step};
use super::scene::Scene;
use crate::parse::{Relation, Upos};

/// Whether a word can be a cue at all: what no annotator ever marked is not asked about.
fn possible(scene: &Scene, t: u32) -> bool {
    !matches!(scene.upos[t as usize], Upos::Det | Upos::Num | Upos::Cconj | Upos::Punct | Upos::Sym)
        && !scene.is_punct(t)
}

/// The feature rows of a word as a cue; false, and no rows, where it cannot be one.
pub fn cue(scene: &Scene, t: u32, rows: &mut Vec<u32>) -> bool {
    rows.clear();
    if !possible(scene, t) {
        return false;
    }
    let mut out = Collector { rows };
    let i = t as usize;
    let at = i64::from(t);
    let (form, lemma) = (scene.form[i], scene.lemma[i]);
    let (upos, relation) = (scene.upos[i] as u64, scene.relation[i] as u64);
    let tag = super::features::number(scene.document.token(t).xpos);
    let root = scene.is_root(t);
    let head = scene.head[i] as usize;
    let (head_lemma, head_upos, head_relation) =
        if root { (2, 98, 98) } else { (scene.lemma[head], scene.upos[head] as u64, scene.relation[head] as u64) };
    let pattern = scene.pattern[i];
    let sense = scene.sense[i];
    let quoted = u64::from(scene.quotation[i] > 0);
    let sentence = &scene.document.sentences[scene.sentence[i] as usize];

    out.add(0, &[]);
    out.add(1, &[form]);
    out.add(2, &[lemma]);
    out.add(3, &[lemma, upos]);
    out.add(4, &[lemma, relation]);
    out.add(5, &[upos, relation]);
    out.add(6, &[tag, relation]);
    out.add(7, &[head_lemma, relation]);
    out.add(8, &[head_upos, head_relation, relation, upos]);
    out.add(9, &[lemma, head_lemma]);
    out.add(10, &[lemma, pattern.fine]);
    out.add(11, &[lemma, pattern.coarse]);
    out.add(12, &[upos, pattern.fine]);
    out.add(13, &[upos, pattern.coarse, relation]);
    out.add(14, &[lemma, pattern.subject_kind]);
    out.add(15, &[upos, pattern.subject_kind, u64::from(pattern.own)]);
    out.add(16, &[lemma, quoted, u64::from(pattern.subject > 0)]);
    out.add(17, &[upos, quoted, relation]);
    if pattern.subject > 0 {
        let s = pattern.subject as usize - 1;
        out.add(18, &[scene.lemma[s], upos]);
        out.add(19, &[u64::from(scene.name[s]), upos, relation, u64::from(pattern.own)]);
        out.add(20, &[step(t.abs_diff(s as u32)), upos]);
        out.add(21, &[scene.sense[s][1], sense[1]]);
    }
    for (k, &class) in sense.iter().enumerate() {
        if class != 0 {
            let k = k as u64;
            out.add(22, &[k, class]);
            out.add(23, &[k, class, pattern.coarse]);
            out.add(24, &[k, class, relation]);
            out.add(25, &[k, class, pattern.subject_kind]);
        }
    }
    // Children: what hangs on it, and the small words among them.
    let mut objects = 0u64;
    for &c in scene.children(t) {
        let (child, side) = (c as usize, u64::from(c > t));
        let r = scene.relation[child];
        if r == Relation::Punct {
            continue;
        }
        out.add(26, &[r as u64, side, upos]);
        out.add(27, &[r as u64, side, lemma]);
        match r {
            Relation::Aux
            | Relation::AuxPass
            | Relation::Cop
            | Relation::Advmod
            | Relation::Mark
            | Relation::Case
            | Relation::CompoundPrt
            | Relation::Det
            | Relation::NmodPoss
            | Relation::Expl => {
                out.add(28, &[r as u64, scene.lemma[child]]);
                out.add(29, &[scene.lemma[child], lemma]);
            }
            Relation::Obj | Relation::Xcomp | Relation::Ccomp => {
                objects += 1;
                out.add(30, &[r as u64, scene.lemma[child]]);
                out.add(31, &[r as u64, scene.sense[child][0], sense[0]]);
                out.add(32, &[r as u64, scene.upos[child] as u64, lemma]);
                out.add(33, &[r as u64, u64::from(scene.name[child]), lemma]);
                out.add(34, &[r as u64, scene.lemma[child], lemma]);
            }
            _ => {}
        }
        if matches!(r.base(), "obl" | "nmod" | "ccomp" | "xcomp" | "acl" | "advcl")
            && let Some(&small) = scene
                .children(c)
                .iter()
                .find(|&&d| matches!(scene.relation[d as usize], Relation::Case | Relation::Mark))
        {
            out.add(35, &[r as u64, scene.form[small as usize], lemma]);
            out.add(36, &[r as u64, scene.form[small as usize], sense[0], upos]);
        }
    }
    out.add(37, &[objects, upos, relation]);
    // Neighbours.
    for k in [-2i64, -1, 1, 2] {
        out.add(38, &[k as u64, scene.form_at(at + k)]);
        out.add(39, &[k as u64, scene.upos_at(at + k), upos]);
    }
    out.add(40, &[scene.form_at(at - 1), lemma]);
    out.add(41, &[scene.form_at(at + 1), lemma]);
    out.add(42, &[scene.form_at(at - 1), scene.form_at(at + 1), upos]);
    out.add(43, &[scene.upos_at(at - 2), scene.upos_at(at - 1), upos, scene.upos_at(at + 1), scene.upos_at(at + 2)]);
    // Quotations near by.
    let beside = |to: i64| {
        (1..=3).find_map(|k| {
            let t = at + to * k;
            let inside = t >= i64::from(sentence.first) && t < i64::from(sentence.end);
            (inside && scene.quotation[t as usize] > 0).then_some(k as u64)
        })
    };
    let any = (sentence.first..sentence.end).any(|t| scene.quotation[t as usize] > 0);
    let (left, right) = (beside(-1).unwrap_or(0), beside(1).unwrap_or(0));
    out.add(44, &[quoted, left, right, upos]);
    out.add(45, &[quoted, u64::from(any), lemma]);
    out.add(46, &[quoted, u64::from(any), relation, pattern.coarse & 7]);
    // What is above: the chain of predicates to the root.
    let (mut up, mut chain, mut depth) = (t, 17, 0u64);
    while !scene.is_root(up) && depth < 4 {
        chain = mix(chain, scene.relation[up as usize] as u64);
        up = scene.head[up as usize];
        depth += 1;
        out.add(47, &[depth, scene.lemma[up as usize]]);
        out.add(48, &[chain, scene.upos[up as usize] as u64, upos]);
        if matches!(scene.upos[up as usize], Upos::Verb) {
            out.add(49, &[chain, scene.sense[up as usize][0], sense[0]]);
            out.add(50, &[chain, scene.lemma[up as usize]]);
        }
    }
    out.add(51, &[chain, u64::from(scene.is_root(up)), quoted]);
    // Place.
    let length = sentence.end - sentence.first;
    out.add(52, &[step(t - sentence.first), upos]);
    out.add(53, &[step(sentence.end - t), upos]);
    let title =
        scene.paragraph[i] == 0 && !matches!(scene.document.form(sentence.end - 1), "." | "!" | "?" | "”" | "\"");
    out.add(54, &[u64::from(title), step(length), upos, relation]);
    out.add(55, &[u64::from(title), lemma]);
    let (low, high) = scene.range[i];
    out.add(56, &[step(t - low), step(high - t), upos]);
    out.add(57, &[scene.upos[high as usize] as u64, scene.form_at(i64::from(high) + 1), lemma]);
    let text = scene.document.form(t);
    let tail: String = text.chars().rev().take(3).collect();
    out.add(58, &[super::features::number(&tail), upos]);
    true
}
