//! The value of an expression without columns: worked out by the engine, on one row, with its bounds.

use super::collect::{Failure, collect};
use super::fault;
use super::interval::settled;
use super::known::Known;
use super::lowering::{Lowering, dtype};
use super::probe::Probes;
use crate::base::value::Duration;
use crate::base::{Diagnostic, Type, Value};
use crate::data::{Cell, Frame};
use crate::plan::{Column, Expr, ExprKind};
use polars::prelude::{DataFrame, IntoLazy};

/// The column of the value.
const VALUE: &str = "value";

/// The value of an expression without columns.
pub fn evaluate(value: &Expr) -> Result<Value, Diagnostic> {
    if let ExprKind::Literal(value) = &value.kind {
        return Ok(value.clone());
    }
    let known = Known::default();
    let mut probes = Probes::default();
    let mut low = Lowering::new(&known, &mut probes);
    let best = low.value(value).cast(dtype(value.ty));
    let interval = low.interval(value);
    let bounded: Vec<String> = interval.iter().map(|_| VALUE.to_string()).collect();
    let one_row = DataFrame::new(1, vec![polars::prelude::Column::new("row".into(), [0i32])]).unwrap_or_default();
    let row = match interval {
        Some(interval) => one_row.lazy().select(interval.beside(VALUE, best)).with_columns(settled(VALUE)),
        None => one_row.lazy().select([best.alias(VALUE)]),
    };
    let data = collect(row).map_err(|failure| match failure {
        Failure::Engine(error) => fault::known(&error).unwrap_or_else(|| fault::unexpected(Some(value.span))),
        Failure::Panic => fault::unexpected(Some(value.span)),
        Failure::Stopped => fault::stopped(),
    })?;
    let best = data.select([VALUE]).map_err(|_| fault::unexpected(Some(value.span)))?;
    let frame = Frame::new(best, vec![Column { name: VALUE.into(), ty: value.ty }]).with_bounds(&data, &bounded);
    Ok(value_of(frame.cell(0, 0), value.ty))
}

/// A cell as a value; bounds that leave one number are that number.
pub fn value_of(cell: Cell<'_>, ty: Type) -> Value {
    match cell {
        Cell::Unknown | Cell::Hidden | Cell::Protected(_) => Value::Unknown,
        Cell::Bounds(bounds) => match (bounds.best, bounds.low, bounds.high) {
            (None, Some(low), Some(high)) if low == high && !bounds.about => number(low, ty),
            (Some(best), None, None) if !bounds.about => number(best, ty),
            _ => Value::Bounded(bounds),
        },
        Cell::Int(n) => Value::Int(n),
        Cell::Float(x) => Value::Float(x),
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Bool(b) => Value::Bool(b),
        Cell::Date(day) => Value::day(day),
        Cell::Datetime(micros) => Value::Datetime(micros),
        Cell::Moment(moment, zone) => Value::Moment(moment, zone),
        Cell::Duration(micros) => Value::Duration(Duration { micros, ..Duration::default() }),
    }
}

fn number(x: f64, ty: Type) -> Value {
    if ty == Type::Int { Value::Int(x as i64) } else { Value::Float(x) }
}
