//! Series: the buckets of a summary, what fills the empty ones, and what a summary is compared with.

use super::ast::{Anchor, Column, Every, Expr, ExprKind, Filling, Versus};
use super::expected::{Category, ExpectedSet};
use super::expr::{column, count, date_literal, unit};
use super::input::{Parse, Tokens, keyword, list, word_of};
use super::keywords::Keyword;
use super::quantity::number;
use super::time::moment;
use super::token::TokenKind;
use crate::base::calendar::month_named;
use crate::base::{Value, Weekday};
use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::preceded;

/// `every = "every" [ "whole" ] ( "report" | [ COUNT ] UNIT ) [ "from" anchor ] [ "in" "solar" "hijri" ] [ "aligned" ]`
pub fn every(input: Tokens<'_>) -> Parse<'_, Every> {
    let (rest, whole) = preceded(keyword(Keyword::Every), opt(keyword(Keyword::Whole))).parse(input)?;
    let report = keyword(Keyword::Report).map(|_| None);
    let units = (opt(count), unit).map(|(n, unit)| Some((n.unwrap_or(1), unit)));
    let (rest, units) = alt((report, units)).parse(rest)?;
    let (rest, from) = opt(preceded(keyword(Keyword::From), anchor)).parse(rest)?;
    let calendar = (keyword(Keyword::In), keyword(Keyword::Solar), keyword(Keyword::Hijri));
    let (rest, (calendar, aligned)) = (opt(calendar), opt(keyword(Keyword::Aligned))).parse(rest)?;
    let (whole, solar_hijri, aligned) = (whole.is_some(), calendar.is_some(), aligned.is_some());
    Ok((rest, Every { units, whole, from, solar_hijri, aligned, span: input.span_to(rest) }))
}

/// `anchor = WEEKDAY | MONTH | DATE`
fn anchor(input: Tokens<'_>) -> Parse<'_, Anchor> {
    let weekday = word_of(Category::Weekday, Weekday::parse).map(Anchor::Weekday);
    let month = word_of(Category::Month, month_named).map(Anchor::Month);
    alt((weekday, month, date)).parse(input)
}

fn date(input: Tokens<'_>) -> Parse<'_, Anchor> {
    let (rest, literal) = date_literal(input)?;
    match literal {
        Expr { kind: ExprKind::Literal(value), .. } => Ok((rest, Anchor::Date(value))),
        _ => input.fail(ExpectedSet::category(Category::Date)),
    }
}

/// `fill = "fill" ( filling | ?!"previous"? column filling { "," column filling } )`
pub fn fill(input: Tokens<'_>) -> Parse<'_, Vec<(Option<Column>, Filling)>> {
    let (rest, _) = keyword(Keyword::Fill)(input)?;
    let all = rest.first().kind == TokenKind::Number || rest.keyword() == Some(Keyword::Previous);
    if all {
        return filling.map(|filling| vec![(None, filling)]).parse(rest);
    }
    rest.may(ExpectedSet::keyword(Keyword::Previous).with(ExpectedSet::category(Category::Number)));
    list(|input| (column, filling).map(|(column, filling)| (Some(column), filling)).parse(input))(rest)
}

/// `filling = NUMBER | "previous"`
fn filling(input: Tokens<'_>) -> Parse<'_, Filling> {
    let previous = keyword(Keyword::Previous).map(|_| Filling::Previous);
    alt((previous, known)).parse(input)
}

fn known(input: Tokens<'_>) -> Parse<'_, Filling> {
    let (rest, literal) = number(input)?;
    match literal.kind {
        ExprKind::Literal(value @ (Value::Int(_) | Value::Float(_))) => Ok((rest, Filling::Number(value))),
        _ => input.fail(ExpectedSet::category(Category::Number)),
    }
}

/// `versus = "versus" ( "previous" | "same" "period" "last" "year" | ?!"previous"? ?!"same"? moment )`
pub fn versus(input: Tokens<'_>) -> Parse<'_, Versus> {
    let (rest, _) = keyword(Keyword::Versus)(input)?;
    match rest.keyword() {
        Some(Keyword::Previous) => Ok((rest.rest(), Versus::Previous)),
        Some(Keyword::Same) => {
            let words = (Keyword::Same, Keyword::Period, Keyword::Last, Keyword::Year);
            let mut words = (keyword(words.0), keyword(words.1), keyword(words.2), keyword(words.3));
            let (rest, _) = words.parse(rest)?;
            Ok((rest, Versus::LastYear))
        }
        _ => {
            rest.may(ExpectedSet::keyword(Keyword::Previous).with(ExpectedSet::keyword(Keyword::Same)));
            moment.map(Versus::Period).parse(rest)
        }
    }
}
