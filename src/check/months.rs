//! Months in expressions: what they are compared with, and which of their parts there are.

use super::Checker;
use super::compare::beyond_open_side;
use super::expr::{condition, convert, first_and_last};
use crate::base::{Code, Day, Diagnostic, Period, Precision, Span, Type, Unit, Value};
use crate::plan::functions::Takes;
use crate::plan::{Expr, ExprKind, Function};
use crate::syntax::ast::Comparison;
use crate::syntax::print::as_name;

impl Checker<'_> {
    /// A month against a period: as with days, `<` is wholly before it and `<=` before or within. A period that cuts a month would leave
    /// it on neither side, so it is refused.
    pub(super) fn compare_month(
        &mut self,
        op: Comparison,
        month: Expr,
        literal: &Expr,
        period: Period,
        span: Span,
    ) -> Option<Expr> {
        use Comparison::*;
        self.of_whole_months(&month, literal, period)?;
        if matches!(op, Equal | NotEqual) && period.precision != Precision::Month {
            self.precision_fault(&month, literal, period);
            return None;
        }
        let edge = if matches!(op, Less | GreaterEqual) { period.start } else { period.end };
        if edge == Period::OPEN_START || edge == Period::OPEN_END {
            return Some(beyond_open_side(op, month, span));
        }
        let edge = Expr { ty: Type::Month, ..Expr::literal(Value::Period(Unit::Month.around(edge)), literal.span) };
        Some(condition(ExprKind::Compare(op, Box::new(month), Box::new(edge)), span))
    }

    /// Whether months lie within a period of whole months.
    pub(super) fn month_within(&mut self, month: Expr, literal: &Expr, period: Period, span: Span) -> Option<Expr> {
        self.of_whole_months(&month, literal, period)?;
        let since = self.compare_month(Comparison::GreaterEqual, month.clone(), literal, period, span)?;
        let until = self.compare_month(Comparison::LessEqual, month, literal, period, span)?;
        Some(condition(ExprKind::And(vec![since, until]), span))
    }

    /// Refuses days and weeks beside a month, and periods that begin or end within one.
    fn of_whole_months(&mut self, month: &Expr, literal: &Expr, period: Period) -> Option<()> {
        let starts = |day: Day| day == Period::OPEN_START || Unit::Month.around(day).start == day;
        let ends = |day: Day| day == Period::OPEN_END || Unit::Month.around(day).end == day;
        let finer = matches!(period.precision, Precision::Day | Precision::Week);
        if !finer && starts(period.start) && ends(period.end) {
            return Some(());
        }
        let name = month.as_column().map_or("month".to_string(), as_name);
        let what = match finer {
            true => format!("a month is compared with a {}", period.precision.name()),
            false => format!("{period} begins or ends within a month"),
        };
        let part = Unit::Month.around(if period.start == Period::OPEN_START { period.end } else { period.start });
        let fault = Diagnostic::error(Code::PrecisionMismatch, month.span.to(literal.span), what);
        let fault = fault.help(format!("compare it with months, quarters or years: `{name} >= {part}`, `{name} in {part}`"));
        self.report(fault.help(first_and_last(&name)));
        None
    }

    /// The arguments of a function of dates where one is a month: what only a day has of it is refused, such as its weekday.
    pub(super) fn with_months(&mut self, function: Function, mut arguments: Vec<Expr>) -> Option<Vec<Expr>> {
        use Function::*;
        let of_dates = |at: usize| matches!(function.takes_at(at), Takes::Time | Takes::Span) || function == Date;
        let Some(at) = (0..arguments.len()).find(|at| of_dates(*at) && arguments[*at].ty == Type::Month) else {
            return Some(arguments);
        };
        let coarse = |unit: &Expr| match &unit.kind {
            ExprKind::Literal(Value::Text(unit)) => Unit::parse(unit).is_some_and(|unit| unit >= Unit::Month),
            _ => false,
        };
        match function {
            Days => return Some(arguments),
            // All days of a month lie in one of these, so its first stands for them.
            Year | Quarter | Month => {}
            StartOf | EndOf if arguments.get(1).is_some_and(coarse) => {}
            _ => {
                let message = format!("`{}` takes a day here, and this is a month", function.name());
                let name = arguments[at].as_column().map_or("month".to_string(), as_name);
                self.report(Diagnostic::error(Code::WrongType, arguments[at].span, message).help(first_and_last(&name)));
                return None;
            }
        }
        arguments[at] = convert(arguments[at].clone(), Type::Date);
        Some(arguments)
    }
}
