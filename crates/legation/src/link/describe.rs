//! Descriptions: role and state and day become a person, a body, a crowd or the state itself.

use super::draft::Draft;
use super::entity::EntityKind;
use super::epithet;
use super::families::describe_stranger;
use super::fold::{fold, slug};
use super::knowledge::NounKind;
use super::mention::Reference;
use super::offices::rank;
use super::phrase::{Article, Phrase, phrase_at, scan_right};
use super::plural;
use crate::parse::{Relation, Upos};
use crate::plover::Sector;

/// Reads the noun phrase that a token heads, if it describes an actor.
pub(super) fn read(draft: &mut Draft, head: u32) {
    if !matches!(draft.doc.upos(head), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb) || draft.is_covered(head) {
        return;
    }
    let Some(mut phrase) = phrase_at(draft, head) else { return };
    // A verb that looks like a noun of the table ("forces", "heads") is a verb.
    if draft.doc.upos(head) == Upos::Verb || modifies_next(draft, head) {
        return;
    }
    let end = scan_right(draft, &mut phrase);
    let found = match phrase.noun.kind {
        NounKind::Office | NounKind::Member if phrase.plural => crowd_of_office(draft, &mut phrase, end),
        NounKind::Office | NounKind::Member => one(draft, &phrase, end),
        NounKind::Government => government(draft, &phrase),
        NounKind::Body => body(draft, &phrase),
        NounKind::Group => group(draft, &phrase, end),
        NounKind::State => state(draft, &phrase),
        NounKind::Capital => capital(draft, &phrase),
        NounKind::Counterpart => counterpart(draft, &phrase),
        NounKind::Kind => named_before(draft, &phrase),
        NounKind::Honorific | NounKind::Never => None,
    };
    if let Some((entities, reason)) = found
        && !entities.is_empty()
    {
        let m = draft.mention(phrase.start, end, Reference::Description, entities, reason);
        // A phrase with "of X" has its head before the name.
        draft.mentions[m as usize].head = head;
        draft.past.push(m);
    }
}

pub(super) type Found = Option<(Vec<u32>, String)>;

/// Whether the noun only modifies the next one ("government officials", "army chief").
fn modifies_next(draft: &Draft, head: u32) -> bool {
    let next = head + 1;
    if next >= draft.len() || !draft.same_sentence(head, next) {
        return false;
    }
    let doc = draft.doc;
    match doc.upos(next) {
        // "Deputy" in "the deputy foreign minister".
        Upos::Adj => doc.relation(head) == Relation::Compound && doc.head(head).is_some_and(|h| h > next),
        Upos::Noun => draft.name_at(next).is_none(),
        Upos::Propn => {
            doc.relation(head) == Relation::Compound
                && doc.head(head).is_some_and(|h| h > head)
                && draft.name_at(next).is_none()
        }
        Upos::Punct => matches!(draft.form(next), "-") && doc.token(next).span.start == doc.token(head).span.end,
        _ => false,
    }
}

/// Who owns a phrase: a state, an organisation, a person.
pub(super) struct Owner {
    pub entity: u32,
    pub kind: EntityKind,
    /// The state's id or the organisation's slug, as the roles table has it.
    pub of: Option<String>,
}

pub(super) fn owners(draft: &Draft, phrase: &Phrase) -> Vec<Owner> {
    let mut mentions = phrase.owners.clone();
    if let Some(pronoun) = phrase.pronoun {
        mentions.extend(
            draft
                .past
                .iter()
                .rev()
                .take(20)
                .copied()
                .find(|&m| draft.of(m).first == pronoun && draft.of(m).end == pronoun + 1),
        );
    }
    let mut found: Vec<Owner> = Vec::new();
    for m in mentions {
        for &entity in &draft.of(m).entities {
            let owner = owner(draft, entity);
            if !found.iter().any(|o| o.entity == owner.entity) {
                found.push(owner);
            }
        }
    }
    found
}

fn owner(draft: &Draft, entity: u32) -> Owner {
    let kind = draft.entities[entity as usize].kind;
    let of = draft.homes[entity as usize].clone().or_else(|| {
        draft.records[entity as usize]
            .map(|r| draft.k.record(r))
            .filter(|r| r.family == "org")
            .map(|r| r.key.to_owned())
    });
    // A group within a state owns its leader itself.
    let of = match (kind, draft.records[entity as usize]) {
        // So does a people: "the Bosnian Serb leader" is not Bosnia's.
        (EntityKind::ArmedGroup | EntityKind::Party | EntityKind::Organisation | EntityKind::Population, Some(r)) => {
            Some(draft.k.record(r).key.to_owned())
        }
        _ => of,
    };
    Owner { entity, kind, of }
}

fn words(draft: &Draft, phrase: &Phrase) -> String {
    fold(draft.doc.span_of(phrase.first, phrase.head).of(&draft.doc.text))
}

fn label(draft: &Draft, first: u32, end: u32) -> String {
    draft.doc.span_of(first, end - 1).of(&draft.doc.text).to_owned()
}

