//! What a page's markup says about the article: title, byline, outlet, dates, language.
//!
//! Each fact is taken from the best place that has it, and names that place as its basis. The order
//! of the places for dates is that of `reading.md` section 2: linked data, meta elements, time
//! elements, the address, then the visible lines under the headline.

use std::collections::BTreeMap;

use dom_query::Document;
use serde_json::Value;

use super::article::{Published, PublishedBasis, Stated};
use super::assemble::{Facts, fold};
use super::furniture;
use super::{Origin, date};

/// Reads what the markup states.
pub(super) fn read(dom: &Document, origin: &Origin) -> Facts {
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
                .or_else(|| named_author(dom))
                .and_then(|v| stated(v, BYLINE_ELEMENT))
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

/// The basis of a byline that stands visibly on the page, in an element of its own.
pub(super) const BYLINE_ELEMENT: &str = "byline element";

/// A person's name that stands alone in an element that calls itself the author's.
fn named_author(dom: &Document) -> Option<String> {
    let found = dom.try_select("[class*=author], [class*=byline], [class*=Author], [class*=Byline]")?;
    found
        .nodes()
        .iter()
        .filter(|n| !n.ancestors_it(Some(8)).any(|a| is_other_story(&a)))
        .map(|n| fold(&n.formatted_text()))
        .find(|t| furniture::looks_like_a_name(t.trim_start_matches("By ").trim_start_matches("by ")))
}

/// Whether an element holds what belongs to other stories or to readers.
fn is_other_story(node: &dom_query::NodeRef) -> bool {
    let mark = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", "")).to_lowercase();
    let name = node.node_name().map(|n| n.to_string()).unwrap_or_default();
    matches!(name.as_str(), "nav" | "aside" | "footer")
        || ["related", "comment", "sidebar", "latest", "recommend", "more-", "ticker", "footer"]
            .iter()
            .any(|w| mark.contains(w))
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
                !n.ancestors_it(Some(8)).any(|a| is_other_story(&a) || a.node_name().is_some_and(|n| &*n == "li"))
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
            let listed = node.ancestors_it(Some(8)).any(|a| is_other_story(&a));
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
