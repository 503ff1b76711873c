//! Whom next? The two-stage model: the intensity mixture picks candidates, trees look again.

use super::fact::{Facts, Query};
use super::features::{self, Candidates, N_FEATURES};
use super::fit;
use super::groups;
use super::intensity::{Intensity, Scores};
use super::parallel;
use super::past::Past;
use super::rank::{self, Filter, Rank};
use super::trees::{self, Rows, Target, Trees};

/// How the two stages are trained.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    pub fit: fit::Settings,
    /// The days before the end whose questions the mixture is fitted on.
    pub fit_days: u16,
    /// The last days, whose questions the trees learn from, with weights fitted on the days before.
    pub tree_days: u16,
    /// One question in so many goes to the trees.
    pub tree_questions: usize,
    pub trees: trees::Settings,
}

impl Settings {
    /// The settings of the reported figures, chosen on the validation parts of ICEWS14 and ICEWS18
    /// (2026-11-27). Large data is thinned, so that a fit stays a matter of a minute.
    pub fn for_facts(n_facts: usize, n_threads: usize) -> Settings {
        let large = n_facts > 200_000;
        Settings {
            fit: fit::Settings { pool: 0.5, n_passes: 10, n_threads },
            fit_days: if large { 60 } else { u16::MAX },
            tree_days: if large { 30 } else { 60 },
            tree_questions: if large { 3 } else { 1 },
            trees: trees::Settings {
                n_trees: 100,
                n_leaves: 31,
                rate: 0.1,
                min_curvature: 50.0,
                ridge: 50.0,
                one_in: 3,
                n_threads,
            },
        }
    }
}

/// A trained model of next events.
#[derive(Clone, PartialEq, Debug)]
pub struct Next {
    pub intensity: Intensity,
    pub trees: Trees,
    /// The stated chance of the first answer: 1 / (1 + exp(−(a + b·logit share))).
    pub calibration: [f64; 2],
}

/// Days that history must have before questions of it teach anything.
const WARM_UP: u16 = 30;
/// Of the candidates that trees learn from, those always kept; of the others one in three stands
/// for three.
const KEPT: usize = 16;
const THINNED: usize = 3;

/// Trains on the facts before `until`, and on nothing else. Calibration is left as identity: it
/// needs days that the trees have not seen ([`calibrate`]).
pub fn train(facts: &Facts, until: u16, settings: &Settings, mut progress: impl FnMut(&str)) -> Next {
    let middle = until.saturating_sub(settings.tree_days);
    let trees = if middle > WARM_UP {
        progress("fitting weights for the second look");
        let (intensity, mut past) = fit_until(facts, middle, settings);
        progress("gathering candidates");
        let lists = lists(facts, &mut past, &intensity, until, settings);
        progress("growing trees");
        trees::grow(&lists, &settings.trees, |_| true)
    } else {
        Trees::default()
    };
    progress("fitting weights");
    let (intensity, _) = fit_until(facts, until, settings);
    Next { intensity, trees, calibration: [0.0, 1.0] }
}

/// Trains the first stage alone.
pub fn train_intensity(facts: &Facts, until: u16, settings: &Settings) -> Next {
    Next { intensity: fit_until(facts, until, settings).0, trees: Trees::default(), calibration: [0.0, 1.0] }
}

/// Fits the mixture alone on the days before `until`.
pub fn fit_until(facts: &Facts, until: u16, settings: &Settings) -> (Intensity, Past) {
    let mut past = Past::new(facts, groups::of(facts, facts.between(0, until)));
    let from = until.saturating_sub(settings.fit_days).max(WARM_UP.min(until));
    let design = fit::design(facts, &mut past, from, until, settings.fit.n_threads);
    (fit::fit(&design, &settings.fit, |_, _| ()), past)
}

#[derive(Default)]
struct Scratch {
    scores: Scores,
    features: features::Scratch,
    candidates: Candidates,
    all: Vec<f64>,
}

