//! Figures `per UNIT`: the totals of the periods of each bucket, gathered in lists, and the verbs over the units they make.

use super::figure::adds_counts;
use super::interval::{Interval, bound_types, settled};
use super::lowering::{Lowering, column, dtype, literal};
use super::placing::{FROM, Places, TO};
use super::probe::Said;
use super::state::whole_frame;
use super::units::{Outcome, Total, Units, reported_in};
use crate::base::names::bounds_of;
use crate::base::{Day, Type, Value};
use crate::plan::{Aggregate, Figure, Key, Placing, Point};
use crate::syntax::ast::Straddling;
use polars::prelude::*;
use std::sync::Arc;

type Pl = polars::prelude::Expr;

/// The hidden columns of the first and the last day of a period.
const FIRST: &str = "\u{1}first";
const LAST: &str = "\u{1}last";

/// A figure over units: its name, itself, the columns it brings along.
pub type Paced<'a> = (&'a str, &'a Figure, Vec<(String, Type)>);

/// All figures over units of each bucket and combination of keys, and those that have bounds. They share one pass over the rows.
pub fn over(
    frame: LazyFrame,
    keys: &[Key],
    figures: Vec<Paced<'_>>,
    placing: &Placing,
    places: &Places,
    low: &mut Lowering<'_>,
) -> (LazyFrame, Vec<String>) {
    let (mut inputs, mut rates, mut totals, mut parts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, (name, figure, beside)) in figures.into_iter().enumerate() {
        let Some((aggregate, unit)) = figure.aggregate().and_then(|a| Some((a, a.unit()?))) else { continue };
        let lists = Lists::new(at);
        let part = Part::new(name, aggregate, Units::new(unit, aggregate.verb, placing, places, keys), beside, low);
        rates.push(rate(aggregate, placing, low).alias(lists.rate.as_str()));
        let (rows, sums) = lists.totals(aggregate, part.within, low);
        inputs.extend(rows);
        totals.extend(sums);
        parts.push((lists, part));
    }
    let names: Vec<Pl> = keys.iter().map(|key| low.key(&key.expr).alias(key.name.as_str())).collect();
    let days = [column(FROM).alias(FIRST), column(TO).alias(LAST)];
    let each: Vec<Pl> = names.into_iter().chain(days).chain(rates).collect();
    let by: Vec<Pl> = keys.iter().map(|key| column(&key.name)).collect();
    let lists: Vec<String> = [FIRST.to_string(), LAST.to_string()]
        .into_iter()
        .chain(parts.iter().flat_map(|(lists, part)| lists.names(part.within)))
        .collect();
    let gathered: Vec<Pl> = lists.iter().map(|list| column(list).implode(true)).collect();
    let grouped = frame.with_columns(inputs).group_by(each).agg(totals).group_by(by).agg(gathered);
    let bounded: Vec<String> = parts.iter().filter(|(_, part)| part.bounded).map(|(_, part)| part.name.clone()).collect();
    let announced: Vec<(String, DataType)> = parts.iter().flat_map(|(_, part)| part.columns()).collect();
    let gone = lists.clone();
    let schema = move |before: &Schema| {
        let kept = before.iter_fields().filter(|field| !gone.iter().any(|list| field.name() == list));
        let mut schema: Schema = kept.collect();
        announced.iter().for_each(|(name, dtype)| drop(schema.with_column(name.as_str().into(), dtype.clone())));
        Ok(Arc::new(schema))
    };
    let said = (!low.probes.off).then(|| low.probes.said.clone());
    let places = places.clone();
    let run = move |data: DataFrame| run(data, &lists, &parts, &places, said.as_ref());
    let frame = grouped.map(run, whole_frame(), Some(Arc::new(schema)), Some("units"));
    let frame = bounded.iter().fold(frame, |frame, name| frame.with_columns(settled(name)));
    (frame, bounded)
}

/// Whether the total of a period is spread over its days.
fn rate(aggregate: &Aggregate, placing: &Placing, low: &mut Lowering<'_>) -> Pl {
    match &aggregate.rate {
        _ if placing.straddling == Straddling::Prorated => lit(true),
        Point::Never => lit(false),
        Point::Always => lit(true),
        Point::If(test) => low.condition(test),
    }
}

