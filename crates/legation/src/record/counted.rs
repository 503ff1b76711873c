//! What is counted of one event, and how it stands in the tables.

use rusqlite::{Connection, Row, params};

use super::report::Side;
use super::summary::Summary;

/// An event with what is counted of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Counted {
    pub event_id: String,
    /// YYYY-MM-DD; empty where unknown.
    pub event_date: String,
    pub event_type: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER score, −10 to 10.
    pub score: f64,
    /// −10 to 10.
    pub goldstein: Option<f64>,
    /// decade, year, season, month, week, day, minute.
    pub date_precision: String,
    /// Told as having happened, by somebody who stands behind it.
    pub happened: bool,
    /// Rumoured, denied or confirmed, or told with changing certainty.
    pub disputed: bool,
    /// Copies of one text count once.
    pub n_sources: u32,
    pub n_articles: u32,
    pub first_known: String,
    pub last_known: String,
    told: String,
    parties: String,
}

/// The columns in which the tables hold it, after day and id.
pub(super) const COLUMNS: &str = "event_type, quad, score, goldstein, date_precision, happened, disputed, n_sources, n_articles, \
                                  first_known, last_known, told, parties";

/// Whether an event of this status and certainty is told as having happened, by somebody who stands
/// behind it.
pub fn happened(status: &str, certainty: &str) -> bool {
    matches!(status, "actual" | "ongoing" | "historical") && matches!(certainty, "reported" | "confirmed" | "claimed")
}

impl Counted {
    /// What is counted of a summed-up event; `told` is what [`told_of`] gives.
    pub(super) fn of(s: &Summary, told: String) -> Counted {
        let side = |side: Side| {
            let mut keys: Vec<&str> = s
                .parties
                .iter()
                .filter(|p| p.0 == side)
                .flat_map(|p| [&p.1, &p.2])
                .flatten()
                .map(String::as_str)
                .collect();
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().map(packed).collect::<Vec<_>>().join(" ")
        };
        Counted {
            event_id: s.event_id.clone(),
            event_date: s.event_date.clone(),
            event_type: s.event_type.clone(),
            quad: s.quad,
            score: s.score,
            goldstein: s.goldstein,
            date_precision: s.date_precision.clone(),
            happened: happened(&s.status, &s.certainty),
            disputed: s.n_states > 1 || matches!(s.certainty.as_str(), "rumoured" | "denied" | "confirmed"),
            n_sources: s.n_sources as u32,
            n_articles: s.n_articles as u32,
            first_known: s.first_known.clone(),
            last_known: s.last_known.clone(),
            told,
            parties: format!("{} > {}", side(Side::Actor), side(Side::Recipient)),
        }
    }

    /// Whoever acts, and whoever receives: country codes and entity ids, each side sorted.
    pub fn sides(&self) -> (Vec<String>, Vec<String>) {
        let (actors, recipients) = self.packed_sides();
        let all = |words: &str| words.split(' ').filter(|w| !w.is_empty()).map(unpacked).collect();
        (all(actors), all(recipients))
    }

    /// The same as they stand in the table: what is packed alike is alike.
    pub(super) fn packed_sides(&self) -> (&str, &str) {
        self.parties.split_once(" > ").unwrap_or((&self.parties, ""))
    }

    /// The outlets that tell of it by a day, each with the day on which it first did.
    pub fn told(&self, as_of: Option<&str>) -> Vec<(Option<String>, &str)> {
        let mut words = self.told.split(' ');
        let mut out = Vec::new();
        while let (Some(day), Some(outlet)) = (words.next(), words.next()) {
            if as_of.is_none_or(|by| day <= by) {
                out.push(((outlet != "%").then(|| unpacked(outlet)), day));
            }
        }
        out
    }

    /// Agreements, meetings and cooperation: whoever acts does so together.
    pub fn is_symmetric(&self) -> bool {
        matches!(self.event_type.as_str(), "AGREE" | "CONSULT" | "COOPERATE")
    }

