//! Questions to the archive: `search`, `events`, `claims`, `agenda`, `commitments`.

mod output;

use legation::error::{Error, Kind};
use legation::record::Archive;
use legation::record::question::{self, Filter};

use crate::exit::Exit;
use crate::record::{Place, today};
use output::{Output, show};

/// What every question can be narrowed by.
#[derive(clap::Args)]
struct Narrow {
    #[command(flatten)]
    place: Place,
    /// Only what could be known by a day
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    /// First day: of the event, else of the article
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<String>,
    /// Last day, inclusive
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<String>,
    /// The outlet, as the archive writes it
    #[arg(long)]
    publisher: Option<String>,
    /// Rows of a page
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Go on after a page: what it gave as `next`
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// Who takes part.
#[derive(clap::Args)]
struct Parties {
    /// Who acts: a country code (ARM), an entity id (person:ilham-aliyev) or a name (Armenia)
    #[arg(long)]
    actor: Option<String>,
    /// Who is acted upon
    #[arg(long)]
    recipient: Option<String>,
    /// Who takes part on either side
    #[arg(long)]
    party: Option<String>,
    /// Two countries, in either direction
    #[arg(long, value_name = "A,B")]
    dyad: Option<String>,
}

#[derive(clap::Args)]
#[command(after_help = "Words must all be there; \"a phrase\" in quotes, -word to leave out, OR between alternatives,
word* for the beginning of a word. Accents do not matter.")]
pub(crate) struct Search {
    /// What to look for
    #[arg(required = true, allow_hyphen_values = true)]
    words: Vec<String>,
    #[command(flatten)]
    narrow: Narrow,
}

#[derive(clap::Args)]
pub(crate) struct Events {
    /// Show one event with its reports and evidence
    event: Option<String>,
    #[command(flatten)]
    parties: Parties,
    /// PLOVER type: CONSULT, SANCTION, …
    #[arg(long = "type", value_name = "TYPE")]
    event_type: Option<String>,
    /// reported, claimed, denied, confirmed, rumoured, expected, planned, hypothetical, opinion
    #[arg(long)]
    certainty: Option<String>,
    /// actual, ongoing, planned, possible, hypothetical, negated, historical
    #[arg(long)]
    status: Option<String>,
    /// At least so many independent sources: copies of one text count once
    #[arg(long, default_value_t = 0, value_name = "N")]
    min_sources: usize,
    /// Only where reports disagree
    #[arg(long)]
    contradicted: bool,
    /// Only what is told as having happened, by somebody who stands behind it
    #[arg(long)]
    happened: bool,
    #[command(flatten)]
    narrow: Narrow,
}

#[derive(clap::Args)]
pub(crate) struct Claims {
    /// Words that the claim contains
    #[arg(long)]
    words: Option<String>,
    /// Who says so: a country code, an entity id or a name
    #[arg(long)]
    source: Option<String>,
    /// Who takes part in an event inside the claim
    #[arg(long)]
    party: Option<String>,
    /// Two countries that take part
    #[arg(long, value_name = "A,B")]
    dyad: Option<String>,
    /// reported, claimed, denied, confirmed, rumoured, expected, planned, hypothetical, opinion
    #[arg(long)]
    certainty: Option<String>,
    #[command(flatten)]
    narrow: Narrow,
}

#[derive(clap::Args)]
pub(crate) struct Agenda {
    /// Issue of the taxonomy: energy, transit_corridor, constitution, …
    #[arg(long)]
    issue: Option<String>,
    /// One of the parties
    #[arg(long)]
    party: Option<String>,
    /// Two countries among the parties
    #[arg(long, value_name = "A,B")]
    dyad: Option<String>,
    /// One row an issue between the same parties, with its history
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    narrow: Narrow,
}

#[derive(clap::Args)]
pub(crate) struct Commitments {
    /// Who promises
    #[arg(long)]
    by: Option<String>,
    /// To whom
    #[arg(long)]
    recipient: Option<String>,
    /// Who promises or is promised
    #[arg(long)]
    party: Option<String>,
    /// Two countries, in either direction
    #[arg(long, value_name = "A,B")]
    dyad: Option<String>,
    /// Only those that are open, kept, broken or lapsed
    #[arg(long, value_parser = ["open", "kept", "broken", "lapsed"])]
    state: Option<String>,
    #[command(flatten)]
    narrow: Narrow,
}

pub(crate) fn search(options: &Search) -> Exit {
    let filter = || Ok(Filter { words: Some(options.words.join(" ")), ..Filter::default() });
    ask(&options.narrow, |_| filter(), question::search)
}

pub(crate) fn events(options: &Events) -> Exit {
    if let Some(id) = &options.event {
        let narrow = &options.narrow;
        let found = Archive::open(&narrow.place.path())
            .and_then(|a| question::event(&a, id, narrow.as_of.as_deref()))
            .and_then(|found| {
                found.ok_or_else(|| {
                    Error::new(Kind::Input, "reading an event").at(id.clone()).because("there is no such event")
                })
            });
        return match found {
            Ok(event) => output::one(&event, &narrow.output),
            Err(error) => crate::complain(&error),
        };
    }
    ask(
        &options.narrow,
        |archive| {
            Ok(Filter {
                actor: party(archive, &options.parties.actor)?,
                recipient: party(archive, &options.parties.recipient)?,
                party: party(archive, &options.parties.party)?,
                dyad: dyad(archive, &options.parties.dyad)?,
                event_type: options.event_type.as_ref().map(|t| t.to_uppercase()),
                certainty: options.certainty.clone(),
                status: options.status.clone(),
                min_sources: options.min_sources,
                contradicted: options.contradicted,
                happened: options.happened,
                ..Filter::default()
            })
        },
        question::events,
    )
}

pub(crate) fn claims(options: &Claims) -> Exit {
    ask(
        &options.narrow,
        |archive| {
            Ok(Filter {
                words: options.words.clone(),
                actor: party(archive, &options.source)?,
                party: party(archive, &options.party)?,
                dyad: dyad(archive, &options.dyad)?,
                certainty: options.certainty.clone(),
                ..Filter::default()
            })
        },
        question::claims,
    )
}

pub(crate) fn agenda(options: &Agenda) -> Exit {
    let filter = |archive: &Archive| {
        Ok(Filter {
            issue: options.issue.clone(),
            party: party(archive, &options.party)?,
            dyad: dyad(archive, &options.dyad)?,
            ..Filter::default()
        })
    };
    if options.history {
        return ask(&options.narrow, filter, |archive, filter| {
            question::issues(archive, filter).map(|rows| question::Page { rows, next: None })
        });
    }
    ask(&options.narrow, filter, question::agenda)
}

pub(crate) fn commitments(options: &Commitments) -> Exit {
    let today = today().to_string();
    ask(
        &options.narrow,
        |archive| {
            Ok(Filter {
                actor: party(archive, &options.by)?,
                recipient: party(archive, &options.recipient)?,
                party: party(archive, &options.party)?,
                dyad: dyad(archive, &options.dyad)?,
                state: options.state.clone(),
                ..Filter::default()
            })
        },
        |archive, filter| question::commitments(archive, filter, &today),
    )
}

/// Opens the archive, asks, and shows the page.
fn ask<T: legation::present::answer::Answer>(
    narrow: &Narrow,
    filter: impl FnOnce(&Archive) -> Result<Filter, Error>,
    question: impl FnOnce(&Archive, &Filter) -> Result<question::Page<T>, Error>,
) -> Exit {
    let answered = || -> Result<question::Page<T>, Error> {
        let archive = Archive::open(&narrow.place.path())?;
        archive.notices.iter().for_each(|n| eprintln!("legation: {n}"));
        let filter = Filter {
            as_of: narrow.as_of.clone(),
            from: narrow.from.clone(),
            to: narrow.to.clone(),
            publisher: narrow.publisher.clone(),
            limit: Some(narrow.limit),
            after: narrow.after.clone(),
            ..filter(&archive)?
        };
        question(&archive, &filter)
    };
    match answered() {
        Ok(page) => show(&page, &narrow.output),
        Err(error) => crate::complain(&error),
    }
}

fn party(archive: &Archive, words: &Option<String>) -> Result<Option<String>, Error> {
    words.as_ref().map(|w| question::party(archive, w)).transpose()
}

fn dyad(archive: &Archive, words: &Option<String>) -> Result<Option<(String, String)>, Error> {
    let Some(words) = words else { return Ok(None) };
    match words.split_once(',') {
        Some((a, b)) => Ok(Some((question::party(archive, a.trim())?, question::party(archive, b.trim())?))),
        None => Err(Error::new(Kind::Configuration, "asking the archive")
            .at(format!("--dyad {words}"))
            .because("it names one country")
            .hint("write two with a comma: --dyad ARM,AZE")),
    }
}
