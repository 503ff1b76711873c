//! The ledger of forecasts: questions with the answer given on their day, and what came of them.
//!
//! Rows are only ever added; the schema refuses anything else. A correction is a later resolution: the last
//! one counts, all stand.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::digest::Digest;
use super::fail;
use super::verify::Fault;
use super::write::Run;
use crate::error::{Error, Kind};

/// A question with what was answered, on which day, from what.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Forecast {
    pub id: String,
    pub question: String,
    /// AGREE, Q4, ANY: how the scorecard groups.
    pub kind: String,
    pub days: u16,
    pub as_of: String,
    /// The last day that counts.
    pub deadline: String,
    pub rule: String,
    /// Nothing where the model abstained.
    pub probability: Option<f64>,
    pub why_not: Option<String>,
    pub interval: Option<(f64, f64)>,
    /// The climatology of the parties.
    pub base_rate: f64,
    /// Persistence: whether the last window had such an event.
    pub last_window: bool,
    pub drivers: Vec<Driver>,
    /// Which model answered.
    #[serde(default = "rates")]
    pub model: String,
    pub data: String,
    pub version: String,
}

/// A past event that moved an answer.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Driver {
    pub event_id: String,
    pub day: String,
    pub moved: f64,
    /// Empty where the archive that holds the forecast holds the event: then its own sentence is shown.
    pub words: String,
}

/// What came of a forecast.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Resolution {
    /// The forecast's.
    pub id: String,
    /// Nothing where the question is void and counts no more.
    pub happened: Option<bool>,
    /// The day on which it was settled, from events known by then.
    pub as_of: String,
    /// The events that settle it.
    pub events: Vec<String>,
    pub data: String,
    /// Why, where a person settled or corrected it.
    #[serde(default)]
    pub why: String,
}

/// A forecast with all its resolutions, the one that counts last.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Asked {
    pub forecast: Forecast,
    pub resolutions: Vec<Resolution>,
}

impl Asked {
    /// The resolution that counts.
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolutions.last()
    }
}

/// What answered before there was a choice.
fn rates() -> String {
    "rates".to_owned()
}

/// Adds forecasts and resolutions, all or none; says which of them were new.
///
/// A resolution that says what the last one says is not added again.
pub fn ledger(
    archive: &mut Archive,
    forecasts: &[Forecast],
    resolutions: &[Resolution],
    run: &Run,
) -> Result<Vec<String>, Error> {
    let place = archive.place.clone();
    let unknown = resolutions.iter().find(|r| !forecasts.iter().any(|f| f.id == r.id) && !known(archive, &r.id));
    if let Some(resolution) = unknown {
        return Err(Error::new(Kind::Input, "settling a forecast")
            .at(resolution.id.clone())
            .because("there is no such forecast")
            .hint("`legation forecast list` prints the ids"));
    }
    let mut done = || -> rusqlite::Result<Vec<String>> {
        let transaction = archive.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let run_id = run.begin(&transaction)?;
        let mut new = Vec::new();
        for forecast in forecasts {
            if add(&transaction, forecast, &run_id)? {
                new.push(forecast.id.clone());
            }
        }
        for resolution in resolutions {
            if settle(&transaction, resolution, &run_id)? {
                new.push(resolution.id.clone());
            }
        }
        if !new.is_empty() {
            transaction.commit()?;
        }
        Ok(new)
    };
    done().map_err(|e| fail::of("writing the ledger of forecasts", &place, &e))
}

fn known(archive: &Archive, id: &str) -> bool {
    let mut statement = match archive.connection.prepare_cached("SELECT 1 FROM forecasts WHERE forecast_id = ?1") {
        Ok(statement) => statement,
        Err(_) => return false,
    };
    statement.exists([id]).unwrap_or(false)
}

