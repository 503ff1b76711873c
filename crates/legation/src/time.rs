//! Civil days and intervals as news gives them: with a precision, and with the reason for them.

pub use jiff::civil::{Date, Time};

use crate::span::Span;

/// How exactly a time is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Precision {
    Decade,
    Year,
    /// Half a year, a season or a quarter.
    Season,
    Month,
    Week,
    Day,
    Minute,
}

/// Why a date is believed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DateBasis {
    /// The text states the day, month or year.
    Stated,
    /// Relative words ("on Tuesday", "last week") resolved against the publication date.
    Resolved,
    /// Nothing in the text: the day of publication stands in, and says so.
    Published,
    /// Neither the text nor the article gives a date.
    Unknown,
}

/// A day or an interval of days, with how exactly it is known, why, and the words it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated {
    /// First day of the interval; none when the basis is unknown.
    pub from: Option<Date>,
    /// Last day of the interval, inclusive; equal to `from` for a single day.
    pub to: Option<Date>,
    pub precision: Precision,
    pub basis: DateBasis,
    /// The words that say so, where words do.
    pub span: Option<Span>,
}

impl Dated {
    pub const UNKNOWN: Dated =
        Dated { from: None, to: None, precision: Precision::Day, basis: DateBasis::Unknown, span: None };

    /// The day of publication, standing in for an event whose day the text does not give.
    pub fn published(date: Date) -> Dated {
        Dated { from: Some(date), to: Some(date), precision: Precision::Day, basis: DateBasis::Published, span: None }
    }
}

impl Precision {
    pub fn name(self) -> &'static str {
        match self {
            Precision::Decade => "decade",
            Precision::Year => "year",
            Precision::Season => "season",
            Precision::Month => "month",
            Precision::Week => "week",
            Precision::Day => "day",
            Precision::Minute => "minute",
        }
    }
}

impl DateBasis {
    pub fn name(self) -> &'static str {
        match self {
            DateBasis::Stated => "stated",
            DateBasis::Resolved => "resolved",
            DateBasis::Published => "published",
            DateBasis::Unknown => "unknown",
        }
    }
}
