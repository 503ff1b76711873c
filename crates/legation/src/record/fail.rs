//! What SQLite says, as the one error of the house.

use rusqlite::ErrorCode;

use crate::error::{Error, Kind};

/// Turns SQLite's error into ours: what was being done, where, and what helps.
pub(super) fn of(doing: &str, place: &str, cause: &rusqlite::Error) -> Error {
    let error = |kind| Error::new(kind, doing).at(place).because(cause.to_string());
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(doing, place),
        Some(ErrorCode::DiskFull) => error(Kind::Archive).hint("make room, then repeat the command: it goes on"),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            error(Kind::Archive).hint("the archive and its folder must be writable")
        }
        Some(ErrorCode::SystemIoFailure) => error(Kind::Archive)
            .hint("the disk did not do what it was asked: check it, then repeat the command: it goes on"),
        Some(ErrorCode::CannotOpen) => {
            error(Kind::Archive).hint("check the path of --archive, and that its folder is writable and has room")
        }
        Some(ErrorCode::NotADatabase) => error(Kind::Archive).hint("the file is no archive of legation"),
        Some(ErrorCode::DatabaseCorrupt) => {
            error(Kind::Archive).hint("`legation record doctor` says what is damaged; a backup can be put in its place")
        }
        _ => error(Kind::Archive),
    }
}

/// Somebody else writes.
pub(super) fn busy(doing: &str, place: &str) -> Error {
    Error::new(Kind::Busy, doing)
        .at(place)
        .because("another process writes to the archive")
        .hint("wait until it is done; reading is possible meanwhile")
}
