//! The DEU III data set: EU proposals with positions, salience and the outcome that was decided.
//!
//! Arregui and Perarnaud 2021 (doi 10.34810/data53), after Thomson et al. 2006 and 2012. It is read
//! where the user has it; nothing of it is shipped.

use super::grid::{Cell, Grid};
use super::rule::Rule;
use crate::error::{Error, Kind};

/// One proposal: the numbers of its issues, and what was decided on each.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    pub number: u32,
    pub grid: Grid,
    /// 0–100; nothing where the outcome is unknown.
    pub outcomes: Vec<Option<f64>>,
}

/// Columns of the parties, the Commission and the European Parliament first.
pub const PARTIES: [&str; 30] = [
    "com", "ep", "at", "be", "bu", "cr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "el", "hu", "ie", "it", "lv", "lt",
    "lu", "mt", "nl", "pl", "pt", "ro", "si", "sk", "es", "se", "uk",
];

/// Council votes before 2004-11-01; the two institutions count as the largest state (see
/// `reference/negotiation.md`: half, twice and four times that were tried and none was better).
const FIFTEEN: [f64; 30] = [
    10.0, 10.0, 4.0, 5.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 3.0, 10.0, 10.0, 5.0, 0.0, 3.0, 10.0, 0.0, 0.0, 2.0, 0.0, 5.0,
    0.0, 5.0, 0.0, 0.0, 0.0, 8.0, 4.0, 10.0,
];

/// Council votes under the Treaty of Nice.
const NICE: [f64; 30] = [
    29.0, 29.0, 10.0, 12.0, 10.0, 7.0, 4.0, 12.0, 7.0, 4.0, 7.0, 29.0, 29.0, 12.0, 12.0, 7.0, 29.0, 4.0, 7.0, 4.0, 3.0,
    13.0, 27.0, 12.0, 14.0, 4.0, 7.0, 27.0, 10.0, 29.0,
];

/// The parties that were not members before 2004.
const LATER: [usize; 13] = [4, 5, 6, 7, 9, 14, 17, 18, 20, 22, 24, 25, 26];

/// Reads the tab-separated file.
pub fn proposals(text: &str) -> Result<Vec<Proposal>, Error> {
    let wrong = |line: usize, cause: String| {
        Error::new(Kind::Input, "reading the DEU data")
            .at(format!("line {line}"))
            .because(cause)
            .hint("this is the tab-separated file of DEU III with columns p??, s??, rp and out")
    };
    let cells =
        |line: &str| -> Vec<String> { line.split('\t').map(|c| c.trim().trim_matches('"').to_owned()).collect() };
    let mut lines = text.lines().enumerate();
    let header = cells(lines.next().map_or("", |l| l.1));
    let column = |name: &str| {
        header.iter().position(|h| h == name).ok_or_else(|| wrong(1, format!("there is no column `{name}`")))
    };
    let (number, status_quo, out, rule) = (column("prnrnmc")?, column("rp")?, column("out")?, column("counvte")?);
    let mut positions = Vec::new();
    let mut saliences = Vec::new();
    for party in PARTIES {
        positions.push(column(&format!("p{party}"))?);
        saliences.push(column(&format!("s{party}"))?);
    }
    struct Line {
        proposal: u32,
        cells: Vec<Option<(f64, f64)>>,
        status_quo: Option<f64>,
        outcome: Option<f64>,
        rule: Rule,
        fifteen: bool,
    }
    let mut read: Vec<Line> = Vec::new();
    for (n, line) in lines {
        let row = cells(line);
        let get = |at: usize| row.get(at).map_or("", String::as_str);
        // A second line of the file holds weights and no proposal.
        let Ok(proposal) = get(number).parse::<u32>() else { continue };
        let value = |at: usize| -> Result<Option<f64>, Error> {
            match get(at) {
                "" => Ok(None),
                text => text.parse::<f64>().map(Some).map_err(|_| wrong(n + 1, format!("`{text}` is no number"))),
            }
        };
        let mut stakes = Vec::new();
        for (p, s) in positions.iter().zip(&saliences) {
            stakes.push(match value(*p)? {
                Some(x) => Some((x, value(*s)?.unwrap_or(0.0))),
                None => None,
            });
        }
        let fifteen = LATER.iter().all(|&k| stakes[k].is_none());
        let share = if fifteen { 62.0 / 87.0 } else { 255.0 / 345.0 };
        read.push(Line {
            proposal,
            cells: stakes,
            status_quo: value(status_quo)?,
            outcome: value(out)?,
            rule: if get(rule).starts_with("Unan") { Rule::Consent } else { Rule::Majority { share } },
            fifteen,
        });
    }
    let mut out: Vec<Proposal> = Vec::new();
    for group in read.chunk_by(|a, b| a.proposal == b.proposal) {
        let (n, m) = (PARTIES.len(), group.len());
        let mut grid = Grid {
            n_parties: n,
            n_issues: m,
            cells: vec![None; n * m],
            status_quo: group.iter().map(|l| l.status_quo).collect(),
            rules: group.iter().map(|l| l.rule).collect(),
            votes: if group.iter().all(|l| l.fifteen) { FIFTEEN.to_vec() } else { NICE.to_vec() },
            veto: vec![false; n],
            chair: None,
            leverage: vec![None; n],
        };
        for (p, line) in group.iter().enumerate() {
            let votes = if line.fifteen { &FIFTEEN } else { &NICE };
            for (k, stake) in line.cells.iter().enumerate() {
                grid.cells[k * m + p] =
                    stake.map(|(x, s)| Cell { position: x, salience: s / 100.0, capability: votes[k] });
            }
        }
        out.push(Proposal { number: group[0].proposal, grid, outcomes: group.iter().map(|l| l.outcome).collect() });
    }
    Ok(out)
}

/// Bulgaria, which the file calls `bu`.
const BULGARIA: usize = 4;

/// The proposals as the published figures count them: Bulgaria has no votes and no part in any issue.
///
/// Under the Treaty of Nice it had 10. Twelve of the figures in `reference/negotiation.md`, and the expected-utility
/// ones by rounds, come out to within 0.02 when it has none, and not otherwise: a table of votes with the code
/// `bg` finds nothing under `bu`. So this is the reading by which to compare with that page, not the one to use.
pub fn without_bulgaria(proposals: &[Proposal]) -> Vec<Proposal> {
    let mut out = proposals.to_vec();
    for grid in out.iter_mut().map(|p| &mut p.grid) {
        let n_issues = grid.n_issues;
        grid.cells[BULGARIA * n_issues..][..n_issues].fill(None);
        grid.votes[BULGARIA] = 0.0;
    }
    out
}
