//! Text on its way to a terminal: made harmless, measured, shortened, padded, painted.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// The text with everything that would steer a terminal shown instead of sent: control characters, escape sequences, and
/// marks that override the direction of writing. A line break is `⏎`, a tab a blank.
///
/// Marks that only join or hint (ZWJ, ZWNJ, LRM, RLM) stay: Dari is written with them.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let unified = text.replace("\r\n", "\n");
    for c in unified.chars() {
        match c {
            '\n' => shown.push('⏎'),
            '\t' => shown.push(' '),
            // Unicode has a picture of each of the old control characters, in the same order.
            '\0'..='\x1f' => shown.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\x7f' => shown.push('␡'),
            c if steers(c) => shown.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character steers a terminal rather than being shown by it.
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// The cells of a terminal that a text takes.
///
/// This is the sum over its characters, as terminals count. The width of the string in `unicode-width` joins characters that
/// most terminals do not: lam and alef, emoji sequences.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text, or as much of it as fits into `limit` cells with a `…`. Never parts a character from its accents.
pub fn shorten(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let kept = text.char_indices().find(|(_, c)| {
        used += char_width(*c);
        used > limit.saturating_sub(1)
    });
    let kept = kept.map_or(text, |(at, _)| &text[..at]).trim_end_matches([' ', '\u{200c}', '\u{200d}']);
    Cow::Owned(format!("{kept}…"))
}

/// Which side of its column a text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// The text with blanks on the other side, `cells` wide.
pub fn pad(text: &str, cells: usize, side: Side) -> String {
    let blanks = " ".repeat(cells.saturating_sub(width(text)));
    match side {
        Side::Left => format!("{text}{blanks}"),
        Side::Right => format!("{blanks}{text}"),
    }
}

/// Keeps the columns of a line in their order on terminals that turn right-to-left text around: a run of such text ends at a
/// left-to-right mark and cannot pull the next column to its other side.
pub fn fenced(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().any(is_right_to_left) { Cow::Owned(format!("\u{200e}{text}\u{200e}")) } else { text }
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin, and their presentation forms.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// How words are set off where colours are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Paint {
    /// Headers.
    Bold,
    /// What stands back: rules, unknown values, footers.
    Dim,
    /// A word of the language.
    Keyword,
    /// A text in quotes.
    Quoted,
    /// A number or a date.
    Number,
    /// What is wrong.
    Fault,
}

/// The text in a paint; unchanged without colours.
pub fn paint(text: &str, paint: Paint, color: bool) -> Cow<'_, str> {
    let code = match paint {
        Paint::Bold => "1",
        Paint::Dim => "2",
        Paint::Keyword => "36",
        Paint::Quoted => "32",
        Paint::Number => "33",
        Paint::Fault => "4;31",
    };
    if color { Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_passes() {
        assert_eq!(harmless("plain کابل é"), "plain کابل é");
        assert_eq!(harmless("\u{1b}[31mred\u{7}\u{7f}"), "␛[31mred␇␡");
        assert_eq!(harmless("\u{9b}2J"), "\\u{9b}2J");
        assert_eq!(harmless("a\u{202e}b\u{2066}"), "a\\u{202e}b\\u{2066}");
        assert_eq!(harmless("one\r\ntwo\nthree\tfour\rfive\0"), "one⏎two⏎three four␍five␀");
        assert_eq!(harmless("می\u{200c}خواهم"), "می\u{200c}خواهم");
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            assert!(!harmless(&c.to_string()).chars().any(steers), "{c:?}");
        }
    }

    #[test]
    fn widths_are_those_of_terminals() {
        assert_eq!([width("abc"), width("東京"), width("e\u{301}"), width("سلام"), width("\u{200e}")], [3, 4, 1, 4, 0]);
    }

    #[test]
    fn texts_are_shortened_at_whole_characters() {
        assert_eq!(shorten("Torkham", 7), "Torkham");
        assert_eq!(shorten("Torkham", 5), "Tork…");
        assert_eq!(shorten("Spin Boldak", 6), "Spin…");
        assert_eq!(shorten("東京都庁", 4), "東…");
        assert_eq!(shorten("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(shorten("اسلام‌قلعه", 6), "اسلام…");
        assert_eq!(shorten("Torkham", 1), "…");
        assert_eq!(shorten("Torkham", 0), "…");
    }
}
