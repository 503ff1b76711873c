//! A trained model as bytes: a readable head with version and data digest, numbers, and a seal.

use super::intensity::{Intensity, N_AGES, N_TERMS};
use super::next::Next;
use super::trees::{Node, Trees};
use crate::error::{Error, Kind};

/// The format, and its version: another layout or other features get another number.
const HEAD: &str = "legation-forecast 1";

/// A model with what it was trained on.
#[derive(Clone, PartialEq, Debug)]
pub struct Trained {
    pub model: Next,
    /// The digest of the data's files.
    pub data: String,
    /// Facts before this day taught it.
    pub until: u16,
}

/// The bytes of a model; the same model gives the same bytes.
pub fn write(trained: &Trained) -> Vec<u8> {
    let Trained { model, data, until } = trained;
    let mut out = format!("{HEAD}\n{data}\n{until}\n{}\n", model.intensity.n).into_bytes();
    for list in [&model.intensity.pairs, &model.intensity.terms, &model.intensity.hops] {
        for value in list {
            out.extend(value.to_le_bytes());
        }
    }
    out.extend((model.trees.trees.len() as u32).to_le_bytes());
    for tree in &model.trees.trees {
        out.extend((tree.len() as u32).to_le_bytes());
        for node in tree {
            out.extend(node.feature.to_le_bytes());
            out.extend(node.threshold.to_le_bytes());
            out.extend(node.left.to_le_bytes());
            out.extend(node.right.to_le_bytes());
            out.extend(node.value.to_le_bytes());
        }
    }
    for value in model.calibration {
        out.extend(value.to_le_bytes());
    }
    let seal = blake3::hash(&out);
    out.extend(seal.as_bytes());
    out
}

/// Reads what [`write`] wrote; anything else is an error that says why.
pub fn read(bytes: &[u8]) -> Result<Trained, Error> {
    let wrong = |cause: &str| {
        Error::new(Kind::Input, "reading the model")
            .because(cause.to_owned())
            .hint("train it again: legation forecast train --data DIR -o FILE")
    };
    let body = bytes.len().checked_sub(32).ok_or_else(|| wrong("it is cut short"))?;
    if !bytes.starts_with(HEAD.as_bytes()) {
        return Err(wrong("it is no forecast model, or one of another version"));
    }
    if blake3::hash(&bytes[..body]).as_bytes() != &bytes[body..] {
        return Err(wrong("its seal does not fit: the file is damaged"));
    }
    read_body(&bytes[..body]).ok_or_else(|| wrong("its parts do not fit together"))
}

fn read_body(mut rest: &[u8]) -> Option<Trained> {
    let mut line = || -> Option<&str> {
        let end = rest.iter().position(|b| *b == b'\n')?;
        let text = std::str::from_utf8(&rest[..end]).ok()?;
        rest = &rest[end + 1..];
        Some(text)
    };
    let _ = line()?;
    let data = line()?.to_owned();
    let until = line()?.parse().ok()?;
    let n: usize = line()?.parse().ok()?;
    let mut reader = Reader(rest);
    let pairs = reader.floats(n.checked_mul(n)?.checked_mul(N_AGES)?)?;
    let terms = reader.floats(n.checked_mul(N_TERMS)?)?;
    let hops = reader.floats(n.checked_mul(n)?)?;
    let mut trees = Trees::default();
    for _ in 0..u32::from_le_bytes(reader.take()?) {
        let n_nodes = u32::from_le_bytes(reader.take()?) as usize;
        let mut tree = Vec::new();
        for _ in 0..n_nodes {
            tree.push(Node {
                feature: u16::from_le_bytes(reader.take()?),
                threshold: f32::from_le_bytes(reader.take()?),
                left: u16::from_le_bytes(reader.take()?),
                right: u16::from_le_bytes(reader.take()?),
                value: f32::from_le_bytes(reader.take()?),
            });
        }
        trees.trees.push(tree);
    }
    let calibration = [f64::from_le_bytes(reader.take()?), f64::from_le_bytes(reader.take()?)];
    let model = Next { intensity: Intensity { n, pairs, terms, hops }, trees, calibration };
    reader.0.is_empty().then_some(Trained { model, data, until })
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_at_checked(N)?;
        self.0 = rest;
        head.try_into().ok()
    }

    fn floats(&mut self, n: usize) -> Option<Vec<f32>> {
        let (head, rest) = self.0.split_at_checked(n.checked_mul(4)?)?;
        self.0 = rest;
        Some(head.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }
}
