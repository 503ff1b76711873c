//! A negotiation as a table: issues, parties, and what each party wants on each issue.

use super::rule::Rule;

/// A negotiation: issues across, parties down, a [`Stake`] in each cell that is filled.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    pub name: String,
    pub issues: Vec<Issue>,
    pub parties: Vec<Party>,
    /// One place for each party and issue, party by party; nothing where a party has no stake.
    pub stakes: Vec<Option<Stake>>,
}

/// One question under negotiation, on a scale whose ends have names.
#[derive(Clone, PartialEq, Debug)]
pub struct Issue {
    pub id: String,
    pub name: String,
    /// What the low end of the scale means.
    pub low: String,
    /// What the high end means.
    pub high: String,
    /// The scale's ends in the table's own numbers: 0 and 100 unless the table says otherwise.
    pub scale: (f64, f64),
    /// What holds if nothing is agreed.
    pub status_quo: Option<f64>,
    /// How this issue is decided.
    pub rule: Rule,
}

/// Who sits at the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    pub id: String,
    pub name: String,
    /// Resources that it can bring to bear, in any unit that all parties share.
    pub capability: Interval,
    /// Votes, where the rule counts votes; its capability otherwise.
    pub votes: Option<f64>,
    /// Whether nothing passes against it.
    pub veto: bool,
    /// Whether it puts the proposal.
    pub chair: bool,
    /// A mediator's leverage: the share of a party's gap to the mediator's preferred point that it
    /// can close by promises, threats and guarantees, from 0 to 1.
    pub leverage: Option<f64>,
}

/// What one party wants on one issue, and how much it cares.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stake {
    /// In the issue's own numbers; nothing where the table leaves it blank.
    pub position: Option<Interval>,
    /// 0 to 100; nothing where the table leaves it blank.
    pub salience: Option<Interval>,
    /// Capability on this issue alone, where it differs from the party's.
    pub capability: Option<Interval>,
    /// Ids or addresses of what the position rests on.
    pub evidence: Vec<String>,
}

/// A number known exactly, or between two bounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    pub const fn point(value: f64) -> Interval {
        Interval { low: value, high: value }
    }

    pub fn middle(self) -> f64 {
        0.5 * (self.low + self.high)
    }

    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// The same interval in other units.
    pub fn map(self, f: impl Fn(f64) -> f64) -> Interval {
        let (a, b) = (f(self.low), f(self.high));
        Interval { low: a.min(b), high: a.max(b) }
    }
}

impl Issue {
    /// A number of this issue's scale as 0–100.
    pub fn to_hundred(&self, value: f64) -> f64 {
        100.0 * (value - self.scale.0) / (self.scale.1 - self.scale.0)
    }

    /// A number on 0–100 in this issue's own scale.
    pub fn of_hundred(&self, value: f64) -> f64 {
        self.scale.0 + value * (self.scale.1 - self.scale.0) / 100.0
    }
}

impl Party {
    /// Its voting weight: votes where given, else capability.
    pub fn weight(&self) -> f64 {
        self.votes.unwrap_or_else(|| self.capability.middle())
    }
}

impl Table {
    pub fn stake(&self, party: usize, issue: usize) -> Option<&Stake> {
        self.stakes[party * self.issues.len() + issue].as_ref()
    }

    pub fn issue_idx(&self, id: &str) -> Option<usize> {
        self.issues.iter().position(|i| i.id == id)
    }

    pub fn party_idx(&self, id: &str) -> Option<usize> {
        self.parties.iter().position(|p| p.id == id)
    }

    /// Whether anything in the table is an interval or blank, so that draws differ.
    pub fn is_uncertain(&self) -> bool {
        let open = |i: Option<Interval>| i.is_none_or(|i| !i.is_point());
        self.parties.iter().any(|p| !p.capability.is_point())
            || self
                .stakes
                .iter()
                .flatten()
                .any(|s| open(s.position) || open(s.salience) || s.capability.is_some_and(|c| !c.is_point()))
    }
}
