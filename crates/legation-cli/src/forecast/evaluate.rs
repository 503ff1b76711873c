//! `legation forecast evaluate`: figures that anyone can make again.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use legation::error::{Error, Kind};
use legation::forecast::dyad::{self, Judged};
use legation::forecast::fact::{Facts, Query};
use legation::forecast::load::Parts;
use legation::forecast::next::{self, Next, Ranked, Settings};
use legation::forecast::past::Past;
use legation::forecast::rank::{self, Filter, Rank, Summary};
use legation::forecast::recurrence::{self, Baseline};
use legation::forecast::rules::{self, Rules};
use legation::forecast::windows::Pairs;
use legation::forecast::{groups, parallel, score};

use super::folder;
use crate::code::n_threads;
use crate::complain;
use crate::exit::{Exit, print};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A folder in `id` format: train.txt, valid.txt, test.txt and their dictionaries
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// `next` ranks whom an actor turns to next; `dyad` gives chances of pairs within a horizon
    #[arg(long, default_value = "next", value_parser = ["next", "dyad"])]
    protocol: String,
    /// The model of `next`
    #[arg(long, default_value = "full", value_parser = ["full", "intensity", "rules", "strict", "relaxed", "combined", "equal"])]
    model: String,
    /// Days ahead, for `dyad`
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=365))]
    horizon: u16,
    /// The part that is asked about; choose settings on `valid`, report `test`
    #[arg(long, default_value = "test", value_parser = ["valid", "test"])]
    part: String,
    /// Fit on the validation part too before the test part is asked about; say so when you quote it
    #[arg(long)]
    with_valid: bool,
    /// One row a question: direction,subject,relation,object,time,rank
    #[arg(long, value_name = "FILE")]
    ranks: Option<PathBuf>,
    /// Threads; by default one for each core
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
}

pub(crate) fn run(options: &Options) -> Exit {
    let (parts, digest) = match folder::parts(&options.data) {
        Ok(read) => read,
        Err(error) => return complain(&error),
    };
    if parts.valid_from == 0 || parts.test_from <= parts.valid_from {
        let error = Error::new(Kind::Input, "reading facts").at(options.data.display().to_string());
        return complain(&error.because("the parts must follow each other in time: train, valid, test"));
    }
    let start = Instant::now();
    let done = if options.protocol == "dyad" { dyads(options, &parts) } else { next(options, &parts) };
    let mut text = match done {
        Ok(text) => text,
        Err(error) => return complain(&error),
    };
    eprintln!("legation: {:.1} s", start.elapsed().as_secs_f64());
    let _ = writeln!(text, "data {digest} · legation {}", legation::VERSION);
    print(&text)
}

/// The first day that is asked about, and the day after the last.
fn days(options: &Options, parts: &Parts) -> (u16, u16) {
    if options.part == "valid" { (parts.valid_from, parts.test_from) } else { (parts.test_from, parts.facts.n_days()) }
}

fn next(options: &Options, parts: &Parts) -> Result<String, Error> {
    let (from, to) = days(options, parts);
    let threads = n_threads(options.threads);
    let facts = &parts.facts;
    let learned = matches!(options.model.as_str(), "full" | "intensity");
    let ranked =
        if learned { by_model(options, parts, threads) } else { by_counts(&options.model, parts, from, to, threads) };
    if let Some(path) = &options.ranks {
        write_ranks(path, facts, &ranked)?;
    }
    let mut out = String::new();
    let weights = match (learned, options.with_valid && options.part == "test") {
        (true, true) => "weights from train and valid",
        (true, false) => "weights from train",
        _ if options.model == "rules" => "rules from train",
        _ => "no weights",
    };
    let _ = writeln!(
        out,
        "next · model {} · {} days {from}..{to} · single-step, time-aware filter, ties averaged · {weights}",
        options.model, options.part
    );
    let _ = writeln!(out, "{:12} {:>7} {:>7} {:>7} {:>7} {:>7}", "", "n", "MRR", "H@1", "H@3", "H@10");
    let n = facts.n_relations() as u16;
    let mut line = |name: &str, of: &dyn Fn(&Ranked) -> Option<f64>| {
        let Summary { n, mrr, hits_1, hits_3, hits_10 } = rank::summary(ranked.iter().filter_map(of));
        let _ = writeln!(out, "{name:12} {n:>7} {mrr:>7.2} {hits_1:>7.2} {hits_3:>7.2} {hits_10:>7.2}");
    };
    line("all", &|r| Some(r.rank.average));
    line("tail", &|r| (r.query.relation < n).then_some(r.rank.average));
    line("head", &|r| (r.query.relation >= n).then_some(r.rank.average));
    let kinds = kinds(facts, &ranked);
    for (kind, name) in ["repeated", "known pair", "new pair"].into_iter().enumerate() {
        let mut at = 0..;
        let ranks: Vec<f64> =
            ranked.iter().filter(|_| kinds[at.next().unwrap_or(0)] == kind).map(|r| r.rank.average).collect();
        let s = rank::summary(ranks);
        let _ =
            writeln!(out, "{name:12} {:>7} {:>7.2} {:>7.2} {:>7.2} {:>7.2}", s.n, s.mrr, s.hits_1, s.hits_3, s.hits_10);
    }
    let ties = |of: fn(&Rank) -> f64| rank::summary(ranked.iter().map(|r| of(&r.rank))).mrr;
    let _ = writeln!(
        out,
        "MRR if ties went our way {:.2}, against us {:.2}",
        ties(|r| r.optimistic),
        ties(|r| r.pessimistic)
    );
    if learned {
        let stated: Vec<_> = ranked.iter().map(|r| (r.stated, r.hit)).collect();
        let mean = stated.iter().map(|s| s.0).sum::<f64>() / stated.len().max(1) as f64;
        let hit = stated.iter().filter(|s| s.1).count() as f64 / stated.len().max(1) as f64;
        let _ = writeln!(
            out,
            "chance of the first answer: stated {mean:.3}, right {hit:.3}, calibration error {:.4}",
            score::calibration_error(&stated)
        );
        table(&mut out, &stated);
    }
    Ok(out)
}

