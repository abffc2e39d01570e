//! Clauses other than those of time and the summary.

use super::ast::{ClauseKind, Column, Expr, Name, Pattern, Straddling, Top};
use super::ending::ending;
use super::expected::{Category, ExpectedSet};
use super::expr::{column, count, expression, name};
use super::input::{Parse, Tokens, keyword, list, sign};
use super::keywords::Keyword;
use super::series::{fill, versus};
use super::summary::summary;
use super::time::time;
use super::token::TokenKind;
use crate::base::Span;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::sequence::preceded;

/// `clause = filter | "derive" assignment { "," assignment } | "show" shown { "," shown }
/// | "drop" pattern { "," pattern } | "rename" renaming { "," renaming } | "sort" sort_key { "," sort_key } | top
/// | "take" COUNT | "skip" COUNT | "unique" pattern { "," pattern } | sample | "describe" | fill | versus
/// | "overlapping" | "prorated" | ending | ?aggregate? summary | "measure" summary | time`
pub fn clause(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    use Keyword::*;
    match input.keyword() {
        Some(Where) => filter(input),
        Some(Derive) => preceded(keyword(Derive), list(assignment)).map(ClauseKind::Derive).parse(input),
        Some(Show) => preceded(keyword(Show), list(shown)).map(ClauseKind::Show).parse(input),
        Some(Drop) => preceded(keyword(Drop), list(pattern)).map(ClauseKind::Drop).parse(input),
        Some(Rename) => preceded(keyword(Rename), list(renaming)).map(ClauseKind::Rename).parse(input),
        Some(Sort) => preceded(keyword(Sort), list(sort_key)).map(ClauseKind::Sort).parse(input),
        Some(Top | Bottom) => top(input),
        Some(Take) => preceded(keyword(Take), count).map(ClauseKind::Take).parse(input),
        Some(Skip) => preceded(keyword(Skip), count).map(ClauseKind::Skip).parse(input),
        Some(Unique) => preceded(keyword(Unique), list(pattern)).map(ClauseKind::Unique).parse(input),
        Some(Sample) => sample(input),
        Some(Describe) => map(keyword(Describe), |_| ClauseKind::Describe).parse(input),
        Some(Fill) => fill.map(ClauseKind::Fill).parse(input),
        Some(Versus) => versus.map(ClauseKind::Versus).parse(input),
        Some(Overlapping) => map(keyword(Overlapping), |_| ClauseKind::Straddling(Straddling::Overlapping)).parse(input),
        Some(Prorated) => map(keyword(Prorated), |_| ClauseKind::Straddling(Straddling::Prorated)).parse(input),
        Some(Protect | Round | Trace) => ending(input),
        Some(Measure) => preceded(keyword(Measure), summary).map(ClauseKind::Summary).parse(input),
        Some(verb) if verb.is_verb() => summary.map(ClauseKind::Summary).parse(input),
        Some(word) if word.starts_clause() => time(input),
        _ => input.fail(starters()),
    }
}

/// `filter = "where" ( "possibly" | ?!"possibly"? ) expression`
fn filter(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let (rest, _) = keyword(Keyword::Where)(input)?;
    let (rest, possibly) = opt(keyword(Keyword::Possibly)).parse(rest)?;
    let (rest, condition) = expression(rest)?;
    Ok((rest, if possibly.is_some() { ClauseKind::WherePossibly(condition) } else { ClauseKind::Where(condition) }))
}

/// Every keyword that starts a clause.
pub fn starters() -> ExpectedSet {
    let all = super::keywords::ALL.iter().filter(|k| k.starts_clause());
    all.fold(ExpectedSet::default(), |set, k| set.with(ExpectedSet::keyword(*k)))
}

/// `assignment = NAME "=" expression`
fn assignment(input: Tokens<'_>) -> Parse<'_, (Name, Expr)> {
    let (rest, name) = name(input)?;
    let (rest, _) = sign(TokenKind::Equal)(rest)?;
    let (rest, value) = expression(rest)?;
    Ok((rest, (name, value)))
}

/// `shown = pattern [ "as" NAME ]`
fn shown(input: Tokens<'_>) -> Parse<'_, (Pattern, Option<Name>)> {
    (pattern, opt(preceded(keyword(Keyword::As), name))).parse(input)
}

/// `renaming = column "as" NAME`
fn renaming(input: Tokens<'_>) -> Parse<'_, (Column, Name)> {
    let (rest, column) = column(input)?;
    let (rest, new) = preceded(keyword(Keyword::As), name).parse(rest)?;
    Ok((rest, (column, new)))
}

/// `pattern = WILD | column`: adjacent words and stars, or one column.
fn pattern(input: Tokens<'_>) -> Parse<'_, Pattern> {
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

/// A run of adjacent words and stars with at least one star, or a tag that ends in one.
fn wild(input: Tokens<'_>) -> Option<(Tokens<'_>, Span)> {
    let mut rest = input;
    let mut span = Span { end: input.first().span.start, ..input.first().span };
    let mut star = false;
    loop {
        let token = rest.first();
        let part = matches!(token.kind, TokenKind::Word | TokenKind::Star | TokenKind::Tag);
        if !part || token.span.start != span.end {
            return star.then_some((rest, span));
        }
        star |= token.kind == TokenKind::Star || rest.text(token).contains('*');
        span = span.to(token.span);
        rest = rest.rest();
    }
}

/// `sort_key = expression [ "asc" | "desc" ]`; `true` for descending.
fn sort_key(input: Tokens<'_>) -> Parse<'_, (Expr, bool)> {
    let (rest, expr) = expression(input)?;
    let direction = alt((keyword(Keyword::Asc).map(|_| false), keyword(Keyword::Desc).map(|_| true)));
    let (rest, descending) = opt(direction).parse(rest)?;
    Ok((rest, (expr, descending.unwrap_or(false))))
}

/// `top = ( "top" | "bottom" ) COUNT expression [ "in" "each" column { "," column } ]`
fn top(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let word = alt((keyword(Keyword::Top).map(|_| true), keyword(Keyword::Bottom).map(|_| false)));
    let (rest, (largest, count, by)) = (word, count, expression).parse(input)?;
    let (rest, each) = opt(preceded((keyword(Keyword::In), keyword(Keyword::Each)), list(column))).parse(rest)?;
    Ok((rest, ClauseKind::Top(Top { count, largest, by, each: each.unwrap_or_default() })))
}

/// `sample = "sample" COUNT [ "seed" COUNT ]`
fn sample(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let (rest, size) = preceded(keyword(Keyword::Sample), count).parse(input)?;
    let (rest, seed) = opt(preceded(keyword(Keyword::Seed), count)).parse(rest)?;
    Ok((rest, ClauseKind::Sample(size, seed)))
}

/// What a query may start with.
pub fn source_expected() -> ExpectedSet {
    ExpectedSet::category(Category::Table)
}
