//! Our gold articles: `[words](id CODE SECTOR)`, with `d` or `p` first for descriptions and pronouns.
//!
//! Marks may nest. An id that ends with `*` fits every id that starts so; `a+b` is several at once;
//! `none` must not be linked to anybody; `-` is right if code and sector are, and without them
//! counts for nothing. Files with odd numbers are looked at while tuning, even ones never.

use std::collections::BTreeSet;

use legation::link::{self, Knowledge};
use legation::parse;

use super::{said, share, standing_for};

/// One marked stretch of an article.
struct Mark {
    from: usize,
    to: usize,
    kind: Kind,
    id: String,
    code: String,
    sector: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Description,
    Pronoun,
}

#[derive(Default)]
struct Tally {
    names: [usize; 2],
    descriptions: [usize; 2],
    pronouns: [usize; 2],
    /// Code and sector, over marks whose entity is right; over all marks that give them.
    standing: [usize; 2],
    standing_all: [usize; 2],
    nobody: [usize; 2],
}

/// Prints the accuracy of both halves.
pub fn run(folder: Option<&str>, errors: bool) -> Result<(), String> {
    let ours = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gold/link");
    let folder = folder.map_or(ours, std::path::PathBuf::from);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let mut digest = blake3::Hasher::new();
    let mut halves = [Tally::default(), Tally::default()];
    let (mut n_marks, mut codes, mut missing) = (0, BTreeSet::new(), Vec::new());
    for file in &files {
        let raw = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        digest.update(raw.as_bytes());
        let name = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let number: usize = name.split('-').next().and_then(|n| n.parse().ok()).ok_or(format!("{name}: no number"))?;
        let (date, text, marks) = article(&raw).map_err(|e| format!("{name}: {e}"))?;
        let linked = link::mentions(&parse::document(&text), Some(date), Knowledge::builtin());
        let half = 1 - number % 2;
        n_marks += marks.len();
        for mark in &marks {
            if mark.code.len() == 3 && link::state_codes(&mark.code).is_some() {
                codes.insert(mark.code.clone());
            }
            // Which ids the held-out half lacks is not looked at either.
            for id in mark.id.split('+').filter(|id| id.contains(':') && !id.ends_with('*')) {
                let families = ["person:", "org:", "instrument:", "place:", "gov:", "state:"];
                if half == 0
                    && families.iter().any(|f| id.starts_with(f))
                    && !link::explain::entity(id, date, Knowledge::builtin()).iter().any(|e| e.through == "id")
                {
                    missing.push(format!("{name}: {id}"));
                }
            }
            judge(mark, &linked, &text, &mut halves[half], (errors && half == 0).then_some(name.as_str()));
        }
    }
    println!(
        "link gold: {} articles, {n_marks} marks, {} states (data {})",
        files.len(),
        codes.len(),
        &digest.finalize().to_hex()[..12]
    );
    for (label, t) in ["tuning half (odd)", "held-out half (even)"].iter().zip(&halves) {
        let both = [t.descriptions[0] + t.pronouns[0], t.descriptions[1] + t.pronouns[1]];
        println!("  {label}");
        println!("    names                     {}", share(t.names[0], t.names[1]));
        println!("    descriptions and pronouns {}", share(both[0], both[1]));
        println!("      descriptions            {}", share(t.descriptions[0], t.descriptions[1]));
        println!("      pronouns                {}", share(t.pronouns[0], t.pronouns[1]));
        println!("    code and sector that day  {} where the entity is right", share(t.standing[0], t.standing[1]));
        println!("      of all that give one    {}", share(t.standing_all[0], t.standing_all[1]));
        println!("    nobody meant, none linked {}", share(t.nobody[0], t.nobody[1]));
    }
    if errors {
        missing.sort();
        missing.dedup();
        println!("  ids that no table has: {}", missing.join(", "));
    }
    Ok(())
}

