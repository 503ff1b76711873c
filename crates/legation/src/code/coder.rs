//! From an article to its events: every trigger, composed, with roles, status, date, place.

use std::collections::BTreeSet;

use super::compose::{self, Composed};
use super::confidence::{self, Signs, Sureness};
use super::date::{self, Tense};
use super::event::{Event, Role, Status};
use super::find::{self, Found};
use super::flat;
use super::lexicon::{Lexicon, Operator, Trigger};
use super::setting;
use super::status::{self, Reading};
use super::tree;
use super::who::Who;
use super::words::Sheet;
use super::{CODEBOOK, merge};
use crate::error::Notice;
use crate::id::{ArticleId, EventId};
use crate::link::{EntityKind, Linked, Reference};
use crate::parse::{Document, Relation, Upos};
use crate::plover::{EventType, QuadClass, Sector, cameo, mode};
use crate::time::{Date, DateBasis, Dated};

/// What the coder must know besides the text.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub article: &'a ArticleId,
    pub published: Option<Date>,
}

/// The events of one article, in text order, and what could not be coded.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    pub events: Vec<Event>,
    pub notices: Vec<Notice>,
}

/// Codes an article: finds every trigger, its participants, its status, place and date.
///
/// ```
/// use legation::{code, id::ArticleId, link, parse};
/// let document = parse::document("France condemned the attack on Egypt.");
/// let linked = link::mentions(&document, None, link::Knowledge::builtin());
/// let article = ArticleId::of(&["example"]);
/// let setting = code::Setting { article: &article, published: None };
/// let coded = code::events(&document, &linked, &setting, code::Lexicon::builtin());
/// assert_eq!(coded.events[0].event_type.name(), "ACCUSE");
/// ```
pub fn events(document: &Document, linked: &Linked, setting: &Setting, lexicon: &Lexicon) -> Coded {
    let mut sheet = Sheet::of(document, &lexicon.vocabulary);
    sheet.mark(linked);
    let who = Who::new(document, &sheet, lexicon, Some(linked));
    let mut coded = Coded::default();
    for (sentence_idx, sentence) in document.sentences.iter().enumerate() {
        let drafts = drafts(&who, sentence.first, sentence.end);
        let before = coded.events.len();
        for draft in &drafts {
            if let Some(event) = event(&who, linked, setting, draft, sentence_idx) {
                coded.events.push(event);
            }
        }
        if coded.events.len() == before
            && let Some(found) = flat::best(&who, sentence.first, sentence.end)
            && let Some(draft) = draft(&who, found)
            && let Some(mut event) = event(&who, linked, setting, &draft, sentence_idx)
        {
            event.signs.by_position();
            event.reason.push_str("; read by position, the tree ties nobody to it");
            coded.events.push(event);
        }
        if coded.events.len() > before {
            continue;
        }
        if let Some(first) = drafts.first() {
            coded.notices.push(Notice {
                room: "code",
                code: "no-participants",
                span: Some(sentence.span),
                message: format!(
                    "`{}` may tell {} but nobody is named who does it ({}, line {})",
                    document.form(first.found.token),
                    first.composed.event_type.name(),
                    first.found.rule.file,
                    first.found.rule.line
                ),
            });
        } else if let Some((one, other)) = two_parties(&who, sentence.first, sentence.end) {
            coded.notices.push(Notice {
                room: "code",
                code: "no-trigger",
                span: Some(sentence.span),
                message: format!("{one} and {other} are named, but no line of the lexicon tells a deed between them"),
            });
        }
    }
    answer_moves(document, &mut coded.events);
    merge::purposes(document, &mut coded.events);
    merge::repeats(document, linked, &mut coded.events);
    confidence::weigh(linked, &mut coded.events);
    coded
}

/// "Moscow expelled two diplomats, and Vienna criticised the move", "demanded their release": against
/// whoever did what was told last, in the same sentence or the one before.
fn answer_moves(document: &Document, events: &mut [Event]) {
    const MOVES: [&str; 9] =
        ["move", "decision", "step", "expulsion", "attack", "measure", "strike", "raid", "bombing"];
    for at in 1..events.len() {
        let (before, here) = events.split_at_mut(at);
        let (last, event) = (&before[at - 1], &mut here[0]);
        let near = document.sentence_of(last.trigger_token).end >= document.sentence_of(event.trigger_token).first;
        if !near || last.actors.len() != 1 {
            continue;
        }
        let freed = event.event_type == EventType::Request
            && matches!(last.event_type, EventType::Coerce | EventType::Assault)
            && document.children(event.trigger_token).any(|c| {
                document.lemma(c) == "release"
                    && document
                        .children(c)
                        .any(|p| document.upos(p) == Upos::Pron && document.relation(p).base() == "nmod")
            });
        if freed && !event.actors.iter().any(|a| same(a, &last.actors[0])) {
            // "…; Ivory Coast demanded their release": of those who hold them.
            let span = event.trigger;
            event.recipients = vec![Role { span, ..last.actors[0].clone() }];
            continue;
        }
        let answers = matches!(event.event_type, EventType::Accuse | EventType::Support | EventType::Reject);
        if !answers || !event.recipients.is_empty() {
            continue;
        }
        let object = document.children(event.trigger_token).find(|&c| {
            document.relation(c).base() == "obj"
                && MOVES.contains(&document.lemma(c))
                && document.children(c).all(|d| document.relation(d) == Relation::Det)
                && document.children(c).any(|d| matches!(document.form(d), "the" | "this"))
        });
        let Some(object) = object else { continue };
        let other = Role { span: document.token(object).span, ..last.actors[0].clone() };
        if !event.actors.iter().any(|a| same(a, &other)) {
            event.recipients.push(other);
        }
    }
}

/// The names of the first two different parties of a sentence.
fn two_parties(who: &Who, first: u32, end: u32) -> Option<(String, String)> {
    let parties = who.parties(first, end);
    let one = *parties.first()?;
    let other = *parties.iter().find(|&&t| !who.same(t, one))?;
    let name = |t: u32| who.name(t).map(str::to_owned);
    Some((name(one)?, name(other)?))
}

