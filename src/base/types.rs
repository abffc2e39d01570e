//! The types of values and columns, and which of them go together.

use serde::Serialize;
use std::fmt;

/// The type of a column or value. Whole and real numbers are both "number" to the reader of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
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
    /// A length of time.
    Duration,
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

    /// A date, a datetime or a period literal.
    pub fn is_time(self) -> bool {
        matches!(self, Type::Date | Type::Datetime | Type::Period | Type::Any)
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
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Int | Type::Float => "number",
            Type::Text => "text",
            Type::Bool => "true or false",
            Type::Date => "date",
            Type::Datetime => "datetime",
            Type::Duration => "duration",
            Type::Period => "date",
            Type::Any => "unknown",
        })
    }
}
