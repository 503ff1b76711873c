//! Exit codes, and printing that treats a closed pipe as success.

use std::io::Write;

/// What the process ends with; the numbers are documented in the help and the README.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Ok = 0,
    Failure = 1,
    Usage = 2,
    /// Some items failed, the others are done.
    Partial = 3,
    Input = 4,
    /// What was checked does not hold.
    Unverified = 5,
    /// Somebody else writes to the archive.
    Busy = 6,
}

/// Prints to standard output; a reader that has gone away is no failure.
pub(crate) fn print(text: &str) -> Exit {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Ok,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Ok,
        Err(error) => {
            eprintln!("legation: writing the output: {error}");
            Exit::Failure
        }
    }
}
