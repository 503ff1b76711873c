//! Names, offices and references, as of a day.

use legation::link::{self, Entity, EntityKind, Knowledge, Linked, Reference, explain};
use legation::parse;
use legation::plover::Sector;
use legation::time::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn linked(text: &str, on: &str) -> Linked {
    link::mentions(&parse::document(text), Some(day(on)), Knowledge::builtin())
}

/// The first entity of the n-th mention (from one) with these words.
fn who<'a>(linked: &'a Linked, text: &str, words: &str, nth: usize) -> Option<&'a Entity> {
    let mention = linked.mentions.iter().filter(|m| m.span.of(text) == words).nth(nth - 1)?;
    Some(linked.entity(mention.entities[0]))
}

#[test]
fn the_tables_are_whole() {
    if let Err(error) = link::check_builtin() {
        panic!("{error}");
    }
}

#[test]
fn office_holders_are_found_by_day() {
    let questions = include_str!("../data/offices.tsv");
    let mut asked = 0;
    let mut wrong = Vec::new();
    for line in questions.lines().skip(1) {
        let [on, words, person] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let text = format!("On that day {words} spoke to reporters.");
        let found = linked(&text, on);
        let got = who(&found, &text, words, 1).map(|e| e.id.clone());
        asked += 1;
        if got.as_deref() != Some(&format!("person:{person}")) {
            wrong.push(format!("{on} {words}: {got:?}, not {person}"));
        }
    }
    assert!(asked >= 300, "{asked}");
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sectors_follow_the_calendar() {
    let knowledge = Knowledge::builtin();
    let sector = |name: &str, on: &str| explain::entity(name, day(on), knowledge)[0].entity.sector;
    assert_eq!(sector("Joe Biden", "2025-08-06"), Some(Sector::Eli));
    assert_eq!(sector("Joe Biden", "2022-08-06"), Some(Sector::Gov));
    assert_eq!(sector("Donald Trump", "2016-08-06"), Some(Sector::Pty));
    assert_eq!(sector("Donald Trump", "2017-08-06"), Some(Sector::Gov));
    assert_eq!(sector("Donald Trump", "2021-08-06"), Some(Sector::Eli));
    assert_eq!(sector("Donald Trump", "2025-08-06"), Some(Sector::Gov));
}

#[test]
fn explaining_gives_offices_aliases_and_sources() {
    let found = explain::entity("Aliyev", day("2025-08-06"), Knowledge::builtin());
    assert_eq!(found[0].entity.id, "person:ilham-aliyev");
    assert_eq!(found[0].through, "family name");
    assert_eq!(found[0].entity.country.as_deref(), Some("AZE"));
    assert!(found[0].offices.iter().any(|(o, _)| o.office == "head_of_state" && o.of == "AZE"));
    assert!(!found[0].sources.is_empty());
    assert!(explain::entity("Nobody At All", day("2025-08-06"), Knowledge::builtin()).is_empty());
    let seat = explain::entity("Kremlin", day("2025-08-06"), Knowledge::builtin());
    assert_eq!(seat[0].through, "seat of government");
}

#[test]
fn a_users_party_is_read_by_the_next_article() {
    let table = "id,name,kind,aliases,country,sector,from,to,source\n\
                 orchard-league,Orchard League,party,The Orchardists;OLG,AZE,OPP,2024,,\"Our desk, 2025\"\n";
    let knowledge = Knowledge::builtin().with_user_tables(&[("actors.csv", table)]).unwrap();
    let text = "The Orchard League rejected the offer on Monday. Later OLG members protested.";
    let found = link::mentions(&parse::document(text), Some(day("2025-08-06")), &knowledge);
    let party = who(&found, text, "The Orchard League", 1).unwrap();
    assert_eq!((party.id.as_str(), party.kind), ("user:orchard-league", EntityKind::Party));
    assert_eq!((party.country.as_deref(), party.sector), (Some("AZE"), Some(Sector::Opp)));
    assert_eq!(who(&found, text, "OLG", 1).unwrap().id, "user:orchard-league");
    assert_eq!(explain::entity("OLG", day("2025-08-06"), &knowledge)[0].sources, ["Our desk, 2025"]);
}

#[test]
fn a_broken_user_table_is_refused_with_its_place() {
    let refused = |table: &str| {
        let error = Knowledge::builtin().with_user_tables(&[("actors.csv", table)]).err().unwrap();
        assert!(error.hint.is_some());
        error.to_string()
    };
    let head = "id,name,kind,aliases,country,sector,from,to,source\n";
    let sector = refused(&format!("{head}a,A,party,,AZE,GOV,,,x\nb,B,party,,AZE,XYZ,,,x\n"));
    assert!(sector.contains("actors.csv, line 3, column sector") && sector.contains("`XYZ`"), "{sector}");
    let cells = refused(&format!("{head}a,A,party,,AZE\n"));
    assert!(cells.contains("line 2, column sector") && cells.contains("5 cells where 9 are due"), "{cells}");
    let column = refused("id,name\na,A\n");
    assert!(column.contains("line 1, column kind"), "{column}");
    let date = refused(&format!("{head}a,A,party,,AZE,GOV,2024-13,,x\n"));
    assert!(date.contains("line 2, column from"), "{date}");
    let twice = refused(&format!("{head}a,A,party,,AZE,GOV,,,x\na,B,party,,AZE,GOV,,,x\n"));
    assert!(twice.contains("line 3, column id"), "{twice}");
    assert!(refused("").contains("empty"));
}

#[test]
fn mentions_nest_and_stand_in_text_order() {
    let text = "Azerbaijan's president met the Iranian foreign minister in Baku.";
    let found = linked(text, "2025-03-01");
    assert_eq!(who(&found, text, "Azerbaijan's president", 1).unwrap().id, "person:ilham-aliyev");
    assert_eq!(who(&found, text, "Azerbaijan", 1).unwrap().id, "state:AZE");
    assert!(found.mentions.windows(2).all(|w| w[0].span.start <= w[1].span.start));
    let whole = found.mentions.iter().find(|m| m.span.of(text) == "Azerbaijan's president").unwrap();
    assert_eq!(found.at_head(whole.head).map(|m| m.span), Some(whole.span));
    assert_eq!(who(&found, text, "Baku", 1).unwrap().kind, EntityKind::Place);
}

#[test]
fn no_text_panics_and_the_same_text_gives_the_same_mentions() {
    let texts = [
        "",
        " ",
        ".",
        "'s",
        "’s ’s ’s",
        "The the the",
        "President",
        "Mr.",
        "- – —",
        "U.S.",
        "US US US",
        "of the of the",
        "the two countries",
        "his own",
        "both leaders",
        "Aliyev’s Aliyev’s",
        "\u{301}\u{301}",
        "ΑΒΓ Δ",
        "阿利耶夫",
        "Baku–Yerevan–",
        "the president of the",
        "Armenian and",
        ", the president,",
        "President President President",
        "ex-",
        "Ex-president of",
        "😀 Trump 😀",
    ];
    for text in texts {
        let document = parse::document(text);
        for on in [None, Some(day("2025-08-06"))] {
            let a = link::mentions(&document, on, Knowledge::builtin());
            let b = link::mentions(&document, on, Knowledge::builtin());
            assert_eq!(a.mentions, b.mentions);
            assert_eq!(a.entities, b.entities);
        }
    }
}

/// The article that started the project, where the shared folder is at hand.
#[test]
fn the_seed_article_is_linked() {
    let root = env!("CARGO_MANIFEST_DIR");
    let paths = ["../../../shared/seed-article.txt", "../../shared/seed-article.txt"];
    let Some(text) = paths.iter().find_map(|p| std::fs::read_to_string(format!("{root}/{p}")).ok()) else { return };
    let found = linked(&text, "2025-08-06");
    let is = |words: &str, nth: usize| who(&found, &text, words, nth).map_or("none", |e| e.id.as_str());
    let code = |words: &str| {
        let e = who(&found, &text, words, 1).unwrap_or_else(|| panic!("no mention {words}"));
        (e.country.clone().unwrap_or_default(), e.acting_sector().map_or("", |s| s.code()))
    };
    assert_eq!(is("Ilham Aliyev", 1), "person:ilham-aliyev");
    assert_eq!(code("Ilham Aliyev"), ("AZE".into(), "GOV"));
    assert_eq!(code("Donald Trump"), ("USA".into(), "GOV"));
    assert_eq!(code("Armenian Prime Minister Nikol Pashinyan"), ("ARM".into(), "GOV"));
    assert_eq!(code("Joe Biden"), ("USA".into(), "ELI"));
    assert_eq!(is("the Azerbaijani leader", 1), "person:ilham-aliyev");
    for (words, id) in [
        ("Azerbaijan", "state:AZE"),
        ("Armenia", "state:ARM"),
        ("the United States", "state:USA"),
        ("Egypt", "state:EGY"),
        ("Israel", "state:ISR"),
    ] {
        assert_eq!(is(words, 1), id);
    }
    assert!(is("the OSCE Minsk Group", 1).contains("minsk-group"));
    assert_eq!(is("the Zangezur Corridor", 1), is("the Zangezur route", 1));
    assert!(is("the Zangezur Corridor", 1).contains("zangezur"));
    assert_eq!(is("him", 1), "person:ilham-aliyev");
    let sides = found.mentions.iter().find(|m| m.span.of(&text) == "these two countries").unwrap();
    let sides: Vec<&str> = sides.entities.iter().map(|&e| found.entity(e).id.as_str()).collect();
    assert_eq!(sides, ["state:AZE", "state:USA"]);
    // Capitals: place or government by use.
    let uses = |city: &str| -> Vec<EntityKind> {
        found.mentions.iter().filter(|m| m.span.of(&text) == city).map(|m| found.entity(m.entities[0]).kind).collect()
    };
    use EntityKind::{Place, State};
    assert_eq!(uses("Washington"), [State, State, Place, Place]);
    assert!(uses("Baku").iter().all(|k| *k == State));
    let baku = found.mentions.iter().find(|m| m.span.of(&text) == "Baku").unwrap();
    assert_eq!(baku.reference, Reference::Metonym);
    assert!(found.mentions.iter().any(
        |m| m.span.of(&text).contains("Section 907") && found.entity(m.entities[0]).id == "instrument:section-907"
    ));
    assert!(found.mentions.iter().any(|m| m.span.of(&text).ends_with("Shusha Media Forum")));
    assert!(found.mentions.iter().any(|m| m.span.of(&text).starts_with("Camp David")));
    assert!(!found.mentions.iter().any(|m| m.span.of(&text).contains("external agenda")));
}
