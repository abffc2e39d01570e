//! Bounds of qualified values in the engine: hidden columns beside a column, and arithmetic with them. Expressions are `bounded`.
//!
//! Beside a bounded column `x` stand its lowest and highest value, unknown where that side is open, and whether it is said to be near.
//! Within expressions an open side is infinite, a value without bounds is both of its bounds, and what is not known at all is unknown.

use super::lowering::{column, literal};
use crate::base::bounds::{Bounds, Operation, combined};
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

    /// The bounds of a literal.
    pub fn of_literal(bounds: &Bounds) -> Interval {
        let side = |bound: Option<f64>, open: f64| lit(bound.or(bounds.best).unwrap_or(open));
        Interval { low: side(bounds.low, f64::NEG_INFINITY), high: side(bounds.high, f64::INFINITY), about: lit(bounds.about) }
    }

    /// The bounds of a column.
    pub fn of_column(name: &str) -> Interval {
        let best = real(column(name));
        let (low, high) = (column(&low_of(name)), column(&high_of(name)));
        let known = best.clone().is_not_null().or(low.clone().is_not_null()).or(high.clone().is_not_null());
        let side = |bound: Pl, open: f64| {
            let open = when(known.clone()).then(lit(open)).otherwise(nothing());
            polars::prelude::coalesce(&[bound, best.clone(), open])
        };
        Interval {
            low: side(low, f64::NEG_INFINITY),
            high: side(high, f64::INFINITY),
            about: column(&about_of(name)).fill_null(lit(false)),
        }
    }

    /// The bounds of an operation on two values.
    pub fn combined(op: Arithmetic, a: &Interval, b: &Interval) -> Interval {
        let op = match op {
            Arithmetic::Add => Operation::Add,
            Arithmetic::Subtract => Operation::Subtract,
            Arithmetic::Multiply => Operation::Multiply,
            Arithmetic::Divide => Operation::Divide,
        };
        let side = |lowest: bool| {
            let run = move |columns: &mut [Column]| {
                let parts: Vec<Float64Chunked> =
                    columns.iter().map(|c| Ok(c.f64()?.clone())).collect::<Result<_, polars::error::PolarsError>>()?;
                let height = parts.iter().map(|part| part.len()).find(|n| *n != 1).unwrap_or(1);
                let at = |part: &Float64Chunked, row: usize| part.get(if part.len() == 1 { 0 } else { row });
                let values = (0..height).map(|row| {
                    let ends = [at(&parts[0], row)?, at(&parts[1], row)?, at(&parts[2], row)?, at(&parts[3], row)?];
                    let (low, high) = combined(op, (ends[0], ends[1]), (ends[2], ends[3]))?;
                    Some(if lowest { low } else { high })
                });
                Ok(Float64Chunked::from_iter_options(columns[0].name().clone(), values).into_column())
            };
            let others = [a.high.clone(), b.low.clone(), b.high.clone()];
            a.low.clone().map_many(run, &others, |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Float64)))
        };
        Interval { low: side(true), high: side(false), about: a.about.clone().or(b.about.clone()) }
    }

    /// The value with the other sign.
    pub fn negated(self) -> Interval {
        Interval { low: lit(0.0) - self.high, high: lit(0.0) - self.low, about: self.about }
    }

    /// The value without its sign.
    pub fn absolute(self) -> Interval {
        let (low, high) = (self.low.clone(), self.high.clone());
        let (down, up) = (lit(0.0) - low.clone(), lit(0.0) - high.clone());
        let pick = |positive: &Pl, negative: Pl, across: Pl| {
            when(low.clone().gt_eq(lit(0.0)))
                .then(positive.clone())
                .when(high.clone().lt_eq(lit(0.0)))
                .then(negative)
                .otherwise(across)
        };
        let larger = when(down.clone().gt(high.clone())).then(down.clone()).otherwise(high.clone());
        let none = when(low.clone().is_not_null()).then(lit(0.0)).otherwise(nothing());
        Interval { low: pick(&low, up, none), high: pick(&high, down, larger), about: self.about }
    }

    /// Both bounds under a function that keeps their order.
    pub fn map(self, keeps_order: impl Fn(Pl) -> Pl) -> Interval {
        Interval { low: keeps_order(self.low), high: keeps_order(self.high), about: self.about }
    }

    /// One interval where a condition holds, else another.
    pub fn pick(test: &Pl, yes: Interval, no: Interval) -> Interval {
        let pick = |yes: Pl, no: Pl| when(test.clone()).then(yes).otherwise(no);
        Interval { low: pick(yes.low, no.low), high: pick(yes.high, no.high), about: pick(yes.about, no.about) }
    }

    /// The smallest interval that holds both; unknown where one of them is.
    pub fn hull(a: Interval, b: Interval) -> Interval {
        let unknown = a.low.clone().is_null().or(b.low.clone().is_null());
        let widest = |a: Pl, b: Pl, a_wins: Pl| when(unknown.clone()).then(nothing()).when(a_wins).then(a).otherwise(b);
        Interval {
            low: widest(a.low.clone(), b.low.clone(), a.low.lt(b.low)),
            high: widest(a.high.clone(), b.high.clone(), a.high.gt(b.high)),
            about: a.about.or(b.about),
        }
    }

    /// Whether nothing is open: the value is one number.
    pub fn is_exact(&self) -> Pl {
        self.low.clone().eq(self.high.clone())
    }

    /// Whether nothing is known of the value.
    pub fn is_unknown(&self) -> Pl {
        self.low.clone().is_null()
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
