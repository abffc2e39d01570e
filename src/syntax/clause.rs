//! Clauses other than those of time and the summary.

use super::ast::{ClauseKind, Column, Expr, Name, Pattern, SourceName, Straddling, Top};
use super::ending::ending;
use super::expect::expectation;
use super::expr::{column, count, expression, name, text};
use super::input::{Parse, Tokens, keyword, list, sign};
use super::keywords::Keyword;
use super::names::{pattern, starters};
use super::series::{fill, versus};
use super::shape::{append, changes, join, pivot, unpivot};
use super::summary::summary;
use super::time::time;
use super::token::TokenKind;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::sequence::preceded;

/// `clause = filter | "derive" assignment { "," assignment } | "show" shown { "," shown }
/// | "drop" pattern { "," pattern } | "rename" renaming { "," renaming } | "sort" sort_key { "," sort_key } | top
/// | "take" COUNT | "skip" COUNT | "unique" pattern { "," pattern } | sample | "describe" | fill | versus | prefer
/// | "overlapping" | "prorated" | unpivot | pivot | append | join | changes | ending | expectation | ?aggregate? summary
/// | "measure" summary | time`
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
        Some(Prefer) => prefer(input),
        Some(Overlapping) => map(keyword(Overlapping), |_| ClauseKind::Straddling(Straddling::Overlapping)).parse(input),
        Some(Prorated) => map(keyword(Prorated), |_| ClauseKind::Straddling(Straddling::Prorated)).parse(input),
        Some(Protect | Round | Trace | Plot | Save) => ending(input),
        Some(Expect) => expectation(input),
        Some(Measure) => preceded(keyword(Measure), summary).map(ClauseKind::Summary).parse(input),
        Some(Unpivot) => unpivot.map(ClauseKind::Unpivot).parse(input),
        Some(Pivot) => pivot.map(ClauseKind::Pivot).parse(input),
        Some(Append) => append.map(ClauseKind::Append).parse(input),
        Some(Lookup | Join | With | Without) => join.map(ClauseKind::Join).parse(input),
        Some(Changes) => changes.map(|(source, on)| ClauseKind::Changes(source, on)).parse(input),
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

/// `prefer = "prefer" TEXT { "," TEXT }`
fn prefer(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let source = |input| {
        let (rest, text) = text(input)?;
        Ok((rest, SourceName { text, span: Tokens::span_to(input, rest) }))
    };
    preceded(keyword(Keyword::Prefer), list(source)).map(ClauseKind::Prefer).parse(input)
}

/// `sample = "sample" COUNT [ "seed" COUNT ]`
fn sample(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    let (rest, size) = preceded(keyword(Keyword::Sample), count).parse(input)?;
    let (rest, seed) = opt(preceded(keyword(Keyword::Seed), count)).parse(rest)?;
    Ok((rest, ClauseKind::Sample(size, seed)))
}
