//! The bounds of figures: those that arguments bring along, and those of totals that left out something unknown.

use super::{Aggregation, doubtful, of_report, simple};
use crate::base::{Type, Value};
use crate::exec::interval::Interval;
use crate::exec::known::Known;
use crate::exec::lowering::{column, literal};
use crate::plan::{Aggregate, Expr, ExprKind, Figure, FigureKind, Function, Point, Verb};
use crate::syntax::ast::Arithmetic;
use polars::prelude::{Expr as Pl, lit, when};

impl Aggregation<'_, '_> {
    /// The bounds of a figure, if some aggregate in it has any.
    pub(super) fn interval(&mut self, figure: &Figure, all_known: Option<&[&Expr]>) -> Option<Interval> {
        self.has_bounds(figure, true).then(|| self.bounds(figure, all_known, true))
    }

    /// Whether a figure has bounds: those of its arguments, or, if skipping counts, that of a total which skipped something.
    fn has_bounds(&self, figure: &Figure, skipping: bool) -> bool {
        match &figure.kind {
            FigureKind::Aggregate(aggregate) => self.carries(aggregate) || (skipping && self.skips(aggregate)),
            FigureKind::Constant(value) => self.low.is_bounded(value),
            FigureKind::Negate(inner) => self.has_bounds(inner, skipping),
            FigureKind::Arithmetic(op, a, b) => {
                let skipping = skipping && !is_ratio(*op, a, b);
                self.has_bounds(a, skipping) || self.has_bounds(b, skipping)
            }
        }
    }

    /// Whether an aggregate carries the bounds of its argument on.
    fn carries(&self, aggregate: &Aggregate) -> bool {
        use Verb::*;
        let monotone = matches!(aggregate.verb, Count | Sum | Latest | Earliest | Mean | Median | Min | Max | Percentile(_));
        let bounded = || aggregate.argument.as_ref().is_some_and(|argument| self.low.is_bounded(argument));
        !aggregate.stands_alone() && (aggregate.verb == Range || (monotone && bounded()))
    }

    /// Whether an aggregate is a total of counts that may leave some out: then it is at least what it found.
    fn skips(&self, aggregate: &Aggregate) -> bool {
        let adds = matches!(aggregate.verb, Verb::Sum | Verb::Latest | Verb::Earliest) && !aggregate.stands_alone();
        let may_skip =
            |argument: &Expr| self.low.known.can_be_unknown(argument) && adds_counts(aggregate, argument, self.low.known);
        adds && aggregate.argument.as_ref().is_some_and(may_skip)
    }

    fn bounds(&mut self, figure: &Figure, all_known: Option<&[&Expr]>, skipping: bool) -> Interval {
        match &figure.kind {
            FigureKind::Arithmetic(op, left, right) => {
                let doubtful = doubtful(figure, self.low.known);
                let together = all_known.unwrap_or(&doubtful);
                let skipping = skipping && !is_ratio(*op, left, right);
                let (left, right) = (self.bounds(left, Some(together), skipping), self.bounds(right, Some(together), skipping));
                Interval::combined(*op, &left, &right)
            }
            FigureKind::Negate(inner) => {
                let zero = Interval::exact(lit(0.0));
                Interval::combined(Arithmetic::Subtract, &zero, &self.bounds(inner, all_known, skipping))
            }
            FigureKind::Constant(value) => self.low.bounds_of(value),
            FigureKind::Aggregate(aggregate) if self.has_bounds(figure, skipping) => {
                self.bounds_of_total(aggregate, all_known, skipping && self.skips(aggregate))
            }
            _ => {
                let off = std::mem::replace(&mut self.low.probes.off, true);
                let value = self.figure(figure, all_known);
                self.low.probes.off = off;
                Interval::exact(value)
            }
        }
    }

