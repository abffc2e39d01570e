//! `trace`: the rows of a table behind the rows of an answer.

mod groups;
mod path;

use super::collect::quietly;
use super::context::Context;
use super::guard::Guard;
use super::known::Known;
use super::lowering::column;
use super::state::Lowered;
use crate::base::names::bounds_of;
use crate::data::{Store, TableData};
use crate::plan::trace::{FileName, Leaf, Trace, flattened, leaves};
use crate::plan::{Plan, StepKind};
use path::{Path, Run};
use polars::prelude::*;

/// The hidden column of the number of a row of the table, from 0.
const ROW: &str = "\u{1}row";

/// The rows of the table behind those of the steps before a step.
pub fn behind(trace: &Trace, step: &Context<'_>) -> Lowered {
    let before = step.plan.up_to(step.at);
    let Some(leaf) = leaves(&before.source, &before.steps).into_iter().nth(trace.block) else { return nothing() };
    let Some(table) = step.store.tables.get(&leaf.table).cloned() else { return nothing() };
    let found = found(&before, &leaf, &table, step).sort([ROW], SortMultipleOptions::default());
    let mut columns = places(&table, ROW, &trace.file, &trace.names);
    columns.extend(trace.columns.iter().map(|(name, shown)| column(name).alias(shown.as_str())));
    let bounded: Vec<&(String, String)> = trace.columns.iter().filter(|(name, _)| table.bounded.contains(name)).collect();
    let mut known = Known::of_rows(table.rows);
    for (name, shown) in bounded {
        columns.extend(bounds_of(name).iter().zip(bounds_of(shown)).map(|(old, new)| column(old).alias(new.as_str())));
        known.set_bounded(shown, true);
    }
    Lowered { frame: found.select(columns), known, guard: Guard::in_place() }
}

/// The file and the line of each row, or its number from 1 where the file has no lines; rows are known by a column of their numbers.
fn places(table: &TableData, row: &str, file: &FileName, names: &[String; 2]) -> Vec<Expr> {
    let (lines, files) = (table.source.clone(), table.source.clone());
    let place = column(row).map(
        move |rows: Column| {
            let rows = rows.cast(&DataType::UInt64)?;
            let mut numbers: Vec<u64> = rows.u64()?.iter().flatten().collect();
            numbers.sort_unstable();
            let lines = lines.places(&numbers);
            let place = |row: u64| numbers.binary_search(&row).ok().and_then(|at| lines[at]).map(|place| place as i64);
            let places: Int64Chunked = rows.u64()?.iter().map(|row| place(row?)).collect();
            Ok(places.with_name(rows.name().clone()).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Int64)),
    );
    let file = match file {
        FileName::Always(file) => lit(file.clone()),
        FileName::OfRow => column(row).map(
            move |rows: Column| {
                let rows = rows.cast(&DataType::UInt64)?;
                let names: StringChunked = rows.u64()?.iter().map(|row| files.name_of(row?)).collect();
                Ok(names.with_name(rows.name().clone()).into_column())
            },
            |_, field| Ok(Field::new(field.name().clone(), DataType::String)),
        ),
    };
    vec![file.alias(names[0].as_str()), place.alias(names[1].as_str())]
}

/// A plan whose rows are rows of one table, with their numbers carried along.
pub struct Numbered {
    /// The plan.
    pub plan: Plan,
    /// The tables, this one with its rows numbered.
    pub store: Store,
    table: TableData,
}

impl Numbered {
    /// The plan with numbers, if each of its rows is one of its table.
    pub fn of(plan: &Plan, store: &Store) -> Option<Numbered> {
        let leaf = leaves(&plan.source, &plan.steps).into_iter().next()?;
        let path = Path::new(flattened(plan), &leaf);
        let (store, table) = (path.numbering(store), store.tables.get(&leaf.table)?.clone());
        Some(Numbered { plan: path.of_rows()?, store, table })
    }

    /// The file and the line of each of its rows.
    pub fn places(&self, file: &FileName, names: &[String; 2]) -> Vec<Expr> {
        places(&self.table, &path::row_at(0), file, names)
    }
}

/// The most rows of a table for which sources are looked up unasked: it is a second way through the query.
const LOOKED_UP: u64 = 200_000;

/// The words of the sources behind an answer, where the catalog says in which columns they stand.
pub fn sources(end: &Context<'_>, asked: bool) -> Vec<String> {
    let (plan, store) = (end.plan, end.store);
    if plan.sources.is_empty() {
        return Vec::new();
    }
    let until = plan.steps.iter().position(|step| matches!(step.kind, StepKind::Trace(_))).unwrap_or(plan.steps.len());
    let before = plan.up_to(until);
    let leaves = leaves(&before.source, &before.steps);
    let of = |(at, source): &(usize, String)| {
        let leaf = leaves.get(*at)?;
        let table = store.tables.get(&leaf.table).filter(|table| asked || table.rows.is_some_and(|rows| rows <= LOOKED_UP))?;
        let rows = found(&before, leaf, table, end).select([column(source).cast(DataType::String)]);
        let words = quietly(rows.unique(None, UniqueKeepStrategy::Any))?;
        Some(words.column(source).ok()?.str().ok()?.iter().flatten().map(str::to_string).collect::<Vec<_>>())
    };
    let mut words: Vec<String> = plan.sources.iter().filter_map(of).flatten().collect();
    words.sort();
    words.dedup();
    words
}

fn nothing() -> Lowered {
    Lowered { frame: DataFrame::empty().lazy(), known: Known::default(), guard: Guard::default() }
}

/// The rows of a table, with their numbers, that are behind the rows of a plan.
fn found(plan: &Plan, leaf: &Leaf, table: &TableData, asking: &Context<'_>) -> LazyFrame {
    let path = Path::new(flattened(plan), leaf);
    let store = path.numbering(asking.store);
    let rows = path.rows(&Run { store: &store, asking });
    let on = [column(&path::row_at(leaf.path.len()))];
    path::numbered(table, ROW).frame.join(rows, [column(ROW)], on, JoinArgs::new(JoinType::Semi))
}
