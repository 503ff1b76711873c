//! The archive: order, copies, identity, questions as of a day, verification.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use legation::record::question::{self, Filter};
use legation::record::{self, Archive, Batch, Entry, Run, Writer, Written};
use legation::time::Date;
use legation::{read, reading};
use rusqlite::types::Value;

const RECORDED: Date = Date::constant(2026, 11, 27);

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("record-{name}"));
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("an old test folder goes");
    }
    std::fs::create_dir_all(&path).expect("a test folder can be made");
    path
}

fn run(settings: &str) -> Run {
    Run {
        kind: "record".to_owned(),
        started: "2026-11-27T00:00:00Z".to_owned(),
        settings: settings.to_owned(),
        data_digest: "d".to_owned(),
        note: "test".to_owned(),
    }
}

/// An invented article of one paragraph.
fn article(url: &str, day: &str, text: &str) -> Entry {
    let given = read::Given {
        url: Some(url.to_owned()),
        publisher: url.split('/').nth(2).map(str::to_owned),
        published: Some(day.parse().expect("a day")),
        ..read::Given::default()
    };
    let reading = reading::of_article(read::given(text, given), legation::link::Knowledge::builtin());
    Entry::of(&reading, RECORDED)
}

/// The sample dispatches, read once for all tests.
static DISPATCHES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/dispatches");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the dispatches").flatten().map(|e| e.path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "html" || e == "txt"));
    files.sort();
    files
        .iter()
        .map(|f| {
            let bytes = std::fs::read(f).expect("a dispatch");
            Entry::of(&reading::of_bytes(&bytes, &read::Origin::default()).expect("readable"), RECORDED)
        })
        .collect()
});

/// Writes entries in batches of a size.
fn write(archive: &mut Archive, entries: &[Entry], size: usize, settings: &str) -> Vec<Written> {
    let mut writer = Writer::new(archive, run(settings));
    let mut out = Vec::new();
    for chunk in entries.chunks(size) {
        let batch: Vec<Batch> = chunk
            .iter()
            .map(|entry| Batch { entry: entry.clone(), input: Some(format!("{:0>64}", entry.article.article_id)) })
            .collect();
        out.extend(writer.write(&batch).expect("the batch is written"));
    }
    out
}

/// Every row of every table as text, sorted.
fn rows(archive: &Archive) -> BTreeMap<String, Vec<String>> {
    let connection = archive.connection();
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY 1")
        .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
        .expect("tables");
    let mut out = BTreeMap::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).expect("a table");
        let n = statement.column_count();
        let mut lines: Vec<String> = statement
            .query_map([], |row| {
                let cells: Result<Vec<Value>, _> = (0..n).map(|i| row.get(i)).collect();
                Ok(format!("{:?}", cells?))
            })
            .and_then(Iterator::collect)
            .expect("rows");
        lines.sort();
        out.insert(table, lines);
    }
    out
}

fn assert_sound(archive: &Archive) {
    let verified = record::verify(archive).expect("the archive can be checked");
    assert!(verified.faults.is_empty(), "{:#?}", verified.faults);
    assert!(verified.articles > 0);
}

#[test]
fn the_same_batch_twice_adds_nothing_and_orders_do_not_matter() {
    let here = folder("orders");
    let entries = &*DISPATCHES;
    let mut reference = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    let written = write(&mut reference, entries, 100, "s");
    assert!(written.iter().all(|w| *w == Written::New));
    let expected = rows(&reference);
    assert!(expected["reports"].len() > 30 && expected["copies"].len() == 2, "{:?}", expected["copies"]);
    let again = write(&mut reference, entries, 4, "s");
    assert!(again.iter().all(|w| *w == Written::Known));
    assert_eq!(rows(&reference), expected, "the same batch again changed something");
    assert_sound(&reference);
    let mut orders: Vec<(Vec<Entry>, usize)> = Vec::new();
    orders.push((entries.iter().rev().cloned().collect(), 1));
    let mut mixed: Vec<Entry> = entries.clone();
    mixed.sort_by_key(|e| blake3::hash(e.article.text.as_bytes()).to_hex().to_string());
    orders.push((mixed, 3));
    for (n, (order, size)) in orders.into_iter().enumerate() {
        let mut archive = Archive::open_or_create(&here.join(format!("b{n}.sqlite"))).expect("an archive");
        write(&mut archive, &order, size, "s");
        for (table, lines) in rows(&archive) {
            assert_eq!(lines, expected[&table], "{table} depends on the order of recording");
        }
        assert_sound(&archive);
    }
}

