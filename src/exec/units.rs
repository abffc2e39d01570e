//! Figures over units of time: the total of each day, week or month of a bucket, and the verb over these totals.

use super::covered::{Runs, covers};
use super::lowering::{Lowering, column, dtype};
use super::placing::{BUCKET, FROM, Places, TO};
use super::probe::Said;
use super::state::whole_frame;
use crate::base::counts::{amount, counted, grouped};
use crate::base::{Day, Period, Unit};
use crate::catalog::Coverage;
use crate::plan::Every;
use crate::plan::buckets::{self, Bucket, Cut};
use crate::plan::{Figure, Key, Placing, Point, Verb, Window};
use crate::syntax::ast::Straddling;
use polars::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// The hidden columns of the total of a period, and of whether it is a rate.
const TOTAL: &str = "\u{1}total";
const RATE: &str = "\u{1}rate";
/// The hidden columns of its first and its last day.
const FIRST: &str = "\u{1}first";
const LAST: &str = "\u{1}last";
/// All of them, as lists of the periods of a bucket.
const LISTS: [&str; 4] = [FIRST, LAST, RATE, TOTAL];

/// The figure of each bucket and combination of keys, with the columns it brings along.
pub fn over(
    frame: LazyFrame,
    keys: &[Key],
    (name, figure): (&str, &Figure),
    placing: &Placing,
    places: &Places,
    low: &mut Lowering<'_>,
) -> LazyFrame {
    let Some((aggregate, unit)) = figure.aggregate().and_then(|a| Some((a, a.unit()?))) else { return frame };
    let value = low.amount(aggregate);
    let rate = match &aggregate.rate {
        _ if placing.straddling == Straddling::Prorated => lit(true),
        Point::Never => lit(false),
        Point::Always => lit(true),
        Point::If(test) => low.condition(test),
    };
    let names: Vec<Expr> = keys.iter().map(|key| low.key(&key.expr).alias(key.name.as_str())).collect();
    let days = [column(FROM).alias(FIRST), column(TO).alias(LAST), rate.alias(RATE)];
    let each: Vec<Expr> = names.iter().cloned().chain(days).collect();
    let total = when(value.clone().count().gt(lit(0u32))).then(value.sum()).otherwise(lit(NULL).cast(DataType::Float64));
    let totals = frame.group_by(each).agg([total.alias(TOTAL)]);
    let by: Vec<Expr> = keys.iter().map(|key| column(&key.name)).collect();
    let grouped = totals.group_by(by).agg(LISTS.map(|list| column(list).implode(true)));
    let units = Units::new(unit, aggregate.verb, placing, places, keys);
    let said = (!low.probes.off).then(|| low.probes.said.clone());
    let beside = figure.beside().into_iter().map(|(name, ty)| (name, dtype(ty)));
    let columns: Vec<(String, DataType)> = std::iter::once((name.to_string(), DataType::Float64)).chain(beside).collect();
    let announced = columns.clone();
    let schema = move |before: &Schema| {
        let mut schema: Schema = before.iter_fields().filter(|field| !LISTS.contains(&field.name().as_str())).collect();
        for (name, dtype) in &announced {
            schema.with_column(name.as_str().into(), dtype.clone());
        }
        Ok(Arc::new(schema))
    };
    let run = move |data: DataFrame| units.run(data, &columns, said.as_ref());
    grouped.map(run, whole_frame(), Some(Arc::new(schema)), Some("units"))
}

/// A bucket; with `every report` the days of the report.
fn reported_in(bucket: Bucket, data: &DataFrame, row: usize) -> Bucket {
    let day = |name: &str| data.column(name).ok()?.get(row).ok()?.extract::<i32>().map(Day);
    match day(FROM).zip(day(TO)) {
        Some((start, end)) => Bucket { days: Period { start, end, ..bucket.days }, ..bucket },
        None => bucket,
    }
}

