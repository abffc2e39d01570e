//! Endings: clauses behind which little may follow, since they say how the whole answer is given away.

use super::ast::ClauseKind;
use super::expected::ExpectedSet;
use super::expr::count;
use super::input::{Parse, Tokens, keyword};
use super::keywords::Keyword;
use super::names::file;
use nom::Parser;
use nom::combinator::map;
use nom::sequence::preceded;

/// `ending = "protect" COUNT | "round" "to" COUNT | "trace" | "save" TEXT`
pub fn ending(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    match input.keyword() {
        Some(Keyword::Protect) => preceded(keyword(Keyword::Protect), count).map(ClauseKind::Protect).parse(input),
        Some(Keyword::Round) => {
            let words = (keyword(Keyword::Round), keyword(Keyword::To));
            preceded(words, count).map(ClauseKind::Round).parse(input)
        }
        Some(Keyword::Trace) => map(keyword(Keyword::Trace), |_| ClauseKind::Trace).parse(input),
        Some(Keyword::Save) => preceded(keyword(Keyword::Save), file).map(ClauseKind::Save).parse(input),
        _ => input.fail(
            [Keyword::Protect, Keyword::Round, Keyword::Trace, Keyword::Save]
                .map(ExpectedSet::keyword)
                .into_iter()
                .fold(ExpectedSet::default(), ExpectedSet::with),
        ),
    }
}
