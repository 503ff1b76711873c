//! Comparable processes, with reasons, for terminals and machines.

use serde_json::{Value, json};

use crate::relate::precedents::{BaseRates, Likeness, Process, share_interval};

/// The likest processes with what speaks for and against each, and the base rates.
pub fn text(found: &[Likeness], rates: &BaseRates) -> String {
    let mut out = String::new();
    for (n, likeness) in found.iter().enumerate() {
        let p = likeness.process;
        out.push_str(&format!("{}. {} ({:.0} % alike)\n", n + 1, p.name, 100.0 * likeness.score));
        out.push_str(&format!("   {}; {}\n", p.mediator, when(p)));
        for (label, sign) in [("for", 1.0), ("against", -1.0)] {
            let words: Vec<&str> =
                likeness.reasons.iter().filter(|r| r.says * sign > 0.0).map(|r| r.words.as_str()).collect();
            if !words.is_empty() {
                out.push_str(&format!("   {label}: {}\n", words.join("; ")));
            }
        }
        out.push_str(&format!("   ended: {}. {} But: {}\n", p.result.name(), p.held, p.failed));
        out.push_str(&format!("   sources: {}\n", p.sources.join("; ")));
    }
    out.push_str(&format!("\n{}\n", sentence(rates)));
    out.push_str("The library remembers what became known: failed mediations are fewer in it than in life.\n");
    out
}

/// The same as JSON.
pub fn json(found: &[Likeness], rates: &BaseRates) -> Value {
    let list: Vec<Value> = found
        .iter()
        .map(|l| {
            let p = l.process;
            json!({
                "id": p.id, "name": p.name, "score": (l.score * 1e4).round() / 1e4,
                "parties": p.parties, "mediator": p.mediator, "issues": p.issues,
                "months_to_agreement": p.months(), "result": p.result.name(),
                "held": p.held, "failed": p.failed, "sources": p.sources,
                "reasons": l.reasons.iter().map(|r| json!({
                    "feature": r.feature, "says": r.says, "words": r.words,
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "precedents": list,
        "base_rates": {
            "n": rates.n, "signed": rates.signed, "within_year": rates.within_year,
            "within_year_95": share_interval(rates.within_year, rates.n),
            "held": rates.held, "partly": rates.partly, "failed": rates.failed,
            "median_months": rates.median_months,
        },
    })
}

fn when(p: &Process) -> String {
    let (y, m) = p.began;
    match (p.agreed, p.months()) {
        (Some((a, b)), Some(months)) => format!("{y}-{m:02} to {a}-{b:02}, {months} months to agreement"),
        _ => format!("from {y}-{m:02}, never agreed"),
    }
}

fn sentence(r: &BaseRates) -> String {
    let interval = share_interval(r.within_year, r.n)
        .map_or(String::new(), |(a, b)| format!(" (95 %: {:.0} to {:.0} %)", 100.0 * a, 100.0 * b));
    let months = r.median_months.map_or(String::new(), |m| format!("; median {m} months"));
    format!(
        "Of {} comparable processes {} reached a signed agreement, {} within a year{interval}{months}. Of those old enough to tell, {} held, {} held in part, {} failed.",
        r.n, r.signed, r.within_year, r.held, r.partly, r.failed
    )
}