/// What is known by a day is what an archive of the articles until that day says.
#[test]
fn later_articles_change_nothing_as_of_a_day() {
    let here = folder("as-of");
    let mut whole = Archive::open_or_create(&here.join("whole.sqlite")).expect("an archive");
    write(&mut whole, &DISPATCHES, 100, "s");
    for day in ["2021-06-01", "2023-08-26", "2023-12-31", "2025-08-07"] {
        let mut early = Archive::open_or_create(&here.join(format!("{day}.sqlite"))).expect("an archive");
        let until: Vec<Entry> = DISPATCHES.iter().filter(|e| e.article.known.as_str() <= day).cloned().collect();
        assert!(!until.is_empty() && until.len() < DISPATCHES.len());
        write(&mut early, &until, 100, "s");
        let asked = Filter { as_of: Some(day.to_owned()), limit: Some(10_000), ..Filter::default() };
        let plain = Filter { limit: Some(10_000), ..Filter::default() };
        assert_eq!(
            question::events(&whole, &asked).expect("events"),
            question::events(&early, &plain).expect("events")
        );
        assert_eq!(
            question::claims(&whole, &asked).expect("claims"),
            question::claims(&early, &plain).expect("claims")
        );
        assert_eq!(
            question::issues(&whole, &asked).expect("issues"),
            question::issues(&early, &plain).expect("issues")
        );
        assert_eq!(
            question::commitments(&whole, &asked, "2026-11-27").expect("commitments"),
            question::commitments(&early, &plain, day).expect("commitments")
        );
        let words = |f: &Filter| Filter { words: Some("Armenia".to_owned()), ..f.clone() };
        assert_eq!(
            question::search(&whole, &words(&asked)).expect("articles"),
            question::search(&early, &words(&plain)).expect("articles")
        );
    }
}

