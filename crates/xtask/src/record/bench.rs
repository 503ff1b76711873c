//! Speed of the archive on generated articles and events: writing, asking, importing, memory.

use std::time::Instant;

use legation::Span;
use legation::id::ArticleId;
use legation::record::import::{self, Dataset};
use legation::record::question::{self, Filter};
use legation::record::{Archive, ArticleRow, Batch, Entry, Evidence, Report, RoleUsed, Side, Writer};
use legation::time::Date;

use super::{Random, archive, remove, run_now};

/// `--articles N` (200,000; five events each), `--rows N` (2,000,000) of the import, `--keep`; with
/// `--on FILE` the archive of an earlier run is asked, and none is written.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let n: usize = option(arguments, "--articles").unwrap_or(200_000);
    let rows: usize = option(arguments, "--rows").unwrap_or(2_000_000);
    let kept = arguments.iter().position(|a| a == "--on").and_then(|at| arguments.get(at + 1));
    let (mut archive, path) = match kept {
        Some(kept) => {
            let path = std::path::PathBuf::from(kept);
            (Archive::open_or_create(&path).map_err(|e| e.to_string())?, path)
        }
        None => archive("bench")?,
    };
    if kept.is_none() {
        written(&mut archive, n)?;
    }
    let n = if kept.is_some() { archive.count("articles").map_err(|e| e.to_string())? as usize } else { n };
    asked(&archive, n)?;
    imported(&mut archive, rows)?;
    let size = std::fs::metadata(&path).map_or(0, |m| m.len());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    println!("archive: {:.0} MB; highest memory {} MB; load at the end {load}", size as f64 / 1e6, peak_memory());
    drop(archive);
    if kept.is_none() && !arguments.iter().any(|a| a == "--keep") {
        remove(&path);
    }
    Ok(())
}

pub fn option(arguments: &[String], name: &str) -> Option<usize> {
    let at = arguments.iter().position(|a| a == name)?;
    arguments.get(at + 1)?.parse().ok()
}

/// An archive of so many made articles, which stays where it is.
pub fn made(n: usize) -> Result<std::path::PathBuf, String> {
    let (mut archive, path) = archive("made")?;
    written(&mut archive, n)?;
    Ok(path)
}

/// A day so many days after 2010 began.
pub(super) fn day(n: usize) -> String {
    Date::constant(2010, 1, 1).saturating_add(jiff::Span::new().days(n as i64)).to_string()
}

pub const STATES: [&str; 40] = [
    "USA", "RUS", "CHN", "ARM", "AZE", "GEO", "TUR", "IRN", "IRQ", "ISR", "PSE", "LBN", "SYR", "EGY", "SAU", "QAT",
    "ARE", "YEM", "IND", "PAK", "AFG", "UKR", "POL", "DEU", "FRA", "GBR", "ITA", "ESP", "SRB", "GRC", "JPN", "KOR",
    "PRK", "VNM", "ETH", "SDN", "KEN", "NGA", "ZAF", "BRA",
];
pub const TYPES: [&str; 8] = ["CONSULT", "AGREE", "SUPPORT", "ACCUSE", "REJECT", "SANCTION", "ASSAULT", "REQUEST"];

/// Writes so many generated articles.
pub fn written(archive: &mut Archive, n: usize) -> Result<(), String> {
    let mut random = Random::new(5);
    let words: Vec<String> = (0..4_000).map(|i| format!("w{i}x")).collect();
    let mut writer = Writer::new(archive, run_now());
    let (mut seconds, mut worked, mut done) = (0.0, 0.0, 0);
    while done < n {
        let batch: Vec<Batch> = (done..(done + 256).min(n))
            .map(|i| Batch { entry: entry(&mut random, i, n, &words), input: None })
            .collect();
        done += batch.len();
        let (started, before) = (Instant::now(), processor_seconds());
        writer.write(&batch).map_err(|e| e.to_string())?;
        seconds += started.elapsed().as_secs_f64();
        worked += processor_seconds() - before;
    }
    println!(
        "record: {:.0} articles/s after coding, one writer ({n} articles, {} events of generated words; {:.0} a second \
         of processor time)",
        n as f64 / seconds,
        5 * n,
        n as f64 / worked
    );
    Ok(())
}

