//! Named features as numbers: a template and its values, hashed into a table row.

/// How many rows a network's first layer has, as a power of two.
pub const ROWS_LOG2: u32 = 19;

/// Collects the rows of one example.
pub struct Collector<'a> {
    pub rows: &'a mut Vec<u32>,
}

impl Collector<'_> {
    /// Adds a feature: the template's number, then what it saw.
    pub fn add(&mut self, template: u64, values: &[u64]) {
        let mut hash = mix(0x5eed, template + 1);
        for &value in values {
            hash = mix(hash, value);
        }
        self.rows.push((hash >> (64 - ROWS_LOG2)) as u32);
    }
}

/// Folds a value into a hash.
pub fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// A string's number (FNV-1a), letters folded to lower case where they are ASCII.
pub fn number(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// A distance in coarse steps: 0, 1, 2, 3, 4–5, 6–8, 9–13, 14–22, more.
pub fn step(distance: u32) -> u64 {
    match distance {
        0..=3 => u64::from(distance),
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=22 => 7,
        _ => 8,
    }
}
