//! Functions that look at other rows: along time within keys, and across a bucket.

use super::fault::overflow;
use super::guard::Guard;
use super::lowering::{Lowering, dtype};
use super::probe::{Probes, Said};
use super::rolling::{Rolling, Row, roll};
use super::state::{Lowered, whole_frame};
use super::zones;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::counts::counted;
use crate::base::{Span, Type};
use crate::plan::{self, Around, Expr, ExprKind, Function};
use polars::prelude::{DataFrame, DataType, GroupsIndicator, IdxCa, IntoColumn, NamedFrom, PolarsResult, Schema, Series};
use std::sync::Arc;

impl Lowered {
    /// The rows with a hidden column for each such function of a value, and the value with these columns in their place.
    pub(super) fn look_around(self, value: &Expr, probes: &mut Probes) -> (Lowered, Expr) {
        let mut state = self;
        let mut found: Vec<Around> = Vec::new();
        let replaced = value.replaced(&mut |expr| match &expr.kind {
            ExprKind::Around(around) => {
                found.push((**around).clone());
                Some(Expr::column(format!("\u{1}around{}", found.len() - 1), expr.ty, expr.span))
            }
            _ => None,
        });
        for (at, around) in found.into_iter().enumerate() {
            let ty = result(&around);
            state = state.with_around(format!("\u{1}around{at}"), around, ty, probes);
        }
        (state, replaced)
    }

    fn with_around(self, name: String, around: Around, ty: Type, probes: &mut Probes) -> Lowered {
        let (state, value) = self.look_around(&around.value, probes);
        let input = format!("{name}of");
        let lowered = Lowering::new(&state.known, probes).value(&value).cast(dtype(value.ty));
        let frame = state.frame.with_column(lowered.alias(input.as_str()));
        let said = (!probes.off).then(|| probes.said.clone());
        let look = Look { around, ty, input, name: name.clone(), said, span: value.span };
        let schema = move |before: &Schema| {
            let mut schema = before.clone();
            schema.with_column(name.as_str().into(), dtype(ty));
            Ok(Arc::new(schema))
        };
        let frame = frame.map(move |data| look.run(data), whole_frame(), Some(Arc::new(schema)), Some("around"));
        Lowered { frame, known: state.known, guard: Guard::in_place() }
    }
}

/// The type that a function gives.
fn result(around: &Around) -> Type {
    match around.function {
        Function::Share => Type::Float,
        Function::Rank => Type::Int,
        Function::RollingMean if around.count => Type::Int,
        Function::RollingMean => Type::Float,
        _ => around.value.ty,
    }
}

struct Look {
    around: Around,
    ty: Type,
    input: String,
    name: String,
    said: Option<Said>,
    span: Span,
}

impl Look {
    fn run(&self, mut data: DataFrame) -> PolarsResult<DataFrame> {
        let values = data.column(&self.input)?.as_materialized_series().clone();
        let groups = self.groups(&data)?;
        let series = match self.around.function {
            Function::Previous => self.previous(&values, &groups)?,
            Function::Share | Function::RollingMean => self.reals(&values, &groups)?,
            Function::Rank => ranks(&values, &groups)?,
            _ if self.ty == Type::Int => self.integers(&values, &groups)?,
            _ => self.reals(&values, &groups)?,
        };
        let series = series.cast(&dtype(self.ty))?.with_name(self.name.as_str().into());
        data.with_column(series.into_column())?;
        Ok(data)
    }

