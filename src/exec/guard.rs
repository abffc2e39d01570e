//! Whole-number arithmetic that stops at an overflow instead of wrapping around.

use super::fault::overflow;
use super::lowering::literal;
use crate::base::{Span, Type, Value};
use crate::syntax::ast::Arithmetic;
use polars::prelude::*;

/// A checked operation on two whole numbers, with the unknown of either side kept. Where it is not needed it does not fail.
pub fn checked(op: Arithmetic, left: Expr, right: Expr, needed: Option<Expr>, span: Span) -> Expr {
    let apply: fn(i64, i64) -> Option<i64> = match op {
        Arithmetic::Add => i64::checked_add,
        Arithmetic::Subtract => i64::checked_sub,
        Arithmetic::Multiply => i64::checked_mul,
        Arithmetic::Divide => i64::checked_div,
    };
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
    let others: Vec<Expr> = std::iter::once(right).chain(needed).collect();
    left.map_many(run, &others, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Int64)))
}

/// The height of columns of which some hold one value for all rows.
fn common_height(columns: &[Column]) -> usize {
    columns.iter().map(Column::len).find(|height| *height != 1).unwrap_or(1)
}

/// A whole number rounded to a multiple of a power of ten, halves away from zero.
pub fn rounded(value: Expr, step: i128, span: Span) -> Expr {
    let nearest = move |n: i64| {
        let tens = (i128::from(n).abs() + step / 2) / step * step;
        i64::try_from(tens * i128::from(n.signum())).map_err(|_| overflow(span))
    };
    let run = move |column: Column| {
        let rounded: Int64Chunked = column.i64()?.try_apply_nonnull_values_generic(nearest)?;
        Ok(rounded.into_column())
    };
    value.map(run, |_, field| Ok(Field::new(field.name().clone(), DataType::Int64)))
}

/// The negative of a whole number.
pub fn negated(value: Expr, needed: Option<Expr>, span: Span) -> Expr {
    checked(Arithmetic::Subtract, literal(&Value::Int(0), Type::Int), value, needed, span)
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
