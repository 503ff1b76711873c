//! What on a page is not the article: date lines, controls, credits, bylines, link lists.
//!
//! Neither extractor tells a caption, a credit or a font-size control from prose, so these rules
//! are ours. Nothing is thrown away: each piece keeps its role, and the place where it stood.

use super::article::Furniture;
use super::date;

/// What a line of a page turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    Text,
    Credit {
        source: Option<String>,
    },
    Byline(String),
    Furniture(Furniture),
    /// A line that holds two pieces of furniture: split at the byte, each with its role.
    Split(usize, Furniture, Furniture),
}

/// Judges one line by itself; what depends on neighbours is for the caller.
pub(super) fn judge(line: &str) -> Line {
    let line = line.trim();
    let lower = line.to_lowercase();
    let words = line.split_whitespace().count();
    if words == 0 {
        return Line::Furniture(Furniture::Other);
    }
    if let Some(split) = date_then_control(line) {
        return split;
    }
    if is_control(line) {
        return Line::Furniture(Furniture::FontControl);
    }
    if is_date_line(line) {
        return Line::Furniture(Furniture::DateLine);
    }
    if let Some(credit) = credit(line, &lower, words) {
        return credit;
    }
    if let Some(name) = byline(line, words) {
        return Line::Byline(name);
    }
    if is_counter(&lower, words) {
        return Line::Furniture(Furniture::Counter);
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|p| lower.starts_with(p));
    // "More on the border was promised." is a sentence, "More on the border" a signpost.
    let sentence = words > 8 && line.ends_with(['.', '!', '”', '"']);
    if words <= 25 && starts(&["read also", "read more", "also read", "see also", "related:"])
        || words <= 25
            && !sentence
            && starts(&[
                "related stories",
                "related articles",
                "related news",
                "more on this",
                "more on ",
                "most read",
                "you may also",
                "recommended",
                "more from",
                "more news",
                "top stories",
                "latest news",
                "trending",
            ])
    {
        return Line::Furniture(Furniture::RelatedLinks);
    }
    if words <= 12
        && (starts(&[
            "share this",
            "share on",
            "share:",
            "share ",
            "tweet",
            "follow us",
            "print",
            "email this",
            "copy link",
        ]) && (words <= 4
            || ["facebook", "twitter", "whatsapp", "telegram", "link"].iter().any(|s| lower.contains(s)))
            || (words <= 8
                && lower.split_whitespace().all(|w| SOCIAL.contains(&w.trim_matches(|c: char| !c.is_alphanumeric())))))
    {
        return Line::Furniture(Furniture::ShareBar);
    }
    if lower.contains("cookie")
        && (lower.contains("accept") || lower.contains("consent") || lower.contains("we use cookies"))
    {
        return Line::Furniture(Furniture::CookieNotice);
    }
    if words <= 30
        && !sentence
        && starts(&[
            "subscribe",
            "sign up for",
            "sign up to",
            "support our journalism",
            "become a member",
            "join our newsletter",
            "join our telegram",
            "get the latest news",
        ])
    {
        return Line::Furniture(Furniture::Subscription);
    }
    if (line.starts_with('©') || starts(&["copyright", "all rights reserved", "(c) 20"])) && words <= 30 {
        return Line::Furniture(Furniture::Copyright);
    }
    if words <= 4
        && matches!(
            lower.trim_end_matches(':'),
            "comments"
                | "leave a comment"
                | "add comment"
                | "post a comment"
                | "no comments"
                | "tags"
                | "topics"
                | "advertisement"
                | "ad"
                | "home"
                | "menu"
                | "skip to content"
                | "back to top"
                | "next article"
                | "previous article"
        )
    {
        let role = if lower.contains("comment") { Furniture::Comments } else { Furniture::Navigation };
        return Line::Furniture(role);
    }
    if words <= 20 && starts(&["tags:", "topics:", "filed under", "category:"]) {
        return Line::Furniture(Furniture::Navigation);
    }
    Line::Text
}

const SOCIAL: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "telegram",
    "linkedin",
    "email",
    "share",
    "print",
    "tweet",
    "copy",
    "link",
    "vk",
    "viber",
    "messenger",
    "reddit",
    "pinterest",
    "instagram",
    "youtube",
    "",
];

