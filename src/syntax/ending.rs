//! Endings: clauses behind which little may follow, since they say how the whole answer is given away.

use super::ast::{ClauseKind, Target};
use super::expected::ExpectedSet;
use super::expr::{count, text};
use super::input::{Parse, Tokens, keyword};
use super::keywords::Keyword;
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
        Some(Keyword::Save) => {
            let (rest, _) = keyword(Keyword::Save)(input)?;
            let (rest, path) = text(rest)?;
            let span = input.rest().span_to(rest);
            Ok((rest, ClauseKind::Save(Target { path, span })))
        }
        _ => input.fail(
            [Keyword::Protect, Keyword::Round, Keyword::Trace, Keyword::Save]
                .map(ExpectedSet::keyword)
                .into_iter()
                .fold(ExpectedSet::default(), ExpectedSet::with),
        ),
    }
}
