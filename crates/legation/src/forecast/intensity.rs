//! The intensity mixture: every past event adds to the chance of what it points at.
//!
//! The chance that `o` answers (s, r, ?) on a day is a sum of non-negative terms, divided by its
//! sum over all candidates: every past event of `s`, weighted by its relation and its age; decayed
//! counts of `o` among like questions (same relation, family, country or sector of `s`); the
//! countries that `s` deals with; and what the partners of `s` deal with. Because the terms add up,
//! each answer can name the events that carry it. The weights are fitted by [`super::fit`].

use super::past::{COUNTS, Count, Event, HALF_LIVES, Past, Row};

/// Upper edges of the classes of age, in days.
const EDGES: [u16; 14] = [1, 2, 3, 4, 6, 8, 11, 15, 21, 30, 45, 70, 110, 180];
pub const N_AGES: usize = EDGES.len() + 1;
/// Weights a relation has besides those of pairs and hops: four half-lives for each count, and for
/// the countries of the subject.
pub const N_TERMS: usize = (COUNTS.len() + 1) * HALF_LIVES.len();
/// Where the terms of the subject's countries begin.
pub const COUNTRY_TERMS: usize = COUNTS.len() * HALF_LIVES.len();
/// Of a subject's partners, those looked at, and how many of their last events.
const N_PARTNERS: usize = 30;
const N_PARTNER_EVENTS: usize = 30;

/// The class of an age in days.
pub fn age(days: u16) -> usize {
    EDGES.partition_point(|edge| *edge < days)
}

/// The fitted weights, for every relation, backward ones counted on.
#[derive(Clone, PartialEq, Debug)]
pub struct Intensity {
    /// Relations, backward ones included.
    pub n: usize,
    /// `[relation][relation of the past event][age]`
    pub pairs: Vec<f32>,
    /// `[relation][term]`
    pub terms: Vec<f32>,
    /// `[relation][relation of the partner's event]`
    pub hops: Vec<f32>,
}

/// Rows of counts that depend on the question, with the offset of their weights.
pub fn rows(past: &Past, subject: u32, relation: u16) -> impl Iterator<Item = (usize, Count, &Row)> {
    COUNTS
        .into_iter()
        .enumerate()
        .filter_map(move |(n, kind)| past.row(kind, subject, relation).map(|row| (n * HALF_LIVES.len(), kind, row)))
}

/// What a subject's partners did last: `each(relation, object, mass)`; a partner's mass is its
/// share of the subject's dealings, spread over its last events.
pub fn hops(past: &Past, subject: u32, scratch: &mut Vec<(u32, f32)>, mut each: impl FnMut(u16, u32, f32)) {
    let today = past.day;
    // Shares of partners: recent dealings count most, old ones a little.
    scratch.clear();
    scratch.extend(past.events(subject).iter().rev().take(2000).map(|e| {
        let gap = f32::from(today - e.day);
        (e.object, 1.0 / (1.0 + gap / 15.0))
    }));
    let total: f32 = scratch.iter().map(|p| p.1).sum();
    scratch.sort_by_key(|p| p.0);
    scratch.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    scratch.retain(|p| p.1 >= 0.01 * total);
    scratch.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scratch.truncate(N_PARTNERS);
    for &(partner, mass) in scratch.iter() {
        let events = past.events(partner);
        let last = &events[events.len().saturating_sub(N_PARTNER_EVENTS)..];
        let share = mass / total / (last.len() as f32 + 5.0);
        for event in last.iter().filter(|e| e.object != subject) {
            each(event.relation, event.object, share);
        }
    }
}

/// Scores of all entities, reused from question to question.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    pub of: Vec<f32>,
    base: Vec<f32>,
    base_of: Option<(u16, u16)>,
    partners: Vec<(u32, f32)>,
}

impl Intensity {
    /// The weights of one relation towards past events of another.
    pub fn ages(&self, relation: u16, of: u16) -> &[f32] {
        let at = (relation as usize * self.n + of as usize) * N_AGES;
        &self.pairs[at..at + N_AGES]
    }

    pub fn terms_of(&self, relation: u16) -> &[f32] {
        &self.terms[relation as usize * N_TERMS..][..N_TERMS]
    }

    /// The chance of every entity, unnormalised. Questions of one relation should follow each
    /// other: what does not depend on the subject is kept.
    pub fn score(&self, past: &Past, subject: u32, relation: u16, scores: &mut Scores) {
        let terms = self.terms_of(relation);
        if scores.base_of != Some((past.day, relation)) {
            scores.base.clear();
            scores.base.resize(past.n_entities(), 0.0);
            for (offset, kind, row) in rows(past, subject, relation) {
                if matches!(kind, Count::Relation | Count::Family | Count::Direction) {
                    add(past, row, &terms[offset..offset + 4], &mut scores.base);
                }
            }
            scores.base_of = Some((past.day, relation));
        }
        scores.of.clear();
        scores.of.extend_from_slice(&scores.base);
        for (offset, kind, row) in rows(past, subject, relation) {
            if !matches!(kind, Count::Relation | Count::Family | Count::Direction) {
                add(past, row, &terms[offset..offset + 4], &mut scores.of);
            }
        }
        if let Some(row) = past.row(Count::SubjectCountries, subject, relation) {
            let all = past.total(row);
            for mass in &row.objects {
                let Some(inside) = past.row_of_country(relation, mass.object as u16) else { continue };
                let (mass, total) = (past.now(mass), past.total(inside));
                let weights: [f32; 4] =
                    std::array::from_fn(|h| terms[COUNTRY_TERMS + h] * share(mass[h], all[h]) * share(1.0, total[h]));
                add(past, inside, &weights, &mut scores.of);
            }
        }
        let at = relation as usize * self.n * N_AGES;
        let pairs = &self.pairs[at..at + self.n * N_AGES];
        for event in past.events(subject) {
            scores.of[event.object as usize] += pairs[event.relation as usize * N_AGES + age(past.day - event.day)];
        }
        let hop = &self.hops[relation as usize * self.n..][..self.n];
        let mut partners = std::mem::take(&mut scores.partners);
        hops(past, subject, &mut partners, |r, o, mass| scores.of[o as usize] += hop[r as usize] * mass);
        scores.partners = partners;
    }
}

impl Intensity {
    /// The past events of the subject that carry an answer most, with their share of its chance.
    pub fn drivers(&self, past: &Past, subject: u32, relation: u16, object: u32, n: usize) -> Vec<(Event, f32)> {
        let mut scores = Scores::default();
        self.score(past, subject, relation, &mut scores);
        let all = scores.of[object as usize];
        let weight = |e: &Event| self.ages(relation, e.relation)[age(past.day - e.day)];
        let own = past.events(subject).iter().filter(|e| e.object == object);
        let mut out: Vec<(Event, f32)> = own.map(|e| (*e, share(weight(e), all))).collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.day.cmp(&a.0.day)).then(a.0.relation.cmp(&b.0.relation)));
        out.truncate(n);
        out
    }
}

/// A part of a whole; nothing of nothing is nothing.
pub fn share(part: f32, whole: f32) -> f32 {
    if whole > 1e-6 { part / whole } else { 0.0 }
}

fn add(past: &Past, row: &Row, weights: &[f32], out: &mut [f32]) {
    for counts in &row.objects {
        let now = past.now(counts);
        out[counts.object as usize] +=
            now[0] * weights[0] + now[1] * weights[1] + now[2] * weights[2] + now[3] * weights[3];
    }
}
