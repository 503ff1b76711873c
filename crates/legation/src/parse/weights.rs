//! The English weights: read once from the bytes that `legation-data` carries.
//!
//! The file is written by `crates/xtask/english/export.py`, whose first lines give its layout.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

use super::document::Upos;

/// One layer of maxout with layer norm after it.
pub(super) struct Maxout {
    pub width: usize,
    pub pieces: usize,
    pub inputs: usize,
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
}

/// An embedding table addressed by four hashes of a string id.
pub(super) struct HashTable {
    pub seed: u32,
    pub rows: usize,
    pub width: usize,
    pub values: Vec<f32>,
}

/// A dense layer: `outputs × inputs`, with bias.
pub(super) struct Dense {
    pub inputs: usize,
    pub outputs: usize,
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
}

/// The scorer of a transition system: a projection, precomputable features, a hidden layer.
pub(super) struct Scorer {
    pub input: Dense,
    /// `features × hidden × pieces × inputs`, flattened.
    pub lower: Vec<f32>,
    pub lower_bias: Vec<f32>,
    pub pad: Vec<f32>,
    pub features: usize,
    pub hidden: usize,
    pub pieces: usize,
    pub upper: Dense,
    /// Transition names in class order: `L-nsubj`, `B-ROOT`.
    pub moves: Vec<String>,
}

/// Everything the English analysis needs, as numbers and labels.
pub(super) struct Weights {
    pub embeddings: Vec<HashTable>,
    /// From word vectors to the encoder's width.
    pub vectors: Dense,
    pub layers: Vec<Maxout>,
    pub morphology: Dense,
    pub tagger: Dense,
    pub parser: Scorer,
    pub morph_labels: Vec<(Upos, &'static str)>,
    pub tags: Vec<&'static str>,
    pub symbols: HashMap<String, u64>,
    /// Base forms of verbs, so that an unseen past tense finds its stem.
    pub verbs: std::collections::HashSet<String>,
    pub lemma_words: HashMap<(String, &'static str), String>,
    pub lemma_rules: HashMap<(&'static str, String), (usize, String)>,
}

impl Weights {
    /// The weights built into the program.
    pub fn builtin() -> &'static Weights {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        // The file is part of the program and a test loads it: a damaged one cannot be built.
        WEIGHTS.get_or_init(|| Weights::read(legation_data::ENGLISH_WEIGHTS).expect("the built-in weights are whole"))
    }

    fn read(bytes: &'static [u8]) -> Option<Weights> {
        if bytes.get(..4)? != b"LEGW" {
            return None;
        }
        let number = |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
        if number(4)? != 2 {
            return None;
        }
        let length = number(8)? as usize;
        let head: Value = serde_json::from_slice(bytes.get(12..12 + length)?).ok()?;
        let mut tensors = Tensors { bytes, at: 12 + length, found: HashMap::new() };
        for shape in head["shapes"].as_array()? {
            let dims: Vec<usize> = shape[1].as_array()?.iter().map(|d| d.as_u64().unwrap_or(0) as usize).collect();
            tensors.take(shape[0].as_str()?, dims)?;
        }
        let mut interned = Interned::default();
        let seeds: Vec<u32> = head["seeds"].as_array()?.iter().filter_map(|s| Some(s.as_u64()? as u32)).collect();
        let embeddings = seeds
            .iter()
            .enumerate()
            .map(|(i, &seed)| {
                let (dims, values) = tensors.remove(&format!("embed.{i}"))?;
                Some(HashTable { seed, rows: dims[0], width: dims[1], values })
            })
            .collect::<Option<Vec<_>>>()?;
        let mut layers = Vec::new();
        while let Some((dims, weight)) = tensors.remove(&format!("maxout.{}.W", layers.len())) {
            let i = layers.len();
            layers.push(Maxout {
                width: dims[0],
                pieces: dims[1],
                inputs: dims[2],
                weight,
                bias: tensors.remove(&format!("maxout.{i}.b"))?.1,
                gain: tensors.remove(&format!("norm.{i}.G"))?.1,
                shift: tensors.remove(&format!("norm.{i}.b"))?.1,
            });
        }
        let strings = |key: &str| -> Option<Vec<String>> {
            head[key].as_array()?.iter().map(|s| Some(s.as_str()?.to_owned())).collect()
        };
        let parser = tensors.scorer("parser", strings("parser")?)?;
        let morph_labels = head["morph"]
            .as_array()?
            .iter()
            .map(|m| {
                let upos = Upos::from_name(m[0].as_str().unwrap_or("X")).unwrap_or(Upos::X);
                let features = match m[1].as_str().unwrap_or("") {
                    "" => "_",
                    features => interned.keep(features),
                };
                (upos, features)
            })
            .collect();
        let tags: Vec<&'static str> = strings("tags")?.iter().map(|t| interned.keep(t)).collect();
        let symbols = head["symbols"].as_object()?.iter().filter_map(|(k, v)| Some((k.clone(), v.as_u64()?))).collect();
        let mut lemma_words = HashMap::new();
        for row in head["lemma_words"].as_array()? {
            let (word, tag, lemma) = (row[0].as_str()?, row[1].as_str()?, row[2].as_str()?);
            lemma_words.insert((word.to_owned(), interned.keep(tag)), lemma.to_owned());
        }
        let mut lemma_rules = HashMap::new();
        for row in head["lemma_rules"].as_array()? {
            let (tag, suffix) = (row[0].as_str()?, row[1].as_str()?);
            let (cut, new) = (row[2].as_u64()? as usize, row[3].as_str()?);
            lemma_rules.insert((interned.keep(tag), suffix.to_owned()), (cut, new.to_owned()));
        }
        let (dims, weight) = tensors.remove("vectors.W")?;
        let vectors = Dense { inputs: dims[1], outputs: dims[0], weight, bias: vec![0.0; dims[0]] };
        Some(Weights {
            embeddings,
            vectors,
            layers,
            morphology: tensors.dense("morphologizer")?,
            tagger: tensors.dense("tagger")?,
            parser,
            morph_labels,
            tags,
            symbols,
            verbs: strings("verbs")?.into_iter().collect(),
            lemma_words,
            lemma_rules,
        })
    }
}

/// Label strings that live as long as the program, each kept once.
#[derive(Default)]
struct Interned {
    seen: HashMap<String, &'static str>,
}

impl Interned {
    fn keep(&mut self, text: &str) -> &'static str {
        if let Some(kept) = self.seen.get(text) {
            return kept;
        }
        let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
        self.seen.insert(text.to_owned(), kept);
        kept
    }
}

struct Tensors {
    bytes: &'static [u8],
    at: usize,
    found: HashMap<String, (Vec<usize>, Vec<f32>)>,
}

impl Tensors {
    fn take(&mut self, name: &str, dims: Vec<usize>) -> Option<()> {
        let count: usize = dims.iter().product();
        let raw = self.bytes.get(self.at..self.at + 2 * count)?;
        let values = raw.chunks_exact(2).map(|b| half_to_single(u16::from_le_bytes([b[0], b[1]]))).collect();
        self.at += 2 * count;
        self.found.insert(name.to_owned(), (dims, values));
        Some(())
    }