/// One holder of an office, or one member of a class.
fn one(draft: &mut Draft, phrase: &Phrase, end: u32) -> Found {
    let said = words(draft, phrase);
    if let Some(person) = apposed(draft, phrase, end) {
        let home = owners(draft, phrase).first().and_then(|o| draft.homes[o.entity as usize].clone());
        let sector = if phrase.former { Some(Sector::Eli) } else { phrase.noun.sector };
        describe_stranger(draft, person, home, sector, None);
        if phrase.former && draft.entities[person as usize].sector.is_none() {
            draft.entities[person as usize].sector = Some(Sector::Eli);
        }
        return Some((vec![person], format!("apposition with {}", draft.entities[person as usize].name)));
    }
    if let Some(subject) = subject_of_copula(draft, phrase.head) {
        return subject.map(|person| (vec![person], format!("predicate of {}", draft.entities[person as usize].name)));
    }
    let owners = owners(draft, phrase);
    let office = phrase.noun.office;
    if phrase.article == Article::Indefinite && owners.is_empty() {
        // "A spokesman" speaks; "a leader" is only a thought.
        return (phrase.noun.kind == NounKind::Member).then(|| stranger(draft, phrase, None, end));
    }
    if let Some(owner) = owners.first() {
        let Some(of) = owner.of.clone() else {
            return Some(stranger(draft, phrase, None, end));
        };
        if !phrase.former && phrase.article != Article::Indefinite {
            if let Some(on) = draft.on
                && let Some(person) = draft.k.holder(&of, office, &said, on)
            {
                let entity = draft.known(person);
                return Some((vec![entity], format!("{of} {office} on {on}")));
            }
            if draft.on.is_none()
                && let Some(entity) = recent_person(draft, |draft, e| {
                    draft.records[e as usize].is_some_and(|r| draft.k.ever(r, office, &said, Some(&of)))
                })
            {
                return Some((vec![entity], format!("{of} {office}, named before")));
            }
        }
        if phrase.former
            && let Some(person) = epithet::former(draft, office, &said, Some(&of))
        {
            return Some((vec![person], format!("the former {of} {office} named before")));
        }
        return Some(stranger(draft, phrase, Some((owner, of)), end));
    }
    if phrase.former
        && phrase.article == Article::Definite
        && let Some(person) = epithet::former(draft, office, &said, None)
    {
        return Some((vec![person], format!("the former {said} named before")));
    }
    // "The president" and the like: somebody of that office whom the article named.
    let named = recent_person(draft, |draft, e| match draft.records[e as usize] {
        Some(r) => match draft.on {
            Some(on) => draft.k.terms(r).iter().any(|t| {
                t.held(on)
                    && (t.office == office || fold(t.title) == said || office == "leader" && rank(t.office) >= 16)
            }),
            None => draft.k.ever(r, office, &said, None),
        },
        None => false,
    });
    if let Some(entity) = named {
        return Some((vec![entity], format!("the {said} named before")));
    }
    let titled = recent_titled(draft, &said);
    if let Some(entity) = titled {
        return Some((vec![entity], format!("the {said} introduced before")));
    }
    if let Some(entity) = epithet::person(draft, phrase, &said) {
        return Some((vec![entity], format!("the {said}: the person spoken of")));
    }
    if phrase.article == Article::Definite
        && phrase.noun.kind == NounKind::Office
        && let Some((state, on)) = context_state(draft, phrase.head).zip(draft.on)
        && let Some(person) = draft.k.holder(&state, office, &said, on)
    {
        let entity = draft.known(person);
        return Some((vec![entity], format!("{state} {office} on {on}; {state} is the state spoken of")));
    }
    (phrase.noun.kind == NounKind::Member || phrase.article == Article::Definite)
        .then(|| stranger(draft, phrase, None, end))
}

/// Somebody of whom only the description is known.
fn stranger(draft: &mut Draft, phrase: &Phrase, owner: Option<(&Owner, String)>, end: u32) -> (Vec<u32>, String) {
    let said = words(draft, phrase);
    let former = if phrase.former { "former-" } else { "" };
    let home = owner.as_ref().and_then(|(o, _)| draft.homes[o.entity as usize].clone());
    let place = owner.as_ref().map_or(String::new(), |(_, of)| format!("{}-", of.to_lowercase()));
    let id = format!("local:office:{place}{former}{}", said.replace(' ', "-"));
    let name = match &owner {
        Some((o, _)) => {
            format!("{} ({})", label(draft, phrase.first, phrase.head + 1), draft.entities[o.entity as usize].name)
        }
        None => label(draft, phrase.first, phrase.head + 1),
    };
    let _ = end;
    let between = owner.as_ref().is_some_and(|(o, _)| o.kind == EntityKind::IntergovernmentalOrganisation);
    let sector =
        if phrase.former { Some(Sector::Eli) } else { phrase.noun.sector.filter(|s| !between || *s != Sector::Gov) };
    let entity = draft.local(id, EntityKind::Person, &name, home.as_deref(), sector);
    // An official of an organisation carries its code.
    if let Some((o, _)) = owner
        && draft.entities[entity as usize].country.is_none()
    {
        draft.entities[entity as usize].country = draft.entities[o.entity as usize].country.clone();
        draft.entities[entity as usize].owner = Some(o.entity);
    }
    (vec![entity], "described, not named".to_owned())
}

