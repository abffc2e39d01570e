//! The parser's input: a slice of tokens with the text, the nesting depth and the record of the farthest failure.

use super::expected::{Category, ExpectedSet};
use super::keywords::Keyword;
use super::token::{Token, TokenKind};
use crate::base::Span;
use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Input, Needed};
use std::cell::Cell;

/// How deep expressions may nest.
pub const DEEPEST: u16 = 64;

/// How many arithmetic operators one expression may hold: each makes the tree a level deeper.
pub const MOST_OPERATORS: u16 = 256;

/// What the parsers of one statement have found out on the way, the failed ones included.
#[derive(Default)]
pub struct Record {
    /// The farthest place at which something was looked for, and what.
    farthest: Cell<(u32, ExpectedSet)>,
    /// Where the nesting limit was met.
    too_deep: Cell<Option<Span>>,
    /// The arithmetic operators of the expression so far.
    operators: Cell<u16>,
}

impl Record {
    /// Notes that something was looked for at a place. The farthest place wins; at the same place the sets join.
    fn expect(&self, at: u32, what: ExpectedSet) {
        let (farthest, set) = self.farthest.get();
        if at > farthest {
            self.farthest.set((at, what));
        } else if at == farthest {
            self.farthest.set((at, set.with(what)));
        }
    }

    /// What was looked for at a place, if it is the farthest.
    pub fn expected_at(&self, at: u32) -> ExpectedSet {
        let (farthest, set) = self.farthest.get();
        if farthest == at { set } else { ExpectedSet::default() }
    }

    /// The byte position of the farthest failure.
    pub fn farthest(&self) -> u32 {
        self.farthest.get().0
    }

    /// Where the nesting limit was met, if it was.
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep.get()
    }

    /// Whether it was met by a chain of operators.
    pub fn too_long(&self) -> bool {
        self.operators.get() > MOST_OPERATORS
    }
}

/// Tokens still to be read. The last one ends the statement and is never taken.
#[derive(Clone, Copy)]
pub struct Tokens<'a> {
    tokens: &'a [Token],
    /// All tokens of the statement, those that have been read among them.
    statement: &'a [Token],
    source: &'a str,
    record: &'a Record,
    depth: u16,
    in_condition: bool,
    in_summary: bool,
}

/// The error of a parser: that it does not apply here. What was expected stands in the record.
#[derive(Debug, PartialEq, Eq)]
pub struct NotHere;

impl ParseError<Tokens<'_>> for NotHere {
    fn from_error_kind(_: Tokens<'_>, _: ErrorKind) -> Self {
        NotHere
    }

    fn append(_: Tokens<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The result of a parser over tokens.
pub type Parse<'a, T> = IResult<Tokens<'a>, T, NotHere>;

impl<'a> Tokens<'a> {
    /// The tokens of one statement, its end included.
    pub fn new(tokens: &'a [Token], source: &'a str, record: &'a Record) -> Self {
        Tokens { tokens, statement: tokens, source, record, depth: 0, in_condition: false, in_summary: false }
    }

    /// The next token; the end of the statement when there is no other.
    pub fn first(self) -> Token {
        let nothing = Token { kind: TokenKind::End, span: Span::new(self.source.len(), self.source.len()) };
        self.tokens.first().copied().unwrap_or(nothing)
    }

    /// The token after the next.
    pub fn second(self) -> Option<Token> {
        self.tokens.get(1).copied()
    }

    /// The input from the token before the next one, which has been read.
    pub fn before(self) -> Option<Self> {
        let next = self.first().span.start;
        let before = self.statement.partition_point(|token| token.span.start < next).checked_sub(1)?;
        Some(Tokens { tokens: self.statement.get(before..)?, ..self })
    }

    /// The text of a token.
    pub fn text(self, token: Token) -> &'a str {
        token.span.text(self.source)
    }

    /// Whether the next token is the first sign of a further line.
    pub fn starts_line(self) -> bool {
        self.source.get(..self.first().span.start as usize).is_some_and(|before| before.ends_with('\n'))
    }

    /// The keyword the next token may be.
    pub fn keyword(self) -> Option<Keyword> {
        keyword_of(self.first(), self.source)
    }

    /// The keyword the token after the next may be.
    pub fn second_keyword(self) -> Option<Keyword> {
        self.second().and_then(|token| keyword_of(token, self.source))
    }

    /// The input without its next token.
    pub fn rest(self) -> Self {
        Tokens { tokens: &self.tokens[1.min(self.tokens.len())..], ..self }
    }

    /// The span from the next token of `self` to the last one taken before `rest`.
    pub fn span_to(self, rest: Tokens<'_>) -> Span {
        let taken = self.tokens.len() - rest.tokens.len();
        let start = self.first().span;
        self.tokens[..taken].last().map_or(Span { end: start.start, ..start }, |last| start.to(last.span))
    }

    /// The span from the next token to the end of the statement.
    pub fn span_to_end(self) -> Span {
        self.tokens.last().map_or(self.first().span, |last| self.first().span.to(last.span))
    }

    /// Whether an expression of this input is the condition of an aggregate, which ends before `/ sum`.
    pub fn in_condition(self) -> bool {
        self.in_condition
    }

    /// The same input, inside or outside of the condition of an aggregate.
    pub fn condition(self, in_condition: bool) -> Self {
        Tokens { in_condition, ..self }
    }

    /// Whether this is within a summary, where `by` stands for its keys.
    pub fn in_summary(self) -> bool {
        self.in_summary
    }

    /// The same input, inside or outside of a summary.
    pub fn summary(self, in_summary: bool) -> Self {
        Tokens { in_summary, ..self }
    }

    /// Fails here, and records what would have been right.
    pub fn fail<T>(self, expected: ExpectedSet) -> Parse<'a, T> {
        self.record.expect(self.first().span.start, expected);
        Err(Err::Error(NotHere))
    }

    /// Records what else may stand here.
    pub fn may(self, expected: ExpectedSet) {
        self.record.expect(self.first().span.start, expected);
    }

    /// Runs a parser one level deeper; too deep is a failure that nothing recovers from.
    pub fn deeper<T>(self, parser: impl FnOnce(Tokens<'a>) -> Parse<'a, T>) -> Parse<'a, T> {
        if self.depth == 0 {
            self.record.operators.set(0);
        }
        if self.depth >= DEEPEST {
            return self.too_deep();
        }
        let (rest, value) = parser(Tokens { depth: self.depth + 1, ..self })?;
        Ok((Tokens { depth: self.depth, in_condition: self.in_condition, ..rest }, value))
    }

    /// Counts an arithmetic operator that has been taken.
    pub fn count_operator(self) -> Parse<'a, ()> {
        let count = self.record.operators.get() + 1;
        self.record.operators.set(count);
        if count > MOST_OPERATORS { self.too_deep() } else { Ok((self, ())) }
    }

    fn too_deep<T>(self) -> Parse<'a, T> {
        self.record.too_deep.set(Some(self.first().span));
        Err(Err::Failure(NotHere))
    }
}

