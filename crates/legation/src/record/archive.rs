//! The file: opened, checked, brought to the newest schema, and locked while somebody writes.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{fail, search, sums};
use crate::error::{Error, Kind};

/// A step from one version of the schema to the next.
pub(super) struct Migration {
    pub script: &'static str,
    /// Fills what the script made, in the same transaction.
    pub fill: fn(&Connection) -> rusqlite::Result<()>,
}

/// Brings a file from one version of the schema to the next. A script that was released never changes
/// again; an old file of each version lies under `tests/archives/`.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { script: include_str!("schema/v1.sql"), fill: |_| Ok(()) },
    Migration { script: include_str!("schema/v2.sql"), fill: sums::rebuild },
    Migration { script: include_str!("schema/v3.sql"), fill: |_| Ok(()) },
    Migration { script: include_str!("schema/v4.sql"), fill: |_| Ok(()) },
];

/// The version of the schema that this engine writes.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// "LEGA": tells an archive from any other SQLite file.
const APPLICATION_ID: i32 = 0x4c45_4741;

/// An archive that is open, for reading or for writing.
///
/// ```
/// let folder = std::env::temp_dir().join(format!("legation-doc-{}", std::process::id()));
/// std::fs::create_dir_all(&folder).unwrap();
/// let archive = legation::record::Archive::open_or_create(&folder.join("a.sqlite")).unwrap();
/// assert!(archive.notices.is_empty());
/// # drop(archive);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// ```
pub struct Archive {
    pub(super) connection: Connection,
    pub(super) place: String,
    /// What was found and mended, or could not be mended, on opening.
    pub notices: Vec<String>,
    /// Held while the archive is open for writing; the system lets go of it when the process ends.
    _lock: Option<File>,
}

impl Archive {
    /// Opens an archive for writing, and makes it where there is none.
    ///
    /// One process writes at a time: a second one gets an error of kind `Busy` at once.
    pub fn open_or_create(path: &Path) -> Result<Archive, Error> {
        Archive::with_migrations(path, MIGRATIONS)
    }