/// The person in apposition: "Pashinyan, the Armenian prime minister," or the other way round.
fn apposed(draft: &Draft, phrase: &Phrase, end: u32) -> Option<u32> {
    let said = words(draft, phrase);
    let owner = owners(draft, phrase).into_iter().next();
    let of = owner.as_ref().and_then(|o| o.of.clone());
    let home = owner.as_ref().and_then(|o| draft.homes[o.entity as usize].clone());
    let fits = |m: u32| {
        let e = draft.of(m).entities[0];
        if draft.entities[e as usize].kind != EntityKind::Person || draft.of(m).entities.len() != 1 {
            return false;
        }
        let Some(r) = draft.records[e as usize] else { return true };
        let ever = draft.k.ever(r, phrase.noun.office, &said, of.as_deref())
            || draft
                .k
                .terms(r)
                .iter()
                .any(|t| fold(t.title).contains(&said) && of.as_ref().is_none_or(|of| t.of == of.as_str()));
        // What a table does not say may still be so, if nobody else is known to be it.
        let at_home = home.as_ref().is_none_or(|h| {
            draft.k.record(r).home == h.as_str() || draft.homes[e as usize].as_ref().is_some_and(|own| own == h)
        });
        let vacant = || {
            let holder = of.as_ref().zip(draft.on).map(|(of, on)| draft.k.holder(of, phrase.noun.office, &said, on));
            holder.is_none_or(|h| h.is_none())
        };
        let member = phrase.noun.kind == NounKind::Member;
        let beside =
            draft.doc.relation(phrase.head) == Relation::Appos && draft.doc.head(phrase.head) == Some(draft.of(m).head);
        ever || at_home && (member || phrase.former || vacant()) || member && beside
    };
    if phrase.start >= 2 && draft.form(phrase.start - 1) == "," && draft.same_sentence(phrase.start - 1, phrase.head) {
        let closes = end >= draft.len()
            || !draft.same_sentence(phrase.head, end)
            || matches!(draft.form(end), "," | "." | ";" | ")" | "who" | "and");
        let person = draft.ending_at(phrase.start - 1).filter(|&m| fits(m));
        if let Some(m) = person.filter(|_| closes || draft.doc.relation(phrase.head) == Relation::Appos) {
            return Some(draft.of(m).entities[0]);
        }
    }
    if end + 1 < draft.len() && draft.form(end) == "," && draft.same_sentence(phrase.head, end + 1) {
        let m = draft.name_at(end + 1).filter(|&m| draft.name_at(end + 1).is_some() && fits(m))?;
        let starts = draft.of(m).first == end + 1;
        let after = draft.of(m).end;
        let closes = after >= draft.len() || matches!(draft.form(after), "," | "." | ";" | ")");
        return (starts && closes && draft.of(m).reference == Reference::Name).then(|| draft.of(m).entities[0]);
    }
    None
}

/// "Trump is the only American president who …": the subject, where there is a copula.
fn subject_of_copula(draft: &Draft, head: u32) -> Option<Option<u32>> {
    let doc = draft.doc;
    doc.child_by(head, |r| r == Relation::Cop)?;
    let subject = doc.child_by(head, |r| r.base() == "nsubj")?;
    let m = draft.past.iter().rev().take(40).copied().find(|&m| draft.of(m).head == subject);
    Some(m.map(|m| draft.of(m).entities[0]).filter(|&e| draft.entities[e as usize].kind == EntityKind::Person))
}

/// The person of whom a test is true and who was mentioned last.
pub(super) fn recent_person(draft: &Draft, fits: impl Fn(&Draft, u32) -> bool) -> Option<u32> {
    draft
        .past
        .iter()
        .rev()
        .take(400)
        .flat_map(|&m| draft.of(m).entities.iter().copied())
        .find(|&e| draft.entities[e as usize].kind == EntityKind::Person && fits(draft, e))
}

/// Somebody introduced with the same words: "Foreign Minister Jane Doe … the minister".
fn recent_titled(draft: &Draft, said: &str) -> Option<u32> {
    let last = said.rsplit(' ').next().unwrap_or(said);
    draft.past.iter().rev().take(400).copied().find_map(|m| {
        let mention = draft.of(m);
        let titled = matches!(mention.reference, Reference::Title | Reference::Description)
            && draft.entities[mention.entities[0] as usize].kind == EntityKind::Person
            && mention.entities.len() == 1;
        let text = fold(mention.span.of(&draft.doc.text));
        let same = text.split(' ').any(|w| w == last) && (said == last || text.contains(said));
        (titled && same).then(|| mention.entities[0])
    })
}

