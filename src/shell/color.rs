//! Colour while typing, from the tokens that the parser reads.

use super::names::Names;
use crate::base::names::fold;
use crate::console::meta;
use crate::output::text::{Paint, paint};
use crate::syntax::keywords::{Keyword, Role};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::{self, Category};
use std::ops::Range;

/// The text with colours; as wide as it was.
pub fn painted(text: &str, names: &Names) -> String {
    if meta::is_command(text) {
        let end = text.trim_end().find(char::is_whitespace).unwrap_or(text.len());
        let look = if meta::parse(text).is_ok() { Paint::Keyword } else { Paint::Fault };
        return format!("{}{}", paint(&text[..end], look, true), &text[end..]);
    }
    let faults = faults(text);
    let mut shown = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for token in syntax::tokenize(text) {
        let range = token.span.range();
        let wrong = faults.iter().any(|fault| fault.start <= range.start && range.end <= fault.end);
        let look = if wrong { Some(Paint::Fault) } else { look(&token, text, names) };
        shown += text.get(at..range.start).unwrap_or("");
        let word = token.span.text(text);
        match look.filter(|_| !word.trim().is_empty()) {
            Some(look) => shown += &paint(word, look, true),
            None => shown += word,
        }
        at = range.end;
    }
    shown + text.get(at..).unwrap_or("")
}

/// The places of errors, those apart that the end of the text may still mend.
fn faults(text: &str) -> Vec<Range<usize>> {
    let end = text.trim_end().len();
    let found = syntax::parse(text).diagnostics.into_iter().filter(|found| found.is_error());
    found.filter_map(|found| Some(found.span()?.range())).filter(|range| range.end < end).collect()
}

fn look(token: &Token, text: &str, names: &Names) -> Option<Paint> {
    match token.kind {
        TokenKind::Word => is_keyword(token, text, names).then_some(Paint::Keyword),
        TokenKind::Text | TokenKind::Unclosed | TokenKind::Regex => Some(Paint::Quoted),
        TokenKind::Number | TokenKind::Date => Some(Paint::Number),
        TokenKind::Value => Some(Paint::Bold),
        TokenKind::Comment => Some(Paint::Dim),
        TokenKind::Stray => Some(Paint::Fault),
        _ => None,
    }
}

/// Whether a word is one of the language. A word that is a column, too, is asked of the parser: a column wins where one may stand.
fn is_keyword(token: &Token, text: &str, names: &Names) -> bool {
    let word = token.span.text(text);
    let known = Keyword::parse(word).is_some_and(|keyword| keyword.role() != Role::Planned);
    let column = || names.tables.iter().flat_map(|table| &table.columns).any(|column| fold(column) == fold(word));
    known && !(column() && syntax::parse(&text[..token.span.range().start]).expected.has(Category::Column))
}

#[cfg(test)]
mod tests {
    use super::super::names::TableNames;
    use super::*;
    use crate::output::text::width;

    /// Words in colours as `k:`, `t:`, `n:`, `x:` and so on in front of them.
    fn seen(text: &str) -> String {
        let tables = vec![TableNames { name: "t".into(), columns: vec!["by".into(), "a".into()], ..TableNames::default() }];
        let shown = painted(text, &Names { tables, ..Names::default() });
        let codes = [("36", "k:"), ("32", "t:"), ("33", "n:"), ("4;31", "x:"), ("2", "c:"), ("1", "v:"), ("0", "")];
        codes.iter().fold(shown, |shown, (code, letter)| shown.replace(&format!("\u{1b}[{code}m"), letter))
    }

    #[test]
    fn each_kind_of_token_has_its_colour() {
        assert_eq!(seen("t where a = \"x\" -- y"), "t k:where a = t:\"x\" c:-- y");
        assert_eq!(seen("t since 2025-04 take 5"), "t k:since n:2025-04 k:take n:5");
        assert_eq!(seen("t where a = $b"), "t k:where a = v:$b");
        assert_eq!(seen("t\n  take 5\n"), "t\n  k:take n:5\n");
        assert_eq!(seen("\\help where"), "k:\\help where");
        assert_eq!(seen("\\hlep where"), "x:\\hlep where");
    }

    #[test]
    fn a_column_that_is_called_like_a_keyword_is_a_column() {
        assert_eq!(seen("t sum by by by"), "t k:sum by k:by by");
    }

    #[test]
    fn what_is_wrong_is_shown_once_the_cursor_is_past_it() {
        assert_eq!(seen("t whre"), "t whre");
        assert!(seen("t whre a = 1").starts_with("t x:whre"), "{}", seen("t whre a = 1"));
        assert_eq!(width(&seen("t where")), width("t where") + 2);
    }
}
