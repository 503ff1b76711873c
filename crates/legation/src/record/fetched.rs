//! What is kept of visits to other machines, so that the next is a conditional and polite one.
//!
//! The engine asks nobody: a face hands these rows in once what an address gave is on the disk.

use std::collections::BTreeMap;

use rusqlite::params;

use super::archive::Archive;
use super::write::Writer;
use crate::error::Error;

/// One address with what its server said of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fetched {
    /// As it was asked for.
    pub address: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// When, as RFC 3339.
    pub fetched: String,
    /// HTTP status; 0 where there was no answer.
    pub status: u16,
    /// Not to be asked again before this time.
    pub not_before: Option<String>,
    /// Failed visits since the last that went well.
    pub failures: u32,
}

impl Archive {
    /// Every address that was asked, by itself.
    pub fn fetched(&self) -> Result<BTreeMap<String, Fetched>, Error> {
        let all = || -> rusqlite::Result<BTreeMap<String, Fetched>> {
            let mut statement = self.connection.prepare(
                "SELECT address, etag, last_modified, fetched, status, not_before, failures FROM fetched ORDER BY 1",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(Fetched {
                    address: row.get(0)?,
                    etag: row.get(1)?,
                    last_modified: row.get(2)?,
                    fetched: row.get(3)?,
                    status: row.get(4)?,
                    not_before: row.get(5)?,
                    failures: row.get(6)?,
                })
            })?;
            rows.map(|row| row.map(|f| (f.address.clone(), f))).collect()
        };
        all().map_err(|e| self.failed("reading what was fetched", &e))
    }
}

impl Writer<'_> {
    /// Keeps visits. What they gave must have been written before: a page that is not asked for again
    /// would otherwise be lost.
    pub fn note(&mut self, visits: &[Fetched]) -> Result<(), Error> {
        let archive = &mut *self.archive;
        let mut write = || -> rusqlite::Result<()> {
            let transaction = archive.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for f in visits {
                transaction
                    .prepare_cached(
                        "INSERT INTO fetched (address, etag, last_modified, fetched, status, not_before, failures)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (address) DO UPDATE SET etag = ?2,
                         last_modified = ?3, fetched = ?4, status = ?5, not_before = ?6, failures = ?7",
                    )?
                    .execute(params![
                        f.address,
                        f.etag,
                        f.last_modified,
                        f.fetched,
                        f.status,
                        f.not_before,
                        f.failures
                    ])?;
            }
            transaction.commit()
        };
        write().map_err(|e| archive.failed("keeping visits", &e))
    }
}
