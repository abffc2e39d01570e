//! Parquet files to lazy tables: types from the schema, facts from the statistics in the footer; no row is read at open.

use super::faults::{cannot_open, io_words};
use super::store::TableData;
use super::{axis, cells, statistics};
use crate::base::names::quote;
use crate::base::{Code, Diagnostic, Type, Zone};
use crate::catalog::reading::Written;
use crate::catalog::{Column, Roles, Table};
use polars::io::HiveOptions;
use polars::prelude::{
    ArrowDataType, ArrowField, ArrowTimeUnit, Expr, Float64Chunked, IntoColumn, IntoLazy, LazyFrame, NewChunkedArray,
    ParquetReader, PlRefPath, PolarsResult, ScanArgsParquet, SerReader,
};
use std::fs::File;
use std::path::Path;

/// Opens a Parquet file.
pub(super) fn open(path: &Path, name: &str, shown_as: &str) -> Result<(Table, TableData), Diagnostic> {
    let damaged = || cannot_open(shown_as, "it is not a Parquet file, or it is damaged");
    let file = File::open(path).map_err(|error| cannot_open(shown_as, io_words(&error)))?;
    let mut reader = ParquetReader::new(file);
    let metadata = reader.get_metadata().map_err(|_| damaged())?.clone();
    let schema = reader.schema().map_err(|_| damaged())?;
    let fields: Vec<&ArrowField> = schema.iter_values().collect();
    let (mut kept, mut columns, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields {
        match reading(&field.dtype) {
            Ok(reading) => {
                columns.push(reading.column(&field.name));
                kept.push((*field, reading));
            }
            Err(what) => notes.push(left_out(&field.name, what, shown_as)),
        }
    }
    if kept.is_empty() {
        return Err(cannot_open(shown_as, "none of its columns is of a type that can be read"));
    }
    let unscannable = fields.iter().any(|field| stops_the_engine(&field.dtype));
    let frame = if unscannable { read_now(reader, &kept) } else { scan(path, &kept, fields.len()) }.ok_or_else(damaged)?;
    let rows = Some(metadata.num_rows as u64);
    let facts = statistics::facts(&metadata, kept.iter().map(|(field, _)| *field));
    let (axis, axis_reason) = axis::choose(&columns);
    let (roles, written) = (Roles::default(), Written::default());
    let table = Table { name: name.into(), origin: shown_as.into(), columns, axis, axis_reason, roles, rows, notes, written };
    let counts = Vec::new();
    Ok((
        table,
        TableData { frame: typed(frame, &kept), rows, facts, bounded: Vec::new(), counts, source: None, seen: 0, entry: None },
    ))
}

fn left_out(column: &str, what: &str, shown_as: &str) -> Diagnostic {
    let message = format!("{} of {} is left out: it holds {what}", quote(column), quote(shown_as));
    Diagnostic::note_anywhere(Code::LeftOut, message)
}

/// How a column of a file becomes one of a table.
struct Reading {
    ty: Type,
    words: String,
    /// What is done to its values, if anything.
    change: Option<Change>,
}

enum Change {
    /// Another width or unit, strictly.
    Cast,
    /// What is not a number is unknown.
    NoNan,
    /// Real numbers of another width, too.
    CastNoNan,
}

impl Reading {
    fn new(ty: Type, words: &str, change: Option<Change>) -> Reading {
        Reading { ty, words: words.into(), change }
    }

    fn column(&self, name: &str) -> Column {
        Column { name: name.into(), ty: self.ty, tag: None, inferred: self.words.clone() }
    }

    /// The column as an expression, if its values change.
    fn expr(&self, name: &str) -> Option<Expr> {
        let column = Expr::Column(name.into());
        let wanted = cells::data_type(self.ty);
        Some(match self.change.as_ref()? {
            Change::Cast => column.strict_cast(wanted),
            Change::NoNan => column.map(without_nan, |_, field| Ok(field.clone())),
            Change::CastNoNan => column.cast(wanted).map(without_nan, |_, field| Ok(field.clone())),
        })
    }
}

/// Real numbers with unknowns for what is not a number. There is mostly none, which is faster to see than to replace.
fn without_nan(column: polars::prelude::Column) -> PolarsResult<polars::prelude::Column> {
    let numbers = column.f64()?;
    if !numbers.downcast_iter().any(|array| array.values().iter().any(|x| x.is_nan())) {
        return Ok(column);
    }
    let known = numbers.iter().map(|x| x.filter(|x| !x.is_nan()));
    Ok(Float64Chunked::from_iter_options(column.name().clone(), known).into_column())
}

/// How a column of this type is read, or what it holds that cannot be.
fn reading(ty: &ArrowDataType) -> Result<Reading, &'static str> {
    use ArrowDataType::*;
    Ok(match ty {
        Int64 => Reading::new(Type::Int, "whole numbers", None),
        Int8 | Int16 | Int32 | UInt8 | UInt16 | UInt32 | UInt64 => Reading::new(Type::Int, "whole numbers", Some(Change::Cast)),
        Float64 => Reading::new(Type::Float, "numbers", Some(Change::NoNan)),
        Float32 => Reading::new(Type::Float, "numbers of 32 bits", Some(Change::CastNoNan)),
        Boolean => Reading::new(Type::Bool, "true or false", None),
        Utf8 | LargeUtf8 | Utf8View => Reading::new(Type::Text, "text", None),
        Dictionary(_, values, _) if matches!(**values, Utf8 | LargeUtf8 | Utf8View) => {
            Reading::new(Type::Text, "categories", None)
        }
        Null => Reading::new(Type::Text, "text", Some(Change::Cast)),
        Date32 => Reading::new(Type::Date, "dates", None),
        Date64 => Reading::new(Type::Date, "dates", Some(Change::Cast)),
        Timestamp(unit, zone) => moments(*unit, zone.as_deref()),
        Duration(unit) => Reading::new(Type::Duration, "lengths of time", changes(*unit).then_some(Change::Cast)),
        List(_) | LargeList(_) | FixedSizeList(..) | Map(..) => return Err("lists"),
        Struct(_) => return Err("several fields in one"),
        Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => return Err("bytes"),
        Decimal(..) | Decimal32(..) | Decimal64(..) | Decimal256(..) => {
            return Err("decimal numbers, which this version does not read");
        }
        Time32(_) | Time64(_) => return Err("times of day, which this version does not read"),
        _ => return Err("a type that this version does not read"),
    })
}

