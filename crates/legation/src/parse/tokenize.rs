//! Text into syntactic words, as the English treebanks cut them.
//!
//! One pass over each run of non-space characters: whole shapes that stay together (addresses,
//! abbreviations, times), punctuation off both ends, then clitics and hyphens inside.

use crate::span::Span;

/// Cuts a paragraph into words; spans are offsets into the whole text, `base` is where it begins.
pub(super) fn words(paragraph: &str, base: usize, out: &mut Vec<Span>) {
    let mut start = None;
    for (at, c) in paragraph.char_indices() {
        // Control characters and spaces of every width separate; a soft hyphen or a byte-order
        // mark inside a word does not.
        if c.is_whitespace() || c.is_control() {
            if let Some(from) = start.take() {
                run(paragraph, from, at, base, out);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        run(paragraph, from, paragraph.len(), base, out);
    }
}

/// Longer runs than this are not words; they are cut by character class alone, in linear time.
const LONGEST_RUN: usize = 400;

fn run(text: &str, from: usize, to: usize, base: usize, out: &mut Vec<Span>) {
    let mut push = |a: usize, b: usize| {
        if a < b {
            out.push(Span::at(base + a, base + b));
        }
    };
    if to - from > LONGEST_RUN {
        let mut at = from;
        while at < to {
            let class = |c: char| (c.is_alphabetic(), c.is_numeric());
            let first = text[at..to].chars().next().map(class);
            let mut end = at;
            for c in text[at..to].chars() {
                if Some(class(c)) != first || end - at >= 64 {
                    break;
                }
                end += c.len_utf8();
            }
            push(at, end);
            at = end;
        }
        return;
    }
    let (mut low, mut high) = (from, to);
    let mut tail: Vec<(usize, usize)> = Vec::new();
    // Looked up once: a long stretch of spaces must not be walked again for each mark before it.
    let next_run = text[to..].trim_start();
    loop {
        if low >= high {
            break;
        }
        let piece = &text[low..high];
        if stays_whole(piece, if high == to { next_run } else { &text[high..to] }) {
            push(low, high);
            low = high;
            break;
        }
        if let Some(length) = opening(piece) {
            push(low, low + length);
            low += length;
            continue;
        }
        if let Some(length) = closing(piece) {
            tail.push((high - length, high));
            high -= length;
            continue;
        }
        break;
    }
    if low < high {
        inside(text, low, high, &mut push);
    }
    for &(a, b) in tail.iter().rev() {
        push(a, b);
    }
}

/// Whether a run is one word as it stands, whatever punctuation it holds.
fn stays_whole(piece: &str, following: &str) -> bool {
    let plain = piece.len() < 100;
    if piece.contains("://") || piece.starts_with("www.") {
        return !piece.ends_with([',', '.', ')', ';', '"', '”', '\'', ':', '!', '?', ']', '>']);
    }
    if plain && piece.contains('@') && piece.chars().filter(|&c| c == '@').count() == 1 {
        return piece.len() > 1
            && piece.chars().all(|c| c.is_alphanumeric() || "@._-+".contains(c))
            && !piece.ends_with('.');
    }
    if piece.starts_with('#') && piece.len() > 1 {
        return piece[1..].chars().all(|c| c.is_alphanumeric() || c == '_')
            && piece[1..].chars().any(char::is_alphabetic);
    }
    plain && (marks(piece) || abbreviation(piece, following) || emoticon(piece) || numeric(piece))
}

/// A run that is one mark over and over ("--", "...", "***") or only "!" and "?" is one word.
fn marks(piece: &str) -> bool {
    let mut chars = piece.chars();
    let Some(first) = chars.next() else { return false };
    if matches!(first, '.' | '-' | '—' | '–' | '*' | '=' | '_' | '~' | '+' | '$' | '<' | '>' | '/' | '#') {
        return chars.all(|c| c == first);
    }
    matches!(first, '!' | '?') && chars.all(|c| matches!(c, '!' | '?'))
}

/// Whether a word with its final full stop is an abbreviation.
pub(super) fn abbreviation(piece: &str, following: &str) -> bool {
    let Some(stem) = piece.strip_suffix('.') else { return false };
    if stem.is_empty() {
        return false;
    }
    // "U.S.", "a.m.", "J.", "Ph.D.": single letters (or a short head) between full stops.
    let parts: Vec<&str> = stem.split('.').collect();
    let letters = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
    if parts.len() > 1 && parts.iter().all(|p| letters(p) || *p == "Ph") {
        return true;
    }
    if parts.len() == 1 && letters(stem) && stem.chars().all(char::is_uppercase) {
        // "I." ends a sentence more often than it abbreviates.
        return stem != "I" || following.starts_with(char::is_uppercase);
    }
    if matches!(
        stem,
        "No" | "Nos" | "no" | "Art" | "art" | "Sec" | "sec" | "p" | "pp" | "vol" | "Vol" | "ch" | "fig" | "Fig" | "c"
    ) {
        return following.starts_with(|c: char| c.is_ascii_digit());
    }
    if matches!(stem, "Sat" | "Sun" | "Mon" | "Jan" | "Mar" | "Gov" | "Dem" | "Rep" | "gen" | "col" | "Bros") {
        return !following.is_empty();
    }
    ABBREVIATIONS.binary_search(&stem).is_ok()
}

/// Sorted, so that it can be searched.
const ABBREVIATIONS: &[&str] = &[
    "Adm", "Apr", "Assn", "Aug", "Av", "Ave", "Blvd", "Brig", "Bt", "Capt", "Cmdr", "Co", "Col", "Comdr", "Corp",
    "Cpl", "Cpt", "Dec", "Dept", "Dr", "Drs", "Esq", "Est", "Feb", "Fr", "Fri", "Ft", "Gen", "Hon", "Inc", "Jr", "Jul",
    "Jun", "Lt", "Ltd", "Maj", "Messrs", "Mgr", "Mlle", "Mme", "Mr", "Mrs", "Ms", "Msgr", "Mt", "Nov", "Oct", "Ph",
    "Pres", "Prof", "Pte", "Pvt", "Rd", "Reps", "Rev", "Sen", "Sens", "Sep", "Sept", "Sgt", "Sr", "Sra", "St", "Ste",
    "Supt", "Thu", "Thur", "Thurs", "Tue", "Tues", "Univ", "Wed", "al", "approx", "c.f", "ca", "cf", "dept", "ed",
    "eds", "est", "etc", "i.e", "inc", "incl", "ltd", "viz", "vs",
];

fn emoticon(piece: &str) -> bool {
    matches!(piece, ":)" | ":-)" | ";)" | ";-)" | ":(" | ":-(" | ":D" | ":-D" | ":P" | ":/" | "<3" | "xD")
}

/// Numbers with their separators: 1,000 · 3.5 · 9/11 · 10:30 · 713-853-3989.
fn numeric(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    bytes.len() > 1
        && bytes[0].is_ascii_digit()
        && bytes[bytes.len() - 1].is_ascii_digit()
        && bytes.iter().all(|b| b.is_ascii_digit() || b",.:/".contains(b))
        || bytes.len() > 9 && bytes.iter().all(|b| b.is_ascii_digit() || *b == b'-') && bytes[0].is_ascii_digit()
        // A local telephone number; a pair of years keeps its hyphen apart.
        || bytes.len() == 8 && bytes.iter().enumerate().all(|(i, b)| if i == 3 { *b == b'-' } else { b.is_ascii_digit() })
}

/// The length of the punctuation that a run opens with.
fn opening(piece: &str) -> Option<usize> {
    let c = piece.chars().next()?;
    if piece.len() == c.len_utf8() {
        return None;
    }
    if let Some(length) = repeated(piece, c) {
        return (length < piece.len()).then_some(length);
    }
    if piece.starts_with("``") || piece.starts_with("''") {
        return Some(2);
    }
    // "'s" and "'em" keep their apostrophe.
    if matches!(c, '\'' | '’') && clitic(piece) {
        return None;
    }
    let opens = matches!(
        c,
        '(' | '['
            | '{'
            | '<'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '‘'
            | '\''
            | '’'
            | '`'
            | '*'
            | '•'
            | '·'
            | '–'
            | '—'
            | '-'
            | '/'
            | '\\'
            | '|'
            | '='
            | '~'
            | '+'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '…'
            | '¿'
            | '¡'
            | '>'
            | '^'
            | '_'
            | '§'
            | '&'
            | '%'
            | '#'
            | '№'
            | '©'
            | '®'
            | '™'
            | '→'
            | '←'
            | '↺'
            | '−'
            | '×'
    ) || currency(c)
        || pictograph(c)
        || (c == '.' && !piece[1..].starts_with(|d: char| d.is_ascii_digit()));
    opens.then_some(c.len_utf8())
}

/// The length of the punctuation that a run closes with.
fn closing(piece: &str) -> Option<usize> {
    let c = piece.chars().next_back()?;
    if piece.len() == c.len_utf8() {
        return None;
    }
    // A run of one mark ("...", "!!") is one word, and so is a run of "!" and "?".
    if matches!(c, '.' | '!' | '?' | '-' | '—' | '*' | '=' | '_') {
        let same = |d: char| d == c || matches!((c, d), ('!', '?') | ('?', '!'));
        let length: usize = piece.chars().rev().take_while(|&d| same(d)).map(char::len_utf8).sum();
        if length > c.len_utf8() && length < piece.len() {
            return Some(length);
        }
    }
    if piece.ends_with("''") || piece.ends_with("``") {
        return Some(2);
    }
    let closes = matches!(
        c,
        ')' | ']'
            | '}'
            | '>'
            | '"'
            | '”'
            | '“'
            | '»'
            | '«'
            | '\''
            | '’'
            | '‘'
            | '`'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '.'
            | '…'
            | '%'
            | '*'
            | '–'
            | '—'
            | '-'
            | '/'
            | '|'
            | '~'
            | '='
            | '+'
            | '®'
            | '™'
            | '©'
            | '°'
            | '_'
            | '→'
            | '‰'
            | '•'
    ) || currency(c)
        || pictograph(c);
    closes.then_some(c.len_utf8())
}

/// The length of a run of the same mark at the start, where such runs are one word.
fn repeated(piece: &str, c: char) -> Option<usize> {
    if !matches!(c, '.' | '-' | '—' | '!' | '?' | '*' | '=' | '_' | '~') {
        return None;
    }
    let length: usize = piece.chars().take_while(|&d| d == c).map(char::len_utf8).sum();
    (length > c.len_utf8()).then_some(length)
}

fn currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₽' | '₼' | '₺' | '₴' | '₹' | '₩' | '₪' | '¢')
}

fn pictograph(c: char) -> bool {
    matches!(c as u32, 0x2190..=0x21ff | 0x2300..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1faff)
}

fn clitic(piece: &str) -> bool {
    let rest = piece.trim_start_matches(['\'', '’']);
    ["s", "S", "re", "ve", "ll", "d", "m", "em", "til", "cause", "n"].contains(&rest)
        || (rest.len() == 3 && rest.ends_with('s') && rest[..2].bytes().all(|b| b.is_ascii_digit()))
}

/// Words inside a run whose ends are clean: clitics, contractions, hyphens, dashes, slashes.
fn inside(text: &str, low: usize, high: usize, push: &mut impl FnMut(usize, usize)) {
    let mut start = low;
    let mut at = low;
    while at < high {
        let Some(c) = text[at..high].chars().next() else { break };
        let next = at + c.len_utf8();
        let before = text[start..at].chars().next_back();
        let after = text[next..high].chars().next();
        let between_letters = before.is_some_and(|b| b.is_alphanumeric() || b == '.' || b == ')')
            && after.is_some_and(|a| a.is_alphanumeric() || currency(a));
        let double = |mark: char| c == mark && after == Some(mark);
        if double('-') || double('.') {
            // "--" and "..." inside a run.
            let mark = c;
            let end = at + text[at..high].chars().take_while(|&d| d == mark).map(char::len_utf8).sum::<usize>();
            word(text, start, at, push);
            push(at, end);
            (start, at) = (end, end);
            continue;
        }
        let digits = before.is_some_and(|b| b.is_ascii_digit()) && after.is_some_and(|a| a.is_ascii_digit());
        let cuts = match c {
            '—' | '–' | '…' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '<' | '>' | '|' | '=' | '*' | '«' | '»' => {
                true
            }
            '-' => between_letters && !keeps_hyphen(&text[start..at], &text[next..high]),
            '/' => between_letters && !digits,
            '&' => between_letters && text[low..high].len() > 5,
            ',' | ';' | '?' | '!' => !digits && after.is_some_and(char::is_alphabetic),
            ':' => !digits && before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic),
            c => currency(c) && before.is_some_and(char::is_alphabetic) && after.is_some_and(|a| a.is_ascii_digit()),
        };
        if cuts {
            // "US$5" keeps the sign with the letters in front of it.
            if currency(c) {
                push(start, next);
            } else if matches!(c, '[' | '(') {
                ended(text, start, at, push);
                push(at, next);
            } else {
                word(text, start, at, push);
                push(at, next);
            }
            start = next;
        }
        at = next;
    }
    word(text, start, high, push);
}

