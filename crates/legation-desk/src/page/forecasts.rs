//! Questions that were asked of the forecaster, what came of them, and how good it was.

use legation::present::ledger;
use legation::record;
use serde_json::json;

use super::JSON;
use crate::answer::Data;
use crate::route::Route;

pub(crate) const FORECASTS: Route = Route {
    path: "/forecasts",
    about: "The forecast questions of the archive with their resolutions, and the scorecard with its reliability",
    parameters: &[],
    shapes: JSON,
    is_list: false,
    fields: &[("questions", "array"), ("score", "object")],
    good_for: 0,
    answer: |archive, _, _| {
        let asked = record::forecasts(archive)?;
        Ok(Data::One(json!({
            "questions": ledger::questions(&asked),
            "score": ledger::score_json(&ledger::scorecard(&asked)),
        })))
    },
};
