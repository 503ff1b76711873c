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
    let day = a.published.as_ref().map(|p| p.date);
    let t = std::time::Instant::now();
    let lex = code::Lexicon::builtin();
    println!("lexicon {:?} {}", t.elapsed(), lex.len());
    let t = std::time::Instant::now();
    let c = code::events(&d, &l, &code::Setting { article: &a.id, published: day }, lex);
    println!("code {:?}", t.elapsed());
    for e in &c.events {
        let r = |r: &Vec<code::Role>| {
            r.iter()
                .map(|r| format!("{}[{} {:?}]", r.name, r.country.as_deref().unwrap_or("-"), r.sector))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        println!(
            "{} {:?} {} -> {} | {} {:?} | {:?} {} {} | {:?} | {}\n     {}",
            e.event_type.name(),
            e.modes,
            r(&e.actors),
            r(&e.recipients),
            e.status.name(),
            e.status_cue.map(|s| s.of(&a.text)),
            e.date.from,
            e.date.precision.name(),
            e.date.basis.name(),
            e.place.as_ref().map(|p| &p.name),
            e.reason,
            e.sentence.of(&a.text)
        );
    }
    if std::env::args().nth(2).is_some() {
        print!("{}", parse::conllu::write(&r.document));
    }
}