/// A trigger with what it composes to, before roles are read.
#[derive(Clone, Debug)]
pub(super) struct Draft<'l> {
    pub found: Found<'l>,
    pub composed: Composed,
    pub reading: Reading,
    pub actors: Vec<u32>,
    pub recipients: Vec<u32>,
}

/// Every trigger of a sentence that no other trigger has for its content.
pub(super) fn drafts<'l>(who: &Who<'l>, first: u32, end: u32) -> Vec<Draft<'l>> {
    let document = who.document;
    let mut found: Vec<Found<'l>> = (first..end).filter_map(|t| find::best(who, t)).collect();
    // What stands higher in the tree speaks first, so that it can claim its content.
    let depth = |t: u32| {
        let (mut at, mut n) = (t, 0);
        while let Some(head) = document.head(at) {
            (at, n) = (head, n + 1);
            if n > 60 {
                break;
            }
        }
        n
    };
    found.sort_by_key(|f| (depth(f.token), f.token));
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut out = Vec::new();
    for f in found {
        if taken.contains(&f.token) || part_of_name(document, &f) {
            continue;
        }
        // "a meeting is scheduled": nobody schedules, but the meeting has its parties.
        if let Some(noun) = f.noun
            && f.actors.is_empty()
            && find::best(who, noun).is_some_and(|n| !n.actors.is_empty())
        {
            continue;
        }
        let Some(draft) = draft(who, f) else { continue };
        taken.insert(draft.found.token);
        taken.extend(draft.found.noun);
        claim(who, &draft, &mut taken);
        out.push(draft);
    }
    // A noun that completes a verb is told with it, wherever the parser hung the verb.
    let completing: BTreeSet<u32> = out.iter().filter_map(|d: &Draft| d.found.noun).collect();
    out.retain(|d| !completing.contains(&d.found.token));
    out.sort_by_key(|d| d.found.token);
    out
}

/// Marks what a draft has told already: its content, and the clause that holds it.
fn claim(who: &Who, draft: &Draft, taken: &mut BTreeSet<u32>) {
    let document = who.document;
    if draft.composed.event_type == EventType::Threaten {
        // "warned journalists against criticising the government": what they are warned off.
        taken.extend(document.children(draft.found.token).filter(|&c| {
            document.xpos_is(c, "VBG") && document.children(c).any(|m| document.form(m).eq_ignore_ascii_case("against"))
        }));
    }
    if let Some(noun) = draft.found.noun {
        // "a round of talks": the portion and its content are one.
        taken.extend(document.children(noun).filter(|&c| document.relation(c).base() == "compound"));
        if let Some(head) = document.head(noun).filter(|&h| document.upos(h) == Upos::Noun) {
            taken.insert(head);
        }
    }
    if draft.found.rule.need.clause && draft.found.rule.then.is_none() {
        // "called her to congratulate": the purpose is what the line tells.
        if let Some(clause) = tree::complement(document, draft.found.token) {
            taken.insert(clause);
        }
    }
    let Some(content) = draft.found.content else { return };
    if draft.found.rule.then == Some(Operator::Deny) {
        // What is denied is told too, as negated.
        return;
    }
    if matches!(draft.found.rule.then, None | Some(Operator::Support)) {
        taken.insert(content);
        return;
    }
    let sentence = document.sentence_of(content);
    for t in sentence.first..sentence.end {
        if document.governs(content, t) && !inside_relative(document, content, t) {
            taken.insert(t);
        }
    }
}