/// Words that may stand beside a date in a line that is nothing but a date.
const BESIDE_DATES: &[&str] = &[
    "date",
    "published",
    "updated",
    "posted",
    "modified",
    "created",
    "on",
    "at",
    "last",
    "first",
    "gmt",
    "utc",
    "est",
    "edt",
    "cet",
    "cest",
    "bst",
    "msk",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "local",
    "time",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "st",
    "nd",
    "rd",
    "th",
    "de",
    "of",
    "hours",
    "baku",
    "t",
    "z",
    "hrs",
    "h",
];

/// Whether a line is a date, with nothing else in it.
pub(super) fn is_date_line(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let has_date = date::find(line, true).is_some();
    let relative = line.split_whitespace().count() <= 4 && line.to_lowercase().ends_with(" ago");
    if !has_date && !relative {
        return false;
    }
    relative
        || line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(|w| {
            let lower = w.to_lowercase();
            w.bytes().all(|b| b.is_ascii_digit())
                || BESIDE_DATES.contains(&lower.as_str())
                || date::month(w).is_some()
                || lower.trim_start_matches(|c: char| c.is_ascii_digit()) == "t"
                || (lower.len() <= 4 && lower.starts_with(|c: char| c.is_ascii_digit()))
        })
}

/// Whether a line is a font-size or view control: "+ ↺ − 16 px", "A A A", "A+ A-".
fn is_control(line: &str) -> bool {
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let mark = |t: &str| {
        matches!(
            t,
            "+" | "-"
                | "−"
                | "–"
                | "↺"
                | "⟲"
                | "↻"
                | "A"
                | "a"
                | "A+"
                | "A-"
                | "A−"
                | "Aa"
                | "px"
                | "pt"
                | "%"
                | "T"
                | "TT"
                | "×"
                | "|"
        )
    };
    let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit()) && t.len() <= 3;
    let glued = |t: &str| t.strip_suffix("px").is_some_and(|n| !n.is_empty() && number(n));
    let marks = tokens.iter().filter(|t| mark(t)).count();
    tokens.len() <= 10 && marks >= 1 && tokens.len() >= 2 && tokens.iter().all(|t| mark(t) || number(t) || glued(t))
        || tokens.len() == 1 && matches!(tokens[0], "A+" | "A-" | "↺")
}

/// A date line with a font control behind it, as one line of a saved page.
fn date_then_control(line: &str) -> Option<Line> {
    let found = date::find(line, true)?;
    let cut = found.range.1;
    let (head, tail) = (line.get(..cut)?, line.get(cut..)?);
    let tail = tail.trim();
    let counted = || {
        let (cut, _) = tail.rmatch_indices(' ').nth(1)?;
        let (control, counter) = (tail.get(..cut)?, tail.get(cut..)?.trim());
        Some(is_control(control) && is_counter(&counter.to_lowercase(), 2))
    };
    (is_date_line(head) && (is_control(tail) || counted() == Some(true))).then_some(Line::Split(
        cut,
        Furniture::DateLine,
        Furniture::FontControl,
    ))
}

/// A picture credit: "Source: AzerTAg", "Photo: Agency / J. Doe", "(Image: Agency)".
fn credit(line: &str, lower: &str, words: usize) -> Option<Line> {
    const HEADS: &[&str] = &[
        "source",
        "photo",
        "photos",
        "photo credit",
        "photo by",
        "picture",
        "image",
        "images",
        "image credit",
        "credit",
        "credits",
        "file photo",
        "photograph",
        "illustration",
        "screenshot",
        "photo source",
        "image source",
        "video",
        "graphic",
        "caption",
        "foto",
        "getty images",
    ];
    let stripped = lower.trim_start_matches(['(', '[', '©', '*', '|']).trim_start();
    let head = HEADS.iter().filter(|h| stripped.starts_with(**h)).max_by_key(|h| h.len())?;
    let rest = &stripped[head.len()..];
    let separator = rest.trim_start();
    let marked =
        separator.starts_with([':', '/', '©', '|', '–', '-']) || (head.ends_with("by") && !separator.is_empty());
    if !marked || words > 25 {
        return None;
    }
    // The name is taken from the line as printed, not from its lower-case twin.
    let at = line.char_indices().find(|(_, c)| matches!(c, ':' | '/' | '©' | '|' | '–')).map(|(i, c)| i + c.len_utf8());
    let source = at
        .and_then(|at| line.get(at..))
        .map(|s| {
            s.trim().trim_matches(|c: char| matches!(c, ')' | ']' | '*' | '©' | ':' | '|' | '/')).trim().to_owned()
        })
        .filter(|s| !s.is_empty());
    Some(Line::Credit { source })
}

