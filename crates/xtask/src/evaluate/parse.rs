//! Tags, trees and names against gold, on gold words.

use legation::parse::conllu;

use super::figures;

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
        figures::note(&format!("parse.{name}.upos"), upos as f64 / n);
        figures::note(&format!("parse.{name}.las"), las as f64 / n);
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
///
/// The shipped finder has learned from that part, so the figure is cross-validated: its documents are
/// dealt into five parts, each scored by a finder trained anew without it.
pub fn names() -> Result<(), String> {
    let (_, digest) = super::gzip("ner/uner_en_ewt-dev.iob2.gz")?;
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from).ok_or("HOME is not set")?;
    let lessons = home.join(".cache/legation/train/names.tsv");
    if !lessons.is_file() {
        return Err(format!(
            "the lessons of the name finder are not at hand: crates/xtask/english/namer.py writes them to {}",
            lessons.display()
        ));
    }
    println!("names uner_en_ewt-dev (data {digest}), gold words, five-fold by document:");
    crate::names::run(&[lessons.display().to_string(), "--cross".to_owned()])
}
