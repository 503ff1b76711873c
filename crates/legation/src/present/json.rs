//! A reading as JSON, by the schema in `crates/legation/schema/reading.schema.json`.
//!
//! Every span is written as `{start, end, text}`: UTF-8 byte offsets into `article.text`, and the
//! words, so that a reader can check one against the other without our code.

use serde::Serialize;
use serde_json::{Value, json};

use super::line::{self, number};
use crate::VERSION;
use crate::attribute::Claim;
use crate::code::CODEBOOK;
use crate::error::Notice;
use crate::reading::Reading;
use crate::span::Span;
use crate::time::{Date, Dated};

/// The JSON Schema of [`reading`].
pub const SCHEMA: &str = include_str!("../../schema/reading.schema.json");

/// Turns a whole reading into one JSON value with a stable order of keys.
pub fn reading(reading: &Reading) -> Value {
    let article = &reading.article;
    let view = View { text: &article.text, reading };
    json!({
        "legation": { "version": VERSION, "codebook": CODEBOOK },
        "article": view.article(),
        "entities": view.entities(),
        "events": reading.events.iter().map(|e| line::of(reading, e)).collect::<Vec<_>>(),
        "claims": view.claims(),
        "stances": view.stances(),
        "agenda": view.agenda(),
        "commitments": view.commitments(),
        "questions": view.questions(),
        "notices": view.notices(),
    })
}

/// One article's attributions as one line of `legation attribute`, with character offsets as well
/// as bytes.
pub fn attributions(article_id: &str, reading: &Reading) -> Value {
    let text = &reading.article.text;
    let places = Characters::of(text);
    let spans = |spans: &[Span]| -> Vec<Value> {
        spans
            .iter()
            .map(|s| {
                json!({
                    "start": places.at(s.start),
                    "end": places.at(s.end),
                    "byte_start": s.start,
                    "byte_end": s.end,
                    "text": s.of(text),
                })
            })
            .collect()
    };
    let claims = &reading.attributed.claims;
    let one = |claim: &Claim| {
        json!({
            "source": spans(&claim.source),
            "cue": spans(&claim.cue),
            "content": spans(&claim.content),
            "source_entity": claim.source_entity.map(|e| reading.linked.entity(e).id.clone()),
            "kind": claim.source_kind.name(),
            "certainty": claim.certainty.name(),
            "speech": claim.speech,
        })
    };
    // What is attributed inside another attribution stands under it: A says that B promised.
    let attributions: Vec<Value> = claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.within.is_none())
        .map(|(i, claim)| {
            let inside = |c: &Claim| {
                let mut at = c.within;
                for _ in 0..claims.len() {
                    match at {
                        Some(j) if j as usize == i => return true,
                        Some(j) => at = claims[j as usize].within,
                        None => return false,
                    }
                }
                false
            };
            let mut value = one(claim);
            value["nested"] = claims.iter().filter(|c| inside(c)).map(one).collect();
            value
        })
        .collect();
    json!({ "article_id": article_id, "attributions": attributions })
}

/// Byte offsets turned into character offsets, in one pass over the text.
struct Characters {
    starts: Vec<u32>,
}

impl Characters {
    fn of(text: &str) -> Characters {
        Characters { starts: text.char_indices().map(|(byte, _)| byte as u32).collect() }
    }

    fn at(&self, byte: u32) -> usize {
        self.starts.partition_point(|&start| start < byte)
    }
}

struct View<'a> {
    text: &'a str,
    reading: &'a Reading,
}

#[derive(Serialize)]
struct Quoted<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

