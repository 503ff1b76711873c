//! A web page to lines: the lines on which two extractors agree, and the facts in its markup.
//!
//! `dom_smoothie` cuts the article out; a line stays when `rs-trafilatura` kept it too. Together
//! they reach 0.972 on the public benchmark where alone they reach 0.951 and 0.957
//! (`reading.md`, measured 2026-11-24 on 181 pages).

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use serde_json::Value;

use super::article::{Furniture, ParagraphKind, Published, PublishedBasis, Removed, Stated};
use super::assemble::{Facts, Fate, RawLine, fold};
use super::furniture;
use super::{Origin, date};
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
    let mut facts = metadata(&dom, origin);
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
            let text = fold(&node.text());
            if text.is_empty() || lines.iter().any(|l| l.contains(&text)) {
                continue;
            }
            let text: String = text.chars().take(400).collect();
            if !facts.removed.iter().any(|r| r.text == text) {
                facts.removed.push(Removed { text, role: *role, at: 0, original: None });
            }
        }
    }
}

fn metadata(dom: &Document, origin: &Origin) -> Facts {
    let fields = meta_fields(dom);
    let meta = |names: &[&str]| -> Option<(String, String)> {
        names.iter().find_map(|name| Some((fields.get(&name.to_lowercase())?.clone(), format!("meta {name}"))))
    };
    let first_text = |selector: &str| -> Option<String> {
        dom.select(selector).nodes().iter().map(|n| fold(&n.text())).find(|t| !t.is_empty())
    };
    let linked = linked_data(dom);
    let field = |key: &str| linked.as_ref().and_then(|v| v.get(key)).cloned();
    let mut facts = Facts::default();
    facts.url = origin.url.clone().or_else(|| {
        dom.select("link[rel=canonical]").nodes().iter().find_map(|n| n.attr("href")).map(|h| h.to_string())
    });
    facts.url = facts.url.filter(|u| u.starts_with("http")).or_else(|| meta(&["og:url"]).map(|(v, _)| v));
    let stated = |value: String, basis: &str| Some(Stated { value, basis: basis.to_owned(), span: None });
    facts.publisher = meta(&["og:site_name", "application-name", "publisher"])
        .and_then(|(v, b)| stated(v, &b))
        .or_else(|| name_of(field("publisher")?).and_then(|v| stated(v, "json-ld publisher")));
    let heading = first_text("article h1, main h1, h1");
    let site = facts.publisher.as_ref().map(|p| p.value.clone());
    facts.title = meta(&["og:title", "twitter:title"])
        .map(|(v, b)| (without_site(&v, site.as_deref(), heading.as_deref()), b))
        .or_else(|| heading.clone().map(|h| (h, "h1".to_owned())))
        .or_else(|| Some((field("headline")?.as_str().map(fold)?, "json-ld headline".to_owned())))
        .or_else(|| first_text("title").map(|t| (without_site(&t, site.as_deref(), None), "title".to_owned())))
        // A page that is titled like its outlet has no title.
        .filter(|(v, _)| !furniture::looks_like_a_site(v, site.as_deref()))
        .and_then(|(v, b)| stated(v, &b));
    facts.byline = name_of(field("author").unwrap_or(Value::Null))
        .and_then(|v| stated(v, "json-ld author"))
        .or_else(|| {
            meta(&["author", "article:author", "byl", "dc.creator", "sailthru.author", "parsely-author"])
                .filter(|(v, _)| !v.starts_with("http"))
                .and_then(|(v, b)| stated(v, &b))
        })
        .or_else(|| {
            first_text("[rel=author], [itemprop=author], .byline, .author-name, .article-author")
                .filter(|t| t.split_whitespace().count() <= 10)
                .and_then(|v| stated(v, "byline element"))
        })
        .map(|mut s| {
            for prefix in ["By ", "by ", "BY "] {
                if let Some(rest) = s.value.strip_prefix(prefix) {
                    s.value = rest.to_owned();
                }
            }
            s
        })
        .filter(|s| site.as_deref() != Some(s.value.as_str()));
    let language = dom.select("html").nodes().iter().find_map(|n| n.attr("lang"));
    facts.language = language
        .map(|l| l.chars().take_while(|c| c.is_ascii_alphabetic()).collect::<String>().to_lowercase())
        .filter(|l| l.len() == 2);
    let locale = meta(&["og:locale"]).map(|(v, _)| v).unwrap_or_default();
    let lang =
        dom.select("html").nodes().iter().find_map(|n| n.attr("lang")).map(|l| l.to_string()).unwrap_or_default();
    facts.month_first = lang.eq_ignore_ascii_case("en-us")
        || locale.eq_ignore_ascii_case("en_us")
        || lang.is_empty() && locale.is_empty();
    facts.published = published(dom, &linked, &meta, &facts, origin);
    facts.modified = modified(&linked, &meta, &facts, origin);
    facts
}

