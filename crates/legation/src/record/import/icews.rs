//! ICEWS events: twenty columns by name, tabs between, quoted or not.

use std::io::BufRead;

use super::table::{Header, tabs};
use super::{Dataset, Foreign, Imported, Read, day, places, real, refused, some, type_of_cameo};
use crate::error::Error;
use crate::plover::columns;

pub(super) fn read(
    input: &mut dyn BufRead,
    out: &mut Imported,
    each: &mut dyn FnMut(u64, Read, &mut Imported) -> Result<(), Error>,
) -> Result<(), Error> {
    let first = tabs(input)?.ok_or_else(|| refused(Dataset::Icews, "it is empty"))?;
    let first = first.map_err(|cause| refused(Dataset::Icews, cause))?;
    let needed = ["Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"];
    let header = Header::of(Dataset::Icews, &first, &needed, columns::ICEWS, out)?;
    let mut line = 1;
    while let Some(cells) = tabs(input)? {
        line += 1;
        let read = cells.and_then(|mut cells| {
            header.check(&mut cells)?;
            event(&header, &cells)
        });
        if read.as_ref().is_ok_and(|row| row.event_code.is_none()) {
            out.notice("a row has no CAMEO code");
        }
        each(line, read, out)?;
    }
    Ok(())
}

fn event(header: &Header, cells: &[String]) -> Read {
    let at = |name: &str| header.get(cells, &[name]);
    let id = at("Event ID");
    let date = day(at("Event Date")).ok_or_else(|| format!("`{}` is no day", at("Event Date")))?;
    if id.is_empty() {
        return Err("it has no event id".to_owned());
    }
    let code = some(at("CAMEO Code")).map(|code| padded(&code));
    let country = |name: &str| some(at(name)).and_then(|n| places::of_name(&n)).map(str::to_owned);
    Ok(Foreign {
        // Ids are used twice there: with the day they are a key.
        key: format!("{id}@{date}"),
        event_date: date,
        actor_name: some(at("Source Name")),
        actor_code: some(at("Source Sectors")).map(|s| sorted(&s)),
        actor_country: country("Source Country"),
        recipient_name: some(at("Target Name")),
        recipient_code: some(at("Target Sectors")).map(|s| sorted(&s)),
        recipient_country: country("Target Country"),
        event_type: code.as_deref().and_then(type_of_cameo).map(str::to_owned),
        quad: None,
        score: real(at("Intensity")),
        place_name: some(at("City")).or_else(|| some(at("Province"))),
        place_country: country("Country"),
        latitude: real(at("Latitude")),
        longitude: real(at("Longitude")),
        n_reports: None,
        url: some(at("Publisher")),
        modes: some(at("Event Text")),
        event_code: code,
    })
}

/// A code that a program took for a number lost its leading zero: 42 was 042. Roots end at 20, so
/// that two digits above it, and three that begin above 20, can be told.
fn padded(code: &str) -> String {
    let root = |code: &str| code.get(..2).and_then(|r| r.parse::<u32>().ok()).unwrap_or(0);
    if code.bytes().all(|b| b.is_ascii_digit()) && (code.len() == 1 || (21..).contains(&root(code))) {
        format!("0{code}")
    } else {
        code.to_owned()
    }
}

/// Sectors in one order, since theirs varies between rows.
fn sorted(sectors: &str) -> String {
    let mut all: Vec<&str> = sectors.split(',').map(str::trim).filter(|s| !s.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all.join(",")
}