#[test]
fn pages_give_every_row_once() {
    let here = folder("pages");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &DISPATCHES, 100, "s");
    let all = question::events(&archive, &Filter { limit: Some(10_000), ..Filter::default() }).expect("events").rows;
    assert_eq!(all.len() as u64, archive.count("events").expect("a number"));
    for filter in [
        Filter::default(),
        Filter { party: Some("AZE".to_owned()), ..Filter::default() },
        Filter { dyad: Some(("AZE".to_owned(), "ARM".to_owned())), ..Filter::default() },
        Filter { actor: Some("USA".to_owned()), event_type: Some("CONSULT".to_owned()), ..Filter::default() },
        Filter { as_of: Some("2023-12-31".to_owned()), min_sources: 2, ..Filter::default() },
    ] {
        let whole = question::events(&archive, &Filter { limit: Some(10_000), ..filter.clone() }).expect("events").rows;
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = question::events(&archive, &Filter { limit: Some(3), after, ..filter.clone() }).expect("a page");
            paged.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole, "{filter:?}");
        let mut days: Vec<&str> = paged.iter().map(|e| e.summary.event_date.as_str()).collect();
        days.reverse();
        assert!(days.is_sorted(), "{days:?}");
    }
    for wrong in [
        Filter { as_of: Some("yesterday".to_owned()), ..Filter::default() },
        Filter { after: Some("nowhere".to_owned()), ..Filter::default() },
    ] {
        assert!(question::events(&archive, &wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn copies_are_one_source_and_contradictions_are_kept() {
    let here = folder("sources");
    let base = "Two soldiers were killed when Armenia shelled positions of Azerbaijan near the village of Sotk on \
                14 March 2022, the defence ministry in Baku said. A spokesman spoke of heavy fire during the night and \
                of houses damaged on the edge of the village. The ministry in Yerevan did not answer questions about \
                the incident. Observers who had visited the area in the morning counted eleven craters along the \
                road, and a shop keeper told them that the windows of his house were broken by the blast.";
    let copy = format!("{base} Our newsletter brings you the best stories of the week, every Friday, for free.");
    let other = "Armenia shelled positions of Azerbaijan near Sotk on 14 March 2022 and killed three soldiers, a \
                 monitoring mission reported after a visit.";
    let entries = [
        article("https://one.example/a", "2022-03-15", base),
        article("https://two.example/b", "2022-03-16", &copy),
        article("https://three.example/c", "2022-03-16", other),
    ];
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &entries, 10, "s");
    assert_eq!(archive.count("copies").expect("a number"), 1);
    let filter = Filter { event_type: Some("ASSAULT".to_owned()), ..Filter::default() };
    let events = question::events(&archive, &filter).expect("events").rows;
    let event = events.iter().map(|e| &e.summary).find(|s| s.n_articles == 3);
    let event = event.unwrap_or_else(|| panic!("no event has three articles: {events:#?}"));
    assert_eq!(event.n_sources, 2, "{event:#?}");
    // A row of copies that is taken out, or names another article, is found, and with it the count of sources.
    for change in ["DELETE FROM copies", "UPDATE copies SET shared = 0.5", "UPDATE copies SET kind = 'version'"] {
        archive.connection().execute_batch(&format!("SAVEPOINT change; {change}")).expect("changed");
        let faults = record::verify(&archive).expect("checked").faults;
        assert!(faults.iter().any(|f| f.table == "copies"), "{change}: {faults:?}");
        archive.connection().execute_batch("ROLLBACK TO change; RELEASE change").expect("back");
    }
    assert_sound(&archive);
    let disputed: Vec<&str> = event.contradictions.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(disputed, ["dead"], "{:?}", event.contradictions);
}

/// Two sentences of one article are two tellings of one source, and no duplicates.
#[test]
fn tellings_articles_and_sources_are_counted_apart() {
    let here = folder("tellings");
    let text = "France expelled two envoys of Japan on 14 March 2022, the foreign ministry in Paris said. Observers were \
                surprised by the step. France expelled the two envoys of Japan on 14 March 2022 after a dispute about fish.";
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    let mut entry = article("https://one.example/a", "2022-03-15", text);
    // The coder joins what one article repeats; another coder may not.
    if entry.reports.len() == 1 {
        let mut second = entry.reports[0].clone();
        second.sentence_number += 2;
        second.report_id = second.digest();
        entry.reports.push(second);
    }
    write(&mut archive, &[entry], 1, "s");
    let events = question::events(&archive, &Filter::default()).expect("events").rows;
    let counts: Vec<_> =
        events.iter().map(|e| (e.summary.n_reports, e.summary.n_articles, e.summary.n_sources)).collect();
    assert_eq!(counts, [(2, 1, 1)], "{events:#?}");
    assert_sound(&archive);
}

#[test]
fn a_rumour_is_followed_to_its_denial() {
    let here = folder("rumour");
    let entries = [
        article(
            "https://one.example/a",
            "2023-08-25",
            "According to rumors, envoys of Armenia and Azerbaijan met secretly in Sofia on 21 August 2023.",
        ),
        article(
            "https://two.example/b",
            "2023-08-28",
            "Azerbaijan denied that its envoys met envoys of Armenia in Sofia on 21 August 2023.",
        ),
    ];
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &entries, 10, "s");
    let filter = Filter { event_type: Some("CONSULT".to_owned()), ..Filter::default() };
    let events = question::events(&archive, &filter).expect("events").rows;
    let states: Vec<(String, String)> = events[0].states().into_iter().map(|s| (s.known, s.certainty)).collect();
    let wanted = [("2023-08-25", "rumoured"), ("2023-08-28", "denied")].map(|(d, c)| (d.to_owned(), c.to_owned()));
    assert_eq!(states, wanted, "{events:#?}");
}

/// A page of one state is as long as a page of all.
#[test]
fn commitments_of_one_state_fill_their_pages() {
    let here = folder("states");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    // Different parties, so that no promise is a later report of another.
    let parties = ["Armenia", "France", "Japan", "Kenya", "Norway", "Egypt", "India", "Brazil"];
    let promise = |n: usize, month: &str| {
        let text = format!("{} promised to withdraw its troops from the river by 1 {month} 2022.", parties[n]);
        article(&format!("https://one.example/{n}"), &format!("2022-03-{:02}", 1 + n), &text)
    };
    // The open ones are older than the lapsed ones.
    let entries: Vec<Entry> = (0..8).map(|n| promise(n, if n < 4 { "December" } else { "April" })).collect();
    write(&mut archive, &entries, 10, "s");
    let asked = |state: &str, limit: usize, after: Option<String>| {
        let state = Some(state.to_owned());
        let filter = Filter { state, limit: Some(limit), after, ..Filter::default() };
        question::commitments(&archive, &filter, "2022-06-01").expect("commitments")
    };
    let all = asked("open", 100, None);
    assert_eq!((all.rows.len(), all.next.clone()), (4, None));
    let first = asked("open", 3, None);
    let second = asked("open", 3, first.next.clone());
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (3, 1, None));
    assert_eq!([first.rows, second.rows].concat(), all.rows);
    assert_eq!(asked("lapsed", 100, None).rows.len(), 4);
}

