//! What a request asks for: its path, its parameters, its shape.

use std::collections::BTreeMap;

use legation::error::Error;
use legation::record::Archive;
use legation::record::question::{self, Filter};

use crate::problem::Problem;

/// Shapes in which data goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, PartialOrd, Ord)]
pub enum Shape {
    #[default]
    Json,
    Csv,
    Parquet,
    Graphml,
    Geojson,
}

impl Shape {
    pub const ALL: [Shape; 5] = [Shape::Json, Shape::Csv, Shape::Parquet, Shape::Graphml, Shape::Geojson];

    /// The end of an address that asks for it.
    pub fn extension(self) -> &'static str {
        match self {
            Shape::Json => "json",
            Shape::Csv => "csv",
            Shape::Parquet => "parquet",
            Shape::Graphml => "graphml",
            Shape::Geojson => "geojson",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Shape::Json => "application/json",
            Shape::Csv => "text/csv; charset=utf-8; header=present",
            Shape::Parquet => "application/vnd.apache.parquet",
            Shape::Graphml => "application/graphml+xml",
            Shape::Geojson => "application/geo+json",
        }
    }

    fn plain_type(self) -> &'static str {
        self.media_type().split(';').next().unwrap_or("")
    }
}

/// A request for data, checked against its route.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// What stands in the path for `{id}`.
    pub id: String,
    /// Parameters by name.
    pub parameters: BTreeMap<String, String>,
    /// In which shape the answer goes out.
    pub shape: Shape,
    /// The day it is, for what depends on it.
    pub today: String,
}

/// Rows of a page where none are asked for, and the most that are given.
const LIMIT: usize = 50;
const MAX_LIMIT: usize = 1_000;

impl Ask {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Result<Option<usize>, Problem> {
        self.get(name).map(|n| n.parse().map_err(|_| Problem::bad(format!("{name}={n} is no number")))).transpose()
    }

    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => Err(Problem::bad(format!("{name}={other} is neither true nor false"))),
        }
    }

    pub fn limit(&self) -> Result<usize, Problem> {
        match self.number("limit")? {
            None => Ok(LIMIT),
            Some(n) if (1..=MAX_LIMIT).contains(&n) => Ok(n),
            Some(n) => Err(Problem::bad(format!("limit={n} is not between 1 and {MAX_LIMIT}"))
                .hint("ask page by page: each gives the address of the next")),
        }
    }

    /// The filter that the parameters make; names are those of the command line.
    pub fn filter(&self, archive: &Archive) -> Result<Filter, Problem> {
        let party = |name: &str| -> Result<Option<String>, Error> {
            self.get(name).map(|words| question::party(archive, words)).transpose()
        };
        Ok(Filter {
            as_of: self.text("as_of"),
            from: self.text("from"),
            to: self.text("to"),
            actor: party("actor")?.or(party("source")?).or(party("by")?),
            recipient: party("recipient")?,
            party: party("party")?,
            dyad: self.filter_dyad(archive)?,
            event_type: self.get("type").map(str::to_uppercase),
            certainty: self.text("certainty"),
            status: self.text("status"),
            state: self.text("state"),
            publisher: self.text("publisher"),
            issue: self.text("issue"),
            min_sources: self.number("min_sources")?.unwrap_or(0),
            contradicted: self.flag("contradicted")?,
            disputed: self.flag("disputed")?,
            happened: match self.get("counted") {
                None | Some("everything") => false,
                Some("happened") => true,
                Some(other) => return Err(Problem::bad(format!("counted={other} is neither happened nor everything"))),
            },
            words: self.text("q").or(self.text("words")),
            limit: Some(self.limit()?),
            after: self.text("after"),
        })
    }

    /// The pair that `dyad` names.
    pub fn filter_dyad(&self, archive: &Archive) -> Result<Option<(String, String)>, Problem> {
        let Some(words) = self.get("dyad") else { return Ok(None) };
        let (a, b) = words.split_once(',').or_else(|| words.split_once('-')).ok_or_else(|| {
            Problem::bad(format!("dyad={words} names one country")).hint("write two: dyad=ARM,AZE or dyad=ARM-AZE")
        })?;
        Ok(Some((question::party(archive, a.trim())?, question::party(archive, b.trim())?)))
    }

    /// The parameters as they are written in an address, in order.
    pub fn query(&self, without: &str, with: Option<(&str, &str)>) -> String {
        let kept = self.parameters.iter().filter(|(name, _)| *name != without);
        let pairs = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(with);
        pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }
}

