//! The summary clause: verbs that hold until the next verb, conditions, arithmetic of aggregates, keys.

use super::ast::{Aggregate, Arithmetic, Expr, ExprKind, Figure, FigureKind, Key, Name, Pace, Summary, SummaryItem};
use super::expected::{Category, ExpectedSet};
use super::expr::{arithmetic, arithmetic_sign, bracketed, count, expression, name, operand, unit, value};
use super::input::{Parse, Tokens, keyword, list, sign};
use super::keywords::Keyword;
use super::quantity::{behind_quantity, number, quantity};
use super::series::every;
use super::token::TokenKind;
use crate::base::Value;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::preceded;

/// The verb that holds, as it was written.
#[derive(Clone, Copy)]
pub struct Held {
    verb: Keyword,
    distinct: bool,
    percent: Option<f64>,
}

/// `summary = ?+summary? item { "," ( ?verb_holds? ?+held? | ?!verb_holds? ?-held? ) item } [ keys [ every ] | every [ keys ] ]`
pub fn summary(input: Tokens<'_>) -> Parse<'_, Summary> {
    let mut held: Option<Held> = None;
    let (rest, items) = list(|input| item(input, &mut held))(input.summary(true))?;
    let (rest, before) = opt(every).parse(rest)?;
    let (rest, by) = opt(keys).parse(rest)?;
    let (rest, behind) = if before.is_none() { opt(every).parse(rest)? } else { (rest, None) };
    Ok((rest.summary(false), Summary { items, by: by.unwrap_or_default(), every: before.or(behind) }))
}

/// `keys = "by" key { "," key }`
fn keys(input: Tokens<'_>) -> Parse<'_, Vec<Key>> {
    preceded(keyword(Keyword::By), list(key)).parse(input)
}

/// `item = figure [ "as" NAME ]`
fn item<'a>(input: Tokens<'a>, held: &mut Option<Held>) -> Parse<'a, SummaryItem> {
    let (rest, figure) = figure(input, held)?;
    let (rest, name) = opt(preceded(keyword(Keyword::As), name)).parse(rest)?;
    Ok((rest, SummaryItem { figure, name }))
}

/// `figure = term { ( "+" | "-" ) ?-held? term }`
pub fn figure<'a>(input: Tokens<'a>, held: &mut Option<Held>) -> Parse<'a, Figure> {
    let signs = &[(TokenKind::Plus, Arithmetic::Add), (TokenKind::Minus, Arithmetic::Subtract)];
    input.deeper(|input| chain(input, signs, held, term))
}

/// `term = factor { ( "*" | "/" ) ?-held? factor }`
fn term<'a>(input: Tokens<'a>, held: &mut Option<Held>) -> Parse<'a, Figure> {
    chain(input, &[(TokenKind::Star, Arithmetic::Multiply), (TokenKind::Slash, Arithmetic::Divide)], held, factor)
}

fn chain<'a>(
    input: Tokens<'a>,
    signs: &[(TokenKind, Arithmetic)],
    held: &mut Option<Held>,
    operand: fn(Tokens<'a>, &mut Option<Held>) -> Parse<'a, Figure>,
) -> Parse<'a, Figure> {
    let (mut rest, mut left) = operand(input, held)?;
    while let Ok((after, op)) = arithmetic_sign(rest, signs) {
        let (after, ()) = after.count_operator()?;
        // Behind an operator no verb holds: its operand says what it is.
        let (after, right) = operand(after, &mut None)?;
        let kind = FigureKind::Arithmetic(op, Box::new(left), Box::new(right));
        (rest, left) = node(input, after, kind)?;
    }
    Ok((rest, left))
}

fn node<'a>(from: Tokens<'a>, rest: Tokens<'a>, kind: FigureKind) -> Parse<'a, Figure> {
    Ok((rest, Figure { kind, span: from.span_to(rest) }))
}

/// `factor = "-" factor | aggregate | ?held_operand? held_aggregate | ?!held_operand? "(" figure ")" | constant`
fn factor<'a>(input: Tokens<'a>, held: &mut Option<Held>) -> Parse<'a, Figure> {
    if let Ok((rest, _)) = sign(TokenKind::Minus)(input) {
        let (rest, inner) = rest.deeper(|rest| factor(rest, held))?;
        return node(input, rest, FigureKind::Negate(Box::new(inner)));
    }
    match (input.keyword(), *held) {
        (Some(verb), _) if verb.is_verb() => aggregate(input, verb, held),
        (_, verb) if input.first().kind == TokenKind::Open && (verb.is_none() || opens_figure(input)) => {
            bracketed(input, |input| figure(input, held))
        }
        _ if input.first().kind == TokenKind::Value || behind_quantity(input).is_some() => constant(input),
        (_, Some(held)) => held_aggregate(input, held),
        _ => {
            input.may(verbs().with(ExpectedSet::category(Category::Number)));
            input.fail(ExpectedSet::category(Category::Value))
        }
    }
}

