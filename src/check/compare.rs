//! Comparisons, lists and ranges: equality of dates of one precision, order of periods, membership.

use super::Checker;
use super::expr::{condition, convert, negate_if};
use super::scope::Scope;
use crate::base::{Code, Diagnostic, Period, Precision, Span, Type, Value};
use crate::plan::{Expr, ExprKind};
use crate::syntax::ast::{self, Comparison};

impl Checker<'_> {
    /// A comparison of two checked sides.
    pub(super) fn compare(&mut self, op: Comparison, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        let (left, right) = (year_beside_time(left, right.ty, right.is_day_or_time()), right);
        let right = year_beside_time(right, left.ty, left.is_day_or_time());
        let ordered = !matches!(op, Comparison::Equal | Comparison::NotEqual);
        if let Some(unknown) = compared_with_unknown(op, &left, &right, span) {
            return Some(unknown);
        }
        if let (Some(period), true) = (right.as_period(), left.ty.is_time()) {
            return self.compare_period(op, left, &right, period, span);
        }
        if let (Some(period), true) = (left.as_period(), right.ty.is_time()) {
            return self.compare_period(mirrored(op), right, &left, period, span);
        }
        if !ordered {
            self.one_precision(&left, &right)?;
        }
        let (left, right) = self.unified(left, right, "the two sides are of different types")?;
        if ordered && left.ty == Type::Bool {
            self.error(Code::WrongType, span, "true and false have no order");
            return None;
        }
        if left.ty == Type::Duration {
            self.fixed_length(&left)?;
            self.fixed_length(&right)?;
        }
        Some(condition(ExprKind::Compare(op, Box::new(left), Box::new(right)), span))
    }

    /// A time against a period: `<` is wholly before it, `<=` before or within; `=` needs the same precision.
    fn compare_period(&mut self, op: Comparison, time: Expr, literal: &Expr, period: Period, span: Span) -> Option<Expr> {
        use Comparison::*;
        if let Some(other) = time.as_period() {
            return self.compare_literals(op, &time, literal, other, period, span);
        }
        if time.ty == Type::Month {
            return self.compare_month(op, time, literal, period, span);
        }
        self.has_days(time.ty, time.as_column(), time.span)?;
        let exact = time.ty == Type::Date && period.precision == Precision::Day;
        if matches!(op, Equal | NotEqual) && !exact {
            self.precision_fault(&time, literal, period);
            return None;
        }
        let edge = if matches!(op, Less | GreaterEqual) { period.start } else { period.end };
        let at = literal.span;
        if edge == Period::OPEN_START || edge == Period::OPEN_END {
            return Some(beyond_open_side(op, time, span));
        }
        let (op, value) = match (time.ty, op) {
            // A moment is within a day until the midnight that ends it.
            (Type::Datetime, LessEqual) => (Less, Value::Datetime(edge.plus(1).micros())),
            (Type::Datetime, Greater) => (GreaterEqual, Value::Datetime(edge.plus(1).micros())),
            (Type::Datetime, op) => (op, Value::Datetime(edge.micros())),
            (Type::Moment(zone), op) => {
                let (op, day) = match op {
                    LessEqual => (Less, edge.plus(1)),
                    Greater => (GreaterEqual, edge.plus(1)),
                    op => (op, edge),
                };
                (op, Value::Moment(zone.moment(day.micros()).0, zone))
            }
            (_, op) => (op, Value::day(edge)),
        };
        Some(condition(ExprKind::Compare(op, Box::new(time), Box::new(Expr::literal(value, at))), span))
    }

    fn compare_literals(&mut self, op: Comparison, left: &Expr, right: &Expr, a: Period, b: Period, span: Span) -> Option<Expr> {
        use Comparison::*;
        if matches!(op, Equal | NotEqual) && a.precision != b.precision {
            self.precision_fault(left, right, b);
            return None;
        }
        let holds = match op {
            Equal => a == b,
            NotEqual => a != b,
            Less => a.end < b.start,
            LessEqual => a.end <= b.end,
            Greater => a.start > b.end,
            GreaterEqual => a.start >= b.start,
        };
        Some(Expr::literal(Value::Bool(holds), span))
    }

    /// Refuses a day as the equal of a moment.
    fn one_precision(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let moment = match (left.ty, right.ty) {
            (Type::Date, Type::Datetime | Type::Moment(_)) => right,
            (Type::Datetime | Type::Moment(_), Type::Date) => left,
            _ => return Some(()),
        };
        let fault = Diagnostic::error(Code::PrecisionMismatch, left.span.to(right.span), "`=` compares a day with a moment");
        let name = moment.as_column().map(crate::syntax::print::as_name);
        self.report(fault.help_if(name.map(|name| format!("`date({name})` is the day of the moment"))));
        None
    }

    pub(super) fn precision_fault(&mut self, time: &Expr, literal: &Expr, period: Period) {
        let one = match time.ty {
            Type::Datetime | Type::Moment(_) => "a moment".to_string(),
            Type::Month => "a month".to_string(),
            _ => time.as_period().map_or("a day".to_string(), |p| format!("a {}", p.precision.name())),
        };
        let message = format!("`=` compares {one} with a {}", period.precision.name());
        let name = time.as_column().map_or("date".to_string(), crate::syntax::print::as_name);
        let fault = Diagnostic::error(Code::PrecisionMismatch, time.span.to(literal.span), message);
        self.report(fault.help(format!("`{name} in {period}` asks whether it falls within")));
    }

    /// `x in (a, b)`; periods in the list are fallen into.
    pub(super) fn membership(
        &mut self,
        left: &ast::Expr,
        items: &[ast::Expr],
        negated: bool,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let value = self.expr(left, scope);
        let items: Vec<Option<Expr>> = items.iter().map(|item| self.expr(item, scope)).collect();
        let (value, items) = (value?, items.into_iter().collect::<Option<Vec<Expr>>>()?);
        let mut equal = Vec::new();
        let mut tests = Vec::new();
        for item in items {
            let item = super::words::named(&value, item, scope);
            let item = year_beside_time(item, value.ty, true);
            match item.as_period() {
                Some(p) if value.ty.is_time() && !(value.ty == Type::Date && p.precision == Precision::Day) => {
                    tests.push(self.within(value.clone(), item, span)?);
                }
                _ => {
                    self.one_precision(&value, &item)?;
                    let (_, item) = self.unified(value.clone(), item, "the list holds a value of another type")?;
                    equal.push(item);
                }
            }
        }
        if !equal.is_empty() {
            let ty = equal.iter().fold(value.ty, |ty, item| ty.unify(item.ty).unwrap_or(ty));
            let equal = equal.into_iter().map(|item| convert(item, ty)).collect();
            tests.push(condition(ExprKind::In(Box::new(convert(value, ty)), equal), span));
        }
        let any = if tests.len() == 1 { tests.pop()? } else { condition(ExprKind::Or(tests), span) };
        Some(negate_if(negated, any))
    }

    /// `date in 2025-04`
    pub(super) fn within(&mut self, value: Expr, period: Expr, span: Span) -> Option<Expr> {
        let literal = year_beside_time(period, Type::Date, true);
        let Some(days) = literal.as_period() else {
            let fault = Diagnostic::error(Code::NotAPeriod, literal.span, "`in` takes a list in brackets, or a date or period");
            self.report(fault.help("write `x in (a, b)`, or `date in 2025-04`"));
            return None;
        };
        if !value.ty.is_time() {
            self.mismatch(&value, &literal, "the two sides are of different types");
            return None;
        }
        if value.ty == Type::Month {
            return self.month_within(value, &literal, days, span);
        }
        self.has_days(value.ty, value.as_column(), value.span)?;
        Some(condition(ExprKind::Within(Box::new(value), days), span))
    }

    /// `x between a and b`, both included.
    pub(super) fn between(
        &mut self,
        value: &ast::Expr,
        low: &ast::Expr,
        high: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let value = self.expr(value, scope);
        let (low, high) = self.both(low, high, scope)?;
        let value = value?;
        let low = self.compare(Comparison::GreaterEqual, value.clone(), low, span);
        let high = self.compare(Comparison::LessEqual, value, high, span);
        Some(condition(ExprKind::And(vec![low?, high?]), span))
    }
}