/// A promise that is made again is no promise kept.
#[test]
fn a_repeated_promise_stays_open() {
    let here = folder("repeated");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    let text = "Armenia promised to withdraw its troops from the river by 1 December 2022.";
    let entries = [1, 2].map(|n| {
        article(&format!("https://one.example/{n}"), &format!("2022-03-0{n}"), &format!("{text} It rained on day {n}."))
    });
    write(&mut archive, &entries, 10, "s");
    let rows = question::commitments(&archive, &Filter::default(), "2022-06-01").expect("commitments").rows;
    assert_eq!(rows.iter().map(|r| r.state).collect::<Vec<_>>(), ["open", "open"], "{rows:#?}");
}

#[test]
fn an_analyst_joins_parts_and_takes_back() {
    let here = folder("rulings");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &DISPATCHES, 100, "s");
    let before = rows(&archive);
    let all = question::events(&archive, &Filter { limit: Some(10_000), ..Filter::default() }).expect("events").rows;
    let single: Vec<&question::EventAnswer> = all.iter().filter(|e| e.summary.n_reports == 1).collect();
    let (a, b) = (&single[0].summary.event_id, &single[single.len() - 1].summary.event_id);
    let ruling = |n: u32| Run { kind: "merge".to_owned(), started: format!("2026-11-27T00:00:0{n}Z"), ..run("") };
    let merged = record::merge(&mut archive, a, b, "one visit", &ruling(1)).expect("merged");
    let event = question::event(&archive, &merged, None).expect("asked").expect("there");
    assert_eq!(event.summary.n_reports, 2);
    assert!(record::merge(&mut archive, a, b, "again", &ruling(2)).is_err());
    assert_sound(&archive);
    assert_eq!(record::undo(&mut archive, &ruling(1).id(), &ruling(3)).expect("undone"), 1);
    let after = rows(&archive);
    for table in ["events", "event_reports", "event_parties", "event_dyads", "reports"] {
        assert_eq!(after[table], before[table], "{table} is not as before");
    }
    assert!(after["rulings"].len() == 1 && after["change_log"].len() == 2, "nothing is deleted");

    let many = all.iter().find(|e| e.summary.n_reports > 1).expect("an event with several reports");
    let taken = many.reports[many.reports.len() - 1].report_id.clone();
    let apart = record::split(&mut archive, &[taken], "another day", &ruling(4)).expect("split");
    let left = question::event(&archive, &many.summary.event_id, None).expect("asked").expect("there");
    assert_eq!(left.summary.n_reports, many.summary.n_reports - 1);
    assert!(question::event(&archive, &apart, None).expect("asked").is_some());
    assert_sound(&archive);
    record::undo(&mut archive, &ruling(4).id(), &ruling(5)).expect("undone");
    assert_eq!(rows(&archive)["event_reports"], before["event_reports"]);
}