/// Whether a bracket holds figures rather than an operand: the first verb in it says so, behind brackets, signs and constants.
pub fn opens_figure(bracket: Tokens<'_>) -> bool {
    let mut rest = bracket;
    loop {
        let second = rest.second().map_or(TokenKind::End, |token| token.kind);
        let behind = if rest.first().kind == TokenKind::Value { Some(rest.rest()) } else { behind_quantity(rest) };
        rest = match (rest.first().kind, behind) {
            (TokenKind::Open | TokenKind::Minus, _) => rest.rest(),
            (_, Some(behind)) if arithmetic(behind.first().kind) => behind.rest(),
            _ => return rest.keyword().is_some_and(|k| k == Keyword::Count || k.is_verb() && starts_operand(second)),
        };
    }
}

/// What a verb can run over; before anything else a verb's word can only be a column.
fn starts_operand(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, Word | Quoted | Tag | Text | Number | Date | Value | Open)
}

fn verbs() -> ExpectedSet {
    let all = super::keywords::ALL.iter().filter(|k| k.is_verb());
    all.fold(ExpectedSet::default(), |set, k| set.with(ExpectedSet::keyword(*k)))
}

/// `constant = quantity | VALUE`
fn constant(input: Tokens<'_>) -> Parse<'_, Figure> {
    let (rest, expr) = if input.first().kind == TokenKind::Value { value(input)? } else { quantity(input)? };
    node(input, rest, FigureKind::Constant(expr))
}

/// `aggregate = "count" [ "distinct" operand ] [ condition ] [ per ] | "percentile" NUMBER operand [ condition ] [ per ]
/// | ( "sum" | "mean" | "median" | "min" | "max" | "stdev" | "range" | "list" | "latest" | "earliest" | "increase" ) operand
/// [ condition ] [ per ]`
fn aggregate<'a>(input: Tokens<'a>, verb: Keyword, held: &mut Option<Held>) -> Parse<'a, Figure> {
    let (rest, _) = keyword(verb)(input)?;
    let (rest, distinct, percent) = match verb {
        Keyword::Count => {
            let (rest, distinct) = opt(keyword(Keyword::Distinct)).parse(rest)?;
            (rest, distinct.is_some(), None)
        }
        Keyword::Percentile => {
            let (after, percent) = number(rest)?;
            (after, false, as_percent(&percent))
        }
        _ => (rest, false, None),
    };
    let takes_argument = verb != Keyword::Count || distinct;
    let (rest, argument) = if takes_argument { operand.map(Some).parse(rest)? } else { (rest, None) };
    *held = takes_argument.then_some(Held { verb, distinct, percent });
    let (rest, (condition, pace)) = (opt(condition), opt(per)).parse(rest)?;
    let aggregate = Aggregate { verb, written: true, distinct, percent, argument, condition, pace };
    node(input, rest, FigureKind::Aggregate(Box::new(aggregate)))
}

/// `held_aggregate = operand [ condition ] [ per ]`, for the verb that holds from the item before: `sum men, women`.
fn held_aggregate<'a>(input: Tokens<'a>, held: Held) -> Parse<'a, Figure> {
    input.may(verbs());
    let (rest, argument) = operand(input)?;
    let (rest, (condition, pace)) = (opt(condition), opt(per)).parse(rest)?;
    let Held { verb, distinct, percent } = held;
    let aggregate = Aggregate { verb, written: false, distinct, percent, argument: Some(argument), condition, pace };
    node(input, rest, FigureKind::Aggregate(Box::new(aggregate)))
}

/// `per = "per" UNIT | "within" COUNT UNIT`
fn per(input: Tokens<'_>) -> Parse<'_, Pace> {
    let units = preceded(keyword(Keyword::Per), unit).map(Pace::Per);
    let reach = preceded(keyword(Keyword::Within), (count, unit)).map(|(n, unit)| Pace::Within(n, unit));
    alt((units, reach)).parse(input)
}

/// `condition = "if" ?+condition? expression ?!goes_on?`, which ends before an operator followed by a verb, and no other.
fn condition(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, _) = keyword(Keyword::If)(input)?;
    let (rest, condition) = expression(rest.condition(true))?;
    if arithmetic(rest.first().kind) && !rest.rest().keyword().is_some_and(Keyword::is_verb) {
        return rest.rest().fail(verbs());
    }
    Ok((rest.condition(input.in_condition()), condition))
}

/// The percentage as written: `90` and `90%` are the same.
fn as_percent(expr: &Expr) -> Option<f64> {
    match expr.kind {
        ExprKind::Literal(Value::Int(n)) => Some(n as f64),
        ExprKind::Literal(Value::Float(x)) if x <= 1.0 => Some(x * 100.0),
        ExprKind::Literal(Value::Float(x)) => Some(x),
        _ => None,
    }
}

/// `key = "top" COUNT expression [ "as" NAME ] | expression [ "as" NAME ]`
fn key(input: Tokens<'_>) -> Parse<'_, Key> {
    let top = input.keyword() == Some(Keyword::Top) && input.second().is_some_and(|t| t.kind == TokenKind::Number);
    let (rest, n) = if top { preceded(keyword(Keyword::Top), count).map(Some).parse(input)? } else { (input, None) };
    let (rest, expr) = expression(rest)?;
    let (rest, alias): (_, Option<Name>) = opt(preceded(keyword(Keyword::As), name)).parse(rest)?;
    let key = match n {
        Some(n) => Key::Top(n, expr, alias),
        None => Key::Each(expr, alias),
    };
    Ok((rest, key))
}
