//! Bounds of qualified values in the engine: hidden columns beside a column, and arithmetic with them.
//!
//! Beside a bounded column `x` stand its lowest and highest value, unknown where that side is open, and whether it is said to be near.
//! Within expressions an open side is infinite, a value without bounds is both of its bounds, and what is not known at all is unknown.

use super::lowering::Lowering;
use super::lowering::{column, literal};
use crate::base::bounds::{Operation, combined};
use crate::base::names::{about_of, high_of, low_of};
use crate::base::{Type, Value};
use crate::plan::{Expr, ExprKind};
use crate::syntax::ast::{Arithmetic, Comparison};
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
    fn negated(self) -> Interval {
        Interval { low: lit(0.0) - self.high, high: lit(0.0) - self.low, about: self.about }
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

impl Lowering<'_> {
    /// The bounds of a value, if it rests on a bounded column by arithmetic alone.
    pub fn interval(&mut self, expr: &Expr) -> Option<Interval> {
        self.is_bounded(expr).then(|| self.bounds_of(expr))
    }

    /// Whether something is known of a value: itself, or a bound.
    pub fn is_known(&mut self, expr: &Expr) -> Pl {
        self.least(expr).is_not_null()
    }

    /// Whether nothing is known of a value.
    pub fn is_unknown(&mut self, expr: &Expr) -> Pl {
        self.least(expr).is_null()
    }

    /// The lowest a value can be: null only where nothing is known of it.
    fn least(&mut self, expr: &Expr) -> Pl {
        match self.interval(expr) {
            Some(interval) => interval.low,
            None => self.value(expr),
        }
    }

    /// Whether a value has bounds of its own.
    pub fn is_bounded(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Column(name) => self.known.is_bounded(name),
            ExprKind::Negate(a) | ExprKind::Convert(a) => expr.ty.is_number() && self.is_bounded(a),
            ExprKind::Arithmetic(_, a, b) | ExprKind::If(_, a, b) => {
                expr.ty.is_number() && (self.is_bounded(a) || self.is_bounded(b))
            }
            _ => false,
        }
    }

    fn bounds_of(&mut self, expr: &Expr) -> Interval {
        match &expr.kind {
            ExprKind::Column(name) if self.known.is_bounded(name) => Interval::of_column(name),
            ExprKind::Negate(a) => self.bounds_of(a).negated(),
            ExprKind::Convert(a) => self.bounds_of(a),
            ExprKind::Arithmetic(op, a, b) => Interval::combined(*op, &self.bounds_of(a), &self.bounds_of(b)),
            ExprKind::If(test, a, b) => {
                let test = self.condition(test);
                let (a, b) = (self.bounds_of(a), self.bounds_of(b));
                let pick = |yes: Pl, no: Pl| when(test.clone()).then(yes).otherwise(no);
                Interval { low: pick(a.low, b.low), high: pick(a.high, b.high), about: pick(a.about, b.about) }
            }
            _ => Interval::exact(self.value(expr)),
        }
    }

    /// A comparison of bounded values: true where it is certain. In the three-valued form what is possible is unknown.
    pub fn compare_bounds(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Option<Pl> {
        let ordered = !matches!(op, Comparison::Equal | Comparison::NotEqual);
        if !ordered || !(self.is_bounded(left) || self.is_bounded(right)) {
            return None;
        }
        let (a, b) = (self.bounds_of(left), self.bounds_of(right));
        let (certain, possible) = match op {
            Comparison::Less => (a.high.lt(b.low), a.low.lt(b.high)),
            Comparison::LessEqual => (a.high.lt_eq(b.low), a.low.lt_eq(b.high)),
            Comparison::Greater => (a.low.gt(b.high), a.high.gt(b.low)),
            _ => (a.low.gt_eq(b.high), a.high.gt_eq(b.low)),
        };
        Some(match self.three_valued {
            false => certain.fill_null(lit(false)),
            true => when(certain)
                .then(lit(true))
                .when(possible.not())
                .then(lit(false))
                .otherwise(literal(&Value::Unknown, Type::Bool)),
        })
    }
}
