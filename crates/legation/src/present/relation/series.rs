//! A series: points with bars, changes with what moved them, the norm.

use serde_json::{Value, json};

use super::{Table, cell, optional, rounded, row};
use crate::present::plain::safe;
use crate::relate::series::{Coverage, Exposure, Outlet, Point, Series, counted, label};
use crate::relate::{Against, Change, Norm};

fn coverage(point: &Point) -> &'static str {
    match point.coverage {
        Coverage::Events => "events",
        Coverage::Silence => "silence",
        Coverage::NothingRecorded => "nothing recorded",
    }
}

fn unit(series: &Series) -> String {
    match series.exposure {
        Exposure::Periods => format!("events a {}", series.period.name()),
        Exposure::Articles => "events per 1,000 recorded articles".to_owned(),
    }
}

/// Everything about a series.
pub fn json(series: &Series, outlets: &[Outlet]) -> Value {
    json!({
        "scope": super::scope(&series.scope),
        "period": series.period.name(),
        "until": series.until,
        "n_events": series.n_events,
        "n_undated": series.n_undated,
        "n_imprecise": series.n_imprecise,
        "n_outside": series.n_outside,
        "points": series.points.iter().map(|p| json!({
            "from": p.from, "to": p.to, "n_events": p.n_events, "quad": p.quad,
            "score_sum": rounded(p.score_sum), "score_mean": optional(p.score_mean),
            "goldstein_sum": rounded(p.goldstein_sum), "goldstein_mean": optional(p.goldstein_mean),
            "n_sources": p.n_sources, "n_recorded": p.n_recorded, "per_thousand": optional(p.per_thousand),
            "coverage": coverage(p),
        })).collect::<Vec<_>>(),
        "changes": { "method": METHOD, "unit": unit(series), "list": series.changes.iter().map(change).collect::<Vec<_>>() },
        "norm": series.norm.as_ref().map(norm),
        "outlets": outlets.iter().map(|o| json!({
            "publisher": o.publisher, "n_events": o.n_events, "n_alone": o.n_alone, "n_first": o.n_first, "quad": o.quad,
        })).collect::<Vec<_>>(),
    })
}

/// How changes are found, for whoever asks why.
pub const METHOD: &str = "PELT (Killick, Fearnhead and Eckley 2012): Poisson cost, penalty 3 ln n times dispersion; periods without recorded articles are left out";

/// A change as a machine reads it.
pub fn change(change: &Change) -> Value {
    json!({
        "point": change.point, "day": change.day, "before": rounded(change.before), "after": rounded(change.after),
        "strength": rounded(change.strength),
        "moved_by": change.moved_by.iter().map(|m| json!({
            "event_type": m.event_type.name(), "before": rounded(m.before), "after": rounded(m.after),
            "share": rounded(m.share), "events": m.events,
        })).collect::<Vec<_>>(),
    })
}

/// A comparison with what is usual, as a machine reads it.
pub fn norm(norm: &Norm) -> Value {
    let against = |a: &Against| {
        json!({
            "n_periods": a.n_periods, "mean": optional(a.mean), "percent": optional(a.percent),
            "verdict": a.verdict.name(), "chance": optional(a.chance),
        })
    };
    json!({ "from": norm.from, "now": norm.now, "short": against(&norm.short), "long": against(&norm.long) })
}