/// The page's `meta` elements by name in lower case, each with its first value.
fn meta_fields(dom: &Document) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for node in dom.select("meta").nodes() {
        let Some(value) = node.attr("content").map(|v| fold(&v)).filter(|v| !v.is_empty()) else { continue };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                fields.entry(name.trim().to_lowercase()).or_insert_with(|| value.clone());
            }
        }
    }
    fields
}

/// The dates of the page, best evidence first.
fn published(
    dom: &Document,
    linked: &Option<Value>,
    meta: &dyn Fn(&[&str]) -> Option<(String, String)>,
    facts: &Facts,
    origin: &Origin,
) -> Option<Published> {
    let read = |text: &str, basis| {
        date::find_plausible(text, facts.month_first, origin.latest).map(|f| f.published(basis, text))
    };
    if let Some(text) =
        linked.as_ref().and_then(|l| l.get("datePublished").or_else(|| l.get("dateCreated"))).and_then(Value::as_str)
        && let Some(found) = read(text, PublishedBasis::JsonLd)
    {
        return Some(found);
    }
    const NAMES: &[&str] = &[
        "article:published_time",
        "article:published",
        "og:published_time",
        "og:article:published_time",
        "datePublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publication_date",
        "publication-date",
        "dc.date",
        "DC.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "dc.date.created",
        "sailthru.date",
        "parsely-pub-date",
        "article_date_original",
        "cXenseParse:recs:publishtime",
        "citation_date",
        "citation_publication_date",
        "timestamp",
        "OriginalPublicationDate",
        "DisplayDate",
        "shareaholic:article_published_time",
        "rnews:datePublished",
        "article.published",
        "vr:published_time",
        "pub_date",
        "created",
        "dateCreated",
        "release_date",
        "bt:pubDate",
    ];
    for name in NAMES {
        let Some((text, _)) = meta(&[name]) else { continue };
        let epoch = || date::from_epoch(&text).filter(|f| date::plausible(f.date, origin.latest));
        if let Some(found) = read(&text, PublishedBasis::Meta)
            .or_else(|| epoch().map(|found| found.published(PublishedBasis::Meta, &text)))
        {
            return Some(found);
        }
    }
    // A <time> inside a link list or a comment dates something else.
    for selector in [
        "[itemprop=datePublished]",
        "article header time",
        "article time[pubdate]",
        "time[class*=publish], time[class*=entry-date], abbr.published, .published time",
        "article time",
        "main time",
        "header time",
        "time",
    ] {
        let Some(found) = dom.try_select(selector) else { continue };
        let inside: Vec<_> = found
            .nodes()
            .iter()
            .filter(|n| {
                !n.ancestors_it(Some(8)).any(|a| {
                    let mark = format!("{} {}", a.attr_or("class", ""), a.attr_or("id", "")).to_lowercase();
                    let name = a.node_name().map(|n| n.to_string()).unwrap_or_default();
                    matches!(name.as_str(), "nav" | "aside" | "footer" | "li")
                        || ["related", "comment", "sidebar", "latest", "recommend", "more-", "ticker"]
                            .iter()
                            .any(|w| mark.contains(w))
                })
            })
            .collect();
        for node in inside {
            let text = node
                .attr("datetime")
                .or_else(|| node.attr("content"))
                .map(|v| v.to_string())
                .unwrap_or_else(|| node.text().to_string());
            if let Some(found) = read(&text, PublishedBasis::TimeElement) {
                return Some(found);
            }
        }
    }
    if let Some(url) = &facts.url
        && let Some(found) = date::in_url(url).filter(|f| date::plausible(f.date, origin.latest))
        && found.precision == crate::time::Precision::Day
    {
        return Some(found.published(PublishedBasis::Url, url));
    }
    for selector in [
        ".date, .post-date, .entry-date, .article-date, .news-date, .published, .publish-date, .pubdate, .timestamp, .article__date, .posted-on, .meta-date, .byline-date, .post-meta, .article-meta, .entry-meta, .dateline, .article-info, .news-info",
        "[class*=date], [id*=date], [class*=Date], [class*=time], [class*=meta]",
    ] {
        let Some(found) = dom.try_select(selector) else { continue };
        for node in found.nodes().iter().take(40) {
            let text = fold(&node.text());
            let listed = node.ancestors_it(Some(8)).any(|a| {
                let mark = format!("{} {}", a.attr_or("class", ""), a.attr_or("id", "")).to_lowercase();
                let name = a.node_name().map(|n| n.to_string()).unwrap_or_default();
                matches!(name.as_str(), "nav" | "aside" | "footer")
                    || ["related", "comment", "sidebar", "latest", "recommend", "footer"]
                        .iter()
                        .any(|w| mark.contains(w))
            });
            if listed || text.len() > 160 {
                continue;
            }
            if let Some(found) = read(&text, PublishedBasis::DateLine) {
                return Some(found);
            }
        }
    }
    under_headline(dom).iter().find_map(|text| read(text, PublishedBasis::DateLine))
}

