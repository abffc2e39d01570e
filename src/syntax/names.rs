//! What a clause refers to: tables, columns by name and by pattern; and the words that start a clause.

use super::ast::{File, Pattern, Source, TableCall};
use super::expected::{Category, ExpectedSet};
use super::expr::{column, name_as, text};
use super::input::{Parse, Tokens, list, sign};
use super::keywords::Keyword;
use super::token::TokenKind;
use crate::base::Span;
use nom::Parser;
use nom::sequence::delimited;

/// `source = ?!clause? NAME [ "(" source { "," source } ")" ] | TEXT`
pub fn source(input: Tokens<'_>) -> Parse<'_, Source> {
    if starts_clause(input) {
        return input.fail(source_expected());
    }
    if input.first().kind == TokenKind::Text {
        return file.map(|file| Source::Path(file.path, file.span)).parse(input);
    }
    let (rest, name) = name_as(input, Category::Table)?;
    if rest.first().kind != TokenKind::Open {
        return Ok((rest, Source::Table(name)));
    }
    let tables = |input| delimited(sign(TokenKind::Open), list(source), sign(TokenKind::Close)).parse(input);
    let (rest, arguments) = rest.deeper(tables)?;
    let span = input.span_to(rest);
    Ok((rest, Source::Call(TableCall { name, arguments, span })))
}

/// A file, named by a TEXT.
pub fn file(input: Tokens<'_>) -> Parse<'_, File> {
    let span = input.first().span;
    text.map(|path| File { path, span }).parse(input)
}

/// What a query may start with.
pub fn source_expected() -> ExpectedSet {
    ExpectedSet::category(Category::Table)
}

/// Every keyword that starts a clause.
pub fn starters() -> ExpectedSet {
    let all = super::keywords::ALL.iter().filter(|k| k.starts_clause());
    all.fold(ExpectedSet::default(), |set, k| set.with(ExpectedSet::keyword(*k)))
}

/// Whether a clause is next.
pub fn starts_clause(input: Tokens<'_>) -> bool {
    input.keyword().is_some_and(Keyword::starts_clause)
}

/// `pattern = WILD | column`: adjacent words, dots and stars, or one column.
pub fn pattern(input: Tokens<'_>) -> Parse<'_, Pattern> {
    if let Some((rest, span)) = wild(input) {
        let mut text = String::new();
        let mut at = input;
        while at.first().span.start < span.end {
            text.push_str(at.text(at.first()));
            at = at.rest();
        }
        return Ok((rest, Pattern::Wild(text, span)));
    }
    column.map(Pattern::Column).parse(input)
}

/// A run of adjacent words, dots and stars with at least one star, or a tag that ends in one.
fn wild(input: Tokens<'_>) -> Option<(Tokens<'_>, Span)> {
    let mut rest = input;
    let mut span = Span { end: input.first().span.start, ..input.first().span };
    let mut star = false;
    loop {
        let token = rest.first();
        let part = matches!(token.kind, TokenKind::Word | TokenKind::Star | TokenKind::Tag | TokenKind::Dot);
        if !part || token.span.start != span.end {
            return star.then_some((rest, span));
        }
        star |= token.kind == TokenKind::Star || rest.text(token).contains('*');
        span = span.to(token.span);
        rest = rest.rest();
    }
}
