//! Events of other coders: GDELT, ICEWS, POLECAT, ACLED and PLOVER files, with their known defects.
//!
//! What comes in: the bytes of a file, decompressed. What goes out: rows of `imported`, and a report
//! of what was read, what was there already and what could not be read, with line and cause. Codes
//! stay text; FIPS, ISO, COW and CAMEO countries become PLOVER's; what is missing stays missing.
//!
//! What is deliberately not here: our own events. Theirs have no text, so nothing of them can be
//! verified, and they are never joined with ours.

mod acled;
mod gdelt;
mod icews;
mod places;
mod plover;
mod polecat;
mod table;

use std::collections::BTreeMap;
use std::io::BufRead;

use rusqlite::params;

use super::archive::Archive;
use super::write::Run;
use crate::error::{Error, Kind};
use crate::plover::cameo;

/// Which data set's files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dataset {
    Gdelt,
    Icews,
    Polecat,
    Acled,
    Plover,
}

impl Dataset {
    pub const ALL: [Dataset; 5] = [Dataset::Gdelt, Dataset::Icews, Dataset::Polecat, Dataset::Acled, Dataset::Plover];

    pub fn name(self) -> &'static str {
        match self {
            Dataset::Gdelt => "gdelt",
            Dataset::Icews => "icews",
            Dataset::Polecat => "polecat",
            Dataset::Acled => "acled",
            Dataset::Plover => "plover",
        }
    }
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imported {
    pub rows: u64,
    pub added: u64,
    /// Rows whose key was there already, in this file or before.
    pub duplicates: u64,
    pub failed: u64,
    /// The first hundred failures: line and cause.
    pub failures: Vec<(u64, String)>,
    /// What was odd about the file, with how often.
    pub notices: BTreeMap<String, u64>,
}

/// One event of another coder.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Foreign {
    key: String,
    event_date: String,
    actor_name: Option<String>,
    actor_country: Option<String>,
    actor_code: Option<String>,
    recipient_name: Option<String>,
    recipient_country: Option<String>,
    recipient_code: Option<String>,
    event_type: Option<String>,
    modes: Option<String>,
    event_code: Option<String>,
    quad: Option<u8>,
    score: Option<f64>,
    place_name: Option<String>,
    place_country: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    n_reports: Option<i64>,
    url: Option<String>,
}

/// One row of a file: an event, or why there is none.
type Read = Result<Foreign, String>;

/// Rows of a transaction.
const BATCH: usize = 50_000;

/// Reads a file into the archive, under a name (by default the data set's).
///
/// A file whose shape is not the data set's is refused before anything is written.
pub fn import(
    archive: &mut Archive,
    dataset: Dataset,
    name: &str,
    input: &mut dyn BufRead,
    run: &Run,
) -> Result<Imported, Error> {
    let mut out = Imported::default();
    let mut waiting: Vec<Foreign> = Vec::with_capacity(BATCH);
    let place = archive.place.clone();
    let connection = &mut archive.connection;
    let failed = |e: rusqlite::Error| super::fail::of("importing", &place, &e);
    run.begin(connection).map_err(failed)?;
    let mut write = |waiting: &mut Vec<Foreign>, out: &mut Imported| -> Result<(), Error> {
        let added = added(connection, name, waiting).map_err(failed)?;
        out.added += added;
        out.duplicates += waiting.len() as u64 - added;
        waiting.clear();
        Ok(())
    };
    let mut each = |line: u64, read: Read, out: &mut Imported| -> Result<(), Error> {
        out.rows += 1;
        match read {
            Ok(row) => {
                // Both take their score from the code alone: another table means another version, or a mistake.
                if matches!(dataset, Dataset::Gdelt | Dataset::Icews) && !goldstein_agrees(&row) {
                    out.notice("a score is not the Goldstein value of its code in our table");
                }
                waiting.push(row);
            }
            Err(cause) => {
                out.failed += 1;
                if out.failures.len() < 100 {
                    out.failures.push((line, cause));
                }
            }
        }
        if waiting.len() >= BATCH { write(&mut waiting, out) } else { Ok(()) }
    };
    match dataset {
        Dataset::Gdelt => gdelt::read(input, &mut out, &mut each)?,
        Dataset::Icews => icews::read(input, &mut out, &mut each)?,
        Dataset::Polecat => polecat::read(input, &mut out, &mut each)?,
        Dataset::Acled => acled::read(input, &mut out, &mut each)?,
        Dataset::Plover => plover::read(input, &mut out, &mut each)?,
    }
    write(&mut waiting, &mut out)?;
    Ok(out)
}

fn added(connection: &mut rusqlite::Connection, name: &str, rows: &[Foreign]) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut n = 0;
    {
        let mut statement = transaction.prepare_cached(
            "INSERT OR IGNORE INTO imported (dataset, row_key, event_date, actor_name, actor_country, actor_code,
             recipient_name, recipient_country, recipient_code, event_type, modes, event_code, quad, score, place_name,
             place_country, latitude, longitude, n_reports, url)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        )?;
        for r in rows {
            n += statement.execute(params![
                name,
                r.key,
                r.event_date,
                r.actor_name,
                r.actor_country,
                r.actor_code,
                r.recipient_name,
                r.recipient_country,
                r.recipient_code,
                r.event_type,
                r.modes,
                r.event_code,
                r.quad,
                r.score,
                r.place_name,
                r.place_country,
                r.latitude,
                r.longitude,
                r.n_reports,
                r.url
            ])? as u64;
        }
    }
    transaction.commit()?;
    Ok(n)
}

fn goldstein_agrees(row: &Foreign) -> bool {
    let ours = row.event_code.as_deref().and_then(cameo::goldstein);
    ours.zip(row.score).is_none_or(|(ours, theirs)| (f64::from(ours) - theirs).abs() < 0.05)
}

impl Imported {
    fn notice(&mut self, what: impl Into<String>) {
        *self.notices.entry(what.into()).or_default() += 1;
    }
}

/// A file that is not what it was said to be.
fn refused(dataset: Dataset, cause: impl Into<String>) -> Error {
    Error::new(Kind::Input, format!("reading a {} file", dataset.name())).because(cause)
}

fn unreadable(error: &std::io::Error) -> Error {
    Error::new(Kind::Input, "reading the file").because(error.to_string())
}

/// A value, or none for what the data sets write for "missing".
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    let missing =
        text.is_empty() || matches!(text, "None" | "NA" | "NULL" | "null" | "nan" | "NaN" | "---" | "--" | "X");
    (!missing).then(|| text.to_owned())
}

/// A finite number; "nan" and what is no number are missing, never a huge integer.
fn real(text: &str) -> Option<f64> {
    some(text)?.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// YYYY-MM-DD of the ways in which the data sets write days.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let checked = |day: String| day.parse::<crate::time::Date>().ok().map(|d| d.to_string());
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return checked(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    if let [month, day, year] = text.split('/').collect::<Vec<_>>()[..] {
        let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
        return checked(format!("{year}-{month:0>2}-{day:0>2}"));
    }
    checked(text.get(..10)?.to_owned())
}

/// The PLOVER type of a CAMEO code; roots 01 and 02 have none.
fn type_of_cameo(code: &str) -> Option<&'static str> {
    Some(match code.get(..2)? {
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "08" => match code.as_bytes().get(2) {
            Some(b'4'..=b'7') => "RETREAT",
            _ => "CONCEDE",
        },
        "09" | "11" => "ACCUSE",
        "10" => "REQUEST",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}
