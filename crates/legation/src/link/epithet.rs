//! Words that name again somebody or something spoken of: "the warlord", "his predecessor", "his
//! party", "the region", "the kingdom".
//!
//! Such a word says little, so the nearest that it can be said of is meant; with none near, nobody.

use super::describe::{Found, Owner, recent_person};
use super::draft::Draft;
use super::entity::EntityKind;
use super::fold::fold;
use super::mention::Reference;
use super::offices::{Term, rank};
use super::phrase::{Article, Phrase};
use crate::plover::Sector;

/// Organisations that news calls by what they are; a word that is not here fits any.
const CALLED: &[(&str, &[&str])] = &[
    ("alliance", &["nato", "warsaw-pact", "collective-security-treaty-organization", "aukus"]),
    (
        "bloc",
        &[
            "african-union",
            "alliance-of-sahel-states",
            "arab-league",
            "association-of-southeast-asian-nations",
            "brics",
            "caricom",
            "commonwealth-of-independent-states",
            "east-african-community",
            "economic-community-of-west-african-states",
            "eurasian-economic-union",
            "european-union",
            "group-of-seven",
            "group-of-twenty",
            "gulf-cooperation-council",
            "intergovernmental-authority-on-development",
            "mercosur",
            "organization-of-american-states",
            "pacific-islands-forum",
            "shanghai-cooperation-organisation",
            "south-asian-association-for-regional-cooperation",
            "southern-african-development-community",
            "unasur",
        ],
    ),
    ("world body", &["united-nations"]),
    (
        "watchdog",
        &[
            "international-atomic-energy-agency",
            "organisation-for-the-prohibition-of-chemical-weapons",
            "amnesty-international",
            "human-rights-watch",
        ],
    ),
    ("cartel", &["opec", "organization-of-the-petroleum-exporting-countries"]),
    ("lender", &["international-monetary-fund", "world-bank"]),
];

/// Whether news calls an organisation by this word.
pub(super) fn may_be_called(draft: &Draft, entity: u32, said: &str) -> bool {
    let Some((_, keys)) = CALLED.iter().find(|(word, _)| said.ends_with(word)) else { return true };
    draft.records[entity as usize].is_some_and(|r| keys.contains(&draft.k.record(r).key))
}

/// "The warlord", "the laureate": the person spoken of last who stands out as a subject.
pub(super) fn person(draft: &Draft, phrase: &Phrase, said: &str) -> Option<u32> {
    let given = matches!(phrase.article, Article::Definite | Article::Demonstrative);
    if !given || phrase.plural || phrase.former || !is_epithet(said) {
        return None;
    }
    if matches!(said, "journalist" | "reporter" | "columnist") {
        return recent_person(draft, |draft, e| draft.entities[e as usize].sector == Some(Sector::Jrn));
    }
    let here = draft.sentence[phrase.head as usize];
    let fits = |e: u32| {
        let sector = draft.entities[e as usize].sector;
        match said {
            "general" | "colonel" | "admiral" | "commander" => {
                matches!(sector, Some(Sector::Mil | Sector::Gov | Sector::Reb)) || sector.is_none()
            }
            "pontiff" => sector == Some(Sector::Rel),
            "cleric" | "ayatollah" => matches!(sector, Some(Sector::Rel | Sector::Gov | Sector::Reb)),
            _ => true,
        }
    };
    let mut best: Option<(i32, u32)> = None;
    for &m in draft.past.iter().rev().take(60) {
        let mention = draft.of(m);
        let gap = here.saturating_sub(draft.sentence[mention.first as usize]) as i32;
        if gap > 4 {
            break;
        }
        let e = mention.entities[0];
        if mention.entities.len() > 1 || draft.entities[e as usize].kind != EntityKind::Person || !fits(e) {
            continue;
        }
        // Two arguments of one verb are two people.
        if gap == 0 {
            continue;
        }
        let subject = draft.doc.relation(mention.head).is_subject();
        let times = draft.past.iter().filter(|&&p| draft.of(p).entities.contains(&e)).count().min(6) as i32;
        let score = 12 - 3 * gap + if subject { 6 } else { 0 } + 2 * times;
        if best.is_none_or(|b| score > b.0) {
            best = Some((score, e));
        }
    }
    best.map(|b| b.1)
}

/// Words by which news avoids repeating a name; "the official" is more often somebody unnamed.
fn is_epithet(said: &str) -> bool {
    matches!(
        said,
        "warlord"
            | "strongman"
            | "dictator"
            | "autocrat"
            | "laureate"
            | "nobel laureate"
            | "politician"
            | "statesman"
            | "dissident"
            | "journalist"
            | "columnist"
            | "tycoon"
            | "billionaire"
            | "magnate"
            | "cleric"
            | "pontiff"
            | "colonel"
            | "general"
            | "admiral"
            | "commander"
            | "ayatollah"
            | "host"
            | "visitor"
            | "veteran"
            | "activist"
    )
}

