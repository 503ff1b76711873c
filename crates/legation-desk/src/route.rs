//! Every address that gives data, in one table, and the way of a request through it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use legation::record::Archive;

use crate::accept::Shared;
use crate::answer::{Data, shaped};
use crate::ask::{self, Ask, Shape, Wanted};
use crate::problem::Problem;
use crate::readers::Kind;
use crate::reply::{self, Ready, Reply, put};
use crate::world::World;
use crate::{assets, guard, openapi, page, write};

/// An address that gives data, and the page of the same address that shows it.
pub struct Route {
    /// `/events/{id}`; the data has an extension behind it.
    pub path: &'static str,
    /// What it gives, one sentence.
    pub about: &'static str,
    /// Parameters that it takes, out of [`PARAMETERS`].
    pub parameters: &'static [&'static str],
    pub shapes: &'static [Shape],
    /// Whether it gives rows, page by page.
    pub is_list: bool,
    /// Fields of a row, or of the one thing, with their JSON types; `?` where null is possible.
    pub fields: &'static [(&'static str, &'static str)],
    /// Seconds for which an answer is good enough while somebody writes: sums over the whole archive
    /// are not made anew for each batch.
    pub good_for: u64,
    pub(crate) answer: fn(&Archive, &Ask, &World) -> Result<Data, Problem>,
}

/// Parameters by name: type and meaning.
pub const PARAMETERS: &[(&str, &str, &str)] = &[
    ("actor", "string", "Who acts: a country code (ARM), an entity id (person:ilham-aliyev) or a name (Armenia)"),
    ("after", "string", "Go on after a page: what it gave as `next`"),
    ("as_of", "date", "Only what could be known by a day"),
    ("by", "string", "Who promises; for series and standing: day, week, month"),
    ("certainty", "string", "reported, claimed, denied, confirmed, rumoured, expected, planned, hypothetical, opinion"),
    ("comparable", "integer", "How many of the likest processes the base rates count"),
    ("contradicted", "boolean", "Only where reports disagree"),
    ("draws", "integer", "Draws over intervals and blanks, at most 10000"),
    ("counted", "string", "happened (and somebody stands behind it), everything"),
    ("disputed", "boolean", "Only what is rumoured, denied or confirmed, or told with changing certainty"),
    ("dyad", "string", "Two countries, in either direction: ARM,AZE"),
    ("from", "date", "First day: of the event, else of the article"),
    ("guarantee", "string", "Who guarantees an agreement"),
    ("history", "boolean", "One row an issue between the same parties, with its history"),
    ("exposure", "string", "What change points are rates of: periods, articles"),
    ("issue", "string", "Issue of the taxonomy: energy, transit_corridor, …"),
    ("issues", "string", "What is on the table, with commas: transit,territory"),
    ("kind", "string", "Kind of conflict: interstate, civil, secession, …"),
    ("leverage", "string", "What the mediator can bring to bear: high, medium, low, none"),
    ("like", "string", "A process of the library"),
    ("limit", "integer", "Rows of a page, 1 to 1000; 50 where nothing is said"),
    ("mediator", "string", "great_power, regional_power, small_state, un, regional_org, …"),
    ("min_sources", "integer", "At least so many independent sources: copies of one text count once"),
    ("nodes", "string", "What the network joins: countries, entities"),
    ("on", "date", "The day for which a name is explained"),
    ("party", "string", "Who takes part on either side"),
    ("power", "string", "equal, unequal, very_unequal"),
    ("publisher", "string", "The outlet, as the archive writes it"),
    ("q", "string", "Words that must all be there; \"a phrase\", -word, OR, word*"),
    ("recipient", "string", "Who is acted upon"),
    ("seed", "integer", "The seed of the draws"),
    ("sequence", "string", "In which order a process dealt with its issues"),
    ("set", "string", "What-if, with commas: AZE.corridor.position=60,issue.status-quo=10"),
    ("source", "string", "Who says so: a country code, an entity id or a name"),
    ("state", "string", "open, kept, broken, lapsed"),
    ("status", "string", "actual, ongoing, planned, possible, hypothetical, negated, historical"),
    ("ties", "string", "Which events tie two parties: all, cooperation, conflict"),
    ("to", "date", "Last day, inclusive"),
    ("type", "string", "PLOVER type: CONSULT, SANCTION, …"),
    ("war", "string", "War between the parties: ongoing, recent, old, none"),
    ("way", "string", "either, forward (the first acts on the second), backward"),
    ("words", "string", "Words that the claim contains"),
];

