//! Summaries placed in time: one row for each bucket and key, whether it has a report or not.

use super::context::Context;
use super::covered::{self, Runs, covers};
use super::fault::wrapped;
use super::figure;
use super::growth;
use super::guard::Guard;
use super::known::{ColumnKnown, Known};
use super::lowering::{Lowering, column, dtype};
use super::per;
use super::placing::{BUCKET, FROM, Places, TO, amounts, placed};
use super::probe::{Probes, Said};
use super::state::{Lowered, whole_frame};
use super::units::Units;
use crate::base::calendar::hijri;
use crate::base::counts::{counted, grouped};
use crate::base::names::bounds_of;
use crate::base::{Code, Span, Type, Value};
use crate::catalog::Coverage;
use crate::plan::buckets::{Bucket, Cut};
use crate::plan::time::PART;
use crate::plan::{Aggregate, Expr, Figure, FigureKind, Key, Placing, Summary, Verb};
use crate::syntax::ast::Straddling;
use polars::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

type Pl = polars::prelude::Expr;

/// The hidden column of the number of rows of a bucket; unknown where it has none.
pub const ROWS: &str = "\u{1}rows";

/// The hidden columns of whether the window cuts a bucket, and of the series it belongs to: its keys and its window.
pub const CUT: &str = "\u{1}cut";
pub const SERIES: &str = "\u{1}series";

/// What says of each row which bucket it is.
pub const MARKS: [&str; 3] = [ROWS, CUT, SERIES];

/// A summary whose rows are placed in time.
pub fn summarise(state: Lowered, summary: &Summary, placing: &Placing, context: &Context<'_>, probes: &mut Probes) -> Lowered {
    let span = summary.figures.first().map_or(Span::default(), |(_, figure)| figure.span);
    let Some(places) = Places::of(placing, context) else { return too_many(state, span) };
    if !probes.off {
        said_parts(&places, placing, &probes.said);
        said_covered(&places, placing, &probes.said);
    }
    let again = |known: &Known| rows(placing, &places, known, context);
    let earlier = || context.at_any_time().frame;
    over(state, summary, placing, &places, &Others { again: &again, earlier: &earlier }, probes)
}

/// Other rows that a summary may ask for.
pub struct Others<'a> {
    /// Those by which the largest keys are found.
    pub again: &'a dyn Fn(&Known) -> LazyFrame,
    /// Those before the summary whatever the window.
    pub earlier: &'a dyn Fn() -> LazyFrame,
}

/// The rows before the summary once more, placed.
pub fn rows(placing: &Placing, places: &Places, known: &Known, context: &Context<'_>) -> LazyFrame {
    let mut quiet = Probes { off: true, ..Probes::default() };
    placed(context.again(), placing, places, &mut Lowering::new(known, &mut quiet), Vec::new())
}

