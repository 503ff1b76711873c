//! Which reports tell of one event.
//!
//! Reports stand in one order: the day they were known, the article, the report. Each is joined to
//! the earlier report with the best score, and an event is what hangs together. So the event of a
//! report depends on earlier reports alone: the order of recording does not change it, and neither
//! does what is published later. Analysts' rulings come before scores.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use super::copies::{day_number, day_text};
use super::identity::{self, Features, THRESHOLD, WINDOW};
use super::report::{self, Report};

/// Reports of the months around what is being recorded.
#[derive(Default)]
pub(super) struct Joins {
    months: BTreeMap<i32, Month>,
    used: Vec<i32>,
    rulings: Option<Rulings>,
}

/// Months held in memory at once.
const HELD: usize = 6;

#[derive(Default)]
struct Month {
    items: Vec<Item>,
    by_id: HashMap<String, u32>,
    by_key: HashMap<u64, Vec<u32>>,
}

struct Item {
    order: Order,
    features: Features,
    parent: Option<Parent>,
    live: bool,
}

/// The place of a report among all: day, article, report.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Order {
    day: i32,
    article: String,
    report: String,
}

#[derive(Clone, PartialEq, Debug)]
struct Parent {
    order: Order,
    score: f64,
    reason: String,
}

#[derive(Default)]
struct Rulings {
    /// Pairs that are not one event.
    parted: BTreeSet<(String, String)>,
    /// By the later report: the earlier one that it belongs to, with the analyst's words.
    joined: BTreeMap<String, Joined>,
}

/// Two reports that an analyst joined; both stand.
struct Joined {
    later: Order,
    earlier: Order,
    why: String,
}

type Place = (i32, u32);

/// Reports whose row in `event_reports` is not what the reports before them and the rulings give.
///
/// Where an article was redacted, the words that decided are gone: what lies in its months is left out.
pub(super) fn disagreeing(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut joins = Joins::default();
    joins.rule(connection)?;
    let mut redacted: Vec<i32> = Vec::new();
    let mut statement = connection.prepare("SELECT known FROM articles WHERE redacted_run IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        redacted.push(day_number(row.get_ref(0)?.as_str()?));
    }
    let sql = format!(
        "SELECT {}, j.joined_to, j.score, j.reason FROM reports r
         LEFT JOIN event_reports j ON j.report_id = r.report_id
         WHERE r.withdrawn_run IS NULL ORDER BY r.known, r.article_id, r.report_id",
        report::COLUMNS
    );
    let mut wrong = Vec::new();
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut report = report::of_row(row)?;
        report::roles(connection, &mut report)?;
        report.evidence = report::evidence(connection, &report.report_id)?;
        let stored: (Option<String>, Option<f64>, Option<String>) = (row.get(34)?, row.get(35)?, row.get(36)?);
        let order = order(&report);
        let middle = order.day.div_euclid(WINDOW);
        joins.months.retain(|month, _| *month >= middle - 1);
        let blank = redacted.iter().any(|day| (order.day - day).abs() <= WINDOW);
        let id = report.report_id.clone();
        let place = joins.insert(Item { order, features: Features::of(&report), parent: None, live: true });
        if blank {
            continue;
        }
        let given = match joins.best(place) {
            None => (None, None, None),
            Some(parent) => (Some(parent.order.report), Some(parent.score), Some(parent.reason)),
        };
        if given != stored {
            wrong.push(id);
        }
    }
    Ok(wrong)
}