    fn remove(&mut self, name: &str) -> Option<(Vec<usize>, Vec<f32>)> {
        self.found.remove(name)
    }

    fn dense(&mut self, name: &str) -> Option<Dense> {
        let (dims, weight) = self.remove(&format!("{name}.W"))?;
        let (_, bias) = self.remove(&format!("{name}.b"))?;
        Some(Dense { inputs: dims[1], outputs: dims[0], weight, bias })
    }

    fn scorer(&mut self, name: &str, moves: Vec<String>) -> Option<Scorer> {
        let (dims, lower) = self.remove(&format!("{name}.lower.W"))?;
        Some(Scorer {
            input: self.dense(&format!("{name}.in"))?,
            lower,
            lower_bias: self.remove(&format!("{name}.lower.b"))?.1,
            pad: self.remove(&format!("{name}.lower.pad"))?.1,
            features: dims[0],
            hidden: dims[1],
            pieces: dims[2],
            upper: self.dense(&format!("{name}.upper"))?,
            moves,
        })
    }
}

/// IEEE half precision to single; exact for every half.
fn half_to_single(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let exponent = u32::from(half >> 10) & 0x1f;
    let fraction = u32::from(half & 0x3ff);
    let bits = match (exponent, fraction) {
        (0, 0) => sign,
        (0, f) => {
            // A subnormal half is a normal single: f × 2⁻²⁴.
            return f32::from_bits(sign | 0x3f80_0000) * f as f32 * 2f32.powi(-24);
        }
        (31, f) => sign | 0x7f80_0000 | (f << 13),
        (e, f) => sign | ((e + 112) << 23) | (f << 13),
    };
    f32::from_bits(bits)
}
