//! What a run reads over the network: pages, and the pages that feeds and sitemaps name.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::Duration;

use legation::error::{Error, Kind};
use legation::record::Fetched;
use legation::time::Date;
use legation_fetch::{Door, Exempt, Item, Limits, Manners, Visit, Visitor, Wall, feed, sitemap};

use super::source::{Raw, What};
use crate::input;

#[derive(clap::Args)]
#[group(id = "web")]
pub(super) struct Options {
    /// A feed (RSS, Atom, JSON Feed) whose new articles are read: an address or a file
    #[arg(long, value_name = "ADDRESS")]
    pub feed: Vec<String>,
    /// A sitemap whose new articles are read: an address or a file
    #[arg(long, value_name = "ADDRESS")]
    pub sitemap: Vec<String>,
    /// Seconds between two requests to one host, unless its robots.txt asks for more
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    pause: u16,
    /// Ask again for articles that were fetched before: the server says whether they changed
    #[arg(long)]
    again: bool,
    /// A host of your own net that may be asked although its address is private: HOST or HOST:PORT
    #[arg(long, value_name = "HOST")]
    private_host: Vec<String>,
}

/// Sitemaps may name sitemaps so deep.
const DEEPEST: usize = 3;

/// Whether an input is an address rather than a file.
pub(super) fn is_address(input: &Path) -> bool {
    input.to_str().is_some_and(|i| i.starts_with("http://") || i.starts_with("https://"))
}

enum Task {
    Page {
        item: Item,
        listed: bool,
    },
    Feed(String),
    Sitemap(String, usize),
    /// All that a list names was handed out.
    End(Option<Fetched>),
}

/// Hands out pages, one after another; lists are opened as they come.
pub(super) struct Web {
    visitor: Visitor,
    tasks: VecDeque<Task>,
    known: BTreeMap<String, Fetched>,
    seen: BTreeSet<String>,
    again: bool,
    since: Option<String>,
}

impl Web {
    /// `known` is what earlier runs left in the archive.
    pub fn new(
        options: &Options,
        addresses: impl Iterator<Item = String>,
        since: Option<Date>,
        known: BTreeMap<String, Fetched>,
    ) -> Result<Web, Error> {
        let mut exempt = Vec::new();
        for host in &options.private_host {
            exempt.push(Exempt::of(host).ok_or_else(|| {
                Error::new(Kind::Configuration, "reading the options")
                    .at(format!("--private-host {host}"))
                    .because("it is no host")
                    .hint("write HOST or HOST:PORT, without http://")
            })?);
        }
        let page = |url| Task::Page { item: Item { url, published: None, updated: None }, listed: false };
        let mut tasks: VecDeque<Task> = addresses.map(page).collect();
        tasks.extend(options.feed.iter().cloned().map(Task::Feed));
        tasks.extend(options.sitemap.iter().cloned().map(|s| Task::Sitemap(s, 0)));
        let manners = Manners { pause: Duration::from_secs(options.pause.into()), ..Manners::default() };
        Ok(Web {
            visitor: Visitor::new(Door::new(Limits::default(), exempt), manners, Box::new(Wall)),
            tasks,
            known,
            seen: BTreeSet::new(),
            again: options.again,
            since: since.map(|d| d.to_string()),
        })
    }

    fn page(&mut self, item: &Item, listed: bool) -> Raw {
        let raw = |what| Raw::of(item.url.clone(), what);
        let known = self.known.get(&item.url);
        if let (true, false, Some(known)) = (listed, self.again, known)
            && known.failures == 0
            && item.updated.as_deref().is_none_or(|day| day <= known.fetched.get(..10).unwrap_or(""))
        {
            return raw(What::Unchanged);
        }
        match self.visitor.visit(&item.url, known) {
            Err(error) => raw(What::Failed(error)),
            Ok(Visit::Unchanged(fetched)) => Raw { fetched: Some(fetched), ..raw(What::Unchanged) },
            Ok(Visit::Refused(fetched, cause) | Visit::Later(fetched, cause)) => {
                Raw { fetched: Some(fetched), ..raw(What::Failed(refused(&item.url, &cause))) }
            }
            Ok(Visit::Page(answer, fetched)) => {
                let kind = answer.content_type.as_str();
                if !matches!(kind, "" | "text/html" | "application/xhtml+xml" | "text/plain") {
                    let error = refused(&item.url, &format!("it is {kind}, not a page"));
                    return Raw { fetched: Some(fetched), ..raw(What::Failed(error)) };
                }
                if asks_for_proof(&answer.bytes) {
                    // Not noted: another day the article itself may come.
                    return raw(What::Failed(refused(&item.url, "the server asks for proof that a person reads")));
                }
                let published = item.published.as_deref().and_then(|d| d.parse().ok());
                let what = What::Page { bytes: answer.bytes, url: Some(answer.url) };
                Raw { fetched: Some(fetched), published, ..raw(what) }
            }
        }
    }

