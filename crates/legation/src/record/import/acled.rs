//! ACLED events: a CSV with a header. Only with the user's own agreement; none is shipped.

use std::io::BufRead;

use super::table::{Header, commas};
use super::{Dataset, Foreign, Imported, Read, day, places, real, refused, some};
use crate::error::Error;

pub(super) fn read(
    input: &mut dyn BufRead,
    out: &mut Imported,
    each: &mut dyn FnMut(u64, Read, &mut Imported) -> Result<(), Error>,
) -> Result<(), Error> {
    let (first, n) = commas(input)?.ok_or_else(|| refused(Dataset::Acled, "it is empty"))?;
    if first.len() == 1 && first[0].contains(';') {
        return Err(refused(Dataset::Acled, "its cells are parted by semicolons, not commas"));
    }
    let needed = ["event_id_cnty", "event_date", "event_type", "actor1", "country"];
    let header = Header::of(Dataset::Acled, &first, &needed, &[], out)?;
    let mut line = n;
    while let Some((mut cells, n)) = commas(input)? {
        let at = line + 1;
        line += n;
        if cells.len() == 1 && cells[0].trim().is_empty() {
            continue;
        }
        let read = header.check(&mut cells).and_then(|()| event(&header, &cells));
        each(at, read, out)?;
    }
    Ok(())
}

fn event(header: &Header, cells: &[String]) -> Read {
    let at = |name: &str| header.get(cells, &[name]);
    let date = day(at("event_date")).or_else(|| named_month(at("event_date")));
    let date = date.ok_or_else(|| format!("`{}` is no day", at("event_date")))?;
    let key = some(at("event_id_cnty")).ok_or_else(|| "it has no event id".to_owned())?;
    // No direction there: actor2 is the other side, not a recipient of the first's act.
    let event_type = match at("event_type").to_lowercase().as_str() {
        "battles" | "explosions/remote violence" | "violence against civilians" => Some("ASSAULT"),
        "protests" | "riots" => Some("PROTEST"),
        _ => None,
    };
    let place_country = places::of_numeric(at("iso")).or_else(|| places::of_name(at("country"))).map(str::to_owned);
    Ok(Foreign {
        key,
        event_date: date,
        actor_name: some(at("actor1")),
        actor_code: some(at("inter1")),
        actor_country: None,
        recipient_name: some(at("actor2")),
        recipient_code: some(at("inter2")),
        recipient_country: None,
        event_type: event_type.map(str::to_owned),
        event_code: some(at("sub_event_type")),
        modes: some(at("event_type")),
        quad: event_type.map(|_| 4),
        score: None,
        place_name: some(at("location")),
        place_country,
        latitude: real(at("latitude")),
        longitude: real(at("longitude")),
        n_reports: None,
        url: some(at("source")),
    })
}

/// "05 March 2022", as some exports write days.
fn named_month(text: &str) -> Option<String> {
    let [day_of_month, month, year] = text.split_whitespace().collect::<Vec<_>>()[..] else { return None };
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = months.iter().position(|m| month.to_lowercase().starts_with(m))? + 1;
    day(&format!("{year}-{month:02}-{day_of_month:0>2}"))
}
