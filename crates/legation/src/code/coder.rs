//! From an article to its events: every trigger, composed, with roles, status, date, place.

use std::collections::BTreeSet;

use super::business::other_business;
use super::compose::{self, Composed};
use super::confidence::{self, Signs, Sureness};
use super::date::Tense;
use super::event::{Event, Role, Status};
use super::find::{self, Found};
use super::flat;
use super::home::{at_home, only_country};
use super::lexicon::{Lexicon, Operator, Trigger};
use super::setting;
use super::status::{self, Reading};
use super::tree;
use super::when::when;
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
        let sentence = document.sentence_of(draft.found.token);
        taken.extend((draft.found.token + 1..sentence.end).filter(|&t| {
            document.xpos_is(t, "VBG")
                && document.governs(draft.found.token, t)
                && document.children(t).any(|m| document.form(m).eq_ignore_ascii_case("against"))
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

/// The first state that a clause names below its verb, with those coordinated to it.
fn named_in(who: &Who, content: u32, actors: &[u32]) -> Vec<u32> {
    let document = who.document;
    let sentence = document.sentence_of(content);
    let first = (content + 1..sentence.end).find(|&t| {
        who.state(t)
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
        let police = || spoken.into_iter().any(|s| s.of(&document.text).contains("police"));
        if officer && role.sector == Some(Sector::Mil) && police() {
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
        // "two diplomats who spoke on condition of anonymity".
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
        && (sides_of(&actors, &recipients).any(|r| r.sector == Some(Sector::Jrn))
            || !draft.actors.iter().any(|&t| {
                document.children(t).any(|c| matches!(document.lemma(c), "two" | "both" | "three" | "their"))
                    || matches!(document.lemma(t), "leader" | "side" | "president" | "both" | "two" | "pair")
            }))
    {
        // "speaking to reporters in Vienna" is how something was said; "the two leaders spoke" is a talk.
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
    let there = place.as_ref().and_then(|p| p.country.clone()).or_else(|| only_country(document, linked, sentence_idx));
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

/// The subject heads of a verb, for the rooms that still see trees.
pub fn subjects(document: &Document, verb: u32) -> Vec<u32> {
    tree::subjects(document, verb)
}
