//! What an archive knows by a day, as the forecaster counts it: events that happened, and what is on the table.

use std::collections::BTreeMap;

use super::pairs::OnTable;
use super::question::Happening;
use crate::error::Error;
use crate::plover::EventType;
use crate::record::{Archive, Side};
use crate::time::Date;

/// The events of an archive that took place, in order of day and id; without a day all that it knows.
///
/// An event counts from the first report that says it happened, and has that report's day, type and parties:
/// plans, rumours and denials are no events, and later reports change nothing. Days known no better than by
/// season are left out.
pub fn happenings(archive: &Archive, as_of: Option<Date>) -> Result<Vec<Happening>, Error> {
    let day = as_of.map_or_else(|| "9999-12-31".to_owned(), |d| d.to_string());
    let ask = || -> rusqlite::Result<Vec<Happening>> {
        let mut statement = archive.connection().prepare_cached(
            "SELECT j.event_id, r.report_id, r.known, r.event_type, r.event_date, r.sentence
             FROM event_reports j JOIN reports r ON r.report_id = j.report_id
             WHERE r.status IN ('actual', 'ongoing') AND r.certainty IN ('reported', 'claimed', 'confirmed')
               AND r.withdrawn_run IS NULL AND r.event_date IS NOT NULL
               AND r.date_precision NOT IN ('decade', 'year', 'season') AND r.known <= ?1
             ORDER BY j.event_id, r.known, r.article_id, r.report_id",
        )?;
        let mut roles = archive.connection().prepare_cached(
            "SELECT side, country, entity_id, name FROM roles WHERE report_id = ?1 ORDER BY side, position",
        )?;
        let mut out: Vec<Happening> = Vec::new();
        let mut rows = statement.query([&day])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if out.last().is_some_and(|last| last.id == id) {
                continue;
            }
            let (known, on): (String, String) = (row.get(2)?, row.get(4)?);
            let kind: String = row.get(3)?;
            let (Ok(known), Ok(day), Some(event_type)) = (known.parse(), on.parse(), EventType::from_name(&kind))
            else {
                continue;
            };
            let mut parties: BTreeMap<bool, Vec<Vec<String>>> = BTreeMap::new();
            let mut sides = roles.query([row.get::<_, String>(1)?])?;
            while let Some(role) = sides.next()? {
                let acts = role.get::<_, String>(0)? == Side::Actor.name();
                let labels: [Option<String>; 3] = [role.get(1)?, role.get(2)?, Some(role.get(3)?)];
                parties.entry(acts).or_default().push(labels.into_iter().flatten().collect());
            }
            out.push(Happening {
                id,
                day,
                known,
                actors: parties.remove(&true).unwrap_or_default(),
                recipients: parties.remove(&false).unwrap_or_default(),
                event_type,
                words: row.get(5)?,
            });
        }
        out.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
        Ok(out)
    };
    ask().map_err(|e| archive.failed("reading events", &e))
}

/// What articles put on the table between countries.
pub fn on_the_table(archive: &Archive) -> Result<Vec<OnTable>, Error> {
    let ask = || -> rusqlite::Result<Vec<OnTable>> {
        let mut statement = archive.connection().prepare_cached(
            "SELECT known, countries FROM agenda WHERE withdrawn_run IS NULL AND instr(countries, ';') > 0
             ORDER BY known, item_id",
        )?;
        let rows: Vec<(String, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let item = |(known, countries): (String, String)| {
            Some(OnTable { known: known.parse().ok()?, parties: countries.split(';').map(str::to_owned).collect() })
        };
        Ok(rows.into_iter().filter_map(item).collect())
    };
    ask().map_err(|e| archive.failed("reading the agenda", &e))
}

/// A digest of events, by which an answer says what it was made from.
pub fn digest(events: &[Happening]) -> String {
    let mut hasher = blake3::Hasher::new();
    for e in events {
        for part in [e.id.as_str(), e.event_type.name(), &e.day.to_string(), &e.known.to_string()] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
    }
    hasher.finalize().to_hex()[..12].to_owned()
}
