//! How two governments are in touch: who last met whom, how often, since when nobody does.
//!
//! A contact is an event of consulting, or something that both did together by agreement. Contacts
//! of one day are one: a day of talks, however many events the coder made of it.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{self, Direction, Fact, Scope, Way, Who};
use super::period::{self, Period};
use super::series;
use crate::error::{Error, Kind};
use crate::plover::EventType;
use crate::record::Archive;

/// A way of being in touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Channel {
    /// One side travels, or a third party hosts.
    Visit,
    /// Talks of which no more is said.
    Talks,
    /// At a summit or another meeting of many.
    Multilateral,
    Call,
    Letter,
    /// Only envoys, ambassadors or representatives.
    Envoy,
    /// They agreed, signed or cooperated: in touch by whatever way.
    Agreement,
}

/// The rank at which both sides are in touch; the lower of the two sides' highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// No person is named.
    Unnamed,
    Officials,
    Envoys,
    Deputies,
    Ministers,
    Leaders,
}

/// A day of contact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// YYYY-MM-DD.
    pub day: String,
    pub channels: BTreeSet<Channel>,
    pub level: Level,
    /// Names on the first and the second side: persons where they are named, else bodies.
    pub first: BTreeSet<String>,
    pub second: BTreeSet<String>,
    /// Other countries and organisations that took part, by PLOVER code.
    pub third: BTreeSet<String>,
    /// Those of them that received both.
    pub hosts: BTreeSet<String>,
    pub places: BTreeSet<String>,
    pub events: Vec<String>,
    /// Persons of both sides who stand in one event, with that event.
    pub pairs: BTreeSet<(String, String, String)>,
}

/// One channel over time.
#[derive(Clone, PartialEq, Debug)]
pub struct Use {
    pub channel: Channel,
    /// Days of contact.
    pub n_days: usize,
    pub first: String,
    pub last: String,
    /// Days from the last contact to the day that is asked about.
    pub days_since: i32,
    /// Median days between contacts; none where there was one.
    pub usual_gap: Option<i32>,
    /// Longer silent than ever between two contacts; none with fewer than three, which make no habit.
    pub silent: Option<bool>,
}

/// A time without contact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Silence {
    /// Day of the contact before it.
    pub from: String,
    /// Day of the contact after it, or the day that is asked about.
    pub to: String,
    pub days: i32,
    /// Articles recorded meanwhile, about whatever: a silence of the archive is none of the parties.
    pub n_recorded: u32,
}

/// Who else is at the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Format {
    /// Codes of the third parties; empty where the two are alone.
    pub third: Vec<String>,
    pub n_days: usize,
    /// Days on which a third party received both.
    pub n_hosted: usize,
    pub first: String,
    pub last: String,
    /// The highest level that it reached.
    pub level: Level,
}

/// Two persons who were in touch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    pub first: String,
    pub second: String,
    pub n_days: usize,
    pub last: String,
    /// An event of that day.
    pub event: String,
}

/// Everything about how two countries are in touch.
#[derive(Clone, PartialEq, Debug)]
pub struct Channels {
    pub scope: Scope,
    /// Day to which silences are counted, YYYY-MM-DD.
    pub until: String,
    /// Earliest first.
    pub contacts: Vec<Contact>,
    pub uses: Vec<Use>,
    /// Most days first.
    pub formats: Vec<Format>,
    /// Last first.
    pub meetings: Vec<Meeting>,
    pub longest_silence: Option<Silence>,
    /// From the last contact to `until`.
    pub current_silence: Option<Silence>,
    /// Contacts whose day is not known exactly: they are in no count above.
    pub n_imprecise: usize,
}

