//! The opened tables: a lazy frame each, and what is known of its columns without reading it.

pub(crate) use super::facts::ColumnFacts;
use super::files::Files;
use super::source::{ByDays, Snapshot};
use crate::base::Diagnostic;
use crate::catalog::file::TableEntry;
use crate::catalog::{Table, Vocabulary};
use polars::prelude::{Expr, LazyFrame};
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

    /// Reads all columns of one table, or of all.
    pub(crate) fn read_all(&self, table: Option<&str>) -> Result<(), Diagnostic> {
        let mut wanted = self.tables.iter().filter(|(name, _)| table.is_none_or(|table| table == *name));
        wanted.try_for_each(|(_, data)| data.source.read_all())
    }

    /// Reads the columns whose names occur in a text.
    pub(crate) fn read_named(&self, text: &str) -> Result<(), Diagnostic> {
        self.tables.values().try_for_each(|data| data.source.read_named(text))
    }
}

/// What a catalog says of a table, and its gazetteers by their names.
pub(crate) type Entry = (TableEntry, BTreeMap<String, Arc<Vocabulary>>);

/// One opened table.
#[derive(Clone)]
pub(crate) struct TableData {
    /// Its columns under their catalog names, typed: `Int` is Int64, `Float` Float64, `Text` String (or categorical), `Bool` Boolean,
    /// `Date` Date, `Datetime` Datetime in microseconds without a zone, `Duration` Duration in microseconds.
    pub(crate) frame: LazyFrame,
    /// The same from a reader that leaves out days that are not wanted, if there is one.
    pub(crate) by_days: Option<ByDays>,
    /// Its rows, where known without a pass over the data.
    pub(crate) rows: Option<u64>,
    /// What is known of each column.
    pub(crate) facts: BTreeMap<String, ColumnFacts>,
    /// The columns whose values have bounds, in hidden columns beside them.
    pub(crate) bounded: Vec<String>,
    /// The measures that count something, so that none of their values can be negative.
    pub(crate) counts: Vec<String>,
    /// The files it is read from; columns of text come when they are asked for.
    pub(crate) source: Files,
    /// How often what is known of the files had changed when this was made of them.
    pub(crate) seen: u64,
    /// What its catalog says.
    pub(crate) entry: Option<Box<Entry>>,
}

impl TableData {
    /// A table of files and its data, as far as they are known by now.
    pub(crate) fn of(source: &(impl Clone + Into<Files>), name: &str) -> (Table, TableData) {
        let source: Files = source.clone().into();
        let Snapshot { table, frame, by_days, facts, seen } = source.snapshot(name);
        let (bounded, counts, rows) = (Vec::new(), Vec::new(), table.rows);
        (table, TableData { frame, by_days, rows, facts, bounded, counts, source, seen, entry: None })
    }

    /// Changes its columns.
    pub(super) fn change(&mut self, columns: impl AsRef<[Expr]>) {
        self.frame = self.frame.clone().with_columns(columns);
        self.by_days = None;
    }

    /// How often what is known of its files has changed.
    pub(crate) fn changes(&self) -> u64 {
        self.source.changes()
    }

    /// Whether more is known by now.
    pub(crate) fn is_outdated(&self) -> bool {
        self.changes() != self.seen
    }
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
