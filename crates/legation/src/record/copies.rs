//! Which articles repeat an earlier one.
//!
//! Each article is compared with those that a reader could know before it, within a month, and
//! joined to the one it shares most with. Whether a run of words is rare is judged by the articles
//! before the later one only, and copies of one text count once. So the answer for an article
//! depends on earlier articles alone: neither the order of recording nor later articles change it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};

use super::sketch;

/// Copies come within so many days of each other.
const WINDOW: i32 = 30;
/// A run that stands in more independent articles than this is a formula or boilerplate.
const COMMON: usize = 20;
/// Shares of the smaller article's rare runs, from reading.md 4.2: at a quarter, one run in eight
/// kept, no false pair among 805 originals with planted boilerplate.
const PASSAGE: f64 = 0.25;
const MOST: f64 = 0.8;
/// Fewer shared runs than this are chance: one quoted sentence of thirteen words keeps one.
const FEWEST: usize = 3;
/// Articles whose full comparison is made; the others share less.
const COMPARED: usize = 6;

/// Copies known so far, with the months around what is being recorded in memory.
#[derive(Default)]
pub(super) struct Copies {
    months: BTreeMap<i32, Month>,
    /// Months in the order of their last use, oldest first.
    used: Vec<i32>,
}

/// Months held in memory at once.
const HELD: usize = 8;

#[derive(Default)]
struct Month {
    articles: Vec<Article>,
    /// Sorted (run, article).
    settled: Vec<(u32, u32)>,
    fresh: HashMap<u32, Vec<u32>>,
    n_fresh: usize,
    by_id: HashMap<String, u32>,
    by_text: HashMap<u64, Vec<u32>>,
    by_address: HashMap<u64, Vec<u32>>,
}

struct Article {
    id: String,
    day: i32,
    runs: Vec<u32>,
    text: u64,
    address: Option<u64>,
    copy: Option<Copy>,
    /// The first of its copies; itself where it is none.
    first: String,
}

#[derive(Clone, PartialEq, Debug)]
struct Copy {
    of: String,
    shared: f64,
    kind: &'static str,
}

/// An article as this room's file needs it.
pub(super) struct Fresh {
    pub id: String,
    pub known: String,
    pub runs: Vec<u32>,
    pub text_digest: String,
    pub address: Option<String>,
}

type Place = (i32, u32);

/// Articles whose row in `copies` is not what the articles before them give.
///
/// One pass in the order of days, since an article is judged by earlier ones alone. Where a text was
/// taken out, what shares its month cannot be judged again: there only the chain to the first is checked.
pub(super) fn disagreeing(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut copies = Copies::default();
    let mut wrong = Vec::new();
    let mut gap: Option<i32> = None;
    let mut statement = connection.prepare(
        "SELECT a.article_id, a.known, a.runs_of_words, a.text_digest, a.address, c.copy_of, c.shared, c.kind,
         c.first_id, a.redacted_run IS NOT NULL
         FROM articles a LEFT JOIN copies c ON c.article_id = a.article_id ORDER BY a.known, a.article_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let fresh = Fresh {
            id: row.get(0)?,
            known: row.get(1)?,
            runs: sketch::of_bytes(row.get_ref(2)?.as_blob()?),
            text_digest: row.get(3)?,
            address: row.get(4)?,
        };
        let id = fresh.id.clone();
        let day = day_number(&fresh.known);
        let stored: Option<(String, f64, String, String)> = match row.get::<_, Option<String>>(5)? {
            Some(of) => Some((of, row.get(6)?, row.get(7)?, row.get(8)?)),
            None => None,
        };
        if row.get::<_, bool>(9)? {
            gap = Some(day);
        }
        let month = day.div_euclid(WINDOW);
        copies.months.retain(|number, _| *number >= month - 1);
        copies.insert(fresh.into_article(day));
        let Some(place) = copies.find(day, &id) else { continue };
        let (copy, first) = if gap.is_some_and(|gap| day - gap <= WINDOW) {
            trusted(connection, &id, stored.as_ref())?
        } else {
            copies.judge(place)
        };
        let alike = match (&copy, &stored) {
            (None, None) => true,
            (Some(c), Some((of, shared, kind, stored_first))) => {
                c.of == *of && c.shared == *shared && c.kind == kind && first == *stored_first
            }
            _ => false,
        };
        if !alike {
            wrong.push(id);
        }
        let article = copies.article_mut(place);
        (article.copy, article.first) = (copy, first);
    }
    Ok(wrong)
}