fn inside_relative(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while at != top {
        if document.relation(at) == Relation::AclRelcl {
            return true;
        }
        match document.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// A nominal trigger inside a name ("the Peace Accord", "Operation Storm") names, and tells nothing;
/// neither does a noun in front of another ("attack helicopter").
fn part_of_name(document: &Document, found: &Found) -> bool {
    if found.rule.trigger != Trigger::Noun {
        return false;
    }
    let token = found.token;
    if document.relation(token) == Relation::Compound {
        return true;
    }
    document.names.iter().any(|n| n.first <= token && token < n.end && n.end - n.first > 1)
        || document.upos(token) == Upos::Propn
            && document.form(token).starts_with(char::is_uppercase)
            && document.sentence_of(token).first != token
}

/// Composes a trigger with its content and its status; nothing where they do not go together.
pub(super) fn draft<'l>(who: &Who<'l>, found: Found<'l>) -> Option<Draft<'l>> {
    let document = who.document;
    let (mut actors, mut recipients) = (found.actors.clone(), found.recipients.clone());
    let inner = found.content.and_then(|c| compose::content(who, c));
    let composed_inner = inner.as_ref().map(|f| innermost(who, f));
    let composed = compose::operator(who, &found, composed_inner.as_ref())?;
    if let Some(inner) = &inner
        && found.rule.then.is_some()
    {
        if recipients.is_empty() {
            let other = |t: &&u32| !actors.contains(t);
            recipients = inner.recipients.iter().filter(other).copied().collect();
            if recipients.is_empty()
                || matches!(found.rule.then, Some(Operator::Request | Operator::Must | Operator::Accuse))
            {
                let acting: Vec<u32> = inner.actors.iter().filter(|t| !actors.contains(t)).copied().collect();
                if !acting.is_empty() {
                    recipients = acting;
                }
            }
        }
        if actors.is_empty() && matches!(found.rule.then, Some(Operator::Agree | Operator::Intend | Operator::Refuse)) {
            actors = inner.actors.iter().filter(|t| !recipients.contains(t)).copied().collect();
        }
    }
    if recipients.is_empty()
        && !found.rule.symmetric
        && !inner.as_ref().is_some_and(|i| i.rule.symmetric)
        && matches!(found.rule.then, Some(Operator::Agree | Operator::Refuse | Operator::Threaten))
        && let Some(content) = found.content
    {
        // "threatened to send migrants to Poland": whom the content names, though no line tells the deed.
        recipients = named_in(who, content, &actors);
    }
    // "is due to meet the chancellor": both will meet; who agrees or offers speaks for itself.
    if found.rule.then.is_some()
        && composed.event_type == EventType::Agree
        && inner.as_ref().is_some_and(|i| i.rule.symmetric)
        && matches!(document.lemma(found.token), "due" | "expect" | "schedule" | "set" | "slate" | "likely" | "poise")
    {
        actors.append(&mut recipients);
    }
    let mut reading = status::of(document, found.token);
    let mut composed = composed;
    if matches!(found.rule.then, Some(Operator::Intend | Operator::Agree))
        && let (Some(content), Some(inner)) = (found.content, &composed_inner)
        && inner.event_type.quad() == QuadClass::MaterialConflict
        && find::negated(document, content)
    {
        composed = compose::forgone(inner);
    }
    if matches!(found.rule.then, Some(Operator::Intend | Operator::Agree))
        && reading.status == Status::Actual
        && matches!(document.lemma(found.token), "expect" | "schedule" | "due" | "set" | "slate" | "likely" | "poise")
    {
        // "is expected to", "is set to": others plan it; nobody promised.
        reading.status = Status::Planned;
        reading.cue = Some(document.token(found.token).span);
    }
    if let Some(no) = found.noun.and_then(|noun| {
        document
            .children(noun)
            .find(|&c| document.relation(c) == Relation::Det && document.form(c).eq_ignore_ascii_case("no"))
    }) {
        // "made no arrests".
        reading =
            Reading { status: Status::Negated, cue: Some(document.token(no).span), refused: false, attempted: false };
    }
    if found.rule.need.negated {
        reading = Reading { status: Status::Actual, cue: None, refused: false, attempted: false };
    }
    if reading.refused
        && let Some(refusal) = compose::refused(&composed)
    {
        composed = refusal;
        reading = Reading { status: Status::Actual, refused: false, ..reading };
    } else if reading.status == Status::Planned {
        composed = compose::future(composed);
    }
    if rule_of_withdrawal(document, &found) && reading.status == Status::Actual {
        // "announced the withdrawal": said, not done.
        composed = compose::future(composed);
        if let Some(head) = document.head(found.token) {
            let announcing: Vec<u32> =
                tree::subjects(document, head).into_iter().flat_map(|t| who.reach(t, false)).collect();
            if !announcing.is_empty() {
                actors = announcing;
            }
        }
    }
    if reading.attempted
        && reading.status == Status::Actual
        && composed.event_type.quad() != QuadClass::MaterialConflict
    {
        reading.status = Status::Possible;
    }
    Some(Draft { found, composed, reading, actors, recipients })
}

/// The first state, or holder of an office, that a clause names below its verb, with those coordinated to it.
fn named_in(who: &Who, content: u32, actors: &[u32]) -> Vec<u32> {
    let document = who.document;
    let sentence = document.sentence_of(content);
    let first = (sentence.first..sentence.end).find(|&t| {
        t > content
            && who.state(t)
            && document.governs(content, t)
            && !inside_relative(document, content, t)
            && matches!(document.relation(t).base(), "obj" | "iobj" | "obl" | "nmod")
            && !actors.iter().any(|&a| who.same(a, t))
    });
    first.map(|t| tree::members(document, t)).unwrap_or_default()
}

/// Whether a withdrawal is only announced: "the minister announced the withdrawal of the troops".
fn rule_of_withdrawal(document: &Document, found: &Found) -> bool {
    found.rule.trigger == Trigger::Noun
        && found.rule.mode == Some("withdraw")
        && document.relation(found.token).base() == "obj"
        && document
            .head(found.token)
            .is_some_and(|h| matches!(document.lemma(h), "announce" | "promise" | "pledge" | "plan" | "propose"))
}

/// What the content of an operator says, with an operator of its own inside.
fn innermost(who: &Who, found: &Found) -> Composed {
    let inner = found.content.and_then(|c| compose::content(who, c)).map(|f| compose::plain(&f));
    compose::operator(who, found, inner.as_ref()).unwrap_or_else(|| compose::plain(found))
}

fn event(who: &Who, linked: &Linked, setting: &Setting, draft: &Draft, sentence_idx: usize) -> Option<Event> {
    let document = who.document;
    let found = &draft.found;
    let rule = found.rule;
    let composed = &draft.composed;
    let mut actors = roles(who, &draft.actors, false);
    let mut recipients = roles(who, &draft.recipients, true);
    // "King Abdullah of Jordan" is one party.
    let inner = |r: &Role, others: &[Role]| {
        r.entity.is_none()
            && others.iter().any(|o| o.entity.is_some() && o.span.start <= r.span.start && r.span.end <= o.span.end)
    };
    if matches!(composed.event_type, EventType::Assault | EventType::Coerce) {
        // "bombed the Syrian town of Kobani": a town suffers, not the government.
        for role in recipients.iter_mut().filter(|r| r.sector == Some(Sector::Gov)) {
            let town = linked.mentions.iter().any(|m| {
                m.span == role.span
                    && m.reference == Reference::Adjective
                    && document.head(m.head).is_some_and(|noun| setting::SETTLEMENT.contains(&document.lemma(noun)))
            });
            if town {
                role.sector = Some(Sector::Cvl);
            }
        }
    }
    for role in actors.iter_mut().chain(recipients.iter_mut()) {
        // "killing two officers" where the police were struck.
        let officer = role.name.split(' ').next_back().is_some_and(|w| matches!(w, "officer" | "officers"));
        let sentence = &document.sentences[sentence_idx];
        let spoken = sentence_idx.checked_sub(1).map(|k| document.sentences[k].span).into_iter().chain([sentence.span]);
        let police = spoken.into_iter().any(|s| s.of(&document.text).contains("police"));
        if officer && role.sector == Some(Sector::Mil) && police {
            role.sector = Some(Sector::Cop);
        }
    }
    let outer = actors.clone();
    actors.retain(|r| !inner(r, &outer));
    recipients.retain(|r| !actors.iter().any(|a| same(a, r)) && !inner(r, &outer));
    if composed.event_type == EventType::Protest {
        // A city where people march is a place, not an addressee.
        recipients.retain(|r| r.entity.is_none_or(|e| linked.entity(e).kind != EntityKind::Place));
    }
    for role in &mut actors {
        if role.entity.is_some_and(|e| linked.entity(e).id.starts_with("place:capital-")) {
            role.sector = Some(Sector::Gov);
        }
    }
    for role in &mut recipients {
        // The codebook follows GSR 2016: a capital as the other side is its government, any other
        // city its people; where force is used it is the place that suffers.
        let capital = role.entity.is_some_and(|e| linked.entity(e).id.starts_with("place:capital-"));
        let forced = matches!(composed.event_type, EventType::Assault | EventType::Coerce | EventType::Protest);
        let town = role.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::Place) && role.country.is_some();
        let visited = rule.mode == Some("visit") && actors.iter().any(|a| a.sector == Some(Sector::Gov));
        let official = town
            && (visited || composed.event_type == EventType::Sanction)
            && actors.iter().all(|a| a.country != role.country);
        if capital && !forced || official {
            role.sector = Some(Sector::Gov);
        }
    }
    if rule.then == Some(Operator::Deny) {
        // Who denies what its own forces did rejects no one.
        recipients.retain(|r| r.country.is_none() || actors.iter().all(|a| a.country != r.country));
    }
    if rule.symmetric
        && matches!(
            composed.event_type,
            EventType::Reject | EventType::Threaten | EventType::Request | EventType::Accuse
        )
        && actors.len() > 1
    {
        // A refused or threatened meeting is no longer symmetric: the first party speaks.
        recipients = actors.split_off(1);
    }
    if matches!(composed.event_type, EventType::Threaten | EventType::Agree | EventType::Concede) {
        // "Putin warned that Russia could leave": one's own state is no other side.
        let speakers: Vec<&Role> = actors.iter().filter(|a| a.sector == Some(Sector::Gov)).collect();
        recipients.retain(|r| {
            r.sector != Some(Sector::Gov)
                || r.country.is_none()
                || r.entity.is_none_or(|e| linked.entity(e).kind != EntityKind::State)
                || speakers.iter().all(|a| a.country != r.country)
        });
    }
    if matches!(composed.event_type, EventType::Retreat | EventType::Concede | EventType::Reject | EventType::Mobilize)
    {
        // "withdrew its forces", "sent troops": one's own forces are no other side.
        let own = |a: &Role, r: &Role| {
            a.country == r.country && matches!(a.sector, Some(Sector::Gov | Sector::Mil | Sector::Leg))
        };
        recipients
            .retain(|r| r.sector != Some(Sector::Mil) || r.country.is_none() || !actors.iter().any(|a| own(a, r)));
    }
    if composed.event_type == EventType::Mobilize {
        // "moved tanks to the island": where one's own forces go is no other side.
        recipients.retain(|r| {
            let home = r.country.is_none() || actors.iter().any(|a| a.country == r.country);
            !home || r.entity.is_none_or(|e| linked.entity(e).kind != EntityKind::Place)
        });
    }
    if rule.symmetric && actors.len() > 1 {
        // "resumed flights to Mekelle": a town takes part in nothing, but a capital is its government.
        let town = |r: &Role| {
            r.entity.is_some_and(|e| {
                let entity = linked.entity(e);
                matches!(entity.kind, EntityKind::Place | EntityKind::Route) && !entity.id.starts_with("place:capital-")
            })
        };
        if !actors.iter().all(town) {
            actors.retain(|r| !town(r));
        }
    }
    if rule.trigger == Trigger::Adjective && document.relation(found.token).base() == "amod" {
        // "an angry crowd": what somebody is like, and nothing that they say.
        return None;
    }
    if composed.event_type == EventType::Consult
        && matches!(document.lemma(found.token), "speak" | "talk")
        && document.relation(found.token) == Relation::AclRelcl
        && actors.len() + recipients.len() < 2
    {
        return None;
    }
    if composed.event_type == EventType::Retreat
        && document.lemma(found.token) == "leave"
        && document.xpos_is(found.token, "VBG")
    {
        // "…, leaving four dead": what a deed left behind, not who left.
        return None;
    }
    if composed.event_type == EventType::Request
        && !recipients.is_empty()
        && recipients.iter().all(|r| r.sector == Some(Sector::Jrn))
    {
        // "told reporters": nobody asks them for anything.
        return None;
    }
    if composed.event_type == EventType::Consult
        && found.noun.is_none()
        && matches!(document.lemma(found.token), "speak" | "talk" | "tell" | "address")
        && sides_of(&actors, &recipients).filter(|r| r.sector != Some(Sector::Jrn)).count() < 2
        && !draft.actors.iter().any(|&t| {
            document.children(t).any(|c| matches!(document.lemma(c), "two" | "both" | "three" | "their"))
                || matches!(document.lemma(t), "leader" | "side" | "president" | "both" | "two" | "pair")
        })
    {
        // "speaking to reporters in Vienna", "two diplomats who spoke on condition of anonymity": how it was said.
        return None;
    }
    if composed.event_type == EventType::Aid && recipients.is_empty() && actors.iter().all(|r| r.entity.is_none()) {
        // "ordered them to pay 40,000 roubles" helps nobody.
        return None;
    }
    let named = |roles: &[Role]| roles.iter().any(|r| r.entity.is_some());
    if actors.is_empty() || other_business(document, linked, found.token, composed.event_type, &actors) {
        return None;
    }
    // A nominal trigger without two sides, or a plain verb between nameless parties, is no news.
    let sides = actors.len() + recipients.len();
    if rule.trigger == Trigger::Noun && sides < 2 && !(named(&actors) && alone(composed.event_type)) {
        return None;
    }
    if composed.event_type.needs_recipient()
        && recipients.is_empty()
        && !rule.symmetric
        && rule.trigger != Trigger::Verb
    {
        return None;
    }
    if rule.symmetric
        && sides < 2
        && !plural(document, &draft.actors)
        && rule.trigger != Trigger::Verb
        && composed.event_type != EventType::Agree
    {
        return None;
    }
    if !named(&actors) && !named(&recipients) && rule.weight < 0.7 {
        return None;
    }
    if composed.modes.contains(&"visit")
        && recipients.iter().all(|r| r.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::Place))
    {
        let hosts = roles(who, &talked_with(who, found.token), true);
        let hosts: Vec<Role> = hosts.into_iter().filter(|r| !actors.iter().any(|a| same(a, r))).collect();
        if !hosts.is_empty() {
            recipients = hosts;
        }
    }
    let sentence = &document.sentences[sentence_idx];
    let tense = match draft.reading.status {
        Status::Planned | Status::Possible | Status::Hypothetical => Tense::Future,
        _ => Tense::Past,
    };
    let mut dated = when(document, found.token, sentence_idx, tense, setting.published);
    let mut status = draft.reading.status;
    let mut status_cue = draft.reading.cue;
    if matches!(status, Status::Actual | Status::Ongoing) && status::historical(&dated, setting.published) {
        status = Status::Historical;
        status_cue = dated.span;
    } else if matches!(status, Status::Actual | Status::Ongoing)
        && dated.basis == DateBasis::Published
        && actors.iter().all(|r| is_former(linked, r))
        && let Some(first) = actors.first()
    {
        // "Biden's team" of an article from August 2025 acted while it was in office, whenever that was.
        status = Status::Historical;
        status_cue = Some(first.span);
        dated = Dated::UNKNOWN;
    }
    let spans: Vec<_> = actors.iter().chain(&recipients).map(|r| r.span).collect();
    // A visit that is planned is AGREE, and takes place where the visit will.
    let kind = if rule.mode == Some("visit") { EventType::Consult } else { composed.event_type };
    let place = setting::place(document, linked, found.token, kind, &spans);
    let there = place.as_ref().and_then(|p| p.country.clone()).or_else(|| only_country(document, linked, found.token));
    at_home(linked, composed.event_type, &mut actors, &mut recipients, there);
    let size = match status {
        Status::Actual | Status::Ongoing | Status::Historical => {
            setting::size(document, found.token, composed.event_type, &composed.modes)
        }
        _ => Default::default(),
    };
    let contexts = setting::contexts(document, who.sheet, who.lexicon, sentence_idx, rule.context);
    let mut trigger = document.token(found.token).span;
    if let Some(noun) = found.noun {
        let other = document.token(noun).span;
        // "launched an offensive" reads as one; a noun far away does not.
        if other.start.abs_diff(trigger.end) < 60 && noun > found.token {
            trigger = trigger.cover(other);
        }
    }
    let names = |roles: &[Role]| roles.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join("|");
    let id = EventId::of(&[
        setting.article.as_str(),
        &format!("{}-{}", trigger.start, trigger.end),
        composed.event_type.name(),
        &composed.modes.join("|"),
        &names(&actors),
        &names(&recipients),
        CODEBOOK,
    ]);
    Some(Event {
        id,
        event_type: composed.event_type,
        modes: composed.modes.clone(),
        contexts,
        confidence: 0.0,
        sureness: Sureness::default(),
        signs: Signs::of_line(found),
        actors,
        recipients,
        place,
        date: dated,
        status,
        status_cue,
        quad: composed.event_type.quad(),
        score: mode::strongest(composed.event_type, &composed.modes),
        goldstein: cameo::goldstein(&composed.cameo),
        cameo: composed.cameo.clone(),
        size,
        trigger,
        trigger_token: found.token,
        sentence: sentence.span,
        claim: None,
        reason: reason(document, found, composed),
        repeats: Vec::new(),
    })
}

