//! The words behind an exported event, as a line beside its row: range, quotation, what stood around it,
//! digest. Whoever has the line can check it without the archive.

use serde::{Deserialize, Serialize};

use crate::record::{Evidence, Report};
use crate::span::Span;

/// What an exported event rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    pub event_id: String,
    pub report_id: String,
    pub article_id: String,
    /// The article's words were taken out of the archive: nothing is left to be checked.
    pub redacted: bool,
    /// BLAKE3 of the event's line, where the export has one line an event.
    pub row_blake3: Option<String>,
    pub evidence: Vec<Words>,
}

/// One quotation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub field: String,
    pub position: u32,
    /// Half-open byte range in the article's text.
    pub start: u32,
    pub end: u32,
    pub quote: String,
    /// 32 characters before, fewer at the beginning of the text.
    pub before: String,
    pub after: String,
    /// Of article, range, quotation and what stood around it; the archive keeps the same.
    pub digest: String,
}

/// What a report rests on; `text` is its article's, empty where it was redacted.
pub fn of(event_id: &str, report: &Report, text: &str, row: Option<&[u8]>) -> Witness {
    let words = |e: &Evidence| {
        let (before, after) = e.around(text);
        Words {
            field: e.field.clone(),
            position: e.position,
            start: e.span.start,
            end: e.span.end,
            quote: e.quote.clone(),
            before: before.to_owned(),
            after: after.to_owned(),
            digest: e.digest.clone(),
        }
    };
    Witness {
        event_id: event_id.to_owned(),
        report_id: report.report_id.clone(),
        article_id: report.article_id.clone(),
        redacted: text.is_empty(),
        row_blake3: row.map(|row| blake3::hash(row).to_hex().to_string()),
        evidence: report.evidence.iter().map(words).collect(),
    }
}

impl Witness {
    /// The line, which ends in a digest of all that stands before it.
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.pop();
        let digest = blake3::hash(line.as_bytes()).to_hex();
        line.push_str(",\"blake3\":\"");
        line.push_str(&digest);
        line.push_str("\"}");
        line
    }

    /// Reads a line back; none where a byte of it was changed.
    pub fn of_line(line: &str) -> Option<Witness> {
        let (body, _) = line.rsplit_once(",\"blake3\":\"")?;
        let witness: Witness = serde_json::from_str(&format!("{body}}}")).ok()?;
        (witness.line() == line).then_some(witness)
    }

    /// What does not hold of its quotations, each by itself.
    pub fn faults(&self) -> Vec<String> {
        if self.redacted {
            return Vec::new();
        }
        let wrong = |w: &&Words| !w.evidence().holds(&self.article_id, &w.before, &w.after);
        let say = |w: &Words| format!("{} {}: range, words and context do not give the digest", w.field, w.position);
        self.evidence.iter().filter(wrong).map(say).collect()
    }
}

impl Words {
    /// As the archive keeps it.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            field: self.field.clone(),
            position: self.position,
            span: Span { start: self.start, end: self.end },
            quote: self.quote.clone(),
            digest: self.digest.clone(),
        }
    }
}
