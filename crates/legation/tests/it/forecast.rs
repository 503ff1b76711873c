//! The room of what comes next: the protocol's unit checks in small, laws, refusals.

use legation::forecast::ask;
use legation::forecast::fact::{Facts, Query, Relation};
use legation::forecast::load::{self, Texts};
use legation::forecast::model::{self, Trained};
use legation::forecast::next::{self, Settings};
use legation::forecast::pairs::OnTable;
use legation::forecast::past::Past;
use legation::forecast::question::{Happening, Question};
use legation::forecast::recurrence::{self, Baseline};
use legation::forecast::rules::{self, Rules};
use legation::forecast::windows::{ALPHAS, Pairs};
use legation::forecast::{groups, logistic, rank, score, trees};
use legation::plover::{EventType, QuadClass};
use proptest::prelude::*;

/// Facts from quadruples: day, subject, relation, object.
fn facts(n_entities: u32, n_relations: u16, rows: &[(u16, u32, u16, u32)]) -> Facts {
    let mut out = Facts {
        entities: (0..n_entities).map(|e| format!("Office {} (Country {})", e % 3, e % 5)).collect(),
        relations: (0..n_relations)
            .map(|r| Relation {
                name: format!("does {r}"),
                family: r / 2,
                quad: Some(if r % 2 == 0 { QuadClass::VerbalCooperation } else { QuadClass::MaterialConflict }),
            })
            .collect(),
        ..Facts::default()
    };
    for &(day, subject, relation, object) in rows {
        out.facts.push(legation::forecast::fact::Fact { day, subject, relation, object });
    }
    out.facts.sort_by_key(|f| f.day);
    out
}

fn past_of(facts: &Facts, day: u16) -> Past {
    let mut past = Past::new(facts, groups::of(facts, facts.between(0, day)));
    past.advance(facts.between(0, day), day);
    past
}

/// A world in which an answer follows every approach on the next day, by another relation.
fn replies(n_days: u16) -> Facts {
    let mut rows = Vec::new();
    let mut state = 7u32;
    let mut random = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % n
    };
    for day in 0..n_days {
        for _ in 0..4 {
            let (a, b) = (random(12), random(12));
            if a != b {
                rows.push((day, a, 0, b));
                rows.push((day + 1, b, 1, a));
            }
        }
    }
    facts(12, 2, &rows)
}

fn small() -> Settings {
    let mut settings = Settings::for_facts(1000, 1);
    settings.tree_days = 20;
    settings.trees.n_trees = 5;
    settings.trees.min_curvature = 1.0;
    settings
}

#[test]
fn ties_are_averaged_and_other_true_answers_left_out() {
    let all_equal = rank::of(&[0.0; 9], 4, &[1, 2]);
    assert_eq!((all_equal.average, all_equal.optimistic, all_equal.pessimistic), (4.0, 1.0, 7.0));
    assert_eq!(rank::of(&[0.9, 0.5, 0.5, 0.1], 1, &[0]).average, 1.5);
    let s = rank::summary([1.0, 4.0]);
    assert_eq!((s.mrr, s.hits_1, s.hits_10), (62.5, 50.0, 100.0));
}

#[test]
fn recurrence_is_the_published_formula() {
    let facts = facts(6, 1, &[(0, 0, 0, 1), (2, 0, 0, 2), (3, 4, 0, 1), (3, 4, 0, 2), (3, 5, 0, 2)]);
    let past = past_of(&facts, 4);
    let query = Query { day: 4, subject: 0, relation: 0, answer: 1 };
    let mut scores = Vec::new();
    recurrence::scores(&past, &query, Baseline::Combined, &mut scores);
    let weight = |gap: f64| (-0.03 * gap).exp2();
    let most = weight(4.0) + weight(3.0) + weight(2.0);
    let expected = 0.99999 * weight(2.0) / most + 0.00001 * 3.0 / 5.0;
    assert!((scores[2] - expected).abs() < 1e-7, "{} {expected}", scores[2]);
    recurrence::scores(&past, &query, Baseline::Relaxed, &mut scores);
    assert!((scores[1] - 0.4).abs() < 1e-7);
}

