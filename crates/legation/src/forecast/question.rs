//! Questions as people ask them: "AZE-ARM AGREE within 90 days".

use crate::error::{Error, Kind};
use crate::plover::{EventType, QuadClass};
use crate::time::Date;

/// An event that a question may be about, with the names that its parties go by.
#[derive(Clone, PartialEq, Debug)]
pub struct Happening {
    pub id: String,
    pub day: Date,
    /// The day from which it was known: that of the report, where there is one.
    pub known: Date,
    /// Each party by all its names: country code, entity id, name.
    pub actors: Vec<Vec<String>>,
    pub recipients: Vec<Vec<String>>,
    pub event_type: EventType,
    /// The sentence or label that tells of it.
    pub words: String,
}

/// Whose events are asked about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Who {
    /// Anybody's.
    World,
    /// Those of one party, in any role.
    One(String),
    /// Those in which both take part, whoever acts.
    Between(String, String),
    /// Those that the first does to the second.
    Towards(String, String),
}

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    Any,
    Type(EventType),
    Quad(QuadClass),
}

/// A question about the days after the one it is asked on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Question {
    pub who: Who,
    pub what: What,
    pub days: u16,
}

/// The most days that a question may look ahead.
pub const MAX_DAYS: u16 = 365;

impl Question {
    /// Reads `WHO WHAT within N days`.
    ///
    /// ```
    /// use legation::forecast::question::{Question, Who};
    /// let q = Question::parse("AZE-ARM AGREE within 90 days").unwrap();
    /// assert_eq!(q.who, Who::Between("AZE".into(), "ARM".into()));
    /// assert_eq!(q.to_string(), "AZE <> ARM AGREE within 90 days");
    /// ```
    pub fn parse(text: &str) -> Result<Question, Error> {
        let wrong = |cause: &str| {
            Error::new(Kind::Configuration, "reading the question")
                .at(text.trim().to_owned())
                .because(cause.to_owned())
                .hint("ask like `AZE-ARM AGREE within 90 days`, `Iran > Israel Q4 within 30 days`, `* ASSAULT within 7 days`")
        };
        let (front, window) = text.rsplit_once(" within ").ok_or_else(|| wrong("it has no `within N days`"))?;
        let days = window.trim().trim_end_matches("days").trim_end_matches("day").trim();
        let days: u16 = days.parse().map_err(|_| wrong("the number of days cannot be read"))?;
        if days == 0 || days > MAX_DAYS {
            return Err(wrong("a question looks 1 to 365 days ahead"));
        }
        let (who, what) = front.trim().rsplit_once(' ').ok_or_else(|| wrong("it needs a party and an event type"))?;
        let what = what_of(what)
            .ok_or_else(|| wrong("the event is neither a PLOVER type (AGREE), a quad class (Q1 to Q4) nor ANY"))?;
        let who =
            who_of(who.trim()).ok_or_else(|| wrong("two different parties are needed around `-`, `<>` or `>`"))?;
        Ok(Question { who, what, days })
    }

    /// The parties that are named.
    pub fn parties(&self) -> Vec<&str> {
        match &self.who {
            Who::World => Vec::new(),
            Who::One(a) => vec![a],
            Who::Between(a, b) | Who::Towards(a, b) => vec![a, b],
        }
    }

    /// Whether an event is one of those asked about, apart from its day.
    pub fn is_about(&self, event: &Happening) -> bool {
        let right_kind = match self.what {
            What::Any => true,
            What::Type(event_type) => event.event_type == event_type,
            What::Quad(quad) => event.event_type.quad() == quad,
        };
        right_kind && self.concerns(event)
    }

