//! Days as numbers, and the periods into which a series is cut.

use crate::error::{Error, Kind};
use crate::time::Date;

/// How long one point of a series is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Period {
    Day,
    /// From Monday to Sunday (ISO 8601).
    #[default]
    Week,
    Month,
}

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Period {
    pub const ALL: [Period; 3] = [Period::Day, Period::Week, Period::Month];

    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        }
    }

    pub fn from_name(name: &str) -> Option<Period> {
        Period::ALL.into_iter().find(|p| p.name() == name)
    }

    /// The first day of the period that holds a day.
    pub fn start(self, day: i32) -> i32 {
        match self {
            Period::Day => day,
            // 1970-01-01 was a Thursday.
            Period::Week => day - (day + 3).rem_euclid(7),
            Period::Month => match date(day) {
                Some(date) => day - i32::from(date.day()) + 1,
                None => day,
            },
        }
    }

    /// The first day of the next period.
    pub fn next(self, start: i32) -> i32 {
        match self {
            Period::Day => start + 1,
            Period::Week => start + 7,
            Period::Month => start + date(start).map_or(30, |d| i32::from(d.days_in_month())),
        }
    }

    /// Periods in a year of 52 weeks: how far back the long norm looks.
    pub fn in_a_year(self) -> usize {
        match self {
            Period::Day => 364,
            Period::Week => 52,
            Period::Month => 12,
        }
    }

    /// Periods in four weeks, or one month: how far back the short norm looks.
    pub fn in_four_weeks(self) -> usize {
        match self {
            Period::Day => 28,
            Period::Week => 4,
            Period::Month => 1,
        }
    }

    /// Whether a date known this exactly belongs to one period of this length.
    pub fn can_place(self, precision: &str) -> bool {
        match precision {
            "day" | "minute" => true,
            "week" => self != Period::Day,
            "month" => self == Period::Month,
            _ => false,
        }
    }
}

/// Days since 1970-01-01; none where the text is no day.
///
/// ```
/// assert_eq!(legation::relate::period::day("1970-01-02"), Some(1));
/// assert_eq!(legation::relate::period::day("soon"), None);
/// ```
pub fn day(text: &str) -> Option<i32> {
    // Nearly every day in an archive is written so, and a series reads a million of them.
    let bytes = text.as_bytes();
    let digit = |n: usize| bytes.get(n).filter(|b| b.is_ascii_digit()).map(|b| i32::from(b - b'0'));
    let (Some(a), Some(b), Some(c), Some(d)) = (digit(0), digit(1), digit(2), digit(3)) else { return None };
    let (Some(e), Some(f), Some(g), Some(h)) = (digit(5), digit(6), digit(8), digit(9)) else { return None };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h);
    Date::new(year as i16, month as i8, day as i8).ok()?;
    // Howard Hinnant's days_from_civil.
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let in_era = y - era * 400;
    let in_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468)
}

/// The day of a number.
pub fn date(day: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(i64::from(day)).ok()?).ok()
}

/// The day of a number as text; empty where no calendar reaches it.
pub fn text(day: i32) -> String {
    date(day).map(|d| d.to_string()).unwrap_or_default()
}

/// A day that a user gave, or why it is none.
pub(super) fn given(name: &str, text: Option<&str>) -> Result<Option<i32>, Error> {
    let Some(text) = text else { return Ok(None) };
    day(text).map(Some).ok_or_else(|| {
        Error::new(Kind::Configuration, "asking the archive")
            .at(format!("--{name} {text}"))
            .because("it is no day")
            .hint("write days as YYYY-MM-DD")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_texts_are_one_another() {
        for n in [-719_528, -1, 0, 58, 59, 60, 11_016, 20_000, 2_932_896] {
            let written = text(n);
            assert_eq!(day(&written).or_else(|| written.parse::<Date>().ok().map(|_| n)), Some(n), "{written}");
        }
        for wrong in ["2021-02-30", "2021-13-01", "2021-1-01", "20210101", "2021-01-011", "２０２１-01-01"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn periods_cut_time_without_gaps() {
        for period in Period::ALL {
            let mut start = period.start(day("2019-12-18").unwrap_or(0));
            for _ in 0..200 {
                let next = period.next(start);
                assert!(next > start);
                for inside in start..next {
                    assert_eq!(period.start(inside), start, "{} {}", period.name(), text(inside));
                }
                start = next;
            }
        }
        assert_eq!(text(Period::Week.start(day("2026-11-27").unwrap_or(0))), "2026-11-23");
    }
}
