//! Answers of the archive as JSON, and as flat rows for tables.

use serde_json::{Map, Value, json};

use crate::record::question::{AgendaAnswer, ClaimAnswer, CommitmentAnswer, EventAnswer, Found, Issue};
use crate::record::{Evidence, Report, Side};

/// An answer that can be shown.
pub trait Answer {
    /// Everything about it.
    fn json(&self) -> Value;
    /// Column names and cells, for a terminal or a spreadsheet.
    fn cells(&self) -> Vec<(&'static str, String)>;
}

pub(super) fn spans(evidence: &[Evidence]) -> Value {
    let mut fields: Map<String, Value> = Map::new();
    for e in evidence {
        let span = json!({ "start": e.span.start, "end": e.span.end, "text": e.quote });
        if let Value::Array(list) = fields.entry(e.field.clone()).or_insert_with(|| json!([])) {
            list.push(span);
        }
    }
    Value::Object(fields)
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

/// One telling of an event.
pub fn report(r: &Report) -> Value {
    let roles = |side: Side| -> Vec<Value> {
        r.side(side)
            .map(|u| {
                json!({
                    "entity": u.entity, "name": u.name, "country": u.country, "sector": u.sector,
                    "other_sectors": u.other_sectors, "title": u.title, "qid": u.qid,
                })
            })
            .collect()
    };
    json!({
        "report_id": r.report_id,
        "coded_id": r.coded_id,
        "article_id": r.article_id,
        "known": r.known,
        "event_type": r.event_type,
        "modes": r.modes,
        "contexts": r.contexts,
        "status": r.status,
        "certainty": r.certainty,
        "event_date": r.event_date,
        "event_end_date": r.event_end_date,
        "date_precision": r.date_precision,
        "date_basis": r.date_basis,
        "actors": roles(Side::Actor),
        "recipients": roles(Side::Recipient),
        "place": r.place.as_ref().map(|p| json!({
            "entity": p.entity, "name": p.name, "country": p.country, "precision": p.precision,
            "latitude": p.latitude, "longitude": p.longitude,
        })),
        "quad": r.quad,
        "score": r.score,
        "cameo": r.cameo,
        "goldstein": r.goldstein,
        "size": { "dead": r.dead, "injured": r.injured, "arrested": r.arrested, "crowd": r.crowd },
        "confidence": r.confidence,
        "claim_id": r.claim_id,
        "sentence": r.sentence,
        "reason": r.reason,
        "evidence": spans(&r.evidence),
    })
}

impl Answer for EventAnswer {
    fn json(&self) -> Value {
        let s = &self.summary;
        let parties = |side: Side| -> Vec<Value> {
            s.parties
                .iter()
                .filter(|p| p.0 == side)
                .map(|(_, country, entity, name)| json!({ "name": name, "country": country, "entity": entity }))
                .collect()
        };
        json!({
            "event_id": s.event_id,
            "event_type": s.event_type,
            "modes": s.modes,
            "event_date": (!s.event_date.is_empty()).then_some(&s.event_date),
            "event_end_date": s.event_end_date,
            "date_basis": s.date_basis,
            "status": s.status,
            "certainty": s.certainty,
            "actors": parties(Side::Actor),
            "recipients": parties(Side::Recipient),
            "place": s.place_name.as_ref().map(|name| json!({
                "name": name, "country": s.place_country, "latitude": s.latitude, "longitude": s.longitude,
            })),
            "quad": s.quad,
            "score": s.score,
            "cameo": s.cameo,
            "goldstein": s.goldstein,
            "confidence": s.confidence,
            "n_reports": s.n_reports,
            "n_articles": s.n_articles,
            "n_sources": s.n_sources,
            "first_known": s.first_known,
            "last_known": s.last_known,
            "contradictions": s.contradictions.iter().map(|c| json!({
                "field": c.field,
                "values": c.values.iter().map(|(value, report)| json!({ "value": value, "report_id": report }))
                    .collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "states": self.states().iter().map(|state| json!({
                "known": state.known, "certainty": state.certainty, "status": state.status,
                "report_id": state.report_id, "article_id": state.article_id, "sentence": state.sentence,
            })).collect::<Vec<_>>(),
            "reports": self.reports.iter().map(report).collect::<Vec<_>>(),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let s = &self.summary;
        let names = |side: Side| {
            let mut names: Vec<&str> = s.parties.iter().filter(|p| p.0 == side).map(|p| p.3.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names.join("; ")
        };
        let disputed: Vec<&str> = s.contradictions.iter().map(|c| c.field.as_str()).collect();
        vec![
            ("event_id", s.event_id.clone()),
            ("date", s.event_date.clone()),
            ("type", s.event_type.clone()),
            ("status", s.status.clone()),
            ("certainty", s.certainty.clone()),
            ("actors", names(Side::Actor)),
            ("recipients", names(Side::Recipient)),
            ("place", text(&s.place_name)),
            ("score", s.score.to_string()),
            ("reports", s.n_reports.to_string()),
            ("sources", s.n_sources.to_string()),
            ("disputed", disputed.join("; ")),
            ("first_known", s.first_known.clone()),
            ("sentence", self.reports.first().map(|r| r.sentence.clone()).unwrap_or_default()),
        ]
    }
}

impl Answer for ClaimAnswer {
    fn json(&self) -> Value {
        let c = &self.claim;
        json!({
            "claim_id": c.claim_id, "coded_id": c.coded_id, "article_id": c.article_id, "known": c.known,
            "publisher": self.publisher, "url": self.url, "source": c.source, "source_entity": c.source_entity,
            "source_kind": c.source_kind, "certainty": c.certainty, "strength": c.strength, "speech": c.speech,
            "within": c.within, "content": c.content, "reason": c.reason, "events": self.events,
            "evidence": spans(&c.evidence),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let c = &self.claim;
        vec![
            ("claim_id", c.claim_id.clone()),
            ("known", c.known.clone()),
            ("certainty", c.certainty.clone()),
            ("source", text(&c.source)),
            ("source_kind", c.source_kind.clone()),
            ("publisher", text(&self.publisher)),
            ("events", self.events.join("; ")),
            ("content", c.content.clone()),
        ]
    }
}

impl Answer for AgendaAnswer {
    fn json(&self) -> Value {
        let g = &self.item;
        json!({
            "item_id": g.item_id, "article_id": g.article_id, "known": g.known, "publisher": self.publisher,
            "url": self.url, "issue": g.issue, "label": g.label, "entity": g.entity_id, "parties": g.parties,
            "countries": g.countries, "priority": g.priority,
            "positions": g.positions.iter().map(|(party, country, quote)| json!({
                "party": party, "country": country, "quote": quote,
            })).collect::<Vec<_>>(),
            "evidence": spans(&g.evidence),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let g = &self.item;
        vec![
            ("item_id", g.item_id.clone()),
            ("known", g.known.clone()),
            ("issue", g.issue.clone()),
            ("label", g.label.clone()),
            ("countries", g.countries.join("; ")),
            ("priority", text(&g.priority)),
            ("publisher", text(&self.publisher)),
        ]
    }
}

impl Answer for Issue {
    fn json(&self) -> Value {
        json!({
            "issue": self.issue, "entity": self.entity, "countries": self.countries,
            "first_known": self.first_known, "last_known": self.last_known, "n_articles": self.n_articles,
            "n_sources": self.n_sources, "priority": self.priority, "labels": self.labels,
            "positions": self.positions.iter().map(|(known, party, quote)| json!({
                "known": known, "party": party, "quote": quote,
            })).collect::<Vec<_>>(),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        vec![
            ("issue", self.issue.clone()),
            ("entity", text(&self.entity)),
            ("countries", self.countries.join("; ")),
            ("first_known", self.first_known.clone()),
            ("last_known", self.last_known.clone()),
            ("articles", self.n_articles.to_string()),
            ("sources", self.n_sources.to_string()),
            ("labels", self.labels.join("; ")),
        ]
    }
}

impl Answer for CommitmentAnswer {
    fn json(&self) -> Value {
        let c = &self.commitment;
        json!({
            "commitment_id": c.commitment_id, "article_id": c.article_id, "known": c.known,
            "publisher": self.publisher, "url": self.url, "kind": c.kind, "by": c.by_entity,
            "by_country": c.by_country, "to": c.to_entity, "to_country": c.to_country, "content": c.content,
            "cue": c.cue, "deadline_from": c.deadline_from, "deadline_to": c.deadline_to,
            "deadline_precision": c.deadline_precision, "condition": c.condition, "claim_id": c.claim_id,
            "reports": c.reports, "state": self.state, "reason": self.reason, "shown_by": self.shown_by,
            "evidence": spans(&c.evidence),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let c = &self.commitment;
        vec![
            ("commitment_id", c.commitment_id.clone()),
            ("known", c.known.clone()),
            ("kind", c.kind.clone()),
            ("by", text(&c.by_entity)),
            ("to", text(&c.to_entity)),
            ("deadline", text(&c.deadline_to)),
            ("state", self.state.to_owned()),
            ("reason", self.reason.clone()),
            ("content", c.content.clone()),
        ]
    }
}

impl Answer for Found {
    fn json(&self) -> Value {
        json!({
            "article_id": self.article_id, "known": self.known, "title": self.title, "publisher": self.publisher,
            "url": self.url, "passage": self.passage, "copy_of": self.copy_of,
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        vec![
            ("article_id", self.article_id.clone()),
            ("known", self.known.clone()),
            ("publisher", text(&self.publisher)),
            ("copy_of", text(&self.copy_of)),
            ("title", text(&self.title)),
            ("passage", self.passage.clone()),
        ]
    }
}
