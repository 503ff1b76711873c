//! Quotes and stories as they travel: who had the words first, who repeats them, what was cut or changed.
//!
//! Quotes stand in one order: the day they were known, the article, the claim. Each hangs on the
//! earlier one that it shares most runs of three words with; a family is what hangs together. So
//! later articles change nothing before them, and each quote is compared with few others only.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{self, Scope, Who};
use crate::error::Error;
use crate::record::Archive;
use crate::record::question::{self, Filter};

/// Words of one speaker, with everybody who prints them.
#[derive(Clone, PartialEq, Debug)]
pub struct Family {
    /// Earliest first; the first of them is where the archive saw the words first.
    pub tellings: Vec<Telling>,
    /// Independent sources: copies of one text count once.
    pub n_sources: usize,
    pub n_publishers: usize,
    /// Speakers to whom the words are ascribed, as linked: more than one is worth a look.
    pub speakers: BTreeSet<String>,
}

/// One printing of a quote.
#[derive(Clone, PartialEq, Debug)]
pub struct Telling {
    pub claim_id: String,
    pub article_id: String,
    pub publisher: Option<String>,
    /// Day from which a reader could know it, YYYY-MM-DD.
    pub known: String,
    /// To whom the words are ascribed: as written, and the entity.
    pub source: Option<String>,
    pub source_entity: Option<String>,
    pub words: String,
    /// The earlier telling that it repeats, by claim id; none for the first.
    pub repeats: Option<String>,
    pub alteration: Alteration,
    /// Share of the shorter quote's three-word runs that both have, 0 to 1; 1 for the first.
    pub shared: f64,
    /// Its words against those it repeats; empty for the first and where nothing changed.
    pub edits: Vec<Edit>,
    /// Its article repeats the article of the telling it repeats (or both a third).
    pub copy: bool,
}

/// What became of words on their way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Alteration {
    First,
    Same,
    /// Words are missing, none is new.
    Cut,
    /// Words are new, none is missing.
    Extended,
    Changed,
}

/// A run of words against the earlier telling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    Kept(String),
    Cut(String),
    Added(String),
}

/// How a story goes from outlet to outlet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spread {
    /// Earliest first.
    pub prints: Vec<Print>,
    pub n_sources: usize,
    pub n_publishers: usize,
    /// Each day with how many outlets had it by then.
    pub reach: Vec<(String, usize)>,
}

/// One article of a story.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Print {
    pub article_id: String,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub known: String,
    /// The earlier article that it repeats, and how: same-text, cut-or-extended, shared-passage, version.
    pub copy_of: Option<(String, String)>,
    /// The first of its copies.
    pub source: String,
    /// What it says of the event, where a story is an event's: certainty and sentence.
    pub certainty: Option<String>,
    pub sentence: Option<String>,
}

/// Words of a run.
const RUN: usize = 3;
/// A quote repeats another from this share of the shorter one's runs on. Set on the sample
/// dispatches: "Every map is a field where a child can walk (again)" shares all, no other pair any.
const LEAST: f64 = 0.5;
/// Earlier quotes looked at for each run: a run that more have is a formula ("as a matter of").
const HOLDERS: usize = 32;
/// Longer quotes are speeches: beyond this many words nothing is compared.
const MOST_WORDS: usize = 400;

/// The families of a scope's quotes, those with most independent sources first, then latest.
/// A party is who speaks.
pub fn quotes(archive: &Archive, scope: &Scope) -> Result<Vec<Family>, Error> {
    fact::check(scope)?;
    let speaker = match &scope.who {
        Who::Party(party) => Some(party.as_str()),
        _ => None,
    };
    let all = load(archive, scope, None)?;
    let mut out = families(archive, all)?;
    out.retain(|f| {
        speaker.is_none_or(|s| f.speakers.contains(s) || f.speakers.contains(&format!("state:{s}")))
            && scope.publisher.as_ref().is_none_or(|p| f.tellings.iter().any(|t| t.publisher.as_ref() == Some(p)))
    });
    out.sort_by(|a, b| {
        let last = |f: &Family| f.tellings.last().map(|t| (t.known.clone(), t.claim_id.clone()));
        b.n_sources
            .cmp(&a.n_sources)
            .then_with(|| b.tellings.len().cmp(&a.tellings.len()))
            .then_with(|| last(b).cmp(&last(a)))
    });
    Ok(out)
}