/// The channels of a dyad.
pub fn channels(archive: &Archive, scope: &Scope) -> Result<Channels, Error> {
    let Who::Dyad(a, b) = &scope.who else {
        return Err(Error::new(Kind::Configuration, "looking for channels")
            .because("channels are between two countries")
            .hint("name a dyad: AZE-ARM"));
    };
    let scope = Scope { way: Way::Either, ..scope.clone() };
    let facts = fact::facts(archive, &scope)?;
    let (_, last) = series::recorded(archive, scope.as_of.as_deref())?;
    let asked = period::given("as-of", scope.as_of.as_deref())?.or(last).unwrap_or(0);
    let until = period::given("to", scope.to.as_deref())?.map_or(asked, |to| to.min(asked));
    let mut by_day: BTreeMap<i32, Contact> = BTreeMap::new();
    let mut n_imprecise = 0;
    for fact in facts.iter().filter(|f| is_contact(f)) {
        let Some(day) = fact.day.filter(|_| Period::Day.can_place(fact.precision)) else {
            n_imprecise += 1;
            continue;
        };
        // What is agreed for later is no contact yet.
        if day > until {
            continue;
        }
        let contact = contact(archive, &scope, fact, (a, b)).map_err(|e| archive.failed("looking for channels", &e))?;
        by_day.entry(day).and_modify(|c| c.add(&contact)).or_insert(contact);
    }
    let days: Vec<i32> = by_day.keys().copied().collect();
    let silence = |from: i32, to: i32| -> Result<Silence, Error> {
        // Articles of the days in between: of the contacts' own days there are some.
        let starts: Vec<i32> = (from + 1..to).collect();
        let n_recorded = series::volume(archive, scope.as_of.as_deref(), &starts, Period::Day)?.iter().sum();
        Ok(Silence { from: period::text(from), to: period::text(to), days: to - from, n_recorded })
    };
    let longest = days.windows(2).max_by_key(|w| (w[1] - w[0], -w[0])).map(|w| silence(w[0], w[1])).transpose()?;
    let current = days.last().map(|&last| silence(last, until.max(last))).transpose()?;
    let contacts: Vec<Contact> = by_day.into_values().collect();
    Ok(Channels {
        until: period::text(until),
        uses: uses(&contacts, &days, until),
        formats: formats(&contacts),
        meetings: meetings(&contacts),
        longest_silence: longest,
        current_silence: current,
        contacts,
        n_imprecise,
        scope,
    })
}

impl Channel {
    pub fn name(self) -> &'static str {
        match self {
            Channel::Visit => "visit",
            Channel::Talks => "talks",
            Channel::Multilateral => "multilateral",
            Channel::Call => "call",
            Channel::Letter => "letter",
            Channel::Envoy => "envoy",
            Channel::Agreement => "agreement",
        }
    }
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Unnamed => "unnamed",
            Level::Officials => "officials",
            Level::Envoys => "envoys",
            Level::Deputies => "deputies",
            Level::Ministers => "ministers",
            Level::Leaders => "leaders",
        }
    }

    /// The rank of somebody with an office and a name in the text.
    fn of(name: &str, title: Option<&str>) -> Level {
        let words = |text: &str, list: &[&str]| {
            let text = text.to_lowercase();
            list.iter().any(|w| text.contains(w))
        };
        // "deputy prime ministers (Ilham Aliyev)": the words before the bracket say who is meant.
        let own = name.split('(').next().unwrap_or(name);
        let described = own.len() < name.len();
        let text = if described { own } else { title.unwrap_or(own) };
        if words(text, &["deputy", "vice ", "under secretary", "undersecretary", "assistant secretary"]) {
            Level::Deputies
        } else if words(text, &["envoy", "ambassador", "special representative", "charg"]) {
            Level::Envoys
        } else if words(
            text,
            &[
                "president",
                "prime minister",
                "chancellor",
                "king",
                "emir",
                "sultan",
                "supreme leader",
                "pope",
                "premier",
            ],
        ) {
            Level::Leaders
        } else if words(text, &["minister", "secretary of state", "secretary-general", "high representative"]) {
            Level::Ministers
        } else {
            Level::Officials
        }
    }
}

impl Contact {
    fn add(&mut self, other: &Contact) {
        self.channels.extend(other.channels.iter().copied());
        self.level = self.level.max(other.level);
        self.first.extend(other.first.iter().cloned());
        self.second.extend(other.second.iter().cloned());
        self.third.extend(other.third.iter().cloned());
        self.hosts.extend(other.hosts.iter().cloned());
        self.places.extend(other.places.iter().cloned());
        self.events.extend(other.events.iter().cloned());
        self.pairs.extend(other.pairs.iter().cloned());
    }
}