fn table(out: &mut String, stated: &[score::Outcome]) {
    for bin in score::calibration(stated).iter().filter(|b| b.n > 0) {
        let _ = writeln!(out, "  stated {:.3}  happened {:.3}  n {}", bin.mean_stated, bin.share_happened, bin.n);
    }
}

fn by_model(options: &Options, parts: &Parts, threads: usize) -> Vec<Ranked> {
    let (from, to) = days(options, parts);
    let facts = &parts.facts;
    let settings = Settings::for_facts(facts.facts.len(), threads);
    let say = |words: &str| eprintln!("legation: {words}");
    let train = |until: u16| -> Next {
        if options.model == "intensity" {
            next::train_intensity(facts, until, &settings)
        } else {
            next::train(facts, until, &settings, say)
        }
    };
    // Weights come from the training part; stated chances are calibrated on the validation part,
    // which the weights have not seen.
    let mut model = train(parts.valid_from);
    let known = Past::new(facts, groups::of(facts, facts.between(0, parts.valid_from)));
    let mut past = known.clone();
    past.advance(facts.between(0, parts.valid_from), parts.valid_from);
    say("answering the validation part");
    let valid = model.ranks(facts, &mut past, parts.valid_from, parts.test_from, threads);
    if options.part == "valid" {
        return valid;
    }
    let calibration = next::calibrate(&valid, model.calibration);
    if options.with_valid {
        model = train(parts.test_from);
        past = Past::new(facts, groups::of(facts, facts.between(0, parts.test_from)));
        past.advance(facts.between(0, parts.test_from), parts.test_from);
    }
    model.calibration = calibration;
    say("answering the test part");
    model.ranks(facts, &mut past, from, to, threads)
}

fn by_counts(model: &str, parts: &Parts, from: u16, to: u16, threads: usize) -> Vec<Ranked> {
    let facts = &parts.facts;
    let mut past = Past::new(facts, groups::of(facts, facts.between(0, parts.valid_from)));
    let baseline = Baseline::from_name(model);
    // Rules are learned from the training part alone, whichever part is asked about.
    let rules = (model == "rules").then(|| Rules::learn(facts, &mut past, parts.valid_from));
    let mut out = Vec::new();
    for day in from..to {
        past.advance(facts.between(past.day, day), day);
        let queries = facts.queries(day, day + 1);
        let filter = Filter::of(&queries);
        let past = &past;
        let start = || (Vec::new(), rules::Scratch::default());
        out.extend(parallel::map(queries.len(), threads, start, |(scores, scratch), idx| {
            let query: Query = queries[idx];
            match (baseline, &rules) {
                (_, Some(rules)) => rules.scores(past, query.subject, query.relation, scratch, scores),
                (Some(baseline), None) => recurrence::scores(past, &query, baseline, scores),
                (None, None) => *scores = vec![0.0; past.n_entities()],
            }
            Ranked { query, rank: rank::of(scores, query.answer, filter.of_query(&query)), stated: 0.0, hit: false }
        }));
    }
    out
}

