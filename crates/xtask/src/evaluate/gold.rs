//! How well the coder codes whole sentences: our own gold (`crates/xtask/gold/code`) and, in the
//! same notation, the casebook.
//!
//! Cases at even places of a file may be read while the lexicon is tuned (`--errors` shows them);
//! those at odd places are the unseen half, of which only totals are printed. A third folder
//! (`gold/reading`) is all for reading: the coder is mended against it, and no floor stands on it.

use std::path::{Path, PathBuf};

use super::sureness::{self, Row};
use legation::Span;
use legation::code::confidence::Field;
use legation::code::{Event, Projection, Role, project};
use legation::link::Knowledge;
use legation::plover::EventType;
use legation::read::{self, Given};
use legation::reading;
use legation::time::{Date, Precision};

/// Files of the second set.
const SECOND: [&str; 3] = ["numbers", "when", "where"];

/// Prints the table for both halves; `errors` adds every case of the seen half that is not perfect.
pub fn run(errors: bool) -> Result<(), String> {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("gold/code");
    let casebook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook/code");
    let (cases, digest) = cases(&gold)?;
    println!("own gold {} cases, blake3 {digest}", cases.len());
    let (mut seen, mut unseen) = (Tally::default(), Tally::default());
    for case in &cases {
        let (tally, tell) = if case.place % 2 == 0 { (&mut seen, errors) } else { (&mut unseen, false) };
        if let Some(fault) = tally.add(case)
            && tell
        {
            println!("{} | {}\n    {fault}", case.file, case.text);
        }
    }
    Tally::head();
    seen.print("seen half");
    unseen.print("both sets, unseen");
    // The two sets apart: the second was written by others, on numbers, days and places only. A figure
    // keeps its name with its data: "unseen" is the first set, as before there was a second.
    for (name, second) in [("unseen, first set", false), ("second set, unseen", true)] {
        let mut tally = Tally::default();
        for case in cases.iter().filter(|c| c.place % 2 == 1 && SECOND.contains(&c.file.as_str()) == second) {
            tally.add(case);
        }
        tally.print(name);
    }
    sureness::print(&unseen.rows);
    println!("by file, both halves: triple F1 seen / unseen");
    let mut files: Vec<&str> = cases.iter().map(|c| c.file.as_str()).collect();
    files.dedup();
    for file in files {
        let mut halves = [Tally::default(), Tally::default()];
        for case in cases.iter().filter(|c| c.file == file) {
            halves[case.place % 2].add(case);
        }
        println!("  {file:<14} {:5.1} / {:5.1}", halves[0].triples.f1(), halves[1].triples.f1());
    }
    for (name, folder) in [("reading set", gold.with_file_name("reading")), ("casebook/code", casebook)] {
        let (cases, digest) = self::cases(&folder)?;
        let mut tally = Tally::default();
        for case in &cases {
            if let Some(fault) = tally.add(case)
                && errors
            {
                println!("{} | {}\n    {fault}", case.file, case.text);
            }
        }
        tally.print(name);
        println!("{name} {} cases, blake3 {digest}", cases.len());
    }
    Ok(())
}

/// A text with the events that are in it.
pub struct Case {
    pub file: String,
    pub place: usize,
    pub text: String,
    pub published: Option<Date>,
    pub title: Option<String>,
    pub events: Vec<Expected>,
    /// The expectations as they are written.
    pub wanted: Vec<String>,
    /// The list may be incomplete: further events are neither right nor wrong.
    pub more: bool,
}

/// One expectation line.
#[derive(Default)]
pub struct Expected {
    /// None where any type will do.
    pub event_type: Option<EventType>,
    modes: Vec<String>,
    actors: Vec<String>,
    recipients: Vec<String>,
    /// Nothing is said of the recipient.
    open: bool,
    fields: Vec<(String, String)>,
}

