//! Tags, trees and names against gold, on gold words.

use std::collections::BTreeSet;

use legation::parse::conllu;

/// UPOS, UAS and LAS with gold sentences and words.
pub fn run() -> Result<(), String> {
    for name in ["en_ewt-dev", "en_ewt-test", "en_gum-open-dev", "en_gum-open-test"] {
        let (gold, digest) = super::gzip(&format!("ud/{name}.conllu.gz"))?;
        let document = conllu::pretokenized(&gold).map_err(|e| e.to_string())?;
        let rows: Vec<Vec<&str>> = gold
            .lines()
            .filter(|l| !l.starts_with('#'))
            .map(|l| l.split('\t').collect::<Vec<_>>())
            .filter(|c| c.len() == 10 && c[0].bytes().all(|b| b.is_ascii_digit()))
            .collect();
        if rows.len() != document.tokens.len() {
            return Err(format!("{name}: {} words in gold, {} analysed", rows.len(), document.tokens.len()));
        }
        let (mut upos, mut uas, mut las, mut lemma) = (0, 0, 0, 0);
        for (t, row) in rows.iter().enumerate() {
            let t = t as u32;
            let sentence = document.sentence_of(t);
            let head = document.head(t).map_or(0, |h| h - sentence.first + 1);
            let right = head.to_string() == row[6];
            upos += usize::from(document.upos(t).name() == row[3]);
            lemma += usize::from(document.lemma(t) == row[2]);
            uas += usize::from(right);
            las += usize::from(right && document.relation(t).name() == row[7]);
        }
        let n = rows.len() as f64 / 100.0;
        println!(
            "parse {name}: UPOS {:.2}  lemma {:.2}  UAS {:.2}  LAS {:.2}  ({} words, gold sentences and words, data {digest})",
            upos as f64 / n,
            lemma as f64 / n,
            uas as f64 / n,
            las as f64 / n,
            rows.len()
        );
    }
    Ok(())
}

/// Exact-span F1 of person, organisation and place names on UNER's EWT development part.
pub fn names() -> Result<(), String> {
    let (gold, digest) = super::gzip("ner/uner_en_ewt-dev.iob2.gz")?;
    let mut conllu_text = String::new();
    let mut wanted: BTreeSet<(usize, usize, &str)> = BTreeSet::new();
    let (mut n, mut open): (usize, Option<(usize, &str)>) = (0, None);
    let kind = |label: &str| match label {
        "PER" => "person",
        "ORG" => "organisation",
        "LOC" => "place",
        _ => "other",
    };
    for line in gold.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        if line.starts_with('#') || columns.len() < 3 {
            if line.trim().is_empty() {
                if let Some((start, label)) = open.take() {
                    wanted.insert((start, n, kind(label)));
                }
                conllu_text.push('\n');
            }
            continue;
        }
        let tag = columns[2];
        if !tag.starts_with("I-")
            && let Some((start, label)) = open.take()
        {
            wanted.insert((start, n, kind(label)));
        }
        if let Some(label) = tag.strip_prefix("B-") {
            open = Some((n, label));
        }
        conllu_text.push_str(&format!("{}\t{}\t_\t_\t_\t_\t_\t_\t_\t_\n", n + 1, columns[1]));
        n += 1;
    }
    let document = conllu::pretokenized(&conllu_text).map_err(|e| e.to_string())?;
    let found: BTreeSet<(usize, usize, &str)> = document
        .names
        .iter()
        .filter(|x| matches!(x.kind.name(), "person" | "organisation" | "place"))
        .map(|x| (x.first as usize, x.end as usize, x.kind.name()))
        .collect();
    let hits = found.intersection(&wanted).count() as f64;
    let (p, r) = (hits / found.len().max(1) as f64, hits / wanted.len().max(1) as f64);
    println!(
        "names uner_en_ewt-dev: P {:.2}  R {:.2}  F1 {:.2}  ({} names, gold words, data {digest})",
        100.0 * p,
        100.0 * r,
        100.0 * 2.0 * p * r / (p + r).max(1e-9),
        wanted.len()
    );
    Ok(())
}
