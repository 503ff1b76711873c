//! Pillars: what is on the table, grouped, over time.

use serde_json::{Value, json};

use super::{Table, row};
use crate::present::plain::safe;
use crate::relate::pillars::Pillar;

/// Everything about the pillars of a scope.
pub fn json(pillars: &[Pillar]) -> Value {
    json!({
        "pillars": pillars.iter().map(|p| json!({
            "pillar": p.pillar, "first_known": p.first_known, "last_known": p.last_known,
            "n_articles": p.n_articles, "n_sources": p.n_sources,
            "points": p.points.iter().map(|(from, n)| json!({ "from": from, "n_articles": n })).collect::<Vec<_>>(),
            "issues": p.issues.iter().map(|i| json!({
                "issue": i.issue, "named": i.named, "first_known": i.first_known, "last_known": i.last_known,
                "n_articles": i.n_articles, "n_priority": i.n_priority, "labels": i.labels, "items": i.items,
                "positions": i.positions.iter().map(|q| json!({
                    "known": q.known, "party": q.party, "country": q.country, "quote": q.quote,
                    "item_id": q.item_id, "article_id": q.article_id,
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Pillar after pillar, with issues and positions in the parties' words.
pub fn text(pillars: &[Pillar]) -> String {
    let mut out = String::new();
    for p in pillars {
        out.push_str(&format!(
            "{}: articles {}, independent sources {}, {} to {}\n",
            safe(&p.pillar),
            p.n_articles,
            p.n_sources,
            p.first_known,
            p.last_known
        ));
        for i in &p.issues {
            let priority = if i.n_priority > 0 { format!(", a priority {}x", i.n_priority) } else { String::new() };
            out.push_str(&format!(
                "  {} (articles {}, last {}{priority}): {}\n",
                safe(&i.issue),
                i.n_articles,
                i.last_known,
                safe(&i.labels.join("; "))
            ));
            for q in &i.positions {
                let party = q.party.as_deref().unwrap_or("somebody");
                out.push_str(&format!("    {} {}: “{}”  {}\n", q.known, safe(party), safe(&q.quote), q.item_id));
            }
        }
    }
    if out.is_empty() { "nothing is on the table\n".to_owned() } else { out }
}

/// One row a pillar and period.
pub fn table(pillars: &[Pillar]) -> Table {
    let mut out = vec![row(&["pillar", "from", "n_articles"])];
    for p in pillars {
        out.extend(p.points.iter().map(|(from, n)| vec![p.pillar.clone(), from.clone(), n.to_string()]));
    }
    out
}
