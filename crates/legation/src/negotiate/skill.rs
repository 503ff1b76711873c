//! How wrong each model has been on decisions whose outcome is known.

use super::compromise::{Compromise, PlainMean};
use super::deu::{self, Proposal};
use super::draws::{Draws, each, quantile};
use super::exchange::EqualGain;
use super::expected_utility::{ExpectedUtility, Options, Reading};
use super::interval::{self, Shape};
use super::median::Median;
use super::model::Model;
use super::nash::{Kind, Loss, Nash};
use super::random::Random;

/// The mean absolute error of a model, with a 95 % interval over proposals.
#[derive(Clone, PartialEq, Debug)]
pub struct Skill {
    pub model: &'static str,
    pub mae: f64,
    pub ci_low: f64,
    pub ci_high: f64,
    /// Issues with a prediction and an outcome.
    pub n: usize,
    pub median_error: f64,
    pub root_mean_square: f64,
    /// Share of issues within ten points.
    pub within_ten: f64,
}

/// How well intervals hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Coverage {
    pub coverage: f64,
    /// Mean width, and that of the constant ±37 with and without clipping to the scale.
    pub width: f64,
    pub constant: f64,
    pub constant_clipped: f64,
    pub n: usize,
}

/// Bootstrap draws of proposals, as in the reference page.
const BOOTSTRAP: usize = 1000;
/// Folds of the cross-validation by proposal.
const FOLDS: usize = 10;

/// Every model and yardstick on every issue with an outcome.
pub fn evaluate(proposals: &[Proposal], threads: usize) -> Vec<Skill> {
    let expected = |rounds, reading| ExpectedUtility { options: Options { rounds, ..Options::default() }, reading };
    let nash = |kind, loss| Nash { kind, loss };
    let models: Vec<(&'static str, Box<dyn Model>)> = vec![
        ("compromise", Box::new(Compromise)),
        ("mean", Box::new(PlainMean)),
        ("median", Box::new(Median)),
        ("nash", Box::new(nash(Kind::Linked, Loss::Linear))),
        ("nash-apart", Box::new(nash(Kind::Apart, Loss::Linear))),
        ("nash-apart-quadratic", Box::new(nash(Kind::Apart, Loss::Quadratic))),
        ("nash-status-quo", Box::new(nash(Kind::StatusQuo, Loss::Linear))),
        ("expected-utility-1", Box::new(expected(1, Reading::Mean))),
        ("expected-utility", Box::new(expected(10, Reading::Mean))),
        ("expected-utility-median", Box::new(expected(10, Reading::Median))),
        ("exchange", Box::new(EqualGain { rounds: 1 })),
        ("exchange-3", Box::new(EqualGain { rounds: 3 })),
    ];
    let mut rows = Vec::new();
    let mut predicted: Vec<Vec<Vec<Option<f64>>>> = Vec::new();
    for (name, model) in &models {
        let draws = Draws { n: proposals.len(), seed: 0, threads };
        let all = each(draws, |idx| model.outcomes(&proposals[idx].grid));
        rows.extend(skill(name, proposals, |idx, p| all[idx][p]));
        predicted.push(all);
    }
    rows.extend(skill("ensemble", proposals, |idx, p| {
        let of = |name: &str| {
            let at = models.iter().position(|m| m.0 == name)?;
            predicted[at][idx][p]
        };
        ensemble(of)
    }));
    let cases = cases(proposals);
    let chosen: Vec<usize> = (0..FOLDS).map(|fold| steadiest(cases.iter().filter(|c| c.fold != fold))).collect();
    rows.extend(skill("mixture-median", proposals, |idx, p| {
        let case = cases.iter().find(|c| c.proposal == idx && c.issue == p)?;
        Some(middle(&case.densities[chosen[case.fold]]))
    }));
    rows.extend(as_published(proposals, threads));
    rows.extend(skill("constant-50", proposals, |_, _| Some(50.0)));
    rows.extend(skill("commission", proposals, |idx, p| proposals[idx].grid.cell(0, p).map(|c| c.position)));
    rows
}

