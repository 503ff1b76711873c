//! Channels: contacts, formats, silences.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Table, row};
use crate::present::plain::safe;
use crate::relate::channels::{Channels, Contact, Silence};
use crate::relate::series::label;

/// Everything about a dyad's channels.
pub fn json(c: &Channels) -> Value {
    let silence = |s: &Option<Silence>| {
        s.as_ref().map(|s| json!({ "from": s.from, "to": s.to, "days": s.days, "n_recorded": s.n_recorded }))
    };
    json!({
        "scope": super::scope(&c.scope),
        "until": c.until,
        "n_contacts": c.contacts.len(),
        "n_imprecise": c.n_imprecise,
        "longest_silence": silence(&c.longest_silence),
        "current_silence": silence(&c.current_silence),
        "channels": c.uses.iter().map(|u| json!({
            "channel": u.channel.name(), "n_days": u.n_days, "first": u.first, "last": u.last,
            "days_since": u.days_since, "usual_gap": u.usual_gap, "silent": u.silent,
        })).collect::<Vec<_>>(),
        "formats": c.formats.iter().map(|f| json!({
            "third": f.third, "n_days": f.n_days, "n_hosted": f.n_hosted, "first": f.first, "last": f.last,
            "level": f.level.name(),
        })).collect::<Vec<_>>(),
        "meetings": c.meetings.iter().map(|m| json!({
            "first": m.first, "second": m.second, "n_days": m.n_days, "last": m.last, "event_id": m.event,
        })).collect::<Vec<_>>(),
        "contacts": c.contacts.iter().map(|c| json!({
            "day": c.day, "channels": kinds(c), "level": c.level.name(), "first": c.first, "second": c.second,
            "third": c.third, "hosts": c.hosts, "places": c.places, "events": c.events,
        })).collect::<Vec<_>>(),
    })
}

fn kinds(contact: &Contact) -> Vec<&'static str> {
    contact.channels.iter().map(|c| c.name()).collect()
}

fn joined(names: &BTreeSet<String>) -> String {
    safe(&names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// What a desk officer reads: who met last, which channel is silent, every contact.
pub fn text(c: &Channels) -> String {
    let mut out = format!("{}: {} days of contact, as of {}\n", safe(&label(&c.scope)), c.contacts.len(), c.until);
    for (name, silence) in [("silent for", &c.current_silence), ("longest silence", &c.longest_silence)] {
        if let Some(s) = silence {
            out.push_str(&format!(
                "  {name} {} days, {} to {} (articles recorded meanwhile: {})\n",
                s.days, s.from, s.to, s.n_recorded
            ));
        }
    }
    if c.n_imprecise > 0 {
        out.push_str(&format!("  {} contacts without an exact day are left out\n", c.n_imprecise));
    }
    out.push_str("\nchannel        days  last        days ago  usual gap  silent longer than ever\n");
    for u in &c.uses {
        let gap = u.usual_gap.map_or("-".to_owned(), |g| g.to_string());
        let silent = match u.silent {
            Some(true) => "yes",
            Some(false) => "no",
            None => "too few to say",
        };
        out.push_str(&format!(
            "{:<13} {:>5}  {}  {:>8}  {:>9}  {silent}\n",
            u.channel.name(),
            u.n_days,
            u.last,
            u.days_since,
            gap
        ));
    }
    out.push_str("\nat the table with     days  hosted  last        highest level\n");
    for f in &c.formats {
        let third = if f.third.is_empty() { "nobody else".to_owned() } else { safe(&f.third.join(", ")) };
        out.push_str(&format!("{third:<20} {:>5} {:>7}  {}  {}\n", f.n_days, f.n_hosted, f.last, f.level.name()));
    }
    if !c.meetings.is_empty() {
        out.push_str("\nwho last met whom\n");
        for m in &c.meetings {
            let times = if m.n_days == 1 { "once".to_owned() } else { format!("{} days", m.n_days) };
            out.push_str(&format!("  {}  {} and {} ({times})\n", m.last, safe(&m.first), safe(&m.second)));
        }
    }
    out.push_str("\ncontacts, latest first\n");
    for contact in c.contacts.iter().rev() {
        let place = if contact.places.is_empty() { String::new() } else { format!(", {}", joined(&contact.places)) };
        let with = match (contact.third.is_empty(), contact.hosts.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!(", with {}", joined(&contact.third)),
            (false, false) => format!(", with {} (host {})", joined(&contact.third), joined(&contact.hosts)),
        };
        out.push_str(&format!(
            "  {}  {} ({}): {} / {}{with}{place}  {}\n",
            contact.day,
            kinds(contact).join(", "),
            contact.level.name(),
            joined(&contact.first),
            joined(&contact.second),
            contact.events.join(" "),
        ));
    }
    out
}

/// One row a contact.
pub fn table(c: &Channels) -> Table {
    let mut out = vec![row(&["day", "channels", "level", "first", "second", "third", "hosts", "places", "events"])];
    for contact in &c.contacts {
        let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
        out.push(vec![
            contact.day.clone(),
            kinds(contact).join("; "),
            contact.level.name().to_owned(),
            list(&contact.first),
            list(&contact.second),
            list(&contact.third),
            list(&contact.hosts),
            list(&contact.places),
            contact.events.join("; "),
        ]);
    }
    out
}
