//! The opened tables: a lazy frame each, and what is known of its columns without reading it.

use super::lines::Lines;
use polars::prelude::LazyFrame;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The data behind a catalog, by table name.
#[derive(Clone, Default)]
pub struct Store {
    pub(crate) tables: BTreeMap<String, TableData>,
    /// The words of each table that have been read from its columns of places and categories.
    pub(super) spellings: Arc<Mutex<BTreeMap<String, Arc<Vec<Spelling>>>>>,
}

impl Store {
    /// Puts one more table in; one of the same name is replaced.
    pub(crate) fn extend(&mut self, name: &str, data: TableData) {
        self.tables.insert(name.to_string(), data);
        if let Ok(mut read) = self.spellings.lock() {
            read.remove(name);
        }
    }
}

/// One opened table.
#[derive(Clone)]
pub(crate) struct TableData {
    /// Its columns under their catalog names, typed: `Int` is Int64, `Float` Float64, `Text` String (or categorical), `Bool` Boolean,
    /// `Date` Date, `Datetime` Datetime in microseconds without a zone, `Duration` Duration in microseconds.
    pub(crate) frame: LazyFrame,
    /// Its rows, where known without a pass over the data.
    pub(crate) rows: Option<u64>,
    /// What is known of each column.
    pub(crate) facts: BTreeMap<String, ColumnFacts>,
    /// The lines of its rows, where the file is text that was read whole.
    pub(crate) lines: Lines,
    /// The columns whose values have bounds, in hidden columns beside them.
    pub(crate) bounded: Vec<String>,
}

/// What is known of a column without a pass over the data: counted when the rows were read into memory, or from Parquet statistics.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ColumnFacts {
    /// Unknown values.
    pub(crate) unknown: Option<u64>,
    /// The smallest and largest value: whole numbers as they are, dates in days, datetimes in microseconds since 1970.
    pub(crate) bounds: Option<(i64, i64)>,
}

/// A word of a column, as its file writes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spelling {
    /// The column.
    pub(crate) column: String,
    /// The word.
    pub(crate) text: String,
    /// The rows that have it.
    pub(crate) rows: u64,
}
