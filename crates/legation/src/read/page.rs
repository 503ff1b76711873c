//! A web page to lines: the lines on which two extractors agree, and the facts in its markup.
//!
//! `dom_smoothie` cuts the article out; a line stays when `rs-trafilatura` kept it too. Together
//! they reach 0.972 on the public benchmark where alone they reach 0.951 and 0.957
//! (`reading.md`, measured 2026-11-24 on 181 pages).

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;

use super::article::{Furniture, ParagraphKind, PublishedBasis};
use super::assemble::{Facts, Fate, RawLine, fold};
use super::furniture;
use super::{Origin, date, metadata};
use crate::error::{Error, Kind, Notice};
use crate::span::Span;

/// Reads the article's lines and facts from a page that has passed the door.
///
/// `decoded` is the page before the door rewrote it: places of what was cut are places in there.
pub(super) fn read(
    html: &str,
    decoded: &str,
    origin: &Origin,
    mut notices: Vec<Notice>,
) -> Result<(Vec<RawLine>, Facts), Error> {
    let dom = Document::from(html);
    if deeper_than(&dom, 3 * super::MAX_DEPTH) {
        return Err(Error::new(Kind::Input, "reading the article")
            .because("the page's elements are nested too deep to read")
            .hint("hand in the text of the article"));
    }
    let mut facts = metadata::read(&dom, origin);
    let mut captions = captions(&dom);
    let first = quietly(&mut notices, || smooth(html));
    let second = quietly(&mut notices, || trafilatura(html));
    if first.is_none() && second.is_none() {
        notices.push(extractor_notice("neither extractor could read the page"));
    }
    let lines = match (first, second) {
        (Some(a), Some(b)) if !a.is_empty() && !b.is_empty() => {
            let kept = vote(&a, &b);
            // Where the two agree on next to nothing, the more cautious of them is believed whole.
            if words_of(&kept) * 5 < words_of(&a).min(words_of(&b)) {
                b.into_iter().map(|line| (line, true)).collect()
            } else {
                kept
            }
        }
        (Some(a), _) if !a.is_empty() => a.into_iter().map(|line| (line, true)).collect(),
        (_, Some(b)) => b.into_iter().map(|line| (line, true)).collect(),
        _ => Vec::new(),
    };
    let lines = with_lead(&dom, lines);
    let letters: usize = lines.iter().filter(|l| l.1).map(|l| l.0.chars().filter(|c| c.is_alphabetic()).count()).sum();
    // Chinese and Japanese have no spaces to count words by.
    if words_of(&lines) < 8 && letters < 40 {
        // What the door left out may be why.
        let capped: String = notices.iter().map(|n| format!("; {}", n.message)).collect();
        return Err(Error::new(Kind::Input, "reading the article")
            .because(format!("no article text was found on this page{capped}"))
            .hint("save the page of one article, not a front page or a page that loads its text by script"));
    }
    let only: Vec<String> = lines.iter().map(|(line, _)| line.clone()).collect();
    outside(&dom, &only, &mut facts);
    let kinds = Kinds::of(&dom);
    let links = Links::of(&dom);
    let tail = links.tail(&only);
    let place = Places::of(&dom, &only);
    let mut out: Vec<RawLine> = Vec::new();
    for (at, (line, kept)) in lines.into_iter().enumerate() {
        let value = fold(&line);
        let mut fate = if kept { Fate::Judge } else { Fate::Cut };
        if let Some(caption) = captions.iter().position(|c| *c == value || (c.contains(&value) && value.len() > 20)) {
            captions.remove(caption);
            fate = Fate::Caption;
        } else if at >= tail || links.dated(&value) {
            fate = Fate::Links;
        }
        let cut = fate != Fate::Judge || furniture::judge(&value) != furniture::Line::Text;
        let original = if cut { original_of(decoded, &value) } else { None };
        out.push(RawLine { kind: kinds.of_line(&value), text: line, original, fate });
    }
    // Captions that the extractors left out go back to where they stood, from the last to the first.
    for caption in captions.into_iter().rev() {
        let at = place.of_text(&caption).min(out.len());
        let original = original_of(decoded, &caption);
        out.insert(at, RawLine { text: caption, kind: ParagraphKind::Body, original, fate: Fate::Caption });
    }
    facts.notices.extend(notices);
    Ok((out, facts))
}

/// The piece's bytes in the page as it was decoded, where they stand there word for word.
fn original_of(decoded: &str, piece: &str) -> Option<Span> {
    decoded.find(piece).map(|from| Span::at(from, from + piece.len()))
}

