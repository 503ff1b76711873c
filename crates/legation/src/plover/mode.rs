//! The sixty-seven modes and their scores.

use super::event_type::EventType;

/// Every mode of every type, with its PLOVER score; vandalism has none in the manual.
pub const MODES: [(EventType, &str, Option<f32>); 67] = [
    (EventType::Consult, "visit", Some(4.0)),
    (EventType::Consult, "third-party", Some(1.0)),
    (EventType::Consult, "multilateral", Some(4.0)),
    (EventType::Consult, "phone", Some(1.5)),
    (EventType::Retreat, "withdraw", Some(8.0)),
    (EventType::Retreat, "release", Some(6.5)),
    (EventType::Retreat, "disarm", Some(10.0)),
    (EventType::Retreat, "ceasefire", Some(7.5)),
    (EventType::Retreat, "access", Some(6.5)),
    (EventType::Retreat, "resign", Some(4.5)),
    (EventType::Request, "assist", Some(0.5)),
    (EventType::Request, "change", Some(-1.0)),
    (EventType::Request, "yield", Some(-1.0)),
    (EventType::Request, "meet", Some(0.0)),
    (EventType::Accuse, "disapprove", Some(-2.0)),
    (EventType::Accuse, "investigate", Some(-3.5)),
    (EventType::Accuse, "allege", Some(-3.5)),
    (EventType::Reject, "assist", Some(-1.5)),
    (EventType::Reject, "change", Some(-2.0)),
    (EventType::Reject, "yield", Some(-2.0)),
    (EventType::Reject, "meet", Some(-2.0)),
    (EventType::Threaten, "restrict", Some(-3.0)),
    (EventType::Threaten, "arrest", Some(-3.5)),
    (EventType::Threaten, "relations", Some(-3.5)),
    (EventType::Threaten, "expel", Some(-3.5)),
    (EventType::Threaten, "territory", Some(-4.0)),
    (EventType::Threaten, "violence", Some(-3.5)),
    (EventType::Protest, "demo", Some(-5.0)),
    (EventType::Protest, "riot", Some(-7.0)),
    (EventType::Protest, "strike", Some(-5.0)),
    (EventType::Protest, "hunger", Some(-4.5)),
    (EventType::Protest, "boycott", Some(-4.5)),
    (EventType::Protest, "obstruct", Some(-4.5)),
    (EventType::Protest, "vandalize", None),
    (EventType::Sanction, "convict", Some(-6.0)),
    (EventType::Sanction, "expel", Some(-5.5)),
    (EventType::Sanction, "withdraw", Some(-6.0)),
    (EventType::Sanction, "discontinue", Some(-6.0)),
    (EventType::Mobilize, "troops", Some(-6.5)),
    (EventType::Mobilize, "weapons", Some(-6.5)),
    (EventType::Mobilize, "police", Some(-5.5)),
    (EventType::Mobilize, "militia", Some(-6.0)),
    (EventType::Coerce, "seize", Some(-7.0)),
    (EventType::Coerce, "restrict", Some(-7.0)),
    (EventType::Coerce, "censor", Some(-6.5)),
    (EventType::Coerce, "curfew", Some(-6.5)),
    (EventType::Coerce, "martial-law", Some(-7.5)),
    (EventType::Coerce, "arrest", Some(-7.0)),
    (EventType::Coerce, "deport", Some(-7.0)),
    (EventType::Coerce, "withhold", Some(-7.0)),
    (EventType::Coerce, "misinformation", Some(-6.5)),
    (EventType::Coerce, "cyber", Some(-7.0)),
    (EventType::Assault, "abduct", Some(-8.5)),
    (EventType::Assault, "beat", Some(-7.5)),
    (EventType::Assault, "torture", Some(-8.5)),
    (EventType::Assault, "sexual", Some(-8.5)),
    (EventType::Assault, "targeted", Some(-9.5)),
    (EventType::Assault, "destroy", Some(-8.5)),
    (EventType::Assault, "primitive", Some(-8.0)),
    (EventType::Assault, "firearms", Some(-9.0)),
    (EventType::Assault, "explosives", Some(-9.0)),
    (EventType::Assault, "suicide-attack", Some(-9.5)),
    (EventType::Assault, "aerial", Some(-9.5)),
    (EventType::Assault, "drone", Some(-9.5)),
    (EventType::Assault, "heavy-weapons", Some(-9.5)),
    (EventType::Assault, "crowd-control", Some(-7.5)),
    (EventType::Assault, "unconventional", Some(-10.0)),
];

/// The score of a mode of a type; the outer none says that the type has no such mode.
///
/// ```
/// use legation::plover::{EventType, mode};
/// assert_eq!(mode::score(EventType::Consult, "visit"), Some(Some(4.0)));
/// assert_eq!(mode::score(EventType::Agree, "visit"), None);
/// ```
pub fn score(event_type: EventType, mode: &str) -> Option<Option<f32>> {
    MODES.iter().find(|(t, m, _)| *t == event_type && *m == mode).map(|(_, _, s)| *s)
}

/// The mode's own name, where the type has it; for tables that read it from a file.
pub fn name(event_type: EventType, mode: &str) -> Option<&'static str> {
    MODES.iter().find(|(t, m, _)| *t == event_type && *m == mode).map(|(_, m, _)| *m)
}

/// The score of a type with its modes: the strongest mode's, or the bare type's.
///
/// ```
/// use legation::plover::{EventType, mode};
/// assert_eq!(mode::strongest(EventType::Consult, &["visit"]), 4.0);
/// assert_eq!(mode::strongest(EventType::Accuse, &[]), -3.0);
/// ```
pub fn strongest(event_type: EventType, modes: &[&str]) -> f32 {
    modes
        .iter()
        .filter_map(|mode| score(event_type, mode).flatten())
        .max_by(|a, b| a.abs().total_cmp(&b.abs()))
        .unwrap_or(event_type.score())
}

/// The thirty-seven contexts, in the manual's order.
pub const CONTEXTS: [&str; 37] = [
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
];
