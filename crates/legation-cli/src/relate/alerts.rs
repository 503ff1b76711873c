//! Questions that are kept: listed with their answers, added, taken out.

use legation::error::Error;
use legation::plover::EventType;
use legation::present::relation;
use legation::record::{self, Alert, Archive, Condition};
use legation::relate::{self, Who};

use super::relations::{Look, Narrow, ask, who};
use crate::complain;
use crate::exit::{Exit, print};
use crate::record::{Place, run_of};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Alerts {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    narrow: Narrow,
    #[command(flatten)]
    look: Look,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Keep a question: events of the last days, and when their number is out of the ordinary
    Keep(Keep),
    /// Take an alert out of the list, by its name or id; its row stays
    Remove(Remove),
}

#[derive(clap::Args)]
struct Keep {
    /// What the alert is called
    name: String,
    /// Two countries (AZE-ARM), one party, or all
    who: String,
    /// Only events of a type; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// Days that are counted, up to the last recorded one
    #[arg(long, default_value_t = 7)]
    days: u32,
    /// Raise it with so many events or more
    #[arg(long, value_name = "N", group = "condition")]
    at_least: Option<u32>,
    /// Raise it with so many events or fewer
    #[arg(long, value_name = "N", group = "condition")]
    at_most: Option<u32>,
    /// Raise it where chance brings so unusual a number more seldom than this (0.01)
    #[arg(long, value_name = "CHANCE", group = "condition")]
    unusual: Option<f64>,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
struct Remove {
    /// Name or id
    alert: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(asked: &Alerts) -> Exit {
    match &asked.verb {
        None => ask(&asked.narrow, |archive| {
            let answers = relate::alert::answers(archive, asked.narrow.scope().as_of.as_deref())?;
            use relation::alerts::{json, table, text};
            Ok(asked.look.show(|| json(&answers), || table(&answers), || text(&answers)))
        }),
        Some(Verb::Keep(keep)) => said(kept(keep)),
        Some(Verb::Remove(asked)) => said(writing(&asked.place).and_then(|mut archive| {
            let n = record::remove(&mut archive, &asked.alert, &run_of("alert", "", &asked.alert))?;
            Ok(format!("{n} removed\n"))
        })),
    }
}

fn kept(asked: &Keep) -> Result<String, Error> {
    let mut archive = writing(&asked.place)?;
    let who = match who(&archive, &asked.who)? {
        Who::All => "all".to_owned(),
        Who::Party(party) => party,
        Who::Dyad(a, b) => {
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            format!("{a}-{b}")
        }
    };
    let condition = match (asked.at_least, asked.at_most, asked.unusual) {
        (Some(n), _, _) => Condition::AtLeast(n),
        (_, Some(n), _) => Condition::AtMost(n),
        (_, _, Some(chance)) => Condition::Unusual(chance),
        _ => Condition::Unusual(0.01),
    };
    let type_of =
        |name: &String| EventType::from_name(&name.to_uppercase()).map_or(name.clone(), |t| t.name().to_owned());
    let alert = Alert {
        alert_id: String::new(),
        name: asked.name.trim().to_owned(),
        who,
        types: asked.types.iter().map(type_of).collect(),
        days: asked.days,
        condition,
    };
    let id = record::keep(&mut archive, &alert, &run_of("alert", "", &asked.name))?;
    Ok(format!("{id}\n"))
}

fn writing(place: &Place) -> Result<Archive, Error> {
    let path = place.path();
    // An alert needs an archive; a new empty one would only hide a mistyped path.
    drop(Archive::open(&path)?);
    Archive::open_or_create(&path)
}

fn said(done: Result<String, Error>) -> Exit {
    match done {
        Ok(text) => print(&text),
        Err(error) => complain(&error),
    }
}
