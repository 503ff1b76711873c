//! Countries of other code lists as PLOVER codes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::link::all_state_codes;

type Map = BTreeMap<String, &'static str>;

/// FIPS 10-4, which is not ISO: CH is China there, and UP Ukraine.
pub(super) fn of_fips(code: &str) -> Option<&'static str> {
    static MAP: LazyLock<Map> = LazyLock::new(|| map(|c| c.fips));
    MAP.get(code).copied()
}

/// CAMEO and ISO 3166 alpha-3.
pub(super) fn of_alpha3(code: &str) -> Option<&'static str> {
    static MAP: LazyLock<Map> = LazyLock::new(|| {
        let mut all = map(|c| c.iso3);
        for (code, id) in map(|c| c.cameo) {
            all.entry(code).or_insert(id);
        }
        all
    });
    MAP.get(code).copied()
}

/// ISO 3166 numeric, with or without leading zeros.
pub(super) fn of_numeric(code: &str) -> Option<&'static str> {
    static MAP: LazyLock<Map> = LazyLock::new(|| map(|c| c.iso_numeric.trim_start_matches('0')));
    MAP.get(code.trim().trim_start_matches('0')).copied()
}

/// English names.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    static MAP: LazyLock<Map> = LazyLock::new(|| {
        let mut all: Map = BTreeMap::new();
        for (id, codes) in all_state_codes() {
            all.insert(codes.name.to_lowercase(), id);
        }
        for (name, id) in [
            ("occupied palestinian territory", "PSE"),
            ("russian federation", "RUS"),
            ("democratic republic of congo", "COD"),
            ("ivory coast", "CIV"),
            ("burma", "MMR"),
            ("macedonia", "MKD"),
            ("swaziland", "SWZ"),
        ] {
            all.entry(name.to_owned()).or_insert(id);
        }
        all
    });
    MAP.get(&name.trim().to_lowercase()).copied()
}

/// The code itself is a PLOVER code wherever it is one of the table's ids; a state goes before a
/// territory that shares its code in another list.
fn map(of: impl Fn(&'static crate::link::StateCodes) -> &'static str) -> Map {
    let mut out: Map = BTreeMap::new();
    for (id, codes) in all_state_codes() {
        let code = of(codes);
        if code.is_empty() {
            continue;
        }
        let own = code == id;
        let entry = out.entry(code.to_owned()).or_insert(id);
        if own {
            *entry = id;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fips_is_not_iso() {
        for (fips, plover) in [
            ("CH", "CHN"),
            ("SZ", "CHE"),
            ("UP", "UKR"),
            ("RS", "RUS"),
            ("GM", "DEU"),
            ("AS", "AUS"),
            ("AU", "AUT"),
            ("AJ", "AZE"),
            ("AM", "ARM"),
            ("IZ", "IRQ"),
            ("IS", "ISR"),
            ("SP", "ESP"),
        ] {
            assert_eq!(of_fips(fips), Some(plover), "{fips}");
        }
        assert_eq!(of_numeric("31"), Some("AZE"));
        assert_eq!(of_numeric("031"), Some("AZE"));
        assert_eq!(of_name("Armenia"), Some("ARM"));
        assert_eq!(of_fips("--"), None);
    }
}
