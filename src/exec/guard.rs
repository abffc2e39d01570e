//! Whole-number arithmetic that stops at an overflow instead of wrapping around.

use super::fault::overflow;
use crate::base::Span;
use crate::syntax::ast::Arithmetic;
use polars::prelude::*;

/// A checked operation on two whole numbers, with the unknown of either side kept.
pub fn checked(op: Arithmetic, left: Expr, right: Expr, span: Span) -> Expr {
    let apply: fn(i64, i64) -> Option<i64> = match op {
        Arithmetic::Add => i64::checked_add,
        Arithmetic::Subtract => i64::checked_sub,
        Arithmetic::Multiply => i64::checked_mul,
        Arithmetic::Divide => i64::checked_div,
    };
    let run = move |columns: &mut [Column]| {
        let (a, b) = (columns[0].i64()?.clone(), columns[1].i64()?.clone());
        let height = if a.len() == 1 { b.len() } else { a.len() };
        let at = |values: &Int64Chunked, row: usize| values.get(if values.len() == 1 { 0 } else { row });
        let mut result: Vec<Option<i64>> = Vec::with_capacity(height);
        for row in 0..height {
            result.push(match (at(&a, row), at(&b, row)) {
                (Some(x), Some(y)) => Some(apply(x, y).ok_or_else(|| overflow(span))?),
                _ => None,
            });
        }
        Ok(Int64Chunked::from_iter_options(columns[0].name().clone(), result.into_iter()).into_column())
    };
    left.map_many(run, &[right], |_, fields| Ok(fields[0].clone()))
}

/// The negative of a whole number.
pub fn negated(value: Expr, span: Span) -> Expr {
    checked(Arithmetic::Subtract, lit(0i64), value, span)
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
