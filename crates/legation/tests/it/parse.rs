//! The parse room: the same answers as the library that trained the weights, and laws for any text.

use std::time::{Duration, Instant};

use legation::Span;
use legation::parse::{self, Document, conllu};
use proptest::prelude::*;

/// What spaCy says about sentences of our own on the same half-precision weights. The file is made
/// by `cargo xtask train english`; new weights bring a new file.
const PARITY: &str = include_str!("parity.txt");

#[test]
fn says_what_spacy_says_on_the_same_weights() {
    let (mut given, mut wanted) = (String::new(), Vec::new());
    for line in PARITY.lines() {
        if line.is_empty() {
            given.push('\n');
        } else if !line.starts_with("# ") {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 6, "{line}");
            given.push_str(&format!("1\t{}\t_\t_\t_\t_\t_\t_\t_\t_\n", columns[0]));
            wanted.push(line);
        }
    }
    let document = conllu::pretokenized(&given).expect("the fixture is CoNLL-U");
    assert_eq!(document.tokens.len(), wanted.len());
    let differing: Vec<String> = (0..document.tokens.len() as u32)
        .filter(|&t| !mended(&document, &wanted, t))
        .map(|t| (sheet_line(&document, t), wanted[t as usize]))
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| format!("ours {ours}\n  its {theirs}"))
        .collect();
    assert!(differing.is_empty(), "{} of {} words:\n{}", differing.len(), wanted.len(), differing.join("\n"));
}

/// Whether a word stands in a sentence whose tree is mended after the network: spaCy's has an
/// attributive verb with a subject there.
fn mended(document: &Document, wanted: &[&str], t: u32) -> bool {
    let sentence = document.sentence_of(t);
    let sheet: Vec<Vec<&str>> =
        wanted[sentence.first as usize..sentence.end as usize].iter().map(|l| l.split('\t').collect()).collect();
    let subject_of = |verb: usize| sheet.iter().any(|w| w[5].starts_with("nsubj") && w[4].parse() == Ok(verb));
    sheet.iter().enumerate().any(|(i, w)| w[1] == "VERB" && w[5] == "amod" && subject_of(i))
}

/// A word as the fixture writes it: form, tags, features, head within the sentence, relation.
fn sheet_line(document: &Document, t: u32) -> String {
    let token = document.token(t);
    let sentence = document.sentence_of(t);
    let relation = if token.head == t { "ROOT" } else { token.relation.name() };
    let head = token.head - sentence.first;
    format!("{}\t{}\t{}\t{}\t{head}\t{relation}", document.form(t), token.upos.name(), token.xpos, token.features)
}

/// `words` is the text cut with bars, as in the casebook.
fn check_words(text: &str, words: &str) {
    let document = parse::document(text);
    let ours: Vec<&str> = (0..document.tokens.len() as u32).map(|t| document.form(t)).collect();
    assert_eq!(ours.join("|"), words, "{text}");
}

#[test]
fn cuts_words_as_the_treebanks_do() {
    for (text, words) in [
        ("They don't and won’t.", "They|do|n't|and|wo|n’t|."),
        ("Norland’s cannot", "Norland|’s|can|not"),
        ("a results-oriented, pro-Norland plan", "a|results|-|oriented|,|pro-Norland|plan"),
        ("the mid-August co-workers", "the|mid-August|co-workers"),
        ("U.S. at 10 a.m. today", "U.S.|at|10|a.m.|today"),
        ("J. R. Marsh met Dr. Lind", "J.|R.|Marsh|met|Dr.|Lind"),
        ("It cost $5, 1,000 or 8%.", "It|cost|$|5|,|1,000|or|8|%|."),
        ("Who -- or what -- left ... ?", "Who|--|or|what|--|left|...|?"),
        ("Never?! No!!!", "Never|?!|No|!!!"),
        ("*** end ***", "***|end|***"),
        (
            "see https://ostra.example/a-b?c=1, or mail a.b@ostra.example",
            "see|https://ostra.example/a-b?c=1|,|or|mail|a.b@ostra.example",
        ),
        ("“Peace,” he said—slowly.", "“|Peace|,|”|he|said|—|slowly|."),
        ("call 555-0123 in 2003-2005", "call|555-0123|in|2003|-|2005"),
        ("built c. 1818", "built|c.|1818"),
        ("• one 🙂 two", "•|one|🙂|two"),
    ] {
        check_words(text, words);
    }
}

fn check_sentences(text: &str, sentences: &[&str]) {
    let document = parse::document(text);
    let ours: Vec<&str> = document.sentences.iter().map(|s| s.span.of(text)).collect();
    assert_eq!(ours, sentences);
}

