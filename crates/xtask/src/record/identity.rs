//! Event identity on stories generated from templates of ours: one event told by several outlets in
//! different words, among events that differ in one thing only.

use std::collections::BTreeMap;

use legation::link::Knowledge;
use legation::record::{self, Batch, Entry, Writer};
use legation::time::Date;
use legation::{read, reading};

use super::{Random, archive, remove, run_now};

/// Sentences of one kind of event: {a} acts on {b}, in {p}, on {d}, with {n} persons.
const KINDS: [(&str, [&str; 6]); 9] = [
    (
        "CONSULT",
        [
            "The foreign ministers of {a} and {b} met in {p} on {d}.",
            "Talks between {a} and {b} were held in {p} on {d}.",
            "Delegations of {a} and {b} held talks in {p} on {d}, officials said.",
            "The foreign minister of {a} met his counterpart of {b} in {p} on {d}.",
            "Envoys of {a} and {b} discussed the border in {p} on {d}.",
            "{a} and {b} held a round of talks in {p} on {d}.",
        ],
    ),
    (
        "SANCTION",
        [
            "{a} imposed sanctions on {b} on {d}.",
            "On {d}, {a} announced new sanctions against {b}.",
            "{a} has imposed fresh sanctions on {b}, the ministry said on {d}.",
            "{a} put sanctions on {b} on {d} over the dispute.",
            "New sanctions were imposed on {b} by {a} on {d}.",
            "{a} slapped sanctions on companies of {b} on {d}.",
        ],
    ),
    (
        "ASSAULT",
        [
            "Forces of {a} shelled positions of {b} on {d}, killing {n} soldiers.",
            "{n} soldiers were killed when {a} shelled {b} on {d}.",
            "{a} attacked {b} on {d} and killed {n} soldiers.",
            "An attack by {a} on {b} killed {n} soldiers on {d}.",
            "{a} bombed {b} on {d}, and {n} people were killed.",
            "Troops of {a} attacked a post of {b} on {d}; {n} soldiers died.",
        ],
    ),
    (
        "ACCUSE",
        [
            "{a} accused {b} of violating the truce on {d}.",
            "On {d}, {a} accused {b} of breaking the truce.",
            "{b} was accused by {a} on {d} of violating the truce.",
            "{a} blamed {b} on {d} for violations of the truce.",
            "{a} on {d} accused {b} of new violations of the truce.",
            "{a} said on {d} that {b} had violated the truce and condemned it.",
        ],
    ),
    (
        "AGREE",
        [
            "{a} and {b} signed a trade agreement in {p} on {d}.",
            "A trade agreement was signed by {a} and {b} in {p} on {d}.",
            "{a} and {b} agreed on trade in {p} on {d}.",
            "In {p}, {a} and {b} signed an agreement on trade on {d}.",
            "{a} signed a trade deal with {b} in {p} on {d}.",
            "{a} and {b} concluded a trade agreement on {d} in {p}.",
        ],
    ),
    (
        "AID",
        [
            "{a} sent food aid to {b} on {d}.",
            "{a} delivered food and medicine to {b} on {d}.",
            "On {d}, {a} sent humanitarian aid to {b}.",
            "Humanitarian aid from {a} was sent to {b} on {d}.",
            "{a} provided {b} with food aid on {d}.",
            "{a} shipped humanitarian aid to {b} on {d}.",
        ],
    ),
    (
        "EXPEL",
        [
            "{a} expelled {n} diplomats of {b} on {d}.",
            "On {d}, {a} expelled {n} diplomats from {b}.",
            "{n} diplomats of {b} were expelled by {a} on {d}.",
            "{a} expelled diplomats of {b} on {d} over spying.",
            "{a} said on {d} that it had expelled {n} diplomats of {b}.",
            "{a} ordered the expulsion of {n} diplomats of {b} on {d}.",
        ],
    ),
    (
        "REQUEST",
        [
            "{a} called on {b} to withdraw its troops on {d}.",
            "On {d}, {a} urged {b} to withdraw its troops.",
            "{a} demanded on {d} that {b} withdraw its troops.",
            "{a} asked {b} on {d} to pull back its troops.",
            "{a} urged {b} on {d} to pull its troops back from the border.",
            "{a} again called on {b} to withdraw troops on {d}.",
        ],
    ),
    (
        "REJECT",
        [
            "{a} rejected the proposal of {b} on {d}.",
            "On {d}, {a} rejected a proposal by {b}.",
            "A proposal of {b} was rejected by {a} on {d}.",
            "{a} turned down the proposal of {b} on {d}.",
            "{a} refused the proposal of {b} on {d}.",
            "{a} said on {d} that it rejected the proposal made by {b}.",
        ],
    ),
];

const STATES: [&str; 14] = [
    "France", "Japan", "Kenya", "Brazil", "Norway", "Egypt", "India", "Serbia", "Ethiopia", "Pakistan", "Mexico",
    "Vietnam", "Poland", "Turkey",
];
const PLACES: [&str; 8] = ["Geneva", "Vienna", "Cairo", "Oslo", "Doha", "Nairobi", "Ankara", "Paris"];

/// Sentences around the event, so that articles differ.
const FILLERS: [&str; 8] = [
    "Observers said that the weather was cold.",
    "The price of wheat did not change.",
    "A spokesman gave no further details.",
    "The press was kept at a distance.",
    "It was a long day for those who had to wait.",
    "More is to be known later in the week.",
    "Local papers carried the news on their front pages.",
    "The building stood empty in the evening.",
];

struct Story {
    kind: usize,
    a: usize,
    b: usize,
    place: usize,
    day: usize,
    number: usize,
}

