//! A reading as rows: everything of one article that goes into the archive.

use std::collections::BTreeMap;

use serde_json::json;

use super::address::canonical;
use super::digest::{Digest, number};
use super::evidence::Evidence;
use super::report::Report;
use super::sketch;
use crate::reading::Reading;
use crate::span::Span;
use crate::time::Date;

/// One article with all rows that its reading gives.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entry {
    pub article: ArticleRow,
    pub entities: Vec<EntityRow>,
    pub mentions: Vec<MentionRow>,
    pub claims: Vec<ClaimRow>,
    pub reports: Vec<Report>,
    pub agenda: Vec<AgendaRow>,
    pub commitments: Vec<CommitmentRow>,
    pub stances: Vec<StanceRow>,
    pub questions: Vec<QuestionRow>,
}

/// One version of an article.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ArticleRow {
    pub article_id: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub agency: Option<String>,
    /// YYYY-MM-DD.
    pub published: Option<String>,
    pub published_basis: Option<String>,
    /// Day from which a reader could know it: published, else recorded.
    pub known: String,
    pub language: Option<String>,
    pub text: String,
    pub raw_digest: String,
    /// JSON: credits and removed page furniture.
    pub furniture: String,
}

/// Somebody or something that was meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EntityRow {
    pub entity_id: String,
    pub kind: String,
    pub name: String,
    pub qid: Option<String>,
}

/// Where an article names an entity.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MentionRow {
    pub span: Span,
    pub entity_id: String,
    pub reference: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub office: Option<String>,
    pub reason: String,
}

/// Who says what.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ClaimRow {
    pub claim_id: String,
    pub coded_id: String,
    pub article_id: String,
    pub source: Option<String>,
    pub source_entity: Option<String>,
    pub source_kind: String,
    pub certainty: String,
    pub strength: f64,
    pub speech: String,
    pub within: Option<String>,
    pub content: String,
    pub reason: String,
    pub known: String,
    pub evidence: Vec<Evidence>,
}

/// Something on the table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AgendaRow {
    pub item_id: String,
    pub article_id: String,
    pub issue: String,
    pub label: String,
    pub entity_id: Option<String>,
    pub parties: Vec<String>,
    /// PLOVER codes of the parties, sorted.
    pub countries: Vec<String>,
    pub priority: Option<String>,
    pub known: String,
    /// Party, its country, and what it wants.
    pub positions: Vec<(Option<String>, Option<String>, String)>,
    pub evidence: Vec<Evidence>,
}

/// A promise, threat or expectation.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CommitmentRow {
    pub commitment_id: String,
    pub article_id: String,
    pub kind: String,
    pub by_entity: Option<String>,
    pub by_country: Option<String>,
    pub to_entity: Option<String>,
    pub to_country: Option<String>,
    pub content: String,
    pub cue: String,
    pub deadline_from: Option<String>,
    pub deadline_to: Option<String>,
    pub deadline_precision: Option<String>,
    pub condition: Option<String>,
    pub claim_id: Option<String>,
    pub known: String,
    /// Ids of the reports inside its words.
    pub reports: Vec<String>,
    pub evidence: Vec<Evidence>,
}

/// How a holder feels about a target.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct StanceRow {
    pub stance_id: String,
    pub article_id: String,
    pub holder: Option<String>,
    pub target: Option<String>,
    pub polarity: f64,
    pub claim_id: Option<String>,
    pub known: String,
    pub evidence: Vec<Evidence>,
}

/// A question left open.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct QuestionRow {
    pub question_id: String,
    pub article_id: String,
    pub content: String,
    pub about: Vec<String>,
    pub known: String,
    pub evidence: Vec<Evidence>,
}

