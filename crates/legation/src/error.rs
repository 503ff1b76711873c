//! The one error that doors return, and the notices that interpreting rooms leave instead.

use crate::span::Span;

/// Whose fault an error is, so that a face can pick its exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// What was handed in cannot be read: exit code 4.
    Input,
    /// A resource that belongs to the program is missing or damaged.
    Resource,
    /// An archive is damaged, full, or of another version.
    Archive,
    /// Somebody else writes to the archive: exit code 6.
    Busy,
    /// A configuration or user table is wrong.
    Configuration,
    /// A defect of Legation itself.
    Internal,
}

/// What went wrong at a door: what was being done, where, why, and what to do about it.
///
/// ```
/// use legation::error::{Error, Kind};
/// let error = Error::new(Kind::Input, "reading the article").at("a.html").because("the file is empty");
/// assert_eq!(error.to_string(), "reading the article: a.html: the file is empty");
/// ```
#[derive(Clone, Debug)]
pub struct Error {
    pub kind: Kind,
    /// What was being done, as a participle: "reading the article".
    pub doing: String,
    /// The file, line or address.
    pub place: Option<String>,
    pub cause: Option<String>,
    /// The fix, where it is known.
    pub hint: Option<String>,
}

impl Error {
    pub fn new(kind: Kind, doing: impl Into<String>) -> Error {
        Error { kind, doing: doing.into(), place: None, cause: None, hint: None }
    }

    pub fn at(mut self, place: impl Into<String>) -> Error {
        self.place = Some(place.into());
        self
    }

    pub fn because(mut self, cause: impl Into<String>) -> Error {
        self.cause = Some(cause.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.doing)?;
        for part in [&self.place, &self.cause].into_iter().flatten() {
            write!(f, ": {part}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Something a reader of the output should know: what could not be read, linked or coded, and where.
///
/// Text is never an error; a room that cannot interpret a passage says so here and goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The room that speaks: "read", "parse", "link", "code", "attribute".
    pub room: &'static str,
    /// A stable word for machines: "no-date", "sentence-cut", "ambiguous-name".
    pub code: &'static str,
    pub span: Option<Span>,
    pub message: String,
}