/// The table of addresses.
pub const ROUTES: &[Route] = page::ROUTES;

/// Pages that show the data of other addresses.
const PAGES: &[&str] = &["/", "/help", "/about"];

/// Finds the route of some segments.
fn find(segments: &[String]) -> Option<(&'static Route, String)> {
    ROUTES.iter().find_map(|route| {
        let pattern: Vec<&str> = route.path.trim_start_matches('/').split('/').collect();
        if pattern.len() != segments.len() {
            return None;
        }
        let mut id = String::new();
        for (wanted, given) in pattern.iter().zip(segments) {
            if wanted.starts_with('{') {
                id.clone_from(given);
            } else if wanted != given {
                return None;
            }
        }
        Some((route, id))
    })
}

/// Answers one request; whatever comes, an answer goes back.
pub(crate) async fn answer(request: Request<Incoming>, shared: &Arc<Shared>) -> Reply {
    let (parts, body) = request.into_parts();
    let checked = guard::check(&parts, &shared.settings, &shared.hosts);
    let answered = match checked {
        Err(problem) => Err(problem),
        Ok(()) if parts.method == Method::POST => posted(&parts, body, shared).await,
        Ok(()) => asked(&parts, shared).await,
    };
    let mut reply = answered.unwrap_or_else(|problem| reply::problem(&problem));
    if shared.stopping.load(Ordering::Acquire) {
        put(reply.headers_mut(), "connection", "close");
    }
    reply
}

async fn asked(parts: &Parts, shared: &Arc<Shared>) -> Result<Reply, Problem> {
    let path = parts.uri.path();
    match path {
        "/healthz" => return Ok(plain("ok\n")),
        "/readyz" => return ready(shared).await,
        "/metrics" => return Ok(plain(&shared.metrics.text(shared.readers.version()))),
        "/openapi.json" => {
            static DESCRIPTION: std::sync::OnceLock<Ready> = std::sync::OnceLock::new();
            let text = || format!("{:#}\n", openapi::openapi()).into_bytes();
            let ready = DESCRIPTION.get_or_init(|| Ready::new("application/json", text(), None));
            return Ok(ready.reply(&parts.headers, "no-cache"));
        }
        _ => {}
    }
    if let Some((file, keep)) = assets::file(path) {
        return Ok(file.reply(&parts.headers, keep));
    }
    let (segments, shape) = ask::path(path)?;
    let accept = parts.headers.get("accept").and_then(|v| v.to_str().ok());
    let shown = |status: StatusCode| {
        let mut reply = assets::page().reply(&parts.headers, "no-cache");
        if reply.status() == StatusCode::OK {
            *reply.status_mut() = status;
        }
        reply
    };
    if PAGES.contains(&path) {
        return Ok(shown(StatusCode::OK));
    }
    let Some((route, id)) = find(&segments) else {
        // A person gets a page that says so, a program a problem.
        return match ask::accepted(accept, &[], true) {
            Wanted::Page if shape.is_none() && accept.is_some_and(|a| a.contains("text/html")) => {
                Ok(shown(StatusCode::NOT_FOUND))
            }
            _ => Err(Problem::missing(format!("there is no {path} here")).hint("all addresses: /openapi.json")),
        };
    };
    let shape = match shape {
        Some(shape) if route.shapes.contains(&shape) => shape,
        Some(shape) => {
            return Err(Problem::missing(format!("{} has no .{}", route.path, shape.extension())));
        }
        None => match ask::accepted(accept, route.shapes, true) {
            Wanted::Page => return Ok(shown(StatusCode::OK)),
            Wanted::Data(shape) => shape,
            Wanted::Neither => {
                let all: Vec<&str> = route.shapes.iter().map(|s| s.media_type()).collect();
                return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, format!("it comes as {}", all.join(", "))));
            }
        },
    };
    let parameters = ask::parameters(parts.uri.query().unwrap_or(""))?;
    for (name, value) in &parameters {
        if !route.parameters.contains(&name.as_str()) {
            return Err(Problem::bad(format!("{} has no parameter {name}", route.path))
                .hint(format!("it has: {}", route.parameters.join(", "))));
        }
        if value.len() > 1_000 {
            return Err(Problem::bad(format!("{name} is longer than 1000 bytes")));
        }
    }
    let ask = Ask { id, parameters, shape, today: today() };
    check_days(&ask)?;
    data(route, ask, shape, parts, shared).await
}

