//! Rows placed in time: the bucket of each row, found in one table of days; rows that straddle a bound are counted on the way.

use super::context::Context;
use super::covered::Covered;
use super::lowering::{Lowering, column};
use super::probe::{Probes, Straddled, Unknowns, counting_condition};
use super::zones;
use crate::base::{Day, Period, Span};
use crate::catalog::Coverage;
use crate::plan::buckets::{self, Bucket, Cut};
use crate::plan::time::PART;
use crate::plan::{Figure, Placing, Point, Verb, Window, window};
use crate::syntax::ast::Straddling;
use polars::prelude::*;
use std::sync::Arc;

type Pl = polars::prelude::Expr;

/// The hidden column of the bucket of a row: its position in the list.
pub const BUCKET: &str = "\u{1}bucket";
/// The hidden columns of the first and the last day of a row, as it is placed.
pub const FROM: &str = "\u{1}from";
pub const TO: &str = "\u{1}to";

/// No bucket, and the rows of it are not asked for.
const DROPPED: u32 = u32::MAX - 1;
/// No bucket.
const NONE: u32 = u32::MAX;

/// The buckets of a window, and where each day belongs.
#[derive(Clone, Debug)]
pub struct Places {
    /// The window, its sides closed.
    pub window: Window,
    /// The buckets, in order.
    pub buckets: Vec<Bucket>,
    /// The days on which nothing happened where they have no row.
    pub covered: Covered,
    /// The last day for which a report is awaited, where the window was left open; later days count where they have one.
    pub awaited: Option<Day>,
    /// For each span its first day, and the bucket of each day.
    spans: Arc<Vec<(i32, Vec<u32>)>>,
}

/// Where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    In(u32),
    Straddles,
    Outside,
}

/// The most days a window may have: some 27,000 years.
const MOST_DAYS: i64 = 10_000_000;

impl Places {
    /// The buckets of a placing; nothing when there are too many.
    pub fn of(placing: &Placing, context: &Context<'_>) -> Option<Places> {
        let open = placing.window.spans.iter().any(|(_, span)| span.is_open());
        let asked = open || placing.coverage == Coverage::Events;
        let about = if asked { context.covered(&placing.axis) } else { None };
        let window = closed(placing, about);
        let buckets = match &placing.every {
            Some(every) if every.cut != Cut::Reports => buckets::cut(&window, every)?,
            None if window.spans.is_empty() => no_days(placing),
            _ => buckets::spans(&window),
        };
        let ahead = placing.window.spans.iter().any(|(_, span)| span.end == Period::OPEN_END);
        let awaited = Some(placing.now).filter(|_| ahead);
        let about = about.map(|days| Period { end: awaited.map_or(days.end, |last| days.end.min(last)), ..days });
        let covered = Covered::of(placing, about.filter(|days| days.start <= days.end), context);
        Some(Places { awaited, ..Places::new(window, buckets, covered)? })
    }

    /// These buckets of a window. Each day of the window belongs to one of them, or to one that is not asked for.
    pub fn new(window: Window, buckets: Vec<Bucket>, covered: Covered) -> Option<Places> {
        let days: i64 = window.spans.iter().map(|(_, span)| span.days()).sum();
        if days > MOST_DAYS {
            return None;
        }
        let mut spans: Vec<(i32, Vec<u32>)> =
            window.spans.iter().map(|(_, span)| (span.start.0, vec![DROPPED; span.days() as usize])).collect();
        for (at, bucket) in buckets.iter().enumerate() {
            for (span, piece) in (bucket.span..=bucket.last_span).zip(bucket.pieces(&window, bucket.days)) {
                let Some((first, slots)) = spans.get_mut(span) else { continue };
                let range = (piece.start.0 - *first) as usize..=(piece.end.0 - *first) as usize;
                slots.get_mut(range).into_iter().flatten().for_each(|slot| *slot = at as u32);
            }
        }
        if let Some(weekdays) = &window.weekdays {
            for (first, slots) in &mut spans {
                let off = slots.iter_mut().enumerate().filter(|(at, _)| !weekdays.contains(&Day(*first + *at as i32).weekday()));
                off.for_each(|(_, slot)| *slot = NONE);
            }
        }
        Some(Places { window, buckets, covered, awaited: None, spans: Arc::new(spans) })
    }

    /// Whether a report of a day is awaited.
    pub fn awaits(&self, day: Day) -> bool {
        self.awaited.is_none_or(|last| day <= last)
    }

