//! Retrieval of precedents against our gold, and base rates against public data sets.

use legation::relate::precedents::{Library, Query, base_rates};

const GOLD: &str = include_str!("../../gold/precedents/queries.tsv");

pub fn run(errors: bool) -> Result<(), String> {
    let library = Library::builtin();
    println!(
        "library {} processes  gold blake3 {}",
        library.processes.len(),
        &blake3::hash(GOLD.as_bytes()).to_hex()[..12]
    );
    for half in ["seen", "unseen", ""] {
        let (mut sum, mut n, mut ranks) = (0.0, 0, 0.0);
        for line in GOLD.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [of, question, issues, features, relevant] = cells[..] else {
                return Err(format!("the gold has a line of {} cells", cells.len()));
            };
            if !half.is_empty() && of != half {
                continue;
            }
            let query = Query {
                issues: issues.split(',').map(str::to_owned).collect(),
                features: features
                    .split(';')
                    .filter_map(|f| f.split_once('='))
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
                    .collect(),
                except: None,
            };
            let found = library.search(&query);
            let wanted: Vec<&str> = relevant.split(',').collect();
            let rank = |id: &&str| found.iter().position(|l| l.process.id == **id).map_or(usize::MAX, |r| r + 1);
            let hits = wanted.iter().filter(|id| rank(id) <= 5).count();
            sum += hits as f64 / wanted.len() as f64;
            ranks += wanted.iter().map(|id| 1.0 / rank(id) as f64).fold(0.0, f64::max);
            n += 1;
            if errors && of == "seen" && half == "seen" && hits < wanted.len() {
                let top: Vec<&str> = found.iter().take(5).map(|l| l.process.id.as_str()).collect();
                println!("  missed: {question} | wanted {relevant} | found {}", top.join(", "));
            }
        }
        let name = if half.is_empty() { "all" } else { half };
        println!(
            "{name:<7} queries {n}  recall at 5 {:.3}  mean reciprocal rank {:.3}",
            sum / f64::from(n),
            ranks / f64::from(n)
        );
    }
    let r = base_rates(library.processes.iter());
    println!(
        "library: signed {} of {}, within a year {}; held {}, partly {}, failed {}",
        r.signed, r.n, r.within_year, r.held, r.partly, r.failed
    );
    for (file, what) in [
        ("precedents/ICB_system_core.csv", "ICB crises 1918–2022"),
        ("precedents/cwm_civil_war_mediation.csv", "civil-war mediation"),
    ] {
        match super::data(file) {
            Ok(path) => {
                let bytes = std::fs::read(&path).map_err(|e| e.to_string())?;
                let text = String::from_utf8_lossy(&bytes);
                println!(
                    "{what} (blake3 {}): {}",
                    &blake3::hash(&bytes).to_hex()[..12],
                    counted(&text, file.contains("ICB"))
                );
            }
            Err(message) => println!("not measured: {message}"),
        }
    }
    Ok(())
}

/// Shares that the library's base rates can be held against: agreements are rarer outside it.
fn counted(text: &str, icb: bool) -> String {
    let rows: Vec<Vec<String>> = text.lines().map(cells).collect();
    let Some(head) = rows.first() else { return "empty".to_owned() };
    let at = |name: &str| head.iter().position(|h| h == name).unwrap_or(usize::MAX);
    let get = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default().to_lowercase();
    if icb {
        let (outcome, mediation) = (at("outcome"), at("mediation"));
        let mediated: Vec<&Vec<String>> =
            rows.iter().skip(1).filter(|r| get(r, mediation).contains("occurred")).collect();
        let agreed = mediated.iter().filter(|r| get(r, outcome).contains("formal agreement")).count();
        let other: Vec<&Vec<String>> =
            rows.iter().skip(1).filter(|r| get(r, mediation).starts_with("no mediation")).collect();
        let alone = other.iter().filter(|r| get(r, outcome).contains("formal agreement")).count();
        format!("formal agreement in {agreed} of {} mediated crises, {alone} of {} others", mediated.len(), other.len())
    } else {
        let yes = at("Med_yes.no");
        let mediated = rows.iter().skip(1).filter(|r| get(r, yes).starts_with('1')).count();
        let not = rows.iter().skip(1).filter(|r| get(r, yes).starts_with('0')).count();
        format!("{mediated} episodes mediated, {not} not")
    }
}

fn cells(line: &str) -> Vec<String> {
    let (mut out, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}