/// "His predecessor", "Clinton's successor": who held the same office before or after.
pub(super) fn neighbour_in_office(draft: &mut Draft, owners: &[Owner], before: bool) -> Found {
    let base = owners.iter().map(|o| o.entity).find(|&e| draft.entities[e as usize].kind == EntityKind::Person)?;
    let record = draft.records[base as usize]?;
    let on = draft.on;
    let terms = draft.k.terms(record);
    let own = terms
        .iter()
        .filter(|t| rank(t.office) > 2)
        .max_by_key(|t| (on.is_none_or(|on| t.held(on)), rank(t.office), t.from))?;
    let (office, of, from, to) = (own.office, own.of, own.from, own.to);
    let others = draft.k.terms_of(of).filter(|t| t.office == office && t.person != record);
    let found = if before {
        others.filter(|t| t.from < from).max_by_key(|t| t.from)
    } else {
        others.filter(|t| to.is_some() && t.from >= to.or(from)).min_by_key(|t| t.from)
    };
    let person = found?.person;
    let entity = draft.known(person);
    let word = if before { "before" } else { "after" };
    Some((vec![entity], format!("{of} {office} {word} {}", draft.entities[base as usize].name)))
}

/// "His party": the one in which its owner has an office, on that day or else at any time.
pub(super) fn party_of(draft: &mut Draft, owners: &[Owner]) -> Found {
    let base = owners.iter().map(|o| o.entity).find(|&e| draft.entities[e as usize].kind == EntityKind::Person)?;
    let record = draft.records[base as usize]?;
    let party = |of: &str| {
        let idx = draft.k.by_key("org", of)?;
        (draft.k.record(idx).kind == EntityKind::Party).then_some(idx)
    };
    let found = draft
        .k
        .terms(record)
        .iter()
        .filter_map(|t| Some((draft.on.is_none_or(|on| t.held(on)), t.from, party(t.of)?)))
        .max_by_key(|f| (f.0, f.1))?;
    let entity = draft.known(found.2);
    Some((vec![entity], format!("the party of {}", draft.entities[base as usize].name)))
}

/// "The region", "the city": the place spoken of last.
pub(super) fn place(draft: &mut Draft, phrase: &Phrase, said: &str) -> Found {
    let here = draft.sentence[phrase.head as usize];
    let city = matches!(said, "city" | "town");
    let entity = draft.past.iter().rev().take(40).find_map(|&m| {
        let near = here.saturating_sub(draft.sentence[draft.of(m).first as usize]) <= 2;
        let e = draft.of(m).entities[0];
        let record = draft.records[e as usize].map(|r| draft.k.record(r))?;
        let town = record.family == "city" || record.key.starts_with("capital-");
        (near && draft.entities[e as usize].kind == EntityKind::Place && town == city).then_some(e)
    })?;
    Some((vec![entity], format!("the {said} named before")))
}

/// "The kingdom", "the emirate": a monarchy spoken of before.
pub(super) fn monarchy(draft: &mut Draft, said: &str) -> Found {
    let entity = draft.past.iter().rev().take(60).find_map(|&m| {
        let mention = draft.of(m);
        let e = mention.entities[0];
        let state = draft.entities[e as usize].kind == EntityKind::State && mention.reference != Reference::Adjective;
        let home = draft.homes[e as usize].as_deref()?;
        let king = draft.k.terms_of(home).any(|t| t.office == "monarch" && draft.on.is_none_or(|on| t.held(on)));
        (state && king).then_some(e)
    })?;
    Some((vec![entity], format!("the {said} spoken of")))
}

/// The person named before who held such an office and holds it no longer: "the former Liberian
/// president", "the deposed leader". A table may know only the month in which the office ended, so
/// somebody who still seems to hold it is taken where nobody else fits.
pub(super) fn former(draft: &Draft, office: &str, said: &str, of: Option<&str>) -> Option<u32> {
    let top = office == "leader";
    // Offices that only the future knows make nobody a former holder.
    let ever = |draft: &Draft, e: u32| {
        let begun = |t: &&Term| draft.on.is_none_or(|on| t.from.is_none_or(|from| from <= on));
        let there = |t: &&Term| of.is_none_or(|of| t.of == of);
        draft.records[e as usize].is_some_and(|r| {
            draft.k.ever(r, office, said, of)
                && draft.k.terms(r).iter().filter(begun).filter(there).any(|t| {
                    t.office == office
                        || top && rank(t.office) >= 16
                        || fold(t.title).ends_with(said)
                        || office.is_empty()
                        || office == "head_of_state" && t.office == "head_of_government" && fold(t.title) == said
                })
        })
    };
    let over = recent_person(draft, |draft, e| {
        let still = draft.records[e as usize].zip(draft.on).is_some_and(|(r, on)| {
            let same = |t: &Term| t.office == office || top && rank(t.office) >= 16 || fold(t.title) == said;
            draft.k.terms(r).iter().any(|t| t.held(on) && same(t))
        });
        !still && ever(draft, e)
    });
    over.or_else(|| of.and_then(|_| recent_person(draft, ever)))
}

/// "Algeria will not send soldiers": the soldiers are those of the state that sends them.
pub(super) fn senders(draft: &Draft, phrase: &Phrase) -> Option<u32> {
    let doc = draft.doc;
    if phrase.article != Article::Bare || doc.relation(phrase.head).base() != "obj" {
        return None;
    }
    let verb = doc.head(phrase.head)?;
    let sends = matches!(
        doc.lemma(verb),
        "send" | "deploy" | "withdraw" | "station" | "move" | "land" | "dispatch" | "order" | "pull" | "mass" | "keep"
    );
    let subject = doc.child_by(verb, |r| r.base() == "nsubj").filter(|_| sends)?;
    let m = draft.past.iter().rev().take(40).copied().find(|&m| draft.of(m).head == subject)?;
    let e = draft.of(m).entities[0];
    (draft.of(m).entities.len() == 1 && draft.homes[e as usize].is_some()).then_some(e)
}
