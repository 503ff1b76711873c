//! Tables of a folder, and what several models make of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use legation::negotiate::draws::Draws;
use legation::negotiate::{Interval, Table, dialect, edit, models, report, toml};
use legation::present::bargain;
use legation::record::Archive;
use serde_json::{Value, json};

use super::JSON;
use crate::answer::Data;
use crate::ask::Ask;
use crate::problem::Problem;
use crate::route::Route;
use crate::world::World;

pub(crate) const NEGOTIATIONS: Route = Route {
    path: "/negotiations",
    about: "The tables in the folder that the desk was given",
    parameters: &[],
    shapes: JSON,
    is_list: true,
    fields: &[("id", "string"), ("name", "string"), ("issues", "array"), ("parties", "array"), ("fault", "string?")],
    good_for: 0,
    answer: |_, _, world| {
        let rows = files(world)?
            .iter()
            .map(|(id, path)| match table(path) {
                Ok(table) => json!({
                    "id": id, "name": table.name,
                    "issues": table.issues.iter().map(|i| &i.name).collect::<Vec<_>>(),
                    "parties": table.parties.iter().map(|p| &p.name).collect::<Vec<_>>(),
                    "fault": null,
                }),
                Err(problem) => json!({
                    "id": id, "name": id, "issues": [], "parties": [], "fault": problem.detail,
                }),
            })
            .collect();
        Ok(Data::Rows { rows, cells: Vec::new(), next: None })
    },
};

pub(crate) const NEGOTIATION: Route = Route {
    path: "/negotiations/{id}",
    about: "One table: what each party wants with its evidence, and the outcomes of several models side by side",
    parameters: &["draws", "seed", "set"],
    shapes: JSON,
    is_list: false,
    fields: &[
        ("name", "string"),
        ("draws", "integer"),
        ("seed", "integer"),
        ("parties", "array"),
        ("issues", "array"),
        ("exchanges", "array"),
        ("rounds", "object"),
        ("models", "array"),
        ("id", "string"),
        ("stakes", "array"),
        ("capabilities", "object"),
    ],
    // A table does not change with the archive: a change of the file shows within a minute.
    good_for: 60,
    answer: negotiation,
};

/// Draws where none are asked for: enough for a picture, quick enough for a page.
const DRAWS: usize = 1_000;

fn negotiation(_: &Archive, ask: &Ask, world: &World) -> Result<Data, Problem> {
    let files = files(world)?;
    // The name is looked up in the folder's list; it never becomes a path.
    let path = files.get(&ask.id).ok_or_else(|| Problem::missing(format!("there is no table {}", ask.id)))?;
    let mut table = table(path)?;
    for change in ask.get("set").unwrap_or("").split(',').filter(|c| !c.trim().is_empty()) {
        edit::set(&mut table, change)?;
    }
    let n = ask.number("draws")?.unwrap_or(DRAWS);
    if n > 10_000 {
        return Err(Problem::bad("draws are at most 10000"));
    }
    let seed = ask.number("seed")?.unwrap_or(1) as u64;
    // One thread: others ask at the same time, and threads never change a byte.
    let report = report::report(&table, &models(), Draws { n, seed, threads: 1 });
    let mut value = bargain::json(&report);
    let range = |i: Option<Interval>| i.map(|i| json!([i.low, i.high]));
    let mut stakes: Vec<Value> = Vec::new();
    for (p, party) in table.parties.iter().enumerate() {
        for (i, issue) in table.issues.iter().enumerate() {
            if let Some(stake) = table.stake(p, i) {
                stakes.push(json!({
                    "party": party.id, "issue": issue.id, "position": range(stake.position),
                    "salience": range(stake.salience), "evidence": stake.evidence,
                }));
            }
        }
    }
    let capabilities: BTreeMap<&str, Value> =
        table.parties.iter().map(|p| (p.id.as_str(), json!([p.capability.low, p.capability.high]))).collect();
    value["id"] = json!(ask.id);
    value["stakes"] = json!(stakes);
    value["capabilities"] = json!(capabilities);
    Ok(Data::One(value))
}

/// Tables by the name of their file.
fn files(world: &World) -> Result<BTreeMap<String, PathBuf>, Problem> {
    let Some(folder) = &world.negotiations else { return Ok(BTreeMap::new()) };
    let entries = std::fs::read_dir(folder)
        .map_err(|_| Problem::new(hyper::StatusCode::INTERNAL_SERVER_ERROR, "the folder of tables cannot be read"))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.is_file() && matches!(p.extension().and_then(|e| e.to_str()), Some("toml" | "csv" | "tsv")))
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path.clone())))
        .collect())
}

fn table(path: &Path) -> Result<Table, Problem> {
    let unreadable = || Problem::bad("the table cannot be read");
    let size = std::fs::metadata(path).map_err(|_| unreadable())?.len();
    if size > 1 << 20 {
        return Err(Problem::bad("the table is larger than a megabyte"));
    }
    let text = std::fs::read_to_string(path).map_err(|_| unreadable())?;
    let is_toml = path.extension().is_some_and(|e| e == "toml");
    Ok(if is_toml { toml::table(&text)? } else { dialect::table(&text)? })
}
