//! When a capital is its government: by what the sentence lets it do.

use crate::parse::{Document, Relation};

/// Whether the capital named by `first..end` acts, feels or is a party, rather than lying somewhere.
pub(super) fn acts(document: &Document, first: u32, end: u32) -> bool {
    let head = super::linker::head_of(document, first, end);
    // In a list, the first member decides: "between Baku and Washington".
    let mut top = head;
    while document.relation(top) == Relation::Conj {
        match document.head(top) {
            Some(next) => top = next,
            None => break,
        }
    }
    let case = document
        .children(top)
        .filter(|&c| document.relation(c) == Relation::Case)
        .map(|c| document.form(c).to_lowercase())
        .find(|form| !matches!(form.as_str(), "'s" | "’s" | "'" | "’"));
    let governor = document.head(top);
    let relation = document.relation(top);
    match case.as_deref() {
        Some("between" | "with" | "against" | "by" | "toward" | "towards" | "upon" | "for" | "via" | "versus") => {
            // "left for Baku", "via Baku" are journeys.
            let journey = governor.is_some_and(|g| {
                matches!(document.lemma(g), "leave" | "depart" | "bind" | "head" | "fly" | "travel" | "visit" | "stay")
            });
            !(journey || case.as_deref() == Some("via"))
        }
        // Feeling and judging happen in heads, and heads of state sit in capitals.
        Some("in") => governor.is_some_and(|g| {
            document.child_by(g, |r| r == Relation::AuxPass).is_some()
                && matches!(
                    document.lemma(g),
                    "perceive"
                        | "see"
                        | "view"
                        | "regard"
                        | "understand"
                        | "interpret"
                        | "consider"
                        | "welcome"
                        | "receive"
                        | "hear"
                        | "read"
                        | "expect"
                )
                || matches!(
                    document.lemma(g),
                    "concern"
                        | "fear"
                        | "anger"
                        | "alarm"
                        | "hope"
                        | "unease"
                        | "frustration"
                        | "mood"
                        | "suspicion"
                        | "respect"
                        | "irritation"
                        | "satisfaction"
                )
                || document.lemma(g) == "garner"
        }),
        Some("to") => governor.is_some_and(|g| {
            matches!(
                document.lemma(g),
                "belong"
                    | "matter"
                    | "deliver"
                    | "send"
                    | "submit"
                    | "appeal"
                    | "say"
                    | "signal"
                    | "message"
                    | "proposal"
                    | "support"
                    | "offer"
                    | "response"
                    | "warning"
                    | "concession"
                    | "loyal"
                    | "close"
                    | "important"
                    | "hostile"
                    | "friendly"
                    | "give"
                    | "present"
                    | "propose"
                    | "hand"
                    | "note"
                    | "aid"
                    | "assistance"
            )
        }),
        Some("of") => governor.is_some_and(|g| {
            matches!(
                document.lemma(g),
                "government"
                    | "policy"
                    | "position"
                    | "interest"
                    | "behalf"
                    | "support"
                    | "part"
                    | "stance"
                    | "decision"
                    | "side"
                    | "criticism"
                    | "ally"
                    | "demand"
                    | "influence"
                    | "consent"
                    | "concern"
            )
        }),
        Some("from") => governor.is_some_and(|g| {
            matches!(
                document.lemma(g),
                "pressure"
                    | "signal"
                    | "support"
                    | "demand"
                    | "response"
                    | "request"
                    | "message"
                    | "invitation"
                    | "statement"
                    | "threat"
                    | "warning"
                    | "aid"
                    | "guarantee"
                    | "hear"
                    | "criticism"
                    | "reaction"
                    | "independence"
                    | "distance"
            )
        }),
        Some("on") => governor.is_some_and(|g| {
            matches!(
                document.lemma(g),
                "pressure" | "sanction" | "depend" | "rely" | "call" | "attack" | "impose" | "press" | "dependence"
            )
        }),
        Some("than" | "as" | "like" | "unlike" | "besides" | "without" | "from within") => true,
        Some(_) => false,
        None => match relation.base() {
            "nsubj" => {
                // "Baku is the capital", "Baku lies on the Caspian" speak of the city.
                let place = governor.is_some_and(|g| {
                    matches!(
                        document.lemma(g),
                        "lie" | "capital" | "city" | "locate" | "situate" | "boast" | "awake" | "wake"
                    )
                });
                !place
            }
            // "Baku's rhetoric" is the government's; "Baku's airport" is the city's.
            "nmod" | "det" if relation == Relation::NmodPoss => governor.is_some_and(|g| {
                !matches!(
                    document.lemma(g),
                    "airport"
                        | "street"
                        | "centre"
                        | "center"
                        | "suburb"
                        | "mayor"
                        | "district"
                        | "square"
                        | "university"
                        | "metro"
                        | "stadium"
                        | "resident"
                        | "bay"
                        | "port"
                        | "outskirt"
                        | "hospital"
                        | "population"
                        | "downtown"
                        | "skyline"
                        | "club"
                )
            }),
            "obj" | "iobj" => governor.is_some_and(|g| {
                !matches!(
                    document.lemma(g),
                    "visit"
                        | "leave"
                        | "reach"
                        | "tour"
                        | "enter"
                        | "hit"
                        | "bomb"
                        | "shell"
                        | "capture"
                        | "strike"
                        | "rock"
                        | "depart"
                        | "flee"
                        | "choose"
                )
            }),
            // "Baku-Yerevan talks", "the Moscow-backed group".
            "compound" | "amod" | "obl" => governor.is_some_and(|g| {
                matches!(
                    document.lemma(g),
                    "talk"
                        | "relation"
                        | "back"
                        | "sponsor"
                        | "ally"
                        | "dialogue"
                        | "policy"
                        | "tie"
                        | "agreement"
                        | "deal"
                        | "treaty"
                        | "negotiation"
                        | "peace"
                        | "mediate"
                        | "broker"
                        | "control"
                        | "appoint"
                        | "fund"
                        | "line"
                )
            }),
            _ => false,
        },
    }
}
