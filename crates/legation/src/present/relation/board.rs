//! The board of a week: what changed against the weeks before.

use serde_json::{Value, json};

use super::{Table, optional, row};
use crate::present::answer::Answer;
use crate::present::plain::safe;
use crate::relate::board::{Board, Line};

/// How a line is judged, for whoever asks why.
pub const METHOD: &str = "events told as having happened, in the seven days against the mean of weeks with recorded articles; a mean of at most 2 and at most 5 now is a limited change; chance: negative binomial (Jeffreys), one side, for one line: of a hundred lines one has a chance below 0.01 though nothing changed";

/// The week, and all its lines.
pub fn json(board: &Board) -> Value {
    json!({
        "week": week(board), "n_recorded": board.n_recorded, "usually_recorded": optional(Some(board.usually_recorded)),
        "rows": board.lines.iter().map(Answer::json).collect::<Vec<_>>(), "method": METHOD,
    })
}

/// First and last day; empty where nothing is recorded.
pub fn week(board: &Board) -> Vec<&str> {
    [board.from.as_str(), &board.to].into_iter().filter(|d| !d.is_empty()).collect()
}

/// The lines that say something, and how many do not.
pub fn text(board: &Board, most: usize) -> String {
    let mut out = format!(
        "{} to {}: {} articles recorded, usually {:.0} a week\n",
        board.from, board.to, board.n_recorded, board.usually_recorded
    );
    let number = |n: Option<f64>, digits: usize| n.map_or_else(|| "-".to_owned(), |n| format!("{n:.digits$}"));
    let told = |l: &&Line| l.now > 0 || l.is_change();
    out.push_str("what          now  4 weeks  52 weeks  chance  verdict\n");
    for line in board.lines.iter().filter(told).take(most) {
        out.push_str(&format!(
            "{:12} {:4} {:>8} {:>9} {:>7}  {}\n",
            safe(&line.what),
            line.now,
            number(line.short.mean, 1),
            number(line.long.mean, 1),
            number(line.long.chance, 3),
            line.verdict()
        ));
    }
    let left = board.lines.len() - board.lines.iter().filter(told).count().min(most);
    if left > 0 {
        out.push_str(&format!("{left} further lines: --json or --csv has all\n"));
    }
    out
}

/// All lines.
pub fn table(board: &Board) -> Table {
    let mut out =
        vec![row(&["of", "what", "now", "mean_4", "mean_52", "percent_4", "percent_52", "weeks", "chance", "verdict"])];
    out.extend(board.lines.iter().map(|line| line.cells().into_iter().map(|(_, cell)| cell).collect()));
    out
}
