//! How parties stand to each other: pairs, series, channels, the network, standing.

use legation::present::answer::Answer;
use legation::present::relation;
use legation::record::Archive;
use legation::record::question::{self, Filter};
use legation::relate::channels::channels;
use legation::relate::graph::Ties;
use legation::relate::network::{Nodes, network};
use legation::relate::period::Period;
use legation::relate::pillars::pillars;
use legation::relate::series::{self, Exposure};
use legation::relate::standing::{self, standing};
use legation::relate::{Counted, Scope, Way, Who, alert, board};
use serde_json::{Value, json};

use super::TABLE;
use crate::answer::Data;
use crate::ask::{Ask, Shape};
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const DYADS: Route = Route {
    path: "/dyads",
    about: "Pairs of countries, most events first",
    parameters: &["after", "as_of", "counted", "from", "limit", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("pair", "string"),
        ("names", "array"),
        ("n_events", "integer"),
        ("n_forward", "integer"),
        ("n_backward", "integer"),
        ("n_mutual", "integer"),
        ("mean_score", "number"),
        ("first", "string?"),
        ("last", "string?"),
    ],
    good_for: 10,
    answer: |archive, ask, _| Ok(Data::page(&question::dyads(archive, &ask.filter(archive)?)?)),
};

pub(crate) const CHANGES: Route = Route {
    path: "/changes",
    about: "The last seven days against the weeks before: event types and pairs of countries, the least likely first",
    parameters: &["after", "as_of", "counted", "limit", "party", "to"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("of", "string"),
        ("what", "string"),
        ("now", "integer"),
        ("mean_4", "number?"),
        ("mean_52", "number?"),
        ("percent_4", "number?"),
        ("percent_52", "number?"),
        ("n_weeks", "integer"),
        ("chance", "number?"),
        ("verdict", "string"),
    ],
    good_for: 10,
    answer: changes,
};

fn changes(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let mut board = board::board(archive, &scope(ask, party_or_all(archive, ask)?)?)?;
    // A line is known by what it counts: its place is found anew.
    let key = |line: &board::Line| format!("{}~{}", line.of.name(), line.what);
    if let Some(after) = ask.get("after") {
        let at = board.lines.iter().position(|l| key(l) == after);
        let at = at.ok_or_else(|| Problem::bad(format!("after={after} is no place in this list")))?;
        board.lines.drain(..=at);
    }
    let limit = ask.limit()?;
    let more = board.lines.len() > limit;
    board.lines.truncate(limit);
    let next = board.lines.last().filter(|_| more).map(key);
    Ok(Data::page(&question::Page { rows: board.lines, next }))
}

pub(crate) const ALERTS: Route = Route {
    path: "/alerts",
    about: "Questions that are kept, with their answers as of a day; those that are out of the ordinary first",
    parameters: &["as_of"],
    shapes: TABLE,
    is_list: true,
    fields: &[
        ("alert_id", "string"),
        ("name", "string"),
        ("who", "string"),
        ("types", "array"),
        ("days", "integer"),
        ("condition", "string"),
        ("threshold", "number"),
        ("raised", "boolean"),
        ("from", "string"),
        ("to", "string"),
        ("n_events", "integer"),
        ("n_recorded", "integer"),
        ("mean", "number?"),
        ("n_before", "integer"),
        ("chance", "number?"),
        ("events", "array"),
    ],
    good_for: 5,
    answer: |archive, ask, _| Ok(Data::list(&alert::answers(archive, ask.get("as_of"))?)),
};

const SERIES_FIELDS: &[(&str, &str)] = &[
    ("scope", "object"),
    ("period", "string"),
    ("until", "string"),
    ("n_events", "integer"),
    ("n_undated", "integer"),
    ("n_imprecise", "integer"),
    ("n_outside", "integer"),
    ("points", "array"),
    ("changes", "object"),
    ("norm", "object?"),
    ("outlets", "array"),
];

pub(crate) const SERIES: Route = Route {
    path: "/series",
    about: "Events over time: counts, quad classes, scores, independent sources, coverage, change points, the norm",
    parameters: &["as_of", "by", "counted", "dyad", "exposure", "from", "party", "publisher", "to", "way"],
    shapes: TABLE,
    is_list: false,
    fields: SERIES_FIELDS,
    good_for: 5,
    answer: |archive, ask, _| {
        let who = dyad_party_or_all(archive, ask)?;
        series(archive, ask, who)
    },
};

fn series(archive: &Archive, ask: &Ask, who: Who) -> Result<Data, Problem> {
    let scope = scope(ask, who)?;
    let options = series::Options { scope, period: period(ask)?.unwrap_or_default(), exposure: exposure(ask)? };
    let (made, outlets) = series::with_outlets(archive, &options)?;
    if ask.shape == Shape::Csv {
        return Ok(Data::Table { bytes: relation::csv(&relation::series::table(&made)).into_bytes(), next: None });
    }
    Ok(Data::One(relation::series::json(&made, &outlets)))
}

