//! Files of typed columns, Parquet and Arrow, as lazy tables: types from the schema; no row is read at open.

mod arrow;
mod parquet;
mod statistics;
mod types;

use super::axis;
use super::facts::ColumnFacts;
use super::faults::{cannot_open, io_words};
use super::source::{ByDays, Snapshot};
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Type};
use crate::catalog::reading::Written;
use crate::catalog::{Column, Roles, Table};
use polars::prelude::{ArrowField, Expr, LazyFrame};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use types::{Reading, reading};

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
    /// The cells of some of its columns, in order. The file lies at a path, and may be shown as another.
    fn cells(self: Box<Self>, kept: &[ArrowField], path: &Path, shown_as: &str) -> Option<Cells>;
}

/// Where the cells of a file come from.
enum Cells {
    /// From the engine's own reader.
    Scanned(Box<LazyFrame>),
    /// By the numbers of their rows; and from the engine's own reader, with the first and the last day of each group of rows in some
    /// columns: it leaves out groups of which no row is wanted.
    ByNumber(Arc<dyn ByNumber>, Option<Box<ByDays>>),
}

/// A file whose rows come by their numbers. Texts come as they are, until a dictionary is found for them.
trait ByNumber: Send + Sync {
    /// Its columns, lazily.
    fn frame(self: Arc<Self>) -> LazyFrame;
    /// Starts to listen for the columns that a query asks for, without reading any.
    fn listen(&self);
    /// The columns that were asked for since, by name.
    fn heard(&self) -> Vec<String>;
    /// Whether the dictionaries of all columns were looked for.
    fn is_settled(&self) -> bool;
    /// Looks for the dictionaries of columns.
    fn settle(&self, names: &[String]);
    /// How many were found.
    fn changes(&self) -> u64;
}

/// A file of columns. What it does not tell of them is found out when it is asked for the first time.
pub(super) struct Columns {
    table: Table,
    cells: Cells,
    kept: Vec<(ArrowField, Reading)>,
    /// What the file tells of its columns.
    facts: BTreeMap<String, ColumnFacts>,
    /// The columns of whole numbers and times of which the file does not tell enough.
    untold: Vec<String>,
    /// What was found out of those, once that was done.
    found: OnceLock<BTreeMap<String, ColumnFacts>>,
}

impl Columns {
    /// The table, as far as it is known.
    pub(super) fn snapshot(&self, name: &str) -> Snapshot {
        let seen = self.changes();
        let table = Table { name: name.into(), ..self.table.clone() };
        let mut facts = self.facts.clone();
        facts.extend(self.found.get().cloned().unwrap_or_default());
        Snapshot { table, frame: self.frame(), by_days: self.by_days(), facts, seen }
    }

    fn by_days(&self) -> Option<ByDays> {
        let Cells::ByNumber(_, Some(by_days)) = &self.cells else { return None };
        Some(ByDays { frame: typed(by_days.frame.clone(), &self.kept), days: by_days.days.clone() })
    }

    fn frame(&self) -> LazyFrame {
        let frame = match &self.cells {
            Cells::Scanned(frame) => (**frame).clone(),
            Cells::ByNumber(rows, _) => rows.clone().frame(),
        };
        typed(frame, &self.kept)
    }

    fn by_number(&self) -> Option<&Arc<dyn ByNumber>> {
        match &self.cells {
            Cells::Scanned(_) => None,
            Cells::ByNumber(rows, _) => Some(rows),
        }
    }

    /// Its rows.
    pub(super) fn rows(&self) -> u64 {
        self.table.rows.unwrap_or(0)
    }

    /// How often what is known has changed.
    pub(super) fn changes(&self) -> u64 {
        u64::from(self.found.get().is_some()) + self.by_number().map_or(0, |rows| rows.changes())
    }

    /// Whether there is nothing more to find out.
    pub(super) fn is_plain(&self) -> bool {
        self.is_told() && self.by_number().is_none_or(|rows| rows.is_settled())
    }

    fn is_told(&self) -> bool {
        self.untold.is_empty() || self.found.get().is_some()
    }

    /// Starts to listen for the columns that a query asks for, without reading any, where the file can.
    pub(super) fn listen(&self) {
        if let Some(rows) = self.by_number() {
            rows.listen();
        }
    }

    /// The columns that were asked for since, by name.
    pub(super) fn heard(&self) -> Vec<String> {
        self.by_number().map(|rows| rows.heard()).unwrap_or_default()
    }

    /// Finds out what the file does not tell: in one pass the unknown values, the smallest and the largest; and of columns with these
    /// names whether their texts are in dictionaries.
    pub(super) fn learn(&self, names: &[String]) -> Result<(), Diagnostic> {
        if !self.is_told() {
            let found = statistics::counted(&self.frame(), &self.untold);
            let found = found.ok_or_else(|| cannot_open(&self.table.origin, "it is damaged"))?;
            let _ = self.found.set(found);
        }
        if let Some(rows) = self.by_number() {
            rows.settle(names);
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
    let kept: Vec<(ArrowField, Reading)> = kept.into_iter().map(|(field, reading)| (field.clone(), reading)).collect();
    let stored: Vec<ArrowField> = kept.iter().map(|(field, _)| field.clone()).collect();
    let cells = opened.cells(&stored, path, shown_as).ok_or_else(|| cannot_open(shown_as, "it is damaged"))?;
    let (axis, axis_reason) = axis::choose(&columns);
    let (name, origin, roles) = (String::new(), shown_as.into(), Roles::default());
    let (several, lines) = (None, false);
    let table =
        Table { name, origin, several, columns, axis, axis_reason, roles, rows, lines, notes, written: Written::default() };
    let untold = untold(&table, &facts);
    Ok(Columns { table, cells, kept, facts, untold, found: OnceLock::new() })
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

/// Adds expressions only for columns that need one: the others stay open to the reader of the file.
fn typed(frame: LazyFrame, kept: &[(ArrowField, Reading)]) -> LazyFrame {
    let changed: Vec<Expr> = kept.iter().filter_map(|(field, reading)| reading.expr(&field.name)).collect();
    if changed.is_empty() { frame } else { frame.with_columns(changed) }
}
