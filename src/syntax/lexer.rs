//! Text to tokens. Never fails: what is no token becomes `Stray` or `Unclosed`.

use super::token::{Token, TokenKind};
use crate::base::Span;

/// Splits a text into tokens, comments included, ended by one `End`.
pub fn tokenize(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { source, at: 0, depth: 0, tokens: Vec::new() };
    while lexer.at < source.len() {
        lexer.next();
    }
    lexer.push(TokenKind::End, lexer.at);
    lexer.tokens
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
    tokens: Vec<Token>,
}

/// A character that may start a bare word: a letter of any script, or `_`.
fn starts_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// A character that may go on in a bare word: letters, digits, marks of scripts such as Arabic vowel signs.
fn goes_on(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || is_mark(c)
}

/// The length of an HXL tag or a pattern of them: `#affected+f-children`, `#affected+f!`, `#adm*+name`. A plus or minus belongs to it
/// where a letter follows, and a star where an attribute does.
fn tag_length(rest: &str) -> usize {
    let attribute = |at: usize| {
        let mut chars = rest[at..].chars();
        matches!(chars.next(), Some('+' | '-')) && chars.next().is_some_and(starts_word)
    };
    let word = |at: usize| at + rest[at..].find(|c: char| !goes_on(c)).unwrap_or(rest.len() - at);
    let mut end = word(1);
    if rest[end..].starts_with('*') && (end == 1 || attribute(end + 1)) {
        end += 1;
    }
    while attribute(end) {
        end = word(end + 1);
    }
    let exact = rest[end..].starts_with('!') && !rest[end..].starts_with("!=");
    end + usize::from(exact)
}