/// What a row of `copies` says, with the first article worked out anew from the one that it names.
fn trusted(
    connection: &Connection,
    id: &str,
    stored: Option<&(String, f64, String, String)>,
) -> rusqlite::Result<(Option<Copy>, String)> {
    let Some((of, shared, kind, _)) = stored else { return Ok((None, id.to_owned())) };
    let first = super::summary::first_of(connection, of)?;
    Ok((Some(Copy { of: of.clone(), shared: *shared, kind: kind_of(kind) }), first))
}

impl Copies {
    /// Takes in articles whose rows stand in the table, writes `copies`, and says whose source changed.
    pub fn update(&mut self, connection: &Connection, fresh: Vec<Fresh>) -> rusqlite::Result<BTreeSet<String>> {
        self.forget(HELD);
        let ids: BTreeSet<String> = fresh.iter().map(|f| f.id.clone()).collect();
        let mut queue: BTreeSet<(i32, String)> = BTreeSet::new();
        for article in fresh {
            let day = day_number(&article.known);
            for month in around(day) {
                self.load(connection, month, &ids)?;
            }
            queue.insert((day, article.id.clone()));
            if self.find(day, &article.id).is_none() {
                self.insert(article.into_article(day));
            }
        }
        // All are in before any is judged; then the new ones, and those on whom they may bear.
        let new: Vec<Place> = queue.iter().filter_map(|(day, id)| self.find(*day, id)).collect();
        for place in new {
            queue.extend(self.later(place));
        }
        let mut changed = BTreeSet::new();
        while let Some((day, id)) = queue.pop_first() {
            for month in around(day) {
                self.load(connection, month, &ids)?;
            }
            let Some(place) = self.find(day, &id) else { continue };
            let (copy, first) = self.judge(place);
            let article = self.article_mut(place);
            if article.first == first && article.copy == copy {
                continue;
            }
            let moved = article.first != first;
            let new = article.first.is_empty();
            (article.copy, article.first) = (copy.clone(), first.clone());
            store(connection, &id, copy.as_ref(), &first)?;
            changed.insert(id);
            if moved && !new {
                queue.extend(self.later(place));
            }
        }
        Ok(changed)
    }

    /// Keeps at most so many months, those used last.
    fn forget(&mut self, held: usize) {
        while self.used.len() > held {
            let month = self.used.remove(0);
            self.months.remove(&month);
        }
    }

    fn load(&mut self, connection: &Connection, month: i32, fresh: &BTreeSet<String>) -> rusqlite::Result<()> {
        self.used.retain(|m| *m != month);
        self.used.push(month);
        if self.months.contains_key(&month) {
            return Ok(());
        }
        self.months.insert(month, Month::default());
        let mut statement = connection.prepare_cached(
            "SELECT a.article_id, a.known, a.runs_of_words, a.text_digest, a.address, c.copy_of, c.shared, c.kind, c.first_id
             FROM articles a LEFT JOIN copies c ON c.article_id = a.article_id
             WHERE a.known >= ?1 AND a.known < ?2 ORDER BY a.known, a.article_id",
        )?;
        let mut rows = statement.query(params![day_text(month * WINDOW), day_text((month + 1) * WINDOW)])?;
        let mut loaded = Vec::new();
        while let Some(row) = rows.next()? {
            let stored = Fresh {
                id: row.get(0)?,
                known: row.get(1)?,
                runs: sketch::of_bytes(row.get_ref(2)?.as_blob()?),
                text_digest: row.get(3)?,
                address: row.get(4)?,
            };
            let day = day_number(&stored.known);
            let mut article = stored.into_article(day);
            let of: Option<String> = row.get(5)?;
            if let Some(of) = of {
                let kind: String = row.get(7)?;
                article.copy = Some(Copy { of, shared: row.get(6)?, kind: kind_of(&kind) });
                article.first = row.get(8)?;
            } else if !fresh.contains(&article.id) {
                article.first.clone_from(&article.id);
            }
            loaded.push(article);
        }
        for article in loaded {
            self.insert(article);
        }
        Ok(())
    }

    fn insert(&mut self, article: Article) {
        let month = self.months.entry(article.day.div_euclid(WINDOW)).or_default();
        let n = month.articles.len() as u32;
        for &run in &article.runs {
            month.fresh.entry(run).or_default().push(n);
        }
        month.n_fresh += article.runs.len();
        month.by_id.insert(article.id.clone(), n);
        month.by_text.entry(article.text).or_default().push(n);
        if let Some(address) = article.address {
            month.by_address.entry(address).or_default().push(n);
        }
        month.articles.push(article);
        // Sorted pairs take an eighth of the memory that lists in a map take.
        if month.n_fresh > 100_000 && month.n_fresh > month.settled.len() / 4 {
            month.settle();
        }
    }