/// A word with its closing marks, where a bracket follows without a space: `1805.[6]`.
fn ended(text: &str, low: usize, high: usize, push: &mut impl FnMut(usize, usize)) {
    let mut end = high;
    let mut tail = Vec::new();
    while let Some(length) = closing(&text[low..end]) {
        if abbreviation(&text[low..end], "") {
            break;
        }
        tail.push((end - length, end));
        end -= length;
    }
    word(text, low, end, push);
    for &(a, b) in tail.iter().rev() {
        push(a, b);
    }
}

/// Prefixes that the treebanks leave joined to their word.
fn keeps_hyphen(before: &str, after: &str) -> bool {
    const JOINED: &[&str] = &[
        "anti", "co", "counter", "de", "e", "ex", "extra", "hyper", "inter", "intra", "macro", "mega", "mid", "micro",
        "mini", "multi", "neo", "non", "over", "post", "pre", "pro", "proto", "pseudo", "psycho", "quasi", "re",
        "semi", "socio", "sub", "super", "supra", "trans", "ultra", "un", "under", "uh", "vice",
    ];
    let lower = before.to_lowercase();
    let first = lower.rsplit('-').next().unwrap_or(&lower);
    // "U-turn", "T-72", "F-16", "x-ray", "COVID-19": a letter or a code with its number stay together.
    let coded = after.chars().all(|c| c.is_ascii_digit()) && before.chars().all(|c| c.is_uppercase());
    JOINED.contains(&first)
        || coded
        || (before.chars().count() == 1 && before.chars().all(char::is_alphabetic) && !after.contains('-'))
}

