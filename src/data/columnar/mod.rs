//! Files of typed columns, Parquet and Arrow, as lazy tables: types from the schema; no row is read at open.

mod arrow;
mod parquet;
mod statistics;
mod types;

use super::axis;
use super::facts::ColumnFacts;
use super::faults::{cannot_open, io_words};
use super::source::Snapshot;
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Type};
use crate::catalog::reading::Written;
use crate::catalog::{Column, Roles, Table};
use polars::prelude::{ArrowField, DataFrame, Expr, IntoLazy, LazyFrame};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use types::{Reading, reading, stops_the_engine};

/// The endings of files of typed columns.
pub(super) const ENDINGS: [&str; 4] = ["parquet", "arrow", "feather", "ipc"];

/// An opened file of one of the formats.
trait Columnar {
    /// Its columns, in order.
    fn fields(&self) -> Vec<ArrowField>;
    /// Its rows.
    fn rows(&self) -> u64;
    /// What it tells of the values of columns.
    fn facts(&self, fields: &[&ArrowField]) -> BTreeMap<String, ColumnFacts>;
    /// All of its columns, lazily.
    fn scan(&self, path: &Path) -> Option<LazyFrame>;
    /// Some of its columns, read into memory.
    fn read(self: Box<Self>, names: Vec<String>) -> Option<DataFrame>;
}

/// A file of columns. What it does not tell of them is found out when it is asked for the first time.
pub(super) struct Columns {
    known: Snapshot,
    /// The columns of whole numbers and times of which the file does not tell enough.
    untold: Vec<String>,
    /// What was found out of those, once that was done.
    found: OnceLock<BTreeMap<String, ColumnFacts>>,
}

impl Columns {
    /// The table, as far as it is known.
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        let mut known = self.known.clone();
        known.table.name = name.into();
        known.facts.extend(self.found.get().cloned().unwrap_or_default());
        Snapshot { seen: self.changes(), ..known }
    }

    /// Its rows.
    pub(super) fn rows(&self) -> u64 {
        self.known.table.rows.unwrap_or(0)
    }

    /// How often what is known has changed.
    pub(super) fn changes(&self) -> u64 {
        u64::from(self.found.get().is_some())
    }

    /// Whether there is nothing more to find out.
    pub(super) fn is_plain(&self) -> bool {
        self.untold.is_empty() || self.found.get().is_some()
    }

    /// Finds out, in one pass, what the file does not tell: unknown values, the smallest and the largest.
    pub(super) fn learn(&self) -> Result<(), Diagnostic> {
        if !self.is_plain() {
            let found = statistics::counted(&self.known.frame, &self.untold);
            let found = found.ok_or_else(|| cannot_open(&self.known.table.origin, "it is damaged"))?;
            let _ = self.found.set(found);
        }
        Ok(())
    }
}

/// Opens a file by its ending.
pub(super) fn open(path: &Path, ending: &str, shown_as: &str) -> Result<Columns, Diagnostic> {
    let file = File::open(path).map_err(|error| cannot_open(shown_as, io_words(&error)))?;
    let opened = match ending {
        "parquet" => parquet::open(file).ok_or(("it is not a Parquet file, or it is damaged", None)),
        _ => arrow::open(file),
    };
    let opened = opened.map_err(|(why, help)| cannot_open(shown_as, why).help_if(help.map(str::to_string)))?;
    let fields = opened.fields();
    let (mut kept, mut columns, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields {
        match reading(&field.dtype) {
            Ok(reading) => {
                columns.push(reading.column(&field.name));
                kept.push((field, reading));
            }
            Err(what) => notes.push(left_out(&field.name, what, shown_as)),
        }
    }
    if kept.is_empty() {
        return Err(cannot_open(shown_as, "none of its columns is of a type that can be read"));
    }
    let rows = Some(opened.rows());
    let facts = opened.facts(&kept.iter().map(|(field, _)| *field).collect::<Vec<_>>());
    let frame = frame(opened, path, &fields, &kept).ok_or_else(|| cannot_open(shown_as, "it is damaged"))?;
    let (axis, axis_reason) = axis::choose(&columns);
    let (name, origin, roles) = (String::new(), shown_as.into(), Roles::default());
    let (several, lines) = (None, false);
    let table =
        Table { name, origin, several, columns, axis, axis_reason, roles, rows, lines, notes, written: Written::default() };
    let untold = untold(&table, &facts);
    Ok(Columns { known: Snapshot { table, frame, facts, seen: 0 }, untold, found: OnceLock::new() })
}

/// The columns of whole numbers and times whose bounds or unknown values are not known. Real numbers have no bounds that are of use.
fn untold(table: &Table, facts: &BTreeMap<String, ColumnFacts>) -> Vec<String> {
    let told = |facts: &ColumnFacts| facts.unknown.is_some() && (facts.bounds.is_some() || facts.unknown == table.rows);
    let counted = |column: &&Column| column.ty == Type::Int || column.ty.is_dated();
    let open = table.columns.iter().filter(counted).filter(|column| !facts.get(&column.name).is_some_and(told));
    open.map(|column| column.name.clone()).collect()
}

fn left_out(column: &str, what: &str, shown_as: &str) -> Diagnostic {
    let message = format!("{} of {} is left out: it holds {what}", quote(column), quote(shown_as));
    Diagnostic::note_anywhere(Code::LeftOut, message)
}

/// The columns that are kept: lazily, unless one of the others would stop the engine.
fn frame(opened: Box<dyn Columnar>, path: &Path, fields: &[ArrowField], kept: &[(&ArrowField, Reading)]) -> Option<LazyFrame> {
    if fields.iter().any(|field| stops_the_engine(&field.dtype)) {
        let names = kept.iter().map(|(field, _)| field.name.to_string()).collect();
        return Some(typed(opened.read(names)?.lazy(), kept));
    }
    let frame = opened.scan(path)?;
    let names = || kept.iter().map(|(field, _)| Expr::Column(field.name.clone())).collect::<Vec<_>>();
    Some(typed(if kept.len() == fields.len() { frame } else { frame.select(names()) }, kept))
}

/// Adds expressions only for columns that need one: the others stay open to the reader of the file.
fn typed(frame: LazyFrame, kept: &[(&ArrowField, Reading)]) -> LazyFrame {
    let changed: Vec<Expr> = kept.iter().filter_map(|(field, reading)| reading.expr(&field.name)).collect();
    if changed.is_empty() { frame } else { frame.with_columns(changed) }
}
