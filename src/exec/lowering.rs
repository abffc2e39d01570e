//! What lowering works with at one point of a plan, and the smallest expressions it makes.

use super::guard::Guard;
use super::known::Known;
use super::probe::Probes;
use crate::base::{Type, Value};
use crate::plan::Aggregate;
use polars::prelude::{
    AnyValue, ChunkApply, ChunkCompareEq, ChunkFullNull, ChunkSet, Column, DataType, Expr as Pl, Field, Float64Chunked,
    IntoColumn, LiteralValue, PlSmallStr, Scalar, TimeUnit, TimeZone, len, lit, when,
};

/// Lowers expressions at one point of a plan.
pub struct Lowering<'a> {
    /// What is known of the columns there.
    pub known: &'a Known,
    /// Where unreadable values of conversions count.
    pub probes: &'a mut Probes,
    /// Whether conditions keep the unknown of what they rest on.
    pub three_valued: bool,
    /// Whether a comparison of values with bounds holds where it is possible, rather than where it is certain.
    pub possibly: bool,
    /// Where whole numbers may not leave their range.
    pub guard: Guard,
}

/// A column by name. `col` would read `*` and `^…$` as patterns.
pub fn column(name: &str) -> Pl {
    Pl::Column(PlSmallStr::from_str(name))
}

/// The engine's type of a column of a type.
pub fn dtype(ty: Type) -> DataType {
    match ty {
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Text | Type::Month | Type::Any => DataType::String,
        Type::Bool => DataType::Boolean,
        Type::Date | Type::Period => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Moment(_) => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        Type::Duration => DataType::Duration(TimeUnit::Microseconds),
    }
}

/// Whether a value is the same for all rows, because no column is in it.
pub fn is_constant(value: &Pl) -> bool {
    !value.into_iter().any(|part| matches!(part, Pl::Column(_)))
}

pub fn scalar(dtype: DataType, value: AnyValue<'static>) -> Pl {
    Pl::Literal(LiteralValue::Scalar(Scalar::new(dtype, value)))
}

/// A literal of a type.
pub fn literal(value: &Value, ty: Type) -> Pl {
    match value {
        Value::Unknown => scalar(dtype(ty), AnyValue::Null),
        Value::Int(n) => scalar(DataType::Int64, AnyValue::Int64(*n)),
        Value::Float(x) => lit(*x),
        // Its best value; the bounds travel beside it.
        Value::Bounded(bounds) => match (bounds.best, ty) {
            (None, _) => scalar(dtype(ty), AnyValue::Null),
            (Some(best), Type::Int) => scalar(DataType::Int64, AnyValue::Int64(best as i64)),
            (Some(best), _) => lit(best),
        },
        Value::Text(text) => lit(text.as_str()),
        Value::Bool(b) => lit(*b),
        Value::Period(month) if ty == Type::Month => lit(month.to_string()),
        Value::Period(period) => scalar(DataType::Date, AnyValue::Date(period.start.0)),
        Value::Datetime(micros) => scalar(dtype(Type::Datetime), AnyValue::Datetime(*micros, TimeUnit::Microseconds, None)),
        Value::Moment(moment, zone) => {
            let utc = Some(std::sync::Arc::new(TimeZone::UTC));
            scalar(dtype(Type::Moment(*zone)), AnyValue::DatetimeOwned(*moment, TimeUnit::Microseconds, utc))
        }
        Value::Duration(duration) => {
            let micros = duration.fixed_micros().unwrap_or(0);
            scalar(dtype(Type::Duration), AnyValue::Duration(micros, TimeUnit::Microseconds))
        }
    }
}

impl<'a> Lowering<'a> {
    /// The argument of an aggregate as a real number, in the rows that count; elsewhere unknown.
    pub fn amount(&mut self, aggregate: &Aggregate) -> Pl {
        let nothing = || literal(&Value::Unknown, Type::Float);
        let value = aggregate.argument.as_ref().map_or_else(nothing, |argument| self.value(argument).cast(DataType::Float64));
        match &aggregate.condition {
            Some(condition) => when(self.condition(condition)).then(value).otherwise(nothing()),
            None => value,
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> Pl {
        if self.known.united { len().cast(DataType::UInt64) } else { len() }
    }

    /// The lowering of values that are needed in every row.
    pub fn new(known: &'a Known, probes: &'a mut Probes) -> Lowering<'a> {
        Lowering { known, probes, three_valued: false, possibly: false, guard: Guard::default() }
    }
}

/// Real division; by zero is unknown. By one number for all rows the engine would multiply with its rounded inverse: 3 / 10 is not 3 * 0.1.
pub fn divided(a: Pl, b: Pl) -> Pl {
    let run = |columns: &mut [Column]| {
        let (a, b) = (columns[0].f64()?, columns[1].f64()?);
        let quotient = match (b.len() == 1).then(|| b.get(0)) {
            Some(Some(number)) if number != 0.0 => a.apply_values(|x| x / number),
            Some(_) => Float64Chunked::full_null(a.name().clone(), a.len()),
            None => (a / b).set(&b.equal(0.0), None)?,
        };
        Ok(quotient.into_column())
    };
    a.map_many(run, &[b], |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Float64)))
}
