//! Figures over units of time: the total of each day, week or month of a bucket, and the verb over these totals.

use super::covered::{Runs, covers};
use super::placing::{FROM, Places, TO};
use super::probe::Said;
use crate::base::counts::{amount, counted, grouped};
use crate::base::{Day, Period, Unit};
use crate::catalog::Coverage;
use crate::plan::Every;
use crate::plan::buckets::{self, Bucket, Cut};
use crate::plan::{Key, Placing, Verb, Window};
use polars::prelude::{DataFrame, PolarsResult};
use std::collections::HashMap;
use std::sync::Arc;

/// A bucket; with `every report` the days of the report.
pub fn reported_in(bucket: Bucket, day: impl Fn(&str) -> Option<Day>) -> Bucket {
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
pub struct Total {
    pub start: i32,
    pub end: i32,
    /// Whether it is spread over its days.
    pub rate: bool,
    /// What it is, where one number says it.
    pub amount: Option<f64>,
    /// The lowest it can be; unknown where nothing is known.
    pub low: Option<f64>,
    /// The highest; infinite where rows were left out.
    pub high: Option<f64>,
    /// Whether it is near.
    pub about: bool,
}

impl Total {
    fn sides(&self) -> [Option<f64>; 3] {
        [self.amount, self.low, self.high]
    }
}

/// What a figure over units is.
#[derive(Default)]
pub struct Outcome {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub about: bool,
    pub units: f64,
    pub reported: usize,
    pub on: Option<Day>,
    /// Periods that straddle units, and so belong to none.
    straddling: usize,
}

/// The units of a window.
pub struct Units {
    unit: Unit,
    verb: Verb,
    /// Whether a day without a row can say that nothing happened.
    events: bool,
    /// Whether what a unit without a report had cannot have been negative.
    counts: bool,
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
        let covering = places.covered.columns(keys);
        Units { unit, verb, events, counts: false, covering, places: places.clone(), units }
    }

    /// The same where figures cannot be negative, or can.
    pub fn of_counts(self, counts: bool) -> Units {
        Units { counts, ..self }
    }

    /// Whether units without a report make the figure a lower bound.
    pub fn may_be_short(&self) -> bool {
        self.counts && self.verb == Verb::Mean
    }

    /// How many units a bucket without a row has, and on how many of them it is known that nothing happened.
    pub fn without_rows(&self, bucket: &Bucket, covered: &Runs) -> (f64, usize) {
        let outcome = self.outcome(bucket, &[], covered);
        (outcome.units, outcome.reported)
    }

    /// The covered days of each row.
    pub fn covered(&self, data: &DataFrame) -> PolarsResult<Vec<Arc<Runs>>> {
        self.places.covered.rows(data, &self.covering)
    }

    /// The units of a bucket that are awaited or have a report.
    fn awaited(&self, bucket: &Bucket, totals: &[Total]) -> Vec<(&Bucket, f64)> {
        let Some(last) = self.places.awaited.filter(|last| *last < bucket.days.end) else { return self.of(bucket.days, bucket) };
        let within = |unit: &Bucket, total: &&Total| total.start <= unit.days.end.0 && unit.days.start.0 <= total.end;
        let kept = self.of(bucket.days, bucket).into_iter().filter_map(|(unit, part)| {
            let reported = totals.iter().filter(|total| within(unit, total)).map(|total| total.end).max();
            let end = reported.map_or(last, |end| last.max(Day(end)));
            match unit.days.end {
                whole if whole <= end => Some((unit, part)),
                _ if unit.days.start > end => None,
                // Of the unit under way the days up to now.
                _ => self.of(Period { end, ..bucket.days }, bucket).into_iter().find(|(other, _)| other.days == unit.days),
            }
        });
        kept.collect()
    }

    /// The units of a bucket, each with the part of it that lies in some days of the bucket.
    fn of(&self, days: Period, bucket: &Bucket) -> Vec<(&Bucket, f64)> {
        let all = self.units.get(&spans_of(bucket)).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|unit| unit.days.end < days.start);
        let inside = all[first..].iter().take_while(|unit| unit.days.start <= days.end);
        let part = |unit: &Bucket| {
            let shared = unit.days_within(&self.places.window, days);
            shared as f64 / unit.whole.days() as f64
        };
        inside.map(|unit| (unit, part(unit))).collect()
    }

    /// The figure of a bucket, from the totals of its periods.
    pub fn outcome(&self, bucket: &Bucket, totals: &[Total], covered: &Runs) -> Outcome {
        let units = self.awaited(bucket, totals);
        // With weekdays a day that is not asked for is no unit, and of a week so many days are whole.
        let count: f64 = match (&self.places.window.weekdays, self.unit) {
            (Some(days), Unit::Week) => units.iter().map(|(_, part)| part * 7.0).sum::<f64>() / days.len() as f64,
            _ => units.iter().map(|(_, part)| part).sum(),
        };
        let touches = |total: &&Total, unit: &Bucket| total.start <= unit.days.end.0 && unit.days.start.0 <= total.end;
        let known: Vec<&Total> = totals.iter().filter(|total| total.low.is_some()).collect();
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
        let about = known.iter().any(|total| total.about);
        let outcome = Outcome { units: count, reported: with, about, ..Outcome::default() };
        match self.verb {
            Verb::Mean if count > 0.0 && (!known.is_empty() || (self.events && with > 0)) => {
                let sum = |side: usize| known.iter().map(|total| total.sides()[side]).sum::<Option<f64>>().map(|sum| sum / count);
                let skipped = totals.iter().any(|total| total.high == Some(f64::INFINITY));
                let open = skipped || (self.counts && (with as f64) < count);
                Outcome { value: sum(0), low: sum(1), high: if open { Some(f64::INFINITY) } else { sum(2) }, ..outcome }
            }
            Verb::Mean => outcome,
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
        let nothing = |(unit, _): &(&Bucket, f64)| (self.events && covers(covered, unit, &self.places.window)).then_some(0.0);
        let empty: Vec<Option<f64>> = units.iter().map(nothing).collect();
        let [best, low, high] = [0, 1, 2].map(|side| of_units(bucket, units, known, empty.clone(), side));
        let whole = |sums: &[Option<f64>]| whole(bucket, units, sums);
        // A unit of which only bounds are known leaves the verb without a best.
        let complete = best.0.iter().zip(&low.0).all(|(best, low)| best.is_some() || low.is_none());
        let (value, on) = verb_over(self.verb, &whole(&best.0));
        let bounds =
            if self.verb == Verb::Stdev { [value; 2] } else { [&low.0, &high.0].map(|s| verb_over(self.verb, &whole(s)).0) };
        let (value, on) = if complete { (value, on) } else { (None, None) };
        Outcome { value, low: bounds[0], high: bounds[1], on, straddling: low.1, ..outcome }
    }

    /// Says how much was reported, and what that does to the figure.
    pub fn say(&self, outcomes: &[Outcome], name: &str, said: &Said) {
        let unit = self.unit.name();
        let straddling: usize = outcomes.iter().map(|o| o.straddling).sum();
        if straddling > 0 {
            said.add(
                "straddling",
                format!("{} left out of {name}: no {unit} holds them whole", said.telling.counted(straddling as u64, "period")),
            );
        }
        if self.verb != Verb::Mean {
            return;
        }
        match outcomes {
            [only] if (only.reported as f64) < only.units => {
                let over = only.value.map(|value| value * only.units / only.reported.max(1) as f64);
                let units = amount(only.units);
                let least = if self.counts { format!(": {name} is at least this") } else { String::new() };
                let text = format!("{} of {units} {unit}s{least}", grouped(only.reported as u64));
                let beside = over.filter(|_| only.reported > 0 && said.tells(&[name]));
                said.add("reported", beside.map_or(text.clone(), |over| format!("{text}; over those reported {}", amount(over))));
            }
            several => {
                let short = several.iter().filter(|o| (o.reported as f64) < o.units).count();
                if several.len() > 1 && short > 0 {
                    let least = if self.counts { format!(": there {name} is at least this") } else { String::new() };
                    said.add("reported", format!("not all {unit}s in {}{least}", counted(short as u64, "row")));
                }
            }
        }
    }
}