impl Joins {
    /// Takes in new reports (their rows stand in the tables) and takes out withdrawn ones; returns
    /// the events whose reports changed.
    pub fn update(
        &mut self,
        connection: &Connection,
        fresh: &[&Report],
        withdrawn: &[Report],
    ) -> rusqlite::Result<BTreeSet<String>> {
        while self.used.len() > HELD {
            let month = self.used.remove(0);
            self.months.remove(&month);
        }
        let mut changed: BTreeMap<Order, Place> = BTreeMap::new();
        // What goes, goes first; its children are judged again below.
        let mut orphans: BTreeSet<Order> = BTreeSet::new();
        for gone in withdrawn {
            let order = order(gone);
            self.load_around(connection, order.day)?;
            if let Some(place) = self.find(order.day, &order.report) {
                self.item_mut(place).live = false;
            }
            orphans.extend(self.children(&order));
        }
        // What a ruling joined to a report that goes may lie months away; what it joins to one that comes, too.
        if !self.rulings.as_ref().is_some_and(|r| r.joined.is_empty()) {
            let touched: BTreeSet<&str> =
                withdrawn.iter().chain(fresh.iter().copied()).map(|r| r.report_id.as_str()).collect();
            let by_ruling = |joins: &Joins| -> Vec<Order> {
                let all = joins.rulings.iter().flat_map(|r| r.joined.values());
                all.filter(|j| touched.contains(j.earlier.report.as_str())).map(|j| j.later.clone()).collect()
            };
            orphans.extend(by_ruling(self));
            self.rulings = None;
            self.rule(connection)?;
            orphans.extend(by_ruling(self));
        }
        let mut new = Vec::new();
        for report in fresh {
            let order = order(report);
            self.load_around(connection, order.day)?;
            let place = match self.find(order.day, &order.report) {
                Some(place) => {
                    self.item_mut(place).live = true;
                    place
                }
                None => {
                    self.insert(Item { order: order.clone(), features: Features::of(report), parent: None, live: true })
                }
            };
            changed.insert(order, place);
            new.push(place);
        }
        self.rule(connection)?;
        for place in new {
            let parent = self.best(place);
            self.item_mut(place).parent = parent;
            for later in self.improved(place) {
                changed.insert(self.item(later).order.clone(), later);
            }
        }
        for order in orphans {
            self.load_around(connection, order.day)?;
            let Some(place) = self.find(order.day, &order.report).filter(|&p| self.item(p).live) else { continue };
            let parent = self.best(place);
            self.item_mut(place).parent = parent;
            changed.insert(order, place);
        }
        let mut affected = BTreeSet::new();
        for gone in withdrawn {
            let event: Option<String> = connection
                .prepare_cached("SELECT event_id FROM event_reports WHERE report_id = ?1")?
                .query_row([&gone.report_id], |row| row.get(0))
                .optional()?;
            affected.extend(event);
            connection.prepare_cached("DELETE FROM event_reports WHERE report_id = ?1")?.execute([&gone.report_id])?;
        }
        let changed: Vec<(Order, Option<Parent>)> =
            changed.into_iter().map(|(order, place)| (order, self.item(place).parent.clone())).collect();
        store(connection, &changed, &mut affected)?;
        Ok(affected)
    }

    /// Judges reports again after a ruling about them.
    pub fn again(&mut self, connection: &Connection, reports: &[Report]) -> rusqlite::Result<BTreeSet<String>> {
        self.rulings = None;
        let mut changed = Vec::new();
        for report in reports {
            let order = order(report);
            self.load_around(connection, order.day)?;
            self.rule(connection)?;
            let Some(place) = self.find(order.day, &order.report) else { continue };
            let parent = self.best(place);
            self.item_mut(place).parent.clone_from(&parent);
            changed.push((order, parent));
        }
        changed.sort_by(|a, b| a.0.cmp(&b.0));
        let mut affected = BTreeSet::new();
        store(connection, &changed, &mut affected)?;
        Ok(affected)
    }

    fn rule(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if self.rulings.is_some() {
            return Ok(());
        }
        let mut rulings = Rulings::default();
        let mut statement = connection.prepare(
            "SELECT g.kind, a.known, a.article_id, a.report_id, b.known, b.article_id, b.report_id, g.why
             FROM rulings g JOIN reports a ON a.report_id = g.report_a JOIN reports b ON b.report_id = g.report_b
             WHERE g.undone_run IS NULL AND a.withdrawn_run IS NULL AND b.withdrawn_run IS NULL
             ORDER BY g.ruling_id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let at = |n: usize| -> rusqlite::Result<Order> {
                let known: String = row.get(n)?;
                Ok(Order { day: day_number(&known), article: row.get(n + 1)?, report: row.get(n + 2)? })
            };
            let (a, b) = (at(1)?, at(4)?);
            let (earlier, later) = if a < b { (a, b) } else { (b, a) };
            if row.get_ref(0)?.as_str()? == "part" {
                rulings.parted.insert((earlier.report, later.report));
            } else {
                rulings.joined.insert(later.report.clone(), Joined { later, earlier, why: row.get(7)? });
            }
        }
        self.rulings = Some(rulings);
        Ok(())
    }

