//! Bounds of qualified values in the engine: hidden columns beside a column, and arithmetic with them. Expressions are `bounded`.
//!
//! Beside a bounded column `x` stand its lowest and highest value, unknown where that side is open, and whether it is said to be near.
//! Within expressions an open side is infinite, a value without bounds is both of its bounds, and what is not known at all is unknown.

use super::lowering::{column, literal};
use crate::base::bounds::{Operation, at_least_none, combined};
use crate::base::names::{about_of, bounds_of, high_of, low_of};
use crate::base::{Type, Value};
use crate::syntax::ast::Arithmetic;
use polars::prelude::{Column, DataType, Expr as Pl, Field, Float64Chunked, IntoColumn, NULL, NewChunkedArray, lit, when};

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

    /// A ratio in hundredths of its change from 1; of a count that may be none, the change may be anything.
    pub fn percent_of_change(self) -> Interval {
        let percent = |part: Pl| (part - lit(1.0)) * lit(100.0);
        let low = when(self.low.clone().eq(lit(0.0))).then(lit(f64::NEG_INFINITY)).otherwise(percent(self.low));
        Interval { low, high: percent(self.high), about: self.about }
    }

    /// A column and the hidden ones beside it, as they come out of the arithmetic; `settled` makes of them what they say.
    pub fn beside(self, name: &str, best: Pl) -> Vec<Pl> {
        let [low, high, about] = bounds_of(name);
        let known = best.clone().is_not_null().or(self.low.clone().is_not_null());
        let near = when(known).then(self.about).otherwise(lit(false));
        vec![self.low.alias(low), self.high.alias(high), near.alias(about), best.alias(name)]
    }
}

/// What a value and its bounds say together, in the columns of a name.
///
/// A value without bounds of its own has none beside it. Where a side is open there is no best value, but the figure of what is known
/// stays: as that bound, or, where both sides are open, as an estimate.
pub fn settled(name: &str) -> Vec<Pl> {
    let [low_name, high_name, about_name] = bounds_of(name);
    let (low, high, about, best) = (column(&low_name), column(&high_name), column(&about_name), column(name));
    let near = |bound: &Pl| {
        let gap = (real(best.clone()) - bound.clone()).abs();
        gap.lt_eq(lit(1e-9) * bound.clone().abs() + lit(1e-12)).fill_null(lit(false))
    };
    let below = low.clone().eq(lit(f64::NEG_INFINITY)).fill_null(lit(false));
    let above = high.clone().eq(lit(f64::INFINITY)).fill_null(lit(false));
    let (at_low, at_high) = (near(&low).and(below.clone().not()), near(&high).and(above.clone().not()));
    let exact = at_low.clone().and(at_high.clone());
    // A count whose lower side is open is at least none.
    let from_none = below.clone().or(low.clone().eq(lit(0.0)).fill_null(lit(false)));
    let to_none = above.clone().or(high.clone().eq(lit(0.0)).fill_null(lit(false)));
    let floor = at_low.clone().and(above.clone());
    let cap = at_high.and(from_none.clone()).and(exact.clone().not());
    let estimate = (above.clone().and(from_none)).or(below.clone().and(to_none));
    let estimate = estimate.and(floor.clone().not()).and(cap.clone().not()).and(best.clone().is_not_null());
    let lost = above.clone().or(below.clone()).and(floor.not()).and(cap.clone().not()).and(estimate.clone().not());
    // Of what is open on both sides and has no figure nothing is known.
    let nothing_known = below.clone().and(above.clone()).and(best.clone().is_null());
    let bare = exact.or(estimate.clone()).or(nothing_known);
    let low = when(bare.clone()).then(nothing()).when(cap).then(lit(f64::NEG_INFINITY)).otherwise(low);
    vec![
        low.fill_nan(nothing()).alias(low_name),
        when(bare).then(nothing()).otherwise(high).fill_nan(nothing()).alias(high_name),
        about.or(estimate).alias(about_name),
        when(lost).then(lit(NULL)).otherwise(best.clone()).alias(name),
    ]
}

/// The hidden columns of bounds and their types.
pub fn bound_types(name: &str) -> [(String, DataType); 3] {
    let [low, high, about] = bounds_of(name);
    [(low, DataType::Float64), (high, DataType::Float64), (about, DataType::Boolean)]
}

/// The hidden columns of bounds: both sides of each row, where something is known, and whether it is near.
pub fn bound_columns(name: &str, rows: &[(Option<(f64, f64)>, bool)]) -> [Column; 3] {
    let [low, high, about] = bounds_of(name);
    let lows: Vec<Option<f64>> = rows.iter().map(|(sides, _)| sides.map(|(low, _)| low)).collect();
    let highs: Vec<Option<f64>> = rows.iter().map(|(sides, _)| sides.map(|(_, high)| high)).collect();
    let near: Vec<bool> = rows.iter().map(|(_, about)| *about).collect();
    [Column::new(low.into(), lows), Column::new(high.into(), highs), Column::new(about.into(), near)]
}

/// By what columns with bounds are ordered.
pub fn ordered_column(name: &str) -> Pl {
    order(real(column(name)), column(&low_of(name)), column(&high_of(name)))
}

/// By what a value is ordered: its best, else the middle of its bounds, else the one bound it has.
pub fn order(best: Pl, low: Pl, high: Pl) -> Pl {
    let closed = |bound: Pl| when(bound.clone().is_finite()).then(bound).otherwise(nothing());
    let (low, high) = (closed(low), closed(high));
    polars::prelude::coalesce(&[best, (low.clone() + high.clone()) / lit(2.0), low, high])
}