/// Several holders or members: "the foreign ministers of Armenia and Azerbaijan", "US officials".
fn crowd_of_office(draft: &mut Draft, phrase: &mut Phrase, end: u32) -> Found {
    let said = words(draft, phrase);
    let mut owners = owners(draft, phrase);
    if owners.is_empty() && draft.word(end.min(draft.len() - 1)) == "of" {
        // "the leaders of the two countries"
        if let Some(states) = plural::states_ahead(draft, end + 1) {
            owners = states.into_iter().map(|e| owner(draft, e)).collect();
        }
    }
    if phrase.noun.kind == NounKind::Office && owners.is_empty() {
        let definite =
            phrase.article == Article::Definite || phrase.article == Article::Demonstrative || phrase.count > 0;
        return definite.then(|| plural::people(draft, phrase, &said)).flatten();
    }
    if phrase.noun.kind == NounKind::Member && owners.is_empty() && phrase.count > 0 {
        // "The two ministers": those introduced as such; "the two diplomats": those who talk.
        if let Some(found) = plural::people(draft, phrase, &said) {
            return Some(found);
        }
    }
    if phrase.noun.kind == NounKind::Office && owners.len() > 1 {
        let stem = said.strip_suffix('s').unwrap_or(&said).to_owned();
        let mut people = Vec::new();
        for o in &owners {
            let holder =
                o.of.as_ref().zip(draft.on).and_then(|(of, on)| draft.k.holder(of, phrase.noun.office, &stem, on));
            let person = match holder {
                Some(record) => draft.known(record),
                None => {
                    let of = o.of.clone().unwrap_or_default();
                    stranger(draft, phrase, Some((o, of)), end).0[0]
                }
            };
            people.push(person);
        }
        return Some((people, format!("{} of each", phrase.noun.office)));
    }
    Some(crowd(draft, phrase, owners, &said))
}

/// One group for each owner, or one for nobody.
fn crowd(draft: &mut Draft, phrase: &Phrase, mut owners: Vec<Owner>, said: &str) -> (Vec<u32>, String) {
    let armed = matches!(phrase.noun.sector, Some(Sector::Reb | Sector::Uaf | Sector::Prm | Sector::Mil | Sector::Cop));
    let homeless = |draft: &Draft, o: &Owner| {
        draft.homes[o.entity as usize].is_none() && draft.entities[o.entity as usize].kind == EntityKind::Population
    };
    if owners.is_empty() && phrase.noun.sector == Some(Sector::Mil) {
        owners.extend(epithet::senders(draft, phrase).map(|e| owner(draft, e)));
    }
    // Whose rebels or soldiers they are, the article has said before, or the state spoken of says.
    let definite = matches!(phrase.article, Article::Definite | Article::Demonstrative);
    if armed
        && !phrase.owned
        && (owners.is_empty() && definite || owners.iter().all(|o| homeless(draft, o)) && !owners.is_empty())
    {
        if owners.is_empty()
            && let Some(before) = same_crowd(draft, phrase)
        {
            return (vec![before], format!("the {said} spoken of before"));
        }
        if let Some(state) = context_state(draft, phrase.head).and_then(|s| draft.state(&s)) {
            owners = vec![owner(draft, state)];
        }
    }
    let name = label(draft, phrase.first, phrase.head + 1);
    let kind = match phrase.noun.sector {
        Some(Sector::Reb | Sector::Uaf) => EntityKind::ArmedGroup,
        Some(Sector::Cvl | Sector::Ref | Sector::Edu | Sector::Lab | Sector::Agr | Sector::Med) => {
            EntityKind::Population
        }
        Some(Sector::Jrn) => EntityKind::Media,
        Some(Sector::Bus) => EntityKind::Company,
        _ => EntityKind::Organisation,
    };
    let office =
        if phrase.noun.office.is_empty() { said.replace(' ', "-") } else { phrase.noun.office.replace('_', "-") };
    let former = if phrase.former { "former-" } else { "" };
    let sector = if phrase.former { Some(Sector::Eli) } else { phrase.noun.sector };
    let mut entities = Vec::new();
    for o in &owners {
        // Officials of an organisation of states are no government.
        let between = draft.entities[o.entity as usize].kind == EntityKind::IntergovernmentalOrganisation;
        let sector = sector.filter(|s| !between || !matches!(s, Sector::Gov | Sector::Leg));
        // "Hamas officials", "a Hezbollah leader": what their group is, not a government.
        let of_group = matches!(
            draft.entities[o.entity as usize].kind,
            EntityKind::ArmedGroup | EntityKind::Party | EntityKind::Company | EntityKind::Media
        );
        let sector = match sector {
            Some(Sector::Gov | Sector::Leg) if of_group => draft.entities[o.entity as usize].sector,
            // "supporters of the opposition", "activists of the party": the codebook counts them to it.
            Some(Sector::Cvl)
                if draft.entities[o.entity as usize].kind == EntityKind::Party && office == "activists" =>
            {
                draft.entities[o.entity as usize].sector
            }
            other => other,
        };
        let home = draft.homes[o.entity as usize].clone();
        let region = draft.entities[o.entity as usize].kind == EntityKind::Region;
        let of = home.clone().unwrap_or_else(|| slug(&draft.entities[o.entity as usize].name));
        let full = format!("{name} ({})", draft.entities[o.entity as usize].name);
        let e = draft.local(
            format!("local:group:{}-{former}{office}", of.to_lowercase()),
            kind,
            &full,
            home.as_deref(),
            sector,
        );
        let country = draft.entities[o.entity as usize].country.clone();
        let group = &mut draft.entities[e as usize];
        group.plural = true;
        if group.country.is_none() && !region {
            group.country = country;
        }
        if group.owner.is_none() {
            group.owner = Some(o.entity);
        }
        entities.push(e);
    }
    if entities.is_empty() {
        let e = draft.local(format!("local:group:{former}{office}"), kind, &name, None, sector);
        draft.entities[e as usize].plural = true;
        entities.push(e);
    }
    (entities, "group described by its role".to_owned())
}

