//! Family names alone: whose, of all who bear it.
//!
//! Somebody named in full in the article goes first; then whoever holds the office that stands
//! before the name; then, for names that are nothing else, the best known on that day.

use super::draft::Draft;
use super::entity::EntityKind;
use super::fold::{fold, slug};
use super::knowledge::{NounKind, Sense};
use super::mention::Reference;
use super::names::{Candidate, Support, trimmed};
use super::offices::Term;
use super::phrase::{Phrase, phrase_at};
use super::sense::{self, Choice};
use crate::parse::{NameKind, Upos};
use crate::time::Date;

pub(super) fn settle(draft: &mut Draft, candidates: Vec<Candidate>, support: &Support) {
    // Family names of those named in full, in text order: (folded family, entity, token).
    let mut named: Vec<(String, u32, u32)> = Vec::new();
    for m in &draft.mentions {
        let entity = m.entities[0];
        if draft.entities[entity as usize].kind == EntityKind::Person && m.end - m.first > 1 {
            let last = draft.doc.form(m.end - 1);
            named.push((fold(last), entity, m.first));
        }
    }
    for c in candidates {
        if (c.first..c.end).any(|t| draft.name_at(t).is_some()) {
            continue;
        }
        let words = draft.doc.span_of(c.first, c.end - 1).of(&draft.doc.text).to_owned();
        match whose(draft, &c, &words, &named, support) {
            Whose::Entity(entity, reason) => {
                draft.name(c.first, c.end, entity, Reference::Name, Some(Sense::Family), reason);
                named.push((fold(&words), entity, c.first));
            }
            Whose::Other => match sense::choose(draft, &c, support) {
                Choice::Entry(entry, _) => super::names::settle_entry(draft, &c, entry),
                Choice::Abstain(message) => {
                    draft.abstain(c.first, c.end, message);
                }
                Choice::Nothing => {}
            },
            Whose::Stranger => {
                let (first, end) = stranger_span(draft, &c);
                if (first..end).any(|t| draft.name_at(t).is_some()) {
                    continue;
                }
                let words = draft.doc.span_of(first, end - 1).of(&draft.doc.text).to_owned();
                let entity =
                    draft.local(format!("local:person:{}", slug(&words)), EntityKind::Person, &words, None, None);
                draft.name(first, end, entity, Reference::Name, None, "person by the name finder".to_owned());
                named.push((fold(draft.doc.form(end - 1)), entity, first));
            }
            Whose::Unsure(message) => {
                draft.abstain(c.first, c.end, message);
            }
        }
    }
    locals(draft, &mut named);
}

enum Whose {
    Entity(u32, String),
    /// Not a family name here, but perhaps one of the other things it spells.
    Other,
    /// Somebody whom no table knows.
    Stranger,
    Unsure(String),
}

