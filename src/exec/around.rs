//! Functions that look at other rows: along time within keys, and across a bucket.

mod bounds;

use super::fault::overflow;
use super::guard::Guard;
use super::interval::{bound_columns, bound_types, settled};
use super::known::ColumnKnown;
use super::lowering::{Lowering, dtype};
use super::probe::{Probes, Said};
use super::rolling::{Rolling, Row, roll};
use super::state::{Lowered, whole_frame};
use super::zones;
use crate::base::calendar::MICROS_PER_DAY;
use crate::base::counts::{amount, counted};
use crate::base::names::{all_of, bounds_of, is_hidden};
use crate::base::{Span, Type};
use crate::plan::{self, Around, Expr, ExprKind, Function};
use bounds::Bound;
use polars::prelude::{DataFrame, DataType, GroupsIndicator, IdxCa, IntoColumn, NamedFrom, PolarsResult, Schema, Series};
use std::collections::HashMap;
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
        let (mut state, value) = self.look_around(&around.value, probes);
        let input = format!("{name}of");
        let mut low = Lowering::new(&state.known, probes);
        let lowered = low.value(&value).cast(dtype(value.ty));
        let counts = low.known.is_count(&value);
        let own = low.interval(&value);
        let may_skip = counts && low.known.can_be_unknown(&value) && skips(around.function);
        let bounded = !around.count && around.function != Function::Rank && (own.is_some() || may_skip);
        let frame = match own.clone() {
            Some(interval) => state.frame.with_columns(interval.beside(&input, lowered)).with_columns(settled(&input)),
            None => state.frame.with_column(lowered.alias(input.as_str())),
        };
        let said = (!probes.off).then(|| probes.said.clone());
        let look = Look { around, ty, input, name: name.clone(), own: own.is_some(), bounded, counts, said, span: value.span };
        let announced = name.clone();
        let schema = move |before: &Schema| {
            let mut schema = before.clone();
            schema.with_column(announced.as_str().into(), dtype(ty));
            if bounded {
                bound_types(&announced).into_iter().for_each(|(name, dtype)| drop(schema.with_column(name.into(), dtype)));
            }
            Ok(Arc::new(schema))
        };
        let frame = frame.map(move |data| look.run(data), whole_frame(), Some(Arc::new(schema)), Some("around"));
        let frame = if bounded { frame.with_columns(settled(&name)) } else { frame };
        state.known.set(&name, ColumnKnown::default());
        state.known.set_bounded(&name, bounded);
        Lowered { frame, known: state.known, guard: Guard::in_place() }
    }
}

/// Whether a function makes totals, of which unknown values are left out.
fn skips(function: Function) -> bool {
    matches!(function, Function::Running | Function::RollingSum | Function::Share)
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
    /// Whether the values have bounds, in hidden columns beside them.
    own: bool,
    /// Whether what the function gives has bounds.
    bounded: bool,
    /// Whether no value can be negative.
    counts: bool,
    said: Option<Said>,
    span: Span,
}

impl Look {
    fn run(&self, mut data: DataFrame) -> PolarsResult<DataFrame> {
        let values = data.column(&self.input)?.as_materialized_series().clone();
        let groups = self.groups(&data)?;
        let bounds = self.inputs(&data, &values)?;
        let alone: Vec<bool> =
            values.is_null().iter().zip(&bounds).map(|(null, bound)| null == Some(true) && bound.sides.is_some()).collect();
        let series = match self.around.function {
            Function::Previous => self.previous(&values, &groups)?,
            Function::Share | Function::RollingMean => self.reals(&values, &alone, &groups)?,
            Function::Rank => self.ranks(&data, &values, &groups)?,
            _ if self.ty == Type::Int => self.integers(&values, &alone, &groups)?,
            _ => self.reals(&values, &alone, &groups)?,
        };
        let series = series.cast(&dtype(self.ty))?.with_name(self.name.as_str().into());
        data.with_column(series.into_column())?;
        if self.bounded {
            let found: Vec<_> = self.bounds(&bounds, &groups).into_iter().map(|bound| (bound.sides, bound.about)).collect();
            bound_columns(&self.name, &found).into_iter().try_for_each(|column| data.with_column(column).map(drop))?;
        }
        Ok(data)
    }

