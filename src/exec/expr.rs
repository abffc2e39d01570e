//! Expressions of a plan to expressions of Polars.
//!
//! Conditions have two forms. The answer is two-valued: a test of an unknown is false. The three-valued form is unknown exactly
//! where the outcome rests on an unknown value (Kleene's logic), and is used to count those rows.

use super::call;
use super::guard;
use super::lowering::{Lowering, column, divided, dtype, literal, scalar};
use super::zones;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::value::Duration;
use crate::base::{Day, Period, Type, Value, Zone};
use crate::data::{Side, days_of};
use crate::plan::{Expr, ExprKind};
use crate::syntax::ast::{Arithmetic, Comparison, TextTest};
use polars::prelude::AnyValue;
use polars::prelude::{DataType, Expr as Pl, TimeUnit, lit, when};

impl Lowering<'_> {
    /// A value that is needed only where a condition holds.
    pub fn value_where(&mut self, condition: Pl, expr: &Expr) -> Pl {
        let outer = self.guard.needed.clone();
        self.guard.needed = Some(outer.clone().map_or(condition.clone(), |outer| outer.and(condition)));
        let value = self.value(expr);
        self.guard.needed = outer;
        value
    }

    /// A value; conditions in it are two-valued.
    pub fn value(&mut self, expr: &Expr) -> Pl {
        match &expr.kind {
            ExprKind::Column(name) if expr.ty == Type::Text => column(name).cast(DataType::String),
            ExprKind::Column(name) => column(name),
            ExprKind::Literal(value) => literal(value, expr.ty),
            // Replaced by its value before; a plan that is only explained has none.
            ExprKind::Asked(_) => literal(&Value::Unknown, expr.ty),
            _ if self.is_bounded(expr) => self.best_of(expr),
            ExprKind::Negate(inner) => {
                let value = self.value(inner);
                match (inner.ty, self.known.bounds(expr)) {
                    (Type::Int, None) => guard::negated(value, &self.guard, expr.span),
                    (Type::Duration, _) => (lit(0i64) - value.cast(DataType::Int64)).cast(dtype(Type::Duration)),
                    _ => lit(0i64) - value,
                }
            }
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(*op, left, right, expr),
            ExprKind::Call(function, arguments) => call::lower(self, *function, arguments, expr),
            ExprKind::If(test, yes, no) if self.known.rests_on_bounds(test) => self.chosen_by_bounds(test, yes, no, expr.ty),
            ExprKind::If(test, yes, no) => {
                let test = self.condition(test);
                let (yes, no) = (self.value_where(test.clone(), yes), self.value_where(test.clone().not(), no));
                when(test).then(yes).otherwise(no)
            }
            ExprKind::Convert(inner) => match (inner.ty, expr.ty) {
                (Type::Month, Type::Date) => days_of(self.value(inner), Side::First),
                (Type::Date | Type::Period, Type::Moment(zone)) => zones::moment(self.value(inner), zone),
                _ => self.value(inner).cast(dtype(expr.ty)),
            },
            // As a value, a condition that is possible and not certain is not known.
            _ if self.known.rests_on_bounds(expr) => {
                let (certain, possible) = self.both_ways(expr);
                let open = literal(&Value::Unknown, Type::Bool);
                when(certain).then(lit(true)).when(possible).then(open).otherwise(lit(false))
            }
            _ => self.condition(expr),
        }
    }

    /// A time as the clock of its zone shows it.
    pub fn clock(&mut self, expr: &Expr) -> Pl {
        zones::clock(self.value(expr), expr.ty)
    }

    /// A value that is only grouped by, counted, or compared with a literal: the text of a column may stay in its dictionary.
    pub fn key(&mut self, expr: &Expr) -> Pl {
        expr.as_column().map_or_else(|| self.value(expr), column)
    }

    /// A condition: true or false for every row, or unknown where it rests on an unknown in the three-valued form.
    pub fn condition(&mut self, expr: &Expr) -> Pl {
        match &expr.kind {
            ExprKind::And(parts) => self.joined(parts, Pl::and),
            ExprKind::Or(parts) => self.joined(parts, Pl::or),
            // What is not certain is possible not to be.
            ExprKind::Not(inner) => self.as_possible(!self.possibly, inner).not(),
            ExprKind::Possibly(inner) => self.as_possible(true, inner),
            ExprKind::Compare(op, left, right) => self.compare(*op, left, right),
            ExprKind::In(value, items) => self.membership(value, items),
            ExprKind::Within(value, period) => {
                let test = within(self.value(value), value.ty, *period);
                self.settle(test, &[value])
            }
            ExprKind::Text(test, left, right) => {
                let lowered = self.text_test(*test, left, right);
                self.settle(lowered, &[left, right])
            }
            ExprKind::Matches(value, pattern) => {
                let test = self.text(value).str().contains(lit(pattern.as_str()), true);
                self.settle(test, &[value])
            }
            ExprKind::IsUnknown(inner) => {
                let outer = std::mem::replace(&mut self.three_valued, false);
                let test = if self.known.can_be_unknown(inner) { self.is_unknown(inner) } else { lit(false) };
                self.three_valued = outer;
                test
            }
            ExprKind::Literal(Value::Unknown) => {
                if self.three_valued {
                    literal(&Value::Unknown, Type::Bool)
                } else {
                    lit(false)
                }
            }
            ExprKind::Literal(_) => self.value(expr),
            // A true-or-false column or result that is unknown is no true.
            _ => {
                let value = self.value(expr);
                self.settle(value, &[expr])
            }
        }
    }

    fn joined(&mut self, parts: &[Expr], join: fn(Pl, Pl) -> Pl) -> Pl {
        let mut lowered = parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>().into_iter();
        let first = lowered.next().unwrap_or_else(|| lit(true));
        lowered.fold(first, join)
    }

    /// Turns the unknown of a test into false, unless it is to be kept or cannot occur.
    fn settle(&self, test: Pl, operands: &[&Expr]) -> Pl {
        let unknown = operands.iter().any(|operand| self.known.can_be_unknown(operand));
        if unknown && !self.three_valued { test.fill_null(lit(false)) } else { test }
    }

    fn compare(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Pl {
        if let Some(test) = self.compare_bounds(op, left, right) {
            return test;
        }
        let literal = [left, right].iter().any(|side| matches!(side.kind, ExprKind::Literal(_)));
        let (a, b) = match op {
            Comparison::Equal | Comparison::NotEqual if literal => (self.key(left), self.key(right)),
            _ => (self.value(left), self.value(right)),
        };
        let unknown = [left, right].map(|side| !self.three_valued && self.known.can_be_unknown(side));
        let test = match op {
            // Where only one side can be unknown, the engine is faster when it may leave that open.
            Comparison::Equal if unknown == [true; 2] => return a.eq_missing(b),
            Comparison::NotEqual if unknown == [true; 2] => return a.neq_missing(b),
            Comparison::NotEqual if unknown.contains(&true) => return a.neq(b).fill_null(lit(true)),
            Comparison::Equal => a.eq(b),
            Comparison::NotEqual => a.neq(b),
            Comparison::Less => a.lt(b),
            Comparison::LessEqual => a.lt_eq(b),
            Comparison::Greater => a.gt(b),
            Comparison::GreaterEqual => a.gt_eq(b),
        };
        self.settle(test, &[left, right])
    }

    fn membership(&mut self, value: &Expr, items: &[Expr]) -> Pl {
        let tests: Vec<Pl> = items.iter().map(|item| self.compare(Comparison::Equal, value, item)).collect();
        tests.into_iter().reduce(Pl::or).unwrap_or_else(|| lit(false))
    }

    /// A text, out of its dictionary if it has one.
    pub fn text(&mut self, expr: &Expr) -> Pl {
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => self.value(expr),
            _ => self.value(expr).cast(DataType::String),
        }
    }

    fn text_test(&mut self, test: TextTest, left: &Expr, right: &Expr) -> Pl {
        let (a, b) = (self.text(left), self.text(right));
        match test {
            TextTest::Contains => a.str().contains_literal(b),
            TextTest::StartsWith => a.str().starts_with(b),
            TextTest::EndsWith => a.str().ends_with(b),
            TextTest::ContainsWord => {
                let escaped = b.str().escape_regex();
                let word = polars::prelude::concat_str([lit(r"(?:^|[^\w])"), escaped, lit(r"(?:$|[^\w])")], "", false);
                a.str().contains(word, true)
            }
            TextTest::Resembles => call::resembles(a, b),
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, left: &Expr, right: &Expr, whole: &Expr) -> Pl {
        if whole.ty.is_dated() {
            return self.moved(op, left, right, whole.ty);
        }
        let (a, b) = (self.value(left), self.value(right));
        match (op, whole.ty) {
            (Arithmetic::Divide, Type::Float) => divided(a.cast(DataType::Float64), b.cast(DataType::Float64)),
            (_, Type::Int) if self.known.bounds(whole).is_none() => guard::checked(op, a, b, &self.guard, whole.span),
            (Arithmetic::Subtract, Type::Duration) if left.ty.is_time() => (a - b).cast(dtype(Type::Duration)),
            (Arithmetic::Multiply | Arithmetic::Divide, Type::Duration) => {
                let as_real = |pl: Pl, ty: Type| {
                    if ty == Type::Duration {
                        pl.cast(DataType::Int64).cast(DataType::Float64)
                    } else {
                        pl.cast(DataType::Float64)
                    }
                };
                let (a, b) = (as_real(a, left.ty), as_real(b, right.ty));
                let result = if op == Arithmetic::Multiply { a * b } else { divided(a, b) };
                result.cast(DataType::Int64).cast(dtype(Type::Duration))
            }
            (Arithmetic::Add, _) => a + b,
            (Arithmetic::Subtract, _) => a - b,
            (Arithmetic::Multiply, _) => a * b,
            (Arithmetic::Divide, _) => divided(a, b),
        }
    }

    /// A time moved by a duration: by the calendar for a written one, by its length for a column.
    fn moved(&mut self, op: Arithmetic, time: &Expr, duration: &Expr, ty: Type) -> Pl {
        let moment = self.value(time);
        match &duration.kind {
            ExprKind::Literal(Value::Duration(d)) => {
                let d = if op == Arithmetic::Subtract { d.negated() } else { *d };
                let Type::Moment(zone) = ty else { return moment.dt().offset_by(lit(offset_text(d))) };
                // Days keep the clock of the zone; hours are hours.
                let (calendar, hours) = (Duration { micros: 0, ..d }, Duration { micros: d.micros, ..Duration::default() });
                let moment = match calendar == Duration::default() {
                    true => moment,
                    false => zones::moment(zones::clock(moment, ty).dt().offset_by(lit(offset_text(calendar))), zone),
                };
                moment + literal(&Value::Duration(hours), Type::Duration)
            }
            _ => {
                let length = self.value(duration);
                let moment = if ty.zone().is_some() { moment } else { moment.cast(dtype(Type::Datetime)) };
                (if op == Arithmetic::Subtract { moment - length } else { moment + length }).cast(dtype(ty))
            }
        }
    }
}

