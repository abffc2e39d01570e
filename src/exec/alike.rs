//! One kind and one unit in each figure: what single rows say is looked at while they are added.

use super::fault::{helped, wrapped};
use crate::base::{Code, Span};
use crate::catalog::Kind;
use crate::plan::Verb;
use crate::syntax::print::as_name;
use polars::prelude::{PolarsError, PolarsResult};

/// What a column says of the rows of a figure.
#[derive(Clone, PartialEq)]
pub enum Says {
    /// Their kind, with what its words mean.
    Kind(Vec<(String, Kind)>),
    /// Their unit.
    Unit,
    /// Their administrative level.
    Level,
    /// The day since which they count.
    Epoch,
    /// Their period, where each is about a part of what happened.
    Period,
}

/// What must be the same in all rows of a figure.
pub struct Alike {
    /// The column that says it; of a period both columns, as they are written.
    pub column: String,
    /// What it says.
    pub says: Says,
    /// The column of the figure, as it is written.
    pub measure: String,
    /// The verb of the figure.
    pub verb: Verb,
    /// The figure.
    pub span: Span,
}

impl Alike {
    /// What stands between the first and the last word of a group.
    pub const BETWEEN: &str = "\u{1}";

    /// Looks at the first and the last word of each group, which are the same when there is one. Groups come in any order: those that
    /// differ are told first, so that a query has one fault however often it is asked.
    pub fn look<'a>(&self, pairs: impl Iterator<Item = &'a str>) -> PolarsResult<()> {
        let mut pairs: Vec<(&str, &str)> = pairs.filter_map(|pair| pair.split_once(Self::BETWEEN)).collect();
        pairs.sort_unstable_by_key(|(first, last)| (first == last, *first, *last));
        pairs.into_iter().try_for_each(|(first, last)| self.look_at(first, last))
    }

    fn look_at(&self, first: &str, last: &str) -> PolarsResult<()> {
        if first != last {
            return Err(self.differ(first, last));
        }
        match self.kind(first)? {
            Some(kind) => self.allows(kind),
            None => Ok(()),
        }
    }

    /// The fault of rows that say different things.
    fn differ(&self, first: &str, last: &str) -> PolarsError {
        let (measure, column) = (&self.measure, as_name(&self.column));
        if self.says == Says::Period {
            let message = format!(
                "`{measure}` is over a period, and one figure here has several, {first} and {last}: the newest is only a part"
            );
            let help = format!("`sum {measure}` adds the periods, `by {}` keeps them apart", self.column);
            return self.fault(Code::NotAdditive, &message, &help);
        }
        // The kind that the verb is for is the better one to keep.
        let fits = |word: &str| self.kind(word).is_ok_and(|kind| kind.is_some_and(|kind| self.allows(kind).is_ok()));
        let kept = if fits(first) && !fits(last) { first } else { last };
        let quote = if matches!(self.says, Says::Level | Says::Epoch) { "" } else { "\"" };
        let [first, last, kept] = [first, last, kept].map(|word| format!("{quote}{word}{quote}"));
        let message = match self.says {
            Says::Epoch => format!("one figure here counts since {first} and since {last}: {column} differs"),
            _ => format!("one figure here has rows of different {column}: {first} and {last}"),
        };
        let help = format!("`by {column}` keeps them apart, `where {column} = {kept}` keeps one");
        self.fault(Code::MixedKinds, &message, &help)
    }

    fn fault(&self, code: Code, message: &str, help: &str) -> PolarsError {
        wrapped(code, self.span, &helped(message, help))
    }

    fn kind(&self, word: &str) -> PolarsResult<Option<Kind>> {
        let Says::Kind(words) = &self.says else { return Ok(None) };
        let said = words.iter().find(|(known, _)| known == word).map(|(_, kind)| *kind);
        match said.or_else(|| Kind::parse(word)) {
            Some(kind) => Ok(Some(kind)),
            None => {
                let message = format!("the column {} says \"{word}\", which is no kind of measure", as_name(&self.column));
                let help = format!("say what it means in the catalog: `values = {{ \"{word}\" = \"flow\" }}`");
                Err(self.fault(Code::MixedKinds, &message, &help))
            }
        }
    }

    fn allows(&self, kind: Kind) -> PolarsResult<()> {
        let (column, x) = (as_name(&self.column), &self.measure);
        let (message, help) = match (self.verb, kind) {
            (Verb::Sum, Kind::Stock) => {
                ("a stock is what there is at a day: its reports are not added", format!("`latest {x}` takes the newest report"))
            }
            (Verb::Sum, Kind::Cumulative) => (
                "a cumulative figure holds the ones before: its reports are not added",
                format!("`latest {x}` takes the newest report, `increase {x}` what was added"),
            ),
            (Verb::Sum, Kind::Share) => ("shares of different wholes are not added", format!("`latest {x}` takes the newest")),
            (Verb::Increase, Kind::Flow | Kind::Stock | Kind::Rate | Kind::Share) => {
                ("`increase` takes cumulative figures", format!("`sum {x}` adds flows, `latest {x}` takes the newest stock"))
            }
            _ => return Ok(()),
        };
        let said = format!("{message} ({column} says {})", kind.name());
        Err(self.fault(Code::NotAdditive, &said, &help))
    }
}
