//! Groups of entities: the country and the sector that a name shows.

use std::collections::BTreeMap;

use super::fact::{Fact, Facts};

/// For every entity its country and its sector, as numbers from 0; 0 is "none known".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Groups {
    pub country: Vec<u16>,
    pub sector: Vec<u16>,
    pub n_countries: usize,
    pub n_sectors: usize,
}

/// Reads groups off names such as `Police (India)`; a name without parentheses takes the country
/// it had most to do with in `known` facts.
pub fn of(facts: &Facts, known: &[Fact]) -> Groups {
    let mut countries: BTreeMap<&str, u16> = BTreeMap::new();
    let mut sectors: BTreeMap<&str, u16> = BTreeMap::new();
    let named: Vec<(&str, Option<&str>)> = facts.entities.iter().map(|name| split(name)).collect();
    for (_, country) in &named {
        if let Some(country) = country {
            let next = countries.len() as u16 + 1;
            countries.entry(country).or_insert(next);
        }
    }
    // A state is its own country; a sector is a word that at least three countries have.
    let mut spread: BTreeMap<&str, u32> = BTreeMap::new();
    for (sector, country) in &named {
        if country.is_some() {
            *spread.entry(sector).or_default() += 1;
        }
    }
    let mut country = vec![0u16; named.len()];
    let mut sector = vec![0u16; named.len()];
    for (idx, (word, of)) in named.iter().enumerate() {
        match of {
            Some(of) => {
                country[idx] = countries[of];
                if spread[word] >= 3 {
                    let next = sectors.len() as u16 + 2;
                    sector[idx] = *sectors.entry(word).or_insert(next);
                }
            }
            None if countries.contains_key(word) => {
                country[idx] = countries[word];
                sector[idx] = 1;
            }
            None => {}
        }
    }
    let mut partners: Vec<BTreeMap<u16, u32>> = vec![BTreeMap::new(); named.len()];
    for fact in known {
        for (a, b) in [(fact.subject, fact.object), (fact.object, fact.subject)] {
            if country[a as usize] == 0 && country[b as usize] != 0 {
                *partners[a as usize].entry(country[b as usize]).or_default() += 1;
            }
        }
    }
    for (idx, counts) in partners.iter().enumerate() {
        let best = counts.iter().max_by_key(|(c, n)| (**n, std::cmp::Reverse(**c)));
        if let Some((best, _)) = best {
            country[idx] = *best;
        }
    }
    Groups { country, sector, n_countries: countries.len() + 1, n_sectors: sectors.len() + 2 }
}

/// A name as sector and country: `Police_(India)` is `Police` of `India`.
fn split(name: &str) -> (&str, Option<&str>) {
    if let (Some(open), true) = (name.rfind('('), name.ends_with(')')) {
        let country = &name[open + 1..name.len() - 1];
        if !country.is_empty() && open > 0 {
            return (name[..open].trim_end_matches([' ', '_']), Some(country));
        }
    }
    (name, None)
}
