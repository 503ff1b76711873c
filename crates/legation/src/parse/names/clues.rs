//! What the name finder sees of each word.
//!
//! Most of it are yes-or-no clues, written as hashes: the word and its neighbours, their letters,
//! outlines and clusters, what gazetteers call them, the run of capitals around, tags and tree. The
//! rest are word vectors. After Ratinov and Roth (2009), "Design Challenges and Misconceptions in
//! Named Entity Recognition", whose clusters and gazetteers still carry small models far.

use super::super::document::{Relation, Token, Upos};
use super::super::embed;
use super::super::lexicon::{Entry, Lexicon};

/// The clues of one word.
#[derive(Clone, Default, Debug)]
pub struct Clues {
    /// Whether the word may be part of a name at all; nothing else is known of it when not.
    pub open: bool,
    /// Clues from letters and gazetteers.
    pub letters: Vec<u32>,
    /// Clues from tags and tree, which are surer on text that the parser was trained on.
    pub tree: Vec<u32>,
    /// Rows of the word table: the word before, this one, its small letters, the next.
    pub rows: [u16; 4],
}

/// The class of words that are commoner in the other case.
const COMMON: u8 = 1 << 5;

/// What is worked out once for each word.
struct Seen {
    word: u32,
    affixes: [u32; 8],
    shape: u32,
    own: Entry,
    low: Entry,
    /// What a larger network takes the word for.
    kinds: u8,
    capital: bool,
    shouted: bool,
    connects: bool,
}

/// Mixes a kind of clue with what it says.
fn mix(kind: u32, a: u32, b: u32) -> u32 {
    let mut h = u64::from(kind).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ u64::from(a).wrapping_mul(0xff51_afd7_ed55_8ccd)
        ^ (u64::from(b) << 1).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^= h >> 29;
    h = h.wrapping_mul(0x94d0_49bb_1331_11eb);
    (h ^ (h >> 32)) as u32
}

fn hash(text: &str) -> u32 {
    embed::murmur64(text.as_bytes(), 1) as u32
}

fn look(form: &str, own: Entry, lexicon: &Lexicon) -> Seen {
    let norm = embed::norm(form);
    let letters: Vec<usize> = norm.char_indices().map(|(at, _)| at).chain([norm.len()]).collect();
    let n = letters.len() - 1;
    let mut affixes = [0; 8];
    for k in 1..=4 {
        affixes[k - 1] = mix(90 + k as u32, hash(&norm[..letters[k.min(n)]]), 0);
        affixes[3 + k] = mix(95 + k as u32, hash(&norm[letters[n.saturating_sub(k)]..]), 0);
    }
    // Runs of one kind are one mark: `Aliyev` is Xx, `U.S.` X.X.
    let mut shape = String::new();
    for c in form.chars() {
        let mark = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => 'd',
            c => c,
        };
        if !shape.ends_with(mark) {
            shape.push(mark);
        }
    }
    let capital = form.starts_with(char::is_uppercase);
    let low = if norm == form { Entry::default() } else { lexicon.find(&norm) };
    Seen {
        word: hash(&norm),
        affixes,
        shape: hash(&shape),
        own,
        low,
        kinds: if own.kinds > 0 { own.kinds } else { low.kinds },
        capital,
        shouted: capital && n > 1 && !form.chars().any(char::is_lowercase),
        connects: matches!(
            norm.as_str(),
            "of" | "the"
                | "and"
                | "for"
                | "&"
                | "-"
                | "de"
                | "la"
                | "al"
                | "in"
                | "on"
                | "'s"
                | "."
                | "/"
                | "bin"
                | "von"
                | "van"
        ),
    }
}

