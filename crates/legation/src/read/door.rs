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
    // A first pass only measures, so that ordinary pages are not copied.
    let mut depth = 0usize;
    let mut deepest = 0usize;
    tags(html, |tag, _| {
        match tag {
            Tag::Open => depth += 1,
            Tag::Close => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
    });
    if deepest <= MAX_DEPTH {
        return html.to_owned();
    }
    notices.push(Notice {
        room: "read",
        code: "nesting-capped",
        span: None,
        message: format!("elements nested {deepest} deep were read as if {MAX_DEPTH} deep"),
    });
    let mut out = String::with_capacity(html.len().min(1 << 20));
    let (mut depth, mut copied) = (0usize, 0usize);
    tags(html, |tag, (from, to)| {
        let drop = match tag {
            Tag::Open => {
                depth += 1;
                depth > MAX_DEPTH
            }
            Tag::Close => {
                let drop = depth > MAX_DEPTH;
                depth = depth.saturating_sub(1);
                drop
            }
        };
        if drop {
            out.push_str(&html[copied..from]);
            copied = to;
        }
    });
    out.push_str(&html[copied..]);
    out
}

enum Tag {
    Open,
    Close,
}

/// Calls back for every tag that nests, with its byte range.
fn tags(html: &str, mut each: impl FnMut(Tag, (usize, usize))) {
    // These never nest, or close themselves when their twin opens.
    const FLAT: &[&str] = &[
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
        "param", "source", "td", "th", "tr", "track", "wbr",
    ];
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(|&b| b == b'<') {
        let from = at + offset;
        if bytes[from..].starts_with(b"<!--") {
            at = find(bytes, from + 4, b"-->").map_or(bytes.len(), |end| end + 3);
            continue;
        }
        let closing = bytes.get(from + 1) == Some(&b'/');
        let start = from + 1 + usize::from(closing);
        let length = bytes[start.min(bytes.len())..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if length == 0 || length > 20 {
            at = from + 1;
            continue;
        }
        let name = html[start..start + length].to_ascii_lowercase();
        let end = bytes[start..].iter().position(|&b| b == b'>').map_or(bytes.len(), |e| start + e + 1);
        if !closing && matches!(name.as_str(), "script" | "style" | "noscript" | "template" | "svg") {
            let close = format!("</{name}");
            at = find_ignoring_case(bytes, end, close.as_bytes()).unwrap_or(bytes.len());
            // The closing tag itself is skipped too, so that depth stays balanced.
            at = bytes[at..].iter().position(|&b| b == b'>').map_or(bytes.len(), |e| at + e + 1);
            continue;
        }
        if !FLAT.contains(&name.as_str()) {
            let own = bytes.get(end.wrapping_sub(2)) == Some(&b'/');
            if closing {
                each(Tag::Close, (from, end));
            } else if !own {
                each(Tag::Open, (from, end));
            }
        }
        at = end.max(from + 1);
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|w| w == what).map(|at| from + at)
}

fn find_ignoring_case(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|w| w.eq_ignore_ascii_case(what)).map(|at| from + at)
}
