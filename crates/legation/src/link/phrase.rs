//! Noun phrases that say what somebody is: "the former Armenian foreign minister", "X's army".
//!
//! Read from the words around a noun rather than from the tree, because the short stretch before a
//! noun is more regular than a parser is right.

use super::draft::Draft;
use super::fold::Key;
use super::knowledge::{Noun, NounKind};
use super::mention::Reference;
use crate::parse::Upos;

/// A noun of the table with what stands around it.
pub(super) struct Phrase<'k> {
    pub noun: &'k Noun,
    /// First token, with the article.
    pub start: u32,
    /// First token of the table's phrase.
    pub first: u32,
    /// The noun itself.
    pub head: u32,
    /// Mentions that own it: "Armenian", "Azerbaijan's", "of Iran".
    pub owners: Vec<u32>,
    /// A possessive pronoun that owns it.
    pub pronoun: Option<u32>,
    /// Whether something possesses it that is no mention ("the ministry's spokesman").
    pub owned: bool,
    pub article: Article,
    pub plural: bool,
    pub former: bool,
    /// Two for "two" and "both", three for "three"; none where nothing counts.
    pub count: usize,
    /// Adjectives and nouns before the phrase, in small letters.
    pub modifiers: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Article {
    Definite,
    Indefinite,
    Demonstrative,
    Bare,
}

/// The longest phrase of the noun table that ends at a token.
pub(super) fn noun_ending_at<'k>(draft: &Draft<'k>, head: u32) -> Option<(u32, &'k Noun, bool)> {
    let doc = draft.doc;
    if !doc.form(head).starts_with(char::is_alphabetic) {
        return None;
    }
    let (low, _) = draft.sentence_bounds(head);
    let lemma = doc.lemma(head);
    let form = doc.form(head);
    let mut best = None;
    for back in 0..5 {
        let Some(first) = head.checked_sub(back).filter(|&f| f >= low) else { break };
        let front = &doc.text[doc.token(first).span.start as usize..doc.token(head).span.start as usize];
        if front.contains([',', ';', '(', '"', '“']) {
            break;
        }
        let try_with = |last: &str| {
            let mut key = Key::new();
            key.feed(front);
            key.feed(last);
            key.hash().and_then(|h| draft.k.nouns.get(&h))
        };
        let form = form.strip_prefix("ex-").or_else(|| form.strip_prefix("Ex-")).unwrap_or(form);
        // The words as they stand go first: "forces" is listed apart from "force".
        if let Some(noun) =
            try_with(form).or_else(|| try_with(lemma)).or_else(|| singular(form).and_then(|s| try_with(&s)))
        {
            best = Some((first, noun));
        }
    }
    let (first, noun) = best?;
    let tag = doc.token(head).xpos;
    let plural = matches!(tag, "NNS" | "NNPS") || noun.plural || doc.has(head, "Number=Plur");
    Some((first, noun, plural))
}

/// A plural without its ending, where the lemma keeps it ("Ministers").
fn singular(form: &str) -> Option<String> {
    let lower = form.to_lowercase();
    if let Some(stem) = lower.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    if lower.ends_with("men") {
        return Some(format!("{}an", &lower[..lower.len() - 2]));
    }
    lower.strip_suffix('s').filter(|s| s.len() > 2).map(str::to_owned)
}

/// The phrase that a token heads, with its owners to the left.
pub(super) fn phrase_at<'k>(draft: &Draft<'k>, head: u32) -> Option<Phrase<'k>> {
    let (first, noun, plural) = noun_ending_at(draft, head)?;
    let mut phrase = Phrase {
        noun,
        start: first,
        first,
        head,
        owners: Vec::new(),
        pronoun: None,
        owned: false,
        article: Article::Bare,
        plural,
        former: draft.word(first).starts_with("ex-"),
        count: 0,
        modifiers: Vec::new(),
    };
    scan_left(draft, &mut phrase);
    Some(phrase)
}