    /// The total of the lowest values, and of the highest: open where rows were left out.
    fn bounds_of_total(&mut self, aggregate: &Aggregate, all_known: Option<&[&Expr]>, skips: bool) -> Interval {
        let nothing = || literal(&Value::Unknown, Type::Float);
        let Some(argument) = &aggregate.argument else { return Interval::exact(nothing()) };
        // All of it is lowered a second time, so that nothing must count again.
        let off = std::mem::replace(&mut self.low.probes.off, true);
        let interval = self.low.interval(argument);
        let interval = interval.unwrap_or_else(|| Interval::exact(self.low.value(argument)));
        let (condition, together) = self.tests(aggregate, all_known);
        let left_out = skips.then(|| self.left_out(aggregate, condition.clone(), together.clone())).flatten();
        self.low.probes.off = off;
        let mask = condition.into_iter().chain(together).reduce(Pl::and);
        let of_verb = |value: Pl| match aggregate.verb {
            Verb::Latest | Verb::Earliest => of_report(aggregate, value, mask.as_ref()),
            _ => value,
        };
        let mut total = |value: Pl, none: Pl| {
            let value = mask.as_ref().map_or(value.clone(), |mask| when(mask.clone()).then(value).otherwise(none));
            of_verb(self.each_row(value))
        };
        let (low, high) = (total(interval.low, nothing()), total(interval.high, nothing()));
        let about = total(interval.about, lit(false));
        let skipped = left_out.map(|left_out| of_verb(self.each_row(left_out)).sum());
        let skipped = skipped.map(|skipped| column(&self.hidden(skipped)).gt(lit(0u32)));
        let known = self.hidden(low.clone().count());
        let (lowest, highest) = match aggregate.verb {
            Verb::Range => (Verb::Min, Verb::Max),
            verb => (verb, verb),
        };
        let (low, high) = (self.hidden(simple(lowest, low)), self.hidden(simple(highest, high)));
        let about = self.hidden(about.any(true));
        let known = column(&known).gt(lit(0u32));
        let side = |value: Pl| when(known.clone()).then(value).otherwise(nothing());
        let high = skipped.map_or(column(&high), |skipped| when(skipped).then(lit(f64::INFINITY)).otherwise(column(&high)));
        Interval { low: side(column(&low)), high: side(high), about: column(&about) }
    }
}

/// Whether a figure is a ratio of two aggregates: they run over the same rows, so that rows left out on both sides bound nothing.
fn is_ratio(op: Arithmetic, a: &Figure, b: &Figure) -> bool {
    let has_aggregate = |figure: &Figure| {
        let mut found = false;
        figure.aggregates(&mut |_| found = true);
        found
    };
    op == Arithmetic::Divide && has_aggregate(a) && has_aggregate(b)
}

/// Whether what an aggregate adds cannot be negative. A rate is multiplied by its days, of which there is one at least.
pub fn adds_counts(aggregate: &Aggregate, argument: &Expr, known: &Known) -> bool {
    let days = |expr: &Expr| matches!(expr.kind, ExprKind::Call(Function::DaysBetween, _));
    match aggregate.rate {
        Point::Never => known.is_count(argument),
        _ => known.is_count(&argument.replaced(&mut |e| days(e).then(|| Expr::literal(Value::Int(0), e.span)))),
    }
}

/// Whether a figure cannot be negative.
pub fn is_count(figure: &Figure, known: &Known) -> bool {
    match &figure.kind {
        FigureKind::Constant(value) => known.is_count(value),
        FigureKind::Negate(_) => false,
        FigureKind::Arithmetic(op, a, b) => *op != Arithmetic::Subtract && is_count(a, known) && is_count(b, known),
        FigureKind::Aggregate(aggregate) => match (aggregate.verb, &aggregate.argument) {
            (Verb::Increase | Verb::List, _) => false,
            (Verb::Count | Verb::CountDistinct | Verb::Stdev, _) | (_, None) => true,
            (_, Some(argument)) => adds_counts(aggregate, argument, known),
        },
    }
}
