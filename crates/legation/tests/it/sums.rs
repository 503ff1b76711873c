//! Sums that stand ready against a plain count of the events, whatever happened to the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use legation::id::ArticleId;
use legation::record::question::{self, Filter, Of, Span};
use legation::record::{self, Archive, ArticleRow, Batch, Entry, Report, RoleUsed, Run, Side, Writer};
use proptest::prelude::*;

const PARTIES: [&str; 5] = ["ARM", "AZE", "RUS", "FRA", "person:a b>c%20"];
const TYPES: [(&str, u8, f64); 4] = [("CONSULT", 1, 1.1), ("AGREE", 1, 0.3), ("ACCUSE", 3, -0.7), ("ASSAULT", 4, -9.9)];
const OUTLETS: [Option<&str>; 4] = [Some("The Post"), Some("wire"), Some(""), None];

/// (day, type, actor, another actor, recipient, outlet, status): an article with one report.
type Told = (u32, usize, usize, usize, usize, usize, usize);

fn day(n: u32) -> String {
    // Over the end of a year and of a month of 29 days.
    let start = legation::time::Date::constant(2023, 12, 20);
    start.saturating_add(jiff::Span::new().days(i64::from(n))).to_string()
}

fn entry(n: usize, told: &Told) -> Entry {
    let (on, kind, actor, other, recipient, outlet, status) = *told;
    let known = day(on);
    let text = (0..30).map(|i| format!("w{}x{i}", n * 31 + i * 7)).collect::<Vec<_>>().join(" ");
    let id = ArticleId::of(&[&format!("https://one.example/{n}"), &text]).to_string();
    let role = |side: Side, position: u32, party: usize| RoleUsed {
        side,
        position,
        entity: Some(if party < 4 { format!("state:{}", PARTIES[party]) } else { PARTIES[party].to_owned() }),
        name: PARTIES[party].to_owned(),
        country: (party < 4).then(|| PARTIES[party].to_owned()),
        ..RoleUsed::default()
    };
    let mut roles = vec![role(Side::Actor, 0, actor)];
    if other < 5 && other != actor {
        roles.push(role(Side::Actor, 1, other));
    }
    if recipient < 5 {
        roles.push(role(Side::Recipient, 0, recipient));
    }
    let (event_type, quad, score) = TYPES[kind];
    let mut report = Report {
        coded_id: format!("e{n}"),
        article_id: id.clone(),
        event_type: event_type.to_owned(),
        status: ["actual", "actual", "possible"][status % 3].to_owned(),
        certainty: ["reported", "claimed", "rumoured", "denied"][status % 4].to_owned(),
        event_date: (status != 7).then(|| known.clone()),
        date_precision: "day".to_owned(),
        date_basis: if status == 7 { "unknown" } else { "stated" }.to_owned(),
        quad,
        score,
        cameo: "042".to_owned(),
        confidence: 0.8,
        sentence_number: 1,
        sentence: format!("story {n}"),
        reason: "made".to_owned(),
        codebook: "plover-2.0".to_owned(),
        version: "0".to_owned(),
        known: known.clone(),
        roles,
        ..Report::default()
    };
    report.report_id = report.digest();
    Entry {
        article: ArticleRow {
            article_id: id,
            url: Some(format!("https://one.example/{n}")),
            publisher: OUTLETS[outlet].map(str::to_owned),
            published: Some(known.clone()),
            known,
            text,
            furniture: "{}".to_owned(),
            ..ArticleRow::default()
        },
        reports: vec![report],
        ..Entry::default()
    }
}

fn run(kind: &str, n: usize) -> Run {
    Run {
        kind: kind.to_owned(),
        started: format!("2026-11-27T00:{:02}:{:02}Z", n / 60, n % 60),
        settings: format!("s{n}"),
        data_digest: "d".to_owned(),
        note: "test".to_owned(),
    }
}

