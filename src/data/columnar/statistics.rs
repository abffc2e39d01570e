//! What is known of columns: by the footer of a Parquet file, where every row group has it, or counted.

use super::super::facts::ColumnFacts;
use polars::prelude::{ArrowDataType, ArrowField, ArrowTimeUnit, DataType, Engine, Expr, FileMetadata, LazyFrame, infer_schema};
use polars_parquet::read::RowGroupMetadata;
use std::collections::BTreeMap;

/// The facts of the given columns.
pub(super) fn facts<'a>(metadata: &FileMetadata, fields: impl Iterator<Item = &'a ArrowField>) -> BTreeMap<String, ColumnFacts> {
    let stored = stored_types(metadata);
    let fact = |field: &ArrowField| {
        let name = field.name.to_string();
        let stored = stored.get(&name).unwrap_or(&ArrowDataType::Null);
        (name, of_column(metadata, &field.name, &field.dtype, stored))
    };
    fields.map(fact).collect()
}

/// The types as the file itself has them. A schema that the writer left in the metadata may speak of other units.
fn stored_types(metadata: &FileMetadata) -> BTreeMap<String, ArrowDataType> {
    let mut bare = metadata.clone();
    bare.key_value_metadata = None;
    let schema = infer_schema(&bare).unwrap_or_default();
    schema.iter_values().map(|field| (field.name.to_string(), field.dtype.clone())).collect()
}

/// The facts of columns of whole numbers and times, counted in one pass. `None` where the file cannot be read.
pub(super) fn counted(frame: &LazyFrame, names: &[String]) -> Option<BTreeMap<String, ColumnFacts>> {
    let asked = |name: &String| {
        let number = Expr::Column(name.as_str().into()).to_physical().cast(DataType::Int64);
        [number.clone().null_count().cast(DataType::Int64), number.clone().min(), number.max()]
    };
    let columns = names.iter().flat_map(asked).enumerate().map(|(at, value)| value.alias(at.to_string()));
    let row = frame.clone().select(columns.collect::<Vec<_>>()).collect_with_engine(Engine::Streaming).ok()?.unwrap_single();
    let values: Vec<Option<i64>> = row.columns().iter().map(|column| column.i64().ok()?.get(0)).collect();
    let fact = |(name, values): (&String, &[Option<i64>])| {
        let [unknown, least, most] = values else { return None };
        let unknown = unknown.and_then(|unknown| u64::try_from(unknown).ok());
        Some((name.clone(), ColumnFacts { unknown, bounds: least.zip(*most) }))
    };
    names.iter().zip(values.chunks(3)).map(fact).collect()
}

fn of_column(metadata: &FileMetadata, name: &str, ty: &ArrowDataType, stored: &ArrowDataType) -> ColumnFacts {
    let real = matches!(ty, ArrowDataType::Float32 | ArrowDataType::Float64);
    let mut unknown = Some(0);
    let mut bounds: Vec<(i64, i64)> = Vec::new();
    let mut bounded = true;
    for group in &metadata.row_groups {
        let told = of_group(metadata, group, name, stored);
        // What is not a number counts as unknown too, and no statistics tell of it.
        unknown = unknown.zip(told.unknown).map(|(sum, here)| sum + here).filter(|_| !real);
        if told.unknown == Some(group.num_rows() as u64) {
            continue;
        }
        match told.bounds {
            Some(both) => bounds.push(both),
            None => bounded = false,
        }
    }
    let least = bounds.iter().map(|both| both.0).min();
    let most = bounds.iter().map(|both| both.1).max();
    ColumnFacts { unknown, bounds: least.zip(most).filter(|_| bounded) }
}

/// What the footer tells of a column in a group of rows.
fn of_group(metadata: &FileMetadata, group: &RowGroupMetadata, name: &str, stored: &ArrowDataType) -> ColumnFacts {
    let chunk = group.columns_under_root_iter(name).and_then(|mut chunks| chunks.next());
    let statistics = chunk.and_then(|chunk| chunk.statistics(&metadata.footer_buf)).and_then(Result::ok);
    let unknown = statistics.as_ref().and_then(|s| s.null_count()).and_then(|n| u64::try_from(n).ok());
    let raw = statistics.and_then(|s| match s.as_int32() {
        Some(s) => s.min_value.zip(s.max_value).map(|(min, max)| (min.into(), max.into())),
        None => s.as_int64().and_then(|s| s.min_value.zip(s.max_value)),
    });
    let bounds = raw.and_then(|(min, max)| Some((scaled(min, stored)?, scaled(max, stored)?)));
    ColumnFacts { unknown, bounds }
}

/// The first and the last day of each group in columns of days, of those columns that are known in all rows.
pub(super) fn days_of_groups(metadata: &FileMetadata, fields: &[ArrowField]) -> BTreeMap<String, Vec<(i64, i64)>> {
    let days = fields.iter().filter(|field| field.dtype == ArrowDataType::Date32);
    let of_groups = |field: &ArrowField| {
        let told = metadata.row_groups.iter().map(|group| of_group(metadata, group, &field.name, &ArrowDataType::Date32));
        let known = told.map(|told| told.bounds.filter(|_| told.unknown == Some(0)));
        Some((field.name.to_string(), known.collect::<Option<Vec<_>>>()?))
    };
    days.filter_map(of_groups).collect()
}

/// A stored number as the table has it: days, microseconds, or as it is.
fn scaled(value: i64, stored: &ArrowDataType) -> Option<i64> {
    use ArrowDataType::*;
    match stored {
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | Date32 => Some(value),
        UInt32 => Some(i64::from(value as u32)),
        UInt64 => (value >= 0).then_some(value),
        Timestamp(ArrowTimeUnit::Nanosecond, _) => Some(value.div_euclid(1000)),
        Timestamp(ArrowTimeUnit::Microsecond, _) => Some(value),
        Timestamp(ArrowTimeUnit::Millisecond, _) => value.checked_mul(1000),
        _ => None,
    }
}
