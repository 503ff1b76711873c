//! Facts from text: the `id` format of temporal knowledge graph data.

use super::fact::{Clock, Fact, Facts, Relation};
use crate::error::{Error, Kind};
use crate::plover::QuadClass;

/// A data set with its usual three parts.
pub struct Parts {
    pub facts: Facts,
    /// The first day of the validation part and of the test part.
    pub valid_from: u16,
    pub test_from: u16,
}

/// The texts of a folder in `id` format.
pub struct Texts<'a> {
    pub entities: &'a str,
    pub relations: &'a str,
    /// `id name cameo root quad`, with a header line; optional.
    pub cameo: Option<&'a str>,
    pub train: &'a str,
    pub valid: &'a str,
    pub test: &'a str,
}

/// Reads the parts; times are divided by their greatest common step, so that days count by one.
pub fn parts(texts: &Texts) -> Result<Parts, Error> {
    let entities = dictionary(texts.entities, "entity2id.txt")?;
    let names = dictionary(texts.relations, "relation2id.txt")?;
    let mut relations: Vec<Relation> = names.into_iter().map(|name| Relation { name, family: 0, quad: None }).collect();
    if let Some(text) = texts.cameo {
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (Some(id), Some(root), Some(quad)) = (cells.first(), cells.get(3), cells.get(4)) else { continue };
            let Some(relation) = id.parse::<usize>().ok().and_then(|i| relations.get_mut(i)) else { continue };
            relation.family = root.parse().unwrap_or(0);
            relation.quad = match *quad {
                "1" => Some(QuadClass::VerbalCooperation),
                "2" => Some(QuadClass::MaterialCooperation),
                "3" => Some(QuadClass::VerbalConflict),
                "4" => Some(QuadClass::MaterialConflict),
                _ => None,
            };
        }
    }
    let mut rows = Vec::new();
    let mut starts = [0u64; 3];
    for (part, (text, name)) in
        [(texts.train, "train.txt"), (texts.valid, "valid.txt"), (texts.test, "test.txt")].into_iter().enumerate()
    {
        let first = rows.len();
        quadruples(text, name, entities.len(), relations.len(), &mut rows)?;
        starts[part] = rows[first..].iter().map(|r| r.3).min().unwrap_or(0);
    }
    let step = rows.iter().fold(0, |step, r| gcd(step, r.3)).max(1);
    let base = rows.iter().map(|r| r.3 / step).min().unwrap_or(0);
    let mut facts = Vec::with_capacity(rows.len());
    for (subject, relation, object, time) in rows {
        let day = u16::try_from(time / step - base)
            .map_err(|_| Error::new(Kind::Input, "reading facts").because("the times span more than 65535 steps"))?;
        facts.push(Fact { day, subject, relation, object });
    }
    facts.sort_by_key(|f| f.day);
    Ok(Parts {
        facts: Facts { entities, relations, facts, clock: Clock { first: base * step, step } },
        valid_from: (starts[1] / step - base) as u16,
        test_from: (starts[2] / step - base) as u16,
    })
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Names by id.
fn dictionary(text: &str, file: &str) -> Result<Vec<String>, Error> {
    let wrong = |n: usize| {
        Error::new(Kind::Input, "reading a dictionary")
            .at(format!("{file}:{}", n + 1))
            .because("a line must be a name, a tab and an id, ids counting from 0 without gaps")
    };
    let mut named = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let (name, id) = line.rsplit_once('\t').ok_or_else(|| wrong(n))?;
        named.push((id.trim().parse::<usize>().map_err(|_| wrong(n))?, name.trim().to_owned(), n));
    }
    named.sort();
    named.into_iter().enumerate().map(|(idx, (id, name, n))| if idx == id { Ok(name) } else { Err(wrong(n)) }).collect()
}

fn quadruples(
    text: &str,
    file: &str,
    n_entities: usize,
    n_relations: usize,
    out: &mut Vec<(u32, u16, u32, u64)>,
) -> Result<(), Error> {
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let mut cells = line.split_whitespace().map(|c| c.parse::<u64>().ok());
        let mut next = || cells.next().flatten();
        let row = (next(), next(), next(), next());
        match row {
            (Some(s), Some(r), Some(o), Some(t))
                if (s as usize) < n_entities && (o as usize) < n_entities && (r as usize) < n_relations =>
            {
                out.push((s as u32, r as u16, o as u32, t));
            }
            _ => {
                return Err(Error::new(Kind::Input, "reading facts")
                    .at(format!("{file}:{}", n + 1))
                    .because("a line must be subject, relation, object and time, as ids of the dictionaries"));
            }
        }
    }
    Ok(())
}
