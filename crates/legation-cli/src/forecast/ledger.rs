//! The ledger's file: read whole, only ever appended to.

use std::io::Write;
use std::path::Path;

use legation::error::{Error, Kind};
pub(crate) use legation::present::ledger::{Asked, DriverLine, Ledger, Line, Resolution};

use crate::input::unreadable;

pub(crate) fn read(path: &Path) -> Result<Ledger, Error> {
    let file = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    legation::present::ledger::read(&path.display().to_string(), std::io::BufReader::new(file))
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
