//! A negotiation's report for terminals, machines and charts.

use crate::negotiate::report::Report;
use crate::negotiate::{Issue, Table};

mod draft;
mod json;
mod rounds;
mod svg;
mod text;
mod tornado;

pub use draft::toml;
pub use json::{json, skills};
pub use rounds::rounds;
pub use svg::svg;
pub use text::text;
pub use tornado::tornado;

/// One line an issue and model, with what the draws say.
pub fn csv(report: &Report) -> String {
    let mut out = String::from("issue,model,outcome,p10,median,p90,scale_low,scale_high\n");
    for (p, issue) in report.table.issues.iter().enumerate() {
        for row in &report.models {
            let Some(o) = row.solution.outcomes[p] else { continue };
            let spread = row.spreads.get(p).and_then(Option::as_ref);
            let cell = |v: Option<f64>| v.map_or(String::new(), |v| format!("{:.4}", issue.of_hundred(v)));
            out.push_str(&format!(
                "{},{},{},{},{},{},{},{}\n",
                quoted(&issue.id),
                row.about.name,
                cell(Some(o)),
                cell(spread.map(|s| s.p10)),
                cell(spread.map(|s| s.median)),
                cell(spread.map(|s| s.p90)),
                issue.scale.0,
                issue.scale.1
            ));
        }
    }
    out
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A number of 0–100 in the issue's own scale, short.
fn own(issue: &Issue, value: f64) -> String {
    let value = issue.of_hundred(value);
    let span = (issue.scale.1 - issue.scale.0).abs();
    if span >= 50.0 {
        format!("{value:.0}")
    } else if span >= 5.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

fn party(table: &Table, k: usize) -> &str {
    &table.parties[k].name
}
