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
use crate::data::TableData;
use crate::plan::trace::{Leaf, Trace, flattened, leaves};
use crate::plan::{Plan, StepKind};
use path::{Path, Run};
use polars::prelude::*;

/// The hidden column of the number of a row of the table, from 0.
const ROW: &str = "\u{1}row";

/// The rows of the table behind those of the steps before a step.
pub fn behind(trace: &Trace, step: &Context<'_>) -> Lowered {
    let before = Plan { steps: step.plan.steps.iter().take(step.at).cloned().collect(), ..step.plan.clone() };
    let Some(leaf) = leaves(&before.source, &before.steps).into_iter().nth(trace.block) else { return nothing() };
    let Some(table) = step.store.tables.get(&leaf.table).cloned() else { return nothing() };
    let found = found(&before, &leaf, &table, step).sort([ROW], SortMultipleOptions::default());
    let (origin, source) = (trace.file.clone(), table.source.clone());
    let place = column(ROW).map(
        move |rows: Column| {
            let rows = rows.cast(&DataType::UInt64)?;
            let numbers: Vec<u64> = rows.u64()?.iter().flatten().collect();
            let lines = source.as_ref().and_then(|source| source.lines(&numbers)).unwrap_or_else(|| vec![None; numbers.len()]);
            let places = numbers.iter().zip(lines).map(|(row, line)| line.unwrap_or(row + 1) as i64);
            Ok(Int64Chunked::from_vec(rows.name().clone(), places.collect()).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Int64)),
    );
    let mut columns = vec![lit(origin).alias(trace.names[0].as_str()), place.alias(trace.names[1].as_str())];
    columns.extend(trace.columns.iter().map(|(name, shown)| column(name).alias(shown.as_str())));
    let bounded: Vec<&(String, String)> = trace.columns.iter().filter(|(name, _)| table.bounded.contains(name)).collect();
    let mut known = Known::of_rows(table.rows);
    for (name, shown) in bounded {
        columns.extend(bounds_of(name).iter().zip(bounds_of(shown)).map(|(old, new)| column(old).alias(new.as_str())));
        known.set_bounded(shown, true);
    }
    Lowered { frame: found.select(columns), known, guard: Guard::in_place() }
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
    let before = Plan { steps: plan.steps.iter().take(until).cloned().collect(), ..plan.clone() };
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