/// The first and the last span that a bucket lies in.
fn spans_of(bucket: &Bucket) -> (usize, usize) {
    (bucket.span, bucket.last_span)
}

/// The total of a period.
struct Total {
    start: i32,
    end: i32,
    rate: bool,
    amount: Option<f64>,
}

/// What a figure over units is.
#[derive(Default)]
struct Outcome {
    value: Option<f64>,
    units: f64,
    reported: usize,
    on: Option<Day>,
    /// Periods that straddle units, and so belong to none.
    straddling: usize,
}

/// The units of a window.
pub struct Units {
    unit: Unit,
    verb: Verb,
    /// Whether a day without a row can say that nothing happened.
    events: bool,
    places: Places,
    /// The columns that say which days do.
    covering: Vec<Option<String>>,
    /// The units of the spans that a bucket lies in.
    units: HashMap<(usize, usize), Vec<Bucket>>,
}

impl Units {
    /// The units of the buckets of a window, of a summary with keys.
    pub fn new(unit: Unit, verb: Verb, placing: &Placing, places: &Places, keys: &[Key]) -> Units {
        let every = Every { cut: Cut::in_calendar(1, unit, &placing.calendar), whole: false, aligned: false };
        let mut units: HashMap<(usize, usize), Vec<Bucket>> = HashMap::new();
        for bucket in &places.buckets {
            units.entry(spans_of(bucket)).or_insert_with(|| {
                let spans = places.window.spans.get(bucket.span..=bucket.last_span).unwrap_or_default().to_vec();
                let among = Window { spans, weekdays: places.window.weekdays.clone() }.unlabelled();
                let mut units = buckets::cut(&among, &every).unwrap_or_default();
                for unit in &mut units {
                    (unit.span, unit.last_span) = (unit.span + bucket.span, unit.last_span + bucket.span);
                }
                units
            });
        }
        let events = placing.coverage != Coverage::Reported;
        Units { unit, verb, events, covering: places.covered.columns(keys), places: places.clone(), units }
    }

    /// How many units a bucket without a row has, and on how many of them it is known that nothing happened.
    pub fn without_rows(&self, bucket: &Bucket, covered: &Runs) -> (f64, usize) {
        let outcome = self.outcome(bucket, &[], covered);
        (outcome.units, outcome.reported)
    }

    fn run(&self, data: DataFrame, columns: &[(String, DataType)], said: Option<&Said>) -> PolarsResult<DataFrame> {
        let list = |name: &str| -> PolarsResult<ListChunked> { Ok(data.column(name)?.list()?.clone()) };
        let (starts, ends, rates, amounts) = (list(FIRST)?, list(LAST)?, list(RATE)?, list(TOTAL)?);
        let buckets = data.column(BUCKET)?.cast(&DataType::Int64)?;
        let covered = self.places.covered.rows(&data, &self.covering)?;
        let mut outcomes = Vec::with_capacity(data.height());
        for (row, at) in buckets.i64()?.iter().enumerate() {
            let column = |list: &ListChunked| list.get_as_series(row).unwrap_or_default();
            let (starts, ends) = (column(&starts).cast(&DataType::Int32)?, column(&ends).cast(&DataType::Int32)?);
            let (rates, amounts) = (column(&rates), column(&amounts).cast(&DataType::Float64)?);
            let days = starts.i32()?.iter().zip(ends.i32()?.iter()).zip(rates.bool()?.iter().zip(amounts.f64()?.iter()));
            let totals: Vec<Total> = days
                .filter_map(|((start, end), (rate, amount))| {
                    Some(Total { start: start?, end: end?, rate: rate == Some(true), amount })
                })
                .collect();
            let bucket = at.and_then(|at| self.places.buckets.get(usize::try_from(at).ok()?)).copied();
            let bucket = bucket.map(|bucket| reported_in(bucket, &data, row));
            outcomes.push(bucket.map_or_else(Outcome::default, |bucket| self.outcome(&bucket, &totals, &covered[row])));
        }
        if let (Some(said), Some((name, _))) = (said, columns.first()) {
            self.say(&outcomes, name, said);
        }
        let mut kept: Vec<Column> = data.drop_many(LISTS).columns().to_vec();
        for (at, (name, dtype)) in columns.iter().enumerate() {
            let values: Vec<Option<f64>> = outcomes
                .iter()
                .map(|o| match at {
                    0 => o.value,
                    1 => Some(o.units),
                    2 => Some(o.reported as f64),
                    _ => o.on.map(|day| f64::from(day.0)),
                })
                .collect();
            let values = Series::new(name.as_str().into(), values);
            let values = if *dtype == DataType::Date { values.cast(&DataType::Int32)? } else { values };
            kept.push(values.cast(dtype)?.into_column());
        }
        DataFrame::new(data.height(), kept)
    }