/// Who is credited in a caption: what follows "Photo:", "Credit:", "©" at its end.
pub(super) fn credit_in(caption: &str) -> Option<String> {
    let lower = caption.to_ascii_lowercase();
    ["source:", "photo:", "photo by", "credit:", "image:", "photograph:", "/ "]
        .iter()
        .filter_map(|mark| lower.rfind(mark).map(|at| at + mark.len()))
        .chain(caption.rfind('©').map(|at| at + '©'.len_utf8()))
        .max()
        .and_then(|at| caption.get(at..))
        .map(|name| name.trim().trim_matches(['.', ')', ']']).to_owned())
        .filter(|name| !name.is_empty() && name.split_whitespace().count() <= 8)
}

/// "By Jane Doe", "Jane Doe, Agency"; the name without "By".
fn byline(line: &str, words: usize) -> Option<String> {
    let rest = ["By ", "by ", "BY ", "Written by ", "Author: ", "Reporting by ", "Story by "]
        .iter()
        .find_map(|p| line.strip_prefix(p))?;
    let name = rest.trim().trim_end_matches('.');
    let first: &str = name.split(['|', '·', ',', '•', '(', ';']).next().unwrap_or(name).trim();
    (words <= 14
        && first.split_whitespace().count() <= 8
        && looks_like_a_name(first.split(" and ").next().unwrap_or(first)))
    .then(|| first.to_owned())
}

/// Two to four capitalised words and nothing else.
pub(super) fn looks_like_a_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && words.iter().all(|w| {
            let particle = matches!(*w, "de" | "van" | "von" | "bin" | "al" | "der" | "la" | "el" | "ibn" | "da");
            particle
                || (w.chars().next().is_some_and(char::is_uppercase)
                    && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.')))
        })
        && words.iter().any(|w| w.chars().any(char::is_lowercase))
}

/// Whether a short line is an outlet's name: an address-like word, or the name that is expected.
pub(super) fn looks_like_a_site(line: &str, expected: Option<&str>) -> bool {
    let line = line.trim();
    if expected.is_some_and(|name| !name.is_empty() && line.eq_ignore_ascii_case(name)) {
        return true;
    }
    let Some((name, suffix)) = line.rsplit_once('.') else { return false };
    !line.contains(' ')
        && !name.is_empty()
        && (2..=5).contains(&suffix.len())
        && suffix.chars().all(|c| c.is_ascii_alphabetic())
        && line.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// Words that end the names of outlets and agencies: "Lakeside Herald", "Northern Wire".
const OUTLET_WORDS: &[&str] = &[
    "agency",
    "bulletin",
    "chronicle",
    "courier",
    "daily",
    "dispatch",
    "echo",
    "examiner",
    "express",
    "gazette",
    "globe",
    "guardian",
    "herald",
    "inquirer",
    "journal",
    "ledger",
    "mail",
    "mirror",
    "monitor",
    "news",
    "newspaper",
    "observer",
    "online",
    "post",
    "press",
    "record",
    "register",
    "report",
    "reporter",
    "review",
    "sentinel",
    "standard",
    "star",
    "sun",
    "telegraph",
    "times",
    "today",
    "tribune",
    "voice",
    "weekly",
    "wire",
    "world",
];

/// Whether a short line of capitalised words ends like an outlet's name.
pub(super) fn looks_like_an_outlet(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) || matches!(*w, "of" | "the" | "and");
    (2..=5).contains(&words.len())
        && words.iter().all(capital)
        && words.last().is_some_and(|w| OUTLET_WORDS.contains(&w.to_lowercase().as_str()))
}

fn is_counter(lower: &str, words: usize) -> bool {
    words <= 5
        && lower.starts_with(|c: char| c.is_ascii_digit())
        && (lower.split_whitespace().skip(1).all(|w| {
            matches!(
                w,
                "views"
                    | "view"
                    | "comments"
                    | "comment"
                    | "shares"
                    | "share"
                    | "min"
                    | "mins"
                    | "minute"
                    | "minutes"
                    | "read"
                    | "likes"
                    | "reads"
            )
        }) && (words > 1 || lower.bytes().all(|b| b.is_ascii_digit() || b == b','))
            || lower.trim_end_matches(':').ends_with(" min read"))
        || (words <= 4 && lower.starts_with("views:"))
        || (words <= 5 && lower.starts_with("reading time"))
}
