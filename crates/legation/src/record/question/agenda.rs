//! What is on the table: items as articles put them, and issues with their history.

use std::collections::{BTreeMap, BTreeSet};

use super::{Filter, Page, Query, cursor};
use crate::error::Error;
use crate::record::archive::Archive;
use crate::record::entry::AgendaRow;
use crate::record::{rows, summary};

/// An agenda item with the article that carries it.
#[derive(Clone, PartialEq, Debug)]
pub struct AgendaAnswer {
    pub item: AgendaRow,
    pub publisher: Option<String>,
    pub url: Option<String>,
}

/// One issue between the same parties, over all articles.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Issue {
    pub issue: String,
    /// Named item, where it is one.
    pub entity: Option<String>,
    /// PLOVER codes, sorted.
    pub countries: Vec<String>,
    pub first_known: String,
    pub last_known: String,
    pub n_articles: usize,
    /// Copies of one text count once.
    pub n_sources: usize,
    /// Whether any article calls it a priority.
    pub priority: bool,
    /// How articles name it, each once, earliest first.
    pub labels: Vec<String>,
    /// Day, party and words of each position, earliest first.
    pub positions: Vec<(String, Option<String>, String)>,
}

/// The agenda items that a filter asks for.
pub fn agenda(archive: &Archive, filter: &Filter) -> Result<Page<AgendaAnswer>, Error> {
    filter.check()?;
    let after = filter.cursor()?;
    let limit = filter.limit();
    let ask = || -> rusqlite::Result<Page<AgendaAnswer>> {
        let mut query = Query::new(&format!(
            "SELECT {}, a.publisher, a.url FROM agenda g JOIN articles a ON a.article_id = g.article_id",
            rows::ITEM
        ));
        query.condition("g.withdrawn_run IS NULL");
        query.and_some("g.known <= ?", filter.as_of.as_deref());
        query.and_some("g.known >= ?", filter.from.as_deref());
        query.and_some("g.known <= ?", filter.to.as_deref());
        query.and_some("g.issue = ?", filter.issue.as_deref());
        query.and_some("a.publisher = ?", filter.publisher.as_deref());
        let stands = "instr(';' || g.countries || ';' || g.parties || ';', ';' || ? || ';') > 0";
        query.and_some(stands, filter.party.as_deref().or(filter.actor.as_deref()));
        if let Some((a, b)) = &filter.dyad {
            query.and(stands, a);
            query.and(stands, b);
        }
        query.before(["g.known", "g.item_id"], after.as_ref());
        query.end(&format!(" ORDER BY g.known DESC, g.item_id DESC LIMIT {}", limit + 1));
        let mut statement = archive.connection.prepare_cached(&query.sql)?;
        let mut found: Vec<AgendaAnswer> = statement
            .query_map(rusqlite::params_from_iter(&query.values), |row| {
                Ok(AgendaAnswer { item: rows::item(row)?, publisher: row.get(9)?, url: row.get(10)? })
            })?
            .collect::<Result<_, _>>()?;
        let more = found.len() > limit;
        found.truncate(limit);
        for row in &mut found {
            rows::complete_item(&archive.connection, &mut row.item)?;
        }
        let next = found.last().filter(|_| more).map(|r| cursor(&r.item.known, &r.item.item_id));
        Ok(Page { rows: found, next })
    };
    ask().map_err(|e| archive.failed("asking for the agenda", &e))
}

/// Issues with their history, those spoken of last first; the filter's page does not apply.
pub fn issues(archive: &Archive, filter: &Filter) -> Result<Vec<Issue>, Error> {
    let all = Filter { limit: Some(100_000), after: None, ..filter.clone() };
    let mut items = agenda(archive, &all)?.rows;
    items.reverse();
    let mut grouped: BTreeMap<(String, Option<String>, Vec<String>), Issue> = BTreeMap::new();
    let mut seen: BTreeMap<(String, Option<String>, Vec<String>), (BTreeSet<String>, BTreeSet<String>)> =
        BTreeMap::new();
    for AgendaAnswer { item, .. } in items {
        let key = (item.issue.clone(), item.entity_id.clone(), item.countries.clone());
        let issue = grouped.entry(key.clone()).or_insert_with(|| Issue {
            issue: item.issue.clone(),
            entity: item.entity_id.clone(),
            countries: item.countries.clone(),
            first_known: item.known.clone(),
            ..Issue::default()
        });
        let first = summary::first_of(&archive.connection, &item.article_id)
            .map_err(|e| archive.failed("asking for the agenda", &e))?;
        let (articles, sources) = seen.entry(key).or_default();
        articles.insert(item.article_id);
        sources.insert(first);
        (issue.n_articles, issue.n_sources) = (articles.len(), sources.len());
        issue.last_known.clone_from(&item.known);
        issue.priority |= item.priority.is_some();
        if !issue.labels.contains(&item.label) {
            issue.labels.push(item.label);
        }
        issue.positions.extend(item.positions.into_iter().map(|(party, _, quote)| (item.known.clone(), party, quote)));
    }
    let mut issues: Vec<Issue> = grouped.into_values().collect();
    issues.sort_by(|a, b| b.last_known.cmp(&a.last_known).then_with(|| a.issue.cmp(&b.issue)));
    Ok(issues)
}
