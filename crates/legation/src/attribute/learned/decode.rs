//! The best sequence of labels for the words around a cue (Viterbi's algorithm).

/// What a word near a cue is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    Other,
    Source,
    Cue,
    Content,
}

pub const LABELS: [Label; 4] = [Label::Other, Label::Source, Label::Cue, Label::Content];

/// The best labels for `scores` (one row of four a word), with `steps[from][to]` between words;
/// the word at `cue` is the cue's head.
pub fn best(scores: &[[f32; 4]], steps: &[[f32; 4]; 4], cue: usize) -> Vec<Label> {
    const NEVER: f32 = -1e9;
    let n = scores.len();
    let mut from = vec![[0usize; 4]; n];
    let mut value = [NEVER; 4];
    for t in 0..n {
        let mut next = [NEVER; 4];
        for to in 0..4 {
            if t == cue && to != Label::Cue as usize {
                continue;
            }
            let (mut high, mut at) = (if t == 0 { 0.0 } else { NEVER * 2.0 }, 0);
            if t > 0 {
                for before in 0..4 {
                    let v = value[before] + steps[before][to];
                    if v > high {
                        (high, at) = (v, before);
                    }
                }
            }
            next[to] = high + scores[t][to];
            from[t][to] = at;
        }
        value = next;
    }
    let mut label = (0..4).fold(0, |a, b| if value[b] > value[a] { b } else { a });
    let mut out = vec![Label::Other; n];
    for t in (0..n).rev() {
        out[t] = LABELS[label];
        label = from[t][label];
    }
    out
}
