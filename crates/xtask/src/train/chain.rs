//! The gradient of a linear chain of labels: what the sequence learner descends.

/// Fills `gradient` with marginals minus the gold labels, and adds to `steps` the same for pairs;
/// gives the loss. The word at `cue` can only be the cue.
pub fn gradient(
    scores: &[[f32; 4]],
    steps: &[[f32; 4]; 4],
    gold: &[usize],
    cue: usize,
    gradient: &mut Vec<[f32; 4]>,
    step_gradient: &mut [[f32; 4]; 4],
) -> f32 {
    let n = scores.len();
    let allowed = |t: usize, label: usize| t != cue || label == 2;
    const NEVER: f32 = -1e9;
    let mut forward = vec![[NEVER; 4]; n];
    for t in 0..n {
        for to in 0..4 {
            if !allowed(t, to) {
                continue;
            }
            let before =
                if t == 0 { 0.0 } else { log_sum([0, 1, 2, 3].map(|from| forward[t - 1][from] + steps[from][to])) };
            forward[t][to] = before + scores[t][to];
        }
    }
    let mut backward = vec![[0.0f32; 4]; n];
    for t in (0..n.saturating_sub(1)).rev() {
        for from in 0..4 {
            backward[t][from] = log_sum([0, 1, 2, 3].map(|to| {
                if allowed(t + 1, to) { steps[from][to] + scores[t + 1][to] + backward[t + 1][to] } else { NEVER }
            }));
        }
    }
    let total = log_sum(forward[n - 1]);
    gradient.clear();
    let mut right = 0.0;
    for t in 0..n {
        let mut row = [0, 1, 2, 3].map(|l| (forward[t][l] + backward[t][l] - total).exp());
        row[gold[t]] -= 1.0;
        gradient.push(row);
        right += scores[t][gold[t]];
        if t > 0 {
            right += steps[gold[t - 1]][gold[t]];
            for from in 0..4 {
                for to in 0..4 {
                    if allowed(t, to) {
                        let value = forward[t - 1][from] + steps[from][to] + scores[t][to] + backward[t][to] - total;
                        step_gradient[from][to] += value.exp();
                    }
                }
            }
            step_gradient[gold[t - 1]][gold[t]] -= 1.0;
        }
    }
    total - right
}

fn log_sum(values: [f32; 4]) -> f32 {
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    high + values.iter().map(|v| (v - high).exp()).sum::<f32>().ln()
}
