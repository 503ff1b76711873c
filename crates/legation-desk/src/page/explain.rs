//! What a term means: types, modes, contexts, certainties, codes.

use legation::plover::codebook;
use legation::present::glossary;
use serde_json::{Value, json};

use super::JSON;
use crate::answer::Data;
use crate::problem::Problem;
use crate::route::Route;

pub(crate) const GLOSSARY: Route = Route {
    path: "/explain",
    about: "Every term of the glossary",
    parameters: &[],
    shapes: JSON,
    is_list: true,
    fields: &[("term", "string"), ("other_names", "array"), ("meaning", "string")],
    good_for: 3_600,
    answer: |_, _, _| {
        let rows: Vec<Value> = glossary::terms()
            .map(|t| json!({ "term": t.name, "other_names": t.other_names, "meaning": t.meaning }))
            .collect();
        Ok(Data::Rows { rows, cells: Vec::new(), next: None })
    },
};

pub(crate) const TERM: Route = Route {
    path: "/explain/{id}",
    about: "What a term means: an event type, a mode, a context, a status, a certainty, any term of the glossary",
    parameters: &[],
    shapes: JSON,
    is_list: false,
    fields: &[("term", "string"), ("codebook", "string?"), ("meaning", "string?"), ("other_names", "array")],
    good_for: 3_600,
    answer: |_, ask, _| {
        let codebook = codebook::explain(&ask.id);
        let term = glossary::term(&ask.id);
        if codebook.is_none() && term.is_none() {
            return Err(Problem::missing(format!("{} is neither in the codebook nor in the glossary", ask.id))
                .hint("all terms: /explain.json"));
        }
        Ok(Data::One(json!({
            "term": term.as_ref().map_or(ask.id.as_str(), |t| t.name),
            "codebook": codebook,
            "meaning": term.as_ref().map(|t| t.meaning),
            "other_names": term.map(|t| t.other_names).unwrap_or_default(),
        })))
    },
};
