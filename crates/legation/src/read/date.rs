//! When an article appeared: dates in machine fields, addresses and visible lines.
//!
//! Own work, because the crates that extract articles find the right day on 52–61 % of the public
//! test pages where the best Python tool finds 90 % (`reading.md`, section 2). A local day is kept
//! as printed: turning it into UTC moves it, which is half of those crates' errors.

use super::article::{Published, PublishedBasis};
use crate::time::{Date, Precision, Time};

/// A date as it stands in some text, with the characters it was read from.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub date: Date,
    pub time: Option<Time>,
    pub offset_minutes: Option<i16>,
    pub precision: Precision,
    /// Byte range of the date (and time) in the text that was searched.
    pub range: (usize, usize),
    /// Whether day and month could be exchanged: 06/08/2025.
    pub ambiguous: bool,
}

impl Found {
    pub fn published(&self, basis: PublishedBasis, text: &str) -> Published {
        Published {
            date: self.date,
            time: self.time,
            offset_minutes: self.offset_minutes,
            precision: if self.time.is_some() { Precision::Minute } else { self.precision },
            basis,
            evidence: text.get(self.range.0..self.range.1).unwrap_or("").to_owned(),
        }
    }
}

/// The earliest year a news page is believed to be from.
const FIRST_YEAR: i16 = 1995;

/// Whether a day can be a day of publication: not before the web, not after it was fetched.
pub(super) fn plausible(date: Date, latest: Option<Date>) -> bool {
    date.year() >= FIRST_YEAR
        && latest.is_none_or(|l| date <= l.saturating_add(jiff::Span::new().days(1)))
        && date.year() < 2100
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
}

/// Finds the first full date of a text, with its time where one follows or precedes it.
///
/// `month_first` decides 06/08/2025 where nothing else does.
pub(super) fn find(text: &str, month_first: bool) -> Option<Found> {
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|i| {
        let mut found = date_at(&pieces, i, month_first)?;
        let after = pieces.iter().position(|(_, (from, _))| *from >= found.range.1).unwrap_or(pieces.len());
        if let Some((time, offset, end)) = time_near(&pieces, after) {
            found.time = Some(time);
            found.offset_minutes = offset;
            found.range.1 = end;
        } else if let Some((time, start)) = time_before(&pieces, i) {
            found.time = Some(time);
            found.range.0 = start;
        }
        Some(found)
    })
}

/// The first full date of a text, if it can be a day of publication. Where day and month could be
/// exchanged, the order that gives a possible day wins over the order that is usual there.
pub(super) fn find_plausible(text: &str, month_first: bool, latest: Option<Date>) -> Option<Found> {
    let found = find(text, month_first)?;
    if plausible(found.date, latest) {
        return Some(found);
    }
    find(text, !month_first).filter(|other| found.ambiguous && plausible(other.date, latest))
}

/// A day from seconds (or milliseconds) since 1970, as some machine fields give it.
pub(super) fn from_epoch(text: &str) -> Option<Found> {
    let digits = text.trim();
    let seconds: i64 = match digits.len() {
        10 => digits.parse().ok()?,
        13 => digits.parse::<i64>().ok()? / 1_000,
        _ => return None,
    };
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    let date = jiff::tz::Offset::UTC.to_datetime(moment).date();
    Some(Found {
        date,
        time: None,
        offset_minutes: None,
        precision: Precision::Day,
        range: (0, text.len()),
        ambiguous: false,
    })
}

/// All full dates of a text.
pub(super) fn find_all(text: &str, month_first: bool) -> Vec<Found> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(mut found) = find(rest, month_first) else { break };
        let next = from + found.range.1.max(1);
        found.range = (found.range.0 + from, found.range.1 + from);
        out.push(found);
        from = next;
    }
    out
}