    fn load_around(&mut self, connection: &Connection, day: i32) -> rusqlite::Result<()> {
        let middle = day.div_euclid(WINDOW);
        for month in middle - 1..=middle + 1 {
            self.used.retain(|m| *m != month);
            self.used.push(month);
            if self.months.contains_key(&month) {
                continue;
            }
            self.months.insert(month, Month::default());
            let sql = format!(
                "SELECT {}, j.joined_to, j.score, j.reason, p.known, p.article_id
                 FROM reports r LEFT JOIN event_reports j ON j.report_id = r.report_id
                 LEFT JOIN reports p ON p.report_id = j.joined_to
                 WHERE r.known >= ?1 AND r.known < ?2 AND r.withdrawn_run IS NULL
                 ORDER BY r.known, r.article_id, r.report_id",
                report::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params![day_text(month * WINDOW), day_text((month + 1) * WINDOW)])?;
            while let Some(row) = rows.next()? {
                let mut report = report::of_row(row)?;
                report::roles(connection, &mut report)?;
                report.evidence = report::evidence(connection, &report.report_id)?;
                let parent = match row.get::<_, Option<String>>(34)? {
                    None => None,
                    Some(joined) => Some(Parent {
                        order: Order {
                            day: day_number(&row.get::<_, Option<String>>(37)?.unwrap_or_default()),
                            article: row.get::<_, Option<String>>(38)?.unwrap_or_default(),
                            report: joined,
                        },
                        score: row.get::<_, Option<f64>>(35)?.unwrap_or(1.0),
                        reason: row.get::<_, Option<String>>(36)?.unwrap_or_default(),
                    }),
                };
                self.insert(Item { order: order(&report), features: Features::of(&report), parent, live: true });
            }
        }
        Ok(())
    }

    fn insert(&mut self, item: Item) -> Place {
        let number = item.order.day.div_euclid(WINDOW);
        let month = self.months.entry(number).or_default();
        let n = month.items.len() as u32;
        for key in item.features.keys().0 {
            month.by_key.entry(key).or_default().push(n);
        }
        month.by_id.insert(item.order.report.clone(), n);
        month.items.push(item);
        (number, n)
    }

    fn find(&self, day: i32, report: &str) -> Option<Place> {
        let number = day.div_euclid(WINDOW);
        self.months.get(&number)?.by_id.get(report).map(|&n| (number, n))
    }

    fn item(&self, (month, n): Place) -> &Item {
        &self.months[&month].items[n as usize]
    }

    fn item_mut(&mut self, (month, n): Place) -> &mut Item {
        // A place is made from what is there.
        let month = self.months.entry(month).or_default();
        &mut month.items[n as usize]
    }

    /// Live reports that may tell of the same event.
    fn likes(&self, place: Place) -> BTreeSet<Place> {
        let at = self.item(place);
        let middle = at.order.day.div_euclid(WINDOW);
        let mut out = BTreeSet::new();
        let asked = at.features.keys().1;
        for number in middle - 1..=middle + 1 {
            let Some(month) = self.months.get(&number) else { continue };
            for key in &asked {
                for &n in month.by_key.get(key).into_iter().flatten() {
                    let other = &month.items[n as usize];
                    if other.live && other.order != at.order && (other.order.day - at.order.day).abs() <= WINDOW {
                        out.insert((number, n));
                    }
                }
            }
        }
        out
    }

    fn parted(&self, earlier: &Order, later: &Order) -> bool {
        self.rulings
            .as_ref()
            .is_some_and(|r| !r.parted.is_empty() && r.parted.contains(&(earlier.report.clone(), later.report.clone())))
    }

    fn ruled(&self, order: &Order) -> Option<&Joined> {
        self.rulings.as_ref().and_then(|r| r.joined.get(&order.report))
    }

    /// The earlier report that this one belongs to.
    fn best(&self, place: Place) -> Option<Parent> {
        let at = self.item(place);
        if let Some(Joined { earlier, why, .. }) = self.ruled(&at.order) {
            return Some(Parent { order: earlier.clone(), score: 1.0, reason: format!("ruling: {why}") });
        }
        let mut best: Option<Parent> = None;
        for other in self.likes(place) {
            let earlier = self.item(other);
            if earlier.order >= at.order || self.parted(&earlier.order, &at.order) {
                continue;
            }
            let Some((score, reason)) = identity::score(&earlier.features, &at.features) else { continue };
            let candidate = Parent { order: earlier.order.clone(), score, reason };
            if score >= THRESHOLD && best.as_ref().is_none_or(|b| better(&candidate, b)) {
                best = Some(candidate);
            }
        }
        best
    }

