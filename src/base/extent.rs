//! The extent of a number: what it can be, from its lowest to its highest, and arithmetic with it.

use super::bounds::{Bounds, Operation, at_least_none, combined};

/// What a number can be. Open sides are infinite; of an unknown number there is no extent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The value, where there is one.
    pub best: Option<f64>,
    /// The lowest it can be.
    pub low: f64,
    /// The highest it can be.
    pub high: f64,
    /// Whether the value is said to be near rather than exact.
    pub about: bool,
}

impl Extent {
    /// A number that is what it is.
    pub fn exact(x: f64) -> Extent {
        Extent { best: Some(x), low: x, high: x, about: false }
    }

    /// What is known of a number; nothing when nothing is.
    pub fn of(bounds: &Bounds) -> Option<Extent> {
        let Bounds { best, low, high, about } = *bounds;
        best.or(low).or(high)?;
        let side = |bound: Option<f64>, open: f64| bound.or(best).unwrap_or(open);
        Some(Extent { best, low: side(low, f64::NEG_INFINITY), high: side(high, f64::INFINITY), about })
    }

    /// Whether it is one number.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// The same with the one number it can be as its value.
    fn settled(self) -> Extent {
        let only = (self.is_exact() && self.low.is_finite()).then_some(self.low);
        Extent { best: self.best.or(only), ..self }
    }

    /// With the other sign.
    pub fn negated(self) -> Extent {
        Extent { best: self.best.map(|x| -x), low: -self.high, high: -self.low, about: self.about }
    }

    /// Without its sign.
    pub fn absolute(self) -> Extent {
        let (low, high) = match (self.low, self.high) {
            (low, high) if low >= 0.0 => (low, high),
            (low, high) if high <= 0.0 => (-high, -low),
            (low, high) => (0.0, high.max(-low)),
        };
        Extent { best: self.best.map(f64::abs), low, high, ..self }
    }

    /// Under a function that keeps the order of numbers.
    pub fn map(self, keeps_order: impl Fn(f64) -> f64) -> Extent {
        let (low, high) = (keeps_order(self.low), keeps_order(self.high));
        Extent { best: self.best.map(keeps_order), low, high, about: self.about }.settled()
    }

    /// An operation on two numbers. Counts, unlike numbers that are `signed`, are at least none where their lower side is open.
    pub fn combined(op: Operation, a: Extent, b: Extent, signed: [bool; 2]) -> Option<Extent> {
        let counts = matches!(op, Operation::Multiply | Operation::Divide);
        let ends = |x: Extent, signed: bool| if counts && !signed { at_least_none((x.low, x.high)) } else { (x.low, x.high) };
        let (low, high) = combined(op, ends(a, signed[0]), ends(b, signed[1]))?;
        let best = match (op, a.best, b.best) {
            (Operation::Divide, _, Some(0.0)) => None,
            (op, Some(x), Some(y)) => Some(match op {
                Operation::Add => x + y,
                Operation::Subtract => x - y,
                Operation::Multiply => x * y,
                Operation::Divide => x / y,
            }),
            _ => None,
        };
        Some(Extent { best, low, high, about: a.about || b.about }.settled())
    }

    /// Either of two: their value is known where they have the same.
    pub fn either(a: Extent, b: Extent) -> Extent {
        let best = a.best.filter(|_| a.best == b.best);
        Extent { best, low: a.low.min(b.low), high: a.high.max(b.high), about: a.about || b.about }
    }

    /// The smallest of several, or the largest.
    pub fn extreme(several: &[Extent], pick: fn(f64, f64) -> f64) -> Option<Extent> {
        several.iter().copied().reduce(|a, b| {
            let best = a.best.zip(b.best).map(|(x, y)| pick(x, y));
            Extent { best, low: pick(a.low, b.low), high: pick(a.high, b.high), about: a.about || b.about }.settled()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_most(x: f64) -> Extent {
        Extent { best: None, low: f64::NEG_INFINITY, high: x, about: false }
    }

    #[test]
    fn one_number_is_left_where_the_sides_meet() {
        let nothing = Extent::combined(Operation::Multiply, at_most(5.0), Extent::exact(0.0), [false; 2]);
        assert_eq!(nothing, Some(Extent::exact(0.0)));
        let least = Extent { best: None, low: 5.0, high: f64::INFINITY, about: false };
        assert_eq!(Extent::extreme(&[least, Extent::exact(3.0)], f64::min), Some(Extent::exact(3.0)));
        assert_eq!(Extent::extreme(&[at_most(4.5), Extent::exact(10.0)], f64::max), Some(Extent::exact(10.0)));
    }

    #[test]
    fn a_difference_may_be_less_than_nothing() {
        let difference = Extent::combined(Operation::Subtract, at_most(15.0), Extent::exact(10.0), [false; 2]).unwrap();
        assert_eq!((difference.low, difference.high), (f64::NEG_INFINITY, 5.0));
        let double = |signed| Extent::combined(Operation::Multiply, difference, Extent::exact(2.0), [signed, false]).unwrap().low;
        assert_eq!((double(true), double(false)), (f64::NEG_INFINITY, 0.0));
    }

    #[test]
    fn signs_turn_the_sides_around() {
        assert_eq!(at_most(5.0).negated().low, -5.0);
        assert_eq!(at_most(-5.0).absolute().low, 5.0);
        assert_eq!((at_most(5.0).absolute().low, at_most(5.0).absolute().high), (0.0, f64::INFINITY));
    }
}