/// Whether the tree is deeper than the door meant to let in: the door follows the parser's rules
/// closely, not exactly, and both extractors take quadratic time on deep trees.
fn deeper_than(dom: &Document, limit: usize) -> bool {
    let mut node = dom.root();
    let mut depth = 0usize;
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            if depth > limit {
                return true;
            }
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return false };
            (node, depth) = (parent, depth - 1);
            if depth == 0 {
                return false;
            }
        }
    }
}

fn words_of(lines: &[impl AsLine]) -> usize {
    lines.iter().map(|l| l.words()).sum()
}

/// A line of an extractor, alone or with the vote that was cast on it.
trait AsLine {
    fn words(&self) -> usize;
}

impl AsLine for String {
    fn words(&self) -> usize {
        self.split_whitespace().count()
    }
}

impl AsLine for (String, bool) {
    fn words(&self) -> usize {
        if self.1 { self.0.split_whitespace().count() } else { 0 }
    }
}

/// Which lines of a page are nothing but links.
struct Links(HashSet<String>);

impl Links {
    fn of(dom: &Document) -> Links {
        Links(dom.select("a").nodes().iter().map(|n| fold(&n.text())).filter(|t| t.len() >= 12).collect())
    }

    /// A line of a dated link list: "10 March 2019 Villages bury their dead".
    fn dated(&self, line: &str) -> bool {
        self.0.contains(line) && line.split_whitespace().count() <= 25 && date::find(line, true).is_some()
            || date::find(line, true).is_some_and(|f| {
                let rest = if f.range.0 < 3 { line.get(f.range.1..) } else { line.get(..f.range.0) };
                rest.is_some_and(|r| self.0.contains(r.trim_matches(|c: char| !c.is_alphanumeric() && c != '?')))
            })
    }

    /// Where the trailing lines begin that are all link.
    fn tail(&self, lines: &[String]) -> usize {
        let bare = |l: &String| l.trim_start_matches(['-', '•', '*', ' ']).to_owned();
        lines.len() - lines.iter().rev().take_while(|l| self.0.contains(&bare(l))).count()
    }
}

/// Between which lines something stood that the extractors left out.
struct Places {
    page: String,
    /// Where each line begins in `page`; the last known place where a line is not found.
    starts: Vec<usize>,
}

impl Places {
    fn of(dom: &Document, lines: &[String]) -> Places {
        let page = fold(&dom.text());
        let mut from = 0;
        let starts = lines
            .iter()
            .map(|line| {
                let head: String = line.chars().take(60).collect();
                if let Some(at) = page.get(from..).and_then(|rest| rest.find(&head)) {
                    from += at;
                }
                from
            })
            .collect();
        Places { page, starts }
    }

    /// The index of the first line behind the text; the first of all where the text is not found.
    fn of_text(&self, text: &str) -> usize {
        let head: String = text.chars().take(60).collect();
        self.page.find(&head).map_or(0, |at| self.starts.partition_point(|s| *s <= at))
    }
}

/// Runs third-party code on a stranger's page; a panic there is an absent answer here.
fn quietly<T>(notices: &mut Vec<Notice>, run: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        notices.push(extractor_notice("one of the two extractors failed on this page; the other is believed alone"));
        None
    })
}

fn extractor_notice(message: &str) -> Notice {
    Notice { room: "read", code: "extractor", span: None, message: message.to_owned() }
}

fn smooth(html: &str) -> Option<Vec<String>> {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        max_elements_to_parse: 60_000,
        ..dom_smoothie::Config::default()
    };
    let mut reader = dom_smoothie::Readability::new(html, None, Some(config)).ok()?;
    Some(split(&reader.parse().ok()?.text_content))
}

fn trafilatura(html: &str) -> Option<Vec<String>> {
    let options = rs_trafilatura::Options { include_comments: false, ..rs_trafilatura::Options::default() };
    Some(split(&rs_trafilatura::extract_with_options(html, &options).ok()?.content_text))
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(fold).filter(|l| !l.is_empty()).collect()
}

/// Which lines of `a` does `b` also have: half of the four-word runs, or all words in a row.
///
/// The others stay in the list with a `false`, so that what was cut can be shown.
fn vote(a: &[String], b: &[String]) -> Vec<(String, bool)> {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let other: Vec<String> = b.iter().flat_map(|l| words(l)).collect();
    let runs: HashSet<&[String]> = other.windows(4).collect();
    let joined = format!(" {} ", other.join(" "));
    let agreed = |line: &String| {
        let own = words(line);
        if own.len() < 4 {
            return !own.is_empty() && joined.contains(&format!(" {} ", own.join(" ")));
        }
        let shared = own.windows(4).filter(|w| runs.contains(w)).count();
        shared * 2 >= own.len() - 3
    };
    a.iter().map(|line| (line.clone(), agreed(line))).collect()
}

