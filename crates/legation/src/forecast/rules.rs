//! Temporal rules of one to three steps: who did this before, or whose partners did, is named next.
//!
//! A rule says: if s did r₁ to x, and x did r₂ to o no earlier, then s does r to o. Its confidence is how
//! often that came true on the days it is learned from; rules of one step know the age of what they rest
//! on as well. Evidence for one answer is joined by noisy or over its ten surest rules (as in TLogic and
//! CountTRuCoLa; Liu et al., AAAI 2022, and Gastinger et al. 2025).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;

use super::fact::Facts;
use super::intensity::{N_AGES, age};
use super::past::{Count, Event, Mix, Past};

/// Days of history that a first rule needs.
const WARM_UP: u16 = 30;
/// Pulls the confidence of seldom seen rules down.
///
/// This and the two constants below were chosen on ICEWS14's validation part (2026-11-27): doubt among 2 to 80, rules
/// an answer among 3 to 20, the part of chains among 0 to 1.
const DOUBT: f32 = 40.0;
/// Of an entity's last events, how many are followed at the first, second and third step.
const FOLLOWED: [usize; 3] = [16, 6, 2];
/// How many of the second steps are followed further.
const FURTHER: usize = 3;
/// Rules that speak for one answer.
const SUREST: usize = 10;
/// What the evidence of longer rules counts for beside that of one step.
const CHAINED: f32 = 0.3;
/// The share of what is usual for a relation, where no rule speaks.
const USUAL: f64 = 1e-5;

type Chains = HashMap<u64, [f32; 2], BuildHasherDefault<Mix>>;

/// Learned rules with their confidence.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Relations, backward ones included.
    n: usize,
    /// `[relation][relation of the body][age]`
    single: Vec<f32>,
    /// Rules of two and three steps by [`key`]; nothing iterates over them.
    longer: HashMap<u64, f32, BuildHasherDefault<Mix>>,
}

/// Reused from question to question.
#[derive(Debug, Default)]
pub struct Scratch {
    seen: HashSet<u64, BuildHasherDefault<Mix>>,
    singles: Vec<(u16, u32, u8)>,
    chains: Vec<([u16; 3], u32)>,
    evidence: Vec<(u32, f32)>,
}

impl Rules {
    /// Learns from the days before `until`, and from nothing else.
    pub fn learn(facts: &Facts, past: &mut Past, until: u16) -> Rules {
        let n = 2 * facts.n_relations();
        // Hits and cases of each rule.
        let mut single = vec![[0f32; 2]; n * n * N_AGES];
        let mut longer = Chains::default();
        let mut scratch = Scratch::default();
        for day in WARM_UP.min(until)..until {
            past.advance(facts.between(past.day, day), day);
            let mut asked: BTreeMap<u32, BTreeMap<u16, Vec<u32>>> = BTreeMap::new();
            for q in facts.queries(day, day + 1) {
                asked.entry(q.subject).or_default().entry(q.relation).or_default().push(q.answer);
            }
            for (subject, relations) in asked {
                scratch.look(past, subject);
                for (relation, answers) in relations {
                    let of_relation = &mut single[relation as usize * n * N_AGES..][..n * N_AGES];
                    for (body, object, age) in &scratch.singles {
                        let rule = &mut of_relation[*body as usize * N_AGES + *age as usize];
                        rule[0] += f32::from(answers.contains(object));
                        rule[1] += 1.0;
                    }
                    for (body, object) in &scratch.chains {
                        let rule = longer.entry(key(relation, *body)).or_default();
                        rule[0] += f32::from(answers.contains(object));
                        rule[1] += 1.0;
                    }
                }
            }
        }
        let confidence = |[hits, cases]: [f32; 2]| hits / (cases + DOUBT);
        Rules {
            n,
            single: single.into_iter().map(confidence).collect(),
            // What came true once may be chance.
            longer: longer.into_iter().filter(|(_, r)| r[0] >= 2.0).map(|(k, r)| (k, confidence(r))).collect(),
        }
    }

    /// The scores of all entities as answers.
    pub fn scores(&self, past: &Past, subject: u32, relation: u16, scratch: &mut Scratch, out: &mut Vec<f64>) {
        out.clear();
        out.resize(past.n_entities(), 0.0);
        if let Some(row) = past.row(Count::Relation, subject, relation) {
            let total = f64::from(past.total(row)[3]);
            for counts in &row.objects {
                out[counts.object as usize] = USUAL * f64::from(past.now(counts)[3]) / total;
            }
        }
        scratch.look(past, subject);
        let Scratch { singles, chains, evidence, .. } = scratch;
        evidence.clear();
        let of_relation = &self.single[relation as usize * self.n * N_AGES..][..self.n * N_AGES];
        evidence
            .extend(singles.iter().map(|(body, o, age)| (*o, of_relation[*body as usize * N_AGES + *age as usize])));
        evidence.extend(
            chains.iter().filter_map(|(body, o)| Some((*o, CHAINED * *self.longer.get(&key(relation, *body))?))),
        );
        evidence.retain(|e| e.1 > 0.0);
        evidence.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        for same in evidence.chunk_by(|a, b| a.0 == b.0) {
            let none: f64 = same.iter().take(SUREST).map(|e| 1.0 - f64::from(e.1)).product();
            out[same[0].0 as usize] += 1.0 - none;
        }
    }
}

impl Scratch {
    /// What bears on questions of a subject: every relation and object with its age, and the chains.
    fn look(&mut self, past: &Past, subject: u32) {
        self.singles.clear();
        self.chains.clear();
        let events = past.events(subject);
        self.seen.clear();
        for event in events.iter().rev() {
            if self.seen.insert(u64::from(event.relation) << 32 | u64::from(event.object)) {
                self.singles.push((event.relation, event.object, age(past.day - event.day) as u8));
            }
        }
        let last = |entity: u32, n: usize| past.events(entity).iter().rev().take(n);
        for first in last(subject, FOLLOWED[0]) {
            let onwards = |from: &Event, e: &Event| e.day >= from.day && e.object != subject;
            for (n, second) in last(first.object, FOLLOWED[1]).filter(|e| onwards(first, e)).enumerate() {
                self.chains.push(([first.relation, second.relation, 0], second.object));
                if n < FURTHER {
                    for third in last(second.object, FOLLOWED[2]).filter(|e| onwards(second, e)) {
                        if third.object != first.object {
                            let body = [first.relation, second.relation, third.relation + 1];
                            self.chains.push((body, third.object));
                        }
                    }
                }
            }
        }
        self.chains.sort_unstable();
        self.chains.dedup();
    }
}

fn key(relation: u16, body: [u16; 3]) -> u64 {
    [relation, body[0], body[1], body[2]].into_iter().fold(0, |key, part| key << 16 | u64::from(part))
}