/// The crowd of the same sort that was mentioned last.
fn same_crowd(draft: &Draft, phrase: &Phrase) -> Option<u32> {
    let ending = format!("-{}", phrase.noun.office.replace('_', "-"));
    draft.past.iter().rev().take(120).find_map(|&m| {
        let e = draft.of(m).entities[0];
        let entity = &draft.entities[e as usize];
        let same = entity.id.starts_with("local:group:") && entity.id.ends_with(&ending) && entity.country.is_some();
        (same && draft.of(m).entities.len() == 1).then_some(e)
    })
}

/// "The Armenian government", "the Turkish side", "the Trump administration", "the government".
fn government(draft: &mut Draft, phrase: &Phrase) -> Found {
    let owners = owners(draft, phrase);
    let said = words(draft, phrase);
    if said.ends_with("sides") && owners.is_empty() {
        let definite = phrase.article != Article::Indefinite && (phrase.article != Article::Bare || phrase.count > 0);
        return definite
            .then(|| plural::states(draft, phrase.head, phrase.count))
            .flatten()
            .map(|s| (s, "the sides spoken of".to_owned()));
    }
    if let [owner] = owners.as_slice()
        && owner.kind == EntityKind::Person
    {
        // "His government" is his state's; "his administration" is his own.
        let state = draft.homes[owner.entity as usize].clone().filter(|_| phrase.pronoun.is_some());
        if let Some(state) =
            state.filter(|_| matches!(said.as_str(), "government" | "authority" | "cabinet" | "regime"))
        {
            let entity = draft.state(&state)?;
            return Some((vec![entity], format!("the {said} of {state}")));
        }
        return administration(draft, owner.entity);
    }
    let mut entities = Vec::new();
    let of_state = owners.iter().any(|o| o.kind == EntityKind::State);
    for o in &owners {
        match o.kind {
            // "Afghanistan's Taliban administration" is Afghanistan's.
            EntityKind::ArmedGroup | EntityKind::Party if of_state => {}
            EntityKind::Region => return Some(crowd(draft, phrase, owners, &said)),
            EntityKind::IntergovernmentalOrganisation | EntityKind::ArmedGroup | EntityKind::Party => {
                entities.push(o.entity)
            }
            _ => entities.extend(draft.homes[o.entity as usize].clone().and_then(|h| draft.state(&h))),
        }
    }
    if !entities.is_empty() {
        return Some((entities, format!("{said} of the state")));
    }
    let plain = matches!(
        said.as_str(),
        "government"
            | "cabinet"
            | "authorities"
            | "administration"
            | "regime"
            | "presidency"
            | "junta"
            | "central government"
            | "interim government"
            | "military junta"
            | "ruling junta"
            | "transitional government"
    );
    let definite = phrase.article == Article::Definite || said == "authorities" && phrase.article == Article::Bare;
    if plain && definite && phrase.owners.is_empty() && !phrase.owned {
        let state = match matches!(said.as_str(), "junta" | "military junta" | "ruling junta" | "regime") {
            true => accused_state(draft, phrase.head)?,
            false => context_state(draft, phrase.head)?,
        };
        let entity = draft.state(&state)?;
        return Some((vec![entity], format!("{said} of {state}, the state spoken of")));
    }
    None
}

/// The team or administration of somebody, as a body of their state in their time.
fn administration(draft: &mut Draft, person: u32) -> Found {
    let name = draft.entities[person as usize].name.clone();
    let record = draft.records[person as usize]?;
    // A table may name it: "Biden administration".
    let family = name.rsplit(' ').next().unwrap_or(&name);
    let home = draft.k.record(record).home;
    if let Some(body) = draft.k.body_of(home, &fold(&format!("{family} administration"))) {
        let entity = draft.known(body);
        return Some((vec![entity], format!("the administration of {name}")));
    }
    // Whose time it is in is said by the person's highest office, past or present.
    let top = draft.k.terms(record).iter().max_by_key(|t| rank(t.office))?;
    let of = top.of.to_owned();
    // The team of somebody out of office is a team of former officials.
    let sector = match draft.entities[person as usize].sector {
        Some(Sector::Eli) => Sector::Eli,
        _ => Sector::Gov,
    };
    let state = draft.k.home_of(&of).map(|o| draft.k.record(o).home.to_owned()).filter(|h| !h.is_empty());
    let key = draft.k.record(record).key;
    let entity = draft.local(
        format!("local:administration:{key}"),
        EntityKind::GovernmentBody,
        &format!("{name} administration"),
        state.as_deref(),
        Some(sector),
    );
    Some((vec![entity], format!("the administration of {name}")))
}