/// The cases of every Markdown file in a folder, and the digest of their bytes.
pub fn cases(folder: &Path) -> Result<(Vec<Case>, String), String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    files.sort();
    let mut hasher = blake3::Hasher::new();
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        hasher.update(text.as_bytes());
        let name = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        read(&name, &text, &mut out);
    }
    Ok((out, hasher.finalize().to_hex()[..16].to_owned()))
}

fn read(file: &str, text: &str, out: &mut Vec<Case>) {
    let date = |line: &str| line.strip_prefix("published:").and_then(|d| d.trim().parse::<Date>().ok());
    let mut published = None;
    let (mut input, mut place) = (String::new(), 0);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        published = date(line).or(published);
        if line.starts_with('#') {
            input.clear();
        } else if let Some(rest) = line.strip_prefix('>') {
            if !input.is_empty() {
                input.push('\n');
            }
            input.push_str(rest.trim());
        } else if line.starts_with("```expect") {
            let body: Vec<&str> = lines.by_ref().take_while(|l| !l.starts_with("```")).map(str::trim).collect();
            let scored =
                body.iter().any(|l| *l == "no event" || EventType::from_name(first(l)).is_some() || first(l) == "ANY");
            // A line about claims or mentions, or one that asserts a known mistake, is no gold.
            if scored && !input.is_empty() && !body.iter().any(|l| l.starts_with("known:") || l.starts_with("unscored"))
            {
                out.push(Case {
                    file: file.to_owned(),
                    place,
                    text: input.clone(),
                    published: body.iter().find_map(|l| date(l)).or(published),
                    title: body.iter().find_map(|l| l.strip_prefix("title:")).map(|t| t.trim().to_owned()),
                    events: body.iter().filter_map(|l| Expected::of(l)).collect(),
                    wanted: body.iter().map(|l| (*l).to_owned()).collect(),
                    more: body.contains(&"and more"),
                });
            }
            place += 1;
            input.clear();
        }
    }
}

/// What is right of the events of the unseen half.
pub fn rows() -> Result<Vec<Row>, String> {
    let mut unseen = Tally::default();
    for case in cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("gold/code"))?.0 {
        if case.place % 2 == 1 {
            unseen.add(&case);
        }
    }
    Ok(unseen.rows)
}

/// Sentences of our own with a source, a target and the fifteen-way label between them: gold and
/// casebook, where the coder finds the event that is written down.
pub fn relations() -> Result<Vec<(String, Span, Span, &'static str)>, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = Vec::new();
    for folder in [here.join("gold/code"), here.join("../../casebook/code")] {
        // The second set is for measuring numbers, days and places; the pair model learns nothing from it.
        for case in cases(&folder)?.0.into_iter().filter(|c| !SECOND.contains(&c.file.as_str())) {
            let given = Given { published: case.published, language: Some("en".to_owned()), ..Given::default() };
            let reading = reading::of_article(read::given(&case.text, given), Knowledge::builtin());
            for expected in case.events.iter().filter(|e| e.event_type.is_some()) {
                let Some(event) = reading.events.iter().find(|e| expected.is_type(e) && expected.same_roles(e)) else {
                    continue;
                };
                let target = event.recipients.first().or(event.actors.get(1));
                if let (Some(source), Some(target)) = (event.actors.first(), target) {
                    let (label, _) = project(event, Projection::Cameo);
                    out.push((reading.article.text.to_string(), source.span, target.span, label));
                }
            }
        }
    }
    Ok(out)
}

fn first(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or("")
}

impl Expected {
    fn of(line: &str) -> Option<Expected> {
        let name = first(line);
        let event_type = EventType::from_name(name);
        if event_type.is_none() && name != "ANY" {
            return None;
        }
        let mut expected = Expected { event_type, ..Expected::default() };
        for token in tokens(line).into_iter().skip(1) {
            let Some((key, value)) = token.split_once('=') else {
                expected.modes.push(token);
                continue;
            };
            match (key, value) {
                ("actor-code", _) => expected.actors.push(value.to_owned()),
                ("recipient-code", _) => expected.recipients.push(value.to_owned()),
                ("recipient", "open") => expected.open = true,
                ("recipient", "none") => {}
                // The casebook may say words instead of codes: then the codes are left open.
                ("actor", _) if !line.contains("actor-code") => expected.actors.push("*".to_owned()),
                ("recipient", _) if !line.contains("recipient-code") => expected.open = true,
                _ => expected.fields.push((key.to_owned(), value.to_owned())),
            }
        }
        if expected.actors.is_empty() {
            expected.actors.push("*".to_owned());
        }
        if !line.contains("recipient") {
            expected.open = true;
        }
        Some(expected)
    }