fn pieces(text: &str) -> Vec<(Piece<'_>, (usize, usize))> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let class = |c: char| {
            if c.is_ascii_digit() {
                1
            } else if c.is_alphabetic() {
                2
            } else {
                0
            }
        };
        if class(c) == 0 {
            if !c.is_whitespace() {
                out.push((Piece::Mark(c), (at, at + c.len_utf8())));
            }
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, d)) = chars.peek() {
            if class(d) != class(c) {
                break;
            }
            end = next + d.len_utf8();
            chars.next();
        }
        let word = &text[at..end];
        let piece = match class(c) {
            1 if word.len() <= 8 => Piece::Number(word.parse().unwrap_or(0), word.len()),
            1 => Piece::Mark('0'),
            _ => Piece::Word(word),
        };
        out.push((piece, (at, end)));
    }
    out
}

fn date_at(pieces: &[(Piece, (usize, usize))], i: usize, month_first: bool) -> Option<Found> {
    use Piece::{Mark, Number, Word};
    let at = |k: usize| pieces.get(i + k).map(|(p, _)| *p);
    let range = |last: usize| (pieces[i].1.0, pieces[i + last].1.1);
    let build = |y: u32, m: u32, d: u32, last: usize, precision: Precision, ambiguous: bool| {
        let date = Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
        (1900..2100).contains(&y).then_some(Found {
            date,
            time: None,
            offset_minutes: None,
            precision,
            range: range(last),
            ambiguous,
        })
    };
    match (at(0)?, at(1), at(2), at(3), at(4)) {
        // 2025-08-06, 2025/08/06, 2025.08.06
        (
            Number(y, 4),
            Some(Mark('-' | '/' | '.')),
            Some(Number(m, 1..=2)),
            Some(Mark('-' | '/' | '.')),
            Some(Number(d, 1..=2)),
        ) => build(y, m, d, 4, Precision::Day, false),
        // 2025年8月6日
        (Number(y, 4), Some(Word("年")), Some(Number(m, 1..=2)), Some(Word("月")), Some(Number(d, 1..=2))) => {
            build(y, m, d, 4, Precision::Day, false)
        }
        // 20250806
        (Number(n, 8), ..) => build(n / 10_000, n / 100 % 100, n % 100, 0, Precision::Day, false),
        // 06.08.2025, 06/08/2025, 8-6-2025
        (
            Number(a, 1..=2),
            Some(Mark(mark @ ('-' | '/' | '.'))),
            Some(Number(b, 1..=2)),
            Some(Mark(second)),
            Some(Number(y, 4)),
        ) if mark == second => {
            let ambiguous = a <= 12 && b <= 12 && a != b && mark != '.';
            let (d, m) = if a > 12 || mark == '.' {
                (a, b)
            } else if b > 12 || month_first {
                (b, a)
            } else {
                (a, b)
            };
            build(y, m, d, 4, Precision::Day, ambiguous)
        }
        // 06.08.25: two digits are a year only behind dots, where nothing else is written so.
        (Number(d, 2), Some(Mark('.')), Some(Number(m, 2)), Some(Mark('.')), Some(Number(y, 2)))
            if !matches!(at(5), Some(Mark('.' | ':'))) && y < 50 =>
        {
            build(2000 + y, m, d, 4, Precision::Day, false)
        }
        // 6 August 2025, 6. August 2025, 6 de agosto de 2025, 6th August, 2025
        (Number(d, 1..=2), ..) => {
            let mut k = 1;
            let skip = |k: usize, words: &[&str]| match at(k) {
                Some(Mark('.' | ',' | '-' | '/')) => true,
                Some(Word(w)) => words.contains(&w.to_lowercase().as_str()),
                _ => false,
            };
            while k < 3 && skip(k, &["st", "nd", "rd", "th", "de", "of", "er", "d"]) {
                k += 1;
            }
            let Some(Word(word)) = at(k) else { return None };
            let m = month(word)?;
            k += 1;
            let mut skipped = 0;
            while skipped < 2 && skip(k, &["de", "del", "г", "of"]) {
                k += 1;
                skipped += 1;
            }
            let Some(Number(y, 4)) = at(k) else { return None };
            build(y, m, d, k, Precision::Day, false)
        }
        // August 6, 2025; Aug. 6th 2025
        (Word(word), ..) => {
            let m = month(word)?;
            let mut k = 1;
            if matches!(at(k), Some(Mark('.'))) {
                k += 1;
            }
            let Some(Number(d, 1..=2)) = at(k) else {
                // August 2025: only the month is known.
                let Some(Number(y, 4)) = at(k) else { return None };
                // A day that does not exist is not repaired: 31 February 2018.
                let dayed = i.checked_sub(1).is_some_and(|before| matches!(pieces[before].0, Number(_, 1..=2)));
                return if dayed { None } else { build(y, m, 1, k, Precision::Month, false) };
            };
            k += 1;
            // Aug 6 10:20:00 2025, as programs print it.
            if let (Some(Number(_, 2)), Some(Mark(':')), Some(Number(_, 2)), Some(Mark(':')), Some(Number(_, 2))) =
                (at(k), at(k + 1), at(k + 2), at(k + 3), at(k + 4))
            {
                k += 5;
            }
            while matches!(at(k), Some(Mark(',' | '.'))) || matches!(at(k), Some(Word("st" | "nd" | "rd" | "th"))) {
                k += 1;
            }
            let Some(Number(y, 4)) = at(k) else { return None };
            build(y, m, d, k, Precision::Day, false)
        }
        _ => None,
    }
}

