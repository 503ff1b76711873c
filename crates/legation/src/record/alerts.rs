//! Questions that analysts keep: added, listed, taken out of the list.

use rusqlite::params;

use super::archive::Archive;
use super::digest::Digest;
use super::fail;
use super::write::Run;
use crate::error::{Error, Kind};

/// A kept question, with what answer is out of the ordinary.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Alert {
    /// Digest of the alert.
    pub alert_id: String,
    pub name: String,
    /// A pair (ARM-AZE), a party's code or id, or `all`.
    pub who: String,
    /// PLOVER types; empty for all.
    pub types: Vec<String>,
    /// How many days are counted, up to the last one recorded.
    pub days: u32,
    pub condition: Condition,
}

/// When an alert is raised.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Condition {
    /// So many events or more.
    AtLeast(u32),
    /// So many or fewer: a silence is at most 0.
    AtMost(u32),
    /// Against the same number of days before, again and again for a year, a count that comes more seldom
    /// than this by chance, 0 to 1.
    Unusual(f64),
}

impl Default for Condition {
    fn default() -> Condition {
        Condition::AtLeast(1)
    }
}

impl Condition {
    pub fn name(self) -> &'static str {
        match self {
            Condition::AtLeast(_) => "at-least",
            Condition::AtMost(_) => "at-most",
            Condition::Unusual(_) => "unusual",
        }
    }

    pub fn threshold(self) -> f64 {
        match self {
            Condition::AtLeast(n) | Condition::AtMost(n) => f64::from(n),
            Condition::Unusual(chance) => chance,
        }
    }

    fn from_parts(name: &str, threshold: f64) -> Option<Condition> {
        Some(match name {
            "at-least" => Condition::AtLeast(threshold as u32),
            "at-most" => Condition::AtMost(threshold as u32),
            "unusual" => Condition::Unusual(threshold),
            _ => return None,
        })
    }
}

impl Alert {
    fn digest(&self) -> String {
        let mut digest = Digest::of("alert");
        digest.text(&self.name).text(&self.who).text(&self.types.join(";")).text(&self.days.to_string());
        digest.text(self.condition.name()).text(&self.condition.threshold().to_string());
        digest.id('l')
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |cause: &str| Err(Error::new(Kind::Configuration, "keeping an alert").because(cause));
        let unusual = match self.condition {
            Condition::Unusual(chance) => chance > 0.0 && chance < 1.0,
            _ => true,
        };
        if self.name.trim().is_empty() || self.name.len() > 200 {
            return wrong("its name has between 1 and 200 letters");
        }
        if !(1..=366).contains(&self.days) {
            return wrong("it counts between 1 and 366 days");
        }
        if let Some(kind) = self.types.iter().find(|t| crate::plover::EventType::from_name(t).is_none()) {
            return wrong(&format!("{kind} is no PLOVER type"));
        }
        if unusual { Ok(()) } else { wrong("a chance lies between 0 and 1") }
    }
}

/// Keeps an alert, and returns its id; one that is kept already stays as it is.
pub fn keep(archive: &mut Archive, alert: &Alert, run: &Run) -> Result<String, Error> {
    alert.check()?;
    let id = alert.digest();
    let place = archive.place.clone();
    let mut write = || -> rusqlite::Result<()> {
        let transaction = archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let run_id = run.begin(&transaction)?;
        transaction.execute(
            "INSERT INTO alerts (alert_id, name, who, types, days, condition, threshold, added_run)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT DO UPDATE SET removed_run = NULL WHERE removed_run IS NOT NULL",
            params![
                id,
                alert.name,
                alert.who,
                alert.types.join(";"),
                alert.days,
                alert.condition.name(),
                alert.condition.threshold(),
                run_id
            ],
        )?;
        transaction.commit()
    };
    write().map_err(|e| fail::of("keeping an alert", &place, &e))?;
    Ok(id)
}

/// Takes an alert out of the list, by its id or its name; the row stays.
pub fn remove(archive: &mut Archive, alert: &str, run: &Run) -> Result<usize, Error> {
    let place = archive.place.clone();
    let mut write = || -> rusqlite::Result<usize> {
        let transaction = archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let run_id = run.begin(&transaction)?;
        let n = transaction.execute(
            "UPDATE alerts SET removed_run = ?2 WHERE removed_run IS NULL AND (alert_id = ?1 OR name = ?1)",
            [alert, &run_id],
        )?;
        if n > 0 {
            transaction.commit()?;
        }
        Ok(n)
    };
    match write().map_err(|e| fail::of("removing an alert", &place, &e))? {
        0 => Err(Error::new(Kind::Input, "removing an alert")
            .at(alert)
            .because("there is no such alert")
            .hint("`legation relate alerts` lists them")),
        n => Ok(n),
    }
}

/// The alerts that are kept, by name.
pub fn alerts(archive: &Archive) -> Result<Vec<Alert>, Error> {
    let ask = || -> rusqlite::Result<Vec<Alert>> {
        let mut statement = archive.connection.prepare_cached(
            "SELECT alert_id, name, who, types, days, condition, threshold FROM alerts
             WHERE removed_run IS NULL ORDER BY name, alert_id",
        )?;
        let rows = statement.query_map([], |row| {
            let types: String = row.get(3)?;
            Ok(Alert {
                alert_id: row.get(0)?,
                name: row.get(1)?,
                who: row.get(2)?,
                types: types.split(';').filter(|t| !t.is_empty()).map(str::to_owned).collect(),
                days: row.get(4)?,
                condition: Condition::from_parts(&row.get::<_, String>(5)?, row.get(6)?).unwrap_or_default(),
            })
        })?;
        rows.collect()
    };
    ask().map_err(|e| archive.failed("reading alerts", &e))
}
