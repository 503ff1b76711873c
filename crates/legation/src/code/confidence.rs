//! How sure each field of an event is: signs that anyone can read off the event, each with a weight
//! for each field, and the sum as a probability.
//!
//! A sign is something that was seen while the event was coded: "bare-verb", "actor-described",
//! "date-published". The weights (`legation-data/lexicon/confidence.tsv`) are those of a logistic
//! regression with a penalty on large ones, fitted on the unseen half of our own gold by
//! `cargo xtask train confidence`; `cargo xtask evaluate code` prints how often each field is right
//! where it is said with which probability, on cases that the weights never saw.

use std::sync::OnceLock;

use super::event::{Event, Status};
use super::find::Found;
use super::lexicon::Trigger;
use crate::link::{EntityKind, Linked, Reference};
use crate::span::Span;
use crate::time::DateBasis;

/// Slope and shift of a line through log-odds.
pub(super) struct Line(f32, f32);

/// For the label between two marked parties, fitted on the training half of PLV by five folds
/// (`cargo xtask train code --dry`).
pub(super) const RELATION: Line = Line(0.76, -0.57);

/// Moves an estimate along a line.
pub(super) fn straightened(estimate: f32, line: &Line) -> f32 {
    let p = estimate.clamp(0.01, 0.99);
    sigmoid(line.0 * (p / (1.0 - p)).ln() + line.1)
}

fn sigmoid(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// Probabilities that the fields of an event are right.
///
/// `event_type` is said of the event as a whole; the others are said for the case that the type is
/// right. They are not independent: `Event::confidence` (type and both sides right) is a sum of its
/// own, not their product.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sureness {
    pub event_type: f32,
    pub actors: f32,
    pub recipients: f32,
    pub status: f32,
    pub date: f32,
    /// None where no place was found.
    pub place: Option<f32>,
}

/// What a probability is said of, in the order of the table's columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// Type, actors and recipients together.
    Event,
    Type,
    Actors,
    Recipients,
    Status,
    Date,
    Place,
}

impl Field {
    pub const ALL: [Field; 7] =
        [Field::Event, Field::Type, Field::Actors, Field::Recipients, Field::Status, Field::Date, Field::Place];

    pub fn name(self) -> &'static str {
        match self {
            Field::Event => "event",
            Field::Type => "type",
            Field::Actors => "actors",
            Field::Recipients => "recipients",
            Field::Status => "status",
            Field::Date => "date",
            Field::Place => "place",
        }
    }
}

/// The names of the signs; a set of them is a number with a bit for each.
pub const SIGNS: [&str; 36] = [
    "verb-with-noun",
    "bare-verb",
    "noun",
    "adjective",
    "weak-line",
    "with-content",
    "by-position",
    "several-deeds",
    "long-sentence",
    "told-again",
    "actor-unlinked",
    "actor-described",
    "actor-without-country",
    "actor-place",
    "several-actors",
    "no-recipient",
    "recipient-unlinked",
    "recipient-described",
    "recipient-without-country",
    "recipient-place",
    "several-recipients",
    "far-apart",
    "status-cue",
    "ongoing",
    "planned",
    "possible",
    "hypothetical",
    "negated",
    "historical",
    "date-stated",
    "date-resolved",
    "date-published",
    "date-unknown",
    "place-state",
    "place-unlinked",
    "place-far",
];

/// Signs as a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Signs(u64);

impl Signs {
    fn put(&mut self, sign: &str, shown: bool) {
        let bit = SIGNS.iter().position(|s| *s == sign);
        debug_assert!(bit.is_some(), "no sign is called {sign}");
        if let (Some(bit), true) = (bit, shown) {
            self.0 |= 1 << bit;
        }
    }

    pub fn names(self) -> impl Iterator<Item = &'static str> {
        SIGNS.iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| *name)
    }

    /// What the line that fired shows.
    pub(super) fn of_line(found: &Found) -> Signs {
        let mut signs = Signs::default();
        let verb = found.rule.trigger == Trigger::Verb;
        signs.put("verb-with-noun", verb && found.noun.is_some());
        signs.put("bare-verb", verb && found.noun.is_none());
        signs.put("noun", found.rule.trigger == Trigger::Noun);
        signs.put("adjective", found.rule.trigger == Trigger::Adjective);
        signs.put("weak-line", found.rule.weight < 0.75);
        signs.put("with-content", found.content.is_some());
        signs
    }

    /// The order of words spoke, the tree was silent.
    pub(super) fn by_position(&mut self) {
        self.put("by-position", true);
    }

    /// A one for each sign that is shown, in the order of [`SIGNS`].
    pub fn row(self) -> [f32; SIGNS.len()] {
        std::array::from_fn(|bit| (self.0 >> bit & 1) as f32)
    }
}