fn is_contact(fact: &Fact) -> bool {
    match fact.event_type {
        EventType::Consult => true,
        EventType::Agree | EventType::Support | EventType::Cooperate => fact.direction == Direction::Mutual,
        _ => false,
    }
}

/// What the reports of one event, as far as known, say of who was in touch and how.
fn contact(archive: &Archive, scope: &Scope, fact: &Fact, dyad: (&str, &str)) -> rusqlite::Result<Contact> {
    let by = scope.as_of.as_deref().unwrap_or("9999-12-31");
    let mut reports = archive.connection().prepare_cached(
        "SELECT r.report_id, r.modes, r.place_name, r.place_precision,
         (SELECT quote FROM evidence v WHERE v.owner = r.report_id AND v.field = 'trigger' AND v.position = 0)
         FROM event_reports j JOIN reports r ON r.report_id = j.report_id
         WHERE j.event_id = ?1 AND r.known <= ?2 AND r.withdrawn_run IS NULL ORDER BY r.known, r.article_id, r.report_id",
    )?;
    let mut roles = archive.connection().prepare_cached(
        "SELECT side, entity_id, name, country, title FROM roles WHERE report_id = ?1 ORDER BY side, position",
    )?;
    let mut contact = Contact {
        day: fact.day.map(period::text).unwrap_or_default(),
        channels: BTreeSet::new(),
        level: Level::Unnamed,
        first: BTreeSet::new(),
        second: BTreeSet::new(),
        third: BTreeSet::new(),
        hosts: BTreeSet::new(),
        places: BTreeSet::new(),
        events: vec![fact.event_id.clone()],
        pairs: BTreeSet::new(),
    };
    let mut persons = [BTreeSet::new(), BTreeSet::new()];
    let mut found = reports.query([fact.event_id.as_str(), by])?;
    let (mut levels, mut bodies) = ([Level::Unnamed; 2], [BTreeSet::new(), BTreeSet::new()]);
    let (mut modes, mut triggers) = (String::new(), String::new());
    while let Some(report) = found.next()? {
        let visit = report.get_ref(1)?.as_str()?.contains("visit");
        modes = format!("{modes};{}", report.get_ref(1)?.as_str()?);
        triggers = format!("{triggers} {}", report.get::<_, Option<String>>(4)?.unwrap_or_default().to_lowercase());
        if report.get::<_, Option<String>>(3)?.as_deref() == Some("place") {
            contact.places.extend(report.get::<_, Option<String>>(2)?);
        }
        let mut rows = roles.query([report.get_ref(0)?.as_str()?])?;
        while let Some(role) = rows.next()? {
            let recipient = role.get_ref(0)?.as_str()? == "recipient";
            let entity: Option<String> = role.get(1)?;
            let (name, title): (String, Option<String>) = (role.get(2)?, role.get(4)?);
            let Some(country) = role.get::<_, Option<String>>(3)? else { continue };
            let side = if country == dyad.0 {
                0
            } else if country == dyad.1 {
                1
            } else {
                if visit && recipient {
                    contact.hosts.insert(country.clone());
                }
                contact.third.insert(country);
                continue;
            };
            let person = entity.as_ref().is_some_and(|e| e.starts_with("person:"));
            // A person whom no table knows is still a president where the words say so.
            let state = entity.as_ref().is_some_and(|e| e.starts_with("state:"));
            let described = !state && (name.contains('(') || Level::of(&name, None) > Level::Officials);
            if person || described {
                levels[side] = levels[side].max(Level::of(&name, title.as_deref()));
            }
            if person {
                persons[side].insert(name.clone());
                if side == 0 { &mut contact.first } else { &mut contact.second }.insert(name);
            } else {
                bodies[side].insert(name);
            }
        }
    }
    for first in &persons[0] {
        contact.pairs.extend(persons[1].iter().map(|s| (first.clone(), s.clone(), fact.event_id.clone())));
    }
    let [first, second] = bodies;
    for (names, bodies) in [(&mut contact.first, first), (&mut contact.second, second)] {
        if names.is_empty() {
            *names = bodies;
        }
    }
    contact.level = levels[0].min(levels[1]);
    contact.channels.insert(channel(fact.event_type, &modes, &triggers, contact.level));
    Ok(contact)
}

