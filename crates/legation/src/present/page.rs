//! The brief as one self-contained page: layered highlights, click a line to see its sentence.
//!
//! No outside request, no script that reads anything but the page, every stranger's character
//! escaped; the content-security policy in the page forbids the rest.

use std::fmt::Write;

use super::plain::{escape, when};
use crate::VERSION;
use crate::attribute;
use crate::code::{CODEBOOK, Role};
use crate::link::EntityKind;
use crate::read::ParagraphKind;
use crate::reading::Reading;
use crate::span::Span;

/// A layer of highlights that the reader can switch on and off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Entity,
    Event,
    Claim,
    Cue,
}

struct Mark {
    span: Span,
    layer: Layer,
    id: String,
    note: String,
}

/// Renders a reading as one HTML file.
pub fn html(reading: &Reading) -> String {
    let a = &reading.article;
    let marks = marks(reading);
    let title = a.title.as_ref().map_or("Untitled article", |t| &t.value);
    let mut out = String::with_capacity(64 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\
         <title>{} – Legation</title><style>{STYLE}</style></head><body>",
        escape(title)
    );
    let date = a.published.as_ref().map_or_else(|| "date unknown".to_owned(), |p| p.date.to_string());
    let _ = write!(
        out,
        "<header><div class=\"bar\"><span class=\"date\">{date}</span>\
         <span class=\"size\" role=\"group\" aria-label=\"font size\"><button id=\"plus\" aria-label=\"larger\">+</button>\
         <button id=\"reset\" aria-label=\"reset\">↺</button><button id=\"minus\" aria-label=\"smaller\">−</button> <output id=\"px\">16 px</output></span>\
         <span class=\"layers\">{}</span></div><h1>{}</h1><p class=\"facts\">{}</p></header>",
        [("entity", "names"), ("event", "events"), ("claim", "claims"), ("cue", "cues")]
            .iter()
            .map(|(id, name)| format!(
                "<label class=\"{id}\"><input type=\"checkbox\" data-layer=\"{id}\" checked> {name}</label>"
            ))
            .collect::<String>(),
        escape(title),
        escape(
            &[a.byline.as_ref().map(|b| format!("by {}", b.value)), a.publisher.as_ref().map(|p| p.value.clone())]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        ),
    );
    out.push_str("<main><article id=\"text\">");
    for paragraph in &a.paragraphs {
        let (open, close) = match paragraph.kind {
            ParagraphKind::Title => continue,
            ParagraphKind::Heading => ("<h2>", "</h2>"),
            ParagraphKind::Item => ("<p class=\"item\">", "</p>"),
            ParagraphKind::Quotation => ("<blockquote>", "</blockquote>"),
            ParagraphKind::Body => ("<p>", "</p>"),
        };
        out.push_str(open);
        run(&mut out, &a.text, paragraph.span, &marks);
        out.push_str(close);
    }
    out.push_str("</article><aside>");
    sections(&mut out, reading);
    let _ = writeln!(
        out,
        "</aside></main><footer>Legation {VERSION}, codebook {CODEBOOK}. What is recorded here is what the article reports, not what is true.</footer><script>{SCRIPT}</script></body></html>"
    );
    out
}

fn marks(reading: &Reading) -> Vec<Mark> {
    let linked = &reading.linked;
    let mut marks = Vec::new();
    for mention in &linked.mentions {
        let names: Vec<String> = mention
            .entities
            .iter()
            .map(|&e| {
                let e = linked.entity(e);
                let code = [e.country.as_deref(), e.sector.map(|s| s.code())]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ");
                format!("{} [{}]", e.name, if code.is_empty() { e.kind.name() } else { &code })
            })
            .collect();
        let note = format!("{} – {}: {}", names.join(", "), mention.reference.name(), mention.reason);
        marks.push(Mark { span: mention.span, layer: Layer::Entity, id: format!("n{}", mention.entities[0]), note });
    }
    for (i, event) in reading.events.iter().enumerate() {
        marks.push(Mark {
            span: event.trigger,
            layer: Layer::Event,
            id: format!("e{i}"),
            note: format!("{} – {}", event.event_type.name(), event.reason),
        });
    }
    for (i, claim) in reading.attributed.claims.iter().enumerate() {
        for &span in &claim.content {
            marks.push(Mark {
                span,
                layer: Layer::Claim,
                id: format!("c{i}"),
                note: format!("claim: {}", claim.certainty.name()),
            });
        }
        for &span in &claim.cue {
            marks.push(Mark { span, layer: Layer::Cue, id: format!("c{i}"), note: format!("cue: {}", claim.reason) });
        }
    }
    marks
}

