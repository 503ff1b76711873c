//! Half-open byte ranges into one article's text.

/// A half-open range of bytes into one article's canonical text.
///
/// Every token, mention, event, claim and notice carries one, so that each field can be shown with
/// the words it rests on.
///
/// ```
/// use legation::Span;
/// let text = "Baku hosted talks.";
/// let span = Span::new(0, 4);
/// assert_eq!(span.of(text), "Baku");
/// assert!(span.overlaps(Span::new(3, 8)) && !span.overlaps(Span::new(4, 8)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets; `start` must not lie after `end`.
    pub const fn new(start: u32, end: u32) -> Span {
        assert!(start <= end, "a span ends where it starts or later");
        Span { start, end }
    }

    /// Makes a span from `usize` offsets, as slices and searches give them.
    pub const fn at(start: usize, end: usize) -> Span {
        Span::new(start as u32, end as u32)
    }

    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the words of `text` that this span covers, or nothing where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the shortest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
