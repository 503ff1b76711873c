//! Precedents: the library is sound, likeness has reasons, base rates count.

use legation::relate::precedents::{Library, Query, base_rates, read, share_interval};

#[test]
fn the_library_is_whole() {
    let processes = read(legation_data::PRECEDENTS).expect("the library reads");
    assert!(processes.len() >= 60, "{} processes", processes.len());
    let kinds: &[(&str, &[&str])] = &[
        ("kind", &["interstate", "civil", "secession", "occupation", "colonial", "coup", "electoral", "multilateral"]),
        (
            "mediator",
            &[
                "great_power",
                "regional_power",
                "small_state",
                "un",
                "igo",
                "regional_org",
                "group",
                "ngo",
                "church",
                "individual",
                "none",
            ],
        ),
        ("leverage", &["high", "medium", "low", "none"]),
        ("war", &["ongoing", "recent", "old", "none"]),
        ("power", &["equal", "unequal", "very_unequal"]),
        (
            "guarantee",
            &[
                "peacekeepers",
                "observers",
                "great_power",
                "regional_power",
                "treaty",
                "inspection",
                "finance",
                "escrow",
                "un_administration",
                "none",
            ],
        ),
        (
            "sequence",
            &["comprehensive", "ceasefire_first", "framework_first", "constitution_first", "step_by_step", "exchange"],
        ),
    ];
    for p in &processes {
        for (feature, words) in kinds {
            assert!(words.contains(&p.feature(feature)), "{}: {feature} is `{}`", p.id, p.feature(feature));
        }
        assert!(p.agreed.is_none_or(|a| a >= p.began), "{} was agreed before it began", p.id);
        let told: u16 = p.id.rsplit('-').next().and_then(|y| y.parse().ok()).expect("an id ends in a year");
        match p.agreed {
            Some((year, _)) => assert!(told == year || told == p.began.0, "{}: {year}", p.id),
            None => assert!((p.began.0..p.began.0 + 6).contains(&told), "{}", p.id),
        }
    }
    for wanted in [
        "camp-david-1978",
        "dayton-1995",
        "good-friday-1998",
        "oslo-1993",
        "algiers-1975",
        "algiers-2000",
        "tashkent-1966",
        "portsmouth-1905",
        "minsk-2015",
        "ohrid-2001",
        "prespa-2018",
        "aceh-2005",
        "colombia-2016",
        "abraham-2020",
    ] {
        assert!(processes.iter().any(|p| p.id == wanted), "{wanted} is missing");
    }
}

#[test]
fn a_damaged_library_says_where() {
    let error = read("[[process]]\nid = \"x-1900\"\nname = \"X\"\n").expect_err("it lacks keys");
    assert!(error.to_string().contains("x-1900"), "{error}");
}

#[test]
fn likeness_has_reasons_for_and_against() {
    let library = Library::builtin();
    let like = Query::like(library.get("karabakh-2020").expect("in the library"));
    let found = library.search(&like);
    assert!(found.iter().all(|l| l.process.id != "karabakh-2020"), "a process is not its own precedent");
    let washington = found.iter().position(|l| l.process.id == "washington-2025").expect("found");
    assert!(washington < 10, "at {washington}");
    let reasons = &found[washington].reasons;
    assert!(reasons.iter().any(|r| r.says > 0.0 && r.words.contains("great power in both")), "{reasons:?}");
    assert!(reasons.iter().any(|r| r.says < 0.0), "{reasons:?}");
    assert!(found.windows(2).all(|w| w[0].score >= w[1].score));
}

#[test]
fn base_rates_count_what_was_signed_in_time() {
    let library = Library::builtin();
    let some = ["sinai-1974", "camp-david-2000", "prespa-2018"];
    let rates = base_rates(some.iter().filter_map(|id| library.get(id)));
    assert_eq!((rates.n, rates.signed, rates.within_year, rates.held), (3, 2, 1, 2));
    let (low, high) = share_interval(1, 3).expect("a share");
    assert!(low > 0.05 && low < 0.07 && high > 0.78 && high < 0.81, "{low} {high}");
    assert_eq!(share_interval(0, 0), None);
}
