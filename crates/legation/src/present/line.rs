//! One event as one line of `legation code`: everything about it that stands on its own.
//!
//! The JSON Schema is [`SCHEMA`]. Tables (CSV, Parquet, POLECAT- and ICEWS-shaped) are made from
//! lines, never from readings, so that a line written yesterday can become a table today.

use serde::{Deserialize, Serialize};

use crate::attribute;
use crate::code::confidence::Sureness;
use crate::code::{CODEBOOK, Event, Role};
use crate::link::EntityKind;
use crate::reading::Reading;
use crate::record::{Report, Side};
use crate::span::Span;
use crate::time::Date;
use crate::{VERSION, link};

/// The JSON Schema of a line.
pub const SCHEMA: &str = include_str!("../../schema/event.schema.json");

/// An event with the article facts that a table needs beside it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EventLine {
    /// The id that the input gave its article, or the article's own.
    pub article_id: String,
    pub event_id: String,
    pub event_type: String,
    pub modes: Vec<String>,
    pub contexts: Vec<String>,
    pub status: String,
    pub certainty: String,
    pub actors: Vec<RoleLine>,
    pub recipients: Vec<RoleLine>,
    pub place: Option<PlaceLine>,
    /// First day, as YYYY-MM-DD; none where neither the text nor the article gives one.
    pub event_date: Option<String>,
    /// Last day, inclusive.
    pub event_end_date: Option<String>,
    pub date_precision: String,
    pub date_basis: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER score, −10 to +10.
    pub score: f64,
    pub cameo: String,
    /// −10 to +10.
    pub goldstein: Option<f64>,
    pub size: SizeLine,
    /// 0 to 1: type, actors and recipients together.
    pub confidence: f64,
    /// The same for each field; none in what an archive gives, which keeps the event's only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_confidence: Option<SurenessLine>,
    /// Id of the claim that contains the event.
    pub claim: Option<String>,
    pub spans: SpanLines,
    pub reason: String,
    pub codebook: String,
    pub version: String,
    /// Left out inside a reading, where the article stands beside its events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleLine>,
}

/// Words of an article: half-open UTF-8 byte offsets into its text, and the words themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SpanLine {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// An actor or a recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoleLine {
    pub entity: Option<String>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub other_sectors: Vec<String>,
    /// Highest office held on the day.
    pub title: Option<String>,
    /// Wikidata id.
    pub qid: Option<String>,
    pub span: SpanLine,
}

/// Where it happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlaceLine {
    pub entity: Option<String>,
    pub name: String,
    pub country: Option<String>,
    /// "country" or "place": how exact the coordinates are.
    pub precision: String,
    /// Degrees north and east.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub span: SpanLine,
}

/// Persons counted in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SizeLine {
    pub dead: Option<u32>,
    pub injured: Option<u32>,
    pub arrested: Option<u32>,
    pub crowd: Option<u32>,
}

/// Probabilities that the fields are right, 0 to 1; all but the type's hold where the type is right.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct SurenessLine {
    pub event_type: f64,
    pub actors: f64,
    pub recipients: f64,
    pub status: f64,
    pub date: f64,
    /// None where no place was found.
    pub place: Option<f64>,
}

impl SurenessLine {
    pub fn of(sureness: &Sureness) -> SurenessLine {
        SurenessLine {
            event_type: number(sureness.event_type),
            actors: number(sureness.actors),
            recipients: number(sureness.recipients),
            status: number(sureness.status),
            date: number(sureness.date),
            place: sureness.place.map(number),
        }
    }

    /// Names and values, in the order of the fields.
    pub fn fields(&self) -> [(&'static str, Option<f64>); 6] {
        [
            ("event_type", Some(self.event_type)),
            ("actors", Some(self.actors)),
            ("recipients", Some(self.recipients)),
            ("status", Some(self.status)),
            ("date", Some(self.date)),
            ("place", self.place),
        ]
    }
}

/// The words that an event rests on, beside its roles and its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SpanLines {
    pub trigger: SpanLine,
    pub sentence: SpanLine,
    pub status_cue: Option<SpanLine>,
    pub date: Option<SpanLine>,
    pub repeats: Vec<SpanLine>,
}

/// What a table says about the article.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ArticleLine {
    /// From the canonical URL and the text.
    pub id: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub language: Option<String>,
    /// Which sentence of the article the event stands in, from 1.
    pub sentence_number: u32,
    pub people: Vec<String>,
    pub organizations: Vec<String>,
    pub locations: Vec<String>,
}

