//! Answers that fill a page of the desk: an article with its spans, an actor, the outlets, the week.

use serde_json::{Map, Value, json};

use super::answer::{Answer, report, spans};
use crate::record::question::{
    ActorAnswer, ActorListed, ArticleAnswer, ArticleListed, DyadListed, Holdings, SourceAnswer,
};
use crate::record::{Change as Edit, ClaimRow, QuestionRow, Version};
use crate::relate::board::Line;

impl Answer for ArticleListed {
    fn json(&self) -> Value {
        json!({
            "article_id": self.article_id, "title": self.title, "byline": self.byline, "publisher": self.publisher,
            "agency": self.agency, "url": self.url, "published": self.published, "known": self.known,
            "language": self.language, "n_bytes": self.n_bytes, "n_reports": self.n_reports, "n_claims": self.n_claims,
            "copy_of": copy(&self.copy_of),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            ("article_id", self.article_id.clone()),
            ("known", self.known.clone()),
            ("publisher", text(&self.publisher)),
            ("title", text(&self.title)),
            ("url", text(&self.url)),
            ("reports", self.n_reports.to_string()),
            ("claims", self.n_claims.to_string()),
            ("copy_of", self.copy_of.as_ref().map(|c| c.0.clone()).unwrap_or_default()),
        ]
    }
}

fn copy(of: &Option<(String, String)>) -> Value {
    of.as_ref().map_or(Value::Null, |(id, kind)| json!({ "article_id": id, "kind": kind }))
}

/// An article with its text and every span that something rests on.
///
/// Spans are half-open ranges of UTF-8 bytes of `text`; `start16` and `end16` count UTF-16 units,
/// which is what a browser's strings are made of.
pub fn article(answer: &ArticleAnswer) -> Value {
    let a = &answer.article;
    let furniture: Value = serde_json::from_str(&a.furniture).unwrap_or(Value::Null);
    let mut page = json!({
        "article_id": a.article_id, "url": a.url, "title": a.title, "byline": a.byline, "publisher": a.publisher,
        "agency": a.agency, "published": a.published, "published_basis": a.published_basis, "known": a.known,
        "language": a.language, "raw_digest": a.raw_digest, "redacted": answer.redacted, "text": a.text,
        "furniture": furniture,
        "copy_of": copy(&answer.copy_of),
        "copies": answer.copies.iter().map(|(id, publisher, known, kind)| json!({
            "article_id": id, "publisher": publisher, "known": known, "kind": kind,
        })).collect::<Vec<_>>(),
        "entities": answer.entities.values().map(|e| (e.entity_id.clone(), json!({
            "name": e.name, "kind": e.kind, "qid": e.qid,
        }))).collect::<Map<_, _>>(),
        "mentions": answer.mentions.iter().map(|m| json!({
            "start": m.span.start, "end": m.span.end, "entity": m.entity_id, "reference": m.reference,
            "country": m.country, "sector": m.sector, "office": m.office, "reason": m.reason,
        })).collect::<Vec<_>>(),
        "reports": answer.reports.iter().zip(&answer.events).map(|(r, event)| {
            let mut told = report(r);
            told["event_id"] = json!(event);
            told
        }).collect::<Vec<_>>(),
        "claims": answer.claims.iter().map(claim).collect::<Vec<_>>(),
        "agenda": answer.agenda.iter().map(|g| json!({
            "item_id": g.item_id, "issue": g.issue, "label": g.label, "entity": g.entity_id, "parties": g.parties,
            "countries": g.countries, "priority": g.priority,
            "positions": g.positions.iter().map(|(party, country, quote)| json!({
                "party": party, "country": country, "quote": quote,
            })).collect::<Vec<_>>(),
            "evidence": spans(&g.evidence),
        })).collect::<Vec<_>>(),
        "commitments": answer.commitments.iter().map(|c| json!({
            "commitment_id": c.commitment_id, "kind": c.kind, "by": c.by_entity, "to": c.to_entity,
            "content": c.content, "cue": c.cue, "deadline_from": c.deadline_from, "deadline_to": c.deadline_to,
            "condition": c.condition, "claim_id": c.claim_id, "reports": c.reports, "evidence": spans(&c.evidence),
        })).collect::<Vec<_>>(),
        "stances": answer.stances.iter().map(|s| json!({
            "stance_id": s.stance_id, "holder": s.holder, "target": s.target, "polarity": s.polarity,
            "claim_id": s.claim_id, "evidence": spans(&s.evidence),
        })).collect::<Vec<_>>(),
        "questions": answer.questions.iter().map(question).collect::<Vec<_>>(),
    });
    let units = Units::of(&a.text);
    add_units(&mut page, &units);
    page
}

fn claim(c: &ClaimRow) -> Value {
    json!({
        "claim_id": c.claim_id, "source": c.source, "source_entity": c.source_entity, "source_kind": c.source_kind,
        "certainty": c.certainty, "strength": c.strength, "speech": c.speech, "within": c.within,
        "content": c.content, "reason": c.reason, "evidence": spans(&c.evidence),
    })
}

/// A question that an article leaves open.
pub fn question(q: &QuestionRow) -> Value {
    json!({
        "question_id": q.question_id, "article_id": q.article_id, "content": q.content, "about": q.about,
        "known": q.known, "evidence": spans(&q.evidence),
    })
}

/// How many UTF-16 units stand before each byte of a text; nothing is kept where both are the same.
struct Units(Vec<u32>);

impl Units {
    fn of(text: &str) -> Units {
        if text.is_ascii() {
            return Units(Vec::new());
        }
        let mut units = Vec::with_capacity(text.len() + 1);
        let mut n = 0;
        for c in text.chars() {
            units.extend(std::iter::repeat_n(n, c.len_utf8()));
            n += c.len_utf16() as u32;
        }
        units.push(n);
        Units(units)
    }