#[test]
fn a_newer_coding_withdraws_and_says_so() {
    let here = folder("recode");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    let entry =
        article("https://one.example/a", "2022-03-15", "France expelled two envoys of Japan. Kenya praised Norway.");
    write(&mut archive, std::slice::from_ref(&entry), 1, "old");
    let mut newer = entry.clone();
    // A coder that no longer sees the praise and is surer of the rest.
    newer.reports.retain(|r| r.event_type == "SANCTION");
    assert!(newer.reports.len() < entry.reports.len() && !newer.reports.is_empty());
    newer.reports[0].confidence = 0.99;
    newer.reports[0].report_id = newer.reports[0].digest();
    let written = write(&mut archive, &[newer.clone()], 1, "new");
    assert!(matches!(written[..], [Written::Recoded { added: 1, withdrawn: 2 }]), "{written:?}");
    assert_eq!(write(&mut archive, &[newer], 1, "new"), [Written::Known]);
    let log = rows(&archive)["change_log"].join("\n");
    assert!(log.contains("\"changed\"") && log.contains("\"withdrawn\""), "{log}");
    assert_eq!(archive.count("reports").expect("a number"), 3, "nothing is overwritten");
    assert_eq!(archive.count("events").expect("a number"), 1);
    assert_sound(&archive);
    // Back to the old coder: the rows of old are given again.
    write(&mut archive, &[entry], 1, "old");
    assert_eq!(archive.count("events").expect("a number"), 2);
    assert_sound(&archive);
}

#[test]
fn redacted_words_are_gone_and_counts_stay() {
    let here = folder("redact");
    let path = here.join("a.sqlite");
    let mut archive = Archive::open_or_create(&path).expect("an archive");
    write(&mut archive, &DISPATCHES, 100, "s");
    let secret = "a presidential aide told reporters";
    let words = Filter { words: Some(format!("\"{secret}\"")), ..Filter::default() };
    let found = question::search(&archive, &words).expect("articles").rows;
    let id = found[0].article_id.clone();
    let events = archive.count("events").expect("a number");
    record::redact(&mut archive, &id, "a court order", &Run { kind: "redact".to_owned(), ..run("") })
        .expect("redacted");
    assert!(question::search(&archive, &words).expect("articles").rows.is_empty());
    assert_eq!(archive.count("events").expect("a number"), events);
    let verified = record::verify(&archive).expect("checked");
    assert!(verified.faults.is_empty() && verified.redacted == 1, "{:?}", verified.faults);
    let again: Vec<Entry> = DISPATCHES.clone();
    assert!(write(&mut archive, &again, 100, "newer").len() == again.len());
    drop(archive);
    let bytes = std::fs::read(&path).expect("the file");
    let there = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
    assert!(!there, "the words are still in the file");
}

#[test]
fn a_backup_is_whole_and_a_damaged_index_is_rebuilt() {
    let here = folder("backup");
    let path = here.join("a.sqlite");
    let mut archive = Archive::open_or_create(&path).expect("an archive");
    write(&mut archive, &DISPATCHES, 100, "s");
    let copy = here.join("copy.sqlite");
    archive.backup(&copy).expect("a backup");
    assert!(archive.backup(&copy).is_err(), "nothing is overwritten");
    let restored = Archive::open(&copy).expect("the backup opens");
    assert_eq!(rows(&restored), rows(&archive));
    assert_sound(&restored);
    archive.connection().execute_batch("DROP TABLE search").expect("the index goes");
    assert!(record::verify(&archive).expect("checked").faults.iter().any(|f| f.table == "search"));
    drop(archive);
    assert!(!Archive::open(&path).expect("it can be read").notices.is_empty());
    let mended = Archive::open_or_create(&path).expect("it opens");
    assert!(mended.notices[0].contains("rebuilt"), "{:?}", mended.notices);
    let words = Filter { words: Some("Lachin".to_owned()), ..Filter::default() };
    assert!(!question::search(&mended, &words).expect("articles").rows.is_empty());
}

