//! Lines become an article: what is text stays, what is not goes to credits and removed.

use super::article::{
    Article, Credit, Dateline, Furniture, Paragraph, ParagraphKind, Published, PublishedBasis, Removed, Stated,
};
use super::date;
use super::furniture::{self, Line};
use super::{Origin, language};
use crate::error::Notice;
use crate::id::ArticleId;
use crate::span::Span;
use crate::time::Date;

/// One line of input with what the page's markup says about it.
pub(super) struct RawLine {
    pub text: String,
    pub kind: ParagraphKind,
    /// Its bytes in the decoded input, where they are known.
    pub original: Option<Span>,
    pub fate: Fate,
}

/// What the page's markup and the extractors' vote already decided about a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Fate {
    /// Nothing: the line is judged by its words.
    #[default]
    Judge,
    /// The extractors did not agree on it: it is no text, whatever else it may be.
    Cut,
    /// The caption of a picture.
    Caption,
    /// A list of links to other stories.
    Links,
}

/// What is known about the article before its lines are judged.
#[derive(Default)]
pub(super) struct Facts {
    pub url: Option<String>,
    pub title: Option<Stated>,
    pub byline: Option<Stated>,
    pub publisher: Option<Stated>,
    pub published: Option<Published>,
    pub modified: Option<Published>,
    pub language: Option<String>,
    pub month_first: bool,
    pub credits: Vec<Credit>,
    pub removed: Vec<Removed>,
    pub notices: Vec<Notice>,
}

impl Facts {
    /// Keeps a piece of the page that never reached the article's lines.
    pub(super) fn set_aside(&mut self, role: Furniture, text: String) {
        if !self.removed.iter().any(|r| r.text == text) {
            self.removed.push(Removed { text, role, at: 0, original: None });
        }
    }

    fn remove(&mut self, role: Furniture, text: &str, at: u32, original: Option<Span>) {
        self.removed.push(Removed { text: text.to_owned(), role, at, original });
    }
}

