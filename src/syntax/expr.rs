//! Expressions. Each level parses its left operand once and then looks for its operators: no alternative reads an operand twice.

use super::ast::{Arithmetic, Column, Comparison, Expr, ExprKind, Name, TextTest};
use super::expected::{Category, ExpectedSet};
use super::input::{Parse, Tokens, keyword, kind, list, sign, word_of};
use super::keywords::{Keyword, Role};
use super::quantity::{number, parse_number, qualifier, quantity};
use super::token::TokenKind;
use crate::base::value::Duration;
use crate::base::{Period, Unit, Value, Zone, calendar, zone};
use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::{delimited, preceded};

fn node<'a>(from: Tokens<'a>, rest: Tokens<'a>, kind: ExprKind) -> Parse<'a, Expr> {
    Ok((rest, Expr { kind, span: from.span_to(rest) }))
}

/// `expression = conjunction { "or" conjunction }`
pub fn expression(input: Tokens<'_>) -> Parse<'_, Expr> {
    input.deeper(|input| chain(input, Keyword::Or, conjunction, ExprKind::Or))
}

/// `conjunction = negation { "and" negation }`
fn conjunction(input: Tokens<'_>) -> Parse<'_, Expr> {
    chain(input, Keyword::And, negation, ExprKind::And)
}

/// One or more operands joined by a keyword, as one flat node.
fn chain<'a>(
    input: Tokens<'a>,
    joint: Keyword,
    operand: fn(Tokens<'a>) -> Parse<'a, Expr>,
    build: fn(Vec<Expr>) -> ExprKind,
) -> Parse<'a, Expr> {
    let (mut rest, first) = operand(input)?;
    let mut parts = vec![first];
    while let Ok((after, _)) = keyword(joint)(rest) {
        let (after, next) = operand(after)?;
        parts.push(next);
        rest = after;
    }
    match parts.pop() {
        Some(only) if parts.is_empty() => Ok((rest, only)),
        Some(last) => {
            parts.push(last);
            node(input, rest, build(parts))
        }
        None => input.fail(ExpectedSet::default()),
    }
}

/// `negation = "not" negation | comparison`
fn negation(input: Tokens<'_>) -> Parse<'_, Expr> {
    match keyword(Keyword::Not)(input) {
        Ok((rest, _)) => {
            let (rest, inner) = rest.deeper(negation)?;
            node(input, rest, ExprKind::Not(Box::new(inner)))
        }
        Err(_) => comparison(input),
    }
}

/// `comparison = addition [ test ]`
fn comparison(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, left) = addition(input)?;
    if rest.in_condition() && verb_follows(rest) {
        return Ok((rest, left));
    }
    let (rest, test) = opt(test).parse(rest)?;
    match test {
        Some(test) => node(input, rest, test.on(left)),
        None => Ok((rest, left)),
    }
}

/// What is asked of the operand at its left.
enum Test {
    Compare(Comparison, Expr),
    In(Vec<Expr>, bool),
    Within(Expr, bool),
    Between(Expr, Expr),
    Text(TextTest, Expr),
    Matches(String, bool),
    IsUnknown(bool),
}

impl Test {
    fn on(self, left: Expr) -> ExprKind {
        let left = Box::new(left);
        match self {
            Test::Compare(op, right) => ExprKind::Compare(op, left, Box::new(right)),
            Test::In(items, negated) => ExprKind::In(left, items, negated),
            Test::Within(period, negated) => ExprKind::Within(left, Box::new(period), negated),
            Test::Between(low, high) => ExprKind::Between(left, Box::new(low), Box::new(high)),
            Test::Text(test, right) => ExprKind::Text(test, left, Box::new(right)),
            Test::Matches(pattern, fold) => ExprKind::Matches(left, pattern, fold),
            Test::IsUnknown(known) => ExprKind::IsUnknown(left, known),
        }
    }
}

/// `test = compare | membership | between | text_test | matches | is_unknown`
fn test(input: Tokens<'_>) -> Parse<'_, Test> {
    alt((compare, membership, between, text_test, matches, is_unknown)).parse(input)
}

/// `compare = comparison_sign addition`
fn compare(input: Tokens<'_>) -> Parse<'_, Test> {
    (comparison_sign, addition).map(|(op, right)| Test::Compare(op, right)).parse(input)
}

/// `comparison_sign = "=" | "==" | "!=" | "<" | "<=" | ">" | ">="`
pub fn comparison_sign(input: Tokens<'_>) -> Parse<'_, Comparison> {
    use TokenKind::*;
    let signs = [
        (Equal, Comparison::Equal),
        (NotEqual, Comparison::NotEqual),
        (LessEqual, Comparison::LessEqual),
        (Less, Comparison::Less),
        (GreaterEqual, Comparison::GreaterEqual),
        (Greater, Comparison::Greater),
    ];
    let found = match input.first().kind {
        DoubleEqual => Some(Comparison::Equal),
        kind => signs.iter().find(|(sign, _)| *sign == kind).map(|(_, op)| *op),
    };
    match found {
        Some(op) => Ok((input.rest(), op)),
        None => input.fail(signs.iter().fold(ExpectedSet::default(), |set, (sign, _)| set.with(ExpectedSet::sign(*sign)))),
    }
}

/// `membership = [ "not" ] "in" ( "(" ?-condition? expression { "," expression } ")" | DATE | NUMBER | VALUE )`
fn membership(input: Tokens<'_>) -> Parse<'_, Test> {
    let (rest, negated) = opt(keyword(Keyword::Not)).parse(input)?;
    let negated = negated.is_some();
    let (rest, _) = keyword(Keyword::In)(rest)?;
    if rest.first().kind == TokenKind::Open {
        let (rest, items) = bracketed(rest, list(expression))?;
        return Ok((rest, Test::In(items, negated)));
    }
    rest.may(ExpectedSet::sign(TokenKind::Open));
    let (rest, period) = alt((date_literal, number, value)).parse(rest)?;
    Ok((rest, Test::Within(period, negated)))
}

/// `between = "between" addition "and" addition`
fn between(input: Tokens<'_>) -> Parse<'_, Test> {
    let (rest, low) = preceded(keyword(Keyword::Between), addition).parse(input)?;
    let (rest, high) = preceded(keyword(Keyword::And), addition).parse(rest)?;
    Ok((rest, Test::Between(low, high)))
}

/// `text_test = ( "contains" ( "word" | ?!"word"? ) | "starts" "with" | "ends" "with" | "resembles" ) addition`
fn text_test(input: Tokens<'_>) -> Parse<'_, Test> {
    let contains = |input| {
        let (rest, _) = keyword(Keyword::Contains)(input)?;
        let (rest, word) = opt(keyword(Keyword::Word)).parse(rest)?;
        Ok((rest, if word.is_some() { TextTest::ContainsWord } else { TextTest::Contains }))
    };
    let starts = (keyword(Keyword::Starts), keyword(Keyword::With)).map(|_| TextTest::StartsWith);
    let ends = (keyword(Keyword::Ends), keyword(Keyword::With)).map(|_| TextTest::EndsWith);
    let resembles = keyword(Keyword::Resembles).map(|_| TextTest::Resembles);
    let (rest, test) = alt((contains, starts, ends, resembles)).parse(input)?;
    let (rest, right) = addition(rest)?;
    Ok((rest, Test::Text(test, right)))
}

/// `matches = "matches" ( REGEX | TEXT )`
fn matches(input: Tokens<'_>) -> Parse<'_, Test> {
    let (rest, _) = keyword(Keyword::Matches)(input)?;
    if rest.first().kind == TokenKind::Text {
        let (rest, pattern) = text(rest)?;
        return Ok((rest, Test::Matches(pattern, false)));
    }
    let (after, token) = kind(TokenKind::Regex, ExpectedSet::category(Category::Regex))(rest)?;
    let written = rest.text(token);
    let close = written.rfind('/').unwrap_or(0);
    let pattern = written.get(1..close).unwrap_or("").replace("\\/", "/");
    Ok((after, Test::Matches(pattern, written[close..].contains('i'))))
}

/// `is_unknown = "is" [ "not" ] ( "unknown" | "known" )`
fn is_unknown(input: Tokens<'_>) -> Parse<'_, Test> {
    let (rest, not) = preceded(keyword(Keyword::Is), opt(keyword(Keyword::Not))).parse(input)?;
    let (rest, known) = alt((keyword(Keyword::Unknown).map(|_| false), keyword(Keyword::Known).map(|_| true))).parse(rest)?;
    Ok((rest, Test::IsUnknown(known != not.is_some())))
}

/// `addition = multiplication { ?goes_on? ( "+" | "-" ) multiplication }`
pub fn addition(input: Tokens<'_>) -> Parse<'_, Expr> {
    let signs = &[(TokenKind::Plus, Arithmetic::Add), (TokenKind::Minus, Arithmetic::Subtract)];
    left_associative(input, signs, multiplication)
}

/// `multiplication = unary { ?goes_on? ( "*" | "/" ) unary }`
fn multiplication(input: Tokens<'_>) -> Parse<'_, Expr> {
    let signs = &[(TokenKind::Star, Arithmetic::Multiply), (TokenKind::Slash, Arithmetic::Divide)];
    left_associative(input, signs, unary)
}

fn left_associative<'a>(
    input: Tokens<'a>,
    signs: &[(TokenKind, Arithmetic)],
    operand: fn(Tokens<'a>) -> Parse<'a, Expr>,
) -> Parse<'a, Expr> {
    let (mut rest, mut left) = operand(input)?;
    while !(rest.in_condition() && verb_follows(rest)) {
        let Ok((after, op)) = arithmetic_sign(rest, signs) else { break };
        let (after, ()) = after.count_operator()?;
        let (after, right) = operand(after)?;
        let kind = ExprKind::Arithmetic(op, Box::new(left), Box::new(right));
        (rest, left) = node(input, after, kind)?;
    }
    Ok((rest, left))
}

/// One of the signs of an arithmetic level.
pub fn arithmetic_sign<'a>(input: Tokens<'a>, signs: &[(TokenKind, Arithmetic)]) -> Parse<'a, Arithmetic> {
    match signs.iter().find(|(sign, _)| *sign == input.first().kind) {
        Some((_, op)) => Ok((input.rest(), *op)),
        None => input.fail(signs.iter().fold(ExpectedSet::default(), |set, (sign, _)| set.with(ExpectedSet::sign(*sign)))),
    }
}

/// Whether a token is one of `+ - * /`.
pub fn arithmetic(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Plus | TokenKind::Minus | TokenKind::Star | TokenKind::Slash)
}

/// Whether an operator followed by a verb stands here, which ends the condition of an aggregate.
fn verb_follows(input: Tokens<'_>) -> bool {
    arithmetic(input.first().kind) && input.second_keyword().is_some_and(Keyword::is_verb)
}

/// `unary = "-" unary | operand`
fn unary(input: Tokens<'_>) -> Parse<'_, Expr> {
    match sign(TokenKind::Minus)(input) {
        Ok((rest, _)) => {
            let (rest, inner) = rest.deeper(unary)?;
            node(input, rest, ExprKind::Negate(Box::new(inner)))
        }
        Err(_) => operand(input),
    }
}

/// `operand = literal | conditional | "(" ?-condition? expression ")" | ?!operand_word? ( call | column )`
pub fn operand(input: Tokens<'_>) -> Parse<'_, Expr> {
    match input.first().kind {
        TokenKind::Open => bracketed(input, expression),
        TokenKind::Word if input.keyword() == Some(Keyword::If) => conditional(input),
        TokenKind::Word if !operand_word(input) && input.second().is_some_and(|t| t.kind == TokenKind::Open) => call(input),
        _ => {
            input.may(ExpectedSet::sign(TokenKind::Open).with(ExpectedSet::category(Category::Literal)));
            alt((literal, column_operand)).parse(input)
        }
    }
}

/// Something in brackets; inside them the condition of an aggregate has no end of its own.
pub fn bracketed<'a, T>(input: Tokens<'a>, inner: impl FnMut(Tokens<'a>) -> Parse<'a, T>) -> Parse<'a, T> {
    let outer = input.in_condition();
    let (rest, value) = delimited(sign(TokenKind::Open), inner, sign(TokenKind::Close)).parse(input.condition(false))?;
    Ok((rest.condition(outer), value))
}

/// Whether a keyword stands here that starts an operand or a negation, and so is no column.
fn operand_word(input: Tokens<'_>) -> bool {
    input.keyword().is_some_and(|k| k.role() == Role::Operand)
}

/// `conditional = "if" expression "then" expression "else" expression ?!"and"? ?!goes_on?`: it reaches as far as it can.
fn conditional(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, condition) = preceded(keyword(Keyword::If), expression).parse(input)?;
    let (rest, yes) = preceded(keyword(Keyword::Then), expression).parse(rest)?;
    let (rest, no) = preceded(keyword(Keyword::Else), expression).parse(rest)?;
    if arithmetic(rest.first().kind) && !(rest.in_condition() && verb_follows(rest)) {
        return rest.fail(ExpectedSet::default());
    }
    node(input, rest, ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)))
}

/// `call = WORD "(" ?-condition? [ expression { "," expression } ] ")" [ ?keyed? "by" ( column | "(" column { "," column } ")" ) ]`
fn call(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, name) = name(input)?;
    let (rest, arguments) = bracketed(rest, |inner| {
        if inner.first().kind == TokenKind::Close {
            return Ok((inner, Vec::new()));
        }
        list(expression)(inner)
    })?;
    if rest.in_summary() || rest.keyword() != Some(Keyword::By) {
        return node(input, rest, ExprKind::Call(name, arguments, Vec::new()));
    }
    let columns = alt((|input| bracketed(input, list(column)), column.map(|one| vec![one])));
    let (rest, by) = preceded(keyword(Keyword::By), columns).parse(rest)?;
    node(input, rest, ExprKind::Call(name, arguments, by))
}

/// `column = NAME [ "." NAME ] | TAG`
pub fn column(input: Tokens<'_>) -> Parse<'_, Column> {
    if input.first().kind == TokenKind::Tag {
        let token = input.first();
        return Ok((input.rest(), Column::Tag(input.text(token).to_string(), token.span)));
    }
    let (rest, first) = name_as(input, Category::Column)?;
    if rest.first().kind == TokenKind::Dot {
        let (rest, second) = name(rest.rest())?;
        return Ok((rest, Column::Qualified(first, second)));
    }
    Ok((rest, Column::Name(first)))
}

fn column_operand(input: Tokens<'_>) -> Parse<'_, Expr> {
    if operand_word(input) {
        return input.fail(ExpectedSet::category(Category::Column));
    }
    let (rest, column) = column(input)?;
    node(input, rest, ExprKind::Column(column))
}

/// `NAME`: a word of any spelling, or a name in backticks.
pub fn name(input: Tokens<'_>) -> Parse<'_, Name> {
    name_as(input, Category::Name)
}

/// A name that stands for a table, a column or something new.
pub fn name_as(input: Tokens<'_>, what: Category) -> Parse<'_, Name> {
    let token = input.first();
    let written = input.text(token);
    let (text, quoted) = match token.kind {
        TokenKind::Word => (written.to_string(), false),
        TokenKind::Quoted => (written.trim_matches('`').to_string(), true),
        _ => return input.fail(ExpectedSet::category(what)),
    };
    Ok((input.rest(), Name { text, quoted, span: token.span }))
}

/// `literal = TEXT | duration | quantity | DATE | VALUE | "true" | "false" | "unknown" | "today" | "yesterday"`
fn literal(input: Tokens<'_>) -> Parse<'_, Expr> {
    match input.first().kind {
        TokenKind::Text => {
            let (rest, text) = text(input)?;
            node(input, rest, ExprKind::Literal(Value::Text(text)))
        }
        TokenKind::Number => alt((duration, quantity)).parse(input),
        TokenKind::Date => date_literal(input),
        TokenKind::Value => value(input),
        TokenKind::Word if qualifier(input).is_some() => quantity(input),
        _ => {
            let word = match input.keyword() {
                Some(Keyword::True) => ExprKind::Literal(Value::Bool(true)),
                Some(Keyword::False) => ExprKind::Literal(Value::Bool(false)),
                Some(Keyword::Unknown) => ExprKind::Literal(Value::Unknown),
                Some(Keyword::Today) => ExprKind::Today(0),
                Some(Keyword::Yesterday) => ExprKind::Today(1),
                _ => return input.fail(ExpectedSet::category(Category::Literal)),
            };
            node(input, input.rest(), word)
        }
    }
}

/// `TEXT`, without its quotes; `\"`, `\\`, `\n` and `\t` are escapes.
pub fn text(input: Tokens<'_>) -> Parse<'_, String> {
    let (rest, token) = kind(TokenKind::Text, ExpectedSet::category(Category::Text))(input)?;
    let written = input.text(token);
    let mut chars = written.chars();
    chars.next();
    chars.next_back();
    let mut text = String::with_capacity(written.len());
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            (other, false) => text.push(other),
        }
    }
    Ok((rest, text))
}

/// `VALUE`: `$name`.
pub fn value(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, token) = kind(TokenKind::Value, ExpectedSet::category(Category::Value))(input)?;
    node(input, rest, ExprKind::Value(input.text(token)[1..].to_string()))
}

/// `duration = COUNT UNIT`
fn duration(input: Tokens<'_>) -> Parse<'_, Expr> {
    let (rest, (count, unit)) = (count, unit).parse(input)?;
    match Duration::of(i64::try_from(count).unwrap_or(i64::MAX), unit) {
        Some(duration) => node(input, rest, ExprKind::Duration(duration, count, unit)),
        None => input.fail(ExpectedSet::category(Category::Number)),
    }
}

/// `COUNT`: a whole number that is not negative.
pub fn count(input: Tokens<'_>) -> Parse<'_, u64> {
    let expected = ExpectedSet::category(Category::Number);
    let (rest, token) = kind(TokenKind::Number, expected)(input)?;
    match parse_number(input.text(token)) {
        Some(Value::Int(n)) if n >= 0 => Ok((rest, n as u64)),
        _ => input.fail(expected),
    }
}

/// `UNIT`: `day`, `days`, `week` …
pub fn unit(input: Tokens<'_>) -> Parse<'_, Unit> {
    word_of(Category::Unit, Unit::parse)(input)
}

/// `DATE`: a date, period or datetime.
pub fn date_literal(input: Tokens<'_>) -> Parse<'_, Expr> {
    let expected = ExpectedSet::category(Category::Date);
    let (rest, token) = kind(TokenKind::Date, expected)(input)?;
    match parse_date(input.text(token)) {
        Some(value) => node(input, rest, ExprKind::Literal(value)),
        None => input.fail(expected),
    }
}

/// The value of a date token; `None` when no such day exists.
pub fn parse_date(written: &str) -> Option<Value> {
    match written.contains('T') {
        true => match zone::parse_moment(written) {
            Some((clock, minutes)) => {
                let zone = Zone::Fixed(minutes);
                Some(Value::Moment(zone.moment(clock).0, zone))
            }
            None => calendar::parse_datetime(written).map(Value::Datetime),
        },
        false => Period::parse(written).map(Value::Period),
    }
}