fn moments(unit: ArrowTimeUnit, zone: Option<&str>) -> Reading {
    let Some(name) = zone else {
        return Reading::new(Type::Datetime, "datetimes", changes(unit).then_some(Change::Cast));
    };
    // A zone that nobody knows leaves the moments as they are.
    let (zone, unknown) = match Zone::parse(name) {
        Some(zone) => (zone, String::new()),
        None => (Zone::UTC, format!(" ({name} is no zone that is known here)")),
    };
    let change = (changes(unit) || name != "UTC").then_some(Change::Cast);
    Reading::new(Type::Moment(zone), &format!("datetimes in {zone}{unknown}"), change)
}

/// Whether the unit is another than the engine is given.
fn changes(unit: ArrowTimeUnit) -> bool {
    unit != ArrowTimeUnit::Microsecond
}

/// Types whose presence anywhere in the file makes the engine's lazy reader panic, as its features for them are off.
fn stops_the_engine(ty: &ArrowDataType) -> bool {
    use ArrowDataType::*;
    match ty {
        Null | Boolean | Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Float32 | Float64 => false,
        Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => false,
        Date32 | Date64 | Time32(_) | Time64(_) | Timestamp(..) | Duration(_) => false,
        List(field) | LargeList(field) => stops_the_engine(&field.dtype),
        Dictionary(_, values, _) => stops_the_engine(values),
        _ => true,
    }
}

/// The columns that are kept, lazily.
fn scan(path: &Path, kept: &[(&ArrowField, Reading)], width: usize) -> Option<LazyFrame> {
    let options = ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..ScanArgsParquet::default() };
    let frame = LazyFrame::scan_parquet(PlRefPath::try_from_path(path).ok()?, options).ok()?;
    let names = || kept.iter().map(|(field, _)| Expr::Column(field.name.clone())).collect::<Vec<_>>();
    Some(if kept.len() == width { frame } else { frame.select(names()) })
}

/// The columns that are kept, read into memory.
fn read_now(reader: ParquetReader<File>, kept: &[(&ArrowField, Reading)]) -> Option<LazyFrame> {
    let names = kept.iter().map(|(field, _)| field.name.to_string()).collect();
    Some(reader.with_columns(Some(names)).finish().ok()?.lazy())
}

/// Adds expressions only for columns that need one: the others stay open to the reader of the file.
fn typed(frame: LazyFrame, kept: &[(&ArrowField, Reading)]) -> LazyFrame {
    let changed: Vec<Expr> = kept.iter().filter_map(|(field, reading)| reading.expr(&field.name)).collect();
    if changed.is_empty() { frame } else { frame.with_columns(changed) }
}
