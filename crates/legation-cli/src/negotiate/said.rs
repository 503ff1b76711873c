//! What articles say that parties want on an issue.

use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};
use legation::link::EntityKind;
use legation::negotiate::draft::Said;
use legation::negotiate::said::{speaks, words};
use legation::read::{self, Origin};
use legation::reading::{self, Reading};
use serde_json::Value;

use crate::input;

/// Reads articles, or lines that `legation read --json` wrote, and keeps what speaks to the issue.
pub(super) fn about(issue: &str, parties: &[String], files: &[PathBuf]) -> Result<Vec<Said>, Error> {
    let words = words(issue);
    let mut out = Vec::new();
    for file in files {
        let json = matches!(file.extension().and_then(|e| e.to_str()), Some("json" | "jsonl" | "ndjson"));
        if json || file.as_path() == Path::new("-") {
            of_lines(file, issue, &words, &mut out)?;
        } else {
            let article = read::article(&input::bytes(file)?, &Origin::default())?;
            of_reading(&reading::of_article(article, legation::link::Knowledge::builtin()), &words, &mut out);
        }
    }
    out.retain(|s| parties.is_empty() || parties.contains(&s.party));
    out.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.evidence.cmp(&b.evidence)));
    out.dedup_by(|a, b| a.evidence == b.evidence && a.party == b.party);
    Ok(out)
}

/// What a party is called: as it was read, else as the table of states has its code, else its id.
pub(super) fn name(id: &str, said: &[Said]) -> String {
    if let Some(said) = said.iter().find(|s| s.party == id) {
        return said.party_name.clone();
    }
    let mut lines = legation_data::STATES.lines().map(|l| l.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap_or_default();
    let at = |column: &str| head.iter().position(|h| *h == column);
    let (Some(named), Some(code)) = (at("name"), at("plover")) else { return id.to_owned() };
    // Territories share the code of the state that claims them; the state's own row has it as its id.
    let found = lines.find(|row| row.get(code) == Some(&id) && row.first() == Some(&id));
    found.and_then(|row| row.get(named).map(|n| (*n).to_owned())).unwrap_or_else(|| id.to_owned())
}

/// Sentences on the issue in which a state, its officials or its bodies act or speak.
fn of_reading(reading: &Reading, words: &[String], out: &mut Vec<Said>) {
    let text = &reading.article.text;
    let on = reading.article.published.as_ref().map(|p| p.date.to_string());
    let mut add = |entity: u32, sentence: legation::Span| {
        let e = reading.linked.entity(entity);
        let political = matches!(e.kind, EntityKind::State | EntityKind::Person | EntityKind::GovernmentBody);
        if !political {
            return;
        }
        let id = e.country.clone().unwrap_or_else(|| e.id.clone());
        let state = reading.linked.entities.iter().find(|s| s.kind == EntityKind::State && s.country == e.country);
        out.push(Said {
            party_name: state.filter(|_| e.country.is_some()).map_or_else(|| e.name.clone(), |s| s.name.clone()),
            party: id,
            quote: sentence.of(text).trim().to_owned(),
            evidence: format!("{}:{}-{}", reading.article.id, sentence.start, sentence.end),
            on: on.clone(),
        });
    };
    for sentence in &reading.document.sentences {
        let span = sentence.span;
        if !speaks(span.of(text), words) {
            continue;
        }
        for event in reading.events.iter().filter(|e| span.contains(e.trigger)) {
            event.actors.iter().filter_map(|r| r.entity).for_each(|e| add(e, span));
        }
        for claim in &reading.attributed.claims {
            if let Some(source) = claim.source_entity
                && claim.content.iter().any(|c| span.contains(*c))
            {
                add(source, span);
            }
        }
        for commitment in reading.attributed.commitments.iter().filter(|c| span.contains(c.content)) {
            commitment.by.into_iter().for_each(|e| add(e, span));
        }
    }
    for item in reading.attributed.agenda.iter().filter(|a| speaks(&a.label, words)) {
        for position in &item.positions {
            if let Some(party) = position.party {
                add(party, position.quote);
            }
        }
    }
}

/// The agenda positions of readings that were saved as JSON.
fn of_lines(file: &Path, issue: &str, words: &[String], out: &mut Vec<Said>) -> Result<(), Error> {
    use std::io::BufRead;
    for (n, line) in input::lines(file)?.lines().enumerate() {
        let line = line.map_err(|e| input::unreadable(file, &e))?;
        if line.trim().is_empty() {
            continue;
        }
        let reading: Value = serde_json::from_str(&line).map_err(|e| {
            Error::new(Kind::Input, "reading the saved readings")
                .at(format!("{}, line {}", file.display(), n + 1))
                .because(e.to_string())
                .hint("give what `legation read --json` prints, one object a line")
        })?;
        let text = |v: &Value| v.as_str().unwrap_or("").to_owned();
        let entity = |id: &str| reading["entities"].as_array().and_then(|l| l.iter().find(|e| e["id"] == id));
        let empty = Vec::new();
        let mut add = |id: &str, quote: &Value| {
            let Some(e) = entity(id) else { return };
            out.push(Said {
                party: e["country"].as_str().map_or_else(|| id.to_owned(), str::to_owned),
                party_name: text(&e["name"]),
                quote: text(&quote["text"]),
                evidence: format!("{}:{}-{}", text(&reading["article"]["id"]), quote["start"], quote["end"]),
                on: reading["article"]["published"]["date"].as_str().map(str::to_owned),
            });
        };
        for item in reading["agenda"].as_array().unwrap_or(&empty) {
            let label = text(&item["label"]);
            if !speaks(&label, words) && item["issue"] != issue.replace(' ', "_") {
                continue;
            }
            for position in item["positions"].as_array().unwrap_or(&empty) {
                add(position["party"].as_str().unwrap_or(""), &position["quote"]);
            }
        }
        for claim in reading["claims"].as_array().unwrap_or(&empty) {
            let Some(source) = claim["source_entity"].as_str() else { continue };
            for content in claim["content"].as_array().unwrap_or(&empty) {
                if speaks(content["text"].as_str().unwrap_or(""), words) {
                    add(source, content);
                }
            }
        }
    }
    Ok(())
}
