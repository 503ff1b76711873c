//! The ledger: questions, resolutions and notes, one JSON line each, only ever appended.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;

use legation::error::{Error, Kind};
use serde::{Deserialize, Serialize};

use crate::input::unreadable;

/// A line of the ledger. What was said once stays; a later resolution of a question counts instead
/// of an earlier one, and both stand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub(crate) enum Line {
    Question(Asked),
    Resolution(Resolution),
}

/// A question with what was answered, and when from what.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
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
    pub drivers: Vec<DriverLine>,
    pub data: String,
    pub version: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct DriverLine {
    pub event_id: String,
    pub day: String,
    pub moved: f64,
    pub words: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Resolution {
    pub id: String,
    pub happened: bool,
    /// The day on which it was settled, from events known by then.
    pub as_of: String,
    /// The events that settle it.
    pub events: Vec<String>,
    pub data: String,
}

/// Questions in the order they were asked, each with the resolution that counts.
#[derive(Default)]
pub(crate) struct Ledger {
    pub asked: Vec<Asked>,
    pub resolved: BTreeMap<String, Resolution>,
}

pub(crate) fn read(path: &Path) -> Result<Ledger, Error> {
    let mut ledger = Ledger::default();
    let file = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    for (n, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|e| unreadable(path, &e))?;
        let read: Line = serde_json::from_str(&line).map_err(|e| {
            Error::new(Kind::Input, "reading the ledger")
                .at(format!("{}:{}", path.display(), n + 1))
                .because(e.to_string())
        })?;
        match read {
            Line::Question(asked) if !ledger.asked.iter().any(|a| a.id == asked.id) => ledger.asked.push(asked),
            Line::Question(_) => {}
            Line::Resolution(resolution) => {
                ledger.resolved.insert(resolution.id.clone(), resolution);
            }
        }
    }
    Ok(ledger)
}

/// Adds a line at the end and waits until it is on the disk.
pub(crate) fn append(path: &Path, line: &Line) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{}\n", serde_json::to_string(line)?).as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| {
        Error::new(Kind::Input, "writing the ledger").at(path.display().to_string()).because(e.to_string())
    })
}