/// The same over given buckets.
pub fn over(
    state: Lowered,
    summary: &Summary,
    placing: &Placing,
    places: &Places,
    rows: &Others<'_>,
    probes: &mut Probes,
) -> Lowered {
    let mut known = state.known.clone();
    if placing.straddling == Straddling::Prorated {
        known.set(PART, ColumnKnown { all_known: true, bounds: None });
    }
    let mut low = Lowering::new(&known, probes);
    let counted = placing.straddling == Straddling::LeftOut;
    let lost = if counted { amounts(&summary.figures, &mut low) } else { Vec::new() };
    let frame = placed(state.frame, placing, places, &mut low, lost);
    let labelled = |key: &Key| placing.labelled && key.is_label();
    let keys: Vec<Key> = summary.keys.iter().filter(|key| !labelled(key)).cloned().collect();
    let state = Lowered { frame, known: known.clone(), guard: Guard::in_place() };
    let (state, mut keys) = match keys.iter().position(|key| key.top.is_some()) {
        Some(at) => state.with_leaders(&keys, at, &leading(summary), (rows.again)(&known)),
        None => (state, keys),
    };
    let reports = placing.every.as_ref().is_some_and(|every| every.cut == Cut::Reports);
    let time: &[(&str, Type)] =
        if reports { &[(FROM, Type::Date), (TO, Type::Date), (BUCKET, Type::Int)] } else { &[(BUCKET, Type::Int)] };
    keys.extend(time.iter().map(|(name, ty)| Key {
        name: name.to_string(),
        expr: Expr::column(*name, *ty, Span::default()),
        top: None,
    }));
    let (frame, bounded) = figures(state, summary, &keys, placing, places, rows.earlier, probes);
    let mut grid = Grid::new(summary, keys, placing, places, probes);
    for name in &bounded {
        grid.columns.extend(bounds_of(name).into_iter().zip([Type::Float, Type::Float, Type::Bool]));
    }
    let schema = grid.schema();
    let frame = frame.map(
        move |data| grid.fill(data),
        whole_frame(),
        Some(Arc::new(move |_: &Schema| Ok(schema.clone()))),
        Some("series"),
    );
    let mut known = known_after(summary, &known);
    bounded.iter().for_each(|name| known.set_bounded(name, true));
    Lowered { frame, known, guard: Guard::in_place() }
}

/// The figure that `by top` ranks by: over the whole window a mean per day ranks like the total.
pub fn leading(summary: &Summary) -> Figure {
    let mut figure = match summary.figures.first() {
        Some((_, figure)) => figure.clone(),
        None => Figure {
            kind: FigureKind::Constant(Expr::literal(Value::Int(0), Span::default())),
            ty: Type::Int,
            span: Span::default(),
        },
    };
    if let FigureKind::Aggregate(aggregate) = &mut figure.kind
        && aggregate.pace.take().is_some()
        && aggregate.verb == Verb::Mean
    {
        aggregate.verb = Verb::Sum;
        figure.ty = aggregate.argument.as_ref().map_or(figure.ty, |argument| argument.ty);
    }
    figure
}

