//! Delimited text files too large for memory: types from a sample spread over the file, cells read as the query runs.

use super::faults::{bad_cell, cannot_open, io_words, of_records};
use super::infer::{Format, Found, infer};
use super::layout::{Layout, head, layout};
use super::lines::Lines;
use super::records::{Grid, Records};
use super::store::TableData;
use super::{cells, sniff};
use crate::base::formula::unguarded;
use crate::base::{Diagnostic, Type};
use crate::catalog::Table;
use crate::catalog::reading::Reading;
use polars::prelude::{
    Column, DataType, Expr, Field, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, PolarsResult, Schema,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// Bytes of the sample at the beginning of the file; half of it in the middle, and half at the end.
const SAMPLE: usize = 2 << 20;

/// Records that must be as wide as the header for a place in the file to be taken for the start of a record.
const PROBE: usize = 20;

/// Line breaks that are tried as the start of a record.
const TRIES: usize = 200;

/// Opens a file whose types rest on a sample.
pub(super) fn open(
    path: &Path,
    name: &str,
    shown_as: &str,
    tabs: bool,
    reading: &Reading,
) -> Result<(Table, TableData), Diagnostic> {
    let pieces = pieces(path).map_err(|error| cannot_open(shown_as, io_words(&error)))?;
    let first = utf8_start(&pieces[0]).map_err(|why| cannot_open(shown_as, why))?;
    let delimiter = if tabs { b'\t' } else { sniff::delimiter(head(first)) };
    let mut grid = sample(first, &pieces[1..], delimiter).map_err(|fault| of_records(shown_as, &fault))?;
    let layout = layout(&mut grid, shown_as);
    let column = |(at, name): (usize, &String)| infer(grid.column(at).flatten(), delimiter, reading.date_order_of(name));
    let found: Vec<Found> = layout.names.iter().enumerate().map(|named| sampled(column(named))).collect();
    let frame = scan(path, &layout, delimiter).ok_or_else(|| cannot_open(shown_as, "the engine does not take it"))?;
    let typed = layout.names.iter().zip(&found).map(|(name, found)| read_cells(name, found)).collect::<Vec<_>>();
    let table = layout.table(found.as_slice(), name, shown_as, None);
    Ok((
        table,
        TableData {
            frame: frame.with_columns(typed),
            rows: None,
            facts: BTreeMap::new(),
            lines: Lines::default(),
            bounded: Vec::new(),
        },
    ))
}

/// The beginning, and pieces from the middle and the end.
fn pieces(path: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let half = SAMPLE as u64 / 2;
    let mut piece = |from: u64, length: u64| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))?;
        file.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let mut pieces = vec![piece(0, SAMPLE as u64)?];
    if size > 2 * SAMPLE as u64 {
        pieces.push(piece(size / 2, half)?);
        pieces.push(piece(size - half, half)?);
    }
    Ok(pieces)
}

/// The text at the start of a file; the last character may be cut.
fn utf8_start(bytes: &[u8]) -> Result<&str, String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_some() => return Err(sniff::not_utf8(bytes, error)),
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The cells of the sample: whole records of all pieces, or of the first if the others do not fit to it.
fn sample(first: &str, others: &[Vec<u8>], delimiter: u8) -> Result<Grid, super::records::Fault> {
    let width = Records::new(first, delimiter).header(&mut Vec::new())?.len();
    let first = whole_records(first, delimiter);
    let mut body = first.to_string();
    for piece in others {
        body.push_str(later_records(piece, width, delimiter));
    }
    Grid::read(body, delimiter).or_else(|_| Grid::read(first.to_string(), delimiter))
}

/// A text up to the end of its last whole record.
fn whole_records(text: &str, delimiter: u8) -> &str {
    let mut records = Records::new(text, delimiter);
    let (mut end, mut cells) = (0, Vec::new());
    while records.next(&mut cells).unwrap_or(false) && text[..records.position()].ends_with('\n') {
        end = records.position();
    }
    &text[..end]
}

/// The whole records of a piece that starts anywhere: a line break within quotes is told from one between records by the widths that follow.
fn later_records(piece: &[u8], width: usize, delimiter: u8) -> &str {
    let breaks = piece.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).take(TRIES);
    for start in breaks {
        let Ok(text) = utf8_start(&piece[start..]) else { continue };
        let mut records = Records::new(text, delimiter);
        let mut cells = Vec::new();
        let fits = (0..PROBE).all(|_| records.next(&mut cells).unwrap_or(false) && cells.len() == width);
        if fits {
            return whole_records(text, delimiter);
        }
    }
    ""
}

fn sampled(mut found: Found) -> Found {
    if found.format != Format::Text {
        found.words.push_str(", by a sample");
    }
    found
}

/// All columns as text, read by the engine.
fn scan(path: &Path, layout: &Layout, delimiter: u8) -> Option<LazyFrame> {
    let schema: Schema = layout.names.iter().map(|name| Field::new(name.as_str().into(), DataType::String)).collect();
    LazyCsvReader::new(PlRefPath::try_from_path(path).ok()?)
        .with_separator(delimiter)
        .with_has_header(true)
        .with_schema(Some(Arc::new(schema)))
        .with_skip_rows_after_header(usize::from(layout.tags.is_some()))
        .with_glob(false)
        .finish()
        .ok()
}

/// Reads a column of texts as files that fit into memory are read; a cell that does not fit stops the query.
fn read_cells(name: &str, found: &Found) -> Expr {
    let (format, words) = (found.format, found.words.clone());
    let read = move |column: Column| decode(&column, format, &words);
    let ty = cells::data_type(format.ty());
    Expr::Column(name.into()).map(read, move |_, field| Ok(Field::new(field.name().clone(), ty.clone())))
}

fn decode(column: &Column, format: Format, words: &str) -> PolarsResult<Column> {
    debug_assert!(format.ty() != Type::Any);
    let texts = column.str()?;
    // The engine's reader leaves only empty quotes and signs of texts to do.
    let as_they_are = |text: &str| !text.is_empty() && unguarded(text).is_none();
    if format == Format::Text && texts.iter().flatten().all(as_they_are) {
        return Ok(column.clone());
    }
    let decoded = cells::decode(column.name().clone(), format, texts.iter());
    decoded.map_err(|cell| bad_cell(column.name(), &cell.0, words))
}
