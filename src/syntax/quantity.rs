//! Numbers, with words for those that are not known exactly: `up to 1_600_000`, `6_000 to 7_000`.

use super::ast::{Expr, ExprKind};
use super::expected::{Category, ExpectedSet};
use super::input::{Parse, Tokens, keyword, kind};
use super::keywords::Keyword;
use super::token::TokenKind;
use crate::base::bounds::Bounds;
use crate::base::{Qualifier, Value};
use nom::Parser;
use nom::combinator::opt;
use nom::sequence::preceded;

/// `quantity = QUALIFIER NUMBER | NUMBER [ "to" NUMBER ]`
pub fn quantity(input: Tokens<'_>) -> Parse<'_, Expr> {
    if let Some((qualifier, rest)) = qualifier(input) {
        let (rest, expr) = number(rest)?;
        return literal(input, rest, Value::Bounded(qualifier.of(real(&expr), None, None)));
    }
    let (rest, low) = number(input)?;
    let (rest, high) = opt(preceded(keyword(Keyword::To), number)).parse(rest)?;
    match high.as_ref().and_then(|high| Some(Bounds::range(real(&low)?, real(high)?))) {
        Some(range) => literal(input, rest, Value::Bounded(range)),
        None => Ok((rest, low)),
    }
}

fn literal<'a>(input: Tokens<'a>, rest: Tokens<'a>, value: Value) -> Parse<'a, Expr> {
    Ok((rest, Expr { kind: ExprKind::Literal(value), span: input.span_to(rest) }))
}

fn real(number: &Expr) -> Option<f64> {
    match number.kind {
        ExprKind::Literal(Value::Int(n)) => Some(n as f64),
        ExprKind::Literal(Value::Float(x)) => Some(x),
        _ => None,
    }
}

/// `NUMBER`: whole, real or percent.
pub fn number(input: Tokens<'_>) -> Parse<'_, Expr> {
    let expected = ExpectedSet::category(Category::Number);
    let (rest, token) = kind(TokenKind::Number, expected)(input)?;
    match parse_number(input.text(token)) {
        Some(value) => literal(input, rest, value),
        None => input.fail(expected),
    }
}

/// The value of a number token; `None` when it is no number (`12abc`) or too large.
pub fn parse_number(written: &str) -> Option<Value> {
    let digits = written.replace('_', "");
    if let Some(percent) = digits.strip_suffix('%') {
        return percent.parse().ok().map(|n: f64| Value::Float(n / 100.0));
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().ok().map(Value::Int);
    }
    let starts_well = digits.starts_with(|c: char| c.is_ascii_digit());
    digits.parse().ok().filter(|x: &f64| starts_well && x.is_finite()).map(Value::Float)
}

/// The qualifier that stands here with a number behind it, and the input from the number on. Without one its words are names.
pub fn qualifier(input: Tokens<'_>) -> Option<(Qualifier, Tokens<'_>)> {
    let word = |input: Tokens<'_>| (input.first().kind == TokenKind::Word).then(|| input.text(input.first()).to_string());
    let first = word(input)?;
    let after = input.rest();
    let (words, rest) = match word(after) {
        Some(second) => (format!("{first} {second}"), after.rest()),
        None => (first, after),
    };
    let qualifier = Qualifier::parse(&words).filter(|_| words == words.to_lowercase())?;
    if words.contains(' ') {
        // Two words in a row are nothing else, so that a number is what is missing.
        rest.may(ExpectedSet::category(Category::Number));
    }
    (rest.first().kind == TokenKind::Number).then_some((qualifier, rest))
}

/// The input behind a quantity, if one stands here.
pub fn behind_quantity(input: Tokens<'_>) -> Option<Tokens<'_>> {
    let is_number = |input: Tokens<'_>| input.first().kind == TokenKind::Number;
    if let Some((_, number)) = qualifier(input) {
        return Some(number.rest());
    }
    let rest = is_number(input).then(|| input.rest())?;
    let range = rest.keyword() == Some(Keyword::To) && is_number(rest.rest());
    Some(if range { rest.rest().rest() } else { rest })
}
