//! The codebook as people read it: what a type is, what it is not, its modes, the contexts.

use super::event_type::EventType;
use super::mode::MODES;

/// The section of a type, with its fixed headings; a mode, context or status as one line; `settled`
/// for what was decided where the drafts disagree. Nothing where the term is unknown.
///
/// ```
/// use legation::plover::codebook;
/// assert!(codebook::explain("ACCUSE").unwrap().contains("What it is not"));
/// assert!(codebook::explain("SANCTION expel").unwrap().contains("diplomats"));
/// assert!(codebook::explain("bread").is_none());
/// ```
pub fn explain(term: &str) -> Option<String> {
    let term = term.trim();
    if let Some(section) =
        section(&term.to_uppercase()).filter(|_| EventType::from_name(&term.to_uppercase()).is_some())
    {
        return Some(section.trim().to_owned());
    }
    if term.eq_ignore_ascii_case("settled") {
        return section("Settled").map(|s| s.trim().to_owned());
    }
    if let Some((event_type, mode)) = term.split_once(' ') {
        let event_type = EventType::from_name(&event_type.to_uppercase())?;
        return gloss(event_type.name(), &mode.to_lowercase()).map(|g| format!("{} {g}", event_type.name()));
    }
    let term = term.to_lowercase();
    let mut told: Vec<String> = MODES
        .iter()
        .filter(|(_, name, _)| *name == term)
        .filter_map(|(event_type, name, _)| Some(format!("{} {}", event_type.name(), gloss(event_type.name(), name)?)))
        .collect();
    for (heading, what) in [("Contexts", "context"), ("Status", "status")] {
        told.extend(gloss(heading, &term).map(|g| format!("{what} {g}")));
    }
    (!told.is_empty()).then(|| told.join("\n"))
}

fn section(heading: &str) -> Option<&'static str> {
    let (_, rest) = legation_data::CODEBOOK.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

fn gloss(heading: &str, name: &str) -> Option<&'static str> {
    section(heading)?
        .lines()
        .find_map(|line| line.strip_prefix("- ").filter(|l| l.strip_prefix(name).is_some_and(|r| r.starts_with(':'))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plover::mode::CONTEXTS;

    #[test]
    fn every_type_mode_and_context_is_explained() {
        for event_type in EventType::ALL {
            let told = explain(event_type.name()).unwrap_or_default();
            for heading in ["**What it is.**", "**What it is not.**", "**Examples.**"] {
                assert!(told.contains(heading), "{} lacks {heading}", event_type.name());
            }
        }
        for (event_type, mode, _) in MODES {
            assert!(explain(&format!("{} {mode}", event_type.name())).is_some(), "{} {mode}", event_type.name());
        }
        for context in CONTEXTS {
            assert!(explain(context).is_some_and(|t| t.contains("context")), "{context}");
        }
    }
}