impl View<'_> {
    fn span(&self, span: Span) -> Value {
        json!(Quoted { start: span.start, end: span.end, text: span.of(self.text) })
    }

    fn spans(&self, spans: &[Span]) -> Vec<Value> {
        spans.iter().map(|&s| self.span(s)).collect()
    }

    fn optional(&self, span: Option<Span>) -> Value {
        span.map_or(Value::Null, |s| self.span(s))
    }

    fn entity_id(&self, idx: Option<u32>) -> Value {
        idx.map_or(Value::Null, |i| json!(self.reading.linked.entity(i).id))
    }

    fn article(&self) -> Value {
        let a = &self.reading.article;
        let stated = |s: &Option<crate::read::Stated>| match s {
            None => Value::Null,
            Some(s) => json!({ "value": s.value, "basis": s.basis, "span": self.optional(s.span) }),
        };
        let published = |p: &Option<crate::read::Published>| match p {
            None => Value::Null,
            Some(p) => json!({
                "date": p.date.to_string(),
                "time": p.time.map(|t| t.to_string()),
                "offset_minutes": p.offset_minutes,
                "precision": p.precision.name(),
                "basis": p.basis.name(),
                "evidence": p.evidence,
            }),
        };
        json!({
            "id": a.id.as_str(),
            "url": a.url,
            "title": stated(&a.title),
            "byline": stated(&a.byline),
            "publisher": stated(&a.publisher),
            "dateline": a.dateline.as_ref().map(|d| json!({
                "place": d.place,
                "agency": d.agency,
                "date": d.date.map(|d| d.to_string()),
                "span": self.span(d.span),
            })),
            "published": published(&a.published),
            "modified": published(&a.modified),
            "language": a.language,
            "text": a.text,
            "paragraphs": a.paragraphs.iter().map(|p| json!({
                "kind": p.kind.name(), "start": p.span.start, "end": p.span.end,
            })).collect::<Vec<_>>(),
            "credits": a.credits.iter().map(|c| json!({
                "text": c.text, "source": c.source, "at": c.at, "original": range(c.original),
            })).collect::<Vec<_>>(),
            "removed": a.removed.iter().map(|r| json!({
                "role": r.role.name(), "text": r.text, "at": r.at, "original": range(r.original),
            })).collect::<Vec<_>>(),
            "raw_digest": a.raw_digest,
        })
    }

    fn entities(&self) -> Vec<Value> {
        let linked = &self.reading.linked;
        linked
            .entities
            .iter()
            .enumerate()
            .map(|(idx, e)| {
                let mentions: Vec<Value> = linked
                    .mentions
                    .iter()
                    .filter(|m| m.entities.contains(&(idx as u32)))
                    .map(|m| {
                        json!({
                            "span": self.span(m.span),
                            "reference": m.reference.name(),
                            "reason": m.reason,
                        })
                    })
                    .collect();
                json!({
                    "id": e.id,
                    "kind": e.kind.name(),
                    "name": e.name,
                    "known": e.known,
                    "qid": e.qid,
                    "country": e.country,
                    "sector": e.sector.map(|s| s.code()),
                    "other_sectors": e.other_sectors.iter().map(|s| s.code()).collect::<Vec<_>>(),
                    "offices": e.offices.iter().map(|o| json!({
                        "office": o.office,
                        "of": o.of,
                        "title": o.title,
                        "from": day(o.from),
                        "to": day(o.to),
                    })).collect::<Vec<_>>(),
                    "coordinates": e.coordinates.map(|(lat, lon)| json!({"lat": lat, "lon": lon})),
                    "owner": self.entity_id(e.owner),
                    "mentions": mentions,
                })
            })
            .collect()
    }

    fn claims(&self) -> Vec<Value> {
        let claims = &self.reading.attributed.claims;
        claims
            .iter()
            .map(|c| {
                json!({
                    "id": c.id.as_str(),
                    "source": self.spans(&c.source),
                    "cue": self.spans(&c.cue),
                    "content": self.spans(&c.content),
                    "source_entity": self.entity_id(c.source_entity),
                    "source_kind": c.source_kind.name(),
                    "certainty": c.certainty.name(),
                    "certainty_cue": self.optional(c.certainty_cue),
                    "strength": number(c.strength),
                    "speech": c.speech,
                    "puts_forward": c.puts_forward,
                    "within": c.within.map(|w| claims[w as usize].id.as_str().to_owned()),
                    "events": c.events.iter()
                        .map(|&e| self.reading.events[e as usize].id.as_str().to_owned())
                        .collect::<Vec<_>>(),
                    "reason": c.reason,
                })
            })
            .collect()
    }

    fn claim_id(&self, idx: Option<u32>) -> Value {
        idx.map_or(Value::Null, |i| json!(self.reading.attributed.claims[i as usize].id.as_str()))
    }

    fn stances(&self) -> Vec<Value> {
        self.reading
            .attributed
            .stances
            .iter()
            .map(|s| {
                json!({
                    "holder": self.entity_id(s.holder),
                    "holder_span": self.optional(s.holder_span),
                    "target": self.entity_id(s.target),
                    "target_span": self.span(s.target_span),
                    "polarity": number(s.polarity),
                    "cue": self.spans(&s.cue),
                    "claim": self.claim_id(s.claim),
                })
            })
            .collect()
    }

    fn agenda(&self) -> Vec<Value> {
        self.reading
            .attributed
            .agenda
            .iter()
            .map(|a| {
                json!({
                    "issue": a.issue,
                    "label": a.label,
                    "span": self.span(a.span),
                    "entity": self.entity_id(a.entity),
                    "parties": a.parties.iter().map(|&p| self.entity_id(Some(p))).collect::<Vec<_>>(),
                    "positions": a.positions.iter().map(|p| json!({
                        "party": self.entity_id(p.party), "quote": self.span(p.quote),
                    })).collect::<Vec<_>>(),
                    "priority": self.optional(a.priority),
                })
            })
            .collect()
    }

    fn commitments(&self) -> Vec<Value> {
        self.reading
            .attributed
            .commitments
            .iter()
            .map(|c| {
                json!({
                    "kind": c.kind.name(),
                    "by": self.entity_id(c.by),
                    "by_span": self.optional(c.by_span),
                    "to": self.entity_id(c.to),
                    "content": self.span(c.content),
                    "cue": self.span(c.cue),
                    "deadline": c.deadline.as_ref().map(|d| self.dated(d)),
                    "condition": self.optional(c.condition),
                    "claim": self.claim_id(c.claim),
                })
            })
            .collect()
    }

    fn dated(&self, d: &Dated) -> Value {
        json!({
            "from": day(d.from),
            "to": day(d.to),
            "precision": d.precision.name(),
            "basis": d.basis.name(),
            "span": self.optional(d.span),
        })
    }

    fn questions(&self) -> Vec<Value> {
        self.reading
            .attributed
            .questions
            .iter()
            .map(|q| {
                json!({
                    "span": self.span(q.span),
                    "about": q.about.iter().map(|&e| self.entity_id(Some(e))).collect::<Vec<_>>(),
                })
            })
            .collect()
    }

    fn notices(&self) -> Vec<Value> {
        self.reading
            .notices()
            .map(|n: &Notice| {
                json!({
                    "room": n.room,
                    "code": n.code,
                    "message": n.message,
                    "span": self.optional(n.span),
                })
            })
            .collect()
    }
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|d| d.to_string())
}

fn range(span: Option<Span>) -> Option<[u32; 2]> {
    span.map(|s| [s.start, s.end])
}
