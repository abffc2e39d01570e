//! Half-open byte ranges of a query text, and their lines and columns.

use serde::Serialize;

/// A half-open range of bytes in one query text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; positions past 4 GiB are clamped.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end) }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Span) -> Self {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range at the end of this one.
    pub fn after(self) -> Self {
        Span { start: self.end, end: self.end }
    }

    /// As a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers; empty when the span is not of this text.
    pub fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or("")
    }
}

/// One-based line and column (in characters) of a byte position.
pub fn line_and_column(source: &str, at: u32) -> (usize, usize) {
    let before = before(source, at);
    (before.matches('\n').count() + 1, last_line(before).chars().count() + 1)
}

/// One-based column of a byte position in the units of UTF-16, as most editors count.
pub fn utf16_column(source: &str, at: u32) -> usize {
    last_line(before(source, at)).encode_utf16().count() + 1
}

/// The text before a position; within a character, before that.
fn before(source: &str, at: u32) -> &str {
    let mut at = (at as usize).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    &source[..at]
}

fn last_line(text: &str) -> &str {
    text.rfind('\n').map_or(text, |end| &text[end + 1..])
}
