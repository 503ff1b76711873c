//! How far a bulk run is, drawn on standard error where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::articles::Input;
use crate::run::Tally;

/// A bar over the bytes of the inputs; nothing where nobody watches.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar that begins after the bytes that an earlier run has read.
    pub fn over(inputs: &[Input], done: u64) -> Progress {
        use std::io::IsTerminal;
        if !std::io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        // Standard input has no length: then there is a count, but no bar.
        let total = inputs.iter().map(|p| std::fs::metadata(&p.path).map(|m| m.len()).ok()).sum::<Option<u64>>();
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        let template = match total {
            Some(_) => "{bar:30} {percent}% {bytes_per_sec} {eta} {msg}",
            None => "{bytes} {bytes_per_sec} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
        bar.set_position(done);
        Progress { bar }
    }

    pub fn advance(&mut self, n_bytes: u64, tally: &Tally) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.inc(n_bytes);
        self.bar.set_message(format!("{} read, {} skipped, {} lines", tally.read, tally.failed, tally.lines));
    }

    /// Says something above the bar.
    pub fn say<T>(&self, words: impl FnOnce() -> T) -> T {
        self.bar.suspend(words)
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