    /// Reads a row whose columns from the given one on are day, id and [`COLUMNS`], into what is there
    /// already: a million rows need no memory anew.
    pub(super) fn read(&mut self, row: &Row, at: usize) -> rusqlite::Result<()> {
        let text = |n: usize, into: &mut String| -> rusqlite::Result<()> {
            let text = row.get_ref(at + n)?.as_str()?;
            into.clear();
            into.push_str(text);
            Ok(())
        };
        text(0, &mut self.event_date)?;
        text(1, &mut self.event_id)?;
        text(2, &mut self.event_type)?;
        self.quad = row.get(at + 3)?;
        self.score = row.get(at + 4)?;
        self.goldstein = row.get(at + 5)?;
        text(6, &mut self.date_precision)?;
        self.happened = row.get(at + 7)?;
        self.disputed = row.get(at + 8)?;
        self.n_sources = row.get(at + 9)?;
        self.n_articles = row.get(at + 10)?;
        text(11, &mut self.first_known)?;
        text(12, &mut self.last_known)?;
        text(13, &mut self.told)?;
        text(14, &mut self.parties)
    }

    /// Writes a row of `table`, whose further key columns are named with their values.
    pub(super) fn write(&self, connection: &Connection, table: &str, keys: &[(&str, &str)]) -> rusqlite::Result<()> {
        let names: String = keys.iter().map(|(name, _)| format!(", {name}")).collect();
        let places: String = (0..keys.len()).map(|n| format!(", ?{}", n + 16)).collect();
        let sql = format!(
            "INSERT OR IGNORE INTO {table} (event_date, event_id, {COLUMNS}{names})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15{places})"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mine: &[&dyn rusqlite::ToSql] = params![
            self.event_date,
            self.event_id,
            self.event_type,
            self.quad,
            self.score,
            self.goldstein,
            self.date_precision,
            self.happened,
            self.disputed,
            self.n_sources,
            self.n_articles,
            self.first_known,
            self.last_known,
            self.told,
            self.parties,
        ];
        let all: Vec<&dyn rusqlite::ToSql> =
            mine.iter().copied().chain(keys.iter().map(|(_, value)| value as &dyn rusqlite::ToSql)).collect();
        statement.execute(all.as_slice()).map(|_| ())
    }
}

/// The outlets that tell of an event with the day on which each first did, as the tables hold them.
pub(super) fn told_of(connection: &Connection, event_id: &str) -> rusqlite::Result<String> {
    let mut statement = connection.prepare_cached(
        "SELECT a.publisher, min(r.known) FROM event_reports j JOIN reports r ON r.report_id = j.report_id
         JOIN articles a ON a.article_id = r.article_id
         WHERE j.event_id = ?1 AND r.withdrawn_run IS NULL GROUP BY a.publisher ORDER BY 1",
    )?;
    let mut rows = statement.query([event_id])?;
    let mut out = String::new();
    while let Some(row) = rows.next()? {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(row.get_ref(1)?.as_str()?);
        out.push(' ');
        match row.get::<_, Option<String>>(0)? {
            Some(publisher) => out.push_str(&packed(&publisher)),
            None => out.push('%'),
        }
    }
    Ok(out)
}

/// A word without blanks, from which [`unpacked`] makes the old one; the empty one is `%00`.
pub(super) fn packed(word: &str) -> String {
    if word.is_empty() {
        return "%00".to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '%' => out.push_str("%25"),
            '>' => out.push_str("%3E"),
            c => out.push(c),
        }
    }
    out
}

pub(super) fn unpacked(word: &str) -> String {
    if !word.contains('%') {
        return word.to_owned();
    }
    if word == "%00" {
        return String::new();
    }
    word.replace("%20", " ").replace("%3E", ">").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_went_in() {
        for word in ["p1", "The Hindu", "", "%", "100 % > 50", "%20", "a%3Eb", "Зеркало недели", "a\nb", "%2520", "%00"]
        {
            let there = packed(word);
            assert!(
                !there.contains([' ', '>']) && !there.is_empty() && there != "%",
                "{word:?} is packed as {there:?}"
            );
            assert_eq!(unpacked(&there), word);
        }
    }
}
