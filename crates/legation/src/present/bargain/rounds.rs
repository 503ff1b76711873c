//! The chart of rounds: how a model with rounds moves the outcome of each issue.

use super::own;
use super::svg::{LEFT, ROW, WIDE, line, page};
use crate::negotiate::report::Report;
use crate::present::plain::escape;

const HIGH: f64 = 110.0;

/// For each issue the outcome after every round, one line a model that has several; the line's end is named.
pub fn rounds(report: &Report) -> String {
    let table = report.table;
    let mut body = String::new();
    let mut y = 40.0;
    // One round is a point and no course: the chart of outcomes shows it.
    let models: Vec<_> = report.models.iter().filter(|m| m.solution.rounds.len() > 1).collect();
    let n = models.iter().map(|m| m.solution.rounds.len()).max().unwrap_or(0);
    for (p, issue) in table.issues.iter().enumerate() {
        body.push_str(&format!("<text x=\"10\" y=\"{y:.0}\" font-weight=\"bold\">{}</text>\n", escape(&issue.name)));
        y += ROW;
        let (x, top) = (|round: usize| LEFT + 0.75 * WIDE * round as f64 / n.max(1) as f64, y);
        let at = |v: f64| top + HIGH * (1.0 - v.clamp(0.0, 100.0) / 100.0);
        for (v, words) in [(0.0, &issue.low), (100.0, &issue.high)] {
            body.push_str(&line(x(0), at(v), x(n), at(v), "#ccc", 1.0));
            body.push_str(&format!(
                "<text x=\"{:.0}\" y=\"{:.1}\" font-size=\"10\" text-anchor=\"end\">{}</text>\n",
                LEFT - 10.0,
                at(v) + 4.0,
                escape(words)
            ));
        }
        let mut ends: Vec<f64> = Vec::new();
        for (k, model) in models.iter().enumerate() {
            let points: Vec<(f64, f64)> = model
                .solution
                .rounds
                .iter()
                .enumerate()
                .filter_map(|(r, round)| Some((x(r + 1), at(round.outcomes[p]?))))
                .collect();
            let Some(last) = points.last() else { continue };
            let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            // Lines differ in their dashes, not only in colour.
            body.push_str(&format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>\n",
                path.join(" "),
                ["#36c", "#c30", "#080", "#850"][k % 4],
                ["none", "6 3", "2 3", "8 3 2 3"][k % 4]
            ));
            // Names that would lie on each other go one line lower.
            let mut name_y = last.1;
            while ends.iter().any(|e| (e - name_y).abs() < 11.0) {
                name_y += 11.0;
            }
            ends.push(name_y);
            let outcome = model.solution.rounds.last().and_then(|r| r.outcomes[p]).unwrap_or_default();
            body.push_str(&format!(
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"10\">{} {}</text>\n",
                last.0 + 6.0,
                name_y + 4.0,
                model.about.name,
                own(issue, outcome)
            ));
        }
        let lowest = ends.iter().copied().fold(top + HIGH, f64::max);
        body.push_str(&format!(
            "<text x=\"{:.0}\" y=\"{:.1}\" font-size=\"10\">rounds 1 to {n}</text>\n",
            x(0),
            lowest + 16.0
        ));
        y = lowest + 2.5 * ROW;
    }
    page(&format!("{}: outcomes by round", table.name), y, &body)
}