impl Expr {
    fn is_day_or_time(&self) -> bool {
        self.ty.is_time() && self.ty != Type::Any
    }
}

/// An order with an open side: nothing is before a period without a start, or after one without an end.
pub(super) fn beyond_open_side(op: Comparison, time: Expr, span: Span) -> Expr {
    if matches!(op, Comparison::LessEqual | Comparison::GreaterEqual) {
        return negate_if(true, condition(ExprKind::IsUnknown(Box::new(time)), span));
    }
    Expr::literal(Value::Bool(false), span)
}

/// A bare number beside a time is a year.
pub fn year_beside_time(expr: Expr, other: Type, applies: bool) -> Expr {
    let is_time = applies && (other.is_dated() || matches!(other, Type::Month | Type::Period));
    match expr.kind {
        ExprKind::Literal(Value::Int(n)) if is_time && (1..=9999).contains(&n) => match Period::year(n as i16) {
            Some(year) => Expr::literal(Value::Period(year), expr.span),
            None => expr,
        },
        _ => expr,
    }
}

/// `x = unknown` asks whether x is unknown; an order with it never holds.
fn compared_with_unknown(op: Comparison, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
    let unknown = |e: &Expr| matches!(e.kind, ExprKind::Literal(Value::Unknown));
    let other = if unknown(right) { left } else { Some(right).filter(|_| unknown(left))? };
    let is_unknown = condition(ExprKind::IsUnknown(Box::new(other.clone())), span);
    Some(match op {
        Comparison::Equal => is_unknown,
        Comparison::NotEqual => negate_if(true, is_unknown),
        _ => Expr::literal(Value::Bool(false), span),
    })
}

fn mirrored(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        same => same,
    }
}