/// Measures pairwise precision, recall and F1; the first half of the stories was for tuning, the
/// second for the figure.
pub fn run(arguments: &[String]) -> Result<(), String> {
    for (name, seed) in [("tuned on", 21), ("held back", 22)] {
        measure(name, seed, arguments.iter().any(|a| a == "--errors"))?;
    }
    Ok(())
}

fn measure(name: &str, seed: u64, errors: bool) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut stories = Vec::new();
    while stories.len() < 140 {
        let story = Story {
            kind: random.below(KINDS.len()),
            a: random.below(STATES.len()),
            b: random.below(STATES.len()),
            place: random.below(PLACES.len()),
            day: random.below(60),
            number: 2 + random.below(30),
        };
        if story.a == story.b {
            continue;
        }
        // Its near likes: another day, the other way round, another place and kind.
        let near = match random.below(4) {
            0 => Some(Story { day: story.day + 2 + random.below(8), number: 2 + random.below(30), ..story }),
            // Talks and agreements have no direction: the other way round they are the same.
            1 if !matches!(KINDS[story.kind].0, "CONSULT" | "AGREE") => Some(Story { a: story.b, b: story.a, ..story }),
            2 => Some(Story { kind: (story.kind + 1) % KINDS.len(), ..story }),
            _ => None,
        };
        stories.push(story);
        stories.extend(near);
    }
    let mut entries: Vec<Entry> = Vec::new();
    // Sentence to story.
    let mut gold: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut digest = blake3::Hasher::new();
    for (n, story) in stories.iter().enumerate() {
        let tellings = 3 + random.below(4);
        let first = random.below(6);
        for t in 0..tellings {
            let published =
                Date::constant(2019, 3, 1).saturating_add(jiff::Span::new().days((story.day + t / 2) as i64));
            let happened = Date::constant(2019, 3, 1).saturating_add(jiff::Span::new().days(story.day as i64));
            let stated = match random.below(3) {
                0 => format!("{} {} {}", happened.day(), month(happened.month()), happened.year()),
                1 => happened.strftime("%A").to_string(),
                _ => format!("{} {}", happened.day(), month(happened.month())),
            };
            let number = if random.below(6) == 0 { story.number + 1 } else { story.number };
            let sentence = KINDS[story.kind].1[(first + t) % 6]
                .replace("{a}", STATES[story.a])
                .replace("{b}", STATES[story.b])
                .replace("{p}", PLACES[story.place])
                .replace("{d}", &stated)
                .replace("{n}", &number.to_string());
            let text = format!("{sentence} {} {}", random.pick(&FILLERS), random.pick(&FILLERS));
            digest.update(text.as_bytes());
            let given = read::Given {
                url: Some(format!("https://p{t}.example/{n}")),
                published: Some(published),
                publisher: Some(format!("p{t}")),
                ..read::Given::default()
            };
            let reading = reading::of_article(read::given(&text, given), Knowledge::builtin());
            let entry = Entry::of(&reading, published);
            gold.insert((entry.article.article_id.clone(), sentence), n);
            entries.push(entry);
        }
    }
    let (mut archive, path) = archive("identity")?;
    let mut writer = Writer::new(&mut archive, run_now());
    for chunk in entries.chunks(64) {
        let batch: Vec<Batch> = chunk.iter().map(|e| Batch { entry: e.clone(), input: None }).collect();
        writer.write(&batch).map_err(|e| e.to_string())?;
    }
    // Two tellings count as joined where any of their reports tell of one event: a sentence may give
    // several ("attacked … and killed").
    let mut statement = archive
        .connection()
        .prepare(
            "SELECT r.article_id, r.sentence, j.event_id FROM reports r JOIN event_reports j USING (report_id)
             ORDER BY r.article_id, r.sentence, r.confidence DESC, r.report_id",
        )
        .map_err(|e| e.to_string())?;
    let rows: Vec<(String, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect)
        .map_err(|e| e.to_string())?;
    let mut told: BTreeMap<(String, String), (usize, Vec<String>)> = BTreeMap::new();
    for (article, sentence, event) in rows {
        if let Some(&story) = gold.get(&(article.clone(), sentence.clone())) {
            told.entry((article, sentence)).or_insert((story, Vec::new())).1.push(event);
        }
    }
    let all: Vec<(&String, usize, &Vec<String>)> =
        told.iter().map(|((_, s), (story, event))| (s, *story, event)).collect();
    let (mut hits, mut found, mut wanted) = (0u64, 0u64, 0u64);
    for (i, (sentence, story, event)) in all.iter().enumerate() {
        for (other_sentence, other_story, other_event) in &all[i + 1..] {
            let (same, joined) = (story == other_story, event.iter().any(|e| other_event.contains(e)));
            hits += u64::from(same && joined);
            found += u64::from(joined);
            wanted += u64::from(same);
            if errors && same != joined {
                println!("{}\t{sentence}\t{other_sentence}", if joined { "joined" } else { "missed" });
            }
        }
    }
    let (p, r) = (hits as f64 / found.max(1) as f64, hits as f64 / wanted.max(1) as f64);
    println!(
        "identity ({name}): P {p:.3} R {r:.3} pairwise F1 {:.3} ({} events, {} of {} reports coded, generated from our templates, blake3 {})",
        2.0 * p * r / (p + r).max(1e-9),
        stories.len(),
        all.len(),
        gold.len(),
        &digest.finalize().to_hex()[..12],
    );
    drop(statement);
    let faults = record::verify(&archive).map_err(|e| e.to_string())?.faults;
    drop(archive);
    remove(&path);
    if faults.is_empty() { Ok(()) } else { Err(format!("{} faults, first {:?}", faults.len(), faults[0])) }
}

fn month(n: i8) -> &'static str {
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ][usize::try_from(n - 1).unwrap_or(0) % 12]
}