    fn slot(&self, span: usize, day: i32) -> u32 {
        let Some((first, slots)) = self.spans.get(span) else { return NONE };
        usize::try_from(day - first).ok().and_then(|at| slots.get(at)).copied().unwrap_or(NONE)
    }

    /// Where the days from `start` to `end` belong.
    fn place(&self, span: Option<usize>, start: i32, end: i32) -> Place {
        let spans = span.map_or(0..self.spans.len(), |span| span..span + 1);
        let mut straddles = false;
        for span in spans {
            let (a, b) = (self.slot(span, start), self.slot(span, end));
            let days = || (start..=end).all(|day| self.slot(span, day) == a);
            let weekdays = start != end && self.window.weekdays.is_some();
            let split = weekdays && !days();
            match (a, b) {
                (DROPPED, DROPPED) => return Place::Outside,
                (NONE, NONE) if !self.touches(span, start, end) => {}
                (a, b) if a == b && a < DROPPED && !split => return Place::In(a),
                _ if start == end => {}
                // Of the weekdays that are asked for it may have none.
                _ if weekdays => straddles |= !self.touched(Some(span), start, end).is_empty(),
                _ => straddles = true,
            }
        }
        if straddles { Place::Straddles } else { Place::Outside }
    }

    fn touches(&self, span: usize, start: i32, end: i32) -> bool {
        self.spans.get(span).is_some_and(|(first, slots)| start < first + slots.len() as i32 && end >= *first)
    }

    /// The buckets that the days from `start` to `end` touch.
    fn touched(&self, span: Option<usize>, start: i32, end: i32) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for at in span.map_or(0..self.spans.len(), |span| span..span + 1) {
            let Some((first, slots)) = self.spans.get(at) else { continue };
            let days = start.max(*first)..=end.min(first + slots.len() as i32 - 1);
            found.extend(days.map(|day| self.slot(at, day)).filter(|slot| *slot < DROPPED));
        }
        found.dedup();
        found
    }

    /// The part of the days from `start` to `end` that lies in a bucket.
    fn part(&self, bucket: u32, start: i32, end: i32) -> f64 {
        let Some(bucket) = self.buckets.get(bucket as usize) else { return 0.0 };
        let row = Period { start: Day(start), end: Day(end), ..bucket.days };
        let days = bucket.days_within(&self.window, row);
        days as f64 / f64::from(end - start + 1)
    }

    /// The span of each label.
    fn span_of(&self, label: &str) -> Option<usize> {
        self.window.spans.iter().position(|(name, _)| name == label)
    }
}

/// The window of a placing, its open sides closed by the first and last day of the table.
fn closed(placing: &Placing, covered: Option<Period>) -> Window {
    let window = &placing.window;
    match covered {
        Some(covered) => window.resolve(covered.start, covered.end),
        None => {
            let spans = window.spans.iter().filter(|(_, span)| !span.is_open()).cloned().collect();
            Window { spans, ..window.clone() }
        }
    }
}

/// A window that begins behind the last day of its table, or ends before the first, is one bucket without a day.
fn no_days(placing: &Placing) -> Vec<Bucket> {
    let Some((_, span)) = placing.window.spans.first().filter(|_| !placing.labelled) else { return Vec::new() };
    let start = if span.start == Period::OPEN_START { span.end.plus(1) } else { span.start };
    let days = Period { start, end: start.plus(-1), ..*span };
    vec![Bucket { span: 0, last_span: 0, number: 0, days, whole: days }]
}

/// The first and the last day of each row, as it is placed.
pub fn days(low: &mut Lowering<'_>, axis: &crate::plan::Axis, point: &Point) -> (Pl, Pl) {
    let end = zones::day(column(&axis.end.name), axis.end.ty);
    let start = zones::day(column(&axis.start.name), axis.start.ty);
    match point {
        _ if axis.is_single() => (start, end),
        Point::Never => (start, end),
        Point::Always => (end.clone(), end),
        Point::If(at_a_day) => {
            let test = low.condition(at_a_day);
            (when(test).then(end.clone()).otherwise(start), end)
        }
    }
}

/// The columns of an axis, as a person knows them.
pub fn names_of(axis: &crate::plan::Axis) -> Vec<String> {
    let mut names = vec![axis.start.name.clone()];
    names.extend((!axis.is_single()).then(|| axis.end.name.clone()));
    names.into_iter().map(|name| name.trim_start_matches(crate::base::names::HIDDEN).to_string()).collect()
}

