//! What statements start with: the words that tell them from queries.

use super::ast::{Body, Define, Name, Param, ParamType, StatementKind};
use super::expected::{Category, ExpectedSet};
use super::expr::{expression, name};
use super::input::{Parse, Tokens, keyword, list, sign, word_of};
use super::keywords::{ALL, Keyword, Role};
use super::names::{file, source_expected, starts_clause};
use super::quantity::qualifier;
use super::summary::figure;
use super::time::moment;
use super::token::TokenKind;
use nom::Parser;
use nom::combinator::opt;
use nom::sequence::{delimited, preceded};

/// What a statement starts with.
pub enum Head {
    /// Nothing was taken: a query follows.
    Query,
    /// `let name =` was taken and a query follows.
    LetTable(Name),
    /// `define name(a, b) =` was taken and a query follows.
    DefineTable(Name, Vec<Name>),
    /// The whole statement.
    Whole(StatementKind),
}

/// The keywords that start statements.
pub fn statements() -> ExpectedSet {
    let all = ALL.iter().filter(|keyword| keyword.role() == Role::Statement || **keyword == Keyword::As);
    all.fold(ExpectedSet::default(), |set, keyword| set.with(ExpectedSet::keyword(*keyword)))
}

/// `statement = "let" NAME "=" ( "measure" ?+summary? figure | ?!"measure"? ( ?names_table? query | ?!names_table? expression ) )
/// | "param" NAME ":" TYPE [ "=" expression ]
/// | "define" NAME "(" [ NAME { "," NAME } ] ")" "=" ( ?names_query? query | ?!names_query? expression )
/// | "use" TEXT | "catalog" TEXT | "=" expression | "as" "of" moment | query`
pub fn head(input: Tokens<'_>) -> Parse<'_, Head> {
    if input.first().kind == TokenKind::Equal {
        return whole(preceded(sign(TokenKind::Equal), expression).map(StatementKind::Print)).parse(input);
    }
    let path_follows = input.second().is_some_and(|token| token.kind == TokenKind::Text);
    match input.keyword() {
        Some(Keyword::Let) if names(input, TokenKind::Equal) => let_(input),
        Some(Keyword::Param) if names(input, TokenKind::Colon) => whole(param).parse(input),
        Some(Keyword::Define) if names(input, TokenKind::Open) && !is_query(input) => define(input),
        Some(Keyword::Use) if path_follows => whole(preceded(keyword(Keyword::Use), file).map(StatementKind::Use)).parse(input),
        Some(Keyword::Catalog) if path_follows => {
            whole(preceded(keyword(Keyword::Catalog), file).map(StatementKind::Catalog)).parse(input)
        }
        Some(Keyword::As) if input.second_keyword() == Some(Keyword::Of) => {
            whole(moment.map(StatementKind::AsOf)).parse(input.rest().rest())
        }
        _ => Ok((input, Head::Query)),
    }
}

fn whole<'a>(
    statement: impl Parser<Tokens<'a>, Output = StatementKind, Error = super::input::NotHere>,
) -> impl Parser<Tokens<'a>, Output = Head, Error = super::input::NotHere> {
    statement.map(Head::Whole)
}

/// Whether a name follows that the statement gives, rather than a clause of a table that is called like the keyword: a keyword that
/// starts a clause needs the sign that stands behind names.
fn names(input: Tokens<'_>, then: TokenKind) -> bool {
    input.second().is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted))
        && (!starts_clause(input.rest()) || input.rest().second().is_some_and(|token| token.kind == then))
}

/// Whether `define sum (a)` is a query to a table called `define`: no `=` stands behind the brackets.
fn is_query(input: Tokens<'_>) -> bool {
    starts_clause(input.rest()) && behind_brackets(input.rest().rest()).is_none_or(|rest| rest.first().kind != TokenKind::Equal)
}

fn let_(input: Tokens<'_>) -> Parse<'_, Head> {
    let (rest, name) = delimited(keyword(Keyword::Let), name, sign(TokenKind::Equal)).parse(input)?;
    if rest.keyword() == Some(Keyword::Measure) {
        let (rest, measure) = figure(rest.rest().summary(true), &mut None)?;
        return Ok((rest, Head::Whole(StatementKind::LetMeasure(name, measure))));
    }
    if names_table(rest) {
        return Ok((rest, Head::LetTable(name)));
    }
    rest.may(source_expected().with(ExpectedSet::keyword(Keyword::Measure)));
    let (rest, value) = expression(rest)?;
    Ok((rest, Head::Whole(StatementKind::LetValue(name, value))))
}

fn param(input: Tokens<'_>) -> Parse<'_, StatementKind> {
    let (rest, name) = delimited(keyword(Keyword::Param), name, sign(TokenKind::Colon)).parse(input)?;
    let (rest, ty) = word_of(Category::Type, ParamType::parse)(rest)?;
    let (rest, default) = opt(preceded(sign(TokenKind::Equal), expression)).parse(rest)?;
    Ok((rest, StatementKind::Param(Param { name, ty, default })))
}

fn define(input: Tokens<'_>) -> Parse<'_, Head> {
    let (rest, name) = delimited(keyword(Keyword::Define), name, sign(TokenKind::Open)).parse(input)?;
    let (rest, parameters) =
        if rest.first().kind == TokenKind::Close { (rest, Vec::new()) } else { list(super::expr::name)(rest)? };
    let (rest, _) = (sign(TokenKind::Close), sign(TokenKind::Equal)).parse(rest)?;
    if names_query(rest) {
        return Ok((rest, Head::DefineTable(name, parameters)));
    }
    let (rest, value) = expression(rest)?;
    Ok((rest, Head::Whole(StatementKind::Define(Define { name, parameters, body: Body::Value(value) }))))
}

/// A `let` names a table when a name follows that is no call, no qualifier of a number and no operand's keyword; or any source, and then
/// a clause.
fn names_table(input: Tokens<'_>) -> bool {
    let call = input.second().is_some_and(|token| token.kind == TokenKind::Open);
    match input.first().kind {
        TokenKind::Quoted => true,
        TokenKind::Word if !call => qualifier(input).is_none() && !is_operand_word(input),
        _ => names_query(input),
    }
}

/// Whether a table follows, or a call with tables, and then a clause.
fn names_query(input: Tokens<'_>) -> bool {
    let behind = match input.first().kind {
        TokenKind::Text => Some(input.rest()),
        TokenKind::Word if is_operand_word(input) => None,
        TokenKind::Word | TokenKind::Quoted if input.rest().first().kind == TokenKind::Open => behind_brackets(input.rest()),
        TokenKind::Word | TokenKind::Quoted => Some(input.rest()),
        _ => None,
    };
    behind.is_some_and(starts_clause)
}

fn is_operand_word(input: Tokens<'_>) -> bool {
    input.keyword().is_some_and(|keyword| keyword.role() == Role::Operand)
}

/// What stands behind the bracket that closes the one that is next.
fn behind_brackets(input: Tokens<'_>) -> Option<Tokens<'_>> {
    let (mut rest, mut depth) = (input, 0);
    while !rest.first().kind.ends_statement() {
        match rest.first().kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        rest = rest.rest();
        if depth == 0 {
            return Some(rest);
        }
    }
    None
}