/// All figures by keys and buckets: those over rows in one pass, each one over units in a pass of its own.
fn figures(
    state: Lowered,
    summary: &Summary,
    keys: &[Key],
    placing: &Placing,
    places: &Places,
    earlier: &dyn Fn() -> LazyFrame,
    probes: &mut Probes,
) -> (LazyFrame, Vec<String>) {
    let (alone, together): (Vec<_>, Vec<_>) =
        summary.figures.iter().partition(|(_, figure)| figure.aggregate().is_some_and(Aggregate::stands_alone));
    let rows = Figure { kind: FigureKind::Aggregate(Box::new(Aggregate::count())), ty: Type::Int, span: Span::default() };
    let mut plain: Vec<(String, Figure)> = Vec::new();
    for (name, figure) in together {
        plain.push((name.clone(), figure.clone()));
        // One day of report stands for all: that of the first figure.
        plain.extend(as_at(figure).filter(|(name, _)| !plain.iter().any(|(taken, _)| taken == name)));
    }
    for (at, (_, figure)) in alone.iter().enumerate() {
        // What a figure over units must have in common, and what of it is unknown, is looked at where rows are added.
        let watched = |aggregate: &&Aggregate| {
            let numbers = |argument: &Expr| argument.ty.is_number() && state.known.can_be_unknown(argument);
            aggregate.uniform.is_some() || (aggregate.verb != Verb::Increase && aggregate.argument.as_ref().is_some_and(numbers))
        };
        if let Some(aggregate) = figure.aggregate().filter(watched) {
            let verb = if aggregate.verb == Verb::Increase { Verb::Increase } else { Verb::Sum };
            let ty = aggregate.argument.as_ref().map_or(Type::Float, |argument| argument.ty);
            let kind = FigureKind::Aggregate(Box::new(Aggregate { verb, pace: None, ..aggregate.clone() }));
            plain.push((format!("\u{1}alike{at}"), Figure { kind, ty, span: figure.span }));
        }
    }
    plain.push((ROWS.to_string(), rows));
    let series = summary.series.clone();
    let shares = summary.shares.iter().filter(|share| plain.iter().any(|(name, _)| *name == share.figure)).cloned().collect();
    let placed = Some(placing.clone());
    let inner = Summary { figures: plain, keys: keys.to_vec(), placing: placed, series, repeated: Vec::new(), shares };
    let (mut frame, known) = figure::summarise(state.frame.clone(), &inner, &state.known, probes);
    let mut bounded: Vec<String> =
        known.bounded().filter(|name| summary.figures.iter().any(|(n, _)| n == *name)).cloned().collect();
    if alone.is_empty() {
        return (frame, bounded);
    }
    let (grown, paced): (Vec<_>, Vec<_>) =
        alone.into_iter().partition(|(_, figure)| figure.aggregate().is_some_and(|a| a.verb == Verb::Increase));
    let names: Vec<Pl> = keys.iter().map(|key| column(&key.name)).collect();
    let join = |frame: LazyFrame, totals: LazyFrame, wanted: Vec<String>, with_bounds: &[String]| {
        let beside = with_bounds.iter().flat_map(|name| bounds_of(name));
        let wanted = names.iter().cloned().chain(wanted.into_iter().chain(beside).map(|name| column(&name)));
        let totals = totals.select(wanted.collect::<Vec<_>>());
        let args = JoinArgs { nulls_equal: true, ..JoinArgs::new(JoinType::Left) };
        frame.join(totals, names.clone(), names.clone(), args)
    };
    let mut low = Lowering::new(&state.known, probes);
    if !paced.is_empty() {
        let beside = beside_figures(summary);
        let of = |name: &String| beside.iter().find(|(of, _)| of == name).map(|(_, beside)| beside.clone()).unwrap_or_default();
        let figures: Vec<_> = paced.iter().map(|(name, figure)| (name.as_str(), figure, of(name))).collect();
        let wanted = figures
            .iter()
            .flat_map(|(name, _, beside)| std::iter::once(name.to_string()).chain(beside.iter().map(|(name, _)| name.clone())));
        let wanted: Vec<String> = wanted.collect();
        let (totals, with_bounds) = per::over(state.frame.clone(), keys, figures, placing, places, &mut low);
        frame = join(frame, totals, wanted, &with_bounds);
        bounded.extend(with_bounds);
    }
    for (name, figure) in grown {
        let Some(aggregate) = figure.aggregate() else { continue };
        let (totals, has_bounds) = growth::over(earlier(), keys, name, aggregate, placing, places, &mut low);
        let with_bounds = if has_bounds { vec![name.clone()] } else { Vec::new() };
        frame = join(frame, totals, vec![name.clone()], &with_bounds);
        bounded.extend(with_bounds);
    }
    (figure::in_order(frame, keys), bounded)
}

/// The columns that each figure brings along, but for those that a key has taken.
fn beside_figures(summary: &Summary) -> Vec<(String, Vec<(String, Type)>)> {
    let is_key = |name: &String| summary.keys.iter().any(|key| key.name == *name);
    let free = |beside: Vec<(String, Type)>| beside.into_iter().filter(|(name, _)| !is_key(name)).collect();
    let figures = summary.figures.iter().map(|(name, _)| name.clone());
    figures.zip(crate::plan::beside(&summary.figures).into_iter().map(free)).collect()
}

/// The day of the newest or oldest report beside its figure.
fn as_at(figure: &Figure) -> Option<(String, Figure)> {
    let aggregate = figure.aggregate()?;
    let verb = match aggregate.verb {
        Verb::Latest => Verb::Max,
        Verb::Earliest => Verb::Min,
        _ => return None,
    };
    let argument = Some(Expr::column(TO, Type::Date, figure.span));
    let aggregate = Aggregate { verb, argument, pace: None, uniform: None, ..aggregate.clone() };
    Some(("as_at".to_string(), Figure { kind: FigureKind::Aggregate(Box::new(aggregate)), ty: Type::Date, span: figure.span }))
}