    /// What is known of each value.
    fn inputs(&self, data: &DataFrame, values: &Series) -> PolarsResult<Vec<Bound>> {
        if !(self.own || self.bounded) {
            return Ok(vec![Bound::default(); values.len()]);
        }
        let best = values.cast(&DataType::Float64)?;
        let best: Vec<Option<f64>> = best.f64()?.iter().collect();
        if !self.own {
            return Ok(best.into_iter().map(|best| Bound { sides: best.map(|best| (best, best)), about: false }).collect());
        }
        let [low, high, about] =
            bounds_of(&self.input).map(|name| data.column(&name).map(|column| column.as_materialized_series().clone()));
        let (low, high, about) = (low?, high?, about?);
        let (low, high, about) = (low.f64()?, high.f64()?, about.bool()?);
        let bound = |(row, best): (usize, Option<f64>)| {
            let (low, high) = (low.get(row).or(best), high.get(row).or(best));
            let sides = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
            Bound { sides: low.or(high).map(|_| sides), about: about.get(row) == Some(true) }
        };
        Ok(best.into_iter().enumerate().map(bound).collect())
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

    /// 1 for the largest; equal values share the smallest of their ranks. What has no best is ranked by its bounds.
    fn ranks(&self, data: &DataFrame, values: &Series, groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let values: Vec<Option<f64>> = match self.own {
            true => self
                .inputs(data, values)?
                .iter()
                .zip(values.cast(&DataType::Float64)?.f64()?.iter())
                .map(|(b, best)| best.or(b.middle()))
                .collect(),
            false => values.cast(&DataType::Float64)?.f64()?.iter().collect(),
        };
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
    fn integers(&self, values: &Series, alone: &[bool], groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let values: Vec<Option<i64>> = values.cast(&DataType::Int64)?.i64()?.iter().collect();
        let mut results: Vec<Option<i64>> = vec![None; values.len()];
        for group in groups {
            let mut total: Running<i64> = Running::default();
            for (at, row) in group.iter().enumerate() {
                let value = values[row.at];
                results[row.at] = match self.around.function {
                    Function::Change => match (value, self.before(group, at).and_then(|before| values[before.at])) {
                        (Some(a), Some(b)) => Some(a.checked_sub(b).ok_or_else(|| overflow(self.span))?),
                        _ => None,
                    },
                    Function::Running => {
                        total.lost |= self.loses(value, alone[row.at]);
                        if let Some(value) = value {
                            let sum = total.sum.unwrap_or(0).checked_add(value).ok_or_else(|| overflow(self.span))?;
                            total.sum = Some(sum);
                        }
                        total.sum.filter(|_| !total.lost)
                    }
                    _ => None,
                };
            }
            if self.around.function == Function::RollingSum {
                let mut fits = true;
                let lost = self.any_within(group, |row| alone[row.at]);
                roll(
                    group,
                    self.around.days,
                    false,
                    |row| values[row.at],
                    |row, last| {
                        let whole = self.is_whole(last) && lost.get(&row.at) != Some(&true);
                        let sum = whole.then(|| i64::try_from(last.whole));
                        fits &= !matches!(sum, Some(Err(_)));
                        results[row.at] = sum.and_then(Result::ok);
                    },
                );
                fits.then_some(()).ok_or_else(|| overflow(self.span))?;
            }
        }
        Ok(Series::new("".into(), results))
    }

    fn reals(&self, values: &Series, alone: &[bool], groups: &[Vec<Row>]) -> PolarsResult<Series> {
        let values: Vec<Option<f64>> = values.cast(&DataType::Float64)?.f64()?.iter().collect();
        let mut results: Vec<Option<f64>> = vec![None; values.len()];
        let mut unknown = 0;
        for group in groups {
            let whole: f64 = group.iter().filter_map(|row| values[row.at]).sum();
            unknown += group.iter().filter(|row| values[row.at].is_none()).count();
            let mut total: Running<f64> = Running::default();
            let bare = group.iter().any(|row| alone[row.at]);
            for (at, row) in group.iter().enumerate() {
                let value = values[row.at];
                results[row.at] = match self.around.function {
                    Function::Share => value.filter(|_| whole != 0.0 && !bare).map(|value| value / whole),
                    Function::Change => value.zip(self.before(group, at).and_then(|b| values[b.at])).map(|(a, b)| a - b),
                    Function::Running => {
                        total.lost |= self.loses(value, alone[row.at]);
                        total.sum = value.map(|value| total.sum.unwrap_or(0.0) + value).or(total.sum);
                        total.sum.filter(|_| !total.lost)
                    }
                    _ => None,
                };
            }
            if matches!(self.around.function, Function::RollingMean | Function::RollingSum) {
                let mean = self.around.function == Function::RollingMean;
                let lost = self.any_within(group, |row| alone[row.at]);
                let roll_over = |row: &Row, last: &Rolling| {
                    results[row.at] = match mean {
                        _ if lost.get(&row.at) == Some(&true) && !self.around.count => None,
                        true => self.mean(last),
                        false => self.is_whole(last).then(|| last.real()),
                    }
                };
                roll(group, self.around.days, mean, |row| values[row.at], roll_over);
            }
        }
        if self.around.function == Function::Share {
            self.say_base(&values, groups);
        }
        if self.around.function == Function::Share && unknown > 0 {
            let text = format!("shares are of what is known: {} unknown", counted(unknown as u64, "value"));
            self.said.iter().for_each(|said| said.add("share", text.clone()));
        }
        Ok(Series::new("".into(), results))
    }

    /// Says what shares are of.
    fn say_base(&self, values: &[Option<f64>], groups: &[Vec<Row>]) {
        let of = self.around.value.as_column().filter(|name| !is_hidden(name)).unwrap_or("the values");
        let text = match groups {
            [all] => {
                let whole: f64 = all.iter().filter_map(|row| values[row.at]).sum();
                let told = self.said.as_ref().is_some_and(|said| said.tells(&self.around.value.columns()));
                let whole = if told { format!(": 100% is {}", amount(whole)) } else { String::new() };
                format!("of {of} in all rows{whole}")
            }
            _ => format!("of {of} in the rows of the same {}", all_of(&self.around.keys)),
        };
        self.said.iter().for_each(|said| said.add("share", text.clone()));
    }

    /// Whether a total is lost with a value: one of which only bounds are known, or an unknown one that may be negative.
    fn loses<T>(&self, value: Option<T>, alone: bool) -> bool {
        value.is_none() && (alone || !self.counts)
    }

    /// Whether some row of the last days is marked, for each row of a group.
    fn any_within(&self, group: &[Row], marked: impl Fn(&Row) -> bool) -> HashMap<usize, bool> {
        let mut found = HashMap::new();
        if group.iter().any(&marked) {
            let value = |row: &Row| Some(i64::from(marked(row)));
            roll(group, self.around.days, false, value, |row, last| {
                found.insert(row.at, last.whole > 0);
            });
        }
        found
    }

    /// The mean of the known values of the last days, or how many days they are.
    fn mean(&self, last: &Rolling) -> Option<f64> {
        if self.around.count {
            return Some(last.days() as f64);
        }
        (last.known > 0).then(|| last.real() / last.known as f64)
    }

    /// Whether rows are there for all of the last days, and their total is known or at least a bound.
    fn is_whole(&self, last: &Rolling) -> bool {
        last.known > 0 && (last.unknown == 0 || self.counts) && last.days() >= i64::from(self.around.days)
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

/// A total so far.
#[derive(Default)]
struct Running<T> {
    sum: Option<T>,
    lost: bool,
}
