//! `legation negotiate`: a table in, outcomes side by side out; also measured skill and drafts.

use std::path::{Path, PathBuf};

use legation::Error;
use legation::error::Kind;
use legation::negotiate::draws::Draws;
use legation::negotiate::{self, Table, deu, dialect, draft, edit, models, report, skill, toml};
use legation::present::bargain;
use legation::record::Archive;
use legation::record::question;

use crate::code::n_threads;
use crate::exit::{Exit, print};
use crate::record::Place;
use crate::{complain, input};

mod said;

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, after_help = FORM)]
pub(crate) struct Options {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// A table: TOML, or one of the tables that other tools write; `-` reads standard input
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Print JSON: everything, with rounds, exchanges, coalitions
    #[arg(long, group = "shape")]
    json: bool,
    /// Print one line an issue and model
    #[arg(long, group = "shape")]
    csv: bool,
    /// Print a chart: outcomes by model, who moves them most (tornado), or outcomes by round
    #[arg(long, group = "shape", value_name = "CHART", num_args = 0..=1, require_equals = true,
          default_missing_value = "outcomes", value_parser = ["outcomes", "tornado", "rounds"])]
    svg: Option<String>,
    /// Change a number first: party.issue.position=40, party.capability=30..60, issue.status-quo=10
    #[arg(long, value_name = "WHAT=NUMBER")]
    set: Vec<String>,
    /// Only these models
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    models: Vec<String>,
    /// Draws over intervals and blanks; none are made where all is known
    #[arg(long, default_value_t = 10_000)]
    draws: usize,
    /// The seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; by default one for each core, and never a different byte
    #[arg(long, short, value_name = "N")]
    threads: Option<usize>,
}

const FORM: &str = "The form of a table:
  [table]    name, rule = \"consent\" | \"majority\" | \"chair\", quota
  [[issue]]  id, name, low, high, scale = [0, 100], status_quo, rule, quota
  [[party]]  id, name, capability = 10 or [5, 15], votes, veto, chair, leverage (0 to 1)
  [[stake]]  party, issue, position = 40, [30, 50] or \"?\", salience, evidence = [\"…\"]

Examples:
  legation negotiate examples/negotiation/south-caucasus-2025.toml
  legation negotiate table.toml --set AZE.corridor.position=60 --json
  legation negotiate table.toml --svg=tornado > tornado.svg
  legation negotiate evaluate --data deu3.tsv --json
  legation negotiate draft --issue \"transit corridor\" --parties AZE,ARM,USA --archive talks.sqlite";

#[derive(clap::Subcommand)]
enum Verb {
    /// Measure every model on decisions whose outcome is known (DEU III)
    Evaluate {
        /// The tab-separated file of DEU III
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Print a list of {model, mae, ci_low, ci_high, n}
        #[arg(long)]
        json: bool,
        #[arg(long, short, value_name = "N")]
        threads: Option<usize>,
    },
    /// Draft a table from the archive: what parties want, claim, promise and do, with quotes as evidence, blanks left blank
    Draft {
        /// The issue, in words or as the taxonomy calls it
        #[arg(long)]
        issue: String,
        /// Country codes or entity ids, in the order of the table; all that speak, by default
        #[arg(long, value_delimiter = ',')]
        parties: Vec<String>,
        #[command(flatten)]
        place: Place,
        /// Only what could be known by a day, from an archive
        #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "inputs")]
        as_of: Option<String>,
        /// Instead of the archive: pages, texts, folders of them, or lines of `legation read --json`
        #[arg(conflicts_with = "archive")]
        inputs: Vec<PathBuf>,
    },
    /// Say what each model is, whence it comes and what speaks against it
    Models,
}

pub(crate) fn run(options: &Options) -> Exit {
    let done = match (&options.verb, &options.file) {
        (Some(Verb::Evaluate { data, json, threads }), _) => evaluate(data, *json, n_threads(*threads)),
        (Some(Verb::Draft { issue, parties, place, as_of, inputs }), _) if inputs.is_empty() => {
            of_archive(issue, parties, &place.path(), as_of.as_deref())
        }
        (Some(Verb::Draft { issue, parties, inputs, .. }), _) => drafted(issue, parties, inputs),
        (Some(Verb::Models), _) => Ok(print(&about())),
        (None, Some(file)) => bargain(options, file),
        (None, None) => Err(Error::new(Kind::Configuration, "reading the table").because("no file is given")),
    };
    done.unwrap_or_else(|error| complain(&error))
}

