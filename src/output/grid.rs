//! What every writer writes: named, typed columns and cells. Answers are one kind, lists made here (schema, help) another.

use crate::base::{Precision, Type, Value};
use crate::data::{Buckets, Cell, Frame};
use crate::plan::Column;

/// Named, typed columns and rows of cells.
pub trait Grid {
    /// The columns, in order.
    fn columns(&self) -> &[Column];
    /// The number of rows.
    fn height(&self) -> usize;
    /// A cell; unknown outside of the grid.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
    /// The buckets of time that its rows are, if they are some.
    fn buckets(&self) -> Option<&Buckets> {
        None
    }
}

impl Grid for Frame {
    fn columns(&self) -> &[Column] {
        self.columns()
    }

    fn height(&self) -> usize {
        self.height()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.cell(row, column)
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.buckets()
    }
}

/// A small grid held in memory.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    /// No rows yet, of these columns.
    pub fn new(columns: &[(&str, Type)]) -> Rows {
        let columns = columns.iter().map(|(name, ty)| Column { name: (*name).to_string(), ty: *ty }).collect();
        Rows { columns, rows: Vec::new() }
    }

    /// Adds a row; what it lacks is unknown. What no cell can hold, a period or a length in months, becomes text.
    pub fn push(&mut self, row: Vec<Value>) {
        self.rows.push(row.into_iter().map(fitting).collect());
    }
}

fn fitting(value: Value) -> Value {
    match &value {
        Value::Period(period) if period.precision != Precision::Day => Value::Text(value.to_string()),
        Value::Duration(duration) if duration.months != 0 => Value::Text(value.to_string()),
        _ => value,
    }
}

impl Grid for Rows {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn height(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.rows.get(row).and_then(|row| row.get(column)) {
            None | Some(Value::Unknown) => Cell::Unknown,
            Some(Value::Int(n)) => Cell::Int(*n),
            Some(Value::Float(x)) => Cell::Float(*x),
            Some(Value::Bounded(bounds)) => Cell::Bounds(*bounds),
            Some(Value::Text(text)) => Cell::Text(text),
            Some(Value::Bool(b)) => Cell::Bool(*b),
            Some(Value::Period(period)) => Cell::Date(period.start),
            Some(Value::Datetime(micros)) => Cell::Datetime(*micros),
            Some(Value::Moment(moment, zone)) => Cell::Moment(*moment, *zone),
            Some(Value::Duration(duration)) => duration.fixed_micros().map_or(Cell::Unknown, Cell::Duration),
        }
    }
}
