//! Questions that were asked of the forecaster, what came of them, and how good it was.

use legation::present::ledger;
use serde_json::json;

use super::JSON;
use crate::answer::Data;
use crate::problem::Problem;
use crate::route::Route;

pub(crate) const FORECASTS: Route = Route {
    path: "/forecasts",
    about: "The ledger of forecast questions with their resolutions, and the scorecard with its reliability",
    parameters: &[],
    shapes: JSON,
    is_list: false,
    fields: &[("has_ledger", "boolean"), ("questions", "array"), ("score", "object")],
    good_for: 0,
    answer: |_, _, world| {
        let read = match &world.ledger {
            None => ledger::Ledger::default(),
            // A ledger comes into being with its first question.
            Some(path) if !path.exists() => ledger::Ledger::default(),
            Some(path) => {
                let unreadable =
                    |_| Problem::new(hyper::StatusCode::INTERNAL_SERVER_ERROR, "the ledger cannot be read");
                let file = std::fs::File::open(path).map_err(unreadable)?;
                ledger::read("ledger", std::io::BufReader::new(file))?
            }
        };
        Ok(Data::One(json!({
            "has_ledger": world.ledger.is_some(),
            "questions": ledger::questions(&read),
            "score": ledger::score_json(&ledger::scorecard(&read)),
        })))
    },
};
