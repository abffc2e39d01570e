//! The engine's types of columns, and columns with unknowns.

use crate::base::Type;
use polars::prelude::{BooleanChunked, ChunkedArray, DataType, NewChunkedArray, PlSmallStr, PolarsDataType, TimeUnit, TimeZone};

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
        Type::Text | Type::Month | Type::Period | Type::Any => DataType::String,
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