fn keyword_of(token: Token, source: &str) -> Option<Keyword> {
    (token.kind == TokenKind::Word).then(|| Keyword::parse(token.span.text(source))).flatten()
}

/// Takes a token of a kind.
pub fn kind<'a>(kind: TokenKind, expected: ExpectedSet) -> impl Fn(Tokens<'a>) -> Parse<'a, Token> {
    move |input| {
        let token = input.first();
        if token.kind == kind && !kind.ends_statement() { Ok((input.rest(), token)) } else { input.fail(expected) }
    }
}

/// Takes a sign.
pub fn sign<'a>(sign: TokenKind) -> impl Fn(Tokens<'a>) -> Parse<'a, Token> {
    kind(sign, ExpectedSet::sign(sign))
}

/// Takes a keyword.
pub fn keyword<'a>(keyword: Keyword) -> impl Fn(Tokens<'a>) -> Parse<'a, Token> {
    move |input| {
        if input.keyword() == Some(keyword) {
            Ok((input.rest(), input.first()))
        } else {
            input.fail(ExpectedSet::keyword(keyword))
        }
    }
}

/// Takes a word from a table that is not one of keywords: units, weekdays.
pub fn word_of<'a, T>(category: Category, parse: impl Fn(&str) -> Option<T>) -> impl Fn(Tokens<'a>) -> Parse<'a, T> {
    move |input| {
        let token = input.first();
        match (token.kind == TokenKind::Word).then(|| parse(input.text(token))).flatten() {
            Some(value) => Ok((input.rest(), value)),
            None => input.fail(ExpectedSet::category(category)),
        }
    }
}

/// One or more, separated by commas. Unlike nom's own, a comma must be followed by an item.
pub fn list<'a, T>(mut item: impl FnMut(Tokens<'a>) -> Parse<'a, T>) -> impl FnMut(Tokens<'a>) -> Parse<'a, Vec<T>> {
    move |input| {
        let (mut rest, first) = item(input)?;
        let mut items = vec![first];
        while let Ok((after, _)) = sign(TokenKind::Comma)(rest) {
            let (after, next) = item(after)?;
            items.push(next);
            rest = after;
        }
        Ok((rest, items))
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = std::iter::Copied<std::slice::Iter<'a, Token>>;
    type IterIndices = std::iter::Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.tokens.len()
    }

    fn take(&self, index: usize) -> Self {
        Tokens { tokens: &self.tokens[..index], ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        Tokens { tokens: &self.tokens[index..], ..*self }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.tokens.iter().position(|token| predicate(*token))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.tokens.iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if self.tokens.len() >= count { Ok(count) } else { Err(Needed::new(count - self.tokens.len())) }
    }
}
