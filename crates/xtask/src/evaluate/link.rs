//! How well mentions are linked: our gold articles, GUM's linked names, offices by day, speed.

mod cover;
mod gold;
mod gum;
mod offices;
mod pace;

use legation::link::Linked;
use legation::span::Span;

/// Prints every figure; `--errors` lists what went wrong on the half that is used while tuning,
/// `--only gold|gum|offices|cover|pace` measures one thing, `--folder PATH` reads other marked articles.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let errors = arguments.iter().any(|a| a == "--errors");
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    let only = value("--only").map(String::as_str);
    let wanted = |what: &str| only.is_none_or(|o| o == what);
    // Speed goes first: it times the loading of the tables, which happens once.
    if wanted("pace") {
        pace::run()?;
    }
    if wanted("gold") {
        gold::run(value("--folder").map(String::as_str), errors)?;
    }
    if wanted("offices") {
        offices::run()?;
    }
    if wanted("cover") {
        cover::run()?;
    }
    if wanted("gum") {
        gum::run(errors)?;
    }
    Ok(())
}

/// The mention that stands for a marked stretch: of those that start or end with it, the one whose
/// bounds are nearest. Articles at the front are taken either way.
fn standing_for<'a>(linked: &'a Linked, text: &str, from: usize, to: usize) -> Option<&'a legation::link::Mention> {
    let bare = |span: Span| -> usize {
        let start = span.start as usize;
        let words = &text[start..span.end as usize];
        let article = ["the ", "The ", "a ", "A ", "an ", "An "].iter().find(|a| words.starts_with(**a));
        start + article.map_or(0, |a| a.len())
    };
    let wanted = bare(Span { start: from as u32, end: to as u32 });
    linked
        .mentions
        .iter()
        .map(|m| (m, bare(m.span).abs_diff(wanted), (m.span.end as usize).abs_diff(to)))
        .filter(|(_, before, after)| *before == 0 || *after == 0)
        .min_by_key(|(_, before, after)| before + after)
        .map(|(m, ..)| m)
}

/// The ids of a mention's entities with plus signs between, and what its first one is.
fn said(linked: &Linked, mention: &legation::link::Mention) -> (String, String, String) {
    let mut ids: Vec<&str> = mention.entities.iter().map(|&e| linked.entity(e).id.as_str()).collect();
    ids.sort_unstable();
    let first = linked.entity(mention.entities[0]);
    let sector = first.acting_sector().map_or(String::new(), |s| s.code().to_owned());
    (ids.join("+"), first.country.clone().unwrap_or_default(), sector)
}

fn share(n: usize, of: usize) -> String {
    format!("{:.1} % ({n}/{of})", 100.0 * n as f64 / of.max(1) as f64)
}
