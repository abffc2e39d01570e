//! Numbers, with words for those that are not known exactly: `up to 1_600_000`, `6_000 to 7_000`.

use super::ast::{Expr, ExprKind};
use super::expected::{Category, ExpectedSet};
use super::expr::{node, number};
use super::input::{Parse, Tokens, keyword};
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
        return bounded(input, rest, &expr, qualifier.of(real(&expr), None, None));
    }
    let (rest, low) = number(input)?;
    let (rest, high) = opt(preceded(keyword(Keyword::To), number)).parse(rest)?;
    match high.as_ref().and_then(|high| Some(Bounds::range(real(&low)?, real(high)?))) {
        Some(range) => bounded(input, rest, &low, range),
        None => Ok((rest, low)),
    }
}

fn bounded<'a>(input: Tokens<'a>, rest: Tokens<'a>, number: &Expr, bounds: Bounds) -> Parse<'a, Expr> {
    match number.kind {
        ExprKind::Literal(_) => node(input, rest, ExprKind::Literal(Value::Bounded(bounds))),
        _ => input.fail(ExpectedSet::category(Category::Number)),
    }
}

fn real(number: &Expr) -> Option<f64> {
    match number.kind {
        ExprKind::Literal(Value::Int(n)) => Some(n as f64),
        ExprKind::Literal(Value::Float(x)) => Some(x),
        _ => None,
    }
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
