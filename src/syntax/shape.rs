//! Clauses that change the shape of a table, or bring in another one.

use super::ast::{Column, Expr, Join, JoinKind, Name, Pivot, Source, Unpivot};
use super::expr::{column, expression, name};
use super::input::{Parse, Tokens, keyword, list, sign};
use super::keywords::Keyword;
use super::names::{pattern, source};
use super::token::TokenKind;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::{delimited, preceded};

/// `unpivot = "unpivot" pattern { "," pattern } "as" NAME "," NAME`
pub fn unpivot(input: Tokens<'_>) -> Parse<'_, Unpivot> {
    let (rest, columns) = preceded(keyword(Keyword::Unpivot), list(pattern)).parse(input)?;
    let (rest, (new, _, value)) = preceded(keyword(Keyword::As), (name, sign(TokenKind::Comma), name)).parse(rest)?;
    Ok((rest, Unpivot { columns, name: new, value }))
}

/// `pivot = "pivot" column "in" "(" pivoted { "," pivoted } ")" "of" column [ "by" column { "," column } ]`
pub fn pivot(input: Tokens<'_>) -> Parse<'_, Pivot> {
    let (rest, of_values) = preceded(keyword(Keyword::Pivot), column).parse(input)?;
    let values = delimited(sign(TokenKind::Open), list(pivoted), sign(TokenKind::Close));
    let (rest, values) = preceded(keyword(Keyword::In), values).parse(rest)?;
    let (rest, of) = preceded(keyword(Keyword::Of), column).parse(rest)?;
    let (rest, by) = opt(preceded(keyword(Keyword::By), list(column))).parse(rest)?;
    Ok((rest, Pivot { column: of_values, values, of, by: by.unwrap_or_default() }))
}

/// `pivoted = expression [ "as" NAME ]`
fn pivoted(input: Tokens<'_>) -> Parse<'_, (Expr, Option<Name>)> {
    (expression, opt(preceded(keyword(Keyword::As), name))).parse(input)
}

/// `append = "append" source`
pub fn append(input: Tokens<'_>) -> Parse<'_, Source> {
    preceded(keyword(Keyword::Append), source).parse(input)
}

/// `join = "lookup" "latest" source [ "as" NAME ] matching | ( "lookup" | "join" ) source [ "as" NAME ] [ "overlapping" ] matching
/// | ( "with" | "without" ) source [ "overlapping" ] matching`
pub fn join(input: Tokens<'_>) -> Parse<'_, Join> {
    let word = |word: Keyword, how: JoinKind| keyword(word).map(move |_| how);
    let lookup = word(Keyword::Lookup, JoinKind::Lookup);
    let others = alt((
        word(Keyword::Join, JoinKind::Join),
        word(Keyword::With, JoinKind::With),
        word(Keyword::Without, JoinKind::Without),
    ));
    let (rest, how) = alt((lookup, others)).parse(input)?;
    let (rest, latest) = if how == JoinKind::Lookup { opt(keyword(Keyword::Latest)).parse(rest)? } else { (rest, None) };
    let how = if latest.is_some() { JoinKind::LookupLatest } else { how };
    let (rest, table) = source(rest)?;
    let (rest, name) = if how.brings_columns() { opt(preceded(keyword(Keyword::As), name)).parse(rest)? } else { (rest, None) };
    let dated = how != JoinKind::LookupLatest;
    let (rest, overlapping) = if dated { opt(keyword(Keyword::Overlapping)).parse(rest)? } else { (rest, None) };
    let (rest, on) = matching(rest)?;
    Ok((rest, Join { how, table, name, overlapping: overlapping.is_some(), on }))
}

/// `matching = "on" pair { "," pair }`
fn matching(input: Tokens<'_>) -> Parse<'_, Vec<(Column, Option<Column>)>> {
    preceded(keyword(Keyword::On), list(pair)).parse(input)
}

/// `pair = column [ "=" column ]`: a column here, and its name there.
fn pair(input: Tokens<'_>) -> Parse<'_, (Column, Option<Column>)> {
    (column, opt(preceded(sign(TokenKind::Equal), column))).parse(input)
}

/// `changes = "changes" "from" source "on" column { "," column }`
pub fn changes(input: Tokens<'_>) -> Parse<'_, (Source, Vec<Column>)> {
    let (rest, source) = preceded((keyword(Keyword::Changes), keyword(Keyword::From)), source).parse(input)?;
    let (rest, on) = preceded(keyword(Keyword::On), list(column)).parse(rest)?;
    Ok((rest, (source, on)))
}
