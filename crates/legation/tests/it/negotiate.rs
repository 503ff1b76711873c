//! Negotiation: tables, models against hand reckoning, laws, draws.

use legation::negotiate::draws::{self, Draws};
use legation::negotiate::exchange::{self, Choice, EqualGain};
use legation::negotiate::expected_utility::{Contender, Options, run};
use legation::negotiate::expected_utility::{ExpectedUtility, Reading};
use legation::negotiate::said::{speaks, words};
use legation::negotiate::{
    Cell, Grid, Model, Rule, Table, blocking, compromise, deu, dialect, edit, median, models, toml,
};
use proptest::prelude::*;

const TABLE: &str = r#"
[table]
name = "Two rivers"

[[issue]]
id = "toll"
status_quo = 0

[[issue]]
id = "dam"
scale = [0, 10]
status_quo = 0

[[party]]
id = "A"
capability = 2
veto = true

[[party]]
id = "B"
capability = [1, 3]

[[stake]]
party = "A"
issue = "toll"
position = 80
salience = 50
evidence = ["e1"]

[[stake]]
party = "B"
issue = "toll"
position = [10, 30]
salience = 100

[[stake]]
party = "A"
issue = "dam"
position = 1
salience = 90

[[stake]]
party = "B"
issue = "dam"
position = "?"
salience = 40
"#;

