//! Relations over time: laws, known answers on small made archives, the dispatches by eye.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use legation::id::ArticleId;
use legation::plover::EventType;
use legation::present::relation;
use legation::record::question::{self, Filter};
use legation::record::{Archive, ArticleRow, Batch, Entry, Report, RoleUsed, Run, Side, Writer};
use legation::relate::channels::{Channel, Level};
use legation::relate::graph::{Graph, Roles};
use legation::relate::network::Nodes;
use legation::relate::period::{self, Period};
use legation::relate::series::{Coverage, Options, outlets, series};
use legation::relate::trace::{Alteration, Edit};
use legation::relate::{self, Counted, Scope, Way, Who, standing};
use legation::time::Date;
use legation::{read, reading};
use proptest::prelude::*;

const RECORDED: Date = Date::constant(2026, 11, 27);

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("relate-{name}"));
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("an old test folder goes");
    }
    std::fs::create_dir_all(&path).expect("a test folder can be made");
    path
}

fn archive(path: &Path, entries: &[Entry]) -> Archive {
    let mut archive = Archive::open_or_create(path).expect("an archive");
    let run = Run {
        kind: "record".to_owned(),
        started: "2026-11-27T00:00:00Z".to_owned(),
        settings: "s".to_owned(),
        data_digest: "d".to_owned(),
        note: "test".to_owned(),
    };
    let mut writer = Writer::new(&mut archive, run);
    for chunk in entries.chunks(7) {
        let batch: Vec<Batch> = chunk.iter().map(|e| Batch { entry: e.clone(), input: None }).collect();
        writer.write(&batch).expect("the batch is written");
    }
    archive
}

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

fn dispatches(name: &str) -> Archive {
    archive(&folder(name).join("a.sqlite"), &DISPATCHES)
}

fn dyad(a: &str, b: &str) -> Scope {
    Scope { who: Who::Dyad(a.to_owned(), b.to_owned()), ..Scope::default() }
}