impl Entry {
    /// The rows of a reading; `recorded` is the day on which it is recorded, which stands in where
    /// the article gives no date of publication.
    ///
    /// ```
    /// use legation::{read::Origin, reading, record::Entry, time::Date};
    /// let text = "The foreign minister of Chile visited Peru on Monday.\n\nPublished: 4 March 2019";
    /// let reading = reading::of_bytes(text.as_bytes(), &Origin::default()).unwrap();
    /// let entry = Entry::of(&reading, Date::constant(2026, 11, 27));
    /// assert_eq!(entry.article.known, "2019-03-04");
    /// assert_eq!(entry.reports[0].event_type, "CONSULT");
    /// ```
    pub fn of(reading: &Reading, recorded: Date) -> Entry {
        let article = article(reading, recorded);
        let rows = Rows { reading, known: &article.known };
        let (claims, claim_ids) = rows.claims();
        let claim_of = |idx: Option<u32>| idx.and_then(|i| claim_ids[i as usize].clone());
        let mut reports: Vec<Report> =
            reading.events.iter().map(|e| Report::of(reading, e, claim_of(e.claim), &article.known)).collect();
        reports.sort_by(|a, b| a.report_id.cmp(&b.report_id));
        reports.dedup_by(|a, b| a.report_id == b.report_id);
        let commitments = rows.commitments(&reports, &claim_of);
        let mut entry = Entry {
            entities: rows.entities(),
            mentions: rows.mentions(),
            agenda: rows.agenda(),
            stances: rows.stances(&claim_of),
            questions: rows.questions(),
            article,
            claims,
            reports,
            commitments,
        };
        entry.tidy();
        entry
    }

    /// Rows of one id are one row, in the order of ids.
    fn tidy(&mut self) {
        macro_rules! unique {
            ($($rows:ident $id:ident),*) => {$(
                self.$rows.sort_by(|a, b| a.$id.cmp(&b.$id));
                self.$rows.dedup_by(|a, b| a.$id == b.$id);
            )*};
        }
        unique!(entities entity_id, agenda item_id, commitments commitment_id, stances stance_id, questions question_id);
        self.mentions.sort_by(|a, b| (a.span, &a.entity_id).cmp(&(b.span, &b.entity_id)));
        self.mentions.dedup_by(|a, b| a.span == b.span && a.entity_id == b.entity_id);
    }
}

impl ArticleRow {
    /// The address that versions of one page share.
    pub fn address(&self) -> Option<String> {
        self.url.as_deref().map(canonical).filter(|a| !a.is_empty())
    }

    pub(super) fn text_digest(&self) -> String {
        blake3::hash(self.text.as_bytes()).to_hex().to_string()
    }

    /// Digest of everything but the text.
    pub(super) fn facts_digest(&self) -> String {
        let mut digest = Digest::of("article");
        digest.text(&self.article_id);
        let address = self.address();
        for value in [
            &self.url,
            &address,
            &self.title,
            &self.byline,
            &self.publisher,
            &self.agency,
            &self.published,
            &self.published_basis,
            &self.language,
        ] {
            digest.optional(value.as_deref());
        }
        digest.text(&self.known).text(&self.raw_digest).text(&self.furniture);
        digest.id('f')
    }

    pub(super) fn runs_of_words(&self) -> Vec<u32> {
        sketch::runs(&self.text)
    }
}

impl MentionRow {
    pub(super) fn digest_of(mentions: &[MentionRow]) -> String {
        let mut digest = Digest::of("mentions");
        for m in mentions {
            digest.integer(i64::from(m.span.start)).integer(i64::from(m.span.end)).text(&m.entity_id);
            digest.text(&m.reference).optional(m.country.as_deref()).optional(m.sector.as_deref());
            digest.optional(m.office.as_deref()).text(&m.reason);
        }
        digest.id('m')
    }
}

