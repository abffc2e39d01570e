//! `trace`: the rows of the table behind the rows of an answer.
//!
//! The plan is run with the number of each row in a hidden column. A summary loses it, so behind each summary stand hidden copies of
//! its keys; from the last summary to the first, the rows before it are kept whose keys are still in the answer.

use super::collect::quietly;
use super::context::{Clauses, Context};
use super::guard::Guard;
use super::known::Known;
use super::lowering::{Lowering, column, dtype};
use super::placing::{BUCKET, Places, TO, placed};
use super::probe::Probes;
use super::series;
use super::state::Lowered;
use crate::base::names::bounds_of;
use crate::base::{Span, Type, Value};
use crate::data::{Store, TableData};
use crate::plan::buckets::Cut;
use crate::plan::trace::Trace;
use crate::plan::{Aggregate, Column as PlanColumn, Expr, Key, Plan, Source, Step, StepKind, Summary, Verb};
use polars::prelude::*;

type Pl = polars::prelude::Expr;

/// The hidden column of the number of a row of the table, from 0.
const ROW: &str = "\u{1}row of the table";

/// The rows of the table behind those of the steps before a step.
pub fn behind(trace: &Trace, step: &Context<'_>) -> Lowered {
    let flat = flattened(step.plan, step.at);
    let Source::Table(name) = &flat.source else { return nothing() };
    let Some(table) = step.store.tables.get(name) else { return nothing() };
    let numbered = TableData { frame: table.frame.clone().with_row_index(ROW, None), ..table.clone() };
    let mut store = step.store.clone();
    store.extend(name, numbered.clone());
    let rows = Tracing::new(flat).rows(&store, step);
    let on = [column(ROW)];
    let found = numbered.frame.join(rows, &on, &on, JoinArgs::new(JoinType::Semi)).sort([ROW], SortMultipleOptions::default());
    let mut columns = places(table, &trace.file, &trace.names);
    columns.extend(trace.columns.iter().map(|(name, shown)| column(name).alias(shown.as_str())));
    let bounded: Vec<&(String, String)> = trace.columns.iter().filter(|(name, _)| table.bounded.contains(name)).collect();
    let mut known = Known::of_rows(table.rows);
    for (name, shown) in bounded {
        columns.extend(bounds_of(name).iter().zip(bounds_of(shown)).map(|(old, new)| column(old).alias(new.as_str())));
        known.set_bounded(shown, true);
    }
    Lowered { frame: found.select(columns), known, guard: Guard::in_place() }
}

/// The file and the line of each row, or its number from 1 where the file has no lines.
fn places(table: &TableData, file: &str, names: &[String; 2]) -> Vec<Pl> {
    // The column says whether it holds lines or numbers of rows.
    let source = table.source.clone().filter(|_| names[1].ends_with("line"));
    let place = column(ROW).map(
        move |rows: Column| {
            let rows = rows.cast(&DataType::Int64)?;
            let line = |row: i64| i64::try_from(source.as_ref()?.line(u64::try_from(row).ok()?)?).ok();
            let place = |row: i64| line(row).unwrap_or(row + 1);
            let places: Int64Chunked = rows.i64()?.iter().map(|row| row.map(place)).collect();
            Ok(places.with_name(rows.name().clone()).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Int64)),
    );
    vec![lit(file.to_string()).alias(names[0].as_str()), place.alias(names[1].as_str())]
}

/// A plan whose rows are rows of one table, with their numbers carried along.
pub struct Numbered {
    /// The plan.
    pub plan: Plan,
    /// The tables, this one with its rows numbered.
    pub store: Store,
    table: TableData,
}

