//! Plain text to lines: paragraphs are separated by blank lines, wrapped lines are joined.

use super::article::ParagraphKind;
use super::assemble::{Fate, RawLine};
use crate::span::Span;

pub(super) fn lines(text: &str) -> Vec<RawLine> {
    let mut blocks: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
    let base = text.as_ptr() as usize;
    for line in text.split('\n') {
        let line = line.trim_end_matches('\r');
        let trimmed = line.trim();
        if trimmed.is_empty() {
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push((trimmed.as_ptr() as usize - base, trimmed));
        }
    }
    let mut out = Vec::new();
    for block in blocks {
        // Lines that are all about as long and do not end sentences were wrapped by a machine.
        let longest = block.iter().map(|(_, l)| l.chars().count()).max().unwrap_or(0);
        let wrapped = block.len() > 1
            && (50..=110).contains(&longest)
            && block[..block.len() - 1].iter().all(|(_, l)| l.chars().count() * 3 > longest * 2);
        if wrapped {
            let text = block.iter().map(|(_, l)| *l).collect::<Vec<_>>().join(" ");
            let (first, last) = (block[0], block[block.len() - 1]);
            let original = Some(Span::at(first.0, last.0 + last.1.len()));
            out.push(RawLine { text, kind: ParagraphKind::Body, original, fate: Fate::Judge });
            continue;
        }
        for (at, line) in block {
            let (kind, content) = match line.strip_prefix(['•', '*', '·', '–']).or_else(|| line.strip_prefix("- "))
            {
                Some(rest) if rest.starts_with(' ') || line.starts_with("- ") => (ParagraphKind::Item, rest.trim()),
                _ => (ParagraphKind::Body, line),
            };
            let start = at + (line.len() - content.len());
            out.push(RawLine {
                text: content.to_owned(),
                kind,
                original: Some(Span::at(start, start + content.len())),
                fate: Fate::Judge,
            });
        }
    }
    out
}