fn channel(event_type: EventType, modes: &str, triggers: &str, level: Level) -> Channel {
    let says = |words: &[&str]| words.iter().any(|w| triggers.contains(w));
    if event_type != EventType::Consult {
        Channel::Agreement
    } else if modes.contains("phone") || says(&["phone", "call"]) {
        Channel::Call
    } else if says(&["letter", "wrote", "write", "cable"]) {
        Channel::Letter
    } else if level == Level::Envoys {
        Channel::Envoy
    } else if modes.contains("multilateral") {
        Channel::Multilateral
    } else if modes.contains("visit") {
        Channel::Visit
    } else {
        Channel::Talks
    }
}

fn uses(contacts: &[Contact], days: &[i32], until: i32) -> Vec<Use> {
    let mut by_channel: BTreeMap<Channel, Vec<i32>> = BTreeMap::new();
    for (contact, &day) in contacts.iter().zip(days) {
        contact.channels.iter().for_each(|&c| by_channel.entry(c).or_default().push(day));
    }
    let of = |(channel, days): (Channel, Vec<i32>)| {
        let mut gaps: Vec<i32> = days.windows(2).map(|w| w[1] - w[0]).collect();
        gaps.sort_unstable();
        let (first, last) = (days[0], days[days.len() - 1]);
        Use {
            channel,
            n_days: days.len(),
            first: period::text(first),
            last: period::text(last),
            days_since: until - last,
            usual_gap: (!gaps.is_empty()).then(|| gaps[gaps.len() / 2]),
            silent: (gaps.len() >= 2).then(|| until - last > gaps[gaps.len() - 1]),
        }
    };
    by_channel.into_iter().map(of).collect()
}

fn formats(contacts: &[Contact]) -> Vec<Format> {
    let mut out: BTreeMap<Vec<String>, Format> = BTreeMap::new();
    for contact in contacts {
        let third: Vec<String> = contact.third.iter().cloned().collect();
        let format = out.entry(third.clone()).or_insert_with(|| Format {
            third,
            n_days: 0,
            n_hosted: 0,
            first: contact.day.clone(),
            last: String::new(),
            level: Level::Unnamed,
        });
        format.n_days += 1;
        format.n_hosted += usize::from(!contact.hosts.is_empty());
        format.last.clone_from(&contact.day);
        format.level = format.level.max(contact.level);
    }
    let mut out: Vec<Format> = out.into_values().collect();
    out.sort_by(|a, b| b.n_days.cmp(&a.n_days).then_with(|| b.last.cmp(&a.last)).then_with(|| a.third.cmp(&b.third)));
    out
}

fn meetings(contacts: &[Contact]) -> Vec<Meeting> {
    let mut out: BTreeMap<(String, String), Meeting> = BTreeMap::new();
    for contact in contacts {
        for (first, second, event) in &contact.pairs {
            let meeting = out.entry((first.clone(), second.clone())).or_insert_with(|| Meeting {
                first: first.clone(),
                second: second.clone(),
                n_days: 0,
                last: String::new(),
                event: String::new(),
            });
            // Several events of one day are one meeting.
            meeting.n_days += usize::from(meeting.last != contact.day);
            meeting.last.clone_from(&contact.day);
            meeting.event.clone_from(event);
        }
    }
    let mut out: Vec<Meeting> = out.into_values().collect();
    out.sort_by(|a, b| {
        b.last
            .cmp(&a.last)
            .then_with(|| b.n_days.cmp(&a.n_days))
            .then_with(|| (&a.first, &a.second).cmp(&(&b.first, &b.second)))
    });
    out
}