    /// Opens an archive for reading, beside any writer.
    pub fn open(path: &Path) -> Result<Archive, Error> {
        let place = path.display().to_string();
        if !path.is_file() {
            return Err(Error::new(Kind::Input, "opening the archive")
                .at(place)
                .because("there is no such file")
                .hint("make one with `legation record --archive FILE INPUT…`, or name yours with --archive"));
        }
        let failed = |e: rusqlite::Error| fail::of("opening the archive", &place, &e);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|c| {
            c.busy_timeout(Duration::from_secs(10))?;
            c.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok(c)
        });
        // A folder that nobody may write to has no room for the shared-memory file of the log; such
        // a file cannot change either.
        let connection = match opened {
            Ok(connection) => connection,
            Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
                let uri = format!("file:{}?immutable=1", escaped(path));
                Connection::open_with_flags(uri, flags).map_err(failed)?
            }
            Err(e) => return Err(failed(e)),
        };
        settle(&connection).map_err(failed)?;
        let version = version(&connection, &place)?;
        if version < SCHEMA_VERSION {
            return Err(Error::new(Kind::Archive, "opening the archive")
                .at(place)
                .because(format!("its schema is version {version}, this legation reads {SCHEMA_VERSION}"))
                .hint("bring it up to date once with `legation record doctor --upgrade`"));
        }
        let mut archive = Archive { connection, place, notices: Vec::new(), _lock: None };
        if !search::in_step(&archive.connection) {
            archive.notices.push(
                "the full-text index is not in step with the articles: `legation record doctor --upgrade` rebuilds it"
                    .to_owned(),
            );
        }
        Ok(archive)
    }

    pub(super) fn with_migrations(path: &Path, migrations: &[Migration]) -> Result<Archive, Error> {
        let place = path.display().to_string();
        let lock = lock(path, &place)?;
        let failed = |e: rusqlite::Error| fail::of("opening the archive", &place, &e);
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        let version = version(&connection, &place)? as usize;
        settle(&connection).map_err(failed)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        // An acknowledged article is on the disk, not in a cache of the system.
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        if version > migrations.len() {
            return Err(newer(&place, version as u32));
        }
        for (n, migration) in migrations.iter().enumerate().skip(version) {
            let upgrade = || -> rusqlite::Result<()> {
                connection.execute_batch(&format!("BEGIN IMMEDIATE; {}", migration.script))?;
                (migration.fill)(&connection)?;
                connection.execute_batch(&format!(
                    "PRAGMA user_version = {}; PRAGMA application_id = {APPLICATION_ID}; COMMIT",
                    n + 1
                ))
            };
            if let Err(error) = upgrade() {
                let _ = connection.execute_batch("ROLLBACK");
                return Err(failed(error));
            }
        }
        let mut archive = Archive { connection, place, notices: Vec::new(), _lock: Some(lock) };
        if !search::in_step(&archive.connection) {
            let fresh = search::missing(&archive.connection) && archive.count("articles")? == 0;
            search::rebuild(&mut archive.connection).map_err(|e| fail::of("indexing", &archive.place, &e))?;
            if !fresh {
                archive
                    .notices
                    .push("the full-text index was not in step with the articles: it was rebuilt".to_owned());
            }
        }
        archive.count_again().map_err(|e| archive.failed("counting events", &e))?;
        Ok(archive)
    }

    /// Makes the sums of events anew where they are not in step with the events.
    fn count_again(&mut self) -> rusqlite::Result<()> {
        if migrated(&self.connection)? < SCHEMA_VERSION || sums::in_step(&self.connection)? {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        sums::rebuild(&transaction)?;
        transaction.commit()?;
        self.notices.push("the sums of events were not in step with the events: they were made anew".to_owned());
        Ok(())
    }

    /// Where the archive lies, for messages.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The connection, for questions that this room does not ask.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', ""));
        self.connection
            .query_row(&sql, [], |row| row.get::<_, i64>(0))
            .map(|n| n.unsigned_abs())
            .map_err(|e| self.failed("counting", &e))
    }

    /// Which inputs were read with these settings: the first eight bytes of each digest, sorted.
    pub fn done(&self, settings: &str) -> Result<Vec<u64>, Error> {
        let all = || -> rusqlite::Result<Vec<u64>> {
            let mut statement =
                self.connection.prepare("SELECT input_digest FROM inputs WHERE settings = ?1 ORDER BY 1")?;
            let rows = statement.query_map([settings], |row| Ok(short(row.get_ref(0)?.as_str()?)))?;
            let mut done: Vec<u64> = rows.collect::<Result<_, _>>()?;
            done.sort_unstable();
            Ok(done)
        };
        all().map_err(|e| self.failed("reading what is done", &e))
    }

    /// Writes a copy as of now to a new file, while others read and write.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        let shown = to.display().to_string();
        let refuse = |cause: String| {
            Error::new(Kind::Input, "writing the backup").at(shown.clone()).because(cause).hint("name a new file")
        };
        if to.exists() {
            return Err(refuse("it exists already".to_owned()));
        }
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let _ = std::fs::remove_file(&partial);
        let copied = self.connection.execute("VACUUM INTO ?1", [partial.to_string_lossy()]);
        let synced = |path: &Path| File::open(path).and_then(|f| f.sync_all());
        match copied {
            Err(error) => {
                let _ = std::fs::remove_file(&partial);
                Err(fail::of("writing the backup", &shown, &error))
            }
            Ok(_) => synced(&partial).and_then(|()| std::fs::rename(&partial, to)).map_err(|e| refuse(e.to_string())),
        }
    }

    /// An error of this archive, from what SQLite says.
    pub fn failed(&self, doing: &str, error: &rusqlite::Error) -> Error {
        fail::of(doing, &self.place, error)
    }
}

/// The version that a file has now.
fn migrated(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The first eight bytes of a hex digest.
pub(super) fn short(digest: &str) -> u64 {
    digest.get(..16).and_then(|d| u64::from_str_radix(d, 16).ok()).unwrap_or(0)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
    )
}

