//! What a trigger and its complement say together: agreeing to withdraw, refusing to meet,
//! demanding a release, threatening an attack; and what the future makes of a deed.
//!
//! The rules are the manual's disambiguation rules; `reference/plover` and the casebook name them.

use super::find::{self, Found};
use super::lexicon::Operator;
use super::tree;
use super::who::Who;
use crate::plover::{EventType, QuadClass};

/// Type, modes and CAMEO code of an event, and the rule that made them.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Composed {
    pub event_type: EventType,
    pub modes: Vec<&'static str>,
    pub cameo: String,
    /// Said to the reader where a rule changed what the words alone would give.
    pub note: Option<String>,
}

/// The event that the content of an operator tells, through aspectual verbs.
pub(super) fn content<'l>(who: &Who<'l>, token: u32) -> Option<Found<'l>> {
    let mut at = token;
    for _ in 0..4 {
        if let Some(found) = find::best(who, at) {
            return Some(found);
        }
        let next = tree::complement(who.document, at)
            .or_else(|| tree::objects(who.document, at).into_iter().find(|&o| o > at && find::best(who, o).is_some()));
        at = next?;
    }
    None
}

/// What the line says by itself.
pub(super) fn plain(found: &Found) -> Composed {
    Composed {
        event_type: found.rule.event_type,
        modes: found.rule.mode.into_iter().collect(),
        cameo: found.rule.cameo.to_owned(),
        note: None,
    }
}

/// What an operator and its content say together; nothing where they do not go together.
pub(super) fn operator(who: &Who, found: &Found, inner: Option<&Composed>) -> Option<Composed> {
    use EventType::*;
    let base = plain(found);
    let Some(operator) = found.rule.then else { return Some(base) };
    if found.rule.need.event && inner.is_none() {
        return None;
    }
    let fixed = !found.rule.nouns.is_empty() && found.rule.mode.is_some();
    let made = |event_type: EventType, mode: Option<&'static str>, cameo: &str, what: &str| {
        Some(Composed {
            event_type,
            modes: mode.into_iter().collect(),
            cameo: cameo.to_owned(),
            note: Some(match inner {
                Some(inner) => format!("{what} {}{}", inner.event_type.name(), slashed(&inner.modes)),
                None => what.to_owned(),
            }),
        })
    };
    match operator {
        Operator::Agree | Operator::Intend => match inner {
            None if operator == Operator::Intend => None,
            None => Some(base),
            Some(inner) => {
                let hostile = inner.event_type.quad() == QuadClass::MaterialConflict;
                let vows =
                    matches!(who.document.lemma(found.token), "agree" | "accept" | "consent" | "agreement" | "assent");
                match inner.event_type {
                    Concede | Retreat => made(Concede, None, yielding(&inner.cameo), "agreed or promised"),
                    Mobilize if matches!(who.document.lemma(found.token), "offer" | "agree" | "willing" | "ready") => {
                        made(Agree, None, "0334", "offered or agreed")
                    }
                    _ if hostile && !vows => Some(threat(inner, "intended")),
                    Reject => made(Reject, inner.modes.first().copied(), &inner.cameo, "intended"),
                    _ if hostile => Some(Composed { note: Some("agreed".to_owned()), ..inner.clone() }),
                    Request | Accuse | Threaten => {
                        Some(Composed { note: Some("intended".to_owned()), ..inner.clone() })
                    }
                    _ => made(Agree, None, agreed(inner), "agreed or promised"),
                }
            }
        },
        Operator::Allow => match inner {
            Some(inner) if inner.event_type == Aid || inner.event_type == Retreat => {
                made(Retreat, Some("access"), "086", "allowed")
            }
            _ => Some(base),
        },
        Operator::Support | Operator::Deny => Some(base),
        Operator::Request | Operator::Must => {
            if fixed {
                return Some(base);
            }
            let urged = !matches!(
                who.document.lemma(found.token),
                "demand" | "insist" | "order" | "require" | "pressure" | "force"
            ) && operator != Operator::Must;
            let code = |n: &str| format!("{}{n}", if urged { "02" } else { "10" });
            let Some(inner) = inner else {
                return made(Request, base.modes.first().copied(), &code("0"), "asked for something");
            };
            let (mode, n) = match inner.event_type {
                Aid => (Some("assist"), "3"),
                Cooperate => (Some("assist"), "1"),
                Support => (Some("assist"), "2"),
                Agree => (Some("assist"), "1"),
                Consult if inner.modes.contains(&"third-party") => (Some("meet"), "8"),
                Consult => (Some("meet"), "6"),
                Retreat if inner.modes.contains(&"resign") => (Some("change"), "4"),
                Retreat | Concede => (Some("yield"), "5"),
                _ => (Some("change"), "4"),
            };
            if matches!(who.document.lemma(found.token), "order" | "command" | "direct")
                && inner.event_type.quad() == QuadClass::MaterialConflict
            {
                // Who orders an attack attacks.
                return Some(Composed { note: Some("ordered".to_owned()), ..inner.clone() });
            }
            made(Request, mode, &code(n), "asked for")
        }
        Operator::Refuse => {
            if fixed {
                return Some(base);
            }
            let Some(inner) = inner else { return Some(base) };
            Some(refusal(inner, "refused"))
        }
        Operator::Threaten => {
            if fixed {
                return Some(base);
            }
            match inner {
                Some(inner) if matches!(inner.event_type, Aid | Support) => Some(base),
                Some(inner) => Some(threat(inner, "threatened")),
                None => Some(base),
            }
        }
        Operator::Accuse => {
            let strict = matches!(who.document.lemma(found.token), "claim" | "charge");
            match inner {
                Some(inner)
                    if inner.event_type.quad() == QuadClass::MaterialConflict || inner.event_type == Threaten =>
                {
                    made(Accuse, Some("allege"), if inner.event_type == Assault { "1123" } else { "112" }, "accused of")
                }
                _ if strict => None,
                _ => Some(base),
            }
        }
    }
}

