//! The events that a question is asked of: those of the archive, or of files.

use std::path::PathBuf;

use legation::error::Error;
use legation::forecast::archive;
use legation::forecast::pairs::OnTable;
use legation::forecast::question::Happening;
use legation::record::Archive;
use legation::time::Date;

use super::events;
use crate::record::Place;

#[derive(clap::Args)]
pub(crate) struct Source {
    #[command(flatten)]
    pub place: Place,
    /// Take events from files instead: lines of `legation code`, or tables of ICEWS, POLECAT or GDELT
    #[arg(long, short, value_name = "FILE")]
    pub events: Vec<PathBuf>,
}

/// Events with what is on the table, and their digest.
pub(crate) struct Known {
    pub events: Vec<Happening>,
    pub table: Vec<OnTable>,
    pub digest: String,
    /// The day they are looked at from: the one asked for, else the last on which any became known.
    pub as_of: Date,
}

impl Source {
    /// Whether events come from the archive.
    pub fn is_archive(&self) -> bool {
        self.events.is_empty()
    }

    /// What is known by a day.
    pub fn known(&self, as_of: Option<Date>) -> Result<Known, Error> {
        let newest = |events: &[Happening]| events.iter().map(|e| e.known).max().unwrap_or(Date::MIN);
        if self.is_archive() {
            let open = Archive::open(&self.place.path())?;
            let events = archive::happenings(&open, as_of)?;
            let table = archive::on_the_table(&open)?;
            let (digest, as_of) = (archive::digest(&events), as_of.unwrap_or_else(|| newest(&events)));
            return Ok(Known { events, table, digest, as_of });
        }
        if let Some(error) = events::not_articles(&self.events) {
            return Err(error);
        }
        let (events, digest) = events::read(&self.events)?;
        let as_of = as_of.unwrap_or_else(|| newest(&events));
        Ok(Known { events, table: Vec::new(), digest, as_of })
    }
}
