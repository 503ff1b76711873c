//! Strangers' text made fit to print: no control characters, no bidirectional overrides.

use crate::time::{DateBasis, Dated, Precision};

/// Strips what could move the cursor, change colours or turn the reading order.
///
/// ```
/// assert_eq!(legation::present::plain::safe("red \u{1b}[31mtext\u{202e}"), "red [31mtext");
/// ```
pub fn safe(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        })
        .collect()
}

/// Text for HTML, with the five characters that mean something there written as entities.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in safe(&text.replace('\n', " ")).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A date with its precision and basis: "2025-08-04 (resolved)", "1978", "day unknown".
pub fn when(date: &Dated) -> String {
    let (Some(from), Some(to)) = (date.from, date.to) else { return "date open".to_owned() };
    let text = match date.precision {
        Precision::Year => from.year().to_string(),
        Precision::Month => format!("{}-{:02}", from.year(), from.month()),
        _ if from == to => from.to_string(),
        _ => format!("{from}..{to}"),
    };
    match date.basis {
        DateBasis::Published => format!("{text} (day of publication)"),
        basis => format!("{text} ({})", basis.name()),
    }
}

/// Breaks text into lines of at most `width` characters, at spaces.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let length = line.chars().count();
        if length > 0 && length + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
