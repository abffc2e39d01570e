//! The days of which it is known what happened, so that nothing did on one without a row.

use super::collect::quietly;
use super::context::Context;
use super::known::Known;
use super::lowering::{Lowering, column, dtype};
use super::probe::Probes;
use crate::base::{Day, Period};
use crate::catalog::{Coverage, CoveredDays};
use crate::plan::buckets::Bucket;
use crate::plan::{Column as PlanColumn, Expr, Key, Placing, Plan, Source, StepKind, Window};
use polars::prelude::*;
use std::sync::Arc;

/// Runs of days, in order, with days between them.
pub type Runs = Vec<(i32, i32)>;

/// The days that are covered: the same for all rows, or for each value of some columns.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    /// The names of these columns, where they are still there.
    keys: Vec<Option<String>>,
    /// The days of each combination of their values.
    days: Arc<Vec<(Vec<String>, Runs)>>,
}

impl Covered {
    /// What a placing says of days without a row; `about` are the first and the last day of its table.
    pub fn of(placing: &Placing, about: Option<Period>, context: &Context<'_>) -> Covered {
        match &placing.coverage {
            Coverage::Reported => Covered::default(),
            Coverage::Events => {
                let runs = about.map(|days| (Vec::new(), vec![(days.start.0, days.end.0)]));
                Covered { keys: Vec::new(), days: Arc::new(runs.into_iter().collect()) }
            }
            Coverage::Days(days) => {
                let found = listed(days, context).unwrap_or_default();
                Covered { keys: days.keys.iter().map(|key| key.now.clone()).collect(), days: Arc::new(found) }
            }
        }
    }

    /// The columns of a summary that hold the values of its keys; none for a key over whose values the summary adds.
    pub fn columns(&self, keys: &[Key]) -> Vec<Option<String>> {
        let of = |now: &Option<String>| {
            let name = now.as_deref()?;
            keys.iter().find(|key| key.expr.as_column() == Some(name)).map(|key| key.name.clone())
        };
        self.keys.iter().map(of).collect()
    }

    /// The covered days of each row of a summary. Where it adds over a key, a day is covered if it is for all values of the key.
    pub fn rows(&self, data: &DataFrame, columns: &[Option<String>]) -> PolarsResult<Vec<Arc<Runs>>> {
        let texts =
            |name: &String| -> PolarsResult<StringChunked> { Ok(data.column(name)?.cast(&DataType::String)?.str()?.clone()) };
        let texts: Vec<Option<StringChunked>> =
            columns.iter().map(|name| name.as_ref().map(texts).transpose()).collect::<PolarsResult<_>>()?;
        if texts.iter().all(Option::is_none) {
            let everywhere = Arc::new(self.everywhere());
            return Ok(vec![everywhere; data.height()]);
        }
        let row = |row: usize| {
            let is_of = |values: &[String]| {
                texts.iter().zip(values).all(|(texts, value)| texts.as_ref().is_none_or(|texts| texts.get(row) == Some(value)))
            };
            Arc::new(in_all(self.days.iter().filter(|(values, _)| is_of(values)).map(|(_, runs)| runs)))
        };
        Ok((0..data.height()).map(row).collect())
    }

    /// The days that are covered for all values of its keys.
    pub fn everywhere(&self) -> Runs {
        in_all(self.days.iter().map(|(_, runs)| runs))
    }
}

/// Whether all days of a bucket are covered that its window asks for.
pub fn covers(runs: &Runs, bucket: &Bucket, window: &Window) -> bool {
    let held = |start: i32, end: i32| {
        let at = runs.partition_point(|(_, last)| *last < start);
        runs.get(at).is_some_and(|(first, last)| *first <= start && end <= *last)
    };
    if bucket.days.end < bucket.days.start {
        return false;
    }
    let mut pieces = bucket.pieces(window, bucket.days);
    match &window.weekdays {
        None => pieces.all(|piece| held(piece.start.0, piece.end.0)),
        Some(weekdays) => pieces.all(|piece| {
            let mut days = (piece.start.0..=piece.end.0).filter(|day| weekdays.contains(&Day(*day).weekday()));
            days.all(|day| held(day, day))
        }),
    }
}

/// How many days of a window are covered.
pub fn count(runs: &Runs, window: &Window) -> i64 {
    let shared = |span: &Period| {
        let days =
            runs.iter().filter_map(|(first, last)| span.intersect(Period { start: Day(*first), end: Day(*last), ..*span }));
        days.map(|days| window.days_within(days)).sum::<i64>()
    };
    window.spans.iter().map(|(_, span)| shared(span)).sum()
}