/// Where a request comes from, as the connection says.
#[derive(Clone, Copy)]
pub(crate) struct Client(pub Option<std::net::IpAddr>);

/// The oldest sum over the archive that is shown while a newer one is made.
const OLDEST: Duration = Duration::from_secs(60);

/// The data of a route, from the cache or from the archive.
async fn data(
    route: &'static Route,
    ask: Ask,
    shape: Shape,
    parts: &Parts,
    shared: &Arc<Shared>,
) -> Result<Reply, Problem> {
    let path = route.path.replace("{id}", &ask.id);
    let key = format!("{path}\0{}\0{}\0{}", ask.query("", None), shape.extension(), ask.today);
    let good_for = Duration::from_secs(route.good_for);
    if let Some(ready) = shared.cache.get(&key, shared.readers.version(), good_for) {
        shared.metrics.cached.fetch_add(1, Ordering::Relaxed);
        return Ok(ready.reply(&parts.headers, "no-cache"));
    }
    // While somebody writes, a sum that is a little old is shown at once, and made anew behind it.
    let old = if route.good_for > 0 { shared.cache.stale(&key, OLDEST) } else { None };
    if let Some((ready, age)) = old {
        shared.metrics.cached.fetch_add(1, Ordering::Relaxed);
        if let Ok(turn) = shared.cache.turn(&key).try_lock_owned() {
            let shared = shared.clone();
            tokio::spawn(async move {
                // It failed: whoever asks when the old one is too old hears why.
                let _ = made(route, ask, shape, path, &key, &shared).await;
                drop(turn);
                shared.cache.done(&key);
            });
        }
        let mut reply = ready.reply(&parts.headers, "no-cache");
        put(reply.headers_mut(), "age", &age.as_secs().to_string());
        return Ok(reply);
    }
    let turn = shared.cache.turn(&key);
    let held = turn.lock().await;
    // Somebody may have made it meanwhile.
    let done = match shared.cache.get(&key, shared.readers.version(), good_for) {
        Some(ready) => Ok(ready),
        None => match allowed(route, parts, shared) {
            Ok(()) => made(route, ask, shape, path, &key, shared).await,
            Err(problem) => Err(problem),
        },
    };
    drop(held);
    shared.cache.done(&key);
    Ok(done?.reply(&parts.headers, "no-cache"))
}

/// Whether the client may have a sum made afresh.
fn allowed(route: &Route, parts: &Parts, shared: &Shared) -> Result<(), Problem> {
    match (shared.settings.sums_a_minute, parts.extensions.get::<Client>()) {
        (Some(a_minute), Some(Client(Some(client)))) if route.good_for > 0 => shared.limits.take(*client, a_minute),
        _ => Ok(()),
    }
}

