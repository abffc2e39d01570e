//! `expect`: what must be true of the rows.

use super::ast::{Asks, ClauseKind, Expectation};
use super::expected::ExpectedSet;
use super::expr::{column, comparison_sign, count, expression, text, unit};
use super::input::{Parse, Tokens, keyword, list};
use super::keywords::Keyword;
use super::names::pattern;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::sequence::preceded;

/// `expectation = "expect" ( "rows" ( comparison_sign COUNT | "between" COUNT "and" COUNT ) | "no" "rows" | "each" expression
/// | "unique" pattern { "," pattern } | "known" pattern { "," pattern } | newest ) [ "as" TEXT ]`
pub fn expectation(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let (rest, asks) = preceded(keyword(Keyword::Expect), asks).parse(input)?;
    let (rest, name) = opt(preceded(keyword(Keyword::As), text)).parse(rest)?;
    Ok((rest, ClauseKind::Expect(Expectation { asks, name })))
}

fn asks(input: Tokens<'_>) -> Parse<'_, Asks> {
    use Keyword::*;
    match input.keyword() {
        Some(Rows) => preceded(keyword(Rows), alt((rows, rows_between))).parse(input),
        Some(No) => map((keyword(No), keyword(Rows)), |_| Asks::NoRows).parse(input),
        Some(Each) => preceded(keyword(Each), expression).map(Asks::Each).parse(input),
        Some(Unique) => preceded(keyword(Unique), list(pattern)).map(Asks::Unique).parse(input),
        Some(Known) => preceded(keyword(Known), list(pattern)).map(Asks::Known).parse(input),
        Some(Newest) => newest(input),
        _ => {
            let all = [Rows, No, Each, Unique, Known, Newest].map(ExpectedSet::keyword);
            input.fail(all.into_iter().fold(ExpectedSet::default(), ExpectedSet::with))
        }
    }
}

fn rows(input: Tokens<'_>) -> Parse<'_, Asks> {
    (comparison_sign, count).map(|(op, count)| Asks::Rows(op, count)).parse(input)
}

fn rows_between(input: Tokens<'_>) -> Parse<'_, Asks> {
    let (rest, low) = preceded(keyword(Keyword::Between), count).parse(input)?;
    let (rest, high) = preceded(keyword(Keyword::And), count).parse(rest)?;
    Ok((rest, Asks::RowsBetween(low, high)))
}

/// `newest = "newest" "within" COUNT UNIT [ "by" column { "," column } ]`
fn newest(input: Tokens<'_>) -> Parse<'_, Asks> {
    let words = (keyword(Keyword::Newest), keyword(Keyword::Within));
    let (rest, (n, unit)) = preceded(words, (count, unit)).parse(input)?;
    let (rest, by) = opt(preceded(keyword(Keyword::By), list(column))).parse(rest)?;
    Ok((rest, Asks::Newest(n, unit, by.unwrap_or_default())))
}