/// Whether a sentence plays, trades or tells of weather in the words of politics: "Spain's meeting with Italy was
/// decided by an own goal", "Seoul retreated as investors sold shares", "Cyclone Hidaya struck the coast".
fn other_business(document: &Document, linked: &Linked, trigger: u32, event_type: EventType, actors: &[Role]) -> bool {
    const PLAY: [&str; 28] = [
        "goal",
        "coach",
        "batsman",
        "batter",
        "bowler",
        "wicket",
        "innings",
        "goalkeeper",
        "midfielder",
        "crossbar",
        "penalty",
        "halftime",
        "quarter-final",
        "semi-final",
        "marathon",
        "runner",
        "race",
        "league",
        "tournament",
        "champion",
        "run",
        "ball",
        "opener",
        "testosterone",
        "doping",
        "athletics",
        "striker",
        "defender",
    ];
    const TRADE: [&str; 18] = [
        "share",
        "stock",
        "investor",
        "yen",
        "peso",
        "forint",
        "lira",
        "rouble",
        "rupee",
        "bond",
        "currency",
        "index",
        "dealer",
        "inflation",
        "rate",
        "exporter",
        "seller",
        "chipmaker",
    ];
    const WEATHER: [&str; 7] = ["Cyclone", "Hurricane", "Typhoon", "Storm", "Tropical", "Earthquake", "Typhoons"];
    let weather = |r: &Role| r.name.split(' ').next().is_some_and(|w| WEATHER.contains(&w));
    if actors.iter().all(weather) {
        return true;
    }
    let sentence = document.sentence_of(trigger);
    let count = |words: &[&str]| {
        let mut seen: Vec<&str> =
            (sentence.first..sentence.end).map(|t| document.lemma(t)).filter(|l| words.contains(l)).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let faceless = actors.iter().all(|r| {
        matches!(r.sector, None | Some(Sector::Gov | Sector::Unk | Sector::Bus))
            && r.entity.is_none_or(|e| {
                let entity = linked.entity(e);
                matches!(entity.kind, EntityKind::State | EntityKind::Organisation | EntityKind::Company)
                    || entity.name.contains("Bank")
            })
            || r.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::Place)
    });
    use EventType::*;
    let deed = matches!(event_type, Retreat | Assault | Coerce | Mobilize | Concede | Threaten | Consult | Request);
    faceless && deed && (count(&PLAY) > 1 || count(&TRADE) > 1)
}