/// The questions of a day in an order that suits [`Intensity::score`].
fn questions(facts: &Facts, day: u16) -> (Vec<Query>, Filter) {
    let mut queries = facts.queries(day, day + 1);
    let filter = Filter::of(&queries);
    queries.sort_by_key(|q| (q.relation, q.subject, q.answer));
    (queries, filter)
}

fn lists(facts: &Facts, past: &mut Past, model: &Intensity, until: u16, settings: &Settings) -> Rows {
    let (mut lists, mut start, mut features) = (Vec::new(), Vec::new(), Vec::new());
    for day in past.day..until {
        past.advance(facts.between(past.day, day), day);
        let (queries, filter) = questions(facts, day);
        let chosen: Vec<Query> = queries.into_iter().step_by(settings.tree_questions).collect();
        let past = &*past;
        let found = parallel::map(chosen.len(), settings.fit.n_threads, Scratch::default, |scratch, idx| {
            let q = &chosen[idx];
            model.score(past, q.subject, q.relation, &mut scratch.scores);
            let c = &mut scratch.candidates;
            features::candidates(model, past, q.subject, q.relation, &scratch.scores, &mut scratch.features, c);
            thinned(c, q.answer, filter.of_query(q), idx)
        });
        for (scores, rows, right) in found.into_iter().flatten() {
            lists.push((start.len() as u32, right));
            start.extend(scores);
            features.extend(rows);
        }
    }
    lists.push((start.len() as u32, 0));
    Rows { n_features: N_FEATURES, features, start, target: Target::Lists(lists) }
}

/// The candidates that trees learn from, where the answer is among them.
fn thinned(c: &Candidates, answer: u32, filter: &[u32], salt: usize) -> Option<(Vec<f32>, Vec<f32>, u32)> {
    c.objects.iter().position(|o| *o == answer)?;
    let (mut start, mut rows, mut right) = (Vec::new(), Vec::new(), 0);
    for (n, object) in c.objects.iter().enumerate() {
        let is_right = *object == answer;
        if !is_right && filter.binary_search(object).is_ok() {
            continue;
        }
        let stands_for = if n < KEPT || is_right { 1 } else { THINNED };
        if !(n + salt).is_multiple_of(stands_for) {
            continue;
        }
        if is_right {
            right = start.len() as u32;
        }
        start.push(c.scores[n].max(1e-9).ln() + (stands_for as f32).ln());
        rows.extend_from_slice(&c.features[n * N_FEATURES..][..N_FEATURES]);
    }
    Some((start, rows, right))
}

/// An answer and its chance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    pub object: u32,
    pub chance: f64,
}

/// The place of the true answer to one question, and what the model said before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ranked {
    pub query: Query,
    pub rank: Rank,
    /// The stated chance of the first answer, and whether it was right.
    pub stated: f64,
    pub hit: bool,
}

impl Next {
    /// Scores of the candidates after the second look, in the order of the first.
    fn second_look(&self, c: &Candidates) -> Vec<f64> {
        let rows = c.features.chunks_exact(N_FEATURES);
        c.scores
            .iter()
            .zip(rows)
            .map(|(s, row)| f64::from(s.max(1e-9).ln()) + f64::from(self.trees.score(row)))
            .collect()
    }

