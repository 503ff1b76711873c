//! The casebook: Markdown cases under `casebook/`, run through the whole engine.
//!
//! `casebook/README.md` describes the format for people who write cases. Here it is read, and
//! every expectation that fails is listed with its file, its heading and what was found instead.

use std::path::{Path, PathBuf};

use legation::attribute;
use legation::code::{Event, Role};
use legation::link::Knowledge;
use legation::read::{Article, Given, InputKind, Origin};
use legation::reading::{self, Reading};
use legation::time::{Date, Precision};
use legation::{Span, read};

#[test]
fn every_case_holds() {
    let mut files = Vec::new();
    collect(&root().join("casebook"), &mut files);
    files.sort();
    let (mut cases, mut failures) = (0, Vec::new());
    for file in &files {
        let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        if name.ends_with("README.md") {
            continue;
        }
        let text = std::fs::read_to_string(file).expect("a casebook file is UTF-8");
        for case in parse(&text) {
            cases += 1;
            for failure in check(&case) {
                failures.push(format!("{name}: {}\n    {failure}", case.heading));
            }
        }
    }
    println!("{cases} cases in {} files, {} failures", files.len(), failures.len());
    assert!(cases >= 650, "the casebook has {cases} cases, at least 650 are due");
    assert!(failures.is_empty(), "{} expectations failed:\n{}", failures.len(), failures.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the casebook folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
}

struct Case {
    heading: String,
    input: String,
    kind: Option<InputKind>,
    expect: Vec<String>,
}

/// Splits a file into cases: heading, quoted text or fenced input, expectations.
fn parse(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut heading = String::new();
    let mut input = String::new();
    let mut kind = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix('#') {
            heading = title.trim_start_matches('#').trim().to_owned();
            input.clear();
            kind = None;
        } else if let Some(rest) = line.strip_prefix('>') {
            if !input.is_empty() {
                input.push('\n');
            }
            input.push_str(rest.strip_prefix(' ').unwrap_or(rest));
        } else if let Some(fence) = line.strip_prefix("```") {
            let body: Vec<String> = lines.by_ref().take_while(|l| !l.starts_with("```")).map(str::to_owned).collect();
            match fence.trim() {
                "expect" => {
                    cases.push(Case {
                        heading: heading.clone(),
                        input: std::mem::take(&mut input),
                        kind: kind.take(),
                        expect: body,
                    });
                }
                "html" => (input, kind) = (body.join("\n"), Some(InputKind::Html)),
                "text" => (input, kind) = (body.join("\n"), Some(InputKind::Text)),
                _ => {}
            }
        }
    }
    cases
}

/// One expectation line cut into words and `key=value` pairs; quotes keep spaces together.
struct Line {
    words: Vec<String>,
    pairs: Vec<(String, String)>,
}

impl Line {
    fn of(text: &str) -> Line {
        let mut line = Line { words: Vec::new(), pairs: Vec::new() };
        let mut token = String::new();
        let (mut quoted, mut any) = (false, false);
        for c in text.chars().chain([' ']) {
            match c {
                '"' => {
                    quoted = !quoted;
                    any = true;
                }
                c if c.is_whitespace() && !quoted => {
                    if any || !token.is_empty() {
                        match token.split_once('=') {
                            Some((key, value)) if !key.is_empty() && !key.contains(' ') => {
                                line.pairs.push((key.to_owned(), value.to_owned()));
                            }
                            _ => line.words.push(token.clone()),
                        }
                    }
                    token.clear();
                    any = false;
                }
                c => token.push(c),
            }
        }
        line
    }

    fn all(&self, key: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(k, _)| k == key).map(|(_, v)| v.as_str()).collect()
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.all(key).first().copied()
    }
}