/// "arrived in Aqaba for talks with the king": with whom.
fn talked_with(who: &Who, trigger: u32) -> Vec<u32> {
    const TALKS: [&str; 6] = ["talk", "meeting", "negotiation", "consultation", "summit", "discussion"];
    let document = who.document;
    let sentence = document.sentence_of(trigger);
    (sentence.first..sentence.end)
        .filter(|&t| {
            TALKS.contains(&document.lemma(t)) && tree::case_is(document, t, "for") && document.governs(trigger, t)
        })
        .flat_map(|t| tree::prepositional(document, t, |c| document.form(c) == "with"))
        .flat_map(|t| who.reach(t, true))
        .collect()
}

/// The one country that a sentence names, or the sentence before it where it names none.
fn only_country(document: &Document, linked: &Linked, trigger: u32) -> Option<String> {
    let here = document.sentence_of(trigger);
    let at = document.sentences.partition_point(|s| s.first < here.first);
    let named = |idx: usize| countries(document, linked, idx);
    match named(at) {
        Named::One(country) => Some(country),
        Named::Several => None,
        Named::None => match at.checked_sub(1).map(named) {
            Some(Named::One(country)) => Some(country),
            _ => None,
        },
    }
}

/// How many countries a sentence names.
enum Named {
    None,
    One(String),
    Several,
}

