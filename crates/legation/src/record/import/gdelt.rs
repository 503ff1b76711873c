//! GDELT events: 1.0 with 57 or 58 columns, 2.0 with 61, tabs between, no header.

use std::io::BufRead;

use super::{Dataset, Foreign, Imported, Read, day, places, real, refused, some, table, type_of_cameo};
use crate::error::Error;

/// Columns of one place, without and with ADM2.
const OLD_PLACE: usize = 7;
const NEW_PLACE: usize = 8;
/// Where the first place begins: after identity, two actors and the action.
const PLACES: usize = 35;

pub(super) fn read(
    input: &mut dyn BufRead,
    out: &mut Imported,
    each: &mut dyn FnMut(u64, Read, &mut Imported) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut line = 0;
    while let Some(cells) = table::tabs(input)? {
        line += 1;
        let cells = match cells {
            Ok(cells) => cells,
            Err(cause) => {
                each(line, Err(cause), out)?;
                continue;
            }
        };
        if line == 1 {
            if cells.len() == 16 || cells.len() == 27 {
                let what = if cells.len() == 16 { "mentions" } else { "the knowledge graph" };
                return Err(refused(Dataset::Gdelt, format!("it has {} columns: a file of {what}", cells.len())));
            }
            if cells[0].parse::<i64>().is_err() {
                out.notice("the first line is a header");
                continue;
            }
        }
        each(line, event(&cells), out)?;
    }
    Ok(())
}

fn event(cells: &[String]) -> Read {
    let (place, url) = match cells.len() {
        57 => (OLD_PLACE, None),
        58 => (OLD_PLACE, Some(57)),
        61 => (NEW_PLACE, Some(60)),
        n => return Err(format!("a row of {n} columns: 57, 58 or 61 are known")),
    };
    let at = |n: usize| cells[n].as_str();
    if at(0).parse::<i64>().is_err() {
        return Err(format!("`{}` is no event id", at(0)));
    }
    let date = day(at(1)).ok_or_else(|| format!("`{}` is no day", at(1)))?;
    // The third place is the action's: type, name, country, ADM1, (ADM2,) latitude, longitude, id.
    let action = PLACES + 2 * place;
    let latitude = action + place - 3;
    let country = |n: usize| some(at(n)).and_then(|code| places::of_alpha3(&code)).map(str::to_owned);
    Ok(Foreign {
        key: at(0).to_owned(),
        event_date: date,
        actor_code: some(at(5)),
        actor_name: some(at(6)),
        actor_country: country(7),
        recipient_code: some(at(15)),
        recipient_name: some(at(16)),
        recipient_country: country(17),
        event_type: type_of_cameo(at(26)).map(str::to_owned),
        event_code: some(at(26)),
        quad: at(29).parse().ok().filter(|q| (1..=4).contains(q)),
        score: real(at(30)),
        n_reports: at(31).parse().ok(),
        place_name: some(at(action + 1)),
        place_country: some(at(action + 2)).and_then(|code| places::of_fips(&code)).map(str::to_owned),
        latitude: real(at(latitude)),
        longitude: real(at(latitude + 1)),
        url: url.and_then(|n| some(at(n))),
        modes: None,
    })
}