    fn is_type(&self, event: &Event) -> bool {
        self.event_type.is_none_or(|t| t == event.event_type)
    }

    /// Whether the roles agree at country and sector.
    fn same_roles(&self, event: &Event) -> bool {
        agree(&self.actors, &event.actors) && (self.open || agree(&self.recipients, &event.recipients))
    }

    fn field(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

/// Splits at spaces; quotes keep spaces together.
fn tokens(line: &str) -> Vec<String> {
    let (mut out, mut token, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars().chain([' ']) {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !token.is_empty() {
                    out.push(std::mem::take(&mut token));
                }
            }
            c => token.push(c),
        }
    }
    out
}

fn agree(wanted: &[String], roles: &[Role]) -> bool {
    if wanted.iter().any(|w| w == "*") {
        return true;
    }
    // A role that has neither country nor sector says nothing at this level.
    let roles: Vec<&Role> =
        roles.iter().filter(|r| r.country.is_some() || r.sector.is_some_and(|s| s.code() != "UNK")).collect();
    let fits = |w: &String, r: &Role| {
        let (country, sector) = w.split_once(' ').map_or((w.as_str(), None), |(c, s)| (c, Some(s)));
        (country == "*" || r.country.as_deref() == Some(country))
            && sector.is_none_or(|s| r.sector.is_some_and(|x| x.code() == s))
    };
    wanted.iter().all(|w| roles.iter().any(|r| fits(w, r))) && roles.iter().all(|r| wanted.iter().any(|w| fits(w, r)))
}

#[derive(Default)]
struct Count {
    hits: usize,
    gold: usize,
    found: usize,
}

impl Count {
    fn f1(&self) -> f64 {
        200.0 * self.hits as f64 / (self.gold + self.found).max(1) as f64
    }

    fn scores(&self) -> String {
        let p = 100.0 * self.hits as f32 / self.found.max(1) as f32;
        let r = 100.0 * self.hits as f32 / self.gold.max(1) as f32;
        let f = self.f1();
        format!("{f:5.1} ({p:.1}/{r:.1})")
    }
}

/// Right out of asked.
#[derive(Default)]
struct Share(usize, usize);

impl Share {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }

    fn share(&self) -> f64 {
        100.0 * self.0 as f64 / self.1.max(1) as f64
    }

    fn percent(&self) -> String {
        format!("{:5.1} of {:3}", self.share(), self.1)
    }
}

#[derive(Default)]
struct Tally {
    types: Count,
    triples: Count,
    /// Source country, target country, type: what the field's gold records hold.
    dyads: Count,
    modes: Share,
    status: Share,
    dates: Share,
    sizes: Share,
    places: Share,
    cases: usize,
    /// What is right of each event, for the probabilities.
    rows: Vec<Row>,
}

