//! From failures to diagnostics: what was found, what may stand there, and the words of other languages.

use super::expected::{Category, ExpectedSet};
use super::input::{DEEPEST, MOST_OPERATORS, Record, Tokens};
use super::keywords::{self, Keyword, Role};
use super::misplaced;
use super::token::{Token, TokenKind};
use crate::base::names::{did_you_mean, one_of};
use crate::base::{Code, Diagnostic, Span, Unit};

/// Faults and notes that the tokens alone show: unclosed quotes and brackets, stray signs, impossible numbers and dates.
pub fn of_tokens(tokens: &[Token], source: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = tokens.iter().filter_map(|token| of_token(*token, source)).collect();
    found.extend(open_brackets(tokens).into_iter().map(|(open, end)| {
        Diagnostic::error(Code::Unclosed, open, "a bracket is not closed").label("opened here").also(end, "`)` is missing here")
    }));
    found
}

fn of_token(token: Token, source: &str) -> Option<Diagnostic> {
    let text = token.span.text(source);
    let first = text.chars().next()?;
    match token.kind {
        TokenKind::Unclosed => {
            let what = if first == '`' { "name in backticks" } else { "text" };
            let message = format!("this {what} has no closing `{first}`");
            Some(Diagnostic::error(Code::Unclosed, token.span, message).label("opened here"))
        }
        TokenKind::Stray => {
            let fault =
                Diagnostic::error(Code::UnknownSign, token.span, format!("`{}` has no meaning here", first.escape_debug()));
            Some(match keywords::dateline_word(text) {
                Some(word) => fault.help(format!("write `{word}`")),
                None => fault,
            })
        }
        TokenKind::Number if super::expr_number(text).is_none() => {
            let digits = text.trim_end_matches(char::is_alphabetic);
            let message = format!("`{text}` is not a number");
            let fault = Diagnostic::error(Code::BadLiteral, token.span, message);
            Some(if digits.len() < text.len() && !digits.is_empty() {
                fault.help(format!("a name that starts with a digit stands in backticks: `{text}`"))
            } else {
                fault.label("whole numbers reach to 9,223,372,036,854,775,807")
            })
        }
        TokenKind::Date if super::expr_date(text).is_none() => {
            let fault = Diagnostic::error(Code::BadLiteral, token.span, format!("`{text}` is not a date that exists"));
            Some(fault.help("dates are 2025-04-06, 2025-04, 2025-Q2, 2025-W15, 2025-04-06T14:30 or 2025-04-01/2025-04-07"))
        }
        TokenKind::Text if !matches!(first, '"' | '\'') => {
            Some(Diagnostic::note(Code::TypographicQuotes, token.span, "typographic quotes were read as plain ones"))
        }
        TokenKind::DoubleEqual => {
            Some(Diagnostic::note(Code::DoubleEquals, token.span, "`==` was read as `=`").help("write `=`"))
        }
        _ => None,
    }
}

/// The brackets that a statement leaves open, with the place where the statement ends.
fn open_brackets(tokens: &[Token]) -> Vec<(Span, Span)> {
    let mut open: Vec<Span> = Vec::new();
    let mut found = Vec::new();
    for token in tokens {
        match token.kind {
            TokenKind::Open => open.push(token.span),
            TokenKind::Close => {
                open.pop();
            }
            kind if kind.ends_statement() => {
                let end = Span { end: token.span.start, ..token.span };
                found.extend(open.first().map(|first| (*first, end)));
                open.clear();
            }
            _ => {}
        }
    }
    found
}

/// Whether the text breaks off inside a quote that could go on, or with a bracket open.
pub fn breaks_off(tokens: &[Token], source: &str) -> bool {
    let end = source.trim_end().len() as u32;
    let unclosed = tokens.iter().any(|t| t.kind == TokenKind::Unclosed && t.span.end >= end);
    let bracket = open_brackets(tokens).iter().any(|(_, at)| at.start >= end);
    unclosed || bracket
}

/// The diagnostic for the farthest failure at or behind `input`.
pub fn of_record(input: Tokens<'_>, record: &Record) -> Diagnostic {
    if let Some(span) = record.too_deep() {
        let message = match record.too_long() {
            true => format!("more than {MOST_OPERATORS} operators in one expression"),
            false => format!("nested deeper than {DEEPEST} levels"),
        };
        return Diagnostic::error(Code::TooDeep, span, message).help("split the expression with `derive` or `let`");
    }
    let mut at = input;
    while at.first().span.start < record.farthest() && !at.first().kind.ends_statement() {
        at = at.rest();
    }
    unexpected(at, record.expected_at(at.first().span.start))
}

