//! Bounds of qualified values in the engine: hidden columns beside a column, and arithmetic with them. Expressions are `bounded`.
//!
//! Beside a bounded column `x` stand its lowest and highest value, unknown where that side is open, and whether it is said to be near.
//! Within expressions an open side is infinite, a value without bounds is both of its bounds, and what is not known at all is unknown.

use super::lowering::literal;
use crate::base::bounds::{Operation, at_least_none, combined};
use crate::base::names::{about_of, high_of, low_of};
use crate::base::{Type, Value};
use crate::syntax::ast::Arithmetic;
use polars::prelude::{Column, DataType, Expr as Pl, Field, Float64Chunked, IntoColumn, NewChunkedArray, lit, when};

/// The bounds of a value, and whether it is near.
#[derive(Clone)]
pub struct Interval {
    pub low: Pl,
    pub high: Pl,
    pub about: Pl,
}

/// An operation of the language on what is known of two numbers.
pub fn operation(op: Arithmetic) -> Operation {
    match op {
        Arithmetic::Add => Operation::Add,
        Arithmetic::Subtract => Operation::Subtract,
        Arithmetic::Multiply => Operation::Multiply,
        Arithmetic::Divide => Operation::Divide,
    }
}

fn real(value: Pl) -> Pl {
    value.cast(DataType::Float64)
}

fn nothing() -> Pl {
    literal(&Value::Unknown, Type::Float)
}

impl Interval {
    /// A value that is what it is.
    pub fn exact(value: Pl) -> Interval {
        Interval { low: real(value.clone()), high: real(value), about: lit(false) }
    }

    /// The bounds of an operation on two counts: where their lower side is open they are at least none.
    pub fn combined(op: Arithmetic, a: &Interval, b: &Interval) -> Interval {
        let counts = matches!(op, Arithmetic::Multiply | Arithmetic::Divide);
        let bounds = move |ends: (f64, f64)| if counts { at_least_none(ends) } else { ends };
        let op = operation(op);
        let side = |lowest: bool| {
            let run = move |columns: &mut [Column]| {
                let parts: Vec<Float64Chunked> =
                    columns.iter().map(|c| Ok(c.f64()?.clone())).collect::<Result<_, polars::error::PolarsError>>()?;
                let height = parts.iter().map(|part| part.len()).find(|n| *n != 1).unwrap_or(1);
                let at = |part: &Float64Chunked, row: usize| part.get(if part.len() == 1 { 0 } else { row });
                let values = (0..height).map(|row| {
                    let ends = [at(&parts[0], row)?, at(&parts[1], row)?, at(&parts[2], row)?, at(&parts[3], row)?];
                    let (low, high) = combined(op, bounds((ends[0], ends[1])), bounds((ends[2], ends[3])))?;
                    Some(if lowest { low } else { high })
                });
                Ok(Float64Chunked::from_iter_options(columns[0].name().clone(), values).into_column())
            };
            let others = [a.high.clone(), b.low.clone(), b.high.clone()];
            a.low.clone().map_many(run, &others, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Float64)))
        };
        Interval { low: side(true), high: side(false), about: a.about.clone().or(b.about.clone()) }
    }

    /// The hidden columns beside a column: nothing where a bound is open, or is the value itself.
    pub fn beside(self, name: &str, best: Pl) -> Vec<Pl> {
        let exact = self.low.clone().eq(self.high.clone()).and(real(best.clone()).eq(self.low.clone()));
        let exact = exact.fill_null(lit(false));
        let side = |bound: Pl| when(bound.clone().is_finite().and(exact.clone().not())).then(bound).otherwise(nothing());
        let known = best.is_not_null().or(self.low.clone().is_not_null());
        vec![
            side(self.low.clone()).alias(low_of(name)),
            side(self.high.clone()).alias(high_of(name)),
            when(known).then(self.about).otherwise(lit(false)).alias(about_of(name)),
        ]
    }
}