/// Writes a paragraph, cut at every border of a highlight so that overlapping layers nest.
fn run(out: &mut String, text: &str, paragraph: Span, marks: &[Mark]) {
    let inside: Vec<&Mark> = marks.iter().filter(|m| m.span.overlaps(paragraph)).collect();
    let mut cuts: Vec<u32> = vec![paragraph.start, paragraph.end];
    for mark in &inside {
        cuts.push(mark.span.start.clamp(paragraph.start, paragraph.end));
        cuts.push(mark.span.end.clamp(paragraph.start, paragraph.end));
    }
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let piece = Span::new(pair[0], pair[1]);
        let over: Vec<&&Mark> = inside.iter().filter(|m| m.span.contains(piece)).collect();
        let words = escape(piece.of(text));
        if over.is_empty() {
            out.push_str(&words);
            continue;
        }
        let class: Vec<&str> = over
            .iter()
            .map(|m| match m.layer {
                Layer::Entity => "entity",
                Layer::Event => "event",
                Layer::Claim => "claim",
                Layer::Cue => "cue",
            })
            .collect();
        let ids: Vec<&str> = over.iter().map(|m| m.id.as_str()).collect();
        let notes: Vec<&str> = over.iter().map(|m| m.note.as_str()).collect();
        let _ = write!(
            out,
            "<span class=\"m {}\" data-ids=\"{}\" title=\"{}\">{words}</span>",
            class.join(" "),
            ids.join(" "),
            escape(&notes.join(" | "))
        );
    }
}

