//! Dates in the text of news: stated, or relative to the day of publication.
//!
//! "On Tuesday" is the last one before publication where the verb is past, the next one where it is
//! future. A date that cannot be resolved is left open and says so; nothing falls back silently.

use jiff::ToSpan;
use jiff::civil::Weekday;

use crate::parse::Document;
use crate::time::{Date, DateBasis, Dated, Precision};

/// A date expression of a sentence: its tokens and what it resolves to.
#[derive(Clone, Debug)]
pub struct Expression {
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    pub dated: Dated,
}

/// Which way a relative date points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    Past,
    Future,
}

/// Finds the date expressions among the tokens `first..end`.
pub fn expressions(
    document: &Document,
    first: u32,
    end: u32,
    published: Option<Date>,
    tense: Tense,
) -> Vec<Expression> {
    found(document, first, end, published, tense, BACK)
}

/// How many sentences "two days later" looks back for the day that it counts from.
const BACK: usize = 2;

fn found(
    document: &Document,
    first: u32,
    end: u32,
    published: Option<Date>,
    tense: Tense,
    back: usize,
) -> Vec<Expression> {
    let mut out: Vec<Expression> = Vec::new();
    let mut t = first;
    while t < end {
        let counted = counted(document, t, end).and_then(|(length, days)| {
            let from = out.iter().rev().find_map(|e| single(&e.dated)).or_else(|| last(document, t, published, back));
            let day = match (from, published) {
                (Some(day), _) => day.saturating_add(days.days()),
                // "A month earlier" of nothing is counted from today; "later" needs something to be later than.
                (None, Some(day)) if days < 0 => day.saturating_add(days.days()),
                _ => return None,
            };
            let dated = Dated {
                from: Some(day),
                to: Some(day),
                precision: Precision::Day,
                basis: DateBasis::Resolved,
                span: None,
            };
            Some((length, dated))
        });
        // "ten years later": the year that lies as far behind the one named before.
        let years = || {
            let (length, n) = years_later(document, t, end)?;
            let from = out.iter().rev().find_map(|e| e.dated.from)?;
            Some((length, in_year(from.year() + n)?))
        };
        match counted.or_else(years).or_else(|| at(document, t, end, published, tense)) {
            Some((length, mut dated)) => {
                dated.span = Some(document.span_of(t, t + length - 1));
                out.push(Expression { first: t, end: t + length, dated });
                t += length;
            }
            None => t += 1,
        }
    }
    out
}

fn single(dated: &Dated) -> Option<Date> {
    dated.from.filter(|_| dated.from == dated.to)
}

/// The last single day that the sentences before a token give.
pub(super) fn last(document: &Document, token: u32, published: Option<Date>, back: usize) -> Option<Date> {
    let here = document.sentences.partition_point(|s| s.end <= token);
    document.sentences[here.saturating_sub(back)..here].iter().rev().find_map(|s| {
        let dates = found(document, s.first, s.end, published, Tense::Past, back.saturating_sub(1));
        dates.iter().rev().find_map(|e| single(&e.dated))
    })
}

/// "Two days later", "a day earlier", "the next day": length in words and days to go on.
fn counted(document: &Document, t: u32, end: u32) -> Option<(u32, i64)> {
    let word = |k: u32| if t + k < end { document.form(t + k).to_lowercase() } else { Default::default() };
    if word(0) == "the" && matches!(word(1).as_str(), "next" | "following") && word(2) == "day" {
        return Some((3, 1));
    }
    if matches!(word(0).as_str(), "hours" | "minutes" | "moments") && word(1) == "later" {
        return Some((2, 0));
    }
    let n = count_word(&word(0)).or_else(|| word(0).parse().ok()).filter(|n| (1..=120).contains(n))?;
    let unit = match word(1).as_str() {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        "hour" | "hours" if n < 24 => 0,
        _ => return None,
    };
    match word(2).as_str() {
        "later" => Some((3, n * unit)),
        "earlier" => Some((3, -n * unit)),
        _ => None,
    }
}