#[test]
fn ends_sentences_where_readers_do() {
    check_sentences("Talks began. They ended.", &["Talks began.", "They ended."]);
    check_sentences("The U.S. Senate met Mr. Marsh.", &["The U.S. Senate met Mr. Marsh."]);
    check_sentences("“We left.” Nobody came.", &["“We left.”", "Nobody came."]);
    check_sentences("He left in 1805.[6] She stayed.", &["He left in 1805.[6]", "She stayed."]);
    check_sentences("A headline\nA story.", &["A headline", "A story."]);
    check_sentences("It was . . . odd , they said .", &["It was . . . odd , they said ."]);
    check_sentences("SOUTHPORT, Aug. 6 (Agency) – It rained.", &["SOUTHPORT, Aug. 6 (Agency) – It rained."]);
}

#[test]
fn says_nothing_about_nothing() {
    for text in ["", " ", "\n\n\t", "\u{feff}"] {
        let document = parse::document(text);
        assert_eq!(document.text, text);
        laws(&document);
    }
    assert!(parse::document("").tokens.is_empty());
}

/// What holds for every document.
fn laws(document: &Document) {
    let mut last = Span::new(0, 0);
    let mut covered = vec![false; document.text.len()];
    for token in &document.tokens {
        assert!(last.end <= token.span.start, "tokens stand in text order and do not overlap");
        assert!(!token.span.is_empty() && !token.span.of(&document.text).is_empty(), "a token has words");
        covered[token.span.start as usize..token.span.end as usize].fill(true);
        last = token.span;
    }
    for (at, c) in document.text.char_indices() {
        assert!(covered[at] || c.is_whitespace() || c.is_control(), "{c:?} at {at} is in no token");
    }
    let mut next = 0;
    for sentence in &document.sentences {
        assert_eq!(sentence.first, next, "sentences follow one another");
        assert!(sentence.first < sentence.end);
        next = sentence.end;
        let tokens = sentence.first..sentence.end;
        assert!(tokens.contains(&sentence.root));
        let roots: Vec<u32> = tokens.clone().filter(|&t| document.head(t).is_none()).collect();
        assert_eq!(roots, [sentence.root], "a sentence has one root");
        assert_eq!(document.relation(sentence.root).name(), "root");
        for t in tokens.clone() {
            let mut at = t;
            for _ in tokens.clone() {
                match document.head(at) {
                    Some(head) => at = head,
                    None => break,
                }
                assert!(tokens.contains(&at), "a head stands in its sentence");
            }
            assert_eq!(at, sentence.root, "every word leads to the root");
        }
    }
    assert_eq!(next as usize, document.tokens.len(), "every token is in a sentence");
    let mut end = 0;
    for name in &document.names {
        assert!(name.first >= end && name.first < name.end, "names stand in text order and do not overlap");
        let sentence = document.sentence_of(name.first);
        assert!(name.end <= sentence.end, "a name stays in its sentence");
        end = name.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_has_its_trees(text in "\\PC{0,200}") {
        laws(&parse::document(&text));
    }

    #[test]
    fn any_characters_have_their_trees(text in any::<String>()) {
        laws(&parse::document(&text));
    }

    /// Words and marks that the rules look at, in any order.
    #[test]
    fn any_run_of_marks_has_its_trees(parts in prop::collection::vec(
        prop::sample::select(vec![
            "Mr.", "U.S.", "...", ".", "?", "!", "--", "-", "—", "'", "’", "n't", "’s", "cannot", "\"", "“", "(", ")",
            "[", "6", "]", "$", "5", "%", ",", "Norland", "İstanbul", "K", "ß", "talks", " ", " ", " ", "\n", "\u{a0}",
            "\u{200d}", "@", "://", "www.", "🙂", "e\u{301}", "&", "/", ":", ";",
        ]), 0..80)) {
        laws(&parse::document(&parts.concat()));
    }

    #[test]
    fn conllu_gives_back_its_words(text in "[A-Za-z0-9 ,.'“”-]{0,160}") {
        let document = parse::document(&text);
        let again = conllu::pretokenized(&conllu::write(&document)).expect("own output is CoNLL-U");
        prop_assert_eq!(again.tokens.len(), document.tokens.len());
        for t in 0..document.tokens.len() as u32 {
            prop_assert_eq!(again.form(t), document.form(t));
            prop_assert_eq!(again.lemma(t), document.lemma(t));
            prop_assert_eq!(again.token(t).head, document.token(t).head);
            prop_assert_eq!(again.relation(t), document.relation(t));
        }
    }
}

/// The analysis of a sentence may not depend on what stands around it.
#[test]
fn a_sentence_alone_reads_as_in_company() {
    let lines: Vec<&str> = PARITY.lines().filter_map(|l| l.strip_prefix("# ")).collect();
    let together = parse::document(&lines.join("\n"));
    let mut next = 0;
    for line in lines {
        let alone = parse::document(line);
        for t in 0..alone.tokens.len() as u32 {
            let (a, b) = (alone.token(t), together.token(next + t));
            assert_eq!(
                (a.upos, a.xpos, a.features, a.relation, &a.lemma, a.head),
                (b.upos, b.xpos, b.features, b.relation, &b.lemma, b.head - next),
                "{line}"
            );
        }
        next += alone.tokens.len() as u32;
    }
}

/// Strangers' text costs time by its length alone.
#[test]
fn hostile_text_costs_linear_time() {
    let size = 20_000;
    for piece in
        ["(", ")", ".", "a.", "word ", "\"", "-", "a-", "'", "’s", "İ", "((((a. ", "[6]", "www.", "a@b", " ", "\u{301}"]
    {
        let text = piece.repeat(size / piece.len());
        let start = Instant::now();
        let document = parse::document(&text);
        let took = start.elapsed();
        laws(&document);
        // Generous, because tests share machines; quadratic time would be minutes.
        assert!(took < Duration::from_secs(30), "{piece:?} took {took:?}");
    }
}

/// The answer may not depend on how much is analysed at a time, nor on how many threads do it.
#[test]
fn threads_and_batches_change_no_byte() {
    let lines: Vec<&str> = PARITY.lines().filter_map(|l| l.strip_prefix("# ")).collect();
    let alone: Vec<String> = lines.iter().map(|line| conllu::write(&parse::document(line))).collect();
    let threaded: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = lines
            .chunks(lines.len().div_ceil(2))
            .map(|half| {
                scope.spawn(move || half.iter().map(|l| conllu::write(&parse::document(l))).collect::<Vec<_>>())
            })
            .collect();
        halves.into_iter().flat_map(|h| h.join().expect("no analysis panics")).collect()
    });
    assert_eq!(alone, threaded);
    // Names too are a sentence's own affair: in company they are what they are alone.
    let names = |document: &Document| -> Vec<(String, &str)> {
        document.names.iter().map(|n| (n.span.of(&document.text).to_owned(), n.kind.name())).collect()
    };
    let apart: Vec<_> = lines.iter().flat_map(|line| names(&parse::document(line))).collect();
    assert!(apart.len() > 50, "the sentences name people and places");
    for size in [1, 7, 50, lines.len()] {
        let together: Vec<_> = lines.chunks(size).flat_map(|some| names(&parse::document(&some.join("\n")))).collect();
        assert_eq!(apart, together, "in batches of {size}");
    }
}

