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
    if xpos.starts_with("VB")
        && let Some(stem) = verb_stem(&word, xpos, weights)
    {
        return stem.into();
    }
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

/// The base of a regular verb form, where a verb list knows it.
fn verb_stem(word: &str, xpos: &str, weights: &Weights) -> Option<String> {
    let known = |stem: String| weights.verbs.contains(&stem).then_some(stem);
    let ending = match xpos {
        "VBD" | "VBN" => "ed",
        "VBG" => "ing",
        "VBZ" => "s",
        _ => return known(word.to_owned()),
    };
    let stem = word.strip_suffix(ending)?;
    if ending == "s" {
        return known(stem.to_owned())
            .or_else(|| known(stem.strip_suffix('e')?.to_owned()))
            .or_else(|| known(format!("{}y", stem.strip_suffix("ie")?)));
    }
    // "blamed" is blame before it is blam; "shelled" is shell; "planned" is plan; "tried" is try.
    known(format!("{stem}e"))
        .or_else(|| known(stem.to_owned()))
        .or_else(|| {
            let mut letters = stem.chars().rev();
            let (last, before) = (letters.next()?, letters.next()?);
            (last == before).then(|| known(stem[..stem.len() - last.len_utf8()].to_owned())).flatten()
        })
        .or_else(|| known(format!("{}y", stem.strip_suffix('i')?)))
}

fn plain(form: &str) -> String {
    form.replace(['’', '‘'], "'")
}
