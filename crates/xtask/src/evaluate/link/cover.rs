//! How many of the actors that ICEWS names in a year of world news the tables know by that name.
//!
//! Names with a role and a country in brackets ("Citizen (India)") are descriptions and left out.

use std::collections::BTreeMap;

use legation::link::{Knowledge, explain};
use legation::time::Date;

use super::super::{data, gzip};
use super::share;

/// Prints the share of names, and of their appearances in events.
pub fn run() -> Result<(), String> {
    for (set, year) in [("icews14", 2014), ("icews18", 2018)] {
        let read = |file: &str| -> Result<String, String> {
            let path = data(&format!("tkg/{set}/{file}"))?;
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
        };
        let names = read("entity2id.txt")?;
        let mut events = read("train.txt").or_else(|_| gzip(&format!("tkg/{set}/train.txt.gz")).map(|t| t.0))?;
        events.push_str(&read("valid.txt")?);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in events.lines() {
            let cells: Vec<&str> = line.split_whitespace().collect();
            if let [subject, _, object, ..] = cells[..] {
                *counts.entry(subject).or_default() += 1;
                *counts.entry(object).or_default() += 1;
            }
        }
        let on = Date::constant(year, 7, 1);
        let (mut all, mut known, mut n_all, mut n_known) = (0, 0, 0, 0);
        for line in names.lines() {
            let Some((name, id)) = line.rsplit_once('\t') else { continue };
            if name.contains('(') {
                continue;
            }
            let name = name.replace('_', " ");
            let n = counts.get(id.trim()).copied().unwrap_or(0);
            let found = !explain::entity(&name, on, Knowledge::builtin()).is_empty();
            all += 1;
            n_all += n;
            if found {
                known += 1;
                n_known += n;
            }
        }
        let digest = &blake3::hash(names.as_bytes()).to_hex()[..12];
        println!(
            "link cover {set}: names known {}, of their appearances {} (data {digest})",
            share(known, all),
            share(n_known, n_all)
        );
    }
    Ok(())
}
