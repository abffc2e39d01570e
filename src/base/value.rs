//! Literal values of the language and of data cells.

use super::bounds::Bounds;
use super::calendar::datetime_text;
use super::qualifier;
use super::{Day, Period, Precision, Type, Unit, Zone};
use serde::Serialize;
use std::fmt;

/// A length of time as it is written: months and days of the calendar, microseconds of the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Duration {
    /// Calendar months (a year is 12, a quarter 3).
    pub months: i32,
    /// Days of 24 hours (a week is 7).
    pub days: i32,
    /// Microseconds of the clock.
    pub micros: i64,
}

impl Duration {
    /// `count` of a unit; `None` when the number is too large.
    pub fn of(count: i64, unit: Unit) -> Option<Duration> {
        let small = |factor: i64| count.checked_mul(factor).and_then(|n| i32::try_from(n).ok());
        let mut duration = Duration::default();
        match unit {
            Unit::Year => duration.months = small(12)?,
            Unit::Quarter => duration.months = small(3)?,
            Unit::Month => duration.months = small(1)?,
            Unit::Week => duration.days = small(7)?,
            Unit::Day => duration.days = small(1)?,
            Unit::Hour => duration.micros = count.checked_mul(3_600_000_000)?,
            Unit::Minute => duration.micros = count.checked_mul(60_000_000)?,
            Unit::Second => duration.micros = count.checked_mul(1_000_000)?,
        }
        Some(duration)
    }

    /// The same length backwards.
    pub fn negated(self) -> Duration {
        Duration { months: -self.months, days: -self.days, micros: -self.micros }
    }

    /// Its length in microseconds, unless it has months, whose length varies.
    pub fn fixed_micros(self) -> Option<i64> {
        let days = i64::from(self.days) * super::calendar::MICROS_PER_DAY;
        (self.months == 0).then(|| days.saturating_add(self.micros))
    }
}

/// A value: a literal of a query, or a cell of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Not known. Not zero, not empty text.
    Unknown,
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// Text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A run of days; a single day for a date.
    Period(Period),
    /// Microseconds since 1970-01-01T00:00, no zone.
    Datetime(i64),
    /// Microseconds since 1970-01-01T00:00 in UTC, and the zone by whose clock it is written.
    Moment(i64, Zone),
    /// A length of time.
    Duration(Duration),
    /// A number that is not known exactly.
    Bounded(Bounds),
}

impl Value {
    /// Its type; a period of one day is a date.
    pub fn ty(&self) -> Type {
        match self {
            Value::Unknown => Type::Any,
            Value::Int(_) => Type::Int,
            Value::Float(_) => Type::Float,
            Value::Text(_) => Type::Text,
            Value::Bool(_) => Type::Bool,
            Value::Period(period) if period.precision == Precision::Day => Type::Date,
            Value::Period(_) => Type::Period,
            Value::Datetime(_) => Type::Datetime,
            Value::Moment(_, zone) => Type::Moment(*zone),
            Value::Duration(_) => Type::Duration,
            Value::Bounded(bounds) if bounds.is_whole() => Type::Int,
            Value::Bounded(_) => Type::Float,
        }
    }

    /// A date of one day.
    pub fn day(day: Day) -> Value {
        Value::Period(Period::day(day))
    }
}

impl fmt::Display for Value {
    /// As it is written in a query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Int(n) => write!(f, "{n}"),
            Value::Float(x) => write!(f, "{x}"),
            Value::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Period(period) => write!(f, "{period}"),
            Value::Datetime(micros) => f.write_str(&datetime_text(*micros)),
            Value::Moment(moment, zone) => f.write_str(&zone.text(*moment)),
            Value::Bounded(bounds) => f.write_str(&qualifier::written(bounds)),
            Value::Duration(d) => {
                let mut parts = Vec::new();
                let mut part = |n: i64, name: &str| {
                    if n != 0 {
                        parts.push(format!("{n} {name}{}", if n.abs() == 1 { "" } else { "s" }));
                    }
                };
                part(d.months.into(), "month");
                part(d.days.into(), "day");
                part(d.micros / 3_600_000_000, "hour");
                part(d.micros / 60_000_000 % 60, "minute");
                part(d.micros / 1_000_000 % 60, "second");
                f.write_str(&if parts.is_empty() { "0 days".into() } else { parts.join(" ") })
            }
        }
    }
}
