//! The door: bytes become text, or a clear error that says what to do.
//!
//! Size and nesting depth are capped here, because both extractors behind the door take quadratic
//! time on deep pages (600 nested elements 0.3 s, 20,000 over a minute: `reading.md`, measured).

use crate::error::{Error, Kind, Notice};

/// A page larger than this is not an article; the largest of 1,200 measured news pages had 5 MB.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// Deeper elements are opened flat. No page of the public benchmarks is deeper than 120.
pub const MAX_DEPTH: usize = 256;

/// Bytes that passed the door.
pub(super) struct Decoded {
    pub text: String,
    pub html: bool,
    pub notices: Vec<Notice>,
}

/// Decodes bytes, tells a page from plain text, and refuses what is neither.
pub(super) fn decode(bytes: &[u8], kind: super::InputKind) -> Result<Decoded, Error> {
    let refuse =
        |cause: String, hint: &str| Err(Error::new(Kind::Input, "reading the article").because(cause).hint(hint));
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return refuse("the file is empty".to_owned(), "hand in a saved web page or a text file");
    }
    if bytes.len() > MAX_BYTES {
        let megabytes = bytes.len() / (1024 * 1024);
        return refuse(
            format!("{megabytes} MB is more than the {} MB an article may have", MAX_BYTES / (1024 * 1024)),
            "save the article's own page, or split the file",
        );
    }
    if let Some(what) = signature(bytes) {
        return refuse(format!("this is {what}, not a web page or a text"), "convert it to text or HTML first");
    }
    let mut notices = Vec::new();
    let text = characters(bytes, &mut notices);
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    let total = text.chars().count();
    if odd * 20 > total || (total < 100 && odd > 4) {
        return refuse(
            "most of it is not text (control characters)".to_owned(),
            "check that the file was saved as a page or a text",
        );
    }
    let opening = text.trim_start().lines().next().unwrap_or("");
    if kind == super::InputKind::Auto && opening.starts_with("{\"") && opening.trim_end().ends_with('}') {
        return refuse(
            "these are lines of JSON, not a web page or a text".to_owned(),
            "`legation code FILE` and `legation record FILE` read articles as JSON Lines",
        );
    }
    let html = match kind {
        super::InputKind::Html => true,
        super::InputKind::Text => false,
        super::InputKind::Auto => looks_like_html(&text),
    };
    Ok(Decoded { text, html, notices })
}

/// Names a binary format by its first bytes.
fn signature(bytes: &[u8]) -> Option<&'static str> {
    let known: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"SQLite format 3", "a database"),
    ];
    if let Some((_, name)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(name);
    }
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let zeros = bytes.iter().take(65_536).filter(|b| **b == 0).count();
    (!wide && zeros * 50 > bytes.len().min(65_536)).then_some("a binary file")
}

/// Decodes by byte-order mark, then a declared charset, then by looking.
fn characters(bytes: &[u8], notices: &mut Vec<Notice>) -> String {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let declared = declared_charset(bytes);
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(262_144)], true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (encoding, basis) = match declared {
        // A page that says UTF-8 and is not is decoded by looking: the word is proved wrong.
        Some(encoding) if encoding != encoding_rs::UTF_8 => (encoding, "declared"),
        _ => (guessed, "guessed"),
    };
    let (text, _, broken) = encoding.decode(bytes);
    notices.push(Notice {
        room: "read",
        code: "charset",
        span: None,
        message: format!(
            "the bytes are not UTF-8; read as {} ({basis}){}",
            encoding.name(),
            if broken { ", some characters could not be read" } else { "" }
        ),
    });
    text.into_owned()
}