/// Ministries, parliaments, armies, police: by state where one is said, else by context.
fn body(draft: &mut Draft, phrase: &Phrase) -> Found {
    let owners = owners(draft, phrase);
    let said = words(draft, phrase);
    let office = phrase.noun.office;
    if let [owner] = owners.as_slice()
        && owner.kind == EntityKind::Person
        && office == "team"
    {
        return administration(draft, owner.entity);
    }
    // "Tigrayan forces", "Kurdish forces": a people's own, not those of its state.
    if office == "army"
        && let [owner] = owners.as_slice()
        && owner.kind == EntityKind::Population
    {
        let people = draft.entities[owner.entity as usize].clone();
        let home = draft.homes[owner.entity as usize].clone();
        let id = format!("local:group:{}-forces", slug(&people.name));
        let name = format!("{said} ({})", people.name);
        let entity = draft.local(id, EntityKind::ArmedGroup, &name, home.as_deref(), Some(Sector::Reb));
        let group = &mut draft.entities[entity as usize];
        (group.plural, group.country, group.owner) = (true, people.country, Some(owner.entity));
        return Some((vec![entity], format!("{said} of a people")));
    }
    // "A Russian jet" is a thing; "Russian jets" act.
    let tag = draft.doc.token(phrase.head).xpos;
    let machine = matches!(office, "air_force" | "navy") && phrase.noun.plural && !said.ends_with("force")
        || matches!(said.as_str(), "tank" | "tanks");
    if machine && (matches!(tag, "NN" | "NNP") || owners.is_empty()) {
        return None;
    }
    let mut entities = Vec::new();
    for o in &owners {
        if o.kind == EntityKind::Region || o.kind == EntityKind::IntergovernmentalOrganisation {
            return Some(crowd(draft, phrase, owners, &said));
        }
        if let Some(state) = draft.homes[o.entity as usize].clone() {
            entities.push(body_of(draft, &state, phrase, &said));
        }
    }
    if !entities.is_empty() {
        return Some((entities, format!("{said} of the state")));
    }
    if phrase.owned || phrase.article == Article::Indefinite && !phrase.plural {
        return None;
    }
    let institution = matches!(
        office,
        "parliament"
            | "army"
            | "police"
            | "opposition"
            | "foreign_ministry"
            | "defence_ministry"
            | "interior_ministry"
            | "finance_ministry"
            | "central_bank"
            | "security_forces"
            | "security_service"
            | "air_force"
            | "navy"
            | "ruling_party"
            | "justice_ministry"
            | "court"
            | "state_media"
            | "border_guard"
    );
    let definite = phrase.article == Article::Definite
        || office == "police"
        || office == "state_media" && phrase.article == Article::Bare
        || said == "parliament" && phrase.article == Article::Bare
        || phrase.head == phrase.first && draft.doc.upos(phrase.head) == Upos::Propn;
    if institution
        && definite
        && let Some(state) = context_state(draft, phrase.head)
    {
        let entity = body_of(draft, &state, phrase, &said);
        return Some((vec![entity], format!("{said} of {state}, the state spoken of")));
    }
    match office {
        "team" | "embassy" | "court" | "state_media" => None,
        _ if phrase.plural || institution => Some(crowd(draft, phrase, Vec::new(), &said)),
        _ => None,
    }
}

fn body_of(draft: &mut Draft, state: &str, phrase: &Phrase, said: &str) -> u32 {
    let office = phrase.noun.office;
    if phrase.noun.kind == NounKind::Body
        && let Some(record) = draft.k.body_of(state, office)
        && !phrase.noun.plural
    {
        return draft.known(record);
    }
    let _ = said;
    let name = match draft.state(state).map(|s| draft.entities[s as usize].name.clone()) {
        Some(name) => format!("{} ({name})", office.replace('_', " ")),
        None => office.replace('_', " "),
    };
    let kind =
        if office == "opposition" || office == "ruling_party" { EntityKind::Party } else { EntityKind::GovernmentBody };
    let id = format!("gov:{}-{}", state.to_lowercase(), office.replace('_', "-"));
    let entity = draft.local(id, kind, &name, Some(state), phrase.noun.sector);
    draft.entities[entity as usize].plural |= phrase.noun.plural;
    entity
}

/// Protesters, rebels, workers: with the country of whatever modifies them, or of where they are.
fn group(draft: &mut Draft, phrase: &Phrase, end: u32) -> Found {
    let said = words(draft, phrase);
    // "Hans Blix, the chief weapons inspector": one of them.
    if !phrase.plural
        && draft.doc.relation(phrase.head) == Relation::Appos
        && let Some(person) = apposed(draft, phrase, end)
    {
        return Some((vec![person], format!("apposition with {}", draft.entities[person as usize].name)));
    }
    let owners: Vec<Owner> = owners(draft, phrase).into_iter().filter(|o| o.kind != EntityKind::Person).collect();
    if !phrase.plural
        && phrase.article == Article::Indefinite
        && owners.is_empty()
        && !matches!(phrase.noun.sector, Some(Sector::Uaf | Sector::Reb | Sector::Crm))
    {
        return None;
    }
    let armed = matches!(phrase.noun.sector, Some(Sector::Reb | Sector::Uaf));
    let body = ["group", "movement", "organisation", "organization"].iter().any(|w| said.ends_with(w));
    if armed && (phrase.plural || body) && phrase.article == Article::Definite && owners.is_empty() {
        let group =
            draft.past.iter().rev().take(60).map(|&m| draft.of(m).entities[0]).find(|&e| {
                draft.entities[e as usize].kind == EntityKind::ArmedGroup && draft.entities[e as usize].known
            });
        if let Some(entity) = group {
            return Some((vec![entity], format!("the {said} named before")));
        }
    }
    // A name that is itself the group: "Houthi rebels", "Hamas militants", "Taliban fighters".
    if let [owner] = owners.as_slice()
        && armed
        && owner.kind == EntityKind::ArmedGroup
    {
        return Some((vec![owner.entity], format!("{said} of {}", draft.entities[owner.entity as usize].name)));
    }
    Some(crowd(draft, phrase, owners, &said))
}