fn judge(mark: &Mark, linked: &link::Linked, text: &str, tally: &mut Tally, show: Option<&str>) {
    let words = &text[mark.from..mark.to];
    let found = standing_for(linked, text, mark.from, mark.to);
    let (ids, code, sector) = found.map(|m| said(linked, m)).unwrap_or_default();
    let complain = |what: &str| {
        if let Some(name) = show {
            println!(
                "  {what:<6} {name}: `{words}` is {} {} {}; found `{}` {ids} {code} {sector}: {}",
                mark.id,
                mark.code,
                mark.sector,
                found.map_or("", |m| m.span.of(text)),
                found.map_or("", |m| m.reason.as_str()),
            );
        }
    };
    if mark.id == "none" {
        tally.nobody[1] += 1;
        let linked_to_somebody = found.is_some_and(|m| m.entities.iter().any(|&e| linked.entity(e).known));
        if linked_to_somebody {
            complain("none");
        } else {
            tally.nobody[0] += 1;
        }
        return;
    }
    let standing = found.is_some()
        && (mark.code == "*" || mark.code.is_empty() || mark.code == code)
        && (mark.sector.is_empty() || mark.sector == "*" || mark.sector == sector);
    let right = match mark.id.as_str() {
        "-" if mark.code.is_empty() => return,
        "-" => standing,
        "place:*" => ["place:", "city:", "local:place:"].iter().any(|f| ids.starts_with(f)),
        id if id.ends_with('*') => ids.starts_with(&id[..id.len() - 1]),
        id => {
            let mut wanted: Vec<&str> = id.split('+').collect();
            wanted.sort_unstable();
            wanted.join("+") == ids
        }
    };
    let row = match mark.kind {
        Kind::Name => &mut tally.names,
        Kind::Description => &mut tally.descriptions,
        Kind::Pronoun => &mut tally.pronouns,
    };
    row[1] += 1;
    row[0] += usize::from(right);
    if !mark.code.is_empty() {
        tally.standing_all[1] += 1;
        tally.standing_all[0] += usize::from(right && standing);
        if right && mark.id != "-" {
            tally.standing[1] += 1;
            tally.standing[0] += usize::from(standing);
        }
    }
    if !right {
        complain(match mark.kind {
            Kind::Name => "name",
            Kind::Description => "descr",
            Kind::Pronoun => "pron",
        });
    } else if !standing {
        complain("sector");
    }
}

/// The day, the text without marks, and the marks.
fn article(raw: &str) -> Result<(legation::time::Date, String, Vec<Mark>), String> {
    let (head, body) = raw.split_once("\n\n").ok_or("no empty line after the head")?;
    let date = head.strip_prefix("published: ").ok_or("no `published:`")?;
    let date = date.trim().parse().map_err(|e| format!("{date}: {e}"))?;
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = body.trim_end();
    while let Some(c) = rest.chars().next() {
        if c == '[' {
            open.push(text.len());
            rest = &rest[1..];
        } else if let Some(after) = rest.strip_prefix("](") {
            let from = open.pop().ok_or("`]` without `[`")?;
            let (target, after) = after.split_once(')').ok_or("`(` without `)`")?;
            marks.push(mark(target, from, text.len())?);
            rest = after;
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !open.is_empty() {
        return Err("`[` without `]`".to_owned());
    }
    Ok((date, text, marks))
}

fn mark(target: &str, from: usize, to: usize) -> Result<Mark, String> {
    let mut words = target.split(' ').peekable();
    let kind = match words.peek() {
        Some(&"d") => Kind::Description,
        Some(&"p") => Kind::Pronoun,
        _ => Kind::Name,
    };
    if kind != Kind::Name {
        words.next();
    }
    let mut next = || words.next().unwrap_or_default().to_owned();
    let (id, code, sector) = (next(), next(), next());
    if id.is_empty() { Err(format!("`{target}` has no id")) } else { Ok(Mark { from, to, kind, id, code, sector }) }
}