    /// Whether an event is between the parties asked about, of whatever kind.
    pub fn concerns(&self, event: &Happening) -> bool {
        let among = |parties: &[Vec<String>], name: &str| parties.iter().any(|p| named(p, name));
        let takes_part = |name: &str| among(&event.actors, name) || among(&event.recipients, name);
        match &self.who {
            Who::World => true,
            Who::One(a) => takes_part(a),
            // One entity under two names is not two parties.
            Who::Between(a, b) => {
                let all = || event.actors.iter().chain(&event.recipients);
                all().any(|x| named(x, a) && all().any(|y| !named(y, a) && named(y, b)))
            }
            Who::Towards(a, b) => {
                let together = event.recipients.is_empty() && among(&event.actors, a) && among(&event.actors, b);
                together || (among(&event.actors, a) && among(&event.recipients, b))
            }
        }
    }

    /// What settles the question.
    pub fn rule(&self, as_of: Date, deadline: Date) -> String {
        let who = match &self.who {
            Who::World => "by anybody".to_owned(),
            Who::One(a) => format!("with {a} as actor or recipient"),
            Who::Between(a, b) => format!("in which both {a} and {b} take part"),
            Who::Towards(a, b) => format!("by {a} towards {b}, or by both together"),
        };
        format!(
            "yes if at least one actual or ongoing event of {} {who} is coded with a day after {as_of} and no later than \
             {deadline}; no if the events reach beyond {deadline} without one",
            what_name(self.what)
        )
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.who {
            Who::World => f.write_str("*")?,
            Who::One(a) => f.write_str(a)?,
            Who::Between(a, b) => write!(f, "{a} <> {b}")?,
            Who::Towards(a, b) => write!(f, "{a} > {b}")?,
        }
        write!(f, " {} within {} days", what_name(self.what), self.days)
    }
}

/// A question's kind as the scorecard groups it.
pub fn what_name(what: What) -> String {
    match what {
        What::Any => "ANY".to_owned(),
        What::Type(event_type) => event_type.name().to_owned(),
        What::Quad(quad) => format!("Q{}", quad as u8),
    }
}

fn what_of(word: &str) -> Option<What> {
    let word = word.to_uppercase();
    Some(match word.as_str() {
        "ANY" => What::Any,
        "Q1" => What::Quad(QuadClass::VerbalCooperation),
        "Q2" => What::Quad(QuadClass::MaterialCooperation),
        "Q3" => What::Quad(QuadClass::VerbalConflict),
        "Q4" => What::Quad(QuadClass::MaterialConflict),
        _ => What::Type(EventType::from_name(&word)?),
    })
}

fn who_of(text: &str) -> Option<Who> {
    let two = |a: &str, b: &str| {
        let (a, b) = (a.trim().to_owned(), b.trim().to_owned());
        (!a.is_empty() && !b.is_empty() && !a.eq_ignore_ascii_case(&b)).then_some((a, b))
    };
    if text == "*" {
        return Some(Who::World);
    }
    if let Some((a, b)) = text.split_once("<>") {
        return two(a, b).map(|(a, b)| Who::Between(a, b));
    }
    if let Some((a, b)) = text.split_once("->").or_else(|| text.split_once('>')) {
        return two(a, b).map(|(a, b)| Who::Towards(a, b));
    }
    // A hyphen stands between two country codes; elsewhere it may belong to a name.
    let code = |c: &str| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase());
    match text.split_once('-') {
        Some((a, b)) if code(a) && code(b) => two(a, b).map(|(a, b)| Who::Between(a, b)),
        _ => (!text.is_empty()).then(|| Who::One(text.to_owned())),
    }
}

fn named(party: &[String], name: &str) -> bool {
    party.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// The names in the events that come near an unknown one.
pub fn near(name: &str, events: &[Happening]) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut found: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for label in events.iter().flat_map(|e| e.actors.iter().chain(&e.recipients)).flatten() {
        let other = label.to_lowercase();
        let near = |word: &str| distance(&wanted, word) <= 1 + wanted.chars().count() / 6;
        let close = other.contains(&wanted) || near(&other) || other.split([' ', '_', '-']).any(near);
        if close {
            *found.entry(label).or_default() += 1;
        }
    }
    let mut found: Vec<(&str, usize)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    found.into_iter().take(5).map(|(name, _)| name.to_owned()).collect()
}

/// The edits between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
