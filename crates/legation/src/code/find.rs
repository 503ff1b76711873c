//! From a token to the lexicon line that fits it best, with the words that fill its slots.

use super::lexicon::{Lexicon, Operator, Rule, Slot, Trigger};
use super::tree;
use super::who::Who;
use super::words::{Phrase, Set, Symbol};
use crate::parse::{Document, Relation, Upos};
use crate::plover::EventType;

/// A lexicon line that fits a token.
#[derive(Clone, Debug)]
pub(super) struct Found<'l> {
    pub token: u32,
    pub rule: &'l Rule,
    /// The noun that completes a verb.
    pub noun: Option<u32>,
    pub actors: Vec<u32>,
    pub recipients: Vec<u32>,
    /// The clause or event noun that an operator composes with.
    pub content: Option<u32>,
    pub score: f32,
}

/// The line that fits a token best, if any does.
pub(super) fn best<'l>(who: &Who<'l>, token: u32) -> Option<Found<'l>> {
    let mut best: Option<Found<'l>> = None;
    for found in all(who, token) {
        if best.as_ref().is_none_or(|b| found.score > b.score) {
            best = Some(found);
        }
    }
    best
}

/// Every line that fits a token, in the order of the files.
pub(super) fn all<'l>(who: &Who<'l>, token: u32) -> Vec<Found<'l>> {
    let document = who.document;
    let symbol = who.sheet.symbol(token);
    let lexicon: &'l Lexicon = who.lexicon;
    let mut out = Vec::new();
    // "Fighting between …": a gerund stands in the noun lines by its form, not by its lemma.
    let gerund = tree::verbal_noun(document, token);
    let form = who.sheet.other(token).filter(|_| gerund);
    for rule in [Some(symbol), form].into_iter().flatten().filter(|&s| s != 0).flat_map(|s| lexicon.of(s)) {
        let fits = match rule.trigger {
            Trigger::Verb => {
                (document.upos(token) == Upos::Verb
                    || document.upos(token) == Upos::Adj && document.xpos_is(token, "VBN")
                    || document.upos(token) == Upos::Aux && document.relation(token).base() != "aux"
                    || tree::mistaken(document, token)
                    || document.upos(token) == Upos::Noun && tree::argued(document, token))
                    && !(gerund && form.is_some() && between(document, token))
            }
            Trigger::Noun => matches!(document.upos(token), Upos::Noun | Upos::Propn) || gerund,
            Trigger::Adjective => {
                document.upos(token) == Upos::Adj
                    || document.upos(token) == Upos::Verb
                        && document.xpos_is(token, "VBN")
                        && document.children(token).any(|c| document.relation(c).base() == "aux")
            }
        };
        if !fits {
            continue;
        }
        let Some(head) = rule.heads.iter().filter(|h| stands(who, rule, h, token)).max_by_key(|h| h.parts.len()) else {
            continue;
        };
        if let Some(found) = fill(who, rule, head, token) {
            out.push(found);
        }
    }
    out
}

/// "Fighting between Armenia and Azerbaijan" is a noun, whatever the tagger took it for.
fn between(document: &Document, token: u32) -> bool {
    document.children(token).any(|c| tree::case_is(document, c, "between"))
}

/// Whether the trigger's words stand at the token: a phrase in sequence, a particle beside its verb.
fn stands(who: &Who, rule: &Rule, head: &Phrase, token: u32) -> bool {
    if !who.sheet.is(token, head.symbol()) {
        return false;
    }
    if head.parts.len() == 1 {
        return true;
    }
    if rule.trigger != Trigger::Verb {
        return head.stands_at(who.sheet, who.document, token);
    }
    let document = who.document;
    head.parts[1..].iter().all(|&part| {
        document.children(token).any(|c| {
            c > token
                && who.sheet.is(c, part)
                && matches!(document.relation(c), Relation::CompoundPrt | Relation::Advmod | Relation::Obl | Relation::Mark | Relation::Case)
        })
    }) || head.stands_at(who.sheet, document, token)
        // "called the visit off", "sided with": one word may stand between.
        || head.parts.len() == 2 && document.children(token).any(|c| {
            matches!(document.relation(c).base(), "obl" | "advcl")
                && document.children(c).any(|p| p < c && who.sheet.is(p, head.parts[1]) && matches!(document.relation(p).base(), "case" | "mark"))
                && c <= token + 9
        })
}

