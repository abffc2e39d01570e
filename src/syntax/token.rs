//! Tokens: the kinds of sign a query text is made of.

use crate::base::Span;
use serde::Serialize;

/// What a token is. Its text is its span of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A bare word: a keyword or a name, by its place.
    Word,
    /// A name in backticks.
    Quoted,
    /// An HXL tag, `#affected+f`.
    Tag,
    /// A text in quotes.
    Text,
    /// A whole or real number, perhaps with `%`.
    Number,
    /// A date, period or datetime that is more than a bare year.
    Date,
    /// `$name`.
    Value,
    /// A regular expression between slashes, after `matches`.
    Regex,
    /// `=`
    Equal,
    /// `==`
    DoubleEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `;`
    Semicolon,
    /// A blank line outside brackets.
    Blank,
    /// `-- …`; not seen by the parser.
    Comment,
    /// A text or name whose closing quote is missing.
    Unclosed,
    /// A character that is no part of the language.
    Stray,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// Whether a statement ends here.
    pub fn ends_statement(self) -> bool {
        matches!(self, TokenKind::Semicolon | TokenKind::Blank | TokenKind::End)
    }

    /// How a message names it when it has no text of its own.
    pub fn name(self) -> &'static str {
        match self {
            TokenKind::Word | TokenKind::Quoted | TokenKind::Tag => "a name",
            TokenKind::Text => "a text",
            TokenKind::Number => "a number",
            TokenKind::Date => "a date",
            TokenKind::Value => "a value",
            TokenKind::Regex => "a regular expression",
            TokenKind::Semicolon => "`;`",
            TokenKind::Blank => "a blank line",
            TokenKind::Comment => "a comment",
            TokenKind::End => "the end",
            TokenKind::Unclosed => "a quote without an end",
            _ => "a sign",
        }
    }
}

/// One token of a query text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}