fn add(transaction: &Transaction, f: &Forecast, run_id: &str) -> rusqlite::Result<bool> {
    let added = transaction.prepare_cached(
        "INSERT OR IGNORE INTO forecasts (forecast_id, question, kind, days, as_of, deadline, rule, probability, why_not,
         low, high, base_rate, last_window, model, data, version, digest, added_run)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        f.id,
        f.question,
        f.kind,
        f.days,
        f.as_of,
        f.deadline,
        f.rule,
        f.probability,
        f.why_not,
        f.interval.map(|i| i.0),
        f.interval.map(|i| i.1),
        f.base_rate,
        f.last_window,
        f.model,
        f.data,
        f.version,
        digest(f),
        run_id
    ])?;
    if added == 0 {
        return Ok(false);
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO forecast_drivers (forecast_id, position, event_id, day, moved, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (n, d) in f.drivers.iter().enumerate() {
        statement.execute(params![f.id, n as i64, d.event_id, d.day, d.moved, d.words])?;
    }
    Ok(true)
}

fn settle(transaction: &Transaction, r: &Resolution, run_id: &str) -> rusqlite::Result<bool> {
    let last: Option<(i64, Option<bool>, String, String)> = transaction
        .prepare_cached(
            "SELECT number, happened, events, why FROM resolutions WHERE forecast_id = ?1 ORDER BY number DESC LIMIT 1",
        )?
        .query_row([&r.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let events = r.events.join(";");
    let number = match &last {
        Some((_, happened, before, why)) if *happened == r.happened && *before == events && *why == r.why => {
            return Ok(false);
        }
        Some((number, ..)) => number + 1,
        None => 1,
    };
    transaction
        .prepare_cached(
            "INSERT INTO resolutions (resolution_id, forecast_id, number, happened, as_of, events, data, why, added_run)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            resolution_id(r, number),
            r.id,
            number,
            r.happened,
            r.as_of,
            events,
            r.data,
            r.why,
            run_id
        ])?;
    Ok(true)
}

/// All forecasts in the order of their days, each with its resolutions.
pub fn forecasts(archive: &Archive) -> Result<Vec<Asked>, Error> {
    read(&archive.connection, true).map_err(|e| archive.failed("reading the ledger of forecasts", &e))
}

fn read(connection: &Connection, shown: bool) -> rusqlite::Result<Vec<Asked>> {
    let mut drivers = connection.prepare_cached(
        "SELECT d.event_id, d.day, d.moved, d.words, r.sentence FROM forecast_drivers d
         LEFT JOIN events e ON e.event_id = d.event_id LEFT JOIN reports r ON r.report_id = e.first_report
         WHERE d.forecast_id = ?1 ORDER BY d.position",
    )?;
    let mut resolutions = connection.prepare_cached(
        "SELECT forecast_id, happened, as_of, events, data, why FROM resolutions WHERE forecast_id = ?1 ORDER BY number",
    )?;
    let mut statement = connection.prepare_cached(
        "SELECT forecast_id, question, kind, days, as_of, deadline, rule, probability, why_not, low, high, base_rate,
         last_window, model, data, version FROM forecasts ORDER BY as_of, forecast_id",
    )?;
    let all: Vec<Forecast> = statement.query_map([], forecast)?.collect::<Result<_, _>>()?;
    let mut out = Vec::with_capacity(all.len());
    for mut forecast in all {
        forecast.drivers = drivers
            .query_map([&forecast.id], |row| {
                let words: String = row.get(3)?;
                let of_event: Option<String> = row.get(4)?;
                let words = if shown && words.is_empty() { of_event.unwrap_or_default() } else { words };
                Ok(Driver { event_id: row.get(0)?, day: row.get(1)?, moved: row.get(2)?, words })
            })?
            .collect::<Result<_, _>>()?;
        let resolutions = resolutions.query_map([&forecast.id], resolution)?.collect::<Result<_, _>>()?;
        out.push(Asked { forecast, resolutions });
    }
    Ok(out)
}

fn forecast(row: &Row) -> rusqlite::Result<Forecast> {
    let (low, high): (Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?);
    Ok(Forecast {
        id: row.get(0)?,
        question: row.get(1)?,
        kind: row.get(2)?,
        days: row.get(3)?,
        as_of: row.get(4)?,
        deadline: row.get(5)?,
        rule: row.get(6)?,
        probability: row.get(7)?,
        why_not: row.get(8)?,
        interval: low.zip(high),
        base_rate: row.get(11)?,
        last_window: row.get(12)?,
        drivers: Vec::new(),
        model: row.get(13)?,
        data: row.get(14)?,
        version: row.get(15)?,
    })
}

fn resolution(row: &Row) -> rusqlite::Result<Resolution> {
    let events: String = row.get(3)?;
    Ok(Resolution {
        id: row.get(0)?,
        happened: row.get(1)?,
        as_of: row.get(2)?,
        events: events.split(';').filter(|e| !e.is_empty()).map(str::to_owned).collect(),
        data: row.get(4)?,
        why: row.get(5)?,
    })
}

fn digest(f: &Forecast) -> String {
    let mut digest = Digest::of("forecast");
    digest.text(&f.id).text(&f.question).text(&f.kind).integer(f.days.into()).text(&f.as_of).text(&f.deadline);
    digest.text(&f.rule).real(f.probability).optional(f.why_not.as_deref());
    digest.real(f.interval.map(|i| i.0)).real(f.interval.map(|i| i.1)).real(Some(f.base_rate));
    digest.integer(f.last_window.into()).text(&f.model).text(&f.data).text(&f.version);
    for d in &f.drivers {
        digest.text(&d.event_id).text(&d.day).real(Some(d.moved)).text(&d.words);
    }
    digest.id('f')
}

fn resolution_id(r: &Resolution, number: i64) -> String {
    let mut digest = Digest::of("resolution");
    digest.text(&r.id).integer(number).integer(r.happened.map_or(-1, i64::from)).text(&r.as_of);
    digest.text(&r.events.join(";")).text(&r.data).text(&r.why);
    digest.id('s')
}

/// Rows whose digest does not hold; how many there are in all goes to `n_rows`.
pub(super) fn faults(connection: &Connection, n_rows: &mut u64) -> rusqlite::Result<Vec<Fault>> {
    let digest_of = |id: &str| -> rusqlite::Result<String> {
        connection
            .prepare_cached("SELECT digest FROM forecasts WHERE forecast_id = ?1")?
            .query_row([id], |row| row.get(0))
    };
    let ids_of = |id: &str| -> rusqlite::Result<Vec<String>> {
        connection
            .prepare_cached("SELECT resolution_id FROM resolutions WHERE forecast_id = ?1 ORDER BY number")?
            .query_map([id], |row| row.get(0))?
            .collect()
    };
    let mut out = Vec::new();
    for asked in read(connection, false)? {
        let id = &asked.forecast.id;
        *n_rows += 1 + asked.resolutions.len() as u64;
        if digest_of(id)? != digest(&asked.forecast) {
            out.push(Fault { table: "forecasts", id: id.clone(), cause: "its digest does not hold".to_owned() });
        }
        let ids = ids_of(id)?;
        let made = asked.resolutions.iter().enumerate().map(|(n, r)| resolution_id(r, n as i64 + 1));
        if !ids.iter().cloned().eq(made) {
            out.push(Fault { table: "resolutions", id: id.clone(), cause: "a digest does not hold".to_owned() });
        }
    }
    Ok(out)
}