/// Clues of each word of a sentence; heads in `tokens` count from `first`.
pub(in super::super) fn of_sentence(forms: &[&str], tokens: &[Token], first: u32, lexicon: &Lexicon) -> Vec<Clues> {
    let n = forms.len();
    let entries: Vec<Entry> = forms.iter().map(|form| lexicon.find(form)).collect();
    // A word in small letters that is commoner with a capital, and then likely a name.
    let small = |entry: Entry| entry.classes & COMMON != 0 && entry.kinds & 0b10_1010 != 0;
    let sure: Vec<bool> = (0..n)
        .map(|i| forms[i].contains(char::is_uppercase) || tokens[i].upos == Upos::Propn || small(entries[i]))
        .collect();
    if !sure.contains(&true) {
        return vec![Clues::default(); n];
    }
    // Small words are looked at between names, and where they may end one: "Gaza strip", "Wendy 's", "Cinema 21".
    let ends = |i: usize| matches!(tokens[i].upos, Upos::Noun | Upos::Part | Upos::Num | Upos::X);
    let open: Vec<bool> = (0..n)
        .map(|i| {
            let left = (1..=2).any(|k| i >= k && sure[i - k]);
            let right = (1..=2).any(|k| i + k < n && sure[i + k]);
            sure[i] || (left && right) || (i > 0 && sure[i - 1] && ends(i))
        })
        .collect();
    let seen: Vec<Seen> = forms.iter().zip(entries).map(|(form, own)| look(form, own, lexicon)).collect();
    let words = seen.iter().filter(|s| s.capital || s.low == Entry::default()).count().max(1);
    let shouting = 2 * seen.iter().filter(|s| s.shouted).count() > words;
    let titled = 3 * seen.iter().filter(|s| s.capital).count() > 2 * n;
    let mut clues: Vec<Clues> = (0..n)
        .map(|i| if open[i] { of_word(i, &seen, tokens, first, lexicon, shouting, titled) } else { Clues::default() })
        .collect();
    phrases(forms, &open, &mut clues, lexicon);
    clues
}

fn of_word(
    i: usize,
    seen: &[Seen],
    tokens: &[Token],
    first: u32,
    lexicon: &Lexicon,
    shouting: bool,
    titled: bool,
) -> Clues {
    let n = seen.len();
    let at = |k: isize| -> Option<&Seen> { seen.get(i.checked_add_signed(k)?) };
    let mut letters = Vec::with_capacity(64);
    let own = &seen[i];
    let mut put = |kind: u32, a: u32, b: u32| letters.push(mix(kind, a, b));
    for k in -2..=2isize {
        let place = (k + 3) as u32;
        let Some(word) = at(k) else {
            put(1, place, 0);
            continue;
        };
        put(2, place, word.word);
        let path = lexicon.path(word.own).or_else(|| lexicon.path(word.low));
        if let Some(path) = path {
            put(3, place, path & 0x3f);
            if k.abs() < 2 {
                put(4, place, path & 0x3ff);
                put(5, place, path);
            }
        }
        if k.abs() < 2 {
            put(6, place, word.shape);
            for bit in 0..8 {
                if word.own.classes >> bit & 1 == 1 {
                    put(7, place, bit);
                }
            }
            put(8, place, u32::from(word.own.classes) << 1 | u32::from(word.capital));
            for kind in 0..4 {
                put(40, place, u32::from(kind << 2 | (word.kinds >> (2 * kind) & 3)));
            }
            put(41, place, u32::from(word.kinds) << 1 | u32::from(word.capital));
        }
    }
    for affix in own.affixes {
        put(10, affix, 0);
    }
    for k in [-1, 1] {
        if let Some(word) = at(k) {
            put(11, (k + 3) as u32, word.affixes[6]);
            let (a, b) = if k < 0 { (word, own) } else { (own, word) };
            put(12, a.shape, b.shape.wrapping_add(k as u32));
            put(13, u32::from(a.own.classes) << 8 | u32::from(b.own.classes), k as u32);
            put(42, u32::from(a.kinds) << 8 | u32::from(b.kinds), k as u32);
            put(14, word.word, own.shape.wrapping_add(k as u32));
        }
    }
    if let Some(path) = lexicon.path(own.low) {
        put(15, path & 0xff, u32::from(own.capital));
        put(16, path & 0xf, u32::from(own.capital));
    }
    if let Some(path) = lexicon.path(own.own) {
        put(17, path & 0xf, 0);
        put(18, path & 0xff, 0);
    }
    put(
        19,
        u32::from(own.own == Entry::default()) << 1 | u32::from(own.low == Entry::default()),
        u32::from(own.capital),
    );
    put(20, u32::from(shouting) << 1 | u32::from(titled), u32::from(own.own.classes));
    put(21, u32::from(i == 0), u32::from(own.capital));
    if i + 1 == n {
        put(22, 0, 0);
    }

    // The run of capitals around the word: what stands before it and after it often says what it is.
    let (mut from, mut to) = (i, i + 1);
    while from > 0 && (seen[from - 1].capital || (from > 1 && seen[from - 1].connects && seen[from - 2].capital)) {
        from -= 1;
    }
    while to < n && (seen[to].capital || (to + 1 < n && seen[to].connects && seen[to + 1].capital)) {
        to += 1;
    }
    run(&mut put, 30, from, to, i, seen);
    let row = |k: isize| at(k).map_or(0, |w| if w.own.row > 0 { w.own.row } else { w.low.row });
    let rows = [row(-1), row(0), own.low.row, row(1)];
    let mut clues = Clues { open: true, letters, tree: Vec::with_capacity(24), rows };
    let mut put = |kind: u32, a: u32, b: u32| clues.tree.push(mix(kind, a, b));
    let token = &tokens[i];
    for k in -1..=1isize {
        if let Some(token) = i.checked_add_signed(k).and_then(|j| tokens.get(j)) {
            put(60, (k + 3) as u32, token.upos as u32);
            put(61, (k + 3) as u32, hash(token.xpos));
        }
    }
    put(62, token.upos as u32, own.shape);
    put(63, token.relation as u32, token.upos as u32);
    // From the word to the head of its name, and to what that hangs on.
    let mut top = i;
    for _ in 0..8 {
        if !matches!(tokens[top].relation, Relation::Flat | Relation::Compound | Relation::NmodDesc)
            || tokens[top].head < first
        {
            break;
        }
        top = (tokens[top].head - first) as usize;
    }
    let above = (tokens[top].head - first) as usize;
    put(64, tokens[top].relation as u32, seen[above].word);
    put(65, tokens[top].relation as u32, tokens[above].upos as u32);
    put(66, seen[top].word, u32::from(top == i));
    put(67, u32::from(seen[top].own.classes), u32::from(top == i));
    let (mut case, mut det) = (0, 0);
    for (j, t) in tokens.iter().enumerate() {
        if t.head == first + top as u32 && j != top {
            match t.relation {
                Relation::Case if j < top => case = seen[j].word,
                Relation::Det => det = 1,
                Relation::NmodDesc => put(69, seen[j].word, 0),
                _ => {}
            }
        }
    }
    put(68, case, det);
    let proper = |j: usize| tokens[j].upos == Upos::Propn;
    let (mut from, mut to) = (i, i + 1);
    while from > 0 && proper(from - 1) {
        from -= 1;
    }
    while to < n && proper(to) {
        to += 1;
    }
    if proper(i) {
        run(&mut put, 70, from, to, i, seen);
    }
    clues
}

