//! The cue tables: reporting words by class, hedges, and evaluative words.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::agenda::{self, Issue};
use super::claim::Certainty;
use super::learned::Weights;
use crate::error::Error;

/// What a cue word does with what follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Say,
    Assert,
    Deny,
    Confirm,
    Warn,
    Promise,
    Evaluate,
    Believe,
    Want,
    Demand,
    Know,
    Find,
    Rumour,
    Stand,
}

#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub class: Class,
    pub certainty: Certainty,
    pub strength: f32,
    /// Words that must stand beside the verb.
    pub beside: Vec<String>,
}

/// Chosen on one fold of PolNeAR's training articles, the first of five (`cargo xtask train attribute --cross
/// --fold 0`, from -1.5 to -0.7, 2026-11-27): lower costs lenient F1, higher costs words of cues.
const LEAST: f32 = -1.1;

/// All cue words, read once.
pub struct Cues {
    verbs: HashMap<String, Vec<Cue>>,
    pub(super) hedges: HashMap<String, f32>,
    pub(super) polarity: HashMap<String, f32>,
    /// Word classes of verbs and of nouns: first sense, what stands above it, second sense.
    senses: [HashMap<&'static str, [u64; 3]>; 2],
    weights: Option<Weights>,
    issues: Vec<Issue>,
    /// The log odds at which the learned reader finds a cue.
    pub least: f32,
}

impl Cues {
    /// The tables built into the program.
    pub fn builtin() -> &'static Cues {
        static CUES: OnceLock<Cues> = OnceLock::new();
        CUES.get_or_init(Cues::read)
    }

    /// These tables with other weights: what a cross-validation reads with.
    pub fn with(weights: Weights) -> Cues {
        Cues { weights: Some(weights), ..Cues::read() }
    }

    /// The built-in tables with a user's own issues before ours.
    ///
    /// The table is tab-separated, with the columns `id` and `words`; words are parted by semicolons.
    ///
    /// ```
    /// use legation::attribute::Cues;
    /// let cues = Cues::with_issues("issues.tsv", "id\twords\nlithium\tlithium;lithium mine\n").unwrap();
    /// assert!(Cues::with_issues("issues.tsv", "name\nlithium\n").is_err());
    /// # let _ = cues;
    /// ```
    pub fn with_issues(file: &str, text: &str) -> Result<Cues, Error> {
        let mut cues = Cues::read();
        let mut issues = agenda::taxonomy(file, text)?;
        issues.append(&mut cues.issues);
        cues.issues = issues;
        Ok(cues)
    }

    pub(super) fn issues(&self) -> &[Issue] {
        &self.issues
    }

    pub(super) fn weights(&self) -> &Weights {
        self.weights.as_ref().unwrap_or_else(|| Weights::builtin())
    }

    fn read() -> Cues {
        let mut cues = Cues {
            verbs: HashMap::new(),
            hedges: HashMap::new(),
            polarity: HashMap::new(),
            senses: Default::default(),
            weights: None,
            // A table of ours that a test reads cannot be damaged.
            issues: agenda::taxonomy("knowledge/issues.tsv", legation_data::ISSUES).unwrap_or_default(),
            least: LEAST,
        };
        for line in legation_data::CUES.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [words, class, certainty, strength] = cells[..] else { continue };
            let (Some(class), Some(certainty)) = (Class::named(class), certainty_named(certainty)) else { continue };
            for word in words.split(';') {
                let mut parts = word.split('_').map(str::to_owned);
                let Some(lemma) = parts.next() else { continue };
                let cue = Cue { class, certainty, strength: strength.parse().unwrap_or(0.5), beside: parts.collect() };
                // The cue that asks for more words beside it is tried first.
                let list = cues.verbs.entry(lemma).or_default();
                let at = list.partition_point(|c: &Cue| c.beside.len() >= cue.beside.len());
                list.insert(at, cue);
            }
        }
        for line in legation_data::HEDGES.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [word, _, strength] = cells[..] {
                cues.hedges.insert(word.to_owned(), strength.parse().unwrap_or(0.3));
            }
        }
        for line in legation_data::POLARITY.lines().skip(1) {
            if let Some((word, weight)) = line.split_once('\t') {
                cues.polarity.insert(word.to_owned(), weight.parse().unwrap_or(0.0));
            }
        }
        for line in legation_data::SENSES.lines().skip(1) {
            let cells: Vec<&'static str> = line.split('\t').collect();
            if let [lemma, pos, first, above, second] = cells[..] {
                let class = |text: &str, base: u64| text.parse().map_or(0, |n: u64| n + base);
                let senses = [class(first, 0), class(above, 1_000), class(second, 0)];
                cues.senses[usize::from(pos == "n")].insert(lemma, senses);
            }
        }
        cues
    }

    /// The classes of a word as a verb, or else as a noun; zeros where the table has none.
    pub(super) fn sense(&self, lemma: &str, verb: bool) -> [u64; 3] {
        let table = &self.senses[usize::from(!verb)];
        table.get(lemma).or_else(|| table.get(lemma.to_lowercase().as_str())).copied().unwrap_or_default()
    }

    pub(super) fn verb(&self, lemma: &str) -> &[Cue] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Every table line that could not be read; a test expects none.
    pub fn check() -> Vec<String> {
        let lines = legation_data::CUES.lines().skip(1).enumerate();
        lines
            .filter(|(_, l)| {
                let cells: Vec<&str> = l.split('\t').collect();
                cells.len() != 4
                    || Class::named(cells[1]).is_none()
                    || certainty_named(cells[2]).is_none()
                    || cells[3].parse::<f32>().is_err()
            })
            .map(|(n, l)| format!("cues.tsv, line {}: {l}", n + 2))
            .collect()
    }
}

impl Class {
    fn named(name: &str) -> Option<Class> {
        Some(match name {
            "say" => Class::Say,
            "assert" => Class::Assert,
            "deny" => Class::Deny,
            "confirm" => Class::Confirm,
            "warn" => Class::Warn,
            "promise" => Class::Promise,
            "evaluate" => Class::Evaluate,
            "believe" => Class::Believe,
            "want" => Class::Want,
            "demand" => Class::Demand,
            "know" => Class::Know,
            "find" => Class::Find,
            "rumour" => Class::Rumour,
            "stand" => Class::Stand,
            _ => return None,
        })
    }

    /// Whether a plain object can be the content: "denied the report".
    pub fn takes_object(self) -> bool {
        matches!(
            self,
            Class::Deny
                | Class::Evaluate
                | Class::Confirm
                | Class::Demand
                | Class::Promise
                | Class::Stand
                | Class::Want
                | Class::Assert
        )
    }
}

fn certainty_named(name: &str) -> Option<Certainty> {
    Certainty::ALL.into_iter().find(|c| c.name() == name)
}