fn unexpected(at: Tokens<'_>, expected: ExpectedSet) -> Diagnostic {
    let token = at.first();
    let text = at.text(token);
    if let Some(special) = special(at, expected).or_else(|| misplaced::fault(at, expected)) {
        return special;
    }
    let wanted = match expected.describe() {
        list if list.is_empty() => "the end of the statement".to_string(),
        list => one_of(&list),
    };
    let found = if token.kind.ends_statement() { token.kind.name().to_string() } else { format!("`{}`", shorten(text)) };
    let place = if token.kind.ends_statement() { Span { end: token.span.start, ..token.span } } else { token.span };
    let in_expect = expected.keywords().any(|known| known == Keyword::Newest);
    let offers_clause = !in_expect && expected.keywords().any(Keyword::starts_clause);
    let code = if token.kind == TokenKind::Word && offers_clause { Code::UnknownClause } else { Code::Unexpected };
    let fault = Diagnostic::error(code, place, format!("expected {wanted}, found {found}"));
    if let Some(help) = misplaced::help(at, expected).filter(|_| !at.starts_line()) {
        return fault.help(help);
    }
    if token.kind != TokenKind::Word {
        return fault;
    }
    let starts_statement = Keyword::parse(text).is_some_and(|word| word.role() == Role::Statement);
    let near = did_you_mean(text, expected.keywords().map(Keyword::text));
    // A line that goes on stands further in as a rule.
    if at.starts_line() && (near.is_none() || starts_statement) {
        return fault.help("a blank line or `;` ends the statement above, if this is the next one");
    }
    let each = in_expect.then(|| format!("a condition is asked of each row: `expect each {text} …`"));
    fault.help_if(near.or(each)).help_if(misplaced::second_name(at, expected))
}

/// The fault of a statement that starts with a clause.
pub fn clause_at_start(input: Tokens<'_>) -> Diagnostic {
    let word = input.text(input.first());
    Diagnostic::error(
        Code::SplitStatement,
        input.first().span,
        format!("a query starts with a table, and `{word}` starts a clause"),
    )
    .help("if it continues the query above, remove the blank line or `;` before it")
    .help(format!("a table of that name stands in backticks: `{word}`"))
}

/// Faults that deserve words of their own.
fn special(at: Tokens<'_>, expected: ExpectedSet) -> Option<Diagnostic> {
    use TokenKind::*;
    let token = at.first();
    let text = at.text(token);
    let operator_expected = expected.keywords().any(|k| k == Keyword::And);
    if matches!(token.kind, Equal | DoubleEqual | NotEqual | Less | LessEqual | Greater | GreaterEqual) && operator_expected {
        let fault = Diagnostic::error(Code::ChainedComparison, token.span, "comparisons do not chain");
        return Some(fault.label("a second comparison").help("write `a < b and b < c`, or `b between a and c`"));
    }
    if token.kind != Word {
        return None;
    }
    let figure_expected =
        expected.has(Category::Value) && !expected.has(Category::Literal) && expected.keywords().all(Keyword::is_verb);
    let calls = at.second().is_some_and(|token| token.kind == TokenKind::Open);
    if figure_expected && calls && expected.keywords().next().is_some() {
        let fault = Diagnostic::error(Code::NotAnAggregate, token.span, format!("`{text}(…)` is no aggregate"));
        let divided = "figures are divided as they are: `sum men / sum persons as share`";
        return Some(
            fault.help(divided).help(format!("a function takes the result, behind the summary: `derive x = {text}(…)`")),
        );
    }
    if figure_expected && expected.keywords().next().is_some() {
        let message = format!("`{text}` is a column where an aggregate is expected");
        let fault = Diagnostic::error(Code::NotAnAggregate, token.span, message);
        let of_time = Unit::parse(text).map(|unit| format!("a mean over units of time is `mean persons per {}`", unit.name()));
        return Some(
            fault.help_if(of_time).help(format!("write `sum {text}`, or take the whole in brackets: `sum (a + {text})`")),
        );
    }
    let of_summary = Keyword::parse(text).filter(|k| matches!(k, Keyword::Every | Keyword::Per));
    if let Some(word) = of_summary.filter(|_| expected.keywords().any(Keyword::starts_clause)) {
        let message = format!("`{}` belongs to a summary, and no verb stands before it", word.text());
        let fault = Diagnostic::error(Code::UnknownClause, token.span, message);
        let example = if word == Keyword::Every { "sum persons every day" } else { "mean persons per day" };
        return Some(fault.help(format!("write the summary with it: `{example}`")));
    }
    let planned = Keyword::parse(text).filter(|k| k.role() == Role::Planned);
    if planned.is_some() && (operator_expected || expected.keywords().any(Keyword::starts_clause)) {
        let fault = Diagnostic::error(Code::NotYet, token.span, format!("`{text}` is not in this version of Dateline"));
        return Some(fault.help_if(planned.map(|k| format!("it will be {}", k.doc()))));
    }
    let ours = keywords::dateline_word(text)?;
    let known = Keyword::parse(ours)?;
    let fits = expected.keywords().any(|k| k == known || (known.starts_clause() && k.starts_clause()))
        || (known == Keyword::Unknown && expected.has(Category::Literal))
        || (known == Keyword::By && operator_expected);
    let fault = Diagnostic::error(Code::ForeignWord, token.span, format!("`{text}` is not a word of Dateline"));
    fits.then(|| fault.help(format!("write `{ours}`: {}", known.doc())))
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
