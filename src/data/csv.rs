//! Delimited text files to tables: small ones are read whole, so that types and facts rest on every cell.

use super::cells;
use super::faults::{cannot_open, io_words, of_records};
use super::infer::{Found, infer};
use super::layout::{head, layout};
use super::raw::{self, Raw};
use super::records::Grid;
use super::store::{ColumnFacts, TableData};
use super::{large, sniff};
use crate::base::Diagnostic;
use crate::catalog::Table;
use crate::catalog::reading::Reading;
use polars::prelude::{DataFrame, IntoLazy};
use std::collections::BTreeMap;
use std::path::Path;

/// Files up to this many bytes are read into memory.
const WHOLE: u64 = 64 << 20;

/// Opens a file of delimited text. A file that ends in `.tsv` has tabs.
pub(super) fn open(path: &Path, name: &str, shown_as: &str, reading: &Reading) -> Result<(Table, TableData), Diagnostic> {
    let tabs = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tsv"));
    let size = std::fs::metadata(path).map_err(|error| cannot_open(shown_as, io_words(&error)))?.len();
    if size > WHOLE {
        return large::open(path, name, shown_as, tabs, reading);
    }
    let raw = raw::read(path, None, shown_as).map_err(|why| cannot_open(shown_as, why))?;
    of_raw(raw, name, shown_as, reading)
}

/// Reads text that a file of any format held.
pub(super) fn of_raw(raw: Raw, name: &str, shown_as: &str, reading: &Reading) -> Result<(Table, TableData), Diagnostic> {
    let Raw { text, delimiter, notes, .. } = raw;
    let delimiter = delimiter.unwrap_or_else(|| sniff::delimiter(head(&text)));
    let grid = Grid::read(text, delimiter).map_err(|fault| of_records(shown_as, &fault))?;
    let (mut table, data) = load(grid, delimiter, name, shown_as, reading)?;
    table.notes.splice(0..0, notes);
    Ok((table, data))
}

/// A column that was read, with what was found about it.
type Loaded = (Found, polars::prelude::Column, ColumnFacts);

fn load(mut grid: Grid, delimiter: u8, name: &str, shown_as: &str, reading: &Reading) -> Result<(Table, TableData), Diagnostic> {
    let layout = layout(&mut grid, shown_as);
    let loaded = load_columns(&grid, &layout.names, delimiter, reading);
    let rows = grid.height();
    let (mut found, mut columns, mut facts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (header, loaded) in layout.names.iter().zip(loaded) {
        let (one, column, known) = loaded.ok_or_else(|| cannot_open(shown_as, "its cells changed while it was read"))?;
        found.push(one);
        columns.push(column);
        facts.insert(header.clone(), known);
    }
    let frame = DataFrame::new(rows, columns).map_err(|_| cannot_open(shown_as, "its columns do not fit together"))?;
    let rows = Some(rows as u64);
    let lines = grid.lines;
    Ok((layout.table(&found, name, shown_as, rows), TableData { frame: frame.lazy(), rows, facts, lines, bounded: Vec::new() }))
}

/// Types and reads all columns, on as many threads as there are processors.
fn load_columns(grid: &Grid, names: &[String], delimiter: u8, reading: &Reading) -> Vec<Option<Loaded>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(names.len()).max(1);
    let share = |first: usize| -> Vec<(usize, Option<Loaded>)> {
        (first..names.len()).step_by(threads).map(|at| (at, load_column(grid, at, &names[at], delimiter, reading))).collect()
    };
    let mut loaded: Vec<Option<Loaded>> = names.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        for (at, column) in workers.into_iter().filter_map(|worker| worker.join().ok()).flatten() {
            loaded[at] = column;
        }
    });
    loaded
}

fn load_column(grid: &Grid, at: usize, name: &str, delimiter: u8, reading: &Reading) -> Option<Loaded> {
    let found = infer(grid.column(at).flatten(), delimiter, reading.date_order_of(name));
    let column = cells::decode(name.into(), found.format, grid.column(at)).ok()?;
    let facts = cells::facts(&column);
    Some((found, column, facts))
}