    fn find(&self, day: i32, id: &str) -> Option<Place> {
        let number = day.div_euclid(WINDOW);
        let month = self.months.get(&number)?;
        month.by_id.get(id).map(|&n| (number, n))
    }

    fn article(&self, (month, n): Place) -> &Article {
        &self.months[&month].articles[n as usize]
    }

    fn article_mut(&mut self, (month, n): Place) -> &mut Article {
        // A place is made from what is there.
        #[allow(clippy::expect_used)]
        let month = self.months.get_mut(&month).expect("the month is loaded");
        &mut month.articles[n as usize]
    }

    /// Articles of the window that hold a run.
    fn with_run<'a>(&'a self, day: i32, run: u32, mut each: impl FnMut(Place, &'a Article) -> bool) {
        for number in around(day) {
            let Some(month) = self.months.get(&number) else { continue };
            let from = month.settled.partition_point(|(r, _)| *r < run);
            let settled = month.settled[from..].iter().take_while(|(r, _)| *r == run).map(|(_, n)| *n);
            let fresh = month.fresh.get(&run).into_iter().flatten().copied();
            for n in settled.chain(fresh) {
                let article = &month.articles[n as usize];
                if (article.day - day).abs() <= WINDOW && !each((number, n), article) {
                    return;
                }
            }
        }
    }

    /// The earlier articles that hold a run, unless it is common among them.
    fn rare(&self, at: &Article, run: u32, holders: &mut Vec<Place>) -> bool {
        holders.clear();
        let mut sources: Vec<&str> = Vec::new();
        let mut common = false;
        self.with_run(at.day, run, |place, article| {
            if (article.day, article.id.as_str()) < (at.day, at.id.as_str()) {
                holders.push(place);
                let source = article.first.as_str();
                if !sources.contains(&source) {
                    sources.push(source);
                    common = sources.len() > COMMON;
                }
            }
            !common
        });
        !common
    }

    /// Which earlier article this one repeats, and the first of them all.
    fn judge(&self, place: Place) -> (Option<Copy>, String) {
        let at = self.article(place);
        let mut shared: BTreeMap<Place, usize> = BTreeMap::new();
        let mut holders = Vec::new();
        let mut n_rare = 0;
        for &run in &at.runs {
            if self.rare(at, run, &mut holders) {
                n_rare += 1;
                holders.iter().for_each(|&p| *shared.entry(p).or_default() += 1);
            }
        }
        let mut best: Vec<(usize, Place)> =
            shared.into_iter().filter(|(_, n)| *n >= FEWEST).map(|(p, n)| (n, p)).collect();
        let key = |p: Place| (self.article(p).day, self.article(p).id.clone());
        best.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| key(a.1).cmp(&key(b.1))));
        let mut found: Option<(f64, Place, Copy)> = None;
        for &(n_shared, other) in best.iter().take(COMPARED) {
            let earlier = self.article(other);
            let theirs = earlier
                .runs
                .iter()
                .filter(|run| at.runs.binary_search(run).is_err())
                .filter(|&&run| self.rare(at, run, &mut holders))
                .count()
                + n_shared;
            let of_mine = n_shared as f64 / f64::from(n_rare.max(1));
            let of_theirs = n_shared as f64 / theirs.max(1) as f64;
            let share = of_mine.max(of_theirs);
            if share >= PASSAGE && found.as_ref().is_none_or(|(best, _, _)| share > *best) {
                let kind = match (of_mine >= MOST, of_theirs >= MOST) {
                    (true, true) => "same-text",
                    (false, false) => "shared-passage",
                    _ => "cut-or-extended",
                };
                let shared = (share * 10_000.0).round() / 10_000.0;
                found = Some((share, other, Copy { of: earlier.id.clone(), shared, kind }));
            }
        }
        // The same bytes, however short, and earlier versions of the same page.
        for number in around(at.day) {
            let Some(month) = self.months.get(&number) else { continue };
            for n in month.alike(at) {
                let earlier = &month.articles[n as usize];
                let before = (earlier.day, earlier.id.as_str()) < (at.day, at.id.as_str());
                if !before || at.day - earlier.day > WINDOW {
                    continue;
                }
                let version = at.address.is_some() && at.address == earlier.address;
                let (share, kind) = if version { (2.0, "version") } else { (1.0, "same-text") };
                let better = match &found {
                    None => true,
                    Some((best, place, _)) => share > *best || share == *best && key((number, n)) < key(*place),
                };
                if better {
                    let shared = found.as_ref().filter(|f| f.2.of == earlier.id).map_or(1.0, |f| f.2.shared);
                    found = Some((share, (number, n), Copy { of: earlier.id.clone(), shared, kind }));
                }
            }
        }
        match found {
            None => (None, at.id.clone()),
            Some((_, other, copy)) => {
                let first = self.article(other).first.clone();
                let first = if first.is_empty() { copy.of.clone() } else { first };
                (Some(copy), first)
            }
        }
    }

    /// Later articles on whose judgement this one may bear: those that share a run which is not
    /// common before them, its text or its page.
    fn later(&self, place: Place) -> Vec<(i32, String)> {
        let at = self.article(place);
        let mut out = BTreeSet::new();
        let mut after: Vec<(i32, &str)> = Vec::new();
        for &run in &at.runs {
            after.clear();
            let mut before = BTreeSet::new();
            self.with_run(at.day, run, |_, article| {
                if (article.day, article.id.as_str()) > (at.day, at.id.as_str()) {
                    after.push((article.day, article.id.as_str()));
                } else if article.id != at.id {
                    before.insert(article.first.as_str());
                }
                before.len() <= COMMON + 1
            });
            if before.len() <= COMMON + 1 {
                out.extend(after.iter().map(|(day, id)| (*day, (*id).to_owned())));
            }
        }
        for number in around(at.day) {
            let Some(month) = self.months.get(&number) else { continue };
            for n in month.alike(at) {
                let article = &month.articles[n as usize];
                if (article.day, article.id.as_str()) > (at.day, at.id.as_str()) {
                    out.insert((article.day, article.id.clone()));
                }
            }
        }
        out.into_iter().collect()
    }
}

