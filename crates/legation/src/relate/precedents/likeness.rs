//! How like a process is to a question, and why.

use std::collections::BTreeMap;

use super::process::Process;

/// A process described by features; what is left out does not count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    pub issues: Vec<String>,
    /// Features with one value: kind, mediator, leverage, war, power, guarantee, sequence.
    pub features: BTreeMap<String, String>,
    /// A process to leave out: the one that was asked about.
    pub except: Option<String>,
}

impl Query {
    /// The question "what is like this process?".
    pub fn like(process: &Process) -> Query {
        Query {
            issues: process.issues.clone(),
            features: WEIGHTS.iter().map(|(f, _)| ((*f).to_owned(), process.feature(f).to_owned())).collect(),
            except: Some(process.id.clone()),
        }
    }
}

/// A process with its score, 0–1, and the reasons.
#[derive(Clone, PartialEq, Debug)]
pub struct Likeness<'a> {
    pub process: &'a Process,
    pub score: f64,
    pub reasons: Vec<Reason>,
}

/// One feature's say, for or against.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// "issues", "kind", …
    pub feature: String,
    /// From −1 (against) to 1 (for).
    pub says: f64,
    pub words: String,
}

/// What the issues weigh, against all other features together when all are asked for.
///
/// The weights are judgement, set before the gold was scored: what is fought over says most, then who
/// is at odds and who helps.
const ISSUES: f64 = 1.0;
const WEIGHTS: [(&str, f64); 7] = [
    ("kind", 0.35),
    ("mediator", 0.25),
    ("war", 0.15),
    ("power", 0.15),
    ("guarantee", 0.2),
    ("leverage", 0.1),
    ("sequence", 0.1),
];

/// Issues that are of one family count half.
const FAMILIES: [&[&str]; 9] = [
    &["transit", "corridor", "canal", "port", "railway", "waterway", "navigation"],
    &["territory", "border", "maritime", "status", "sovereignty", "transfer", "spheres", "annexation"],
    &["army", "demobilisation", "police", "insurgents", "security", "arms"],
    &["power_sharing", "constitution", "elections", "monarchy", "return_of_government"],
    &["withdrawal", "ceasefire", "demilitarised_zone", "peacekeepers", "military_base"],
    &["sanctions", "assets", "finance", "indemnity", "trade"],
    &["refugees", "minorities", "humanitarian", "human_rights", "language", "property"],
    &["justice", "amnesty", "prisoners"],
    &["independence", "referendum", "autonomy", "identity", "name", "history"],
];

/// Values of one feature that are neighbours count half.
const NEIGHBOURS: [(&str, &str, &str); 17] = [
    ("kind", "civil", "secession"),
    ("kind", "secession", "interstate"),
    ("kind", "colonial", "secession"),
    ("kind", "occupation", "secession"),
    ("kind", "civil", "electoral"),
    ("kind", "civil", "coup"),
    ("mediator", "un", "igo"),
    ("mediator", "un", "regional_org"),
    ("mediator", "great_power", "group"),
    ("mediator", "regional_power", "regional_org"),
    ("mediator", "ngo", "individual"),
    ("mediator", "ngo", "church"),
    ("mediator", "small_state", "ngo"),
    ("war", "ongoing", "recent"),
    ("power", "unequal", "very_unequal"),
    ("guarantee", "peacekeepers", "un_administration"),
    ("guarantee", "peacekeepers", "observers"),
];

pub(super) fn of<'a>(query: &Query, process: &'a Process, rarity: &BTreeMap<String, f64>) -> Likeness<'a> {
    let mut reasons = Vec::new();
    let (mut score, mut total) = (0.0, 0.0);
    if !query.issues.is_empty() {
        let (says, words) = issues(query, process, rarity);
        score += ISSUES * says;
        total += ISSUES;
        reasons.push(Reason { feature: "issues".to_owned(), says: 2.0 * says - 1.0, words });
    }
    for (feature, weight) in WEIGHTS {
        let Some(asked) = query.features.get(feature).filter(|a| !a.is_empty()) else { continue };
        let has = process.feature(feature);
        let near = NEIGHBOURS
            .iter()
            .any(|(f, a, b)| *f == feature && ((a == asked && *b == has) || (b == asked && *a == has)));
        let says = if has == asked {
            1.0
        } else if near {
            0.5
        } else {
            0.0
        };
        score += weight * says;
        total += weight;
        let words = if has == asked {
            format!("{feature}: {} in both", plain(has))
        } else {
            format!("{feature}: {} there, {} here", plain(has), plain(asked))
        };
        reasons.push(Reason { feature: feature.to_owned(), says: 2.0 * says - 1.0, words });
    }
    reasons.sort_by(|a, b| b.says.total_cmp(&a.says));
    Likeness { process, score: if total > 0.0 { score / total } else { 0.0 }, reasons }
}

/// How much of what is asked was on that table, rare issues counting more, and a little for a table
/// that was not about much else.
fn issues(query: &Query, process: &Process, rarity: &BTreeMap<String, f64>) -> (f64, String) {
    let weight = |issue: &str| rarity.get(issue).copied().unwrap_or(1.0);
    let family = |issue: &str| FAMILIES.iter().position(|f| f.contains(&issue));
    let (mut hit, mut asked) = (0.0, 0.0);
    let (mut shared, mut kin, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for issue in &query.issues {
        let w = weight(issue);
        asked += w;
        if process.issues.contains(issue) {
            hit += w;
            shared.push(plain(issue));
        } else if let Some(other) = process
            .issues
            .iter()
            .find(|o| family(o).is_some() && family(o) == family(issue) && !query.issues.contains(o))
        {
            hit += 0.5 * w;
            kin.push(format!("{} for {}", plain(other), plain(issue)));
        } else {
            missing.push(plain(issue));
        }
    }
    let there: f64 = process.issues.iter().map(|i| weight(i)).sum();
    let recall = if asked > 0.0 { hit / asked } else { 0.0 };
    let focus = if there > 0.0 { (hit / there).min(1.0) } else { 0.0 };
    let mut words = Vec::new();
    for (label, list) in [("shared", shared), ("akin", kin), ("not there", missing)] {
        if !list.is_empty() {
            words.push(format!("{label} {}", list.join(", ")));
        }
    }
    (0.75 * recall + 0.25 * focus, format!("issues: {}", words.join("; ")))
}

fn plain(word: &str) -> String {
    word.replace('_', " ")
}