/// Four articles in which every table has rows: a copy, an event told twice, a promise, a denial, a ruling.
fn small(path: &Path) -> Archive {
    let base = "Two soldiers were killed when Armenia shelled positions of Azerbaijan near the village of Sotk on \
                14 March 2022, the defence ministry in Baku said. Observers who had visited the area counted eleven \
                craters along the road, and a shop keeper told them that the windows of his house were broken.";
    let entries = [
        article("https://one.example/a", "2022-03-15", base),
        article("https://two.example/b", "2022-03-16", &format!("{base} Our newsletter is free.")),
        article(
            "https://three.example/c",
            "2022-03-16",
            "Armenia shelled positions of Azerbaijan near Sotk on 14 March 2022 and killed three soldiers, a \
             monitoring mission reported. France praised the mission.",
        ),
        article(
            "https://four.example/d",
            "2022-03-17",
            "Armenia promised to withdraw its troops from the border by 1 May 2022. Azerbaijan demanded that Armenia \
             change its constitution. It remains unclear whether the talks on the border will resume.",
        ),
    ];
    let mut archive = Archive::open_or_create(path).expect("an archive");
    write(&mut archive, &entries, 10, "s");
    let events = question::events(&archive, &Filter::default()).expect("events").rows;
    let ids: Vec<&str> = events.iter().map(|e| e.summary.event_id.as_str()).collect();
    let ruling = Run { kind: "merge".to_owned(), ..run("") };
    record::merge(&mut archive, ids[0], ids[ids.len() - 1], "a test", &ruling).expect("merged");
    archive
}

/// Any flipped bit of any text is found.
#[test]
fn flipped_bits_are_found() {
    let n_flips: u64 = std::env::var("LEGATION_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let here = folder("flips");
    let archive = small(&here.join("a.sqlite"));
    assert_sound(&archive);
    let connection = archive.connection();
    connection.execute_batch("PRAGMA foreign_keys = OFF").expect("a setting");
    // Every column of text of the tables that hold what was read.
    let mut columns: Vec<(String, String)> = Vec::new();
    let tables = "articles claims reports roles evidence mentions agenda positions commitments stances questions copies \
                  events event_reports event_parties event_dyads runs rulings change_log";
    for table in tables.split_whitespace() {
        let names: Vec<String> = connection
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT' ORDER BY cid"))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .expect("columns");
        // Which run added a row is in no digest, and neither is the codebook beside a run's version.
        let bookkeeping = ["added_run", "withdrawn_run", "redacted_run", "undone_run", "codebook"];
        let looked_at =
            |n: &String| !bookkeeping.contains(&n.as_str()) && (table, n.as_str()) != ("articles", "run_id");
        columns.extend(names.into_iter().filter(looked_at).map(|n| (table.to_owned(), n)));
    }
    let mut seed = 7u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    let mut done = 0;
    while done < n_flips {
        let (table, column) = &columns[random(columns.len() as u64) as usize];
        let n: i64 = connection
            .query_row(&format!("SELECT count(*) FROM {table} WHERE length({column}) > 0"), [], |row| row.get(0))
            .expect("a count");
        if n == 0 {
            continue;
        }
        let nth = random(n.unsigned_abs());
        connection.execute_batch("SAVEPOINT flip").expect("a savepoint");
        let value: Vec<u8> = connection
            .query_row(
                &format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE length({column}) > 0 LIMIT 1 OFFSET {nth}"),
                [],
                |row| row.get(0),
            )
            .expect("a value");
        let mut flipped = value.clone();
        let at = random(flipped.len() as u64) as usize;
        flipped[at] ^= 1 << random(8);
        let changed = connection.execute(
            &format!("UPDATE OR IGNORE {table} SET {column} = CAST(?1 AS TEXT) WHERE CAST({column} AS BLOB) = ?2"),
            rusqlite::params![flipped, value],
        );
        if changed.expect("an update") > 0 {
            done += 1;
            let verified = record::verify(&archive).expect("it can be checked");
            assert!(!verified.faults.is_empty(), "a flip in {table}.{column} went unseen: {value:?} to {flipped:?}");
        }
        connection.execute_batch("ROLLBACK TO flip; RELEASE flip").expect("back");
    }
    assert_sound(&archive);
}

#[test]
fn versions_of_a_page_are_listed_and_compared() {
    let here = folder("versions");
    let url = "https://one.example/story";
    let first = "Talks opened in Geneva on Monday. Two delegations took part. The mediator was pleased.";
    let second = "Talks opened in Geneva on Monday. Three delegations took part. The mediator was pleased.";
    let entries =
        [article(url, "2022-03-15", first), article(&format!("{url}/?utm_source=feed#top"), "2022-03-16", second)];
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &entries, 10, "s");
    let versions = record::versions(&archive, url).expect("versions");
    assert_eq!(versions.len(), 2);
    assert_eq!(archive.count("copies").expect("a number"), 1, "a version is no second source");
    let changes = record::diff(&archive, &versions[0].article_id, &versions[1].article_id).expect("changes");
    let changed: Vec<_> = changes.iter().filter(|c| !matches!(c, record::Change::Kept(_))).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
}