/// Events of everything that sums hold, counted one by one from the events themselves.
fn plainly(archive: &Archive, span: Span) -> Vec<String> {
    let filter = Filter {
        from: span.from.map(str::to_owned),
        to: span.to.map(str::to_owned),
        as_of: span.as_of.map(str::to_owned),
        limit: Some(10_000),
        ..Filter::default()
    };
    let mut types: BTreeMap<String, [i64; 3]> = BTreeMap::new();
    let mut parties: BTreeMap<String, [i64; 4]> = BTreeMap::new();
    let mut pairs: BTreeMap<String, [i64; 7]> = BTreeMap::new();
    for event in question::events(archive, &filter).expect("events").rows {
        let s = event.summary;
        let done = matches!(s.status.as_str(), "actual" | "ongoing" | "historical")
            && matches!(s.certainty.as_str(), "reported" | "confirmed" | "claimed");
        if span.happened && !done {
            continue;
        }
        let keys = |side: Side| -> BTreeSet<String> {
            s.parties.iter().filter(|p| p.0 == side).flat_map(|p| [p.1.clone(), p.2.clone()]).flatten().collect()
        };
        let (actors, recipients) = (keys(Side::Actor), keys(Side::Recipient));
        let all: BTreeSet<&String> = actors.union(&recipients).collect();
        let kind = types.entry(s.event_type.clone()).or_default();
        kind[0] += 1;
        kind[1] += i64::from(all.iter().any(|p| !p.contains(':')));
        kind[2] += i64::from(all.iter().any(|p| p.contains(':')));
        let meets = s.quad <= 2 && matches!(s.event_type.as_str(), "AGREE" | "CONSULT" | "COOPERATE");
        for party in all {
            let together = actors.iter().filter(|a| a.contains(':') == party.contains(':')).count() > 1;
            let sum = parties.entry(party.clone()).or_default();
            sum[0] += 1;
            sum[1] += i64::from(actors.contains(party));
            sum[2] += i64::from(recipients.contains(party));
            sum[3] += i64::from(meets && together && !actors.contains(party));
        }
        for (pair, way) in s.dyads() {
            let sum = pairs.entry(pair).or_default();
            let at = ["forward", "backward", "mutual"].iter().position(|w| *w == way).expect("a direction");
            sum[at] += 1;
            sum[3] += i64::from(s.quad > 2);
            sum[4 + at] += (s.score * 1e6).round() as i64;
        }
    }
    let mut out: Vec<String> = types.iter().map(|(k, n)| format!("{k} {n:?}")).collect();
    out.extend(parties.iter().map(|(k, n)| format!("{k} {n:?}")));
    out.extend(pairs.iter().map(|(k, n)| format!("{k} {n:?}")));
    out
}

fn ready(archive: &Archive, span: Span) -> Vec<String> {
    let sums = question::sums(archive, span).expect("sums");
    let mut out: Vec<String> = sums
        .types
        .iter()
        .map(|(k, s)| format!("{k} {:?}", [s.n_events, s.n_with_countries, s.n_with_entities]))
        .collect();
    out.extend(
        sums.parties.iter().map(|(k, s)| format!("{k} {:?}", [s.n_events, s.n_as_actor, s.n_as_recipient, s.n_hosted])),
    );
    out.extend(sums.pairs.iter().map(|(k, s)| {
        let n = [s.n_forward, s.n_backward, s.n_mutual, s.n_conflict];
        format!("{k} {:?}", [n.as_slice(), &[s.score_forward, s.score_backward, s.score_mutual]].concat())
    }));
    out
}