    /// The rows of each combination of keys, in the order of time.
    fn groups(&self, data: &DataFrame) -> PolarsResult<Vec<Vec<Row>>> {
        let height = data.height();
        let (starts, ends) = match &self.around.time {
            Some((start, end)) => (moments(data, start)?, moments(data, end)?),
            None => (vec![Some((0, 0)); height], vec![Some((0, 0)); height]),
        };
        let row = |at: usize| {
            let ((start, begins), (end, ends)) = starts[at].zip(ends[at])?;
            Some(Row { at, start, end, order: (ends, begins) })
        };
        let mut groups: Vec<Vec<Row>> = if self.around.keys.is_empty() {
            vec![(0..height).filter_map(row).collect()]
        } else {
            let by = data.group_by_stable(self.around.keys.iter().map(String::as_str))?;
            let groups = by.get_groups().iter();
            let rows = |group: GroupsIndicator<'_>| -> Vec<Row> {
                match group {
                    GroupsIndicator::Idx((_, all)) => all.iter().filter_map(|at| row(*at as usize)).collect(),
                    GroupsIndicator::Slice([first, length]) => {
                        (first as usize..(first + length) as usize).filter_map(row).collect()
                    }
                }
            };
            groups.map(rows).collect()
        };
        groups.iter_mut().for_each(|group| group.sort_by_key(|row| row.order));
        Ok(groups)
    }

    /// The row before, unless a bucket between them is missing.
    fn before(&self, group: &[Row], at: usize) -> Option<Row> {
        let before = *group.get(at.checked_sub(1)?)?;
        (!self.around.consecutive || before.end + 1 == group[at].start).then_some(before)
    }

    fn previous(&self, values: &Series, groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let mut rows: Vec<Option<u32>> = vec![None; values.len()];
        for group in groups {
            for (at, row) in group.iter().enumerate() {
                rows[row.at] = self.before(group, at).map(|before| before.at as u32);
            }
        }
        values.take(&rows.into_iter().collect::<IdxCa>())
    }

    /// Whole numbers stay exact; one that leaves its range is an error.
    fn integers(&self, values: &Series, groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let values: Vec<Option<i64>> = values.cast(&DataType::Int64)?.i64()?.iter().collect();
        let mut results: Vec<Option<i64>> = vec![None; values.len()];
        for group in groups {
            let mut total = Some(0i64);
            for (at, row) in group.iter().enumerate() {
                let value = values[row.at];
                results[row.at] = match self.around.function {
                    Function::Change => match (value, self.before(group, at).and_then(|before| values[before.at])) {
                        (Some(a), Some(b)) => Some(a.checked_sub(b).ok_or_else(|| overflow(self.span))?),
                        _ => None,
                    },
                    Function::Running => {
                        total = match (total, value) {
                            (Some(total), Some(value)) => Some(total.checked_add(value).ok_or_else(|| overflow(self.span))?),
                            _ => None,
                        };
                        total
                    }
                    _ => None,
                };
            }
            if self.around.function == Function::RollingSum {
                let mut fits = true;
                roll(
                    group,
                    self.around.days,
                    false,
                    |row| values[row.at],
                    |row, last| {
                        let sum = self.is_whole(last).then(|| i64::try_from(last.whole));
                        fits &= !matches!(sum, Some(Err(_)));
                        results[row.at] = sum.and_then(Result::ok);
                    },
                );
                fits.then_some(()).ok_or_else(|| overflow(self.span))?;
            }
        }
        Ok(Series::new("".into(), results))
    }

    fn reals(&self, values: &Series, groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let values: Vec<Option<f64>> = values.cast(&DataType::Float64)?.f64()?.iter().collect();
        let mut results: Vec<Option<f64>> = vec![None; values.len()];
        let mut unknown = 0;
        for group in groups {
            let whole: f64 = group.iter().filter_map(|row| values[row.at]).sum();
            unknown += group.iter().filter(|row| values[row.at].is_none()).count();
            let mut total = Some(0.0);
            for (at, row) in group.iter().enumerate() {
                let value = values[row.at];
                results[row.at] = match self.around.function {
                    Function::Share => value.filter(|_| whole != 0.0).map(|value| value / whole),
                    Function::Change => value.zip(self.before(group, at).and_then(|b| values[b.at])).map(|(a, b)| a - b),
                    Function::Running => {
                        total = total.zip(value).map(|(total, value)| total + value);
                        total
                    }
                    _ => None,
                };
            }
            if matches!(self.around.function, Function::RollingMean | Function::RollingSum) {
                let mean = self.around.function == Function::RollingMean;
                let roll_over = |row: &Row, last: &Rolling| {
                    results[row.at] = match mean {
                        true => self.mean(last),
                        false => self.is_whole(last).then(|| last.real()),
                    }
                };
                roll(group, self.around.days, mean, |row| values[row.at], roll_over);
            }
        }
        if self.around.function == Function::Share && unknown > 0 {
            let text = format!("shares are of what is known: {} unknown", counted(unknown as u64, "value"));
            self.said.iter().for_each(|said| said.add("share", text.clone()));
        }
        Ok(Series::new("".into(), results))
    }

    /// The mean of the known values of the last days, or how many days they are.
    fn mean(&self, last: &Rolling) -> Option<f64> {
        if self.around.count {
            return Some(last.days() as f64);
        }
        (last.known > 0).then(|| last.real() / last.known as f64)
    }

    /// Whether rows are there for all of the last days, and all of them are known.
    fn is_whole(&self, last: &Rolling) -> bool {
        last.unknown == 0 && last.days() >= i64::from(self.around.days)
    }
}

/// The day and the moment of each row of a time column.
fn moments(data: &DataFrame, of: &plan::Column) -> PolarsResult<Vec<Option<(i64, i64)>>> {
    let column = data.column(&of.name)?;
    if !matches!(column.dtype(), DataType::Datetime(..)) {
        return Ok(column.cast(&DataType::Int64)?.i64()?.iter().map(|day| day.map(|day| (day, day))).collect());
    }
    let clocks = zones::with_clocks(column, of.ty)?;
    Ok(clocks.into_iter().map(|found| found.map(|(moment, clock)| (clock.div_euclid(MICROS_PER_DAY), moment))).collect())
}

/// 1 for the largest; equal values share the smallest of their ranks.
fn ranks(values: &Series, groups: &[Vec<Row>]) -> PolarsResult<Series> {
    let values: Vec<Option<f64>> = values.cast(&DataType::Float64)?.f64()?.iter().collect();
    let mut results: Vec<Option<i64>> = vec![None; values.len()];
    for group in groups {
        let mut known: Vec<f64> = group.iter().filter_map(|row| values[row.at]).collect();
        known.sort_by(|a, b| b.total_cmp(a));
        for row in group {
            results[row.at] = values[row.at].map(|value| known.partition_point(|other| *other > value) as i64 + 1);
        }
    }
    Ok(Series::new("".into(), results))
}
