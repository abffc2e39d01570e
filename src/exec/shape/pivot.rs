//! Rows to columns: one row for each combination of keys, a column for each value that is listed.

use crate::base::counts::counted;
use crate::base::names::{bounds_of, nearest, one_of, quote};
use crate::base::{Code, Span};
use crate::exec::fault::{helped, wrapped};
use crate::exec::guard::{Guard, row_by_row};
use crate::exec::known::ColumnKnown;
use crate::exec::lowering::{Lowering, column, dtype};
use crate::exec::probe::{Counter, Probes, Said};
use crate::exec::state::Lowered;
use crate::exec::words::keyed;
use crate::plan::Pivot;
use polars::prelude::*;

/// The hidden columns of how many rows fill a cell.
const COUNT: &str = "\u{1}count";

impl Lowered {
    /// `pivot`: the rows of listed values, grouped by the keys in the order in which these occur.
    pub(in crate::exec) fn pivot(self, pivot: &Pivot, span: Span, probes: &mut Probes) -> Lowered {
        let mut low = Lowering::new(&self.known, probes);
        let tests: Vec<Expr> = pivot.values.iter().map(|(_, test)| low.condition(test)).collect();
        let said = (!low.probes.off).then(|| low.probes.said.clone());
        let frame = self.frame.filter(listed(pivot, &tests, said));
        let bounded = self.known.is_bounded(&pivot.of.name);
        // Rows that are looked up have no numbers of their own.
        let rows = || pivot.rows.iter().filter(|(row, _)| self.known.numbered.contains(row));
        let mut filled: Vec<Expr> = Vec::new();
        for (at, ((name, _), test)) in pivot.values.iter().zip(&tests).enumerate() {
            let cell = |old: &str, new: &str| column(old).filter(test.clone()).first().alias(new);
            filled.push(cell(&pivot.of.name, name));
            if bounded {
                filled.extend(bounds_of(&pivot.of.name).iter().zip(bounds_of(name)).map(|(old, new)| cell(old, &new)));
            }
            filled.extend(rows().filter_map(|(row, behind)| Some(cell(row, behind.get(at)?))));
            filled.push(test.clone().cast(DataType::UInt32).sum().alias(format!("{COUNT}{at}")));
        }
        let keys: Vec<Expr> = pivot.keys.iter().chain(&pivot.hidden).map(|name| column(name)).collect();
        let grouped = if keys.is_empty() { frame.select(filled) } else { frame.group_by_stable(keys).agg(filled) };
        let used = Counter::default();
        if !probes.off && probes.used.is_none() {
            probes.used = Some(used.clone());
        }
        let frame = grouped.filter(single(pivot, span, used));
        let counts: Vec<PlSmallStr> = (0..tests.len()).map(|at| format!("{COUNT}{at}").into()).collect();
        let frame = frame.drop(by_name(counts, true, false));
        let kept: Vec<(String, String)> = pivot.keys.iter().map(|key| (key.clone(), key.clone())).collect();
        let mut known = self.known.renamed(&kept);
        known.numbered.clear();
        for (name, _) in &pivot.values {
            known.set(name, ColumnKnown { all_known: false, bounds: self.known.get(&pivot.of.name).bounds });
            known.set_bounded(name, bounded);
        }
        known.numbered.extend(rows().flat_map(|(_, behind)| behind.iter().cloned()));
        Lowered { frame, known, guard: Guard::in_place() }
    }
}

/// The rows of some listed value. Others are counted, and values that no row has are told.
fn listed(pivot: &Pivot, tests: &[Expr], said: Option<Said>) -> Expr {
    let (name, names) = (pivot.column.clone(), pivot.values.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
    let withheld = pivot.withheld.contains(&pivot.column);
    let others: Vec<Expr> = tests[1..].iter().cloned().chain([column(&pivot.column).cast(DataType::String)]).collect();
    let run = move |columns: &mut [Column]| {
        let values = columns[names.len()].str()?.clone();
        let tests: Vec<&BooleanChunked> = columns[..names.len()].iter().map(Column::bool).collect::<PolarsResult<_>>()?;
        let at = |test: &BooleanChunked, row: usize| test.get(if test.len() == 1 { 0 } else { row }) == Some(true);
        let fits: Vec<bool> = (0..values.len()).map(|row| tests.iter().any(|test| at(test, row))).collect();
        if let Some(said) = &said {
            let telling = said.telling;
            let left_out = fits.iter().filter(|fits| !**fits).count() as u64;
            let unknown = values.iter().zip(&fits).filter(|(value, fits)| value.is_none() && !**fits).count() as u64;
            if left_out > 0 {
                let unknown =
                    if unknown > 0 { format!(", {} of them unknown", telling.counted(unknown, "value")) } else { String::new() };
                said.add("pivot", format!("{} left out, whose {name} is not listed{unknown}", telling.counted(left_out, "row")));
            }
            for (name, _) in names.iter().zip(&tests).filter(|(_, test)| test.sum() == Some(0) && !values.is_empty()) {
                let near = if withheld { String::new() } else { near(name, &values)? };
                said.add("pivot", format!("no row fills {}{near}", quote(name)));
            }
        }
        Ok(BooleanChunked::from_iter_values(columns[0].name().clone(), fits.into_iter()).into_column())
    };
    row_by_row(tests[0].clone(), run, &others, DataType::Boolean, true)
}

/// The nearest values that rows have.
fn near(name: &str, values: &StringChunked) -> PolarsResult<String> {
    let known = values.unique()?;
    let mut known: Vec<&str> = known.iter().flatten().collect();
    known.sort_unstable();
    let near: Vec<String> = nearest(name, known.into_iter()).into_iter().map(quote).collect();
    Ok(if near.is_empty() { String::new() } else { format!("; did you mean {}?", one_of(&near)) })
}

/// True for all rows; two rows of one cell are an error that names the keys of the first such cell, row by row.
fn single(pivot: &Pivot, span: Span, used: Counter) -> Expr {
    let count = pivot.values.len();
    let (names, keys) = (pivot.values.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), pivot.keys.clone());
    let withheld = pivot.withheld.clone();
    let counts: Vec<Expr> = (0..count).map(|at| column(&format!("{COUNT}{at}"))).collect();
    let others: Vec<Expr> = counts[1..].iter().cloned().chain(keys.iter().map(|key| column(key))).collect();
    let run = move |columns: &mut [Column]| {
        let rows = columns[0].len();
        let mut first: Option<(usize, &String, u64)> = None;
        for (at, name) in names.iter().enumerate() {
            let counts = columns[at].cast(&DataType::UInt64)?;
            let counts = counts.u64()?;
            used.add(counts.sum().unwrap_or(0));
            let found = counts.iter().enumerate().find_map(|(row, n)| n.filter(|n| *n > 1).map(|n| (row, name, n)));
            first = first.into_iter().chain(found).min_by_key(|(row, ..)| *row);
        }
        if let Some((row, name, many)) = first {
            let cell = keyed(&keys, &columns[count..], row, &withheld)?;
            let message = format!("{} for one cell of {}: {cell}", counted(many, "row"), quote(name));
            let help =
                "name more columns behind `by`; or keep one row of each cell with `unique` before, or add them up in a summary";
            return Err(wrapped(Code::NotUnique, span, &helped(&message, help)));
        }
        Ok(BooleanChunked::full(columns[0].name().clone(), true, rows).into_column())
    };
    row_by_row(counts[0].clone(), run, &others, dtype(crate::base::Type::Bool), true)
}