#[test]
fn intensity_learns_that_approaches_are_answered() {
    let facts = replies(90);
    let model = next::train_intensity(&facts, 80, &small());
    let mut past = past_of(&facts, 80);
    let ranked = model.ranks(&facts, &mut past, 80, 90, 1);
    let answers = ranked.iter().filter(|r| r.query.relation == 1).map(|r| r.rank.average);
    let learned = rank::summary(answers).mrr;
    let mut past = past_of(&facts, 80);
    let mut counted = Vec::new();
    for day in 80..90 {
        past.advance(facts.between(past.day, day), day);
        for q in facts.queries(day, day + 1).into_iter().filter(|q| q.relation == 1) {
            let mut scores = Vec::new();
            recurrence::scores(&past, &q, Baseline::Combined, &mut scores);
            counted.push(rank::of(&scores, q.answer, &[]).average);
        }
    }
    let counted = rank::summary(counted).mrr;
    // Several approaches a day leave a choice among those to be answered.
    assert!(learned > 60.0 && learned > counted + 20.0, "learned {learned:.1}, counted {counted:.1}");
}

#[test]
fn rules_learn_that_approaches_are_answered_and_know_no_future() {
    let facts = replies(90);
    let learned = |facts: &Facts| {
        let mut past = past_of(facts, 0);
        Rules::learn(facts, &mut past, 80)
    };
    let rules = learned(&facts);
    let mut scratch = rules::Scratch::default();
    let mut ranks = Vec::new();
    for day in 80..90 {
        let past = past_of(&facts, day);
        for q in facts.queries(day, day + 1).into_iter().filter(|q| q.relation == 1) {
            let mut scores = Vec::new();
            rules.scores(&past, q.subject, q.relation, &mut scratch, &mut scores);
            ranks.push(rank::of(&scores, q.answer, &[]).average);
        }
    }
    let mrr = rank::summary(ranks).mrr;
    assert!(mrr > 55.0, "{mrr:.1}");
    let mut other = facts.clone();
    let from = other.facts.partition_point(|f| f.day < 80);
    other.facts.truncate(from);
    let past = past_of(&facts, 80);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for subject in 0..12 {
        rules.scores(&past, subject, 1, &mut scratch, &mut with);
        learned(&other).scores(&past, subject, 1, &mut scratch, &mut without);
        assert_eq!(with, without);
    }
}

/// By hand: windows of ten days before day 40, of which the newest and the third had the event.
#[test]
fn the_moving_average_forgets_by_its_weight() {
    let rows = [(35, 0, 0, 1), (36, 0, 1, 1), (12, 0, 0, 1), (13, 0, 0, 1), (14, 0, 0, 1)];
    let cells = Pairs::of(&facts(2, 2, &rows)).cells(40, 10);
    let cell = cells.iter().find(|c| c.class == 0).expect("a pair with five events");
    for (moving, alpha) in cell.moving.iter().zip(ALPHAS) {
        let expected = alpha + alpha * (1.0 - alpha).powi(2);
        assert!((moving - expected).abs() < 1e-12, "{moving} {expected}");
    }
}

#[test]
fn third_parties_and_what_is_on_the_table_are_told_apart_from_the_pair() {
    let own: Vec<(u16, u32, u16, u32)> = (0..5).map(|d| (d, 0, 0, 1)).collect();
    let features = |more: &[(u16, u32, u16, u32)], family: u16| {
        let mut facts = facts(4, 2, &[own.as_slice(), more].concat());
        facts.relations[1].family = family;
        let cells = Pairs::of(&facts).cells(20, 5);
        cells.into_iter().find(|c| c.pair == (0, 1) && c.class == 0).expect("the pair").features
    };
    let n = features(&[], 0).len();
    let tail = |f: Vec<f32>| f[n - 9..].to_vec();
    assert!(tail(features(&[], 0)).iter().all(|v| *v == 0.0));
    // One friend in common; a threat (root 13) of the first against the second.
    let friends = tail(features(&[(10, 0, 0, 2), (11, 2, 0, 1)], 0));
    assert!(friends[0] > 0.0 && friends[1] == 0.0 && friends[4] > 0.0, "{friends:?}");
    let threat = tail(features(&[(10, 0, 1, 1)], 13));
    assert!(threat[5] > 0.0 && threat[7] == 0.0, "{threat:?}");
}