/// "Ten years later", "a decade earlier": length in words and years to go on.
fn years_later(document: &Document, t: u32, end: u32) -> Option<(u32, i16)> {
    let word = |k: u32| if t + k < end { document.form(t + k).to_lowercase() } else { Default::default() };
    let unit = match word(1).as_str() {
        "year" | "years" => 1,
        "decade" | "decades" => 10,
        _ => return None,
    };
    let n = count_word(&word(0)).or_else(|| word(0).parse().ok()).filter(|n| (1..=99).contains(n))? as i16 * unit;
    match word(2).as_str() {
        "later" => Some((3, n)),
        "earlier" => Some((3, -n)),
        _ => None,
    }
}

/// The whole of a year, reckoned from words.
fn in_year(year: i16) -> Option<Dated> {
    let first = Date::new(year, 1, 1).ok()?;
    let precision = Precision::Year;
    Some(Dated { from: Some(first), to: Some(first.last_of_year()), precision, basis: DateBasis::Resolved, span: None })
}

/// "Twenty-five years after" in front of a clause: the year in which the clause lies, counted from a day, and the
/// first token of the words.
pub(super) fn years_off(document: &Document, marker: u32, day: Date) -> Option<(u32, Dated)> {
    let sign = match document.form(marker).to_lowercase().as_str() {
        "after" => -1,
        "before" => 1,
        _ => return None,
    };
    let unit =
        marker.checked_sub(1).filter(|&t| matches!(document.form(t).to_lowercase().as_str(), "year" | "years"))?;
    let count = unit.checked_sub(1)?;
    // "Twenty-five" may be one token, or three.
    let words = |t: u32| {
        let form = document.form(t).to_lowercase();
        form.parse().ok().or_else(|| form.split('-').map(count_word).sum::<Option<i64>>())
    };
    let tens = count
        .checked_sub(2)
        .filter(|_| document.form(count - 1) == "-")
        .and_then(|t| Some((t, words(t).filter(|n| n % 10 == 0)?)));
    let first = tens.map_or(count, |(t, _)| t);
    let n = words(count)?.checked_add(tens.map_or(0, |(_, n)| n)).filter(|n| (1..200).contains(n))?;
    Some((first, in_year(day.year() + sign * n as i16)?))
}

