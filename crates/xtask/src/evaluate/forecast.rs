//! Next events and chances of pairs on the published data: the protocol's unit checks, then the models.
//!
//! The checks need the data, so they stand here and not among the tests; the tests have the same in small.

use std::path::Path;
use std::time::Instant;

use legation::forecast::dyad::{self, Judged};
use legation::forecast::fact::{Facts, Query};
use legation::forecast::load::{self, Parts, Texts};
use legation::forecast::next::{self, Settings};
use legation::forecast::past::Past;
use legation::forecast::rank::{self, Filter, Summary};
use legation::forecast::recurrence::{self, Baseline};
use legation::forecast::rules::{self, Rules};
use legation::forecast::windows::Pairs;
use legation::forecast::{groups, parallel, score};

use super::figures::note;

const THREADS: usize = 2;

pub fn run(set: &str) -> Result<(), String> {
    let (parts, digest) = parts(set)?;
    println!("{set}  data {digest}  {} facts", parts.facts.facts.len());
    let (from, to) = (parts.test_from, parts.facts.n_days());
    if set == "icews14" {
        checks(&parts)?;
    }
    let facts = &parts.facts;
    let rules = {
        let mut past = fresh(facts, parts.valid_from);
        Rules::learn(facts, &mut past, parts.valid_from)
    };
    let by_rules = ranks(facts, from, to, parts.valid_from, |past, q, out| {
        rules.scores(past, q.subject, q.relation, &mut rules::Scratch::default(), out);
    });
    show("rules", &rank::summary(by_rules));
    let settings = Settings::for_facts(facts.facts.len(), THREADS);
    let start = Instant::now();
    let model = next::train(facts, parts.valid_from, &settings, |_| ());
    let mut past = fresh(facts, parts.valid_from);
    past.advance(facts.between(0, parts.valid_from), parts.valid_from);
    let valid = model.ranks(facts, &mut past, parts.valid_from, from, THREADS);
    let model = next::Next { calibration: next::calibrate(&valid, model.calibration), ..model };
    let ranked = model.ranks(facts, &mut past, from, to, THREADS);
    let summary = rank::summary(ranked.iter().map(|r| r.rank.average));
    show("full", &summary);
    note(&format!("forecast.{set}.mrr"), summary.mrr);
    println!("  fitted, calibrated and evaluated in {:.1} s", start.elapsed().as_secs_f64());
    let stated: Vec<_> = ranked.iter().map(|r| (r.stated, r.hit)).collect();
    println!("  chance of the first answer: calibration error {:.4}", score::calibration_error(&stated));
    update(facts, &model, parts.valid_from, from);
    let pairs = Pairs::of(facts);
    for horizon in [30, 7] {
        let Some(model) = dyad::fit(&pairs, horizon, parts.valid_from, from, THREADS) else { continue };
        let judged = model.test(&pairs, from, to);
        let own = Judged::outcomes(&judged, |j| j.model);
        let skill = score::skill(score::brier(&own), score::brier(&Judged::outcomes(&judged, |j| j.climatology)));
        println!(
            "  pairs, {horizon} days: {} questions  Brier {:.4}  skill against climatology {skill:+.4}  calibration error {:.4}",
            judged.len(),
            score::brier(&own),
            score::calibration_error(&own)
        );
        note(&format!("forecast.{set}.pairs-{horizon}"), skill);
    }
    Ok(())
}

/// What a day's events cost a model that is in use: they are taken in, and the first question is answered.
fn update(facts: &Facts, model: &next::Next, known: u16, from: u16) {
    let mut past = fresh(facts, known);
    past.advance(facts.between(0, from), from);
    let mut took = Vec::new();
    for day in from..facts.n_days() {
        let start = Instant::now();
        past.advance(facts.between(day, day + 1), day + 1);
        let taken = start.elapsed();
        let Some(first) = facts.between(day, day + 1).first() else { continue };
        let answers = model.answers(&past, first.subject, first.relation);
        took.push((taken.as_secs_f64() * 1e3, start.elapsed().as_secs_f64() * 1e3, answers.len()));
    }
    let longest = |of: &dyn Fn(&(f64, f64, usize)) -> f64| took.iter().map(of).fold(0.0, f64::max);
    println!(
        "  a day's events: taken in within {:.1} ms, first answer within {:.1} ms (longest of {} days)",
        longest(&|t| t.0),
        longest(&|t| t.1),
        took.len()
    );
    // The kernel's own count of this process; elsewhere nothing is said.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|l| l.strip_prefix("VmHWM:")) {
        println!("  peak memory so far {}", peak.trim());
    }
}