/// An article of a hundred and fifty words with five reports.
fn entry(random: &mut Random, i: usize, n: usize, words: &[String]) -> Entry {
    let mut text = String::new();
    let mut spans = Vec::new();
    for _ in 0..5 {
        let start = text.len();
        for _ in 0..30 {
            text.push_str(random.pick(words).as_str());
            text.push(' ');
        }
        spans.push(Span::at(start, text.len() - 1));
    }
    let url = format!("https://p{}.example/{i}", i % 200);
    let id = ArticleId::of(&[&url, &text]).to_string();
    // As news comes: day after day over ten years.
    let known = day(i * 3_650 / n.max(1));
    let reports = spans
        .iter()
        .map(|&span| {
            let (a, b) = (random.below(40), random.below(40));
            let role = |side: Side, state: usize| RoleUsed {
                side,
                position: 0,
                entity: Some(format!("state:{}", STATES[state])),
                name: STATES[state].to_owned(),
                country: Some(STATES[state].to_owned()),
                sector: Some("GOV".to_owned()),
                ..RoleUsed::default()
            };
            let event_type = *random.pick(&TYPES);
            let evidence = |field: &str, span: Span| Evidence {
                field: field.to_owned(),
                position: 0,
                span,
                quote: span.of(&text).to_owned(),
                digest: "w0000000000000000000".to_owned(),
            };
            let word = Span::new(span.start, span.start + 4);
            let mut report = Report {
                coded_id: format!("e{i}-{}", span.start),
                article_id: id.clone(),
                event_type: event_type.to_owned(),
                modes: vec!["visit".to_owned()],
                status: "actual".to_owned(),
                certainty: "reported".to_owned(),
                event_date: Some(known.clone()),
                event_end_date: Some(known.clone()),
                date_precision: "day".to_owned(),
                date_basis: "stated".to_owned(),
                quad: 1,
                score: 2.5,
                cameo: "042".to_owned(),
                goldstein: Some(1.9),
                confidence: 0.8,
                sentence_number: 1,
                sentence: span.of(&text).to_owned(),
                reason: "generated".to_owned(),
                codebook: "plover-2.0".to_owned(),
                version: "0".to_owned(),
                known: known.clone(),
                roles: vec![role(Side::Actor, a), role(Side::Recipient, b)],
                evidence: vec![
                    evidence("actor", word),
                    evidence("recipient", word),
                    evidence("sentence", span),
                    evidence("trigger", word),
                ],
                ..Report::default()
            };
            report.report_id = report.digest();
            report
        })
        .collect();
    Entry {
        article: ArticleRow {
            article_id: id,
            url: Some(url),
            title: Some(format!("Story {i}")),
            publisher: Some(format!("p{}", i % 200)),
            published: Some(known.clone()),
            known,
            text,
            furniture: "{}".to_owned(),
            ..ArticleRow::default()
        },
        reports,
        ..Entry::default()
    }
}

/// Writes further articles in small batches until told to stop, and says how many.
pub fn ingest(archive: &mut Archive, from: usize, stop: &std::sync::atomic::AtomicBool) -> Result<usize, String> {
    let mut random = Random::new(31);
    let words: Vec<String> = (0..4_000).map(|i| format!("w{i}x")).collect();
    let mut writer = Writer::new(archive, run_now());
    let mut done = 0;
    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
        let batch: Vec<Batch> = (done..done + 32)
            .map(|i| Batch { entry: entry(&mut random, from + i, from, &words), input: None })
            .collect();
        done += batch.len();
        writer.write(&batch).map_err(|e| e.to_string())?;
    }
    Ok(done)
}

