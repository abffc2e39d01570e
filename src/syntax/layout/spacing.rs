//! Between two tokens of a statement: whether white space stands there, and whether a line may end.

use super::super::keywords::{Keyword, Role};
use super::super::token::{Token, TokenKind};

/// Where a line may end, from the worst place to the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Not here.
    Never,
    /// Where nothing better is left: before an operator in brackets, between what belongs together.
    Last,
    /// Within something: behind a comma in brackets, before the name of something.
    Part,
    /// Before an operator.
    Operator,
    /// Before a condition that is joined with another.
    Phrase,
    /// Behind a comma between the items of a clause.
    Item,
    /// Before the keys and buckets of a summary, and the name of a check.
    Section,
}

impl Break {
    /// The next worse place.
    pub fn worse(self) -> Break {
        match self {
            Break::Section => Break::Item,
            Break::Item => Break::Phrase,
            Break::Phrase => Break::Operator,
            Break::Operator => Break::Part,
            Break::Part => Break::Last,
            Break::Last | Break::Never => Break::Never,
        }
    }
}

/// A token as it is written: one sign for each meaning, plain quotes where nothing has to be changed within them.
pub fn text(token: Token, source: &str) -> String {
    let written = token.span.text(source);
    match token.kind {
        TokenKind::DoubleEqual => "=".into(),
        TokenKind::NotEqual => "!=".into(),
        TokenKind::LessEqual => "<=".into(),
        TokenKind::GreaterEqual => ">=".into(),
        TokenKind::Minus => "-".into(),
        TokenKind::Star => "*".into(),
        TokenKind::Text => in_plain_quotes(written),
        _ => written.into(),
    }
}

fn in_plain_quotes(written: &str) -> String {
    let mut inside = written.chars();
    inside.next();
    inside.next_back();
    let inside = inside.as_str();
    if inside.contains(['"', '\\']) { written.into() } else { format!("\"{inside}\"") }
}

/// Whether no white space stands between the last of the tokens before and the next.
pub fn glued(before: &[Token], next: Token, source: &str) -> bool {
    use TokenKind::*;
    let Some(last) = before.last() else { return false };
    match (last.kind, next.kind) {
        (_, Comma | Close | Dot | Colon) | (Open | Dot, _) => true,
        (Word, Open) => !stands_off(keyword(*last, source)),
        // Two of them before white space would be a comment.
        (Minus, Minus) => false,
        (Minus, _) => is_sign_of_number(&before[..before.len() - 1], source),
        _ => false,
    }
}

/// Whether a line may end between the tokens before and the next, which may stand in brackets; another one is after it.
pub fn breaks(before: &[Token], [next, after]: [Token; 2], in_brackets: bool, source: &str) -> Break {
    use TokenKind::*;
    let Some(last) = before.last() else { return Break::Never };
    match next.kind {
        _ if last.kind == Comma => {
            if in_brackets {
                Break::Part
            } else {
                Break::Item
            }
        }
        Word => match keyword(next, source) {
            Some(Keyword::And) if within_bounds(before, source) => Break::Last,
            Some(Keyword::And | Keyword::Or) if !in_brackets => Break::Phrase,
            // The keys of a function stay with it as long as they can.
            Some(Keyword::By) if last.kind == Close || keyword(*last, source) == Some(Keyword::Dated) => Break::Last,
            Some(Keyword::By | Keyword::Every) if !in_brackets => Break::Section,
            Some(Keyword::As) if after.kind == Text => Break::Section,
            Some(Keyword::And | Keyword::Or | Keyword::As | Keyword::Then | Keyword::Else) => Break::Part,
            _ => Break::Never,
        },
        Minus if is_sign_of_number(before, source) => Break::Never,
        Equal | DoubleEqual => Break::Last,
        kind if is_operator(kind) && !in_brackets => Break::Operator,
        kind if is_operator(kind) => Break::Last,
        _ => Break::Never,
    }
}

/// Whether `between` waits for its second bound.
fn within_bounds(before: &[Token], source: &str) -> bool {
    let words = before.iter().rev().filter_map(|token| keyword(*token, source));
    let mut telling = words.filter(|word| matches!(word, Keyword::Between | Keyword::And | Keyword::Or));
    telling.next() == Some(Keyword::Between)
}

fn keyword(token: Token, source: &str) -> Option<Keyword> {
    (token.kind == TokenKind::Word).then(|| Keyword::parse(token.span.text(source))).flatten()
}

fn is_operator(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(kind, Plus | Minus | Star | Slash | Equal | DoubleEqual | NotEqual | Less | LessEqual | Greater | GreaterEqual)
}

/// Whether a minus behind these tokens belongs to the operand after it. A word that may be a column as well is taken for one.
fn is_sign_of_number(before: &[Token], source: &str) -> bool {
    use Keyword::{And, Between, By, Each, Else, If, Not, Or, Possibly, Sort, Then, Where};
    let Some(last) = before.last() else { return true };
    match last.kind {
        TokenKind::Open | TokenKind::Comma => true,
        TokenKind::Word => {
            matches!(
                keyword(*last, source),
                Some(Where | And | Or | Not | Between | Then | Else | If | Possibly | Each | By | Sort)
            )
        }
        kind => is_operator(kind),
    }
}

/// Whether a bracket behind a keyword is no call: `in (…)`, `sum (a + b)`. Behind `round`, `previous` and other words it is one.
fn stands_off(word: Option<Keyword>) -> bool {
    use Keyword::*;
    let Some(word) = word else { return false };
    match word.role() {
        Role::Verb | Role::Operator => true,
        Role::Clause => word != Round,
        Role::Operand => matches!(word, Not | If),
        _ => matches!(word, By | Distinct | Possibly | Each | Word | Of),
    }
}