/// What turns figures by keys and buckets into the rows of the answer.
struct Grid {
    /// The columns that rows were grouped by, the hidden ones included.
    keys: Vec<String>,
    /// The columns of the answer, with their types, hidden ones last.
    columns: Vec<(String, Type)>,
    /// The keys of the summary that tell windows apart.
    labels: Vec<String>,
    names: Vec<String>,
    places: Places,
    placing: Placing,
    /// Whether every bucket has a row.
    complete: bool,
    /// Whether windows are told apart before any other key.
    spans_first: bool,
    /// Figures that are zero where nothing happened.
    zeros: Vec<String>,
    /// Figures that are counts of the whole window.
    counts: Vec<String>,
    /// The columns of numbers of units; there is one more, of units with a report.
    units: Vec<(String, Units)>,
    /// The columns that say which days are covered.
    covering: Vec<Option<String>>,
    said: Option<Said>,
    /// Where to say which newest reports are older than others, where there may be some.
    older: Option<Said>,
}

impl Grid {
    fn new(summary: &Summary, keys: Vec<Key>, placing: &Placing, places: &Places, probes: &Probes) -> Grid {
        let labelled = |key: &&Key| placing.labelled && key.is_label();
        let mut columns: Vec<(String, Type)> = summary.keys.iter().map(|key| (key.name.clone(), key.expr.ty)).collect();
        let aligned = placing.every.as_ref().is_some_and(|every| every.aligned);
        let types = [if aligned { Type::Int } else { Type::Text }, Type::Date, Type::Date];
        let named = placing.names.iter().zip(types).filter(|(name, _)| !name.is_empty());
        columns.extend(named.map(|(name, ty)| (name.clone(), ty)));
        let (mut zeros, mut counts, mut units) = (Vec::new(), Vec::new(), Vec::new());
        for ((name, figure), (_, beside)) in summary.figures.iter().zip(beside_figures(summary)) {
            if let Some(unit) = figure.aggregate().and_then(Aggregate::unit) {
                units.push((format!("{}s", unit.name()), Units::new(unit, Verb::Mean, placing, places, &keys)));
            }
            match figure.aggregate().map(|a| (a.verb, a.pace.is_some())) {
                Some((Verb::Count | Verb::CountDistinct, _)) => {
                    counts.push(name.clone());
                    zeros.push(name.clone());
                }
                Some((Verb::Sum, false) | (Verb::Mean, true)) => zeros.push(name.clone()),
                _ => {}
            }
            columns.push((name.clone(), figure.ty));
            columns.extend(beside);
        }
        let hidden = [(ROWS, Type::Int), (BUCKET, Type::Int), (CUT, Type::Bool), (SERIES, Type::Int)];
        columns.extend(hidden.map(|(name, ty)| (name.to_string(), ty)));
        Grid {
            complete: placing.every.is_some() || (keys.len() == 1 && !placing.labelled),
            covering: places.covered.columns(&keys),
            keys: keys.into_iter().map(|key| key.name).collect(),
            columns,
            labels: summary.keys.iter().filter(labelled).map(|key| key.name.clone()).collect(),
            names: placing.names.clone(),
            places: places.clone(),
            placing: placing.clone(),
            // A window is no bucket: what is counted there is counted.
            zeros: match (&placing.coverage, &placing.every) {
                (Coverage::Reported, None) => counts.clone(),
                (Coverage::Reported, _) => Vec::new(),
                _ => zeros,
            },
            counts: if placing.every.is_none() { counts } else { Vec::new() },
            spans_first: summary.keys.first().is_some_and(|key| labelled(&key)),
            units,
            older: ages(summary).then(|| probes.said.clone()).filter(|_| !probes.off),
            said: (!probes.off && placing.every.is_some()).then(|| probes.said.clone()),
        }
    }