pub(crate) const DYAD: Route = Route {
    path: "/dyads/{id}",
    about: "One pair of countries: its series, channels, positions on what is on the table, and newest events",
    parameters: &["as_of", "by", "counted", "exposure", "from", "publisher", "to", "way"],
    shapes: TABLE,
    is_list: false,
    fields: &[
        ("pair", "string"),
        ("names", "array"),
        ("series", "object"),
        ("channels", "object"),
        ("pillars", "array"),
        ("issues", "array"),
        ("commitments", "array"),
        ("events", "array"),
    ],
    good_for: 2,
    answer: dyad,
};

fn dyad(archive: &Archive, ask: &Ask, _: &World) -> Result<Data, Problem> {
    let (a, b) = pair(archive, &ask.id)?;
    let who = Who::Dyad(a.clone(), b.clone());
    let made = series(archive, ask, who.clone())?;
    let Data::One(made) = made else { return Ok(made) };
    let mut filter = Filter {
        dyad: Some((a.clone(), b.clone())),
        as_of: ask.text("as_of"),
        from: ask.text("from"),
        to: ask.text("to"),
        publisher: ask.text("publisher"),
        limit: Some(10),
        ..Filter::default()
    };
    let either = Scope { way: Way::Either, ..scope(ask, who)? };
    let talks = channels(archive, &either)?;
    let table = pillars(archive, &either, Period::Month)?;
    let events = question::events(archive, &filter)?;
    let commitments = question::commitments(archive, &filter, &ask.today)?;
    filter.limit = None;
    let mut issues = question::issues(archive, &filter)?;
    issues.truncate(50);
    fn rows<T: Answer>(rows: &[T]) -> Vec<Value> {
        rows.iter().map(Answer::json).collect()
    }
    Ok(Data::One(json!({
        "pair": format!("{a}-{b}"),
        "names": [question::name(archive, &a)?, question::name(archive, &b)?],
        "series": made,
        "channels": relation::channels::json(&talks),
        "pillars": relation::pillars::json(&table)["pillars"],
        "issues": rows(&issues),
        "commitments": rows(&commitments.rows),
        "events": rows(&events.rows),
    })))
}

pub(crate) const CHANNELS: Route = Route {
    path: "/channels",
    about: "How two countries meet: visits, calls, letters, formats; who last met whom, and silences",
    parameters: &["as_of", "counted", "dyad", "from", "publisher", "to"],
    shapes: TABLE,
    is_list: false,
    fields: &[
        ("scope", "object"),
        ("until", "string"),
        ("n_contacts", "integer"),
        ("n_imprecise", "integer"),
        ("longest_silence", "object?"),
        ("current_silence", "object?"),
        ("channels", "array"),
        ("formats", "array"),
        ("meetings", "array"),
        ("contacts", "array"),
    ],
    good_for: 2,
    answer: |archive, ask, _| {
        let Some((a, b)) = ask.filter_dyad(archive)? else {
            return Err(Problem::bad("channels are those of two countries").hint("add dyad=ARM,AZE"));
        };
        let talks = channels(archive, &scope(ask, Who::Dyad(a, b))?)?;
        if ask.shape == Shape::Csv {
            let table = relation::channels::table(&talks);
            return Ok(Data::Table { bytes: relation::csv(&table).into_bytes(), next: None });
        }
        Ok(Data::One(relation::channels::json(&talks)))
    },
};

pub(crate) const PILLARS: Route = Route {
    path: "/pillars",
    about: "What is on the table, in groups such as energy or security, over time, with positions and quotes",
    parameters: &["as_of", "by", "dyad", "from", "party", "publisher", "to"],
    shapes: TABLE,
    is_list: false,
    fields: &[("pillars", "array")],
    good_for: 5,
    answer: |archive, ask, _| {
        let scope = scope(ask, dyad_party_or_all(archive, ask)?)?;
        let found = pillars(archive, &scope, period(ask)?.unwrap_or(Period::Month))?;
        if ask.shape == Shape::Csv {
            let table = relation::pillars::table(&found);
            return Ok(Data::Table { bytes: relation::csv(&table).into_bytes(), next: None });
        }
        Ok(Data::One(relation::pillars::json(&found)))
    },
};

