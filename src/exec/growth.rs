//! `increase`: what was added to a cumulative figure in a bucket, per series and epoch.

use super::interval::{bound_columns, bound_types, settled};
use super::lowering::{Lowering, column};
use super::placing::{BUCKET, Places, days};
use super::probe::Said;
use super::state::whole_frame;
use crate::base::Day;
use crate::base::bounds::Bounds;
use crate::plan::{Aggregate, Key, Placing};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The hidden columns of the last day of a report, of its figure with its bounds, and of the series it belongs to.
const DAY: &str = "\u{1}day";
const VALUE: &str = "\u{1}value";
const LOWEST: &str = "\u{1}lowest";
const HIGHEST: &str = "\u{1}highest";
const NEAR: &str = "\u{1}near";
const SERIES: &str = "\u{1}series";
/// All of them, as lists of the reports of a group.
const LISTS: [&str; 6] = [DAY, VALUE, LOWEST, HIGHEST, NEAR, SERIES];

/// The growth of each bucket and combination of keys, and whether it has bounds. The rows are those before the summary whatever the window: the report before a
/// bucket counts.
pub fn over(
    frame: LazyFrame,
    keys: &[Key],
    name: &str,
    aggregate: &Aggregate,
    placing: &Placing,
    places: &Places,
    low: &mut Lowering<'_>,
) -> (LazyFrame, bool) {
    let value = low.amount(aggregate);
    let (_, end) = days(low, &placing.axis, &placing.point);
    let text = |name: &String| column(name).cast(DataType::String).fill_null(lit("-"));
    let series: Vec<Expr> = aggregate.within.iter().map(text).collect();
    let series = if series.is_empty() { lit("") } else { concat_str(series, "\u{1}", false) };
    let shown = |key: &&Key| !crate::base::names::is_hidden(&key.name);
    let by: Vec<Expr> = keys.iter().filter(shown).map(|key| low.key(&key.expr).alias(key.name.as_str())).collect();
    let names: Vec<Expr> = keys.iter().filter(shown).map(|key| column(&key.name)).collect();
    let sides = bounds(aggregate, low);
    let bounded = sides.is_some();
    let (lowest, highest, near) = sides.unwrap_or_else(|| (value.clone(), value.clone(), lit(false)));
    let reports = [value.alias(VALUE), lowest.alias(LOWEST), highest.alias(HIGHEST), near.alias(NEAR)];
    let columns = by.into_iter().chain(reports).chain([end.alias(DAY), series.alias(SERIES)]);
    let rows = frame.select(columns.collect::<Vec<_>>()).filter(column(LOWEST).is_not_null().and(column(DAY).is_not_null()));
    let lists = LISTS.map(|name| column(name).implode(true));
    let grouped = if names.is_empty() { rows.select(lists) } else { rows.group_by(names).agg(lists) };
    let growth = Growth {
        places: places.clone(),
        window: placing.every.is_none(),
        name: name.to_string(),
        bounded,
        said: (!low.probes.off).then(|| low.probes.said.clone()),
    };
    let named = name.to_string();
    let schema = move |before: &Schema| {
        let mut schema: Schema = before.iter_fields().filter(|field| !LISTS.contains(&field.name().as_str())).collect();
        schema.with_column(BUCKET.into(), DataType::UInt32);
        schema.with_column(named.as_str().into(), DataType::Float64);
        if bounded {
            bound_types(&named).into_iter().for_each(|(name, dtype)| drop(schema.with_column(name.into(), dtype)));
        }
        Ok(Arc::new(schema))
    };
    let frame = grouped.map(move |data| growth.run(&data), whole_frame(), Some(Arc::new(schema)), Some("growth"));
    (if bounded { frame.with_columns(settled(name)) } else { frame }, bounded)
}

/// The lowest and the highest a report can be, and whether it is near, in the rows that count.
fn bounds(aggregate: &Aggregate, low: &mut Lowering<'_>) -> Option<(Expr, Expr, Expr)> {
    let interval = low.interval(aggregate.argument.as_ref()?)?;
    let Some(condition) = &aggregate.condition else { return Some((interval.low, interval.high, interval.about)) };
    let counts = low.condition(condition);
    let side = |side: Expr| when(counts.clone()).then(side).otherwise(lit(NULL).cast(DataType::Float64));
    Some((side(interval.low), side(interval.high), counts.and(interval.about)))
}

struct Growth {
    places: Places,
    /// Whether the bucket is the whole window.
    window: bool,
    name: String,
    bounded: bool,
    said: Option<Said>,
}

/// A cumulative figure: its day, its best and its bounds.
#[derive(Clone, Copy)]
struct Report {
    day: i32,
    best: Option<f64>,
    low: f64,
    high: f64,
    about: bool,
}

