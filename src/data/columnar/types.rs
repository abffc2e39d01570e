//! The types of columns that files declare, as types of the language.

use super::super::cells;
use crate::base::{Type, Zone};
use crate::catalog::Column;
use polars::prelude::{ArrowDataType, ArrowTimeUnit, Expr, Float64Chunked, IntoColumn, NewChunkedArray, PolarsResult};

/// How a column of a file becomes one of a table.
pub(super) struct Reading {
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

    pub(super) fn column(&self, name: &str) -> Column {
        Column { name: name.into(), ty: self.ty, tag: None, inferred: self.words.clone() }
    }

    /// The column as an expression, if its values change.
    pub(super) fn expr(&self, name: &str) -> Option<Expr> {
        let column = Expr::Column(name.into());
        let wanted = cells::data_type(self.ty);
        Some(match self.change.as_ref()? {
            Change::Cast => column.strict_cast(wanted),
            Change::NoNan => column.map_many(without_nan, &[], |_, fields| Ok(fields[0].clone())),
            Change::CastNoNan => column.cast(wanted).map_many(without_nan, &[], |_, fields| Ok(fields[0].clone())),
        })
    }
}

/// Real numbers with unknowns for what is not a number. There is mostly none, which is faster to see than to replace.
fn without_nan(columns: &mut [polars::prelude::Column]) -> PolarsResult<polars::prelude::Column> {
    let column = &columns[0];
    let numbers = column.f64()?;
    if !numbers.downcast_iter().any(|array| array.values().iter().any(|x| x.is_nan())) {
        return Ok(column.clone());
    }
    let known = numbers.iter().map(|x| x.filter(|x| !x.is_nan()));
    Ok(Float64Chunked::from_iter_options(column.name().clone(), known).into_column())
}

/// How a column of this type is read, or what it holds that cannot be.
pub(super) fn reading(ty: &ArrowDataType) -> Result<Reading, &'static str> {
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

/// Types whose presence anywhere in the file makes the engine's lazy readers panic, as its features for them are off.
pub(super) fn stops_the_engine(ty: &ArrowDataType) -> bool {
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
