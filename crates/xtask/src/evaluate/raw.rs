//! Words, sentences, tags and trees from plain text, after the measure of the CoNLL 2018 shared task.
//!
//! Positions count characters that are not spaces, so that gold and system meet on the same ruler.

use std::collections::{BTreeMap, BTreeSet};

use legation::parse;

/// Prints F1 on raw text; with `errors`, also the commonest differences in words and sentences.
pub fn run(errors: bool) -> Result<(), String> {
    for name in ["en_ewt-dev", "en_ewt-test", "en_gum-open-dev", "en_gum-open-test"] {
        let (conllu, digest) = super::gzip(&format!("ud/{name}.conllu.gz"))?;
        let (gold, text) = gold(&conllu);
        let system = system(&text);
        let f1 = |hits: usize, a: usize, b: usize| 200.0 * hits as f64 / (a + b).max(1) as f64;
        let sentences = gold.sentences.intersection(&system.sentences).count();
        let (mut words, mut upos, mut uas, mut las) = (0, 0, 0, 0);
        for (place, ours) in &system.words {
            let Some(theirs) = gold.words.get(place) else { continue };
            words += 1;
            upos += usize::from(ours.upos == theirs.upos);
            uas += usize::from(ours.head == theirs.head);
            // As in the shared task, relations count without their subtypes.
            let plain = |r: &str| r.split(':').next().unwrap_or("").to_owned();
            las += usize::from(ours.head == theirs.head && plain(&ours.relation) == plain(&theirs.relation));
        }
        let n = (gold.words.len(), system.words.len());
        println!(
            "raw {name}: words {:.2}  sentences {:.2}  UPOS {:.2}  UAS {:.2}  LAS {:.2}  (F1 from plain text, {} words, {} sentences, data {digest})",
            f1(words, n.0, n.1),
            f1(sentences, gold.sentences.len(), system.sentences.len()),
            f1(upos, n.0, n.1),
            f1(uas, n.0, n.1),
            f1(las, n.0, n.1),
            gold.words.len(),
            gold.sentences.len(),
        );
        // The rules were written by looking at the development parts; nobody looks at the others.
        if errors && name.ends_with("-dev") {
            differences(&gold, &system, &text);
        }
    }
    Ok(())
}

type Place = (usize, usize);

struct Word {
    upos: String,
    /// The governor's place; nothing at the root.
    head: Option<Place>,
    relation: String,
}

#[derive(Default)]
struct Analysis {
    words: BTreeMap<Place, Word>,
    sentences: BTreeSet<Place>,
}

/// The treebank's analysis and its text, with paragraphs on lines of their own.
fn gold(conllu: &str) -> (Analysis, String) {
    let mut analysis = Analysis::default();
    let (mut text, mut at) = (String::new(), 0);
    for block in conllu.split("\n\n").filter(|b| !b.trim().is_empty()) {
        if block.lines().any(|l| l.starts_with("# newpar") || l.starts_with("# newdoc")) {
            text.push_str("\n\n");
        }
        let first = at;
        let mut places: Vec<Place> = Vec::new();
        let mut rows: Vec<Vec<&str>> = Vec::new();
        // The last word of a surface token, and the characters of it that are still to be dealt out.
        let mut range: Option<(usize, Vec<char>)> = None;
        for line in block.lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            if columns.len() != 10 || columns[0].contains('.') {
                continue;
            }
            let spaced = !columns[9].split('|').any(|m| m == "SpaceAfter=No");
            if let Some((_, last)) = columns[0].split_once('-') {
                text.push_str(columns[1]);
                if spaced {
                    text.push(' ');
                }
                range = Some((last.parse().unwrap_or(0), columns[1].chars().filter(|c| !c.is_whitespace()).collect()));
                continue;
            }
            let own = columns[1].chars().filter(|c| !c.is_whitespace()).count();
            let id: usize = columns[0].parse().unwrap_or(0);
            let length = match &mut range {
                Some((last, left)) if id <= *last => {
                    let take = if id == *last { left.len() } else { own.min(left.len()) };
                    left.drain(..take);
                    take
                }
                _ => {
                    text.push_str(columns[1]);
                    if spaced {
                        text.push(' ');
                    }
                    own
                }
            };
            places.push((at, at + length));
            at += length;
            rows.push(columns);
        }
        for (place, row) in places.iter().zip(&rows) {
            let head: usize = row[6].parse().unwrap_or(0);
            let head = head.checked_sub(1).and_then(|h| places.get(h).copied());
            analysis.words.insert(*place, Word { upos: row[3].to_owned(), head, relation: row[7].to_owned() });
        }
        if first < at {
            analysis.sentences.insert((first, at));
        }
    }
    (analysis, text)
}

fn system(text: &str) -> Analysis {
    let document = parse::document(text);
    // The place on the ruler of each byte offset.
    let mut ruler = vec![0usize; text.len() + 1];
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        ruler[at..at + c.len_utf8()].fill(seen);
        seen += usize::from(!c.is_whitespace());
    }
    ruler[text.len()] = seen;
    let place = |span: legation::Span| (ruler[span.start as usize], ruler[span.end as usize]);
    let mut analysis = Analysis::default();
    for (t, token) in document.tokens.iter().enumerate() {
        let head = document.head(t as u32).map(|h| place(document.token(h).span));
        let word = Word { upos: token.upos.name().to_owned(), head, relation: token.relation.name().to_owned() };
        analysis.words.insert(place(token.span), word);
    }
    for sentence in &document.sentences {
        analysis.sentences.insert(place(sentence.span));
    }
    analysis
}

/// The commonest stretches that were cut differently.
fn differences(gold: &Analysis, system: &Analysis, text: &str) {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let cut = |words: &BTreeMap<Place, Word>, from: usize, to: usize| {
        words
            .range((from, 0)..(to, 0))
            .map(|(p, _)| characters[p.0..p.1].iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("|")
    };
    let edges = |a: &BTreeMap<Place, Word>| a.keys().flat_map(|p| [p.0, p.1]).collect::<BTreeSet<usize>>();
    let common: Vec<usize> = edges(&gold.words).intersection(&edges(&system.words)).copied().collect();
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for pair in common.windows(2) {
        let (theirs, ours) = (cut(&gold.words, pair[0], pair[1]), cut(&system.words, pair[0], pair[1]));
        if theirs != ours {
            *counted.entry((theirs, ours)).or_default() += 1;
        }
    }
    let mut sorted: Vec<_> = counted.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for ((theirs, ours), n) in sorted.iter().take(150) {
        println!("  word {n}  gold {theirs}  ours {ours}");
    }
    let ends = |a: &Analysis| a.sentences.iter().map(|s| s.1).collect::<BTreeSet<usize>>();
    let (theirs, ours) = (ends(gold), ends(system));
    let around = |at: usize| {
        let (a, b) = (at.saturating_sub(25), (at + 25).min(characters.len()));
        format!("{}⏎{}", characters[a..at].iter().collect::<String>(), characters[at..b].iter().collect::<String>())
    };
    for at in theirs.difference(&ours).take(60) {
        println!("  sentence missed  {}", around(*at));
    }
    for at in ours.difference(&theirs).take(60) {
        println!("  sentence added   {}", around(*at));
    }
    println!("  missed {}, added {}", theirs.difference(&ours).count(), ours.difference(&theirs).count());
}
