//! Values as the evaluator handles them: a date is a period of one day, and only literals are longer periods.

use dateline::base::calendar::MICROS_PER_DAY;
use dateline::base::value::Duration;
use dateline::base::{Day, Period, Precision, Value};
use dateline::data::Cell;
use std::cmp::Ordering;

/// Whether a condition holds.
pub fn holds(value: &Value) -> bool {
    *value == Value::Bool(true)
}

pub fn known(value: &Value) -> bool {
    *value != Value::Unknown
}

/// The number, if it is one.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(n) => Some(*n as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// A length of time in microseconds.
pub fn length(micros: i64) -> Value {
    Value::Duration(Duration { micros, ..Duration::default() })
}

pub fn micros(duration: &Duration) -> i64 {
    duration.fixed_micros().expect("months have no fixed length")
}

/// Whether it is a date, a datetime or a period.
pub fn is_time(value: &Value) -> bool {
    matches!(value, Value::Period(_) | Value::Datetime(_))
}

/// The day of a date or datetime.
pub fn day(value: &Value) -> Option<Day> {
    match value {
        Value::Period(period) => Some(period.start),
        Value::Datetime(micros) => Some(Day(micros.div_euclid(MICROS_PER_DAY) as i32)),
        _ => None,
    }
}

/// The microseconds from the first up to, and without, the second.
pub fn extent(value: &Value) -> (i64, i64) {
    match value {
        Value::Period(period) => {
            let start = if period.start == Period::OPEN_START { i64::MIN } else { period.start.micros() };
            let end = if period.end == Period::OPEN_END { i64::MAX } else { period.end.plus(1).micros() };
            (start, end)
        }
        Value::Datetime(micros) => (*micros, micros + 1),
        other => panic!("{other} is no time"),
    }
}

/// Ascending order with the unknown last.
pub fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Unknown, Value::Unknown) => Ordering::Equal,
        (Value::Unknown, _) => Ordering::Greater,
        (_, Value::Unknown) => Ordering::Less,
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => micros(a).cmp(&micros(b)),
        (a, b) if is_time(a) && is_time(b) => extent(a).0.cmp(&extent(b).0),
        (a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.partial_cmp(&b).expect("no number is undefined"),
            _ => panic!("{a} and {b} have no order"),
        },
    }
}

/// The text of a value, as `text` gives it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Duration(duration) => Cell::Duration(micros(duration)).plain(),
        other => other.to_string(),
    }
}

/// The value of a cell of an answer.
pub fn of_cell(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Unknown => Value::Unknown,
        Cell::Int(n) => Value::Int(n),
        Cell::Float(x) => Value::Float(x),
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Bool(b) => Value::Bool(b),
        Cell::Date(day) => Value::day(day),
        Cell::Datetime(micros) => Value::Datetime(micros),
        Cell::Duration(micros) => length(micros),
        Cell::Bounds(_) | Cell::Moment(..) | Cell::Hidden | Cell::Protected(_) => Value::Unknown,
    }
}

/// Whether a value of an answer is the expected one; real numbers may differ by so much.
pub fn same(expected: &Value, found: &Value, tolerance: f64) -> bool {
    match (expected, found) {
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Duration(a), Value::Duration(b)) => micros(a) == micros(b),
        (Value::Period(a), Value::Period(b)) => a.precision == Precision::Day && a.start == b.start,
        (a, Value::Float(found)) => number(a).is_some_and(|a| (a - found).abs() <= tolerance.max(1e-9 * a.abs())),
        (a, b) => a == b,
    }
}
