//! robots.txt (RFC 9309): what a site asks not to be read by machines.

use std::time::Duration;

/// The rules that concern us.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Robots {
    /// Path pattern, and whether it may be read.
    rules: Vec<(String, bool)>,
    nothing: bool,
    /// Pause that the site asks for between two requests.
    pub pause: Option<Duration>,
}

/// Longer files are read so far.
const LONGEST: usize = 500 * 1024;

impl Robots {
    /// Everything may be read.
    pub fn open() -> Robots {
        Robots::default()
    }

    /// Nothing may be read: the site's wishes cannot be known.
    pub fn closed() -> Robots {
        Robots { nothing: true, ..Robots::default() }
    }

    /// The group for `name`, else the group for all.
    ///
    /// ```
    /// use legation_fetch::Robots;
    /// let robots = Robots::of(b"User-agent: *\nDisallow: /private\nAllow: /private/open", "legation");
    /// assert!(robots.allows("/news") && robots.allows("/private/open/1") && !robots.allows("/private/1"));
    /// ```
    pub fn of(bytes: &[u8], name: &str) -> Robots {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).into_owned();
        let (mut ours, mut all) = (Robots::default(), Robots::default());
        let (mut in_ours, mut in_all, mut named, mut heads) = (false, false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or("");
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !heads {
                    (in_ours, in_all) = (false, false);
                }
                heads = true;
                let token = value.split(['/', ' ']).next().unwrap_or("");
                if token.eq_ignore_ascii_case(name) {
                    (in_ours, named) = (true, true);
                }
                in_all |= token == "*";
                continue;
            }
            heads = false;
            for (inside, robots) in [(in_ours, &mut ours), (in_all, &mut all)] {
                match key.as_str() {
                    "allow" | "disallow" if inside && !value.is_empty() => {
                        robots.rules.push((value.to_owned(), key == "allow"));
                    }
                    "crawl-delay" if inside => {
                        let seconds = value.parse::<f64>().ok().filter(|s| s.is_finite() && *s >= 0.0);
                        robots.pause = seconds.map(|s| Duration::from_secs_f64(s.min(60.0)));
                    }
                    _ => {}
                }
            }
        }
        if named { ours } else { all }
    }

    /// Whether a path with its query may be read: the longest rule decides, and among equals the kinder.
    pub fn allows(&self, path: &str) -> bool {
        if self.nothing {
            return false;
        }
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern.as_bytes(), path.as_bytes()));
        fitting.max_by_key(|(pattern, allow)| (pattern.len(), *allow)).is_none_or(|(_, allow)| *allow)
    }
}

/// Whether a path begins as a pattern says; `*` stands for anything, `$` for the end.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, whole) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split(|b| *b == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !whole || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if whole && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        if part.is_empty() {
            continue;
        }
        match rest.windows(part.len()).position(|w| w == part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Robots;

    #[test]
    fn groups_wildcards_and_the_longest_rule() {
        let text = "# wishes\nUser-agent: other\nDisallow: /\n\nUser-agent: Legation/1.0\nUser-agent: third\n\
                    Disallow: /a\nAllow: /a/b$\nDisallow: /*.pdf$\nDisallow: /x*y\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /news\n";
        let robots = Robots::of(text.as_bytes(), "legation");
        for (path, allowed) in [
            ("/news", true),
            ("/a", false),
            ("/a/b", true),
            ("/a/b/c", false),
            ("/file.pdf", false),
            ("/file.pdf?x", true),
            ("/xzzyq", false),
            ("/xzz", true),
            ("/", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        assert_eq!(robots.pause.map(|p| p.as_secs()), Some(7));
        let other = Robots::of(text.as_bytes(), "stranger");
        assert!(!other.allows("/news/1") && other.allows("/a"));
        assert!(Robots::of(b"Disallow: /", "legation").allows("/"), "a rule of nobody's");
        assert!(Robots::of(b"User-agent: *\nDisallow:", "legation").allows("/"), "an empty rule forbids nothing");
        assert!(!Robots::closed().allows("/") && Robots::open().allows("/"));
    }
}