fn table() -> Table {
    toml::table(TABLE).expect("the table is right")
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn a_table_is_read_with_ranges_blanks_and_scales() {
    let table = table();
    assert_eq!(table.name, "Two rivers");
    let grid = Grid::of_middles(&table);
    // c s: A 2 × 0.5, B 2 × 1; (1 × 80 + 2 × 20) / 3.
    close(compromise::Compromise.outcomes(&grid)[0].expect("an outcome"), 40.0);
    // B's blank leaves it out; 1 on a scale to 10 is 10 of a hundred.
    close(compromise::Compromise.outcomes(&grid)[1].expect("an outcome"), 10.0);
    assert_eq!(table.stake(0, 0).expect("a stake").evidence, ["e1"]);
}

/// What is wrong, the place, and a word of the fix.
fn refused(text: &str, place: &str, cause: &str, hint: &str) {
    let error = toml::table(text).expect_err("the table is wrong");
    assert_eq!(error.place.as_deref(), Some(place), "{error}");
    assert!(error.to_string().contains(cause), "{error}");
    let given = error.hint.unwrap_or_default();
    assert!(given.contains(hint), "the hint is: {given}");
}

#[test]
fn a_wrong_table_is_refused_with_line_column_and_fix() {
    refused(
        &TABLE.replacen("party = \"B\"", "party = \"C\"", 1),
        "line 31, column 9",
        "`C` is missing",
        "use one of: A, B",
    );
    refused(
        &TABLE.replacen("salience = 50", "salience = -5", 1),
        "line 27, column 12",
        "negative salience: -5",
        "0 to 100",
    );
    refused(
        &TABLE.replacen("id = \"dam\"", "id = \"toll\"", 1),
        "line 10, column 6",
        "`toll` is there twice",
        "id of its own",
    );
    refused(&TABLE.replacen("position = 80", "position = 180", 1), "line 26, column 12", "180 is off", "0 to 100");
    refused(
        &TABLE.replacen("capability = 2", "capabilty = 2", 1),
        "line 16, column 1",
        "has no `capabilty`",
        "did you mean `capability`",
    );
    refused("[[issue]\n", "line 1, column 9", "", "form");
    refused("", "line 1, column 1", "no issue", "[[issue]]");
}

#[test]
fn tables_of_other_tools_are_read_and_refused_alike() {
    let marked = "#A\tx\tx\n#A\ty\ty\n#P\tp\tp\n#M\tp\t5\n#M\tp\t15\n#D\tx\tp\t10\t0.5\t2\n#D\ty\tp\t15\t1\t1\n";
    let grid = Grid::of_middles(&dialect::table(marked).expect("a table"));
    close(grid.cell(0, 0).expect("a cell").position, 50.0);
    let error = dialect::table(&marked.replace("#D\ty\tp\t15", "#D\ty\tp\t16")).expect_err("off the scale");
    assert_eq!(error.place.as_deref(), Some("line 7, column 8"));
    let error = dialect::table(&marked.replace("#D\ty", "#D\tz")).expect_err("no such party");
    assert!(error.to_string().contains("`z` is missing"), "{error}");
    let actors = "Actor,Capability,Position,Salience\na,0.5,4,0.8\nb,1,10,0.4\n";
    assert_eq!(dialect::table(actors).expect("a table").issues[0].scale, (4.0, 10.0));
    let error = dialect::table(&actors.replace("0.4", "-0.4")).expect_err("a negative salience");
    assert_eq!(error.place.as_deref(), Some("line 3, column 8"));
    let ktab = "Trial, words, 2, 1,\nActor,Description,Power,Pos,Sal,\na, first, 10, 20, 30,\nb, second, 5, 80, 60,\n";
    assert_eq!(dialect::table(ktab).expect("a table").parties[1].name, "second");
}

#[test]
fn edits_change_one_number_or_say_what_there_is() {
    let mut table = table();
    edit::set(&mut table, "B.dam.position=4..6").expect("an edit");
    assert_eq!(table.stake(1, 1).and_then(|s| s.position).map(|i| (i.low, i.high)), Some((4.0, 6.0)));
    let error = edit::set(&mut table, "B.dam.position=40").expect_err("off the scale");
    assert!(error.hint.unwrap_or_default().contains("0 to 10"));
    let error = edit::set(&mut table, "C.dam.position=4").expect_err("no such party");
    assert!(error.hint.unwrap_or_default().contains("A, B"));
}

#[test]
fn the_weighted_median_tells_ties() {
    assert_eq!(median::of(&mut [(10.0, 1.0), (30.0, 1.0)]), Some((10.0, 30.0)));
    assert_eq!(median::of(&mut [(30.0, 1.0), (10.0, 1.0), (50.0, 3.0)]), Some((50.0, 50.0)));
    assert_eq!(median::of(&mut []), None);
}

/// Reckoned by hand from the published steps, with R = 10, c = s = 1 and positions 0, 10.
///
/// Votes: each is for itself by 1, so P = 1 / (2 × 2) = ¼ both ways. At r = 1, d = 1:
/// U_s = 2, U_f = −2, U_q = 0; E = ¼ × 2 + ¾ × −2 = −1 for either: nobody offers, nobody moves.
#[test]
fn two_equals_who_care_fully_stand_off() {
    let one = |position| Contender { capability: 1.0, salience: 1.0, position };
    let run = run(&[one(0.0), one(10.0)], &Options::default());
    assert_eq!(run.turns.len(), 1, "it stops where nobody moves");
    assert_eq!(run.turns[0].danger, [-1.0, -1.0]);
    assert_eq!(run.turns[0].risk, [1.0, 1.0]);
    close(run.turns[0].mean, 5.0);
}

/// A party that does not care has no part in the contest: the outcome is the one without it, its place stays.
#[test]
fn who_pulls_nowhere_contends_nowhere() {
    let cell = |position, salience| Some(Cell { position, salience, capability: 1.0 });
    let mut grid = Grid {
        n_parties: 4,
        n_issues: 1,
        cells: vec![cell(20.0, 0.4), cell(50.0, 0.9), cell(60.0, 0.2), cell(100.0, 0.0)],
        status_quo: vec![None],
        rules: vec![Rule::Consent],
        votes: vec![1.0; 4],
        veto: vec![false; 4],
        chair: None,
        leverage: vec![None; 4],
    };
    let model = ExpectedUtility { options: Options::default(), reading: Reading::Median };
    let with = model.solve(&grid);
    grid.cells[3] = None;
    let without = model.solve(&grid);
    assert_eq!(with.outcomes, without.outcomes);
    assert_eq!(with.rounds.last().and_then(|r| r.positions[3]), Some(100.0));
    // Where nobody cares, all are kept, and there is an outcome.
    grid.cells.iter_mut().flatten().for_each(|c| c.salience = 0.0);
    assert!(model.outcomes(&grid)[0].is_some());
}

#[test]
fn the_published_reading_leaves_bulgaria_out_and_nobody_else() {
    let names = legation::negotiate::deu::PARTIES;
    let head: Vec<String> = ["prnrnmc", "rp", "out", "counvte"]
        .into_iter()
        .map(str::to_owned)
        .chain(names.iter().flat_map(|n| [format!("p{n}"), format!("s{n}")]))
        .collect();
    let row = |p: &str| format!("1\t0\t50\tQMV\t{}", names.map(|_| format!("{p}\t80")).join("\t"));
    let read = deu::proposals(&format!("{}\n{}\n", head.join("\t"), row("30"))).expect("the file is right");
    let without = deu::without_bulgaria(&read);
    let filled = |p: &[deu::Proposal]| p[0].grid.cells.iter().flatten().count();
    assert_eq!((filled(&read), filled(&without)), (30, 29));
    assert!(without[0].grid.cell(names.iter().position(|n| *n == "bu").expect("a column"), 0).is_none());
}

#[test]
fn an_issue_shows_by_the_words_of_the_taxonomy_and_its_own() {
    let words = words("transit corridor");
    assert!(speaks("Officials said the corridors would open.", &words));
    assert!(!speaks("Hazards in corridorless terrain.", &words));
    assert!(!speaks("", &words));
}

/// Two parties, two issues, all numbers round: exchange by hand.
///
/// x(i) = (100, 0), x(j) = (0, 100), c = 1; s(i) = (1, ½), s(j) = (½, 1). D = 1.5 on both, O_p = 66.7,
/// O_q = 66.7. j goes all the way on p: 100 points shift O_p by 100 × ½ / 1.5 = 33.3; the ratio is
/// (1 + ½)/(½ + 1) = 1, so O_q shifts by 33.3 for 100 points of i. Gain 1 × 33.3 − ½ × 33.3 = 16.7.
#[test]
fn a_mirror_image_trades_everything() {
    let cell = |position, salience| Some(Cell { position, salience, capability: 1.0 });
    let grid = Grid {
        n_parties: 2,
        n_issues: 2,
        cells: vec![cell(100.0, 1.0), cell(0.0, 0.5), cell(0.0, 0.5), cell(100.0, 1.0)],
        status_quo: vec![None; 2],
        rules: vec![Rule::Consent; 2],
        votes: vec![1.0; 2],
        veto: vec![false; 2],
        chair: None,
        leverage: vec![None; 2],
    };
    let trace = exchange::traced(&grid, 1, &mut |_, _| Choice::First);
    assert_eq!((trace[0].n_candidates, trace[0].n_valid, trace[0].exchanges.len()), (1, 1, 1));
    let made = &trace[0].exchanges[0];
    close(made.gain, 50.0 / 3.0);
    assert_eq!((made.gives.party, made.gives.issue, made.takes.party, made.takes.issue), (0, 1, 1, 0));
    close(made.gives.to, 100.0);
    close(made.takes.to, 100.0);
    // Next round: 0.4 (1 − s) + 0.1 of the way: s = ½ gives 0.3.
    close(trace[0].next_start[1].expect("a position"), 30.0);
    close(EqualGain { rounds: 1 }.outcomes(&grid)[0].expect("an outcome"), 100.0);
}

#[test]
fn blockers_winset_and_coalitions_follow_the_rules() {
    let mut grid = Grid::of_middles(&table());
    // Consent of all: A wants 80, B 20, from 0: both gain up to 40.
    assert_eq!(blocking::settlement_range(&grid, 0), Some((0.0, 40.0)));
    let v = blocking::verdict(&grid, 0, 60.0).expect("a status quo");
    assert_eq!((v.passes, v.blockers.as_slice()), (false, &[1][..]));
    assert!(blocking::verdict(&grid, 0, 30.0).expect("a status quo").passes);
    let b = blocking::analyse(&grid, 0).expect("a status quo");
    assert_eq!(b.coalitions[0].parties, [0, 1]);
    assert_eq!(b.veto, [0, 1]);
    close(b.power.iter().map(|p| p.shapley).sum(), 1.0);
    // Who loses less than half a point does not stand in the way.
    let (low, high) = b.winset[0];
    assert!(low < 1.0 && (40.0..=40.6).contains(&high), "{low} {high}");
    // A's votes alone suffice for a majority of half.
    grid.rules[0] = Rule::Majority { share: 0.5 };
    assert_eq!(blocking::analyse(&grid, 0).expect("a status quo").coalitions[0].parties, [0]);
}

#[test]
fn draws_are_the_same_bytes_on_any_number_of_threads() {
    let table = table();
    for model in models() {
        let one = draws::all(&table, model.as_ref(), Draws { n: 300, seed: 4, threads: 1 });
        let many = draws::all(&table, model.as_ref(), Draws { n: 300, seed: 4, threads: 5 });
        assert!(one == many, "{} differs", model.about().name);
        let other = draws::all(&table, model.as_ref(), Draws { n: 300, seed: 5, threads: 1 });
        assert!(one != other, "{} does not look at the seed", model.about().name);
    }
}

fn grids() -> impl Strategy<Value = Grid> {
    (1usize..7, 1usize..4).prop_flat_map(|(n, m)| {
        let cell = prop::option::weighted(0.9, (0.0..100.0f64, 0.0..1.0f64, 0.0..5.0f64));
        (prop::collection::vec(cell, n * m), prop::collection::vec(prop::option::of(0.0..100.0f64), m)).prop_map(
            move |(cells, status_quo)| Grid {
                n_parties: n,
                n_issues: m,
                cells: cells
                    .into_iter()
                    .map(|c| c.map(|(position, salience, capability)| Cell { position, salience, capability }))
                    .collect(),
                status_quo,
                rules: vec![Rule::Majority { share: 0.6 }; m],
                votes: vec![1.0; n],
                veto: vec![false; n],
                chair: None,
                leverage: (0..n).map(|k| (k == 0).then_some(0.4)).collect(),
            },
        )
    })
}

proptest! {
    /// Whatever the numbers, an outcome lies between the outermost positions, and exists where one does.
    #[test]
    fn outcomes_stay_between_the_positions(grid in grids()) {
        for model in models() {
            let outcomes = model.outcomes(&grid);
            for (p, outcome) in outcomes.iter().enumerate() {
                let x: Vec<f64> = grid.column(p).map(|(_, c)| c.position).collect();
                let name = model.about().name;
                // Exchanges move parties to each other's points, so the hull holds; Nash without weight
                // and the linked bargain may rest anywhere on a flat top.
                if x.is_empty() {
                    prop_assert!(outcome.is_none(), "{name} has an outcome without a position");
                } else if !name.starts_with("nash") {
                    let (low, high) = x.iter().fold((100.0f64, 0.0f64), |(a, b), v| (a.min(*v), b.max(*v)));
                    if let Some(o) = outcome {
                        prop_assert!(*o >= low - 1e-6 && *o <= high + 1e-6, "{name}: {o} outside {low}..{high}");
                    }
                }
            }
            for p in 0..grid.n_issues {
                let _ = blocking::analyse(&grid, p);
            }
        }
    }

    /// Text from anywhere is a table or an error with a place, never a panic.
    #[test]
    fn strangers_tables_do_no_harm(text in "(\\[\\[(issue|party|stake)\\]\\]\n|(id|party|issue|position|salience|capability) = (1|-1|\"a\"|\\[2, 1\\]|x)\n|#[ADPM]\t[a-c]\t[a-c]\t[0-9]\n|.{0,12}\n){0,12}") {
        let _ = toml::table(&text);
        let _ = dialect::table(&text);
    }
}