fn whose(draft: &mut Draft, c: &Candidate, words: &str, named: &[(String, u32, u32)], support: &Support) -> Whose {
    let key = fold(words);
    let mut people: Vec<u32> = c.entries.iter().filter(|e| e.sense == Sense::Family).map(|e| e.record).collect();
    people.sort_unstable();
    let finder = draft.finder(c.first, c.end);
    let person = matches!(finder, Some((NameKind::Person, _, _)));
    let others = c.entries.iter().any(|e| e.sense != Sense::Family);
    let proper = draft.doc.upos(c.end - 1) == Upos::Propn;
    if is_month(draft, c.first, c.end) {
        return Whose::Other;
    }
    // A first word that the tagger misreads is still the name of somebody named in full.
    let full = named.iter().any(|n| draft.records[n.1 as usize].is_some_and(|r| people.contains(&r)));
    let known = full && words.chars().count() >= 4 && words.starts_with(char::is_uppercase);
    if !person && !proper && !known {
        return if others { Whose::Other } else { Whose::Unsure(format!("`{words}` is a name or a common word")) }
            .quiet_if(!person && !proper);
    }
    // A given name before it that is not this person's: somebody else of the same family.
    if let Some(given) = given_before(draft, c) {
        let matching: Vec<u32> =
            people.iter().copied().filter(|&p| given_fits(draft.k.record(p).given, &given)).collect();
        if matching.is_empty() {
            return Whose::Stranger;
        }
        people = matching;
    }
    // The words of a title filter, then decide.
    let title = c.first.checked_sub(1).and_then(|t| title_ending_at(draft, t));
    let mut titled = false;
    let mut honorific = false;
    if let Some(phrase) = &title {
        let of = phrase.owners.first().and_then(|&m| draft.home(m)).map(str::to_owned);
        if matches!(phrase.noun.kind, NounKind::Office | NounKind::Member) {
            let fitting: Vec<u32> =
                people.iter().copied().filter(|&p| holds(draft, p, phrase, of.as_deref())).collect();
            // Whoever holds it on the day goes before whoever held it once.
            let now: Vec<u32> = match draft.on.filter(|_| !phrase.former) {
                Some(on) => {
                    fitting.iter().copied().filter(|&p| holds_on(draft, p, phrase, of.as_deref(), on)).collect()
                }
                None => Vec::new(),
            };
            if !now.is_empty() {
                titled = true;
                people = now;
            } else if !fitting.is_empty() {
                titled = true;
                people = fitting;
            } else if of.is_some() && !people.iter().any(|&p| draft.k.record(p).home == of.as_deref().unwrap_or("")) {
                // "Ruritanian President Bush": none of them.
                return if person { Whose::Stranger } else { Whose::Other };
            }
        } else {
            // "Dr Joseph" is a person, but which one the title does not say.
            honorific = true;
        }
    }
    // Named in full in this article: before this place, else after it.
    let same = |p: &&(String, u32, u32)| {
        let record = draft.records[p.1 as usize];
        p.0 == key || record.is_some_and(|r| people.contains(&r))
    };
    let before = named.iter().filter(same).filter(|p| p.2 < c.first).max_by_key(|p| p.2);
    let after = named.iter().filter(same).filter(|p| p.2 > c.first).min_by_key(|p| p.2);
    if let Some((_, entity, _)) = before.or(after) {
        let fits = draft.records[*entity as usize].is_none_or(|r| !titled || people.contains(&r));
        // Two of one family in one article: the title decides, else the nearer one.
        if fits {
            let reason =
                format!("family name of {}, named in full in this article", draft.entities[*entity as usize].name);
            return Whose::Entity(*entity, reason);
        }
    }
    if others && !titled && !honorific {
        return Whose::Other;
    }
    // Otherwise the best known on that day, if nobody else comes near.
    let mut ranked: Vec<(i32, u32)> = people
        .iter()
        .map(|&p| {
            let home = draft.k.record(p).home;
            let near = if support.countries.contains_key(home) { 2 } else { 1 };
            (draft.k.prominence(p, draft.on) * near, p)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let (best, record) = ranked[0];
    let second = ranked.get(1).map_or(0, |r| r.0);
    let needed = if titled {
        8
    } else if person || honorific {
        50
    } else {
        130
    };
    let common = words.chars().count() <= 4 && !titled && words.chars().count() > 0 && second > 0;
    if best >= needed && best > second * 3 / 2 && !common || (titled && ranked.len() == 1) {
        let entity = draft.known(record);
        let reason = if titled {
            format!("title and family name of {}", draft.k.record(record).name)
        } else {
            format!("family name of {}, the best known that day", draft.k.record(record).name)
        };
        return Whose::Entity(entity, reason);
    }
    if best >= needed {
        let names: Vec<String> = ranked.iter().take(3).map(|r| draft.k.record(r.1).id()).collect();
        return Whose::Unsure(format!("`{words}` may be {}", names.join(", ")));
    }
    if person || honorific { Whose::Stranger } else { Whose::Other }
}

/// "In May", "May 9": a month, whoever else bears the name.
fn is_month(draft: &Draft, first: u32, end: u32) -> bool {
    let month = matches!(draft.form(first), "May" | "March" | "August" | "April" | "June");
    let dated = first > 0
        && matches!(
            draft.word(first - 1).as_str(),
            "in" | "since"
                | "until"
                | "by"
                | "of"
                | "early"
                | "late"
                | "last"
                | "next"
                | "mid"
                | "this"
                | "from"
                | "to"
        );
    let numbered = end < draft.len() && draft.form(end).starts_with(|ch: char| ch.is_ascii_digit());
    month && end - first == 1 && (dated || numbered)
}

impl Whose {
    /// A common word is no matter for a notice.
    fn quiet_if(self, quiet: bool) -> Whose {
        match self {
            Whose::Unsure(_) if quiet => Whose::Other,
            other => other,
        }
    }
}

/// The title that ends at a token, if it names one person.
pub(super) fn title_ending_at<'k>(draft: &Draft<'k>, t: u32) -> Option<Phrase<'k>> {
    // "Mr. Trump" may be cut into three tokens.
    let t = if draft.form(t) == "." { t.checked_sub(1)? } else { t };
    // "hosted Ararat Mirzoyan" is a deed, whatever else a host is; "President-elect" is none.
    let deed = draft.doc.upos(t) == Upos::Verb && t.checked_sub(1).is_none_or(|before| draft.form(before) != "-");
    if draft.name_at(t).is_some() || deed {
        return None;
    }
    let phrase = phrase_at(draft, t)?;
    let personal =
        matches!(phrase.noun.kind, NounKind::Office | NounKind::Member | NounKind::Honorific | NounKind::Counterpart);
    (personal && !phrase.plural && !draft.doc.form(t).is_empty()).then_some(phrase)
}

