//! What parties were read to want on an issue: the agenda positions, claims, promises and deeds of an archive.

use rusqlite::OptionalExtension;

use super::draft::Said;
use crate::error::Error;
use crate::record::question::{self, Filter};
use crate::record::{Archive, Evidence};

/// What the archive holds of it by a day, earliest first; each quote names its row and its bytes.
pub fn of_archive(archive: &Archive, issue: &str, as_of: Option<&str>) -> Result<Vec<Said>, Error> {
    let words = words(issue);
    let id = issue.trim().to_lowercase().replace(' ', "_");
    let all = Filter { as_of: as_of.map(str::to_owned), limit: Some(100_000), ..Filter::default() };
    let mut out = Vec::new();
    for row in question::agenda(archive, &all)?.rows {
        let item = row.item;
        if item.issue != id && !speaks(&item.label, &words) {
            continue;
        }
        let quotes: Vec<&Evidence> = item.evidence.iter().filter(|e| e.field == "position").collect();
        for (n, (party, country, _)) in item.positions.iter().enumerate() {
            let Some(evidence) = quotes.iter().find(|e| e.position as usize == n) else { continue };
            let Some(party) = country.as_ref().or(party.as_ref()) else { continue };
            out.push(said(archive, party, &item.item_id, &item.article_id, &item.known, evidence)?);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for word in &words {
        for row in question::claims(archive, &Filter { words: Some(word.clone()), ..all.clone() })?.rows {
            let claim = row.claim;
            if !seen.insert(claim.claim_id.clone()) {
                continue;
            }
            let Some(party) =
                claim.source_entity.as_ref().map(|e| party_of(archive, &claim.article_id, e)).transpose()?.flatten()
            else {
                continue;
            };
            for evidence in claim.evidence.iter().filter(|e| e.field == "content" && speaks(&e.quote, &words)) {
                out.push(said(archive, &party, &claim.claim_id, &claim.article_id, &claim.known, evidence)?);
            }
        }
    }
    let day = as_of.unwrap_or("9999-12-31");
    for row in question::commitments(archive, &all, day)?.rows {
        let promise = row.commitment;
        let Some(party) = promise.by_country.as_ref().or(promise.by_entity.as_ref()) else { continue };
        for evidence in promise.evidence.iter().filter(|e| e.field == "content" && speaks(&e.quote, &words)) {
            out.push(said(archive, party, &promise.commitment_id, &promise.article_id, &promise.known, evidence)?);
        }
    }
    out.extend(done(archive, &words, day)?);
    out.sort_by(|a, b| (&a.on, &a.party, &a.quote, &a.evidence).cmp(&(&b.on, &b.party, &b.quote, &b.evidence)));
    // A position is often a claim or a promise as well, and part of a sentence that is cited: the whole is quoted once.
    out.dedup_by(|a, b| (&a.on, &a.party, &a.quote) == (&b.on, &b.party, &b.quote));
    let part = |a: &Said, b: &Said| {
        (&a.on, &a.party) == (&b.on, &b.party) && a.quote.len() < b.quote.len() && b.quote.contains(&a.quote)
    };
    let whole: Vec<bool> = out.iter().map(|a| !out.iter().any(|b| part(a, b))).collect();
    let mut keep = whole.into_iter();
    out.retain(|_| keep.next().unwrap_or(true));
    Ok(out)
}

/// Sentences on the issue in which a party acts: what it does shows what it wants.
fn done(archive: &Archive, words: &[String], day: &str) -> Result<Vec<Said>, Error> {
    let ask = || -> rusqlite::Result<Vec<Said>> {
        let mut statement = archive.connection().prepare_cached(
            "SELECT r.report_id, r.article_id, r.known, e.quote, e.start, e.end, o.country, o.entity_id, n.name, o.name
             FROM reports r JOIN evidence e ON e.owner = r.report_id AND e.field = 'sentence'
             JOIN roles o ON o.report_id = r.report_id AND o.side = 'actor'
             LEFT JOIN entities n ON n.entity_id = 'state:' || o.country
             WHERE r.withdrawn_run IS NULL AND r.known <= ?1 AND (o.country IS NOT NULL OR o.entity_id IS NOT NULL)
               AND r.status IN ('actual', 'ongoing', 'planned', 'possible') AND r.certainty NOT IN ('denied', 'rumoured')
             ORDER BY r.known, r.report_id, o.position",
        )?;
        let mut out = Vec::new();
        let mut rows = statement.query([day])?;
        while let Some(row) = rows.next()? {
            let quote: String = row.get(3)?;
            if !speaks(&quote, words) {
                continue;
            }
            let (country, entity): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
            let (of_country, own): (Option<String>, String) = (row.get(8)?, row.get(9)?);
            let (owner, article): (String, String) = (row.get(0)?, row.get(1)?);
            let (start, end): (i64, i64) = (row.get(4)?, row.get(5)?);
            out.push(Said {
                party_name: of_country.unwrap_or(own),
                party: country.or(entity).unwrap_or_default(),
                quote,
                evidence: format!("{owner} {article}:{start}-{end}"),
                on: Some(row.get(2)?),
            });
        }
        Ok(out)
    };
    ask().map_err(|e| archive.failed("asking who acts", &e))
}

fn said(
    archive: &Archive,
    party: &str,
    owner: &str,
    article: &str,
    known: &str,
    evidence: &Evidence,
) -> Result<Said, Error> {
    Ok(Said {
        party: party.to_owned(),
        party_name: question::name(archive, party)?,
        quote: evidence.quote.clone(),
        evidence: format!("{owner} {article}:{}-{}", evidence.span.start, evidence.span.end),
        on: Some(known.to_owned()),
    })
}

/// The country for which an entity speaks in an article, else the entity; nothing where it is no political actor.
fn party_of(archive: &Archive, article: &str, entity: &str) -> Result<Option<String>, Error> {
    let found: Option<(Option<String>, String)> = archive
        .connection()
        .prepare_cached(
            "SELECT m.country, e.kind FROM mentions m JOIN entities e ON e.entity_id = m.entity_id
             WHERE m.article_id = ?1 AND m.entity_id = ?2 ORDER BY m.start LIMIT 1",
        )
        .and_then(|mut statement| {
            statement.query_row([article, entity], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
        .map_err(|e| archive.failed("asking who speaks", &e))?;
    Ok(found.and_then(|(country, kind)| {
        let political = !matches!(kind.as_str(), "media" | "place" | "infrastructure" | "instrument" | "event");
        political.then(|| country.unwrap_or_else(|| entity.to_owned()))
    }))
}

/// The words by which an issue shows: those of the taxonomy's entry with this id or name, and the words of
/// the issue itself that carry meaning.
pub fn words(issue: &str) -> Vec<String> {
    let asked = issue.to_lowercase();
    let mut out: Vec<String> = vec![asked.replace('_', " ")];
    for line in legation_data::ISSUES.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(id), Some(name), Some(words)) = (cells.first(), cells.get(1), cells.get(2)) else { continue };
        if id.replace('_', " ") == out[0] || name.to_lowercase() == out[0] {
            out.extend(words.split(';').filter(|w| !w.is_empty()).map(str::to_lowercase));
        }
    }
    // "transit corridor" is called "the corridor" in the next sentence.
    if let Some(last) = asked.split([' ', '_']).next_back()
        && last.len() > 4
    {
        out.push(last.to_owned());
    }
    out.sort();
    out.dedup();
    out
}

/// Whether a text has one of the words, as a word of its own or with a plural s.
pub fn speaks(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| {
        text.match_indices(word.as_str()).any(|(at, _)| {
            let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let after = text[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric() || c == 's');
            before && after
        })
    })
}