/// A duration as Polars writes offsets: `-1mo3d`.
fn offset_text(d: Duration) -> String {
    let negative = d.months < 0 || d.days < 0 || d.micros < 0;
    let (months, days, micros) = (d.months.unsigned_abs(), d.days.unsigned_abs(), d.micros.unsigned_abs());
    let mut text = String::from(if negative { "-" } else { "" });
    for (n, unit) in [(u64::from(months), "mo"), (u64::from(days), "d"), (micros, "us")] {
        if n != 0 {
            text.push_str(&format!("{n}{unit}"));
        }
    }
    if months == 0 && days == 0 && micros == 0 { "0d".into() } else { text }
}

/// Whether a day or moment lies within a period.
pub fn within(value: Pl, ty: Type, period: Period) -> Pl {
    let days = |day: i32| scalar(DataType::Date, AnyValue::Date(day));
    let moment = |day: i64| scalar(dtype(Type::Datetime), AnyValue::Datetime(day * MICROS_PER_DAY, TimeUnit::Microseconds, None));
    if let Type::Moment(zone) = ty {
        return within_moments(value, zone, period);
    }
    let exact = ty != Type::Datetime;
    let mut tests = Vec::new();
    if period.start == period.end && exact {
        return value.eq(days(period.start.0));
    }
    if period.start != Period::OPEN_START {
        let start = if exact { days(period.start.0) } else { moment(i64::from(period.start.0)) };
        tests.push(value.clone().gt_eq(start));
    }
    if period.end != Period::OPEN_END {
        tests.push(if exact {
            value.clone().lt_eq(days(period.end.0))
        } else {
            value.clone().lt(moment(i64::from(period.end.0) + 1))
        });
    }
    tests.into_iter().reduce(Pl::and).unwrap_or_else(|| value.is_not_null())
}

/// Whether a moment lies within a period: between the midnights of its zone.
fn within_moments(value: Pl, zone: Zone, period: Period) -> Pl {
    let midnight = |day: Day| literal(&Value::Moment(zone.moment(day.micros()).0, zone), Type::Moment(zone));
    let since = (period.start != Period::OPEN_START).then(|| value.clone().gt_eq(midnight(period.start)));
    let until = (period.end != Period::OPEN_END).then(|| value.clone().lt(midnight(period.end.plus(1))));
    since.into_iter().chain(until).reduce(Pl::and).unwrap_or_else(|| value.is_not_null())
}