/// The models whose figures move with one state's votes, as the reference page counts votes.
fn as_published(proposals: &[Proposal], threads: usize) -> Vec<Skill> {
    let proposals = deu::without_bulgaria(proposals);
    let expected = |reading| ExpectedUtility { options: Options::default(), reading };
    let models: [(&'static str, Box<dyn Model>); 4] = [
        ("compromise-without-bulgaria", Box::new(Compromise)),
        ("median-without-bulgaria", Box::new(Median)),
        ("expected-utility-without-bulgaria", Box::new(expected(Reading::Mean))),
        ("expected-utility-median-without-bulgaria", Box::new(expected(Reading::Median))),
    ];
    let rows = models.iter().filter_map(|(name, model)| {
        let all = each(Draws { n: proposals.len(), seed: 0, threads }, |idx| model.outcomes(&proposals[idx].grid));
        skill(name, &proposals, |idx, p| all[idx][p])
    });
    rows.collect()
}

/// The members of the ensemble with their mean absolute error on DEU III (2026-11-27): those whose
/// errors differ least from the best; a weight is the inverse of the squared error.
pub const MEMBERS: [(&str, f64); 3] = [("compromise", 23.07), ("nash-apart", 23.02), ("exchange", 24.72)];

/// The mean of the members' outcomes, weighted by their measured skill.
pub fn ensemble(of: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for (name, error) in MEMBERS {
        if let Some(o) = of(name) {
            sum += o / (error * error);
            weight += 1.0 / (error * error);
        }
    }
    (weight > 0.0).then(|| sum / weight)
}

fn skill(model: &'static str, proposals: &[Proposal], predict: impl Fn(usize, usize) -> Option<f64>) -> Option<Skill> {
    let mut errors: Vec<Vec<f64>> = Vec::new();
    for (idx, proposal) in proposals.iter().enumerate() {
        let own: Vec<f64> =
            proposal.outcomes.iter().enumerate().filter_map(|(p, o)| Some((predict(idx, p)? - (*o)?).abs())).collect();
        if !own.is_empty() {
            errors.push(own);
        }
    }
    let mut all: Vec<f64> = errors.iter().flatten().copied().collect();
    if all.is_empty() {
        return None;
    }
    let n = all.len();
    let mae = all.iter().sum::<f64>() / n as f64;
    let mut boot: Vec<f64> = (0..BOOTSTRAP)
        .map(|draw| {
            let mut random = Random::new(1, draw as u64);
            let (mut sum, mut count) = (0.0, 0);
            for _ in 0..errors.len() {
                let own = &errors[random.below(errors.len())];
                sum += own.iter().sum::<f64>();
                count += own.len();
            }
            sum / count.max(1) as f64
        })
        .collect();
    boot.sort_by(f64::total_cmp);
    all.sort_by(f64::total_cmp);
    Some(Skill {
        model,
        mae,
        ci_low: quantile(&boot, 0.025),
        ci_high: quantile(&boot, 0.975),
        n,
        median_error: quantile(&all, 0.5),
        root_mean_square: (all.iter().map(|e| e * e).sum::<f64>() / n as f64).sqrt(),
        within_ten: all.iter().filter(|e| **e <= 10.0).count() as f64 / n as f64,
    })
}

/// Coverage and width of the 80 % intervals; shape and part chosen without the proposals that are tested.
pub fn coverage(proposals: &[Proposal]) -> Coverage {
    let cases = cases(proposals);
    let (mut hits, mut width, mut n) = (0usize, 0.0, 0usize);
    for fold in 0..FOLDS {
        let (shape, part) = narrowest(cases.iter().filter(|c| c.fold != fold));
        for case in cases.iter().filter(|c| c.fold == fold) {
            let (low, high) = interval::shortest(&case.densities[shape], part);
            hits += usize::from(low <= case.outcome && case.outcome <= high);
            width += high - low;
            n += 1;
        }
    }
    let clipped: f64 =
        cases.iter().map(|c| (c.mean + 37.0).min(100.0) - (c.mean - 37.0).max(0.0)).sum::<f64>() / n.max(1) as f64;
    Coverage {
        coverage: hits as f64 / n.max(1) as f64,
        width: width / n.max(1) as f64,
        constant: 74.0,
        constant_clipped: clipped,
        n,
    }
}

/// The shape and part that are narrowest on all proposals: what [`interval::DEU`] should say.
pub fn fitted(proposals: &[Proposal]) -> Shape {
    let (shape, part) = narrowest(cases(proposals).iter());
    Shape { part, ..shapes()[shape] }
}

/// The shapes among which is chosen: few, so that choosing learns little of the noise.
fn shapes() -> Vec<Shape> {
    let mut out = Vec::new();
    for about in [0.5, 0.6, 0.7] {
        for width in [15.0, 20.0] {
            for anything in [0.03, 0.08] {
                out.push(Shape { about, width, anything, ..interval::DEU });
            }
        }
    }
    out
}

struct Case {
    proposal: usize,
    issue: usize,
    /// The mixture of each shape.
    densities: Vec<Vec<f64>>,
    mean: f64,
    outcome: f64,
    fold: usize,
}

fn cases(proposals: &[Proposal]) -> Vec<Case> {
    let shapes = shapes();
    let mut out = Vec::new();
    for (idx, proposal) in proposals.iter().enumerate() {
        // Proposals are shuffled once, so that a fold is not a stretch of years.
        let fold = Random::new(7, idx as u64).below(FOLDS);
        for (p, outcome) in proposal.outcomes.iter().enumerate() {
            let densities: Option<Vec<Vec<f64>>> =
                shapes.iter().map(|s| interval::mixture(&proposal.grid, p, s)).collect();
            if let (Some(densities), Some(mean), Some(outcome)) =
                (densities, super::compromise::mean(&proposal.grid, p), *outcome)
            {
                out.push(Case { proposal: idx, issue: p, densities, mean, outcome, fold });
            }
        }
    }
    out
}

/// The shape with the narrowest intervals among parts that hold four in five outcomes.
fn narrowest<'a>(cases: impl Iterator<Item = &'a Case>) -> (usize, f64) {
    let cases: Vec<&Case> = cases.collect();
    let n = cases.len().max(1) as f64;
    let mut best = (0, 0.96, f64::INFINITY);
    for shape in 0..shapes().len() {
        for part in interval::parts() {
            let (mut hits, mut width) = (0usize, 0.0);
            for case in &cases {
                let (low, high) = interval::shortest(&case.densities[shape], part);
                hits += usize::from(low <= case.outcome && case.outcome <= high);
                width += high - low;
            }
            if hits as f64 / n >= 0.8 {
                if width < best.2 {
                    best = (shape, part, width);
                }
                break;
            }
        }
    }
    (best.0, best.1)
}

/// The shape whose median errs least.
fn steadiest<'a>(cases: impl Iterator<Item = &'a Case>) -> usize {
    let cases: Vec<&Case> = cases.collect();
    let error = |shape: usize| -> f64 { cases.iter().map(|c| (middle(&c.densities[shape]) - c.outcome).abs()).sum() };
    let all: Vec<f64> = (0..shapes().len()).map(error).collect();
    (0..all.len()).min_by(|a, b| all[*a].total_cmp(&all[*b])).unwrap_or(0)
}

/// The median of a mixture.
fn middle(density: &[f64]) -> f64 {
    let total: f64 = density.iter().sum();
    let mut sum = 0.0;
    for (x, d) in density.iter().enumerate() {
        sum += d;
        if sum >= 0.5 * total {
            return x as f64;
        }
    }
    50.0
}