impl Tally {
    /// Scores a case; what is wrong with it, if anything.
    fn add(&mut self, case: &Case) -> Option<String> {
        let given = Given {
            published: case.published,
            title: case.title.clone(),
            language: Some("en".to_owned()),
            ..Given::default()
        };
        let reading = reading::of_article(read::given(&case.text, given), Knowledge::builtin());
        let events = &reading.events;
        let mut used = vec![false; events.len()];
        self.cases += 1;
        let number = self.cases;
        let mut faults: Vec<String> = Vec::new();
        let mut triples = 0;
        let mut typed = 0;
        let mut dyads: Vec<(String, String, EventType)> = Vec::new();
        for expected in &case.events {
            let free = |used: &[bool], test: &dyn Fn(&Event) -> bool| {
                (0..events.len()).find(|&i| !used[i] && expected.is_type(&events[i]) && test(&events[i]))
            };
            let full = free(&used, &|e| expected.same_roles(e));
            triples += usize::from(full.is_some());
            let Some(at) = full.or_else(|| free(&used, &|_| true)) else {
                faults.push(format!("missing {}", expected.event_type.map_or("any", EventType::name)));
                dyads.extend(expected_dyads(expected, None));
                continue;
            };
            typed += 1;
            used[at] = true;
            let event = &events[at];
            let row = |field, right| Row { case: number, field, signs: event.signs, right };
            self.rows.push(row(Field::Actors, agree(&expected.actors, &event.actors)));
            if !expected.open {
                self.rows.push(row(Field::Recipients, agree(&expected.recipients, &event.recipients)));
            }
            dyads.extend(expected_dyads(expected, Some(event.event_type)));
            if full.is_none() {
                faults.push("roles".to_owned());
            }
            if !expected.modes.is_empty() {
                let right = expected.modes.iter().all(|m| event.modes.contains(&m.as_str()));
                self.modes.add(right);
                if !right {
                    faults.push(format!("mode {}", expected.modes.join(" ")));
                }
            }
            if let Some(status) = expected.field("status") {
                let right = event.status.name() == status;
                self.status.add(right);
                self.rows.push(row(Field::Status, right));
                if !right {
                    faults.push(format!("status {status}"));
                }
            }
            if let Some(date) = expected.field("date") {
                let right = dated(event, date);
                self.dates.add(right);
                self.rows.push(row(Field::Date, right));
                if !right {
                    faults.push(format!("date {date}"));
                }
            }
            for (key, found) in [
                ("dead", event.size.dead),
                ("injured", event.size.injured),
                ("arrested", event.size.arrested),
                ("crowd", event.size.crowd),
            ] {
                if let Some(n) = expected.field(key) {
                    let right = found.is_some_and(|f| f.to_string() == n);
                    self.sizes.add(right);
                    if !right {
                        faults.push(format!("{key} {n}"));
                    }
                }
            }
            if let Some(place) = expected.field("place") {
                let right = match &event.place {
                    Some(p) => p.name == place || p.span.of(&reading.article.text) == place,
                    None => place == "none",
                };
                self.places.add(right);
                if event.place.is_some() {
                    self.rows.push(row(Field::Place, right));
                }
                if !right {
                    faults.push(format!("place {place}"));
                }
            }
        }
        if !case.more {
            for (event, used) in events.iter().zip(&used) {
                let right = *used && case.events.iter().any(|e| e.is_type(event) && e.same_roles(event));
                let typed = *used;
                self.rows.push(Row { case: number, field: Field::Event, signs: event.signs, right });
                self.rows.push(Row { case: number, field: Field::Type, signs: event.signs, right: typed });
            }
        }
        let extra = used.iter().filter(|u| !**u).count();
        let counted = typed + if case.more { 0 } else { extra };
        if extra > 0 && !case.more {
            faults.push("extra event".to_owned());
        }
        self.types.hits += typed;
        self.types.gold += case.events.len();
        self.types.found += counted;
        self.triples.hits += triples;
        self.triples.gold += case.events.len();
        self.triples.found += counted;
        let mut found: Vec<_> =
            (0..events.len()).filter(|&i| used[i] || !case.more).flat_map(|i| event_dyads(&events[i])).collect();
        found.sort();
        found.dedup();
        let wild = case.events.iter().any(|e| e.actors.iter().any(|a| a.starts_with('*')) || e.open);
        if !wild {
            dyads.sort();
            dyads.dedup();
            self.dyads.hits += dyads.iter().filter(|d| found.contains(d)).count();
            self.dyads.gold += dyads.len();
            self.dyads.found += found.len();
        }
        (!faults.is_empty()).then(|| {
            let told: Vec<String> = events.iter().map(describe).collect();
            format!(
                "{}\n    wanted {}\n    found  {}",
                faults.join(", "),
                case.wanted.join("\n           "),
                if told.is_empty() { "nothing".to_owned() } else { told.join("\n           ") }
            )
        })
    }

