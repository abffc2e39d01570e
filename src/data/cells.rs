//! Texts to typed columns of the engine, with what is known of each.

use super::dates::Writing;
use super::infer::Format;
use super::store::ColumnFacts;
use crate::base::Type;
use crate::base::formula::unguarded;
use polars::prelude::{
    BooleanChunked, ChunkAgg, Column, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, PlSmallStr,
    StringChunked, TimeUnit, TimeZone,
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
) -> Result<Column, BadCell> {
    let column = match format.ty() {
        Type::Text => cells.map(|cell| cell.filter(|text| !text.is_empty()).map(text)).collect::<StringChunked>().into_column(),
        Type::Bool => read::<bool, BooleanChunked>(cells, super::numbers::truth)?.into_column(),
        Type::Float => read::<f64, Float64Chunked>(cells, |cell| format.read_real(cell))?.into_column(),
        Type::Int => read::<i64, Int64Chunked>(cells, |cell| format.read_whole(cell))?.into_column(),
        ty @ (Type::Datetime | Type::Moment(_)) => {
            let moments: Int64Chunked = read(cells, remembering(|cell| format.read_whole(cell)))?;
            let zone = ty.zone().map(|_| TimeZone::UTC);
            moments.into_datetime(TimeUnit::Microseconds, zone).into_column()
        }
        _ => {
            let day = |cell: &str| format.read_whole(cell).and_then(|day| i32::try_from(day).ok());
            // A day of this form is read faster than it is found again.
            let iso = format == Format::Date(Writing::Iso);
            let days: Int32Chunked = if iso { read(cells, day)? } else { read(cells, remembering(day))? };
            days.into_date().into_column()
        }
    };
    Ok(column.with_name(name))
}

/// The text that a cell stands for.
fn text(cell: &str) -> &str {
    unguarded(cell).unwrap_or(cell)
}

/// What is known of a column that lies in memory.
pub(super) fn facts(column: &Column) -> ColumnFacts {
    let whole = matches!(column.dtype(), DataType::Int64 | DataType::Date | DataType::Datetime(..));
    let numbers = whole.then(|| column.to_physical_repr().cast(&DataType::Int64)).and_then(Result::ok);
    let bounds = numbers.and_then(|numbers| numbers.i64().ok().and_then(ChunkAgg::min_max));
    ColumnFacts { unknown: Some(column.null_count() as u64), bounds }
}

fn read<'a, T, C: FromIterator<Option<T>>>(
    cells: impl Iterator<Item = Option<&'a str>>,
    mut one: impl FnMut(&'a str) -> Option<T>,
) -> Result<C, BadCell> {
    let known = |cell: Option<&'a str>| cell.map(str::trim).filter(|text| !text.is_empty());
    cells.map(|cell| known(cell).map(|text| one(text).ok_or_else(|| BadCell(text.to_string()))).transpose()).collect()
}

/// Dates repeat, and are slow to read: each text is read once.
fn remembering<'a, T: Copy>(read: impl Fn(&str) -> Option<T>) -> impl FnMut(&'a str) -> Option<T> {
    let mut read_before: HashMap<&str, Option<T>> = HashMap::new();
    let mut previous = ("", None);
    move |cell| {
        if cell != previous.0 {
            previous = (cell, *read_before.entry(cell).or_insert_with(|| read(cell)));
        }
        previous.1
    }
}

/// The engine's type of a column of files.
pub(super) fn data_type(ty: Type) -> DataType {
    match ty {
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Bool => DataType::Boolean,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Moment(_) => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        Type::Duration => DataType::Duration(TimeUnit::Microseconds),
        Type::Text | Type::Period | Type::Any => DataType::String,
    }
}