impl Report {
    /// What is said of it.
    fn words(&self) -> String {
        let closed = |bound: f64| Some(bound).filter(|bound| bound.is_finite() && self.best != Some(*bound));
        Bounds { best: self.best, low: closed(self.low), high: closed(self.high), about: self.about }.to_string()
    }
}

/// What was added, to all series of a group.
#[derive(Clone, Copy, Default)]
struct Added {
    best: Option<f64>,
    sides: Option<(f64, f64)>,
    about: bool,
}

impl Growth {
    /// One row for each group and bucket.
    fn run(&self, data: &DataFrame) -> PolarsResult<DataFrame> {
        let list = |name: &str| -> PolarsResult<ListChunked> { Ok(data.column(name)?.list()?.clone()) };
        let [days, values, lows, highs, near, series] = LISTS.map(list);
        let (days, values, lows, highs, near, series) = (days?, values?, lows?, highs?, near?, series?);
        let count = self.places.buckets.len();
        let (mut rows, mut buckets, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..data.height() {
            let of = |list: &ListChunked| list.get_as_series(row).unwrap_or_default();
            let (days, values, series) = (of(&days).cast(&DataType::Int32)?, of(&values), of(&series));
            let (lows, highs, near) = (of(&lows), of(&highs), of(&near));
            let (days, values, series) = (days.i32()?, values.f64()?, series.str()?);
            let (lows, highs, near) = (lows.f64()?, highs.f64()?, near.bool()?);
            let mut reports: BTreeMap<&str, Vec<Report>> = BTreeMap::new();
            for at in 0..days.len() {
                let (Some(day), Some(low), Some(high)) = (days.get(at), lows.get(at), highs.get(at)) else { continue };
                let report = Report { day, best: values.get(at), low, high, about: near.get(at) == Some(true) };
                reports.entry(series.get(at).unwrap_or("")).or_default().push(report);
            }
            reports.values_mut().for_each(|reports| reports.sort_by_key(|report| report.day));
            for at in 0..count {
                rows.push(Some(row as IdxSize));
                buckets.push(at as u32);
                found.push(self.growth(at, reports.values()).unwrap_or_default());
            }
        }
        let keys = data.drop_many(LISTS);
        let mut columns: Vec<Column> = keys.take(&rows.into_iter().collect::<IdxCa>())?.columns().to_vec();
        columns.push(Series::new(BUCKET.into(), buckets).into_column());
        let best: Vec<Option<f64>> = found.iter().map(|added| added.best).collect();
        columns.push(Series::new(self.name.as_str().into(), best).into_column());
        if self.bounded {
            let sides: Vec<_> = found.iter().map(|added| (added.sides, added.about)).collect();
            columns.extend(bound_columns(&self.name, &sides));
        }
        DataFrame::new(data.height() * count, columns)
    }

    /// What all series of a group grew by; unknown when for one of them it is not known.
    fn growth<'r>(&self, at: usize, series: impl Iterator<Item = &'r Vec<Report>>) -> Option<Added> {
        let bucket = self.places.buckets.get(at)?;
        let mut sum: Option<Added> = None;
        for reports in series {
            let inside = |report: &&Report| bucket.days.start.0 <= report.day && report.day <= bucket.days.end.0;
            let Some(last) = reports.iter().rev().find(inside) else { continue };
            let before = reports.iter().rev().find(|report| report.day < bucket.days.start.0);
            let first = reports.iter().find(inside).filter(|report| self.window && report.day < last.day);
            if before.is_none()
                && let Some(first) = first
            {
                self.say("counted", format!("{} from {} on: no report before the window", self.name, Day(first.day)));
            }
            let base = before.or(first)?;
            if last.high < base.low {
                let told = self.said.as_ref().is_some_and(|said| said.tells(&[self.name.as_str()]));
                let figures = if told { format!(" from {} to {}", base.words(), last.words()) } else { String::new() };
                let text = format!("{} falls{figures} at {}", self.name, Day(last.day));
                self.say("revised", text);
            }
            let so_far = sum.unwrap_or(Added { best: Some(0.0), sides: Some((0.0, 0.0)), about: false });
            sum = Some(Added {
                best: so_far.best.zip(last.best.zip(base.best)).map(|(sum, (last, base))| sum + last - base),
                sides: so_far.sides.map(|(low, high)| (low + last.low - base.high, high + last.high - base.low)),
                about: so_far.about || last.about || base.about,
            });
        }
        sum
    }

    fn say(&self, word: &'static str, text: String) {
        self.said.iter().for_each(|said| said.add(word, text.clone()));
    }
}
