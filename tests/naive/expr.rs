//! Expressions, computed row by row from the tree as the language description reads.

use super::functions;
use super::value::{extent, holds, is_time, known, length, micros, number, order};
use dateline::base::calendar::{MICROS_PER_DAY, civil};
use dateline::base::names::{self, Match};
use dateline::base::value::Duration;
use dateline::base::{Day, Period, Precision, Value};
use dateline::syntax::ast::{Arithmetic, Column, Comparison, Expr, ExprKind, TextTest};
use std::cmp::Ordering;

/// A whole number left its range.
#[derive(Debug)]
pub struct Overflow;

pub type Outcome<T> = Result<T, Overflow>;

/// One row, and what else an expression may ask about.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub columns: &'a [String],
    pub cells: &'a [Value],
    pub now: Day,
}

/// The place of a column.
pub fn place(column: &Column, columns: &[String]) -> usize {
    let Column::Name(name) = column else { panic!("{column} is no plain name") };
    match names::find(&name.text, columns.iter().map(String::as_str)) {
        Match::One(at) => at,
        other => panic!("{name} is {other:?} of {columns:?}"),
    }
}

impl Row<'_> {
    pub fn eval(&self, expr: &Expr) -> Outcome<Value> {
        Ok(match &expr.kind {
            ExprKind::Column(column) => self.cells[place(column, self.columns)].clone(),
            ExprKind::Literal(value) => value.clone(),
            ExprKind::Duration(duration, ..) => Value::Duration(*duration),
            ExprKind::Today(ago) => Value::day(self.now.plus(-i32::from(*ago))),
            ExprKind::Value(name) => panic!("${name} has no value here"),
            ExprKind::And(parts) => Value::Bool(self.tests(parts)?.into_iter().all(|holds| holds)),
            ExprKind::Or(parts) => Value::Bool(self.tests(parts)?.into_iter().any(|holds| holds)),
            ExprKind::Not(inner) => Value::Bool(!self.test(inner)?),
            ExprKind::Compare(op, a, b) => Value::Bool(compare(*op, self.eval(a)?, self.eval(b)?)),
            ExprKind::In(value, items, negated) => {
                let value = self.eval(value)?;
                let items = items.iter().map(|item| self.eval(item)).collect::<Outcome<Vec<Value>>>()?;
                Value::Bool(items.into_iter().any(|item| is_one_of(&value, item)) != *negated)
            }
            ExprKind::Within(value, period, negated) => {
                let (value, period) = (self.eval(value)?, year_as_period(self.eval(period)?));
                Value::Bool((known(&value) && within(&value, &period)) != *negated)
            }
            ExprKind::Between(value, low, high) => {
                let value = self.eval(value)?;
                let above = compare(Comparison::GreaterEqual, value.clone(), self.eval(low)?);
                Value::Bool(compare(Comparison::LessEqual, value, self.eval(high)?) && above)
            }
            ExprKind::Text(test, a, b) => match (self.eval(a)?, self.eval(b)?) {
                (Value::Text(a), Value::Text(b)) => Value::Bool(text_test(*test, &a, &b)),
                _ => Value::Bool(false),
            },
            ExprKind::Matches(text, pattern, fold) => {
                let pattern = regex::RegexBuilder::new(pattern).case_insensitive(*fold).build().expect("a sound pattern");
                Value::Bool(matches!(self.eval(text)?, Value::Text(text) if pattern.is_match(&text)))
            }
            ExprKind::IsUnknown(inner, is_known) => Value::Bool(known(&self.eval(inner)?) == *is_known),
            ExprKind::Negate(inner) => match self.eval(inner)? {
                Value::Duration(duration) => Value::Duration(duration.negated()),
                value => arithmetic(Arithmetic::Subtract, Value::Int(0), value)?,
            },
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, self.eval(a)?, self.eval(b)?)?,
            ExprKind::Call(name, arguments, _) => functions::call(&name.text, arguments, self)?,
            ExprKind::If(test, yes, no) => self.eval(if self.test(test)? { yes } else { no })?,
        })
    }

    /// Whether a condition holds; an unknown does not.
    pub fn test(&self, condition: &Expr) -> Outcome<bool> {
        Ok(holds(&self.eval(condition)?))
    }

    fn tests(&self, parts: &[Expr]) -> Outcome<Vec<bool>> {
        parts.iter().map(|part| self.test(part)).collect()
    }
}

/// Two-valued: `unknown = unknown` holds, `unknown != a` holds, every other comparison with an unknown does not.
pub fn compare(op: Comparison, a: Value, b: Value) -> bool {
    use Comparison::*;
    if !known(&a) || !known(&b) {
        return match op {
            Equal => a == b,
            NotEqual => a != b,
            _ => false,
        };
    }
    let a = if is_time(&b) { year_as_period(a) } else { a };
    let b = if is_time(&a) { year_as_period(b) } else { b };
    if is_time(&a) && is_time(&b) {
        return compare_times(op, &a, &b);
    }
    let found = order(&a, &b);
    match op {
        Equal => found == Ordering::Equal,
        NotEqual => found != Ordering::Equal,
        Less => found == Ordering::Less,
        LessEqual => found != Ordering::Greater,
        Greater => found == Ordering::Greater,
        GreaterEqual => found != Ordering::Less,
    }
}

