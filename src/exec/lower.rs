//! Steps of a plan to a lazy frame, one after the other, in the order they were written.

use super::context::{Clauses, Context};
use super::describe::describe;
use super::guard::Guard;
use super::interval::settled;
use super::known::{ColumnKnown, Known};
use super::lowering::{Lowering, column, dtype, is_constant};
use super::probe::{Counter, Probes, Unknowns, counting_condition, seeing};
use super::state::{Lowered, whole_frame};
use super::{figure, fill, protect, round, series, trace, versus};
use crate::base::names::{bounds_of, mark_of};
use crate::base::{Span, Type};
use crate::data::Store;
use crate::data::store::TableData;
use crate::plan::{Column as PlanColumn, Expr, Plan, Source, Step, StepKind, Summary, Top};
use polars::prelude::*;
use std::sync::Arc;

type Pl = polars::prelude::Expr;

/// Lowers a plan over the tables of a store. Nothing is read.
pub fn lower(plan: &Plan, store: &Store, probes: &mut Probes) -> Lowered {
    lower_steps(plan, plan.steps.len(), store, probes)
}

/// Lowers the first steps of a plan.
pub fn lower_steps(plan: &Plan, count: usize, store: &Store, probes: &mut Probes) -> Lowered {
    steps(plan, count, store, Clauses::All, probes)
}

/// The surroundings of a step.
pub fn context<'a>(plan: &'a Plan, at: usize, store: &'a Store) -> Context<'a> {
    Context { plan, at, store, lower: steps }
}

fn steps(plan: &Plan, count: usize, store: &Store, clauses: Clauses, probes: &mut Probes) -> Lowered {
    let start = source(plan, store, probes);
    plan.steps.iter().take(count).enumerate().fold(start, |state, (at, step)| {
        let of_time = matches!(step.kind, StepKind::Within(_) | StepKind::Inside(_));
        match of_time && clauses == Clauses::WithoutTime {
            true => state,
            false => state.step(step, &context(plan, at, store), probes),
        }
    })
}

fn source(plan: &Plan, store: &Store, probes: &mut Probes) -> Lowered {
    match &plan.source {
        Source::Let(_, inner) => lower(inner, store, probes),
        Source::Table(name) => match store.tables.get(name) {
            Some(table) => {
                let frame = if probes.listening { None } else { by_days(plan, table) };
                let frame = frame.unwrap_or_else(|| table.frame.clone());
                Lowered { frame, known: Known::of_table(table), guard: Guard::default() }
            }
            None => Lowered { frame: DataFrame::empty().lazy(), known: Known::default(), guard: Guard::default() },
        },
    }
}

/// The table from the reader that leaves out the days outside of the window, if they are most.
fn by_days(plan: &Plan, table: &TableData) -> Option<LazyFrame> {
    let (axis, window) = (plan.axis.as_ref().filter(|axis| axis.is_single())?, plan.window.as_ref()?);
    let spans = || window.spans.iter().map(|(_, span)| span);
    let (first, last) = (spans().map(|span| span.start).min()?, spans().map(|span| span.end).max()?);
    table.by_days.as_ref()?.within(&axis.start.name, first, last)
}

/// The rows of a table that a step brings in. What they rest on is not what the answer rests on.
pub fn other(plan: &Plan, context: &Context<'_>, probes: &mut Probes) -> Lowered {
    let used = probes.used.take();
    let lowered = lower(plan, context.store, probes);
    probes.used = used;
    lowered
}

impl Lowered {
    fn step(self, step: &Step, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        let rows = if step.kind.makes_rows() && context.rows_are_buckets() { self.without(&series::MARKS) } else { self };
        rows.stepped(step, context, probes)
    }