    fn head() {
        println!(
            "half               type F1 (P/R)       triple F1 (P/R)     country dyads (P/R) mode          status        date          size          place"
        );
    }

    fn print(&self, name: &str) {
        let half = name.split([' ', ',']).next().unwrap_or(name);
        super::figures::note(&format!("code.gold.{half}.dates"), self.dates.share());
        super::figures::note(&format!("code.gold.{half}.status"), self.status.share());
        super::figures::note(&format!("code.gold.{half}.type"), self.types.f1());
        super::figures::note(&format!("code.gold.{half}.triple"), self.triples.f1());
        println!(
            "{name:<18} {:<19} {:<19} {:<19} {} {} {} {} {}",
            self.types.scores(),
            self.triples.scores(),
            self.dyads.scores(),
            self.modes.percent(),
            self.status.percent(),
            self.dates.percent(),
            self.sizes.percent(),
            self.places.percent()
        );
    }
}

/// Ordered pairs of countries that an event ties.
fn event_dyads(event: &Event) -> Vec<(String, String, EventType)> {
    let codes = |roles: &[Role]| roles.iter().filter_map(|r| r.country.clone()).collect::<Vec<_>>();
    pairs(&codes(&event.actors), &codes(&event.recipients), event.event_type)
}

fn expected_dyads(expected: &Expected, event_type: Option<EventType>) -> Vec<(String, String, EventType)> {
    let Some(event_type) = expected.event_type.or(event_type) else { return Vec::new() };
    let codes = |codes: &[String]| -> Vec<String> {
        codes.iter().map(|c| c.split(' ').next().unwrap_or("").to_owned()).filter(|c| c != "*").collect()
    };
    pairs(&codes(&expected.actors), &codes(&expected.recipients), event_type)
}

fn pairs(actors: &[String], recipients: &[String], event_type: EventType) -> Vec<(String, String, EventType)> {
    let mut out = Vec::new();
    for (i, a) in actors.iter().enumerate() {
        for r in recipients {
            out.push((a.clone(), r.clone(), event_type));
        }
        if recipients.is_empty() {
            for (j, b) in actors.iter().enumerate() {
                if i != j {
                    out.push((a.clone(), b.clone(), event_type));
                }
            }
        }
    }
    out
}

fn dated(event: &Event, wanted: &str) -> bool {
    let Some((from, to)) = event.date.from.zip(event.date.to) else { return wanted == "open" };
    if let Some((a, b)) = wanted.split_once("..") {
        return from.to_string() == a && to.to_string() == b;
    }
    match wanted.len() {
        4 => event.date.precision == Precision::Year && from.year().to_string() == wanted,
        7 => event.date.precision == Precision::Month && from.to_string().starts_with(wanted),
        _ => from == to && from.to_string() == wanted,
    }
}

fn describe(event: &Event) -> String {
    let roles = |roles: &[Role]| {
        roles
            .iter()
            .map(|r| {
                format!("{} [{} {}]", r.name, r.country.as_deref().unwrap_or("-"), r.sector.map_or("-", |s| s.code()))
            })
            .collect::<Vec<_>>()
            .join(" + ")
    };
    let size = event.size;
    let sizes: String =
        [("dead", size.dead), ("injured", size.injured), ("arrested", size.arrested), ("crowd", size.crowd)]
            .iter()
            .filter_map(|(name, n)| Some(format!(" {name} {}", (*n)?)))
            .collect();
    format!(
        "{} {} ({}) > ({}) {} {} in {}{} by {}",
        event.event_type.name(),
        event.modes.join(" "),
        roles(&event.actors),
        roles(&event.recipients),
        event.status.name(),
        match (event.date.from, event.date.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from}..{to}"),
            _ => "?".to_owned(),
        },
        event.place.as_ref().map_or("none", |p| p.name.as_str()),
        sizes,
        event.reason
    )
}
