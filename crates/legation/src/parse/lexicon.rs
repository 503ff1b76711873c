//! What is known of words before any is read: vectors, clusters, and what gazetteers say.
//!
//! `crates/xtask/english/lexicon.py` writes the file and its first lines give the layout; `kinds.py` adds a
//! column, `lists.py` more names.

use std::sync::OnceLock;

use super::embed::murmur64;

/// What the table says of one word; all zero where it says nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Row of the vectors, counted from one.
    pub row: u16,
    /// Index of the cluster's path, counted from one.
    pub cluster: u16,
    /// What gazetteers call the word, a bit each: given name, family name, place, state, body, commoner
    /// in small letters (of a word in small letters: commoner with a capital), people, title.
    pub classes: u8,
    /// What a larger network takes the word for where nothing stands around it, two bits a kind from the
    /// lowest: person, organisation, place, group; 0 hardly, 3 most likely.
    pub kinds: u8,
}

/// The word table.
pub(super) struct Lexicon {
    /// Where the hashes with each upper half begin.
    starts: Vec<u32>,
    hashes: Vec<u32>,
    entries: Vec<Entry>,
    paths: Vec<u32>,
    phrases: Vec<(u32, u8)>,
    vectors: &'static [u8],
    pub width: usize,
    pub scale: f32,
}

impl Lexicon {
    /// The table built into the program.
    pub fn builtin() -> &'static Lexicon {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        // The file is part of the program and a test loads it: a damaged one cannot be built.
        LEXICON.get_or_init(|| Lexicon::read(legation_data::ENGLISH_WORDS).expect("the built-in word table is whole"))
    }

    fn read(bytes: &'static [u8]) -> Option<Lexicon> {
        let mut bytes = bytes.strip_prefix(b"LEGL")?;
        let mut take = |n: usize| -> Option<&'static [u8]> {
            let (first, rest) = bytes.split_at_checked(n)?;
            bytes = rest;
            Some(first)
        };
        let head: Vec<u32> = words(take(28)?);
        let [version, width, n_words, n_rows, n_paths, n_phrases, scale] = head[..].try_into().ok()?;
        if version != 2 {
            return None;
        }
        let [width, n_words, n_rows, n_paths, n_phrases] =
            [width, n_words, n_rows, n_paths, n_phrases].map(|n| n as usize);
        let hashes = words(take(4 * n_words)?);
        let (rows, clusters) = (halves(take(2 * n_words)?), halves(take(2 * n_words)?));
        let (classes, kinds) = (take(n_words)?, take(n_words)?);
        let entry = |i| Entry { row: rows[i], cluster: clusters[i], classes: classes[i], kinds: kinds[i] };
        let entries = (0..n_words).map(entry).collect();
        let paths = words(take(4 * n_paths)?);
        let phrases = words(take(4 * n_phrases)?).into_iter().zip(take(n_phrases)?.iter().copied()).collect();
        let vectors = take(n_rows * width)?;
        let mut starts = Vec::with_capacity((1 << 16) + 1);
        for half in 0..=1u64 << 16 {
            starts.push(hashes.partition_point(|&h| u64::from(h) < half << 16) as u32);
        }
        Some(Lexicon { starts, hashes, entries, paths, phrases, vectors, width, scale: f32::from_bits(scale) })
    }

    /// What is known of a word as written.
    pub fn find(&self, text: &str) -> Entry {
        let hash = murmur64(text.as_bytes(), 1) as u32;
        let half = (hash >> 16) as usize;
        let (from, to) = (self.starts[half] as usize, self.starts[half + 1] as usize);
        match self.hashes[from..to].iter().position(|&h| h == hash) {
            Some(at) => self.entries[from + at],
            None => Entry::default(),
        }
    }

    /// What gazetteers call a phrase in small letters, its words joined by spaces: the classes of words, but
    /// that of the other case is that of facilities here.
    pub fn phrase(&self, text: &str) -> u8 {
        let hash = murmur64(text.as_bytes(), 1) as u32;
        self.phrases.binary_search_by_key(&hash, |p| p.0).map_or(0, |at| self.phrases[at].1)
    }

    /// The path of a cluster from the root, one bit a step from the lowest; nothing for no cluster.
    pub fn path(&self, entry: Entry) -> Option<u32> {
        Some(self.paths[usize::from(entry.cluster).checked_sub(1)?])
    }

    /// The vector of an entry, as bytes to be read with a sign and scaled.
    pub fn vector(&self, row: u16) -> Option<&'static [u8]> {
        let at = usize::from(row).checked_sub(1)? * self.width;
        Some(&self.vectors[at..at + self.width])
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

fn halves(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect()
}