/// Asks the archive, and keeps the answer.
async fn made(
    route: &'static Route,
    ask: Ask,
    shape: Shape,
    path: String,
    key: &str,
    shared: &Arc<Shared>,
) -> Result<Arc<Ready>, Problem> {
    let version = shared.readers.version();
    let world = shared.world.clone();
    let question = move |archive: &Archive| {
        let data = (route.answer)(archive, &ask, &world)?;
        let (body, next) = shaped(data, shape, &path, &ask)?;
        Ok(Arc::new(Ready::new(shape.media_type(), body, next)))
    };
    let ready = shared.readers.ask(shared.settings.answer_time, Kind::of(route.good_for), question).await?;
    shared.cache.put(key, version, ready.clone());
    Ok(ready)
}

/// Makes the sums that every analyst opens first before anybody asks.
pub(crate) async fn warm(shared: &Arc<Shared>) {
    for wanted in ["/overview", "/dyads", "/sources", "/actors", "/changes"] {
        if let Some(route) = ROUTES.iter().find(|r| r.path == wanted) {
            let ask = Ask { today: today(), ..Ask::default() };
            let key = format!("{wanted}\0\0json\0{}", ask.today);
            let _ = made(route, ask, Shape::Json, wanted.to_owned(), &key, shared).await;
        }
    }
}

async fn posted(parts: &Parts, body: Incoming, shared: &Arc<Shared>) -> Result<Reply, Problem> {
    let path = parts.uri.path().trim_end_matches(".json").to_owned();
    if !write::WRITES.iter().any(|(known, _, _)| *known == path) {
        let (segments, _) = ask::path(parts.uri.path())?;
        let known = find(&segments).is_some() || PAGES.contains(&parts.uri.path());
        return Err(match known {
            true => {
                Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address is only read").header("allow", "GET, HEAD")
            }
            false => Problem::missing(format!("there is no {path} here")),
        }
        .close());
    }
    guard::may_write(parts, &shared.settings).map_err(Problem::close)?;
    let body = write::body(body, shared.settings.body_time).await?;
    let archive = shared.readers.path().to_owned();
    let started = jiff::Timestamp::now().to_string();
    let done = tokio::task::spawn_blocking(move || write::write(&path, &body, &archive, started)).await;
    let value = done.map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the writing failed"))??;
    shared.cache.clear();
    let mut reply = Reply::new(Full::new(Bytes::from(format!("{value}\n"))));
    put(reply.headers_mut(), "content-type", "application/json");
    put(reply.headers_mut(), "cache-control", "no-store");
    Ok(reply)
}

/// Whether the archive can be asked and its index is in step.
async fn ready(shared: &Arc<Shared>) -> Result<Reply, Problem> {
    let question = |archive: &Archive| {
        archive.count("meta")?;
        match archive.notices.first() {
            None => Ok(()),
            Some(notice) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, notice.clone())),
        }
    };
    if shared.stopping.load(Ordering::Acquire) {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the desk is closing"));
    }
    shared.readers.ask(shared.settings.answer_time, Kind::Rows, question).await?;
    Ok(plain("ready\n"))
}

fn plain(text: &str) -> Reply {
    let mut reply = Reply::new(Full::new(Bytes::from(text.to_owned())));
    put(reply.headers_mut(), "content-type", "text/plain; version=0.0.4; charset=utf-8");
    put(reply.headers_mut(), "cache-control", "no-store");
    reply
}

/// A mistyped day must not silently give nothing.
fn check_days(ask: &Ask) -> Result<(), Problem> {
    for name in ["as_of", "from", "to", "on"] {
        if let Some(day) = ask.get(name)
            && (day.len() != 10 || day.parse::<legation::time::Date>().is_err())
        {
            return Err(Problem::bad(format!("{name}={day} is no day")).hint("write days as YYYY-MM-DD"));
        }
    }
    Ok(())
}

/// The day it is, in UTC.
fn today() -> String {
    let text = jiff::Timestamp::now().to_string();
    // A timestamp is printed as RFC 3339: its first ten characters are the day.
    text.get(..10).unwrap_or("1970-01-01").to_owned()
}
