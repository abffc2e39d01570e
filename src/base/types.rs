//! The types of values and columns, and which of them go together.

use super::Zone;
use serde::{Serialize, Serializer};
use std::fmt;

/// The type of a column or value. Whole and real numbers are both "number" to the reader of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A whole number, 64 bits, signed.
    Int,
    /// A real number, 64 bits.
    Float,
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A day.
    Date,
    /// A moment without a zone, in microseconds.
    Datetime,
    /// A moment whose offset from UTC is known, and the zone in which its day and clock are meant.
    Moment(Zone),
    /// A length of time.
    Duration,
    /// A month of a year without a day. As text, `2025-04`, months come in the order of time, and so they are held.
    Month,
    /// A run of days: a date literal of any precision, an interval.
    Period,
    /// The type of `unknown` and of what has been refused already; goes with every type.
    Any,
}

impl Type {
    /// Whole or real.
    pub fn is_number(self) -> bool {
        matches!(self, Type::Int | Type::Float | Type::Any)
    }

    /// A date, a datetime, a month or a period literal.
    pub fn is_time(self) -> bool {
        self.is_dated() || matches!(self, Type::Month | Type::Period | Type::Any)
    }

    /// A date or a datetime, with a zone or without.
    pub fn is_dated(self) -> bool {
        matches!(self, Type::Date | Type::Datetime | Type::Moment(_))
    }

    /// The zone of a moment.
    pub fn zone(self) -> Option<Zone> {
        if let Type::Moment(zone) = self { Some(zone) } else { None }
    }

    /// Whether it is this type, or unknown.
    pub fn is(self, other: Type) -> bool {
        self == other || self == Type::Any
    }

    /// The type that holds values of both, if there is one: whole numbers become real, a day becomes its midnight.
    pub fn unify(self, other: Type) -> Option<Type> {
        use Type::*;
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Any, t) | (t, Any) => Some(t),
            (Int, Float) | (Float, Int) => Some(Float),
            (Date, Period) | (Period, Date) => Some(Date),
            (Date, Datetime) | (Datetime, Date) => Some(Datetime),
            (Datetime, Period) | (Period, Datetime) => Some(Datetime),
            (Moment(zone), Moment(other)) => Some(Moment(if zone == Zone::Open { other } else { zone })),
            (Date | Period, Moment(zone)) | (Moment(zone), Date | Period) if zone != Zone::Open => Some(Moment(zone)),
            _ => None,
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if matches!(self, Type::Text | Type::Date | Type::Datetime | Type::Duration) {
            return to.collect_str(self);
        }
        to.serialize_str(match self {
            Type::Int => "int",
            Type::Float => "float",
            Type::Bool => "bool",
            Type::Month => "month",
            Type::Period => "period",
            Type::Any => "any",
            _ => "datetime",
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Type::Moment(zone) = self {
            return match zone {
                Zone::Named(_) => write!(f, "datetime in {zone}"),
                Zone::Fixed(0) => f.write_str("datetime in UTC"),
                Zone::Fixed(_) => write!(f, "datetime at {zone}"),
                Zone::Open => f.write_str("datetime with several offsets"),
            };
        }
        f.write_str(match self {
            Type::Int | Type::Float => "number",
            Type::Text => "text",
            Type::Bool => "true or false",
            Type::Date => "date",
            Type::Datetime | Type::Moment(_) => "datetime",
            Type::Duration => "duration",
            Type::Month => "month",
            Type::Period => "date",
            Type::Any => "unknown",
        })
    }
}