fn countries(document: &Document, linked: &Linked, sentence: usize) -> Named {
    let sentence = &document.sentences[sentence];
    let mut found: Option<String> = None;
    for mention in linked.mentions.iter().filter(|m| sentence.first <= m.first && m.end <= sentence.end) {
        for country in mention.entities.iter().filter_map(|&e| linked.entity(e).country.as_ref()) {
            if matches!(country.as_str(), "UNO" | "EUR" | "IGO" | "IMG" | "NGO" | "MNC") {
                continue;
            }
            if found.as_ref().is_some_and(|f| f != country) {
                return Named::Several;
            }
            found = found.or_else(|| Some(country.clone()));
        }
    }
    found.map_or(Named::None, Named::One)
}

/// Lends a country to groups that news names without one, where the place is in one or the sentence
/// names no other: the crowd of a protest is from where it stands or against whom, those whom a state's own police, courts and censors deal with are its
/// own people.
fn at_home(
    linked: &Linked,
    event_type: EventType,
    actors: &mut [Role],
    recipients: &mut [Role],
    there: Option<String>,
) {
    use Sector::*;
    let open = |r: &Role| r.country.is_none() && r.entity.is_none_or(|e| linked.entity(e).country.is_none());
    let people = |r: &Role| {
        matches!(r.sector, Some(Cvl | Lab | Edu | Agr | Jrn | Opp | Med | Rel | Pty | Leg | Cop | Jud | Bus | Soc))
    };
    if event_type == EventType::Protest {
        let against = recipients.iter().find_map(|r| r.country.clone());
        for role in actors.iter_mut().filter(|r| open(r) && (people(r) || r.sector == Some(Mil))) {
            role.country = there.clone().or_else(|| against.clone());
        }
        let from = actors.iter().find_map(|r| r.country.clone());
        for role in recipients.iter_mut().filter(|r| open(r) && people(r)) {
            role.country = there.clone().or_else(|| from.clone());
        }
    }
    if matches!(
        event_type,
        EventType::Coerce | EventType::Sanction | EventType::Concede | EventType::Retreat | EventType::Assault
    ) {
        // "Colombia's guerrillas freed two soldiers": those whom a state's own hands or rebels deal with are its own.
        let from = actors
            .iter()
            .filter(|a| matches!(a.sector, Some(Gov | Cop | Jud | Leg | Mil | Spy | Reb)))
            .find_map(|a| a.country.clone());
        let rebels = actors.iter().any(|a| a.sector == Some(Reb));
        let own = |r: &Role| {
            people(r)
                || r.sector == Some(Unk)
                    && r.entity.is_none()
                    && event_type != EventType::Assault
                    && r.name.split(' ').next_back().is_some_and(|w| w.starts_with(char::is_lowercase))
                || matches!(r.sector, Some(Mil))
                    && (rebels || matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Sanction))
        };
        for role in recipients.iter_mut().filter(|r| open(r) && own(r)) {
            role.country = match event_type {
                EventType::Assault if !rebels => there.clone(),
                _ => there.clone().or_else(|| from.clone()),
            };
        }
    }
    if matches!(event_type, EventType::Assault | EventType::Coerce | EventType::Retreat | EventType::Mobilize) {
        // "Rebels attacked a police station in the Colombian town of Morales": they are of the country
        // they fight in, unless the text says otherwise.
        for role in actors.iter_mut().filter(|r| open(r)) {
            if people(role) || matches!(role.sector, Some(Reb | Prm | Crm | Mil | Cop | Uaf)) {
                role.country = there.clone();
            }
        }
    }
    // "Prosecutors freed them", "border police at Belgrade airport": a state's own hands act at home.
    for role in actors.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Cop | Jud | Leg))) {
        role.country = there.clone();
    }
    if event_type == EventType::Aid {
        for role in recipients.iter_mut().filter(|r| open(r) && people(r)) {
            role.country = there.clone();
        }
    }
    if matches!(event_type, EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten) {
        // "The opposition accused the government": both are of one country.
        let home = |roles: &[Role]| {
            roles.iter().find(|r| matches!(r.sector, Some(Gov | Leg | Cop | Jud))).and_then(|r| r.country.clone())
        };
        let (one, other) = (home(actors), home(recipients));
        for role in actors.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Opp | Pty | Lab | Leg | Jud | Cop)))
        {
            role.country = other.clone();
        }
        for role in
            recipients.iter_mut().filter(|r| open(r) && matches!(r.sector, Some(Opp | Pty | Lab | Leg | Jud | Cop)))
        {
            role.country = one.clone();
        }
    }
}

