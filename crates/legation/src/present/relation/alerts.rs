//! Kept questions with their answers.

use serde_json::{Value, json};

use super::{Table, optional, row};
use crate::present::answer::Answer;
use crate::present::plain::safe;
use crate::record::Condition;
use crate::relate::alert::Answered;

/// When an alert is raised, in words.
pub fn condition(condition: Condition) -> String {
    match condition {
        Condition::AtLeast(n) => format!("{n} or more"),
        Condition::AtMost(0) => "none".to_owned(),
        Condition::AtMost(n) => format!("{n} or fewer"),
        Condition::Unusual(chance) => format!("a chance below {chance}"),
    }
}

impl Answer for Answered {
    fn json(&self) -> Value {
        json!({
            "alert_id": self.alert.alert_id, "name": self.alert.name, "who": self.alert.who, "types": self.alert.types,
            "days": self.alert.days, "condition": self.alert.condition.name(),
            "threshold": self.alert.condition.threshold(), "raised": self.raised, "from": self.from, "to": self.to,
            "n_events": self.n_events, "n_recorded": self.n_recorded, "mean": optional(self.norm.mean),
            "n_before": self.norm.n_periods, "chance": optional(self.norm.chance), "events": self.events,
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let number = |n: Option<f64>| optional(n).map(|n| n.to_string()).unwrap_or_default();
        vec![
            ("alert_id", self.alert.alert_id.clone()),
            ("name", self.alert.name.clone()),
            ("raised", self.raised.to_string()),
            ("who", self.alert.who.clone()),
            ("types", self.alert.types.join("; ")),
            ("days", self.alert.days.to_string()),
            ("condition", condition(self.alert.condition)),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("n_events", self.n_events.to_string()),
            ("mean", number(self.norm.mean)),
            ("chance", number(self.norm.chance)),
        ]
    }
}

/// All answers.
pub fn json(answers: &[Answered]) -> Value {
    json!({ "rows": answers.iter().map(Answer::json).collect::<Vec<_>>() })
}

/// One line an alert, those that are raised first.
pub fn text(answers: &[Answered]) -> String {
    let mut out = String::new();
    for a in answers {
        let types = if a.alert.types.is_empty() { "events".to_owned() } else { a.alert.types.join(", ") };
        let usual = a.norm.mean.map_or_else(String::new, |mean| format!(", usually {mean:.1}"));
        out.push_str(&format!(
            "{} {}: {} of {} {} to {}{usual} (raised by {}) {}\n",
            if a.raised { "RAISED" } else { "quiet " },
            safe(&a.alert.name),
            format_args!("{} {types}", a.n_events),
            safe(&a.alert.who),
            a.from,
            a.to,
            condition(a.alert.condition),
            a.alert.alert_id,
        ));
    }
    if out.is_empty() {
        out.push_str("no alert is kept: legation relate alerts keep NAME WHO --at-least N\n");
    }
    out
}

/// Rows for a spreadsheet.
pub fn table(answers: &[Answered]) -> Table {
    let mut out = vec![row(&[
        "alert_id",
        "name",
        "raised",
        "who",
        "types",
        "days",
        "condition",
        "from",
        "to",
        "n_events",
        "mean",
        "chance",
    ])];
    out.extend(answers.iter().map(|a| a.cells().into_iter().map(|(_, cell)| cell).collect()));
    out
}
