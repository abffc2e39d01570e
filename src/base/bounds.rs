//! Qualified numbers: what is known of a value that is not known exactly, and arithmetic with it.
//!
//! A bound that is open is infinite here. Interval arithmetic as in Moore, Interval Analysis (1966); a count of people whose lower
//! side is open is at least none, so in products and ratios that side is 0.

use crate::base::counts::grouped;
use std::fmt;

/// A number with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The value, where there is one.
    pub best: Option<f64>,
    /// The lowest it can be; open without one.
    pub low: Option<f64>,
    /// The highest it can be; open without one.
    pub high: Option<f64>,
    /// Whether the value is said to be near rather than exact.
    pub about: bool,
}

impl Bounds {
    /// Between two numbers, in either order.
    pub fn range(a: f64, b: f64) -> Bounds {
        Bounds { best: None, low: Some(a.min(b)), high: Some(a.max(b)), about: false }
    }

    /// Whether every number in it is whole, and small enough to be exact.
    pub fn is_whole(&self) -> bool {
        let whole = |x: f64| x.fract() == 0.0 && x.abs() <= 9_007_199_254_740_992.0;
        [self.best, self.low, self.high].into_iter().flatten().all(whole)
    }
}

/// An operation on intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// The bounds of a count of people in a product or ratio: where its lower side is open it is at least none.
pub fn at_least_none((low, high): (f64, f64)) -> (f64, f64) {
    if low == f64::NEG_INFINITY && high >= 0.0 { (0.0, high) } else { (low, high) }
}

/// The lowest and highest result of an operation on values between bounds; unknown where the divisor may be zero on both sides.
pub fn combined(op: Operation, (a, b): (f64, f64), (c, d): (f64, f64)) -> Option<(f64, f64)> {
    match op {
        Operation::Add => Some((a + c, b + d)),
        Operation::Subtract => Some((a - d, b - c)),
        Operation::Multiply => hull([times(a, c), times(a, d), times(b, c), times(b, d)]),
        Operation::Divide => match (c, d) {
            (0.0, 0.0) => None,
            (c, d) if c < 0.0 && d > 0.0 => Some((f64::NEG_INFINITY, f64::INFINITY)),
            (c, d) => {
                let by = |x: f64, y: f64| {
                    if y == 0.0 {
                        beyond(x, c + d)
                    } else if y.is_infinite() {
                        0.0
                    } else {
                        x / y
                    }
                };
                hull([by(a, c), by(a, d), by(b, c), by(b, d)])
            }
        },
    }
}

/// A product in which nothing times anything, however large, is nothing.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// What a number becomes as its divisor, of the sign of `side`, goes to zero.
fn beyond(x: f64, side: f64) -> f64 {
    match x {
        0.0 => 0.0,
        x if (x > 0.0) == (side > 0.0) => f64::INFINITY,
        _ => f64::NEG_INFINITY,
    }
}

fn hull(ends: [f64; 4]) -> Option<(f64, f64)> {
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (!low.is_nan() && !high.is_nan()).then_some((low, high))
}

/// A bound as people read it: whole numbers grouped, others with up to four digits that count behind the point.
fn number(x: f64) -> String {
    if x.fract() == 0.0 && x.abs() < 1e15 {
        return grouped(x as i64);
    }
    let decimals = (3 - x.abs().log10().floor() as i32).clamp(1, 8) as usize;
    let text = format!("{x:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", grouped(whole))
}

impl fmt::Display for Bounds {
    /// `1,200`, `~800,000`, `≤ 1,600,000`, `≥ 14,000`, `6,000–7,000`, `1,200 (1,000–1,500)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = if self.about { "~" } else { "" };
        let range = match (self.low, self.high) {
            // Bounds that are one number in the digits that are shown are shown as one.
            (Some(low), Some(high)) if number(low) == number(high) => number(low),
            (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
            (Some(low), None) => format!("≥ {}", number(low)),
            (None, Some(high)) => format!("≤ {}", number(high)),
            (None, None) => String::new(),
        };
        match (self.best, range.is_empty()) {
            (None, true) => f.write_str("-"),
            (None, false) => write!(f, "{near}{range}"),
            (Some(best), _) if number(best) == range => write!(f, "{near}{range}"),
            (Some(best), true) => write!(f, "{near}{}", number(best)),
            (Some(best), false) => write!(f, "{near}{} ({range})", number(best)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: f64 = f64::INFINITY;

    #[test]
    fn intervals_hold_every_result() {
        assert_eq!(combined(Operation::Add, (1.0, 2.0), (10.0, OPEN)), Some((11.0, OPEN)));
        assert_eq!(combined(Operation::Subtract, (-OPEN, 3.0), (1.0, 2.0)), Some((-OPEN, 2.0)));
        assert_eq!(combined(Operation::Multiply, (-1.0, 2.0), (3.0, 4.0)), Some((-4.0, 8.0)));
        assert_eq!(combined(Operation::Multiply, (0.0, 0.0), (3.0, OPEN)), Some((0.0, 0.0)));
        // At most 1.6 million: the part that 800,000 are of it is at least a half.
        assert_eq!(combined(Operation::Divide, (8e5, 8e5), at_least_none((-OPEN, 1.6e6))), Some((0.5, OPEN)));
        // What may be less than nothing may make any part of it.
        assert_eq!(combined(Operation::Divide, (8e5, 8e5), (-OPEN, 1.6e6)), Some((-OPEN, OPEN)));
        assert_eq!(at_least_none((-OPEN, -2.0)), (-OPEN, -2.0));
        assert_eq!(combined(Operation::Divide, (1.0, 2.0), (4.0, OPEN)), Some((0.0, 0.5)));
        assert_eq!(combined(Operation::Divide, (1.0, 2.0), (-1.0, 1.0)), Some((-OPEN, OPEN)));
        assert_eq!(combined(Operation::Divide, (1.0, 2.0), (0.0, 0.0)), None);
    }

    #[test]
    fn bounds_print_as_they_are_said() {
        let said = |best, low, high, about| Bounds { best, low, high, about }.to_string();
        assert_eq!(said(None, None, Some(1.6e6), false), "≤ 1,600,000");
        assert_eq!(said(None, Some(14_000.0), None, false), "≥ 14,000");
        assert_eq!(said(None, Some(6_000.0), Some(7_000.0), false), "6,000–7,000");
        assert_eq!(said(Some(8e5), None, None, true), "~800,000");
        assert_eq!(said(Some(1_200.0), Some(1_000.0), Some(1_500.5), false), "1,200 (1,000–1,500.5)");
        assert_eq!(said(None, Some(0.543_405), None, false), "≥ 0.5434");
        assert_eq!(said(None, None, None, false), "-");
        assert_eq!(said(Some(0.599_290), Some(0.599_259), Some(0.599_323), false), "0.5993");
        assert_eq!(said(Some(0.599_290), None, Some(0.599_323), false), "0.5993 (≤ 0.5993)");
    }
}
