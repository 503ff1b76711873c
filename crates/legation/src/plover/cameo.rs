//! The bridge to CAMEO: Goldstein values of its codes.
//!
//! CAMEO's words (source, target, root) live here and nowhere else. The values are the published
//! conflict–cooperation scale of CAMEO's own documentation (after Goldstein 1992); a code without a
//! value of its own takes its root's.

pub use super::cameo_label::label;
use super::{EventType, QuadClass};

/// Codes and their Goldstein values, by code.
const GOLDSTEIN: &[(&str, f32)] = &[
    ("03", 4.0),
    ("032", 4.5),
    ("036", 4.0),
    ("04", 1.0),
    ("041", 1.0),
    ("042", 1.9),
    ("043", 2.8),
    ("044", 2.5),
    ("045", 5.0),
    ("046", 7.0),
    ("05", 3.5),
    ("051", 3.4),
    ("052", 3.5),
    ("053", 3.8),
    ("054", 6.0),
    ("055", 7.0),
    ("056", 7.0),
    ("057", 8.0),
    ("06", 6.0),
    ("061", 6.4),
    ("062", 7.4),
    ("063", 7.4),
    ("064", 7.0),
    ("07", 7.0),
    ("071", 7.4),
    ("072", 8.3),
    ("073", 7.4),
    ("074", 8.5),
    ("075", 7.0),
    ("08", 5.0),
    ("081", 5.0),
    ("083", 5.0),
    ("084", 7.0),
    ("0841", 7.0),
    ("0842", 7.0),
    ("085", 7.0),
    ("086", 9.0),
    ("0862", 9.0),
    ("087", 9.0),
    ("0871", 9.0),
    ("0873", 9.0),
    ("0874", 10.0),
    ("09", -2.0),
    ("10", -5.0),
    ("11", -2.0),
    ("111", -2.0),
    ("112", -2.0),
    ("115", -2.0),
    ("116", -2.0),
    ("12", -4.0),
    ("13", -6.0),
    ("131", -5.8),
    ("133", -5.8),
    ("134", -5.8),
    ("138", -7.0),
    ("14", -6.5),
    ("141", -6.5),
    ("142", -6.5),
    ("143", -6.5),
    ("144", -7.5),
    ("145", -7.5),
    ("15", -7.2),
    ("151", -7.2),
    ("153", -7.2),
    ("154", -7.2),
    ("155", -7.2),
    ("156", -7.2),
    ("16", -4.0),
    ("161", -4.0),
    ("162", -5.6),
    ("163", -8.0),
    ("166", -7.0),
    ("17", -7.0),
    ("171", -9.2),
    ("1712", -9.2),
    ("172", -5.0),
    ("1724", -5.0),
    ("173", -5.0),
    ("174", -5.0),
    ("175", -9.0),
    ("176", -9.0),
    ("18", -9.0),
    ("181", -9.0),
    ("182", -9.5),
    ("1821", -9.0),
    ("1822", -9.0),
    ("183", -10.0),
    ("1831", -10.0),
    ("185", -8.0),
    ("186", -10.0),
    ("19", -10.0),
    ("191", -9.5),
    ("192", -9.5),
    ("193", -10.0),
    ("194", -10.0),
    ("195", -10.0),
    ("20", -10.0),
    ("203", -10.0),
    ("204", -10.0),
];

/// The Goldstein value of a code, or of its root.
///
/// ```
/// use legation::plover::cameo;
/// assert_eq!(cameo::goldstein("042"), Some(1.9));
/// ```
pub fn goldstein(code: &str) -> Option<f32> {
    let exact = |c: &str| GOLDSTEIN.iter().find(|(k, _)| *k == c).map(|(_, v)| *v);
    exact(code).or_else(|| exact(code.get(..3)?)).or_else(|| exact(code.get(..2)?))
}

/// The label of the 15-label root scheme for a CAMEO code, where there is one.
///
/// Formal sanctions (163) are COERCE there, appeals (02) are REQUEST, and roots 18, 19 and 20 are
/// one ASSAULT.
pub fn root_label(code: &str) -> Option<&'static str> {
    if code.starts_with("163") {
        return Some("COERCE");
    }
    // Annotators of the scheme count razed villages and cyber attacks as ASSAULT.
    if code.starts_with("1712") || code.starts_with("176") {
        return Some("ASSAULT");
    }
    Some(match code.get(..2)? {
        "02" | "10" => "REQUEST",
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "08" => "YIELD",
        "09" | "11" => "ACCUSE",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}

/// The quad class of a label of the 15-label scheme; YIELD is material cooperation there.
pub fn root_quad(label: &str) -> QuadClass {
    match EventType::from_name(label) {
        Some(event_type) => event_type.quad(),
        None => QuadClass::MaterialCooperation,
    }
}

/// The two-digit root that a type has when nothing more is known.
pub fn bare_code(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Agree => "030",
        EventType::Consult => "040",
        EventType::Support => "050",
        EventType::Concede | EventType::Retreat => "080",
        EventType::Cooperate => "060",
        EventType::Aid => "070",
        EventType::Request => "100",
        EventType::Accuse => "110",
        EventType::Reject => "120",
        EventType::Threaten => "130",
        EventType::Protest => "140",
        EventType::Sanction => "160",
        EventType::Mobilize => "150",
        EventType::Coerce => "170",
        EventType::Assault => "190",
    }
}
