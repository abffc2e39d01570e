//! From values to places: a scale that holds zero, and round numbers at its ends.

use crate::output::number::real;

/// The least and the greatest value that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
}

/// First digits at which a scale may end.
const ROUND: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

impl Scale {
    /// A scale for values, zero among them.
    pub fn of(values: impl Iterator<Item = f64>) -> Scale {
        let exact = Scale::exact(values);
        Scale { low: -rounded(-exact.low), high: rounded(exact.high) }
    }

    /// The same without rounding its ends.
    pub fn exact(values: impl Iterator<Item = f64>) -> Scale {
        let (low, high) = values.filter(|x| x.is_finite()).fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        Scale { low, high: if low == high { 1.0 } else { high } }
    }

    /// Where a value lies, from 0 to 1.
    pub fn place(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Which of so many equal parts a value lies in, from 0.
    pub fn part(&self, x: f64, parts: usize) -> usize {
        ((self.place(x) * parts as f64).ceil() as usize).clamp(1, parts) - 1
    }

    /// The upper end of a part, in words.
    pub fn end_of(&self, part: usize, parts: usize) -> String {
        real(self.low + (self.high - self.low) * (part + 1) as f64 / parts as f64)
    }
}

/// The next round number that is not below.
fn rounded(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let size = 10_f64.powf(x.log10().floor());
    let fits = |digit: &f64| digit * size >= x * (1.0 - 1e-9);
    ROUND.iter().copied().find(fits).unwrap_or(10.0) * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_hold_zero_and_end_at_round_numbers() {
        let of = |values: &[f64]| Scale::of(values.iter().copied());
        assert_eq!(of(&[7_320.0, 120.0]), Scale { low: 0.0, high: 8_000.0 });
        assert_eq!(of(&[-14.0, 41.0]), Scale { low: -15.0, high: 50.0 });
        assert_eq!(of(&[1_000.0]), Scale { low: 0.0, high: 1_000.0 });
        assert_eq!(of(&[]), Scale { low: 0.0, high: 1.0 });
        assert_eq!(of(&[0.0]), Scale { low: 0.0, high: 1.0 });
    }

    #[test]
    fn parts_are_equal_and_hold_both_ends() {
        let scale = Scale { low: 0.0, high: 100.0 };
        assert_eq!([0.0, 1.0, 25.0, 25.1, 100.0].map(|x| scale.part(x, 4)), [0, 0, 0, 1, 3]);
    }
}
