//! What is on the table between parties, over time, grouped into pillars.
//!
//! Issues and pillars are those of `legation-data/knowledge/issues.tsv`. An issue that a user's own
//! table added, and that no pillar holds, stands under "other".

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{self, Scope, Who};
use super::period::{self, Period};
use crate::error::Error;
use crate::record::Archive;
use crate::record::question::{self, AgendaAnswer, Filter};

/// A group of issues over time.
#[derive(Clone, PartialEq, Debug)]
pub struct Pillar {
    /// energy, technology, security, …
    pub pillar: String,
    pub first_known: String,
    pub last_known: String,
    /// Articles that have one of its issues on the table.
    pub n_articles: usize,
    /// Copies of one text count once.
    pub n_sources: usize,
    /// First day of each period with an item, and how many articles put one there.
    pub points: Vec<(String, usize)>,
    /// Most articles first.
    pub issues: Vec<IssueLine>,
}

/// One issue of a pillar.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct IssueLine {
    pub issue: String,
    /// Named items (a corridor, a statute), by entity id.
    pub named: BTreeSet<String>,
    pub first_known: String,
    pub last_known: String,
    pub n_articles: usize,
    /// How often it is called a priority.
    pub n_priority: usize,
    /// How articles name it, each once, earliest first.
    pub labels: Vec<String>,
    /// Agenda items behind the line, earliest first: `legation agenda` shows each with its words.
    pub items: Vec<String>,
    pub positions: Vec<Position>,
}

/// What one party wants, in its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Position {
    pub known: String,
    /// Entity id.
    pub party: Option<String>,
    /// PLOVER code.
    pub country: Option<String>,
    pub quote: String,
    /// The agenda item and the article that it rests on.
    pub item_id: String,
    pub article_id: String,
}

/// The pillars of a scope's agenda, most articles first. Days are those on which articles were
/// known, since an item on the table has no other.
pub fn pillars(archive: &Archive, scope: &Scope, by: Period) -> Result<Vec<Pillar>, Error> {
    fact::check(scope)?;
    let (party, dyad) = match &scope.who {
        Who::All => (None, None),
        Who::Party(party) => (Some(party.clone()), None),
        Who::Dyad(a, b) => (None, Some((a.clone(), b.clone()))),
    };
    let filter = Filter {
        as_of: scope.as_of.clone(),
        from: scope.from.clone(),
        to: scope.to.clone(),
        publisher: scope.publisher.clone(),
        party,
        dyad,
        limit: Some(100_000),
        ..Filter::default()
    };
    let mut items = question::agenda(archive, &filter)?.rows;
    items.reverse();
    let table = table();
    let mut grouped: BTreeMap<&str, Vec<&AgendaAnswer>> = BTreeMap::new();
    for item in &items {
        grouped.entry(table.get(item.item.issue.as_str()).copied().unwrap_or("other")).or_default().push(item);
    }
    let mut out = Vec::new();
    for (pillar, items) in grouped {
        out.push(of(archive, pillar, &items, by)?);
    }
    out.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.pillar.cmp(&b.pillar)));
    Ok(out)
}

/// Pillar by issue.
pub fn table() -> BTreeMap<&'static str, &'static str> {
    let mut lines = legation_data::ISSUES.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| header.iter().position(|c| *c == name).unwrap_or(usize::MAX);
    let (id, pillar) = (column("id"), column("pillar"));
    lines
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter_map(|cells| Some((*cells.get(id)?, *cells.get(pillar)?)))
        .collect()
}

fn of(archive: &Archive, pillar: &str, items: &[&AgendaAnswer], by: Period) -> Result<Pillar, Error> {
    let mut points: BTreeMap<i32, BTreeSet<&str>> = BTreeMap::new();
    let mut issues: BTreeMap<&str, (IssueLine, BTreeSet<&str>)> = BTreeMap::new();
    let mut articles = BTreeSet::new();
    let mut sources = BTreeSet::new();
    for answer in items {
        let item = &answer.item;
        let article = item.article_id.as_str();
        if articles.insert(article) {
            sources.insert(question::first_of_copies(archive, article)?);
        }
        if let Some(day) = period::day(&item.known) {
            points.entry(by.start(day)).or_default().insert(article);
        }
        let (line, of) = issues.entry(&item.issue).or_default();
        if line.issue.is_empty() {
            line.issue.clone_from(&item.issue);
            line.first_known.clone_from(&item.known);
        }
        of.insert(article);
        line.n_articles = of.len();
        line.last_known.clone_from(&item.known);
        line.named.extend(item.entity_id.clone());
        line.n_priority += usize::from(item.priority.is_some());
        if !line.labels.contains(&item.label) {
            line.labels.push(item.label.clone());
        }
        line.items.push(item.item_id.clone());
        line.positions.extend(item.positions.iter().map(|(party, country, quote)| Position {
            known: item.known.clone(),
            party: party.clone(),
            country: country.clone(),
            quote: quote.clone(),
            item_id: item.item_id.clone(),
            article_id: item.article_id.clone(),
        }));
    }
    let mut issues: Vec<IssueLine> = issues.into_values().map(|(line, _)| line).collect();
    issues.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.issue.cmp(&b.issue)));
    Ok(Pillar {
        pillar: pillar.to_owned(),
        first_known: items.first().map(|i| i.item.known.clone()).unwrap_or_default(),
        last_known: items.last().map(|i| i.item.known.clone()).unwrap_or_default(),
        n_articles: articles.len(),
        n_sources: sources.len(),
        points: points.into_iter().map(|(day, of)| (period::text(day), of.len())).collect(),
        issues,
    })
}
