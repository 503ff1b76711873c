//! A fact: who did what to whom on which day, in numbers; and the names behind the numbers.

use crate::plover::QuadClass;

/// One event between two entities on one day, by ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fact {
    /// Days since the first day of the data.
    pub day: u16,
    pub subject: u32,
    pub relation: u16,
    pub object: u32,
}

/// What can be done: a name, and where it stands in the codebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    pub name: String,
    /// The family of the relation: a CAMEO root or a PLOVER type, counted from 0.
    pub family: u16,
    pub quad: Option<QuadClass>,
}

/// Facts in order of time, with their names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    pub entities: Vec<String>,
    pub relations: Vec<Relation>,
    /// Sorted by day, then by the order of the file.
    pub facts: Vec<Fact>,
    /// The time of the first day and of a step, as the file counts.
    pub clock: Clock,
}

/// How a file counts time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    pub first: u64,
    pub step: u64,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { first: 0, step: 1 }
    }
}

/// A question "subject, relation, whom?" with its true answer, or backwards from the object.
///
/// Backwards, the relation is counted from the number of relations on: `relation + n`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Query {
    pub day: u16,
    pub subject: u32,
    pub relation: u16,
    pub answer: u32,
}

impl Facts {
    /// The number of relations, and of backward relations.
    pub fn n_relations(&self) -> usize {
        self.relations.len()
    }

    /// The days of the data: one more than the last day of a fact.
    pub fn n_days(&self) -> u16 {
        self.facts.last().map_or(0, |f| f.day + 1)
    }

    /// The time of a day, as its file counts.
    pub fn time_of(&self, day: u16) -> u64 {
        self.clock.first + u64::from(day) * self.clock.step
    }

    /// The facts of the days from `from` to before `to`.
    pub fn between(&self, from: u16, to: u16) -> &[Fact] {
        let start = self.facts.partition_point(|f| f.day < from);
        let end = self.facts.partition_point(|f| f.day < to);
        &self.facts[start..end.max(start)]
    }

    /// Both questions of every fact of some days: whom it was done to, and who did it.
    pub fn queries(&self, from: u16, to: u16) -> Vec<Query> {
        let n = self.n_relations() as u16;
        let mut out = Vec::new();
        for fact in self.between(from, to) {
            out.extend(both(fact, n));
        }
        out
    }
}

/// A fact as two questions: forwards and backwards.
pub fn both(fact: &Fact, n_relations: u16) -> [Query; 2] {
    [
        Query { day: fact.day, subject: fact.subject, relation: fact.relation, answer: fact.object },
        Query { day: fact.day, subject: fact.object, relation: fact.relation + n_relations, answer: fact.subject },
    ]
}