impl Numbered {
    /// The plan with numbers, if each of its rows is one of its table.
    pub fn of(plan: &Plan, store: &Store) -> Option<Numbered> {
        let flat = Some(flattened(plan, plan.steps.len())).filter(|_| plan.keeps_rows() && !plan.is_summary())?;
        let Source::Table(name) = &flat.source else { return None };
        let table = store.tables.get(name)?.clone();
        let mut store = store.clone();
        store.extend(name, TableData { frame: table.frame.clone().with_row_index(ROW, None), ..table.clone() });
        Some(Numbered { plan: Tracing::new(flat).plan, store, table })
    }

    /// The file and the line of each of its rows.
    pub fn places(&self, file: &str, names: &[String; 2]) -> Vec<Pl> {
        places(&self.table, file, names)
    }
}

/// The most rows of a table for which sources are looked up unasked: it is a second way through the query.
const LOOKED_UP: u64 = 200_000;

/// The words of the sources behind an answer, where the catalog says in which column they stand.
pub fn sources(end: &Context<'_>, asked: bool) -> Vec<String> {
    let (plan, store) = (end.plan, end.store);
    let listed = || {
        let source = plan.sources.as_ref().filter(|_| plan.keeps_rows())?;
        let until = plan.steps.iter().position(|step| matches!(step.kind, StepKind::Trace(_))).unwrap_or(plan.steps.len());
        let flat = flattened(plan, until);
        let Source::Table(name) = &flat.source else { return None };
        let table = store.tables.get(name).filter(|table| asked || table.rows.is_some_and(|rows| rows <= LOOKED_UP))?;
        let numbered = TableData { frame: table.frame.clone().with_row_index(ROW, None), ..table.clone() };
        let mut store = store.clone();
        store.extend(name, numbered.clone());
        let on = [column(ROW)];
        let rows = numbered.frame.join(Tracing::new(flat).rows(&store, end), &on, &on, JoinArgs::new(JoinType::Semi));
        let words = quietly(rows.select([column(source).cast(DataType::String)]).unique(None, UniqueKeepStrategy::Any))?;
        let mut words: Vec<String> = words.column(source).ok()?.str().ok()?.iter().flatten().map(str::to_string).collect();
        words.sort();
        Some(words)
    };
    listed().unwrap_or_default()
}

fn nothing() -> Lowered {
    Lowered { frame: DataFrame::empty().lazy(), known: Known::default(), guard: Guard::default() }
}

/// The first steps of a plan with those of the `let`s it goes on from, as one plan of a table; what hides or rounds keeps all rows.
fn flattened(plan: &Plan, count: usize) -> Plan {
    let rows = |step: &&Step| !matches!(step.kind, StepKind::Protect(_) | StepKind::Round(_));
    let own = plan.steps.iter().take(count).filter(rows).cloned();
    match &plan.source {
        Source::Table(_) => Plan { steps: own.collect(), ..plan.clone() },
        Source::Let(_, inner) => {
            let inner = flattened(inner, inner.steps.len());
            let steps = inner.steps.into_iter().chain(own).collect();
            Plan { steps, source: inner.source, axis: plan.axis.clone().or(inner.axis), ..plan.clone() }
        }
    }
}

/// A plan that carries along what its rows are found by.
struct Tracing {
    plan: Plan,
    /// The positions of its summaries, each with the hidden columns of its keys.
    summaries: Vec<(usize, Vec<String>)>,
}