/// "The country", "these two countries".
fn state(draft: &mut Draft, phrase: &Phrase) -> Found {
    let said = words(draft, phrase);
    let relation = said.contains("neighbo") || said.starts_with("all");
    if !phrase.plural && phrase.pronoun.is_some() && !relation && said != "ally" {
        // "His country".
        let owner = owners(draft, phrase).into_iter().next()?;
        let home = draft.homes[owner.entity as usize].clone()?;
        let entity = draft.state(&home)?;
        return Some((vec![entity], format!("the {said} of {}", draft.entities[owner.entity as usize].name)));
    }
    if !phrase.plural
        && matches!(said.as_str(), "kingdom" | "sultanate" | "emirate")
        && phrase.article == Article::Definite
    {
        return epithet::monarchy(draft, &said);
    }
    if phrase.article == Article::Indefinite || phrase.article == Article::Bare && phrase.count == 0 {
        return None;
    }
    if phrase.plural {
        let ours = (!relation || phrase.count > 0) && phrase.modifiers.is_empty();
        return ours
            .then(|| plural::states(draft, phrase.head, phrase.count))
            .flatten()
            .map(|s| (s, "the states spoken of".to_owned()));
    }
    if relation || !phrase.owners.is_empty() || phrase.owned || !phrase.modifiers.is_empty() {
        return None;
    }
    let state = context_state(draft, phrase.head)?;
    let entity = draft.state(&state)?;
    Some((vec![entity], format!("{said}: {state}, the state spoken of")))
}

fn capital(draft: &mut Draft, phrase: &Phrase) -> Found {
    let owners = owners(draft, phrase);
    let state = match owners.first() {
        Some(o) => draft.homes[o.entity as usize].clone()?,
        None if phrase.article == Article::Definite => context_state(draft, phrase.head)?,
        None => return None,
    };
    if phrase.plural {
        return None;
    }
    let record = draft.k.body_of(&state, "capital")?;
    let entity = draft.known(record);
    Some((vec![entity], format!("capital of {state}")))
}

/// "His Armenian counterpart": the same office in the other state.
fn counterpart(draft: &mut Draft, phrase: &Phrase) -> Found {
    let owners = owners(draft, phrase);
    if matches!(phrase.noun.office, "predecessor" | "successor") {
        return epithet::neighbour_in_office(draft, &owners, phrase.noun.office == "predecessor");
    }
    let states: Vec<&Owner> = owners.iter().filter(|o| o.kind == EntityKind::State).collect();
    if phrase.plural && states.len() > 1 {
        // "His Russian and Iranian counterparts".
        let mut people = Vec::new();
        for other in states {
            people.extend(counterpart_in(draft, &owners, other)?.0);
        }
        return Some((people, "counterparts in each".to_owned()));
    }
    let other =
        owners.iter().find(|o| o.kind == EntityKind::State || o.kind != EntityKind::Person && o.of.is_some())?;
    counterpart_in(draft, &owners, other)
}

fn counterpart_in(draft: &mut Draft, owners: &[Owner], other: &Owner) -> Found {
    let of = other.of.clone()?;
    // Whose counterpart: the possessor, else the last person who held an office.
    let base = owners
        .iter()
        .map(|o| o.entity)
        .find(|&e| draft.entities[e as usize].kind == EntityKind::Person)
        .or_else(|| recent_person(draft, |draft, e| !draft.entities[e as usize].offices.is_empty()))?;
    let office = draft.entities[base as usize].offices.first().cloned()?;
    let on = draft.on?;
    let said = fold(&office.title);
    let same = draft.k.holder(&of, &office.office, &said, on);
    // A president's counterpart where a head of government leads is that one.
    let record = same.or_else(|| {
        matches!(office.office.as_str(), "head_of_state" | "head_of_government")
            .then(|| draft.k.holder(&of, "leader", "leader", on))
            .flatten()
    });
    match record {
        Some(record) => {
            let entity = draft.known(record);
            Some((
                vec![entity],
                format!("{of} {} on {on}, counterpart of {}", office.office, draft.entities[base as usize].name),
            ))
        }
        None => {
            let id = format!("local:office:{}-{}", of.to_lowercase(), office.office.replace('_', "-"));
            let name = format!("{} ({})", office.title, draft.k.state_name(&of));
            let home = draft.homes[other.entity as usize].clone();
            let entity = draft.local(id, EntityKind::Person, &name, home.as_deref(), Some(Sector::Gov));
            Some((
                vec![entity],
                format!("{of} {}, counterpart of {}", office.office, draft.entities[base as usize].name),
            ))
        }
    }
}