/// The same rows; those without a day, which have no bucket, are counted.
fn without_days_counted(frame: LazyFrame, axis: &crate::plan::Axis, start: &Pl, low: &mut Lowering<'_>) -> LazyFrame {
    let known = [&axis.start.name, &axis.end.name].into_iter().all(|name| low.known.get(name).all_known);
    if known || low.probes.off {
        return frame;
    }
    let probe = low.probes.unknown(Unknowns::Condition(names_of(axis)));
    frame.filter(counting_condition(start.clone().is_not_null(), start.clone().is_null(), &low.guard, probe))
}

/// The rows of a frame with their buckets; rows of none are left out, and those that straddle a bound are counted.
pub fn placed(
    frame: LazyFrame,
    placing: &Placing,
    places: &Places,
    low: &mut Lowering<'_>,
    amounts: Vec<(Span, Pl)>,
) -> LazyFrame {
    let (start, end) = days(low, &placing.axis, &placing.point);
    let mut others = vec![end.clone()];
    if placing.labelled {
        others.push(column(window::LABEL).cast(DataType::String));
    }
    let amounts_at = others.len() + 1;
    let spans: Vec<Span> = amounts.iter().map(|(span, _)| *span).collect();
    others.extend(amounts.into_iter().map(|(_, amount)| amount));
    let frame = without_days_counted(frame, &placing.axis, &start, low);
    let counters: Vec<Straddled> = if low.probes.off { Vec::new() } else { low.probes.straddled(&spans) };
    let frame = frame.with_columns([start.clone().alias(FROM), end.alias(TO)]);
    let labelled = placing.labelled;
    let spread = placing.straddling != Straddling::LeftOut;
    let known = places.clone();
    let run = move |columns: &mut [Column]| {
        let rows = Rows::new(columns, labelled, amounts_at)?;
        if spread { rows.spread(&known) } else { rows.single(&known, &counters) }
    };
    let gives = if spread { DataType::List(Box::new(DataType::UInt32)) } else { DataType::UInt32 };
    let field = move |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), gives.clone()));
    let bucket = start.map_many(run, &others, field).alias(BUCKET);
    let frame = frame.with_column(bucket);
    let frame = if spread { exploded(frame, places, placing.straddling == Straddling::Prorated) } else { frame };
    frame.filter(column(BUCKET).is_not_null())
}

/// One row for each bucket of a list; where rows are split, with the part of the row that lies in it.
fn exploded(frame: LazyFrame, places: &Places, prorated: bool) -> LazyFrame {
    let options = ExplodeOptions { empty_as_null: true, keep_nulls: true };
    let frame = frame.explode(by_name([PlSmallStr::from_static(BUCKET)], true, false), options);
    if !prorated {
        return frame;
    }
    let places = places.clone();
    let run = move |columns: &mut [Column]| {
        let (buckets, days) =
            (columns[0].u32()?.clone(), [columns[1].cast(&DataType::Int32)?, columns[2].cast(&DataType::Int32)?]);
        let days = buckets.iter().zip(days[0].i32()?.iter()).zip(days[1].i32()?.iter());
        let parts = days.map(|((bucket, start), end)| Some(places.part(bucket?, start?, end?)));
        Ok(Float64Chunked::from_iter_options(columns[0].name().clone(), parts).into_column())
    };
    let field = |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), DataType::Float64));
    frame.with_column(column(BUCKET).map_many(run, &[column(FROM), column(TO)], field).alias(PART))
}

/// The columns that rows are placed by.
struct Rows {
    starts: Int32Chunked,
    ends: Int32Chunked,
    labels: Option<StringChunked>,
    amounts: Vec<Float64Chunked>,
    name: PlSmallStr,
}

impl Rows {
    fn new(columns: &[Column], labelled: bool, amounts_at: usize) -> PolarsResult<Rows> {
        let days = |column: &Column| -> PolarsResult<Int32Chunked> { Ok(column.cast(&DataType::Int32)?.i32()?.clone()) };
        let labels = if labelled { Some(columns[2].str()?.clone()) } else { None };
        let amounts = columns[amounts_at..].iter().map(|c| Ok(c.cast(&DataType::Float64)?.f64()?.clone()));
        Ok(Rows {
            starts: days(&columns[0])?,
            ends: days(&columns[1])?,
            labels,
            amounts: amounts.collect::<PolarsResult<_>>()?,
            name: columns[0].name().clone(),
        })
    }