#[test]
fn the_future_changes_no_weight_and_no_answer() {
    let facts = replies(70);
    let mut other = facts.clone();
    let from = other.facts.partition_point(|f| f.day < 60);
    for fact in &mut other.facts[from..] {
        std::mem::swap(&mut fact.subject, &mut fact.object);
        fact.relation = 1 - fact.relation;
    }
    let bytes = |facts: &Facts| {
        let model = next::train(facts, 60, &small(), |_| ());
        model::write(&Trained { model, data: String::new(), until: 60 })
    };
    let trained = bytes(&facts);
    assert_eq!(trained, bytes(&other));
    let model = model::read(&trained).expect("what was written is read").model;
    for relation in 0..4 {
        let answers = model.answers(&past_of(&facts, 60), 3, relation);
        assert_eq!(answers, model.answers(&past_of(&other, 60), 3, relation));
        let all: f64 = answers.iter().map(|a| a.chance).sum();
        assert!(all > 0.0 && all <= 1.0 + 1e-6, "{all}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_damage_is_seen() {
    let facts = replies(70);
    let bytes = |n_threads: usize| {
        let mut settings = small();
        (settings.fit.n_threads, settings.trees.n_threads) = (n_threads, n_threads);
        let model = next::train(&facts, 65, &settings, |_| ());
        model::write(&Trained { model, data: "digest".to_owned(), until: 65 })
    };
    let one = bytes(1);
    assert_eq!(one, bytes(3));
    let mut damaged = one.clone();
    damaged[200] ^= 1;
    assert!(model::read(&damaged).is_err_and(|e| e.to_string().contains("damaged")));
    assert!(model::read(&one[..one.len() - 1]).is_err());
    assert!(model::read(b"PK").is_err());
}

#[test]
fn trees_tell_what_no_single_feature_tells() {
    let mut rows = trees::Rows {
        n_features: 2,
        features: Vec::new(),
        start: Vec::new(),
        target: trees::Target::YesNo(Vec::new()),
    };
    let mut happened = Vec::new();
    for k in 0..400u32 {
        let (a, b) = (k % 2, (k / 2) % 3 / 2);
        rows.features.extend([a as f32, b as f32]);
        rows.start.push(0.0);
        happened.push(a != b);
    }
    rows.target = trees::Target::YesNo(happened);
    let settings = trees::Settings {
        n_trees: 30,
        n_leaves: 4,
        rate: 0.5,
        min_curvature: 1.0,
        ridge: 1.0,
        one_in: 1,
        n_threads: 1,
    };
    let grown = trees::grow(&rows, &settings, |_| true);
    assert!(grown.score(&[1.0, 0.0]) > 1.0 && grown.score(&[0.0, 1.0]) > 1.0);
    assert!(grown.score(&[0.0, 0.0]) < -1.0 && grown.score(&[1.0, 1.0]) < -1.0);
}

#[test]
fn regression_finds_the_odds() {
    let rows: Vec<[f32; 1]> = (0..1000).map(|k| [(k % 2) as f32]).collect();
    // One in four happens where the feature is 0, three in four where it is 1.
    let happened: Vec<bool> = (0..1000).map(|k| if k % 2 == 0 { k % 8 == 0 } else { k % 8 != 1 }).collect();
    let slices: Vec<&[f32]> = rows.iter().map(|r| r.as_slice()).collect();
    let fitted = logistic::fit(&slices, &happened, 1e-3, 20);
    assert!((fitted.log_odds(&[0.0]) + 3f64.ln()).abs() < 0.01);
    assert!((fitted.log_odds(&[1.0]) - 3f64.ln()).abs() < 0.01);
}

#[test]
fn scores_are_those_of_the_books() {
    let outcomes = [(0.8, true), (0.4, false), (0.4, true), (0.1, false)];
    assert!((score::brier(&outcomes) - (0.04 + 0.16 + 0.36 + 0.01) / 4.0).abs() < 1e-12);
    assert!((score::skill(0.1, 0.2) - 0.5).abs() < 1e-12);
    assert_eq!(score::auc(&outcomes), 0.875);
    let error = (1.0 * 0.2 + 2.0 * 0.1 + 1.0 * 0.1) / 4.0;
    assert!((score::calibration_error(&outcomes) - error).abs() < 1e-12);
}

#[test]
fn a_folder_is_read_with_its_own_clock_and_bad_lines_are_named() {
    let texts = Texts {
        entities: "Aland\t0\nBeland\t1\n",
        relations: "greets\t0\n",
        cameo: Some("id\tname\tcameo\troot\tquad\n0\tgreets\t03\t03\t1\n"),
        train: "0 0 1 48 0\n1 0 0 72 0\n",
        valid: "0\t0\t1\t96\n",
        test: "0\t0\t1\t120\n",
    };
    let parts = load::parts(&texts).expect("the folder is well formed");
    let days: Vec<u16> = parts.facts.facts.iter().map(|f| f.day).collect();
    assert_eq!((days, parts.valid_from, parts.test_from), (vec![0, 1, 2, 3], 2, 3));
    assert_eq!(parts.facts.time_of(3), 120);
    let error = load::parts(&Texts { train: "0 0 7 48\n", ..texts }).err().expect("entity 7 is not known");
    assert_eq!(error.place.as_deref(), Some("train.txt:1"));
}

fn happening(day: &str, actor: &str, recipient: &str, event_type: EventType) -> Happening {
    Happening {
        id: format!("{day}-{actor}-{recipient}-{}", event_type.name()),
        day: day.parse().expect("a date"),
        known: day.parse().expect("a date"),
        actors: vec![vec![actor.to_owned()]],
        recipients: vec![vec![recipient.to_owned()]],
        event_type,
        words: String::new(),
    }
}

fn talks() -> Vec<Happening> {
    (1..=12)
        .map(|month| {
            let kind = if month % 4 == 0 { EventType::Agree } else { EventType::Consult };
            happening(&format!("2030-{month:02}-10"), "ALA", "BEL", kind)
        })
        .collect()
}

#[test]
fn a_question_is_answered_with_base_rate_and_drivers() {
    let question = Question::parse("ALA-BEL AGREE within 60 days").expect("a question");
    let answer = ask::answer(&question, &talks(), "2030-12-31".parse().expect("a date")).expect("an answer");
    let p = answer.probability.expect("history is long enough");
    assert!(p > 0.2 && p < 0.8, "{p}");
    assert_eq!((answer.n_windows, answer.n_happened), (5, 3));
    assert!(answer.last_window);
    assert_eq!(answer.drivers[0].day.to_string(), "2030-12-10");
    let (low, high) = answer.interval.expect("an interval");
    assert!(low <= p && p <= high);
    // Towards whom matters.
    let reverse = Question::parse("BEL > ALA AGREE within 60 days").expect("a question");
    let other = ask::answer(&reverse, &talks(), "2030-12-31".parse().expect("a date")).expect("an answer");
    assert_eq!(other.probability, None);
}

#[test]
fn what_cannot_be_answered_is_refused_with_a_reason() {
    let as_of = "2030-12-31".parse().expect("a date");
    let ask = |text: &str| {
        let question = Question::parse(text)?;
        ask::answer(&question, &talks(), as_of)
    };
    let error = ask("ALX-BEL AGREE within 60 days").expect_err("nobody is called ALX");
    assert!(error.to_string().contains("ALX") && error.hint.is_some_and(|h| h.contains("ALA")));
    let error = ask("ALA-BEL AGREE within 300 days").expect_err("the record is a year long");
    assert!(error.to_string().contains("at least twice"));
    for text in
        ["ALA-BEL AGREE", "ALA-BEL DANCE within 3 days", "ALA-ALA AGREE within 3 days", "ALA AGREE within 0 days"]
    {
        assert!(Question::parse(text).is_err(), "{text}");
    }
}

/// A world of twenty states in which some pairs are at odds all the time and most hardly ever.
fn quarrels() -> Vec<Happening> {
    let first: legation::time::Date = "2030-01-01".parse().expect("a date");
    let mut state = 11u32;
    let mut random = |n: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % n
    };
    let mut out = Vec::new();
    for day in 0..400i64 {
        let on = first.saturating_add(jiff::Span::new().days(day)).to_string();
        for a in 0..20u32 {
            let b = (a + 1 + random(4)) % 20;
            let (x, y) = (format!("S{a:02}"), format!("S{b:02}"));
            // Talk is everywhere; blows follow blows of the days before, in a few pairs.
            if random(3) == 0 {
                out.push(happening(&on, &x, &y, EventType::Consult));
            }
            if a % 5 == 0 && b == (a + 1) % 20 && (day / 40) % 2 == 0 && random(2) == 0 {
                out.push(happening(&on, &x, &y, EventType::Assault));
            }
        }
    }
    out
}

#[test]
fn the_model_of_pairs_answers_where_it_was_better_and_says_so() {
    let events = quarrels();
    let as_of: legation::time::Date = "2031-01-30".parse().expect("a date");
    let ask = |text: &str, events: &[Happening], threads: usize| {
        let question = Question::parse(text).expect("a question");
        ask::best(&question, events, &[], as_of, threads).expect("an answer")
    };
    let violent = ask("S00 > S01 Q4 within 7 days", &events, 1);
    assert!(violent.model.starts_with("pairs, trained"), "{}", violent.model);
    let calm = ask("S02 > S03 Q4 within 7 days", &events, 1);
    let (p, q) = (violent.probability.expect("a chance"), calm.probability.expect("a chance"));
    assert!(p > 3.0 * q, "{p} {q}");
    let (low, high) = violent.interval.expect("an interval");
    assert!(low <= p && p <= high && high - low < 0.9, "{low} {p} {high}");
    assert!(!violent.drivers.is_empty());
    // The same on any threads, and from what is known by the day alone.
    assert_eq!(violent, ask("S00 > S01 Q4 within 7 days", &events, 3));
    let mut more = events.clone();
    for k in 1..30 {
        let on = as_of.saturating_add(jiff::Span::new().days(k)).to_string();
        more.push(happening(&on, "S02", "S03", EventType::Assault));
    }
    assert_eq!(violent, ask("S00 > S01 Q4 within 7 days", &more, 1));
    // A table that became known later changes nothing either.
    let question = Question::parse("S00 > S01 Q4 within 7 days").expect("a question");
    let late = OnTable { known: "2031-02-20".parse().expect("a date"), parties: vec!["S00".into(), "S01".into()] };
    assert_eq!(violent, ask::best(&question, &events, &[late], as_of, 1).expect("an answer"));
    // Where it cannot be trained or checked, the rates answer and say why.
    let few = ask("ALA-BEL CONSULT within 30 days", &talks(), 1);
    assert!(few.model.starts_with("rates; the model of pairs was not used"), "{}", few.model);
    assert!(ask("S00 Q4 within 7 days", &events, 1).model.contains("knows pairs only"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The as-of law of questions: whatever happens, or becomes known, later moves nothing.
    #[test]
    fn later_events_move_no_answer(later in prop::collection::vec((1i64..200, any::<bool>(), 0usize..16), 0..12)) {
        let as_of: legation::time::Date = "2030-09-01".parse().expect("a date");
        let question = Question::parse("ALA-BEL CONSULT within 30 days").expect("a question");
        let known: Vec<Happening> = talks().into_iter().filter(|e| e.day <= as_of).collect();
        let mut more = known.clone();
        for (days, backdated, kind) in later {
            let known_from = as_of.saturating_add(jiff::Span::new().days(days));
            let mut event = happening(&known_from.to_string(), "ALA", "BEL", EventType::ALL[kind]);
            if backdated {
                event.day = as_of.saturating_sub(jiff::Span::new().days(days));
            }
            more.insert(0, event);
        }
        prop_assert_eq!(ask::answer(&question, &known, as_of).ok(), ask::answer(&question, &more, as_of).ok());
    }

    /// The as-of law of pairs: the days from the origin on change no feature.
    #[test]
    fn later_facts_change_no_feature(swap in 0u32..12) {
        let facts = replies(60);
        let mut other = facts.clone();
        let from = other.facts.partition_point(|f| f.day < 40);
        for fact in &mut other.facts[from..] {
            fact.object = (fact.object + swap) % 12;
        }
        let features = |facts: &Facts| {
            let cells = Pairs::of(facts).cells(40, 10);
            cells.into_iter().map(|c| (c.pair, c.class, c.n_happened, c.features)).collect::<Vec<_>>()
        };
        prop_assert_eq!(features(&facts), features(&other));
    }
}