/// Combining marks and joiners that occur inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200c}' | '\u{200d}')
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at) });
    }

    /// Takes `length` bytes as one token.
    fn take(&mut self, kind: TokenKind, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(kind, start);
    }

    fn next(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        match first {
            c if c.is_whitespace() || c == '\u{feff}' => self.whitespace(),
            '-' if is_comment(rest) => {
                let length = rest.find('\n').unwrap_or(rest.len());
                self.take(TokenKind::Comment, length);
            }
            '"' | '\'' | '“' | '„' | '”' | '‘' | '’' | '«' => self.text(first),
            '`' => self.quoted(),
            '#' if rest[1..].starts_with(|c| starts_word(c) || c == '*') => self.take(TokenKind::Tag, tag_length(rest)),
            '$' if rest[1..].starts_with(starts_word) => {
                let length = word_length(&rest[1..]);
                self.take(TokenKind::Value, 1 + length);
            }
            '/' if self.is_regex() => self.regex(),
            '.' if rest.starts_with("../") && period_length(rest).is_some() => self.date(),
            c if c.is_ascii_digit() => self.number_or_date(),
            c if starts_word(c) => self.take(TokenKind::Word, word_length(rest)),
            _ => self.sign(first),
        }
    }

    /// Skips white space; a blank line outside brackets is a token.
    fn whitespace(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_whitespace() || c == '\u{feff}')).unwrap_or(rest.len());
        let blank = rest[..length].matches('\n').count() >= 2;
        self.at += length;
        if blank && self.depth == 0 && start > 0 && self.at < self.source.len() {
            self.push(TokenKind::Blank, start);
        }
    }

    fn text(&mut self, open: char) {
        let close: &[char] = match open {
            '"' => &['"'],
            '\'' => &['\''],
            '‘' | '’' => &['’', '‘', '\''],
            '«' => &['»'],
            _ => &['”', '“', '"'],
        };
        self.until(open, close, TokenKind::Text);
    }

    fn quoted(&mut self) {
        self.until('`', &['`'], TokenKind::Quoted);
    }

    /// A quoted token; a backslash keeps the next character from closing it.
    fn until(&mut self, open: char, close: &[char], kind: TokenKind) {
        let rest = self.rest();
        let mut chars = rest.char_indices().skip(1);
        while let Some((i, c)) = chars.next() {
            if c == '\\' && open != '`' {
                chars.next();
            } else if close.contains(&c) {
                return self.take(kind, i + c.len_utf8());
            }
        }
        // An unclosed quote ends with its line, so that the lines after it are still read.
        let length = rest.find('\n').unwrap_or(rest.len());
        self.take(TokenKind::Unclosed, length);
    }

    /// A slash starts a regular expression after `matches` behind an operand, when it closes on the same line.
    fn is_regex(&self) -> bool {
        let [.., before, matches] = self.tokens.as_slice() else { return false };
        let operand_before = matches!(
            before.kind,
            TokenKind::Word
                | TokenKind::Quoted
                | TokenKind::Tag
                | TokenKind::Text
                | TokenKind::Number
                | TokenKind::Date
                | TokenKind::Value
                | TokenKind::Close
        );
        matches.kind == TokenKind::Word
            && matches.span.text(self.source) == "matches"
            && operand_before
            && !self.rest()[1..].starts_with([' ', '\n'])
            && regex_length(self.rest()).is_some()
    }

    fn regex(&mut self) {
        let length = regex_length(self.rest()).unwrap_or(1);
        self.take(TokenKind::Regex, length);
    }

    fn date(&mut self) {
        let length = period_length(self.rest()).unwrap_or(1);
        self.take(TokenKind::Date, length);
    }

    fn number_or_date(&mut self) {
        let rest = self.rest();
        match period_length(rest) {
            Some(length) => self.take(TokenKind::Date, length),
            None => self.take(TokenKind::Number, number_length(rest)),
        }
    }

    fn sign(&mut self, first: char) {
        use TokenKind::*;
        let rest = self.rest();
        let two = [("==", DoubleEqual), ("!=", NotEqual), ("<>", NotEqual), ("<=", LessEqual), (">=", GreaterEqual)];
        if let Some((text, kind)) = two.into_iter().find(|(text, _)| rest.starts_with(text)) {
            return self.take(kind, text.len());
        }
        let kind = match first {
            '=' => Equal,
            '<' => Less,
            '>' => Greater,
            '≤' => LessEqual,
            '≥' => GreaterEqual,
            '≠' => NotEqual,
            '+' => Plus,
            '-' | '−' => Minus,
            '*' | '×' => Star,
            '/' => Slash,
            '(' => Open,
            ')' => Close,
            ',' => Comma,
            ':' => Colon,
            '.' => Dot,
            ';' => Semicolon,
            _ => Stray,
        };
        match kind {
            Open => self.depth += 1,
            Close => self.depth = self.depth.saturating_sub(1),
            Semicolon => self.depth = 0,
            _ => {}
        }
        self.take(kind, first.len_utf8());
    }
}

/// `--` and white space, or `--` at the end of a line.
fn is_comment(rest: &str) -> bool {
    rest.strip_prefix("--").is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
}

fn word_length(rest: &str) -> usize {
    rest.find(|c: char| !goes_on(c)).unwrap_or(rest.len())
}

/// Digits with underscores, a fraction, an exponent, a percent sign. A word right behind belongs to it, so that it is refused whole.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign);
        }
    }
    if rest[end..].starts_with('%') {
        return end + 1;
    }
    end + word_length(&rest[end..])
}

/// The length of a date, period or datetime that is more than a bare year, if one starts here.
fn period_length(rest: &str) -> Option<usize> {
    let first = if rest.starts_with("../") { 2 } else { single_length(rest)? };
    let after = &rest[first..];
    let second = match after.strip_prefix('/') {
        Some(open) if open.starts_with("..") && first != 2 => Some(3),
        Some(next) => single_length(next).map(|length| 1 + length),
        None => None,
    };
    let whole = first + second.unwrap_or(0);
    let bare_year = first == 4 && second.is_none();
    (!bare_year && (first != 2 || second.is_some())).then_some(whole)
}

