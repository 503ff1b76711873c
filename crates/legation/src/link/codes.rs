//! The codes by which other datasets call a state.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::table::rows;

/// One state or territory in the code lists of the field; empty where a list leaves it out.
///
/// Correlates of War (COW) and Gleditsch–Ward (GW) numbers agree for most states and differ for
/// some (Germany 255 and 260, Yemen 679 and 678). FIPS 10-4 is not ISO: CH is China there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StateCodes {
    pub name: &'static str,
    pub iso2: &'static str,
    pub iso3: &'static str,
    pub iso_numeric: &'static str,
    pub cow: &'static str,
    pub gw: &'static str,
    pub fips: &'static str,
    pub cameo: &'static str,
}

static CODES: LazyLock<BTreeMap<&'static str, StateCodes>> = LazyLock::new(|| {
    let mut codes = BTreeMap::new();
    rows(
        legation_data::STATES,
        ["id", "name", "iso2", "iso3", "iso_n3", "cow", "gw", "fips", "cameo"],
        |[id, name, iso2, iso3, iso_numeric, cow, gw, fips, cameo]| {
            codes.insert(id, StateCodes { name, iso2, iso3, iso_numeric, cow, gw, fips, cameo });
        },
    );
    codes
});

/// The codes of a state, by the PLOVER code that roles carry.
///
/// ```
/// use legation::link::state_codes;
/// let germany = state_codes("DEU").unwrap();
/// assert_eq!((germany.cow, germany.gw, germany.fips), ("255", "260", "GM"));
/// assert!(state_codes("IGO").is_none());
/// ```
pub fn state_codes(country: &str) -> Option<&'static StateCodes> {
    CODES.get(country)
}

/// Every state and territory by the PLOVER code that roles carry, with its codes.
pub fn all_state_codes() -> impl Iterator<Item = (&'static str, &'static StateCodes)> {
    CODES.iter().map(|(id, codes)| (*id, codes))
}
