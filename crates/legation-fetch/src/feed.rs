//! The articles that a feed names: RSS, Atom and JSON Feed.

use legation::error::{Error, Kind};
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

/// An article that a feed or a sitemap names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub url: String,
    /// Day of publication, YYYY-MM-DD, where it is told.
    pub published: Option<String>,
    /// Day of the last change.
    pub updated: Option<String>,
}

/// Items of one feed beyond this are not looked at.
const MOST: usize = 5_000;

/// The articles of a feed, in its order, each address once; `address` is where the feed lies.
///
/// ```
/// let rss = br#"<rss version="2.0"><channel><title>Post</title><link>https://post.example/</link>
///   <item><link>https://post.example/1</link><pubDate>Fri, 27 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"#;
/// let items = legation_fetch::feed(rss, "https://post.example/feed").unwrap();
/// assert_eq!(items[0].published.as_deref(), Some("2026-11-27"));
/// ```
pub fn feed(bytes: &[u8], address: &str) -> Result<Vec<Item>, Error> {
    let refused = |cause: String| Error::new(Kind::Input, "reading a feed").at(address).because(cause);
    let is_json = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    if !is_json {
        no_doctype(bytes).map_err(refused)?;
    }
    let base = Url::parse(address).ok();
    let parser = feed_rs::parser::Builder::new().base_uri(base.as_ref().map(Url::as_str)).build();
    let feed = parser.parse(bytes).map_err(|e| refused(e.to_string()).hint("RSS, Atom and JSON Feed are read"))?;
    let mut items: Vec<Item> = Vec::new();
    for entry in feed.entries.into_iter().take(MOST) {
        let alternate = |l: &&feed_rs::model::Link| l.rel.as_deref().is_none_or(|rel| rel == "alternate");
        let link = entry.links.iter().find(alternate).or(entry.links.first()).map(|l| l.href.clone());
        // An id that is an address is a permalink.
        let link = link.or_else(|| entry.id.starts_with("http").then(|| entry.id.clone()));
        let url = link.and_then(|l| match &base {
            Some(base) => base.join(l.trim()).ok(),
            None => Url::parse(l.trim()).ok(),
        });
        let Some(url) = url.map(String::from) else { continue };
        if items.iter().any(|i| i.url == url) {
            continue;
        }
        items.push(Item {
            url,
            published: entry.published.map(|d| d.date_naive().to_string()),
            updated: entry.updated.map(|d| d.date_naive().to_string()),
        });
    }
    Ok(items)
}

/// Refuses a document type: it is where entities grow, and no feed needs one.
pub(crate) fn no_doctype(bytes: &[u8]) -> Result<(), String> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::DocType(_)) => return Err("a document type is not read".to_owned()),
            Ok(Event::Start(_) | Event::Empty(_) | Event::Eof) => return Ok(()),
            Ok(_) => buffer.clear(),
            Err(error) => return Err(error.to_string()),
        }
    }
}