/// Whether a person ever held what a title says; on the day itself counts as well as any other.
fn holds(draft: &Draft, person: u32, phrase: &Phrase, of: Option<&str>) -> bool {
    let words = fold(draft.doc.span_of(phrase.first, phrase.head).of(&draft.doc.text));
    match phrase.noun.kind {
        NounKind::Office => draft.k.ever(person, phrase.noun.office, &words, of),
        NounKind::Member => {
            let home = of
                .is_none_or(|of| draft.k.record(person).home == of || draft.k.terms(person).iter().any(|t| t.of == of));
            home && draft.k.terms(person).iter().any(|t| {
                fold(t.title).contains(&words)
                    || t.office == phrase.noun.office
                    || (words == "minister" && t.office.contains("minister"))
            })
        }
        _ => true,
    }
}

fn holds_on(draft: &Draft, person: u32, phrase: &Phrase, of: Option<&str>, on: Date) -> bool {
    let words = fold(draft.doc.span_of(phrase.first, phrase.head).of(&draft.doc.text));
    let same = |t: &Term| t.office == phrase.noun.office || fold(t.title).ends_with(&words);
    draft.k.terms(person).iter().any(|t| t.held(on) && of.is_none_or(|of| t.of == of) && same(t))
}

/// A capitalised word before a family name that the name finder sees as part of the same name.
fn given_before(draft: &Draft, c: &Candidate) -> Option<String> {
    let (kind, first, end) = draft.finder(c.first, c.end)?;
    if kind != NameKind::Person {
        return None;
    }
    let (first, _) = trimmed(draft, first, end)?;
    (first < c.first && !draft.is_possessive(c.first - 1)).then(|| {
        let span = draft.doc.span_of(first, c.first - 1);
        fold(span.of(&draft.doc.text))
    })
}

fn given_fits(given: &str, found: &str) -> bool {
    let given = fold(given);
    let short = found.chars().count() <= 2;
    given == found || given.starts_with(&format!("{found} ")) || (short && given.chars().next() == found.chars().next())
}

fn stranger_span(draft: &Draft, c: &Candidate) -> (u32, u32) {
    match draft.finder(c.first, c.end) {
        Some((NameKind::Person, first, end)) => trimmed(draft, first, end).unwrap_or((c.first, c.end)),
        _ => (c.first, c.end),
    }
}

