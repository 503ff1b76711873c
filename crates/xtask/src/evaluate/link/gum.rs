//! Names that GUM links to Wikipedia, where our tables hold the article's subject.

use std::collections::BTreeSet;

use legation::link::{self, EntityKind, Knowledge};
use legation::parse;
use legation::time::Date;

use super::super::gzip;
use super::{said, share};

const DEV: &str = "ud/en_gum-open-dev.conllu.gz";

/// One linked stretch of a document.
struct Name {
    from: usize,
    to: usize,
    /// Where the word starts that governs the others.
    head: usize,
    kind: String,
    title: String,
}

/// Prints the share of names that are linked to what GUM links them to.
pub fn run(errors: bool) -> Result<(), String> {
    let (conllu, digest) = gzip(DEV)?;
    let k = Knowledge::builtin();
    let (mut n_linked, mut known, mut right) = (0, 0, 0);
    let mut missing = BTreeSet::new();
    for part in conllu.split("# newdoc id = ").skip(1) {
        let (id, part) = part.split_once('\n').unwrap_or((part, ""));
        let (text, names) = document(part);
        let date = part.lines().find_map(|l| l.strip_prefix("# meta::dateCreated = "));
        let on: Option<Date> = date.and_then(|d| d.trim().parse().ok());
        let linked = link::mentions(&parse::document(&text), on, k);
        for name in &names {
            n_linked += 1;
            let ids = records(&name.title, &name.kind, on, k);
            if ids.is_empty() {
                missing.insert(format!("{} ({})", name.title, name.kind));
                continue;
            }
            known += 1;
            // GUM's stretches hold what modifies the name: the mention is the one over its head.
            let found = linked
                .mentions
                .iter()
                .filter(|m| m.span.start as usize <= name.head && name.head < m.span.end as usize)
                .min_by_key(|m| (m.span.start as usize).abs_diff(name.from) + (m.span.end as usize).abs_diff(name.to));
            let (got, ..) = found.map(|m| said(&linked, m)).unwrap_or_default();
            if ids.contains(&got) {
                right += 1;
            } else if errors {
                let around =
                    &text[floor(&text, name.from.saturating_sub(40))..floor(&text, (name.to + 30).min(text.len()))];
                println!(
                    "  gum    {id}: `{}` is {}; found {got} ({}) in …{}…",
                    &text[name.from..name.to],
                    name.title,
                    found.map_or("nothing", |m| m.reason.as_str()),
                    around.replace('\n', " ")
                );
            }
        }
    }
    println!(
        "link gum: {n_linked} linked names, {known} of them in our tables; right {} (data {digest})",
        share(right, known)
    );
    if errors {
        println!("  titles that no table has: {}", missing.into_iter().collect::<Vec<_>>().join(", "));
    }
    Ok(())
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The ids that a Wikipedia title may stand for in our tables, of a kind that fits.
fn records(title: &str, kind: &str, on: Option<Date>, k: &Knowledge) -> BTreeSet<String> {
    use EntityKind::*;
    let words = title.replace('_', " ");
    let bare = words.split(" (").next().unwrap_or_default().split(", ").next().unwrap_or_default();
    let on = on.unwrap_or(Date::constant(2020, 1, 1));
    let mut found = link::explain::entity(bare, on, k);
    found.retain(|e| !matches!(e.through, "family name" | "spelling close to it" | "adjective" | "people" | "id"));
    found.retain(|e| match kind {
        "person" => matches!(e.entity.kind, Person | Population),
        "place" => matches!(e.entity.kind, State | Place | Region | Route),
        "event" => e.entity.kind == NamedEvent,
        "organization" => !matches!(e.entity.kind, Person | Place | Region | Route | NamedEvent),
        "abstract" | "object" => matches!(e.entity.kind, Instrument | Organisation | Route | NamedEvent),
        _ => false,
    });
    found.into_iter().map(|e| e.entity.id).collect()
}

/// The text of a document and its linked names.
fn document(part: &str) -> (String, Vec<Name>) {
    let (mut text, mut names) = (String::new(), Vec::new());
    let mut open: Vec<Open> = Vec::new();
    let mut space = false;
    for line in part.lines() {
        if line.starts_with("# newpar") && !text.is_empty() {
            text.push_str("\n\n");
            space = false;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 10 || cells[0].contains(['-', '.']) {
            continue;
        }
        if space {
            text.push(' ');
        }
        let from = text.len();
        text.push_str(cells[1]);
        let to = text.len();
        space = !cells[9].contains("SpaceAfter=No");
        for stretch in &mut open {
            stretch.tokens.push((cells[3].to_owned(), from));
        }
        let Some(entity) = cells[9].split('|').find_map(|c| c.strip_prefix("Entity=")) else { continue };
        for piece in pieces(entity) {
            match piece {
                Piece::Open(fields, closes) => {
                    let field = |i: usize| fields.get(i).cloned().unwrap_or_default();
                    open.push(Open {
                        id: field(0),
                        kind: field(1),
                        title: field(7),
                        heads: field(5),
                        from,
                        tokens: vec![(cells[3].to_owned(), from)],
                    });
                    if closes {
                        close(&mut open, &field(0), to, &mut names);
                    }
                }
                Piece::Close(id) => close(&mut open, &id, to, &mut names),
            }
        }
    }
    (text, names)
}

/// A stretch whose end is not met yet, with the part of speech and start of each of its words.
struct Open {
    id: String,
    kind: String,
    title: String,
    /// Which of its words count, from one: the first of them is the head.
    heads: String,
    from: usize,
    tokens: Vec<(String, usize)>,
}

enum Piece {
    Open(Vec<String>, bool),
    Close(String),
}

/// "(1-person-…-Lord_Byron(2-place-…)1)" in its pieces; titles may hold brackets after "_".
fn pieces(entity: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = entity;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('(') {
            let mut end = 0;
            let bytes = after.as_bytes();
            while end < bytes.len() && bytes[end] != b')' && (bytes[end] != b'(' || end > 0 && bytes[end - 1] == b'_') {
                if bytes[end] == b'(' {
                    // A bracket of the title: on to where it ends.
                    end += after[end..].find(')').unwrap_or(0);
                }
                end += 1;
            }
            let fields = after[..end].splitn(8, '-').map(str::to_owned).collect();
            let closes = bytes.get(end) == Some(&b')');
            found.push(Piece::Open(fields, closes));
            rest = &after[end + usize::from(closes)..];
        } else {
            let end = rest.find([')', '(']).unwrap_or(rest.len());
            if rest[end..].starts_with(')') {
                found.push(Piece::Close(rest[..end].to_owned()));
            }
            rest = &rest[(end + usize::from(rest[end..].starts_with(')'))).max(1).min(rest.len())..];
        }
    }
    found
}

fn close(open: &mut Vec<Open>, id: &str, to: usize, names: &mut Vec<Name>) {
    let Some(at) = open.iter().rposition(|s| s.id == id) else { return };
    let stretch = open.remove(at);
    let head: usize = stretch.heads.split(',').next().and_then(|h| h.parse().ok()).unwrap_or(1);
    let Some((upos, head)) = stretch.tokens.get(head.wrapping_sub(1)) else { return };
    if !stretch.title.is_empty() && upos == "PROPN" {
        names.push(Name { from: stretch.from, to, head: *head, kind: stretch.kind, title: stretch.title });
    }
}
