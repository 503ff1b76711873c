//! POLECAT events: forty columns by name, tabs between; headers drift, tabs stray.

use std::io::BufRead;

use super::table::{Header, tabs};
use super::{Dataset, Foreign, Imported, Read, day, places, real, refused, some};
use crate::error::Error;
use crate::plover::{EventType, columns};

pub(super) fn read(
    input: &mut dyn BufRead,
    out: &mut Imported,
    each: &mut dyn FnMut(u64, Read, &mut Imported) -> Result<(), Error>,
) -> Result<(), Error> {
    // Older files call the intensity by a shorter name.
    let known = [columns::POLECAT, &["Intensity"]].concat();
    let first = tabs(input)?.ok_or_else(|| refused(Dataset::Polecat, "it is empty"))?;
    let first = first.map_err(|cause| refused(Dataset::Polecat, cause))?;
    let needed = ["Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name"];
    let header = Header::of(Dataset::Polecat, &first, &needed, &known, out)?;
    let mut line = 1;
    while let Some(cells) = tabs(input)? {
        line += 1;
        let read = cells.and_then(|mut cells| {
            header.check(&mut cells)?;
            event(&header, &cells)
        });
        each(line, read, out)?;
    }
    Ok(())
}

fn event(header: &Header, cells: &[String]) -> Read {
    let at = |name: &str| header.get(cells, &[name]);
    let date = day(at("Event Date")).ok_or_else(|| format!("`{}` is no day", at("Event Date")))?;
    let key = some(at("Event ID")).ok_or_else(|| "it has no event id".to_owned())?;
    // Several parties stand in one cell; the first country is the row's.
    let country = |name: &str| {
        let cell = some(at(name))?;
        let first = cell.split(';').map(str::trim).find(|c| !c.is_empty() && *c != "None")?.to_owned();
        places::of_name(&first).or_else(|| places::of_alpha3(&first)).map(str::to_owned)
    };
    let event_type = some(at("Event Type")).map(|t| t.to_uppercase());
    let quad = match at("Quad Code").to_uppercase().as_str() {
        "VERBAL COOPERATION" | "1" => Some(1),
        "MATERIAL COOPERATION" | "2" => Some(2),
        "VERBAL CONFLICT" | "3" => Some(3),
        "MATERIAL CONFLICT" | "4" => Some(4),
        _ => None,
    };
    Ok(Foreign {
        key,
        event_date: date,
        actor_name: some(at("Actor Name")),
        actor_country: country("Actor Country"),
        actor_code: some(at("Actor COW")),
        recipient_name: some(at("Recipient Name")),
        recipient_country: country("Recipient Country"),
        recipient_code: some(at("Recipient COW")),
        event_type: event_type.clone().filter(|t| EventType::from_name(t).is_some()),
        event_code: event_type,
        modes: some(at("Event Mode")),
        quad,
        score: real(header.get(cells, &["Event Intensity", "Intensity"])),
        place_name: some(at("Placename")),
        place_country: country("Country"),
        latitude: real(at("Latitude")),
        longitude: real(at("Longitude")),
        n_reports: None,
        url: some(at("Source")),
    })
}