/// Where the word stands in a run, and what the run's ends and surroundings are.
fn run(put: &mut impl FnMut(u32, u32, u32), kind: u32, from: usize, to: usize, i: usize, seen: &[Seen]) {
    let word = |j: usize| seen.get(j).map_or(0, |s| s.word);
    let before = if from == 0 { 1 } else { word(from - 1) };
    put(kind, before, u32::from(i == from));
    put(kind + 1, word(to), u32::from(i + 1 == to));
    put(kind + 2, word(to - 1), u32::from(i + 1 == to));
    put(kind + 3, word(from), u32::from(i == from));
    put(kind + 4, (to - from).min(6) as u32, ((i - from).min(3) * 4 + (to - 1 - i).min(3)) as u32);
    put(kind + 5, u32::from(seen[to - 1].own.classes), u32::from(seen[from].own.classes));
    put(kind + 6, seen[to - 1].affixes[6], u32::from(i + 1 == to));
    put(kind + 8, u32::from(seen[to - 1].kinds) << 8 | u32::from(seen[from].kinds), (to - from).min(3) as u32);
    if from > 1 {
        put(kind + 7, word(from - 2), before);
    }
}

/// Marks the words of known phrases with their place in them.
fn phrases(forms: &[&str], open: &[bool], clues: &mut [Clues], lexicon: &Lexicon) {
    let mut text = String::new();
    for from in 0..forms.len() {
        if !open[from] {
            continue;
        }
        text.clear();
        for to in from..forms.len().min(from + 6) {
            if to > from {
                text.push(' ');
            }
            text.push_str(&embed::norm(forms[to]));
            if to == from || !open[to] {
                continue;
            }
            let classes = lexicon.phrase(&text);
            if classes != 0 {
                for (i, clue) in clues.iter_mut().enumerate().take(to + 1).skip(from) {
                    let place = u32::from(i == from) << 1 | u32::from(i == to);
                    clue.letters.push(mix(80, u32::from(classes), place));
                }
            }
        }
    }
}