/// A clock time (with offset) that follows a date within a few pieces.
fn time_near(pieces: &[(Piece, (usize, usize))], from: usize) -> Option<(Time, Option<i16>, usize)> {
    use Piece::{Mark, Number, Word};
    for i in from..(from + 4).min(pieces.len()) {
        let at = |k: usize| pieces.get(i + k).map(|(p, _)| *p);
        let (Some(Number(h, 1..=2)), Some(Mark(':' | '.')), Some(Number(m, 2))) = (at(0), at(1), at(2)) else {
            // Only connecting words may stand between a date and its time.
            match at(0) {
                Some(Word(w)) if w.len() <= 4 => continue,
                Some(Mark(',' | '|' | '-' | '–' | '—' | '·' | '(' | '/' | '•')) => continue,
                _ => return None,
            }
        };
        let mut last = 2;
        if let (Some(Mark(':')), Some(Number(_, 2))) = (at(3), at(4)) {
            last = 4;
            if let (Some(Mark('.')), Some(Number(..))) = (at(5), at(6)) {
                last = 6;
            }
        }
        let mut hour = h;
        let mut offset = None;
        match at(last + 1) {
            Some(Word(w)) if w.eq_ignore_ascii_case("pm") || w.eq_ignore_ascii_case("p") => {
                hour = if h < 12 { h + 12 } else { h };
                last += 1;
            }
            Some(Word(w)) if w.eq_ignore_ascii_case("am") || w.eq_ignore_ascii_case("a") => {
                hour = if h == 12 { 0 } else { h };
                last += 1;
            }
            Some(Word("Z" | "UTC" | "GMT")) => {
                offset = Some(0);
                last += 1;
            }
            Some(Mark(sign @ ('+' | '-' | '−'))) => {
                let minutes = match (at(last + 2), at(last + 3), at(last + 4)) {
                    (Some(Number(h, 2)), Some(Mark(':')), Some(Number(m, 2))) => {
                        last += 4;
                        Some(h * 60 + m)
                    }
                    (Some(Number(hm, 4)), ..) => {
                        last += 2;
                        Some(hm / 100 * 60 + hm % 100)
                    }
                    _ => None,
                };
                offset = minutes.filter(|m| *m <= 14 * 60).map(|m| if sign == '+' { m as i16 } else { -(m as i16) });
            }
            _ => {}
        }
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(m).ok()?, 0, 0).ok()?;
        return Some((time, offset, pieces[i + last].1.1));
    }
    None
}

