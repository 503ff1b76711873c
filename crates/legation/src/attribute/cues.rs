//! The cue tables: reporting words by class, hedges, and evaluative words.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::claim::Certainty;

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

/// All cue words, read once.
pub struct Cues {
    verbs: HashMap<String, Vec<Cue>>,
    pub(super) hedges: HashMap<String, f32>,
    pub(super) polarity: HashMap<String, f32>,
}

impl Cues {
    /// The tables built into the program.
    pub fn builtin() -> &'static Cues {
        static CUES: OnceLock<Cues> = OnceLock::new();
        CUES.get_or_init(Cues::read)
    }

    fn read() -> Cues {
        let mut cues = Cues { verbs: HashMap::new(), hedges: HashMap::new(), polarity: HashMap::new() };
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
        cues
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