fn bargain(options: &Options, file: &Path) -> Result<Exit, Error> {
    let mut table = table(file)?;
    for change in &options.set {
        edit::set(&mut table, change)?;
    }
    let mut chosen = models();
    if !options.models.is_empty() {
        let known: Vec<&str> = chosen.iter().map(|m| m.about().name).collect();
        if let Some(wrong) = options.models.iter().find(|m| !known.contains(&m.as_str())) {
            return Err(Error::new(Kind::Configuration, "choosing models")
                .because(format!("no model is called `{wrong}`"))
                .hint(format!("models: {}", known.join(", "))));
        }
        chosen.retain(|m| options.models.iter().any(|name| name == m.about().name));
    }
    let draws = Draws { n: options.draws, seed: options.seed, threads: n_threads(options.threads) };
    let report = report::report(&table, &chosen, draws);
    let text = if options.json {
        format!("{:#}\n", bargain::json(&report))
    } else if options.csv {
        bargain::csv(&report)
    } else if let Some(chart) = &options.svg {
        match chart.as_str() {
            "tornado" => bargain::tornado(&report),
            "rounds" => bargain::rounds(&report),
            _ => bargain::svg(&report),
        }
    } else {
        bargain::text(&report)
    };
    Ok(print(&text))
}

/// Reads a table in whichever form it is written.
fn table(file: &Path) -> Result<Table, Error> {
    let bytes = input::bytes(file)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(Kind::Input, "reading the table").because("it is not UTF-8").hint("save the table as UTF-8 text")
    });
    let named = file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    let read = text.and_then(|text| {
        // Standard input has no name: TOML shows by its brackets.
        let is_toml = match named.as_deref() {
            Some("toml") => true,
            Some("csv" | "tsv" | "tab") => false,
            _ => text.lines().any(|l| l.trim_start().starts_with("[[")),
        };
        if is_toml { toml::table(&text) } else { dialect::table(&text) }
    });
    read.map_err(|mut error| {
        let inside = error.place.take().map_or(String::new(), |p| format!(", {p}"));
        error.place = Some(format!("{}{inside}", file.display()));
        error
    })
}

fn evaluate(data: &Path, json: bool, threads: usize) -> Result<Exit, Error> {
    let bytes = std::fs::read(data).map_err(|e| input::unreadable(data, &e))?;
    let proposals = deu::proposals(&String::from_utf8_lossy(&bytes)).map_err(|mut e| {
        e.place = Some(format!("{}{}", data.display(), e.place.map_or(String::new(), |p| format!(", {p}"))));
        e
    })?;
    let skills = skill::evaluate(&proposals, threads);
    if json {
        return Ok(print(&format!("{:#}\n", bargain::skills(&skills))));
    }
    let mut out = format!("{}  blake3 {}\n", data.display(), &blake3::hash(&bytes).to_hex()[..12]);
    for s in &skills {
        out.push_str(&format!(
            "{:<40} {:5.2}  (95 %: {:4.1} to {:4.1})  n {}\n",
            s.model, s.mae, s.ci_low, s.ci_high, s.n
        ));
    }
    let c = skill::coverage(&proposals);
    out.push_str(&format!(
        "80 % intervals hold {:.1} % of outcomes; mean width {:.1} points (±37 would be {:.0}, within the scale {:.1})\n",
        100.0 * c.coverage,
        c.width,
        c.constant,
        c.constant_clipped
    ));
    Ok(print(&out))
}

fn of_archive(issue: &str, parties: &[String], path: &Path, as_of: Option<&str>) -> Result<Exit, Error> {
    let archive = Archive::open(path)?;
    let parties: Vec<String> =
        parties.iter().map(|words| question::party(&archive, words)).collect::<Result<_, _>>()?;
    let mut said = negotiate::said::of_archive(&archive, issue, as_of)?;
    said.retain(|s| parties.is_empty() || parties.contains(&s.party));
    if said.is_empty() {
        eprintln!("legation: nobody in {} was read to say anything on this issue", archive.place());
    }
    let named: Vec<(String, String)> = parties.iter().map(|id| (id.clone(), said::name(id, &said))).collect();
    Ok(print(&bargain::toml(&draft::draft(issue, &named, &said))))
}

fn drafted(issue: &str, parties: &[String], inputs: &[PathBuf]) -> Result<Exit, Error> {
    let said = said::about(issue, parties, &input::files(inputs)?)?;
    let named: Vec<(String, String)> = parties.iter().map(|id| (id.clone(), said::name(id, &said))).collect();
    Ok(print(&bargain::toml(&draft::draft(issue, &named, &said))))
}

fn about() -> String {
    let mut out = String::new();
    for model in models() {
        let a = model.about();
        out.push_str(&format!(
            "{}  {}\n  formula: {}\n  source: {}\n  assumes: {}\n  but: {}\n\n",
            a.name, a.title, a.formula, a.source, a.assumptions, a.criticism
        ));
    }
    out
}