/// A path split into decoded segments, and the shape that its end asks for.
pub(crate) fn path(raw: &str) -> Result<(Vec<String>, Option<Shape>), Problem> {
    let mut segments = Vec::new();
    for part in raw.strip_prefix('/').unwrap_or(raw).split('/') {
        let text = decode(part, false)?;
        // No file is ever named by a path, but nothing that looks for one is played with.
        let odd = text.contains(['/', '\\']) || text.chars().any(char::is_control) || text == "." || text == "..";
        if odd || (text.is_empty() && raw != "/") {
            return Err(Problem::bad("the path is not one of this desk").close());
        }
        segments.push(text);
    }
    let mut shape = None;
    if let Some(last) = segments.last_mut()
        && let Some((stem, extension)) = last.rsplit_once('.')
        && let Some(found) = Shape::ALL.into_iter().find(|s| s.extension() == extension)
    {
        shape = Some(found);
        *last = stem.to_owned();
    }
    Ok((segments, shape))
}

/// Parameters by name; a name that comes twice is refused, since two readers could differ over it.
pub(crate) fn parameters(query: &str) -> Result<BTreeMap<String, String>, Problem> {
    let mut found = BTreeMap::new();
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name, true)?, decode(value, true)?);
        if found.len() >= 40 {
            return Err(Problem::bad("there are more parameters than any page has"));
        }
        let name = name.replace('-', "_");
        if found.insert(name.clone(), value).is_some() {
            return Err(Problem::bad(format!("the parameter {name} stands there twice")));
        }
    }
    Ok(found)
}

/// Undoes percent encoding; what is no UTF-8 afterwards is refused.
fn decode(text: &str, plus: bool) -> Result<String, Problem> {
    let wrong = || Problem::bad("the address is not well encoded");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).ok_or_else(wrong);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                bytes.push((high * 16 + low) as u8);
            }
            b'+' if plus => bytes.push(b' '),
            byte => bytes.push(byte),
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    if text.contains('\0') { Err(wrong()) } else { Ok(text) }
}

/// Percent encoding of everything but letters, digits and `-._~:,`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What an `Accept` header asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    Page,
    Data(Shape),
    /// Nothing that this route has.
    Neither,
}

/// Chooses between the page and the shapes of its data.
pub(crate) fn accepted(header: Option<&str>, shapes: &[Shape], has_page: bool) -> Wanted {
    let Some(header) = header else { return Wanted::Data(Shape::Json) };
    let mut best: (f32, Wanted) = (0.0, Wanted::Neither);
    for part in header.split(',') {
        let mut fields = part.split(';').map(str::trim);
        let media = fields.next().unwrap_or("").to_ascii_lowercase();
        let quality = fields.find_map(|f| f.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0f32);
        let wanted = match media.as_str() {
            "text/html" | "application/xhtml+xml" if has_page => Wanted::Page,
            "*/*" | "application/*" if shapes.contains(&Shape::Json) => Wanted::Data(Shape::Json),
            "*/*" if has_page => Wanted::Page,
            media => match shapes.iter().find(|s| s.plain_type() == media) {
                Some(shape) => Wanted::Data(*shape),
                None => continue,
            },
        };
        // The first of equals counts, as browsers and curl mean it.
        if quality > best.0 {
            best = (quality, wanted);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once_and_odd_ones_refused() {
        let (segments, shape) = path("/actors/person:ilham-aliyev.json").expect("a path");
        assert_eq!((segments.join("|").as_str(), shape), ("actors|person:ilham-aliyev", Some(Shape::Json)));
        assert_eq!(path("/explain/quad%20class").expect("a path").0[1], "quad class");
        for odd in ["/..%2fetc", "/%2e%2e/x", "/a//b", "/a%00b", "/%c0%ae", "/a%zz", "/a%5cb", "/%ff", "//x", "/%2"] {
            assert!(path(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_browser_gets_the_page_and_a_program_the_data() {
        let shapes = [Shape::Json, Shape::Csv];
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(accepted(Some(browser), &shapes, true), Wanted::Page);
        assert_eq!(accepted(Some("*/*"), &shapes, true), Wanted::Data(Shape::Json));
        assert_eq!(accepted(Some("text/csv, application/json;q=0.5"), &shapes, true), Wanted::Data(Shape::Csv));
        assert_eq!(accepted(Some("image/png"), &shapes, true), Wanted::Neither);
        assert_eq!(accepted(None, &shapes, true), Wanted::Data(Shape::Json));
    }
}