/// One word without marks inside: contractions come apart here.
fn word(text: &str, low: usize, high: usize, push: &mut impl FnMut(usize, usize)) {
    if low >= high {
        return;
    }
    let piece = &text[low..high];
    let lower = piece.to_lowercase();
    if lower.len() != piece.len() {
        push(low, high);
        return;
    }
    let fixed: &[(&str, usize)] = &[
        ("cannot", 3),
        ("gonna", 3),
        ("gotta", 3),
        ("wanna", 3),
        ("gimme", 3),
        ("lemme", 3),
        ("dunno", 2),
        ("dont", 2),
        ("didnt", 3),
        ("doesnt", 4),
        ("isnt", 2),
        ("wont", 2),
    ];
    if let Some(&(_, cut)) = fixed.iter().find(|(w, _)| *w == lower) {
        push(low, low + cut);
        push(low + cut, high);
        return;
    }
    for ending in ["n't", "n’t"] {
        if lower.len() > ending.len() && lower.ends_with(ending) {
            let cut = high - ending.len();
            push(low, cut);
            push(cut, high);
            return;
        }
    }
    for mark in ['\'', '’'] {
        if let Some(at) = lower.rfind(mark) {
            let rest = &lower[at + mark.len_utf8()..];
            if at > 0 && matches!(rest, "s" | "re" | "ve" | "ll" | "d" | "m") {
                word(text, low, low + at, push);
                push(low + at, high);
                return;
            }
        }
    }
    // A unit glued to its number: "5km", "16px", "10am".
    let digits = piece.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.' || *b == b',').count();
    if digits > 0
        && matches!(
            &lower[digits..],
            "km" | "kg"
                | "m"
                | "cm"
                | "mm"
                | "px"
                | "am"
                | "pm"
                | "bn"
                | "mn"
                | "tn"
                | "gw"
                | "mw"
                | "kw"
                | "k"
                | "mln"
                | "bln"
        )
    {
        push(low, low + digits);
        push(low + digits, high);
        return;
    }
    push(low, high);
}
