//! Events from files: the lines of `legation code`, and the tables of ICEWS, POLECAT and GDELT.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::forecast::question::Happening;
use legation::plover::{EventType, cameo};
use legation::present::line::{EventLine, RoleLine};
use legation::time::Date;

use crate::input;

/// The events of some files that took place, in order of day and id, and a digest of the files.
pub(crate) fn read(paths: &[PathBuf]) -> Result<(Vec<Happening>, String), Error> {
    let mut hasher = blake3::Hasher::new();
    let mut events = Vec::new();
    for path in paths {
        let mut columns: Option<Columns> = None;
        for (n, line) in input::lines(path)?.lines().enumerate() {
            let line = line.map_err(|e| input::unreadable(path, &e))?;
            hasher.update(line.as_bytes());
            hasher.update(b"\n");
            let wrong = |cause: String| {
                Error::new(Kind::Input, "reading events").at(format!("{}:{}", path.display(), n + 1)).because(cause)
            };
            if line.trim().is_empty() {
                continue;
            }
            if line.starts_with('{') {
                let read: EventLine = serde_json::from_str(&line)
                    .map_err(|e| wrong(e.to_string()).hint("a line must be one that `legation code` printed"))?;
                events.extend(of_line(&read));
            } else if let Some(columns) = &columns {
                events.extend(columns.event(&line, n));
            } else {
                let (found, is_header) = Columns::of(&line).ok_or_else(|| {
                    wrong("the first line is neither JSON nor a known header".to_owned())
                        .hint("JSON Lines of `legation code`, or tables of ICEWS, POLECAT or GDELT are read")
                })?;
                if !is_header {
                    events.extend(found.event(&line, n));
                }
                columns = Some(found);
            }
        }
    }
    events.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    Ok((events, hasher.finalize().to_hex()[..12].to_owned()))
}

/// An event that happened, by a reporter who stands behind it; plans and denials are no events.
fn of_line(line: &EventLine) -> Option<Happening> {
    let happened = matches!(line.status.as_str(), "actual" | "ongoing");
    let stood_by = matches!(line.certainty.as_str(), "reported" | "claimed" | "confirmed");
    if !happened || !stood_by {
        return None;
    }
    let day: Date = line.event_date.as_ref()?.parse().ok()?;
    let published = line.article.as_ref().and_then(|a| a.published.as_ref()).and_then(|p| p.get(..10)?.parse().ok());
    Some(Happening {
        id: line.event_id.clone(),
        day,
        known: published.unwrap_or(day),
        actors: line.actors.iter().map(labels).collect(),
        recipients: line.recipients.iter().map(labels).collect(),
        event_type: EventType::from_name(&line.event_type)?,
        words: line.spans.sentence.text.clone(),
    })
}

fn labels(role: &RoleLine) -> Vec<String> {
    [role.country.clone(), role.entity.clone(), Some(role.name.clone())].into_iter().flatten().collect()
}

/// Where a table keeps what a question needs.
struct Columns {
    id: Option<usize>,
    day: usize,
    /// Names and countries of actor and recipient.
    actor: [usize; 2],
    recipient: [usize; 2],
    /// A PLOVER type or a CAMEO code.
    kind: usize,
}

impl Columns {
    /// The columns that a first line shows, and whether it is a header.
    fn of(line: &str) -> Option<(Columns, bool)> {
        let cells: Vec<&str> = line.split('\t').collect();
        let at = |name: &str| cells.iter().position(|c| c.trim_matches('"') == name);
        if let (Some(actor), Some(kind)) = (at("Actor Name"), at("Event Type")) {
            let columns = Columns {
                id: at("Event ID"),
                day: at("Event Date")?,
                actor: [actor, at("Actor Country")?],
                recipient: [at("Recipient Name")?, at("Recipient Country")?],
                kind,
            };
            return Some((columns, true));
        }
        if let (Some(actor), Some(kind)) = (at("Source Name"), at("CAMEO Code")) {
            let columns = Columns {
                id: at("Event ID"),
                day: at("Event Date")?,
                actor: [actor, at("Source Country")?],
                recipient: [at("Target Name")?, at("Target Country")?],
                kind,
            };
            return Some((columns, true));
        }
        // GDELT has no header: 57 columns in its first version, 58 and 61 later.
        (matches!(cells.len(), 57 | 58 | 61) && cells[1].len() == 8)
            .then_some((Columns { id: Some(0), day: 1, actor: [6, 7], recipient: [16, 17], kind: 26 }, false))
    }

    fn event(&self, line: &str, n: usize) -> Option<Happening> {
        let cells: Vec<&str> = line.split('\t').map(|c| c.trim_matches('"').trim()).collect();
        let cell = |at: usize| cells.get(at).copied().filter(|c| !c.is_empty() && *c != "None");
        let day = day(cell(self.day)?)?;
        let kind = cell(self.kind)?;
        let event_type = EventType::from_name(kind).or_else(|| match cameo::root_label(kind)? {
            "YIELD" => Some(EventType::Concede),
            label => EventType::from_name(label),
        })?;
        let parties = |at: [usize; 2]| -> Vec<Vec<String>> {
            // POLECAT joins several parties of one cell with "; ".
            let split = |at: usize| cell(at).map(|c| c.split("; ").collect::<Vec<_>>()).unwrap_or_default();
            let (names, countries) = (split(at[0]), split(at[1]));
            (0..names.len().max(countries.len()))
                .map(|k| {
                    let labels = [countries.get(k), names.get(k)].into_iter().flatten();
                    labels.map(|label| (*label).to_owned()).collect()
                })
                .collect()
        };
        let id = self.id.and_then(cell).map_or_else(|| format!("line-{}", n + 1), str::to_owned);
        let (actors, recipients) = (parties(self.actor), parties(self.recipient));
        let name = |list: &[Vec<String>]| list.iter().filter_map(|p| p.last().cloned()).collect::<Vec<_>>().join(", ");
        let words = format!("{} {} {}", name(&actors), event_type.name(), name(&recipients));
        Some(Happening { id, day, known: day, actors, recipients, event_type, words })
    }
}

/// `2024-05-06`, or `20240506`.
fn day(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).parse().ok();
    }
    text.get(..10)?.parse().ok()
}

/// Says what a folder of articles should have been.
pub(crate) fn not_articles(paths: &[PathBuf]) -> Option<Error> {
    let folder: &Path = paths.iter().find(|p| p.is_dir())?;
    Some(
        Error::new(Kind::Input, "reading events")
            .at(folder.display().to_string())
            .because("it is a folder")
            .hint(format!("code its articles first: legation code {} -o events.jsonl", folder.display())),
    )
}