fn sides_of<'a>(actors: &'a [Role], recipients: &'a [Role]) -> impl Iterator<Item = &'a Role> {
    actors.iter().chain(recipients)
}

/// Types that one side can do: to resign, to protest, to mobilise.
fn alone(event_type: EventType) -> bool {
    use EventType::*;
    matches!(event_type, Agree | Concede | Retreat | Protest | Mobilize | Coerce | Request | Reject | Threaten)
}

fn plural(document: &Document, heads: &[u32]) -> bool {
    heads.iter().any(|&t| document.has(t, "Number=Plur"))
}

fn roles(who: &Who, heads: &[u32], recipient: bool) -> Vec<Role> {
    let mut out: Vec<Role> = Vec::new();
    for &head in heads {
        for role in who.roles(head, recipient) {
            if !out.iter().any(|r| same(r, &role)) {
                out.push(role);
            }
        }
    }
    out
}

fn same(a: &Role, b: &Role) -> bool {
    match (a.entity, b.entity) {
        (Some(x), Some(y)) => x == y,
        _ => a.span == b.span,
    }
}

/// Why the event was coded: the line, the words, and the rule that composed them.
fn reason(document: &Document, found: &Found, composed: &Composed) -> String {
    let mut words = document.lemma(found.token).to_owned();
    if let Some(noun) = found.noun {
        words.push_str(" + ");
        words.push_str(document.lemma(noun));
    }
    let rule = found.rule;
    let line = format!("`{words}` ({}, line {})", rule.file, rule.line);
    match &composed.note {
        Some(note) => format!("{line}; {note}"),
        None => line,
    }
}

/// An administration that is no longer one on the day of the article.
fn is_former(linked: &Linked, role: &Role) -> bool {
    role.sector == Some(Sector::Eli) && role.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::GovernmentBody)
}

/// When it happened: date words of its own clause first, then of the sentence, then what "at that
/// time" goes back to.
fn when(document: &Document, trigger: u32, sentence_idx: usize, tense: Tense, published: Option<Date>) -> Dated {
    let sentence = &document.sentences[sentence_idx];
    let expressions = date::expressions(document, sentence.first, sentence.end, published, tense);
    if let Some((clause, mark)) = marked_clause(document, trigger)
        && let Some(day) = published
        && !expressions.iter().any(|e| document.governs(clause, e.first))
        && let Some(mut dated) = date::years_off(document, mark, day)
    {
        // "Twenty-five years after warplanes had bombed the city, the envoy came."
        dated.span = Some(document.span_of(mark.saturating_sub(2), mark));
        return dated;
    }
    if let Some((clause, days)) = off_by(document, trigger) {
        // "Two days after soldiers had shot him, the government banned rallies on Friday."
        let told =
            expressions.iter().filter(|e| !document.governs(clause, e.first)).min_by_key(|e| e.first.abs_diff(clause));
        let own = expressions.iter().any(|e| document.governs(clause, e.first));
        let day = told.map_or(published, |e| e.dated.from.filter(|_| e.dated.from == e.dated.to));
        if let Some(day) = day.filter(|_| !own) {
            let day = day.saturating_add(jiff::ToSpan::days(days));
            return Dated {
                from: Some(day),
                to: Some(day),
                precision: crate::time::Precision::Day,
                basis: DateBasis::Resolved,
                span: Some(document.span_of(document.subtree(clause).0, clause)),
            };
        }
    }
    // The nearest expression that hangs on the trigger or on what embeds it.
    let mut at = trigger;
    for step in 0..6 {
        let own = expressions
            .iter()
            .filter(|e| {
                document.governs(at, e.first) && !date::bounds(document, e.first) && !behind(document, at, e.first)
            })
            .filter(|e| !date::names_paper(document, e, trigger))
            .filter(|e| step > 0 || !between_clauses(document, at, e.first))
            .filter(|e| tense == Tense::Past || !told(document, at, e.first))
            .min_by_key(|e| (between_clauses(document, at, e.first), e.dated.to.is_none(), e.first.abs_diff(trigger)));
        if let Some(found) = own {
            return date::lasting(document, found, published);
        }
        match document.head(at) {
            // When it was said tells nothing of when it will be.
            Some(head)
                if tense == Tense::Future
                    && document.relation(at) == Relation::Ccomp
                    && setting::SAYING.contains(&document.lemma(head)) =>
            {
                break;
            }
            Some(head) if document.relation(at) != Relation::AclRelcl => at = head,
            _ => break,
        }
    }
    if let Some(dated) = back_reference(document, sentence_idx, published, tense) {
        return dated;
    }
    if let Some(dated) = goes_on(document, sentence_idx, published, tense) {
        return dated;
    }
    if let Some(then) =
        document.children(trigger).find(|&c| c < trigger && document.form(c).eq_ignore_ascii_case("then"))
        && let Some(day) = date::last(document, sentence.first, published, 1)
    {
        // "Troops then shot dead six of the attackers."
        return Dated {
            from: Some(day),
            to: Some(day),
            precision: crate::time::Precision::Day,
            basis: DateBasis::Resolved,
            span: Some(document.token(then).span),
        };
    }
    match published {
        Some(day) if tense == Tense::Past => Dated::published(day),
        _ => Dated::UNKNOWN,
    }
}

/// The clause with "two days after" in front that holds a trigger, and how many days it lies off.
fn off_by(document: &Document, trigger: u32) -> Option<(u32, i64)> {
    let (clause, mark) = marked_clause(document, trigger)?;
    Some((clause, date::offset(document, mark)?))
}