    fn at(&self, byte: u64) -> u64 {
        self.0.get(byte as usize).map_or(byte, |&n| u64::from(n))
    }
}

/// Gives every object with `start` and `end` its `start16` and `end16`.
fn add_units(value: &mut Value, units: &Units) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|v| add_units(v, units)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|v| add_units(v, units));
            let at = |name: &str, fields: &Map<String, Value>| fields.get(name).and_then(Value::as_u64);
            if let (Some(start), Some(end)) = (at("start", fields), at("end", fields)) {
                fields.insert("start16".to_owned(), json!(units.at(start)));
                fields.insert("end16".to_owned(), json!(units.at(end)));
            }
        }
        _ => {}
    }
}

/// The versions of a page, and what changed from one to the next.
pub fn versions(versions: &[Version], edits: &[Vec<Edit>]) -> Value {
    let listed: Vec<Value> = versions
        .iter()
        .enumerate()
        .map(|(n, v)| {
            let changes = n.checked_sub(1).and_then(|before| edits.get(before)).map(|edits| {
                edits
                    .iter()
                    .map(|edit| match edit {
                        Edit::Kept(text) => json!({ "kept": text }),
                        Edit::Removed(text) => json!({ "removed": text }),
                        Edit::Added(text) => json!({ "added": text }),
                    })
                    .collect::<Vec<_>>()
            });
            json!({
                "article_id": v.article_id, "known": v.known, "title": v.title, "n_bytes": v.n_bytes,
                "changes": changes,
            })
        })
        .collect();
    json!(listed)
}

