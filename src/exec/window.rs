//! Time clauses: the rows of a window, the labels of several spans, rows that straddle a bound.

use super::call::weekday;
use super::context::Context;
use super::expr::within;
use super::guard::Guard;
use super::known::ColumnKnown;
use super::lowering::{Lowering, column};
use super::placing;
use super::probe::{Probes, Unknowns, counting_condition};
use super::state::Lowered;
use crate::base::names::bounds_of;
use crate::base::{Period, Span, Type, Weekday};
use crate::catalog::{Calendar, Coverage};
use crate::plan::{Column as PlanColumn, Placing, WindowStep, window};
use crate::syntax::ast::Straddling;
use polars::prelude::*;

type Pl = polars::prelude::Expr;

/// A test of rows against a span of days.
type Test<'a> = Box<dyn Fn(Period) -> Pl + 'a>;

impl Lowered {
    /// Keeps the rows of a window, of rows that are periods those that touch it; rows without a date are left out and counted.
    pub(super) fn window(self, step: &WindowStep, columns: &[PlanColumn], context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let axis = &step.axis;
        let known = |name: &str| self.known.get(name).all_known;
        let doubtful = !(known(&axis.start.name) && known(&axis.end.name));
        let mut low = Lowering::new(&self.known, probes);
        let (start, end) = placing::days(&mut low, axis, &step.point);
        let (test, dates): (Test<'_>, Pl) = if axis.is_single() {
            let value = column(&axis.start.name);
            let dates = value.clone();
            (Box::new(move |span| within(value.clone(), axis.start.ty, span)), dates)
        } else {
            let (from, to) = (start.clone(), end.clone());
            let begins = move |span: Period| within(from.clone(), Type::Date, Period { start: Period::OPEN_START, ..span });
            let ends = move |span: Period| within(to.clone(), Type::Date, Period { end: Period::OPEN_END, ..span });
            (
                Box::new(move |span| begins(span).and(ends(span))),
                when(start.clone().is_null()).then(start.clone()).otherwise(end.clone()),
            )
        };
        let spans = &step.window.spans;
        let days = spans.iter().map(|(_, span)| test(*span)).reduce(Pl::or).unwrap_or_else(|| lit(false));
        let condition = match &step.window.weekdays {
            Some(weekdays) => days.and(on_weekdays(start.clone(), weekdays).or(start.neq(end))),
            None => days,
        };
        let state = if doubtful {
            let keep = condition.fill_null(lit(false));
            let probe = probes.unknown(Unknowns::Condition(placing::names_of(axis)));
            let counting = counting_condition(keep.clone(), dates.is_null(), &self.guard, probe);
            self.kept(counting, keep)
        } else {
            self.kept(condition.clone(), condition)
        };
        if step.window.is_labelled() { state.labelled(&*test, step, columns, context) } else { state }
    }

    /// Gives each row the label of the span it lies in; a row in several spans is there for each.
    fn labelled(self, test: &dyn Fn(Period) -> Pl, step: &WindowStep, columns: &[PlanColumn], context: &Context<'_>) -> Lowered {
        let spans = &step.window.spans;
        let mut known = self.known;
        known.set(window::LABEL, ColumnKnown { all_known: true, bounds: None });
        let label = |span: &(String, Period)| lit(span.0.as_str());
        if step.axis.is_single() && disjoint(spans) {
            let mut labels = lit(NULL).cast(DataType::String);
            for span in spans.iter().rev() {
                labels = when(test(span.1)).then(label(span)).otherwise(labels);
            }
            let frame = self.frame.with_column(labels.alias(window::LABEL));
            return Lowered { frame, known, guard: self.guard.without(window::LABEL) };
        }
        let hidden = [&step.axis.start.name, &step.axis.end.name];
        let hidden = hidden.into_iter().filter(|name| crate::base::names::is_hidden(name));
        let mut names: Vec<Pl> = columns.iter().map(|c| &c.name).chain(hidden).map(|name| column(name)).collect();
        names.extend(known.numbered.iter().map(|name| column(name)));
        for name in known.bounded() {
            names.extend(bounds_of(name).map(|beside| column(&beside)));
        }
        let parts: Vec<LazyFrame> = spans
            .iter()
            .enumerate()
            .map(|(at, span)| {
                let rows = if at == 0 { self.frame.clone() } else { context.again() };
                let rows = rows.filter(test(span.1));
                rows.with_column(label(span).alias(window::LABEL)).select(names.clone())
            })
            .collect();
        let frame = concat(parts, UnionArgs::default()).unwrap_or(self.frame);
        Lowered { frame, known, guard: Guard::in_place() }
    }

    /// Leaves out rows that straddle a bound of the window, and counts them.
    pub(super) fn inside(self, step: &WindowStep, span: Span, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let placing = Placing {
            calendar: Calendar::default(),
            axis: step.axis.clone(),
            point: step.point.clone(),
            window: step.window.clone(),
            every: None,
            straddling: Straddling::LeftOut,
            coverage: Coverage::Reported,
            now: crate::base::Day(i32::MAX),
            labelled: step.window.is_labelled(),
            names: Vec::new(),
        };
        let mut low = Lowering::new(&self.known, probes);
        let frame = placing::inside(self.frame, &placing, context, &mut low, span);
        Lowered { frame, known: self.known, guard: Guard::in_place() }
    }
}

fn on_weekdays(axis: Pl, weekdays: &[Weekday]) -> Pl {
    let tests = weekdays.iter().map(|day| weekday(axis.clone()).eq(lit(i64::from(day.number()))));
    tests.reduce(Pl::or).unwrap_or_else(|| lit(false))
}

fn disjoint(spans: &[(String, Period)]) -> bool {
    let mut sorted: Vec<&Period> = spans.iter().map(|(_, span)| span).collect();
    sorted.sort_by_key(|span| span.start);
    sorted.windows(2).all(|pair| pair[0].end < pair[1].start)
}