/// The days that are in all of several runs; none of none.
fn in_all<'r>(mut several: impl Iterator<Item = &'r Runs>) -> Runs {
    let first = several.next().cloned().unwrap_or_default();
    several.fold(first, |so_far, other| {
        let mut both = Vec::new();
        let mut from = 0;
        for (first, last) in so_far {
            from += other[from..].iter().take_while(|(_, end)| *end < first).count();
            let touching = other[from..].iter().take_while(|(start, _)| *start <= last);
            both.extend(touching.map(|(start, end)| (first.max(*start), last.min(*end))));
        }
        both
    })
}

/// The days that a table lists, for each combination of the keys that the conditions of the query leave.
fn listed(days: &CoveredDays, context: &Context<'_>) -> Option<Vec<(Vec<String>, Runs)>> {
    const FIRST: &str = "\u{1}first";
    const LAST: &str = "\u{1}last";
    let table = context.store.tables.get(&days.table)?;
    let day = |name: &str| column(name).cast(DataType::Int32);
    let conditions = conditions(context.plan, days, context.at);
    let mut quiet = Probes { off: true, ..Probes::default() };
    let known = Known::default();
    let typed = |name: &str| {
        let columns = conditions.iter().flat_map(typed_columns);
        columns.into_iter().find(|column| column.name == name).map_or(DataType::String, |column| dtype(column.ty))
    };
    let keys = days.keys.iter().map(|key| column(&key.theirs).cast(typed(&key.ours)).alias(key.ours.as_str()));
    let wanted: Vec<_> = keys.chain([day(&days.start).alias(FIRST), day(&days.end).alias(LAST)]).collect();
    let mut frame = table.frame.clone().select(wanted);
    for condition in &conditions {
        frame = frame.filter(Lowering::new(&known, &mut quiet).condition(condition));
    }
    let found = quietly(frame)?;
    let texts: Vec<StringChunked> = days
        .keys
        .iter()
        .map(|key| Some(found.column(&key.ours).ok()?.cast(&DataType::String).ok()?.str().ok()?.clone()))
        .collect::<Option<_>>()?;
    let edge = |name: &str| Some(found.column(name).ok()?.i32().ok()?.clone());
    let (firsts, lasts) = (edge(FIRST)?, edge(LAST)?);
    let mut combinations: std::collections::BTreeMap<Vec<String>, Runs> = std::collections::BTreeMap::new();
    for row in 0..found.height() {
        let values = texts.iter().map(|texts| texts.get(row).map(str::to_string)).collect::<Option<Vec<String>>>();
        let (Some(values), Some(first)) = (values, firsts.get(row)) else { continue };
        combinations.entry(values).or_default().push((first, lasts.get(row).unwrap_or(i32::MAX)));
    }
    Some(combinations.into_iter().map(|(values, runs)| (values, joined(runs))).collect())
}

/// Runs in order, those that touch joined.
fn joined(mut runs: Runs) -> Runs {
    runs.retain(|(first, last)| first <= last);
    runs.sort_unstable();
    let mut whole: Runs = Vec::new();
    for (first, last) in runs {
        match whole.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => whole.push((first, last)),
        }
    }
    whole
}

/// The conditions of the first steps of a plan that are about the keys alone, as long as these keep their names and values.
fn conditions(plan: &Plan, days: &CoveredDays, count: usize) -> Vec<Expr> {
    let mut found = match &plan.source {
        Source::Let(_, inner) => conditions(inner, days, inner.steps.len()),
        Source::Table(_) => Vec::new(),
    };
    let is_key = |name: &str| days.keys.iter().any(|key| key.ours == name);
    for step in plan.steps.iter().take(count) {
        match &step.kind {
            StepKind::Filter(condition) => {
                let parts =
                    if let crate::plan::ExprKind::And(parts) = &condition.kind { parts.clone() } else { vec![condition.clone()] };
                let about = |part: &Expr| !part.columns().is_empty() && part.columns().into_iter().all(is_key);
                found.extend(parts.into_iter().filter(about));
            }
            StepKind::Derive(items) if items.iter().any(|(name, _)| is_key(name)) => break,
            StepKind::Project(names) if names.iter().any(|(old, new)| old != new && (is_key(old) || is_key(new))) => break,
            _ => {}
        }
    }
    found
}

fn typed_columns(condition: &Expr) -> Vec<PlanColumn> {
    let mut found = Vec::new();
    condition.walk(&mut |part| found.extend(part.as_column().map(|name| PlanColumn { name: name.to_string(), ty: part.ty })));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_join_and_meet() {
        assert_eq!(joined(vec![(5, 6), (1, 2), (3, 3), (9, i32::MAX), (8, 7)]), [(1, 3), (5, 6), (9, i32::MAX)]);
        let runs = [vec![(1, 3), (5, 9)], vec![(2, 6), (8, 12)], vec![(0, 20)]];
        assert_eq!(in_all(runs.iter()), [(2, 3), (5, 6), (8, 9)]);
        assert_eq!(in_all([].into_iter()), []);
    }
}
