//! The chart of outcomes: each issue a scale, with positions, outcomes and their spread.

use super::party;
use crate::negotiate::Grid;
use crate::negotiate::report::Report;
use crate::present::plain::escape;

pub(super) const LEFT: f64 = 190.0;
pub(super) const WIDE: f64 = 560.0;
pub(super) const ROW: f64 = 18.0;

/// A self-contained SVG that reads in black and white too: shapes differ, not only colours.
pub fn svg(report: &Report) -> String {
    let table = report.table;
    let grid = Grid::of_middles(table);
    let mut body = String::new();
    let mut y = 40.0;
    for (p, issue) in table.issues.iter().enumerate() {
        body.push_str(&format!("<text x=\"10\" y=\"{y:.0}\" font-weight=\"bold\">{}</text>\n", escape(&issue.name)));
        y += 16.0;
        let x = |v: f64| LEFT + WIDE * v.clamp(0.0, 100.0) / 100.0;
        body.push_str(&format!(
            "<text x=\"{:.0}\" y=\"{y:.0}\" font-size=\"10\">{}</text><text x=\"{:.0}\" y=\"{y:.0}\" font-size=\"10\" text-anchor=\"end\">{}</text>\n",
            LEFT, escape(&issue.low), LEFT + WIDE, escape(&issue.high)
        ));
        y += 12.0;
        body.push_str(&line(x(0.0), y, x(100.0), y, "#000", 1.0));
        if let Some(q) = grid.status_quo[p] {
            body.push_str(&format!(
                "<path d=\"M{:.1} {:.1}l5 8h-10z\" fill=\"none\" stroke=\"#000\"><title>status quo</title></path>\n",
                x(q),
                y
            ));
        }
        for (k, cell) in grid.column(p) {
            body.push_str(&format!(
                "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"#fff\" stroke=\"#000\"><title>{}: {:.0}</title></circle>\n",
                x(cell.position),
                3.0 + 4.0 * cell.salience,
                escape(party(table, k)),
                issue.of_hundred(cell.position)
            ));
        }
        y += ROW;
        // Names under the scale, those that would overlap one line lower.
        let mut ends: Vec<f64> = Vec::new();
        let mut named: Vec<(f64, &str)> = grid.column(p).map(|(k, c)| (x(c.position), party(table, k))).collect();
        named.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut lowest = 0;
        for (at, name) in named {
            let half = 3.0 * name.chars().count() as f64;
            let line = ends.iter().position(|end| *end < at - half).unwrap_or(ends.len());
            if line == ends.len() {
                ends.push(0.0);
            }
            ends[line] = at + half + 4.0;
            lowest = lowest.max(line);
            body.push_str(&format!(
                "<text x=\"{at:.1}\" y=\"{:.1}\" font-size=\"10\" text-anchor=\"middle\">{}</text>\n",
                y + 11.0 * line as f64,
                escape(name)
            ));
        }
        y += 11.0 * lowest as f64 + ROW;
        if let Some((low, high)) = report.likely[p] {
            body.push_str(&format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#ddd\"><title>four in five EU decisions like it</title></rect>\n",
                x(low),
                y - 8.0,
                x(high) - x(low),
                ROW * report.models.len() as f64
            ));
        }
        for row in &report.models {
            let Some(o) = row.solution.outcomes[p] else { continue };
            body.push_str(&format!(
                "<text x=\"{:.0}\" y=\"{:.1}\" font-size=\"11\" text-anchor=\"end\">{}</text>\n",
                LEFT - 10.0,
                y + 4.0,
                row.about.name
            ));
            if let Some(s) = row.spreads.get(p).and_then(Option::as_ref) {
                body.push_str(&line(x(s.p10), y, x(s.p90), y, "#36c", 3.0));
            }
            body.push_str(&format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"#c30\"><title>{}: {:.1}</title></rect>\n",
                x(o) - 3.5,
                y - 3.5,
                row.about.name,
                issue.of_hundred(o)
            ));
            y += ROW;
        }
        y += 24.0;
    }
    page(&table.name, y, &body)
}

/// The chart's frame: its title for eyes and for readers aloud.
pub(super) fn page(title: &str, height: f64, body: &str) -> String {
    let title = escape(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.0}\" height=\"{height:.0}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n<title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"10\" y=\"20\">{title}</text>\n{body}</svg>\n",
        LEFT + WIDE + 40.0
    )
}

pub(super) fn line(x1: f64, y1: f64, x2: f64, y2: f64, colour: &str, width: f64) -> String {
    format!(
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"
    )
}
