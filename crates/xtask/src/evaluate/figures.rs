//! The figures of a run, held against the floors that a change may not lower.
//!
//! Every evaluation names each figure that has a target; higher is better for all of them.
//! `floors.json` at the root of the tree says how low each may fall.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use serde_json::Value;

static FIGURES: Mutex<BTreeMap<String, f64>> = Mutex::new(BTreeMap::new());

/// Notes a figure of this run: "code.plv.roots", 0.875.
pub fn note(name: &str, value: f64) {
    FIGURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name.to_owned(), value);
}

/// Prints each figure that was measured beside its floor; an error names those that fell below.
pub fn hold(floors: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(floors).map_err(|e| format!("{}: {e}", floors.display()))?;
    let floors: BTreeMap<String, Value> =
        serde_json::from_str(&text).map_err(|e| format!("{}: {e}", floors.display()))?;
    let figures = FIGURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (lines, fallen) = compare(&figures, &floors)?;
    if !lines.is_empty() {
        println!("floors:");
    }
    for line in lines {
        println!("  {line}");
    }
    if fallen.is_empty() { Ok(()) } else { Err(format!("below the floor: {}", fallen.join(", "))) }
}

fn compare(
    figures: &BTreeMap<String, f64>,
    floors: &BTreeMap<String, Value>,
) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut lines, mut fallen) = (Vec::new(), Vec::new());
    for (name, value) in figures {
        let Some(floor) = floors.get(name) else {
            lines.push(format!("{name:<44} {value:.4}  (no floor yet)"));
            continue;
        };
        let floor = floor.as_f64().ok_or_else(|| format!("floors.json: `{name}` is no number"))?;
        let low = *value < floor;
        lines.push(format!("{name:<44} {value:.4}  floor {floor:.4}{}", if low { "  BELOW" } else { "" }));
        if low {
            fallen.push(format!("{name} {value:.4} < {floor:.4}"));
        }
    }
    Ok((lines, fallen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_is_named() {
        let figures = BTreeMap::from([("a".to_owned(), 0.5), ("b".to_owned(), 0.7), ("c".to_owned(), 0.1)]);
        let floors = BTreeMap::from([("a".to_owned(), Value::from(0.6)), ("b".to_owned(), Value::from(0.7))]);
        let (lines, fallen) = compare(&figures, &floors).expect("floors are numbers");
        assert_eq!(lines.len(), 3);
        assert_eq!(fallen, ["a 0.5000 < 0.6000"]);
    }
}