    fn schema(&self) -> SchemaRef {
        Arc::new(self.columns.iter().map(|(name, ty)| Field::new(name.as_str().into(), dtype(*ty))).collect())
    }

    /// The figures of all buckets, in the order of keys and buckets.
    fn fill(&self, data: DataFrame) -> PolarsResult<DataFrame> {
        let data = if self.complete { self.awaited(self.completed(data)?)? } else { data };
        let data = if self.spans_first { by_span(data, &self.places)? } else { data };
        let buckets = data.column(BUCKET)?.cast(&DataType::Int64)?;
        self.say_older(&data)?;
        let buckets: Vec<Option<&Bucket>> =
            buckets.i64()?.iter().map(|at| self.places.buckets.get(usize::try_from(at?).ok()?)).collect();
        self.say_reported(&data)?;
        let covered = self.places.covered.rows(&data, &self.covering)?;
        let buckets: Vec<Option<(&Bucket, &Runs)>> =
            buckets.into_iter().zip(&covered).map(|(bucket, runs)| Some((bucket?, &**runs))).collect();
        let columns = self.columns.iter().map(|(name, ty)| self.column(name, *ty, &data, &buckets));
        DataFrame::new(data.height(), columns.collect::<PolarsResult<Vec<Column>>>()?)
    }

    fn column(&self, name: &str, ty: Type, data: &DataFrame, buckets: &[Option<(&Bucket, &Runs)>]) -> PolarsResult<Column> {
        let place = self.names.iter().position(|n| n == name);
        let named = |series: Series| Ok(series.with_name(name.into()).into_column());
        let reports = data.column(FROM).is_ok();
        if self.labels.iter().any(|label| label == name) {
            let label = |(b, _): &(&Bucket, &Runs)| self.places.window.spans.get(b.span).map(|(label, _)| label.clone());
            return named(Series::new("".into(), buckets.iter().map(|b| b.as_ref().and_then(label)).collect::<Vec<_>>()));
        }
        match place {
            Some(1) if reports => named(data.column(FROM)?.as_materialized_series().clone()),
            Some(2) if reports => named(data.column(TO)?.as_materialized_series().clone()),
            Some(side @ (1 | 2)) => {
                let day = |(b, _): &(&Bucket, &Runs)| if side == 1 { b.days.start.0 } else { b.days.end.0 };
                let days: Vec<Option<i32>> = buckets.iter().map(|b| b.as_ref().map(day)).collect();
                named(Series::new("".into(), days).cast(&DataType::Date)?)
            }
            Some(0) if ty == Type::Int => {
                let numbers: Vec<Option<i64>> = buckets.iter().map(|b| b.map(|(b, _)| i64::from(b.number))).collect();
                named(Series::new("".into(), numbers))
            }
            _ if name == CUT => {
                let series = self.placing.every.is_some();
                named(Series::new(
                    "".into(),
                    buckets.iter().map(|b| series && b.is_some_and(|(b, _)| b.is_part())).collect::<Vec<_>>(),
                ))
            }
            _ if name == SERIES => named(self.numbers(data, buckets)?),
            Some(0) => named(Series::new("".into(), buckets.iter().map(|b| b.map(|(b, _)| self.label(b))).collect::<Vec<_>>())),
            _ => {
                let values = data.column(name)?.cast(&dtype(ty))?;
                if let Some(values) = self.units_of(name, &values, buckets)? {
                    return named(values.cast(&dtype(ty))?);
                }
                if !self.zeros.iter().any(|zero| zero == name) {
                    return Ok(values);
                }
                let counted = self.counts.iter().any(|count| count == name);
                let covered = |(b, runs): (&Bucket, &Runs)| covers(runs, b, &self.places.window);
                let covered: BooleanChunked = buckets.iter().map(|b| Some(counted || b.is_some_and(covered))).collect();
                let empty = data.column(ROWS)?.is_null() & covered;
                let zero = Series::new("".into(), vec![0i64]).cast(&dtype(ty))?;
                let filled = zero.zip_with(&empty, values.as_materialized_series())?;
                named(filled)
            }
        }
    }

