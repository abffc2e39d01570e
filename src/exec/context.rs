//! What a step of a plan can ask about its surroundings: the rows before it, the days its table is about.

use super::collect::quietly;
use super::lowering::column;
use super::probe::Probes;
use super::state::Lowered;
use super::zones;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::{Day, Period, Precision, Type};
use crate::data::Store;
use crate::plan::{Axis, Column, Plan, Source, Step, StepKind, Summary, Window};
use polars::prelude::{DataType, LazyFrame};

/// Which clauses are lowered.
#[derive(Clone, Copy, PartialEq)]
pub enum Clauses {
    /// All of them.
    All,
    /// Those that are not about the window.
    WithoutTime,
}

/// A step of a plan.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The position of the step.
    pub at: usize,
    /// The data.
    pub store: &'a Store,
    /// What lowers the first steps of a plan.
    pub lower: fn(&Plan, usize, &Store, Clauses, &mut Probes) -> Lowered,
}

impl<'a> Context<'a> {
    /// The rows before the step once more, for steps that read them twice: without counting twice.
    pub fn again(&self) -> LazyFrame {
        self.before(self.at, Clauses::All).frame
    }

    /// The same whatever the window.
    pub fn at_any_time(&self) -> Lowered {
        self.before(self.at, Clauses::WithoutTime)
    }

    /// The summary that the step stands behind, and its position; behind a `trace` the rows are those of the table.
    pub fn summary_before(&self) -> Option<(usize, &'a Summary)> {
        let plan: &'a Plan = self.plan;
        let rows = |step: &&Step| !matches!(step.kind, StepKind::Trace(_));
        let mut steps = plan.steps.iter().take(self.at).enumerate().rev().take_while(|(_, step)| rows(step));
        steps.find_map(|(at, step)| match &step.kind {
            StepKind::Summarise(summary) => Some((at, &**summary)),
            _ => None,
        })
    }

    /// Whether the rows before the step are buckets of a summary.
    pub fn rows_are_buckets(&self) -> bool {
        let still = |(at, summary): (usize, &Summary)| {
            summary.every().is_some() && !self.plan.steps.iter().take(self.at).skip(at).any(|step| step.kind.makes_rows())
        };
        self.summary_before().is_some_and(still)
    }

    /// The rows before some step.
    fn before(&self, at: usize, clauses: Clauses) -> Lowered {
        (self.lower)(self.plan, at, self.store, clauses, &mut Probes { off: true, ..Probes::default() })
    }

    /// The days that the table is about, from its first to its last. Where the store does not know them the table is read for it.
    pub fn covered(&self, axis: &Axis) -> Option<Period> {
        let (start, end) = extent(self.plan, self.store).or_else(|| self.scanned(axis))?;
        Some(Period { start, end, precision: Precision::Interval })
    }

    /// The first and last day of an axis, by reading it.
    fn scanned(&self, axis: &Axis) -> Option<(Day, Day)> {
        let steps = self.plan.steps.iter().take(self.at);
        let dates =
            |(_, step): &(usize, &Step)| matches!(step.kind, StepKind::DatedBy(_) | StepKind::Reported(_) | StepKind::Append(_));
        let chosen = steps.enumerate().filter(dates).map(|(at, _)| at + 1).next_back();
        let day = |of: &Column| zones::day(column(&of.name), of.ty).cast(DataType::Int64);
        let edges = [day(&axis.start).min().alias("first"), day(&axis.end).max().alias("last")];
        let found = quietly(self.before(chosen.unwrap_or(0), Clauses::All).frame.select(edges))?;
        let edge = |name: &str| i32::try_from(found.column(name).ok()?.i64().ok()?.get(0)?).ok().map(Day);
        Some((edge("first")?, edge("last")?))
    }
}

/// Whether a plan sees only what had been reported by some day.
pub fn is_as_of(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| matches!(&step.kind, StepKind::Reported(reports) if reports.by.is_some()))
}

/// The first and last day of the columns a plan's window is about, where the store knows them.
pub fn extent(plan: &Plan, store: &Store) -> Option<(Day, Day)> {
    let axis = plan.axis.as_ref().filter(|_| !is_as_of(plan))?;
    let mut days = extent_of_source(plan, axis, store)?;
    for step in &plan.steps {
        match &step.kind {
            // Rows that were put below another axis count by the one that was chosen later.
            StepKind::DatedBy(_) => days = extent_of_source(plan, axis, store)?,
            StepKind::Append(append) => {
                let (ours, theirs) = (edges(&append.window, days), edges(&append.table.window, extent(&append.table, store)?));
                days = (ours.0.min(theirs.0), ours.1.max(theirs.1));
            }
            _ => {}
        }
    }
    Some(days)
}

/// The first and last day of a window whose open sides are those of its table.
fn edges(window: &Option<Window>, (first, last): (Day, Day)) -> (Day, Day) {
    let spans = window.as_ref().map(|window| window.resolve(first, last).spans).unwrap_or_default();
    let starts = spans.iter().map(|(_, span)| span.start).min();
    let ends = spans.iter().map(|(_, span)| span.end).max();
    starts.zip(ends).unwrap_or((first, last))
}

/// The first and last day of an axis in the table that a plan starts with.
fn extent_of_source(plan: &Plan, axis: &Axis, store: &Store) -> Option<(Day, Day)> {
    let table = match &plan.source {
        Source::Table(name) => store.tables.get(name)?,
        Source::Let(_, inner) => return extent(inner, store),
    };
    let day = |n: i64, ty: Type| {
        let days = match ty {
            Type::Datetime => n.div_euclid(MICROS_PER_DAY),
            Type::Moment(zone) => zone.local(n).div_euclid(MICROS_PER_DAY),
            _ => n,
        };
        i32::try_from(days).ok().map(Day)
    };
    let first = table.facts.get(&axis.start.name)?.bounds?.0;
    let last = table.facts.get(&axis.end.name)?.bounds?.1;
    Some((day(first, axis.start.ty)?, day(last, axis.end.ty)?))
}