/// A year, or a year and a hyphen with what follows: `2025-04-06T14:30`. What is shaped like a date is one, even if it does not exist.
fn single_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits(0) != 4 {
        return None;
    }
    let mut end = 4;
    if bytes.get(4) == Some(&b'-') {
        let letter = usize::from(matches!(bytes.get(5), Some(b'Q' | b'W')));
        let count = digits(5 + letter);
        end = match (letter, count) {
            (1, 1 | 2) | (0, 2) => 5 + letter + count,
            _ => 4,
        };
        if letter == 0 && count == 2 && bytes.get(7) == Some(&b'-') && digits(8) == 2 {
            end = 10;
            if bytes.get(10) == Some(&b'T') && digit(11) {
                let clock = bytes[11..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
                end = 11 + clock + offset_length(&bytes[11 + clock..]);
            }
        }
    }
    let joined = rest[end..].chars().next().is_some_and(goes_on);
    (!joined).then_some(end)
}

/// The length of `+04:30` or `Z` behind a clock.
fn offset_length(rest: &[u8]) -> usize {
    match rest {
        [b'Z', ..] => 1,
        [b'+' | b'-', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()) => 6,
        _ => 0,
    }
}

/// The length of `/…/flags` on one line; a backslash keeps the next character.
fn regex_length(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\n' => return None,
            '/' => return Some(i + 1 + word_length(&rest[i + 1..])),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(source: &str) -> String {
        let tokens = tokenize(source);
        tokens.iter().map(|t| format!("{:?}:{}", t.kind, t.span.text(source).replace('\n', "\\n"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn dates_numbers_and_subtraction_are_told_apart() {
        assert_eq!(lex("2025-04-06"), "Date:2025-04-06 End:");
        assert_eq!(lex("2025"), "Number:2025 End:");
        assert_eq!(lex("2025 - 04"), "Number:2025 Minus:- Number:04 End:");
        assert_eq!(lex("2025-04-01/.."), "Date:2025-04-01/.. End:");
        assert_eq!(lex("2024/2025"), "Date:2024/2025 End:");
        assert_eq!(lex("2024 / 2"), "Number:2024 Slash:/ Number:2 End:");
        assert_eq!(lex("1_600_000 1.6e6 50%"), "Number:1_600_000 Number:1.6e6 Number:50% End:");
        assert_eq!(lex("2025-04-06T14:30"), "Date:2025-04-06T14:30 End:");
        assert_eq!(lex("2025-04-06T14:30+04:30 2025-04-06T10:00Z"), "Date:2025-04-06T14:30+04:30 Date:2025-04-06T10:00Z End:");
        assert_eq!(lex("2025-04-06T14:30+4 hours"), "Date:2025-04-06T14:30 Plus:+ Number:4 Word:hours End:");
    }

    #[test]
    fn a_regex_stands_only_behind_matches() {
        assert_eq!(lex("a matches /x y/i"), "Word:a Word:matches Regex:/x y/i End:");
        assert_eq!(lex("a / b / c"), "Word:a Slash:/ Word:b Slash:/ Word:c End:");
    }

    #[test]
    fn blank_lines_and_comments() {
        assert_eq!(lex("a -- b\n  \nc"), "Word:a Comment:-- b Blank:\\n  \\n Word:c End:");
        assert_eq!(lex("(a\n\nb)"), "Open:( Word:a Word:b Close:) End:");
        assert_eq!(lex("a--b"), "Word:a Minus:- Minus:- Word:b End:");
    }

    #[test]
    fn names_in_any_script_and_unclosed_quotes() {
        assert_eq!(lex("ولایت = 1"), "Word:ولایت Equal:= Number:1 End:");
        assert_eq!(lex("`a b` \"x\nc"), "Quoted:`a b` Unclosed:\"x Word:c End:");
        assert_eq!(lex("#affected+f §"), "Tag:#affected+f Stray:§ End:");
    }

    #[test]
    fn tags_and_patterns_of_them() {
        assert_eq!(lex("#affected+f-children"), "Tag:#affected+f-children End:");
        assert_eq!(lex("#affected+f! #*+f #adm*+name"), "Tag:#affected+f! Tag:#*+f Tag:#adm*+name End:");
        assert_eq!(lex("#affected*2"), "Tag:#affected Star:* Number:2 End:");
        assert_eq!(lex("#a - b"), "Tag:#a Minus:- Word:b End:");
        assert_eq!(lex("#a+1"), "Tag:#a Plus:+ Number:1 End:");
        assert_eq!(lex("#a!=3"), "Tag:#a NotEqual:!= Number:3 End:");
    }
}
