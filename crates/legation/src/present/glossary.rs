//! The glossary: what a term means that commands, pages and files use in public.

/// One term with its other names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    pub name: &'static str,
    pub other_names: Vec<&'static str>,
    pub meaning: &'static str,
}

/// Finds a term by one of its names, whatever its case; hyphens and underscores are spaces.
///
/// ```
/// let term = legation::present::glossary::term("quad-class").unwrap();
/// assert_eq!(term.name, "quad class");
/// ```
pub fn term(name: &str) -> Option<Term> {
    let wanted = plain(name);
    terms().find(|t| plain(t.name) == wanted || t.other_names.iter().any(|n| plain(n) == wanted))
}

/// All terms, in alphabetical order.
pub fn terms() -> impl Iterator<Item = Term> {
    legation_data::GLOSSARY.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let (name, others, meaning) = (fields.next()?, fields.next()?, fields.next()?);
        let other_names = others.split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
        Some(Term { name, other_names, meaning })
    })
}

/// Prints a term as `explain` shows it.
pub fn text(term: &Term) -> String {
    let others = match term.other_names.as_slice() {
        [] => String::new(),
        names => format!(" (also: {})", names.join(", ")),
    };
    format!("{}{others}\n{}\n", term.name, term.meaning)
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Certainty;
    use crate::code::Status;

    #[test]
    fn terms_are_sorted_and_told_apart() {
        let names: Vec<String> = terms().map(|t| plain(t.name)).collect();
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_certainty_and_status_is_explained() {
        let names = Certainty::ALL.map(Certainty::name).into_iter().chain(Status::ALL.map(Status::name));
        for name in names {
            let explained = term(name).is_some() || terms().any(|t| t.meaning.contains(name));
            assert!(explained, "{name} is not in the glossary");
        }
    }
}