fn check(case: &Case) -> Vec<String> {
    let setting = |key: &str| case.expect.iter().find_map(|l| l.trim().strip_prefix(key).map(|v| v.trim().to_owned()));
    let reading = match case.kind {
        Some(kind) => match read::article(case.input.as_bytes(), &Origin { kind, ..Origin::default() }) {
            Ok(article) => reading::of_article(article, Knowledge::builtin()),
            Err(error) => {
                return case
                    .expect
                    .iter()
                    .filter(|l| !l.trim().is_empty())
                    .filter(|l| {
                        !l.trim()
                            .strip_prefix("error ")
                            .is_some_and(|e| error.to_string().contains(e.trim_matches('"')))
                    })
                    .map(|l| format!("`{l}`: the page was refused: {error}"))
                    .collect();
            }
        },
        None => {
            let published: Option<Date> = setting("published:").map(|d| d.parse().expect("a date like 2025-08-06"));
            let given =
                Given { published, title: setting("title:"), language: Some("en".to_owned()), ..Given::default() };
            reading::of_article(read::given(&case.input, given), Knowledge::builtin())
        }
    };
    let mut failures = Vec::new();
    let mut events: Vec<Line> = Vec::new();
    let (mut complete, mut none) = (true, false);
    for text in case.expect.iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
        if ["published:", "title:", "known:"].iter().any(|k| text.starts_with(k)) && case.kind.is_none()
            || text.starts_with("known:")
        {
            continue;
        }
        let line = Line::of(text);
        let first = line.words.first().map_or("", String::as_str);
        if text == "and more" {
            complete = false;
        } else if text == "no event" {
            none = true;
        } else if first == "no"
            && line.words.get(1).is_some_and(|w| legation::plover::EventType::from_name(w).is_some())
        {
            if reading.events.iter().any(|e| e.event_type.name() == line.words[1]) {
                failures.push(format!("`{text}`: found {}", describe(&reading)));
            }
        } else if legation::plover::EventType::from_name(first).is_some() {
            events.push(line);
        } else if let Some(failure) = other(&reading, text, first, &line) {
            failures.push(format!("`{text}`: {failure}"));
        }
    }
    if none && !reading.events.is_empty() {
        failures.push(format!("`no event`: found {}", describe(&reading)));
    }
    let mut used = vec![false; reading.events.len()];
    for line in &events {
        let found = (0..reading.events.len()).find(|&i| !used[i] && fits(&reading, &reading.events[i], line));
        match found {
            Some(i) => used[i] = true,
            None => failures.push(format!(
                "`{} {}` not among {}",
                line.words.join(" "),
                line.pairs.iter().map(|(k, v)| format!("{k}={v:?}")).collect::<Vec<_>>().join(" "),
                describe(&reading)
            )),
        }
    }
    if complete && !events.is_empty() && used.iter().any(|u| !u) {
        failures.push(format!("more events than expected: {}", describe(&reading)));
    }
    failures
}

/// All events in one line, for messages.
fn describe(reading: &Reading) -> String {
    if reading.events.is_empty() {
        return "no event".to_owned();
    }
    let role = |r: &Role| {
        format!("{} [{} {}]", r.name, r.country.as_deref().unwrap_or("-"), r.sector.map_or("-", |s| s.code()))
    };
    reading
        .events
        .iter()
        .map(|e| {
            format!(
                "{} {} actors({}) recipients({}) {} date {}..{} {} place {:?} by {:?}",
                e.event_type.name(),
                e.modes.join(" "),
                e.actors.iter().map(role).collect::<Vec<_>>().join(" + "),
                e.recipients.iter().map(role).collect::<Vec<_>>().join(" + "),
                e.status.name(),
                e.date.from.map_or_else(|| "?".to_owned(), |d| d.to_string()),
                e.date.to.map_or_else(|| "?".to_owned(), |d| d.to_string()),
                e.date.basis.name(),
                e.place.as_ref().map(|p| p.name.as_str()),
                e.reason,
            )
        })
        .collect::<Vec<_>>()
        .join(" ; ")
}