/// The family of one quote, by its claim; none where the claim is no quote or was not known.
///
/// Only articles that share four words in a row with it are looked at.
pub fn quote(archive: &Archive, claim_id: &str, as_of: Option<&str>) -> Result<Option<Family>, Error> {
    let scope = Scope { as_of: as_of.map(str::to_owned), ..Scope::default() };
    fact::check(&scope)?;
    let ask = || -> rusqlite::Result<Option<(String, String, String)>> {
        use rusqlite::OptionalExtension;
        archive
            .connection()
            .prepare_cached(
                "SELECT article_id, content, speech FROM claims WHERE claim_id = ?1 AND withdrawn_run IS NULL",
            )?
            .query_row([claim_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
    };
    let Some((article, content, speech)) = ask().map_err(|e| archive.failed("reading a claim", &e))? else {
        return Ok(None);
    };
    let Some(words) = spoken(&content, &speech) else { return Ok(None) };
    let words = split(&words);
    let mut articles = BTreeSet::from([article]);
    let phrases: Vec<String> =
        words.windows(4).step_by((words.len() / 8).max(1)).map(|w| format!("\"{}\"", w.join(" "))).collect();
    if !phrases.is_empty() {
        let filter = Filter {
            words: Some(phrases.join(" OR ")),
            as_of: scope.as_of.clone(),
            limit: Some(2_000),
            ..Filter::default()
        };
        articles.extend(question::search(archive, &filter)?.rows.into_iter().map(|found| found.article_id));
    }
    let all = load(archive, &scope, Some(&articles))?;
    Ok(families(archive, all)?.into_iter().find(|f| f.tellings.iter().any(|t| t.claim_id == claim_id)))
}

/// The outlets that tell of an event, as of a day; none where it was not known.
pub fn event(archive: &Archive, event_id: &str, as_of: Option<&str>) -> Result<Option<Spread>, Error> {
    fact::check(&Scope { as_of: as_of.map(str::to_owned), ..Scope::default() })?;
    prints(
        archive,
        "SELECT a.article_id, a.publisher, a.title, a.url, a.known, c.copy_of, c.kind, coalesce(c.first_id, a.article_id),
         r.certainty, r.sentence FROM event_reports j JOIN reports r ON r.report_id = j.report_id
         JOIN articles a ON a.article_id = r.article_id LEFT JOIN copies c ON c.article_id = a.article_id
         WHERE j.event_id = ?1 AND r.known <= ?2 AND r.withdrawn_run IS NULL
         ORDER BY r.known, r.article_id, r.report_id",
        event_id,
        as_of,
    )
}

/// The articles that print one text, in whole or in part, as of a day; none where it was not known.
pub fn article(archive: &Archive, article_id: &str, as_of: Option<&str>) -> Result<Option<Spread>, Error> {
    fact::check(&Scope { as_of: as_of.map(str::to_owned), ..Scope::default() })?;
    let first = question::first_of_copies(archive, article_id)?;
    prints(
        archive,
        "SELECT a.article_id, a.publisher, a.title, a.url, a.known, c.copy_of, c.kind, coalesce(c.first_id, a.article_id),
         NULL, NULL FROM articles a LEFT JOIN copies c ON c.article_id = a.article_id
         WHERE a.article_id IN (SELECT ?1 UNION SELECT article_id FROM copies WHERE first_id = ?1) AND a.known <= ?2
         ORDER BY a.known, a.article_id",
        &first,
        as_of,
    )
}

impl Alteration {
    pub fn name(self) -> &'static str {
        match self {
            Alteration::First => "first",
            Alteration::Same => "same",
            Alteration::Cut => "cut",
            Alteration::Extended => "extended",
            Alteration::Changed => "changed",
        }
    }
}

fn prints(archive: &Archive, sql: &str, id: &str, as_of: Option<&str>) -> Result<Option<Spread>, Error> {
    let ask = || -> rusqlite::Result<Vec<Print>> {
        let mut statement = archive.connection().prepare_cached(sql)?;
        let rows = statement.query_map([id, as_of.unwrap_or("9999-12-31")], |row| {
            let copy: Option<String> = row.get(5)?;
            Ok(Print {
                article_id: row.get(0)?,
                publisher: row.get(1)?,
                title: row.get(2)?,
                url: row.get(3)?,
                known: row.get(4)?,
                copy_of: match copy {
                    None => None,
                    Some(of) => Some((of, row.get(6)?)),
                },
                source: row.get(7)?,
                certainty: row.get(8)?,
                sentence: row.get(9)?,
            })
        })?;
        rows.collect()
    };
    let mut prints = ask().map_err(|e| archive.failed("following a story", &e))?;
    // An article that tells of an event twice is one print.
    let mut seen = BTreeSet::new();
    prints.retain(|p| seen.insert(p.article_id.clone()));
    if prints.is_empty() {
        return Ok(None);
    }
    let mut outlets = BTreeSet::new();
    let mut reach: BTreeMap<String, usize> = BTreeMap::new();
    for print in &prints {
        // An outlet without a name is one of its own.
        outlets.insert(print.publisher.clone().unwrap_or_else(|| print.article_id.clone()));
        reach.insert(print.known.clone(), outlets.len());
    }
    let sources: BTreeSet<&str> = prints.iter().map(|p| p.source.as_str()).collect();
    Ok(Some(Spread {
        n_sources: sources.len(),
        n_publishers: outlets.len(),
        reach: reach.into_iter().collect(),
        prints,
    }))
}

/// A quote that was read, with its runs.
struct Quote {
    telling: Telling,
    split: Vec<String>,
    runs: BTreeSet<u64>,
}

fn load(archive: &Archive, scope: &Scope, articles: Option<&BTreeSet<String>>) -> Result<Vec<Quote>, Error> {
    let columns =
        "SELECT c.claim_id, c.article_id, a.publisher, c.known, c.source, c.source_entity, c.content, c.speech
         FROM claims c JOIN articles a ON a.article_id = c.article_id
         WHERE c.withdrawn_run IS NULL AND c.speech <> 'indirect' AND c.known <= ?1";
    let mut out = Vec::new();
    let mut ask = |sql: &str, values: &[&str]| -> rusqlite::Result<()> {
        let mut statement = archive.connection().prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let Some(words) = spoken(row.get_ref(6)?.as_str()?, row.get_ref(7)?.as_str()?) else { continue };
            let split = split(&words);
            out.push(Quote {
                runs: runs(&split),
                split,
                telling: Telling {
                    claim_id: row.get(0)?,
                    article_id: row.get(1)?,
                    publisher: row.get(2)?,
                    known: row.get(3)?,
                    source: row.get(4)?,
                    source_entity: row.get(5)?,
                    words,
                    repeats: None,
                    alteration: Alteration::First,
                    shared: 1.0,
                    edits: Vec::new(),
                    copy: false,
                },
            });
        }
        Ok(())
    };
    let by = scope.as_of.as_deref().unwrap_or("9999-12-31");
    let done = match articles {
        None => {
            let (from, to) = (scope.from.as_deref().unwrap_or("0"), scope.to.as_deref().unwrap_or("9999-12-31"));
            ask(&format!("{columns} AND c.known >= ?2 AND c.known <= ?3"), &[by, from, to])
        }
        Some(articles) => {
            articles.iter().try_for_each(|article| ask(&format!("{columns} AND c.article_id = ?2"), &[by, article]))
        }
    };
    done.map_err(|e| archive.failed("reading quotes", &e))?;
    out.sort_by(|a, b| {
        let key = |q: &Quote| (q.telling.known.clone(), q.telling.article_id.clone(), q.telling.claim_id.clone());
        key(a).cmp(&key(b))
    });
    Ok(out)
}

