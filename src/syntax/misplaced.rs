//! Faults by what stands around a place: verbs in expressions, functions where a clause is expected, what `per` and `versus` take.

use super::expected::{Category, ExpectedSet};
use super::input::Tokens;
use super::keywords::Keyword;
use super::token::TokenKind;
use crate::base::names::did_you_mean;
use crate::base::{Code, Diagnostic, Span, Unit};

/// A fault of its own, for what its neighbours show to be meant.
pub fn fault(at: Tokens<'_>, expected: ExpectedSet) -> Option<Diagnostic> {
    of_versus(at).or_else(|| of_per(at, expected)).or_else(|| verb_in_expression(at, expected))
}

/// What to write instead, where the fault itself is said in general.
pub fn help(at: Tokens<'_>, expected: ExpectedSet) -> Option<String> {
    let (token, next) = (at.first(), at.second());
    let text = at.text(token);
    let next = next.map(|token| token.kind);
    let in_check = expected.keywords().any(|word| word == Keyword::Newest);
    let clause_only = !in_check && !ends_operand(expected) && expected.keywords().any(Keyword::starts_clause);
    match token.kind {
        TokenKind::Open if clause_only && at.before().is_some_and(is_name) => {
            let name = at.before().map_or("", |before| before.text(before.first()));
            Some(format!("columns stand here: `derive x = {name}(…)` makes one, before"))
        }
        TokenKind::Word if clause_only && next == Some(TokenKind::Open) => Some(format!(
            "a summary starts with a verb, `sum men / sum persons as share`; `derive x = {text}(…)` computes with columns"
        )),
        TokenKind::Word if clause_only && is_name(at) && names_a_figure(at) => {
            Some(format!("a summary starts with a verb: `sum {text}`, `mean {text} per day`"))
        }
        TokenKind::Word if clause_only && is_name(at) && next.is_some_and(compares) => {
            Some(format!("conditions stand behind `where`: `where {text} {} …`", at.rest().text(at.rest().first())))
        }
        _ => None,
    }
}

fn compares(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual)
}

/// What a second name behind one may be: the rest of it, or the argument of a function.
pub fn second_name(at: Tokens<'_>, expected: ExpectedSet) -> Option<String> {
    if !is_name(at) || !goes_on_a_name(at, expected) {
        return None;
    }
    let (before, text) = (at.before()?, at.text(at.first()));
    let before = before.text(before.first());
    let comma = expected.has_comma().then(|| format!("a comma stands between columns, `{before}, {text}`; "));
    let brackets = ends_operand(expected).then(|| format!("; a function has brackets, `{before}({text})`"));
    let (comma, brackets) = (comma.unwrap_or_default(), brackets.unwrap_or_default());
    Some(format!("{comma}a name of two words stands in backticks, `` `{before} {text}` ``{brackets}"))
}

fn is_name(at: Tokens<'_>) -> bool {
    at.first().kind == TokenKind::Quoted || at.first().kind == TokenKind::Word && at.keyword().is_none()
}

/// Whether an operand has ended, so that an operator may follow.
fn ends_operand(expected: ExpectedSet) -> bool {
    expected.keywords().any(|word| word == Keyword::And)
}

/// Whether what a summary has behind a figure follows.
fn names_a_figure(at: Tokens<'_>) -> bool {
    at.second().is_some_and(|token| token.kind == TokenKind::Comma)
        || matches!(at.second_keyword(), Some(Keyword::Per | Keyword::Every | Keyword::By))
}

/// Whether a name stands before, which this could be a part of: in an expression, or behind a word that takes columns.
fn goes_on_a_name(at: Tokens<'_>, expected: ExpectedSet) -> bool {
    let Some(before) = at.before().filter(|before| is_name(*before)) else { return false };
    ends_operand(expected) || before.before().is_some_and(|word| word.keyword().is_some())
}

/// `rate(sum men, persons)`: a verb where an expression stands.
fn verb_in_expression(at: Tokens<'_>, expected: ExpectedSet) -> Option<Diagnostic> {
    let before = at.before()?;
    let verb = before.keyword().filter(|word| word.is_verb())?.text();
    if !ends_operand(expected) || !matches!(at.first().kind, TokenKind::Word | TokenKind::Quoted) {
        return None;
    }
    let column = at.text(at.first());
    let message = format!("`{verb}` is a verb of a summary, and an expression has none");
    let fault = Diagnostic::error(Code::MisplacedAggregate, before.first().span.to(at.first().span), message);
    let apart = format!("a summary divides by itself, `{verb} {column} / {verb} total as share`");
    Some(fault.help(apart).help(format!("or write `{verb} {column}` as a clause and go on with its result: `derive x = …`")))
}

/// `per 7 days`, `per border`: what is no unit of time.
fn of_per(at: Tokens<'_>, expected: ExpectedSet) -> Option<Diagnostic> {
    if !expected.has(Category::Unit) || at.before()?.keyword() != Some(Keyword::Per) || at.first().kind.ends_statement() {
        return None;
    }
    let text = at.text(at.first());
    let message = format!("`per` takes a unit of time, and `{text}` is none");
    let fault = Diagnostic::error(Code::Unexpected, at.first().span, message);
    let calendar = || Unit::ALL.iter().filter(|unit| **unit >= Unit::Day).map(|unit| unit.name());
    let near = did_you_mean(text, calendar());
    let other = match (at.first().kind, at.keyword()) {
        (TokenKind::Number, _) => match at.second().map(|token| at.text(token)).filter(|word| Unit::parse(word).is_some()) {
            Some(unit) => format!("`every {text} {unit}` makes buckets of several"),
            None => format!("a rate is a division: `derive rate = persons / total * {text}`"),
        },
        (_, Some(Keyword::Report)) => "`every report` gives a row for each report".to_string(),
        _ => format!("`by {text}` gives a row for each"),
    };
    let units = "the units are `day`, `week`, `month`, `quarter` and `year`";
    Some(fault.help(near.unwrap_or(other)).help(units))
}

/// `versus last month`, `versus previous year`, `versus same month`: what `versus` does not take.
fn of_versus(at: Tokens<'_>) -> Option<Diagnostic> {
    let before = at.before()?;
    let earlier = before.before()?;
    let is_unit = at.first().kind == TokenKind::Word && Unit::parse(at.text(at.first())).is_some();
    let versus = match (earlier.keyword(), before.keyword()) {
        (Some(Keyword::Versus), Some(Keyword::Last | Keyword::This | Keyword::Next | Keyword::Previous)) if is_unit => earlier,
        (Some(Keyword::Versus), Some(Keyword::Same)) => earlier,
        (Some(Keyword::Same), Some(Keyword::Period)) => earlier.before()?,
        _ => return None,
    };
    let end = if at.first().kind.ends_statement() { before.first().span } else { at.first().span };
    let place: Span = versus.first().span.to(end);
    let message = "`versus` takes `previous`, `same period last year`, or a period";
    let fault = Diagnostic::error(Code::Unexpected, place, message);
    Some(fault.help("`previous` moves each bucket or the window by its own length; a period is written `versus 2025-03`"))
}
