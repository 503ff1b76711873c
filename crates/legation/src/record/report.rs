//! One telling of one event by one article, as the archive keeps it.

use rusqlite::types::Type;
use rusqlite::{Connection, Row};

use super::digest::{Digest, number};
use super::evidence::Evidence;
use crate::attribute;
use crate::code::{CODEBOOK, Event, Role};
use crate::link::EntityKind;
use crate::reading::Reading;
use crate::span::Span;
use crate::time::Date;

/// A report: an event as one article tells it, with its roles and the words each field rests on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    pub report_id: String,
    /// The id that `read` and `code` print.
    pub coded_id: String,
    pub article_id: String,
    pub event_type: String,
    pub modes: Vec<String>,
    pub contexts: Vec<String>,
    pub status: String,
    pub certainty: String,
    /// First day, YYYY-MM-DD.
    pub event_date: Option<String>,
    /// Last day, inclusive.
    pub event_end_date: Option<String>,
    pub date_precision: String,
    pub date_basis: String,
    pub place: Option<PlaceUsed>,
    pub quad: u8,
    pub score: f64,
    pub cameo: String,
    pub goldstein: Option<f64>,
    pub dead: Option<u32>,
    pub injured: Option<u32>,
    pub arrested: Option<u32>,
    pub crowd: Option<u32>,
    pub confidence: f64,
    /// Id of the claim in the archive.
    pub claim_id: Option<String>,
    pub sentence_number: u32,
    pub sentence: String,
    pub reason: String,
    pub codebook: String,
    pub version: String,
    /// Day from which a reader could know it.
    pub known: String,
    pub roles: Vec<RoleUsed>,
    pub evidence: Vec<Evidence>,
}

/// Where a report says it happened.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PlaceUsed {
    pub entity: Option<String>,
    pub name: String,
    pub country: Option<String>,
    /// "country" or "place".
    pub precision: String,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

/// Which part somebody plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Side {
    #[default]
    Actor,
    Recipient,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Side::Actor => "actor",
            Side::Recipient => "recipient",
        }
    }
}

/// Who plays a part, and what they were on the article's day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoleUsed {
    pub side: Side,
    /// Order among those of one side, from 0.
    pub position: u32,
    pub entity: Option<String>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub other_sectors: Vec<String>,
    pub title: Option<String>,
    pub qid: Option<String>,
}

impl Report {
    /// How surely it tells its event, in the words in which certainty is followed, and whether as a plan.
    pub fn state(&self) -> (&str, bool) {
        let denied = self.status == "negated" || self.certainty == "denied";
        (if denied { "denied" } else { &self.certainty }, self.status == "planned")
    }

