//! Columns to rows: each row becomes one for each of the columns, in the order of the table.

use crate::base::names::bounds_of;
use crate::base::{Type, Value};
use crate::exec::guard::{Guard, row_by_row};
use crate::exec::known::{ColumnKnown, Known};
use crate::exec::lowering::{column, dtype, literal};
use crate::exec::probe::{Counter, Probes};
use crate::exec::state::Lowered;
use crate::plan::Unpivot;
use polars::prelude::*;

impl Lowered {
    /// `unpivot`: the values of a row as a list, and the list to rows. What is unknown stays a row.
    pub(in crate::exec) fn unpivot(self, unpivot: &Unpivot, probes: &mut Probes) -> Lowered {
        let Unpivot { columns, name, value, row } = unpivot;
        let frame = counted(self.frame, &columns[0], &self.guard, probes);
        let names = list(columns.iter().map(|column| lit(column.as_str())));
        let values = list(columns.iter().map(|name| column(name).cast(dtype(value.ty))));
        let mut lists = vec![(name.clone(), names.clone()), (value.name.clone(), values)];
        lists.extend(row.as_ref().map(|row| (row.clone(), names)));
        let bounded = columns.iter().any(|name| self.known.is_bounded(name));
        if bounded {
            lists.extend(bounds(columns, &value.name, &self.known));
        }
        let new: Vec<PlSmallStr> = lists.iter().map(|(name, _)| name.as_str().into()).collect();
        let lists: Vec<Expr> = lists.into_iter().map(|(name, list)| list.alias(name.as_str())).collect();
        let old: Vec<PlSmallStr> = columns.iter().map(|name| name.as_str().into()).filter(|name| !new.contains(name)).collect();
        let options = ExplodeOptions { empty_as_null: true, keep_nulls: true };
        let frame = frame.with_columns(lists).drop(by_name(old, true, false)).explode(by_name(new, true, false), options);
        let all_known = columns.iter().all(|name| self.known.get(name).all_known);
        let ranges: Option<Vec<(i64, i64)>> = columns.iter().map(|name| self.known.get(name).bounds).collect();
        let range = ranges.and_then(|ranges| ranges.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))));
        let mut known = self.known;
        known.set(name, ColumnKnown { all_known: true, bounds: None });
        known.set(&value.name, ColumnKnown { all_known, bounds: range });
        known.set_bounded(&value.name, bounded);
        known.rows = known.rows.and_then(|rows| rows.checked_mul(columns.len() as u64));
        known.numbered.extend(row.clone());
        Lowered { frame, known, guard: Guard::in_place() }
    }
}

fn list(values: impl Iterator<Item = Expr>) -> Expr {
    // It fails for no values alone, and an unpivot has some.
    concat_list(values.collect::<Vec<_>>()).unwrap_or_else(|_| lit(NULL))
}

/// The hidden columns of bounds of all columns as lists; a column without bounds has none.
fn bounds(columns: &[String], value: &str, known: &Known) -> Vec<(String, Expr)> {
    let side = |at: usize, ty: Type| {
        let of = |name: &String| if known.is_bounded(name) { column(&bounds_of(name)[at]) } else { literal(&Value::Unknown, ty) };
        (bounds_of(value)[at].clone(), list(columns.iter().map(of)))
    };
    vec![side(0, Type::Float), side(1, Type::Float), side(2, Type::Bool)]
}

/// The rows, which count as those the answer rests on if no step before has counted them.
fn counted(frame: LazyFrame, name: &str, guard: &Guard, probes: &mut Probes) -> LazyFrame {
    if probes.off || probes.used.is_some() {
        return frame;
    }
    let used = Counter::default();
    probes.used = Some(used.clone());
    let here = guard.needed.clone().unwrap_or_else(|| lit(true));
    let run = move |columns: &mut [Column]| {
        let here = columns[1].bool()?;
        let all = columns[0].len();
        let rows = if here.len() == 1 && here.get(0) == Some(true) { all } else { here.sum().unwrap_or(0) as usize };
        used.add(rows as u64);
        Ok(BooleanChunked::full(columns[0].name().clone(), true, all).into_column())
    };
    frame.filter(row_by_row(column(name), run, &[here], DataType::Boolean, guard.in_place))
}
