//! What is said, what is on the table, what was promised, what is left open.

use legation::present::desk;
use legation::record::Archive;
use legation::record::question;

use super::{JSON, TABLE};
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const CLAIMS: Route = Route {
    path: "/claims",
    about: "Who says what, through which word, how surely, newest first",
    parameters: &[
        "after",
        "as_of",
        "certainty",
        "dyad",
        "from",
        "limit",
        "party",
        "publisher",
        "source",
        "to",
        "words",
    ],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("claim_id", "string"),
        ("coded_id", "string"),
        ("article_id", "string"),
        ("known", "string"),
        ("publisher", "string?"),
        ("url", "string?"),
        ("source", "string?"),
        ("source_entity", "string?"),
        ("source_kind", "string"),
        ("certainty", "string"),
        ("strength", "number"),
        ("speech", "string"),
        ("within", "string?"),
        ("content", "string"),
        ("reason", "string"),
        ("events", "array"),
        ("evidence", "object"),
    ],
    good_for: 0,
    answer: |archive, ask, _| Ok(Data::page(&question::claims(archive, &ask.filter(archive)?)?)),
};

pub(crate) const AGENDA: Route = Route {
    path: "/agenda",
    about: "What is on the table: items as articles put them, or with history=true issues with their positions",
    parameters: &["after", "as_of", "dyad", "from", "history", "issue", "limit", "party", "publisher", "to"],
    shapes: TABLE,
    is_list: true,
    // An issue has other fields than an item; these are in both.
    fields: &[
        ("issue", "string"),
        ("entity", "string?"),
        ("countries", "array"),
        ("priority", "any"),
        ("positions", "array"),
    ],
    good_for: 0,
    answer: agenda,
};

fn agenda(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let filter = ask.filter(archive)?;
    if ask.flag("history")? {
        return Ok(Data::list(&question::issues(archive, &filter)?));
    }
    Ok(Data::page(&question::agenda(archive, &filter)?))
}

pub(crate) const COMMITMENTS: Route = Route {
    path: "/commitments",
    about: "What was promised or threatened, and what became of it by the day",
    parameters: &["after", "as_of", "by", "dyad", "from", "limit", "party", "publisher", "recipient", "state", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("commitment_id", "string"),
        ("article_id", "string"),
        ("known", "string"),
        ("publisher", "string?"),
        ("url", "string?"),
        ("kind", "string"),
        ("by", "string?"),
        ("by_country", "string?"),
        ("to", "string?"),
        ("to_country", "string?"),
        ("content", "string"),
        ("cue", "string"),
        ("deadline_from", "string?"),
        ("deadline_to", "string?"),
        ("deadline_precision", "string?"),
        ("condition", "string?"),
        ("claim_id", "string?"),
        ("reports", "array"),
        ("state", "string"),
        ("reason", "string"),
        ("shown_by", "string?"),
        ("evidence", "object"),
    ],
    good_for: 0,
    answer: commitments,
};

fn commitments(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let filter = ask.filter(archive)?;
    if let Some(state) = filter.state.as_deref().filter(|s| !["open", "kept", "broken", "lapsed"].contains(s)) {
        return Err(Problem::bad(format!("state={state} is none of open, kept, broken, lapsed")));
    }
    let page = question::commitments(archive, &filter, &ask.today)?;
    Ok(Data::page(&page))
}

pub(crate) const QUESTIONS: Route = Route {
    path: "/questions",
    about: "Questions that articles leave open, newest first",
    parameters: &["as_of", "limit"],
    shapes: JSON,
    is_list: true,
    fields: &[
        ("question_id", "string"),
        ("article_id", "string"),
        ("content", "string"),
        ("about", "array"),
        ("known", "string"),
        ("evidence", "object"),
    ],
    good_for: 0,
    answer: |archive, ask, _| {
        let rows = question::open_questions(archive, &ask.filter(archive)?)?;
        Ok(Data::Rows { rows: rows.iter().map(desk::question).collect(), cells: Vec::new(), next: None })
    },
};