/// The hidden columns of one figure: the total of a period, the lowest and the highest it can be, whether it is a rate, and whether it
/// is near.
struct Lists {
    total: String,
    rate: String,
    low: String,
    high: String,
    about: String,
}

impl Lists {
    fn new(at: usize) -> Lists {
        let [total, rate, low, high, about] =
            ["total", "rate", "lowest", "highest", "near"].map(|what| format!("\u{1}{what} of {at}"));
        Lists { total, rate, low, high, about }
    }

    fn names(&self, within: bool) -> Vec<String> {
        let bounds = [&self.low, &self.high, &self.about].into_iter().filter(|_| within);
        [&self.total, &self.rate].into_iter().chain(bounds).cloned().collect()
    }

    /// Columns of the rows, and their totals over a period.
    fn totals(&self, aggregate: &Aggregate, within: bool, low: &mut Lowering<'_>) -> (Vec<Pl>, Vec<Pl>) {
        let nothing = || literal(&Value::Unknown, Type::Float);
        let row = |name: &str| format!("{name} in a row");
        let value = low.amount(aggregate).alias(row(&self.total));
        let total = |name: &String| {
            let value = column(&row(name));
            when(value.clone().count().gt(lit(0u32))).then(value.sum()).otherwise(nothing())
        };
        let Some(argument) = aggregate.argument.as_ref().filter(|_| within) else {
            return (vec![value], vec![total(&self.total).alias(self.total.as_str())]);
        };
        let counts = aggregate.condition.as_ref().map(|condition| low.condition(condition));
        let counted =
            |value: Pl| counts.iter().fold(value, |value, counts| when(counts.clone()).then(value).otherwise(nothing()));
        let interval = low.interval(argument).unwrap_or_else(|| Interval::exact(low.value(argument)));
        let unknown = low.is_unknown(argument);
        let skipped = counts.clone().map_or(unknown.clone(), |counts| counts.and(unknown));
        let near = counts.clone().map_or(interval.about.clone(), |counts| counts.and(interval.about.clone()));
        let skips = format!("{} is unknown", self.total);
        let rows = vec![
            value,
            counted(interval.low).alias(row(&self.low)),
            counted(interval.high).alias(row(&self.high)),
            near.alias(row(&self.about)),
            skipped.alias(skips.as_str()),
        ];
        // Of which only bounds are known, the total has no best.
        let alone = column(&row(&self.total)).is_null().and(column(&row(&self.low)).is_not_null());
        let best = when(alone.any(true)).then(nothing()).otherwise(total(&self.total));
        let open = adds_counts(aggregate, argument, low.known);
        let high = match open {
            true => when(column(&skips).any(true)).then(lit(f64::INFINITY)).otherwise(total(&self.high)),
            false => total(&self.high),
        };
        let sums = vec![
            best.alias(self.total.as_str()),
            total(&self.low).alias(self.low.as_str()),
            high.alias(self.high.as_str()),
            column(&row(&self.about)).any(true).alias(self.about.as_str()),
        ];
        (rows, sums)
    }
}

/// One figure while it is worked out.
struct Part {
    name: String,
    units: Units,
    beside: Vec<(String, Type)>,
    /// Whether rows bring bounds along, or may be unknown.
    within: bool,
    /// Whether the figure has bounds, of its rows or of units without a report.
    bounded: bool,
}

impl Part {
    fn new(name: &str, aggregate: &Aggregate, units: Units, beside: Vec<(String, Type)>, low: &Lowering<'_>) -> Part {
        let argument = aggregate.argument.as_ref();
        let carries = argument.is_some_and(|argument| low.is_bounded(argument));
        let counts = argument.is_some_and(|argument| adds_counts(aggregate, argument, low.known));
        let within = carries || (counts && argument.is_some_and(|argument| low.known.can_be_unknown(argument)));
        let units = units.of_counts(counts);
        let bounded = within || units.may_be_short();
        Part { name: name.to_string(), units, beside, within, bounded }
    }

    fn columns(&self) -> Vec<(String, DataType)> {
        let beside = self.beside.iter().map(|(name, ty)| (name.clone(), dtype(*ty)));
        let value = (self.name.clone(), DataType::Float64);
        std::iter::once(value).chain(bound_types(&self.name).into_iter().filter(|_| self.bounded)).chain(beside).collect()
    }