impl Answer for ActorListed {
    fn json(&self) -> Value {
        json!({
            "actor": self.actor, "name": self.name, "kind": self.kind, "n_events": self.n_events,
            "n_as_actor": self.n_as_actor, "n_as_recipient": self.n_as_recipient, "first": known(&self.first),
            "last": known(&self.last),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        vec![
            ("actor", self.actor.clone()),
            ("name", self.name.clone()),
            ("kind", self.kind.clone()),
            ("events", self.n_events.to_string()),
            ("as_actor", self.n_as_actor.to_string()),
            ("as_recipient", self.n_as_recipient.to_string()),
            ("first", self.first.clone()),
            ("last", self.last.clone()),
        ]
    }
}

/// An actor's page.
pub fn actor(a: &ActorAnswer) -> Value {
    json!({
        "actor": a.actor, "entity": a.entity_id, "name": a.name, "kind": a.kind, "qid": a.qid, "n_events": a.n_events,
        "seen_as": a.seen_as.iter().map(|s| json!({
            "country": s.country, "sector": s.sector, "office": s.office, "first": s.first, "last": s.last,
            "n_articles": s.n_articles,
        })).collect::<Vec<_>>(),
        "types": a.types.iter().map(|(name, n)| json!({ "event_type": name, "n_events": n })).collect::<Vec<_>>(),
        "months": a.months.iter().map(|(month, quads)| json!({ "month": month, "quads": quads })).collect::<Vec<_>>(),
        "counterparts": a.counterparts.iter().map(|(key, name, n, score)| json!({
            "actor": key, "name": name, "n_events": n, "mean_score": score,
        })).collect::<Vec<_>>(),
        "stances": a.stances.iter().map(|(holder, target, polarity, n)| json!({
            "holder": holder, "target": target, "mean_polarity": polarity, "n": n,
        })).collect::<Vec<_>>(),
    })
}

impl Answer for SourceAnswer {
    fn json(&self) -> Value {
        json!({
            "publisher": self.publisher, "n_articles": self.n_articles, "n_copies": self.n_copies,
            "first": self.first, "last": self.last, "months": self.months, "languages": self.languages,
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        vec![
            ("publisher", self.publisher.clone().unwrap_or_default()),
            ("articles", self.n_articles.to_string()),
            ("copies", self.n_copies.to_string()),
            ("first", self.first.clone()),
            ("last", self.last.clone()),
            ("months", self.months.len().to_string()),
            ("languages", self.languages.keys().cloned().collect::<Vec<_>>().join("; ")),
        ]
    }
}

impl Answer for Line {
    fn json(&self) -> Value {
        json!({
            "of": self.of.name(), "what": self.what, "now": self.now,
            "mean_4": self.short.mean.map(rounded), "mean_52": self.long.mean.map(rounded),
            "percent_4": self.short.percent.map(rounded), "percent_52": self.long.percent.map(rounded),
            "n_weeks": self.long.n_periods, "chance": self.long.chance.map(rounded), "verdict": self.verdict(),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        let number = |n: Option<f64>| n.map(|n| rounded(n).to_string()).unwrap_or_default();
        vec![
            ("of", self.of.name().to_owned()),
            ("what", self.what.clone()),
            ("now", self.now.to_string()),
            ("mean_4", number(self.short.mean)),
            ("mean_52", number(self.long.mean)),
            ("percent_4", number(self.short.percent)),
            ("percent_52", number(self.long.percent)),
            ("weeks", self.long.n_periods.to_string()),
            ("chance", number(self.long.chance)),
            ("verdict", self.verdict().to_owned()),
        ]
    }
}

/// To ten thousandths: more digits say nothing.
fn rounded(n: f64) -> f64 {
    (n * 1e4).round() / 1e4
}

/// A day, or nothing where none is known.
fn known(day: &str) -> Option<&str> {
    Some(day).filter(|d| !d.is_empty())
}

impl Answer for DyadListed {
    fn json(&self) -> Value {
        json!({
            "pair": self.pair, "names": [self.names.0, self.names.1], "n_events": self.n_events,
            "n_forward": self.n_forward, "n_backward": self.n_backward, "n_mutual": self.n_mutual,
            "mean_score": rounded(self.mean_score), "first": known(&self.first), "last": known(&self.last),
        })
    }

    fn cells(&self) -> Vec<(&'static str, String)> {
        vec![
            ("pair", self.pair.clone()),
            ("first_name", self.names.0.clone()),
            ("second_name", self.names.1.clone()),
            ("events", self.n_events.to_string()),
            ("forward", self.n_forward.to_string()),
            ("backward", self.n_backward.to_string()),
            ("mutual", self.n_mutual.to_string()),
            ("mean_score", self.mean_score.to_string()),
            ("first", self.first.clone()),
            ("last", self.last.clone()),
        ]
    }
}

/// What an archive holds.
pub fn holdings(h: &Holdings) -> Value {
    json!({
        "n_articles": h.n_articles, "n_events": h.n_events, "n_claims": h.n_claims, "n_publishers": h.n_publishers,
        "first": h.first, "last": h.last, "digest": h.digest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_utf16_units() {
        let text = "Ağdam 𝄞 fell";
        let mut value = json!({ "start": 0, "end": 6, "text": "Ağdam", "more": [{ "start": 12, "end": 16 }] });
        add_units(&mut value, &Units::of(text));
        let units: Vec<u16> = text.encode_utf16().collect();
        let cut = |v: &Value| {
            let at = |name: &str| v[name].as_u64().expect("a number") as usize;
            String::from_utf16(&units[at("start16")..at("end16")]).expect("whole characters")
        };
        assert_eq!(cut(&value), "Ağdam");
        assert_eq!(cut(&value["more"][0]), "fell");
    }
}