fn sections(out: &mut String, reading: &Reading) {
    let linked = &reading.linked;
    let text = &reading.article.text;
    let words = |span: Span| escape(span.of(text));
    let name = |idx: Option<u32>| idx.map(|i| escape(&linked.entity(i).name));
    let mut section = |title: &str, lines: Vec<(String, String)>| {
        if lines.is_empty() {
            return;
        }
        let _ = write!(out, "<section><h2>{title}</h2><ul>");
        for (id, line) in lines {
            let _ = write!(out, "<li tabindex=\"0\" data-for=\"{id}\">{line}</li>");
        }
        out.push_str("</ul></section>");
    };
    let roles = |roles: &[Role]| {
        roles
            .iter()
            .map(|r| {
                let code = [r.country.as_deref(), r.sector.map(|s| s.code())]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ");
                format!("{} <small>{code}</small>", escape(&r.name))
            })
            .collect::<Vec<_>>()
            .join(" + ")
    };
    section(
        "Events",
        reading
            .events
            .iter()
            .enumerate()
            .map(|(i, e)| {
                let arrow = if e.recipients.is_empty() { String::new() } else { format!(" → {}", roles(&e.recipients)) };
                let day = when(&e.date);
                let certainty = attribute::certainty_of(e, &reading.attributed).name();
                (
                    format!("e{i}"),
                    format!(
                        "<b>{} {}</b> {}{arrow}<br><small>{} · {certainty} · {day} · CAMEO {} · confidence {:.2}</small><q>{}</q>",
                        e.event_type.name(),
                        e.modes.join(" "),
                        roles(&e.actors),
                        e.status.name(),
                        escape(&e.cameo),
                        e.confidence,
                        words(e.sentence)
                    ),
                )
            })
            .collect(),
    );
    section(
        "Who says so",
        reading
            .attributed
            .claims
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let source = name(c.source_entity)
                    .or_else(|| c.source.first().map(|s| words(*s)))
                    .unwrap_or_else(|| "nobody named".to_owned());
                let content: Vec<String> = c.content.iter().map(|s| words(*s)).collect();
                (
                    format!("c{i}"),
                    format!(
                        "<b>{}</b> {source} <small>{} · “{}”</small><q>{}</q>",
                        c.certainty.name(),
                        c.source_kind.name(),
                        c.cue.first().map(|s| words(*s)).unwrap_or_default(),
                        content.join(" … ")
                    ),
                )
            })
            .collect(),
    );
    section(
        "On the table",
        reading
            .attributed
            .agenda
            .iter()
            .map(|a| {
                let parties: Vec<String> = a.parties.iter().filter_map(|&p| name(Some(p))).collect();
                let priority = a.priority.map(|p| format!(" · “{}”", words(p))).unwrap_or_default();
                (
                    String::new(),
                    format!(
                        "<b>{}</b> “{}” <small>{}{priority}</small>",
                        escape(&a.issue.replace('_', " ")),
                        escape(&a.label),
                        parties.join(", ")
                    ),
                )
            })
            .collect(),
    );
    section(
        "Stance",
        reading
            .attributed
            .stances
            .iter()
            .map(|s| {
                let cues: Vec<String> = s.cue.iter().map(|c| words(*c)).collect();
                (
                    s.claim.map(|c| format!("c{c}")).unwrap_or_default(),
                    format!(
                        "{} → {} <b>{:+.1}</b> <small>{}</small>",
                        name(s.holder).unwrap_or_else(|| "the outlet".to_owned()),
                        name(s.target).unwrap_or_else(|| words(s.target_span)),
                        s.polarity,
                        cues.join(", ")
                    ),
                )
            })
            .collect(),
    );
    section(
        "Promises, threats, expectations",
        reading
            .attributed
            .commitments
            .iter()
            .map(|c| {
                let by = name(c.by).or_else(|| c.by_span.map(words)).unwrap_or_else(|| "nobody named".to_owned());
                (
                    c.claim.map(|c| format!("c{c}")).unwrap_or_default(),
                    format!("<b>{}</b> {by}<q>{}</q>", c.kind.name(), words(c.content)),
                )
            })
            .collect(),
    );
    section(
        "Open questions",
        reading.attributed.questions.iter().map(|q| (String::new(), format!("<q>{}</q>", words(q.span)))).collect(),
    );
    section(
        "Who and what",
        linked
            .entities
            .iter()
            .enumerate()
            .filter(|(_, e)| e.known || e.kind == EntityKind::Person)
            .map(|(i, e)| {
                let code = [e.country.as_deref(), e.sector.map(|s| s.code())]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ");
                let office = e.offices.first().map(|o| format!(", {}", escape(&o.title))).unwrap_or_default();
                (format!("n{i}"), format!("{} <small>{} {code}{office}</small>", escape(&e.name), e.kind.name()))
            })
            .collect(),
    );
    let a = &reading.article;
    section(
        "Set aside",
        a.credits
            .iter()
            .map(|c| (String::new(), format!("<small>credit</small> {}", escape(&c.text))))
            .chain(
                a.removed
                    .iter()
                    .map(|r| (String::new(), format!("<small>{}</small> {}", r.role.name(), escape(&r.text)))),
            )
            .collect(),
    );
    section(
        "Notices",
        reading
            .notices()
            .map(|n| (String::new(), format!("<small>{}</small> {}", n.room, escape(&n.message))))
            .collect(),
    );
}