/// Puts the article together. `plain` says that the lines are a text file, where head and foot
/// carry what a page would carry in its markup.
pub(super) fn article(
    lines: Vec<RawLine>,
    mut facts: Facts,
    plain: bool,
    origin: &Origin,
    raw_digest: String,
) -> Article {
    let mut text = String::new();
    let mut paragraphs = Vec::new();
    let add = |text: &mut String, paragraphs: &mut Vec<Paragraph>, line: &str, kind| {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(line);
        paragraphs.push(Paragraph { span: Span::at(start, text.len()), kind });
    };
    let mut lines = lines;
    let foot = plain_foot(&mut lines, &mut facts, plain);
    if plain && facts.title.is_none() {
        plain_title(&mut lines, &mut facts);
    }
    if let Some(title) = &mut facts.title {
        let value = fold(&title.value);
        add(&mut text, &mut paragraphs, &value, ParagraphKind::Title);
        title.value = value;
        title.span = paragraphs.last().map(|p| p.span);
    }
    let title = facts.title.as_ref().map(|t| t.value.clone());
    let mut body_words = 0;
    for line in lines {
        let value = fold(&line.text);
        if value.is_empty() || title.as_deref() == Some(value.as_str()) {
            continue;
        }
        let at = text.len() as u32;
        let verdict = match (line.fate, furniture::judge(&value)) {
            (Fate::Judge, verdict) => verdict,
            (Fate::Caption, _) => Line::Credit { source: furniture::credit_in(&value) },
            (Fate::Links, _) => Line::Furniture(Furniture::RelatedLinks),
            (Fate::Cut, Line::Text) if own_byline(&facts, &value) => Line::Furniture(Furniture::Byline),
            (Fate::Cut, Line::Text) => Line::Furniture(Furniture::Other),
            (Fate::Cut, verdict) => verdict,
        };
        match verdict {
            // The byline's name alone, at the head of the text.
            Line::Text if body_words < 40 && own_byline(&facts, &value) => {
                facts.remove(Furniture::Byline, &value, at, line.original);
            }
            Line::Text => {
                body_words += value.split_whitespace().count();
                add(&mut text, &mut paragraphs, &value, line.kind);
            }
            Line::Credit { source } => {
                facts.credits.push(Credit { text: value, source, at, original: line.original });
            }
            Line::Byline(name) => {
                facts.remove(Furniture::Byline, &value, at, line.original);
                facts.byline.get_or_insert(Stated { value: name, basis: "byline".to_owned(), span: None });
            }
            Line::Furniture(role) => {
                if role == Furniture::DateLine && body_words < 120 {
                    date_line(&mut facts.published, &value, facts.month_first, origin.latest);
                }
                facts.remove(role, &value, at, line.original);
            }
            Line::Split(cut, first, second) => {
                date_line(&mut facts.published, &value[..cut], facts.month_first, origin.latest);
                let part = |from: usize, to: usize| {
                    let o = line.original?;
                    (o.len() == value.len()).then(|| Span::at(o.start as usize + from, o.start as usize + to))
                };
                facts.remove(first, value[..cut].trim(), at, part(0, cut));
                facts.remove(second, value[cut..].trim(), at, part(cut, value.len()));
            }
        }
    }
    for (role, value, original) in foot {
        facts.removed.push(Removed { text: value, role, at: text.len() as u32, original });
    }
    let dateline = dateline(&text, &paragraphs, facts.published.as_ref().map(|p| p.date));
    if facts.published.is_none()
        && let Some(line) = &dateline
        && let Some(day) = line.date
        && date::plausible(day, origin.latest)
    {
        facts.published = Some(Published {
            date: day,
            time: None,
            offset_minutes: None,
            precision: crate::time::Precision::Day,
            basis: PublishedBasis::Dateline,
            evidence: line.span.of(&text).to_owned(),
        });
    }
    let language = language::detect(&text).or(facts.language);
    if let Some(code) = language.as_deref()
        && code != "en"
    {
        facts.notices.push(Notice {
            room: "read",
            code: "not-english",
            span: None,
            message: format!("the text seems to be in {}; only English is analysed", language::name(code)),
        });
    }
    if let Some(published) = &facts.published
        && date::find(&published.evidence, facts.month_first).is_some_and(|f| f.ambiguous)
    {
        facts.notices.push(Notice {
            room: "read",
            code: "ambiguous-date",
            span: None,
            message: format!("`{}` could name two days; it was read as {}", published.evidence, published.date),
        });
    }
    if facts.published.is_none() {
        facts.notices.push(Notice {
            room: "read",
            code: "no-date",
            span: None,
            message: "no date of publication was found: relative dates stay open and offices are not dated".to_owned(),
        });
    }
    let links: Vec<&str> =
        facts.removed.iter().filter(|r| r.role == Furniture::RelatedLinks).map(|r| r.text.as_str()).collect();
    let words = |text: &str| text.split_whitespace().count();
    if links.len() >= 8 && links.iter().map(|l| words(l)).sum::<usize>() > 3 * words(&text) {
        // A page of teasers is crawled again with other teasers: whatever it says, it is no article.
        facts.notices.push(Notice {
            room: "read",
            code: "listing-page",
            span: None,
            message: format!(
                "looks like a page that lists articles ({} links beside {} words)",
                links.len(),
                words(&text)
            ),
        });
    }
    facts.credits.sort_by_key(|c| c.at);
    facts.removed.sort_by_key(|r| r.at);
    // What is left of a control in the lines was set aside before, with its buttons.
    let controls: Vec<String> =
        facts.removed.iter().filter(|r| r.role == Furniture::FontControl).map(|r| r.text.clone()).collect();
    facts.removed.retain(|r| {
        r.role != Furniture::FontControl || !controls.iter().any(|c| c.len() > r.text.len() && c.contains(&r.text))
    });
    let url = facts.url.clone();
    Article {
        id: ArticleId::of(&[url.as_deref().unwrap_or(""), &text]),
        url,
        title: facts.title,
        byline: facts.byline,
        publisher: facts.publisher,
        dateline,
        published: facts.published,
        modified: facts.modified,
        language,
        text,
        paragraphs,
        credits: facts.credits,
        removed: facts.removed,
        raw_digest,
        notices: facts.notices,
    }
}

fn own_byline(facts: &Facts, line: &str) -> bool {
    facts.byline.as_ref().is_some_and(|b| b.value == line)
}