/// The words between quotation marks; all words of a direct quote whose marks are outside.
fn spoken(content: &str, speech: &str) -> Option<String> {
    let marks = ['“', '”', '"', '„', '«', '»'];
    let inside = |text: &str| -> Vec<String> {
        let mut parts = Vec::new();
        let mut open: Option<usize> = None;
        for (at, c) in text.char_indices().filter(|(_, c)| marks.contains(c)) {
            match open {
                Some(start) if c != '“' && c != '„' && c != '«' => {
                    parts.push(text[start..at].to_owned());
                    open = None;
                }
                _ => open = Some(at + c.len_utf8()),
            }
        }
        parts
    };
    let parts = inside(content);
    let words = if !parts.is_empty() {
        parts.join(" … ")
    } else if speech == "direct" {
        content.to_owned()
    } else {
        return None;
    };
    let trimmed = words.trim_matches(|c: char| marks.contains(&c) || c.is_whitespace() || c == ',').to_owned();
    // Two words are an expression that anybody may use.
    (split(&trimmed).len() >= RUN).then_some(trimmed)
}

fn split(words: &str) -> Vec<String> {
    words
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|w| !w.is_empty())
        .take(MOST_WORDS)
        .map(str::to_lowercase)
        .collect()
}

fn runs(words: &[String]) -> BTreeSet<u64> {
    words
        .windows(RUN)
        .map(|run| {
            let digest = blake3::hash(run.join(" ").as_bytes());
            let bytes = digest.as_bytes();
            u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]])
        })
        .collect()
}