/// "Two days after", "a week before" in front of a clause: how many days the clause lies off.
pub(super) fn offset(document: &Document, marker: u32) -> Option<i64> {
    let sign = match document.form(marker).to_lowercase().as_str() {
        "after" => -1,
        "before" => 1,
        _ => return None,
    };
    let (unit, count) = (marker.checked_sub(1)?, marker.checked_sub(2)?);
    let unit = match document.form(unit).to_lowercase().as_str() {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let word = document.form(count).to_lowercase();
    let n = count_word(&word).or_else(|| word.parse().ok()).filter(|n| (1..=120).contains(n))?;
    Some(sign * n * unit)
}

fn at(document: &Document, t: u32, end: u32, published: Option<Date>, tense: Tense) -> Option<(u32, Dated)> {
    let word = |k: u32| if t + k < end { document.form(t + k).to_lowercase() } else { Default::default() };
    let number = |k: u32| word(k).trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i16>().ok();
    let year = |k: u32| {
        (word(k).len() == 4).then(|| word(k).parse::<i16>().ok()).flatten().filter(|y| (1500..2100).contains(y))
    };
    let stated = |from: Date, to: Date, precision| {
        Some(Dated { from: Some(from), to: Some(to), precision, basis: DateBasis::Stated, span: None })
    };
    let resolved = |from: Date, to: Date, precision| {
        Some(Dated { from: Some(from), to: Some(to), precision, basis: DateBasis::Resolved, span: None })
    };
    let before = |k: u32| t.checked_sub(k).map(|b| document.form(b).to_lowercase()).unwrap_or_default();

    // 2025-08-06
    if word(0).len() == 10
        && let Ok(day) = word(0).parse::<Date>()
    {
        return Some((1, stated(day, day, Precision::Day)?));
    }
    // 3 to 5 May [2025], May 3-5
    let joins = |k: u32| matches!(word(k).as_str(), "to" | "-" | "–" | "and" | "until" | "through");
    let day_at = |k: u32| number(k).filter(|d| (1..=31).contains(d) && word(k).len() <= 4);
    let range = match (day_at(0), joins(1), day_at(2), month(&word(3))) {
        (Some(a), true, Some(b), Some(m)) if a < b => Some((a, b, m, 4)),
        _ => match (month(&word(0)), day_at(1), joins(2), day_at(3)) {
            (Some(m), Some(a), true, Some(b)) if a < b => Some((a, b, m, 4)),
            _ => None,
        },
    };
    if let Some((a, b, m, mut length)) = range {
        let mut y = year(length);
        if y.is_some() {
            length += 1;
        } else if word(length) == "," {
            y = year(length + 1);
            length += if y.is_some() { 2 } else { 0 };
        }
        let make = |y: i16| Date::new(y, m, a as i8).ok();
        let (from, basis) = match y {
            Some(y) => (make(y)?, DateBasis::Stated),
            None => (nearest(published?, tense, make)?, DateBasis::Resolved),
        };
        let to = Date::new(from.year(), m, b as i8).ok()?;
        return Some((length, Dated { from: Some(from), to: Some(to), precision: Precision::Day, basis, span: None }));
    }
    // 8 May and 4 June, 8 May to 4 June
    if let (Some(a), Some(m), Some(b), Some(n)) = (day_at(0), month(&word(1)), day_at(3), month(&word(4)))
        && (joins(2) && word(2) != "and" || word(2) == "and" && before(1) == "between")
    {
        let to = nearest(published?, tense, |y| Date::new(y, n, b as i8).ok())?;
        let year = if (m, a) > (n, b) { to.year() - 1 } else { to.year() };
        return Some((5, resolved(Date::new(year, m, a as i8).ok()?, to, Precision::Day)?));
    }
    // 6 August [2025] and August 6[, 2025]
    let day_month = number(0).filter(|d| (1..=31).contains(d)).and_then(|d| Some((d, month(&word(1))?, 2)));
    let month_day =
        month(&word(0)).and_then(|m| Some((number(1).filter(|d| (1..=31).contains(d) && word(1).len() <= 4)?, m, 2)));
    if let Some((d, m, mut length)) = day_month.or(month_day) {
        let mut y = year(length);
        if y.is_some() {
            length += 1;
        } else if word(length) == ","
            && let Some(found) = year(length + 1)
        {
            y = Some(found);
            length += 2;
        }
        let make = |y: i16| Date::new(y, m, d as i8).ok();
        if let Some(y) = y {
            let day = make(y)?;
            return Some((length, stated(day, day, Precision::Day)?));
        }
        let published = published?;
        let day = nearest(published, tense, make)?;
        return Some((length, resolved(day, day, Precision::Day)?));
    }
    // August 2025, August
    if let Some(m) = month(&word(0)) {
        let may = word(0) == "may";
        let make = |y: i16| Date::new(y, m, 1).ok();
        if may && word(1) == "day" && document.form(t) == "May" {
            let day = nearest(published?, tense, make)?;
            return Some((2, resolved(day, day, Precision::Day)?));
        }
        if let Some(y) = year(1) {
            let first = make(y)?;
            return Some((2, stated(first, first.last_of_month(), Precision::Month)?));
        }
        let preposed = matches!(
            before(1).as_str(),
            "in" | "since" | "last" | "until" | "by" | "this" | "next" | "late" | "early" | "mid" | "of" | "during"
        ) || before(1) == "as" && before(2) == "early";
        if preposed && (!may || document.form(t) == "May") && document.form(t).starts_with(char::is_uppercase) {
            let first = nearest(published?, tense, make)?;
            return Some((1, resolved(first, first.last_of_month(), Precision::Month)?));
        }
        return None;
    }
    // New Year's Eve, Christmas Day
    let feast = match (word(0).as_str(), word(1).as_str(), word(2).as_str(), word(3).as_str()) {
        ("new", "year", _, "eve") => Some((12, 31, 4)),
        ("new", "year", _, "day") => Some((1, 1, 4)),
        ("christmas", "eve", ..) => Some((12, 24, 2)),
        ("christmas", "day", ..) => Some((12, 25, 2)),
        ("boxing", "day", ..) => Some((12, 26, 2)),
        ("st" | "st.", "stephen", _, "day") => Some((12, 26, 4)),
        ("assumption", "day", ..) => Some((8, 15, 2)),
        ("valentine", "'s" | "’s" | "'" | "’", "day", _) => Some((2, 14, 3)),
        ("women", "'s" | "’s" | "'" | "’", "day", _) => Some((3, 8, 3)),
        ("all", "saints", "'" | "’" | "'s" | "’s", "day") => Some((11, 1, 4)),
        ("bastille", "day", ..) => Some((7, 14, 2)),
        ("halloween", ..) => Some((10, 31, 1)),
        _ => None,
    };
    if let Some((m, d, length)) = feast {
        let day = nearest(published?, tense, |y| Date::new(y, m, d).ok())?;
        return Some((length, resolved(day, day, Precision::Day)?));
    }
    // the 1990s
    if word(0).len() == 5
        && word(0).ends_with("0s")
        && let Ok(y) = word(0)[..4].parse::<i16>()
    {
        return Some((1, stated(Date::new(y, 1, 1).ok()?, Date::new(y + 9, 12, 31).ok()?, Precision::Decade)?));
    }
    // in 1978
    if let Some(y) = year(0)
        && document.upos(t) == crate::parse::Upos::Num
        && (matches!(
            before(1).as_str(),
            "in" | "since"
                | "of"
                | "during"
                | "by"
                | "until"
                | "from"
                | "before"
                | "after"
                | "late"
                | "early"
                | "the"
                | "mid"
                | "back"
                | "to"
                | "and"
                | "-"
                | "("
                | "for"
        ))
        && !(before(1) == "the" && word(1) == "people")
    {
        return Some((1, stated(Date::new(y, 1, 1).ok()?, Date::new(y, 12, 31).ok()?, Precision::Year)?));
    }
    if let Some(length) = vague(&word, &before(1)) {
        return Some((length, Dated::UNKNOWN));
    }
    let published = published?;
    let days = |n: i64| published.saturating_add(n.days());
    let one = |day: Date| resolved(day, day, Precision::Day);
    match word(0).as_str() {
        "today" | "tonight" => return Some((1, one(published)?)),
        "yesterday" => return Some((1, one(days(-1))?)),
        "tomorrow" => return Some((1, one(days(1))?)),
        // "the day before" by itself, "the previous day"; "the day before the vote" counts from the vote.
        "the" if word(1) == "end" && word(2) == "of" && matches!(word(3).as_str(), "the" | "this") => {
            let last = match word(4).as_str() {
                "month" => published.last_of_month(),
                "year" => published.last_of_year(),
                "week" => published.saturating_add(i64::from(6 - published.weekday().to_monday_zero_offset()).days()),
                _ => return None,
            };
            return Some((5, one(last)?));
        }
        "the" if word(1) == "day" && word(2) == "before" && !speaks_on(&word(3)) => return Some((3, one(days(-1))?)),
        "the" if matches!(word(1).as_str(), "previous" | "preceding") && word(2) == "day" => {
            return Some((3, one(days(-1))?));
        }
        _ => {}
    }
    // Weekdays, with "last" and "next"; a day behind them says it better ("Friday, 1 March").
    if let Some(weekday) = weekday(document.form(t)) {
        let gap = 1 + u32::from(word(1) == ",");
        if t + gap < end
            && let Some((length, dated)) = at(document, t + gap, end, Some(published), tense)
            && length >= 2
            && single(&dated).is_some_and(|day| day.weekday() == weekday)
        {
            return Some((gap + length, dated));
        }
        let day = match before(1).as_str() {
            "next" => published.nth_weekday(1, weekday).ok()?,
            "last" => published.nth_weekday(-1, weekday).ok()?,
            _ if published.weekday() == weekday => published,
            _ if tense == Tense::Future => published.nth_weekday(1, weekday).ok()?,
            _ => published.nth_weekday(-1, weekday).ok()?,
        };
        return Some((1, one(day)?));
    }
    // last week, this month, next year
    let unit = word(1);
    if word(0) == "the" && unit == "weekend" && matches!(before(1).as_str(), "at" | "over" | "during") {
        let step = if tense == Tense::Past { -1 } else { 1 };
        // On a Saturday "at the weekend" is this one.
        let saturday = match published.weekday() {
            Weekday::Saturday => published,
            _ => published.nth_weekday(step, Weekday::Saturday).ok()?,
        };
        return Some((2, resolved(saturday, saturday.saturating_add(1.days()), Precision::Week)?));
    }
    if matches!(word(0).as_str(), "last" | "this" | "next" | "past" | "coming" | "previous") {
        let step = match word(0).as_str() {
            "last" | "previous" | "past" => -1,
            "next" | "coming" => 1,
            _ => 0,
        };
        let found = match unit.as_str() {
            "week" => {
                let monday = published.saturating_sub(i64::from(published.weekday().to_monday_zero_offset()).days());
                let first = monday.saturating_add((7 * step).days());
                resolved(first, first.saturating_add(6.days()), Precision::Week)
            }
            "month" => {
                let first = published.first_of_month().saturating_add(step.months());
                resolved(first, first.last_of_month(), Precision::Month)
            }
            "year" => {
                let first = published.first_of_year().saturating_add(step.years());
                resolved(first, first.last_of_year(), Precision::Year)
            }
            "night" | "evening" => one(days(if step == -1 { -1 } else { 0 })),
            "weekend" => {
                let saturday = published.nth_weekday(if step > 0 { 1 } else { -1 }, Weekday::Saturday).ok()?;
                resolved(saturday, saturday.saturating_add(1.days()), Precision::Week)
            }
            "days" if step != 0 => {
                resolved(days(if step < 0 { -7 } else { 1 }), days(if step < 0 { -1 } else { 7 }), Precision::Week)
            }
            "weeks" if step != 0 => {
                resolved(days(if step < 0 { -28 } else { 1 }), days(if step < 0 { -1 } else { 28 }), Precision::Month)
            }
            "months" if step != 0 => resolved(
                days(if step < 0 { -120 } else { 1 }),
                days(if step < 0 { -1 } else { 120 }),
                Precision::Season,
            ),
            "years" if step < 0 => resolved(days(-365 * 5), days(-1), Precision::Year),
            _ => None,
        };
        let mut found = found?;
        // "earlier this month" ends with the day of publication, "later this month" begins with it.
        match before(1).as_str() {
            "earlier" if step == 0 => found.to = Some(published),
            "later" if step == 0 => found.from = Some(published),
            _ => {}
        }
        return Some((2, found));
    }
    // three days ago, two years earlier; within 30 days
    let count = count_word(&word(0)).or_else(|| number(0).map(i64::from));
    if let Some(n) = count.filter(|n| (1..=500).contains(n)) {
        let ago = matches!(word(2).as_str(), "ago" | "earlier");
        if n == 1 && unit == "week" && word(2) == "ago" {
            return Some((3, one(days(-7))?));
        }
        let span = |sign: i64| -> Option<(Date, Precision)> {
            Some(match unit.as_str() {
                "day" | "days" => (days(sign * n), Precision::Day),
                "week" | "weeks" => (days(sign * 7 * n), Precision::Week),
                "month" | "months" => (published.saturating_add((sign * n).months()), Precision::Month),
                "year" | "years" => (published.saturating_add((sign * n).years()), Precision::Year),
                "decade" | "decades" => (published.saturating_add((sign * 10 * n).years()), Precision::Decade),
                _ => return None,
            })
        };
        if ago {
            let (day, precision) = span(-1)?;
            let (from, to) = period(day, precision);
            return Some((3, resolved(from, to, precision)?));
        }
        if matches!(before(1).as_str(), "within" | "in") {
            let (day, precision) = span(1)?;
            return Some((2, resolved(published, day, precision)?));
        }
    }
    None
}

/// What "since" goes before lasts until the day of publication.
pub(super) fn lasting(document: &Document, expression: &Expression, published: Option<Date>) -> Dated {
    let since = expression.first.checked_sub(1).is_some_and(|t| document.form(t).eq_ignore_ascii_case("since"))
        || expression.first.checked_sub(2).is_some_and(|t| {
            document.form(t).eq_ignore_ascii_case("since") && document.form(t + 1).eq_ignore_ascii_case("last")
        });
    let mut dated = expression.dated.clone();
    if since
        && let (Some(from), Some(today)) = (dated.from, published)
        && from <= today
    {
        dated.to = Some(today);
    }
    dated
}

/// The length of words for a time that nobody can put a day to: "some time ago", "a few years ago", "recently".
/// The day of publication would be a guess.
fn vague(word: &dyn Fn(u32) -> String, before: &str) -> Option<u32> {
    let unit = |k: u32| {
        matches!(word(k).as_str(), "time" | "days" | "weeks" | "months" | "years" | "decades" | "centuries" | "moons")
    };
    let past = |k: u32| matches!(word(k).as_str(), "ago" | "earlier" | "before");
    match word(0).as_str() {
        "recently" | "lately" | "formerly" => Some(1),
        "long" if past(1) => Some(2),
        "some" | "several" | "many" if unit(1) && past(2) => Some(3),
        "a" if matches!(word(1).as_str(), "few" | "couple") && unit(2) && past(3) => Some(4),
        _ if unit(0)
            && past(1)
            && !before.starts_with(|c: char| c.is_ascii_digit())
            && count_word(before).is_none() =>
        {
            Some(2)
        }
        "in" if word(1) == "the" && word(2) == "past" && !unit(3) => Some(3),
        _ => None,
    }
}

/// Whether a word goes on with the phrase before it: not a stop, a comma, or a new clause's first word.
fn speaks_on(word: &str) -> bool {
    word.starts_with(char::is_alphanumeric)
        && !matches!(word, "and" | "but" | "while" | "when" | "in" | "at" | "near" | "as" | "after" | "on")
}

fn period(day: Date, precision: Precision) -> (Date, Date) {
    match precision {
        Precision::Month => (day.first_of_month(), day.last_of_month()),
        Precision::Year | Precision::Decade => (day.first_of_year(), day.last_of_year()),
        Precision::Week => {
            let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
            (monday, monday.saturating_add(6.days()))
        }
        _ => (day, day),
    }
}

/// The occurrence of a yearly date that the tense points to, counted from the day of publication.
fn nearest(published: Date, tense: Tense, make: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let here = make(published.year())?;
    match tense {
        // A date a few days ahead in a past sentence is a slip of the pen, a year ahead is not.
        Tense::Past if here > published.saturating_add(7.days()) => make(published.year() - 1),
        Tense::Future if here < published.saturating_sub(7.days()) => make(published.year() + 1),
        _ => Some(here),
    }
}

pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    const NAMES: [(&str, &str); 12] = [
        ("january", "jan"),
        ("february", "feb"),
        ("march", "mar"),
        ("april", "apr"),
        ("may", "may"),
        ("june", "jun"),
        ("july", "jul"),
        ("august", "aug"),
        ("september", "sept"),
        ("october", "oct"),
        ("november", "nov"),
        ("december", "dec"),
    ];
    let at = NAMES
        .iter()
        .position(|(full, short)| word == *full || word == *short || (word == "sep" && *short == "sept"))?;
    Some(at as i8 + 1)
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "Monday" | "Mon." => Weekday::Monday,
        "Tuesday" | "Tue." => Weekday::Tuesday,
        "Wednesday" | "Wed." => Weekday::Wednesday,
        "Thursday" | "Thu." => Weekday::Thursday,
        "Friday" | "Fri." => Weekday::Friday,
        "Saturday" | "Sat." => Weekday::Saturday,
        "Sunday" | "Sun." => Weekday::Sunday,
        _ => return None,
    })
}