/// Puts back a lead paragraph that both extractors took for a teaser: the page's own summary,
/// standing in the article block right before the first line.
fn with_lead(dom: &Document, mut lines: Vec<(String, bool)>) -> Vec<(String, bool)> {
    for selector in ["article .lead", "article .lede", "article .standfirst", ".article-lead", ".article__lead"] {
        let Some(found) = dom.try_select(selector) else { continue };
        let Some(node) = found.nodes().first() else { continue };
        let lead = fold(&node.text());
        if lead.split_whitespace().count() >= 8 && !lines.iter().any(|l| l.0.contains(&lead)) {
            lines.insert(0, (lead, true));
        }
        break;
    }
    lines
}

/// What kind of block a line stood in.
struct Kinds {
    headings: HashSet<String>,
    items: HashSet<String>,
    quotations: HashSet<String>,
}

impl Kinds {
    fn of(dom: &Document) -> Kinds {
        let texts = |selector: &str| -> HashSet<String> {
            dom.select(selector).nodes().iter().map(|n| fold(&n.text())).filter(|t| !t.is_empty()).collect()
        };
        Kinds {
            headings: texts("h2, h3, h4, h5, h6"),
            items: texts("li"),
            quotations: texts("blockquote, blockquote p"),
        }
    }

    fn of_line(&self, line: &str) -> ParagraphKind {
        let bare = line.trim_start_matches(['-', '•', '*', ' ']);
        if self.headings.contains(line) {
            ParagraphKind::Heading
        } else if self.quotations.contains(line) {
            ParagraphKind::Quotation
        } else if self.items.contains(bare) {
            ParagraphKind::Item
        } else {
            ParagraphKind::Body
        }
    }
}

/// Captions and credits that the markup itself calls so.
fn captions(dom: &Document) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let selector = "figcaption, .caption, .wp-caption-text, .image-caption, .photo-caption, .img-caption, .photo-credit, .image-credit";
    for node in dom.select(selector).nodes() {
        let text = fold(&node.text());
        if !text.is_empty() && text.split_whitespace().count() <= 80 && !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Recognises furniture that never reached the lines, so that the record shows it was there.
fn outside(dom: &Document, lines: &[String], facts: &mut Facts) {
    let groups: &[(&str, Furniture)] = &[
        ("nav, [role=navigation], .menu, .navbar, .breadcrumb, .breadcrumbs", Furniture::Navigation),
        (".share, .sharing, .social, .share-bar, .sharebar, .social-share, .addthis_toolbox", Furniture::ShareBar),
        (
            ".cookie, .cookies, .cookie-banner, .cookie-notice, #cookie-banner, #cookies, .gdpr, .consent",
            Furniture::CookieNotice,
        ),
        (
            ".related, .related-links, .related-news, .related-articles, .recommended, .more-news, .read-also, .most-read",
            Furniture::RelatedLinks,
        ),
        (".comments, #comments, .comment-list, #disqus_thread", Furniture::Comments),
        (".newsletter, .subscribe, .subscription", Furniture::Subscription),
        (".font-size, .fontsize, .text-size, .font-control, .text-resize", Furniture::FontControl),
    ];
    for (selector, role) in groups {
        for node in dom.select(selector).nodes().iter().take(6) {
            // Blocks side by side are words side by side, not one word.
            let text = fold(&node.formatted_text());
            if text.is_empty() || lines.iter().any(|l| l.contains(&text)) {
                continue;
            }
            facts.set_aside(*role, text.chars().take(400).collect());
        }
    }
    for button in dom.select("button").nodes().iter().take(40) {
        let Some(parent) = button.parent() else { continue };
        let text = fold(&parent.formatted_text());
        match furniture::judge(&text) {
            furniture::Line::Furniture(Furniture::FontControl) => facts.set_aside(Furniture::FontControl, text),
            furniture::Line::Split(cut, _, role) => facts.set_aside(role, text[cut..].trim().to_owned()),
            _ => {}
        }
    }
    let dated = facts.published.as_ref().filter(|p| p.basis == PublishedBasis::DateLine).map(|p| p.evidence.clone());
    if let Some(line) = dated.filter(|d| !lines.iter().any(|l| l.contains(d))) {
        facts.set_aside(Furniture::DateLine, line);
    }
    let byline = facts.byline.as_ref().filter(|b| b.basis == metadata::BYLINE_ELEMENT).map(|b| b.value.clone());
    if let Some(byline) = byline.filter(|b| !lines.contains(b)) {
        facts.set_aside(Furniture::Byline, byline);
    }
}