/// Hangs each quote on the earlier one it shares most with.
fn families(archive: &Archive, mut quotes: Vec<Quote>) -> Result<Vec<Family>, Error> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut roots: Vec<usize> = Vec::new();
    let mut sources: Vec<String> = Vec::new();
    for n in 0..quotes.len() {
        sources.push(question::first_of_copies(archive, &quotes[n].telling.article_id)?);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for run in &quotes[n].runs {
            for &earlier in holders.get(run).into_iter().flatten() {
                *shared.entry(earlier).or_default() += 1;
            }
        }
        let mut best: Option<(f64, f64, usize)> = None;
        for (earlier, both) in shared {
            let (mine, theirs) = (quotes[n].runs.len(), quotes[earlier].runs.len());
            let contained = both as f64 / mine.min(theirs) as f64;
            let alike = 2.0 * both as f64 / (mine + theirs) as f64;
            // A copy of the same article repeats that article, not another that has the same words.
            let alike = alike + if sources[earlier] == sources[n] { 1e-3 } else { 0.0 };
            if contained >= LEAST && best.is_none_or(|(_, b, _)| alike > b) {
                best = Some((contained, alike, earlier));
            }
        }
        roots.push(best.map_or(n, |(_, _, earlier)| roots[earlier]));
        if let Some((contained, _, earlier)) = best {
            let edits = edits(&quotes[earlier].split, &quotes[n].split);
            let cut = edits.iter().any(|e| matches!(e, Edit::Cut(_)));
            let added = edits.iter().any(|e| matches!(e, Edit::Added(_)));
            let repeats = quotes[earlier].telling.claim_id.clone();
            let telling = &mut quotes[n].telling;
            telling.repeats = Some(repeats);
            telling.shared = contained;
            telling.copy = sources[earlier] == sources[n];
            telling.alteration = match (cut, added) {
                (false, false) => Alteration::Same,
                (true, false) => Alteration::Cut,
                (false, true) => Alteration::Extended,
                (true, true) => Alteration::Changed,
            };
            telling.edits = if cut || added { edits } else { Vec::new() };
        }
        for run in &quotes[n].runs {
            let list = holders.entry(*run).or_default();
            if list.len() < HOLDERS {
                list.push(n);
            }
        }
    }
    let mut grouped: BTreeMap<usize, Vec<(Telling, String)>> = BTreeMap::new();
    for ((quote, root), source) in quotes.into_iter().zip(roots).zip(sources) {
        grouped.entry(root).or_default().push((quote.telling, source));
    }
    Ok(grouped
        .into_values()
        .map(|members| {
            let sources: BTreeSet<&String> = members.iter().map(|(_, source)| source).collect();
            let outlets: BTreeSet<&String> =
                members.iter().map(|(t, _)| t.publisher.as_ref().unwrap_or(&t.article_id)).collect();
            Family {
                n_sources: sources.len(),
                n_publishers: outlets.len(),
                speakers: members.iter().filter_map(|(t, _)| t.source_entity.clone()).collect(),
                tellings: members.into_iter().map(|(telling, _)| telling).collect(),
            }
        })
        .collect())
}

/// The longest common subsequence of two word lists, as runs.
fn edits(before: &[String], after: &[String]) -> Vec<Edit> {
    let (n, m) = (before.len(), after.len());
    let mut common = vec![vec![0u16; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            common[i][j] =
                if before[i] == after[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let mut out: Vec<Edit> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n || j < m {
        if i < n && j < m && before[i] == after[j] {
            push(&mut out, Edit::Kept(before[i].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == m || i < n && common[i + 1][j] >= common[i][j + 1] {
            push(&mut out, Edit::Cut(before[i].clone()));
            i += 1;
        } else {
            push(&mut out, Edit::Added(after[j].clone()));
            j += 1;
        }
    }
    out
}

/// Adds a word to the last run of its kind, or begins one.
fn push(out: &mut Vec<Edit>, edit: Edit) {
    match (out.last_mut(), edit) {
        (Some(Edit::Kept(run)), Edit::Kept(word))
        | (Some(Edit::Cut(run)), Edit::Cut(word))
        | (Some(Edit::Added(run)), Edit::Added(word)) => {
            run.push(' ');
            run.push_str(&word);
        }
        (_, edit) => out.push(edit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_from_between_the_marks() {
        let of = |content, speech| spoken(content, speech);
        assert_eq!(of("“These reports are false,”", "direct").as_deref(), Some("These reports are false"));
        assert_eq!(of("it had been “a very dark day” for all", "mixed").as_deref(), Some("a very dark day"));
        assert_eq!(of("it had been a very dark day", "mixed"), None);
        assert_eq!(of("“No way”", "direct"), None);
        assert_eq!(of("that the road was closed. “No", "mixed"), None);
    }

    #[test]
    fn edits_say_what_was_cut_and_added() {
        let words = |text: &str| split(text);
        let found = edits(&words("a field where a child can walk again"), &words("a field where every child can walk"));
        let expected = [
            Edit::Kept("a field where".to_owned()),
            Edit::Cut("a".to_owned()),
            Edit::Added("every".to_owned()),
            Edit::Kept("child can walk".to_owned()),
            Edit::Cut("again".to_owned()),
        ];
        assert_eq!(found, expected);
    }
}