/// Tests a line's conditions at a token and fills its slots.
fn fill<'l>(who: &Who<'l>, rule: &'l Rule, head: &Phrase, token: u32) -> Option<Found<'l>> {
    let document = who.document;
    let classes = &who.lexicon.classes;
    let holds = |set: &Set, t: u32| set.holds(who.sheet, document, classes, t);
    let verbal = rule.trigger == Trigger::Verb;
    let mut score = 1.0 + 0.35 * (head.parts.len() - 1) as f32;

    let mut plain_objects: Vec<u32> = if verbal { tree::objects(document, token) } else { Vec::new() };
    if verbal
        && plain_objects.is_empty()
        && let [_, particle] = head.parts.as_slice()
    {
        // "handed over their arms": the parser may take the particle for a preposition.
        plain_objects = behind(who, token, *particle);
    }
    let objects: Vec<u32> = widened(document, plain_objects.clone());
    let mut noun = None;
    if !rule.nouns.is_empty() {
        let mut best = 0.0;
        for wanted in &rule.nouns {
            let candidates = match wanted.preposition {
                None => objects.clone(),
                Some(p) => {
                    let mut found = widened(document, behind(who, token, p));
                    for &object in &objects {
                        found.extend(widened(document, behind(who, object, p)));
                    }
                    // "appealed to Rome for food": the phrase hangs on the one before it.
                    for phrase in
                        document.children(token).filter(|&c| c > token && document.relation(c).base() == "obl")
                    {
                        found.extend(widened(document, behind(who, phrase, p)));
                    }
                    found
                }
            };
            for t in candidates {
                let fit = wanted.set.fit(who.sheet, document, classes, t);
                let fit = if fit > 0.0 { fit + wanted.precision } else { fit };
                if fit > best {
                    best = fit;
                    noun = Some(t);
                }
            }
        }
        noun?;
        score += best;
    }
    if !objects.is_empty() || !verbal {
        let plain: Vec<u32> = if verbal { plain_objects.clone() } else { vec![token] };
        if rule.object.as_ref().is_some_and(|s| s.none) && verbal {
            return None;
        }
        if let Some(set) = &rule.object
            && !set.any
            && !set.none
            && !plain.iter().chain(&objects).any(|&t| holds(set, t))
        {
            return None;
        }
        if let Some(set) = &rule.no_object
            && verbal
            && (set.any || plain.iter().any(|&t| holds(set, t)))
        {
            return None;
        }
    } else if rule.object.as_ref().is_some_and(|s| !s.none) || rule.need.object {
        return None;
    }
    if rule.object.is_some() {
        score += 0.4;
    }
    if rule.subject.is_some() || rule.no_subject.is_some() {
        let subjects =
            if verbal { widened(document, tree::subjects(document, token)) } else { tree::modifiers(document, token) };
        if let Some(set) = &rule.subject {
            let named = |t: u32| set.any || holds(set, t);
            if !subjects.iter().any(|&t| named(t)) {
                return None;
            }
            score += 0.4;
        }
        if let Some(set) = &rule.no_subject
            && subjects.iter().any(|&t| holds(set, t))
        {
            return None;
        }
    }
    if let Some(set) = &rule.wanted {
        let sentence = document.sentence_of(token);
        if !(sentence.first..sentence.end).any(|t| t != token && holds(set, t) && document.governs(token, t)) {
            return None;
        }
        score += 0.45;
    }
    if let Some(set) = &rule.unwanted
        && (set.none && objects.is_empty() || beside(document, token, &objects).any(|t| holds(set, t)))
    {
        return None;
    }
    if !rule.prepositions.is_empty() && !rule.prepositions.iter().any(|&p| !behind(who, token, p).is_empty()) {
        return None;
    }
    if rule.need.negated && !negated(document, token) {
        return None;
    }
    if rule.need.plain_object
        && document.children(token).any(|c| {
            document.relation(c) == Relation::Xcomp && document.upos(c) != Upos::Propn && !tree::infinitive(document, c)
        })
    {
        return None;
    }
    let clause = tree::complement(document, token);
    if rule.need.clause && clause.is_none() || rule.need.no_clause && clause.is_some() {
        return None;
    }
    if rule.need.clause {
        score += 0.3;
    }
    // "wants the minister to resign" asks; it intends nothing.
    if rule.then == Some(Operator::Intend)
        && clause.is_some_and(|c| {
            document.child_by(c, |r| r == Relation::Nsubj).is_some()
                || document.children(token).any(|o| document.relation(o) == Relation::Obj && o < c)
        })
    {
        return None;
    }
    if rule.then == Some(Operator::Must) && !clause.is_some_and(|c| obliged(document, c)) {
        return None;
    }
    // "insisted that France never sent weapons" asserts.
    if rule.then == Some(Operator::Request)
        && document.lemma(token) == "insist"
        && clause.is_some_and(|c| document.xpos_is(c, "VBD") || document.xpos_is(c, "VBZ"))
    {
        return None;
    }
    // "told Congress that relations suffer" informs; "told Rome to leave", "that it must leave" asks.
    if rule.then == Some(Operator::Request)
        && document.lemma(token) == "tell"
        && clause.is_some_and(|c| !tree::infinitive(document, c) && !obliged(document, c))
    {
        return None;
    }
    let content = match rule.then {
        Some(_) => clause.or_else(|| event_noun(who, rule, token, noun, &objects)),
        // "rebuked Rome for firing on a ship": what somebody is blamed or thanked for is told with it.
        None => clause.filter(|&c| {
            matches!(rule.event_type, EventType::Accuse | EventType::Support)
                && document.xpos_is(c, "VBG")
                && document.children(c).any(|m| matches!(document.form(m), "for" | "over" | "of"))
        }),
    };

    let mut actors = gather(who, rule, token, noun, content, &plain_objects, &rule.actor, false, &[]);
    let others: &[u32] = if rule.symmetric { &[] } else { &actors };
    let mut recipients = gather(who, rule, token, noun, content, &plain_objects, &rule.recipient, true, others);
    if let Some(noun) = noun
        && recipients.is_empty()
        && !rule.symmetric
        && !who.acts(noun)
    {
        // "seized a British tanker", "lifted Cuba's blockade": whose the thing is.
        let owners = [tree::possessors(document, noun), tree::modifiers(document, noun)].concat();
        let other = |t: &u32| !actors.iter().any(|&a| who.same(a, *t));
        recipients = owners.into_iter().filter(|&t| who.acts(t) && !who.crowd(t)).filter(other).collect();
    }
    if let Some(noun) = noun
        && recipients.is_empty()
        && !rule.recipient.is_empty()
        && !rule.symmetric
        && who.linked.is_some()
        && !who.parties(noun, noun + 1).is_empty()
        && !actors.iter().any(|&a| who.same(a, noun))
    {
        // "let United Nations inspectors in": the object is the other side.
        recipients = vec![noun];
    }
    if rule.trigger == Trigger::Noun {
        support(who, rule, token, &mut actors, &mut recipients)?;
    }
    if rule.symmetric {
        // All that take part, each once, in text order.
        actors.append(&mut recipients);
        if rule.trigger == Trigger::Noun {
            actors.extend(who.attending(token));
        }
        actors.sort_unstable();
        actors.dedup();
    } else {
        recipients.retain(|t| !actors.contains(t));
    }
    if rule.need.swap {
        std::mem::swap(&mut actors, &mut recipients);
    }
    if rule.need.two && actors.len() + recipients.len() < 2 && !plural(document, &actors)
        || rule.need.recipient && recipients.is_empty() && !(rule.symmetric && actors.len() > 1)
        || rule.need.actor && actors.is_empty()
    {
        return None;
    }
    // Of two lines alike the one that says how goes first.
    score += 0.04 * f32::from(u8::from(rule.mode.is_some()));
    score += 0.25 * f32::from(u8::from(!recipients.is_empty())) + 0.15 * f32::from(u8::from(!actors.is_empty()));
    Some(Found { token, rule, noun, actors, recipients, content, score: score * rule.weight })
}

