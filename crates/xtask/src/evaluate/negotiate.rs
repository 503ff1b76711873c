//! The negotiation models against published runs and decided outcomes.
//!
//! The published runs were made with the original programs; the data is development data beside the
//! checkout and is not shipped.

use legation::negotiate::exchange::{self, Choice, Contest};
use legation::negotiate::expected_utility::{Contender, Options, run};
use legation::negotiate::{Grid, deu, dialect, skill};
use serde_json::Value;

const ORACLES: &str = "negotiation/oracles";
const CLOSE: f64 = 1e-9;
/// Exchange oracles are rounded to nine decimals.
const ROUNDED: f64 = 1.5e-9;

pub fn run_all() -> Result<(), String> {
    scholz()?;
    equal_gain()?;
    decided()
}

fn json(file: &str) -> Result<(Value, String), String> {
    let path = super::data(file)?;
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let value = serde_json::from_slice(&bytes).map_err(|e| format!("{file}: {e}"))?;
    Ok((value, blake3::hash(&bytes).to_hex()[..12].to_owned()))
}

/// The largest difference that was seen, and how many numbers were compared.
#[derive(Default)]
struct Tally {
    worst: f64,
    n: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn number(&mut self, place: &str, ours: f64, theirs: &Value, close: f64) {
        let Some(theirs) = theirs.as_f64() else {
            self.wrong.push(format!("{place}: the oracle has no number"));
            return;
        };
        self.n += 1;
        let off = (ours - theirs).abs() / theirs.abs().max(1.0);
        self.worst = self.worst.max(off);
        if off.is_nan() || off > close {
            self.wrong.push(format!("{place}: ours {ours}, theirs {theirs}"));
        }
    }

    fn same(&mut self, place: &str, ours: &str, theirs: &Value) {
        self.n += 1;
        if theirs.as_str() != Some(ours) {
            self.wrong.push(format!("{place}: ours {ours}, theirs {theirs}"));
        }
    }
}

fn scholz() -> Result<(), String> {
    let (mut cases, mut tally) = (0, Tally::default());
    let mut digests = Vec::new();
    for file in ["scholz_ExampleActors_20rounds.json", "scholz_Sultan_2rounds.json", "scholz_synthetic.json"] {
        let (value, digest) = json(&format!("{ORACLES}/{file}"))?;
        digests.push(digest);
        let list = match value {
            Value::Array(list) => list,
            one => vec![one],
        };
        for case in &list {
            scholz_case(&format!("{file}#{cases}"), case, &mut tally);
            cases += 1;
        }
    }
    println!(
        "expected utility  data {}  cases {cases}  numbers {}  largest difference {:.1e}  wrong {}",
        digests.join(" "),
        tally.n,
        tally.worst,
        tally.wrong.len()
    );
    tally.wrong.iter().take(10).for_each(|w| println!("  {w}"));
    Ok(())
}

fn scholz_case(place: &str, case: &Value, tally: &mut Tally) {
    let number = |v: &Value, key: &str| v[key].as_f64().unwrap_or(f64::NAN);
    let empty = Vec::new();
    let actors = case["actors"].as_array().unwrap_or(&empty);
    let start: Vec<Contender> = actors
        .iter()
        .map(|a| Contender {
            capability: number(a, "capability"),
            salience: number(a, "salience"),
            position: number(a, "position"),
        })
        .collect();
    let rounds = case["rounds"].as_array().unwrap_or(&empty);
    let options = Options { q: number(case, "q"), rounds: rounds.len(), stop: false, ..Options::default() };
    let ours = run(&start, &options);
    for (r, (theirs, ours)) in rounds.iter().zip(&ours.turns).enumerate() {
        let at = format!("{place} round {}", r + 1);
        for (key, values) in [("danger", &ours.danger), ("r", &ours.risk), ("positions", &ours.positions)] {
            let list = theirs[key].as_array().unwrap_or(&empty);
            for (k, (o, t)) in values.iter().zip(list).enumerate() {
                tally.number(&format!("{at} {key}[{k}]"), *o, t, CLOSE);
            }
        }
        tally.number(&format!("{at} mean"), ours.mean, &theirs["mean"], CLOSE);
        tally.number(&format!("{at} median"), ours.median, &theirs["median"], CLOSE);
        let offers = theirs["offers"].as_array().unwrap_or(&empty);
        if offers.len() != ours.offers.len() {
            tally.wrong.push(format!("{at}: {} offers, theirs {}", ours.offers.len(), offers.len()));
        }
        for (o, t) in ours.offers.iter().zip(offers) {
            tally.same(&format!("{at} offer actor"), actors[o.to]["name"].as_str().unwrap_or(""), &t["actor"]);
            tally.same(&format!("{at} offer type"), o.kind.name(), &t["type"]);
            tally.same(&format!("{at} offer other"), actors[o.from]["name"].as_str().unwrap_or(""), &t["other"]);
            tally.number(&format!("{at} eu_ij"), o.own, &t["eu_ij"], CLOSE);
            tally.number(&format!("{at} eu_ji"), o.other, &t["eu_ji"], CLOSE);
            tally.number(&format!("{at} new position"), o.target, &t["new_position"], CLOSE);
        }
    }
    if rounds.len() != ours.turns.len() {
        tally.wrong.push(format!("{place}: {} rounds, theirs {}", ours.turns.len(), rounds.len()));
    }
}

