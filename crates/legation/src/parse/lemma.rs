//! The dictionary form of a word: what the treebanks gave it, or the commonest change of suffix.

use super::document::Upos;
use super::weights::Weights;

/// The lemma of a word with its Penn tag.
pub(super) fn lemma(form: &str, upos: Upos, xpos: &'static str, weights: &Weights) -> Box<str> {
    match upos {
        Upos::Propn | Upos::Punct | Upos::Sym | Upos::X => return plain(form).into(),
        Upos::Num => return form.to_lowercase().into(),
        _ => {}
    }
    let word = plain(form).to_lowercase();
    let fixed = match (word.as_str(), upos) {
        ("n't" | "nt", Upos::Part) => Some("not"),
        ("'s" | "is" | "are" | "was" | "were" | "am" | "'m" | "'re" | "been" | "being", Upos::Aux) => Some("be"),
        ("'ve" | "has" | "had", Upos::Aux) => Some("have"),
        ("'ll" | "wo", Upos::Aux) => Some("will"),
        ("ca", Upos::Aux) => Some("can"),
        ("'d", Upos::Aux) => Some("would"),
        _ => None,
    };
    if let Some(lemma) = fixed {
        return lemma.into();
    }
    let key = (word, xpos);
    if let Some(lemma) = weights.lemma_words.get(&key) {
        return lemma.as_str().into();
    }
    let (word, _) = key;
    // The longest suffix with a rule wins; suffixes longer than seven letters have none.
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let first = starts.len().saturating_sub(7);
    for at in starts[first..].iter().copied().chain([word.len()]) {
        if let Some((cut, new)) = weights.lemma_rules.get(&(xpos, word[at..].to_owned())) {
            let keep = starts.len().saturating_sub(*cut);
            let end = starts.get(keep).copied().unwrap_or(word.len());
            return format!("{}{new}", &word[..end]).into();
        }
    }
    word.into()
}

fn plain(form: &str) -> String {
    form.replace(['’', '‘'], "'")
}