impl EventLine {
    /// Whether datasets without a column for status and certainty may count it: something that
    /// the text reports as done, on a day that it gives or that is the article's own.
    ///
    /// What is planned, possible, denied, rumoured or an opinion is no event there, and neither is
    /// history without a date of its own.
    pub fn counts(&self) -> bool {
        let done = match self.status.as_str() {
            "actual" | "ongoing" => true,
            "historical" => matches!(self.date_basis.as_str(), "stated" | "resolved"),
            _ => false,
        };
        done && matches!(self.certainty.as_str(), "reported" | "claimed" | "confirmed") && self.event_date.is_some()
    }
}

/// Values in one cell, as POLECAT joins them; a semicolon inside a value becomes a comma.
pub(super) fn joined<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(|v| v.replace(';', ",")).collect::<Vec<_>>().join("; ")
}

/// The events of a reading, each with its article, under the id that the input gave.
pub fn of_reading(reading: &Reading, article_id: &str) -> Vec<EventLine> {
    let names = |wanted: &dyn Fn(EntityKind) -> bool| -> Vec<String> {
        let mut names: Vec<String> =
            reading.linked.entities.iter().filter(|e| wanted(e.kind)).map(|e| e.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    };
    let stated = |s: &Option<crate::read::Stated>| s.as_ref().map(|s| s.value.clone());
    let article = &reading.article;
    let facts = ArticleLine {
        id: article.id.as_str().to_owned(),
        url: article.url.clone(),
        title: stated(&article.title),
        publisher: stated(&article.publisher),
        published: article.published.as_ref().map(|p| p.date.to_string()),
        language: article.language.clone(),
        sentence_number: 0,
        people: names(&|k| k == EntityKind::Person),
        organizations: names(&|k| {
            matches!(
                k,
                EntityKind::GovernmentBody
                    | EntityKind::IntergovernmentalOrganisation
                    | EntityKind::ArmedGroup
                    | EntityKind::Party
                    | EntityKind::Company
                    | EntityKind::Media
                    | EntityKind::Organisation
            )
        }),
        locations: names(&|k| matches!(k, EntityKind::State | EntityKind::Place | EntityKind::Route)),
    };
    reading
        .events
        .iter()
        .map(|event| {
            let before = reading.document.sentences.partition_point(|s| s.span.start <= event.sentence.start);
            EventLine {
                article_id: article_id.to_owned(),
                article: Some(ArticleLine { sentence_number: before.max(1) as u32, ..facts.clone() }),
                ..of(reading, event)
            }
        })
        .collect()
}

/// One event of a reading, without the article.
pub fn of(reading: &Reading, event: &Event) -> EventLine {
    let text = reading.article.text.as_str();
    let span = |s: Span| SpanLine { start: s.start, end: s.end, text: s.of(text).to_owned() };
    let roles = |roles: &[Role]| roles.iter().map(|r| role(reading, r)).collect();
    let names = |names: &[&'static str]| names.iter().map(|&n| n.to_owned()).collect();
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    EventLine {
        article_id: reading.article.id.as_str().to_owned(),
        event_id: event.id.as_str().to_owned(),
        event_type: event.event_type.name().to_owned(),
        modes: names(&event.modes),
        contexts: names(&event.contexts),
        status: event.status.name().to_owned(),
        certainty: attribute::certainty_of(event, &reading.attributed).name().to_owned(),
        actors: roles(&event.actors),
        recipients: roles(&event.recipients),
        place: event.place.as_ref().map(|p| {
            let entity = p.entity.map(|e| reading.linked.entity(e));
            let coordinates = entity.and_then(|e| e.coordinates);
            PlaceLine {
                entity: entity.map(|e| e.id.clone()),
                name: p.name.clone(),
                country: p.country.clone(),
                precision: if entity.is_some_and(|e| e.kind == EntityKind::State) { "country" } else { "place" }
                    .to_owned(),
                latitude: coordinates.map(|c| number(c.0)),
                longitude: coordinates.map(|c| number(c.1)),
                span: span(p.span),
            }
        }),
        event_date: day(event.date.from),
        event_end_date: day(event.date.to),
        date_precision: event.date.precision.name().to_owned(),
        date_basis: event.date.basis.name().to_owned(),
        quad: event.quad as u8,
        score: number(event.score),
        cameo: event.cameo.clone(),
        goldstein: event.goldstein.map(number),
        size: SizeLine {
            dead: event.size.dead,
            injured: event.size.injured,
            arrested: event.size.arrested,
            crowd: event.size.crowd,
        },
        confidence: number(event.confidence),
        field_confidence: Some(SurenessLine::of(&event.sureness)),
        claim: event.claim.map(|c| reading.attributed.claims[c as usize].id.as_str().to_owned()),
        spans: SpanLines {
            trigger: span(event.trigger),
            sentence: span(event.sentence),
            status_cue: event.status_cue.map(span),
            date: event.date.span.map(span),
            repeats: event.repeats.iter().map(|&s| span(s)).collect(),
        },
        reason: event.reason.clone(),
        codebook: CODEBOOK.to_owned(),
        version: VERSION.to_owned(),
        article: None,
    }
}

/// A report of the archive as a line, under the id of its event; `article` are the facts beside it.
pub fn of_report(report: &Report, event_id: &str, article: ArticleLine) -> EventLine {
    let words = |field: &str, position: u32| -> Option<SpanLine> {
        let evidence = report.words(field, position)?;
        Some(SpanLine { start: evidence.span.start, end: evidence.span.end, text: evidence.quote.clone() })
    };
    let roles = |side: Side| {
        report
            .side(side)
            .map(|r| RoleLine {
                entity: r.entity.clone(),
                name: r.name.clone(),
                country: r.country.clone(),
                sector: r.sector.clone(),
                other_sectors: r.other_sectors.clone(),
                title: r.title.clone(),
                qid: r.qid.clone(),
                span: words(side.name(), r.position).unwrap_or_default(),
            })
            .collect()
    };
    EventLine {
        article_id: report.article_id.clone(),
        event_id: event_id.to_owned(),
        event_type: report.event_type.clone(),
        modes: report.modes.clone(),
        contexts: report.contexts.clone(),
        status: report.status.clone(),
        certainty: report.certainty.clone(),
        actors: roles(Side::Actor),
        recipients: roles(Side::Recipient),
        place: report.place.as_ref().map(|p| PlaceLine {
            entity: p.entity.clone(),
            name: p.name.clone(),
            country: p.country.clone(),
            precision: p.precision.clone(),
            latitude: p.latitude,
            longitude: p.longitude,
            span: words("place", 0).unwrap_or_default(),
        }),
        event_date: report.event_date.clone(),
        event_end_date: report.event_end_date.clone(),
        date_precision: report.date_precision.clone(),
        date_basis: report.date_basis.clone(),
        quad: report.quad,
        score: report.score,
        cameo: report.cameo.clone(),
        goldstein: report.goldstein,
        size: SizeLine { dead: report.dead, injured: report.injured, arrested: report.arrested, crowd: report.crowd },
        confidence: report.confidence,
        field_confidence: None,
        claim: report.claim_id.clone(),
        spans: SpanLines {
            trigger: words("trigger", 0).unwrap_or_default(),
            sentence: words("sentence", 0).unwrap_or_default(),
            status_cue: words("status_cue", 0),
            date: words("date", 0),
            repeats: (0..).map_while(|n| words("repeat", n)).collect(),
        },
        reason: report.reason.clone(),
        codebook: report.codebook.clone(),
        version: report.version.clone(),
        article: Some(ArticleLine { sentence_number: report.sentence_number, ..article }),
    }
}

fn role(reading: &Reading, role: &Role) -> RoleLine {
    let entity: Option<&link::Entity> = role.entity.map(|e| reading.linked.entity(e));
    let text = reading.article.text.as_str();
    RoleLine {
        entity: entity.map(|e| e.id.clone()),
        name: role.name.clone(),
        country: role.country.clone(),
        sector: role.sector.map(|s| s.code().to_owned()),
        other_sectors: entity
            .map(|e| e.other_sectors.iter().map(|s| s.code().to_owned()).collect())
            .unwrap_or_default(),
        title: entity.and_then(|e| e.offices.first()).map(|o| o.title.clone()),
        qid: entity.and_then(|e| e.qid.clone()),
        span: SpanLine { start: role.span.start, end: role.span.end, text: role.span.of(text).to_owned() },
    }
}

/// A float with the digits it was written with: 0.85 as 0.85, not as the nearest double.
pub(super) fn number(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}