/// Adds what the finished event shows: merging may have given it other parties than it was coded with.
fn seen(event: &Event, linked: &Linked) -> Signs {
    let mut signs = event.signs;
    signs.put("long-sentence", event.sentence.len() > 180);
    signs.put("told-again", !event.repeats.is_empty());
    let mention = |span: Span| linked.mentions.iter().find(|m| m.span == span);
    let described =
        |span: Span| mention(span).is_none_or(|m| matches!(m.reference, Reference::Description | Reference::Pronoun));
    let place = |entity: Option<u32>| entity.is_some_and(|e| linked.entity(e).kind == EntityKind::Place);
    let (actors, recipients) = (&event.actors, &event.recipients);
    signs.put("actor-unlinked", actors.iter().any(|r| r.entity.is_none()));
    signs.put("actor-described", actors.iter().any(|r| described(r.span)));
    signs.put("actor-without-country", actors.iter().any(|r| r.country.is_none()));
    signs.put("actor-place", actors.iter().any(|r| place(r.entity)));
    signs.put("several-actors", actors.len() > 1);
    signs.put("no-recipient", recipients.is_empty());
    signs.put("recipient-unlinked", recipients.iter().any(|r| r.entity.is_none()));
    signs.put("recipient-described", recipients.iter().any(|r| described(r.span)));
    signs.put("recipient-without-country", recipients.iter().any(|r| r.country.is_none()));
    signs.put("recipient-place", recipients.iter().any(|r| place(r.entity)));
    signs.put("several-recipients", recipients.len() > 1);
    let away = |span: Span| span.start.abs_diff(event.trigger.start);
    signs.put("far-apart", actors.iter().chain(recipients).any(|r| away(r.span) > 80));
    signs.put("status-cue", event.status_cue.is_some());
    signs.put("ongoing", event.status == Status::Ongoing);
    signs.put("planned", event.status == Status::Planned);
    signs.put("possible", event.status == Status::Possible);
    signs.put("hypothetical", event.status == Status::Hypothetical);
    signs.put("negated", event.status == Status::Negated);
    signs.put("historical", event.status == Status::Historical);
    signs.put("date-stated", event.date.basis == DateBasis::Stated);
    signs.put("date-resolved", event.date.basis == DateBasis::Resolved);
    signs.put("date-published", event.date.basis == DateBasis::Published);
    signs.put("date-unknown", event.date.basis == DateBasis::Unknown);
    if let Some(place) = &event.place {
        let state = place.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::State);
        signs.put("place-state", state);
        signs.put("place-unlinked", place.entity.is_none());
        signs.put("place-far", away(place.span) > 60);
    }
    signs
}

/// Says how sure each field of the finished events of an article is.
pub(super) fn weigh(linked: &Linked, events: &mut [Event]) {
    let weights = Weights::builtin();
    for at in 0..events.len() {
        // Events of a sentence stand side by side.
        let beside = |other: usize| events.get(other).is_some_and(|e| e.sentence == events[at].sentence);
        let several = beside(at + 1) || at > 0 && beside(at - 1);
        let event = &mut events[at];
        event.signs = seen(event, linked);
        event.signs.put("several-deeds", several);
        let chance = |field| weights.chance(field, event.signs);
        event.confidence = chance(Field::Event);
        event.sureness = Sureness {
            event_type: chance(Field::Type),
            actors: chance(Field::Actors),
            recipients: chance(Field::Recipients),
            status: chance(Field::Status),
            date: chance(Field::Date),
            place: event.place.is_some().then(|| chance(Field::Place)),
        };
    }
}

/// What each sign adds to the log-odds of each field, and what they begin with.
#[derive(Debug)]
pub struct Weights {
    /// One a field: a beginning, then a weight for each sign.
    pub fields: [[f32; SIGNS.len() + 1]; Field::ALL.len()],
}

impl Weights {
    fn builtin() -> &'static Weights {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        // The table is part of the program and a test reads it: a damaged one cannot be built.
        WEIGHTS.get_or_init(|| Weights::read(legation_data::CONFIDENCE).expect("the built-in table is whole"))
    }

    /// Reads a table with a line a sign: its name, then a number for each of [`Field::ALL`].
    pub fn read(table: &str) -> Result<Weights, String> {
        let mut fields = [[0.0; SIGNS.len() + 1]; Field::ALL.len()];
        let lines = table.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
        let mut seen = 0;
        for (n, line) in lines.skip(1) {
            let mut cells = line.split('\t');
            let sign = cells.next().unwrap_or("");
            let at = match SIGNS.iter().position(|s| *s == sign) {
                Some(at) => at + 1,
                None if sign == "begin" => 0,
                None => return Err(format!("line {}: no sign is called `{sign}`", n + 1)),
            };
            for field in &mut fields {
                let cell = cells.next().ok_or_else(|| format!("line {}: too few numbers", n + 1))?;
                field[at] = cell.parse().map_err(|_| format!("line {}: `{cell}` is no number", n + 1))?;
            }
            seen += 1;
        }
        if seen == SIGNS.len() + 1 { Ok(Weights { fields }) } else { Err(format!("{seen} signs")) }
    }

    /// The table as [`Weights::read`] takes it.
    pub fn table(&self) -> String {
        let names: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
        let mut out = format!("sign\t{}\n", names.join("\t"));
        for (at, sign) in ["begin"].iter().chain(&SIGNS).enumerate() {
            let numbers: Vec<String> = self.fields.iter().map(|f| format!("{:.3}", f[at])).collect();
            out.push_str(&format!("{sign}\t{}\n", numbers.join("\t")));
        }
        out
    }

    /// The probability that a field is right.
    pub fn chance(&self, field: Field, signs: Signs) -> f32 {
        let weights = &self.fields[field as usize];
        let sum: f32 = signs.row().iter().zip(&weights[1..]).map(|(shown, w)| shown * w).sum();
        sigmoid(weights[0] + sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_comes_back_as_it_was() {
        let weights = Weights::builtin();
        let again = Weights::read(&weights.table()).unwrap();
        assert_eq!(again.fields, weights.fields);
        assert!(Weights::read("sign\tevent\nnothing\t1\n").unwrap_err().contains("no sign is called"));
    }

    #[test]
    fn signs_are_few_enough_for_a_number_and_have_one_name_each() {
        assert!(SIGNS.len() <= 64);
        let names: std::collections::BTreeSet<&str> = SIGNS.into_iter().collect();
        assert_eq!(names.len(), SIGNS.len());
    }
}