/// Folds white space and drops characters that no reader sees.
pub(super) fn fold(line: &str) -> String {
    let clean: String =
        line.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}' | '\u{ad}' | '\u{0}')).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn date_line(published: &mut Option<Published>, line: &str, month_first: bool, latest: Option<Date>) {
    if published.as_ref().is_some_and(|p| p.basis <= PublishedBasis::DateLine) {
        return;
    }
    if let Some(found) = date::find_plausible(line, month_first, latest) {
        *published = Some(found.published(PublishedBasis::DateLine, line));
    }
}

/// Takes byline, site name and date off the foot of a text file.
fn plain_foot(lines: &mut Vec<RawLine>, facts: &mut Facts, plain: bool) -> Vec<(Furniture, String, Option<Span>)> {
    let mut foot = Vec::new();
    let expected = facts.publisher.as_ref().map(|p| p.value.clone());
    for _ in 0..4 {
        let Some(last) = lines.last() else { break };
        if lines.len() < 3 {
            break;
        }
        let value = fold(&last.text);
        let site = furniture::looks_like_a_site(&value, expected.as_deref())
            || facts.publisher.is_none() && furniture::looks_like_an_outlet(&value);
        let role = if site {
            facts.publisher.get_or_insert(Stated {
                value: value.clone(),
                basis: "trailing line".to_owned(),
                span: None,
            });
            Furniture::SiteName
        } else if furniture::looks_like_a_name(&value)
            && (plain || facts.byline.as_ref().is_none_or(|b| b.value == value))
        {
            facts.byline.get_or_insert(Stated { value: value.clone(), basis: "trailing line".to_owned(), span: None });
            Furniture::Byline
        } else {
            break;
        };
        foot.push((role, value, last.original));
        lines.pop();
    }
    foot.reverse();
    foot
}

/// A short first line without a full stop, before a longer paragraph, is the title of a text file.
fn plain_title(lines: &mut Vec<RawLine>, facts: &mut Facts) {
    let Some(at) = lines.iter().position(|l| furniture::judge(&fold(&l.text)) == Line::Text) else {
        return;
    };
    let value = fold(&lines[at].text);
    let next = lines[at + 1..].iter().map(|l| fold(&l.text)).find(|l| furniture::judge(l) == Line::Text);
    let short = value.chars().count() <= 140 && !value.ends_with(['.', '!', ':', ';', ',', '…', '"', '”']);
    // A quotation or a question may be a title; a dateline is not.
    if short
        && next.is_some_and(|n| n.len() > value.len())
        && !value.contains(" – ")
        && value.split_whitespace().count() >= 3
    {
        facts.title = Some(Stated { value, basis: "first line".to_owned(), span: None });
        lines.remove(at);
    }
}

/// Reads "BAKU, Aug. 6 (Agency) –" at the head of the first body paragraphs.
fn dateline(text: &str, paragraphs: &[Paragraph], published: Option<Date>) -> Option<Dateline> {
    let first = paragraphs.iter().find(|p| p.kind == ParagraphKind::Body)?;
    let head: String = first.span.of(text).chars().take(90).collect();
    let (cut, dash) = ["—", "–", " - ", "--"].iter().filter_map(|d| head.find(d).map(|at| (at, d.len()))).min()?;
    let line = head[..cut].trim();
    let (before, agency) = match (line.find('('), line.find(')')) {
        (Some(open), Some(close)) if open < close => (&line[..open], Some(line[open + 1..close].trim().to_owned())),
        _ => (line, None),
    };
    let mut parts = before.split(',').map(str::trim).filter(|p| !p.is_empty());
    let place = parts.next()?;
    let rest = before[before.find(place)? + place.len()..].trim_matches([',', ' ', '.']);
    let capitals = place.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && place.chars().count() > 2;
    let dated = rest.split([' ', '.', ',', '/']).any(|w| date::month(w).is_some());
    let plausible = capitals
        || ((dated || agency.is_some())
            && place.chars().next()?.is_uppercase()
            && place.split_whitespace().count() <= 3);
    if !plausible || line.split_whitespace().count() > 8 {
        return None;
    }
    let year = date::find(rest, true).map(|f| f.date).or_else(|| {
        // A dateline without a year takes it from the other evidence.
        let year = published?.year();
        date::find(&format!("{} {year}", rest.trim_end_matches('.')), true).map(|f| f.date)
    });
    Some(Dateline {
        place: place.to_owned(),
        agency,
        date: year.filter(|_| dated),
        span: Span::at(first.span.start as usize, first.span.start as usize + (cut + dash).min(first.span.len())),
    })
}
