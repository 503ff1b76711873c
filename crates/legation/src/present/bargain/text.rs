//! The summary for a terminal.

use super::{own, party};
use crate::negotiate::report::Report;
use crate::present::plain::safe;

/// Models side by side, what could block, who trades what, and who moves the result.
pub fn text(report: &Report) -> String {
    let table = report.table;
    let mut out = String::new();
    if !table.name.is_empty() {
        out.push_str(&format!("{}\n", safe(&table.name)));
    }
    out.push_str(&format!("{} parties, {} issues", table.parties.len(), table.issues.len()));
    let drawn = report.models.iter().any(|m| !m.spreads.is_empty());
    if drawn {
        out.push_str(&format!("; {} draws, seed {}", report.draws.n, report.draws.seed));
    }
    out.push('\n');
    for (p, issue) in table.issues.iter().enumerate() {
        out.push_str(&format!(
            "\n{}  ({} = {} … {} = {})\n",
            safe(&issue.name),
            issue.scale.0,
            safe(&issue.low),
            issue.scale.1,
            safe(&issue.high)
        ));
        if let Some(q) = issue.status_quo {
            out.push_str(&format!("  status quo {q}; decided by {}\n", issue.rule.name()));
        }
        for row in &report.models {
            let Some(o) = row.solution.outcomes[p] else { continue };
            out.push_str(&format!("  {:<26} {:>7}", row.about.name, own(issue, o)));
            if let Some(s) = row.spreads.get(p).and_then(Option::as_ref) {
                out.push_str(&format!("   80 % of draws {} to {}", own(issue, s.p10), own(issue, s.p90)));
            }
            out.push('\n');
        }
        if let Some(o) = report.ensemble[p] {
            out.push_str(&format!("  {:<26} {:>7}", "weighted by skill", own(issue, o)));
            if let Some((low, high)) = report.likely[p] {
                let (low, high) = (own(issue, low), own(issue, high));
                out.push_str(&format!("   four in five EU decisions like it fell in {low} to {high}"));
            }
            out.push('\n');
        }
        blocking(report, p, &mut out);
        let bars: Vec<String> = report.tornado[p]
            .iter()
            .filter(|b| (b.high - b.low).abs() > 0.05)
            .take(3)
            .map(|b| {
                format!(
                    "{} of {} ({} to {})",
                    b.what.name(),
                    safe(party(table, b.party)),
                    own(issue, b.low.min(b.high)),
                    own(issue, b.low.max(b.high))
                )
            })
            .collect();
        if !bars.is_empty() {
            out.push_str(&format!("  moves the compromise most: {}\n", bars.join("; ")));
        }
    }
    exchanges(report, &mut out);
    let mut notes: Vec<String> = report
        .models
        .iter()
        .flat_map(|m| m.solution.notes.iter().map(move |n| format!("{}: {n}", m.about.name)))
        .collect();
    let blank: usize = (0..table.parties.len())
        .flat_map(|k| (0..table.issues.len()).map(move |p| (k, p)))
        .filter(|&(k, p)| table.stake(k, p).is_some_and(|s| s.position.is_none()))
        .count();
    if blank > 0 {
        notes.push(format!("{blank} blank positions: left out at the middles, anywhere on the scale in draws"));
    }
    if !notes.is_empty() {
        out.push_str("\nNotes\n");
        notes.iter().for_each(|n| out.push_str(&format!("  {n}\n")));
    }
    out
}

fn blocking(report: &Report, p: usize, out: &mut String) {
    let (table, issue) = (report.table, &report.table.issues[p]);
    let names = |list: &[usize]| list.iter().map(|&k| safe(party(table, k))).collect::<Vec<_>>().join(", ");
    if let Some(v) = &report.verdicts[p] {
        if v.passes {
            out.push_str(&format!("  the weighted outcome passes alone: {} for it\n", names(&v.supporters)));
        } else {
            let shares: Vec<String> = report.blocks[p]
                .iter()
                .filter(|b| v.blockers.contains(&b.0))
                .map(|(k, share)| format!("{} ({:.0} % of draws)", safe(party(table, *k)), 100.0 * share))
                .collect();
            let shares = if shares.is_empty() { names(&v.blockers) } else { shares.join(", ") };
            out.push_str(&format!(
                "  alone it does not pass: {:.0} % of votes for it; blocked by {shares}\n",
                100.0 * v.share
            ));
        }
    }
    if let Some(b) = &report.blocking[p] {
        if let Some(c) = b.coalitions.first() {
            out.push_str(&format!(
                "  smallest winning coalition: {} (between {} and {})\n",
                names(&c.parties),
                own(issue, c.range.0),
                own(issue, c.range.1)
            ));
        } else {
            out.push_str("  no coalition can move the status quo on this issue alone\n");
        }
    }
    if let Some((low, high)) = report.settlement[p] {
        let words = if high - low < 0.5 {
            "none beside the status quo".to_owned()
        } else {
            format!("{} to {}", own(issue, low), own(issue, high))
        };
        out.push_str(&format!("  settlement range of those who must agree: {words}\n"));
    }
}

fn exchanges(report: &Report, out: &mut String) {
    let table = report.table;
    if report.exchanges.is_empty() {
        return;
    }
    out.push_str("\nExchanges that would pay both (first round, best first)\n");
    for traded in report.exchanges.iter().take(8) {
        let e = &traded.exchange;
        let (q, r) = (&table.issues[e.gives.issue], &table.issues[e.takes.issue]);
        out.push_str(&format!(
            "  {} gives {} on {} ({} → {}) for {} on {} ({} → {}); gain {:.2} each; in {:.0} % of draws\n",
            safe(party(table, e.gives.party)),
            safe(party(table, e.takes.party)),
            safe(&q.name),
            own(q, e.gives.from),
            own(q, e.gives.to),
            safe(party(table, e.takes.party)),
            safe(&r.name),
            own(r, e.takes.from),
            own(r, e.takes.to),
            e.gain,
            100.0 * traded.share
        ));
        let hurt: Vec<String> = e
            .externalities
            .iter()
            .filter(|x| x.1 < -0.05)
            .take(3)
            .map(|(k, loss)| format!("{} ({loss:.2})", safe(party(table, *k))))
            .collect();
        if !hurt.is_empty() {
            out.push_str(&format!("    hurts {}\n", hurt.join(", ")));
        }
    }
    if report.exchanges.len() > 8 {
        out.push_str(&format!("  … and {} more (--json has all)\n", report.exchanges.len() - 8));
    }
}
