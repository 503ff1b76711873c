//! The pages that a sitemap names, and the further sitemaps.

use legation::error::{Error, Kind};
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use crate::door::{Limits, unpacked};
use crate::feed::{Item, no_doctype};

/// What a sitemap holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sitemap {
    pub pages: Vec<Item>,
    /// Addresses of further sitemaps.
    pub sitemaps: Vec<Item>,
    /// Entries on other hosts, which a sitemap may not speak for.
    pub foreign: usize,
}

/// The protocol's own limit.
const MOST: usize = 50_000;

/// Reads a sitemap: XML, an index of sitemaps, or one address a line; each also gzipped.
pub fn sitemap(bytes: &[u8], address: &str) -> Result<Sitemap, Error> {
    let refused = |cause: String| Error::new(Kind::Input, "reading a sitemap").at(address).because(cause);
    let plain;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        plain = unpacked(bytes, &Limits::default()).map_err(refused)?;
        &plain
    } else {
        bytes
    };
    let base = Url::parse(address).ok();
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut out = Sitemap::default();
    if text.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<') {
        no_doctype(text).map_err(refused)?;
        entries(text, &mut out).map_err(refused)?;
    } else {
        let lines = String::from_utf8_lossy(text);
        let item = |line: &str| Item { url: line.trim().to_owned(), published: None, updated: None };
        out.pages = lines.lines().filter(|l| l.trim().starts_with("http")).take(MOST).map(item).collect();
    }
    let host = base.as_ref().and_then(|b| b.host_str().map(bare));
    for list in [&mut out.pages, &mut out.sitemaps] {
        let n = list.len();
        list.retain(|item| {
            let there = Url::parse(&item.url).ok();
            there.is_some_and(|u| host.is_none() || u.host_str().map(bare) == host)
        });
        out.foreign += n - list.len();
    }
    Ok(out)
}

fn bare(host: &str) -> String {
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

fn entries(text: &[u8], out: &mut Sitemap) -> Result<(), String> {
    let mut reader = Reader::from_reader(text);
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    let mut words = String::new();
    let mut item = Item { url: String::new(), published: None, updated: None };
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(start) => {
                depth += 1;
                if depth > 32 {
                    return Err("it is nested too deeply".to_owned());
                }
                if matches!(start.local_name().as_ref(), "url" | "sitemap") {
                    item = Item { url: String::new(), published: None, updated: None };
                }
                words.clear();
            }
            Event::Text(part) => words.push_str(&part),
            Event::CData(part) => words.push_str(&part),
            // "&amp;" in an address; other names are not known in a sitemap.
            Event::GeneralRef(name) => match &name[..] {
                "amp" => words.push('&'),
                "apos" => words.push('\''),
                "quot" => words.push('"'),
                "lt" => words.push('<'),
                "gt" => words.push('>'),
                _ => {}
            },
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                let day = || words.trim().get(..10).filter(|d| d.parse::<legation::time::Date>().is_ok());
                match end.local_name().as_ref() {
                    // Pictures have an address of their own kind.
                    "loc" if end.name().prefix().is_none() => item.url = words.trim().to_owned(),
                    "lastmod" => item.updated = day().map(str::to_owned),
                    "publication_date" => item.published = day().map(str::to_owned),
                    "url" if !item.url.is_empty() && out.pages.len() < MOST => out.pages.push(item.clone()),
                    "sitemap" if !item.url.is_empty() && out.sitemaps.len() < MOST => out.sitemaps.push(item.clone()),
                    _ => {}
                }
                words.clear();
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}
