//! Standing: who is talked of, who is tied to many, who stands between.

use serde_json::{Value, json};

use super::{Table, cell, optional, rounded, row};
use crate::present::plain::safe;
use crate::relate::standing::{Standing, Standings};

/// Everything about each window.
pub fn json(windows: &[Standings]) -> Value {
    let party = |s: &Standing| {
        json!({
            "id": s.id, "bloc": s.bloc, "n_events": s.n_events, "attention": rounded(s.attention), "weight": s.weight,
            "n_neighbours": s.n_neighbours, "betweenness": rounded(s.betweenness), "constraint": optional(s.constraint),
            "roles": {
                "coordinator": s.roles.coordinator, "consultant": s.roles.consultant,
                "gatekeeper": s.roles.gatekeeper, "representative": s.roles.representative,
                "liaison": s.roles.liaison,
            },
            "n_hosted": s.n_hosted,
        })
    };
    json!({
        "windows": windows.iter().map(|w| json!({
            "from": w.from, "to": w.to, "n_events": w.n_events, "betweenness_estimated_from": w.estimated_from,
            "parties": w.parties.iter().map(party).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "method": METHOD,
    })
}

/// How the numbers are made, for whoever asks why.
pub const METHOD: &str = "attention: share of events; weight: events with others; betweenness: Brandes 2001, lengths 1/events; constraint: Burt 1992; roles: Gould and Fernandez 1989 between blocs";

/// The leading parties of each window.
pub fn text(windows: &[Standings], most: usize) -> String {
    let mut out = String::new();
    for window in windows {
        out.push_str(&format!("{} to {}: {} events\n", window.from, window.to, window.n_events));
        if let Some(n) = window.estimated_from {
            out.push_str(&format!(
                "betweenness is estimated from the ways of {n} of {} parties\n",
                window.parties.len()
            ));
        }
        out.push_str("party               share  weight  ties  between  constraint  hosted  brokers: within  into  out of  among blocs\n");
        for s in window.parties.iter().take(most) {
            out.push_str(&format!(
                "{:<18} {:>5.1}% {:>7} {:>5} {:>8.3} {:>11} {:>7} {:>16} {:>5} {:>7} {:>12}\n",
                safe(&s.id),
                100.0 * s.attention,
                s.weight,
                s.n_neighbours,
                s.betweenness,
                s.constraint.map_or("-".to_owned(), |c| format!("{c:.3}")),
                s.n_hosted,
                s.roles.coordinator,
                s.roles.gatekeeper,
                s.roles.representative,
                s.roles.consultant + s.roles.liaison,
            ));
        }
        if window.parties.len() > most {
            out.push_str(&format!("… and {} more\n", window.parties.len() - most));
        }
        out.push('\n');
    }
    out
}

/// One row a party and window.
pub fn table(windows: &[Standings]) -> Table {
    let mut out = vec![row(&[
        "from",
        "to",
        "id",
        "bloc",
        "n_events",
        "attention",
        "weight",
        "n_neighbours",
        "betweenness",
        "constraint",
        "coordinator",
        "consultant",
        "gatekeeper",
        "representative",
        "liaison",
        "n_hosted",
    ])];
    for window in windows {
        for s in &window.parties {
            out.push(vec![
                window.from.clone(),
                window.to.clone(),
                s.id.clone(),
                s.bloc.clone(),
                s.n_events.to_string(),
                cell(Some(s.attention)),
                s.weight.to_string(),
                s.n_neighbours.to_string(),
                cell(Some(s.betweenness)),
                cell(s.constraint),
                s.roles.coordinator.to_string(),
                s.roles.consultant.to_string(),
                s.roles.gatekeeper.to_string(),
                s.roles.representative.to_string(),
                s.roles.liaison.to_string(),
                s.n_hosted.to_string(),
            ]);
        }
    }
    out
}