fn asked(archive: &Archive, n: usize) -> Result<(), String> {
    let mut random = Random::new(9);
    type Ask = Box<dyn Fn(&Archive, &mut Random) -> Result<usize, legation::Error>>;
    let state = |random: &mut Random| (*random.pick(&STATES)).to_owned();
    let questions: Vec<(&str, Ask)> = vec![
        (
            "dyad",
            Box::new(move |a, r| {
                let filter = Filter { dyad: Some((state(r), state(r))), ..Filter::default() };
                question::events(a, &filter).map(|p| p.rows.len())
            }),
        ),
        (
            "dyad as of a day",
            Box::new(move |a, r| {
                let filter =
                    Filter { dyad: Some((state(r), state(r))), as_of: Some(day(r.below(3_650))), ..Filter::default() };
                question::events(a, &filter).map(|p| p.rows.len())
            }),
        ),
        (
            "actor",
            Box::new(move |a, r| {
                let filter = Filter { actor: Some(state(r)), ..Filter::default() };
                question::events(a, &filter).map(|p| p.rows.len())
            }),
        ),
        (
            "actor and type",
            Box::new(move |a, r| {
                let filter = Filter {
                    actor: Some(state(r)),
                    event_type: Some((*r.pick(&TYPES)).to_owned()),
                    ..Filter::default()
                };
                question::events(a, &filter).map(|p| p.rows.len())
            }),
        ),
        (
            "full text",
            Box::new(|a, r| {
                let filter =
                    Filter { words: Some(format!("w{}x w{}x", r.below(4_000), r.below(4_000))), ..Filter::default() };
                question::search(a, &filter).map(|p| p.rows.len())
            }),
        ),
        (
            "full text, one word",
            Box::new(|a, r| {
                let filter = Filter { words: Some(format!("w{}x", r.below(4_000))), ..Filter::default() };
                question::search(a, &filter).map(|p| p.rows.len())
            }),
        ),
    ];
    for (name, ask) in questions {
        let mut times: Vec<f64> = Vec::new();
        let mut work: Vec<f64> = Vec::new();
        let mut found = 0;
        for _ in 0..200 {
            let (started, before) = (Instant::now(), processor_seconds());
            found += ask(archive, &mut random).map_err(|e| e.to_string())?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            work.push((processor_seconds() - before) * 1e3);
        }
        times.sort_by(f64::total_cmp);
        work.sort_by(f64::total_cmp);
        println!(
            "{name}: p50 {:.1} ms, p95 {:.1} ms, of processor time {:.1} and {:.1} ms ({} events, pages of 50, {found} rows \
             in 200 questions)",
            times[100],
            times[190],
            work[100],
            work[190],
            5 * n
        );
    }
    Ok(())
}

fn imported(archive: &mut Archive, rows: usize) -> Result<(), String> {
    let mut random = Random::new(13);
    let mut text = String::new();
    let path = std::env::temp_dir().join(format!("legation-gdelt-{}.csv", std::process::id()));
    {
        use std::io::Write;
        let mut file = std::io::BufWriter::new(std::fs::File::create(&path).map_err(|e| e.to_string())?);
        for i in 0..rows {
            let (a, b) = (STATES[random.below(40)], STATES[random.below(40)]);
            text.clear();
            let day = day(random.below(3_650)).replace('-', "");
            let place = "4\tKyiv, Ukraine\tUP\tUP12\t25929\t50.43\t30.51\t-1044367";
            let blank = "\t".repeat(7);
            text.push_str(&format!("{}\t{day}\t202203\t2022\t2022.2\t{a}GOV\tNAME OF {a}\t{a}{blank}\t{b}\tNAME OF {b}\t{b}{blank}\t1\t042\t042\t04\t1\t1.9\t7\t2\t7\t-3.5\t{place}\t{place}\t{place}\t20220315\thttps://p{}.example/story/{i}\n", 1_000_000 + i, i % 500));
            file.write_all(text.as_bytes()).map_err(|e| e.to_string())?;
        }
        file.flush().map_err(|e| e.to_string())?;
    }
    let file = std::fs::File::open(&path).map_err(|e| e.to_string())?;
    let mut reader = std::io::BufReader::with_capacity(1 << 20, file);
    let (started, before) = (Instant::now(), processor_seconds());
    let done = import::import(archive, Dataset::Gdelt, "bench", &mut reader, &run_now()).map_err(|e| e.to_string())?;
    let (seconds, worked) = (started.elapsed().as_secs_f64(), processor_seconds() - before);
    let _ = std::fs::remove_file(&path);
    println!(
        "import: {:.0} rows/s of GDELT 2.0 shape, {:.0} a second of processor time ({} rows, {} added, {} failed)",
        done.rows as f64 / seconds,
        done.rows as f64 / worked,
        done.rows,
        done.added,
        done.failed
    );
    Ok(())
}

/// What this thread has cost so far, where the system tells it: a busy machine takes longer, not more.
fn processor_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// The highest resident memory of this process so far, where the system tells it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.map_or_else(|| "unknown".to_owned(), |k| (k / 1024).to_string())
}
