//! Comparable mediated processes: retrieval by structure, with reasons, and base rates.

use std::collections::BTreeMap;
use std::sync::OnceLock;

mod likeness;
mod process;

pub use likeness::{Likeness, Query, Reason};
pub use process::{Process, Result, read};

/// The library that comes with the program.
pub struct Library {
    pub processes: Vec<Process>,
    /// How much a shared issue says: rare issues say more.
    rarity: BTreeMap<String, f64>,
}

impl Library {
    pub fn builtin() -> &'static Library {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(|| {
            // A test reads the library, so that a damaged one never ships; nobody else can change it.
            Library::of(read(legation_data::PRECEDENTS).unwrap_or_default())
        })
    }

    pub fn of(processes: Vec<Process>) -> Library {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for issue in processes.iter().flat_map(|p| &p.issues) {
            *counts.entry(issue.clone()).or_default() += 1.0;
        }
        let n = processes.len() as f64;
        let rarity = counts.into_iter().map(|(issue, count)| (issue, (1.0 + n / count).ln())).collect();
        Library { processes, rarity }
    }

    pub fn get(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|p| p.id == id)
    }

    /// The words that the library uses for a feature, for messages and completion.
    pub fn words(&self, feature: &str) -> Vec<String> {
        let mut out: Vec<String> = match feature {
            "issues" => self.rarity.keys().cloned().collect(),
            _ => self.processes.iter().map(|p| p.feature(feature).to_owned()).collect(),
        };
        out.sort();
        out.dedup();
        out.retain(|w| !w.is_empty());
        out
    }

    /// All processes but the asked-for one itself, the likest first.
    pub fn search(&self, query: &Query) -> Vec<Likeness<'_>> {
        let mut out: Vec<Likeness> = self
            .processes
            .iter()
            .filter(|p| query.except.as_deref() != Some(p.id.as_str()))
            .map(|p| likeness::of(query, p, &self.rarity))
            .collect();
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.process.id.cmp(&b.process.id)));
        out
    }
}

/// What became of a set of comparable processes.
#[derive(Clone, PartialEq, Debug)]
pub struct BaseRates {
    pub n: usize,
    /// Signed at all, and signed within a year of the start of mediation.
    pub signed: usize,
    pub within_year: usize,
    /// Of those signed and old enough to tell: held, partly, failed.
    pub held: usize,
    pub partly: usize,
    pub failed: usize,
    /// Median months from the start of mediation to signature.
    pub median_months: Option<u32>,
}

/// Counts over processes; those too young to tell count as signed and nothing more.
pub fn base_rates<'a>(processes: impl Iterator<Item = &'a Process>) -> BaseRates {
    let mut rates = BaseRates { n: 0, signed: 0, within_year: 0, held: 0, partly: 0, failed: 0, median_months: None };
    let mut months = Vec::new();
    for process in processes {
        rates.n += 1;
        if let Some(m) = process.months() {
            rates.signed += 1;
            rates.within_year += usize::from(m <= 12);
            months.push(m);
        }
        match process.result {
            Result::Held => rates.held += 1,
            Result::Partly => rates.partly += 1,
            Result::Failed => rates.failed += 1,
            Result::None | Result::Young => {}
        }
    }
    months.sort_unstable();
    rates.median_months = (!months.is_empty()).then(|| months[months.len() / 2]);
    rates
}

/// The 95 % interval of a share (Wilson 1927): honest also for a handful of cases.
pub fn share_interval(hits: usize, n: usize) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (n, p, z) = (n as f64, hits as f64 / n as f64, 1.96_f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Some((((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)))
}