    /// The number of the series of each row: rows stand in the order of their keys.
    fn numbers(&self, data: &DataFrame, buckets: &[Option<(&Bucket, &Runs)>]) -> PolarsResult<Series> {
        let hidden = [BUCKET, FROM, TO];
        let keys = self.keys.iter().filter(|name| !hidden.contains(&name.as_str()));
        let keys: Vec<&Column> = keys.map(|name| data.column(name)).collect::<PolarsResult<_>>()?;
        let span = |row: usize| buckets.get(row).copied().flatten().map(|(bucket, _)| bucket.span);
        let same = |row: usize| span(row - 1) == span(row) && keys.iter().all(|key| key.get(row - 1).ok() == key.get(row).ok());
        let mut number = 0i64;
        let numbers = (0..data.height()).map(|row| {
            number += i64::from(row > 0 && !same(row));
            number
        });
        Ok(Series::new("".into(), numbers.collect::<Vec<_>>()))
    }

    /// How many units a bucket without a row has, and on how many of them it is known that nothing happened.
    fn units_of(&self, name: &str, values: &Column, buckets: &[Option<(&Bucket, &Runs)>]) -> PolarsResult<Option<Series>> {
        let column = self.units.iter().find(|(units, _)| units == name);
        let reported = (name == "reported").then(|| self.units.first()).flatten();
        let Some((_, units)) = column.or(reported) else { return Ok(None) };
        let without_rows = |(bucket, runs): (&Bucket, &Runs)| {
            let (count, covered) = units.without_rows(bucket, runs);
            if column.is_some() { count } else { covered as f64 }
        };
        let values = values.cast(&DataType::Float64)?;
        let filled = values.f64()?.iter().zip(buckets).map(|(value, bucket)| value.or_else(|| bucket.map(without_rows)));
        Ok(Some(Series::new("".into(), filled.collect::<Vec<Option<f64>>>())))
    }

    /// The month or year of a bucket in its calendar.
    fn label(&self, bucket: &Bucket) -> String {
        let months = match self.placing.every.as_ref().map(|every| every.cut) {
            Some(Cut::HijriMonths(months)) => months,
            _ => 1,
        };
        hijri::label(hijri::month_of(bucket.whole.start), months)
    }

    /// One row for each combination of keys and each bucket, or each period that is reported at all.
    fn completed(&self, data: DataFrame) -> PolarsResult<DataFrame> {
        let on: Vec<PlSmallStr> = self.keys.iter().map(|name| name.as_str().into()).collect();
        let (time, keys): (Vec<_>, Vec<_>) = on.iter().cloned().partition(|name| [BUCKET, FROM, TO].contains(&name.as_str()));
        let periods = if time.len() > 1 {
            let order = SortMultipleOptions::default().with_nulls_last(true);
            data.select(time.clone())?.unique_stable(None, UniqueKeepStrategy::First, None)?.sort(time.clone(), order)?
        } else {
            let all: Vec<u32> = (0..self.places.buckets.len() as u32).collect();
            let buckets = Series::new(BUCKET.into(), all).cast(data.column(BUCKET)?.dtype())?;
            DataFrame::new(buckets.len(), vec![buckets.into_column()])?
        };
        let combinations = match keys.is_empty() {
            true => None,
            false => Some(data.select(keys.clone())?.unique_stable(None, UniqueKeepStrategy::First, None)?),
        };
        let (n, m) = (combinations.as_ref().map_or(1, DataFrame::height), periods.height());
        let row = |at: usize| at as IdxSize;
        let repeated: IdxCa = (0..n * m).map(|at| Some(row(at % m.max(1)))).collect();
        let mut grid = periods.take(&repeated)?;
        if let Some(combinations) = combinations {
            let each: IdxCa = (0..n * m).map(|at| Some(row(at / m.max(1)))).collect();
            grid.hstack_mut(combinations.take(&each)?.columns())?;
        }
        let args = JoinArgs { nulls_equal: true, maintain_order: MaintainOrderJoin::Left, ..JoinArgs::new(JoinType::Left) };
        grid.join(&data, on.clone(), on, args, None)
    }