const STYLE: &str = ":root{--bg:#fdfcf9;--fg:#1d1f21;--dim:#5b6167;--line:#d9d6cc;--entity:#dbe9f6;--event:#fbd9b5;--claim:#e7f0da;--cue:#f3d3e6;--hot:#b03a06}\
@media(prefers-color-scheme:dark){:root{--bg:#16181b;--fg:#e6e4df;--dim:#9aa2aa;--line:#34383d;--entity:#1f3a52;--event:#5a3a14;--claim:#27381c;--cue:#4d2440;--hot:#ffb27d}}\
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 Georgia,'Times New Roman',serif}\
header,main,footer{max-width:1240px;margin:0 auto;padding:0 1.2rem}header{padding-top:1rem}h1{font-size:1.6rem;line-height:1.25;margin:.6rem 0 .2rem}\
.bar{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;font:14px/1.4 system-ui,sans-serif;color:var(--dim);border-bottom:1px solid var(--line);padding-bottom:.5rem}\
.bar button{font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:3px;min-width:1.9em;cursor:pointer}\
.layers{margin-left:auto;display:flex;gap:.7rem}.layers label{padding:0 .4em;border-radius:3px;color:var(--fg)}.layers .entity{background:var(--entity)}.layers .event{background:var(--event)}.layers .claim{background:var(--claim)}.layers .cue{background:var(--cue)}\
.facts{margin:.1rem 0 1rem;color:var(--dim)}main{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2.2rem}@media(max-width:820px){main{grid-template-columns:1fr}.layers{margin-left:0}}\
#text{font-size:var(--size,16px)}aside{font:14px/1.45 system-ui,sans-serif}aside h2{font-size:.85rem;text-transform:uppercase;letter-spacing:.05em;color:var(--dim);margin:1.1rem 0 .3rem}\
aside ul{list-style:none;margin:0;padding:0}aside li{padding:.35rem .45rem;border-left:3px solid transparent;cursor:pointer}aside li:hover,aside li:focus{border-color:var(--hot);outline:none}small{color:var(--dim)}\
q{display:block;color:var(--dim);font-family:Georgia,serif;quotes:none}.m.claim{background:var(--claim)}.m.entity{background:var(--entity)}.m.event{background:var(--event);font-weight:600}.m.cue{background:var(--cue)}.m{border-radius:2px}\
body.no-entity .m.entity:not(.event):not(.cue):not(.claim),body.no-event .m.event:not(.entity):not(.cue):not(.claim),body.no-claim .m.claim:not(.entity):not(.event):not(.cue),body.no-cue .m.cue:not(.entity):not(.event):not(.claim){background:none}\
body.no-event .m.event{font-weight:inherit}.hit{outline:2px solid var(--hot);outline-offset:1px}footer{color:var(--dim);font:13px/1.5 system-ui,sans-serif;border-top:1px solid var(--line);margin-top:2rem;padding-top:.6rem;padding-bottom:2rem}@media print{aside li{break-inside:avoid}.size,.layers{display:none}}";

const SCRIPT: &str = "(()=>{const $=(s)=>document.querySelector(s),all=(s)=>[...document.querySelectorAll(s)];let px=16;\
const size=(n)=>{px=Math.min(28,Math.max(11,n));$('#text').style.setProperty('--size',px+'px');$('#px').textContent=px+' px'};\
$('#plus').onclick=()=>size(px+1);$('#minus').onclick=()=>size(px-1);$('#reset').onclick=()=>size(16);\
all('[data-layer]').forEach(b=>b.onchange=()=>document.body.classList.toggle('no-'+b.dataset.layer,!b.checked));\
const show=(id)=>{all('.hit').forEach(n=>n.classList.remove('hit'));const m=all('#text .m').filter(n=>n.dataset.ids.split(' ').includes(id));m.forEach(n=>n.classList.add('hit'));if(m[0])m[0].scrollIntoView({block:'center',behavior:'smooth'})};\
all('aside li').forEach(l=>{const go=()=>{if(l.dataset.for)show(l.dataset.for)};l.onclick=go;l.onkeydown=(e)=>{if(e.key==='Enter'||e.key===' '){e.preventDefault();go()}}});\
all('#text .m').forEach(n=>n.onclick=()=>{const ids=n.dataset.ids.split(' ').reverse();for(const id of ids){const l=all('aside li').find(x=>x.dataset.for===id);if(l){l.scrollIntoView({block:'center',behavior:'smooth'});l.focus();break}}})})();";