    /// The report of one event of a reading; `claim_id` is the archive's id of its claim.
    pub(super) fn of(reading: &Reading, event: &Event, claim_id: Option<String>, known: &str) -> Report {
        let (article_id, text) = (reading.article.id.as_str(), reading.article.text.as_str());
        let day = |day: Option<Date>| day.map(|d| d.to_string());
        let names = |names: &[&'static str]| names.iter().map(|&n| n.to_owned()).collect();
        let before = reading.document.sentences.partition_point(|s| s.span.start <= event.sentence.start);
        let mut report = Report {
            report_id: String::new(),
            coded_id: event.id.as_str().to_owned(),
            article_id: article_id.to_owned(),
            event_type: event.event_type.name().to_owned(),
            modes: names(&event.modes),
            contexts: names(&event.contexts),
            status: event.status.name().to_owned(),
            certainty: attribute::certainty_of(event, &reading.attributed).name().to_owned(),
            event_date: day(event.date.from),
            event_end_date: day(event.date.to),
            date_precision: event.date.precision.name().to_owned(),
            date_basis: event.date.basis.name().to_owned(),
            place: event.place.as_ref().map(|p| place(reading, p)),
            quad: event.quad as u8,
            score: number(event.score),
            cameo: event.cameo.clone(),
            goldstein: event.goldstein.map(number),
            dead: event.size.dead,
            injured: event.size.injured,
            arrested: event.size.arrested,
            crowd: event.size.crowd,
            confidence: number(event.confidence),
            claim_id,
            sentence_number: before.max(1) as u32,
            sentence: event.sentence.of(text).to_owned(),
            reason: event.reason.clone(),
            codebook: CODEBOOK.to_owned(),
            version: crate::VERSION.to_owned(),
            known: known.to_owned(),
            roles: Vec::new(),
            evidence: Vec::new(),
        };
        let mut rests_on = |field: &str, position: usize, span: Span| {
            report.evidence.push(Evidence::new(article_id, text, field, position, span));
        };
        rests_on("trigger", 0, event.trigger);
        rests_on("sentence", 0, event.sentence);
        for (field, span) in [
            ("status_cue", event.status_cue),
            ("date", event.date.span),
            ("place", event.place.as_ref().map(|p| p.span)),
        ] {
            span.into_iter().for_each(|span| rests_on(field, 0, span));
        }
        event.repeats.iter().enumerate().for_each(|(n, &span)| rests_on("repeat", n, span));
        for (side, roles) in [(Side::Actor, &event.actors), (Side::Recipient, &event.recipients)] {
            for (n, role) in roles.iter().enumerate() {
                report.evidence.push(Evidence::new(article_id, text, side.name(), n, role.span));
                report.roles.push(used(reading, role, side, n));
            }
        }
        report.evidence.sort_by(|a, b| (&a.field, a.position).cmp(&(&b.field, b.position)));
        report.report_id = report.digest();
        report
    }

    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("report");
        digest.text(&self.coded_id).text(&self.article_id).text(&self.event_type);
        digest.text(&self.modes.join(";")).text(&self.contexts.join(";"));
        digest.text(&self.status).text(&self.certainty);
        digest.optional(self.event_date.as_deref()).optional(self.event_end_date.as_deref());
        digest.text(&self.date_precision).text(&self.date_basis);
        match &self.place {
            None => digest.integer(0),
            Some(p) => digest
                .optional(p.entity.as_deref())
                .text(&p.name)
                .optional(p.country.as_deref())
                .text(&p.precision)
                .real(p.latitude)
                .real(p.longitude),
        };
        digest.integer(i64::from(self.quad)).real(Some(self.score)).text(&self.cameo).real(self.goldstein);
        digest.count(self.dead).count(self.injured).count(self.arrested).count(self.crowd);
        digest.real(Some(self.confidence)).optional(self.claim_id.as_deref());
        digest.integer(i64::from(self.sentence_number)).text(&self.sentence);
        digest.text(&self.reason).text(&self.codebook).text(&self.version).text(&self.known);
        for role in &self.roles {
            digest.text(role.side.name()).integer(i64::from(role.position)).optional(role.entity.as_deref());
            digest.text(&role.name).optional(role.country.as_deref()).optional(role.sector.as_deref());
            digest.text(&role.other_sectors.join(";")).optional(role.title.as_deref()).optional(role.qid.as_deref());
        }
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('r')
    }

    /// The words of a field, where it rests on words.
    pub fn words(&self, field: &str, position: u32) -> Option<&Evidence> {
        self.evidence.iter().find(|e| e.field == field && e.position == position)
    }

    pub fn side(&self, side: Side) -> impl Iterator<Item = &RoleUsed> {
        self.roles.iter().filter(move |r| r.side == side)
    }
}

fn place(reading: &Reading, place: &crate::code::Place) -> PlaceUsed {
    let entity = place.entity.map(|e| reading.linked.entity(e));
    let coordinates = entity.and_then(|e| e.coordinates);
    let state = entity.is_some_and(|e| e.kind == EntityKind::State);
    PlaceUsed {
        entity: entity.map(|e| e.id.clone()),
        name: place.name.clone(),
        country: place.country.clone(),
        precision: if state { "country" } else { "place" }.to_owned(),
        latitude: coordinates.map(|c| number(c.0)),
        longitude: coordinates.map(|c| number(c.1)),
    }
}

fn used(reading: &Reading, role: &Role, side: Side, position: usize) -> RoleUsed {
    let entity = role.entity.map(|e| reading.linked.entity(e));
    RoleUsed {
        side,
        position: position as u32,
        entity: entity.map(|e| e.id.clone()),
        name: role.name.clone(),
        country: role.country.clone(),
        sector: role.sector.map(|s| s.code().to_owned()),
        other_sectors: entity
            .map(|e| e.other_sectors.iter().map(|s| s.code().to_owned()).collect())
            .unwrap_or_default(),
        title: entity.and_then(|e| e.offices.first()).map(|o| o.title.clone()),
        qid: entity.and_then(|e| e.qid.clone()),
    }
}