/// Whether a single head names several that may do something to each other: "the two leaders".
fn plural(document: &Document, heads: &[u32]) -> bool {
    heads.iter().any(|&t| document.has(t, "Number=Plur") || document.xpos_is(t, "NNS") || document.xpos_is(t, "NNPS"))
}

/// Objects, and what they count or portion: "a round *of talks*", "a series *of strikes*".
fn widened(document: &Document, objects: Vec<u32>) -> Vec<u32> {
    let mut out = objects.clone();
    for t in objects {
        if PORTIONS.contains(&document.lemma(t).to_lowercase().as_str()) {
            out.extend(tree::prepositional(document, t, |c| document.form(c).eq_ignore_ascii_case("of")));
        }
    }
    out
}

const PORTIONS: &[&str] = &[
    "round",
    "series",
    "wave",
    "number",
    "string",
    "spate",
    "campaign",
    "total",
    "package",
    "kind",
    "type",
    "set",
    "part",
    "act",
    "form",
    "pair",
    "volley",
    "barrage",
    "some",
    "many",
    "most",
    "all",
    "one",
    "several",
    "group",
    "batch",
    "hundreds",
    "thousands",
    "dozens",
    "dozen",
    "hundred",
    "thousand",
    "ton",
    "tons",
    "tonne",
    "million",
    "billion",
    "deployment",
    "flow",
    "delivery",
    "shipment",
    "kilogram",
    "barrel",
    "lot",
    "majority",
    "rest",
    "half",
    "percent",
    "remainder",
    "sort",
    "state",
    "policy",
    "range",
    "session",
    "supply",
    "amount",
    "sum",
    "worth",
    "members",
    "member",
    "use",
    "threat",
    "level",
    "hour",
    "day",
    "week",
    "month",
];