/// The schema's version; a file of somebody else's is refused.
fn version(connection: &Connection, place: &str) -> Result<u32, Error> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let failed = |e: rusqlite::Error| fail::of("opening the archive", place, &e);
    let version = pragma("user_version").map_err(failed)?;
    let application = pragma("application_id").map_err(failed)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0))
        .map_err(failed)?;
    if application != i64::from(APPLICATION_ID) && (tables > 0 || version != 0) {
        return Err(Error::new(Kind::Input, "opening the archive")
            .at(place)
            .because("it is a database of another program")
            .hint("name another file with --archive"));
    }
    if version > i64::from(SCHEMA_VERSION) {
        return Err(newer(place, version as u32));
    }
    Ok(version.max(0) as u32)
}

fn newer(place: &str, version: u32) -> Error {
    Error::new(Kind::Archive, "opening the archive")
        .at(place)
        .because(format!("its schema is version {version}, this legation knows {SCHEMA_VERSION}"))
        .hint("use the newer legation that made it; files are never brought back to an older version")
}

/// Takes the writer's lock, which lies beside the archive.
fn lock(path: &Path, place: &str) -> Result<File, Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let unwritable = |e: std::io::Error| {
        Error::new(Kind::Archive, "opening the archive")
            .at(place)
            .because(e.to_string())
            .hint("the folder of the archive must exist and be writable")
    };
    let file =
        File::options().create(true).truncate(false).write(true).open(PathBuf::from(name)).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(fail::busy("opening the archive", place)),
        Err(TryLockError::Error(e)) => Err(unwritable(e)),
    }
}

fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("legation-archive-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a test folder");
        path
    }

    #[test]
    fn a_file_is_brought_to_the_next_schema_and_never_back() {
        let here = folder("migrate");
        let path = here.join("a.sqlite");
        drop(Archive::open_or_create(&path).expect("a new archive"));
        let with = |script: &'static str| {
            let mut steps: Vec<Migration> =
                MIGRATIONS.iter().map(|m| Migration { script: m.script, fill: m.fill }).collect();
            steps.push(Migration { script, fill: |_| Ok(()) });
            steps
        };
        let next = with("CREATE TABLE later (id TEXT) WITHOUT ROWID; SELECT 1");
        // Broken on purpose: nothing of it may stay.
        let broken = with("CREATE TABLE later (id TEXT PRIMARY KEY); CREATE TABLE later (id TEXT)");
        assert!(Archive::with_migrations(&path, &broken).is_err());
        drop(Archive::open_or_create(&path).expect("still the old version"));
        assert!(Archive::with_migrations(&path, &next).is_err(), "a table without rowid needs a key");
        let good = with("CREATE TABLE later (id TEXT PRIMARY KEY)");
        let archive = Archive::with_migrations(&path, &good).expect("the next version");
        assert_eq!(archive.count("later").expect("the new table is there"), 0);
        drop(archive);
        for refused in [Archive::open(&path).err(), Archive::open_or_create(&path).err()] {
            let error = refused.expect("an older engine refuses it");
            let wanted = format!("schema is version {}", SCHEMA_VERSION + 1);
            assert!(error.to_string().contains(&wanted), "{error}");
        }
        std::fs::remove_dir_all(here).expect("the folder goes");
    }

    #[test]
    fn a_second_writer_is_told_to_wait_and_readers_are_not() {
        let here = folder("busy");
        let path = here.join("a.sqlite");
        let first = Archive::open_or_create(&path).expect("a new archive");
        let second = Archive::open_or_create(&path).err().expect("there is a writer");
        assert_eq!(second.kind, Kind::Busy);
        assert!(Archive::open(&path).is_ok());
        drop(first);
        assert!(Archive::open_or_create(&path).is_ok());
        std::fs::remove_dir_all(here).expect("the folder goes");
    }

    #[test]
    fn other_files_are_refused() {
        let here = folder("other");
        let path = here.join("a.sqlite");
        std::fs::write(&path, "this is not a database, but long enough to look like a file of one".repeat(20))
            .expect("writable");
        assert!(Archive::open(&path).is_err() && Archive::open_or_create(&path).is_err());
        let path = here.join("b.sqlite");
        Connection::open(&path).and_then(|c| c.execute_batch("CREATE TABLE t (a)")).expect("a database");
        let error = Archive::open_or_create(&path).err().expect("not ours");
        assert!(error.to_string().contains("another program"), "{error}");
        std::fs::remove_dir_all(here).expect("the folder goes");
    }
}
