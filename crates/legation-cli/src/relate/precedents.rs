//! `legation relate precedents`: when something like it happened before.

use std::collections::BTreeMap;

use legation::Error;
use legation::error::Kind;
use legation::present::precedents;
use legation::relate::precedents::{Library, Query, base_rates};

use crate::complain;
use crate::exit::{Exit, print};

#[derive(clap::Args)]
pub(super) struct Precedents {
    /// What is on the table: transit, territory, constitution, …
    #[arg(long, value_delimiter = ',')]
    issues: Vec<String>,
    /// interstate, civil, secession, occupation, colonial, …
    #[arg(long)]
    kind: Option<String>,
    /// great_power, regional_power, small_state, un, regional_org, ngo, individual, group, none, …
    #[arg(long)]
    mediator: Option<String>,
    /// What the mediator can bring to bear: high, medium, low, none
    #[arg(long)]
    leverage: Option<String>,
    /// War between the parties: ongoing, recent, old, none
    #[arg(long)]
    war: Option<String>,
    /// equal, unequal, very_unequal
    #[arg(long)]
    power: Option<String>,
    /// Who guarantees: peacekeepers, observers, great_power, treaty, none, …
    #[arg(long)]
    guarantee: Option<String>,
    /// ceasefire_first, framework_first, step_by_step, comprehensive, …
    #[arg(long)]
    sequence: Option<String>,
    /// A process of the library: what is like it?
    #[arg(long, value_name = "ID")]
    like: Option<String>,
    /// How many to show
    #[arg(short, default_value_t = 5)]
    n: usize,
    /// How many of the likest count as comparable for base rates
    #[arg(long, default_value_t = 15)]
    comparable: usize,
    #[arg(long)]
    json: bool,
}

pub(super) fn run(asked: &Precedents) -> Exit {
    found(asked).unwrap_or_else(|error| complain(&error))
}

fn found(asked: &Precedents) -> Result<Exit, Error> {
    let library = Library::builtin();
    let wrong =
        |cause: String, hint: String| Error::new(Kind::Configuration, "searching precedents").because(cause).hint(hint);
    let mut query = match &asked.like {
        None => Query::default(),
        Some(id) => Query::like(library.get(id).ok_or_else(|| {
            let ids: Vec<&str> = library.processes.iter().map(|p| p.id.as_str()).collect();
            wrong(format!("no process is called `{id}`"), format!("processes: {}", ids.join(", ")))
        })?),
    };
    if !asked.issues.is_empty() {
        query.issues = asked.issues.clone();
    }
    let given: BTreeMap<&str, &Option<String>> = BTreeMap::from([
        ("kind", &asked.kind),
        ("mediator", &asked.mediator),
        ("leverage", &asked.leverage),
        ("war", &asked.war),
        ("power", &asked.power),
        ("guarantee", &asked.guarantee),
        ("sequence", &asked.sequence),
    ]);
    for (feature, value) in given {
        if let Some(value) = value {
            query.features.insert(feature.to_owned(), value.clone());
        }
    }
    if query.issues.is_empty() && query.features.is_empty() {
        return Err(wrong(
            "nothing is asked".to_owned(),
            "give --issues, --kind, --mediator … or --like ID".to_owned(),
        ));
    }
    // A word that the library does not use finds nothing: better said than silently ignored.
    let words = |feature: &str, value: &String| -> Result<(), Error> {
        let known = library.words(feature);
        if known.contains(value) {
            return Ok(());
        }
        Err(wrong(format!("no process has {feature} `{value}`"), format!("known: {}", known.join(", "))))
    };
    query.issues.iter().try_for_each(|issue| words("issues", issue))?;
    query.features.iter().try_for_each(|(feature, value)| words(feature, value))?;
    let all = library.search(&query);
    let rates = base_rates(all.iter().take(asked.comparable).map(|l| l.process));
    let shown = &all[..asked.n.min(all.len())];
    let text =
        if asked.json { format!("{:#}\n", precedents::json(shown, &rates)) } else { precedents::text(shown, &rates) };
    Ok(print(&text))
}