/// What a made article tells: (type, actors, recipients, status).
type Told<'a> = (EventType, &'a [&'a str], &'a [&'a str], &'a str);

/// A made article: its words are its own, so that nothing is a copy, and each event is one.
fn made(n: usize, day: &str, publisher: &str, told: &[Told]) -> Entry {
    let url = format!("https://{publisher}.example/{n}");
    let mut text = format!("Story {n} of {publisher}.");
    (0..30).for_each(|i| text.push_str(&format!(" w{}x{i}", n * 31 + i * 7)));
    let id = ArticleId::of(&[&url, &text]).to_string();
    let reports = told
        .iter()
        .enumerate()
        .map(|(k, (event_type, actors, recipients, status))| {
            let role = |side: Side, position: usize, code: &str| RoleUsed {
                side,
                position: position as u32,
                entity: Some(format!("state:{code}")),
                name: code.to_owned(),
                country: Some(code.to_owned()),
                sector: Some("GOV".to_owned()),
                ..RoleUsed::default()
            };
            let roles = actors.iter().enumerate().map(|(i, c)| role(Side::Actor, i, c));
            let others = recipients.iter().enumerate().map(|(i, c)| role(Side::Recipient, i, c));
            let mut report = Report {
                coded_id: format!("e{n}-{k}"),
                article_id: id.clone(),
                event_type: event_type.name().to_owned(),
                status: (*status).to_owned(),
                certainty: if *status == "possible" { "rumoured" } else { "reported" }.to_owned(),
                event_date: Some(day.to_owned()),
                event_end_date: Some(day.to_owned()),
                date_precision: "day".to_owned(),
                date_basis: "stated".to_owned(),
                quad: event_type.quad() as u8,
                score: f64::from(event_type.score()),
                cameo: "042".to_owned(),
                goldstein: Some(1.9),
                confidence: 0.8,
                sentence_number: k as u32 + 1,
                sentence: format!("event {k} of story {n}"),
                reason: "made".to_owned(),
                codebook: "plover-2.0".to_owned(),
                version: "0".to_owned(),
                known: day.to_owned(),
                roles: roles.chain(others).collect(),
                ..Report::default()
            };
            report.report_id = report.digest();
            report
        })
        .collect();
    Entry {
        article: ArticleRow {
            article_id: id,
            url: Some(url),
            title: Some(format!("Story {n}")),
            publisher: Some(publisher.to_owned()),
            published: Some(day.to_owned()),
            known: day.to_owned(),
            text,
            furniture: "{}".to_owned(),
            ..ArticleRow::default()
        },
        reports,
        ..Entry::default()
    }
}

/// Every answer of this room about an archive as of a day, as one text.
fn everything(archive: &Archive, as_of: &str) -> String {
    let mut out = String::new();
    let scopes = [
        Scope::default(),
        dyad("AZE", "ARM"),
        Scope { way: Way::Forward, ..dyad("ARM", "AZE") },
        Scope { who: Who::Party("RUS".to_owned()), counted: Counted::Everything, ..Scope::default() },
    ];
    for scope in scopes {
        let scope = Scope { as_of: Some(as_of.to_owned()), ..scope };
        for period in [Period::Week, Period::Month] {
            let options = Options { scope: scope.clone(), period, ..Options::default() };
            let series = series(archive, &options).expect("a series");
            out.push_str(&format!("{series:?}\n"));
        }
        out.push_str(&format!("{:?}\n", outlets(archive, &scope).expect("outlets")));
        out.push_str(&format!("{:?}\n", relate::pillars::pillars(archive, &scope, Period::Month).expect("pillars")));
        if matches!(scope.who, Who::Dyad(..)) {
            out.push_str(&format!("{:?}\n", relate::channels::channels(archive, &scope).expect("channels")));
        }
        for nodes in [Nodes::Countries, Nodes::Entities] {
            out.push_str(&format!("{:?}\n", relate::network::network(archive, &scope, nodes).expect("a network")));
        }
        let options =
            standing::Options { scope: scope.clone(), by: Some(Period::Month), ..standing::Options::default() };
        out.push_str(&format!("{:?}\n", standing::standing(archive, &options).expect("standing")));
        out.push_str(&format!("{:?}\n", relate::trace::quotes(archive, &scope).expect("quotes")));
    }
    out
}

#[test]
fn later_articles_change_nothing_as_of_a_day() {
    let here = folder("as-of");
    let whole = archive(&here.join("whole.sqlite"), &DISPATCHES);
    for day in ["2021-06-12", "2023-08-26", "2025-08-07"] {
        let until: Vec<Entry> = DISPATCHES.iter().filter(|e| e.article.known.as_str() <= day).cloned().collect();
        let early = archive(&here.join(format!("{day}.sqlite")), &until);
        assert_eq!(everything(&whole, day), everything(&early, day), "as of {day}");
    }
    assert_ne!(everything(&whole, "2021-06-12"), everything(&whole, "2025-08-07"));
}

#[test]
fn the_order_of_recording_changes_nothing() {
    let here = folder("order");
    let forward = archive(&here.join("a.sqlite"), &DISPATCHES);
    let backward: Vec<Entry> = DISPATCHES.iter().rev().cloned().collect();
    let backward = archive(&here.join("b.sqlite"), &backward);
    assert_eq!(everything(&forward, "2026-01-01"), everything(&backward, "2026-01-01"));
}

#[test]
fn a_series_adds_up_to_the_events_of_the_filter() {
    let archive = dispatches("sums");
    let parts: [(Who, Filter); 4] = [
        (Who::All, Filter::default()),
        (
            Who::Dyad("AZE".to_owned(), "ARM".to_owned()),
            Filter { dyad: Some(("ARM".to_owned(), "AZE".to_owned())), ..Filter::default() },
        ),
        (Who::Party("RUS".to_owned()), Filter { party: Some("RUS".to_owned()), ..Filter::default() }),
        (
            Who::Party("person:ilham-aliyev".to_owned()),
            Filter { party: Some("person:ilham-aliyev".to_owned()), ..Filter::default() },
        ),
    ];
    for (who, filter) in parts {
        for as_of in [None, Some("2023-08-26".to_owned())] {
            for from in [None, Some("2021-01-01".to_owned())] {
                for publisher in [None, Some("Euro Ledger".to_owned())] {
                    let filter = Filter {
                        as_of: as_of.clone(),
                        from: from.clone(),
                        publisher: publisher.clone(),
                        limit: Some(10_000),
                        ..filter.clone()
                    };
                    let wanted = question::events(&archive, &filter).expect("events").rows.len();
                    let scope = Scope {
                        who: who.clone(),
                        counted: Counted::Everything,
                        as_of: as_of.clone(),
                        from: from.clone(),
                        publisher: publisher.clone(),
                        ..Scope::default()
                    };
                    for period in Period::ALL {
                        let options = Options { scope: scope.clone(), period, ..Options::default() };
                        let found = series(&archive, &options).expect("a series");
                        let within: u32 = found.points.iter().map(|p| p.n_events).sum();
                        let all = within as usize + found.n_undated + found.n_imprecise + found.n_outside;
                        assert_eq!((found.n_events, all), (wanted, wanted), "{scope:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn silence_and_holes_are_told_apart() {
    let meet: Told = (EventType::Consult, &["AZE", "ARM"], &[], "actual");
    let fight: Told = (EventType::Assault, &["AZE"], &["ARM"], "actual");
    let other: Told = (EventType::Accuse, &["FRA"], &["MLI"], "actual");
    let entries = [
        made(1, "2024-01-01", "post", &[meet]),
        made(2, "2024-01-09", "post", &[other]),
        // The third week has no article at all.
        made(3, "2024-01-23", "post", &[fight]),
        made(4, "2024-01-24", "wire", &[other]),
    ];
    let archive = archive(&folder("gaps").join("a.sqlite"), &entries);
    let found = series(&archive, &Options { scope: dyad("AZE", "ARM"), ..Options::default() }).expect("a series");
    let shape: Vec<(u32, u32, Coverage)> =
        found.points.iter().map(|p| (p.n_events, p.n_recorded, p.coverage)).collect();
    assert_eq!(
        shape,
        [
            (1, 1, Coverage::Events),
            (0, 1, Coverage::Silence),
            (0, 0, Coverage::NothingRecorded),
            (1, 2, Coverage::Events)
        ]
    );
    assert_eq!(found.points[3].per_thousand, Some(500.0));
    assert_eq!(found.points[2].per_thousand, None);
    assert_eq!((found.points[0].quad, found.points[3].quad), ([1, 0, 0, 0], [0, 0, 0, 1]));
    assert_eq!((found.points[0].score_mean, found.points[3].score_sum), (Some(2.5), -9.0));
    // A meeting counts both ways, an attack one way.
    let n = |way, who: Scope| relate::facts(&archive, &Scope { way, ..who }).expect("facts").len();
    assert_eq!(n(Way::Forward, dyad("AZE", "ARM")), 2);
    assert_eq!(n(Way::Forward, dyad("ARM", "AZE")), 1);
    assert_eq!(n(Way::Backward, dyad("ARM", "AZE")), 2);
}

#[test]
fn a_war_is_a_change_and_its_events_are_named() {
    let mut entries = Vec::new();
    for week in 0..40 {
        let day = period::text(period::day("2024-01-01").expect("a day") + 7 * week);
        let fight: Told = (EventType::Assault, &["AZE"], &["ARM"], "actual");
        let talk: Told = (EventType::Consult, &["AZE"], &["ARM"], "actual");
        entries.push(made(week as usize * 10, &day, "post", &[talk]));
        if week >= 25 {
            // Two days apart, or identity would take reports for one event.
            for n in [2, 4, 6] {
                let day = period::text(period::day(&day).expect("a day") + n);
                entries.push(made(week as usize * 10 + n as usize, &day, "wire", &[fight]));
            }
        }
    }
    let archive = archive(&folder("war").join("a.sqlite"), &entries);
    let found = series(&archive, &Options { scope: dyad("AZE", "ARM"), ..Options::default() }).expect("a series");
    assert_eq!(found.changes.len(), 1, "{:?}", found.changes);
    let change = &found.changes[0];
    assert_eq!((change.point, change.day.as_str()), (25, "2024-06-24"));
    assert_eq!((change.before, change.after), (1.0, 4.0));
    assert!(change.strength > 1.0);
    assert_eq!(change.moved_by[0].event_type, EventType::Assault);
    assert!(change.moved_by[0].share > 0.99 && change.moved_by[0].events.len() == 5);
    let norm = found.norm.expect("a norm");
    assert_eq!((norm.now, norm.short.percent), (4, Some(0.0)));
    // 25 weeks of one event and 14 of four: 81 in 39 weeks.
    assert!((norm.long.percent.expect("a mean") - 100.0 * (4.0 / (81.0 / 39.0) - 1.0)).abs() < 1e-9);
    assert!((0.1..0.25).contains(&norm.long.chance.expect("a chance")));
}

#[test]
fn channels_know_who_met_last_and_since_when_nobody_does() {
    let archive = dispatches("channels");
    let found = relate::channels::channels(&archive, &dyad("AZE", "ARM")).expect("channels");
    let last = &found.meetings[0];
    assert_eq!((last.first.as_str(), last.second.as_str()), ("Ilham Aliyev", "Nikol Pashinyan"));
    assert_eq!(last.last, "2025-08-08");
    let silence = found.longest_silence.as_ref().expect("a silence");
    assert_eq!((silence.from.as_str(), silence.to.as_str(), silence.days), ("2024-05-11", "2025-03-13", 306));
    assert_eq!(found.current_silence.as_ref().expect("a silence").days, 74);
    let visits = found.uses.iter().find(|u| u.channel == Channel::Visit).expect("visits");
    assert_eq!((visits.last.as_str(), visits.silent), ("2024-05-11", Some(true)));
    let russia = found.formats.iter().find(|f| f.third == ["RUS"]).expect("a format with Russia");
    assert_eq!((russia.n_days, russia.last.as_str(), russia.level), (4, "2021-11-26", Level::Leaders));
    assert!(found.contacts.iter().any(|c| c.hosts.contains("KAZ")));
    // The other way round the sides are exchanged, and nothing else.
    let turned = relate::channels::channels(&archive, &dyad("ARM", "AZE")).expect("channels");
    assert_eq!(turned.meetings[0].first, "Nikol Pashinyan");
    assert_eq!((turned.uses, turned.formats), (found.uses, found.formats));
    let text = relation::channels::text(&relate::channels::channels(&archive, &dyad("AZE", "ARM")).expect("channels"));
    assert!(text.contains("silent for 74 days"), "{text}");
}

#[test]
fn the_minefield_quote_is_followed_and_its_lost_word_seen() {
    let archive = dispatches("trace");
    let all = relate::trace::quotes(&archive, &Scope::default()).expect("quotes");
    let family = all.iter().find(|f| f.tellings[0].words.contains("Every map")).expect("the quote");
    assert_eq!(family.tellings.len(), 2);
    let second = &family.tellings[1];
    assert_eq!((second.alteration, second.repeats.as_ref()), (Alteration::Cut, Some(&family.tellings[0].claim_id)));
    assert_eq!(second.edits.last(), Some(&Edit::Cut("again".to_owned())));
    for telling in &family.tellings {
        let alone = relate::trace::quote(&archive, &telling.claim_id, None).expect("a question").expect("a family");
        assert_eq!(&alone, family);
    }
    assert!(
        relate::trace::quote(&archive, &second.claim_id, Some("2021-06-12"))
            .expect("asked")
            .is_none_or(|f| { f.tellings.iter().all(|t| t.known.as_str() <= "2021-06-12") })
    );
    // A syndicated copy: two articles, one source.
    let copies: Vec<(String, String)> = archive
        .connection()
        .prepare("SELECT article_id, first_id FROM copies ORDER BY 1")
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("copies");
    for (copy, first) in copies {
        let spread = relate::trace::article(&archive, &copy, None).expect("a question").expect("a story");
        assert_eq!((spread.prints.len(), spread.n_sources), (2, 1));
        assert_eq!(spread.prints[0].article_id, first);
        assert_eq!(spread.prints[1].copy_of.as_ref().map(|c| c.0.as_str()), Some(first.as_str()));
        assert_eq!(relate::trace::article(&archive, &first, None).expect("a question"), Some(spread));
    }
}

#[test]
fn pillars_group_the_agenda_with_positions() {
    let archive = dispatches("pillars");
    let found = relate::pillars::pillars(&archive, &dyad("ARM", "AZE"), Period::Month).expect("pillars");
    let names: Vec<&str> = found.iter().map(|p| p.pillar.as_str()).collect();
    for pillar in ["infrastructure", "institutions", "energy", "people"] {
        assert!(names.contains(&pillar), "{names:?}");
    }
    let items: usize = found.iter().flat_map(|p| &p.issues).map(|i| i.items.len()).sum();
    let filter = Filter { dyad: Some(("ARM".to_owned(), "AZE".to_owned())), ..Filter::default() };
    assert_eq!(items, question::agenda(&archive, &filter).expect("agenda").rows.len());
    assert!(found.iter().flat_map(|p| &p.issues).flat_map(|i| &i.positions).any(|p| p.quote.contains("constitution")));
    // Every issue of the shipped table has a pillar.
    assert!(relate::pillars::table().values().all(|p| !p.is_empty()));
}

/// Numbers that networkx gave for one made graph (tests/data/graph.txt).
#[test]
fn measures_of_a_graph_are_those_of_networkx() {
    let text = include_str!("../data/graph.txt");
    let words = |kind: &'static str| {
        text.lines().map(|l| l.split(' ').collect::<Vec<_>>()).filter(move |w| w[0] == kind).collect::<Vec<_>>()
    };
    let number = |word: &str| word.parse::<f64>().expect("a number");
    let edges = words("edge");
    let nodes = words("node");
    assert!(edges.len() == 60 && nodes.len() == 24);
    let of = |w: &Vec<&str>| (number(w[1]) as usize, number(w[2]) as usize, number(w[3]), true, true);
    let graph = Graph::new(nodes.len(), edges.iter().map(of));
    let betweenness = graph.betweenness();
    for (n, node) in nodes.iter().enumerate() {
        assert_eq!(graph.weight(n), number(node[2]));
        assert!((betweenness[n] - number(node[3])).abs() < 1e-9, "node {n}: {} {}", betweenness[n], node[3]);
        assert!((graph.constraint(n).expect("neighbours") - number(node[4])).abs() < 1e-9, "node {n}");
    }
}

/// A ring of rings is larger than is counted in full: the estimate finds who stands between, and says
/// that it is one.
#[test]
fn a_very_large_network_is_estimated_with_the_same_answer_each_time() {
    let (rings, size) = (60, 90);
    let n = rings * size;
    let within = (0..n).map(|i| (i, i / size * size + (i + 1) % size, 1.0, true, true));
    let between = (0..rings).map(|r| (r * size, (r + 1) % rings * size, 5.0, true, true));
    let graph = Graph::new(n, within.chain(between));
    let (sources, estimated) = graph.sources();
    assert!(estimated.is_some_and(|k| k == sources.len() && k < n), "{estimated:?} of {n}");
    assert_eq!(graph.sources(), (sources.clone(), estimated));
    let found = graph.betweenness_from(&sources);
    let least_gate = (0..rings).map(|r| found[r * size]).fold(1.0, f64::min);
    let others = (0..n).filter(|i| i % size != 0).map(|i| found[i]).fold(0.0, f64::max);
    assert!(least_gate > others, "a gate has {least_gate}, another {others}");
    let small = Graph::new(3, [(0, 1, 1.0, true, true), (1, 2, 1.0, true, true)].into_iter());
    assert_eq!(small.sources(), (vec![0, 1, 2], None));
    assert_eq!(small.betweenness(), [0.0, 1.0, 0.0]);
}

#[test]
fn the_five_roles_of_a_broker_are_told_apart() {
    let role = |blocs: [&str; 3], tied: bool| {
        let edges = [(0, 1, 1.0, true, false), (1, 2, 1.0, true, false)]
            .into_iter()
            .chain(tied.then_some((0, 2, 1.0, true, false)));
        let blocs: Vec<String> = blocs.iter().map(|b| (*b).to_owned()).collect();
        Graph::new(3, edges).roles(&blocs)[1]
    };
    let one = Roles::default();
    assert_eq!(role(["a", "a", "a"], false), Roles { coordinator: 1, ..one });
    assert_eq!(role(["a", "b", "a"], false), Roles { consultant: 1, ..one });
    assert_eq!(role(["a", "b", "b"], false), Roles { gatekeeper: 1, ..one });
    assert_eq!(role(["a", "a", "b"], false), Roles { representative: 1, ..one });
    assert_eq!(role(["a", "b", "c"], false), Roles { liaison: 1, ..one });
    assert_eq!(role(["a", "b", "c"], true), one, "whoever deals directly needs no broker");
}

#[test]
fn standing_counts_attention_ties_and_hosts() {
    let meet: Told = (EventType::Consult, &["AZE", "ARM"], &["RUS"], "actual");
    let accuse: Told = (EventType::Accuse, &["ARM"], &["AZE"], "actual");
    let alone: Told = (EventType::Protest, &["GEO"], &[], "actual");
    let rumour: Told = (EventType::Consult, &["AZE", "ARM"], &[], "possible");
    let entries = [
        made(1, "2024-01-01", "post", &[meet]),
        made(2, "2024-01-09", "post", &[accuse, alone]),
        made(3, "2024-02-23", "post", &[rumour]),
    ];
    let archive = archive(&folder("standing").join("a.sqlite"), &entries);
    let options = standing::Options { by: Some(Period::Month), ..standing::Options::default() };
    let found = standing::standing(&archive, &options).expect("standing");
    assert_eq!(found.len(), 2);
    let of = |id: &str| found[0].parties.iter().find(|p| p.id == id).expect("a party");
    assert_eq!((of("ARM").n_events, of("ARM").weight, of("ARM").n_neighbours), (2, 3, 2));
    assert!((of("ARM").attention - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!((of("RUS").n_hosted, of("GEO").weight, of("GEO").constraint), (1, 0, None));
    assert_eq!(of("ARM").bloc, "Western Asia");
    assert!(found[1].parties.is_empty(), "a rumour is no standing");
    let network = relate::network::network(&archive, &Scope::default(), Nodes::Countries).expect("a network");
    let edge = &network.edges[network.edges.iter().position(|e| network.nodes[e.from].id == "ARM").expect("an edge")];
    assert_eq!((edge.n_forward, edge.n_mutual, edge.n_conflict, edge.score_forward), (1, 1, 1, -3.0));
    let xml = relation::network::graphml(&network);
    assert_eq!(xml.matches("<node ").count(), 4);
    assert_eq!(xml.matches("<edge ").count(), 4, "both ways between ARM and AZE, one way to RUS: {xml}");
}

/// Events of one type and direction that lie a day apart would be one.
const LOUD: [EventType; 6] = [
    EventType::Assault,
    EventType::Protest,
    EventType::Threaten,
    EventType::Reject,
    EventType::Sanction,
    EventType::Mobilize,
];

/// Thirty weeks of two events each, two of them without any article; then twelve events in one week, and
/// one of a pair that nobody has heard of.
fn a_restless_week() -> Vec<Entry> {
    let start = period::day("2024-01-01").unwrap_or(0);
    let mut entries = Vec::new();
    let mut tell = |day: i32, kind: EventType, a: &'static str, b: &'static str, status: &'static str| {
        let (a, b) = (&[a][..], &[b][..]);
        let told: [Told; 1] = [(kind, a, b, status)];
        entries.push(made(entries.len(), &period::text(day), "post", &told));
    };
    for week in (0..30).filter(|w| ![11, 12].contains(w)) {
        tell(start + 7 * week, EventType::Accuse, "ARM", "AZE", "actual");
        tell(start + 7 * week + 3, EventType::Accuse, "AZE", "ARM", "actual");
        tell(start + 7 * week + 5, EventType::Accuse, "AZE", "ARM", "possible");
    }
    for (n, kind) in LOUD.into_iter().enumerate() {
        tell(start + 7 * 30 + n as i32, kind, "ARM", "AZE", "actual");
        tell(start + 7 * 30 + n as i32, kind, "AZE", "ARM", "actual");
    }
    tell(start + 7 * 30 + 6, EventType::Consult, "FRA", "KEN", "actual");
    entries
}

#[test]
fn the_board_tells_a_change_from_a_low_base() {
    let archive = archive(&folder("board").join("a.sqlite"), &a_restless_week());
    let board = relate::board::board(&archive, &Scope::default()).expect("a board");
    assert_eq!((board.from.as_str(), board.to.as_str()), ("2024-07-29", "2024-08-04"));
    let line = |what: &str| board.lines.iter().find(|l| l.what == what).unwrap_or_else(|| panic!("no line of {what}"));
    let pair = line("ARM-AZE");
    // Weeks without a recorded article are no weeks of silence.
    assert_eq!((pair.now, pair.long.n_periods, pair.long.mean), (12, 28, Some(2.0)));
    assert_eq!((pair.verdict(), pair.is_change()), ("increase", true));
    assert!(pair.long.chance.is_some_and(|c| c < 0.001));
    assert_eq!(board.lines[0].what, "ARM-AZE", "the least likely comes first");
    let new = line("FRA-KEN");
    assert_eq!((new.verdict(), new.is_change(), new.now), ("new", false, 1));
    let fewer = line("ACCUSE");
    assert_eq!((fewer.now, fewer.verdict()), (0, "limited change"));
    let earlier = Scope { as_of: Some("2024-07-28".to_owned()), ..Scope::default() };
    let before = relate::board::board(&archive, &earlier).expect("a board");
    assert_eq!(before.to, "2024-07-27", "the week ends with what could be known");
    assert!(before.lines.iter().all(|l| !l.is_change()), "{before:#?}");
    let everything = Scope { counted: Counted::Everything, ..earlier };
    let more = relate::board::board(&archive, &everything).expect("a board");
    let count = |b: &relate::board::Board| b.lines.iter().map(|l| l.now).sum::<u32>();
    assert!(count(&more) > count(&before));
    let french = Scope { who: Who::Party("FRA".to_owned()), ..Scope::default() };
    let french = relate::board::board(&archive, &french).expect("a board");
    let names: Vec<&str> = french.lines.iter().map(|l| l.what.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"FRA-KEN") && names.contains(&"CONSULT"));
    assert!(relate::board::board(&archive, &dyad("ARM", "AZE")).is_err());
}

#[test]
fn alerts_are_raised_as_of_a_day_and_kept_when_removed() {
    use legation::record::{self, Alert, Condition};
    let mut archive = archive(&folder("alerts").join("a.sqlite"), &a_restless_week());
    let run = Run {
        kind: "alert".to_owned(),
        started: "2026-11-27T00:00:00Z".to_owned(),
        settings: String::new(),
        data_digest: String::new(),
        note: "test".to_owned(),
    };
    let alert = |name: &str, who: &str, types: &[&str], condition: Condition| Alert {
        alert_id: String::new(),
        name: name.to_owned(),
        who: who.to_owned(),
        types: types.iter().map(|t| (*t).to_owned()).collect(),
        days: 7,
        condition,
    };
    let all = [
        alert("clashes", "ARM-AZE", &LOUD.map(EventType::name), Condition::AtLeast(10)),
        alert("one type", "ARM-AZE", &["ASSAULT"], Condition::AtLeast(10)),
        alert("silence", "ARM-AZE", &["ACCUSE"], Condition::AtMost(0)),
        alert("unusual", "AZE", &[], Condition::Unusual(0.001)),
        alert("anything", "all", &[], Condition::AtLeast(99)),
    ];
    for alert in &all {
        let id = record::keep(&mut archive, alert, &run).expect("kept");
        assert_eq!(record::keep(&mut archive, alert, &run).expect("kept already"), id);
    }
    let raised = |archive: &Archive, as_of: Option<&str>| -> Vec<String> {
        let answers = relate::alert::answers(archive, as_of).expect("answers");
        answers.into_iter().filter(|a| a.raised).map(|a| a.alert.name).collect()
    };
    assert_eq!(raised(&archive, None), ["clashes", "silence", "unusual"]);
    assert_eq!(raised(&archive, Some("2024-07-28")), Vec::<String>::new());
    let answers = relate::alert::answers(&archive, None).expect("answers");
    let clashes = &answers[0];
    assert_eq!((clashes.n_events, clashes.norm.mean, clashes.events.len()), (12, Some(0.0), 12));
    assert_eq!((clashes.from.as_str(), clashes.to.as_str()), ("2024-07-29", "2024-08-04"));
    assert_eq!(record::remove(&mut archive, "silence", &run).expect("removed"), 1);
    assert!(record::remove(&mut archive, "silence", &run).is_err());
    assert_eq!(raised(&archive, None), ["clashes", "unusual"]);
    assert_eq!(archive.count("alerts").expect("a number"), 5, "nothing is deleted");
    record::keep(&mut archive, &all[2], &run).expect("kept again");
    assert_eq!(raised(&archive, None).len(), 3);
    for wrong in [
        alert("", "all", &[], Condition::AtLeast(1)),
        alert("x", "all", &["QUARREL"], Condition::AtLeast(1)),
        alert("x", "all", &[], Condition::Unusual(1.5)),
        Alert { days: 0, ..all[0].clone() },
    ] {
        assert!(record::keep(&mut archive, &wrong, &run).is_err(), "{wrong:?}");
    }
}

#[test]
fn days_and_dyads_that_are_none_are_refused() {
    let archive = archive(&folder("refused").join("a.sqlite"), &[]);
    assert!(series(&archive, &Options::default()).expect("an empty series").points.is_empty());
    let wrong = [
        Scope { from: Some("2021-02-30".to_owned()), ..Scope::default() },
        Scope { as_of: Some("' OR 1".to_owned()), publisher: Some("p".to_owned()), ..Scope::default() },
        dyad("AZE", "AZE"),
        dyad("AZE", "person:x"),
    ];
    for scope in wrong {
        assert!(series(&archive, &Options { scope: scope.clone(), ..Options::default() }).is_err(), "{scope:?}");
    }
    let long = Scope { from: Some("0001-01-01".to_owned()), to: Some("2020-01-01".to_owned()), ..Scope::default() };
    assert!(series(&archive, &Options { scope: long, period: Period::Day, ..Options::default() }).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    /// Made news in any order, cut at any day.
    #[test]
    fn laws_hold_on_made_news(
        news in proptest::collection::vec((0i32..90, 0usize..4, 0usize..4, 0usize..6, 0usize..3, 0usize..3), 5..40),
        cut in 0i32..90,
        seed in 0u64..1000,
    ) {
        const STATES: [&str; 4] = ["ARM", "AZE", "RUS", "FRA"];
        const TYPES: [EventType; 6] = [
            EventType::Consult, EventType::Agree, EventType::Assault, EventType::Accuse, EventType::Aid, EventType::Protest,
        ];
        let start = period::day("2024-01-01").unwrap_or(0);
        let mut entries: Vec<Entry> = news.iter().enumerate().map(|(n, (day, a, b, kind, publisher, status))| {
            let status = ["actual", "actual", "possible"][*status];
            let told: [Told; 1] = [(TYPES[*kind], &STATES[*a..=*a], &STATES[*b..=*b], status)];
            made(n, &period::text(start + day), ["post", "wire", "ledger"][*publisher], &told)
        }).collect();
        let day = period::text(start + cut);
        let here = folder("laws");
        let whole = archive(&here.join("whole.sqlite"), &entries);
        let until: Vec<Entry> = entries.iter().filter(|e| e.article.known <= day).cloned().collect();
        let early = archive(&here.join("early.sqlite"), &until);
        prop_assert_eq!(everything(&whole, &day), everything(&early, &day));
        entries.sort_by_key(|e| blake3::hash(format!("{seed}{}", e.article.article_id).as_bytes()).to_hex().to_string());
        let mixed = archive(&here.join("mixed.sqlite"), &entries);
        prop_assert_eq!(everything(&whole, "2025-01-01"), everything(&mixed, "2025-01-01"));
        let all = series(&whole, &Options::default()).expect("a series");
        let sum: u32 = all.points.iter().map(|p| p.n_events).sum();
        prop_assert_eq!(sum as usize + all.n_undated + all.n_imprecise + all.n_outside, all.n_events);
    }
}