fn assert_alike(archive: &Archive, days: (u32, u32)) -> Result<(), TestCaseError> {
    let (a, b) = (day(days.0.min(days.1)), day(days.0.max(days.1)));
    let ends = [(None, None), (Some(a.as_str()), Some(b.as_str())), (None, Some(b.as_str())), (Some(a.as_str()), None)];
    let month = [(Some("2024-01-01"), Some("2024-02-29")), (Some("2023-12-31"), Some("2024-02-01"))];
    for (from, to) in ends.into_iter().chain(month) {
        for as_of in [None, Some(a.as_str()), Some(b.as_str()), Some("2026-01-01")] {
            for happened in [false, true] {
                let span = Span { from, to, as_of, happened, publisher: None };
                prop_assert_eq!(ready(archive, span), plainly(archive, span), "{:?}", span);
            }
        }
    }
    let verified = record::verify(archive).expect("checked");
    prop_assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Recorded in any batches, coded anew, joined, parted, taken back, redacted: sums are what a plain
    /// count gives, for any days and as of any day.
    #[test]
    fn sums_are_what_a_plain_count_gives(
        told in proptest::collection::vec((0u32..75, 0usize..4, 0usize..5, 0usize..9, 0usize..6, 0usize..4, 0usize..8), 6..40),
        size in 1usize..12,
        acts in proptest::collection::vec((0usize..5, 0usize..64, 0usize..64), 0..6),
        days in (0u32..75, 0u32..75),
    ) {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sums.sqlite");
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
        let mut archive = Archive::open_or_create(&path).expect("an archive");
        let write = |archive: &mut Archive, entries: &[Entry], n: usize| {
            let mut writer = Writer::new(archive, run("record", n));
            for chunk in entries.chunks(size) {
                let batch: Vec<Batch> = chunk.iter().map(|e| Batch { entry: e.clone(), input: None }).collect();
                writer.write(&batch).expect("written");
            }
        };
        let entries: Vec<Entry> = told.iter().enumerate().map(|(n, t)| entry(n, t)).collect();
        write(&mut archive, &entries, 0);
        assert_alike(&archive, days)?;
        for (n, (what, one, other)) in acts.into_iter().enumerate() {
            let n = n + 1;
            let all = question::events(&archive, &Filter { limit: Some(10_000), ..Filter::default() }).expect("events").rows;
            if all.is_empty() {
                break;
            }
            let (a, b) = (&all[one % all.len()], &all[other % all.len()]);
            match what {
                0 => {
                    // A coder that reads another type, or nothing at all.
                    let mut newer = entries[one % entries.len()].clone();
                    match other % 3 {
                        0 => newer.reports.clear(),
                        kind => {
                            (newer.reports[0].event_type, newer.reports[0].quad) = (TYPES[kind].0.to_owned(), TYPES[kind].1);
                            newer.reports[0].report_id = newer.reports[0].digest();
                        }
                    }
                    write(&mut archive, &[newer], n);
                }
                1 => drop(record::merge(&mut archive, &a.summary.event_id, &b.summary.event_id, "one", &run("merge", n))),
                2 => drop(record::split(&mut archive, &[a.reports[a.reports.len() - 1].report_id.clone()], "two", &run("split", n))),
                3 => drop(record::undo(&mut archive, &run("merge", n - 1).id(), &run("undo", n))),
                _ => record::redact(&mut archive, &a.reports[0].article_id, "asked", &run("redact", n)).expect("redacted"),
            }
            assert_alike(&archive, days)?;
        }
        // What is counted of one party is what its list of events gives.
        for (party, as_of) in [("ARM", None), ("ARM", Some(day(40))), (PARTIES[4], Some(day(60)))] {
            let mut seen = BTreeSet::new();
            let span = Span { as_of: as_of.as_deref(), ..Span::default() };
            question::counted(&archive, Of::Party(party), span, &mut |e, _| {
                seen.insert(e.event_id.clone());
            }).expect("counted");
            let filter = Filter { party: Some(party.to_owned()), as_of: as_of.clone(), limit: Some(10_000), ..Filter::default() };
            let listed = question::events(&archive, &filter).expect("events").rows;
            prop_assert_eq!(seen, listed.into_iter().map(|e| e.summary.event_id).collect::<BTreeSet<_>>());
        }
    }
}

/// Somebody changes a sum, a row that is counted, or takes one out: `verify` says so, and a new opening
/// mends what a quick look sees.
#[test]
fn changed_sums_are_found_and_made_anew() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sums-changed.sqlite");
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    let entries: Vec<Entry> = (0..12).map(|n| entry(n, &(3 * n as u32, n % 4, n % 4, 9, (n + 1) % 4, 0, 0))).collect();
    let mut archive = Archive::open_or_create(&path).expect("an archive");
    let batch: Vec<Batch> = entries.into_iter().map(|entry| Batch { entry, input: None }).collect();
    Writer::new(&mut archive, run("record", 0)).write(&batch).expect("written");
    for change in [
        "UPDATE month_pairs SET score_forward = score_forward + 1",
        "UPDATE month_parties SET n_hosted = n_hosted + 1 WHERE party = 'ARM'",
        "DELETE FROM month_types WHERE event_type = 'ACCUSE'",
        "UPDATE event_days SET score = 9 WHERE event_type = 'ACCUSE'",
        "UPDATE event_dyads SET direction = 'mutual' WHERE direction = 'forward'",
        "DELETE FROM event_parties WHERE side = 'recipient'",
        "INSERT INTO event_dyads SELECT 'AAA-BBB', event_date, event_id, direction, event_type, quad, score, goldstein,
         date_precision, happened, disputed, n_sources, n_articles, first_known, last_known, told, parties
         FROM event_dyads LIMIT 1",
        "UPDATE article_days SET n_articles = n_articles + 1 WHERE known = (SELECT min(known) FROM article_days)",
        "DELETE FROM article_days WHERE known = (SELECT max(known) FROM article_days)",
    ] {
        archive.connection().execute_batch(&format!("SAVEPOINT s; {change}")).expect("changed");
        let verified = record::verify(&archive).expect("checked");
        assert!(!verified.faults.is_empty(), "unseen: {change}");
        archive.connection().execute_batch("ROLLBACK TO s; RELEASE s").expect("back");
    }
    assert!(record::verify(&archive).expect("checked").faults.is_empty());
    archive.connection().execute_batch("DELETE FROM month_types").expect("gone");
    drop(archive);
    let archive = Archive::open_or_create(&path).expect("opened again");
    assert!(archive.notices.iter().any(|n| n.contains("made anew")), "{:?}", archive.notices);
    assert!(record::verify(&archive).expect("checked").faults.is_empty());
}
