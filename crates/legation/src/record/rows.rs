//! Rows of the coded tables, read back as the values they were written from.

use rusqlite::{Connection, Row};

use super::entry::{AgendaRow, ArticleRow, ClaimRow, CommitmentRow, MentionRow, QuestionRow, StanceRow};
use super::report::{evidence, list};
use crate::span::Span;

/// Thirteen columns, for [`claim`].
pub(super) const CLAIM: &str = "c.claim_id, c.coded_id, c.article_id, c.source, c.source_entity, c.source_kind, \
     c.certainty, c.strength, c.speech, c.within, c.content, c.reason, c.known";

/// Thirteen columns, for [`article`].
pub(super) const ARTICLE: &str = "article_id, url, title, byline, publisher, agency, published, published_basis, known, \
                                  language, text, raw_digest, furniture";

/// An article from the columns that [`ARTICLE`] names.
pub(super) fn article(row: &Row) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        article_id: row.get(0)?,
        url: row.get(1)?,
        title: row.get(2)?,
        byline: row.get(3)?,
        publisher: row.get(4)?,
        agency: row.get(5)?,
        published: row.get(6)?,
        published_basis: row.get(7)?,
        known: row.get(8)?,
        language: row.get(9)?,
        text: row.get(10)?,
        raw_digest: row.get(11)?,
        furniture: row.get(12)?,
    })
}

/// A claim without its evidence.
pub(super) fn claim(row: &Row) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        claim_id: row.get(0)?,
        coded_id: row.get(1)?,
        article_id: row.get(2)?,
        source: row.get(3)?,
        source_entity: row.get(4)?,
        source_kind: row.get(5)?,
        certainty: row.get(6)?,
        strength: row.get(7)?,
        speech: row.get(8)?,
        within: row.get(9)?,
        content: row.get(10)?,
        reason: row.get(11)?,
        known: row.get(12)?,
        evidence: Vec::new(),
    })
}

/// Nine columns, for [`item`].
pub(super) const ITEM: &str = "g.item_id, g.article_id, g.issue, g.label, g.entity_id, g.parties, g.countries, \
     g.priority, g.known";

/// An agenda item without its positions and evidence.
pub(super) fn item(row: &Row) -> rusqlite::Result<AgendaRow> {
    Ok(AgendaRow {
        item_id: row.get(0)?,
        article_id: row.get(1)?,
        issue: row.get(2)?,
        label: row.get(3)?,
        entity_id: row.get(4)?,
        parties: list(&row.get::<_, String>(5)?),
        countries: list(&row.get::<_, String>(6)?),
        priority: row.get(7)?,
        known: row.get(8)?,
        positions: Vec::new(),
        evidence: Vec::new(),
    })
}

/// Fills in what lies in other tables.
pub(super) fn complete_item(connection: &Connection, row: &mut AgendaRow) -> rusqlite::Result<()> {
    row.positions = connection
        .prepare_cached("SELECT party, country, quote FROM positions WHERE item_id = ?1 ORDER BY position")?
        .query_map([&row.item_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    row.evidence = evidence(connection, &row.item_id)?;
    Ok(())
}

/// Fifteen columns, for [`commitment`].
pub(super) const COMMITMENT: &str = "c.commitment_id, c.article_id, c.kind, c.by_entity, c.by_country, c.to_entity, \
     c.to_country, c.content, c.cue, c.deadline_from, c.deadline_to, c.deadline_precision, c.condition, c.claim_id, \
     c.known";

/// A commitment without its reports and evidence.
pub(super) fn commitment(row: &Row) -> rusqlite::Result<CommitmentRow> {
    Ok(CommitmentRow {
        commitment_id: row.get(0)?,
        article_id: row.get(1)?,
        kind: row.get(2)?,
        by_entity: row.get(3)?,
        by_country: row.get(4)?,
        to_entity: row.get(5)?,
        to_country: row.get(6)?,
        content: row.get(7)?,
        cue: row.get(8)?,
        deadline_from: row.get(9)?,
        deadline_to: row.get(10)?,
        deadline_precision: row.get(11)?,
        condition: row.get(12)?,
        claim_id: row.get(13)?,
        known: row.get(14)?,
        reports: Vec::new(),
        evidence: Vec::new(),
    })
}

/// Fills in what lies in other tables.
pub(super) fn complete_commitment(connection: &Connection, row: &mut CommitmentRow) -> rusqlite::Result<()> {
    row.reports = connection
        .prepare_cached("SELECT report_id FROM commitment_reports WHERE commitment_id = ?1 ORDER BY 1")?
        .query_map([&row.commitment_id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    row.evidence = evidence(connection, &row.commitment_id)?;
    Ok(())
}

pub(super) const STANCE: &str = "stance_id, article_id, holder, target, polarity, claim_id, known";

/// A stance without its evidence.
pub(super) fn stance(row: &Row) -> rusqlite::Result<StanceRow> {
    Ok(StanceRow {
        stance_id: row.get(0)?,
        article_id: row.get(1)?,
        holder: row.get(2)?,
        target: row.get(3)?,
        polarity: row.get(4)?,
        claim_id: row.get(5)?,
        known: row.get(6)?,
        evidence: Vec::new(),
    })
}

pub(super) const QUESTION: &str = "question_id, article_id, content, about, known";

/// An open question without its evidence.
pub(super) fn question(row: &Row) -> rusqlite::Result<QuestionRow> {
    Ok(QuestionRow {
        question_id: row.get(0)?,
        article_id: row.get(1)?,
        content: row.get(2)?,
        about: list(&row.get::<_, String>(3)?),
        known: row.get(4)?,
        evidence: Vec::new(),
    })
}

/// The mentions of an article, in the order of their digest.
pub(super) fn mentions(connection: &Connection, article_id: &str) -> rusqlite::Result<Vec<MentionRow>> {
    connection
        .prepare_cached(
            "SELECT start, end, entity_id, reference, country, sector, office, reason FROM mentions
             WHERE article_id = ?1 ORDER BY start, end, entity_id",
        )?
        .query_map([article_id], |row| {
            let (start, end): (u32, u32) = (row.get(0)?, row.get(1)?);
            Ok(MentionRow {
                span: Span { start, end },
                entity_id: row.get(2)?,
                reference: row.get(3)?,
                country: row.get(4)?,
                sector: row.get(5)?,
                office: row.get(6)?,
                reason: row.get(7)?,
            })
        })?
        .collect()
}
