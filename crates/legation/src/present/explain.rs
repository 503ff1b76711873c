//! Why a sentence was coded as it was: tree, names, lexicon lines that fired, and those that did not.

use std::fmt::Write;

use super::line::SurenessLine;
use super::plain::safe;
use crate::code::{self, Lexicon, Role, Setting};
use crate::reading::Reading;
use crate::span::Span;

/// Explains one sentence of a reading, as plain text.
pub fn sentence(reading: &Reading, sentence_idx: usize) -> String {
    let mut out = String::new();
    let document = &reading.document;
    let Some(sentence) = document.sentences.get(sentence_idx) else { return out };
    let text = reading.article.text.as_str();
    let words = |span: Span| safe(&span.of(text).replace('\n', " "));
    let inside = |span: Span| span.overlaps(sentence.span);
    let _ = writeln!(out, "{}\n", words(sentence.span));

    let _ = writeln!(out, "TREE");
    for token in sentence.first..sentence.end {
        let head = document.head(token).map_or_else(|| "–".to_owned(), |h| safe(document.form(h)));
        let _ = writeln!(
            out,
            "  {:>3}  {:<18} {:<16} {:<6} {:<12} {head}",
            token - sentence.first + 1,
            safe(document.form(token)),
            safe(document.lemma(token)),
            document.upos(token).name(),
            document.relation(token).name(),
        );
    }

    let _ = writeln!(out, "\nWHO IS MEANT");
    for mention in reading.linked.mentions.iter().filter(|m| inside(m.span)) {
        for &entity in &mention.entities {
            let entity = reading.linked.entity(entity);
            let codes: Vec<&str> =
                [entity.country.as_deref(), entity.sector.map(|s| s.code())].into_iter().flatten().collect();
            let _ = writeln!(
                out,
                "  {} = {} [{}] ({}, {}; {})",
                words(mention.span),
                safe(&entity.name),
                codes.join(" "),
                safe(&entity.id),
                mention.reference.name(),
                safe(&mention.reason)
            );
        }
    }

    let _ = writeln!(out, "\nWHAT WAS CODED");
    let roles = |roles: &[Role]| -> String {
        let all: Vec<String> = roles
            .iter()
            .map(|r| {
                let codes: Vec<&str> =
                    [r.country.as_deref(), r.sector.map(|s| s.code())].into_iter().flatten().collect();
                format!("{} [{}] “{}”", safe(&r.name), codes.join(" "), words(r.span))
            })
            .collect();
        if all.is_empty() { "–".to_owned() } else { all.join("; ") }
    };
    for event in reading.events.iter().filter(|e| inside(e.sentence)) {
        let _ = writeln!(out, "  {} {}  {}", event.event_type.name(), event.modes.join(" "), event.id);
        let _ = writeln!(out, "    actors      {}", roles(&event.actors));
        let _ = writeln!(out, "    recipients  {}", roles(&event.recipients));
        let cue = event.status_cue.map(|s| format!(" (“{}”)", words(s))).unwrap_or_default();
        let _ = writeln!(out, "    status      {}{cue}", event.status.name());
        let day = match (event.date.from, event.date.to) {
            (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
            (Some(day), _) | (None, Some(day)) => day.to_string(),
            (None, None) => "open".to_owned(),
        };
        let by = event.date.span.map(|s| format!(", “{}”", words(s))).unwrap_or_default();
        let _ = writeln!(out, "    date        {day} ({}{by})", event.date.basis.name());
        let _ = writeln!(
            out,
            "    codes       quad {} · score {:+} · CAMEO {}",
            event.quad as u8, event.score, event.cameo
        );
        let _ = writeln!(out, "    because     {} “{}”", safe(&event.reason), words(event.trigger));
        let fields: Vec<String> = SurenessLine::of(&event.sureness)
            .fields()
            .iter()
            .filter_map(|(name, chance)| Some(format!("{} {:.2}", name.trim_start_matches("event_"), (*chance)?)))
            .collect();
        let _ = writeln!(out, "    confidence  {:.2} ({})", event.confidence, fields.join(", "));
        let _ = writeln!(out, "    judged by   {}", event.signs.names().collect::<Vec<_>>().join(", "));
    }

    let setting =
        Setting { article: &reading.article.id, published: reading.article.published.as_ref().map(|p| p.date) };
    let considered = code::considered(document, &reading.linked, &setting, Lexicon::builtin(), sentence_idx);
    let _ = writeln!(out, "\nLEXICON LINES THAT FIT");
    for word in &considered {
        let _ = writeln!(out, "  “{}”  {}", words(word.trigger), word.verdict.words());
        for line in &word.lines {
            let _ = writeln!(
                out,
                "    {:<10} {}.txt line {}, weight {:.2}",
                line.event_type.name(),
                line.file,
                line.line,
                line.score
            );
        }
    }
    if considered.is_empty() {
        let _ = writeln!(out, "  none");
    }

    let claims: Vec<_> =
        reading.attributed.claims.iter().filter(|c| c.cue.iter().chain(&c.content).any(|&s| inside(s))).collect();
    if !claims.is_empty() {
        let _ = writeln!(out, "\nWHO SAYS SO");
        for claim in claims {
            let list = |spans: &[Span]| spans.iter().map(|&s| words(s)).collect::<Vec<_>>().join(" … ");
            let _ = writeln!(
                out,
                "  {}: “{}” through “{}” ({}; {})",
                claim.certainty.name(),
                list(&claim.source),
                list(&claim.cue),
                claim.source_kind.name(),
                safe(&claim.reason)
            );
        }
    }
    let notices: Vec<_> = reading.notices().filter(|n| n.span.is_some_and(inside)).collect();
    if !notices.is_empty() {
        let _ = writeln!(out, "\nNOTICES");
        for notice in notices {
            let _ = writeln!(out, "  {}: {}", notice.room, safe(&notice.message));
        }
    }
    out
}