/// What a desk officer reads: bars of conflict and cooperation, changes, the norm.
pub fn text(series: &Series, outlets: &[Outlet]) -> String {
    let mut out = format!("{} by {}, {}\n", safe(&label(&series.scope)), series.period.name(), counted(&series.scope));
    out.push_str(&format!(
        "{} events as of {}: {} in the series, {} undated, {} dated too coarsely, {} outside it\n\n",
        series.n_events,
        series.until,
        series.n_events - series.n_undated - series.n_imprecise - series.n_outside,
        series.n_undated,
        series.n_imprecise,
        series.n_outside,
    ));
    let most = series.points.iter().map(|p| p.n_events).max().unwrap_or(0).max(1);
    let mut skipped: Option<(&Point, usize)> = None;
    out.push_str("from        events  conflict|cooperation            score  per 1,000 articles\n");
    for (n, point) in series.points.iter().enumerate() {
        let changed = series.changes.iter().any(|c| c.point == n);
        // Long stretches without anything take one line.
        if point.n_events == 0 && !changed {
            match &mut skipped {
                Some((first, n)) if first.coverage == point.coverage => {
                    *n += 1;
                    continue;
                }
                _ => {}
            }
            empty(&mut out, skipped.take(), series);
            skipped = Some((point, 1));
            continue;
        }
        empty(&mut out, skipped.take(), series);
        let length = |n: u32| (12 * n as usize).div_ceil(most as usize);
        let conflict = length(point.quad[2] + point.quad[3]);
        let cooperation = length(point.quad[0] + point.quad[1]);
        out.push_str(&format!(
            "{}  {:>6}  {:>12}|{:<12}  {:>7}  {:>7}{}\n",
            point.from,
            point.n_events,
            "-".repeat(conflict),
            "+".repeat(cooperation),
            point.score_mean.map_or("".to_owned(), |m| format!("{m:+.1}")),
            point.per_thousand.map_or("no articles".to_owned(), |p| format!("{p:.0}")),
            if changed { "  <- change" } else { "" },
        ));
    }
    empty(&mut out, skipped, series);
    for change in &series.changes {
        out.push_str(&format!(
            "\nChange at {}: from {:.2} to {:.2} {} (strength {:.1})\n",
            change.day,
            change.before,
            change.after,
            unit(series),
            change.strength
        ));
        for mover in &change.moved_by {
            out.push_str(&format!(
                "  {:3.0} %  {}: {:.2} to {:.2}; {}\n",
                100.0 * mover.share,
                mover.event_type.name(),
                mover.before,
                mover.after,
                mover.events.join(" ")
            ));
        }
    }
    if let Some(norm) = &series.norm {
        out.push_str(&format!("\nThe {} from {}: {} events\n", series.period.name(), norm.from, norm.now));
        for (name, against) in [("four weeks", &norm.short), ("year", &norm.long)] {
            out.push_str(&format!("  against the {name} before: {}{}\n", against.verdict.name(), figures(against)));
        }
    }
    if !outlets.is_empty() {
        out.push_str("\nTold by (events, first, alone)\n");
        for outlet in outlets {
            let name = outlet.publisher.as_deref().unwrap_or("no publisher named");
            out.push_str(&format!(
                "  {:>5} {:>5} {:>5}  {}\n",
                outlet.n_events,
                outlet.n_first,
                outlet.n_alone,
                safe(name)
            ));
        }
    }
    out
}

fn figures(against: &Against) -> String {
    let Some(mean) = against.mean else { return String::new() };
    let percent = against.percent.map_or(String::new(), |p| format!(", {p:+.0} %"));
    let chance = against
        .chance
        .map_or(String::new(), |c| format!("; as far out in {:.0} of 100 {} without any change", 100.0 * c, "periods"));
    format!(" (mean {mean:.1}{percent}{chance})")
}

fn empty(out: &mut String, skipped: Option<(&Point, usize)>, series: &Series) {
    if let Some((first, n)) = skipped {
        let what = coverage(first);
        let period = series.period.name();
        out.push_str(&format!("{}  {:>6}  {what}, {n} {period}{}\n", first.from, 0, if n == 1 { "" } else { "s" }));
    }
}

/// One row a point.
pub fn table(series: &Series) -> Table {
    let mut out = vec![row(&[
        "from",
        "to",
        "n_events",
        "quad_1",
        "quad_2",
        "quad_3",
        "quad_4",
        "score_sum",
        "score_mean",
        "goldstein_sum",
        "goldstein_mean",
        "n_sources",
        "n_recorded",
        "per_thousand",
        "coverage",
        "change",
    ])];
    for (n, p) in series.points.iter().enumerate() {
        let mut cells = vec![p.from.clone(), p.to.clone(), p.n_events.to_string()];
        cells.extend(p.quad.iter().map(u32::to_string));
        cells.extend([
            cell(Some(p.score_sum)),
            cell(p.score_mean),
            cell(Some(p.goldstein_sum)),
            cell(p.goldstein_mean),
        ]);
        cells.extend([p.n_sources.to_string(), p.n_recorded.to_string(), cell(p.per_thousand), coverage(p).to_owned()]);
        cells.push(if series.changes.iter().any(|c| c.point == n) { "1" } else { "" }.to_owned());
        out.push(cells);
    }
    out
}