/// The short pieces of text between the headline and the first long paragraph, links left out.
fn under_headline(dom: &Document) -> Vec<String> {
    let title = dom.select("title").nodes().first().map(|n| fold(&n.text())).unwrap_or_default();
    let mut out = Vec::new();
    let mut seen = false;
    for node in dom.select("body").nodes().iter().flat_map(|b| b.descendants_it()) {
        if !node.is_text() {
            continue;
        }
        let text = fold(&node.text());
        if text.is_empty() {
            continue;
        }
        let inside = |names: &[&str]| {
            node.ancestors_it(Some(6)).any(|a| a.node_name().is_some_and(|n| names.contains(&n.as_ref())))
        };
        if !seen {
            seen = inside(&["h1"]) || text.split_whitespace().count() >= 2 && title.starts_with(&text);
        } else if text.len() > 160 || out.len() > 20 {
            break;
        } else if !inside(&["a", "script", "style", "nav", "aside", "li"]) {
            out.push(text);
        }
    }
    out
}

fn modified(
    linked: &Option<Value>,
    meta: &dyn Fn(&[&str]) -> Option<(String, String)>,
    facts: &Facts,
    origin: &Origin,
) -> Option<Published> {
    let read = |text: &str, basis| {
        date::find_plausible(text, facts.month_first, origin.latest).map(|f| f.published(basis, text))
    };
    linked
        .as_ref()
        .and_then(|l| l.get("dateModified"))
        .and_then(Value::as_str)
        .and_then(|t| read(t, PublishedBasis::JsonLd))
        .or_else(|| {
            let (text, _) = meta(&[
                "article:modified_time",
                "og:updated_time",
                "dateModified",
                "lastmod",
                "last-modified",
                "dcterms.modified",
            ])?;
            read(&text, PublishedBasis::Meta)
        })
}

