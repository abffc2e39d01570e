//! What tells the rows of a regrouping step apart, and the rows before it that went into each.

use super::super::context::Context;
use super::super::guard::Guard;
use super::super::lowering::{Lowering, column, dtype};
use super::super::placing::{BUCKET, FROM, Places, TO, placed};
use super::super::probe::Probes;
use super::super::series;
use super::super::state::Lowered;
use crate::base::{Span, Type, Value};
use crate::plan::buckets::Cut;
use crate::plan::shape::Pair;
use crate::plan::{Aggregate, Expr, Key, Pivot, Step, StepKind, Summary, Verb};
use polars::prelude::*;

type Pl = polars::prelude::Expr;

/// What tells the rows of a step apart that regroups those before it; the last is 1 in each of them. Nothing for other steps.
pub fn keys(step: &Step) -> Option<Vec<Expr>> {
    let of = |name: &String| {
        let ty = step.columns.iter().find(|column| column.name == *name).map_or(Type::Any, |column| column.ty);
        Expr::column(name, ty, Span::default())
    };
    let mut keys = match &step.kind {
        StepKind::Summarise(summary) => of_summary(summary),
        StepKind::Describe(_) => Vec::new(),
        StepKind::Pivot(pivot) => pivot.keys.iter().map(of).collect(),
        StepKind::Changes(changes) => changes.keys.iter().map(|pair| of(&pair.here)).collect(),
        _ => return None,
    };
    keys.push(Expr::literal(Value::Int(1), Span::default()));
    Some(keys)
}

/// The keys of a summary, and its buckets.
fn of_summary(summary: &Summary) -> Vec<Expr> {
    let of = |name: &str, ty: Type| Expr::column(name, ty, Span::default());
    let mut keys: Vec<Expr> = summary.keys.iter().map(|key| of(&key.name, key.expr.ty)).collect();
    if let Some(placing) = &summary.placing {
        keys.push(of(BUCKET, Type::Int));
        if placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports) {
            keys.extend(placing.names.iter().skip(1).map(|name| of(name, Type::Date)));
        }
    }
    keys
}

/// The columns of keys of one side of `changes`, as `keys` has them.
pub fn pairs(pairs: &[Pair], side: fn(&Pair) -> &String) -> Vec<Pl> {
    pairs.iter().map(|pair| column(side(pair)).cast(dtype(pair.ty))).chain([lit(1i64)]).collect()
}

/// The rows that fill some cell of a `pivot`, and what tells its rows apart, as `keys` has it.
pub fn pivoted(state: Lowered, pivot: &Pivot) -> (LazyFrame, Vec<Pl>) {
    let mut quiet = Probes { off: true, ..Probes::default() };
    let mut low = Lowering::new(&state.known, &mut quiet);
    let listed = pivot.values.iter().map(|(_, test)| low.condition(test)).reduce(Pl::or).unwrap_or_else(|| lit(true));
    (state.frame.filter(listed), pivot.keys.iter().map(|key| column(key)).chain([lit(1i64)]).collect())
}

/// The rows of a summary that go into some figure, and what they are grouped by, as `keys` has it.
pub fn grouped(state: Lowered, summary: &Summary, context: &Context<'_>, quiet: &mut Probes) -> (LazyFrame, Vec<Pl>) {
    let known = state.known.clone();
    let mut again = context.again();
    let mut frame = state.frame;
    let mut by: Vec<Pl> = Vec::new();
    let mut first = summary.figures.first().map(|(_, figure)| figure.clone());
    if let Some(placing) = &summary.placing {
        let Some(places) = Places::of(placing, context) else { return (frame, by) };
        frame = placed(frame, placing, &places, &mut Lowering::new(&known, quiet), Vec::new());
        again = series::rows(placing, &places, &known, context);
        first = Some(series::leading(summary));
    }
    let state = Lowered { frame, known, guard: Guard::in_place() };
    let (state, keys) = match (summary.keys.iter().position(|key| key.top.is_some()), first) {
        (Some(at), Some(first)) => state.with_leaders(&summary.keys, at, &first, again),
        _ => (state, summary.keys.clone()),
    };
    let mut low = Lowering::new(&state.known, quiet);
    let named = |name: &str| keys.iter().find(|key| key.name == name);
    for key in summary.keys.iter().filter_map(|key: &Key| named(&key.name)) {
        by.push(low.value(&key.expr).cast(dtype(key.expr.ty)));
    }
    if let Some(placing) = &summary.placing {
        by.push(column(BUCKET).cast(DataType::Int64));
        if placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports) {
            by.extend([FROM, TO].map(|name| column(name).cast(DataType::Date)));
        }
    }
    by.push(lit(1i64));
    let counts = summary.figures.iter().filter(|(name, _)| !crate::base::names::is_hidden(name));
    let mut tests: Vec<Option<Pl>> = Vec::new();
    for (_, figure) in counts {
        figure.aggregates(&mut |aggregate| tests.push(counting(aggregate, &by, &mut low)));
    }
    // Rows that one figure takes whatever they hold are all there.
    let test = tests.into_iter().collect::<Option<Vec<Pl>>>().and_then(|tests| tests.into_iter().reduce(Pl::or));
    (test.map_or(state.frame.clone(), |test| state.frame.filter(test)), by)
}

/// The rows that go into an aggregate: those of its condition, of the newest or oldest report; all of them without a test.
fn counting(aggregate: &Aggregate, by: &[Pl], low: &mut Lowering<'_>) -> Option<Pl> {
    let condition = aggregate.condition.as_ref().map(|condition| low.condition(condition));
    if !matches!(aggregate.verb, Verb::Latest | Verb::Earliest) {
        return condition;
    }
    let day = condition.clone().map_or(column(TO), |test| when(test).then(column(TO)).otherwise(lit(NULL)));
    let edge = if aggregate.verb == Verb::Latest { day.clone().max() } else { day.clone().min() };
    let newest = day.eq(edge.over(by).ok()?);
    Some(condition.map_or(newest.clone(), |test| test.and(newest)))
}
