//! Pages out of WARC files (ISO 28500): responses and conversions, one record at a time.

use std::io::{BufRead, Read};

/// A record of more bytes than this is no article.
const LARGEST: u64 = 20 * 1024 * 1024;
/// A header block is shorter than this.
const LONGEST_HEADER: usize = 64 * 1024;

pub(super) struct Reader {
    input: Box<dyn BufRead + Send>,
    number: u64,
    over: bool,
}

/// A page's bytes and address, or why there are none.
pub(super) type Found = Result<(Vec<u8>, Option<String>), String>;

impl Reader {
    pub fn new(input: Box<dyn BufRead + Send>) -> Reader {
        Reader { input, number: 0, over: false }
    }

    /// The next record that may be a page, with its number; records of other kinds are passed over.
    pub fn next_page(&mut self) -> Option<(u64, Found)> {
        while !self.over {
            match self.record() {
                Ok(None) => self.over = true,
                Ok(Some(None)) => {}
                Ok(Some(Some(found))) => return Some((self.number, found)),
                Err(cause) => {
                    // After a broken header nobody knows where the next record begins.
                    self.over = true;
                    return Some((self.number, Err(cause)));
                }
            }
        }
        None
    }

    fn record(&mut self) -> Result<Option<Option<Found>>, String> {
        let Some(header) = self.header()? else { return Ok(None) };
        self.number += 1;
        let field = |name: &str| {
            header.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        let length: u64 =
            field("content-length").and_then(|l| l.parse().ok()).ok_or_else(|| "its length is missing".to_owned())?;
        let kind = field("warc-type").unwrap_or_default();
        let url = field("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
        let wanted = matches!(kind.as_str(), "response" | "conversion" | "resource");
        if !wanted || length > LARGEST {
            let passed = std::io::copy(&mut (&mut self.input).take(length), &mut std::io::sink());
            if passed.map_err(|e| e.to_string())? < length {
                return Err("the file ends within a record".to_owned());
            }
            return Ok(Some(wanted.then(|| Err(format!("{} MB is more than an article may have", length >> 20)))));
        }
        let mut block = Vec::new();
        (&mut self.input).take(length).read_to_end(&mut block).map_err(|e| e.to_string())?;
        if (block.len() as u64) < length {
            return Err("the file ends within a record".to_owned());
        }
        if kind == "response" && block.starts_with(b"HTTP/") {
            return Ok(Some(body(&block).map(|page| page.map(|bytes| (bytes, url)))));
        }
        let content = field("content-type").unwrap_or_default();
        Ok(Some(is_page(&content).then_some(Ok((block, url)))))
    }

    /// The lines of a record's header; none at the end of the file.
    fn header(&mut self) -> Result<Option<String>, String> {
        let mut header = String::new();
        let mut begun = false;
        loop {
            let mut line = Vec::new();
            (&mut self.input).take(LONGEST_HEADER as u64).read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
            if line.is_empty() {
                return if begun { Err("the file ends within a header".to_owned()) } else { Ok(None) };
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end();
            if !begun {
                if text.is_empty() {
                    continue;
                }
                if !text.starts_with("WARC/") {
                    return Err("it does not begin with WARC/".to_owned());
                }
                begun = true;
                continue;
            }
            if text.is_empty() {
                return Ok(Some(header));
            }
            header.push_str(text);
            header.push('\n');
            if header.len() > LONGEST_HEADER {
                return Err("its header does not end".to_owned());
            }
        }
    }
}

fn is_page(content: &str) -> bool {
    let content = content.to_ascii_lowercase();
    content.contains("text/html") || content.contains("xhtml") || content.contains("text/plain")
}

/// The body of an HTTP response that is a page; none for pictures, scripts and errors.
fn body(response: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let end = response.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&response[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)).unwrap_or("");
    let field = |name: &str| {
        head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
        })
    };
    if status != "200" || !is_page(&field("content-type").unwrap_or_default()) {
        return None;
    }
    let mut bytes = response[end + 4..].to_vec();
    // Crawlers that store the decoded body leave the headers as they were.
    if field("transfer-encoding").is_some_and(|t| t.contains("chunked"))
        && let Some(joined) = dechunked(&bytes)
    {
        bytes = joined;
    }
    if field("content-encoding").is_some_and(|e| e.contains("gzip")) && bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let read = flate2::read::GzDecoder::new(bytes.as_slice()).take(LARGEST + 1).read_to_end(&mut plain);
        if let Err(error) = read {
            return Some(Err(error.to_string()));
        }
        if plain.len() as u64 > LARGEST {
            return Some(Err(format!("more than {} MB when unpacked", LARGEST >> 20)));
        }
        bytes = plain;
    }
    Some(Ok(bytes))
}

/// The chunks of a body joined; none where it is not chunked after all.
fn dechunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut at, mut out) = (0, Vec::new());
    loop {
        let line = bytes.get(at..)?.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..at + line]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        at += line + 2;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(bytes.get(at..at.checked_add(size)?)?);
        at += size + 2;
    }
}