    fn span(&self, row: usize, places: &Places) -> Option<usize> {
        let labels = self.labels.as_ref()?;
        labels.get(row).map(|label| places.span_of(label).unwrap_or(usize::MAX))
    }

    /// The bucket of each row.
    fn single(&self, places: &Places, counters: &[Straddled]) -> PolarsResult<Column> {
        let mut found: Vec<Option<u32>> = Vec::with_capacity(self.starts.len());
        let (mut left_out, mut weeks) = (0, [0; 7]);
        let mut amounts = vec![(0.0, 0.0); self.amounts.len()];
        for (row, days) in self.starts.iter().zip(self.ends.iter()).enumerate() {
            let place = match days {
                (Some(start), Some(end)) => places.place(self.span(row, places), start, end),
                _ => Place::Outside,
            };
            left_out += u64::from(place == Place::Straddles);
            if let (Place::Straddles, (Some(start), Some(end))) = (place, days)
                && end - start == 6
            {
                // 1970-01-05 was a Monday.
                weeks[(start - 4).rem_euclid(7) as usize] += 1;
            }
            if !counters.is_empty() && place != Place::Outside {
                for (sums, amount) in amounts.iter_mut().zip(&self.amounts) {
                    let amount = amount.get(if amount.len() == 1 { 0 } else { row }).unwrap_or(0.0).abs();
                    if place == Place::Straddles { sums.0 += amount } else { sums.1 += amount }
                }
            }
            found.push(if let Place::In(bucket) = place { Some(bucket) } else { None });
        }
        for (counter, (left, used)) in counters.iter().zip(amounts) {
            counter.add(left_out, left, used);
            counter.add_weeks(weeks);
        }
        Ok(UInt32Chunked::from_iter_options(self.name.clone(), found.into_iter()).into_column())
    }

    /// All buckets that each row touches.
    fn spread(&self, places: &Places) -> PolarsResult<Column> {
        let touched = self.starts.iter().zip(self.ends.iter()).enumerate().map(|(row, days)| match days {
            (Some(start), Some(end)) => places.touched(self.span(row, places), start, end),
            _ => Vec::new(),
        });
        let lists: Vec<Series> = touched.map(|found| Series::new("".into(), found)).collect();
        Ok(Series::new(self.name.clone(), lists).cast(&DataType::List(Box::new(DataType::UInt32)))?.into_column())
    }
}

/// What may be left out with rows that straddle a bound: the arguments of totals, and the rows where rows are counted.
pub fn amounts(figures: &[(String, Figure)], low: &mut Lowering<'_>) -> Vec<(Span, Pl)> {
    let mut found = Vec::new();
    for (_, figure) in figures {
        figure.aggregates(&mut |aggregate| {
            let paced = matches!(aggregate.pace, Some(crate::plan::Pace::Per(_)));
            let counts = matches!(aggregate.verb, Verb::Sum | Verb::Count) || paced;
            if !counts {
                return;
            }
            let amount = match &aggregate.argument {
                Some(argument) => low.value(argument).cast(DataType::Float64),
                None => lit(1.0),
            };
            let condition = aggregate.condition.as_ref().map(|condition| low.condition(condition));
            let amount = condition.map_or(amount.clone(), |test| when(test).then(amount).otherwise(lit(0.0)));
            found.push((figure.span, amount));
        });
    }
    found
}

/// Leaves out rows that are not whole in a window, and counts those that straddle one of its bounds.
pub fn inside(frame: LazyFrame, placing: &Placing, context: &Context<'_>, low: &mut Lowering<'_>, span: Span) -> LazyFrame {
    let Some(places) = Places::of(placing, context) else { return frame };
    let frame = placed(frame, placing, &places, low, vec![(span, lit(0.0))]);
    frame.drop(by_name([BUCKET, FROM, TO].map(PlSmallStr::from_static), true, false))
}

/// Probes of rows that straddle bounds, for each figure.
impl Probes {
    fn straddled(&mut self, spans: &[Span]) -> Vec<Straddled> {
        let new: Vec<Straddled> = spans.iter().map(|span| Straddled::at(*span)).collect();
        self.straddled.extend(new.iter().cloned());
        new
    }
}
