//! From networks to relations: which words are cues, and what belongs to each.

use super::cue_features::cue;
use super::decode::{Label, best};
use super::scene::Scene;
use super::span_features::Around;
use super::weights::Weights;

/// A cue with its source and content, as inclusive token ranges in text order.
#[derive(Clone, PartialEq, Debug)]
pub struct Relation {
    /// The head word of the cue.
    pub head: u32,
    /// How much speaks for it: log odds, 0 at even.
    pub score: f32,
    pub source: Vec<(u32, u32)>,
    pub cue: Vec<(u32, u32)>,
    pub content: Vec<(u32, u32)>,
}

/// Each word's log odds of being a cue's head.
pub fn scores(scene: &Scene, weights: &Weights) -> Vec<f32> {
    let (mut rows, mut score) = (Vec::with_capacity(128), Vec::new());
    (0..scene.len())
        .map(|t| {
            if !cue(scene, t, &mut rows) {
                return f32::NEG_INFINITY;
            }
            weights.cue.scores(&rows, &mut score);
            score[0]
        })
        .collect()
}

/// Reads source and content of given cues, in text order.
pub fn decide(scene: &Scene, weights: &Weights, cues: &[(u32, f32)]) -> Vec<Relation> {
    let sure: Vec<u32> = cues.iter().filter(|c| c.1 >= 0.0).map(|c| c.0).collect();
    let (mut rows, mut scores) = (Vec::with_capacity(128), Vec::new());
    let mut out = Vec::new();
    for &(head, score) in cues {
        let around = Around::of(scene, head, &sure);
        let mut table = Vec::with_capacity(around.tokens.len());
        for place in 0..around.tokens.len() {
            around.rows(place, &mut rows);
            weights.span.scores(&rows, &mut scores);
            table.push([scores[0], scores[1], scores[2], scores[3]]);
        }
        let Some(place) = around.tokens.iter().position(|&t| t == head) else { continue };
        let labels = best(&table, &weights.steps, place);
        let ranges = |wanted: Label| {
            let mut out: Vec<(u32, u32)> = Vec::new();
            let mut open = false;
            for (&t, &label) in around.tokens.iter().zip(&labels) {
                match (label == wanted, open) {
                    (true, true) => out.last_mut().expect("open").1 = t,
                    (true, false) => out.push((t, t)),
                    _ => {}
                }
                open = label == wanted;
            }
            out
        };
        out.push(Relation {
            head,
            score,
            source: ranges(Label::Source),
            cue: ranges(Label::Cue),
            content: ranges(Label::Content),
        });
    }
    out
}