/// The unit checks of `reference/forecasting.md`, 3.10, on ICEWS14's test part.
fn checks(parts: &Parts) -> Result<(), String> {
    let facts = &parts.facts;
    let (from, to) = (parts.test_from, facts.n_days());
    let counted = |baseline| {
        rank::summary(ranks(facts, from, to, parts.valid_from, |past, q, out| {
            recurrence::scores(past, q, baseline, out);
        }))
    };
    let combined = counted(Baseline::Combined);
    let relaxed = counted(Baseline::Relaxed);
    show("combined", &combined);
    show("relaxed", &relaxed);
    let near = |got: &Summary, wanted: [f64; 4]| {
        let off = [got.mrr, got.hits_1, got.hits_3, got.hits_10].into_iter().zip(wanted).map(|(a, b)| (a - b).abs());
        off.fold(0.0, f64::max) < 0.006
    };
    let mut wrong = Vec::new();
    if !near(&combined, [37.50, 29.65, 41.47, 52.31]) {
        wrong.push("recurrence with one decay is not 37.50 / 29.65 / 41.47 / 52.31");
    }
    if !near(&relaxed, [14.35, 7.31, 15.81, 28.42]) {
        wrong.push("relaxed recurrence is not 14.35 / 7.31 / 15.81 / 28.42");
    }
    // All scores equal: (n + 1) / 2 with n the candidates that the filter leaves.
    for day in [from, to - 1] {
        let queries = facts.queries(day, day + 1);
        let filter = Filter::of(&queries);
        let equal = vec![0.0; facts.entities.len()];
        let off = queries.iter().any(|q| {
            let n = equal.len() - filter.of_query(q).iter().filter(|o| **o != q.answer).count();
            rank::of(&equal, q.answer, filter.of_query(q)).average != (n as f64 + 1.0) / 2.0
        });
        if off {
            wrong.push("equal scores are not ranked (n + 1) / 2");
        }
    }
    // Deleting every fact on or after a day leaves that day's ranks unchanged.
    let day = from + (to - from) / 2;
    let mut before = facts.clone();
    before.facts.retain(|f| f.day < day);
    let of = |known: &Facts| {
        let mut past = fresh(known, parts.valid_from);
        past.advance(known.between(0, day), day);
        let mut scores = Vec::new();
        let each = |q: Query| {
            recurrence::scores(&past, &q, Baseline::Combined, &mut scores);
            rank::of(&scores, q.answer, &[]).average
        };
        facts.queries(day, day + 1).into_iter().map(each).collect::<Vec<f64>>()
    };
    if of(facts) != of(&before) {
        wrong.push("the future changes ranks");
    }
    println!("  protocol checks: {}", if wrong.is_empty() { "all hold".to_owned() } else { wrong.join("; ") });
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

fn fresh(facts: &Facts, until: u16) -> Past {
    Past::new(facts, groups::of(facts, facts.between(0, until)))
}

/// The average rank of every question of some days, each asked from what lies before it.
fn ranks(
    facts: &Facts,
    from: u16,
    to: u16,
    known: u16,
    scores: impl Fn(&Past, &Query, &mut Vec<f64>) + Sync,
) -> Vec<f64> {
    let mut past = fresh(facts, known);
    let mut out = Vec::new();
    for day in from..to {
        past.advance(facts.between(past.day, day), day);
        let queries = facts.queries(day, day + 1);
        let filter = Filter::of(&queries);
        let past = &past;
        out.extend(parallel::map(queries.len(), THREADS, Vec::new, |all, idx| {
            let q = &queries[idx];
            scores(past, q, all);
            rank::of(all, q.answer, filter.of_query(q)).average
        }));
    }
    out
}

fn show(name: &str, s: &Summary) {
    println!(
        "  {name:10} MRR {:.2}  H@1 {:.2}  H@3 {:.2}  H@10 {:.2}  n {}",
        s.mrr, s.hits_1, s.hits_3, s.hits_10, s.n
    );
}

fn parts(set: &str) -> Result<(Parts, String), String> {
    let mut hasher = blake3::Hasher::new();
    let mut text = |name: &str| -> Result<String, String> {
        let file = format!("tkg/{set}/{name}");
        let text = match super::data(&file) {
            Ok(path) => read(&path)?,
            Err(_) => super::gzip(&format!("{file}.gz"))?.0,
        };
        hasher.update(text.as_bytes());
        Ok(text)
    };
    let (entities, relations, cameo) = (text("entity2id.txt")?, text("relation2id.txt")?, text("relation2cameo.tsv")?);
    let (train, valid, test) = (text("train.txt")?, text("valid.txt")?, text("test.txt")?);
    let texts = Texts {
        entities: &entities,
        relations: &relations,
        cameo: Some(&cameo),
        train: &train,
        valid: &valid,
        test: &test,
    };
    let parts = load::parts(&texts).map_err(|e| e.to_string())?;
    Ok((parts, hasher.finalize().to_hex()[..12].to_owned()))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