fn declared_charset(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = head.windows(7).position(|w| w == b"charset")?;
    let rest = &head[at + 7..];
    let name: Vec<u8> = rest
        .iter()
        .skip_while(|b| matches!(b, b'=' | b' ' | b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .copied()
        .collect();
    encoding_rs::Encoding::for_label(&name)
}

fn looks_like_html(text: &str) -> bool {
    let head: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let head = head.trim_start();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || ["<head", "<body", "<div", "<p>", "<article", "<meta ", "<span"]
            .iter()
            .filter(|tag| head.contains(*tag))
            .count()
            >= 2
}

/// Rewrites a page so that no element lies deeper than [`MAX_DEPTH`]; linear in its length.
pub(super) fn cap_depth(html: &str, notices: &mut Vec<Notice>) -> String {
    let marks = html.bytes().enumerate().filter(|(_, b)| matches!(b, b'<' | b'&')).nth(MAX_MARKS);
    let html = match marks {
        None => html,
        Some((at, _)) => {
            notices.push(Notice {
                room: "read",
                code: "page-cut",
                span: None,
                message: format!("the page was read up to its {MAX_MARKS}th tag or character reference"),
            });
            &html[..at]
        }
    };
    // A first pass only measures, so that ordinary pages are not rewritten.
    let mut gate = Gate::default();
    let mut dropped = 0usize;
    tags(html, |tag| dropped += usize::from(!gate.admits(tag)));
    if dropped == 0 {
        return html.to_owned();
    }
    notices.push(Notice {
        room: "read",
        code: "nesting-capped",
        span: None,
        message: format!(
            "{dropped} tags were left out: elements are read {MAX_DEPTH} deep, and {MAX_TAGS} tags of a page at most"
        ),
    });
    let mut gate = Gate::default();
    let mut out = String::with_capacity(html.len().min(1 << 20));
    let mut copied = 0usize;
    tags(html, |tag| {
        if !gate.admits(tag) {
            out.push_str(&html[copied..tag.from]);
            copied = tag.to;
        }
    });
    out.push_str(&html[copied..]);
    out
}

/// More tags than this are no article: the largest of the public benchmarks' pages has 30,000.
const MAX_TAGS: usize = 100_000;

/// Each angle and ampersand costs the parser some microseconds, three times over: twenty megabytes
/// of nothing else would take minutes.
const MAX_MARKS: usize = 300_000;

/// The parser compares each attribute of a tag with all others.
const MAX_ATTRIBUTE_MARKS: usize = 2_000;

/// Open formatting elements are opened again in every later block, so that a few hundred of them
/// multiply a page.
const MAX_FORMATS: usize = 24;

/// These never nest, or close themselves when their twin opens.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

const FORMATS: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose end tags close nothing across a block: the parser ignores them there.
const INLINE: &[&str] =
    &["span", "label", "abbr", "cite", "q", "time", "sub", "sup", "mark", "bdi", "bdo", "ins", "del"];

#[derive(Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    /// Whether it has no more attributes than a tag has.
    attributes_fit: bool,
    from: usize,
    to: usize,
}

/// Follows the parser's stack of open elements, and never believes it shallower than it is.
#[derive(Default)]
struct Gate<'a> {
    /// Open elements: name, levels it adds, whether its tag was let in.
    open: Vec<(&'a str, usize, bool)>,
    depth: usize,
    formats: usize,
    tags: usize,
}

impl<'a> Gate<'a> {
    fn admits(&mut self, tag: Tag<'a>) -> bool {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return false;
        }
        let is = |list: &[&str]| list.iter().any(|n| n.eq_ignore_ascii_case(tag.name));
        if is(FLAT) {
            return tag.closing || self.depth < MAX_DEPTH && tag.attributes_fit;
        }
        let format = is(FORMATS);
        if !tag.closing {
            // Lists and tables bring the levels of their rows and cells.
            let levels = match tag.name.len() {
                2 if is(&["ul", "ol", "dl"]) => 2,
                5 if is(&["table"]) => 4,
                _ => 1,
            };
            let admitted =
                self.depth + levels <= MAX_DEPTH && !(format && self.formats >= MAX_FORMATS) && tag.attributes_fit;
            self.open.push((tag.name, levels, admitted));
            if admitted {
                self.depth += levels;
                self.formats += usize::from(format);
            }
            return admitted;
        }
        // Twins lie near the top; looking no further keeps the walk linear.
        let near = self.open.len().saturating_sub(400);
        let Some(at) = self.open[near..].iter().rposition(|o| o.0.eq_ignore_ascii_case(tag.name)) else {
            // A tag that closes nothing here could close something in the page; it is left out
            // once the page is too deep to follow.
            return near == 0;
        };
        let at = near + at;
        let admitted = self.open[at].2;
        // Formatting and inline elements close alone; a block closes all that is open inside it.
        let last = if format || is(INLINE) { at + 1 } else { self.open.len() };
        for (name, levels, let_in) in self.open.drain(at..last) {
            if let_in {
                self.depth -= levels;
                self.formats -= usize::from(FORMATS.iter().any(|n| n.eq_ignore_ascii_case(name)));
            }
        }
        admitted
    }
}

/// Calls back for each tag outside comments, scripts and other raw text; quotes are respected.
fn tags<'a>(html: &'a str, mut each: impl FnMut(Tag<'a>)) {
    const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'<')) {
        let from = at + offset;
        if bytes[from..].starts_with(b"<!--") {
            at = comment_end(bytes, from + 4);
            continue;
        }
        let closing = bytes.get(from + 1) == Some(&b'/');
        let start = from + 1 + usize::from(closing);
        let first = bytes.get(start).copied().unwrap_or(b' ');
        if !first.is_ascii_alphabetic() {
            // "<!doctype", "<?xml" and "</3" last to the next angle; "a < b" is text.
            let bogus = closing || matches!(first, b'!' | b'?');
            at = if bogus { after_angle(bytes, start) } else { from + 1 };
            continue;
        }
        let length =
            bytes[start..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/')).count();
        let name = &html[start..start + length];
        let end = tag_end(bytes, start + length);
        at = end;
        let attribute_marks =
            bytes[start..end].iter().filter(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'/')).count();
        each(Tag { name, closing, attributes_fit: attribute_marks <= MAX_ATTRIBUTE_MARKS, from, to: end });
        if !closing && RAW.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            let close = format!("</{name}");
            at = find_ignoring_case(bytes, end, close.as_bytes()).unwrap_or(bytes.len());
        }
    }
}

/// Where a tag ends: the first angle that no quoted attribute value holds.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let mut value = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if value => {
                let Some(length) = bytes[at + 1..].iter().position(|&b| b == byte) else { return bytes.len() };
                at += length + 1;
                value = false;
            }
            b'=' => value = true,
            b if b.is_ascii_whitespace() => {}
            _ => value = false,
        }
        at += 1;
    }
    bytes.len()
}

fn comment_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(b"");
    if rest.starts_with(b">") || rest.starts_with(b"->") {
        return after_angle(bytes, from);
    }
    let mut at = from;
    while let Some(dashes) = bytes.get(at..).and_then(|r| r.windows(2).position(|w| w == b"--")) {
        let behind = at + dashes + 2;
        match (bytes.get(behind), bytes.get(behind + 1)) {
            (Some(b'>'), _) => return behind + 1,
            (Some(b'!'), Some(b'>')) => return behind + 2,
            _ => at = behind - 1,
        }
    }
    bytes.len()
}

fn after_angle(bytes: &[u8], from: usize) -> usize {
    bytes[from.min(bytes.len())..].iter().position(|&b| b == b'>').map_or(bytes.len(), |e| from + e + 1)
}

fn find_ignoring_case(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|w| w.eq_ignore_ascii_case(what)).map(|at| from + at)
}