/// Whether the answer repeats a fact (0), is a known pair in a new relation (1), or is new (2).
fn kinds(facts: &Facts, ranked: &[Ranked]) -> Vec<usize> {
    use std::collections::BTreeMap;
    let mut first: BTreeMap<(u32, u32), u16> = BTreeMap::new();
    let mut first_same: BTreeMap<(u32, u16, u32), u16> = BTreeMap::new();
    for q in facts.queries(0, facts.n_days()) {
        first.entry((q.subject, q.answer)).or_insert(q.day);
        first_same.entry((q.subject, q.relation, q.answer)).or_insert(q.day);
    }
    let before = |day: Option<&u16>, q: &Query| day.is_some_and(|d| *d < q.day);
    ranked
        .iter()
        .map(|Ranked { query: q, .. }| {
            if before(first_same.get(&(q.subject, q.relation, q.answer)), q) {
                0
            } else if before(first.get(&(q.subject, q.answer)), q) {
                1
            } else {
                2
            }
        })
        .collect()
}

fn write_ranks(path: &std::path::Path, facts: &Facts, ranked: &[Ranked]) -> Result<(), Error> {
    let n = facts.n_relations() as u16;
    let mut text = String::from("direction,subject,relation,object,time,rank\n");
    let mut rows: Vec<&Ranked> = ranked.iter().collect();
    rows.sort_by_key(|r| (r.query.day, r.query.relation, r.query.subject, r.query.answer));
    for r in rows {
        let (q, rank) = (&r.query, r.rank.average);
        let time = facts.time_of(q.day);
        let _ = if q.relation < n {
            writeln!(text, "tail,{},{},{},{time},{rank}", q.subject, q.relation, q.answer)
        } else {
            writeln!(text, "head,{},{},{},{time},{rank}", q.answer, q.relation - n, q.subject)
        };
    }
    std::fs::write(path, text)
        .map_err(|e| Error::new(Kind::Input, "writing ranks").at(path.display().to_string()).because(e.to_string()))
}

fn dyads(options: &Options, parts: &Parts) -> Result<String, Error> {
    let (from, to) = days(options, parts);
    let pairs = Pairs::of(&parts.facts);
    let horizon = options.horizon;
    let fitted = if options.part == "valid" {
        let back = parts.valid_from.saturating_sub(horizon.max(30));
        dyad::fit(&pairs, horizon, back, parts.valid_from, n_threads(options.threads))
    } else {
        dyad::fit(&pairs, horizon, parts.valid_from, parts.test_from, n_threads(options.threads))
    };
    let model = fitted.ok_or_else(|| {
        Error::new(Kind::Input, "fitting chances of pairs")
            .at(options.data.display().to_string())
            .because("no pair has enough events, or relations have no quad class")
            .hint("relation2cameo.tsv gives relations their quad class; a shorter --horizon needs less history")
    })?;
    let judged = model.test(&pairs, from, to);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "dyad · horizon {horizon} days · {} days {from}..{to} · {} questions · pull {}",
        options.part,
        judged.len(),
        model.pull
    );
    let _ = writeln!(
        out,
        "{:24} {:>7} {:>8} {:>8} {:>8} {:>8} {:>7}",
        "", "Brier", "vs clim", "vs pers", "log loss", "ECE", "AUC"
    );
    let all: Vec<&Judged> = judged.iter().collect();
    let models: [(&str, fn(&Judged) -> f64); 5] = [
        ("climatology", |j| j.climatology),
        ("persistence, calibrated", |j| j.persistence),
        ("decayed rate", |j| j.decayed),
        ("moving average (EWMA)", |j| j.moving),
        ("model", |j| j.model),
    ];
    for (name, of) in models {
        dyad_line(&mut out, name, &all, of);
    }
    for class in 0..4u8 {
        let own: Vec<&Judged> = judged.iter().filter(|j| j.class == class).collect();
        let name =
            ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"][class as usize];
        dyad_line(&mut out, &format!("model, {name}"), &own, |j| j.model);
    }
    let _ = writeln!(out, "the model's chances:");
    table(&mut out, &Judged::outcomes(&judged, |j| j.model));
    Ok(out)
}

fn dyad_line(out: &mut String, name: &str, judged: &[&Judged], of: fn(&Judged) -> f64) {
    let outcomes = |of: fn(&Judged) -> f64| judged.iter().map(|j| (of(j), j.happened)).collect::<Vec<_>>();
    let own = outcomes(of);
    let brier = score::brier(&own);
    let _ = writeln!(
        out,
        "{name:24} {brier:>7.4} {:>+8.4} {:>+8.4} {:>8.4} {:>8.4} {:>7.3}",
        score::skill(brier, score::brier(&outcomes(|j| j.climatology))),
        score::skill(brier, score::brier(&outcomes(|j| j.persistence))),
        score::log_loss(&own),
        score::calibration_error(&own),
        score::auc(&own)
    );
}
