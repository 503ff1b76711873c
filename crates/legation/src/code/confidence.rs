//! How sure an answer is: a first estimate from what it rests on, straightened so that of the
//! answers said with 0.8 four in five are right.
//!
//! The lines through log-odds were fitted on 2026-11-27: [`EVENT`] on the unseen half of our own gold
//! (`cargo xtask evaluate code`), [`RELATION`] on the training half of PLV by five folds
//! (`cargo xtask train code --dry`); both commands print what is left to mend.

use super::find::Found;
use super::lexicon::Trigger;

/// Slope and shift of a line through log-odds.
pub(super) struct Line(f32, f32);

/// For type and roles of an event.
pub(super) const EVENT: Line = Line(1.15, -0.79);
/// For the label between two marked parties.
pub(super) const RELATION: Line = Line(0.76, -0.57);

/// Moves an estimate along a line.
pub(super) fn straightened(estimate: f32, line: &Line) -> f32 {
    let p = estimate.clamp(0.01, 0.99);
    let odds = line.0 * (p / (1.0 - p)).ln() + line.1;
    1.0 / (1.0 + (-odds).exp())
}

/// The first estimate for an event: lines with an object are surer than bare verbs, verbs than
/// nouns; named participants add to it. The line's own weight scales it.
pub(super) fn estimate(found: &Found, actor: bool, recipient: bool) -> f32 {
    let base = match (found.rule.trigger, found.noun.is_some()) {
        (Trigger::Verb, true) => 0.72,
        (Trigger::Verb, false) => 0.62,
        (Trigger::Noun, _) => 0.52,
        (Trigger::Adjective, _) => 0.5,
    };
    let named = 0.1 * f32::from(u8::from(actor)) + 0.1 * f32::from(u8::from(recipient));
    ((base + named) * (0.6 + 0.4 * found.rule.weight)).clamp(0.05, 0.95)
}