fn scan_left(draft: &Draft, phrase: &mut Phrase) {
    let doc = draft.doc;
    let (low, _) = draft.sentence_bounds(phrase.head);
    let mut at = phrase.first;
    let mut steps = 0;
    // The participle met last: "ruling", "elected".
    let mut verb = None;
    // Where the owner met last starts, and whether a conjunction stands before it.
    let mut anchor: Option<u32> = None;
    let mut joined = false;
    while at > low && steps < 9 {
        steps += 1;
        let t = at - 1;
        if let Some(m) = draft.name_at(t).filter(|&m| draft.of(m).end == at) {
            let mention = draft.of(m);
            // "Ilham Aliyev president": a person's bare name before a title is another phrase.
            let person = draft.who(m).kind == super::entity::EntityKind::Person;
            if person && !matches!(phrase.noun.kind, NounKind::Government | NounKind::Body) {
                break;
            }
            // "In Tbilisi detained protesters": what looked like a participle is the verb.
            if let Some(v) = verb.filter(|_| mention.reference != Reference::Adjective) {
                phrase.start = v + 1;
                phrase.modifiers.pop();
                break;
            }
            // Two owners stand together or are joined; "Britain trained Ukrainian soldiers" is a clause.
            if let Some(front) = anchor.filter(|&front| front != at && !joined) {
                phrase.start = front;
                break;
            }
            phrase.owners.insert(0, m);
            phrase.start = mention.first;
            at = mention.first;
            (anchor, joined) = (Some(at), false);
            continue;
        }
        if draft.name_at(t).is_some() {
            break;
        }
        if draft.is_possessive(t) {
            phrase.owned = true;
            // Adjectives met so far describe; what possesses the phrase owns it.
            let owner = t.checked_sub(1).and_then(|o| draft.name_at(o).filter(|&m| draft.of(m).end == t));
            if let Some(m) = owner.or_else(|| draft.ending_at(t)) {
                phrase.owners.insert(0, m);
                phrase.start = draft.of(m).first;
                // "the Netherlands' leader": the article belongs to the name but stands outside it.
                if phrase.start > low && draft.word(phrase.start - 1) == "the" {
                    phrase.start -= 1;
                }
            }
            break;
        }
        let word = draft.word(t);
        if verb.is_some()
            && !matches!(word.as_str(), "the" | "a" | "an" | "-" | "newly")
            && doc.upos(t) != Upos::Adj
            && doc.upos(t) != Upos::Adv
        {
            // Only articles and adjectives stand before a participle.
            verb = verb.filter(|_| draft.name_at(t).is_some());
        }
        match word.as_str() {
            "the" => {
                phrase.article = Article::Definite;
                phrase.start = t;
                // "both the", "all the".
                if t > low && draft.word(t - 1) == "both" {
                    phrase.count = 2;
                    phrase.start = t - 1;
                }
                break;
            }
            "a" | "an" | "some" | "any" | "no" | "another" | "every" | "each" | "several" | "many" | "few" | "most"
            | "other" => {
                phrase.article = Article::Indefinite;
                phrase.start = t;
                if word == "other" || word == "few" || word == "several" {
                    at = t;
                    continue;
                }
                break;
            }
            "this" | "that" | "these" | "those" => {
                phrase.article = Article::Demonstrative;
                phrase.start = t;
                break;
            }
            "both" => {
                phrase.count = 2;
                phrase.article = Article::Definite;
                phrase.start = t;
                break;
            }
            "his" | "her" | "its" | "their" | "our" | "my" | "your" => {
                phrase.pronoun = Some(t);
                phrase.owned = true;
                phrase.start = t;
                break;
            }
            "and" | "," | "&" | "-" | "–" | "—" | "/" | "or" => {
                // Between owners: "Armenian and Azerbaijani", "Turkish, Iranian and Russian"; or a
                // joint inside a word: "ex-president", "U.S.-backed".
                let joint = matches!(word.as_str(), "-" | "–" | "/");
                let before = t.checked_sub(1).filter(|&b| b >= low);
                let owner_before = before.is_some_and(|b| {
                    draft.name_at(b).is_some_and(|m| {
                        draft.of(m).reference == Reference::Adjective
                            || draft.who(m).kind == super::entity::EntityKind::State
                    })
                });
                let serial = word == "and" && before.is_some_and(|b| draft.form(b) == ",");
                let prefix = joint
                    && before.is_some_and(|b| matches!(draft.word(b).as_str(), "ex" | "then" | "vice" | "co" | "non"));
                if prefix {
                    phrase.former |= before.is_some_and(|b| matches!(draft.word(b).as_str(), "ex" | "then"));
                    at = t - 1;
                    phrase.start = at;
                    continue;
                }
                // "US-led forces", "Russian-backed separatists": nobody's own.
                if joint
                    && owner_before
                    && phrase
                        .modifiers
                        .last()
                        .is_some_and(|m| m.ends_with("ed") || m == "led" || m == "friendly" || m == "run")
                {
                    let m = before.and_then(|b| draft.name_at(b));
                    phrase.start = m.map_or(t, |m| draft.of(m).first);
                    at = phrase.start;
                    continue;
                }
                // "a results-oriented leader": one word in three tokens.
                if word == "-"
                    && !owner_before
                    && before.is_some_and(|b| doc.token(b).span.end == doc.token(t).span.start)
                {
                    at = t - 1;
                    phrase.start = at;
                    continue;
                }
                if (owner_before || serial) && phrase.start == at && !phrase.owners.is_empty() {
                    at = t;
                    joined = true;
                    continue;
                }
                break;
            }
            "two" | "three" | "four" => {
                phrase.count = match word.as_str() {
                    "two" => 2,
                    "three" => 3,
                    _ => 4,
                };
                phrase.start = t;
                at = t;
                continue;
            }
            "former" | "ex" | "late" | "ousted" | "deposed" | "outgoing" | "then" | "exiled" | "previous"
            | "onetime" => {
                phrase.former |= word != "outgoing" && word != "late";
                phrase.modifiers.push(word);
            }
            _ => {
                let tag = doc.token(t).xpos;
                let modifies = match doc.upos(t) {
                    Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num => true,
                    Upos::Verb => {
                        matches!(tag, "VBN" | "VBG" | "JJ" | "NN" | "NNP") && doc.relation(t).base() == "amod"
                    }
                    Upos::Adv => t > low && matches!(doc.upos(t - 1), Upos::Det | Upos::Adj),
                    _ => false,
                };
                if !modifies {
                    break;
                }
                // "Madam Speaker", "Mr. President": whoever is spoken to is one.
                if noun_ending_at(draft, t).is_some_and(|(_, n, _)| n.kind == NounKind::Honorific) {
                    phrase.article = Article::Definite;
                    phrase.start = t;
                    break;
                }
                if doc.upos(t) == Upos::Verb {
                    verb = Some(t);
                }
                phrase.modifiers.push(word);
            }
        }
        phrase.start = t;
        at = t;
    }
}