fn equal_gain() -> Result<(), String> {
    for (name, file) in [("sample_data", "sample_data.txt"), ("copenhagen", "copenhagen.csv"), ("cop21", "cop21.csv")] {
        let (oracle, digest) = json(&format!("{ORACLES}/equalgain_{name}_deterministic_10rounds.json"))?;
        let path = super::data(&format!("negotiation/{file}"))?;
        let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
        let table = dialect::table(&text).map_err(|e| e.to_string())?;
        let grid = Grid::of_middles(&table);
        let empty = Vec::new();
        let rounds = oracle["rounds"].as_array().unwrap_or(&empty);
        let (mut told_ties, mut told_edges) = (0, 0);
        let (mut now, mut made) = (0, 0);
        let party = |k: usize| table.parties[k].id.as_str();
        let issue = |p: usize| table.issues[p].id.as_str();
        // Where the program's 28th decimal decided, its own choice is followed, and counted.
        let mut choose = |round: usize, contest: &Contest| {
            if round != now {
                (now, made) = (round, 0);
            }
            let list = rounds.get(round).and_then(|r| r["exchanges"].as_array()).unwrap_or(&empty);
            if let Some(next) = list.get(made) {
                let is = |c: &(usize, usize, usize, usize, f64, bool)| {
                    next["i"] == party(c.0)
                        && next["i_supply"] == issue(c.1)
                        && next["j"] == party(c.2)
                        && next["j_supply"] == issue(c.3)
                };
                if let Some(at) = contest.tied.iter().position(is) {
                    told_ties += usize::from(at > 0);
                    made += 1;
                    return if at == 0 { Choice::First } else { Choice::Take(at) };
                }
            }
            if let Some(at) = contest.tied.iter().position(|c| c.5) {
                told_edges += 1;
                return Choice::Drop(at);
            }
            made += 1;
            Choice::First
        };
        let mut tally = Tally::default();
        let mut exchanges = 0;
        let traces = exchange::traced(&grid, rounds.len(), &mut choose);
        for (r, (ours, theirs)) in traces.iter().zip(rounds).enumerate() {
            let at = format!("{name} round {r}");
            tally.number(&format!("{at} candidates"), ours.n_candidates as f64, &theirs["candidates"], 0.0);
            tally.number(&format!("{at} valid"), ours.n_valid as f64, &theirs["valid"], 0.0);
            let list = theirs["exchanges"].as_array().unwrap_or(&empty);
            if list.len() != ours.exchanges.len() {
                tally.wrong.push(format!("{at}: {} exchanges, theirs {}", ours.exchanges.len(), list.len()));
            }
            for (n, (o, t)) in ours.exchanges.iter().zip(list).enumerate() {
                let at = format!("{at} exchange {n}");
                exchanges += 1;
                tally.same(&at, party(o.gives.party), &t["i"]);
                tally.same(&at, issue(o.gives.issue), &t["i_supply"]);
                tally.same(&at, party(o.takes.party), &t["j"]);
                tally.same(&at, issue(o.takes.issue), &t["j_supply"]);
                for (value, key) in [
                    (o.gain, "gain"),
                    (o.gives.from, "i_x"),
                    (o.gives.to, "i_y"),
                    (o.takes.from, "j_x"),
                    (o.takes.to, "j_y"),
                ] {
                    tally.number(&format!("{at} {key}"), value, &t[key], ROUNDED);
                }
            }
            for p in 0..table.issues.len() {
                let id = issue(p);
                for (values, key) in [(&ours.outcomes_before, "initial_nbs"), (&ours.outcomes, "outcome_nbs")] {
                    if let Some(value) = values[p] {
                        tally.number(&format!("{at} {key} {id}"), value, &theirs[key][id], ROUNDED);
                    }
                }
                for k in 0..table.parties.len() {
                    for (values, key) in [(&ours.voting, "voting"), (&ours.next_start, "next_start")] {
                        if let Some(value) = values[k * table.issues.len() + p] {
                            tally.number(
                                &format!("{at} {key} {id} {}", party(k)),
                                value,
                                &theirs[key][id][party(k)],
                                ROUNDED,
                            );
                        }
                    }
                }
            }
        }
        println!(
            "exchange {name}  data {digest}  rounds {}  exchanges {exchanges}  numbers {}  largest difference {:.1e}  wrong {}  told: ties {told_ties}, edges {told_edges}",
            traces.len(),
            tally.n,
            tally.worst,
            tally.wrong.len()
        );
        tally.wrong.iter().take(6).for_each(|w| println!("  {w}"));
    }
    Ok(())
}

fn decided() -> Result<(), String> {
    let path = super::data("negotiation/deu3.tsv")?;
    let bytes = std::fs::read(&path).map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    let proposals = deu::proposals(&text).map_err(|e| e.to_string())?;
    println!("outcomes  data deu3.tsv blake3 {}", &blake3::hash(&bytes).to_hex()[..12]);
    for s in skill::evaluate(&proposals, 2) {
        println!(
            "  {:<40} MAE {:5.2}  95 % {:4.1}–{:4.1}  n {}  median {:4.1}  RMSE {:4.1}  within ten {:4.1} %",
            s.model,
            s.mae,
            s.ci_low,
            s.ci_high,
            s.n,
            s.median_error,
            s.root_mean_square,
            100.0 * s.within_ten
        );
    }
    let c = skill::coverage(&proposals);
    println!(
        "  80 % intervals: coverage {:.1} %  mean width {:.1}  constant ±37: {:.1} (clipped to the scale {:.1})  narrower by {:.1} % ({:.1} %)  n {}  fitted on all {:?}",
        100.0 * c.coverage,
        c.width,
        c.constant,
        c.constant_clipped,
        100.0 * (1.0 - c.width / c.constant),
        100.0 * (1.0 - c.width / c.constant_clipped),
        c.n,
        skill::fitted(&proposals)
    );
    Ok(())
}