    /// Opens a list: its pages come next, in its order, and then its end.
    fn list(&mut self, address: &str, read: impl FnOnce(&[u8], &str) -> Result<Vec<Task>, Error>) -> Raw {
        let raw = |what| Raw::of(address.to_owned(), what);
        let (bytes, from, fetched) = if is_address(Path::new(address)) {
            match self.visitor.visit(address, self.known.get(address)) {
                Err(error) => return raw(What::Failed(error)),
                Ok(Visit::Unchanged(fetched)) => return Raw { fetched: Some(fetched), ..raw(What::Unchanged) },
                Ok(Visit::Refused(fetched, cause) | Visit::Later(fetched, cause)) => {
                    return Raw { fetched: Some(fetched), ..raw(What::Failed(refused(address, &cause))) };
                }
                Ok(Visit::Page(answer, fetched)) => (answer.bytes, answer.url, Some(fetched)),
            }
        } else {
            match input::bytes(Path::new(address)) {
                Ok(bytes) => (bytes, address.to_owned(), None),
                Err(error) => return raw(What::Failed(error)),
            }
        };
        match read(&bytes, &from) {
            Err(error) => raw(What::Failed(error)),
            Ok(mut tasks) => {
                tasks.push(Task::End(fetched));
                tasks.into_iter().rev().for_each(|task| self.tasks.push_front(task));
                raw(What::Begin)
            }
        }
    }

    /// Whether a list's entry may be new enough.
    fn recent(since: Option<&str>, item: &Item) -> bool {
        let day = item.updated.as_deref().max(item.published.as_deref());
        since.zip(day).is_none_or(|(since, day)| day >= since)
    }
}

impl Iterator for Web {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            let since = self.since.clone();
            let page = |item| Task::Page { item, listed: true };
            return Some(match self.tasks.pop_front()? {
                Task::Page { item, listed } => {
                    if !self.seen.insert(item.url.clone()) {
                        continue;
                    }
                    self.page(&item, listed)
                }
                Task::Feed(address) => self.list(&address, |bytes, from| {
                    let items = feed(bytes, from)?.into_iter();
                    Ok(items.filter(|i| Web::recent(since.as_deref(), i)).map(page).collect())
                }),
                Task::Sitemap(address, depth) => {
                    if !self.seen.insert(address.clone()) {
                        continue;
                    }
                    self.list(&address, |bytes, from| {
                        let found = sitemap(bytes, from)?;
                        let recent = |i: &Item| Web::recent(since.as_deref(), i);
                        let deeper = found.sitemaps.into_iter().filter(|_| depth < DEEPEST).filter(recent);
                        let deeper = deeper.map(|i| Task::Sitemap(i.url, depth + 1));
                        Ok(deeper.chain(found.pages.into_iter().filter(recent).map(page)).collect())
                    })
                }
                Task::End(fetched) => Raw { fetched, ..Raw::of(String::new(), What::End) },
            });
        }
    }
}

fn refused(address: &str, cause: &str) -> Error {
    Error::new(Kind::Input, "fetching").at(address).because(cause)
}

/// Pages that stand in front of an article and are none.
fn asks_for_proof(bytes: &[u8]) -> bool {
    const TITLES: [&str; 7] = [
        "just a moment",
        "attention required!",
        "access denied",
        "are you a robot",
        "robot check",
        "pardon our interruption",
        "human verification",
    ];
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8_192)]).to_lowercase();
    let Some((_, rest)) = head.split_once("<title") else { return false };
    let title = rest.split_once('>').map_or("", |(_, title)| title).trim_start();
    TITLES.iter().any(|t| title.starts_with(t))
}

#[cfg(test)]
mod tests {
    use super::asks_for_proof;

    #[test]
    fn a_page_that_asks_for_proof_is_no_article() {
        assert!(asks_for_proof(b"<html><head><TITLE lang=en>\n Just a moment...</TITLE>"));
        assert!(!asks_for_proof(b"<title>A just moment for peace</title>"));
        assert!(!asks_for_proof(b"just a moment, said the envoy"));
    }
}
