//! The chart of who moves the result: for each issue the numbers that shift the compromise most.

use super::svg::{LEFT, ROW, WIDE, line, page};
use super::{own, party};
use crate::negotiate::report::Report;
use crate::present::plain::escape;

/// Bars of an issue that are drawn.
const BARS: usize = 10;

/// Bars from the outcome with a number low to that with it high; a dot marks the high end.
pub fn tornado(report: &Report) -> String {
    let table = report.table;
    let mut body = String::new();
    let mut y = 40.0;
    for (p, issue) in table.issues.iter().enumerate() {
        let bars: Vec<_> = report.tornado[p].iter().filter(|b| (b.high - b.low).abs() > 1e-9).take(BARS).collect();
        let ends = bars.iter().flat_map(|b| [b.low, b.high]);
        let (least, most) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        body.push_str(&format!("<text x=\"10\" y=\"{y:.0}\" font-weight=\"bold\">{}</text>\n", escape(&issue.name)));
        y += ROW;
        if bars.is_empty() {
            body.push_str(&format!("<text x=\"{LEFT:.0}\" y=\"{y:.0}\" font-size=\"11\">nobody moves it</text>\n"));
            y += 2.0 * ROW;
            continue;
        }
        // The scale is that of the bars, whose ends are written out.
        let x = |v: f64| LEFT + WIDE * (v - least) / (most - least);
        body.push_str(&format!(
            "<text x=\"{LEFT:.0}\" y=\"{y:.0}\" font-size=\"10\">{}</text><text x=\"{:.0}\" y=\"{y:.0}\" font-size=\"10\" text-anchor=\"end\">{}</text>\n",
            own(issue, least),
            LEFT + WIDE,
            own(issue, most)
        ));
        y += ROW;
        for bar in bars {
            let name = format!("{}: {}", party(table, bar.party), bar.what.name());
            body.push_str(&format!(
                "<text x=\"{:.0}\" y=\"{:.1}\" font-size=\"11\" text-anchor=\"end\">{}</text>\n",
                LEFT - 10.0,
                y + 4.0,
                escape(&name)
            ));
            body.push_str(&line(x(bar.low), y, x(bar.high), y, "#36c", 6.0));
            body.push_str(&format!(
                "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#fff\" stroke=\"#000\"><title>{}: low {}, high {}</title></circle>\n",
                x(bar.high),
                escape(&name),
                own(issue, bar.low),
                own(issue, bar.high)
            ));
            y += ROW;
        }
        y += ROW;
    }
    page(&format!("{}: who moves the compromise most (dot: number at its high)", table.name), y, &body)
}