    /// The columns of the outcomes of all buckets.
    fn series(&self, outcomes: &[Outcome]) -> PolarsResult<Vec<Column>> {
        let column = |(name, dtype): (String, DataType)| {
            let [low, high, about] = bounds_of(&self.name);
            if name == about {
                let near: Vec<bool> = outcomes.iter().map(|o| o.about).collect();
                return Ok(Series::new(name.as_str().into(), near).into_column());
            }
            let get: fn(&Outcome) -> Option<f64> = match &name {
                _ if name == self.name => |o| o.value,
                _ if name == low => |o| o.low,
                _ if name == high => |o| o.high,
                _ if name == "reported" => |o| Some(o.reported as f64),
                _ if dtype == DataType::Date => |o| o.on.map(|day| f64::from(day.0)),
                _ => |o| Some(o.units),
            };
            let values = Series::new(name.as_str().into(), outcomes.iter().map(get).collect::<Vec<_>>());
            let values = if dtype == DataType::Date { values.cast(&DataType::Int32)? } else { values };
            Ok(values.cast(&dtype)?.into_column())
        };
        self.columns().into_iter().map(column).collect()
    }
}

/// Works out all figures of all buckets.
fn run(
    data: DataFrame,
    lists: &[String],
    parts: &[(Lists, Part)],
    places: &Places,
    said: Option<&Said>,
) -> PolarsResult<DataFrame> {
    let list = |name: &str| -> PolarsResult<ListChunked> { Ok(data.column(name)?.list()?.clone()) };
    let (starts, ends) = (list(FIRST)?, list(LAST)?);
    let buckets = data.column(super::placing::BUCKET)?.cast(&DataType::Int64)?;
    let buckets = buckets.i64()?.iter().enumerate().map(|(row, at)| {
        let bucket = places.buckets.get(usize::try_from(at?).ok()?).copied();
        bucket.map(|bucket| reported_in(bucket, |name| Some(Day(data.column(name).ok()?.get(row).ok()?.extract::<i32>()?))))
    });
    let buckets: Vec<_> = buckets.collect();
    let mut columns: Vec<Column> = data.drop_many(lists.iter().map(String::as_str)).columns().to_vec();
    for (names, part) in parts {
        let own = |name: &str| if part.within { list(name).map(Some) } else { Ok(None) };
        let (totals, rates) = (list(&names.total)?, list(&names.rate)?);
        let (lows, highs, near) = (own(&names.low)?, own(&names.high)?, own(&names.about)?);
        let covered = part.units.covered(&data)?;
        let mut outcomes = Vec::with_capacity(data.height());
        for (row, bucket) in buckets.iter().enumerate() {
            let of = |list: &ListChunked| list.get_as_series(row).unwrap_or_default();
            let (starts, ends) = (of(&starts).cast(&DataType::Int32)?, of(&ends).cast(&DataType::Int32)?);
            let (rates, totals) = (of(&rates), of(&totals).cast(&DataType::Float64)?);
            let bound = |list: &Option<ListChunked>| match list {
                Some(list) => of(list).cast(&DataType::Float64),
                None => Ok(totals.clone()),
            };
            let (lows, highs) = (bound(&lows)?, bound(&highs)?);
            let near = near.as_ref().map(of);
            let mut found: Vec<Total> = Vec::with_capacity(totals.len());
            let (starts, ends, rates) = (starts.i32()?, ends.i32()?, rates.bool()?);
            let (totals, lows, highs) = (totals.f64()?, lows.f64()?, highs.f64()?);
            for at in 0..starts.len() {
                let (Some(start), Some(end)) = (starts.get(at), ends.get(at)) else { continue };
                let about = near.as_ref().is_some_and(|near| near.bool().is_ok_and(|near| near.get(at) == Some(true)));
                let rate = rates.get(at) == Some(true);
                found.push(Total { start, end, rate, amount: totals.get(at), low: lows.get(at), high: highs.get(at), about });
            }
            outcomes
                .push(bucket.as_ref().map_or_else(Outcome::default, |bucket| part.units.outcome(bucket, &found, &covered[row])));
        }
        said.iter().for_each(|said| part.units.say(&outcomes, &part.name, said));
        columns.extend(part.series(&outcomes)?);
    }
    DataFrame::new(data.height(), columns)
}