/// The columns of `reports` that [`of_row`] reads, in its order.
pub(super) const COLUMNS: &str = "r.report_id, r.coded_id, r.article_id, r.event_type, r.modes, r.contexts, r.status, \
     r.certainty, r.event_date, r.event_end_date, r.date_precision, r.date_basis, r.place_entity, r.place_name, \
     r.place_country, r.place_precision, r.latitude, r.longitude, r.quad, r.score, r.cameo, r.goldstein, r.dead, \
     r.injured, r.arrested, r.crowd, r.confidence, r.claim_id, r.sentence_number, r.sentence, r.reason, r.codebook, \
     r.version, r.known";

/// A report without its roles and evidence, from a row of [`COLUMNS`].
pub(super) fn of_row(row: &Row) -> rusqlite::Result<Report> {
    let place_name: Option<String> = row.get(13)?;
    let place = match place_name {
        None => None,
        Some(name) => Some(PlaceUsed {
            entity: row.get(12)?,
            name,
            country: row.get(14)?,
            precision: row.get::<_, Option<String>>(15)?.unwrap_or_default(),
            latitude: row.get(16)?,
            longitude: row.get(17)?,
        }),
    };
    Ok(Report {
        report_id: row.get(0)?,
        coded_id: row.get(1)?,
        article_id: row.get(2)?,
        event_type: row.get(3)?,
        modes: list(&row.get::<_, String>(4)?),
        contexts: list(&row.get::<_, String>(5)?),
        status: row.get(6)?,
        certainty: row.get(7)?,
        event_date: row.get(8)?,
        event_end_date: row.get(9)?,
        date_precision: row.get(10)?,
        date_basis: row.get(11)?,
        place,
        quad: row.get(18)?,
        score: row.get(19)?,
        cameo: row.get(20)?,
        goldstein: row.get(21)?,
        dead: row.get(22)?,
        injured: row.get(23)?,
        arrested: row.get(24)?,
        crowd: row.get(25)?,
        confidence: row.get(26)?,
        claim_id: row.get(27)?,
        sentence_number: row.get(28)?,
        sentence: row.get(29)?,
        reason: row.get(30)?,
        codebook: row.get(31)?,
        version: row.get(32)?,
        known: row.get(33)?,
        roles: Vec::new(),
        evidence: Vec::new(),
    })
}

/// Fills in the roles of a report.
pub(super) fn roles(connection: &Connection, report: &mut Report) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT side, position, entity_id, name, country, sector, other_sectors, title, qid FROM roles
         WHERE report_id = ?1 ORDER BY side, position",
    )?;
    let rows = statement.query_map([&report.report_id], |row| {
        Ok(RoleUsed {
            side: match row.get_ref(0)?.as_str()? {
                "actor" => Side::Actor,
                "recipient" => Side::Recipient,
                // A damaged row must not pass for an actor's.
                _ => return Err(rusqlite::Error::InvalidColumnType(0, "side".to_owned(), Type::Text)),
            },
            position: row.get(1)?,
            entity: row.get(2)?,
            name: row.get(3)?,
            country: row.get(4)?,
            sector: row.get(5)?,
            other_sectors: list(&row.get::<_, String>(6)?),
            title: row.get(7)?,
            qid: row.get(8)?,
        })
    })?;
    report.roles = rows.collect::<Result<_, _>>()?;
    Ok(())
}

/// The evidence of any row, in the order of its digest.
pub(super) fn evidence(connection: &Connection, owner: &str) -> rusqlite::Result<Vec<Evidence>> {
    let mut statement = connection.prepare_cached(
        "SELECT field, position, start, end, quote, digest FROM evidence WHERE owner = ?1 ORDER BY field, position",
    )?;
    let rows = statement.query_map([owner], |row| {
        let (start, end): (u32, u32) = (row.get(2)?, row.get(3)?);
        Ok(Evidence {
            field: row.get(0)?,
            position: row.get(1)?,
            span: Span { start, end },
            quote: row.get(4)?,
            digest: row.get(5)?,
        })
    })?;
    rows.collect()
}

pub(super) fn list(joined: &str) -> Vec<String> {
    joined.split(';').filter(|v| !v.is_empty()).map(str::to_owned).collect()
}
