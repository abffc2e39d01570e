//! `trace`: the rows of a table behind the rows of an answer.

mod groups;
mod path;

use super::collect::quietly;
use super::context::Context;
use super::guard::Guard;
use super::known::Known;
use super::lowering::column;
use super::state::Lowered;
use crate::base::Type;
use crate::base::names::bounds_of;
use crate::data::{Store, TableData};
use crate::plan::expect::Place;
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

/// A plan with the numbers of the rows of its tables carried along, as far as no step regroups them.
pub struct Numbered {
    /// The plan.
    pub plan: Plan,
    /// The tables, with their rows numbered.
    pub store: Store,
    /// The tables whose rows are told, each with its position among the `leaves` and the column of the numbers.
    tables: Vec<(usize, String, TableData)>,
}

impl Numbered {
    /// The plan with numbers; nothing where no row is one of a table.
    pub fn of(plan: &Plan, store: &Store) -> Option<Numbered> {
        let leaves = leaves(&plan.source, &plan.steps);
        let mut numbered = Numbered { plan: flattened(plan), store: store.clone(), tables: Vec::new() };
        for (at, leaf) in leaves.iter().enumerate() {
            let Some(table) = store.tables.get(&leaf.table).cloned() else { continue };
            let path = Path::apart(numbered.plan.clone(), leaf, at);
            let store = path.numbering(&numbered.store);
            if let Some((plan, row)) = path.of_rows() {
                (numbered.plan, numbered.store) = (plan, store);
                numbered.tables.push((at, row, table));
            }
        }
        (!numbered.tables.is_empty()).then_some(numbered)
    }

    /// The columns of file and line, each with its name and type: of rows of several tables those of the one that a row is from.
    pub fn places(&self, told: &[Place]) -> Vec<(String, Type, Expr)> {
        let mut found: Vec<(String, Type, Expr)> = Vec::new();
        for (at, row, table) in &self.tables {
            let Some(place) = told.iter().find(|place| place.leaf == *at) else { continue };
            let types = [Type::Text, Type::Int];
            for ((value, name), ty) in places(table, row, &place.file, &place.names).into_iter().zip(&place.names).zip(types) {
                let value = when(column(row).is_not_null()).then(value).otherwise(lit(NULL));
                match found.iter_mut().find(|(known, ..)| known == name) {
                    Some((.., first)) => *first = coalesce(&[first.clone(), value.alias(name.as_str())]),
                    None => found.push((name.clone(), ty, value.alias(name.as_str()))),
                }
            }
        }
        found
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