/// The phrases behind a preposition below a word.
fn behind(who: &Who, token: u32, preposition: Symbol) -> Vec<u32> {
    tree::prepositional(who.document, token, |c| who.sheet.is(c, preposition))
}

/// Words whose presence turns a line away: objects, phrases and modifiers below the trigger.
fn beside<'d>(document: &'d Document, token: u32, objects: &[u32]) -> impl Iterator<Item = u32> + 'd {
    let mut near: Vec<u32> = objects.to_vec();
    near.extend(document.children(token).filter(|&c| {
        matches!(document.relation(c).base(), "obj" | "obl" | "nmod" | "compound" | "amod" | "advmod" | "iobj" | "case")
    }));
    let inner: Vec<u32> = objects
        .iter()
        .flat_map(|&o| document.children(o))
        .filter(|&c| matches!(document.relation(c).base(), "compound" | "amod"))
        .collect();
    near.extend(inner);
    near.into_iter()
}

pub(super) fn negated(document: &Document, token: u32) -> bool {
    document.children(token).any(|c| {
        matches!(document.form(c).to_lowercase().as_str(), "not" | "n't" | "n’t" | "never")
            || document.relation(c) == Relation::Obj
                && document.children(c).any(|d| document.form(d).eq_ignore_ascii_case("no"))
    })
}

/// Whether a clause says what somebody must do.
fn obliged(document: &Document, clause: u32) -> bool {
    document.children(clause).any(|c| {
        document.relation(c) == Relation::Aux
            && matches!(document.form(c).to_lowercase().as_str(), "must" | "should" | "ought" | "shall")
    }) || matches!(document.lemma(clause), "need" | "have")
        && document.children(clause).any(|c| document.relation(c) == Relation::Xcomp)
}