/// Owners that follow: "of Azerbaijan", "of Armenia and Azerbaijan", "in Tbilisi" for a crowd.
///
/// Returns the end of the phrase with them.
pub(super) fn scan_right(draft: &Draft, phrase: &mut Phrase) -> u32 {
    let end = phrase.head + 1;
    let (_, high) = draft.sentence_bounds(phrase.head);
    if end + 1 >= high || !phrase.owners.is_empty() && phrase.noun.kind != NounKind::Group {
        return end;
    }
    let link = draft.word(end);
    let (stretch, extends) = match link.as_str() {
        "of" => (4, true),
        "for" if phrase.noun.office == "spokesperson" || phrase.noun.kind == NounKind::Counterpart => (4, true),
        "in" if phrase.noun.kind != NounKind::Office && phrase.noun.kind != NounKind::State => (3, false),
        _ => return end,
    };
    let mut t = end + 1;
    let limit = (end + 1 + stretch).min(high);
    while t < limit {
        if let Some(m) = draft.name_at(t) {
            let mention = draft.of(m);
            if mention.first != t {
                return end;
            }
            phrase.owners.push(m);
            let mut last = mention.end;
            // "of Armenia and Azerbaijan", "of Turkey, Iran and Russia".
            while last + 1 < high && matches!(draft.form(last), "and" | "," | "&") {
                let mut next = last + 1;
                if draft.word(next) == "and" || draft.word(next) == "the" {
                    next += 1;
                }
                match draft
                    .name_at(next)
                    .filter(|&n| draft.of(n).first == next && phrase.plural && draft.who(n).kind == draft.who(m).kind)
                {
                    Some(n) => {
                        phrase.owners.push(n);
                        last = draft.of(n).end;
                    }
                    None => break,
                }
            }
            return if extends { last } else { end };
        }
        let word = draft.word(t);
        let passes = matches!(
            word.as_str(),
            "the" | "republic" | "state" | "kingdom" | "of" | "all" | "neighboring" | "neighbouring"
        ) || draft.doc.upos(t) == Upos::Adj;
        if !passes {
            return end;
        }
        t += 1;
    }
    end
}