#[test]
fn export_then_import_is_the_identity_and_changed_exports_are_refused() {
    let here = folder("exchange");
    let mut archive = Archive::open_or_create(&here.join("a.sqlite")).expect("an archive");
    write(&mut archive, &DISPATCHES, 100, "s");
    let mut exported = Vec::new();
    record::dump(&archive, &mut exported).expect("exported");
    let mut copy = Archive::open_or_create(&here.join("b.sqlite")).expect("an archive");
    record::restore(&mut copy, &mut exported.as_slice()).expect("taken in");
    assert_eq!(rows(&copy), rows(&archive));
    assert_sound(&copy);
    let mut again = Vec::new();
    record::dump(&copy, &mut again).expect("exported");
    assert!(exported == again, "the bytes differ");
    assert!(record::restore(&mut copy, &mut exported.as_slice()).is_err(), "it is not empty");
    drop(copy);
    let (n_rows, faults) = record::verify_dump(&mut exported.as_slice()).expect("it can be read");
    assert!(n_rows > 100 && faults.is_empty(), "{faults:?}");
    // Any flipped bit, any lost tail.
    let mut empty = Archive::open_or_create(&here.join("c.sqlite")).expect("an archive");
    let n_flips: u64 = std::env::var("LEGATION_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let mut seed = 11u64;
    for _ in 0..n_flips {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut changed = exported.clone();
        let at = (seed >> 20) as usize % changed.len();
        changed[at] ^= 1 << (seed >> 60 & 7);
        assert!(record::restore(&mut empty, &mut changed.as_slice()).is_err(), "byte {at} was changed unseen");
        assert!(record::restore(&mut empty, &mut &exported[..at]).is_err(), "a cut at {at} went unseen");
        let (_, faults) = record::verify_dump(&mut changed.as_slice()).expect("it can be read");
        assert!(!faults.is_empty(), "byte {at} was changed unseen");
    }
    assert_eq!(empty.count("articles").expect("a number"), 0);
}

fn asked(id: &str) -> record::Forecast {
    record::Forecast {
        id: id.to_owned(),
        question: "ALA <> BEL AGREE within 30 days".to_owned(),
        kind: "AGREE".to_owned(),
        days: 30,
        as_of: "2030-01-31".to_owned(),
        deadline: "2030-03-02".to_owned(),
        rule: "yes if so".to_owned(),
        probability: Some(0.25),
        interval: Some((0.1, 0.4)),
        base_rate: 0.2,
        drivers: vec![record::Driver { event_id: "v1".to_owned(), moved: 0.01, ..record::Driver::default() }],
        model: "rates".to_owned(),
        ..record::Forecast::default()
    }
}

#[test]
fn forecasts_are_added_and_never_rewritten_and_a_changed_byte_is_found() {
    let here = folder("forecasts");
    let path = here.join("a.sqlite");
    let mut archive = Archive::open_or_create(&path).expect("an archive");
    write(&mut archive, &DISPATCHES[..2], 2, "s");
    let outcome = |happened, why: &str| record::Resolution {
        id: "q1".to_owned(),
        happened,
        as_of: "2030-04-01".to_owned(),
        why: why.to_owned(),
        ..record::Resolution::default()
    };
    let ledger = |archive: &mut Archive, questions: &[record::Forecast], outcomes: &[record::Resolution]| {
        record::ledger(archive, questions, outcomes, &run("forecast")).map(|new| new.len())
    };
    assert_eq!(ledger(&mut archive, &[asked("q1")], &[]).ok(), Some(1));
    // The same id with another chance changes nothing.
    let other = record::Forecast { probability: Some(0.9), ..asked("q1") };
    assert_eq!(ledger(&mut archive, &[other], &[outcome(Some(false), "")]).ok(), Some(1));
    assert_eq!(ledger(&mut archive, &[], &[outcome(Some(false), "")]).ok(), Some(0), "said already");
    assert_eq!(ledger(&mut archive, &[], &[outcome(None, "void")]).ok(), Some(1));
    let unknown = record::Resolution { id: "q2".to_owned(), ..outcome(Some(true), "") };
    assert!(ledger(&mut archive, &[asked("q3")], &[unknown]).is_err(), "all or nothing");
    let kept = record::forecasts(&archive).expect("the ledger");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].forecast, asked("q1"));
    assert_eq!(kept[0].resolutions, [outcome(Some(false), ""), outcome(None, "void")]);
    assert_sound(&archive);
    // The schema itself refuses what the engine never does.
    for sql in ["UPDATE forecasts SET probability = 1", "DELETE FROM forecasts", "UPDATE resolutions SET happened = 1"]
    {
        let refused = archive.connection().execute(sql, []).expect_err("it stands");
        assert!(refused.to_string().contains("never") || refused.to_string().contains("later one"), "{refused}");
    }
    // Whoever goes around that is found out.
    archive
        .connection()
        .execute_batch("DROP TRIGGER forecasts_stand; UPDATE forecasts SET probability = 0.75")
        .expect("tampering");
    let faults = record::verify(&archive).expect("checked").faults;
    assert_eq!(faults.iter().map(|f| f.table).collect::<Vec<_>>(), ["forecasts"]);
}