/// An event noun in the object's place or behind `for`: "demanded the release of …".
fn event_noun(who: &Who, rule: &Rule, token: u32, noun: Option<u32>, objects: &[u32]) -> Option<u32> {
    let document = who.document;
    let mut candidates: Vec<u32> = Vec::new();
    candidates.extend(objects);
    if rule.trigger != Trigger::Verb
        || matches!(
            rule.then,
            Some(Operator::Request | Operator::Agree | Operator::Threaten | Operator::Accuse | Operator::Refuse)
        )
    {
        candidates.extend(tree::prepositional(document, token, |c| {
            matches!(document.form(c), "for" | "to" | "of" | "with" | "on")
        }));
        if let Some(noun) = noun {
            candidates.extend(tree::prepositional(document, noun, |c| matches!(document.form(c), "for" | "of" | "to")));
        }
    }
    candidates.into_iter().find(|&t| {
        t != token
            && Some(t) != noun
            && matches!(document.upos(t), Upos::Noun)
            && who
                .lexicon
                .of(who.sheet.symbol(t))
                .any(|r| r.trigger == Trigger::Noun && r.heads.iter().any(|h| h.stands_at(who.sheet, document, t)))
    })
}

/// The participants in the first slot that has any; in a symmetric event all of them.
fn gather(
    who: &Who,
    rule: &Rule,
    token: u32,
    noun: Option<u32>,
    content: Option<u32>,
    objects: &[u32],
    slots: &[Slot],
    recipient: bool,
    others: &[u32],
) -> Vec<u32> {
    let document = who.document;
    let mut out: Vec<u32> = Vec::new();
    for slot in slots {
        let mut heads: Vec<u32> = Vec::new();
        match *slot {
            Slot::Subject if rule.trigger == Trigger::Adjective => {
                heads.extend(tree::surface(document, token, 0).into_iter().flat_map(|s| tree::members(document, s)));
            }
            Slot::Subject => {
                heads.extend(tree::subjects(document, token));
                // "Rome, Carthage agree": a headline lists with a comma, here as two subjects.
                let second: Vec<u32> = document
                    .children(token)
                    .filter(|&c| {
                        document.relation(c) == Relation::Nsubj
                            && who.state(c)
                            && heads.iter().any(|&h| h + 2 == c && who.state(h))
                            && document.form(c - 1) == ","
                    })
                    .collect();
                heads.extend(second);
                // Or as an apposition.
                let listed: Vec<u32> = heads
                    .iter()
                    .flat_map(|&h| {
                        document.children(h).filter(move |&c| document.relation(c).base() == "appos" && c == h + 2)
                    })
                    .collect();
                heads.extend(
                    listed
                        .into_iter()
                        .filter(|&c| who.state(c) && heads.first().is_some_and(|&h| who.state(h)))
                        .collect::<Vec<_>>(),
                );
            }
            Slot::Object => heads.extend(objects.iter().copied()),
            Slot::Indirect => heads.extend(tree::indirect(document, token)),
            Slot::Content => {
                heads.extend(content.into_iter().flat_map(|c| {
                    tree::surface(document, c, 0).map(|s| tree::members(document, s)).unwrap_or_default()
                }))
            }
            Slot::Possessor => heads.extend(tree::possessors(document, noun.unwrap_or(token))),
            Slot::Modifier => heads.extend(
                tree::modifiers(document, noun.unwrap_or(token)).into_iter().filter(|&t| who.acts(t) || who.place(t)),
            ),
            Slot::Preposition(p) => {
                if let Some(noun) = noun {
                    heads.extend(behind(who, noun, p));
                }
                if heads.is_empty() {
                    heads.extend(behind(who, token, p));
                }
                if heads.is_empty() && !(document.upos(token) == Upos::Verb && noun.is_none()) {
                    // "the visit of the president to Rome": a later phrase hangs on an earlier one.
                    let base = noun.unwrap_or(token);
                    let inner: Vec<u32> = document
                        .children(base)
                        .filter(|&c| c > base && document.relation(c).base() == "nmod")
                        .flat_map(|c| {
                            behind(who, c, p)
                                .into_iter()
                                .filter(|_| !tree::case_is(document, c, "between"))
                                .collect::<Vec<_>>()
                        })
                        .collect();
                    heads.extend(inner);
                }
                if heads.is_empty() && rule.trigger == Trigger::Noun {
                    let found = tree::behind_by_position(document, token, |t| who.sheet.is(t, p));
                    heads.extend(found);
                    if heads.is_empty()
                        && let Some(of) = tree::behind_by_position(document, token, |t| document.form(t) == "of")
                    {
                        heads.extend(behind(who, of, p));
                    }
                }
                if heads.is_empty() && document.upos(token) == Upos::Verb && noun.is_none() {
                    for &object in objects {
                        heads.extend(behind(who, object, p));
                    }
                }
            }
        }
        let reach_far = recipient && !matches!(slot, Slot::Subject);
        // "its neighbour", "his visit": nobody is his own recipient.
        let reached: Vec<u32> = heads
            .into_iter()
            .flat_map(|t| who.reach(t, reach_far))
            .filter(|&t| !others.iter().any(|&o| who.same(o, t)))
            .collect();
        if rule.symmetric {
            out.extend(reached);
        } else if !reached.is_empty() {
            return reached;
        }
    }
    out
}