/// The JSON-LD object that describes the article, wherever it is nested.
///
/// Teasers bring objects of their own: the one whose headline stands in the page's title wins,
/// then the first that is dated, then the first.
fn linked_data(dom: &Document) -> Option<Value> {
    let (mut found, mut broken, mut pages) = (Vec::new(), None, Vec::new());
    for node in dom.select("script").nodes() {
        if !node.attr_or("type", "").to_lowercase().contains("ld+json") {
            continue;
        }
        let text = node.text();
        match serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) {
            Ok(value) => article_objects(value, 0, &mut found, &mut pages),
            // Broken JSON-LD still has its fields in plain sight.
            Err(_) if text.contains("Article") || text.contains("BlogPosting") => {
                let field = |key: &str| {
                    let at = text.find(&format!("\"{key}\""))? + key.len() + 2;
                    let rest = text.get(at..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
                    rest.split('"').next().map(|v| Value::String(v.to_owned()))
                };
                let object: serde_json::Map<String, Value> = ["datePublished", "dateModified"]
                    .into_iter()
                    .filter_map(|k| Some((k.to_owned(), field(k)?)))
                    .collect();
                broken = broken.or(Some(Value::Object(object)));
            }
            Err(_) => {}
        }
    }
    let heads: String = dom.select("title, h1").nodes().iter().map(|n| fold(&n.text()) + "\n").collect();
    let named = |v: &Value| {
        let headline = v.get("headline").or_else(|| v.get("name")).and_then(Value::as_str).map(fold);
        headline.is_some_and(|h| !h.is_empty() && heads.contains(&h))
    };
    let best = found
        .iter()
        .position(named)
        .or_else(|| found.iter().position(|v| v.get("datePublished").is_some()))
        .or((!found.is_empty()).then_some(0));
    // A page object without an article beside it often carries the article's dates.
    best.map(|at| found.swap_remove(at)).or(broken).or_else(|| pages.into_iter().next())
}

fn article_objects(value: Value, depth: usize, found: &mut Vec<Value>, pages: &mut Vec<Value>) {
    if depth > 6 || found.len() > 50 {
        return;
    }
    match value {
        Value::Array(items) => items.into_iter().for_each(|v| article_objects(v, depth + 1, found, pages)),
        Value::Object(mut map) => {
            let types: Vec<&str> = match map.get("@type") {
                Some(Value::String(s)) => vec![s.as_str()],
                Some(Value::Array(a)) => a.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            let article = types.iter().any(|t| {
                t.ends_with("Article") || matches!(*t, "BlogPosting" | "Report" | "LiveBlogPosting" | "PressRelease")
            });
            if article && !types.contains(&"Comment") {
                found.push(Value::Object(map));
                return;
            }
            let page = types.iter().any(|t| t.ends_with("WebPage")) && map.contains_key("datePublished");
            // `itemListElement` is left alone: lists are of other stories.
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = map.remove(key) {
                    article_objects(inner, depth + 1, found, pages);
                }
            }
            if page {
                pages.push(Value::Object(map));
            }
        }
        _ => {}
    }
}

fn name_of(value: Value) -> Option<String> {
    let name = match value {
        Value::String(s) => s,
        Value::Object(map) => map.get("name")?.as_str()?.to_owned(),
        Value::Array(items) => {
            let names: Vec<String> = items.into_iter().filter_map(name_of).collect();
            names.join(", ")
        }
        _ => return None,
    };
    let name = fold(&name);
    (!name.is_empty() && !name.starts_with("http")).then_some(name)
}

/// A title without the outlet's name behind it.
fn without_site(title: &str, site: Option<&str>, heading: Option<&str>) -> String {
    if let Some(heading) = heading
        && title.len() > heading.len()
        && title.starts_with(heading)
    {
        return heading.to_owned();
    }
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(mark) {
            let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() > 3;
            let named =
                site.is_some_and(|s| tail.eq_ignore_ascii_case(s) || tail.to_lowercase().contains(&s.to_lowercase()));
            if named || (short && mark == " | ") || (short && furniture::looks_like_a_site(tail, site)) {
                return head.to_owned();
            }
        }
    }
    title.to_owned()
}
