//! Numbers about the desk itself, in the form that Prometheus reads.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper edges of the classes of answer times, in seconds.
const EDGES: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 1.0, 10.0];

/// What is counted while the desk runs.
#[derive(Default)]
pub(crate) struct Metrics {
    /// Answers by hundreds of their status: 2xx, 3xx, 4xx, 5xx.
    answers: [AtomicU64; 4],
    classes: [AtomicU64; 9],
    microseconds: AtomicU64,
    pub cached: AtomicU64,
    pub connections: AtomicU64,
    pub evicted: AtomicU64,
}

impl Metrics {
    pub fn count(&self, status: u16, took: Duration) {
        let add = |counter: &AtomicU64, n: u64| counter.fetch_add(n, Ordering::Relaxed);
        if let Some(counter) = usize::from(status / 100).checked_sub(2).and_then(|n| self.answers.get(n)) {
            add(counter, 1);
        }
        let seconds = took.as_secs_f64();
        let class = EDGES.iter().position(|&edge| seconds <= edge).unwrap_or(EDGES.len());
        add(&self.classes[class], 1);
        add(&self.microseconds, took.as_micros() as u64);
    }

    pub fn text(&self, version: u64) -> String {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut out = String::new();
        let _ =
            writeln!(out, "# HELP legation_answers_total Answers by status.\n# TYPE legation_answers_total counter");
        for (n, counter) in self.answers.iter().enumerate() {
            let _ = writeln!(out, "legation_answers_total{{status=\"{}xx\"}} {}", n + 2, get(counter));
        }
        let _ = writeln!(
            out,
            "# HELP legation_answer_seconds Time from a request's head to its answer.\n# TYPE legation_answer_seconds histogram"
        );
        let mut sum = 0;
        for (class, counter) in self.classes.iter().enumerate() {
            sum += get(counter);
            let edge = EDGES.get(class).map_or_else(|| "+Inf".to_owned(), f64::to_string);
            let _ = writeln!(out, "legation_answer_seconds_bucket{{le=\"{edge}\"}} {sum}");
        }
        let _ = writeln!(out, "legation_answer_seconds_sum {}", get(&self.microseconds) as f64 / 1e6);
        let _ = writeln!(out, "legation_answer_seconds_count {sum}");
        for (name, kind, about, value) in [
            ("legation_cached_total", "counter", "Answers that were at hand.", get(&self.cached)),
            ("legation_connections", "gauge", "Connections that are open.", get(&self.connections)),
            ("legation_evicted_total", "counter", "Idle connections closed to make room.", get(&self.evicted)),
            ("legation_archive_changes_total", "counter", "Times that somebody was seen to have written.", version),
        ] {
            let _ = writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}\n{name} {value}");
        }
        out
    }
}
