//! The brief: what a desk officer would note of one article, each line with its sentence.

use std::fmt::Write;

use super::plain::{safe, when, wrap};
use crate::attribute;
use crate::code::{Event, Role, Status};
use crate::link::{Entity, EntityKind};
use crate::reading::Reading;
use crate::span::Span;

/// How a brief is printed.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { width: 100, colour: false }
    }
}

/// Prints the brief of a reading.
pub fn text(reading: &Reading, style: Style) -> String {
    let mut brief = Brief { reading, style, out: String::new() };
    brief.head();
    brief.who();
    brief.events("WHAT HAPPENED", |s| matches!(s, Status::Actual | Status::Ongoing));
    brief.events("PLANNED, POSSIBLE, RUMOURED", |s| {
        matches!(s, Status::Planned | Status::Possible | Status::Hypothetical)
    });
    brief.events("DID NOT HAPPEN", |s| s == Status::Negated);
    brief.events("HISTORY", |s| s == Status::Historical);
    brief.claims();
    brief.agenda();
    brief.stances();
    brief.commitments();
    brief.questions();
    brief.set_aside();
    brief.notices();
    brief.out
}

struct Brief<'a> {
    reading: &'a Reading,
    style: Style,
    out: String,
}

impl Brief<'_> {
    fn words(&self, span: Span) -> String {
        safe(&span.of(&self.reading.article.text).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn title(&mut self, title: &str) {
        let painted = self.paint("1", title);
        let _ = writeln!(self.out, "\n{painted}");
    }

    /// A line of the brief, wrapped under itself.
    fn line(&mut self, text: &str) {
        for (i, part) in wrap(text, self.style.width.saturating_sub(4).max(30)).into_iter().enumerate() {
            let _ = writeln!(self.out, "{}{part}", if i == 0 { "  " } else { "    " });
        }
    }

    /// The sentence that a line rests on.
    fn quote(&mut self, span: Span) {
        let words = self.words(span);
        for (i, part) in wrap(&words, self.style.width.saturating_sub(8).max(30)).into_iter().enumerate() {
            let text = if i == 0 { format!("> {part}") } else { format!("  {part}") };
            let painted = self.paint("2", &text);
            let _ = writeln!(self.out, "      {painted}");
        }
    }

    fn head(&mut self) {
        let a = &self.reading.article;
        let title = a.title.as_ref().map_or("(no title)", |t| &t.value);
        let title = self.paint("1", &safe(title));
        let _ = writeln!(self.out, "{title}");
        let mut facts = Vec::new();
        if let Some(b) = &a.byline {
            facts.push(format!("by {}", safe(&b.value)));
        }
        if let Some(p) = &a.publisher {
            facts.push(safe(&p.value));
        }
        match &a.published {
            Some(p) => facts.push(format!("{} ({})", p.date, p.basis.name())),
            None => facts.push("date unknown".to_owned()),
        }
        if let Some(d) = &a.dateline {
            facts.push(format!("dateline {}", safe(&d.place)));
        }
        let _ = writeln!(self.out, "{}", facts.join(" · "));
    }

    fn who(&mut self) {
        let linked = &self.reading.linked;
        let mut counted: Vec<(usize, u32, &Entity)> = linked
            .entities
            .iter()
            .enumerate()
            .map(|(i, e)| (linked.mentions.iter().filter(|m| m.entities.contains(&(i as u32))).count(), i as u32, e))
            .filter(|(_, _, e)| e.known)
            .collect();
        counted.sort_by_key(|(n, i, _)| (std::cmp::Reverse(*n), *i));
        if counted.is_empty() {
            return;
        }
        self.title("WHO AND WHAT");
        for (n, _, e) in counted {
            let code = code(e.country.as_deref(), e.sector.map(|s| s.code()));
            let office = match e.offices.first() {
                Some(o) => format!(", {} ({})", o.title, o.of),
                None if e.kind == EntityKind::Person && e.sector == Some(crate::plover::Sector::Eli) => {
                    ", former official on that date".to_owned()
                }
                None => String::new(),
            };
            let line = format!(
                "{}{}  {}{office}  ×{n}",
                safe(&e.name),
                if code.is_empty() { String::new() } else { format!(" [{code}]") },
                e.kind.name()
            );
            self.line(&line);
        }
    }

    fn events(&mut self, title: &str, wanted: impl Fn(Status) -> bool) {
        let events: Vec<&Event> = self.reading.events.iter().filter(|e| wanted(e.status)).collect();
        if events.is_empty() {
            return;
        }
        self.title(title);
        for event in events {
            let line = self.event(event);
            self.line(&line);
            self.quote(event.sentence);
        }
    }

    fn event(&self, e: &Event) -> String {
        let roles = |roles: &[Role]| {
            roles
                .iter()
                .map(|r| {
                    let code = code(r.country.as_deref(), r.sector.map(|s| s.code()));
                    if code.is_empty() { safe(&r.name) } else { format!("{} [{code}]", safe(&r.name)) }
                })
                .collect::<Vec<_>>()
                .join(" + ")
        };
        let mut line = e.event_type.name().to_owned();
        for mode in &e.modes {
            line.push(' ');
            line.push_str(mode);
        }
        let _ = write!(line, "  {}", roles(&e.actors));
        if !e.recipients.is_empty() {
            let _ = write!(line, " → {}", roles(&e.recipients));
        }
        if let Some(place) = &e.place {
            let _ = write!(line, "  at {}", safe(&place.name));
        }
        let certainty = attribute::certainty_of(e, &self.reading.attributed).name();
        let _ = write!(line, "  · {} · {certainty} · {}", e.status.name(), when(&e.date));
        if let Some(cue) = e.status_cue {
            let _ = write!(line, " · “{}”", self.words(cue));
        }
        let _ = write!(line, " · {:.2}", e.confidence);
        line
    }

    fn entity_name(&self, idx: Option<u32>) -> Option<String> {
        idx.map(|i| safe(&self.reading.linked.entity(i).name))
    }

    fn claims(&mut self) {
        let claims = &self.reading.attributed.claims;
        if !claims.iter().any(|c| c.puts_forward) {
            return;
        }
        self.title("WHO SAYS SO");
        // What somebody only acts upon or condemns is no statement of his.
        for claim in claims.iter().filter(|c| c.puts_forward) {
            let words = claim.source.first().map(|s| self.words(*s));
            let source = match (self.entity_name(claim.source_entity), words) {
                (Some(name), Some(words)) if name != words => format!("{name} (“{words}”)"),
                (Some(name), _) => name,
                (None, Some(words)) => format!("“{words}”"),
                (None, None) => "nobody named".to_owned(),
            };
            let cue = claim.cue.first().map(|c| self.words(*c)).unwrap_or_default();
            let line = format!(
                "{}  {source} · {} · “{cue}” · {}",
                claim.certainty.name(),
                claim.source_kind.name(),
                claim.speech
            );
            self.line(&line);
            for content in &claim.content {
                self.quote(*content);
            }
        }
    }

    fn agenda(&mut self) {
        let agenda = &self.reading.attributed.agenda;
        if agenda.is_empty() {
            return;
        }
        self.title("ON THE TABLE");
        for item in agenda {
            let parties: Vec<String> = item.parties.iter().filter_map(|&p| self.entity_name(Some(p))).collect();
            let priority = item.priority.map(|p| format!(" · priority (“{}”)", self.words(p))).unwrap_or_default();
            let line =
                format!("{}: “{}”  {}{priority}", item.issue.replace('_', " "), safe(&item.label), parties.join(", "));
            self.line(&line);
            for position in &item.positions {
                let quote = position.quote;
                self.quote(quote);
            }
        }
    }

    fn stances(&mut self) {
        let stances = &self.reading.attributed.stances;
        if stances.is_empty() {
            return;
        }
        self.title("STANCE");
        for s in stances {
            let holder = self
                .entity_name(s.holder)
                .unwrap_or_else(|| s.holder_span.map_or_else(|| "the outlet".to_owned(), |h| self.words(h)));
            let target = self.entity_name(s.target).unwrap_or_else(|| self.words(s.target_span));
            let cues: Vec<String> = s.cue.iter().map(|c| self.words(*c)).collect();
            let line = format!("{holder} → {target}  {:+.1}  “{}”", s.polarity, cues.join("”, “"));
            self.line(&line);
        }
    }

    fn commitments(&mut self) {
        let commitments = &self.reading.attributed.commitments;
        if commitments.is_empty() {
            return;
        }
        self.title("PROMISES, THREATS, EXPECTATIONS");
        for c in commitments {
            let by = self
                .entity_name(c.by)
                .or_else(|| c.by_span.map(|s| self.words(s)))
                .unwrap_or_else(|| "nobody named".to_owned());
            let to = self.entity_name(c.to).map(|t| format!(" → {t}")).unwrap_or_default();
            let due = c.deadline.as_ref().map(|d| format!(" · by {}", when(d))).unwrap_or_default();
            let condition = c.condition.map(|s| format!(" · condition “{}”", self.words(s))).unwrap_or_default();
            let line = format!("{}  {by}{to}{due}{condition}", c.kind.name());
            self.line(&line);
            self.quote(c.content);
        }
    }

    fn questions(&mut self) {
        let questions = &self.reading.attributed.questions;
        if questions.is_empty() {
            return;
        }
        self.title("OPEN QUESTIONS");
        for q in questions {
            let words = self.words(q.span);
            self.line(&words);
        }
    }

    fn set_aside(&mut self) {
        let a = &self.reading.article;
        if a.credits.is_empty() && a.removed.is_empty() {
            return;
        }
        self.title("SET ASIDE");
        for credit in &a.credits {
            self.line(&format!("credit: {}", safe(&credit.text)));
        }
        for removed in &a.removed {
            let text: String = safe(&removed.text).chars().take(80).collect();
            self.line(&format!("{}: {text}", removed.role.name()));
        }
    }

    fn notices(&mut self) {
        // Triggers without a nameable actor are many: the brief counts them, the JSON lists them.
        let (uncoded, others): (Vec<_>, Vec<_>) = self.reading.notices().partition(|n| n.room == "code");
        let mut notices: Vec<String> = others.iter().map(|n| format!("{}: {}", n.room, safe(&n.message))).collect();
        if !uncoded.is_empty() {
            notices.push(format!(
                "code: {} sentences that may tell events were not coded (--json says why)",
                uncoded.len()
            ));
        }
        if notices.is_empty() {
            return;
        }
        self.title("NOTICES");
        for notice in notices {
            self.line(&notice);
        }
    }
}

fn code(country: Option<&str>, sector: Option<&str>) -> String {
    [country, sector].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