fn words(article: &Article, span: Span) -> String {
    span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fits(reading: &Reading, event: &Event, line: &Line) -> bool {
    let article = &reading.article;
    if event.event_type.name() != line.words[0] || !line.words[1..].iter().all(|m| event.modes.contains(&m.as_str())) {
        return false;
    }
    let named =
        |roles: &[Role], wanted: &str| roles.iter().any(|r| words(article, r.span) == wanted || r.name == wanted);
    let coded = |roles: &[Role], wanted: &str| {
        let (country, sector) = wanted.split_once(' ').map_or((wanted, None), |(c, s)| (c, Some(s)));
        roles.iter().any(|r| {
            (r.country.as_deref().unwrap_or("-") == country)
                && sector.is_none_or(|s| r.sector.is_some_and(|x| x.code() == s))
        })
    };
    line.pairs.iter().all(|(key, value)| match key.as_str() {
        "actor" => named(&event.actors, value),
        "recipient" if value == "none" => event.recipients.is_empty(),
        "recipient" => named(&event.recipients, value),
        "actor-code" => coded(&event.actors, value),
        "recipient-code" => coded(&event.recipients, value),
        "status" => event.status.name() == value,
        "date" => dated(event, value),
        "basis" => event.date.basis.name() == value,
        "place" if value == "none" => event.place.is_none(),
        "place" => event.place.as_ref().is_some_and(|p| p.name == *value || words(article, p.span) == *value),
        "trigger" => words(article, event.trigger) == *value,
        "said-by" => event.claim.is_some_and(|c| {
            let claim = &reading.attributed.claims[c as usize];
            claim.source.iter().any(|s| words(article, *s) == *value)
                || claim.source_entity.is_some_and(|e| reading.linked.entity(e).name == *value)
        }),
        "certainty" => attribute::certainty_of(event, &reading.attributed).name() == value,
        "dead" => event.size.dead.is_some_and(|n| n.to_string() == *value),
        "injured" => event.size.injured.is_some_and(|n| n.to_string() == *value),
        "arrested" => event.size.arrested.is_some_and(|n| n.to_string() == *value),
        "crowd" => event.size.crowd.is_some_and(|n| n.to_string() == *value),
        "cameo" => event.cameo == *value,
        "context" => event.contexts.contains(&value.as_str()),
        other => panic!("`{other}` is no key of an event expectation"),
    })
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

/// Expectations about everything but events; none when they hold.
fn other(reading: &Reading, text: &str, first: &str, line: &Line) -> Option<String> {
    let article = &reading.article;
    let document = &reading.document;
    let linked = &reading.linked;
    let rest = line.words.get(1).map_or("", String::as_str);
    let name = |e: Option<u32>| e.map(|e| linked.entity(e).name.clone());
    match first {
        "claim" => {
            let holds = reading.attributed.claims.iter().any(|c| {
                let spans = |spans: &[Span], wanted: &str| {
                    spans.iter().map(|s| words(article, *s)).collect::<Vec<_>>().join(" … ") == wanted
                };
                line.pairs.iter().all(|(key, value)| match key.as_str() {
                    "source" if value == "none" => c.source.is_empty(),
                    "source" => spans(&c.source, value) || name(c.source_entity).as_deref() == Some(value),
                    "cue" => spans(&c.cue, value),
                    "content" => spans(&c.content, value),
                    "certainty" => c.certainty.name() == value,
                    "kind" => c.source_kind.name() == value,
                    "speech" => c.speech == value,
                    "events" => c.events.len().to_string() == *value,
                    other => panic!("`{other}` is no key of a claim"),
                })
            });
            (!holds).then(|| {
                let found: Vec<String> = reading
                    .attributed
                    .claims
                    .iter()
                    .map(|c| {
                        let join =
                            |spans: &[Span]| spans.iter().map(|s| words(article, *s)).collect::<Vec<_>>().join(" … ");
                        format!(
                            "[{} | {} | {} | {} {} {}]",
                            join(&c.source),
                            join(&c.cue),
                            join(&c.content),
                            c.certainty.name(),
                            c.source_kind.name(),
                            c.speech
                        )
                    })
                    .collect();
                format!("claims found: {}", found.join(" "))
            })
        }
        "mention" => {
            let nth: usize = line.get("nth").map_or(1, |n| n.parse().expect("nth is a number"));
            let mention = linked.mentions.iter().filter(|m| words(article, m.span) == rest).nth(nth - 1);
            let id = line.words.iter().skip(2).find(|w| w.contains(':') || *w == "local").cloned().unwrap_or_default();
            let via = line.words.iter().position(|w| w == "via").map(|i| line.words[i + 1].clone());
            let Some(mention) = mention else {
                let all: Vec<String> = linked.mentions.iter().map(|m| words(article, m.span)).collect();
                return Some(format!("mentions found: {all:?}"));
            };
            let ids: Vec<&str> = mention.entities.iter().map(|&e| linked.entity(e).id.as_str()).collect();
            let entity = linked.entity(mention.entities[0]);
            let fits = (id.is_empty() || id.split('+').all(|one| ids.contains(&one)))
                && via.is_none_or(|v| mention.reference.name() == v)
                && line.get("country").is_none_or(|c| entity.country.as_deref() == Some(c))
                && line.get("sector").is_none_or(|s| entity.sector.is_some_and(|x| x.code() == s));
            (!fits).then(|| {
                format!(
                    "it is {ids:?} via {} {:?} {:?} ({})",
                    mention.reference.name(),
                    entity.country,
                    entity.sector,
                    mention.reason
                )
            })
        }
        "no" if rest == "mention" => {
            let wanted = line.words.get(2).map_or("", String::as_str);
            linked.mentions.iter().any(|m| words(article, m.span) == wanted).then(|| "it is a mention".to_owned())
        }
        "no" if rest == "commitment" => {
            let found = &reading.attributed.commitments;
            (!found.is_empty()).then(|| format!("{} commitments were found", found.len()))
        }
        "no" if rest == "claim" => {
            (!reading.attributed.claims.is_empty()).then(|| format!("{} claims", reading.attributed.claims.len()))
        }
        "agenda" => {
            let holds = reading.attributed.agenda.iter().any(|a| {
                a.issue == rest
                    && line.get("label").is_none_or(|l| a.label == l)
                    && line.get("priority").is_none_or(|p| (p == "yes") == a.priority.is_some())
            });
            (!holds).then(|| {
                format!(
                    "agenda found: {:?}",
                    reading.attributed.agenda.iter().map(|a| (&a.issue, &a.label)).collect::<Vec<_>>()
                )
            })
        }
        "commitment" => {
            let holds = reading.attributed.commitments.iter().any(|c| {
                c.kind.name() == rest
                    && line.get("by").is_none_or(|b| {
                        name(c.by).as_deref() == Some(b) || c.by_span.is_some_and(|s| words(article, s) == b)
                    })
                    && line.get("to").is_none_or(|t| name(c.to).as_deref() == Some(t))
                    && line.get("content").is_none_or(|t| words(article, c.content) == t)
                    && line
                        .get("deadline")
                        .is_none_or(|d| c.deadline.as_ref().and_then(|x| x.to).is_some_and(|x| x.to_string() == d))
                    && line.get("condition").is_none_or(|t| c.condition.is_some_and(|s| words(article, s) == t))
            });
            (!holds).then(|| {
                let found: Vec<String> = reading
                    .attributed
                    .commitments
                    .iter()
                    .map(|c| {
                        format!(
                            "{} {:?} -> {:?} `{}` by {:?} if {:?}",
                            c.kind.name(),
                            name(c.by),
                            name(c.to),
                            words(article, c.content),
                            c.deadline.as_ref().and_then(|d| d.to),
                            c.condition.map(|s| words(article, s))
                        )
                    })
                    .collect();
                format!("commitments found: {found:?}")
            })
        }
        "question" => {
            let holds = reading.attributed.questions.iter().any(|q| words(article, q.span) == rest);
            (!holds).then(|| "no such question".to_owned())
        }
        "stance" => {
            let holds = reading.attributed.stances.iter().any(|s| {
                line.get("holder")
                    .is_none_or(|h| name(s.holder).as_deref() == Some(h) || h == "outlet" && s.holder.is_none())
                    && line
                        .get("target")
                        .is_none_or(|t| name(s.target).as_deref() == Some(t) || words(article, s.target_span) == t)
                    && line.get("polarity").is_none_or(|p| (p == "+") == (s.polarity > 0.0))
            });
            (!holds).then(|| {
                let found: Vec<String> = reading
                    .attributed
                    .stances
                    .iter()
                    .map(|s| format!("{:?} -> {:?} {:+.1}", name(s.holder), name(s.target), s.polarity))
                    .collect();
                format!("stances found: {found:?}")
            })
        }
        "sentences" => {
            (document.sentences.len().to_string() != rest).then(|| format!("{} sentences", document.sentences.len()))
        }
        "tokens" => {
            let found: Vec<&str> = (0..document.tokens.len() as u32).map(|t| document.form(t)).collect();
            let wanted: Vec<&str> = text["tokens".len()..].trim().split('|').collect();
            (found != wanted).then(|| format!("tokens are {}", found.join("|")))
        }
        "name" => {
            let wanted = line.words.get(2).map_or("", String::as_str);
            let holds = document.names.iter().any(|n| n.kind.name() == rest && n.span.of(&document.text) == wanted);
            (!holds).then(|| {
                format!(
                    "names are {:?}",
                    document.names.iter().map(|n| (n.kind.name(), n.span.of(&document.text))).collect::<Vec<_>>()
                )
            })
        }
        "lemma" => {
            let wanted = line.words.last().map_or("", String::as_str);
            let token = (0..document.tokens.len() as u32).find(|&t| document.form(t) == rest);
            token
                .filter(|&t| document.lemma(t) == wanted)
                .is_none()
                .then(|| format!("lemma is {:?}", token.map(|t| document.lemma(t).to_owned())))
        }
        "head" => {
            let token = (0..document.tokens.len() as u32).find(|&t| document.form(t) == rest);
            let (governor, relation) =
                (line.words.get(3).map_or("", String::as_str), line.words.get(4).map_or("", String::as_str));
            let found =
                token.map(|t| (document.head(t).map_or("ROOT", |h| document.form(h)), document.relation(t).name()));
            (found != Some((governor, relation))).then(|| format!("head is {found:?}"))
        }
        "title:" => {
            let wanted = text["title:".len()..].trim();
            let found = article.title.as_ref().map_or("none", |t| &t.value);
            (found != wanted).then(|| format!("title is `{found}`"))
        }
        "byline" => {
            let found = article.byline.as_ref().map_or("none", |b| &b.value);
            (found != rest).then(|| format!("byline is `{found}`"))
        }
        "publisher" => {
            let found = article.publisher.as_ref().map_or("none", |p| &p.value);
            (found != rest).then(|| format!("publisher is `{found}`"))
        }
        "date" => {
            let found = article.published.as_ref().map_or_else(|| "none".to_owned(), |p| p.date.to_string());
            let basis = article.published.as_ref().map_or("none", |p| p.basis.name());
            (found != rest || line.get("basis").is_some_and(|b| b != basis))
                .then(|| format!("date is {found} from {basis}"))
        }
        "body-has" => (!article.text.contains(rest)).then(|| format!("text is:\n{}", article.text)),
        "body-lacks" => article.text.contains(rest).then(|| "the text has it".to_owned()),
        "credit" => (!article.credits.iter().any(|c| c.source.as_deref() == Some(rest)))
            .then(|| format!("credits are {:?}", article.credits)),
        "removed" => {
            let wanted = line.words.get(2).map_or("", String::as_str);
            let holds = article.removed.iter().any(|r| r.role.name() == rest && r.text.contains(wanted));
            (!holds).then(|| {
                format!("removed: {:?}", article.removed.iter().map(|r| (r.role.name(), &r.text)).collect::<Vec<_>>())
            })
        }
        "language" => {
            (article.language.as_deref() != Some(rest)).then(|| format!("language is {:?}", article.language))
        }
        "dateline" => {
            let found = article.dateline.as_ref().map_or("none", |d| &d.place);
            (found != rest).then(|| format!("dateline is `{found}`"))
        }
        "notice" => (!reading.notices().any(|n| n.code == rest))
            .then(|| format!("notices: {:?}", reading.notices().map(|n| n.code).collect::<Vec<_>>())),
        other => panic!("`{other}` begins no expectation"),
    }
}