/// The nearest clause that holds a trigger and has "after" or "before" in front, and that word.
fn marked_clause(document: &Document, trigger: u32) -> Option<(u32, u32)> {
    let mut at = trigger;
    loop {
        let relation = document.relation(at).base();
        if matches!(relation, "advcl" | "acl") {
            let mark = document
                .children(at)
                .find(|&c| c < at && matches!(document.relation(c), Relation::Mark | Relation::Case));
            let limits = |m: &u32| matches!(document.form(*m).to_lowercase().as_str(), "after" | "before");
            if let Some(mark) = mark.filter(limits) {
                return Some((at, mark));
            }
            if relation == "advcl" {
                return None;
            }
        }
        if matches!(relation, "ccomp" | "parataxis") {
            return None;
        }
        at = document.head(at)?;
    }
}

/// Whether a date below a word is that of the telling: "…, a professor said on New Year's Day".
fn told(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        if document.relation(at) == Relation::Parataxis && setting::SAYING.contains(&document.lemma(at)) {
            return true;
        }
        at = head;
    }
    false
}

/// Whether a date only tells when something else is: "before the elections in May".
fn behind(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while let Some(head) = document.head(at).filter(|_| at != top) {
        let case = |w: u32| matches!(document.relation(w), Relation::Case | Relation::Mark);
        let limits =
            |w: u32| matches!(document.form(w).to_lowercase().as_str(), "before" | "after" | "until" | "ahead");
        if at != token
            && document.upos(at) != Upos::Verb
            && document.children(at).any(|c| c < at && case(c) && limits(c))
        {
            return true;
        }
        at = head;
    }
    false
}

/// Whether another clause's verb stands between a word and the date below it.
fn between_clauses(document: &Document, top: u32, token: u32) -> bool {
    let mut at = token;
    while at != top {
        // "Speaking in Vienna on Monday, the minister rejected …": one and the same hour.
        let framing = document.relation(at) == Relation::Advcl
            && at < top
            && document.head(at) == Some(top)
            && document.xpos_is(at, "VBG")
            && matches!(
                document.lemma(at),
                "speak" | "address" | "visit" | "talk" | "attend" | "tour" | "write" | "meet"
            );
        if !framing && matches!(document.relation(at).base(), "acl" | "advcl" | "ccomp" | "parataxis") {
            return true;
        }
        match document.head(at) {
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// The day of the sentence before, where a sentence plainly tells on: "There he lauded his counterpart", "The two
/// sides withdrew", "Within hours the ministry called in the ambassador".
fn goes_on(document: &Document, sentence_idx: usize, published: Option<Date>, tense: Tense) -> Option<Dated> {
    if tense != Tense::Past {
        return None;
    }
    let sentence = &document.sentences[sentence_idx];
    let before = &document.sentences[sentence_idx.checked_sub(1)?];
    let (paragraph, _) = setting::paragraph(document, sentence_idx);
    let form = |k: u32| {
        let t = sentence.first + k;
        if t < sentence.end { document.form(t).to_lowercase() } else { String::new() }
    };
    let (first, second) = (form(0), form(1));
    let anaphoric = matches!(first.as_str(), "there" | "he" | "she" | "they" | "both" | "it")
        || matches!(
            (first.as_str(), second.as_str()),
            ("within", "hours")
                | ("hours", "later")
                | ("the", "two" | "ministry" | "pair" | "latter" | "group" | "sides")
                | ("over", "coffee" | "lunch" | "dinner")
                | ("at", "the")
                | ("in", "return" | "turn")
        );
    // A sentence in the present tense tells of now.
    let root = (sentence.first..sentence.end).find(|&t| document.relation(t) == Relation::Root)?;
    let past = document.xpos_is(root, "VBD");
    if !anaphoric || !past || before.first < paragraph {
        return None;
    }
    let dates = date::expressions(document, before.first, before.end, published, tense);
    let days: Vec<_> = dates.iter().filter(|e| e.dated.to.is_some()).collect();
    let [only] = days.as_slice() else { return None };
    let recent = only
        .dated
        .to
        .zip(published)
        .is_some_and(|(to, day)| to <= day && to.saturating_add(jiff::ToSpan::days(14)) >= day);
    if !recent || only.dated.from != only.dated.to {
        return None;
    }
    Some(Dated { basis: DateBasis::Resolved, ..only.dated.clone() })
}

/// "At that time" goes back to the last date of the sentences before it in the paragraph.
fn back_reference(document: &Document, sentence_idx: usize, published: Option<Date>, tense: Tense) -> Option<Dated> {
    let sentence = &document.sentences[sentence_idx];
    let cue = (sentence.first..sentence.end.min(sentence.first + 8)).find_map(|t| {
        let form = document.form(t).to_lowercase();
        let next = if t + 1 < sentence.end { document.form(t + 1).to_lowercase() } else { Default::default() };
        match (form.as_str(), next.as_str()) {
            ("that" | "the" | "this", "time" | "year" | "day" | "month" | "point") => Some((t, t + 1)),
            ("then", _) if t == sentence.first => Some((t, t)),
            _ => None,
        }
    })?;
    let (paragraph, _) = setting::paragraph(document, sentence_idx);
    for earlier in document.sentences[..sentence_idx].iter().rev().take_while(|s| s.first >= paragraph) {
        let dates = date::expressions(document, earlier.first, earlier.end, published, tense);
        if let Some(found) = dates.iter().rfind(|e| e.dated.to.is_some()) {
            let mut dated = found.dated.clone();
            dated.basis = DateBasis::Resolved;
            dated.span = Some(document.span_of(cue.0, cue.1));
            return Some(dated);
        }
    }
    None
}

/// The subject heads of a verb, for the rooms that still see trees.
pub fn subjects(document: &Document, verb: u32) -> Vec<u32> {
    tree::subjects(document, verb)
}