/// "14:30, 6 August 2025": a time directly before a date.
fn time_before(pieces: &[(Piece, (usize, usize))], date: usize) -> Option<(Time, usize)> {
    use Piece::{Mark, Number, Word};
    let mut end = date;
    for _ in 0..2 {
        match pieces.get(end.checked_sub(1)?)?.0 {
            Mark(',' | '|' | '-' | '–' | '/') => end -= 1,
            Word(w) if w.len() <= 4 => end -= 1,
            _ => break,
        }
    }
    let (h, m) = match (pieces.get(end.checked_sub(3)?)?.0, pieces[end - 2].0, pieces[end - 1].0) {
        (Number(h, 1..=2), Mark(':'), Number(m, 2)) => (h, m),
        _ => return None,
    };
    Some((Time::new(i8::try_from(h).ok()?, i8::try_from(m).ok()?, 0, 0).ok()?, pieces[end - 3].1.0))
}

/// The month a word names, in the languages of the sources that are read.
pub(super) fn month(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let word = lower.trim_end_matches('.');
    if word.chars().count() < 3 {
        return None;
    }
    MONTHS.iter().position(|names| names.contains(&word)).map(|i| i as u32 + 1)
}

const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "jan",
        "janvier",
        "januar",
        "enero",
        "gennaio",
        "janeiro",
        "января",
        "январь",
        "ocak",
        "yanvar",
        "січня",
        "jänner",
        "ene",
        "gen",
        "janv",
        "يناير",
    ],
    &[
        "february",
        "feb",
        "février",
        "fevrier",
        "februar",
        "febrero",
        "febbraio",
        "fevereiro",
        "февраля",
        "февраль",
        "şubat",
        "subat",
        "fevral",
        "лютого",
        "févr",
        "فبراير",
    ],
    &["march", "mar", "mars", "märz", "maerz", "marzo", "março", "марта", "март", "mart", "березня", "مارس"],
    &[
        "april",
        "apr",
        "avril",
        "abril",
        "aprile",
        "апреля",
        "апрель",
        "nisan",
        "aprel",
        "квітня",
        "avr",
        "abr",
        "أبريل",
    ],
    &["may", "mai", "mayo", "maggio", "maio", "мая", "май", "mayıs", "mayis", "травня", "مايو"],
    &["june", "jun", "juin", "juni", "junio", "giugno", "junho", "июня", "июнь", "haziran", "iyun", "червня", "يونيو"],
    &[
        "july",
        "jul",
        "juillet",
        "juli",
        "julio",
        "luglio",
        "julho",
        "июля",
        "июль",
        "temmuz",
        "iyul",
        "липня",
        "juil",
        "يوليو",
    ],
    &[
        "august",
        "aug",
        "août",
        "aout",
        "agosto",
        "августа",
        "август",
        "ağustos",
        "agustos",
        "avqust",
        "серпня",
        "ago",
        "أغسطس",
    ],
    &[
        "september",
        "sep",
        "sept",
        "septembre",
        "septiembre",
        "settembre",
        "setembro",
        "сентября",
        "сентябрь",
        "eylül",
        "eylul",
        "sentyabr",
        "вересня",
        "سبتمبر",
    ],
    &[
        "october",
        "oct",
        "octobre",
        "oktober",
        "octubre",
        "ottobre",
        "outubro",
        "октября",
        "октябрь",
        "ekim",
        "oktyabr",
        "жовтня",
        "okt",
        "أكتوبر",
    ],
    &[
        "november",
        "nov",
        "novembre",
        "noviembre",
        "novembro",
        "ноября",
        "ноябрь",
        "kasım",
        "kasim",
        "noyabr",
        "листопада",
        "نوفمبر",
    ],
    &[
        "december",
        "dec",
        "décembre",
        "decembre",
        "dezember",
        "diciembre",
        "dicembre",
        "dezembro",
        "декабря",
        "декабрь",
        "aralık",
        "aralik",
        "dekabr",
        "грудня",
        "dez",
        "dic",
        "ديسمبر",
    ],
];

/// A date in an address: /2025/08/06/, /2025-08-06-, 20250806.
pub(super) fn in_url(url: &str) -> Option<Found> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let offset = url.len() - path.len();
    find_all(path, false)
        .into_iter()
        .find(|f| f.date.year() >= FIRST_YEAR && !f.ambiguous)
        .map(|mut f| {
            f.time = None;
            f.range = (f.range.0 + offset, f.range.1 + offset);
            f
        })
        .filter(|f| f.range.1 <= url.len())
}