fn article(reading: &Reading, recorded: Date) -> ArticleRow {
    let a = &reading.article;
    let published = a.published.as_ref().map(|p| p.date.to_string());
    let range = |span: Option<Span>| span.map(|s| [s.start, s.end]);
    let furniture = json!({
        "credits": a.credits.iter().map(|c| json!({
            "text": c.text, "source": c.source, "at": c.at, "original": range(c.original),
        })).collect::<Vec<_>>(),
        "removed": a.removed.iter().map(|r| json!({
            "role": r.role.name(), "text": r.text, "at": r.at, "original": range(r.original),
        })).collect::<Vec<_>>(),
    });
    let stated = |s: &Option<crate::read::Stated>| s.as_ref().map(|s| s.value.clone());
    ArticleRow {
        article_id: a.id.as_str().to_owned(),
        url: a.url.clone(),
        title: stated(&a.title),
        byline: stated(&a.byline),
        publisher: stated(&a.publisher),
        agency: a.dateline.as_ref().and_then(|d| d.agency.clone()),
        known: published.clone().unwrap_or_else(|| recorded.to_string()),
        published_basis: a.published.as_ref().map(|p| p.basis.name().to_owned()),
        published,
        language: a.language.clone(),
        text: a.text.clone(),
        raw_digest: a.raw_digest.clone(),
        furniture: furniture.to_string(),
    }
}

struct Rows<'a> {
    reading: &'a Reading,
    known: &'a str,
}