/// Family names of people whom no table knows, after their full names.
fn locals(draft: &mut Draft, named: &mut [(String, u32, u32)]) {
    named.sort_by_key(|n| n.2);
    for t in 0..draft.len() {
        if draft.name_at(t).is_some()
            || draft.doc.upos(t) != Upos::Propn
            || !draft.form(t).starts_with(char::is_uppercase)
        {
            continue;
        }
        // Part of a longer name that stands for somebody or something else.
        if let Some((kind, first, end)) = draft.finder(t, t + 1)
            && (kind != NameKind::Person || trimmed(draft, first, end).is_some_and(|(a, b)| b - a > 1))
            && end - first > 1
        {
            continue;
        }
        if is_month(draft, t, t + 1) {
            continue;
        }
        let key = fold(draft.form(t));
        let known = named
            .iter()
            .filter(|n| n.0 == key && n.2 < t)
            .max_by_key(|n| n.2)
            .or_else(|| named.iter().find(|n| n.0 == key));
        if let Some(&(_, entity, _)) = known {
            let reason =
                format!("family name of {}, named in full in this article", draft.entities[entity as usize].name);
            draft.name(t, t + 1, entity, Reference::Name, Some(Sense::Family), reason);
        }
    }
}

/// Lets titles join the names they stand before: "Armenian Prime Minister Nikol Pashinyan".
pub(super) fn join_titles(draft: &mut Draft) {
    for m in 0..draft.mentions.len() as u32 {
        let entity = draft.of(m).entities[0];
        if draft.entities[entity as usize].kind != EntityKind::Person {
            continue;
        }
        let mut first = draft.of(m).first;
        let mut told: Option<(String, Option<String>, Option<crate::plover::Sector>, Option<char>)> = None;
        while let Some(phrase) = first.checked_sub(1).and_then(|t| title_ending_at(draft, t)) {
            if !draft.same_sentence(first, phrase.start)
                || phrase.pronoun.is_some() && phrase.noun.kind == NounKind::Honorific
            {
                break;
            }
            let words = draft.doc.span_of(phrase.first, phrase.head).of(&draft.doc.text).to_owned();
            let home = phrase.owners.first().and_then(|&o| draft.home(o)).map(str::to_owned);
            let gender = match phrase.noun.office {
                "m" | "f" if phrase.noun.kind == NounKind::Honorific => phrase.noun.office.chars().next(),
                _ => None,
            };
            let sector = if phrase.former { Some(crate::plover::Sector::Eli) } else { phrase.noun.sector };
            if told.is_none() || phrase.noun.kind != NounKind::Honorific {
                told = Some((words, home, sector, gender));
            }
            first = phrase.start;
            if phrase.owned || phrase.start == phrase.first && phrase.noun.kind == NounKind::Office {
                break;
            }
        }
        let Some((words, home, sector, gender)) = told else { continue };
        let (name_end, reason) = (draft.of(m).end, draft.of(m).reason.clone());
        let span = draft.doc.span_of(first, name_end - 1);
        let head = draft.head_of(first, name_end);
        let mention = &mut draft.mentions[m as usize];
        let before = mention.first;
        mention.first = first;
        mention.span = span;
        mention.head = head;
        mention.reference = Reference::Title;
        mention.reason = format!("title `{words}`; {reason}");
        draft.cover(first, before);
        describe_stranger(draft, entity, home, sector, gender);
    }
}

/// What a title or an apposition says of somebody whom no table knows.
pub(super) fn describe_stranger(
    draft: &mut Draft,
    entity: u32,
    home: Option<String>,
    sector: Option<crate::plover::Sector>,
    gender: Option<char>,
) {
    if draft.entities[entity as usize].known {
        return;
    }
    if let Some(home) = home
        && draft.homes[entity as usize].is_none()
        && let Some(state) = draft.state(&home)
    {
        draft.entities[entity as usize].country = draft.entities[state as usize].country.clone();
        draft.homes[entity as usize] = Some(home);
    }
    let entity = &mut draft.entities[entity as usize];
    entity.sector = entity.sector.or(sector);
    entity.gender = entity.gender.or(gender);
}