/// What the verb above a nominal event lends it: a subject that acts, a target behind a
/// preposition. Nothing where the line asks for a verb that is not there.
fn support(who: &Who, rule: &Rule, token: u32, actors: &mut Vec<u32>, recipients: &mut Vec<u32>) -> Option<()> {
    let document = who.document;
    let verb = tree::supporter(document, token);
    if let Some(set) = &rule.support {
        let supported = verb.is_some_and(|v| set.holds(who.sheet, document, &who.lexicon.classes, v));
        if !supported && actors.len() + recipients.len() < 2 {
            return None;
        }
    }
    let Some(verb) = verb else { return Some(()) };
    let lemma = document.lemma(verb);
    let direct = document.head(token) == Some(verb) || document.relation(token) == Relation::Conj;
    if actors.is_empty() && direct && LIGHT.contains(&lemma) && !document.relation(token).is_subject() {
        let subjects = tree::subjects(document, verb).into_iter().flat_map(|t| who.reach(t, false));
        actors.extend(subjects.filter(|&t| t != token));
    }
    if recipients.is_empty() && direct && SUFFER.contains(&lemma) && !rule.symmetric {
        recipients.extend(tree::subjects(document, verb).into_iter().flat_map(|t| who.reach(t, true)));
    }
    if recipients.is_empty() && direct && (LIGHT.contains(&lemma) || STAGES.contains(&lemma)) {
        for slot in &rule.recipient {
            if let Slot::Preposition(p) = slot {
                recipients
                    .extend(behind(who, verb, *p).into_iter().filter(|&t| t != token).flat_map(|t| who.reach(t, true)));
                if !recipients.is_empty() {
                    break;
                }
            }
        }
    }
    recipients.retain(|t| !actors.contains(t));
    Some(())
}

/// Verbs that say little more than that their object takes place, by their subject's hand.
const LIGHT: &[&str] = &[
    "have",
    "hold",
    "make",
    "take",
    "give",
    "carry",
    "conduct",
    "launch",
    "mount",
    "stage",
    "begin",
    "start",
    "continue",
    "resume",
    "lead",
    "attend",
    "join",
    "undertake",
    "pursue",
    "engage",
    "wage",
    "step",
    "commit",
    "order",
    "intensify",
    "pay",
    "end",
    "complete",
    "finish",
    "conclude",
    "expand",
    "renew",
    "perform",
    "execute",
    "perpetrate",
    "offer",
    "deliver",
    "issue",
    "receive",
    "provide",
    "host",
    "participate",
    "announce",
    "mark",
];

/// Verbs whose subject suffers what their object names.
const SUFFER: &[&str] = &["suffer", "face", "endure", "sustain", "undergo", "receive", "draw", "experience", "face"];

/// Verbs that say that their subject takes place.
const STAGES: &[&str] = &[
    "begin", "start", "end", "take", "continue", "resume", "occur", "happen", "conclude", "open", "collapse", "fail",
    "kill", "wound", "injure", "hit", "destroy", "target", "last", "follow", "come", "go", "hold", "expect",
    "schedule",
];

/// Verbs through which an event noun is told as going on or over.
pub(super) fn stages(lemma: &str) -> bool {
    STAGES.contains(&lemma)
}