    /// The units of a bucket, each with the part of it that lies in the bucket.
    fn of(&self, bucket: &Bucket) -> Vec<(&Bucket, f64)> {
        let all = self.units.get(&spans_of(bucket)).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|unit| unit.days.end < bucket.days.start);
        let inside = all[first..].iter().take_while(|unit| unit.days.start <= bucket.days.end);
        let part = |unit: &Bucket| {
            let shared = unit.days_within(&self.places.window, bucket.days);
            shared as f64 / unit.whole.days() as f64
        };
        inside.map(|unit| (unit, part(unit))).collect()
    }

    fn outcome(&self, bucket: &Bucket, totals: &[Total], covered: &Runs) -> Outcome {
        let units = self.of(bucket);
        // With weekdays a day that is not asked for is no unit, and of a week so many days are whole.
        let count: f64 = match (&self.places.window.weekdays, self.unit) {
            (Some(days), Unit::Week) => units.iter().map(|(_, part)| part * 7.0).sum::<f64>() / days.len() as f64,
            _ => units.iter().map(|(_, part)| part).sum(),
        };
        let touches = |total: &&Total, unit: &Bucket| total.start <= unit.days.end.0 && unit.days.start.0 <= total.end;
        let known: Vec<&Total> = totals.iter().filter(|total| total.amount.is_some()).collect();
        let mut reported = vec![false; units.len()];
        for total in &known {
            let first = units.partition_point(|(unit, _)| unit.days.end.0 < total.start);
            let touched = reported[first..].iter_mut().zip(&units[first..]).take_while(|(_, (unit, _))| touches(total, unit));
            touched.for_each(|(slot, _)| *slot = true);
        }
        for (slot, (unit, _)) in reported.iter_mut().zip(&units).filter(|_| self.events) {
            *slot |= covers(covered, unit, &self.places.window);
        }
        let with = reported.iter().filter(|slot| **slot).count();
        let outcome = Outcome { units: count, reported: with, ..Outcome::default() };
        match self.verb {
            Verb::Mean => {
                let sum: f64 = known.iter().filter_map(|total| total.amount).sum();
                let value = (count > 0.0 && (!known.is_empty() || (self.events && with > 0))).then(|| sum / count);
                Outcome { value, ..outcome }
            }
            _ => self.over_totals(bucket, &units, &known, covered, outcome),
        }
    }

    /// A verb over the totals of the whole units.
    fn over_totals(
        &self,
        bucket: &Bucket,
        units: &[(&Bucket, f64)],
        known: &[&Total],
        covered: &Runs,
        outcome: Outcome,
    ) -> Outcome {
        let nothing = |unit: &Bucket| (self.events && covers(covered, unit, &self.places.window)).then_some(0.0);
        let mut sums: Vec<Option<f64>> = units.iter().map(|(unit, _)| nothing(unit)).collect();
        let mut straddling = 0;
        for total in known {
            let amount = total.amount.unwrap_or(0.0);
            let inside = |unit: &Bucket| unit.days.start.0 <= total.start && total.end <= unit.days.end.0;
            let at = units.partition_point(|(unit, _)| unit.days.end.0 < total.start);
            match units.get(at) {
                Some((unit, _)) if inside(unit) => sums[at] = Some(sums[at].unwrap_or(0.0) + amount),
                _ if total.rate => {
                    // Of a row that is split the total is that of its days in the bucket.
                    let (start, end) = (total.start.max(bucket.days.start.0), total.end.min(bucket.days.end.0));
                    let daily = amount / f64::from(end - start + 1);
                    for (slot, (unit, _)) in sums.iter_mut().zip(units).skip(at) {
                        let days = unit.days.end.0.min(end) - unit.days.start.0.max(start) + 1;
                        if days > 0 {
                            *slot = Some(slot.unwrap_or(0.0) + daily * f64::from(days));
                        }
                    }
                }
                _ => straddling += 1,
            }
        }
        let inside = |unit: &Bucket| bucket.days.start <= unit.whole.start && unit.whole.end <= bucket.days.end;
        let whole = units.iter().zip(&sums).filter(|((unit, _), _)| !unit.is_part() && inside(unit));
        let found: Vec<(Day, f64)> = whole.filter_map(|((unit, _), sum)| Some((unit.whole.start, (*sum)?))).collect();
        let (value, on) = verb_over(self.verb, &found);
        Outcome { value, on, straddling, ..outcome }
    }

    /// Says how much was reported, and what that does to the figure.
    fn say(&self, outcomes: &[Outcome], name: &str, said: &Said) {
        let unit = self.unit.name();
        let straddling: usize = outcomes.iter().map(|o| o.straddling).sum();
        if straddling > 0 {
            said.add(
                "straddling",
                format!("{} left out of {name}: no {unit} holds them whole", counted(straddling as u64, "period")),
            );
        }
        if self.verb != Verb::Mean {
            return;
        }
        match outcomes {
            [only] if (only.reported as f64) < only.units => {
                let over = only.value.map(|value| value * only.units / only.reported.max(1) as f64);
                let units = amount(only.units);
                let text = format!("{} of {units} {unit}s: {name} is at least this", grouped(only.reported as u64));
                let beside = over.filter(|_| only.reported > 0);
                said.add("reported", beside.map_or(text.clone(), |over| format!("{text}; over those reported {}", amount(over))));
            }
            several => {
                let short = several.iter().filter(|o| (o.reported as f64) < o.units).count();
                if several.len() > 1 && short > 0 {
                    said.add(
                        "reported",
                        format!("not all {unit}s in {}: there {name} is at least this", counted(short as u64, "row")),
                    );
                }
            }
        }
    }
}

/// A verb over the totals of units, and where its value stands.
fn verb_over(verb: Verb, found: &[(Day, f64)]) -> (Option<f64>, Option<Day>) {
    let by = |a: &&(Day, f64), b: &&(Day, f64)| a.1.total_cmp(&b.1);
    let mut values: Vec<f64> = found.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let quantile = |q: f64| {
        let at = q * (n.max(1) - 1) as f64;
        let (low, high) = (values.get(at.floor() as usize)?, values.get(at.ceil() as usize)?);
        Some(low + (high - low) * at.fract())
    };
    match verb {
        Verb::Max => found.iter().rev().max_by(by).map_or((None, None), |(day, value)| (Some(*value), Some(*day))),
        Verb::Min => found.iter().min_by(by).map_or((None, None), |(day, value)| (Some(*value), Some(*day))),
        Verb::Median => (quantile(0.5), None),
        Verb::Percentile(percent) => (quantile(percent / 100.0), None),
        Verb::Stdev if n > 1 => {
            let mean = values.iter().sum::<f64>() / n as f64;
            let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
            (Some((square / (n - 1) as f64).sqrt()), None)
        }
        _ => (None, None),
    }
}