    /// The rows without those of buckets that nobody has reported on and that still lie ahead.
    fn awaited(&self, data: DataFrame) -> PolarsResult<DataFrame> {
        if self.placing.every.is_none() || self.places.awaited.is_none() || data.column(FROM).is_ok() {
            return Ok(data);
        }
        let (rows, buckets) = (data.column(ROWS)?.is_not_null(), data.column(BUCKET)?.cast(&DataType::Int64)?);
        let awaits = |at: i64| self.places.buckets.get(at as usize).is_none_or(|bucket| self.places.awaits(bucket.days.start));
        let kept: BooleanChunked =
            rows.iter().zip(buckets.i64()?.iter()).map(|(row, at)| Some(row == Some(true) || at.is_none_or(awaits))).collect();
        data.filter(&kept)
    }

    /// How many newest reports are older than the newest of all in their bucket, and by how much.
    fn say_older(&self, data: &DataFrame) -> PolarsResult<()> {
        let Some(said) = self.older.as_ref().filter(|_| data.column(FROM).is_err()) else { return Ok(()) };
        let (days, buckets) = (data.column("as_at")?.cast(&DataType::Int32)?, data.column(BUCKET)?.cast(&DataType::Int64)?);
        let rows: Vec<(Option<i64>, i32)> =
            buckets.i64()?.iter().zip(days.i32()?.iter()).filter_map(|(at, day)| Some((at, day?))).collect();
        let mut newest: HashMap<Option<i64>, i32> = HashMap::new();
        for (at, day) in &rows {
            newest.entry(*at).and_modify(|last| *last = (*last).max(*day)).or_insert(*day);
        }
        let ages: Vec<i32> =
            rows.iter().map(|(at, day)| newest.get(at).map_or(0, |last| last - day)).filter(|age| *age > 0).collect();
        if let Some(oldest) = ages.iter().max() {
            let of = format!("{} of {}", grouped(ages.len() as u64), counted(rows.len() as u64, "row"));
            let verb = if ages.len() == 1 { "is" } else { "are" };
            let most = if ages.len() == 1 { "" } else { "up to " };
            said.add(
                "older",
                format!(
                    "{of} {verb} {most}{} older than the newest report beside: see as_at",
                    counted(u64::from(oldest.unsigned_abs()), "day")
                ),
            );
        }
        Ok(())
    }

    /// How many of the buckets have a report at all.
    fn say_reported(&self, data: &DataFrame) -> PolarsResult<()> {
        let Some(said) = self.said.as_ref().filter(|_| data.column(FROM).is_err()) else { return Ok(()) };
        let rows = data.column(ROWS)?.cast(&DataType::Int64)?;
        let buckets = data.column(BUCKET)?.cast(&DataType::Int64)?;
        let mut seen = vec![false; self.places.buckets.len()];
        for (rows, at) in rows.i64()?.iter().zip(buckets.i64()?.iter()) {
            if let (Some(1..), Some(at)) = (rows, at.and_then(|at| usize::try_from(at).ok())) {
                seen.get_mut(at).into_iter().for_each(|slot| *slot = true);
            }
        }
        let with = seen.iter().filter(|seen| **seen).count();
        let awaited =
            self.places.buckets.iter().zip(&seen).filter(|(b, seen)| **seen || self.places.awaits(b.days.start)).count();
        if with < awaited {
            said.add("reported", format!("{} of {} have a row", grouped(with as u64), counted(awaited as u64, "bucket")));
        }
        Ok(())
    }
}

