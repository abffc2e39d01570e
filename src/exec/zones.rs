//! Moments to wall clocks and back. The engine has moments in UTC; the zone is in the type.

use super::lowering::dtype;
use crate::base::zone::Clock;
use crate::base::{Type, Zone};
use polars::prelude::{Column, DataType, Expr, Field, Int64Chunked, IntoColumn, NewChunkedArray, PolarsResult, TimeUnit, lit};

/// What the clock of its zone shows at a moment; any other value as it is.
pub fn clock(value: Expr, ty: Type) -> Expr {
    match ty.zone() {
        None => value,
        Some(zone) => converted(value, zone, dtype(Type::Datetime), Clock::local),
    }
}

/// The moment that the clock of a zone means: the first of two, and the time as much later of none.
pub fn moment(clock: Expr, zone: Zone) -> Expr {
    let clock = clock.cast(dtype(Type::Datetime));
    converted(clock, zone, dtype(Type::Moment(zone)), |clock, local| clock.moment(local).0)
}

/// The day of a time, in its zone.
pub fn day(value: Expr, ty: Type) -> Expr {
    clock(value, ty).cast(DataType::Date)
}

/// The moments of a column of the engine, and the wall clocks of a zone at them.
pub fn with_clocks(column: &Column, ty: Type) -> PolarsResult<Vec<Option<(i64, i64)>>> {
    let mut clock = Clock::new(ty.zone().unwrap_or(Zone::UTC));
    let moments = column.cast(&DataType::Datetime(TimeUnit::Microseconds, None))?.cast(&DataType::Int64)?;
    Ok(moments.i64()?.iter().map(|moment| moment.map(|moment| (moment, clock.local(moment)))).collect())
}

fn converted(value: Expr, zone: Zone, to: DataType, read: fn(&mut Clock, i64) -> i64) -> Expr {
    let micros = value.cast(DataType::Int64);
    if matches!(zone, Zone::Open | Zone::UTC) {
        return micros.cast(to);
    }
    if let (Zone::Fixed(minutes), true) = (zone, to == dtype(Type::Datetime)) {
        return (micros + lit(i64::from(minutes) * 60_000_000)).cast(to);
    }
    let run = move |column: Column| {
        let mut clock = Clock::new(zone);
        let read = column.i64()?.iter().map(|micros| micros.map(|micros| read(&mut clock, micros)));
        Ok(Int64Chunked::from_iter_options(column.name().clone(), read).into_column())
    };
    micros.map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::Int64))).cast(to)
}
