//! Whether two reports tell of one event: a score, and the reasons for it in words.
//!
//! The weights are set by hand and were tuned on the first half of `crates/xtask/gold/record`
//! (2026-11-27); `cargo xtask evaluate identity` measures them.

use super::copies::day_number;
use super::report::{Report, Side};
use super::sketch;

/// Pairs from this score on are one event.
pub(super) const THRESHOLD: f64 = 0.5;
/// Reports of one event become known within so many days of each other.
pub(super) const WINDOW: i32 = 30;

/// What of a report bears on its identity.
#[derive(Clone, Debug)]
pub(super) struct Features {
    event_type: String,
    family: &'static str,
    modes: Vec<String>,
    happened: bool,
    negated: bool,
    rumoured: bool,
    actors: Vec<u64>,
    recipients: Vec<u64>,
    /// Persons and bodies by their own id, beside their countries.
    named: Vec<u64>,
    known: i32,
    date: Day,
    place: Option<u64>,
    place_country: Option<u64>,
    sizes: [Option<u32>; 4],
    words: Vec<u32>,
    article: u64,
}

/// When a report says it happened.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Day {
    /// The words give a day or an interval.
    Stated(i32, i32),
    /// Nothing but the day of publication.
    Published(i32),
    Unknown,
}

impl Features {
    pub fn of(report: &Report) -> Features {
        let party = |role: &super::report::RoleUsed| {
            let who = role.country.as_deref().or(role.entity.as_deref()).unwrap_or(&role.name);
            sketch::hash(who)
        };
        let set = |side: Side| {
            let mut keys: Vec<u64> = report.side(side).map(party).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let mut named: Vec<u64> = report
            .roles
            .iter()
            .filter_map(|r| r.entity.as_deref())
            .filter(|e| !e.starts_with("state:"))
            .map(sketch::hash)
            .collect();
        named.sort_unstable();
        named.dedup();
        let day = |text: &Option<String>| text.as_deref().map(day_number);
        let date = match (report.date_basis.as_str(), day(&report.event_date)) {
            (_, None) => Day::Unknown,
            ("published", Some(from)) => Day::Published(from),
            (_, Some(from)) => Day::Stated(from, day(&report.event_end_date).unwrap_or(from).max(from)),
        };
        Features {
            family: family(&report.event_type),
            event_type: report.event_type.clone(),
            modes: report.modes.clone(),
            happened: matches!(report.status.as_str(), "actual" | "ongoing" | "historical"),
            negated: report.status == "negated" || report.certainty == "denied",
            rumoured: report.certainty == "rumoured",
            actors: set(Side::Actor),
            recipients: set(Side::Recipient),
            named,
            known: day_number(&report.known),
            date,
            place: report
                .place
                .as_ref()
                .filter(|p| p.precision == "place")
                .map(|p| sketch::hash(p.entity.as_deref().unwrap_or(&p.name))),
            place_country: report.place.as_ref().and_then(|p| p.country.as_deref()).map(sketch::hash),
            sizes: [report.dead, report.injured, report.arrested, report.crowd],
            words: words(report),
            article: sketch::hash(&report.article_id),
        }
    }

    /// Keys under which it is kept, and keys under which its likes are looked for.
    pub fn keys(&self) -> (Vec<u64>, Vec<u64>) {
        let family = sketch::hash(self.family);
        let key = |what: &str, a: u64, b: u64| {
            sketch::hash(what) ^ family.rotate_left(7) ^ a.rotate_left(13) ^ b.rotate_left(29)
        };
        let parties = self.parties();
        let mut pairs = Vec::new();
        for (n, &a) in parties.iter().enumerate().take(8) {
            pairs.extend(parties.iter().take(8).skip(n + 1).map(|&b| key("pair", a, b)));
        }
        let singles: Vec<u64> = parties.iter().take(8).map(|&p| key("one", p, 0)).collect();
        let lonely: Vec<u64> = parties.iter().take(8).map(|&p| key("lonely", p, 0)).collect();
        let nobody = parties.is_empty().then(|| key("nobody", self.place_country.unwrap_or(0), 0));
        let (mut kept, mut asked) = (pairs.clone(), pairs);
        kept.extend(&singles);
        kept.extend(nobody);
        asked.extend(nobody);
        if parties.len() == 1 {
            kept.extend(&lonely);
            asked.extend(&singles);
        } else {
            asked.extend(&lonely);
        }
        (kept, asked)
    }

    fn parties(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.actors.iter().chain(&self.recipients).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// How likely two reports tell of one event, with the reasons; none where it is out of the question.
pub(super) fn score(a: &Features, b: &Features) -> Option<(f64, String)> {
    if a.family != b.family || (a.known - b.known).abs() > WINDOW {
        return None;
    }
    let mut weighing = Weighing { sum: -2.6, reasons: Vec::new() };
    let (points, reason) = days(a, b)?;
    weighing.add(points, reason);
    if a.event_type == b.event_type {
        weighing.add(0.8, "same type");
    } else {
        weighing.add(-0.8, "kindred types");
    }
    if !a.modes.is_empty() && !b.modes.is_empty() {
        if a.modes.iter().any(|m| b.modes.contains(m)) {
            weighing.add(0.3, "same mode");
        } else {
            weighing.add(-0.6, "other mode");
        }
    }
    parties(a, b, &mut weighing)?;
    match (a.place, b.place) {
        (Some(x), Some(y)) if x == y => weighing.add(0.8, "same place"),
        (Some(_), Some(_)) => weighing.add(-1.4, "other place"),
        _ => {}
    }
    sizes(a, b, &mut weighing);
    let likeness = overlap(&a.words, &b.words);
    weighing.add(3.0 * likeness - 0.3, &format!("words alike {likeness:.2}"));
    if a.negated != b.negated {
        weighing.add(-0.3, "one denies it");
    } else if a.happened != b.happened && !a.rumoured && !b.rumoured {
        weighing.add(-0.4, "one has it still to come");
    }
    if a.article == b.article {
        weighing.add(-1.0, "told apart in one article");
    }
    // Like a logistic curve, without `exp`, which differs in its last bits between machines.
    let score = 0.5 + weighing.sum / (2.0 * (1.0 + weighing.sum.abs()));
    Some(((score * 10_000.0).round() / 10_000.0, weighing.reasons.join(", ")))
}

struct Weighing {
    sum: f64,
    reasons: Vec<String>,
}

impl Weighing {
    fn add(&mut self, points: f64, reason: &str) {
        self.sum += points;
        if points != 0.0 {
            self.reasons.push(format!("{reason} {points:+.1}"));
        }
    }
}

/// Days that may be one, or none where they contradict.
fn days(a: &Features, b: &Features) -> Option<(f64, &'static str)> {
    match (a.date, b.date) {
        (Day::Stated(a_from, a_to), Day::Stated(b_from, b_to)) => {
            let gap = (b_from - a_to).max(a_from - b_to).max(0);
            let width = (a_to - a_from).max(b_to - b_from);
            match (gap, width) {
                (0, 0) => Some((1.6, "same day")),
                (0, 1..=7) => Some((0.9, "days overlap")),
                (0, 8..=31) => Some((0.2, "weeks overlap")),
                (0, _) => Some((-0.4, "long intervals overlap")),
                // Time zones, and "on Monday night".
                (1, 0..=1) => Some((-0.4, "a day apart")),
                _ => None,
            }
        }
        (Day::Stated(from, to), Day::Published(day)) | (Day::Published(day), Day::Stated(from, to)) => {
            let (before, after) = (from - day, day - to);
            if before > 1 || after > 7 {
                None
            } else if before <= 0 && after <= 0 {
                Some((0.9, "published that day"))
            } else if after <= 2 {
                Some((0.5, "published just after"))
            } else {
                Some((-0.3, "published days after"))
            }
        }
        (Day::Published(x), Day::Published(y)) => match (x - y).abs() {
            0..=1 => Some((0.5, "published together")),
            2..=3 => Some((-0.2, "published days apart")),
            4..=7 => Some((-1.0, "published a week apart")),
            _ => None,
        },
        _ => match (a.known - b.known).abs() {
            0..=3 => Some((0.0, "days unknown")),
            _ => Some((-0.8, "days unknown, told apart in time")),
        },
    }
}

/// Who is in it, and on which side.
fn parties(a: &Features, b: &Features, weighing: &mut Weighing) -> Option<()> {
    let (all_a, all_b) = (a.parties(), b.parties());
    let common = all_a.iter().filter(|p| all_b.contains(p)).count();
    if common == 0 && !(all_a.is_empty() && all_b.is_empty()) {
        return None;
    }
    let (fewer, more) = (all_a.len().min(all_b.len()), all_a.len().max(all_b.len()));
    let share = common as f64 / more.max(1) as f64;
    let covered = common == fewer;
    match (common, covered) {
        (0, _) => {}
        (1, true) if more == 1 => weighing.add(0.3, "same party"),
        (_, true) if share == 1.0 => weighing.add(1.2, "same parties"),
        (1, true) => weighing.add(-0.3, "one party of several"),
        (_, true) => weighing.add(0.6, "parties of the one are in the other"),
        (1, false) => weighing.add(-1.6, "one party in common"),
        (_, false) => weighing.add(0.0, ""),
    }
    let mirrored = !symmetric(&a.event_type)
        && !a.actors.is_empty()
        && !b.actors.is_empty()
        && !a.actors.iter().any(|p| b.actors.contains(p))
        && (a.actors.iter().any(|p| b.recipients.contains(p)) || b.actors.iter().any(|p| a.recipients.contains(p)));
    if mirrored {
        weighing.add(-2.0, "the other acts");
    }
    if !a.named.is_empty() && !b.named.is_empty() {
        if a.named.iter().any(|p| b.named.contains(p)) {
            weighing.add(0.5, "same person or body");
        } else {
            weighing.add(-0.5, "other persons or bodies");
        }
    }
    Some(())
}

fn sizes(a: &Features, b: &Features, weighing: &mut Weighing) {
    for (x, y) in a.sizes.iter().zip(&b.sizes) {
        let (Some(x), Some(y)) = (x, y) else { continue };
        if x == y {
            weighing.add(0.9, "same number");
        } else if x.max(y) > &(x.min(y) * 2) {
            weighing.add(-0.8, "other number");
        } else {
            weighing.add(-0.1, "number differs a little");
        }
    }
}

fn symmetric(event_type: &str) -> bool {
    matches!(event_type, "AGREE" | "CONSULT" | "COOPERATE")
}

/// Types that coders mix up for one event.
fn family(event_type: &str) -> &'static str {
    match event_type {
        "AGREE" | "CONSULT" | "COOPERATE" => "together",
        "SUPPORT" => "support",
        "CONCEDE" | "RETREAT" => "yield",
        "AID" => "aid",
        "REQUEST" => "request",
        "ACCUSE" | "REJECT" => "against",
        "THREATEN" => "threaten",
        "PROTEST" => "protest",
        "SANCTION" => "sanction",
        "MOBILIZE" => "mobilize",
        "COERCE" | "ASSAULT" => "force",
        _ => "other",
    }
}

/// The content words of the sentence, without the names of its parties and place.
fn words(report: &Report) -> Vec<u32> {
    let names: Vec<u64> = report
        .evidence
        .iter()
        .filter(|e| matches!(e.field.as_str(), "actor" | "recipient" | "place"))
        .flat_map(|e| e.quote.split(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .map(stem)
        .collect();
    let mut words: Vec<u32> = report
        .sentence
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 3 || w.chars().next().is_some_and(char::is_numeric))
        .filter(|w| !EMPTY.contains(&w.to_lowercase().as_str()))
        .map(stem)
        .filter(|w| !names.contains(w))
        .map(|w| (w >> 16) as u32)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Words that every report has.
const EMPTY: [&str; 47] = [
    "said",
    "says",
    "that",
    "with",
    "from",
    "have",
    "been",
    "were",
    "their",
    "they",
    "this",
    "after",
    "before",
    "which",
    "would",
    "will",
    "also",
    "over",
    "into",
    "than",
    "about",
    "when",
    "while",
    "between",
    "during",
    "told",
    "officials",
    "official",
    "according",
    "country",
    "countries",
    "government",
    "ministry",
    "minister",
    "foreign",
    "president",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "week",
    "there",
    "other",
    "reported",
];

/// A word without the endings of number and tense.
fn stem(word: &str) -> u64 {
    let word = word.to_lowercase();
    let cut = ["ings", "ing", "ies", "ed", "es", "s", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|w| w.len() > 3))
        .unwrap_or(&word);
    sketch::hash(cut)
}

/// Shared words, of the shorter sentence's words and of the longer's: the geometric mean.
fn overlap(a: &[u32], b: &[u32]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let common = a.iter().filter(|w| b.binary_search(w).is_ok()).count() as f64;
    // The square root is exact to the last bit on every machine (IEEE 754).
    common / (a.len() as f64 * b.len() as f64).sqrt()
}
