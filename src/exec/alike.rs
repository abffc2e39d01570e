//! One kind and one unit in each figure: what single rows say is looked at while they are added.

use super::fault::{helped, wrapped};
use crate::base::{Code, Span};
use crate::catalog::Kind;
use crate::plan::Verb;
use crate::syntax::print::as_name;
use polars::prelude::{PolarsError, PolarsResult};

/// What must be the same in all rows of a figure.
pub struct Alike {
    /// The column that says it.
    pub column: String,
    /// What its words mean, where they are kinds.
    pub words: Option<Vec<(String, Kind)>>,
    /// Whether its words are texts rather than numbers.
    pub quoted: bool,
    /// The verb of the figure.
    pub verb: Verb,
    /// The figure.
    pub span: Span,
}

impl Alike {
    /// What stands between the first and the last word of a group.
    pub const BETWEEN: &str = "\u{1}";

    /// Looks at the first and the last word of a group, which are the same when there is one.
    pub fn look(&self, pair: &str) -> PolarsResult<()> {
        let Some((first, last)) = pair.split_once(Self::BETWEEN) else { return Ok(()) };
        let column = as_name(&self.column);
        if first != last {
            let quote = if self.quoted { "\"" } else { "" };
            let (first, last) = (format!("{quote}{first}{quote}"), format!("{quote}{last}{quote}"));
            let message = format!("one figure here has rows of different {column}: {first} and {last}");
            let help = format!("`by {column}` keeps them apart, `where {column} = {last}` keeps one");
            return Err(self.fault(Code::MixedKinds, &message, &help));
        }
        match self.kind(first)? {
            Some(kind) => self.allows(kind),
            None => Ok(()),
        }
    }

    fn fault(&self, code: Code, message: &str, help: &str) -> PolarsError {
        wrapped(code, self.span, &helped(message, help))
    }

    fn kind(&self, word: &str) -> PolarsResult<Option<Kind>> {
        let Some(words) = &self.words else { return Ok(None) };
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
        let column = as_name(&self.column);
        let (message, help) = match (self.verb, kind) {
            (Verb::Sum, Kind::Stock) => {
                ("a stock is what there is at a day: its reports are not added", "`latest` takes the newest report")
            }
            (Verb::Sum, Kind::Cumulative) => (
                "a cumulative figure holds the ones before: its reports are not added",
                "`latest` takes the newest report, `increase` what was added",
            ),
            (Verb::Sum, Kind::Share) => ("shares of different wholes are not added", "`latest` takes the newest"),
            (Verb::Increase, Kind::Flow | Kind::Stock | Kind::Rate | Kind::Share) => {
                ("`increase` takes cumulative figures", "`sum` adds flows, `latest` takes the newest stock")
            }
            _ => return Ok(()),
        };
        let said = format!("{message} ({column} says {})", kind.name());
        Err(self.fault(Code::NotAdditive, &said, help))
    }
}