/// Numbers that news spells out.
pub(super) fn count_word(word: &str) -> Option<i64> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    if let Some(n) = WORDS.iter().position(|w| *w == word) {
        return Some(n as i64);
    }
    Some(match word {
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" | "hundreds" => 100,
        "dozen" | "dozens" => 12,
        "thousand" | "thousands" => 1_000,
        "million" | "millions" => 1_000_000,
        _ => return None,
    })
}

/// Whether a word by itself names a time: a weekday, a month, "yesterday", "week".
pub(super) fn names_time(form: &str) -> bool {
    let lower = form.to_lowercase();
    weekday(form).is_some()
        || (form.starts_with(char::is_uppercase) && month(&lower).is_some() && lower != "march" && lower != "may")
        || (form.len() == 4 && form.parse::<u16>().is_ok_and(|y| (1500..2100).contains(&y)))
        || matches!(
            lower.as_str(),
            "yesterday"
                | "today"
                | "tomorrow"
                | "tonight"
                | "week"
                | "weeks"
                | "minute"
                | "fortnight"
                | "month"
                | "months"
                | "year"
                | "years"
                | "day"
                | "days"
                | "hour"
                | "hours"
                | "minutes"
                | "decade"
                | "decades"
                | "morning"
                | "afternoon"
                | "evening"
                | "night"
                | "midnight"
                | "noon"
                | "weekend"
                | "march"
                | "time"
        ) && (lower != "march" || form.starts_with(char::is_uppercase))
}