    /// Later reports that belong to this one rather than to what they were joined to.
    fn improved(&mut self, place: Place) -> Vec<Place> {
        let mut out = Vec::new();
        for other in self.likes_of_later(place) {
            let (at, later) = (self.item(place), self.item(other));
            if self.parted(&at.order, &later.order) || self.ruled(&later.order).is_some() {
                continue;
            }
            let Some((score, reason)) = identity::score(&at.features, &later.features) else { continue };
            let candidate = Parent { order: at.order.clone(), score, reason };
            if score >= THRESHOLD && later.parent.as_ref().is_none_or(|b| better(&candidate, b)) {
                self.item_mut(other).parent = Some(candidate);
                out.push(other);
            }
        }
        out
    }

    /// Later reports that would find this one when they look for their likes.
    fn likes_of_later(&self, place: Place) -> Vec<Place> {
        let at = self.item(place);
        let mine = at.features.keys().0;
        let middle = at.order.day.div_euclid(WINDOW);
        let mut out = BTreeSet::new();
        for number in middle - 1..=middle + 1 {
            let Some(month) = self.months.get(&number) else { continue };
            for key in &mine {
                for &n in month.by_key.get(key).into_iter().flatten() {
                    let other = &month.items[n as usize];
                    if other.live
                        && other.order > at.order
                        && other.order.day - at.order.day <= WINDOW
                        && other.features.keys().1.iter().any(|k| mine.contains(k))
                    {
                        out.insert((number, n));
                    }
                }
            }
        }
        out.into_iter().collect()
    }

    fn children(&self, parent: &Order) -> Vec<Order> {
        let middle = parent.day.div_euclid(WINDOW);
        (middle..=middle + 1)
            .filter_map(|number| self.months.get(&number))
            .flat_map(|month| &month.items)
            .filter(|item| item.live && item.parent.as_ref().is_some_and(|p| p.order.report == parent.report))
            .map(|item| item.order.clone())
            .collect()
    }
}

/// The higher score, and among equals the earlier report.
fn better(a: &Parent, b: &Parent) -> bool {
    a.score > b.score || a.score == b.score && a.order < b.order
}

fn order(report: &Report) -> Order {
    Order { day: day_number(&report.known), article: report.article_id.clone(), report: report.report_id.clone() }
}

/// The id of the event that begins with a report.
pub(super) fn event_id(first_report: &str) -> String {
    format!("v{}", first_report.get(1..).unwrap_or(""))
}

/// Writes parents, and the events of the reports that hang on them, earliest first.
fn store(
    connection: &Connection,
    changed: &[(Order, Option<Parent>)],
    affected: &mut BTreeSet<String>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO event_reports (report_id, event_id, joined_to, score, reason) VALUES (?1, '', ?2, ?3, ?4)
         ON CONFLICT (report_id) DO UPDATE SET joined_to = ?2, score = ?3, reason = ?4",
    )?;
    for (order, parent) in changed {
        let p = parent.as_ref();
        let reason = p.map(|p| p.reason.as_str());
        statement.execute(params![order.report, p.map(|p| p.order.report.as_str()), p.map(|p| p.score), reason])?;
    }
    // The changed and all that hang on them, breadth first: parents before children.
    let mut queue: Vec<String> = changed.iter().map(|(order, _)| order.report.clone()).collect();
    let mut settled: HashMap<String, String> = HashMap::new();
    let mut event_of =
        connection.prepare_cached("SELECT event_id, joined_to FROM event_reports WHERE report_id = ?1")?;
    let mut children = connection.prepare_cached("SELECT report_id FROM event_reports WHERE joined_to = ?1")?;
    let mut write = connection.prepare_cached("UPDATE event_reports SET event_id = ?2 WHERE report_id = ?1")?;
    let mut at = 0;
    while at < queue.len() {
        let report = queue[at].clone();
        at += 1;
        let (old, parent): (String, Option<String>) =
            event_of.query_row([&report], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let event = match parent {
            None => event_id(&report),
            Some(parent) => match settled.get(&parent) {
                Some(event) => event.clone(),
                None => {
                    let found: Option<String> = event_of.query_row([&parent], |row| row.get(0)).optional()?;
                    found.filter(|e| !e.is_empty()).unwrap_or_else(|| event_id(&parent))
                }
            },
        };
        settled.insert(report.clone(), event.clone());
        affected.insert(event.clone());
        if old != event {
            if !old.is_empty() {
                affected.insert(old);
            }
            write.execute([&report, &event])?;
            let below = children.query_map([&report], |row| row.get::<_, String>(0))?;
            queue.extend(below.collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok(())
}
