//! `fill`: a value for the figures of buckets without a row.

use super::context::Context;
use super::probe::Probes;
use super::series::ROWS;
use super::state::{Lowered, whole_frame};
use crate::base::Value;
use crate::base::counts::counted;
use crate::base::names::bounds_of;
use crate::syntax::ast::Filling;
use polars::prelude::*;

/// The figures with a number, or the last one of the same keys, where a bucket has no row.
pub fn fill(state: Lowered, items: &[(String, Filling)], context: &Context<'_>, probes: &Probes) -> Lowered {
    let keys = context.summary_before().map_or(&[][..], |(_, summary)| &summary.keys);
    let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
    let items = items.to_vec();
    let said = (!probes.off).then(|| probes.said.clone());
    let run = move |mut data: DataFrame| {
        let empty = data.column(ROWS)?.is_null();
        for (name, filling) in &items {
            let values = data.column(name)?.as_materialized_series().clone();
            let nothing = nothing_known(&data, name)?;
            let open = &empty & &nothing;
            let (filled, how) = match filling {
                Filling::Number(number) => {
                    let series = match number {
                        Value::Int(n) => Series::new("".into(), vec![*n]),
                        Value::Float(x) => Series::new("".into(), vec![*x]),
                        _ => continue,
                    };
                    let filled = series.cast(values.dtype())?.zip_with(&open, &values)?;
                    data.with_column(filled.with_name(name.as_str().into()).into_column())?;
                    (open.sum().unwrap_or(0), number.to_string())
                }
                Filling::Previous => {
                    let rows = carried(&data, &keys, &nothing, &open)?;
                    let columns = bounds_of(name).into_iter().filter(|beside| data.column(beside).is_ok());
                    for column in columns.chain([name.clone()]).collect::<Vec<_>>() {
                        data.with_column(data.column(&column)?.take(&rows)?)?;
                    }
                    let still = &empty & &nothing_known(&data, name)?;
                    (open.sum().unwrap_or(0) - still.sum().unwrap_or(0), "the last known value".to_string())
                }
            };
            said.iter().filter(|_| filled > 0).for_each(|said| {
                said.add("filled", format!("{name} in {} without a row: {how}", counted(u64::from(filled), "bucket")))
            });
        }
        Ok(data)
    };
    Lowered { frame: state.frame.map(run, whole_frame(), None, Some("fill")), ..state }
}

/// The rows in which nothing is known of a figure: neither its value nor a bound.
fn nothing_known(data: &DataFrame, name: &str) -> PolarsResult<BooleanChunked> {
    let [low, high, _] = bounds_of(name);
    let sides = [low, high].into_iter().filter_map(|side| data.column(&side).ok());
    Ok(sides.fold(data.column(name)?.is_null(), |nothing, side| nothing & side.is_null()))
}

/// For each row itself, or the last one of the same keys of which something is known. Rows stand in the order of keys and time.
fn carried(data: &DataFrame, keys: &[String], nothing: &BooleanChunked, open: &BooleanChunked) -> PolarsResult<IdxCa> {
    let keys: Vec<&Column> = keys.iter().map(|key| data.column(key)).collect::<PolarsResult<_>>()?;
    let same = |a: usize, b: usize| keys.iter().all(|key| key.get(a).ok() == key.get(b).ok());
    let mut last: Option<usize> = None;
    let mut rows: Vec<Option<IdxSize>> = Vec::with_capacity(data.height());
    for (row, (nothing, open)) in nothing.iter().zip(open.iter()).enumerate() {
        if last.is_some_and(|last| !same(last, row)) {
            last = None;
        }
        if nothing == Some(false) {
            last = Some(row);
        }
        rows.push(Some(if open == Some(true) { last.unwrap_or(row) } else { row } as IdxSize));
    }
    Ok(rows.into_iter().collect())
}
