//! Texts to typed columns of the engine, with what is known of each.

use super::infer::Format;
use super::store::ColumnFacts;
use crate::base::Type;
use polars::prelude::{
    BooleanChunked, Column, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, IntoSeries, NewChunkedArray,
    PlSmallStr, StringChunked, TimeUnit,
};
use std::collections::HashMap;

/// A cell that is not of its column's format.
#[derive(Debug, PartialEq)]
pub(super) struct BadCell(pub(super) String);

/// Reads the cells of a column. Text is kept as it is; around everything else blanks do not count.
pub(super) fn decode<'a>(
    name: PlSmallStr,
    format: Format,
    cells: impl Iterator<Item = Option<&'a str>>,
) -> Result<(Column, ColumnFacts), BadCell> {
    let column = match format.ty() {
        Type::Text => {
            StringChunked::from_iter_options(name, cells.map(|cell| cell.filter(|text| !text.is_empty()))).into_column()
        }
        Type::Bool => BooleanChunked::from_iter_options(name, read(cells, super::numbers::truth)?.into_iter()).into_column(),
        Type::Float => {
            Float64Chunked::from_iter_options(name, read(cells, |cell| format.read_real(cell))?.into_iter()).into_column()
        }
        Type::Int => return Ok(whole(read(cells, |cell| format.read_whole(cell))?, |values| int64(name, values))),
        ty => return Ok(whole(read_dates(cells, format)?, |values| dates(name, values, ty))),
    };
    let facts = ColumnFacts { unknown: Some(column.null_count() as u64), bounds: None };
    Ok((column, facts))
}

fn read<'a, T>(
    cells: impl Iterator<Item = Option<&'a str>>,
    mut one: impl FnMut(&'a str) -> Option<T>,
) -> Result<Vec<Option<T>>, BadCell> {
    let known = |cell: Option<&'a str>| cell.map(str::trim).filter(|text| !text.is_empty());
    cells.map(|cell| known(cell).map(|text| one(text).ok_or_else(|| BadCell(text.to_string()))).transpose()).collect()
}

/// Dates repeat, and are slow to read: each text is read once.
fn read_dates<'a>(cells: impl Iterator<Item = Option<&'a str>>, format: Format) -> Result<Vec<Option<i64>>, BadCell> {
    let mut read_before: HashMap<&str, Option<i64>> = HashMap::new();
    let mut previous = ("", None);
    read(cells, |cell| {
        if cell != previous.0 {
            previous = (cell, *read_before.entry(cell).or_insert_with(|| format.read_whole(cell)));
        }
        previous.1
    })
}

/// A column of whole numbers inside, with its bounds.
fn whole(values: Vec<Option<i64>>, build: impl FnOnce(&[Option<i64>]) -> Column) -> (Column, ColumnFacts) {
    let known = || values.iter().flatten().copied();
    let bounds = known().min().zip(known().max());
    let unknown = values.iter().filter(|value| value.is_none()).count() as u64;
    (build(&values), ColumnFacts { unknown: Some(unknown), bounds })
}

fn int64(name: PlSmallStr, values: &[Option<i64>]) -> Column {
    Int64Chunked::from_slice_options(name, values).into_column()
}

fn dates(name: PlSmallStr, values: &[Option<i64>], ty: Type) -> Column {
    if ty == Type::Datetime {
        let moments = Int64Chunked::from_slice_options(name, values);
        return moments.into_datetime(TimeUnit::Microseconds, None).into_series().into_column();
    }
    let days = values.iter().map(|value| value.and_then(|days| i32::try_from(days).ok()));
    Int32Chunked::from_iter_options(name, days).into_date().into_series().into_column()
}

/// The engine's type of a column of files.
pub(super) fn data_type(ty: Type) -> DataType {
    match ty {
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Bool => DataType::Boolean,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Duration => DataType::Duration(TimeUnit::Microseconds),
        Type::Text | Type::Period | Type::Any => DataType::String,
    }
}
