//! Whole-number arithmetic that stops at an overflow instead of wrapping around.

use super::fault::overflow;
use crate::base::Span;
use crate::syntax::ast::Arithmetic;
use polars::prelude::*;

/// Which rows an operation is about that may fail, or counts. The engine joins conditions that stand one after the other, and then
/// computes the later one for rows, too, that the earlier one leaves out.
#[derive(Clone, Default)]
pub struct Guard {
    /// The rows whose values are needed; all without one.
    pub needed: Option<Expr>,
    /// Whether rows were left out in a way that `needed` cannot say, so that the operation has to stay behind that.
    pub in_place: bool,
}

impl Guard {
    /// Behind a step that leaves out rows in a way of its own.
    pub fn in_place() -> Guard {
        Guard { needed: None, in_place: true }
    }

    /// Behind one more condition.
    pub fn and(self, condition: Expr) -> Guard {
        match self.in_place {
            true => self,
            false => Guard { needed: Some(self.needed.map_or(condition.clone(), |needed| needed.and(condition))), ..self },
        }
    }

    /// Behind a step that replaces a column.
    pub fn without(self, name: &str) -> Guard {
        self.if_columns(|column| column != name)
    }

    /// Behind a step that chooses and renames columns.
    pub fn among(self, names: &[(String, String)]) -> Guard {
        self.if_columns(|column| names.iter().any(|(old, new)| old == column && new == column))
    }

    /// The same if it rests on nothing but these columns.
    fn if_columns(self, stays: impl Fn(&str) -> bool) -> Guard {
        let lost = |part: &Expr| matches!(part, Expr::Column(name) if !stays(name));
        if self.needed.as_ref().is_some_and(|needed| needed.into_iter().any(lost)) { Guard::in_place() } else { self }
    }
}

/// A checked operation on two whole numbers, with the unknown of either side kept.
pub fn checked(op: Arithmetic, left: Expr, right: Expr, guard: &Guard, span: Span) -> Expr {
    let apply: fn(i64, i64) -> Option<i64> = match op {
        Arithmetic::Add => i64::checked_add,
        Arithmetic::Subtract => i64::checked_sub,
        Arithmetic::Multiply => i64::checked_mul,
        Arithmetic::Divide => i64::checked_div,
    };
    guarded(apply, left, right, guard, span)
}

/// A function of two whole numbers that fails where it gives none, with the unknown of either side kept.
fn guarded<F>(apply: F, left: Expr, right: Expr, guard: &Guard, span: Span) -> Expr
where
    F: Fn(i64, i64) -> Option<i64> + Send + Sync + 'static,
{
    let run = move |columns: &mut [Column]| {
        let (a, b) = (columns[0].i64()?, columns[1].i64()?);
        let needed = columns.get(2).map(|needed| needed.bool()).transpose()?;
        let height = common_height(columns);
        let at = |values: &Int64Chunked, row: usize| values.get(if values.len() == 1 { 0 } else { row });
        let fails = |row: usize| needed.is_none_or(|n| n.get(if n.len() == 1 { 0 } else { row }) == Some(true));
        let mut result: Vec<Option<i64>> = Vec::with_capacity(height);
        for row in 0..height {
            result.push(match (at(a, row), at(b, row)) {
                (Some(x), Some(y)) => match apply(x, y) {
                    None if fails(row) => return Err(overflow(span)),
                    value => value,
                },
                _ => None,
            });
        }
        Ok(Int64Chunked::from_iter_options(columns[0].name().clone(), result.into_iter()).into_column())
    };
    let others: Vec<Expr> = std::iter::once(right).chain(guard.needed.clone()).collect();
    row_by_row(left, run, &others, DataType::Int64, guard.in_place)
}

/// A function of the values of each row. The engine moves it in front of other steps, unless it has to stay in its place.
pub fn row_by_row<F>(first: Expr, run: F, others: &[Expr], gives: DataType, in_place: bool) -> Expr
where
    F: Fn(&mut [Column]) -> PolarsResult<Column> + Send + Sync + 'static,
{
    let field = move |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), gives.clone()));
    if in_place { first.apply_many(run, others, field) } else { first.map_many(run, others, field) }
}

/// The height of columns of which some hold one value for all rows.
fn common_height(columns: &[Column]) -> usize {
    columns.iter().map(Column::len).find(|height| *height != 1).unwrap_or(1)
}

/// A whole number rounded to a multiple of a power of ten, halves away from zero.
pub fn rounded(value: Expr, step: i128, guard: &Guard, span: Span) -> Expr {
    let nearest = move |n: i64, _| {
        let tens = (i128::from(n).abs() + step / 2) / step * step;
        i64::try_from(tens * i128::from(n.signum())).ok()
    };
    guarded(nearest, value.clone(), value, guard, span)
}

/// The negative of a whole number.
pub fn negated(value: Expr, guard: &Guard, span: Span) -> Expr {
    let zero = Expr::Literal(LiteralValue::Scalar(Scalar::new(DataType::Int64, AnyValue::Int64(0))));
    checked(Arithmetic::Subtract, zero, value, guard, span)
}

/// 2 to the power of 32.
const HALF: i64 = 1 << 32;

/// The upper and lower half of whole numbers. Sums of either cannot overflow, and together they are the exact sum.
pub fn halves(value: Expr) -> (Expr, Expr) {
    let high = value.clone().floor_div(lit(HALF));
    (high.clone(), value - high * lit(HALF))
}

/// The sum that two sums of halves make, or an error when it is out of range.
pub fn joined(high: Expr, low: Expr, span: Span) -> Expr {
    let run = move |columns: &mut [Column]| {
        let (high, low) = (columns[0].i64()?, columns[1].i64()?);
        let mut sums: Vec<Option<i64>> = Vec::with_capacity(high.len());
        for pair in high.iter().zip(low.iter()) {
            sums.push(match pair {
                (Some(high), Some(low)) => {
                    let sum = i128::from(high) * i128::from(HALF) + i128::from(low);
                    Some(i64::try_from(sum).map_err(|_| overflow(span))?)
                }
                _ => None,
            });
        }
        Ok(Int64Chunked::from_iter_options(columns[0].name().clone(), sums.into_iter()).into_column())
    };
    high.map_many(run, &[low], |_, fields| Ok(fields[0].clone()))
}