/// What the future makes of a deed: future CONSULT, SUPPORT, COOPERATE and AID are AGREE, future
/// RETREAT is CONCEDE, future material conflict is a threat.
pub(super) fn future(composed: Composed) -> Composed {
    use EventType::*;
    let was = format!("future {}{}, CAMEO {}", composed.event_type.name(), slashed(&composed.modes), composed.cameo);
    match composed.event_type {
        Consult | Support | Cooperate | Aid | Agree => {
            let cameo = agreed(&composed).to_owned();
            Composed { event_type: Agree, modes: Vec::new(), cameo, note: Some(was) }
        }
        Retreat | Concede => {
            let cameo = yielding(&composed.cameo).to_owned();
            Composed { event_type: Concede, modes: Vec::new(), cameo, note: Some(was) }
        }
        Protest | Sanction | Mobilize | Coerce | Assault => threat(&composed, "future"),
        _ => composed,
    }
}

/// "Promised not to attack": whoever forgoes a hostile deed yields in words.
pub(super) fn forgone(inner: &Composed) -> Composed {
    Composed {
        event_type: EventType::Concede,
        modes: Vec::new(),
        cameo: "0356".to_owned(),
        note: Some(format!("promised not to {}{}", inner.event_type.name(), slashed(&inner.modes))),
    }
}

/// "Will not" with a deed of cooperation refuses it.
pub(super) fn refused(composed: &Composed) -> Option<Composed> {
    use EventType::*;
    matches!(composed.event_type, Consult | Support | Cooperate | Aid | Agree | Retreat | Concede)
        .then(|| refusal(composed, "will not"))
}

fn refusal(inner: &Composed, what: &str) -> Composed {
    use EventType::*;
    let (mode, cameo) = match inner.event_type {
        Aid => (Some("assist"), "122"),
        Cooperate | Support | Agree => (Some("assist"), "121"),
        Consult if inner.modes.contains(&"third-party") => (Some("meet"), "126"),
        Consult => (Some("meet"), "125"),
        Retreat if inner.modes.contains(&"resign") => (Some("change"), "1231"),
        Retreat | Concede => (Some("yield"), "124"),
        _ => (Some("change"), "120"),
    };
    Composed {
        event_type: Reject,
        modes: mode.into_iter().collect(),
        cameo: cameo.to_owned(),
        note: Some(format!("{what} {}{}", inner.event_type.name(), slashed(&inner.modes))),
    }
}

fn threat(inner: &Composed, what: &str) -> Composed {
    use EventType::*;
    let first = inner.modes.first().copied();
    let (mode, cameo) = match inner.event_type {
        Assault => (Some("violence"), "138"),
        Mobilize => (Some("violence"), "138"),
        Protest => (None, "133"),
        Coerce if inner.cameo.starts_with("192") => (Some("territory"), "1382"),
        Coerce if inner.cameo.starts_with("191") => (Some("restrict"), "1381"),
        Coerce => match first {
            Some("arrest") => (Some("arrest"), "132"),
            Some("deport") => (Some("expel"), "132"),
            _ => (Some("restrict"), "132"),
        },
        Sanction => match first {
            Some("convict") => (Some("arrest"), "132"),
            Some("expel") => (Some("expel"), "132"),
            Some("withdraw") => (Some("relations"), "1313"),
            _ if inner.cameo.starts_with("163") => (Some("restrict"), "1312"),
            _ if inner.cameo.starts_with("162") => (Some("restrict"), "1311"),
            _ => (Some("relations"), "1313"),
        },
        Reject | Consult => (Some("relations"), "134"),
        Retreat | Concede | Cooperate => (Some("relations"), "1313"),
        _ => (None, "130"),
    };
    Composed {
        event_type: Threaten,
        modes: mode.into_iter().collect(),
        cameo: cameo.to_owned(),
        note: Some(format!("{what} {}{}", inner.event_type.name(), slashed(&inner.modes))),
    }
}

/// The CAMEO code of an intent, by what is intended.
fn agreed(inner: &Composed) -> &'static str {
    match inner.event_type {
        EventType::Consult if inner.modes.contains(&"third-party") => "039",
        EventType::Consult => "036",
        EventType::Support => "032",
        EventType::Cooperate => "031",
        EventType::Aid => match inner.cameo.get(..3) {
            Some("071") => "0331",
            Some("072") => "0332",
            Some("073") => "0333",
            Some("074") => "0334",
            _ => "033",
        },
        _ => "030",
    }
}

fn yielding(cameo: &str) -> &'static str {
    match cameo.get(..3) {
        Some("081") => "0351",
        Some("082") => "0352",
        Some("083") => "034",
        Some("084") => "0353",
        Some("085") => "0354",
        Some("086") => "0355",
        Some("087") => "0356",
        _ => "035",
    }
}

fn slashed(modes: &[&str]) -> String {
    modes.iter().map(|m| format!(" {m}")).collect()
}
