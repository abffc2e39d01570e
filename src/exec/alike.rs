//! One kind and one unit in each figure: what single rows say is looked at while they are added.

use super::fault::{helped, wrapped};
use super::state::whole_frame;
use crate::base::{Code, Span};
use crate::catalog::Kind;
use crate::plan::{Key, Verb};
use crate::syntax::print::as_name;
use polars::prelude::{
    DataFrame, Expr, IdxCa, IdxSize, LazyFrame, PlSmallStr, PolarsError, PolarsResult, SortMultipleOptions, StringChunked,
};

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

    /// What is wrong with a group, by its first and its last word, which are the same when there is one.
    fn fault_of(&self, pair: &str) -> Option<PolarsError> {
        let (first, last) = pair.split_once(Self::BETWEEN)?;
        if first != last {
            return Some(self.differ(first, last));
        }
        self.kind(first).and_then(|kind| kind.map_or(Ok(()), |kind| self.allows(kind))).err()
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

/// Looks at what all groups say. The engine has them in any order: of those that differ the first by its keys is told, and of its figures
/// the first, so that a query has one fault however often it is asked.
pub fn watched(groups: LazyFrame, alike: Vec<(Expr, Alike)>, keys: &[Key]) -> LazyFrame {
    let names: Vec<String> = (0..alike.len()).map(|at| format!("\u{1}alike{at}")).collect();
    let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    let (pairs, alike): (Vec<Expr>, Vec<Alike>) = alike.into_iter().unzip();
    let pairs: Vec<Expr> = pairs.into_iter().zip(&names).map(|(pair, name)| pair.alias(name.as_str())).collect();
    let look = move |data: DataFrame| {
        let pairs: Vec<&StringChunked> = names.iter().map(|name| data.column(name)?.str()).collect::<PolarsResult<_>>()?;
        let fault = |row: usize| alike.iter().zip(&pairs).find_map(|(alike, pairs)| alike.fault_of(pairs.get(row)?));
        let faulty: Vec<IdxSize> = (0..data.height()).filter(|row| fault(*row).is_some()).map(|row| row as IdxSize).collect();
        match first_by_keys(&data, &keys, faulty)?.and_then(fault) {
            Some(fault) => Err(fault),
            None => Ok(data),
        }
    };
    groups.with_columns(pairs).map(look, whole_frame(), None, Some("alike"))
}

/// Of some rows the first in the order of an answer: by the keys, unknown ones last.
fn first_by_keys(data: &DataFrame, keys: &[String], rows: Vec<IdxSize>) -> PolarsResult<Option<usize>> {
    if rows.len() < 2 || keys.is_empty() {
        return Ok(rows.first().map(|row| *row as usize));
    }
    let rows = IdxCa::from_vec(PlSmallStr::EMPTY, rows);
    let keyed = data.select(keys.iter().map(String::as_str))?.take(&rows)?.with_row_index(ROW.into(), None)?;
    let sorted = keyed.sort(keys.iter().map(String::as_str), SortMultipleOptions::default().with_nulls_last(true))?;
    let first = sorted.column(ROW)?.idx()?.get(0);
    Ok(first.and_then(|at| rows.get(at as usize)).map(|row| row as usize))
}

/// The position of a row among those that are sorted.
const ROW: &str = "\u{1}row";
