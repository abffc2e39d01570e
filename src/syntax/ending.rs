//! Endings: clauses behind which little may follow, since they say how the whole answer is given away.

use super::ast::{ClauseKind, Drawing};
use super::expected::ExpectedSet;
use super::expr::count;
use super::input::{Parse, Tokens, keyword};
use super::keywords::Keyword;
use super::names::file;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::sequence::preceded;

/// `ending = "protect" COUNT | "round" "to" COUNT | "trace" | plot | "save" TEXT`
pub fn ending(input: Tokens<'_>) -> Parse<'_, ClauseKind> {
    match input.keyword() {
        Some(Keyword::Protect) => preceded(keyword(Keyword::Protect), count).map(ClauseKind::Protect).parse(input),
        Some(Keyword::Round) => {
            let words = (keyword(Keyword::Round), keyword(Keyword::To));
            preceded(words, count).map(ClauseKind::Round).parse(input)
        }
        Some(Keyword::Trace) => map(keyword(Keyword::Trace), |_| ClauseKind::Trace).parse(input),
        Some(Keyword::Plot) => plot.map(ClauseKind::Plot).parse(input),
        Some(Keyword::Save) => preceded(keyword(Keyword::Save), file).map(ClauseKind::Save).parse(input),
        _ => input.fail(
            [Keyword::Protect, Keyword::Round, Keyword::Trace, Keyword::Plot, Keyword::Save]
                .map(ExpectedSet::keyword)
                .into_iter()
                .fold(ExpectedSet::default(), ExpectedSet::with),
        ),
    }
}

/// `plot = "plot" [ "line" | "bar" | "heat" | "spark" ]`
fn plot(input: Tokens<'_>) -> Parse<'_, Option<Drawing>> {
    let drawing = |word: Keyword, drawing: Drawing| keyword(word).map(move |_| drawing);
    let drawing = alt((
        drawing(Keyword::Line, Drawing::Line),
        drawing(Keyword::Bar, Drawing::Bar),
        drawing(Keyword::Heat, Drawing::Heat),
        drawing(Keyword::Spark, Drawing::Spark),
    ));
    preceded(keyword(Keyword::Plot), opt(drawing)).parse(input)
}