    /// The chances of answers, best first; the chance that is missing to 1 belongs to entities that
    /// are not among the candidates.
    pub fn answers(&self, past: &Past, subject: u32, relation: u16) -> Vec<Answer> {
        let mut scratch = Scratch::default();
        self.intensity.score(past, subject, relation, &mut scratch.scores);
        let c = &mut scratch.candidates;
        features::candidates(&self.intensity, past, subject, relation, &scratch.scores, &mut scratch.features, c);
        let scores = self.second_look(c);
        let shares = shares(c, &scores, &[]);
        let mut out: Vec<Answer> =
            c.objects.iter().zip(shares).map(|(object, share)| Answer { object: *object, chance: share }).collect();
        out.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.object.cmp(&b.object)));
        // Calibration moves the first; the others share what it leaves, in proportion.
        if let Some(first) = out.first().copied() {
            let stated = self.stated(first.chance);
            let scale = (1.0 - stated) / (1.0 - first.chance).max(1e-9);
            for answer in &mut out {
                answer.chance *= scale;
            }
            out[0].chance = stated;
        }
        out
    }

    fn stated(&self, share: f64) -> f64 {
        let share = share.clamp(1e-6, 1.0 - 1e-6);
        let [a, b] = self.calibration;
        1.0 / (1.0 + (-(a + b * (share / (1.0 - share)).ln())).exp())
    }

    /// The ranks of all questions of the days `from` to before `to`, each from its own past.
    pub fn ranks(&self, facts: &Facts, past: &mut Past, from: u16, to: u16, n_threads: usize) -> Vec<Ranked> {
        let mut out = Vec::new();
        for day in from..to {
            past.advance(facts.between(past.day, day), day);
            let (queries, filter) = questions(facts, day);
            let past = &*past;
            out.extend(parallel::map(queries.len(), n_threads, Scratch::default, |scratch, idx| {
                let q = &queries[idx];
                self.rank(past, q, filter.of_query(q), scratch)
            }));
        }
        out
    }

    fn rank(&self, past: &Past, q: &Query, true_answers: &[u32], scratch: &mut Scratch) -> Ranked {
        self.intensity.score(past, q.subject, q.relation, &mut scratch.scores);
        scratch.all.clear();
        scratch.all.extend(scratch.scores.of.iter().map(|s| f64::from(*s)));
        let c = &mut scratch.candidates;
        features::candidates(&self.intensity, past, q.subject, q.relation, &scratch.scores, &mut scratch.features, c);
        let scores = self.second_look(c);
        let hidden: Vec<u32> = true_answers.iter().copied().filter(|o| *o != q.answer).collect();
        // Candidates stand above everybody else; among themselves they stand by the second look.
        let above = 1.0 + scratch.all.iter().copied().fold(0.0, f64::max);
        let least = scores.iter().copied().fold(f64::MAX, f64::min);
        for (object, score) in c.objects.iter().zip(&scores) {
            scratch.all[*object as usize] = above + (score - least);
        }
        let shares = shares(c, &scores, &hidden);
        let first = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b]).then(b.cmp(a)));
        Ranked {
            query: *q,
            rank: rank::of(&scratch.all, q.answer, &hidden),
            stated: first.map_or(0.0, |f| self.stated(shares[f])),
            hit: first.is_some_and(|f| c.objects[f] == q.answer),
        }
    }
}

/// The candidates' shares of all chances, without the hidden.
fn shares(c: &Candidates, scores: &[f64], hidden: &[u32]) -> Vec<f64> {
    let rest = (f64::from(c.total) - c.scores.iter().map(|s| f64::from(*s)).sum::<f64>()).max(0.0);
    let values: Vec<f64> = c
        .objects
        .iter()
        .zip(scores)
        .map(|(o, s)| if hidden.binary_search(o).is_ok() { 0.0 } else { s.exp() })
        .collect();
    let total = values.iter().sum::<f64>() + rest;
    values.into_iter().map(|v| if total > 0.0 { v / total } else { 0.0 }).collect()
}

/// Fits the calibration on questions whose outcome is known, by Newton's method.
pub fn calibrate(ranked: &[Ranked], before: [f64; 2]) -> [f64; 2] {
    let points = ranked.iter().map(|r| {
        let stated = r.stated.clamp(1e-6, 1.0 - 1e-6);
        // Back to the share that was stated from.
        (((stated / (1.0 - stated)).ln() - before[0]) / before[1], f64::from(r.hit))
    });
    let points: Vec<(f64, f64)> = points.collect();
    let [mut a, mut b] = [0.0, 1.0];
    for _ in 0..20 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (x, y) in &points {
            let p = 1.0 / (1.0 + (-(a + b * x)).exp());
            let w = p * (1.0 - p);
            ga += y - p;
            gb += (y - p) * x;
            haa += w;
            hab += w * x;
            hbb += w * x * x;
        }
        let det = haa * hbb - hab * hab;
        if det.abs() < 1e-12 {
            break;
        }
        a += (hbb * ga - hab * gb) / det;
        b += (haa * gb - hab * ga) / det;
    }
    [a, b]
}