    /// The same without hidden columns.
    fn without(self, names: &[&'static str]) -> Lowered {
        let names = names.iter().map(|name| PlSmallStr::from_static(name));
        Lowered { frame: self.frame.drop(by_name(names, false, false)), ..self }
    }

    fn stepped(self, step: &Step, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        match &step.kind {
            StepKind::Filter(condition) => self.filter(condition, probes),
            StepKind::Within(window) => self.window(window, &step.columns, context, probes),
            StepKind::Inside(window) => self.inside(window, step.span, context, probes),
            StepKind::Reported(reports) => self.reported(reports, probes),
            StepKind::Prefer(preference) => self.prefer(preference, probes),
            StepKind::DatedBy(_) | StepKind::Expect(_) => self,
            StepKind::Derive(items) => items.iter().fold(self, |state, (name, value)| state.derive(name, value, probes)),
            StepKind::Fill(items) => fill::fill(self, items, context, probes),
            StepKind::Versus(compared) => versus::compare(self, compared, context, probes),
            StepKind::Project(names) => self.project(names, if context.rows_are_buckets() { &series::MARKS } else { &[] }),
            StepKind::Protect(protect) => protect::hide(self, protect, step.span, probes),
            StepKind::Trace(behind) => {
                // Nothing of what the steps count is run.
                *probes = Probes { off: probes.off, listening: probes.listening, said: probes.said.anew(), ..Probes::default() };
                trace::behind(behind, context)
            }
            StepKind::Round(round) => round::round(self, round, probes),
            StepKind::Summarise(summary) => self.summarise(summary, context, probes),
            StepKind::Sort(keys) => self.sort(keys, probes),
            StepKind::Top(top) => self.top(top, step.span, probes),
            StepKind::Take(n) => self.take(*n, probes.listening),
            StepKind::Skip(n) => self.numbered(|row| row.gt_eq(lit(*n))),
            StepKind::Unique(names) => {
                let subset = names.iter().map(|name| column(name)).collect();
                let frame = self.frame.unique_stable_generic(Some(subset), UniqueKeepStrategy::First);
                Lowered { frame, known: self.known, guard: Guard::in_place() }
            }
            StepKind::Sample(n, seed) => self.sample(*n, *seed),
            StepKind::Describe(described) => {
                self.describe(described.clone(), &step.columns, &context.plan.handling.withheld, probes)
            }
            StepKind::Unpivot(unpivot) => self.unpivot(unpivot, probes),
            StepKind::Pivot(pivot) => self.pivot(pivot, step.span, probes),
            StepKind::Append(append) => self.append(append, context, probes),
            StepKind::Join(join) => self.join(join, context, probes),
            StepKind::Changes(changes) => self.changes(changes, context, probes),
        }
    }

    /// Keeps the rows of a condition, and counts those that rest on an unknown.
    fn filter(self, condition: &Expr, probes: &mut Probes) -> Lowered {
        let guard = self.guard.clone();
        let mut low = Lowering { guard: guard.clone(), ..Lowering::new(&self.known, probes) };
        let keep = low.condition(condition);
        let counting = if low.probes.off { keep.clone() } else { low.counting_bounds(keep.clone(), condition) };
        let doubtful: Vec<String> = unknowns(condition, &self.known);
        if doubtful.is_empty() || low.probes.off {
            return self.kept(counting, keep);
        }
        // The three-valued form is lowered a second time, so its conversions must not count again.
        let mut uncounted = Probes { off: true, ..Probes::default() };
        let mut low = Lowering { three_valued: true, guard, ..Lowering::new(&self.known, &mut uncounted) };
        let rests = low.condition(condition).is_null();
        let probe = probes.unknown(Unknowns::Condition(doubtful));
        let counting = counting_condition(counting, rests, &self.guard, probe);
        self.kept(counting, keep)
    }

    fn derive(self, name: &str, value: &Expr, probes: &mut Probes) -> Lowered {
        let (state, value) = self.look_around(value, probes);
        state.derived(name, &value, probes)
    }

    fn derived(mut self, name: &str, value: &Expr, probes: &mut Probes) -> Lowered {
        let known = ColumnKnown { all_known: !self.known.can_be_unknown(value), bounds: self.known.bounds(value) };
        let mut low = Lowering::new(&self.known, probes);
        let lowered = low.value(value);
        let interval = low.interval(value);
        let lowered =
            if matches!(value.kind, crate::plan::ExprKind::Literal(_)) { lowered.cast(dtype(value.ty)) } else { lowered };
        let bounded = interval.is_some();
        let counts = self.known.is_count(value);
        self.known.set(name, known);
        let signed = self.known.is_signed(value);
        self.known.set_bounded(name, bounded);
        self.known.set_signed(name, signed);
        if counts {
            self.known.set_counts(name);
        }
        let guard = self.guard.without(name);
        let frame = match interval {
            Some(interval) => self.frame.with_columns(interval.beside(name, lowered)).with_columns(settled(name)),
            None => self.frame.with_column(lowered.alias(name)),
        };
        Lowered { frame, known: self.known, guard }
    }

    /// Chosen columns, and hidden ones.
    fn project(self, names: &[(String, String)], hidden: &[&str]) -> Lowered {
        let mut columns: Vec<Pl> = names.iter().map(|(old, new)| column(old).alias(new.as_str())).collect();
        for (old, new) in names.iter().filter(|(old, _)| self.known.is_bounded(old)) {
            columns.extend(bounds_of(old).iter().zip(bounds_of(new)).map(|(old, new)| column(old).alias(new)));
        }
        for (old, new) in names.iter().filter(|(old, _)| self.known.marked().any(|marked| marked == old)) {
            columns.push(column(&mark_of(old)).alias(mark_of(new)));
        }
        columns.extend(hidden.iter().map(|name| column(name)));
        columns.extend(self.known.numbered.iter().map(|name| column(name)));
        let guard = self.guard.among(names);
        Lowered { frame: self.frame.select(columns), known: self.known.renamed(names), guard }
    }

    fn summarise(self, summary: &Summary, context: &Context<'_>, probes: &mut Probes) -> Lowered {
        if let Some(placing) = &summary.placing {
            return series::summarise(self, summary, placing, context, probes);
        }
        let first = summary.figures.first().map(|(_, figure)| figure);
        match (summary.keys.iter().position(|key| key.top.is_some()), first) {
            (Some(at), Some(first)) => {
                let (state, keys) = self.with_leaders(&summary.keys, at, first, context.again());
                let ranked = Summary { keys, ..summary.clone() };
                let (frame, known) = figure::summarise(state.frame, &ranked, &state.known, probes);
                let names = summary.keys.iter().map(|k| &k.name).chain(summary.figures.iter().map(|(name, _)| name));
                let names: Vec<(String, String)> = names.map(|name| (name.clone(), name.clone())).collect();
                Lowered { frame, known, guard: Guard::in_place() }.project(&names, &[])
            }
            _ => {
                let (frame, known) = figure::summarise(self.frame, summary, &self.known, probes);
                Lowered { frame, known, guard: Guard::in_place() }
            }
        }
    }

    fn sort(self, keys: &[(Expr, bool)], probes: &mut Probes) -> Lowered {
        let mut low = Lowering::new(&self.known, probes);
        let (mut by, mut descending): (Vec<Pl>, Vec<bool>) = (Vec::new(), Vec::new());
        for (at, (key, desc)) in keys.iter().enumerate() {
            let value = low.sortable(key);
            // A value that is the same for all rows orders nothing, nor does a column the second time.
            if !is_constant(&value) && !by.contains(&value) {
                by.push(if key.as_column().is_some() { value } else { value.alias(format!("\u{1}key{at}")) });
                descending.push(*desc);
            }
        }
        if by.is_empty() {
            return self;
        }
        let options = SortMultipleOptions::default()
            .with_order_descending_multi(descending)
            .with_nulls_last(true)
            .with_maintain_order(true);
        Lowered { frame: self.frame.sort_by_exprs(by, options), ..self }
    }

    /// Rows by rank, ties at the edge included; the answer is ordered by the columns of `each`, then by value.
    fn top(self, top: &Top, span: Span, probes: &mut Probes) -> Lowered {
        let (value_name, edge, place) = ("\u{1}value", "\u{1}edge", "\u{1}place");
        let mut low = Lowering::new(&self.known, probes);
        let value = low.sortable(&top.by);
        let doubtful = low.known.can_be_unknown(&top.by);
        let mut frame = self.frame.with_column(value.alias(value_name));
        if doubtful {
            let what = top.by.as_column().unwrap_or("the value").to_string();
            let probe = probes.unknown(Unknowns::Ranked(what));
            let keep = column(value_name).is_not_null();
            frame = frame.filter(counting_condition(keep.clone(), keep.not(), &self.guard, probe));
        }
        let each: Vec<Pl> = top.each.iter().map(|name| column(name)).collect();
        let rank = |method| {
            let rank = column(value_name).rank(RankOptions { method, descending: top.largest }, None);
            if each.is_empty() { rank } else { rank.over(each.clone()).unwrap_or_else(|_| lit(NULL)) }
        };
        let ranked = frame.with_columns([rank(RankMethod::Min).alias(edge), rank(RankMethod::Ordinal).alias(place)]);
        let count = u32::try_from(top.count).unwrap_or(u32::MAX);
        let kept = ranked.filter(column(edge).lt_eq(lit(count)));
        let ties = Counter::default();
        if !probes.off {
            probes.ties.push((span, ties.clone()));
        }
        // The engine may join this condition with the one above, so it asks for the edge itself.
        let beyond = column(place).gt(lit(count)).and(column(edge).lt_eq(lit(count)));
        let counted = kept.filter(seeing(vec![beyond], move |columns| {
            ties.add(u64::from(columns[0].bool()?.sum().unwrap_or(0)));
            Ok(())
        }));
        let mut descending = vec![false; each.len()];
        descending.push(top.largest);
        let by: Vec<Pl> = each.into_iter().chain([column(value_name)]).collect();
        let options = SortMultipleOptions::default()
            .with_order_descending_multi(descending)
            .with_nulls_last(true)
            .with_maintain_order(true);
        let hidden = [value_name, edge, place].map(PlSmallStr::from_static);
        let frame = counted.sort_by_exprs(by, options).drop(by_name(hidden, true, false));
        Lowered { frame, known: self.known, guard: Guard::in_place() }
    }

    /// The first rows. Where columns are only listened for, there are no rows, and a slice of nothing would ask for none.
    fn take(self, count: u64, listening: bool) -> Lowered {
        match IdxSize::try_from(count) {
            Ok(few) if count <= SLICED && !listening => {
                Lowered { frame: self.frame.slice(0, few), known: self.known, guard: Guard::default() }
            }
            _ => self.numbered(|row| row.lt(lit(count))),
        }
    }

    /// Keeps rows by their number, from 0.
    fn numbered(self, keep: impl Fn(Pl) -> Pl) -> Lowered {
        let name = "\u{1}row";
        let frame = self.frame.with_row_index(name, None).filter(keep(column(name)));
        let frame = frame.drop(by_name([PlSmallStr::from_static(name)], true, false));
        Lowered { frame, known: self.known, guard: Guard::in_place() }
    }

    fn sample(self, count: u64, seed: u64) -> Lowered {
        let draw = move |data: DataFrame| {
            let rows = drawn(data.height() as u64, count, seed);
            let rows: IdxCa = rows.into_iter().map(|row| Some(row as IdxSize)).collect();
            data.take(&rows)
        };
        let frame = self.frame.map(draw, whole_frame(), None, Some("sample"));
        Lowered { frame, known: self.known, guard: Guard::default() }
    }

    fn describe(self, described: Vec<PlanColumn>, columns: &[PlanColumn], withheld: &[String], probes: &mut Probes) -> Lowered {
        let schema: Schema = columns.iter().map(|c| Field::new(c.name.as_str().into(), dtype(c.ty))).collect();
        let schema = Arc::new(schema);
        let announced = move |_: &Schema| Ok(schema.clone());
        let (used, withheld) = (Counter::default(), withheld.to_vec());
        probes.used.get_or_insert_with(|| used.clone());
        let run = move |data: DataFrame| {
            used.add(data.height() as u64);
            describe(&data, &described, &withheld)
        };
        let frame = self.frame.map(run, whole_frame(), Some(Arc::new(announced)), Some("describe"));
        Lowered { frame, known: Known::default(), guard: Guard::default() }
    }
}

/// The most rows that are taken by slicing: behind a sort the engine sets room aside for all of a slice, however few rows there are.
const SLICED: u64 = 1_000_000;

impl Lowering<'_> {
    /// A value that orders as it should: texts by their letters, not by the order of their dictionary.
    fn sortable(&mut self, expr: &Expr) -> Pl {
        if expr.ty == Type::Text { self.text(expr) } else { self.ordered(expr) }
    }
}

/// The columns of a condition whose unknown values it may rest on.
pub(super) fn unknowns(condition: &Expr, known: &Known) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    gather(condition, known, &mut found);
    found
}

fn gather(expr: &Expr, known: &Known, found: &mut Vec<String>) {
    use crate::plan::{ExprKind, Function};
    match &expr.kind {
        // These ask about the unknown, or replace it.
        ExprKind::IsUnknown(_) | ExprKind::Call(Function::Coalesce, _) => {}
        ExprKind::Column(name) if !known.get(name).all_known && !found.contains(name) => found.push(name.clone()),
        _ => expr.operands().into_iter().for_each(|operand| gather(operand, known, found)),
    }
}

/// `count` of `height` row numbers, drawn without replacement, in order (selection sampling, Knuth's algorithm S).
fn drawn(height: u64, count: u64, seed: u64) -> Vec<u64> {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut next = move || {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut rows = Vec::new();
    for row in 0..height {
        let (left, wanted) = (height - row, count.saturating_sub(rows.len() as u64));
        if next() % left < wanted {
            rows.push(row);
        }
    }
    rows
}