/// One side of the total of each unit, from what units without a row have, and how many periods belong to none.
fn of_units(
    bucket: &Bucket,
    units: &[(&Bucket, f64)],
    known: &[&Total],
    mut sums: Vec<Option<f64>>,
    side: usize,
) -> (Vec<Option<f64>>, usize) {
    let (mut straddling, mut lost) = (0, vec![false; units.len()]);
    for total in known {
        let inside = |unit: &Bucket| unit.days.start.0 <= total.start && total.end <= unit.days.end.0;
        let at = units.partition_point(|(unit, _)| unit.days.end.0 < total.start);
        let amount = total.sides()[side];
        let mut add = |at: usize, amount: Option<f64>| match amount {
            Some(amount) => sums[at] = Some(sums[at].unwrap_or(0.0) + amount),
            None => lost[at] = true,
        };
        match units.get(at) {
            Some((unit, _)) if inside(unit) => add(at, amount),
            _ if total.rate => {
                // Of a row that is split the total is that of its days in the bucket.
                let (start, end) = (total.start.max(bucket.days.start.0), total.end.min(bucket.days.end.0));
                let daily = amount.map(|amount| amount / f64::from(end - start + 1));
                for (at, (unit, _)) in units.iter().enumerate().skip(at) {
                    let days = unit.days.end.0.min(end) - unit.days.start.0.max(start) + 1;
                    if days > 0 {
                        add(at, daily.map(|daily| daily * f64::from(days)));
                    }
                }
            }
            _ => straddling += 1,
        }
    }
    sums.iter_mut().zip(lost).filter(|(_, lost)| *lost).for_each(|(sum, _)| *sum = None);
    (sums, straddling)
}

/// The totals of the units that lie whole in a bucket, each with its first day.
fn whole(bucket: &Bucket, units: &[(&Bucket, f64)], sums: &[Option<f64>]) -> Vec<(Day, f64)> {
    let inside = |unit: &Bucket| bucket.days.start <= unit.whole.start && unit.whole.end <= bucket.days.end;
    let whole = units.iter().zip(sums).filter(|((unit, _), _)| !unit.is_part() && inside(unit));
    whole.filter_map(|((unit, _), sum)| Some((unit.whole.start, (*sum)?))).collect()
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
        // Beside an open side there is nothing in between.
        Some(if at.fract() == 0.0 || low == high { *low } else { low + (high - low) * at.fract() })
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
