//! The place of the true answer among all candidates, and what follows from many places.

use std::collections::BTreeMap;

use super::fact::Query;

/// Ranks by the three ways to settle ties; the average is the one to report.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rank {
    pub average: f64,
    pub optimistic: f64,
    pub pessimistic: f64,
}

/// The rank of `answer` by descending score, leaving out the `others`, ties averaged.
///
/// ```
/// use legation::forecast::rank;
/// assert_eq!(rank::of(&[0.1, 0.7, 0.7, 0.9], 1, &[3]).average, 1.5);
/// ```
pub fn of(scores: &[f64], answer: u32, others: &[u32]) -> Rank {
    let x = scores[answer as usize];
    let mut greater = scores.iter().filter(|s| **s > x).count();
    let mut equal = scores.iter().filter(|s| **s == x).count();
    for &other in others.iter().filter(|o| **o != answer) {
        greater -= usize::from(scores[other as usize] > x);
        equal -= usize::from(scores[other as usize] == x);
    }
    Rank {
        average: 1.0 + greater as f64 + (equal as f64 - 1.0) / 2.0,
        optimistic: 1.0 + greater as f64,
        pessimistic: (greater + equal) as f64,
    }
}

/// All true answers of a question on its day: what the time-aware filter leaves out.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    answers: BTreeMap<(u16, u32, u16), Vec<u32>>,
}

impl Filter {
    pub fn of(queries: &[Query]) -> Filter {
        let mut answers: BTreeMap<(u16, u32, u16), Vec<u32>> = BTreeMap::new();
        for q in queries {
            answers.entry((q.day, q.subject, q.relation)).or_default().push(q.answer);
        }
        for list in answers.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        Filter { answers }
    }

    pub fn of_query(&self, q: &Query) -> &[u32] {
        self.answers.get(&(q.day, q.subject, q.relation)).map_or(&[], Vec::as_slice)
    }
}

/// Mean reciprocal rank and hits, times 100.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Summary {
    pub n: usize,
    pub mrr: f64,
    pub hits_1: f64,
    pub hits_3: f64,
    pub hits_10: f64,
}

/// Sums up average ranks.
pub fn summary(ranks: impl IntoIterator<Item = f64>) -> Summary {
    let mut s = Summary::default();
    for rank in ranks {
        s.n += 1;
        s.mrr += 1.0 / rank;
        s.hits_1 += f64::from(rank <= 1.0);
        s.hits_3 += f64::from(rank <= 3.0);
        s.hits_10 += f64::from(rank <= 10.0);
    }
    let scale = 100.0 / (s.n.max(1)) as f64;
    for value in [&mut s.mrr, &mut s.hits_1, &mut s.hits_3, &mut s.hits_10] {
        *value *= scale;
    }
    s
}
