//! Time clauses and the moments they name.

use super::ast::{ClauseKind, Moment, MomentKind, TimeClause};
use super::expected::{Category, ExpectedSet};
use super::expr::{column, count, date_literal, name, unit, value};
use super::input::{Parse, Tokens, keyword, list, word_of};
use super::keywords::Keyword;
use super::quantity::number;
use super::token::TokenKind;
use crate::base::{Period, Unit, Value, Weekday};
use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::preceded;

/// `time = "since" moment | "after" moment | "until" moment | "before" moment | "during" moment { "," moment }
/// | "on" ( weekdays | days ) | "last" span_of_units | "this" UNIT | "next" span_of_units | "dated" "by" column`
pub fn time(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let edge = |word: Keyword, build: fn(Moment) -> TimeClause| preceded(keyword(word), moment).map(build);
    let during = preceded(keyword(Keyword::During), list(moment)).map(TimeClause::During);
    let last = preceded(keyword(Keyword::Last), span_of_units).map(|(n, unit)| TimeClause::Last(n, unit));
    let this = preceded(keyword(Keyword::This), unit).map(TimeClause::This);
    let next = preceded(keyword(Keyword::Next), span_of_units).map(|(n, unit)| TimeClause::Next(n, unit));
    let clause = alt((
        edge(Keyword::Since, TimeClause::Since),
        edge(Keyword::After, TimeClause::After),
        edge(Keyword::Until, TimeClause::Until),
        edge(Keyword::Before, TimeClause::Before),
        during,
        preceded(keyword(Keyword::On), alt((weekdays, days))),
        last,
        this,
        next,
    ));
    let dated = preceded((keyword(Keyword::Dated), keyword(Keyword::By)), column).map(ClauseKind::DatedBy);
    alt((clause.map(ClauseKind::Time), dated)).parse(input)
}

/// `weekdays = WEEKDAY { "," WEEKDAY }`
fn weekdays(input: Tokens<'_>) -> Parse<'_, TimeClause> {
    list(word_of(Category::Weekday, Weekday::parse)).map(TimeClause::OnWeekdays).parse(input)
}

/// `days = moment { "," moment }`
fn days(input: Tokens<'_>) -> Parse<'_, TimeClause> {
    list(moment).map(TimeClause::On).parse(input)
}

/// `span_of_units = [ COUNT ] UNIT`
fn span_of_units(input: Tokens<'_>) -> Parse<'_, (u64, Unit)> {
    (opt(count), unit).map(|(n, unit)| (n.unwrap_or(1), unit)).parse(input)
}

/// `moment = offset | YEAR | DATE | "today" | "yesterday" | VALUE | NAME`
pub fn moment(input: Tokens<'_>) -> Parse<'_, Moment> {
    let (rest, kind) = match (input.first().kind, input.keyword()) {
        (TokenKind::Number, _) => alt((offset, year)).parse(input)?,
        (TokenKind::Date, _) => literal_moment(input)?,
        (TokenKind::Value, _) => named_value(input)?,
        (_, Some(Keyword::Today)) => (input.rest(), MomentKind::Today),
        (_, Some(Keyword::Yesterday)) => (input.rest(), MomentKind::Yesterday),
        (TokenKind::Word | TokenKind::Quoted, _) => name.map(MomentKind::Named).parse(input)?,
        _ => {
            let what = ExpectedSet::category(Category::Date).with(ExpectedSet::category(Category::Value));
            return input.fail(what.with(ExpectedSet::keyword(Keyword::Today)));
        }
    };
    Ok((rest, Moment { kind, span: input.span_to(rest) }))
}

/// `offset = COUNT UNIT ( "before" | "after" ) moment`
fn offset(input: Tokens<'_>) -> Parse<'_, MomentKind> {
    let (rest, (n, unit)) = (count, unit).parse(input)?;
    let before = keyword(Keyword::Before).map(|_| true);
    let (rest, before) = alt((before, keyword(Keyword::After).map(|_| false))).parse(rest)?;
    let (rest, anchor) = rest.deeper(moment)?;
    Ok((rest, MomentKind::Offset(n, unit, before, Box::new(anchor))))
}

/// `YEAR`: a bare year.
fn year(input: Tokens<'_>) -> Parse<'_, MomentKind> {
    let (rest, number) = number(input)?;
    let year = match number.kind {
        super::ast::ExprKind::Literal(Value::Int(n)) if (1..=9999).contains(&n) => Period::year(n as i16),
        _ => None,
    };
    match year {
        Some(period) => Ok((rest, MomentKind::Literal(Value::Period(period)))),
        None => input.fail(ExpectedSet::category(Category::Date)),
    }
}

fn literal_moment(input: Tokens<'_>) -> Parse<'_, MomentKind> {
    let (rest, expr) = date_literal(input)?;
    match expr.kind {
        super::ast::ExprKind::Literal(value) => Ok((rest, MomentKind::Literal(value))),
        _ => input.fail(ExpectedSet::category(Category::Date)),
    }
}

fn named_value(input: Tokens<'_>) -> Parse<'_, MomentKind> {
    let (rest, expr) = value(input)?;
    match expr.kind {
        super::ast::ExprKind::Value(name) => Ok((rest, MomentKind::Value(name))),
        _ => input.fail(ExpectedSet::category(Category::Value)),
    }
}