impl Tracing {
    fn new(plan: Plan) -> Tracing {
        let (mut steps, mut summaries): (Vec<Step>, Vec<(usize, Vec<String>)>) = Default::default();
        let mut carried: Vec<PlanColumn> = vec![PlanColumn { name: ROW.to_string(), ty: Type::Int }];
        for mut step in plan.steps.iter().cloned() {
            if let StepKind::Project(names) = &mut step.kind {
                names.extend(carried.iter().map(|column| (column.name.clone(), column.name.clone())));
            }
            let keys = match &step.kind {
                StepKind::Summarise(summary) => Some(keys_of(summary)),
                StepKind::Describe => Some(Vec::new()),
                _ => None,
            };
            let Some(keys) = keys else {
                step.columns.extend(carried.iter().cloned());
                steps.push(step);
                continue;
            };
            let at = steps.len();
            let copies: Vec<(String, Expr)> =
                keys.into_iter().enumerate().map(|(key, value)| (format!("\u{1}key {key} of {at}"), value)).collect();
            carried = copies.iter().map(|(name, value)| PlanColumn { name: name.clone(), ty: value.ty }).collect();
            summaries.push((at, copies.iter().map(|(name, _)| name.clone()).collect()));
            let columns = step.columns.iter().chain(&carried).cloned().collect();
            let span = step.span;
            steps.push(step);
            steps.push(Step { kind: StepKind::Derive(copies), span, columns });
        }
        Tracing { plan: Plan { steps, ..plan }, summaries }
    }

    /// The numbers of the rows behind the answer, each once.
    fn rows(&self, store: &Store, lowering: &Context<'_>) -> LazyFrame {
        let step = |at: usize| Context { plan: &self.plan, at, store, lower: lowering.lower };
        let before = |at: usize, quiet: &mut Probes| (lowering.lower)(&self.plan, at, store, Clauses::All, quiet);
        let mut quiet = Probes { off: true, ..Probes::default() };
        let mut left = before(self.plan.steps.len(), &mut quiet).frame;
        for (at, names) in self.summaries.iter().rev() {
            let state = before(*at, &mut quiet);
            let kind = self.plan.steps.get(*at).map(|step| &step.kind);
            left = match kind {
                Some(StepKind::Summarise(summary)) => {
                    let rows = grouped(state, summary, &step(*at), &mut quiet);
                    kept(rows, left, names)
                }
                // What is described is all rows, as long as one line of it is left.
                _ => state.frame,
            };
        }
        left.select([column(ROW)]).unique(None, UniqueKeepStrategy::Any)
    }
}

/// What tells the rows of a summary apart: its keys, and its buckets. A summary of one row has one key that is the same for all.
fn keys_of(summary: &Summary) -> Vec<Expr> {
    let of = |name: &str, ty: Type| Expr::column(name, ty, Span::default());
    let mut keys: Vec<Expr> = summary.keys.iter().map(|key| of(&key.name, key.expr.ty)).collect();
    if let Some(placing) = &summary.placing {
        keys.push(of(BUCKET, Type::Int));
        if placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports) {
            keys.extend(placing.names.iter().skip(1).map(|name| of(name, Type::Date)));
        }
    }
    if keys.is_empty() {
        keys.push(Expr::literal(Value::Int(1), Span::default()));
    }
    keys
}

/// The rows of a summary that go into some figure, and what they are grouped by, in the order of `keys_of`.
fn grouped(state: Lowered, summary: &Summary, context: &Context<'_>, quiet: &mut Probes) -> (LazyFrame, Vec<Pl>) {
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
            by.extend([super::placing::FROM, TO].map(|name| column(name).cast(DataType::Date)));
        }
    }
    if by.is_empty() {
        by.push(lit(1i64));
    }
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

/// The rows whose keys are left in an answer.
fn kept((rows, by): (LazyFrame, Vec<Pl>), left: LazyFrame, names: &[String]) -> LazyFrame {
    let names: Vec<Pl> = names.iter().map(|name| column(name)).collect();
    let left = left.select(names.clone()).unique(None, UniqueKeepStrategy::Any);
    let copies: Vec<String> = (0..by.len()).map(|at| format!("\u{1}traced by {at}")).collect();
    let rows = rows.with_columns(by.into_iter().zip(&copies).map(|(value, name)| value.alias(name.as_str())).collect::<Vec<_>>());
    let on: Vec<Pl> = copies.iter().map(|name| column(name)).collect();
    let args = JoinArgs { nulls_equal: true, ..JoinArgs::new(JoinType::Semi) };
    rows.join(left, on, names, args)
}
