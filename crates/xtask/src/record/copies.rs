//! Copies: articles of invented words, a fifth of them edited copies, with boilerplate as a trap.

use std::collections::BTreeSet;

use legation::record::{self, ArticleRow, Batch, Entry, Writer};

use super::{Random, archive, remove, run_now};

/// Measures precision, recall and F1 of `copies` per kind of edit; `--articles N` (20,000).
pub fn run(arguments: &[String]) -> Result<(), String> {
    let n: usize = super::bench::option(arguments, "--articles").unwrap_or(20_000);
    let mut random = Random::new(1);
    let vocabulary: Vec<String> = (0..6_000).map(|i| word(&mut random, i)).collect();
    let mut entries: Vec<Entry> = Vec::new();
    // (copy, original, kind)
    let mut gold: Vec<(String, String, &str)> = Vec::new();
    let boilerplate: Vec<String> = (0..6).map(|_| sentence(&mut random, &vocabulary, 45)).collect();
    while entries.len() < n {
        let sentences: Vec<String> = (0..12 + random.below(14))
            .map(|_| {
                let length = 12 + random.below(16);
                sentence(&mut random, &vocabulary, length)
            })
            .collect();
        let day = random.below(3_000);
        let mut text = sentences.clone();
        if random.below(12) == 0 {
            text.push(random.pick(&boilerplate).clone());
        }
        let original = entry(entries.len(), day, &text);
        if random.below(4) == 0 {
            let (kind, edited) = edited(&mut random, &sentences, &vocabulary, &boilerplate);
            let later = day + random.below(10);
            let copy = entry(entries.len() + 1, later, &edited);
            let order = |e: &Entry| (e.article.known.clone(), e.article.article_id.clone());
            let (first, second) = if order(&original) < order(&copy) { (&original, &copy) } else { (&copy, &original) };
            gold.push((second.article.article_id.clone(), first.article.article_id.clone(), kind));
            entries.push(copy);
        }
        entries.push(original);
    }
    let mut digest = blake3::Hasher::new();
    entries.iter().for_each(|e| {
        digest.update(e.article.text.as_bytes());
    });
    let (mut archive, path) = archive("copies")?;
    let started = std::time::Instant::now();
    let mut writer = Writer::new(&mut archive, run_now());
    for chunk in entries.chunks(256) {
        let batch: Vec<Batch> = chunk.iter().map(|e| Batch { entry: e.clone(), input: None }).collect();
        writer.write(&batch).map_err(|e| e.to_string())?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let mut statement =
        archive.connection().prepare("SELECT article_id, copy_of FROM copies").map_err(|e| e.to_string())?;
    let found: BTreeSet<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(|e| e.to_string())?;
    let wanted: BTreeSet<(String, String)> = gold.iter().map(|(a, b, _)| (a.clone(), b.clone())).collect();
    let hits = found.intersection(&wanted).count();
    let (p, r) = (hits as f64 / found.len().max(1) as f64, hits as f64 / wanted.len().max(1) as f64);
    println!(
        "copies: P {p:.3} R {r:.3} F1 {:.3} ({} articles, {} edited copies, generated, blake3 {}); {:.0} articles/s",
        2.0 * p * r / (p + r).max(1e-9),
        entries.len(),
        gold.len(),
        &digest.finalize().to_hex()[..12],
        entries.len() as f64 / seconds,
    );
    for kind in ["trim", "headline", "boilerplate", "shuffle", "rewrite"] {
        let all: Vec<_> = gold.iter().filter(|g| g.2 == kind).collect();
        let hit = all.iter().filter(|g| found.contains(&(g.0.clone(), g.1.clone()))).count();
        println!("  {kind:12} recall {:.3} of {}", hit as f64 / all.len().max(1) as f64, all.len());
    }
    drop(statement);
    // What was written batch by batch is what one pass over all gives.
    let faults = record::verify(&archive).map_err(|e| e.to_string())?.faults;
    let n = faults.iter().filter(|f| f.table == "copies").count();
    println!("  verify: {n} rows of copies are not what one pass over all articles gives");
    drop(archive);
    remove(&path);
    if n == 0 { Ok(()) } else { Err("copies depend on the order of recording".to_owned()) }
}

fn edited(
    random: &mut Random,
    sentences: &[String],
    vocabulary: &[String],
    boilerplate: &[String],
) -> (&'static str, Vec<String>) {
    let mut text = sentences.to_vec();
    match random.below(5) {
        0 => {
            text.truncate(sentences.len() * (60 + random.below(30)) / 100);
            ("trim", text)
        }
        1 => {
            text[0] = sentence(random, vocabulary, 14);
            ("headline", text)
        }
        2 => {
            let at = random.below(text.len());
            text.insert(at, random.pick(boilerplate).clone());
            text.push(random.pick(boilerplate).clone());
            ("boilerplate", text)
        }
        3 => {
            for i in (1..text.len()).rev() {
                text.swap(i, random.below(i + 1));
            }
            ("shuffle", text)
        }
        _ => {
            text[0] = sentence(random, vocabulary, 20);
            text.truncate(sentences.len() * 80 / 100);
            for line in &mut text {
                let mut words: Vec<&str> = line.split(' ').collect();
                let n = words.len() * 8 / 100;
                for _ in 0..n {
                    let at = random.below(words.len());
                    words[at] = random.pick(vocabulary).as_str();
                }
                *line = words.join(" ");
            }
            ("rewrite", text)
        }
    }
}

fn entry(n: usize, day: usize, sentences: &[String]) -> Entry {
    let text = sentences.join(" ");
    let known = super::bench::day(day);
    Entry {
        article: ArticleRow {
            article_id: legation::id::ArticleId::of(&[&format!("https://p{}.example/{n}", n % 40), &text]).to_string(),
            url: Some(format!("https://p{}.example/{n}", n % 40)),
            publisher: Some(format!("p{}", n % 40)),
            published: Some(known.clone()),
            known,
            text,
            furniture: "{}".to_owned(),
            ..ArticleRow::default()
        },
        ..Entry::default()
    }
}

fn sentence(random: &mut Random, vocabulary: &[String], n: usize) -> String {
    // Zipf-like: half of the words come from the hundred most frequent.
    let words: Vec<&str> = (0..n)
        .map(|_| {
            let most = if random.below(2) == 0 { 100 } else { vocabulary.len() };
            vocabulary[random.below(most)].as_str()
        })
        .collect();
    format!("{}.", words.join(" "))
}

fn word(random: &mut Random, n: usize) -> String {
    let syllables = ["ba", "ko", "ri", "ten", "mal", "su", "vor", "li", "dan", "pe", "chi", "ga"];
    let mut word = String::new();
    for _ in 0..1 + (n + 1).ilog10() as usize % 3 + random.below(2) {
        word.push_str(syllables[random.below(syllables.len())]);
    }
    format!("{word}{}", char::from(b'a' + (n % 26) as u8))
}
