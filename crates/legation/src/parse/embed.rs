//! Words as numbers: the string ids, shapes and hashes that the embedding tables are addressed by.
//!
//! These repeat spaCy's arithmetic exactly, because the weights were trained behind it; the parity
//! test compares every decision that follows from them.

use super::lexicon::Lexicon;
use super::weights::{HashTable, Weights};

/// What the network is told of one word.
pub(super) struct Known {
    /// String ids: norm, prefix, suffix, shape, cluster.
    pub ids: [u64; 5],
    /// Row of the word vectors, counted from one.
    pub row: u16,
}

/// Looks a word up in letters and in the word table.
pub(super) fn known(word: &str, weights: &Weights, lexicon: &Lexicon) -> Known {
    let prefix = word.chars().next().map_or("", |c| &word[..c.len_utf8()]);
    let suffix = word.char_indices().nth_back(2).map_or(word, |(at, _)| &word[at..]);
    let id = |text: &str| string_id(text, weights);
    let norm = norm(word);
    let written = lexicon.find(word);
    // A word that only gazetteers know as written is looked up in small letters, as in training.
    let entry = if written.row == 0 && written.cluster == 0 { lexicon.find(&norm) } else { written };
    let cluster = lexicon.path(entry).map_or(0, |path| id(&format!("c{path}")));
    Known { ids: [id(&norm), id(prefix), id(suffix), id(&shape(word)), cluster], row: entry.row }
}

/// Lower case, with typographic quotes and dashes as their plain twins: `reader.py` has the same rule.
pub(super) fn norm(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.is_ascii() && !lower.contains("``") && !lower.contains("''") {
        return lower;
    }
    lower
        .replace(['\u{2019}', '\u{2018}'], "'")
        .replace(['\u{201c}', '\u{201d}'], "\"")
        .replace(['\u{2013}', '\u{2014}'], "-")
        .replace('\u{2026}', "...")
        .replace("``", "\"")
        .replace("''", "\"")
}

/// The word's outline: `Baku` → `Xxxx`, `2025` → `dddd`, runs cut at four.
fn shape(word: &str) -> String {
    if word.chars().count() >= 100 {
        return "LONG".to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars() {
        let mark = if c.is_alphabetic() {
            if c.is_uppercase() { 'X' } else { 'x' }
        } else if c.is_numeric() {
            'd'
        } else {
            c
        };
        if mark == last {
            run += 1;
        } else {
            (last, run) = (mark, 0);
        }
        if run < 4 {
            out.push(mark);
        }
    }
    out
}

/// A string's id: spaCy's fixed symbols first, MurmurHash64A with seed 1 otherwise.
fn string_id(text: &str, weights: &Weights) -> u64 {
    if text.is_empty() {
        return 0;
    }
    weights.symbols.get(text).copied().unwrap_or_else(|| murmur64(text.as_bytes(), 1))
}

pub(super) fn murmur64(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut k = u64::from_le_bytes(chunk.try_into().unwrap_or_default()).wrapping_mul(M);
        k ^= k >> 47;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        for (i, &byte) in rest.iter().enumerate() {
            hash ^= u64::from(byte) << (8 * i);
        }
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 47;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 47)
}

/// The four rows of a table that a string id addresses (MurmurHash3 of one 64-bit key).
pub(super) fn rows(id: u64, table: &HashTable) -> [usize; 4] {
    let seed = u64::from(table.seed);
    let mix = |mut h: u64| {
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    (h1, h2) = (mix(h1), mix(h2));
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let n = table.rows as u64;
    [h1 & 0xffff_ffff, h1 >> 32, h2 & 0xffff_ffff, h2 >> 32].map(|key| (key % n) as usize)
}