/// Whether newest reports stand beside each other that may be of different days.
fn ages(summary: &Summary) -> bool {
    let newest = |figure: &Figure| figure.aggregate().is_some_and(|a| a.verb == Verb::Latest && a.pace.is_none());
    let first = summary.figures.iter().find(|(_, figure)| as_at(figure).is_some());
    let free = !summary.keys.iter().any(|key| key.name == "as_at") && !summary.figures.iter().any(|(name, _)| name == "as_at");
    free && !summary.keys.is_empty() && first.is_some_and(|(_, figure)| newest(figure))
}

/// The rows of one window before those of the next.
fn by_span(data: DataFrame, places: &Places) -> PolarsResult<DataFrame> {
    let buckets = data.column(BUCKET)?.cast(&DataType::Int64)?;
    let span = |at: Option<i64>| at.and_then(|at| places.buckets.get(at as usize)).map_or(usize::MAX, |bucket| bucket.span);
    let mut rows: Vec<(usize, IdxSize)> = buckets.i64()?.iter().enumerate().map(|(row, at)| (span(at), row as IdxSize)).collect();
    rows.sort();
    data.take(&rows.into_iter().map(|(_, row)| Some(row)).collect::<IdxCa>())
}

/// Says which buckets the window cuts.
fn said_parts(places: &Places, placing: &Placing, said: &Said) {
    match placing.straddling {
        Straddling::LeftOut => {}
        Straddling::Overlapping => said.add("straddling", "rows count in every bucket they touch".to_string()),
        Straddling::Prorated => said.add("straddling", "rows are split by their days: totals are estimates".to_string()),
    }
    if placing.every.is_none() {
        return;
    }
    let part = |bucket: &&Bucket| bucket.is_part();
    let days = |b: &Bucket| match places.window.weekdays {
        // Of weekdays the first and the last day say more than their number.
        Some(_) => b.days.days(),
        None => b.days_within(&places.window, b.days),
    };
    let words = |b: &Bucket| format!("{} to {} ({} of {} days)", b.days.start, b.days.end, days(b), b.whole.days());
    let parts: Vec<String> = places.buckets.iter().filter(part).map(words).collect();
    if !parts.is_empty() {
        said.add("cut short", parts.join("; "));
    }
}

/// Says how many days of the window another table lists.
fn said_covered(places: &Places, placing: &Placing, said: &Said) {
    let (Coverage::Days(days), Some(all)) = (&placing.coverage, places.window.days()) else { return };
    let count = grouped(covered::count(&places.covered.everywhere(), &places.window));
    let keys: Vec<&str> = days.keys.iter().map(|key| key.ours.as_str()).collect();
    let each = if keys.is_empty() { String::new() } else { format!(" for every {}", keys.join(", ")) };
    said.add("covered", format!("{count} of {}{each} (table {})", counted(all as u64, "day"), days.table));
}

fn too_many(state: Lowered, span: Span) -> Lowered {
    let fail = move |_: DataFrame| Err(wrapped(Code::BadBuckets, span, "the window has too many buckets: more than a million"));
    Lowered { frame: state.frame.map(fail, whole_frame(), None, Some("series")), ..state }
}

fn known_after(summary: &Summary, known: &Known) -> Known {
    let mut after = Known::of_rows(None);
    for key in &summary.keys {
        after.set(&key.name, ColumnKnown { all_known: !known.can_be_unknown(&key.expr), bounds: known.bounds(&key.expr) });
    }
    let counts = summary.figures.iter().filter(|(_, figure)| figure::is_count(figure, known));
    counts.for_each(|(name, _)| after.set_counts(name));
    after
}
