//! Quotes and stories as they travel.

use serde_json::{Value, json};

use super::{Table, cell, rounded, row};
use crate::present::plain::safe;
use crate::relate::trace::{Alteration, Edit, Family, Print, Spread};

/// Everything about a quote's family.
pub fn family(family: &Family) -> Value {
    json!({
        "n_sources": family.n_sources, "n_publishers": family.n_publishers, "speakers": family.speakers,
        "tellings": family.tellings.iter().map(|t| json!({
            "claim_id": t.claim_id, "article_id": t.article_id, "publisher": t.publisher, "known": t.known,
            "source": t.source, "source_entity": t.source_entity, "words": t.words, "repeats": t.repeats,
            "alteration": t.alteration.name(), "shared": rounded(t.shared), "copy": t.copy,
            "edits": t.edits.iter().map(|e| match e {
                Edit::Kept(words) => json!({ "kept": words }),
                Edit::Cut(words) => json!({ "cut": words }),
                Edit::Added(words) => json!({ "added": words }),
            }).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Several families.
pub fn families(list: &[Family]) -> Value {
    json!({ "quotes": list.iter().map(family).collect::<Vec<_>>() })
}

/// Quotes with everybody who prints them, changed words marked.
pub fn text(list: &[Family], most: usize) -> String {
    let mut out = String::new();
    for family in list.iter().take(most) {
        for telling in &family.tellings {
            let outlet = telling.publisher.as_deref().unwrap_or("no publisher named");
            let source = telling.source.as_deref().unwrap_or("nobody named");
            if telling.alteration == Alteration::First {
                out.push_str(&format!("“{}”\n", safe(&telling.words)));
                out.push_str(&format!(
                    "  tellings {}, independent sources {}\n",
                    family.tellings.len(),
                    family.n_sources
                ));
            }
            let copy = if telling.copy { ", in a copied text" } else { "" };
            out.push_str(&format!(
                "  {}  {}, ascribed to {}: {}{copy}  {}\n",
                telling.known,
                safe(outlet),
                safe(source),
                telling.alteration.name(),
                telling.claim_id
            ));
            if !telling.edits.is_empty() {
                let words: Vec<String> = telling
                    .edits
                    .iter()
                    .map(|e| match e {
                        Edit::Kept(words) => words.clone(),
                        Edit::Cut(words) => format!("[-{words}-]"),
                        Edit::Added(words) => format!("[+{words}+]"),
                    })
                    .collect();
                out.push_str(&format!("              {}\n", safe(&words.join(" "))));
            }
        }
        out.push('\n');
    }
    if list.len() > most {
        out.push_str(&format!("… and {} more\n", list.len() - most));
    }
    out
}

/// One row a telling.
pub fn table(list: &[Family]) -> Table {
    let mut out = vec![row(&[
        "family",
        "known",
        "publisher",
        "source",
        "source_entity",
        "words",
        "alteration",
        "shared",
        "copy",
        "repeats",
        "claim_id",
        "article_id",
    ])];
    for family in list {
        for t in &family.tellings {
            out.push(vec![
                family.tellings[0].claim_id.clone(),
                t.known.clone(),
                t.publisher.clone().unwrap_or_default(),
                t.source.clone().unwrap_or_default(),
                t.source_entity.clone().unwrap_or_default(),
                t.words.clone(),
                t.alteration.name().to_owned(),
                cell(Some(t.shared)),
                t.copy.to_string(),
                t.repeats.clone().unwrap_or_default(),
                t.claim_id.clone(),
                t.article_id.clone(),
            ]);
        }
    }
    out
}

/// Everything about a story's way.
pub fn spread(spread: &Spread) -> Value {
    json!({
        "n_sources": spread.n_sources, "n_publishers": spread.n_publishers,
        "reach": spread.reach.iter().map(|(day, n)| json!({ "day": day, "n_publishers": n })).collect::<Vec<_>>(),
        "prints": spread.prints.iter().map(|p| json!({
            "article_id": p.article_id, "publisher": p.publisher, "title": p.title, "url": p.url, "known": p.known,
            "copy_of": p.copy_of.as_ref().map(|c| &c.0), "copy_kind": p.copy_of.as_ref().map(|c| &c.1),
            "source": p.source, "certainty": p.certainty, "sentence": p.sentence,
        })).collect::<Vec<_>>(),
    })
}

/// Outlet after outlet.
pub fn spread_text(spread: &Spread) -> String {
    let mut out = format!("outlets {}, independent sources {}\n", spread.n_publishers, spread.n_sources);
    for print in &spread.prints {
        let outlet = print.publisher.as_deref().unwrap_or("no publisher named");
        let copy = print.copy_of.as_ref().map_or(String::new(), |(of, kind)| format!(", {kind} of {of}"));
        let certainty = print.certainty.as_ref().map_or(String::new(), |c| format!(" ({c})"));
        out.push_str(&format!("  {}  {}{certainty}{copy}  {}\n", print.known, safe(outlet), print.article_id));
        if let Some(words) = print.sentence.as_ref().or(print.title.as_ref()) {
            out.push_str(&format!("              {}\n", safe(&words.replace('\n', " "))));
        }
    }
    out
}

/// One row a print.
pub fn spread_table(spread: &Spread) -> Table {
    let mut out = vec![row(&[
        "known",
        "publisher",
        "title",
        "certainty",
        "copy_of",
        "copy_kind",
        "sentence",
        "url",
        "article_id",
    ])];
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    out.extend(spread.prints.iter().map(|p: &Print| {
        vec![
            p.known.clone(),
            text(&p.publisher),
            text(&p.title),
            text(&p.certainty),
            p.copy_of.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            p.copy_of.as_ref().map(|c| c.1.clone()).unwrap_or_default(),
            text(&p.sentence),
            text(&p.url),
            p.article_id.clone(),
        ]
    }));
    out
}
