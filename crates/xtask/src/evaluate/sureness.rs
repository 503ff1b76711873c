//! How sure the coder is of each field: the rows that our own gold gives, the weights fitted on
//! them, and how often a field is right where it is said with some probability.

use legation::code::confidence::{Field, SIGNS, Signs, Weights};

use super::reliability::Pairs;

/// The signs of an event of a case, and whether a field of it is right.
pub struct Row {
    pub case: usize,
    pub field: Field,
    pub signs: Signs,
    pub right: bool,
}

/// The penalty on the square of a weight, counted in rows; the beginning bears none.
const PENALTY: f64 = 2.0;
const FOLDS: usize = 5;

/// Prints a table for each field, each case judged by weights that never saw it.
pub fn print(rows: &[Row]) {
    println!("how sure of each field, unseen half, five folds by case (Brier: ours / always the mean)");
    let folds: Vec<Weights> = (0..FOLDS).map(|fold| fit(rows.iter().filter(|r| r.case % FOLDS != fold))).collect();
    for field in Field::ALL {
        let mut told = Pairs::default();
        for row in rows.iter().filter(|r| r.field == field) {
            told.add(folds[row.case % FOLDS].chance(field, row.signs), row.right);
        }
        told.print(field.name());
        super::figures::note(&format!("code.sureness.{}.ece", field.name()), told.error());
    }
}

/// Fits a line of weights for each field.
pub fn fit<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Weights {
    let mut fields = [[0.0; SIGNS.len() + 1]; Field::ALL.len()];
    for field in Field::ALL {
        let of_field: Vec<(Vec<f64>, f64)> = rows
            .clone()
            .filter(|r| r.field == field)
            .map(|r| {
                let shown = r.signs.row().map(f64::from);
                (std::iter::once(1.0).chain(shown).collect(), f64::from(u8::from(r.right)))
            })
            .collect();
        for (weight, fitted) in fields[field as usize].iter_mut().zip(regress(&of_field)) {
            // As many digits as the table holds.
            *weight = (fitted * 1_000.0).round() as f32 / 1_000.0;
        }
    }
    Weights { fields }
}

/// Penalised logistic regression by Newton's steps.
fn regress(rows: &[(Vec<f64>, f64)]) -> Vec<f64> {
    let n = SIGNS.len() + 1;
    let mut weights = vec![0.0; n];
    for _ in 0..25 {
        let mut slope = vec![0.0; n];
        let mut bend = vec![vec![0.0; n]; n];
        for at in 0..n {
            // The beginning is held by a trace of a penalty, so that a field that was always right stays finite.
            let penalty = if at == 0 { 0.5 } else { PENALTY };
            slope[at] = -penalty * weights[at];
            bend[at][at] = penalty;
        }
        for (shown, right) in rows {
            let sum: f64 = shown.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            for i in (0..n).filter(|&i| shown[i] != 0.0) {
                slope[i] += right - p;
                for j in (0..n).filter(|&j| shown[j] != 0.0) {
                    bend[i][j] += p * (1.0 - p);
                }
            }
        }
        let step = solved(bend, slope);
        for (weight, step) in weights.iter_mut().zip(&step) {
            *weight += step;
        }
        if step.iter().all(|s| s.abs() < 1e-6) {
            break;
        }
    }
    weights
}

/// Solves a symmetric positive system by Gauss's elimination.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for i in 0..n {
        let (above, below) = matrix.split_at_mut(i + 1);
        let pivot = &above[i];
        for (k, row) in below.iter_mut().enumerate() {
            let factor = row[i] / pivot[i];
            for (value, top) in row[i..].iter_mut().zip(&pivot[i..]) {
                *value -= factor * top;
            }
            right[i + 1 + k] -= factor * right[i];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            right[i] -= matrix[i][j] * right[j];
        }
        right[i] /= matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_regression_finds_the_share_that_is_right() {
        // Of forty rows without a sign thirty are right: the beginning's log-odds are near ln 3.
        let mut first = vec![0.0; SIGNS.len() + 1];
        first[0] = 1.0;
        let rows: Vec<(Vec<f64>, f64)> = (0..4_000).map(|k| (first.clone(), f64::from(u8::from(k % 4 != 0)))).collect();
        assert!((regress(&rows)[0] - 3.0_f64.ln()).abs() < 0.01);
    }
}
