//! The one layout of scripts: white space and line breaks are made anew, every word and every comment is kept.
//!
//! A statement that fits stands on one line; else each of its clauses has a line. What is laid out once stays as it is, and the tree of
//! a text is that of its layout.

mod lines;
mod spacing;

use super::ast::{Asks, Clause, ClauseKind, Pattern};
use super::token::{Token, TokenKind};
use super::{parse, tokenize};
use crate::base::{Diagnostic, Span};
use lines::{Piece, statement};
use spacing::{glued, text};

/// The width of lines. What cannot be broken may be longer.
pub const WIDTH: usize = 100;

/// The text in its layout; what is wrong with it where it cannot be read.
pub fn layout(source: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = parse(source);
    if parsed.failed() {
        return Err(parsed.diagnostics);
    }
    let queries = parsed.script.statements.iter().filter_map(|statement| statement.kind.query());
    let clauses: Vec<&Clause> = queries.flat_map(|query| &query.clauses).collect();
    let starts = clauses.iter().map(|clause| clause.span.start).collect();
    let wild = clauses.iter().flat_map(|clause| wild(&clause.kind)).collect();
    let elements = Reader { source, starts, wild }.elements(&tokenize(source));
    Ok(written(&elements))
}

/// The patterns of a clause with stars in them, whose parts stand without white space.
fn wild(clause: &ClauseKind) -> Vec<Span> {
    let patterns: Vec<&Pattern> = match clause {
        ClauseKind::Show(items) => items.iter().map(|(pattern, _)| pattern).collect(),
        ClauseKind::Drop(patterns) | ClauseKind::Unique(patterns) => patterns.iter().collect(),
        ClauseKind::Unpivot(unpivot) => unpivot.columns.iter().collect(),
        ClauseKind::Expect(expected) => match &expected.asks {
            Asks::Unique(patterns) | Asks::Known(patterns) => patterns.iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let span = |pattern: &&Pattern| if let Pattern::Wild(_, span) = pattern { Some(*span) } else { None };
    patterns.iter().filter_map(span).collect()
}

/// What a script is made of, from top to bottom.
enum Element {
    /// A statement, without its separator.
    Statement(Vec<Piece>),
    /// A comment outside of statements; whether it stands behind something on its line.
    Comment(String, bool),
    /// A blank line.
    Blank,
}

/// Reads tokens as elements.
struct Reader<'a> {
    source: &'a str,
    /// Where clauses start.
    starts: Vec<u32>,
    /// Tokens that belong together.
    wild: Vec<Span>,
}

impl Reader<'_> {
    fn elements(&self, tokens: &[Token]) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind.ends_statement()) {
            self.part(&tokens[from..at], from.checked_sub(1).map(|before| tokens[before]), &mut elements);
            if token.kind == TokenKind::Blank {
                elements.push(Element::Blank);
            }
            from = at + 1;
        }
        elements
    }

    /// The tokens between two separators: comments, perhaps a statement, comments.
    fn part(&self, tokens: &[Token], before: Option<Token>, elements: &mut Vec<Element>) {
        let spoken = |token: &Token| token.kind != TokenKind::Comment;
        let (start, end) = match (tokens.iter().position(spoken), tokens.iter().rposition(spoken)) {
            (Some(start), Some(end)) => (start, end + 1),
            _ => (tokens.len(), tokens.len()),
        };
        let comment = |at: usize| {
            let before = at.checked_sub(1).map(|before| tokens[before]).or(before);
            Element::Comment(self.comment(tokens[at]), self.is_trailing(before, tokens[at]))
        };
        elements.extend((0..start).map(comment));
        if start < end {
            elements.push(Element::Statement(self.pieces(&tokens[start..end])));
        }
        elements.extend((end..tokens.len()).map(comment));
    }

    fn comment(&self, token: Token) -> String {
        token.span.text(self.source).trim_end().to_string()
    }

    /// Whether a comment stands on the line of the token before it.
    fn is_trailing(&self, before: Option<Token>, comment: Token) -> bool {
        before.is_some_and(|before| !Span { start: before.span.end, end: comment.span.start }.text(self.source).contains('\n'))
            && before.is_some_and(|before| before.kind != TokenKind::Blank)
    }

    fn pieces(&self, tokens: &[Token]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut spoken: Vec<Token> = Vec::new();
        let mut depth = 0usize;
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::Comment {
                let before = at.checked_sub(1).map(|before| tokens[before]);
                pieces.push(Piece::Comment(self.comment(*token), self.is_trailing(before, *token)));
                continue;
            }
            let one_word =
                |before: &Token| self.wild.iter().any(|span| span.start <= before.span.start && token.span.end <= span.end);
            pieces.push(Piece::Word {
                text: text(*token, self.source),
                glued: spoken.last().is_some_and(|before| one_word(before) || glued(&spoken, *token, self.source)),
                clause: self.starts.contains(&token.span.start),
                breaks: spacing::breaks(&spoken, [*token, *tokens.get(at + 1).unwrap_or(token)], depth > 0, self.source),
            });
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            spoken.push(*token);
        }
        pieces
    }
}

/// The elements as text. A semicolon stands only where no blank line ends the statement.
fn written(elements: &[Element]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        match element {
            Element::Blank => {
                if lines.last().is_some_and(|line| !line.is_empty()) {
                    lines.push(String::new());
                }
            }
            Element::Comment(text, true) if behind_statement(&elements[..at]) => {
                if let Some(last) = lines.last_mut() {
                    last.push_str(&format!(" {text}"));
                }
            }
            Element::Comment(text, _) => lines.push(text.clone()),
            Element::Statement(pieces) => lines.extend(statement(pieces, needs_end(&elements[at + 1..]))),
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn behind_statement(elements: &[Element]) -> bool {
    matches!(elements.last(), Some(Element::Statement(_)))
}

/// Whether a statement needs a semicolon before what follows it.
fn needs_end(behind: &[Element]) -> bool {
    let next = behind.iter().find(|element| !matches!(element, Element::Comment(..)));
    matches!(next, Some(Element::Statement(_)))
}
