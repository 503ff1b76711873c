//! The report as JSON; numbers in each issue's own scale.

use serde_json::{Map, Value, json};

use crate::negotiate::report::Report;
use crate::negotiate::skill::Skill;
use crate::negotiate::{Issue, Move};

/// The whole report: issues, models, rounds, exchanges, blockers, tornado.
pub fn json(report: &Report) -> Value {
    let table = report.table;
    let id = |k: usize| table.parties[k].id.as_str();
    let number = |issue: &Issue, v: Option<f64>| v.map_or(Value::Null, |v| json!(round(issue.of_hundred(v))));
    let range = |issue: &Issue, r: Option<(f64, f64)>| {
        r.map_or(Value::Null, |(a, b)| json!([round(issue.of_hundred(a)), round(issue.of_hundred(b))]))
    };
    let issues: Vec<Value> = table
        .issues
        .iter()
        .enumerate()
        .map(|(p, issue)| {
            let models: Vec<Value> = report
                .models
                .iter()
                .map(|row| {
                    let spread = row.spreads.get(p).and_then(Option::as_ref);
                    json!({
                        "model": row.about.name,
                        "outcome": number(issue, row.solution.outcomes[p]),
                        "tie": range(issue, row.solution.ties.get(p).copied().flatten()),
                        "draws": spread.map(|s| json!({
                            "p10": number(issue, Some(s.p10)),
                            "median": number(issue, Some(s.median)),
                            "p90": number(issue, Some(s.p90)),
                            "mean": number(issue, Some(s.mean)),
                            "bins": s.bins,
                        })),
                    })
                })
                .collect();
            let ids = |list: &[usize]| list.iter().map(|&k| id(k)).collect::<Vec<_>>();
            json!({
                "id": issue.id,
                "name": issue.name,
                "low": issue.low,
                "high": issue.high,
                "scale": [issue.scale.0, issue.scale.1],
                "status_quo": issue.status_quo,
                "rule": issue.rule.name(),
                "models": models,
                "ensemble": number(issue, report.ensemble[p]),
                "likely_80": range(issue, report.likely[p]),
                "settlement_range": range(issue, report.settlement[p]),
                "proposal": report.verdicts[p].as_ref().map(|v| json!({
                    "passes": v.passes,
                    "share": round(v.share),
                    "supporters": ids(&v.supporters),
                    "indifferent": ids(&v.indifferent),
                    "opponents": ids(&v.opponents),
                    "blockers": ids(&v.blockers),
                    "blockers_in_draws": report.blocks[p].iter()
                        .map(|(k, s)| json!({ "party": id(*k), "share": round(*s) })).collect::<Vec<_>>(),
                })),
                "blocking": report.blocking[p].as_ref().map(|b| json!({
                    "winset": b.winset.iter().map(|r| range(issue, Some(*r))).collect::<Vec<_>>(),
                    "veto": ids(&b.veto),
                    "coalitions": b.coalitions.iter().map(|c| json!({
                        "parties": ids(&c.parties), "votes": round(c.votes), "range": range(issue, Some(c.range)),
                    })).collect::<Vec<_>>(),
                    "power": b.power.iter().map(|w| json!({
                        "party": id(w.party), "votes": round(w.votes),
                        "banzhaf": round(w.banzhaf), "shapley_shubik": round(w.shapley),
                    })).collect::<Vec<_>>(),
                })),
                "tornado": report.tornado[p].iter().filter(|b| (b.high - b.low).abs() > 1e-6).take(20).map(|b| json!({
                    "party": id(b.party), "issue": table.issues[b.issue].id, "what": b.what.name(),
                    "low": number(issue, Some(b.low)), "high": number(issue, Some(b.high)),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let step = |m: &Move| {
        let issue = &table.issues[m.issue];
        json!({
            "party": id(m.party), "issue": issue.id,
            "from": number(issue, Some(m.from)), "to": number(issue, Some(m.to)),
        })
    };
    let exchanges: Vec<Value> = report
        .exchanges
        .iter()
        .map(|t| {
            json!({
                "gives": step(&t.exchange.gives),
                "takes": step(&t.exchange.takes),
                "gain": round(t.exchange.gain),
                "share_of_draws": round(t.share),
                "third_parties": t.exchange.externalities.iter()
                    .map(|(k, e)| json!({ "party": id(*k), "gain": round(*e) })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let rounds: Map<String, Value> = report
        .models
        .iter()
        .filter(|m| !m.solution.rounds.is_empty())
        .map(|m| {
            let list = m.solution.rounds.iter().map(|round| {
                let n = table.issues.len();
                let positions: Vec<Value> = (0..table.parties.len())
                    .map(|k| {
                        let cells: Map<String, Value> = table
                            .issues
                            .iter()
                            .enumerate()
                            .map(|(p, issue)| (issue.id.clone(), number(issue, round.positions[k * n + p])))
                            .collect();
                        json!({ "party": id(k), "positions": cells })
                    })
                    .collect();
                let outcomes: Map<String, Value> = table
                    .issues
                    .iter()
                    .enumerate()
                    .map(|(p, issue)| (issue.id.clone(), number(issue, round.outcomes[p])))
                    .collect();
                json!({ "outcomes": outcomes, "parties": positions })
            });
            (m.about.name.to_owned(), list.collect())
        })
        .collect();
    let about: Vec<Value> = report
        .models
        .iter()
        .map(|m| {
            json!({
                "model": m.about.name, "title": m.about.title, "formula": m.about.formula, "source": m.about.source,
                "assumptions": m.about.assumptions, "criticism": m.about.criticism, "notes": m.solution.notes,
            })
        })
        .collect();
    json!({
        "name": table.name,
        "draws": report.draws.n,
        "seed": report.draws.seed,
        "parties": table.parties.iter().map(|p| json!({ "id": p.id, "name": p.name })).collect::<Vec<_>>(),
        "issues": issues,
        "exchanges": exchanges,
        "rounds": rounds,
        "models": about,
    })
}

/// The table of measured skill, as a list with one object a model.
pub fn skills(skills: &[Skill]) -> Value {
    skills
        .iter()
        .map(|s| {
            json!({
                "model": s.model, "mae": round(s.mae), "ci_low": round(s.ci_low), "ci_high": round(s.ci_high), "n": s.n,
            })
        })
        .collect()
}

/// Six digits say all that a table of whole numbers can know.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