pub(crate) const NETWORK: Route = Route {
    path: "/network",
    about: "Who deals with whom in a window of time: a signed, directed, weighted graph",
    parameters: &["as_of", "counted", "from", "nodes", "party", "to"],
    shapes: &[Shape::Json, Shape::Csv, Shape::Graphml],
    is_list: false,
    fields: &[("n_events", "integer"), ("nodes", "array"), ("edges", "array")],
    good_for: 10,
    answer: |archive, ask, _| {
        let made = network(archive, &scope(ask, party_or_all(archive, ask)?)?, nodes(ask)?)?;
        Ok(match ask.shape {
            Shape::Csv => {
                Data::Table { bytes: relation::csv(&relation::network::table(&made)).into_bytes(), next: None }
            }
            Shape::Graphml => Data::Table { bytes: relation::network::graphml(&made).into_bytes(), next: None },
            _ => Data::One(relation::network::json(&made)),
        })
    },
};

pub(crate) const STANDING: Route = Route {
    path: "/standing",
    about: "Who is talked of, who is tied to many, who stands between others, window by window",
    parameters: &["as_of", "by", "counted", "from", "nodes", "party", "ties", "to"],
    shapes: TABLE,
    is_list: false,
    fields: &[("windows", "array"), ("method", "string")],
    good_for: 10,
    answer: |archive, ask, _| {
        let ties = match ask.get("ties") {
            None | Some("all") => Ties::All,
            Some("cooperation") => Ties::Cooperation,
            Some("conflict") => Ties::Conflict,
            Some(name) => return Err(Problem::bad(format!("ties={name} is none of all, cooperation, conflict"))),
        };
        let options = standing::Options {
            scope: scope(ask, party_or_all(archive, ask)?)?,
            by: period(ask)?,
            ties,
            nodes: nodes(ask)?,
            blocs: None,
        };
        let windows = standing(archive, &options)?;
        if ask.shape == Shape::Csv {
            let table = relation::standing::table(&windows);
            return Ok(Data::Table { bytes: relation::csv(&table).into_bytes(), next: None });
        }
        Ok(Data::One(relation::standing::json(&windows)))
    },
};

fn dyad_party_or_all(archive: &Archive, ask: &Ask) -> Result<Who, Problem> {
    match ask.filter_dyad(archive)? {
        Some((a, b)) => Ok(Who::Dyad(a, b)),
        None => party_or_all(archive, ask),
    }
}

fn party_or_all(archive: &Archive, ask: &Ask) -> Result<Who, Problem> {
    Ok(match ask.get("party") {
        Some(party) => Who::Party(question::party(archive, party)?),
        None => Who::All,
    })
}

/// Two countries out of `AZE-ARM`; names may have hyphens, codes not.
fn pair(archive: &Archive, id: &str) -> Result<(String, String), Problem> {
    let (a, b) = id.split_once(',').or_else(|| id.split_once('-')).unwrap_or((id, ""));
    let (a, b) = (question::party(archive, a.trim())?, question::party(archive, b.trim())?);
    let code = |c: &str| (2..=8).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    if a == b || !code(&a) || !code(&b) {
        return Err(Problem::missing(format!("{id} is no pair of countries")).hint("write two codes: /dyads/AZE-ARM"));
    }
    Ok((a, b))
}

fn scope(ask: &Ask, who: Who) -> Result<Scope, Problem> {
    Ok(Scope {
        who,
        way: match ask.get("way") {
            None | Some("either") => Way::Either,
            Some("forward") => Way::Forward,
            Some("backward") => Way::Backward,
            Some(other) => return Err(Problem::bad(format!("way={other} is none of either, forward, backward"))),
        },
        counted: match ask.get("counted") {
            None | Some("happened") => Counted::Happened,
            Some("everything") => Counted::Everything,
            Some(other) => return Err(Problem::bad(format!("counted={other} is neither happened nor everything"))),
        },
        as_of: ask.text("as_of"),
        from: ask.text("from"),
        to: ask.text("to"),
        publisher: ask.text("publisher"),
    })
}

fn period(ask: &Ask) -> Result<Option<Period>, Problem> {
    ask.get("by")
        .map(|by| Period::from_name(by).ok_or_else(|| Problem::bad(format!("by={by} is none of day, week, month"))))
        .transpose()
}

fn exposure(ask: &Ask) -> Result<Exposure, Problem> {
    match ask.get("exposure") {
        None | Some("periods") => Ok(Exposure::Periods),
        Some("articles") => Ok(Exposure::Articles),
        Some(other) => Err(Problem::bad(format!("exposure={other} is neither periods nor articles"))),
    }
}

fn nodes(ask: &Ask) -> Result<Nodes, Problem> {
    match ask.get("nodes") {
        None | Some("countries") => Ok(Nodes::Countries),
        Some("entities") => Ok(Nodes::Entities),
        Some(other) => Err(Problem::bad(format!("nodes={other} is neither countries nor entities"))),
    }
}