impl Rows<'_> {
    fn article_id(&self) -> String {
        self.reading.article.id.as_str().to_owned()
    }

    fn words(&self, span: Span) -> String {
        span.of(&self.reading.article.text).to_owned()
    }

    fn entity(&self, idx: Option<u32>) -> Option<String> {
        idx.map(|i| self.reading.linked.entity(i).id.clone())
    }

    fn country(&self, idx: Option<u32>) -> Option<String> {
        idx.and_then(|i| self.reading.linked.entity(i).country.clone())
    }

    fn evidence(&self, fields: &[(&str, &[Span])]) -> Vec<Evidence> {
        let (id, text) = (self.reading.article.id.as_str(), self.reading.article.text.as_str());
        let mut out: Vec<Evidence> = fields
            .iter()
            .flat_map(|(field, spans)| spans.iter().enumerate().map(|(n, &s)| Evidence::new(id, text, field, n, s)))
            .collect();
        out.sort_by(|a, b| (&a.field, a.position).cmp(&(&b.field, b.position)));
        out
    }

    fn entities(&self) -> Vec<EntityRow> {
        let linked = &self.reading.linked;
        let used: std::collections::BTreeSet<u32> =
            linked.mentions.iter().flat_map(|m| m.entities.iter().copied()).collect();
        used.into_iter()
            .map(|idx| linked.entity(idx))
            .map(|e| EntityRow {
                entity_id: e.id.clone(),
                kind: e.kind.name().to_owned(),
                name: e.name.clone(),
                qid: e.qid.clone(),
            })
            .collect()
    }

    fn mentions(&self) -> Vec<MentionRow> {
        let linked = &self.reading.linked;
        linked
            .mentions
            .iter()
            .flat_map(|m| m.entities.iter().map(move |&e| (m, linked.entity(e))))
            .map(|(m, e)| MentionRow {
                span: m.span,
                entity_id: e.id.clone(),
                reference: m.reference.name().to_owned(),
                country: e.country.clone(),
                sector: e.sector.map(|s| s.code().to_owned()),
                office: e.offices.first().map(|o| o.title.clone()),
                reason: m.reason.clone(),
            })
            .collect()
    }

    /// The claims that put something forward, those that contain others first, and the id of each claim of the
    /// reading. Who only condemns, asks or agrees claims nothing: events and stances tell it.
    fn claims(&self) -> (Vec<ClaimRow>, Vec<Option<String>>) {
        let claims = &self.reading.attributed.claims;
        let outer = |idx: usize| {
            let mut at = claims[idx].within.map(|w| w as usize);
            // Claims do not lie in circles; the bound guards against it all the same.
            for _ in 0..claims.len() {
                match at {
                    Some(w) if !claims[w].puts_forward => at = claims[w].within.map(|w| w as usize),
                    _ => break,
                }
            }
            at.filter(|&w| claims[w].puts_forward)
        };
        let mut ids: Vec<Option<String>> = vec![None; claims.len()];
        let mut rows: Vec<ClaimRow> = Vec::new();
        for start in (0..claims.len()).filter(|&i| claims[i].puts_forward) {
            // From the claim outwards, then inwards again, so that what contains comes first.
            let mut chain = vec![start];
            while let Some(above) = outer(chain[chain.len() - 1]) {
                if ids[above].is_some() || chain.contains(&above) {
                    break;
                }
                chain.push(above);
            }
            for idx in chain.into_iter().rev() {
                if ids[idx].is_none() {
                    let within = outer(idx).and_then(|w| ids[w].clone());
                    let row = self.claim(idx, within);
                    ids[idx] = Some(row.claim_id.clone());
                    rows.push(row);
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        rows.retain(|row| seen.insert(row.claim_id.clone()));
        (rows, ids)
    }

    fn claim(&self, idx: usize, within: Option<String>) -> ClaimRow {
        let c = &self.reading.attributed.claims[idx];
        let certainty_cue: Vec<Span> = c.certainty_cue.into_iter().collect();
        let joined = |spans: &[Span]| spans.iter().map(|&s| self.words(s)).collect::<Vec<_>>().join(" … ");
        let mut row = ClaimRow {
            claim_id: String::new(),
            coded_id: c.id.as_str().to_owned(),
            article_id: self.article_id(),
            source: (!c.source.is_empty()).then(|| joined(&c.source)),
            source_entity: self.entity(c.source_entity),
            source_kind: c.source_kind.name().to_owned(),
            certainty: c.certainty.name().to_owned(),
            strength: number(c.strength),
            speech: c.speech.to_owned(),
            within,
            content: joined(&c.content),
            reason: c.reason.clone(),
            known: self.known.to_owned(),
            evidence: self.evidence(&[
                ("source", &c.source),
                ("cue", &c.cue),
                ("content", &c.content),
                ("certainty_cue", &certainty_cue),
            ]),
        };
        row.claim_id = row.digest();
        row
    }

    fn agenda(&self) -> Vec<AgendaRow> {
        let rows = self.reading.attributed.agenda.iter().map(|a| {
            let mut countries: Vec<String> = a.parties.iter().filter_map(|&p| self.country(Some(p))).collect();
            countries.sort();
            countries.dedup();
            let quotes: Vec<Span> = a.positions.iter().map(|p| p.quote).collect();
            let priority: Vec<Span> = a.priority.into_iter().collect();
            let mut row = AgendaRow {
                item_id: String::new(),
                article_id: self.article_id(),
                issue: a.issue.clone(),
                label: a.label.clone(),
                entity_id: self.entity(a.entity),
                parties: a.parties.iter().filter_map(|&p| self.entity(Some(p))).collect(),
                countries,
                priority: a.priority.map(|s| self.words(s)),
                known: self.known.to_owned(),
                positions: a
                    .positions
                    .iter()
                    .map(|p| (self.entity(p.party), self.country(p.party), self.words(p.quote)))
                    .collect(),
                evidence: self.evidence(&[("item", &[a.span]), ("position", &quotes), ("priority", &priority)]),
            };
            row.item_id = row.digest();
            row
        });
        rows.collect()
    }

    fn commitments(&self, reports: &[Report], claim_of: &dyn Fn(Option<u32>) -> Option<String>) -> Vec<CommitmentRow> {
        let by_trigger: BTreeMap<&str, Span> =
            reports.iter().filter_map(|r| r.words("trigger", 0).map(|e| (r.report_id.as_str(), e.span))).collect();
        let rows = self.reading.attributed.commitments.iter().map(|c| {
            let deadline = c.deadline.as_ref();
            let spans = |span: Option<Span>| span.into_iter().collect::<Vec<_>>();
            let inside = |span: &Span| c.content.contains(*span) || c.cue.overlaps(*span);
            let mut row = CommitmentRow {
                commitment_id: String::new(),
                article_id: self.article_id(),
                kind: c.kind.name().to_owned(),
                by_entity: self.entity(c.by),
                by_country: self.country(c.by),
                to_entity: self.entity(c.to),
                to_country: self.country(c.to),
                content: self.words(c.content),
                cue: self.words(c.cue),
                deadline_from: deadline.and_then(|d| d.from).map(|d| d.to_string()),
                deadline_to: deadline.and_then(|d| d.to).map(|d| d.to_string()),
                deadline_precision: deadline.map(|d| d.precision.name().to_owned()),
                condition: c.condition.map(|s| self.words(s)),
                claim_id: claim_of(c.claim),
                known: self.known.to_owned(),
                reports: by_trigger.iter().filter(|(_, s)| inside(s)).map(|(id, _)| (*id).to_owned()).collect(),
                evidence: self.evidence(&[
                    ("by", &spans(c.by_span)),
                    ("content", &[c.content]),
                    ("cue", &[c.cue]),
                    ("deadline", &spans(deadline.and_then(|d| d.span))),
                    ("condition", &spans(c.condition)),
                ]),
            };
            row.commitment_id = row.digest();
            row
        });
        rows.collect()
    }

    fn stances(&self, claim_of: &dyn Fn(Option<u32>) -> Option<String>) -> Vec<StanceRow> {
        let rows = self.reading.attributed.stances.iter().map(|s| {
            let holder: Vec<Span> = s.holder_span.into_iter().collect();
            let mut row = StanceRow {
                stance_id: String::new(),
                article_id: self.article_id(),
                holder: self.entity(s.holder),
                target: self.entity(s.target),
                polarity: number(s.polarity),
                claim_id: claim_of(s.claim),
                known: self.known.to_owned(),
                evidence: self.evidence(&[("holder", &holder), ("target", &[s.target_span]), ("cue", &s.cue)]),
            };
            row.stance_id = row.digest();
            row
        });
        rows.collect()
    }

    fn questions(&self) -> Vec<QuestionRow> {
        let rows = self.reading.attributed.questions.iter().map(|q| {
            let mut row = QuestionRow {
                question_id: String::new(),
                article_id: self.article_id(),
                content: self.words(q.span),
                about: q.about.iter().filter_map(|&e| self.entity(Some(e))).collect(),
                known: self.known.to_owned(),
                evidence: self.evidence(&[("question", &[q.span])]),
            };
            row.question_id = row.digest();
            row
        });
        rows.collect()
    }
}

impl ClaimRow {
    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("claim");
        digest.text(&self.coded_id).text(&self.article_id).optional(self.source.as_deref());
        digest.optional(self.source_entity.as_deref()).text(&self.source_kind).text(&self.certainty);
        digest.real(Some(self.strength)).text(&self.speech).optional(self.within.as_deref());
        digest.text(&self.content).text(&self.reason).text(&self.known);
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('c')
    }
}

impl AgendaRow {
    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("agenda");
        digest.text(&self.article_id).text(&self.issue).text(&self.label).optional(self.entity_id.as_deref());
        digest.text(&self.parties.join(";")).text(&self.countries.join(";"));
        digest.optional(self.priority.as_deref()).text(&self.known);
        for (party, country, quote) in &self.positions {
            digest.optional(party.as_deref()).optional(country.as_deref()).text(quote);
        }
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('g')
    }
}

impl CommitmentRow {
    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("commitment");
        digest.text(&self.article_id).text(&self.kind);
        for value in [
            &self.by_entity,
            &self.by_country,
            &self.to_entity,
            &self.to_country,
            &self.deadline_from,
            &self.deadline_to,
            &self.deadline_precision,
            &self.condition,
            &self.claim_id,
        ] {
            digest.optional(value.as_deref());
        }
        digest.text(&self.content).text(&self.cue).text(&self.known).text(&self.reports.join(";"));
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('p')
    }
}

impl StanceRow {
    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("stance");
        digest.text(&self.article_id).optional(self.holder.as_deref()).optional(self.target.as_deref());
        digest.real(Some(self.polarity)).optional(self.claim_id.as_deref()).text(&self.known);
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('s')
    }
}

impl QuestionRow {
    /// Recomputes the id from the content.
    pub fn digest(&self) -> String {
        let mut digest = Digest::of("question");
        digest.text(&self.article_id).text(&self.content).text(&self.about.join(";")).text(&self.known);
        self.evidence.iter().for_each(|e| e.feed(&mut digest));
        digest.id('q')
    }
}