/// `<` is wholly before the longer of the two, `<=` before or within it.
fn compare_times(op: Comparison, a: &Value, b: &Value) -> bool {
    use Comparison::*;
    let ((start, end), (from, to)) = (extent(a), extent(b));
    if end.saturating_sub(start) > to.saturating_sub(from) {
        let mirrored = [Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual][op as usize];
        return compare_times(mirrored, b, a);
    }
    match op {
        Equal => start == from,
        NotEqual => start != from,
        Less => end <= from,
        LessEqual => end <= to,
        Greater => start >= to,
        GreaterEqual => start >= from,
    }
}

/// Equal to an item of a list, or within it when it is a period.
fn is_one_of(value: &Value, item: Value) -> bool {
    let item = if is_time(value) { year_as_period(item) } else { item };
    match known(value) && is_time(&item) {
        true => within(value, &item),
        false => compare(Comparison::Equal, value.clone(), item),
    }
}

fn within(value: &Value, period: &Value) -> bool {
    let ((start, end), (from, to)) = (extent(value), extent(period));
    from <= start && end <= to
}

/// A bare year where a date is expected.
pub fn year_as_period(value: Value) -> Value {
    match value {
        Value::Int(year) => Value::Period(Period::year(year as i16).expect("a year")),
        other => other,
    }
}

fn text_test(test: TextTest, a: &str, b: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    match test {
        TextTest::Contains => a.contains(b),
        TextTest::StartsWith => a.starts_with(b),
        TextTest::EndsWith => a.ends_with(b),
        TextTest::Resembles => names::resemble(a, b),
        TextTest::ContainsWord => a.match_indices(b).any(|(at, _)| {
            let (before, after) = (a[..at].chars().next_back(), a[at + b.len()..].chars().next());
            !is_word(before) && !is_word(after)
        }),
    }
}

/// Whole numbers stay whole and stop at an overflow; division is real, and by zero unknown.
pub fn arithmetic(op: Arithmetic, a: Value, b: Value) -> Outcome<Value> {
    use Arithmetic::*;
    Ok(match (op, a, b) {
        (_, Value::Unknown, _) | (_, _, Value::Unknown) => Value::Unknown,
        (Add, Value::Int(a), Value::Int(b)) => Value::Int(a.checked_add(b).ok_or(Overflow)?),
        (Subtract, Value::Int(a), Value::Int(b)) => Value::Int(a.checked_sub(b).ok_or(Overflow)?),
        (Multiply, Value::Int(a), Value::Int(b)) => Value::Int(a.checked_mul(b).ok_or(Overflow)?),
        (Add, Value::Duration(a), Value::Duration(b)) => length(micros(&a) + micros(&b)),
        (Subtract, Value::Duration(a), Value::Duration(b)) => length(micros(&a) - micros(&b)),
        (Add, Value::Duration(d), time) | (Add, time, Value::Duration(d)) => moved(&time, d),
        (Multiply, Value::Duration(d), n) | (Multiply, n, Value::Duration(d)) => scaled(&d, number(&n)),
        (Divide, Value::Duration(d), n) => scaled(&d, number(&n).filter(|n| *n != 0.0).map(|n| 1.0 / n)),
        (Subtract, time, Value::Duration(d)) => moved(&time, d.negated()),
        (Subtract, a, b) if is_time(&a) && is_time(&b) => length(extent(&a).0 - extent(&b).0),
        (op, a, b) => {
            let (Some(a), Some(b)) = (number(&a), number(&b)) else { panic!("{a} {} {b}", op.text()) };
            match op {
                Add => Value::Float(a + b),
                Subtract => Value::Float(a - b),
                Multiply => Value::Float(a * b),
                Divide if b == 0.0 => Value::Unknown,
                Divide => Value::Float(a / b),
            }
        }
    })
}

fn scaled(duration: &Duration, factor: Option<f64>) -> Value {
    factor.map_or(Value::Unknown, |factor| length((micros(duration) as f64 * factor) as i64))
}

/// A time moved by the calendar. A date stays one when it moves by whole days.
fn moved(time: &Value, by: Duration) -> Value {
    let start = civil(extent(time).0);
    let months = jiff::Span::new().months(by.months);
    let moved = start.checked_add(months).expect("a month of the calendar");
    let days = Day::from_date(moved.date()).plus(by.days);
    let clock = extent(time).0.rem_euclid(MICROS_PER_DAY);
    // A length that was computed is all microseconds.
    let written_in_days = by.micros == 0 && (by.days != 0 || by.months != 0);
    match time {
        Value::Period(period) if written_in_days && period.precision == Precision::Day => Value::day(days),
        _ => Value::Datetime(days.micros() + clock + by.micros),
    }
}
