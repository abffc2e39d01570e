//! `increase`: what was added to a cumulative figure in a bucket, per series and epoch.

use super::lowering::{Lowering, column};
use super::placing::{BUCKET, Places, days};
use super::probe::Said;
use super::state::whole_frame;
use crate::base::Day;
use crate::base::counts::amount;
use crate::plan::{Aggregate, Key, Placing};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The hidden columns of the last day of a report, of its figure, and of the series it belongs to.
const DAY: &str = "\u{1}day";
const VALUE: &str = "\u{1}value";
const SERIES: &str = "\u{1}series";

/// The growth of each bucket and combination of keys. The rows are those before the summary whatever the window: the report before a
/// bucket counts.
pub fn over(
    frame: LazyFrame,
    keys: &[Key],
    name: &str,
    aggregate: &Aggregate,
    placing: &Placing,
    places: &Places,
    low: &mut Lowering<'_>,
) -> LazyFrame {
    let value = low.amount(aggregate);
    let (_, end) = days(low, &placing.axis, &placing.point);
    let text = |name: &String| column(name).cast(DataType::String).fill_null(lit("-"));
    let series: Vec<Expr> = aggregate.within.iter().map(text).collect();
    let series = if series.is_empty() { lit("") } else { concat_str(series, "\u{1}", false) };
    let shown = |key: &&Key| !crate::base::names::is_hidden(&key.name);
    let by: Vec<Expr> = keys.iter().filter(shown).map(|key| low.key(&key.expr).alias(key.name.as_str())).collect();
    let names: Vec<Expr> = keys.iter().filter(shown).map(|key| column(&key.name)).collect();
    let columns = by.into_iter().chain([value.alias(VALUE), end.alias(DAY), series.alias(SERIES)]);
    let rows = frame.select(columns.collect::<Vec<_>>()).filter(column(VALUE).is_not_null().and(column(DAY).is_not_null()));
    let lists = [DAY, VALUE, SERIES].map(|name| column(name).implode(true));
    let grouped = if names.is_empty() { rows.select(lists) } else { rows.group_by(names).agg(lists) };
    let growth = Growth {
        places: places.clone(),
        window: placing.every.is_none(),
        name: name.to_string(),
        said: (!low.probes.off).then(|| low.probes.said.clone()),
    };
    let named = name.to_string();
    let schema = move |before: &Schema| {
        let hidden = [DAY, VALUE, SERIES];
        let mut schema: Schema = before.iter_fields().filter(|field| !hidden.contains(&field.name().as_str())).collect();
        schema.with_column(BUCKET.into(), DataType::UInt32);
        schema.with_column(named.as_str().into(), DataType::Float64);
        Ok(Arc::new(schema))
    };
    grouped.map(move |data| growth.run(&data), whole_frame(), Some(Arc::new(schema)), Some("growth"))
}

struct Growth {
    places: Places,
    /// Whether the bucket is the whole window.
    window: bool,
    name: String,
    said: Option<Said>,
}

impl Growth {
    /// One row for each group and bucket.
    fn run(&self, data: &DataFrame) -> PolarsResult<DataFrame> {
        let list = |name: &str| -> PolarsResult<ListChunked> { Ok(data.column(name)?.list()?.clone()) };
        let (days, values, series) = (list(DAY)?, list(VALUE)?, list(SERIES)?);
        let count = self.places.buckets.len();
        let (mut rows, mut buckets, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..data.height() {
            let of = |list: &ListChunked| list.get_as_series(row).unwrap_or_default();
            let (days, values, series) = (of(&days).cast(&DataType::Int32)?, of(&values), of(&series));
            let mut reports: BTreeMap<&str, Vec<(i32, f64)>> = BTreeMap::new();
            for ((day, value), series) in days.i32()?.iter().zip(values.f64()?.iter()).zip(series.str()?.iter()) {
                if let (Some(day), Some(value)) = (day, value) {
                    reports.entry(series.unwrap_or("")).or_default().push((day, value));
                }
            }
            reports.values_mut().for_each(|reports| reports.sort_by_key(|(day, _)| *day));
            for at in 0..count {
                rows.push(Some(row as IdxSize));
                buckets.push(at as u32);
                found.push(self.growth(at, reports.values()));
            }
        }
        let keys = data.drop_many([DAY, VALUE, SERIES]);
        let mut columns: Vec<Column> = keys.take(&rows.into_iter().collect::<IdxCa>())?.columns().to_vec();
        columns.push(Series::new(BUCKET.into(), buckets).into_column());
        columns.push(Series::new(self.name.as_str().into(), found).into_column());
        DataFrame::new(data.height() * count, columns)
    }

    /// What all series of a group grew by; unknown when for one of them it is not known.
    fn growth<'r>(&self, at: usize, series: impl Iterator<Item = &'r Vec<(i32, f64)>>) -> Option<f64> {
        let bucket = self.places.buckets.get(at)?;
        let mut sum: Option<f64> = None;
        for reports in series {
            let inside = |(day, _): &&(i32, f64)| bucket.days.start.0 <= *day && *day <= bucket.days.end.0;
            let Some((last_day, last)) = reports.iter().rev().find(inside) else { continue };
            let before = reports.iter().rev().find(|(day, _)| *day < bucket.days.start.0);
            let first = reports.iter().find(inside).filter(|(day, _)| self.window && day < last_day);
            if before.is_none()
                && let Some((day, _)) = first
            {
                self.say("counted", format!("{} from {} on: no report before the window", self.name, Day(*day)));
            }
            let (_, base) = before.or(first)?;
            if last < base {
                let text = format!("{} falls from {} to {} at {}", self.name, amount(*base), amount(*last), Day(*last_day));
                self.say("revised", text);
            }
            sum = Some(sum.unwrap_or(0.0) + last - base);
        }
        sum
    }

    fn say(&self, word: &'static str, text: String) {
        self.said.iter().for_each(|said| said.add(word, text.clone()));
    }
}
