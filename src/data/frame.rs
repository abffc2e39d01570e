//! The rows of an answer, readable cell by cell without naming the engine.

use crate::base::calendar::datetime_text;
use crate::base::{Day, Type};
use crate::plan::Column;
use polars::prelude::{AnyValue, DataFrame, TimeUnit};

/// A table of results: typed columns of equal length.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub(crate) data: DataFrame,
    columns: Vec<Column>,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known.
    Unknown,
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Day),
    /// Microseconds since 1970-01-01T00:00, no zone.
    Datetime(i64),
    /// Microseconds.
    Duration(i64),
}

impl Cell<'_> {
    /// The plain text of the cell, as files hold it: ISO dates, `.` as decimal point, nothing for unknown.
    pub fn plain(&self) -> String {
        match self {
            Cell::Unknown => String::new(),
            Cell::Int(n) => n.to_string(),
            Cell::Float(x) => x.to_string(),
            Cell::Text(text) => (*text).to_string(),
            Cell::Bool(b) => b.to_string(),
            Cell::Date(day) => day.to_string(),
            Cell::Datetime(micros) => datetime_text(*micros),
            Cell::Duration(micros) => duration_text(*micros),
        }
    }
}

/// `3 days`, `1 day 12:30`.
pub fn duration_text(micros: i64) -> String {
    let day = crate::base::calendar::MICROS_PER_DAY;
    let (days, rest) = (micros / day, (micros % day).abs() / 1_000_000);
    let days_text = format!("{days} day{}", if days.abs() == 1 { "" } else { "s" });
    match rest {
        0 => days_text,
        _ => {
            let sign = if micros < 0 && days == 0 { "-" } else { "" };
            let clock = format!("{sign}{:02}:{:02}", rest / 3600, rest / 60 % 60);
            let clock = if rest % 60 == 0 { clock } else { format!("{clock}:{:02}", rest % 60) };
            if days == 0 { clock } else { format!("{days_text} {clock}") }
        }
    }
}

impl Frame {
    /// The frame of a collected result. The columns must be those of the data, in order.
    pub(crate) fn new(data: DataFrame, columns: Vec<Column>) -> Frame {
        debug_assert_eq!(data.width(), columns.len());
        Frame { data, columns }
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The number of rows.
    pub fn height(&self) -> usize {
        self.data.height()
    }

    /// A cell; unknown outside of the table.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(values) = self.data.columns().get(column) else { return Cell::Unknown };
        // A column of one value repeated hands out texts of its own, which nothing here could hold.
        let Ok(value) = values.as_materialized_series().get(row) else { return Cell::Unknown };
        as_cell(value, self.columns.get(column).map_or(Type::Any, |c| c.ty))
    }
}

fn as_cell(value: AnyValue<'_>, ty: Type) -> Cell<'_> {
    let micros = |n: i64, unit: TimeUnit| match unit {
        TimeUnit::Nanoseconds => n.div_euclid(1000),
        TimeUnit::Microseconds => n,
        TimeUnit::Milliseconds => n.saturating_mul(1000),
    };
    match value {
        AnyValue::Null => Cell::Unknown,
        AnyValue::String(text) => Cell::Text(text),
        AnyValue::Boolean(b) => Cell::Bool(b),
        AnyValue::Float64(x) if x.is_nan() => Cell::Unknown,
        AnyValue::Float64(x) => Cell::Float(x),
        AnyValue::Date(day) => Cell::Date(Day(day)),
        AnyValue::Datetime(n, unit, _) => Cell::Datetime(micros(n, unit)),
        AnyValue::Duration(n, unit) => Cell::Duration(micros(n, unit)),
        AnyValue::Categorical(code, mapping) | AnyValue::Enum(code, mapping) => {
            mapping.cat_to_str(code).map_or(Cell::Unknown, Cell::Text)
        }
        other if ty == Type::Float => other.extract::<f64>().map_or(Cell::Unknown, Cell::Float),
        other => other.extract::<i64>().map_or(Cell::Unknown, Cell::Int),
    }
}