#[test]
fn names_stand_in_the_last_column_of_given_words_too() {
    let given =
        "1\tNelson\t_\t_\t_\t_\t_\t_\t_\t_\n2\tMandela\t_\t_\t_\t_\t_\t_\t_\t_\n3\tspoke\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    let out = conllu::write(&conllu::pretokenized(given).expect("it is CoNLL-U"));
    let last: Vec<&str> = out.lines().filter(|l| l.contains('\t')).filter_map(|l| l.rsplit('\t').next()).collect();
    assert_eq!(last, ["Name=B-person", "Name=I-person", "_"]);
}

#[test]
fn a_sentence_without_end_is_cut_and_says_so() {
    let document = parse::document(&"word ".repeat(1_000));
    assert!(document.sentences.len() > 1);
    assert!(document.notices.iter().any(|n| n.code == "sentence-cut"));
    let given = "1\tword\t_\t_\t_\t_\t_\t_\t_\t_\n".repeat(1_000);
    let document = conllu::pretokenized(&given).expect("it is CoNLL-U");
    assert!(document.notices.iter().any(|n| n.code == "sentence-cut"));
}

#[test]
fn broken_conllu_names_its_line() {
    let error = conllu::pretokenized("1\tTalks\t_\n").expect_err("three columns are too few");
    assert!(error.to_string().contains("line 1"), "{error}");
}

#[test]
fn the_card_names_the_weights_that_are_shipped() {
    let card = include_str!("../../../legation-data/english/CARD.md");
    for bytes in [legation_data::ENGLISH_WEIGHTS, legation_data::ENGLISH_WORDS, legation_data::ENGLISH_NAMES] {
        let digest = blake3::hash(bytes).to_hex();
        assert!(card.contains(digest.as_str()), "the card lacks {digest}");
    }
}

#[test]
fn an_attribute_with_a_subject_becomes_the_verb() {
    let document = parse::document("The European Union imposed sanctions on Belarus.");
    let tree: Vec<(&str, &str, &str)> = (0..document.tokens.len() as u32)
        .map(|t| {
            let head = document.head(t).map_or("-", |h| document.form(h));
            (document.form(t), document.relation(t).name(), head)
        })
        .collect();
    assert_eq!(tree[2], ("Union", "nsubj", "imposed"));
    assert_eq!(tree[3], ("imposed", "root", "-"));
    assert_eq!(tree[4], ("sanctions", "obj", "imposed"));
    assert_eq!(document.sentences[0].root, 3);
}