impl Month {
    fn settle(&mut self) {
        let mut fresh: Vec<(u32, u32)> = Vec::with_capacity(self.n_fresh);
        for (n, article) in self.articles.iter().enumerate() {
            fresh.extend(article.runs.iter().map(|r| (*r, n as u32)));
        }
        fresh.sort_unstable();
        self.settled = fresh;
        self.fresh.clear();
        self.n_fresh = 0;
    }

    /// Articles with the same text, or of the same page.
    fn alike(&self, at: &Article) -> impl Iterator<Item = u32> {
        let texts = self.by_text.get(&at.text).into_iter().flatten();
        let pages = at.address.and_then(|a| self.by_address.get(&a)).into_iter().flatten();
        texts.chain(pages).copied()
    }
}

impl Fresh {
    fn into_article(self, day: i32) -> Article {
        Article {
            day,
            runs: self.runs,
            text: super::archive::short(&self.text_digest),
            address: self.address.as_deref().map(sketch::hash),
            copy: None,
            first: String::new(),
            id: self.id,
        }
    }
}

fn store(connection: &Connection, id: &str, copy: Option<&Copy>, first: &str) -> rusqlite::Result<()> {
    match copy {
        None => connection.prepare_cached("DELETE FROM copies WHERE article_id = ?1")?.execute([id])?,
        Some(copy) => connection
            .prepare_cached(
                "INSERT INTO copies (article_id, copy_of, first_id, shared, kind) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (article_id) DO UPDATE SET copy_of = ?2, first_id = ?3, shared = ?4, kind = ?5",
            )?
            .execute(params![id, copy.of, first, copy.shared, copy.kind])?,
    };
    Ok(())
}

fn kind_of(kind: &str) -> &'static str {
    ["same-text", "cut-or-extended", "version"].into_iter().find(|k| *k == kind).unwrap_or("shared-passage")
}

fn around(day: i32) -> [i32; 3] {
    let month = day.div_euclid(WINDOW);
    [month - 1, month, month + 1]
}

/// Days since 1970 of YYYY-MM-DD; what is no date is day 0.
pub(super) fn day_number(text: &str) -> i32 {
    const EPOCH: crate::time::Date = crate::time::Date::constant(1970, 1, 1);
    let Ok(date) = text.parse::<crate::time::Date>() else { return 0 };
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

pub(super) fn day_text(day: i32) -> String {
    const EPOCH: crate::time::Date = crate::time::Date::constant(1970, 1, 1);
    EPOCH.saturating_add(jiff::Span::new().days(i64::from(day))).to_string()
}
