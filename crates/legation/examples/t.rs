use legation::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let t = std::time::Instant::now();
    let r = match reading::of_bytes(&bytes, &read::Origin::default()) {
        Ok(a) => a,
        Err(e) => {
            println!("{e} / {:?}", e.hint);
            return;
        }
    };
    println!("all {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let _ = reading::of_bytes(&bytes, &read::Origin::default());
    println!("again {:?}", t.elapsed());
    let a = &r.article;
    let l = &r.linked;
    println!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        a.title.as_ref().map(|t| &t.value),
        a.byline,
        a.publisher,
        a.published,
        a.language,
        a.dateline
    );
    println!("{:?}\n{:?}\n{:?}", a.credits, a.removed, a.notices);
    if std::env::args().nth(2).is_some() {
        for m in &l.mentions {
            println!(
                "{:30} {:11} {:?} {}",
                m.span.of(&a.text),
                m.reference.name(),
                m.entities
                    .iter()
                    .map(|e| {
                        let e = l.entity(*e);
                        format!("{} {:?} {:?}", e.id, e.country, e.sector)
                    })
                    .collect::<Vec<_>>(),
                m.reason
            );
        }
    }
    for e in &r.events {
        let f = |r: &Vec<code::Role>| {
            r.iter()
                .map(|r| format!("{}[{} {:?}]", r.name, r.country.as_deref().unwrap_or("-"), r.sector))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        println!(
            "{} {:?} {} -> {} | {} {:?} | {:?} {} {} | {:?} | {} | {}\n     {}",
            e.event_type.name(),
            e.modes,
            f(&e.actors),
            f(&e.recipients),
            e.status.name(),
            e.status_cue.map(|s| s.of(&a.text)),
            e.date.from,
            e.date.precision.name(),
            e.date.basis.name(),
            e.place.as_ref().map(|p| &p.name),
            attribute::certainty_of(e, &r.attributed).name(),
            e.reason,
            e.sentence.of(&a.text)
        );
    }
    let n = |e: &Option<u32>| e.map(|e| l.entity(e).name.clone()).unwrap_or("-".into());
    let s = |s: &[Span]| s.iter().map(|s| s.of(&a.text)).collect::<Vec<_>>().join(" … ");
    for c in &r.attributed.claims {
        println!(
            "CLAIM {} [{}|{}] ({}) <{}> {} | {}",
            c.certainty.name(),
            s(&c.source),
            n(&c.source_entity),
            c.source_kind.name(),
            s(&c.cue),
            c.speech,
            s(&c.content)
        );
    }
    for c in &r.attributed.stances {
        println!("STANCE {} -> {} {:.2} {}", n(&c.holder), n(&c.target), c.polarity, s(&c.cue));
    }
    for c in &r.attributed.agenda {
        println!(
            "AGENDA {} `{}` {:?} priority {:?} pos {}",
            c.issue,
            c.label,
            c.parties.iter().map(|p| l.entity(*p).name.clone()).collect::<Vec<_>>(),
            c.priority.map(|s| s.of(&a.text)),
            c.positions.len()
        );
    }
    for c in &r.attributed.commitments {
        println!(
            "COMMIT {} {} -> {} `{}` {:?} {:?}",
            c.kind.name(),
            n(&c.by),
            n(&c.to),
            c.content.of(&a.text),
            c.deadline,
            c.condition.map(|s| s.of(&a.text))
        );
    }
    for c in &r.attributed.questions {
        println!("QUESTION {}", c.span.of(&a.text));
    }
    if std::env::args().nth(2).is_some() {
        print!("{}", parse::conllu::write(&r.document));
    }
}