/// "The corridor", "the alliance": what was last named of that kind.
fn named_before(draft: &mut Draft, phrase: &Phrase) -> Found {
    let given = phrase.article == Article::Definite || phrase.article == Article::Demonstrative;
    if phrase.noun.office == "people" {
        let said = words(draft, phrase);
        return (given && phrase.plural && phrase.count > 0).then(|| plural::people(draft, phrase, &said)).flatten();
    }
    if phrase.noun.office == "party" && phrase.pronoun.is_some() && !phrase.plural {
        let owners = owners(draft, phrase);
        return epithet::party_of(draft, &owners);
    }
    // "The regional bloc" is the bloc.
    let plain =
        phrase.modifiers.iter().all(|m| matches!(m.as_str(), "regional" | "same" | "military" | "disputed" | "-"));
    if !given || phrase.plural || !phrase.owners.is_empty() || !plain {
        return None;
    }
    if phrase.noun.office == "place" {
        let said = words(draft, phrase);
        return epithet::place(draft, phrase, &said);
    }
    let of_kind = |kind: EntityKind| match phrase.noun.office {
        "organisation" => matches!(
            kind,
            EntityKind::IntergovernmentalOrganisation | EntityKind::ArmedGroup | EntityKind::Organisation
        ),
        "party" => kind == EntityKind::Party,
        "route" => kind == EntityKind::Route,
        "instrument" => kind == EntityKind::Instrument,
        _ => false,
    };
    let said = words(draft, phrase);
    let entity = draft.past.iter().rev().take(120).map(|&m| draft.of(m).entities[0]).find(|&e| {
        let entity = &draft.entities[e as usize];
        if phrase.noun.office == "organisation" && !(epithet::may_be_called(draft, e, &said) && entity.known) {
            return false;
        }
        // A treaty named before is "the treaty", not "the deal" that is being negotiated.
        of_kind(entity.kind) && (entity.kind != EntityKind::Instrument || fold(&entity.name).contains(&said))
    })?;
    Some((vec![entity], format!("the {said} named before")))
}

/// The state that "the president" or "the police" belongs to: the one that this sentence and the
/// two before speak of most, subjects and the nearest first; else the one the article names most.
pub(super) fn context_state(draft: &Draft, token: u32) -> Option<String> {
    spoken_of(draft, token, None)
}

/// The state whose "junta" or "regime" it is: not that of whoever speaks of it.
fn accused_state(draft: &Draft, token: u32) -> Option<String> {
    let (low, _) = draft.sentence_bounds(token);
    let speaker = draft.past.iter().rev().take(30).copied().find(|&m| {
        let mention = draft.of(m);
        mention.first >= low && draft.doc.relation(mention.head).is_subject()
    });
    let home = speaker.and_then(|m| draft.home(m).map(str::to_owned));
    spoken_of(draft, token, home.as_deref())
}

fn spoken_of(draft: &Draft, token: u32, but: Option<&str>) -> Option<String> {
    let here = draft.sentence[token as usize];
    let mut scores: Vec<(String, f32)> = Vec::new();
    for &m in draft.past.iter().rev().take(60) {
        let mention = draft.of(m);
        let gap = here.saturating_sub(draft.sentence[mention.first as usize]);
        if gap > 2 {
            break;
        }
        let e = mention.entities[0];
        let entity = &draft.entities[e as usize];
        let Some(home) = draft.homes[e as usize].as_deref().filter(|h| Some(*h) != but) else { continue };
        let weight = match (entity.kind, mention.reference) {
            (EntityKind::State, Reference::Adjective) => 2.0,
            (EntityKind::State, _) => 6.0,
            // Who is out of office speaks for no state.
            (EntityKind::Person, _) if entity.offices.is_empty() && entity.known => 1.0,
            (EntityKind::Person | EntityKind::GovernmentBody | EntityKind::Place, _) => 5.0,
            _ => 2.0,
        };
        let subject = if draft.doc.relation(mention.head).is_subject() { 1.5 } else { 1.0 };
        let nearness = [1.0, 0.6, 0.3][gap as usize];
        let score = weight * subject * nearness;
        match scores.iter_mut().find(|s| s.0 == home) {
            Some(known) => known.1 += score,
            None => scores.push((home.to_owned(), score)),
        }
    }
    // What the article is about breaks near ties.
    let named = draft.states_named();
    for score in &mut scores {
        score.1 += 0.3 * named.get(&score.0).copied().unwrap_or(0).min(8) as f32;
    }
    let near = scores.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    if let Some((home, score)) = near
        && score >= 1.5
    {
        return Some(home);
    }
    let mut counts = named;
    if let Some(but) = but {
        counts.remove(but);
    }
    let total: usize = counts.values().sum();
    let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    most.filter(|(_, n)| n * 2 > total).map(|(home, _)| home)
}