/// Whether a date limits another time instead of giving one: "since 2020", "until Friday".
pub(super) fn bounds(document: &Document, first: u32) -> bool {
    let before = first.checked_sub(1).map(|t| document.form(t).to_lowercase()).unwrap_or_default();
    matches!(before.as_str(), "until" | "before" | "after" | "than")
}

/// Whether a year only tells which paper or thing is meant: "the Declaration of 1991", "the 1975 maps".
pub(super) fn names_paper(document: &Document, expression: &Expression, trigger: u32) -> bool {
    if expression.dated.precision != Precision::Year {
        return false;
    }
    let year = expression.first;
    let Some(noun) = document.head(year).filter(|_| {
        matches!(document.relation(year).base(), "nummod" | "nmod" | "compound" | "amod" | "obl" | "flat" | "appos")
    }) else {
        return false;
    };
    // Who signs the agreement of 1991 does so in 1991.
    let made = document.head(noun) == Some(trigger)
        && matches!(document.lemma(trigger), "sign" | "conclude" | "reach" | "ink" | "initial" | "adopt" | "strike");
    noun != trigger && !made && PAPERS.contains(&document.lemma(noun).to_lowercase().as_str())
}

/// What is told apart by its year.
const PAPERS: &[&str] = &[
    "declaration",
    "treaty",
    "agreement",
    "accord",
    "accords",
    "constitution",
    "resolution",
    "statute",
    "law",
    "convention",
    "memorandum",
    "protocol",
    "map",
    "charter",
    "act",
    "pact",
    "border",
    "line",
    "decree",
    "deal",
    "communique",
    "communiqué",
    "census",
    "budget",
    "framework",
    "roadmap",
    "statement",
];

/// Resolves a date expression that covers the tokens `first..end`, where they hold one.
pub fn resolve(document: &Document, first: u32, end: u32, published: Option<Date>, tense: Tense) -> Option<Dated> {
    expressions(document, first, end, published, tense).into_iter().next().map(|e| e.dated)
}
