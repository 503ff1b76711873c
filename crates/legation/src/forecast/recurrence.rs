//! Recurrence baselines: what happened between two before, and what is usual for a relation.
//!
//! Strict: the decayed count of exactly this event. Relaxed: how often an object answers this
//! relation, whoever asks. Combined: mostly strict, relaxed where strict is silent (Gastinger et
//! al., IJCAI 2024, with one decay for all relations as in the protocol's unit check).

use super::fact::Query;
use super::past::{Count, Past};

/// The decay of the strict part, per day, as a power of two.
const DECAY: f64 = 0.03;
/// The share of the strict part.
const STRICT: f64 = 0.99999;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Baseline {
    Strict,
    Relaxed,
    Combined,
}

impl Baseline {
    pub fn from_name(name: &str) -> Option<Baseline> {
        match name {
            "strict" => Some(Baseline::Strict),
            "relaxed" => Some(Baseline::Relaxed),
            "combined" => Some(Baseline::Combined),
            _ => None,
        }
    }
}

/// The scores of all entities as answers.
pub fn scores(past: &Past, q: &Query, baseline: Baseline, out: &mut Vec<f64>) {
    out.clear();
    out.resize(past.n_entities(), 0.0);
    if baseline != Baseline::Relaxed {
        let share = if baseline == Baseline::Combined { STRICT } else { 1.0 };
        // The sum that the count would reach if the event had happened every day but yesterday.
        let today = f64::from(past.day);
        let most: f64 = (0..past.day.saturating_sub(1)).map(|k| (DECAY * (f64::from(k) - today)).exp2()).sum();
        for event in past.events(q.subject).iter().filter(|e| e.relation == q.relation) {
            out[event.object as usize] +=
                share * (DECAY * (f64::from(event.day) - today)).exp2() / most.max(f64::MIN_POSITIVE);
        }
    }
    if baseline != Baseline::Strict {
        let share = if baseline == Baseline::Combined { 1.0 - STRICT } else { 1.0 };
        if let Some(row) = past.row(Count::Relation, q.subject, q.relation) {
            let total = f64::from(past.total(row)[3]);
            for counts in &row.objects {
                out[counts.object as usize] += share * f64::from(past.now(counts)[3]) / total;
            }
        }
    }
}
