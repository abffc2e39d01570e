//! The engine's types of columns, and what is known of a column that lies in memory.

use super::facts::ColumnFacts;
use crate::base::Type;
use polars::prelude::{
    BooleanChunked, ChunkAgg, ChunkedArray, Column, DataType, NewChunkedArray, PlSmallStr, PolarsDataType, TimeUnit, TimeZone,
};

/// What is known of a column that lies in memory.
pub(super) fn facts(column: &Column) -> ColumnFacts {
    let numbers = column.to_physical_repr();
    let bounds = match column.dtype() {
        DataType::Int64 | DataType::Datetime(..) => numbers.i64().ok().and_then(ChunkAgg::min_max),
        DataType::Date => numbers.i32().ok().and_then(ChunkAgg::min_max).map(|(min, max)| (min.into(), max.into())),
        _ => None,
    };
    ColumnFacts { unknown: Some(column.null_count() as u64), bounds }
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

/// The same with unknowns in some rows.
pub(super) fn with_unknown<T: PolarsDataType>(values: ChunkedArray<T>, unknown: &[u32]) -> ChunkedArray<T> {
    if unknown.is_empty() {
        return values;
    }
    let mut known = vec![true; values.len()];
    for row in unknown {
        if let Some(known) = known.get_mut(*row as usize) {
            *known = false;
        }
    }
    let known = BooleanChunked::from_slice(PlSmallStr::EMPTY, &known);
    let bits = known.downcast_iter().next().map(|array| array.values().clone());
    values.with_validity(bits)
}