/// The as-of law of the forecaster's door: an archive that ends on a day, one that is asked as of it, and the
/// events of all days without those known later are the same.
#[test]
fn what_happened_by_a_day_does_not_depend_on_later_articles() {
    use legation::forecast::archive;
    let here = folder("happenings");
    let mut whole = Archive::open_or_create(&here.join("whole.sqlite")).expect("an archive");
    write(&mut whole, &DISPATCHES, 10, "s");
    let all = archive::happenings(&whole, None).expect("events");
    let day: Date = "2023-12-31".parse().expect("a day");
    let asked = archive::happenings(&whole, Some(day)).expect("events");
    let known: Vec<_> = all.iter().filter(|e| e.known <= day).cloned().collect();
    assert!(asked.len() > 5 && asked.len() < all.len(), "{} of {}", asked.len(), all.len());
    assert_eq!(asked, known);
    let earlier: Vec<Entry> = DISPATCHES.iter().filter(|e| e.article.known.as_str() <= "2023-12-31").cloned().collect();
    let mut cut = Archive::open_or_create(&here.join("cut.sqlite")).expect("an archive");
    write(&mut cut, &earlier, 10, "s");
    assert_eq!(archive::happenings(&cut, None).expect("events"), asked);
}

/// Archives that older versions wrote open, are sound, and answer.
#[test]
fn the_kept_archives_of_all_versions_open() {
    let here = folder("fixture");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives");
    for version in 1..=record::SCHEMA_VERSION {
        let name = format!("v{version}.sqlite");
        let path = here.join(&name);
        std::fs::copy(kept.join(&name), &path).expect("the fixture");
        let archive = Archive::open_or_create(&path).expect("it is brought up to date");
        assert_sound(&archive);
        assert!(archive.notices.is_empty(), "{:?}", archive.notices);
        let dyad = || Some(("ARM".to_owned(), "AZE".to_owned()));
        let filter = Filter { dyad: dyad(), limit: Some(10_000), ..Filter::default() };
        let listed = question::events(&archive, &filter).expect("events").rows.len();
        let counted = question::sums(&archive, question::Span::default()).expect("sums").pairs["ARM-AZE"].n_events();
        assert!(listed > 0 && counted == listed as i64, "{name}: {listed} listed, {counted} counted");
    }
}
