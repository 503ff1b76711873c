//! `relate` on a made archive: how long each answer takes.

use std::path::PathBuf;
use std::time::Instant;

use legation::record::Archive;
use legation::relate::network::{Nodes, network};
use legation::relate::period::Period;
use legation::relate::series::{Options, outlets, series};
use legation::relate::{Scope, Who, channels, standing};

/// `--articles N` (20,000; five events each), `--archive FILE` to ask one that is there, `--keep`.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let n = crate::record::option(arguments, "--articles").unwrap_or(20_000);
    let given = arguments.iter().position(|a| a == "--archive").and_then(|at| arguments.get(at + 1));
    let path = match given {
        Some(path) => PathBuf::from(path),
        None => crate::record::made(n)?,
    };
    let archive = Archive::open(&path).map_err(|e| e.to_string())?;
    let n_events = archive.count("events").map_err(|e| e.to_string())?;
    println!("relate: {n_events} events, {} articles", archive.count("articles").map_err(|e| e.to_string())?);
    let dyad = |as_of: Option<&str>| Scope {
        who: Who::Dyad("ARM".to_owned(), "AZE".to_owned()),
        as_of: as_of.map(str::to_owned),
        ..Scope::default()
    };
    let all = |from: &str| Scope { from: Some(from.to_owned()), ..Scope::default() };
    let party = Scope { who: Who::Party("USA".to_owned()), ..Scope::default() };
    let of = |scope: Scope| Options { scope, ..Options::default() };
    let year = standing::Options { scope: all("2019-01-01"), ..standing::Options::default() };
    let months = standing::Options { by: Some(Period::Month), ..year.clone() };
    let decade = standing::Options { scope: Scope::default(), ..months.clone() };
    type Ask<'a> = Box<dyn Fn() -> Result<usize, legation::Error> + 'a>;
    let a = &archive;
    let questions: Vec<(&str, Ask)> = vec![
        ("series of a dyad", Box::new(|| series(a, &of(dyad(None))).map(|s| s.n_events))),
        ("series of a dyad, as of a day", Box::new(|| series(a, &of(dyad(Some("2015-06-01")))).map(|s| s.n_events))),
        ("outlets of a dyad", Box::new(|| outlets(a, &dyad(None)).map(|o| o.len()))),
        ("channels of a dyad", Box::new(|| channels::channels(a, &dyad(None)).map(|c| c.contacts.len()))),
        ("series of a party", Box::new(|| series(a, &of(party.clone())).map(|s| s.n_events))),
        ("series of all, one year", Box::new(|| series(a, &of(all("2019-01-01"))).map(|s| s.n_events))),
        ("series of all, ten years", Box::new(|| series(a, &of(Scope::default())).map(|s| s.n_events))),
        ("standing, one year", Box::new(|| standing::standing(a, &year).map(|w| w.len()))),
        ("standing, twelve months of a year", Box::new(|| standing::standing(a, &months).map(|w| w.len()))),
        ("standing, months of ten years", Box::new(|| standing::standing(a, &decade).map(|w| w.len()))),
        ("network, one year", Box::new(|| network(a, &all("2019-01-01"), Nodes::Countries).map(|n| n.edges.len()))),
    ];
    for (name, ask) in questions {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..7 {
            let started = Instant::now();
            found = ask().map_err(|e| e.to_string())?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!("  {name}: median {:.1} ms, worst {:.1} ms ({found})", times[3], times[6]);
    }
    drop(archive);
    if given.is_none() && !arguments.iter().any(|a| a == "--keep") {
        crate::record::remove(&path);
    } else {
        println!("  archive: {}", path.display());
    }
    Ok(())
}
